"""The compiled loop over slant paths: every term of P.618-13, section 2.5, from the maps to the root of the sum.

Units are the Recommendations' own: degrees, km, GHz, hPa, g/m3, per cent of the year.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from huxing.link.atmosphere.climate import map_degrees, site_height_km
from huxing.link.atmosphere.cloud import cloud_mass_absorption
from huxing.link.atmosphere.gas_lines import gas_lines
from huxing.link.atmosphere.gas_table import gas_table, table_zenith_gas_db, zenith_gas_db
from huxing.link.atmosphere.grids import bilinear, level_below, touched, water_at
from huxing.link.atmosphere.rain import (
    MILLIMETRE_PER_HOUR,
    rain_001_db,
    rain_coefficients,
    rain_exceeded_db,
    rain_low_latitude,
    rain_power_law,
)
from huxing.link.atmosphere.scintillation import scintillation_deviation_db, scintillation_factor
from huxing.link.atmosphere.standard_atmosphere import global_pressure_hpa

_PATHS_FOR_TABLES, _PATHS_PER_TABLE = 2500, 100
"""From so many paths, and so many more for each frequency, gas polynomials are worth their 6 ms and 0.2 ms each."""
_MOST_TABLES = 10_000
_FEW = 64
"""So many distinct frequencies are told apart by comparing each with all."""
BLOCK = 128
"""Paths prepared together: their rows and the nodes of the maps that they take stay in the second cache."""

LATITUDE, LONGITUDE, HEIGHT, PRESSURE, TEMPERATURE, SINE = range(6)
RAIN, LOG_RAIN, LOW_LATITUDE, DEVIATION = range(6, 10)
CONTENT, DENSITY, LIQUID = range(10, 13)
DEPTH, RATE, WET = range(10, 13)
COLUMNS = 13
"""Columns of a prepared path: degrees, km, hPa, K; rain exceeded for 0.01 % of the year, dB, its logarithm and the
beta sin(theta) of P.618-13, step 10; deviation of the scintillation, dB; water, in the place of what rain was of."""


class Paths(NamedTuple):
    """Flat arrays of one length, or of length 1 for what all paths share; radians, m, fraction.

    Attributes:
        latitude, longitude: rad.
        height: m; NaN takes the map's.
        rain_rate_001: m/s; NaN takes the map's.
        elevation: rad.
        polarisation_tilt: rad.
        effective_area: efficiency times the diameter's square, m2.
        carrier: number of the frequency.
    """

    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    height: NDArray[np.float64]
    rain_rate_001: NDArray[np.float64]
    elevation: NDArray[np.float64]
    polarisation_tilt: NDArray[np.float64]
    effective_area: NDArray[np.float64]
    carrier: NDArray[np.int64]


class Carriers(NamedTuple):
    """What depends on frequency alone, a row each.

    Attributes:
        frequency_ghz: distinct frequencies.
        rain: kH, alphaH, kV, alphaV.
        scintillation: f^(7/12).
        liquid: dB m2/kg of cloud liquid at the zenith.
        gas: rows of `gas_table`; none where each path takes the sums over lines.
        oxygen, water: the lines.
    """

    frequency_ghz: NDArray[np.float64]
    rain: NDArray[np.float64]
    scintillation: NDArray[np.float64]
    liquid: NDArray[np.float64]
    gas: NDArray[np.float64]
    oxygen: NDArray[np.float64]
    water: NDArray[np.float64]


def carriers_of(frequency: NDArray[np.float64], paths: int) -> Carriers:
    """Coefficients of distinct frequencies.

    Args:
        frequency: Hz, shape (n,).
        paths: how many paths share them.

    Returns:
        Their rows.

    Raises:
        ModelRangeError: outside 1 to 200 GHz.

    Source:
        P.838-3, P.840-8, P.676-12, P.618-13.
    """
    ghz = frequency * 1e-9
    worth = _PATHS_FOR_TABLES + ghz.size * _PATHS_PER_TABLE <= paths and ghz.size <= _MOST_TABLES
    return Carriers(
        frequency_ghz=ghz,
        rain=_rain_rows(ghz),
        scintillation=ghz ** (7.0 / 12.0),
        liquid=cloud_mass_absorption(frequency),
        gas=gas_table(ghz) if worth else np.empty((0, 0)),
        oxygen=gas_lines("P.676-12")[0],
        water=gas_lines("P.676-12")[1],
    )


def numbered(frequency: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Distinct frequencies, and the number of each frequency's.

    Args:
        frequency: any shape.

    Returns:
        The distinct ones, shape (n,), in no order; numbers, of the frequencies' shape.

    Raises:
        Nothing of its own.

    Source:
        None: a rearrangement.
    """
    known, number = np.empty(_FEW), np.empty(frequency.shape, np.int64)
    count = _number(frequency.ravel(), known, number.reshape(-1))
    if count < 0:
        distinct, inverse = np.unique(frequency, return_inverse=True)
        return distinct, inverse.reshape(frequency.shape)
    return known[:count], number


