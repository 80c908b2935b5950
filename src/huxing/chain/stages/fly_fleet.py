"""The fleet at a date: each satellite's orbit and status, and the planes beside those of the design."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from huxing.chain.stages.fly_artefacts import FLEET, PLANES, RAISING
from huxing.chain.stages.fly_parameters import SelectedSets, Source
from huxing.core.time import utc_seconds
from huxing.orbit.constellation import Constellation, Shell
from huxing.orbit.element_sets import ElementSets

if TYPE_CHECKING:
    from huxing.orbit.fleet import Fleet


@dataclass(frozen=True)
class FleetWork:
    """Parameters of `write_fleet`; `history` are all sets of the constellation, from which rates are taken."""

    milestone: str
    date: np.datetime64
    constellation: str
    role: str
    compared_with: str
    source: Source
    history: SelectedSets | None


def satellites_in_service(source: Source, date: np.datetime64) -> ElementSets | Constellation:
    """The satellites of a source that serve users.

    Args:
        source: shells or element sets.
        date: UTC.

    Returns:
        What can be propagated: the shells, or the sets of the satellites that count.

    Raises:
        InputError: no sets.

    Source:
        huxing.orbit.fleet_status.STATUSES.
    """
    if source.sets is None:
        assert source.shells is not None  # noqa: S101 - a source is one or the other
        return source.shells
    if source.in_service == "all":
        return source.sets.sets
    satellites = _analysed(source, date, None).satellites
    serving = satellites.loc[satellites["status"] == "on_station", "norad_id"]
    return source.sets.sets[np.isin(source.sets.sets.norad_id, serving)]


def _analysed(source: Source, date: np.datetime64, history: SelectedSets | None) -> Fleet:
    from huxing.orbit.fleet import analyse_fleet

    assert source.sets is not None  # noqa: S101 - only called for element sets
    past = history.sets if history else None
    return analyse_fleet(source.sets.sets, source.design, date=date, history=past)


def write_fleet(work: FleetWork, folder: Path) -> None:
    """Write `fleet.parquet` and `planes.parquet` of one constellation at one date.

    Args:
        work: parameters.
        folder: where to write.

    Raises:
        SchemaError: never, if the tables are what they declare.

    Source:
        `FLEET`, `PLANES`.
    """
    if work.source.sets is not None:
        analysed = _analysed(work.source, work.date, work.history)
        fleet, planes = _observed_fleet(analysed, work), _planes_of_fleet(analysed, work)
    else:
        assert work.source.shells is not None  # noqa: S101 - a source is one or the other
        fleet, planes = _designed_fleet(work.source.shells, work), _planes_of_shells(work.source.shells, work)
    FLEET.write(_labelled(fleet, work), folder / "fleet.parquet")
    PLANES.write(_labelled(planes, work), folder / "planes.parquet")


def _labelled(table: pd.DataFrame, work: FleetWork) -> pd.DataFrame:
    return table.assign(date=work.date, milestone=work.milestone, constellation=work.constellation)


def _observed_fleet(fleet: Fleet, work: FleetWork) -> pd.DataFrame:
    assert work.source.sets is not None  # noqa: S101 - only called for element sets
    rows = fleet.satellites
    labels = dict(zip(work.source.sets.sets.norad_id, work.source.sets.labels, strict=True))
    names = np.append(fleet.shells["name"].to_numpy(dtype=object), "")
    number = _number_within(fleet.planes["shell"].to_numpy())
    return pd.DataFrame(
        {
            "role": work.role,
            "satellite": rows["norad_id"].map(labels),
            "norad_id": rows["norad_id"],
            "shell": names[rows["shell"].to_numpy()],
            "plane": np.append(number, 0)[rows["plane"].to_numpy()],
            "slot": 0,
            "altitude_km": rows["altitude"] / 1e3,
            "inclination_deg": np.degrees(rows["inclination"]),
            "raan_deg": np.degrees(rows["raan"]) % 360.0,
            "argument_of_latitude_deg": np.degrees(rows["argument_of_latitude"]) % 360.0,
            "status": rows["status"],
            "in_service": (rows["status"] == "on_station") | (work.source.in_service == "all"),
            "rate_km_per_day": rows["rate_m_per_day"] / 1e3,
        }
    )


def _number_within(shell: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number of each plane within its shell, counted from 1."""
    return np.array([1 + int((shell[:k] == s).sum()) for k, s in enumerate(shell)], dtype=np.int64)


def _designed_fleet(shells: Constellation, work: FleetWork) -> pd.DataFrame:
    seconds = float(utc_seconds(np.asarray(work.date), shells.epoch))
    shell = shells.shell_index
    raan = np.concatenate(
        [np.repeat(nodes_at(s, seconds), [len(a) for a in s.argument_of_latitude]) for s in shells.shells]
    )
    latitude = np.concatenate(
        [np.concatenate(s.argument_of_latitude) + s.latitude_rate * seconds for s in shells.shells]
    )
    return pd.DataFrame(
        {
            "role": work.role,
            "satellite": shells.labels,
            "norad_id": 0,
            "shell": np.array([s.name for s in shells.shells], dtype=object)[shell],
            "plane": shells.plane + 1,
            "slot": shells.slot + 1,
            "altitude_km": np.array([s.altitude for s in shells.shells])[shell] / 1e3,
            "inclination_deg": np.degrees([s.inclination for s in shells.shells])[shell],
            "raan_deg": np.degrees(raan) % 360.0,
            "argument_of_latitude_deg": np.degrees(latitude) % 360.0,
            "status": "design" if work.role == "design" else "on_station",
            "in_service": True,
            "rate_km_per_day": np.nan,
        }
    )


