"""Contact plans in the text that ION's `ionadmin` takes: writing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from huxing.core.errors import InputError
from huxing.core.files import write_text
from huxing.core.time import Times, one_time
from huxing.network.dtn.plan import ContactPlan, with_range

SECOND = 1_000_000_000


def ion_plan_text(plan: ContactPlan, *, reference: object | None = None, exact: bool = False) -> str:
    """A plan as ION reads it.

    ION counts in whole seconds, bytes per second and light seconds. So a contact begins at the next whole second and
    ends at the last one (it is never open when it should not be), rates are rounded down and light times to the
    nearest. Contacts that then last no second or carry no byte per second are left out; a comment says how many.

    Args:
        plan: its nodes are numbered from 1 (`ContactPlan.renumbered`).
        reference: UTC, whole seconds, from which times are written as +seconds, after a line '@'; None writes
            calendar times.
        exact: keep decimals of seconds, rates and light times. ION does not read them; this package does, and nothing
            is left out.

    Returns:
        The text.

    Raises:
        InputError: a node with number 0, or times before the reference.

    Source:
        ION, ionrc(5) (ici/doc/pod5/ionrc.pod).
    """
    if plan.nodes.size and plan.nodes[0] < 1:
        raise InputError("ION numbers nodes from 1, but this plan has a node 0; write plan.renumbered(1)")
    origin = None if reference is None else one_time(reference)
    head = [] if origin is None else [f"@ {_calendar(np.asarray([origin]), exact)[0]}"]
    contacts, lost = _contact_lines(plan, origin, exact)
    note = (
        [f"# {lost} contacts shorter than a whole second or slower than a byte per second are left out"] if lost else []
    )
    return "\n".join(["# contact plan", *note, *head, *_range_lines(plan, origin, exact), *contacts]) + "\n"


def write_ion_plan(
    plan: ContactPlan, path: str | Path, *, reference: object | None = None, exact: bool = False
) -> None:
    """Write a plan as ION reads it, atomically.

    Args:
        plan, reference, exact: as `ion_plan_text`.
        path: the file.

    Raises:
        InputError: as `ion_plan_text`.
        OSError: the folder cannot be written.

    Source:
        As `ion_plan_text`.
    """
    write_text(path, ion_plan_text(plan, reference=reference, exact=exact))


def _contact_lines(plan: ContactPlan, origin: np.datetime64 | None, exact: bool) -> tuple[list[str], int]:
    table = plan.contacts
    start, end = (table[name].to_numpy("datetime64[ns]") for name in ("start", "end"))
    rate = table["rate_bps"].to_numpy() / 8.0
    if not exact:
        start, end, rate = -whole_seconds(-start.astype(np.int64)), whole_seconds(end.astype(np.int64)), np.floor(rate)
        start, end = start.astype("datetime64[ns]"), end.astype("datetime64[ns]")
    kept = (end > start) & (rate > 0.0)
    begins, stops = _times(start, origin, exact), _times(end, origin, exact)
    columns = (kept, begins, stops, table["from_node"], table["to_node"], rate, table["confidence"])
    lines = [
        f"a contact {b} {s} {one} {other} {_plain(r)}{'' if sure == 1.0 else f' {_plain(sure)}'}"
        for keep, b, s, one, other, r, sure in zip(*columns, strict=True)
        if keep
    ]
    return lines, int((~kept).sum())


def _range_lines(plan: ContactPlan, origin: np.datetime64 | None, exact: bool) -> list[str]:
    """Ranges; contacts that have none of their own declare theirs."""
    columns = ["from_node", "to_node", "start", "end"]
    own = plan.contacts[columns].assign(owlt_s=plan.owlt)[~with_range(plan.contacts, plan.ranges)]
    table = pd.concat([plan.ranges, own], ignore_index=True) if len(plan.ranges) else own
    table = table.sort_values(columns[:3], ignore_index=True)
    if not exact:
        table = _whole_ranges(table)
    begins, stops = (_times(table[name].to_numpy("datetime64[ns]"), origin, exact) for name in ("start", "end"))
    rows = zip(begins, stops, table["from_node"], table["to_node"], table["owlt_s"], strict=True)
    return [f"a range {b} {s} {one} {other} {_plain(far)}" for b, s, one, other, far in rows]


def _whole_ranges(table: pd.DataFrame) -> pd.DataFrame:
    """Ranges in whole seconds, outwards; of those that begin in one second the greatest holds to the last's end."""
    start, end = (table[name].to_numpy("datetime64[ns]").astype(np.int64) for name in ("start", "end"))
    begin, stop = whole_seconds(start).astype("datetime64[ns]"), -whole_seconds(-end)
    light = np.floor(table["owlt_s"].to_numpy() + 0.5)
    whole = table.assign(start=begin, end=stop.astype("datetime64[ns]"), owlt_s=light)
    return whole.groupby(["from_node", "to_node", "start"], as_index=False)[["end", "owlt_s"]].max()


def whole_seconds(nanoseconds: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rounded down to whole seconds; of the negative, negated, up.

    Args:
        nanoseconds: any shape.

    Returns:
        Multiples of a second, ns.

    Raises:
        Nothing of its own.

    Source:
        None: arithmetic.
    """
    return np.asarray(nanoseconds // SECOND * SECOND)


def _times(times: Times, origin: np.datetime64 | None, exact: bool) -> list[str]:
    if origin is None:
        return _calendar(times, exact)
    since = (times - origin).astype(np.int64)
    if since.size and since.min() < 0:
        raise InputError(f"the plan begins before the reference {origin}; take an earlier one", given=origin)
    return [f"+{s // SECOND}" + _decimals(s % SECOND, exact) for s in since.tolist()]


def _calendar(times: Times, exact: bool) -> list[str]:
    texts = np.datetime_as_string(times.astype("datetime64[s]"))
    parts = (times.astype(np.int64) % SECOND).tolist()
    return [
        str(text).replace("-", "/").replace("T", "-") + _decimals(part, exact)
        for text, part in zip(texts, parts, strict=True)
    ]


def _decimals(nanoseconds: int, exact: bool) -> str:
    return f".{nanoseconds:09d}".rstrip("0") if exact and nanoseconds else ""


def _plain(value: float) -> str:
    """A number without an exponent where it is whole, with up to nine decimals elsewhere, or digits if it is tiny."""
    if float(value).is_integer():
        return str(int(value))
    return f"{value:.9f}".rstrip("0") if value >= 1e-6 else f"{value:.9e}"
