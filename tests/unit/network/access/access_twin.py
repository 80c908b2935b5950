"""Sightings and handover again, in plain numpy and plain loops, from the definitions."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huxing.core.geodesy import geodetic_to_itrf, itrf_to_geodetic, local_axes
from huxing.core.time import Times, time_grid
from huxing.network.access import DistanceCondition, HandoverPolicy, Sightings, TimeCondition
from huxing.network.topology import Ephemeris, ephemeris
from huxing.orbit import Constellation, walker_delta


def fleet(altitude_km: float = 780.0, planes: int = 12, per_plane: int = 12) -> Ephemeris:
    shell = walker_delta(
        name="s", altitude_km=altitude_km, inclination_deg=60.0, planes=planes, per_plane=per_plane, phasing=1
    )
    return ephemeris(Constellation("fleet", (shell,)))


def places(count: int, seed: int = 0, most_latitude_deg: float = 65.0) -> NDArray[np.float64]:
    rng = np.random.default_rng(seed)
    latitude = np.radians(rng.uniform(-most_latitude_deg, most_latitude_deg, count))
    return geodetic_to_itrf(latitude, rng.uniform(-np.pi, np.pi, count), rng.uniform(0.0, 3000.0, count))


def crowd(count: int, seed: int = 0) -> NDArray[np.float64]:
    """Users within some hundred kilometres, who share satellites."""
    rng = np.random.default_rng(seed)
    return geodetic_to_itrf(rng.uniform(0.5, 0.6, count), rng.uniform(1.9, 2.0, count))


def grid(minutes: float, step_s: float) -> Times:
    return time_grid("2026-03-01T00:00:07", hours=minutes / 60.0, step_s=step_s)


def up_of(place: NDArray[np.float64]) -> NDArray[np.float64]:
    site = itrf_to_geodetic(place)
    return local_axes(site.latitude, site.longitude)[..., 2, :]


def ranges_and_sines(
    position: NDArray[np.float64], place: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Of positions `(time, satellite, 3)` seen by users `(user, 3)` or `(time, user, 3)`: `(time, user, satellite)`."""
    where = np.broadcast_to(place, (len(position), *place.shape[-2:]))[:, :, None, :]
    up = np.broadcast_to(up_of(place), (len(position), *place.shape[-2:]))[:, :, None, :]
    d = position[:, None, :, :] - where
    length = np.sqrt(d[..., 0] * d[..., 0] + d[..., 1] * d[..., 1] + d[..., 2] * d[..., 2])
    rise = d[..., 0] * up[..., 0] + d[..., 1] * up[..., 1] + d[..., 2] * up[..., 2]
    return length, rise / length


def seen(
    position: NDArray[np.float64], place: NDArray[np.float64], elevation: object, longest: float = np.inf
) -> NDArray[np.bool_]:
    """Who sees whom, pair by pair: `(time, user, satellite)`."""
    where = np.broadcast_to(place, (len(position), *place.shape[-2:]))[:, :, None, :]
    up = np.broadcast_to(up_of(place), (len(position), *place.shape[-2:]))[:, :, None, :]
    d = position[:, None, :, :] - where
    square = d[..., 0] * d[..., 0] + d[..., 1] * d[..., 1] + d[..., 2] * d[..., 2]
    rise = d[..., 0] * up[..., 0] + d[..., 1] * up[..., 1] + d[..., 2] * up[..., 2]
    sine = np.sin(np.broadcast_to(np.asarray(elevation, float), place.shape[-2:-1]))[None, :, None]
    with np.errstate(invalid="ignore"):
        return (rise >= sine * np.sqrt(square)) & (square <= longest * longest)


def matrix_of(found: Sightings) -> NDArray[np.bool_]:
    """The sightings as `(time, user, satellite)`."""
    matrix = np.zeros((found.times.size, len(found.users), len(found.satellites)), bool)
    for u, s, first, last in zip(found.user, found.satellite, found.first, found.last, strict=True):
        assert not matrix[first : last + 1, u, s].any()
        matrix[first : last + 1, u, s] = True
    return matrix


