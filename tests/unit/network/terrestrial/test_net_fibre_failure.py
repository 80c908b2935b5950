"""Fibre fails: who is lost, who goes by satellite, what the terminals can carry."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_networks import TIME, random_network

from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.network.terrestrial import MEDIA, BaseStations, IntegratedNetwork, cut_fibre, fibre_failure, fibre_links
from huxing.network.topology import AccessRule, Network, Stations, plus_grid
from huxing.network.traffic import (
    Cities,
    Demand,
    demand_from_matrix,
    diurnal_profile,
    gravity_demand,
    named_cities,
)
from huxing.orbit import Constellation, walker_delta

DENSE = plus_grid(
    Constellation("dense", (walker_delta(altitude_km=1150, inclination_deg=53, planes=24, per_plane=24, phasing=5),))
)


def yangtze() -> tuple[IntegratedNetwork, BaseStations, Cities]:
    """Base stations around Shanghai with fibre to Wuhan; three of four have a terminal; gateways in Beijing, Xi'an."""
    where = named_cities(["Shanghai", "Hangzhou", "Nanjing", "Ningbo", "Wuhan", "Beijing", "Xian"])
    bases = BaseStations(
        where.names[:4], where.latitude[:4], where.longitude[:4],
        np.array([4e4, 3e4, 2e4, 1e4]), np.array([400e6, 300e6, 200e6, 100e6]),
    )  # fmt: skip
    gateways = where.keep([5, 6])
    terminals = bases.terminals([0, 1, 2])
    stations = Stations(
        terminals.names + gateways.names,
        np.concatenate([terminals.latitude, gateways.latitude]),
        np.concatenate([terminals.longitude, gateways.longitude]),
        np.zeros(5),
    )
    pairs = [(name, "Wuhan") for name in where.names if name != "Wuhan"]
    network = Network(DENSE, stations, AccessRule(min_elevation=np.radians(20.0)))
    return IntegratedNetwork(network, fibre_links(where, pairs), gateways=("Beijing", "Xian")), bases, where.keep([4])


def test_a_region_without_fibre_lives_on_satellites() -> None:
    network, bases, core = yangtze()
    cut = cut_fibre(network.fibre, region="yangtze-delta")
    assert cut.sum() == 4
    failure = fibre_failure(network, TIME, cut, bases.demand(core), terminal_rate=200e6, users=bases.users)
    assert [MEDIA[m] for m in failure.before.medium] == ["fibre"] * 4
    assert [MEDIA[m] for m in failure.after.medium] == ["mixed"] * 3 + ["none"]
    assert failure.lost.tolist() == [False, False, False, True]
    assert np.isnan(failure.longer[3])
    assert (failure.longer[:3] > 0.0).all()
    # 900 Mbit/s go up at gateways and come down at terminals of 200 Mbit/s each
    up = failure.after.up_load
    assert up.sum() == pytest.approx(900e6)
    assert failure.after.down_load[:3].tolist() == pytest.approx([400e6, 300e6, 200e6])
    assert failure.before.up_load.sum() == 0.0
    gateway = np.minimum(1.0, 200e6 / up[3:].max())
    assert failure.after.share[:3] == pytest.approx(np.minimum([0.5, 2 / 3, 1.0], gateway), rel=1e-12)
    # every bit passes at least one satellite
    assert failure.after.satellite_load.sum() >= 900e6 * (1 - 1e-12)
    kept = (failure.after.share * bases.users).sum() / bases.users.sum()
    assert failure.users_kept == pytest.approx(kept)
    summary = failure.summary
    assert (summary["links_cut"], summary["flows_lost"], summary["flows_moved_to_satellites"]) == (4, 1, 3)
    assert summary["on_satellites_after_mbps"] == pytest.approx(900.0)
    table = failure.to_dataframe()
    assert table["after"].tolist() == ["mixed", "mixed", "mixed", "none"]
    assert table["rtt_after_ms"].isna().tolist() == [False, False, False, True]


