"""Contact-graph routing: 13 nodes, 400 contacts of a day, questions a second; against Dijkstra over contacts.

The Dijkstra is what deployed routers run (ION's libcgr, HDTN's): contacts are vertices, the next one is the unvisited
one of least arrival, found by looking at all. It is compiled here as ours is. It knows the first key of the standard
only: the share of its routes with more contacts than needed, or an earlier end, is told beside.
"""

from __future__ import annotations

import time
from functools import lru_cache, partial

import numpy as np
import pandas as pd
from numba import njit
from numpy.typing import NDArray

from benchmarks.measure import Result, cpu_seconds
from huxing.network.dtn import ContactGraph, ContactPlan, RouteBatch, contact_plan, regular_bundles, simulate_bundles

EPOCH = np.datetime64("2026-01-01", "ns")
NODES, CONTACTS, DAY = 13, 400, 86_400
QUESTIONS, ONE_BY_ONE, REFERENCE = 50_000, 2_000, 20_000
ASKED = 20_000
SHAPES = ((24, "few neighbours"), (60, "some"), (130, "many"))
Whole = NDArray[np.int64]


def run() -> Result:
    """Plans of the same size and different shape; whole seconds, so that ties abound, as in plans of ION."""
    result = Result(f"contact-graph routing, {NODES} nodes, {CONTACTS} contacts, exact in all four keys of SABR")
    for pairs, shape in SHAPES:
        graph = ContactGraph(_plan(pairs))
        for size, what in ((0, "time alone"), (1_000_000, "bundles of 1 MB")):
            found = _found(graph, QUESTIONS, size)
            rate = QUESTIONS / cpu_seconds(partial(_found, graph, QUESTIONS, size), 3)
            share, hops = found.found.mean(), found.hops[found.found].mean()
            text = f"{rate:,.0f} questions per CPU s ({share:.0%} have a route, of {hops:.1f} contacts)"
            result.add(f"{pairs} pairs ({shape}), {what}", text, f">= {ASKED:,}", bool(rate >= ASKED))
        _against_dijkstra(result, graph, pairs)
    _one_by_one(result, graph)
    return result


def _found(graph: ContactGraph, count: int, size: int = 0) -> RouteBatch:
    return graph.best_routes(*(values[:count] for values in _questions()), size_bytes=size)


def _one_by_one(result: Result, graph: ContactGraph) -> None:
    sources, destinations, times = (values[:ONE_BY_ONE] for values in _questions())
    start = time.process_time()
    for row in range(ONE_BY_ONE):
        graph.best_route(int(sources[row]), int(destinations[row]), times[row], size_bytes=1000)
    rate = ONE_BY_ONE / (time.process_time() - start)
    result.add("best_route() called from Python, one by one", f"{rate:,.0f} questions per CPU s")
    bundles = regular_bundles(0, 7, EPOCH, count=5_000, interval_s=15.0, size_bytes=100_000, lifetime_s=40_000.0)
    start = time.process_time()
    report = simulate_bundles(graph, bundles)
    seconds = time.process_time() - start
    sendings = int(report.deliveries["sendings"].sum())
    result.add(
        "store and forward, 5,000 bundles", f"{sendings / seconds:,.0f} sendings per CPU s, {report.delivered} came"
    )


def _against_dijkstra(result: Result, graph: ContactGraph, pairs: int) -> None:
    """Equal arrivals, ratio of times, and how often the first key alone picks another route."""
    arrays = graph.arrays
    sources, destinations, times = (values[:REFERENCE] for values in _questions())
    found = _found(graph, REFERENCE)
    out = np.empty((REFERENCE, 3), np.int64)
    plan = (arrays.pair_from[arrays.pair], arrays.pair_to[arrays.pair], arrays.start, arrays.end, arrays.light)
    reference = partial(_dijkstra, sources, destinations, arrays.nanoseconds(times), *plan, out)
    reference()
    theirs, ours = cpu_seconds(reference, 3), cpu_seconds(partial(_found, graph, REFERENCE), 3)
    same = np.array_equal(out[:, 1] > 0, found.found)
    same &= np.array_equal(arrays.times(out[found.found, 0]), found.arrival[found.found])
    ended = arrays.times(out[:, 2]) < found.termination
    worse = ((out[:, 1] > found.hops) | ((out[:, 1] == found.hops) & ended))[found.found].mean()
    text = f"{theirs / ours:.1f} x the speed, arrivals {'equal' if same else 'DIFFER'}; {worse:.0%} of its routes worse"
    result.add(f"{pairs} pairs, against compiled Dijkstra over contacts", text, "equal arrivals", bool(same))


@lru_cache
def _questions() -> tuple[Whole, Whole, NDArray[np.datetime64]]:
    rng = np.random.default_rng(0)
    sources = rng.integers(0, NODES, QUESTIONS)
    destinations = (sources + rng.integers(1, NODES, QUESTIONS)) % NODES
    return sources, destinations, EPOCH + rng.integers(0, 80_000, QUESTIONS).astype("timedelta64[s]")


def _plan(pairs: int) -> ContactPlan:
    """Contacts of random pairs, spread over the day; light times of 0 to 2 s."""
    rng = np.random.default_rng(1)
    all_pairs = np.array([(a, b) for a in range(NODES) for b in range(NODES) if a != b])
    each = -(-CONTACTS // pairs)
    rows = []
    for a, b in all_pairs[rng.choice(len(all_pairs), pairs, replace=False)]:
        cuts = np.sort(rng.choice(DAY, 2 * each, replace=False)).astype("timedelta64[s]")
        rates, light = rng.choice([1e6, 4e6, 16e6], each), rng.choice([0, 0, 0, 1, 1, 2], each)
        rows += [(a, b, EPOCH + cuts[2 * k], EPOCH + cuts[2 * k + 1], rates[k], float(light[k])) for k in range(each)]
    table = pd.DataFrame(rows[:CONTACTS], columns=["from_node", "to_node", "start", "end", "rate_bps", "owlt_s"])
    table = table.astype({"from_node": np.int64, "to_node": np.int64})
    return contact_plan(table.drop(columns="owlt_s"), table.drop(columns="rate_bps"), nodes=range(NODES))


@njit(cache=True, nogil=True, error_model="numpy")
def _dijkstra(
    sources: Whole,
    destinations: Whole,
    times: Whole,
    sender: Whole,
    receiver: Whole,
    start: Whole,
    end: Whole,
    light: Whole,
    out: Whole,
) -> None:  # pragma: no cover - compiled
    """Arrival, number of contacts and termination of the first route found; 0 contacts where there is none."""
    count, never = start.size, 2**62
    arrival, before, visited = np.empty(count, np.int64), np.empty(count, np.int64), np.empty(count, np.bool_)
    for i in range(sources.size):
        arrival[:], before[:], visited[:] = never, -1, False
        node, now, here = sources[i], times[i], -1
        out[i, 0], out[i, 1], out[i, 2] = never, 0, never
        while True:
            for c in range(count):
                if sender[c] == node and not visited[c] and max(now, start[c]) <= end[c]:
                    there = max(now, start[c]) + light[c]
                    if there < arrival[c]:
                        arrival[c], before[c] = there, here
            here = -1
            for c in range(count):
                if not visited[c] and arrival[c] < never and (here < 0 or arrival[c] < arrival[here]):
                    here = c
            if here < 0:
                break
            visited[here] = True
            node, now = receiver[here], arrival[here]
            if node == destinations[i]:
                out[i, 0] = now
                while here >= 0:
                    out[i, 1] += 1
                    out[i, 2] = min(out[i, 2], end[here])
                    here = before[here]
                break
