"""The service of a constellation at a date: in an area, over the globe, and over the ground stations."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import xarray as xr

from huxing.chain.stages.fly_fleet import satellites_in_service
from huxing.chain.stages.fly_parameters import Source
from huxing.core.schema import write_netcdf
from huxing.core.time import Times, time_grid
from huxing.orbit.propagation import Satellites
from huxing.orbit.service_grid import Shape


@dataclass(frozen=True)
class ServiceWork:
    """Parameters of `write_area` and `write_map`.

    Attributes:
        source: the satellites.
        date: UTC, start of the span.
        span_s, step_s: s.
        min_elevation: rad.
        folds: ascending, 1 among them.
        shape: where.
        profile_every: of the map, every so many steps are kept in the latitude profile.
    """

    source: Source
    date: np.datetime64
    span_s: float
    step_s: float
    min_elevation: float
    folds: tuple[int, ...]
    shape: Shape
    profile_every: int = 0

    def satellites(self) -> Satellites:
        """Those that count."""
        return satellites_in_service(self.source, self.date)

    def times(self) -> Times:
        """The span."""
        return time_grid(self.date, hours=self.span_s / 3600.0, step_s=self.step_s)

    def coverage(self) -> xr.Dataset:
        """What the kernel gives for the shape's grid."""
        from huxing.orbit.coverage import coverage

        return coverage(
            self.satellites(),
            self.shape.grid(),
            self.times(),
            min_elevation_deg=math.degrees(self.min_elevation),
            folds=self.folds,
            zonal=self.profile_every > 0,
        )


def write_area(work: ServiceWork, folder: Path) -> None:
    """Write `area.json`: the area's figures by fold, null where there is nothing to measure.

    Args:
        work: parameters.
        folder: where to write.

    Raises:
        StaleDataError: Earth orientation does not reach the date.

    Source:
        huxing.orbit.summarise_coverage.
    """
    from huxing.orbit.coverage_summary import summarise_coverage

    dataset = work.coverage()
    folds = {str(fold): asdict(summarise_coverage(dataset, fold=fold)) for fold in work.folds}
    figures = {
        "satellites": int(dataset.attrs["satellites"]),
        "without_state": int(dataset.attrs.get("without_state", 0)),
        "folds": folds,
    }
    (folder / "area.json").write_text(json.dumps(_with_nulls(figures), sort_keys=True, allow_nan=False))


def _with_nulls(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): _with_nulls(item) for key, item in value.items()}
    return None if isinstance(value, float) and not math.isfinite(value) else value


def write_map(work: ServiceWork, folder: Path) -> None:
    """Write `map.nc`: service at each point of the globe, and satellites in view by latitude and time.

    Args:
        work: parameters.
        folder: where to write.

    Raises:
        StaleDataError: Earth orientation does not reach the date.

    Source:
        huxing.orbit.coverage.
    """
    dataset = work.coverage()
    one = dataset.sel(fold=1)
    zonal = dataset["zonal_mean"].isel(time=slice(0, None, work.profile_every))
    found = xr.Dataset(
        {
            "mean_in_view": ("ground", one["mean_in_view"].to_numpy()),
            "covered_share": ("ground", one["covered"].to_numpy()),
            "max_gap": ("ground", one["longest_gap"].to_numpy().astype(np.float64)),
            "in_view": (("time", "latitude"), zonal.to_numpy()),
        },
        coords={
            "time": np.arange(zonal.sizes["time"]) * (work.profile_every * work.step_s),
            "latitude": zonal["latitude"].to_numpy(),
            "point_latitude": ("ground", dataset["latitude_deg"].to_numpy()),
            "point_longitude": ("ground", dataset["longitude_deg"].to_numpy()),
        },
        attrs={"satellites": int(dataset.attrs["satellites"])},
    )
    write_netcdf(found, folder / "map.nc")
