"""Contact plans: who may send to whom, when, how fast, and how far apart they are then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange
from huxing.core.schema import Column, TableSchema

CONTACTS = TableSchema(
    "contacts",
    (
        Column("from_node", "int", "number of the sending node"),
        Column("to_node", "int", "number of the receiving node"),
        Column("start", "time", "UTC at which sending may begin"),
        Column("end", "time", "UTC at which the last bit has to be sent"),
        Column("rate_bps", "float", "rate of sending", "bit/s"),
        Column("confidence", "float", "probability that the contact takes place", "1"),
    ),
    key=("from_node", "to_node", "start"),
)

RANGES = TableSchema(
    "ranges",
    (
        Column("from_node", "int", "number of the sending node"),
        Column("to_node", "int", "number of the receiving node"),
        Column("start", "time", "UTC from which the distance holds"),
        Column("end", "time", "UTC to which it holds"),
        Column("owlt_s", "float", "one-way light time", "s"),
    ),
    key=("from_node", "to_node", "start"),
)

Overlaps = Literal["refuse", "merge"]
LONGEST_LIGHT_TIME = 1e8
"""Bound of a one-way light time, s (three light years): more is a slip of units."""
LEAST_RATE, MOST_RATE = 1e-6, 1e18
"""Bounds of a rate, bit/s: less or more is a slip of units."""
MOST_NODE = 2**62
"""Numbers of nodes are below it."""
_PAIR = ["from_node", "to_node"]
_LIGHT_TIME = ModelRange("contact plan", "light time", 0.0, LONGEST_LIGHT_TIME, "s", physical=True)


@dataclass(frozen=True, eq=False)
class ContactPlan:
    """Scheduled contacts with their distances; made by `contact_plan`, which checks them.

    Attributes:
        contacts: table `CONTACTS`, by sender, receiver and start; contacts are named by their row in it.
        ranges: table `RANGES`.
        owlt: one-way light time of each contact, s, shape `(contact,)`.
        nodes: numbers of all nodes, ascending, shape `(node,)`.
        names: what nodes are called, by number; may be empty.
    """

    contacts: pd.DataFrame
    ranges: pd.DataFrame
    owlt: NDArray[np.float64]
    nodes: NDArray[np.int64]
    names: Mapping[int, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.contacts)

    def renumbered(self, offset: int) -> ContactPlan:
        """The same plan with another number for each node.

        Args:
            offset: added to every number. ION numbers nodes from 1, networks of this package from 0.

        Returns:
            The plan.

        Raises:
            InputError: an offset that is not whole, or a number below 0 or from 2^62 on.

        Source:
            None: a definition.
        """
        if not is_whole(offset):
            raise InputError(f"{offset!r:.40} is not added to numbers of nodes; give a whole number", given=offset)
        for number in self.nodes[[0, -1]].tolist() if self.nodes.size else []:
            if not 0 <= number + int(offset) < MOST_NODE:
                raise InputError(f"node {number} would become {number + int(offset)}; numbers start at 0, below 2^62")
        contacts, ranges = (
            table.assign(**{name: table[name] + offset for name in _PAIR}) for table in (self.contacts, self.ranges)
        )
        names = {number + offset: name for number, name in self.names.items()}
        return ContactPlan(contacts, ranges, self.owlt, self.nodes + offset, names)


def node_number(given: object) -> int:
    """The number of a node.

    Args:
        given: a whole number of Python or numpy.

    Returns:
        The number.

    Raises:
        InputError: not whole, negative, or from 2^62 on.

    Source:
        None: a check.
    """
    if not is_whole(given) or not 0 <= given < MOST_NODE:  # type: ignore[operator]  # it is whole
        raise InputError(f"node {given!r:.40}: numbers of nodes are whole, 0 to 2^62", given=given)
    return int(given)  # type: ignore[call-overload]


def is_whole(given: object) -> bool:
    """Whether something is a whole number of Python or numpy.

    Args:
        given: anything.

    Returns:
        False for truth values.

    Raises:
        Nothing of its own.

    Source:
        None: a check.
    """
    return isinstance(given, int | np.integer) and not isinstance(given, bool)


def contact_plan(
    contacts: pd.DataFrame,
    ranges: pd.DataFrame | None = None,
    *,
    default_owlt_s: float | None = None,
    overlaps: Overlaps = "refuse",
    nodes: Iterable[int] = (),
    names: Mapping[int, str] | None = None,
) -> ContactPlan:
    """A plan from tables, checked.

    A contact's light time is the greatest range that is declared for its pair, in its direction, at any time of it:
    what is forwarded on it is then never expected too early. (ION takes the first such range.)

    Args:
        contacts: columns of `CONTACTS`, in any order; `confidence` may be left out and is 1 then.
        ranges: columns of `RANGES`; a range speaks for one direction. Ranges of a pair may overlap.
        default_owlt_s: light time of contacts without a range; None refuses such contacts.
        overlaps: what happens where two contacts of one pair overlap: 'refuse' does, 'merge' joins contacts that
            overlap or touch where rate and confidence are equal, and refuses the others.
        nodes: numbers of further nodes, which have no contact.
        names: what nodes are called, by number.

    Returns:
        The plan.

    Raises:
        SchemaError: a column is missing or of another type.
        InputError: an end that is not after its start, a rate outside 1e-6 to 1e18 bit/s, a confidence that is not in
            0..1, a contact from a node to itself, no number of a node, an overlap, a contact without a range.

    Source:
        CCSDS 734.3-B-1, sections 1.4 and 2.3.1 (contacts, range intervals; contacts of one link do not overlap).
    """
    if "confidence" not in contacts.columns:
        contacts = contacts.assign(confidence=1.0)
    table = CONTACTS.check(contacts).sort_values([*_PAIR, "start"], ignore_index=True)
    distances = RANGES.empty() if ranges is None else RANGES.check(ranges)
    distances = distances.sort_values([*_PAIR, "start"], ignore_index=True)
    _check_rows(table, "contact")
    _check_rows(distances, "range")
    _check_values(table, distances, default_owlt_s)
    table = _without_overlaps(table, overlaps)
    known = [np.asarray(part[name], np.int64) for part in (table, distances) for name in _PAIR]
    known += [np.array([node_number(number) for number in more], np.int64) for more in (nodes, names or {})]
    numbers = np.unique(np.concatenate(known))
    return ContactPlan(table, distances, _light_times(table, distances, default_owlt_s), numbers, dict(names or {}))


def _check_rows(table: pd.DataFrame, what: str) -> None:
    """Both ends there, in time and in space."""
    for wrong, said in (
        (table["from_node"] == table["to_node"], "joins a node to itself; give two nodes"),
        ((table["from_node"] < 0) | (table["to_node"] < 0), "has a negative node number; numbers start at 0"),
        (table["end"] <= table["start"], "does not end after its start"),
    ):
        if bool(wrong.any()):
            row = int(np.flatnonzero(wrong)[0])
            raise InputError(f"{what} {row_text(table, row)} {said}", given=table.iloc[row].to_dict())


def _check_values(contacts: pd.DataFrame, ranges: pd.DataFrame, default_owlt_s: float | None) -> None:
    rate, sure = contacts["rate_bps"].to_numpy(), contacts["confidence"].to_numpy()
    light = ranges["owlt_s"].to_numpy()
    for table, what, wrong, said in (
        (
            contacts,
            "contact",
            ~((rate >= LEAST_RATE) & (rate <= MOST_RATE)),
            "has a rate that is not positive, or outside 1e-6 to 1e18 bit/s",
        ),
        (contacts, "contact", ~((sure > 0.0) & (sure <= 1.0)), "has a confidence that is not above 0 and at most 1"),
        (ranges, "range", ~((light >= 0.0) & (light <= LONGEST_LIGHT_TIME)), "has a light time outside 0 to 1e8 s"),
    ):
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            raise InputError(f"{what} {row_text(table, row)} {said}", given=table.iloc[row].to_dict())
    if default_owlt_s is not None:
        _LIGHT_TIME.single(default_owlt_s)


def row_text(table: pd.DataFrame, row: int) -> str:
    """A contact or range as messages show it.

    Args:
        table: `CONTACTS` or `RANGES`.
        row: of the table.

    Returns:
        For example '3 -> 4 from 2026-01-01T00:00:00 to 2026-01-01T00:10:00'.

    Raises:
        Nothing of its own.

    Source:
        None: a text.
    """
    start, end = (np.datetime64(table[name].iloc[row], "ms") for name in ("start", "end"))
    return f"{table['from_node'].iloc[row]} -> {table['to_node'].iloc[row]} from {start} to {end}"


def overlapping_row(table: pd.DataFrame) -> int | None:
    """The first contact that begins before the one before it, of the same pair, ends.

    Args:
        table: contacts by sender, receiver and start.

    Returns:
        Its row, or None.

    Raises:
        Nothing of its own.

    Source:
        CCSDS 734.3-B-1, section 2.3.1.
    """
    same, gap = _neighbouring(table)
    found = np.flatnonzero(same & (gap < 0))
    return int(found[0]) + 1 if found.size else None


def _neighbouring(table: pd.DataFrame) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Per contact but the first: same pair as the one before, and time since that one's end in ns."""
    pair = table[_PAIR].to_numpy()
    start, end = (table[name].to_numpy("datetime64[ns]").astype(np.int64) for name in ("start", "end"))
    return np.all(pair[1:] == pair[:-1], axis=1), start[1:] - end[:-1]


