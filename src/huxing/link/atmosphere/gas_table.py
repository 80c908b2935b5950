"""P.676-12, annex 2 for many paths at few frequencies: all that depends on frequency alone, as polynomials.

A row holds, for one frequency, oxygen's specific attenuation over pressure, 300 K over temperature and vapour
pressure, its equivalent height over pressure, and the water vapour's ratio over the logarithm of the column. Against
the sums over lines, zenith attenuation is off by at most 1e-4 dB or 1e-5 of itself; outside the polynomials' ranges
the sums are taken.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

from huxing.link.atmosphere.gas import (
    altitude_coefficients,
    oxygen_height_at_standard_temperature_km,
    vapour_ratio,
    zenith_oxygen_db,
    zenith_vapour_db,
)
from huxing.link.atmosphere.gas_lines import VAPOUR_PRESSURE_DIVISOR, gas_lines, oxygen_db_per_km

PRESSURE_HPA = (400.0, 1090.0)
INVERSE_TEMPERATURE = (300.0 / 325.0, 300.0 / 215.0)
VAPOUR_PRESSURE_HPA = (0.0, 60.0)
COLUMN_KG_PER_M2 = (0.1, 120.0)

_PRESSURES, _TEMPERATURES, _VAPOURS = 10, 6, 3
_HEIGHTS, _RATIOS = 12, 16
_HEIGHT = 3
_CAP = _HEIGHT + _HEIGHTS
_RATIO = _CAP + _HEIGHTS
_GAMMA = _RATIO + _RATIOS
_ROW = _GAMMA + _PRESSURES * _TEMPERATURES * _VAPOURS

_LOG_LOW, _LOG_HIGH = math.log(COLUMN_KG_PER_M2[0]), math.log(COLUMN_KG_PER_M2[1])


def gas_table(frequency_ghz: NDArray[np.float64]) -> NDArray[np.float64]:
    """The rows for some frequencies.

    Args:
        frequency_ghz: shape (n,), 1 to 350.

    Returns:
        Shape (n, 223), for `table_zenith_gas_db`; about 0.2 ms a row.

    Raises:
        Nothing of its own: the public function checks the range.

    Source:
        ITU-R P.676-12, annex 2; the polynomials are Chebyshev interpolations of ours.
    """
    oxygen, water = gas_lines("P.676-12")
    rows = np.empty((frequency_ghz.size, _ROW))
    pressure, theta, vapour = (_nodes(n, span) for n, span in _AXES)
    column = np.exp(_nodes(_RATIOS, (_LOG_LOW, _LOG_HIGH)))
    height_pressure = _nodes(_HEIGHTS, PRESSURE_HPA) / 1013.25
    to_gamma = np.kron(np.kron(*(_to_powers(n) for n, _ in _AXES[:2])), _to_powers(_VAPOURS))
    to_height, to_ratio = _to_powers(_HEIGHTS), _to_powers(_RATIOS)
    for row, f in zip(rows, frequency_ghz, strict=True):
        row[0], (row[1], row[2]) = f, altitude_coefficients(f)
        samples = _gamma_samples(f, pressure, theta, vapour, oxygen)
        row[_GAMMA:] = to_gamma @ samples.ravel()
        row[_HEIGHT:_CAP] = to_height @ [
            oxygen_height_at_standard_temperature_km(f, ratio) for ratio in height_pressure
        ]
        row[_CAP:_RATIO] = to_height @ (10.7 * height_pressure**0.3)
        row[_RATIO:_GAMMA] = to_ratio @ [vapour_ratio(f, content, water) for content in column]
    return rows


_AXES = ((_PRESSURES, PRESSURE_HPA), (_TEMPERATURES, INVERSE_TEMPERATURE), (_VAPOURS, VAPOUR_PRESSURE_HPA))


def _nodes(count: int, span: tuple[float, float]) -> NDArray[np.float64]:
    return np.asarray((span[0] + span[1]) / 2.0 + (span[1] - span[0]) / 2.0 * chebyshev.chebpts1(count))


def _to_powers(count: int) -> NDArray[np.float64]:
    """Samples at the nodes to coefficients of powers of the variable scaled to -1..1."""
    to_chebyshev = np.linalg.inv(chebyshev.chebvander(chebyshev.chebpts1(count), count - 1))
    to_power = np.zeros((count, count))
    for i in range(count):
        powers = chebyshev.cheb2poly(np.eye(count)[i])
        to_power[: powers.size, i] = powers
    return np.asarray(to_power @ to_chebyshev)


@njit(cache=True, nogil=True, error_model="numpy")
def _gamma_samples(frequency_ghz, pressure, theta, vapour, oxygen):  # type: ignore[no-untyped-def]
    samples = np.empty((pressure.size, theta.size, vapour.size))
    for i in range(pressure.size):
        for j in range(theta.size):
            for k in range(vapour.size):
                temperature, dry = 300.0 / theta[j], pressure[i] - vapour[k]
                density = vapour[k] * VAPOUR_PRESSURE_DIVISOR / temperature
                samples[i, j, k] = oxygen_db_per_km(frequency_ghz, dry, density, temperature, oxygen) / dry
    return samples


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract"})
def _polynomial(row, start, count, x):  # type: ignore[no-untyped-def]
    total = row[start + count - 1]
    for i in range(count - 2, -1, -1):
        total = total * x + row[start + i]
    return total


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract"})
def _gamma_over_pressure(row, x, y, z):  # type: ignore[no-untyped-def]
    total, place = 0.0, _ROW
    for _ in range(_PRESSURES):
        inner = 0.0
        for _ in range(_TEMPERATURES):
            place -= _VAPOURS
            inner = inner * y + (row[place] + z * (row[place + 1] + z * row[place + 2]))
        total = total * x + inner
    return total


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract"})
def table_zenith_oxygen_db(row, dry_pressure_hpa, vapour_density, temperature, oxygen):  # type: ignore[no-untyped-def]
    """Zenith attenuation by oxygen at the frequency of a row, one point: hPa, g/m3, K."""
    theta = 300.0 / temperature
    vapour = vapour_density * temperature / VAPOUR_PRESSURE_DIVISOR
    x = _scaled(dry_pressure_hpa + vapour, PRESSURE_HPA)
    y, z = _scaled(theta, INVERSE_TEMPERATURE), _scaled(vapour, VAPOUR_PRESSURE_HPA)
    if not (abs(x) <= 1.0 and abs(y) <= 1.0 and abs(z) <= 1.0):
        return zenith_oxygen_db(row[0], dry_pressure_hpa, vapour_density, temperature, oxygen)
    height = _polynomial(row, _HEIGHT, _HEIGHTS, x) * (0.7832 + 0.00709 * (temperature - 273.15))
    if row[0] < 70.0:
        height = min(height, _polynomial(row, _CAP, _HEIGHTS, x))
    return dry_pressure_hpa * _gamma_over_pressure(row, x, y, z) * height


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract"})
def table_zenith_vapour_db(row, integrated_vapour, altitude_km, water):  # type: ignore[no-untyped-def]
    """Zenith attenuation by a column of water vapour at the frequency of a row, one point: kg/m2, km."""
    if not COLUMN_KG_PER_M2[0] <= integrated_vapour <= COLUMN_KG_PER_M2[1]:
        return zenith_vapour_db(row[0], integrated_vapour, altitude_km, water)
    x = _scaled(math.log(integrated_vapour), (_LOG_LOW, _LOG_HIGH))
    lift = 1.0
    if row[1] != 0.0 and altitude_km > 0.0:
        lift += row[1] * min(altitude_km, 4.0) ** row[2]
    return 0.0176 * integrated_vapour * _polynomial(row, _RATIO, _RATIOS, x) * lift


@njit(cache=True, nogil=True, error_model="numpy")
def table_zenith_gas_db(  # type: ignore[no-untyped-def]
    row, dry_pressure_hpa, vapour_density, temperature, integrated_vapour, altitude_km, oxygen, water
):
    """Zenith attenuation by both at the frequency of a row, one point: hPa, g/m3, K, kg/m2, km; lines as fallback."""
    dry = table_zenith_oxygen_db(row, dry_pressure_hpa, vapour_density, temperature, oxygen)
    return dry + table_zenith_vapour_db(row, integrated_vapour, altitude_km, water)


@njit(cache=True, nogil=True, error_model="numpy")
def zenith_gas_db(  # type: ignore[no-untyped-def]
    frequency_ghz, dry_pressure_hpa, vapour_density, temperature, integrated_vapour, altitude_km, oxygen, water
):
    """Zenith attenuation by both from the sums over lines, one point, where every path has its own frequency."""
    dry = zenith_oxygen_db(frequency_ghz, dry_pressure_hpa, vapour_density, temperature, oxygen)
    return dry + zenith_vapour_db(frequency_ghz, integrated_vapour, altitude_km, water)


@njit(cache=True, nogil=True, error_model="numpy", inline="always")
def _scaled(value, span):  # type: ignore[no-untyped-def]
    return (2.0 * value - span[0] - span[1]) / (span[1] - span[0])
