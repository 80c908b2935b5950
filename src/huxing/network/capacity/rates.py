"""Rates of links: what each can carry, from one number for all down to one for each link."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import ShapeError
from huxing.core.model_range import ModelRange, numbers
from huxing.network.capacity.links import KINDS, LinkNumbers
from huxing.network.topology import Snapshot

_MODEL = "rates of links"
RATE = ModelRange(_MODEL, "rate", 0.0, np.inf, "Mbit/s", 1e6, physical=True)
_FIELDS = (
    "inter_satellite",
    "satellite_up",
    "satellite_down",
    "station_up",
    "station_down",
    "ground_up",
    "ground_down",
)
"""Attributes in the order of `KINDS`."""


@dataclass(frozen=True, eq=False)
class LinkRates:
    """What links can carry, bit/s; infinite where they are no limit. 'up' is towards the satellites.

    Attributes:
        inter_satellite: of a laser link one way, one number or shape `(satellite, port)`.
        satellite_up: that all uplink beams of a satellite receive together, one number or `(satellite,)`.
        satellite_down: that all downlink beams of a satellite send together, one number or `(satellite,)`.
        station_up: that a station sends; for a gateway its antennas times the rate of one, one number or `(station,)`.
        station_down: that a station receives, one number or `(station,)`.
        ground_up: between one station and one satellite, one number or `(satellite, station)`: for a gateway the rate
            of one antenna. None where only the shared limits hold.
        ground_down: the same, downwards.
    """

    inter_satellite: ArrayLike = np.inf
    satellite_up: ArrayLike = np.inf
    satellite_down: ArrayLike = np.inf
    station_up: ArrayLike = np.inf
    station_down: ArrayLike = np.inf
    ground_up: ArrayLike | None = None
    ground_down: ArrayLike | None = None

    def __post_init__(self) -> None:
        for name in _FIELDS:
            if getattr(self, name) is not None:
                object.__setattr__(self, name, checked_rates(getattr(self, name), name.replace("_", " ")))

    @property
    def ground_links(self) -> bool:
        """Whether pairs of satellite and station have limits of their own."""
        return self.ground_up is not None or self.ground_down is not None

    def numbers(self, snapshot: Snapshot) -> LinkNumbers:
        """Numbers of the links that these rates speak of.

        Args:
            snapshot: the network at one instant.

        Returns:
            The numbers.

        Raises:
            Nothing of its own.

        Source:
            None: a definition.
        """
        return LinkNumbers.of(snapshot, ground_links=self.ground_links)

    def capacity(self, links: LinkNumbers) -> NDArray[np.float64]:
        """Rates in the order of the links' numbers.

        Args:
            links: of `numbers`, or others; without ground links where these rates have none.

        Returns:
            bit/s, shape `(link,)`.

        Raises:
            ShapeError: rates of another number of satellites, ports or stations; limits of ground links for links
                that have none.

        Source:
            None: a definition.
        """
        if self.ground_links and not links.ground_links:
            raise ShapeError(f"{_MODEL}: limits of ground links, but the links have none; take rates.numbers(snapshot)")
        n, w, m = links.satellites, links.ports, links.stations
        shapes = ((n, w), (n,), (n,), (m,), (m,), (n, m), (n, m))
        out = np.full(links.size, np.inf)
        for kind, name, shape in zip(KINDS, _FIELDS, shapes, strict=True):
            given = getattr(self, name)
            part = links.of_kind(kind)
            if given is not None and part.stop > part.start:
                if given.shape not in ((), shape):
                    raise ShapeError(
                        f"{_MODEL}: {name} has shape {given.shape}; give one number, or {shape} for {n} satellites and "
                        f"{m} stations"
                    )
                out[part] = np.broadcast_to(given, shape).ravel()
        return out


def antenna_rates(antennas: ArrayLike, rate: ArrayLike) -> NDArray[np.float64]:
    """What gateways carry with all their antennas.

    Args:
        antennas: how many each gateway has, one number or one each.
        rate: of one antenna, bit/s; broadcasts.

    Returns:
        bit/s, for `LinkRates.station_up` or `station_down`. That an antenna follows one satellite is not in it: give
        its rate as `ground_up` or `ground_down` too, and `AccessRule.antennas` to the network for whole antennas.

    Raises:
        ModelRangeError: a negative number.
        ShapeError: the arrays do not broadcast.

    Source:
        Definition.
    """
    count, each = numbers(antennas, "antennas"), checked_rates(rate, "rate of an antenna")
    ModelRange(_MODEL, "antennas", 0.0, 1e6, physical=True).check(count)
    try:
        with np.errstate(invalid="ignore"):
            total = count * each
    except ValueError as error:
        raise ShapeError(f"{_MODEL}: antennas {count.shape} and rate {each.shape} do not broadcast") from error
    return np.asarray(np.where(count == 0.0, 0.0, total))


def checked_rates(values: ArrayLike, quantity: str) -> NDArray[np.float64]:
    """Rates or demands: 0 or more, infinite where there is no limit.

    Args:
        values: bit/s, any shape.
        quantity: their name in words.

    Returns:
        The array.

    Raises:
        ModelRangeError: a negative number or NaN.
        InputError: not numbers.

    Source:
        None: a definition.
    """
    array = numbers(values, quantity)
    ModelRange(_MODEL, quantity, 0.0, np.inf, "Mbit/s", 1e6, physical=True).check(
        np.where(np.isposinf(array), 0.0, array)
    )
    return array
