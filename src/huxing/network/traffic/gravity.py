"""Demand between cities: the more people at both ends, the more traffic; with distance, less."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError, ShapeError, TooLargeError
from huxing.core.model_range import ModelRange, numbers
from huxing.network.traffic.balance import balance
from huxing.network.traffic.cities import Cities
from huxing.network.traffic.demand import RATE, Demand
from huxing.network.traffic.diurnal import ENDS, DiurnalProfile, DiurnalVariation, Ends
from huxing.network.traffic.great_circle import great_circle_distance

_MODEL = "gravity demand"
_MOST_PAIRS = 50_000_000
_EXPONENT = ModelRange(_MODEL, "exponent", 0.0, 10.0)
_METRES = ModelRange(_MODEL, "distance", 0.0, np.inf, "km", 1e3, open_low=True, physical=True)
_LEAST = ModelRange(_MODEL, "least distance", 0.0, np.inf, "km", 1e3, physical=True)
_PENETRATION = ModelRange(_MODEL, "penetration", 0.0, 1.0, physical=True)


@dataclass(frozen=True)
class PowerLaw:
    """Traffic falls with a power of distance.

    Attributes:
        exponent: 2 is that of phone calls between Belgian cities, Krings et al. 2009, J. Stat. Mech. L07003.
        least_distance: m; nearer places are taken as this far apart, or the nearest pair would have it all.
    """

    exponent: float = 2.0
    least_distance: float = 20e3

    def __post_init__(self) -> None:
        _EXPONENT.single(self.exponent)
        _METRES.single(self.least_distance)

    def factors(self, distance: NDArray[np.float64]) -> NDArray[np.float64]:
        """Factor at distances in m, 1 at the least one."""
        return np.asarray((np.maximum(distance, self.least_distance) / self.least_distance) ** -self.exponent)


@dataclass(frozen=True)
class Exponential:
    """Traffic falls exponentially with distance.

    Attributes:
        length: m, over which it falls to 1/e.
    """

    length: float

    def __post_init__(self) -> None:
        _METRES.single(self.length)

    def factors(self, distance: NDArray[np.float64]) -> NDArray[np.float64]:
        """Factor at distances in m, 1 at none."""
        return np.asarray(np.exp(-distance / self.length))


def subscriber_rates(cities: Cities, *, rate_per_subscriber: float, penetration: ArrayLike) -> NDArray[np.float64]:
    """What the people of each city ask for.

    Args:
        cities: places with people.
        rate_per_subscriber: bit/s of one subscriber, mean over all of them (not the rate that is sold).
        penetration: share of the people who subscribe, one or one for each city, 0 to 1.

    Returns:
        bit/s, shape `(city,)`.

    Raises:
        ModelRangeError: a negative rate, a penetration over 1.
        ShapeError: a penetration that is neither one nor one for each city.

    Source:
        None: people x share x rate.
    """
    share = numbers(penetration, "penetration")
    if share.shape not in ((), (len(cities),)):
        raise ShapeError(f"{_MODEL}: penetration of shape {share.shape} for {len(cities)} cities; one, or one for each")
    _PENETRATION.check(share)
    return np.asarray(cities.population * share * RATE.single(rate_per_subscriber))


def gravity_demand(
    cities: Cities,
    *,
    total: float | None = None,
    sent: ArrayLike | None = None,
    received: ArrayLike | None = None,
    deterrence: PowerLaw | Exponential | None = None,
    population_exponent: float = 1.0,
    least_distance: float = 0.0,
    profile: DiurnalProfile | None = None,
    ends: Ends = "both",
) -> Demand:
    """Demand between all pairs of cities, T_ij ~ P_i P_j f(d_ij).

    Args:
        cities: places with people.
        total: bit/s of all flows together; or give `sent`, `received`, or both.
        sent: bit/s that each city sends, shape `(city,)`, for example of `subscriber_rates`.
        received: bit/s that each city receives, shape `(city,)`; with `sent`, both are met (Furness).
        deterrence: f(d): `PowerLaw()` or `Exponential(length)`; no fall with distance where left out, as of Roughan.
        population_exponent: power of the people; 1 is theirs in proportion.
        least_distance: m; pairs nearer than this have no demand (they are served on the ground).
        profile: how the rates change over the local day; it multiplies the rates as it is (`mean_one`: the rates are
            the day's mean, `peak_one`: the busy hour's).
        ends: whose clock counts: 'source', 'destination' or 'both' (the mean of the two factors).

    Returns:
        Demand of each pair, both directions, without flows of rate 0.

    Raises:
        InputError: fewer than two cities, no pair far enough apart, neither or both ways of scaling, totals that cannot
            be met, a city without a time zone where a profile is given, a deterrence or ends that are not known.
        ModelRangeError, ShapeError: numbers out of range, totals of another shape.
        TooLargeError: more than 50 million pairs (7,071 cities); take fewer, or cells.
        MissingDataError: the time-zone data are not installed.

    Source:
        Roughan 2005, "Simplifying the synthesis of Internet traffic matrices", CCR 35(5), 93 (gravity without
        distance); Furness 1965 for both totals; distance along great circles of the mean sphere.
    """
    if ends not in ENDS:
        raise InputError(f"{_MODEL}: ends '{ends}' is not known; take one of {', '.join(ENDS)}", given=ends)
    if not (deterrence is None or isinstance(deterrence, PowerLaw | Exponential)):
        raise InputError(f"{_MODEL}: {deterrence!r:.60} is no deterrence; give PowerLaw() or Exponential(length)")
    if len(cities) < 2:
        raise InputError(f"{_MODEL}: {len(cities)} city; give two or more")
    if len(cities) ** 2 > _MOST_PAIRS:
        raise TooLargeError(f"{_MODEL}: {len(cities)} cities are over {_MOST_PAIRS:,} pairs; take fewer, or `in_cells`")
    pull = _pull(cities, deterrence, _EXPONENT.single(population_exponent), _LEAST.single(least_distance))
    rate = _scaled(pull, total, sent, received)
    source, destination = (end.astype(np.int32) for end in np.nonzero(rate))
    variation = None
    if profile is not None:
        variation = DiurnalVariation(profile, cities.time_zone, source, destination, ends)
    return Demand(
        cities.names,
        source,
        destination,
        rate[source, destination],
        variation=variation,
        notes=(*cities.notes, *_notes(deterrence, profile)),
    )


def _pull(
    cities: Cities, deterrence: PowerLaw | Exponential | None, exponent: float, least: float
) -> NDArray[np.float64]:
    people = (cities.population / cities.population.max(initial=1.0)) ** exponent
    pull = people[:, None] * people[None, :]
    if deterrence is not None or least > 0.0:
        where = (cities.latitude, cities.longitude)
        distance = great_circle_distance(where[0][:, None], where[1][:, None], *where)
        if deterrence is not None:
            pull *= deterrence.factors(distance)
        pull[distance < least] = 0.0
    np.fill_diagonal(pull, 0.0)
    if not pull.sum() > 0.0:
        raise InputError(
            f"{_MODEL}: no pair has a pull above 0: nobody lives there, all pairs are nearer than {least / 1e3:g} km, "
            "or the deterrence leaves nothing; widen one of them"
        )
    return pull


def _scaled(
    pull: NDArray[np.float64], total: float | None, sent: ArrayLike | None, received: ArrayLike | None
) -> NDArray[np.float64]:
    if (total is None) == (sent is None and received is None):
        raise InputError(f"{_MODEL}: give either `total`, or what each city sends, receives, or both")
    if total is not None:
        return np.asarray(pull * (RATE.single(total) / pull.sum()))
    rows, columns = (_totals(values, pull.shape[0]) for values in (sent, received))
    if rows is not None and columns is not None:
        return balance(pull, rows, columns).matrix
    if rows is not None:
        return _to_row_totals(pull, rows)
    return pull if columns is None else np.ascontiguousarray(_to_row_totals(pull.T, columns).T)


def _to_row_totals(pull: NDArray[np.float64], wanted: NDArray[np.float64]) -> NDArray[np.float64]:
    present = pull.sum(axis=1)
    lonely = np.flatnonzero((wanted > 0.0) & ~(present > 0.0))
    if lonely.size:
        raise InputError(f"{_MODEL}: city {lonely[0]} has a total but no partner; widen the distances or set it to 0")
    ratio = np.divide(wanted, present, out=np.zeros_like(wanted), where=present > 0.0)
    return np.asarray(pull * ratio[:, None])


def _totals(values: ArrayLike | None, count: int) -> NDArray[np.float64] | None:
    if values is None:
        return None
    array = numbers(values, "totals")
    if array.shape != (count,):
        raise ShapeError(f"{_MODEL}: totals of shape {array.shape} for {count} cities; give one for each")
    RATE.check(array)
    return array


def _notes(deterrence: PowerLaw | Exponential | None, profile: DiurnalProfile | None) -> Sequence[str]:
    if isinstance(deterrence, PowerLaw):
        law = f"(distance, at least {deterrence.least_distance / 1e3:g} km) to the power -{deterrence.exponent:g}"
    elif deterrence is not None:
        law = f"exp(-distance / {deterrence.length / 1e3:g} km)"
    else:
        law = "no fall with distance (Roughan 2005)"
    hours = () if profile is None else (f"hours of the day: {profile.source}",)
    return (f"gravity model: people x people, {law}", *hours)
