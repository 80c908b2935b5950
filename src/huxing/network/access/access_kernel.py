"""Random access, occasion by occasion: compiled."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

CONTENDERS, SUCCESSES, COLLISIONS, ALONE, BACKLOG = 0, 1, 2, 3, 4
"""Columns of what is counted at each occasion: users that send, those that are answered, preambles that two or more
chose, preambles that one chose, users that have come and are not done."""
COLUMNS = 5
_ROUNDING = 1e-9
"""Periods by which an instant may be after an occasion and still be at it."""


@njit(cache=True, nogil=True, error_model="numpy")
def contend(
    arrival: NDArray[np.float64],
    period: float,
    preambles: int,
    max_transmissions: int,
    response: float,
    backoff: float,
    grants: int,
    ramping: bool,
    generator: np.random.Generator,
    delay: NDArray[np.float64],
    transmissions: NDArray[np.int64],
    counts: NDArray[np.int64],
) -> None:  # pragma: no cover - compiled
    """Let users contend until each has access or has given up.

    Args:
        arrival: s, ascending, `(user,)`; a user sends at the first occasion from then on.
        period: s between occasions; the first is at 0.
        preambles: to choose from.
        max_transmissions: of a user.
        response: s until a user knows.
        backoff: longest wait, s.
        grants: users that are answered at an occasion, those of the lowest preambles.
        ramping: whether transmission i of a lone preamble is heard with the probability 1 - exp(-i) only.
        generator: of the draws: one preamble for each transmission, one wait for each retry, and with ramping one more
            for each preamble sent alone.
        delay: filled, s from arrival until a user with access knows; NaN for one that gives up.
        transmissions: filled.
        counts: filled, `(occasion, 5)`: `CONTENDERS` to `BACKLOG`.

    Raises:
        Nothing of its own.

    Source:
        3GPP TR 37.868 V11.0.0 (random access of many devices: preamble choice, detection, back-off).
    """
    head, following = np.full(counts.shape[0], -1, np.int64), np.full(arrival.size, -1, np.int64)
    for i in range(arrival.size - 1, -1, -1):
        first = int(np.ceil(arrival[i] / period - _ROUNDING))
        following[i], head[first] = head[first], i
    chosen, only = np.zeros(preambles, np.int64), np.empty(preambles, np.int64)
    begun, done = 0, 0
    for occasion in range(counts.shape[0]):
        now = occasion * period
        while begun < arrival.size and arrival[begun] <= now + _ROUNDING * period:
            begun += 1
        counts[occasion, BACKLOG] = begun - done
        if head[occasion] < 0:
            continue
        chosen[:], contenders = 0, 0
        i = head[occasion]
        while i >= 0:
            k = int(generator.random() * preambles)
            chosen[k] += 1
            only[k] = i if chosen[k] == 1 else -1
            transmissions[i] += 1
            contenders += 1
            i = following[i]
        won = 0
        for k in range(preambles):
            counts[occasion, COLLISIONS] += chosen[k] > 1
            counts[occasion, ALONE] += chosen[k] == 1
            if chosen[k] == 1:
                i = only[k]
                if won < grants and (not ramping or generator.random() < 1.0 - np.exp(-float(transmissions[i]))):
                    won += 1
                    delay[i] = max(now - arrival[i], 0.0) + response
        counts[occasion, CONTENDERS], counts[occasion, SUCCESSES] = contenders, won
        i = head[occasion]
        while i >= 0:
            after = following[i]
            following[i] = -1
            if not np.isnan(delay[i]) or transmissions[i] >= max_transmissions:
                done += 1
            else:
                later = int(np.ceil((now + response + generator.random() * backoff) / period - _ROUNDING))
                later = max(later, occasion + 1)
                following[i], head[later] = head[later], i
            i = after
