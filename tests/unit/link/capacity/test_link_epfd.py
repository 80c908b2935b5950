"""EPFD: which satellites count, blocks, emissions, errors; its numbers are judged in tests/against."""

from __future__ import annotations

import tracemalloc
from itertools import pairwise

import numpy as np
import pytest

from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.core.time import time_grid
from huxing.link.antennas import BesselAperture, EarthStationS1428, Isotropic
from huxing.link.capacity import (
    EpfdRules,
    EpfdSeries,
    NadirBeam,
    SteeredBeam,
    SurfaceMask,
    epfd_at_positions,
    epfd_down,
    epfd_kernel,
    epfd_up,
)
from huxing.orbit import Constellation, Station, propagate, walker_delta

DESIGN = Constellation(
    "w", (walker_delta(name="w", altitude_km=1100, inclination_deg=55, planes=12, per_plane=15, phasing=1),)
)
TIMES = time_grid("2026-01-01", hours=2, step_s=120)
STATIONS = [Station.from_degrees(f"{lat}", lat, 3.0) for lat in (-20.0, 0.0, 35.0, 50.0)]
DISH = EarthStationS1428(diameter=1.0, frequency=18.0e9)


def series(**rules: float | int | bool | None) -> EpfdSeries:
    return epfd_down(
        DESIGN,
        TIMES,
        STATIONS,
        gso_longitude=np.radians(10.0),
        antenna=DISH,
        emission=SteeredBeam(-30.0),
        rules=EpfdRules(**rules),  # type: ignore[arg-type]
    )


def test_shapes_and_counts() -> None:
    result = series(min_elevation=np.radians(20.0), most_satellites=2, main_beam_always=False)
    assert result.epfd.shape == (TIMES.size, len(STATIONS))
    assert (result.contributors == np.minimum(result.in_view, 2)).all()
    assert result.without_state == 0


def test_more_satellites_never_lower_it() -> None:
    levels = [series(min_elevation=0.3, most_satellites=most, main_beam_always=False).epfd for most in (1, 2, 4, None)]
    for few, many in pairwise(levels):
        assert (many >= few * (1.0 - 1e-12)).all()
    assert (levels[-1] > levels[0]).any()


def test_a_wider_zone_never_raises_it() -> None:
    levels = [series(min_elevation=0.3, exclusion_angle=np.radians(zone)).epfd for zone in (0.0, 4.0, 15.0, 40.0)]
    for narrow, wide in pairwise(levels):
        assert (wide <= narrow * (1.0 + 1e-12)).all()


def test_nothing_counts_is_minus_infinity() -> None:
    result = series(min_elevation=np.radians(89.9), exclusion_angle=np.radians(90.0))
    assert (result.epfd == 0.0).all()
    assert np.isneginf(result.epfd_dbw_per_m2).all()
    assert (result.contributors == 0).all()


def test_idle_satellites_in_the_main_beam_count_reduced() -> None:
    zone = np.radians(6.0)
    off, dim = series(exclusion_angle=zone), series(exclusion_angle=zone, idle_reduction_db=20.0)
    full = series(exclusion_angle=zone, idle_reduction_db=0.0)
    assert (dim.epfd >= off.epfd).all()
    added, whole = dim.epfd - off.epfd, full.epfd - off.epfd
    assert whole.max() > 0.0
    some = whole > 1e-3 * off.epfd
    assert added[some] / whole[some] == pytest.approx(0.01, rel=1e-9)  # 20 dB


def test_the_main_beam_counts_beyond_the_strongest() -> None:
    limited = series(most_satellites=1, main_beam_always=False)
    always = series(most_satellites=1)
    more = always.contributors > 1
    assert (always.contributors >= limited.contributors).all()
    assert (always.epfd[~more] == limited.epfd[~more]).all()
    assert (always.epfd[more] > limited.epfd[more]).all()


