"""Noise of sky and ground."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import ModelRangeError
from huxing.link.atmosphere.gas_lines import gas_specific_attenuation
from huxing.link.atmosphere.gas_path import gas_path, standard_layers
from huxing.link.atmosphere.noise import (
    antenna_noise_temperature,
    figure_of_merit_loss_db,
    mean_radiating_temperature,
    sky_noise_temperature,
)


def emitted_at_zenith(frequency: float) -> float:
    """Brightness of the standard atmosphere from its layers, top to bottom: each absorbs and emits."""
    layers = standard_layers()
    air = layers.air
    gamma = gas_specific_attenuation(
        frequency, dry_pressure=air.dry_pressure, vapour_density=air.vapour_density, temperature=air.temperature
    ).total_db_per_km
    brightness = 2.7
    for through, temperature in zip(
        10.0 ** (-gamma * layers.thickness / 1e4)[::-1], air.temperature[::-1], strict=True
    ):
        brightness = brightness * through + temperature * (1.0 - through)
    return float(brightness)


@pytest.mark.parametrize("frequency_ghz", [12.0, 22.235, 31.0, 50.0, 94.0])
def test_the_sky_is_as_warm_as_its_layers(frequency_ghz: float) -> None:
    attenuation = gas_path(frequency_ghz * 1e9, elevation=np.pi / 2).total_db
    sky = sky_noise_temperature(attenuation, radiating_temperature=mean_radiating_temperature(288.15))
    # The regression stands for all weather; in the standard atmosphere it is 2.1 % warm at 50 GHz.
    assert sky == pytest.approx(emitted_at_zenith(frequency_ghz * 1e9), rel=0.05)


def test_the_sky_goes_from_the_background_to_the_air() -> None:
    assert sky_noise_temperature(np.array([0.0, 3.0103, 200.0])) == pytest.approx([2.7, 138.85, 275.0], abs=1e-3)


@given(attenuation=st.floats(0.0, 100.0), more=st.floats(0.01, 10.0))
def test_more_attenuation_is_more_noise(attenuation: float, more: float) -> None:
    low, high = sky_noise_temperature(np.array([attenuation, attenuation + more]))
    assert 2.7 <= low < high or high == pytest.approx(275.0, abs=1e-6)


def test_the_ground_comes_in_through_the_side_lobes() -> None:
    assert antenna_noise_temperature(10.0, spillover=np.array([0.0, 0.1, 1.0])) == pytest.approx([10.0, 38.0, 290.0])


def test_a_quiet_receiver_loses_more() -> None:
    loss = figure_of_merit_loss_db(10.0, clear_attenuation_db=0.5, receiver_temperature=np.array([50.0, 150.0, 1000.0]))
    assert (np.diff(loss) < 0.0).all()
    assert loss[1] == pytest.approx(3.388, abs=0.001)  # 10 log10((150 + 247.77) / (150 + 32.31)) by hand
    assert figure_of_merit_loss_db(2.0, clear_attenuation_db=2.0, receiver_temperature=100.0) == 0.0


@pytest.mark.parametrize(
    "refused, said",
    [
        (lambda: sky_noise_temperature(-0.1), "attenuation -0.1 dB"),
        (lambda: sky_noise_temperature(np.inf), "attenuation inf"),
        (lambda: sky_noise_temperature(1.0, radiating_temperature=0.0), "mean radiating temperature 0 K"),
        (lambda: mean_radiating_temperature(15.0), "surface temperature 15 K is outside 200 to 340 K"),
        (lambda: antenna_noise_temperature(10.0, spillover=1.1), "spill-over fraction 1.1"),
        (
            lambda: figure_of_merit_loss_db(1.0, clear_attenuation_db=0.0, receiver_temperature=0.0),
            "receiver temperature 0 K",
        ),
    ],
)
def test_noise_refuses_what_is_no_noise(refused, said: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ModelRangeError, match=said):
        refused()
