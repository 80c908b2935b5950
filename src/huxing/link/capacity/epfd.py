"""Equivalent power flux-density of a non-geostationary system at geostationary earth stations, time by time.

The examination's algorithm with one time step: of the satellites outside the exclusion zone and above the least
elevation the strongest few count, and those in the station's main beam always.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError, ShapeError
from huxing.core.geodesy import geodetic_to_itrf, local_axes
from huxing.core.model_range import ModelRange, broadcast, numbers
from huxing.core.time import as_times
from huxing.link.antennas.antenna import Antenna
from huxing.link.capacity.epfd_emission import Emission
from huxing.link.capacity.epfd_kernel import Sight, StationFrames, add_strongest, sights
from huxing.link.capacity.gso_kernel import GSO_RADIUS
from huxing.orbit.propagation import Satellites, propagate_blocks
from huxing.orbit.station import Station

BLOCK_BYTES = 32_000_000
"""Size of a block of positions; satellites in view are held in parts of it (`epfd_kernel.ENTRIES`)."""
MAIN_BEAM_DB = 30.0
"""Depth below the station's greatest gain to which a satellite is in its main beam (ITU-R S.1503-4, step 18)."""

Progress = Callable[[int, int], None]
"""Called with the number of times done and the number in all."""

_MODEL = "EPFD (ITU-R S.1503)"
_ELEVATION = ModelRange(_MODEL, "least elevation", 0.0, np.pi / 2, "deg", np.pi / 180, open_high=True, physical=True)
_ZONE = ModelRange(_MODEL, "exclusion angle", 0.0, np.pi / 2, "deg", np.pi / 180, physical=True)
_MOST = ModelRange(_MODEL, "most satellites", 1.0, np.inf, physical=True)
_IDLE = ModelRange(_MODEL, "idle reduction (inf: off)", 0.0, np.inf, "dB", physical=True)
_LONGITUDE = ModelRange(_MODEL, "geostationary longitude", -2 * np.pi, 2 * np.pi, "deg", np.pi / 180, physical=True)


@dataclass(frozen=True, eq=False)
class EpfdRules:
    """Which satellites count.

    Attributes:
        min_elevation: least elevation at which a satellite serves the station's place, rad.
        exclusion_angle: half-width of the zone about the geostationary arc in which satellites do not serve, rad.
        most_satellites: most satellites that serve the place on one frequency, the strongest; None: all of them.
        idle_reduction_db: how far below its emission a satellite that may not serve still radiates towards the place;
            infinite: it is off. Such satellites count where they are in the station's main beam.
        main_beam_always: whether satellites in the main beam count beyond `most_satellites`, as the examination does.
    """

    min_elevation: float = 0.0
    exclusion_angle: float = 0.0
    most_satellites: int | None = None
    idle_reduction_db: float = np.inf
    main_beam_always: bool = True

    def __post_init__(self) -> None:
        _ELEVATION.single(self.min_elevation)
        _ZONE.single(self.exclusion_angle)
        if self.most_satellites is not None:
            _MOST.whole(self.most_satellites)
        if self.idle_reduction_db != np.inf:
            _IDLE.single(self.idle_reduction_db)


@dataclass(frozen=True, eq=False)
class EpfdSeries:
    """EPFD at stations over time.

    Attributes:
        epfd: W/m^2 in the reference bandwidth, `(time, station)`; 0 where nothing counts.
        contributors: how many satellites count, `(time, station)`.
        in_view: how many are seen (see `EpfdRules`: at the least elevation and above, or at the horizon and above).
        without_state: satellites that had no position at some time.
    """

    epfd: NDArray[np.float64]
    contributors: NDArray[np.int64]
    in_view: NDArray[np.int64]
    without_state: int = 0

    @property
    def epfd_dbw_per_m2(self) -> NDArray[np.float64]:
        """EPFD, dB(W/m^2) in the reference bandwidth; minus infinity where nothing counts."""
        with np.errstate(divide="ignore"):
            return np.asarray(10.0 * np.log10(self.epfd))


