"""Handover of all users, one step after another: compiled.

At each step, in the order of the users' numbers: first the satellites that have set are given up, then users without
one take one, then users with one may change it. So a user that lost its satellite finds a place before another improves
its own. What happens between two steps has its own instant: a satellite that sets is followed, as it does, by one that
is in view then; only where there is none, by one that rises before the next step.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from huxing.network.access.choice_kernel import (
    CHOICE,
    COST,
    DECIBELS,
    DURATION,
    DWELL,
    ENTER,
    HYSTERESIS,
    LEAD,
    LEAVE,
    MARGIN,
    OVERLAP,
    SCORED,
    SEAMLESS,
    TRIGGER,
    best_sighting,
    distance,
    gain,
    sight,
)

SET, BETTER, INTERVAL, DISTANCE, TIME = 0, 1, 2, 3, 4
"""Triggers, as numbers; and reasons of a handover."""
START, OUTAGE, RETURN, BLOCKED, ADMITTED, ABSENT = 5, 6, 7, 8, 9, 10
"""Other reasons of an event."""
REASONS = (
    "set", "better", "scheduled", "distance", "time", "start", "outage", "return", "blocked", "admitted", "absent"
)  # fmt: skip
"""Their names."""
NEW, SERVED, OUT, WAITING = 0, 1, 2, 3
"""States of a user; a new one is not there yet, or not any more."""
ELEVATION_BINS = 18
"""Of 5 deg each, from the horizon on; what is below the horizon counts in the first."""
_PER_RADIAN = ELEVATION_BINS / (0.5 * math.pi)


@njit(cache=True, nogil=True, error_model="numpy")
def most_at_once(
    start: NDArray[np.int64], first: NDArray[np.int32], last: NDArray[np.int32]
) -> int:  # pragma: no cover
    """Most sightings that any user has at one step."""
    most, ends = 0, np.empty(max(last.size, 1), np.int32)
    for u in range(start.size - 1):
        count = 0
        for p in range(start[u], start[u + 1]):
            kept = 0
            for k in range(count):
                if ends[k] >= first[p]:
                    ends[kept] = ends[k]
                    kept += 1
            ends[kept] = last[p]
            count = kept + 1
            most = max(most, count)
    return most


@njit(cache=True, nogil=True, error_model="numpy")
def advance(
    step: int,
    start: NDArray[np.int64],
    satellite: NDArray[np.int32],
    first: NDArray[np.int32],
    last: NDArray[np.int32],
    sets: NDArray[np.float64],
    following: NDArray[np.int64],
    active: NDArray[np.int32],
    count: NDArray[np.int32],
    serving: NDArray[np.int32],
    lost: NDArray[np.int32],
    gone: NDArray[np.float64],
    load: NDArray[np.int32],
    viewers: NDArray[np.int32],
) -> None:  # pragma: no cover - compiled
    """Bring every user's sightings to a step; a serving one that has ended is noted in `lost`, and given up."""
    for u in range(count.size):
        lost[u], gone[u] = -1, -np.inf
        j = 0
        while j < count[u]:
            p = active[u, j]
            if last[p] >= step:
                j += 1
                continue
            viewers[satellite[p]] -= 1
            gone[u] = max(gone[u], sets[p])
            if p == serving[u]:
                lost[u], serving[u] = p, -1
                load[satellite[p]] -= 1
            count[u] -= 1
            active[u, j] = active[u, count[u]]
        while following[u] < start[u + 1] and first[following[u]] <= step:
            active[u, count[u]] = following[u]
            viewers[satellite[following[u]]] += 1
            count[u] += 1
            following[u] += 1


