"""Keywords of the Orbit Ephemeris Message, and the building of segments from their texts."""

from __future__ import annotations

import math
from array import array
from collections.abc import Mapping, Sequence

import numpy as np

from huxing.core.errors import FormatError, InputError
from huxing.core.time import Times
from huxing.orbit.formats.decimals import real_numbers, shortest_decimals, whole_numbers
from huxing.orbit.formats.epochs import epoch_texts, read_epochs
from huxing.orbit.formats.oem import EphemerisSegment, StateCovariance, require_increasing
from huxing.orbit.formats.omm_fields import COVARIANCE, LONGEST_NAME
from huxing.orbit.formats.text_lines import require_printable

VERSIONS = ("1.0", "2.0", "3.0")
HEADER = ("CLASSIFICATION", "CREATION_DATE", "ORIGINATOR", "MESSAGE_ID")
METADATA = (
    *("OBJECT_NAME", "OBJECT_ID", "CENTER_NAME", "REF_FRAME", "REF_FRAME_EPOCH", "TIME_SYSTEM", "START_TIME"),
    *("USEABLE_START_TIME", "USEABLE_STOP_TIME", "STOP_TIME", "INTERPOLATION", "INTERPOLATION_DEGREE"),
)
"""In the order of the standard's table 5-3."""
MANDATORY = ("OBJECT_NAME", "OBJECT_ID", "CENTER_NAME", "REF_FRAME", "TIME_SYSTEM", "START_TIME", "STOP_TIME")
STATE = ("X", "Y", "Z", "X_DOT", "Y_DOT", "Z_DOT", "X_DDOT", "Y_DDOT", "Z_DDOT")
STATE_UNITS = dict(zip(STATE, 3 * ["km"] + 3 * ["km/s"] + 3 * ["km/s**2"], strict=True))
_BLOCK = 4096
_KM = 1e3
_KM2 = 1e6
_LOWER = np.tril_indices(6)
_NUMBERS = frozenset("0123456789+-.eE \t")
_NONE = (float("nan"),) * 3


def require_header(header: Mapping[str, str], source: str, line: int) -> None:
    """Check the mandatory keywords of the header.

    Args:
        header: keywords found.
        source: name used in messages.
        line: line used in messages.

    Raises:
        FormatError: one is missing.

    Source:
        CCSDS 502.0-B-3, table 5-2.
    """
    missing = [keyword for keyword in ("CREATION_DATE", "ORIGINATOR") if keyword not in header]
    if missing:
        raise FormatError(f"the header lacks {', '.join(missing)}", source=source, line=line)


class SegmentBuilder:
    """Texts of one segment go in, an `EphemerisSegment` comes out; errors name the line."""

    def __init__(self, source: str, line: int) -> None:
        self.metadata: dict[str, str] = {}
        self._source, self._line = source, line
        self._epochs: list[str] = []
        self._lines: list[int] = []
        self._times: list[Times] = []
        self._values = array("d")
        self._covariances: list[StateCovariance] = []
        self._accelerated = False

    def add_state(self, epoch: str, numbers: Sequence[str], line: int) -> None:
        """Take a state: its epoch and six numbers (km, km/s) or nine (with km/s^2)."""
        try:
            if not _NUMBERS.issuperset("".join(numbers)):
                raise ValueError("not a number")
            values = [float(number) for number in numbers]
        except ValueError as error:
            raise FormatError(
                "a state has a value that is not a decimal number", source=self._source, line=line
            ) from error
        if len(values) == 6:
            values += _NONE
        elif len(values) == 9:
            self._accelerated = True
        else:
            raise FormatError(
                f"a state of {len(values)} numbers; accepted are 6, or 9 with accelerations",
                source=self._source,
                line=line,
            )
        if not all(map(math.isfinite, values[:6])) or any(map(math.isinf, values[6:])):
            raise FormatError("a state has a value beyond double precision", source=self._source, line=line)
        self._epochs.append(epoch)
        self._lines.append(line)
        self._values.extend(values)
        if len(self._epochs) >= _BLOCK:
            self._flush()

    def add_covariance(self, epoch: str, frame: str, numbers: Sequence[str], line: int) -> None:
        """Take the lower triangle of a covariance, row by row, km and s."""
        try:
            values = real_numbers(numbers, "covariance")
            if len(values) != len(COVARIANCE):
                raise InputError(f"a covariance of {len(values)} numbers; accepted are {len(COVARIANCE)}")
            matrix = np.zeros((6, 6))
            matrix[_LOWER] = values * _KM2
            matrix = matrix + np.tril(matrix, -1).T
            self._covariances.append(StateCovariance(read_epochs([epoch], "EPOCH")[0], frame, matrix))
        except InputError as error:
            raise FormatError(str(error), source=self._source, line=line) from error

    def build(self) -> EphemerisSegment:
        """The segment, checked."""
        missing = [keyword for keyword in MANDATORY if not self.metadata.get(keyword)]
        try:
            if missing:
                raise InputError(f"the metadata lack {', '.join(missing)}")
            self._flush()
            return self._segment()
        except FormatError:
            raise
        except InputError as error:
            raise FormatError(f"segment: {error}", source=self._source, line=self._line) from error

    def _flush(self) -> None:
        """Convert the epochs gathered, so that the first bad block of a long file ends the work."""
        try:
            epochs = read_epochs(self._epochs, "epoch of a state")
            joined = np.concatenate([self._times[-1][-1:], epochs]) if self._times else epochs
            require_increasing(joined)
        except InputError as error:
            raise FormatError(f"segment: {error}", source=self._source, line=self._refused_line()) from error
        self._times.append(epochs)
        self._epochs, self._lines = [], []

    def _refused_line(self) -> int:
        """Line of the first epoch gathered that cannot be read or does not increase."""
        before = self._times[-1][-1] if self._times else None
        for text, line in zip(self._epochs, self._lines, strict=True):
            try:
                epoch = read_epochs([text], "epoch")[0]
            except InputError:
                return line
            if before is not None and epoch <= before:
                return line
            before = epoch
        return self._line

    def _segment(self) -> EphemerisSegment:
        metadata = self.metadata
        require_printable(list(metadata.values()), "a keyword of the metadata", LONGEST_NAME)
        values = np.frombuffer(self._values, dtype=np.float64).reshape(-1, 9) * _KM
        return EphemerisSegment(
            metadata["OBJECT_NAME"],
            metadata["OBJECT_ID"],
            metadata["CENTER_NAME"],
            metadata["REF_FRAME"],
            metadata["TIME_SYSTEM"].upper(),
            self._time("START_TIME"),  # type: ignore[arg-type]
            self._time("STOP_TIME"),  # type: ignore[arg-type]
            np.concatenate(self._times),
            values[:, 0:3],
            values[:, 3:6],
            values[:, 6:9] if self._accelerated else None,
            self._time("USEABLE_START_TIME"),
            self._time("USEABLE_STOP_TIME"),
            metadata.get("INTERPOLATION", "").upper(),
            self._degree(),
            self._time("REF_FRAME_EPOCH"),
            tuple(self._covariances),
        )

    def _time(self, keyword: str) -> np.datetime64 | None:
        text = self.metadata.get(keyword)
        return read_epochs([text], keyword)[0] if text else None

    def _degree(self) -> int:
        text = self.metadata.get("INTERPOLATION_DEGREE")
        return int(whole_numbers([text], "INTERPOLATION_DEGREE")[0]) if text else 0


