"""The answer about networks: round trips beside fibre, what is carried, what a failure costs, from the artefacts."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from huxing.chain.report.answer import Statement
from huxing.chain.report.link_numbers import bit_rate
from huxing.chain.report.network_cases import Loss, NetworkCase, PairDay
from huxing.chain.report.network_failures import signed_percent
from huxing.chain.report.network_map import reach_words
from huxing.chain.report.numbers import counted, is_known, is_whole, milliseconds, percent

MOST_NETWORKS = 8
"""Networks that the answer speaks of."""


def networks_in_short(latest: Sequence[NetworkCase]) -> list[Statement]:
    """One statement per network for the top of the page.

    Args:
        latest: networks at work, the newest case of each constellation.

    Returns:
        Statements with `<strong>` around the decisive words; every name is escaped.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.connect_network_artefacts; wording by rule, so that it is right for any scenario.
    """
    link = Markup('Light in vacuum alone, no queues. More under <a href="#networks">Networks</a>.')
    return [Statement(_main(one), link, _notes(one)) for one in latest[:MOST_NETWORKS]]


def network_answers(latest: Sequence[NetworkCase]) -> list[Statement]:
    """One statement per network, with all pairs, reach and failures.

    Args:
        latest: networks at work, the newest case of each constellation.

    Returns:
        Statements with `<strong>` around the decisive words; every name is escaped.

    Raises:
        Nothing of its own.

    Source:
        As of `networks_in_short`.
    """
    return [Statement(_main(one), _more(one)) for one in latest[:MOST_NETWORKS]]


def _notes(one: NetworkCase) -> tuple[str, ...]:
    return (f"{one.record.title}: {one.record.note}",) if one.record.note else ()


def _main(one: NetworkCase) -> Markup:
    parts = [_round_trip(pair) for pair in one.pairs[:1]]
    parts += [text for text in (_carried(one), _worst(one)) if text]
    said = Markup("; ").join(parts) if parts else "nothing was computed but the map"
    return Markup("Network <strong>{}</strong> ({}): {}.").format(one.record.title, one.case.label, said)


def _round_trip(pair: PairDay) -> Markup:
    fibre = f"{milliseconds(pair.fibre)} over fibre"
    if not is_known(pair.median):
        return Markup("{} <strong>no way</strong> at any time of the day ({})").format(pair.title, fibre)
    text = Markup("round trip {} <strong>{}</strong> in the median of the day against {}{}")
    way = "" if is_whole(pair.reached) else f", a way {percent(pair.reached)} of the day"
    return text.format(pair.title, milliseconds(pair.median), fibre, way)


def _carried(one: NetworkCase) -> Markup:
    whole = one.full
    if whole is None or not is_known(float(whole["throughput_gbps"])):
        return Markup("")
    most = f", at most {bit_rate(1e9 * float(whole['bound_gbps']))} by any ways,"
    bent = f", {bit_rate(1e9 * one.bent_pipe)} without lasers" if is_known(one.bent_pipe) else ""
    return Markup("carries <strong>{}</strong> in fair shares{} of the {} asked for with {}{}").format(
        bit_rate(1e9 * float(whole["throughput_gbps"])),
        most,
        bit_rate(1e9 * float(whole["demand_gbps"])),
        counted(int(whole["gateways"]), "gateway"),
        bent,
    )


def _worst(one: NetworkCase) -> Markup:
    """What the worst failure of a gateway costs."""
    losses = one.losses("gateway-failure")
    if not losses or not is_known(losses[0].share):
        return Markup("")
    if losses[0].throughput <= 0.0:
        return Markup("no gateway's failure alone costs throughput")
    return Markup("a failure of the gateway {} costs <strong>{}</strong> of it").format(
        losses[0].name, percent(losses[0].share)
    )


def _more(one: NetworkCase) -> Markup:
    parts = [Markup("{}.").format(_capital(_round_trip(pair))) for pair in one.pairs[1:]]
    if one.world is not None:
        parts.append(Markup("From {} there is {}.").format(one.record.hub.short, reach_words(one.world)))
    planes = one.losses("plane-failure")
    if planes and is_known(planes[0].share):
        parts.append(_plane(planes[0]))
    return Markup(" ").join(parts)


def _plane(loss: Loss) -> Markup:
    text = Markup("The plane that costs most is {}: throughput {}.")
    return text.format(loss.name, signed_percent(-loss.share))


def _capital(text: Markup) -> Markup:
    return text[:1].upper() + text[1:]
