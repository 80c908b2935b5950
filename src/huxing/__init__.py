"""沪星: will this space programme deliver the service it promises - when, at what cost - and what would break it?

Conventions, stated once: SI and radians inside, another unit only where the name says so (`altitude_km`); times are UTC
`datetime64[ns]`; frames are ITRF, GCRF and TEME; the Earth is WGS84.
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"

__all__ = ["catalogue", "chain", "core", "link", "network", "orbit", "time_grid"]

_ROOMS = ("catalogue", "chain", "core", "link", "network", "orbit")


def __getattr__(name: str) -> Any:
    """Rooms are imported when they are first used: importing huxing alone is quick."""
    if name in _ROOMS:
        return importlib.import_module(f"huxing.{name}")
    if name == "time_grid":
        from huxing.core.time import time_grid

        return time_grid
    raise AttributeError(f"huxing has no '{name}'; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
