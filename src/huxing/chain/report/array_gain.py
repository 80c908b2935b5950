"""Gain of a phased array over all directions, as a map of direction cosines."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.figure import Figure
from matplotlib.patches import Circle
from matplotlib.patheffects import Normal, Stroke
from numpy.typing import NDArray

from huxing.chain.report.drawing import INK, SOFT, WIDTH, Panel, drawing, to_svg
from huxing.chain.report.numbers import counted
from huxing.core.errors import InputError
from huxing.link.antennas import PhasedArray

_HEIGHT, _SIDE = 378.0, 306.0
_LEFT, _TOP = 62.0, 22.0
_CELLS = 361
_DEPTH_DB = 50.0


def array_gain_figure(
    array: PhasedArray,
    beams: Sequence[tuple[float, float]],
    *,
    name: str = "array-gain",
    title: str = "Gain over all directions in front of the array",
    note: str = "",
) -> Panel:
    """The strongest of the beams in every direction.

    Args:
        array: with its failures and quantisation.
        beams: direction cosines (u, v) of the beams.
        name: unique in the page, letters, digits and hyphens.
        title: above the panel.
        note: below the title.

    Returns:
        A panel.

    Raises:
        InputError: no beam.
        ModelRangeError: a beam outside of visible space.

    Source:
        huxing.link.antennas.PhasedArray.beam_gains_dbi.
    """
    if not beams:
        raise InputError("a map of an array's gain shows one beam or more; none given")
    edge = np.linspace(-1.0, 1.0, _CELLS + 1)
    middle = (edge[1:] + edge[:-1]) / 2.0
    u, v = np.meshgrid(middle, middle)
    seen = np.hypot(u, v) <= 1.0
    centres = np.array(beams, dtype=np.float64)
    gain = np.full(u.shape, np.nan)
    gain[seen] = array.beam_gains_dbi(u[seen], v[seen], centres[:, 0], centres[:, 1]).max(axis=-1)
    return Panel(title, note, _drawn(array, centres, edge, gain, name, title))


def _drawn(
    array: PhasedArray,
    centres: NDArray[np.float64],
    edge: NDArray[np.float64],
    gain: NDArray[np.float64],
    name: str,
    title: str,
) -> Markup:
    peak = float(np.nanmax(gain))
    with drawing(_HEIGHT, margins=(_LEFT, WIDTH - _LEFT - _SIDE, _TOP, _HEIGHT - _TOP - _SIDE)) as (figure, axes):
        field = np.ma.masked_invalid(np.maximum(gain, peak - _DEPTH_DB))
        mesh = axes.pcolormesh(
            edge, edge, field, cmap="viridis", vmin=peak - _DEPTH_DB, vmax=peak, rasterized=True, zorder=1
        )
        _rings(axes)
        halo = [Stroke(linewidth=2.2, foreground=INK), Normal()]
        axes.plot(*centres.T, "+", ms=8, mew=1.1, color="white", path_effects=halo, zorder=4)
        bar = figure.add_axes(((_LEFT + _SIDE + 14) / WIDTH, 1 - (_TOP + _SIDE) / _HEIGHT, 14 / WIDTH, _SIDE / _HEIGHT))
        _key(figure, mesh, bar)
        return to_svg(figure, name=name, title=title, description=_words(array, centres, peak))


def _rings(axes: Axes) -> None:
    """Frame, circles of 30, 60 and 90 degrees off the axis."""
    axes.set(xlim=(-1, 1), ylim=(-1, 1), aspect="equal", xticks=[-1, -0.5, 0, 0.5, 1], yticks=[-1, -0.5, 0, 0.5, 1])
    axes.set_xlabel("u = sin(angle off the axis) · cos(azimuth)")
    axes.set_ylabel("v = sin(angle off the axis) · sin(azimuth)", labelpad=4)
    halo = [Stroke(linewidth=2.4, foreground=INK, alpha=0.7), Normal()]
    for degrees in (30, 60, 90):
        radius = float(np.sin(np.radians(degrees)))
        colour, dash = (SOFT, "-") if degrees == 90 else ("white", (0, (3, 3)))
        axes.add_patch(Circle((0, 0), radius, fill=False, ec=colour, lw=0.7, ls=dash, zorder=3))
        if degrees < 90:
            x = radius * np.cos(np.radians(-55.0))
            y = radius * np.sin(np.radians(-55.0))
            axes.text(x, y, f"{degrees}°", color="white", fontsize=9.5, path_effects=halo, zorder=5)
    for side in axes.spines.values():
        side.set_visible(False)


def _key(figure: Figure, mesh: QuadMesh, bar: Axes) -> None:
    colours = figure.colorbar(mesh, cax=bar)
    colours.outline.set_visible(False)
    bar.tick_params(length=3)
    bar.set_title("dBi", fontsize=10.5, color=INK, pad=5)


def _words(array: PhasedArray, centres: NDArray[np.float64], peak: float) -> str:
    lobes = array.grating_lobes(centres[:, 0], centres[:, 1])
    warning = f" {lobes.warning}." if lobes.warning else " No grating lobes."
    lattice = array.lattice
    return (
        f"{lattice.columns} by {lattice.rows} elements, {lattice.kind} lattice, {counted(len(centres), 'beam')}; "
        f"strongest gain {peak:.1f} dBi, colours to {_DEPTH_DB:.0f} dB below.{warning}"
    )
