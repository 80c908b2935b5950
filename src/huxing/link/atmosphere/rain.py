"""Rain on a slant path: specific attenuation (ITU-R P.838-3) and attenuation exceeded (P.618-13, section 2.2.1.1).

What rain a place has - rate, probability, height - is in `rain_climate`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

from huxing.core.model_range import ModelRange, broadcast

MILLIMETRE_PER_HOUR = 1e-3 / 3600.0
"""One millimetre an hour, m/s: rain rates are in SI units here, the Recommendations' formulas in mm/h."""

_SPECIFIC, _PATH = "ITU-R P.838-3", "ITU-R P.618-13, 2.2.1.1"
_DEGREE = math.radians(1.0)
_SPECIFIC_FREQUENCY = ModelRange(_SPECIFIC, "frequency", 1e9, 1000e9, "GHz", 1e9)
_SOME_FREQUENCY = ModelRange(_SPECIFIC, "frequency", 0.0, math.inf, "GHz", 1e9, open_low=True, physical=True)
RAIN_RATE = ModelRange(_SPECIFIC, "rain rate", 0.0, math.inf, "mm/h", MILLIMETRE_PER_HOUR, physical=True)
_ELEVATION = ModelRange(_SPECIFIC, "elevation", 0.0, math.pi / 2, "deg", _DEGREE, physical=True)
_TILT = ModelRange(_SPECIFIC, "polarisation tilt", -math.pi, math.pi, "deg", _DEGREE, physical=True)
_LATITUDE = ModelRange(_PATH, "latitude", -math.pi / 2, math.pi / 2, "deg", _DEGREE, physical=True)
_FREQUENCY = ModelRange(_PATH, "frequency", 1e9, 55e9, "GHz", 1e9)
_EXCEEDANCE = ModelRange(_PATH, "exceedance", 1e-5, 0.05, "%", 0.01)
_FRACTION = ModelRange(_PATH, "exceedance", 0.0, 1.0, "%", 0.01, open_low=True, open_high=True, physical=True)
_HEIGHT = ModelRange(_PATH, "height", -500.0, 20e3, "m", physical=True)
_RAIN_HEIGHT = ModelRange(_PATH, "rain height", -500.0, 20e3, "m", physical=True)

# P.838-3, tables 1 to 4: a, b and c of the Gaussians in log f, then the line's slope and constant
_LOG_KH = (
    (
        (-5.33980, -0.10008, 1.13098),
        (-0.35351, 1.26970, 0.45400),
        (-0.23789, 0.86036, 0.15354),
        (-0.94158, 0.64552, 0.16817),
    ),
    -0.18961,
    0.71147,
)
_LOG_KV = (
    (
        (-3.80595, 0.56934, 0.81061),
        (-3.44965, -0.22911, 0.51059),
        (-0.39902, 0.73042, 0.11899),
        (0.50167, 1.07319, 0.27195),
    ),
    -0.16398,
    0.63297,
)
_ALPHA_H = (
    (
        (-0.14318, 1.82442, -0.55187),
        (0.29591, 0.77564, 0.19822),
        (0.32177, 0.63773, 0.13164),
        (-5.37610, -0.96230, 1.47828),
        (16.1721, -3.29980, 3.43990),
    ),
    0.67849,
    -1.95537,
)
_ALPHA_V = (
    (
        (-0.07771, 2.33840, -0.76284),
        (0.56727, 0.95545, 0.54039),
        (-0.20238, 1.14520, 0.26809),
        (-48.2991, 0.791669, 0.116226),
        (48.5833, 0.791459, 0.116479),
    ),
    -0.053739,
    0.83433,
)


@dataclass(frozen=True)
class SpecificRainAttenuation:
    """What a kilometre of rain takes: coefficient x (rain rate in mm/h) ** exponent.

    Attributes:
        attenuation_db_per_km: dB/km.
        coefficient: k, dB/km at 1 mm/h.
        exponent: alpha.
        extrapolated: one sentence for every argument outside its stated range; empty where none is.
    """

    attenuation_db_per_km: NDArray[np.float64]
    coefficient: NDArray[np.float64]
    exponent: NDArray[np.float64]
    extrapolated: tuple[str, ...] = ()


@dataclass(frozen=True)
class RainAttenuation:
    """What rain takes from a slant path.

    Attributes:
        attenuation_db: exceeded for the given fraction of an average year, dB.
        extrapolated: one sentence for every argument outside its stated range; empty where none is.
    """

    attenuation_db: NDArray[np.float64]
    extrapolated: tuple[str, ...] = ()


