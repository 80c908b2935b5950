"""Who sees whom, step by step: compiled, in blocks of consecutive times.

Over a block a satellite's direction from the Earth's centre stays within a small circle, and so does a user's. Only
satellites whose circle comes within reach of the user's are tested at every step; the reach is an upper bound
(`reach_kernel`), so none is missed. Between the two steps of a rise or a set its instant is found by halving, with the
very test of the steps, on positions interpolated through six of them (a moving user: between two, on its arc).
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from huxing.link.capacity.gso_kernel import SCAN, arc_scan, least_arc_angle

TIME_TOLERANCE = 1e-5
"""Width at which the halving stops, s."""
NODES = 6
"""Steps through which positions are interpolated."""


@njit(cache=True, nogil=True, error_model="numpy")
def _divide(
    place: NDArray[np.float64], seconds: NDArray[np.float64], first: int, form: NDArray[np.float64]
) -> None:  # pragma: no cover - compiled
    """Newton's divided differences of a place through the steps from `first` on, `(3, node)`."""
    nodes = form.shape[1]
    for k in range(nodes):
        for axis in range(3):
            form[axis, k] = place[axis, first + k]
    for order in range(1, nodes):
        for k in range(nodes - 1, order - 1, -1):
            scale = 1.0 / (seconds[first + k] - seconds[first + k - order])
            for axis in range(3):
                form[axis, k] = (form[axis, k] - form[axis, k - 1]) * scale


@njit(cache=True, nogil=True, error_model="numpy")
def _turned(vector: NDArray[np.float64], here: int, share: float) -> tuple[float, float, float]:  # pragma: no cover
    """A vector on its way from step `here - 1` to `here`: in direction and length, so that a chord cuts no ground."""
    x = (1.0 - share) * vector[0, here - 1] + share * vector[0, here]
    y = (1.0 - share) * vector[1, here - 1] + share * vector[1, here]
    z = (1.0 - share) * vector[2, here - 1] + share * vector[2, here]
    a, b = vector[:, here - 1], vector[:, here]
    before = math.sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2])
    after = math.sqrt(b[0] * b[0] + b[1] * b[1] + b[2] * b[2])
    scale = ((1.0 - share) * before + share * after) / math.sqrt(x * x + y * y + z * z)
    return scale * x, scale * y, scale * z


@njit(cache=True, nogil=True, error_model="numpy")
def _arc_angle(
    x: float, y: float, z: float, px: float, py: float, pz: float, scan: NDArray[np.float64], work: NDArray[np.float64]
) -> float:  # pragma: no cover - compiled
    """Angle at a user between a satellite and the arc, rad."""
    dx, dy, dz = x - px, y - py, z - pz
    size = math.sqrt(dx * dx + dy * dy + dz * dz)
    apex, towards = work[SCAN : SCAN + 3], work[SCAN + 3 :]
    apex[0], apex[1], apex[2] = px, py, pz
    towards[0], towards[1], towards[2] = dx / size, dy / size, dz / size
    return least_arc_angle(apex, towards, scan, work[:SCAN])


@njit(cache=True, nogil=True, error_model="numpy")
def _margin(
    t: float, user: NDArray[np.float64], up: NDArray[np.float64],
    seconds: NDArray[np.float64], here: int, first: int, form: NDArray[np.float64],
    sine: float, limit: float, scan: NDArray[np.float64], work: NDArray[np.float64], zone: float,
) -> float:  # pragma: no cover - compiled  # fmt: skip
    """By how much a satellite is in view at an instant between steps `here - 1` and `here`, m; negative: it is not."""
    last = form.shape[1] - 1
    x, y, z = form[0, last], form[1, last], form[2, last]
    for k in range(last - 1, -1, -1):
        step = t - seconds[first + k]
        x, y, z = x * step + form[0, k], y * step + form[1, k], z * step + form[2, k]
    if user.shape[1] > 1:
        share = (t - seconds[here - 1]) / (seconds[here] - seconds[here - 1])
        px, py, pz = _turned(user, here, share)
        nx, ny, nz = _turned(up, here, share)
    else:
        px, py, pz, nx, ny, nz = user[0, 0], user[1, 0], user[2, 0], up[0, 0], up[1, 0], up[2, 0]
    dx, dy, dz = x - px, y - py, z - pz
    length = math.sqrt(dx * dx + dy * dy + dz * dz)
    margin = min(dx * nx + dy * ny + dz * nz - sine * length, math.sqrt(limit) - length)
    if zone > 0.0:
        margin = min(margin, length * (_arc_angle(x, y, z, px, py, pz, scan, work) - zone))
    return margin


