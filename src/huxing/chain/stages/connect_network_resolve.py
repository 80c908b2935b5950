"""From an entry of `networks:` to parameters: names looked up, units converted - once, here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeVar

from huxing.chain.stage import ScenarioContext
from huxing.chain.stages.connect_network_parameters import ConnectNetwork, DemandPlace
from huxing.chain.stages.connect_network_section import NetworkEntry
from huxing.chain.stages.connect_parameters import ClimateChoice, ConnectLaser, ConnectLink
from huxing.chain.stages.fly_parameters import Site
from huxing.chain.stages.fly_places import resolve_site
from huxing.chain.stages.fly_section import StationOrName
from huxing.core.errors import InputError

Path = tuple[str | int, ...]
T = TypeVar("T", ConnectLink, ConnectLaser)


def resolve_network(
    entry: NetworkEntry,
    path: Path,
    context: ScenarioContext,
    *,
    links: Sequence[ConnectLink],
    lasers: Sequence[ConnectLaser],
    climate: ClimateChoice,
) -> ConnectNetwork:
    """Resolve an entry of `networks:`.

    Args:
        entry: checked.
        path: key path of the entry.
        context: sections, folder, lines.
        links: of the same section, resolved.
        lasers: of the same section, resolved.
        climate: of the same section.

    Returns:
        Parameters in SI units and radians.

    Raises:
        ScenarioError: a name that is not known, a gateway that stands twice, a link that has no way down.

    Source:
        docs/reference/scenario.md.
    """
    laser = None if entry.laser is None else _named(entry.laser, lasers, (*path, "laser"), context)
    cities, source = _cities(entry.cities)
    gateways = _sites(entry.gateways, (*path, "gateways"), context)
    names = [site.station.name for site in gateways]
    for index, name in enumerate(names):
        if name in names[:index]:
            raise context.error(f"gateway '{name}' stands twice; names are unique", (*path, "gateways", index))
    return ConnectNetwork(
        name=entry.name,
        title=entry.title or entry.name,
        constellations=None if entry.constellations is None else tuple(entry.constellations),
        laser=laser,
        user_link=_link_down(entry.user_link, links, (*path, "user_link"), context),
        gateway_link=_link_down(entry.gateway_link, links, (*path, "gateway_link"), context),
        climate=climate,
        gateways=gateways,
        antennas=entry.antennas,
        feeder_beams=entry.feeder_beams,
        user_beams=entry.user_beams,
        hub=_sites([entry.hub], (*path, "hub"), context)[0],
        pairs=tuple(
            (sites[0], sites[1])
            for sites in (_sites(pair, (*path, "pairs", k), context) for k, pair in enumerate(entry.pairs))
        ),
        cities=cities,
        city_source=source,
        demand=entry.demand_gbps * 1e9,
        peak_to_mean=entry.peak_to_mean,
        fibre_factor=entry.fibre_factor,
        capacity_times=tuple(hours * 3600.0 for hours in entry.capacity_hours),
        path_times=tuple(minutes * 60.0 for minutes in entry.path_minutes),
        note=entry.note,
    )


def _named(name: str, entries: Sequence[T], path: Path, context: ScenarioContext) -> T:
    found = next((entry for entry in entries if entry.name == name), None)
    if found is None:
        known = ", ".join(entry.name for entry in entries) or "there is none"
        raise context.error(f"'{name}' is not an entry of connect; they are {known}", path)
    return found


def _link_down(name: str, links: Sequence[ConnectLink], path: Path, context: ScenarioContext) -> ConnectLink:
    link = _named(name, links, path, context)
    if set(link.directions) != {"down", "up"}:
        raise context.error(
            f"link '{name}' works {' and '.join(link.directions)} only; a network needs both ways", path
        )
    return link


def _sites(entries: Sequence[StationOrName], path: Path, context: ScenarioContext) -> tuple[Site, ...]:
    found = []
    for index, entry in enumerate(entries):
        try:
            found.append(resolve_site(entry, 0.0))
        except InputError as error:
            raise context.error(str(error), (*path, index)) from error
    return tuple(found)


@lru_cache(maxsize=8)
def _cities(count: int) -> tuple[tuple[DemandPlace, ...], str]:
    """The most populous cities, and where they come from."""
    from huxing.network.traffic import cities

    chosen = cities(largest=count)
    columns = (chosen.latitude.tolist(), chosen.longitude.tolist(), chosen.population.tolist(), chosen.time_zone)
    rows = zip(chosen.names, *columns, strict=True)
    return tuple(DemandPlace(*row) for row in rows), "; ".join(chosen.notes)
