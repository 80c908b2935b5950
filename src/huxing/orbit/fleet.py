"""What is really up there: a fleet's shells, planes and statuses from element sets, beside its design."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from huxing.core.constants import SECONDS_PER_DAY, WGS84_SEMI_MAJOR_AXIS
from huxing.core.errors import InputError
from huxing.core.time import as_times, utc_seconds
from huxing.orbit.constellation import Constellation
from huxing.orbit.element_sets import ElementSets
from huxing.orbit.fleet_history import fleet_history
from huxing.orbit.fleet_planes import fleet_planes
from huxing.orbit.fleet_shells import ShellOrbit, assign_shells, designed_shells, find_shells
from huxing.orbit.fleet_status import STATUSES, element_rates, is_settled, station_status, trend_rates
from huxing.orbit.fleet_tables import FLEET_SATELLITES, FLEET_SHELLS
from huxing.orbit.planes import secular_angles

_OLDEST_DAYS = 30.0
"""A satellite without a set in the 30 days before the date is left out: it is lost, or down."""
_LATER_DAYS = 3.0
"""Sets up to three days after the date serve too: a catalogue of one day has epochs around it."""


@dataclass(frozen=True, eq=False)
class Fleet:
    """A fleet at one date.

    Attributes:
        name: label.
        date: UTC; nodes and arguments of latitude hold at it.
        satellites: rows of the schema `FLEET_SATELLITES`.
        planes: rows of the schema `FLEET_PLANES`.
        shells: rows of the schema `FLEET_SHELLS`.
        design: what it is compared with, or None.
        left_out: satellites without a set near the date.
    """

    name: str
    date: np.datetime64
    satellites: pd.DataFrame
    planes: pd.DataFrame
    shells: pd.DataFrame
    design: Constellation | None = None
    left_out: int = 0

    def count(self, status: str) -> int:
        """How many satellites have a status.

        Args:
            status: a key of `STATUSES`.

        Returns:
            The number.

        Raises:
            InputError: no such status.

        Source:
            None: a definition.
        """
        if status not in STATUSES:
            raise InputError(f"'{status}' is not a status; they are {', '.join(STATUSES)}", given=status)
        return int((self.satellites["status"] == status).sum())

    def summary(self) -> str:
        """The fleet in a sentence: planes, satellites on station and on their way, and how the rate is known.

        Returns:
            Text, one line.

        Raises:
            Nothing of its own.

        Source:
            None: presentation.
        """
        from huxing.orbit.fleet_summary import fleet_sentence

        return fleet_sentence(self)


def analyse_fleet(
    sets: ElementSets, design: Constellation | None = None, *, date: object = None, history: ElementSets | None = None
) -> Fleet:
    """Find a fleet's shells, planes and statuses, and compare them with a design.

    Args:
        sets: element sets of the fleet; a satellite may stand in it several times, and then its history is used.
        design: shells to compare with; without it, shells are found in the sets.
        date: UTC of the analysis; by default the newest epoch in `sets`.
        history: more sets of the same satellites, from which trends and rates are taken.

    Returns:
        The fleet. Each satellite counts once, with its newest set that is not over three days after the date.

    Raises:
        InputError: no sets, or none from within 30 days before the date.

    Source:
        Nodes: `huxing.orbit.planes.secular_angles`; shells: `huxing.orbit.fleet_shells`; statuses: `STATUSES`.
    """
    if not len(sets):
        raise InputError("there are no element sets to analyse; give a file that holds the fleet's")
    moment = np.datetime64(as_times(sets.epoch.max() if date is None else date).reshape(1)[0])
    current = _sets_near(sets, moment)
    shells, shell = _shells(current, design)
    satellites = _satellites(current, moment, shells, shell)
    past = sets if history is None else ElementSets.concatenate([history, sets])
    _add_rates(satellites, current, past, moment)
    _add_status(satellites, shells, design)
    settled = is_settled(satellites["altitude_offset"].to_numpy(), current.eccentricity)
    satellites["plane"], planes, turn = fleet_planes(satellites, settled, shells, design, moment)
    return Fleet(
        name=design.name if design is not None else "fleet",
        date=moment,
        satellites=FLEET_SATELLITES.check(satellites),
        planes=planes,
        shells=_shell_table(shells, satellites, settled, planes, turn),
        design=design,
        left_out=len(np.unique(sets.norad_id)) - len(current),
    )


def _sets_near(sets: ElementSets, date: np.datetime64) -> ElementSets:
    days = utc_seconds(sets.epoch, date) / SECONDS_PER_DAY
    near = sets[(days >= -_OLDEST_DAYS) & (days <= _LATER_DAYS)].latest()
    if not len(near):
        raise InputError(
            f"no element set lies within the {_OLDEST_DAYS:.0f} days before {str(date)[:16]}; they run from "
            f"{str(sets.epoch.min())[:16]} to {str(sets.epoch.max())[:16]}. Give a date in that range.",
            given=date,
        )
    return near


def _shells(current: ElementSets, design: Constellation | None) -> tuple[tuple[ShellOrbit, ...], NDArray[np.int64]]:
    """The design's shells, then those found among the satellites that fit none; and each satellite's shell."""
    axis, inclination = current.semi_major_axis, current.inclination
    shells = designed_shells(design.shells) if design is not None else ()
    shell = assign_shells(axis, inclination, shells)
    strange = shell < 0
    found = find_shells(axis[strange], inclination[strange])
    own = assign_shells(axis[strange], inclination[strange], found)
    shell[strange] = np.where(own < 0, -1, own + len(shells))
    return shells + found, shell


def _satellites(
    current: ElementSets, date: np.datetime64, shells: tuple[ShellOrbit, ...], shell: NDArray[np.int64]
) -> pd.DataFrame:
    table = current.table[["norad_id", "name", "cospar_id", "epoch", "eccentricity", "inclination"]].copy()
    table["altitude"] = current.semi_major_axis - WGS84_SEMI_MAJOR_AXIS
    table["raan"], table["argument_of_latitude"] = secular_angles(current, date)
    table["shell"] = shell
    table["altitude_offset"] = table["altitude"] - np.array([s.altitude for s in shells] + [np.nan])[shell]
    return table


def _add_rates(satellites: pd.DataFrame, current: ElementSets, past: ElementSets, date: np.datetime64) -> None:
    """Rates by the history where it reaches, else by the elements themselves."""
    old_enough = utc_seconds(past.epoch, date) <= _LATER_DAYS * SECONDS_PER_DAY
    past = past[np.isin(past.norad_id, current.norad_id) & old_enough]
    trend = trend_rates(current, past)
    known = np.isfinite(trend)
    satellites["rate_m_per_day"] = np.where(known, trend, element_rates(current))
    satellites["rate_source"] = np.where(known, "history", "elements")
    satellites["raising_rate_m_per_day"] = np.nan
    if known.any():
        climbed = fleet_history(past).set_index("norad_id")["raising_rate_m_per_day"]
        satellites["raising_rate_m_per_day"] = climbed.reindex(current.norad_id).to_numpy()


def _add_status(satellites: pd.DataFrame, shells: tuple[ShellOrbit, ...], design: Constellation | None) -> None:
    wanted = np.array([s.design is not None or design is None for s in shells] + [False])
    satellites["status"] = station_status(
        satellites["altitude_offset"].to_numpy(),
        satellites["eccentricity"].to_numpy(),
        satellites["rate_m_per_day"].to_numpy(),
        wanted[satellites["shell"].to_numpy()],
    )


def _shell_table(
    shells: tuple[ShellOrbit, ...],
    satellites: pd.DataFrame,
    settled: NDArray[np.bool_],
    planes: pd.DataFrame,
    turn: NDArray[np.float64],
) -> pd.DataFrame:
    rows = []
    for index, shell in enumerate(shells):
        mine = (satellites["shell"] == index).to_numpy()
        there = satellites[mine & settled]
        rows.append(
            {
                "name": shell.name,
                "altitude": shell.altitude,
                "inclination": shell.inclination,
                "designed": shell.designed,
                "design_planes": shell.design.planes if shell.design is not None else 0,
                "satellites": int(mine.sum()),
                "on_station": int((satellites.loc[mine, "status"] == "on_station").sum()),
                "planes": int((planes["shell"] == index).sum()),
                "station_altitude": there["altitude"].median(),
                "station_inclination": there["inclination"].median(),
                "turn": turn[index],
            }
        )
    return FLEET_SHELLS.check(pd.DataFrame(rows) if rows else FLEET_SHELLS.empty())