def epfd_down(
    satellites: Satellites,
    times: object,
    stations: Sequence[Station],
    *,
    gso_longitude: ArrayLike,
    antenna: Antenna,
    emission: Emission,
    rules: EpfdRules = EpfdRules(),
    block_bytes: int = BLOCK_BYTES,
    progress: Progress | None = None,
) -> EpfdSeries:
    """EPFD from the satellites of a system down to geostationary earth stations.

    Args:
        satellites: a designed constellation (secular J2) or element sets (SGP4).
        times: UTC, shape `(time,)`.
        stations: the earth stations; their own horizon masks do not count.
        gso_longitude: of the geostationary satellite each station points at, rad, shape `(station,)` or one for all.
        antenna: the stations' receive pattern; for Article 22 `EarthStationS1428` of the limit's dish.
        emission: `SurfaceMask`, `NadirBeam`, `SteeredBeam` or anything with `flux_density_db`.
        rules: exclusion zone, least elevation, number of co-frequency satellites.
        block_bytes: size of a block of positions, which bounds the memory.
        progress: called after each block.

    Returns:
        EPFD for each time and station.

    Raises:
        ModelRangeError: an angle out of its range.
        InputError: no time, no station, or one that does not see its geostationary satellite.
        ShapeError: longitudes that are not one for all or one a station.
        StaleDataError: Earth orientation does not reach a time (element sets only).

    Source:
        ITU Radio Regulations, No. 22.5C.1; ITU-R S.1503-4, D5.1.4.1, steps 10 to 24 (read through public programs that
        implement it), without its dual time step, its least angle between satellites and its search for the worst
        place.
    """
    steps = np.atleast_1d(as_times(times))
    if not steps.size:
        raise InputError(f"{_MODEL}: give one time or more")
    frames = _frames(stations, gso_longitude)
    parts, lost, done = [], np.zeros(len(satellites), np.bool_), 0
    for track in propagate_blocks(satellites, steps, block_bytes=block_bytes):
        position = track["position"].to_numpy()
        lost |= np.isnan(position[..., 0]).any(axis=0)
        parts.append(_epfd_block(position, frames, antenna, emission, rules))
        done += position.shape[0]
        if progress is not None:
            progress(done, steps.size)
    epfd, contributors, in_view = (np.concatenate(column) for column in zip(*parts, strict=True))
    return EpfdSeries(epfd, contributors, in_view, int(lost.sum()))


def epfd_at_positions(
    position: ArrayLike,
    stations: Sequence[Station],
    *,
    gso_longitude: ArrayLike,
    antenna: Antenna,
    emission: Emission,
    rules: EpfdRules = EpfdRules(),
) -> EpfdSeries:
    """As `epfd_down`, of satellites whose positions are known.

    Args:
        position: ITRF, m, shape `(time, satellite, 3)`; NaN where a satellite has none.
        stations: as `epfd_down`.
        gso_longitude: as `epfd_down`.
        antenna: as `epfd_down`.
        emission: as `epfd_down`.
        rules: as `epfd_down`.

    Returns:
        EPFD for each time and station.

    Raises:
        ModelRangeError: as `epfd_down`.
        InputError: as `epfd_down`; an infinite position.
        ShapeError: as `epfd_down`; positions of another shape.

    Source:
        As `epfd_down`.
    """
    places = numbers(position, "position")
    if places.ndim != 3 or places.shape[-1] != 3:
        raise ShapeError(f"{_MODEL}: positions have shape (time, satellite, 3), given {places.shape}")
    if np.isinf(places).any():
        raise InputError(f"{_MODEL}: a position is infinite; NaN says that a satellite has none")
    frames = _frames(stations, gso_longitude)
    lost = int(np.isnan(places[..., 0]).any(axis=0).sum())
    return EpfdSeries(*_epfd_block(np.ascontiguousarray(places), frames, antenna, emission, rules), lost)


def epfd_up(
    power_dbw: ArrayLike,
    transmit_gain_dbi: ArrayLike,
    distance: ArrayLike,
    receive_gain_dbi: ArrayLike,
    *,
    greatest_receive_gain_dbi: float,
) -> NDArray[np.float64]:
    """EPFD at a geostationary satellite from earth stations of a non-geostationary system.

    Args:
        power_dbw: at each station's antenna in the reference bandwidth, dBW; stations along the last axis.
        transmit_gain_dbi: of each station towards the geostationary satellite, dBi.
        distance: from each station to it, m.
        receive_gain_dbi: of the satellite towards each station, dBi.
        greatest_receive_gain_dbi: of the satellite, dBi.

    Returns:
        EPFD, dB(W/m^2) in the reference bandwidth, summed over the last axis.

    Raises:
        ModelRangeError: a distance that is not positive, a value that is not finite.
        ShapeError: the arrays do not broadcast, or have no station; the greatest gain is not one value.

    Source:
        ITU Radio Regulations, No. 22.5C.1.
    """
    greatest = ModelRange(_MODEL, "greatest receive gain", -np.inf, np.inf, "dBi", physical=True).single(
        greatest_receive_gain_dbi
    )
    arrays = broadcast(
        _MODEL, power_dbw=power_dbw, transmit_gain_dbi=transmit_gain_dbi, distance=distance,
        receive_gain_dbi=receive_gain_dbi,
    )  # fmt: skip
    ModelRange(_MODEL, "distance", 0.0, np.inf, "km", 1e3, open_low=True, physical=True).check(arrays[2])
    for level in (arrays[0], arrays[1], arrays[3]):
        ModelRange(_MODEL, "level", -np.inf, np.inf, "dB", physical=True).check(level)
    power, transmit, metres, receive = (np.atleast_1d(array) for array in arrays)
    if not power.shape[-1]:
        raise ShapeError(f"{_MODEL}: no station along the last axis of {power.shape}")
    share_db = power + transmit + receive - greatest - 10.0 * np.log10(4.0 * np.pi * metres**2)
    return np.asarray(10.0 * np.log10(np.sum(10.0 ** (share_db / 10.0), axis=-1)))


