"""Rise, culmination and set of one satellite after another over stations, on positions interpolated between knots.

Sine of elevation less sine of the mask is followed on a scan grid; a change of sign is a rise or a set, found by the
Illinois rule; an extremum on the other side of zero between two samples (a short grazing pass, or a short dip behind an
obstacle) is sought by golden section, so that neither is lost.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

LIGHT_SAMPLES = 17
"""Evenly spaced instants of a pass, ends included, at which lighting is judged."""
FIELDS = 14
"""Numbers per pass in `search`'s output before the light samples; see there."""

_GOLDEN = 0.6180339887498949
_BELOW_HORIZON = -0.05
"""Sine of elevation below which no pass can hide between two samples."""


_SHARPEST = 2.0
"""How far, in units of the step between samples, an extremum may stand over its best sample: a pass through the zenith
of a satellite 150 km up, scanned each 60 s, needs 1.3."""


_INVERSE_DENOMINATORS = tuple((-1.0) ** (7 - a) / (math.factorial(a) * math.factorial(7 - a)) for a in range(8))
"""One over the product of (a - b) over b != a, of Lagrange's formula on the nodes 0 to 7."""


class StationArrays(NamedTuple):
    """Stations as arrays: position and east-north-up axes in ITRF, masks padded to one length; `mask_sine` is that
    of the first entry, for masks that are constant."""

    position: NDArray[np.float64]
    axes: NDArray[np.float64]
    mask_azimuth: NDArray[np.float64]
    mask_elevation: NDArray[np.float64]
    mask_size: NDArray[np.int64]
    mask_sine: NDArray[np.float64]


class Knots(NamedTuple):
    """Positions of one satellite at evenly spaced knots, ITRF, m: `(knot, 3)`; knot 3 is at second 0."""

    position: NDArray[np.float64]
    spacing: float


@njit(cache=True, nogil=True, error_model="numpy")
def _place(knots: NDArray[np.float64], spacing: float, t: float) -> tuple[float, float, float]:  # pragma: no cover
    """Position at second t by 8-point Lagrange."""
    k = min(max(int(np.floor(t / spacing)), 0), knots.shape[0] - 8)
    s = t / spacing - k + 3.0
    left = 1.0
    right = np.empty(8)
    right[7] = 1.0
    for a in range(7, 0, -1):
        right[a - 1] = right[a] * (s - a)
    x = y = z = 0.0
    for a in range(8):
        w = left * right[a] * _INVERSE_DENOMINATORS[a]
        left *= s - a
        x += w * knots[k + a, 0]
        y += w * knots[k + a, 1]
        z += w * knots[k + a, 2]
    return x, y, z


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _look(
    x: float, y: float, z: float, station: int, stations: StationArrays
) -> tuple[float, float, float]:  # pragma: no cover
    """East, north and up of a position seen from a station, m."""
    origin, axes = stations.position, stations.axes
    dx, dy, dz = x - origin[station, 0], y - origin[station, 1], z - origin[station, 2]
    east = axes[station, 0, 0] * dx + axes[station, 0, 1] * dy + axes[station, 0, 2] * dz
    north = axes[station, 1, 0] * dx + axes[station, 1, 1] * dy + axes[station, 1, 2] * dz
    up = axes[station, 2, 0] * dx + axes[station, 2, 1] * dy + axes[station, 2, 2] * dz
    return east, north, up


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _sine(x: float, y: float, z: float, station: int, stations: StationArrays) -> float:  # pragma: no cover
    east, north, up = _look(x, y, z, station, stations)
    return up / np.sqrt(east * east + north * north + up * up)