@njit(cache=True, nogil=True, error_model="numpy")
def _crossing(
    satellite: NDArray[np.float64], user: NDArray[np.float64], up: NDArray[np.float64],
    seconds: NDArray[np.float64], here: int, first: int, nodes: int,
    sine: float, limit: float, scan: NDArray[np.float64], work: NDArray[np.float64], zone: float,
) -> float:  # pragma: no cover - compiled  # fmt: skip
    """An instant after step `here - 1`, at most `TIME_TOLERANCE` after the change to the state of step `here`.

    False position (Illinois), the new place kept off the ends of the bracket so that both of them close in.
    """
    form = np.empty((3, nodes))
    _divide(satellite, seconds, first, form)
    low, high = seconds[here - 1], seconds[here]
    at = (user, up, seconds, here, first, form, sine, limit, scan, work, zone)
    before, after = _margin(low, *at), _margin(high, *at)
    side, tries = 0, 0
    while high - low > TIME_TOLERANCE:
        share = before / (before - after) if before * after < 0.0 and tries < 12 else 0.5
        tries += 1
        edge = 0.4 * TIME_TOLERANCE
        t = min(max(low + share * (high - low), low + edge), high - edge)
        margin = _margin(t, *at)
        if (margin >= 0.0) == (after >= 0.0):
            high, after = t, margin
            before *= 0.5 if side == 1 else 1.0
            side = 1
        else:
            low, before = t, margin
            after *= 0.5 if side == -1 else 1.0
            side = -1
    return high


@njit(cache=True, nogil=True, error_model="numpy")
def _see(
    satellite: NDArray[np.float64], origin: int, path: NDArray[np.float64], sine: float, limit: float,
    seen: NDArray[np.bool_],
) -> int:  # pragma: no cover - compiled  # fmt: skip
    """Fill whether a satellite is in view at each step of the block; at how many it is."""
    count = 0
    x, y, z = satellite[0, origin:], satellite[1, origin:], satellite[2, origin:]
    for t in range(seen.size):
        dx, dy, dz = x[t] - path[0, t], y[t] - path[1, t], z[t] - path[2, t]
        square = dx * dx + dy * dy + dz * dz
        rise = dx * path[3, t] + dy * path[4, t] + dz * path[5, t]
        good = (square <= limit) & (rise >= sine * math.sqrt(square))
        seen[t] = good
        count += good
    return count


@njit(cache=True, nogil=True, error_model="numpy")
def _avoid_arc(
    satellite: NDArray[np.float64], origin: int, path: NDArray[np.float64], arc: NDArray[np.bool_],
    scans: NDArray[np.float64], work: NDArray[np.float64], zone: float, seen: NDArray[np.bool_],
) -> int:  # pragma: no cover - compiled  # fmt: skip
    """Take away the steps at which a satellite stands too near to the arc; how many are left."""
    count = 0
    for t in range(seen.size):
        a = min(t, arc.size - 1)
        if seen[t] and arc[a]:
            x, y, z = satellite[0, origin + t], satellite[1, origin + t], satellite[2, origin + t]
            seen[t] = _arc_angle(x, y, z, path[0, t], path[1, t], path[2, t], scans[a], work) >= zone
        count += seen[t]
    return count


@njit(cache=True, nogil=True, error_model="numpy")
def _set_path(
    user: NDArray[np.float64], up: NDArray[np.float64], origin: int, zone: float,
    path: NDArray[np.float64], arc: NDArray[np.bool_], scans: NDArray[np.float64],
) -> None:  # pragma: no cover - compiled  # fmt: skip
    """A user's place and vertical at each step of the block, and the arc seen from there."""
    for t in range(path.shape[1]):
        column = origin + t if user.shape[1] > 1 else 0
        for axis in range(3):
            path[axis, t], path[3 + axis, t] = user[axis, column], up[axis, column]
    for t in range(arc.size):
        arc[t] = zone > 0.0 and arc_scan(path[:3, t].copy(), path[3:, t].copy(), scans[t])


