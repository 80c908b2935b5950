"""The point of the geostationary arc nearest to a direction: compiled, for one apex and direction after another.

The cosine of the angle to an arc point is smooth in the point's longitude, but seen from a high latitude towards the
pole it has a maximum at either end of the arc: every local maximum of a coarse scan is refined, so that none is missed.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from huxing.core.constants import EARTH_MU, EARTH_ROTATION_RATE

GSO_RADIUS = (EARTH_MU / EARTH_ROTATION_RATE**2) ** (1.0 / 3.0)
"""Radius of the geostationary orbit, m: that of two-body motion with the Earth's rotation rate."""

SCAN = 49
"""Arc points of the scan: 3.4 deg of longitude apart where the whole arc is seen."""

_SMALL_STEP = 1e-11
"""Newton's last step, rad: what is left after it is of the order of its square."""
_NOTHING = np.pi
"""Angle where no point of the arc is visible: the largest there is, so that nothing is excluded."""


@njit(cache=True, nogil=True, error_model="numpy")
def arc_scan(
    position: NDArray[np.float64], normal: NDArray[np.float64], scan: NDArray[np.float64]
) -> bool:  # pragma: no cover - compiled
    """Longitude, x and y of points along the arc above a site's horizon into `(SCAN, 3)`; False: none is visible."""
    level = np.hypot(normal[0], normal[1])
    height = position[0] * normal[0] + position[1] * normal[1] + position[2] * normal[2]
    if height >= GSO_RADIUS * level:
        return False
    half_width = np.arccos(height / (GSO_RADIUS * level))
    west, step = np.arctan2(normal[1], normal[0]) - half_width, 2.0 * half_width / (SCAN - 1)
    for k in range(SCAN):
        scan[k, 0] = west + k * step
        scan[k, 1] = GSO_RADIUS * np.cos(scan[k, 0])
        scan[k, 2] = GSO_RADIUS * np.sin(scan[k, 0])
    return True


@njit(cache=True, nogil=True, error_model="numpy")
def _slope(
    apex: NDArray[np.float64], towards: NDArray[np.float64], longitude: float
) -> tuple[float, float]:  # pragma: no cover - compiled
    """Derivative of the cosine times the cube of the distance, and its own derivative."""
    x, y = GSO_RADIUS * np.cos(longitude), GSO_RADIUS * np.sin(longitude)
    qx, qy, qz = x - apex[0], y - apex[1], -apex[2]
    square = qx * qx + qy * qy + qz * qz
    along = towards[0] * qx + towards[1] * qy + towards[2] * qz
    turned = towards[1] * x - towards[0] * y
    drift = apex[0] * y - apex[1] * x
    level = apex[0] * x + apex[1] * y
    value = turned * square - along * drift
    return value, -(towards[0] * x + towards[1] * y) * square + turned * drift - along * level


@njit(cache=True, nogil=True, error_model="numpy")
def _refined(
    apex: NDArray[np.float64], towards: NDArray[np.float64], low: float, high: float
) -> float:  # pragma: no cover - compiled
    """Longitude of the greatest cosine between two that bracket it: Newton, halved where it leaves the bracket."""
    if _slope(apex, towards, low)[0] <= 0.0:
        return low
    if _slope(apex, towards, high)[0] >= 0.0:
        return high
    here = 0.5 * (low + high)
    for _ in range(60):
        value, change = _slope(apex, towards, here)
        if value > 0.0:
            low = here
        else:
            high = here
        following = here - value / change if change < 0.0 else low
        if not low <= following <= high:
            following = 0.5 * (low + high)
        if abs(following - here) < _SMALL_STEP:
            return following
        here = following
    return here


@njit(cache=True, nogil=True, error_model="numpy")
def angle_between(
    apex: NDArray[np.float64], towards: NDArray[np.float64], longitude: float
) -> float:  # pragma: no cover - compiled
    """Angle at the apex between a unit vector and the arc point of a longitude, exact for small ones."""
    qx, qy = GSO_RADIUS * np.cos(longitude) - apex[0], GSO_RADIUS * np.sin(longitude) - apex[1]
    qz = -apex[2]
    x = towards[1] * qz - towards[2] * qy
    y = towards[2] * qx - towards[0] * qz
    z = towards[0] * qy - towards[1] * qx
    return np.arctan2(np.sqrt(x * x + y * y + z * z), towards[0] * qx + towards[1] * qy + towards[2] * qz)


@njit(cache=True, nogil=True, error_model="numpy")
def least_arc_angle(
    apex: NDArray[np.float64],
    towards: NDArray[np.float64],
    scan: NDArray[np.float64],
    cosine: NDArray[np.float64],
) -> float:  # pragma: no cover - compiled
    """Least angle at the apex between a unit vector and the scanned part of the arc; `cosine` is work space."""
    x, y, z = apex[0], apex[1], apex[2]
    fixed, square = towards[0] * x + towards[1] * y + towards[2] * z, GSO_RADIUS**2 + x * x + y * y + z * z
    for k in range(SCAN):
        along = towards[0] * scan[k, 1] + towards[1] * scan[k, 2] - fixed
        cosine[k] = along / np.sqrt(square - 2.0 * (x * scan[k, 1] + y * scan[k, 2]))
    least = _NOTHING
    for k in range(SCAN):
        before = cosine[k - 1] if k > 0 else -2.0
        after = cosine[k + 1] if k < SCAN - 1 else -2.0
        if cosine[k] >= before and cosine[k] >= after:
            low, high = scan[max(k - 1, 0), 0], scan[min(k + 1, SCAN - 1), 0]
            least = min(least, angle_between(apex, towards, _refined(apex, towards, low, high)))
    return least


@njit(cache=True, nogil=True, error_model="numpy")
def arc_angles(
    site: NDArray[np.float64],
    normal: NDArray[np.float64],
    satellite: NDArray[np.float64],
    at_satellite: bool,
    out: NDArray[np.float64],
) -> None:  # pragma: no cover - compiled
    """Angles for pairs of a site and a satellite, `(pair, 3)` each; equal sites in a row share a scan."""
    scan, cosine, visible = np.empty((SCAN, 3)), np.empty(SCAN), False
    for k in range(out.size):
        towards = satellite[k] - site[k]
        towards = towards / np.sqrt(np.sum(towards * towards))
        if k == 0 or np.any(site[k] != site[k - 1]) or np.any(normal[k] != normal[k - 1]):
            visible = arc_scan(site[k], normal[k], scan)
        out[k] = _NOTHING
        if visible:
            out[k] = least_arc_angle(satellite[k] if at_satellite else site[k], towards, scan, cosine)
