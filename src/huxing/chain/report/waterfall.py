"""One link budget as a waterfall: from the power sent, gain by gain and loss by loss, to the margin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple, cast

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from huxing.chain.report.connection_record import DIRECTIONS, Connection, LinkRecord
from huxing.chain.report.drawing import BLUE, GREEN, INK, SOFT, VERMILLION, WIDTH, Panel, drawing, to_svg
from huxing.chain.report.link_numbers import bit_rate, decibels
from huxing.chain.report.numbers import NBSP, UNKNOWN, is_known, shortened

MOST_BARS = 30
"""Rows of a budget that a panel has room for; the table has all."""
_ROW, _LEFT, _RIGHT, _TOP, _BOTTOM = 20.0, 190.0, 76.0, 4.0, 36.0
_LABEL, _UNIT = 31, 9
_STRIPE = "#f1f3f5"
_DARK = {GREEN: "#00694d", VERMILLION: "#a34700"}
"""Darker shades, for text."""
COLOURS = {"level": SOFT, "result": SOFT, "gain": BLUE, "loss": VERMILLION}


class Bar(NamedTuple):
    """A row of a budget as a bar from `start` to `end`, dB; both are NaN where there is nothing to draw."""

    term: str
    kind: str
    value: float
    unit: str
    start: float
    end: float

    @property
    def is_whole(self) -> bool:
        """Whether it tells a level, and not what is added to one."""
        return self.kind not in ("gain", "loss")


def budget_rows(connection: Connection, link: LinkRecord, direction: str) -> pd.DataFrame:
    """The budget of a link in one direction.

    Args:
        connection: artefacts.
        link: of the scenario.
        direction: 'down' or 'up'.

    Returns:
        Rows of the table `budgets`, in order.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.connect_artefacts.BUDGETS.
    """
    table = connection.budgets
    return table[(table["link"] == link.name) & (table["direction"] == direction)].sort_values("row")


def bars_of(rows: pd.DataFrame) -> list[Bar]:
    """A budget as bars: levels and results from nought, gains and losses from where the sum stands.

    Args:
        rows: of one budget, in order; what is no decibel and what only explains is passed over.

    Returns:
        Bars.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.connect_artefacts.BUDGETS: terms carry the sign with which they are added.
    """
    bars, level = [], 0.0
    for row in _rows(rows):
        if row.kind == "information" or not str(row.unit).startswith("dB"):
            continue
        start = level if row.kind in ("gain", "loss") else 0.0
        if is_known(row.value):
            level = start + row.value
            bars.append(Bar(row.term, row.kind, row.value, row.unit, start, level))
        else:
            bars.append(Bar(row.term, row.kind, row.value, row.unit, np.nan, np.nan))
    return bars


def waterfall_panels(connection: Connection, links: Sequence[LinkRecord], most: int) -> list[Panel]:
    """A waterfall for each budget of each link.

    Args:
        connection: artefacts.
        links: to draw.
        most: panels at most.

    Returns:
        Panels, down before up.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.connect_artefacts.BUDGETS.
    """
    made = ((link, way, budget_rows(connection, link, way)) for link in links for way in DIRECTIONS)
    drawn = [(link, way, rows, bars) for link, way, rows in made if (bars := bars_of(rows))]
    return [_panel(*one) for one in drawn[:most]]


def budget_value(value: float, unit: str) -> str:
    """The value of a row with its unit.

    Args:
        value: as in the table `budgets`.
        unit: its unit.

    Returns:
        `83.5 dBHz`, `30°`, `1,998.9 km`, `49.9 Mbit/s`.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    if unit.startswith("dB"):
        return decibels(value, unit)
    if unit == "bit/s":
        return bit_rate(value)
    if not is_known(value):
        return UNKNOWN
    text = f"{value:,.1f}" if abs(value) >= 1000.0 else f"{float(f'{value:.4g}'):g}"
    return f"{text}°" if unit == "deg" else f"{text}{NBSP}{unit}"


