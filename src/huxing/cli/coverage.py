"""`huxing coverage`: whom a constellation serves, and how long the gaps are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huxing.cli.console import emit_json, emit_table, err, progress
from huxing.cli.source import HELP, read_source, start_of, warn_of_age, warn_of_lost

if TYPE_CHECKING:
    import xarray as xr

    from huxing.orbit import CoverageSummary, Grid


def coverage(
    source: Annotated[str, typer.Argument(help=HELP)],
    area: Annotated[str | None, typer.Option(help="A service area of the catalogue; the globe if left out.")] = None,
    geojson: Annotated[Path | None, typer.Option(help="An area of your own: a file with GeoJSON polygons.")] = None,
    spacing_deg: Annotated[float, typer.Option(help="Spacing of the grid's points, deg.")] = 2.0,
    min_elevation_deg: Annotated[float, typer.Option(help="Least elevation of a terminal, deg.")] = 25.0,
    fold: Annotated[
        list[int] | None, typer.Option(help="Satellites in view that count as covered; again for more.")
    ] = None,
    start: Annotated[str | None, typer.Option(help="UTC; the newest epoch, or the design's, if left out.")] = None,
    hours: Annotated[float, typer.Option(help="Length of the span, h.")] = 24.0,
    step_s: Annotated[float, typer.Option(help="Time step, s.")] = 60.0,
    name: Annotated[str | None, typer.Option(help="Choose satellites of a file by name, 'QIANFAN*'.")] = None,
    design: Annotated[str | None, typer.Option(help="Which design of a constellation of the catalogue.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the statistics of every point here, netCDF-4.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Share of the time with satellites in view, gaps, revisits and first access, weighted by area."""
    from huxing.core.schema import write_netcdf
    from huxing.core.time import time_grid
    from huxing.orbit import coverage as compute
    from huxing.orbit import summarise_coverage

    satellites = read_source(source, name=name, design=design)
    grid = _grid(area, geojson, spacing_deg)
    times = time_grid(start_of(satellites, start), hours=hours, step_s=step_s)
    err(f"{len(satellites)} satellites, {len(grid)} points of {grid.name}, {times.size} times from {times[0]:.16} UTC")
    warn_of_age(satellites, times[0], times[-1])
    with progress("coverage") as bar:
        dataset = compute(
            satellites,
            grid,
            times,
            min_elevation_deg=min_elevation_deg,
            folds=fold or [1],
            progress=lambda done, total: bar.update(bar.task_ids[0], completed=done, total=total),
        )
    warn_of_lost(dataset.attrs["without_state"], len(satellites))
    if out is not None:
        write_netcdf(dataset, out)
        err(f"Statistics of every point: {out}")
    summaries = [summarise_coverage(dataset, fold=n) for n in fold or [1]]
    if as_json:
        emit_json(_document(dataset, summaries))
    else:
        emit_table(f"{source} over {grid.name}, {min_elevation_deg:g} deg or more", *_table(summaries))


def _grid(area: str | None, geojson: Path | None, spacing_deg: float) -> Grid:
    from huxing.core.errors import InputError
    from huxing.core.files import read_bounded
    from huxing.orbit import area_grid, polygon_grid, ring_grid
    from huxing.orbit.service_grid import fitted_spacing

    if area is not None and geojson is not None:
        raise InputError("give --area or --geojson, not both")
    if geojson is not None:
        content = read_bounded(geojson, limit_bytes=16_000_000)

        def make(spacing: float) -> Grid:
            return polygon_grid(content, spacing_deg=spacing, name=geojson.name)

        return make(fitted_spacing(make, spacing_deg))
    return area_grid(area, spacing_deg=spacing_deg) if area is not None else ring_grid(spacing_deg=spacing_deg)


def _document(dataset: xr.Dataset, summaries: list[CoverageSummary]) -> dict[str, Any]:
    named = {"times": "s", "shares": "0 to 1"}
    return {**dataset.attrs, "points": dataset.sizes["ground"], "units": named, "folds": [asdict(s) for s in summaries]}


def _table(summaries: list[CoverageSummary]) -> tuple[list[str], list[list[object]]]:
    columns = ["figure", "unit", *(f"{s.fold} or more in view" for s in summaries)]
    figures: list[tuple[str, str, Callable[[CoverageSummary], str]]] = [
        ("mean satellites in view", "1", lambda s: f"{s.mean_in_view:.2f}"),
        ("least satellites in view", "1", lambda s: str(s.least_in_view)),
        ("covered, of area and time", "%", lambda s: f"{100 * s.covered:.2f}"),
        ("always covered, of area", "%", lambda s: f"{100 * s.always_covered:.2f}"),
        ("never covered, of area", "%", lambda s: f"{100 * s.never_covered:.2f}"),
        ("mean gap", "min", lambda s: _minutes(s.mean_gap)),
        ("gap, 50 % are shorter", "min", lambda s: _minutes(s.gap_percentiles[50.0])),
        ("gap, 95 % are shorter", "min", lambda s: _minutes(s.gap_percentiles[95.0])),
        ("longest gap", "min", lambda s: _minutes(s.longest_gap)),
        ("mean revisit", "min", lambda s: _minutes(s.mean_revisit)),
        ("mean wait for access", "min", lambda s: _minutes(s.mean_wait)),
        ("mean time to first access", "min", lambda s: _minutes(s.mean_first_access)),
        ("longest time to first access", "min", lambda s: _minutes(s.worst_first_access)),
    ]
    rows: list[list[object]] = [[title, unit, *(show(s) for s in summaries)] for title, unit, show in figures]
    return columns, rows


def _minutes(seconds: float) -> str:
    return "-" if seconds != seconds else f"{seconds / 60.0:.1f}"  # noqa: PLR0124 - NaN is unequal to itself
