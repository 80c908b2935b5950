"""Contact plans from geometry: who sees whom, when exactly, and how far apart they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.errors import InputError, ShapeError, TooLargeError
from huxing.core.model_range import ModelRange, broadcast
from huxing.core.time import one_time
from huxing.network.dtn.plan import CONTACTS, RANGES, ContactPlan, contact_plan
from huxing.network.evolution import link_events
from huxing.network.topology import LinkTable, Network, Snapshot

Progress = Callable[[int, int], None]
"""Called with the number of steps done and the number in all."""

_STEP = ModelRange("contact plan", "step", 1e-3, 86_400.0, "s", physical=True)
_TOLERANCE = ModelRange("contact plan", "tolerance", 1e-6, 1.0, "s", physical=True)
_SHORTEST = ModelRange("contact plan", "shortest contact", 0.0, 1e9, "s", physical=True)
_RATE = ModelRange("contact plan", "rate", 0.0, 1e18, "bit/s", open_low=True, physical=True)
_CONFIDENCE = ModelRange("contact plan", "confidence", 0.0, 1.0, open_low=True, physical=True)
_BLOCK_BYTES = 16_000_000
_BLOCK_STEPS = 64
_MOST_STEPS = 20_000_000

Keys = NDArray[np.int64]
"""Links that are up: smaller node times the number of nodes, plus the greater node; ascending."""


@dataclass
class _Sight:
    """Two nodes that see each other; the greater one may be a station."""

    key: int
    start: np.datetime64
    end: np.datetime64


def network_contact_plan(
    network: Network,
    start: object,
    stop: object,
    *,
    up_bps: float | NDArray[np.float64] | None = None,
    down_bps: float | NDArray[np.float64] | None = None,
    link_bps: float | None = None,
    confidence: float = 1.0,
    step_s: float = 10.0,
    tolerance_s: float = 1e-3,
    shortest_s: float = 1.0,
    progress: Progress | None = None,
) -> ContactPlan:
    """Every contact that a network has within a time.

    Contacts begin and end where geometry does; times come from the roots of ranges and elevations. Where a network has
    what `link_events` does not take (failures, links by a schedule, exclusion of the geostationary arc, a limited
    number of antennas or beams) it is watched at steps, whose changes are halved down to the tolerance; what is up or
    down for less than a step may be missed then. A contact never begins before or ends after its link is up. Its light
    time is that of the greatest distance at its ends and at every step between.

    Args:
        network: satellites are nodes 0 to n - 1, station g is node n + g.
        start, stop: UTC; contacts under way are cut there.
        up_bps: rate from stations to satellites, bit/s, one or one per station; None for no such contacts.
        down_bps: rate from satellites to stations, likewise.
        link_bps: rate between satellites, both ways; None for no such contacts.
        confidence: of all contacts.
        step_s: at which distances are taken, and at which changes are looked for where they have to be.
        tolerance_s: to which contacts' ends are found.
        shortest_s: contacts that last less are left out.
        progress: called with the number of steps done and the number in all.

    Returns:
        The plan; labels of satellites and names of stations are its names.

    Raises:
        InputError: a stop that is not after the start, no rate at all, or a number out of range.
        ShapeError: not one rate per station.
        TooLargeError: more than 20 million steps.
        StaleDataError: Earth orientation does not reach a time (element sets).

    Source:
        `Network.snapshots`, `link_events`; straight lines in vacuum between positions of one instant.
    """
    first, last = one_time(start), one_time(stop)
    if not first < last:
        raise InputError(f"a contact plan from {first} to {last}; give a stop after the start", given=(first, last))
    rates = _Rates.of(network, up_bps, down_bps, link_bps)
    _CONFIDENCE.single(confidence)
    step = np.timedelta64(round(_STEP.single(step_s) * 1e9), "ns")
    if (last - first) / step > _MOST_STEPS:
        raise TooLargeError(
            f"{first} to {last} has over {_MOST_STEPS:,} steps of {step_s} s; take longer ones", given=step_s
        )
    tolerance = _TOLERANCE.single(tolerance_s)
    if _is_plain(network):
        sights = _between_events(network, first, last, tolerance)
    else:
        sights = _between_steps(network, first, last, step, np.timedelta64(round(tolerance * 1e9), "ns"), progress)
    least = np.timedelta64(max(round(_SHORTEST.single(shortest_s) * 1e9), 1), "ns")
    kept = [sight for sight in sights if sight.end - sight.start >= least]
    return _plan(network, kept, rates, confidence, _greatest_distances(network, kept, first, last, step))


def _is_plain(network: Network) -> bool:
    """Whether `link_events` knows all that brings its links up and down."""
    access = network.access
    plain = access.arc_exclusion == 0.0 and access.antennas is None and access.beams is None
    return plain and network.failures is None and isinstance(network.topology.links, LinkTable)


@dataclass(frozen=True, eq=False)
class _Rates:
    """Rates by station, bit/s; None where there are no contacts."""

    up: NDArray[np.float64] | None
    down: NDArray[np.float64] | None
    link: float | None

    @classmethod
    def of(
        cls,
        network: Network,
        up: float | NDArray[np.float64] | None,
        down: float | NDArray[np.float64] | None,
        link: float | None,
    ) -> _Rates:
        if up is None and down is None and link is None:
            raise InputError("a contact plan needs a rate; give up_bps, down_bps or link_bps")
        count = len(network.stations)
        for name, given in (("up_bps", up), ("down_bps", down)):
            if given is not None and np.shape(given) not in ((), (count,)):
                raise ShapeError(
                    f"{name} has shape {np.shape(given)}; give one rate, or one for each of {count} stations"
                )
        ground = [
            None if r is None else broadcast("contact plan", rate=r, stations=np.zeros(count))[0] for r in (up, down)
        ]
        for rate in ground:
            if rate is not None:
                _RATE.check(rate)
        return cls(ground[0], ground[1], None if link is None else _RATE.single(link))


def _keys(snapshot: Snapshot) -> Keys:
    """What is up in a snapshot."""
    n, total = snapshot.satellites, snapshot.satellites + snapshot.stations
    one, port = np.nonzero(np.isfinite(snapshot.length) & (snapshot.neighbour >= 0))
    other = snapshot.neighbour[one, port].astype(np.int64)
    between = (one * total + other)[one < other]
    satellite, station = np.nonzero(np.isfinite(snapshot.ground_range))
    return np.unique(np.concatenate([between, satellite * total + n + station]))


def _between_events(network: Network, first: np.datetime64, last: np.datetime64, tolerance: float) -> list[_Sight]:
    """From exact events, and what is up at the beginning."""
    n, total = len(network.topology), len(network.topology) + len(network.stations)
    since: dict[int, np.datetime64] = {int(key): first for key in _keys(network.snapshot(first))}
    events = link_events(network, first, last, tolerance=tolerance)
    one, other = events["satellite"].to_numpy(), events["other"].to_numpy()
    ground = (events["kind"] == "ground").to_numpy()
    keys = np.where(ground, one * total + n + other, np.minimum(one, other) * total + np.maximum(one, other))
    back = np.timedelta64(round(tolerance * 1e9), "ns")  # events stand at the end of an interval that holds them
    sights = []
    for key, time, up in zip(keys.tolist(), events["time"].to_numpy(), events["up"].tolist(), strict=True):
        if up:
            since.setdefault(key, np.datetime64(time, "ns"))
        elif key in since:
            sights.append(_Sight(key, since.pop(key), time - back))
    return sights + [_Sight(key, begun, last) for key, begun in since.items()]


def _between_steps(
    network: Network,
    first: np.datetime64,
    last: np.datetime64,
    step: np.timedelta64,
    tolerance: np.timedelta64,
    progress: Progress | None,
) -> list[_Sight]:
    """From snapshots at steps; changes between two of them are found by halving, those of many steps at once."""
    count = int(np.ceil((last - first) / step))
    since: dict[int, np.datetime64] = {}
    sights: list[_Sight] = []
    before: Keys | None = None
    for begin in range(0, count, _BLOCK_STEPS):
        stop = min(begin + _BLOCK_STEPS, count)
        times = np.minimum(first + step * np.arange(begin, stop + 1), last)
        states = [_keys(snapshot) for snapshot in network.snapshots(times)]
        if before is None:
            since = {int(key): first for key in states[0]}
        before = states[-1]
        gaps = [(*span, *ends) for span, ends in zip(pairwise(times), pairwise(states), strict=True)]
        for time_down, time_up, key, up in sorted(_changes(network, gaps, tolerance)):
            if up:
                since[key] = time_up
            elif key in since:
                sights.append(_Sight(key, since.pop(key), time_down))
        if progress is not None:
            progress(stop, count)
    return sights + [_Sight(key, begun, last) for key, begun in since.items()]


Gap = tuple[np.datetime64, np.datetime64, Keys, Keys]


def _changes(
    network: Network, gaps: list[Gap], tolerance: np.timedelta64
) -> list[tuple[np.datetime64, np.datetime64, int, bool]]:
    """Changes between snapshots: last time before, first time after, link, whether it comes up."""
    found: list[tuple[np.datetime64, np.datetime64, int, bool]] = []
    pending = [gap for gap in gaps if not np.array_equal(gap[2], gap[3])]
    while pending:
        wide: list[Gap] = []
        for low, high, down, up in pending:
            if high - low > tolerance:
                wide.append((low, high, down, up))
                continue
            came, went = np.setdiff1d(up, down, assume_unique=True), np.setdiff1d(down, up, assume_unique=True)
            found += [(low, high, int(key), True) for key in came] + [(low, high, int(key), False) for key in went]
        middles = np.array([low + (high - low) // 2 for low, high, _, _ in wide], "datetime64[ns]")
        states = [_keys(snapshot) for snapshot in network.snapshots(middles)] if wide else []
        pending = []
        for (low, high, down, up), middle, state in zip(wide, middles, states, strict=True):
            halves: tuple[Gap, Gap] = ((low, middle, down, state), (middle, high, state, up))
            pending += [gap for gap in halves if not np.array_equal(gap[2], gap[3])]
    return found


def _greatest_distances(
    network: Network, sights: list[_Sight], first: np.datetime64, last: np.datetime64, step: np.timedelta64
) -> NDArray[np.float64]:
    """Of each pair while it sees each other, m: at both ends and at steps."""
    n, total = len(network.topology), len(network.topology) + len(network.stations)
    key = np.array([sight.key for sight in sights], np.int64)
    ends = np.array([[s.start, s.end] for s in sights], "datetime64[ns]").reshape(-1, 2)
    one, other, far = key // total, key % total, np.zeros(key.size)
    steps = first + step * np.arange(int(np.ceil((last - first) / step)) + 1)
    times = np.unique(np.concatenate([steps[steps <= last], ends.ravel()]))
    block = max(1, _BLOCK_BYTES // (24 * max(n, key.size, 1)))
    order = np.argsort(ends[:, 0], kind="stable")
    for begin in range(0, times.size, block):
        chosen = times[begin : begin + block]
        rows = order[: np.searchsorted(ends[order, 0], chosen[-1], side="right")]
        rows = rows[ends[rows, 1] >= chosen[0]]
        if not rows.size:
            continue
        satellites = network.topology.ephemeris.positions(chosen)
        fixed = np.broadcast_to(network.stations.position, (chosen.size, total - n, 3))
        place = np.concatenate([satellites, fixed], axis=1)
        length = np.linalg.norm(place[:, one[rows]] - place[:, other[rows]], axis=-1)
        during = (chosen[:, None] >= ends[rows, 0]) & (chosen[:, None] <= ends[rows, 1])
        far[rows] = np.maximum(far[rows], np.where(during, length, 0.0).max(axis=0))
    return far


def _plan(
    network: Network, sights: list[_Sight], rates: _Rates, confidence: float, far: NDArray[np.float64]
) -> ContactPlan:
    n, total = len(network.topology), len(network.topology) + len(network.stations)
    rows = []
    for sight, distance in zip(sights, far.tolist(), strict=True):
        one, other = divmod(sight.key, total)
        if other < n:
            both = ((one, other, rates.link), (other, one, rates.link))
        else:
            down, up = (None if r is None else float(r[other - n]) for r in (rates.down, rates.up))
            both = ((one, other, down), (other, one, up))
        rows += [(a, b, sight.start, sight.end, r, distance / SPEED_OF_LIGHT) for a, b, r in both if r is not None]
    table = pd.DataFrame(rows, columns=["from_node", "to_node", "start", "end", "rate_bps", "owlt_s"])
    labels = [str(label) for label in network.topology.ephemeris.labels]
    names = dict(enumerate([*labels, *network.stations.names]))
    if not rows:
        return contact_plan(CONTACTS.empty(), RANGES.empty(), names=names)
    table = table.assign(confidence=confidence)
    return contact_plan(table.drop(columns="owlt_s"), table.drop(columns=["rate_bps", "confidence"]), names=names)
