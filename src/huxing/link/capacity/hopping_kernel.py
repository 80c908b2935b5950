"""Which cells to light in each slot of a beam-hopping frame: compiled greedy rules.

`light_cells` takes cells by pressure: the share of the remaining slots that the busiest clique of mutually conflicting
cells around a cell still needs. A clique at pressure one has no slot to lose, so it goes first. With a window, of the
next few cells that one goes whose power is nearest an even share of what is left, so that no slot ends with power that
fits no cell. `exchange_cells` then puts one or two cells in the place of one where that serves more.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

WINDOW = 24
"""Cells among which the power decides, where it is limited."""
CANDIDATES = 24
"""Cells of most worth that are tried in pairs in the place of one."""

Row = NDArray[np.int64]
Numbers = NDArray[np.float64]


@njit(cache=True, nogil=True, error_model="numpy")
def light_cells(
    wanted: Row,
    need: Numbers,
    per_slot: Numbers,
    power: Numbers,
    power_limit: float,
    neighbour_start: Row,
    neighbour: Row,
    clique_start: Row,
    clique_cell: Row,
    cliques_of_start: Row,
    cliques_of: Row,
    window: int,
    plan: NDArray[np.int64],
) -> None:  # pragma: no cover - compiled
    """Fill `plan` `(slot, beam)` with cells or -1: those `wanted` first, then any that still needs bits.

    `window` is the number of cells among which the power decides: with 1 it does not. `wanted` (slots of each cell) and
    `need` (bits left, in the unit of `per_slot`) are used up.
    """
    slots, cells = plan.shape[0], wanted.size
    load = np.zeros(clique_start.size - 1, np.int64)
    for q in range(load.size):
        load[q] = np.sum(wanted[clique_cell[clique_start[q] : clique_start[q + 1]]])
    key, pressure, blocked = np.empty(cells), np.empty(cells), np.full(cells, -1, np.int64)
    for slot in range(slots):
        left, used, spent = slots - slot, 0, 0.0
        for filling in range(2):
            if filling:
                pressure[:] = 0.0
                _fill_keys(need, per_slot, key)
            else:
                _pressure_keys(wanted, need, per_slot, load, cliques_of_start, cliques_of, left, pressure, key)
            order = np.argsort(key)
            while used < plan.shape[1]:
                room = power_limit - spent
                i = _next(order, key, pressure, blocked, slot, left, power, room, plan.shape[1] - used, window)
                if i < 0:
                    break
                plan[slot, used] = i
                used += 1
                spent += power[i]
                need[i] = max(need[i] - per_slot[i], 0.0)
                blocked[i] = slot
                blocked[neighbour[neighbour_start[i] : neighbour_start[i + 1]]] = slot
                if wanted[i] > 0:
                    wanted[i] -= 1
                    load[cliques_of[cliques_of_start[i] : cliques_of_start[i + 1]]] -= 1


@njit(cache=True, nogil=True, error_model="numpy")
def _pressure_keys(
    wanted: Row,
    need: Numbers,
    per_slot: Numbers,
    load: Row,
    cliques_of_start: Row,
    cliques_of: Row,
    left: int,
    pressure: Numbers,
    key: Numbers,
) -> None:  # pragma: no cover - compiled
    """Wanted cells by pressure, then by their own slots, then by worth; above 0: not wanted."""
    for i in range(wanted.size):
        pressure[i] = wanted[i] / left
        for k in range(cliques_of_start[i], cliques_of_start[i + 1]):
            pressure[i] = max(pressure[i], load[cliques_of[k]] / left)
        worth = min(need[i], per_slot[i]) / per_slot[i] if per_slot[i] > 0.0 else 0.0
        key[i] = -(pressure[i] + 1e-3 * wanted[i] / left + 1e-6 * worth) if wanted[i] > 0 else 1.0


@njit(cache=True, nogil=True, error_model="numpy")
def _fill_keys(need: Numbers, per_slot: Numbers, key: Numbers) -> None:  # pragma: no cover - compiled
    """Cells by worth; above 0: of none."""
    for i in range(need.size):
        key[i] = -min(need[i], per_slot[i]) if need[i] > 0.0 and per_slot[i] > 0.0 else 1.0


@njit(cache=True, nogil=True, error_model="numpy")
def _next(
    order: Row,
    key: Numbers,
    pressure: Numbers,
    blocked: Row,
    slot: int,
    left: int,
    power: Numbers,
    power_left: float,
    beams_left: int,
    window: int,
) -> int:  # pragma: no cover - compiled
    """The cell to light next, or -1."""
    best, nearest, seen = -1, np.inf, 0
    for i in order:
        if key[i] > 0.0:
            break
        if blocked[i] == slot or power[i] > power_left:
            continue
        if best < 0 and (pressure[i] > 1.0 - 1.0 / left or window == 1):
            return i
        away = abs(power[i] - power_left / beams_left)
        if away < nearest:
            best, nearest = i, away
        seen += 1
        if seen == window:
            break
    return best


@njit(cache=True, nogil=True, error_model="numpy")
def exchange_cells(
    demand: Numbers,
    per_slot: Numbers,
    power: Numbers,
    power_limit: float,
    neighbour_start: Row,
    neighbour: Row,
    sweeps: int,
    plan: NDArray[np.int64],
) -> None:  # pragma: no cover - compiled
    """Replace lit cells by one or two others, slot by slot, while that serves more bits."""
    lit = np.zeros(demand.size, np.int64)
    for i in plan.ravel():
        if i >= 0:
            lit[i] += 1
    for _ in range(sweeps):
        changed = False
        for slot in range(plan.shape[0]):
            while _exchange(demand, per_slot, power, power_limit, neighbour_start, neighbour, lit, plan[slot]):
                changed = True
        if not changed:
            break


@njit(cache=True, nogil=True, error_model="numpy")
def _exchange(
    demand: Numbers,
    per_slot: Numbers,
    power: Numbers,
    power_limit: float,
    neighbour_start: Row,
    neighbour: Row,
    lit: Row,
    row: Row,
) -> bool:  # pragma: no cover - compiled
    """Make the best exchange of one slot, if there is one that serves more."""
    near = np.zeros(demand.size, np.int64)
    spent, used = 0.0, 0
    for i in row:
        if i >= 0:
            used += 1
            spent += power[i]
            near[i] += 2
            near[neighbour[neighbour_start[i] : neighbour_start[i + 1]]] += 1
    gain = np.minimum(demand, (lit + 1) * per_slot) - np.minimum(demand, lit * per_slot)
    best, where, one, two = 1e-9 * np.max(per_slot), -1, -1, -1
    beside, chosen = np.zeros(demand.size, np.bool_), np.empty(CANDIDATES, np.int64)
    for k in range(row.size):
        a = row[k]
        if a < 0:
            continue
        loss = min(demand[a], lit[a] * per_slot[a]) - min(demand[a], (lit[a] - 1) * per_slot[a])
        room = power_limit - spent + power[a]
        beside[:] = False
        beside[neighbour[neighbour_start[a] : neighbour_start[a + 1]]] = True
        count = _candidates(gain, near, beside, power, room, chosen)
        more, x, y = _best_pair(
            chosen[:count], gain, power, room, used < row.size, neighbour_start, neighbour, best + loss
        )
        if x >= 0:
            best, where, one, two = more - loss, k, x, y
    if where < 0:
        return False
    lit[row[where]] -= 1
    row[where] = one
    lit[one] += 1
    if two >= 0:
        row[np.argmin(row)] = two
        lit[two] += 1
    return True


@njit(cache=True, nogil=True, error_model="numpy")
def _best_pair(
    chosen: Row,
    gain: Numbers,
    power: Numbers,
    room: float,
    free_beam: bool,
    neighbour_start: Row,
    neighbour: Row,
    at_least: float,
) -> tuple[float, int, int]:  # pragma: no cover - compiled
    """Of the candidates, by falling gain, the one or the two that gain most over a floor; -1 where there is none."""
    best, one, two = at_least, -1, -1
    for x in range(chosen.size):
        i = chosen[x]
        if gain[i] > best:
            best, one, two = gain[i], i, -1
        for y in range(x + 1, chosen.size if free_beam else 0):
            j = chosen[y]
            if gain[i] + gain[j] <= best:
                break
            joined = np.any(neighbour[neighbour_start[i] : neighbour_start[i + 1]] == j)
            if power[i] + power[j] <= room and not joined:
                best, one, two = gain[i] + gain[j], i, j
    return best, one, two


@njit(cache=True, nogil=True, error_model="numpy")
def _candidates(
    gain: Numbers,
    near: Row,
    beside: NDArray[np.bool_],
    power: Numbers,
    room: float,
    chosen: Row,
) -> int:  # pragma: no cover - compiled
    """Cells that conflict with no lit cell but the one that goes, by gain, at most as many as `chosen` holds."""
    count = 0
    for i in range(gain.size):
        if gain[i] <= 0.0 or near[i] > (1 if beside[i] else 0) or power[i] > room:
            continue
        if count == chosen.size and gain[i] <= gain[chosen[count - 1]]:
            continue
        place = count if count < chosen.size else count - 1
        while place > 0 and gain[chosen[place - 1]] < gain[i]:
            chosen[place] = chosen[place - 1]
            place -= 1
        chosen[place] = i
        count = min(count + 1, chosen.size)
    return count
