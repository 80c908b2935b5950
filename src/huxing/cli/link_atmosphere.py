"""`huxing link atmosphere`: what the air takes from a slant path, part by part, and how often."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huxing.cli.console import emit_json, emit_table, err
from huxing.cli.link_options import (
    AsJson,
    ClimateName,
    Elevations,
    Exceedances,
    Extrapolate,
    Height,
    Latitude,
    Longitude,
    Place,
    StationText,
    number_list,
    read_climate,
    read_place,
    require_file,
)
from huxing.cli.link_table import aligned

if TYPE_CHECKING:
    import xarray as xr

    from huxing.link.atmosphere.climate import Climate
    from huxing.link.atmosphere.slant import SlantAttenuation
    from huxing.link.atmosphere.zonal import ClimateError

PARTS = {"gas_db": "gas", "cloud_db": "cloud", "rain_db": "rain", "scintillation_db": "scint.", "total_db": "total"}
"""Heading of each part of `SlantAttenuation`."""
_AXES = ("frequency", "exceedance", "elevation")


def atmosphere(
    frequency_ghz: Annotated[
        list[str], typer.Option("--frequency-ghz", metavar="GHZ", help="12,20,30 or 10:50:5; again for more.")
    ],
    station: StationText = None,
    latitude_deg: Latitude = None,
    longitude_deg: Longitude = None,
    height_m: Height = None,
    elevation_deg: Elevations = None,
    exceedance_percent: Exceedances = None,
    climate: ClimateName = "auto",
    polarisation_tilt_deg: Annotated[
        float, typer.Option(help="Of the field over the horizontal; 45: circular.")
    ] = 45.0,
    antenna_diameter_m: Annotated[float, typer.Option(help="Of the station; a small one scintillates more.")] = 1.0,
    extrapolate: Extrapolate = False,
    rows: Annotated[int, typer.Option(min=0, help="Rows of the table; 0 shows all.")] = 40,
    out: Annotated[Path | None, typer.Option(help="Write all paths here, netCDF-4.")] = None,
    as_json: AsJson = False,
) -> None:
    """Gas, cloud, rain and scintillation by elevation, frequency and share of the year, and the climate's error."""
    import numpy as np

    from huxing.core.errors import InputError
    from huxing.core.schema import write_netcdf
    from huxing.link.atmosphere.slant import slant_attenuation

    require_file(out)
    place = read_place(station, latitude_deg, longitude_deg, height_m)
    if place is None:
        raise InputError("the air depends on the place; give --station, or --latitude-deg and --longitude-deg")
    axes = {
        "frequency": number_list(frequency_ghz, "--frequency-ghz"),
        "exceedance": number_list(exceedance_percent, "--exceedance-percent", "1,0.1,0.01"),
        "elevation": number_list(elevation_deg, "--elevation-deg", "10,30,60,90"),
    }
    used = read_climate(climate)
    found = slant_attenuation(
        latitude=place.site.latitude,
        longitude=place.site.longitude,
        height=place.site.height,
        frequency=axes["frequency"][:, None, None] * 1e9,
        exceedance=axes["exceedance"][:, None] / 100.0,
        elevation=np.radians(axes["elevation"]),
        polarisation_tilt=np.radians(polarisation_tilt_deg),
        antenna_diameter=antenna_diameter_m,
        climate=used,
        extrapolate=extrapolate,
    )
    paths = _paths(found, axes)
    if out is not None:
        write_netcdf(_dataset(found, axes, place), out)
        err(f"All {len(paths)} paths: {out}")
    if as_json:
        emit_json(_document(found, used, place, paths))
    else:
        _show(found, used, place, paths, rows)


def _paths(found: SlantAttenuation, axes: dict[str, Any]) -> list[dict[str, float]]:
    import numpy as np

    grid = np.meshgrid(*(axes[name] for name in _AXES), indexing="ij")
    columns = dict(zip(("frequency_ghz", "exceedance_percent", "elevation_deg"), grid, strict=True))
    columns |= {key: getattr(found, key) for key in PARTS}
    lists = [values.ravel().tolist() for values in columns.values()]
    return [dict(zip(columns, values, strict=True)) for values in zip(*lists, strict=True)]


