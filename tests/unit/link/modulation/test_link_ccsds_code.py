"""CCSDS codes: rates, curves there and back, and unknown stays unknown."""

from __future__ import annotations

import numpy as np
import pytest

from huxing.core.errors import CatalogueError, MissingDataError, ModelRangeError
from huxing.link.modulation import ccsds_code, ccsds_codes, shannon_es_over_n0
from huxing.link.ratios import BitEnergyToNoise, SymbolEnergyToNoise

KNOWN = [
    (code, metric, rate)
    for code in ccsds_codes()
    for metric, rate in (("bit", 1e-4), ("frame", 1e-3))
    if code.family in ("convolutional", "reed-solomon", "concatenated") or code.name.startswith("turbo 1784")
    if (code.family, metric) != ("convolutional", "frame") and "239) I" not in code.name
]


def test_the_families_are_complete() -> None:
    count: dict[str, int] = {}
    for code in ccsds_codes():
        count[code.family] = count.get(code.family, 0) + 1
    assert count == {"convolutional": 5, "reed-solomon": 2, "concatenated": 6, "turbo": 16, "ldpc": 10}
    rates = {code.name: code.code_rate for code in ccsds_codes()}
    assert rates["LDPC 7/8"] == pytest.approx(223 / 255, abs=1e-12)
    assert rates["LDPC 4096 2/3"] == pytest.approx(2 / 3)
    assert rates["turbo 8920 1/6"] == pytest.approx(8920 / 8924 / 6)
    assert rates["RS(255,223) I=5 + convolutional 1/2"] == pytest.approx(223 / 510)


@pytest.mark.parametrize(("code", "metric", "rate"), KNOWN, ids=lambda value: getattr(value, "name", value))
def test_curves_there_and_back_and_over_shannon(code: object, metric: str, rate: float) -> None:
    needed = code.required_eb_over_n0(rate, metric=metric)  # type: ignore[attr-defined]
    assert isinstance(needed, BitEnergyToNoise)
    assert code.error_rate(needed, metric=metric) == pytest.approx(rate, rel=1e-6)  # type: ignore[attr-defined]
    better = code.required_eb_over_n0(rate / 2, metric=metric)  # type: ignore[attr-defined]
    assert better.db > needed.db
    # BPSK carries one real dimension: a complex symbol of two such bears twice the code rate
    efficiency = 2 * code.code_rate  # type: ignore[attr-defined]
    assert needed.db > shannon_es_over_n0(efficiency).per_bit(efficiency).db


def test_deeper_interleaving_needs_less() -> None:
    needed = [
        float(ccsds_code(f"RS(255,223) I={k} + convolutional 1/2").required_eb_over_n0(1e-5).db) for k in range(1, 6)
    ]
    assert needed == sorted(needed, reverse=True)
    assert 2.3 < needed[-1] < needed[0] < 2.9


def test_coding_gain_over_no_code() -> None:
    # the concatenated code's classic figure: about 7 dB at 1e-5 over 9.6 dB uncoded
    gain = 9.59 - ccsds_code("RS(255,223) I=5 + convolutional 1/2").required_eb_over_n0(1e-5).db
    assert 7.0 < gain < 7.5


def test_unknown_stays_unknown() -> None:
    for name in ("LDPC 1024 1/2", "turbo 3568 1/4", "RS(255,239) I=5 + convolutional 1/2"):
        for metric in ("bit", "frame"):
            with pytest.raises(MissingDataError, match=r"no public .* error rate of CCSDS .* is known to us"):
                ccsds_code(name).required_eb_over_n0(1e-5, metric=metric)  # type: ignore[arg-type]
    with pytest.raises(MissingDataError):
        ccsds_code("convolutional 1/2").error_rate(BitEnergyToNoise(4.0), metric="frame")


def test_no_curve_is_extended() -> None:
    turbo = ccsds_code("turbo 1784 1/2")
    for rate in (1e-9, 0.5, np.nan, 0.0):
        with pytest.raises(ModelRangeError, match="CCSDS turbo 1784 1/2: bit error rate"):
            turbo.required_eb_over_n0(rate)
    with pytest.raises(ModelRangeError, match=r"Eb/N0 3 dB is outside 0.6 to 1.5 dB"):
        turbo.error_rate(BitEnergyToNoise([1.0, 3.0]))
    single = ccsds_code("LDPC 7/8")
    assert single.required_eb_over_n0(1e-6).db == pytest.approx(3.8)
    with pytest.raises(ModelRangeError, match="outside 1e-06 to 1e-06"):
        single.required_eb_over_n0(1e-5)


def test_every_code_says_what_it_rests_on() -> None:
    assert ccsds_code("convolutional 3/4").basis.startswith("model: union bound")
    assert ccsds_code("RS(255,239)").basis.startswith("model: bounded distance")
    assert "130.1-G-3" in ccsds_code("turbo 1784 1/3").basis


def test_bad_input() -> None:
    with pytest.raises(CatalogueError, match="no CCSDS code 'polar'; known: convolutional 1/2"):
        ccsds_code("polar")
    with pytest.raises(CatalogueError, match="no error rate per symbol; there are bit, frame"):
        ccsds_code("turbo 1784 1/2").required_eb_over_n0(1e-4, metric="symbol")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="SymbolEnergyToNoise"):
        ccsds_code("turbo 1784 1/2").error_rate(SymbolEnergyToNoise(1.0))  # type: ignore[arg-type]
