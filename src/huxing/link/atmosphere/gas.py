"""Gas attenuation of a slant path from the weather at the surface (ITU-R P.676, annex 2)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import MissingDataError
from huxing.core.model_range import ModelRange, broadcast
from huxing.link.atmosphere.gas_coefficients import GasCoefficients
from huxing.link.atmosphere.gas_lines import (
    VAPOUR_PRESSURE_DIVISOR,
    GasEdition,
    gas_lines,
    oxygen_db_per_km,
    water_vapour_db_per_km,
)

_MODEL = "ITU-R P.676, annex 2"
_FREQUENCY = ModelRange(_MODEL, "frequency", 1e9, 350e9, "GHz", 1e9)
_ELEVATION = ModelRange(_MODEL, "elevation", math.radians(5.0), math.pi / 2, "deg", math.radians(1.0))
_HORIZON = ModelRange(_MODEL, "elevation", 0.0, math.pi / 2, "deg", math.radians(1.0), open_low=True, physical=True)
_DRY_PRESSURE = ModelRange(_MODEL, "dry pressure", 1e4, 1.1e5, "hPa", 100.0)
_TEMPERATURE = ModelRange(_MODEL, "temperature", 200.0, 340.0, "K")
_VAPOUR_DENSITY = ModelRange(_MODEL, "vapour density", 0.0, 0.1, "g/m3", 1e-3, physical=True)
_INTEGRATED_VAPOUR = ModelRange(_MODEL, "integrated vapour", 0.0, 200.0, "kg/m2", physical=True)
_ALTITUDE = ModelRange(_MODEL, "altitude", -500.0, 10e3, "km", 1e3)

_REFERENCE_FREQUENCY_GHZ, _REFERENCE_PRESSURE_HPA, _VAPOUR_SCALE_KM = 20.6, 845.0, 2.38

_OXYGEN_HEIGHT_TERMS = np.array(
    [
        (0.1597, 118.750334),
        (0.1066, 368.498246),
        (0.1325, 424.763020),
        (0.1242, 487.249273),
        (0.0938, 715.392902),
        (0.1448, 773.839490),
        (0.1374, 834.145546),
    ]
)
"""P.676-12, annex 2, table 3: strength c_i and frequency f_i (GHz) of equation 33."""

_VAPOUR_HEIGHT_TERMS = np.array(
    [
        (22.23508, 1.52, 2.56),
        (183.310087, 7.62, 10.2),
        (325.152888, 1.56, 2.7),
        (380.197353, 4.15, 5.7),
        (439.150807, 0.2, 0.91),
        (448.001085, 1.63, 2.46),
        (474.689092, 0.76, 2.22),
        (488.490108, 0.26, 2.49),
        (556.935985, 7.81, 10.0),
        (620.70087, 1.25, 2.35),
        (752.033113, 16.2, 20.0),
        (916.171582, 1.47, 2.58),
        (970.315022, 1.36, 2.44),
        (987.926764, 1.6, 1.86),
    ]
)
"""P.676-12, annex 2, table 4: frequency f_i (GHz), a_i and b_i of equation 35b."""


@dataclass(frozen=True)
class GasAttenuation:
    """What oxygen and water vapour take from a slant path.

    Attributes:
        oxygen_db: by dry air, dB.
        water_vapour_db: by water vapour, dB.
        edition: of ITU-R P.676.
        extrapolated: one sentence for every argument outside its stated range; empty where none is.
    """

    oxygen_db: NDArray[np.float64]
    water_vapour_db: NDArray[np.float64]
    edition: str
    extrapolated: tuple[str, ...] = ()

    @property
    def total_db(self) -> NDArray[np.float64]:
        """The sum, dB."""
        return self.oxygen_db + self.water_vapour_db


def gas_attenuation(
    frequency: ArrayLike,
    *,
    elevation: ArrayLike,
    dry_pressure: ArrayLike,
    temperature: ArrayLike,
    vapour_density: ArrayLike,
    integrated_vapour: ArrayLike | None = None,
    altitude: ArrayLike = 0.0,
    edition: GasEdition = "P.676-12",
    oxygen_height: GasCoefficients | None = None,
    vapour_absorption: GasCoefficients | None = None,
    extrapolate: bool = False,
) -> GasAttenuation:
    """Gas attenuation of an Earth-space path from the weather at the station.

    Args:
        frequency: Hz, any shape.
        elevation: rad, broadcasts.
        dry_pressure: of the dry air at the station, Pa, broadcasts. (ITU's validation rows, of both editions, are met
            when their column P is taken as the dry pressure.)
        temperature: at the station, K, broadcasts.
        vapour_density: at the station, kg/m3, broadcasts.
        integrated_vapour: water vapour above the station, kg/m2, broadcasts; None estimates it from the density.
        altitude: of the station above the sea, m, broadcasts; P.676-12 uses it with `integrated_vapour`.
        edition: of the Recommendation.
        oxygen_height: part 1 of the coefficients of P.676-13, which that edition needs.
        vapour_absorption: part 2, which P.676-13 needs for `integrated_vapour`.
        extrapolate: whether values outside the stated ranges may pass, marked.

    Returns:
        Both terms, dB, of the broadcast shape.

    Raises:
        ModelRangeError: a value outside its range, or not finite.
        ShapeError: the shapes do not broadcast.
        MissingDataError: P.676-13 without its coefficients.
        InputError: not numbers, or an edition that is not here.

    Source:
        ITU-R P.676-12 (08/2019), annex 2, equations 29 to 41; P.676-13 (08/2022), annex 2, sections 1.1, 2.1 and 2.2.

    Valid for:
        1 to 350 GHz, elevations 5 to 90 deg; 100 to 1100 hPa and 200 to 340 K at the surface (these two are ours).
    """
    vapour = {} if integrated_vapour is None else {"integrated_vapour": integrated_vapour}
    given = {"dry_pressure": dry_pressure, "vapour_density": vapour_density, "temperature": temperature} | vapour
    marks = _checked(frequency, elevation, altitude, given, extrapolate)
    arrays = broadcast(_MODEL, frequency=frequency, elevation=elevation, altitude=altitude, **given)
    shape, flat = arrays[0].shape, [np.ascontiguousarray(array).ravel() for array in arrays]
    f, theta, height, state = flat[0] * 1e-9, flat[1], flat[2] * 1e-3, flat[3:]
    column = state[3] if vapour else np.full(f.size, np.nan)
    weather = (state[0] * 1e-2, state[1] * 1e3, state[2])
    lines = gas_lines(edition)
    if edition == "P.676-12":
        oxygen, water = _zenith_12(f, *weather, column, height, *lines)
    else:
        oxygen, water = _zenith_13(f, *weather, column if vapour else None, lines, oxygen_height, vapour_absorption)
    longer = 1.0 / np.sin(theta)
    return GasAttenuation((oxygen * longer).reshape(shape), (water * longer).reshape(shape), edition, marks)


def _checked(
    frequency: ArrayLike, elevation: ArrayLike, altitude: ArrayLike, given: dict[str, ArrayLike], extrapolate: bool
) -> tuple[str, ...]:
    _HORIZON.check(elevation)
    limits = {
        "dry_pressure": _DRY_PRESSURE,
        "vapour_density": _VAPOUR_DENSITY,
        "temperature": _TEMPERATURE,
        "integrated_vapour": _INTEGRATED_VAPOUR,
    }
    checks = [(_FREQUENCY, frequency), (_ELEVATION, elevation), (_ALTITUDE, altitude)]
    checks += [(limits[name], values) for name, values in given.items()]
    return tuple(mark for limit, values in checks for mark in limit.check(values, extrapolate=extrapolate))


@njit(cache=True, nogil=True, error_model="numpy")
def oxygen_height_km(frequency_ghz, total_pressure_hpa, temperature):  # type: ignore[no-untyped-def]
    """Equivalent height of oxygen, one point (P.676-12, annex 2, equations 30 to 34)."""
    f, ratio = frequency_ghz, total_pressure_hpa / 1013.25
    height = oxygen_height_at_standard_temperature_km(f, ratio) * (0.7832 + 0.00709 * (temperature - 273.15))
    return min(height, 10.7 * ratio**0.3) if f < 70.0 else height


@njit(cache=True, nogil=True, error_model="numpy")
def oxygen_height_at_standard_temperature_km(frequency_ghz, ratio):  # type: ignore[no-untyped-def]
    """Equation 30 of P.676-12, annex 2, without its factor of temperature A."""
    f = frequency_ghz
    width = 2.87 + 12.4 * math.exp(-7.9 * ratio)
    complex_60_ghz = 5.1040 / (1.0 + 0.066 * ratio**-2.3) * math.exp(-(((f - 59.7) / width) ** 2))
    strength, breadth, isolated = math.exp(2.12 * ratio), 0.025 * math.exp(2.2 * ratio), 0.0
    for i in range(_OXYGEN_HEIGHT_TERMS.shape[0]):
        isolated += _OXYGEN_HEIGHT_TERMS[i, 0] * strength / ((f - _OXYGEN_HEIGHT_TERMS[i, 1]) ** 2 + breadth)
    rest = 0.0114 * f / (1.0 + 0.14 * ratio**-2.6) * (15.02 * f * f - 1353.0 * f + 5.333e4)
    rest /= f**3 - 151.3 * f * f + 9629.0 * f - 6803.0
    return 6.1 / (1.0 + 0.17 * ratio**-1.1) * (1.0 + complex_60_ghz + isolated + rest)


@njit(cache=True, nogil=True, error_model="numpy")
def vapour_height_km(frequency_ghz, total_pressure_hpa, vapour_density, temperature):  # type: ignore[no-untyped-def]
    """Equivalent height of water vapour, one point (P.676-12, annex 2, equations 35 to 38)."""
    celsius = temperature - 273.15
    offset = 1.9298 - 0.04166 * celsius + 0.0517 * vapour_density
    slope = 1.1674 - 0.00622 * celsius + 0.0063 * vapour_density
    sigma = 1.013 / (1.0 + math.exp(-8.6 * (total_pressure_hpa / 1013.25 - 0.57)))
    total = 0.0
    for i in range(_VAPOUR_HEIGHT_TERMS.shape[0]):
        apart = frequency_ghz - _VAPOUR_HEIGHT_TERMS[i, 0]
        total += _VAPOUR_HEIGHT_TERMS[i, 1] * sigma / (apart * apart + _VAPOUR_HEIGHT_TERMS[i, 2] * sigma)
    return offset + slope * total


@njit(cache=True, nogil=True, error_model="numpy")
def vapour_ratio(frequency_ghz, integrated_vapour, water):  # type: ignore[no-untyped-def]
    """Specific attenuation over that at 20.6 GHz, in the reference weather (P.676-12, annex 2, equations 39 to 41)."""
    density = integrated_vapour / _VAPOUR_SCALE_KM
    temperature = 14.0 * math.log(0.22 * density) + 3.0 + 273.15
    here = water_vapour_db_per_km(frequency_ghz, _REFERENCE_PRESSURE_HPA, density, temperature, water)
    return here / water_vapour_db_per_km(_REFERENCE_FREQUENCY_GHZ, _REFERENCE_PRESSURE_HPA, density, temperature, water)


@njit(cache=True, nogil=True, error_model="numpy")
def altitude_coefficients(frequency_ghz):  # type: ignore[no-untyped-def]
    """The factor a and exponent b of altitude (P.676-12, annex 2, equation 39); a is 0 below 20 GHz."""
    f = frequency_ghz
    if f < 20.0:
        return 0.0, 1.0
    a = 0.2048 * math.exp(-(((f - 22.43) / 3.097) ** 2)) + 0.2326 * math.exp(-(((f - 183.5) / 4.096) ** 2))
    a += 0.2073 * math.exp(-(((f - 325.0) / 3.651) ** 2)) - 0.1113
    return a, 8.741e4 * math.exp(-0.587 * f) + 312.2 * f**-2.38 + 0.723


@njit(cache=True, nogil=True, error_model="numpy")
def zenith_oxygen_db(frequency_ghz, dry_pressure_hpa, vapour_density, temperature, oxygen):  # type: ignore[no-untyped-def]
    """Zenith attenuation by oxygen, one point (P.676-12, annex 2, equation 29)."""
    total = dry_pressure_hpa + vapour_density * temperature / VAPOUR_PRESSURE_DIVISOR
    gamma = oxygen_db_per_km(frequency_ghz, dry_pressure_hpa, vapour_density, temperature, oxygen)
    return gamma * oxygen_height_km(frequency_ghz, total, temperature)


@njit(cache=True, nogil=True, error_model="numpy")
def zenith_vapour_db(frequency_ghz, integrated_vapour, altitude_km, water):  # type: ignore[no-untyped-def]
    """Zenith attenuation by a known column of water vapour, one point (P.676-12, annex 2, equation 39)."""
    if integrated_vapour <= 0.0:
        return 0.0
    a, b = altitude_coefficients(frequency_ghz)
    lift = 1.0 + a * min(max(altitude_km, 0.0), 4.0) ** b
    return 0.0176 * integrated_vapour * vapour_ratio(frequency_ghz, integrated_vapour, water) * lift


@njit(cache=True, nogil=True, error_model="numpy")
def _zenith_12(frequency, dry_pressure, density, temperature, column, altitude, oxygen, water):  # type: ignore[no-untyped-def]
    by_oxygen, by_water = np.empty(frequency.size), np.empty(frequency.size)
    for i in range(frequency.size):
        f, p, rho, t = frequency[i], dry_pressure[i], density[i], temperature[i]
        by_oxygen[i] = zenith_oxygen_db(f, p, rho, t, oxygen)
        if math.isnan(column[i]):
            total = p + rho * t / VAPOUR_PRESSURE_DIVISOR
            by_water[i] = water_vapour_db_per_km(f, p, rho, t, water) * vapour_height_km(f, total, rho, t)
        else:
            by_water[i] = zenith_vapour_db(f, column[i], altitude[i], water)
    return by_oxygen, by_water


@njit(cache=True, nogil=True, error_model="numpy")
def _gammas(frequency, dry_pressure, density, temperature, oxygen, water):  # type: ignore[no-untyped-def]
    by_oxygen, by_water = np.empty(frequency.size), np.empty(frequency.size)
    for i in range(frequency.size):
        by_oxygen[i] = oxygen_db_per_km(frequency[i], dry_pressure[i], density[i], temperature[i], oxygen)
        by_water[i] = water_vapour_db_per_km(frequency[i], dry_pressure[i], density[i], temperature[i], water)
    return by_oxygen, by_water


def _zenith_13(
    f: NDArray[np.float64],
    dry_pressure: NDArray[np.float64],
    density: NDArray[np.float64],
    temperature: NDArray[np.float64],
    column: NDArray[np.float64] | None,
    lines: tuple[NDArray[np.float64], NDArray[np.float64]],
    oxygen_height: GasCoefficients | None,
    vapour_absorption: GasCoefficients | None,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if oxygen_height is None or (column is not None and vapour_absorption is None):
        raise MissingDataError(
            "P.676-13, annex 2 takes coefficients that are ITU's own files: read_gas_coefficients() reads part 1 for "
            "oxygen_height and part 2 for vapour_absorption; or use edition='P.676-12', or gas_path_attenuation()"
        )
    total = dry_pressure + density * temperature / VAPOUR_PRESSURE_DIVISOR
    gamma_o, gamma_w = _gammas(f, dry_pressure, density, temperature, *lines)
    a, b, c, d = oxygen_height.at(f * 1e9)
    oxygen = gamma_o * (a + b * temperature + c * total + d * density)
    if column is None or vapour_absorption is None:
        return oxygen, gamma_w * _vapour_height_13(f)
    a, b, c, d = vapour_absorption.at(f * 1e9)
    return oxygen, column * (a + b * density + c * temperature + d * total)


def _vapour_height_13(f: NDArray[np.float64]) -> NDArray[np.float64]:
    """Equivalent height of water vapour in km (P.676-13, annex 2, section 2.1, equation 37 and table 4)."""
    lines = ((22.235080, 2.6846, 2.7649), (183.310087, 5.8905, 4.9219), (325.152888, 2.9810, 3.0748))
    resonant = [strength / ((f - line) ** 2 + breadth) for line, strength, breadth in lines]
    return np.asarray(5.6585e-5 * f + 1.8348 + sum(resonant))
