"""Who has which satellite in view, against the pair-by-pair test, and rise and set against root finding."""

from __future__ import annotations

import sys

import access_twin as made
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from huxing.core.errors import InputError, ModelRangeError, ShapeError, TooLargeError
from huxing.core.geodesy import geodetic_to_itrf, itrf_to_geodetic
from huxing.link.capacity import gso_avoidance_angle
from huxing.network.access import SIGHTINGS, sightings
from huxing.network.topology import AccessRule, stations
from huxing.orbit import Station, find_passes

FLEET = made.fleet()
TIMES = made.grid(20.0, 10.0)
POSITION = FLEET.positions(TIMES)
SITES = {"Shanghai": (31.2, 121.5), "Quito": (-0.2, -78.5, 2850.0), "Tromso": (69.6, 18.9)}


@settings(max_examples=25)
@given(
    seed=st.integers(0, 1000),
    lowest_deg=st.floats(0.0, 60.0),
    longest=st.sampled_from([np.inf, 2.5e6, 1.2e6, 5e5]),
    users=st.integers(1, 12),
)
def test_every_pair_and_step_is_as_in_the_plain_test(seed: int, lowest_deg: float, longest: float, users: int) -> None:
    place = made.places(users, seed, 89.9)
    elevation = np.radians(lowest_deg) + np.linspace(0.0, 0.2, users)
    found = sightings(POSITION, place, TIMES, access=AccessRule(elevation, longest))
    assert (made.matrix_of(found) == made.seen(POSITION, place, elevation, longest)).all()


def test_no_elevation_asked_only_a_range() -> None:
    place = made.places(8)
    found = sightings(POSITION, place, TIMES, access=AccessRule(-np.pi / 2, 3e6))
    assert (made.matrix_of(found) == made.seen(POSITION, place, -np.pi / 2, 3e6)).all()


def test_moving_users_and_users_that_are_not_there() -> None:
    start, stop = made.places(6, 1), made.places(6, 2)
    share = np.linspace(0.0, 1.0, TIMES.size)[:, None, None]
    path = (1.0 - 0.02 * share) * start + 0.02 * share * stop
    path *= 6.38e6 / np.linalg.norm(path, axis=-1, keepdims=True)
    path[:40, 2] = path[70:, 3] = path[:, 4] = path[50:60, 5] = np.nan
    found = sightings(POSITION, path, TIMES, access=AccessRule(0.2))
    assert (made.matrix_of(found) == made.seen(POSITION, path, 0.2)).all()
    assert not (found.user == 4).any()

    class Path:
        def positions(self, times: object) -> np.ndarray:
            return path[np.searchsorted(TIMES, np.asarray(times))]

    asked = sightings(POSITION, Path(), TIMES, access=AccessRule(0.2))
    assert (asked.first == found.first).all()
    assert (asked.set == found.set).all()


def test_satellites_without_a_position_are_not_in_view() -> None:
    position = POSITION.copy()
    position[30:55, 5], position[:, 7], position[80:, 8] = np.nan, np.nan, np.nan
    place = made.places(10, 3)
    found = sightings(position, place, TIMES, access=AccessRule(0.1))
    assert (made.matrix_of(found) == made.seen(position, place, 0.1)).all()
    assert np.isfinite(found.rise).all()
    assert np.isfinite(found.set).all()


def test_the_geostationary_arc_is_avoided_as_by_the_exact_angle() -> None:
    place = made.places(5, 4, 50.0)
    zone = np.radians(15.0)
    found = sightings(POSITION[:40], place, TIMES[:40], access=AccessRule(0.2, arc_exclusion=zone))
    plain = made.seen(POSITION[:40], place, 0.2)
    site = itrf_to_geodetic(place)
    angle = gso_avoidance_angle(
        site.latitude[None, :, None], site.longitude[None, :, None], POSITION[:40, None],
        height=site.height[None, :, None],
    )  # fmt: skip
    assert (made.matrix_of(found) == (plain & (angle >= zone))).all()
    assert (plain & (angle < zone)).any()
    moving = sightings(
        POSITION[:40], np.broadcast_to(place, (40, 5, 3)), TIMES[:40], access=AccessRule(0.2, arc_exclusion=zone)
    )
    assert (made.matrix_of(moving) == made.matrix_of(found)).all()


