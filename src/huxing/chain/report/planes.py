"""Observed planes beside designed ones: node against argument of latitude, one mark per satellite."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from huxing.chain.report.cases import Case
from huxing.chain.report.drawing import FAINT, INK, SOFT, Panel, drawing, to_svg
from huxing.chain.report.numbers import counted, is_known
from huxing.chain.report.run_record import Flight
from huxing.chain.report.statuses import status_counts, status_mark

MOST_LABELS = 24
"""Planes whose counts are written beside them."""


def plane_panels(flight: Flight, cases: Sequence[Case]) -> list[Panel]:
    """One panel per case that is compared with a design.

    Args:
        flight: artefacts.
        cases: to draw; those without rows in the table `planes` are passed over.

    Returns:
        Panels.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.fly_artefacts.PLANES, FLEET.
    """
    return [_panel(flight, case) for case in cases if len(case.rows(flight.planes))]


def plane_summary(planes: pd.DataFrame) -> str:
    """What the table says, in a sentence.

    Args:
        planes: rows of the table `planes` of one case.

    Returns:
        A sentence.

    Raises:
        Nothing of its own.

    Source:
        None: counts.
    """
    designed = planes[planes["plane"] > 0]
    stray = planes[planes["plane"] == 0]
    begun = int((designed["on_station"] > 0).sum())
    text = (
        f"{begun} of {counted(len(designed), 'designed plane')} with satellites on station; "
        f"{int(planes['on_station'].sum()):,} of {int(designed['designed_satellites'].sum()):,} designed satellites on "
        "station"
    )
    if len(stray):
        text += f"; {counted(len(stray), 'observed plane')} of no designed one"
    return text


def _panel(flight: Flight, case: Case) -> Panel:
    planes, fleet = case.rows(flight.planes), case.rows(flight.fleet)
    nodes = np.concatenate([planes["designed_raan_deg"].dropna(), fleet["raan_deg"].dropna()])
    start = _cut(nodes)
    heights = _unrolled(planes["designed_raan_deg"].to_numpy(), start)
    summary = plane_summary(planes)
    with drawing(330.0, margins=(46, 52, 22, 38)) as (figure, axes):
        span = _unrolled(nodes, start)
        pad = max(4.0, 0.03 * float(np.ptp(span))) if span.size else 4.0
        low, high = (float(span.min()) - pad, float(span.max()) + pad) if span.size else (0.0, 360.0)
        axes.set(xlim=(0, 360), ylim=(low, high), xticks=range(0, 361, 60))
        axes.set_xlabel("argument of latitude, °")
        axes.set_ylabel("right ascension of the node, °", labelpad=2)
        ticks = _node_ticks(low, high)
        axes.set_yticks(ticks, [f"{tick % 360:g}" for tick in ticks])
        axes.hlines(heights, 0, 360, color=FAINT, lw=0.7, zorder=1)
        slots = _slots(flight, case, planes, fleet)
        axes.plot(slots[:, 0], _unrolled(slots[:, 1], start), "o", ms=3.6, mfc="none", mec="#8c959f", mew=0.6, zorder=2)
        _satellites(axes, fleet, start)
        _counts(axes, planes, heights)
        words = ", ".join(f"{n} {status_mark(s).name}" for s, n in status_counts(fleet).items())
        svg = to_svg(
            figure,
            name=f"planes-{case.slug}",
            title=f"Planes beside the design: {case.label}",
            description=f"{summary}. Satellites by status: {words}.",
        )
    return Panel(case.label, summary, svg)


def _cut(nodes: NDArray[np.float64]) -> float:
    """Middle of the widest empty arc: there the axis begins, so that no plane is torn."""
    if not nodes.size:
        return 0.0
    ring = np.sort(nodes % 360.0)
    gaps = np.diff(np.append(ring, ring[0] + 360.0))
    widest = int(np.argmax(gaps))
    return float((ring[widest] + gaps[widest] / 2.0) % 360.0)


def _unrolled(degrees: NDArray[np.float64], start: float) -> NDArray[np.float64]:
    return np.asarray(start + (np.asarray(degrees, dtype=np.float64) - start) % 360.0)


def _node_ticks(low: float, high: float) -> list[float]:
    step = next((s for s in (5, 10, 15, 20, 30, 45, 60, 90) if (high - low) / s <= 9), 90)
    return [float(k * step) for k in range(int(np.ceil(low / step)), int(np.floor(high / step)) + 1)]


def _satellites(axes: Axes, fleet: pd.DataFrame, start: float) -> None:
    for status in status_counts(fleet):
        rows, mark = fleet[fleet["status"] == status], status_mark(status)
        where = _unrolled(rows["raan_deg"].to_numpy(), start)
        style: dict[str, Any] = {
            "ms": 3.4 if status == "on_station" else 4.6,
            "color": mark.colour,
            "mec": "white",
            "mew": 0.35,
        }
        axes.plot(
            rows["argument_of_latitude_deg"], where, mark.marker, zorder=3 if status == "on_station" else 4, **style
        )


def _counts(axes: Axes, planes: pd.DataFrame, heights: NDArray[np.float64]) -> None:
    """On station / designed, beside each plane."""
    if len(planes) > MOST_LABELS:
        return
    style: dict[str, Any] = {"transform": axes.get_yaxis_transform(), "ha": "right", "fontsize": 9.0}
    axes.text(1.125, 1.035, "on st./design", color=SOFT, **{**style, "transform": axes.transAxes})
    for height, row in zip(heights, planes.itertuples(), strict=True):
        if is_known(height):
            text = f"{row.on_station}/{row.designed_satellites}"
            axes.text(1.11, height, text, va="center", color=INK if row.on_station else SOFT, **style)


def _slots(flight: Flight, case: Case, planes: pd.DataFrame, fleet: pd.DataFrame) -> NDArray[np.float64]:
    """Argument of latitude and node of every designed slot, each shell turned along its orbit to fit best."""
    design = flight.fleet[flight.fleet["constellation"] == case.design]
    design = design[design["date"] == design["date"].max()]
    found = [np.empty((0, 2))]
    for shell, rows in planes[planes["plane"] > 0].groupby("shell"):
        mine = design[design["shell"] == shell]
        nodes = rows.set_index("plane")["designed_raan_deg"]
        mine = mine[mine["plane"].isin(nodes.index)]
        raan = nodes.reindex(mine["plane"]).to_numpy()
        latitude = mine["argument_of_latitude_deg"].to_numpy()
        flying = fleet[(fleet["shell"] == shell) & (fleet["status"] == "on_station")]
        turn = _best_turn(flying, nodes, mine)
        found.append(np.column_stack([(latitude + turn) % 360.0, raan]))
    return np.concatenate(found)


def _best_turn(flying: pd.DataFrame, nodes: pd.Series, design: pd.DataFrame) -> float:
    """Shift along the orbit that brings the designed slots closest to the satellites on station, degrees."""
    known = nodes.dropna()
    if not len(flying) or not len(design) or not len(known):
        return 0.0
    apart = np.abs((flying["raan_deg"].to_numpy()[:, None] - known.to_numpy() + 180.0) % 360.0 - 180.0)
    plane = known.index.to_numpy()[apart.argmin(axis=1)]
    here = flying["argument_of_latitude_deg"].to_numpy()
    shifts = np.arange(0.0, 360.0, 0.25)
    cost = np.zeros(shifts.size)
    for number in np.unique(plane):
        slots = np.sort(design.loc[design["plane"] == number, "argument_of_latitude_deg"].to_numpy())
        if slots.size:
            cost += _distance(here[plane == number][:, None] - shifts, slots)
    return float(shifts[int(cost.argmin())])


def _distance(places: NDArray[np.float64], slots: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum of squared distances to the nearest slot, per shift."""
    ring = np.concatenate([[slots[-1] - 360.0], slots, [slots[0] + 360.0]])
    wrapped = places % 360.0
    right = np.clip(np.searchsorted(ring, wrapped), 1, ring.size - 1)
    near = np.minimum(np.abs(wrapped - ring[right - 1]), np.abs(ring[right] - wrapped))
    return np.asarray((near**2).sum(axis=0))
