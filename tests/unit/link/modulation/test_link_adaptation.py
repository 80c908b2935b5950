"""Adaptation along time against the rule written out in plain Python, and the properties it must have."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_modcods import made_set

from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.link.modulation import ModcodSet, adapt_modcod, choose_modcod, dvb_modcods
from huxing.link.ratios import BitEnergyToNoise, SymbolEnergyToNoise


def by_hand(modcods: ModcodSet, values: np.ndarray, margin: float, hysteresis: float, hold: int) -> list[float]:
    """Efficiency in use at each time."""

    def fits(value: float) -> float:
        return max((m.spectral_efficiency for m in modcods if m.es_over_n0.db <= value), default=0.0)

    used, better = [fits(values[0] - margin)], []
    for value in values[1:] - margin:
        if fits(value) < used[-1]:
            better = []
            used.append(fits(value))
            continue
        better = [*better, fits(value - hysteresis)] if fits(value - hysteresis) > used[-1] else []
        step = len(better) >= hold
        used.append(min(better) if step else used[-1])
        better = [] if step else better
    return used


def walk(seed: int) -> np.ndarray:
    """A random walk on a grid of 0.125 dB, so that sums with margin and hysteresis of that grid are exact."""
    rng = np.random.default_rng(seed)
    steps = rng.integers(-12, 13, 300) * (rng.random(300) < 0.5)
    return 8.0 + 0.125 * np.cumsum(steps)


@given(st.integers(0, 2**31), st.integers(0, 16), st.integers(0, 16), st.integers(2, 6))
def test_equals_the_rule_written_out(seed: int, margin: int, hysteresis: int, hold: int) -> None:
    modcods, values = made_set(seed), walk(seed)
    options = {"margin_db": 0.125 * margin, "hysteresis_db": 0.125 * hysteresis, "hold": hold}
    choice = adapt_modcod(modcods, SymbolEnergyToNoise(values), **options)
    assert choice.spectral_efficiency.tolist() == by_hand(modcods, values, *options.values())


def test_the_rule_on_a_ramp() -> None:
    # QPSK 1/2 at 1.00 dB, QPSK 3/4 at 4.03 dB
    modcods = dvb_modcods().select(names=["QPSK 1/2", "QPSK 3/4"])
    values = SymbolEnergyToNoise([0.0, 1.2, 1.6, 4.2, 4.6, 4.6, 4.6, 4.0, 4.2, 0.9, 9.0, 9.0, 4.1, -np.inf])
    up_at_once = adapt_modcod(modcods, values, hysteresis_db=0.5)
    assert up_at_once.index.tolist() == [-1, -1, 0, 0, 1, 1, 1, 0, 0, -1, 1, 1, 1, -1]
    held = adapt_modcod(modcods, values, hysteresis_db=0.5, hold=3)
    assert held.index.tolist() == [-1, -1, -1, -1, 0, 0, 0, 0, 0, -1, -1, -1, 0, -1]
    assert up_at_once.switches() == 6
    assert held.switches() == 4


@given(st.integers(0, 2**31))
def test_without_hysteresis_it_is_the_plain_choice(seed: int) -> None:
    modcods, values = made_set(seed), SymbolEnergyToNoise(walk(seed).reshape(3, 100))
    plain = choose_modcod(modcods, values, margin_db=1.5)
    assert adapt_modcod(modcods, values, margin_db=1.5, hysteresis_db=0.0).index.tolist() == plain.index.tolist()


@given(st.integers(0, 2**31), st.floats(0.0, 3.0), st.integers(1, 8))
def test_never_more_than_fits(seed: int, hysteresis: float, hold: int) -> None:
    modcods, values = made_set(seed), SymbolEnergyToNoise(walk(seed))
    plain = choose_modcod(modcods, values)
    careful = adapt_modcod(modcods, values, hysteresis_db=hysteresis, hold=hold)
    assert (careful.spectral_efficiency <= plain.spectral_efficiency).all()


@given(st.integers(0, 2**31), st.floats(0.0, 3.0), st.floats(0.0, 3.0), st.integers(1, 8))
def test_a_link_of_one_modcod_switches_less_with_more_hysteresis(
    seed: int, less: float, more: float, hold: int
) -> None:
    # with several, one jump of two rungs may become two steps
    modcods, values = dvb_modcods().select(names=["16APSK 2/3"]), SymbolEnergyToNoise(walk(seed))
    counts = [
        adapt_modcod(modcods, values, hysteresis_db=hysteresis, hold=samples).switches()
        for hysteresis, samples in ((less, 1), (less + more, 1), (less + more, hold))
    ]
    assert counts == sorted(counts, reverse=True)


def test_every_row_is_its_own() -> None:
    values = np.stack([walk(1), walk(2), np.full(300, -np.inf)]).reshape(3, 1, 300)
    together = adapt_modcod(dvb_modcods(), SymbolEnergyToNoise(values), hysteresis_db=0.5, hold=2)
    assert together.index.shape == (3, 1, 300)
    for k, seed in enumerate((1, 2)):
        alone = adapt_modcod(dvb_modcods(), SymbolEnergyToNoise(walk(seed)), hysteresis_db=0.5, hold=2)
        assert together.index[k, 0].tolist() == alone.index.tolist()
    assert (together.index[2] == -1).all()


def test_bad_input() -> None:
    modcods, values = dvb_modcods(), SymbolEnergyToNoise([1.0, 2.0])
    for hysteresis in (-0.5, np.nan, np.inf):
        with pytest.raises(ModelRangeError, match="hysteresis"):
            adapt_modcod(modcods, values, hysteresis_db=hysteresis)
    with pytest.raises(ModelRangeError, match="margin"):
        adapt_modcod(modcods, values, margin_db=-1.0, hysteresis_db=0.0)
    for hold in (0, -1, 1.5, True, "2", 10**30):
        with pytest.raises(InputError, match="hold"):
            adapt_modcod(modcods, values, hysteresis_db=0.0, hold=hold)  # type: ignore[arg-type]
    for lacking in (SymbolEnergyToNoise(1.0), SymbolEnergyToNoise(np.empty((2, 0)))):
        with pytest.raises(ShapeError, match="no time"):
            adapt_modcod(modcods, lacking, hysteresis_db=0.0)
    with pytest.raises(ShapeError, match=r"margin has shape \(2,\)"):
        adapt_modcod(modcods, values, margin_db=[1.0, 2.0], hysteresis_db=0.0)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="BitEnergyToNoise"):
        adapt_modcod(modcods, BitEnergyToNoise([1.0]), hysteresis_db=0.0)  # type: ignore[arg-type]