def nodes_at(shell: Shell, seconds: float) -> NDArray[np.float64]:
    """Nodes of a shell's planes after a time, rad."""
    return shell.raan + shell.node_rate * seconds


def _planes_of_fleet(fleet: Fleet, work: FleetWork) -> pd.DataFrame:
    """Rows of `PLANES` of an analysed fleet."""
    parts = [PLANES.empty().drop(columns=["date", "milestone", "constellation"])]
    for index, shell in enumerate(work.source.design.shells if work.source.design else ()):
        rows = fleet.planes[fleet.planes["shell"] == index]
        turn = float(fleet.shells["turn"].iloc[index])
        parts.append(
            _beside_design(
                shell,
                work,
                turn,
                rows["design_plane"].to_numpy(),
                rows["raan"].to_numpy(),
                rows[["satellites", "on_station"]].to_numpy(),
            )
        )
    return pd.concat(parts, ignore_index=True)


def _planes_of_shells(shells: Constellation, work: FleetWork) -> pd.DataFrame:
    """Rows of `PLANES` where the fleet itself is given as shells."""
    from huxing.orbit.fleet_shells import assign_shells, designed_shells
    from huxing.orbit.planes import match_planes

    parts = [PLANES.empty().drop(columns=["date", "milestone", "constellation"])]
    design = work.source.design.shells if work.source.design else ()
    axis, tilt = np.array([[s.semi_major_axis, s.inclination] for s in shells.shells]).T
    belongs = assign_shells(axis, tilt, designed_shells(design))
    for index, shell in enumerate(design):
        mine = [s for s, b in zip(shells.shells, belongs, strict=True) if b == index]
        seconds = float(utc_seconds(np.asarray(work.date), shells.epoch))
        nodes = np.concatenate([np.empty(0), *(nodes_at(s, seconds) for s in mine)])
        size = np.array([len(slots) for s in mine for slots in s.argument_of_latitude], dtype=np.int64)
        match = match_planes(nodes, _design_nodes(shell, work), size)
        parts.append(
            _beside_design(shell, work, match.offset, match.design_plane, nodes, np.stack([size, size], axis=1))
        )
    return pd.concat(parts, ignore_index=True)


def _design_nodes(shell: Shell, work: FleetWork) -> NDArray[np.float64]:
    assert work.source.design is not None  # noqa: S101 - only called with a design
    return nodes_at(shell, float(utc_seconds(np.asarray(work.date), work.source.design.epoch)))


def _beside_design(
    shell: Shell,
    work: FleetWork,
    turn: float,
    plane: NDArray[np.int64],
    node: NDArray[np.float64],
    counts: NDArray[np.int64],
) -> pd.DataFrame:
    """One row per designed plane, and one per observed plane (`plane` -1) that fits none."""
    observed = {int(p): k for k, p in enumerate(plane) if p >= 0}
    designed = np.degrees(_design_nodes(shell, work) + (turn if np.isfinite(turn) else 0.0)) % 360.0
    pairs = [(p, observed.get(p)) for p in range(shell.planes)]
    pairs += [(-1, k) for k, p in enumerate(plane) if p < 0]
    return pd.DataFrame(
        [
            {
                "design": work.compared_with,
                "shell": shell.name,
                "plane": p + 1,
                "designed_satellites": len(shell.argument_of_latitude[p]) if p >= 0 else 0,
                "designed_raan_deg": designed[p] if p >= 0 else np.nan,
                "observed_raan_deg": np.degrees(node[k]) % 360.0 if k is not None else np.nan,
                "satellites": int(counts[k, 0]) if k is not None else 0,
                "on_station": int(counts[k, 1]) if k is not None else 0,
            }
            for p, k in pairs
        ]
    )


@dataclass(frozen=True)
class RaisingWork:
    """Parameters of `write_raising`."""

    constellation: str
    sets: SelectedSets


def write_raising(work: RaisingWork, folder: Path) -> None:
    """Write `raising.parquet`: the altitude over time of each satellite that climbed.

    Args:
        work: parameters.
        folder: where to write.

    Raises:
        SchemaError: never, if the table is what it declares.

    Source:
        `RAISING`; huxing.orbit.fleet_history.raising_episodes.
    """
    from huxing.core.constants import WGS84_SEMI_MAJOR_AXIS
    from huxing.orbit.fleet_history import raising_episodes, semi_major_axis_series

    climbed = raising_episodes(work.sets.sets)["norad_id"].unique()
    series = semi_major_axis_series(work.sets.sets)
    series = series[series["norad_id"].isin(climbed)]
    labels = dict(zip(work.sets.sets.norad_id, work.sets.labels, strict=True))
    table = pd.DataFrame(
        {
            "constellation": work.constellation,
            "satellite": series["norad_id"].map(labels),
            "norad_id": series["norad_id"],
            "epoch": series["epoch"],
            "altitude_km": (series["semi_major_axis"] - WGS84_SEMI_MAJOR_AXIS) / 1e3,
        }
    )
    RAISING.write(table, folder / "raising.parquet")
