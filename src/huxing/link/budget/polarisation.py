"""Loss between two antennas that are not polarised alike."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange, broadcast, numbers

_MODEL = "polarisation loss"
_TILT = ModelRange(_MODEL, "tilt between the ellipses", -2.0 * np.pi, 2.0 * np.pi, "deg", np.pi / 180, physical=True)

CLAUSE = "IEEE Std 145, polarization efficiency"


def polarisation_loss_db(
    axial_ratio_db: ArrayLike,
    other_axial_ratio_db: ArrayLike,
    *,
    tilt: ArrayLike | None = None,
    same_sense: bool = True,
) -> NDArray[np.float64]:
    """Loss by mismatch between a wave and an antenna, both elliptically polarised.

    Args:
        axial_ratio_db: of the wave, 20 log10 of major over minor axis, dB, 0 (circular) to inf (linear); broadcasts.
        other_axial_ratio_db: of the antenna, likewise.
        tilt: between the major axes, rad; None takes the worst one, a right angle.
        same_sense: whether both turn the same way; without meaning where one of them is linear.

    Returns:
        Loss, dB, 0 to inf: inf where the two are orthogonal (crossed linear, opposite circular), to rounding.

    Raises:
        InputError: an axial ratio that is negative or no number.
        ModelRangeError: a tilt of more than a turn.
        ShapeError: the arrays do not broadcast.

    Source:
        IEEE Std 145, "polarization efficiency": the squared inner product of the two polarisation vectors, here
        written out for two ellipses with their axial ratios and tilts.
    """
    ratios = [numbers(ratio, "axial ratio") for ratio in (axial_ratio_db, other_axial_ratio_db)]
    if any((np.isnan(ratio) | (ratio < 0.0)).any() for ratio in ratios):
        raise InputError(f"{_MODEL}: an axial ratio is 0 dB (circular) to inf dB (linear)", given=axial_ratio_db)
    angle = np.pi / 2 if tilt is None else tilt
    # minor over major axis: 1 is circular, 0 is linear, and infinity never enters the arithmetic
    minor, other, angle = broadcast(
        _MODEL, axial_ratio=10.0 ** (-ratios[0] / 20.0), other_axial_ratio=10.0 ** (-ratios[1] / 20.0), tilt=angle
    )
    _TILT.check(angle)
    sense = 1.0 if same_sense else -1.0
    alike = sense * 4.0 * minor * other + (1.0 - minor**2) * (1.0 - other**2) * np.cos(2.0 * angle)
    efficiency = 0.5 * (1.0 + alike / ((1.0 + minor**2) * (1.0 + other**2)))
    with np.errstate(divide="ignore"):
        return np.asarray(-10.0 * np.log10(np.clip(efficiency, 0.0, 1.0)) + 0.0)


def cross_polar_discrimination_db(axial_ratio_db: ArrayLike) -> NDArray[np.float64]:
    """Discrimination of a circularly polarised antenna against the opposite sense.

    Args:
        axial_ratio_db: of the antenna, dB, above 0.

    Returns:
        20 log10((r + 1)/(r - 1)) with the axial ratio r as a ratio of fields, dB.

    Raises:
        ModelRangeError: an axial ratio that is not positive (a perfect circle has no finite discrimination).

    Source:
        Split of an ellipse into its two circular components, (r + 1)/2 and (r - 1)/2 of the field.
    """
    values = numbers(axial_ratio_db, "axial ratio")
    ModelRange(_MODEL, "axial ratio", 0.0, np.inf, "dB", open_low=True, physical=True).check(values)
    # (r + 1)/(r - 1) with r = e^x is 1/tanh(x/2), which keeps its digits near the circle and far from it
    return np.asarray(-20.0 * np.log10(np.tanh(values * (np.log(10.0) / 40.0))) + 0.0)
