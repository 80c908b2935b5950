"""Laser links against published figures: the SDA OCT standard's worked numbers, quantum limits, telescopes, turbulence.

The judge of the SDA figures is the reference data's `anchors.json` (fsophy, an MIT-licensed simulation of the standard)
where it is beside the checkout, and the same figures written here where it is not.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from huxing.link.laser import (
    LaserTerminal,
    OpticalReceiver,
    aperture_area,
    divergence_of_full_width,
    fade_probability,
    fried_parameter,
    irradiance,
    isoplanatic_angle,
    laser_rate,
    laser_terminal,
    mean_pointing_loss_db,
    photons_per_bit,
    received_irradiance,
    required_photons_per_bit,
    truncation_efficiency,
)


@pytest.fixture(scope="module")
def anchors(shared_data: Path) -> dict[str, dict[str, float]]:
    path = shared_data / "link" / "anchors.json"
    if not path.exists():
        pytest.skip("the link room's reference data is not beside this checkout")
    return dict(json.loads(path.read_text(encoding="utf-8")))


def test_the_preset_is_the_standard_as_quoted(anchors: dict[str, dict[str, float]]) -> None:
    quoted, preset = anchors["sda_oct_v3_2_0"], laser_terminal("sda-oct")
    assert preset.wavelength == pytest.approx(quoted["wavelength_nm"] * 1e-9)
    assert preset.rate == quoted["rate_gbps"] * 1e9
    assert preset.transmit_power == quoted["tx_power_w"]
    assert preset.divergence == pytest.approx(quoted["divergence_half_angle_1e2_urad"] * 1e-6)
    assert preset.required_irradiance == pytest.approx(quoted["min_irradiance_uw_m2_at_5500km"] * 1e-6)
    assert preset.acquisition_time == quoted["pat_acquisition_s_max"]


def test_irradiance_at_5500_km() -> None:
    """Issue and reference: 234 uW/m2, 2 %. Measured difference 0.07 %."""
    assert received_irradiance(laser_terminal("sda-oct"), 5500e3) == pytest.approx(234e-6, rel=0.002)


def test_irradiance_of_fsophy_has_another_reason(anchors: dict[str, dict[str, float]]) -> None:
    """Its 229 uW/m2 is no pointing loss on 234: its code has 15 urad at half maximum and 1.5 dB of optics.

    Source: github fsophy, config.py and channel.py. That both readings end within 2 % of each other is chance.
    """
    published = anchors["sda_oct_v3_2_0"]["reference_irradiance_uw_m2_at_5500km"] * 1e-6
    sent = 2.5 * 10.0**-0.15
    found = irradiance(sent, 5500e3, divergence=divergence_of_full_width(15e-6))
    assert found == pytest.approx(published, rel=0.005)  # printed to three digits; measured 0.2 %
    loss_db = mean_pointing_loss_db(15e-6, 2e-6)  # with its jitter of 2 urad
    assert 234e-6 * 10.0 ** (-loss_db / 10.0) < 0.97 * published


def test_photons_per_bit_at_the_standards_floor() -> None:
    """Reference: 393 photons/bit at 25 uW/m2 on 8 cm and 2.5 Gbit/s, 2 %. Measured 0.015 %."""
    photons = photons_per_bit(25e-6 * aperture_area(0.08), 2.5e9, 1553.33e-9)
    assert photons == pytest.approx(393.0, rel=0.002)


def test_photons_per_bit_of_fsophy(anchors: dict[str, dict[str, float]]) -> None:
    photons = photons_per_bit(25e-6 * aperture_area(0.08), 2.5e9, 1553.33e-9)
    assert photons == pytest.approx(anchors["sda_oct_v3_2_0"]["ppb_at_floor_8cm"], rel=0.02)  # 'about'; measured 0.8 %


def test_photons_per_bit_of_its_5500_km_link() -> None:
    """fsophy's README: about 2,300 with 1.5 dB and 2 dB of optics."""
    sent = LaserTerminal("fsophy", 193e12**-1 * 299_792_458.0, 2.5, float(divergence_of_full_width(15e-6)))
    fallen = received_irradiance(sent, 5500e3) * aperture_area(0.08) * 10.0**-0.35
    assert photons_per_bit(fallen, 2.5e9, 299_792_458.0 / 193e12) == pytest.approx(2300.0, rel=0.02)


