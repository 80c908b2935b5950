"""The climate of a site: where it comes from, what it says of itself, what it refuses."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import InputError, MissingDataError, ModelRangeError, ShapeError
from huxing.link.atmosphere import climate as climates
from huxing.link.atmosphere import maps
from huxing.link.atmosphere.climate import load_climate
from huxing.link.atmosphere.rain_climate import rain_height, rain_probability, rain_rate

SHANGHAI = (np.radians(31.23), np.radians(121.47))
needs_itur = pytest.mark.skipif(maps.itu_package() is None, reason="the package itur, which has the maps, is absent")


@pytest.fixture
def without_itur(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if the package were not installed."""
    caches = (load_climate, maps.itu_maps, maps.itu_monthly_maps)
    monkeypatch.setattr(maps, "itu_package", lambda: None)
    monkeypatch.setattr(climates, "itu_package", lambda: None)
    for cached in caches:
        cached.cache_clear()
    yield
    for cached in caches:
        cached.cache_clear()


def test_without_the_package_the_climatology_serves_and_says_so(without_itur: None) -> None:
    climate = load_climate()
    assert climate.label == "zonal climatology, medians by latitude over land"
    assert climate.error_db is not None
    assert climate.error_db.text().startswith(
        "median error over land 0.18 dB (nine in ten below 0.7 dB) at 12 GHz and 1 %"
    )
    assert climate.memory < 1e6
    site = climate.site(*SHANGHAI)
    assert site.climate == climate.label
    assert site.climate_error_db is climate.error_db


def test_the_maps_without_the_package_are_an_error_that_says_how_to_get_them(without_itur: None) -> None:
    with pytest.raises(MissingDataError, match=r"pip install 'huxing\[itu\]'"):
        load_climate("itu")
    with pytest.raises(MissingDataError, match="itur, which is not installed"):
        maps.itu_monthly_maps()


def test_a_package_with_other_files_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "1511"
    folder.mkdir()
    monkeypatch.setattr(maps, "itu_package", lambda: ("9.9.9", tmp_path))
    maps.itu_maps.cache_clear()
    for content in (b"", b"PK no archive", b"\x80\x04."):
        (folder / "v2_topo.npz").write_bytes(content)
        with pytest.raises(MissingDataError, match=r"v2_topo\.npz of itur 9\.9\.9 cannot be read"):
            maps.itu_maps()
    np.savez(folder / "v2_topo.npz", np.zeros((3, 4)))
    with pytest.raises(MissingDataError, match=r"is \(3, 4\), not \(2164, 4324\)"):
        maps.itu_maps()
    np.savez(folder / "v2_topo.npz", np.array([{}], dtype=object))
    with pytest.raises(MissingDataError, match="cannot be read"):  # no pickle is ever opened
        maps.itu_maps()
    maps.itu_maps.cache_clear()


