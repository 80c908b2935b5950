"""The summary: weighted as it says, and NaN where there is nothing to measure."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import InputError
from huxing.core.time import time_grid
from huxing.orbit import (
    Constellation,
    Shell,
    counts_in_view,
    coverage,
    point_grid,
    summarise_coverage,
    walker_delta,
)
from huxing.orbit.coverage_summary import _percentile

DESIGN = Constellation("w", (walker_delta(name="w", altitude_km=700, inclination_deg=55, planes=4, per_plane=5),))
TIMES = time_grid("2026-01-01", hours=8, step_s=30)


def test_figures_follow_from_counts_and_weights() -> None:
    weight = np.array([1.0, 2.0, 5.0, 2.0])
    grid = point_grid([0, 30, 60, 89], [0, 50, 100, 150], weight=weight, name="points")
    counts = counts_in_view(DESIGN, grid, TIMES, min_elevation_deg=20)
    result = summarise_coverage(coverage(DESIGN, grid, TIMES, min_elevation_deg=20, folds=(1, 2)))
    seen = counts >= 1
    assert result.mean_in_view == pytest.approx(np.average(counts.mean(axis=0), weights=weight))
    assert result.covered == pytest.approx(np.average(seen.mean(axis=0), weights=weight))
    assert result.least_in_view == 0
    assert result.always_covered == 0.0
    assert not seen[:, 3].any()  # 89 deg north is out of reach of 55 deg at 700 km
    assert result.never_covered == pytest.approx(0.2)
    assert np.isnan(result.worst_first_access)
    first = seen.argmax(axis=0)[:3] * 30.0
    assert result.mean_first_access == pytest.approx(np.average(first, weights=weight[:3]))
    lengths, weights = [], []
    for p in range(4):
        edges = np.flatnonzero(np.diff(np.concatenate([[True], seen[:, p], [True]]).astype(int)))
        gaps = np.diff(edges)[::2] * 30.0
        lengths += gaps.tolist()
        weights += [weight[p]] * gaps.size
    assert result.mean_gap == pytest.approx(np.average(lengths, weights=weights))
    assert result.longest_gap == max(lengths) == 8 * 3600.0
    order = np.argsort(lengths)
    share = np.cumsum(np.array(weights)[order]) / np.sum(weights)
    for percent, value in result.gap_percentiles.items():
        assert value == np.array(lengths)[order][np.searchsorted(share, percent / 100 - 1e-12)]


def test_everywhere_covered_has_no_gaps() -> None:
    geo = Constellation("geo", (Shell("geo", 42_164_170.0, 0.0, np.zeros(1), (2 * np.pi * np.arange(5) / 5,)),))
    grid = point_grid([0, 10, -20], [0, 90, 180], name="tropics")
    result = summarise_coverage(coverage(geo, grid, TIMES, min_elevation_deg=5))
    assert (result.covered, result.always_covered, result.never_covered) == (1.0, 1.0, 0.0)
    assert (result.longest_gap, result.mean_wait, result.worst_first_access) == (0.0, 0.0, 0.0)
    assert np.isnan([result.mean_gap, result.mean_revisit, *result.gap_percentiles.values()]).all()


def test_an_unknown_fold_is_refused() -> None:
    data = coverage(DESIGN, point_grid([0], [0], name="p"), TIMES, min_elevation_deg=10, folds=(2, 3))
    assert summarise_coverage(data, fold=3).fold == 3
    with pytest.raises(InputError, match=r"\[2, 3\]"):
        summarise_coverage(data)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=60), st.sampled_from([1.0, 50.0, 90.0, 99.0, 100.0]))
def test_percentiles_with_equal_weights_are_those_of_numpy(lengths: list[int], percent: float) -> None:
    weight = np.bincount(lengths, minlength=31).astype(float)
    want = np.percentile(lengths, percent, method="inverted_cdf")
    assert _percentile(np.arange(31.0), weight, percent) == want
