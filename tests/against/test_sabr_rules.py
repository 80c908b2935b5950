"""Contact-graph routing against worked examples that others published.

- J. A. Fraire, O. De Jonckère, S. C. Burleigh, "Routing in the Space Internet: A contact graph routing tutorial",
  J. Network and Computer Applications 174 (2021) 102884, figures 3, 6 and 7: plan, routes, delivery times, volume.
- toxic2040/verified-sabr (MIT), a Lean model of CCSDS 734.3-B-1: the assertions of its Tests/SearchTests.lean,
  RouteTests.lean and ForwardTests.lean, the witness of docs/notes/2026-06-05-visited-list-finding.md, and that of
  scripts/diffharness/evl.py (booking).
- pydtnsim 0.1.1 (MIT), whose answers tests/make/pydtnsim_routes.py has stored.
- nasa/HDTN, tests of libcgr: contactPlan_RoutingTest.json and cgrTutorial.json with the routes they expect.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from huxing.network.dtn import ContactGraph, NoRoute, Route, alternative_routes, contact_plan, parse_hdtn_plan

EPOCH = np.datetime64("2020-01-01T00:00:00", "ns")
A, B, C, D, E = 1, 2, 3, 4, 5

TUTORIAL = [
    (A, B, 0, 60), (B, C, 0, 60), (A, C, 0, 60), (C, D, 0, 30), (A, E, 10, 20), (D, E, 0, 10), (D, E, 30, 40),
    (D, E, 50, 60),
]  # fmt: skip
"""Sender, receiver, start s, end s; one byte a second, one light second; each contact has its reverse."""


def at(seconds: float) -> np.datetime64:
    return EPOCH + np.timedelta64(round(seconds * 1e9), "ns")


def graph_of(rows: list[tuple], **options: float) -> ContactGraph:
    """Rows: sender, receiver, start s, end s, light s, bytes/s."""
    names = ["from_node", "to_node", "start", "end", "owlt_s", "rate_bps"]
    table = pd.DataFrame([(a, b, at(s), at(e), float(o), 8.0 * r) for a, b, s, e, o, r in rows], columns=names)
    return ContactGraph(contact_plan(table.drop(columns="owlt_s"), table.drop(columns="rate_bps")), **options)


def windows(graph: ContactGraph, route: Route) -> list[tuple[int, int, int]]:
    """Sender, receiver and start s of the route's contacts."""
    table = graph.plan.contacts.iloc[route.contacts]
    start = ((table["start"].to_numpy() - EPOCH) / np.timedelta64(1, "s")).astype(int)
    return list(zip(table["from_node"].tolist(), table["to_node"].tolist(), start.tolist(), strict=True))


@pytest.fixture(scope="module")
def tutorial() -> ContactGraph:
    both = [(*row, 1, 1) for row in TUTORIAL] + [(b, a, s, e, 1, 1) for a, b, s, e in TUTORIAL]
    return graph_of(both, overhead_share=0.0, overhead_bytes=0.0)


def test_tutorial_best_route(tutorial: ContactGraph) -> None:
    route = tutorial.best_route(A, E, at(0))
    assert isinstance(route, Route)
    assert windows(tutorial, route) == [(A, C, 0), (C, D, 0), (D, E, 0)]
    assert route.arrival == at(3)
    assert route.termination == at(10)
    # figure 7: the route takes 8 units, over a window of 8 s
    assert tutorial.ledger().limit_bytes(route) == 8
    assert tutorial.best_route(A, E, at(8)).arrival == at(11)  # type: ignore[union-attr]


def test_tutorial_four_routes_by_delivery_time(tutorial: ContactGraph) -> None:
    published = {
        ((A, C, 0), (C, D, 0), (D, E, 0)): 3,
        ((A, E, 10),): 11,
        ((A, C, 0), (C, D, 0), (D, E, 30)): 31,
        ((A, C, 0), (C, D, 0), (D, E, 50)): 51,
    }
    found = {tuple(windows(tutorial, r)): r.arrival for r in alternative_routes(tutorial.question(A, E, at(0)), 100)}
    for contacts, delivery in published.items():
        assert found[contacts] == at(delivery)
    order = [contacts for contacts in found if contacts in published]
    assert order == list(published)


def test_verified_sabr_search_assertions() -> None:
    ab, bc, ac = (A, B, 0, 10, 1, 1), (B, C, 5, 20, 2, 1), (A, C, 30, 40, 1, 1)
    graph = graph_of([ab, bc, ac, (24, 25, 0, 1, 1, 1)])
    route = graph.best_route(A, C, at(0))
    assert isinstance(route, Route)
    assert (route.nodes.tolist(), route.arrival) == ([A, B, C], at(7))
    late = graph.best_route(A, C, at(25))
    assert isinstance(late, Route)
    assert (late.nodes.tolist(), late.arrival) == ([A, C], at(31))
    assert isinstance(graph.best_route(A, 25, at(0)), NoRoute)
    assert isinstance(graph.best_route(24, 25, at(5)), NoRoute)  # the window is missed


