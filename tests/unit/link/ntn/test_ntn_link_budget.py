"""The table of TR 38.821's budgets: its form, its units, and the catalogue's rows of the same report."""

from __future__ import annotations

import numpy as np
import pytest

from huxing.catalogue import payload, standard_table, terminal
from huxing.core.errors import InputError, ModelRangeError
from huxing.link.ntn import (
    NTN_BUDGET,
    NTN_CASES,
    NTN_SUMMARY,
    ntn_case_table,
    ntn_summary,
    receiver_g_over_t_db_per_k,
    tr38821_link_budget,
)
from huxing.link.ratios import CarrierToNoise


@pytest.mark.parametrize("losses", ["tabulated", "computed"])
def test_every_ratio_is_the_sum_of_its_row(losses: str) -> None:
    found = tr38821_link_budget(losses)  # type: ignore[arg-type]
    NTN_BUDGET.check(found)
    lost = sum(
        found[f"{name}_db"]
        for name in ("free_space", "atmospheric", "shadowing", "scintillation", "polarisation", "additional")
    )
    density = found.eirp_dbw + found.g_over_t_db_per_k + 228.6 - lost
    expected = CarrierToNoise(found.cnr_db.values).density(found.bandwidth.values).db
    np.testing.assert_allclose(density, expected, atol=1e-9)


def test_the_reuse_factor_leaves_the_downlink_and_lifts_the_vsats_uplink() -> None:
    """Equal EIRP density: a third of the band, a third of the power. A VSAT has one power for any band."""
    found = tr38821_link_budget().cnr_db
    assert found.sel(case="SC6", direction="downlink") == pytest.approx(
        float(found.sel(case="SC7", direction="downlink"))
    )
    apart = found.sel(case="SC7", direction="uplink") - found.sel(case="SC6", direction="uplink")
    assert apart == pytest.approx(10.0 * np.log10(3.0))
    assert found.sel(case="SC9", direction="uplink") == pytest.approx(float(found.sel(case="SC10", direction="uplink")))


def test_unknown_losses_are_refused() -> None:
    with pytest.raises(InputError, match="no losses 'guessed'"):
        tr38821_link_budget("guessed")  # type: ignore[arg-type]


def test_g_over_t_of_the_reports_terminals() -> None:
    found = receiver_g_over_t_db_per_k([39.7, 0.0], noise_figure_db=[1.2, 7.0], antenna_temperature=[150.0, 290.0])
    np.testing.assert_allclose(found, [15.9, -31.6], atol=0.05)  # as table 6.1.3.3-1 prints them
    # a receiver at 290 K under a sky of 290 K: the noise figure alone
    same = receiver_g_over_t_db_per_k(10.0, noise_figure_db=3.0, antenna_temperature=290.0)
    assert same == pytest.approx(10.0 - 3.0 - 10.0 * np.log10(290.0))
    with pytest.raises(ModelRangeError, match="noise figure -1 dB"):
        receiver_g_over_t_db_per_k(0.0, noise_figure_db=-1.0, antenna_temperature=290.0)
    with pytest.raises(ModelRangeError, match="gain"):
        receiver_g_over_t_db_per_k(np.nan, noise_figure_db=1.0, antenna_temperature=290.0)
    with pytest.raises(ModelRangeError, match="antenna temperature"):
        receiver_g_over_t_db_per_k(0.0, noise_figure_db=1.0, antenna_temperature=-3.0)


def test_the_catalogues_payloads_are_the_reports_satellites() -> None:
    table = standard_table("tr38821_satellites")
    same = ("eirp_density_dbw_per_mhz", "transmit_gain_dbi", "transmit_aperture_m", "g_over_t_db_per_k")
    more = ("receive_gain_dbi", "receive_aperture_m", "beamwidth_deg", "beam_diameter_km")
    for i in range(len(table)):
        name = f"tr38821-set{int(table.numbers('parameter_set')[i])}-{table.texts('orbit')[i]}"
        row = payload(name)
        assert row.altitude_km == table.numbers("altitude_km")[i]
        band = next(band for band in row.bands if band.name == table.texts("band")[i])
        for column in same + more:
            assert getattr(band, column) == table.numbers(column)[i]


@pytest.mark.parametrize(
    ("name", "row"), [("vsat-ka", 0), ("handset-n256", 1), ("handset-n255", 1), ("handset-n254", 1)]
)
def test_the_catalogues_terminals_are_the_reports(name: str, row: int) -> None:
    table = standard_table("tr38821_terminals")
    band = terminal(name).bands[0]
    assert band.transmit_power_dbw == table.numbers("transmit_power_dbm")[row] - 30.0
    for column in ("transmit_gain_dbi", "receive_gain_dbi", "noise_figure_db", "antenna_temperature_k"):
        assert getattr(band, column) == table.numbers(column)[row]
    assert band.polarisation == table.texts("polarisation")[row]
    assert band.eirp_dbw == pytest.approx(band.transmit_power_dbw + band.transmit_gain_dbi)
    expected = receiver_g_over_t_db_per_k(
        band.receive_gain_dbi, noise_figure_db=band.noise_figure_db, antenna_temperature=band.antenna_temperature_k
    )
    assert band.g_over_t_db_per_k == pytest.approx(float(expected), abs=0.005)