def test_terminals_of_their_own_rate() -> None:
    network, bases, core = yangtze()
    cut = np.ones(len(network.fibre), bool)
    cut[4:] = False
    limits = {"Shanghai": 100e6, "Hangzhou": 0.0}
    failure = fibre_failure(network, TIME, cut, bases.demand(core), terminal_rate=limits, users=bases.users)
    assert failure.after.share.tolist() == pytest.approx([0.25, 0.0, 1.0, 0.0])
    assert failure.users_kept == pytest.approx((0.25 * 4e4 + 2e4) / 1e5)
    assert fibre_failure(network, TIME, cut, bases.demand(core)).users_kept == pytest.approx(0.75)


def test_no_cut_changes_nothing() -> None:
    network, bases, core = yangtze()
    failure = fibre_failure(network, TIME, np.zeros(len(network.fibre), bool), bases.demand(core))
    assert not failure.lost.any()
    assert (failure.longer == 0.0).all()
    assert failure.users_kept == 1.0
    assert failure.summary["carried_after_mbps"] == pytest.approx(failure.summary["offered_mbps"])


@settings(max_examples=40)
@given(st.integers(0, 2**31), st.floats(0.0, 1.0), st.floats(0.2, 0.8))
def test_loads_are_conserved(seed: int, part: float, density: float) -> None:
    network, space = random_network(seed, density=density)
    rng = np.random.default_rng(seed)
    names = network.joined(space).names
    table = rng.uniform(0.0, 1e9, (len(names), len(names))) * (rng.random((len(names), len(names))) < 0.5)
    np.fill_diagonal(table, 0.0)
    cut = rng.random(len(network.fibre)) < part
    failure = fibre_failure(network, TIME, cut, demand_from_matrix(table, names), terminal_rate=3e9)
    for ways in (failure.before, failure.after):
        assert ways.up_load.sum() == pytest.approx(ways.down_load.sum())  # what goes up comes down
        on_space = np.isin(ways.medium, [1, 3])
        assert ways.up_load.sum() >= failure.demand.rate[on_space].sum() * (1 - 1e-12)
        assert ((ways.share == 0.0) == np.isnan(ways.delay)).all()
        assert ways.share.max(initial=0.0) <= 1.0
        assert (ways.share[ways.medium == 2] == 1.0).all()
    both = np.isfinite(failure.longer)
    assert (failure.longer[both] >= -1e-12).all()  # fewer links are never faster
    assert not (np.isnan(failure.before.delay) & np.isfinite(failure.after.delay)).any()


def test_demand_of_the_day_and_of_no_flow() -> None:
    network, _, _ = yangtze()
    where = named_cities(["Shanghai", "Wuhan"])
    demand = gravity_demand(where, total=1e9, profile=diurnal_profile())
    none = np.zeros(len(network.fibre), bool)
    failure = fibre_failure(network, "2026-08-22T13:00", none, demand)  # 21 h in China: the peak
    assert failure.demand.total == pytest.approx(1.5e9)
    nothing = demand_from_matrix(np.zeros((2, 2)), where.names)
    empty = fibre_failure(network, TIME, none, nothing)
    assert empty.users_kept == 0.0
    assert np.isnan(empty.summary["median_rtt_growth_ms"])
    assert len(empty.to_dataframe()) == 0


def test_what_is_refused() -> None:
    network, bases, core = yangtze()
    demand = bases.demand(core)
    none = np.zeros(len(network.fibre), bool)
    with pytest.raises(InputError, match="no place 'Moscow'"):
        fibre_failure(network, TIME, none, Demand(("Moscow", "Wuhan"), np.array([0]), np.array([1]), np.ones(1)))
    with pytest.raises(InputError, match="no station 'Wuhan'"):
        fibre_failure(network, TIME, none, demand, terminal_rate={"Wuhan": 1.0})
    with pytest.raises(ShapeError):
        fibre_failure(network, TIME, none[1:], demand)
    with pytest.raises(ShapeError):
        fibre_failure(network, TIME, none, demand, users=[1.0])
    for wrong in (-1.0, np.nan):
        with pytest.raises(ModelRangeError):
            fibre_failure(network, TIME, none, demand, terminal_rate=wrong)
        with pytest.raises(ModelRangeError):
            fibre_failure(network, TIME, none, demand, users=np.full(4, wrong))