@njit(cache=True, nogil=True, error_model="numpy")
def _first_from(ascending: NDArray[np.float64], least: float) -> int:  # pragma: no cover - compiled
    """Place of the first value that is not below a bound (numpy's searchsorted, which takes seconds to compile)."""
    low, high = 0, ascending.size
    while low < high:
        middle = (low + high) // 2
        if ascending[middle] < least:
            low = middle + 1
        else:
            high = middle
    return low


@njit(cache=True, nogil=True, error_model="numpy")
def _candidates(
    centre: NDArray[np.float64], direction: NDArray[np.float64], least_cosine: NDArray[np.float64],
    latitude: NDArray[np.float64], reach: float, order: NDArray[np.int64], lost: NDArray[np.int64],
    margin: NDArray[np.float64], chosen: NDArray[np.int64],
) -> int:  # pragma: no cover - compiled  # fmt: skip
    """Satellites that a user may see in the block, into `chosen`; how many there are."""
    ux, uy, uz = centre[0], centre[1], centre[2]
    own = math.asin(min(max(uz, -1.0), 1.0))
    low, high = _first_from(latitude, own - reach), _first_from(latitude, own + reach)
    for j in range(low, high):
        margin[j] = direction[0, j] * ux + direction[1, j] * uy + direction[2, j] * uz - least_cosine[j]
    count = 0
    for j in range(low, high):
        if margin[j] >= 0.0:
            chosen[count] = order[j]
            count += 1
    for s in lost:
        chosen[count] = s
        count += 1
    return count


