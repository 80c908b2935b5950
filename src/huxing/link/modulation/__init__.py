"""Modulation and coding: MODCODs of DVB-S2X, NR and CCSDS, their adaptation, rates, and the bounds behind them."""

from __future__ import annotations

from huxing.link.modulation.adaptation import adapt_modcod
from huxing.link.modulation.carrier_rate import DVB_ROLL_OFFS, occupied_bandwidth, symbol_rate
from huxing.link.modulation.ccsds_code import CcsdsCode, ccsds_code, ccsds_codes
from huxing.link.modulation.convolutional import convolutional_bit_error_bound, distance_spectrum
from huxing.link.modulation.dvb_frame import DvbFrame, dvb_frame
from huxing.link.modulation.dvb_modcods import dvb_modcods
from huxing.link.modulation.modcod import Modcod, ModcodSet
from huxing.link.modulation.modcod_choice import ModcodChoice, choose_modcod
from huxing.link.modulation.nr_format import NrFormat, nr_cqi, nr_mcs, nr_modcods
from huxing.link.modulation.nr_rate import nr_overhead, nr_peak_rate, nr_resource_blocks
from huxing.link.modulation.reed_solomon import reed_solomon_error_rates
from huxing.link.modulation.shannon import (
    gap_to_shannon_db,
    shannon_capacity,
    shannon_es_over_n0,
    shannon_spectral_efficiency,
)
from huxing.link.modulation.threshold_model import AttenuatedShannon, GapToShannon, ThresholdModel
from huxing.link.modulation.uncoded import frame_error_rate, gaussian_tail, uncoded_bit_error_rate

__all__ = [
    "DVB_ROLL_OFFS",
    "AttenuatedShannon",
    "CcsdsCode",
    "DvbFrame",
    "GapToShannon",
    "Modcod",
    "ModcodChoice",
    "ModcodSet",
    "NrFormat",
    "ThresholdModel",
    "adapt_modcod",
    "ccsds_code",
    "ccsds_codes",
    "choose_modcod",
    "convolutional_bit_error_bound",
    "distance_spectrum",
    "dvb_frame",
    "dvb_modcods",
    "frame_error_rate",
    "gap_to_shannon_db",
    "gaussian_tail",
    "nr_cqi",
    "nr_mcs",
    "nr_modcods",
    "nr_overhead",
    "nr_peak_rate",
    "nr_resource_blocks",
    "occupied_bandwidth",
    "reed_solomon_error_rates",
    "shannon_capacity",
    "shannon_es_over_n0",
    "shannon_spectral_efficiency",
    "symbol_rate",
    "uncoded_bit_error_rate",
]
