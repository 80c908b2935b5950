from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import ModelRangeError
from huxing.link.laser import (
    cone_for_probability,
    fade_probability,
    irradiance,
    mean_pointing_loss_db,
    optimum_divergence,
    outage_margin_db,
    spiral_acquisition,
)

DIVERGENCE = 15e-6


@pytest.fixture(scope="module")
def shares() -> np.ndarray:
    """Share of the axis' irradiance over a million draws of two jittering axes, 3 urad each."""
    error = np.random.default_rng(20).normal(scale=3e-6, size=(1_000_000, 2))
    return np.exp(-2.0 * np.sum(error**2, axis=1) / DIVERGENCE**2)


def test_mean_loss_is_that_of_a_million_draws(shares: np.ndarray) -> None:
    # standard error of the mean of a million: 1.3e-4 of it, 0.0006 dB
    assert mean_pointing_loss_db(DIVERGENCE, 3e-6) == pytest.approx(-10.0 * np.log10(shares.mean()), abs=0.003)


@pytest.mark.parametrize("margin", [0.2, 1.0, 3.0, 6.0])
def test_fades_are_as_frequent_as_in_a_million_draws(shares: np.ndarray, margin: float) -> None:
    drawn = np.mean(shares < 10.0 ** (-margin / 10.0))
    # four standard errors of a count
    assert fade_probability(margin, DIVERGENCE, 3e-6) == pytest.approx(drawn, abs=4.0 * np.sqrt(drawn / 1e6))


@pytest.mark.parametrize("margin", [0.5, 2.0, 5.0])
def test_fades_with_a_bias_are_as_frequent_as_in_draws(margin: float) -> None:
    error = np.random.default_rng(21).normal(scale=3e-6, size=(400_000, 2)) + np.array([4e-6, 0.0])
    drawn = np.mean(2.0 * np.sum(error**2, axis=1) / DIVERGENCE**2 > margin * np.log(10.0) / 10.0)
    found = fade_probability(margin, DIVERGENCE, 3e-6, bias=4e-6)
    assert found == pytest.approx(drawn, abs=4.0 * np.sqrt(drawn / 4e5))
    assert found > fade_probability(margin, DIVERGENCE, 3e-6)


def test_a_vanishing_bias_changes_nothing_and_a_still_beam_fades_by_bias_alone() -> None:
    assert fade_probability(3.0, DIVERGENCE, 3e-6, bias=1e-12) == pytest.approx(
        float(fade_probability(3.0, DIVERGENCE, 3e-6)), rel=1e-9
    )
    assert fade_probability(3.0, DIVERGENCE, 0.0) == 0.0
    np.testing.assert_array_equal(fade_probability(3.0, DIVERGENCE, 0.0, bias=[5e-6, 2e-5]), [0.0, 1.0])
    assert fade_probability(-0.1, DIVERGENCE, 3e-6) == 1.0


@given(st.floats(1e-12, 0.999), st.floats(1e-6, 1e-4), st.floats(1e-8, 1e-5))
def test_margin_and_fade_are_inverse(outage: float, divergence: float, jitter: float) -> None:
    margin = outage_margin_db(outage, divergence, jitter)
    assert fade_probability(margin, divergence, jitter) == pytest.approx(outage, rel=1e-6)


@given(st.floats(1e-9, 0.5), st.floats(1e-7, 1e-5), st.floats(0.3, 3.0))
def test_no_other_divergence_delivers_more_than_the_optimum(outage: float, jitter: float, other: float) -> None:
    best = float(optimum_divergence(jitter, outage))

    def delivered(divergence: float) -> float:
        on_axis = irradiance(1.0, 1e6, divergence=divergence)
        return float(on_axis * 10.0 ** (-outage_margin_db(outage, divergence, jitter) / 10.0))

    assert delivered(best * other) <= delivered(best) * (1.0 + 1e-12)
    assert outage_margin_db(outage, best, jitter) == pytest.approx(10.0 / np.log(10.0), rel=1e-9)


def test_a_jitter_below_zero_and_a_certain_outage_are_refused() -> None:
    with pytest.raises(ModelRangeError, match="jitter"):
        mean_pointing_loss_db(DIVERGENCE, -1e-6)
    for outage in (0.0, 1.0, np.nan):
        with pytest.raises(ModelRangeError, match="outage probability"):
            outage_margin_db(outage, DIVERGENCE, 1e-6)


