"""Coverage statistics: definitions, blocks, folds, zones, refusals."""

from __future__ import annotations

import sys

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from random_orbits import EPOCH, mixed_sets, random_constellation

from huxing.core.errors import InputError, StaleDataError, TooLargeError
from huxing.core.time import time_grid
from huxing.orbit import (
    ELEMENT_SETS,
    Constellation,
    ElementSets,
    Shell,
    counts_in_view,
    coverage,
    latlon_grid,
    point_grid,
    propagate,
    ring_grid,
    walker_star,
)

POLAR = Constellation("polar", (walker_star(name="s", altitude_km=900, inclination_deg=87, planes=3, per_plane=5),))
GEO = Constellation("geo", (Shell("geo", 42_164_170.0, 0.0, np.zeros(1), (np.zeros(1),)),))
TIMES = time_grid("2026-01-01", hours=6, step_s=60)


def test_statistics_follow_from_the_counts() -> None:
    grid = ring_grid(spacing_deg=10)
    counts = counts_in_view(POLAR, grid, TIMES, min_elevation_deg=10)
    data = coverage(POLAR, grid, TIMES, min_elevation_deg=10, folds=(1, 2))
    assert data["mean_in_view"].to_numpy() == pytest.approx(counts.mean(axis=0), rel=1e-15)
    assert np.array_equal(data["least_in_view"], counts.min(axis=0))
    assert np.array_equal(data["most_in_view"], counts.max(axis=0))
    for fold in (1, 2):
        assert np.array_equal(data["covered"].sel(fold=fold), (counts >= fold).mean(axis=0))
    assert data.attrs["epochs"] == 360
    assert data.attrs["step_s"] == 60.0
    assert data["weight"].sum() == pytest.approx(1.0)
    assert all(array.attrs["units"] and array.attrs["long_name"] for array in data.data_vars.values())


@settings(max_examples=10)
@given(st.integers(0, 2**31), st.integers(100, 100_000))
def test_blocks_change_no_bit(seed: int, block_bytes: int) -> None:
    design = random_constellation(np.random.default_rng(seed))
    grid, times = ring_grid(spacing_deg=15), time_grid("2026-01-01", hours=3, step_s=120)
    patch = pytest.MonkeyPatch()
    whole = coverage(design, grid, times, min_elevation_deg=5, folds=(1, 3), zonal=True)
    counts = counts_in_view(design, grid, times, min_elevation_deg=5)
    with patch.context() as context:
        context.setattr(
            sys.modules["huxing.orbit.coverage"], "BLOCK_BYTES", block_bytes
        )  # the package's name is the function's
        assert coverage(design, grid, times, min_elevation_deg=5, folds=(1, 3), zonal=True).identical(whole)
        assert np.array_equal(counts_in_view(design, grid, times, min_elevation_deg=5), counts)


def test_element_sets_count_at_their_propagated_places() -> None:
    sets, grid = mixed_sets(10, 4), latlon_grid(rows=9, columns=18)
    times = time_grid(EPOCH, hours=2, step_s=60)
    position = propagate(sets, times)["position"].to_numpy()
    from huxing.core.geodesy import Geodetic, topocentric

    site = Geodetic(grid.latitude[:, None], grid.longitude[:, None], np.zeros((len(grid), 1)))
    counts = counts_in_view(sets, grid, times, min_elevation_deg=15)
    for t in (0, 57, 119):
        up = topocentric(site, np.broadcast_to(position[t], (len(grid), 10, 3))).elevation >= np.radians(15)
        assert np.array_equal(counts[t], up.sum(axis=1))


def test_a_satellite_without_a_state_is_nowhere_in_view() -> None:
    from random_orbits import element_row, element_sets

    sets = element_sets([element_row(10, 1.5), element_row(17.5)])
    times = time_grid(EPOCH, hours=1, step_s=60)
    assert counts_in_view(sets, ring_grid(spacing_deg=20), times, min_elevation_deg=0).max() == 0


def test_no_satellites_cover_nothing_however_many_times() -> None:
    none = ElementSets(ELEMENT_SETS.empty())
    times = time_grid(EPOCH, hours=12, step_s=20)
    data = coverage(none, ring_grid(spacing_deg=2), times, min_elevation_deg=10)
    assert data["most_in_view"].max() == 0
    assert (data["longest_gap"] == 12 * 3600).all()
    assert np.isnan(data["first_access"]).all()


