"""Error rates without coding: published points, and counted errors of simulated symbols."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import CatalogueError, InputError, ModelRangeError
from huxing.link.modulation import frame_error_rate, gaussian_tail, uncoded_bit_error_rate
from huxing.link.ratios import BitEnergyToNoise, SymbolEnergyToNoise


def gray_constellation(modulation: str) -> tuple[np.ndarray, np.ndarray]:
    """Points of unit mean energy and their labels."""
    if modulation == "8PSK":
        k = np.arange(8)
        return np.exp(2j * np.pi * k / 8), k ^ (k >> 1)
    levels = {"QPSK": 2, "16QAM": 4, "64QAM": 8}[modulation]
    k = np.arange(levels)
    axis, gray, bits = 2.0 * k - levels + 1, k ^ (k >> 1), levels.bit_length() - 1
    points = (axis[:, None] + 1j * axis[None, :]).ravel()
    return points / np.sqrt((np.abs(points) ** 2).mean()), ((gray[:, None] << bits) | gray[None, :]).ravel()


@pytest.mark.parametrize(
    ("modulation", "eb_over_n0_db"),
    [("QPSK", 3.0), ("8PSK", 1.0), ("8PSK", 6.0), ("16QAM", 0.0), ("16QAM", 6.0), ("64QAM", 2.0), ("64QAM", 9.0)],
)
def test_equals_counted_errors(modulation: str, eb_over_n0_db: float) -> None:
    points, labels = gray_constellation(modulation)
    bits, count = points.size.bit_length() - 1, 200_000
    rng = np.random.default_rng(3)
    sent = rng.integers(0, points.size, count)
    noise = np.sqrt(0.5 / (bits * 10 ** (eb_over_n0_db / 10))) * (rng.normal(size=count) + 1j * rng.normal(size=count))
    decided = np.abs((points[sent] + noise)[:, None] - points[None, :]).argmin(axis=1)
    errors = np.bitwise_count(labels[sent] ^ labels[decided]).sum()
    expected = uncoded_bit_error_rate(modulation, BitEnergyToNoise(eb_over_n0_db))  # type: ignore[arg-type]
    # 600 to 240,000 errors: four standard deviations of the count, bits of a symbol taken as independent
    assert errors / (count * bits) == pytest.approx(expected, rel=4 / np.sqrt(errors))


def test_published_points() -> None:
    # Eb/N0 for a bit error rate of 1e-5: 9.6 dB (BPSK), 13.4 dB (16QAM), 17.8 dB (64QAM);
    # printed to 0.1 dB, where the rate changes by a quarter
    for modulation, db in (("BPSK", 9.59), ("16QAM", 13.43), ("64QAM", 17.79)):
        rates = uncoded_bit_error_rate(modulation, BitEnergyToNoise([db - 0.1, db + 0.1]))  # type: ignore[arg-type]
        assert rates[0] > 1e-5 > rates[1]
    assert gaussian_tail(1.959964) == pytest.approx(0.025, abs=1e-8)


@given(st.sampled_from(["BPSK", "8PSK", "16QAM", "64QAM", "256QAM", "1024QAM"]), st.floats(-20.0, 40.0))
def test_more_energy_has_fewer_errors_and_never_more_than_half(modulation: str, db: float) -> None:
    rates = uncoded_bit_error_rate(modulation, BitEnergyToNoise([-np.inf, db, db + 0.5]))  # type: ignore[arg-type]
    assert rates[0] == pytest.approx(0.5)
    assert 0.5 > rates[1] >= rates[2] >= 0.0


def test_denser_constellations_need_more() -> None:
    at_12_db = [float(uncoded_bit_error_rate(m, BitEnergyToNoise(12.0))) for m in ("QPSK", "8PSK", "16QAM", "64QAM")]
    assert at_12_db == sorted(at_12_db)
    assert uncoded_bit_error_rate("QPSK", BitEnergyToNoise(5.0)) == uncoded_bit_error_rate(
        "BPSK", BitEnergyToNoise(5.0)
    )


def test_frames() -> None:
    assert frame_error_rate([0.0, 0.5, 1.0], [1000, 1, 7]).tolist() == [0.0, 0.5, 1.0]
    assert frame_error_rate(1e-3, 8) == pytest.approx(1 - 0.999**8)
    assert frame_error_rate(1e-18, 1000) == pytest.approx(1e-15)  # where 1 - (1 - p)^n would be zero


def test_bad_input() -> None:
    with pytest.raises(CatalogueError, match="no uncoded error rate of '32APSK'; there are BPSK, QPSK"):
        uncoded_bit_error_rate("32APSK", BitEnergyToNoise(1.0))  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="not a SymbolEnergyToNoise"):
        uncoded_bit_error_rate("QPSK", SymbolEnergyToNoise(1.0))  # type: ignore[arg-type]
    for rate, bits in ((-0.1, 5), (1.1, 5), (np.nan, 5), (0.1, 0)):
        with pytest.raises(ModelRangeError, match="frame error rate"):
            frame_error_rate(rate, bits)
    with pytest.raises(InputError):
        gaussian_tail("x")
    assert gaussian_tail([-np.inf, 0.0, np.inf]).tolist() == [1.0, 0.5, 0.0]
    with pytest.raises(InputError, match="Q function: the value is not a number"):
        gaussian_tail([0.0, np.nan])