@njit(cache=True, nogil=True, error_model="numpy")
def gather(
    now: float, active: NDArray[np.int32], count: NDArray[np.int32], satellite: NDArray[np.int32],
    sets: NDArray[np.float64], serving: NDArray[np.int32], position: NDArray[np.float64], place: NDArray[np.float64],
    up: NDArray[np.float64], load: NDArray[np.int32], pair_start: NDArray[np.int64],
    numbers: NDArray[np.int64], values: NDArray[np.float64],
) -> None:  # pragma: no cover - compiled  # fmt: skip
    """Every user's sightings at a step: user, satellite, load, serving into `numbers`; elevation, range, remaining."""
    row = 0
    for u in range(count.size):
        pair_start[u] = row
        for p in active[u, : count[u]]:
            s = satellite[p]
            length, sine = sight(position[s], place[u], up[u])
            numbers[0, row], numbers[1, row], numbers[2, row], numbers[3, row] = u, s, load[s], p == serving[u]
            values[0, row], values[1, row], values[2, row] = math.asin(min(sine, 1.0)), length, sets[p] - now
            row += 1
    pair_start[count.size] = row


@njit(cache=True, nogil=True, error_model="numpy")
def _write(
    numbers: NDArray[np.int32], values: NDArray[np.float64], row: int,
    user: int, old: int, new: int, reason: int, instant: float, wait: float, cost: float, sine: float,
) -> int:  # pragma: no cover - compiled  # fmt: skip
    numbers[row, 0], numbers[row, 1], numbers[row, 2], numbers[row, 3] = user, old, new, reason
    values[row, 0], values[row, 1], values[row, 2], values[row, 3] = instant, wait, cost, sine
    return row + 1


@njit(cache=True, nogil=True, error_model="numpy")
def _write_unserved(
    u: int, new: int, now: float, gone: float, state: int, active: NDArray[np.int32], satellite: NDArray[np.int32],
    rise: NDArray[np.float64], sine: float, numbers: NDArray[np.int32], values: NDArray[np.float64], row: int,
) -> int:  # pragma: no cover - compiled  # fmt: skip
    """Event of a user that had no satellite before a step and takes sighting `new` (-1: none)."""
    instant, to = now, -1
    if new >= 0:
        to = satellite[new]
        reason = START if state == NEW else (RETURN if state == OUT else ADMITTED)
        instant = min(rise[new], now) if state == OUT else now
    elif active.size:
        if state == WAITING:
            return row
        reason = BLOCKED
        for p in active:
            instant = min(instant, rise[p]) if state == OUT else now
    else:
        if state == OUT:
            return row
        reason = OUTAGE
        instant = min(gone, now) if state == WAITING else now
    return _write(numbers, values, row, u, -1, to, reason, instant, 0.0, 0.0, sine)


@njit(cache=True, nogil=True, error_model="numpy")
def _write_lost(
    u: int, new: int, now: float, lost: int, active: NDArray[np.int32], satellite: NDArray[np.int32],
    rise: NDArray[np.float64], sets: NDArray[np.float64], sine: float, policy: NDArray[np.int64],
    amount: NDArray[np.float64], numbers: NDArray[np.int32], values: NDArray[np.float64], row: int,
) -> int:  # pragma: no cover - compiled  # fmt: skip
    """Events of a user whose satellite has set since the last step and that takes sighting `new` (-1: none)."""
    instant, old = min(sets[lost], now), satellite[lost]
    if new < 0:
        return _write(numbers, values, row, u, old, -1, BLOCKED if active.size else OUTAGE, instant, 0.0, 0.0, sine)
    begin, earliest = min(rise[new], now), np.inf
    for p in active:
        earliest = min(earliest, rise[p])
    if earliest > instant:
        row = _write(numbers, values, row, u, old, -1, OUTAGE, instant, 0.0, 0.0, np.nan)
        return _write(numbers, values, row, u, -1, satellite[new], RETURN, begin, 0.0, 0.0, sine)
    seamless = policy[SEAMLESS] and instant - begin >= amount[OVERLAP]
    wait, cost = max(begin - instant, 0.0), 0.0 if seamless else amount[COST]
    return _write(numbers, values, row, u, old, satellite[new], SET, instant + wait, wait, cost, sine)


