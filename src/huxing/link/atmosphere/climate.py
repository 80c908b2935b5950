"""What a place's climate gives a slant path: heights, rain, refractivity, vapour, cloud; from maps or by latitude."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple, get_args

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange, broadcast
from huxing.link.atmosphere.grids import (
    LEVELS_PERCENT,
    Maps,
    MonthlyMaps,
    bicubic,
    bilinear,
    maps_bytes,
    water_at,
)
from huxing.link.atmosphere.maps import itu_maps, itu_monthly_maps, itu_package
from huxing.link.atmosphere.rain import MILLIMETRE_PER_HOUR
from huxing.link.atmosphere.standard_atmosphere import global_pressure_hpa
from huxing.link.atmosphere.zonal import ClimateError, zonal_error, zonal_maps, zonal_monthly_maps

ClimateSource = Literal["auto", "itu", "zonal"]
"""'itu': the digital maps of an installed `itur`; 'zonal': our climatology by latitude; 'auto': the first if there."""

_MODEL = "climate of a site"
_WATER_MODEL = "ITU-R P.836-6 and P.840-8"
_DEGREE = math.radians(1.0)
LATITUDE = ModelRange(_MODEL, "latitude", -math.pi / 2, math.pi / 2, "deg", _DEGREE, physical=True)
LONGITUDE = ModelRange(_MODEL, "longitude", -2.0 * math.pi, 2.0 * math.pi, "deg", _DEGREE, physical=True)
HEIGHT = ModelRange(_MODEL, "height", -500.0, 20e3, "m", physical=True)
_POINT_FIELDS = ("height", "rain_height", "rain_rate_001", "wet_refractivity", "temperature", "pressure")
_LEVELS = ModelRange(_WATER_MODEL, "exceedance", 0.001, 0.99, "%", 0.01)


class SiteWater(NamedTuple):
    """Water over a site exceeded for a fraction of the year.

    Attributes:
        vapour_content: of the column above the site, kg/m2.
        vapour_density: at the site, kg/m3.
        reduced_liquid: of the column's clouds, reduced to 273.15 K, kg/m2.
    """

    vapour_content: NDArray[np.float64]
    vapour_density: NDArray[np.float64]
    reduced_liquid: NDArray[np.float64]


@dataclass(frozen=True)
class SiteClimate:
    """The climate of sites; arrays of one shape, those of water with one more axis, the level.

    Attributes:
        latitude: rad.
        longitude: rad.
        height: of the site above mean sea level, m (P.1511-2, unless given).
        rain_height: above mean sea level, m (P.839-4).
        rain_rate_001: exceeded for 0.01 % of the year, m/s (P.837-7).
        wet_refractivity: its median, N-units (P.453-14).
        temperature: annual mean at the map's ground, K (P.1510-1).
        pressure: of the standard atmosphere at the height, Pa (P.835-6).
        exceedances: of the levels, fractions of the year.
        vapour_content: of the column above the site, kg/m2 (P.836-6).
        vapour_density: at the site, kg/m3 (P.836-6).
        reduced_liquid: content of the column's clouds, reduced to 273.15 K, kg/m2 (P.840-8).
        climate: label of the climate that this comes from.
        climate_error_db: what that climate costs against the digital maps; None for the maps themselves.
    """

    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    height: NDArray[np.float64]
    rain_height: NDArray[np.float64]
    rain_rate_001: NDArray[np.float64]
    wet_refractivity: NDArray[np.float64]
    temperature: NDArray[np.float64]
    pressure: NDArray[np.float64]
    exceedances: NDArray[np.float64]
    vapour_content: NDArray[np.float64]
    vapour_density: NDArray[np.float64]
    reduced_liquid: NDArray[np.float64]
    climate: str
    climate_error_db: ClimateError | None

    def water_at(self, exceedance: ArrayLike) -> SiteWater:
        """Water over the sites exceeded for a fraction of the year.

        Args:
            exceedance: fraction of an average year, broadcasts with the sites.

        Returns:
            Vapour and cloud, linear in the logarithm of the exceedance between two levels.

        Raises:
            ModelRangeError: not within the levels.
            ShapeError: the shapes do not broadcast.
            InputError: not numbers.

        Source:
            ITU-R P.836-6, annex 1, sections 1 and 2; P.840-8, annex 1, section 3.

        Valid for:
            0.1 to 99 % of the year.
        """
        _LEVELS.check(exceedance)
        fraction, _ = broadcast(_WATER_MODEL, exceedance=exceedance, site=self.height)
        asked = np.log(fraction)
        levels = np.log(self.exceedances)
        below = np.clip(np.searchsorted(levels, asked, side="right") - 1, 0, levels.size - 2)
        share = (asked - levels[below]) / (levels[below + 1] - levels[below])

        def between(values: NDArray[np.float64]) -> NDArray[np.float64]:
            spread = np.broadcast_to(values, (*asked.shape, levels.size))
            low, high = (np.take_along_axis(spread, (below + up)[..., None], -1)[..., 0] for up in (0, 1))
            return np.asarray(low * (1.0 - share) + high * share)

        return SiteWater(*(between(part) for part in (self.vapour_content, self.vapour_density, self.reduced_liquid)))


@dataclass(frozen=True)
class Climate:
    """The world's climate, as far as slant paths need it.

    Attributes:
        label: what it is, with version; results carry it.
        error_db: its error in total attenuation against the digital maps; None for the maps themselves.
        maps: the grids that the compiled kernels read.
        monthly_maps: gives the monthly grids of P.837, read when first asked for.
    """

    label: str
    error_db: ClimateError | None
    maps: Maps = field(repr=False)
    monthly_maps: Callable[[], MonthlyMaps] = field(repr=False)

    @property
    def memory(self) -> int:
        """Bytes that the grids hold, without the monthly ones."""
        return maps_bytes(self.maps)

    def site(self, latitude: ArrayLike, longitude: ArrayLike, height: ArrayLike | None = None) -> SiteClimate:
        """The climate of sites.

        Args:
            latitude: rad, any shape.
            longitude: rad, east positive, broadcasts.
            height: above mean sea level, m, broadcasts; None takes the map's, not below 0.

        Returns:
            Its values, of the broadcast shape.

        Raises:
            ModelRangeError: a place that is not on the Earth, or not finite.
            ShapeError: the shapes do not broadcast.
            InputError: not numbers.

        Source:
            ITU-R P.1511-2 (bicubic), P.839-4, P.837-7, P.453-14, P.1510-1, P.836-6, P.840-8 (bilinear), each on its own
            grid; P.835-6, section 1 (pressure).
        """
        LATITUDE.check(latitude)
        LONGITUDE.check(longitude)
        if height is not None:
            HEIGHT.check(height)
        phi, lam, up = broadcast(
            _MODEL, latitude=latitude, longitude=longitude, height=np.nan if height is None else height
        )
        points, water = _sites(phi.flatten(), lam.flatten(), up.flatten(), self.maps)
        fields: dict[str, NDArray[np.float64]] = dict(zip(_POINT_FIELDS, points.reshape(6, *phi.shape), strict=True))
        fields |= zip(SiteWater._fields, water.reshape(3, *phi.shape, -1), strict=True)
        levels = np.array(LEVELS_PERCENT) * 0.01
        return SiteClimate(
            latitude=phi.copy(),
            longitude=lam.copy(),
            exceedances=levels,
            climate=self.label,
            climate_error_db=self.error_db,
            **fields,
        )


@lru_cache(maxsize=3)
def load_climate(source: ClimateSource = "auto") -> Climate:
    """A climate for slant paths; kept for the rest of the process.

    Args:
        source: 'itu' for the ITU-R digital maps of an installed `itur`, 'zonal' for our climatology by latitude, 'auto'
            for the maps if `itur` is installed and the climatology otherwise.

    Returns:
        The climate; its label says which it is, its `error_db` what that costs, its `memory` how much it holds (74 MB
        for the maps).

    Raises:
        MissingDataError: 'itu' without the package, or its files are not those of 0.4.0.
        InputError: another source.

    Source:
        The digital maps of the Recommendations named at `Climate.site`; the climatology: table `zonal_climate`.
    """
    if source not in get_args(ClimateSource):
        raise InputError(f"no climate {source!r:.40}; give one of {', '.join(get_args(ClimateSource))}", given=source)
    package = itu_package()
    if source == "zonal" or (source == "auto" and package is None):
        label = "zonal climatology, medians by latitude over land"
        return Climate(label, zonal_error(), zonal_maps(), zonal_monthly_maps)
    maps = itu_maps()
    version = package[0] if package else ""
    return Climate(f"ITU-R digital maps (itur {version})", None, maps, itu_monthly_maps)


@njit(cache=True, nogil=True, error_model="numpy")
def map_degrees(latitude: float, longitude: float) -> tuple[float, float]:
    """A place in degrees as the grids want it, longitude from -180 to below 180."""
    east = math.degrees(longitude)
    return math.degrees(latitude), east - 360.0 * math.floor((east + 180.0) / 360.0)


@njit(cache=True, nogil=True, error_model="numpy")
def site_height_km(topography, latitude, longitude, height_m):  # type: ignore[no-untyped-def]
    """The height given, or where that is NaN the map's, which is not taken below the sea's level."""
    if math.isnan(height_m):
        return 1e-3 * max(bicubic(topography, latitude, longitude), 0.0)
    return 1e-3 * height_m


@njit(cache=True, nogil=True, error_model="numpy")
def _sites(latitude, longitude, height, maps):  # type: ignore[no-untyped-def]
    levels = maps.water.values.shape[0]
    points = np.empty((6, latitude.size))
    water = np.empty((3, latitude.size, levels))
    for i in range(latitude.size):
        y, x = map_degrees(latitude[i], longitude[i])
        up = site_height_km(maps.topography, y, x, height[i])
        points[0, i] = up * 1e3
        points[1, i] = bilinear(maps.rain_height, y, x) * 1e3
        points[2, i] = bilinear(maps.rain_rate_001, y, x) * MILLIMETRE_PER_HOUR
        points[3, i] = bilinear(maps.wet_refractivity, y, x)
        points[4, i] = bilinear(maps.temperature, y, x)
        points[5, i] = global_pressure_hpa(up) * 100.0
        for k in range(levels):
            last = k == levels - 1
            content, density, liquid = water_at(maps.water, y, x, up, k - last, 1.0 if last else 0.0)
            water[0, i, k], water[1, i, k], water[2, i, k] = content, density * 1e-3, liquid
    return points, water
