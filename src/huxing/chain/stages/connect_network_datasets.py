"""Datasets about networks from the results of the stage's units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from huxing.chain.stages.connect_fleet import Flown
from huxing.chain.stages.connect_network_artefacts import NETWORK, NETWORK_MAP, SCHEMAS_OF_NETWORK_TABLES
from huxing.chain.stages.connect_network_parameters import ConnectNetwork
from huxing.chain.stages.connect_parameters import ConnectParameters
from huxing.chain.stages.connect_routes import MAP_INSTANTS, fibre_lengths, pair_name
from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.schema import DatasetSchema

WORDS = {
    "rtt": "round trip of light along the shortest way",
    "hops": "links through space on the way",
    "reached": "share of the time with a way",
    "path_changes": "times at which the way is another one than before",
}
UNIT_OF_TABLE = {"network_paths": "paths", "network_load": "loads", "network_capacity": "loads"}
"""Kind of unit in which each table is written."""


def network_dataset(parameters: ConnectParameters, fleets: Sequence[Flown], results: Mapping[str, Path]) -> xr.Dataset:
    """`NETWORK`: every network, constellation, date and pair; NaN where the scenario does not look.

    Args:
        parameters: of the stage.
        fleets: all of them.
        results: folder of each unit's result.

    Returns:
        The dataset; without pairs where no network has any.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.connect_network_artefacts.NETWORK.
    """
    ends = {pair_name(pair): pair for network in parameters.networks for pair in network.pairs}
    seconds = np.arange(0.0, parameters.span_s, parameters.step_s)
    axes = {**_axes(parameters, fleets), "time": seconds, "pair": list(ends)}
    blank = _blank(NETWORK, axes)
    for place, part in _parts("routes", "routes.nc", results).items():
        cell = _cell(place, fleets)
        pairs = part["pair"].to_numpy()
        for name in ("rtt", "hops"):
            blank[name].loc[{**cell, "pair": pairs, "time": part["time"]}] = part[name].to_numpy()
        key = part["key"].to_numpy()
        blank["reached"].loc[{**cell, "pair": pairs}] = (key != 0).mean(axis=0)
        blank["path_changes"].loc[{**cell, "pair": pairs}] = (np.diff(key, axis=0) != 0).sum(axis=0)
    return (
        _described(blank, parameters, fleets)
        .assign_attrs(_fibre_index(parameters))
        .assign_coords(
            source=("pair", [a.station.name for a, _ in ends.values()]),
            destination=("pair", [b.station.name for _, b in ends.values()]),
            fibre_rtt=(
                ("network", "pair"),
                _over_fibre(parameters, list(ends)),
                {"units": "s", "long_name": "round trip over fibre"},
            ),
        )
    )


def _over_fibre(parameters: ConnectParameters, names: Sequence[str]) -> NDArray[np.float64]:
    """Round trips over fibre, s, shape `(network, pair)`; NaN where a network does not follow a pair.

    Networks may differ in their factor, and in where a place stands that two of them call by one name.
    """
    trips = np.full((len(parameters.networks), len(names)), np.nan)
    for row, network in enumerate(parameters.networks):
        for a, b in network.pairs:
            length = float(fibre_lengths(network, [a.station], [b.station])[0, 0])
            trips[row, names.index(pair_name((a, b)))] = 2.0 * length / SPEED_OF_LIGHT
    return trips


def _fibre_index(parameters: ConnectParameters) -> dict[str, float]:
    """What the round trips over fibre stand on; nothing where there is no network."""
    if not parameters.networks:
        return {}
    from huxing.network.terrestrial import FIBRE_INDEX

    return {"fibre_index": FIBRE_INDEX}


def network_map(parameters: ConnectParameters, fleets: Sequence[Flown], results: Mapping[str, Path]) -> xr.Dataset:
    """`NETWORK_MAP`: every network, constellation and date.

    Args:
        parameters: of the stage.
        fleets: all of them.
        results: folder of each unit's result.

    Returns:
        The dataset; without points where there is no network.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.connect_network_artefacts.NETWORK_MAP.
    """
    parts = _parts("reach", "reach.nc", results)
    first = next(iter(parts.values()), None)
    points = 0 if first is None else first.sizes["ground"]
    blank = _blank(NETWORK_MAP, {**_axes(parameters, fleets), "ground": np.arange(points)})
    for place, part in parts.items():
        for name in ("rtt", "reached"):
            blank[name].loc[_cell(place, fleets)] = part[name].to_numpy()
    for key in ("latitude", "longitude"):
        values = np.empty(0) if first is None else first[key].to_numpy()
        blank = blank.assign_coords({key: ("ground", values, {"units": "degrees"})})
    return _described(blank.drop_vars("ground"), parameters, fleets).assign_attrs(instants=MAP_INSTANTS)


def network_tables(results: Mapping[str, Path]) -> dict[str, pd.DataFrame]:
    """The tables about networks, joined from all units.

    Args:
        results: folder of each unit's result.

    Returns:
        Tables by name.

    Raises:
        SchemaError: a unit's result is not what it declares.

    Source:
        huxing.chain.stages.connect_network_artefacts.
    """
    tables = {}
    for name, schema in SCHEMAS_OF_NETWORK_TABLES.items():
        folders = [path for unit, path in results.items() if unit.startswith(f"{UNIT_OF_TABLE[name]}/")]
        parts = [schema.read(path / f"{name}.parquet") for path in folders if (path / f"{name}.parquet").exists()]
        filled = [part for part in parts if len(part)]
        tables[name] = pd.concat(filled, ignore_index=True) if filled else schema.empty()
    return tables


def _parts(kind: str, file: str, results: Mapping[str, Path]) -> dict[tuple[str, str, str], xr.Dataset]:
    """Datasets by network, constellation and milestone; slices of the day joined in the order of time."""
    found: dict[tuple[str, str, str], list[xr.Dataset]] = {}
    for unit, path in results.items():
        name, *place = unit.split("/")
        if name == kind:
            with xr.open_dataset(path / file, engine="h5netcdf") as dataset:
                found.setdefault((place[0], place[1], place[2]), []).append(dataset.load())
    return {
        place: parts[0] if len(parts) == 1 else xr.concat(parts, dim="time").sortby("time")
        for place, parts in found.items()
    }


def _axes(parameters: ConnectParameters, fleets: Sequence[Flown]) -> dict[str, Any]:
    return {
        "date": np.array(sorted({fleet.date for fleet in fleets}), dtype="datetime64[ns]"),
        "network": [network.name for network in parameters.networks],
        "constellation": list(dict.fromkeys(fleet.constellation for fleet in fleets)),
    }


def _blank(schema: DatasetSchema, axes: Mapping[str, Any]) -> xr.Dataset:
    data = {
        name: (dims, np.full([len(axes[axis]) for axis in dims], np.nan), {"units": unit, "long_name": WORDS[name]})
        for name, (unit, dims) in schema.variables.items()
    }
    texts = {axis: np.array(values, dtype=str) if isinstance(values, list) else values for axis, values in axes.items()}
    return xr.Dataset(data, coords=texts)


def _cell(place: tuple[str, str, str], fleets: Sequence[Flown]) -> dict[str, Any]:
    network, constellation, milestone = place
    date = next(fleet.date for fleet in fleets if fleet.milestone == milestone)
    return {"network": network, "constellation": constellation, "date": date}


def _described(dataset: xr.Dataset, parameters: ConnectParameters, fleets: Sequence[Flown]) -> xr.Dataset:
    names = {fleet.date: fleet.milestone for fleet in fleets}
    titles: dict[str, ConnectNetwork] = {network.name: network for network in parameters.networks}
    chosen = [str(name) for name in dataset["network"].to_numpy()]
    return dataset.assign_coords(
        milestone=("date", np.array([names[date] for date in dataset["date"].to_numpy()], dtype=str)),
        network_title=("network", np.array([titles[name].title for name in chosen], dtype=str)),
        hub=("network", np.array([titles[name].hub.station.name for name in chosen], dtype=str)),
    )
