"""3GPP's satellite access: channel, budgets, bands, delay, Doppler, timing, what HARQ makes of the round trip."""

from __future__ import annotations

from huxing.link.ntn.bands import NtnBand, bands_of_frequency, nr_arfcn, nr_arfcn_frequency, ntn_band, ntn_bands
from huxing.link.ntn.delay import differential_delay, one_way_delay, round_trip_delay
from huxing.link.ntn.doppler import (
    LinkMotion,
    differential_doppler_fraction,
    doppler_fraction,
    doppler_fraction_rate,
    link_motion,
)
from huxing.link.ntn.ephemeris import BroadcastEphemeris, broadcast_ephemeris, extrapolated_state
from huxing.link.ntn.geometry import slant_range
from huxing.link.ntn.harq import HarqConsequences, harq_consequences
from huxing.link.ntn.large_scale_sampling import LargeScaleSample, sample_large_scale
from huxing.link.ntn.large_scale_tables import LargeScaleParameters, large_scale_parameters
from huxing.link.ntn.link_budget import NTN_BUDGET, receiver_g_over_t_db_per_k, tr38821_link_budget
from huxing.link.ntn.numerology import cyclic_prefix, slot_duration
from huxing.link.ntn.path_loss import NtnPathLoss, free_space_loss_db, ntn_path_loss, scintillation_loss_db
from huxing.link.ntn.summary import NTN_CASES, NTN_SUMMARY, ntn_case_table, ntn_summary
from huxing.link.ntn.synchronisation import (
    SynchronisationError,
    SynchronisationLimits,
    synchronisation_limits,
    uplink_synchronisation,
)
from huxing.link.ntn.timing_advance import (
    FR1_OFFSET,
    FR2_OFFSET,
    CommonTimingAdvance,
    TimingAdvance,
    common_timing_advance,
    timing_advance,
)

__all__ = [
    "FR1_OFFSET",
    "FR2_OFFSET",
    "NTN_BUDGET",
    "NTN_CASES",
    "NTN_SUMMARY",
    "BroadcastEphemeris",
    "CommonTimingAdvance",
    "HarqConsequences",
    "LargeScaleParameters",
    "LargeScaleSample",
    "LinkMotion",
    "NtnBand",
    "NtnPathLoss",
    "SynchronisationError",
    "SynchronisationLimits",
    "TimingAdvance",
    "bands_of_frequency",
    "broadcast_ephemeris",
    "common_timing_advance",
    "cyclic_prefix",
    "differential_delay",
    "differential_doppler_fraction",
    "doppler_fraction",
    "doppler_fraction_rate",
    "extrapolated_state",
    "free_space_loss_db",
    "harq_consequences",
    "large_scale_parameters",
    "link_motion",
    "nr_arfcn",
    "nr_arfcn_frequency",
    "ntn_band",
    "ntn_bands",
    "ntn_case_table",
    "ntn_path_loss",
    "ntn_summary",
    "one_way_delay",
    "receiver_g_over_t_db_per_k",
    "round_trip_delay",
    "sample_large_scale",
    "scintillation_loss_db",
    "slant_range",
    "slot_duration",
    "synchronisation_limits",
    "timing_advance",
    "tr38821_link_budget",
    "uplink_synchronisation",
]
