"""A reference pattern made of pieces: each constant, falling with the logarithm of the angle, or with a power of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError
from huxing.link.antennas.antenna import HALF_POWER_DB, ROUNDING, off_axis_angles

MAIN_LOBE_DB = -2.5e-3
"""Parabolic main lobe of the ITU-R reference patterns, dB per (degree times D/wavelength)^2."""
MAIN_LOBE_BEAMWIDTH_DEG = 2.0 * float(np.sqrt(HALF_POWER_DB / -MAIN_LOBE_DB))
"""Its full half-power width, degrees times D/wavelength: 69.3."""


class Piece(NamedTuple):
    """A piece of an envelope: constant + per_decade * log10(angle) + power_law * angle^exponent, angle in degrees.

    Attributes:
        upper_deg: the largest angle of the piece.
        constant_dbi: dBi.
        per_decade_db: dB per decade of the angle.
        power_law_db: dB per degree to the envelope's exponent.
    """

    upper_deg: float
    constant_dbi: float
    per_decade_db: float = 0.0
    power_law_db: float = 0.0


@dataclass(frozen=True, eq=False)
class Envelope:
    """Gain against the angle off the axis, in pieces; what the ITU-R reference patterns are.

    Attributes:
        model: the standard with its clause.
        pieces: shape `(piece, 4)`, columns as `Piece`, upper angles ascending to 180 degrees.
        exponent: of the power law.
    """

    model: str
    pieces: NDArray[np.float64]
    exponent: float = 2.0

    @classmethod
    def of(cls, model: str, pieces: Sequence[Piece], *, exponent: float = 2.0) -> Self:
        """From pieces; one whose upper angle is below that of the piece before it is empty.

        An InputError where the gain anywhere exceeds that on the axis.
        """
        table = np.array(pieces, dtype=np.float64)
        table[:, 0] = np.maximum.accumulate(np.minimum(table[:, 0], 180.0))
        table.flags.writeable = False
        envelope = cls(model, table, exponent)
        # each piece is highest where it begins
        beginning = np.radians(np.minimum(table[:-1, 0] * (1.0 + ROUNDING) + ROUNDING, 180.0))
        peak, side = float(envelope.gain_dbi(0.0)), float(envelope.gain_dbi(beginning).max(initial=-np.inf))
        if side > peak + 1e-9:
            raise InputError(
                f"{model}: side lobes of {side:.1f} dBi would exceed the peak gain of {peak:.1f} dBi; the antenna is "
                "too small for this pattern"
            )
        return envelope

    def gain_dbi(self, off_axis: ArrayLike) -> NDArray[np.float64]:
        """Gain.

        Args:
            off_axis: rad, any shape, -pi to pi.

        Returns:
            dBi, same shape. At a bound it is that of the inner piece.

        Raises:
            ModelRangeError: an angle beyond 180 degrees, or not finite.
            InputError: not numbers.

        Source:
            The standard named in `model`.
        """
        degrees = np.degrees(off_axis_angles(self.model, off_axis))
        out = np.empty(degrees.size)
        envelope_gains(degrees.ravel(), self.pieces, self.exponent, out)
        return out.reshape(degrees.shape)


@njit(cache=True, nogil=True, error_model="numpy")
def envelope_gain(degrees: float, pieces: NDArray[np.float64], exponent: float) -> float:  # pragma: no cover - compiled
    """Gain at one angle (for other compiled loops): degrees from 0 to 180, `Envelope.pieces`, its exponent; dBi."""
    last = pieces.shape[0] - 1
    k = 0
    while k < last and degrees > pieces[k, 0]:
        k += 1
    gain = pieces[k, 1]
    if pieces[k, 2] != 0.0:
        gain += pieces[k, 2] * np.log10(degrees)
    if pieces[k, 3] != 0.0:
        gain += pieces[k, 3] * (degrees * degrees if exponent == 2.0 else degrees**exponent)
    return gain


@njit(cache=True, nogil=True, error_model="numpy")
def envelope_gains(
    degrees: NDArray[np.float64], pieces: NDArray[np.float64], exponent: float, out: NDArray[np.float64]
) -> None:  # pragma: no cover - compiled
    """As `envelope_gain`, for a flat array of angles, into `out`."""
    for i in range(degrees.size):
        out[i] = envelope_gain(degrees[i], pieces, exponent)
