"""One call for positions: element sets by SGP4 (directly or by knots), designed constellations by secular J2."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from huxing.core.earth_orientation import installed_earth_orientation
from huxing.core.errors import InputError, TooLargeError
from huxing.core.files import atomic_write
from huxing.core.frames import FRAMES, frame_matrix, transform
from huxing.core.time import Times, as_times
from huxing.orbit import dense
from huxing.orbit.constellation import Constellation
from huxing.orbit.element_sets import ElementSets
from huxing.orbit.secular_j2 import j2_states
from huxing.orbit.sgp4_states import ERROR_MEANINGS, Sgp4Propagator

Satellites = ElementSets | Constellation
"""What can be propagated."""
Method = Literal["auto", "sgp4", "sgp4-dense", "j2"]
METHODS = ("auto", "sgp4", "sgp4-dense", "j2")

MEMORY_LIMIT_BYTES = 1_500_000_000
"""Largest dataset that `propagate` builds in memory."""
BLOCK_BYTES = 128_000_000
"""Size of one block of `propagate_blocks`; the work space beside it is about twice that."""
DENSE_FROM = 6
"""Times per knot from which the knots pay: at three the two ways cost the same (measured)."""

_AXES = ["x", "y", "z"]


@dataclass(frozen=True)
class _Plan:
    """What is to be computed, checked once."""

    satellites: Satellites
    times: Times
    frame: str
    velocity: bool
    method: str

    @property
    def bytes_per_time(self) -> int:
        """Size of the arrays of one time; that of one satellite where there is none, so that blocks stay short."""
        return max(len(self.satellites), 1) * (24 * (1 + self.velocity) + 1)


def propagate(
    satellites: Satellites,
    times: object,
    *,
    frame: str = "ITRF",
    velocity: bool = False,
    method: Method = "auto",
    memory_limit_bytes: int = MEMORY_LIMIT_BYTES,
) -> xr.Dataset:
    """Positions, and velocities where asked, of satellites at times.

    Args:
        satellites: element sets (SGP4/SDP4) or a designed constellation (secular J2).
        times: UTC, shape `(time,)`.
        frame: ITRF, GCRF or TEME.
        velocity: also give velocities, relative to the frame.
        method: `auto` picks; `sgp4` computes every time; `sgp4-dense` interpolates between knots of 180 s wherever
            that is smooth enough (0.25 m estimated) and computes the other satellites directly; `j2` for designs.
        memory_limit_bytes: bound of the dataset; above it use `propagate_blocks` or `propagate_to_netcdf`.

    Returns:
        Dataset with `position` (m) and, where asked, `velocity` (m/s) over `(time, satellite, axis)`, and `error`
        (SGP4's code) over `(time, satellite)`; where the code is not 0 the state is NaN. The attributes name method,
        frame and Earth orientation.

    Raises:
        InputError: an unknown frame or method, or one that does not fit the satellites.
        TooLargeError: the dataset would be over the limit.
        StaleDataError: Earth orientation does not reach a time.

    Source:
        Vallado et al., AIAA 2006-6753 (SGP4); Vallado 2013, section 9.6.1 (secular J2).
    """
    plan = _plan(satellites, times, frame, velocity, method)
    size = plan.bytes_per_time * plan.times.size
    if size > memory_limit_bytes:
        raise TooLargeError(
            f"{len(satellites)} satellites x {plan.times.size} times are {size / 1e9:.1f} GB, over the limit of "
            f"{memory_limit_bytes / 1e9:.1f} GB; use propagate_blocks (a loop) or propagate_to_netcdf (a file)",
            given=size,
            accepted=memory_limit_bytes,
        )
    return _dataset(plan, plan.times, *_Worker(plan).states(plan.times))


def propagate_blocks(
    satellites: Satellites,
    times: object,
    *,
    frame: str = "ITRF",
    velocity: bool = False,
    method: Method = "auto",
    block_bytes: int = BLOCK_BYTES,
) -> Iterator[xr.Dataset]:
    """As `propagate`, in blocks of consecutive times; joined they are bit-equal to one call.

    Args:
        satellites: as `propagate`.
        times: as `propagate`.
        frame: as `propagate`.
        velocity: as `propagate`.
        method: as `propagate`.
        block_bytes: size of a block's arrays.

    Yields:
        Datasets as `propagate` gives, in the order of time.

    Raises:
        InputError: as `propagate`.
        StaleDataError: as `propagate`.

    Source:
        As `propagate`.
    """
    plan = _plan(satellites, times, frame, velocity, method)
    worker = _Worker(plan)
    step = max(1, block_bytes // plan.bytes_per_time)
    for start in range(0, plan.times.size, step):
        chosen = plan.times[start : start + step]
        yield _dataset(plan, chosen, *worker.states(chosen))


def propagate_to_netcdf(
    satellites: Satellites,
    times: object,
    path: str | Path,
    *,
    frame: str = "ITRF",
    velocity: bool = False,
    method: Method = "auto",
) -> Path:
    """As `propagate`, written to a netCDF-4 file block by block; open it with `xarray.open_dataset`.

    Args:
        satellites: as `propagate`.
        times: as `propagate`.
        path: the `.nc` file.
        frame: as `propagate`.
        velocity: as `propagate`.
        method: as `propagate`.

    Returns:
        The path.

    Raises:
        InputError: as `propagate`.
        StaleDataError: as `propagate`.

    Source:
        CF-1.11.
    """
    from huxing.orbit.track_file import TrackFile

    steps = np.atleast_1d(as_times(times))
    if not steps.size:
        raise InputError("a track without times has nothing to write; give one time or more")
    with atomic_write(path) as temporary, TrackFile(temporary, steps) as file:
        for block in propagate_blocks(satellites, steps, frame=frame, velocity=velocity, method=method):
            file.append(block)
    return Path(path)


class _Worker:
    """Keeps what all blocks share: the initialised records and the knots."""

    def __init__(self, plan: _Plan) -> None:
        self.plan = plan
        sets = plan.satellites
        self.sgp4: Sgp4Propagator | None = None
        self.ephemeris: dense.DenseEphemeris | None = None
        if isinstance(sets, ElementSets) and plan.method == "sgp4-dense" and plan.times.size:
            self.ephemeris = dense.DenseEphemeris(sets, plan.times[0], plan.times[-1], plan.frame)
        elif isinstance(sets, ElementSets):
            self.sgp4 = Sgp4Propagator(sets)

    def states(self, times: Times) -> tuple[NDArray[np.float64], NDArray[np.float64] | None, NDArray[np.int8]]:
        """Position, velocity and codes at some of the plan's times."""
        if self.ephemeris is not None:
            position, error = self.ephemeris.positions(times)
            return position, None, error
        if self.sgp4 is not None:
            return _direct_states(self.sgp4, times, self.plan)
        position, velocity = _designed_states(self.plan, times)
        return position, velocity, np.zeros(position.shape[:2], np.int8)


def _direct_states(
    sgp4: Sgp4Propagator, times: Times, plan: _Plan
) -> tuple[NDArray[np.float64], NDArray[np.float64] | None, NDArray[np.int8]]:
    states = sgp4.states(times)
    position = states.position.transpose(1, 0, 2)
    velocity = states.velocity.transpose(1, 0, 2) if plan.velocity else None
    turned, moving = transform(position, velocity, source="TEME", target=plan.frame, times=times)
    return np.ascontiguousarray(turned), moving, np.ascontiguousarray(states.error.T)


def _designed_states(plan: _Plan, times: Times) -> tuple[NDArray[np.float64], NDArray[np.float64] | None]:
    constellation = plan.satellites
    if not isinstance(constellation, Constellation):
        raise InputError("secular J2 takes a designed constellation")
    position, velocity = j2_states(constellation, times, earth_fixed=plan.frame == "ITRF", velocity=plan.velocity)
    if plan.frame != "GCRF":
        return position, velocity
    matrix = frame_matrix("TEME", "GCRF", times).transpose(0, 2, 1)
    return position @ matrix, None if velocity is None else velocity @ matrix


def _plan(satellites: Satellites, times: object, frame: str, velocity: bool, method: str) -> _Plan:
    steps = np.atleast_1d(as_times(times))
    if steps.ndim != 1:
        raise InputError(f"times have shape (time,); given {steps.shape}")
    if frame not in FRAMES:
        raise InputError(f"frame '{frame}' is not known; take one of {', '.join(FRAMES)}", given=frame)
    if method not in METHODS:
        raise InputError(f"method '{method}' is not known; take one of {', '.join(METHODS)}", given=method)
    if not isinstance(satellites, ElementSets | Constellation):
        raise InputError(f"satellites are ElementSets or a Constellation, not {type(satellites).__name__}")
    designed = isinstance(satellites, Constellation)
    if designed != (method == "j2") and method != "auto":
        kind = "a designed constellation takes 'j2'" if designed else "element sets take 'sgp4' or 'sgp4-dense'"
        raise InputError(f"method '{method}' does not fit: {kind}", given=method)
    if method == "sgp4-dense" and steps.size and (np.diff(steps) < np.timedelta64(0)).any():
        raise InputError("'sgp4-dense' takes times in ascending order; take method='sgp4'")
    if velocity and method == "sgp4-dense":
        raise InputError("'sgp4-dense' gives positions only; take method='sgp4' for velocities")
    chosen = method if method != "auto" else ("j2" if designed else _pick_sgp4(steps, velocity))
    return _Plan(satellites, steps, frame, velocity, chosen)


def _pick_sgp4(times: Times, velocity: bool) -> str:
    ascending = times.size > 1 and bool((np.diff(times) >= np.timedelta64(0)).all())
    span = float((times[-1] - times[0]) / np.timedelta64(1, "s")) if ascending else 0.0
    pays = ascending and times.size >= DENSE_FROM * (span / dense.KNOT_SECONDS + 2 * dense.POINTS)
    return "sgp4-dense" if pays and not velocity else "sgp4"


def _dataset(
    plan: _Plan,
    times: Times,
    position: NDArray[np.float64],
    velocity: NDArray[np.float64] | None,
    error: NDArray[np.int8],
) -> xr.Dataset:
    frame = plan.frame
    data: dict[str, xr.DataArray] = {
        "position": xr.DataArray(
            position, dims=("time", "satellite", "axis"), attrs={"units": "m", "long_name": f"position in {frame}"}
        ),
        "error": xr.DataArray(
            error,
            dims=("time", "satellite"),
            attrs={
                "units": "1",
                "long_name": "SGP4 error code",
                "flag_meanings": "; ".join(f"{code}: {text}" for code, text in ERROR_MEANINGS.items()),
            },
        ),
    }
    if velocity is not None:
        data["velocity"] = xr.DataArray(
            velocity,
            dims=("time", "satellite", "axis"),
            attrs={"units": "m s-1", "long_name": f"velocity relative to {frame}"},
        )
    coordinates = {"time": times, "satellite": plan.satellites.labels, "axis": _AXES}
    return xr.Dataset(data, coords=coordinates, attrs=_attributes(plan))


def _attributes(plan: _Plan) -> dict[str, str]:
    if plan.method == "j2":
        method = "secular J2 of circular mean elements (Vallado 2013, section 9.6.1)"
        orientation = "nominal sidereal time: UT1 = UTC, no polar motion"
    else:
        method = "SGP4/SDP4, WGS72 (AIAA 2006-6753)"
        if plan.method == "sgp4-dense":
            method += f", 8-point Lagrange between knots of {dense.KNOT_SECONDS:.0f} s where smooth"
        orientation = "not used" if plan.frame == "TEME" else _orientation_used(plan.times)
    return {"method": method, "frame": plan.frame, "earth_orientation": orientation, "time_scale": "UTC"}


def _orientation_used(times: Times) -> str:
    series = installed_earth_orientation()
    predicted = times.size > 0 and bool(series.at(times[[0, -1]]).predicted.any())
    kind = "predicted values used" if predicted else "measured values only"
    return f"IERS finals2000A, measured to {series.measured_until}, predicted to {series.valid_until}; {kind}"
