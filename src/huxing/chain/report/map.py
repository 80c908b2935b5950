"""The map: for what share of the time each place of the world has a satellite in view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.patheffects import Normal, Stroke
from numpy.typing import NDArray

from huxing.catalogue import land_outline
from huxing.chain.report.cases import Case
from huxing.chain.report.drawing import INK, SOFT, VERMILLION, Panel, drawing, to_svg
from huxing.chain.report.numbers import counted, percent
from huxing.chain.report.projection import (
    CENTRE_DEG,
    densified,
    equal_earth,
    from_centre,
    great_circle,
    projected_line,
)
from huxing.chain.report.run_record import Flight
from huxing.chain.report.scales import COVERED_BOUNDS, COVERED_LABELS, classes, legend

PALETTE = "viridis"
_COLUMNS = 720
_EDGE = 179.999
"""The cut, on its western side."""


def map_panels(flight: Flight, cases: Sequence[Case]) -> list[Panel]:
    """One map per case.

    Args:
        flight: artefacts.
        cases: to draw.

    Returns:
        Panels; none where there is no map.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.fly_artefacts.COVERAGE_MAP.
    """
    if not flight.coverage_map.sizes["ground"]:
        return []
    return [_panel(flight, case) for case in cases]


def map_legend() -> Markup:
    """The key of the maps' colours.

    Returns:
        An `<svg>` element.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.report.scales.COVERED_BOUNDS.
    """
    title = "Share of the time with at least one satellite in view, %"
    return legend(COVERED_BOUNDS, COVERED_LABELS, PALETTE, name="map-key", title=title, last="always")


def _panel(flight: Flight, case: Case) -> Panel:
    world = case.figures(flight.coverage_map)
    share = world["covered_share"].to_numpy().astype(np.float64)
    note = f"{counted(case.satellites, 'satellite')} in service, seen at {case.elevation} or more"
    with drawing(226.0, margins=(34, 6, 6, 20)) as (figure, axes):
        _frame(axes)
        _field(axes, world["longitude"].to_numpy(), world["latitude"].to_numpy(), share)
        _land(axes)
        for area in flight.areas:
            _area(axes, area["shape"])
        for site in flight.sites:
            x, y = equal_earth(from_centre(np.array([site["longitude_deg"]])), np.array([site["latitude_deg"]]))
            axes.plot(x, y, "o", ms=3.4, mfc="white", mec=INK, mew=0.8, zorder=5)
        svg = to_svg(
            figure,
            name=f"map-{case.slug}",
            title=f"Coverage of the world: {case.label}",
            description=_words(share, case),
        )
    return Panel(case.label, note, svg)


def _words(share: NDArray[np.float64], case: Case) -> str:
    known = share[np.isfinite(share)]
    if not known.size:
        return "Unknown: nothing was computed."
    return (
        f"Share of the time with at least one satellite at {case.elevation} or more, on an equal-area map. Mean over "
        f"the world {percent(float(known.mean()))}, lowest of any place {percent(float(known.min()))}; "
        f"{percent(float((known >= COVERED_BOUNDS[-2]).mean()))} of the world is always covered."
    )


def _frame(axes: Axes) -> None:
    """Outline, graticule and its labels."""
    latitude = np.linspace(-90.0, 90.0, 61)
    left, y = equal_earth(np.full(61, -180.0), latitude)
    axes.set(xlim=(-2.72, 2.72), ylim=(-1.325, 1.325), aspect="equal", anchor="C")
    axes.fill(
        np.concatenate([left, -left[::-1]]), np.concatenate([y, y[::-1]]), facecolor="none", edgecolor=SOFT, lw=0.7
    )
    ticks = np.array([-60.0, -30.0, 0.0, 30.0, 60.0])
    axes.set_yticks(equal_earth(np.zeros(5), ticks)[1], [_degrees(t, "N", "S") for t in ticks])
    east = np.array([-120.0, -60.0, 0.0, 60.0, 120.0])
    names = [_degrees((e + CENTRE_DEG + 180.0) % 360.0 - 180.0, "E", "W") for e in east]
    axes.set_xticks(equal_earth(east, np.full(5, -90.0))[0], names)
    axes.tick_params(length=0, pad=2, labelsize=9.5)
    for side in axes.spines.values():
        side.set_visible(False)
    for tick in ticks:
        axes.plot(
            *equal_earth(np.array([-180.0, 180.0]), np.array([tick, tick])), color="white", lw=0.4, alpha=0.6, zorder=2
        )
    for line in east:
        x, _ = equal_earth(np.full(61, line), latitude)
        axes.plot(x, y, color="white", lw=0.4, alpha=0.6, zorder=2)


def _degrees(value: float, positive: str, negative: str) -> str:
    return f"{abs(value):.0f}°" + ((positive if value > 0 else negative) if value % 180.0 else "")


def _field(axes: Axes, longitude: NDArray[Any], latitude: NDArray[Any], share: NDArray[np.float64]) -> None:
    """The rings of the grid as cells; each column takes the nearest point of its ring."""
    rings = np.unique(np.round(latitude, 6))
    columns = -180.0 + (np.arange(_COLUMNS) + 0.5) * 360.0 / _COLUMNS
    values = np.empty((rings.size, _COLUMNS))
    for row, ring in enumerate(rings):
        inside = np.abs(latitude - ring) < 1e-5
        values[row] = _nearest(from_centre(longitude[inside]), share[inside], columns)
    middles = (rings[1:] + rings[:-1]) / 2.0
    edges = np.concatenate([[-90.0], middles, [90.0]])
    corners = np.meshgrid(np.linspace(-180.0, 180.0, _COLUMNS + 1), edges)
    palette, rule = classes(COVERED_BOUNDS, PALETTE)
    x, y = equal_earth(*corners)
    axes.pcolormesh(x, y, np.ma.masked_invalid(values), cmap=palette, norm=rule, rasterized=True, zorder=1)


def _nearest(points: NDArray[np.float64], values: NDArray[np.float64], columns: NDArray[np.float64]) -> NDArray[Any]:
    order = np.argsort(points)
    place = np.concatenate([points[order] - 360.0, points[order], points[order] + 360.0])
    edges = (place[1:] + place[:-1]) / 2.0
    return np.tile(values[order], 3)[np.searchsorted(edges, columns)]


def _land(axes: Axes) -> None:
    """Coasts, dark on light and light on dark; sides of rings along the 180th meridian and the pole are no coasts."""
    lines = []
    for ring in land_outline():
        east, north = densified(ring[:, 0], ring[:, 1])
        border = (np.abs(east) >= _EDGE) | (north <= -89.9)
        dropped = border & np.roll(border, 1) & np.roll(border, -1)
        x, y = projected_line(east, np.where(dropped, np.nan, north))
        lines.append((np.append(x, np.nan), np.append(y, np.nan)))
    x, y = (np.concatenate(parts) for parts in zip(*lines, strict=True))
    halo = [Stroke(linewidth=1.5, foreground="white", alpha=0.45), Normal()]
    axes.plot(x, y, color=INK, lw=0.55, alpha=0.85, path_effects=halo, zorder=3)


def _area(axes: Axes, shape: dict[str, Any]) -> None:
    for east, north, style in _outlines(shape):
        halo = [Stroke(linewidth=2.6, foreground="white"), Normal()]
        axes.plot(*projected_line(east, north), color=VERMILLION, lw=1.3, ls=style, path_effects=halo, zorder=4)


def _outlines(shape: dict[str, Any]) -> list[tuple[NDArray[Any], NDArray[Any], Any]]:
    if shape["kind"] == "latitude_band" and shape["band"]:
        around = np.linspace(-180.0, 179.9, 121) + CENTRE_DEG
        inner = [latitude for latitude in shape["band"] if abs(latitude) < 90.0]
        return [(around, np.full(121, latitude), "-") for latitude in inner]
    points = np.array(shape["coordinates"], dtype=np.float64).reshape(-1, 2)
    if not len(points):
        return []
    if shape["kind"] == "route":
        return [(*great_circle(points[:, 0], points[:, 1]), (0, (3.2, 1.6)))]
    if shape["kind"] == "polygon":
        ring = np.vstack([points, points[:1]])
        return [(*densified(ring[:, 0], ring[:, 1]), "-")]
    return [(points[[k, k], 0] + [-0.8, 0.8], points[[k, k], 1], "-") for k in range(len(points))]
