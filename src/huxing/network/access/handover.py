"""Handover of users from satellite to satellite over a run."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError, ShapeError, TooLargeError
from huxing.core.geodesy import geodetic_to_itrf, itrf_to_geodetic
from huxing.core.model_range import numbers as as_numbers
from huxing.network.access.choice_kernel import HIGHEST, LEAST_LOADED, LONGEST, MOST_USERS, NEAREST, SCORED
from huxing.network.access.conditions import DistanceCondition, TimeCondition
from huxing.network.access.handover_kernel import (
    BETTER,
    DISTANCE,
    ELEVATION_BINS,
    INTERVAL,
    SET,
    TIME,
    advance,
    gather,
    most_at_once,
)
from huxing.network.access.handovers import Handovers
from huxing.network.access.policy import HandoverPolicy, InView, Score, handover_policy
from huxing.network.access.run_kernel import run_steps
from huxing.network.access.sightings import BLOCK_BYTES, MEMORY_LIMIT, Progress, Sightings
from huxing.network.access.tracks import normals

_CHOICE_NUMBERS = {"nearest": NEAREST, "highest": HIGHEST, "longest-remaining": LONGEST, "least-loaded": LEAST_LOADED}
_TRIGGER_NUMBERS = {"set": SET, "better": BETTER, "interval": INTERVAL}
_EVENT_BYTES = 48


def handover(
    sightings: Sightings,
    policy: HandoverPolicy | str = "longest-remaining",
    *,
    capacity: ArrayLike | None = None,
    keep_serving: bool = False,
    progress: Progress | None = None,
) -> Handovers:
    """Who is served by which satellite over a run, and every change.

    Decisions are made at the times of the sightings. A satellite that sets between two of them is given up at its exact
    instant, and the next one - in view then, and chosen with the geometry of the later time - takes over. Where none is
    in view then, one that rises before the later time does, as it rises.

    Args:
        sightings: of `huxing.network.access.sightings`; one search serves many policies.
        policy: a policy, or the name of one (`POLICIES`).
        capacity: users that a satellite serves at once (or beams, where a user holds one): one number, or one of each
            satellite. None takes the access rule's `beams`.
        keep_serving: also keep the serving satellite of every user at every time.
        progress: called after each block of steps.

    Returns:
        Events, sums and loads.

    Raises:
        InputError: an unknown policy, a capacity that is no whole number of 0 or more, make-before-break where the
            access rule gives a user one antenna, scores that are not numbers.
        ShapeError: as many capacities as there are no satellites, scores of another shape.
        TooLargeError: serving satellites that do not fit.

    Source:
        Distance, service time and free channels as criteria: Papapetrou et al. 2004, Int. J. Satell. Commun. Network.
        22, 231; the order of decisions: `handover_kernel`.
    """
    chosen = handover_policy(policy) if isinstance(policy, str) else policy
    if not isinstance(chosen, HandoverPolicy):
        raise InputError(f"handover: {chosen!r:.60} is no policy; give a HandoverPolicy, or the name of one")
    antennas = sightings.access.antennas
    if chosen.make_before_break and antennas is not None and np.min(antennas) < 2:
        raise InputError("handover: make-before-break takes two antennas (or beams) of a user, the access rule gives 1")
    run = _Run(sightings, chosen, _capacities(sightings, capacity), keep_serving)
    steps = sightings.timeline.steps
    while run.step < steps:
        run.advance()
        if progress is not None:
            progress(run.step, steps)
    return run.result()


def _capacities(found: Sightings, capacity: ArrayLike | None) -> NDArray[np.int32]:
    given = found.access.beams if capacity is None else capacity
    if given is None:
        return np.full(len(found.satellites), MOST_USERS, np.int32)
    array = as_numbers(given, "capacity of a satellite")
    if array.shape not in ((), (len(found.satellites),)):
        raise ShapeError(f"handover: {len(found.satellites)} satellites, but capacities of shape {array.shape}")
    if not ((array >= 0.0) & (array == np.floor(array)) & np.isfinite(array)).all():
        raise InputError("handover: a capacity is a whole number of users, 0 or more", given=capacity)
    return np.ascontiguousarray(np.broadcast_to(np.minimum(array, MOST_USERS), (len(found.satellites),)), np.int32)


class _Run:
    """A run that is under way: the state of users and satellites, and what has been counted."""

    def __init__(
        self, found: Sightings, policy: HandoverPolicy, capacity: NDArray[np.int32], keep_serving: bool
    ) -> None:
        self.found, self.policy, self.step = found, policy, 0
        users, satellites, steps = len(found.users), len(found.satellites), found.timeline.steps
        if keep_serving and 4 * users * steps > MEMORY_LIMIT:
            raise TooLargeError(f"serving satellites of {users} users x {steps} times are over 2 GB; see serving_at()")
        places = most_at_once(found.start, found.first, found.last)
        self._sightings = (found.start, found.satellite, found.first, found.last, found.rise, found.set)
        self._active = (found.start[:-1].copy(), np.zeros((users, places), np.int32), np.zeros(users, np.int32))
        self._serving, self._lost = np.full(users, -1, np.int32), np.full(users, -1, np.int32)
        self._users = (np.full(users, -np.inf), np.zeros(users, np.int8))
        self._gone, self._settled = np.full(users, -np.inf), np.zeros(users, np.bool_)
        self._at_elevation = np.zeros((users, ELEVATION_BINS), np.int32)
        self._load, self._viewers = np.zeros((2, satellites), np.int32)
        self._capacity = capacity
        self._load_sum, self._load_peak = np.zeros(satellites, np.int64), np.zeros(satellites, np.int32)
        self._totals, self._fairness = np.zeros((steps, 5), np.int64), np.empty(steps)
        self._kept = np.empty((steps if keep_serving else 0, users), np.int32)
        self._events = [(np.empty((0, 4), np.int32), np.empty((0, 4)))]
        self._codes, self._amounts = _as_numbers(policy)
        self._due, self._stay = _instants(found, policy)
        self._up: NDArray[np.float64] | None = None

    def advance(self) -> None:
        """Run the next block of steps."""
        found, users = self.found, len(self.found.users)
        bound = 24 * len(found.satellites) + (0 if found.users.is_fixed else 48 * users) + 2 * _EVENT_BYTES * users
        stop = min(self.step + max(1, BLOCK_BYTES // bound), found.timeline.steps)
        position = np.ascontiguousarray(found.satellites.block(found.timeline, self.step, stop))
        place = np.ascontiguousarray(found.users.block(found.timeline, self.step, stop))
        up = self._verticals(place)
        apart = isinstance(self.policy.trigger, DistanceCondition)
        reference = _under(position) if apart else position[:1]
        if callable(self.policy.choice):
            for k in range(stop - self.step):
                here, there = slice(k, k + 1), min(k, len(place) - 1)
                self._scored_step(
                    self.policy.choice, self.step + k, position[here], reference[min(k, len(reference) - 1)][None],
                    place[there], up[there],
                )  # fmt: skip
        else:
            nothing = (np.zeros(1, np.int64), np.empty(0))
            self._run(self.step, stop, False, position, reference, place, up, *nothing)
        self.step = stop

    def result(self) -> Handovers:
        """Everything counted."""
        numbers, values = (np.concatenate(parts) for parts in zip(*self._events, strict=True))
        order = np.argsort(numbers[:, 0], kind="stable")
        return Handovers(
            self.found, self.policy, np.ascontiguousarray(numbers[order]), np.ascontiguousarray(values[order]),
            self._at_elevation, self._load_sum / self.found.timeline.steps, self._load_peak, self._totals,
            self._fairness, self._kept if len(self._kept) else None,
        )  # fmt: skip

    def _verticals(self, place: NDArray[np.float64]) -> NDArray[np.float64]:
        if self.found.users.is_fixed:
            if self._up is None:
                self._up = normals(place)
            return self._up
        return normals(place)

    def _scored_step(
        self,
        choice: Score,
        step: int,
        position: NDArray[np.float64],
        reference: NDArray[np.float64],
        place: NDArray[np.float64],
        up: NDArray[np.float64],
    ) -> None:
        """One step with scores of the user's own function."""
        now = float(self.found.timeline.seconds[step])
        _, satellite, *_, sets = self._sightings
        advance(
            step, *self._sightings[:4], sets, *self._active, self._serving, self._lost, self._gone, self._load,
            self._viewers,
        )  # fmt: skip
        pairs = int(self._active[2].sum())
        start, whole = np.empty(len(self.found.users) + 1, np.int64), np.empty((4, pairs), np.int64)
        real = np.empty((3, pairs))
        gather(now, *self._active[1:], satellite, sets, self._serving, position[0], place, up, self._load, start,
               whole, real)  # fmt: skip
        view = InView(now, whole[0], whole[1], real[0], real[1], real[2], whole[2], whole[3] > 0)
        score = _scores(choice, view)
        self._run(step, step + 1, True, position, reference, place[None], up[None], start, score)

    def _run(
        self,
        first: int,
        stop: int,
        advanced: bool,
        position: NDArray[np.float64],
        reference: NDArray[np.float64],
        place: NDArray[np.float64],
        up: NDArray[np.float64],
        pair_start: NDArray[np.int64],
        score: NDArray[np.float64],
    ) -> None:
        room = 2 * len(self.found.users) * (stop - first) + 1
        numbers, values = np.empty((room, 4), np.int32), np.empty((room, 4))
        part = slice(first, stop)
        rows = run_steps(
            first, advanced, self.found.timeline.seconds[part], self._due[part], self._stay[part], *self._sightings,
            *self._active, self._serving, *self._users, self._lost, self._gone, self._settled, self._at_elevation,
            self._load, self._viewers, self._capacity, self._load_sum, self._load_peak, position, reference, place, up,
            pair_start, score, self._codes, self._amounts, numbers, values, self._kept[part], self._totals[part],
            self._fairness[part],
        )  # fmt: skip
        self._events.append((numbers[:rows].copy(), values[:rows].copy()))


