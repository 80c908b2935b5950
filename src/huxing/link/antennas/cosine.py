"""A broad beam whose gain falls as a power of the cosine: patches, and the elements of arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.model_range import ModelRange
from huxing.link.antennas.antenna import HALF_POWER_DB, check_peak_gain, check_single, decibels, off_axis_angles

_MODEL = "power-of-cosine antenna"
_BEAMWIDTH = ModelRange(
    _MODEL,
    "half-power beamwidth",
    0.0,
    np.pi,
    "deg",
    float(np.radians(1.0)),
    open_low=True,
    open_high=True,
    physical=True,
)
_DEPTH = ModelRange(_MODEL, "depth of the back", 0.0, 300.0, "dB", open_low=True, physical=True)


@dataclass(frozen=True)
class CosineAntenna:
    """A patch: gain falls as cos^q, with q from the beamwidth; behind, a constant level.

    Attributes:
        peak_gain_dbi: dBi.
        half_power_beamwidth: full angle, rad, below pi.
        back_level_db: how far below the peak the gain is at most, to the side and behind, dB. The default is huxing's
            own choice.

    Source:
        Balanis, Antenna Theory, 4th edition, 2016, chapter 2 (intensities that are powers of the cosine).

    Valid for:
        The main lobe; the level behind is a choice, not a model.
    """

    peak_gain_dbi: float
    half_power_beamwidth: float
    back_level_db: float = 20.0

    def __post_init__(self) -> None:
        check_peak_gain(_MODEL, self.peak_gain_dbi)
        check_single(_MODEL, half_power_beamwidth=self.half_power_beamwidth, back_level_db=self.back_level_db)
        _BEAMWIDTH.check(self.half_power_beamwidth)
        _DEPTH.check(self.back_level_db)

    @cached_property
    def exponent(self) -> float:
        """q: the power pattern is cos^q."""
        return float(-HALF_POWER_DB / 10.0 * np.log(10.0) / np.log(np.cos(self.half_power_beamwidth / 2.0)))

    def gain_dbi(self, off_axis: ArrayLike) -> NDArray[np.float64]:
        """Gain.

        Args:
            off_axis: rad, any shape, -pi to pi.

        Returns:
            dBi, same shape.

        Raises:
            ModelRangeError: an angle beyond 180 degrees, or not finite.
            InputError: not numbers.

        Source:
            As the class.
        """
        cosine = np.maximum(np.cos(off_axis_angles(_MODEL, off_axis)), 0.0)
        return self.peak_gain_dbi + np.maximum(self.exponent * decibels(cosine), -self.back_level_db)
