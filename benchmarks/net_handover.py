"""Handover: 1,000 users, 1,584 satellites, an hour at 1 s, against plain numpy; 5,000 users and 12,960 satellites."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import Result, cpu_seconds
from huxing.core.geodesy import geodetic_to_itrf
from huxing.core.time import time_grid
from huxing.network.access import HandoverPolicy, handover, sightings
from huxing.network.access.tracks import normals
from huxing.network.topology import AccessRule, Ephemeris, ephemeris
from huxing.orbit import Constellation, walker_delta

ELEVATION = float(np.radians(25.0))
NEAREST = HandoverPolicy("nearest", "better")
COMPARED = 12
"""Steps of the reference."""


def run() -> Result:
    """Search and policies, with the propagation in them; the reference has its positions given."""
    result = Result("handover, 1,000 users, 1,584 satellites at 550 km, an hour at 1 s, 25 deg")
    fleet, users, times = _fleet(72, 22), _users(1000), time_grid("2026-01-01", hours=1.0, step_s=1.0)
    rule = AccessRule(ELEVATION)
    found = sightings(fleet, users, times, access=rule)
    handover(found, NEAREST)
    size = len(fleet) * len(users) * times.size
    search = cpu_seconds(lambda: sightings(fleet, users, times, access=rule), 3)
    moving = cpu_seconds(lambda: fleet.positions(times), 3)
    result.add("search, with exact rise and set", f"{search:.2f} CPU s, {moving:.2f} s of it the motion")
    result.add("users x satellites x steps, a CPU second", f"{size / search:.2e}", ">= 1e9", size / search >= 1e9)
    for name in ("nearest", "highest", "longest-remaining", "least-loaded", "every-15-s"):
        seconds = cpu_seconds(lambda name=name: handover(found, name), 3)
        result.add(f"policy {name}", f"{seconds:.2f} CPU s more")
    both = cpu_seconds(lambda: handover(sightings(fleet, users, times, access=rule), NEAREST), 3)

    position, up = fleet.positions(times[:COMPARED]), normals(users)
    plain = cpu_seconds(lambda: _nearest(position, users, up), 3) * times.size / COMPARED
    result.ratio("plain numpy: nearest in view at each step (matrix products)", both, plain, 15.0)
    kept = handover(sightings(position, users, times[:COMPARED], access=rule), NEAREST, keep_serving=True)
    wrong = int((kept.serving != _nearest_exact(position, users, up)).sum())
    result.add(
        "choices that differ from the pair-by-pair test", f"{wrong} of {kept.totals[:, 0].sum()}", "0", not wrong
    )
    _add_large(result)
    return result


def _add_large(result: Result) -> None:
    """Ten minutes of a fleet of 12,960."""
    fleet, users, times = _fleet(180, 72), _users(5000), time_grid("2026-01-01", hours=1.0 / 6.0, step_s=5.0)
    sightings(fleet, users[:10], times[:20])
    seconds = cpu_seconds(lambda: handover(sightings(fleet, users, times), NEAREST), 1)
    size = len(fleet) * len(users) * times.size
    name = "12,960 satellites, 5,000 users, 120 steps of 5 s: search and nearest"
    result.add(name, f"{seconds:.2f} CPU s, {size / seconds:.2e} pairs x steps a second")


def _fleet(planes: int, per_plane: int) -> Ephemeris:
    shell = walker_delta(
        name="s", altitude_km=550.0, inclination_deg=53.0, planes=planes, per_plane=per_plane, phasing=1
    )
    return ephemeris(Constellation("fleet", (shell,)))


def _users(count: int) -> NDArray[np.float64]:
    rng = np.random.default_rng(0)
    return geodetic_to_itrf(np.arcsin(rng.uniform(-0.8, 0.8, count)), rng.uniform(-np.pi, np.pi, count))


def _nearest(position: NDArray[np.float64], users: NDArray[np.float64], up: NDArray[np.float64]) -> NDArray[np.int64]:
    """Squared ranges and rises of all pairs as matrix products; the nearest above the least elevation."""
    own, level, sine = np.sum(users * users, axis=1), np.sum(users * up, axis=1), np.sin(ELEVATION)
    chosen = np.empty((len(position), len(users)), np.int64)
    for k, place in enumerate(position):
        square = np.sum(place * place, axis=1)[None] + own[:, None] - 2.0 * (users @ place.T)
        rise = up @ place.T - level[:, None]
        seen = (rise > 0.0) & (rise * rise >= sine * sine * square)
        masked = np.where(seen, square, np.inf)
        best = masked.argmin(axis=1)
        chosen[k] = np.where(np.isfinite(masked[np.arange(len(users)), best]), best, -1)
    return chosen


def _nearest_exact(
    position: NDArray[np.float64], users: NDArray[np.float64], up: NDArray[np.float64]
) -> NDArray[np.int64]:
    """The same by the test of every pair."""
    chosen = np.empty((len(position), len(users)), np.int64)
    for k, place in enumerate(position):
        d = place[None] - users[:, None]
        length = np.sqrt(d[..., 0] * d[..., 0] + d[..., 1] * d[..., 1] + d[..., 2] * d[..., 2])
        rise = d[..., 0] * up[:, None, 0] + d[..., 1] * up[:, None, 1] + d[..., 2] * up[:, None, 2]
        key = np.where(rise >= np.sin(ELEVATION) * length, length, np.inf)
        chosen[k] = np.where(np.isfinite(key).any(axis=1), key.argmin(axis=1), -1)
    return chosen
