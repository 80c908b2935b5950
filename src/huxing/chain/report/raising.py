"""Orbit raising: which satellites are not where they will serve, and how far they have come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from numpy.typing import NDArray

from huxing.chain.report.cases import Case
from huxing.chain.report.drawing import INK, ORANGE, SOFT, Panel, drawing, to_svg
from huxing.chain.report.numbers import counted, day, figure
from huxing.chain.report.run_record import Flight
from huxing.chain.report.statuses import status_counts, status_mark

_AT_HOME = ("on_station", "design")
_YOUNGEST, _OLDEST = pd.Timedelta(days=1), pd.Timedelta(days=30)
"""Ages of sets from which huxing.orbit.fleet_status.trend_rates takes a rate; without them it is no trend."""
_HOLE = np.timedelta64(7, "D")
_LINE: dict[str, Any] = {"lw": 0.8, "alpha": 0.7}


def is_moving(fleet: pd.DataFrame) -> bool:
    """Whether a fleet has satellites that are not on station.

    Args:
        fleet: rows of the table `fleet` of one case.

    Returns:
        True where there is something to show.

    Raises:
        Nothing of its own.

    Source:
        huxing.orbit.fleet_status.STATUSES.
    """
    return bool((~fleet["status"].isin(_AT_HOME)).any())


def raising_panels(flight: Flight, cases: Sequence[Case]) -> list[Panel]:
    """Altitudes by plane of each case with satellites off station, and altitude against time where there is a history.

    Args:
        flight: artefacts.
        cases: to draw, each constellation once.

    Returns:
        Panels; none where every satellite is on station and nothing has climbed.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.fly_artefacts.FLEET, RAISING.
    """
    panels = []
    for case in cases:
        fleet = case.rows(flight.fleet)
        history = flight.raising[flight.raising["constellation"] == case.constellation]
        if is_moving(fleet):
            panels.append(_altitudes(case, fleet))
        if len(history):
            panels.append(_climb(case, fleet, history))
    return panels


def station_altitudes(fleet: pd.DataFrame) -> NDArray[np.float64]:
    """Median altitude of the satellites on station, of each shell.

    Args:
        fleet: rows of the table `fleet` of one case.

    Returns:
        km, ascending, each altitude once (to 0.1 km).

    Raises:
        Nothing of its own.

    Source:
        None: a median.
    """
    home = fleet[fleet["status"].isin(_AT_HOME)]
    return np.unique(np.round(home.groupby("shell")["altitude_km"].median().to_numpy(), 1))


def raising_summary(flight: Flight, case: Case) -> str:
    """What is on its way, in a sentence.

    Args:
        flight: artefacts.
        case: a constellation at a date.

    Returns:
        A sentence with counts, altitudes and - from a history only - rates.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.fly_artefacts.FLEET.
    """
    fleet = case.rows(flight.fleet)
    away = fleet[~fleet["status"].isin(_AT_HOME)]
    if not len(away):
        return f"{case.label}: every satellite of the data is on station; nothing is on its way."
    counts = ", ".join(f"{n:,} {status_mark(s).name}" for s, n in status_counts(away).items())
    low, high = away["altitude_km"].min(), away["altitude_km"].max()
    text = (
        f"{case.label}: {counts}, of {counted(len(fleet), 'satellite')}; those off station are at {figure(low, 0)} to "
        f"{figure(high, 0)} km."
    )
    return f"{text} {_rate(flight, case, away[away['status'] == 'raising'])}"


def _rate(flight: Flight, case: Case, climbing: pd.DataFrame) -> str:
    if not len(climbing):
        return ""
    ages = pd.Timestamp(case.date) - flight.raising["epoch"]
    lately = (ages >= _YOUNGEST) & (ages <= _OLDEST) & (flight.raising["constellation"] == case.constellation)
    followed = climbing["norad_id"].isin(flight.raising.loc[lately, "norad_id"])
    rates = climbing.loc[followed, "rate_km_per_day"].dropna()
    if not len(rates):
        return "How fast they climb is unknown: one element set a satellite shows no climb, only a history does."
    middle, least, most = (figure(float(f(rates))) for f in (np.median, np.min, np.max))
    whose = "All raising" if len(rates) == len(climbing) else f"{len(rates)} of those raising have a history: they"
    spread = f" (median; {least} to {most})" if len(rates) > 1 else ""
    return f"{whose} climb by {middle} km/day{spread}, averaged over about the last two weeks."


def _altitudes(case: Case, fleet: pd.DataFrame) -> Panel:
    """Altitude of every satellite, plane by plane."""
    keys = list(zip(fleet["shell"], fleet["plane"], strict=True))
    order = {key: rank for rank, key in enumerate(sorted(set(keys)))}
    column = np.array([order[key] for key in keys], dtype=np.float64)
    counts = ", ".join(f"{n} {status_mark(s).name}" for s, n in status_counts(fleet).items())
    with drawing(258.0, margins=(60, 12, 10, 38)) as (figure_, axes):
        axes.set(xlim=(-0.6, len(order) - 0.4), xlabel="plane as found, shell by shell")
        axes.set_ylabel("mean altitude, km", labelpad=3)
        _station_lines(axes, fleet)
        for status in status_counts(fleet):
            rows, mark = (fleet["status"] == status).to_numpy(), status_mark(status)
            spread = _spread(column[rows])
            axes.plot(
                column[rows] + spread, fleet["altitude_km"].to_numpy()[rows], mark.marker, ms=4.2, color=mark.colour,
                mec="white", mew=0.35, zorder=3,
            )  # fmt: skip
        every = max(1, -(-len(order) // 18))
        names = [str(plane) if plane else "?" for _, plane in sorted(order)]
        axes.set_xticks(range(0, len(order), every), names[::every])
        axes.grid(axis="y")
        svg = to_svg(
            figure_,
            name=f"altitudes-{case.slug}",
            title=f"Altitude of each satellite: {case.label}",
            description=f"{counts}. Dashed: altitude of those on station.",
        )
    return Panel(f"Altitude by plane: {case.label}", counts, svg)


def _spread(column: NDArray[np.float64]) -> NDArray[np.float64]:
    """Side by side within a column, so that marks of one altitude do not hide each other."""
    rank = pd.Series(column).groupby(column).cumcount().to_numpy()
    size = pd.Series(column).groupby(column).transform("size").to_numpy()
    return np.asarray((rank + 0.5) / size - 0.5) * 0.7


def _station_lines(axes: Axes, fleet: pd.DataFrame) -> None:
    for altitude in station_altitudes(fleet):
        axes.axhline(altitude, color=INK, lw=0.8, ls=(0, (4, 3)), zorder=2)


def _climb(case: Case, fleet: pd.DataFrame, history: pd.DataFrame) -> Panel:
    """Altitude against time of every satellite that climbed."""
    first, last = history["epoch"].min(), history["epoch"].max()
    number = history["norad_id"].nunique()
    note = f"{counted(number, 'satellite')} that climbed within the history of element sets"
    with drawing(258.0, margins=(60, 14, 10, 38)) as (figure_, axes):
        for _, rows in history.sort_values("epoch").groupby("norad_id"):
            _track(axes, rows)
        shells = fleet.loc[fleet["satellite"].isin(history["satellite"]), "shell"]
        _station_lines(axes, fleet[fleet["shell"].isin(shells)])
        _time_axis(axes, first, last, case)
        axes.set_ylabel("mean altitude, km", labelpad=3)
        axes.grid(axis="y")
        svg = to_svg(
            figure_,
            name=f"climb-{case.constellation}",
            title=f"Altitude against time: {case.title}",
            description=(
                f"{note}: altitudes from {figure(float(history['altitude_km'].min()), 0)} to "
                f"{figure(float(history['altitude_km'].max()), 0)} km. Dashed: altitude of those on station."
            ),
        )
    return Panel(f"Altitude against time: {case.title}", note, svg)


def _track(axes: Axes, rows: pd.DataFrame) -> None:
    """One satellite's line, dotted where its sets are more than a week apart."""
    times, heights = rows["epoch"].to_numpy(), rows["altitude_km"].to_numpy()
    holes = np.flatnonzero(np.diff(times) > _HOLE)
    axes.plot(np.insert(times, holes + 1, times[holes]), np.insert(heights, holes + 1, np.nan), color=ORANGE, **_LINE)
    for hole in holes:
        axes.plot(times[hole : hole + 2], heights[hole : hole + 2], color=ORANGE, ls=(0, (1, 2.5)), **_LINE)


