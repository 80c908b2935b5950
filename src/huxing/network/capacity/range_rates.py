"""Rates of single links from curves: against elevation or range, as link budgets give them."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError, ShapeError
from huxing.core.model_range import ModelRange, numbers
from huxing.network.capacity.rates import checked_rates
from huxing.network.topology import Snapshot, Stations
from huxing.network.topology.assignment import elevation_sine

_MODEL = "rate against geometry"


def ground_rates(snapshot: Snapshot, stations: Stations, elevation: ArrayLike, rate: ArrayLike) -> NDArray[np.float64]:
    """Rate between each satellite and station, from a curve over elevation.

    Args:
        snapshot: the network at one instant.
        stations: its stations.
        elevation: geodetic, rad, ascending, shape `(point,)`; two or more.
        rate: at each elevation, bit/s, same shape: `RadioLink.budget` and its rate, or the dataset `link_curves`.

    Returns:
        bit/s, shape `(satellite, station)`, for `LinkRates.ground_up` or `ground_down`: linear between points, the last
        rate above them, 0 below the first and where a satellite is not in use.

    Raises:
        ShapeError: stations of another network, curves of other shapes.
        InputError: elevations that do not ascend.
        ModelRangeError: an elevation that is no angle, a negative rate.

    Source:
        Interpolation. A mode's rate is a step: give a fine curve.
    """
    angle, height = _curve(elevation, rate, "elevation", np.pi / 2)
    sine = elevation_sine(stations, snapshot.position, snapshot.ground_range)
    seen = np.isfinite(sine)
    out = np.zeros(sine.shape)
    out[seen] = np.interp(np.arcsin(np.clip(sine[seen], -1.0, 1.0)), angle, height, left=0.0)
    return out


def laser_rates(snapshot: Snapshot, distance: ArrayLike, rate: ArrayLike) -> NDArray[np.float64]:
    """Rate of each link between satellites, from a curve over range.

    Args:
        snapshot: the network at one instant.
        distance: m, ascending, shape `(point,)`; two or more.
        rate: at each distance, bit/s, same shape: `huxing.link.laser_rate`, for example.

    Returns:
        bit/s, shape `(satellite, port)`, for `LinkRates.inter_satellite`: linear between points, the first rate nearer
        than they are, 0 beyond the last and where a link is down.

    Raises:
        ShapeError: curves of other shapes.
        InputError: distances that do not ascend.
        ModelRangeError: a negative distance or rate.

    Source:
        Interpolation.
    """
    way, height = _curve(distance, rate, "distance", np.inf, 0.0)
    out = np.zeros(snapshot.length.shape)
    there = np.isfinite(snapshot.length)
    out[there] = np.interp(snapshot.length[there], way, height, right=0.0)
    return out


def _curve(
    place: ArrayLike, rate: ArrayLike, quantity: str, high: float, low: float = -np.pi / 2
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    where, height = numbers(place, quantity), checked_rates(rate, "rate")
    if where.ndim != 1 or where.size < 2 or where.shape != height.shape:
        raise ShapeError(
            f"{_MODEL}: {quantity} {where.shape} and rate {height.shape}; give two points or more, shape (point,)"
        )
    ModelRange(_MODEL, quantity, low, high, physical=True).check(where)
    ModelRange(_MODEL, "rate", 0.0, np.inf, "Mbit/s", 1e6, physical=True).check(height)
    if (np.diff(where) <= 0.0).any():
        raise InputError(f"{_MODEL}: {quantity} does not ascend; sort the points, each once")
    return where, height