@pytest.mark.parametrize("step_s", [1.0, 15.0, 60.0])
def test_rise_and_set_are_those_of_root_finding(step_s: float) -> None:
    within_s = 3e-5  # measured 8e-6 s: the width of the bracket, 1e-5 s
    place, times = made.places(4, 5), made.grid(24.0, step_s)
    found = sightings(FLEET, place, times, access=AccessRule(0.3))
    up = made.up_of(place)

    def height(seconds: float, user: int, satellite: int) -> float:
        moment = times[0] + np.timedelta64(round(seconds * 1e9), "ns")
        d = FLEET.positions(np.array([moment]))[0, satellite] - place[user]
        return float(d @ up[user] / np.linalg.norm(d) - np.sin(0.3))

    checked = 0
    for k in range(0, len(found), 3):
        pair = int(found.user[k]), int(found.satellite[k])
        assert not found.set_cut[k]
        exact = brentq(height, found.set[k] - 2.0, found.set[k] + 2.0, args=pair, xtol=1e-7)
        assert abs(found.set[k] - exact) < within_s
        if found.first[k] > 0:
            exact = brentq(height, found.rise[k] - 2.0, found.rise[k] + 2.0, args=pair, xtol=1e-7)
            assert abs(found.rise[k] - exact) < within_s
            checked += 1
    assert checked > 5


def test_rise_and_set_are_those_of_the_pass_prediction() -> None:
    sites = [Station.from_degrees(name, *at, min_elevation_deg=20.0) for name, at in SITES.items()]
    times = made.grid(90.0, 15.0)
    found = sightings(FLEET, stations(sites), times, access=AccessRule(np.radians(20.0))).table()
    passes = find_passes(FLEET.constellation, sites, times[0], times[-1], lighting=False)
    long = passes[(passes["duration_s"] > 30.0) & ~passes["rise_cut"] & ~passes["set_cut"]]
    both = long.merge(found, left_on=["station", "satellite_index"], right_on=["user", "satellite_index"])
    both = both[(both["rise_x"] - both["rise_y"]).abs() < np.timedelta64(60, "s")]
    assert len(both) == len(long) > 20
    for end in ("rise", "set"):
        # both to about 1e-5 s of their own interpolations; passes are stated to 1 ms
        assert (both[f"{end}_x"] - both[f"{end}_y"]).abs().max() < np.timedelta64(1, "ms")


def test_rise_and_set_of_a_moving_user() -> None:
    # a plane at 11 km and 250 m/s along a parallel; between places 60 s apart it is taken on a great circle: 0.8 ms
    times = made.grid(40.0, 60.0)

    class Plane:
        def positions(self, moments: np.ndarray) -> np.ndarray:
            along = 250.0 / 6.38e6 * (moments - times[0]).astype(float) * 1e-9
            return geodetic_to_itrf(np.full(along.shape, 0.6), 1.0 + along / np.cos(0.6), 11e3)[:, None]

    plane = Plane()
    found = sightings(FLEET, plane, times, access=AccessRule(0.3))

    def height(seconds: float, satellite: int) -> float:
        moment = np.array([times[0] + np.timedelta64(round(seconds * 1e9), "ns")])
        place = plane.positions(moment)[0]
        d = FLEET.positions(moment)[0, satellite] - place[0]
        return float(d @ made.up_of(place)[0] / np.linalg.norm(d) - np.sin(0.3))

    inside = np.flatnonzero((found.first > 0) & (found.set < float(found.timeline.seconds[times.size - 1])))
    assert inside.size > 3
    for k in inside:
        satellite = int(found.satellite[k])
        for instant in (found.rise[k], found.set[k]):
            exact = brentq(height, instant - 2.0, instant + 2.0, args=(satellite,), xtol=1e-7)
            assert abs(instant - exact) < 2e-3


def test_satellites_in_view_at_the_end_are_followed_until_they_set() -> None:
    place = made.places(5, 6)
    short = sightings(FLEET, place, TIMES[:30], access=AccessRule(0.3))
    whole = sightings(FLEET, place, TIMES, access=AccessRule(0.3))
    known = {(u, s, f): x for u, s, f, x in zip(whole.user, whole.satellite, whole.first, whole.set, strict=True)}
    assert not short.set_cut.any()
    assert (short.last == 29).any()
    for u, s, f, instant in zip(short.user, short.satellite, short.first, short.set, strict=True):
        # after the end steps are longer, so the interpolation is another
        assert abs(instant - known[(u, s, f)]) < 3e-5
    cut = sightings(FLEET, place, TIMES[:30], access=AccessRule(0.3), look_ahead=0.0)
    assert cut.set_cut.sum() == (cut.last == 29).sum() > 0
    assert (cut.set[cut.set_cut] == 290.0).all()