def test_a_geostationary_satellite_covers_its_disc_for_ever() -> None:
    # central angle at 10 deg: acos(Re/a cos E) - E = 71.4 deg on the equator's radius
    longitude = np.degrees(np.arctan2(*propagate(GEO, TIMES[:1])["position"].to_numpy()[0, 0, 1::-1]))
    edge = np.degrees(np.arccos(6_378_137 / 42_164_170 * np.cos(np.radians(10)))) - 10
    grid = point_grid(
        np.zeros(4), longitude + np.array([-edge - 0.5, -edge + 0.5, edge - 0.5, edge + 0.5]), name="equator"
    )
    data = coverage(GEO, grid, time_grid("2026-01-01", hours=24, step_s=600), min_elevation_deg=10)
    # 42,164.17 km is one sidereal day by the two-body period; J2 moves it by 0.03 deg in a day
    assert data["covered"].to_numpy()[:, 0].tolist() == [0.0, 1.0, 1.0, 0.0]


def test_zonal_means_are_means_along_rows() -> None:
    grid = ring_grid(spacing_deg=10)
    data = coverage(POLAR, grid, TIMES, min_elevation_deg=10, zonal=True)
    counts = counts_in_view(POLAR, grid, TIMES, min_elevation_deg=10)
    want = np.stack([counts[:, grid.row == row].mean(axis=1) for row in range(18)], axis=-1)
    assert data["zonal_mean"].dims == ("time", "latitude")
    assert data["zonal_mean"].to_numpy() == pytest.approx(want, rel=1e-12)
    assert data["latitude"].to_numpy() == pytest.approx(np.arange(-85, 90, 10))


def test_more_folds_cover_less_and_higher_masks_too() -> None:
    grid = ring_grid(spacing_deg=10)
    data = coverage(POLAR, grid, TIMES, min_elevation_deg=0, folds=(1, 2, 3, 40))
    covered = data["covered"].to_numpy()
    assert (np.diff(covered, axis=1) <= 0).all()
    assert (covered[:, 3] == 0).all()
    higher = coverage(POLAR, grid, TIMES, min_elevation_deg=20)
    assert (higher["mean_in_view"] <= data["mean_in_view"]).all()


def test_progress_is_told_to_the_end() -> None:
    told: list[tuple[int, int]] = []
    coverage(
        POLAR, ring_grid(spacing_deg=20), TIMES, min_elevation_deg=10, progress=lambda done, of: told.append((done, of))
    )
    assert told[-1] == (360, 360)
    assert [done for done, _ in told] == sorted({done for done, _ in told})


@pytest.mark.parametrize(
    "how",
    [
        {"min_elevation_deg": -1}, {"min_elevation_deg": 90}, {"min_elevation_deg": np.nan}, {"folds": ()},
        {"folds": (0,)}, {"folds": (1.5,)}, {"folds": (1, 1)}, {"folds": (70_000,)}, {"times": TIMES[:1]},
        {"times": TIMES[::-1]}, {"times": TIMES[[0, 1, 3]]}, {"times": TIMES[[0, 0, 0]]},
    ],
)  # fmt: skip
def test_refuses(how: dict[str, object]) -> None:
    arguments = {"times": TIMES, "min_elevation_deg": 10} | how
    with pytest.raises(InputError):
        coverage(POLAR, ring_grid(spacing_deg=20), **arguments)  # type: ignore[arg-type]


def test_too_much_is_refused_before_it_is_allocated() -> None:
    times = time_grid("2026-01-01", hours=2000, step_s=1)
    with pytest.raises(TooLargeError, match="use coverage"):
        counts_in_view(POLAR, ring_grid(spacing_deg=1), times, min_elevation_deg=10)
    many = Constellation("many", (Shell("m", 7e6, 1.0, np.zeros(1), (np.zeros(65_536),)),))
    with pytest.raises(TooLargeError, match="65536"):
        counts_in_view(many, ring_grid(spacing_deg=20), TIMES[:1], min_elevation_deg=10)
    with pytest.raises(StaleDataError):
        counts_in_view(
            mixed_sets(2, 1), ring_grid(spacing_deg=20), time_grid("2150-01-01", hours=1), min_elevation_deg=10
        )


def test_the_dataset_can_be_written_and_read(tmp_path: object) -> None:
    from pathlib import Path

    from huxing.core.schema import write_netcdf

    data = coverage(POLAR, ring_grid(spacing_deg=20), TIMES, min_elevation_deg=10, zonal=True)
    path = Path(str(tmp_path)) / "c.nc"
    write_netcdf(data, path)
    with xr.open_dataset(path, engine="h5netcdf", decode_timedelta=False) as stored:
        for name in data.data_vars:
            assert np.array_equal(stored[name], data[name], equal_nan=data[name].dtype.kind == "f")
