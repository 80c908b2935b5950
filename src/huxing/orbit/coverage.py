"""Coverage of a grid by satellites: how many are in view, what share of the time, and how long the gaps are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from huxing.core.errors import InputError, TooLargeError
from huxing.core.time import Times, as_times
from huxing.orbit.constellation import Constellation
from huxing.orbit.coverage_kernel import count_in_view, sites_of
from huxing.orbit.gap_kernel import (
    CountSums,
    GapSums,
    add_counts,
    add_gaps,
    close_gaps,
    new_count_sums,
    new_gap_sums,
)
from huxing.orbit.grid import Grid
from huxing.orbit.propagation import Satellites, propagate_blocks
from huxing.orbit.secular_j2 import j2_states

BLOCK_BYTES = 16_000_000
"""Size of a block of counts or of positions; small enough to stay in the processor's cache hierarchy."""
MAX_SATELLITES = 65_535
"""Counts are 16-bit."""

Progress = Callable[[int, int], None]
"""Called with the number of times done and the number in all."""


def counts_in_view(
    satellites: Satellites, grid: Grid, times: object, *, min_elevation_deg: float
) -> NDArray[np.uint16]:
    """Satellites in view of each point at each time.

    Args:
        satellites: element sets or a designed constellation.
        grid: the points, on the WGS84 ellipsoid.
        times: UTC, shape `(time,)`.
        min_elevation_deg: least geodetic elevation, 0 to 90 deg, no refraction.

    Returns:
        Counts, shape `(time, point)`; equal to testing every pair.

    Raises:
        InputError: an elevation out of range.
        TooLargeError: more than 2 GB of counts, or more than 65,535 satellites.
        StaleDataError: Earth orientation does not reach a time (element sets only).

    Source:
        Vallado 2013, section 4.4 (elevation); the method: `coverage_kernel`.
    """
    steps = checked_view(satellites, times, min_elevation_deg)
    if steps.size * len(grid) * 2 > 2_000_000_000:
        raise TooLargeError(
            f"{steps.size} times x {len(grid)} points of counts are over 2 GB; use coverage() for the statistics"
        )
    counts = np.empty((steps.size, len(grid)), np.uint16)
    done = 0
    for block in _count_blocks(satellites, grid, steps, min_elevation_deg, np.zeros(len(satellites), bool)):
        counts[done : done + block.shape[0]] = block
        done += block.shape[0]
    return counts


def coverage(
    satellites: Satellites,
    grid: Grid,
    times: object,
    *,
    min_elevation_deg: float,
    folds: Sequence[int] = (1,),
    zonal: bool = False,
    progress: Progress | None = None,
) -> xr.Dataset:
    """Coverage statistics of a grid over a span of evenly spaced times.

    Args:
        satellites: element sets or a designed constellation.
        grid: the points, on the WGS84 ellipsoid.
        times: UTC, evenly spaced, at least 2, shape `(time,)`.
        min_elevation_deg: least geodetic elevation, 0 to 90 deg, no refraction.
        folds: how many satellites in view count as covered, each 1 or more.
        zonal: also give the mean count of each row of the grid at each time.
        progress: called after each block.

    Returns:
        Dataset over `(ground, fold, latitude, time, length)`; see `docs/reference/coverage.md` for the variables. Gap
        lengths are whole epochs: exact to one step. The attribute `without_state` counts the satellites for which SGP4
        has no state at some time of the span; they are not in view then.

    Raises:
        InputError: an elevation, a fold or times out of range.
        TooLargeError: more than 65,535 satellites.
        StaleDataError: Earth orientation does not reach a time (element sets only).

    Source:
        Vallado 2013, section 4.4 (elevation); gap definitions: `gap_kernel.GapSums`.
    """
    steps = checked_view(satellites, times, min_elevation_deg)
    step_s = _even_step(steps)
    if not folds or any(int(fold) != fold or not 1 <= fold <= MAX_SATELLITES for fold in folds):
        raise InputError(f"folds are whole numbers from 1 to {MAX_SATELLITES}, got {list(folds)}", given=list(folds))
    if len(set(folds)) != len(folds):
        raise InputError(f"each fold stands once, got {list(folds)}", given=list(folds))
    sums, gaps = new_count_sums(len(grid)), [new_gap_sums(len(grid), steps.size) for _ in folds]
    weight, means, done = grid.weight, [], 0
    lost = np.zeros(len(satellites), bool)
    for block in _count_blocks(satellites, grid, steps, min_elevation_deg, lost):
        add_counts(block, sums)
        for fold, fold_sums in zip(folds, gaps, strict=True):
            add_gaps(block, fold, done, weight, fold_sums)
        if zonal:
            means.append(_row_means(block, grid))
        done += block.shape[0]
        if progress is not None:
            progress(done, steps.size)
    for fold_sums in gaps:
        close_gaps(weight, fold_sums)
    dataset = _dataset(grid, steps, step_s, list(folds), sums, gaps)
    if zonal:
        dataset = dataset.assign(_zonal(np.concatenate(means), grid, steps))
    return dataset.assign_attrs(
        min_elevation_deg=float(min_elevation_deg), satellites=len(satellites), without_state=int(lost.sum())
    )


