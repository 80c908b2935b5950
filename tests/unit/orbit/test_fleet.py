"""Shells, statuses, planes and the sentence of a made-up fleet."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_fleets import EPOCH, RECOVERED, element_sets, flown, star

from huxing.core.errors import InputError
from huxing.orbit.constellation import Constellation
from huxing.orbit.element_sets import ELEMENT_SETS, ElementSets
from huxing.orbit.fleet import Fleet, analyse_fleet
from huxing.orbit.fleet_shells import assign_shells, find_shells
from huxing.orbit.fleet_status import STATUSES, element_rates, station_status, trend_rates
from huxing.orbit.fleet_summary import raising_progress
from huxing.orbit.selection import SHELL_ALTITUDE_TOLERANCE

DAY = np.timedelta64(86_400_000_000_000, "ns")


def _statuses(fleet: Fleet) -> list[str]:
    return fleet.satellites["status"].tolist()


@given(st.integers(0, 2**32 - 1), st.sets(st.integers(0, 17), min_size=1), st.floats(0, 360))
def test_a_partly_filled_star_is_counted_and_placed(seed: int, filled: set[int], turn_deg: float) -> None:
    planes = sorted(filled)
    sets = flown(star(), planes, turn_deg=turn_deg)
    kept = np.random.default_rng(seed).random(len(sets)) < 0.8
    kept[::36] = True
    kept[1::36] = True
    fleet = analyse_fleet(sets[kept], star())
    assert len(fleet.planes) == len(planes)
    assert sorted(fleet.planes["on_station"]) == sorted(kept.reshape(len(planes), 36).sum(axis=1))
    assert fleet.planes["design_plane"].is_unique
    assert np.abs(fleet.planes["offset"]).max() < np.radians(0.02)
    assert np.nanmax(fleet.planes["irregularity"]) < np.radians(0.02)
    assert fleet.summary() == f"{len(planes)} of 18 planes, {kept.sum()} of 648 on station"


def test_the_turn_is_told_and_the_design_is_moved_to_the_date() -> None:
    design = star()
    later = EPOCH + 20 * DAY
    fleet = analyse_fleet(flown(design, range(0, 18, 2), turn_deg=3.0), design, date=later)
    assert fleet.planes["design_plane"].tolist() == sorted(fleet.planes["design_plane"])
    # two J2 theories over 20 days: 2 deg of precession at 89 deg, known to 1e-3
    assert np.degrees(fleet.shells["turn"][0]) == pytest.approx(3.0, abs=0.01)


def _climbing() -> ElementSets:
    altitude = [1065.5] * 6 + [900.0, 905.0, 890.0, 700.0, 1150.0, 1160.0, 900.0]
    rate = [0.0] * 6 + [14_000.0, 99.0, -3.0, -500.0, 0.0, -300.0, 0.0]
    tilt = [89.0] * 12 + [60.0]
    return element_sets(altitude, tilt, [10.0] * 13, latitude_deg=[10.0 * k for k in range(13)], rate_m_per_day=rate)


def test_statuses_follow_their_rules() -> None:
    fleet = analyse_fleet(_climbing(), star())
    assert _statuses(fleet) == ["on_station"] * 6 + [
        "raising", "below_station", "below_station", "decaying", "above_station", "lowering", "other_orbit",
    ]  # fmt: skip
    assert {status: fleet.count(status) for status in STATUSES}["below_station"] == 2
    assert fleet.summary() == (
        "1 of 18 planes, 6 of 648 on station, 1 raising under thrust (how fast, one set a satellite cannot tell), "
        "2 below station (raising or parked: give a history to tell), 1 decaying, 1 above station, 1 lowering, "
        "1 in orbits that the design does not have (900.0 km 60.00 deg)"
    )


def test_an_unknown_status_is_refused() -> None:
    with pytest.raises(InputError, match="on_station"):
        analyse_fleet(_climbing()).count("onstation")


def test_a_history_tells_climbers_from_parked_ones() -> None:
    days = np.arange(0, 21)
    climb, coast = 800.0 + 10.0 * days, np.where(days < 12, 850.0, 850.0 - 0.003 * days)
    parts = [_climbing()[:6]]
    for number, altitude in ((91_001, climb), (91_002, coast)):
        count = len(days)
        parts.append(
            element_sets(
                altitude, [89.0] * count, [10.0] * count, epoch=EPOCH + (days - 20) * DAY, norad_id=[number] * count
            )
        )
    fleet = analyse_fleet(ElementSets.concatenate(parts), star())
    assert _statuses(fleet)[6:] == ["raising", "below_station"]
    assert fleet.satellites["rate_source"].tolist() == ["elements"] * 6 + ["history"] * 2
    assert fleet.satellites["rate_m_per_day"][6] == pytest.approx(10_000.0, rel=RECOVERED)
    assert "1 raising at 10 km/day while they climb (from the history), 1 parked below station" in fleet.summary()
    progress = raising_progress(fleet)
    assert progress["raising"].tolist() == [1]
    assert progress["days_to_station"][0] == pytest.approx((1065.5 - 1000.0) / 10.0, abs=1e-3)


def test_the_history_may_come_apart() -> None:
    old = element_sets([880.0], [89.0], [10.0], epoch=EPOCH - 10 * DAY)
    now = element_sets([900.0], [89.0], [10.0])
    fleet = analyse_fleet(now, star(), history=old)
    assert fleet.satellites["rate_m_per_day"][0] == pytest.approx(2_000.0, rel=RECOVERED)
    assert _statuses(fleet) == ["raising"]
    assert "over two weeks" in fleet.summary()  # one pair ten days apart shows a trend, not a climbing rate


@pytest.mark.parametrize(
    "ages, rate", [((2.0, 13.0, 20.0), 13.0), ((20.0, 25.0), 20.0), ((0.5,), None), ((31.0,), None)]
)
def test_the_trend_starts_at_the_oldest_set_of_two_weeks(ages: tuple[float, ...], rate: float | None) -> None:
    count = len(ages)
    epoch = EPOCH - (np.array(ages) * 86_400e9).astype("timedelta64[ns]")
    history = element_sets(
        [900.0 - a for a in ages], [89.0] * count, [0.0] * count, epoch=epoch, norad_id=[90_001] * count
    )
    found = trend_rates(element_sets([900.0 + 100.0], [89.0], [0.0]), history)[0]
    if rate is None:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(1e3 * (100.0 + rate) / rate, rel=RECOVERED)


def test_the_rate_of_an_element_set_is_that_of_its_mean_motion() -> None:
    assert element_rates(element_sets([800.0], [50.0], [0.0], rate_m_per_day=[-33.0]))[0] == pytest.approx(
        -33.0, rel=1e-3
    )


def test_status_without_any_shell() -> None:
    nothing = np.array([np.nan])
    assert station_status(nothing, np.zeros(1), np.zeros(1), np.array([True])).tolist() == ["other_orbit"]


def test_eccentric_and_deep_space_orbits_are_told_apart() -> None:
    molniya = element_sets([20_180.0], [63.4], [0.0], eccentricity=0.7)
    fleet = analyse_fleet(ElementSets.concatenate([flown(star(), [0]), dataclasses.replace(molniya)]), star())
    assert fleet.count("other_orbit") == 1
    alone = analyse_fleet(molniya)
    assert _statuses(alone) == ["other_orbit"]
    assert alone.summary() == "0 planes in 0 shells, 0 of 1 catalogued on station, 1 in orbits of no shell"


@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.booleans())
def test_any_orbits_end_in_a_fleet_that_counts_each_once(seed: int, count: int, compared: bool) -> None:
    random = np.random.default_rng(seed)
    sets = element_sets(
        (10 ** random.uniform(2.0, 5.0, count)).tolist(),
        random.uniform(0.0, 180.0, count).tolist(),
        random.uniform(0.0, 360.0, count).tolist(),
        latitude_deg=random.uniform(0.0, 360.0, count).tolist(),
        eccentricity=float(random.choice([0.0, 0.01, 0.9])),
        rate_m_per_day=random.normal(0.0, 5e3, count).tolist(),
        norad_id=random.integers(1, 30, count).tolist(),
    )
    fleet = analyse_fleet(sets, star() if compared else None)
    distinct = len(np.unique(sets.norad_id))
    assert len(fleet.satellites) == distinct
    assert sum(fleet.count(status) for status in STATUSES) == distinct
    assert fleet.shells["satellites"].sum() == (fleet.satellites["shell"] >= 0).sum()
    assert fleet.planes["satellites"].sum() == (fleet.satellites["plane"] >= 0).sum()
    assert fleet.planes["on_station"].sum() <= fleet.count("on_station")


def test_one_satellite() -> None:
    fleet = analyse_fleet(element_sets([550.0], [53.0], [100.0]))
    assert fleet.summary() == "1 plane in 1 shell, 1 of 1 catalogued on station"
    assert np.degrees(fleet.planes["raan"][0]) == pytest.approx(100.0)


def test_a_satellite_that_stands_twice_counts_once() -> None:
    sets = flown(star(), [0, 1])
    assert len(analyse_fleet(ElementSets.concatenate([sets, sets])).satellites) == 72


def test_no_sets_and_no_sets_near_the_date() -> None:
    with pytest.raises(InputError, match="no element sets"):
        analyse_fleet(ElementSets(ELEMENT_SETS.empty()))
    with pytest.raises(InputError, match="2026-08-22T00:00") as caught:
        analyse_fleet(flown(star(), [0]), date="2027-01-01")
    assert caught.value.given == np.datetime64("2027-01-01", "ns")


def test_satellites_long_unseen_are_left_out() -> None:
    lost = element_sets([1065.5], [89.0], [0.0], epoch=EPOCH - 40 * DAY, norad_id=[80_000])
    fleet = analyse_fleet(ElementSets.concatenate([lost, flown(star(), [0])]), star())
    assert (fleet.left_out, len(fleet.satellites)) == (1, 36)


def test_a_design_of_another_inclination_shows_what_flies_instead() -> None:
    fleet = analyse_fleet(flown(star(), [0, 5]), star(altitude_km=1160.0, inclination_deg=87.9))
    assert (
        fleet.summary()
        == "0 of 18 planes, 0 of 648 on station, 72 in orbits that the design does not have (1065.5 km 89.00 deg)"
    )
    assert fleet.planes["satellites"].tolist() == [36, 36]
    assert fleet.planes["on_station"].tolist() == [0, 0]


def test_two_shells_of_a_design_keep_their_own_planes() -> None:
    low, high = star(altitude_km=600.0, planes=4, per_plane=6), star(altitude_km=1200.0, planes=3, per_plane=5)
    design = Constellation("Two", low.shells + high.shells, EPOCH)
    sets = ElementSets.concatenate([flown(low, range(4)), flown(high, range(2), norad_id=list(range(70_000, 70_010)))])
    fleet = analyse_fleet(sets, design)
    assert fleet.shells["on_station"].tolist() == [24, 10]
    assert fleet.shells["planes"].tolist() == [4, 2]
    assert fleet.planes["designed"].tolist() == [6] * 4 + [5] * 2
    assert fleet.satellites["plane"].tolist() == sorted(fleet.satellites["plane"])
    assert fleet.summary() == "6 of 7 planes, 34 of 39 on station"


def test_more_than_designed_is_said_so() -> None:
    sets = flown(star(planes=2, per_plane=6), range(2))
    small = star(planes=2, per_plane=5)
    assert analyse_fleet(sets, small).summary() == "2 of 2 planes, 12 on station, 2 more than the design's 10"
    high = star(altitude_km=1200.0, planes=3, per_plane=5)
    both = Constellation("Two", small.shells + high.shells, EPOCH)
    assert "12 of 25 on station (2 more than their shells' design)" in analyse_fleet(sets, both).summary()


def test_altitude_steps_inside_a_shell_do_not_part_it() -> None:
    altitude = np.repeat(1175.0 + 4.0 * np.arange(12), 50)
    shells = find_shells(altitude * 1e3 + 6_378_137.0, np.full(600, np.radians(87.9)))
    assert len(shells) == 1
    assert shells[0].altitude == pytest.approx(1197e3, abs=2e3)
    assert np.abs(altitude * 1e3 - shells[0].altitude).max() <= SHELL_ALTITUDE_TOLERANCE


def test_a_climb_is_no_shell_and_close_shells_stay_apart() -> None:
    random = np.random.default_rng(1)
    altitude = np.concatenate([np.full(200, 550.0), np.full(150, 540.0), random.uniform(300.0, 520.0, 60)])
    shells = find_shells(altitude * 1e3 + 6_378_137.0, np.full(410, np.radians(53.0)))
    assert [round(s.altitude / 1e3) for s in shells] == [540, 550]
    own = assign_shells(altitude * 1e3 + 6_378_137.0, np.full(410, np.radians(53.0)), shells)
    assert np.bincount(own).tolist() == [210, 200]


def test_ten_thousand_satellites_are_quick() -> None:
    import time

    design = star(altitude_km=550.0, inclination_deg=53.0, planes=72, per_plane=150)
    sets = flown(design, range(72))
    started = time.process_time()
    fleet = analyse_fleet(sets, design)
    # 0.2 s measured; the promise is 2 s
    assert time.process_time() - started < 2.0
    assert fleet.summary() == "72 of 72 planes, 10800 of 10800 on station"
