"""SGP4 states: shapes, codes, and that nothing is NaN without a reason."""

from __future__ import annotations

import numpy as np
from random_orbits import EPOCH, element_row, element_sets, mixed_sets

from huxing.orbit import ELEMENT_SETS, ElementSets
from huxing.orbit.sgp4_states import ERROR_MEANINGS, Sgp4Propagator


def test_shapes_and_units() -> None:
    times = EPOCH + np.arange(5) * np.timedelta64(600, "s")
    states = Sgp4Propagator(mixed_sets(7, 1)).states(times)
    assert states.position.shape == states.velocity.shape == (7, 5, 3)
    assert states.error.shape == (7, 5)
    near = np.linalg.norm(states.position[0], axis=-1)
    assert ((near > 6.5e6) & (near < 8.0e6)).all()  # m
    speed = np.linalg.norm(states.velocity[0], axis=-1)
    assert ((speed > 6.9e3) & (speed < 8.0e3)).all()  # m/s


def test_no_satellites_and_no_times() -> None:
    none = ElementSets(ELEMENT_SETS.empty())
    assert Sgp4Propagator(none).states(np.array([EPOCH])).position.shape == (0, 1, 3)
    empty = Sgp4Propagator(mixed_sets(2, 1)).states(np.empty(0, "datetime64[ns]"))
    assert empty.position.shape == (2, 0, 3)
    assert empty.error.shape == (2, 0)


def test_nan_stands_exactly_where_a_code_does() -> None:
    sets = element_sets([element_row(15.0), element_row(16.45, bstar=0.05), element_row(10, 0.4, mean_anomaly=0.0)])
    states = Sgp4Propagator(sets).states(EPOCH + np.arange(0, 2880, 5) * np.timedelta64(60, "s"))
    assert (np.isnan(states.position).any(axis=-1) == (states.error != 0)).all()
    assert (np.isnan(states.velocity).all(axis=-1) == (states.error != 0)).all()
    assert (states.error[0] == 0).all()
    assert set(states.error[1]) >= {0, 1} or set(states.error[1]) >= {0, 6}
    assert set(states.error[2]) == {0, 6}  # under ground at perigee, in the sky at apogee
    assert set(np.unique(states.error)) <= set(ERROR_MEANINGS)


def test_the_epoch_counts_to_the_nanosecond() -> None:
    late = EPOCH + np.timedelta64(86_399_999_999_999, "ns")
    sets = element_sets([element_row(15.0), element_row(15.0, epoch=late)])
    first = Sgp4Propagator(sets[0]).states(np.array([EPOCH]))
    second = Sgp4Propagator(sets[1]).states(np.array([late]))
    # the theory's own epoch matters for deep space only
    assert np.array_equal(first.position, second.position)