@njit(cache=True, nogil=True, inline="always", error_model="numpy")
def _excess(x: float, y: float, z: float, station: int, stations: StationArrays) -> float:  # pragma: no cover
    """Sine of elevation less sine of the mask in that azimuth; positive where the satellite is up."""
    east, north, up = _look(x, y, z, station, stations)
    sine = up / np.sqrt(east * east + north * north + up * up)
    size = stations.mask_size[station]
    if size == 1:
        return sine - stations.mask_sine[station]
    azimuth = np.arctan2(east, north)
    azimuth = azimuth + 2.0 * np.pi if azimuth < 0.0 else azimuth
    j = np.searchsorted(stations.mask_azimuth[station, :size], azimuth)
    j = min(max(j, 1), size - 1)
    a0, a1 = stations.mask_azimuth[station, j - 1], stations.mask_azimuth[station, j]
    e0, e1 = stations.mask_elevation[station, j - 1], stations.mask_elevation[station, j]
    return sine - np.sin(e0 + (e1 - e0) * (azimuth - a0) / (a1 - a0))


@njit(cache=True, nogil=True, error_model="numpy")
def _excess_at(t: float, knots: Knots, station: int, stations: StationArrays) -> float:  # pragma: no cover
    x, y, z = _place(knots.position, knots.spacing, t)
    return _excess(x, y, z, station, stations)


@njit(cache=True, nogil=True, error_model="numpy")
def _crossing(
    a: float, b: float, fa: float, fb: float, knots: Knots, station: int, stations: StationArrays
) -> float:  # pragma: no cover
    """Second at which the excess is 0 between a and b (Illinois: regula falsi that cannot stick)."""
    c = a
    for _ in range(80):
        c = b - fb * (b - a) / (fb - fa)
        fc = _excess_at(c, knots, station, stations)
        if abs(fc) < 1e-13:
            break
        if fa * fc < 0.0:
            b, fb, fa = c, fc, fa * 0.5
        else:
            a, fa, fb = c, fc, fb * 0.5
        if abs(b - a) < 1e-8:
            break
    return c


@njit(cache=True, nogil=True, error_model="numpy")
def _height(t: float, masked: bool, knots: Knots, station: int, stations: StationArrays) -> float:  # pragma: no cover
    """Excess over the mask, or sine of elevation."""
    x, y, z = _place(knots.position, knots.spacing, t)
    return _excess(x, y, z, station, stations) if masked else _sine(x, y, z, station, stations)


@njit(cache=True, nogil=True, error_model="numpy")
def _extremum(
    a: float, b: float, sign: float, masked: bool, knots: Knots, station: int, stations: StationArrays
) -> float:  # pragma: no cover
    """Second of the greatest (sign 1) or least (sign -1) excess, or sine of elevation, between a and b."""
    c, d = b - _GOLDEN * (b - a), a + _GOLDEN * (b - a)
    fc = sign * _height(c, masked, knots, station, stations)
    fd = sign * _height(d, masked, knots, station, stations)
    while b - a > 1e-5:
        if fc > fd:
            b, d, fd = d, c, fc
            c = b - _GOLDEN * (b - a)
            fc = sign * _height(c, masked, knots, station, stations)
        else:
            a, c, fc = c, d, fd
            d = a + _GOLDEN * (b - a)
            fd = sign * _height(d, masked, knots, station, stations)
    return 0.5 * (a + b)


@njit(cache=True, nogil=True, error_model="numpy")
def _events(
    scan: NDArray[np.float64], step: float, span: float, knots: Knots, station: int, stations: StationArrays,
    times: NDArray[np.float64],
) -> int:  # pragma: no cover - compiled  # fmt: skip
    """Alternating rises and sets in `times`; the first is a rise (-1 if up at the start). Gives their number.

    A satellite without a state (NaN) is down.
    """
    count = 0
    last = scan.shape[0] - 1
    f0 = f1 = _known(_excess(scan[0, 0], scan[0, 1], scan[0, 2], station, stations))
    if f1 >= 0.0:
        times[0] = -1.0
        count = 1
    for j in range(1, last + 1):
        if count + 4 > times.size:
            return -1
        t1, t2 = (j - 1) * step, min(j * step, span)
        f2 = _known(_excess(scan[j, 0], scan[j, 1], scan[j, 2], station, stations))
        if (f1 < 0.0) != (f2 < 0.0):
            known = min(f1, f2) > -2.0
            times[count] = _crossing(t1, t2, f1, f2, knots, station, stations) if known else (t2 if f2 >= 0.0 else t1)
            count += 1
        if j > 1 and _may_hide(f0, f1, f2, j == last):
            count += _hidden(t1 - step, t1, t2, f0, f1, f2, count, knots, station, stations, times)
        if (j == 1 and _leans(f2, f1)) or (j == last and f1 != f2 and _leans(f1, f2)):
            near = t1 if _leans(f2, f1) else t2
            count += _hidden(t1, near, t2, f1, f1, f2, count, knots, station, stations, times)
        f0, f1 = f1, f2
    return count


