"""Noise that a VHF antenna picks up outside: man-made and galactic (ITU-R P.372)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange, numbers

NoiseEnvironment = Literal["city", "residential", "rural", "quiet-rural", "galactic"]

_MODEL = "ITU-R P.372, Fam = c - d log f"
_MAN_MADE = ModelRange(_MODEL, "frequency", 0.3e6, 250e6, "MHz", 1e6)
_GALACTIC = ModelRange(_MODEL, "frequency of galactic noise", 10e6, 100e6, "MHz", 1e6)
_POSITIVE = ModelRange(_MODEL, "frequency", 0.0, np.inf, "MHz", 1e6, open_low=True, physical=True)
_REFERENCE_TEMPERATURE = 290.0
_COEFFICIENTS = {  # c, d, upper and lower decile, dB
    "city": (76.8, 27.7, 11.0, 6.7),
    "residential": (72.5, 27.7, 10.6, 5.3),
    "rural": (67.2, 27.7, 9.2, 4.6),
    "quiet-rural": (53.6, 28.6, 9.2, 4.6),
    "galactic": (52.0, 23.0, 2.0, 2.0),
}


@dataclass(frozen=True)
class ExternalNoise:
    """External noise at a lossless antenna; arrays of one shape.

    Attributes:
        figure_db: median external noise figure Fam, dB over k T0.
        temperature: that it stands for, K: the antenna temperature of a budget.
        upper_decile_db, lower_decile_db: how far the deciles over time lie above and below the median, dB.
        extrapolated: marks of the model used outside its range.
    """

    figure_db: NDArray[np.float64]
    temperature: NDArray[np.float64]
    upper_decile_db: float
    lower_decile_db: float
    extrapolated: tuple[str, ...] = ()


def external_noise(
    frequency: ArrayLike, environment: NoiseEnvironment = "rural", *, extrapolate: bool = False
) -> ExternalNoise:
    """Noise from outside at a lossless antenna near the ground.

    The categories are those of land; none is stated for the open sea. A ship makes noise of its own, which its survey
    tells.

    Args:
        frequency: Hz, any shape.
        environment: 'city', 'residential', 'rural', 'quiet-rural' or 'galactic'.
        extrapolate: whether frequencies outside the model's range may pass, marked: galactic noise is stated up to 100
            MHz, below the maritime band.

    Returns:
        Noise figure and temperature.

    Raises:
        ModelRangeError: a frequency outside 0.3 to 250 MHz (galactic: 10 to 100 MHz).
        InputError: an unknown environment.

    Source:
        ITU-R P.372, sections on man-made and galactic noise: Fam = c - d log(f/MHz); coefficients and deciles as in the
        program of ITU-R Study Group 3 (github ITU-R-Study-Group-3/ITU-R-HF, P372/Src/P372/Noise.c). The Recommendation
        was not read itself.

    Valid for:
        an omnidirectional antenna at the ground; 0.3 to 250 MHz, galactic 10 to 100 MHz.
    """
    if environment not in get_args(NoiseEnvironment):
        known = ", ".join(get_args(NoiseEnvironment))
        raise InputError(f"no noise environment '{environment!s:.40}'; known: {known}", given=environment)
    hertz = numbers(frequency, "frequency")
    _POSITIVE.check(hertz)
    marks = (_GALACTIC if environment == "galactic" else _MAN_MADE).check(hertz, extrapolate=extrapolate)
    constant, slope, upper, lower = _COEFFICIENTS[environment]
    figure = np.asarray(constant - slope * np.log10(hertz / 1e6))
    return ExternalNoise(figure, _REFERENCE_TEMPERATURE * 10.0 ** (figure / 10.0), upper, lower, marks)
