"""Semi-major axis series, climbs and station keeping of made-up histories."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_fleets import EPOCH, RECOVERED, element_sets

from huxing.core.errors import InputError
from huxing.orbit.element_sets import ELEMENT_SETS, ElementSets
from huxing.orbit.fleet_history import (
    climb_rates,
    fleet_history,
    raising_episodes,
    semi_major_axis_series,
    station_keeping,
)

DAY = np.timedelta64(86_400_000_000_000, "ns")


def _history(altitude_km: np.ndarray, *, norad_id: int = 90_001, days: np.ndarray | None = None) -> ElementSets:
    count = len(altitude_km)
    days = np.arange(count, dtype=float) if days is None else days
    epoch = EPOCH + (days * 86_400e9).astype("timedelta64[ns]")
    return element_sets(altitude_km, [89.0] * count, [0.0] * count, epoch=epoch, norad_id=[norad_id] * count)


def test_repeated_and_wild_sets_are_dropped() -> None:
    days = np.array([0.0, 1.0, 1.0, 1.02, 2.0, 2.2, 3.0])
    altitude = np.array([800.0, 799.0, 801.0, 801.0, 802.0, 950.0, 803.0])
    series = semi_major_axis_series(_history(altitude, days=days))
    assert (series["semi_major_axis"].to_numpy() - 6_378_137.0) / 1e3 == pytest.approx(
        [800.0, 801.0, 802.0, 803.0], rel=RECOVERED
    )


def test_a_real_step_up_is_kept() -> None:
    altitude = np.array([800.0, 800.0, 815.0, 815.0])
    assert len(semi_major_axis_series(_history(altitude))) == 4


@given(st.permutations(range(12)))
def test_the_order_of_sets_does_not_matter(order: list[int]) -> None:
    sets = ElementSets.concatenate([_history(800.0 + np.arange(6.0)), _history(500.0 - np.arange(6.0), norad_id=7)])
    assert semi_major_axis_series(sets[np.array(order)]).equals(semi_major_axis_series(sets))


def test_rates_leave_out_long_gaps() -> None:
    rates = climb_rates(
        semi_major_axis_series(_history(np.array([800.0, 805.0, 820.0]), days=np.array([0.0, 0.5, 9.0])))
    )
    assert rates["rate"].tolist() == pytest.approx([10_000.0], rel=RECOVERED)


def test_a_climb_with_a_coast_is_two_episodes() -> None:
    altitude = 800.0 + np.cumsum([0.0, 10, 10, 0, 0, 6, 6, 6, 0])
    episodes = raising_episodes(_history(altitude))
    assert episodes["climb"].tolist() == pytest.approx([20e3, 18e3], rel=RECOVERED)
    assert episodes["rate_m_per_day"].tolist() == pytest.approx([10e3, 6e3], rel=RECOVERED)
    assert episodes["start"].tolist() == [EPOCH, EPOCH + 4 * DAY]
    assert episodes["stop"].tolist() == [EPOCH + 2 * DAY, EPOCH + 7 * DAY]


def test_history_of_a_climber_and_a_keeper() -> None:
    climber = 800.0 + np.cumsum([0] + [10] * 9 + [0] * 21)
    days = np.arange(31.0)
    keeper = 1065.5 - 0.002 * days + 0.0
    table = fleet_history(ElementSets.concatenate([_history(climber), _history(keeper, norad_id=5)])).set_index(
        "norad_id"
    )
    assert table.loc[90_001, "climb"] == pytest.approx(90e3, rel=RECOVERED)
    assert table.loc[90_001, "raising_days"] == pytest.approx(9.0)
    assert table.loc[90_001, "raising_rate_m_per_day"] == pytest.approx(10e3, rel=RECOVERED)
    assert table.loc[5, "raising_days"] == 0
    assert np.isnan(table.loc[5, "raising_rate_m_per_day"])
    assert table.loc[5, "slope_m_per_day"] == pytest.approx(-2.0, rel=1e-4)
    assert table.loc[5, "window_sets"] == 30  # the window is open at its start
    assert table.loc[5, "span"] == pytest.approx(0.96 * 29 * 2.0, rel=1e-4)


def test_keeping_leaves_out_climbers_and_those_rarely_seen() -> None:
    days = np.arange(30.0)
    kept = [_history(1065.5 - k * 1e-3 * days, norad_id=k) for k in (1, 2, 3)]
    rare = _history(1065.5 - 0.5 * days[::5], norad_id=8, days=days[::5])
    climber = _history(1000.0 + 3.0 * days, norad_id=9)
    history = fleet_history(ElementSets.concatenate([*kept, rare, climber]))
    found = station_keeping(history, altitude=1065.5e3, inclination=float(np.radians(89.0)))
    assert found.satellites == 3
    assert found.slope_m_per_day == pytest.approx(-2.0, rel=1e-4)
    elsewhere = station_keeping(history, altitude=500e3, inclination=1.0)
    assert elsewhere.satellites == 0
    assert np.isnan(elsewhere.span)


def test_few_sets_have_no_span() -> None:
    row = fleet_history(_history(np.array([800.0, 801.0]))).iloc[0]
    assert np.isnan(row["span"])
    assert row["climb"] == pytest.approx(1e3, rel=RECOVERED)


def test_an_empty_history_and_a_wrong_window() -> None:
    empty = ElementSets(ELEMENT_SETS.empty())
    assert fleet_history(empty).empty
    assert raising_episodes(empty).empty
    with pytest.raises(InputError, match="window"):
        fleet_history(_history(np.array([800.0])), window_days=0.0)
    assert fleet_history(_history(np.array([800.0])))["sets"].tolist() == [1]


def test_jumps_onto_sets_fitted_through_thrust_are_no_climb() -> None:
    sets = _history(np.array([800.0, 800.0, 816.0, 822.0, 828.0, 821.0, 821.0]))
    thrust = np.array([0.0, 0.0, -1.0, -1.0, -1.0, 0.0, 0.0])
    row = fleet_history(ElementSets(sets.table.assign(bstar=thrust))).iloc[0]
    assert row["raising_rate_m_per_day"] == pytest.approx(6e3, rel=RECOVERED)
    assert row["raising_days"] == pytest.approx(2.0)
    assert row["climb"] == pytest.approx(21e3, rel=RECOVERED)
