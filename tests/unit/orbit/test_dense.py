"""Dense ephemerides: as near to SGP4 as promised, whatever the orbit, and however the times are asked for."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from random_orbits import EPOCH, element_row, element_sets, mixed_sets

from huxing.core.time import time_grid
from huxing.orbit import ElementSets, propagate, propagate_blocks, propagate_to_netcdf, read_elements
from huxing.orbit.dense import interpolation_error, lagrange_weights


def misses(sets: ElementSets, times: np.ndarray, frame: str = "ITRF") -> np.ndarray:
    """Distance between dense and direct positions, m, `(time, satellite)`; codes must be the same."""
    direct = propagate(sets, times, frame=frame, method="sgp4")
    dense = propagate(sets, times, frame=frame, method="sgp4-dense")
    assert np.array_equal(direct["error"], dense["error"])
    assert np.array_equal(np.isnan(direct["position"]), np.isnan(dense["position"]))
    return np.linalg.norm((direct["position"] - dense["position"]).to_numpy(), axis=-1)


def test_near_earth_catalogue_within_a_decimetre(orbit_data: Path) -> None:
    sets = read_elements(orbit_data / "active_2026-08-22.tle.gz")
    near = np.flatnonzero(~sets.is_deep_space)
    sample = sets[np.sort(np.random.default_rng(11).choice(near, 150, replace=False))]
    miss = misses(sample, time_grid("2026-08-22", hours=6, step_s=10))
    # the promise is 0.1 m at the 99.9th percentile (measured 0.068) and 0.25 m as the largest estimate (measured 0.10)
    assert np.percentile(miss, 99.9) <= 0.1
    assert miss.max() <= 0.5


def test_deep_space_eccentric_and_low_ones(orbit_data: Path) -> None:
    sets = read_elements(orbit_data / "active_2026-08-22.tle.gz")
    deep = np.random.default_rng(12).choice(np.flatnonzero(sets.is_deep_space), 40, replace=False)
    eccentric = np.argsort(-sets.eccentricity)[:40]
    low = np.argsort(sets.semi_major_axis * (1 - sets.eccentricity))[:40]
    miss = misses(sets[np.concatenate([deep, eccentric, low])], time_grid("2026-08-22", hours=30, step_s=61))
    # the estimate of the error is good to a factor of two: 0.25 m aimed at, 0.33 m measured
    assert np.nanmax(miss) <= 0.5


@settings(max_examples=10)
@given(st.integers(0, 2**31), st.sampled_from(["TEME", "GCRF", "ITRF"]))
def test_made_orbits_of_every_kind(seed: int, frame: str) -> None:
    assert np.nanmax(misses(mixed_sets(10, seed), time_grid(EPOCH, hours=5, step_s=47), frame)) <= 0.5


def test_a_satellite_that_decays_in_the_span_is_exact() -> None:
    sets = element_sets([element_row(15.0), element_row(16.45, 0.0005, bstar=0.02)])
    times = time_grid(EPOCH, hours=30, step_s=30)
    direct, dense = (propagate(sets, times, method=m) for m in ("sgp4", "sgp4-dense"))
    assert set(direct["error"].to_numpy()[:, 1]) > {0}
    assert np.array_equal(direct["position"][:, 1], dense["position"][:, 1], equal_nan=True)
    assert np.array_equal(direct["error"], dense["error"])


@settings(max_examples=8)
@given(st.integers(0, 2**31), st.integers(7, 400), st.sampled_from([20, 30, 100]))
def test_blocks_are_bit_equal_to_the_whole(seed: int, times_per_block: int, step_s: int) -> None:
    # a day and more, so that segments end inside; the low ones turn rough in the course of it
    sets = mixed_sets(5, seed)
    times = time_grid(EPOCH, hours=26 if step_s == 100 else 4, step_s=step_s)
    whole = propagate(sets, times, method="sgp4-dense")
    blocks = list(propagate_blocks(sets, times, method="sgp4-dense", block_bytes=25 * 5 * times_per_block))
    assert max(block.sizes["time"] for block in blocks) == min(times_per_block, times.size)
    assert xr.concat(blocks, "time", join="exact").equals(whole)


def test_a_segment_is_judged_as_a_whole_whoever_asks_first() -> None:
    # its perigee, where interpolation fails, comes late in the span: the first block must not be interpolated either
    sets = element_sets([element_row(5.5, 0.5, mean_anomaly=3.3)])
    times = time_grid(EPOCH, hours=6, step_s=20)
    whole = propagate(sets, times, method="sgp4-dense")
    first = next(propagate_blocks(sets, times, method="sgp4-dense", block_bytes=25 * 30))
    assert first.equals(whole.isel(time=slice(0, 30)))


def test_the_file_is_equal_to_memory(tmp_path: Path) -> None:
    sets, times = mixed_sets(6, 3), time_grid(EPOCH, hours=3, step_s=10)
    path = propagate_to_netcdf(sets, times, tmp_path / "track.nc", method="sgp4-dense")
    with xr.open_dataset(path, engine="h5netcdf") as file:
        stored = file.load()
    memory = propagate(sets, times, method="sgp4-dense")
    assert np.array_equal(stored["time"], memory["time"])
    assert stored["satellite"].to_numpy().tolist() == memory["satellite"].to_numpy().tolist()
    for name in ("position", "error"):
        assert np.array_equal(stored[name], memory[name], equal_nan=True)
        assert stored[name].attrs["units"] == memory[name].attrs["units"]
    assert stored.attrs["method"] == memory.attrs["method"]


def test_weights_reproduce_polynomials_of_degree_seven() -> None:
    fraction = np.linspace(0, 1, 11)
    weights = lagrange_weights(fraction)
    assert weights.sum(axis=1) == pytest.approx(np.ones(11), abs=1e-14)
    assert np.array_equal(weights[0], np.eye(8)[3])
    nodes = np.arange(-3.0, 5.0)
    for degree in range(8):
        assert weights @ nodes**degree == pytest.approx(fraction**degree, abs=1e-10)


def test_the_estimate_is_of_the_size_of_the_error() -> None:
    # a circle of 7,000 km at 1.1e-3 rad/s: r (n h)^8 x 1.07e-3 of Lagrange's remainder, h = 180 s
    angle = 1.1e-3 * 180.0 * np.arange(40)
    knots = 7e6 * np.stack([np.cos(angle), np.sin(angle), 0 * angle], axis=-1)[:, None]
    remainder = 7e6 * (1.1e-3 * 180.0) ** 8 * (0.5 * 1.5 * 2.5 * 3.5) ** 2 / 40_320
    assert interpolation_error(knots)[0] == pytest.approx(remainder, rel=0.3)
    knots[20] = np.nan
    assert interpolation_error(knots)[0] == np.inf
    assert interpolation_error(knots[:14])[0] == np.inf


@pytest.mark.slow
def test_ten_thousand_satellites_for_a_day_stay_below_two_gigabytes() -> None:
    script = """
        import sys
        from pathlib import Path
        import numpy as np
        sys.path.insert(0, sys.argv[1])
        from random_orbits import EPOCH, element_row, element_sets
        from huxing.core import time_grid
        from huxing.orbit import propagate_blocks
        rng = np.random.default_rng(0)
        rows = [element_row(r, 0.001, raan=a, mean_anomaly=m, inclination=i) for r, a, m, i in
                zip(rng.uniform(13, 15.3, 10_000), *rng.uniform(0, 3, (3, 10_000)), strict=True)]
        sets, times = element_sets(rows), time_grid(EPOCH, hours=24, step_s=10)
        done = 0
        for block in propagate_blocks(sets, times):
            assert block.attrs["method"].endswith("where smooth")
            done += block.sizes["time"]
        # not getrusage: its maximum begins with the size of the process that started this one
        status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
        print(done, status["VmHWM"].split()[0])
    """
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), str(Path(__file__).parent)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    done, kilobytes = (int(figure) for figure in run.stdout.split())
    assert done == 8640
    assert kilobytes < 2_000_000
