"""The ephemeris that a cell broadcasts (SIB19): its steps, and what a terminal makes of it some seconds later."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

from huxing.core.constants import EARTH_J2, EARTH_MU, EARTH_ROTATION_RATE, WGS84_SEMI_MAJOR_AXIS
from huxing.core.errors import InputError, ShapeError
from huxing.core.model_range import ModelRange, numbers
from huxing.link.ntn.geometry import vectors

Model = Literal["linear", "kepler", "j2"]
MODELS: tuple[Model, ...] = get_args(Model)

POSITION_STEP, VELOCITY_STEP = 1.3, 0.06
"""m and m/s of one step. Source: 3GPP TS 38.331 V17, EphemerisInfo, positionX and velocityVX."""
_POSITION_STEPS, _VELOCITY_STEPS = 2**25, 2**17
VALIDITY_DURATIONS = (5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 120, 180, 240, 900)
"""Seconds for which a cell may let its ephemeris be used. Source: TS 38.331 V17, ntn-UlSyncValidityDuration."""

_MODEL = "3GPP TS 38.331, EphemerisInfo"
_POSITION = ModelRange(
    _MODEL,
    "coordinate",
    -_POSITION_STEPS * POSITION_STEP,
    (_POSITION_STEPS - 1) * POSITION_STEP,
    "km",
    1e3,
    physical=True,
)
_VELOCITY = ModelRange(
    _MODEL, "velocity", -_VELOCITY_STEPS * VELOCITY_STEP, (_VELOCITY_STEPS - 1) * VELOCITY_STEP, "m/s", physical=True
)
_AGE = ModelRange(_MODEL, "age", 0.0, float(VALIDITY_DURATIONS[-1]), "s", physical=True)
_RADIUS = ModelRange(
    "orbit of a satellite", "distance from the Earth's centre", 6.3e6, np.inf, "km", 1e3, physical=True
)
_LONGEST_STEP_SECONDS = 10.0


@dataclass(frozen=True)
class BroadcastEphemeris:
    """A satellite's state in whole steps, ITRF.

    Attributes:
        position_steps: whole numbers of 1.3 m, shape `(..., 3)`.
        velocity_steps: whole numbers of 0.06 m/s, relative to ITRF, of the same shape.
    """

    position_steps: NDArray[np.int64]
    velocity_steps: NDArray[np.int64]

    @property
    def position(self) -> NDArray[np.float64]:
        """Position at the epoch, m."""
        return np.asarray(self.position_steps * POSITION_STEP)

    @property
    def velocity(self) -> NDArray[np.float64]:
        """Velocity at the epoch, m/s."""
        return np.asarray(self.velocity_steps * VELOCITY_STEP)


def broadcast_ephemeris(position: ArrayLike, velocity: ArrayLike) -> BroadcastEphemeris:
    """The nearest state that a cell can broadcast.

    Args:
        position: of the satellite at the epoch, ITRF, m, shape `(..., 3)`.
        velocity: relative to ITRF, m/s, broadcasts.

    Returns:
        The state in steps.

    Raises:
        ModelRangeError: a coordinate beyond 43,620 km or 7,864 m/s, which the message cannot hold.
        ShapeError: the last axis is not of length 3, or the shapes do not broadcast.

    Source:
        3GPP TS 38.331 V17: PositionStateVector INTEGER (-33554432..33554431) of 1.3 m, VelocityStateVector
        INTEGER (-131072..131071) of 0.06 m/s.
    """
    where, moving = vectors(_MODEL, position=position, velocity=velocity)
    _POSITION.check(where)
    _VELOCITY.check(moving)
    return BroadcastEphemeris(
        np.rint(where / POSITION_STEP).astype(np.int64), np.rint(moving / VELOCITY_STEP).astype(np.int64)
    )


def extrapolated_state(
    position: ArrayLike, velocity: ArrayLike, age: ArrayLike, *, model: Model = "j2"
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A satellite's state some time after that which was broadcast, as a terminal may compute it.

    Args:
        position: at the epoch, ITRF, m, shape `(..., 3)`.
        velocity: relative to ITRF, m/s, broadcasts.
        age: time since the epoch, s, broadcasts with the shape without the last axis; 0 to 900.
        model: 'linear' (uniform motion in ITRF), 'kepler' (a point mass, in the rotating frame) or 'j2' (with the
            Earth's flattening). The specifications leave the choice to the terminal.

    Returns:
        Position, m, and velocity, m/s, ITRF, shape `(..., 3)`.

    Raises:
        ModelRangeError: an age outside 0 to 900 s, a state that is not finite, or a position inside the Earth (nearer
            to its centre than 6300 km).
        ShapeError: the last axis is not of length 3, or the shapes do not broadcast.
        InputError: no such model.

    Source:
        Runge-Kutta of 4th order with steps of at most 10 s (its error over 900 s stays under 1 cm); forces: Vallado
        2013, equations 8-25 (J2) and section 3.4.3 (rotating frame).
    """
    if model not in MODELS:
        raise InputError(f"{_MODEL}: no model '{str(model)[:60]}'; there are {', '.join(MODELS)}", given=model)
    _AGE.check(age)
    where, moving = vectors(_MODEL, position=position, velocity=velocity)
    _RADIUS.check(np.sqrt(np.sum(where**2, axis=-1)))
    seconds = numbers(age, "age")
    try:
        shape = np.broadcast_shapes(where.shape[:-1], seconds.shape)
    except ValueError as error:
        raise ShapeError(
            f"{_MODEL}: states of shape {where.shape} and ages of shape {seconds.shape} do not broadcast"
        ) from error
    where, moving = (np.broadcast_to(array, (*shape, 3)) for array in (where, moving))
    seconds = np.broadcast_to(seconds, shape)
    if model == "linear":
        return where + moving * seconds[..., None], moving.copy()
    states = np.concatenate([where, moving], axis=-1).reshape(-1, 6)
    _integrate(states, np.ascontiguousarray(seconds).ravel(), EARTH_J2 if model == "j2" else 0.0)
    states = states.reshape(*shape, 6)
    return states[..., :3].copy(), states[..., 3:].copy()


