from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ncx2

from huxing.core.constants import BOLTZMANN, PLANCK, SPEED_OF_LIGHT
from huxing.core.errors import InputError, ModelRangeError
from huxing.link.laser import (
    OpticalReceiver,
    PhotodiodeReceiver,
    background_photons_per_mode,
    background_power,
    black_body_radiance,
    optical_bit_error_ratio,
    photodiode_sensitivity,
    required_photons_per_bit,
)
from huxing.link.laser.photon_series import noncentral_tails

DETECTIONS = ("preamplified-ook", "preamplified-dpsk", "heterodyne-bpsk", "homodyne-bpsk", "photon-counting-ook")


@pytest.mark.parametrize("detection", DETECTIONS)
@pytest.mark.parametrize("errors", [0.1, 1e-3, 1e-9, 1e-15])
def test_photons_and_error_ratio_are_inverse(detection: str, errors: float) -> None:
    receiver = OpticalReceiver(detection, quantum_efficiency=0.7, penalty_db=2.0)  # type: ignore[arg-type]
    photons = required_photons_per_bit(receiver, errors)
    assert optical_bit_error_ratio(receiver, photons) == pytest.approx(errors, rel=1e-6)


def _drawn_ook(photons: float, modes: int, draws: int) -> float:
    """Energies of zeros and ones drawn as fields; the best threshold found on the draws."""
    generator = np.random.default_rng(5)

    def energies(field: float) -> np.ndarray:
        noise = generator.normal(scale=np.sqrt(0.5), size=(draws, modes, 2))
        noise[:, 0, 0] += field
        return np.sum(noise**2, axis=(1, 2))

    zeros, ones = np.sort(energies(0.0)), np.sort(energies(np.sqrt(2.0 * photons)))
    threshold = np.linspace(0.0, 3.0 * photons + 3.0 * modes, 2_000)
    false = 1.0 - np.searchsorted(zeros, threshold) / draws
    missed = np.searchsorted(ones, threshold) / draws
    return float(np.min(0.5 * (false + missed)))


@pytest.mark.parametrize(("photons", "modes"), [(5.0, 1), (8.0, 4), (12.0, 10)])
def test_preamplified_ook_errs_as_often_as_drawn_fields(photons: float, modes: int) -> None:
    drawn = _drawn_ook(photons, modes, 100_000)
    exact = float(optical_bit_error_ratio(OpticalReceiver("preamplified-ook", modes=modes), photons))
    # the minimum over thresholds of a noisy curve lies a little low; four standard errors of a count
    assert exact == pytest.approx(drawn, abs=4.0 * np.sqrt(drawn / 1e5))


@pytest.mark.parametrize(("photons", "modes"), [(3.0, 1), (4.0, 2), (6.0, 5)])
def test_preamplified_dpsk_errs_as_often_as_drawn_fields(photons: float, modes: int) -> None:
    """The delay interferometer adds and subtracts two bits' fields; the brighter port decides."""
    generator = np.random.default_rng(6)
    noise = generator.normal(scale=np.sqrt(0.5), size=(2, 200_000, modes, 2))
    noise[:, :, 0, 0] += np.sqrt(photons)
    bright, dark = (np.sum((noise[0] + sign * noise[1]) ** 2, axis=(1, 2)) for sign in (1.0, -1.0))
    drawn = np.mean(dark > bright)
    exact = float(optical_bit_error_ratio(OpticalReceiver("preamplified-dpsk", modes=modes), photons))
    assert exact == pytest.approx(drawn, abs=4.0 * np.sqrt(drawn / 2e5))


@given(st.integers(1, 30), st.floats(0.1, 300.0), st.floats(0.1, 300.0))
def test_tails_are_those_of_the_noncentral_chi_square(modes: int, energy: float, threshold: float) -> None:
    below, above = noncentral_tails(modes, energy, threshold)
    assert below == pytest.approx(ncx2.cdf(2 * threshold, 2 * modes, 2 * energy), rel=1e-6, abs=1e-13)
    assert above == pytest.approx(ncx2.sf(2 * threshold, 2 * modes, 2 * energy), rel=1e-6, abs=1e-13)
    assert below + above == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("detection", DETECTIONS[:2])
