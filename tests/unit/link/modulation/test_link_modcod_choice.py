"""The choice against a loop over all MODCODs, and what a choice says of itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_modcods import made_set

from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.link.modulation import ModcodChoice, ModcodSet, choose_modcod, dvb_modcods
from huxing.link.ratios import BitEnergyToNoise, SymbolEnergyToNoise


def best_by_hand(modcods: ModcodSet, es_over_n0_db: float) -> float:
    return max((m.spectral_efficiency for m in modcods if m.es_over_n0.db <= es_over_n0_db), default=0.0)


@given(st.integers(0, 2**31))
def test_equals_a_loop_over_all(seed: int) -> None:
    modcods, rng = made_set(seed), np.random.default_rng(seed)
    thresholds = modcods.es_over_n0.db
    just = np.concatenate([thresholds, np.nextafter(thresholds, -np.inf), np.nextafter(thresholds, np.inf)])
    values = np.concatenate([just, rng.uniform(-40, 40, 50), [-np.inf, -1e9, 1e9, np.inf]])
    choice = choose_modcod(modcods, SymbolEnergyToNoise(values))
    assert choice.spectral_efficiency.tolist() == [best_by_hand(modcods, value) for value in values]
    assert choice.linked.tolist() == [value >= thresholds.min() for value in values]
    assert (thresholds[choice.index[choice.linked]] <= values[choice.linked]).all()


@given(st.integers(0, 2**31), st.floats(0.0, 20.0))
def test_a_margin_is_es_over_n0_that_is_not_there(seed: int, margin: float) -> None:
    modcods = made_set(seed)
    values = SymbolEnergyToNoise(np.linspace(-30, 60, 400))
    with_margin = choose_modcod(modcods, values, margin_db=margin)
    assert with_margin.index.tolist() == choose_modcod(modcods, values.plus_db(-margin)).index.tolist()
    each = choose_modcod(modcods, values, margin_db=np.full((3, 1), margin))
    assert each.index.shape == (3, 400)
    assert (each.index == with_margin.index).all()
    assert (np.diff(with_margin.spectral_efficiency) >= 0).all()  # more signal never carries less


def test_exactly_at_a_threshold() -> None:
    choice = choose_modcod(dvb_modcods(), SymbolEnergyToNoise([-2.85, np.nextafter(-2.85, -9)]))
    assert choice.index.tolist() == [dvb_modcods().names.index("QPSK 2/9"), -1]
    assert choice.spectral_efficiency.tolist() == [0.434841, 0.0]


def test_a_scalar_and_an_empty_array() -> None:
    one = choose_modcod(dvb_modcods(), SymbolEnergyToNoise(10.21))
    assert one.index.shape == ()
    assert one.spectral_efficiency == pytest.approx(2.966728)
    assert choose_modcod(dvb_modcods(), SymbolEnergyToNoise(np.empty((0, 3)))).index.shape == (0, 3)


def test_rates() -> None:
    choice = choose_modcod(dvb_modcods(), SymbolEnergyToNoise([[-9.0], [10.21]]))
    assert choice.bit_rate([1e6, 2e6]).tolist() == [[0.0, 0.0], [pytest.approx(2.966728e6), pytest.approx(5.933456e6)]]
    with pytest.raises(ModelRangeError, match="symbol rate"):
        choice.bit_rate(0.0)
    with pytest.raises(ShapeError):
        choice.bit_rate(np.ones((3, 1)))


def test_shares_and_switches() -> None:
    modcods = dvb_modcods().select(names=["QPSK 1/4", "QPSK 1/2", "8PSK 2/3"])
    index = np.array([[-1, -1, 0, 1, 1, 0, -1, 2], [2, 2, 2, 2, 2, 2, 2, 2]], np.int16)
    choice = ModcodChoice(modcods, index)
    assert choice.switches().tolist() == [5, 0]
    assert choice.time_share().tolist() == [[0.25, 0.25, 0.125, 0.375], [0.0, 0.0, 1.0, 0.0]]
    row = ModcodChoice(modcods, index[0])
    assert row.switches() == 5
    assert row.time_share()[-1] == 0.375
    for lacking in (index[0, 0], index[:, :0]):
        with pytest.raises(ShapeError, match="no axis of time"):
            ModcodChoice(modcods, np.asarray(lacking)).time_share()


@given(st.integers(0, 2**31))
def test_shares_add_up(seed: int) -> None:
    modcods, rng = made_set(seed), np.random.default_rng(seed)
    values = SymbolEnergyToNoise(rng.uniform(-20, 30, (2, 3, 40)))
    choice = choose_modcod(modcods, values)
    share = choice.time_share()
    assert share.shape == (2, 3, len(modcods) + 1)
    assert share.sum(axis=-1) == pytest.approx(np.ones((2, 3)))
    mean = (share[..., :-1] * modcods.spectral_efficiency).sum(axis=-1)
    assert mean == pytest.approx(choice.spectral_efficiency.mean(axis=-1))


def test_bad_input() -> None:
    modcods, value = dvb_modcods(), SymbolEnergyToNoise([1.0, 2.0])
    with pytest.raises(TypeError, match="give a SymbolEnergyToNoise, not a BitEnergyToNoise"):
        choose_modcod(modcods, BitEnergyToNoise(1.0))  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="not a float"):
        choose_modcod(modcods, 1.0)  # type: ignore[arg-type]
    for margin in (-0.1, np.nan, np.inf):
        with pytest.raises(ModelRangeError, match="adaptive coding: margin"):
            choose_modcod(modcods, value, margin_db=margin)
    with pytest.raises(InputError):
        choose_modcod(modcods, value, margin_db="1")
    with pytest.raises(InputError, match="margin"):  # a masked cell once counted with whatever lay under the mask
        choose_modcod(modcods, value, margin_db=np.ma.masked_array([1.0, 2.0], [False, True]))
    with pytest.raises(ShapeError):
        choose_modcod(modcods, value, margin_db=[1.0, 2.0, 3.0])
