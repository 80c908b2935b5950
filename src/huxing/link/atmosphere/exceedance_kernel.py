"""Slant paths the other way round, compiled: the fraction of the year in which the total exceeds an attenuation.

Units are the Recommendations' own: degrees, km, GHz, hPa, g/m3, per cent of the year.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from huxing.link.atmosphere.grids import water_at
from huxing.link.atmosphere.rain import rain_exceeded_db
from huxing.link.atmosphere.scintillation import scintillation_factor
from huxing.link.atmosphere.slant_kernel import (
    BLOCK,
    COLUMNS,
    CONTENT,
    DENSITY,
    DEVIATION,
    HEIGHT,
    LATITUDE,
    LIQUID,
    LOG_RAIN,
    LONGITUDE,
    LOW_LATITUDE,
    RAIN,
    SINE,
    combined_db,
    hold_water,
    of_path,
    path_zenith_gas_db,
    prepare,
)

LADDER_PERCENT = (50.0, 30.0, 20.0, 10.0, 5.0, 3.0, 2.0, 1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001)
"""Where an exceedance is looked for, from the most frequent; down to 1 % the levels of the water maps."""
_ONE_PERCENT = 7
_CLOSE_DB = 1e-9
"""The total of an exceedance that is found differs from what was asked by no more."""
_MOST_STEPS = 100
_GOLDEN, _GOLDEN_STEPS = 0.6180339887498949, 40
"""Of the golden section: the place of a maximum to 1e-8 of the bracket."""
_NEAR = 1e-3
"""In ln p: whether the total still rises at the rarest rung."""


@njit(cache=True, nogil=True, error_model="numpy")
def slant_exceedances(paths, attenuation_db, carriers, maps, out):  # type: ignore[no-untyped-def]
    """Fraction of the year in which the total exceeds each path's attenuation; -1 where rarer, 2 where more often.

    The largest fraction is found at which the total still reaches the attenuation: it need not fall everywhere (P.618's
    rain does not near 0.001 % in the wettest tropics).
    """
    rows = np.empty((BLOCK + 1, COLUMNS))
    one_percent = np.full(1, 0.01)
    for start in range(0, out.size, BLOCK):
        stop = min(start + BLOCK, out.size)
        prepare(paths, start, stop, carriers, maps, rows)
        hold_water(one_percent, start, stop, maps, rows)
        for i in range(start, stop):
            row, k, asked = i - start, of_path(paths.carrier, i), of_path(attenuation_db, i)
            water = (rows[row, CONTENT], rows[row, DENSITY], rows[row, LIQUID])
            gas, cloud = _gas_and_cloud(rows, row, k, carriers, water, water, 0.0)
            over = _total(rows, row, gas, cloud, 0.0) - asked
            if over > 0.0:
                out[i] = _frequent(rows, row, k, carriers, maps, asked)
            else:
                out[i] = _rare(rows, row, gas, cloud, asked, over)


@njit(cache=True, nogil=True, error_model="numpy")
def _gas_and_cloud(rows, row, k, carriers, below, above, share):  # type: ignore[no-untyped-def]
    """Of water a share of the way from one exceedance to another."""
    content, density, liquid = (
        below[0] + (above[0] - below[0]) * share,
        below[1] + (above[1] - below[1]) * share,
        below[2] + (above[2] - below[2]) * share,
    )
    zenith = path_zenith_gas_db(
        rows, row, content, density, k, carriers.frequency_ghz, carriers.gas, carriers.oxygen, carriers.water
    )
    return zenith / rows[row, SINE], carriers.liquid[k] * liquid / rows[row, SINE]


@njit(cache=True, nogil=True, error_model="numpy")
def _total(rows, row, gas, cloud, log_percent):  # type: ignore[no-untyped-def]
    rain = rain_exceeded_db(
        rows[row, RAIN], rows[row, LOG_RAIN], rows[row, LOW_LATITUDE], math.exp(log_percent), log_percent
    )
    return combined_db(gas, cloud, rain, rows[row, DEVIATION] * scintillation_factor(log_percent))


@njit(cache=True, nogil=True, error_model="numpy")
def _rare(rows, row, gas, cloud, asked, over_right):  # type: ignore[no-untyped-def]
    """Below 1 %, where gas and cloud stay."""
    right, before, over_before, last = 0.0, 0.0, over_right, len(LADDER_PERCENT) - 1
    for step in range(_ONE_PERCENT + 1, last + 1):
        left = math.log(LADDER_PERCENT[step])
        over_left = _total(rows, row, gas, cloud, left) - asked
        if over_left > 0.0:
            break
        falls = over_left < over_right
        if falls or (step == last and _total(rows, row, gas, cloud, left + _NEAR) - asked > over_left):
            left, over_left = _highest(rows, row, gas, cloud, asked, left, before if falls else right)
            if over_left <= 0.0:
                return -1.0
            if left > right:
                right, over_right = before, over_before
            break
        before, over_before, right, over_right = right, over_right, left, over_left
    else:
        return -1.0
    side, middle = 0, right
    for _ in range(_MOST_STEPS):
        middle = (left * over_right - right * over_left) / (over_right - over_left)
        over = _total(rows, row, gas, cloud, middle) - asked
        if abs(over) < _CLOSE_DB:
            break
        left, over_left, right, over_right, side = _narrowed(left, over_left, right, over_right, side, middle, over)
    return 0.01 * math.exp(middle)


@njit(cache=True, nogil=True, error_model="numpy")
def _highest(rows, row, gas, cloud, asked, low, high):  # type: ignore[no-untyped-def]
    """Where between two exceedances the total, which rises and falls once there, is highest, and its excess there."""
    for _ in range(_GOLDEN_STEPS):
        width = _GOLDEN * (high - low)
        if _total(rows, row, gas, cloud, low + width) > _total(rows, row, gas, cloud, high - width):
            low = high - width
        else:
            high = low + width
    middle = 0.5 * (low + high)
    return middle, _total(rows, row, gas, cloud, middle) - asked


@njit(cache=True, nogil=True, error_model="numpy")
def _frequent(rows, row, k, carriers, maps, asked):  # type: ignore[no-untyped-def]
    """From 1 %: vapour and cloud change with the exceedance, linear in its logarithm from level to level."""
    y, x, h = rows[row, LATITUDE], rows[row, LONGITUDE], rows[row, HEIGHT]
    high = math.log(LADDER_PERCENT[0])
    above = water_at(maps.path_water, y, x, h, _ONE_PERCENT - 1, 1.0)
    gas, cloud = _gas_and_cloud(rows, row, k, carriers, above, above, 0.0)
    over_right = _total(rows, row, gas, cloud, high) - asked
    if over_right > 0.0:
        return 2.0
    low, below, over_left = high, above, 0.0
    for step in range(1, _ONE_PERCENT + 1):
        low = math.log(LADDER_PERCENT[step])
        below = water_at(maps.path_water, y, x, h, _ONE_PERCENT - step, 0.0)
        gas, cloud = _gas_and_cloud(rows, row, k, carriers, below, below, 0.0)
        over_left = _total(rows, row, gas, cloud, low) - asked
        if over_left > 0.0:
            break
        high, above, over_right = low, below, over_left
    left, right, side, middle = low, high, 0, low
    for _ in range(_MOST_STEPS):
        middle = (left * over_right - right * over_left) / (over_right - over_left)
        gas, cloud = _gas_and_cloud(rows, row, k, carriers, below, above, (middle - low) / (high - low))
        over = _total(rows, row, gas, cloud, middle) - asked
        if abs(over) < _CLOSE_DB:
            break
        left, over_left, right, over_right, side = _narrowed(left, over_left, right, over_right, side, middle, over)
    return 0.01 * math.exp(middle)


@njit(cache=True, nogil=True, error_model="numpy")
def _narrowed(left, over_left, right, over_right, side, middle, over):  # type: ignore[no-untyped-def]
    """A bracket after a step of the false position; an end that stays twice counts half (the Illinois rule)."""
    if over > 0.0:
        return middle, over, right, over_right * (0.5 if side > 0 else 1.0), 1
    return left, over_left * (0.5 if side < 0 else 1.0), middle, over, -1
