"""Gaps per area: how long nobody is in view - on average, at the 95th percentile, at worst."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from huxing.chain.report.cases import Case
from huxing.chain.report.drawing import BLUE, FAINT, INK, SOFT, VERMILLION, Panel, drawing, to_svg
from huxing.chain.report.numbers import MINUTE, duration, is_known, percent, shortened
from huxing.chain.report.run_record import Flight

MOST_AREAS = 12
"""Areas that are drawn; the table has all."""
_ROW = 32.0
_TICKS = (0.1, 1.0, 10.0, 100.0, 1000.0, 10_000.0)
_LABEL = 50
_GOOD = "#00694d"
"""A darker shade of the bluish green, which is too light for text."""


def gap_panels(flight: Flight, cases: Sequence[Case]) -> list[Panel]:
    """One panel per area with a row per case.

    Args:
        flight: artefacts.
        cases: rows, from the top.

    Returns:
        Panels of the first areas.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.fly_artefacts.COVERAGE.
    """
    names = [str(name) for name in flight.coverage["area"].to_numpy()][:MOST_AREAS]
    titles = [str(title) for title in flight.coverage["area_title"].to_numpy()]
    return [_panel(flight, cases, *pair) for pair in zip(names, titles, strict=False)] if cases else []


def _panel(flight: Flight, cases: Sequence[Case], area: str, title: str) -> Panel:
    low, high = flight.step_s / MINUTE / 1.6, flight.span_s / MINUTE * 1.25
    height = 48.0 + _ROW * len(cases)
    with drawing(height, margins=(2, 12, 6, 38)) as (figure, axes):
        axes.set(xscale="log", xlim=(low, high), ylim=(len(cases), 0), yticks=[])
        ticks = [tick for tick in _TICKS if low <= tick <= high]
        axes.set_xticks(ticks, [f"{tick:,g}" for tick in ticks])
        axes.set_xlabel("gap without any satellite, min (log scale)")
        axes.spines["left"].set_visible(False)
        words = [_row(axes, flight, case, area, row) for row, case in enumerate(cases)]
        svg = to_svg(figure, name=f"gaps-{area}", title=f"Gaps: {title}", description="; ".join(words) + ".")
    return Panel(title, "", svg)


def _row(axes: Axes, flight: Flight, case: Case, area: str, row: int) -> str:
    """Draw a row; say it in words."""
    here = case.figures(flight.coverage).sel(area=area)
    mean, p95, longest = (float(here[name]) / MINUTE for name in ("mean_gap", "p95_gap", "max_gap"))
    share = float(here["covered_share"].sel(fold=1))
    verdict, line = _verdict(longest, share, flight.span_s), row + 0.68
    label: dict[str, Any] = {"transform": axes.get_yaxis_transform(), "va": "center", "fontsize": 10.0}
    axes.plot(axes.get_xticks(), np.full(len(axes.get_xticks()), line), "|", ms=5, color=FAINT, mew=0.8, zorder=1)
    axes.text(0.0, row + 0.27, shortened(case.label, _LABEL), color=INK, **label, zorder=5)
    axes.text(1.0, row + 0.27, verdict, ha="right", color=_colour(longest), **label, zorder=5)
    axes.plot(axes.get_xlim(), [line, line], color=FAINT, lw=0.7, zorder=1)
    if is_known(longest) and longest > 0:
        known = [value for value in (mean, p95, longest) if is_known(value)]
        axes.plot([min(known), longest], [line, line], color=BLUE, lw=3.0, alpha=0.35, solid_capstyle="butt", zorder=2)
        axes.plot(mean, line, "o", ms=7, mfc="white", mec=BLUE, mew=1.6, zorder=3)
        axes.plot(p95, line, "|", ms=11, color=BLUE, mew=2.2, zorder=3)
        axes.plot(longest, line, "D", ms=6, color=VERMILLION, zorder=4)
    return (
        f"{case.label}: covered {percent(share)} of the time, {verdict}, mean {duration(mean * MINUTE)}, "
        f"95th percentile {duration(p95 * MINUTE)}"
    )


def _verdict(longest: float, share: float, span_s: float) -> str:
    if not is_known(longest):
        return "unknown"
    if longest == 0:
        return "no gap"
    if share <= 0 or longest * MINUTE >= span_s:
        return f"nothing for {duration(span_s)}" + ("" if share <= 0 else " somewhere")
    return f"longest {duration(longest * MINUTE)}"


def _colour(longest: float) -> str:
    return _GOOD if longest == 0 else SOFT if not np.isfinite(longest) else INK
