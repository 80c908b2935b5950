"""Ephemerides of the Orbit Ephemeris Message: segments of states, whatever notation they came in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import InputError
from huxing.core.time import Times

TIME_SYSTEMS = ("UTC", "TAI", "TT", "TDB", "TCB", "TCG", "GPS", "UT1")
"""Time systems whose epochs are instants; clocks that count from an event (MET, MRT, SCLK) and GMST are not."""
INTERPOLATIONS = ("HERMITE", "LAGRANGE", "LINEAR")


@dataclass(frozen=True, eq=False)
class StateCovariance:
    """Covariance of a state.

    Attributes:
        epoch: in the segment's time system.
        frame: its reference frame; '' is the segment's.
        matrix: position then velocity, m^2, m^2/s and m^2/s^2, shape `(6, 6)`, symmetric.

    Raises:
        Nothing of its own.

    Source:
        CCSDS 502.0-B-3, section 5.2.5.
    """

    epoch: np.datetime64
    frame: str
    matrix: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class EphemerisSegment:
    """States of one object between two discontinuities.

    Attributes:
        object_name: name.
        object_id: international designator, or another identifier.
        center_name: origin of the frame.
        ref_frame: name of the frame, as in the file.
        time_system: one of `TIME_SYSTEMS`; all times are in it, none is converted.
        start: beginning of the span.
        stop: end of the span.
        epochs: strictly increasing, shape `(time,)`.
        positions: m, shape `(time, axis)`.
        velocities: m/s, shape `(time, axis)`.
        accelerations: m/s^2, shape `(time, axis)`, NaN at the epochs for which the file gives none; None without any.
        useable_start: beginning of the useable span, or None.
        useable_stop: end of the useable span, or None.
        interpolation: recommended method, one of `INTERPOLATIONS`, or ''.
        interpolation_degree: its degree, 0 without a method.
        ref_frame_epoch: epoch of the frame, or None.
        covariances: in order of their epochs.

    Raises:
        InputError: another time system or interpolation, epochs that do not increase or lie outside the span.

    Source:
        CCSDS 502.0-B-3, table 5-3 and section 5.2.4.
    """

    object_name: str
    object_id: str
    center_name: str
    ref_frame: str
    time_system: str
    start: np.datetime64
    stop: np.datetime64
    epochs: Times
    positions: NDArray[np.float64]
    velocities: NDArray[np.float64]
    accelerations: NDArray[np.float64] | None = None
    useable_start: np.datetime64 | None = None
    useable_stop: np.datetime64 | None = None
    interpolation: str = ""
    interpolation_degree: int = 0
    ref_frame_epoch: np.datetime64 | None = None
    covariances: tuple[StateCovariance, ...] = ()

    def __post_init__(self) -> None:
        self._require_names()
        self._require_states()
        self._require_times()
        if any(a.epoch >= b.epoch for a, b in zip(self.covariances, self.covariances[1:], strict=False)):
            raise InputError("covariances stand in the order of their epochs; one is out of order")

    def __len__(self) -> int:
        return len(self.epochs)

    def _require_names(self) -> None:
        if self.time_system not in TIME_SYSTEMS:
            raise InputError(
                f"TIME_SYSTEM = {self.time_system[:40]}; accepted are {', '.join(TIME_SYSTEMS)} "
                "(a clock that counts from an event gives no instants)",
                given=self.time_system,
                accepted=TIME_SYSTEMS,
            )
        if self.interpolation and self.interpolation not in INTERPOLATIONS:
            raise InputError(f"INTERPOLATION = {self.interpolation[:40]}; accepted are {', '.join(INTERPOLATIONS)}")
        if bool(self.interpolation) != (self.interpolation_degree > 0):
            raise InputError("INTERPOLATION and a positive INTERPOLATION_DEGREE go together; one of them is missing")

    def _require_states(self) -> None:
        count = len(self.epochs)
        accelerations = self.positions if self.accelerations is None else self.accelerations
        for values in (self.positions, self.velocities, accelerations):
            if values.shape != (count, 3):
                raise InputError(f"{count} epochs, but states of shape {values.shape}; accepted is ({count}, 3)")
        if not (np.isfinite(self.positions).all() and np.isfinite(self.velocities).all()):
            raise InputError("a position or a velocity is not a finite number")
        if count == 0:
            raise InputError("a segment has no states; at least one is needed")

    def _require_times(self) -> None:
        require_increasing(self.epochs)
        if self.epochs[0] < self.start or self.epochs[-1] > self.stop:
            raise InputError(
                f"states from {self.epochs[0]} to {self.epochs[-1]} are not inside START_TIME {self.start} "
                f"and STOP_TIME {self.stop}"
            )
        first = self.start if self.useable_start is None else self.useable_start
        last = self.stop if self.useable_stop is None else self.useable_stop
        if not self.start <= first <= last <= self.stop:
            raise InputError(f"the useable span {first} to {last} is not inside {self.start} to {self.stop}")


def require_increasing(epochs: Times) -> None:
    """Check that epochs increase strictly.

    Args:
        epochs: shape `(time,)`.

    Raises:
        InputError: naming the first that does not.

    Source:
        CCSDS 502.0-B-3, section 5.2.4.4 (a time tag is repeated only in another block).
    """
    late = np.flatnonzero(epochs[1:] <= epochs[:-1])
    if late.size:
        raise InputError(f"epochs increase within a segment, but {epochs[late[0] + 1]} does not exceed the one before")


def require_one_object(segments: Sequence[EphemerisSegment]) -> None:
    """Check what holds across a message: at least one segment, one object, one time system.

    Args:
        segments: of one message.

    Raises:
        InputError: none, several objects or several time systems.

    Source:
        CCSDS 502.0-B-3, sections 5.1.3 and 5.2.4.5.
    """
    if not segments:
        raise InputError("an ephemeris message has at least one segment")
    for what, found in (
        ("OBJECT_ID", {segment.object_id for segment in segments}),
        ("TIME_SYSTEM", {segment.time_system for segment in segments}),
    ):
        if len(found) > 1:
            raise InputError(f"one message has one {what}, but here are {', '.join(sorted(found)[:5])}")
