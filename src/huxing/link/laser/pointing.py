"""Pointing jitter: what a trembling Gaussian beam delivers on average, how often it fades, how wide it should be."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.model_range import ModelRange, broadcast
from huxing.link.laser.beam import DIVERGENCE

_MODEL = "pointing jitter"
JITTER = ModelRange(_MODEL, "jitter (one axis, one sigma)", 0.0, 0.1, "urad", 1e-6, physical=True)
_SOME_JITTER = ModelRange(_MODEL, "jitter (one axis, one sigma)", 0.0, 0.1, "urad", 1e-6, open_low=True, physical=True)
_BIAS = ModelRange(_MODEL, "bias", 0.0, 0.1, "urad", 1e-6, physical=True)
_MARGIN = ModelRange(_MODEL, "margin", -np.inf, np.inf, "dB", physical=True)
OUTAGE = ModelRange(_MODEL, "outage probability", 0.0, 1.0, open_low=True, open_high=True, physical=True)

_CERTAIN = 40.0
"""Standard deviations beyond which a Gaussian has no probability in float64."""
_STRAIGHT = 1e4

SOURCE = "Barry and Mecherle, Optical Engineering 24 (1985), 1049-1054"


def jitter_ratio(divergence: ArrayLike, jitter: ArrayLike) -> NDArray[np.float64]:
    """The one number on which fading by jitter depends: beta = theta^2 / (4 sigma^2).

    The share h of the axis' irradiance then has the density beta h^(beta-1) from 0 to 1.

    Args:
        divergence: 1/e^2 half angle, rad; broadcasts.
        jitter: standard deviation of each of two independent axes, rad.

    Returns:
        beta; infinite where there is no jitter.

    Raises:
        ModelRangeError: a divergence that is not positive, a jitter below zero.
        ShapeError: the arrays do not broadcast.

    Source:
        Barry and Mecherle, Optical Engineering 24 (1985), 1049-1054: radial error of Rayleigh's law, Gaussian beam.
    """
    angle, sigma = broadcast(_MODEL, divergence=divergence, jitter=jitter)
    DIVERGENCE.check(angle)
    JITTER.check(sigma)
    with np.errstate(divide="ignore"):
        return np.asarray(0.25 * (angle / sigma) ** 2)


def mean_pointing_loss_db(divergence: ArrayLike, jitter: ArrayLike) -> NDArray[np.float64]:
    """Loss of the mean irradiance by jitter.

    Args:
        divergence: 1/e^2 half angle, rad; broadcasts.
        jitter: standard deviation of each axis, rad.

    Returns:
        Loss, dB, positive: -10 log10(beta / (beta + 1)).

    Raises:
        ModelRangeError: as `jitter_ratio`.
        ShapeError: the arrays do not broadcast.

    Source:
        Mean of the density beta h^(beta-1); see `jitter_ratio`.
    """
    return np.asarray(10.0 * np.log10(1.0 + 1.0 / jitter_ratio(divergence, jitter)))


def fade_probability(
    margin_db: ArrayLike, divergence: ArrayLike, jitter: ArrayLike, *, bias: ArrayLike = 0.0
) -> NDArray[np.float64]:
    """Share of time in which jitter takes more than a margin from the irradiance on the axis.

    Args:
        margin_db: what may be lost, dB; a negative margin is always exceeded. Broadcasts.
        divergence: 1/e^2 half angle, rad.
        jitter: standard deviation of each axis, rad.
        bias: constant pointing error, rad.

    Returns:
        Probability: 10^(-beta margin / 10) without bias, else Marcum's Q.

    Raises:
        ModelRangeError: as `jitter_ratio`, a bias below zero, or a margin that is not finite.
        ShapeError: the arrays do not broadcast.

    Source:
        Barry and Mecherle, Optical Engineering 24 (1985), 1049-1054: radial error of Rayleigh's (with bias Rice's) law.
    """
    margin, angle, sigma, offset = broadcast(
        _MODEL, margin_db=margin_db, divergence=divergence, jitter=jitter, bias=bias
    )
    _MARGIN.check(margin)
    _BIAS.check(offset)
    beta = jitter_ratio(angle, sigma)
    allowed = angle * np.sqrt(np.maximum(margin, 0.0) * np.log(10.0) / 20.0)
    with np.errstate(invalid="ignore", over="ignore"):
        centred = np.where(np.isinf(beta), 0.0, 10.0 ** (-np.where(np.isinf(beta), 0.0, beta) * margin / 10.0))
    probability = np.where(offset > 0.0, _rice_tail(allowed, sigma, offset), centred)
    return np.asarray(np.where(margin < 0.0, 1.0, np.minimum(probability, 1.0)))


def _rice_tail(
    allowed: NDArray[np.float64], sigma: NDArray[np.float64], offset: NDArray[np.float64]
) -> NDArray[np.float64]:
    tail = np.zeros(allowed.shape)
    for place in np.ndindex(allowed.shape):
        if offset[place] == 0.0:
            continue
        if sigma[place] == 0.0:
            tail[place] = float(offset[place] > allowed[place])
            continue
        tail[place] = _marcum(float(offset[place] / sigma[place]), float(allowed[place] / sigma[place]))
    return tail


def _marcum(offset: float, edge: float) -> float:
    """Marcum's Q: chance that the distance from the axis exceeds the edge, both in standard deviations."""
    from scipy.special import ndtr  # here and below: scipy.special, only where a bias is given

    from huxing.link.laser.photon_series import noncentral_tails

    if abs(edge - offset) > _CERTAIN:
        return float(edge < offset)
    if offset > _STRAIGHT:
        # seen from so far off, the circle of the edge is a straight line but for its curvature
        return float(ndtr(offset - edge + 0.5 / offset))
    return noncentral_tails(1, 0.5 * offset**2, 0.5 * edge**2)[1]


def outage_margin_db(outage: ArrayLike, divergence: ArrayLike, jitter: ArrayLike) -> NDArray[np.float64]:
    """Margin over the axis' irradiance that jitter exceeds only in the given share of time.

    Args:
        outage: probability; broadcasts.
        divergence: 1/e^2 half angle, rad.
        jitter: standard deviation of each axis, rad.

    Returns:
        Margin, dB: -10 log10(outage) / beta.

    Raises:
        ModelRangeError: as `jitter_ratio`, or a probability that is not between 0 and 1.
        ShapeError: the arrays do not broadcast.

    Source:
        `fade_probability` solved for the margin.
    """
    share, beta = broadcast(_MODEL, outage=outage, beta=jitter_ratio(divergence, jitter))
    OUTAGE.check(share)
    return np.asarray(-10.0 * np.log10(share) / beta)


def optimum_divergence(jitter: ArrayLike, outage: ArrayLike) -> NDArray[np.float64]:
    """Divergence that delivers the most irradiance in all but the given share of time.

    A narrower beam is brighter on its axis and fades deeper. At the optimum the fade costs a factor e, 4.34 dB.

    Args:
        jitter: standard deviation of each axis, rad; broadcasts.
        outage: probability.

    Returns:
        1/e^2 half angle, rad: 2 sigma sqrt(ln(1/outage)).

    Raises:
        ModelRangeError: a jitter that is not positive, a probability that is not between 0 and 1.
        ShapeError: the arrays do not broadcast.

    Source:
        Maximum of outage^(1/beta) / theta^2 over theta, with beta of `jitter_ratio`.
    """
    sigma, share = broadcast(_MODEL, jitter=jitter, outage=outage)
    _SOME_JITTER.check(sigma)
    OUTAGE.check(share)
    return np.asarray(2.0 * sigma * np.sqrt(-np.log(share)))
