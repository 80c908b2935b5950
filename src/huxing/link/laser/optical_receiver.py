"""Receivers limited by quantum noise: error ratio against photons per bit, and the photons a bit needs."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb, lgamma, log
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange, numbers

Detection = Literal["preamplified-ook", "preamplified-dpsk", "heterodyne-bpsk", "homodyne-bpsk", "photon-counting-ook"]

_MODEL = "optical receiver"
_PHOTONS = ModelRange(_MODEL, "photons per bit", 0.0, 1e15, open_low=True, physical=True)
_ERRORS = ModelRange(_MODEL, "bit error ratio", 1e-30, 0.4, physical=True)
_EFFICIENCY = ModelRange(_MODEL, "quantum efficiency", 0.0, 1.0, open_low=True, physical=True)
_FIGURE = ModelRange(_MODEL, "noise figure", 10.0 * float(np.log10(2.0)) - 1e-9, 30.0, "dB", physical=True)
_BACKGROUND = ModelRange(_MODEL, "background photons per mode", 0.0, 1e6, physical=True)
_PENALTY = ModelRange(_MODEL, "penalty", -1e-12, 60.0, "dB", physical=True)
_MOST_MODES = 200
_FAINT, _BRIGHT = 1e-6, 1e4
"""Photons over the noise below which a one and a zero are told apart at the mean, and beyond which none errs."""
IDEAL_NOISE_FIGURE_DB = 10.0 * float(np.log10(2.0))
"""The least noise figure of an optical amplifier of high gain, 3.01 dB: one noise photon per mode at its input."""


@dataclass(frozen=True)
class OpticalReceiver:
    """A receiver and what its noise comes from.

    Attributes:
        detection: 'preamplified-ook' and 'preamplified-dpsk' (optical amplifier of high gain, square-law detector;
            DPSK with a balanced delay interferometer), 'heterodyne-bpsk', 'homodyne-bpsk' (limited by the shot noise of
            the local oscillator), 'photon-counting-ook' (no noise but the signal's own).
        noise_figure_db: of the optical amplifier, at least 3.01 dB.
        modes: noise modes that reach the detector: optical bandwidth times bit time, twice that without a polarisation
            filter; 1 is a matched filter behind a polariser.
        quantum_efficiency: of the detector, or of what lies before the amplifier; it takes a share of stray light too.
        background_photons: stray light at the receiver's input, photons per mode (`background_photons_per_mode`).
        penalty_db: of the implementation: so many dB more photons than the formula asks.
    """

    detection: Detection
    noise_figure_db: float = IDEAL_NOISE_FIGURE_DB
    modes: int = 1
    quantum_efficiency: float = 1.0
    background_photons: float = 0.0
    penalty_db: float = 0.0

    def __post_init__(self) -> None:
        if self.detection not in get_args(Detection):
            known = ", ".join(get_args(Detection))
            raise InputError(f"no detection '{self.detection!s:.40}'; known: {known}", given=self.detection)
        if isinstance(self.modes, bool) or not isinstance(self.modes, int) or not 1 <= self.modes <= _MOST_MODES:
            raise InputError(f"modes is a whole number of 1 to {_MOST_MODES}, not {self.modes!r:.40}", given=self.modes)
        _FIGURE.single(self.noise_figure_db)
        _EFFICIENCY.single(self.quantum_efficiency)
        _BACKGROUND.single(self.background_photons)
        _PENALTY.single(self.penalty_db)
        if self.detection == "photon-counting-ook" and self.background_photons > 0.0:
            raise InputError(
                "photon-counting-ook is the limit without background light; give background_photons 0, or take a "
                "preamplified or coherent receiver",
                given=self.background_photons,
            )

    @property
    def photons_per_unit_snr(self) -> float:
        """Photons per bit for which the receiver's signal-to-noise parameter is one."""
        amplified = 0.5 * 10.0 ** (self.noise_figure_db / 10.0)
        own = {"heterodyne-bpsk": 1.0, "homodyne-bpsk": 0.5, "photon-counting-ook": 0.5}.get(self.detection, amplified)
        return (own / self.quantum_efficiency + self.background_photons) * 10.0 ** (self.penalty_db / 10.0)


def optical_bit_error_ratio(receiver: OpticalReceiver, photons_per_bit: ArrayLike) -> NDArray[np.float64]:
    """Bit error ratio of hard decisions, without a code.

    Args:
        receiver: which, and with what noise.
        photons_per_bit: mean over ones and zeros, at the receiver's input, any shape.

    Returns:
        Error ratio; of OOK with the best threshold.

    Raises:
        ModelRangeError: photons that are not positive, or over 1e15.
        InputError: not numbers.

    Source:
        Preamplified: Humblet and Azizoglu, Journal of Lightwave Technology 9 (1991), 1576-1582 (chi-square statistics
        of the square-law detector); DPSK in closed form: Proakis, Digital Communications (2001), eq. 12.1-13.
        Coherent, photon counting: Agrawal, Fiber-Optic Communication Systems (2010), sections 4.5.3 and 10.4.

    Valid for:
        infinite extinction, no intersymbol interference; amplifier gain so high that its noise is all there is.
    """
    photons = numbers(photons_per_bit, "photons per bit")
    _PHOTONS.check(photons)
    return _error_ratio(receiver, np.asarray(photons / receiver.photons_per_unit_snr))


def _error_ratio(receiver: OpticalReceiver, ratio: NDArray[np.float64]) -> NDArray[np.float64]:
    """Bit error ratio against the photons over those of a signal-to-noise parameter of one."""
    ratio = np.clip(ratio, 1e-300, _BRIGHT)
    if receiver.detection == "photon-counting-ook":
        return np.asarray(0.5 * np.exp(-ratio))
    if receiver.detection == "preamplified-dpsk":
        return _dpsk(ratio, receiver.modes)
    if receiver.detection == "preamplified-ook":
        rates = [_ook(float(one), receiver.modes) for one in ratio.ravel()]
        return np.array(rates, dtype=np.float64).reshape(ratio.shape)
    from scipy.special import erfc

    return np.asarray(0.5 * erfc(np.sqrt(ratio)))


def required_photons_per_bit(receiver: OpticalReceiver, bit_error_ratio: ArrayLike) -> NDArray[np.float64]:
    """Photons that a bit needs for a bit error ratio.

    With a code, ask for the error ratio at which the code still works and divide by the code's rate: the photons here
    are those of a bit on the line.

    Args:
        receiver: which, and with what noise.
        bit_error_ratio: of hard decisions before any code, 1e-30 to 0.4, any shape.

    Returns:
        Photons per bit on the line, mean over ones and zeros.

    Raises:
        ModelRangeError: an error ratio out of range.
        InputError: not numbers.

    Source:
        `optical_bit_error_ratio` solved for the photons. Limits at 1e-9: 38.4 (preamplified OOK, matched filter and
        polariser: Winzer, Electronics Letters 37 (2001), 582), 20 (preamplified DPSK), 18 and 9 (heterodyne and
        homodyne BPSK), 10 (photon counting).
    """
    errors = numbers(bit_error_ratio, "bit error ratio")
    _ERRORS.check(errors)
    found = {one: _photons_for(receiver, one) for one in np.unique(errors).tolist()}
    return np.array([found[one] for one in errors.ravel().tolist()], dtype=np.float64).reshape(errors.shape)


def _photons_for(receiver: OpticalReceiver, errors: float) -> float:
    from scipy.optimize import brentq

    def excess(log_ratio: float) -> float:
        rate = float(_error_ratio(receiver, np.exp(log_ratio)))
        return float(np.log(max(rate, 1e-300) / errors))

    log_ratio = brentq(excess, np.log(1e-3), np.log(_BRIGHT), xtol=1e-10)
    return float(np.exp(log_ratio) * receiver.photons_per_unit_snr)


def _dpsk(ratio: NDArray[np.float64], modes: int) -> NDArray[np.float64]:
    total = np.zeros_like(ratio)
    for power in range(modes):
        paths = sum(comb(2 * modes - 1, k) for k in range(modes - power))
        log_term = log(paths) - lgamma(power + 1.0) + power * np.log(ratio) - ratio - (2 * modes - 1) * log(2.0)
        total += np.exp(log_term)
    return np.asarray(total)


def _ook(ratio: float, modes: int) -> float:
    """Error ratio at the best threshold, where a one and a zero are equally likely to have given the energy."""
    from scipy.optimize import brentq
    from scipy.special import gammaincc, gammaln, hyp0f1, ive

    from huxing.link.laser.photon_series import noncentral_tails

    energy = 2.0 * ratio  # all of the mean's energy is in the ones

    def log_likelihood_ratio(threshold: float) -> float:
        product = energy * threshold
        if product < modes**2:
            return float(np.log(hyp0f1(modes, product)) - energy)
        root = 2.0 * np.sqrt(product)  # 0F1 of a large number, without its overflow
        bessel = np.log(ive(modes - 1, root)) + root
        return float(bessel - 0.5 * (modes - 1) * np.log(product) + gammaln(modes) - energy)

    high = 2.0 * energy + 10.0 * modes + 10.0
    faint = energy < _FAINT  # the ratio's logarithm is energy (threshold / modes - 1), lost in rounding
    threshold = modes if faint else brentq(log_likelihood_ratio, 1e-9 * modes, high, xtol=1e-12)
    missed = noncentral_tails(modes, energy, float(threshold))[0]
    return float(0.5 * (gammaincc(modes, threshold) + missed))