def _without_overlaps(table: pd.DataFrame, overlaps: Overlaps) -> pd.DataFrame:
    if overlaps not in ("refuse", "merge"):
        raise InputError(f"overlaps '{overlaps}' is not known; take refuse or merge", given=overlaps)
    if overlaps == "merge":
        table = _merged(table)
    row = overlapping_row(table)
    if row is not None:
        hint = "rates or confidences differ" if overlaps == "merge" else "mend the plan, or take overlaps='merge'"
        raise InputError(
            f"contact {row_text(table, row)} begins before {row_text(table, row - 1)} ends; {hint}", given=row
        )
    return table


def _merged(table: pd.DataFrame) -> pd.DataFrame:
    """Contacts of one pair that overlap or touch, with equal rate and confidence, as one."""
    if len(table) < 2:
        return table
    pair = table[[*_PAIR, "rate_bps", "confidence"]].to_numpy()
    start, end = (table[name].to_numpy("datetime64[ns]").astype(np.int64) for name in ("start", "end"))
    alike = np.append(False, np.all(pair[1:] == pair[:-1], axis=1))
    group, until = np.zeros(len(table), np.int64), end.copy()
    for row in range(1, len(table)):
        joined = bool(alike[row]) and start[row] <= until[row - 1]
        group[row] = group[row - 1] + (0 if joined else 1)
        until[row] = max(end[row], until[row - 1]) if joined else end[row]
    heads, tails = np.flatnonzero(np.diff(group, prepend=-1)), np.flatnonzero(np.diff(group, append=-1))
    merged = table.iloc[heads].assign(end=until[tails].astype("datetime64[ns]"))
    return CONTACTS.check(merged)