def test_blocks_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    place = made.places(6, 7)
    path = np.broadcast_to(place, (TIMES.size, 6, 3))
    whole = [sightings(FLEET, place, TIMES), sightings(POSITION, path, TIMES)]
    monkeypatch.setattr(sys.modules["huxing.network.access.sightings"], "BLOCK_BYTES", 24 * len(FLEET) * 8)
    for one, users, satellites in zip(whole, (place, path), (FLEET, POSITION), strict=True):
        other = sightings(satellites, users, TIMES)
        for name in ("user", "satellite", "first", "last", "rise", "set", "set_cut", "start"):
            assert (getattr(one, name) == getattr(other, name)).all(), name


def test_users_may_be_dealt_out_to_several_searches() -> None:
    place = made.places(9, 9, 80.0)
    whole = sightings(FLEET, place, TIMES)
    parts = [sightings(FLEET, place[part], TIMES) for part in (slice(0, 4), slice(4, 9))]
    for name in ("satellite", "first", "last", "rise", "set"):
        assert (np.concatenate([getattr(part, name) for part in parts]) == getattr(whole, name)).all()


def test_one_time_and_uneven_times() -> None:
    place = made.places(5, 8)
    one = sightings(POSITION[:1], place, TIMES[:1], access=AccessRule(0.2))
    assert (made.matrix_of(one) == made.seen(POSITION[:1], place, 0.2)).all()
    rows = np.array([0, 1, 4, 5, 9, 30, 31, 32])
    uneven = sightings(FLEET, place, TIMES[rows], access=AccessRule(0.2))
    assert (made.matrix_of(uneven) == made.seen(POSITION[rows], place, 0.2)).all()


def test_the_table_and_the_counts() -> None:
    found = sightings(FLEET, stations(["shanghai", "kashi"]), TIMES)
    table = SIGHTINGS.check(found.table())
    assert set(table["user"]) == {"shanghai", "kashi"}
    assert table["duration_s"].to_numpy() == pytest.approx(found.set - found.rise)
    assert (table["set"] > table["rise"]).all()
    plain = made.seen(POSITION, stations(["shanghai", "kashi"]).position, np.radians(25.0))
    assert (found.in_view() == plain.sum(axis=2)).all()


def test_a_design_is_taken_as_its_ephemeris() -> None:
    place = made.places(2)
    by_design = sightings(FLEET.constellation, place, TIMES[:20])
    assert (by_design.set == sightings(FLEET, place, TIMES[:20]).set).all()


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    sightings(FLEET, made.places(2), TIMES, progress=lambda done, count: told.append((done, count)))
    assert told[-1] == (TIMES.size, TIMES.size)


def test_bad_input_is_refused() -> None:
    place = made.places(3)
    with pytest.raises(InputError, match="no user"):
        sightings(FLEET, np.empty((0, 3)), TIMES)
    with pytest.raises(ShapeError, match=r"\(user, 3\)"):
        sightings(FLEET, np.zeros((3, 2)), TIMES)
    with pytest.raises(ShapeError, match="120 times"):
        sightings(FLEET, np.zeros((5, 3, 3)), TIMES)
    with pytest.raises(InputError, match="ITRF metres"):
        sightings(FLEET, place / 1e3, TIMES)
    with pytest.raises(InputError, match="NaN"):
        sightings(FLEET, np.where([[True], [False], [False]], np.nan, place), TIMES)
    with pytest.raises(InputError, match="not after"):
        sightings(FLEET, place, TIMES[::-1])
    with pytest.raises(InputError, match="one or more"):
        sightings(FLEET, place, TIMES[:0])
    with pytest.raises(ModelRangeError, match="90"):
        sightings(FLEET, place, TIMES, access=AccessRule(np.pi / 2))
    with pytest.raises(ShapeError, match="min_elevation"):
        sightings(FLEET, place, TIMES, access=AccessRule(np.full(4, 0.1)))
    with pytest.raises(ShapeError, match="satellite"):
        sightings(POSITION[0], place, TIMES)
    with pytest.raises(InputError, match="no satellite"):
        sightings(POSITION[:, :0], place, TIMES)
    with pytest.raises(TooLargeError, match="memory limit"):
        sightings(FLEET, made.places(20000), TIMES, memory_limit=1e6)

    class Wrong:
        def positions(self, times: np.ndarray) -> np.ndarray:
            return np.full((1, 2, 3), 3.68e6)

    with pytest.raises(ShapeError, match="positions gave shape"):
        sightings(FLEET, Wrong(), TIMES)