def _time_axis(axes: Axes, first: pd.Timestamp, last: pd.Timestamp, case: Case) -> None:
    first, last = first.normalize(), last.normalize() + pd.Timedelta(days=1)
    ticks = _dates(first, last)
    axes.set_xlim(*date2num([first.to_datetime64(), last.to_datetime64()]))
    axes.set_xticks(
        date2num([t.to_datetime64() for t in ticks]), [day(t.to_datetime64(), short=True)[:-5] for t in ticks]
    )
    axes.set_xlabel(f"date, UTC ({first.year})" if first.year == last.year else f"date, UTC ({first.year}–{last.year})")
    if first <= pd.Timestamp(case.date) <= last:
        axes.axvline(float(date2num(case.date)), color=SOFT, lw=0.9)


def _dates(first: pd.Timestamp, last: pd.Timestamp) -> list[pd.Timestamp]:
    """A few round dates within a span: days, firsts and fifteenths of months, or firsts."""
    days = (last - first).days
    if days <= 45:
        return list(pd.date_range(first, last, freq=f"{max(1, -(-days // 6))}D"))
    months = list(pd.date_range(first - pd.Timedelta(days=31), last, freq="MS"))
    if days <= 130:
        months = sorted([*months, *(month + pd.Timedelta(days=14) for month in months)])
    inside = [date for date in months if first <= date <= last]
    return inside[:: max(1, -(-len(inside) // 7))]
