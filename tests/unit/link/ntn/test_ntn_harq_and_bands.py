"""What the round trip does to HARQ; operating bands and channel numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import CatalogueError, InputError, ModelRangeError
from huxing.link.ntn import (
    bands_of_frequency,
    harq_consequences,
    nr_arfcn,
    nr_arfcn_frequency,
    ntn_band,
    ntn_bands,
    round_trip_delay,
)


def brute_share(slots: int, processes: int) -> float:
    """Slots used of a long run in which each process waits `slots` from its block to the next."""
    free_at = [0] * processes
    length, used = slots * 50, 0
    for slot in range(length):
        ready = next((i for i, when in enumerate(free_at) if when <= slot), None)
        if ready is not None:
            free_at[ready] = slot + slots
            used += 1
    return used / length


@given(st.integers(1, 80), st.integers(1, 32))
def test_the_share_of_the_rate_is_what_a_run_slot_by_slot_uses(slots: int, processes: int) -> None:
    found = harq_consequences(slots * 1e-3, subcarrier_spacing=15e3, processes=processes)
    assert found.processes_needed == slots
    assert found.rate_share == pytest.approx(brute_share(slots, processes), rel=1e-12)
    assert found.stall_share == pytest.approx(1.0 - found.rate_share)
    assert found.rate_ceiling(1e8) == pytest.approx(1e8 * found.rate_share)


def test_orbits_at_ten_degrees() -> None:
    """600 km: 26 ms, 32 processes keep a 15 kHz carrier busy and 16 do not; the geostationary orbit has 6 % left."""
    delay = round_trip_delay(np.array([600e3, 1200e3, 35_786e3]), elevation=np.radians(10.0))
    wide = harq_consequences(delay, subcarrier_spacing=15e3)
    assert wide.processes_needed.tolist() == [26, 42, 542]
    np.testing.assert_allclose(wide.rate_share, [1.0, 32 / 42, 32 / 542])
    narrow = harq_consequences(delay, subcarrier_spacing=15e3, processes=16)
    np.testing.assert_allclose(narrow.rate_share, [16 / 26, 16 / 42, 16 / 542])
    fast = harq_consequences(delay, subcarrier_spacing=120e3)
    assert fast.processes_needed.tolist() == [207, 335, 4332]
    assert wide.k_offset.tolist() == fast.k_offset.tolist() == [26, 42, 542]
    assert wide.k_offset_fits.all()
    without = harq_consequences(delay, subcarrier_spacing=15e3, processes=16, feedback=False)
    assert (without.rate_share == 1.0).all()
    assert not without.feedback


def test_processing_counts_in_processes_but_not_in_the_offset() -> None:
    found = harq_consequences(25.5e-3, subcarrier_spacing=30e3, processing_time=3e-3)
    assert found.processes_needed == 57
    assert found.k_offset == 26
    assert not harq_consequences(1.5, subcarrier_spacing=15e3).k_offset_fits


def test_harq_input_is_checked() -> None:
    with pytest.raises(ModelRangeError, match="round-trip delay"):
        harq_consequences(-1e-3, subcarrier_spacing=15e3)
    with pytest.raises(ModelRangeError, match="processes 33"):
        harq_consequences(1e-3, subcarrier_spacing=15e3, processes=33)
    with pytest.raises(InputError, match="not a whole number"):
        harq_consequences(1e-3, subcarrier_spacing=15e3, processes=2.5)  # type: ignore[arg-type]
    for spacing in (7.5e3, [15e3, 30e3], np.array([15e3, 30e3])):
        with pytest.raises(InputError, match="subcarrier spacing"):
            harq_consequences(1e-3, subcarrier_spacing=spacing)  # type: ignore[arg-type]
    for count in ([16], [16, 32], []):
        with pytest.raises(InputError, match="processes"):
            harq_consequences(1e-3, subcarrier_spacing=15e3, processes=count)  # type: ignore[arg-type]
    with pytest.raises(ModelRangeError, match="peak rate"):
        harq_consequences(1e-3, subcarrier_spacing=15e3).rate_ceiling(-1.0)


def test_bands() -> None:
    assert [band.name for band in ntn_bands()] == ["n256", "n255", "n254", "n512", "n511", "n510"]
    band = ntn_band("N256")
    assert band.uplink == (1980e6, 2010e6)
    assert band.downlink == (2170e6, 2200e6)
    assert band.bandwidths == (5e6, 10e6, 15e6, 20e6)
    for band in ntn_bands():
        for low, high in (band.uplink, band.downlink):
            assert 0.0 < low < high
            assert max(band.bandwidths) <= high - low
    with pytest.raises(CatalogueError, match="no NTN band 'n77'; there are n256"):
        ntn_band("n77")


def test_bands_of_a_frequency() -> None:
    assert [band.name for band in bands_of_frequency(29e9, "uplink")] == ["n512", "n511"]
    assert [band.name for band in bands_of_frequency(1626.5e6, "uplink")] == ["n255", "n254"]
    assert bands_of_frequency(700e6, "downlink") == ()
    for wrong in (np.nan, -2e9, [2e9, 3e9]):
        with pytest.raises(InputError, match="frequency"):
            bands_of_frequency(wrong, "downlink")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="sideways"):
        bands_of_frequency(2e9, "sideways")  # type: ignore[arg-type]


def test_channel_numbers_of_the_specification() -> None:
    """TS 38.104, table 5.4.2.1-1: first and last number of each range, and 2.4 and 28 GHz by hand."""
    numbers = [0, 599_999, 600_000, 2_016_666, 2_016_667, 3_279_165]
    frequencies = [0.0, 2_999_995e3, 3e9, 24_249_990e3, 24_250_080e3, 99_999_960e3]
    np.testing.assert_allclose(nr_arfcn_frequency(numbers), frequencies, atol=1e-3)
    assert nr_arfcn(frequencies).tolist() == numbers
    assert nr_arfcn(2.4e9) == 480_000
    # the gap between the last 15 kHz step and the first of 60 kHz: the nearer of 24.24999 and 24.25008 GHz
    assert nr_arfcn([24.249_999e9, 24.25e9, 24.250_04e9]).tolist() == [2_016_666, 2_016_666, 2_016_667]
    assert nr_arfcn(100e9) == 3_279_165
    assert nr_arfcn(28e9) == 2_016_667 + round((28e9 - 24.25008e9) / 60e3)


@given(st.integers(0, 3_279_165))
def test_channel_numbers_come_back(number: int) -> None:
    assert nr_arfcn(nr_arfcn_frequency(number)) == number


def test_channel_numbers_outside_are_refused() -> None:
    with pytest.raises(ModelRangeError, match="NR-ARFCN"):
        nr_arfcn_frequency(3_279_166)
    with pytest.raises(ModelRangeError, match="frequency 101 GHz"):
        nr_arfcn(101e9)
    with pytest.raises(InputError, match="whole number"):
        nr_arfcn_frequency(1.5)
