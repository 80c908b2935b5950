"""Fibre on the ground and under the sea: how long its cables are, and how long light takes through them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.errors import InputError, ShapeError, TooLargeError
from huxing.core.model_range import ModelRange, broadcast, numbers
from huxing.network.traffic.great_circle import LATITUDE, LONGITUDE, great_circle_distance
from huxing.network.traffic.places import Places, index_of, require_unique

FibreKind = Literal["submarine", "long-haul", "regional"]
FIBRE_INDEX = 1.468
"""Group index of single-mode fibre (ITU-T G.652) at 1550 nm. Source: Corning SMF-28 product information (1.4682)."""
ROUTE_FACTORS: dict[str, float] = {"submarine": 1.14, "long-haul": 1.5, "regional": 1.8}
"""Cable length over great circle, defaults.

submarine: median of 58 cables over 500 km with two landings (10 %: 1.07, 90 %: 1.78), measured from TeleGeography's
map of June 2021; long-haul: 1.5 in all, this package's proposal between measured pings (1.9 x the vacuum great circle
London - New York, so 1.3 x that of fibre, up to 2.9 x for London - Lagos, so 2.0 x); regional: middle of 1.6 to 2.0.
"""
_MODEL = "fibre"
_DISTANCE = ModelRange(_MODEL, "distance", 0.0, np.inf, "km", 1e3, physical=True)
_FACTOR = ModelRange(_MODEL, "route factor", 1.0, 10.0)
_INDEX = ModelRange(_MODEL, "group index", 1.0, 2.0)
_NEAREST = ModelRange(_MODEL, "number of nearest places", 0.0, 1e6, physical=True)
_MOST_LINKS = 5_000_000


def fibre_delay(
    distance: ArrayLike, *, route_factor: ArrayLike = 1.0, index: ArrayLike = FIBRE_INDEX
) -> NDArray[np.float64]:
    """Time of light one way through fibre.

    Args:
        distance: along the great circle, m; the three broadcast.
        route_factor: length of the cable over the great circle, 1 to 10; 1 is the ideal cable.
        index: group index of the fibre.

    Returns:
        s, of the common shape: distance x factor x index / c. Amplifiers and switches are not in it.

    Raises:
        ModelRangeError: a negative distance, a factor below 1, an index out of 1 to 2.
        ShapeError: shapes that do not broadcast.

    Source:
        Time of flight; `FIBRE_INDEX` for the index.
    """
    along, factor, slow = broadcast(_MODEL, distance=distance, route_factor=route_factor, index=index)
    for limits, values in ((_DISTANCE, along), (_FACTOR, factor), (_INDEX, slow)):
        limits.check(values)
    return np.asarray(along * factor * slow / SPEED_OF_LIGHT)


def fibre_round_trip(
    distance: ArrayLike, *, route_factor: ArrayLike = 1.0, index: ArrayLike = FIBRE_INDEX
) -> NDArray[np.float64]:
    """Round-trip time of light through fibre, 2 d k n / c.

    Args:
        distance: as `fibre_delay`.
        route_factor: as `fibre_delay`.
        index: as `fibre_delay`.

    Returns:
        s, of the common shape.

    Raises:
        ModelRangeError, ShapeError: as `fibre_delay`.

    Source:
        `fibre_delay`, twice.
    """
    return np.asarray(2.0 * fibre_delay(distance, route_factor=route_factor, index=index))


@dataclass(frozen=True, eq=False)
class Fibre:
    """Fibre links between places, both ways.

    Attributes:
        names: of the places: cities, points of presence, base stations, gateways.
        latitude, longitude: rad, shape `(place,)`.
        ends: places that each link joins, shape `(link, 2)`.
        route_factor: of each link's cable, shape `(link,)`.
        index: group index of the fibre.
    """

    names: tuple[str, ...]
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    ends: NDArray[np.int32] = field(default_factory=lambda: np.zeros((0, 2), np.int32))
    route_factor: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    index: float = FIBRE_INDEX

    def __post_init__(self) -> None:
        count = len(self.names)
        require_unique(self.names)
        ends, factor = np.asarray(self.ends), numbers(self.route_factor, "route factor")
        if {np.shape(self.latitude), np.shape(self.longitude)} != {(count,)} or ends.shape != (*factor.shape, 2):
            raise ShapeError(
                f"{_MODEL}: {count} names, latitudes {np.shape(self.latitude)}, longitudes {np.shape(self.longitude)}, "
                f"ends {ends.shape}, route factors {factor.shape}; give (place,), (link, 2) and (link,)"
            )
        _FACTOR.check(factor)
        _INDEX.single(self.index)
        self._require_places(ends)
        for name, limits in (("latitude", LATITUDE), ("longitude", LONGITUDE)):
            values = numbers(getattr(self, name), name)
            limits.check(values)
            object.__setattr__(self, name, values)
        object.__setattr__(self, "ends", ends.astype(np.int32))
        object.__setattr__(self, "route_factor", factor)

    def _require_places(self, ends: NDArray[np.int32]) -> None:
        if not ends.size:
            return
        if ends.dtype.kind not in "iu" or ends.min() < 0 or ends.max() >= len(self.names):
            raise InputError(f"{_MODEL}: a link ends at none of the {len(self.names)} places, counted from 0")
        loops = np.flatnonzero(ends[:, 0] == ends[:, 1])
        if loops.size:
            raise InputError(f"{_MODEL}: a link joins '{self.names[ends[loops[0], 0]]}' to itself; leave it out")

    def __len__(self) -> int:
        return len(self.ends)

    @cached_property
    def distance(self) -> NDArray[np.float64]:
        """Great circle between the ends, m, shape `(link,)`."""
        a, b = self.ends.T
        return great_circle_distance(self.latitude[a], self.longitude[a], self.latitude[b], self.longitude[b])

    @property
    def length(self) -> NDArray[np.float64]:
        """Of the cables, m, shape `(link,)`."""
        return np.asarray(self.distance * self.route_factor)

    @property
    def delay(self) -> NDArray[np.float64]:
        """One way, s, shape `(link,)`."""
        return fibre_delay(self.distance, route_factor=self.route_factor, index=self.index)

    def without(self, cut: ArrayLike) -> Fibre:
        """The fibre that is left when links are cut.

        Args:
            cut: whether each link is, shape `(link,)`, as `cut_fibre` gives it.

        Returns:
            All places, fewer links.

        Raises:
            ShapeError: not one flag for each link.

        Source:
            None: a definition.
        """
        mask = np.asarray(cut)
        if mask.shape != (len(self),) or mask.dtype != np.bool_:
            raise ShapeError(f"{_MODEL}: {len(self)} links, but a cut of {mask.dtype} {mask.shape}; one flag for each")
        return replace(self, ends=self.ends[~mask], route_factor=self.route_factor[~mask])

    def joined(self, other: Fibre) -> Fibre:
        """This fibre and other fibre; places of one name are one place.

        Args:
            other: of the same group index.

        Returns:
            Both.

        Raises:
            InputError: another group index, or a name that stands in two places more than 50 km apart.

        Source:
            None: a definition.
        """
        if other.index != self.index:
            raise InputError(f"{_MODEL}: group indices {self.index:g} and {other.index:g}; join fibre of one kind")
        number = {name: i for i, name in enumerate(self.names)}
        fresh = [i for i, name in enumerate(other.names) if name not in number]
        for i, name in enumerate(other.names):
            if name in number:
                require_one_place(name, (self, number[name]), (other, i))
        number |= {other.names[i]: len(self.names) + k for k, i in enumerate(fresh)}
        renumbered = np.array([number[name] for name in other.names], np.int32)
        return Fibre(
            self.names + tuple(other.names[i] for i in fresh),
            np.concatenate([self.latitude, other.latitude[fresh]]),
            np.concatenate([self.longitude, other.longitude[fresh]]),
            np.concatenate([self.ends, renumbered[other.ends]]),
            np.concatenate([self.route_factor, other.route_factor]),
            self.index,
        )


def fibre_links(
    places: Places,
    pairs: Sequence[tuple[str, str]] | int | Literal["all"],
    *,
    kind: FibreKind = "long-haul",
    route_factor: ArrayLike | None = None,
    index: float = FIBRE_INDEX,
) -> Fibre:
    """Fibre between places.

    Args:
        places: with names and coordinates: cities, stations.
        pairs: pairs of names; a whole number: each place with so many of its nearest; 'all': each pair has its own
            cable (the ideal of comparisons, not what is in the ground).
        kind: which default route factor: 'submarine' 1.14, 'long-haul' 1.5, 'regional' 1.8.
        route_factor: in place of the default, one or one for each pair.
        index: group index of the fibre.

    Returns:
        The links; `joined` adds others, for example submarine ones.

    Raises:
        InputError: a name that is not among the places, a pair given twice, pairs or a kind that are not known.
        ModelRangeError, ShapeError: a negative number of nearest, factors out of 1 to 10, or not one for each pair.
        TooLargeError: more than 5 million links.

    Source:
        Great circles of the mean sphere (within 0.6 %) times the factor; `ROUTE_FACTORS` for the defaults.
    """
    if kind not in ROUTE_FACTORS:
        raise InputError(f"{_MODEL}: kind '{kind}' is not known; take one of {', '.join(ROUTE_FACTORS)}", given=kind)
    if isinstance(pairs, str):
        ends = _all_pairs(pairs, len(places.names))
    elif isinstance(pairs, Sequence | np.ndarray):
        ends = _named_pairs(places.names, pairs)
    else:
        ends = _nearest_pairs(places, _NEAREST.whole(pairs))
    given = numbers(ROUTE_FACTORS[kind] if route_factor is None else route_factor, "route factor")
    if given.shape not in ((), (len(ends),)):
        raise ShapeError(f"{_MODEL}: route factors of shape {given.shape} for {len(ends)} links; one, or one for each")
    factor = np.broadcast_to(given, (len(ends),)).copy()
    return Fibre(tuple(places.names), places.latitude, places.longitude, ends, factor, index)


def require_one_place(name: str, one: tuple[Places, int], other: tuple[Places, int]) -> None:
    """Refuse a name that stands in two places.

    Args:
        name: that both bear.
        one: places and index.
        other: places and index.

    Raises:
        InputError: more than 50 km apart.

    Source:
        None: a rule.
    """
    (a, i), (b, k) = one, other
    apart = float(great_circle_distance(a.latitude[i], a.longitude[i], b.latitude[k], b.longitude[k]))
    if apart > 50e3:
        raise InputError(
            f"{_MODEL}: '{name}' stands in two places {apart / 1e3:.0f} km apart; give one of them another name"
        )


def _all_pairs(word: str, count: int) -> NDArray[np.int32]:
    if word != "all":
        raise InputError(f"{_MODEL}: pairs '{word[:40]}' are not known; give pairs of names, a number, or 'all'")
    if count * (count - 1) // 2 > _MOST_LINKS:
        raise TooLargeError(f"{_MODEL}: all pairs of {count} places are over {_MOST_LINKS:,} links; take the nearest")
    return np.stack(np.triu_indices(count, 1), axis=-1).astype(np.int32)


def _nearest_pairs(places: Places, count: int) -> NDArray[np.int32]:
    from huxing.network.traffic.access_demand import nearest_gateways

    total = len(places.names)
    if not 1 <= count < total:
        raise InputError(f"{_MODEL}: {count} nearest of {total} places; give 1 to {total - 1}", given=count)
    if count * total > _MOST_LINKS:
        raise TooLargeError(f"{_MODEL}: {count * total:,} links are over {_MOST_LINKS:,}; take fewer of the nearest")
    index, _ = nearest_gateways(places, places, count=count + 1)
    own = np.arange(total)[:, None]
    other = np.take_along_axis(index, np.argsort(index == own, axis=1, kind="stable")[:, :count], axis=1)
    ends = np.sort(np.stack([np.broadcast_to(own, other.shape).ravel(), other.ravel()], axis=-1), axis=1)
    return np.unique(ends, axis=0).astype(np.int32)


def _named_pairs(names: Sequence[str], pairs: Sequence[Any]) -> NDArray[np.int32]:
    known = {name: i for i, name in enumerate(names)}
    ends, seen = [], set()
    for pair in pairs:
        if isinstance(pair, str) or not isinstance(pair, Sequence | np.ndarray) or len(pair) != 2:
            raise InputError(f"{_MODEL}: {pair!r:.60} is no pair of names; write [('a', 'b')]", given=pair)
        a, b = (known[end] if isinstance(end, str) and end in known else index_of(names, end) for end in pair)
        if (min(a, b), max(a, b)) in seen:
            raise InputError(f"{_MODEL}: '{pair[0]}' to '{pair[1]}' stands twice; give each pair once", given=pair)
        seen.add((min(a, b), max(a, b)))
        ends.append((a, b))
    return np.array(ends, np.int32).reshape(-1, 2)
