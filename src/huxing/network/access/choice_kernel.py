"""Which of the satellites in view a user takes: compiled, for one user at one step."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

NEAREST, HIGHEST, LONGEST, LEAST_LOADED, SCORED = 0, 1, 2, 3, 4
"""Choices, as numbers."""
CHOICE, TRIGGER, DECIBELS, SEAMLESS = 0, 1, 2, 3
"""Places in the whole numbers of a policy."""
MARGIN, DWELL, COST, OVERLAP, LEAVE, ENTER, HYSTERESIS, LEAD, DURATION = 0, 1, 2, 3, 4, 5, 6, 7, 8
"""Places in its real numbers."""
MOST_USERS = np.iinfo(np.int32).max
"""Capacity of a satellite without a limit."""


@njit(cache=True, nogil=True, error_model="numpy")
def sight(
    position: NDArray[np.float64], place: NDArray[np.float64], up: NDArray[np.float64]
) -> tuple[float, float]:  # pragma: no cover - compiled
    """Range, m, and sine of the elevation."""
    dx, dy, dz = position[0] - place[0], position[1] - place[1], position[2] - place[2]
    length = math.sqrt(dx * dx + dy * dy + dz * dz)
    return length, (dx * up[0] + dy * up[1] + dz * up[2]) / length


@njit(cache=True, nogil=True, error_model="numpy")
def distance(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:  # pragma: no cover - compiled
    """Straight distance, m."""
    dx, dy, dz = a[0] - b[0], a[1] - b[1], a[2] - b[2]
    return math.sqrt(dx * dx + dy * dy + dz * dz)


@njit(cache=True, nogil=True, error_model="numpy")
def _keys(
    s: int, sets: float, score: float, own: bool, choice: int, position: NDArray[np.float64],
    place: NDArray[np.float64], up: NDArray[np.float64], load: NDArray[np.int32],
) -> tuple[float, float]:  # pragma: no cover - compiled  # fmt: skip
    """What a sighting is ranked by, and what decides between equals; the least is best."""
    if choice == LONGEST:
        return -sets, 0.0
    if choice == SCORED:
        return score, 0.0
    length, sine = sight(position[s], place, up)
    if choice == NEAREST:
        return length, 0.0
    if choice == HIGHEST:
        return -sine, 0.0
    return float(load[s]) if own else float(load[s] + 1), -sine


@njit(cache=True, nogil=True, error_model="numpy")
def _goes_before(
    group: int, key: float, second: float, s: int,
    best_group: int, best_key: float, best_second: float, best_satellite: int,
) -> bool:  # pragma: no cover - compiled  # fmt: skip
    if group != best_group:
        return group < best_group
    if key != best_key:
        return key < best_key
    if second != best_second:
        return second < best_second
    return s < best_satellite


@njit(cache=True, nogil=True, error_model="numpy")
def best_sighting(
    active: NDArray[np.int32],
    satellite: NDArray[np.int32],
    rise: NDArray[np.float64],
    sets: NDArray[np.float64],
    serving: int,
    position: NDArray[np.float64],
    reference: NDArray[np.float64],
    place: NDArray[np.float64],
    up: NDArray[np.float64],
    load: NDArray[np.int32],
    capacity: NDArray[np.int32],
    score: NDArray[np.float64],
    choice: int,
    within: float,
    least_set: float,
    risen_by: float,
    stay_until: float,
) -> int:  # pragma: no cover - compiled
    """The sighting that a user takes, -1 where none is left.

    Args:
        active: the user's sightings at this step.
        satellite: of each sighting.
        rise, sets: when it begins and ends, s.
        serving: the user's present satellite, -1 for none; it is never full for this user.
        position: of the satellites, ITRF, m, `(satellite, 3)`.
        reference: their reference locations, where `within` is finite.
        place: of the user, m.
        up: the vertical there.
        load: users that each satellite serves.
        capacity: users that it may serve.
        score: of the active sightings, where the choice is by score; the least is best.
        choice: number.
        within: greatest distance to the reference location, not reached, m, of another satellite than the present one;
            infinite for no test.
        least_set: only sightings that end after this, s.
        risen_by: sightings that began by then go before all others, s.
        stay_until: of those, sightings that last until then go first, s.

    Returns:
        Number of the sighting.

    Raises:
        Nothing of its own.

    Source:
        `huxing.network.access.policy`.
    """
    best, best_group, best_key, best_second, best_satellite = -1, 4, np.inf, np.inf, -1
    for j in range(active.size):
        p = active[j]
        s = satellite[p]
        own = s == serving
        if (load[s] >= capacity[s] and not own) or not sets[p] > least_set:
            continue
        if within < np.inf and (own or not distance(reference[s], place) < within):
            continue
        key, second = _keys(
            s, sets[p], score[j] if choice == SCORED else 0.0, own, choice, position, place, up, load
        )  # fmt: skip
        group = (2 if rise[p] > risen_by else 0) + (1 if sets[p] < stay_until else 0)
        if key == np.inf:
            continue
        if best < 0 or _goes_before(group, key, second, s, best_group, best_key, best_second, best_satellite):
            best, best_group, best_key, best_second, best_satellite = p, group, key, second, s
    return best


@njit(cache=True, nogil=True, error_model="numpy")
def gain(
    old: int, new: int, old_score: float, new_score: float, satellite: NDArray[np.int32], sets: NDArray[np.float64],
    position: NDArray[np.float64], place: NDArray[np.float64], up: NDArray[np.float64], load: NDArray[np.int32],
    choice: int, decibels: int,
) -> float:  # pragma: no cover - compiled  # fmt: skip
    """By how much a sighting is better than the present one, in the unit of the choice's margin."""
    a, b = satellite[old], satellite[new]
    if choice == LONGEST:
        return sets[new] - sets[old]
    if choice == LEAST_LOADED:
        return float(load[a] - (load[b] + 1))
    if choice == SCORED:
        return old_score - new_score
    old_length, old_sine = sight(position[a], place, up)
    new_length, new_sine = sight(position[b], place, up)
    if choice == HIGHEST:
        return math.asin(min(new_sine, 1.0)) - math.asin(min(old_sine, 1.0))
    return 20.0 * math.log10(old_length / new_length) if decibels else old_length - new_length