def specific_rain_attenuation(
    frequency: ArrayLike,
    *,
    rain_rate: ArrayLike,
    elevation: ArrayLike = 0.0,
    polarisation_tilt: ArrayLike = math.pi / 4,
    extrapolate: bool = False,
) -> SpecificRainAttenuation:
    """Specific attenuation by rain.

    Args:
        frequency: Hz, any shape.
        rain_rate: m/s (see `MILLIMETRE_PER_HOUR`), broadcasts.
        elevation: of the path, rad, broadcasts.
        polarisation_tilt: of the field over the horizontal, rad, broadcasts; pi/4 for circular polarisation.
        extrapolate: whether frequencies outside the stated range may pass, marked.

    Returns:
        The attenuation with its coefficient and exponent, of the broadcast shape.

    Raises:
        ModelRangeError: a value outside its range, or not finite.
        ShapeError: the shapes do not broadcast.
        InputError: not numbers.

    Source:
        ITU-R P.838-3 (03/2005), equations 1 to 5, tables 1 to 4.

    Valid for:
        1 to 1000 GHz.
    """
    _SOME_FREQUENCY.check(frequency)
    marks = _SPECIFIC_FREQUENCY.check(frequency, extrapolate=extrapolate)
    for limit, values in ((RAIN_RATE, rain_rate), (_ELEVATION, elevation), (_TILT, polarisation_tilt)):
        limit.check(values)
    f, rate, theta, tilt = broadcast(
        _SPECIFIC, frequency=frequency, rain_rate=rain_rate, elevation=elevation, polarisation_tilt=polarisation_tilt
    )
    k, alpha = _power_laws(f.flatten() * 1e-9, np.ravel(np.cos(theta) ** 2 * np.cos(2.0 * tilt)))
    k, alpha = k.reshape(f.shape), alpha.reshape(f.shape)
    return SpecificRainAttenuation(np.asarray(k * (rate / MILLIMETRE_PER_HOUR) ** alpha), k, alpha, marks)


def rain_attenuation(
    frequency: ArrayLike,
    *,
    elevation: ArrayLike,
    exceedance: ArrayLike,
    latitude: ArrayLike,
    height: ArrayLike,
    rain_height: ArrayLike,
    rain_rate_001: ArrayLike,
    polarisation_tilt: ArrayLike = math.pi / 4,
    extrapolate: bool = False,
) -> RainAttenuation:
    """Attenuation by rain exceeded for a fraction of an average year, from what is known of the site.

    Args:
        frequency: Hz, any shape.
        elevation: of the path, rad, broadcasts.
        exceedance: fraction of an average year, broadcasts.
        latitude: of the site, rad, broadcasts.
        height: of the site above mean sea level, m, broadcasts.
        rain_height: above mean sea level, m, broadcasts; no rain attenuation where it is not above the site.
        rain_rate_001: rate exceeded for 0.01 % of the year, m/s (see `MILLIMETRE_PER_HOUR`), broadcasts.
        polarisation_tilt: of the field over the horizontal, rad, broadcasts; pi/4 for circular polarisation.
        extrapolate: whether values outside the stated ranges may pass, marked.

    Returns:
        The attenuation, of the broadcast shape.

    Raises:
        ModelRangeError: a value outside its range, or not finite.
        ShapeError: the shapes do not broadcast.
        InputError: not numbers.

    Source:
        ITU-R P.618-13 (12/2017), annex 1, section 2.2.1.1, equations 1 to 8; with P.838-3.

    Valid for:
        1 to 55 GHz (55 GHz is P.618's bound, 1 GHz that of P.838), 0.001 to 5 % of the year, elevations 0 to 90 deg.
    """
    physical = (
        (_SOME_FREQUENCY, frequency),
        (_ELEVATION, elevation),
        (_FRACTION, exceedance),
        (_LATITUDE, latitude),
        (_HEIGHT, height),
        (_RAIN_HEIGHT, rain_height),
        (RAIN_RATE, rain_rate_001),
        (_TILT, polarisation_tilt),
    )
    for limit, values in physical:
        limit.check(values)
    marks = _FREQUENCY.check(frequency, extrapolate=extrapolate) + _EXCEEDANCE.check(
        exceedance, extrapolate=extrapolate
    )
    arrays = broadcast(
        _PATH,
        frequency=frequency,
        elevation=elevation,
        exceedance=exceedance,
        latitude=latitude,
        height=height,
        rain_height=rain_height,
        rain_rate_001=rain_rate_001,
        polarisation_tilt=polarisation_tilt,
    )
    attenuation = _rain_attenuations(*(array.flatten() for array in arrays))
    return RainAttenuation(attenuation.reshape(arrays[0].shape), marks)


@njit(cache=True, nogil=True, error_model="numpy")
def rain_coefficients(frequency_ghz: float) -> tuple[float, float, float, float]:
    """kH, alphaH, kV and alphaV of P.838-3 (equations 2 and 3, tables 1 to 4)."""
    x = math.log10(frequency_ghz)
    k_h, alpha_h, k_v, alpha_v = 0.0, 0.0, 0.0, 0.0
    for a, b, c in _LOG_KH[0]:
        k_h += a * math.exp(-(((x - b) / c) ** 2))
    for a, b, c in _LOG_KV[0]:
        k_v += a * math.exp(-(((x - b) / c) ** 2))
    for a, b, c in _ALPHA_H[0]:
        alpha_h += a * math.exp(-(((x - b) / c) ** 2))
    for a, b, c in _ALPHA_V[0]:
        alpha_v += a * math.exp(-(((x - b) / c) ** 2))
    return (
        10.0 ** (k_h + _LOG_KH[1] * x + _LOG_KH[2]),
        alpha_h + _ALPHA_H[1] * x + _ALPHA_H[2],
        10.0 ** (k_v + _LOG_KV[1] * x + _LOG_KV[2]),
        alpha_v + _ALPHA_V[1] * x + _ALPHA_V[2],
    )


