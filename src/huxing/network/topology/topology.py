"""The space segment of a network: satellites that move, and the links between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import InputError, ShapeError
from huxing.network.topology.ephemeris import Ephemeris
from huxing.network.topology.links import LinkTable
from huxing.network.topology.rules import LinkRule


@runtime_checkable
class LinkSchedule(Protocol):
    """Links that change with time, as `huxing.network.topology.LinkPlan` does."""

    def at(self, time: np.datetime64) -> tuple[LinkTable, NDArray[np.bool_]]:
        """The table in force, and which of its links have been acquired, shape `(link,)`."""


@dataclass(frozen=True, eq=False)
class Topology:
    """Satellites and their links.

    Attributes:
        ephemeris: where the satellites are.
        links: who has a link with whom: one table, or a schedule of tables.
        rule: which of these links geometry allows.
        plane, slot: place of each satellite in the pattern, any whole numbers, shape `(satellite,)`; they give the
            order in which routes are computed (speed, not results).
    """

    ephemeris: Ephemeris
    links: LinkTable | LinkSchedule
    rule: LinkRule = field(default_factory=LinkRule)
    plane: NDArray[np.int64] | None = None
    slot: NDArray[np.int64] | None = None

    def __post_init__(self) -> None:
        count = len(self.ephemeris)
        if isinstance(self.links, LinkTable) and self.links.satellites != count:
            raise ShapeError(f"links of {self.links.satellites} satellites for an ephemeris of {count}; give as many")
        for name, values in (("plane", self.plane), ("slot", self.slot)):
            if values is not None and np.shape(values) != (count,):
                raise ShapeError(f"{name} has shape {np.shape(values)} for {count} satellites")
            if values is not None and count and np.asarray(values).dtype.kind not in "iu":
                raise InputError(f"{name} holds {np.asarray(values).dtype}; give whole numbers", given=values)

    def __len__(self) -> int:
        return len(self.ephemeris)

    def links_at(self, time: np.datetime64) -> tuple[LinkTable, NDArray[np.bool_]]:
        """The links in force.

        Args:
            time: UTC.

        Returns:
            Table, and which of its links are there, shape `(link,)`.

        Raises:
            InputError: a time that a schedule does not reach.
            ShapeError: a schedule of another number of satellites.

        Source:
            None: a look-up.
        """
        if isinstance(self.links, LinkTable):
            return self.links, np.ones(len(self.links), bool)
        table, up = self.links.at(time)
        if table.satellites != len(self):
            raise ShapeError(f"a schedule has links of {table.satellites} satellites, the ephemeris {len(self)}")
        return table, up

    @cached_property
    def sweep_order(self) -> NDArray[np.int32]:
        """Four orders over planes and slots, up and down each, shape `(4, satellite)`."""
        count = len(self)
        plane = np.zeros(count, np.int64) if self.plane is None else np.asarray(self.plane, np.int64)
        slot = np.arange(count) if self.slot is None else np.asarray(self.slot, np.int64)
        signs = [(a, b) for a in (1, -1) for b in (1, -1)]
        return np.array([np.lexsort((b * slot, a * plane)) for a, b in signs], dtype=np.int32)
