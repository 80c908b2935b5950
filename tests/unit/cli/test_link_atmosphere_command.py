"""`huxing link atmosphere`: the parts of the attenuation over elevation, frequency and exceedance, and refusals."""

from __future__ import annotations

import json

import numpy as np
import pytest
import xarray as xr
from typer.testing import CliRunner

from huxing.cli.main import app
from huxing.core.errors import CatalogueError, InputError, ModelRangeError
from huxing.link.atmosphere.climate import load_climate
from huxing.link.atmosphere.slant import slant_attenuation

HERE = ("--latitude-deg", 31, "--longitude-deg", 121, "--climate", "zonal")
GRID = ("--frequency-ghz", "12,30", "--elevation-deg", "20,60", "--exceedance-percent", "1,0.1")


def run(*arguments: object):
    return CliRunner().invoke(app, ["link", "atmosphere", *(str(a) for a in arguments)])


def test_json_has_the_kernel_s_parts_for_every_path():
    said = json.loads(run(*HERE, *GRID, "--json").stdout)
    assert len(said["paths"]) == 8
    for path in said["paths"]:
        expected = slant_attenuation(
            latitude=np.radians(31), longitude=np.radians(121), elevation=np.radians(path["elevation_deg"]),
            frequency=path["frequency_ghz"] * 1e9, exceedance=path["exceedance_percent"] / 100,
            climate=load_climate("zonal"),
        )  # fmt: skip
        for part in ("gas_db", "cloud_db", "rain_db", "scintillation_db", "total_db"):
            assert path[part] == pytest.approx(float(getattr(expected, part)), rel=1e-12)
    assert set(said["clauses"]) == {"gas_db", "cloud_db", "rain_db", "scintillation_db", "total_db"}


def test_the_climate_is_named_with_its_error():
    text = run(*HERE, "--frequency-ghz", 20).stdout
    climate = load_climate("zonal")
    assert climate.error_db is not None
    assert f"climate: {climate.label}; {climate.error_db.text()}" in text
    said = json.loads(run(*HERE, "--frequency-ghz", 20, "--json").stdout)
    rows = said["climate_error"]
    assert max(row["frequency_hz"] for row in rows) == 40e9
    assert all(0 < row["median_db"] < row["ninetieth_db"] for row in rows)


def test_the_site_is_described_in_the_units_of_the_recommendations():
    said = json.loads(run(*HERE, "--frequency-ghz", 20, "--json").stdout)
    site = load_climate("zonal").site(np.radians(31), np.radians(121))
    # P.837 prints mm/h; the room holds m/s
    assert said["site"]["rain_rate_of_0.01_percent_mm_per_h"] == pytest.approx(float(site.rain_rate_001) * 3.6e6)
    assert f"{said['site']['rain_rate_of_0.01_percent_mm_per_h']:.1f} mm/h" in run(*HERE, "--frequency-ghz", 20).stdout


def test_the_paths_are_written_over_named_axes(tmp_path):
    out = tmp_path / "air.nc"
    assert run(*HERE, *GRID, "--out", out).exit_code == 0
    with xr.open_dataset(out, engine="h5netcdf") as written:
        assert written["rain_db"].dims == ("frequency", "exceedance", "elevation")
        assert written["frequency"].to_numpy().tolist() == [12e9, 30e9]
        assert written["exceedance"].to_numpy().tolist() == [0.01, 0.001]
        assert np.degrees(written["elevation"].to_numpy()) == pytest.approx([20, 60])
        assert written["total_db"].attrs["clause"].startswith("ITU-R P.618-13")
        said = json.loads(run(*HERE, *GRID, "--json").stdout)["paths"]
        assert written["rain_db"].to_numpy().ravel().tolist() == [path["rain_db"] for path in said]


def test_rows_are_cut_and_told():
    result = run(*HERE, *GRID, "--rows", 3)
    assert sum(line.startswith("│") for line in result.stdout.splitlines()) == 3
    assert "5 more; --rows 0 shows all" in result.stderr


def test_an_extrapolation_is_marked():
    text = run(*HERE, "--frequency-ghz", 2, "--extrapolate").stdout
    assert "outside its range: ITU-R P.618-13, 2.5: frequency 2 GHz is outside 4 to 55 GHz" in text


@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        (("--frequency-ghz", 20), InputError, "give --station, or --latitude-deg and --longitude-deg"),
        ((*HERE, "--frequency-ghz", 2), ModelRangeError, "2 GHz is outside 4 to 55 GHz; give a value inside, or --ext"),
        (
            (*HERE, "--frequency-ghz", 500, "--extrapolate"),
            ModelRangeError,
            "frequency 500 GHz is outside 1 to 200 GHz",
        ),
        ((*HERE, "--frequency-ghz", 20, "--elevation-deg", -5), ModelRangeError, "elevation -5 deg is outside 0 to 90"),
        (
            (*HERE, "--frequency-ghz", 20, "--exceedance-percent", 0),
            ModelRangeError,
            "exceedance 0 % is outside 0 to 100",
        ),
        ((*HERE, "--frequency-ghz", 20, "--exceedance-percent", "nan"), ModelRangeError, "exceedance nan %"),
        ((*HERE, "--frequency-ghz", 20, "--antenna-diameter-m", 0), ModelRangeError, "antenna diameter 0 m"),
        ((*HERE, "--frequency-ghz", "x"), InputError, "--frequency-ghz 'x'"),
        (("--station", "nowhere", "--frequency-ghz", 20), CatalogueError, "no ground station 'nowhere'"),
        (("--station", "shanghai", "--climate", "x", "--frequency-ghz", 20), InputError, "auto, itu, zonal"),
    ],
)
def test_wrong_input_is_refused(arguments, kind, words):
    result = run(*arguments)
    assert isinstance(result.exception, kind), result.exception
    assert result.exception.exit_code == 3
    assert words in str(result.exception)