def test_more_modes_more_noise_and_background_ask_for_more_photons(detection: str) -> None:
    needs = [required_photons_per_bit(OpticalReceiver(detection, modes=m), 1e-6) for m in (1, 2, 8, 64)]  # type: ignore[arg-type]
    assert np.all(np.diff(needs) > 0.0)
    noisy = OpticalReceiver(detection, noise_figure_db=10 * np.log10(4.0), background_photons=1.0)  # type: ignore[arg-type]
    assert required_photons_per_bit(noisy, 1e-6) == pytest.approx(3.0 * float(needs[0]))


@pytest.mark.parametrize("detection", DETECTIONS[:4])
def test_a_loss_before_the_receiver_takes_stray_light_too(detection: str) -> None:
    """Half of signal and background lost is the same as twice the receiver's own noise, the background unchanged."""
    plain, stray, dimmed = (
        OpticalReceiver(detection, quantum_efficiency=q, background_photons=b).photons_per_unit_snr  # type: ignore[arg-type]
        for q, b in ((1.0, 0.0), (1.0, 1.0), (0.5, 1.0))
    )
    assert stray == pytest.approx(plain + 1.0)
    assert dimmed == pytest.approx(2.0 * plain + 1.0)


def test_poor_receivers_and_faint_light_have_an_answer() -> None:
    poor = OpticalReceiver("heterodyne-bpsk", quantum_efficiency=1e-3, penalty_db=60.0)
    assert required_photons_per_bit(poor, 1e-9) == pytest.approx(17.99e9, rel=1e-3)
    for detection in DETECTIONS:
        faint = optical_bit_error_ratio(OpticalReceiver(detection), [1e-300, 1e-17, 1e-9])  # type: ignore[arg-type]
        np.testing.assert_allclose(faint, 0.5, atol=3e-5)  # homodyne: 0.5 - sqrt(2 photons / pi)
    # many modes of a faint signal: a Gaussian of mean 2 n and deviation sqrt(modes) each way
    weak = optical_bit_error_ratio(OpticalReceiver("preamplified-ook", modes=200), 1e-3)
    assert weak == pytest.approx(0.5 - 2e-3 / 2.0 / np.sqrt(2.0 * np.pi * 200.0), abs=2e-6)


@pytest.mark.parametrize("name", ["noise_figure_db", "quantum_efficiency", "background_photons", "penalty_db"])
@pytest.mark.parametrize("wrong", [[], [1.0, 0.5], "some", np.nan])
def test_a_receiver_has_one_number_for_each_figure(name: str, wrong: object) -> None:
    with pytest.raises(InputError, match=name.removesuffix("_db").replace("_", " ")):
        OpticalReceiver("preamplified-ook", **{name: wrong})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["thermal_noise", "gain", "ionisation_ratio", "extinction_ratio"])
@pytest.mark.parametrize("wrong", [[], [1.0, 1.0], "some", np.nan])
def test_a_photodiode_has_one_number_for_each_figure(name: str, wrong: object) -> None:
    with pytest.raises(InputError, match=name.replace("_", " ")):
        PhotodiodeReceiver(**({"responsivity": 0.9, "thermal_noise": 1e-12} | {name: wrong}))  # type: ignore[arg-type]


def test_penalty_and_efficiency_scale_the_photons() -> None:
    ideal, real = (
        OpticalReceiver("heterodyne-bpsk", quantum_efficiency=q, penalty_db=p) for q, p in ((1, 0), (0.5, 3))
    )
    ratio = required_photons_per_bit(real, 1e-9) / required_photons_per_bit(ideal, 1e-9)
    assert ratio == pytest.approx(2.0 * 10.0**0.3)


