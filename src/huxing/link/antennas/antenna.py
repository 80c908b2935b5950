"""What every antenna offers, and what its patterns share: checked angles, decibels, the half-power angle."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq

from huxing.core.errors import ModelRangeError, ShapeError
from huxing.core.model_range import ModelRange, numbers

HALF_POWER_DB = 3.0
"""The half-power beamwidth of the standards is that between the 3 dB directions (not 3.0103 dB)."""
ROUNDING = 1e-12
"""By how much, relatively, a value at a bound may miss it by rounding."""
_LOWEST_POWER = 1e-30
"""A perfect null is written as -300 dB, not as minus infinity."""


class Antenna(Protocol):
    """An antenna whose gain depends on the angle off its axis.

    Attributes:
        peak_gain_dbi: gain on the axis, dBi.
        half_power_beamwidth: full angle between the two directions 3 dB below the peak, rad.
    """

    @property
    def peak_gain_dbi(self) -> float:
        """Gain on the axis, dBi."""

    @property
    def half_power_beamwidth(self) -> float:
        """Full angle between the two directions 3 dB below the peak, rad."""

    def gain_dbi(self, off_axis: ArrayLike) -> NDArray[np.float64]:
        """Gain at angles off the axis (rad, any shape, symmetric), dBi."""


def off_axis_angles(model: str, off_axis: ArrayLike, *, highest: float = np.pi) -> NDArray[np.float64]:
    """Magnitudes of angles off an axis, checked.

    Args:
        model: the pattern with its clause, for the message.
        off_axis: rad, any shape; a negative angle is the same direction on the other side.
        highest: the largest angle for which the pattern is defined, rad.

    Returns:
        Angles from 0 to `highest`, rad.

    Raises:
        ModelRangeError: an angle beyond `highest`, or not finite.
        InputError: not numbers.

    Source:
        None: a definition.
    """
    angles = numbers(off_axis, "off-axis angle")
    edge = highest * (1.0 + ROUNDING)
    ModelRange(model, "off-axis angle", -edge, edge, "deg", float(np.radians(1.0)), physical=True).check(angles)
    return np.asarray(np.minimum(np.abs(angles), highest))


def azimuth_angles(model: str, azimuth: ArrayLike) -> NDArray[np.float64]:
    """Azimuths around an axis, checked.

    Args:
        model: the pattern with its clause, for the message.
        azimuth: rad, any shape.

    Returns:
        The angles, rad.

    Raises:
        ModelRangeError: an angle that is not finite.
        InputError: not numbers.

    Source:
        None: a definition.
    """
    angles = numbers(azimuth, "azimuth")
    ModelRange(model, "azimuth", -np.inf, np.inf, "deg", float(np.radians(1.0)), physical=True).check(angles)
    return angles


def check_single(model: str, **values: ArrayLike) -> None:
    """Refuse arrays where an antenna has one value.

    Args:
        model: the pattern, for the message.
        values: by name.

    Returns:
        Nothing.

    Raises:
        ShapeError: a value with axes.
        InputError: not a number.

    Source:
        None: a definition.
    """
    for name, value in values.items():
        shape = numbers(value, name.replace("_", " ")).shape
        if shape:
            raise ShapeError(f"{model}: {name} has shape {shape}; an antenna has one: make an antenna for each value")


def check_peak_gain(model: str, peak_gain_dbi: float) -> None:
    """Refuse a peak gain that is not one finite number of believable size.

    Args:
        model: the pattern, for the message.
        peak_gain_dbi: dBi.

    Returns:
        Nothing.

    Raises:
        ModelRangeError: outside of -100 to 150 dBi, or not finite.
        ShapeError: an array.
        InputError: not a number.

    Source:
        None: a definition.
    """
    check_single(model, peak_gain_dbi=peak_gain_dbi)
    ModelRange(model, "peak gain", -100.0, 150.0, "dBi", physical=True).check(peak_gain_dbi)


def decibels(power: NDArray[np.float64]) -> NDArray[np.float64]:
    """Power ratios in dB, with perfect nulls at -300 dB.

    Args:
        power: ratios, any shape.

    Returns:
        dB, same shape.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    return np.asarray(10.0 * np.log10(np.maximum(power, _LOWEST_POWER)))


def half_power_angle(gain_dbi: Callable[[float], float], *, step: float, model: str) -> float:
    """The smallest angle off the axis at which the gain is 3 dB below that on the axis.

    Args:
        gain_dbi: gain at an angle, dBi.
        step: search step, rad, well below the beamwidth.
        model: the pattern, for the message.

    Returns:
        The angle, rad; twice of it is the half-power beamwidth.

    Raises:
        ModelRangeError: the gain does not fall by 3 dB within 90 degrees.

    Source:
        R. P. Brent, Algorithms for Minimization without Derivatives, 1973, chapter 4 (root finding).
    """
    level = gain_dbi(0.0) - HALF_POWER_DB
    before = 0.0
    while before < np.pi / 2.0:
        after = min(before + step, np.pi / 2.0)
        if gain_dbi(after) <= level:
            return float(brentq(lambda angle: gain_dbi(angle) - level, before, after, xtol=1e-14))
        before = after
    raise ModelRangeError(
        f"{model}: the gain does not fall by 3 dB within 90 deg off the axis; the antenna is too small for a beam",
        model=model,
        quantity="half-power angle",
        value=90.0,
        low=0.0,
        high=90.0,
        unit="deg",
    )
