"""Compiled: ships that choose slots, and which of their messages reach the satellite alone."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

_TRIES = 64


@njit(cache=True, nogil=True, error_model="numpy")
def detected_shares(
    trials: int,
    ships: int,
    cells: int,
    messages: int,
    slots_per_interval: float,
    channels: int,
    delays: NDArray[np.float64],
    guard: float,
    generator: np.random.Generator,
    shares: NDArray[np.float64],
    success: NDArray[np.float64],
) -> None:  # pragma: no cover - compiled
    """Fill the share of ships detected, and of messages received, of each trial.

    Args:
        trials: independent observations.
        ships: in the footprint.
        cells: ship i belongs to cell i mod `cells`; ships of one cell are equally far and do not choose a slot that is
            taken there.
        messages: of each ship during the observation, one in each reporting interval.
        slots_per_interval: of one channel.
        channels: used in turn.
        delays: from nearest to farthest, s, shape `(2,)`: squares are spread evenly between.
        guard: s.
        generator: of the draws.
        shares, success: filled, shape `(trials,)`.

    Raises:
        Nothing of its own.

    Source:
        ITU-R M.1371-6, A2-3.1 (slots), as `huxing.link.maritime.ais_detection` counts them.
    """
    slots = int(np.ceil(messages * slots_per_interval)) + 1
    count = np.zeros((channels, slots), np.int32)
    first, last = np.empty((channels, slots)), np.empty((channels, slots))
    taken = np.zeros((channels, slots), np.int32)
    place = np.empty((ships, messages), np.int64)
    start = np.empty(ships, np.int64)
    delay = np.empty(ships)
    near, far = delays[0] ** 2, delays[1] ** 2
    for trial in range(trials):
        count[:], first[:], last[:], taken[:] = 0, np.inf, -np.inf, 0
        for cell in range(cells):
            cell_delay = np.sqrt(near + generator.random() * (far - near))
            for ship in range(cell, ships, cells):
                delay[ship] = cell_delay
                start[ship] = int(generator.random() * channels)
                for m in range(messages):
                    channel = (start[ship] + m) % channels
                    slot = 0
                    for _ in range(_TRIES):
                        slot = int((m + generator.random()) * slots_per_interval)
                        if taken[channel, slot] != cell + 1:
                            break
                    taken[channel, slot] = cell + 1
                    place[ship, m] = slot
                    count[channel, slot] += 1
                    first[channel, slot] = min(first[channel, slot], delay[ship])
                    last[channel, slot] = max(last[channel, slot], delay[ship])
        found, received = 0, 0
        for ship in range(ships):
            heard = 0
            for m in range(messages):
                channel, slot = (start[ship] + m) % channels, place[ship, m]
                alone = count[channel, slot] == 1
                before = slot > 0 and last[channel, slot - 1] - delay[ship] > guard
                after = slot + 1 < slots and delay[ship] - first[channel, slot + 1] > guard
                if alone and not before and not after:
                    heard += 1
            received += heard
            found += heard > 0
        shares[trial] = found / ships
        success[trial] = received / (ships * messages)