@njit(cache=True, nogil=True, error_model="numpy")
def attach_users(
    now: float, stay_until: float,
    satellite: NDArray[np.int32], rise: NDArray[np.float64], sets: NDArray[np.float64],
    active: NDArray[np.int32], count: NDArray[np.int32], serving: NDArray[np.int32], since: NDArray[np.float64],
    state: NDArray[np.int8], lost: NDArray[np.int32], gone: NDArray[np.float64], settled: NDArray[np.bool_],
    load: NDArray[np.int32], capacity: NDArray[np.int32],
    position: NDArray[np.float64], place: NDArray[np.float64], up: NDArray[np.float64],
    pair_start: NDArray[np.int64], score: NDArray[np.float64],
    policy: NDArray[np.int64], amount: NDArray[np.float64],
    numbers: NDArray[np.int32], values: NDArray[np.float64], row: int,
) -> int:  # pragma: no cover - compiled  # fmt: skip
    """Users without a satellite take one where they can; events are written from `row` on, and counted."""
    for u in range(count.size):
        settled[u] = serving[u] >= 0
        if settled[u]:
            continue
        if np.isnan(place[u, 0]):
            if state[u] != NEW:
                old = satellite[lost[u]] if state[u] == SERVED else -1
                row = _write(numbers, values, row, u, old, -1, ABSENT, now, 0.0, 0.0, np.nan)
            state[u] = NEW
            continue
        mine = active[u, : count[u]]
        own_score = score[pair_start[u] : pair_start[u] + count[u]] if policy[CHOICE] == SCORED else score[:0]
        new = best_sighting(
            mine, satellite, rise, sets, -1, position, position, place[u], up[u], load, capacity, own_score,
            policy[CHOICE], np.inf, -np.inf, sets[lost[u]] if lost[u] >= 0 else np.inf, stay_until,
        )  # fmt: skip
        sine = sight(position[satellite[new]], place[u], up[u])[1] if new >= 0 else np.nan
        if state[u] == SERVED:
            row = _write_lost(
                u, new, now, lost[u], mine, satellite, rise, sets, sine, policy, amount, numbers, values, row
            )  # fmt: skip
        else:
            row = _write_unserved(
                u, new, now, gone[u], state[u], mine, satellite, rise, sine, numbers, values, row
            )  # fmt: skip
        if new >= 0:
            serving[u], state[u], since[u] = new, SERVED, values[row - 1, 0]
            load[satellite[new]] += 1
        else:
            state[u] = WAITING if count[u] else OUT
    return row


@njit(cache=True, nogil=True, error_model="numpy")
def _asks(
    now: float, due: bool, since: float, sets: float, away: float, policy: NDArray[np.int64],
    amount: NDArray[np.float64],
) -> bool:  # pragma: no cover - compiled  # fmt: skip
    """Whether a user with a satellite looks for another."""
    if now - since < amount[DWELL]:
        return False
    trigger = policy[TRIGGER]
    if trigger == BETTER:
        return True
    if trigger == INTERVAL:
        return due
    if trigger == DISTANCE:
        return away - amount[HYSTERESIS] > amount[LEAVE]
    threshold = sets - amount[LEAD]
    return trigger == TIME and now > threshold and now <= threshold + amount[DURATION]


