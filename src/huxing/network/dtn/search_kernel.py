"""The best route over a contact plan in the order of SABR, exactly: compiled.

A contact that begins at s, ends at e and has light time l takes a bundle that is at its sender at t to its receiver at
f(t) = max(t, s) + d + l, where d is the time of sending, if max(t, s) + d <= e. f never falls with t, and a bundle that
is earlier can use every contact that a later one can. The four keys follow from that, one after the other:

1. earliest arrival E: Dijkstra's algorithm over nodes (`_earliest`).
2. fewest contacts: a route of H contacts arrives by E if and only if the first one comes to its receiver by the latest
   time at which a bundle may be there with H - 1 contacts to go. These latest times are worked out from the destination
   backwards for 0, 1, 2, ... contacts to go, until a first contact fits (`_latest`). (To go forward by Dijkstra's order
   with hops as a second key would not do: the route with fewest contacts may pass nodes later than others do and wait
   for the same last contact.)
3. latest termination: the same over contacts that end at T or later only; T is raised to just above the best found
   until there is no such route of H contacts.
4. smallest entry node: the first contact is chosen among those that fit (`_follow`).

What SABR leaves open after the fourth key is settled hop by hop: the earlier arrival, the smaller node number, the
contact that comes first in the plan. A route with the fewest contacts never comes to a node twice.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from huxing.network.dtn.pair_kernel import (
    NEVER,
    Flags,
    Numbers,
    Whole,
    pair_arrival,
    pair_choice,
    pair_latest,
    pair_openings,
)


@njit(cache=True, nogil=True, error_model="numpy")
def _push(times: Whole, nodes: Whole, count: int, time: int, node: int) -> int:  # pragma: no cover - compiled
    """Put a node on the heap; the new number of entries."""
    place = count
    while place > 0:
        above = (place - 1) >> 1
        if times[above] <= time:
            break
        times[place], nodes[place] = times[above], nodes[above]
        place = above
    times[place], nodes[place] = time, node
    return count + 1


@njit(cache=True, nogil=True, error_model="numpy")
def _drop_first(times: Whole, nodes: Whole, count: int) -> int:  # pragma: no cover - compiled
    """Take the first entry off the heap; the new number of entries."""
    count -= 1
    time, node, place = times[count], nodes[count], 0
    while 2 * place + 1 < count:
        below = 2 * place + 1
        if below + 1 < count and times[below + 1] < times[below]:
            below += 1
        if times[below] >= time:
            break
        times[place], nodes[place] = times[below], nodes[below]
        place = below
    times[place], nodes[place] = time, node
    return count


@njit(cache=True, nogil=True, error_model="numpy")
def _earliest(
    source: int,
    destination: int,
    size: int,
    deadline: int,
    opening: Whole,
    pair_first: Whole,
    pair_to: Whole,
    contact_first: Whole,
    start: Whole,
    end: Whole,
    light: Whole,
    byte_time: Numbers,
    residual: Whole,
    closed: Flags,
    blocked: Flags,
    no_entry: Flags,
    arrival: Whole,
) -> int:  # pragma: no cover - compiled
    """Earliest arrival at the destination, NEVER if there is none by the deadline.

    `arrival` is filled for nodes that are earlier; no other node can be reached before the destination.
    """
    arrival[:] = NEVER
    heap_time, heap_node = np.empty(pair_to.size + 1, np.int64), np.empty(pair_to.size + 1, np.int64)
    best, node, time, count = min(deadline + 1, NEVER), source, 0, 0
    while True:
        for p in range(pair_first[node], pair_first[node + 1]):
            to = pair_to[p]
            if to == source or blocked[to] or (node == source and no_entry[to]):
                continue
            known = min(arrival[to], best)
            there = pair_arrival(
                contact_first[p], contact_first[p + 1], time, known, node == source, size, opening, start, end,
                light, byte_time, residual, closed,
            )  # fmt: skip
            if there < known:
                arrival[to] = there
                if to == destination:
                    best = there
                else:
                    count = _push(heap_time, heap_node, count, there, to)
        while count > 0 and heap_time[0] > arrival[heap_node[0]]:
            count = _drop_first(heap_time, heap_node, count)  # it has been reached earlier since
        if count == 0 or heap_time[0] >= best:
            break
        time, node = heap_time[0], heap_node[0]
        count = _drop_first(heap_time, heap_node, count)
    return arrival[destination]


@njit(cache=True, nogil=True, error_model="numpy")
def _latest(
    source: int,
    destination: int,
    size: int,
    threshold: int,
    most: int,
    opening: Whole,
    pair_first: Whole,
    pair_from: Whole,
    pair_to: Whole,
    contact_first: Whole,
    incoming_first: Whole,
    incoming: Whole,
    start: Whole,
    end: Whole,
    light: Whole,
    byte_time: Numbers,
    residual: Whole,
    closed: Flags,
    blocked: Flags,
    no_entry: Flags,
    arrival: Whole,
    latest: Whole,
) -> tuple[int, Whole]:  # pragma: no cover - compiled
    """Fewest contacts of a route from the source, 0 if none has `most` or fewer, and the latest times.

    These have shape `(contacts to go, node)`: until when a bundle may be there; -1 where that is before it can be.
    Only contacts that end at `threshold` or later count.
    """
    front, following = np.empty(arrival.size, np.int64), np.empty(arrival.size, np.int64)
    front[0], count = destination, 1
    latest[0] = -1
    latest[0, destination] = arrival[destination]
    for k in range(most):
        for p in range(pair_first[source], pair_first[source + 1]):
            to = pair_to[p]
            if latest[k, to] >= 0 and not no_entry[to]:
                _, _, fitting = pair_choice(
                    contact_first[p], contact_first[p + 1], 0, latest[k, to], threshold, True, True, size, opening,
                    start, end, light, byte_time, residual, closed,
                )  # fmt: skip
                if fitting > 0:
                    return k + 1, latest
        if k + 1 == latest.shape[0]:
            grown = np.empty((2 * latest.shape[0], latest.shape[1]), np.int64)
            grown[: k + 1] = latest
            latest = grown
        latest[k + 1] = -1
        found = 0
        for i in range(count):
            limit = latest[k, front[i]]
            for q in range(incoming_first[front[i]], incoming_first[front[i] + 1]):
                p = incoming[q]
                node = pair_from[p]
                earliest = min(arrival[node], arrival[destination])
                if node in (source, destination) or blocked[node] or earliest > limit:
                    continue
                least = max(latest[k + 1, node], earliest - 1)
                last = pair_latest(
                    contact_first[p], contact_first[p + 1], limit, least, threshold, size, start, end, light,
                    byte_time, residual, closed,
                )  # fmt: skip
                if last > least:
                    if latest[k + 1, node] < 0:
                        following[found] = node
                        found += 1
                    latest[k + 1, node] = last
        front, following = following, front
        count = found
        if count == 0:
            break
    return 0, latest


@njit(cache=True, nogil=True, error_model="numpy")
def _follow(
    source: int,
    size: int,
    threshold: int,
    by_end: bool,
    entry_first: bool,
    opening: Whole,
    pair_first: Whole,
    pair_to: Whole,
    contact_first: Whole,
    start: Whole,
    end: Whole,
    light: Whole,
    byte_time: Numbers,
    residual: Whole,
    closed: Flags,
    no_entry: Flags,
    hops: int,
    latest: Whole,
    path: Whole,
) -> tuple[int, bool]:  # pragma: no cover - compiled
    """Write a route that `latest` lets through; its termination, and whether it is the only one.

    `by_end` takes the contacts that end last, else those that the last keys ask for.
    """
    node, time, termination, ways = source, 0, NEVER, 0
    for step in range(hops):
        chosen, chosen_to, chosen_there, count = -1, -1, NEVER, 0
        for p in range(pair_first[node], pair_first[node + 1]):
            to = pair_to[p]
            limit = latest[hops - step - 1, to]
            if limit < 0 or (step == 0 and no_entry[to]):
                continue
            contact, there, several = pair_choice(
                contact_first[p], contact_first[p + 1], time, limit, threshold, step == 0, by_end, size, opening,
                start, end, light, byte_time, residual, closed,
            )  # fmt: skip
            count += several
            if contact < 0 or (chosen >= 0 and not by_end and step == 0 and entry_first):
                continue  # nodes come in the order of their numbers
            if chosen < 0 or (by_end and end[contact] > end[chosen]) or (not by_end and there < chosen_there):
                chosen, chosen_to, chosen_there = contact, to, there
        path[step] = chosen
        termination = min(termination, end[chosen])
        node, time, ways = chosen_to, chosen_there, max(ways, count)
    return termination, ways == 1


@njit(cache=True, nogil=True, error_model="numpy")
def find_route(
    source: int,
    destination: int,
    time: int,
    size: int,
    deadline: int,
    cap: int,
    entry_first: bool,
    pair_first: Whole,
    pair_from: Whole,
    pair_to: Whole,
    contact_first: Whole,
    incoming_first: Whole,
    incoming: Whole,
    start: Whole,
    end: Whole,
    light: Whole,
    byte_time: Numbers,
    residual: Whole,
    closed: Flags,
    blocked: Flags,
    no_entry: Flags,
    backlog: Whole,
    opening: Whole,
    path: Whole,
) -> tuple[int, int, int]:  # pragma: no cover - compiled
    """Write the best route's contacts into `path`; return arrival, number of contacts and termination.

    Times in ns, sizes in bytes. Without a route: NEVER, 0 and -1. `size` 0 asks about time alone: contacts need no
    volume then. `cap` bounds the termination that counts (the contacts before the source, where it is part of a longer
    route); `entry_first` says whether the receiver of the first contact is the fourth key or already fixed. `closed`
    contacts, `blocked` nodes and `no_entry` receivers of the first contact are not used; `backlog` is what waits at
    the source for each node. `opening` is room for a number per contact.
    """
    arrival = np.empty(pair_first.size - 1, np.int64)
    for p in range(pair_first[source], pair_first[source + 1]):
        pair_openings(
            contact_first[p], contact_first[p + 1], time, backlog[pair_to[p]], start, end, byte_time, opening
        )  # fmt: skip
    there = _earliest(
        source, destination, size, deadline, opening, pair_first, pair_to, contact_first, start, end, light,
        byte_time, residual, closed, blocked, no_entry, arrival,
    )  # fmt: skip
    if there >= NEVER:
        return NEVER, 0, -1
    latest = np.empty((min(8, arrival.size), arrival.size), np.int64)
    hops, latest = _latest(
        source, destination, size, 0, arrival.size, opening, pair_first, pair_from, pair_to, contact_first,
        incoming_first, incoming, start, end, light, byte_time, residual, closed, blocked, no_entry, arrival, latest,
    )  # fmt: skip
    termination, only = _follow(
        source, size, 0, True, False, opening, pair_first, pair_to, contact_first, start, end, light, byte_time,
        residual, closed, no_entry, hops, latest, path,
    )  # fmt: skip
    while not only and termination < cap:
        later, latest = _latest(
            source, destination, size, termination + 1, hops, opening, pair_first, pair_from, pair_to, contact_first,
            incoming_first, incoming, start, end, light, byte_time, residual, closed, blocked, no_entry, arrival,
            latest,
        )  # fmt: skip
        if later == 0:
            break
        termination, only = _follow(
            source, size, termination + 1, True, False, opening, pair_first, pair_to, contact_first, start, end,
            light, byte_time, residual, closed, no_entry, hops, latest, path,
        )  # fmt: skip
    termination = min(termination, cap)
    if not only:
        _, latest = _latest(
            source, destination, size, termination, hops, opening, pair_first, pair_from, pair_to, contact_first,
            incoming_first, incoming, start, end, light, byte_time, residual, closed, blocked, no_entry, arrival,
            latest,
        )  # fmt: skip
        _follow(
            source, size, termination, False, entry_first, opening, pair_first, pair_to, contact_first, start, end,
            light, byte_time, residual, closed, no_entry, hops, latest, path,
        )  # fmt: skip
    return there, hops, termination


@njit(cache=True, nogil=True, error_model="numpy")
def find_routes(
    sources: Whole,
    destinations: Whole,
    times: Whole,
    sizes: Whole,
    deadlines: Whole,
    pair_first: Whole,
    pair_from: Whole,
    pair_to: Whole,
    contact_first: Whole,
    incoming_first: Whole,
    incoming: Whole,
    start: Whole,
    end: Whole,
    light: Whole,
    byte_time: Numbers,
    residual: Whole,
    closed: Flags,
    arrival: Whole,
    hops: Whole,
    termination: Whole,
) -> Whole:  # pragma: no cover - compiled
    """`find_route` for many; fills the last three, returns the contacts of all routes one after the other."""
    nodes = pair_first.size - 1
    none, nothing = np.zeros(nodes, np.bool_), np.zeros(nodes, np.int64)
    opening, path, used = np.empty(start.size, np.int64), np.empty(nodes, np.int64), 0
    out = np.empty(4 * sources.size + nodes, np.int64)
    for i in range(sources.size):
        arrival[i], hops[i], termination[i] = find_route(
            sources[i], destinations[i], times[i], sizes[i], deadlines[i], NEVER, True, pair_first, pair_from,
            pair_to, contact_first, incoming_first, incoming, start, end, light, byte_time, residual, closed, none,
            none, nothing, opening, path,
        )  # fmt: skip
        if used + hops[i] > out.size:
            grown = np.empty(2 * out.size + nodes, np.int64)
            grown[:used] = out[:used]
            out = grown
        out[used : used + hops[i]] = path[: hops[i]]
        used += hops[i]
    return out[:used].copy()
