"""One call for positions: methods, frames, attributes, limits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from random_orbits import EPOCH, element_row, element_sets, mixed_sets, random_constellation

from huxing.core.errors import InputError, StaleDataError, TooLargeError
from huxing.core.frames import transform
from huxing.core.time import time_grid
from huxing.orbit import (
    ELEMENT_SETS,
    Constellation,
    ElementSets,
    propagate,
    propagate_blocks,
    propagate_to_netcdf,
    walker_delta,
)

DESIGN = Constellation("design", (walker_delta(name="w", altitude_km=1000, inclination_deg=60, planes=3, per_plane=4),))


@pytest.mark.parametrize("satellites", [DESIGN, mixed_sets(5, 1)], ids=["design", "sets"])
@pytest.mark.parametrize("frame", ["TEME", "GCRF", "ITRF"])
def test_dataset_has_axes_units_and_says_how(satellites: object, frame: str) -> None:
    track = propagate(satellites, time_grid(EPOCH, hours=1, step_s=600), frame=frame, velocity=True)  # type: ignore[arg-type]
    assert track["position"].dims == track["velocity"].dims == ("time", "satellite", "axis")
    assert track["error"].dims == ("time", "satellite")
    assert (track["position"].attrs["units"], track["velocity"].attrs["units"]) == ("m", "m s-1")
    assert track["axis"].to_numpy().tolist() == ["x", "y", "z"]
    assert track.attrs["frame"] == frame
    assert track.attrs["method"].startswith("secular J2" if satellites is DESIGN else "SGP4/SDP4, WGS72")
    measured = "predicted to" in track.attrs["earth_orientation"]
    assert measured == (satellites is not DESIGN and frame != "TEME")
    assert track["error"].dtype == np.int8


def test_frames_agree_with_the_rotations_between_them() -> None:
    times = time_grid(EPOCH, hours=2, step_s=900)
    teme = propagate(mixed_sets(5, 2), times, frame="TEME", velocity=True)
    for frame in ("GCRF", "ITRF"):
        want = transform(
            teme["position"].to_numpy(), teme["velocity"].to_numpy(), source="TEME", target=frame, times=times
        )
        got = propagate(mixed_sets(5, 2), times, frame=frame, velocity=True)
        assert np.array_equal(got["position"], want[0])
        assert np.array_equal(got["velocity"], want[1])


def test_a_design_in_gcrf_is_its_teme_state_turned() -> None:
    times = time_grid("2026-08-22", hours=3, step_s=1800)
    teme, gcrf = (propagate(DESIGN, times, frame=f, velocity=True) for f in ("TEME", "GCRF"))
    state = teme["position"].to_numpy(), teme["velocity"].to_numpy()
    position, velocity = transform(*state, source="TEME", target="GCRF", times=times)
    assert np.abs(gcrf["position"].to_numpy() - position).max() < 1e-6
    assert np.abs(gcrf["velocity"].to_numpy() - velocity).max() < 1e-9


def test_a_design_needs_no_earth_orientation_but_element_sets_do() -> None:
    far = time_grid("2120-01-01", hours=1, step_s=600)
    assert np.isfinite(propagate(DESIGN, far)["position"]).all()
    with pytest.raises(StaleDataError, match="astropy-iers-data"):
        propagate(element_sets([element_row(13.0, epoch=far[0])]), far)


def test_auto_takes_knots_only_where_they_pay() -> None:
    sets = mixed_sets(3, 1)

    def dense(times: np.ndarray, **how: object) -> bool:
        return "Lagrange" in propagate(sets, times, **how).attrs["method"]  # type: ignore[arg-type]

    assert dense(time_grid(EPOCH, hours=6, step_s=10))
    assert not dense(time_grid(EPOCH, hours=6, step_s=60))
    assert not dense(time_grid(EPOCH, hours=6, step_s=10)[::-1])
    assert not dense(time_grid(EPOCH, hours=6, step_s=10), velocity=True)
    assert not dense(time_grid(EPOCH, hours=0.01, step_s=1))


@pytest.mark.parametrize(
    ("satellites", "how"),
    [
        (DESIGN, {"frame": "ECI"}),
        (DESIGN, {"method": "sgp4"}),
        (DESIGN, {"method": "numerical"}),
        (mixed_sets(1, 1), {"method": "j2"}),
        (mixed_sets(1, 1), {"method": "sgp4-dense", "velocity": True}),
        ("QIANFAN", {}),
    ],
)
def test_refuses_what_does_not_fit(satellites: object, how: dict[str, object]) -> None:
    for run in (propagate, lambda *a, **k: list(propagate_blocks(*a, **k))):
        with pytest.raises(InputError):
            run(satellites, time_grid(EPOCH, hours=1), **how)  # type: ignore[operator]


def test_refuses_times_it_cannot_use() -> None:
    times = time_grid(EPOCH, hours=1)
    with pytest.raises(InputError, match="ascending"):
        propagate(mixed_sets(1, 1), times[::-1], method="sgp4-dense")
    with pytest.raises(InputError, match=r"\(time,\)"):
        propagate(DESIGN, times.reshape(2, 30))
    with pytest.raises(InputError):
        propagate(DESIGN, [1, 2, 3])


def test_too_large_says_how_large_and_what_to_do() -> None:
    with pytest.raises(
        TooLargeError, match=r"12 satellites x 50000000 times are 15.0 GB.*propagate_blocks.*netcdf"
    ) as caught:
        propagate(DESIGN, time_grid(EPOCH, hours=50_000_000 / 3600, step_s=1))
    assert caught.value.given == 12 * 25 * 50_000_000
    with pytest.raises(TooLargeError):
        propagate(DESIGN, time_grid(EPOCH, hours=1), memory_limit_bytes=12 * 25 * 60 - 1)
    assert propagate(DESIGN, time_grid(EPOCH, hours=1), memory_limit_bytes=12 * 25 * 60).sizes["time"] == 60


def test_one_time_given_as_text() -> None:
    track = propagate(DESIGN, "2026-08-22T06:00:00")
    assert track.sizes == {"time": 1, "satellite": 12, "axis": 3}


@pytest.mark.parametrize("velocity", [False, True])
@pytest.mark.parametrize("satellites", [DESIGN, mixed_sets(5, 4)], ids=["design", "sets"])
def test_blocks_and_files_are_equal_to_the_whole(satellites: object, velocity: bool, tmp_path: Path) -> None:
    times = time_grid(EPOCH, hours=5, step_s=700)
    whole = propagate(satellites, times, velocity=velocity)  # type: ignore[arg-type]
    for block_bytes in (1, 1000, 10**9):
        blocks = list(propagate_blocks(satellites, times, velocity=velocity, block_bytes=block_bytes))  # type: ignore[arg-type]
        assert xr.concat(blocks, "time", join="exact").equals(whole)
    path = propagate_to_netcdf(satellites, times, tmp_path / "t.nc", velocity=velocity)  # type: ignore[arg-type]
    with xr.open_dataset(path, engine="h5netcdf") as stored:
        assert np.array_equal(stored["position"], whole["position"], equal_nan=True)
        assert ("velocity" in stored) == velocity
        assert np.array_equal(stored["time"], whole["time"])


def test_a_file_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(StaleDataError):
        propagate_to_netcdf(mixed_sets(2, 1), time_grid("2150-01-01", hours=1), tmp_path / "t.nc")
    assert list(tmp_path.iterdir()) == []


def test_no_satellites_give_empty_tracks() -> None:
    none = ElementSets(ELEMENT_SETS.empty())
    times = time_grid(EPOCH, hours=10, step_s=1)
    for method in ("auto", "sgp4", "sgp4-dense"):
        assert propagate(none, times, method=method).sizes["satellite"] == 0  # type: ignore[arg-type]
    assert sum(block.sizes["time"] for block in propagate_blocks(none, times)) == times.size


def test_designs_of_several_shells_keep_their_order() -> None:
    both = random_constellation(np.random.default_rng(8))
    track = propagate(both, time_grid(EPOCH, hours=1, step_s=600), frame="TEME")
    assert track["satellite"].to_numpy().tolist() == both.labels.tolist()
    start = 0
    for shell in both.shells:
        alone = propagate(Constellation("one", (shell,)), time_grid(EPOCH, hours=1, step_s=600), frame="TEME")
        assert np.array_equal(alone["position"], track["position"][:, start : start + len(shell)])
        start += len(shell)
