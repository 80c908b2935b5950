"""A photodiode and an electronic amplifier: sensitivity limited by thermal and shot noise, PIN or avalanche."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.model_range import ModelRange, broadcast

ELEMENTARY_CHARGE = 1.602_176_634e-19
"""C, exact. Source: SI brochure, 9th edition, section 2.2."""

_MODEL = "photodiode receiver (Agrawal 2010, section 4.5)"
_BIT_RATE = ModelRange(_MODEL, "bit rate", 0.0, np.inf, "bit/s", open_low=True, physical=True)
_ERRORS = ModelRange(_MODEL, "bit error ratio", 1e-30, 0.5, open_high=True, physical=True)


@dataclass(frozen=True)
class PhotodiodeReceiver:
    """A photodiode, alone (PIN) or with internal gain (APD), and the noise of what follows it.

    Attributes:
        responsivity: without internal gain, A/W.
        thermal_noise: current noise referred to the diode, A per root Hz, one-sided.
        gain: internal, 1 for a PIN diode.
        ionisation_ratio: of the two carriers, 0 (best) to 1.
        bandwidth_per_bit_rate: noise bandwidth over bit rate, 0.5 for a Nyquist receiver.
        extinction_ratio: power of a zero over that of a one.
    """

    responsivity: float
    thermal_noise: float
    gain: float = 1.0
    ionisation_ratio: float = 0.0
    bandwidth_per_bit_rate: float = 0.5
    extinction_ratio: float = 0.0

    def __post_init__(self) -> None:
        for name in ("responsivity", "thermal_noise", "bandwidth_per_bit_rate"):
            bounds = ModelRange(_MODEL, name.replace("_", " "), 0.0, np.inf, open_low=True, physical=True)
            bounds.single(getattr(self, name))
        ModelRange(_MODEL, "gain", 1.0, 1e6, physical=True).single(self.gain)
        ModelRange(_MODEL, "ionisation ratio", 0.0, 1.0, physical=True).single(self.ionisation_ratio)
        ModelRange(_MODEL, "extinction ratio", 0.0, 1.0, open_high=True, physical=True).single(self.extinction_ratio)

    @property
    def excess_noise(self) -> float:
        """Excess noise factor of the internal gain, k M + (1 - k)(2 - 1/M)."""
        return self.ionisation_ratio * self.gain + (1.0 - self.ionisation_ratio) * (2.0 - 1.0 / self.gain)


def photodiode_sensitivity(
    receiver: PhotodiodeReceiver, bit_rate: ArrayLike, *, bit_error_ratio: ArrayLike = 1e-9
) -> NDArray[np.float64]:
    """Mean optical power that on-off keying needs at a photodiode receiver.

    Args:
        receiver: diode and noise.
        bit_rate: on the line, bit/s; broadcasts.
        bit_error_ratio: of hard decisions before any code.

    Returns:
        Mean power, W.

    Raises:
        ModelRangeError: a rate that is not positive, an error ratio out of range.
        ShapeError: the arrays do not broadcast.

    Source:
        Agrawal, Fiber-Optic Communication Systems (2010), section 4.5, Q = (I1 - I0)/(s1 + s0) with thermal noise and
        multiplied shot noise, solved for the power; without extinction (Q/R)(q F Q B + s_T/M).

    Valid for:
        Gaussian noise (not for a few photons per bit), no dark current.
    """
    rate, errors = broadcast(_MODEL, bit_rate=bit_rate, bit_error_ratio=bit_error_ratio)
    _BIT_RATE.check(rate)
    _ERRORS.check(errors)
    from scipy.special import ndtri

    quality = -ndtri(errors)
    bandwidth = receiver.bandwidth_per_bit_rate * rate
    thermal = receiver.thermal_noise * np.sqrt(bandwidth) / receiver.gain
    shot = 2.0 * ELEMENTARY_CHARGE * receiver.excess_noise * bandwidth
    ratio = receiver.extinction_ratio
    # I1 - I0 = Q (s1 + s0) and s1^2 - s0^2 = shot (I1 - I0) give s1 - s0 = shot Q, and so a quadratic in I1 - I0.
    middle = shot * quality**2 * (1.0 + ratio) / (1.0 - ratio)
    swing = middle + np.sqrt(middle**2 - (shot * quality**2) ** 2 + (2.0 * quality * thermal) ** 2)
    return np.asarray(0.5 * swing * (1.0 + ratio) / (1.0 - ratio) / receiver.responsivity)
