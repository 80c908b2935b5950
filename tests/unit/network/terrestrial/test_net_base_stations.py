"""Base stations, their users and their backhaul."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.network.terrestrial import BaseStations, base_stations
from huxing.network.traffic import Cities, great_circle_distance


def line(prefix: str, *east_km: float, people: float = 1000.0) -> Cities:
    east = np.array(east_km) / 6371.0088
    return Cities(
        tuple(f"{prefix}{i}" for i in range(east.size)), np.zeros(east.size), east, np.full(east.size, people)
    )


def test_users_go_to_the_nearest_within_reach() -> None:
    people = line("p", 0.0, 4.0, 9.0, 21.0, 40.0)
    bases = base_stations(line("b", 0.0, 10.0), people, access_radius=11.5e3, share=0.1, rate_per_user=1e4)
    assert bases.users == pytest.approx([200.0, 200.0])
    assert bases.rate == pytest.approx([2e6, 2e6])
    assert bases.out_of_reach == pytest.approx(100.0)
    by_place = base_stations(
        line("b", 0.0, 10.0), people, access_radius=5e3, share=[1.0, 0.0, 0.5, 1.0, 1.0], rate_per_user=1.0
    )
    assert by_place.users == pytest.approx([1000.0, 500.0])


@settings(max_examples=40)
@given(st.integers(1, 10), st.integers(0, 40), st.integers(0, 2**31), st.floats(1e3, 300e3))
def test_nobody_is_lost(bases: int, people: int, seed: int, radius: float) -> None:
    rng = np.random.default_rng(seed)
    sites, users = (line(p, *rng.uniform(0.0, 500.0, n)) for p, n in (("b", bases), ("p", people)))
    served = base_stations(sites, users, access_radius=radius, rate_per_user=1.0)
    assert served.users.sum() + served.out_of_reach == pytest.approx(users.population.sum())
    apart = great_circle_distance(users.latitude[:, None], users.longitude[:, None], sites.latitude, sites.longitude)
    assert served.out_of_reach == pytest.approx(1000.0 * (apart.min(axis=1, initial=np.inf) > radius).sum())


def test_demand_comes_from_the_nearest_core_site() -> None:
    bases = BaseStations(
        ("a", "b", "c"), np.zeros(3), np.array([0.0, 0.01, 0.02]), np.ones(3), np.array([1.0, 0.0, 3.0])
    )
    core = line("core", 0.0, 120.0)
    demand = bases.demand(core)
    assert demand.names == ("a", "b", "c", "core0", "core1")
    assert demand.matrix()[3, 0] == 1.0
    assert demand.matrix()[4, 2] == 3.0
    assert len(demand) == 2
    names = ["core1", "x", "core0", "c", "b", "a"]
    assert bases.demand(core, names=names).matrix()[0, 3] == 3.0
    with pytest.raises(InputError, match="'core0' is a base station and a core site"):
        BaseStations(("core0",), np.zeros(1), np.zeros(1), np.ones(1), np.ones(1)).demand(core)


def test_terminals() -> None:
    bases = BaseStations(("a", "b"), np.array([0.1, 0.2]), np.zeros(2), np.ones(2), np.ones(2))
    assert bases.terminals().names == ("a", "b")
    assert bases.terminals([1]).latitude.tolist() == [0.2]
    assert bases.terminals(np.array([True, False])).names == ("a",)
    with pytest.raises(InputError, match="2 base stations"):
        bases.terminals([2])


def test_what_is_refused() -> None:
    sites, people = line("b", 0.0), line("p", 0.0)
    for arguments in (
        {"access_radius": 0.0},
        {"access_radius": np.inf},
        {"share": 1.5},
        {"rate_per_user": -1.0},
        {"rate_per_user": np.nan},
    ):
        with pytest.raises(ModelRangeError):
            base_stations(sites, people, **({"access_radius": 1e3, "rate_per_user": 1.0} | arguments))  # type: ignore[arg-type]
    with pytest.raises(ShapeError):
        base_stations(sites, people, access_radius=1e3, share=[0.1, 0.1], rate_per_user=1.0)
    with pytest.raises(InputError, match="0 gateways"):
        base_stations(sites.keep([]), people, access_radius=1e3, rate_per_user=1.0)
    with pytest.raises(ShapeError):
        BaseStations(("a",), np.zeros(1), np.zeros(1), np.zeros(2), np.zeros(1))
    with pytest.raises(InputError, match="stands twice"):
        BaseStations(("a", "a"), np.zeros(2), np.zeros(2), np.zeros(2), np.zeros(2))
