"""What a history of element sets tells: climbs, their rates, and how tightly an orbit is kept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from huxing.core.constants import SECONDS_PER_DAY, WGS84_SEMI_MAJOR_AXIS
from huxing.core.errors import InputError
from huxing.core.schema import Column, TableSchema
from huxing.orbit.element_sets import ElementSets
from huxing.orbit.selection import SHELL_ALTITUDE_TOLERANCE, SHELL_INCLINATION_TOLERANCE

SERIES = TableSchema(
    "semi_major_axis_series",
    (
        Column("norad_id", "int", "catalogue number"),
        Column("epoch", "time", "epoch of the elements, UTC"),
        Column("semi_major_axis", "float", "Brouwer mean semi-major axis", "m"),
        Column("under_thrust", "bool", "fitted through thrust, told by an impossible drag term"),
    ),
    key=("norad_id", "epoch"),
)

_LARGEST_KEEPING_SPAN = 15e3
"""A satellite whose semi-major axis spans more, m, is climbing or phasing, not keeping its station."""

FLEET_HISTORY = TableSchema(
    "fleet_history",
    (
        Column("norad_id", "int", "catalogue number"),
        Column("name", "text", "object name of the newest set"),
        Column("inclination", "float", "mean inclination of the newest set, TEME", "rad"),
        Column("sets", "int", "element sets left after cleaning"),
        Column("first_epoch", "time", "epoch of the first set, UTC"),
        Column("last_epoch", "time", "epoch of the last set, UTC"),
        Column("first_altitude", "float", "mean semi-major axis above 6378.137 km at the first set", "m"),
        Column("last_altitude", "float", "the same at the last set", "m"),
        Column("climb", "float", "last altitude less first altitude", "m"),
        Column("rate_p90_m_per_day", "float", "90th percentile of the rate from set to set", "m/day", nullable=True),
        Column("raising_days", "float", "time between sets of one kind with a rate over 1 km/day", "day"),
        Column("raising_rate_m_per_day", "float", "mean rate over that time", "m/day", nullable=True),
        Column("window_sets", "int", "element sets in the station-keeping window"),
        Column("median_altitude", "float", "median altitude in the window", "m", nullable=True),
        Column("span", "float", "2-98 % span of the semi-major axis in the window", "m", nullable=True),
        Column("slope_m_per_day", "float", "least-squares slope in the window", "m/day", nullable=True),
    ),
    key=("norad_id",),
)

RAISING_EPISODES = TableSchema(
    "raising_episodes",
    (
        Column("norad_id", "int", "catalogue number"),
        Column("start", "time", "epoch of the set before the climb, UTC"),
        Column("stop", "time", "epoch of the last set of the climb, UTC"),
        Column("climb", "float", "altitude gained", "m"),
        Column("rate_m_per_day", "float", "altitude gained by the day", "m/day"),
    ),
    key=("norad_id", "start"),
)

RAISING_RATE = 1e3
"""Rate from which an orbit counts as being raised, m/day: drag cannot lift an orbit, keeping a station moves it by tens
of metres, and an electric thruster lifts it by 6 km/day (Qianfan, May to August 2026)."""
THRUST_DRAG_TERM = 0.1
"""B* beyond this, 1/Earth radius, either way, is no drag: the set was fitted through thrust. Such sets stand high:
from a coasting set to the next one under thrust the altitude rises by 16 km in a day, within thrust by 6 km a day, and
back to coasting it falls by 7 km (medians, Qianfan, May to August 2026). So a rate of climb is taken between sets of
one kind."""
_IMPOSSIBLE_RATE = 50e3
"""m/day; a jump faster than this up and at once back down (or down and up) is a bad fit: eight times what thrusters
do."""
_SAME_SET_S = 3600.0
"""s; sets closer than this are one update of the same tracking, of which the later stands: rates are not taken
between them."""
_LONGEST_GAP_DAYS = 3.0
"""Between sets further apart a satellite may have climbed and coasted; no rate is taken between them."""
_FEWEST_SETS = 5
"""Sets from which a span and a slope are given: a 2-98 % span of fewer is no more than largest less smallest."""
_SET_SHARE = 2.0 / 3.0
"""A satellite with fewer sets in the window than this share of its neighbours' median was lost or is new: a manoeuvre
may hide between its sets."""


@dataclass(frozen=True)
class StationKeeping:
    """How tightly a group of satellites keeps its altitude.

    Attributes:
        satellites: how many kept to their shell throughout the window.
        span: median over them of the 2-98 % span of the semi-major axis, m; NaN for none.
        slope_m_per_day: median over them of the slope, m/day; NaN for none.
    """

    satellites: int
    span: float
    slope_m_per_day: float


def semi_major_axis_series(sets: ElementSets) -> pd.DataFrame:
    """Mean semi-major axis against time, without repeated sets and without single wild fits.

    Args:
        sets: element sets, several a satellite.

    Returns:
        Rows of the schema `SERIES`, sorted by satellite and epoch.

    Raises:
        Nothing of its own.

    Source:
        Brouwer mean semi-major axis: Hoots and Roehrich, Spacetrack Report 3, section 6. Cleaning: of sets less
        than an hour apart the last stands; a set is dropped when the orbit would
        have had to change by more than 50 km/day to reach it and again, the other way, to leave.
    """
    table = pd.DataFrame({"norad_id": sets.norad_id, "epoch": sets.epoch, "semi_major_axis": sets.semi_major_axis})
    table["under_thrust"] = np.abs(sets.bstar) > THRUST_DRAG_TERM
    table = table.sort_values(["norad_id", "epoch"], kind="stable")
    until_next = table.groupby("norad_id")["epoch"].shift(-1) - table["epoch"]
    table = table[~(until_next < pd.Timedelta(seconds=_SAME_SET_S))]
    rate = _rates(table)
    after = np.append(rate[1:], np.nan)
    wild = (np.abs(rate) > _IMPOSSIBLE_RATE) & (np.abs(after) > _IMPOSSIBLE_RATE) & (rate * after < 0)
    return SERIES.check(table[~wild])


def _rates(series: pd.DataFrame) -> NDArray[np.float64]:
    """Rate from the set before, m/day; NaN at each satellite's first set."""
    days = _days(series.groupby("norad_id")["epoch"].diff()).to_numpy()
    return np.asarray(series.groupby("norad_id")["semi_major_axis"].diff().to_numpy() / days, dtype=np.float64)


