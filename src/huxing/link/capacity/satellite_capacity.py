"""What a satellite can carry at a time: its beams, its power, its feeder link, its laser links, and which one binds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError, ShapeError
from huxing.core.model_range import ModelRange, broadcast, numbers
from huxing.link.modulation import ModcodSet, choose_modcod, symbol_rate
from huxing.link.ratios import CarrierToNoiseDensity

LIMITS = ("beams", "power", "feeder", "laser")
"""Names of the limits, in the order in which the first of equals is said to bind."""

_MODEL = "satellite capacity"
_BEAMS = ModelRange(_MODEL, "active beams", 0.0, np.inf, physical=True)
_MOST_BEAMS = 2.0**53
"""No power lights more: beyond, a double cannot count them."""
_DUTY = ModelRange(_MODEL, "duty", 0.0, 1.0, physical=True)
_RATE = ModelRange(_MODEL, "rate", 0.0, np.inf, "Mbit/s", 1e6, physical=True)
_POWER = ModelRange(_MODEL, "power", 0.0, np.inf, "W", physical=True)
_BEAM_POWER = ModelRange(_MODEL, "power of a beam", 0.0, np.inf, "W", open_low=True, physical=True)
_SHARE = ModelRange(_MODEL, "share", 0.0, 1.0, physical=True)
_PROBABILITY = ModelRange(_MODEL, "probability", 0.0, 1.0, physical=True)


@dataclass(frozen=True, eq=False)
class SatelliteCapacity:
    """What a satellite can carry, and what each limit by itself would let it carry; all of one shape, bit/s.

    Attributes:
        rate: the least of the four.
        beams: active beams times duty times the rate of a beam.
        power: the same with the beams that the power can light at once.
        feeder: the feeder link.
        laser: the share of the laser links.
        binding: name of the limit that is `rate`, one of `LIMITS`.
    """

    rate: NDArray[np.float64]
    beams: NDArray[np.float64]
    power: NDArray[np.float64]
    feeder: NDArray[np.float64]
    laser: NDArray[np.float64]
    binding: NDArray[np.str_]

    def binding_share(self) -> dict[str, float]:
        """How often each limit binds.

        Returns:
            Share of all entries by name of the limit.

        Raises:
            InputError: there is no entry.

        Source:
            Definition.
        """
        if not self.binding.size:
            raise InputError(f"{_MODEL}: no entry of which a limit could bind")
        return {name: float(np.mean(self.binding == name)) for name in LIMITS}


def beam_rate(
    modcods: ModcodSet,
    c_over_n0: CarrierToNoiseDensity,
    *,
    bandwidth: ArrayLike,
    roll_off: ArrayLike,
    margin_db: ArrayLike = 0.0,
) -> NDArray[np.float64]:
    """Rate of a user beam with adaptive coding.

    Args:
        modcods: to choose from, `dvb_modcods` for example.
        c_over_n0: of the links, noise and interference; any shape.
        bandwidth: that the beam's carrier occupies, Hz; broadcasts.
        roll_off: of the carrier; broadcasts.
        margin_db: kept free over each threshold, dB; broadcasts.

    Returns:
        Rate of information, bit/s; 0 where no MODCOD's threshold is reached.

    Raises:
        ModelRangeError: a bandwidth that is not positive, a roll-off or a margin out of its range.
        ShapeError: the arrays do not broadcast.
        TypeError: the ratio is not a C/N0.

    Source:
        Es/N0 = C/N0 over the symbol rate, which is the bandwidth over 1 + roll-off (ETSI EN 302 307-1 V1.4.1, 5.6).
    """
    density_db = CarrierToNoiseDensity.require(c_over_n0).db
    ratio_db, hertz, factor, margin = broadcast(
        _MODEL, c_over_n0_db_hz=density_db, bandwidth=bandwidth, roll_off=roll_off, margin_db=margin_db
    )
    baud = symbol_rate(hertz, roll_off=factor)
    es_over_n0 = CarrierToNoiseDensity(ratio_db).per_symbol(baud)
    return choose_modcod(modcods, es_over_n0, margin_db=margin).bit_rate(baud)


def satellite_capacity(
    rate_per_beam: ArrayLike,
    *,
    active_beams: ArrayLike,
    duty: ArrayLike = 1.0,
    beam_power: ArrayLike = 1.0,
    power: ArrayLike = np.inf,
    feeder_rate: ArrayLike = np.inf,
    laser_rate: ArrayLike = np.inf,
    laser_share: ArrayLike = 1.0,
) -> SatelliteCapacity:
    """Capacity of a satellite, or of many, at a time, or at many: every argument broadcasts.

    Args:
        rate_per_beam: mean over the beams that are lit, bit/s, by adaptive coding (`beam_rate`).
        active_beams: user beams that can be lit at once.
        duty: share of the time for which they carry user traffic: 1 less what hopping, silence over empty sea or the
            avoidance of the geostationary arc takes.
        beam_power: that a lit beam takes, W.
        power: for user beams at a time, W; whole beams are lit.
        feeder_rate: of the gateway links in sight, bit/s; 0 without one. Infinite: not a limit.
        laser_rate: of the laser links together, bit/s. Infinite: not a limit.
        laser_share: of that rate that is for this satellite's own users; the rest is relayed.

    Returns:
        The least limit, each limit, and which one binds. The limits are in series; for a satellite that sends a bit
        either down or sideways give the sum of both rates as `feeder_rate`.

    Raises:
        ModelRangeError: a negative rate or power, a duty or a share over 1.
        ShapeError: the arrays do not broadcast.

    Source:
        Definition. User beams and gateways as limits: del Portillo, Cameron and Crawley 2018, IAC-18-B2.1.7, by what
        others quote of it.
    """
    per_beam, active, on, watts, supply, feeder, laser, own = broadcast(
        _MODEL, rate_per_beam=rate_per_beam, active_beams=active_beams, duty=duty, beam_power=beam_power, power=power,
        feeder_rate=feeder_rate, laser_rate=laser_rate, laser_share=laser_share,
    )  # fmt: skip
    _RATE.check(per_beam)
    _BEAMS.check(active)
    _DUTY.check(on)
    _BEAM_POWER.check(watts)
    _SHARE.check(own)
    for bounds, values in ((_POWER, supply), (_RATE, feeder), (_RATE, laser)):
        bounds.check(np.where(np.isposinf(values), 0.0, values))
    with np.errstate(over="ignore"):
        lit = np.floor(np.where(np.isposinf(supply), 0.0, supply) / watts * (1.0 + 1e-12))
    lit = np.minimum(lit, _MOST_BEAMS)
    beams = active * on * per_beam
    powered = np.where(np.isposinf(supply), np.inf, lit * on * per_beam)
    relayed = np.where(np.isposinf(laser), np.inf, np.where(np.isposinf(laser), 0.0, laser) * own)
    limits = np.stack([beams, powered, feeder, relayed])
    binding = np.array(LIMITS)[limits.argmin(axis=0)]
    return SatelliteCapacity(limits.min(axis=0), beams, powered, np.array(feeder), relayed, binding)


def capacity_quantile(
    rate: ArrayLike, probability: ArrayLike, *, weight: ArrayLike | None = None
) -> NDArray[np.float64]:
    """The capacity that is not reached for a share of the entries: the inverse of their distribution function.

    Args:
        rate: over time, satellites, draws, bit/s; any shape.
        probability: 0 to 1.
        weight: of each entry (the length of a step), same shape; equal by default.

    Returns:
        The least rate r for which at least that share of the weight has a rate of at most r; shape of `probability`.

    Raises:
        ModelRangeError: a probability outside 0 to 1, a negative rate.
        InputError: no entry, or no weight.

    Source:
        Definition.
    """
    ordered, cumulative = capacity_distribution(rate, weight=weight)
    wish = numbers(probability, "probability")
    _PROBABILITY.check(wish)
    index = np.searchsorted(cumulative, wish * (1.0 - 1e-12), side="left")
    return np.asarray(ordered[np.minimum(index, ordered.size - 1)])


def capacity_distribution(
    rate: ArrayLike, *, weight: ArrayLike | None = None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Distribution of a capacity over an orbit or a fleet.

    Args:
        rate: bit/s, any shape.
        weight: of each entry, same shape; equal by default.

    Returns:
        Rates in ascending order, and the share of the weight at or below each.

    Raises:
        ModelRangeError: a negative rate or weight, or one that is not finite.
        InputError: no entry, or no weight.
        ShapeError: weights of another shape.

    Source:
        Definition.
    """
    values = numbers(rate, "rate")
    heavy = np.ones(values.shape) if weight is None else numbers(weight, "weight")
    if heavy.shape != values.shape:
        raise ShapeError(f"{_MODEL}: weight has shape {heavy.shape}, rate {values.shape}; give a weight for each rate")
    _RATE.check(values)
    ModelRange(_MODEL, "weight", 0.0, np.inf, physical=True).check(heavy)
    if not values.size or not heavy.sum() > 0.0:
        raise InputError(f"{_MODEL}: a distribution needs at least one entry with weight")
    order = np.argsort(values, axis=None, kind="stable")
    cumulative = np.cumsum(heavy.ravel()[order])
    return values.ravel()[order], np.asarray(cumulative / cumulative[-1])
