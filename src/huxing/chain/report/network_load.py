"""Load on the links of a network on a map: how full each laser link, feeder link and gateway is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from huxing.chain.report.drawing import BLUE, INK, ORANGE, SKY, VERMILLION, Panel, drawing, to_svg
from huxing.chain.report.network_cases import NetworkCase
from huxing.chain.report.network_marks import on_map, way
from huxing.chain.report.numbers import counted, is_known, percent
from huxing.chain.report.world_map import HEIGHT, MARGINS, coasts, frame


class Fullness(NamedTuple):
    """A class of utilisation: up to which share, its name, colour and width of line."""

    below: float
    text: str
    colour: str
    width: float


FULLNESS = (
    Fullness(0.25, "below 25 %", SKY, 1.0),
    Fullness(0.75, "25–75 %", BLUE, 1.6),
    Fullness(1.0, "75–100 %", ORANGE, 2.4),
    Fullness(np.inf, "full", VERMILLION, 3.2),
)
KINDS = {
    "laser": "Laser links between satellites",
    "gateway": "Gateways, all antennas",
    "feeder": "One antenna of a gateway to a satellite",
    "receiver": "What a satellite hears of gateways",
    "user": "Satellites, all carriers to users",
    "city": "A satellite to the users of one city",
}
"""Kinds of links in words."""


def fullness(utilisation: float) -> Fullness:
    """The class of a utilisation.

    Args:
        utilisation: load over capacity; NaN where it is unknown.

    Returns:
        The class; the lowest for what is unknown.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    return next((one for one in FULLNESS if utilisation < one.below), FULLNESS[-1 if is_known(utilisation) else 0])


def is_full(loads: pd.DataFrame) -> pd.Series:
    """Which links are full.

    Args:
        loads: as `NetworkCase.loads`.

    Returns:
        True where the load is the capacity.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    return loads["utilisation"] >= 1.0


def load_panels(drawn: Sequence[NetworkCase]) -> list[Panel]:
    """One map per network and case.

    Args:
        drawn: networks at work.

    Returns:
        Panels; none of those that carry nothing.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.connect_network_artefacts.NETWORK_LOAD.
    """
    return [_panel(one) for one in drawn if len(one.loads)]


def _panel(one: NetworkCase) -> Panel:
    loads = one.loads.sort_values("utilisation", kind="stable", na_position="first")
    with drawing(HEIGHT, margins=MARGINS) as (figure, axes):
        frame(axes)
        coasts(axes, strength=0.4)
        for kind, slim in (("laser", 1.0), ("feeder", 0.6)):
            _lines(axes, loads[loads["kind"] == kind], slim)
        for kind, sign, size in (("user", "o", 3.4), ("gateway", "^", 6.5)):
            _signs(axes, loads[loads["kind"] == kind], sign, size, INK if kind == "gateway" else "white")
        svg = to_svg(
            figure,
            name=f"load-{one.slug}",
            title=f"Load on links: {one.label}",
            description="; ".join(kind_words(one.loads, kind) for kind in _kinds(one.loads)) + ".",
        )
    return Panel(one.record.title, f"{one.case.label}; {_note(one)}", svg)


def _lines(axes: Axes, rows: pd.DataFrame, slim: float) -> None:
    ends = rows[[f"{end}{name}_deg" for name in ("longitude", "latitude") for end in ("", "other_")]].to_numpy(
        np.float64
    )
    for (a, b, c, d), utilisation in zip(ends, rows["utilisation"].to_numpy(np.float64), strict=True):
        use = fullness(utilisation)
        way(axes, [a, b], [c, d], color=use.colour, lw=slim * use.width, zorder=4)


def _signs(axes: Axes, rows: pd.DataFrame, sign: str, size: float, edge: str) -> None:
    colours = np.array([fullness(use).colour for use in rows["utilisation"].to_numpy(np.float64)], dtype=str)
    x, y = on_map(rows["longitude_deg"].to_numpy(), rows["latitude_deg"].to_numpy())
    style: dict[str, Any] = {"ls": "none", "marker": sign, "ms": size, "mec": edge, "mew": 0.6, "zorder": 5}
    for colour in dict.fromkeys(colours.tolist()):
        axes.plot(x[colours == colour], y[colours == colour], mfc=colour, **style)


def _kinds(loads: pd.DataFrame) -> list[str]:
    there = set(loads["kind"])
    return [kind for kind in KINDS if kind in there] + sorted(there - set(KINDS))


def kind_words(loads: pd.DataFrame, kind: str) -> str:
    """How many links of a kind carry something, and how many are full.

    Args:
        loads: as `NetworkCase.loads`.
        kind: of the links.

    Returns:
        A part of a sentence.

    Raises:
        Nothing of its own.

    Source:
        None: a count.
    """
    rows = loads[loads["kind"] == kind]
    return f"{KINDS.get(kind, kind)}: {len(rows):,} carry something, {int(is_full(rows).sum()):,} of them full"


def _note(one: NetworkCase) -> str:
    lasers = one.loads[one.loads["kind"] == "laser"]
    if not len(lasers):
        return "no laser link carries anything"
    most = float(lasers["utilisation"].max())
    return f"{counted(len(lasers), 'laser link')} carrying, the fullest {percent(most)} of its capacity"


def kind_rows(one: NetworkCase) -> list[dict[str, str]]:
    """What carries and what binds, kind by kind.

    Args:
        one: a network at work.

    Returns:
        Cells: kind, links that carry, links that are full, greatest utilisation, ways of cities held down.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.connect_network_artefacts.NETWORK_LOAD.
    """
    found = []
    for kind in _kinds(one.loads):
        rows = one.loads[one.loads["kind"] == kind]
        found.append(
            {
                "kind": KINDS.get(kind, kind),
                "carrying": f"{len(rows):,}",
                "full": f"{int(is_full(rows).sum()):,}",
                "greatest": percent(float(rows["utilisation"].max())),
                "held": f"{int(rows['held_flows'].sum()):,}",
            }
        )
    return found
