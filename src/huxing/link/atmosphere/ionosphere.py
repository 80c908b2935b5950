"""What the electrons of the ionosphere do to a carrier: rotation, delay, dispersion, absorption (ITU-R P.531)."""

from __future__ import annotations

import math
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange, broadcast, numbers

AbsorptionRegion = Literal["mid-latitude", "auroral or polar cap"]
"""The two rows of absorption in P.618-14, table 1."""

_MODEL = "ITU-R P.531, section 4"
_FREQUENCY = ModelRange(_MODEL, "frequency", 0.1e9, 12e9, "GHz", 1e9)
_ABSORBED = ModelRange("ITU-R P.618, table 1", "frequency", 0.1e9, 10e9, "GHz", 1e9)
_CONTENT = ModelRange(_MODEL, "electron content", 0.0, 1e20, "1/m2", physical=True)
_FIELD = ModelRange(_MODEL, "magnetic field", -1e-4, 1e-4, "uT", 1e-6, physical=True)
_ELEVATION = ModelRange("thin-shell ionosphere", "elevation", 0.0, math.pi / 2, "deg", math.radians(1.0), physical=True)
_SHELL = ModelRange("thin-shell ionosphere", "shell height", 60e3, 1000e3, "km", 1e3)

_EARTH_RADIUS = 6371e3
_ROTATION = 2.36e4
_DELAY = 40.3
_ABSORPTION_AT_100_MHZ_DB = {"mid-latitude": 1.0, "auroral or polar cap": 5.0}


def slant_electron_content(
    vertical_content: ArrayLike, *, elevation: ArrayLike, shell_height: ArrayLike = 400e3
) -> NDArray[np.float64]:
    """Electron content along a slant path through a thin shell.

    Args:
        vertical_content: electrons over a square metre, 1/m2, any shape; 1e16 is one TEC unit.
        elevation: at the station, rad, broadcasts.
        shell_height: of the shell that holds the electrons, m, broadcasts.

    Returns:
        1/m2, of the broadcast shape.

    Raises:
        ModelRangeError: a value outside its range, or not finite.
        ShapeError: the shapes do not broadcast.
        InputError: not numbers.

    Source:
        Geometry of a spherical shell round an Earth of 6371 km.
    """
    _CONTENT.check(vertical_content)
    _ELEVATION.check(elevation)
    _SHELL.check(shell_height)
    vertical, theta, height = broadcast(
        "thin-shell ionosphere", vertical_content=vertical_content, elevation=elevation, shell_height=shell_height
    )
    sine = _EARTH_RADIUS * np.cos(theta) / (_EARTH_RADIUS + height)
    return np.asarray(vertical / np.sqrt(1.0 - sine**2))


def faraday_rotation(
    frequency: ArrayLike, *, electron_content: ArrayLike, magnetic_field: ArrayLike
) -> NDArray[np.float64]:
    """Turn of a linear polarisation on its way through the ionosphere.

    Args:
        frequency: Hz, any shape.
        electron_content: along the path, 1/m2, broadcasts.
        magnetic_field: mean component along the path, T, broadcasts; its sign is the turn's.

    Returns:
        rad, of the broadcast shape; not reduced to one turn.

    Raises:
        ModelRangeError: a value outside its range, or not finite.
        ShapeError: the shapes do not broadcast.
        InputError: not numbers.

    Source:
        ITU-R P.531-15, section 4.2 (formula read through the P.619 reference code of ITU-R WP 3K/3M).

    Valid for:
        0.1 to 12 GHz.
    """
    _FREQUENCY.check(frequency)
    _CONTENT.check(electron_content)
    _FIELD.check(magnetic_field)
    f, content, field = broadcast(
        _MODEL, frequency=frequency, electron_content=electron_content, magnetic_field=magnetic_field
    )
    return np.asarray(_ROTATION * field * content / f**2)


def ionospheric_group_delay(frequency: ArrayLike, *, electron_content: ArrayLike) -> NDArray[np.float64]:
    """Delay of a signal's envelope by the ionosphere; its phase is advanced by as much.

    Args:
        frequency: Hz, any shape.
        electron_content: along the path, 1/m2, broadcasts.

    Returns:
        s, of the broadcast shape.

    Raises:
        ModelRangeError: a value outside its range, or not finite.
        ShapeError: the shapes do not broadcast.
        InputError: not numbers.

    Source:
        ITU-R P.531, section 4 (group delay): 40.3 N / (c f^2).

    Valid for:
        0.1 to 12 GHz.
    """
    f, content = _path(frequency, electron_content)
    return np.asarray(_DELAY * content / (SPEED_OF_LIGHT * f**2))


def ionospheric_dispersion(frequency: ArrayLike, *, electron_content: ArrayLike) -> NDArray[np.float64]:
    """How fast the group delay falls with frequency: times the bandwidth it is the pulse's smear.

    Args:
        frequency: Hz, any shape.
        electron_content: along the path, 1/m2, broadcasts.

    Returns:
        s/Hz, positive, of the broadcast shape.

    Raises:
        ModelRangeError: a value outside its range, or not finite.
        ShapeError: the shapes do not broadcast.
        InputError: not numbers.

    Source:
        ITU-R P.531, section 4 (dispersion): the derivative of the group delay.

    Valid for:
        0.1 to 12 GHz.
    """
    f, content = _path(frequency, electron_content)
    return np.asarray(2.0 * _DELAY * content / (SPEED_OF_LIGHT * f**3))


def ionospheric_absorption_db(frequency: ArrayLike, *, region: AbsorptionRegion) -> NDArray[np.float64]:
    """Absorption that a planner allows for, at an elevation of about 30 deg.

    Args:
        frequency: Hz, any shape.
        region: 'mid-latitude', where the value is an upper bound, or 'auroral or polar cap'.

    Returns:
        dB, of the frequency's shape.

    Raises:
        ModelRangeError: outside 0.1 to 10 GHz.
        InputError: not numbers, or no such region.

    Source:
        ITU-R P.618-14, table 1 (from P.531): 1 dB and 5 dB at 0.1 GHz, falling with the square of frequency.

    Valid for:
        0.1 to 10 GHz, elevations of about 30 deg, one way. Statistics over time of auroral absorption are in P.531
        itself, which could not be read: they are not here.
    """
    if region not in get_args(AbsorptionRegion):
        raise InputError(f"no region {region!r:.40}; known: {', '.join(get_args(AbsorptionRegion))}")
    _ABSORBED.check(frequency)
    return np.asarray(_ABSORPTION_AT_100_MHZ_DB[region] * (0.1e9 / numbers(frequency, "frequency")) ** 2)


def _path(frequency: ArrayLike, electron_content: ArrayLike) -> tuple[NDArray[np.float64], ...]:
    _FREQUENCY.check(frequency)
    _CONTENT.check(electron_content)
    return broadcast(_MODEL, frequency=frequency, electron_content=electron_content)
