"""Limits of a satellite's capacity, and how it spreads over an orbit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.link.capacity import beam_rate, capacity_distribution, capacity_quantile, satellite_capacity
from huxing.link.modulation import dvb_modcods
from huxing.link.ratios import CarrierToNoiseDensity, SymbolEnergyToNoise


def test_each_limit_binds_in_turn() -> None:
    capacity = satellite_capacity(
        1e9,
        active_beams=10,
        duty=0.5,
        beam_power=20.0,
        power=[400.0, 79.0, 400.0, 400.0],
        feeder_rate=[9e9, 9e9, 4e9, 9e9],
        laser_rate=[8e9, 8e9, 8e9, 6e9],
        laser_share=0.7,
    )
    assert capacity.binding.tolist() == ["beams", "power", "feeder", "laser"]
    assert capacity.rate == pytest.approx([5e9, 1.5e9, 4e9, 4.2e9])  # 3 whole beams of 20 W in 79 W
    assert capacity.beams.shape == capacity.laser.shape == (4,)
    assert capacity.binding_share() == {"beams": 0.25, "power": 0.25, "feeder": 0.25, "laser": 0.25}


def test_without_a_gateway_nothing_goes() -> None:
    capacity = satellite_capacity(1e9, active_beams=8, feeder_rate=0.0)
    assert capacity.rate == 0.0
    assert capacity.binding == "feeder"
    free = satellite_capacity(1e9, active_beams=8, laser_share=0.0)
    assert free.rate == 8e9  # an infinite laser rate is no limit, whatever the share


rates = st.floats(0, 1e10)


@given(rates, st.integers(0, 64), st.floats(0, 1), st.floats(0.1, 50), st.floats(0, 1e3), rates, rates, st.floats(0, 1))
def test_the_rate_is_the_least_and_grows_with_each_limit(
    rate: float, beams: int, duty: float, each: float, power: float, feeder: float, laser: float, share: float
) -> None:
    given_ = {"active_beams": beams, "duty": duty, "beam_power": each, "power": power, "feeder_rate": feeder,
              "laser_rate": laser, "laser_share": share}  # fmt: skip
    capacity = satellite_capacity(rate, **given_)
    limits = {name: float(getattr(capacity, name)) for name in ("beams", "power", "feeder", "laser")}
    assert capacity.rate == min(limits.values()) == limits[str(capacity.binding)]
    assert limits["power"] == pytest.approx(np.floor(power / each * (1 + 1e-12)) * duty * rate, rel=1e-12)
    more = satellite_capacity(rate, **{**given_, "active_beams": beams + 1, "feeder_rate": 2 * feeder})
    assert more.rate >= capacity.rate


def test_the_rate_of_a_beam_follows_its_signal() -> None:
    modcods = dvb_modcods()
    # C/N0 that gives 250 MHz / 1.1 an Es/N0 of 12 dB: 12 + 10 log10(227.27e6)
    c_over_n0 = CarrierToNoiseDensity(12.0 + 10 * np.log10(250e6 / 1.1))
    rate = beam_rate(modcods, c_over_n0, bandwidth=250e6, roll_off=0.1)
    below = [m for m in modcods if m.es_over_n0.db <= 12.0]
    assert rate == pytest.approx(max(m.spectral_efficiency for m in below) * 250e6 / 1.1, rel=1e-12)
    assert beam_rate(modcods, c_over_n0, bandwidth=250e6, roll_off=0.1, margin_db=2.0) < rate
    lost = CarrierToNoiseDensity(np.array([-np.inf, 40.0]))
    assert beam_rate(modcods, lost, bandwidth=250e6, roll_off=0.1).tolist() == [0.0, 0.0]


@given(hnp.arrays(np.float64, st.integers(1, 50), elements=st.floats(0, 1e10)), st.floats(0, 1))
def test_quantiles(rate: np.ndarray, probability: float) -> None:
    level = capacity_quantile(rate, probability)
    assert np.mean(rate <= level) >= probability - 1e-9
    lower = rate[rate < level]
    if lower.size:
        assert np.mean(rate <= lower.max()) < probability + 1e-9
    ordered, share = capacity_distribution(rate)
    assert (np.diff(ordered) >= 0.0).all()
    assert share[-1] == pytest.approx(1.0)


def test_weights_are_repetitions() -> None:
    rate, weight = np.array([3.0, 1.0, 2.0]), np.array([1, 2, 5])
    wish = np.linspace(0.0, 1.0, 41)
    weighted = capacity_quantile(rate, wish, weight=weight)
    assert weighted == pytest.approx(capacity_quantile(np.repeat(rate, weight), wish))


def test_what_is_refused() -> None:
    with pytest.raises(ModelRangeError, match="duty"):
        satellite_capacity(1e9, active_beams=8, duty=1.1)
    with pytest.raises(ModelRangeError, match="rate"):
        satellite_capacity(-1.0, active_beams=8)
    with pytest.raises(ModelRangeError, match="power of a beam"):
        satellite_capacity(1.0, active_beams=8, beam_power=0.0)
    with pytest.raises(ModelRangeError, match="power"):
        satellite_capacity(1.0, active_beams=8, power=-5.0)
    with pytest.raises(ModelRangeError, match="rate"):
        satellite_capacity(1.0, active_beams=8, feeder_rate=np.nan)
    with pytest.raises(ModelRangeError, match="active beams"):
        satellite_capacity(1.0, active_beams=-1)
    with pytest.raises(ShapeError, match="broadcast"):
        satellite_capacity(np.ones(2), active_beams=np.ones(3))
    with pytest.raises(ModelRangeError, match="bandwidth"):
        beam_rate(dvb_modcods(), CarrierToNoiseDensity(90.0), bandwidth=-1.0, roll_off=0.1)
    for wrong in (90.0, SymbolEnergyToNoise(10.0)):  # an Es/N0 was once read as a C/N0 of as many dBHz
        with pytest.raises(TypeError, match="give a CarrierToNoiseDensity"):
            beam_rate(dvb_modcods(), wrong, bandwidth=1e6, roll_off=0.1)  # type: ignore[arg-type]
    with pytest.raises(ModelRangeError, match="probability"):
        capacity_quantile([1.0], 1.5)
    with pytest.raises(InputError, match="at least one entry"):
        capacity_distribution([])
    with pytest.raises(InputError, match="at least one entry"):
        capacity_distribution([1.0], weight=[0.0])
    with pytest.raises(ShapeError, match="weight"):  # three weights for each rate were once three rates
        capacity_distribution([1.0, 2.0], weight=np.ones((3, 2)))
    with pytest.raises(InputError, match="no entry"):
        satellite_capacity([], active_beams=8).binding_share()
    assert satellite_capacity(1.0, active_beams=1, duty=0.0, beam_power=1e-300, power=1e300).rate == 0.0