@njit(cache=True, nogil=True, error_model="numpy")
def _rates(state: NDArray[np.float64], j2: float, out: NDArray[np.float64]) -> None:  # pragma: no cover - compiled
    x, y, z, vx, vy, vz = state[0], state[1], state[2], state[3], state[4], state[5]
    squared = x * x + y * y + z * z
    pull = -EARTH_MU / (squared * math.sqrt(squared))
    flattening = 1.5 * j2 * WGS84_SEMI_MAJOR_AXIS**2 / squared
    level = pull * (1.0 + flattening * (1.0 - 5.0 * z * z / squared))
    axial = pull * (1.0 + flattening * (3.0 - 5.0 * z * z / squared))
    spin = EARTH_ROTATION_RATE
    out[0], out[1], out[2] = vx, vy, vz
    out[3] = level * x + spin * spin * x + 2.0 * spin * vy
    out[4] = level * y + spin * spin * y - 2.0 * spin * vx
    out[5] = axial * z


@njit(cache=True, nogil=True, error_model="numpy")
def _integrate(
    states: NDArray[np.float64], seconds: NDArray[np.float64], j2: float
) -> None:  # pragma: no cover - compiled
    """Runge-Kutta in place, each state over its own time."""
    k1, k2, k3, k4 = np.empty(6), np.empty(6), np.empty(6), np.empty(6)
    for i in range(states.shape[0]):
        steps = max(1, math.ceil(seconds[i] / _LONGEST_STEP_SECONDS))
        h = seconds[i] / steps
        state = states[i]
        for _ in range(steps):
            _rates(state, j2, k1)
            _rates(state + 0.5 * h * k1, j2, k2)
            _rates(state + 0.5 * h * k2, j2, k3)
            _rates(state + h * k3, j2, k4)
            for c in range(6):
                state[c] += h / 6.0 * (k1[c] + 2.0 * k2[c] + 2.0 * k3[c] + k4[c])