def test_blocks_progress_and_positions_agree() -> None:
    rules = EpfdRules(min_elevation=0.2, exclusion_angle=0.1, most_satellites=3)
    common = {"gso_longitude": np.radians([0.0, 5.0, 10.0, 10.0]), "antenna": DISH, "rules": rules}
    emission = NadirBeam(-40.0, BesselAperture(diameter=0.3, frequency=18e9, peak_gain_dbi=33.0))
    calls: list[tuple[int, int]] = []
    whole = epfd_down(DESIGN, TIMES, STATIONS, emission=emission, **common)
    parts = epfd_down(
        DESIGN, TIMES, STATIONS, emission=emission, **common, block_bytes=30_000,
        progress=lambda *at: calls.append(at),
    )  # fmt: skip
    position = propagate(DESIGN, TIMES)["position"].to_numpy()
    given = epfd_at_positions(position, STATIONS, emission=emission, **common)
    assert np.array_equal(whole.epfd, parts.epfd)
    assert np.array_equal(whole.epfd, given.epfd)
    assert len(calls) > 2
    assert calls[-1] == (TIMES.size, TIMES.size)


def test_memory_does_not_grow_with_the_span() -> None:
    peaks = []
    for hours in (2, 16):
        times = time_grid("2026-01-01", hours=hours, step_s=60)
        tracemalloc.start()
        epfd_down(
            DESIGN, times, STATIONS, gso_longitude=0.0, antenna=DISH, emission=SteeredBeam(-30.0), block_bytes=200_000
        )
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    # eight times the span: what grows are 3 results x 8 bytes x 4 stations x 840 times, twice while they are joined
    assert peaks[1] < peaks[0] + 4 * 3 * 8 * 4 * 840


def test_memory_does_not_grow_with_the_stations() -> None:
    # 1,500 stations see some 11 satellites each at 61 times: 1.3 million entries, once 124 MB held together
    many = [Station.from_degrees(str(k), 50.0 * np.sin(k), 30.0 * np.cos(3.0 * k)) for k in range(1500)]
    tracemalloc.start()
    result = epfd_down(DESIGN, TIMES, many, gso_longitude=0.0, antenna=DISH, emission=SteeredBeam(-30.0))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert result.in_view.sum() > 800_000
    # 2^18 entries of some 15 numbers, beside three results of 61 x 1,500 and their copies; measured 59 MB
    assert peak < 80e6


@pytest.mark.parametrize("entries", [1, 40, 1000])
def test_parts_of_a_block_do_not_show(entries: int, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"min_elevation": 0.2, "exclusion_angle": 0.1, "most_satellites": 2, "idle_reduction_db": 20.0}
    whole = series(**settings)
    monkeypatch.setattr(epfd_kernel, "ENTRIES", entries)
    parts = series(**settings)
    for name in ("epfd", "contributors", "in_view"):
        assert np.array_equal(getattr(parts, name), getattr(whole, name))


def test_a_satellite_without_state_does_not_count() -> None:
    position = propagate(DESIGN, TIMES)["position"].to_numpy().copy()
    common = {"gso_longitude": 0.0, "antenna": DISH, "emission": SteeredBeam(-30.0)}
    position[:, 5] = np.nan
    lost = epfd_at_positions(position, STATIONS, **common)
    kept = epfd_at_positions(np.delete(position, 5, axis=1), STATIONS, **common)
    assert lost.without_state == 1
    assert lost.epfd == pytest.approx(kept.epfd, rel=1e-12)


def test_emissions() -> None:
    mask = SurfaceMask(np.radians([0.0, 10.0, 90.0]), np.array([-150.0, -140.0, -130.0]))
    assert mask.flux_density_db(np.radians([5.0, 50.0])) == pytest.approx([-145.0, -135.0])
    beam = NadirBeam(10.0, Isotropic())
    assert beam.flux_density_db(0.5, 1e6, 0.3) == pytest.approx(10.0 - 10 * np.log10(4e12 * np.pi), abs=1e-9)
    assert SteeredBeam(10.0).flux_density_db(0.5, 1e6) == pytest.approx(beam.flux_density_db(0.5, 1e6, 0.0), abs=1e-12)


def test_up_is_the_sum_of_shares() -> None:
    # two equal stations: 3 dB more than one; and one by hand: 10 + 40 + (30 - 35) - 10 log10(4 pi (4e7)^2)
    one = epfd_up([10.0], 40.0, 4e7, 30.0, greatest_receive_gain_dbi=35.0)
    two = epfd_up([10.0, 10.0], 40.0, 4e7, 30.0, greatest_receive_gain_dbi=35.0)
    assert one == pytest.approx(45.0 - 163.0333, abs=1e-4)
    assert two - one == pytest.approx(10 * np.log10(2.0), abs=1e-9)


