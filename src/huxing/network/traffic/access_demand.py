"""Demand of users for the Internet: from where it enters the network to where people are."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.constants import EARTH_MEAN_RADIUS
from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange
from huxing.network.traffic.cities import Cities
from huxing.network.traffic.demand import Demand
from huxing.network.traffic.diurnal import DiurnalProfile, DiurnalVariation
from huxing.network.traffic.gravity import subscriber_rates
from huxing.network.traffic.great_circle import unit_vectors
from huxing.network.traffic.places import Places

Direction = Literal["down", "up"]
_MODEL = "access demand"
_NEAREST = ModelRange(_MODEL, "number of gateways", 1.0, 1e4, physical=True)


def nearest_gateways(
    users: Places, gateways: Places, *, count: int = 1
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """The gateways nearest to each user, along the ground.

    Args:
        users: places, for example cities or cells.
        gateways: places, for example stations.
        count: how many for each user.

    Returns:
        Indices into the gateways, the nearest first, and distances in m, both of shape `(user, count)`.

    Raises:
        InputError: no gateway, or fewer than `count`.

    Source:
        Great circles of the mean sphere.
    """
    from scipy.spatial import KDTree

    wanted = _NEAREST.whole(count)
    if wanted > len(gateways.names):
        raise InputError(f"{_MODEL}: {len(gateways.names)} gateways, but {wanted} are wanted; give more gateways")
    tree = KDTree(unit_vectors(gateways.latitude, gateways.longitude))
    chord, index = tree.query(unit_vectors(users.latitude, users.longitude), k=wanted)
    shape = (len(users.names), wanted)
    distance = 2.0 * EARTH_MEAN_RADIUS * np.arcsin(np.clip(np.asarray(chord) / 2.0, 0.0, 1.0))
    return np.asarray(index, np.int32).reshape(shape), distance.reshape(shape)


def access_demand(
    users: Cities,
    gateways: Places,
    *,
    rate_per_subscriber: float,
    penetration: ArrayLike,
    gateways_per_user: int = 1,
    direction: Direction = "down",
    profile: DiurnalProfile | None = None,
) -> Demand:
    """Demand of users in cities or cells from (or to) the gateways nearest to them.

    Args:
        users: places with people; `Cities.in_cells` gathers them.
        gateways: where the Internet is reached: gateways or points of presence.
        rate_per_subscriber: bit/s of one subscriber, mean over all of them.
        penetration: share of the people who subscribe, one or one for each place.
        gateways_per_user: each user's demand is shared evenly between so many nearest gateways.
        direction: 'down': gateway to user; 'up': user to gateway.
        profile: how the rates change over the users' day; multiplies as it is.

    Returns:
        Demand whose places are the users, then the gateways. Users without demand have no flow.

    Raises:
        InputError: a name that is both a user and a gateway, too few gateways, a direction that is not known.
        ModelRangeError, ShapeError: as `subscriber_rates`.
        MissingDataError: the time-zone data are not installed.

    Source:
        People x share x rate, by the nearest gateway along the ground.
    """
    if direction not in ("down", "up"):
        raise InputError(f"{_MODEL}: direction '{direction}' is not known; take 'down' or 'up'", given=direction)
    both = sorted(set(users.names) & set(gateways.names))
    if both:
        raise InputError(
            f"{_MODEL}: '{both[0]}' is the name of a user's place and of a gateway; rename one", given=both
        )
    asked = subscriber_rates(users, rate_per_subscriber=rate_per_subscriber, penetration=penetration)
    index, distance = nearest_gateways(users, gateways, count=gateways_per_user)
    asking = np.flatnonzero(asked > 0.0)
    user = np.repeat(asking, index.shape[1]).astype(np.int32)
    gateway = (index[asking].ravel() + len(users)).astype(np.int32)
    rate = np.repeat(asked[asking] / index.shape[1], index.shape[1])
    source, destination = (gateway, user) if direction == "down" else (user, gateway)
    variation = None
    if profile is not None:
        variation = DiurnalVariation(profile, users.time_zone, user, user)
    far = f", at most {distance[asking].max() / 1e3:.0f} km from the user" if asking.size else ""
    notes = (*users.notes, f"access demand {direction}, {index.shape[1]} nearest gateway(s){far}")
    return Demand((*users.names, *gateways.names), source, destination, rate, variation=variation, notes=notes)
