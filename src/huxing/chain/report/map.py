"""The map: for what share of the time each place of the world has a satellite in view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.patheffects import Normal, Stroke
from numpy.typing import NDArray

from huxing.chain.report.cases import Case
from huxing.chain.report.drawing import VERMILLION, Panel, drawing, to_svg
from huxing.chain.report.numbers import counted, percent
from huxing.chain.report.projection import CENTRE_DEG, densified, great_circle, projected_line
from huxing.chain.report.run_record import Flight
from huxing.chain.report.scales import COVERED_BOUNDS, COVERED_LABELS, legend
from huxing.chain.report.world_map import HEIGHT, MARGINS, PALETTE, coasts, field, frame, places


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
    with drawing(HEIGHT, margins=MARGINS) as (figure, axes):
        frame(axes)
        field(axes, world["longitude"].to_numpy(), world["latitude"].to_numpy(), share, COVERED_BOUNDS)
        coasts(axes)
        for area in flight.areas:
            _area(axes, area["shape"])
        for site in flight.sites:
            places(axes, site["longitude_deg"], site["latitude_deg"])
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
