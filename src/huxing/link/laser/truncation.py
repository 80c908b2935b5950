"""A Gaussian beam cut by the telescope that sends it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.model_range import ModelRange, broadcast
from huxing.link.laser.beam import DIAMETER, OBSCURATION, WAVELENGTH

_MODEL = "transmitting telescope (Klein and Degnan 1974)"
_RATIO = ModelRange(_MODEL, "truncation (aperture over beam radius)", 0.0, 10.0, open_low=True, physical=True)


def truncation_efficiency(truncation: ArrayLike, *, obscuration: ArrayLike = 0.0) -> NDArray[np.float64]:
    """Gain on the axis of a telescope lit by a Gaussian beam, over that of the same aperture lit evenly.

    The power counted is that of the laser beam before the telescope cuts it.

    Args:
        truncation: radius of the aperture over the beam's 1/e^2 radius there; broadcasts.
        obscuration: diameter of the central obscuration over that of the aperture.

    Returns:
        Efficiency, 0 to 0.8145; that is reached without obscuration at a truncation of 1.12.

    Raises:
        ModelRangeError: a truncation outside 0 to 10, an obscuration outside 0 to 1.
        ShapeError: the arrays do not broadcast.

    Source:
        Klein and Degnan, Applied Optics 13 (1974), 2134-2141, far-field gain on the axis:
        (2/a^2) (exp(-a^2) - exp(-g^2 a^2))^2.

    Valid for:
        the far field, a flat phase front across the aperture.
    """
    ratio, hidden = broadcast(_MODEL, truncation=truncation, obscuration=obscuration)
    _RATIO.check(ratio)
    OBSCURATION.check(hidden)
    square = ratio**2
    field = np.exp(-square) - np.exp(-square * hidden**2)
    return np.asarray(2.0 / square * field**2)


def telescope_gain_dbi(
    diameter: ArrayLike, wavelength: ArrayLike, *, truncation: ArrayLike = 1.12, obscuration: ArrayLike = 0.0
) -> NDArray[np.float64]:
    """Gain on the axis of a telescope that sends a Gaussian beam, truncation and obscuration included.

    Args:
        diameter: of the aperture, m; broadcasts.
        wavelength: m.
        truncation: radius of the aperture over the beam's 1/e^2 radius there; 1.12 is the best without obscuration.
        obscuration: diameter of the central obscuration over that of the aperture.

    Returns:
        Gain, dBi.

    Raises:
        ModelRangeError: as `truncation_efficiency`, or a diameter that is not positive.
        ShapeError: the arrays do not broadcast.

    Source:
        Klein and Degnan, Applied Optics 13 (1974), 2134-2141: (pi D / lambda)^2 times `truncation_efficiency`.

    Valid for:
        the far field, no wave-front error.
    """
    efficiency = truncation_efficiency(truncation, obscuration=obscuration)
    metres, length, share = broadcast(_MODEL, diameter=diameter, wavelength=wavelength, efficiency=efficiency)
    DIAMETER.check(metres)
    WAVELENGTH.check(length)
    return np.asarray(20.0 * np.log10(np.pi * metres / length) + 10.0 * np.log10(share))
