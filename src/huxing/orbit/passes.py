"""Passes of satellites over ground stations: rise, culmination and set to a millisecond, with lighting."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from huxing.core.bodies import sun_position, sunlit_fraction
from huxing.core.constants import WGS72_RADIUS
from huxing.core.errors import InputError
from huxing.core.frames import gcrf_to_teme_matrix, nominal_gmst, teme_to_itrf_matrix
from huxing.core.geodesy import geodetic_to_itrf, local_axes
from huxing.core.schema import Column, TableSchema
from huxing.core.time import Times, one_time
from huxing.orbit.constellation import Constellation
from huxing.orbit.dense import BEFORE, LOWEST_SMOOTH_PERIGEE, POINTS, lagrange_weights
from huxing.orbit.pass_kernel import FIELDS, LIGHT_SAMPLES, StationArrays, search
from huxing.orbit.propagation import Satellites
from huxing.orbit.secular_j2 import j2_states
from huxing.orbit.sgp4_states import Sgp4Propagator
from huxing.orbit.station import Station

PASSES = TableSchema(
    "passes",
    (
        Column("station", "text", "name of the station"),
        Column("satellite", "text", "label of the satellite"),
        Column("satellite_index", "int", "row of the satellite in what was given"),
        Column("rise", "time", "UTC at which it rises over the mask, or the start if it is up then"),
        Column("culmination", "time", "UTC of the greatest elevation"),
        Column("set", "time", "UTC at which it sets, or the end if it is still up"),
        Column("duration_s", "float", "set less rise", "s"),
        Column("max_elevation_deg", "float", "elevation at culmination, no refraction", "deg"),
        Column("rise_azimuth_deg", "float", "azimuth at rise, from north over east", "deg"),
        Column("culmination_azimuth_deg", "float", "azimuth at culmination", "deg"),
        Column("set_azimuth_deg", "float", "azimuth at set", "deg"),
        Column("culmination_range_km", "float", "distance at culmination", "km"),
        Column("rise_cut", "bool", "True where the pass began before the start"),
        Column("set_cut", "bool", "True where the pass ends after the end"),
        Column("sunlit", "bool", "satellite in sunlight (penumbra included) at culmination's sample"),
        Column("visible", "bool", "at some sample the satellite is sunlit and the station's Sun below -6 deg"),
    ),
    key=("station", "satellite_index", "rise"),
)

Progress = Callable[[int, int], None]
"""Called with the number of satellites done and the number in all."""

CIVIL_TWILIGHT = float(np.radians(-6.0))
"""Sun's elevation below which a station counts as dark (end of civil twilight)."""

_POSITION_TOLERANCE = 0.2
"""Interpolation error aimed at, m: 0.03 ms of a low satellite's motion."""
_REMAINDER = (0.5 * 1.5 * 2.5 * 3.5) ** 2 / 40_320.0
"""Greatest value of the node polynomial of 8 points over 8!, in units of h^8."""
_MOST_SCANS_PER_KNOT = 15
_FINE_KNOT_SECONDS = 20.0
"""Knots of satellites that are low or decaying, or pass perigee fast."""
_SCAN_SECONDS = 60.0
_MASKED_SCAN_SECONDS = 5.0
"""Scan step where a mask varies with azimuth: an obstacle or a gap that takes longer to cross is never missed."""
_CHUNK_BYTES = 64_000_000
_SUN_SECONDS = 10_800.0
_SIDEREAL_RATE = 7.2921158553e-5
"""Rate of sidereal time of 1982, rad/s; it only counts whole turns here."""


