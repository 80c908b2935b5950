"""Climate by latitude alone, for where the ITU-R digital maps are not installed; our own summary, with its error."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.catalogue.standard_tables import StandardTable, standard_table
from huxing.link.atmosphere.grids import LEVELS_PERCENT, PATH_LEVELS, Grid, Maps, MonthlyMaps, path_water, water_values

_TABLE, _ERROR_TABLE = "zonal_climate", "zonal_climate_error"


@dataclass(frozen=True)
class ClimateError:
    """What a climate costs: the absolute difference in total slant attenuation against the ITU-R digital maps.

    Attributes:
        frequency: of the rows, Hz.
        exceedance: of the rows, fraction of an average year.
        median_db: of the difference over places on land, dB.
        ninetieth_db: 90th percentile of the difference on land, dB.
        sea_median_db: as `median_db`, at sea.
        sea_ninetieth_db: as `ninetieth_db`, at sea.
        elevation: at which it was computed, rad.
    """

    frequency: NDArray[np.float64]
    exceedance: NDArray[np.float64]
    median_db: NDArray[np.float64]
    ninetieth_db: NDArray[np.float64]
    sea_median_db: NDArray[np.float64]
    sea_ninetieth_db: NDArray[np.float64]
    elevation: float

    def text(self) -> str:
        """The least and the greatest row on land in words, and how much worse it is at sea."""
        said = []
        for k in (int(np.argmin(self.ninetieth_db)), int(np.argmax(self.ninetieth_db))):
            at = f"{self.frequency[k] / 1e9:.3g} GHz and {self.exceedance[k] * 100:.3g} %"
            said.append(f"{self.median_db[k]:.2g} dB (nine in ten below {self.ninetieth_db[k]:.2g} dB) at {at}")
        at_sea = float(np.max(self.sea_median_db / self.median_db))
        return f"median error over land {' to '.join(said)}; at sea up to {at_sea:.2g} times that"


@lru_cache(maxsize=1)
def zonal_error() -> ClimateError:
    """The climatology's error against the digital maps.

    Returns:
        Its rows.

    Raises:
        Nothing of its own.

    Source:
        Table `zonal_climate_error`, computed by `tests/make/zonal_climate.py`.
    """
    table = standard_table(_ERROR_TABLE)
    return ClimateError(
        table.numbers("frequency_ghz") * 1e9,
        table.numbers("exceedance_percent") * 0.01,
        table.numbers("median_db"),
        table.numbers("ninetieth_db"),
        table.numbers("sea_median_db"),
        table.numbers("sea_ninetieth_db"),
        float(np.radians(table.numbers("elevation_deg")[0])),
    )


@lru_cache(maxsize=1)
def zonal_maps() -> Maps:
    """The climatology as grids of the same kinds as the digital maps, alike at all longitudes.

    Returns:
        The grids.

    Raises:
        Nothing of its own.

    Source:
        Table `zonal_climate`, computed by `tests/make/zonal_climate.py`.
    """
    return maps_of_zones(standard_table(_TABLE))


def maps_of_zones(table: StandardTable) -> Maps:
    """Grids from a table of zones.

    Args:
        table: one row a latitude, ascending from -90 to 90 deg.

    Returns:
        The grids.

    Raises:
        Nothing of its own.

    Source:
        None: a rearrangement.
    """
    altitude = np.repeat(table.numbers("altitude_km")[:, None], 2, axis=1)
    kinds = ("vapour_kg_per_m2", "density_g_per_m3", "scale_km", "liquid_kg_per_m2")
    levels = [[_around(table.numbers(f"{kind}_{level:g}")).values for level in LEVELS_PERCENT] for kind in kinds]
    water = _around(altitude[:, 0])._replace(values=water_values(altitude, *(np.stack(kind) for kind in levels)))
    heights = np.pad(np.round(altitude[:, 0] * 1e3).astype(np.int16), 1, mode="edge")
    rates = np.round(table.numbers("rain_rate_001_mm_per_h") * 1e3).astype(np.int32)
    step = 180.0 / (len(table) - 1)
    return Maps(
        topography=Grid(np.repeat(heights[:, None], 4, axis=1), -90.0 - step, -540.0, 1.0 / step, 1.0 / 360.0),
        rain_height=_around(table.numbers("rain_height_km")),
        rain_rate_001=_around(rates)._replace(scale=1e-3),
        wet_refractivity=_around(table.numbers("wet_refractivity")),
        temperature=_around(table.numbers("temperature_k")),
        water=water,
        path_water=path_water(water),
        path_log_levels=np.log(LEVELS_PERCENT[PATH_LEVELS]),
    )


@lru_cache(maxsize=1)
def zonal_monthly_maps() -> MonthlyMaps:
    """The climatology of monthly rainfall and temperature as grids.

    Returns:
        The grids.

    Raises:
        Nothing of its own.

    Source:
        Table `zonal_climate`, computed by `tests/make/zonal_climate.py`.
    """
    table = standard_table(_TABLE)
    rainfall, temperature = (
        np.stack([table.numbers(f"{kind}_{month:02d}") for month in range(1, 13)], axis=-1)
        for kind in ("rainfall_mm", "temperature_k")
    )
    return MonthlyMaps(_around(np.round(rainfall * 1e3).astype(np.int32))._replace(scale=1e-3), _around(temperature))


def _around(values: ArrayLike) -> Grid:
    """One value, or row of values, a latitude, alike at all longitudes."""
    nodes = np.asarray(values)
    grid = np.ascontiguousarray(np.stack([nodes, nodes], axis=1))
    return Grid(grid, -90.0, -180.0, (len(nodes) - 1) / 180.0, 1.0 / 360.0)
