"""The reference atmospheres of ITU-R P.835: pressure, temperature and water vapour from the ground to 100 km."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange, broadcast, numbers
from huxing.link.atmosphere.gas_lines import VAPOUR_PRESSURE_DIVISOR

Atmosphere = Literal[
    "mean annual global",
    "low latitude",
    "mid-latitude summer",
    "mid-latitude winter",
    "high-latitude summer",
    "high-latitude winter",
]
"""The six reference atmospheres: P.835-6, annex 1, sections 1, 2, 3.1, 3.2, 4.1 and 4.2."""

_MODEL = "ITU-R P.835-6, annex 1"
_ALTITUDE = ModelRange(_MODEL, "altitude", -500.0, 100e3, "km", 1e3)
_VAPOUR_DENSITY = ModelRange(_MODEL, "surface vapour density", 0.0, 0.1, "g/m3", 1e-3, physical=True)
_LATITUDE = ModelRange(_MODEL, "latitude", -math.pi / 2, math.pi / 2, "deg", math.radians(1.0), physical=True)
_EARTH_RADIUS_KM = 6356.766
_LEAST_MIXING_RATIO = 2e-6
_MESOPAUSE_KM = 86.0
_HYDROSTATIC = 34.1632
_LAYERS = (
    (0.0, 288.15, -6.5, 1013.25),
    (11.0, 216.65, 0.0, 226.3226),
    (20.0, 216.65, 1.0, 54.74980),
    (32.0, 228.65, 2.8, 8.680422),
    (47.0, 270.65, 0.0, 1.109106),
    (51.0, 270.65, -2.8, 0.6694167),
    (71.0, 214.65, -2.0, 0.03956649),
)
"""Geopotential km of each layer's base, temperature there (K), its change (K/km) and pressure there (hPa)."""

_Values = NDArray[np.float64]


@dataclass(frozen=True)
class AirState:
    """The air at some altitudes.

    Attributes:
        pressure: total, Pa.
        temperature: K.
        vapour_density: of water vapour, kg/m3.
        atmosphere: which of the six.
    """

    pressure: NDArray[np.float64]
    temperature: NDArray[np.float64]
    vapour_density: NDArray[np.float64]
    atmosphere: str

    @property
    def vapour_pressure(self) -> NDArray[np.float64]:
        """Of water vapour, Pa (P.453-14, equation 10)."""
        return self.vapour_density * self.temperature * 1e5 / VAPOUR_PRESSURE_DIVISOR

    @property
    def dry_pressure(self) -> NDArray[np.float64]:
        """Of the dry air, Pa."""
        return self.pressure - self.vapour_pressure

    @property
    def refractive_index(self) -> NDArray[np.float64]:
        """Radio refractive index (P.453-14, equations 1 and 2)."""
        vapour, t = self.vapour_pressure / 100.0, self.temperature
        refractivity = 77.6 * self.dry_pressure / 100.0 / t + 72.0 * vapour / t + 3.75e5 * vapour / t**2
        return np.asarray(1.0 + refractivity * 1e-6)


def standard_atmosphere(
    altitude: ArrayLike,
    *,
    atmosphere: Atmosphere = "mean annual global",
    surface_vapour_density: ArrayLike | None = None,
) -> AirState:
    """The air of a reference atmosphere.

    Args:
        altitude: geometric, above the sea, m, any shape.
        atmosphere: which of the six.
        surface_vapour_density: at the sea's level, kg/m3, broadcasts; for the mean annual global one only (None:
            7.5 g/m3), whose vapour falls off with 2 km until its pressure is 2e-6 of the air's.

    Returns:
        The state, of the broadcast shape.

    Raises:
        ModelRangeError: an altitude outside, or a negative density.
        ShapeError: the shapes do not broadcast.
        InputError: not numbers, no such atmosphere, or a density given for another one.

    Source:
        ITU-R P.835-6 (12/2017), annex 1, sections 1 to 4.

    Valid for:
        0 to 100 km; down to -500 m the lowest layer's formula goes on (this is ours).
    """
    if atmosphere not in get_args(Atmosphere):
        raise InputError(f"no atmosphere {atmosphere!r:.40}; known: {', '.join(get_args(Atmosphere))}")
    if surface_vapour_density is not None and atmosphere != "mean annual global":
        raise InputError(f"the {atmosphere} atmosphere has its own water vapour: leave surface_vapour_density away")
    density = 7.5e-3 if surface_vapour_density is None else surface_vapour_density
    _ALTITUDE.check(altitude)
    _VAPOUR_DENSITY.check(density)
    height, density_there = broadcast(_MODEL, altitude=altitude, surface_vapour_density=density)
    km = height * 1e-3
    if atmosphere == "mean annual global":
        return _global(km, density_there)
    temperature, polynomial, decays, vapour, vapour_top = _SEASONAL[atmosphere]
    pressure = _pressure(km, polynomial, decays)
    reach = np.minimum(km, vapour_top)
    wet = np.where(km <= vapour_top, vapour[0] * np.exp(_polynomial(reach, vapour[1:]) * reach), 0.0)
    return AirState(np.asarray(pressure * 100.0), np.asarray(temperature(km)), np.asarray(wet * 1e-3), atmosphere)


