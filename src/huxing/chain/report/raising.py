"""Orbit raising: which satellites are not where they will serve, and how far they have come."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from huxing.chain.report.cases import Case
from huxing.chain.report.drawing import BLUE, FAINT, INK, ORANGE, SOFT, Panel, drawing, to_svg
from huxing.chain.report.numbers import counted, day, figure, is_known
from huxing.chain.report.run_record import Flight
from huxing.chain.report.statuses import status_counts, status_mark

_AT_HOME = ("on_station", "design")


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
    if case.method != "sgp4" or not (flight.raising["constellation"] == case.constellation).any():
        return "How fast they climb is unknown: one element set a satellite shows no climb, only a history does."
    rates = climbing["rate_km_per_day"].dropna()
    if not len(rates):
        return "How fast they climb is unknown."
    middle, least, most = (float(f(rates)) for f in (np.median, np.min, np.max))
    return (
        f"Those raising climb by {figure(middle)} km/day (median; {figure(least)} to {figure(most)}), averaged over "
        "about the last two weeks of the history."
    )


def _altitudes(case: Case, fleet: pd.DataFrame) -> Panel:
    """Altitude of every satellite, plane by plane."""
    keys = list(zip(fleet["shell"], fleet["plane"], strict=True))
    order = {key: rank for rank, key in enumerate(sorted(set(keys)))}
    column = np.array([order[key] for key in keys], dtype=np.float64)
    counts = ", ".join(f"{n} {status_mark(s).name}" for s, n in status_counts(fleet).items())
    with drawing(258.0, margins=(52, 12, 10, 38)) as (figure_, axes):
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
    note = f"{counted(number, 'satellite')} that climbed, {day(first.to_datetime64(), short=True)[:11]}"
    note = f"{counted(number, 'satellite')} that climbed within the history of element sets"
    with drawing(258.0, margins=(52, 14, 10, 38)) as (figure_, axes):
        for _, rows in history.sort_values("epoch").groupby("norad_id"):
            arrived = rows["altitude_km"].iloc[-1] - rows["altitude_km"].iloc[0]
            axes.plot(rows["epoch"], rows["altitude_km"], color=ORANGE if arrived > 1 else BLUE, lw=0.8, alpha=0.75)
        _station_lines(axes, fleet)
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


def _time_axis(axes: Axes, first: pd.Timestamp, last: pd.Timestamp, case: Case) -> None:
    ticks = pd.date_range(first.normalize(), last.normalize() + pd.Timedelta(days=1), periods=6).normalize()
    axes.set_xlim(ticks[0].to_datetime64(), max(ticks[-1], last).to_datetime64())
    axes.set_xticks(ticks.to_numpy(), [f"{t.day} {t.strftime('%b')}" for t in ticks])
    axes.set_xlabel(f"date, UTC ({ticks[0].year})" if ticks[0].year == ticks[-1].year else "date, UTC")
    if ticks[0] <= pd.Timestamp(case.date) <= ticks[-1]:
        axes.axvline(pd.Timestamp(case.date).to_datetime64(), color=SOFT, lw=0.9)



