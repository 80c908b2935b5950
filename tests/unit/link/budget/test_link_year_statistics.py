"""A year of a link against the year drawn moment by moment, and its limits."""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from made_links import KA_PAYLOAD, S_PAYLOAD, S_TERMINAL, flat_panel, satellite, terminal

from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.link.atmosphere.climate import load_climate
from huxing.link.budget import Carrier, Site, Transmitter, radio_link, year_statistics
from huxing.link.budget.year_kernel import shares_reached
from huxing.link.ratios import CarrierToNoise
from huxing.orbit import Constellation, elevation_histogram, point_grid, sample_times, walker_delta

CLIMATE = load_climate()
LINK = radio_link(terminal=terminal(), satellite=satellite(), implementation_loss_db=1.0)
PLACES = ((31.2, 121.5), (3.0, 101.7))


def histogram(shares: dict[float, float], places: tuple[tuple[float, float], ...] = PLACES) -> xr.Dataset:
    """The same share of the time at each elevation (deg) everywhere."""
    latitude, longitude = np.array(places).T
    share = np.tile(list(shares.values()), (len(places), 1))
    return xr.Dataset(
        {"share": (("ground", "elevation"), share), "none": ("ground", 1.0 - share.sum(axis=1))},
        coords={
            "elevation": ("elevation", np.radians(list(shares))),
            "latitude_deg": ("ground", latitude), "longitude_deg": ("ground", longitude),
        },
    )  # fmt: skip


def test_the_year_is_the_mean_over_its_moments() -> None:
    """Brute force: every elevation and 20,000 evenly spaced exceedances, each its own budget and its own mode.

    What is interpolated between 48 exceedances differs by 1.2e-4 of the mean rate and 7e-6 of the year (measured).
    """
    shares = {25.0: 0.5, 40.0: 0.2, 75.0: 0.2}
    year = year_statistics(LINK, histogram(shares), climate=CLIMATE)
    moments = (np.arange(20_000) + 0.5) / 20_000
    drawn = np.clip(moments, 1e-5, 0.5)
    for i, (latitude, longitude) in enumerate(PLACES):
        rate, closed = 0.0, 0.0
        levels, weights = [], []
        for elevation, share in shares.items():
            budget = LINK.budget(
                np.radians(elevation), site=Site(np.radians(latitude), np.radians(longitude)), exceedance=drawn,
                climate=CLIMATE,
            )  # fmt: skip
            assert budget.rate is not None
            rate += share * budget.rate.mean()
            closed += share * (budget.rate > 0.0).mean()
            levels.append(budget.carrier_to_noise_density.db)
            weights.append(np.full(drawn.size, share / drawn.size))
        assert float(year["mean_rate"][i]) == pytest.approx(rate, rel=5e-4)
        assert float(year["availability"][i]) == pytest.approx(closed, abs=6e-5)  # a moment is 5e-5 of the year
        # of the drawn moments, the share that reaches the level given for a share of the time; 0.2 % is 0.05 dB here
        level, weight = np.concatenate(levels), np.concatenate(weights)
        for share, found in zip(year["share"].to_numpy(), year["c_over_n0"].to_numpy()[i], strict=True):
            if share > 0.9:
                assert np.isneginf(found)
            else:
                assert weight[level >= found + 0.05].sum() <= share + 1e-9
                assert weight[level >= found - 0.05].sum() >= share - 1e-9


def test_covered_is_what_the_terminal_sees() -> None:
    shares = {5.0: 0.1, 30.0: 0.3, 60.0: 0.5}
    year = year_statistics(LINK, histogram(shares), climate=CLIMATE)
    np.testing.assert_allclose(year["covered"], 0.9)
    panel = radio_link(terminal=flat_panel(50.0), satellite=satellite())
    narrow = year_statistics(panel, histogram(shares), climate=CLIMATE)
    np.testing.assert_allclose(narrow["covered"], 0.5)
    assert (narrow["availability"] <= narrow["covered"]).all()
    assert narrow.attrs["min_elevation_deg"] == pytest.approx(40.0)


