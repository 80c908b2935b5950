"""Conditional handover of 3GPP's non-terrestrial networks: by distance (events D1 and D2) and by time (event T1)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.model_range import ModelRange, broadcast

_MODEL = "conditional handover (3GPP TS 38.331, 5.5.4)"
_DISTANCE = ModelRange(_MODEL, "distance", 0.0, np.inf, "km", 1e3, physical=True)
_TIME = ModelRange(_MODEL, "time", -np.inf, np.inf, "s", physical=True)
_SPAN = ModelRange(_MODEL, "lead or duration", 0.0, np.inf, "s", physical=True)


@dataclass(frozen=True)
class DistanceCondition:
    """Event D2: leave a satellite whose reference location is far, for one whose is near.

    The reference location moves with the satellite: its sub-satellite point on the ellipsoid, and the distance to it is
    that of the straight line. The candidate is in view as well, which stands for the event on signal strength (A3, A4
    or A5) that is configured beside it.

    Attributes:
        leave_beyond: threshold 1, of the serving satellite, m.
        enter_within: threshold 2, of the candidate, m.
        hysteresis: m.
    """

    leave_beyond: float
    enter_within: float
    hysteresis: float = 0.0

    def __post_init__(self) -> None:
        for value in (self.leave_beyond, self.enter_within, self.hysteresis):
            _DISTANCE.single(value)


@dataclass(frozen=True)
class TimeCondition:
    """Event T1: a candidate may be taken in a window of time; here before the serving satellite sets.

    Attributes:
        lead: threshold 1 is so long before the serving satellite sets, s.
        duration: of the window, s.
    """

    lead: float
    duration: float

    def __post_init__(self) -> None:
        for value in (self.lead, self.duration):
            _SPAN.single(value)


def distance_event(
    serving: ArrayLike, candidate: ArrayLike, condition: DistanceCondition
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Entering and leaving conditions of the events D1 (fixed reference locations) and D2 (moving ones).

    Args:
        serving: distance between the user and reference location 1, m; broadcasts with the candidate's.
        candidate: distance between the user and reference location 2, m.
        condition: thresholds and hysteresis.

    Returns:
        Whether the entering condition is satisfied (both of its inequalities), and whether the leaving condition is
        (one of them). Neither may be.

    Raises:
        ModelRangeError: a negative distance.
        ShapeError: the arrays do not broadcast.

    Source:
        3GPP TS 38.331 V18, 5.5.4.15 and 5.5.4.15a, inequalities D1-1 to D1-4 and D2-1 to D2-4.
    """
    first, second = broadcast(_MODEL, serving=serving, candidate=candidate)
    _DISTANCE.check(first)
    _DISTANCE.check(second)
    slack = condition.hysteresis
    entering = (first - slack > condition.leave_beyond) & (second + slack < condition.enter_within)
    leaving = (first + slack < condition.leave_beyond) | (second - slack > condition.enter_within)
    return np.asarray(entering), np.asarray(leaving)


def time_event(time: ArrayLike, threshold: ArrayLike, duration: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Entering and leaving conditions of the event T1.

    Args:
        time: measured at the user, s from any instant.
        threshold: s from the same; broadcasts.
        duration: s.

    Returns:
        Whether the entering condition is satisfied, and whether the leaving condition is. Between the threshold and
        the end of the duration only the first is.

    Raises:
        ModelRangeError: a negative duration.
        ShapeError: the arrays do not broadcast.

    Source:
        3GPP TS 38.331 V17, 5.5.4.16, inequalities T1-1 and T1-2.
    """
    now, least = broadcast(_MODEL, time=time, threshold=threshold)
    _TIME.check(now)
    _TIME.check(least)
    window = _SPAN.single(duration)
    return np.asarray(now > least), np.asarray(now > least + window)