def _days(spans: pd.Series[pd.Timedelta]) -> pd.Series[float]:
    return spans.dt.total_seconds() / SECONDS_PER_DAY


def climb_rates(series: pd.DataFrame) -> pd.DataFrame:
    """Rate of the semi-major axis from each set to the next of the same satellite.

    Args:
        series: rows of the schema `SERIES`.

    Returns:
        Columns `norad_id`, `start`, `stop` (UTC), `climb` (m), `rate` (m/day) and `alike` (both sets fitted through
        thrust, or neither); nothing for sets more than three days apart.

    Raises:
        SchemaError: `series` is not such a table.

    Source:
        None: a definition.
    """
    rows = SERIES.check(series)
    groups = rows.groupby("norad_id")
    table = pd.DataFrame({"norad_id": rows["norad_id"], "start": groups["epoch"].shift(), "stop": rows["epoch"]})
    table["climb"] = groups["semi_major_axis"].diff()
    table["rate"] = _rates(rows)
    table["alike"] = groups["under_thrust"].shift() == rows["under_thrust"]
    close = _days(table["stop"] - table["start"]) <= _LONGEST_GAP_DAYS
    return table[close].reset_index(drop=True)


def raising_episodes(sets: ElementSets) -> pd.DataFrame:
    """Runs of consecutive sets over which a satellite climbs by more than 1 km/day.

    A run that begins with a coasting set and ends with one fitted through thrust shows some 10 km too much, because
    such sets stand high (see `THRUST_DRAG_TERM`).

    Args:
        sets: element sets, several a satellite.

    Returns:
        Rows of the schema `RAISING_EPISODES`.

    Raises:
        Nothing of its own.

    Source:
        Threshold: `RAISING_RATE`.
    """
    rates = climb_rates(semi_major_axis_series(sets))
    up = rates[rates["rate"] > RAISING_RATE]
    if up.empty:
        return RAISING_EPISODES.empty()
    new = (up["norad_id"].diff() != 0) | (up["start"] != up["stop"].shift())
    runs = up.groupby(new.cumsum())
    table = runs.agg(
        norad_id=("norad_id", "first"), start=("start", "min"), stop=("stop", "max"), climb=("climb", "sum")
    )
    table["rate_m_per_day"] = table["climb"] / _days(table["stop"] - table["start"])
    return RAISING_EPISODES.check(table)


