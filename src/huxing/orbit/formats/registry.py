"""The formats of element sets: the built-in ones, and those that an installed package adds by an entry point."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

from huxing.core.errors import InputError
from huxing.core.time import Times
from huxing.orbit.element_sets import ElementSets

GROUP = "huxing.formats"
BUILT_IN = {
    "omm-json": "huxing.orbit.formats.builtin:OMM_JSON",
    "omm-csv": "huxing.orbit.formats.builtin:OMM_CSV",
    "omm-xml": "huxing.orbit.formats.builtin:OMM_XML",
    "omm-kvn": "huxing.orbit.formats.builtin:OMM_KVN",
    "tle": "huxing.orbit.formats.builtin:TLE",
    "3le": "huxing.orbit.formats.builtin:THREE_LINE",
}
"""The entry points of this package, kept here too so that an uninstalled checkout has them."""


@dataclass(frozen=True)
class ElementFormat:
    """A format of element sets; the object that an entry point of `huxing.formats` names.

    Attributes:
        description: a few words for messages.
        suffixes: file name endings that mean this format when writing, with the dot.
        recognises: whether a file that begins with these bytes (4 KiB at most, blanks and byte order mark taken off)
            is of this format.
        read: content and source name to element sets.
        write: element sets and creation date (UTC) to content; None where the format is only read.

    Raises:
        Nothing of its own.

    Source:
        docs/house.md, "Adding to the house without touching it".
    """

    description: str
    suffixes: tuple[str, ...]
    recognises: Callable[[bytes], bool]
    read: Callable[[bytes, str], ElementSets]
    write: Callable[[ElementSets, Times], bytes] | None = None


@functools.cache
def _points() -> dict[str, EntryPoint]:
    """Built-in formats first; a name of theirs cannot be taken by another package."""
    points = {name: EntryPoint(name, value, GROUP) for name, value in BUILT_IN.items()}
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        points.setdefault(point.name, point)
    return points


def format_names() -> list[str]:
    """Names of the formats of element sets.

    Returns:
        Built-in ones first.

    Raises:
        Nothing of its own.

    Source:
        Python Packaging User Guide, entry points specification.
    """
    return list(_points())


def element_format(name: str) -> ElementFormat:
    """Load a format by name.

    Args:
        name: one of `format_names()`.

    Returns:
        The format.

    Raises:
        InputError: an unknown name, or an entry point that does not give an `ElementFormat`.

    Source:
        Python Packaging User Guide, entry points specification.
    """
    if name not in _points():
        raise InputError(f"unknown format '{name}'; accepted are {', '.join(format_names())}", given=name)
    try:
        loaded = _points()[name].load()
    except (ImportError, AttributeError) as error:
        raise InputError(f"format '{name}' of an installed package cannot be loaded ({error})", given=name) from error
    if not isinstance(loaded, ElementFormat):
        raise InputError(f"format '{name}': {_points()[name].value} is not an ElementFormat", given=name)
    return loaded


def element_formats() -> Iterator[tuple[str, ElementFormat]]:
    """Load the formats one after another, built-in ones first.

    Yields:
        Name and format.

    Raises:
        InputError: see `element_format`.

    Source:
        `element_format`.
    """
    for name in _points():
        yield name, element_format(name)
