"""What both ends of a link have: an antenna given by its gain or by its pattern, and how well it is pointed."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange, numbers
from huxing.link.budget.term import GIVEN, Term, term

_MODEL = "radio budget"
OFF_AXIS = ModelRange(_MODEL, "angle off the axis", -np.pi, np.pi, "deg", np.pi / 180, physical=True)
DECIBELS = (-400.0, 400.0)


@runtime_checkable
class Pattern(Protocol):
    """Anything with a gain by angle off its axis: the antennas of `huxing.link.antennas`, or one's own."""

    def gain_dbi(self, off_axis: ArrayLike, /) -> NDArray[np.float64]:
        """Gain, dBi, at angles off the axis, rad."""
        ...


def require_decibels(value: ArrayLike, quantity: str, *, loss: bool = False) -> NDArray[np.float64]:
    """A value in decibels, finite; a loss is not negative.

    Args:
        value: any shape.
        quantity: its name in words.
        loss: whether it is a loss.

    Returns:
        The array.

    Raises:
        ModelRangeError: not finite, beyond 400 dB, or a negative loss.
        InputError: not numbers.

    Source:
        None: a definition.
    """
    array = numbers(value, quantity)
    low = 0.0 if loss else DECIBELS[0]
    ModelRange(_MODEL, quantity, low, DECIBELS[1], "dB", physical=True).check(array)
    return array


def antenna_terms(
    *,
    side: str,
    symbol: str,
    gain_dbi: ArrayLike | None,
    antenna: Pattern | None,
    off_axis: ArrayLike,
    pointing_loss_db: ArrayLike,
    clause: str,
) -> tuple[Term, ...]:
    """Rows of an antenna's gain and of its pointing.

    Args:
        side: 'transmit' or 'receive'.
        symbol: of the gain, 'G_t'.
        gain_dbi: on the axis, or None where `antenna` gives it.
        antenna: the pattern, or None.
        off_axis: angle between the axis and the other end, rad; needs a pattern unless it is 0.
        pointing_loss_db: further loss, dB.
        clause: of the gain.

    Returns:
        The gain on the axis and, where not 0, the losses.

    Raises:
        InputError: neither or both of gain and pattern, or an angle without a pattern.
        ModelRangeError: an angle beyond 180 deg, a negative loss.

    Source:
        None: a definition.
    """
    angle = numbers(off_axis, "angle off the axis")
    OFF_AXIS.check(angle)
    if (gain_dbi is None) == (antenna is None):
        raise InputError(f"{_MODEL}: the {side} antenna is given by antenna_gain_dbi or by antenna, one of the two")
    if antenna is None and (angle != 0.0).any():
        raise InputError(f"{_MODEL}: an angle off the axis of the {side} antenna needs its pattern; give antenna=...")
    on_axis = gain_dbi if antenna is None else antenna.gain_dbi(0.0)
    where = clause if antenna is None else _pattern_clause(antenna)
    rows = [term(f"{side} antenna gain", symbol, require_decibels(_given(on_axis), f"{side} gain"), "dBi", where)]
    if antenna is not None and (angle != 0.0).any():
        drop = np.asarray(antenna.gain_dbi(angle) - rows[0].value)
        rows.append(term(f"{side} antenna off its axis", f"Δ{symbol}", drop, "dB", where))
    loss = require_decibels(pointing_loss_db, f"{side} pointing loss", loss=True)
    if (loss != 0.0).any():
        rows.append(term(f"{side} pointing loss", "L_p", -loss, "dB", GIVEN))
    return tuple(rows)


def _given(value: ArrayLike | None) -> ArrayLike:
    if value is None:
        raise InputError(f"{_MODEL}: an antenna without gain")
    return value


def _pattern_clause(antenna: Pattern) -> str:
    return str(getattr(antenna, "model", None) or type(antenna).__name__)