@pytest.mark.parametrize(
    ("given_", "words"),
    [
        ({"detection": "wishful"}, "known: preamplified-ook"),
        ({"detection": "heterodyne-bpsk", "modes": 0}, "modes"),
        ({"detection": "heterodyne-bpsk", "modes": 1.5}, "modes"),
        ({"detection": "preamplified-ook", "noise_figure_db": 2.0}, "noise figure 2 dB"),
        ({"detection": "preamplified-ook", "quantum_efficiency": 0.0}, "quantum efficiency"),
        ({"detection": "photon-counting-ook", "background_photons": 0.1}, "without background"),
    ],
)
def test_impossible_receivers_are_refused(given_: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        OpticalReceiver(**given_)  # type: ignore[arg-type]


def test_error_ratios_and_photons_out_of_range_are_refused() -> None:
    receiver = OpticalReceiver("heterodyne-bpsk")
    for errors in (0.0, 0.5, 1.0, np.nan):
        with pytest.raises(ModelRangeError, match="bit error ratio"):
            required_photons_per_bit(receiver, errors)
    with pytest.raises(ModelRangeError, match="photons per bit"):
        optical_bit_error_ratio(receiver, -1.0)


@given(st.floats(0.0, 0.5), st.floats(1.0, 100.0), st.floats(0.0, 1.0), st.floats(1e-12, 1e-3))
def test_photodiode_power_gives_the_asked_quality(extinction: float, gain: float, k: float, errors: float) -> None:
    receiver = PhotodiodeReceiver(0.9, 5e-12, gain=gain, ionisation_ratio=k, extinction_ratio=extinction)
    power = float(photodiode_sensitivity(receiver, 2.5e9, bit_error_ratio=errors))
    one, zero = (2.0 * power * share / (1.0 + extinction) * 0.9 * gain for share in (1.0, extinction))
    bandwidth = 1.25e9
    shot = 2.0 * 1.602176634e-19 * gain * receiver.excess_noise * bandwidth
    sigma = [np.sqrt(5e-12**2 * bandwidth + shot * current) for current in (one, zero)]
    quality = (one - zero) / sum(sigma)
    from scipy.stats import norm

    assert norm.sf(quality) == pytest.approx(errors, rel=1e-5)


def test_a_thermally_limited_pin_diode_follows_the_textbook() -> None:
    """Agrawal 2010, section 4.5.1: without shot noise the power is Q sigma / R."""
    pin = PhotodiodeReceiver(1.0, 1e-9)  # a noise that drowns the shot noise
    assert photodiode_sensitivity(pin, 1e9) == pytest.approx(5.99781 * 1e-9 * np.sqrt(0.5e9), rel=1e-3)
    assert PhotodiodeReceiver(1.0, 1e-12, gain=10.0, ionisation_ratio=0.5).excess_noise == pytest.approx(5.95)


def test_a_black_body_fills_a_mode_as_planck_says() -> None:
    wavelength, kelvin = 1.55e-6, 5772.0
    photons = background_photons_per_mode(black_body_radiance(wavelength), wavelength)
    occupation = 1.0 / (np.exp(PLANCK * SPEED_OF_LIGHT / (wavelength * BOLTZMANN * kelvin)) - 1.0)
    assert photons == pytest.approx(occupation, rel=1e-12)


def test_the_black_body_sun_shines_as_the_solar_constant() -> None:
    """All wavelengths over the Sun's disc give the nominal 1361 W/m2 (IAU 2015 B3)."""
    wavelength = np.geomspace(0.12e-6, 19.9e-6, 4000)
    disc = np.pi * (6.957e8 / 149_597_870_700.0) ** 2
    total = np.trapezoid(black_body_radiance(wavelength), wavelength) * disc
    assert total == pytest.approx(1361.0, rel=0.005)  # 0.2 % lies beyond 20 um and below 0.12 um


def test_background_power_grows_with_everything_that_lets_light_in() -> None:
    base = {"diameter": 0.08, "field_of_view": 50e-6, "bandwidth": 1e-9}
    power = background_power(1e13, **base)
    assert background_power(1e13, **(base | {"diameter": 0.16})) == pytest.approx(4.0 * power)
    assert background_power(1e13, **(base | {"field_of_view": 100e-6})) == pytest.approx(4.0 * power)
    assert power == pytest.approx(1e13 * np.pi * 0.04**2 * np.pi * (50e-6) ** 2 * 1e-9, rel=1e-8)
    with pytest.raises(ModelRangeError, match="optical bandwidth"):
        background_power(1e13, **(base | {"bandwidth": -1e-9}))
