from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import j0

from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.link.laser import (
    aperture_area,
    beam_radius,
    collected_fraction,
    divergence_of_full_width,
    irradiance,
    telescope_gain_dbi,
    truncation_efficiency,
    waist_radius,
)

WAVELENGTH = 1553.33e-9
angles = st.floats(1e-6, 1e-3)
distances = st.floats(1.0, 1e9)


@given(angles, distances)
def test_the_beam_carries_its_power_at_every_distance(divergence: float, distance: float) -> None:
    width = float(beam_radius(distance, divergence, wavelength=WAVELENGTH))
    ring = np.linspace(0.0, 5.0 * width, 4001)
    bright = irradiance(3.0, distance, divergence=divergence, off_axis=np.minimum(ring / distance, 0.1))
    # the far field's irradiance at the exact width's radii would not integrate to the power; the exact one must
    exact = irradiance(3.0, distance, divergence=divergence, wavelength=WAVELENGTH) * np.exp(-2.0 * (ring / width) ** 2)
    assert bright[0] >= exact[0]
    # trapezoids over 4,000 steps of a smooth curve: 1e-6 of the power
    assert np.trapezoid(2.0 * np.pi * ring * exact, ring) == pytest.approx(3.0, rel=3e-6)


def test_the_exact_width_starts_at_the_waist_and_ends_in_the_far_field() -> None:
    waist = float(waist_radius(15e-6, WAVELENGTH))
    rayleigh = waist / 15e-6
    assert waist == pytest.approx(WAVELENGTH / (np.pi * 15e-6))
    assert beam_radius(rayleigh, 15e-6, wavelength=WAVELENGTH) == pytest.approx(np.sqrt(2.0) * waist)
    assert beam_radius(1e-3 * rayleigh, 15e-6, wavelength=WAVELENGTH) == pytest.approx(waist, rel=1e-6)
    assert beam_radius(10 * rayleigh, 15e-6) / beam_radius(10 * rayleigh, 15e-6, wavelength=WAVELENGTH) == (
        pytest.approx(1.0, abs=0.006)  # what the docstring promises
    )


@given(st.floats(1e-6, 1e-2))
def test_half_of_the_irradiance_is_lost_at_half_the_full_width(width: float) -> None:
    on, off = (
        irradiance(1.0, 1e6, divergence=divergence_of_full_width(width), off_axis=angle) for angle in (0.0, width / 2)
    )
    assert off / on == pytest.approx(0.5)


@given(distances, st.floats(0.01, 2.0), st.floats(0.0, 0.6))
def test_an_aperture_collects_what_falls_on_it_and_never_more_than_all(
    distance: float, diameter: float, hidden: float
) -> None:
    share = float(collected_fraction(distance, diameter, divergence=15e-6, obscuration=hidden, wavelength=WAVELENGTH))
    flat = irradiance(1.0, distance, divergence=15e-6, wavelength=WAVELENGTH)
    fallen = float(flat * aperture_area(diameter, obscuration=hidden))
    assert 0.0 <= share <= min(1.0, fallen * (1.0 + 1e-12))
    if fallen < 1e-4:
        assert share == pytest.approx(fallen, rel=1e-4)


def test_collected_fraction_is_the_integral_over_the_ring() -> None:
    width = float(beam_radius(30e3, 15e-6, wavelength=WAVELENGTH))
    integral, _ = quad(lambda r: 4.0 * r / width**2 * np.exp(-2.0 * (r / width) ** 2), 0.1, 0.4)
    share = collected_fraction(30e3, 0.8, divergence=15e-6, obscuration=0.25, wavelength=WAVELENGTH)
    assert share == pytest.approx(integral, rel=1e-10)


@pytest.mark.parametrize(("truncation", "obscuration"), [(1.12, 0.0), (0.8, 0.2), (2.0, 0.4)])
def test_truncation_efficiency_is_the_diffraction_integral_on_the_axis(truncation: float, obscuration: float) -> None:
    """Field of a beam of unit power over the aperture, summed on the axis, against an evenly lit one."""
    amplitude = np.sqrt(2.0 / np.pi) * truncation  # beam radius 1/truncation for an aperture of radius 1
    field, _ = quad(
        lambda r: amplitude * np.exp(-((r * truncation) ** 2)) * j0(0.0) * 2.0 * np.pi * r, obscuration, 1.0
    )
    assert truncation_efficiency(truncation, obscuration=obscuration) == pytest.approx(field**2 / np.pi, rel=1e-9)


def test_telescope_gain_of_a_large_beam_is_that_of_the_untruncated_gaussian() -> None:
    """A beam much smaller than its telescope is not cut: 8/theta^2 with theta = lambda/(pi w)."""
    gain = telescope_gain_dbi(0.4, WAVELENGTH, truncation=4.0)
    theta = WAVELENGTH / (np.pi * 0.05)
    assert gain == pytest.approx(10.0 * np.log10(8.0 / theta**2), abs=1e-5)


def test_everything_broadcasts_and_scalars_give_numbers() -> None:
    grid = irradiance([1.0, 2.0], np.array([1e6, 2e6, 4e6])[:, None], divergence=15e-6)
    assert grid.shape == (3, 2)
    assert irradiance(1.0, 1e6, divergence=15e-6).shape == ()
    assert grid[0, 1] == pytest.approx(8.0 * grid[1, 0])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: irradiance(-1.0, 1e6, divergence=1e-5), "power -1 W is outside at least 0 W"),
        (lambda: irradiance(1.0, 0.0, divergence=1e-5), "distance 0 km is outside above 0 km"),
        (lambda: irradiance(1.0, 1e6, divergence=np.nan), "divergence"),
        (lambda: irradiance(1.0, 1e6, divergence=0.2), "urad"),
        (lambda: beam_radius(1e6, 1e-5, wavelength=1.55), "wavelength"),
        (lambda: aperture_area(0.1, obscuration=1.0), "obscuration"),
        (lambda: truncation_efficiency(0.0), "truncation"),
    ],
)
def test_values_outside_are_refused_by_name(call: object, words: str) -> None:
    with pytest.raises(ModelRangeError, match=words):
        call()  # type: ignore[operator]


def test_text_and_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(InputError, match="not a number"):
        irradiance("a lot", 1e6, divergence=1e-5)
    with pytest.raises(ShapeError, match="do not broadcast"):
        irradiance([1.0, 2.0], [1e6, 2e6, 3e6], divergence=1e-5)
