"""The climatology by latitude: what it is, and that its stated error is its error."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.catalogue.standard_tables import standard_table
from huxing.link.atmosphere import maps
from huxing.link.atmosphere.climate import load_climate
from huxing.link.atmosphere.rain import MILLIMETRE_PER_HOUR
from huxing.link.atmosphere.slant import slant_attenuation
from huxing.link.atmosphere.zonal import zonal_error


@given(longitude=st.floats(-180.0, 180.0), other=st.floats(-180.0, 180.0), latitude=st.floats(-90.0, 90.0))
def test_longitude_does_not_matter(longitude: float, other: float, latitude: float) -> None:
    site = load_climate("zonal").site(np.radians(latitude), np.radians([longitude, other]))
    for name in ("height", "rain_height", "rain_rate_001", "wet_refractivity", "temperature", "pressure"):
        first, second = getattr(site, name)
        assert first == pytest.approx(second, rel=1e-12, abs=1e-9)


def test_its_zones_are_its_table() -> None:
    table = standard_table("zonal_climate")
    assert table.status == "own"
    latitude = np.radians(table.numbers("latitude_deg"))
    site = load_climate("zonal").site(latitude, 0.3)
    assert site.height * 1e-3 == pytest.approx(table.numbers("altitude_km"), abs=5e-4)  # kept in whole metres
    rate = site.rain_rate_001 / MILLIMETRE_PER_HOUR
    assert rate == pytest.approx(table.numbers("rain_rate_001_mm_per_h"), abs=5e-4)  # in thousandths
    at_one_percent = site.water_at(0.01)
    lift = np.exp((table.numbers("altitude_km") - site.height * 1e-3) / table.numbers("scale_km_1"))
    content = table.numbers("vapour_kg_per_m2_1") * lift
    assert at_one_percent.vapour_content == pytest.approx(content, rel=1e-9)
    assert at_one_percent.reduced_liquid == pytest.approx(table.numbers("liquid_kg_per_m2_1"), rel=1e-9)


def test_the_tropics_are_wet_and_the_poles_are_dry() -> None:
    """Facts that any climatology has: rain and vapour peak within 10 deg of the equator, ice lies below the rain."""
    site = load_climate("zonal").site(np.radians([-80.0, -35.0, 0.0, 35.0, 80.0]), 0.0)
    assert int(np.argmax(site.rain_rate_001)) == int(np.argmax(site.vapour_content[:, 4])) == 2
    assert int(np.argmin(site.rain_rate_001)) in (0, 4)
    assert (site.rain_height > site.height).all()


def test_the_error_is_told_for_the_asked_cases() -> None:
    error = zonal_error()
    cases = set(
        zip(np.round(error.frequency / 1e9).tolist(), np.round(error.exceedance * 100, 6).tolist(), strict=True)
    )
    assert {(f, p) for f in (12.0, 20.0, 30.0) for p in (0.1, 1.0)} <= cases
    assert (error.ninetieth_db > error.median_db).all()
    assert load_climate("zonal").error_db is error
    assert "nine in ten below" in error.text()
    assert error.text().endswith("; at sea up to 1.7 times that")


@pytest.mark.skipif(maps.itu_package() is None, reason="the package itur, which has the maps, is absent")
def test_the_stated_error_holds_at_other_places() -> None:
    """Places that the table was not made with: land is where the map of topography is above 10 m, sea where it is 0."""
    rng = np.random.default_rng(77)
    itu, zonal, error = load_climate("itu"), load_climate("zonal"), zonal_error()
    latitude = np.arcsin(rng.uniform(np.sin(np.radians(-60.0)), np.sin(np.radians(75.0)), 20_000))
    longitude = np.radians(rng.uniform(-180.0, 180.0, 20_000))
    height = itu.site(latitude, longitude).height
    for is_land, median, ninetieth in (
        (True, error.median_db, error.ninetieth_db),
        (False, error.sea_median_db, error.sea_ninetieth_db),
    ):
        place = np.flatnonzero(height > 10.0 if is_land else height == 0.0)[:4000]
        assert place.size == 4000
        for k in range(error.frequency.size):
            case = {"frequency": error.frequency[k], "exceedance": error.exceedance[k], "elevation": error.elevation}
            where = {"latitude": latitude[place], "longitude": longitude[place], "height": None if is_land else 0.0}
            full, ours = (slant_attenuation(**case, **where, climate=chosen).total_db for chosen in (itu, zonal))
            difference = np.abs(full - ours)
            # two samples, drawn differently, agree to some per cent (measured 4 % on land, 3 % at sea)
            assert np.median(difference) == pytest.approx(median[k], rel=0.12)
            assert np.percentile(difference, 90.0) == pytest.approx(ninetieth[k], rel=0.12)