@njit(cache=True, nogil=True, error_model="numpy")
def _number(frequency, known, number):  # type: ignore[no-untyped-def]
    """As numpy.unique, without sorting; -1 where there are more than `known` holds."""
    count, k = 0, 0
    for i in range(frequency.size):
        if count == 0 or frequency[i] != known[k]:
            k = 0
            while k < count and frequency[i] != known[k]:
                k += 1
            if k == known.size:
                return -1
            if k == count:
                known[k] = frequency[i]
                count += 1
        number[i] = k
    return count


@njit(cache=True, nogil=True, error_model="numpy")
def _rain_rows(ghz):  # type: ignore[no-untyped-def]
    rows = np.empty((ghz.size, 4))
    for k in range(ghz.size):
        rows[k, 0], rows[k, 1], rows[k, 2], rows[k, 3] = rain_coefficients(ghz[k])
    return rows


@njit(cache=True, nogil=True, error_model="numpy")
def of_path(values, i):  # type: ignore[no-untyped-def]
    """The value of path i, or the one that all share."""
    return values[i if values.size > 1 else 0]


@njit(cache=True, nogil=True, error_model="numpy")
def prepare(paths, start, stop, carriers, maps, rows):  # type: ignore[no-untyped-def]
    """Paths from `start` to `stop` into `rows`, as far as they do not depend on the exceedance."""
    _places(paths, start, stop, maps, rows)
    _rain_and_pressure(paths, start, stop, carriers, rows)
    _deviations(paths, start, stop, carriers, rows)


@njit(cache=True, nogil=True, error_model="numpy")
def _places(paths, start, stop, maps, rows):  # type: ignore[no-untyped-def]
    """Columns of the place: what the maps give."""
    # arrays leave their tuples before the loops: numba counts a reference whenever one is taken out
    latitude, longitude, height, rate = paths.latitude, paths.longitude, paths.height, paths.rain_rate_001
    topography, rain_height, rain_rate = maps.topography, maps.rain_height, maps.rain_rate_001
    wet_refractivity, temperature = maps.wet_refractivity, maps.temperature
    total = 0.0
    for i in range(start, stop):
        row = i - start
        y, x = map_degrees(of_path(latitude, i), of_path(longitude, i))
        rows[row, LATITUDE], rows[row, LONGITUDE] = y, x
        total += touched(maps, y, x)
    rows[BLOCK, 0] = total  # kept, lest the compiler leave the touching out
    for i in range(start, stop):
        row = i - start
        y, x = rows[row, LATITUDE], rows[row, LONGITUDE]
        rows[row, HEIGHT] = site_height_km(topography, y, x, of_path(height, i))
    for i in range(start, stop):
        row, given = i - start, of_path(rate, i)
        y, x = rows[row, LATITUDE], rows[row, LONGITUDE]
        rows[row, DEPTH] = bilinear(rain_height, y, x) - rows[row, HEIGHT]
        rows[row, RATE] = bilinear(rain_rate, y, x) if math.isnan(given) else given / MILLIMETRE_PER_HOUR
        rows[row, TEMPERATURE] = bilinear(temperature, y, x)
        rows[row, WET] = bilinear(wet_refractivity, y, x)


@njit(cache=True, nogil=True, error_model="numpy")
def _rain_and_pressure(paths, start, stop, carriers, rows):  # type: ignore[no-untyped-def]
    elevation, tilt, number = paths.elevation, paths.polarisation_tilt, paths.carrier
    frequency_ghz, rain = carriers.frequency_ghz, carriers.rain
    for i in range(start, stop):
        row, k, theta = i - start, of_path(number, i), of_path(elevation, i)
        y, degrees, sine, cosine = rows[row, LATITUDE], math.degrees(theta), math.sin(theta), math.cos(theta)
        depth, rate, a = rows[row, DEPTH], rows[row, RATE], 0.0
        if depth > 0.0 and rate > 0.0:
            mix = cosine * cosine * math.cos(2.0 * of_path(tilt, i))
            factor, exponent = rain_power_law(rain[k, 0], rain[k, 1], rain[k, 2], rain[k, 3], mix)
            a = rain_001_db(frequency_ghz[k], y, degrees, sine, cosine, depth, factor * rate**exponent)
        rows[row, SINE] = sine
        rows[row, RAIN], rows[row, LOG_RAIN] = a, math.log(a) if a > 0.0 else 0.0
        rows[row, LOW_LATITUDE] = rain_low_latitude(y, degrees, sine)
        rows[row, PRESSURE] = global_pressure_hpa(rows[row, HEIGHT])


