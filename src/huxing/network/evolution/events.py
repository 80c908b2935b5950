"""When exactly links come up and go down: roots of the geometry, not steps of a clock."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange
from huxing.core.schema import Column, TableSchema
from huxing.core.time import Times, one_time
from huxing.network.evolution.event_kernel import POINTS, find_events, ground_candidates
from huxing.network.evolution.lost_positions import continued, losses
from huxing.network.topology import LinkTable, Network

LINK_EVENTS = TableSchema(
    "link_events",
    (
        Column("time", "time", "when the link comes up or goes down, UTC"),
        Column("kind", "text", "'ground' for satellite and station, 'link' for two satellites"),
        Column("satellite", "int", "index of the satellite"),
        Column("other", "int", "index of the station, or of the other satellite"),
        Column("up", "bool", "whether it comes up"),
    ),
    key=("time", "kind", "satellite", "other"),
)
"""Links that come up or go down."""

KNOT_SECONDS = 10.0
"""Between knots of the interpolation: six of them hold a low orbit to far less than a millimetre."""
BLOCK_KNOTS = 60
_STEP = ModelRange("link events", "tolerance", 1e-6, 1.0, "s", physical=True)
_LONGEST = 1e12
"""Metres; stands for 'no limit' where a margin has to stay a number."""


def link_events(network: Network, start: object, stop: object, *, tolerance: float = 1e-4) -> pd.DataFrame:
    """Every time at which geometry brings a link up or takes it down.

    Args:
        network: satellites and stations; its links have to be one table.
        start: UTC.
        stop: UTC, after it.
        tolerance: s; an event is given at the end of an interval of this length that holds it. A link that is up or
            down for less than that may be missed.

    Returns:
        The table `LINK_EVENTS`, in the order of time. The links of a satellite that loses its position (decayed) go
        down at that time.

    Raises:
        InputError: times that do not ascend; links by a schedule, exclusion of the geostationary arc, or a limited
            number of antennas or beams, whose changes are no roots of a range or an elevation.
        ModelRangeError: a tolerance outside 1 microsecond to 1 s.
        StaleDataError: Earth orientation does not reach a time (element sets).

    Source:
        Bisection, with the greatest speed of satellites as a bound on what an interval can hide.
    """
    first, last = one_time(start), one_time(stop)
    _require_plain(network, first, last)
    limit = _STEP.single(tolerance)
    parts = [part for knots, times in _blocks(network, first, last) for part in _of_block(network, knots, times, limit)]
    table = pd.concat(parts, ignore_index=True) if parts else LINK_EVENTS.empty()
    inside = table[(table["time"] > first) & (table["time"] <= last)]
    ordered = inside.sort_values(["time", "kind", "satellite", "other"], ignore_index=True)
    return LINK_EVENTS.check(ordered)


def event_times(events: pd.DataFrame, start: object) -> Times:
    """The times at which a network is to be looked at so that no change of its links is missed.

    Args:
        events: the table `LINK_EVENTS`.
        start: UTC, before the first of them.

    Returns:
        The start and the time of each event, each once, ascending; between two of them geometry takes and brings no
        link. Failures with a period change at times of their own, which are to be added.

    Raises:
        InputError: not a time.
        SchemaError: not such a table.

    Source:
        None: a union.
    """
    times = LINK_EVENTS.check(events)["time"].to_numpy().astype("datetime64[ns]")
    return np.unique(np.concatenate([[one_time(start)], times]))


def _require_plain(network: Network, first: np.datetime64, last: np.datetime64) -> None:
    if not first < last:
        raise InputError(f"link events from {first} to {last}; give a stop after the start", given=(first, last))
    if not isinstance(network.topology.links, LinkTable):
        raise InputError("link events need one table of links; a schedule names its own times of change")
    access = network.access
    if access.arc_exclusion > 0.0 or access.antennas is not None or access.beams is not None:
        raise InputError(
            "link events know ranges and elevations only; leave arc_exclusion, antennas and beams out and use times of "
            "even steps with them"
        )


def _blocks(network: Network, first: np.datetime64, last: np.datetime64) -> Iterator[tuple[NDArray[np.float64], Times]]:
    """Positions at knots, with as many before and after as the interpolation needs."""
    step = np.timedelta64(int(KNOT_SECONDS * 1e9), "ns")
    intervals = int(np.ceil((last - first) / step))
    for begin in range(0, intervals, BLOCK_KNOTS):
        count = min(BLOCK_KNOTS, intervals - begin)
        times = first + step * np.arange(begin - 2, begin + count + POINTS // 2)
        yield network.topology.ephemeris.positions(times), times


def _of_block(network: Network, knots: NDArray[np.float64], times: Times, tolerance: float) -> Iterator[pd.DataFrame]:
    there = np.asarray(np.isfinite(knots).all(axis=-1))
    partly = np.flatnonzero(there.any(axis=0) & ~there.all(axis=0))
    if partly.size:
        knots = continued(knots, partly)
    speed = np.linalg.norm(np.diff(knots, axis=0), axis=-1) / KNOT_SECONDS
    fastest = 2.2 * float(np.nanmax(speed, initial=0.0))  # both ends move, and a chord is shorter than its arc
    sine = np.where(
        network.access.least_elevation(len(network.stations)) <= -np.pi / 2,
        -2.0,
        np.sin(network.access.least_elevation(len(network.stations))),
    )
    limits = _limits(network)
    site, up = network.stations.position, network.stations.up
    near = ground_candidates(knots, site, up, sine, limits[0], fastest * KNOT_SECONDS / 2.0)
    satellite, station = (array.astype(np.int32) for array in np.nonzero(near))
    for name, kind, one, other, crossing in (
        ("ground", 0, satellite, station, np.zeros(satellite.size, bool)),
        ("link", 1, *_links_of(network)),
    ):
        rows = _found(knots, kind, one, other, crossing, site, up, sine, limits, fastest, tolerance)
        found = _table(rows, name, one, other, times[2])
        yield _while_there(network, found, name, partly) if partly.size else found
    if partly.size:
        inner = slice(2, 1 - POINTS // 2)
        for between, (before, after) in zip(pairwise(times[inner]), pairwise(there[inner]), strict=True):
            if (before != after).any():
                yield losses(network, between, tolerance)


def _while_there(network: Network, found: pd.DataFrame, kind: str, partly: NDArray[np.int64]) -> pd.DataFrame:
    """Events without those of satellites at times at which they have no position."""
    ends = found[["satellite", "other"] if kind == "link" else ["satellite"]].to_numpy()
    rows = np.flatnonzero(np.isin(ends, partly).any(axis=1))
    gone = np.zeros(len(found), bool)
    for start in range(0, rows.size, BLOCK_KNOTS):
        some = rows[start : start + BLOCK_KNOTS]
        moments, when = np.unique(found["time"].to_numpy()[some], return_inverse=True)
        place = network.topology.ephemeris.positions(moments)[when[:, None], ends[some]]
        gone[some] = ~np.isfinite(place).all(axis=(1, 2))
    return found[~gone]


def _links_of(network: Network) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_]]:
    table = network.topology.links
    assert isinstance(table, LinkTable)  # noqa: S101 - checked at the door
    return np.ascontiguousarray(table.pairs[:, 0]), np.ascontiguousarray(table.pairs[:, 1]), table.cross_plane


def _table(
    rows: NDArray[np.float64], kind: str, one: NDArray[np.int32], other: NDArray[np.int32], begin: np.datetime64
) -> pd.DataFrame:
    candidate = rows[:, 1].astype(np.int64)
    nanoseconds = np.round(rows[:, 0] * KNOT_SECONDS * 1e9).astype(np.int64)
    return pd.DataFrame(
        {
            "time": begin + nanoseconds.astype("timedelta64[ns]"),
            "kind": kind,
            "satellite": one[candidate].astype(np.int64),
            "other": other[candidate].astype(np.int64),
            "up": rows[:, 2] > 0.5,
        }
    )


def _limits(network: Network) -> NDArray[np.float64]:
    rule = network.topology.rule
    ranges = (network.access.maximum_range, rule.maximum_range)
    ground, link = (min(value, _LONGEST) for value in ranges)
    return np.array([ground, rule.closest, link, rule.polar_sine])


def _found(
    knots: NDArray[np.float64],
    kind: int,
    one: NDArray[np.int32],
    other: NDArray[np.int32],
    crossing: NDArray[np.bool_],
    site: NDArray[np.float64],
    up: NDArray[np.float64],
    sine: NDArray[np.float64],
    limits: NDArray[np.float64],
    fastest: float,
    tolerance: float,
) -> NDArray[np.float64]:
    """Events of a block; asked for again with more room where there was too little."""
    candidates = (one, other, crossing, site, up, sine, limits)
    out = np.empty((4096, 3))
    found = find_events(knots, kind, *candidates, KNOT_SECONDS, fastest, tolerance, out)
    if found > len(out):
        out = np.empty((found, 3))
        find_events(knots, kind, *candidates, KNOT_SECONDS, fastest, tolerance, out)
    return out[:found]
