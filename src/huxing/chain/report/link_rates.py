"""Rate against elevation, in several weathers, one panel per link and direction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from numpy.typing import NDArray

from huxing.chain.report.connection_record import DIRECTIONS, Connection, LinkRecord
from huxing.chain.report.drawing import FAINT, INK, SOFT, VERMILLION, Panel, drawing, to_svg
from huxing.chain.report.label_places import spread
from huxing.chain.report.link_numbers import bit_rate, percent_of_year, rate_unit
from huxing.chain.report.numbers import is_known

WAYS = {"down": "down, to the terminal", "up": "up, from the terminal"}
_HEIGHT, _MARGINS = 258.0, (52, 66, 20, 40)
_DASHES: tuple[Any, ...] = ("-", (0, (6, 1.6)), (0, (3, 1.4)), (0, (1.2, 1.2)))
_DARK = "#a34700"
"""A darker shade of vermillion, which is too light for text."""
_LABEL_GAP = 14.0
"""Between two labels of curves, in units of the panel."""
_LEAST_BAND_DEG = 8.0
"""Width of a grey band that has room for its words."""
_LOG_FROM = 40.0
"""Ratio of the greatest to the least rate from which a linear axis hides the least."""


class Curve(NamedTuple):
    """Rates in one weather: `share` of the year with worse weather, rate in bit/s over elevation in degrees."""

    share: float
    elevation: NDArray[np.float64]
    rate: NDArray[np.float64]


def rate_panels(connection: Connection, links: Sequence[LinkRecord]) -> list[Panel]:
    """Two panels per link, down and up; one where it works in one direction only.

    Args:
        connection: artefacts.
        links: to draw.

    Returns:
        Panels of what was computed.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.connect_artefacts.LINK_CURVES.
    """
    drawn = ((link, way, curves_of(connection, link, way)) for link in links for way in DIRECTIONS)
    return [_panel(link, way, curves) for link, way, curves in drawn if curves]


def curves_of(connection: Connection, link: LinkRecord, direction: str) -> list[Curve]:
    """The curves of a link in one direction, from the fairest weather to the worst.

    Args:
        connection: artefacts.
        link: of the scenario.
        direction: 'down' or 'up'.

    Returns:
        Curves with at least one known rate.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.connect_artefacts.LINK_CURVES.
    """
    dataset = connection.link_curves
    if link.name not in dataset["link"].to_numpy() or direction not in dataset["direction"].to_numpy():
        return []
    rates = dataset["rate"].sel(link=link.name, direction=direction).sortby(["exceedance", "elevation"])
    elevation = np.degrees(rates["elevation"].to_numpy())
    found = [
        Curve(float(share), elevation, np.asarray(rate, dtype=np.float64))
        for share, rate in zip(rates["exceedance"].to_numpy(), rates.to_numpy(), strict=True)
    ]
    return [curve for curve in reversed(found) if np.isfinite(curve.rate).any()]


def _panel(link: LinkRecord, way: str, curves: list[Curve]) -> Panel:
    required = link.required[way]
    title = f"{link.title}: {WAYS[way]}"
    greatest = max(float(np.nanmax(curve.rate)) for curve in curves)
    scale, unit = rate_unit(max(greatest, required) if is_known(required) else greatest)
    with drawing(_HEIGHT, margins=_MARGINS) as (figure, axes):
        _frame(axes, curves, required, scale, unit)
        _unused(axes, curves[0])
        colours = [to_hex(colour) for colour in colormaps["viridis"](np.linspace(0.72, 0.0, len(curves)))]
        for k, (curve, colour) in enumerate(zip(curves, colours, strict=True)):
            axes.plot(
                curve.elevation, _drawable(curve.rate / scale, axes), color=colour, lw=2.6 - 1.6 * k / len(curves),
                ls=_DASHES[k % len(_DASHES)], drawstyle="steps-mid", zorder=3 + k,
            )  # fmt: skip
        _labels(axes, curves, colours, required, scale)
        svg = to_svg(figure, name=f"rate-{link.name}-{way}", title=f"Rate against elevation, {title}",
                     description=_words(curves, required))  # fmt: skip
    note = f"at least {bit_rate(required)} required" if is_known(required) else "no rate required: any counts"
    return Panel(title, note, svg)


def _frame(axes: Axes, curves: list[Curve], required: float, scale: float, unit: str) -> None:
    rates = np.concatenate([curve.rate for curve in curves]) / scale
    shown = np.append(rates[rates > 0], [required / scale] if is_known(required) else [])
    greatest = float(shown.max()) if shown.size else 1.0
    axes.set(xlim=(0, 90), xticks=[0, 15, 30, 45, 60, 75, 90])
    axes.set_xlabel("elevation of the satellite, °")
    if shown.size and greatest > _LOG_FROM * shown.min():
        axes.set(yscale="log", ylim=(shown.min() / 1.6, greatest * 1.6))
        axes.set_ylabel(f"rate, {unit} (log scale)", labelpad=3)
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:,g}")
        axes.minorticks_off()
    else:
        axes.set(ylim=(0, greatest * 1.08))
        axes.set_ylabel(f"rate, {unit}", labelpad=3)
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:,g}")
    axes.grid(visible=True)


def _drawable(rate: NDArray[np.float64], axes: Axes) -> NDArray[np.float64]:
    """No rate at all lies on the lower edge, on a log scale too."""
    return np.where(rate <= 0.0, axes.get_ylim()[0], rate)


def _unused(axes: Axes, curve: Curve) -> None:
    """Grey over the elevations that the terminal does not use."""
    used = curve.elevation[np.isfinite(curve.rate)]
    step = float(np.diff(curve.elevation).min()) if curve.elevation.size > 1 else 1.0
    for low, high, text in (
        (0.0, used[0] - step / 2.0, f"not used below {used[0]:.0f}°"),
        (used[-1] + step / 2.0, 90.0, f"not used above {used[-1]:.0f}°"),
    ):
        if high - low > step:
            axes.axvspan(low, high, color=FAINT, alpha=0.55, lw=0, zorder=0.5)
        if high - low >= _LEAST_BAND_DEG:
            place: dict[str, Any] = {"transform": axes.get_xaxis_transform(), "ha": "center", "va": "center"}
            axes.text((low + high) / 2.0, 0.5, text, rotation=90, fontsize=9.5, color=SOFT, **place)


def _labels(axes: Axes, curves: list[Curve], colours: list[str], required: float, scale: float) -> None:
    """Each curve's weather and the required rate beside their ends, moved apart where ends meet."""
    lasts = [float(curve.elevation[np.isfinite(curve.rate)][-1]) / 90.0 for curve in curves]
    rates = [float(curve.rate[np.isfinite(curve.rate)][-1]) / scale for curve in curves]
    names, shades = [percent_of_year(curve.share) for curve in curves], list(colours)
    if is_known(required):
        axes.axhline(required / scale, color=VERMILLION, lw=1.1, ls=(0, (4, 2)), zorder=2)
        lasts, rates = [*lasts, 1.0], [*rates, required / scale]
        names, shades = [*names, "required"], [*shades, VERMILLION]
    box, gap = axes.get_window_extent(), _LABEL_GAP / (_HEIGHT - _MARGINS[2] - _MARGINS[3])
    heights = [axes.transData.transform((90.0, rate))[1] for rate in _drawable(np.array(rates), axes)]
    ends = np.array([(height - box.y0) / box.height for height in heights])
    places = spread(ends, gap)
    style: dict[str, Any] = {"va": "center", "transform": axes.transAxes}
    for name, shade, last, end, place in zip(names, shades, lasts, ends, places, strict=True):
        axes.plot([last, 1.0, 1.035], [end, end, place], color=shade, lw=0.8, transform=axes.transAxes, clip_on=False)
        axes.text(1.045, place, name, color=_DARK if name == "required" else INK, fontsize=10, **style)
    top = float(places[: len(curves)].max()) + gap
    if not (np.abs(places - top) < 0.9 * gap).any():
        axes.text(1.045, top, "worse for", color=SOFT, fontsize=10, **style)


def _words(curves: list[Curve], required: float) -> str:
    parts = []
    for curve in curves:
        used = np.isfinite(curve.rate)
        elevation, rate = curve.elevation[used], curve.rate[used]
        picked = sorted({0, int(np.argmin(np.abs(elevation - 45.0))), len(elevation) - 1})
        at = ", ".join(f"{bit_rate(float(rate[k]))} at {elevation[k]:.0f}°" for k in picked)
        parts.append(f"in weather that is exceeded {percent_of_year(curve.share)} of the year {at}")
    text = "; ".join(parts)
    need = f" Required: {bit_rate(required)}." if is_known(required) else ""
    return text[0].upper() + text[1:] + "." + need