@njit(cache=True, nogil=True, error_model="numpy")
def rain_power_law(k_h: float, alpha_h: float, k_v: float, alpha_v: float, mix: float) -> tuple[float, float]:
    """k and alpha of a path; `mix` is cos^2(elevation) cos(2 tilt) (P.838-3, equations 4 and 5)."""
    k = 0.5 * (k_h + k_v + (k_h - k_v) * mix)
    return k, 0.5 * (k_h * alpha_h + k_v * alpha_v + (k_h * alpha_h - k_v * alpha_v) * mix) / k


@njit(cache=True, nogil=True, error_model="numpy")
def rain_001_db(  # type: ignore[no-untyped-def]
    frequency_ghz, latitude_deg, elevation_deg, sine, cosine, depth_km, specific_db_per_km
):
    """Attenuation by rain exceeded for 0.01 % of the year; the depth is from site to rain height (steps 2 to 9)."""
    if depth_km <= 0.0 or specific_db_per_km <= 0.0:
        return 0.0
    slant = depth_km / sine
    if elevation_deg < 5.0:
        slant = 2.0 * depth_km / (math.sqrt(sine * sine + 2.0 * depth_km / 8500.0) + sine)
    ground = slant * cosine
    reduction = 1.0 + 0.78 * math.sqrt(ground * specific_db_per_km / frequency_ghz)
    reduced = ground / (reduction - 0.38 * (1.0 - math.exp(-2.0 * ground)))
    # zeta > elevation, without the arc tangent
    length = reduced / cosine if depth_km * cosine > reduced * sine else depth_km / sine
    chi = max(36.0 - abs(latitude_deg), 0.0)
    rise = 31.0 * (1.0 - math.exp(-elevation_deg / (1.0 + chi)))
    rise *= math.sqrt(length * specific_db_per_km) / (frequency_ghz * frequency_ghz)
    return specific_db_per_km * length / (1.0 + math.sqrt(sine) * (rise - 0.45))


@njit(cache=True, nogil=True, error_model="numpy")
def rain_low_latitude(latitude_deg: float, elevation_deg: float, sine: float) -> float:
    """beta sin(elevation) of P.618-13, step 10, for less than 1 % of the year; 0 beyond 36 deg."""
    if abs(latitude_deg) >= 36.0:
        return 0.0
    beta = -0.005 * (abs(latitude_deg) - 36.0)
    if elevation_deg < 25.0:
        beta += 1.8 - 4.25 * sine
    return beta * sine


@njit(cache=True, nogil=True, error_model="numpy")
def rain_exceeded_db(  # type: ignore[no-untyped-def]
    attenuation_001, log_attenuation_001, low_latitude, percent, log_percent
):
    """Attenuation by rain exceeded for any percentage of the year (P.618-13, equation 8)."""
    if attenuation_001 <= 0.0:
        return 0.0
    power = 0.655 + 0.033 * log_percent - 0.045 * log_attenuation_001
    if percent < 1.0:
        power -= low_latitude * (1.0 - percent)
    return math.exp(log_attenuation_001 - power * (log_percent + 4.605170185988091))


@njit(cache=True, nogil=True, error_model="numpy")
def _power_laws(  # type: ignore[no-untyped-def]
    frequency_ghz, mix
):
    k, alpha = np.empty(mix.size), np.empty(mix.size)
    for i in range(mix.size):
        k[i], alpha[i] = rain_power_law(*rain_coefficients(frequency_ghz[i]), mix[i])
    return k, alpha


@njit(cache=True, nogil=True, error_model="numpy")
def _rain_attenuations(  # type: ignore[no-untyped-def]
    frequency, elevation, exceedance, latitude, height, rain_height, rain_rate, tilt
):
    out = np.empty(frequency.size)
    for i in range(out.size):
        f, theta, phi = frequency[i] * 1e-9, math.degrees(elevation[i]), math.degrees(latitude[i])
        sine, cosine = math.sin(elevation[i]), math.cos(elevation[i])
        k, alpha = rain_power_law(*rain_coefficients(f), cosine * cosine * math.cos(2.0 * tilt[i]))
        specific = k * (rain_rate[i] / MILLIMETRE_PER_HOUR) ** alpha
        depth = (rain_height[i] - height[i]) * 1e-3
        a = rain_001_db(f, phi, theta, sine, cosine, depth, specific)
        percent = exceedance[i] * 100.0
        low = rain_low_latitude(phi, theta, sine)
        out[i] = rain_exceeded_db(a, math.log(max(a, 1e-300)), low, percent, math.log(percent))
    return out