@njit(cache=True, nogil=True, error_model="numpy")
def _known(excess: float) -> float:  # pragma: no cover - compiled
    return excess if excess == excess else -3.0  # noqa: PLR0124 - NaN is the number unequal to itself


@njit(cache=True, nogil=True, error_model="numpy")
def _may_hide(f0: float, f1: float, f2: float, uneven: bool) -> bool:  # pragma: no cover - compiled
    """Whether three samples of one sign, the middle one nearest to zero, can have zeros between them; where their
    steps are uneven the differences do not tell how sharp the extremum is."""
    if (f0 < 0.0) != (f1 < 0.0) or (f1 < 0.0) != (f2 < 0.0) or min(f0, f1, f2) < -2.0:
        return False
    sign = 1.0 if f1 < 0.0 else -1.0
    before, after = sign * (f1 - f0), sign * (f1 - f2)
    # of two equal samples only the first is the middle one, or the same zeros would be found twice
    return before > 0.0 and after >= 0.0 and (uneven or sign * f1 + _SHARPEST * max(before, after) >= 0.0)


@njit(cache=True, nogil=True, error_model="numpy")
def _leans(far: float, near: float) -> bool:  # pragma: no cover - compiled
    """Whether two samples at an end of the span, of one sign and the outer one nearer to zero, can have zeros between
    them: there is no third sample to tell."""
    if (far < 0.0) != (near < 0.0) or min(far, near) < -2.0:
        return False
    return near >= far if near < 0.0 else near <= far


@njit(cache=True, nogil=True, error_model="numpy")
def _hidden(
    t0: float, t1: float, t2: float, f0: float, f1: float, f2: float, count: int,
    knots: Knots, station: int, stations: StationArrays, times: NDArray[np.float64],
) -> int:  # pragma: no cover - compiled  # fmt: skip
    """Two events between three samples of one sign, the middle one nearest to zero; gives 0 or 2."""
    sign = 1.0 if f1 < 0.0 else -1.0
    x, y, z = _place(knots.position, knots.spacing, t1)
    if _sine(x, y, z, station, stations) < _BELOW_HORIZON:
        return 0
    best = _extremum(t0, t2, sign, True, knots, station, stations)
    top = _excess_at(best, knots, station, stations)
    if sign * top <= 0.0:
        return 0
    times[count] = _crossing(t0, best, f0, top, knots, station, stations)
    times[count + 1] = _crossing(best, t2, top, f2, knots, station, stations)
    return 2


@njit(cache=True, nogil=True, error_model="numpy")
def _culmination(
    rise: float, set_: float, scan: NDArray[np.float64], step: float, knots: Knots, station: int,
    stations: StationArrays,
) -> float:  # pragma: no cover - compiled  # fmt: skip
    """Second of the greatest elevation of a pass: an end of it, or the extremum around the best sample inside."""
    first, last = int(np.ceil(rise / step)), min(int(np.floor(set_ / step)), scan.shape[0] - 1)
    best, top = 0.5 * (rise + set_), -2.0
    for j in range(first, last + 1):
        sine = _sine(scan[j, 0], scan[j, 1], scan[j, 2], station, stations)
        if sine > top:
            best, top = j * step, sine
    return _extremum(max(rise, best - step), min(set_, best + step), 1.0, False, knots, station, stations)


