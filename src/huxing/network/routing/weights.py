"""What a path should have little of: delay, links, waiting behind others' packets, energy."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.errors import ShapeError
from huxing.core.model_range import ModelRange
from huxing.network.topology import Snapshot

_SHARE_PER_METRE = 1e-11
"""Of one link, per metre: a path of 1,000 links and a million kilometres stays below half a link."""
_RATE = ModelRange("load weights", "rate", 0.0, np.inf, "bit/s", open_low=True, physical=True)
_LOAD = ModelRange("load weights", "load", 0.0, np.inf, "bit/s", physical=True)
_PACKET = ModelRange("load weights", "packet", 0.0, 1e9, "bit", open_low=True, physical=True)
_ENERGY = ModelRange("energy weights", "energy per bit", 0.0, np.inf, "J", physical=True)
_RANGE = ModelRange("energy weights", "reference range", 0.0, np.inf, "m", open_low=True, physical=True)
_PENALTY = ModelRange("energy weights", "penalty", 0.0, np.inf, physical=True)


class Weights(NamedTuple):
    """What `route` takes: `route(snapshot, **weights._asdict())`.

    Attributes:
        link_weight: of sending through each port, shape `(satellite, port)`.
        ground_weight: from satellite to station, shape `(satellite, station)`.
        uplink_weight: from station to satellite, same shape.
    """

    link_weight: NDArray[np.float64]
    ground_weight: NDArray[np.float64]
    uplink_weight: NDArray[np.float64]


def hop_weights(snapshot: Snapshot) -> Weights:
    """Fewest links; of equally few, the shortest path.

    Args:
        snapshot: the network at one instant.

    Returns:
        One per link, plus a share for its length that never adds up to half a link.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    link = 1.0 + _SHARE_PER_METRE * snapshot.length
    ground = 1.0 + _SHARE_PER_METRE * snapshot.ground_range
    return Weights(link, ground, ground)


def load_weights(
    snapshot: Snapshot,
    *,
    link_load: ArrayLike,
    link_rate: ArrayLike,
    down_load: ArrayLike,
    down_rate: ArrayLike,
    up_load: ArrayLike,
    up_rate: ArrayLike,
    packet_bits: float = 12_000.0,
) -> Weights:
    """Least mean delay where links carry load already: propagation, transmission, and waiting in a queue.

    Args:
        snapshot: the network at one instant.
        link_load: on each port, bit/s, shape that broadcasts to `(satellite, port)`.
        link_rate: of each port, bit/s, likewise.
        down_load: from satellite to station, bit/s, shape that broadcasts to `(satellite, station)`.
        down_rate: likewise.
        up_load: from station to satellite, likewise.
        up_rate: likewise.
        packet_bits: mean size of a packet.

    Returns:
        Seconds; infinite where the load is at the rate or above it: such a link takes nothing more.

    Raises:
        ModelRangeError: a rate that is not positive, a negative load.
        ShapeError: shapes that do not broadcast to the links'.

    Source:
        Time in an M/M/1 queue, Kleinrock 1975, "Queueing Systems", volume 1, eq. 3.27.

    Valid for:
        Independent Poisson arrivals and exponential sizes; real traffic waits longer.
    """
    bits = _PACKET.single(packet_bits)
    tables = (
        (snapshot.length, link_load, link_rate),
        (snapshot.ground_range, down_load, down_rate),
        (snapshot.ground_range, up_load, up_rate),
    )
    return Weights(*(_delay(length, load, rate, bits) for length, load, rate in tables))


def energy_weights(
    snapshot: Snapshot,
    *,
    hop_energy: float,
    range_energy: float,
    reference_range: float,
    ground_energy: float,
    penalty: ArrayLike = 1.0,
) -> Weights:
    """Least energy for a bit: what each satellite spends on switching it, and on sending it over the distance.

    Args:
        snapshot: the network at one instant.
        hop_energy: of a satellite for receiving and switching a bit, J.
        range_energy: of a satellite for sending a bit over `reference_range`; grows with the square of the range, J.
        reference_range: m.
        ground_energy: of a satellite for sending a bit to the ground, at any range in view, J.
        penalty: factor on what a satellite spends, one or one per satellite: more than 1 for one in the Earth's shadow
            or with little in its battery, shape `(satellite,)`.

    Returns:
        J/bit. What stations spend is not counted, but for a thousandth of `hop_energy` plus `ground_energy` that keeps
        their links from being free.

    Raises:
        ModelRangeError: a negative energy or penalty, a range that is not positive.
        ShapeError: penalties of another number than satellites.

    Source:
        Free-space spreading for a given energy per bit received (Friis 1946).
    """
    hop, sending, ground = (_ENERGY.single(value) for value in (hop_energy, range_energy, ground_energy))
    reference = _RANGE.single(reference_range)
    _PENALTY.check(penalty)
    factor = np.broadcast_to(_fits(penalty, (snapshot.satellites,), "penalty"), (snapshot.satellites,))[:, None]
    there = np.isfinite(snapshot.length)
    distance = np.where(there, snapshot.length, 0.0) / reference  # zero times infinity is not a number
    link = np.where(there, factor * (hop + sending * distance**2), np.inf)
    down = np.where(np.isfinite(snapshot.ground_range), factor * (hop + ground), np.inf)
    up = np.where(np.isfinite(snapshot.ground_range), 1e-3 * (hop + ground), np.inf)
    return Weights(link, down, up)


def _delay(length: NDArray[np.float64], load: ArrayLike, rate: ArrayLike, bits: float) -> NDArray[np.float64]:
    _LOAD.check(load)
    _RATE.check(rate)
    spare = _fits(rate, length.shape, "rate") - _fits(load, length.shape, "load")
    with np.errstate(divide="ignore"):
        waiting = np.where(spare > 0.0, bits / np.maximum(spare, 0.0), np.inf)
    return length / SPEED_OF_LIGHT + waiting


def _fits(values: ArrayLike, shape: tuple[int, ...], name: str) -> NDArray[np.float64]:
    array = np.asarray(values, np.float64)
    try:
        return np.broadcast_to(array, shape)
    except ValueError as error:
        raise ShapeError(
            f"{name} has shape {array.shape}; give one value, or a shape that broadcasts to {shape}"
        ) from error
