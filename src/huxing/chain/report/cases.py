"""Cases: a constellation at a date. The report compares them, and has to choose where there are too many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from huxing.chain.report.numbers import day, degrees
from huxing.chain.report.run_record import Flight

MOST_PANELS = 6
"""Small multiples of one kind that a reader compares at a glance."""
MOST_ANSWERS = 8
"""Constellations that the answer speaks of."""


@dataclass(frozen=True)
class Case:
    """A constellation at a milestone date.

    Attributes:
        constellation, title, role: of the constellation, as the scenario has them.
        date, milestone, milestone_title: when.
        satellites: that count for service.
        min_elevation_deg: of its terminals.
        method: sgp4 or j2.
        design: name of the constellation that it is compared with, or ''.
        dated: whether the label needs the date.
        notes: what the scenario says is assumed about it.
        without_state: satellites that have no SGP4 state at some time of the span.
    """

    constellation: str
    title: str
    role: str
    date: np.datetime64
    milestone: str
    milestone_title: str
    satellites: int
    min_elevation_deg: float
    method: str
    design: str
    dated: bool
    notes: tuple[str, ...] = ()
    without_state: int = 0

    @property
    def label(self) -> str:
        """One line that tells it from the others."""
        return f"{self.title}, {day(self.date, short=True)}" if self.dated else self.title

    @property
    def is_observed(self) -> bool:
        """Whether the fleet is one that flies."""
        return self.role == "observed"

    @property
    def elevation(self) -> str:
        """Lowest elevation of its terminals."""
        return degrees(self.min_elevation_deg)

    @property
    def slug(self) -> str:
        """A name for ids within the page."""
        return f"{self.constellation}-{self.milestone}"

    def figures(self, dataset: Any) -> Any:
        """Its part of a dataset."""
        return dataset.sel(date=self.date, constellation=self.constellation)

    def rows(self, table: pd.DataFrame) -> pd.DataFrame:
        """Its rows of a table."""
        return table[(table["date"] == self.date) & (table["constellation"] == self.constellation)]


def all_cases(flight: Flight) -> tuple[Case, ...]:
    """Every constellation at every date at which it was computed.

    Args:
        flight: artefacts.

    Returns:
        In the order of constellations, then dates.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.fly_artefacts: `method` is '' where nothing was computed.
    """
    coverage = flight.coverage
    method_axes = ("constellation", "date")
    method = coverage["method"].transpose(*method_axes).to_numpy()
    computed = method != ""
    known = "without_state" in coverage.coords
    lost = coverage["without_state"].transpose(*method_axes).to_numpy() if known else np.zeros(method.shape, int)
    return tuple(
        Case(
            constellation=str(coverage["constellation"].to_numpy()[c]),
            title=str(coverage["constellation_title"].to_numpy()[c]),
            role=str(coverage["role"].to_numpy()[c]),
            date=coverage["date"].to_numpy()[d],
            milestone=str(coverage["milestone"].to_numpy()[d]),
            milestone_title=str(coverage["milestone_title"].to_numpy()[d]),
            satellites=int(coverage["satellites"].isel(date=d, constellation=c)),
            min_elevation_deg=float(coverage["min_elevation"].to_numpy()[c]),
            method=str(method[c, d]),
            design=str(flight.constellation(str(coverage["constellation"].to_numpy()[c])).get("compared_with", "")),
            dated=bool(computed[c].sum() > 1 or coverage["role"].to_numpy()[c] == "observed"),
            notes=_notes(
                flight.constellation(str(coverage["constellation"].to_numpy()[c])),
                str(coverage["milestone"].to_numpy()[d]),
                str(method[c, d]),
            ),
            without_state=int(lost[c, d]),
        )
        for c, d in np.argwhere(computed)
    )


def _notes(resolved: Mapping[str, Any], milestone: str, method: str) -> tuple[str, ...]:
    """The constellation's note, and that of what is deployed where shells were counted."""
    deployed = (resolved.get("deployed") or {}).get(milestone) or {}
    texts = (resolved.get("note", ""), deployed.get("note", "") if method == "j2" else "")
    return tuple(text for text in texts if text)


def labelled_notes(cases: Sequence[Case]) -> tuple[str, ...]:
    """The notes of cases, each after the label of its case.

    Args:
        cases: any.

    Returns:
        Sentences, each once.

    Raises:
        Nothing of its own.

    Source:
        The keys `note` of the scenario.
    """
    return tuple(dict.fromkeys(f"{case.label}: {note}" for case in cases for note in case.notes))


def newest(cases: Sequence[Case]) -> tuple[Case, ...]:
    """Each constellation at its newest date.

    Args:
        cases: of all constellations.

    Returns:
        One case a constellation, in their order; a design stands right after the fleet that is compared with it.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    latest: dict[str, Case] = {}
    for case in cases:
        if case.constellation not in latest or case.date > latest[case.constellation].date:
            latest[case.constellation] = case
    ordered: list[Case] = []
    for case in latest.values():
        ordered += [one for one in (case, latest.get(case.design)) if one is not None and one not in ordered]
    return tuple(ordered)


def chosen(cases: Sequence[Case], most: int = MOST_PANELS) -> tuple[Case, ...]:
    """The cases to draw: the newest of each constellation first, then earlier ones, up to a number.

    Args:
        cases: in the order of constellations, then dates.
        most: how many at most.

    Returns:
        Those cases, each constellation's together, in order of time.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    first = newest(cases)
    earlier = [case for case in cases if case not in first]
    taken = [*first, *earlier][:most]
    order = {case.constellation: rank for rank, case in enumerate(first)}
    return tuple(sorted(taken, key=lambda case: (order[case.constellation], case.date)))


def left_out(cases: Sequence[Case], shown: Sequence[Case]) -> str:
    """A sentence about the cases that are not shown.

    Args:
        cases: all of them.
        shown: those that are.

    Returns:
        '' where all are shown.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    number = len(cases) - len(shown)
    if not number:
        return ""
    what = "one more case (a constellation at a date) is" if number == 1 else f"{number:,} more cases are"
    return f"To stay readable this shows {len(shown)} of {len(cases):,}; {what} left out here."
