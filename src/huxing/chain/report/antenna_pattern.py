"""Gain against the angle off the axis, of one antenna or of several."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from markupsafe import Markup
from matplotlib.axes import Axes
from numpy.typing import NDArray

from huxing.chain.report.drawing import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    PURPLE,
    SKY,
    VERMILLION,
    Panel,
    drawing,
    to_svg,
)
from huxing.core.errors import InputError, ModelRangeError
from huxing.link.antennas import Antenna

_LINES = (
    (BLUE, "-"),
    (VERMILLION, (0, (5, 1.6))),
    (GREEN, (0, (5, 1.5, 1, 1.5))),
    (PURPLE, (0, (1.2, 1.2))),
    (ORANGE, (0, (8, 2))),
    (SKY, (0, (3, 1.2, 1, 1.2, 1, 1.2))),
)
"""Each curve has a colour and a dash of its own, so that it is told apart without colour too."""
_POINTS = 1601
_DEPTH_DB = 80.0
_TICKS_DEG = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 180)


def antenna_pattern_figure(
    antennas: Mapping[str, Antenna],
    *,
    name: str = "antenna-pattern",
    title: str = "Gain against the angle off the axis",
    note: str = "",
    smallest_deg: float = 0.1,
    largest_deg: float = 180.0,
) -> Panel:
    """Patterns of antennas on a logarithmic axis of angles.

    Args:
        antennas: by the name that the key shows; at most six.
        name: unique in the page, letters, digits and hyphens.
        title: above the panel.
        note: below the title.
        smallest_deg: where the axis of angles begins.
        largest_deg: where it ends; an antenna's curve ends earlier where its pattern does.

    Returns:
        A panel.

    Raises:
        InputError: no antenna, more than six, or an axis that does not span a factor of 3 between above 0 and 180
            degrees.

    Source:
        The antennas' own.
    """
    if not 1 <= len(antennas) <= len(_LINES):
        raise InputError(f"a pattern shows 1 to {len(_LINES)} antennas; given {len(antennas)}", given=len(antennas))
    if not 0.0 < smallest_deg <= largest_deg / 3.0 <= 60.0:
        raise InputError(
            f"angles from {smallest_deg} to {largest_deg} deg; give 0 < smallest <= largest/3, largest <= 180"
        )
    curves = {label: _curve(antenna, smallest_deg, largest_deg) for label, antenna in antennas.items()}
    return Panel(title, note, _drawn(antennas, curves, name, title, (smallest_deg, largest_deg)))


def _drawn(
    antennas: Mapping[str, Antenna],
    curves: Mapping[str, tuple[NDArray[np.float64], NDArray[np.float64]]],
    name: str,
    title: str,
    angles: tuple[float, float],
) -> Markup:
    peak = max(antenna.peak_gain_dbi for antenna in antennas.values())
    floor = max(min(float(np.percentile(gain, 5)) for _, gain in curves.values()) - 3.0, peak - _DEPTH_DB)
    with drawing(290.0, margins=(50, 14, 6 + 16 * len(curves), 40)) as (figure, axes):
        _frame(axes, angles, (10.0 * np.floor(floor / 10.0), 10.0 * np.ceil((peak + 1.0) / 10.0)))
        for (label, (degrees, gain)), (colour, dash) in zip(curves.items(), _LINES, strict=False):
            axes.plot(degrees, gain, color=colour, ls=dash, lw=1.5, label=label, solid_joinstyle="round")
        axes.legend(
            loc="lower left", bbox_to_anchor=(0.0, 1.0), frameon=False, fontsize=10, labelcolor=INK, borderaxespad=0.2,
            handlelength=3.2, labelspacing=0.25,
        )  # fmt: skip
        return to_svg(figure, name=name, title=title, description=_words(antennas, curves))


def _frame(axes: Axes, angles: tuple[float, float], gains: tuple[float, float]) -> None:
    axes.set(xscale="log", xlim=angles, ylim=gains)
    ticks = [tick for tick in _TICKS_DEG if angles[0] <= tick <= angles[1]]
    if angles[1] > 1.25 * ticks[-1]:
        ticks.append(angles[1])
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.minorticks_off()
    axes.set_xlabel("angle off the axis, ° (log scale)")
    axes.set_ylabel("gain, dBi", labelpad=2)
    axes.grid(visible=True)


def _curve(antenna: Antenna, smallest: float, largest: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Angles in degrees and gains, to where the pattern is defined."""
    try:
        antenna.gain_dbi(np.radians(largest))
    except ModelRangeError:
        largest = min(largest, 90.0)
    degrees = np.geomspace(smallest, largest, _POINTS)
    degrees[-1] = largest
    return degrees, antenna.gain_dbi(np.radians(degrees))


def _words(
    antennas: Mapping[str, Antenna], curves: Mapping[str, tuple[NDArray[np.float64], NDArray[np.float64]]]
) -> str:
    parts = []
    for label, antenna in antennas.items():
        degrees, gain = curves[label]
        at = ", ".join(
            f"{float(np.interp(a, degrees, gain)):.1f} dBi at {a:g}°" for a in (1, 10, 60) if a <= degrees[-1]
        )
        width = np.degrees(antenna.half_power_beamwidth)
        parts.append(f"{label}: peak {antenna.peak_gain_dbi:.1f} dBi, half-power beamwidth {width:.3g}°, {at}")
    return "; ".join(parts) + "."
