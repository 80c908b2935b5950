"""Bars in a list: each below its name and its figure, so that they are read on a phone too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from huxing.chain.report.drawing import FAINT, INK, SOFT, drawing, to_svg
from huxing.chain.report.numbers import shortened

_ROW, _FOOT, _HEAD = 26.0, 38.0, 2.0
_LABEL = 36


class Bar(NamedTuple):
    """A row: what it is, what is told beside it, the length of the bar and its colour."""

    label: str
    told: str
    value: float
    colour: str


def bar_list(bars: Sequence[Bar], *, axis: str, reach: float, name: str, title: str, description: str) -> Markup:
    """A list of bars from nought.

    Args:
        bars: from the top.
        axis: quantity and unit.
        reach: what the axis shows at least, so that lists can be compared.
        name: unique in the page.
        title: what a screen reader says first.
        description: what the figure shows, in words.

    Returns:
        An `<svg>` element.

    Raises:
        Nothing of its own.

    Source:
        None: a choice.
    """
    low, high = min([0.0, *(bar.value for bar in bars)]), max([reach, *(bar.value for bar in bars)])
    room = 0.02 * (high - low) or 1.0
    with drawing(_HEAD + _FOOT + _ROW * max(1, len(bars)), margins=(6, 12, _HEAD, _FOOT)) as (figure, axes):
        axes.set(xlim=(low - (room if low < 0.0 else 0.0), high + room), ylim=(max(1, len(bars)), 0), yticks=[])
        axes.locator_params(axis="x", nbins=7)
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:,g}".replace("-", "\u2212"))
        axes.set_xlabel(axis)
        axes.spines["left"].set_visible(False)
        if low < 0.0:
            axes.plot([0.0, 0.0], [0.0, len(bars)], color=SOFT, lw=0.8, zorder=3)
        text: dict[str, Any] = {"transform": axes.get_yaxis_transform(), "va": "center", "fontsize": 10.0, "color": INK}
        for row, bar in enumerate(bars):
            axes.text(0.0, row + 0.34, shortened(bar.label, _LABEL), **text)
            axes.text(1.0, row + 0.34, bar.told, ha="right", **text)
            axes.plot(axes.get_xlim(), [row + 0.77] * 2, color=FAINT, lw=0.6, zorder=1)
            axes.barh(row + 0.77, bar.value, 0.27, color=bar.colour, lw=0, zorder=2)
        return to_svg(figure, name=name, title=title, description=description)
