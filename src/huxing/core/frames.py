"""Rotations between TEME (SGP4's frame), GCRF (inertial) and ITRF (Earth-fixed), with velocities."""

from __future__ import annotations

from typing import Literal

import erfa
import numpy as np
from numpy.typing import NDArray

from huxing.core.constants import EARTH_ROTATION_RATE
from huxing.core.earth_orientation import EarthOrientation, installed_earth_orientation, ut1_julian_date
from huxing.core.errors import InputError
from huxing.core.time import (
    JulianDate,
    Times,
    as_times,
    nominal_tt_julian_date,
    tt_julian_date,
    utc_julian_date,
)

Frame = Literal["TEME", "GCRF", "ITRF"]
FRAMES: tuple[Frame, ...] = ("TEME", "GCRF", "ITRF")


def gmst_1982(ut1: JulianDate) -> NDArray[np.float64]:
    """Greenwich mean sidereal time of 1982, which defines TEME's relation to the Earth.

    Args:
        ut1: two-part Julian date, UT1.

    Returns:
        Angle, rad, 0 to 2 pi, same shape.

    Raises:
        Nothing of its own.

    Source:
        Aoki et al. 1982; Vallado et al., AIAA 2006-6753, appendix C. ERFA `gmst82`.
    """
    return np.asarray(erfa.gmst82(ut1.day, ut1.fraction), dtype=np.float64)


def nominal_gmst(times: Times) -> NDArray[np.float64]:
    """Sidereal time with UT1 taken equal to UTC, for designs far in the future or without Earth orientation.

    Args:
        times: UTC, any shape.

    Returns:
        Angle, rad. It differs from the true one by less than 0.9 s of rotation (66 microrad, 0.004 deg).

    Raises:
        Nothing of its own.

    Source:
        As `gmst_1982`; |UT1 - UTC| < 0.9 s by ITU-R TF.460-6.
    """
    return gmst_1982(utc_julian_date(times))


def teme_to_itrf_matrix(times: Times, orientation: EarthOrientation | None = None) -> NDArray[np.float64]:
    """Rotation from TEME to ITRF: sidereal time of 1982 with UT1, then polar motion.

    Args:
        times: UTC, any shape.
        orientation: Earth orientation; the installed series by default.

    Returns:
        Matrices, shape `(..., 3, 3)`: `r_itrf = m @ r_teme`.

    Raises:
        StaleDataError: Earth orientation or leap seconds do not reach a time.
        InputError: before 1973.

    Source:
        Vallado et al., AIAA 2006-6753, appendix C; IERS Conventions 2010, section 5.4.1 (pole).
    """
    series = orientation or installed_earth_orientation()
    spin = _about_z(gmst_1982(ut1_julian_date(times, series)))
    return np.asarray(_polar_motion(times, series) @ spin)


def gcrf_to_itrf_matrix(times: Times, orientation: EarthOrientation | None = None) -> NDArray[np.float64]:
    """Rotation from GCRF to ITRF by IAU 2006/2000A with the IERS pole offsets.

    Args:
        times: UTC, any shape.
        orientation: Earth orientation; the installed series by default.

    Returns:
        Matrices, shape `(..., 3, 3)`: `r_itrf = m @ r_gcrf`.

    Raises:
        StaleDataError: Earth orientation or leap seconds do not reach a time.
        InputError: before 1973.

    Source:
        IERS Conventions 2010, sections 5.4 and 5.5 (CIO based). ERFA `xys06a`, `c2ixys`, `era00`, `pom00`.
    """
    series = orientation or installed_earth_orientation()
    tt, ut1 = tt_julian_date(times), ut1_julian_date(times, series)
    x, y, s = erfa.xys06a(tt.day, tt.fraction)
    offset = series.at(times).pole_offset
    celestial = erfa.c2ixys(x + offset[..., 0], y + offset[..., 1], s)
    rotation = _about_z(np.asarray(erfa.era00(ut1.day, ut1.fraction)))
    return np.asarray(_polar_motion(times, series) @ rotation @ celestial)


def gcrf_to_teme_matrix(times: Times) -> NDArray[np.float64]:
    """Rotation from GCRF to TEME, which needs no Earth orientation: precession and nutation of IAU 2006/2000A.

    Args:
        times: UTC, any shape.

    Returns:
        Matrices, shape `(..., 3, 3)`. Left out: pole offsets (1e-9 rad), UT1 less UTC (1e-11 rad).

    Raises:
        InputError: before 1972.

    Source:
        IERS Conventions 2010, sections 5.4 and 5.5; TEME's x axis is where sidereal time of 1982 puts it.
    """
    tt, utc = nominal_tt_julian_date(times), utc_julian_date(times)
    celestial = erfa.c2ixys(*erfa.xys06a(tt.day, tt.fraction))
    turn = np.asarray(erfa.era00(utc.day, utc.fraction)) - gmst_1982(utc)
    return np.asarray(_about_z(turn) @ celestial)


