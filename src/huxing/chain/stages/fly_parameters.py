"""What the stage `fly` works on: its section after it was checked and converted, in SI units and radians."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huxing.chain.stage import InputFile, Milestone
from huxing.orbit.constellation import Constellation
from huxing.orbit.element_sets import ElementSets
from huxing.orbit.service_grid import Shape
from huxing.orbit.station import Station

YOUNGER_S = 3 * 86_400
"""Sets up to three days after a date serve it too: a catalogue of one day has epochs around it (as `analyse_fleet`)."""


@dataclass(frozen=True, eq=False)
class SelectedSets:
    """Element sets of one constellation; for keys only their content counts."""

    sets: ElementSets

    def canonical(self) -> dict[str, Any]:
        """Number of rows and SHA-256 of all columns."""
        return {"rows": len(self.sets), "sha256": self._digest}

    @cached_property
    def _digest(self) -> str:
        digest = hashlib.sha256()
        for name, column in self.sets.table.items():
            digest.update(f"{name}\0".encode())
            if column.dtype.kind in "ifM":
                digest.update(np.ascontiguousarray(column.to_numpy()).tobytes())
            else:
                digest.update("\0".join(column.astype(str)).encode("utf-8"))
        return digest.hexdigest()

    @property
    def labels(self) -> NDArray[np.object_]:
        """A label of each row that no other satellite has: the name, with the number where the name is not enough."""
        number = self.sets.table["norad_id"].astype(str)
        name = self.sets.table["name"].where(self.sets.table["name"] != "", number)
        shared = name.map(number.groupby(name).nunique()) > 1
        return name.where(~shared, name + " (" + number + ")").to_numpy(dtype=object)

    def near(self, date: np.datetime64, max_age_s: float) -> SelectedSets | None:
        """Each satellite's newest set that may serve a date; None where there is none."""
        first, last = date - np.timedelta64(round(max_age_s), "s"), date + np.timedelta64(YOUNGER_S, "s")
        chosen = self.sets.select(epoch_from=first, epoch_to=last, latest=True)
        return SelectedSets(chosen) if len(chosen) else None


@dataclass(frozen=True)
class Deployed:
    """What of the shells is in orbit.

    Attributes:
        planes: index of each plane in place, counted from 0 through all shells.
        satellites: how many in each of them, at most as many as it has slots.
        note: what a reader must know of it, or ''.
    """

    planes: tuple[int, ...]
    satellites: tuple[int, ...]
    note: str = ""


@dataclass(frozen=True)
class Source:
    """Where the satellites of a constellation are at one date: shells (secular J2) or element sets (SGP4).

    Attributes:
        shells: what is in place of the designed shells, or None.
        sets: one set a satellite, or None.
        in_service: of element sets, whether satellites off station count too.
        design: what the fleet is compared with, or None; it also says which satellites of sets are on station.
    """

    shells: Constellation | None
    sets: SelectedSets | None
    in_service: str
    design: Constellation | None


@dataclass(frozen=True)
class FlyConstellation:
    """A constellation of the scenario.

    Attributes:
        name, title, role: as written.
        shells: in full, or None.
        deployed: by milestone name, what of the shells is in orbit.
        sets: all element sets of it, or None.
        file: where they came from.
        max_age_s: of sets that serve a date, s.
        in_service: `on-station` or `all`.
        compared_with: name of its design in the scenario, '' for none.
        design: that design's shells.
        dates: names of the milestones at which it is looked at.
        min_elevation: rad.
        passes: whether passes are listed.
        note: what is assumed about it, or ''.
    """

    name: str
    title: str
    role: str
    shells: Constellation | None
    deployed: Mapping[str, Deployed]
    sets: SelectedSets | None
    file: InputFile | None
    max_age_s: float
    in_service: str
    compared_with: str
    design: Constellation | None
    dates: tuple[str, ...]
    min_elevation: float
    passes: bool
    note: str = ""

    def at(self, milestone: Milestone) -> Source | None:
        """Its satellites at a milestone: by element sets where they reach it, else by shells; None for nothing."""
        if milestone.name not in self.dates:
            return None
        near = self.sets.near(milestone.date, self.max_age_s) if self.sets else None
        if near is not None:
            return Source(None, near, self.in_service, self.design)
        shells = in_place(self.shells, self.deployed.get(milestone.name)) if self.shells else None
        return Source(shells, None, "all", self.design) if shells else None


def in_place(constellation: Constellation, deployed: Deployed | None) -> Constellation | None:
    """The deployed part of a constellation.

    Args:
        constellation: in full.
        deployed: which planes, and how many satellites in each, spread evenly over its slots; None for all.

    Returns:
        The part, with planes in the order given; None where nothing is in place.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    if deployed is None:
        return constellation
    shells, first = [], 0
    for shell in constellation.shells:
        there = [(p - first, n) for p, n in zip(deployed.planes, deployed.satellites, strict=True) if n]
        rows = [(row, n) for row, n in there if 0 <= row < shell.planes]
        slots = tuple(_spread(shell.argument_of_latitude[row], n) for row, n in rows)
        if rows:
            nodes = shell.raan[[row for row, _ in rows]]
            shells.append(replace(shell, raan=nodes, argument_of_latitude=slots, code=""))
        first += shell.planes
    return Constellation(constellation.name, tuple(shells), constellation.epoch) if shells else None


def _spread(slots: NDArray[np.float64], number: int) -> NDArray[np.float64]:
    """So many of the slots, spread evenly."""
    return slots[np.arange(number) * len(slots) // number]


@dataclass(frozen=True)
class Area:
    """A place that wants service, with its names."""

    name: str
    title: str
    shape: Shape


@dataclass(frozen=True)
class Site:
    """A ground station, with its title."""

    title: str
    station: Station


@dataclass(frozen=True)
class FlyParameters:
    """All that the stage `fly` depends on.

    Attributes:
        milestones: dates.
        span_s, step_s, profile_step_s: s.
        folds: ascending, 1 among them.
        map_spacing_deg: of the world map's grid.
        constellations, areas, sites: in the scenario's order.
        earth_orientation: version of the Earth-orientation data, which are an input like any file.
    """

    milestones: tuple[Milestone, ...]
    span_s: float
    step_s: float
    profile_step_s: float
    folds: tuple[int, ...]
    map_spacing_deg: float
    constellations: tuple[FlyConstellation, ...]
    areas: tuple[Area, ...]
    sites: tuple[Site, ...]
    earth_orientation: str
