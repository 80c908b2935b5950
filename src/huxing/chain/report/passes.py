"""Passes of the day over a station: who is above its horizon when, and the best of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline

from huxing.chain.report.cases import Case
from huxing.chain.report.drawing import SOFT, Panel, drawing, to_svg
from huxing.chain.report.numbers import BEIJING_H, DAY, HOUR, clock, counted, duration, figure
from huxing.chain.report.run_record import Flight

CLASSES = ((0.0, 25.0, "#c9ced6"), (25.0, 45.0, "#56B4E9"), (45.0, 65.0, "#0072B2"), (65.0, 90.1, "#D55E00"))
"""Greatest elevation of a pass, degrees, and its colour."""
MOST_BEST = 10


def pass_panels(flight: Flight, cases: Sequence[Case], station: str) -> list[Panel]:
    """One timeline per case: a row per satellite, plane by plane.

    Args:
        flight: artefacts.
        cases: to draw; those without passes are passed over.
        station: name of the ground station.

    Returns:
        Panels.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.fly_artefacts.PASSES.
    """
    drawn = ((case, passes_over(flight, case, station)) for case in cases)
    return [_panel(flight, case, rows) for case, rows in drawn if len(rows)]


def passes_over(flight: Flight, case: Case, station: str) -> pd.DataFrame:
    """Passes of a case over a station.

    Args:
        flight: artefacts.
        case: a constellation at a date.
        station: name of the ground station.

    Returns:
        Rows of the table `passes`.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.fly_artefacts.PASSES.
    """
    rows = case.rows(flight.passes)
    return rows[rows["station"] == station]


def best_passes(passes: pd.DataFrame, date: np.datetime64, most: int = MOST_BEST) -> list[dict[str, Any]]:
    """The passes that go highest.

    Args:
        passes: rows of the table `passes`.
        date: of the case; clocks are told from this day.
        most: how many.

    Returns:
        Cells of a table, in order of time.

    Raises:
        Nothing of its own.

    Source:
        None: a choice.
    """
    best = passes.sort_values(["max_elevation_deg", "rise"], ascending=[False, True]).head(most).sort_values("rise")
    return [
        {
            "satellite": row.satellite,
            "times": [
                {"utc": clock(time, date), "beijing": clock(time, date, ahead_h=BEIJING_H), "cut": cut}
                for time, cut in ((row.rise, row.rise_cut), (row.culmination, False), (row.set, row.set_cut))
            ],
            "duration": duration(row.duration_s),
            "elevation": figure(row.max_elevation_deg),
            "azimuths": f"{row.rise_azimuth_deg:.0f} → {row.culmination_azimuth_deg:.0f} → {row.set_azimuth_deg:.0f}",
            "range": figure(row.culmination_range_km, 0),
            "seen": "yes" if row.visible else "no",
        }
        for row in cast(Any, best.itertuples())
    ]


def _panel(flight: Flight, case: Case, passes: pd.DataFrame) -> Panel:
    span = min(flight.span_s, DAY)
    rows, planes = _rows(case.rows(flight.fleet), passes)
    total = counted(len(passes), "pass", "passes")
    note = f"{total} of {counted(len(rows), 'satellite')}"
    height = float(np.clip(110.0 + 14.0 * len(rows), 150.0, 300.0))
    with drawing(height, margins=(46, 12, 38, 38)) as (canvas, axes):
        axes.set(xlim=(0, span / HOUR), ylim=(len(rows), 0))
        _bars(axes, case, passes, rows)
        _plane_ticks(axes, planes, height - 76.0)
        _hours(axes, span / HOUR, case)
        svg = to_svg(
            canvas,
            name=f"passes-{case.slug}",
            title=f"Passes of the day: {case.label}",
            description=f"{note}. Highest: {figure(float(passes['max_elevation_deg'].max()))} degrees; a pass lasts "
            f"{duration(float(passes['duration_s'].median()))} (median).",
        )
    return Panel(case.label, note, svg)


def _rows(fleet: pd.DataFrame, passes: pd.DataFrame) -> tuple[dict[str, int], list[tuple[str, int]]]:
    """Row of each satellite that passes, and of each row its plane."""
    seen = fleet[fleet["satellite"].isin(passes["satellite"])]
    seen = seen.sort_values(["shell", "plane", "slot", "argument_of_latitude_deg"], kind="stable")
    names = [*seen["satellite"], *sorted(set(passes["satellite"]) - set(seen["satellite"]))]
    planes = list(zip(seen["shell"], seen["plane"], strict=True))
    planes += [("", 0)] * (len(names) - len(planes))
    return {name: row for row, name in enumerate(names)}, planes


def _bars(axes: Axes, case: Case, passes: pd.DataFrame, rows: dict[str, int]) -> None:
    """One path per class of elevation, so that a thousand passes stay small."""
    height = axes.get_window_extent().height / max(len(rows), 1)
    for low, high, colour in CLASSES:
        some = passes[(passes["max_elevation_deg"] >= low) & (passes["max_elevation_deg"] < high)]
        if len(some):
            row = some["satellite"].map(rows).to_numpy(dtype=np.float64) + 0.5
            hours = [_after(some[name], case) for name in ("rise", "set")]
            points = np.column_stack([hours[0], row, hours[1], row]).reshape(-1, 2)
            codes = np.tile([Outline.MOVETO, Outline.LINETO], len(some))
            width = float(np.clip(0.8 * height, 0.9, 7.0))
            patch = PathPatch(Outline(points, codes), facecolor="none", edgecolor=colour, lw=width, capstyle="butt")
            axes.add_patch(patch)


def _after(times: pd.Series, case: Case) -> Any:
    return (times - pd.Timestamp(case.date)).dt.total_seconds().to_numpy() / HOUR


def _plane_ticks(axes: Axes, planes: list[tuple[str, int]], height: float) -> None:
    """A tick in the middle of each plane's rows, a thin line between planes."""
    rows = len(planes)
    starts = [k for k in range(rows) if k == 0 or planes[k] != planes[k - 1]]
    ends = [*starts[1:], rows]
    room = max(1, -(-len(starts) * 12 // int(height)))
    axes.set_yticks(
        [(a + b) / 2.0 for a, b in zip(starts, ends, strict=True)][::room],
        [str(planes[a][1]) if planes[a][1] else "?" for a in starts][::room],
    )
    axes.tick_params(axis="y", length=0)
    for start in starts[1:]:
        axes.axhline(start, color="#eaeef2", lw=0.6, zorder=0)
    axes.set_ylabel("plane; a row per satellite" if height > 140 else "plane", labelpad=4)


def _hours(axes: Axes, span_h: float, case: Case) -> None:
    ticks = np.linspace(0.0, span_h, 9)
    names = [f"{t:g}" for t in np.round(ticks, 2)]
    axes.set_xticks(ticks, names)
    axes.set_xlabel("time, h after the date's 00:00 UTC" if _midnight(case) else "time, h")
    axes.grid(axis="x")
    if _midnight(case):
        top = axes.secondary_xaxis("top")
        top.set_xticks(ticks, [f"{(t + 8.0) % 24.0:g}" for t in np.round(ticks, 2)])
        top.set_xlabel("Beijing time (UTC+8), h", fontsize=10, color=SOFT, labelpad=4)
        top.tick_params(length=3, labelsize=10)
        top.spines["top"].set_color(SOFT)


def _midnight(case: Case) -> bool:
    return bool(case.date == case.date.astype("datetime64[D]"))
