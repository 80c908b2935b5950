"""Link budgets, delays and Doppler shifts against what 3GPP TR 38.821 prints.

Table 6.1.3.3-1 is known in parts: SC6 and SC9 whole (two public simulators quote them, one of them also the shared
reference points), other cells from the tests of OpenNTN. Tables 4.2-2 and 6.1.1.1-8 were read whole in V16.2.0.
"""

from __future__ import annotations

import csv
import time
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from huxing.link.ntn import (
    common_timing_advance,
    differential_delay,
    differential_doppler_fraction,
    doppler_fraction,
    doppler_fraction_rate,
    round_trip_delay,
    slant_range,
    tr38821_link_budget,
)
from huxing.link.ntn.link_budget import CLAUSES

QUOTED = {
    # case, direction: EIRP dBW, G/T dB/K, bandwidth MHz, free space, gas, shadow, scintillation, CNR dB
    ("SC6", "downlink"): (30.0, 15.9, 400.0, 179.1, 0.5, 0.0, 0.3, 8.5),
    ("SC6", "uplink"): (46.2, 13.0, 400.0, 182.6, 0.5, 0.0, 0.3, 18.4),
    ("SC9", "downlink"): (48.8, -31.6, 30.0, 159.1, 0.1, 3.0, 2.2, 6.6),
    ("SC9", "uplink"): (-7.0, 1.1, 0.4, 159.1, 0.1, 3.0, 2.2, 2.8),
}
"""Rows of table 6.1.3.3-1 as the sources above print them (the uplink's 0.36 MHz as 0.4)."""
SUSPECT_FREE_SPACE = {"SC16": 201.6, "SC19": 196.0, "SC21": 170.0}
"""Free-space loss, downlink, that comments in OpenNTN's tests expect; equations 6.6-2 and 6.6-3 give 5.6 to 9.1 dB
other values, and these OpenNTN's own assertions then take. Not bent: the equations stand."""


@pytest.fixture(scope="module")
def budgets() -> xr.Dataset:
    return tr38821_link_budget()


@pytest.mark.parametrize("losses", ["tabulated", "computed"])
@pytest.mark.parametrize(("case", "direction"), QUOTED)
def test_quoted_rows(case: str, direction: str, losses: str) -> None:
    row = tr38821_link_budget(losses).sel(case=case, direction=direction)
    eirp, g_over_t, bandwidth, free_space, gas, shadow, scintillation, cnr = QUOTED[case, direction]
    # each cell is printed to 0.1; ours differ by at most that rounding
    assert row.eirp_dbw == pytest.approx(eirp, abs=0.051)
    assert row.g_over_t_db_per_k == pytest.approx(g_over_t, abs=0.051)
    assert row.bandwidth * 1e-6 == pytest.approx(bandwidth, abs=0.051)
    assert row.free_space_db == pytest.approx(free_space, abs=0.051)
    assert row.atmospheric_db == pytest.approx(gas, abs=0.051)
    assert row.shadowing_db == shadow
    assert row.scintillation_db == pytest.approx(scintillation, abs=0.051)
    # measured: 0.06, 0.04, 0.02 and 0.06 dB (tabulated); 0.07, 0.00, 0.01 and 0.03 dB (computed)
    assert row.cnr_db == pytest.approx(cnr, abs=0.1)


def test_reference_points(budgets: xr.Dataset, shared_data: Path) -> None:
    names = {
        "CNR": "cnr_db",
        "FSPL": "free_space_db",
        "gas": "atmospheric_db",
        "scint": "scintillation_db",
        "shadow margin": "shadowing_db",
    }
    checked = 0
    with (shared_data / "link" / "tr38821_reference_points.csv").open(newline="") as stream:
        for row in csv.DictReader(stream):
            if row["case"].startswith("SC"):
                cell = budgets.sel(case=row["case"], direction={"DL": "downlink", "UL": "uplink"}[row["dir"]])
                assert cell[names[row["quantity"]]] == pytest.approx(float(row["value"]), abs=0.1)
                checked += 1
    assert checked == 19


def test_sixty_budgets_in_one_call_in_less_than_a_second() -> None:
    begin = time.process_time()
    found = tr38821_link_budget()
    assert time.process_time() - begin < 1.0  # measured 0.03 s
    assert found.cnr_db.shape == (30, 2)
    assert np.isfinite(found.cnr_db).all()
    assert found.case.values.tolist() == [f"SC{n}" for n in range(1, 31)]
    assert set(CLAUSES) == {name for name in found.data_vars if "clause" in found[name].attrs}


