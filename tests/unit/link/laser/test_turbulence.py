from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from huxing.core.errors import ModelRangeError
from huxing.link.laser import (
    clear_sky_loss_db,
    downlink_scintillation,
    fried_parameter,
    isoplanatic_angle,
    refractive_structure,
    scintillation_margin_db,
    site_diversity,
)

WAVELENGTH = 1.55e-6


@pytest.mark.parametrize(("wind", "ground"), [(21.0, 1.7e-14), (54.0, 1e-13), (5.0, 0.0)])
def test_layers_integrate_the_profile_as_an_adaptive_rule_does(wind: float, ground: float) -> None:
    integral = sum(
        quad(lambda h: float(refractive_structure(h, wind=wind, ground=ground)), low, high, epsabs=0, epsrel=1e-10)[0]
        for low, high in ((0.0, 500.0), (500.0, 5e3), (5e3, 15e3), (15e3, 40e3))
    )
    direct = (0.423 * (2.0 * np.pi / WAVELENGTH) ** 2 * integral) ** -0.6
    assert fried_parameter(WAVELENGTH, wind=wind, ground=ground) == pytest.approx(direct, rel=1e-7)


def test_a_point_receiver_scintillates_by_the_rytov_integral() -> None:
    integral = sum(
        quad(lambda h: float(refractive_structure(h)) * h ** (5.0 / 6.0), low, high, epsabs=0, epsrel=1e-10)[0]
        for low, high in ((0.0, 500.0), (500.0, 5e3), (5e3, 15e3), (15e3, 40e3))
    )
    rytov = 2.25 * (2.0 * np.pi / WAVELENGTH) ** (7.0 / 6.0) * integral
    # 8.70 cos(75 deg) is 2.2517, which the books round to 2.25
    assert downlink_scintillation(WAVELENGTH, np.pi / 2) == pytest.approx(rytov, rel=1e-3)


@given(st.floats(np.radians(30.0), np.pi / 2), st.floats(0.0, 1.0))
def test_larger_telescopes_and_higher_satellites_scintillate_less(elevation: float, diameter: float) -> None:
    here = downlink_scintillation(WAVELENGTH, elevation, diameter=diameter)
    assert downlink_scintillation(WAVELENGTH, elevation, diameter=diameter + 0.1) < here
    assert downlink_scintillation(WAVELENGTH, np.pi / 2, diameter=diameter) <= here * (1 + 1e-12)
    assert here > 0.0


@given(st.floats(1e-4, 0.5), st.floats(1e-4, 0.3))
def test_margin_leaves_the_outage_of_a_log_normal_fade(index: float, outage: float) -> None:
    variance = np.log1p(index)
    draws = np.random.default_rng(3).normal(size=200_000) * np.sqrt(variance) - 0.5 * variance
    margin = float(scintillation_margin_db(index, outage))
    below = np.mean(draws < -margin * np.log(10.0) / 10.0)
    assert below == pytest.approx(outage, abs=4.5 * np.sqrt(outage / 200_000))


def test_stations_apart_share_their_clear_skies() -> None:
    assert site_diversity([0.6, 0.5]) == pytest.approx(0.8)
    assert site_diversity(0.3) == pytest.approx(0.3)
    np.testing.assert_allclose(site_diversity([[1.0, 0.0], [0.0, 0.0]]), [1.0, 0.0])
    with pytest.raises(ModelRangeError, match="cloud-free probability"):
        site_diversity([0.5, 1.2])


def test_a_slant_path_goes_through_as_many_zeniths_as_one_over_the_sine() -> None:
    assert clear_sky_loss_db(0.5, np.radians(30.0)) == pytest.approx(2.0 * 10.0 * np.log10(2.0))
    assert clear_sky_loss_db(1.0, 0.5) == 0.0
    with pytest.raises(ModelRangeError, match="elevation 5 deg is outside 10 to 90 deg"):
        clear_sky_loss_db(0.9, np.radians(5.0))
    with pytest.raises(ModelRangeError, match="transmittance"):
        clear_sky_loss_db(0.0, 0.5)


def test_low_elevations_and_depths_are_refused() -> None:
    for call in (fried_parameter, isoplanatic_angle):
        with pytest.raises(ModelRangeError, match="elevation 20 deg is outside 30 to 90 deg"):
            call(WAVELENGTH, elevation=np.radians(20.0))
    with pytest.raises(ModelRangeError, match="height above ground"):
        refractive_structure(-1.0)
    with pytest.raises(ModelRangeError, match="outage"):
        scintillation_margin_db(0.1, 0.0)


def test_strong_scintillation_is_refused() -> None:
    """An index of 78 by a formula for weak fluctuations."""
    with pytest.raises(ModelRangeError, match="scintillation index"):
        downlink_scintillation(0.5e-6, np.radians(30.0), wind=100.0, ground=1e-11)
    assert downlink_scintillation(0.5e-6, np.radians(60.0)) < 1.0
