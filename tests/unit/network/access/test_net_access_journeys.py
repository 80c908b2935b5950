"""Planes, a ship and a train on their routes: served while they are under way, by the satellites of where they are."""

from __future__ import annotations

import access_twin as made
import numpy as np
import pytest

from huxing.core.time import time_grid
from huxing.network.access import handover, sightings
from huxing.network.topology import AccessRule
from huxing.network.traffic import moving_users, travel_route

TIMES = time_grid("2026-03-01T06:00", hours=1.0, step_s=20.0)
FLEET = made.fleet(planes=14, per_plane=14)
RULE = AccessRule(0.15)


def travellers() -> object:
    flight = travel_route([[121.8, 31.14], [-118.4, 33.94]], height=11e3, name="PVG-LAX")
    hop = travel_route([[121.8, 31.14], [120.43, 30.23]], height=5e3, name="PVG-HGH")
    voyage = travel_route([[122.5, 31.2], [127.5, 26.1]], name="Shanghai-Naha")
    rails = travel_route([[121.32, 31.19], [116.38, 39.87]], name="Shanghai-Beijing")
    day = {"start": TIMES[0], "stop": TIMES[-1], "both_directions": False}
    users = moving_users(flight, speed=250.0, departures_per_day=12.0, **day)
    for route, speed, often in ((hop, 150.0, 96.0), (voyage, 8.0, 1.0), (rails, 80.0, 24.0)):
        users = users.joined(moving_users(route, speed=speed, departures_per_day=often, **day))
    return users


def test_they_are_served_while_under_way_and_absent_else() -> None:
    users = travellers()
    found = sightings(FLEET, users, TIMES, access=RULE)
    result = handover(found, "longest-remaining", keep_serving=True)
    under_way = users.under_way(TIMES)
    assert not under_way.all()
    assert (result.totals[:, 3] == (~under_way).sum(axis=1)).all()
    assert not (result.serving >= 0)[~under_way].any()
    assert (made.matrix_of(found) == made.seen(FLEET.positions(TIMES), users.positions(TIMES), 0.15)).all()
    table = result.per_user()
    assert table["user"].tolist() == list(users.names)
    # present from the first time under way to the first after it, a step longer than the journey seen
    absent = np.where(under_way.any(axis=0), 20.0 * (~under_way[:-1]).sum(axis=0), 3580.0)
    assert table["absent_s"].to_numpy() == pytest.approx(absent)
    told = table[["served_s", "interruption_s", "outage_s", "blocked_s", "absent_s"]].sum(axis=1)
    assert told.to_numpy() == pytest.approx(np.full(len(users), 3580.0), abs=1e-6)
    assert result.total().served_share == pytest.approx(
        float(table["served_s"].sum() / (3580.0 * len(users) - absent.sum()))
    )


def test_places_as_an_array_give_the_same() -> None:
    users = travellers()
    asked = sightings(FLEET, users, TIMES, access=RULE)
    given = sightings(FLEET, users.positions(TIMES), TIMES, access=RULE)
    for name in ("user", "satellite", "first", "last", "rise", "set"):
        assert (getattr(asked, name) == getattr(given, name)).all()


def test_a_planes_own_motion_changes_what_it_sees() -> None:
    users = travellers()
    place = users.positions(TIMES)
    plane = int(np.flatnonzero(~np.isnan(place[..., 0]).any(axis=0))[0])
    moving = sightings(FLEET, place[:, [plane]], TIMES, access=RULE)
    parked = sightings(FLEET, place[0, [plane]], TIMES, access=RULE)
    assert (made.matrix_of(moving) != made.matrix_of(parked)).any()
