"""Stage `connect`: what the links of the fleet carry - to terminals on the ground, and by laser between satellites -
and the networks that they make.

Its units are, for each radio link: its curves and its budget; for each radio link with each constellation at each
date: the day over its stations, and the year over the world; for each laser likewise: one revolution; for each network
likewise: slices of the day, the map from its hub, and what it carries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from huxing.chain.stage import Stage, StageTask, Unit
from huxing.chain.stages.connect_artefacts import BUDGETS, GIVES, LASER_LINKS
from huxing.chain.stages.connect_datasets import curves_dataset, links_dataset, map_dataset, marked_notices
from huxing.chain.stages.connect_fleet import Flown, flown_fleets
from huxing.chain.stages.connect_lasers import LaserWork, write_lasers
from huxing.chain.stages.connect_links import (
    CurveWork,
    MapWork,
    SeriesWork,
    write_budgets,
    write_curves,
    write_map,
    write_series,
)
from huxing.chain.stages.connect_network_datasets import network_dataset, network_map, network_tables
from huxing.chain.stages.connect_network_parameters import ConnectNetwork
from huxing.chain.stages.connect_network_units import network_units
from huxing.chain.stages.connect_parameters import ConnectLaser, ConnectLink, ConnectParameters
from huxing.chain.stages.connect_resolve import resolve_connect
from huxing.chain.stages.connect_section import ConnectSection
from huxing.chain.stages.fly_artefacts import FLEET
from huxing.core.errors import InputError


def connect_units(task: StageTask) -> list[Unit]:
    """The independent pieces of the stage.

    Args:
        task: with `ConnectParameters` and the fleet.

    Returns:
        Units named `<kind>/<link>` and `<kind>/<link>/<constellation>/<milestone>`.

    Raises:
        SchemaError: the fleet is not what it declares.
        InputError: a link names a constellation that has no satellite in service at any date.

    Source:
        docs/house.md, "One machine, then many".
    """
    parameters: ConnectParameters = task.parameters
    fleets = flown_fleets(FLEET.read(task.inputs["fleet"]))
    units: list[Unit] = []
    for link in parameters.links:
        chosen = _chosen(link, fleets)
        curve = CurveWork(link, chosen[0].altitude, parameters.climate, parameters.exceedances)
        units.append(Unit(f"curves/{link.name}", "curves", write_curves, curve))
        units.append(Unit(f"budgets/{link.name}", "budgets", write_budgets, curve))
        units += _link_units(parameters, link, chosen)
    for laser in parameters.lasers:
        for flown in _chosen(laser, fleets):
            work = LaserWork(laser, flown, parameters.laser_step_s)
            units.append(Unit(f"lasers/{_place(laser.name, flown)}", "lasers", write_lasers, work))
    units += network_units(parameters, lambda network: _chosen(network, fleets))
    return units


def _link_units(parameters: ConnectParameters, link: ConnectLink, fleets: Iterable[Flown]) -> Iterator[Unit]:
    climate, instants = parameters.climate, parameters.map_instants
    for flown in fleets:
        day = SeriesWork(link, flown, climate, parameters.span_s, parameters.step_s, instants)
        yield Unit(f"series/{_place(link.name, flown)}", "series", write_series, day)
        if link.map:
            world = MapWork(link, flown, climate, parameters.map_spacing_deg, instants)
            yield Unit(f"map/{_place(link.name, flown)}", "map", write_map, world)


def _place(name: str, flown: Flown) -> str:
    return f"{name}/{flown.constellation}/{flown.milestone}"


def _chosen(link: ConnectLink | ConnectLaser | ConnectNetwork, fleets: list[Flown]) -> list[Flown]:
    """Fleets that a link works with, in the order of dates."""
    flown = {fleet.constellation for fleet in fleets}
    missing = [name for name in link.constellations or () if name not in flown]
    if missing or not fleets:
        raise InputError(
            f"'{link.name}' names {', '.join(missing) or 'no constellation'}, which has no satellite in service at any "
            f"date; in service are: {', '.join(sorted(flown)) or 'none'}"
        )
    return [fleet for fleet in fleets if link.constellations is None or fleet.constellation in link.constellations]


def combine_connect(task: StageTask, results: Mapping[str, Path]) -> dict[str, Any]:
    """The artefacts of the stage from the results of its units.

    Args:
        task: with `ConnectParameters`.
        results: folder of each unit's result, by unit name.

    Returns:
        Tables and datasets by the names of `GIVES`.

    Raises:
        SchemaError: a unit's result is not what it declares.

    Source:
        huxing.chain.stages.connect_artefacts.
    """
    fleets = flown_fleets(FLEET.read(task.inputs["fleet"]))
    return {
        "links": links_dataset(task.parameters, fleets, results),
        "link_curves": curves_dataset(task.parameters, results),
        "link_map": map_dataset(task.parameters, fleets, results),
        "budgets": _joined(BUDGETS, "budgets", results),
        "laser_links": _joined(LASER_LINKS, "laser_links", results),
        "network": network_dataset(task.parameters, fleets, results),
        "network_map": network_map(task.parameters, fleets, results),
        **network_tables(results),
    }


def _joined(schema: Any, name: str, results: Mapping[str, Path]) -> pd.DataFrame:
    kind = {"budgets": "budgets", "laser_links": "lasers"}[name]
    parts = [schema.read(path / f"{name}.parquet") for unit, path in results.items() if unit.startswith(f"{kind}/")]
    filled = [part for part in parts if len(part)]
    return pd.concat(filled, ignore_index=True) if filled else schema.empty()


CONNECT = Stage(
    name="connect",
    version=2,
    section=ConnectSection,
    needs=("fleet",),
    gives=GIVES,
    resolve=resolve_connect,
    units=connect_units,
    combine=combine_connect,
    notices=marked_notices,
)
"""The stage, registered under the entry point group `huxing.stages`."""
