"""Files of element sets, ephemerides and tracks: read by content, written by format."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from huxing.core.errors import FormatError, InputError
from huxing.core.files import atomic_write, gzip_bytes, read_bounded, unpack_bounded
from huxing.core.time import Times, as_times
from huxing.orbit.element_sets import ElementSets
from huxing.orbit.formats.czml import czml_bytes
from huxing.orbit.formats.oem import EphemerisSegment
from huxing.orbit.formats.oem_kvn import read_oem_kvn, write_oem_kvn
from huxing.orbit.formats.oem_xml import read_oem_xml, write_oem_xml
from huxing.orbit.formats.registry import element_format, element_formats
from huxing.orbit.formats.text_lines import UTF8_MARK

if TYPE_CHECKING:
    import xarray as xr

LIMIT_BYTES = 64_000_000
"""Bound on the unpacked content of a file."""
_HEAD = 4096
_BLANKS = re.compile(rb"[ \t\r\n]*")


def read_elements(path: str | Path) -> ElementSets:
    """Read element sets from a file of any known format, gzip accepted.

    Args:
        path: the file; its format is told from its content, not from its name.

    Returns:
        The element sets, in file order.

    Raises:
        MissingDataError: the file cannot be read.
        FormatError: an unknown format, or content that breaks its format, with file and line.
        TooLargeError: more than 64 MB of content, or more than a million lines.

    Source:
        docs/reference/formats.md.
    """
    return parse_elements(read_bounded(path, limit_bytes=LIMIT_BYTES), source=str(path))


def parse_elements(content: bytes, *, source: str = "<data>") -> ElementSets:
    """Read element sets from bytes of any known format, gzip accepted.

    Args:
        content: the bytes of a file.
        source: name used in messages.

    Returns:
        The element sets, in file order.

    Raises:
        FormatError: an unknown format, or content that breaks its format, with line.
        TooLargeError: more than 64 MB of content, or more than a million lines.

    Source:
        docs/reference/formats.md.
    """
    content = unpack_bounded(content, limit_bytes=LIMIT_BYTES, source=source)
    head = _head(content)
    if b"CCSDS_OEM_VERS" in head:
        raise FormatError("an ephemeris (OEM), not element sets; read it with read_oem", source=source)
    seen = []
    for _, format_found in element_formats():
        if format_found.recognises(head):
            return format_found.read(content, source)
        seen.append(format_found.description)
    raise FormatError(
        f"the content is of no known format (it begins {head[:24]!r}); accepted are {', '.join(seen)}, gzipped or not",
        source=source,
    )


def _head(content: bytes) -> bytes:
    """The first bytes after a byte order mark and blanks."""
    start = len(UTF8_MARK) if content.startswith(UTF8_MARK) else 0
    match = _BLANKS.match(content, start)
    start = match.end() if match else start
    return content[start : start + _HEAD]


def write_elements(sets: ElementSets, path: str | Path, *, format: str | None = None, created: object = None) -> None:
    """Write element sets, atomically; a name ending in `.gz` is gzipped.

    Args:
        sets: element sets.
        path: the file.
        format: a name of `format_names()`; None takes it from the file's name (.json, .csv, .xml, .kvn, .tle, .3le).
        created: creation date that KVN and XML carry, UTC; None is the present time.

    Raises:
        InputError: an unknown format, or a value that the format cannot hold.
        OSError: the folder cannot be written.

    Source:
        docs/reference/formats.md.
    """
    chosen = element_format(format or _format_of(path))
    if chosen.write is None:
        raise InputError(f"{chosen.description} can be read but not written; choose another format", given=format)
    _write(chosen.write(sets, _created(created)), path)


def _format_of(path: str | Path) -> str:
    file = Path(path)
    suffix = Path(file.stem).suffix if file.suffix == ".gz" else file.suffix
    known = {ending: name for name, found in element_formats() for ending in found.suffixes}
    if suffix.lower() not in known:
        raise InputError(
            f"the name '{file.name}' does not tell a format; give one, or end the name in {', '.join(sorted(known))}",
            given=str(path),
        )
    return known[suffix.lower()]


def _created(created: object) -> Times:
    return as_times(np.datetime64("now", "s") if created is None else created)


def _write(content: bytes, path: str | Path) -> None:
    with atomic_write(path) as temporary:
        temporary.write_bytes(gzip_bytes(content) if str(path).endswith(".gz") else content)


def read_oem(path: str | Path) -> tuple[EphemerisSegment, ...]:
    """Read an Orbit Ephemeris Message, KVN or XML, gzip accepted.

    Args:
        path: the file.

    Returns:
        Its segments.

    Raises:
        MissingDataError: the file cannot be read.
        FormatError: content that is no OEM or breaks its rules, with file and line.
        TooLargeError: more than 64 MB of content, or more than a million lines.

    Source:
        CCSDS 502.0-B-3, sections 5, 7 and 8.
    """
    return parse_oem(read_bounded(path, limit_bytes=LIMIT_BYTES), source=str(path))


def parse_oem(content: bytes, *, source: str = "<data>") -> tuple[EphemerisSegment, ...]:
    """Read an Orbit Ephemeris Message from bytes, KVN or XML, gzip accepted.

    Args:
        content: the bytes of a file.
        source: name used in messages.

    Returns:
        Its segments.

    Raises:
        FormatError: content that is no OEM or breaks its rules, with line.
        TooLargeError: more than 64 MB of content, or more than a million lines.

    Source:
        CCSDS 502.0-B-3, sections 5, 7 and 8.
    """
    content = unpack_bounded(content, limit_bytes=LIMIT_BYTES, source=source)
    reader = read_oem_xml if _head(content).startswith(b"<") else read_oem_kvn
    return reader(content, source)


def write_oem(
    segments: Sequence[EphemerisSegment], path: str | Path, *, format: str = "kvn", created: object = None
) -> None:
    """Write an Orbit Ephemeris Message, atomically; a name ending in `.gz` is gzipped.

    Args:
        segments: of one object, in order.
        path: the file.
        format: `kvn` or `xml`.
        created: creation date that the message carries, UTC; None is the present time.

    Raises:
        InputError: another format, several objects or time systems.
        OSError: the folder cannot be written.

    Source:
        CCSDS 502.0-B-3, sections 5, 7 and 8.
    """
    writers = {"kvn": write_oem_kvn, "xml": write_oem_xml}
    if format not in writers:
        raise InputError(f"unknown format '{format}'; accepted are kvn and xml", given=format)
    _write(writers[format](segments, _created(created)), path)


def write_czml(track: xr.Dataset, path: str | Path) -> None:
    """Write propagated positions as CZML, atomically; a name ending in `.gz` is gzipped.

    Args:
        track: variable `position` in m over `(time, satellite, axis)`, attribute `frame` ITRF or GCRF.
        path: the file.

    Raises:
        InputError: another frame (TEME) or other axes.
        TooLargeError: more than 20 million positions.
        OSError: the folder cannot be written.

    Source:
        CZML Guide (AnalyticalGraphicsInc/czml-writer wiki), version 1.0.
    """
    _write(czml_bytes(track), path)
