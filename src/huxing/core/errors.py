"""The one tree of errors. A message says what was given, what is accepted and what to do; attributes carry the data."""

from __future__ import annotations

from pathlib import Path
from typing import Any


class HuxingError(Exception):
    """Base of every error that huxing raises on purpose.

    `exit_code` is what the command line returns for it (see docs/reference/exit-codes.md).
    """

    exit_code = 1


class InputError(HuxingError, ValueError):
    """A value, an argument or a name is not acceptable."""

    exit_code = 3

    def __init__(self, message: str, *, given: Any = None, accepted: Any = None) -> None:
        super().__init__(message)
        self.given = given
        self.accepted = accepted


class FormatError(InputError):
    """The bytes of a file do not follow the format they claim.

    Attributes: `source` (file or stream name), `line` (1-based, or None).
    """

    def __init__(self, message: str, *, source: str | Path = "<data>", line: int | None = None) -> None:
        place = f"{source}:{line}" if line is not None else f"{source}"
        super().__init__(f"{place}: {message}")
        self.source = str(source)
        self.line = line


class ScenarioError(InputError):
    """A scenario's text is wrong.

    Attributes: `file`, `line`, `key_path` (dotted), `nearest` (the closest valid key, or None).
    """

    def __init__(
        self,
        message: str,
        *,
        file: str | Path = "<scenario>",
        line: int | None = None,
        key_path: str = "",
        nearest: str | None = None,
    ) -> None:
        place = f"{file}:{line}" if line is not None else f"{file}"
        at = f" at {key_path}" if key_path else ""
        hint = f" Did you mean '{nearest}'?" if nearest else ""
        super().__init__(f"{place}:{at} {message}{hint}")
        self.file = str(file)
        self.line = line
        self.key_path = key_path
        self.nearest = nearest


class SchemaError(InputError):
    """A table or dataset does not have the declared columns, types, units or key."""


class CatalogueError(InputError):
    """A name is not in the catalogue. The message lists the nearest names."""


class StaleDataError(HuxingError):
    """Data (Earth orientation, leap seconds) does not reach the asked date.

    Attributes: `asked`, `available_until` (ISO dates), `remedy`.
    """

    exit_code = 4

    def __init__(self, what: str, *, asked: str, available_until: str, remedy: str) -> None:
        super().__init__(f"{what} reaches {available_until}, but {asked} was asked. {remedy}")
        self.asked = asked
        self.available_until = available_until
        self.remedy = remedy


class MissingDataError(HuxingError):
    """Something that has to be there is not: a file, an optional package."""

    exit_code = 4


class NetworkError(HuxingError):
    """A remote service could not be reached or gave no usable answer. The message says what to do by hand."""

    exit_code = 5


class ModelRangeError(InputError):
    """A value lies outside the range for which a model is defined or stated.

    Attributes: `model`, `quantity`, `value` (the worst one, in `unit`), `low`, `high`, `unit`.
    """

    def __init__(
        self, message: str, *, model: str, quantity: str, value: float, low: float, high: float, unit: str
    ) -> None:
        super().__init__(message, given=value, accepted=(low, high))
        self.model = model
        self.quantity = quantity
        self.value = value
        self.low = low
        self.high = high
        self.unit = unit


class ShapeError(InputError):
    """Arrays that are to be used together do not broadcast. The message names each with its shape."""


class TooLargeError(InputError):
    """An answer would not fit in the memory limit, or an input is over its bound. Says what to ask for instead."""


class RunError(HuxingError):
    """A run folder or an artefact in it cannot be used."""

    exit_code = 6
