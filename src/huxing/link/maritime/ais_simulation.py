"""AIS from space, drawn ship by ship: the twin of the closed form, and what it leaves out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.errors import InputError, TooLargeError
from huxing.core.model_range import ModelRange
from huxing.link.budget.free_space import ALTITUDE, ELEVATION, slant_range
from huxing.link.maritime.ais_detection import AIS_CHANNELS, AIS_SLOT_TIME
from huxing.link.maritime.ais_kernel import detected_shares
from huxing.link.maritime.slot_overlap import AIS_GUARD_TIME

_MODEL = "simulation of AIS from space"
_MOST = 50_000_000
"""Messages, and slots of all channels, in a trial: 8 and 24 bytes each."""
_COUNTS = {name: ModelRange(_MODEL, f"number of {name}", 1.0, 1e9, physical=True) for name in ("ships", "cells")}
_COUNTS["channels"] = ModelRange(_MODEL, "number of channels", 1.0, 1e3, physical=True)
_COUNTS["trials"] = ModelRange(_MODEL, "number of trials", 1.0, 1e6, physical=True)
_INTERVAL = ModelRange(_MODEL, "reporting interval", 0.0, np.inf, "s", open_low=True, physical=True)
_TIME = ModelRange(_MODEL, "observation time", 0.0, np.inf, "s", open_low=True, physical=True)
_GUARD = ModelRange(_MODEL, "guard time", 0.0, np.inf, "s", physical=True)


@dataclass(frozen=True)
class AisSimulation:
    """What was drawn.

    Attributes:
        detected: share of the ships with at least one message received, of each trial.
        received: share of all messages received, of each trial.
        messages: that each ship sent during the observation.
    """

    detected: NDArray[np.float64]
    received: NDArray[np.float64]
    messages: int

    @property
    def detection_probability(self) -> float:
        """Mean share of ships detected."""
        return float(self.detected.mean())

    @property
    def message_success(self) -> float:
        """Mean share of messages received."""
        return float(self.received.mean())

    @property
    def standard_error(self) -> float:
        """Of the detection probability, from the scatter of the trials."""
        return float(self.detected.std(ddof=1) / np.sqrt(self.detected.size)) if self.detected.size > 1 else np.inf


def simulate_ais(
    ships: int,
    *,
    reporting_interval: float,
    observation_time: float,
    generator: np.random.Generator,
    altitude: float | None = None,
    min_elevation: float = 0.0,
    guard_time: float = AIS_GUARD_TIME,
    cells: int | None = None,
    channels: int = AIS_CHANNELS,
    trials: int = 20,
) -> AisSimulation:
    """Draw what a satellite receives of the ships in its footprint.

    Each ship sends once in every reporting interval, in a slot chosen anew that no ship of its own cell has taken, on
    the channels in turn. A message is received when no other shares its slot and channel at the satellite and none of a
    neighbouring slot runs into it.

    Args:
        ships: in the footprint, evenly spread.
        reporting_interval: s.
        observation_time: s; the whole reporting intervals in it are drawn.
        generator: of the draws.
        altitude: m, for the delays; None takes all ships equally far, so that neighbouring slots never meet.
        min_elevation: least elevation of use, rad.
        guard_time: of a slot, s.
        cells: self-organised cells, equally large; None puts each ship into one of its own.
        channels: used in turn.
        trials: independent observations.

    Returns:
        Shares of each trial; the same generator state gives the same shares.

    Raises:
        InputError: counts that are not whole, an observation shorter than a reporting interval, or more ships in a cell
            than half of its slots.
        ModelRangeError: counts or times that are not positive, more than 1,000 channels or a million trials, an
            elevation below the horizon.
        TooLargeError: more than 50 million messages, or slots of all channels, in a trial.

    Source:
        ITU-R M.1371-6, A2-3.1 and A2-4.1.1 (slots, alternating channels); `message_success` is its closed form.

    Valid for:
        slots chosen anew for each message: SOTDMA keeps a slot for 3 to 8 frames, so that two ships of different cells
        that meet, meet again; no capture of the stronger of two messages.
    """
    groups = ships if cells is None else cells
    given = {"ships": ships, "cells": groups, "channels": channels, "trials": trials}
    counts = {name: _COUNTS[name].whole(value) for name, value in given.items()}
    interval, seconds = _INTERVAL.single(reporting_interval), _TIME.single(observation_time)
    messages, per_interval = _room(counts, interval, seconds)
    detected, received = np.empty(counts["trials"]), np.empty(counts["trials"])
    detected_shares(
        counts["trials"],
        counts["ships"],
        counts["cells"],
        messages,
        per_interval,
        counts["channels"],
        _delays(altitude, min_elevation),
        _GUARD.single(guard_time),
        generator,
        detected,
        received,
    )
    return AisSimulation(detected, received, messages)


def _delays(altitude: float | None, min_elevation: float) -> NDArray[np.float64]:
    """From the nearest and the farthest ship, s; none where no altitude is given."""
    if altitude is None:
        return np.zeros(2)
    near, lowest = ALTITUDE.single(altitude), ELEVATION.single(min_elevation)
    return np.array([near, float(slant_range(near, lowest))]) / SPEED_OF_LIGHT


def _room(counts: dict[str, int], interval: float, seconds: float) -> tuple[int, float]:
    """Messages of a ship, and slots of a channel in an interval, refused where they do not fit."""
    whole, per_interval = seconds / interval * (1.0 + 1e-12), interval / AIS_SLOT_TIME
    if whole < 1.0:
        raise InputError(f"{_MODEL}: the observation is shorter than a reporting interval; give a longer one")
    if per_interval < 1.0:
        raise InputError(f"{_MODEL}: the reporting interval is shorter than a slot of {AIS_SLOT_TIME * 1e3:.2f} ms")
    for noun, each in (("messages", counts["ships"]), ("slots", per_interval * counts["channels"])):
        if whole > _MOST or int(whole) * each > _MOST:
            raise TooLargeError(f"{_MODEL}: {whole * float(each):.4g} {noun} in a trial; at most {_MOST}")
    crowd, free = -(-counts["ships"] // counts["cells"]), per_interval * counts["channels"]
    if crowd > 0.5 * free:
        raise InputError(
            f"{_MODEL}: {crowd} ships in a cell take more than half of its {free:.0f} slots in a reporting interval, "
            "where SOTDMA begins to reuse them; give more cells"
        )
    return int(whole), per_interval