def test_what_is_refused() -> None:
    common = {"antenna": DISH, "emission": SteeredBeam(-30.0)}
    with pytest.raises(InputError, match="one station or more"):
        epfd_down(DESIGN, TIMES, [], gso_longitude=0.0, **common)
    with pytest.raises(InputError, match=r"does not see the geostationary satellite at 150\.00 deg"):
        epfd_down(DESIGN, TIMES, STATIONS, gso_longitude=np.radians(150.0), **common)
    with pytest.raises(ShapeError, match=r"\(time, satellite, 3\)"):
        epfd_at_positions(np.ones((4, 3)), STATIONS, gso_longitude=0.0, **common)
    with pytest.raises(ShapeError, match=r"gso_longitude has shape \(3,\); give one or \(station,\), here \(4,\)"):
        epfd_down(DESIGN, TIMES, STATIONS, gso_longitude=np.zeros(3), **common)
    for longitudes in ([0.0, 0.1], [[0.0]]):  # once answered for as many stations as there were longitudes
        with pytest.raises(ShapeError, match=r"gso_longitude has shape .*; give one or \(station,\), here \(1,\)"):
            epfd_down(DESIGN, TIMES, STATIONS[:1], gso_longitude=longitudes, **common)
    with pytest.raises(InputError, match="one time or more"):
        epfd_down(DESIGN, TIMES[:0], STATIONS, gso_longitude=0.0, **common)
    with pytest.raises(InputError, match="infinite"):
        epfd_at_positions(np.full((1, 1, 3), np.inf), STATIONS, gso_longitude=0.0, **common)
    for wrong in ({"min_elevation": -0.1}, {"exclusion_angle": -0.1}, {"idle_reduction_db": np.nan}):
        with pytest.raises(ModelRangeError):
            EpfdRules(**wrong)
    for wrong in (
        {"most_satellites": 0}, {"most_satellites": 1.5}, {"most_satellites": "2"}, {"most_satellites": True},
        {"idle_reduction_db": -1.0}, {"idle_reduction_db": "off"}, {"min_elevation": [0.1, 0.2]},
    ):  # fmt: skip
        with pytest.raises(InputError):
            EpfdRules(**wrong)  # type: ignore[arg-type]
    assert series(most_satellites=2.0).epfd.tolist() == series(most_satellites=2).epfd.tolist()
    with pytest.raises(ModelRangeError, match="elevation"):
        SurfaceMask(np.array([-0.1, 1.0]), np.array([-150.0, -140.0]))
    with pytest.raises(InputError, match="ascend"):
        SurfaceMask(np.array([1.0, 0.5]), np.array([-150.0, -140.0]))
    with pytest.raises(ShapeError, match="as many levels"):
        SurfaceMask(np.array([0.1, 0.5]), np.array([-150.0]))
    with pytest.raises(ShapeError, match="as many levels"):
        SurfaceMask([], [])  # type: ignore[arg-type]
    for kind in (SteeredBeam, lambda level: NadirBeam(level, Isotropic())):
        with pytest.raises(ModelRangeError, match="level nan dBW"):
            kind(np.nan)
        with pytest.raises(ShapeError, match="level"):
            kind([1.0, 2.0])
    with pytest.raises(ShapeError, match="no station"):
        epfd_up([], 0.0, 1e6, 0.0, greatest_receive_gain_dbi=0.0)
    with pytest.raises(ShapeError, match="greatest receive gain"):
        epfd_up([1.0, 2.0], 0.0, 1e6, 0.0, greatest_receive_gain_dbi=[1.0, 2.0])  # type: ignore[arg-type]
    with pytest.raises(ModelRangeError, match="range"):
        SteeredBeam(0.0).flux_density_db(0.1, -1.0)
    with pytest.raises(ModelRangeError, match="distance"):
        epfd_up(0.0, 0.0, 0.0, 0.0, greatest_receive_gain_dbi=0.0)
