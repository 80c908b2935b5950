"""Stage `fly`: where the satellites are at each milestone date, and whom they serve.

It needs no other stage yet: constellations come from the catalogue, from shells written in the scenario, or from
element sets. Its units are, for each constellation at each date: the fleet, the service of each area, the world map,
the passes; and for each constellation with element sets, the climb of its satellites.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from huxing.chain.stage import Milestone, Stage, StageTask, Unit
from huxing.chain.stages.fly_artefacts import GIVES, SCHEMAS_OF_TABLES
from huxing.chain.stages.fly_datasets import coverage_dataset, lost_notices, map_datasets
from huxing.chain.stages.fly_fleet import FleetWork, RaisingWork, write_fleet, write_raising
from huxing.chain.stages.fly_parameters import FlyConstellation, FlyParameters, Source
from huxing.chain.stages.fly_passes import PassWork, write_passes
from huxing.chain.stages.fly_resolve import resolve_fly
from huxing.chain.stages.fly_section import FlySection
from huxing.chain.stages.fly_service import ServiceWork, write_area, write_map
from huxing.orbit.service_grid import Shape


def fly_units(task: StageTask) -> list[Unit]:
    """The independent pieces of the stage.

    Args:
        task: with `FlyParameters`.

    Returns:
        Units named `<kind>/<constellation>/<milestone>` and, for areas, `/<area>`.

    Raises:
        Nothing of its own.

    Source:
        docs/house.md, "One machine, then many".
    """
    parameters: FlyParameters = task.parameters
    units: list[Unit] = []
    for constellation in parameters.constellations:
        if constellation.sets is not None:
            work = RaisingWork(constellation.name, constellation.sets)
            units.append(Unit(f"raising/{constellation.name}", "raising", write_raising, work))
        for milestone in parameters.milestones:
            source = constellation.at(milestone)
            if source is not None:
                units += _units_at(parameters, constellation, milestone, source)
    return units


def _units_at(
    parameters: FlyParameters, constellation: FlyConstellation, milestone: Milestone, source: Source
) -> Iterator[Unit]:
    place = f"{constellation.name}/{milestone.name}"
    fleet = FleetWork(
        milestone.name,
        milestone.date,
        constellation.name,
        constellation.role,
        constellation.compared_with,
        source,
        constellation.sets if source.sets is not None else None,
    )
    yield Unit(f"fleet/{place}", "fleet", write_fleet, fleet)
    globe = Shape("globe", parameters.map_spacing_deg)
    every = max(1, round(parameters.profile_step_s / parameters.step_s))
    yield Unit(f"map/{place}", "map", write_map, _service(parameters, constellation, milestone, source, globe, every))
    for area in parameters.areas:
        service = _service(parameters, constellation, milestone, source, area.shape)
        yield Unit(f"area/{place}/{area.name}", "area", write_area, service)
    if constellation.passes and parameters.sites:
        passes = PassWork(
            milestone.name,
            milestone.date,
            constellation.name,
            source,
            min(parameters.span_s, 86_400.0),
            tuple(site.station for site in parameters.sites),
        )
        yield Unit(f"passes/{place}", "passes", write_passes, passes)


def _service(
    parameters: FlyParameters,
    constellation: FlyConstellation,
    milestone: Milestone,
    source: Source,
    shape: Shape,
    profile_every: int = 0,
) -> ServiceWork:
    return ServiceWork(
        source,
        milestone.date,
        parameters.span_s,
        parameters.step_s,
        constellation.min_elevation,
        parameters.folds,
        shape,
        profile_every,
    )


def combine_fly(task: StageTask, results: Mapping[str, Path]) -> dict[str, Any]:
    """The artefacts of the stage from the results of its units.

    Args:
        task: with `FlyParameters`.
        results: folder of each unit's result, by unit name.

    Returns:
        Tables and datasets by the names of `GIVES`.

    Raises:
        SchemaError: a unit's result is not what it declares.

    Source:
        huxing.chain.stages.fly_artefacts.
    """
    tables = {name: _joined(name, kind, results) for name, kind in UNITS_OF_TABLES.items()}
    coverage_map, profile = map_datasets(task.parameters, results)
    return {
        **tables,
        "coverage": coverage_dataset(task.parameters, results),
        "coverage_map": coverage_map,
        "latitude_profile": profile,
    }


UNITS_OF_TABLES = {"fleet": "fleet", "planes": "fleet", "passes": "passes", "raising": "raising"}
"""Which units write each table."""


def _joined(name: str, kind: str, results: Mapping[str, Path]) -> pd.DataFrame:
    schema = SCHEMAS_OF_TABLES[name]
    parts = [schema.read(path / f"{name}.parquet") for unit, path in results.items() if unit.startswith(f"{kind}/")]
    filled = [part for part in parts if len(part)]
    return pd.concat(filled, ignore_index=True) if filled else schema.empty()


FLY = Stage(
    name="fly",
    version=2,
    section=FlySection,
    gives=GIVES,
    resolve=resolve_fly,
    units=fly_units,
    combine=combine_fly,
    notices=lost_notices,
)
"""The stage, registered under the entry point group `huxing.stages`."""
