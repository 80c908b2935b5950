"""Satellites and fibre in one graph: who passes on what, the best ways, what they are made of."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_networks import SPACE, TIME, random_network

from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.errors import InputError, ModelRangeError, TooLargeError
from huxing.network.routing import route
from huxing.network.terrestrial import (
    MEDIA,
    IntegratedNetwork,
    IntegratedSnapshot,
    Prices,
    Ways,
    best_ways,
    compare_media,
    fibre_links,
)
from huxing.network.terrestrial import ways as module
from huxing.network.topology import Network, Snapshot, Stations
from huxing.network.traffic import Cities


def hops(network: IntegratedNetwork, space: Snapshot) -> dict[str, dict[str, float]]:
    """Every hop and its delay, satellites as numbers in text."""
    found: dict[str, dict[str, float]] = {}

    def both(a: str, b: str, delay: float) -> None:
        for one, other in ((a, b), (b, a)):
            now = found.setdefault(one, {}).get(other, np.inf)
            found[one][other] = min(now, delay)

    for i, row in enumerate(space.neighbour):
        for k, j in enumerate(row):
            if np.isfinite(space.length[i, k]):
                both(str(i), str(j), space.length[i, k] / SPEED_OF_LIGHT)
    for i, row in enumerate(space.ground_range):
        for g, reach in enumerate(row):
            if np.isfinite(reach):
                both(str(i), network.network.stations.names[g], reach / SPEED_OF_LIGHT)
    for (a, b), delay in zip(network.fibre.ends, network.fibre.delay, strict=True):
        both(network.fibre.names[a], network.fibre.names[b], delay)
    return found


def by_brute_force(
    network: IntegratedNetwork, space: Snapshot, source: str, destination: str, gates: set[str]
) -> float:
    """Least delay over all walks whose every place in the middle may pass on what it gets.

    A walk is a sequence of hops; a place is entered from the ground or from space, and leaves to one of the two.
    Bellman and Ford's relaxation over (node, how it was entered), straight from the words of the rule.
    """
    table = hops(network, space)

    def in_space(name: str) -> bool:
        return name.isdigit()

    best = {(source, "start"): 0.0}
    queue = [(source, "start")]
    while queue:
        name, entered = queue.pop()
        for other, delay in table.get(name, {}).items():
            if not in_space(name) and entered != "start":
                up, down = in_space(other), entered == "space"
                if (up or down) and name not in gates:
                    continue
                if up and down and not network.ground_relay:
                    continue
            state = (other, "space" if in_space(name) else "ground")
            total = best[name, entered] + delay
            if total < best.get(state, np.inf) - 1e-18:
                best[state] = total
                queue.append(state)
    return min((best.get((destination, how), np.inf) for how in ("space", "ground")), default=np.inf)


@pytest.mark.parametrize("relay", [False, True])
@settings(max_examples=40)
@given(st.integers(0, 2**31), st.sampled_from([3, 4, 1, 0]), st.floats(0.2, 0.5))
def test_rules_by_brute_force(relay: bool, seed: int, gateways: int, density: float) -> None:
    network, space = random_network(seed, gateways=gateways, relay=relay, density=density)
    names = [*network.network.stations.names, "f0", "f1", "f2"]
    gates = set(names[:gateways])
    found = best_ways(network.joined(space), names)
    for i, a in enumerate(names):
        for k, b in enumerate(names):
            if a != b:
                expected = by_brute_force(network, space, a, b, gates)
                assert found.reachable[i, k] == np.isfinite(expected)
                if np.isfinite(expected):
                    assert found.delay[i, k] == pytest.approx(expected, rel=1e-12)
    assert (np.diagonal(found.delay) == 0.0).all()


@settings(max_examples=40)
@given(st.integers(0, 2**31), st.integers(0, 4), st.booleans())
def test_a_path_is_its_delay_and_medium(seed: int, gateways: int, relay: bool) -> None:
    network, space = random_network(seed, gateways=gateways, relay=relay)
    names = [*network.network.stations.names, "f0", "f1", "f2"]
    snapshot = network.joined(space)
    found = best_ways(snapshot, names)
    table = hops(network, space)
    label = {str(text): str(i) for i, text in enumerate(snapshot.labels)}
    for i, a in enumerate(names):
        for k, b in enumerate(names):
            way = [label.get(node, node) for node in found.path(a, b)]
            if not found.reachable[i, k]:
                assert way == []
                assert MEDIA[found.medium[i, k]] == "none"
                continue
            assert (way[0], way[-1]) == (a, b)
            steps = list(itertools.pairwise(way))
            assert sum(table[x][y] for x, y in steps) == pytest.approx(found.delay[i, k], rel=1e-12)
            assert found.links[i, k] == len(steps)
            space_steps = sum(x.isdigit() or y.isdigit() for x, y in steps)
            expected = {
                (False, False): "none",
                (True, False): "satellite",
                (False, True): "fibre",
                (True, True): "mixed",
            }
            assert MEDIA[found.medium[i, k]] == expected[space_steps > 0, space_steps < len(steps)]


@settings(max_examples=30)
@given(st.integers(0, 2**31))
def test_symmetry_and_parts(seed: int) -> None:
    network, space = random_network(seed)
    snapshot = network.joined(space)
    media = compare_media(snapshot, list(snapshot.names))
    joint = np.where(media.joint.reachable, media.joint.delay, np.inf)
    assert joint == pytest.approx(joint.T, rel=1e-12)
    for part in (media.satellite, media.fibre):
        assert (np.where(part.reachable, part.delay, np.inf) >= joint * (1 - 1e-12)).all()
    # satellites alone are what the routing part finds
    stations = len(network.network.stations)
    alone = route(space).station_distance / SPEED_OF_LIGHT
    ours = np.where(media.satellite.reachable, media.satellite.delay, np.inf)[:stations, :stations]
    assert ours == pytest.approx(alone, rel=1e-12)
    only = media.satellite_only
    assert np.array_equal(only, media.joint.reachable & ~media.fibre.reachable)


def chain() -> tuple[IntegratedSnapshot, IntegratedNetwork]:
    """a - b by fibre; b and c see one satellite; c - d by fibre."""
    network = Network(SPACE, Stations(("b", "c"), np.array([0.0, 0.0]), np.array([0.001, 0.002]), np.zeros(2)))
    where = Cities(("a", "b", "c", "d"), np.zeros(4), np.arange(4) * 0.001, np.ones(4))
    whole = IntegratedNetwork(network, fibre_links(where, [("a", "b"), ("c", "d")], route_factor=1.0))
    space = network.snapshot(TIME)
    reach = np.full(space.ground_range.shape, np.inf)
    reach[4] = 1000e3
    return whole.joined(replace(space, ground_range=reach, length=np.full(space.length.shape, np.inf))), whole


def test_a_mixed_way() -> None:
    snapshot, network = chain()
    ways = best_ways(snapshot, ["a"], ["d", "b", "a"])
    assert ways.path("a", "d") == ("a", "b", str(snapshot.labels[4]), "c", "d")
    assert [MEDIA[m] for m in ways.medium[0]] == ["mixed", "fibre", "none"]
    assert ways.round_trip[0, 0] == pytest.approx(2 * (2000e3 + 2 * network.fibre.length[0] * 1.468) / SPEED_OF_LIGHT)
    assert ways.path("a", "a") == ("a",)
    assert ways.nodes(0, 0).tolist() == [9 + 2, 9 + 0, 4, 9 + 1, 9 + 3]
    table = ways.to_dataframe()
    assert table["medium"].tolist() == ["mixed", "fibre"]
    media = compare_media(snapshot, ["a", "b"], ["c", "d"], prices=Prices(1.0, 1.0, 1.0))
    assert media.satellite_only.all()
    frame = media.to_dataframe()
    assert frame["medium"].tolist() == ["mixed", "mixed", "satellite", "mixed"]
    assert frame["fibre_rtt_ms"].isna().all()
    assert frame["cost"].tolist() == [3.0, 4.0, 2.0, 3.0]
    assert not media.satellite_faster.any()
    assert media.satellite_cheaper.all()


def test_only_gateways_pass_on() -> None:
    snapshot, network = chain()
    stations = network.network
    none = IntegratedNetwork(stations, network.fibre, gateways=())
    assert not best_ways(replace(snapshot, edges=none.joined(_space(snapshot, none)).edges), ["a"], ["d"]).reachable[
        0, 0
    ]
    one = IntegratedNetwork(stations, network.fibre, gateways=("b",))
    ways = best_ways(one.joined(_space(snapshot, one)), ["a", "b"], ["c", "d"])
    assert ways.reachable.tolist() == [[True, False], [True, False]]
    with pytest.raises(InputError, match="nearest: b"):
        IntegratedNetwork(stations, network.fibre, gateways=("bb",))


def _space(snapshot: IntegratedSnapshot, network: IntegratedNetwork) -> Snapshot:
    space = network.network.snapshot(snapshot.time)
    reach = np.full(space.ground_range.shape, np.inf)
    reach[4] = 1000e3
    return replace(space, ground_range=reach, length=np.full(space.length.shape, np.inf))


@settings(max_examples=40)
@given(st.integers(0, 2**31), st.sampled_from([Prices(1.0, 0.0, 5.0), Prices(0.0, 0.0, 0.0, 1e-6), Prices()]))
def test_the_cheapest_is_no_dearer_and_of_those_the_fastest(seed: int, prices: Prices) -> None:
    network, space = random_network(seed)
    snapshot = network.joined(space)
    names = list(snapshot.names)
    fast, cheap = (best_ways(snapshot, names, least=least, prices=prices) for least in ("delay", "cost"))  # type: ignore[arg-type]
    assert np.array_equal(fast.reachable, cheap.reachable)
    there = fast.reachable
    assert (cheap.cost[there] <= fast.cost[there] + 1e-8 * prices_scale(prices)).all()
    assert (cheap.delay[there] >= fast.delay[there] * (1 - 1e-12)).all()
    if prices == Prices():
        assert cheap.delay[there] == pytest.approx(fast.delay[there], rel=1e-9)


def prices_scale(prices: Prices) -> float:
    return max(prices.space_link, prices.fibre_link, prices.fibre_metre * 1e6, 1e-30)


def test_fibre_without_length_is_a_link() -> None:
    where = Cities(("a", "b"), np.zeros(2), np.zeros(2), np.ones(2))
    network = Network(SPACE, Stations(("s",), np.zeros(1), np.ones(1), np.zeros(1)))
    snapshot = IntegratedNetwork(network, fibre_links(where, "all")).snapshot(TIME)
    for least in ("delay", "cost"):
        ways = best_ways(snapshot, ["a"], ["b"], least=least, prices=Prices())  # type: ignore[arg-type]
        assert ways.reachable.all()
        assert (ways.delay[0, 0], MEDIA[ways.medium[0, 0]]) == (0.0, "fibre")


def test_parallel_fibre_takes_the_better() -> None:
    where = Cities(("a", "b"), np.zeros(2), np.array([0.0, 0.01]), np.ones(2))
    fibre = fibre_links(where, "all", route_factor=2.0).joined(fibre_links(where, "all", route_factor=1.0))
    network = Network(SPACE, Stations(("s",), np.zeros(1), np.ones(1), np.zeros(1)))
    ways = best_ways(IntegratedNetwork(network, fibre).snapshot(TIME), ["a"], ["b"])
    assert ways.delay[0, 0] == fibre.delay.min()


def test_snapshots_over_time() -> None:
    network, _ = random_network(0)
    times = TIME + np.arange(3) * np.timedelta64(600, "s")
    found = list(network.snapshots(times))
    assert [s.time for s in found] == list(times.astype("datetime64[ns]"))
    assert np.array_equal(found[1].edges.length, network.snapshot(times[1]).edges.length)


def test_what_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    network, space = random_network(1)
    snapshot = network.joined(space)
    ways: Ways = best_ways(snapshot, ["s0"])
    for call, message in (
        (lambda: best_ways(snapshot, ["nowhere"]), "nearest"),
        (lambda: best_ways(snapshot, "s0"), "list of places"),
        (lambda: best_ways(snapshot, []), "list of places"),
        (lambda: best_ways(snapshot, ["s0"], least="hops"), "'delay' or 'cost'"),
        (lambda: best_ways(snapshot, ["s0"], least="cost"), "needs prices"),
        (lambda: ways.path("s0", "s1"), "not among the places"),
        (lambda: ways.nodes(0, 1), "counted from 0"),
        (lambda: network.joined(replace(space, ground_range=space.ground_range[:, :2])), "2 stations"),
    ):
        with pytest.raises(InputError, match=message):
            call()
    for wrong in (-1.0, np.nan, np.inf):
        with pytest.raises(ModelRangeError):
            Prices(space_link=wrong)
    monkeypatch.setattr(module, "MOST_BYTES", 100)
    with pytest.raises(TooLargeError, match="fewer at once"):
        best_ways(snapshot, ["s0"])


def test_a_station_that_is_elsewhere_in_the_fibre() -> None:
    where = Cities(("s",), np.ones(1), np.ones(1), np.ones(1))
    network = Network(SPACE, Stations(("s",), np.zeros(1), np.zeros(1), np.zeros(1)))
    with pytest.raises(InputError, match="'s' stands in two places"):
        IntegratedNetwork(network, fibre_links(where, []))