def test_the_iot_device_has_the_allocations_of_the_report() -> None:
    """TR 36.763, table 6.1-1: 3.75, 15 and up to 180 kHz; power class 3."""
    device = terminal("iot-nb-ntn")
    assert [band.bandwidth_mhz for band in device.bands] == [0.00375, 0.015, 0.18]
    assert {band.transmit_power_dbw for band in device.bands} == {-7.0}


def test_the_table_of_cases() -> None:
    table = ntn_case_table()
    NTN_CASES.check(table)
    assert len(table) == 60
    row = table[(table["case"] == "SC9") & (table["direction"] == "uplink")].iloc[0]
    assert (row["band"], row["terminal"], row["bandwidth_mhz"]) == ("s", "handheld", pytest.approx(0.36))
    assert row["elevation_deg"] == pytest.approx(30.0)
    assert row["slant_range_km"] == pytest.approx(1075.1, abs=0.05)


def test_the_summary_of_a_link() -> None:
    table = ntn_summary(altitude=600e3, elevation=np.radians(10.0), beam_diameter=50e3)
    NTN_SUMMARY.check(table)
    value = dict(zip(table["quantity"], table["value"], strict=True))
    assert value["round-trip delay"] == pytest.approx(25.77, abs=0.01)
    assert value["scheduling offset K_offset"] == 26.0
    assert value["Doppler left at the edge of a beam at the nadir"] == pytest.approx(1.05, abs=0.005)
    assert value["timing error after compensation"] < value["timing error allowed on the ground"]
    assert table["source"].str.len().min() > 5
    onboard = ntn_summary(altitude=600e3, elevation=np.radians(10.0), payload="regenerative", ephemeris_age=60.0)
    apart = dict(zip(onboard["quantity"], onboard["value"], strict=True))
    assert apart["round-trip delay"] == pytest.approx(12.89, abs=0.01)
    assert "differential delay over the beam" not in apart


def test_the_summary_of_a_geostationary_link_and_of_a_low_one() -> None:
    table = ntn_summary(altitude=35_786e3, elevation=np.radians(12.5), downlink=20e9, uplink=30e9)
    value = dict(zip(table["quantity"], table["value"], strict=True))
    assert abs(value["Doppler shift"]) < 0.001
    assert value["share of the peak rate with HARQ feedback"] == pytest.approx(32.0 / 538.0, abs=1e-4)
    low = ntn_summary(altitude=600e3, elevation=np.radians(5.0), extrapolate=True)
    marked = low[low["source"].str.contains("outside 10 to 90 deg")]["quantity"].tolist()
    assert "probability of line of sight" in marked
    with pytest.raises(ModelRangeError, match="elevation 5 deg"):
        ntn_summary(altitude=600e3, elevation=np.radians(5.0))
    with pytest.raises(ModelRangeError, match="altitude 10 km"):
        ntn_summary(altitude=10e3, elevation=0.5)


def test_the_summary_of_a_ka_band_link_with_60_khz() -> None:
    """FR2 has an N_TA,offset of its own, 13,792 T_c, and no synchronisation signals of 60 kHz."""
    values = {}
    for name, carriers, spacing in (("s", (2e9, 2e9), 15e3), ("ka", (20e9, 30e9), 60e3)):
        table = ntn_summary(
            altitude=600e3, elevation=0.5, downlink=carriers[0], uplink=carriers[1], subcarrier_spacing=spacing
        )
        values[name] = dict(zip(table["quantity"], table["value"], strict=True))
    apart_ms = (25_600 - 13_792) / (480e3 * 4096) * 1e3
    assert values["s"]["timing advance"] - values["ka"]["timing advance"] == pytest.approx(apart_ms, rel=1e-6)
    # TS 38.133, table 7.1.2-1: 3.5 * 64 T_c for 120 kHz of the synchronisation signals and 60 kHz of the uplink
    assert values["ka"]["timing error allowed on the ground"] == pytest.approx(3.5 * 64 / (480e3 * 4096) * 1e6)


def test_the_summary_answers_at_every_altitude_that_it_takes() -> None:
    for altitude in (100e3, 37_000e3):
        for elevation in (np.radians(10.0), np.pi / 2):
            assert len(ntn_summary(altitude=altitude, elevation=elevation)) > 20
    with pytest.raises(ModelRangeError, match="altitude 38000 km"):
        ntn_summary(altitude=38_000e3, elevation=0.5)


@pytest.mark.parametrize("name", ["altitude", "elevation", "downlink", "inclination", "beam_diameter"])
@pytest.mark.parametrize("value", [[], [1.0, 2.0], "x", 1j, np.nan])
def test_the_summary_takes_one_number_for_each_argument(name: str, value: object) -> None:
    with pytest.raises(InputError, match=name.replace("_", ".")):
        ntn_summary(**({"altitude": 600e3, "elevation": 0.5} | {name: value}))  # type: ignore[arg-type]
