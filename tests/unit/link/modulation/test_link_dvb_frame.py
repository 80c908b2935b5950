"""Frames of DVB-S2: slots, pilots, header, by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from huxing.core.errors import CatalogueError, InputError
from huxing.link.modulation import DvbFrame, dvb_frame, dvb_modcods
from huxing.link.modulation.dvb_frame import nominal_rate


def test_qpsk_quarter_by_hand() -> None:
    frame = dvb_frame("QPSK 1/4")
    # 64,800 / 2 = 32,400 symbols = 360 slots; 22 pilot blocks (the 23rd would follow slot 368)
    assert (frame.information_bits, frame.slots) == (16_008, 360)
    assert frame.symbols(pilots=False) == 32_490
    assert frame.symbols(pilots=True) == 32_490 + 22 * 36
    assert frame.spectral_efficiency(pilots=False) == (16_008 - 80) / 32_490


@pytest.mark.parametrize(
    ("bits", "coded", "slots", "pilot_blocks"),
    [
        # no pilots follow the last slot: 240 slots have 14 blocks, 144 have 8 (EN 302 307-1, table 11)
        (3, 64_800, 240, 14),
        (4, 64_800, 180, 11),
        (5, 64_800, 144, 8),
        (7, 64_800, 103, 6),  # 9257.14 symbols, filled up to 9270
        (8, 64_800, 90, 5),
        (2, 16_200, 90, 5),
        (5, 16_200, 36, 2),
    ],
)
def test_slots_and_pilots(bits: int, coded: int, slots: int, pilot_blocks: int) -> None:
    frame = DvbFrame(bits, 10_000, coded)
    assert frame.slots == slots
    assert frame.symbols(pilots=True) - frame.symbols(pilots=False) == 36 * pilot_blocks
    assert frame.symbols(pilots=False) == 90 * (slots + 1)


def test_pilots_cost_the_printed_efficiency_their_share() -> None:
    with_pilots, without = dvb_modcods(pilots=True), dvb_modcods()
    for modcod in without:
        frame = dvb_frame(modcod.name)
        share = frame.symbols(pilots=False) / frame.symbols(pilots=True)
        assert 0.97 < share < 0.98
        assert with_pilots[modcod.name].spectral_efficiency == pytest.approx(modcod.spectral_efficiency * share)
        assert with_pilots[modcod.name].es_over_n0.db == modcod.es_over_n0.db


def test_short_frames_are_those_of_dvb_s2_and_say_that_their_thresholds_are_modelled() -> None:
    short, normal = dvb_modcods(frame="short"), dvb_modcods()
    assert len(short) == 24
    assert not any(name.endswith("9/10") for name in short.names)
    for modcod in short:
        assert modcod.basis.startswith("model: ")
        assert modcod.es_over_n0.db - normal[modcod.name].es_over_n0.db == pytest.approx(0.3)
        assert modcod.spectral_efficiency < normal[modcod.name].spectral_efficiency
    assert not any(modcod.basis.startswith("model") for modcod in normal)


def test_rates_in_names() -> None:
    assert nominal_rate("16APSK 2/3-L") == Fraction(2, 3)
    assert dvb_modcods()["8PSK 13/18"].code_rate == Fraction(13, 18)
    for name in ("QPSK", "QPSK x", "QPSK 1/0"):
        with pytest.raises(InputError, match="no code rate in the name"):
            nominal_rate(name)


def test_what_is_not_in_the_standard() -> None:
    with pytest.raises(CatalogueError, match="no normal frame of 'QPSK 7/8'; known: QPSK 1/4"):
        dvb_frame("QPSK 7/8")
    with pytest.raises(CatalogueError, match="no short frame of 'QPSK 9/10'; known: 1/4"):
        dvb_frame("QPSK 9/10", frame="short")
    for frame in ("normal", "short"):
        with pytest.raises(CatalogueError, match=f"no {frame} frame of 'None'; known:"):
            dvb_frame(None, frame=frame)  # type: ignore[arg-type]
    with pytest.raises(CatalogueError, match="no short frame of '4QAM 1/4'"):
        dvb_frame("4QAM 1/4", frame="short")
    for call in (lambda: dvb_frame("QPSK 1/4", frame="medium"), lambda: dvb_modcods(frame="medium")):
        with pytest.raises(InputError, match="no FECFRAME of size 'medium'"):
            call()
