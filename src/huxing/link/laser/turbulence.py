"""Optical turbulence over a ground station: coherence, scintillation and the fades that it gives a downlink."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.model_range import ModelRange, broadcast
from huxing.link.laser.beam import WAVELENGTH

_HV = "Hufnagel-Valley turbulence"
_WEAK = "weak scintillation of a downlink"
_HEIGHT = ModelRange(_HV, "height above ground", 0.0, 1e6, "m", physical=True)
_WIND = ModelRange(_HV, "high-altitude wind", 0.0, 100.0, "m/s", physical=True)
_GROUND = ModelRange(_HV, "turbulence at the ground", 0.0, 1e-11, "m^(-2/3)", physical=True)
_ELEVATION = ModelRange(_WEAK, "elevation", np.pi / 6, np.pi / 2, "deg", np.pi / 180, physical=True)
_APERTURE = ModelRange(_WEAK, "diameter", 0.0, 20.0, "m", physical=True)
_INDEX = ModelRange(_WEAK, "scintillation index", 0.0, 1.0, physical=True)
_OUTAGE = ModelRange(_WEAK, "outage probability", 0.0, 1.0, open_low=True, open_high=True, physical=True)

HV57_WIND = 21.0
HV57_GROUND = 1.7e-14
_EDGES = (0.0, 400.0, 2_000.0, 6_000.0, 12_000.0, 20_000.0, 40_000.0)
_TOP = _EDGES[-1]


def refractive_structure(
    height: ArrayLike, *, wind: ArrayLike = HV57_WIND, ground: ArrayLike = HV57_GROUND
) -> NDArray[np.float64]:
    """Structure parameter of the refractive index, Cn^2, over height.

    Args:
        height: above ground, m; broadcasts.
        wind: root-mean-square wind between 5 and 20 km, m/s.
        ground: Cn^2 at the ground, m^(-2/3). The defaults are the model called HV 5/7, by day.

    Returns:
        Cn^2, m^(-2/3).

    Raises:
        ModelRangeError: a height below ground, a wind outside 0 to 100 m/s, a negative strength.
        ShapeError: the arrays do not broadcast.

    Source:
        Hufnagel and Valley as given by Sasiela, Electromagnetic Wave Propagation in Turbulence (1994), p. 60:
        0.00594 (v/27)^2 (1e-5 h)^10 exp(-h/1000) + 2.7e-16 exp(-h/1500) + A exp(-h/100).
    """
    metres, speed, strength = broadcast(_HV, height=height, wind=wind, ground=ground)
    for bounds, values in ((_HEIGHT, metres), (_WIND, speed), (_GROUND, strength)):
        bounds.check(values)
    jet = 0.00594 * (speed / 27.0) ** 2 * (1e-5 * metres) ** 10 * np.exp(-metres / 1000.0)
    return np.asarray(jet + 2.7e-16 * np.exp(-metres / 1500.0) + strength * np.exp(-metres / 100.0))


def fried_parameter(
    wavelength: ArrayLike, *, elevation: ArrayLike = np.pi / 2, wind: float = HV57_WIND, ground: float = HV57_GROUND
) -> NDArray[np.float64]:
    """Coherence diameter of light from space at the ground.

    Args:
        wavelength: m; broadcasts.
        elevation: rad.
        wind: as `refractive_structure`.
        ground: as `refractive_structure`.

    Returns:
        r0, m.

    Raises:
        ModelRangeError: an elevation below 30 deg (the formulas' plane layers and weak turbulence), a wavelength
            outside 0.1 to 20 um.
        ShapeError: the arrays do not broadcast.

    Source:
        Fried, Journal of the Optical Society of America 56 (1966), 1372: (0.423 k^2 sec(z) integral of Cn^2)^(-3/5).
    """
    length, angle = broadcast(_HV, wavelength=wavelength, elevation=elevation)
    WAVELENGTH.check(length)
    _ELEVATION.check(angle)
    moment = _moment(0.0, wind, ground)
    return np.asarray((0.423 * (2.0 * np.pi / length) ** 2 / np.sin(angle) * moment) ** -0.6)


def isoplanatic_angle(
    wavelength: ArrayLike, *, elevation: ArrayLike = np.pi / 2, wind: float = HV57_WIND, ground: float = HV57_GROUND
) -> NDArray[np.float64]:
    """Angle over which the atmosphere's distortion is the same; an uplink's point-ahead angle compares with it.

    Args:
        wavelength: m; broadcasts.
        elevation: rad.
        wind: as `refractive_structure`.
        ground: as `refractive_structure`.

    Returns:
        Angle, rad.

    Raises:
        ModelRangeError: an elevation below 30 deg, a wavelength outside 0.1 to 20 um.
        ShapeError: the arrays do not broadcast.

    Source:
        Fried, Journal of the Optical Society of America 72 (1982), 52: (2.914 k^2 sec(z)^(8/3) integral of Cn^2
        h^(5/3))^(-3/5).
    """
    length, angle = broadcast(_HV, wavelength=wavelength, elevation=elevation)
    WAVELENGTH.check(length)
    _ELEVATION.check(angle)
    moment = _moment(5.0 / 3.0, wind, ground)
    wave = (2.0 * np.pi / length) ** 2
    return np.asarray((2.914 * wave * np.sin(angle) ** (-8.0 / 3.0) * moment) ** -0.6)


def downlink_scintillation(
    wavelength: ArrayLike,
    elevation: ArrayLike,
    *,
    diameter: ArrayLike = 0.0,
    wind: float = HV57_WIND,
    ground: float = HV57_GROUND,
) -> NDArray[np.float64]:
    """Normalised variance of the power that a telescope takes in from a satellite.

    Args:
        wavelength: m; broadcasts.
        elevation: rad, 30 to 90 deg.
        diameter: of the telescope, m; 0 is a point, larger ones average the speckles.
        wind: as `refractive_structure`.
        ground: as `refractive_structure`.

    Returns:
        Scintillation index.

    Raises:
        ModelRangeError: an elevation below 30 deg, a wavelength outside 0.1 to 20 um, a diameter outside 0 to 20 m, or
            scintillation so strong that the index is above one.
        ShapeError: the arrays do not broadcast.

    Source:
        Andrews and Phillips, Laser Beam Propagation through Random Media (2005), chapter 12: plane wave, aperture
        averaged, 8.70 k^(7/6) H^(5/6) sec(z)^(11/6) Re integral of Cn^2 ((k D^2/16 L + i h/H)^(5/6) -
        (k D^2/16 L)^(5/6)), which for a point is 2.25 k^(7/6) sec(z)^(11/6) integral of Cn^2 h^(5/6).

    Valid for:
        weak fluctuations, an index well below one.
    """
    length, angle, metres = broadcast(_WEAK, wavelength=wavelength, elevation=elevation, diameter=diameter)
    for bounds, values in ((WAVELENGTH, length), (_ELEVATION, angle), (_APERTURE, metres)):
        bounds.check(values)
    wave, airmass = 2.0 * np.pi / length, 1.0 / np.sin(angle)
    smooth = wave * metres**2 / (16.0 * _TOP * airmass)
    heights, weights = _nodes()
    strength = refractive_structure(heights, wind=wind, ground=ground) * weights
    phase = smooth[..., None] + 1j * heights / _TOP
    inner = np.sum(strength * (np.real(phase ** (5.0 / 6.0)) - smooth[..., None] ** (5.0 / 6.0)), axis=-1)
    index = np.asarray(8.70 * wave ** (7.0 / 6.0) * _TOP ** (5.0 / 6.0) * airmass ** (11.0 / 6.0) * inner)
    _INDEX.check(index)
    return index


def scintillation_margin_db(index: ArrayLike, outage: ArrayLike) -> NDArray[np.float64]:
    """Fade below the mean power that scintillation exceeds only in the given share of time.

    Args:
        index: scintillation index; broadcasts.
        outage: probability.

    Returns:
        Fade, dB; negative where the power stays above its mean in more than the rest of time.

    Raises:
        ModelRangeError: an index outside 0 to 1, a probability that is not between 0 and 1.
        ShapeError: the arrays do not broadcast.

    Source:
        Log-normal power with variance ln(1 + index) of its logarithm: Andrews and Phillips (2005), chapter 11.

    Valid for:
        weak fluctuations.
    """
    variance, share = broadcast(_WEAK, index=index, outage=outage)
    _INDEX.check(variance)
    _OUTAGE.check(share)
    from scipy.special import ndtri

    log_variance = np.log1p(variance)
    exponent = np.sqrt(log_variance) * ndtri(share) - 0.5 * log_variance
    return np.asarray(-10.0 / np.log(10.0) * exponent)


def _moment(power: float, wind: float, ground: float) -> float:
    heights, weights = _nodes()
    return float(np.sum(weights * refractive_structure(heights, wind=wind, ground=ground) * heights**power))


def _nodes() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Gauss-Legendre nodes over layers that follow the profile's scale heights."""
    unit, weight = np.polynomial.legendre.leggauss(16)
    low, high = np.array(_EDGES[:-1]), np.array(_EDGES[1:])
    half = 0.5 * (high - low)
    heights = low[:, None] + half[:, None] * (unit + 1.0)
    return heights.ravel(), (half[:, None] * weight).ravel()