def metadata_texts(segment: EphemerisSegment) -> dict[str, str]:
    """The metadata of a segment as text, in the order of the standard; keywords without a value are left out.

    Args:
        segment: the segment.

    Returns:
        Keyword to text.

    Raises:
        Nothing of its own.

    Source:
        CCSDS 502.0-B-3, table 5-3.
    """
    texts = {
        "OBJECT_NAME": segment.object_name,
        "OBJECT_ID": segment.object_id,
        "CENTER_NAME": segment.center_name,
        "REF_FRAME": segment.ref_frame,
        "REF_FRAME_EPOCH": _time_text(segment.ref_frame_epoch),
        "TIME_SYSTEM": segment.time_system,
        "START_TIME": _time_text(segment.start),
        "USEABLE_START_TIME": _time_text(segment.useable_start),
        "USEABLE_STOP_TIME": _time_text(segment.useable_stop),
        "STOP_TIME": _time_text(segment.stop),
        "INTERPOLATION": segment.interpolation,
        "INTERPOLATION_DEGREE": str(segment.interpolation_degree or ""),
    }
    return {keyword: text for keyword, text in texts.items() if text}


def _time_text(time: np.datetime64 | None) -> str:
    return "" if time is None else epoch_texts(np.array([time]))[0]


def state_texts(segment: EphemerisSegment) -> tuple[list[str], list[list[str]]]:
    """The states of a segment as text.

    Args:
        segment: the segment.

    Returns:
        Epochs, and per epoch six numbers (km, km/s) or nine (with km/s^2).

    Raises:
        Nothing of its own.

    Source:
        CCSDS 502.0-B-3, section 5.2.4.
    """
    columns = [segment.positions, segment.velocities]
    if segment.accelerations is not None:
        columns.append(segment.accelerations)
    values = np.hstack(columns)
    texts = [shortest_decimals(column, _KM) for column in values.T]
    rows = [list(row) for row in zip(*texts, strict=True)]
    if segment.accelerations is not None:
        given = np.asarray(np.isfinite(segment.accelerations).all(axis=1)).tolist()
        rows = [row if whole else row[:6] for row, whole in zip(rows, given, strict=True)]
    return epoch_texts(segment.epochs), rows


def covariance_texts(covariance: StateCovariance) -> tuple[str, list[str]]:
    """The epoch and the lower triangle of a covariance as text, row by row, km and s.

    Args:
        covariance: the covariance.

    Returns:
        Epoch, and 21 numbers in the order of `COVARIANCE`.

    Raises:
        Nothing of its own.

    Source:
        CCSDS 502.0-B-3, section 5.2.5.
    """
    return _time_text(covariance.epoch), shortest_decimals(covariance.matrix[_LOWER], _KM2)


def created_text(created: Times) -> str:
    """A creation date as text.

    Args:
        created: one time, UTC.

    Returns:
        Calendar form.

    Raises:
        Nothing of its own.

    Source:
        CCSDS 502.0-B-3, table 5-2.
    """
    return epoch_texts(created.reshape(1))[0]
