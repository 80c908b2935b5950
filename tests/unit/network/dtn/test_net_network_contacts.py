"""Contact plans from geometry: up when the network says so and only then, as far as it says."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.network.dtn import ContactGraph, ContactPlan, Route, network_contact_plan
from huxing.network.topology import AccessRule, LinkRule, Network, plus_grid, stations
from huxing.network.topology.failures import failures
from huxing.orbit import Constellation, Station, find_passes, walker_delta

START, STOP = np.datetime64("2026-01-01T00:00:00", "ns"), np.datetime64("2026-01-01T03:00:00", "ns")
RATES = {"up_bps": 1e6, "down_bps": 5e6, "link_bps": 1e9}
MILLISECOND = np.timedelta64(1, "ms").astype("timedelta64[ns]")


@pytest.fixture(scope="module")
def network() -> Network:
    shell = walker_delta(altitude_km=1000.0, inclination_deg=60.0, planes=4, per_plane=5, phasing=1)
    rule = LinkRule(clearance=80e3, maximum_range=7.0e6)
    grid = plus_grid(Constellation("thin", (shell,)), rule=rule)
    return Network(grid, stations(["shanghai", "london", "nairobi"]), AccessRule(np.radians(10.0)))


@pytest.fixture(scope="module")
def plan(network: Network) -> ContactPlan:
    return network_contact_plan(network, START, STOP, **RATES)


def open_pairs(plan: ContactPlan, time: np.datetime64) -> set[tuple[int, int]]:
    table = plan.contacts
    up = (table["start"] <= time) & (table["end"] >= time)
    return set(zip(table.loc[up, "from_node"].tolist(), table.loc[up, "to_node"].tolist(), strict=True))


def up_pairs(network: Network, time: np.datetime64) -> dict[tuple[int, int], float]:
    """Pairs with a link, and how far apart they are."""
    snapshot = network.snapshot(time)
    n = snapshot.satellites
    found = {}
    for i, port in zip(*np.nonzero(np.isfinite(snapshot.length)), strict=True):
        found[int(i), int(snapshot.neighbour[i, port])] = float(snapshot.length[i, port])
    for i, g in zip(*np.nonzero(np.isfinite(snapshot.ground_range)), strict=True):
        found[int(i), int(n + g)] = found[int(n + g), int(i)] = float(snapshot.ground_range[i, g])
    return found


def test_contacts_are_open_when_links_are_up(network: Network, plan: ContactPlan) -> None:
    rng = np.random.default_rng(0)
    for second in rng.uniform(0, 3 * 3600, 60):
        time = START + np.timedelta64(round(second * 1e9), "ns")
        assert open_pairs(plan, time) == set(up_pairs(network, time))


def test_ends_are_where_links_change_to_a_millisecond(network: Network, plan: ContactPlan) -> None:
    table = plan.contacts
    rng = np.random.default_rng(1)
    for row in rng.choice(len(plan), 40, replace=False):
        pair = int(table["from_node"][row]), int(table["to_node"][row])
        begin, stop = (np.datetime64(table[name][row], "ns") for name in ("start", "end"))
        assert pair in up_pairs(network, begin)
        assert pair in up_pairs(network, stop)
        # the roots are found to 1 ms; a second one covers where they stand in their interval
        if begin > START:
            assert pair not in up_pairs(network, begin - 2 * MILLISECOND)
        if stop < STOP:
            assert pair not in up_pairs(network, stop + 2 * MILLISECOND)


def test_light_time_is_that_of_the_greatest_distance(network: Network, plan: ContactPlan) -> None:
    table = plan.contacts
    rng = np.random.default_rng(2)
    n = len(network.topology)
    for row in rng.choice(len(plan), 15, replace=False):
        pair = [int(table["from_node"][row]), int(table["to_node"][row])]
        begin, stop = (np.datetime64(table[name][row], "ns") for name in ("start", "end"))
        times = begin + ((stop - begin) // 200) * np.arange(201)
        place = [
            network.topology.ephemeris.positions(times)[:, node] if node < n else network.stations.position[node - n]
            for node in pair
        ]
        far = np.linalg.norm(place[0] - place[1], axis=-1).max()
        # distances are taken every 10 s: what lies between is at most a few metres more (a bend of 8 m/s^2 over 5 s)
        assert far / SPEED_OF_LIGHT - 4e-7 <= plan.owlt[row] <= far / SPEED_OF_LIGHT + 1e-9 + 4e-7


def test_rates_names_and_both_directions(network: Network, plan: ContactPlan) -> None:
    table = plan.contacts
    down, up = table[table["to_node"] >= 20], table[table["from_node"] >= 20]
    assert set(down["rate_bps"]) == {5e6}
    assert set(up["rate_bps"]) == {1e6}
    assert len(down) == len(up) > 20
    between = table[(table["from_node"] < 20) & (table["to_node"] < 20)]
    assert set(between["rate_bps"]) == {1e9}
    assert plan.names[20] == network.stations.names[0]
    assert plan.nodes.tolist() == list(range(23))
    only = network_contact_plan(network, START, STOP, down_bps=np.array([1e6, 2e6, 3e6]), confidence=0.5)
    assert (only.contacts["rate_bps"] == 1e6 * (only.contacts["to_node"] - 19)).all()
    assert len(only) == len(down)
    assert set(only.contacts["confidence"]) == {0.5}


def test_ground_contacts_are_passes(network: Network, plan: ContactPlan) -> None:
    place = network.stations
    site = Station(
        place.names[0], *(float(v[0]) for v in (place.latitude, place.longitude, place.height)), np.radians(10.0)
    )
    passes = find_passes(network.topology.ephemeris.constellation, [site], START, STOP, lighting=False)  # type: ignore[attr-defined]
    table = plan.contacts[plan.contacts["to_node"] == 20].sort_values(["start", "from_node"])
    passes = passes[passes["duration_s"] >= 1.0].sort_values(["rise", "satellite_index"])
    assert table["from_node"].tolist() == passes["satellite_index"].tolist()
    # both to 1 ms
    for ours, theirs in (("start", "rise"), ("end", "set")):
        gap = (table[ours].to_numpy() - passes[theirs].to_numpy()) / np.timedelta64(1, "ms")
        assert np.abs(gap).max() <= 2.0


def test_failures_are_watched_at_steps(network: Network, plan: ContactPlan) -> None:
    first = plan.contacts[(plan.contacts["to_node"] == 21) & (plan.contacts["start"] > pd.Timestamp(START))].iloc[0]
    begin = np.datetime64(first["start"] + (first["end"] - first["start"]) / 2, "ns")
    stop = begin + np.timedelta64(3000, "s")
    lost = failures(network.topology, network.stations, gateways=["london"], start=begin, end=stop)
    broken = Network(network.topology, network.stations, network.access, lost)
    seen: list[tuple[int, int]] = []
    other = network_contact_plan(broken, START, STOP, **RATES, step_s=60.0, progress=lambda *done: seen.append(done))
    assert seen[-1] == (180, 180)
    table, london = other.contacts, 21
    of_london = (table["from_node"] == london) | (table["to_node"] == london)
    inside = of_london & (table["end"] > begin) & (table["start"] < stop)
    assert not inside.any()
    assert (abs(table.loc[of_london, "end"] - pd.Timestamp(begin)) < pd.Timedelta(1, "ms")).any()
    rest, same = (t[~((t["from_node"] == london) | (t["to_node"] == london))] for t in (table, plan.contacts))
    assert len(rest) == len(same)
    for name in ("start", "end"):  # events and halved steps find the same ends, each to 1 ms
        assert np.abs((rest[name].to_numpy() - same[name].to_numpy()) / MILLISECOND).max() <= 2.0


def test_bundles_go_over_it(network: Network, plan: ContactPlan) -> None:
    graph = ContactGraph(plan)
    route = graph.best_route(20, 22, START, size_bytes=1_000_000)
    assert isinstance(route, Route)
    assert START < route.arrival < STOP


def test_bad_input_is_refused(network: Network) -> None:
    for options, error, said in (
        ({}, InputError, "needs a rate"),
        ({"up_bps": 0.0}, ModelRangeError, "rate"),
        ({"link_bps": -1.0}, ModelRangeError, "rate"),
        ({"down_bps": np.ones(2)}, ShapeError, "down_bps"),
        ({"up_bps": 1.0, "step_s": 0.0}, ModelRangeError, "step"),
        ({"up_bps": 1.0, "tolerance_s": 0.0}, ModelRangeError, "tolerance"),
        ({"up_bps": 1.0, "confidence": 0.0}, ModelRangeError, "confidence"),
        ({"up_bps": 1.0, "shortest_s": float("nan")}, ModelRangeError, "shortest"),
    ):
        with pytest.raises(error, match=said):
            network_contact_plan(network, START, STOP, **options)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="after the start"):
        network_contact_plan(network, STOP, START, up_bps=1.0)


def test_a_network_out_of_sight_has_an_empty_plan(network: Network) -> None:
    blind = Network(network.topology, network.stations, AccessRule(np.radians(89.9)))
    plan = network_contact_plan(blind, START, START + np.timedelta64(60, "s"), up_bps=1.0)
    assert len(plan) == 0
    assert plan.nodes.size == 23
