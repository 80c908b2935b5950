"""The highest satellite over a place: which one it is at each time, and how its elevation is distributed."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from huxing.core.errors import InputError, TooLargeError
from huxing.core.time import Times
from huxing.orbit.coverage import BLOCK_BYTES, Progress, checked_view, position_blocks
from huxing.orbit.coverage_kernel import sites_of
from huxing.orbit.grid import Grid
from huxing.orbit.highest_kernel import add_to_histogram, find_highest
from huxing.orbit.propagation import Satellites

PARTS = 4
"""Of the times, counted in parallel; fixed, so that the result does not depend on the machine."""


def highest_satellite(satellites: Satellites, grid: Grid, times: object, *, min_elevation_deg: float) -> xr.Dataset:
    """Which satellite stands highest over each point at each time.

    Args:
        satellites: element sets or a designed constellation.
        grid: the points, on the WGS84 ellipsoid.
        times: UTC, shape `(time,)`.
        min_elevation_deg: least geodetic elevation, 0 to 90 deg, no refraction.

    Returns:
        Dataset over `(time, ground)`: `satellite` (index, -1 where none is in view), `elevation` (rad, NaN) and
        `slant_range` (m, NaN).

    Raises:
        InputError: an elevation out of range.
        TooLargeError: more than 2 GB of results, or more than 65,535 satellites.
        StaleDataError: Earth orientation does not reach a time (element sets only).

    Source:
        Vallado 2013, section 4.4 (elevation).
    """
    steps = checked_view(satellites, times, min_elevation_deg)
    if steps.size * len(grid) * 20 > 2_000_000_000:
        raise TooLargeError(
            f"{steps.size} times x {len(grid)} points are over 2 GB; use elevation_histogram() or fewer times"
        )
    shape = (steps.size, len(grid))
    sine, chosen, reach = np.empty(shape), np.empty(shape, np.int32), np.empty(shape)
    sites, mask, done = sites_of(grid), math.sin(math.radians(min_elevation_deg)), 0
    for block in _blocks(satellites, steps):
        part = slice(done, done + block.shape[0])
        find_highest(block, mask, sites, sine[part], chosen[part], reach[part])
        done = part.stop
    elevation = np.where(chosen >= 0, np.arcsin(np.clip(sine, -1.0, 1.0)), np.nan)
    axes = ("time", "ground")
    return xr.Dataset(
        {
            "satellite": (axes, chosen, {"units": "1", "long_name": "index of the highest satellite, -1 for none"}),
            "elevation": (axes, elevation, {"units": "rad", "long_name": "elevation of the highest satellite"}),
            "slant_range": (axes, reach, {"units": "m", "long_name": "distance of the highest satellite"}),
        },
        coords={"time": steps, **_places(grid)},
    )


def elevation_histogram(
    satellites: Satellites,
    grid: Grid,
    times: object,
    *,
    min_elevation_deg: float,
    bin_deg: float = 1.0,
    progress: Progress | None = None,
) -> xr.Dataset:
    """How the elevation of the highest satellite is distributed over times, for each point.

    Args:
        satellites: element sets or a designed constellation.
        grid: the points, on the WGS84 ellipsoid.
        times: UTC, shape `(time,)`; they need not be even: `sample_times` spreads some over a long span.
        min_elevation_deg: least geodetic elevation, 0 to 90 deg, no refraction.
        bin_deg: width of a bin, a whole part of 90 deg; bins start at the horizon.
        progress: called after each block.

    Returns:
        Dataset with `share` over `(ground, elevation)`: of the times, how many have their highest satellite in the bin;
        `none` over `(ground,)`: how many have no satellite. `elevation` is the middle of the bin, rad.

    Raises:
        InputError: an elevation or a width out of range.
        TooLargeError: more than 65,535 satellites, or a histogram over 1 GB.
        StaleDataError: Earth orientation does not reach a time (element sets only).

    Source:
        Vallado 2013, section 4.4 (elevation).
    """
    steps = checked_view(satellites, times, min_elevation_deg)
    bins = round(90.0 / bin_deg) if bin_deg > 0.0 else 0
    if not 1 <= bins <= 9000 or abs(bins * bin_deg - 90.0) > 1e-6:
        raise InputError(f"bin_deg is a whole part of 90 deg, 0.01 or more; got {bin_deg}", given=bin_deg)
    if PARTS * len(grid) * bins * 4 > 1_000_000_000:
        raise TooLargeError(f"{len(grid)} points x {bins} bins are over 1 GB; take wider bins or fewer points")
    counts = np.zeros((PARTS, len(grid), bins), np.int32)
    sites, mask, done = sites_of(grid), math.sin(math.radians(min_elevation_deg)), 0
    for block in _blocks(satellites, steps):
        add_to_histogram(block, mask, sites, bins / (math.pi / 2.0), counts)
        done += block.shape[0]
        if progress is not None:
            progress(done, steps.size)
    share = counts.sum(axis=0) / steps.size
    middle = (np.arange(bins) + 0.5) * (math.pi / 2.0 / bins)
    return xr.Dataset(
        {
            "share": (("ground", "elevation"), share, {"units": "1", "long_name": "share of the time in this bin"}),
            "none": ("ground", 1.0 - share.sum(axis=1), {"units": "1", "long_name": "share of the time without any"}),
        },
        coords={
            "elevation": ("elevation", middle, {"units": "rad", "long_name": "middle of the bin"}),
            **_places(grid),
        },
        attrs={"min_elevation_deg": float(min_elevation_deg), "times": steps.size, "satellites": len(satellites)},
    )


def sample_times(start: np.datetime64, *, days: float, samples: int) -> Times:
    """Times spread over a span so that no period of orbit or Earth is favoured.

    Args:
        start: UTC.
        days: length of the span, above 0.
        samples: how many, 1 or more.

    Returns:
        `datetime64[ns]`, ascending, shape `(samples,)`: one in each of the span's equal parts, moved within it by the
        golden-ratio sequence.

    Raises:
        InputError: a length or a number that is not positive.

    Source:
        Additive recurrence with 1/phi: Kuipers and Niederreiter 1974, Uniform Distribution of Sequences, section 2.3.
    """
    if not (days > 0.0 and math.isfinite(days) and samples >= 1):
        raise InputError(f"give a span and a number of samples above 0; got {days} days and {samples} samples")
    golden = (math.sqrt(5.0) - 1.0) / 2.0
    place = np.arange(samples) + np.mod(np.arange(samples) * golden, 1.0)
    offsets = np.round(place * (days * 86_400e9 / samples)).astype("timedelta64[ns]")
    return np.asarray(start.astype("datetime64[ns]") + offsets)


def _blocks(satellites: Satellites, steps: Times) -> Iterator[NDArray[np.float64]]:
    size = int(np.clip(BLOCK_BYTES // (24 * max(1, len(satellites))), 1, steps.size))
    return position_blocks(satellites, steps, size, np.zeros(len(satellites), bool))


def _places(grid: Grid) -> dict[str, tuple[str, NDArray[np.float64], dict[str, str]]]:
    return {
        "latitude_deg": ("ground", np.degrees(grid.latitude), {"units": "degrees_north", "long_name": "latitude"}),
        "longitude_deg": ("ground", np.degrees(grid.longitude), {"units": "degrees_east", "long_name": "longitude"}),
        "weight": ("ground", grid.weight, {"units": "1", "long_name": "share of the area"}),
    }
