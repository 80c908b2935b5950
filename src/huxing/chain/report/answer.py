"""The answer: one plain statement per constellation with the decisive numbers, computed from the artefacts alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from huxing.chain.report.cases import MOST_ANSWERS, Case, labelled_notes, newest
from huxing.chain.report.numbers import UNKNOWN, counted, day, duration, is_known, is_whole, listed, percent
from huxing.chain.report.run_record import Flight


@dataclass(frozen=True)
class Statement:
    """A part of the answer: its decisive sentences, what else there is to say, and what the figures assume."""

    main: Markup
    more: Markup
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Service:
    """What a case gives one area: the share of time covered, and the longest gap in s."""

    area: str
    share: float
    longest_s: float

    @property
    def is_complete(self) -> bool:
        """Whether the area has no gap."""
        return is_whole(self.share) and self.longest_s == 0


def services(flight: Flight, case: Case) -> list[Service]:
    """What a case gives each area.

    Args:
        flight: artefacts.
        case: a constellation at a date.

    Returns:
        In the scenario's order of areas; figures are NaN where they were not computed.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.fly_artefacts.COVERAGE.
    """
    here = case.figures(flight.coverage)
    shares = here["covered_share"].sel(fold=1).to_numpy()
    titles = (str(title) for title in here["area_title"].to_numpy())
    return [
        Service(title, float(share), float(longest))
        for title, share, longest in zip(titles, shares, here["max_gap"].to_numpy(), strict=True)
    ]


def answers(flight: Flight, cases: Sequence[Case]) -> list[Statement]:
    """The answer in statements: each fleet at its newest date, with its design and its past beside it.

    Args:
        flight: artefacts.
        cases: all cases.

    Returns:
        Statements with `<strong>` around the decisive words; every name is escaped.

    Raises:
        Nothing of its own.

    Source:
        `services`; wording by rule, so that it is right for any scenario.
    """
    latest = newest(cases)
    by_name = {case.constellation: case for case in latest}
    designs = {case.design for case in latest if case.design in by_name}
    heads = [case for case in latest if case.constellation not in designs]
    said = [_statement(flight, head, by_name.get(head.design), _before(cases, head)) for head in heads[:MOST_ANSWERS]]
    if len(heads) > MOST_ANSWERS:
        rest = counted(len(heads) - MOST_ANSWERS, "more constellation")
        said.append(Statement(Markup("{} stand in the table of all figures, left out here.").format(rest), Markup("")))
    return said


def _before(cases: Sequence[Case], head: Case) -> Case | None:
    """The earliest date of the same constellation, if it is another one."""
    past = [case for case in cases if case.constellation == head.constellation and case.date < head.date]
    return past[0] if past else None


def _statement(flight: Flight, head: Case, design: Case | None, before: Case | None) -> Statement:
    main, more = [_sentence(flight, head)], [_areas(flight, head, "")]
    if before is not None:
        more.append(_past(flight, before))
    if design is not None:
        main.append(_beside(flight, head, design))
        more.append(_areas(flight, design, design.title))
    told = [case for case in (head, before, design) if case is not None]
    first, rest = (Markup(" ").join(part for part in parts if part) for parts in (main, more))
    return Statement(first, rest, labelled_notes(told))


def _subject(case: Case) -> Markup:
    number = counted(case.satellites, "satellite") if case.satellites else "no satellite"
    date = Markup(" on {}").format(day(case.date)) if case.dated else Markup("")
    return Markup("<strong>{}</strong>{} ({} in service)").format(case.title, date, number)


def _sentence(flight: Flight, case: Case) -> Markup:
    """What the case does for the scenario's first area."""
    first = services(flight, case)[0]
    subject = _subject(case)
    if not is_known(first.share):
        return Markup("{}: the service of {} is unknown.").format(subject, first.area)
    if first.share <= 0:
        text = Markup("{} does not serve {}: no satellite stands at {} or more there within the {}.")
        return text.format(subject, first.area, case.elevation, duration(flight.span_s))
    text = Markup("{} covers {} <strong>{}</strong> of the time at {} or more, {}.")
    return text.format(subject, first.area, percent(first.share), case.elevation, _gap(first, flight.span_s))