def set_matrix(found: Sightings, instants: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    """When each satellite in view sets (or another instant), s; NaN where it is not, `(time, user, satellite)`."""
    matrix = np.full((found.times.size, len(found.users), len(found.satellites)), np.nan)
    given = found.set if instants is None else instants
    for u, s, first, last, instant in zip(found.user, found.satellite, found.first, found.last, given, strict=True):
        matrix[first : last + 1, u, s] = instant
    return matrix


@dataclass
class Twin:
    """Serving satellite at each step, and the number of changes and of users in each state."""

    serving: NDArray[np.int64]
    waiting: NDArray[np.int64]


def twin(  # noqa: PLR0912 - one rule after another, as they are written down
    found: Sightings,
    policy: HandoverPolicy,
    position: NDArray[np.float64],
    place: NDArray[np.float64],
    capacity: NDArray[np.int64],
) -> Twin:
    """Serve the users step by step, in the order that the documentation gives."""
    view, sets, rises = matrix_of(found), set_matrix(found), set_matrix(found, found.rise)
    length, sine = ranges_and_sines(position, place)
    steps, users, satellites = view.shape
    seconds = (found.times - found.times[0]) / np.timedelta64(1, "ns") * 1e-9
    serving, out, waiting = np.full(users, -1), np.empty((steps, users), int), np.zeros((steps, users), int)
    since, load = np.zeros(users), np.zeros(satellites, int)
    rule: dict[str, Any] = {}
    due, following = _instants(found.times, policy)
    for k in range(steps):
        for u in range(users):
            if serving[u] >= 0 and not view[k, u, serving[u]]:
                load[serving[u]] -= 1
                serving[u] = -1
        kept = serving >= 0
        for u in np.flatnonzero(~kept):
            before = sets[k - 1, u, out[k - 1, u]] if k and out[k - 1, u] >= 0 else np.inf
            rule = {"risen": before, "rises": rises}
            best = _best(policy, k, u, -1, view, sets, length, sine, load, capacity, following[k], rule)
            waiting[k, u] = view[k, u].any() and best < 0
            if best >= 0:
                since[u] = _instant(found, k, u, best, waiting, out)
                serving[u] = best
                load[best] += 1
        for u in np.flatnonzero(kept):
            s, now = serving[u], seconds[k]
            if now - since[u] < policy.minimum_dwell:
                continue
            rule = {}
            if policy.trigger == "set" or (policy.trigger == "interval" and not due[k]):
                continue
            if isinstance(policy.trigger, DistanceCondition):
                t = policy.trigger
                if not _away(position[k, s], place[u]) - t.hysteresis > t.leave_beyond:
                    continue
                rule = {"within": t.enter_within - t.hysteresis}
            if isinstance(policy.trigger, TimeCondition):
                threshold = sets[k, u, s] - policy.trigger.lead
                if not threshold < now <= threshold + policy.trigger.duration:
                    continue
                rule = {"after": sets[k, u, s]}
            stay = following[k] if policy.trigger == "interval" else -np.inf
            best = _best(policy, k, u, s, view, sets, length, sine, load, capacity, stay, rule, position, place)
            if best < 0 or best == s:
                continue
            forced = bool(rule) or (policy.trigger == "interval" and sets[k, u, s] < stay <= sets[k, u, best])
            if forced or _gain(policy, k, u, s, best, sets, length, sine, load) > _margin(policy):
                load[s] -= 1
                load[best] += 1
                serving[u], since[u] = best, now
        out[k] = serving
    return Twin(out, waiting)


def _instant(found: Sightings, k: int, u: int, s: int, waiting: NDArray[np.int64], out: NDArray[np.int64]) -> float:
    """When service begins: at the step, unless something set or rose since the step before."""
    seconds = float((found.times[k] - found.times[0]) / np.timedelta64(1, "ns") * 1e-9)
    if k == 0 or waiting[k - 1, u]:
        return seconds
    own = found.user == u
    new = own & (found.satellite == s) & (found.first <= k) & (found.last >= k)
    rise = float(found.rise[new][0])
    if out[k - 1, u] < 0:
        return min(rise, seconds)
    lost = own & (found.satellite == out[k - 1, u]) & (found.last == k - 1)
    return max(rise, min(float(found.set[lost][0]), seconds))


def _best(policy, k, u, own, view, sets, length, sine, load, capacity, stay, rule, position=None, place=None) -> int:  # type: ignore[no-untyped-def]
    ranked = []
    for s in np.flatnonzero(view[k, u]):
        if load[s] >= capacity[s] and s != own:
            continue
        if "within" in rule and (s == own or not _away(position[k, s], place[u]) < rule["within"]):
            continue
        if "after" in rule and not sets[k, u, s] > rule["after"]:
            continue
        key = {
            "nearest": (length[k, u, s],),
            "highest": (-sine[k, u, s],),
            "longest-remaining": (-sets[k, u, s],),
            "least-loaded": (load[s] + (s != own), -sine[k, u, s]),
        }[policy.choice]
        late = "risen" in rule and rule["rises"][k, u, s] > rule["risen"]
        ranked.append((late, sets[k, u, s] < stay, *key, s))
    return int(min(ranked)[-1]) if ranked else -1


def _gain(policy, k, u, old, new, sets, length, sine, load) -> float:  # type: ignore[no-untyped-def]
    if policy.choice == "nearest":
        a, b = length[k, u, old], length[k, u, new]
        return 20.0 * math.log10(a / b) if policy.margin_db is not None else a - b
    if policy.choice == "highest":
        return math.asin(sine[k, u, new]) - math.asin(sine[k, u, old])
    if policy.choice == "longest-remaining":
        return sets[k, u, new] - sets[k, u, old]
    return float(load[old] - load[new] - 1)


def _margin(policy: HandoverPolicy) -> float:
    return policy.margin if policy.margin_db is None else policy.margin_db


def _away(position: NDArray[np.float64], place: NDArray[np.float64]) -> float:
    """Straight distance from a user to the point of the ellipsoid under a satellite."""
    under = itrf_to_geodetic(position)
    d = geodetic_to_itrf(under.latitude, under.longitude) - place
    return math.sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2])


def _instants(times: Times, policy: HandoverPolicy) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    if policy.trigger != "interval":
        return np.zeros(times.size, bool), np.full(times.size, -np.inf)
    whole, interval, phase = times.astype(np.int64), int(policy.interval * 1e9), int(policy.phase * 1e9)
    due, stay = np.zeros(times.size, bool), np.empty(times.size)
    for k, t in enumerate(whole):
        following = ((t - phase) // interval + 1) * interval + phase
        stay[k] = (following - whole[0]) * 1e-9
        due[k] = (t - phase) % interval == 0 if k == 0 else whole[k - 1] < following - interval
    return due, stay