def find_passes(
    satellites: Satellites,
    stations: Sequence[Station],
    start: object,
    stop: object,
    *,
    lighting: bool = True,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """All passes of satellites over stations between two times.

    A pass is a time during which the geometric elevation is at or above the station's mask. One that is under way at
    the start or at the end is given as cut there; one that only touches the span is still given.

    Args:
        satellites: element sets (SGP4, SDP4) or a designed constellation (secular J2).
        stations: the sites, with their masks.
        start: UTC.
        stop: UTC.
        lighting: also judge sunlight and darkness; False leaves both flags False.
        progress: called with the number of satellites done and the number in all.

    Returns:
        Table `PASSES`, by rise, station and satellite. Times are good to 1 ms with respect to SGP4 itself, to some ms
        for passes of a few seconds that only graze the mask. `attrs["without_state"]` lists the satellites for which
        SGP4 has no state at some time of the span (decayed, or not to be initialised); they are down then.

    Raises:
        InputError: no station, two of one name, or an end that is not after the start.
        StaleDataError: Earth orientation does not reach a time.

    Source:
        Vallado 2013, algorithm 27 (topocentric); the search: `pass_kernel`.
    """
    begin, end = one_time(start), one_time(stop)
    if not end > begin:
        raise InputError(f"the end {end} is not after the start {begin}")
    names = [station.name for station in stations]
    if not names or len(set(names)) != len(names):
        raise InputError(f"give one or more stations with different names, got {names}")
    span = float((end - begin) / np.timedelta64(1, "ns")) * 1e-9
    sites = _station_arrays(stations)
    scan = _MASKED_SCAN_SECONDS if (sites.mask_size > 1).any() else _SCAN_SECONDS
    sun: _Sun | None = None
    parts, lost = [np.empty((0, FIELDS + 2))], []
    done = 0
    for rows, spacing in _groups(satellites, span, len(stations)):
        knots, without_state = _knots(satellites, rows, begin, span, spacing)
        found = _search(knots, spacing, min(scan, spacing), span, sites)
        if lighting and sun is None:
            sun = _Sun(begin, span)
        lit = _lighting(found, stations, sun)
        found[:, 0] = rows[found[:, 0].astype(np.int64)]
        parts.append(np.column_stack([found[:, :FIELDS], *lit]))
        lost.append(rows[without_state])
        done += rows.size
        if progress is not None:
            progress(done, len(satellites))
    table = _table(np.concatenate(parts), satellites, stations, begin)
    table.attrs["without_state"] = satellites.labels[np.sort(np.concatenate([*lost, []]).astype(np.int64))].tolist()
    return table


def _groups(satellites: Satellites, span: float, stations: int) -> Iterator[tuple[NDArray[np.int64], float]]:
    """Satellites that need the same knot spacing, so many at a time that knots and passes stay within bounds."""
    spacing = _spacing(satellites)
    for value in np.unique(spacing):
        rows = np.flatnonzero(spacing == value)
        a_satellite = 24 * (span / value + POINTS) + 8 * (FIELDS + 3 * LIGHT_SAMPLES) * _capacity(span, stations)
        size = max(1, int(_CHUNK_BYTES / a_satellite))
        for first in range(0, rows.size, size):
            yield rows[first : first + size], float(value)


def _capacity(span: float, stations: int) -> int:
    """Passes of one satellite for which room is made at first: two more for each station than low orbits have."""
    return int(stations * (span / 5000.0 + 2.0)) + 2


def _spacing(satellites: Satellites) -> NDArray[np.float64]:
    """Knot spacing that keeps the remainder of 8-point Lagrange below `_POSITION_TOLERANCE`, in whole minutes.

    The remainder for a motion of angular rate n at radius r is r (n h)^8 1.07e-3; rate and radius are those at perigee.
    On an ellipse it is up to 1 + 150 e times as large (measured on Kepler orbits of e = 0 to 0.9; 1.4 times too careful
    at worst).
    """
    if isinstance(satellites, Constellation):
        shells = [(len(s), s.semi_major_axis, s.latitude_rate) for s in satellites.shells]
        sizes, radius, rate = (np.array(v, dtype=np.float64) for v in zip(*shells, strict=True))
        radius, rate = np.repeat(radius, sizes.astype(np.int64)), np.repeat(rate, sizes.astype(np.int64))
        e = np.zeros(1)
    else:
        e = np.clip(satellites.eccentricity, 0.0, 0.999)  # beyond, SGP4 has no state anyway
        radius = satellites.semi_major_axis * (1.0 - e)
        rate = satellites.brouwer_mean_motion * (1.0 + e) ** 2 / (1.0 - e * e) ** 1.5
        radius, rate = np.where(np.isfinite(rate) & (rate > 0.0), (radius, rate), 1.0)
    step = (_POSITION_TOLERANCE / (radius * _REMAINDER * (1.0 + 150.0 * e))) ** 0.125 / rate
    whole = np.clip(np.floor(step / _SCAN_SECONDS), 1, _MOST_SCANS_PER_KNOT) * _SCAN_SECONDS
    low = radius < WGS72_RADIUS + LOWEST_SMOOTH_PERIGEE
    return np.where(low | (step < _SCAN_SECONDS), _FINE_KNOT_SECONDS, whole)


def _knot_times(start: np.datetime64, span: float, spacing: float) -> Times:
    step = np.timedelta64(int(spacing * 1e9), "ns")
    return start + step * np.arange(-BEFORE, int(span / spacing) + POINTS - BEFORE + 1)


def _knots(
    satellites: Satellites, rows: NDArray[np.int64], start: np.datetime64, span: float, spacing: float
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Positions of some satellites at knots, ITRF, `(satellite, knot, 3)`, and which lack a state within the span."""
    times = _knot_times(start, span, spacing)
    if isinstance(satellites, Constellation):
        position, _ = j2_states(satellites, times, earth_fixed=True, rows=rows)
        return np.ascontiguousarray(position.transpose(1, 0, 2)), np.zeros(rows.size, bool)
    states = Sgp4Propagator(satellites[rows]).states(times)
    inside = slice(BEFORE, BEFORE + int(span / spacing) + 1)
    position = states.position.transpose(1, 0, 2) @ teme_to_itrf_matrix(times).transpose(0, 2, 1)
    return np.ascontiguousarray(position.transpose(1, 0, 2)), (states.error[:, inside] != 0).any(axis=1)


def _search(
    knots: NDArray[np.float64], spacing: float, scan: float, span: float, sites: StationArrays
) -> NDArray[np.float64]:
    places = round(spacing / scan)
    weights = lagrange_weights(np.arange(places) / places)
    capacity = _capacity(span, sites.mask_size.size)
    counts = np.empty(knots.shape[0], np.int64)
    while True:
        found = np.empty((knots.shape[0], capacity, FIELDS + 3 * LIGHT_SAMPLES))
        search(knots, spacing, weights, span, sites, found, counts)
        if (counts >= 0).all():
            break
        capacity *= 2
    return found[np.arange(capacity) < counts[:, None]]


def _station_arrays(stations: Sequence[Station]) -> StationArrays:
    latitude, longitude, height = np.array([[s.latitude, s.longitude, s.height] for s in stations]).T
    tables = [station.mask_table() for station in stations]
    size = np.array([azimuth.size for azimuth, _ in tables])
    azimuth, elevation = np.zeros((2, size.size, size.max()))
    for row, (a, e) in enumerate(tables):
        azimuth[row, : a.size], elevation[row, : e.size] = a, e
    axes = local_axes(latitude, longitude)
    return StationArrays(
        geodetic_to_itrf(latitude, longitude, height), axes, azimuth, elevation, size, np.sin(elevation[:, 0])
    )


def _table(
    found: NDArray[np.float64], satellites: Satellites, stations: Sequence[Station], start: np.datetime64
) -> pd.DataFrame:
    found = found[np.lexsort((found[:, 0], found[:, 1], found[:, 2]))]
    index, site = found[:, 0].astype(np.int64), found[:, 1].astype(np.int64)
    moments = start + np.rint(found[:, 2:5] * 1e9).astype("timedelta64[ns]")
    azimuth = np.degrees(np.mod(found[:, 5:8], 2.0 * np.pi))
    table = {
        "station": np.array([s.name for s in stations])[site],
        "satellite": satellites.labels[index],
        "satellite_index": index,
        "rise": moments[:, 0],
        "culmination": moments[:, 1],
        "set": moments[:, 2],
        "duration_s": found[:, 4] - found[:, 2],
        "max_elevation_deg": np.degrees(found[:, 9]),
        "rise_azimuth_deg": azimuth[:, 0],
        "culmination_azimuth_deg": azimuth[:, 1],
        "set_azimuth_deg": azimuth[:, 2],
        "culmination_range_km": found[:, 11] / 1e3,
        "rise_cut": found[:, 12] > 0,
        "set_cut": found[:, 13] > 0,
        "sunlit": found[:, FIELDS] > 0,
        "visible": found[:, FIELDS + 1] > 0,
    }
    return PASSES.check(pd.DataFrame(table))


def _lighting(
    found: NDArray[np.float64], stations: Sequence[Station], sun: _Sun | None
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Sunlit at the sample next to culmination; visible at any sample. Without a Sun neither."""
    if sun is None or not len(found):
        dark = np.zeros(len(found), bool)
        return dark, dark
    share = np.linspace(0.0, 1.0, LIGHT_SAMPLES)
    seconds = found[:, 2:3] + (found[:, 4:5] - found[:, 2:3]) * share
    place = sun.position(seconds)
    lit = sunlit_fraction(found[:, FIELDS:].reshape(-1, LIGHT_SAMPLES, 3), place) > 0.0
    zenith = local_axes([s.latitude for s in stations], [s.longitude for s in stations])[:, 2]
    sine = np.einsum("psk,pk->ps", place, zenith[found[:, 1].astype(np.int64)]) / np.linalg.norm(place, axis=-1)
    nearest = np.argmin(np.abs(seconds - found[:, 3:4]), axis=1)
    return lit[np.arange(len(found)), nearest], (lit & (sine < np.sin(CIVIL_TWILIGHT))).any(axis=1)


class _Sun:
    """The Sun in Earth-fixed axes over a span: its inertial place every three hours, turned by sidereal time.

    The inertial place is interpolated linearly (6e-7 rad) and the turn of TEME against GCRF is taken at the middle of
    the span (1e-6 rad a day): sunrise on a satellite moves by a millisecond a microradian. UT1 is taken as UTC: at most
    66 microrad, far below what twilight or a shadow without atmosphere are worth.
    """

    def __init__(self, start: np.datetime64, span: float) -> None:
        grid = start + np.timedelta64(int(_SUN_SECONDS), "s") * np.arange(int(span / _SUN_SECONDS) + 2)
        middle = start + np.timedelta64(int(span / 2.0), "s")
        self._teme = sun_position(grid) @ gcrf_to_teme_matrix(np.asarray(middle)).T
        ends = start + np.rint(np.array([0.0, span]) * 1e9).astype("timedelta64[ns]")
        angle = nominal_gmst(ends)
        turns = np.rint((span * _SIDEREAL_RATE - (angle[1] - angle[0])) / (2.0 * np.pi))
        self._angle, self._rate = angle[0], (angle[1] - angle[0] + 2.0 * np.pi * turns) / span

    def position(self, seconds: NDArray[np.float64]) -> NDArray[np.float64]:
        """ITRF, m, at seconds from the start, shape `(..., 3)`."""
        place = seconds / _SUN_SECONDS
        k = place.astype(np.int64)
        w = (place - k)[..., None]
        where = self._teme[k] * (1.0 - w) + self._teme[k + 1] * w
        cosine, sine = np.cos(self._angle + self._rate * seconds), np.sin(self._angle + self._rate * seconds)
        x, y, z = where[..., 0], where[..., 1], where[..., 2]
        return np.stack([cosine * x + sine * y, cosine * y - sine * x, z], axis=-1)
