"""Doppler shift and its rate: in closed form for a circular orbit that passes overhead, and from states."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.constants import EARTH_MU, EARTH_ROTATION_RATE, SPEED_OF_LIGHT
from huxing.core.model_range import ModelRange, broadcast
from huxing.link.ntn.geometry import (
    ALTITUDE,
    TR_EARTH_RADIUS,
    angular_rate,
    at_central_angle,
    checked,
    slant_range,
    vectors,
)

_MODEL = "Doppler shift of a circular orbit"
_STATES = "Doppler shift from states"
_DIAMETER = ModelRange(_MODEL, "beam diameter", 0.0, math.pi * TR_EARTH_RADIUS, "km", 1e3, physical=True)
_CARRIER = ModelRange(_STATES, "carrier frequency", 0.0, np.inf, "GHz", 1e9, open_low=True, physical=True)
_INCLINATION = ModelRange(_MODEL, "inclination", 0.0, math.pi, "deg", math.radians(1.0), physical=True)
_STILL_EARTH = ModelRange(
    "Doppler shift above an Earth that stands still (higher orbits take their inclination)",
    "altitude",
    0.0,
    2e6,
    "km",
    1e3,
    physical=True,
)
_DISTANCE = ModelRange(_STATES, "distance", 0.0, np.inf, "m", open_low=True, physical=True)
_RADIUS = ModelRange(
    _STATES, "satellite's distance from the Earth's centre", 0.0, np.inf, "km", 1e3, True, physical=True
)


@dataclass(frozen=True)
class LinkMotion:
    """How a satellite moves as seen from a terminal; arrays of one shape.

    Attributes:
        distance: m.
        delay: one way, s.
        range_rate: growth of the distance, m/s.
        range_acceleration: growth of the range rate, m/s2.
        carrier: frequency that was sent, Hz.
    """

    distance: NDArray[np.float64]
    delay: NDArray[np.float64]
    range_rate: NDArray[np.float64]
    range_acceleration: NDArray[np.float64]
    carrier: NDArray[np.float64]

    @property
    def doppler_fraction(self) -> NDArray[np.float64]:
        """Shift over carrier; positive while the satellite comes nearer. 1 ppm is 1e-6."""
        return np.asarray(-self.range_rate / SPEED_OF_LIGHT)

    @property
    def doppler(self) -> NDArray[np.float64]:
        """Shift of the carrier one way, Hz."""
        return np.asarray(self.doppler_fraction * self.carrier)

    @property
    def doppler_rate(self) -> NDArray[np.float64]:
        """Rate of the shift, Hz/s."""
        return np.asarray(-self.range_acceleration / SPEED_OF_LIGHT * self.carrier)


def doppler_fraction(
    altitude: ArrayLike, elevation: ArrayLike, *, inclination: ArrayLike | None = None
) -> NDArray[np.float64]:
    """Doppler shift over carrier of a satellite that comes up on a pass over the zenith.

    Args:
        altitude: of the circular orbit, m, any shape.
        elevation: at the terminal, rad, broadcasts.
        inclination: of the orbit, rad, broadcasts; the Earth's turning then counts, for a terminal near the Equator
            at most. None takes the Earth as standing still, as the reports do, up to 2000 km.

    Returns:
        Shift over carrier, positive (the satellite rises); when it sets, the same with the other sign.

    Raises:
        ModelRangeError: an altitude that is not positive or, without an inclination, above 2000 km; an elevation below
            the horizon.
        ShapeError: the shapes do not broadcast.

    Source:
        3GPP TR 38.811 V15.1.0, 6.7.1: v / c R / (R + h) cos(elevation). TR 38.821, table 4.2-2 prints 24 and 21 ppm
        for 600 and 1200 km, without the elevation; this gives 22.7 and 20.1 ppm at 10 deg, 23.0 and 20.4 at 0 deg.
    """
    h, angle = checked(altitude, elevation)
    rate = _relative_rate(h, inclination)
    h, angle, rate = broadcast(_MODEL, altitude=h, elevation=angle, rate=rate)
    return np.asarray(rate * TR_EARTH_RADIUS * np.cos(angle) / SPEED_OF_LIGHT)


def doppler_fraction_rate(
    altitude: ArrayLike, elevation: ArrayLike, *, inclination: ArrayLike | None = None
) -> NDArray[np.float64]:
    """Rate of the Doppler shift over carrier on a pass over the zenith.

    Args:
        altitude: of the circular orbit, m, any shape.
        elevation: at the terminal, rad, broadcasts.
        inclination: as of `doppler_fraction`.

    Returns:
        Rate, 1/s (1e-6/s is 1 ppm/s), negative all through the pass; greatest at the zenith.

    Raises:
        ModelRangeError: see `doppler_fraction`.
        ShapeError: the shapes do not broadcast.

    Source:
        Derivative of `doppler_fraction` along the pass. TR 38.821 V16.2.0 prints 0.27 and 0.13 ppm/s (table 4.2-2),
        and 0.09 ppm/s at 1200 km (table 6.1.1.1-8); this gives 0.291 and 0.123 at the zenith.
    """
    h, angle = checked(altitude, elevation)
    rate = _relative_rate(h, inclination)
    h, angle, rate = broadcast(_MODEL, altitude=h, elevation=angle, rate=rate)
    distance = slant_range(h, angle)
    centre = (TR_EARTH_RADIUS**2 + (TR_EARTH_RADIUS + h) ** 2 - distance**2) / 2.0
    return np.asarray(-(rate**2) * (centre - (TR_EARTH_RADIUS * np.cos(angle)) ** 2) / (distance * SPEED_OF_LIGHT))


def differential_doppler_fraction(altitude: ArrayLike, *, beam_diameter: ArrayLike) -> NDArray[np.float64]:
    """Doppler shift left at a beam's edge when the shift of its centre is taken out, for a beam at the nadir.

    Args:
        altitude: of the circular orbit, m, any shape.
        beam_diameter: along the ground, m, broadcasts.

    Returns:
        Greatest shift over carrier.

    Raises:
        ModelRangeError: an altitude that is not positive or above 2000 km, or a beam that reaches beyond the horizon.
        ShapeError: the shapes do not broadcast.

    Source:
        3GPP TR 38.821 V16.2.0, table 6.1.1.1-8: 1.05 ppm for 50 km and 15.82 ppm for 1000 km at 600 km, 0.91 ppm for
        90 km at 1200 km, and others.
    """
    ALTITUDE.check(altitude)
    _DIAMETER.check(beam_diameter)
    h, diameter = broadcast(_MODEL, altitude=altitude, beam_diameter=beam_diameter)
    edge = at_central_angle(h, diameter / (2.0 * TR_EARTH_RADIUS))
    return doppler_fraction(h, edge.elevation)


def link_motion(
    satellite_position: ArrayLike,
    satellite_velocity: ArrayLike,
    terminal_position: ArrayLike,
    *,
    carrier: ArrayLike,
    terminal_velocity: ArrayLike = (0.0, 0.0, 0.0),
) -> LinkMotion:
    """Delay, Doppler shift and Doppler rate of links between satellites and terminals.

    Args:
        satellite_position: ITRF, m, shape `(..., 3)`, as `propagate(..., velocity=True)` gives.
        satellite_velocity: relative to ITRF, m/s, broadcasts.
        terminal_position: ITRF, m, shape `(..., 3)`, broadcasts.
        carrier: Hz, broadcasts with the shape without the last axis.
        terminal_velocity: relative to ITRF, m/s, shape `(..., 3)`, broadcasts.

    Returns:
        The motion, of the broadcast shape `(...)`. Geometric: no light time (at most 0.2 m/s in the range rate of a low
        orbit, 0.7e-9 of the carrier), no refraction, first order in v/c.

    Raises:
        ShapeError: a last axis that is not of length 3, or shapes that do not broadcast.
        ModelRangeError: a carrier that is not positive, a state that is not finite, a satellite at the terminal's place
            or at the Earth's centre.
        InputError: not numbers.

    Source:
        f_d = -(dr/dt) f / c. Acceleration: Kepler's, with those of the rotating frame (Vallado 2013, section 3.4.3);
        J2 would add up to 0.03 m/s2 to it, of 90 m/s2 at the zenith of a low orbit.
    """
    _CARRIER.check(carrier)
    position, velocity, site, moving = vectors(
        _STATES,
        satellite_position=satellite_position,
        satellite_velocity=satellite_velocity,
        terminal_position=terminal_position,
        terminal_velocity=terminal_velocity,
    )
    apart, relative = position - site, velocity - moving
    distance = np.sqrt(np.sum(apart**2, axis=-1))
    _DISTANCE.check(distance)
    _RADIUS.check(np.sqrt(np.sum(position**2, axis=-1)))
    direction = apart / distance[..., None]
    rate = np.sum(direction * relative, axis=-1)
    pulled = np.sum(direction * earth_fixed_acceleration(position, velocity), axis=-1)
    acceleration = (np.sum(relative**2, axis=-1) - rate**2) / distance + pulled
    arrays = broadcast(_STATES, distance=distance, rate=rate, acceleration=acceleration, carrier=carrier)
    return LinkMotion(arrays[0], np.asarray(arrays[0] / SPEED_OF_LIGHT), *arrays[1:])


def earth_fixed_acceleration(position: NDArray[np.float64], velocity: NDArray[np.float64]) -> NDArray[np.float64]:
    """Acceleration relative to ITRF of a body that falls freely round a point mass, m/s2, shape `(..., 3)`."""
    radius = np.sqrt(np.sum(position**2, axis=-1, keepdims=True))
    pull = -EARTH_MU * position / radius**3
    spin = EARTH_ROTATION_RATE
    level = np.stack([position[..., 0], position[..., 1], np.zeros_like(position[..., 0])], axis=-1)
    turned = np.stack([velocity[..., 1], -velocity[..., 0], np.zeros_like(velocity[..., 0])], axis=-1)
    return np.asarray(pull + spin**2 * level + 2.0 * spin * turned)


def _relative_rate(altitude: NDArray[np.float64], inclination: ArrayLike | None) -> NDArray[np.float64]:
    """Rate of the angle at the Earth's centre; without an inclination only where the Earth's own is small beside it."""
    if inclination is None:
        _STILL_EARTH.check(altitude)
        return angular_rate(altitude, None)
    _INCLINATION.check(inclination)
    return angular_rate(*broadcast(_MODEL, altitude=altitude, inclination=inclination))
