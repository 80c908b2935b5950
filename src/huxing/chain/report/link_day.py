"""A link along the day over one station: what it carries, and in how much of the year's weather it would."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from huxing.chain.report.connection_record import DIRECTIONS
from huxing.chain.report.drawing import BLUE, ORANGE, VERMILLION, WIDTH, Panel, drawing, to_svg
from huxing.chain.report.link_days import FAIR_SHARE, LEAST_SHARE, LinkDay
from huxing.chain.report.link_numbers import bit_rate, percent_of_year, rate_unit
from huxing.chain.report.numbers import HOUR, day, is_known, percent
from huxing.chain.report.scales import AVAILABILITY_BOUNDS, classes
from huxing.chain.report.world_map import PALETTE

COLOURS = {"down": BLUE, "up": ORANGE}
_LEFT, _RIGHT, _TOP, _BOTTOM = 52.0, 12.0, 8.0, 38.0
_CURVE, _STRIP, _GAP = 74.0, 13.0, 9.0


def day_panels(days: Sequence[LinkDay]) -> list[Panel]:
    """One panel per link and case.

    Args:
        days: to draw.

    Returns:
        Panels: rate down and up over time, a strip of availability below each.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.connect_artefacts.LINKS.
    """
    return [_panel(one) for one in days]


def _panel(one: LinkDay) -> Panel:
    ways = [way for way in DIRECTIONS if np.isfinite(one.series("rate", way)).any()]
    block = _CURVE + _STRIP + _GAP
    height = _TOP + _BOTTOM + block * len(ways) - _GAP
    bottom = height - _TOP - _CURVE - _STRIP
    with drawing(height, margins=(_LEFT, _RIGHT, _TOP, _BOTTOM)) as (figure, axes):
        axes.set_axis_off()
        edges = _edges(one.time) / HOUR
        for k, way in enumerate(ways):
            low = bottom - k * block
            curve = _axes(figure, low + _STRIP, _CURVE, height)
            strip = _axes(figure, low, _STRIP, height)
            _curve(curve, one, way, edges)
            _strip(strip, one.series("availability", way), edges)
            last = k == len(ways) - 1
            for part in (curve, strip):
                _hours(part, edges, labelled=last and part is strip)
            if last:
                strip.set_xlabel(_axis_title(one))
        svg = to_svg(
            figure,
            name=f"day-{one.slug}",
            title=f"Along the day: {one.link.title} at {one.station_title}, {one.case.label}",
            description=_words(one, ways),
        )
    return Panel(f"{one.link.title}: {one.case.label}", _note(one), svg)


def _axes(figure: Figure, low: float, tall: float, height: float) -> Axes:
    return figure.add_axes((_LEFT / WIDTH, low / height, (WIDTH - _LEFT - _RIGHT) / WIDTH, tall / height))


def _edges(time: NDArray[np.float64]) -> NDArray[np.float64]:
    """Edges of the steps: each instant stands for the step that it begins."""
    step = float(time[1] - time[0]) if time.size > 1 else HOUR
    return np.append(time, time[-1] + step) if time.size else np.array([0.0, HOUR])


def _curve(axes: Axes, one: LinkDay, way: str, edges: NDArray[np.float64]) -> None:
    rate, required = one.series("rate", way), one.link.required[way]
    greatest = max([float(np.nanmax(rate)), *([required] if is_known(required) else [])])
    scale, unit = rate_unit(greatest)
    axes.stairs(np.nan_to_num(rate) / scale, edges, fill=True, color=COLOURS[way], alpha=0.75, lw=0, rasterized=True)
    axes.set(ylim=(0, greatest / scale * 1.18 if greatest > 0 else 1.0))
    axes.locator_params(axis="y", nbins=4)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,g}")
    axes.set_ylabel(f"{way}, {unit}", labelpad=3)
    if is_known(required):
        axes.axhline(required / scale, color=VERMILLION, lw=1.0, ls=(0, (4, 2)))
    axes.grid(visible=True)
    axes.spines["bottom"].set_visible(False)


def _strip(axes: Axes, available: NDArray[np.float64], edges: NDArray[np.float64]) -> None:
    palette, rule = classes(AVAILABILITY_BOUNDS, PALETTE)
    values = np.ma.masked_invalid(available[None, :])
    axes.pcolormesh(edges, [0.0, 1.0], values, cmap=palette, norm=rule, rasterized=True)
    axes.set(ylim=(0, 1), yticks=[])
    axes.spines["left"].set_visible(False)


def _hours(axes: Axes, edges: NDArray[np.float64], *, labelled: bool) -> None:
    ticks = np.linspace(edges[0], edges[-1], 9)
    axes.set(xlim=(edges[0], edges[-1]))
    axes.set_xticks(ticks, [f"{tick:g}" for tick in np.round(ticks, 2)] if labelled else [""] * len(ticks))
    axes.tick_params(axis="x", length=3 if labelled else 0)


def _axis_title(one: LinkDay) -> str:
    date = one.case.date
    start = f"00:00 UTC on {day(date, short=True)}" if date == date.astype("datetime64[D]") else day(date, short=True)
    return f"time, h after {start}"


def _note(one: LinkDay) -> str:
    weather = f", rates in weather that is worse for {percent_of_year(one.link.exceedance)} of the year"
    return one.station_title + (weather if is_known(one.link.exceedance) else "")


def _words(one: LinkDay, ways: Sequence[str]) -> str:
    parts = []
    for way in ways:
        parts.append(
            f"{way.capitalize()}: median rate {bit_rate(one.rate(way, FAIR_SHARE))}, 5th percentile "
            f"{bit_rate(one.rate(way, LEAST_SHARE))}, none {percent(one.without_rate(way))} of the day; mean of "
            f"the year {percent(one.year(way))}"
        )
    return ". ".join(parts) + "." if parts else "Unknown: nothing was computed."
