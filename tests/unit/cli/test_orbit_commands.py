"""`huxing coverage` and `huxing passes`: what they print, and what they refuse."""

from __future__ import annotations

import json

import numpy as np
import pytest
import xarray as xr
from typer.testing import CliRunner

from huxing.cli.main import app
from huxing.core.errors import CatalogueError, InputError, MissingDataError
from huxing.core.time import parse_time, time_grid
from huxing.orbit import (
    Constellation,
    Station,
    area_grid,
    coverage,
    find_passes,
    from_constellation_code,
    summarise_coverage,
)

CODE = "S:1065.5:89:60/6/1"


def run(*arguments: object):
    return CliRunner().invoke(app, [str(a) for a in arguments])


def fails(*arguments: object) -> str:
    result = run(*arguments)
    assert isinstance(result.exception, InputError | MissingDataError), result.output
    assert result.stdout == ""
    return str(result.exception)


@pytest.fixture(scope="module")
def designed() -> Constellation:
    return Constellation(CODE, from_constellation_code(CODE))


def test_coverage_prints_the_kernel_s_figures(designed):
    result = run("coverage", CODE, "--area", "china", "--hours", 2, "--fold", 1, "--fold", 2, "--json")
    said = json.loads(result.stdout)
    grid, times = area_grid("china", spacing_deg=2.0), time_grid(designed.epoch, hours=2)
    dataset = coverage(designed, grid, times, min_elevation_deg=25.0, folds=(1, 2))
    for row in said["folds"]:
        expected = summarise_coverage(dataset, fold=row["fold"])
        assert row["covered"] == expected.covered
        assert row["longest_gap"] == expected.longest_gap
    assert said["satellites"] == 60
    assert said["points"] == len(grid)
    assert "60 satellites" in result.stderr


def test_coverage_writes_every_point(tmp_path):
    out = tmp_path / "points.nc"
    result = run("coverage", CODE, "--area", "shanghai", "--hours", 1, "--out", out)
    assert result.exit_code == 0
    with xr.open_dataset(out, engine="h5netcdf") as written:
        assert written["covered"].dims == ("ground", "fold")
        assert written.attrs["satellites"] == 60
    assert "covered, of area and time" in result.stdout


def test_coverage_of_an_area_of_one_s_own(tmp_path):
    own = tmp_path / "own.geojson"
    own.write_text(json.dumps({"type": "Polygon", "coordinates": [[[0, 0], [20, 0], [20, 20], [0, 20], [0, 0]]]}))
    said = json.loads(run("coverage", CODE, "--geojson", own, "--hours", 1, "--json").stdout)
    assert said["grid"] == "own.geojson"
    assert 90 <= said["points"] <= 110


def test_passes_prints_the_kernel_s_table(designed):
    result = run("passes", CODE, "--station", "shanghai", "--station", "0,0,100", "--hours", 3, "--json")
    said = json.loads(result.stdout)
    start = parse_time(str(designed.epoch))
    stations = [
        Station.from_degrees("shanghai", *_shanghai(), min_elevation_deg=10.0),
        Station.from_degrees("0,0,100", 0.0, 0.0, 100.0, min_elevation_deg=10.0),
    ]
    expected = find_passes(designed, stations, start, start + np.timedelta64(3, "h"))
    assert len(said) == len(expected) > 5
    assert [row["satellite"] for row in said] == expected["satellite"].tolist()
    assert said[3]["rise"] == expected["rise"][3].isoformat()
    assert said[3]["rise_cut"] in (True, False)


def _shanghai() -> tuple[float, float, float]:
    from huxing.catalogue import ground_station

    row = ground_station("shanghai")
    return row.latitude_deg, row.longitude_deg, row.height_m


def test_passes_table_shows_rows_and_says_how_many_more():
    result = run("passes", CODE, "--station", "shanghai", "--hours", 6, "--rows", 2)
    assert result.stdout.count("S:1065.5") <= 3
    assert "more; --rows 0 shows all" in result.stderr


def test_a_mask_takes_passes_away():
    open_sky = json.loads(run("passes", CODE, "--station", "shanghai", "--hours", 6, "--json").stdout)
    walled = json.loads(
        run("passes", CODE, "--station", "shanghai", "--hours", 6, "--mask", "0:80,359:80", "--json").stdout
    )
    assert len(walled) < len(open_sky) / 2
    assert all(row["max_elevation_deg"] >= 80 for row in walled)


def test_far_future_designs_have_passes_with_lighting():
    said = json.loads(
        run("passes", CODE, "--station", "shanghai", "--start", "2035-06-01", "--hours", 6, "--json").stdout
    )
    assert said
    assert any(row["sunlit"] for row in said)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("coverage", "qianfa"), "nearest: qianfan"),
        (("coverage", "gone.json"), "no file 'gone.json'"),
        (("coverage", CODE, "--name", "X*"), "not a file"),
        (("coverage", CODE, "--min-elevation-deg", 90), "less than 90"),
        (("coverage", CODE, "--step-s", 0), "step"),
        (("coverage", CODE, "--hours", "nan"), "positive length"),
        (("coverage", CODE, "--fold", 0), "from 1 to 65535"),
        (("coverage", CODE, "--spacing-deg", 1000), "0.1 to 30"),
        (("coverage", CODE, "--area", "china", "--geojson", "x"), "not both"),
        (("passes", CODE, "--station", "95,0"), "-90..90"),
        (("passes", CODE, "--station", "1,2,3,4"), "LAT,LON"),
        (("passes", CODE, "--station", "shanghai", "--hours", -1), "more than 0"),
        (("passes", CODE, "--station", "shanghai", "--mask", "0:5,x"), "AZ:EL"),
        (("passes", CODE, "--station", "shanghai", "--start", "yesterday"), "2026-08-22"),
        (("passes", CODE, "--station", "shanghai", "--station", "shanghai"), "different names"),
    ],
)
def test_wrong_input_is_refused_with_what_is_accepted(arguments, words):
    assert words in fails(*arguments)


def test_the_nearest_name_is_a_catalogue_error():
    assert isinstance(run("passes", "qianfa", "--station", "shanghai").exception, CatalogueError)
