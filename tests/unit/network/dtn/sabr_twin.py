"""Slow, plain twins of the search for routes, and plans to try them on. Nothing of the package's search is used."""

from __future__ import annotations

import heapq
import random
from typing import NamedTuple

import numpy as np
import pandas as pd

from huxing.network.dtn import ContactPlan, contact_plan

EPOCH = np.datetime64("2026-03-01T00:00:00", "ns")
SECOND = 1_000_000_000
COLUMNS = ["from_node", "to_node", "start", "end", "rate_bps", "owlt_s"]


class Contact(NamedTuple):
    """Times in ns from the epoch, rate in bit/s."""

    sender: int
    receiver: int
    start: int
    end: int
    rate: float
    light: int


def at(seconds: float) -> np.datetime64:
    return EPOCH + np.timedelta64(round(seconds * SECOND), "ns")


def make_plan(rows: list[tuple], *, nodes: range | tuple[int, ...] = ()) -> ContactPlan:
    """Rows are sender, receiver, start s, end s, bit/s, light s."""
    table = pd.DataFrame([(a, b, at(s), at(e), float(r), float(o)) for a, b, s, e, r, o in rows], columns=COLUMNS)
    return contact_plan(table.drop(columns="owlt_s"), table.drop(columns="rate_bps"), nodes=nodes)


def contacts_of(plan: ContactPlan) -> list[Contact]:
    """In the order of the plan's rows."""
    table = plan.contacts
    start, end = ((table[n].to_numpy("datetime64[ns]") - EPOCH).astype(np.int64).tolist() for n in ("start", "end"))
    light = np.rint(plan.owlt * SECOND).astype(np.int64).tolist()
    columns = (table["from_node"], table["to_node"], start, end, table["rate_bps"], light)
    return [Contact(*row) for row in zip(*columns, strict=True)]


def random_plan(rng: random.Random, nodes: int, tries: int, horizon: int, *, whole: bool = True) -> ContactPlan:
    """Coarse times, rates and light times, so that ties abound."""
    rows, taken = [], {}
    for _ in range(tries):
        a, b = rng.sample(range(nodes), 2)
        start = rng.randint(0, horizon) if whole else rng.uniform(0, horizon)
        end = start + (rng.randint(1, horizon) if whole else rng.uniform(0.1, horizon))
        if all(end <= s or start >= e for s, e in taken.setdefault((a, b), [])):
            taken[a, b].append((start, end))
            rows.append((a, b, start, end, rng.choice([4.0, 8.0, 16.0]), rng.choice([0, 0, 0, 1, 2, 3])))
    return make_plan(rows, nodes=range(nodes))


def every_route(
    contacts: list[Contact], source: int, destination: int, time: int, size: int, left: list[int]
) -> list[tuple[tuple, tuple[int, ...]]]:
    """All ways that pass no node twice, each with what it is ordered by; times in ns, `left` in bytes."""
    found = []

    def go(node: int, now: int, passed: tuple[int, ...], path: tuple[int, ...], stop: int, steps: tuple) -> None:
        for i, c in enumerate(contacts):
            if c.sender != node or c.receiver in passed or (size and left[i] < size):
                continue
            begin, lasting = max(now, c.start), int(size * (8e9 / c.rate) + 0.5)
            if begin + lasting > c.end:
                continue
            there = begin + lasting + c.light
            more, until, all_steps = (*path, i), min(stop, c.end), (*steps, (there, c.receiver, i))
            if c.receiver == destination:
                found.append(((there, len(more), -until, all_steps[0][1], all_steps), more))
            else:
                go(c.receiver, there, (*passed, c.receiver), more, until, all_steps)

    go(source, time, (source,), (), 2**62, ())
    return sorted(found)


def best_key(contacts: list[Contact], source: int, destination: int, time: int, size: int) -> tuple | None:
    """The four keys of the best route, by sets of labels none of which is beaten in all four."""
    of_sender: dict[int, list[Contact]] = {}
    for c in contacts:
        of_sender.setdefault(c.sender, []).append(c)
    labels: dict[int, list[tuple]] = {}
    pending = [(time, 0, 0, -1, source)]  # arrival, hops, minus termination, entry, node
    best = None
    while pending:
        label = heapq.heappop(pending)
        now, hops, stop, entry, node = label
        if node == destination:
            best = label[:4] if best is None else min(best, label[:4])
            continue
        if hops and label[:4] not in labels[node]:
            continue
        for c in of_sender.get(node, ()):
            begin, lasting = max(now, c.start), int(size * (8e9 / c.rate) + 0.5)
            if c.receiver == source or begin + lasting > c.end:
                continue
            until = -c.end if hops == 0 else max(stop, -c.end)
            new = (begin + lasting + c.light, hops + 1, until, c.receiver if hops == 0 else entry)
            known = labels.setdefault(c.receiver, [])
            if not any(beats(old, new) for old in known):
                known[:] = [old for old in known if not beats(new, old)]
                known.append(new)
                heapq.heappush(pending, (*new, c.receiver))
    return best


def beats(one: tuple, other: tuple) -> bool:
    """Whether a label is as good in all four."""
    return one[0] <= other[0] and one[1] <= other[1] and one[2] <= other[2] and one[3] <= other[3]