def _beside(flight: Flight, head: Case, design: Case) -> Markup:
    """What the design does for the same area, in short."""
    first = services(flight, design)[0]
    number = "" if f"{design.satellites:,}" in design.title else f" ({design.satellites:,})"
    elevation = "" if design.elevation == head.elevation else f" at {design.elevation} or more"
    if not is_known(first.share) or first.share <= 0:
        return _sentence(flight, design)
    text = Markup("<strong>{}</strong>{}: <strong>{}</strong>{}, {}.")
    return text.format(design.title, number, percent(first.share), elevation, _gap(first, flight.span_s))


def _gap(service: Service, span_s: float) -> Markup:
    if not is_known(service.longest_s):
        return Markup("longest gap {}").format(UNKNOWN)
    if service.longest_s == 0:
        return Markup("<strong>without a gap</strong>")
    if service.longest_s >= span_s:
        return Markup("some of it <strong>never</strong> within the {}").format(duration(span_s))
    return Markup("longest gap <strong>{}</strong>").format(duration(service.longest_s))


def _past(flight: Flight, case: Case) -> Markup:
    first = services(flight, case)[0]
    text = Markup("On {}, with {} in service, {} had {} ({}).")
    gap = _gap(first, flight.span_s).striptags()
    return text.format(day(case.date), f"{case.satellites:,}", first.area, percent(first.share), gap)


def _areas(flight: Flight, case: Case, whose: str) -> Markup:
    """Whom it serves, among all areas; `whose` begins the sentence where it needs saying."""
    text = _among_areas(flight, case)
    if not text or whose:
        return Markup("{}: {}").format(whose, text) if text else text
    return text[0].upper() + text[1:]


def _among_areas(flight: Flight, case: Case) -> Markup:
    known = [service for service in services(flight, case) if is_known(service.share)]
    if len(known) < 2:
        return Markup("")
    complete = [service.area for service in known if service.is_complete]
    if len(complete) == len(known):
        return Markup("all {} areas without a gap.").format(len(known))
    least = min(known, key=lambda service: service.share)
    worst = Markup("least served is {} with {} ({})").format(
        least.area, percent(least.share), _gap(least, flight.span_s).striptags()
    )
    if not complete:
        return Markup("none of the {} areas without a gap; {}.").format(len(known), worst)
    text = Markup("{} of {} areas without a gap ({}); {}.")
    return text.format(len(complete), len(known), listed(complete, 4), worst)


def at_a_glance(flight: Flight, cases: Sequence[Case]) -> dict[str, Any]:
    """The answer as a small table: areas in rows, the newest cases in columns.

    Args:
        flight: artefacts.
        cases: columns.

    Returns:
        `columns` (title, date, satellites) and `rows` (area, cells with percent, bar and gap).

    Raises:
        Nothing of its own.

    Source:
        `services`.
    """
    columns = [services(flight, case) for case in cases]
    areas = [service.area for service in columns[0]] if columns else []
    return {
        "columns": [
            {
                "title": case.title,
                "date": day(case.date, short=True) if case.dated else "a design",
                "satellites": f"{case.satellites:,} in service",
            }
            for case in cases
        ],
        "rows": [
            {"area": area, "cells": [_cell(column[k], flight.span_s) for column in columns]}
            for k, area in enumerate(areas)
        ],
    }


def _cell(service: Service, span_s: float) -> dict[str, Any]:
    gap = _gap(service, span_s).striptags()
    short = {"without a gap": "no gap"}.get(gap, gap.replace("longest gap ", "longest "))
    if is_known(service.share) and service.share <= 0:
        short = "never"
    return {
        "percent": percent(service.share),
        "bar": round(100.0 * service.share, 1) if is_known(service.share) else 0.0,
        "gap": short,
        "complete": service.is_complete,
    }