def with_range(contacts: pd.DataFrame, ranges: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether a range is declared for each contact's pair at some time of it.

    Args:
        contacts: table `CONTACTS`.
        ranges: table `RANGES`.

    Returns:
        Shape `(contact,)`.

    Raises:
        Nothing of its own.

    Source:
        None: a look-up.
    """
    return _declared(contacts, ranges) >= 0.0


def _light_times(contacts: pd.DataFrame, ranges: pd.DataFrame, default: float | None) -> NDArray[np.float64]:
    out = _declared(contacts, ranges)
    missing = out < 0.0
    if default is None and missing.any():
        row = int(np.argmax(missing))
        raise InputError(
            f"contact {row_text(contacts, row)} has no range; declare one, or give a light time for such contacts "
            "(default_owlt_s)",
            given=row,
        )
    return out if default is None else np.where(missing, default, out)


def _declared(contacts: pd.DataFrame, ranges: pd.DataFrame) -> NDArray[np.float64]:
    """Greatest light time that is declared during each contact, -1 where none is."""
    out = np.full(len(contacts), -1.0)
    ends = [table[_PAIR].to_numpy() for table in (contacts, ranges)]
    nodes = np.unique(np.concatenate(ends))
    pair, declared = (np.searchsorted(nodes, end) @ [nodes.size, 1] for end in ends)
    low, high = np.searchsorted(declared, pair, side="left"), np.searchsorted(declared, pair, side="right")
    start, end = (contacts[name].to_numpy() for name in ("start", "end"))
    first, last, light = (ranges[name].to_numpy() for name in ("start", "end", "owlt_s"))
    for row in np.flatnonzero(high > low).tolist():
        own = slice(low[row], high[row])
        during = (first[own] < end[row]) & (last[own] > start[row])
        if during.any():
            out[row] = light[own][during].max()
    return out
