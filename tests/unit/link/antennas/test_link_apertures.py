"""Apertures, dipole, patch and the table of terminals."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import j0

from huxing.core.errors import CatalogueError, InputError, ModelRangeError, ShapeError
from huxing.link.antennas import (
    BesselAperture,
    CosineAntenna,
    HalfWaveDipole,
    Isotropic,
    SatelliteS1528Taylor,
    aperture_diameter,
    aperture_gain_dbi,
    terminal_antenna,
    terminal_antenna_names,
    wavelength,
)

DEGREE = float(np.radians(1.0))


@given(st.floats(0.1, 30.0), st.floats(1e9, 50e9), st.floats(0.1, 1.0))
def test_diameter_and_gain_are_inverse(diameter: float, frequency: float, efficiency: float) -> None:
    gain = aperture_gain_dbi(diameter, frequency, efficiency=efficiency)
    assert aperture_diameter(gain, frequency, efficiency=efficiency) == pytest.approx(diameter, rel=1e-12)


def test_aperture_gain_broadcasts_and_grows_by_6_db_per_doubling() -> None:
    gain = aperture_gain_dbi([[1.0], [2.0]], [10e9, 20e9, 40e9], efficiency=0.6)
    assert gain.shape == (2, 3)
    assert np.diff(gain, axis=1) == pytest.approx(20.0 * np.log10(2.0))
    # 1 m at 10 GHz: 0.6 (pi 33.356)^2 = 6588
    assert gain[0, 0] == pytest.approx(10.0 * np.log10(0.6 * (np.pi * 10e9 / 299_792_458.0) ** 2))
    with pytest.raises(ShapeError, match="diameter"):
        aperture_gain_dbi([1.0, 2.0], [1e9, 2e9, 3e9], efficiency=0.5)
    with pytest.raises(ModelRangeError, match="frequency"):
        wavelength([1e9, -1.0])


@given(st.floats(0.001, 1.5), st.floats(2.0, 20.0))
def test_bessel_is_the_transform_of_a_disc(off_axis: float, ratio: float) -> None:
    antenna = BesselAperture(ratio * 0.1, 299_792_458.0 / 0.1, 30.0)
    k = np.pi * ratio * np.sin(off_axis)
    field, _ = quad(lambda r: 2.0 * r * j0(k * r), 0.0, 1.0, limit=200)
    if abs(field) > 1e-5:
        assert float(antenna.gain_dbi(off_axis)) == pytest.approx(30.0 + 20.0 * np.log10(abs(field)), abs=1e-5)


@given(st.floats(5.0, 80.0), st.floats(15.0, 35.0), st.integers(2, 6))
def test_taylor_is_finite_everywhere_and_highest_on_the_axis(size: float, ratio_db: float, lobes: int) -> None:
    antenna = SatelliteS1528Taylor(35.0, size * 0.02, size * 0.02, 299_792_458.0 / 0.02, ratio_db, lobes)
    at_roots = np.arcsin(np.minimum(antenna.roots / size, 1.0))
    angles = np.concatenate([np.linspace(-np.pi / 2, np.pi / 2, 501), at_roots, at_roots * (1.0 + 1e-12)])
    gain = antenna.gain_dbi(angles)
    assert np.isfinite(gain).all()
    assert gain.max() <= 35.0 + 1e-9
    assert float(antenna.gain_dbi(0.0)) == pytest.approx(35.0, abs=1e-9)


def test_taylor_is_smooth_across_its_removable_roots() -> None:
    antenna = SatelliteS1528Taylor(0.0, 1.0, 1.0, 299_792_458.0 / 0.02)
    for root in antenna.roots[:-1]:
        angle = np.arcsin(root * 0.02) * (1.0 + np.array([-1e-6, 0.0, 1e-6]))
        near = antenna.gain_dbi(angle)
        assert near[1] == pytest.approx((near[0] + near[2]) / 2.0, abs=1e-4)


def test_taylor_elliptical_aperture_is_narrower_along_its_longer_side() -> None:
    antenna = SatelliteS1528Taylor(0.0, 1.0, 2.0, 299_792_458.0 / 0.02)
    assert float(antenna.gain_dbi(0.01, np.pi / 2)) == pytest.approx(
        float(antenna.gain_dbi(np.arcsin(2 * np.sin(0.01))))
    )
    half = antenna.half_power_beamwidth / 2.0
    assert float(antenna.gain_dbi(half)) == pytest.approx(-3.0, abs=1e-9)
    assert antenna.gain_dbi([[0.0], [0.1]], [0.0, 1.0, 2.0]).shape == (2, 3)


def test_dipole_is_balanis_s() -> None:
    dipole = HalfWaveDipole()
    # 2.15 dBi and 78 degrees (Balanis, section 4.6: directivity 1.643, beamwidth 78)
    assert dipole.peak_gain_dbi == pytest.approx(2.151, abs=1e-3)
    assert np.degrees(dipole.half_power_beamwidth) == pytest.approx(78.0, abs=0.15)
    power, _ = quad(lambda e: 2 * np.pi * np.cos(e) * 10.0 ** (float(dipole.gain_dbi(e)) / 10.0), -np.pi / 2, np.pi / 2)
    # its gain integrates to the sphere, but for the filled nulls
    assert power / (4.0 * np.pi) == pytest.approx(1.0, abs=1e-4)
    assert float(dipole.gain_dbi(np.pi / 2)) == pytest.approx(dipole.peak_gain_dbi - 30.0)


@given(st.floats(10.0, 170.0), st.floats(-10.0, 20.0))
def test_cosine_antenna_has_its_beamwidth(width: float, peak: float) -> None:
    antenna = CosineAntenna(peak, width * DEGREE)
    assert float(antenna.gain_dbi(width * DEGREE / 2.0)) == pytest.approx(peak - 3.0, abs=1e-9)
    assert float(antenna.gain_dbi(np.pi)) == pytest.approx(peak - 20.0)


def test_isotropic_is_alike_all_round() -> None:
    antenna = Isotropic(-1.5)
    assert (antenna.gain_dbi(np.linspace(-np.pi, np.pi, 7)) == -1.5).all()
    assert antenna.half_power_beamwidth == pytest.approx(2.0 * np.pi)


def test_terminals_have_the_gains_of_the_report() -> None:
    assert terminal_antenna("handset", transmit=True) == Isotropic(0.0)
    dish = terminal_antenna("vsat-60cm", transmit=False, frequency=20e9)
    assert (dish.peak_gain_dbi, terminal_antenna("vsat-60cm", transmit=True, frequency=30e9).peak_gain_dbi) == (
        39.7,
        43.2,
    )
    # 60 cm at 20 GHz: 1.029 wavelengths over the diameter
    assert np.degrees(dish.half_power_beamwidth) == pytest.approx(1.47, abs=0.01)
    for name in terminal_antenna_names():
        antenna = terminal_antenna(name, transmit=True, frequency=14e9)
        assert float(antenna.gain_dbi(0.0)) == pytest.approx(antenna.peak_gain_dbi)


@pytest.mark.parametrize(
    ("make", "error", "says"),
    [
        (lambda: terminal_antenna("walkie-talkie", transmit=True), CatalogueError, "handset"),
        (lambda: terminal_antenna("vsat-60cm", transmit=True), InputError, "frequency"),
        (lambda: BesselAperture(0.01, 1e9, 0.0), ModelRangeError, "diameter in wavelengths"),
        (lambda: BesselAperture(1.0, 1e9, 0.0).gain_dbi(1.6), ModelRangeError, "90 deg"),
        (lambda: BesselAperture(1.0, 1e9, np.nan), ModelRangeError, "peak gain"),
        (lambda: BesselAperture(1.0, [1e9, 2e9], 0.0), ShapeError, "frequency"),  # type: ignore[arg-type]
        (lambda: SatelliteS1528Taylor(0.0, 1.0, -1.0, 1e9), ModelRangeError, "diameter"),
        (lambda: SatelliteS1528Taylor(0.0, 1.0, 1.0, 1e9, lobes=2.5), InputError, "whole"),  # type: ignore[arg-type]
        (lambda: SatelliteS1528Taylor(0.0, 1.0, 1.0, 1e9, sidelobe_ratio_db=5.0), ModelRangeError, "side-lobe ratio"),
        (lambda: HalfWaveDipole(null_depth_db=0.0), ModelRangeError, "null"),
        (lambda: HalfWaveDipole().gain_dbi(2.0), ModelRangeError, "off-axis"),
        (lambda: CosineAntenna(0.0, np.pi), ModelRangeError, "beamwidth"),
        (lambda: Isotropic("zero"), InputError, "peak gain"),  # type: ignore[arg-type]
        (lambda: aperture_gain_dbi(1.0, 1e9, efficiency=0.0), ModelRangeError, "efficiency"),
        (lambda: aperture_diameter([30.0, np.nan], 1e9, efficiency=0.6), ModelRangeError, "gain nan dBi"),
        (lambda: aperture_diameter(np.inf, 1e9, efficiency=0.6), ModelRangeError, "gain inf dBi"),
        (lambda: SatelliteS1528Taylor(0.0, 1.0, 1.0, 1e9).gain_dbi(0.1, np.nan), ModelRangeError, "azimuth nan deg"),
        (lambda: SatelliteS1528Taylor(0.0, 1.0, 1.0, 1e9).gain_dbi(0.1, [0, np.inf]), ModelRangeError, "azimuth inf"),
        (lambda: SatelliteS1528Taylor(0.0, 1.0, 1.0, 1e9, [20.0, 25.0]), ShapeError, "side-lobe ratio"),  # type: ignore[arg-type]
        (lambda: SatelliteS1528Taylor(0.0, 1.0, 1.0, 1e9, lobes=[4]), ShapeError, "lobes"),  # type: ignore[arg-type]
        (lambda: terminal_antenna(None, transmit=True), CatalogueError, "handset"),  # type: ignore[arg-type]
    ],
)
def test_bad_input_is_refused(make: Callable[[], object], error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        make()
