"""Whether element sets reach the dates that they are to serve: what they miss is said."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

import numpy as np

from huxing.chain.stage import InputFile, Milestone, ScenarioContext
from huxing.chain.stages.fly_parameters import YOUNGER_S, FlyConstellation
from huxing.chain.stages.fly_section import ConstellationEntry
from huxing.core.errors import InputError
from huxing.orbit.element_sets import ElementSets

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def require_reach(
    found: Sequence[FlyConstellation], entries: Sequence[ConstellationEntry], context: ScenarioContext
) -> None:
    """Say at which dates something else stands in for element sets; refuse a constellation that is left with nothing.

    Args:
        found: resolved constellations.
        entries: the same, as written.
        context: takes the notices.

    Raises:
        ScenarioError: element sets without shells beside them reach no date.

    Source:
        docs/reference/scenario.md.
    """
    for index, (one, entry) in enumerate(zip(found, entries, strict=True)):
        if one.sets is None or one.file is None:
            continue
        reached, missed = reach_of(one, context.milestones)
        where = f"fly.constellations.{index}.max_age_days"
        about = f"the element sets of {name_of(one.file)} {span_of(one.sets.sets)}"
        if missed and not reached and one.shells is None:
            raise context.error(
                f"{about}, but {_may_serve(one)} and none is near {dates_of(missed)}; give other sets, other dates, "
                f"or a longer max_age_days (it is {one.max_age_s / 86_400:g})",
                ("fly", "constellations", index, "elements"),
            )
        for shells, dates in _by_stand_in(one, missed):
            stand = _stand_in(entry) if shells else "nothing of it is computed"
            context.notice(
                f"{one.title}: {about}; on {dates_of(dates)} {stand} ({where} is {one.max_age_s / 86_400:g})."
            )


def require_elements_used(
    found: Sequence[FlyConstellation], file: InputFile, sets: ElementSets, milestones: Sequence[Milestone]
) -> None:
    """Refuse a file of `--elements` that changes nothing.

    Args:
        found: resolved constellations.
        file: of `--elements`.
        sets: all that it holds.
        milestones: of the scenario.

    Raises:
        InputError: no observed constellation takes a position from it at any date.

    Source:
        docs/reference/scenario.md.
    """
    observed = [(index, one) for index, one in enumerate(found) if one.role == "observed"]
    if any(one.sets is not None and reach_of(one, milestones)[0] for _, one in observed):
        return
    ages = ", ".join(f"fly.constellations.{i}.max_age_days is {one.max_age_s / 86_400:g}" for i, one in observed)
    fit = [one.name for _, one in observed if one.sets is not None]
    why = (
        "no constellation of the scenario has role: observed, and only such are replaced; set fly.constellations.N.role"
        if not observed
        else "none of its names fits an observed constellation; change fly.constellations.N.select"
        if not fit
        else f"a date takes sets at most max_age_days old or {YOUNGER_S // 86_400} days younger ({ages}); give sets "
        "nearer to a date, or change max_age_days or dates (--set KEY.PATH=VALUE)"
    )
    raise InputError(
        f"--elements {file.written} would be used nowhere: its element sets {span_of(sets)}, the milestone dates are "
        f"{dates_of(milestones)}; {why}",
        given=file.written,
    )


def reach_of(one: FlyConstellation, milestones: Sequence[Milestone]) -> tuple[list[Milestone], list[Milestone]]:
    """Dates of a constellation that its element sets serve, and those that they do not.

    Args:
        one: resolved.
        milestones: of the scenario.

    Returns:
        Reached and missed dates, in order.

    Raises:
        Nothing of its own.

    Source:
        `FlyConstellation.at`.
    """
    reached: list[Milestone] = []
    missed: list[Milestone] = []
    for milestone in milestones:
        if milestone.name in one.dates:
            source = one.at(milestone)
            (reached if source is not None and source.sets is not None else missed).append(milestone)
    return reached, missed


def no_match_notice(entry: ConstellationEntry, file: InputFile, condition: str) -> str:
    """The notice for a fleet of which a file of `--elements` has nothing.

    Args:
        entry: the constellation.
        file: of `--elements`.
        condition: what its sets must fit.

    Returns:
        A sentence.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    return (
        f"{entry.title or entry.name}: no element set of {name_of(file)} fits {condition}; on every date "
        f"{_stand_in(entry)}."
    )


def name_of(file: InputFile) -> str:
    """A file's name without its folders, of which a reader elsewhere has no use."""
    return PurePath(file.written).name


def span_of(sets: ElementSets) -> str:
    """First and last epoch: `run from 2 Jul 2026 to 2 Aug 2026`."""
    epochs = sets.table["epoch"].to_numpy()
    return f"run from {_day(epochs.min())} to {_day(epochs.max())}"


def dates_of(milestones: Sequence[Milestone]) -> str:
    """Dates in a sentence."""
    return ", ".join(_day(milestone.date) for milestone in milestones)


def _day(date: np.datetime64) -> str:
    year, month, number = str(date.astype("datetime64[D]")).split("-")
    return f"{int(number)} {_MONTHS[int(month) - 1]} {year}"


def _may_serve(one: FlyConstellation) -> str:
    return f"a date takes sets at most {one.max_age_s / 86_400:g} days old or {YOUNGER_S // 86_400} days younger"


def _stand_in(entry: ConstellationEntry) -> str:
    return "the catalogue's shells stand in" if entry.catalogue else "the scenario's shells stand in"


def _by_stand_in(one: FlyConstellation, missed: Sequence[Milestone]) -> list[tuple[bool, list[Milestone]]]:
    """Missed dates at which shells stand in, and those at which nothing does; without empty groups."""
    groups: dict[bool, list[Milestone]] = {True: [], False: []}
    for milestone in missed:
        groups[one.at(milestone) is not None].append(milestone)
    return [(shells, dates) for shells, dates in groups.items() if dates]
