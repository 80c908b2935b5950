"""How a user's satellite is chosen, when it is changed, and what the change costs."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange
from huxing.network.access.conditions import DistanceCondition, TimeCondition

CHOICES = ("nearest", "highest", "longest-remaining", "least-loaded")
"""Which of the satellites in view: least range, greatest elevation, latest set, fewest users."""
TRIGGERS = ("set", "better", "interval")
"""When: as the serving satellite sets, as soon as another is better, or at instants that repeat."""

RECONFIGURATION_INTERVAL = 15.0
"""s between the instants at which Starlink's scheduler reassigns terminals. Source: Mohan et al., "A Multifaceted Look
at Starlink Performance", WWW'24."""
RECONFIGURATION_PHASE = 12.0
"""s after the full minute of those instants (12, 27, 42, 57). Source: Tanveer et al., "Making Sense of Constellations",
CoNEXT Companion '23."""


class InView(NamedTuple):
    """What a policy of one's own sees: one entry for each user and satellite in view, user by user.

    Attributes:
        time: s from the first time of the run.
        user, satellite: numbers, `(pair,)`.
        elevation: rad.
        range: m.
        remaining: s until the satellite sets.
        load: users that it serves now.
        is_serving: whether it serves this user now.
    """

    time: float
    user: NDArray[np.int64]
    satellite: NDArray[np.int64]
    elevation: NDArray[np.float64]
    range: NDArray[np.float64]
    remaining: NDArray[np.float64]
    load: NDArray[np.int64]
    is_serving: NDArray[np.bool_]


Score = Callable[[InView], NDArray[np.float64]]
"""A choice of one's own: a score of each entry, `(pair,)`; the least is best, an infinite one is not to be taken."""

_MODEL = "handover policy"
_MARGIN = ModelRange(_MODEL, "margin", 0.0, np.inf, physical=True)
_DECIBELS = ModelRange(_MODEL, "margin_db", 0.0, np.inf, "dB", physical=True)
_DWELL = ModelRange(_MODEL, "minimum dwell time", 0.0, np.inf, "s", physical=True)
_INTERVAL = ModelRange(_MODEL, "interval", 0.0, 1e6, "s", open_low=True, physical=True)
_PHASE = ModelRange(_MODEL, "phase", 0.0, 1e6, "s", physical=True)
_COST = ModelRange(_MODEL, "handover time", 0.0, 1e6, "s", physical=True)
_OVERLAP = ModelRange(_MODEL, "overlap", 0.0, 1e6, "s", physical=True)


def require_name(name: object, known: tuple[str, ...], noun: str) -> None:
    """Refuse a name that is not known.

    Args:
        name: given.
        known: accepted.
        noun: what they are, for the message.

    Raises:
        InputError: unknown; the nearest names come first.

    Source:
        None: a check.
    """
    if isinstance(name, str) and name in known:
        return
    near = difflib.get_close_matches(str(name)[:100], known, n=3, cutoff=0.4) or list(known)
    raise InputError(
        f"handover: no {noun} {str(name)[:60]!r}; nearest: {', '.join(near)}; there are {', '.join(known)}",
        given=name,
        accepted=known,
    )


@dataclass(frozen=True)
class HandoverPolicy:
    """A choice, a trigger, hysteresis, and the way a handover is done.

    A satellite that sets is always replaced, by one that is in view then if there is such. Ties go to the lower
    satellite number; of equally loaded satellites, to the higher elevation first.

    Attributes:
        choice: one of `CHOICES`, or a function of one's own (`Score`).
        trigger: one of `TRIGGERS`, a `DistanceCondition` or a `TimeCondition`.
        margin: by how much another satellite must be better: m (nearest), rad (highest), s (longest-remaining), users
            (least-loaded: what is left after the change), or of the score.
        margin_db: in its place for 'nearest': difference of free-space loss.
        minimum_dwell: s for which a satellite is kept while it is in view.
        interval, phase: s between the instants of 'interval', and of one of them after a full minute of UTC. There,
            satellites that stay in view until the next instant go before those that do not.
        make_before_break: the new link stands before the old one is given up, which takes a terminal with two beams.
        handover_time: s without service in a handover that is not seamless.
        overlap: s for which both satellites have to be in view for a handover to be seamless.
    """

    choice: str | Score = "longest-remaining"
    trigger: str | DistanceCondition | TimeCondition = "set"
    margin: float = 0.0
    margin_db: float | None = None
    minimum_dwell: float = 0.0
    interval: float = RECONFIGURATION_INTERVAL
    phase: float = RECONFIGURATION_PHASE
    make_before_break: bool = False
    handover_time: float = 0.0
    overlap: float = 0.0

    def __post_init__(self) -> None:
        if not callable(self.choice):
            require_name(self.choice, CHOICES, "choice")
        if not isinstance(self.trigger, DistanceCondition | TimeCondition):
            require_name(self.trigger, TRIGGERS, "trigger")
        for value, allowed in (
            (self.margin, _MARGIN), (self.minimum_dwell, _DWELL), (self.interval, _INTERVAL), (self.phase, _PHASE),
            (self.handover_time, _COST), (self.overlap, _OVERLAP),
        ):  # fmt: skip
            allowed.single(value)
        if self.margin_db is not None:
            _DECIBELS.single(self.margin_db)
            if self.choice != "nearest" or self.margin:
                raise InputError("handover policy: margin_db is for choice 'nearest', and in the place of margin")
        if not self.make_before_break and self.overlap:
            raise InputError("handover policy: an overlap is of use with make_before_break=True only")


POLICIES: Mapping[str, HandoverPolicy] = MappingProxyType(
    {
        "nearest": HandoverPolicy("nearest", "better"),
        "highest": HandoverPolicy("highest", "better"),
        "longest-remaining": HandoverPolicy("longest-remaining", "set"),
        "least-loaded": HandoverPolicy("least-loaded", "set"),
        "every-15-s": HandoverPolicy("highest", "interval"),
    }
)
"""Policies by name; `handover_policy` changes details."""


def handover_policy(name: str, **changes: Any) -> HandoverPolicy:
    """A named policy, with details of one's own.

    Args:
        name: of `POLICIES`.
        changes: attributes of `HandoverPolicy`.

    Returns:
        The policy.

    Raises:
        InputError: no such policy, or no such attribute; the nearest names are given.
        ModelRangeError: a value out of range.

    Source:
        'every-15-s': Mohan et al., WWW'24 (reassignment every 15 s). Which satellite the scheduler takes is not known;
        Tanveer et al. 2023 find that it prefers high ones, so the highest stands for it.
    """
    require_name(name, tuple(POLICIES), "policy")
    fields = tuple(field.name for field in dataclasses.fields(HandoverPolicy))
    for key in changes:
        require_name(key, fields, "attribute")
    return dataclasses.replace(POLICIES[name], **changes)
