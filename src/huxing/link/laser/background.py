"""Background light: the Sun or a bright Earth in the field of view."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.constants import BOLTZMANN, PLANCK, SPEED_OF_LIGHT
from huxing.core.model_range import ModelRange, broadcast
from huxing.link.laser.beam import DIAMETER, OBSCURATION, WAVELENGTH, aperture_area

_MODEL = "background light"
_TEMPERATURE = ModelRange(_MODEL, "temperature", 0.0, 1e5, "K", open_low=True, physical=True)
_RADIANCE = ModelRange(_MODEL, "spectral radiance", 0.0, np.inf, "W/(m^2 sr m)", physical=True)
_BANDWIDTH = ModelRange(_MODEL, "optical bandwidth", 0.0, np.inf, "nm", 1e-9, open_low=True, physical=True)
_FIELD = ModelRange(_MODEL, "half angle of the field of view", 0.0, 0.5, "urad", 1e-6, open_low=True, physical=True)

SUN_EFFECTIVE_TEMPERATURE = 5772.0
"""Nominal effective temperature of the Sun, K. Source: IAU 2015 resolution B3."""


def black_body_radiance(
    wavelength: ArrayLike, temperature: ArrayLike = SUN_EFFECTIVE_TEMPERATURE
) -> NDArray[np.float64]:
    """Spectral radiance of a black body.

    At the Sun's effective temperature this is a first figure for the Sun: near 1.6 um, where the photosphere is most
    transparent, it shines from deeper and hotter layers.

    Args:
        wavelength: m; broadcasts.
        temperature: K.

    Returns:
        Radiance per wavelength, W/(m^2 sr m).

    Raises:
        ModelRangeError: a temperature that is not positive, a wavelength outside 0.1 to 20 um.
        ShapeError: the arrays do not broadcast.

    Source:
        Planck's law.
    """
    length, kelvin = broadcast(_MODEL, wavelength=wavelength, temperature=temperature)
    WAVELENGTH.check(length)
    _TEMPERATURE.check(kelvin)
    with np.errstate(over="ignore"):
        occupation = 1.0 / np.expm1(PLANCK * SPEED_OF_LIGHT / (length * BOLTZMANN * kelvin))
    return np.asarray(2.0 * PLANCK * SPEED_OF_LIGHT**2 / length**5 * occupation)


def background_power(
    radiance: ArrayLike,
    *,
    diameter: ArrayLike,
    field_of_view: ArrayLike,
    bandwidth: ArrayLike,
    obscuration: ArrayLike = 0.0,
) -> NDArray[np.float64]:
    """Power that an extended source fills a receiver with.

    Args:
        radiance: spectral, of a source that fills the field of view, W/(m^2 sr m); broadcasts.
        diameter: of the telescope, m.
        field_of_view: half angle, rad.
        bandwidth: of the optical filter, m of wavelength.
        obscuration: diameter of the central obscuration over that of the aperture.

    Returns:
        Power, both polarisations, W.

    Raises:
        ModelRangeError: a value out of range.
        ShapeError: the arrays do not broadcast.

    Source:
        Radiance times area, solid angle and bandwidth.

    Valid for:
        fields of view wider than the diffraction limit; one mode takes `background_photons_per_mode`.
    """
    bright, metres, half, width, hidden = broadcast(
        _MODEL,
        radiance=radiance,
        diameter=diameter,
        field_of_view=field_of_view,
        bandwidth=bandwidth,
        obscuration=obscuration,
    )
    ranges = (_RADIANCE, DIAMETER, _FIELD, _BANDWIDTH, OBSCURATION)
    for bounds, values in zip(ranges, (bright, metres, half, width, hidden), strict=True):
        bounds.check(values)
    return np.asarray(bright * aperture_area(metres, obscuration=hidden) * np.pi * np.sin(half) ** 2 * width)


def background_photons_per_mode(radiance: ArrayLike, wavelength: ArrayLike) -> NDArray[np.float64]:
    """Photons that an extended source puts into one mode of space, time and polarisation.

    Args:
        radiance: spectral, both polarisations, of a source that fills the mode, W/(m^2 sr m); broadcasts.
        wavelength: m.

    Returns:
        Photons per mode, for `OpticalReceiver.background_photons`.

    Raises:
        ModelRangeError: a radiance below zero, a wavelength outside 0.1 to 20 um.
        ShapeError: the arrays do not broadcast.

    Source:
        A mode has the etendue lambda^2: half the radiance, times lambda^2, per frequency, over the photon's energy. A
        black body gives 1/(exp(h nu / k T) - 1).
    """
    bright, length = broadcast(_MODEL, radiance=radiance, wavelength=wavelength)
    _RADIANCE.check(bright)
    WAVELENGTH.check(length)
    return np.asarray(bright * length**5 / (2.0 * PLANCK * SPEED_OF_LIGHT**2))
