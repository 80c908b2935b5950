"""The one mapping between the keywords of Orbit Mean-elements Messages and the columns of `ElementSets`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from huxing.core.constants import SECONDS_PER_DAY
from huxing.core.errors import FormatError, InputError
from huxing.orbit.element_sets import ElementSets
from huxing.orbit.formats.decimals import real_numbers, shortest_decimals, whole_numbers
from huxing.orbit.formats.epochs import epoch_texts, read_epochs
from huxing.orbit.formats.text_lines import require_printable

Message = Mapping[str, str]
"""Keyword to text, units taken off; a keyword without a value is left out or ''."""

_DEGREE = float(np.pi / 180.0)
_PER_DAY = float(2.0 * np.pi / SECONDS_PER_DAY)
LONGEST_NAME = 128
_BLOCK = 4096


@dataclass(frozen=True)
class Quantity:
    """A real number of the message: its column, the SI value of its unit, and the closed range accepted."""

    keyword: str
    column: str
    unit: str
    factor: float
    low: float
    high: float
    default: str | None = None


QUANTITIES = (
    Quantity("MEAN_MOTION", "mean_motion", "rev/day", _PER_DAY, 1e-6, 20.0),
    Quantity("ECCENTRICITY", "eccentricity", "", 1.0, 0.0, float(np.nextafter(1.0, 0.0))),
    Quantity("INCLINATION", "inclination", "deg", _DEGREE, 0.0, 180.0),
    Quantity("RA_OF_ASC_NODE", "raan", "deg", _DEGREE, -360.0, 360.0),
    Quantity("ARG_OF_PERICENTER", "argument_of_perigee", "deg", _DEGREE, -360.0, 360.0),
    Quantity("MEAN_ANOMALY", "mean_anomaly", "deg", _DEGREE, -360.0, 360.0),
    Quantity("BSTAR", "bstar", "1/ER", 1.0, -1e6, 1e6),
    Quantity("MEAN_MOTION_DOT", "mean_motion_dot", "rev/day**2", _PER_DAY / SECONDS_PER_DAY, -1e6, 1e6, "0"),
    Quantity("MEAN_MOTION_DDOT", "mean_motion_ddot", "rev/day**3", _PER_DAY / SECONDS_PER_DAY**2, -1e6, 1e6, "0"),
)
INTEGERS = (
    ("NORAD_CAT_ID", "norad_id", 0, 999_999_999, None),
    ("ELEMENT_SET_NO", "element_set_number", 0, 9999, "0"),
    ("REV_AT_EPOCH", "revolution_number", 0, 2**31 - 1, "0"),
)
FIXED = {
    "CENTER_NAME": (("EARTH",), "EARTH"),
    "REF_FRAME": (("TEME",), "TEME"),
    "TIME_SYSTEM": (("UTC",), "UTC"),
    "MEAN_ELEMENT_THEORY": (("SGP4", "SGP/SGP4"), "SGP4"),
    "CLASSIFICATION_TYPE": (("U", "C", "S"), "U"),
    "EPHEMERIS_TYPE": (("0",), "0"),
}
"""Accepted values, and the value when the keyword is absent."""
UNITS = {q.keyword: q.unit for q in QUANTITIES} | {
    "GM": "km**3/s**2",
    "MASS": "kg",
    "SOLAR_RAD_AREA": "m**2",
    "DRAG_AREA": "m**2",
}

COVARIANCE = tuple(
    f"C{row}_{column}"
    for i, row in enumerate(("X", "Y", "Z", "X_DOT", "Y_DOT", "Z_DOT"))
    for column in ("X", "Y", "Z", "X_DOT", "Y_DOT", "Z_DOT")[: i + 1]
)
"""Names of the lower triangle of a covariance matrix, row by row."""
BLOCKS = {
    "header": ("CLASSIFICATION", "CREATION_DATE", "ORIGINATOR", "MESSAGE_ID"),
    "metadata": (
        *("OBJECT_NAME", "OBJECT_ID", "CENTER_NAME", "REF_FRAME", "REF_FRAME_EPOCH", "TIME_SYSTEM"),
        "MEAN_ELEMENT_THEORY",
    ),
    "meanElements": (
        *("EPOCH", "SEMI_MAJOR_AXIS", "MEAN_MOTION", "ECCENTRICITY", "INCLINATION", "RA_OF_ASC_NODE"),
        *("ARG_OF_PERICENTER", "MEAN_ANOMALY", "GM"),
    ),
    "spacecraftParameters": ("MASS", "SOLAR_RAD_AREA", "SOLAR_RAD_COEFF", "DRAG_AREA", "DRAG_COEFF"),
    "tleParameters": (
        *("EPHEMERIS_TYPE", "CLASSIFICATION_TYPE", "NORAD_CAT_ID", "ELEMENT_SET_NO", "REV_AT_EPOCH", "BSTAR", "BTERM"),
        *("MEAN_MOTION_DOT", "MEAN_MOTION_DDOT", "AGOM"),
    ),
    "covarianceMatrix": ("COV_REF_FRAME", *COVARIANCE),
}
"""Keywords of each block of the message, in the order of the standard's tables 4-1 to 4-3."""
KEYWORDS = frozenset(keyword for block in BLOCKS.values() for keyword in block)
_MANDATORY = ("CREATION_DATE", "ORIGINATOR", *BLOCKS["metadata"][:4], "TIME_SYSTEM", "MEAN_ELEMENT_THEORY")
PUBLISHED = (
    *("OBJECT_NAME", "OBJECT_ID", "EPOCH", "MEAN_MOTION", "ECCENTRICITY", "INCLINATION", "RA_OF_ASC_NODE"),
    *("ARG_OF_PERICENTER", "MEAN_ANOMALY", "EPHEMERIS_TYPE", "CLASSIFICATION_TYPE", "NORAD_CAT_ID"),
    *("ELEMENT_SET_NO", "REV_AT_EPOCH", "BSTAR", "MEAN_MOTION_DOT", "MEAN_MOTION_DDOT"),
)
"""Keywords of the JSON and CSV of the public GP service, in its order."""
TEXTS = ("OBJECT_NAME", "OBJECT_ID", "EPOCH", "CLASSIFICATION_TYPE")


