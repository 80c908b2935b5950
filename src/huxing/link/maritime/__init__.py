"""Ships and satellites in the VHF maritime band: VDES and AIS budgets, noise, Doppler, and messages that collide."""

from __future__ import annotations

from huxing.link.maritime.ais_detection import (
    AIS_CHANNELS,
    AIS_SLOT_TIME,
    ReportingPlan,
    detection_probability,
    first_pass_detection,
    message_success,
    optimum_reporting,
    ships_for_detection,
    slot_load,
)
from huxing.link.maritime.ais_simulation import AisSimulation, simulate_ais
from huxing.link.maritime.channels import VdesChannel, vdes_channel, vdes_channels
from huxing.link.maritime.external_noise import ExternalNoise, external_noise
from huxing.link.maritime.footprint import (
    delay_spread,
    doppler_limit,
    footprint_angle,
    footprint_area,
    overhead_pass_time,
)
from huxing.link.maritime.gmsk import ais_packet_error_ratio, gmsk_bit_error_ratio
from huxing.link.maritime.link_table import read_link_table
from huxing.link.maritime.links import VdesLink, vdes_link, vdes_links
from huxing.link.maritime.polarisation_fading import MEAN_LINEAR_LOSS_DB, linear_polarisation_fade_db
from huxing.link.maritime.ship_budget import ship_downlink, ship_uplink
from huxing.link.maritime.slot_overlap import AIS_GUARD_TIME, LONG_RANGE_GUARD_TIME, slot_overlap, slot_overlap_at

__all__ = [
    "AIS_CHANNELS",
    "AIS_GUARD_TIME",
    "AIS_SLOT_TIME",
    "LONG_RANGE_GUARD_TIME",
    "MEAN_LINEAR_LOSS_DB",
    "AisSimulation",
    "ExternalNoise",
    "ReportingPlan",
    "VdesChannel",
    "VdesLink",
    "ais_packet_error_ratio",
    "delay_spread",
    "detection_probability",
    "doppler_limit",
    "external_noise",
    "first_pass_detection",
    "footprint_angle",
    "footprint_area",
    "gmsk_bit_error_ratio",
    "linear_polarisation_fade_db",
    "message_success",
    "optimum_reporting",
    "overhead_pass_time",
    "read_link_table",
    "ship_downlink",
    "ship_uplink",
    "ships_for_detection",
    "simulate_ais",
    "slot_load",
    "slot_overlap",
    "slot_overlap_at",
    "vdes_channel",
    "vdes_channels",
    "vdes_link",
    "vdes_links",
]
