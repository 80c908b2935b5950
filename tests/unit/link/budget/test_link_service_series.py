"""The ladder of a carrier, and a link over changing satellites: rates, margins and availability that agree."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.link.atmosphere import load_climate
from huxing.link.budget import Carrier, Site, radio_link, rate_ladder, service_series, slant_range, year_statistics
from huxing.link.ratios import BitEnergyToNoise, CarrierToNoise

ZONAL = load_climate("zonal")
SITE = Site(np.radians(31.2), np.radians(121.5), 10.0)
LINK = radio_link(
    terminal="vsat-ka", satellite="tr38821-set1-leo1200", direction="down", band="ka", min_elevation_deg=10
)
ELEVATION = np.radians(np.arange(10.0, 80.0, 5.0))


def series(elevation=ELEVATION, **changes):
    there = np.where(np.isfinite(elevation), elevation, 1.0)
    options = {"exceedance": 0.01, "climate": ZONAL, "site": SITE, **changes}
    return service_series(LINK, elevation, distance=slant_range(1.2e6, there), **options)


def test_a_ladder_rises_and_says_which_rung_carries_a_rate():
    ladder = rate_ladder(LINK.carrier)
    assert (np.diff(ladder.threshold_db) > 0.0).all()
    assert (np.diff(ladder.rate) > 0.0).all()
    assert ladder.rung(None) == 0
    third = float(ladder.rate[2])
    assert (ladder.rung(third), ladder.rung(third * 1.0001)) == (2, 3)
    at = ladder.rate_at(np.array([-np.inf, ladder.threshold_db[0], ladder.threshold_db[2] - 1e-9, 99.0]))
    assert at.tolist() == [0.0, ladder.rate[0], ladder.rate[1], ladder.rate[-1]]


def test_the_ladder_of_a_required_ratio_has_one_rung():
    ladder = rate_ladder(Carrier(bit_rate=9600.0, required=BitEnergyToNoise(9.6), implementation_loss_db=0.4))
    assert ladder.ratio is BitEnergyToNoise
    assert ladder.threshold_db.tolist() == [10.0]
    assert ladder.rung(9600.0) == 0
    silent = rate_ladder(Carrier(bandwidth=1e6, required=CarrierToNoise(3.0)))
    assert silent.rate is None
    with pytest.raises(InputError, match="knows its rate"):
        silent.rung(1.0)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: rate_ladder(Carrier(bandwidth=1e6)), InputError, "modcods or required"),
        (lambda: rate_ladder(LINK.carrier).rung(1e12), InputError, "the best mode of this carrier brings"),
        (lambda: rate_ladder(LINK.carrier).rung(0.0), ModelRangeError, "above 0"),
        (lambda: rate_ladder(LINK.carrier).rung(float("nan")), ModelRangeError, "required rate"),
        (lambda: series(exceedance=0.0), ModelRangeError, "exceedance"),
        (lambda: series(np.radians([-5.0])), ModelRangeError, "elevation"),
        (lambda: series(exceedance=[0.1, 0.01]), ShapeError, "exceedance has shape"),
        (lambda: series(exceedance=None), InputError, "exceedance: None is not a number"),
        (lambda: series(ELEVATION[None, :]), ShapeError, r"give one axis, \(time,\)"),
        (lambda: series(site=Site([0.5, 0.6], 2.0)), ShapeError, "one site"),
        (lambda: series(site=None), InputError, "None is no station"),
        (
            lambda: service_series(LINK, [np.inf], distance=[1e6], site=SITE, exceedance=0.01, climate=ZONAL),
            ModelRangeError,
            "elevation inf",
        ),
        (
            lambda: service_series(LINK, [1.0], distance=[np.inf], site=SITE, exceedance=0.01, climate=ZONAL),
            ModelRangeError,
            "distance inf",
        ),
    ],
)
def test_wrong_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_the_series_is_the_budget_of_each_moment():
    found = series()
    budget = LINK.budget(ELEVATION, distance=slant_range(1.2e6, ELEVATION), site=SITE, exceedance=0.01, climate=ZONAL)
    np.testing.assert_allclose(found["rate"], budget.rate, rtol=1e-12)
    lowest = rate_ladder(LINK.carrier).threshold_db[0]
    np.testing.assert_allclose(found["margin"], budget.symbol_energy_to_noise.db - lowest, atol=1e-9)
    assert found.attrs["climate"] == ZONAL.label


def test_the_margin_is_nought_where_the_weather_just_suffices():
    # the weather in which the required rate is just lost is that of the availability
    found = series(required_rate=1e9)
    share = found["availability"].to_numpy()
    inside = (share > 0.55) & (share < 0.9999)
    assert inside.sum() >= 3
    for k in np.flatnonzero(inside):
        one = series(ELEVATION[k : k + 1], exceedance=1.0 - share[k], required_rate=1e9)
        # the distribution is interpolated between 48 exceedances
        assert abs(float(one["margin"][0])) < 0.05


def test_without_a_satellite_there_is_nothing_and_nothing_is_made_up():
    gaps = np.where(np.arange(ELEVATION.size) % 2, ELEVATION, np.nan)
    found, whole = series(gaps), series()
    there = np.isfinite(gaps)
    assert (found["rate"].to_numpy()[~there] == 0.0).all()
    assert (found["availability"].to_numpy()[~there] == 0.0).all()
    assert np.isnan(found["margin"].to_numpy()[~there]).all()
    np.testing.assert_array_equal(found["rate"].to_numpy()[there], whole["rate"].to_numpy()[there])


def test_a_year_of_one_elevation_is_the_availability_of_that_moment():
    angle = ELEVATION[3:4]
    histogram = xr.Dataset(
        {"share": (("ground", "elevation"), [[1.0]]), "none": ("ground", [0.0])},
        coords={
            "elevation": angle, "latitude_deg": ("ground", [31.2]), "longitude_deg": ("ground", [121.5]),
            "weight": ("ground", [1.0]),
        },
    )  # fmt: skip
    for required in (None, 3e8, 1e9):
        year = year_statistics(LINK, histogram, height=[10.0], climate=ZONAL, required_rate=required)
        moment = service_series(
            LINK, angle, distance=slant_range(LINK.altitude, angle), site=SITE, exceedance=0.01, climate=ZONAL,
            required_rate=required,
        )  # fmt: skip
        assert float(year["availability"][0]) == pytest.approx(float(moment["availability"][0]), abs=1e-12)
