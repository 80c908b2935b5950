"""Booking of contact volume: nothing is lost, nothing is sold twice."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sabr_twin import at, make_plan, random_plan

from huxing.core.errors import InputError, ModelRangeError
from huxing.network.dtn import ContactGraph, Route, estimated_volume


def test_estimated_volume_is_three_percent_or_a_hundred_bytes() -> None:
    assert estimated_volume([0, 1, 100, 3333, 3334, 10_000, 10_001]).tolist() == [0, 101, 200, 3433, 3435, 10300, 10302]
    with pytest.raises(ModelRangeError):
        estimated_volume(-1)
    with pytest.raises(ModelRangeError):
        estimated_volume([1, np.inf])


def test_a_booking_takes_from_its_priority_and_all_lower() -> None:
    graph = ContactGraph(make_plan([(1, 2, 0, 100, 8, 0), (2, 3, 0, 50, 8, 0)]))
    ledger = graph.ledger()
    assert ledger.residual.tolist() == [[100, 50]] * 3
    ledger.book([0, 1], 30, 1)
    assert ledger.residual.tolist() == [[70, 20], [70, 20], [100, 50]]
    ledger.book([1], 40, 2)
    assert ledger.residual.tolist() == [[70, -20], [70, -20], [100, 10]]
    assert ledger.booked_bytes().tolist() == [30, 70]
    twin = ledger.copy()
    ledger.release([1], 40, 2)
    assert ledger.residual.tolist() == [[70, 20], [70, 20], [100, 50]]
    assert twin.residual[2].tolist() == [100, 10]


def test_overbooking_is_refused_and_books_nothing() -> None:
    graph = ContactGraph(make_plan([(1, 2, 0, 100, 8, 0), (2, 3, 0, 50, 8, 0)]))
    ledger = graph.ledger()
    with pytest.raises(InputError, match="contact 1 has 50 bytes left for priority 0, 51 are asked"):
        ledger.book([0, 1], 51, 0)
    assert (ledger.booked_bytes() == 0).all()
    for contacts, amount, priority in (
        ([2], 1, 1),
        ([-1], 1, 1),
        ([0, 0], 1, 1),
        ([0], -1, 1),
        ([0], 1.5, 1),
        ([0.5], 1, 1),
    ):
        with pytest.raises(InputError):
            ledger.book(contacts, amount, priority)  # type: ignore[arg-type]
    with pytest.raises(ModelRangeError):
        ledger.book([0], 1, 5)
    with pytest.raises(InputError, match="not booked"):
        ledger.release([0], 1)


@given(st.integers(0, 2**32))
def test_bookings_until_nothing_is_left(seed: int) -> None:
    rng = random.Random(seed)
    plan = random_plan(rng, 4, 14, 10)
    graph = ContactGraph(plan, overhead_share=0.0, overhead_bytes=0.0)
    ledger, source, destination = graph.ledger(), *rng.sample(range(4), 2)
    booked = []
    while True:
        size, priority = rng.choice([1, 2, 5]), rng.choice([0, 1, 2])
        route = graph.best_route(source, destination, at(0), size_bytes=size, priority=priority, ledger=ledger)
        if not isinstance(route, Route):
            assert route.reason in {"booked", "too large", "no path"}
            break
        assert ledger.limit_bytes(route, priority) >= size
        ledger.book(route, size, priority)
        booked.append((route, size, priority))
        assert ledger.residual[2].min() >= 0  # expedited volume is never sold twice
    for route, size, priority in booked:
        ledger.release(route, size, priority)
    assert (ledger.residual == graph.arrays.volume).all()


def test_route_limit_is_that_of_what_ends_first() -> None:
    graph = ContactGraph(make_plan([(1, 2, 0, 100, 16, 1), (2, 3, 0, 20, 8, 1)]))
    route = graph.best_route(1, 3, at(0))
    assert isinstance(route, Route)
    ledger = graph.ledger()
    # first contact: 20 s of 2 B/s before the second one ends; second: 19 s of 1 B/s
    assert ledger.limit_bytes(route) == 19
    ledger.book([0], 195, 1)
    assert ledger.limit_bytes(route, 1) == 5
    assert ledger.limit_bytes(route, 2) == 19
    ledger.book([0], 5, 2)
    ledger.book([0], 195, 2)
    assert ledger.limit_bytes(route, 1) == 0
