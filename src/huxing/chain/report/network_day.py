"""Round trips of named pairs along the day, beside fibre: a strip per pair, gaps where there is no way."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from huxing.chain.report.drawing import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    PURPLE,
    SKY,
    SOFT,
    VERMILLION,
    WIDTH,
    Panel,
    drawing,
    to_svg,
)
from huxing.chain.report.network_cases import NetworkCase, PairDay
from huxing.chain.report.numbers import HOUR, counted, day, is_known, is_whole, milliseconds, percent, shortened

MOST_PAIRS = 6
"""Strips of one panel; the table has all."""
COLOURS = (BLUE, VERMILLION, GREEN, PURPLE, SKY, INK)
_LEFT, _RIGHT, _TOP, _BOTTOM = 40.0, 12.0, 4.0, 38.0
_LABEL, _CURVE, _GAP = 16.0, 50.0, 8.0


def day_panels(drawn: Sequence[NetworkCase]) -> list[Panel]:
    """One panel per network and case.

    Args:
        drawn: networks at work.

    Returns:
        Panels; none of those without pairs.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.connect_network_artefacts.NETWORK.
    """
    return [_panel(one) for one in drawn if one.pairs]


def _panel(one: NetworkCase) -> Panel:
    pairs = one.pairs[:MOST_PAIRS]
    block = _LABEL + _CURVE + _GAP
    height = _TOP + _BOTTOM + block * len(pairs) - _GAP
    with drawing(height, margins=(_LEFT, _RIGHT, _TOP, _BOTTOM)) as (figure, axes):
        axes.set_axis_off()
        for k, pair in enumerate(pairs):
            low = height - _TOP - _LABEL - _CURVE - k * block
            strip = figure.add_axes((_LEFT / WIDTH, low / height, (WIDTH - _LEFT - _RIGHT) / WIDTH, _CURVE / height))
            _labels(figure, pair, COLOURS[k], (low + _CURVE + 4.0) / height)
            _strip(strip, pair, COLOURS[k])
            last = k == len(pairs) - 1
            _hours(strip, pair.time, labelled=last)
            if last:
                strip.set_xlabel(_axis_title(one))
        svg = to_svg(
            figure,
            name=f"network-day-{one.slug}",
            title=f"Round trips along the day: {one.label}",
            description="; ".join(_words(pair) for pair in pairs) + ".",
        )
    rest = len(one.pairs) - len(pairs)
    more = f"; {counted(rest, 'more pair')} in the table" if rest else ""
    return Panel(one.record.title, f"{one.case.label}{more}", svg)


def _labels(figure: Figure, pair: PairDay, colour: str, height: float) -> None:
    """Name of the pair on the left, its round trip beside fibre on the right."""
    right = f"{milliseconds(pair.median)}, fibre {milliseconds(pair.fibre)}" if pair.reached > 0 else "no way"
    figure.text(_LEFT / WIDTH, height, "━", fontsize=10.0, color=colour)
    figure.text((_LEFT + 13.0) / WIDTH, height, shortened(pair.title, 46), fontsize=10.0, color=INK)
    figure.text((WIDTH - _RIGHT) / WIDTH, height, right, fontsize=10.0, ha="right", color=INK)


def _strip(axes: Axes, pair: PairDay, colour: str) -> None:
    edges = edges_of(pair.time)
    known = 1e3 * pair.rtt[np.isfinite(pair.rtt)]
    shown = np.concatenate([known, [1e3 * pair.fibre] if is_known(pair.fibre) else []])
    low, high = (float(shown.min()), float(shown.max())) if shown.size else (0.0, 1.0)
    room = max(0.08 * (high - low), 1.0)
    axes.set(ylim=(max(0.0, low - room), high + room), xlim=(edges[0], edges[-1]))
    axes.locator_params(axis="y", nbins=3)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,g}")
    axes.grid(visible=True)
    axes.spines["bottom"].set_visible(False)
    without = np.where(np.isfinite(pair.rtt), 0.0, 1.0)
    if without.any():
        axes.stairs(without, edges, fill=True, color=FAINT, lw=0, transform=axes.get_xaxis_transform(), rasterized=True)
    if known.size:
        axes.stairs(1e3 * pair.rtt, edges, baseline=None, color=colour, lw=1.1)
    if is_known(pair.fibre):
        axes.axhline(1e3 * pair.fibre, color=colour, lw=1.3, ls=(0, (4, 2.5)))
    if not known.size:
        axes.text(
            0.5, 0.22, "no way at any time of the day", transform=axes.transAxes, ha="center", va="center",
            fontsize=10.0, color=INK,
        )  # fmt: skip


def edges_of(time: NDArray[np.float64]) -> NDArray[np.float64]:
    """Edges of the steps: each instant stands for the step that it begins.

    Args:
        time: s after the date, shape `(time,)`.

    Returns:
        Hours, one more than there are steps.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    if not time.size:
        return np.array([0.0, 1.0])
    step = float(time[1] - time[0]) if time.size > 1 else HOUR
    return np.append(time, time[-1] + step) / HOUR


def _hours(axes: Axes, time: NDArray[np.float64], *, labelled: bool) -> None:
    edges = edges_of(time)
    ticks = np.linspace(edges[0], edges[-1], 9)
    axes.set_xticks(ticks, [f"{tick:g}" for tick in np.round(ticks, 2)] if labelled else [""] * len(ticks))
    axes.tick_params(axis="x", length=3 if labelled else 0)
    axes.tick_params(axis="y", labelsize=9.5, colors=SOFT, labelcolor=INK, length=2)


def _axis_title(one: NetworkCase) -> str:
    date = one.case.date
    start = f"00:00 UTC on {day(date, short=True)}" if date == date.astype("datetime64[D]") else day(date, short=True)
    return f"round trip in ms against time, h after {start}"


def _words(pair: PairDay) -> str:
    fibre = f"over fibre {milliseconds(pair.fibre)}"
    if not is_known(pair.median):
        return f"{pair.title}: no way at any time of the day, {fibre}"
    way = "all day" if is_whole(pair.reached) else f"{percent(pair.reached)} of the day"
    return (
        f"{pair.title}: round trip least {milliseconds(pair.least)}, median {milliseconds(pair.median)}, greatest "
        f"{milliseconds(pair.greatest)}, {fibre}; a way {way}, {counted(round(pair.changes), 'change')} of it"
    )
