"""Conditional handover: the inequalities of TS 38.331."""

from __future__ import annotations

import numpy as np
import pytest

from huxing.core.errors import ModelRangeError, ShapeError
from huxing.network.access import DistanceCondition, TimeCondition, distance_event, time_event


def test_the_distance_event_enters_on_both_and_leaves_on_one() -> None:
    condition = DistanceCondition(100.0, 80.0, hysteresis=10.0)
    serving = np.array([111.0, 110.0, 111.0, 89.0, 105.0, 111.0])
    candidate = np.array([69.0, 69.0, 70.0, 69.0, 85.0, 91.0])
    entering, leaving = distance_event(serving, candidate, condition)
    # D1-1: Ml1 - Hys > Thresh1; D1-2: Ml2 + Hys < Thresh2; D1-3: Ml1 + Hys < Thresh1; D1-4: Ml2 - Hys > Thresh2
    assert entering.tolist() == [True, False, False, False, False, False]
    assert leaving.tolist() == [False, False, False, True, False, True]


def test_the_time_event_is_a_window() -> None:
    entering, leaving = time_event([9.0, 10.0, 10.5, 15.0, 15.5], 10.0, 5.0)
    assert entering.tolist() == [False, False, True, True, True]
    assert leaving.tolist() == [False, False, False, False, True]


def test_negative_and_ragged_values_are_refused() -> None:
    for values in ((-1.0, 1.0), (1.0, -1.0), (1.0, 1.0, -1.0), (np.nan, 1.0)):
        with pytest.raises(ModelRangeError):
            DistanceCondition(*values)
    with pytest.raises(ModelRangeError):
        TimeCondition(-1.0, 1.0)
    with pytest.raises(ModelRangeError):
        time_event(0.0, 0.0, -1.0)
    with pytest.raises(ModelRangeError):
        distance_event(-1.0, 1.0, DistanceCondition(1.0, 1.0))
    with pytest.raises(ShapeError):
        distance_event([1.0, 2.0], [1.0, 2.0, 3.0], DistanceCondition(1.0, 1.0))
