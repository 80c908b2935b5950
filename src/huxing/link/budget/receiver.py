"""The receiving end of a link: its gain over its noise temperature, in clear sky and through attenuation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange, broadcast, numbers
from huxing.link.atmosphere.noise import (
    RAIN_RADIATING_TEMPERATURE,
    antenna_noise_temperature,
    sky_noise_temperature,
)
from huxing.link.budget.antenna_end import Pattern, antenna_terms, require_decibels
from huxing.link.budget.term import FRIIS_NOISE, GIVEN, Term, fact, term

_MODEL = "radio budget"
_KELVIN = ModelRange(_MODEL, "noise temperature", 0.0, 1e7, "K", physical=True)
_SYSTEM = ModelRange(_MODEL, "system noise temperature", 0.0, 1e9, "K", open_low=True, physical=True)

REFERENCE_TEMPERATURE = 290.0
"""T0 of a noise figure, K. Source: H. T. Friis, Proc. IRE 32, 419 (1944)."""
SKY_CLAUSE = "ITU-R P.618-13, section 3"


def noise_temperature(noise_figure_db: ArrayLike) -> NDArray[np.float64]:
    """Noise temperature of a device with a noise figure, T0 (F - 1).

    Args:
        noise_figure_db: dB, 0 or more.

    Returns:
        K.

    Raises:
        ModelRangeError: a negative noise figure.

    Source:
        H. T. Friis, Proc. IRE 32, 419 (1944), with T0 = 290 K.
    """
    figure = require_decibels(noise_figure_db, "noise figure", loss=True)
    return np.asarray(REFERENCE_TEMPERATURE * (10.0 ** (figure / 10.0) - 1.0))


@dataclass(frozen=True, eq=False, kw_only=True)
class Receiver:
    """What receives: by its parts, or by its G/T as data sheets give it. Every figure may be an array.

    Attributes:
        antenna_gain_dbi: on the axis, dBi; or `antenna`.
        antenna: the pattern; anything with `gain_dbi(off_axis)`.
        off_axis: between the antenna's axis and the transmitter, rad; needs a pattern unless it is 0.
        pointing_loss_db: where it is known as a loss, dB.
        line_loss_db: between antenna and receiver, dB.
        line_temperature: of that line, K.
        noise_figure_db: of the receiver, dB; or `receiver_temperature`, K.
        receiver_temperature: see there.
        antenna_temperature: at the antenna's terminals in clear sky, K. None, for an antenna that sees the sky, takes
            the sky's temperature through the path's attenuation, and the ground's for the share `spillover`.
        spillover: share of the pattern that lies on the ground and not on the sky, 0 to 1. None: with an
            `antenna_temperature` the share that makes it what it is, else 0.
        ground_temperature: of that ground, K.
        sees_sky: whether attenuation on the path makes the antenna noisier, as on the ground; a satellite's antenna
            sees the warm Earth in rain or not.
        radiating_temperature: of the absorbing atmosphere, K.
        g_over_t_db_per_k: instead of gain, line and temperatures: in clear sky along the axis, dB/K.
        system_temperature: that stands in this G/T, at the antenna's terminals, K; without it the rise of noise in rain
            cannot be counted, and the budget says so.
        clause: where the figures come from.
        note: what a reader has to know about them.
    """

    antenna_gain_dbi: ArrayLike | None = None
    antenna: Pattern | None = None
    off_axis: ArrayLike = 0.0
    pointing_loss_db: ArrayLike = 0.0
    line_loss_db: ArrayLike = 0.0
    line_temperature: ArrayLike = REFERENCE_TEMPERATURE
    noise_figure_db: ArrayLike | None = None
    receiver_temperature: ArrayLike | None = None
    antenna_temperature: ArrayLike | None = None
    spillover: ArrayLike | None = None
    ground_temperature: ArrayLike = REFERENCE_TEMPERATURE
    sees_sky: bool = False
    radiating_temperature: ArrayLike = RAIN_RADIATING_TEMPERATURE
    g_over_t_db_per_k: ArrayLike | None = None
    system_temperature: ArrayLike | None = None
    clause: str = GIVEN
    note: str = ""

    def __post_init__(self) -> None:
        parts = (self.noise_figure_db, self.receiver_temperature, self.antenna_temperature)
        if self.g_over_t_db_per_k is not None:
            if any(part is not None for part in parts) or numbers(self.line_loss_db, "loss").any():
                raise InputError(f"{_MODEL}: a G/T includes noise and line loss; give g_over_t_db_per_k or its parts")
            if self.antenna_gain_dbi is not None:
                raise InputError(f"{_MODEL}: a G/T includes the gain; beside it give antenna=... or nothing")
        else:
            if (self.noise_figure_db is None) == (self.receiver_temperature is None):
                raise InputError(f"{_MODEL}: without a G/T give noise_figure_db or receiver_temperature, not both")
            if self.antenna_temperature is None and not self.sees_sky:
                raise InputError(f"{_MODEL}: give antenna_temperature, or sees_sky=True to take that of the sky")
        self.terms(clear_sky_db=0.0, absorption_db=0.0)

    def terms(
        self, *, clear_sky_db: ArrayLike | None = None, absorption_db: ArrayLike | None = None
    ) -> tuple[Term, ...]:
        """The rows from the antenna's gain to the system's noise temperature.

        Args:
            clear_sky_db: absorption that the clear-sky temperature counts already (gases), dB; None: not known.
            absorption_db: all absorption on the path, dB; broadcasts.

        Returns:
            Rows; the sum of the terms is G/T towards the transmitter.

        Raises:
            InputError: gain and pattern both missing or both given, or a sky temperature without a path's attenuation.
            ModelRangeError: a temperature or loss that is negative.
            ShapeError: the arrays do not broadcast.

        Source:
            H. T. Friis, Proc. IRE 32, 419 (1944): T = Ta/L + Tl (1 - 1/L) + Tr at the receiver's input.
            ITU-R P.618-13, section 3 (the sky).
        """
        if self.g_over_t_db_per_k is not None:
            return (*self._given_terms(self.g_over_t_db_per_k), *self._given_rise(clear_sky_db, absorption_db))
        gain = antenna_terms(
            side="receive", symbol="G_r", gain_dbi=self.antenna_gain_dbi, antenna=self.antenna,
            off_axis=self.off_axis, pointing_loss_db=self.pointing_loss_db, clause=self.clause,
        )  # fmt: skip
        loss = require_decibels(self.line_loss_db, "receive line loss", loss=True)
        line = (term("receive line loss", "L_fr", -loss, "dB", self.clause),) if loss.any() else ()
        return (*gain, *line, *self._noise_terms(loss, clear_sky_db, absorption_db))

    def _noise_terms(
        self, loss: NDArray[np.float64], clear_sky_db: ArrayLike | None, absorption_db: ArrayLike | None
    ) -> tuple[Term, ...]:
        antenna, note = self._antenna_temperature(clear_sky_db, absorption_db)
        if self.receiver_temperature is not None:
            own = numbers(self.receiver_temperature, "receiver temperature")
        else:
            own = noise_temperature(self.noise_figure_db)  # type: ignore[arg-type]
        _KELVIN.check(own)
        _KELVIN.check(self.line_temperature)
        through = 10.0 ** (-loss / 10.0)
        antenna, own, through, line = broadcast(
            _MODEL, antenna_temperature=antenna, receiver_temperature=own, line_loss=through,
            line_temperature=self.line_temperature,
        )  # fmt: skip
        system = antenna * through + line * (1.0 - through) + own
        _SYSTEM.check(system)
        return (
            fact("antenna temperature", "T_a", antenna, "K", SKY_CLAUSE if note else self.clause, note),
            fact("receiver temperature", "T_r", own, "K", self.clause),
            fact("system temperature", "T_s", system, "K", FRIIS_NOISE, "at the receiver's input"),
            term("system noise temperature", "T_s", -10.0 * np.log10(system), "dB/K", FRIIS_NOISE),
        )

    def _antenna_temperature(
        self, clear_sky_db: ArrayLike | None, absorption_db: ArrayLike | None
    ) -> tuple[NDArray[np.float64], str]:
        if self.antenna_temperature is not None:
            clear = numbers(self.antenna_temperature, "antenna temperature")
            _KELVIN.check(clear)
            rise = self._rise(clear, clear_sky_db, absorption_db)
            return np.asarray(clear + rise), f"{_span(rise)} K of it by attenuation" if rise.any() else ""
        if absorption_db is None:
            raise InputError(f"{_MODEL}: the sky's temperature needs the path's attenuation; give antenna_temperature")
        share = 0.0 if self.spillover is None else self.spillover
        sky = sky_noise_temperature(absorption_db, radiating_temperature=self.radiating_temperature)
        seen = antenna_noise_temperature(sky, spillover=share, ground_temperature=self.ground_temperature)
        return seen, "the sky through the attenuation, and the ground"

    def _rise(
        self,
        clear_temperature: NDArray[np.float64] | None,
        clear_sky_db: ArrayLike | None,
        absorption_db: ArrayLike | None,
    ) -> NDArray[np.float64]:
        """What attenuation beyond that of clear sky adds to the antenna's temperature, K."""
        if not self.sees_sky or absorption_db is None:
            return np.zeros(())
        clear_db = 0.0 if clear_sky_db is None else clear_sky_db
        clear, now = (
            sky_noise_temperature(level, radiating_temperature=self.radiating_temperature)
            for level in (clear_db, absorption_db)
        )
        return np.asarray((1.0 - self._ground_share(clear_temperature, clear)) * (now - clear))

    def _ground_share(
        self, antenna_temperature: NDArray[np.float64] | None, clear_sky: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """The share of the pattern on the ground: given, or such that the clear-sky temperature is what it is."""
        if self.spillover is not None:
            return numbers(self.spillover, "spill-over")
        if antenna_temperature is None:
            return np.zeros(())
        ground = numbers(self.ground_temperature, "ground temperature")
        return np.asarray(np.clip((antenna_temperature - clear_sky) / (ground - clear_sky), 0.0, 1.0))

    def _given_terms(self, g_over_t: ArrayLike) -> tuple[Term, ...]:
        ratio = require_decibels(g_over_t, "G/T")
        rows = antenna_terms(
            side="receive", symbol="G_r", gain_dbi=None if self.antenna is not None else 0.0, antenna=self.antenna,
            off_axis=self.off_axis, pointing_loss_db=self.pointing_loss_db, clause=self.clause,
        )  # fmt: skip
        return (term("G/T along the axis", "G/T", ratio, "dB/K", self.clause, self.note), *rows[1:])

    def _given_rise(self, clear_sky_db: ArrayLike | None, absorption_db: ArrayLike | None) -> tuple[Term, ...]:
        if not self.sees_sky or absorption_db is None or not numbers(absorption_db, "attenuation").any():
            return ()
        if self.system_temperature is None:
            unknown = "the rise of noise by attenuation is not counted: the system temperature in G/T is not known"
            return (fact("rise of noise", "ΔT", 0.0, "dB", GIVEN, unknown),)
        clear = numbers(self.system_temperature, "system temperature")
        _SYSTEM.check(clear)
        ratio = 1.0 + self._rise(None, clear_sky_db, absorption_db) / clear
        return (term("rise of noise by attenuation", "ΔT", -10.0 * np.log10(ratio), "dB", SKY_CLAUSE),)


def _span(values: NDArray[np.float64]) -> str:
    first, last = float(values.min()), float(values.max())
    return f"{first:.3g}" if first == last else f"{first:.3g} to {last:.3g}"
