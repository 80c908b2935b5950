"""The rain of a place: rate exceeded and probability (ITU-R P.837-7, annex 1), height (P.839-4)."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

from huxing.core.model_range import ModelRange, broadcast
from huxing.link.atmosphere.climate import LATITUDE, LONGITUDE, Climate, load_climate, map_degrees
from huxing.link.atmosphere.grids import bilinear_layer
from huxing.link.atmosphere.rain import MILLIMETRE_PER_HOUR

_MODEL = "ITU-R P.837-7"
_FRACTION = ModelRange(_MODEL, "exceedance", 0.0, 1.0, "%", 0.01, open_low=True, open_high=True, physical=True)
_DAYS = (31.0, 28.25, 31.0, 30.0, 31.0, 30.0, 31.0, 31.0, 30.0, 31.0, 30.0, 31.0)
_YEAR = 365.25


def rain_rate(
    latitude: ArrayLike, longitude: ArrayLike, *, exceedance: ArrayLike, climate: Climate | None = None
) -> NDArray[np.float64]:
    """Rain rate exceeded for a fraction of an average year, from the monthly rainfall and temperature.

    The slant path itself takes `Climate.site(...).rain_rate_001`, the map of 0.01 %, which differs by some thousandths.

    Args:
        latitude: rad, any shape.
        longitude: rad, east positive, broadcasts.
        exceedance: fraction of an average year, broadcasts.
        climate: None takes `load_climate()`.

    Returns:
        m/s (see `MILLIMETRE_PER_HOUR`), of the broadcast shape; 0 where it rains less often.

    Raises:
        ModelRangeError: a value outside its range, or not finite.
        ShapeError: the shapes do not broadcast.
        InputError: not numbers.

    Source:
        ITU-R P.837-7 (06/2017), annex 1; monthly temperature of P.1510-1.
    """
    LATITUDE.check(latitude)
    LONGITUDE.check(longitude)
    _FRACTION.check(exceedance)
    monthly = (climate or load_climate()).monthly_maps()
    phi, lam, fraction = broadcast(_MODEL, latitude=latitude, longitude=longitude, exceedance=exceedance)
    rates = _rates(phi.flatten(), lam.flatten(), fraction.flatten(), monthly)
    return np.asarray(rates.reshape(phi.shape))


def rain_probability(
    latitude: ArrayLike, longitude: ArrayLike, *, climate: Climate | None = None
) -> NDArray[np.float64]:
    """Fraction of an average year in which it rains.

    Args:
        latitude: rad, any shape.
        longitude: rad, east positive, broadcasts.
        climate: None takes `load_climate()`.

    Returns:
        Fractions, of the broadcast shape.

    Raises:
        ModelRangeError: a place that is not on the Earth, or not finite.
        ShapeError: the shapes do not broadcast.
        InputError: not numbers.

    Source:
        ITU-R P.837-7 (06/2017), annex 1, equations 1 to 3.
    """
    LATITUDE.check(latitude)
    LONGITUDE.check(longitude)
    monthly = (climate or load_climate()).monthly_maps()
    phi, lam = broadcast(_MODEL, latitude=latitude, longitude=longitude)
    return np.asarray(_probabilities(phi.flatten(), lam.flatten(), monthly).reshape(phi.shape))


def rain_height(latitude: ArrayLike, longitude: ArrayLike, *, climate: Climate | None = None) -> NDArray[np.float64]:
    """Mean annual rain height: 360 m above the 0 deg C isotherm.

    Args:
        latitude: rad, any shape.
        longitude: rad, east positive, broadcasts.
        climate: None takes `load_climate()`.

    Returns:
        m above mean sea level, of the broadcast shape.

    Raises:
        ModelRangeError: a place that is not on the Earth, or not finite.
        ShapeError: the shapes do not broadcast.
        InputError: not numbers.

    Source:
        ITU-R P.839-4 (09/2013), annex 1.
    """
    return (climate or load_climate()).site(latitude, longitude, 0.0).rain_height


@njit(cache=True, nogil=True, error_model="numpy")
def _months(monthly, latitude, longitude, share, log_rate):  # type: ignore[no-untyped-def]
    """Steps 2 to 6: for each month the probability of rain weighted by its days, and the logarithm of its rate."""
    y, x = map_degrees(latitude, longitude)
    annual = 0.0
    for m in range(12):
        celsius = bilinear_layer(monthly.temperature, y, x, m) - 273.15
        total = bilinear_layer(monthly.rainfall, y, x, m)
        rate = 0.5874 * math.exp(0.0883 * max(celsius, 0.0))
        probability = total / (24.0 * _DAYS[m] * rate)
        if probability > 0.7:
            probability, rate = 0.7, total / (0.7 * 24.0 * _DAYS[m])
        share[m], log_rate[m] = probability * _DAYS[m] / _YEAR, math.log(rate)
        annual += share[m]
    return annual


@njit(cache=True, nogil=True, error_model="numpy")
def _exceedance(log_rain_rate, share, log_rate):  # type: ignore[no-untyped-def]
    total = 0.0
    for m in range(12):
        total += share[m] * 0.5 * math.erfc((log_rain_rate + 0.7938 - log_rate[m]) / (1.26 * math.sqrt(2.0)))
    return total


@njit(cache=True, nogil=True, error_model="numpy")
def _rates(latitude, longitude, exceedance, monthly):  # type: ignore[no-untyped-def]
    out, share, log_rate = np.zeros(latitude.size), np.empty(12), np.empty(12)
    for i in range(out.size):
        if exceedance[i] > _months(monthly, latitude[i], longitude[i], share, log_rate):
            continue
        low, high = math.log(1e-10), math.log(1e4)
        for _ in range(60):
            middle = 0.5 * (low + high)
            if _exceedance(middle, share, log_rate) > exceedance[i]:
                low = middle
            else:
                high = middle
        out[i] = math.exp(0.5 * (low + high)) * MILLIMETRE_PER_HOUR
    return out


@njit(cache=True, nogil=True, error_model="numpy")
def _probabilities(latitude, longitude, monthly):  # type: ignore[no-untyped-def]
    out, share, log_rate = np.empty(latitude.size), np.empty(12), np.empty(12)
    for i in range(out.size):
        out[i] = _months(monthly, latitude[i], longitude[i], share, log_rate)
    return out
