"""Satellites in view against latitude and time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from huxing.chain.report.cases import Case
from huxing.chain.report.drawing import Panel, drawing, to_svg
from huxing.chain.report.numbers import HOUR, counted, day, figure
from huxing.chain.report.run_record import Flight
from huxing.chain.report.scales import IN_VIEW_BOUNDS, IN_VIEW_LABELS, classes, legend

PALETTE = "viridis"


def latitude_panels(flight: Flight, cases: Sequence[Case]) -> list[Panel]:
    """One heat map per case.

    Args:
        flight: artefacts.
        cases: to draw.

    Returns:
        Panels; none where there is no profile.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.fly_artefacts.LATITUDE_PROFILE.
    """
    sizes = flight.latitude_profile.sizes
    if not sizes["time"] or not sizes["latitude"]:
        return []
    return [_panel(flight, case) for case in cases]


def latitude_legend() -> Markup:
    """The key of the heat maps' colours.

    Returns:
        An `<svg>` element.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.report.scales.IN_VIEW_BOUNDS.
    """
    title = "Satellites in view, mean along the circle of latitude (a number without unit)"
    return legend(IN_VIEW_BOUNDS, IN_VIEW_LABELS, PALETTE, name="latitude-key", title=title, last="64 or more")


def _panel(flight: Flight, case: Case) -> Panel:
    profile = case.figures(flight.latitude_profile)
    values = profile["in_view"].transpose("latitude", "time").to_numpy().astype(np.float64)
    hours, latitude = profile["time"].to_numpy() / HOUR, profile["latitude"].to_numpy()
    palette, rule = classes(IN_VIEW_BOUNDS, PALETTE)
    with drawing(206.0, margins=(48, 12, 8, 38)) as (canvas, axes):
        x, y = _edges(hours, 0.0, flight.span_s / HOUR), _edges(latitude, -90.0, 90.0)
        axes.pcolormesh(x, y, np.ma.masked_invalid(values), cmap=palette, norm=rule, rasterized=True)
        axes.set(xlim=(x[0], x[-1]), ylim=(-90, 90), yticks=[-90, -60, -30, 0, 30, 60, 90])
        axes.set_ylabel("latitude, °", labelpad=2)
        axes.set_xticks(np.linspace(x[0], x[-1], 9), [f"{t:g}" for t in np.round(np.linspace(x[0], x[-1], 9), 2)])
        axes.set_xlabel(f"time, h after 00:00 UTC on {day(case.date, short=True)}" if _midnight(case) else "time, h")
        svg = to_svg(
            canvas,
            name=f"latitude-{case.slug}",
            title=f"Satellites in view against latitude and time: {case.label}",
            description=_words(values, latitude),
        )
    return Panel(case.label, f"{counted(case.satellites, 'satellite')} in service, {case.elevation} or more", svg)


def _midnight(case: Case) -> bool:
    return bool(case.date == case.date.astype("datetime64[D]"))


def _edges(middles: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    """Edges of cells around their middles, within a range; the first time stands for the cell that begins there."""
    if middles.size == 1:
        return np.array([low, high])
    step = float(middles[1] - middles[0])
    if middles[0] == low:
        return np.append(middles, min(high, float(middles[-1]) + step))
    return np.concatenate([[low], (middles[1:] + middles[:-1]) / 2.0, [high]])


def _words(values: NDArray[np.float64], latitude: NDArray[np.float64]) -> str:
    if not np.isfinite(values).any():
        return "Unknown: nothing was computed."
    mean = np.nanmean(values, axis=1)
    best, least = int(np.argmax(mean)), int(np.argmin(mean))
    return (
        f"Mean number of satellites in view over the day: most, {figure(float(mean[best]))}, at latitude "
        f"{latitude[best]:.0f}°; least, {figure(float(mean[least]), 2)}, at latitude {latitude[least]:.0f}°."
    )