def test_cases_without_a_quoted_row_agree_with_the_earlier_computation(budgets: xr.Dataset, shared_data: Path) -> None:
    """The project's prototype, from the same tables, rounded to 0.01 dB; it has 56 of the 60 rows."""
    with (shared_data / "link" / "tr38821_link_budget_computed.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 56
    for row in rows:
        cell = budgets.sel(case=row["case"], direction={"DL": "downlink", "UL": "uplink"}[row["dir"]])
        assert cell.cnr_db == pytest.approx(float(row["cnr_db"]), abs=0.0051)


def test_losses_that_were_not_read_differ_from_the_clauses_by_this_much(budgets: xr.Dataset) -> None:
    """Geostationary Ka band: the bracketed and recalled losses against equation 6.6-8 and table 6.6.6.2.1-1."""
    apart = np.abs(tr38821_link_budget("computed").cnr_db - budgets.cnr_db)
    worst = {
        status: float(apart.where(budgets.loss_status == status).max()) for status in np.unique(budgets.loss_status)
    }
    # measured: 0.04 dB where rows were quoted or share a quoted row's path, 0.56 (set 1) and 0.46 dB (set 2) else
    assert worst["quoted"] < 0.05
    assert worst["same-path"] < 0.05
    assert worst["same-clause"] < 0.05
    assert 0.3 < worst["bracketed"] < 0.6
    assert 0.3 < worst["recalled"] < 0.6


@pytest.mark.parametrize("case", SUSPECT_FREE_SPACE)
def test_suspect_rows_are_not_bent(case: str, budgets: xr.Dataset) -> None:
    ours = float(budgets.free_space_db.sel(case=case, direction="downlink"))
    row = budgets.sel(case=case, direction="downlink")
    exact = 20.0 * np.log10(4.0 * np.pi * float(row.slant_range) * float(row.frequency) / 299_792_458.0)
    assert ours == pytest.approx(exact, abs=0.01)  # 0.002 dB: the constant 32.45 for 32.4478
    assert abs(ours - SUSPECT_FREE_SPACE[case]) > 5.0


GEO, LEO600, LEO1200 = 35_786e3, 600e3, 1200e3
LOWEST = np.radians(10.0)


@pytest.mark.parametrize(
    ("altitude", "transparent_ms", "regenerative_ms", "distance_km"),
    [(GEO, 541.46, 270.73, 40_581.0), (LEO600, 25.77, 12.89, 1932.0), (LEO1200, 41.77, 20.89, 3131.0)],
)
def test_round_trips_of_table_4_2_2(
    altitude: float, transparent_ms: float, regenerative_ms: float, distance_km: float
) -> None:
    # printed to 0.01 ms and 1 km; measured differences 0.003, 0.003, 0.005 ms and 0.4 km
    assert round_trip_delay(altitude, elevation=LOWEST) * 1e3 == pytest.approx(transparent_ms, abs=0.01)
    found = round_trip_delay(altitude, elevation=LOWEST, payload="regenerative")
    assert found * 1e3 == pytest.approx(regenerative_ms, abs=0.01)
    assert slant_range(altitude, LOWEST) * 1e-3 == pytest.approx(distance_km, abs=0.5)


@pytest.mark.parametrize(
    ("altitude", "beam_km", "printed_ms"), [(GEO, 3500.0, 10.3), (LEO600, 1000.0, 3.12), (LEO1200, 1000.0, 3.18)]
)
def test_differential_delays_of_table_4_2_2(altitude: float, beam_km: float, printed_ms: float) -> None:
    found = differential_delay(altitude, elevation=LOWEST, beam_diameter=beam_km * 1e3)
    # measured 0.016, 0.000 and 0.002 ms; the first is printed to 0.1 ms
    assert found * 1e3 == pytest.approx(printed_ms, abs=0.05 if altitude == GEO else 0.005)


@pytest.mark.parametrize(
    ("altitude", "beam_km", "printed_ppm"),
    [
        (LEO600, 50.0, 1.05),
        (LEO600, 20.0, 0.42),
        (LEO600, 90.0, 1.88),
        (LEO600, 1000.0, 15.82),
        (LEO1200, 90.0, 0.91),
        (LEO1200, 40.0, 0.40),
        (LEO1200, 190.0, 1.91),
        (LEO1200, 1000.0, 9.17),
    ],
)
def test_doppler_after_compensation_of_the_beam_of_table_6_1_1_1_8(
    altitude: float, beam_km: float, printed_ppm: float
) -> None:
    found = differential_doppler_fraction(altitude, beam_diameter=beam_km * 1e3)
    assert found * 1e6 == pytest.approx(printed_ppm, abs=0.012)  # printed to 0.01; measured 0.000 to 0.010


def test_doppler_shift_and_rate_where_the_report_does_not_say_how() -> None:
    """24 and 21 ppm, 0.27 and 0.13 ppm/s (table 4.2-2): no elevation, no inclination. Bracketed, not matched.

    A satellite at the horizon above a still Earth has 23.05 ppm, one that flies against the Earth's turning 24.60.
    """
    still = doppler_fraction(np.array([LEO600, LEO1200]), 0.0) * 1e6
    against = doppler_fraction(np.array([LEO600, LEO1200]), 0.0, inclination=np.pi) * 1e6
    assert (still < [24.0, 21.0]).all()
    assert (against > [24.0, 21.0]).all()
    rate = -doppler_fraction_rate(np.array([LEO600, LEO1200]), np.pi / 2) * 1e6
    np.testing.assert_allclose(rate, [0.27, 0.13], rtol=0.09)  # 0.291 and 0.123


def test_the_common_timing_advance_just_holds_the_geostationary_feeder_link() -> None:
    """TS 38.331's greatest ta-Common, 66485757 steps, is the 270.73 ms of one link's round trip (TR 38.821)."""
    geo = np.array([42_157e3, 0.0, 0.0])
    angle = np.arccos(6_371.0 / 42_157.0 * np.cos(LOWEST)) - LOWEST
    site = 6_371e3 * np.array([np.cos(angle), np.sin(angle), 0.0])
    message = common_timing_advance(geo, np.zeros(3), site)
    assert message.common_steps == pytest.approx(66_485_757, abs=1_000)  # measured 373 steps, 1.5 us
    greatest = 66_485_757 * 4.072e-9
    assert greatest * 1e3 == pytest.approx(270.73, abs=0.005)
