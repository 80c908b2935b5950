"""The search for routes: equal to all routes tried one by one, ties included; every reason for none."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sabr_twin import EPOCH, at, best_key, contacts_of, every_route, make_plan, random_plan

from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.network.dtn import ContactGraph, NoRoute, Route, alternative_routes, contact_plan, critical_routes
from huxing.network.dtn.plan import CONTACTS

BARE = {"overhead_share": 0.0, "overhead_bytes": 0.0}


def keys(route: Route) -> tuple[int, int, int, int]:
    """The four keys, times from the epoch."""
    start = int(EPOCH.astype(np.int64))
    arrival, hops, termination, entry = route.key
    return arrival - start, hops, termination + start, entry


@settings(max_examples=120)
@given(st.integers(0, 2**32), st.integers(3, 6), st.integers(6, 22), st.sampled_from([4, 8, 12]), st.booleans())
def test_best_route_is_the_best_of_all(seed: int, nodes: int, tries: int, horizon: int, whole: bool) -> None:
    rng = random.Random(seed)
    plan = random_plan(rng, nodes, tries, horizon, whole=whole)
    graph, contacts = ContactGraph(plan, **BARE), contacts_of(plan)
    ledger = graph.ledger()
    for row in range(len(plan)):
        if rng.random() < 0.2:
            ledger.residual[:, row] = rng.randint(-2, 4)
    for _ in range(8):
        source, destination = rng.sample(range(nodes), 2)
        time, size = rng.randint(0, horizon), rng.choice([0, 0, 1, 2, 5])
        limit = rng.choice([None, None, time + rng.randint(1, 2 * horizon)])
        answer = graph.best_route(
            source, destination, at(time), size_bytes=size, ledger=ledger, deadline=None if limit is None else at(limit)
        )
        expected = every_route(contacts, source, destination, time * 10**9, size, ledger.residual[1].tolist())
        if limit is not None:
            expected = [e for e in expected if e[0][0] <= limit * 10**9]
        assert answer.found == bool(expected)
        if isinstance(answer, Route):
            assert keys(answer) == expected[0][0][:4]
            assert tuple(answer.contacts.tolist()) == expected[0][1]


@pytest.mark.parametrize("seed", range(3))
def test_thirteen_nodes_and_four_hundred_contacts(seed: int) -> None:
    rng = random.Random(seed)
    plan = random_plan(rng, 13, 1200, 300)
    while len(plan) < 400:
        plan = random_plan(rng, 13, 2000, 300)
    graph, contacts = ContactGraph(plan, **BARE), contacts_of(plan)
    count = 25
    pairs = np.array([rng.sample(range(13), 2) for _ in range(count)])
    times, sizes = [rng.randint(0, 400) for _ in range(count)], [rng.choice([0, 0, 3, 20]) for _ in range(count)]
    batch = graph.best_routes(*pairs.T, [at(t) for t in times], size_bytes=sizes)
    seen = 0
    for i in range(count):
        expected = best_key(contacts, *pairs[i].tolist(), times[i] * 10**9, sizes[i])
        one = graph.best_route(*pairs[i].tolist(), at(times[i]), size_bytes=sizes[i])
        assert one.found == batch.found[i] == (expected is not None)
        if isinstance(one, Route):
            assert keys(one) == expected
            assert batch.route_contacts(i).tolist() == one.contacts.tolist()
            assert (batch.arrival[i], batch.hops[i], batch.entry_node[i]) == (one.arrival, one.hops, one.entry_node)
            assert batch.termination[i] == one.termination
            seen += 1
        else:
            assert np.isnat(batch.arrival[i])
            assert batch.entry_node[i] == -1
            assert batch.route_contacts(i).size == 0
    assert seen > count / 2


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.integers(3, 5), st.integers(5, 16))
def test_alternatives_are_all_routes_in_order(seed: int, nodes: int, tries: int) -> None:
    rng = random.Random(seed)
    plan = random_plan(rng, nodes, tries, 8)
    graph, contacts = ContactGraph(plan, **BARE), contacts_of(plan)
    source, destination = rng.sample(range(nodes), 2)
    size = rng.choice([0, 1, 4])
    expected = every_route(contacts, source, destination, 0, size, graph.arrays.volume.tolist())
    question = graph.question(source, destination, at(0), size_bytes=size)
    found = alternative_routes(question, 400)
    assert [tuple(route.contacts.tolist()) for route in found] == [path for _, path in expected]
    assert [keys(route) for route in found] == [key[:4] for key, _ in expected]
    assert [r.key for r in alternative_routes(question, 2)] == [r.key for r in found[:2]]
    entries = {}
    for key, path in expected:
        entries.setdefault(key[3], path)
    assert [tuple(r.contacts.tolist()) for r in critical_routes(question)] == list(entries.values())


def test_route_tells_when_it_is_where() -> None:
    plan = make_plan([(1, 2, 0, 10, 8, 2), (2, 3, 20, 30, 16, 1)])
    route = ContactGraph(plan, **BARE).best_route(1, 3, at(1), size_bytes=4)
    assert isinstance(route, Route)
    assert route.nodes.tolist() == [1, 2, 3]
    assert (route.sent == [at(1), at(20)]).all()
    assert (route.received == [at(1 + 4 + 2), at(20 + 2 + 1)]).all()
    assert route.arrival == at(23)
    assert route.termination == at(10)
    assert (route.hops, route.entry_node, route.confidence, route.found) == (2, 2, 1.0, True)
    assert str(route) == "1 -> 2 -> 3, there at 2026-03-01T00:00:23.000"


def test_margin_and_overhead_delay_the_arrival() -> None:
    plan = make_plan([(1, 2, 0, 1000, 8, 10), (2, 3, 0, 1000, 8, 10)])
    arrival = [
        ContactGraph(plan, **options).best_route(1, 3, at(0), size_bytes=100).arrival  # type: ignore[union-attr]
        for options in ({}, {"margin_s": 1.0}, {"margin_share": 0.1}, BARE, {"overhead_share": 3.0})
    ]
    assert arrival == [at(420), at(422), at(422), at(220), at(820)]


def test_backlog_waits_first_and_fills_contacts() -> None:
    plan = make_plan([(1, 2, 0, 10, 8, 0), (1, 2, 20, 40, 8, 0), (1, 3, 30, 40, 8, 0), (3, 2, 30, 40, 8, 0)])
    graph = ContactGraph(plan, **BARE)

    def arrival(waiting: int) -> np.datetime64:
        return graph.best_route(1, 2, at(0), size_bytes=2, backlog_bytes={2: waiting}).arrival  # type: ignore[union-attr]

    # 8 bytes leave room in the first contact; 9 do not; beyond, 10 bytes go there and the rest before us in the second
    assert [arrival(w) for w in (0, 8, 9, 10, 15, 21)] == [at(2), at(10), at(22), at(22), at(27), at(33)]
    # the way over node 3 has no backlog
    assert arrival(25) == at(34)
    full = graph.best_route(1, 2, at(0), size_bytes=2, backlog_bytes={2: 100, 3: 9})
    assert isinstance(full, NoRoute)
    assert full.reason == "backlog"


def test_backlog_does_not_make_a_way_round_through_the_source() -> None:
    plan = make_plan([(1, 2, 0, 10, 8, 0), (1, 3, 0, 10, 8, 0), (3, 1, 0, 10, 8, 0)])
    answer = ContactGraph(plan, **BARE).best_route(1, 2, at(0), size_bytes=1, backlog_bytes={2: 20})
    assert isinstance(answer, NoRoute)


def test_excluded_is_the_first_receiver_and_avoided_any() -> None:
    plan = make_plan([(1, 2, 0, 9, 8, 0), (1, 3, 0, 9, 8, 1), (3, 2, 0, 9, 8, 0), (2, 4, 0, 9, 8, 0)])
    graph = ContactGraph(plan)
    assert graph.best_route(1, 4, at(0)).nodes.tolist() == [1, 2, 4]  # type: ignore[union-attr]
    assert graph.best_route(1, 4, at(0), excluded=[2]).nodes.tolist() == [1, 3, 2, 4]  # type: ignore[union-attr]
    for options in ({"avoid": [2]}, {"excluded": [2, 3]}, {"avoid": [4]}):
        answer = graph.best_route(1, 4, at(0), **options)
        assert isinstance(answer, NoRoute)
        assert answer.reason == "excluded"
        assert not answer.found


def test_why_there_is_no_route() -> None:
    plan = make_plan([(1, 2, 0, 10, 8, 5), (2, 3, 0, 100, 8, 5)], nodes=(7,))
    graph = ContactGraph(plan, **BARE)
    ledger = graph.ledger()
    ledger.book([0], 8, 1)
    asked: dict[str, dict] = {
        "expired": {"deadline": at(0)},
        "no path": {"destination": 7},
        "too large": {"size_bytes": 11},
        "booked": {"size_bytes": 3, "ledger": ledger},
        "backlog": {"size_bytes": 3, "backlog_bytes": {2: 8}},
        "late": {"size_bytes": 3, "deadline": at(15)},
        "excluded": {"excluded": [2]},
    }
    for reason, options in asked.items():
        answer = graph.best_route(1, options.pop("destination", 3), at(0), **options)
        assert isinstance(answer, NoRoute)
        assert answer.reason == reason
        assert answer.message
    late = graph.best_route(1, 3, at(0), size_bytes=3, deadline=at(15))
    assert isinstance(late, NoRoute)
    assert "2026-03-01T00:00:16.000" in late.message
    assert graph.best_route(1, 3, at(0), size_bytes=3, ledger=ledger, priority=2).found  # expedited does not mind
    assert graph.best_route(1, 3, at(0), size_bytes=3, deadline=at(16)).found
    assert not graph.best_route(1, 3, at(11)).found  # the contact has ended
    assert graph.best_route(1, 3, at(10)).found  # it serves to its last instant


def test_times_before_the_plan_and_contacts_that_tile() -> None:
    plan = make_plan([(1, 2, 0, 10, 8, 3), (1, 2, 10, 20, 8, 1)])
    graph = ContactGraph(plan, **BARE)
    early = graph.best_route(1, 2, at(-1e6))
    assert isinstance(early, Route)
    assert early.arrival == at(3)
    # at 9.5 the second contact is worth waiting for; a bundle may not go over from one to the next
    assert graph.best_route(1, 2, at(9.5)).contacts.tolist() == [1]  # type: ignore[union-attr]
    assert graph.best_route(1, 2, at(5), size_bytes=8).contacts.tolist() == [1]  # type: ignore[union-attr]


def test_light_times_below_a_microsecond_decide() -> None:
    plan = make_plan([(1, 2, 0, 10, 8, 2e-9), (1, 3, 0, 10, 8, 0), (3, 2, 0, 10, 8, 1e-9)])
    assert ContactGraph(plan).best_route(1, 2, at(0)).hops == 2  # type: ignore[union-attr]


def test_questions_that_make_no_sense_are_refused() -> None:
    graph = ContactGraph(make_plan([(1, 2, 0, 10, 8, 0)]))
    other = ContactGraph(make_plan([(1, 2, 0, 10, 8, 0)]))
    for options, error, said in (
        ({"source": 5}, InputError, "node 5 is not in this contact plan"),
        ({"source": 1.5}, InputError, "not in this contact plan"),
        ({"destination": "b"}, InputError, "not in this contact plan"),
        ({"destination": 1}, InputError, "is there already"),
        ({"time": "yesterday"}, InputError, "not a UTC time"),
        ({"size_bytes": -1}, ModelRangeError, "size"),
        ({"size_bytes": float("nan")}, ModelRangeError, "size"),
        ({"size_bytes": 2**60}, ModelRangeError, "size"),
        ({"priority": 3}, ModelRangeError, "priority"),
        ({"excluded": [9]}, InputError, "node 9"),
        ({"backlog_bytes": {2: -5}}, ModelRangeError, "wait"),
        ({"ledger": other.ledger()}, InputError, "another graph"),
    ):
        asked = {"source": 1, "destination": 2, "time": at(0), **options}
        with pytest.raises(error, match=said):
            graph.best_route(**asked)  # type: ignore[arg-type]
    for sources, destinations, error in (
        ([1, 5], 2, InputError),
        ([1.0], 2, InputError),
        ([1], [1], InputError),
        ([[1]], 2, ShapeError),
        ([1, 1], [2, 2, 2], ShapeError),
    ):
        with pytest.raises(error):
            graph.best_routes(sources, destinations, at(0))
    with pytest.raises(InputError, match="is empty"):
        ContactGraph(contact_plan(CONTACTS.empty(), nodes=[1, 2]))
    with pytest.raises(ModelRangeError):
        ContactGraph(graph.plan, margin_s=-1.0)
    with pytest.raises(ModelRangeError):
        alternative_routes(graph.question(1, 2, at(0)), 0)
    with pytest.raises(IndexError):
        graph.best_routes([1], [2], at(0)).route_contacts(1)


def test_many_questions_share_ledger_and_deadlines() -> None:
    graph = ContactGraph(make_plan([(1, 2, 0, 10, 8, 0), (1, 2, 20, 30, 8, 0)]), **BARE)
    ledger = graph.ledger()
    ledger.book([0], 9)
    batch = graph.best_routes(
        1, 2, at(0), size_bytes=[1, 2, 2, 11], deadlines=[at(1), at(21.5), at(22), at(99)], ledger=ledger
    )
    assert batch.found.tolist() == [True, False, True, False]
    assert batch.contacts.tolist() == [0, 1]
    assert len(batch) == 4
    past = graph.best_routes([1], [2], at(5), deadlines=at(5))
    assert not past.found[0]
