"""Max-min fair rates by progressive filling, compiled.

All rates rise together, each in proportion to its weight, until a link is full or a flow has what it asks for; what is
concerned stops there and the rest goes on. A link's level - where it would be full if the rest of its flows went on
alone - only rises as other flows stop, so a heap with levels that may be out of date (too low) finds the next full
link: the one on top is brought up to date, and it is the next if it stays on top. Sums that were kept by subtraction
are made anew from the link's own flows before it is called full, so that rounding does not add up.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

F8 = NDArray[np.float64]
I4 = NDArray[np.int32]
I8 = NDArray[np.int64]

OWN_DEMAND = -1
UNREACHABLE = -2


@njit(cache=True, nogil=True, error_model="numpy")
def fill(
    start: I8, link: I4, share: F8, capacity: F8, demand: F8, weight: F8, rate: F8, bottleneck: I8
) -> int:  # pragma: no cover - compiled
    """Fill `rate` and `bottleneck` `(flow,)`; the number of links that became full, or -1 where a rate has no limit.

    `start` says where each flow's links begin, `share` what part of the flow takes each.
    """
    flows, links = start.size - 1, capacity.size
    members, crossing = members_of_links(start, link, links)
    free, heavy, open_flows = capacity.copy(), np.zeros(links), np.zeros(links, np.int64)
    left = 0
    for f in range(flows):
        rate[f], bottleneck[f] = -1.0, UNREACHABLE
        if start[f] == start[f + 1]:
            rate[f] = 0.0
            continue
        left += 1
        for x in range(start[f], start[f + 1]):
            heavy[link[x]] += weight[f] * share[x]
            open_flows[link[x]] += 1
    whole = heavy.copy()
    heap, level = _heap(free, heavy, open_flows)
    size = heap.size
    by_demand = np.argsort(demand / weight)
    place, rounds, now = 0, 0, 0.0
    while left > 0:
        while place < flows and rate[by_demand[place]] >= 0.0:
            place += 1
        f = by_demand[place]
        asked = demand[f] / weight[f]
        size = _next_full(
            size, asked, heap, level, free, heavy, whole, open_flows, members, crossing, start, link, share, capacity,
            weight, rate,
        )  # fmt: skip
        here = max(level[heap[0]], now) if size > 0 else np.inf
        if asked == np.inf and here == np.inf:
            return -1
        now = min(here, asked)
        if asked <= here:
            left -= 1
            _stop(f, demand[f], OWN_DEMAND, start, link, share, weight, rate, bottleneck, free, heavy, open_flows)
            continue
        rounds += 1
        top = heap[0]
        for k in range(members[top], members[top + 1]):
            f = crossing[k]
            if rate[f] < 0.0:
                left -= 1
                _stop(f, here * weight[f], top, start, link, share, weight, rate, bottleneck, free, heavy, open_flows)
    return rounds


@njit(cache=True, nogil=True, error_model="numpy")
def _next_full(
    size: int, asked: float, heap: I4, level: F8, free: F8, heavy: F8, whole: F8, open_flows: I8, members: I8,
    crossing: I4, start: I8, link: I4, share: F8, capacity: F8, weight: F8, rate: F8,
) -> int:  # fmt: skip  # pragma: no cover - compiled
    """Bring the top of the heap up to date as far as it lies below the level that is `asked`; the heap's new size."""
    while size > 0 and level[heap[0]] < asked:
        top = heap[0]
        if open_flows[top] == 0:
            size -= 1
            heap[0] = heap[size]
            _sift(heap, level, size, 0)
            continue
        worn = heavy[top] < 1e-6 * whole[top]
        if worn or free[top] / heavy[top] <= level[top] * (1.0 + 1e-12):
            free[top], heavy[top] = _anew(top, members, crossing, start, link, share, capacity, weight, rate)
            whole[top] = heavy[top]
            if free[top] / heavy[top] <= level[top] * (1.0 + 1e-12):
                break
        level[top] = free[top] / heavy[top]
        _sift(heap, level, size, 0)
    return size


@njit(cache=True, nogil=True, error_model="numpy")
def members_of_links(start: I8, link: I4, links: int) -> tuple[I8, I4]:  # pragma: no cover - compiled
    """Flows of each link: where they begin, and which they are."""
    begin = np.zeros(links + 1, np.int64)
    for x in range(link.size):
        begin[link[x] + 1] += 1
    for i in range(links):
        begin[i + 1] += begin[i]
    at, crossing = begin[:-1].copy(), np.empty(link.size, np.int32)
    for f in range(start.size - 1):
        for x in range(start[f], start[f + 1]):
            crossing[at[link[x]]] = f
            at[link[x]] += 1
    return begin, crossing


@njit(cache=True, nogil=True, error_model="numpy")
def _heap(free: F8, heavy: F8, open_flows: I8) -> tuple[I4, F8]:  # pragma: no cover - compiled
    """Links with a limit and a flow, the one with the least level first, and all levels."""
    level = np.full(free.size, np.inf)
    size = 0
    for i in range(free.size):
        if open_flows[i] > 0 and free[i] < np.inf:
            level[i] = free[i] / heavy[i]
            size += 1
    heap, k = np.empty(size, np.int32), 0
    for i in range(free.size):
        if level[i] < np.inf:
            heap[k] = i
            k += 1
    for i in range(size // 2 - 1, -1, -1):
        _sift(heap, level, size, i)
    return heap, level


@njit(cache=True, nogil=True, error_model="numpy")
def _sift(heap: I4, level: F8, size: int, at: int) -> None:  # pragma: no cover - compiled
    """Let the link at a place sink to where no lower one is below it; of equal ones the lower number is first."""
    if at >= size:
        return
    item = heap[at]
    own = level[item]
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        one = heap[child]
        if child + 1 < size:
            other = heap[child + 1]
            if level[other] < level[one] or (level[other] == level[one] and other < one):
                child += 1
                one = other
        if level[one] > own or (level[one] == own and one > item):
            break
        heap[at] = one
        at = child
    heap[at] = item


@njit(cache=True, nogil=True, error_model="numpy")
def _anew(
    top: int, members: I8, crossing: I4, start: I8, link: I4, share: F8, capacity: F8, weight: F8, rate: F8
) -> tuple[float, float]:  # pragma: no cover - compiled
    """Free rate and open weight of a link from its own flows, without what subtraction has left of rounding."""
    free, heavy = capacity[top], 0.0
    last = -1
    for k in range(members[top], members[top + 1]):
        f = crossing[k]
        if f == last:
            continue
        last = f
        part = 0.0
        for x in range(start[f], start[f + 1]):
            if link[x] == top:
                part += share[x]
        if rate[f] < 0.0:
            heavy += weight[f] * part
        else:
            free -= rate[f] * part
    return max(free, 0.0), heavy


@njit(cache=True, nogil=True, error_model="numpy")
def _stop(
    f: int, value: float, why: int, start: I8, link: I4, share: F8, weight: F8, rate: F8, bottleneck: I8, free: F8,
    heavy: F8, open_flows: I8,
) -> None:  # fmt: skip  # pragma: no cover - compiled
    """A flow stays at this rate."""
    rate[f], bottleneck[f] = value, why
    for x in range(start[f], start[f + 1]):
        free[link[x]] -= share[x] * value
        heavy[link[x]] -= weight[f] * share[x]
        open_flows[link[x]] -= 1
