"""Cross-polarisation by rain and ice on Earth-space paths (ITU-R P.618, section 4)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.model_range import ModelRange, broadcast

_MODEL = "ITU-R P.618, section 4.1"
_FREQUENCY = ModelRange(_MODEL, "frequency", 4e9, 55e9, "GHz", 1e9)
_SCALED = ModelRange("ITU-R P.618, section 4.3", "frequency", 4e9, 30e9, "GHz", 1e9)
_ELEVATION = ModelRange(_MODEL, "elevation", 0.0, math.radians(60.0), "deg", math.radians(1.0))
_SKY = ModelRange(_MODEL, "elevation", 0.0, math.pi / 2, "deg", math.radians(1.0), open_high=True, physical=True)
_TILT = ModelRange(_MODEL, "tilt", -math.pi, math.pi, "deg", math.radians(1.0), physical=True)
_RAIN = ModelRange(_MODEL, "rain attenuation", 0.0, math.inf, "dB", open_low=True, physical=True)
_EXCEEDANCE = ModelRange(_MODEL, "exceedance", 1e-5, 1e-2, "%", 1e-2)
_FRACTION = ModelRange(_MODEL, "exceedance", 0.0, 1.0, "%", 1e-2, open_low=True, open_high=True, physical=True)
_XPD = ModelRange("ITU-R P.618, section 4.3", "XPD", -math.inf, math.inf, "dB", physical=True)


@dataclass(frozen=True)
class CrossPolarisation:
    """How well a path keeps two polarisations apart.

    Attributes:
        xpd_db: cross-polarisation discrimination that is not exceeded for the asked share of the time, dB.
        rain_xpd_db: the same without the ice above the rain, dB.
        extrapolated: one sentence for every argument outside its stated range; empty where none is.
    """

    xpd_db: NDArray[np.float64]
    rain_xpd_db: NDArray[np.float64]
    extrapolated: tuple[str, ...] = ()


def cross_polarisation(
    frequency: ArrayLike,
    *,
    elevation: ArrayLike,
    tilt: ArrayLike,
    rain_attenuation_db: ArrayLike,
    exceedance: ArrayLike,
    extrapolate: bool = False,
) -> CrossPolarisation:
    """Cross-polarisation discrimination of a path from its rain attenuation at the same share of the time.

    Args:
        frequency: Hz, any shape. Below 6 GHz the result at 6 GHz is scaled.
        elevation: rad, broadcasts.
        tilt: of linear polarisation against the horizontal, rad, broadcasts; pi/4 for circular.
        rain_attenuation_db: exceeded for `exceedance`, dB, broadcasts; for frequencies below 6 GHz that at 6 GHz.
        exceedance: fraction of an average year, broadcasts. The canting angle's spread, given for 1, 0.1, 0.01 and
            0.001 %, is linear in the logarithm between them (this is ours).
        extrapolate: whether values outside the stated ranges may pass, marked.

    Returns:
        The discrimination, of the broadcast shape.

    Raises:
        ModelRangeError: a value outside its range (no rain, the zenith), or not finite.
        ShapeError: the shapes do not broadcast.
        InputError: not numbers.

    Source:
        ITU-R P.618-14 (08/2023), section 4.1, equations 71 to 78, and 79; the same method as in P.618-13.

    Valid for:
        4 to 55 GHz, elevations up to 60 deg, 0.001 to 1 % of the time.
    """
    _SKY.check(elevation)
    _TILT.check(tilt)
    _RAIN.check(rain_attenuation_db)
    _FRACTION.check(exceedance)
    checks = ((_FREQUENCY, frequency), (_ELEVATION, elevation), (_EXCEEDANCE, exceedance))
    marks = tuple(mark for limit, values in checks for mark in limit.check(values, extrapolate=extrapolate))
    f, theta, tau, attenuation, share = broadcast(
        _MODEL,
        frequency=frequency,
        elevation=elevation,
        tilt=tilt,
        rain_attenuation_db=rain_attenuation_db,
        exceedance=exceedance,
    )
    ghz, log_percent = np.maximum(f * 1e-9, 6.0), np.log10(share * 100.0)
    canting = np.clip(-5.0 * log_percent, 0.0, 15.0)
    rain = _frequency_term(ghz) - _attenuation_slope(ghz) * np.log10(attenuation)
    rain = rain - 10.0 * np.log10(_improvement(tau)) - 40.0 * np.log10(np.cos(theta)) + 0.0053 * canting**2
    down = 20.0 * np.log10(ghz / (f * 1e-9))
    with_ice = rain * (1.0 - (0.3 + 0.1 * log_percent) / 2.0)
    return CrossPolarisation(np.asarray(with_ice + down), np.asarray(rain + down), marks)


def scaled_cross_polarisation_db(
    xpd_db: ArrayLike,
    *,
    frequency: ArrayLike,
    tilt: ArrayLike,
    to_frequency: ArrayLike,
    to_tilt: ArrayLike,
) -> NDArray[np.float64]:
    """Long-term cross-polarisation discrimination carried to another frequency and polarisation.

    Args:
        xpd_db: known discrimination, dB, any shape.
        frequency: at which it is known, Hz, broadcasts.
        tilt: at which it is known, rad, broadcasts.
        to_frequency: wanted, Hz, broadcasts.
        to_tilt: wanted, rad, broadcasts.

    Returns:
        dB, of the broadcast shape, for the same share of the time.

    Raises:
        ModelRangeError: a frequency outside 4 to 30 GHz, or a value that is not finite.
        ShapeError: the shapes do not broadcast.
        InputError: not numbers.

    Source:
        ITU-R P.618-14, section 4.3, equation 79.

    Valid for:
        Both frequencies 4 to 30 GHz.
    """
    for limit, values in (
        (_XPD, xpd_db),
        (_SCALED, frequency),
        (_SCALED, to_frequency),
        (_TILT, tilt),
        (_TILT, to_tilt),
    ):
        limit.check(values)
    known, f1, tau1, f2, tau2 = broadcast(
        "ITU-R P.618, section 4.3",
        xpd_db=xpd_db,
        frequency=frequency,
        tilt=tilt,
        to_frequency=to_frequency,
        to_tilt=to_tilt,
    )
    return np.asarray(known - 20.0 * np.log10(f2 / f1) - 10.0 * np.log10(_improvement(tau2) / _improvement(tau1)))


def _improvement(tilt: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1.0 - 0.484 * (1.0 + np.cos(4.0 * tilt)))


def _frequency_term(ghz: NDArray[np.float64]) -> NDArray[np.float64]:
    log_f = np.log10(ghz)
    return np.select([ghz < 9.0, ghz < 36.0], [60.0 * log_f - 28.3, 26.0 * log_f + 4.1], 35.9 * log_f - 11.3)


def _attenuation_slope(ghz: NDArray[np.float64]) -> NDArray[np.float64]:
    low, middle = 30.8 * ghz**-0.21, 12.8 * ghz**0.19
    return np.select([ghz < 9.0, ghz < 20.0, ghz < 40.0], [low, middle, 22.6], 13.0 * ghz**0.15)
