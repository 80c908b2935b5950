"""A coverage dataset in a few numbers: area-weighted means, shares and percentiles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from huxing.core.errors import InputError

PERCENTILES = (50.0, 90.0, 95.0, 99.0)
"""Percentiles of the gaps that are given."""


@dataclass(frozen=True)
class CoverageSummary:
    """Area-weighted figures of one fold; times in s, shares 0 to 1; NaN where there is nothing to measure.

    Attributes:
        fold: satellites in view that count as covered.
        mean_in_view: mean number of satellites in view over area and time.
        least_in_view: least number anywhere at any time.
        covered: share of area and time that is covered.
        always_covered: share of the area that is covered at every time.
        never_covered: share of the area that is never covered.
        mean_gap: mean over all gaps of all points, weighted by area.
        longest_gap: longest gap of any point.
        gap_percentiles: of all gaps, weighted by area, by percentile.
        mean_revisit: mean over the points that have one of their mean gap between two accesses.
        mean_wait: mean wait for access at a random place and instant.
        mean_first_access: mean time to first access over the points that get one.
        worst_first_access: longest such time; NaN if a point gets none.
    """

    fold: int
    mean_in_view: float
    least_in_view: int
    covered: float
    always_covered: float
    never_covered: float
    mean_gap: float
    longest_gap: float
    gap_percentiles: dict[float, float]
    mean_revisit: float
    mean_wait: float
    mean_first_access: float
    worst_first_access: float


def summarise_coverage(dataset: xr.Dataset, *, fold: int = 1) -> CoverageSummary:
    """Area-weighted figures of a coverage dataset.

    Args:
        dataset: what `coverage` gives.
        fold: one of its folds.

    Returns:
        The figures.

    Raises:
        InputError: the dataset has no such fold.

    Source:
        None: weighted means; percentiles by the inverse of the weighted distribution of gap lengths.
    """
    if fold not in dataset["fold"].to_numpy():
        folds = dataset["fold"].to_numpy().tolist()
        raise InputError(f"the dataset has the folds {folds}, not {fold}", given=fold, accepted=folds)
    one = dataset.sel(fold=fold)
    weight = one["weight"].to_numpy()
    gap_weight, length = one["gap_weight"].to_numpy(), one["length"].to_numpy()
    covered, first = one["covered"].to_numpy(), one["first_access"].to_numpy()
    return CoverageSummary(
        fold=fold,
        mean_in_view=_mean(one["mean_in_view"].to_numpy(), weight),
        least_in_view=int(one["least_in_view"].min()),
        covered=_mean(covered, weight),
        always_covered=_mean((covered == 1.0).astype(float), weight),
        never_covered=_mean((covered == 0.0).astype(float), weight),
        mean_gap=_mean(length, gap_weight),
        longest_gap=float(one["longest_gap"].max()),
        gap_percentiles={p: _percentile(length, gap_weight, p) for p in PERCENTILES},
        mean_revisit=_mean(one["mean_revisit"].to_numpy(), weight),
        mean_wait=_mean(one["mean_wait"].to_numpy(), weight),
        mean_first_access=_mean(first, weight),
        worst_first_access=float(first.max()),
    )


def _mean(values: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
    there = np.isfinite(values) & (weight > 0)
    return float(np.average(values[there], weights=weight[there])) if there.any() else float("nan")


def _percentile(length: NDArray[np.float64], weight: NDArray[np.float64], percent: float) -> float:
    whole = weight.sum()
    if not whole > 0:
        return float("nan")
    return float(length[np.searchsorted(np.cumsum(weight), whole * percent / 100.0 * (1.0 - 1e-12))])
