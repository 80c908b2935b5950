"""How a figure becomes a part of the page: one style, one size, SVG with text as text, the same bytes each time."""

from __future__ import annotations

import html
import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from markupsafe import Markup
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

WIDTH = 440.0
"""Of a panel, in units of its SVG: two stand side by side on a screen, one on a phone."""
INK, SOFT, FAINT = "#1b1f24", "#57606a", "#d0d7de"
BLUE, ORANGE, GREEN, VERMILLION, SKY, PURPLE, YELLOW = (
    "#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7", "#F0E442",
)  # fmt: skip
"""Okabe and Ito (2008), colours that colour-blind readers tell apart."""
_POINTS_PER_INCH = 72.0
_RASTER_DPI = 190
_STYLE = {
    "font.family": ["DejaVu Sans"],
    "font.size": 11.0,
    "axes.labelsize": 11.0,
    "axes.edgecolor": SOFT,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "xtick.labelsize": 10.0,
    "ytick.labelsize": 10.0,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.major.width": 0.7,
    "ytick.major.width": 0.7,
    "grid.color": FAINT,
    "grid.linewidth": 0.6,
    "text.color": INK,
    "text.parse_math": False,
    "text.usetex": False,
    "figure.dpi": _POINTS_PER_INCH,
    "path.simplify": True,
    "svg.fonttype": "none",
    "svg.image_inline": True,
}


@dataclass(frozen=True)
class Panel:
    """A figure of the page.

    Attributes:
        title: above it.
        note: a line below the title, '' for none.
        svg: the drawing; names and texts within are escaped.
    """

    title: str
    note: str
    svg: Markup


@contextmanager
def drawing(height: float, *, margins: tuple[float, float, float, float]) -> Iterator[tuple[Figure, Axes]]:
    """A blank panel within the report's style; nothing global changes after it.

    Args:
        height: of the panel, in the units of `WIDTH`.
        margins: left, right, top and bottom of the axes.

    Yields:
        The figure and its axes.

    Raises:
        Nothing of its own.

    Source:
        matplotlib, `rc_context`; no pyplot.
    """
    left, right, top, bottom = margins
    with rc_context(_STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"Glyph .* missing from font", category=UserWarning)
        figure = Figure(figsize=(WIDTH / _POINTS_PER_INCH, height / _POINTS_PER_INCH))
        box = (left / WIDTH, bottom / height, (WIDTH - left - right) / WIDTH, (height - top - bottom) / height)
        yield figure, figure.add_axes(box)


def to_svg(figure: Figure, *, name: str, title: str, description: str) -> Markup:
    """The SVG of a figure, ready to stand within the page; to be called within `drawing`.

    Args:
        figure: finished.
        name: unique in the page, letters, digits and hyphens; ids start with it.
        title: what a screen reader says first.
        description: what the figure shows, in words.

    Returns:
        An `<svg>` element.

    Raises:
        Nothing of its own.

    Source:
        W3C SVG 2, section 5.8 (title, desc); the same figure gives the same bytes (`svg.hashsalt`, no date).
    """
    name = re.sub(r"[^A-Za-z0-9]+", "-", name)
    buffer = io.StringIO()
    nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
    figure.set_dpi(_RASTER_DPI)
    with rc_context({"svg.hashsalt": name}):
        FigureCanvasSVG(figure).print_svg(buffer, metadata=nothing)
    return Markup(_inlined(buffer.getvalue(), name, title, description))  # noqa: S704 - its texts are escaped


def _inlined(document: str, name: str, title: str, description: str) -> str:
    body = document[document.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, count=1, flags=re.DOTALL)
    body = re.sub(r'<g id="[A-Za-z0-9.]+_\d+">', "<g>", body)
    body = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', body)
    body = re.sub(r"url\(#", f"url(#{name}-", body).replace('xlink:href="#', f'href="#{name}-')
    body = body.replace("xlink:href=", "href=")
    body = re.sub(r">\s+<", ">\n<", body)
    view = re.search(r'viewBox="([^"]+)"', body)
    opening = (
        f'<svg viewBox="{view.group(1) if view else ""}" role="img" aria-labelledby="{name}-title {name}-desc">\n'
        f'<title id="{name}-title">{html.escape(title)}</title>\n'
        f'<desc id="{name}-desc">{html.escape(description)}</desc>'
    )
    return re.sub(r"<svg[^>]*>", lambda _: opening, body, count=1).strip()
