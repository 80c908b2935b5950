"""Specific attenuation by oxygen and water vapour, line by line (ITU-R P.676, annex 1, section 1)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

from huxing.catalogue.standard_tables import standard_table
from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange, broadcast

GasEdition = Literal["P.676-12", "P.676-13"]
"""Editions of P.676 whose annex 1 is here: tables 1 and 2 and equations 1 to 9 are the same in both."""

VAPOUR_PRESSURE_DIVISOR = 216.7
"""Vapour pressure [hPa] = density [g/m3] x temperature [K] / 216.7 (P.453-14, equation 10; P.676-12, equation 4)."""

_MODEL = "ITU-R P.676, annex 1"
_FREQUENCY = ModelRange(_MODEL, "frequency", 1e9, 1000e9, "GHz", 1e9)
_DRY_PRESSURE = ModelRange(_MODEL, "dry pressure", 0.0, 2e5, "hPa", 100.0, physical=True)
_VAPOUR_DENSITY = ModelRange(_MODEL, "vapour density", 0.0, 1.0, "g/m3", 1e-3, physical=True)
_TEMPERATURE = ModelRange(_MODEL, "temperature", 100.0, 400.0, "K")


@dataclass(frozen=True)
class GasSpecificAttenuation:
    """What a kilometre of air takes.

    Attributes:
        oxygen_db_per_km: by oxygen, with the non-resonant continuum of dry air, dB/km.
        water_vapour_db_per_km: by water vapour, dB/km.
        edition: of ITU-R P.676.
        extrapolated: one sentence for every argument outside its stated range; empty where none is.
    """

    oxygen_db_per_km: NDArray[np.float64]
    water_vapour_db_per_km: NDArray[np.float64]
    edition: str
    extrapolated: tuple[str, ...] = ()

    @property
    def total_db_per_km(self) -> NDArray[np.float64]:
        """The sum, dB/km."""
        return self.oxygen_db_per_km + self.water_vapour_db_per_km


def gas_specific_attenuation(
    frequency: ArrayLike,
    *,
    dry_pressure: ArrayLike,
    vapour_density: ArrayLike,
    temperature: ArrayLike,
    edition: GasEdition = "P.676-13",
    extrapolate: bool = False,
) -> GasSpecificAttenuation:
    """Specific attenuation by oxygen and water vapour, the sum over all their lines.

    Args:
        frequency: Hz, any shape.
        dry_pressure: of the dry air alone, Pa, broadcasts.
        vapour_density: of water vapour, kg/m3, broadcasts.
        temperature: K, broadcasts.
        edition: of the Recommendation; the result is the same in both.
        extrapolate: whether values outside the stated range may pass, marked.

    Returns:
        Both terms, dB/km, of the broadcast shape.

    Raises:
        ModelRangeError: a value outside its range, or not finite.
        ShapeError: the shapes do not broadcast.
        InputError: not numbers, or an edition that is not here.

    Source:
        ITU-R P.676-12 (08/2019) and P.676-13 (08/2022), annex 1, section 1, equations 1 to 9, tables 1 and 2.

    Valid for:
        1 to 1000 GHz; 100 to 400 K (this bound is ours).
    """
    checked = (
        (_FREQUENCY, frequency),
        (_DRY_PRESSURE, dry_pressure),
        (_VAPOUR_DENSITY, vapour_density),
        (_TEMPERATURE, temperature),
    )
    marks = tuple(mark for limit, values in checked for mark in limit.check(values, extrapolate=extrapolate))
    state = broadcast(
        _MODEL,
        frequency=frequency,
        dry_pressure=dry_pressure,
        vapour_density=vapour_density,
        temperature=temperature,
    )
    oxygen, water = gas_lines(edition)
    flat = (np.ascontiguousarray(array).ravel() for array in state)
    gamma_o, gamma_w = _specific_attenuations(*flat, oxygen, water)
    shape = state[0].shape
    return GasSpecificAttenuation(gamma_o.reshape(shape), gamma_w.reshape(shape), edition, marks)


@lru_cache(maxsize=4)
def gas_lines(edition: GasEdition) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The lines that the kernels below take.

    Args:
        edition: of P.676.

    Returns:
        Oxygen (7, 44): frequency GHz, a1 to a6; water vapour (7, 35): frequency GHz, b1 to b6; read-only.

    Raises:
        InputError: an edition that is not here.

    Source:
        ITU-R P.676-12, annex 1, tables 1 and 2.
    """
    if edition not in get_args(GasEdition):
        raise InputError(f"no edition {edition!r:.40} of P.676 here; known: {', '.join(get_args(GasEdition))}")
    return _rows("p676_oxygen_lines"), _rows("p676_water_vapour_lines")


