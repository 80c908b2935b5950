"""Users and the gateways they reach the Internet by."""

from __future__ import annotations

import numpy as np
import pytest

from huxing.core.errors import InputError, ModelRangeError
from huxing.network.topology import Stations
from huxing.network.traffic import Cities, access_demand, diurnal_profile, great_circle_distance, nearest_gateways


def spread(count: int, seed: int, prefix: str) -> Cities:
    rng = np.random.default_rng(seed)
    north, east = np.arcsin(rng.uniform(-1.0, 1.0, count)), rng.uniform(-np.pi, np.pi, count)
    people = rng.lognormal(12.0, 1.0, count)
    return Cities(tuple(f"{prefix}{i}" for i in range(count)), north, east, people, ("UTC",) * count)


def test_the_nearest_by_brute_force() -> None:
    users, gateways = spread(60, 0, "u"), spread(9, 1, "g")
    apart = great_circle_distance(
        users.latitude[:, None], users.longitude[:, None], gateways.latitude, gateways.longitude
    )
    index, distance = nearest_gateways(users, gateways, count=3)
    assert np.array_equal(index, np.argsort(apart, axis=1)[:, :3])
    assert distance == pytest.approx(np.sort(apart, axis=1)[:, :3], rel=1e-9)


def test_each_user_asks_its_gateway() -> None:
    users, gateways = spread(40, 2, "u"), spread(5, 3, "g")
    share = np.full(40, 0.05)
    share[7] = 0.0
    demand = access_demand(users, gateways, rate_per_subscriber=1e5, penetration=share)
    assert demand.names == users.names + gateways.names
    assert len(demand) == 39
    assert demand.total == pytest.approx((users.population * share).sum() * 1e5, rel=1e-12)
    assert demand.source.min() >= 40
    assert demand.destination.max() < 40
    assert "nearest gateway" in demand.notes[-1]
    up = access_demand(users, gateways, rate_per_subscriber=1e4, penetration=0.05, direction="up", gateways_per_user=2)
    assert up.source.max() < 40
    assert len(up) == 80
    assert up.matrix().sum(axis=1)[:40] == pytest.approx(users.population * 0.05 * 1e4)


def test_it_follows_the_users_clock() -> None:
    users, gateways = spread(3, 2, "u"), spread(1, 3, "g")
    demand = access_demand(
        users, gateways, rate_per_subscriber=1e5, penetration=0.1, profile=diurnal_profile().peak_one()
    )
    assert demand.rates("2026-01-01T21:00")[0] == pytest.approx(demand.rate)
    assert demand.rates("2026-01-01T09:00")[0] == pytest.approx(demand.rate / 3)


def test_stations_of_a_network_are_gateways() -> None:
    users = spread(3, 2, "u")
    gateway = Stations(("g",), np.zeros(1), np.zeros(1), np.zeros(1))
    assert len(access_demand(users, gateway, rate_per_subscriber=1e5, penetration=0.1)) == 3


def test_what_is_refused() -> None:
    users, gateways = spread(3, 2, "u"), spread(2, 3, "g")
    usual = {"rate_per_subscriber": 1e5, "penetration": 0.1}
    with pytest.raises(InputError, match="'u0' is the name of a user's place and of a gateway"):
        access_demand(users, users, **usual)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="2 gateways, but 3"):
        access_demand(users, gateways, **usual, gateways_per_user=3)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="0 gateways"):
        access_demand(users, gateways.keep([]), **usual)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="'down' or 'up'"):
        access_demand(users, gateways, **usual, direction="both")  # type: ignore[arg-type]
    with pytest.raises(ModelRangeError):
        access_demand(users, gateways, rate_per_subscriber=1e5, penetration=-0.1)
