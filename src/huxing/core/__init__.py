"""Time, frames, Earth, constants, errors and table schemas: what every room stands on."""

from __future__ import annotations

from huxing.core.bodies import PENUMBRA, SUNLIT, UMBRA, moon_position, shadow_state, sun_position, sunlit_fraction
from huxing.core.earth_orientation import EarthOrientation, installed_earth_orientation
from huxing.core.frames import frame_matrix, gcrf_to_teme_matrix, transform
from huxing.core.geodesy import (
    Geodetic,
    Topocentric,
    TopocentricRates,
    geodetic_to_itrf,
    itrf_to_geodetic,
    topocentric,
    topocentric_rates,
)
from huxing.core.random import random_stream
from huxing.core.schema import Column, DatasetSchema, TableSchema
from huxing.core.time import parse_time, time_grid

__all__ = [
    "PENUMBRA",
    "SUNLIT",
    "UMBRA",
    "Column",
    "DatasetSchema",
    "EarthOrientation",
    "Geodetic",
    "TableSchema",
    "Topocentric",
    "TopocentricRates",
    "frame_matrix",
    "gcrf_to_teme_matrix",
    "geodetic_to_itrf",
    "installed_earth_orientation",
    "itrf_to_geodetic",
    "moon_position",
    "parse_time",
    "random_stream",
    "shadow_state",
    "sun_position",
    "sunlit_fraction",
    "time_grid",
    "topocentric",
    "topocentric_rates",
    "transform",
]
