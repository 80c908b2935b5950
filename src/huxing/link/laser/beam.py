"""A Gaussian beam from one telescope to another: its width, its irradiance, what an aperture collects."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.model_range import ModelRange, broadcast, numbers

_MODEL = "Gaussian beam"
POWER = ModelRange(_MODEL, "power", 0.0, np.inf, "W", physical=True)
DISTANCE = ModelRange(_MODEL, "distance", 0.0, np.inf, "km", 1e3, open_low=True, physical=True)
DIVERGENCE = ModelRange(_MODEL, "divergence (1/e^2 half angle)", 0.0, 0.1, "urad", 1e-6, open_low=True, physical=True)
WAVELENGTH = ModelRange(_MODEL, "wavelength", 1e-7, 2e-5, "nm", 1e-9, physical=True)
DIAMETER = ModelRange(_MODEL, "diameter", 0.0, np.inf, "m", open_low=True, physical=True)
OFF_AXIS = ModelRange(_MODEL, "off-axis angle", 0.0, 0.1, "urad", 1e-6, physical=True)
OBSCURATION = ModelRange(_MODEL, "obscuration (ratio of diameters)", 0.0, 1.0, open_high=True, physical=True)


def waist_radius(divergence: ArrayLike, wavelength: ArrayLike) -> NDArray[np.float64]:
    """Radius of the waist from which a diffraction-limited Gaussian beam diverges.

    Args:
        divergence: 1/e^2 half angle far away, rad; broadcasts.
        wavelength: m.

    Returns:
        1/e^2 radius of the irradiance at the waist, m.

    Raises:
        ModelRangeError: a divergence that is not positive or over 0.1 rad (not paraxial), a wavelength outside 0.1 to
            20 um.
        ShapeError: the arrays do not broadcast.

    Source:
        Siegman, Lasers (1986), section 17.1: theta = lambda / (pi w0).

    Valid for:
        paraxial beams of the lowest mode.
    """
    angle, length = broadcast(_MODEL, divergence=divergence, wavelength=wavelength)
    DIVERGENCE.check(angle)
    WAVELENGTH.check(length)
    return np.asarray(length / (np.pi * angle))


def beam_radius(
    distance: ArrayLike, divergence: ArrayLike, *, wavelength: ArrayLike | None = None
) -> NDArray[np.float64]:
    """Radius of the beam, where the irradiance is 1/e^2 of that on the axis, at a distance from the waist.

    Args:
        distance: m; broadcasts.
        divergence: 1/e^2 half angle far away, rad.
        wavelength: m; with it the radius is exact, w0 sqrt(1 + (z/zR)^2); None takes the far field, theta z.

    Returns:
        Radius, m.

    Raises:
        ModelRangeError: as `waist_radius`, or a distance that is not positive.
        ShapeError: the arrays do not broadcast.

    Source:
        Siegman, Lasers (1986), section 17.1, with zR = w0/theta.

    Valid for:
        paraxial beams of the lowest mode; the far field from about ten Rayleigh lengths (0.5 % of the radius).
    """
    metres, angle = broadcast(_MODEL, distance=distance, divergence=divergence)
    DISTANCE.check(metres)
    DIVERGENCE.check(angle)
    if wavelength is None:
        return np.asarray(angle * metres)
    metres, waist = broadcast(_MODEL, distance=metres, waist=waist_radius(angle, wavelength))
    return np.asarray(np.hypot(waist, angle * metres))


def divergence_of_full_width(full_width_half_maximum: ArrayLike) -> NDArray[np.float64]:
    """Half angle (1/e^2) of a Gaussian beam given by the full angle between its half-irradiance directions.

    Data sheets use both; taking one for the other is 1.42 dB in irradiance.

    Args:
        full_width_half_maximum: rad, any shape.

    Returns:
        1/e^2 half angle, rad: the full width over sqrt(2 ln 2).

    Raises:
        ModelRangeError: a width that is not positive or over 0.1 rad.
        InputError: not numbers.

    Source:
        exp(-2 (x/2)^2 / theta^2) = 1/2.
    """
    width = numbers(full_width_half_maximum, "full width")
    DIVERGENCE.check(width)
    return np.asarray(width / np.sqrt(2.0 * np.log(2.0)))


def irradiance(
    power: ArrayLike,
    distance: ArrayLike,
    *,
    divergence: ArrayLike,
    off_axis: ArrayLike = 0.0,
    wavelength: ArrayLike | None = None,
) -> NDArray[np.float64]:
    """What a Gaussian beam puts on a surface across it.

    Args:
        power: that leaves the telescope, W; broadcasts.
        distance: m.
        divergence: 1/e^2 half angle, rad.
        off_axis: angle between the beam's axis and the receiver, seen from the transmitter, rad.
        wavelength: m, for the exact width; None takes the far field.

    Returns:
        Irradiance, W/m^2: 2 P / (pi w^2) exp(-2 r^2 / w^2).

    Raises:
        ModelRangeError: a power below zero, or as `beam_radius`.
        ShapeError: the arrays do not broadcast.

    Source:
        Siegman, Lasers (1986), section 17.1.

    Valid for:
        paraxial beams of the lowest mode, not truncated (`truncation_efficiency` gives that loss).
    """
    radius = beam_radius(distance, divergence, wavelength=wavelength)
    watts, metres, angle, width = broadcast(_MODEL, power=power, distance=distance, off_axis=off_axis, beam=radius)
    POWER.check(watts)
    OFF_AXIS.check(angle)
    shape = np.exp(-2.0 * (angle * metres / width) ** 2)
    return np.asarray(2.0 * watts / (np.pi * width**2) * shape)


def aperture_area(diameter: ArrayLike, *, obscuration: ArrayLike = 0.0) -> NDArray[np.float64]:
    """Clear area of a round telescope.

    Args:
        diameter: m; broadcasts.
        obscuration: diameter of the central obscuration over that of the aperture.

    Returns:
        Area, m^2.

    Raises:
        ModelRangeError: a diameter that is not positive, an obscuration outside 0 to 1.
        ShapeError: the arrays do not broadcast.

    Source:
        Area of a ring.
    """
    metres, ratio = broadcast("telescope", diameter=diameter, obscuration=obscuration)
    DIAMETER.check(metres)
    OBSCURATION.check(ratio)
    return np.asarray(0.25 * np.pi * metres**2 * (1.0 - ratio**2))


def collected_fraction(
    distance: ArrayLike,
    diameter: ArrayLike,
    *,
    divergence: ArrayLike,
    obscuration: ArrayLike = 0.0,
    wavelength: ArrayLike | None = None,
) -> NDArray[np.float64]:
    """Share of a centred beam's power that a round telescope takes in, at any distance.

    Far away this is irradiance times area over power; near by it does not exceed one.

    Args:
        distance: m; broadcasts.
        diameter: of the receiving telescope, m.
        divergence: 1/e^2 half angle of the beam, rad.
        obscuration: diameter of the central obscuration over that of the aperture.
        wavelength: m, for the exact width; None takes the far field.

    Returns:
        Share, 0 to 1.

    Raises:
        ModelRangeError: as `beam_radius` and `aperture_area`.
        ShapeError: the arrays do not broadcast.

    Source:
        Integral of the Gaussian over the ring: exp(-2 b^2/w^2) - exp(-2 a^2/w^2).

    Valid for:
        paraxial beams of the lowest mode.
    """
    width = beam_radius(distance, divergence, wavelength=wavelength)
    metres, ratio, width = broadcast(_MODEL, diameter=diameter, obscuration=obscuration, beam=width)
    DIAMETER.check(metres)
    OBSCURATION.check(ratio)
    outer = 0.5 * (metres / width) ** 2
    return np.asarray(np.exp(-outer * ratio**2) * -np.expm1(-outer * (1.0 - ratio**2)))
