"""Orbit ephemerides in "keyword = value" notation."""

from __future__ import annotations

from collections.abc import Sequence

from huxing.core.errors import FormatError, InputError
from huxing.core.time import Times
from huxing.orbit.formats.kvn import KvnLine, kvn_lines, unknown_keyword
from huxing.orbit.formats.oem import EphemerisSegment, require_one_object
from huxing.orbit.formats.oem_fields import (
    HEADER,
    METADATA,
    VERSIONS,
    SegmentBuilder,
    covariance_texts,
    created_text,
    metadata_texts,
    require_header,
    state_texts,
)
from huxing.orbit.formats.omm_kvn import ORIGINATOR

_HEADER, _METADATA, _STATES, _COVARIANCE = "header", "metadata", "states", "covariance"


class _Reader:
    """One line after another; `_place` is the part of the message in which the next line stands."""

    def __init__(self, source: str) -> None:
        self.segments: list[EphemerisSegment] = []
        self._source = source
        self._place = ""
        self._header: dict[str, str] = {}
        self._segment = SegmentBuilder(source, 0)
        self._matrix: dict[str, str] = {}
        self._numbers: list[str] = []

    def take(self, line: KvnLine) -> None:
        """Take a line."""
        if not self._place:
            self._begin(line)
        elif self._place == _HEADER:
            self._take_header(line)
        elif self._place == _METADATA:
            self._take_metadata(line)
        elif self._place == _STATES:
            self._take_state(line)
        else:
            self._take_covariance(line)

    def finish(self) -> tuple[EphemerisSegment, ...]:
        """The segments, after the last line."""
        if self._place != _STATES:
            missing = {"": "CCSDS_OEM_VERS", _HEADER: "META_START", _METADATA: "META_STOP"}
            end = missing.get(self._place, "COVARIANCE_STOP")
            raise FormatError(f"the file ends before {end}", source=self._source)
        self.segments.append(self._segment.build())
        try:
            require_one_object(self.segments)
        except InputError as error:
            raise FormatError(str(error), source=self._source) from error
        return tuple(self.segments)

    def _error(self, line: KvnLine, message: str) -> FormatError:
        return FormatError(message, source=self._source, line=line.number)

    def _begin(self, line: KvnLine) -> None:
        if line.keyword != "CCSDS_OEM_VERS":
            raise self._error(line, "the first keyword is not CCSDS_OEM_VERS; this is not a whole OEM")
        if line.value not in VERSIONS:
            raise self._error(line, f"CCSDS_OEM_VERS = {line.value}; accepted are {', '.join(VERSIONS)}")
        self._place = _HEADER

    def _take_header(self, line: KvnLine) -> None:
        if line.keyword == "META_START" and line.value is None:
            require_header(self._header, self._source, line.number)
            self._open_segment(line)
        else:
            self._assign(self._header, HEADER, line)

    def _open_segment(self, line: KvnLine) -> None:
        self._segment = SegmentBuilder(self._source, line.number)
        self._place = _METADATA

    def _take_metadata(self, line: KvnLine) -> None:
        if line.keyword == "META_STOP" and line.value is None:
            self._place = _STATES
        else:
            self._assign(self._segment.metadata, METADATA, line)

    def _assign(self, values: dict[str, str], accepted: Sequence[str], line: KvnLine) -> None:
        if line.keyword not in accepted:
            raise unknown_keyword(line.keyword or "a row of data", accepted, self._source, line.number)
        if line.value is None:
            raise self._error(line, f"{line.keyword} has no value")
        if line.keyword in values:
            raise self._error(line, f"{line.keyword} stands twice")
        values[line.keyword] = line.value

    def _take_state(self, line: KvnLine) -> None:
        if line.keyword == "META_START" and line.value is None:
            self.segments.append(self._segment.build())
            self._open_segment(line)
        elif line.keyword == "COVARIANCE_START" and line.value is None:
            self._place, self._matrix, self._numbers = _COVARIANCE, {}, []
        elif line.keyword:
            raise unknown_keyword(line.keyword, ("META_START", "COVARIANCE_START"), self._source, line.number)
        else:
            epoch, *numbers = (line.value or "").split()
            self._segment.add_state(epoch, numbers, line.number)

    def _take_covariance(self, line: KvnLine) -> None:
        if line.keyword == "COVARIANCE_STOP" and line.value is None:
            self._close_matrix(line)
            self._place = _STATES
        elif line.keyword == "EPOCH" and line.value is not None:
            if self._matrix:
                self._close_matrix(line)
            self._matrix = {"EPOCH": line.value}
        elif line.keyword:
            self._assign(self._matrix, ("COV_REF_FRAME",), line)
        else:
            row = (line.value or "").split()
            if len(self._numbers) + len(row) > 21:
                raise self._error(line, "a covariance of more than 21 numbers")
            self._numbers += row

    def _close_matrix(self, line: KvnLine) -> None:
        if "EPOCH" not in self._matrix:
            raise self._error(line, "a covariance has no EPOCH")
        frame = self._matrix.get("COV_REF_FRAME", "")
        self._segment.add_covariance(self._matrix["EPOCH"], frame, self._numbers, line.number)
        self._matrix, self._numbers = {}, []


def read_oem_kvn(content: bytes, source: str) -> tuple[EphemerisSegment, ...]:
    """Read an ephemeris message.

    Args:
        content: the file.
        source: name used in messages.

    Returns:
        Its segments; covariances are kept.

    Raises:
        FormatError: not this notation, a keyword unknown, twice or missing, epochs that do not increase or are outside
            the span, a time system without instants.
        TooLargeError: too many lines.

    Source:
        CCSDS 502.0-B-3, sections 5 and 7.
    """
    reader = _Reader(source)
    for line in kvn_lines(content, source):
        reader.take(line)
    return reader.finish()


def write_oem_kvn(segments: Sequence[EphemerisSegment], created: Times) -> bytes:
    """Write an ephemeris message.

    Args:
        segments: of one object, in order.
        created: creation date that the message carries, UTC.

    Returns:
        ASCII text.

    Raises:
        InputError: several objects or time systems, or a name that is not ASCII.

    Source:
        CCSDS 502.0-B-3, section 5.
    """
    require_one_object(segments)
    lines = ["CCSDS_OEM_VERS = 3.0", f"CREATION_DATE = {created_text(created)}", f"ORIGINATOR = {ORIGINATOR}"]
    for segment in segments:
        metadata = [f"{keyword} = {text}" for keyword, text in metadata_texts(segment).items()]
        lines += ["", "META_START", *metadata, "META_STOP", ""]
        epochs, rows = state_texts(segment)
        lines += [" ".join((epoch, *row)) for epoch, row in zip(epochs, rows, strict=True)]
        lines += _covariance_lines(segment)
    try:
        return ("\n".join(lines) + "\n").encode("ascii")
    except UnicodeEncodeError as error:
        raise InputError("KVN holds ASCII only, but a name has other characters; write format='xml'") from error


def _covariance_lines(segment: EphemerisSegment) -> list[str]:
    if not segment.covariances:
        return []
    lines = ["", "COVARIANCE_START"]
    for covariance in segment.covariances:
        epoch, numbers = covariance_texts(covariance)
        lines.append(f"EPOCH = {epoch}")
        lines += [f"COV_REF_FRAME = {covariance.frame}"] if covariance.frame else []
        lines += [" ".join(numbers[k * (k + 1) // 2 : (k + 1) * (k + 2) // 2]) for k in range(6)]
    return [*lines, "COVARIANCE_STOP"]
