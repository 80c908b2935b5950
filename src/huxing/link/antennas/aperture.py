"""The gain of an aperture, its diameter, and the wavelength between the two."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.model_range import ModelRange, broadcast, numbers

_MODEL = "gain of a circular aperture"
FREQUENCY = ModelRange(_MODEL, "frequency", 0.0, np.inf, "GHz", 1e9, open_low=True, physical=True)
DIAMETER = ModelRange(_MODEL, "diameter", 0.0, np.inf, "m", open_low=True, physical=True)
_GAIN = ModelRange(_MODEL, "gain", -np.inf, np.inf, "dBi", physical=True)
EFFICIENCY = ModelRange(_MODEL, "aperture efficiency", 0.0, 1.0, open_low=True, physical=True)


def wavelength(frequency: ArrayLike) -> NDArray[np.float64]:
    """Wavelength in vacuum.

    Args:
        frequency: Hz, any shape.

    Returns:
        m, same shape.

    Raises:
        ModelRangeError: a frequency that is not positive.

    Source:
        Definition: c / f.
    """
    FREQUENCY.check(frequency)
    return np.asarray(SPEED_OF_LIGHT / numbers(frequency, "frequency"))


def aperture_gain_dbi(diameter: ArrayLike, frequency: ArrayLike, *, efficiency: ArrayLike) -> NDArray[np.float64]:
    """Peak gain of a circular aperture, such as a parabolic reflector.

    Args:
        diameter: m; broadcasts.
        frequency: Hz; broadcasts.
        efficiency: of the aperture, fraction of the gain of a uniformly lit one; broadcasts.

    Returns:
        dBi, of the common shape.

    Raises:
        ModelRangeError: a diameter or frequency that is not positive, an efficiency outside 0 to 1.
        ShapeError: the arrays do not broadcast.

    Source:
        Balanis, Antenna Theory, 4th edition, 2016, section 15.4: efficiency (pi D / wavelength)^2.
    """
    width, hertz, eta = broadcast(_MODEL, diameter=diameter, frequency=frequency, efficiency=efficiency)
    DIAMETER.check(width)
    EFFICIENCY.check(eta)
    return np.asarray(20.0 * np.log10(np.pi * width / wavelength(hertz)) + 10.0 * np.log10(eta))


def aperture_diameter(peak_gain_dbi: ArrayLike, frequency: ArrayLike, *, efficiency: ArrayLike) -> NDArray[np.float64]:
    """Diameter of the circular aperture that has a gain.

    Args:
        peak_gain_dbi: dBi; broadcasts.
        frequency: Hz; broadcasts.
        efficiency: of the aperture, fraction; broadcasts.

    Returns:
        m, of the common shape.

    Raises:
        ModelRangeError: a gain that is not finite, a frequency that is not positive, an efficiency outside 0 to 1.
        ShapeError: the arrays do not broadcast.

    Source:
        As `aperture_gain_dbi`, solved for the diameter.
    """
    gain, hertz, eta = broadcast(_MODEL, peak_gain_dbi=peak_gain_dbi, frequency=frequency, efficiency=efficiency)
    _GAIN.check(gain)
    EFFICIENCY.check(eta)
    return np.asarray(wavelength(hertz) / np.pi * np.sqrt(10.0 ** (gain / 10.0) / eta))
