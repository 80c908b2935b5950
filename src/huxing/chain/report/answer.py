"""The answer: one plain statement per constellation with the decisive numbers, computed from the artefacts alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from huxing.chain.report.cases import MOST_ANSWERS, Case, newest
from huxing.chain.report.numbers import NBSP, UNKNOWN, day, duration, is_known, is_whole, listed, percent
from huxing.chain.report.run_record import Flight


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


def answers(flight: Flight, cases: Sequence[Case]) -> list[Markup]:
    """The answer in statements: each fleet at its newest date, with its past and its design beside it.

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
        rest = len(heads) - MOST_ANSWERS
        said.append(Markup("The answer speaks of {} constellations; {} more are in the table of all figures.").format(
            MOST_ANSWERS, rest
        ))  # fmt: skip
    return said


def _before(cases: Sequence[Case], head: Case) -> Case | None:
    """The earliest date of the same constellation, if it is another one."""
    past = [case for case in cases if case.constellation == head.constellation and case.date < head.date]
    return past[0] if past else None


def _statement(flight: Flight, head: Case, design: Case | None, before: Case | None) -> Markup:
    parts = [_sentence(flight, head)]
    if before is not None:
        parts.append(_past(flight, before))
    parts.append(_areas(flight, head))
    if design is not None:
        parts += [_sentence(flight, design), _areas(flight, design)]
    return Markup(" ").join(part for part in parts if part)


def _subject(case: Case) -> Markup:
    number = "no satellite" if case.satellites == 0 else f"{case.satellites:,}{NBSP}satellite" + "s" * (case.satellites != 1)
    date = Markup(" on {}").format(day(case.date)) if case.dated else Markup("")
    return Markup("<strong>{}</strong>{} ({} in service)").format(case.title, date, number)


def _sentence(flight: Flight, case: Case) -> Markup:
    """What the case does for the scenario's first area."""
    first = services(flight, case)[0]
    subject = _subject(case)
    if not is_known(first.share):
        return Markup("{}: the service of {} is unknown.").format(subject, first.area)
    if first.share <= 0:
        text = "{} does not serve {}: no satellite stands there at {} or more within the {}."
        return Markup(text).format(subject, first.area, case.elevation, duration(flight.span_s))
    text = "{} covers {} <strong>{}</strong> of the time at {} or more, {}."
    return Markup(text).format(subject, first.area, percent(first.share), case.elevation, _gap(first, flight.span_s))


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
    text = "On {}, with {} in service, it was {} ({})."
    gap = Markup(_gap(first, flight.span_s)).striptags()
    return Markup(text).format(day(case.date), f"{case.satellites:,}", percent(first.share), gap)


def _areas(flight: Flight, case: Case) -> Markup:
    """Whom it serves, among all areas."""
    known = [service for service in services(flight, case) if is_known(service.share)]
    if len(known) < 2:
        return Markup("")
    complete = [service.area for service in known if service.is_complete]
    if len(complete) == len(known):
        return Markup("All {} areas are covered without a gap.").format(len(known))
    least = min(known, key=lambda service: service.share)
    worst = Markup("least served is {} with {} ({})").format(
        least.area, percent(least.share), Markup(_gap(least, flight.span_s)).striptags()
    )
    if not complete:
        return Markup("None of the {} areas is without a gap; {}.").format(len(known), worst)
    verb = "is" if len(complete) == 1 else "are"
    text = "Of the {} areas, {} {} without a gap ({}); {}."
    return Markup(text).format(len(known), len(complete), verb, listed(complete, 4), worst)


def at_a_glance(flight: Flight, cases: Sequence[Case]) -> dict[str, Any]:
    """The answer as a small table: areas in rows, the newest cases in columns.

    Args:
        flight: artefacts.
        cases: columns.

    Returns:
        `columns` (title, note) and `rows` (area, cells with percent, bar and gap).

    Raises:
        Nothing of its own.

    Source:
        `services`.
    """
    columns = [services(flight, case) for case in cases]
    areas = [service.area for service in columns[0]] if columns else []
    return {
        "columns": [{"title": case.title, "note": _note(case)} for case in cases],
        "rows": [
            {"area": area, "cells": [_cell(column[k], flight.span_s) for column in columns]}
            for k, area in enumerate(areas)
        ],
    }


def _note(case: Case) -> str:
    date = f"{day(case.date, short=True)} · " if case.dated else ""
    return f"{date}{case.satellites:,} in service"


def _cell(service: Service, span_s: float) -> dict[str, Any]:
    gap = Markup(_gap(service, span_s)).striptags()
    short = {"without a gap": "no gap"}.get(gap, gap.replace("longest gap ", "gap ≤ "))
    if is_known(service.share) and service.share <= 0:
        short = "never"
    return {
        "percent": percent(service.share),
        "bar": round(100.0 * service.share, 1) if is_known(service.share) else 0.0,
        "gap": short,
        "complete": service.is_complete,
    }
