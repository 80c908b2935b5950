"""Orbits from the catalogue's constellations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from huxing.catalogue import ConstellationEntry, PlaneEntry, ShellEntry, constellation
from huxing.core.constants import EARTH_ROTATION_RATE
from huxing.core.frames import nominal_gmst
from huxing.core.time import parse_time
from huxing.orbit.constellation import DEFAULT_EPOCH, Constellation, Shell
from huxing.orbit.design import explicit_planes, walker_delta, walker_star


def constellation_from_catalogue(
    name: str, design: str | None = None, *, epoch: np.datetime64 | None = None
) -> Constellation:
    """A constellation of the catalogue as orbits.

    Args:
        name: name or alias of the constellation.
        design: name of the design; the row's first one when left out.
        epoch: UTC; when nodes and phases hold. Left out, it is the design's own epoch, or that of designs without one.
            A design with its own epoch is carried to another by the secular rates.

    Returns:
        The constellation, its shells named `<constellation>-<shell>`.

    Raises:
        CatalogueError: no such constellation or design; the nearest names are listed.
        ScenarioError: a file of HUXING_PATH is wrong.
        MissingDataError: a folder of HUXING_PATH is not there.
        InputError: a row of HUXING_PATH that is not an orbit.

    Source:
        The catalogue row's own `source`; Vallado 2013, section 9.6, for the secular rates.
    """
    return constellation_from_entry(constellation(name, design), epoch=epoch)


def constellation_from_entry(entry: ConstellationEntry, *, epoch: np.datetime64 | None = None) -> Constellation:
    """A catalogue entry's chosen design as orbits; see `constellation_from_catalogue`.

    Args:
        entry: from `huxing.catalogue.constellation`.
        epoch: as in `constellation_from_catalogue`.

    Returns:
        The constellation.

    Raises:
        InputError: a row that is not an orbit.

    Source:
        As `constellation_from_catalogue`.
    """
    own = parse_time(entry.design.epoch) if entry.design.epoch else None
    asked = DEFAULT_EPOCH if epoch is None else epoch.astype("datetime64[ns]")
    holds = asked if own is None else own
    shells = tuple(_shell(row, _shell_name(entry.name, row.name), holds) for row in entry.design.shells)
    if epoch is None or asked == holds:
        return Constellation(entry.name, shells, holds)
    seconds = float((asked - holds) / np.timedelta64(1, "ns")) / 1e9
    return Constellation(entry.name, tuple(_carried(shell, seconds) for shell in shells), asked)


def _shell_name(constellation_name: str, shell_name: str) -> str:
    return constellation_name if constellation_name.endswith(f"-{shell_name}") else f"{constellation_name}-{shell_name}"


def _shell(row: ShellEntry, name: str, epoch: np.datetime64) -> Shell:
    if row.pattern == "geostationary":
        return _geostationary(row, name, epoch)
    if row.pattern == "planes":
        planes = [_plane(plane) for plane in row.plane_rows]
        return explicit_planes(
            name=name, altitude_km=row.altitude_km or 0.0, inclination_deg=row.inclination_deg, planes=planes
        )
    build = walker_delta if row.pattern == "delta" else walker_star
    spread = {} if row.raan_spread_deg is None else {"raan_spread_deg": row.raan_spread_deg}
    return build(
        name=name,
        altitude_km=row.altitude_km or 0.0,
        inclination_deg=row.inclination_deg,
        planes=row.planes,
        per_plane=row.per_plane,
        phasing=row.phasing,
        phase_step_deg=row.phase_step_deg,
        odd_plane_shift_slots=row.odd_plane_shift_slots,
        raan0_deg=row.raan0_deg,
        argument_of_latitude0_deg=row.argument_of_latitude0_deg,
        **spread,
    )


def _plane(plane: PlaneEntry) -> dict[str, Any]:
    if plane.argument_of_latitude_deg:
        return {"raan_deg": plane.raan_deg, "argument_of_latitude_deg": plane.argument_of_latitude_deg}
    return {
        "raan_deg": plane.raan_deg,
        "satellites": plane.satellites,
        "argument_of_latitude0_deg": plane.argument_of_latitude0_deg,
    }


def _geostationary(row: ShellEntry, name: str, epoch: np.datetime64) -> Shell:
    """Equatorial orbits whose longitude stands still under this package's own secular rates."""
    from scipy.optimize import brentq  # here: it costs a third of a second at every start

    def drift(altitude_km: float) -> float:
        shell = explicit_planes(
            altitude_km=altitude_km, inclination_deg=0.0, planes=[{"raan_deg": 0.0, "satellites": 1}]
        )
        return shell.latitude_rate + shell.node_rate - EARTH_ROTATION_RATE

    altitude = float(brentq(drift, 35_000.0, 37_000.0, xtol=1e-9))
    gmst = float(np.degrees(nominal_gmst(np.array([epoch], dtype="datetime64[ns]"))[0]))
    phases = [gmst + longitude for longitude in row.longitudes_deg]
    planes = [{"raan_deg": 0.0, "argument_of_latitude_deg": phases}]
    return explicit_planes(name=name, altitude_km=altitude, inclination_deg=0.0, planes=planes)


def _carried(shell: Shell, seconds: float) -> Shell:
    """The shell's nodes and phases `seconds` later."""
    turn = 2.0 * np.pi
    slots = tuple((slots + shell.latitude_rate * seconds) % turn for slots in shell.argument_of_latitude)
    return replace(shell, raan=(shell.raan + shell.node_rate * seconds) % turn, argument_of_latitude=slots, code="")
