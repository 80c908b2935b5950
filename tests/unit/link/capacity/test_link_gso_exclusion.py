"""Cost of the exclusion zone by latitude: a count one by one, monotony, blocks."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import numpy as np
import pytest

from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.core.geodesy import Geodetic, topocentric
from huxing.core.time import time_grid
from huxing.link.capacity import exclusion_cost, gso_avoidance_angle, gso_exclusion
from huxing.orbit import Constellation, propagate, walker_delta

SHELL = walker_delta(name="w", altitude_km=1200, inclination_deg=60, planes=8, per_plane=9, phasing=1)
DESIGN = Constellation("w", (SHELL,))
TIMES = time_grid("2026-01-01", hours=3, step_s=300)
LATITUDE = np.radians([-70.0, -30.0, 0.0, 15.0, 50.0])


def test_counted_one_by_one() -> None:
    zone, least = np.radians(15.0), np.radians(20.0)
    cost = exclusion_cost(DESIGN, TIMES, LATITUDE, exclusion_angle=zone, min_elevation=least, longitude=0.4)
    position = propagate(DESIGN, TIMES)["position"].to_numpy()
    for k, latitude in enumerate(LATITUDE):
        site = Geodetic(np.array(latitude), np.array(0.4), np.array(0.0))
        seen = topocentric(site, position).elevation >= least
        usable = seen & (gso_avoidance_angle(latitude, 0.4, position) >= zone)
        assert cost.in_view[k] == pytest.approx(seen.sum(axis=1).mean(), abs=1e-12)
        assert cost.usable[k] == pytest.approx(usable.sum(axis=1).mean(), abs=1e-12)
        assert cost.availability[k] == pytest.approx(seen.any(axis=1).mean(), abs=1e-12)
        assert cost.usable_availability[k] == pytest.approx(usable.any(axis=1).mean(), abs=1e-12)
    assert (cost.availability_loss == cost.availability - cost.usable_availability).all()
    assert 0.0 < cost.share_left[2] < 1.0


def test_a_wider_zone_never_leaves_more() -> None:
    left = [
        exclusion_cost(DESIGN, TIMES, LATITUDE, exclusion_angle=np.radians(zone), min_elevation=0.3)
        for zone in (0.0, 5.0, 20.0, 60.0, 180.0)
    ]
    assert (left[0].share_left == 1.0).all()
    assert (left[0].availability_loss == 0.0).all()
    shares = np.array([cost.usable for cost in left])
    assert (np.diff(shares, axis=0) <= 0.0).all()
    assert (left[-1].usable == 0.0).all()


def test_blocks_and_progress() -> None:
    calls: list[tuple[int, int]] = []
    settings = {"exclusion_angle": 0.2, "min_elevation": 0.3}
    whole = exclusion_cost(DESIGN, TIMES, LATITUDE, **settings)
    parts = exclusion_cost(
        DESIGN, TIMES, LATITUDE, **settings, block_bytes=20_000, progress=lambda *at: calls.append(at)
    )
    assert np.array_equal(whole.usable, parts.usable)
    assert len(calls) > 2
    assert calls[-1] == (TIMES.size, TIMES.size)


def test_memory_does_not_grow_with_the_places() -> None:
    # 4,000 places see some 10 of 72 satellites at 37 times: a million entries and more
    tracemalloc.start()
    exclusion_cost(DESIGN, TIMES, np.linspace(-1.0, 1.0, 4000), exclusion_angle=0.1, min_elevation=0.0)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40e6  # 2^18 entries of seven numbers, and the counts; measured 30 MB, once 55 MB


def test_satellites_without_state_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"exclusion_angle": 0.1, "min_elevation": 0.3}
    whole = exclusion_cost(DESIGN, TIMES, LATITUDE, **settings)
    propagate_blocks = gso_exclusion.propagate_blocks

    def losing(*args: object, **kwargs: object) -> Iterator[object]:
        for track in propagate_blocks(*args, **kwargs):  # type: ignore[arg-type]
            lost = track.copy(deep=True)
            lost["position"][2:, 5:7] = np.nan
            yield lost

    monkeypatch.setattr(gso_exclusion, "propagate_blocks", losing)
    cost = exclusion_cost(DESIGN, TIMES, LATITUDE, **settings)
    assert (whole.without_state, cost.without_state) == (0, 2)
    assert cost.in_view.sum() < whole.in_view.sum()


def test_what_is_refused() -> None:
    for nothing in ({"latitude": [], "times": TIMES}, {"latitude": LATITUDE, "times": TIMES[:0]}):
        with pytest.raises(InputError, match="one place and one time or more"):
            exclusion_cost(DESIGN, **nothing, exclusion_angle=0.1, min_elevation=0.1)  # type: ignore[arg-type]
    with pytest.raises(ShapeError, match="exclusion angle has shape"):
        exclusion_cost(DESIGN, TIMES, LATITUDE, exclusion_angle=[0.1, 0.2], min_elevation=0.1)  # type: ignore[arg-type]
    with pytest.raises(ModelRangeError, match="least elevation"):
        exclusion_cost(DESIGN, TIMES, LATITUDE, exclusion_angle=0.1, min_elevation=-0.1)
    with pytest.raises(ModelRangeError, match="exclusion angle"):
        exclusion_cost(DESIGN, TIMES, LATITUDE, exclusion_angle=-0.1, min_elevation=0.1)
    with pytest.raises(ModelRangeError, match="latitude"):
        exclusion_cost(DESIGN, TIMES, [2.0], exclusion_angle=0.1, min_elevation=0.1)
    with pytest.raises(ShapeError, match="place"):
        exclusion_cost(DESIGN, TIMES, np.zeros((2, 2)), exclusion_angle=0.1, min_elevation=0.1)
