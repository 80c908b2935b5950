"""Propagation delay of a service link, with the feeder link of a transparent payload, and its spread over a beam."""

from __future__ import annotations

import math
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange, broadcast
from huxing.link.ntn.geometry import TR_EARTH_RADIUS, at_central_angle, central_angle, checked, slant_range

Payload = Literal["transparent", "regenerative"]
PAYLOADS: tuple[Payload, ...] = get_args(Payload)

_MODEL = "3GPP TR 38.821, 4.2"
_DIAMETER = ModelRange(_MODEL, "beam diameter", 0.0, math.pi * TR_EARTH_RADIUS, "km", 1e3, physical=True)


def one_way_delay(altitude: ArrayLike, elevation: ArrayLike) -> NDArray[np.float64]:
    """Propagation time between a terminal and a satellite.

    Args:
        altitude: of the satellite, m, any shape.
        elevation: at the terminal, rad, broadcasts.

    Returns:
        Delay, s.

    Raises:
        ModelRangeError: an altitude that is not positive, or an elevation below the horizon.
        ShapeError: the shapes do not broadcast.

    Source:
        3GPP TR 38.811 V15.1.0, 5.3.1.1 and equation 6.6-3.
    """
    return slant_range(altitude, elevation) / SPEED_OF_LIGHT


def round_trip_delay(
    altitude: ArrayLike,
    *,
    elevation: ArrayLike,
    payload: Payload = "transparent",
    feeder_elevation: ArrayLike | None = None,
) -> NDArray[np.float64]:
    """Propagation part of the round-trip time between terminal and gNB.

    Args:
        altitude: of the satellite, m, any shape.
        elevation: at the terminal, rad, broadcasts.
        payload: 'transparent' (the gNB is behind the gateway: service and feeder link, twice each) or 'regenerative'
            (the gNB flies: the service link twice).
        feeder_elevation: at the gateway of a transparent payload, rad, broadcasts; None takes the terminal's.

    Returns:
        Round-trip delay, s.

    Raises:
        ModelRangeError: an altitude that is not positive, or an elevation below the horizon.
        ShapeError: the shapes do not broadcast.
        InputError: no such payload, or a feeder link of a regenerative one.

    Source:
        3GPP TR 38.821 V16.2.0, table 4.2-2: 541.46 ms (geostationary), 25.77 ms (600 km) and 41.77 ms (1200 km) for
        transparent payloads with both elevations at 10 deg.
    """
    require_payload(payload)
    service = one_way_delay(altitude, elevation)
    if payload == "regenerative":
        if feeder_elevation is not None:
            raise InputError(f"{_MODEL}: a regenerative payload has no feeder link in its radio round trip")
        return np.asarray(2.0 * service)
    feeder = one_way_delay(altitude, elevation if feeder_elevation is None else feeder_elevation)
    both = broadcast(_MODEL, service=service, feeder=feeder)
    return np.asarray(2.0 * (both[0] + both[1]))


def differential_delay(altitude: ArrayLike, *, elevation: ArrayLike, beam_diameter: ArrayLike) -> NDArray[np.float64]:
    """Greatest difference of the one-way delay between two terminals in one beam.

    Args:
        altitude: of the satellite, m, any shape.
        elevation: at one edge of the beam, rad, broadcasts.
        beam_diameter: along the ground, m, broadcasts; towards the point below the satellite, and beyond where it
            reaches that far.

    Returns:
        Differential delay, s: the farther edge less the nearest point of the beam.

    Raises:
        ModelRangeError: a negative diameter, a beam that reaches beyond the horizon, or see `one_way_delay`.
        ShapeError: the shapes do not broadcast.

    Source:
        3GPP TR 38.821 V16.2.0, table 4.2-2: 3.12 and 3.18 ms for 1000 km at 600 and 1200 km, 10.3 ms for 3500 km from
        the geostationary orbit, far edge at 10 deg.
    """
    _DIAMETER.check(beam_diameter)
    h, angle = checked(altitude, elevation)
    h, angle, diameter = broadcast(_MODEL, altitude=h, elevation=angle, beam_diameter=beam_diameter)
    edge, width = central_angle(h, angle), diameter / TR_EARTH_RADIUS
    _require_in_sight(diameter, (edge + central_angle(h, 0.0)) * TR_EARTH_RADIUS)
    farthest = at_central_angle(h, np.maximum(edge, width - edge)).distance
    nearest = at_central_angle(h, np.maximum(edge - width, 0.0)).distance
    return np.asarray((farthest - nearest) / SPEED_OF_LIGHT)


def _require_in_sight(diameter: NDArray[np.float64], widest: NDArray[np.float64]) -> None:
    """Refuse beams whose other edge lies beyond the horizon."""
    hidden = diameter > widest
    if hidden.any():
        shortest = float(widest[hidden].min())
        ModelRange(f"{_MODEL}, from edge to horizon", "beam diameter", 0.0, shortest, "km", 1e3, physical=True).check(
            diameter[hidden]
        )


def require_payload(payload: str) -> None:
    """Refuse a word that is no payload."""
    if payload not in PAYLOADS:
        raise InputError(
            f"{_MODEL}: no payload '{str(payload)[:60]}'; there are {', '.join(PAYLOADS)}",
            given=payload,
            accepted=PAYLOADS,
        )
