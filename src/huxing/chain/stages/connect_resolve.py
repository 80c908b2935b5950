"""From the section `connect:` to parameters: names looked up, units converted - once, here."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from huxing.chain.stage import ScenarioContext
from huxing.chain.stages.connect_network_parameters import ConnectNetwork
from huxing.chain.stages.connect_network_resolve import resolve_network
from huxing.chain.stages.connect_network_section import NetworkEntry
from huxing.chain.stages.connect_parameters import (
    DIRECTIONS,
    ClimateChoice,
    ConnectLaser,
    ConnectLink,
    ConnectParameters,
)
from huxing.chain.stages.connect_section import ConnectSection, LaserEntry, LinkEntry
from huxing.chain.stages.fly_places import resolve_site
from huxing.core.errors import InputError, MissingDataError

Path = tuple[str | int, ...]
T = TypeVar("T")
MBIT = 1e6


def resolve_connect(section: ConnectSection, context: ScenarioContext) -> ConnectParameters:
    """Resolve the section `connect:`.

    Args:
        section: checked.
        context: sections, folder, lines.

    Returns:
        Parameters in SI units and radians.

    Raises:
        ScenarioError: a name that is not known, ends that do not fit, a figure that the catalogue does not know, a rate
            that no mode carries.
        MissingDataError: ITU-R maps are asked for and not installed.

    Source:
        docs/reference/scenario.md.
    """
    for key in ("links", "lasers", "networks"):
        _require_unique([entry.name for entry in getattr(section, key)], ("connect", key), context)
    climate = _climate(section)
    links = tuple(_link(entry, ("connect", "links", i), context) for i, entry in enumerate(section.links))
    lasers = tuple(_laser(entry, ("connect", "lasers", i), context) for i, entry in enumerate(section.lasers))
    return ConnectParameters(
        span_s=section.hours * 3600.0,
        step_s=section.step_s,
        laser_step_s=section.laser_step_s,
        climate=climate,
        exceedances=tuple(sorted(percent / 100.0 for percent in section.curve_exceedances_percent)),
        map_spacing_deg=section.map_spacing_deg,
        map_instants=section.map_instants,
        links=links,
        lasers=lasers,
        networks=tuple(
            _network(entry, ("connect", "networks", i), context, links, lasers, climate)
            for i, entry in enumerate(section.networks)
        ),
    )


def _network(
    entry: NetworkEntry,
    path: Path,
    context: ScenarioContext,
    links: Sequence[ConnectLink],
    lasers: Sequence[ConnectLaser],
    climate: ClimateChoice,
) -> ConnectNetwork:
    _require_flown(entry.constellations, path, context)
    return resolve_network(entry, path, context, links=links, lasers=lasers, climate=climate)


def _climate(section: ConnectSection) -> ClimateChoice:
    from huxing.link.atmosphere.climate import load_climate

    chosen = load_climate(section.climate)
    error = chosen.error_db
    return ClimateChoice("itu" if error is None else "zonal", chosen.label, "" if error is None else error.text())


def _link(entry: LinkEntry, path: Path, context: ScenarioContext) -> ConnectLink:
    from huxing.catalogue import payload, terminal

    _require_flown(entry.constellations, path, context)
    _require_unique([s if isinstance(s, str) else s.name for s in entry.stations], (*path, "stations"), context)
    ground = _placed(lambda: terminal(entry.terminal), (*path, "terminal"), context)
    space = _placed(lambda: payload(entry.payload), (*path, "payload"), context)
    sites = tuple(
        _placed(lambda station=station: resolve_site(station, 0.0), (*path, "stations", k), context)  # type: ignore[misc]
        for k, station in enumerate(entry.stations)
    )
    link = ConnectLink(
        name=entry.name,
        title=entry.title or entry.name,
        terminal=ground,
        payload=space,
        band=entry.band,
        constellations=None if entry.constellations is None else tuple(entry.constellations),
        sites=sites,
        min_elevation=None if entry.min_elevation_deg is None else math.radians(entry.min_elevation_deg),
        bandwidth=None if entry.bandwidth_mhz is None else entry.bandwidth_mhz * 1e6,
        exceedance=entry.exceedance_percent / 100.0,
        extra_loss_db=entry.extra_loss_db,
        implementation_loss_db=entry.implementation_margin_db,
        required_down=None if entry.required_down_mbps is None else entry.required_down_mbps * MBIT,
        required_up=None if entry.required_up_mbps is None else entry.required_up_mbps * MBIT,
        map=entry.map,
        note=entry.note,
    )
    _placed(lambda: _require_ladders(link), path, context)
    return link


def _require_ladders(link: ConnectLink) -> None:
    """Both directions can be built and reach what is required at least with their best mode."""
    from huxing.link.budget import rate_ladder

    if not link.directions:
        raise InputError(
            f"'{link.terminal.name}' and '{link.payload.name}' have no direction in common: what one sends in this "
            "band, the other does not receive"
        )
    for direction in DIRECTIONS:
        if direction not in link.directions and link.required(direction) is not None:
            raise InputError(
                f"required_{direction}_mbps is given, but '{link.terminal.name}' and '{link.payload.name}' work "
                f"{' and '.join(link.directions)} only"
            )
    for direction in link.directions:
        carrier = link.radio_link(direction).carrier
        if carrier.modcods is None:
            raise InputError(
                f"'{link.terminal.name}' {direction} '{link.payload.name}' has no modes to choose from: waveform "
                f"'{carrier.waveform}' over {carrier.bandwidth / 1e6:.6g} MHz; connect: speaks nr and dvb-s2x"  # type: ignore[operator]
            )
        rate_ladder(carrier).rung(link.required(direction))


def _laser(entry: LaserEntry, path: Path, context: ScenarioContext) -> ConnectLaser:
    from huxing.catalogue import terminal

    _require_flown(entry.constellations, path, context)
    degree = math.radians(1.0)
    written = (
        ("sun_exclusion", entry.sun_exclusion_deg, degree),
        ("slew_rate", entry.slew_rate_deg_per_s, degree),
        ("acquisition_time", entry.acquisition_s, 1.0),
    )
    laser = ConnectLaser(
        name=entry.name,
        title=entry.title or entry.name,
        terminal=_placed(lambda: terminal(entry.terminal), (*path, "terminal"), context),
        constellations=None if entry.constellations is None else tuple(entry.constellations),
        neighbours=entry.neighbours,
        given={name: value * unit for name, value, unit in written if value is not None},
        note=entry.note,
    )
    _placed(lambda: _require_rate(laser), (*path, "terminal"), context)
    return laser


def _require_rate(laser: ConnectLaser) -> None:
    """The terminal is one with a laser, and enough of it is known to say what it carries."""
    from huxing.link.laser import laser_rate

    laser_rate(laser.laser_terminal(), laser.laser_terminal(), 1e6)


def _require_flown(names: Sequence[str] | None, path: Path, context: ScenarioContext) -> None:
    """Constellations are those of the section `fly:`, where the scenario has one."""
    fly: Any = context.sections.get("fly")
    if names is None or fly is None:
        return
    known = [entry.name for entry in fly.constellations]
    for index, name in enumerate(names):
        if name not in known:
            where = (*path, "constellations", index)
            raise context.error(f"'{name}' is no constellation of fly; they are {', '.join(known)}", where)


def _require_unique(names: Sequence[str], path: Path, context: ScenarioContext) -> None:
    for index, name in enumerate(names):
        if name in names[:index]:
            raise context.error(f"'{name}' stands twice; names are unique", (*path, index))


def _placed(call: Callable[[], T], path: Path, context: ScenarioContext) -> T:
    """The result of a call; its errors name the place in the scenario."""
    try:
        return call()
    except MissingDataError as error:
        # a scenario cannot give what a call can: its remedy is a row
        text = str(error).partition("; give ")[0]
        raise context.error(f"{text}; take another row, or write your own (HUXING_PATH)", path) from error
    except InputError as error:
        raise context.error(str(error), path) from error
