"""What the round trip does to HARQ: processes needed, the share of the rate that is left, scheduling offset."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.model_range import ModelRange, broadcast
from huxing.link.ntn.numerology import slot_duration

TERRESTRIAL_PROCESSES, NTN_PROCESSES = 16, 32
"""Most HARQ processes of a carrier, and from Release 17. Source: TS 38.331, nrofHARQ-ProcessesForPDSCH, and -v1700."""
K_OFFSET_UNIT = 1e-3
"""s; cellSpecificKoffset counts slots of 15 kHz (TS 38.213 V18, 4.2 multiplies it by 2^mu)."""
GREATEST_K_OFFSET = 1023
"""Source: TS 38.331 V17, cellSpecificKoffset INTEGER (1..1023)."""

_MODEL = "HARQ over satellite"
_ROUND_TRIP = ModelRange(_MODEL, "round-trip delay", 0.0, 10.0, "ms", 1e-3, physical=True)
_PROCESSING = ModelRange(_MODEL, "processing time", 0.0, 1.0, "ms", 1e-3, physical=True)
_PROCESSES = ModelRange(_MODEL, "processes", 1.0, float(NTN_PROCESSES), physical=True)
_PEAK = ModelRange(_MODEL, "peak rate", 0.0, np.inf, "Mbit/s", 1e6, physical=True)


@dataclass(frozen=True)
class HarqConsequences:
    """HARQ on a link with a long round trip; arrays of one shape.

    Attributes:
        round_trip: propagation and processing, s.
        slot: duration of a slot, s.
        processes: configured.
        feedback: False where HARQ feedback is disabled and lost blocks are left to RLC.
        processes_needed: to keep the link busy with feedback: round trip over slot, rounded up.
        rate_share: of the peak rate that one transmission per process and round trip leaves; 1 without feedback.
        k_offset: scheduling offset that covers the round trip, slots of 15 kHz.
    """

    round_trip: NDArray[np.float64]
    slot: float
    processes: int
    feedback: bool
    processes_needed: NDArray[np.int64]
    rate_share: NDArray[np.float64]
    k_offset: NDArray[np.int64]

    @property
    def stall_share(self) -> NDArray[np.float64]:
        """Share of the slots in which every process waits for its answer."""
        return np.asarray(1.0 - self.rate_share)

    @property
    def k_offset_fits(self) -> NDArray[np.bool_]:
        """Whether cellSpecificKoffset (at most 1023) can hold the offset."""
        return np.asarray(self.k_offset <= GREATEST_K_OFFSET)

    def rate_ceiling(self, peak_rate: ArrayLike) -> NDArray[np.float64]:
        """Greatest rate of one terminal.

        Args:
            peak_rate: with a transport block in every slot, bit/s, broadcasts.

        Returns:
            bit/s, before retransmissions.

        Raises:
            ModelRangeError: a negative rate.
            ShapeError: the shapes do not broadcast.

        Source:
            Stop and wait: N blocks per round trip.
        """
        _PEAK.check(peak_rate)
        peak, share = broadcast(_MODEL, peak_rate=peak_rate, rate_share=self.rate_share)
        return np.asarray(peak * share)


def harq_consequences(
    round_trip_delay: ArrayLike,
    *,
    subcarrier_spacing: float,
    processing_time: ArrayLike = 0.0,
    processes: int = NTN_PROCESSES,
    feedback: bool = True,
) -> HarqConsequences:
    """Processes that a round trip needs, and what the configured ones leave of the rate.

    Args:
        round_trip_delay: propagation between terminal and gNB and back, s, any shape; with a transparent payload that
            includes the feeder link.
        subcarrier_spacing: Hz.
        processing_time: of terminal and gNB together, s, broadcasts.
        processes: configured, 1 to 32.
        feedback: False where HARQ feedback is disabled (Release 17); no process then waits.

    Returns:
        The consequences.

    Raises:
        ModelRangeError: a negative delay, or a number of processes outside 1 to 32.
        ShapeError: the shapes do not broadcast.
        InputError: no spacing of NR, or processes that are no whole number.

    Source:
        3GPP TR 38.821 V16.2.0, 6.1.1.3 (processes: round trip over slot); TS 38.331 V17 (16 and 32 processes,
        downlinkHARQ-FeedbackDisabled); TS 38.213 V18, 4.2 (K_offset).
    """
    slot = slot_duration(subcarrier_spacing)
    _ROUND_TRIP.check(round_trip_delay)
    _PROCESSING.check(processing_time)
    count = _PROCESSES.whole(processes)
    flight, work = broadcast(_MODEL, round_trip_delay=round_trip_delay, processing_time=processing_time)
    whole = flight + work
    needed = np.maximum(_rounded_up(whole / slot), 1)
    share = np.minimum(1.0, count / needed) if feedback else np.ones(whole.shape)
    offset = np.maximum(_rounded_up(flight / K_OFFSET_UNIT), 1)
    return HarqConsequences(whole, slot, count, feedback, needed, np.asarray(share), offset)


def _rounded_up(values: NDArray[np.float64]) -> NDArray[np.int64]:
    # a delay of exactly so many slots, computed, may come out a hair above
    return np.asarray(np.ceil(values - 1e-9)).astype(np.int64)