def reference_atmosphere(latitude: float, *, summer: bool) -> Atmosphere:
    """Which of the seasonal reference atmospheres holds at a latitude.

    Args:
        latitude: rad.
        summer: of that hemisphere, else winter; the low latitudes have one atmosphere for the year.

    Returns:
        Its name.

    Raises:
        ModelRangeError: no latitude.

    Source:
        ITU-R P.835-6, annex 1: low latitudes to 22 deg, mid-latitudes to 45 deg, high latitudes beyond.
    """
    _LATITUDE.check(latitude)
    from_equator = abs(math.degrees(float(numbers(latitude, "latitude"))))
    if from_equator < 22.0:
        return "low latitude"
    if from_equator < 45.0:
        return "mid-latitude summer" if summer else "mid-latitude winter"
    return "high-latitude summer" if summer else "high-latitude winter"


@njit(cache=True, nogil=True, error_model="numpy")
def global_pressure_hpa(altitude_km):  # type: ignore[no-untyped-def]
    """Total pressure of the mean annual global atmosphere, one altitude (P.835-6, annex 1, equations 3 and 5)."""
    h = altitude_km
    if h >= _MESOPAUSE_KM:
        return math.exp(95.571899 - 4.011801 * h + 6.424731e-2 * h**2 - 4.789660e-4 * h**3 + 1.340543e-6 * h**4)
    geopotential = _EARTH_RADIUS_KM * h / (_EARTH_RADIUS_KM + h)
    layer = _layer(geopotential)
    base, temperature, lapse, pressure = _LAYERS[layer]
    rise = geopotential - base
    if lapse == 0.0:
        return pressure * math.exp(-_HYDROSTATIC * rise / temperature)
    return pressure * (temperature / (temperature + lapse * rise)) ** (_HYDROSTATIC / lapse)


@njit(cache=True, nogil=True, error_model="numpy")
def global_temperature(altitude_km):  # type: ignore[no-untyped-def]
    """Temperature of the mean annual global atmosphere in K, one altitude (P.835-6, annex 1, equations 2 and 4)."""
    h = altitude_km
    if h > 91.0:
        return 263.1905 - 76.3232 * math.sqrt(1.0 - ((h - 91.0) / 19.9429) ** 2)
    if h >= _MESOPAUSE_KM:
        return 186.8673
    geopotential = _EARTH_RADIUS_KM * h / (_EARTH_RADIUS_KM + h)
    base, temperature, lapse, _ = _LAYERS[_layer(geopotential)]
    return temperature + lapse * (geopotential - base)


@njit(cache=True, nogil=True, error_model="numpy")
def _layer(geopotential_km):  # type: ignore[no-untyped-def]
    layer = 0
    while layer < len(_LAYERS) - 1 and geopotential_km > _LAYERS[layer + 1][0]:
        layer += 1
    return layer


def _global(km: _Values, surface_density: _Values) -> AirState:
    columns = _global_columns(np.ascontiguousarray(km).ravel())
    pressure, temperature = (values.reshape(km.shape) for values in columns)
    density = surface_density * 1e3 * np.exp(-km / 2.0)
    least = _LEAST_MIXING_RATIO * pressure * VAPOUR_PRESSURE_DIVISOR / temperature
    density = np.where(surface_density > 0.0, np.maximum(density, least), 0.0)
    return AirState(np.asarray(pressure * 100.0), temperature, np.asarray(density * 1e-3), "mean annual global")


@njit(cache=True, nogil=True, error_model="numpy")
def _global_columns(altitude_km):  # type: ignore[no-untyped-def]
    pressure, temperature = np.empty(altitude_km.size), np.empty(altitude_km.size)
    for i in range(altitude_km.size):
        pressure[i], temperature[i] = global_pressure_hpa(altitude_km[i]), global_temperature(altitude_km[i])
    return pressure, temperature


