"""The sending end of a link: from the amplifier's power to the EIRP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange, broadcast, numbers
from huxing.link.budget.antenna_end import Pattern, antenna_terms, require_decibels
from huxing.link.budget.term import GIVEN, Ledger, Term, term

_MODEL = "radio budget"
_POWER = ModelRange(_MODEL, "transmit power", 0.0, np.inf, "W", open_low=True, physical=True)
BANDWIDTH = ModelRange(_MODEL, "bandwidth", 0.0, np.inf, "Hz", open_low=True, physical=True)


@dataclass(frozen=True, eq=False, kw_only=True)
class Transmitter:
    """What sends: by its parts, or by its EIRP as data sheets give it. Every figure may be an array.

    Attributes:
        power_w: of the amplifier into its output, at saturation where a back-off is given, W.
        antenna_gain_dbi: on the axis, dBi; or `antenna`.
        antenna: the pattern; anything with `gain_dbi(off_axis)`.
        off_axis: between the antenna's axis and the receiver (its pointing error, or where in a fixed beam the receiver
            is), rad; needs a pattern unless it is 0.
        line_loss_db: between amplifier and antenna, dB.
        output_back_off_db: of the amplifier, below `power_w` or below the EIRP given, dB.
        pointing_loss_db: where it is known as a loss, dB.
        eirp_dbw: instead of power, gain and line loss: along the axis, dBW.
        clause: where the figures come from.
        note: what a reader has to know about them.
    """

    power_w: ArrayLike | None = None
    antenna_gain_dbi: ArrayLike | None = None
    antenna: Pattern | None = None
    off_axis: ArrayLike = 0.0
    line_loss_db: ArrayLike = 0.0
    output_back_off_db: ArrayLike = 0.0
    pointing_loss_db: ArrayLike = 0.0
    eirp_dbw: ArrayLike | None = None
    clause: str = GIVEN
    note: str = ""

    def __post_init__(self) -> None:
        if self.eirp_dbw is None and self.power_w is None:
            raise InputError(f"{_MODEL}: a transmitter is given by power_w and its antenna, or by eirp_dbw")
        if self.eirp_dbw is not None and self.power_w is not None:
            raise InputError(f"{_MODEL}: the EIRP follows from power_w and the antenna; give eirp_dbw or power_w")
        if self.eirp_dbw is not None and (
            self.antenna_gain_dbi is not None or numbers(self.line_loss_db, "loss").any()
        ):
            raise InputError(f"{_MODEL}: an EIRP includes antenna gain and line loss; give them with power_w only")
        self.terms()

    @classmethod
    def from_density(
        cls,
        eirp_density_dbw_per_hz: ArrayLike,
        bandwidth: ArrayLike,
        *,
        antenna: Pattern | None = None,
        off_axis: ArrayLike = 0.0,
        output_back_off_db: ArrayLike = 0.0,
        pointing_loss_db: ArrayLike = 0.0,
        clause: str = GIVEN,
    ) -> Self:
        """A transmitter whose EIRP is given by Hz, as 3GPP and filings give it.

        Args:
            eirp_density_dbw_per_hz: dBW/Hz; dBW/MHz less 60; broadcasts.
            bandwidth: over which it sends, Hz.
            antenna: as of `Transmitter`, with `off_axis`.
            off_axis: see there.
            output_back_off_db: see there.
            pointing_loss_db: see there.
            clause: where the density comes from.

        Returns:
            The transmitter.

        Raises:
            ModelRangeError: a bandwidth that is not positive.
            ShapeError: the arrays do not broadcast.

        Source:
            Definition: EIRP = density x bandwidth (3GPP TR 38.821 V16.2.0, table 6.1.1.1-1 gives densities).
        """
        density, hertz = broadcast(_MODEL, eirp_density=eirp_density_dbw_per_hz, bandwidth=bandwidth)
        BANDWIDTH.check(hertz)
        return cls(
            eirp_dbw=density + 10.0 * np.log10(hertz),
            antenna=antenna,
            off_axis=off_axis,
            output_back_off_db=output_back_off_db,
            pointing_loss_db=pointing_loss_db,
            clause=clause,
            note=f"{_shown(density + 60.0)} dBW/MHz over {_shown(hertz / 1e6)} MHz",
        )

    def terms(self) -> tuple[Term, ...]:
        """The rows from power to EIRP.

        Returns:
            Rows; the sum of the terms is the EIRP towards the receiver.

        Raises:
            InputError: gain and pattern both missing or both given, or an angle without a pattern.
            ModelRangeError: a power that is not positive, a negative loss.

        Source:
            Definition: EIRP = P - OBO - L + G.
        """
        back_off = require_decibels(self.output_back_off_db, "output back-off", loss=True)
        rows: list[Term] = []
        if self.eirp_dbw is not None:
            rows.append(term("EIRP along the axis", "EIRP", self._eirp(), "dBW", self.clause, self.note))
        else:
            watts = numbers(self.power_w, "transmit power")  # type: ignore[arg-type]
            _POWER.check(watts)
            rows.append(term("transmit power", "P_t", 10.0 * np.log10(watts), "dBW", self.clause, self.note))
        if back_off.any():
            rows.append(term("output back-off", "OBO", -back_off, "dB", self.clause))
        return (*rows, *(self._antenna_terms() if self.eirp_dbw is None else self._pointing_terms()))

    def total_eirp_dbw(self) -> NDArray[np.float64]:
        """The EIRP towards the receiver, dBW: the sum of `terms`.

        Returns:
            dBW.

        Raises:
            ShapeError: the figures do not broadcast.

        Source:
            As `terms`.
        """
        ledger = Ledger()
        ledger.enter(*self.terms())
        return ledger.total

    def _eirp(self) -> NDArray[np.float64]:
        return require_decibels(self.eirp_dbw, "EIRP")  # type: ignore[arg-type]

    def _antenna_terms(self) -> tuple[Term, ...]:
        loss = require_decibels(self.line_loss_db, "transmit line loss", loss=True)
        line = (term("transmit line loss", "L_ft", -loss, "dB", self.clause),) if loss.any() else ()
        return (*line, *antenna_terms(
            side="transmit", symbol="G_t", gain_dbi=self.antenna_gain_dbi, antenna=self.antenna,
            off_axis=self.off_axis, pointing_loss_db=self.pointing_loss_db, clause=self.clause,
        ))  # fmt: skip

    def _pointing_terms(self) -> tuple[Term, ...]:
        gain = None if self.antenna is not None else 0.0
        return antenna_terms(
            side="transmit", symbol="G_t", gain_dbi=gain, antenna=self.antenna,
            off_axis=self.off_axis, pointing_loss_db=self.pointing_loss_db, clause=self.clause,
        )[1:]  # fmt: skip


def _shown(values: NDArray[np.float64]) -> str:
    first, last = float(values.min()), float(values.max())
    return f"{first:.6g}" if first == last else f"{first:.6g} to {last:.6g}"