def test_verified_sabr_forwarding_assertions() -> None:
    graph = graph_of([(A, B, 0, 100, 2, 1), (B, C, 0, 100, 3, 1), (A, C, 0, 100, 9, 1)])
    first, second = graph.best_route(A, C, at(0)), graph.best_route(B, C, at(2))
    assert isinstance(first, Route)
    assert isinstance(second, Route)
    assert (first.entry_node, first.received[0], first.arrival) == (B, at(2), at(5))
    assert (second.entry_node, second.arrival) == (C, at(5))


def test_verified_sabr_witness_of_the_visited_list() -> None:
    """Best-first searches with a visited list (ION's, that of the Lean model) return the route of four contacts."""
    graph = graph_of(
        [(A, B, 0, 100, 1, 1), (B, C, 0, 100, 1, 1), (A, C, 0, 100, 3, 1), (C, D, 0, 100, 1, 1), (D, E, 5, 100, 1, 1)]
    )
    route = graph.best_route(A, E, at(0))
    assert isinstance(route, Route)
    assert (route.nodes.tolist(), route.hops, route.arrival) == ([A, C, D, E], 3, at(6))
    both = alternative_routes(graph.question(A, E, at(0)), 5)
    assert [(r.hops, r.arrival) for r in both] == [(3, at(6)), (4, at(6))]


def test_verified_sabr_witness_of_booking() -> None:
    """Two routes of equal keys: which one is booked decides whether a second bundle finds room."""
    source, entry, one, two, end = 1, 2, 3, 4, 5
    graph = graph_of(
        [
            (source, entry, 0, 40, 0, 100), (entry, one, 0, 50, 0, 100), (one, end, 0, 60, 0, 100),
            (entry, two, 0, 50, 0, 100), (two, end, 0, 60, 0, 100),
        ]
    )  # fmt: skip
    assert graph.volume_of([1900, 4500]).tolist() == [2000, 4635]
    routes = alternative_routes(graph.question(source, end, at(0), size_bytes=1900), 5)
    assert len(routes) == 2
    assert routes[0].key == routes[1].key
    for booked, taken in zip(routes, (one, two), strict=True):
        ledger = graph.ledger()
        ledger.book(booked, 2000)
        for node in (one, two):
            answer = graph.best_route(node, end, at(0), size_bytes=4500, ledger=ledger)
            assert answer.found == (node != taken)
            if isinstance(answer, NoRoute):
                assert answer.reason == "booked"


HDTN_ROUTING_TEST = [
    (100, 1, 0, 120), (1, 2, 0, 120), (2, 4, 11, 150), (4, 200, 0, 150), (1, 3, 11, 150), (1, 2, 17, 200),
    (2, 4, 20, 250), (3, 4, 25, 300),
]  # fmt: skip


def test_hdtn_routing_test() -> None:
    """HDTN's plan has contacts that overlap, which none may: the later ones are cut to where the earlier ones end."""
    rows = [
        (1, 2, 120, 200) if r == (1, 2, 17, 200) else (2, 4, 150, 250) if r == (2, 4, 20, 250) else r
        for r in HDTN_ROUTING_TEST
    ]
    document = {
        "contacts": [
            {"contact": i, "source": a, "dest": b, "startTime": s, "endTime": e, "rate": 1000, "owlt": 1}
            for i, (a, b, s, e) in enumerate(rows, start=1)
        ]
    }
    graph = ContactGraph(parse_hdtn_plan(json.dumps(document).encode(), reference=EPOCH))
    route = graph.best_route(1, 4, at(0))
    assert isinstance(route, Route)
    assert route.entry_node == 2
    assert windows(graph, route) == [(1, 2, 0), (2, 4, 11)]
    none = graph.best_route(4, 1, at(0))
    assert isinstance(none, NoRoute)
    assert none.reason == "no path"


def test_hdtn_tutorial_test(tutorial: ContactGraph) -> None:
    route = tutorial.best_route(1, 5, at(0))
    assert isinstance(route, Route)
    assert route.entry_node == 3
    assert windows(tutorial, route) == [(1, 3, 0), (3, 4, 0), (4, 5, 0)]


def test_pydtnsim_arrivals() -> None:
    """360 questions to three plans of 13 nodes and 400 contacts: the peer knows the first key, and hops as it goes."""
    document = json.loads((Path(__file__).parent / "expected" / "pydtnsim_routes.json").read_text(encoding="utf-8"))
    fewer = 0
    for plan in document["plans"]:
        graph = graph_of([(*contact, 0, 1) for contact in plan["contacts"]])
        for source, destination, time, arrival, hops in plan["answers"]:
            route = graph.best_route(source, destination, at(time))
            assert route.found == (arrival is not None)
            if isinstance(route, Route):
                assert route.arrival == at(arrival)
                assert route.hops <= hops
                fewer += route.hops < hops
    assert document["peer"] == "pydtnsim 0.1.1"
    assert fewer == 4  # of 336: a Dijkstra over contacts misses some routes of fewer contacts
