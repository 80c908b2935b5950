"""Timing advance of a satellite's uplink: its four terms, the common one as broadcast (SIB19)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.model_range import ModelRange, broadcast
from huxing.link.ntn.doppler import link_motion
from huxing.link.ntn.numerology import BASIC_TIME_UNIT

COMMON_STEP, DRIFT_STEP, VARIANT_STEP = 4.072e-9, 0.2e-9, 0.02e-9
"""s, s/s and s/s2 of one step of ta-Common, -CommonDrift and -CommonDriftVariant. Source: TS 38.331 V17, TA-Info."""
_COMMON_STEPS, _DRIFT_STEPS, _VARIANT_STEPS = 66_485_757, 257_303, 28_949
FR1_OFFSET, FR2_OFFSET = 25_600, 13_792
"""N_TA,offset of FR1 without coexistence with LTE, and of FR2, T_c. Source: TS 38.133, table 7.1.2-2."""

_MODEL = "3GPP TS 38.331, TA-Info"
_COMMON = ModelRange(_MODEL, "ta-Common", 0.0, (_COMMON_STEPS + 0.5) * COMMON_STEP, "ms", 1e-3, physical=True)
_DRIFT = ModelRange(
    _MODEL, "ta-CommonDrift", -_DRIFT_STEPS * DRIFT_STEP, _DRIFT_STEPS * DRIFT_STEP, "us/s", 1e-6, physical=True
)
_VARIANT = ModelRange(_MODEL, "ta-CommonDriftVariant", 0.0, _VARIANT_STEPS * VARIANT_STEP, "us/s2", 1e-6, physical=True)
_AGE = ModelRange("3GPP TS 38.213, 4.2", "age", 0.0, 900.0, "s", physical=True)
_TERMS = "3GPP TS 38.211, 4.3.1"
_ADVANCE = ModelRange(_TERMS, "timing advance", -np.inf, np.inf, "s", physical=True)
_DELAY = ModelRange(_TERMS, "service delay", 0.0, np.inf, "ms", 1e-3, physical=True)


@dataclass(frozen=True)
class CommonTimingAdvance:
    """The round trip between reference point and satellite, as broadcast; arrays of one shape.

    Attributes:
        common_steps: whole numbers of 4.072 ns.
        drift_steps: whole numbers of 0.2 ns/s.
        variant_steps: whole numbers of 0.02 ns/s2.
    """

    common_steps: NDArray[np.int64]
    drift_steps: NDArray[np.int64]
    variant_steps: NDArray[np.int64]

    def at(self, age: ArrayLike) -> NDArray[np.float64]:
        """The round trip some time after the epoch.

        Args:
            age: s, broadcasts; 0 to 900.

        Returns:
            Twice the one-way delay, s.

        Raises:
            ModelRangeError: an age outside 0 to 900 s.
            ShapeError: the shapes do not broadcast.

        Source:
            3GPP TS 38.213 V18, 4.2: Delay_common(t); the quadratic term without a further half.
        """
        _AGE.check(age)
        arrays = broadcast(
            _MODEL, common=self.common_steps, drift=self.drift_steps, variant=self.variant_steps, age=age
        )
        common, drift, variant, seconds = arrays
        return np.asarray(common * COMMON_STEP + (drift * DRIFT_STEP + variant * VARIANT_STEP * seconds) * seconds)


@dataclass(frozen=True)
class TimingAdvance:
    """The four terms of the timing advance, in units of T_c = 0.509 ns; arrays of one shape.

    Attributes:
        commanded: N_TA, by timing advance commands.
        offset: N_TA,offset, of the cell.
        common: N_TA,adj^common, between the reference point and the satellite.
        terminal: N_TA,adj^UE, between the satellite and the terminal.
    """

    commanded: NDArray[np.float64]
    offset: NDArray[np.float64]
    common: NDArray[np.float64]
    terminal: NDArray[np.float64]

    @property
    def total(self) -> NDArray[np.float64]:
        """T_TA: how long before the downlink frame the uplink frame starts, s."""
        return np.asarray((self.commanded + self.offset + self.common + self.terminal) * BASIC_TIME_UNIT)


def common_timing_advance(
    satellite_position: ArrayLike, satellite_velocity: ArrayLike, reference_position: ArrayLike
) -> CommonTimingAdvance:
    """What a cell broadcasts of the way between its reference point (the gateway) and the satellite.

    Args:
        satellite_position: at the epoch, ITRF, m, shape `(..., 3)`.
        satellite_velocity: relative to ITRF, m/s, broadcasts.
        reference_position: of the uplink time synchronisation reference point, ITRF, m, broadcasts.

    Returns:
        The round trip with its drift and half its acceleration at the epoch, in whole steps. The message has no place
        for a negative acceleration (at most 0.35 ns/s2, of high orbits and at the horizon): it is then left out, as 0.

    Raises:
        ModelRangeError: more than the message can hold (270.7 ms, 51.5 us/s, 0.58 us/s2).
        ShapeError: the last axis is not of length 3, or the shapes do not broadcast.

    Source:
        3GPP TS 38.213 V18, 4.2; steps and ranges: TS 38.331 V17, TA-Info.
    """
    motion = link_motion(satellite_position, satellite_velocity, reference_position, carrier=1.0)
    round_trip = 2.0 / SPEED_OF_LIGHT
    common, drift = motion.distance * round_trip, motion.range_rate * round_trip
    variant = np.maximum(motion.range_acceleration * round_trip / 2.0, 0.0)
    return CommonTimingAdvance(
        _whole_steps(common, COMMON_STEP, _COMMON),
        _whole_steps(drift, DRIFT_STEP, _DRIFT),
        _whole_steps(variant, VARIANT_STEP, _VARIANT),
    )


def _whole_steps(values: NDArray[np.float64], step: float, limit: ModelRange) -> NDArray[np.int64]:
    """Nearest whole steps, refused where the message has no place for them."""
    steps = np.asarray(np.rint(values / step)) + 0.0
    limit.check(np.where(np.isfinite(values), steps * step, values))
    return steps.astype(np.int64)


def timing_advance(
    service_delay: ArrayLike,
    *,
    common_round_trip: ArrayLike = 0.0,
    commanded: ArrayLike = 0.0,
    offset: ArrayLike = FR1_OFFSET,
) -> TimingAdvance:
    """The terms of a terminal's timing advance.

    Args:
        service_delay: one way between terminal and satellite, s, any shape.
        common_round_trip: twice the one-way delay between reference point and satellite, s, broadcasts; 0 where the
            gNB, or the reference point, flies.
        commanded: N_TA, T_c, broadcasts.
        offset: N_TA,offset, T_c, broadcasts: `FR1_OFFSET`, in Ka band `FR2_OFFSET`.

    Returns:
        The terms.

    Raises:
        ModelRangeError: a delay below 0, or a value that is not finite.
        ShapeError: the shapes do not broadcast.

    Source:
        3GPP TS 38.211 V18, 4.3.1: T_TA = (N_TA + N_TA,offset + N_TA,adj^common + N_TA,adj^UE) T_c; TS 38.213 V18, 4.2.
    """
    _DELAY.check(service_delay)
    arrays = broadcast(
        _TERMS,
        commanded=commanded,
        offset=offset,
        common_round_trip=common_round_trip,
        service_delay=service_delay,
    )
    for array in arrays:
        _ADVANCE.check(array)
    return TimingAdvance(arrays[0], arrays[1], arrays[2] / BASIC_TIME_UNIT, 2.0 * arrays[3] / BASIC_TIME_UNIT)
