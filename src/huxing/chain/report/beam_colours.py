"""Beams of a satellite in the plane of direction cosines, coloured by frequency and polarisation."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Patch
from numpy.typing import NDArray

from huxing.chain.report.drawing import BLUE, INK, ORANGE, PURPLE, SKY, SOFT, WIDTH, YELLOW, Panel, drawing, to_svg
from huxing.chain.report.numbers import counted
from huxing.core.errors import ShapeError
from huxing.link.antennas import BeamColouring, BeamLayout

_FILLS = (SKY, ORANGE, YELLOW, PURPLE)
_HEIGHT, _SIDE = 440.0, 356.0
_LEFT, _TOP = 66.0, 44.0


def beam_colours_figure(
    layout: BeamLayout,
    colouring: BeamColouring,
    half_power_beamwidth: float,
    *,
    name: str = "beam-colours",
    title: str = "Beams and what they share",
    note: str = "",
) -> Panel:
    """The layout: a hexagon per beam with its colour's letter, a circle at half power.

    Args:
        layout: of the beams.
        colouring: of the beams.
        half_power_beamwidth: of a beam, full angle, rad.
        name: unique in the page, letters, digits and hyphens.
        title: above the panel.
        note: below the title.

    Returns:
        A panel.

    Raises:
        ShapeError: layout and colouring have different numbers of beams.

    Source:
        huxing.link.antennas.hexagonal_layout, beam_colouring.
    """
    if len(layout) != len(colouring):
        raise ShapeError(f"a layout of {len(layout)} beams with colours of {len(colouring)}; give those of one layout")
    return Panel(title, note, _drawn(layout, colouring, half_power_beamwidth, name, title))


def _drawn(layout: BeamLayout, colouring: BeamColouring, width: float, name: str, title: str) -> Markup:
    reach = float(np.max(np.hypot(layout.u - layout.u[0], layout.v - layout.v[0]))) + 0.75 * layout.spacing
    with drawing(_HEIGHT, margins=(_LEFT, WIDTH - _LEFT - _SIDE, _TOP, _HEIGHT - _TOP - _SIDE)) as (figure, axes):
        axes.set(aspect="equal", xlim=layout.u[0] + np.array([-reach, reach]))
        axes.set(ylim=layout.v[0] + np.array([-reach, reach]))
        axes.set_xlabel("u = sin(angle off the axis) · cos(azimuth)")
        axes.set_ylabel("v = sin(angle off the axis) · sin(azimuth)", labelpad=4)
        _cells(axes, layout, colouring.colour)
        _letters(axes, layout, colouring, reach)
        radius = float(np.sin(width / 2.0))
        for u, v in zip(layout.u[:7], layout.v[:7], strict=True) if len(layout) > 6 else [(layout.u[0], layout.v[0])]:
            axes.add_patch(Circle((u, v), radius, fill=False, ec=BLUE, lw=1.0, zorder=3))
        _key(axes, colouring)
        return to_svg(figure, name=name, title=title, description=_words(layout, colouring, width))


def _cells(axes: Axes, layout: BeamLayout, colour: NDArray[np.int64]) -> None:
    corners = np.radians(np.arange(0.0, 360.0, 60.0))
    hexagon = layout.spacing / np.sqrt(3.0) * np.stack([np.cos(corners), np.sin(corners)], axis=-1)
    cells = np.stack([layout.u, layout.v], axis=-1)[:, None] + hexagon
    fills = [_FILLS[c] for c in colour]
    axes.add_collection(PolyCollection(list(cells), facecolors=fills, edgecolors="white", linewidths=0.8, zorder=1))


def _letters(axes: Axes, layout: BeamLayout, colouring: BeamColouring, reach: float) -> None:
    """A letter per cell, so that colours are told apart without seeing them; none where cells are too small for it."""
    size = min(10.0, 0.62 * layout.spacing / (2.0 * reach) * _SIDE)
    if size < 4.0:
        return
    for u, v, c in zip(layout.u, layout.v, colouring.colour, strict=True):
        axes.text(u, v, "ABCD"[c], ha="center", va="center_baseline", fontsize=size, color=INK, zorder=4)


def _key(axes: Axes, colouring: BeamColouring) -> None:
    marks: list[Artist] = [
        Patch(fc=_FILLS[c], ec=SOFT, lw=0.6, label=_label(c, colouring)) for c in np.unique(colouring.colour)
    ]
    marks.append(Line2D([], [], ls="none", marker="o", ms=9, mfc="none", mec=BLUE, mew=1.0, label="half power"))
    axes.legend(
        handles=marks, loc="lower left", bbox_to_anchor=(-0.12, 1.0), ncols=3, frameon=False, fontsize=9.5,
        labelcolor=INK, handlelength=1.1, handleheight=1.0, columnspacing=1.2, borderaxespad=0.2, labelspacing=0.25,
    )  # fmt: skip


def _label(colour: int, colouring: BeamColouring) -> str:
    """A letter, with what stands behind it where that is more than one thing."""
    letter, band = "ABCD"[colour], colour % colouring.sub_bands + 1
    if colouring.sub_bands == 1:
        return f"{letter}: whole band"
    if colouring.polarisation.any():
        return f"{letter}: band {band} of {colouring.sub_bands}, pol. {colour // colouring.sub_bands + 1}"
    return f"{letter}: band {band} of {colouring.sub_bands}"


def _words(layout: BeamLayout, colouring: BeamColouring, width: float) -> str:
    touching = int((layout.neighbours() & colouring.co_channel()).sum()) // 2
    return (
        f"{counted(len(layout), 'beam')} in {counted(int(layout.tier.max()), 'tier')}, half-power beamwidth "
        f"{np.degrees(width):.3g}°, scheme {colouring.scheme}: {counted(np.unique(colouring.colour).size, 'colour')}; "
        f"{counted(touching, 'pair')} of neighbours share one."
    )
