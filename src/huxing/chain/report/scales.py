"""Colours of the maps: few classes that a reader can name, from a colour map that colour-blind readers can order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup
from matplotlib import colormaps
from matplotlib.colors import BoundaryNorm, ListedColormap

from huxing.chain.report.drawing import INK, drawing, to_svg

COVERED_BOUNDS = (0.0, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99, 1.0 - 1e-6, 2.0)
"""Classes of the share of time: finer towards 1, and 'always' by itself."""
COVERED_LABELS = ("0", "10", "25", "50", "75", "90", "95", "99")
AVAILABILITY_BOUNDS = (0.0, 0.10, 0.50, 0.75, 0.90, 0.95, 0.99, 0.995, 0.999, 2.0)
"""Classes of a link's availability: the last three tell what is bought as 99, 99.5 and 99.9 %."""
AVAILABILITY_LABELS = ("0", "10", "50", "75", "90", "95", "99", "99.5")
IN_VIEW_BOUNDS = (0.0, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 1e9)
"""Classes of the number in view: each twice the one before."""
IN_VIEW_LABELS = ("0", "¼", "½", "1", "2", "4", "8", "16", "32")

ROUND_TRIP_BOUNDS = (0.0, 20.0, 30.0, 40.0, 50.0, 75.0, 100.0, 125.0, 150.0, 200.0, 1e9)
"""Classes of the round trip, ms: finer where it is short."""
ROUND_TRIP_LABELS = ("0", "20", "30", "40", "50", "75", "100", "125", "150")


def classes(bounds: Sequence[float], name: str) -> tuple[ListedColormap, BoundaryNorm]:
    """Colours of classes.

    Args:
        bounds: of the classes, ascending.
        name: a colour map of matplotlib, perceptually uniform.

    Returns:
        A colour per class (grey for nothing known), and the rule that finds it.

    Raises:
        Nothing of its own.

    Source:
        Nunez, Anderton and Renslow (2018), cividis; van der Walt and Smith (2015), viridis.
    """
    number = len(bounds) - 1
    palette = ListedColormap(colormaps[name](np.linspace(0.0, 1.0, number)), bad="#d0d4d9")
    return palette, BoundaryNorm(list(bounds), number)


def legend(bounds: Sequence[float], labels: Sequence[str], palette: str, *, name: str, title: str, last: str) -> Markup:
    """The key of the classes, drawn once for all panels.

    Args:
        bounds: of the classes.
        labels: at the lower bound of each class but the last.
        palette: name of the colour map.
        name: unique in the page.
        title: quantity and unit.
        last: what the last class is called.

    Returns:
        An `<svg>` element.

    Raises:
        Nothing of its own.

    Source:
        `classes`.
    """
    colours, _ = classes(bounds, palette)
    number = len(bounds) - 1
    with drawing(52.0, margins=(3, 12, 20, 18)) as (figure, axes):
        axes.set(xlim=(0, number), ylim=(0, 1), yticks=[])
        for index in range(number):
            axes.axvspan(index, index + 1, color=colours(index), linewidth=0)
        axes.set_xticks(range(len(labels)), labels)
        axes.tick_params(length=3)
        for side in axes.spines.values():
            side.set_visible(False)
        axes.text(0.0, 1.25, title, fontsize=10.5, va="bottom", color=INK)
        axes.text(number - 0.5, -0.28, last, fontsize=10, ha="center", va="top", color=INK)
        words = f"Key of colours. {title}: classes from {', '.join(labels)}; the last is {last}."
        return to_svg(figure, name=name, title=f"Key: {title}", description=words)
