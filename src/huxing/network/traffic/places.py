"""What a list of places on the ground has in common: names and coordinates."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import InputError


class Places(Protocol):
    """Named places: cities, cells of users, stations, gateways."""

    @property
    def names(self) -> tuple[str, ...]:
        """A label of each."""

    @property
    def latitude(self) -> NDArray[np.float64]:
        """Geodetic, rad, shape `(place,)`."""

    @property
    def longitude(self) -> NDArray[np.float64]:
        """Rad, shape `(place,)`."""


def index_of(names: Sequence[str], name: str, noun: str = "place") -> int:
    """Position of a name.

    Args:
        names: unique labels.
        name: one of them.
        noun: what they are, for the message.

    Returns:
        Its index.

    Raises:
        InputError: no such name; the nearest are listed.

    Source:
        None: a definition.
    """
    try:
        return names.index(name)
    except ValueError as error:
        close = difflib.get_close_matches(str(name)[:200], names, n=3, cutoff=0.5) or list(names[:3])
        raise InputError(
            f"no {noun} '{str(name)[:60]}'; nearest: {', '.join(close)}", given=name, accepted=close
        ) from error


def require_unique(names: Sequence[str], noun: str = "place") -> None:
    """Refuse names that stand twice, or that are no text.

    Args:
        names: labels.
        noun: what they are, for the message.

    Raises:
        InputError: a name twice, or empty.

    Source:
        None: a definition.
    """
    seen: set[str] = set()
    for name in names:
        if not isinstance(name, str) or not name or name in seen:
            raise InputError(f"{noun} {name!r:.60} stands twice or is no text; give each a name of its own", given=name)
        seen.add(name)