@njit(cache=True, nogil=True, error_model="numpy")
def _deviations(paths, start, stop, carriers, rows):  # type: ignore[no-untyped-def]
    area, number = paths.effective_area, paths.carrier
    frequency_ghz, power = carriers.frequency_ghz, carriers.scintillation
    for i in range(start, stop):
        row, k = i - start, of_path(number, i)
        rows[row, DEVIATION] = scintillation_deviation_db(
            frequency_ghz[k], power[k], rows[row, SINE], rows[row, WET], of_path(area, i)
        )


@njit(cache=True, nogil=True, error_model="numpy")
def hold_water(exceedance, start, stop, maps, rows):  # type: ignore[no-untyped-def]
    """Columns of vapour and liquid; below 1 % of the year those of 1 % (P.618-13, equations 65 and 66)."""
    grid, log_levels = maps.path_water, maps.path_log_levels
    for i in range(start, stop):
        row = i - start
        level, share = level_below(log_levels, math.log(of_path(exceedance, i) * 100.0))
        rows[row, CONTENT], rows[row, DENSITY], rows[row, LIQUID] = water_at(
            grid, rows[row, LATITUDE], rows[row, LONGITUDE], rows[row, HEIGHT], level, share
        )


@njit(cache=True, nogil=True, error_model="numpy")
def path_zenith_gas_db(rows, row, content, density, k, frequency_ghz, gas, oxygen, water):  # type: ignore[no-untyped-def]
    """Gas at the zenith of a prepared path: by its frequency's polynomials, or where there are none by the lines."""
    p, t, h = rows[row, PRESSURE], rows[row, TEMPERATURE], rows[row, HEIGHT]
    if gas.shape[0] > 0:
        return table_zenith_gas_db(gas[k], p, density, t, content, h, oxygen, water)
    return zenith_gas_db(frequency_ghz[k], p, density, t, content, h, oxygen, water)


@njit(cache=True, nogil=True, error_model="numpy")
def combined_db(gas, cloud, rain, scintillation):  # type: ignore[no-untyped-def]
    """Total attenuation (P.618-13, equation 64)."""
    wet = rain + cloud
    return gas + math.sqrt(wet * wet + scintillation * scintillation)


@njit(cache=True, nogil=True, error_model="numpy")
def slant_terms(  # type: ignore[no-untyped-def]
    paths, exceedance, carriers, maps, gas, cloud, rain, scintillation, total
):
    """Every term of every path, into the last five arrays."""
    rows = np.empty((BLOCK + 1, COLUMNS))
    number, frequency_ghz, liquid_db = paths.carrier, carriers.frequency_ghz, carriers.liquid
    gas_rows, oxygen, water = carriers.gas, carriers.oxygen, carriers.water
    for start in range(0, total.size, BLOCK):
        stop = min(start + BLOCK, total.size)
        prepare(paths, start, stop, carriers, maps, rows)
        hold_water(exceedance, start, stop, maps, rows)
        for i in range(start, stop):
            row, k = i - start, of_path(number, i)
            content, density, sine = rows[row, CONTENT], rows[row, DENSITY], rows[row, SINE]
            zenith = path_zenith_gas_db(rows, row, content, density, k, frequency_ghz, gas_rows, oxygen, water)
            gas[i], cloud[i] = zenith / sine, liquid_db[k] * rows[row, LIQUID] / sine
            percent = of_path(exceedance, i) * 100.0
            log_percent = math.log(percent)
            rain[i] = rain_exceeded_db(
                rows[row, RAIN], rows[row, LOG_RAIN], rows[row, LOW_LATITUDE], percent, log_percent
            )
            scintillation[i] = rows[row, DEVIATION] * scintillation_factor(log_percent)
            total[i] = combined_db(gas[i], cloud[i], rain[i], scintillation[i])
