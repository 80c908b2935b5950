"""Mobile base stations: whom they serve, and what they carry to and from the core."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError, ShapeError
from huxing.core.model_range import ModelRange, numbers
from huxing.network.traffic import Cities, Demand, nearest_gateways
from huxing.network.traffic.great_circle import LATITUDE, LONGITUDE
from huxing.network.traffic.places import Places, require_unique

if TYPE_CHECKING:
    from huxing.network.topology import Stations

_MODEL = "base stations"
_RADIUS = ModelRange(_MODEL, "access radius", 0.0, 300e3, "km", 1e3, open_low=True)
_USERS = ModelRange(_MODEL, "users", 0.0, np.inf, physical=True)
_RATE = ModelRange(_MODEL, "rate", 0.0, np.inf, "Mbit/s", 1e6, physical=True)
_SHARE = ModelRange(_MODEL, "share of the people", 0.0, 1.0, physical=True)


@dataclass(frozen=True, eq=False)
class BaseStations:
    """Base stations with the users they serve.

    Attributes:
        names: unique; one that is also a station of the network has a satellite terminal for its backhaul, one that is
            also a place of the fibre has fibre.
        latitude, longitude: rad, shape `(base,)`.
        users: shape `(base,)`.
        rate: bit/s towards the users of each, shape `(base,)`.
        out_of_reach: people that are within the access radius of none.
    """

    names: tuple[str, ...]
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    users: NDArray[np.float64]
    rate: NDArray[np.float64]
    out_of_reach: float = 0.0

    def __post_init__(self) -> None:
        require_unique(self.names, "base station")
        limits = {"latitude": LATITUDE, "longitude": LONGITUDE, "users": _USERS, "rate": _RATE}
        for name, bound in limits.items():
            values = numbers(getattr(self, name), name)
            if values.shape != (len(self.names),):
                raise ShapeError(f"{_MODEL}: {len(self.names)} names, but {name} of shape {values.shape}")
            bound.check(values)
            object.__setattr__(self, name, values)

    def __len__(self) -> int:
        return len(self.names)

    def demand(self, core: Places, *, names: Sequence[str] | None = None) -> Demand:
        """What the core network sends to the base stations, each served by the nearest core site.

        Args:
            core: sites of the core network, places of the fibre or stations.
            names: order of places in the answer; base stations, then core sites, where left out.

        Returns:
            A flow to each base station with a rate above 0.

        Raises:
            InputError: no core site, or a base station that is one.

        Source:
            Great circles of the mean sphere for the nearest.
        """
        both = sorted(set(self.names) & set(core.names))
        if both:
            raise InputError(f"{_MODEL}: '{both[0]}' is a base station and a core site; rename one", given=both)
        nearest, _ = nearest_gateways(self, core)
        asking = np.flatnonzero(self.rate > 0.0).astype(np.int32)
        source = (nearest[asking, 0] + len(self)).astype(np.int32)
        flows = Demand((*self.names, *core.names), source, asking, self.rate[asking])
        return flows if names is None else flows.onto(names)

    def terminals(self, rows: ArrayLike | None = None) -> Stations:
        """The base stations as stations of a network: those with a satellite terminal.

        Args:
            rows: indices or a mask of those that have one; all where left out.

        Returns:
            Stations of the same names, at height 0.

        Raises:
            InputError: rows that are not there.

        Source:
            None: a definition.
        """
        from huxing.network.topology import Stations

        try:
            chosen = np.arange(len(self)) if rows is None else np.arange(len(self))[np.asarray(rows)]
        except IndexError as error:
            raise InputError(f"{_MODEL}: rows {rows!r:.60} are not rows of {len(self)} base stations") from error
        names = tuple(self.names[i] for i in chosen)
        return Stations(names, self.latitude[chosen], self.longitude[chosen], np.zeros(chosen.size))


def base_stations(
    places: Places, people: Cities, *, access_radius: float, share: ArrayLike = 1.0, rate_per_user: float
) -> BaseStations:
    """Base stations that serve the people near them.

    Args:
        places: where the base stations (or clusters of them) are.
        people: where people are; each place's people go to the nearest base station within the radius.
        access_radius: m.
        share: of the people who are users, one or one for each place of `people`.
        rate_per_user: bit/s, mean over all users.

    Returns:
        Base stations with users and rates.

    Raises:
        ModelRangeError: a radius out of 0 to 300 km, a share over 1, a negative rate.
        ShapeError: shares that are not one for each place.
        InputError: no base station.

    Source:
        None: counting. Great circles of the mean sphere.
    """
    radius, each = _RADIUS.single(access_radius), _RATE.single(rate_per_user)
    part = numbers(share, "share")
    if part.shape not in ((), (len(people),)):
        raise ShapeError(f"{_MODEL}: shares of shape {part.shape} for {len(people)} places; one, or one for each")
    _SHARE.check(part)
    nearest, distance = nearest_gateways(people, places)
    served = distance[:, 0] <= radius
    users = people.population * part
    count = np.bincount(nearest[served, 0], users[served], minlength=len(places.names)).astype(np.float64)
    lost = float(users[~served].sum())
    return BaseStations(tuple(places.names), places.latitude, places.longitude, count, count * each, lost)
