"""More than one route: the best ones in order, and one over each neighbour."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huxing.core.model_range import ModelRange
from huxing.network.dtn.question import Question
from huxing.network.dtn.route import Route

_COUNT = ModelRange("routes of a bundle", "number of routes", 1, 100_000, physical=True)

Whole = NDArray[np.int64]
Key = tuple[int, int, int, int, tuple[tuple[int, int, int], ...]]
"""What routes are ordered by: the four keys of SABR, then hop by hop arrival, node and contact."""


@dataclass(frozen=True, eq=False)
class _Found:
    """A route, with the part of all routes in which it is the best: those that share its contacts before `branch` and
    have none of `closed` after them."""

    key: Key
    contacts: Whole
    branch: int
    closed: frozenset[int]

    def __lt__(self, other: _Found) -> bool:
        return self.key < other.key


def alternative_routes(question: Question, count: int) -> list[Route]:
    """The best routes of a bundle, the best first. None passes a node twice.

    Args:
        question: of `ContactGraph.question`.
        count: how many at most.

    Returns:
        The routes; fewer where there are no more, none where there is no route.

    Raises:
        ModelRangeError: a number outside 1 to 100,000.

    Source:
        Yen, Management Science 17 (1971) 712 (what CCSDS 734.3-B-1, section 3.2.6.10, cites), with the partition of
        Lawler, Management Science 18 (1972) 401. The order is that of `ContactGraph.best_route`.
    """
    wanted = _COUNT.whole(count)
    first = question.search(question.source, question.time)
    heap = [] if first is None else [_Found(_key(question, first), first, 0, frozenset())]
    routes: list[Route] = []
    while heap and len(routes) < wanted:
        found = heapq.heappop(heap)
        routes.append(question.route(found.contacts))
        for branch in range(found.branch, len(found.contacts)):
            kept = found.closed if branch == found.branch else frozenset()
            closed = kept | {int(found.contacts[branch])}
            other = _branched(question, found.contacts[:branch], closed)
            if other is not None:
                heapq.heappush(heap, _Found(_key(question, other), other, branch, closed))
    return routes


def _branched(question: Question, prefix: Whole, closed: frozenset[int]) -> Whole | None:
    """The best route that begins with some contacts and goes on with none of those closed."""
    arrays = question.arrays
    shut = np.zeros(arrays.start.size, bool)
    shut[list(closed)] = True
    if not prefix.size:
        return question.search(question.source, question.time, closed=shut)
    blocked = question.avoided.copy()
    blocked[question.source] = True
    passed = arrays.pair_to[arrays.pair[prefix]]
    blocked[passed] = True
    time = int(question.passage(prefix)[1][-1])
    cap = int(arrays.end[prefix].min())
    rest = question.search(int(passed[-1]), time, blocked=blocked, closed=shut, cap=cap)
    return None if rest is None else np.concatenate([prefix, rest])


def _key(question: Question, contacts: Whole) -> Key:
    arrays = question.arrays
    received = question.passage(contacts)[1].tolist()
    nodes = arrays.pair_to[arrays.pair[contacts]].tolist()
    steps = tuple(zip(received, nodes, contacts.tolist(), strict=True))
    return received[-1], len(contacts), -int(arrays.end[contacts].min()), nodes[0], steps


def critical_routes(question: Question) -> list[Route]:
    """For each neighbour of the source the best route that begins with it, the best first.

    Args:
        question: of `ContactGraph.question`.

    Returns:
        The routes: where copies of a critical bundle go.

    Raises:
        Nothing of its own.

    Source:
        CCSDS 734.3-B-1, section 3.2.8.1 (a critical bundle goes to every neighbour that is the entry of a
        candidate route).
    """
    arrays = question.arrays
    first, last = arrays.pair_first[question.source], arrays.pair_first[question.source + 1]
    found: list[tuple[Key, Whole]] = []
    for neighbour in arrays.pair_to[first:last].tolist():
        contacts = None if question.excluded[neighbour] else over_neighbour(question, neighbour)
        if contacts is not None:
            found.append((_key(question, contacts), contacts))
    return [question.route(contacts) for _, contacts in sorted(found, key=lambda pair: pair[0])]


def over_neighbour(question: Question, neighbour: int) -> Whole | None:
    """The best route whose first receiver is given.

    Args:
        question: of a bundle.
        neighbour: place of a node.

    Returns:
        Contacts, or None where there is no such route.

    Raises:
        Nothing of its own.

    Source:
        `search_kernel`.
    """
    others = np.ones(question.arrays.nodes.size, bool)
    others[neighbour] = False
    return question.search(question.source, question.time, excluded=others)