def fleet_history(sets: ElementSets, *, window_days: float = 30.0) -> pd.DataFrame:
    """Per satellite: where it came from, how fast it climbed, and how it kept its altitude of late.

    Args:
        sets: element sets, several a satellite.
        window_days: length of the station-keeping window, which ends with the newest set of the fleet.

    Returns:
        Rows of the schema `FLEET_HISTORY`, one a satellite. Span and slope are missing where the window holds fewer
        than five of a satellite's sets.

    Raises:
        InputError: the window is not positive.

    Source:
        Definitions of the columns: `FLEET_HISTORY`; rates: `climb_rates`.
    """
    if not window_days > 0:
        raise InputError(
            f"a window of {window_days} days is not positive; give days, for example 30", given=window_days
        )
    if not len(sets):
        return FLEET_HISTORY.empty()
    series = semi_major_axis_series(sets)
    climbing = _climbing(series)
    series["altitude"] = series["semi_major_axis"] - WGS84_SEMI_MAJOR_AXIS
    table = series.groupby("norad_id").agg(
        sets=("epoch", "size"),
        first_epoch=("epoch", "first"),
        last_epoch=("epoch", "last"),
        first_altitude=("altitude", "first"),
        last_altitude=("altitude", "last"),
    )
    table["climb"] = table["last_altitude"] - table["first_altitude"]
    newest = sets.latest().table.set_index("norad_id")
    table[["name", "inclination"]] = newest[["name", "inclination"]]
    start = series["epoch"].max() - pd.Timedelta(days=window_days)
    table = table.join(climbing).join(_keeping(series[series["epoch"] > start]))
    return FLEET_HISTORY.check(table.fillna({"raising_days": 0, "window_sets": 0}).reset_index())


def _climbing(series: pd.DataFrame) -> pd.DataFrame:
    rates = climb_rates(series)
    rates["days"] = _days(rates["stop"] - rates["start"])
    up = rates[(rates["rate"] > RAISING_RATE) & rates["alike"]].groupby("norad_id")[["days", "climb"]].sum()
    return pd.DataFrame(
        {
            "rate_p90_m_per_day": rates.groupby("norad_id")["rate"].quantile(0.9),
            "raising_days": up["days"],
            "raising_rate_m_per_day": up["climb"] / up["days"],
        }
    )


def _keeping(window: pd.DataFrame) -> pd.DataFrame:
    groups = window.groupby("norad_id")
    count = groups.size()
    altitude = groups["altitude"]
    days = _days(window["epoch"] - window["epoch"].min())
    days = days - days.groupby(window["norad_id"]).transform("mean")
    moment = (days * (window["altitude"] - altitude.transform("mean"))).groupby(window["norad_id"]).sum()
    slope = moment / (days**2).groupby(window["norad_id"]).sum().replace(0.0, np.nan)
    enough = count >= _FEWEST_SETS
    return pd.DataFrame(
        {
            "window_sets": count,
            "median_altitude": altitude.median(),
            "span": (altitude.quantile(0.98) - altitude.quantile(0.02)).where(enough),
            "slope_m_per_day": slope.where(enough),
        }
    )


def station_keeping(history: pd.DataFrame, *, altitude: float, inclination: float) -> StationKeeping:
    """How tightly the satellites of one shell keep their altitude, those apart that manoeuvre between orbits.

    Args:
        history: rows of the schema `FLEET_HISTORY`.
        altitude: of the shell, m above 6378.137 km.
        inclination: of the shell, rad.

    Returns:
        Medians over the satellites whose median altitude is on station and whose 2-98 % span is below 15 km, so that
        a climb or a phasing manoeuvre does not pass for loose keeping, and which have two thirds of the usual number
        of sets in the window.

    Raises:
        SchemaError: `history` is not such a table.

    Source:
        Tolerances: `huxing.orbit.selection`.
    """
    rows = FLEET_HISTORY.check(history)
    near = (rows["median_altitude"] - altitude).abs() <= SHELL_ALTITUDE_TOLERANCE
    tilted = (rows["inclination"] - inclination).abs() <= SHELL_INCLINATION_TOLERANCE
    rows = rows[near & tilted & (rows["span"] < _LARGEST_KEEPING_SPAN)]
    kept = rows[rows["window_sets"] >= _SET_SHARE * rows["window_sets"].median()]
    return StationKeeping(len(kept), float(kept["span"].median()), float(kept["slope_m_per_day"].median()))
