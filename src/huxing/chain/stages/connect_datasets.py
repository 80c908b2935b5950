"""The datasets of the stage `connect`, put together from the results of its units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from huxing.chain.stages.connect_artefacts import LINK_CURVES, LINK_MAP, LINKS
from huxing.chain.stages.connect_fleet import Flown
from huxing.chain.stages.connect_parameters import DIRECTIONS, ConnectParameters
from huxing.core.schema import DatasetSchema

WORDS = {
    "elevation": "elevation of the highest satellite",
    "slant_range": "distance of the highest satellite",
    "rate": "rate of information of a terminal alone on a carrier",
    "margin": "margin over the mode that delivers the required rate",
    "availability": "share of the year whose weather lets this geometry deliver the required rate",
    "year_availability": "share of a year in which the required rate is delivered",
    "in_view": "share of the year with a satellite in view",
    "mean_rate": "mean rate of information over a year, outages counted",
}


def links_dataset(parameters: ConnectParameters, fleets: Sequence[Flown], results: Mapping[str, Path]) -> xr.Dataset:
    """`LINKS`: every link, constellation, date and station; NaN where the scenario does not look.

    Args:
        parameters: of the stage.
        fleets: all of them.
        results: folder of each unit's result.

    Returns:
        The dataset.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.connect_artefacts.LINKS.
    """
    parts = _parts("series", results)
    stations = list(dict.fromkeys(site.station.name for link in parameters.links for site in link.sites))
    seconds = np.arange(0.0, parameters.span_s, parameters.step_s)
    seconds = next(iter(parts.values()))["time"].to_numpy() if parts else seconds
    axes = {**_axes(parameters, fleets), "time": seconds, "station": stations, "direction": list(DIRECTIONS)}
    blank = _blank(LINKS, axes)
    for (link, constellation, milestone), part in parts.items():
        when = _date_of(fleets, milestone)
        place = {"link": link, "constellation": constellation, "date": when, "station": part["station"]}
        for name, (_, dims) in LINKS.variables.items():
            if "direction" not in dims:
                blank[name].loc[place] = _ordered(part[name], blank[name].loc[place])
                continue
            for way in DIRECTIONS:
                if f"{name}_{way}" in part:
                    cell = {**place, "direction": way}
                    blank[name].loc[cell] = _ordered(part[f"{name}_{way}"], blank[name].loc[cell])
    return _described(blank, parameters, fleets, parts)


def map_dataset(parameters: ConnectParameters, fleets: Sequence[Flown], results: Mapping[str, Path]) -> xr.Dataset:
    """`LINK_MAP`: every link with a map, constellation and date; NaN where there is none.

    Args:
        parameters: of the stage.
        fleets: all of them.
        results: folder of each unit's result.

    Returns:
        The dataset; without points where no link has a map.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.connect_artefacts.LINK_MAP.
    """
    parts = _parts("map", results)
    first = next(iter(parts.values()), None)
    points = 0 if first is None else first.sizes["ground"]
    axes = {**_axes(parameters, fleets), "ground": np.arange(points), "direction": list(DIRECTIONS)}
    blank = _blank(LINK_MAP, axes)
    for (link, constellation, milestone), part in parts.items():
        place = {"link": link, "constellation": constellation, "date": _date_of(fleets, milestone)}
        blank["in_view"].loc[place] = part["in_view"].to_numpy()
        for name in ("availability", "mean_rate"):
            for way in DIRECTIONS:
                if f"{name}_{way}" in part:
                    blank[name].loc[{**place, "direction": way}] = part[f"{name}_{way}"].to_numpy()
    for key in ("latitude", "longitude"):
        values = np.empty(0) if first is None else first[key].to_numpy()
        blank = blank.assign_coords({key: ("ground", values, {"units": "degrees"})})
    return _described(blank.drop_vars("ground"), parameters, fleets, parts)


def curves_dataset(parameters: ConnectParameters, results: Mapping[str, Path]) -> xr.Dataset:
    """`LINK_CURVES`: every link.

    Args:
        parameters: of the stage.
        results: folder of each unit's result.

    Returns:
        The dataset.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.connect_artefacts.LINK_CURVES.
    """
    parts = {key[0]: part for key, part in _parts("curves", results).items()}
    first = next(iter(parts.values()))
    axes = {
        "link": [link.name for link in parameters.links],
        "direction": list(DIRECTIONS),
        "exceedance": first["exceedance"].to_numpy(),
        "elevation": first["elevation"].to_numpy(),
    }
    blank = _blank(LINK_CURVES, axes)
    for link, part in parts.items():
        for name in ("rate", "margin"):
            for way in DIRECTIONS:
                if f"{name}_{way}" in part:
                    blank[name].loc[{"link": link, "direction": way}] = part[f"{name}_{way}"].to_numpy()
    blank["elevation"].attrs |= {"units": "rad", "long_name": "elevation"}
    blank["exceedance"].attrs |= {"units": "1", "long_name": "share of the year with worse weather"}
    return blank.assign_attrs(climate=parameters.climate.label, marks="; ".join(_said(parts.values())))


def marked_notices(artefacts: Mapping[str, Any]) -> list[str]:
    """What a reader must hear of models that were used outside their stated range.

    Args:
        artefacts: of the stage.

    Returns:
        At most one sentence.

    Raises:
        Nothing of its own.

    Source:
        The marks of huxing.core.model_range.
    """
    marks = _said([artefacts[name] for name in ("links", "link_curves", "link_map")])
    if not marks:
        return []
    return ["Models of the atmosphere were used outside their stated range: " + "; ".join(marks) + "."]


def _said(datasets: Iterable[xr.Dataset]) -> list[str]:
    """Marks of models used outside their range, each once."""
    every = (mark for one in datasets for mark in str(one.attrs.get("marks", "")).split("; ") if mark)
    return list(dict.fromkeys(every))


def _parts(kind: str, results: Mapping[str, Path]) -> dict[tuple[str, ...], xr.Dataset]:
    found = {}
    for unit, path in results.items():
        name, *place = unit.split("/")
        if name == kind:
            with xr.open_dataset(path / f"{kind}.nc", engine="h5netcdf") as dataset:
                found[tuple(place)] = dataset.load()
    return found


def _axes(parameters: ConnectParameters, fleets: Sequence[Flown]) -> dict[str, Any]:
    return {
        "date": np.array(sorted({fleet.date for fleet in fleets}), dtype="datetime64[ns]"),
        "link": [link.name for link in parameters.links],
        "constellation": list(dict.fromkeys(fleet.constellation for fleet in fleets)),
    }


def _blank(schema: DatasetSchema, axes: Mapping[str, Any]) -> xr.Dataset:
    """The declared variables full of NaN."""
    data = {}
    for name, (unit, dims) in schema.variables.items():
        values: NDArray[np.float64] = np.full([len(axes[axis]) for axis in dims], np.nan)
        data[name] = (dims, values, {"units": unit, "long_name": WORDS[name]})
    return xr.Dataset(
        data, coords={axis: list(values) if isinstance(values, list) else values for axis, values in axes.items()}
    )


def _ordered(part: xr.DataArray, place: xr.DataArray) -> NDArray[np.float64]:
    return part.transpose(*place.dims).to_numpy()


def _date_of(fleets: Sequence[Flown], milestone: str) -> np.datetime64:
    return next(fleet.date for fleet in fleets if fleet.milestone == milestone)


def _described(
    dataset: xr.Dataset,
    parameters: ConnectParameters,
    fleets: Sequence[Flown],
    parts: Mapping[tuple[str, ...], xr.Dataset],
) -> xr.Dataset:
    names = {fleet.date: fleet.milestone for fleet in fleets}
    titles = {link.name: link.title for link in parameters.links}
    return dataset.assign_coords(
        milestone=("date", [names[date] for date in dataset["date"].to_numpy()]),
        link_title=("link", [titles[str(name)] for name in dataset["link"].to_numpy()]),
    ).assign_attrs(
        climate=parameters.climate.label, climate_error=parameters.climate.error, marks="; ".join(_said(parts.values()))
    )