def circumstances(rows: pd.DataFrame) -> str:
    """For which satellite and weather a budget holds, and what it carries.

    Args:
        rows: of one budget.

    Returns:
        As much as the rows say.

    Raises:
        Nothing of its own.

    Source:
        The rows of information that huxing.link.budget gives.
    """
    told = {str(row.term): budget_value(row.value, str(row.unit)) for row in _rows(rows)}
    parts = (
        ("elevation", "{}"),
        ("slant range", "{} away"),
        ("exceedance", "weather worse for {}"),
        ("rate", "carries {}"),
    )
    return ", ".join(text.format(told[name]) for name, text in parts if name in told)


def _rows(rows: pd.DataFrame) -> Iterable[Any]:
    return cast(Any, rows.itertuples())


def _panel(link: LinkRecord, way: str, rows: pd.DataFrame, every: list[Bar]) -> Panel:
    bars = every if len(every) <= MOST_BARS else [*every[: MOST_BARS - 1], every[-1]]
    title = f"{link.title}, {way}"
    with drawing(_TOP + _BOTTOM + _ROW * len(bars), margins=(_LEFT, _RIGHT, _TOP, _BOTTOM)) as (figure, axes):
        _frame(axes, bars)
        for place, bar in enumerate(bars):
            _bar(axes, bar, place, last=place == len(bars) - 1)
        _joints(axes, bars)
        words = "; ".join(f"{bar.term} {_figure(bar)}" for bar in bars) + "."
        svg = to_svg(figure, name=f"budget-{link.name}-{way}", title=f"Link budget: {title}", description=words)
    return Panel(title, circumstances(rows), svg)


def _frame(axes: Axes, bars: Sequence[Bar]) -> None:
    ends = [value for bar in bars for value in (bar.start, bar.end) if is_known(value)]
    low, high = min(0.0, *ends), max(0.0, *ends)
    room = max(0.04 * (high - low), 1.0)
    axes.set(xlim=(low - room, high + room), ylim=(len(bars), 0), yticks=[])
    axes.locator_params(axis="x", nbins=6)
    axes.set_xlabel("sum so far, dB")
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    axes.axvline(0.0, color=SOFT, lw=0.8, zorder=1.5)


def _bar(axes: Axes, bar: Bar, place: int, *, last: bool) -> None:
    middle, where = place + 0.5, axes.get_yaxis_transform()
    width = axes.get_window_extent().width
    if bar.is_whole:
        stripe = Rectangle((-_LEFT / width, place), WIDTH / width, 1.0, transform=where, clip_on=False)
        axes.add_patch(stripe)
        stripe.set(facecolor=_STRIPE, edgecolor="none", zorder=0)
    if is_known(bar.end):
        colour = _verdict(bar) if last and bar.is_whole else COLOURS.get(bar.kind, SOFT)
        axes.barh(middle, bar.end - bar.start, 0.6, bar.start, color=colour, edgecolor=colour, lw=0.9, zorder=3)
    style: dict[str, Any] = {
        "fontsize": 10.5, "fontweight": "bold" if bar.is_whole else "normal", "va": "center", "color": INK,
        "transform": where,
    }  # fmt: skip
    axes.text(-(_LEFT - 4.0) / width, middle, shortened(bar.term, _LABEL), ha="left", **style)
    style["color"] = _DARK[_verdict(bar)] if last and bar.is_whole and is_known(bar.value) else INK
    axes.text(1.0 + (_RIGHT - 4.0) / width, middle, _figure(bar), ha="right", **style)


def _figure(bar: Bar) -> str:
    """Its value: levels in their own unit, what is added to them in dB."""
    return decibels(bar.value, shortened(bar.unit, _UNIT) if bar.is_whole else "dB", signed=not bar.is_whole)


def _verdict(bar: Bar) -> str:
    return GREEN if bar.value >= 0.0 else VERMILLION


def _joints(axes: Axes, bars: Sequence[Bar]) -> None:
    """A thin line from where one bar ends to where the next begins."""
    for place, (one, after) in enumerate(pairwise(bars)):
        if is_known(one.end) and is_known(after.end):
            axes.plot([one.end, one.end], [place + 0.8, place + 1.2], color=SOFT, lw=0.7, zorder=2)
