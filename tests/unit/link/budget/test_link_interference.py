"""Noises and interferences together: symmetric, as the powers add, and safe at the ends of the scale."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.link.antennas import (
    BesselAperture,
    beam_colouring,
    beam_gains_dbi,
    carrier_to_interference_db,
    hexagonal_layout,
    serving_beams,
)
from huxing.link.budget import (
    Carrier,
    Interferer,
    Path,
    Receiver,
    Transmitter,
    adjacent_satellite_ratio,
    combined_ratio,
    cross_polar_ratio,
    link_budget,
)
from huxing.link.ratios import CarrierToNoise, CarrierToNoiseDensity

LEVELS = st.lists(st.floats(-60.0, 120.0), min_size=1, max_size=6)


@given(LEVELS)
def test_combined_is_the_sum_of_the_noises(levels: list[float]) -> None:
    expected = -10.0 * np.log10(sum(10.0 ** (-level / 10.0) for level in levels))
    ratios = [CarrierToNoise(level) for level in levels]
    found = float(combined_ratio(*ratios).db)
    assert found == pytest.approx(expected, abs=1e-9)
    assert float(combined_ratio(*reversed(ratios)).db) == pytest.approx(found, abs=1e-9)
    assert found <= min(levels) + 1e-12


def test_combining_in_steps_is_combining_at_once() -> None:
    parts = [CarrierToNoiseDensity(value) for value in (70.0, 73.0, 90.0)]
    stepwise = combined_ratio(combined_ratio(parts[0], parts[1]), parts[2])
    assert stepwise.db == pytest.approx(combined_ratio(*parts).db, abs=1e-12)


def test_combining_at_the_ends_of_the_scale() -> None:
    assert combined_ratio(CarrierToNoise(4000.0), CarrierToNoise(4000.0)).db == pytest.approx(4000.0 - 3.0103, abs=1e-4)
    assert combined_ratio(CarrierToNoise(-4000.0), CarrierToNoise(50.0)).db == -4000.0
    assert np.isneginf(combined_ratio(CarrierToNoise(-np.inf), CarrierToNoise(10.0)).db)
    assert combined_ratio(CarrierToNoise(np.inf), CarrierToNoise(10.0)).db == pytest.approx(10.0, abs=1e-12)


def test_ratios_of_different_types_do_not_combine() -> None:
    with pytest.raises(TypeError, match="CarrierToNoise cannot be combined with a CarrierToNoiseDensity"):
        combined_ratio(CarrierToNoise(1.0), CarrierToNoiseDensity(1.0))  # type: ignore[type-var]
    with pytest.raises(ShapeError, match="combined noise"):
        combined_ratio(CarrierToNoise(np.ones(2)), CarrierToNoise(np.ones(3)))


def test_an_interferer_as_strong_as_the_noise_costs_three_decibels() -> None:
    def budget(*others: Interferer):
        return link_budget(
            Transmitter(power_w=1.0, antenna_gain_dbi=30.0), Path(frequency=2e9, distance=1e6),
            Receiver(g_over_t_db_per_k=5.0), Carrier(bandwidth=1e6), interference=others,
        )  # fmt: skip

    alone = budget()
    equal = Interferer("as the noise", alone.carrier_to_noise)
    density = Interferer("as the noise", alone.thermal)
    half = 10.0 * np.log10(2.0)
    for other in (equal, density):
        with_it = budget(other)
        fall = alone.carrier_to_noise_density.db - with_it.carrier_to_noise_density.db
        assert fall == pytest.approx(half, abs=1e-9)
        assert with_it.thermal.db == alone.thermal.db
    both = alone.carrier_to_noise_density.db - budget(equal, density).carrier_to_noise_density.db
    assert both == pytest.approx(10.0 * np.log10(3.0), abs=1e-9)


def test_adjacent_satellites() -> None:
    # ITU-R BO.1213's 45 cm dish: 33.3 dBi on the axis, about 30 dBi at 2 deg
    assert adjacent_satellite_ratio(33.3, [30.0]).db == pytest.approx(3.3, abs=1e-9)
    two = adjacent_satellite_ratio(33.3, [30.0, 30.0])
    assert two.db == pytest.approx(3.3 - 10.0 * np.log10(2.0), abs=1e-9)
    stronger = adjacent_satellite_ratio(33.3, [30.0], relative_eirp_db=[2.0])
    assert stronger.db == pytest.approx(1.3, abs=1e-9)
    further = adjacent_satellite_ratio(33.3, [30.0], relative_distance=[2.0])
    assert further.db == pytest.approx(3.3 + 20.0 * np.log10(2.0), abs=1e-9)
    many = adjacent_satellite_ratio(np.full((4, 3), 40.0), np.full((4, 3, 2), 10.0))
    assert many.shape == (4, 3)


@pytest.mark.parametrize("others", [3.0, []])
def test_no_other_satellite_is_refused(others: object) -> None:
    with pytest.raises(InputError, match="one entry or more per interferer"):
        adjacent_satellite_ratio(33.3, others)  # type: ignore[arg-type]


def test_bad_interference_is_refused() -> None:
    with pytest.raises(ModelRangeError, match="relative distance 0"):
        adjacent_satellite_ratio(33.3, [1.0], relative_distance=[0.0])
    with pytest.raises(ModelRangeError, match="gain nan"):
        adjacent_satellite_ratio(np.nan, [1.0])
    with pytest.raises(ShapeError, match="wanted_gain"):
        adjacent_satellite_ratio(np.ones(2), np.ones((3, 1)))
    with pytest.raises(InputError, match="one thing or more"):
        cross_polar_ratio()


def test_cross_polar_leaks_add_as_powers() -> None:
    assert cross_polar_ratio(30.0).db == pytest.approx(30.0, abs=1e-12)
    assert cross_polar_ratio(30.0, 30.0).db == pytest.approx(30.0 - 10.0 * np.log10(2.0), abs=1e-9)
    assert cross_polar_ratio(30.0, relative_power_db=3.0).db == pytest.approx(27.0, abs=1e-9)
    rain = np.array([40.0, 20.0, 10.0])
    ratios = cross_polar_ratio(27.0, 32.0, rain)
    assert ratios.shape == (3,)
    assert (np.diff(ratios.db) < 0.0).all()


def test_beams_of_a_satellite_go_in_as_an_interferer() -> None:
    """The antennas' C/I and the budget's noise together are the ratio of powers counted by hand."""
    antenna = BesselAperture(2.0, 2e9, 30.0)
    layout = hexagonal_layout(antenna.half_power_beamwidth, tiers=2)
    gains = beam_gains_dbi(antenna, 0.01, 0.0, layout)
    colouring = beam_colouring(layout, "FR1")
    serving = serving_beams(gains)
    ratio = CarrierToNoise(carrier_to_interference_db(gains, serving, colouring))
    budget = link_budget(
        Transmitter(eirp_dbw=34.0), Path(frequency=2e9, distance=1e6), Receiver(g_over_t_db_per_k=-31.6),
        Carrier(bandwidth=1e6), interference=(Interferer("co-channel beams", ratio),),
    )  # fmt: skip
    level = 10.0 ** (gains / 10.0)
    interference_over_carrier = (level.sum() - level[serving]) / level[serving]
    noise_over_carrier = 10.0 ** (-float(budget.thermal.in_bandwidth(1e6).db) / 10.0)
    expected = -10.0 * np.log10(noise_over_carrier + interference_over_carrier)
    assert budget.carrier_to_noise is not None
    assert budget.carrier_to_noise.db == pytest.approx(expected, abs=1e-9)
