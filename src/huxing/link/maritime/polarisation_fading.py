"""Linear antennas at both ends of a VHF path: the ionosphere turns the wave, and what fits at one moment fades next."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.model_range import ModelRange, numbers

_EXCEEDED = ModelRange("polarisation fading", "exceedance", 0.0, 1.0, open_low=True, open_high=True, physical=True)

MEAN_LINEAR_LOSS_DB = 10.0 * float(np.log10(2.0))
"""Loss of the mean power between linear antennas with a tilt of any size, as between linear and circular, dB."""


def linear_polarisation_fade_db(exceedance: ArrayLike) -> NDArray[np.float64]:
    """Loss between linear antennas that is exceeded in a share of cases, with any tilt as likely as any other.

    At 160 MHz Faraday rotation is several turns by day (`huxing.link.atmosphere.faraday_rotation`), so that the tilt
    cannot be foreseen. A circular antenna at one end takes a constant 3.01 dB instead.

    Args:
        exceedance: share of cases, any shape.

    Returns:
        Loss, dB: -20 log10 sin(pi p / 2).

    Raises:
        ModelRangeError: a share that is not between 0 and 1.
        InputError: not numbers.

    Source:
        cos^2 of a uniform tilt: its distribution is (2/pi) arcsin sqrt(x).
    """
    share = numbers(exceedance, "exceedance")
    _EXCEEDED.check(share)
    return np.asarray(-20.0 * np.log10(np.sin(0.5 * np.pi * share)))
