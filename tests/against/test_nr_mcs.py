"""Judges: Sionna, srsRAN, OpenAirInterface and the Vienna simulator for NR's tables; published rates; TR 37.911."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from huxing.link.modulation import (
    GapToShannon,
    nr_cqi,
    nr_mcs,
    nr_overhead,
    nr_peak_rate,
    nr_resource_blocks,
)

EXPECTED = json.loads((Path(__file__).parent / "expected" / "nr_tables.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("table", [1, 2, 3])
def test_orders_and_rates_are_sionnas(table: int) -> None:
    theirs = EXPECTED["sionna"][str(table)]
    assert [row.modulation_order for row in nr_mcs(table)] == theirs["orders"]
    assert [float(row.code_rate * 1024) for row in nr_mcs(table)] == theirs["rates"]
    assert [row.index for row in nr_mcs(table)] == list(range(len(theirs["rates"])))


@pytest.mark.parametrize("table", [1, 2, 3])
def test_printed_efficiencies_are_order_times_rate(table: int) -> None:
    for row in (*nr_mcs(table), *nr_cqi(table)):
        assert row.spectral_efficiency == pytest.approx(float(row.modulation_order * row.code_rate), abs=0.51e-4)


@pytest.mark.parametrize("table", [1, 2, 3])
def test_each_cqi_is_the_mcs_that_srsran_takes_for_it(table: int) -> None:
    pairs = [
        (cqi, nr_mcs(table)[index])
        for cqi, index in zip(nr_cqi(table), EXPECTED["srsran_cqi_to_mcs"][str(table)], strict=True)
    ]
    unequal = [
        cqi.index
        for cqi, mcs in pairs
        if (cqi.modulation_order, cqi.code_rate) != (mcs.modulation_order, mcs.code_rate)
    ]
    # tables 1 and 2 have no MCS as low as CQI 1 (78/1024): MCS 0 is taken for it
    assert unequal == ([] if table == 3 else [1])


def test_a_constant_gap_against_the_thresholds_of_the_vienna_simulator() -> None:
    rows, theirs = nr_cqi(1), np.array(EXPECTED["vienna_thresholds_db"]["1"])
    ours = GapToShannon(4.3).es_over_n0([row.spectral_efficiency for row in rows]).db
    # how wrong the model is: the simulator's own gaps run from 3.4 dB (QPSK) to 5.4 dB (64QAM 948/1024)
    assert np.abs(ours - theirs).max() < 1.2
    assert np.abs((ours - theirs).mean()) < 0.1
    gaps = theirs - GapToShannon(0.0).es_over_n0([row.spectral_efficiency for row in rows]).db
    assert (round(gaps.min(), 1), round(gaps.max(), 1)) == (3.4, 5.4)


def test_resource_blocks_are_openairinterfaces() -> None:
    for frequency_range, spacing, bandwidths, blocks in EXPECTED["openairinterface_resource_blocks"]["rows"]:
        ours = [
            nr_resource_blocks(mhz * 1e6, subcarrier_spacing=spacing * 1e3, frequency_range=frequency_range)
            for mhz in bandwidths
        ]
        assert ours == blocks


def test_a_published_rate() -> None:
    # the presentation counts two slots a millisecond whatever the numerology, so that only its row of 30 kHz holds
    (row,) = [row for row in EXPECTED["published_rates"]["rows"] if row[0] == 1]
    blocks = nr_resource_blocks(20e6, subcarrier_spacing=30e3, frequency_range=1)
    rate = nr_peak_rate(
        numerology=1, resource_blocks=blocks, layers=4, modulation_order=8, code_rate=1.0, overhead=0.14
    )
    assert blocks == row[1]
    # printed to 1 Mbit/s
    assert rate / 1e6 == pytest.approx(row[2], abs=1.0)


def test_the_peak_of_100_mhz() -> None:
    # the formula by hand: 273 blocks, 30 kHz, 4 layers, 256QAM 948/1024, 14 %: 2337.0 Mbit/s. A public calculator
    # (hicelltek.com) prints about 2.44 Gbit/s for these inputs, which its own formula does not give
    peak = nr_peak_rate(
        resource_blocks=nr_resource_blocks(100e6, subcarrier_spacing=30e3, frequency_range=1),
        numerology=1,
        layers=4,
        modulation_order=8,
        overhead=nr_overhead(1, "downlink"),
    )
    assert peak == pytest.approx(273 * 12 * 28_000 * 4 * 8 * 948 / 1024 * 0.86)
    assert peak / 1e6 == pytest.approx(2337.0, abs=0.05)


def test_tr_37_911_can_be_rebuilt_with_one_mcs_each_way(shared_data: Path) -> None:
    """Our source gives the results, not the MCS: of table 1 these are the only ones that give them."""
    anchors = json.loads((shared_data / "link" / "anchors.json").read_text(encoding="utf-8"))
    asked = anchors["imt2020_satellite_TR37911"]
    cases = (
        (160, 30e6, "downlink", asked["peak_SE_dl"], asked["peak_rate_dl_mbps"], (0.005, 0.5)),
        (8, 8 * 180e3, "uplink", asked["peak_SE_ul"], asked["peak_rate_ul_mbps"], (0.005, 0.005)),
    )
    found = {}
    for blocks, bandwidth, direction, efficiency, mbps, (half_digit, half_mbps) in cases:
        rates = np.array(
            [
                nr_peak_rate(
                    resource_blocks=blocks,
                    numerology=0,
                    modulation_order=row.modulation_order,
                    code_rate=float(row.code_rate),
                    overhead=nr_overhead(1, direction),  # type: ignore[arg-type]
                )
                for row in nr_mcs(1)
            ]
        )
        fits = (np.abs(rates / bandwidth - efficiency) <= half_digit) & (np.abs(rates / 1e6 - mbps) <= half_mbps)
        found[direction] = np.flatnonzero(fits).tolist()
    assert found == {"downlink": [25], "uplink": [14]}  # 64QAM 822/1024 and 16QAM 553/1024
    assert nr_resource_blocks(30e6, subcarrier_spacing=15e3, frequency_range=1) == 160
