"""Make the tables zonal_climate.csv and zonal_climate_error.csv from the ITU-R digital maps of an installed itur.

Run from the repository root. The tables are a summary of our own, medians over whole zones of latitude; no map can be
had back from them.
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from huxing.catalogue import standard_tables
from huxing.link.atmosphere import zonal
from huxing.link.atmosphere.climate import Climate, SiteClimate, load_climate
from huxing.link.atmosphere.grids import LEVELS_PERCENT, Grid, MonthlyMaps, bilinear, bilinear_layer
from huxing.link.atmosphere.maps import itu_package
from huxing.link.atmosphere.rain import MILLIMETRE_PER_HOUR
from huxing.link.atmosphere.slant import slant_attenuation

STEP_DEG = 5.0
LEAST_LAND = 0.02
"""A zone with less land than this takes its sea too."""
FREQUENCIES_GHZ = (12.0, 20.0, 30.0, 40.0)
EXCEEDANCES_PERCENT = (0.01, 0.1, 1.0)
ELEVATION_DEG = 40.0
POINTS = 20_000


def main() -> None:
    """Write both tables into the catalogue."""
    itu = load_climate("itu")
    latitude, longitude, land = land_mask()
    site = itu.site(np.radians(latitude), np.radians(longitude))
    scale = reciprocal_scales(itu, latitude, longitude)
    rainfall, temperature = months(itu.monthly_maps(), latitude, longitude)
    rows = []
    for middle in np.arange(-90.0, 90.0 + STEP_DEG, STEP_DEG):
        near = np.abs(latitude - middle) <= STEP_DEG / 2
        surface = "land" if land[near].mean() >= LEAST_LAND else "all"
        chosen = near & land if surface == "land" else near
        rows.append(zone(middle, surface, chosen, site, scale, rainfall, temperature))
    source = f"medians over zones of {STEP_DEG:g} deg of the ITU-R digital maps (itur {itu.label.split()[-1][:-1]})"
    write(
        "zonal_climate",
        "Climate by latitude over land: heights, rain, wet refractivity, temperature, water vapour, cloud liquid",
        f"{source}, by tests/make/zonal_climate.py; error against the maps: zonal_climate_error.csv",
        rows,
    )
    write(
        "zonal_climate_error",
        "Absolute difference in total slant attenuation (P.618-13) between zonal_climate and the ITU-R digital maps",
        f"{POINTS} places at random on land and as many at sea, 60 deg S to 75 deg N, by tests/make/zonal_climate.py",
        errors(itu, latitude, longitude, land),
    )


def land_mask() -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Latitude and longitude, deg, of the nodes of P.453's mask of land and sea, and which are land."""
    package = itu_package()
    assert package is not None
    with np.load(package[1] / "453" / "v12_landsea_mask.npz", allow_pickle=False) as file:
        mask = file["arr_0"]
    with np.load(package[1] / "453" / "v12_lat0d75.npz", allow_pickle=False) as file:
        latitude = file["arr_0"]
    with np.load(package[1] / "453" / "v12_lon0d75.npz", allow_pickle=False) as file:
        longitude = file["arr_0"]
    inner = (slice(None), slice(0, -1))  # the last column is the first again
    return latitude[inner].ravel(), longitude[inner].ravel(), mask[inner].ravel() >= 0.5


def reciprocal_scales(
    itu: Climate, latitude: NDArray[np.float64], longitude: NDArray[np.float64]
) -> NDArray[np.float64]:
    """1 over the scale height of vapour, 1/km, `(level, place)`."""
    out = np.empty((len(LEVELS_PERCENT), latitude.size))
    for level in range(len(LEVELS_PERCENT)):
        grid: Grid = itu.maps.water._replace(values=np.ascontiguousarray(itu.maps.water.values[level, :, :, 2]))
        out[level] = [bilinear(grid, y, x) for y, x in zip(latitude, wrapped(longitude), strict=True)]
    return out