def checked_view(satellites: Satellites, times: object, min_elevation_deg: float) -> Times:
    """The times, after a look at everything that a search for satellites in view is given.

    Args:
        satellites: element sets or a designed constellation.
        times: UTC.
        min_elevation_deg: least elevation, deg.

    Returns:
        Times, shape `(time,)`.

    Raises:
        InputError: an elevation out of range, or no times.
        TooLargeError: more than 65,535 satellites.

    Source:
        None: a check.
    """
    if not 0.0 <= min_elevation_deg < 90.0:
        raise InputError(
            f"a minimum elevation is 0 deg or more and less than 90 deg, got {min_elevation_deg}",
            given=min_elevation_deg,
        )
    if len(satellites) > MAX_SATELLITES:
        raise TooLargeError(f"{len(satellites)} satellites are over the bound of {MAX_SATELLITES}")
    return np.atleast_1d(as_times(times))


def _even_step(times: Times) -> float:
    steps = np.diff(times)
    if times.size < 2 or (steps != steps[0]).any() or steps[0] <= np.timedelta64(0):
        raise InputError("coverage statistics need two or more evenly spaced, ascending times; see time_grid")
    return float(steps[0] / np.timedelta64(1, "ns")) / 1e9


def _count_blocks(
    satellites: Satellites, grid: Grid, times: Times, min_elevation_deg: float, lost: NDArray[np.bool_]
) -> Iterator[NDArray[np.uint16]]:
    sites, sin_mask = sites_of(grid), float(np.sin(np.radians(min_elevation_deg)))
    per_time = max(24 * len(satellites), 2 * len(grid), 1)
    size = int(np.clip(BLOCK_BYTES // per_time, 1, times.size))
    counts = np.empty((size, len(grid)), np.uint16)
    for position in position_blocks(satellites, times, size, lost):
        block = counts[: position.shape[0]]
        count_in_view(position, sin_mask, sites, block)
        yield block


def position_blocks(
    satellites: Satellites, times: Times, size: int, lost: NDArray[np.bool_]
) -> Iterator[NDArray[np.float64]]:
    """Positions of satellites in blocks of consecutive times.

    Args:
        satellites: element sets or a designed constellation.
        times: UTC, shape `(time,)`.
        size: times in a block.
        lost: shape `(satellite,)`; becomes true for satellites without a state at some time.

    Yields:
        ITRF, m, shape `(time, satellite, 3)`; the array is used again for the next block.

    Raises:
        StaleDataError: Earth orientation does not reach a time (element sets only).

    Source:
        huxing.orbit.propagation; huxing.orbit.secular_j2.
    """
    if isinstance(satellites, Constellation):
        buffer = np.empty((size, len(satellites), 3))
        for start in range(0, times.size, size):
            chosen = times[start : start + size]
            yield j2_states(satellites, chosen, earth_fixed=True, out=buffer[: chosen.size])[0]
        return
    for track in propagate_blocks(satellites, times, block_bytes=size * 25 * max(len(satellites), 1)):
        lost |= (track["error"].to_numpy() != 0).any(axis=0)
        yield track["position"].to_numpy()


def _row_means(counts: NDArray[np.uint16], grid: Grid) -> NDArray[np.float64]:
    sums = np.add.reduceat(counts, grid.row_start[:-1], axis=1, dtype=np.int64)
    return np.asarray(sums / np.diff(grid.row_start))


def _zonal(means: NDArray[np.float64], grid: Grid, times: Times) -> dict[str, xr.DataArray]:
    attributes = {"units": "1", "long_name": "mean number of satellites in view along the row"}
    latitude = np.degrees(grid.row_latitude)
    coordinates = {
        "time": times,
        "latitude": ("latitude", latitude, {"units": "degrees_north", "long_name": "latitude"}),
    }
    return {"zonal_mean": xr.DataArray(means, dims=("time", "latitude"), coords=coordinates, attrs=attributes)}


def _dataset(
    grid: Grid, times: Times, step_s: float, folds: list[int], sums: CountSums, gaps: list[GapSums]
) -> xr.Dataset:
    epochs = times.size
    point, both = ("ground",), ("ground", "fold")

    def stacked(values: Callable[[GapSums], NDArray[Any]]) -> NDArray[Any]:
        return np.stack([values(g) for g in gaps], axis=-1)

    def ratio(a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.asarray(np.divide(a, b, out=np.full(a.shape, np.nan), where=b > 0))

    lengths = np.arange(epochs + 1) * step_s
    variables = {
        "mean_in_view": (point, sums.total / epochs, "1", "mean number of satellites in view"),
        "least_in_view": (point, sums.least, "1", "least number of satellites in view"),
        "most_in_view": (point, sums.most, "1", "greatest number of satellites in view"),
        "covered": (both, stacked(lambda g: g.covered / epochs), "1", "share of the time with at least n in view"),
        "gaps": (both, stacked(lambda g: g.gaps), "1", "number of gaps"),
        "mean_gap": (both, stacked(lambda g: ratio(g.gap_total, g.gaps) * step_s), "s", "mean gap"),
        "longest_gap": (both, stacked(lambda g: g.gap_longest * step_s), "s", "longest gap"),
        "mean_revisit": (
            both,
            stacked(lambda g: ratio(g.inner_total, g.inner_gaps) * step_s),
            "s",
            "mean gap between two accesses",
        ),
        "mean_wait": (
            both,
            stacked(lambda g: g.gap_squares * (step_s / (2.0 * epochs))),
            "s",
            "mean wait for access from a random instant",
        ),
        "first_access": (
            both,
            stacked(lambda g: np.where(g.first_access >= 0, g.first_access * step_s, np.nan)),
            "s",
            "time to first access",
        ),
        "gap_weight": (
            ("fold", "length"),
            np.stack([g.histogram.sum(axis=0) for g in gaps]),
            "1",
            "area-weighted number of gaps of each length",
        ),
    }
    data = {k: xr.DataArray(v, dims=d, attrs={"units": u, "long_name": n}) for k, (d, v, u, n) in variables.items()}
    coordinates = {
        "latitude_deg": ("ground", np.degrees(grid.latitude), {"units": "degrees_north", "long_name": "latitude"}),
        "longitude_deg": ("ground", np.degrees(grid.longitude), {"units": "degrees_east", "long_name": "longitude"}),
        "weight": ("ground", grid.weight, {"units": "1", "long_name": "share of the area"}),
        "fold": ("fold", folds, {"units": "1", "long_name": "satellites in view that count as covered"}),
        "length": ("length", lengths, {"units": "s", "long_name": "length of a gap"}),
    }
    span = {"start": str(times[0])[:19], "step_s": step_s, "epochs": epochs, "grid": grid.name}
    return xr.Dataset(data, coords=coordinates, attrs=span)