def test_volume_and_rates_belong_together() -> None:
    year = year_statistics(LINK, histogram({30.0: 0.4, 60.0: 0.6}), climate=CLIMATE)
    np.testing.assert_allclose(year["volume"], year["mean_rate"] * 365.25 * 86_400.0)
    assert (np.diff(year["rate"], axis=1) <= 0.0).all()
    assert (np.diff(year["c_over_n0"], axis=1) <= 0.0).all()
    best = LINK.budget(np.radians(90.0)).rate
    assert (year["rate"] <= best).all()
    assert year.attrs["climate"] == CLIMATE.label
    for name, variable in year.data_vars.items():
        assert variable.attrs["units"], name
        assert variable.attrs["long_name"], name


@settings(max_examples=25)
@given(st.floats(-15.0, 10.0), st.floats(0.0, 6.0))
def test_more_power_never_makes_a_worse_year(density: float, more: float) -> None:
    shares = histogram({20.0: 0.5, 70.0: 0.4}, PLACES[:1])
    years = []
    for power in (density, density + more):
        bird = satellite(replace(KA_PAYLOAD, eirp_density_dbw_per_mhz=power))
        years.append(year_statistics(radio_link(terminal=terminal(), satellite=bird), shares, climate=CLIMATE))
    for name in ("availability", "mean_rate", "rate"):
        assert (years[1][name] >= years[0][name] - 1e-9).all()


def test_a_wetter_place_has_a_worse_year_and_a_drier_climate_none() -> None:
    year = year_statistics(LINK, histogram({25.0: 1.0}, ((60.0, 25.0), (3.0, 101.7))), climate=CLIMATE)
    assert year["availability"][0] > year["availability"][1]
    assert year["mean_rate"][0] > year["mean_rate"][1]


def test_without_an_atmosphere_it_is_the_mean_over_the_elevations() -> None:
    phone = radio_link(terminal=terminal(S_TERMINAL), satellite=satellite(S_PAYLOAD))
    shares = {30.0: 0.25, 60.0: 0.5, 85.0: 0.125}
    year = year_statistics(phone, histogram(shares), atmosphere=False)
    rates = phone.budget(np.radians(list(shares))).rate
    assert float(year["mean_rate"][0]) == pytest.approx(float(np.dot(rates, list(shares.values()))), rel=1e-12)
    np.testing.assert_allclose(year["availability"], 0.875)
    with pytest.raises(ModelRangeError, match=r"P\.618"):
        year_statistics(phone, histogram(shares), climate=CLIMATE)
    marked = year_statistics(phone, histogram(shares), climate=CLIMATE, extrapolate=True)
    assert "frequency" in marked.attrs["extrapolated"]


def test_a_required_ratio_gives_availability_without_rates() -> None:
    asked = Carrier(bandwidth=400e6, required=CarrierToNoise(6.0))
    link = replace(LINK, carrier=asked)
    year = year_statistics(link, histogram({40.0: 1.0}), climate=CLIMATE)
    assert "rate" not in year
    # the share of the year in which the margin is there, from the margin at that share itself
    for i, (latitude, longitude) in enumerate(PLACES):
        out = 1.0 - float(year["availability"][i])
        site = Site(np.radians(latitude), np.radians(longitude))
        at = link.budget(np.radians(40.0), site=site, exceedance=out, climate=CLIMATE)
        assert at.margin_db == pytest.approx(0.0, abs=0.05)
    paid = year_statistics(replace(LINK, carrier=replace(asked, bit_rate=1e8)), histogram({40.0: 1.0}), climate=CLIMATE)
    np.testing.assert_allclose(paid["mean_rate"], 1e8 * paid["availability"])