@njit(cache=True, nogil=True, error_model="numpy")
def change_users(
    now: float, stay_until: float, due: bool,
    satellite: NDArray[np.int32], sets: NDArray[np.float64],
    active: NDArray[np.int32], count: NDArray[np.int32], serving: NDArray[np.int32], since: NDArray[np.float64],
    settled: NDArray[np.bool_], load: NDArray[np.int32], capacity: NDArray[np.int32],
    position: NDArray[np.float64], reference: NDArray[np.float64], place: NDArray[np.float64], up: NDArray[np.float64],
    pair_start: NDArray[np.int64], score: NDArray[np.float64],
    policy: NDArray[np.int64], amount: NDArray[np.float64],
    numbers: NDArray[np.int32], values: NDArray[np.float64], row: int,
) -> int:  # pragma: no cover - compiled  # fmt: skip
    """Users that kept their satellite at this step may take another; events are written from `row` on, and counted."""
    trigger, choice = policy[TRIGGER], policy[CHOICE]
    within = amount[ENTER] - amount[HYSTERESIS] if trigger == DISTANCE else np.inf
    for u in range(count.size):
        old = serving[u]
        if not settled[u] or old < 0:
            continue
        away = distance(reference[satellite[old]], place[u]) if trigger == DISTANCE else 0.0
        if not _asks(now, due, since[u], sets[old], away, policy, amount):
            continue
        conditional = trigger in (DISTANCE, TIME)
        mine = active[u, : count[u]]
        own_score = score[pair_start[u] : pair_start[u] + count[u]] if choice == SCORED else score[:0]
        new = best_sighting(
            mine, satellite, sets, sets, satellite[old], position, reference, place[u], up[u], load, capacity,
            own_score, choice, within, sets[old] if trigger == TIME else -np.inf, np.inf,
            stay_until if due else -np.inf,
        )  # fmt: skip
        if new < 0 or new == old:
            continue
        old_score, new_score = np.inf, np.inf
        for j in range(own_score.size):
            old_score = own_score[j] if mine[j] == old else old_score
            new_score = own_score[j] if mine[j] == new else new_score
        leaves_soon = due and sets[old] < stay_until and sets[new] >= stay_until
        if not (conditional or leaves_soon):
            more = gain(
                old, new, old_score, new_score, satellite, sets, position, place[u], up[u], load, choice,
                policy[DECIBELS],
            )  # fmt: skip
            if not more > amount[MARGIN]:
                continue
        a, b = satellite[old], satellite[new]
        seamless = policy[SEAMLESS] and sets[old] - now >= amount[OVERLAP]
        cost = 0.0 if seamless else amount[COST]
        row = _write(numbers, values, row, u, a, b, trigger, now, 0.0, cost, sight(position[b], place[u], up[u])[1])
        load[a] -= 1
        load[b] += 1
        serving[u], since[u] = new, now
    return row


@njit(cache=True, nogil=True, error_model="numpy")
def count_step(
    satellite: NDArray[np.int32], serving: NDArray[np.int32], state: NDArray[np.int8], load: NDArray[np.int32],
    viewers: NDArray[np.int32], position: NDArray[np.float64], place: NDArray[np.float64], up: NDArray[np.float64],
    at_elevation: NDArray[np.int32], load_sum: NDArray[np.int64], load_peak: NDArray[np.int32],
    totals: NDArray[np.int64], fairness: NDArray[np.float64],
) -> None:  # pragma: no cover - compiled  # fmt: skip
    """Sums of a step: served, waiting, out, absent, most users of a satellite into `totals`; Jain's index."""
    served, waiting, out = 0, 0, 0
    for u in range(serving.size):
        if serving[u] >= 0:
            served += 1
            sine = sight(position[satellite[serving[u]]], place[u], up[u])[1]
            bin_number = int(math.asin(min(max(sine, 0.0), 1.0)) * _PER_RADIAN)
            at_elevation[u, min(bin_number, ELEVATION_BINS - 1)] += 1
        elif state[u] == WAITING:
            waiting += 1
        elif state[u] == OUT:
            out += 1
    squares, reachable, most = 0.0, 0, 0
    for s in range(load.size):
        reachable += viewers[s] > 0
        squares += float(load[s]) * load[s]
        most = max(most, load[s])
        load_sum[s] += load[s]
        load_peak[s] = max(load_peak[s], load[s])
    totals[0], totals[1], totals[2], totals[3], totals[4] = (
        served,
        waiting,
        out,
        serving.size - served - waiting - out,
        most,
    )
    fairness[0] = float(served) * served / (reachable * squares) if squares > 0.0 else np.nan
