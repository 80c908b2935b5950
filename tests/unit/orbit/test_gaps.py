"""Gap statistics against a slow twin that walks each point's record in plain Python."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huxing.orbit.gap_kernel import add_counts, add_gaps, close_gaps, new_count_sums, new_gap_sums


def twin(seen: list[bool]) -> dict[str, int]:
    """Gaps of one point: runs of False; inner ones have True on both sides."""
    runs = [(value, len(list(group))) for value, group in itertools.groupby(seen)]
    gaps = [length for value, length in runs if not value]
    inner = [length for k, (value, length) in enumerate(runs) if not value and 0 < k < len(runs) - 1]
    return {
        "covered": sum(seen), "gaps": len(gaps), "gap_total": sum(gaps), "gap_squares": sum(g * g for g in gaps),
        "gap_longest": max(gaps, default=0), "inner_gaps": len(inner), "inner_total": sum(inner),
        "first_access": seen.index(True) if True in seen else -1,
    }  # fmt: skip


def sums_of(counts: np.ndarray, fold: int, cuts: list[int], weight: np.ndarray) -> object:
    sums = new_gap_sums(counts.shape[1], counts.shape[0])
    for start, stop in itertools.pairwise([0, *cuts, counts.shape[0]]):
        add_gaps(np.ascontiguousarray(counts[start:stop]), fold, start, weight, sums)
    close_gaps(weight, sums)
    return sums


@settings(max_examples=60)
@given(st.integers(0, 2**31), st.integers(1, 3), st.lists(st.integers(0, 60), max_size=4))
def test_equals_the_twin_however_it_is_cut(seed: int, fold: int, cuts: list[int]) -> None:
    rng = np.random.default_rng(seed)
    points = int(rng.choice([1, 5, 511, 512, 513, 1100]))  # around the size of a thread's chunk
    counts = np.repeat(rng.integers(0, 5, (12, points)), 5, axis=0).astype(np.uint16)
    counts[:, 0] = rng.choice([0, 4])
    weight = rng.uniform(0.1, 1.0, points)
    sums = sums_of(counts, fold, sorted(cuts), weight)
    histogram = np.zeros(61)
    for p in range(points) if points < 100 else rng.integers(0, points, 30):
        want = twin((counts[:, p] >= fold).tolist())
        assert {name: int(getattr(sums, name)[p]) for name in want} == want
    for p in range(points):
        for seen, run in itertools.groupby((counts[:, p] >= fold).tolist()):
            if not seen:
                histogram[len(list(run))] += weight[p]
    assert sums.histogram.sum(axis=0) == pytest.approx(histogram, rel=1e-12)  # type: ignore[attr-defined]
    # every instant is covered or in a gap
    assert np.array_equal(sums.covered + sums.gap_total, np.full(points, 60))  # type: ignore[attr-defined]


def test_mean_wait_is_the_mean_over_every_instant() -> None:
    # from an instant in a gap of length L with x left to go one waits x: the mean over the span is sum(L^2)/2/span
    seen = [True] * 3 + [False] * 6 + [True] * 2 + [False] * 1 + [True] * 8
    sums = sums_of(np.array(seen, np.uint16)[:, None], 1, [], np.ones(1))
    fine = np.repeat(seen, 1000)
    wait, waits = 0.0, []
    for up in fine[::-1]:
        wait = 0.0 if up else wait + 1e-3
        waits.append(max(wait - 5e-4, 0.0))
    assert sums.gap_squares[0] / (2 * 20) == pytest.approx(np.mean(waits), rel=1e-6)  # type: ignore[attr-defined]


@settings(max_examples=20)
@given(st.integers(0, 2**31), st.integers(1, 59))
def test_count_sums(seed: int, cut: int) -> None:
    counts = np.random.default_rng(seed).integers(0, 65_536, (60, 700)).astype(np.uint16)
    sums = new_count_sums(700)
    add_counts(counts[:cut].copy(), sums)
    add_counts(counts[cut:].copy(), sums)
    assert np.array_equal(sums.total, counts.sum(axis=0, dtype=np.int64))
    assert np.array_equal(sums.least, counts.min(axis=0))
    assert np.array_equal(sums.most, counts.max(axis=0))
