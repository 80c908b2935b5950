"""The radio links of a constellation: along a day over stations, over a year on a map, as curves and as one budget."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from huxing.chain.stages.connect_artefacts import BUDGETS
from huxing.chain.stages.connect_fleet import Flown
from huxing.chain.stages.connect_parameters import ClimateChoice, ConnectLink, Direction
from huxing.chain.stages.fly_parameters import Site
from huxing.core.schema import write_netcdf
from huxing.orbit.grid import Grid

if TYPE_CHECKING:
    from huxing.link.budget import Budget

Variable = tuple[tuple[str, ...], NDArray[np.float64]]
DAYS_PER_YEAR = 365.25
BIN_DEG = 2.5
"""Of elevation, for a year's statistics: over it the rate of a link changes by less than a mode."""
CURVE_STEP_DEG = 1.0


@dataclass(frozen=True)
class SeriesWork:
    """Parameters of `write_series`."""

    link: ConnectLink
    flown: Flown
    climate: ClimateChoice
    span_s: float
    step_s: float
    instants: int


@dataclass(frozen=True)
class MapWork:
    """Parameters of `write_map`."""

    link: ConnectLink
    flown: Flown
    climate: ClimateChoice
    spacing_deg: float
    instants: int


@dataclass(frozen=True)
class CurveWork:
    """Parameters of `write_curves` and `write_budgets`; `altitude` of the satellites in m."""

    link: ConnectLink
    altitude: float
    climate: ClimateChoice
    exceedances: tuple[float, ...]


def write_series(work: SeriesWork, folder: Path) -> None:
    """Write `series.nc`: the link over its highest satellite along the day, and its availability over a year.

    Args:
        work: parameters.
        folder: where to write.

    Raises:
        ModelRangeError: an elevation at which a model of the atmosphere does not hold even marked.

    Source:
        huxing.orbit.highest_satellite; huxing.link.budget.service_series, year_statistics.
    """
    from huxing.core.time import time_grid
    from huxing.link.budget import service_series, site_of, year_statistics
    from huxing.orbit import elevation_histogram, highest_satellite, sample_times

    link, flown = work.link, work.flown
    sites = tuple(sorted(link.sites, key=lambda site: site.station.latitude))  # as a grid of points sorts them
    grid = _grid_of(sites)
    ways = {way: link.radio_link(way, flown.altitude) for way in link.directions}
    least = float(np.degrees(min(way.view.lowest for way in ways.values())))
    times = time_grid(flown.date, hours=work.span_s / 3600.0, step_s=work.step_s)
    seen = highest_satellite(flown.satellites, grid, times, min_elevation_deg=least)
    instants = sample_times(flown.date, days=DAYS_PER_YEAR, samples=work.instants)
    year = elevation_histogram(flown.kept, grid, instants, min_elevation_deg=least, bin_deg=BIN_DEG)
    climate, marks = work.climate.load(), []
    found: dict[str, Variable] = {}
    for way, radio in ways.items():
        series = [
            service_series(
                radio,
                seen["elevation"].to_numpy()[:, k],
                distance=seen["slant_range"].to_numpy()[:, k],
                site=site_of(site.station),
                exceedance=link.exceedance,
                required_rate=link.required(way),
                climate=climate,
                extrapolate=True,
            )
            for k, site in enumerate(sites)
        ]
        heights = np.array([site.station.height for site in sites])
        statistics = year_statistics(
            radio, year, height=heights, climate=climate, required_rate=link.required(way), extrapolate=True
        )
        marks += [str(one.attrs["extrapolated"]) for one in (*series, statistics)]
        for name in ("rate", "margin", "availability"):
            found[f"{name}_{way}"] = (("time", "station"), np.stack([one[name].to_numpy() for one in series], axis=-1))
        found[f"year_availability_{way}"] = (("station",), statistics["availability"].to_numpy())
    found["elevation"] = (("time", "station"), seen["elevation"].to_numpy())
    found["slant_range"] = (("time", "station"), seen["slant_range"].to_numpy())
    seconds = (times - times[0]) / np.timedelta64(1, "s")
    dataset = xr.Dataset(
        found,
        coords={"time": seconds, "station": [site.station.name for site in sites]},
        attrs={"marks": _joined(marks)},
    )
    write_netcdf(dataset, folder / "series.nc")


