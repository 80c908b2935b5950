"""Element sets of a constellation whose source flies it by SGP4."""

from __future__ import annotations

import numpy as np
import pandas as pd

from huxing.catalogue import ShellEntry, constellation
from huxing.core.constants import SECONDS_PER_DAY
from huxing.core.errors import InputError
from huxing.core.time import parse_time
from huxing.orbit.element_sets import ELEMENT_SETS, ElementSets

_ANGLE_DECIMALS = 4
"""Of angles in a two-line set: 1e-4 deg is 12 m on the orbit, and a simulator that reads such files flies them so."""


def element_sets_from_catalogue(name: str, design: str | None = None) -> ElementSets:
    """Element sets of a constellation, as its source would write them into two-line sets.

    Args:
        name: name or alias of the constellation.
        design: name of the design; the row's first one when left out.

    Returns:
        One set for each satellite, plane by plane, without drag, angles rounded as two-line sets round them.

    Raises:
        CatalogueError: no such constellation or design; the nearest names are listed.
        InputError: a shell without a mean motion of its own: there is nothing for SGP4 to fly.

    Source:
        The catalogue row's own `source`; columns: Space-Track documentation, "Two-line element set".
    """
    entry = constellation(name, design)
    if not entry.design.epoch:
        raise InputError(
            f"design '{entry.design.name}' of {entry.name} has no epoch; take constellation_from_catalogue"
        )
    tables = [
        _sets(shell, entry.name, parse_time(entry.design.epoch).astype("datetime64[ns]"))
        for shell in entry.design.shells
    ]
    joined = pd.concat(tables, ignore_index=True)
    joined["norad_id"] = np.arange(1, len(joined) + 1)
    return ElementSets(joined)


def _sets(shell: ShellEntry, name: str, epoch: np.datetime64) -> pd.DataFrame:
    if shell.mean_motion_rev_per_day is None or not isinstance(shell.per_plane, int):
        raise InputError(
            f"shell '{shell.name}' of {name} has no mean motion for SGP4; take constellation_from_catalogue", given=name
        )
    spread = shell.raan_spread_deg or (180.0 if shell.pattern == "star" else 360.0)
    plane, slot = np.divmod(np.arange(shell.satellites), shell.per_plane)
    step = shell.phasing * 360.0 / shell.satellites if shell.phase_step_deg is None else shell.phase_step_deg
    shift = (plane % 2) * shell.odd_plane_shift_slots * 360.0 / shell.per_plane
    anomaly = shell.argument_of_latitude0_deg + slot * 360.0 / shell.per_plane + shift + plane * step
    node = shell.raan0_deg + plane * spread / shell.planes
    columns = {column.name: 0 for column in ELEMENT_SETS.columns} | {
        "name": [f"{name.upper()} {number}" for number in range(shell.satellites)],
        "cospar_id": "",
        "classification": "U",
        "epoch": epoch,
        "mean_motion": shell.mean_motion_rev_per_day * 2.0 * np.pi / SECONDS_PER_DAY,
        "eccentricity": shell.eccentricity or 0.0,
        "inclination": np.radians(np.round(shell.inclination_deg, _ANGLE_DECIMALS)),
        "raan": np.radians(np.round(node, _ANGLE_DECIMALS) % 360.0),
        "mean_anomaly": np.radians(np.round(anomaly, _ANGLE_DECIMALS) % 360.0),
    }
    return ELEMENT_SETS.check(pd.DataFrame(columns, index=range(shell.satellites)))
