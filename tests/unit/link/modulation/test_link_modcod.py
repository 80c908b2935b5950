"""MODCODs and sets of them: Eb/N0 is derived, the envelope is what nothing beats."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_modcods import made_set

from huxing.core.errors import CatalogueError, InputError, ModelRangeError, ShapeError
from huxing.link.modulation import Modcod, ModcodSet, dvb_modcods
from huxing.link.ratios import BitEnergyToNoise, SymbolEnergyToNoise


def test_es_over_n0_and_eb_over_n0_are_two_types() -> None:
    quarter = dvb_modcods()["QPSK 1/4"]
    assert isinstance(quarter.es_over_n0, SymbolEnergyToNoise)
    assert isinstance(quarter.eb_over_n0, BitEnergyToNoise)
    # the peer opensatcom takes the -2.35 of the Es/N0 column for the Eb/N0: 3.1 dB too little
    assert quarter.eb_over_n0.db - quarter.es_over_n0.db == pytest.approx(3.096, abs=5e-4)
    with pytest.raises(TypeError):
        _ = quarter.eb_over_n0 >= quarter.es_over_n0  # type: ignore[operator]


@given(st.integers(0, 2**31))
def test_the_envelope_is_what_nothing_beats(seed: int) -> None:
    modcods = made_set(seed)
    pairs = {(float(m.es_over_n0.db), m.spectral_efficiency) for m in modcods}
    unbeaten = {
        (need, carries)
        for need, carries in pairs
        if not any((n <= need and c > carries) or (n < need and c >= carries) for n, c in pairs)
    }
    envelope = modcods.envelope()
    assert {(float(m.es_over_n0.db), m.spectral_efficiency) for m in envelope} == unbeaten
    assert len(envelope) == len(unbeaten)
    assert (np.diff(envelope.es_over_n0.db) > 0).all()
    assert (np.diff(envelope.spectral_efficiency) > 0).all()
    assert envelope.envelope().names == envelope.names


def test_46_of_the_67_are_on_the_envelope() -> None:
    envelope = dvb_modcods().envelope()
    assert len(envelope) == 46
    assert sum(modcod.standard == "DVB-S2" for modcod in envelope) == 15
    assert {"8PSK 2/3", "16APSK 9/10", "32APSK 9/10", "128APSK 3/4"}.isdisjoint(envelope.names)


def test_selecting() -> None:
    modcods = dvb_modcods()
    old = modcods.select(standards=["DVB-S2"], modulations=["QPSK", "8PSK"])
    assert len(old) == 17
    assert old.names[0] == "QPSK 1/4"
    assert modcods.select(names=["8PSK 3/4", "QPSK 1/4"]).names == ("QPSK 1/4", "8PSK 3/4")
    assert modcods[0] is modcods["QPSK 1/4"]
    assert [modcod.name for modcod in modcods] == list(modcods.names)


def test_wrong_selections() -> None:
    modcods = dvb_modcods()
    with pytest.raises(CatalogueError, match=r"no modulation '1024APSK' in this set; it has QPSK, 8PSK, 16APSK"):
        modcods.select(modulations=["QPSK", "1024APSK"])
    with pytest.raises(CatalogueError, match="no MODCOD 'QPSK 7/8' in this set; it has QPSK 1/4"):
        modcods["QPSK 7/8"]
    with pytest.raises(InputError, match="at least one"):
        modcods.select(standards=["DVB-S2"], modulations=["256APSK"])


def test_the_shared_set_cannot_be_written() -> None:
    # dvb_modcods() gives everyone the same set
    with pytest.raises(ValueError, match="read-only"):
        dvb_modcods().spectral_efficiency[0] = 9.0
    with pytest.raises(ValueError, match="read-only"):
        dvb_modcods().ladder.threshold_db[0] = -9.0


def test_a_name_stands_once() -> None:
    one = Modcod("a", "made", "QPSK", 2, Fraction(1, 2), 1.0, SymbolEnergyToNoise(1.0), "made")
    with pytest.raises(InputError, match="named twice in one set: a"):
        ModcodSet((one, one))


def made(**changes: object) -> Modcod:
    fields: dict[str, object] = {
        "name": "a", "standard": "made", "modulation": "QPSK", "bits_per_symbol": 2, "code_rate": Fraction(1, 2),
        "spectral_efficiency": 1.0, "es_over_n0": SymbolEnergyToNoise(1.0), "basis": "made",
    }  # fmt: skip
    return Modcod(**(fields | changes))  # type: ignore[arg-type]


def test_an_eb_over_n0_is_no_threshold() -> None:
    # the 3.1 dB of the peer: such a MODCOD was once chosen as if the figure were its Es/N0
    for wrong in (BitEnergyToNoise(1.0), 1.0):
        with pytest.raises(TypeError, match="give a SymbolEnergyToNoise"):
            made(es_over_n0=wrong)


@pytest.mark.parametrize("efficiency", [0.0, -1.0, np.nan, np.inf])
def test_a_modcod_carries_something(efficiency: float) -> None:
    with pytest.raises(ModelRangeError, match="MODCOD a: spectral efficiency"):
        made(spectral_efficiency=efficiency)


def test_a_modcod_has_one_finite_threshold() -> None:
    with pytest.raises(ShapeError, match=r"least Es/N0 has shape \(2,\)"):
        made(es_over_n0=SymbolEnergyToNoise([1.0, 2.0]))
    for db in (np.inf, -np.inf):
        with pytest.raises(ModelRangeError, match="MODCOD a: least Es/N0"):
            made(es_over_n0=SymbolEnergyToNoise(db))


def test_a_single_name_is_a_selection_of_one() -> None:
    modcods = dvb_modcods()
    assert modcods.select(names="QPSK 1/4").names == ("QPSK 1/4",)
    assert len(modcods.select(standards="DVB-S2", modulations="QPSK")) == 11
    with pytest.raises(CatalogueError, match="no standard 'DVB' in this set; it has DVB-S2, DVB-S2X"):
        modcods.select(standards="DVB")


def test_no_modcod_breaks_shannons_bound() -> None:
    gaps = np.array([modcod.gap_db for modcod in dvb_modcods()])
    assert gaps.min() > 0.9
    assert gaps.max() < 3.7