def months(
    monthly: MonthlyMaps, latitude: NDArray[np.float64], longitude: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Monthly rainfall, mm, and temperature, K, `(month, place)`."""
    places = list(zip(latitude, wrapped(longitude), strict=True))
    rainfall, temperature = (
        np.array([[bilinear_layer(grid, y, x, month) for y, x in places] for month in range(12)]) for grid in monthly
    )
    return rainfall, temperature


def wrapped(longitude: NDArray[np.float64]) -> NDArray[np.float64]:
    """Longitude from -180 to below 180 deg."""
    return (longitude + 180.0) % 360.0 - 180.0


def zone(
    middle: float,
    surface: str,
    chosen: NDArray[np.bool_],
    site: SiteClimate,
    reciprocal_scale: NDArray[np.float64],
    rainfall: NDArray[np.float64],
    temperature: NDArray[np.float64],
) -> dict[str, float | str]:
    """One row: medians over the chosen places, water brought to the zone's own height first."""

    def median(values: NDArray[np.float64]) -> float:
        return float(np.median(values[chosen]))

    altitude = median(site.height) * 1e-3
    row: dict[str, float | str] = {"latitude_deg": float(middle), "surface": surface, "altitude_km": altitude}
    row["rain_height_km"] = median(site.rain_height) * 1e-3
    row["rain_rate_001_mm_per_h"] = median(site.rain_rate_001) / MILLIMETRE_PER_HOUR
    row["wet_refractivity"] = median(site.wet_refractivity)
    row["temperature_k"] = median(site.temperature)
    for month in range(12):
        row[f"rainfall_mm_{month + 1:02d}"] = median(rainfall[month])
        row[f"temperature_k_{month + 1:02d}"] = median(temperature[month])
    for level, percent in enumerate(LEVELS_PERCENT):
        lift = np.exp((site.height * 1e-3 - altitude) * reciprocal_scale[level])
        row[f"vapour_kg_per_m2_{percent:g}"] = median(site.vapour_content[:, level] * lift)
        row[f"density_g_per_m3_{percent:g}"] = median(site.vapour_density[:, level] * lift) * 1e3
        row[f"scale_km_{percent:g}"] = 1.0 / median(reciprocal_scale[level])
        row[f"liquid_kg_per_m2_{percent:g}"] = median(site.reduced_liquid[:, level])
    return row


def errors(
    itu: Climate, latitude: NDArray[np.float64], longitude: NDArray[np.float64], land: NDArray[np.bool_]
) -> list[dict[str, float | str]]:
    """What the climatology just written costs, a row for each frequency and exceedance."""
    for cached in (standard_tables.standard_table, zonal.zonal_maps):
        cached.cache_clear()
    zones = Climate("zonal", None, zonal.zonal_maps(), zonal.zonal_monthly_maps)
    rng = np.random.default_rng(2026)
    sailed = (latitude > -60.0) & (latitude < 75.0)
    on_land, at_sea = (places(rng, latitude, longitude, sailed & chosen) for chosen in (land, ~land))
    at_sea["height"] = 0.0
    rows: list[dict[str, float | str]] = []
    for frequency in FREQUENCIES_GHZ:
        for percent in EXCEEDANCES_PERCENT:
            path = {"frequency": frequency * 1e9, "exceedance": percent * 0.01, "elevation": np.radians(ELEVATION_DEG)}
            row: dict[str, float | str] = {
                "frequency_ghz": frequency,
                "exceedance_percent": percent,
                "elevation_deg": ELEVATION_DEG,
            }
            for prefix, place in (("", on_land), ("sea_", at_sea)):
                full, ours = (slant_attenuation(**path, **place, climate=climate).total_db for climate in (itu, zones))
                difference = np.abs(full - ours)
                row[f"{prefix}median_db"] = float(np.median(difference))
                row[f"{prefix}ninetieth_db"] = float(np.percentile(difference, 90.0))
                row[f"{prefix}median_total_db"] = float(np.median(full))
            rows.append(row)
    return rows


def places(
    rng: np.random.Generator, latitude: NDArray[np.float64], longitude: NDArray[np.float64], allowed: NDArray[np.bool_]
) -> dict[str, NDArray[np.float64] | float]:
    """Places at random, uniform over the area of the allowed cells."""
    candidates = np.flatnonzero(allowed)
    weight = np.cos(np.radians(latitude[candidates]))
    chosen = rng.choice(candidates, POINTS, p=weight / weight.sum())
    within = rng.uniform(-0.375, 0.375, (2, POINTS))
    return {
        "latitude": np.radians(latitude[chosen] + within[0]),
        "longitude": np.radians(longitude[chosen] + within[1]),
    }


def write(name: str, title: str, source: str, rows: list[dict[str, float | str]]) -> None:
    """A table of the catalogue: five significant digits say more than a zone knows."""
    text = io.StringIO()
    text.write(f"# title: {title}\n# source: {source}\n# status: own\n")
    text.write(",".join(rows[0]) + "\n")
    for row in rows:
        text.write(",".join(cell if isinstance(cell, str) else f"{cell:.5g}" for cell in row.values()) + "\n")
    (Path(standard_tables.FOLDER) / f"{name}.csv").write_text(text.getvalue(), encoding="utf-8")


if __name__ == "__main__":
    main()