def test_what_never_or_always_closes() -> None:
    shares = histogram({40.0: 0.75})
    weak = replace(LINK, transmitter=Transmitter(eirp_dbw=-60.0))
    never = year_statistics(weak, shares, climate=CLIMATE)
    np.testing.assert_array_equal(never["availability"], 0.0)
    np.testing.assert_array_equal(never["mean_rate"], 0.0)
    strong = year_statistics(replace(LINK, transmitter=Transmitter(eirp_dbw=130.0)), shares, climate=CLIMATE)
    # but for what is rarer than the model tells, 0.001 % of the year
    np.testing.assert_allclose(strong["availability"], 0.75 * (1.0 - 1e-5), rtol=1e-12)


def test_a_place_that_never_sees_a_satellite() -> None:
    link = radio_link(terminal=terminal(min_elevation_deg=10.0), satellite=satellite())
    year = year_statistics(link, histogram({5.0: 0.3, 40.0: 0.0}), climate=CLIMATE)
    for name in ("covered", "availability", "mean_rate", "volume", "rate"):
        np.testing.assert_array_equal(year[name], 0.0)
    assert np.isneginf(year["c_over_n0"]).all()


def test_heights_of_the_sites_are_used() -> None:
    shares = histogram({30.0: 1.0}, ((30.0, 90.0), (30.0, 90.0)))
    year = year_statistics(LINK, shares, height=[0.0, 4500.0], climate=CLIMATE)
    assert year["mean_rate"][1] > year["mean_rate"][0]


def test_many_sites_in_blocks_are_the_same_as_each_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    places = tuple((float(latitude), 10.0) for latitude in range(-60, 61, 15))
    whole = year_statistics(LINK, histogram({30.0: 0.5, 60.0: 0.4}, places), climate=CLIMATE)
    monkeypatch.setattr(sys.modules[year_statistics.__module__], "BLOCK", 200)
    parts = year_statistics(LINK, histogram({30.0: 0.5, 60.0: 0.4}, places), climate=CLIMATE)
    for name in ("availability", "mean_rate", "rate", "c_over_n0"):
        # the gas of many paths at once is interpolated in a table, to 1e-9 dB
        np.testing.assert_allclose(parts[name], whole[name], rtol=1e-8)


def test_a_histogram_of_a_constellation_goes_in() -> None:
    design = Constellation("w", (walker_delta(name="w", altitude_km=600, inclination_deg=53, planes=8, per_plane=8),))
    grid = point_grid([31.2, 3.0], [121.5, 101.7], name="two")
    times = sample_times(np.datetime64("2026-01-01"), days=2.0, samples=500)
    shares = elevation_histogram(design, grid, times, min_elevation_deg=10.0)
    year = year_statistics(LINK, shares, climate=CLIMATE)
    np.testing.assert_allclose(year["covered"], 1.0 - shares["none"], atol=1e-12)
    assert (year["availability"] <= year["covered"]).all()
    np.testing.assert_array_equal(year["latitude_deg"], shares["latitude_deg"])


def test_what_does_not_serve_is_refused() -> None:
    shares = histogram({30.0: 1.0})
    with pytest.raises(InputError, match="carrier with modcods or required"):
        year_statistics(replace(LINK, carrier=Carrier(bandwidth=1e6)), shares, climate=CLIMATE)
    with pytest.raises(InputError, match="no 'share'"):
        year_statistics(LINK, shares.drop_vars("share"), climate=CLIMATE)
    for share in (0.0, 1.0):
        with pytest.raises(ModelRangeError, match="share of the year"):
            year_statistics(LINK, shares, shares=(0.5, share), climate=CLIMATE)
    with pytest.raises(InputError, match="altitude"):
        year_statistics(replace(LINK, altitude=None), shares, climate=CLIMATE)


