"""Phased arrays against closed results of antenna theory (Balanis, 4th edition; Mailloux, 3rd edition)."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal.windows import chebwin

from huxing.core.constants import SPEED_OF_LIGHT
from huxing.link.antennas import (
    ChebyshevTaper,
    Lattice,
    PhasedArray,
    Taper,
    TaylorTaper,
    UniformTaper,
    failed_elements,
)

WAVELENGTH = 0.015
FREQUENCY = SPEED_OF_LIGHT / WAVELENGTH
HALF = WAVELENGTH / 2.0


def array(count: int = 32, *, rows: int | None = None, spacing: float = HALF, **changes: object) -> PhasedArray:
    lattice = Lattice(count, count if rows is None else rows, spacing, spacing)
    return PhasedArray(lattice, FREQUENCY, **changes)  # type: ignore[arg-type]


def side_lobes(taper: Taper, count: int) -> np.ndarray:
    """Peaks of the array factor beside the main lobe along u, dB."""
    u = np.linspace(0.0, 1.0, 200_001)
    power = array(count, rows=1, taper_x=taper).array_factor(u, 0.0, 0.0, 0.0)[:, 0]
    peaks = np.nonzero((power[1:-1] > power[:-2]) & (power[1:-1] > power[2:]))[0] + 1
    return 10.0 * np.log10(power[peaks])


def test_first_side_lobe_of_an_even_line_is_13_26_db_down() -> None:
    # sin(x)/x: 13.2615 dB; 128 elements differ by about 1e-3 dB (measured 1.8e-3)
    assert abs(side_lobes(UniformTaper(), 128)[0] + 13.2615) < 5e-3


def test_beamwidth_of_an_even_line() -> None:
    # 2 x 0.44224 wavelengths over the length (sinc^2 3 dB down); the element's cosine narrows the beam a little
    width = array(128).half_power_beamwidth
    assert abs(width / (2.0 * 0.4422434 / (128 * 0.5)) - 1.0) < 2e-4  # measured 2e-5


@pytest.mark.parametrize(("spacing", "count"), [(0.5, 32), (0.7, 24)])
def test_directivity_is_that_of_the_area(spacing: float, count: int) -> None:
    # 4 pi A / lambda^2 for a large broadside array; edges of a finite one change it by some 0.1 dB
    found = float(array(count, spacing=spacing * WAVELENGTH).directivity_dbi())
    expected = 10.0 * np.log10(4.0 * np.pi * (count * spacing) ** 2)
    assert abs(found - expected) < 0.2  # measured 4e-4 and 0.085


def test_directivity_of_elements_alike_over_the_half_space_falls_with_the_projected_area() -> None:
    angles = np.radians([0.0, 20.0, 40.0, 60.0])
    found = array(32, scan_exponent=0.0).directivity_dbi(np.sin(angles), 0.0)
    # pi N cos(angle), Balanis section 6.10; a finite array has edges
    assert (
        np.abs(found - 10.0 * np.log10(np.pi * 1024 * np.cos(angles))).max() < 0.3
    )  # measured 0.08 at broadside to 0.14 at 60 degrees


def test_two_elements_half_a_wave_apart() -> None:
    # two elements that radiate alike over the half space, half a wavelength apart, in phase: the cross term of the
    # radiated power is sin(pi)/pi = 0, so intensity doubles: 2 x (4 pi / 2 pi) = 4
    two = PhasedArray(Lattice(2, 1, HALF, HALF), FREQUENCY, scan_exponent=0.0)
    assert abs(float(two.directivity_dbi()) - 10.0 * np.log10(4.0)) < 1e-12


@pytest.mark.parametrize("level", [25.0, 30.0, 40.0])
def test_taylor_side_lobes_lie_at_the_design_level(level: float) -> None:
    lobes = side_lobes(TaylorTaper(level, level_lobes=6), 64)
    # the continuous design, sampled by 64 elements; Taylor's level lobes droop a little outwards
    assert -level - 0.6 < lobes[0] < -level + 0.2  # measured -25.20, -30.20, -40.17
    assert lobes.max() < -level + 0.2


@pytest.mark.parametrize("level", [20.0, 30.0, 50.0])
def test_chebyshev_side_lobes_are_all_at_the_design_level(level: float) -> None:
    # equal ripple; the grid of directions misses a peak by a little
    assert np.abs(side_lobes(ChebyshevTaper(level), 40) + level).max() < 2e-6  # measured 2.2e-7 dB


@pytest.mark.filterwarnings("ignore:This window is not suitable")
@pytest.mark.parametrize("count", [3, 8, 17, 64])
@pytest.mark.parametrize("level", [20.0, 45.0, 80.0])
def test_chebyshev_equals_scipy_s(count: int, level: float) -> None:
    # two ways to the same polynomial; measured 2.8e-15
    assert np.abs(ChebyshevTaper(level).amplitudes(count) - chebwin(count, level)).max() < 4e-14


@pytest.mark.parametrize("bits", [2, 3, 4])
def test_quantised_phases_cost_sinc_squared(bits: int) -> None:
    # mean of the phasor over an even rounding error: sinc(1/2^bits); beams in many directions make the error even
    steer = np.random.default_rng(4).uniform(-0.6, 0.6, (2, 200))
    loss = 10.0 * np.log10(array(32, phase_bits=bits).efficiency(*steer).mean())
    expected = 20.0 * np.log10(np.sinc(1.0 / 2.0**bits))
    assert abs(loss - expected) < 0.02  # measured 4e-3 to 5e-5 dB, of 0.91, 0.22 and 0.056


@pytest.mark.parametrize(("bits", "per_step"), [(2, 8), (3, 8), (3, 16), (4, 32)])
def test_quantisation_lobes_of_a_staircase(bits: int, per_step: int) -> None:
    # Mailloux, chapter 7: steering by one phase step per M elements is an array of blocks of M; its nearest lobe, at
    # u0 - wavelength/(M d), has the field sin(pi/(M 2^b)) / sin(pi/M (1 - 2^-b)): 1/(2^b - 1) for large M
    spacing = 0.25
    line = array(8 * per_step * 2**bits, rows=1, phase_bits=bits, spacing=spacing * WAVELENGTH)
    steer = 1.0 / (2**bits * per_step * spacing)
    main, lobe = line.array_factor([steer, steer - 1.0 / (per_step * spacing)], 0.0, steer, 0.0)[:, 0]
    share = 2.0**-bits
    field = np.sin(np.pi / per_step * share) / np.sin(np.pi / per_step * (1.0 - share))
    # the phasors are single precision: 1e-6 of the field; measured 1e-6
    assert abs(np.sqrt(lobe / main) - field) < 1e-5


@pytest.mark.parametrize("share", [0.05, 0.25])
def test_failed_elements_cost_their_share_squared(share: float) -> None:
    whole = array(32)
    failed = failed_elements(whole.lattice, share, np.random.default_rng(5))
    broken = array(32, failed=failed)
    gone = failed.mean()
    # gain for the power fed to all elements: exact but for single-precision phasors
    assert abs(broken.peak_gain_dbi - whole.peak_gain_dbi - 20.0 * np.log10(1.0 - gone)) < 1e-5
    lost = float(broken.directivity_dbi() - whole.directivity_dbi())
    # directivity: the rest is lit as before; elements beside gaps gain some area, 0.05 and 0.26 dB
    assert abs(lost - 10.0 * np.log10(1.0 - gone)) < 0.6


def test_mean_side_lobes_of_failures_follow_ruze() -> None:
    # Mailloux, chapter 7: a failed share f adds a mean power f (1 - f) / N, over the peak's (1 - f)^2
    share, generator = 0.1, np.random.default_rng(6)
    u, v = generator.uniform(-0.7, 0.7, (2, 3000))
    far = (np.abs(u) > 0.2) & (np.abs(v) > 0.2)
    taper = TaylorTaper(60.0, level_lobes=8)
    floor = []
    for _ in range(20):
        lattice = Lattice(32, 32, HALF, HALF)
        failed = failed_elements(lattice, share, generator)
        broken = PhasedArray(lattice, FREQUENCY, taper, taper, failed=failed)
        floor.append(broken.array_factor(u[far], v[far], 0.0, 0.0).mean())
    expected = share * (1.0 - share) * float(np.sum(broken.amplitudes**2))
    # 20 draws of about 1,500 directions; measured 0.06 dB
    assert abs(10.0 * np.log10(np.mean(floor) / expected)) < 0.3
