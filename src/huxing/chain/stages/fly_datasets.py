"""The datasets of the stage `fly`, put together from its units' results."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from huxing.chain.stages.fly_artefacts import COVERAGE, COVERAGE_MAP, LATITUDE_PROFILE
from huxing.chain.stages.fly_parameters import FlyParameters
from huxing.core.earth_orientation import installed_earth_orientation

LONG_NAMES = {
    "satellites": "satellites that count",
    "without_state": "of these, satellites that have no SGP4 state at some time of the span",
    "mean_in_view": "mean number of satellites in view",
    "least_in_view": "least number of satellites in view, anywhere at any time",
    "covered_share": "share of area and time with at least n satellites in view",
    "always_covered_share": "share of the area that is covered at every time",
    "never_covered_share": "share of the area that is never covered",
    "mean_gap": "mean gap",
    "p95_gap": "95th percentile of the gaps",
    "max_gap": "longest gap",
    "mean_revisit": "mean gap between two accesses",
    "mean_wait": "mean wait for access at a random place and instant",
    "mean_first_access": "mean time to first access",
    "worst_first_access": "longest time to first access",
    "in_view": "mean number of satellites in view along the ring of latitude",
}
"""Of every variable."""

_FIELDS = {
    "mean_in_view": "mean_in_view",
    "least_in_view": "least_in_view",
    "always_covered_share": "always_covered",
    "never_covered_share": "never_covered",
    "mean_gap": "mean_gap",
    "max_gap": "longest_gap",
    "mean_revisit": "mean_revisit",
    "mean_wait": "mean_wait",
    "mean_first_access": "mean_first_access",
    "worst_first_access": "worst_first_access",
}
"""Variables of `COVERAGE` and the fields of `CoverageSummary` that they come from."""


def coverage_dataset(parameters: FlyParameters, results: Mapping[str, Path]) -> xr.Dataset:
    """The dataset `coverage`.

    Args:
        parameters: of the stage.
        results: folder of each unit's result, by unit name.

    Returns:
        A dataset of the schema `COVERAGE`.

    Raises:
        OSError: a result is not there.

    Source:
        `COVERAGE`.
    """
    values = _empty(parameters, COVERAGE.variables, fold=len(parameters.folds), area=len(parameters.areas))
    values["satellites"][:] = 0
    lost = np.zeros((len(parameters.milestones), len(parameters.constellations)), np.int64)
    for d, c, place in _places(parameters):
        for a, area in enumerate(parameters.areas):
            folder = results.get(f"area/{place}/{area.name}")
            if folder is None:
                continue
            figures = json.loads((folder / "area.json").read_text())
            values["satellites"][d, c] = figures["satellites"]
            lost[d, c] = figures["without_state"]
            one = figures["folds"]["1"]
            for name, key in _FIELDS.items():
                values[name][d, c, a] = _number(one[key])
            values["p95_gap"][d, c, a] = _number(one["gap_percentiles"]["95.0"])
            values["covered_share"][d, c, a] = [figures["folds"][str(n)]["covered"] for n in parameters.folds]
    areas = {
        "area": ("area", _texts([area.name for area in parameters.areas])),
        "area_title": ("area", _texts([area.title for area in parameters.areas])),
        "without_state": (("date", "constellation"), lost, {"units": "1", "long_name": LONG_NAMES["without_state"]}),
        "fold": ("fold", np.array(parameters.folds, np.int64), {"units": "1", "long_name": "satellites in view"}),
    }
    found = _dataset(COVERAGE.variables, values, parameters, areas)
    return found.assign_attrs(earth_orientation_measured_until=installed_earth_orientation().measured_until)


def lost_notices(artefacts: Mapping[str, Any]) -> list[str]:
    """What must be said of satellites whose positions SGP4 does not give.

    Args:
        artefacts: of the stage.

    Returns:
        A sentence per constellation and date that has some.

    Raises:
        Nothing of its own.

    Source:
        The attribute `without_state` of huxing.orbit.coverage.
    """
    coverage = artefacts["coverage"]
    if "without_state" not in coverage.coords:
        return []
    lost = coverage["without_state"].to_numpy()
    titles, dates = coverage["constellation_title"].to_numpy(), coverage["date"].to_numpy().astype("datetime64[D]")
    return [
        f"{titles[c]}, {dates[d]}: {lost[d, c]} of {int(coverage['satellites'].to_numpy()[d, c])} satellites have no "
        "SGP4 state at some time of the span (decayed, or the set does not hold so long); there they count as not in "
        "view."
        for d, c in np.argwhere(lost > 0)
    ]


def map_datasets(parameters: FlyParameters, results: Mapping[str, Path]) -> tuple[xr.Dataset, xr.Dataset]:
    """The datasets `coverage_map` and `latitude_profile`.

    Args:
        parameters: of the stage.
        results: folder of each unit's result, by unit name.

    Returns:
        Datasets of the schemas `COVERAGE_MAP` and `LATITUDE_PROFILE`.

    Raises:
        OSError: a result is not there.

    Source:
        `COVERAGE_MAP`, `LATITUDE_PROFILE`.
    """
    maps = {}
    for d, c, place in _places(parameters):
        if f"map/{place}" in results:
            with xr.open_dataset(results[f"map/{place}"] / "map.nc", engine="h5netcdf") as stored:
                maps[d, c] = stored.load()
    first = next(iter(maps.values()), None) or _no_map()
    world = _empty(parameters, COVERAGE_MAP.variables, ground=first.sizes["ground"])
    sizes = {"time": first.sizes["time"], "latitude": first.sizes["latitude"]}
    profile = _empty(parameters, LATITUDE_PROFILE.variables, **sizes)
    for (d, c), one in maps.items():
        for name, array in world.items():
            array[d, :, c] = one[name].to_numpy()
        profile["in_view"][d, :, c] = one["in_view"].to_numpy()
    north, east = (
        {"units": "degrees_north", "long_name": "latitude"},
        {"units": "degrees_east", "long_name": "longitude"},
    )
    points = {
        "latitude": ("ground", first["point_latitude"].to_numpy(), north),
        "longitude": ("ground", first["point_longitude"].to_numpy(), east),
    }
    rings = {
        "time": ("time", first["time"].to_numpy(), {"units": "s", "long_name": "time after the milestone date"}),
        "latitude": ("latitude", first["latitude"].to_numpy(), north),
    }
    return (
        _dataset(COVERAGE_MAP.variables, world, parameters, points),
        _dataset(LATITUDE_PROFILE.variables, profile, parameters, rings),
    )


def _no_map() -> xr.Dataset:
    empty = {name: ("ground", np.empty(0)) for name in ("point_latitude", "point_longitude")}
    return xr.Dataset(coords={**empty, "time": np.empty(0), "latitude": np.empty(0)})


def _places(parameters: FlyParameters) -> Iterator[tuple[int, int, str]]:
    for d, milestone in enumerate(parameters.milestones):
        for c, constellation in enumerate(parameters.constellations):
            yield d, c, f"{constellation.name}/{milestone.name}"


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)


Variables = Mapping[str, tuple[str, tuple[str, ...]]]


def _empty(parameters: FlyParameters, variables: Variables, **sizes: int) -> dict[str, NDArray[Any]]:
    """Arrays of NaN, those over the whole globe in single precision."""
    all_sizes = sizes | {"date": len(parameters.milestones), "constellation": len(parameters.constellations)}
    kind = np.float64 if "area" in sizes else np.float32
    return {
        name: np.full([all_sizes[axis] for axis in axes], np.nan, kind if name != "satellites" else np.float64)
        for name, (_, axes) in variables.items()
    }


def _texts(values: list[str]) -> NDArray[np.object_]:
    return np.array(values, dtype=object)


def _dataset(
    variables: Variables,
    values: Mapping[str, NDArray[Any]],
    parameters: FlyParameters,
    coordinates: Mapping[str, Any],
) -> xr.Dataset:
    data = {
        name: xr.DataArray(values[name], dims=axes, attrs={"units": unit, "long_name": LONG_NAMES[name]})
        for name, (unit, axes) in variables.items()
    }
    if "satellites" in data:
        data["satellites"] = data["satellites"].astype(np.int64)
        data["satellites"].attrs = {"units": "1", "long_name": LONG_NAMES["satellites"]}
    return xr.Dataset(
        data,
        coords={**_common(parameters), **coordinates},
        attrs={"span_s": parameters.span_s, "step_s": parameters.step_s},
    )


def _common(parameters: FlyParameters) -> dict[str, Any]:
    found = parameters.constellations
    elevation = np.degrees([one.min_elevation for one in found])
    return {
        "date": ("date", np.array([m.date for m in parameters.milestones], "datetime64[ns]")),
        "milestone": ("date", _texts([m.name for m in parameters.milestones])),
        "milestone_title": ("date", _texts([m.title for m in parameters.milestones])),
        "constellation": ("constellation", _texts([one.name for one in found])),
        "constellation_title": ("constellation", _texts([one.title for one in found])),
        "role": ("constellation", _texts([one.role for one in found])),
        "min_elevation": ("constellation", elevation, {"units": "degree", "long_name": "lowest elevation"}),
        "method": (("date", "constellation"), _methods(parameters)),
    }


def _methods(parameters: FlyParameters) -> NDArray[np.object_]:
    methods = np.full((len(parameters.milestones), len(parameters.constellations)), "", dtype=object)
    for d, milestone in enumerate(parameters.milestones):
        for c, constellation in enumerate(parameters.constellations):
            source = constellation.at(milestone)
            if source is not None:
                methods[d, c] = "sgp4" if source.sets is not None else "j2"
    return methods
