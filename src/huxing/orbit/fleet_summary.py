"""A fleet in words, and its climb launch by launch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from huxing.orbit.fleet_tables import RAISING_PROGRESS

if TYPE_CHECKING:
    from huxing.orbit.fleet import Fleet

_WORDS = {
    "decaying": "decaying",
    "above_station": "above station",
    "lowering": "lowering",
}


def fleet_sentence(fleet: Fleet) -> str:
    """The fleet in a sentence: planes, satellites on station and on their way, and how the rate is known.

    Args:
        fleet: as `huxing.orbit.analyse_fleet` gives it.

    Returns:
        Text, one line, without a full stop.

    Raises:
        Nothing of its own.

    Source:
        None: presentation.
    """
    parts = [_planes(fleet), _on_station(fleet), _raising(fleet), _below(fleet)]
    parts += [f"{fleet.count(status)} {words}" for status, words in _WORDS.items() if fleet.count(status)]
    parts.append(_elsewhere(fleet))
    return ", ".join(part for part in parts if part)


def _planes(fleet: Fleet) -> str:
    filled = fleet.planes[fleet.planes["on_station"] > 0]
    if fleet.design is None:
        return f"{_counted(len(filled), 'plane')} in {_counted(int(filled['shell'].nunique()), 'shell')}"
    matched = filled[filled["design_plane"] >= 0]
    return f"{len(matched)} of {int(fleet.shells['design_planes'].sum())} planes"


def _on_station(fleet: Fleet) -> str:
    number = fleet.count("on_station")
    if fleet.design is None:
        return f"{number} of {len(fleet.satellites)} catalogued on station"
    designed = int(fleet.shells["designed"].sum())
    if number > designed:
        return f"{number} on station, {number - designed} more than the design's {designed}"
    shells = fleet.shells[fleet.shells["designed"] > 0]
    surplus = int((shells["on_station"] - shells["designed"]).clip(lower=0).sum())
    return f"{number} of {designed} on station" + (f" ({surplus} more than their shells' design)" if surplus else "")


def _raising(fleet: Fleet) -> str:
    rows = fleet.satellites[fleet.satellites["status"] == "raising"]
    if rows.empty:
        return ""
    measured = rows["raising_rate_m_per_day"].dropna()
    if len(measured):
        return f"{len(rows)} raising at {_rate(measured)} km/day while they climb (from the history)"
    trend = rows.loc[rows["rate_source"] == "history", "rate_m_per_day"]
    if len(trend):
        return f"{len(rows)} raising at {_rate(trend)} km/day over two weeks (from the history)"
    return f"{len(rows)} raising under thrust (how fast, one set a satellite cannot tell)"


def _rate(rates: pd.Series[float]) -> str:
    """Median in km/day, with two digits."""
    median = float(rates.median()) / 1e3
    return f"{median:.0f}" if median >= 9.95 else f"{median:.1f}"


def _below(fleet: Fleet) -> str:
    rows = fleet.satellites[fleet.satellites["status"] == "below_station"]
    if rows.empty:
        return ""
    unsure = int((rows["rate_source"] == "elements").sum())
    if not unsure:
        return f"{len(rows)} parked below station"
    which = "" if unsure == len(rows) else f"{unsure} of them "
    return f"{len(rows)} below station ({which}raising or parked: give a history to tell)"


def _elsewhere(fleet: Fleet) -> str:
    rows = fleet.satellites[fleet.satellites["status"] == "other_orbit"]
    if rows.empty:
        return ""
    found = fleet.shells[(fleet.shells["designed"] == 0) & (fleet.shells["satellites"] > 0)]
    orbits = [
        f"{altitude / 1e3:.1f} km {np.degrees(inclination):.2f} deg"
        for altitude, inclination in found[["altitude", "inclination"]].to_numpy(dtype=np.float64)
    ]
    where = f" ({'; '.join(orbits[:3])}{'; ...' if len(orbits) > 3 else ''})" if orbits and fleet.design else ""
    what = "that the design does not have" if fleet.design is not None else "of no shell"
    return f"{len(rows)} in orbits {what}{where}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def raising_progress(fleet: Fleet) -> pd.DataFrame:
    """The climb launch by launch: where the satellites off station are, and when they arrive.

    Args:
        fleet: as `huxing.orbit.analyse_fleet` gives it.

    Returns:
        Rows of the schema `RAISING_PROGRESS`, launches with satellites below or above station only, by designator.
        The days to station suppose that the trend of the last two weeks lasts.

    Raises:
        Nothing of its own.

    Source:
        None: a definition. A launch is the year and number of the international designator.
    """
    table = fleet.satellites.assign(launch=fleet.satellites["cospar_id"].str.extract(r"^(\d{4}-\d{3})", expand=False))
    table["launch"] = table["launch"].fillna("unknown")
    rows = [_launch(str(launch), part) for launch, part in table.groupby("launch")]
    kept = [row for row in rows if row is not None]
    return RAISING_PROGRESS.check(pd.DataFrame(kept) if kept else RAISING_PROGRESS.empty())


def _launch(launch: str, part: pd.DataFrame) -> dict[str, object] | None:
    off = part[~part["status"].isin(["on_station", "other_orbit"])]
    if off.empty:
        return None
    up = part[part["status"] == "raising"]
    trend = up[up["rate_source"] == "history"]
    on_station = int((part["status"] == "on_station").sum())
    return {
        "launch": launch,
        "satellites": len(part),
        "on_station": on_station,
        "raising": len(up),
        "elsewhere": len(part) - on_station - len(up),
        "lowest_altitude": off["altitude"].min(),
        "median_altitude": off["altitude"].median(),
        "highest_altitude": off["altitude"].max(),
        "rate_m_per_day": trend["rate_m_per_day"].median(),
        "days_to_station": (-trend["altitude_offset"] / trend["rate_m_per_day"]).median(),
    }