def frame_matrix(
    source: str, target: str, times: Times, orientation: EarthOrientation | None = None
) -> NDArray[np.float64]:
    """Rotation between any two of TEME, GCRF and ITRF.

    Args:
        source: frame of the vectors.
        target: frame wanted.
        times: UTC, any shape.
        orientation: Earth orientation; the installed series by default.

    Returns:
        Matrices, shape `(..., 3, 3)`: `r_target = m @ r_source`.

    Raises:
        InputError: a frame that is not one of the three.
        StaleDataError: Earth orientation or leap seconds do not reach a time.

    Source:
        `teme_to_itrf_matrix`, `gcrf_to_itrf_matrix`.
    """
    for name in (source, target):
        if name not in FRAMES:
            raise InputError(f"frame '{name}' is not known; take one of {', '.join(FRAMES)}", given=name)
    if source == target:
        return np.broadcast_to(np.eye(3), (*as_times(times).shape, 3, 3)).copy()
    matrix = _to_itrf(source, times, orientation)
    if target == "ITRF":
        return matrix
    back = np.swapaxes(_to_itrf(target, times, orientation), -1, -2)
    return np.asarray(back @ matrix)


def _to_itrf(source: str, times: Times, orientation: EarthOrientation | None) -> NDArray[np.float64]:
    if source == "TEME":
        return teme_to_itrf_matrix(times, orientation)
    if source == "GCRF":
        return gcrf_to_itrf_matrix(times, orientation)
    return np.broadcast_to(np.eye(3), (*as_times(times).shape, 3, 3))


def transform(
    position: NDArray[np.float64],
    velocity: NDArray[np.float64] | None,
    *,
    source: str,
    target: str,
    times: Times,
    orientation: EarthOrientation | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.float64] | None]:
    """Turn positions, and velocities where given, from one frame into another.

    Args:
        position: m, shape `(time, ..., 3)`; the leading axes are those of `times`.
        velocity: m/s, same shape, relative to the source frame; or None.
        source: TEME, GCRF or ITRF.
        target: TEME, GCRF or ITRF.
        times: UTC, shape `(time,)` or any shape that leads that of `position`.
        orientation: Earth orientation; the installed series by default.

    Returns:
        Position and velocity in the target frame, relative to it. The velocity of the Earth-fixed frame uses
        the nominal rotation rate: |error| below 1e-8 of it, 1 mm/s at geostationary distance.

    Raises:
        InputError: an unknown frame, or shapes that do not fit.
        StaleDataError: Earth orientation or leap seconds do not reach a time.

    Source:
        Vallado 2013, section 3.7.1 (rate of the rotating frame).
    """
    position = np.asarray(position, dtype=np.float64)
    steps = as_times(times)
    if position.shape[-1:] != (3,) or position.shape[: steps.ndim] != steps.shape:
        raise InputError(f"positions of shape {position.shape} do not fit times of shape {steps.shape}")
    matrix = frame_matrix(source, target, steps, orientation)
    turned = _apply(matrix, position)
    if velocity is None:
        return turned, None
    moving = np.asarray(velocity, dtype=np.float64)
    rotated = _apply(matrix, moving)
    if (source == "ITRF") == (target == "ITRF"):
        return turned, rotated
    fixed = turned if target == "ITRF" else position
    carried = np.cross(_angular_velocity(steps, orientation, fixed.ndim), fixed)
    return turned, rotated - carried if target == "ITRF" else _apply(matrix, moving + carried)


def _apply(matrix: NDArray[np.float64], vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    extra = vectors.ndim - (matrix.ndim - 1)
    shaped = matrix.reshape(matrix.shape[:-2] + (1,) * extra + (3, 3))
    return np.asarray((shaped @ vectors[..., None])[..., 0])


def _angular_velocity(times: Times, orientation: EarthOrientation | None, ndim: int) -> NDArray[np.float64]:
    """The Earth's angular velocity in ITRF, rad/s: about the pole of date, not about the ITRF's z axis."""
    pole = _polar_motion(times, orientation or installed_earth_orientation())[..., :, 2]
    return np.asarray(EARTH_ROTATION_RATE * pole.reshape(pole.shape[:-1] + (1,) * (ndim - pole.ndim) + (3,)))


def _about_z(angle: NDArray[np.float64]) -> NDArray[np.float64]:
    """R3(angle): the axes turn by `angle` about z."""
    cosine, sine, nought = np.cos(angle), np.sin(angle), np.zeros_like(angle)
    rows = [cosine, sine, nought, -sine, cosine, nought, nought, nought, nought + 1.0]
    return np.stack(rows, axis=-1).reshape((*np.shape(angle), 3, 3))


def _polar_motion(times: Times, series: EarthOrientation) -> NDArray[np.float64]:
    tt = tt_julian_date(times)
    pole = series.at(times).polar_motion
    return np.asarray(erfa.pom00(pole[..., 0], pole[..., 1], erfa.sp00(tt.day, tt.fraction)))