@njit(cache=True, nogil=True, error_model="numpy")
def _describe(
    rise: float, set_: float, span: float, scan: NDArray[np.float64], step: float, knots: Knots, station: int,
    stations: StationArrays, row: NDArray[np.float64],
) -> None:  # pragma: no cover - compiled  # fmt: skip
    """Fill a pass's row from column 2 on: times, directions, cuts, positions for the light."""
    begin, end = max(rise, 0.0), min(set_, span)
    top = _culmination(begin, end, scan, step, knots, station, stations)
    row[2], row[3], row[4] = begin, top, end
    moments = (begin, top, end)
    for m in range(3):
        x, y, z = _place(knots.position, knots.spacing, moments[m])
        east, north, up = _look(x, y, z, station, stations)
        row[5 + m] = np.arctan2(east, north)
        row[8 + m] = np.arctan2(up, np.sqrt(east * east + north * north))
        if m == 1:
            row[11] = np.sqrt(east * east + north * north + up * up)
    row[12] = 1.0 if rise < 0.0 else 0.0
    row[13] = 1.0 if set_ > span else 0.0
    for m in range(LIGHT_SAMPLES):
        x, y, z = _place(knots.position, knots.spacing, begin + (end - begin) * m / (LIGHT_SAMPLES - 1))
        row[FIELDS + 3 * m], row[FIELDS + 3 * m + 1], row[FIELDS + 3 * m + 2] = x, y, z


@njit(fastmath=True, cache=True, nogil=True, error_model="numpy")
def _fill_scan(
    knots: NDArray[np.float64], weights: NDArray[np.float64], scan: NDArray[np.float64]
) -> None:  # pragma: no cover - compiled
    """Positions on the scan grid, all samples but the last."""
    places, last = weights.shape[0], scan.shape[0] - 1
    for k in range((last + places - 1) // places):
        for p in range(min(places, last - k * places)):
            x = y = z = 0.0
            for a in range(8):
                x += weights[p, a] * knots[k + a, 0]
                y += weights[p, a] * knots[k + a, 1]
                z += weights[p, a] * knots[k + a, 2]
            j = k * places + p
            scan[j, 0], scan[j, 1], scan[j, 2] = x, y, z


@njit(parallel=True, cache=True, nogil=True, error_model="numpy")
def search(
    knots: NDArray[np.float64], spacing: float, weights: NDArray[np.float64], span: float, stations: StationArrays,
    found: NDArray[np.float64], counts: NDArray[np.int64],
) -> None:  # pragma: no cover - compiled  # fmt: skip
    """Find all passes of satellites over stations from second 0 to `span`.

    Args:
        knots: positions, ITRF, m, shape `(satellite, knot, 3)`; knot 3 is at second 0, four or more follow `span`.
        spacing: of the knots, s.
        weights: interpolation weights of the scan's places between two knots, shape `(place, 8)`.
        span: s.
        stations: the sites.
        found: filled in place, shape `(satellite, pass, FIELDS + 3 LIGHT_SAMPLES)`: satellite, station; seconds of
            rise, culmination, set; azimuths and elevations of the three, rad; range at culmination, m; 1 where rise or
            set is cut by the span; then positions at the light samples.
        counts: passes of each satellite, shape `(satellite,)`; -1 where `found` is too small.

    Raises:
        Nothing of its own.

    Source:
        Dowell and Jarratt 1971 (Illinois); Kiefer 1953 (golden section).
    """
    places = weights.shape[0]
    step = spacing / places
    samples = int(np.ceil(span / step - 1e-9)) + 1
    for i in prange(knots.shape[0]):
        one = Knots(knots[i], spacing)
        scan = np.empty((samples, 3))
        _fill_scan(knots[i], weights, scan)
        scan[samples - 1, 0], scan[samples - 1, 1], scan[samples - 1, 2] = _place(knots[i], spacing, span)
        times = np.empty(4 * found.shape[1] + 8)
        counts[i] = 0
        for station in range(stations.mask_size.size):
            events = _events(scan, step, span, one, station, stations, times)
            passes = (events + 1) // 2
            if events < 0 or counts[i] + passes > found.shape[1]:
                counts[i] = -1
                break
            for p in range(passes):
                set_ = times[2 * p + 1] if 2 * p + 1 < events else span + 1.0
                row = found[i, counts[i]]
                row[0], row[1] = i, station
                _describe(times[2 * p], set_, span, scan, step, one, station, stations, row)
                counts[i] += 1
