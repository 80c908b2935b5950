"""Element sets of a designed constellation, for formats that know no other orbits."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from huxing.core.errors import InputError
from huxing.orbit import Constellation, ElementSets, Shell

_ECCENTRICITY = 1e-7
"""The least that a TLE holds: of a circle SGP4's argument of perigee has no meaning, as of this."""
_MOST_NUMBERED = 339_999


def designed_sets(constellation: Constellation, epoch: np.datetime64) -> ElementSets:
    """Element sets whose mean motion along the orbit and whose node and phase at an epoch are the design's.

    Args:
        constellation: circular shells, moved by secular J2.
        epoch: UTC, of all sets.

    Returns:
        One set a satellite, numbered from 1. SGP4's periodic terms move a satellite about the design's place by some
        1.5e-3 of the semi-major axis (12 km at 630 km); the two do not drift apart.

    Raises:
        InputError: more satellites than catalogue numbers.

    Source:
        Vallado 2013, section 9.6.1 (the design's rates); Vallado et al., AIAA 2006-6753 (those of SGP4, to which the
        mean motion is fitted).
    """
    count = len(constellation)
    if count > _MOST_NUMBERED:
        raise InputError(f"{count:,} satellites; a TLE numbers {_MOST_NUMBERED:,} at most", given=count)
    seconds = float((epoch - constellation.epoch.astype("datetime64[ns]")) / np.timedelta64(1, "s"))
    parts = [_shell(shell, seconds) for shell in constellation.shells]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    zero = np.zeros(count)
    table = pd.DataFrame(
        {
            "name": [""] * count,
            "norad_id": np.arange(1, count + 1),
            "cospar_id": [""] * count,
            "classification": ["U"] * count,
            "epoch": np.full(count, epoch, "datetime64[ns]"),
            "mean_motion": columns["mean_motion"],
            "eccentricity": np.full(count, _ECCENTRICITY),
            "inclination": columns["inclination"],
            "raan": columns["raan"],
            "argument_of_perigee": zero,
            "mean_anomaly": columns["mean_anomaly"],
            "bstar": zero,
            "mean_motion_dot": zero,
            "mean_motion_ddot": zero,
            "element_set_number": np.zeros(count, np.int64),
            "revolution_number": np.zeros(count, np.int64),
        }
    )
    return ElementSets(table)


def _shell(shell: Shell, seconds: float) -> dict[str, NDArray[np.float64]]:
    each = [len(slots) for slots in shell.argument_of_latitude]
    turn = 2.0 * np.pi
    return {
        "mean_motion": np.full(len(shell), _kozai_mean_motion(shell)),
        "inclination": np.full(len(shell), shell.inclination),
        "raan": np.repeat(shell.raan + shell.node_rate * seconds, each) % turn,
        "mean_anomaly": (np.concatenate(shell.argument_of_latitude) + shell.latitude_rate * seconds) % turn,
    }


def _kozai_mean_motion(shell: Shell) -> float:
    """Mean motion for which SGP4's argument of latitude moves as the design's, rad/s."""
    from sgp4.api import WGS72, Satrec

    motion = shell.latitude_rate
    for _ in range(3):
        record = Satrec()
        record.sgp4init(
            WGS72, "i", 1, 0.0, 0.0, 0.0, 0.0, _ECCENTRICITY, 0.0, shell.inclination, 0.0, motion * 60.0, 0.0
        )
        motion *= shell.latitude_rate / ((record.mdot + record.argpdot) / 60.0)
    return float(motion)