def write_map(work: MapWork, folder: Path) -> None:
    """Write `map.nc`: over a year, availability and mean rate at each point of the globe.

    Args:
        work: parameters.
        folder: where to write.

    Raises:
        ModelRangeError: an elevation at which a model of the atmosphere does not hold even marked.

    Source:
        huxing.orbit.elevation_histogram; huxing.link.budget.year_statistics.
    """
    from huxing.link.budget import year_statistics
    from huxing.orbit import elevation_histogram, ring_grid, sample_times

    link, flown = work.link, work.flown
    ways = {way: link.radio_link(way, flown.altitude) for way in link.directions}
    least = float(np.degrees(min(way.view.lowest for way in ways.values())))
    instants = sample_times(flown.date, days=DAYS_PER_YEAR, samples=work.instants)
    grid = ring_grid(spacing_deg=work.spacing_deg)
    year = elevation_histogram(flown.kept, grid, instants, min_elevation_deg=least, bin_deg=BIN_DEG)
    climate, marks = work.climate.load(), []
    found: dict[str, Variable] = {}
    for way, radio in ways.items():
        statistics = year_statistics(radio, year, climate=climate, required_rate=link.required(way), extrapolate=True)
        marks.append(str(statistics.attrs["extrapolated"]))
        found[f"availability_{way}"] = (("ground",), statistics["availability"].to_numpy())
        found[f"mean_rate_{way}"] = (("ground",), statistics["mean_rate"].to_numpy())
    found["in_view"] = (("ground",), 1.0 - year["none"].to_numpy())
    places = {key: ("ground", year[f"{key}_deg"].to_numpy()) for key in ("latitude", "longitude")}
    write_netcdf(xr.Dataset(found, coords=places, attrs={"marks": _joined(marks)}), folder / "map.nc")


def write_curves(work: CurveWork, folder: Path) -> None:
    """Write `curves.nc`: rate and margin against elevation in several weathers, at the link's first station.

    Args:
        work: parameters.
        folder: where to write.

    Raises:
        ModelRangeError: an elevation at which a model of the atmosphere does not hold even marked.

    Source:
        huxing.link.budget.service_series.
    """
    from huxing.link.budget import service_series, site_of, slant_range

    elevation = np.radians(np.arange(CURVE_STEP_DEG, 90.0 + 1e-9, CURVE_STEP_DEG))
    found: dict[str, Variable] = {}
    marks = []
    for way in work.link.directions:
        radio = work.link.radio_link(way, work.altitude)
        usable = np.where(radio.view.sees(elevation), elevation, np.nan)
        curves = [
            service_series(
                radio,
                usable,
                distance=slant_range(work.altitude, elevation),
                site=site_of(_first_site(work.link).station),
                exceedance=exceedance,
                required_rate=work.link.required(way),
                climate=work.climate.load(),
                extrapolate=True,
            )
            for exceedance in work.exceedances
        ]
        marks += [str(curve.attrs["extrapolated"]) for curve in curves]
        for name in ("rate", "margin"):
            values = np.stack([curve[name].to_numpy() for curve in curves])
            blank = np.broadcast_to(np.isnan(usable), values.shape)
            found[f"{name}_{way}"] = (("exceedance", "elevation"), np.where(blank, np.nan, values))
    axes = {"exceedance": list(work.exceedances), "elevation": elevation}
    write_netcdf(xr.Dataset(found, coords=axes, attrs={"marks": _joined(marks)}), folder / "curves.nc")


def write_budgets(work: CurveWork, folder: Path) -> None:
    """Write `budgets.parquet`: one budget per direction, at the lowest elevation of use and in the link's weather.

    Args:
        work: parameters.
        folder: where to write.

    Raises:
        SchemaError: never, if the table is what it declares.

    Source:
        huxing.link.budget.link_budget.
    """
    from huxing.link.budget import site_of

    tables = []
    for way in work.link.directions:
        radio = work.link.radio_link(way, work.altitude)
        budget = radio.budget(
            max(radio.view.lowest, np.radians(5.0)),
            site=site_of(_first_site(work.link).station),
            exceedance=work.link.exceedance,
            climate=work.climate.load(),
            extrapolate=True,
        )
        tables.append(_budget_rows(work.link, way, budget))
    BUDGETS.write(pd.concat(tables, ignore_index=True), folder / "budgets.parquet")


def _budget_rows(link: ConnectLink, way: Direction, budget: Budget) -> pd.DataFrame:
    rows, first = [], True
    for number, row in enumerate(budget.rows):
        value = float(row.value)
        kind = {"fact": "information", "result": "result"}.get(row.role, "gain" if value >= 0.0 else "loss")
        if row.role == "term" and first:
            kind, first = "level", False
        rows.append((link.name, way, number, row.name, value, row.unit, kind, row.clause))
    if budget.rate is not None:
        mode = "" if budget.modcod is None else str(budget.modcod)
        clause = f"{budget.waveform}: {mode}" if mode else f"{budget.waveform}: no mode closes"
        rows.append((link.name, way, len(rows), "rate", float(budget.rate), "bit/s", "result", clause))
    return pd.DataFrame(rows, columns=[column.name for column in BUDGETS.columns])


def _first_site(link: ConnectLink) -> Site:
    return link.sites[0]


def _grid_of(sites: tuple[Site, ...]) -> Grid:
    from huxing.orbit import point_grid

    latitude, longitude = (np.degrees([getattr(s.station, key) for s in sites]) for key in ("latitude", "longitude"))
    return point_grid(latitude, longitude, name="stations")


def _joined(marks: list[str]) -> str:
    return "; ".join(dict.fromkeys(mark for text in marks for mark in text.split("; ") if mark))