def _dataset(found: SlantAttenuation, axes: dict[str, Any], place: Place) -> xr.Dataset:
    import numpy as np
    import xarray as xr

    from huxing.link.atmosphere.slant import CLAUSES

    parts = {
        key: (_AXES, getattr(found, key), {"units": "dB", "long_name": f"attenuation, {name}", "clause": CLAUSES[key]})
        for key, name in PARTS.items()
    }
    coordinates = {
        "frequency": ("frequency", axes["frequency"] * 1e9, {"units": "Hz", "long_name": "frequency"}),
        "exceedance": (
            "exceedance",
            axes["exceedance"] / 100.0,
            {"units": "1", "long_name": "share of an average year"},
        ),
        "elevation": ("elevation", np.radians(axes["elevation"]), {"units": "rad", "long_name": "elevation"}),
    }
    marks = "; ".join(found.extrapolated)
    return xr.Dataset(parts, coordinates, {"place": place.name, "climate": found.climate, "extrapolated": marks})


def _site(climate: Climate, place: Place) -> dict[str, float]:
    """What the climate says of the place, as its Recommendations print it."""
    found = climate.site(place.site.latitude, place.site.longitude, place.site.height)
    return {
        "height_m": float(found.height),
        "rain_height_m": float(found.rain_height),
        "rain_rate_of_0.01_percent_mm_per_h": float(found.rain_rate_001) * 3.6e6,
        "wet_refractivity_n_units": float(found.wet_refractivity),
        "temperature_k": float(found.temperature),
    }


def _document(found: SlantAttenuation, used: Climate, place: Place, paths: list[dict[str, float]]) -> dict[str, Any]:
    from huxing.link.atmosphere.slant import CLAUSES

    return {
        "place": place.document(),
        "site": _site(used, place),
        "climate": found.climate,
        "climate_error": _errors(found.climate_error_db),
        "extrapolated": list(found.extrapolated),
        "clauses": CLAUSES,
        "paths": paths,
    }


def _errors(error: ClimateError | None) -> list[dict[str, float]] | None:
    """What the climate costs in total attenuation; None for the digital maps themselves."""
    if error is None:
        return None
    columns = {
        "frequency_hz": error.frequency,
        "exceedance_percent": 100.0 * error.exceedance,
        "median_db": error.median_db,
        "ninetieth_db": error.ninetieth_db,
        "sea_median_db": error.sea_median_db,
        "sea_ninetieth_db": error.sea_ninetieth_db,
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*(c.tolist() for c in columns.values()), strict=True)]


def _show(found: SlantAttenuation, used: Climate, place: Place, paths: list[dict[str, float]], rows: int) -> None:
    from huxing.link.atmosphere.slant import CLAUSES

    shown = paths[:rows] if rows else paths
    cells = [[*(f"{v:g}" for v in list(p.values())[:3]), *(f"{p[key]:.3f}" for key in PARTS)] for p in shown]
    columns = ["GHz", "% of year", "elev. (deg)", *(f"{name} (dB)" for name in PARTS.values())]
    emit_table(f"{place.name}: attenuation exceeded for a share of an average year", columns, aligned(cells, range(8)))
    if len(shown) < len(paths):
        err(f"{len(paths) - len(shown)} more; --rows 0 shows all, --json and --out give them as data")
    site = _site(used, place)
    print(
        f"site: {site['height_m']:.0f} m, rain height {site['rain_height_m']:.0f} m, in 0.01 % of the year more than "
        f"{site['rain_rate_of_0.01_percent_mm_per_h']:.1f} mm/h"
    )
    error = found.climate_error_db
    print(f"climate: {found.climate}{'' if error is None else f'; {error.text()}'}")
    for key, name in PARTS.items():
        print(f"{name}: {CLAUSES[key]}")
    for mark in found.extrapolated:
        print(f"outside its range: {mark}")
