"""Orbit mean elements as JSON and CSV, in the flavour of the public GP services."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator

from huxing.core.errors import FormatError, HuxingError, InputError
from huxing.orbit.element_sets import ElementSets
from huxing.orbit.formats.omm_fields import KEYWORDS, PUBLISHED, TEXTS, ElementSetBuilder, message_texts
from huxing.orbit.formats.text_lines import UTF8_MARK, text_lines

_LONGEST_OBJECT = 1 << 16
_LONGEST_ROW = 1 << 14
_MOST_COLUMNS = 200
_BLANKS = re.compile(rb"[ \t\r\n]*")


def _object_from_pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        twice, _ = Counter(key for key, _ in pairs).most_common(1)[0]
        raise InputError(f"key '{twice[:64]}' stands twice in one object")
    return made


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object_from_pairs, parse_float=str, parse_int=str, parse_constant=str, strict=True
)


def read_json(content: bytes, source: str) -> ElementSets:
    """Read an array of objects (or one object) with OMM keywords; numbers may be numbers or strings.

    Objects are decoded one at a time, so that memory stays bounded and the first bad one ends the work.

    Args:
        content: the file.
        source: name used in messages.

    Returns:
        The element sets; unknown keys are passed over, as the services add keys of their own.

    Raises:
        FormatError: not JSON, a key twice, a keyword missing or out of range.

    Source:
        RFC 8259; CCSDS 502.0-B-3, table 4-3 (keywords).
    """
    builder = ElementSetBuilder(source)
    for line, found in _json_objects(content, source):
        message: dict[str, str] = {}
        for key, value in found.items():
            if key in KEYWORDS and value is not None:
                if not isinstance(value, str):
                    raise FormatError(f"{key} is neither text nor a number", source=source, line=line)
                message[key] = value
        builder.add(message, line)
    return builder.finish()


def _json_objects(content: bytes, source: str) -> Iterator[tuple[int, dict[str, object]]]:
    at = _after_blanks(content, len(UTF8_MARK) if content.startswith(UTF8_MARK) else 0)
    many = content[at : at + 1] == b"["
    at, counted, line = _after_blanks(content, at + many), 0, 1
    first = True
    while not (many and first and content[at : at + 1] == b"]"):
        line, counted = line + content.count(b"\n", counted, at), at
        found, at = _json_object(content, at, source, line)
        yield line, found
        first = False
        at = _after_blanks(content, at)
        if not many or content[at : at + 1] != b",":
            break
        at = _after_blanks(content, at + 1)
    rest = at + 1 if many and content[at : at + 1] == b"]" else at
    if (many and rest == at) or _after_blanks(content, rest) != len(content):
        raise FormatError(
            f"found {content[at : at + 12]!r} where ',' or the end of the array is accepted",
            source=source,
            line=line + content.count(b"\n", counted, at),
        )


def _after_blanks(content: bytes, at: int) -> int:
    match = _BLANKS.match(content, at)
    return match.end() if match else at


def _json_object(content: bytes, at: int, source: str, line: int) -> tuple[dict[str, object], int]:
    if content[at : at + 1] != b"{":
        raise FormatError(
            f"found {content[at : at + 12]!r} where an object {{...}} is accepted", source=source, line=line
        )
    try:
        near = content.find(b"}", at, at + _LONGEST_OBJECT) + 1
        try:
            return _decoded_object(content, at, near)
        except ValueError as error:
            if isinstance(error, InputError):
                raise
            return _decoded_object(content, at, at + _LONGEST_OBJECT)
    except HuxingError as error:
        raise FormatError(str(error), source=source, line=line) from error
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else type(error).__name__
        raise FormatError(
            f"an object that is not JSON, too deep, or longer than {_LONGEST_OBJECT} bytes ({reason})",
            source=source,
            line=line,
        ) from error


def _decoded_object(content: bytes, start: int, stop: int) -> tuple[dict[str, object], int]:
    """Decode the object at `start`; only bytes up to `stop` are looked at. Returns it and where it ends."""
    text = codecs.getincrementaldecoder("utf-8")().decode(content[start:stop])
    found, length = _DECODER.raw_decode(text)
    return found, start + (length if text.isascii() else len(text[:length].encode()))


def write_json(sets: ElementSets) -> bytes:
    """Write an array of objects, one a line, with the keys of the public GP service in its order.

    Args:
        sets: element sets.

    Returns:
        UTF-8 JSON.

    Raises:
        Nothing of its own.

    Source:
        RFC 8259; CCSDS 502.0-B-3, table 4-3.
    """
    texts = message_texts(sets)
    for keyword in TEXTS:
        texts[keyword] = [json.dumps(text, ensure_ascii=False) for text in texts[keyword]]
    template = "{" + ",".join(f'"{keyword}":%s' for keyword in PUBLISHED) + "}"
    rows = [template % row for row in zip(*(texts[keyword] for keyword in PUBLISHED), strict=True)]
    return ("[" + ",\n".join(rows) + "]\n").encode()


def read_csv(content: bytes, source: str) -> ElementSets:
    """Read rows under a header of OMM keywords.

    Args:
        content: the file.
        source: name used in messages.

    Returns:
        The element sets; columns with unknown names are passed over.

    Raises:
        FormatError: a column twice, a row with another number of fields, a keyword missing or out of range.
        TooLargeError: too many lines.

    Source:
        RFC 4180; CCSDS 502.0-B-3, table 4-3 (keywords).
    """
    lines = (line + "\n" for _, line in text_lines(content, source, longest=_LONGEST_ROW))
    rows = csv.reader(lines, strict=True)
    builder = ElementSetBuilder(source)
    header: list[str] | None = None
    try:
        for row in rows:
            if len(row) <= 1 and not "".join(row).strip():
                continue
            if header is None:
                header = _csv_header(row, source, rows.line_num)
                continue
            if len(row) != len(header):
                raise FormatError(
                    f"{len(row)} fields under a header of {len(header)}", source=source, line=rows.line_num
                )
            message = {key: cell.strip() for key, cell in zip(header, row, strict=True) if key in KEYWORDS}
            builder.add(message, rows.line_num)
    except csv.Error as error:
        raise FormatError(f"not CSV ({error})", source=source, line=rows.line_num) from error
    return builder.finish()


def _csv_header(row: list[str], source: str, line: int) -> list[str]:
    header = [cell.strip() for cell in row]
    if len(header) > _MOST_COLUMNS:
        raise FormatError(f"{len(header)} columns; at most {_MOST_COLUMNS} are accepted", source=source, line=line)
    twice = [name for name in header if name in KEYWORDS and header.count(name) > 1]
    if twice:
        raise FormatError(f"column {twice[0]} stands twice in the header", source=source, line=line)
    return header


def write_csv(sets: ElementSets) -> bytes:
    """Write a header of keywords and one row per element set, as the public GP service does.

    Args:
        sets: element sets.

    Returns:
        UTF-8 CSV, lines ended by CR LF.

    Raises:
        Nothing of its own.

    Source:
        RFC 4180; CCSDS 502.0-B-3, table 4-3.
    """
    texts = message_texts(sets)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(PUBLISHED)
    writer.writerows(zip(*(texts[keyword] for keyword in PUBLISHED), strict=True))
    return stream.getvalue().encode()
