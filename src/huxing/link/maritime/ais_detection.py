"""AIS from space in closed form: which share of messages arrives unspoilt, which share of ships a pass detects."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.model_range import ModelRange, broadcast, numbers

_MODEL = "AIS from space (Hoye et al. 2008)"
_SHIPS = ModelRange(_MODEL, "number of ships", 0.0, 1e9, physical=True)
_SOME_SHIPS = ModelRange(_MODEL, "number of ships", 0.0, 1e9, open_low=True, physical=True)
_INTERVAL = ModelRange(_MODEL, "reporting interval", 0.0, np.inf, "s", open_low=True, physical=True)
_TIME = ModelRange(_MODEL, "observation time", 0.0, np.inf, "s", physical=True)
_SOME_TIME = ModelRange(_MODEL, "observation time", 0.0, np.inf, "s", open_low=True, physical=True)
_OVERLAP = ModelRange(_MODEL, "overlap factor", 0.0, 1.0, physical=True)
_CHANNELS = ModelRange(_MODEL, "channels", 1.0, 1000.0, physical=True)
_SLOT = ModelRange(_MODEL, "slot time", 0.0, np.inf, "ms", 1e-3, open_low=True, physical=True)
_CELLS = ModelRange(_MODEL, "self-organised cells", 1.0, np.inf, physical=True)
_CELL_LOAD = ModelRange(_MODEL, "load of a cell", 0.0, 1.0, "1/slot", physical=True)
_LOAD = ModelRange(_MODEL, "load", 0.0, np.inf, "1/slot", physical=True)
_PROBABILITY = ModelRange(_MODEL, "detection probability", 0.0, 1.0, open_low=True, open_high=True, physical=True)

AIS_SLOT_TIME = 60.0 / 2250
"""s: 2,250 slots to a frame of one minute (M.1371-6, A2-3.1.2)."""
AIS_CHANNELS = 2


class ReportingPlan(NamedTuple):
    """How often ships should report, and how long a satellite must listen then.

    Attributes: `reporting_interval`, that detects the most ships, s; `observation_time`, s.
    """

    reporting_interval: NDArray[np.float64]
    observation_time: NDArray[np.float64]


def slot_load(
    ships: ArrayLike,
    reporting_interval: ArrayLike,
    *,
    channels: ArrayLike = AIS_CHANNELS,
    slot_time: ArrayLike = AIS_SLOT_TIME,
) -> NDArray[np.float64]:
    """Messages that the ships of a footprint send in each slot of a channel; loads of several classes add.

    Args:
        ships: in the footprint; broadcasts.
        reporting_interval: between the messages of a ship, s.
        channels: over which messages are spread evenly.
        slot_time: s.

    Returns:
        Messages per slot and channel.

    Raises:
        ModelRangeError: a negative number of ships, an interval that is not positive.
        ShapeError: the arrays do not broadcast.

    Source:
        N tau / (n_ch dT).
    """
    number, interval, parallel, slot = broadcast(
        _MODEL, ships=ships, reporting_interval=reporting_interval, channels=channels, slot_time=slot_time
    )
    ranges = (_SHIPS, _INTERVAL, _CHANNELS, _SLOT)
    for bounds, values in zip(ranges, (number, interval, parallel, slot), strict=True):
        bounds.check(values)
    return np.asarray(number * slot / (parallel * interval))


def message_success(load: ArrayLike, *, overlap: ArrayLike = 0.0, cells: ArrayLike = np.inf) -> NDArray[np.float64]:
    """Chance that no other message meets a given one at the satellite.

    Args:
        load: messages per slot and channel, of all ships in the footprint; broadcasts.
        overlap: factor s of `slot_overlap`: messages of neighbouring slots that meet it, for each of its own slot.
        cells: equally large self-organised cells in the footprint. Ships of one cell hear each other, never share a
            slot and are equally far from the satellite; infinitely many cells leave no ship such neighbours.

    Returns:
        Probability: exp(-(1 + s) load); with n cells ((1 - load/n)(1 - s load/n))^(n - 1).

    Raises:
        ModelRangeError: a negative load, an overlap outside 0 to 1, fewer than one cell, more messages in a cell
            than it has slots.
        ShapeError: the arrays do not broadcast.

    Source:
        Hoye, Eriksen, Meland and Narheim, Acta Astronautica 62 (2008), 240-245: exp(-(1 + s) N tau / (n_ch dT)). With
        cells: each of the other cells fills a slot with the chance load/n, and never twice.

    Valid for:
        slots chosen anew for each message, many ships; any overlap of two messages spoils both (no capture).
    """
    given = numbers(cells, "self-organised cells")
    endless = np.isinf(given)
    _CELLS.check(np.where(endless, 1.0, given))
    messages, factor, share = broadcast(_MODEL, load=load, overlap=overlap, share=np.where(endless, 0.0, 1.0 / given))
    _LOAD.check(messages)
    _OVERLAP.check(factor)
    filled = np.asarray(messages * share)
    _CELL_LOAD.check(filled)
    others = np.where(share > 0.0, 1.0 / np.where(share > 0.0, share, 1.0) - 1.0, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        by_cells = np.where(others > 0.0, others * (np.log1p(-filled) + np.log1p(-factor * filled)), 0.0)
    return np.asarray(np.exp(np.where(share > 0.0, by_cells, -(1.0 + factor) * messages)))


def detection_probability(
    success: ArrayLike, reporting_interval: ArrayLike, observation_time: ArrayLike
) -> NDArray[np.float64]:
    """Chance that at least one message of a ship arrives unspoilt during an observation.

    Args:
        success: of one message: `message_success`, times the share that noise leaves; broadcasts.
        reporting_interval: between the messages of a ship, s.
        observation_time: during which the ship is in the footprint, s.

    Returns:
        Probability: 1 - (1 - success)^(T/dT).

    Raises:
        ModelRangeError: a success outside 0 to 1, an interval that is not positive, a negative time.
        ShapeError: the arrays do not broadcast.

    Source:
        Hoye, Eriksen, Meland and Narheim, Acta Astronautica 62 (2008), 240-245.
    """
    chance, interval, seconds = broadcast(
        _MODEL, success=success, reporting_interval=reporting_interval, observation_time=observation_time
    )
    ModelRange(_MODEL, "success of a message", 0.0, 1.0, physical=True).check(chance)
    _INTERVAL.check(interval)
    _TIME.check(seconds)
    messages = seconds / interval
    with np.errstate(divide="ignore", invalid="ignore"):
        log_missed = np.where(messages > 0.0, messages * np.log1p(-chance), 0.0)
    return np.asarray(-np.expm1(log_missed))


def first_pass_detection(
    ships: ArrayLike,
    *,
    reporting_interval: ArrayLike,
    observation_time: ArrayLike,
    overlap: ArrayLike = 0.0,
    cells: ArrayLike = np.inf,
    channels: ArrayLike = AIS_CHANNELS,
) -> NDArray[np.float64]:
    """Share of the ships in a footprint that one pass detects.

    Args:
        ships: in the footprint; broadcasts.
        reporting_interval: s.
        observation_time: s; `overhead_pass_time` is the longest.
        overlap: factor s of `slot_overlap`.
        cells: as `message_success`.
        channels: over which messages are spread evenly.

    Returns:
        Probability.

    Raises:
        ModelRangeError: as `slot_load`, `message_success`, `detection_probability`.
        ShapeError: the arrays do not broadcast.

    Source:
        Hoye, Eriksen, Meland and Narheim, Acta Astronautica 62 (2008), 240-245:
        1 - (1 - exp(-(1 + s) N tau / (n_ch dT)))^(T/dT).

    Valid for:
        as `message_success`; ships alike, in view all the time.
    """
    load = slot_load(ships, reporting_interval, channels=channels)
    return detection_probability(
        message_success(load, overlap=overlap, cells=cells), reporting_interval, observation_time
    )


def ships_for_detection(
    probability: ArrayLike,
    *,
    reporting_interval: ArrayLike,
    observation_time: ArrayLike,
    overlap: ArrayLike = 0.0,
    channels: ArrayLike = AIS_CHANNELS,
) -> NDArray[np.float64]:
    """How many ships a footprint may hold for one pass to detect the given share of them.

    Args:
        probability: share of ships; broadcasts.
        reporting_interval: s.
        observation_time: s.
        overlap: factor s of `slot_overlap`.
        channels: over which messages are spread evenly.

    Returns:
        Number of ships.

    Raises:
        ModelRangeError: a probability that is not between 0 and 1, a time that is not positive.
        ShapeError: the arrays do not broadcast.

    Source:
        `first_pass_detection` solved for the ships.
    """
    share, interval, seconds, factor, parallel = broadcast(
        _MODEL,
        probability=probability,
        reporting_interval=reporting_interval,
        observation_time=observation_time,
        overlap=overlap,
        channels=channels,
    )
    ranges = (_PROBABILITY, _INTERVAL, _SOME_TIME, _OVERLAP, _CHANNELS)
    for bounds, values in zip(ranges, (share, interval, seconds, factor, parallel), strict=True):
        bounds.check(values)
    success = -np.expm1(np.log1p(-share) * interval / seconds)
    return np.asarray(-np.log(success) * parallel * interval / (AIS_SLOT_TIME * (1.0 + factor)))


def optimum_reporting(
    ships: ArrayLike,
    probability: ArrayLike,
    *,
    overlap: ArrayLike = 0.0,
    channels: ArrayLike = AIS_CHANNELS,
) -> ReportingPlan:
    """The reporting interval with which a satellite needs the shortest time to detect the given share of ships.

    More frequent messages spoil each other, rarer ones are too few. At the optimum every second message arrives.

    Args:
        ships: in the footprint; broadcasts.
        probability: share of ships to be detected.
        overlap: factor s of `slot_overlap`.
        channels: over which messages are spread evenly.

    Returns:
        Interval, (1 + s) N tau / (n_ch ln 2), and observation time, interval log2(1/(1 - probability)).

    Raises:
        ModelRangeError: a number of ships that is not positive, a probability that is not between 0 and 1.
        ShapeError: the arrays do not broadcast.

    Source:
        Maximum of `first_pass_detection` over the interval; the method of Hoye, FFI/RAPPORT-2006/02495.
    """
    number, share, factor, parallel = broadcast(
        _MODEL, ships=ships, probability=probability, overlap=overlap, channels=channels
    )
    ranges = (_SOME_SHIPS, _PROBABILITY, _OVERLAP, _CHANNELS)
    for bounds, values in zip(ranges, (number, share, factor, parallel), strict=True):
        bounds.check(values)
    interval = np.asarray((1.0 + factor) * number * AIS_SLOT_TIME / (parallel * np.log(2.0)))
    return ReportingPlan(interval, np.asarray(-interval * np.log1p(-share) / np.log(2.0)))
