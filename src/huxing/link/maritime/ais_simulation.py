"""AIS from space, drawn ship by ship: the twin of the closed form, and what it leaves out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.errors import InputError, TooLargeError
from huxing.core.model_range import ModelRange
from huxing.link.budget.free_space import slant_range
from huxing.link.maritime.ais_detection import AIS_CHANNELS, AIS_SLOT_TIME
from huxing.link.maritime.ais_kernel import detected_shares
from huxing.link.maritime.slot_overlap import AIS_GUARD_TIME

_MODEL = "simulation of AIS from space"
_MOST_MESSAGES = 50_000_000


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
        InputError: counts that are not whole and positive, an observation shorter than a reporting interval, or more
            ships in a cell than it has slots.
        ModelRangeError: times that are not positive.
        TooLargeError: more than 50 million messages in a trial.

    Source:
        ITU-R M.1371-6, A2-3.1 and A2-4.1.1 (slots, alternating channels); `message_success` is its closed form.

    Valid for:
        slots chosen anew for each message: SOTDMA keeps a slot for 3 to 8 frames, so that two ships of different cells
        that meet, meet again; no capture of the stronger of two messages.
    """
    groups = ships if cells is None else cells
    for name, value in (("ships", ships), ("cells", groups), ("channels", channels), ("trials", trials)):
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1:
            raise InputError(f"{_MODEL}: {name} is a whole number above 0, not {value!r:.40}", given=value)
    for name, seconds in (("reporting interval", reporting_interval), ("observation time", observation_time)):
        ModelRange(_MODEL, name, 0.0, np.inf, "s", open_low=True, physical=True).check(seconds)
    ModelRange(_MODEL, "guard time", 0.0, np.inf, "s", physical=True).check(guard_time)
    messages = int(observation_time / reporting_interval * (1.0 + 1e-12))
    per_interval = reporting_interval / AIS_SLOT_TIME
    _require_room(ships, groups, messages, per_interval, channels)
    delays = np.zeros(2)
    if altitude is not None:
        delays[:] = altitude / SPEED_OF_LIGHT, float(slant_range(altitude, min_elevation)) / SPEED_OF_LIGHT
    detected, received = np.empty(trials), np.empty(trials)
    detected_shares(
        trials, ships, groups, messages, per_interval, channels, delays, guard_time, generator, detected, received
    )
    return AisSimulation(detected, received, messages)


def _require_room(ships: int, cells: int, messages: int, per_interval: float, channels: int) -> None:
    if messages < 1:
        raise InputError(f"{_MODEL}: the observation is shorter than a reporting interval; give a longer one")
    if per_interval < 1.0:
        raise InputError(f"{_MODEL}: the reporting interval is shorter than a slot of {AIS_SLOT_TIME * 1e3:.2f} ms")
    if ships * messages > _MOST_MESSAGES:
        raise TooLargeError(f"{_MODEL}: {ships * messages} messages in a trial; at most {_MOST_MESSAGES}")
    crowd = -(-ships // cells)
    if crowd > 0.5 * per_interval * channels:
        raise InputError(
            f"{_MODEL}: {crowd} ships in a cell take more than half of its {per_interval * channels:.0f} slots in a "
            "reporting interval, where SOTDMA begins to reuse them; give more cells"
        )
