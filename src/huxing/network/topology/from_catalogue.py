"""Networks of the catalogue's constellations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from huxing.catalogue import ConstellationEntry, constellation
from huxing.network.topology.network import Network
from huxing.network.topology.plus_grid import plus_grid
from huxing.network.topology.rules import AccessRule, LinkRule
from huxing.network.topology.stations import Stations, stations
from huxing.network.topology.topology import Topology
from huxing.orbit import Station, constellation_from_catalogue, element_sets_from_catalogue

DEFAULT_ELEVATION = float(np.radians(25.0))
"""Least elevation of stations where neither the caller nor the constellation's source says one."""


def network_from_catalogue(
    name: str,
    places: Sequence[str | Station] | Stations,
    *,
    design: str | None = None,
    access: AccessRule | None = None,
    rule: LinkRule | None = None,
) -> Network:
    """A constellation of the catalogue in a plus grid, with stations.

    Args:
        name: name or alias of the constellation.
        places: stations, or what `stations` takes.
        design: name of the design; the row's first one when left out.
        access: which satellites a station may use; where left out, those within the longest ground link that the
            constellation's source allows, else those above 25 deg.
        rule: which links geometry allows; 80 km of clearance where left out.

    Returns:
        The network. Shells that their source flies by SGP4 are flown so, with nominal Earth orientation.

    Raises:
        CatalogueError: no such constellation, design or place; the nearest names are listed.
        InputError: places that cannot be a set of stations.

    Source:
        The catalogue row's own `source`.
    """
    entry = constellation(name, design)
    ground = places if isinstance(places, Stations) else stations(places)
    return Network(topology_from_catalogue(name, design=design, rule=rule), ground, access or access_of(entry))


def topology_from_catalogue(name: str, *, design: str | None = None, rule: LinkRule | None = None) -> Topology:
    """A constellation of the catalogue in a plus grid.

    Args:
        name: as `network_from_catalogue`.
        design: as `network_from_catalogue`.
        rule: as `network_from_catalogue`.

    Returns:
        The space segment.

    Raises:
        CatalogueError: no such constellation or design.
        InputError: a row that is not an orbit.

    Source:
        The catalogue row's own `source`.
    """
    shells = constellation(name, design).design.shells
    if len(shells) == 1 and shells[0].mean_motion_rev_per_day is not None and isinstance(shells[0].per_plane, int):
        sets = element_sets_from_catalogue(name, design)
        planes, each = shells[0].planes, shells[0].per_plane
        return plus_grid(sets, planes=planes, per_plane=each, rule=rule, orientation="nominal")
    return plus_grid(constellation_from_catalogue(name, design), rule=rule)


def access_of(entry: ConstellationEntry) -> AccessRule:
    """The rule for stations that a constellation's source gives.

    Args:
        entry: of the catalogue, with the design that is meant.

    Returns:
        The longest ground link where the source gives one, else a least elevation of 25 deg.

    Raises:
        Nothing of its own.

    Source:
        The catalogue row's own `source`.
    """
    longest = entry.design.ground_range_km
    if longest is None:
        return AccessRule(DEFAULT_ELEVATION)
    return AccessRule(-np.pi / 2, maximum_range=longest * 1e3)
