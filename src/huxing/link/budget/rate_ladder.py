"""What a carrier can be asked for: the thresholds of its ratio in rising order, and the rate that each brings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange, numbers
from huxing.link.budget.carrier import IMPLEMENTATION_LOSS, Carrier
from huxing.link.budget.interference import AnyRatio
from huxing.link.modulation.modcod_choice import ModcodChoice
from huxing.link.ratios import SymbolEnergyToNoise

_REQUIRED = ModelRange("rate of a link", "required rate", 0.0, np.inf, "Mbit/s", 1e6, open_low=True, physical=True)


@dataclass(frozen=True, eq=False)
class RateLadder:
    """Modes of a carrier that no other beats.

    Attributes:
        ratio: which of the four ratios the thresholds are of.
        threshold_db: with implementation loss, ascending, shape `(rung,)`.
        rate: of information from each rung on, bit/s, same shape; None where the carrier does not know its rate.
    """

    ratio: type[AnyRatio]
    threshold_db: NDArray[np.float64]
    rate: NDArray[np.float64] | None

    def rung(self, required_rate: float | None) -> int:
        """The lowest rung that carries a rate.

        Args:
            required_rate: bit/s; None for the lowest of all.

        Returns:
            Index of the rung.

        Raises:
            ModelRangeError: a rate that is not positive.
            InputError: no rung carries it, or the carrier does not know its rate.

        Source:
            None: a look-up.
        """
        if required_rate is None:
            return 0
        required_rate = _REQUIRED.single(required_rate)
        if self.rate is None:
            raise InputError("a required rate needs a carrier that knows its rate; give modcods or bit_rate")
        enough = np.flatnonzero(self.rate >= required_rate)
        if not enough.size:
            raise InputError(
                f"a rate of {required_rate / 1e6:.6g} Mbit/s is required, but the best mode of this carrier brings "
                f"{self.rate.max() / 1e6:.6g} Mbit/s; ask for less, or give more bandwidth",
                given=required_rate,
                accepted=float(self.rate.max()),
            )
        return int(enough[0])

    def rate_at(self, ratio_db: NDArray[np.float64]) -> NDArray[np.float64]:
        """Rate of the best rung that each ratio reaches.

        Args:
            ratio_db: of the ladder's ratio, dB, any shape; -inf where there is no link.

        Returns:
            bit/s; 0 below the lowest rung, and everywhere where the carrier does not know its rate.

        Raises:
            Nothing of its own.

        Source:
            None: a look-up.
        """
        steps = np.zeros(self.threshold_db.size) if self.rate is None else self.rate
        return np.append(0.0, steps)[np.searchsorted(self.threshold_db, ratio_db, side="right")]


def rate_ladder(carrier: Carrier) -> RateLadder:
    """The ladder of a carrier.

    Args:
        carrier: with `modcods`, or with a required ratio.

    Returns:
        Its modes that no other beats, or the one rung of the required ratio.

    Raises:
        InputError: the carrier says neither.
        ShapeError: several implementation losses.

    Source:
        `ModcodSet.envelope`.
    """
    loss = IMPLEMENTATION_LOSS.single(carrier.implementation_loss_db)
    if carrier.modcods is not None:
        rungs = carrier.modcods.envelope()
        choice = ModcodChoice(rungs, np.arange(len(rungs), dtype=np.int16))
        return RateLadder(SymbolEnergyToNoise, rungs.es_over_n0.db + loss, carrier.rate(choice))
    if carrier.required is None:
        raise InputError("what closes the link is not known; give a carrier with modcods or required")
    rate = None if carrier.bit_rate is None else np.atleast_1d(numbers(carrier.bit_rate, "bit rate"))
    return RateLadder(type(carrier.required), np.atleast_1d(carrier.required.db) + loss, rate)