def _frames(stations: Sequence[Station], gso_longitude: ArrayLike) -> StationFrames:
    if not stations:
        raise InputError(f"{_MODEL}: give one station or more")
    targets = numbers(gso_longitude, "gso longitude")
    if targets.shape not in ((), (1,), (len(stations),)):
        raise ShapeError(
            f"{_MODEL}: gso_longitude has shape {targets.shape}; give one or (station,), here ({len(stations)},)"
        )
    latitude, longitude, height, target = (
        np.ascontiguousarray(array)
        for array in broadcast(
            _MODEL,
            latitude=[station.latitude for station in stations],
            longitude=[station.longitude for station in stations],
            height=[station.height for station in stations],
            gso_longitude=targets,
        )
    )
    _LONGITUDE.check(target)
    place, up = geodetic_to_itrf(latitude, longitude, height), local_axes(latitude, longitude)[..., 2, :]
    satellite = GSO_RADIUS * np.stack([np.cos(target), np.sin(target), np.zeros_like(target)], axis=-1)
    boresight = satellite - place
    hidden = np.sum(boresight * up, axis=-1) <= 0.0
    if hidden.any():
        worst = int(np.argmax(hidden))
        raise InputError(
            f"{_MODEL}: station '{stations[worst].name}' does not see the geostationary satellite at "
            f"{np.degrees(target[worst]):.2f} deg: it is below the horizon"
        )
    boresight /= np.linalg.norm(boresight, axis=-1, keepdims=True)
    return StationFrames(place, np.ascontiguousarray(up), boresight)


def _epfd_block(
    position: NDArray[np.float64], frames: StationFrames, antenna: Antenna, emission: Emission, rules: EpfdRules
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """EPFD, contributors and satellites in view of a block, `(time, station)` each."""
    shape = (position.shape[0], frames.position.shape[0])
    total, contributors, in_view = np.zeros(shape), np.zeros(shape, np.int64), np.empty(shape, np.int64)
    idle = np.isfinite(rules.idle_reduction_db)
    least = 0.0 if idle else rules.min_elevation
    most = position.shape[1] if rules.most_satellites is None else int(rules.most_satellites)
    for some, seen in sights(position, frames, float(np.sin(least)), with_arc=rules.exclusion_angle > 0.0):
        share, operating, always = _shares(seen, antenna, emission, rules)
        add_strongest(seen.start, share, operating, always, most, total[some].ravel(), contributors[some].ravel())
        in_view[some] = np.diff(seen.start).reshape(-1, shape[1])
    return total, contributors, in_view


def _shares(
    seen: Sight, antenna: Antenna, emission: Emission, rules: EpfdRules
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
    """What each satellite in view adds, W/m^2; whether it serves; and whether it counts beyond the strongest."""
    greatest, edge = antenna.peak_gain_dbi, float(antenna.gain_dbi(rules.exclusion_angle))
    gain = antenna.gain_dbi(seen.off_axis)
    elevation = np.arcsin(np.minimum(seen.sine, 1.0))
    flux_db = emission.flux_density_db(elevation, seen.range, seen.nadir)
    operating = np.asarray(seen.sine >= np.sin(rules.min_elevation))
    if rules.exclusion_angle > 0.0:
        operating &= seen.arc >= rules.exclusion_angle
    share_db = flux_db + gain - greatest - np.where(operating, 0.0, rules.idle_reduction_db)
    main_beam = gain > min(greatest - MAIN_BEAM_DB, edge)
    always = main_beam & (rules.main_beam_always | ~operating)
    return 10.0 ** (share_db / 10.0), operating, np.asarray(always)
