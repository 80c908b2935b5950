"""Bundles: what a delay-tolerant network carries."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange, numbers
from huxing.core.schema import Column, TableSchema
from huxing.core.time import LATEST, one_time
from huxing.network.dtn.plan import node_number

BUNDLES = TableSchema(
    "bundles",
    (
        Column("bundle", "int", "number of the bundle"),
        Column("source", "int", "number of the node where it comes into being"),
        Column("destination", "int", "number of the node to which it goes"),
        Column("size_bytes", "int", "payload and headers", "B"),
        Column("priority", "int", "0 bulk, 1 normal, 2 expedited"),
        Column("created", "time", "UTC at which it comes into being"),
        Column("lifetime_s", "float", "after it the bundle is worth nothing and is deleted", "s"),
        Column("critical", "bool", "True: a copy goes over every neighbour that leads to the destination"),
    ),
    key=("bundle",),
)

PRIORITIES = 3
LARGEST_BUNDLE = 2**50
"""Bytes; larger ones are a slip of units."""
OVERHEAD_SHARE = 0.03
OVERHEAD_BYTES = 100.0
_SHARE = ModelRange("overhead of a bundle", "share", 0.0, 100.0, physical=True)
_OVERHEAD = ModelRange("overhead of a bundle", "overhead", 0.0, 1e9, "B", physical=True)
_SIZE = ModelRange("bundle", "size in bytes", 0, LARGEST_BUNDLE, "B", physical=True)
_PRIORITY = ModelRange("bundle", "priority", 0, PRIORITIES - 1, physical=True)
_LIFETIME = ModelRange("bundle", "lifetime", 0.0, 1e10, "s", open_low=True, physical=True)
_INTERVAL = ModelRange("bundles", "interval", 1e-6, 1e10, "s", physical=True)
_FIRST = ModelRange("bundles", "number of the first", 0, 2**53, physical=True)
_COUNT = ModelRange("bundles", "number of bundles", 0, 10_000_000, physical=True)


def check_overhead(share: float, least_bytes: float) -> None:
    """Refuse an overhead that is none.

    Args:
        share: of a bundle's size.
        least_bytes: the overhead is at least this.

    Raises:
        ModelRangeError: a share outside 0 to 100, or bytes outside 0 to 1e9.

    Source:
        None: a check.
    """
    _SHARE.single(share)
    _OVERHEAD.single(least_bytes)


def estimated_volume(
    size_bytes: ArrayLike, *, overhead_share: float = OVERHEAD_SHARE, overhead_bytes: float = OVERHEAD_BYTES
) -> NDArray[np.int64]:
    """Bytes of contact volume that a bundle is expected to use up: its size and the layers below.

    Args:
        size_bytes: any shape; a size of 0 uses nothing.
        overhead_share: of the size.
        overhead_bytes: the overhead is at least this.

    Returns:
        Whole bytes, of the same shape.

    Raises:
        ModelRangeError: a size that is negative or beyond 2^50 bytes, or an overhead that is none.

    Source:
        CCSDS 734.3-B-1, section 1.4 (estimated volume consumption: 3 % of the size, at least 100 bytes).
    """
    if not (0.0 <= overhead_share <= _SHARE.high and 0.0 <= overhead_bytes <= _OVERHEAD.high):
        check_overhead(overhead_share, overhead_bytes)
    if type(size_bytes) is int and 0 < size_bytes <= LARGEST_BUNDLE:
        return np.asarray(math.ceil(size_bytes + max(size_bytes * overhead_share, overhead_bytes)))
    _SIZE.check(size_bytes)
    size = numbers(size_bytes, "size")
    whole = np.ceil(size + np.maximum(size * overhead_share, overhead_bytes))
    return np.where(size > 0.0, whole, 0.0).astype(np.int64)


def check_priority(priority: ArrayLike) -> int:
    """One priority.

    Args:
        priority: 0 bulk, 1 normal, 2 expedited.

    Returns:
        The number.

    Raises:
        ModelRangeError: another number.

    Source:
        CCSDS 734.3-B-1, section 3.2.6.8.1 (levels of priority); RFC 5050, section 4.2 (bulk, normal, expedited).
    """
    if type(priority) is int and 0 <= priority < PRIORITIES:
        return priority
    return _PRIORITY.whole(priority)


def check_bundles(table: pd.DataFrame) -> pd.DataFrame:
    """A table of bundles, checked.

    Args:
        table: columns of `BUNDLES`.

    Returns:
        The table, by time and number.

    Raises:
        SchemaError: a column is missing or of another type, or a number stands twice.
        InputError: a size, priority or lifetime out of range, or a bundle from a node to itself.

    Source:
        None: a definition.
    """
    checked = BUNDLES.check(table)
    _SIZE.check(checked["size_bytes"].to_numpy())
    _PRIORITY.check(checked["priority"].to_numpy())
    _LIFETIME.check(checked["lifetime_s"].to_numpy())
    wrong = np.flatnonzero((checked["source"] == checked["destination"]) | (checked["size_bytes"] == 0))
    if wrong.size:
        row = checked.iloc[int(wrong[0])]
        what = "has no bytes" if row["size_bytes"] == 0 else f"goes from node {row['source']} to itself"
        raise InputError(f"bundle {row['bundle']} {what}", given=row.to_dict())
    return checked.sort_values(["created", "bundle"], ignore_index=True)


def regular_bundles(
    source: int,
    destination: int,
    start: object,
    *,
    count: int,
    interval_s: float,
    size_bytes: int,
    lifetime_s: float,
    priority: int = 1,
    critical: bool = False,
    first_number: int = 0,
) -> pd.DataFrame:
    """Equal bundles at equal intervals.

    Args:
        source, destination: numbers of nodes.
        start: UTC of the first.
        count: how many.
        interval_s: between them.
        size_bytes: of each.
        lifetime_s: of each.
        priority: 0 bulk, 1 normal, 2 expedited.
        critical: whether copies go over every neighbour.
        first_number: number of the first.

    Returns:
        Table `BUNDLES`; tables of several calls may be put together.

    Raises:
        InputError: a number out of range, not a time, no number of a node, or bundles after 2199.

    Source:
        None: a definition.
    """
    rows = np.arange(_COUNT.whole(count))
    first, step = one_time(start), _INTERVAL.single(interval_s)
    if rows.size * step > (LATEST - first) / np.timedelta64(1, "s"):
        raise InputError(
            f"{rows.size} bundles at {step:g} s from {first} on end after {LATEST:.4}; give fewer, or closer"
        )
    steps = np.rint(rows * step * 1e9).astype("timedelta64[ns]")
    table = pd.DataFrame(
        {
            "bundle": rows + _FIRST.whole(first_number),
            "source": np.full(rows.size, node_number(source)),
            "destination": np.full(rows.size, node_number(destination)),
            "size_bytes": np.full(rows.size, _SIZE.whole(size_bytes)),
            "priority": np.full(rows.size, check_priority(priority)),
            "created": first + steps,
            "lifetime_s": np.full(rows.size, _LIFETIME.single(lifetime_s)),
            "critical": np.full(rows.size, bool(critical)),
        }
    )
    return check_bundles(table)
