"""The map of links: for what share of a year each place of the world gets what a terminal needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from huxing.chain.report.cases import Case, newest
from huxing.chain.report.connection_record import DIRECTIONS, Connection, LinkRecord
from huxing.chain.report.drawing import Panel, drawing, to_svg
from huxing.chain.report.link_days import cases_of
from huxing.chain.report.link_numbers import bit_rate
from huxing.chain.report.numbers import is_known, percent
from huxing.chain.report.scales import AVAILABILITY_BOUNDS, AVAILABILITY_LABELS, legend
from huxing.chain.report.world_map import HEIGHT, MARGINS, PALETTE, coasts, field, frame, places


class WorldLink(NamedTuple):
    """A link of a case over the world: shares of a year at the points of a grid, NaN where unknown.

    Attributes: `link`, `case`; `longitude` and `latitude` in degrees; `available` and `mean_rate` (bit/s) by direction,
    only those that were computed; `in_view`.
    """

    link: LinkRecord
    case: Case
    longitude: NDArray[np.float64]
    latitude: NDArray[np.float64]
    available: dict[str, NDArray[np.float64]]
    mean_rate: dict[str, NDArray[np.float64]]
    in_view: NDArray[np.float64]

    @property
    def weaker(self) -> NDArray[np.float64]:
        """Availability of the direction that has less of it, place by place."""
        return np.min(np.stack(list(self.available.values())), axis=0)


def world_links(connection: Connection, cases: Sequence[Case]) -> tuple[WorldLink, ...]:
    """Every link with a map, in the newest case of each constellation.

    Args:
        connection: artefacts.
        cases: of the run.

    Returns:
        In the order of links, then of constellations.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.connect_artefacts.LINK_MAP.
    """
    if not connection.link_map.sizes["ground"]:
        return ()
    latest = newest(cases_of(connection.link_map, cases))
    made = (_world_link(connection, link, case) for link in connection.records for case in latest)
    return tuple(one for one in made if one.available)


def _world_link(connection: Connection, link: LinkRecord, case: Case) -> WorldLink:
    here = case.figures(connection.link_map).sel(link=link.name)
    found: dict[str, dict[str, NDArray[np.float64]]] = {"availability": {}, "mean_rate": {}}
    for way in DIRECTIONS:
        for name, values in found.items():
            one = np.asarray(here[name].sel(direction=way).to_numpy(), dtype=np.float64)
            if np.isfinite(one).any():
                values[way] = one
    return WorldLink(
        link, case, here["longitude"].to_numpy(), here["latitude"].to_numpy(), found["availability"],
        found["mean_rate"], np.asarray(here["in_view"].to_numpy(), dtype=np.float64),
    )  # fmt: skip


def side_by_side(worlds: Sequence[WorldLink], most: int) -> tuple[WorldLink, ...]:
    """What is drawn: of every link the first case before a second one of any.

    Args:
        worlds: in the order of links, then cases.
        most: how many at most.

    Returns:
        Those of them, in their order.

    Raises:
        Nothing of its own.

    Source:
        None: a choice.
    """
    rank = {id(one): sum(o.link.name == one.link.name for o in worlds[:k]) for k, one in enumerate(worlds)}
    taken = {id(one) for one in sorted(worlds, key=lambda one: rank[id(one)])[:most]}
    return tuple(one for one in worlds if id(one) in taken)


def availability_panels(worlds: Sequence[WorldLink]) -> list[Panel]:
    """One map per link and case.

    Args:
        worlds: to draw.

    Returns:
        Panels.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.connect_artefacts.LINK_MAP.
    """
    return [_panel(one) for one in worlds]


def availability_legend(name: str = "availability-key") -> Markup:
    """The key of the colours of availability.

    Args:
        name: unique in the page.

    Returns:
        An `<svg>` element.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.report.scales.AVAILABILITY_BOUNDS.
    """
    title = "Share of a year in which the link delivers what is required, %"
    return legend(AVAILABILITY_BOUNDS, AVAILABILITY_LABELS, PALETTE, name=name, title=title, last="≥ 99.9")


def _panel(one: WorldLink) -> Panel:
    with drawing(HEIGHT, margins=MARGINS) as (figure, axes):
        frame(axes)
        field(axes, one.longitude, one.latitude, one.weaker, AVAILABILITY_BOUNDS)
        coasts(axes)
        for longitude, latitude in one.link.places:
            places(axes, longitude, latitude)
        svg = to_svg(
            figure,
            name=f"availability-{one.link.name}-{one.case.slug}",
            title=f"Availability over the world: {one.link.title}, {one.case.label}",
            description=_words(one),
        )
    return Panel(f"{one.link.title}: {one.case.label}", _note(one), svg)


def _note(one: WorldLink) -> str:
    shares = ", ".join(f"{percent(float(np.nanmean(values)))} {way}" for way, values in one.available.items())
    return f"mean over the world {shares}"


def _words(one: WorldLink) -> str:
    need = ", ".join(
        f"{bit_rate(one.link.required[way]) if is_known(one.link.required[way]) else 'any rate'} {way}"
        for way in one.available
    )
    rates = ", ".join(f"{bit_rate(float(np.nanmean(values)))} {way}" for way, values in one.mean_rate.items())
    least, most = float(np.nanmin(one.weaker)), float(np.nanmax(one.weaker))
    seen = float(np.nanmean(one.in_view)) if np.isfinite(one.in_view).any() else float("nan")
    return (
        f"Share of a year in which the weaker direction delivers what is required ({need}), on an equal-area map: "
        f"lowest of any place {percent(least)}, highest {percent(most)}; {_note(one)}. A satellite stands in view "
        f"{percent(seen)} of the time; mean rate over the world {rates or 'unknown'}."
    )
