"""The map of round trips: how soon an answer comes back from the hub of a network, everywhere in the world."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup

from huxing.chain.report.drawing import Panel, drawing, to_svg
from huxing.chain.report.network_cases import NetworkCase, World
from huxing.chain.report.network_marks import gateways_and_hub
from huxing.chain.report.numbers import is_whole, milliseconds, percent
from huxing.chain.report.scales import (
    COVERED_BOUNDS,
    COVERED_LABELS,
    ROUND_TRIP_BOUNDS,
    ROUND_TRIP_LABELS,
    legend,
)
from huxing.chain.report.world_map import HEIGHT, MARGINS, PALETTE, coasts, field, frame

NEAR_IS_LIGHT = f"{PALETTE}_r"
"""Colours of round trips: the lighter, the shorter, as lighter is better on the other maps."""


def round_trip_panels(drawn: Sequence[NetworkCase]) -> list[Panel]:
    """One map of mean round trips per network and case.

    Args:
        drawn: networks at work.

    Returns:
        Panels; none of those that reach nothing.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.connect_network_artefacts.NETWORK_MAP.
    """
    return [_round_trips(one, one.world) for one in drawn if one.world is not None and reaches(one.world)]


def share_panels(drawn: Sequence[NetworkCase]) -> list[Panel]:
    """One map of the share of the day with a way per network and case.

    Args:
        drawn: networks at work.

    Returns:
        Panels; none of those that reach nothing, or all the world all day.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.connect_network_artefacts.NETWORK_MAP.
    """
    worlds = [(one, one.world) for one in drawn]
    return [_shares(one, world) for one, world in worlds if world is not None and reaches(world) and not always(world)]


def reaches(world: World) -> bool:
    """Whether there is a way to anywhere at any time.

    Args:
        world: of a network.

    Returns:
        False where all the map is out of reach.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    return bool(np.isfinite(world.rtt).any())


def always(world: World) -> bool:
    """Whether there is a way to everywhere all the time.

    Args:
        world: of a network.

    Returns:
        True where no share is below the whole.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    return all(is_whole(share) for share in world.reached)


def round_trip_legend() -> Markup:
    """The key of the colours of round trips.

    Returns:
        An `<svg>` element.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.report.scales.ROUND_TRIP_BOUNDS.
    """
    title = "Mean round trip from the hub while there is a way, ms"
    return legend(ROUND_TRIP_BOUNDS, ROUND_TRIP_LABELS, NEAR_IS_LIGHT, name="round-trip-key", title=title, last="≥ 200")


def share_legend() -> Markup:
    """The key of the colours of shares of the day.

    Returns:
        An `<svg>` element.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.report.scales.COVERED_BOUNDS.
    """
    title = "Share of the day with a way from the hub, %"
    return legend(COVERED_BOUNDS, COVERED_LABELS, PALETTE, name="reach-key", title=title, last="always")


def reach_words(world: World) -> str:
    """How much of the world is within reach, in words.

    Args:
        world: of a network.

    Returns:
        `a way to all of the world all day`, or shares of the world's area.

    Raises:
        Nothing of its own.

    Source:
        The grid's points stand for equal areas.
    """
    if always(world):
        return "a way to all of the world all day"
    whole = float(np.mean([is_whole(share) for share in world.reached]))
    some = float((world.reached > 0.0).mean())
    return f"a way to {percent(some)} of the world at some time of the day, to {percent(whole)} all day"


def _round_trips(one: NetworkCase, world: World) -> Panel:
    with drawing(HEIGHT, margins=MARGINS) as (figure, axes):
        frame(axes)
        field(axes, world.longitude, world.latitude, 1e3 * world.rtt, ROUND_TRIP_BOUNDS, NEAR_IS_LIGHT)
        coasts(axes)
        gateways_and_hub(axes, one.record)
        known = world.rtt[np.isfinite(world.rtt)]
        svg = to_svg(
            figure,
            name=f"round-trip-{one.slug}",
            title=f"Round trips from {one.record.hub.short}: {one.label}",
            description=(
                f"Mean round trip from {one.record.hub.short} on an equal-area map: least of any place within reach "
                f"{milliseconds(float(known.min()))}, median {milliseconds(float(np.median(known)))}, greatest "
                f"{milliseconds(float(known.max()))}; {reach_words(world)}."
            ),
        )
    return Panel(one.record.title, f"{one.case.label}; {reach_words(world)}", svg)


def _shares(one: NetworkCase, world: World) -> Panel:
    with drawing(HEIGHT, margins=MARGINS) as (figure, axes):
        frame(axes)
        shares = np.where(world.reached > 0.0, world.reached, np.nan)
        field(axes, world.longitude, world.latitude, shares, COVERED_BOUNDS)
        coasts(axes)
        gateways_and_hub(axes, one.record)
        svg = to_svg(
            figure,
            name=f"reach-{one.slug}",
            title=f"Share of the day with a way from {one.record.hub.short}: {one.label}",
            description=(
                f"Share of the day with a way from {one.record.hub.short} on an equal-area map: {reach_words(world)}; "
                f"mean over the world {percent(float(world.reached.mean()))}."
            ),
        )
    note = f"{one.case.label}; mean over the world {percent(float(world.reached.mean()))}"
    return Panel(one.record.title, note, svg)