def require_message(message: Message, source: str, line: int) -> None:
    """Check that a KVN or XML message has the keywords that the standard makes mandatory (they may be blank).

    Args:
        message: keywords found.
        source: name used in messages.
        line: first line of the message.

    Raises:
        FormatError: one is missing.

    Source:
        CCSDS 502.0-B-3, tables 4-1 and 4-2; blank names as in the public GP service's KVN and XML.
    """
    missing = [keyword for keyword in _MANDATORY if keyword not in message]
    if missing:
        raise FormatError(f"the message lacks {', '.join(missing)}", source=source, line=line)


class ElementSetBuilder:
    """Messages go in one by one, arrays come out; errors name the message's line."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._messages: list[Message] = []
        self._lines: list[int] = []
        self._parts: list[pd.DataFrame] = []

    def add(self, message: Message, line: int) -> None:
        """Take a message that begins at `line`; it is converted with its neighbours."""
        self._messages.append(message)
        self._lines.append(line)
        if len(self._messages) >= _BLOCK:
            self._flush()

    def finish(self) -> ElementSets:
        """All messages as element sets, in file order."""
        self._flush()
        if not self._parts:
            return ElementSets.concatenate([])
        return ElementSets(pd.concat(self._parts, ignore_index=True))

    def _flush(self) -> None:
        messages, lines = self._messages, self._lines
        self._messages, self._lines = [], []
        if not messages:
            return
        try:
            self._parts.append(pd.DataFrame(_columns(messages)))
        except InputError:
            row = _first_refused(messages)
            try:
                _columns(messages[row : row + 1])
            except InputError as error:
                raise FormatError(str(error), source=self._source, line=lines[row]) from error
            raise


def _first_refused(messages: Sequence[Message]) -> int:
    """Bisect for the first message that cannot be converted."""
    good, bad = 0, len(messages)
    while bad - good > 1:
        middle = (good + bad) // 2
        try:
            _columns(messages[good:middle])
        except InputError:
            bad = middle
        else:
            good = middle
    return good


def _columns(messages: Sequence[Message]) -> dict[str, object]:
    """Convert messages to columns of SI; an InputError says what is wrong with at least one of them."""
    _require_theory(messages)
    columns: dict[str, object] = {
        "name": _texts(messages, "OBJECT_NAME", LONGEST_NAME),
        "cospar_id": _texts(messages, "OBJECT_ID", 64),
        "classification": [message.get("CLASSIFICATION_TYPE") or "U" for message in messages],
        "epoch": read_epochs(_required(messages, "EPOCH"), "EPOCH"),
    }
    for keyword, column, low, high, default in INTEGERS:
        columns[column] = _integers(messages, keyword, low, high, default)
    for quantity in QUANTITIES:
        columns[quantity.column] = _reals(messages, quantity)
    return columns


def _require_theory(messages: Sequence[Message]) -> None:
    for keyword, (accepted, default) in FIXED.items():
        for found in {message.get(keyword) or default for message in messages}:
            if found.upper() not in accepted:
                xp = "; SGP4-XP elements are not supported" if "XP" in found.upper() or found == "4" else ""
                raise InputError(f"{keyword} = {found[:40]!r}; accepted is {' or '.join(accepted)}{xp}", given=found)
    for keyword in ("SEMI_MAJOR_AXIS", "BTERM", "AGOM"):
        if any(message.get(keyword) for message in messages):
            instead = {"SEMI_MAJOR_AXIS": "MEAN_MOTION", "BTERM": "BSTAR", "AGOM": "MEAN_MOTION_DDOT"}[keyword]
            raise InputError(f"{keyword} does not belong to SGP4 elements; accepted is {instead}")


def _required(messages: Sequence[Message], keyword: str, default: str | None = None) -> list[str]:
    texts = [message.get(keyword) or default for message in messages]
    if None in texts:
        raise InputError(f"{keyword} has no value; it is required")
    return [text for text in texts if text is not None]


def _texts(messages: Sequence[Message], keyword: str, longest: int) -> list[str]:
    texts = [message.get(keyword) or "" for message in messages]
    require_printable(texts, keyword, longest)
    return ["" if text == "UNKNOWN" else text for text in texts]


def _integers(messages: Sequence[Message], keyword: str, low: int, high: int, default: str | None) -> NDArray[np.int64]:
    values = whole_numbers(_required(messages, keyword, default), keyword)
    outside = (values < low) | (values > high)
    if outside.any():
        found = int(values[outside][0])
        raise InputError(f"{keyword} = {found}; accepted is {low} to {high}", given=found)
    return values


def _reals(messages: Sequence[Message], quantity: Quantity) -> NDArray[np.float64]:
    values = real_numbers(_required(messages, quantity.keyword, quantity.default), quantity.keyword)
    outside = (values < quantity.low) | (values > quantity.high)
    if outside.any():
        found = float(values[outside][0])
        accepted = f"{quantity.low:g} to {quantity.high:.16g} {quantity.unit}".rstrip()
        raise InputError(f"{quantity.keyword} = {found:g}; accepted is {accepted}", given=found, accepted=accepted)
    return np.asarray(values * quantity.factor)


def message_texts(sets: ElementSets) -> dict[str, list[str]]:
    """The published keywords of element sets as text, in the units of the standard.

    Args:
        sets: element sets.

    Returns:
        For each keyword of `PUBLISHED` one text per row.

    Raises:
        Nothing of its own.

    Source:
        CCSDS 502.0-B-3, table 4-3 (units); keyword order of the public GP service.
    """
    columns = {
        "OBJECT_NAME": [str(name) for name in sets.name],
        "OBJECT_ID": [str(name) for name in sets.cospar_id],
        "CLASSIFICATION_TYPE": [str(letter) for letter in sets.classification],
        "EPOCH": epoch_texts(sets.epoch),
        "EPHEMERIS_TYPE": ["0"] * len(sets),
    }
    for keyword, column, *_ in INTEGERS:
        columns[keyword] = [str(value) for value in sets.table[column].to_numpy().tolist()]
    for quantity in QUANTITIES:
        columns[quantity.keyword] = shortest_decimals(sets.table[quantity.column].to_numpy(), quantity.factor)
    return {keyword: columns[keyword] for keyword in PUBLISHED}