@given(
    st.lists(st.floats(-20.0, 40.0), min_size=2, max_size=8), st.lists(st.floats(-30.0, 50.0), min_size=1, max_size=6)
)
def test_shares_are_the_inverse_of_the_levels(levels: list[float], thresholds: list[float]) -> None:
    rising = np.maximum.accumulate(np.array(levels))[None]
    exceedance = np.geomspace(1e-5, 0.5, rising.shape[1])
    wanted = np.sort(thresholds)
    share = np.empty((1, wanted.size))
    shares_reached(rising, np.log(exceedance), wanted, share)
    for threshold, found in zip(wanted, share[0], strict=True):
        if threshold > rising[0, -1]:
            assert found == 0.0
        elif threshold <= rising[0, 0]:
            assert found == pytest.approx(1.0 - 1e-5)
        else:
            # the first exceedance at which the level is reached
            expected = np.exp(_first_reached(threshold, rising[0], np.log(exceedance)))
            assert 1.0 - found == pytest.approx(expected, rel=1e-9)


def _first_reached(threshold: float, levels: np.ndarray, where: np.ndarray) -> float:
    k = int(np.argmax(levels >= threshold))
    part = (threshold - levels[k - 1]) / (levels[k] - levels[k - 1])
    return float(where[k - 1] + part * (where[k] - where[k - 1]))


@pytest.mark.parametrize("least", [26.3, 32.0, 89.0])
def test_no_counted_time_is_lost_in_the_bin_where_counting_begins(least: float) -> None:
    """The middle of that bin can lie below what the terminal sees: 26.3 deg lost up to 4 % of the year (measured)."""
    design = Constellation("w", (walker_delta(name="w", altitude_km=1200, inclination_deg=60, planes=8, per_plane=8),))
    grid = point_grid([31.2, 3.0], [121.5, 101.7], name="two")
    times = sample_times(np.datetime64("2026-01-01"), days=20.0, samples=400)
    shares = elevation_histogram(design, grid, times, min_elevation_deg=least, bin_deg=2.5)
    dish = radio_link(terminal=terminal(min_elevation_deg=least), satellite=satellite(), altitude_km=1200.0)
    year = year_statistics(dish, shares, climate=CLIMATE)
    np.testing.assert_allclose(year["covered"], 1.0 - shares["none"], atol=1e-12)
    if least < 80.0:
        assert (shares["share"].to_numpy()[:, int(least / 2.5)] > 0.0).all()  # the bin in question is not empty


def test_a_terminal_that_sees_no_bin_at_all_gets_nothing() -> None:
    link = radio_link(terminal=terminal(min_elevation_deg=89.0), satellite=satellite())
    year = year_statistics(link, histogram({5.0: 0.3, 88.75: 0.1}), climate=CLIMATE)
    for name in ("covered", "availability", "mean_rate", "volume", "rate"):
        np.testing.assert_array_equal(year[name], 0.0)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"share": np.nan}, ModelRangeError, "share of the time at an elevation nan"),
        ({"share": -0.1}, ModelRangeError, "share of the time at an elevation -0.1 is outside 0 to 1"),
        ({"share": 0.7}, ModelRangeError, "outside 0 to 1"),  # 1.4 in all
        ({"height": [1.0, 2.0, 3.0]}, ShapeError, "height"),
        ({"height": [[1.0], [2.0]]}, ShapeError, "one for each of 2 sites"),
        ({"required_rate": [1e6, 2e6]}, ShapeError, "one value"),
        ({"shares": None}, InputError, "shares: None"),
        ({"places": 0}, InputError, "empty"),
    ],
)
def test_odd_input_of_a_year_is_refused_by_name(
    change: dict[str, object], error: type[Exception], message: str
) -> None:
    options = dict(change)
    shares = histogram({30.0: 0.5, 60.0: 0.5})
    if "share" in options:
        shares["share"][:] = options.pop("share")
    if "places" in options:
        shares = shares.isel(ground=slice(0, options.pop("places")))
    with pytest.raises(error, match=message):
        year_statistics(LINK, shares, climate=CLIMATE, **options)