@njit(cache=True, nogil=True, error_model="numpy")
def follow_block(
    satellite: NDArray[np.float64],
    order: NDArray[np.int64],
    direction: NDArray[np.float64],
    least_cosine: NDArray[np.float64],
    latitude: NDArray[np.float64],
    reach: float,
    lost: NDArray[np.int64],
    user: NDArray[np.float64],
    up: NDArray[np.float64],
    user_centre: NDArray[np.float64],
    seconds: NDArray[np.float64],
    block: NDArray[np.int64],
    sine: NDArray[np.float64],
    limit: float,
    zone: float,
    opened: NDArray[np.int32],
    open_satellite: NDArray[np.int32],
    open_first: NDArray[np.int32],
    open_rise: NDArray[np.float64],
    ended: NDArray[np.int32],
    instants: NDArray[np.float64],
    begin: int,
    needed: NDArray[np.int64],
) -> int:  # pragma: no cover - compiled
    """Carry users' open sightings over a block, and write those that end in it, until there is no room for a user more.

    Args:
        satellite: ITRF, m, `(satellite, 3, extended step)`: the block, with `NODES` - 1 steps before it and one less
            after it where there are such.
        order: satellites by the latitude of their middle direction.
        direction: their middle directions, in that order, `(3, satellite)`.
        least_cosine: of the angle to the user's middle direction, in that order.
        latitude: of the middle directions, ascending, rad.
        reach: greatest of the angles, rad.
        lost: satellites without a position at some step; they are tested at every step.
        user: ITRF, m, `(user, 3, extended step)`, of one step where users stand.
        up: the ellipsoid's normals there.
        user_centre: their middle directions, `(user, 3)`.
        seconds: of the extended steps.
        block: extended step at which the block begins, its number of steps, the number of its first step in the run,
            the number of all steps, and whether only what is open is followed (after the run).
        sine: of the least elevation, `(user,)`.
        limit: square of the greatest range, m2.
        zone: least angle to the geostationary arc, rad; 0 for no test.
        opened: sightings that go on, of each user, `(user,)`; changed, as the three that follow.
        open_satellite, open_first, open_rise: which, since which step, since when, `(user, place)`.
        ended: user, satellite, first and last step of those that end, `(row, 4)`; filled.
        instants: their rise and set, s, `(row, 2)`; filled.
        begin: user to begin with.
        needed: rows that are filled, and places and rows that the user after the last one needs; filled, `(3,)`.

    Returns:
        The user after the last one that was followed: all, or the one to go on with once there is room.

    Raises:
        Nothing of its own.

    Source:
        This module's docstring; the test: Vallado 2013, section 4.4 (elevation).
    """
    origin, steps, moving, needed[0] = block[0], block[1], user.shape[2] > 1, 0
    path, seen, margin = np.empty((6, steps)), np.empty(steps, np.bool_), np.empty(order.size)
    scans, chosen = np.empty((steps if moving else 1, SCAN, 3)), np.empty(order.size + lost.size, np.int64)
    arc, work = np.zeros(scans.shape[0], np.bool_), np.empty(SCAN + 6)
    for u in range(begin, user.shape[0]):
        if block[4]:
            count = opened[u]
            chosen[:count] = open_satellite[u, :count]
        else:
            count = _candidates(user_centre[u], direction, least_cosine, latitude, reach, order, lost, margin, chosen)
        # every open sighting is of a candidate, and ends at most at every other step
        needed[1], needed[2] = count, count * (steps // 2 + 1)
        if needed[1] > open_satellite.shape[1] or needed[0] + needed[2] > ended.shape[0]:
            return u
        _set_path(user[u], up[u], origin, zone, path, arc, scans)
        for s in chosen[:count]:
            hits = _see(satellite[s], origin, path, sine[u], limit, seen)
            if hits and zone > 0.0:
                hits = _avoid_arc(satellite[s], origin, path, arc, scans, work, zone, seen)
            slot = _slot(open_satellite[u], opened[u], s)
            if (hits == 0 and slot < 0) or (hits == steps and slot >= 0):
                continue
            needed[0] = _change(
                u, s, slot, satellite[s], user[u], up[u], seconds, block, seen, sine[u], limit, arc, scans, work, zone,
                opened, open_satellite[u], open_first[u], open_rise[u], ended, instants, needed[0],
            )  # fmt: skip
    return user.shape[0]


@njit(cache=True, nogil=True, error_model="numpy")
def _slot(open_satellite: NDArray[np.int32], count: int, s: int) -> int:  # pragma: no cover - compiled
    for k in range(count):
        if open_satellite[k] == s:
            return k
    return -1


@njit(cache=True, nogil=True, error_model="numpy")
def _known_window(
    satellite: NDArray[np.float64], here: int, begin: int, end: int
) -> tuple[int, int]:  # pragma: no cover - compiled
    """The steps of a window about `here - 1` and `here` at which a satellite has a position; both of them at least."""
    for k in range(here - 2, begin - 1, -1):
        if np.isnan(satellite[0, k]):
            begin = k + 1
            break
    for k in range(here + 1, end):
        if np.isnan(satellite[0, k]):
            end = k
            break
    return begin, end


@njit(cache=True, nogil=True, error_model="numpy")
def _change(
    u: int, s: int, slot: int, satellite: NDArray[np.float64], user: NDArray[np.float64], up: NDArray[np.float64],
    seconds: NDArray[np.float64], block: NDArray[np.int64], seen: NDArray[np.bool_], sine: float, limit: float,
    arc: NDArray[np.bool_], scans: NDArray[np.float64], work: NDArray[np.float64], zone: float,
    opened: NDArray[np.int32], open_satellite: NDArray[np.int32], open_first: NDArray[np.int32],
    open_rise: NDArray[np.float64], ended: NDArray[np.int32], instants: NDArray[np.float64], rows: int,
) -> int:  # pragma: no cover - compiled  # fmt: skip
    """Open and close a satellite's sightings by a user over the block; the number of rows filled."""
    origin, steps, first_step, all_steps = block[0], block[1], block[2], block[3]
    nodes, before = min(NODES, all_steps), slot >= 0
    for t in range(steps):
        now, step = seen[t], first_step + t
        if now == before or (now and block[4]):
            continue
        before, instant = now, seconds[origin + t]
        if step > 0:
            window = min(max(step - NODES // 2, 0), all_steps - nodes) - (first_step - origin)
            begin, end = _known_window(satellite, origin + t, window, window + nodes)
            a = min(t, arc.size - 1)
            instant = _crossing(
                satellite, user, up, seconds, origin + t, begin, end - begin, sine, limit, scans[a], work,
                zone if arc[a] else 0.0,
            )  # fmt: skip
        if now:
            slot = opened[u]
            open_satellite[slot], open_first[slot], open_rise[slot] = s, step, instant
            opened[u] += 1
            continue
        ended[rows, 0], ended[rows, 1], ended[rows, 2], ended[rows, 3] = u, s, open_first[slot], step - 1
        instants[rows, 0], instants[rows, 1] = open_rise[slot], instant
        rows += 1
        opened[u] -= 1
        last = opened[u]
        open_satellite[slot], open_first[slot], open_rise[slot] = (
            open_satellite[last],
            open_first[last],
            open_rise[last],
        )
        slot = -1
    return rows
