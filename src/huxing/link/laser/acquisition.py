"""Spatial acquisition: searching a cone of uncertainty with a narrow beam along a spiral."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.model_range import ModelRange, broadcast

_MODEL = "spiral acquisition"
_UNCERTAINTY = ModelRange(_MODEL, "pointing uncertainty (one axis)", 0.0, 0.5, "urad", 1e-6, True, physical=True)
_CONE = ModelRange(_MODEL, "half angle of the cone", 0.0, 0.5, "urad", 1e-6, open_low=True, physical=True)
_BEAM = ModelRange(_MODEL, "half angle of the beam", 0.0, 0.1, "urad", 1e-6, open_low=True, physical=True)
_DWELL = ModelRange(_MODEL, "dwell time", 0.0, np.inf, "ms", 1e-3, open_low=True, physical=True)
_OVERLAP = ModelRange(_MODEL, "overlap", 0.0, 1.0, open_high=True, physical=True)
_RESET = ModelRange(_MODEL, "reset time", 0.0, np.inf, "s", physical=True)
_PROBABILITY = ModelRange(_MODEL, "probability", 0.0, 1.0, open_low=True, open_high=True, physical=True)


@dataclass(frozen=True)
class Acquisition:
    """What a spiral search takes; all of the arguments' common shape.

    Attributes:
        scan_time: of the whole cone, s.
        probability: that the partner lies in the cone.
        mean_time_found: from the start of a scan that finds the partner, s.
        mean_time: until found, with scans that are repeated, each with a fresh pointing error, s.
    """

    scan_time: NDArray[np.float64]
    probability: NDArray[np.float64]
    mean_time_found: NDArray[np.float64]
    mean_time: NDArray[np.float64]


def spiral_acquisition(
    cone: ArrayLike,
    uncertainty: ArrayLike,
    *,
    beam: ArrayLike,
    dwell: ArrayLike,
    overlap: ArrayLike = 0.0,
    reset: ArrayLike = 0.0,
) -> Acquisition:
    """Time and chance of a search along an Archimedean spiral, from the middle outwards at constant speed.

    Args:
        cone: half angle of the cone that is searched, rad; broadcasts.
        uncertainty: standard deviation of the pointing error in each of two axes, rad.
        beam: half angle within which the partner detects the search beam, rad.
        dwell: time in which the beam moves on by the distance of two tracks, s: that for which a partner on the middle
            of a track sees it, without overlap.
        overlap: share of the beam's width by which neighbouring tracks overlap, which pays for jitter.
        reset: pause before a scan is repeated, s.

    Returns:
        The times and the chance. For a search where each end has to find the other, one after the other, times add and
        chances multiply.

    Raises:
        ModelRangeError: an angle or a time that is not positive, an overlap outside 0 to 1.
        ShapeError: the arrays do not broadcast.

    Source:
        Geometry: tracks lie 2 beam (1 - overlap) apart, so that a cone of half angle u takes pi u^2 dwell / pitch^2;
        Gaussian pointing error in two axes. The same terms (cone, beam, dwell, overlap): Hindman and Robertson,
        Beaconless satellite laser acquisition, IEEE MILCOM 2004.

    Valid for:
        small angles; a partner that detects the beam whenever a track covers it. With an overlap of 0.29, 1 - 0.5^0.5,
        or more every partner is covered for the dwell at least; with less, those between two tracks are so for less.
    """
    angle, sigma, half, seconds, shared, pause = broadcast(
        _MODEL, cone=cone, uncertainty=uncertainty, beam=beam, dwell=dwell, overlap=overlap, reset=reset
    )
    ranges = (_CONE, _UNCERTAINTY, _BEAM, _DWELL, _OVERLAP, _RESET)
    for bounds, values in zip(ranges, (angle, sigma, half, seconds, shared, pause), strict=True):
        bounds.check(values)
    from scipy.special import gammainc

    rate = np.pi * seconds / (2.0 * half * (1.0 - shared)) ** 2
    reach = 0.5 * (angle / sigma) ** 2
    probability = -np.expm1(-reach)
    found = 2.0 * rate * sigma**2 * gammainc(2.0, reach) / probability  # 1 - (1 + x) e^-x, also for small x
    scan = rate * angle**2
    misses = np.exp(-reach) / probability
    times = (scan, probability, found, misses * (scan + pause) + found)
    return Acquisition(*(np.asarray(value) for value in times))


def cone_for_probability(uncertainty: ArrayLike, probability: ArrayLike) -> NDArray[np.float64]:
    """Cone that holds the partner with the given probability.

    Args:
        uncertainty: standard deviation of the pointing error in each of two axes, rad; broadcasts.
        probability: 0 to 1, without the ends.

    Returns:
        Half angle, rad: sigma sqrt(-2 ln(1 - probability)).

    Raises:
        ModelRangeError: an uncertainty that is not positive, a probability that is not between 0 and 1.
        ShapeError: the arrays do not broadcast.

    Source:
        Rayleigh's law of the radial error.
    """
    sigma, chance = broadcast(_MODEL, uncertainty=uncertainty, probability=probability)
    _UNCERTAINTY.check(sigma)
    _PROBABILITY.check(chance)
    return np.asarray(sigma * np.sqrt(-2.0 * np.log1p(-chance)))
