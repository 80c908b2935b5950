"""Tropospheric scintillation of a slant path (ITU-R P.618-13, section 2.4.1)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

from huxing.core.model_range import ModelRange, broadcast

_MODEL = "ITU-R P.618-13, 2.4.1"
_DEGREE = math.radians(1.0)
_FREQUENCY = ModelRange(_MODEL, "frequency", 4e9, 55e9, "GHz", 1e9)
_SOME_FREQUENCY = ModelRange(_MODEL, "frequency", 0.0, math.inf, "GHz", 1e9, open_low=True, physical=True)
_ELEVATION = ModelRange(_MODEL, "elevation", math.radians(5.0), math.pi / 2, "deg", _DEGREE)
_HORIZON = ModelRange(_MODEL, "elevation", 0.0, math.pi / 2, "deg", _DEGREE, open_low=True, physical=True)
_EXCEEDANCE = ModelRange(_MODEL, "exceedance", 1e-4, 0.5, "%", 0.01)
_FRACTION = ModelRange(_MODEL, "exceedance", 0.0, 1.0, "%", 0.01, open_low=True, open_high=True, physical=True)
_REFRACTIVITY = ModelRange(_MODEL, "wet refractivity", 0.0, math.inf, "N-units", physical=True)
_DIAMETER = ModelRange(_MODEL, "antenna diameter", 0.0, math.inf, "m", open_low=True, physical=True)
_EFFICIENCY = ModelRange(_MODEL, "antenna efficiency", 0.0, 1.0, open_low=True, physical=True)

_TURBULENT_LAYER = 1000.0
"""Height of the turbulent layer, m (P.618-13, step 4)."""


@dataclass(frozen=True)
class ScintillationFade:
    """Fade by scintillation.

    Attributes:
        fade_db: exceeded for the given fraction of an average year, dB.
        standard_deviation_db: of the signal's amplitude, dB.
        extrapolated: one sentence for every argument outside its stated range; empty where none is.
    """

    fade_db: NDArray[np.float64]
    standard_deviation_db: NDArray[np.float64]
    extrapolated: tuple[str, ...] = ()


def scintillation_fade(
    frequency: ArrayLike,
    *,
    elevation: ArrayLike,
    exceedance: ArrayLike,
    wet_refractivity: ArrayLike,
    antenna_diameter: ArrayLike,
    antenna_efficiency: ArrayLike = 0.5,
    extrapolate: bool = False,
) -> ScintillationFade:
    """Fade by tropospheric scintillation exceeded for a fraction of an average year.

    Args:
        frequency: Hz, any shape.
        elevation: of the path, rad, broadcasts.
        exceedance: fraction of an average year, broadcasts.
        wet_refractivity: median wet term of the surface's radio refractivity, N-units, broadcasts.
        antenna_diameter: of the earth station, m, broadcasts.
        antenna_efficiency: of its aperture, broadcasts; the Recommendation calls 0.5 conservative.
        extrapolate: whether values outside the stated ranges may pass, marked.

    Returns:
        The fade, of the broadcast shape; 0 where the aperture averages the scintillation out.

    Raises:
        ModelRangeError: a value outside its range, or not finite.
        ShapeError: the shapes do not broadcast.
        InputError: not numbers.

    Source:
        ITU-R P.618-13 (12/2017), annex 1, section 2.4.1, steps 3 to 9; ranges as printed in P.618-14.

    Valid for:
        4 to 55 GHz, elevations from 5 deg, 0.01 to 50 % of the year.
    """
    physical = (
        (_SOME_FREQUENCY, frequency),
        (_HORIZON, elevation),
        (_FRACTION, exceedance),
        (_REFRACTIVITY, wet_refractivity),
        (_DIAMETER, antenna_diameter),
        (_EFFICIENCY, antenna_efficiency),
    )
    for limit, values in physical:
        limit.check(values)
    stated = ((_FREQUENCY, frequency), (_ELEVATION, elevation), (_EXCEEDANCE, exceedance))
    marks = tuple(mark for limit, values in stated for mark in limit.check(values, extrapolate=extrapolate))
    arrays = broadcast(
        _MODEL,
        frequency=frequency,
        elevation=elevation,
        exceedance=exceedance,
        wet_refractivity=wet_refractivity,
        antenna_diameter=antenna_diameter,
        antenna_efficiency=antenna_efficiency,
    )
    fade, deviation = _fades(*(array.flatten() for array in arrays))
    shape = arrays[0].shape
    return ScintillationFade(fade.reshape(shape), deviation.reshape(shape), marks)


@njit(cache=True, nogil=True, error_model="numpy")
def scintillation_deviation_db(  # type: ignore[no-untyped-def]
    frequency_ghz, frequency_power, sine, wet_refractivity, effective_area
):
    """Standard deviation of the amplitude (steps 3 to 7).

    `frequency_power` is f^(7/12), `effective_area` the square of the effective diameter, m2.
    """
    length = 2.0 * _TURBULENT_LAYER / (math.sqrt(sine * sine + 2.35e-4) + sine)
    x = 1.22 * effective_area * frequency_ghz / length
    if x >= 7.0:
        return 0.0
    inside = 3.86 * (x * x + 1.0) ** (11.0 / 12.0) * math.sin(11.0 / 6.0 * math.atan2(1.0, x))
    inside -= 7.08 * x ** (5.0 / 6.0)
    reference = 3.6e-3 + 1e-4 * wet_refractivity
    return reference * frequency_power * math.sqrt(max(inside, 0.0)) / sine**1.2


@njit(cache=True, nogil=True, error_model="numpy")
def scintillation_factor(log_percent):  # type: ignore[no-untyped-def]
    """Fade over standard deviation for a percentage of the year, from its natural logarithm (step 8); 0 from 50.6 %."""
    x = log_percent * 0.4342944819032518
    return max(((-0.061 * x + 0.072) * x - 1.71) * x + 3.0, 0.0)


@njit(cache=True, nogil=True, error_model="numpy")
def _fades(frequency, elevation, exceedance, wet_refractivity, diameter, efficiency):  # type: ignore[no-untyped-def]
    fade, deviation = np.empty(frequency.size), np.empty(frequency.size)
    for i in range(fade.size):
        f = frequency[i] * 1e-9
        area = efficiency[i] * diameter[i] * diameter[i]
        sine = math.sin(elevation[i])
        deviation[i] = scintillation_deviation_db(f, f ** (7.0 / 12.0), sine, wet_refractivity[i], area)
        fade[i] = deviation[i] * scintillation_factor(math.log(exceedance[i] * 100.0))
    return fade, deviation