def test_cliff_of_the_coded_receiver_in_dbm(anchors: dict[str, dict[str, float]]) -> None:
    """11 photons per line bit are -54.5 dBm at 2.5 Gbit/s; printed to 0.1 dB."""
    quoted = anchors["fsophy_sensitivity"]
    photons = photons_per_bit(10.0 ** (quoted["dbm"] / 10.0) * 1e-3, 2.5e9, 1553.33e-9)
    assert photons == pytest.approx(quoted["cliff_photons_per_line_bit_R1/2"], rel=0.012 * 2)


def test_frame_outage_of_the_beta_model() -> None:
    """fsophy's closed form, (needed/arriving)^(theta^2/(4 sigma^2)), at 2 urad of jitter and 16 photons, cliff 11."""
    theta = float(divergence_of_full_width(15e-6))
    published = (11.0 / 16.0) ** (theta**2 / (4.0 * 2e-6**2))
    assert fade_probability(10.0 * np.log10(16.0 / 11.0), theta, 2e-6) == pytest.approx(published, rel=1e-9)


@pytest.mark.parametrize(
    ("detection", "limit", "tolerance"),
    [
        # Winzer, Electronics Letters 37 (2001), 582: 38.4. The exact chi-square minimum is 38.32, 0.2 % lower.
        ("preamplified-ook", 38.4, 0.005),
        ("preamplified-dpsk", 20.0, 0.005),  # ln(0.5e9) = 20.03
        ("heterodyne-bpsk", 18.0, 0.005),  # printed without digits; 17.99
        ("homodyne-bpsk", 9.0, 0.005),
        ("photon-counting-ook", 10.0, 0.005),
    ],
)
def test_quantum_limits_at_a_billionth(detection: str, limit: float, tolerance: float) -> None:
    photons = required_photons_per_bit(OpticalReceiver(detection), 1e-9)  # type: ignore[arg-type]
    assert photons == pytest.approx(limit, rel=tolerance)


def test_scot80_as_its_vendor_states_it(anchors: dict[str, dict[str, float]]) -> None:
    claim, terminal = anchors["tesat_scot80"], laser_terminal("tesat-scot80")
    reach = claim["range_km"] * 1e3
    np.testing.assert_array_equal(
        laser_rate(terminal, terminal, [reach, 1.001 * reach]), [claim["rate_gbps"] * 1e9, 0.0]
    )


def test_best_truncation_of_a_telescope() -> None:
    """Klein and Degnan 1974: 0.8145 at 1.12; with obscuration g the best is about 1.12 - 1.30 g^2 + 2.12 g^4."""
    ratio = np.linspace(0.5, 2.0, 3001)
    plain = truncation_efficiency(ratio)
    assert plain.max() == pytest.approx(0.8145, abs=5e-5)
    assert ratio[plain.argmax()] == pytest.approx(1.12, abs=0.005)
    for hidden in (0.1, 0.2, 0.3):
        best = ratio[truncation_efficiency(ratio, obscuration=hidden).argmax()]
        assert best == pytest.approx(1.12 - 1.30 * hidden**2 + 2.12 * hidden**4, abs=0.01)


@pytest.mark.parametrize(
    ("wind", "coherence_cm", "angle_urad"),
    [(21.0, 4.96, 6.90), (35.0, 4.67, 3.95), (54.0, 4.18, 2.40), (72.0, 3.70, 1.71)],
)
def test_turbulence_moments_of_sasielas_table(wind: float, coherence_cm: float, angle_urad: float) -> None:
    """Sasiela 1994, p. 60, as printed in the documentation of Arroyo (Caltech): r0 and theta0 at 0.5 um, zenith."""
    assert 100.0 * fried_parameter(0.5e-6, wind=wind) == pytest.approx(coherence_cm, abs=0.012)  # measured 0.005
    assert 1e6 * isoplanatic_angle(0.5e-6, wind=wind) == pytest.approx(angle_urad, abs=0.02)  # measured 0.008
