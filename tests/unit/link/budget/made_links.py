"""Rows of a catalogue that exists here only, and links made of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from huxing.catalogue.radio_rows import Payload, PayloadBand, Terminal, TerminalBand

KA_TERMINAL = TerminalBand(
    "ka", (27_500.0, 30_000.0), (17_700.0, 20_200.0), transmit_power_dbw=3.0, transmit_gain_dbi=43.2,
    receive_gain_dbi=39.7, noise_figure_db=1.2, antenna_temperature_k=150.0, pattern="parabolic", aperture_m=0.6,
    waveform="dvb-s2x",
)  # fmt: skip
KA_PAYLOAD = PayloadBand(
    "ka", (17_700.0, 20_200.0), (27_500.0, 30_000.0), eirp_density_dbw_per_mhz=4.0, transmit_gain_dbi=38.5,
    transmit_aperture_m=0.5, g_over_t_db_per_k=13.0, receive_aperture_m=0.33, downlink_bandwidth_mhz=400.0,
    uplink_bandwidth_mhz=400.0, waveform="dvb-s2x",
)  # fmt: skip
S_TERMINAL = TerminalBand(
    "n256", (1980.0, 2010.0), (2170.0, 2200.0), eirp_dbw=-7.0, g_over_t_db_per_k=-31.6, bandwidth_mhz=0.36,
    polarisation="linear", waveform="nr",
)  # fmt: skip
S_PAYLOAD = PayloadBand(
    "n256", (2170.0, 2200.0), (1980.0, 2010.0), eirp_density_dbw_per_mhz=34.0, g_over_t_db_per_k=1.1,
    downlink_bandwidth_mhz=30.0, uplink_bandwidth_mhz=30.0, waveform="nr",
)  # fmt: skip


def terminal(*bands: TerminalBand, **row: Any) -> Terminal:
    given = {"name": "dish", "title": "Dish", "kind": "vsat", "status": "assumed", "source": "made for tests"}
    return Terminal(bands=bands or (KA_TERMINAL,), **(given | row))


def satellite(*bands: PayloadBand, **row: Any) -> Payload:
    given = {"name": "bird", "title": "Bird", "status": "assumed", "source": "made for tests", "altitude_km": 600.0}
    return Payload(bands=bands or (KA_PAYLOAD,), **(given | row))


def flat_panel(scan_limit_deg: float = 50.0, scan_exponent: float | None = 1.2) -> Terminal:
    band = replace(KA_TERMINAL, pattern="phased-array", scan_limit_deg=scan_limit_deg, scan_exponent=scan_exponent)
    return terminal(band, name="panel", kind="flat-panel")