def _searched(cone: float, sigma: float, beam: float, dwell: float, draws: int) -> tuple[float, float]:
    """Walk the spiral itself: share of partners met, mean time to meet them."""
    generator = np.random.default_rng(7)
    pitch = 2.0 * beam
    turns = np.arange(0.0, cone / pitch, 1e-3)
    radius = pitch * turns
    steps = np.hypot(np.diff(radius), 0.5 * (radius[1:] + radius[:-1]) * 2.0 * np.pi * 1e-3)
    when = np.concatenate([[0.0], np.cumsum(steps)]) * dwell / pitch
    spiral = radius * np.exp(2j * np.pi * turns)
    partner = generator.normal(scale=sigma, size=(draws, 2)) @ np.array([1.0, 1.0j])
    met = []
    for place in partner:
        close = np.nonzero(np.abs(spiral - place) <= 0.5 * pitch)[0]
        if abs(place) <= cone and close.size:
            met.append(when[close[len(close) // 2]])
    return len(met) / draws, float(np.mean(met))


def test_spiral_meets_the_partner_as_a_walk_along_it_does() -> None:
    cone, sigma, beam, dwell = 1e-3, 0.5e-3, 20e-6, 0.01
    share, mean = _searched(cone, sigma, beam, dwell, 2_000)
    found = spiral_acquisition(cone, sigma, beam=beam, dwell=dwell)
    # 2,000 draws: one standard error is 0.008 of the share and 1.3 % of the time; the middle of the spiral, where the
    # tracks are as wide as the radius, adds about 1 %
    assert found.probability == pytest.approx(share, abs=0.025)
    assert found.mean_time_found == pytest.approx(mean, rel=0.05)
    assert found.scan_time == pytest.approx(np.pi * cone**2 * dwell / (2 * beam) ** 2)


@given(st.floats(0.2, 5.0))
def test_scans_that_are_repeated_take_the_same_mean_time_whatever_the_cone(ratio: float) -> None:
    """With a fresh Gaussian error each time and no pause, what a wider cone gains in chance it loses in time."""
    plan = spiral_acquisition(ratio * 1e-4, 1e-4, beam=1e-5, dwell=1e-3)
    assert plan.mean_time == pytest.approx(2.0 * np.pi * 1e-8 * 1e-3 / (2e-5) ** 2, rel=1e-9)


@given(st.floats(1e-6, 1e-2), st.floats(1e-6, 0.999999))
def test_cone_for_a_probability_holds_it(uncertainty: float, probability: float) -> None:
    cone = cone_for_probability(uncertainty, probability)
    assert spiral_acquisition(cone, uncertainty, beam=1e-5, dwell=1e-3).probability == pytest.approx(probability)


def test_overlap_costs_time_by_its_square() -> None:
    plain, safe = (spiral_acquisition(1e-3, 3e-4, beam=2e-5, dwell=0.01, overlap=k) for k in (0.0, 0.5))
    assert safe.scan_time == pytest.approx(4.0 * plain.scan_time)
    with pytest.raises(ModelRangeError, match="overlap"):
        spiral_acquisition(1e-3, 3e-4, beam=2e-5, dwell=0.01, overlap=1.0)


@pytest.mark.parametrize(("bias", "sigma"), [(4e-6, 3e-6), (9e-6, 9e-8), (9e-6, 9.5e-10), (9e-6, 4.5e-10)])
def test_fades_with_a_bias_are_the_tail_of_rices_law(bias: float, sigma: float) -> None:
    """Twin: the integral of Rice's density, written with the scaled Bessel function; up to 20,000 sigma of bias."""
    from scipy.integrate import quad
    from scipy.special import ive

    edge = bias + 0.7 * sigma
    margin = 20.0 / np.log(10.0) * (edge / DIVERGENCE) ** 2

    def density(r: float) -> float:
        return r * np.exp(-0.5 * (r - bias / sigma) ** 2) * ive(0, r * bias / sigma)

    tail, _ = quad(density, edge / sigma, edge / sigma + 12.0, epsabs=0.0, epsrel=1e-10, limit=200)
    # measured 3e-8: up to 1e4 standard deviations the series' logarithms of 5e7 round, beyond the edge is not straight
    assert fade_probability(margin, DIVERGENCE, sigma, bias=bias) == pytest.approx(tail, rel=2e-7)


def test_fades_of_hardly_any_jitter_need_no_memory() -> None:
    """The series of the tail would have bias^2 / 2 sigma^2 terms: 5e11 of them, 17 TiB."""
    assert fade_probability(3.0, 1e-5, 1e-12, bias=1e-6) == 0.0
    assert fade_probability(3.0, 1e-5, 1e-13, bias=9e-6) == 1.0
    assert fade_probability(1e6, 1e-5, 1e-6, bias=1e-6) == 0.0


def test_a_margin_that_is_no_number_is_refused() -> None:
    for margin in (np.nan, np.inf, -np.inf):
        with pytest.raises(ModelRangeError, match="margin"):
            fade_probability(margin, DIVERGENCE, 3e-6)


@given(st.floats(1e-9, 1e-2))
def test_a_cone_much_smaller_than_the_uncertainty_is_searched_in_half_its_time(cone: float) -> None:
    """Partners are then spread evenly over it. 1 - (1 + x) e^-x, written so, would be noise here."""
    plan = spiral_acquisition(cone, 0.5, beam=1e-5, dwell=0.01)
    assert plan.mean_time_found == pytest.approx(0.5 * plan.scan_time, rel=1e-3)


@pytest.mark.parametrize(("overlap", "covered"), [(0.0, 0.0), (0.2, 0.75), (0.293, 1.0), (0.5, 3.0**0.5)])
def test_a_partner_between_two_tracks_is_covered_for_so_many_dwells(overlap: float, covered: float) -> None:
    """The spot runs along a track at the speed that the scan's time gives; the partner lies half a pitch aside."""
    cone, beam, dwell = 1e-2, 1e-5, 0.1
    plan = spiral_acquisition(cone, 1e-3, beam=beam, dwell=dwell, overlap=overlap)
    pitch = 2.0 * beam * (1.0 - overlap)
    speed = np.pi * cone**2 / pitch / float(plan.scan_time)
    along = np.linspace(-2.0 * beam, 2.0 * beam, 400_001)
    inside = np.hypot(along, 0.5 * pitch) <= beam * (1.0 - 1e-12)
    # samples of 1e-5 of the beam's width, two ends
    assert inside.mean() * 4.0 * beam / speed / dwell == pytest.approx(covered, abs=2e-3)
