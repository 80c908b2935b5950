"""Gains of all beams towards users, and what co-channel beams do to each of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError, ShapeError
from huxing.core.model_range import ModelRange, broadcast, numbers
from huxing.link.antennas.antenna import Antenna
from huxing.link.antennas.beam_colouring import BeamColouring
from huxing.link.antennas.beam_layout import BeamLayout
from huxing.link.antennas.phased_array import PhasedArray

_MODEL = "gains of beams"
_GAIN = ModelRange(_MODEL, "gain", -np.inf, np.inf, "dBi", physical=True)
_POWER = ModelRange(_MODEL, "power", -np.inf, np.inf, "dB", physical=True)
_VISIBLE = ModelRange(_MODEL, "length of the direction cosines (u, v)", 0.0, 1.0, physical=True)


def beam_gains_dbi(
    antenna: Antenna | PhasedArray, u: ArrayLike, v: ArrayLike, layout: BeamLayout
) -> NDArray[np.float64]:
    """Gain of every beam towards every user.

    Args:
        antenna: a phased array, whose beams are steered; or an antenna with a pattern around its axis, of which each
            beam has one that points at its centre.
        u, v: direction cosines of users; broadcast to shape `(...)`.
        layout: of the beams.

    Returns:
        dBi, shape `(..., beam)`.

    Raises:
        ModelRangeError: a direction outside of visible space, or beyond what the antenna's pattern is defined for.
        ShapeError: the arrays do not broadcast.

    Source:
        The antenna's own.
    """
    if isinstance(antenna, PhasedArray):
        return antenna.beam_gains_dbi(u, v, layout.u, layout.v)
    along, across = broadcast(_MODEL, u=u, v=v)
    _VISIBLE.check(np.hypot(along, across))
    users, beams = _unit_vectors(along, across), _unit_vectors(layout.u, layout.v)
    chord = np.zeros((*along.shape, len(layout)))
    for axis in range(3):
        chord += (users[..., axis, None] - beams[:, axis]) ** 2
    return antenna.gain_dbi(2.0 * np.arcsin(np.minimum(np.sqrt(chord) / 2.0, 1.0)))


def serving_beams(gains_dbi: NDArray[np.float64]) -> NDArray[np.int64]:
    """The strongest beam of each user.

    Args:
        gains_dbi: `beam_gains_dbi`, shape `(..., beam)`.

    Returns:
        Indices, shape `(...)`.

    Raises:
        ModelRangeError: a gain that is not finite.
        ShapeError: no axis of beams, or an empty one.
        InputError: not numbers.

    Source:
        None: a definition.
    """
    gains = numbers(gains_dbi, "gains")
    if not gains.ndim or not gains.shape[-1]:
        raise ShapeError(f"{_MODEL}: gains {gains.shape} have no beams; give (..., beam)")
    _GAIN.check(gains)
    return np.asarray(np.argmax(gains, axis=-1), np.int64)


@dataclass(frozen=True, eq=False)
class CoChannelGains:
    """What the serving beam and the co-channel beams send towards users, for equal path and user antenna.

    Attributes:
        carrier_db: of the serving beam: gain plus the beam's power, dB, shape `(...)`.
        interference_db: of all others that share its frequency and polarisation, added as powers; -300 where there are
            none, dB.
        interferers: how many there are, shape `(...)`.
    """

    carrier_db: NDArray[np.float64]
    interference_db: NDArray[np.float64]
    interferers: NDArray[np.int64]

    @property
    def carrier_to_interference_db(self) -> NDArray[np.float64]:
        """C/I, dB, shape `(...)`."""
        return self.carrier_db - self.interference_db


def co_channel_gains(
    gains_dbi: NDArray[np.float64],
    serving: NDArray[np.int64],
    colouring: BeamColouring,
    *,
    power_db: ArrayLike = 0.0,
    active: NDArray[np.bool_] | None = None,
) -> CoChannelGains:
    """Carrier and co-channel interference of users; their ratio, and with a noise figure their C/(N+I).

    Args:
        gains_dbi: `beam_gains_dbi`, shape `(..., beam)`.
        serving: index of each user's beam, shape `(...)`.
        colouring: of the beams.
        power_db: spectral power density of the beams against each other, dB; broadcasts to shape `(beam,)`.
        active: which beams transmit, shape `(beam,)`; all of them by default.

    Returns:
        Carrier and interference.

    Raises:
        ShapeError: the shapes do not agree.
        ModelRangeError: a gain or a power that is not finite (a beam that is off is not `active`).
        InputError: a serving beam that does not exist, or does not transmit; `active` is not of booleans.

    Source:
        Definition: powers of beams that carry independent signals add.
    """
    gains, power = numbers(gains_dbi, "gains"), numbers(power_db, "power")
    lit = np.ones(len(colouring), np.bool_) if active is None else np.asarray(active)
    chosen = _checked(np.asarray(serving), gains, lit, colouring)
    if power.shape not in ((), (1,), (len(colouring),)):
        raise ShapeError(f"{_MODEL}: power {power.shape} for {len(colouring)} beams; give one value or (beam,)")
    _GAIN.check(gains)
    _POWER.check(power)
    level = 10.0 ** ((gains + power) / 10.0)
    disturbing = colouring.co_channel()[chosen] & lit
    carrier = np.take_along_axis(level, chosen[..., None], axis=-1)[..., 0]
    interference = np.sum(level, axis=-1, where=disturbing)
    return CoChannelGains(
        10.0 * np.log10(carrier), 10.0 * np.log10(np.maximum(interference, 1e-30)), disturbing.sum(axis=-1)
    )


def carrier_to_interference_db(
    gains_dbi: NDArray[np.float64],
    serving: NDArray[np.int64],
    colouring: BeamColouring,
    *,
    power_db: ArrayLike = 0.0,
    active: NDArray[np.bool_] | None = None,
) -> NDArray[np.float64]:
    """C/I of users from co-channel beams of the same satellite.

    Args:
        gains_dbi: `beam_gains_dbi`, shape `(..., beam)`.
        serving: index of each user's beam, shape `(...)`.
        colouring: of the beams.
        power_db: spectral power density of the beams against each other, dB; broadcasts to shape `(beam,)`.
        active: which beams transmit, shape `(beam,)`; all of them by default.

    Returns:
        dB, shape `(...)`; above 250 dB where no beam disturbs.

    Raises:
        ShapeError: the shapes do not agree.
        InputError: a serving beam that does not exist, or does not transmit.

    Source:
        As `co_channel_gains`.
    """
    return co_channel_gains(gains_dbi, serving, colouring, power_db=power_db, active=active).carrier_to_interference_db


def _checked(
    serving: NDArray[np.int64], gains: NDArray[np.float64], lit: NDArray[np.bool_], colouring: BeamColouring
) -> NDArray[np.int64]:
    if gains.shape[-1:] != (len(colouring),) or lit.shape != (len(colouring),) or serving.shape != gains.shape[:-1]:
        raise ShapeError(
            f"{_MODEL}: gains {gains.shape}, serving {serving.shape}, active {lit.shape} for {len(colouring)} beams; "
            "give (..., beam), (...) and (beam,)"
        )
    if lit.dtype.kind != "b":
        raise InputError(f"{_MODEL}: active says True or False of each beam, given {lit.dtype}")
    if serving.dtype.kind not in "iu" or (serving < 0).any() or (serving >= len(colouring)).any():
        raise InputError(f"{_MODEL}: a serving beam is an index from 0 to {len(colouring) - 1}")
    if not lit[serving].all():
        raise InputError(f"{_MODEL}: {int((~lit[serving]).sum())} users are served by a beam that does not transmit")
    return serving


def _unit_vectors(u: NDArray[np.float64], v: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.stack([u, v, np.sqrt(np.maximum(1.0 - u**2 - v**2, 0.0))], axis=-1)
