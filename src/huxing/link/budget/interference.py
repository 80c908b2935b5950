"""What else arrives in the band: other beams, other satellites, intermodulation, the other polarisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange, broadcast, numbers
from huxing.link.budget.antenna_end import require_decibels
from huxing.link.budget.term import GIVEN
from huxing.link.ratios import BitEnergyToNoise, CarrierToNoise, CarrierToNoiseDensity, SymbolEnergyToNoise

_MODEL = "carrier to interference"

AnyRatio = CarrierToNoise | CarrierToNoiseDensity | SymbolEnergyToNoise | BitEnergyToNoise
R = TypeVar("R", CarrierToNoise, CarrierToNoiseDensity, SymbolEnergyToNoise, BitEnergyToNoise)


@dataclass(frozen=True, eq=False)
class Interferer:
    """One source of interference, counted as noise.

    For the other beams of the same satellite `huxing.link.antennas.carrier_to_interference_db` gives the ratio; for
    other satellites `adjacent_satellite_ratio`, for the other polarisation `cross_polar_ratio`; intermodulation (C/IM)
    is what the amplifier's maker gives for its back-off.

    Attributes:
        name: in words.
        ratio: carrier over this interference: `CarrierToNoise` within the link's noise bandwidth, or
            `CarrierToNoiseDensity`.
        clause: where it comes from.
    """

    name: str
    ratio: CarrierToNoise | CarrierToNoiseDensity
    clause: str = GIVEN


def combined_ratio(first: R, *others: R) -> R:
    """Ratio of a carrier to several noises together.

    Args:
        first: carrier over the first noise.
        others: carrier over the others, of the same type (and for C/N of the same bandwidth); they broadcast.

    Returns:
        The ratio to the sum, in the same type.

    Raises:
        TypeError: ratios of different types.
        ShapeError: they do not broadcast.

    Source:
        Definition: 1/(C/N) = sum of 1/(C/N)i, for noises that are independent.
    """
    for other in others:
        if type(other) is not type(first):
            raise TypeError(f"a {type(first).__name__} cannot be combined with a {type(other).__name__}")
    every = [first.db, *(other.db for other in others)]
    levels = np.stack(broadcast("combined noise", **{f"ratio_{i}": level for i, level in enumerate(every)}))
    # taken from the smallest ratio, which decides, so that none over- or underflows
    lowest = levels.min(axis=0)
    base = np.where(np.isfinite(lowest), lowest, 0.0)
    with np.errstate(over="ignore", divide="ignore"):
        noise = np.sum(10.0 ** ((base - levels) / 10.0), axis=0)
        return type(first)(np.where(np.isfinite(lowest), base - 10.0 * np.log10(noise), lowest))


def added_noise_db(first: R, *others: R) -> NDArray[np.float64]:
    """What further noises do to a ratio.

    Args:
        first: carrier over the first noise.
        others: carrier over the others.

    Returns:
        Combined less first ratio, dB, 0 or less; 0 where there is no carrier to lose.

    Raises:
        TypeError: ratios of different types.
        ShapeError: they do not broadcast.

    Source:
        As `combined_ratio`.
    """
    with np.errstate(invalid="ignore"):
        change = np.asarray(combined_ratio(first, *others).db - first.db)
    return np.where(np.isfinite(first.db), change, 0.0)


def adjacent_satellite_ratio(
    gain_on_axis_dbi: ArrayLike,
    gain_off_axis_dbi: ArrayLike,
    *,
    relative_eirp_db: ArrayLike = 0.0,
    relative_distance: ArrayLike = 1.0,
) -> CarrierToNoise:
    """C/I from (or to) satellites beside the wanted one, in the same channel.

    Args:
        gain_on_axis_dbi: of the Earth station towards the wanted satellite, dBi, shape `(...)`.
        gain_off_axis_dbi: of the Earth station towards each other satellite, dBi, shape `(..., satellite)`; on the
            uplink of each other station towards the wanted satellite.
        relative_eirp_db: of each other satellite towards the station over the wanted one, per Hz, dB; on the uplink of
            the other stations' input power.
        relative_distance: of each other satellite over that of the wanted one.

    Returns:
        C/I within the channel, shape `(...)`.

    Raises:
        InputError: no other satellite, or values that are not finite.
        ModelRangeError: a distance that is not positive.
        ShapeError: the arrays do not broadcast.

    Source:
        ITU-R S.741-2 (carrier-to-interference calculations between networks): C/I = EIRP + G - EIRPi - Gi, in dB.
    """
    away = numbers(relative_distance, "relative distance")
    ModelRange(_MODEL, "relative distance", 0.0, np.inf, open_low=True, physical=True).check(away)
    power, spread = broadcast(_MODEL, relative_eirp_db=relative_eirp_db, relative_distance=20.0 * np.log10(away))
    return _over_sum(gain_on_axis_dbi, gain_off_axis_dbi, power - spread)


def cross_polar_ratio(*discriminations_db: ArrayLike, relative_power_db: ArrayLike = 0.0) -> CarrierToNoise:
    """C/I from the other polarisation of a link that uses both.

    Args:
        discriminations_db: cross-polar discrimination of all on the way, both antennas and rain, dB; they broadcast.
        relative_power_db: of the other polarisation's carrier over the wanted one, dB.

    Returns:
        C/I within the channel: the leaks added as powers.

    Raises:
        InputError: none given, or values that are not finite.
        ShapeError: the arrays do not broadcast.

    Source:
        Definition; leaks add as powers where their phases are independent.
    """
    if not discriminations_db:
        raise InputError(f"{_MODEL}: give the cross-polar discrimination of one thing or more")
    named = {f"discrimination_{i}": values for i, values in enumerate(discriminations_db)}
    levels = np.stack(broadcast(_MODEL, **named), axis=-1)
    return _over_sum(0.0, -levels, relative_power_db)


def _over_sum(wanted_db: ArrayLike, other_db: ArrayLike, relative_db: ArrayLike) -> CarrierToNoise:
    wanted = require_decibels(wanted_db, "gain")
    others, power = broadcast(_MODEL, other_gains=other_db, relative_power=relative_db)
    if not others.ndim or not others.shape[-1]:
        raise InputError(f"{_MODEL}: the interfering gains have a last axis with one entry or more per interferer")
    total = 10.0 * np.log10(np.sum(10.0 ** (require_decibels(others + power, "level") / 10.0), axis=-1))
    carrier, interference = broadcast(_MODEL, wanted_gain=wanted, interfering_gains=total)
    return CarrierToNoise(carrier - interference)
