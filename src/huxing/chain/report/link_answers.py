"""The answer about links: what a terminal gets, for how much of the year, computed from the artefacts alone."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from huxing.chain.report.answer import Statement
from huxing.chain.report.cases import Case, newest
from huxing.chain.report.connection_record import DIRECTIONS, LinkRecord
from huxing.chain.report.link_days import FAIR_SHARE, LinkDay, first_station
from huxing.chain.report.link_ends import payload_words
from huxing.chain.report.link_numbers import bit_rate
from huxing.chain.report.numbers import day, is_known, listed, percent

MOST_LINKS = 8
"""Links that the answer speaks of."""


def link_answers(days: Sequence[LinkDay]) -> list[Statement]:
    """One statement per link, at its first station, in the newest case of each constellation.

    Args:
        days: all that were computed.

    Returns:
        Statements with `<strong>` around the decisive words; every name is escaped.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.connect_artefacts.LINKS; wording by rule, so that it is right for any scenario.
    """
    there = first_station(days)
    names = list(dict.fromkeys(one.link.name for one in there))[:MOST_LINKS]
    return [_statement(latest([one for one in there if one.link.name == name])) for name in names]


def latest(days: Sequence[LinkDay]) -> list[LinkDay]:
    """Of one link, the newest case of each constellation, a design right after the fleet compared with it.

    Args:
        days: of one link at one station.

    Returns:
        One a constellation.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.report.cases.newest.
    """
    order = newest([one.case for one in days])
    return sorted((one for one in days if one.case in order), key=lambda one: order.index(one.case))


def _statement(days: Sequence[LinkDay]) -> Statement:
    head, *others = days
    main = [_sentence(head)]
    design = [one for one in others if one.case.constellation == head.case.design]
    main += [
        Markup("Under <strong>{}</strong>: {}.").format(one.case.title, _shares(one, strong=True)) for one in design
    ]
    rest = [one for one in others if one not in design]
    more = [_along_the_day(one) for one in (head, *design)]
    if rest:
        said = Markup("; ").join(Markup("{} {}").format(one.case.title, _shares(one, strong=False)) for one in rest)
        more.append(Markup("Under other constellations: {}.").format(said))
    more.append(Markup("Payload: {}.").format(payload_words(head.link.payload)))
    return Statement(Markup(" ").join(main), Markup(" ").join(more))


def _sentence(one: LinkDay) -> Markup:
    date = Markup(" on {}").format(day(one.case.date)) if one.case.dated else Markup("")
    text = Markup("<strong>{}</strong> ({}) under {}{}: {}.")
    return text.format(one.link.title, one.station_title, one.case.title, date, _shares(one, strong=True))


def _shares(one: LinkDay, *, strong: bool) -> Markup:
    """What is required in each direction and for how much of the year it is there."""
    form = Markup("{} for <strong>{}</strong> of the year") if strong else Markup("{} for {} of the year")
    ways = [way for way in DIRECTIONS if is_known(one.year(way))]
    told = [form.format(required_rate(one.link, way), percent(one.year(way))) for way in ways]
    return Markup(", ").join(told) if told else Markup("unknown")


def required_rate(link: LinkRecord, direction: str) -> str:
    """What counts as served in a direction.

    Args:
        link: of the scenario.
        direction: 'down' or 'up'.

    Returns:
        `5 Mbit/s down`, or `any rate down` where nothing is required.

    Raises:
        Nothing of its own.

    Source:
        The scenario.
    """
    required = link.required[direction]
    return f"{bit_rate(required) if is_known(required) else 'any rate'} {direction}"


def _along_the_day(one: LinkDay) -> Markup:
    ways = [way for way in DIRECTIONS if is_known(one.rate(way, FAIR_SHARE))]
    said = Markup("; ").join(_rates(one, way) for way in ways) if ways else "unknown"
    return Markup("Along the day of {}: {}.").format(one.case.label, said)


def _rates(one: LinkDay, way: str) -> Markup:
    """The median of the rate and how often there is none, in words."""
    half, none = one.rate(way, FAIR_SHARE), one.without_rate(way)
    if half <= 0.0:
        return Markup("{} nothing for {} of it").format(way, percent(none))
    rest = Markup(", nothing for {} of it").format(percent(none)) if none > 0.0 else ", never nothing"
    return Markup("{} {} or more half of the time{}").format(way, bit_rate(half), rest)


def links_in_short(days: Sequence[LinkDay]) -> list[Statement]:
    """One statement for the top of the page: all links under the first fleet and its design.

    Args:
        days: all that were computed.

    Returns:
        No statement where nothing was computed.

    Raises:
        Nothing of its own.

    Source:
        As of `link_answers`.
    """
    there = first_station(days)
    if not there:
        return []
    order = newest([one.case for one in there])
    cases = [order[0], *(case for case in order[1:] if case.constellation == order[0].design)]
    main = Markup(" ").join(_all_links(case, [one for one in there if one.case == case]) for case in cases)
    told = {one.link.name: one for one in reversed(there)}
    served = "; ".join(
        f"{one.link.title} {listed([required_rate(one.link, way) for way in DIRECTIONS if is_known(one.year(way))])}"
        for one in list(reversed(told.values()))[:MOST_LINKS]
    )
    more = Markup(
        "What counts: {}. Each for one terminal alone with a whole carrier; the payloads are the scenario's "
        'assumption. More under <a href="#links">Links</a>.'
    )
    return [Statement(main, more.format(served))]


def _all_links(case: Case, days: Sequence[LinkDay]) -> Markup:
    date = Markup(" on {}").format(day(case.date)) if case.dated else Markup("")
    said = [Markup("{} {}").format(one.link.title, _bare_shares(one)) for one in days[:MOST_LINKS]]
    text = Markup("Links under <strong>{}</strong>{}, share of the year: {}.")
    return text.format(case.title, date, Markup("; ").join(said))


def _bare_shares(one: LinkDay) -> Markup:
    ways = [way for way in DIRECTIONS if is_known(one.year(way))]
    told = [Markup("<strong>{}</strong> {}").format(percent(one.year(way)), way) for way in ways]
    return Markup(", ").join(told) if told else Markup("unknown")
