"""Throughput against the number of gateways, in the order in which they are built, beside the demand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from huxing.chain.report.drawing import BLUE, INK, ORANGE, SOFT, VERMILLION, Panel, drawing, to_svg
from huxing.chain.report.link_numbers import bit_rate
from huxing.chain.report.network_cases import NetworkCase
from huxing.chain.report.numbers import counted, is_known, shortened

MOST_NAMES, MOST_ABREAST = 16, 5
"""Gateways whose names stand below the axis, and that have room side by side."""
_NEAR = 2.5
"""Times the greatest throughput up to which the demand is drawn as a line."""


def gateway_panels(drawn: Sequence[NetworkCase]) -> list[Panel]:
    """One panel per network and case.

    Args:
        drawn: networks at work.

    Returns:
        Panels; none where no capacity was computed.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.connect_network_artefacts.NETWORK_CAPACITY.
    """
    return [_panel(one) for one in drawn if np.isfinite(one.growth["throughput_gbps"]).any()]


def _panel(one: NetworkCase) -> Panel:
    columns = ("gateways", "throughput_gbps", "bound_gbps")
    number, carried, bound = (one.growth[name].to_numpy(np.float64) for name in columns)
    demand = float(one.growth["demand_gbps"].iloc[-1])
    named = len(number) <= MOST_NAMES
    foot = (96.0 if len(number) > MOST_ABREAST else 40.0) if named else 40.0
    with drawing(168.0 + foot, margins=(46, 14, 12, foot)) as (figure, axes):
        most = float(np.nanmax([*carried, *bound, one.bent_pipe, 0.0]))
        near = is_known(demand) and demand <= _NEAR * most
        axes.set(xlim=(0.4, number[-1] + 0.6), ylim=(0.0, 1.16 * (max(most, demand) if near else most) or 1.0))
        axes.grid(visible=True, axis="y")
        axes.plot(number, bound, "-o", color=SOFT, lw=1.0, ms=4.0, mfc="white", mew=0.9, zorder=3)
        axes.plot(number, carried, "-o", color=BLUE, lw=1.6, ms=4.5, zorder=4)
        _demand(axes, demand, near=near)
        _bent_pipe(axes, one, float(number[-1]))
        _ticks(axes, one, number, named=named)
        axes.set_ylabel("throughput, Gbit/s", labelpad=3)
        svg = to_svg(
            figure,
            name=f"gateways-{one.slug}",
            title=f"Throughput against the number of gateways: {one.label}",
            description=_words(one),
        )
    return Panel(one.record.title, f"{one.case.label}; {_note(one, demand)}", svg)


def _demand(axes: Axes, demand: float, *, near: bool) -> None:
    if near:
        axes.axhline(demand, color=VERMILLION, lw=1.2, ls=(0, (4, 2)), zorder=3)
    elif is_known(demand):
        text = f"↑ asked for: {bit_rate(1e9 * demand)}, above the scale"
        axes.text(0.02, 1.0, text, transform=axes.transAxes, va="top", fontsize=10.0, color=INK)


def _bent_pipe(axes: Axes, one: NetworkCase, number: float) -> None:
    if is_known(one.bent_pipe):
        axes.plot(number, one.bent_pipe, "D", ms=7.0, color=ORANGE, mec=INK, mew=0.8, zorder=5)


def _ticks(axes: Axes, one: NetworkCase, number: np.ndarray, *, named: bool) -> None:
    if not named:
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=10))
        axes.set_xlabel("gateways")
        return
    places = [place.short for place in one.record.gateways]
    upright = len(number) > MOST_ABREAST
    names = [_tick(places, int(count), upright=upright) for count in number]
    turned: dict[str, Any] = {"rotation": 90, "rotation_mode": "anchor", "ha": "right", "va": "center"}
    axes.set_xticks(number, names, **(turned if upright else {}))
    axes.tick_params(axis="x", length=3, color=SOFT)


def _tick(places: Sequence[str], count: int, *, upright: bool) -> str:
    """Number and name of a gateway: one after the other where they stand upright, else one below the other."""
    if not 0 < count <= len(places):
        return f"{count}"
    name = shortened(places[count - 1], 14 if upright else 10)
    return f"{name}  {count}" if upright else f"{count}\n{name}"


def _note(one: NetworkCase, demand: float) -> str:
    asked = f"asked for {bit_rate(1e9 * demand)}"
    return f"{asked}; without lasers {bit_rate(1e9 * one.bent_pipe)}" if is_known(one.bent_pipe) else asked


def _words(one: NetworkCase) -> str:
    rows = one.growth
    columns = (rows[name].to_numpy(np.float64) for name in ("gateways", "throughput_gbps", "bound_gbps"))
    said = [
        f"{counted(int(n), 'gateway')} {bit_rate(1e9 * carried)} (at most {bit_rate(1e9 * bound)})"
        for n, carried, bound in zip(*columns, strict=True)
    ]
    shown = said if len(said) <= MOST_NAMES else [*said[: MOST_NAMES - 1], said[-1]]
    bent = f" Without lasers, all gateways: {bit_rate(1e9 * one.bent_pipe)}." if is_known(one.bent_pipe) else ""
    return (
        f"Throughput with {', '.join(shown)}. Asked for: {bit_rate(1e9 * float(rows['demand_gbps'].iloc[-1]))}.{bent}"
    )
