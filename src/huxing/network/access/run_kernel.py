"""A block of steps of a handover run, compiled: the parts of `handover_kernel` in their order."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from huxing.network.access.handover_kernel import advance, attach_users, change_users, count_step


@njit(cache=True, nogil=True, error_model="numpy")
def run_steps(
    first_step: int,
    advanced: bool,
    seconds: NDArray[np.float64],
    due: NDArray[np.bool_],
    stay_until: NDArray[np.float64],
    start: NDArray[np.int64],
    satellite: NDArray[np.int32],
    first: NDArray[np.int32],
    last: NDArray[np.int32],
    rise: NDArray[np.float64],
    sets: NDArray[np.float64],
    following: NDArray[np.int64],
    active: NDArray[np.int32],
    count: NDArray[np.int32],
    serving: NDArray[np.int32],
    since: NDArray[np.float64],
    state: NDArray[np.int8],
    lost: NDArray[np.int32],
    gone: NDArray[np.float64],
    settled: NDArray[np.bool_],
    at_elevation: NDArray[np.int32],
    load: NDArray[np.int32],
    viewers: NDArray[np.int32],
    capacity: NDArray[np.int32],
    load_sum: NDArray[np.int64],
    load_peak: NDArray[np.int32],
    position: NDArray[np.float64],
    reference: NDArray[np.float64],
    place: NDArray[np.float64],
    up: NDArray[np.float64],
    pair_start: NDArray[np.int64],
    score: NDArray[np.float64],
    policy: NDArray[np.int64],
    amount: NDArray[np.float64],
    numbers: NDArray[np.int32],
    values: NDArray[np.float64],
    serving_satellite: NDArray[np.int32],
    totals: NDArray[np.int64],
    fairness: NDArray[np.float64],
) -> int:  # pragma: no cover - compiled
    """Run consecutive steps; the number of events written.

    Args:
        first_step: number of the first of them.
        advanced: whether the sightings have been brought to it already.
        seconds, due, stay_until: of each step: s, whether users may change at it, and until when a satellite is to
            stay in view to go first, `(step,)`.
        start, satellite, first, last, rise, sets: the sightings.
        following, active, count: those of each user that come next, and that are active.
        serving, since, state, lost, gone, settled, at_elevation: of each user.
        load, viewers, capacity, load_sum, load_peak: of each satellite.
        position, reference: of the satellites, ITRF, m, `(step, satellite, 3)`; `reference` of one step where it is
            not asked for.
        place, up: of the users, `(step, user, 3)`; of one step where they stand.
        pair_start, score: of the active sightings, where the choice is by score.
        policy, amount: the policy as numbers.
        numbers, values: events; filled: user, old and new satellite, reason; s, wait, cost, sine of the elevation.
        serving_satellite: `(step, user)`, -1 for none; filled where it has rows.
        totals, fairness: of each step; filled.

    Returns:
        Events.

    Raises:
        Nothing of its own.

    Source:
        `handover_kernel`.
    """
    rows = 0
    for k in range(seconds.size):
        here, now = (k if place.shape[0] > 1 else 0), seconds[k]
        there = k if reference.shape[0] > 1 else 0
        if not advanced:
            advance(
                first_step + k, start, satellite, first, last, sets, following, active, count, serving, lost, gone,
                load, viewers,
            )  # fmt: skip
        rows = attach_users(
            now, stay_until[k], satellite, rise, sets, active, count, serving, since, state, lost, gone, settled,
            load, capacity, position[k], place[here], up[here], pair_start, score, policy, amount, numbers, values,
            rows,
        )  # fmt: skip
        rows = change_users(
            now, stay_until[k], due[k], satellite, sets, active, count, serving, since, settled, load, capacity,
            position[k], reference[there], place[here], up[here], pair_start, score, policy, amount, numbers, values,
            rows,
        )  # fmt: skip
        count_step(
            satellite, serving, state, load, viewers, position[k], place[here], up[here], at_elevation, load_sum,
            load_peak, totals[k], fairness[k : k + 1],
        )  # fmt: skip
        if serving_satellite.shape[0]:
            for u in range(serving.size):
                serving_satellite[k, u] = satellite[serving[u]] if serving[u] >= 0 else -1
    return rows