def _rows(name: str) -> NDArray[np.float64]:
    table = standard_table(name)
    lines = np.array([table.numbers(column) for column in table.columns])
    lines.flags.writeable = False
    return lines


@njit(cache=True, nogil=True, error_model="numpy")
def oxygen_db_per_km(  # type: ignore[no-untyped-def]
    frequency_ghz, dry_pressure_hpa, vapour_density_g_per_m3, temperature, lines
):
    """Specific attenuation by dry air, one point (P.676-12, equations 1, 2a, 3, 5, 6, 7, 8 and 9)."""
    f, p = frequency_ghz, dry_pressure_hpa
    theta = 300.0 / temperature
    e = vapour_density_g_per_m3 * temperature / VAPOUR_PRESSURE_DIVISOR
    logarithm = math.log(theta)
    theta_08 = math.exp(0.8 * logarithm)
    total = 0.0
    for i in range(lines.shape[1]):
        line, a4 = lines[0, i], lines[4, i]
        narrowed = theta_08 if a4 == 0.0 else math.exp((0.8 - a4) * logarithm)
        width = lines[3, i] * 1e-4 * (p * narrowed + 1.1 * e * theta)
        width_2 = width * width + 2.25e-6
        width = math.sqrt(width_2)
        overlap = (lines[5, i] + lines[6, i] * theta) * 1e-4 * (p + e) * theta_08
        below, above = line - f, line + f
        shape = (width - overlap * below) / (below * below + width_2)
        shape += (width - overlap * above) / (above * above + width_2)
        total += lines[1, i] * math.exp(lines[2, i] * (1.0 - theta)) * shape / line
    total *= 1e-7 * p * theta * theta * theta * f
    d = 5.6e-4 * (p + e) * theta_08
    # d / (d^2 + f^2) is the standard's 1 / (d (1 + (f/d)^2)), without the division by zero where there is no air.
    debye = 6.14e-5 * d / (d * d + f * f)
    induced = 1.4e-12 * p * theta * math.sqrt(theta) / (1.0 + 1.9e-5 * f * math.sqrt(f))
    return 0.1820 * f * (total + f * p * theta * theta * (debye + induced))


@njit(cache=True, nogil=True, error_model="numpy")
def water_vapour_db_per_km(  # type: ignore[no-untyped-def]
    frequency_ghz, dry_pressure_hpa, vapour_density_g_per_m3, temperature, lines
):
    """Specific attenuation by water vapour, one point (P.676-12, equations 1, 2b, 3, 5 and 6)."""
    f, p = frequency_ghz, dry_pressure_hpa
    theta = 300.0 / temperature
    e = vapour_density_g_per_m3 * temperature / VAPOUR_PRESSURE_DIVISOR
    logarithm = math.log(theta)
    total = 0.0
    for i in range(lines.shape[1]):
        line = lines[0, i]
        by_air = p * math.exp(lines[4, i] * logarithm)
        by_vapour = lines[5, i] * e * math.exp(lines[6, i] * logarithm)
        width = lines[3, i] * 1e-4 * (by_air + by_vapour)
        width = 0.535 * width + math.sqrt(0.217 * width * width + 2.1316e-12 * line * line / theta)
        below, above = line - f, line + f
        shape = width / (below * below + width * width) + width / (above * above + width * width)
        total += lines[1, i] * math.exp(lines[2, i] * (1.0 - theta)) * shape / line
    return 0.1820 * f * f * total * 0.1 * e * theta**3 * math.sqrt(theta)


@njit(cache=True, nogil=True, error_model="numpy")
def _specific_attenuations(  # type: ignore[no-untyped-def]
    frequency, dry_pressure, vapour_density, temperature, oxygen, water
):
    gamma_o, gamma_w = np.empty(frequency.size), np.empty(frequency.size)
    for i in range(frequency.size):
        f, p, rho, t = frequency[i] * 1e-9, dry_pressure[i] * 1e-2, vapour_density[i] * 1e3, temperature[i]
        gamma_o[i] = oxygen_db_per_km(f, p, rho, t, oxygen)
        gamma_w[i] = water_vapour_db_per_km(f, p, rho, t, water)
    return gamma_o, gamma_w