def _pressure(km: _Values, polynomial: tuple[float, ...], decays: tuple[float, float]) -> _Values:
    at_10 = _polynomial(np.float64(10.0), polynomial)
    at_72 = at_10 * math.exp(-62.0 * decays[0])
    middle, upper = at_10 * np.exp(-decays[0] * (km - 10.0)), at_72 * np.exp(-decays[1] * (km - 72.0))
    return np.where(km <= 10.0, _polynomial(km, polynomial), np.where(km <= 72.0, middle, upper))


def _polynomial(km: _Values | np.float64, coefficients: tuple[float, ...]) -> _Values:
    return np.asarray(np.polynomial.polynomial.polyval(km, coefficients))


def _stack(h: _Values, tops: tuple[float, ...], layers: list[_Values | float]) -> _Values:
    """The layer in which each height lies; the last reaches to the top."""
    filled = [np.broadcast_to(np.asarray(layer, dtype=np.float64), h.shape) for layer in layers]
    return np.asarray(np.select([h < top for top in tops], filled[:-1], filled[-1]))


def _low(h: _Values) -> _Values:
    ground = 300.4222 - 6.3533 * h + 0.005886 * h**2
    return _stack(
        h, (17.0, 47.0, 52.0, 80.0), [ground, 194.0 + 2.533 * (h - 17.0), 270.0, 270.0 - 3.0714 * (h - 52.0), 184.0]
    )


def _mid_summer(h: _Values) -> _Values:
    ground, third = 294.9838 - 5.2159 * h - 0.07109 * h**2, 215.15 * np.exp(0.008128 * (h - 17.0))
    fifth = 275.0 + 20.0 * (1.0 - np.exp(0.06 * (h - 53.0)))
    return _stack(h, (13.0, 17.0, 47.0, 53.0, 80.0), [ground, 215.15, third, 275.0, fifth, 175.0])


def _mid_winter(h: _Values) -> _Values:
    ground, third, fifth = (
        272.7241 - 3.6217 * h - 0.1759 * h**2,
        218.0 + 3.3571 * (h - 33.0),
        265.0 - 2.0370 * (h - 53.0),
    )
    return _stack(h, (10.0, 33.0, 47.0, 53.0, 80.0), [ground, 218.0, third, 265.0, fifth, 210.0])


def _high_summer(h: _Values) -> _Values:
    ground, third = 286.8374 - 4.7805 * h - 0.1402 * h**2, 225.0 * np.exp(0.008317 * (h - 23.0))
    return _stack(h, (10.0, 23.0, 48.0, 53.0, 79.0), [ground, 225.0, third, 277.0, 277.0 - 4.0769 * (h - 53.0), 171.0])


def _high_winter(h: _Values) -> _Values:
    ground, third = 257.4345 + 2.3474 * h - 1.5479 * h**2 + 0.08473 * h**3, 217.5 + 2.125 * (h - 30.0)
    return _stack(h, (8.5, 30.0, 50.0, 54.0), [ground, 217.5, third, 260.0, 260.0 - 1.667 * (h - 54.0)])


_SEASONAL = {
    "low latitude": (
        _low,
        (1012.0306, -109.0338, 3.6316),
        (0.147, 0.165),
        (19.6542, -0.2313, -0.1122, 0.01351, -0.0005923),
        15.0,
    ),
    "mid-latitude summer": (
        _mid_summer,
        (1012.8186, -111.5569, 3.8646),
        (0.147, 0.165),
        (14.3542, -0.4174, -0.02290, 0.001007),
        15.0,
    ),
    "mid-latitude winter": (
        _mid_winter,
        (1018.8627, -124.2954, 4.8307),
        (0.147, 0.155),
        (3.4742, -0.2697, -0.03604, 0.0004489),
        10.0,
    ),
    "high-latitude summer": (
        _high_summer,
        (1008.0278, -113.2494, 3.9408),
        (0.140, 0.165),
        (8.988, -0.3614, -0.005402, -0.001955),
        15.0,
    ),
    "high-latitude winter": (
        _high_winter,
        (1010.8828, -122.2411, 4.554),
        (0.147, 0.150),
        (1.2319, 0.07481, -0.0981, 0.00281),
        10.0,
    ),
}
"""Temperature; pressure to 10 km (hPa over km) and its decays per km to 72 and to 100 km; water vapour (g/m3 at the
ground, then the exponent's polynomial over km) and where it ends (km)."""
