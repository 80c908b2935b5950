"""The clear and the cloudy atmosphere over an optical ground station, as far as its user knows them."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.model_range import ModelRange, broadcast, numbers

_MODEL = "transmission of plane layers"
_TRANSMITTANCE = ModelRange(_MODEL, "transmittance at the zenith", 0.0, 1.0, open_low=True, physical=True)
_ELEVATION = ModelRange(_MODEL, "elevation", np.pi / 18, np.pi / 2, "deg", np.pi / 180, physical=True)


def clear_sky_loss_db(zenith_transmittance: ArrayLike, elevation: ArrayLike) -> NDArray[np.float64]:
    """Loss of the cloudless atmosphere on a slant path.

    Args:
        zenith_transmittance: of the site at the wavelength, as measured or modelled, 0 to 1; broadcasts.
        elevation: rad, 10 to 90 deg.

    Returns:
        Loss, dB, positive.

    Raises:
        ModelRangeError: a transmittance outside 0 to 1, an elevation below 10 deg.
        ShapeError: the arrays do not broadcast.

    Source:
        Beer and Lambert over plane layers: the logarithm grows with 1/sin(elevation).

    Valid for:
        elevations from 10 deg on, where plane layers err by 3 % of the logarithm.
    """
    share, angle = broadcast(_MODEL, zenith_transmittance=zenith_transmittance, elevation=elevation)
    _TRANSMITTANCE.check(share)
    _ELEVATION.check(angle)
    return np.asarray(-10.0 * np.log10(share) / np.sin(angle) + 0.0)


def site_diversity(clear: ArrayLike) -> NDArray[np.float64]:
    """Chance that at least one of several stations has a clear sky.

    Args:
        clear: probability of a cloud-free line of sight at each station, last axis over stations; independent.

    Returns:
        Probability, the last axis gone.

    Raises:
        ModelRangeError: a probability outside 0 to 1.
        InputError: not numbers.

    Source:
        1 - product of (1 - p).

    Valid for:
        stations so far apart that their weather is independent.
    """
    chances = np.atleast_1d(numbers(clear, "cloud-free probability"))
    ModelRange("site diversity", "cloud-free probability", 0.0, 1.0, physical=True).check(chances)
    return np.asarray(1.0 - np.prod(1.0 - chances, axis=-1))
