"""What a failure costs: throughput and reach that are lost with a gateway, or with a plane of satellites."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from huxing.chain.report.drawing import BLUE, ORANGE, SKY, Panel
from huxing.chain.report.link_numbers import MINUS, bit_rate, rate_unit
from huxing.chain.report.network_bars import Bar, bar_list
from huxing.chain.report.network_cases import Loss, NetworkCase
from huxing.chain.report.numbers import NBSP, is_known


class Failure(NamedTuple):
    """What may fail: its kind in the artefact, one and many of it in words, how many are shown, colour."""

    kind: str
    noun: str
    nouns: str
    most: int
    colour: str


MOST_GATEWAYS, MOST_PLANES = 20, 8
_KINDS = (
    Failure("gateway-failure", "gateway", "gateways", MOST_GATEWAYS, BLUE),
    Failure("plane-failure", "plane", "planes", MOST_PLANES, ORANGE),
)
_HARDLY = 5e-4
"""Share of the demand below which lost reach is not worth a word."""


def failure_panels(drawn: Sequence[NetworkCase]) -> list[Panel]:
    """Lists of gateways and of planes per network and case, on one scale, the worst first.

    Args:
        drawn: networks at work.

    Returns:
        Panels; none where no failure was computed.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.connect_network_artefacts.NETWORK_CAPACITY.
    """
    return [panel for one in drawn for panel in _panels(one)]


def _panels(one: NetworkCase) -> list[Panel]:
    lists = [(failure, one.losses(failure.kind)) for failure in _KINDS]
    reach = max([loss.throughput for _, losses in lists for loss in losses], default=0.0)
    return [_panel(one, failure, losses, reach) for failure, losses in lists if losses]


def _panel(one: NetworkCase, failure: Failure, losses: Sequence[Loss], reach: float) -> Panel:
    shown, noun, nouns = losses[: failure.most], failure.noun, failure.nouns
    scale, unit = rate_unit(1e9 * max(reach, *(abs(loss.throughput) for loss in shown)))
    bars = [
        Bar(_name(loss), loss_words(loss), 1e9 * loss.throughput / scale, _colour(loss, failure.colour))
        for loss in shown
    ]
    svg = bar_list(
        bars,
        axis=f"throughput lost, {unit}",
        reach=1e9 * reach / scale,
        name=f"failures-{noun}-{one.slug}",
        title=f"What a failed {noun} costs: {one.label}",
        description="; ".join(f"without {_name(loss)}: {loss_words(loss)}" for loss in shown) + ".",
    )
    number = f"the worst {len(shown)} of {len(losses)} {nouns}" if len(shown) < len(losses) else f"all {nouns}"
    return Panel(f"One {noun} less: {one.record.title}", f"{one.case.label}; {number}, one at a time", svg)


def _name(loss: Loss) -> str:
    return loss.name[:1].upper() + loss.name[1:]


def _colour(loss: Loss, colour: str) -> str:
    return colour if loss.throughput >= 0.0 else SKY


def loss_words(loss: Loss) -> str:
    """What is lost, in figures.

    Args:
        loss: of a failure.

    Returns:
        For example `−2.06 Gbit/s, −9.3 %`, with `reach −0.5 %` where the failure takes away the way of some demand.

    Raises:
        Nothing of its own.

    Source:
        None: a form.
    """
    sign = MINUS if loss.throughput > 0.0 else "+" if loss.throughput < 0.0 else ""
    text = f"{sign}{bit_rate(1e9 * abs(loss.throughput))}"
    if is_known(loss.share):
        text += f", {signed_percent(-loss.share)}"
    return text + (f", reach {signed_percent(-loss.reach)}" if abs(loss.reach) >= _HARDLY else "")


def signed_percent(share: float) -> str:
    """A change in percent with its sign.

    Args:
        share: of what was there before, below 0 where it is a loss.

    Returns:
        `−9.3 %`, `+0.4 %` or `0.0 %`.

    Raises:
        Nothing of its own.

    Source:
        ISO 80000-1 (a space before the sign).
    """
    figure = f"{abs(100.0 * share):.1f}"
    sign = "" if figure == "0.0" else MINUS if share < 0.0 else "+"
    return f"{sign}{figure}{NBSP}%"
