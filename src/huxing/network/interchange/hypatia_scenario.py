"""A Hypatia scenario: element sets, links, stations and limits, as a folder of its holds them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from huxing.core.errors import MissingDataError
from huxing.network.interchange.hypatia_links import (
    GroundInterfaces,
    LengthLimits,
    parse_description,
    parse_gsl_interfaces,
    parse_isls,
)
from huxing.network.interchange.hypatia_stations import NamedStations, parse_ground_stations
from huxing.network.interchange.hypatia_tles import PlaneSets, parse_tles
from huxing.network.interchange.text_file import find_file, read_text
from huxing.network.topology import AccessRule, LinkRule, LinkTable, Network, Stations, Topology, ephemeris
from huxing.orbit import ElementSets


@dataclass(frozen=True, eq=False)
class HypatiaScenario:
    """What stands in the files of a folder that do not change with time.

    Attributes:
        tles: element sets with their planes.
        links: between satellites, in the order of their interfaces.
        ground: stations, and their names in the file.
        limits: greatest lengths of links.
        interfaces: of each node towards the other side of ground links.
    """

    tles: PlaneSets
    links: LinkTable
    ground: NamedStations
    limits: LengthLimits
    interfaces: GroundInterfaces

    @property
    def sets(self) -> ElementSets:
        """Element sets, plane after plane."""
        return self.tles.sets

    @property
    def stations(self) -> Stations:
        """The stations in their order."""
        return self.ground.stations

    @property
    def epoch(self) -> np.datetime64:
        """Epoch of the element sets, UTC: the zero of the scenario's times."""
        return np.datetime64(self.sets.epoch[0], "ns")

    @property
    def own_interfaces(self) -> bool:
        """Whether a satellite has one interface for each station, and not one for all."""
        stations = len(self.stations)
        return stations > 1 and bool((self.interfaces.count[: len(self.sets)] == stations).all())

    @cached_property
    def _network(self) -> Network:
        plane, slot = np.divmod(np.arange(len(self.sets)), self.tles.per_plane)
        rule = LinkRule(clearance=None, maximum_range=self.limits.space)
        track = ephemeris(self.sets, orientation="nominal")
        access = AccessRule(min_elevation=-np.pi / 2, maximum_range=self.limits.ground)
        return Network(Topology(track, self.links, rule, plane, slot), self.stations, access)

    def network(self) -> Network:
        """The network as Hypatia sees it.

        Returns:
            Satellites by SGP4, turned to the Earth's axes with UT1 = UTC; stations on WGS84; links by length alone:
            no test of elevation, none of the line of sight.

        Raises:
            Nothing of its own.

        Source:
            github.com/snkas/hypatia @ 0ac531c, satgenpy, dynamic_state and distance_tools.
        """
        return self._network


def read_hypatia(folder: str | Path) -> HypatiaScenario:
    """Read a folder in Hypatia's form.

    Args:
        folder: with `tles.txt`, `isls.txt`, `ground_stations.txt` (or `ground_stations.basic.txt`), `description.txt`
            and `gsl_interfaces_info.txt`, each plain or with `.gz`.

    Returns:
        The scenario.

    Raises:
        MissingDataError: no such folder, or a file that is missing; the message names it.
        FormatError: with file and line, what is wrong or where a file is cut.
        TooLargeError: more than 100,000 satellites, or a file over 512 MB.

    Source:
        github.com/snkas/hypatia @ 0ac531c (MIT), the files that satgenpy writes; Kassing et al., IMC 2020
        (10.1145/3419394.3423635).
    """
    place = Path(folder)
    if not place.is_dir():
        raise MissingDataError(f"{place}: there is no such folder; give the one that holds tles.txt")
    path = find_file(place, "tles.txt")
    tles = parse_tles(read_text(path), path)
    count = len(tles.sets)
    path = _stations_file(place)
    ground = parse_ground_stations(read_text(path), path)
    path = find_file(place, "isls.txt")
    links = parse_isls(read_text(path), path, count, tles.per_plane)
    path = find_file(place, "description.txt")
    limits = parse_description(read_text(path), path)
    path = find_file(place, "gsl_interfaces_info.txt")
    interfaces = parse_gsl_interfaces(read_text(path), path, count + len(ground.names))
    return HypatiaScenario(tles, links, ground, limits, interfaces)


def _stations_file(folder: Path) -> Path:
    try:
        return find_file(folder, "ground_stations.txt")
    except MissingDataError as missing:
        try:
            return find_file(folder, "ground_stations.basic.txt")
        except MissingDataError:
            raise missing from None
