"""Orbit mean elements as "keyword = value" messages, one or several in a file."""

from __future__ import annotations

from huxing.core.errors import FormatError, InputError
from huxing.core.time import Times
from huxing.orbit.element_sets import ElementSets
from huxing.orbit.formats.epochs import epoch_texts
from huxing.orbit.formats.kvn import KvnLine, kvn_lines, unknown_keyword, without_unit
from huxing.orbit.formats.omm_fields import (
    COVARIANCE,
    KEYWORDS,
    PUBLISHED,
    UNITS,
    ElementSetBuilder,
    message_texts,
    require_message,
)

VERSIONS = ("2.0", "3.0")
ORIGINATOR = "HUXING"
_MOST_ASSIGNMENTS = 1_000
_TEXT = frozenset(("OBJECT_NAME", "OBJECT_ID", "ORIGINATOR", "CLASSIFICATION", "MESSAGE_ID"))
_UNIT_BY_DOTS = {0: "km**2", 1: "km**2/s", 2: "km**2/s**2"}
COVARIANCE_UNITS = {name: _UNIT_BY_DOTS[name.count("DOT")] for name in COVARIANCE}


def read_kvn(content: bytes, source: str) -> ElementSets:
    """Read messages one after another, each beginning with CCSDS_OMM_VERS.

    Covariance, spacecraft parameters and USER_DEFINED_ keywords are accepted and passed over.

    Args:
        content: the file.
        source: name used in messages.

    Returns:
        The element sets.

    Raises:
        FormatError: not this notation, a keyword unknown, twice, missing or out of range, another theory than SGP4.
        TooLargeError: too many lines.

    Source:
        CCSDS 502.0-B-3, sections 4 and 7.
    """
    builder = ElementSetBuilder(source)
    message: dict[str, str] = {}
    begun = taken = 0
    for line in kvn_lines(content, source):
        if line.keyword == "CCSDS_OMM_VERS":
            if begun:
                _finish(builder, message, source, begun)
            message, begun, taken = {}, line.number, 0
            _require_version(line, source)
        elif not begun:
            raise FormatError("the first keyword is not CCSDS_OMM_VERS", source=source, line=line.number)
        else:
            taken += 1
            if taken > _MOST_ASSIGNMENTS:
                raise FormatError(f"a message of more than {_MOST_ASSIGNMENTS} assignments", source=source, line=begun)
            _take(message, line, source)
    if not begun:
        raise FormatError("there is no CCSDS_OMM_VERS; this is not an OMM", source=source)
    _finish(builder, message, source, begun)
    return builder.finish()


def _finish(builder: ElementSetBuilder, message: dict[str, str], source: str, begun: int) -> None:
    require_message(message, source, begun)
    builder.add(message, begun)


def _require_version(line: KvnLine, source: str) -> None:
    if line.value not in VERSIONS:
        raise FormatError(
            f"CCSDS_OMM_VERS = {line.value}; accepted are {' and '.join(VERSIONS)}", source=source, line=line.number
        )


def _take(message: dict[str, str], line: KvnLine, source: str) -> None:
    keyword = line.keyword
    if line.value is None or not keyword:
        raise FormatError(
            f"'{(keyword or 'a row of data')[:64]}' where KEYWORD = value is accepted", source=source, line=line.number
        )
    if keyword.startswith("USER_DEFINED_"):
        return
    if keyword not in KEYWORDS:
        raise unknown_keyword(keyword, KEYWORDS, source, line.number)
    if keyword in message:
        raise FormatError(f"{keyword} stands twice in one message", source=source, line=line.number)
    unit = UNITS.get(keyword) or COVARIANCE_UNITS.get(keyword, "")
    message[keyword] = line.value if keyword in _TEXT else without_unit(line, unit, source)


def write_kvn(sets: ElementSets, created: Times) -> bytes:
    """Write one message per element set.

    Args:
        sets: element sets.
        created: creation date that the messages carry, UTC.

    Returns:
        ASCII text.

    Raises:
        InputError: a name that is not ASCII.

    Source:
        CCSDS 502.0-B-3, section 4 and figure G-7.
    """
    texts = message_texts(sets)
    header = f"CCSDS_OMM_VERS = 3.0\nCREATION_DATE = {epoch_texts(created.reshape(1))[0]}\nORIGINATOR = {ORIGINATOR}\n"
    template = (
        header + "\nOBJECT_NAME = %s\nOBJECT_ID = %s\nCENTER_NAME = EARTH\nREF_FRAME = TEME\nTIME_SYSTEM = UTC\n"
        "MEAN_ELEMENT_THEORY = SGP4\n\n" + "".join(f"{keyword} = %s\n" for keyword in PUBLISHED[2:])
    )
    for keyword in ("OBJECT_NAME", "OBJECT_ID"):
        texts[keyword] = [text or "UNKNOWN" for text in texts[keyword]]
    messages = [template % row for row in zip(*(texts[keyword] for keyword in PUBLISHED), strict=True)]
    try:
        return "\n".join(messages).encode("ascii")
    except UnicodeEncodeError as error:
        raise InputError(
            f"KVN holds ASCII only, but a name has {error.object[error.start : error.end]!r}; write omm-xml or omm-json"
        ) from error
