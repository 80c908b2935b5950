"""Round trips and paths of some pairs of stations, instant by instant."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.errors import InputError, TooLargeError
from huxing.core.schema import Column, TableSchema
from huxing.core.time import as_times
from huxing.network.evolution.route_statistics import MEMORY_LIMIT_BYTES, Router, length_of, trace
from huxing.network.routing import path, route
from huxing.network.topology import Network

PATHS = TableSchema(
    "paths",
    (
        Column("source", "text", "station that sends"),
        Column("destination", "text", "station that receives"),
        Column("time", "time", "first time at which this path is in use, UTC"),
        Column("hops", "int", "links on the path, up and down included; 0 where there is none"),
        Column("nodes", "text", "node numbers joined by '-', '' where there is no path"),
    ),
    key=("source", "destination", "time"),
)
"""Paths as they come into use."""


def route_series(
    network: Network,
    times: object,
    pairs: Sequence[tuple[str, str]],
    *,
    router: Router = route,
    memory_limit_bytes: int = MEMORY_LIMIT_BYTES,
) -> tuple[xr.Dataset, pd.DataFrame]:
    """Round-trip times of pairs of stations over times, and the paths as they change.

    Args:
        network: satellites and stations.
        times: UTC, ascending, shape `(time,)`.
        pairs: names of stations, the sender first.
        router: finds the routes of an instant; least delay where left out.
        memory_limit_bytes: bound of the dataset.

    Returns:
        Dataset with `rtt` (s, NaN where there is no path) and `hops` (0 where there is none) over `(time, pair)`, and
        the table `PATHS`.

    Raises:
        InputError: an unknown station, a pair of one station with itself or given twice, no pairs, no times or times
            that do not ascend, or a router as `route_statistics` refuses it.
        TooLargeError: the dataset would be over the limit.
        StaleDataError: Earth orientation does not reach a time (element sets).

    Source:
        Light in vacuum along the path, both ways; no queues, no processing.
    """
    steps = np.atleast_1d(as_times(times))
    ends = _ends(network, pairs)
    if steps.ndim != 1 or not steps.size or (np.diff(steps) <= np.timedelta64(0)).any():
        raise InputError("a series needs times of shape (time,), one or more, ascending", given=steps.shape)
    if 16 * steps.size * len(ends) > memory_limit_bytes:
        raise TooLargeError(
            f"{steps.size:,} times x {len(ends):,} pairs are {16e-9 * steps.size * len(ends):.1f} GB, over the limit "
            f"of {memory_limit_bytes / 1e9:.1f} GB; take fewer, or route_statistics, which keeps no instants",
            given=steps.size * len(ends),
            accepted=memory_limit_bytes,
        )
    shape = (len(network.stations),) * 2
    trip, hops = np.full((steps.size, len(ends)), np.nan), np.zeros((steps.size, len(ends)), np.int32)
    fingerprint, links, last = np.zeros(shape, np.uint64), np.zeros(shape, np.int32), np.full(shape, 1, np.uint64)
    changes: list[tuple[int, int, NDArray[np.int32]]] = []
    a, b = ends.T
    for number, snapshot in enumerate(network.snapshots(steps)):
        routes = router(snapshot)
        trace(routes, fingerprint, links)
        length = length_of(routes, snapshot, router)[a, b]
        trip[number] = np.where(links[a, b] > 0, 2.0 * length / SPEED_OF_LIGHT, np.nan)
        hops[number] = np.maximum(links[a, b], 0)
        for pair in np.flatnonzero(fingerprint[a, b] != last[a, b]):
            changes.append((int(pair), number, path(routes, int(a[pair]), int(b[pair]))))
        last[...] = fingerprint
    return _dataset(trip, hops, steps, pairs), _paths(changes, steps, pairs)


def _ends(network: Network, pairs: Sequence[tuple[str, str]]) -> NDArray[np.int64]:
    if not len(pairs):
        raise InputError("a series needs one pair of stations or more")
    for pair in pairs:
        if isinstance(pair, str) or not isinstance(pair, Sequence | np.ndarray) or len(pair) != 2:
            raise InputError(f"{pair!r:.60} is no pair of stations; write [('shanghai', 'beijing')]", given=pair)
    ends = np.array([network.stations.indices(pair) for pair in pairs], dtype=np.int64)
    first = np.unique(ends, axis=0, return_index=True)[1]
    if first.size < len(ends):
        again = pairs[int(np.setdiff1d(np.arange(len(ends)), first)[0])]
        raise InputError(f"the pair {again[0]} to {again[1]} stands twice; give it once", given=again)
    for (source, destination), (a, b) in zip(pairs, ends, strict=True):
        if a == b:
            raise InputError(f"a pair of {source} with {destination} itself has no way; give two stations")
    return ends


def _dataset(
    trip: NDArray[np.float64], hops: NDArray[np.int32], times: object, pairs: Sequence[tuple[str, str]]
) -> xr.Dataset:
    names = {"source": [a for a, _ in pairs], "destination": [b for _, b in pairs]}
    return xr.Dataset(
        {
            "rtt": (("time", "pair"), trip, {"units": "s", "long_name": "round-trip time of light along the path"}),
            "hops": (("time", "pair"), hops, {"units": "1", "long_name": "links on the path, up and down included"}),
        },
        coords={"time": times, **{key: ("pair", values) for key, values in names.items()}},
    )


def _paths(
    changes: list[tuple[int, int, NDArray[np.int32]]], times: NDArray[np.datetime64], pairs: Sequence[tuple[str, str]]
) -> pd.DataFrame:
    rows = [
        {
            "source": pairs[pair][0],
            "destination": pairs[pair][1],
            "time": times[number],
            "hops": max(len(nodes) - 1, 0),
            "nodes": "-".join(map(str, nodes)),
        }
        for pair, number, nodes in sorted(changes, key=lambda change: change[:2])
    ]
    return PATHS.check(pd.DataFrame(rows, columns=[column.name for column in PATHS.columns]))
