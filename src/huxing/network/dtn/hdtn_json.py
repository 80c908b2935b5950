"""Contact plans in the JSON that HDTN's router takes: reading and writing."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from huxing.core.errors import FormatError, HuxingError, InputError
from huxing.core.files import read_bounded, write_text
from huxing.core.time import EARLIEST, LATEST, one_time
from huxing.network.dtn.ion_writing import SECOND, whole_seconds
from huxing.network.dtn.plan import (
    CONTACTS,
    LEAST_RATE,
    LONGEST_LIGHT_TIME,
    MOST_RATE,
    RANGES,
    ContactPlan,
    contact_plan,
    overlapping_row,
)

LIMIT_BYTES = 64_000_000
_MEGABIT = 1e6
_NEEDED = ("source", "dest", "startTime", "endTime")
_KNOWN = frozenset((*_NEEDED, "contact", "finalDestination", "rateBitsPerSec", "rate", "owlt"))
_BLANK = re.compile(r"[\s,]*")


def read_hdtn_plan(path: str | Path, *, reference: object, default_owlt_s: float | None = None) -> ContactPlan:
    """Read a contact plan of HDTN.

    Args:
        path: the file; gzip is recognised.
        reference: UTC from which its seconds count: the start of HDTN, or 1970-01-01 where it uses Unix time.
        default_owlt_s: light time of contacts without `owlt`; None refuses them.

    Returns:
        The plan. `finalDestination`, of old files, is passed over.

    Raises:
        MissingDataError: the file cannot be read.
        TooLargeError: more than 64 MB.
        FormatError: with file and line: no JSON, no list of contacts, a key that is missing or not known, a value that
            is not a number or out of range, an end that is not after the start, overlapping contacts.

    Source:
        nasa/HDTN, module/router (rateBitsPerSec, and before it rate in Mbit/s); keys of its contactPlans.
    """
    content = read_bounded(path, limit_bytes=LIMIT_BYTES)
    return parse_hdtn_plan(content, source=path, reference=reference, default_owlt_s=default_owlt_s)


def parse_hdtn_plan(
    content: bytes, *, reference: object, source: str | Path = "<data>", default_owlt_s: float | None = None
) -> ContactPlan:
    """As `read_hdtn_plan`, from bytes.

    Args:
        content: UTF-8 text.
        reference, default_owlt_s: as `read_hdtn_plan`.
        source: name for messages.

    Returns:
        The plan.

    Raises:
        FormatError: as `read_hdtn_plan`.
        InputError: a reference before 1957 or after 2199.

    Source:
        As `read_hdtn_plan`.
    """
    text, items = _document(content, source)
    lines = _lines(text, items)
    origin = one_time(reference)
    if not EARLIEST <= origin < LATEST:
        raise InputError(f"reference {origin} is outside {EARLIEST:.4}-{LATEST:.4}", given=reference)
    rows = [_row(item, source, line, origin) for item, line in zip(items, lines, strict=True)]
    order = sorted(range(len(rows)), key=lambda i: rows[i][:3])
    table = pd.DataFrame([(*rows[i][:5], 1.0) for i in order], columns=[c.name for c in CONTACTS.columns])
    bad = overlapping_row(table) if rows else None
    if bad is not None:
        raise FormatError("this contact overlaps another one of its pair", source=source, line=lines[order[bad]])
    far = [(*row[:4], row[5]) for row in rows if row[5] is not None]
    ranges = pd.DataFrame(far, columns=[c.name for c in RANGES.columns])
    try:
        return contact_plan(
            table if rows else CONTACTS.empty(), ranges if far else RANGES.empty(), default_owlt_s=default_owlt_s
        )
    except HuxingError as error:
        raise FormatError(str(error), source=source) from error


def _document(content: bytes, source: str | Path) -> tuple[str, list[Any]]:
    try:
        text = content.decode("utf-8-sig")
        value = json.loads(text)
    except UnicodeDecodeError as error:
        raise FormatError("this is not UTF-8 text", source=source) from error
    except json.JSONDecodeError as error:
        raise FormatError(f"no JSON: {error.msg}", source=source, line=error.lineno) from error
    except (RecursionError, ValueError) as error:
        raise FormatError("no contact plan: nested too deep, or a number too long", source=source) from error
    items = value.get("contacts") if isinstance(value, dict) else None
    if not isinstance(items, list):
        raise FormatError('a plan of HDTN is an object with a list "contacts"', source=source, line=1)
    return text, items


def _lines(text: str, items: list[Any]) -> list[int | None]:
    """The line of each contact; None where it cannot be told."""
    found: list[int | None] = []
    match = re.search(r'"contacts"\s*:\s*\[', text)
    place, line, counted = (match.end() if match else 0), 1, 0
    decoder = json.JSONDecoder()
    try:
        for item in items:
            place = _BLANK.match(text, place).end()  # type: ignore[union-attr]
            line += text.count("\n", counted, place)
            counted = place
            value, place = decoder.raw_decode(text, place)
            if value != item:
                raise ValueError
            found.append(line)
    except (ValueError, RecursionError):
        return [None] * len(items)
    return found


def _row(item: Any, source: str | Path, line: int | None, origin: np.datetime64) -> tuple[Any, ...]:
    if not isinstance(item, dict):
        raise FormatError("a contact is an object", source=source, line=line)
    unknown, missing = sorted(set(item) - _KNOWN), [key for key in _NEEDED if key not in item]
    if unknown or missing or not {"rateBitsPerSec", "rate"} & set(item):
        said = f"unknown keys {unknown}, " if unknown else ""
        raise FormatError(
            f"a contact with {said}missing keys {missing or 'none'}; it has {', '.join(_NEEDED)}, rateBitsPerSec, owlt",
            source=source,
            line=line,
        )
    latest = float((LATEST - origin) / np.timedelta64(1, "s"))
    sender, receiver = (int(_number(item, key, source, line, 0, 2**62, whole=True)) for key in ("source", "dest"))
    start, end = (_number(item, key, source, line, 0, latest) for key in ("startTime", "endTime"))
    key, factor = ("rateBitsPerSec", 1.0) if "rateBitsPerSec" in item else ("rate", _MEGABIT)
    rate = factor * _number(item, key, source, line, 0, MOST_RATE / factor)
    light = _number(item, "owlt", source, line, 0, LONGEST_LIGHT_TIME) if "owlt" in item else None
    for wrong, said in (
        (sender == receiver, f"a contact from node {sender} to itself"),
        (end <= start, f"a contact that ends at {end:g} s, not after its start {start:g} s"),
        (rate < LEAST_RATE, f"a contact without a rate; rates are {LEAST_RATE:g} bit/s or more"),
    ):
        if wrong:
            raise FormatError(said, source=source, line=line)
    begin, stop = (origin + np.timedelta64(round(seconds * SECOND), "ns") for seconds in (start, end))
    return sender, receiver, begin, stop, rate, light


def _number(
    item: dict[str, Any],
    key: str,
    source: str | Path,
    line: int | None,
    low: float,
    high: float,
    *,
    whole: bool = False,
) -> float:
    value = item[key]
    kinds = (int,) if whole else (int, float)
    if isinstance(value, bool) or not isinstance(value, kinds) or not low <= value <= high:
        kind = "a whole number" if whole else "a number"
        raise FormatError(
            f"{key} is {str(value)[:40]}; accepted is {kind} of {low:g} to {high:g}", source=source, line=line
        )
    return value


def hdtn_plan_text(plan: ContactPlan, *, reference: object, exact: bool = False) -> str:
    """A plan as HDTN reads it.

    HDTN counts in whole seconds and bits per second: contacts begin at the next whole second and end at the last one,
    rates are rounded down, light times to the nearest second. Contacts that then last no second or carry no bit per
    second are left out.

    Args:
        plan: any.
        reference: UTC from which seconds count.
        exact: keep decimals of seconds, which HDTN does not read; this package does. Numbers of JSON have 53 bits:
            seconds counted from 1970 are kept to 0.3 us.

    Returns:
        JSON text.

    Raises:
        InputError: a contact before the reference, or one of a confidence below 1, which HDTN does not know.

    Source:
        nasa/HDTN, module/router.
    """
    table, origin = plan.contacts, one_time(reference)
    start, end = ((table[n].to_numpy("datetime64[ns]") - origin).astype(np.int64) for n in ("start", "end"))
    rate, light = table["rate_bps"].to_numpy(), plan.owlt
    if start.size and start.min() < 0:
        raise InputError(f"the plan begins before the reference {origin}; take an earlier one", given=reference)
    if (table["confidence"] < 1.0).any():
        raise InputError("HDTN knows no confidence; leave out contacts that are not certain")
    if not exact:
        start, end = -whole_seconds(-start), whole_seconds(end)
        rate, light = np.floor(rate), np.floor(light + 0.5)
    kept = np.flatnonzero((end > start) & (rate > 0.0))
    columns = [table["from_node"].to_numpy(), table["to_node"].to_numpy(), start / SECOND, end / SECOND, rate, light]
    names = ("source", "dest", "startTime", "endTime", "rateBitsPerSec", "owlt")
    contacts = [
        {"contact": i, **{name: _plain(c[row]) for name, c in zip(names, columns, strict=True)}}
        for i, row in enumerate(kept.tolist())
    ]
    return json.dumps({"contacts": contacts}, indent=1) + "\n"


def write_hdtn_plan(plan: ContactPlan, path: str | Path, *, reference: object, exact: bool = False) -> None:
    """Write a plan as HDTN reads it, atomically.

    Args:
        plan, reference, exact: as `hdtn_plan_text`.
        path: the file.

    Raises:
        InputError: as `hdtn_plan_text`.
        OSError: the folder cannot be written.

    Source:
        As `hdtn_plan_text`.
    """
    write_text(path, hdtn_plan_text(plan, reference=reference, exact=exact))


def _plain(value: float | np.generic) -> int | float:
    number = float(value)
    return int(number) if number.is_integer() else number
