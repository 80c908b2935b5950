"""The way between two places on a map, at some moments: from satellite to satellite, and over fibre."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from huxing.chain.report.drawing import BLUE, GREEN, INK, VERMILLION, WIDTH, Panel, drawing, to_svg
from huxing.chain.report.network_cases import NetworkCase
from huxing.chain.report.network_marks import name_of, on_map, way
from huxing.chain.report.network_record import Place
from huxing.chain.report.numbers import NBSP, clock, counted, listed, milliseconds
from huxing.chain.report.world_map import HEIGHT, MARGINS, coasts, frame

STYLES = ((BLUE, "o"), (VERMILLION, "s"), (GREEN, "D"))
"""Colour of the line and sign of the satellites, moment by moment."""
MOST_MOMENTS = len(STYLES)
_KEY = 20.0
"""Height of the line below the map that tells the moments."""


class Route(NamedTuple):
    """A way at a moment: its nodes in order, its round trip in s."""

    time: np.datetime64
    nodes: pd.DataFrame
    rtt: float


class Track(NamedTuple):
    """Two places of a network, and the ways between them, moment by moment."""

    one: NetworkCase
    source: Place
    destination: Place
    routes: tuple[Route, ...]

    @property
    def title(self) -> str:
        """Both places."""
        return f"{self.source.short} – {self.destination.short}"


def tracks(drawn: Sequence[NetworkCase]) -> list[Track]:
    """Every pair that has a way at some moment.

    Args:
        drawn: networks at work.

    Returns:
        In the order of networks, then of the scenario.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.connect_network_artefacts.NETWORK_PATHS.
    """
    return [track for one in drawn for track in _tracks(one)]


def _tracks(one: NetworkCase) -> list[Track]:
    groups = [
        ((str(source), str(destination)), rows)
        for (source, destination), rows in one.paths.groupby(["source", "destination"], sort=False)
    ]
    return [_track(one, *pair, rows) for pair, rows in sorted(groups, key=lambda group: one.record.rank(group[0]))]


def abreast(found: Sequence[Track], most: int) -> list[Track]:
    """What is drawn: of every network the first pair before a second one of any.

    Args:
        found: in the order of networks.
        most: how many at most.

    Returns:
        Those of them, in their order.

    Raises:
        Nothing of its own.

    Source:
        None: a choice.
    """
    rank = [sum(other.one is track.one for other in found[:k]) for k, track in enumerate(found)]
    taken = sorted(sorted(range(len(found)), key=lambda k: rank[k])[:most])
    return [found[k] for k in taken]


def path_panels(drawn: Sequence[Track]) -> list[Panel]:
    """One map per pair, with its way at each moment.

    Args:
        drawn: pairs with a way.

    Returns:
        Panels.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.connect_network_artefacts.NETWORK_PATHS.
    """
    return [_panel(track) for track in drawn]


def without_way(drawn: Sequence[NetworkCase]) -> str:
    """Which pairs have no way at any of the moments.

    Args:
        drawn: networks at work.

    Returns:
        A sentence, '' where there is none.

    Raises:
        Nothing of its own.

    Source:
        NETWORK_PATHS has no row for them.
    """
    there = {(id(track.one), track.title) for track in tracks(drawn)}
    lost = [f"{pair.title} ({one.label})" for one in drawn for pair in one.pairs if (id(one), pair.title) not in there]
    return f"No way at any of the moments: {listed(lost)}." if lost else ""


def _track(one: NetworkCase, source: str, destination: str, rows: pd.DataFrame) -> Track:
    routes = tuple(
        Route(nodes["time"].to_numpy()[0], nodes.sort_values("order"), float(nodes["rtt_ms"].iloc[0]) / 1e3)
        for _, nodes in list(rows.groupby("time", sort=True))[:MOST_MOMENTS]
    )
    first = routes[0].nodes
    return Track(one, _end(one, source, first.iloc[0]), _end(one, destination, first.iloc[-1]), routes)


def _end(one: NetworkCase, name: str, row: Any) -> Place:
    short = one.record.short(name)
    return Place(name, short, short, float(row["longitude_deg"]), float(row["latitude_deg"]))


def _panel(track: Track) -> Panel:
    height = HEIGHT + _KEY
    left, right, top, bottom = MARGINS
    with drawing(height, margins=(left, right, top, bottom + _KEY)) as (figure, axes):
        frame(axes)
        coasts(axes, strength=0.4)
        for k, route in enumerate(track.routes):
            _route(axes, route, *STYLES[k])
        _ends(axes, track)
        _key(figure, track, height)
        svg = to_svg(
            figure,
            name=f"path-{track.one.slug}-{track.source.name}-{track.destination.name}",
            title=f"The way {track.title}: {track.one.label}",
            description="; ".join(_words(track, route) for route in track.routes) + ".",
        )
    return Panel(track.title, track.one.label, svg)


def _route(axes: Axes, route: Route, colour: str, sign: str) -> None:
    longitude, latitude = (route.nodes[name].to_numpy(np.float64) for name in ("longitude_deg", "latitude_deg"))
    kinds = route.nodes["kind"].tolist()
    first = 0
    for fibre, links in groupby(pairwise(kinds), key=lambda ends: ends == ("gateway", "gateway")):
        last = first + len(list(links))
        style: dict[str, Any] = {"ls": (0, (2.5, 1.5)) if fibre else "-", "lw": 2.0 if fibre else 1.4}
        way(axes, longitude[first : last + 1], latitude[first : last + 1], color=colour, alpha=0.9, zorder=4, **style)
        first = last
    space = np.array([kind == "satellite" for kind in kinds])
    ground = np.array([kind == "gateway" for kind in kinds])
    axes.plot(*on_map(longitude[space], latitude[space]), ls="none", marker=sign, ms=3.2, color=colour, zorder=5)
    axes.plot(
        *on_map(longitude[ground], latitude[ground]), ls="none", marker="^", ms=5.5, mfc="white", mec=colour, mew=1.2,
        zorder=6,
    )  # fmt: skip


def _ends(axes: Axes, track: Track) -> None:
    higher = track.source.latitude >= track.destination.latitude
    for place, above in ((track.source, higher), (track.destination, not higher)):
        axes.plot(*on_map([place.longitude], [place.latitude]), "o", ms=5.0, mfc="white", mec=INK, mew=1.2, zorder=7)
        name_of(axes, place, above=above)


def _key(figure: Figure, track: Track, height: float) -> None:
    """Sign, moment and round trip of each way, side by side."""
    room = (WIDTH - 8.0) / MOST_MOMENTS
    y = 7.0 / height
    for k, route in enumerate(track.routes):
        x, (colour, sign) = (6.0 + k * room) / WIDTH, STYLES[k]
        line = Line2D(
            [x, x + 18.0 / WIDTH], [y, y], color=colour, lw=1.6, marker=sign, ms=4.0, transform=figure.transFigure
        )
        figure.add_artist(line)
        text = f"{_moment(track, route)} {milliseconds(route.rtt)}"
        figure.text(x + 23.0 / WIDTH, y, text, fontsize=10.0, va="center")


def _moment(track: Track, route: Route) -> str:
    """The time of day, seconds where there are any, and how many days later."""
    text = clock(route.time, track.one.case.date)
    return f"{text[:8].removesuffix(':00')}{NBSP}UTC{text[8:]}"


def _words(track: Track, route: Route) -> str:
    kinds = route.nodes["kind"]
    gateways = route.nodes.loc[kinds == "gateway", "node"].astype(str).tolist()
    ground = f", over the ground at {listed(gateways)}" if gateways else ""
    number = counted(int((kinds == "satellite").sum()), "satellite")
    return f"{_moment(track, route)}: {milliseconds(route.rtt)} over {number}{ground}"
