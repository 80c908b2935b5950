"""From the table `fleet` back to satellites that can be propagated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from huxing.core.constants import EARTH_MEAN_RADIUS, WGS84_SEMI_MAJOR_AXIS
from huxing.orbit.constellation import Constellation, Shell


@dataclass(frozen=True)
class Places:
    """Where satellites stand in their constellation, each of shape `(satellite,)`.

    Attributes:
        shell: number of the shell.
        plane: number of the plane, unique over all shells.
        number: of the plane within its shell, as the table counts them; 0 where it is not known.
        known: whether the plane is known; without it `plane` means nothing.
        raan, argument_of_latitude: rad.
    """

    shell: NDArray[np.int64]
    plane: NDArray[np.int64]
    number: NDArray[np.int64]
    known: NDArray[np.bool_]
    raan: NDArray[np.float64]
    argument_of_latitude: NDArray[np.float64]


@dataclass(frozen=True)
class Flown:
    """The satellites of one constellation in service at one date.

    Attributes:
        milestone, date: when; the orbits' epoch is the date.
        constellation: name in the scenario.
        satellites: circular orbits with secular J2, in the order of `labels`.
        kept: the same for a year: the satellites of a plane at its median altitude and inclination, so that they keep
            the places that they have at the date, as an operator keeps them.
        labels: of the table `fleet`.
        places: shell, plane and phase of each.
    """

    milestone: str
    date: np.datetime64
    constellation: str
    satellites: Constellation
    kept: Constellation
    labels: tuple[str, ...]
    places: Places

    @property
    def altitude(self) -> float:
        """Median altitude over the mean Earth radius, m: what a link over a spherical Earth takes."""
        axes = [shell.semi_major_axis for shell in self.satellites.shells for _ in range(len(shell))]
        return float(np.median(axes)) - EARTH_MEAN_RADIUS


def flown_fleets(fleet: pd.DataFrame) -> list[Flown]:
    """Satellites in service of every constellation at every date.

    Args:
        fleet: the table `fleet`.

    Returns:
        One entry per date and constellation with satellites in service, in the table's order. Orbits are circular with
        the table's mean altitude, inclination, node and argument of latitude; a real satellite's eccentricity (about
        0.0001 to 0.001) moves it by up to some kilometres, which a link budget does not feel.

    Raises:
        InputError: an altitude that is no orbit.

    Source:
        huxing.chain.stages.fly_artefacts.FLEET; Vallado 2013, section 9.6.1 (secular J2).
    """
    serving = fleet[fleet["in_service"]]
    keys = serving[["date", "milestone", "constellation"]].drop_duplicates()
    return [_flown(serving, *key) for key in keys.itertuples(index=False, name=None)]


def _flown(serving: pd.DataFrame, date: pd.Timestamp, milestone: str, constellation: str) -> Flown:
    rows = serving[(serving["date"] == date) & (serving["constellation"] == constellation)]
    ordered, shells = _shells(rows)
    when, labels = date.to_datetime64().astype("datetime64[ns]"), tuple(map(str, ordered["satellite"]))
    satellites, kept = (Constellation(constellation, part, when) for part in (shells, _shells(_kept(rows))[1]))
    return Flown(milestone, when, constellation, satellites, kept, labels, _places(ordered))


def _shells(rows: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Shell, ...]]:
    """Rows in the order of the shells, one for each altitude and inclination."""
    ordered = rows.sort_values(["altitude_km", "inclination_deg", "raan_deg", "argument_of_latitude_deg", "satellite"])
    sizes = ordered[["altitude_km", "inclination_deg"]].to_numpy()
    starts = np.flatnonzero(np.append(True, (np.diff(sizes, axis=0) != 0.0).any(axis=1)))
    return ordered, tuple(_shell(ordered.iloc[a:b]) for a, b in zip(starts, [*starts[1:], len(ordered)], strict=True))


def _kept(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with the altitude and inclination of their plane; a satellite without a known plane keeps its own."""
    sizes, known = ["altitude_km", "inclination_deg"], rows["plane"] != 0
    typical = rows.groupby(["shell", "plane"])[sizes].transform("median")
    return rows.assign(**{name: typical[name].where(known, rows[name]) for name in sizes})


def _places(rows: pd.DataFrame) -> Places:
    shell = pd.factorize(rows["shell"])[0].astype(np.int64)
    plane = rows.assign(number=shell).groupby(["number", "plane"]).ngroup()
    return Places(
        shell,
        plane.to_numpy().astype(np.int64),
        rows["plane"].to_numpy().astype(np.int64),
        rows["plane"].to_numpy() != 0,
        np.radians(rows["raan_deg"].to_numpy()),
        np.radians(rows["argument_of_latitude_deg"].to_numpy()),
    )


def _shell(rows: pd.DataFrame) -> Shell:
    """Rows of one altitude and inclination, in the order of node and argument of latitude."""
    node = np.radians(rows["raan_deg"].to_numpy())
    place = np.radians(rows["argument_of_latitude_deg"].to_numpy())
    starts = np.flatnonzero(np.append(True, np.diff(node) != 0.0))
    names = sorted(set(rows["shell"]) - {""})
    return Shell(
        name=names[0] if names else "fleet",
        semi_major_axis=float(rows["altitude_km"].iloc[0]) * 1e3 + WGS84_SEMI_MAJOR_AXIS,
        inclination=float(np.radians(rows["inclination_deg"].iloc[0])),
        raan=node[starts],
        argument_of_latitude=tuple(np.split(place, starts[1:])),
    )
