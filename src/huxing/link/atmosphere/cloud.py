"""Attenuation by the liquid water of clouds and fog (ITU-R P.840), from the column's content."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange, broadcast, numbers

CloudEdition = Literal["P.840-8", "P.840-9"]
"""P.840-8 takes the content reduced to 273.15 K, P.840-9 the content itself with a coefficient fitted for it."""

_MODEL = "ITU-R P.840"
_FREQUENCY = ModelRange(_MODEL, "frequency", 1e9, 200e9, "GHz", 1e9)
_TEMPERATURE = ModelRange(_MODEL, "liquid temperature", 233.15, 313.15, "K")
_ELEVATION = ModelRange(_MODEL, "elevation", math.radians(5.0), math.pi / 2, "deg", math.radians(1.0))
_HORIZON = ModelRange(_MODEL, "elevation", 0.0, math.pi / 2, "deg", math.radians(1.0), open_low=True, physical=True)
_CONTENT = ModelRange(_MODEL, "liquid content", 0.0, math.inf, "kg/m2", physical=True)


@dataclass(frozen=True)
class CloudAttenuation:
    """What the clouds of a path take.

    Attributes:
        attenuation_db: along the slant path, dB.
        edition: of ITU-R P.840.
        extrapolated: one sentence for every argument outside its stated range; empty where none is.
    """

    attenuation_db: NDArray[np.float64]
    edition: str
    extrapolated: tuple[str, ...] = ()


def cloud_attenuation(
    frequency: ArrayLike,
    *,
    elevation: ArrayLike,
    liquid_content: ArrayLike,
    edition: CloudEdition = "P.840-8",
    extrapolate: bool = False,
) -> CloudAttenuation:
    """Cloud attenuation of a slant path from the column's liquid content.

    Args:
        frequency: Hz, any shape.
        elevation: rad, broadcasts.
        liquid_content: columnar content of cloud liquid at the wanted exceedance, kg/m2, broadcasts: reduced to
            273.15 K for P.840-8, the integrated content itself for P.840-9.
        edition: which of the two.
        extrapolate: whether values outside the stated ranges may pass, marked.

    Returns:
        The attenuation, of the broadcast shape.

    Raises:
        ModelRangeError: a value outside its range, or not finite.
        ShapeError: the shapes do not broadcast.
        InputError: not numbers, or an edition that is not here.

    Source:
        ITU-R P.840-8 (08/2019), annex 1, equation 12; P.840-9 (08/2023), annex 1, section 3.1.

    Valid for:
        1 to 200 GHz, elevations 5 to 90 deg.
    """
    _HORIZON.check(elevation)
    _CONTENT.check(liquid_content)
    marks = _FREQUENCY.check(frequency, extrapolate=extrapolate) + _ELEVATION.check(elevation, extrapolate=extrapolate)
    f, theta, content = broadcast(_MODEL, frequency=frequency, elevation=elevation, liquid_content=liquid_content)
    attenuation = content * _absorption(f * 1e-9, edition) / np.sin(theta)
    return CloudAttenuation(np.asarray(attenuation), edition, marks)


def cloud_mass_absorption(frequency: ArrayLike, *, edition: CloudEdition = "P.840-8") -> NDArray[np.float64]:
    """Zenith attenuation by each kilogram of cloud liquid over a square metre, dB/(kg/m2).

    Args:
        frequency: Hz, any shape.
        edition: P.840-8 for content reduced to 273.15 K, P.840-9 for the content itself.

    Returns:
        dB m2/kg, of the frequency's shape.

    Raises:
        ModelRangeError: outside 1 to 200 GHz.
        InputError: not numbers, or an edition that is not here.

    Source:
        ITU-R P.840-8, annex 1, section 2 at 273.15 K; P.840-9, annex 1, section 3.1 (coefficients of its K_L read
        through crc-covlib, and equal to the ratio of ITU's validation rows to 2e-15).

    Valid for:
        1 to 200 GHz.
    """
    _FREQUENCY.check(frequency)
    return np.asarray(_absorption(numbers(frequency, "frequency") * 1e-9, edition))


def cloud_specific_attenuation(frequency: ArrayLike, *, temperature: ArrayLike) -> NDArray[np.float64]:
    """Specific attenuation coefficient of cloud liquid, (dB/km)/(g/m3): double-Debye water, Rayleigh droplets.

    Args:
        frequency: Hz, any shape.
        temperature: of the liquid, K, broadcasts.

    Returns:
        (dB/km)/(g/m3), of the broadcast shape.

    Raises:
        ModelRangeError: a value outside its range, or not finite.
        ShapeError: the shapes do not broadcast.
        InputError: not numbers.

    Source:
        ITU-R P.840-8, annex 1, section 2, equations 2 to 11; the same in P.840-9.

    Valid for:
        1 to 200 GHz; 233.15 to 313.15 K (supercooled to warm; this bound is ours).
    """
    _FREQUENCY.check(frequency)
    _TEMPERATURE.check(temperature)
    f, t = broadcast(_MODEL, frequency=frequency, temperature=temperature)
    return np.asarray(_specific_attenuation(f * 1e-9, t))


def _absorption(frequency_ghz: NDArray[np.float64], edition: str) -> NDArray[np.float64]:
    if edition not in get_args(CloudEdition):
        raise InputError(f"no edition {edition!r:.40} of P.840 here; known: {', '.join(get_args(CloudEdition))}")
    if edition == "P.840-8":
        return _specific_attenuation(frequency_ghz, np.float64(273.15))
    low = 0.1522 * np.exp(-((frequency_ghz + 23.9589) ** 2) / 3.2991e3)
    high = 11.51 * np.exp(-((frequency_ghz - 219.2096) ** 2) / 2.7595e6)
    return np.asarray(_specific_attenuation(frequency_ghz, np.float64(273.75)) * (low + high - 10.4912))


def _specific_attenuation(f: NDArray[np.float64], temperature: NDArray[np.float64] | np.float64) -> NDArray[np.float64]:
    cold = 300.0 / temperature - 1.0
    static, infinite = 77.66 + 103.3 * cold, 3.52
    middle = 0.0671 * static
    principal = 20.20 - 146.0 * cold + 316.0 * cold**2
    secondary = 39.8 * principal
    first, second = 1.0 + (f / principal) ** 2, 1.0 + (f / secondary) ** 2
    lossy = f * (static - middle) / (principal * first) + f * (middle - infinite) / (secondary * second)
    real = (static - middle) / first + (middle - infinite) / second + infinite
    return np.asarray(0.819 * f / (lossy * (1.0 + ((2.0 + real) / lossy) ** 2)))