@needs_itur
def test_the_maps_are_read_without_the_packages_python() -> None:
    script = (
        "import sys; from huxing.link.atmosphere import load_climate; climate = load_climate();"
        "print(climate.label, climate.memory, [m for m in sys.modules if m.split('.')[0] in ('itur', 'astropy')])"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.startswith("ITU-R digital maps (itur ")
    assert run.stdout.endswith("[]\n")
    assert load_climate("itu").error_db is None
    assert load_climate() is load_climate()


@needs_itur
def test_the_memory_told_is_that_of_the_grids() -> None:
    climate = load_climate("itu")
    counted = sum(np.asarray(part.values if hasattr(part, "south") else part).nbytes for part in climate.maps)
    assert climate.memory == counted
    assert climate.memory < 80e6


@needs_itur
def test_each_map_lies_where_its_own_axes_say() -> None:
    """The axes beside the values in the package: judges of the geometry that is written in the code."""
    package = maps.itu_package()
    assert package is not None
    cases = [
        ("1511/v2_lat", "1511/v2_lon", maps.itu_maps().topography),
        ("837/v7_lat_r001", "837/v7_lon_r001", maps.itu_maps().rain_rate_001),
        ("1510/v1_lat", "1510/v1_lon", maps.itu_maps().temperature),
        ("453/v13_lat_n", "453/v13_lon_n", maps.itu_maps().wet_refractivity),
        ("837/v7_lat_mt", "837/v7_lon_mt", maps.itu_monthly_maps().rainfall),
        ("1510/v1_lat", "1510/v1_lon", maps.itu_monthly_maps().temperature),
    ]
    for latitude, longitude, grid in cases:
        rows, columns = (np.load(package[1] / f"{name}.npz")["arr_0"] for name in (latitude, longitude))
        north = grid.south + np.arange(grid.values.shape[0]) / grid.rows_per_degree
        east = grid.west + np.arange(grid.values.shape[1]) / grid.columns_per_degree
        # axes in the package have eight decimals
        assert np.sort(rows[:, 0]) == pytest.approx(north, abs=1e-7)
        assert columns[0] == pytest.approx(east, abs=1e-7)


@pytest.mark.parametrize("source", ["zonal", pytest.param("itu", marks=needs_itur)])
def test_a_place_has_one_climate_whatever_its_longitude_is_called(source: str) -> None:
    climate = load_climate(source)  # type: ignore[arg-type]
    turns = np.radians([-190.0, 170.0]), np.radians([181.0, -179.0]), np.radians([-180.0, 180.0])
    for pair in turns:
        site = climate.site(np.radians(40.0), pair)
        for name in ("height", "rain_height", "rain_rate_001", "wet_refractivity", "temperature"):
            first, second = getattr(site, name)
            assert first == pytest.approx(second, rel=1e-9)


@given(latitude=st.floats(-90.0, 90.0), longitude=st.floats(-180.0, 180.0))
def test_every_place_of_the_earth_has_finite_values(latitude: float, longitude: float) -> None:
    source = "zonal" if maps.itu_package() is None else "itu"
    site = load_climate(source).site(np.radians(latitude), np.radians(longitude))
    assert site.height >= 0.0
    assert 300.0 <= site.rain_height < 7000.0
    assert 200.0 < site.temperature < 310.0
    assert 35_000.0 < site.pressure <= 101_325.0
    for water in (site.vapour_content, site.vapour_density, site.reduced_liquid):
        assert water.shape == site.exceedances.shape
        assert (water >= 0.0).all()
    assert (np.diff(site.vapour_content) <= 0.0).all()  # exceeded less often, not less


def test_vapour_thins_out_with_height_and_liquid_does_not_know_it() -> None:
    site = load_climate("zonal").site(*SHANGHAI, [0.0, 1000.0, 5000.0])
    assert site.height.tolist() == [0.0, 1000.0, 5000.0]
    assert (np.diff(site.vapour_content, axis=0) < 0.0).all()
    assert (site.reduced_liquid == site.reduced_liquid[0]).all()
    assert (np.diff(site.pressure) < 0.0).all()


def test_water_between_the_levels_is_linear_in_the_logarithm() -> None:
    site = load_climate("zonal").site(np.radians([0.0, 40.0]), 0.0)
    at = site.water_at(site.exceedances[:, None])
    assert at.vapour_content == pytest.approx(site.vapour_content.T, rel=1e-12)
    between = site.water_at(np.sqrt(0.01 * 0.02))
    want = 0.5 * (site.reduced_liquid[:, 4] + site.reduced_liquid[:, 5])
    assert between.reduced_liquid == pytest.approx(want, rel=1e-12)
    with pytest.raises(ModelRangeError, match=r"P\.836-6 and P\.840-8: exceedance 0\.05 % is outside 0\.1 to 99 %"):
        site.water_at(5e-4)


@pytest.mark.parametrize(
    ("latitude", "longitude", "height", "message"),
    [
        (1.6, 0.0, None, r"latitude 91\.67\d* deg is outside -90 to 90 deg"),
        (0.0, 7.0, None, r"longitude 401\.\d* deg is outside"),
        (0.0, 0.0, 30e3, r"height 30000 m is outside -500 to 20000 m"),
        (float("nan"), 0.0, None, "latitude nan deg"),
    ],
)
def test_places_off_the_earth(latitude: float, longitude: float, height: float | None, message: str) -> None:
    with pytest.raises(ModelRangeError, match=message):
        load_climate("zonal").site(latitude, longitude, height)


def test_arguments_that_do_not_fit() -> None:
    with pytest.raises(ShapeError, match=r"latitude \(2,\), longitude \(3,\)"):
        load_climate("zonal").site([0.0, 0.1], [0.0, 0.1, 0.2])
    with pytest.raises(InputError, match="no climate 'era5'; give one of auto, itu, zonal"):
        load_climate("era5")  # type: ignore[arg-type]


def test_rain_rate_is_the_inverse_of_the_monthly_exceedance() -> None:
    """The sum of P.837-7, equation 5, written with scipy's normal distribution, at the rate that was found."""
    from scipy.stats import norm

    latitude = np.radians(2.0)
    monthly = load_climate("zonal").monthly_maps()
    row, share = divmod(2.0 + 90.0, 5.0)
    nodes = slice(int(row), int(row) + 2)
    mix = np.array([1.0 - share / 5.0, share / 5.0])
    celsius = mix @ monthly.temperature.values[nodes, 0] - 273.15
    rainfall = mix @ monthly.rainfall.values[nodes, 0] * monthly.rainfall.scale
    days = np.array([31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    mean = 0.5874 * np.exp(0.0883 * np.maximum(celsius, 0.0))
    raining = rainfall / (24.0 * days * mean)
    assert raining.max() < 0.7
    for exceedance in (1e-5, 1e-4, 1e-3, 1e-2):
        rate = float(rain_rate(latitude, 0.0, exceedance=exceedance, climate=load_climate("zonal"))) * 3.6e6
        found = (days * raining * norm.sf((np.log(rate) + 0.7938 - np.log(mean)) / 1.26)).sum() / 365.25
        assert found == pytest.approx(exceedance, rel=1e-9)
    probability = rain_probability(latitude, 0.0, climate=load_climate("zonal"))
    assert probability == pytest.approx((days * raining).sum() / 365.25, rel=1e-12)
    assert rain_rate(latitude, 0.0, exceedance=probability * 1.01, climate=load_climate("zonal")) == 0.0


def test_rain_rate_falls_with_the_exceedance_and_broadcasts() -> None:
    zonal = load_climate("zonal")
    rates = rain_rate(np.radians([[0.0], [40.0]]), 0.0, exceedance=[1e-5, 1e-4, 1e-3, 4e-3], climate=zonal)
    assert rates.shape == (2, 4)
    assert (np.diff(rates, axis=1) < 0.0).all()
    heights = rain_height(np.radians([0.0, 60.0]), 0.0, climate=zonal)
    assert heights == pytest.approx([4842.7, 2889.0], abs=0.1)  # the table's rows
    with pytest.raises(ModelRangeError, match=r"P\.837-7: exceedance 100 % is outside"):
        rain_rate(0.0, 0.0, exceedance=1.0, climate=zonal)
