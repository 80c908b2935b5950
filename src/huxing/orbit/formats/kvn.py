"""Lines of CCSDS "keyword = value" notation."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from huxing.core.errors import FormatError
from huxing.orbit.formats.text_lines import text_lines

LONGEST_LINE = 254
"""CCSDS 502.0-B-3, section 7.3.2."""
_KEYWORD = re.compile(r"[A-Z][A-Z0-9_]*")
_UNIT = re.compile(r"(?P<value>[^\[\]]*?)[ \t]+\[(?P<unit>[^\[\]]*)\]")


class KvnLine(NamedTuple):
    """One line; `keyword` is '' for a row of data, `value` is None for a keyword that stands alone."""

    number: int
    keyword: str
    value: str | None


def kvn_lines(content: bytes, source: str) -> Iterator[KvnLine]:
    """Give the lines that carry something; blank lines and comments are left out.

    Args:
        content: the file.
        source: name used in messages.

    Yields:
        Assignments, keywords alone on a line (META_START), and rows of data.

    Raises:
        FormatError: a line over 254 bytes, not UTF-8, with control characters, or with a malformed keyword.
        TooLargeError: too many lines.

    Source:
        CCSDS 502.0-B-3, sections 7.3, 7.4 and 7.8.
    """
    for number, line in text_lines(content, source, longest=LONGEST_LINE):
        text = line.strip(" \t")
        if not text or text == "COMMENT" or text.startswith(("COMMENT ", "COMMENT\t")):
            continue
        if not text.isprintable() and not text.replace("\t", " ").isprintable():
            raise FormatError("control characters in the line", source=source, line=number)
        yield _kvn_line(number, text, source)


def _kvn_line(number: int, text: str, source: str) -> KvnLine:
    keyword, equals, value = text.partition("=")
    if not equals:
        return KvnLine(number, text, None) if _KEYWORD.fullmatch(text) else KvnLine(number, "", text)
    keyword = keyword.rstrip(" \t")
    if not _KEYWORD.fullmatch(keyword):
        raise FormatError(
            f"'{keyword[:60]}' is not a keyword; accepted are capital letters, digits and underscores",
            source=source,
            line=number,
        )
    return KvnLine(number, keyword, value.strip(" \t"))


def without_unit(line: KvnLine, unit: str, source: str) -> str:
    """Take `[unit]` off a value, after checking it.

    Args:
        line: an assignment.
        unit: the unit of the standard's table, '' where it has none.
        source: name used in messages.

    Returns:
        The value alone.

    Raises:
        FormatError: another unit than the table's.

    Source:
        CCSDS 502.0-B-3, section 7.7.1.
    """
    value = line.value or ""
    match = _UNIT.fullmatch(value)
    if match is None:
        return value
    if not unit or match["unit"].strip().lower() != unit.lower():
        raise FormatError(
            f"{line.keyword} has the unit [{match['unit']}]; accepted is {f'[{unit}]' if unit else 'none'}",
            source=source,
            line=line.number,
        )
    return match["value"]


def unknown_keyword(keyword: str, accepted: Iterable[str], source: str, line: int | None) -> FormatError:
    """The error for a keyword that a message does not have, with the nearest that it has.

    Args:
        keyword: as found.
        accepted: the keywords of this place.
        source: name used in messages.
        line: line number.

    Returns:
        The error, to be raised.

    Raises:
        Nothing of its own.

    Source:
        None: a message.
    """
    names = sorted(accepted)
    near = difflib.get_close_matches(keyword[:64], names, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"accepted are {', '.join(names[:30])}"
    return FormatError(f"unknown keyword '{keyword[:64]}' here; {hint}", source=source, line=line)