def _scores(choice: Score, view: InView) -> NDArray[np.float64]:
    score = as_numbers(choice(view), "scores of a policy of one's own")
    if score.shape != view.range.shape:
        raise ShapeError(f"handover: scores have shape {score.shape}, one of each pair is wanted: {view.range.shape}")
    if (np.isnan(score) | (score == -np.inf)).any():
        raise InputError("handover: a score is not a number; a satellite that is not to be taken has the score inf")
    return np.ascontiguousarray(score)


def _as_numbers(policy: HandoverPolicy) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """A policy as the kernel wants it; the order is that of `choice_kernel`."""
    trigger, margin = policy.trigger, policy.margin if policy.margin_db is None else policy.margin_db
    codes = [
        _CHOICE_NUMBERS[policy.choice] if isinstance(policy.choice, str) else SCORED,
        _TRIGGER_NUMBERS[trigger] if isinstance(trigger, str) else 0,
        policy.margin_db is not None,
        policy.make_before_break,
    ]
    amounts = [margin, policy.minimum_dwell, policy.handover_time, policy.overlap, 0.0, 0.0, 0.0, 0.0, 0.0]
    if isinstance(trigger, DistanceCondition):
        codes[1], amounts[4:7] = DISTANCE, [trigger.leave_beyond, trigger.enter_within, trigger.hysteresis]
    if isinstance(trigger, TimeCondition):
        codes[1], amounts[7:9] = TIME, [trigger.lead, trigger.duration]
    return np.array(codes, np.int64), np.array(amounts, np.float64)


def _instants(found: Sightings, policy: HandoverPolicy) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Which steps are the first at or after an instant of reassignment, and until when satellites are to stay then."""
    times = found.timeline.times
    if policy.trigger != "interval":
        return np.zeros(times.size, np.bool_), np.full(times.size, -np.inf)
    interval, phase = (round(value * 1e9) for value in (policy.interval, policy.phase))
    place = times.astype(np.int64) - phase
    number = place // max(interval, 1)
    due = np.diff(number, prepend=number[0]) > 0
    due[0] = place[0] % max(interval, 1) == 0
    return due, found.timeline.seconds[: times.size] + ((number + 1) * interval - place) * 1e-9


def _under(position: NDArray[np.float64]) -> NDArray[np.float64]:
    """The points of the ellipsoid under satellites; far away where one has no position."""
    place = itrf_to_geodetic(position)
    known = np.isfinite(place.latitude)
    found = geodetic_to_itrf(np.where(known, place.latitude, 0.0), np.where(known, place.longitude, 0.0))
    return np.where(known[..., None], found, 1e12)
