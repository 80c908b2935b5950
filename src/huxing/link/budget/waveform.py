"""The families of modulation and coding that the catalogue names, as carriers that fill a bandwidth."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Literal

from huxing.core.errors import CatalogueError
from huxing.link.budget.carrier import Carrier
from huxing.link.budget.term import GIVEN
from huxing.link.modulation.carrier_rate import symbol_rate
from huxing.link.modulation.dvb_modcods import dvb_modcods
from huxing.link.modulation.nr_format import nr_modcods
from huxing.link.modulation.nr_rate import nr_overhead, nr_resource_blocks
from huxing.link.modulation.threshold_model import GapToShannon

Direction = Literal["down", "up"]

NR_GAP_DB = 2.0
"""Es/N0 that an NR format needs over Shannon's bound, dB: huxing's own choice, between the 1 to 2 dB that good LDPC
codes lose with QPSK and the 2 to 3 dB with 64QAM on a line-of-sight link. 3GPP prints no thresholds."""
NR_MCS_TABLE = 1
FREQUENCY_RANGE_2_FROM = 7.125e9
"""Upper end of FR1, Hz; the Ka bands of satellites take FR2's numerologies. Source: 3GPP TS 38.101-1, table 5.1-1."""
SUBCARRIERS = {1: (15e3, 30e3, 60e3), 2: (120e3, 60e3)}
"""Subcarrier spacings that are tried in each frequency range, Hz. Source: 3GPP TS 38.101-5, section 5.3."""
DVB_ROLL_OFF = 0.20
"""Least roll-off of DVB-S2. Source: ETSI EN 302 307-1 V1.4.1, section 5.6."""
_SUBCARRIERS_PER_BLOCK = 12
_USEFUL_TIME = 14.0 / 15.0
"""Symbols of an NR slot over what the subcarrier spacing alone would give: the cyclic prefix takes the rest."""


def carrier_of(
    waveform: str,
    bandwidth: float,
    frequency: float,
    direction: Direction,
    *,
    implementation_loss_db: float = 0.0,
    clause: str = GIVEN,
) -> Carrier:
    """A carrier of a family that fills a bandwidth, with the modes it may choose from.

    Args:
        waveform: 'nr', 'dvb-s2x'; any other has no modes here and is noise bandwidth only.
        bandwidth: of the channel, Hz.
        frequency: Hz; decides NR's frequency range.
        direction: 'down' or 'up'; decides NR's overhead.
        implementation_loss_db: against theory, dB.
        clause: where the bandwidth comes from.

    Returns:
        The carrier.

    Raises:
        ModelRangeError: a bandwidth that is not positive.

    Source:
        DVB-S2X: ETSI EN 302 307-1 V1.4.1, 5.6, pilots on, normal frames. NR: 3GPP TS 38.306, 4.1.2.
    """
    given = Carrier(
        bandwidth=bandwidth, implementation_loss_db=implementation_loss_db, waveform=waveform, clause=clause
    )
    if waveform == "dvb-s2x":
        baud = symbol_rate(bandwidth, roll_off=DVB_ROLL_OFF)
        words = f"DVB-S2X, roll-off {DVB_ROLL_OFF:g}, pilots"
        return replace(given, symbol_rate=baud, modcods=dvb_modcods(pilots=True), waveform=words)
    if waveform != "nr":
        return given
    blocks, spacing, frequency_range = _blocks(bandwidth, frequency)
    if not blocks:
        return given
    used = 1.0 - nr_overhead(frequency_range, "downlink" if direction == "down" else "uplink")
    return replace(
        given,
        symbol_rate=_SUBCARRIERS_PER_BLOCK * blocks * spacing,
        modcods=nr_modcods(NR_MCS_TABLE, GapToShannon(NR_GAP_DB)),
        overhead=1.0 - used * _USEFUL_TIME,
        waveform=f"NR, {blocks} blocks of {spacing / 1e3:g} kHz subcarriers, MCS table {NR_MCS_TABLE}",
    )


def _blocks(bandwidth: float, frequency: float) -> tuple[int, float, int]:
    """Resource blocks, subcarrier spacing and frequency range; of a part of a channel as many blocks as fit."""
    frequency_range = 2 if frequency > FREQUENCY_RANGE_2_FROM else 1
    for spacing in SUBCARRIERS[frequency_range]:
        try:
            blocks = nr_resource_blocks(bandwidth, subcarrier_spacing=spacing, frequency_range=frequency_range)
            return blocks, spacing, frequency_range
        except CatalogueError:
            continue
    spacing = SUBCARRIERS[frequency_range][0]
    return math.floor(bandwidth / (_SUBCARRIERS_PER_BLOCK * spacing) + 1e-9), spacing, frequency_range
