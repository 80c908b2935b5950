"""Who talks to whom, by which way, how much is carried, and what a failure does.

What is called most stands here; each part is a package of its own with all of its names: `topology`, `routing`,
`evolution`, `traffic`, `capacity`, `access`, `terrestrial`, `packets`, `dtn`, `interchange`. A part is imported when it
is first used.
"""

from __future__ import annotations

import importlib
from typing import Any

_HOME = {
    "AccessRule": "topology",
    "LinkRule": "topology",
    "Network": "topology",
    "Routes": "routing",
    "Snapshot": "topology",
    "Stations": "topology",
    "Topology": "topology",
    "disjoint_paths": "routing",
    "failures": "topology",
    "link_events": "evolution",
    "network_from_catalogue": "topology",
    "path": "routing",
    "plus_grid": "topology",
    "route": "routing",
    "route_series": "evolution",
    "route_statistics": "evolution",
    "stations": "topology",
    "topology_from_catalogue": "topology",
}
_PARTS = (
    "access",
    "capacity",
    "dtn",
    "evolution",
    "interchange",
    "packets",
    "routing",
    "terrestrial",
    "topology",
    "traffic",
)

__all__ = sorted([*_HOME, *_PARTS], key=lambda name: (not name[0].isupper(), name))  # noqa: PLE0605 - made of the above


def __getattr__(name: str) -> Any:
    """A part, or a name of one, is imported when it is first used: a command that needs one part loads no other."""
    if name in _PARTS:
        return importlib.import_module(f"huxing.network.{name}")
    if name in _HOME:
        return getattr(importlib.import_module(f"huxing.network.{_HOME[name]}"), name)
    raise AttributeError(f"huxing.network has no '{name}'; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    return list(__all__)
