"""Planes, ships and trains on their way."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huxing.core.errors import CatalogueError, InputError, ModelRangeError, ShapeError, TooLargeError
from huxing.core.geodesy import itrf_to_geodetic
from huxing.network.traffic import MovingUsers, Route, great_circle_distance, moving_users, travel_route

START, STOP = np.datetime64("2026-08-22T00:00"), np.datetime64("2026-08-23T00:00")


def pacific(**changes: object) -> MovingUsers:
    usual = {"speed": 250.0, "departures_per_day": 12.0, "start": START, "stop": STOP, "rate": 50e6}
    return moving_users(travel_route("north-pacific-air-route", height=11e3), **usual | changes)  # type: ignore[arg-type]


def test_departure_way_points_and_arrival() -> None:
    users = pacific()
    way = users.routes[0]
    for user in (0, len(users) - 1):
        ends = [users.departure[user], users.arrival[user]]
        place = users.coordinates(ends)
        order = [-1, 0] if users.backward[user] else [0, -1]
        assert place.latitude[:, user] == pytest.approx(way.latitude[order], abs=1e-9)
        assert place.longitude[:, user] == pytest.approx(way.longitude[order], abs=1e-9)
        assert (place.height[:, user] == 11e3).all()
        assert users.under_way(ends)[:, user].all()
        beyond = [ends[0] - np.timedelta64(1, "s"), ends[1] + np.timedelta64(1, "s")]
        assert np.isnan(users.positions(beyond)[:, user]).all()
        assert not users.under_way(beyond)[:, user].any()
    leg = great_circle_distance(way.latitude[0], way.longitude[0], way.latitude[1], way.longitude[1])
    at_anchorage = users.departure[0] + np.timedelta64(round(float(leg) / 250.0 * 1e9), "ns")
    assert users.coordinates(at_anchorage).latitude[0, 0] == pytest.approx(way.latitude[1], abs=1e-8)


def test_the_speed_is_kept() -> None:
    users = pacific()
    user = int(np.flatnonzero(users.departure == START)[0])
    times = START + np.arange(0, 36_000, 60).astype("timedelta64[s]")
    place = users.coordinates(times)
    north, east = place.latitude[:, user], place.longitude[:, user]
    steps = great_circle_distance(north[:-1], east[:-1], north[1:], east[1:])
    # one step goes round the way-point at Anchorage and is cut short there
    assert np.sort(steps)[1:] == pytest.approx(250.0 * 60, rel=1e-9)
    assert steps.max() <= 250.0 * 60 * (1 + 1e-9)
    back = itrf_to_geodetic(users.positions(times)[:, user])
    assert back.latitude == pytest.approx(north, abs=1e-12)
    assert back.height == pytest.approx(11e3, abs=1e-6)  # the rounding of 6,400 km


def test_everybody_under_way_is_there() -> None:
    users = pacific()
    hours = users.routes[0].length / 250.0 / 3600.0  # 10.3 h, both ways, every 2 h
    aboard = users.under_way(START + np.arange(0, 24 * 60, 7).astype("timedelta64[m]")).sum(axis=1)
    assert set(aboard.tolist()) <= {2 * int(hours / 2), 2 * int(hours / 2 + 1)}
    assert (np.unique(users.departure).size, len(users)) == (18, 36)
    assert users.rates(START).sum() == pytest.approx(aboard[0] * 50e6)
    assert len(set(users.names)) == len(users)
    one_way = pacific(both_directions=False, first_departure="2026-08-22T01:00")
    assert not one_way.backward.any()
    assert set((one_way.departure.astype("datetime64[h]").astype(int) % 2).tolist()) == {1}
    assert users.index(users.names[5]) == 5


def test_ships_and_planes_together() -> None:
    ship = moving_users(
        travel_route("shanghai-rotterdam-sea-route"), speed=10.0, departures_per_day=1.0, start=START, stop=STOP
    )
    both = pacific().joined(ship)
    place = both.coordinates(START)
    assert place.latitude.shape == (1, len(both))
    assert place.latitude[0, -len(ship) :] == pytest.approx(ship.coordinates(START).latitude[0], nan_ok=True)
    assert 22 <= len(ship) / 2 <= 24  # 19,400 km at 10 m/s take 22.5 days
    with pytest.raises(InputError, match="stands twice"):
        ship.joined(ship)


@settings(max_examples=40)
@given(st.floats(-80, 80), st.floats(-180, 180), st.floats(-80, 80), st.floats(-180, 180), st.floats(0, 1))
def test_a_way_back_is_the_way(north: float, east: float, to_north: float, to_east: float, part: float) -> None:
    ends = np.radians([[north, east], [to_north, to_east]])
    apart = great_circle_distance(*ends[0], *ends[1])
    if not 1.0 < apart < 20e6:
        return
    there = Route("there", ends[:, 0], ends[:, 1])
    back = Route("back", ends[::-1, 0], ends[::-1, 1])
    assert there.length == pytest.approx(float(apart), rel=1e-9)
    one, other = there.coordinates(np.array(part * there.length)), back.coordinates(np.array((1 - part) * back.length))
    # near-opposite ends turn a rounding error of the direction into a few metres
    assert float(great_circle_distance(*one, *other)) < 10.0


@settings(max_examples=60)
@given(st.integers(0, 2**31), st.integers(2, 6))
def test_both_ends_belong_to_the_way(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    way = Route("way", rng.uniform(-1.5, 1.5, count), rng.uniform(-3.1, 3.1, count))
    latitude, longitude = way.coordinates(np.array([0.0, way.length, -0.01, way.length + 0.01]))
    assert latitude[:2] == pytest.approx(way.latitude[[0, -1]], abs=1e-9)
    assert longitude[:2] == pytest.approx(way.longitude[[0, -1]], abs=1e-9)
    assert np.isnan(latitude[2:]).all()


def test_ways_that_are_refused() -> None:
    with pytest.raises(InputError, match="two or more"):
        travel_route([[0.0, 0.0]])
    with pytest.raises(InputError, match="equal or opposite"):
        travel_route([[0.0, 0.0], [0.0, 0.0]])
    with pytest.raises(InputError, match="equal or opposite"):
        travel_route([[0.0, 0.0], [180.0, 0.0]])
    with pytest.raises(InputError, match="is a polygon"):
        travel_route("shanghai")
    with pytest.raises(CatalogueError, match="nearest"):
        travel_route("north-pacific-air-rout")
    with pytest.raises(ShapeError):
        travel_route([[0.0, 0.0, 1.0], [1.0, 1.0, 1.0]])
    with pytest.raises(InputError):
        travel_route([["a", "b"], ["c", "d"]])  # type: ignore[list-item]
    for wrong in ([[0.0, 91.0], [0.0, 0.0]], [[np.nan, 0.0], [0.0, 0.0]]):
        with pytest.raises(ModelRangeError):
            travel_route(wrong)
    with pytest.raises(ModelRangeError):
        travel_route([[0.0, 0.0], [1.0, 0.0]], height=np.nan)
    with pytest.raises(ShapeError):
        Route("r", np.zeros(2), np.zeros(3))


def test_timetables_that_are_refused() -> None:
    for wrong in ({"speed": 0.0}, {"speed": np.nan}, {"departures_per_day": 0.0}, {"rate": -1.0}):
        with pytest.raises(ModelRangeError):
            pacific(**wrong)
    with pytest.raises(InputError, match="stop after start"):
        pacific(stop=START)
    with pytest.raises(InputError, match="nobody is under way"):
        pacific(departures_per_day=0.001, first_departure="2026-08-01")
    with pytest.raises(TooLargeError):
        pacific(departures_per_day=86_400.0, stop="2030-01-01")
    with pytest.raises(InputError, match="stands twice"):
        way = travel_route("north-pacific-air-route")
        moving_users([way, way], speed=250.0, departures_per_day=1.0, start=START, stop=STOP)
    users = pacific()
    with pytest.raises(InputError, match="nearest"):
        users.index("nobody")
    with pytest.raises(TooLargeError):
        users.coordinates(np.broadcast_to(START, 10_000_000))
    with pytest.raises(ShapeError):
        MovingUsers(
            ("a",), users.routes, np.zeros(2, int), np.zeros(1, bool), users.departure[:1], np.ones(1), np.ones(1)
        )
    with pytest.raises(InputError, match="there are 1 routes"):
        MovingUsers(
            ("a",), users.routes, np.ones(1, int), np.zeros(1, bool), users.departure[:1], np.ones(1), np.ones(1)
        )
