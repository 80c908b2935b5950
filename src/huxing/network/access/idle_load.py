"""What idle users cost a cell: tracking-area updates, paging, and the random access that both bring."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange
from huxing.network.access.cells import hexagon_area

_MODEL = "idle users of a cell"
_USERS = ModelRange(_MODEL, "users in a cell", 0.0, 1e9, physical=True)
_CELLS = ModelRange(_MODEL, "cells of a tracking area", 1.0, 1e6, physical=True)
_SPEED = ModelRange(_MODEL, "speed", 0.0, 1e5, "m/s", physical=True)
_RATE = ModelRange(_MODEL, "pages of a user", 0.0, 1e3, "1/s", physical=True)
_PERIOD = ModelRange(_MODEL, "period of updates", 0.0, np.inf, "s", open_low=True, physical=True)


@dataclass(frozen=True)
class IdleLoad:
    """Signalling of a cell, a second.

    Attributes:
        mobility_updates: tracking-area updates of users that an area's edge has passed, 1/s.
        periodic_updates: of the others, 1/s.
        pages: messages sent in the cell, for users anywhere in its tracking area, 1/s.
        reselections: cell changes of idle users, which cost them energy but the cell no signalling, 1/s.
        accesses: random accesses: all updates, and the answers of the cell's own users, 1/s.
    """

    mobility_updates: float
    periodic_updates: float
    pages: float
    reselections: float
    accesses: float


def idle_load(
    users: float,
    radius: float,
    *,
    cells_per_area: int,
    areas_move: bool,
    cell_speed: float = 0.0,
    user_speed: float = 0.0,
    page_rate: float = 0.0,
    update_period: float | None = None,
) -> IdleLoad:
    """Idle-mode load of one cell among many alike, with users spread evenly.

    Where the tracking areas move with the beams, their edges sweep over the users at the cells' speed. Where they are
    fixed to the Earth, a moving cell tells the areas that it covers just then, and only users that cross an area's edge
    themselves update.

    Args:
        users: idle, in the cell.
        radius: of the hexagonal cell, centre to corner, m.
        cells_per_area: in a tracking area, which is taken as round.
        areas_move: whether tracking areas move with the cells.
        cell_speed: of the cells over the ground, m/s; 0 for cells fixed to the Earth.
        user_speed: mean, m/s, in directions that are evenly spread.
        page_rate: pages of one user, 1/s.
        update_period: s between the updates of a user that stays; None for none.

    Returns:
        Rates.

    Raises:
        ModelRangeError: a value out of range.
        InputError: areas that move with cells that do not.

    Source:
        Edges that sweep: density x width x speed; users that cross: density x speed x perimeter / pi (fluid flow,
        Thomas, Gilbert and Mazziotto 1988); each page goes to all cells of the area. The two kinds of areas: 3GPP TR
        38.821 V16.0.0, 7.3.1.
    """
    count, area, number = _USERS.single(users), hexagon_area(radius), _CELLS.whole(cells_per_area)
    sweep, own, paged = _SPEED.single(cell_speed), _SPEED.single(user_speed), _RATE.single(page_rate)
    if areas_move and sweep == 0.0:
        raise InputError(
            f"{_MODEL}: tracking areas move with cells that stand still; give cell_speed, or let them stay"
        )
    density = count / area
    whole = 2.0 * math.sqrt(number * area / math.pi)
    crossing = density * (own * whole + (sweep * whole if areas_move else 0.0)) / number
    changes = density * (own * 6.0 * radius / math.pi + sweep * 6.0 * radius / math.pi)
    periodic = 0.0 if update_period is None else count / _PERIOD.single(update_period)
    return IdleLoad(crossing, periodic, paged * count * number, changes, crossing + periodic + paged * count)
