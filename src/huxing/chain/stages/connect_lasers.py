"""Laser links between neighbouring satellites over one revolution."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from huxing.chain.stages.connect_artefacts import LASER_LINKS
from huxing.chain.stages.connect_fleet import Flown
from huxing.chain.stages.connect_parameters import ConnectLaser
from huxing.chain.stages.connect_space import laser_neighbours
from huxing.core.time import Times


@dataclass(frozen=True)
class LaserWork:
    """Parameters of `write_lasers`."""

    laser: ConnectLaser
    flown: Flown
    step_s: float


def write_lasers(work: LaserWork, folder: Path) -> None:
    """Write `laser_links.parquet`: each neighbouring pair over one revolution from the date on.

    Args:
        work: parameters.
        folder: where to write.

    Raises:
        MissingDataError: a figure of the terminal without which it carries nothing.

    Source:
        huxing.orbit.neighbours; huxing.link.laser.laser_timeline, laser_rate.
    """
    pairs = laser_neighbours(work.flown, work.laser)
    table = _table(work, pairs.pairs, pairs.cross_plane) if len(pairs.pairs) else LASER_LINKS.empty()
    LASER_LINKS.write(table, folder / "laser_links.parquet")


def _table(work: LaserWork, pairs: NDArray[np.int64], cross: NDArray[np.bool_]) -> pd.DataFrame:
    from huxing.core.bodies import sun_position
    from huxing.core.frames import gcrf_to_teme_matrix
    from huxing.link.laser import laser_limits, laser_rate, laser_timeline
    from huxing.orbit import propagate

    flown, terminal = work.flown, work.laser.laser_terminal()
    times = _revolution(flown, work.step_s)
    # TEME turns against the stars by 1e-6 rad a day, and unlike GCRF it reaches dates beyond the leap-second table
    track = propagate(flown.satellites, times, frame="TEME", velocity=True)
    sun = np.einsum("tij,tj->ti", gcrf_to_teme_matrix(times), sun_position(times))
    seconds = (times - times[0]) / np.timedelta64(1, "s")
    timeline = laser_timeline(
        seconds,
        track["position"].to_numpy(),
        track["velocity"].to_numpy(),
        pairs,
        sun=sun,
        limits=laser_limits(terminal),
    )
    rate = timeline.rates(laser_rate(terminal, terminal, timeline.distance))
    shares = timeline.shares()
    labels = np.array(flown.labels, dtype=object)
    return pd.DataFrame(
        {
            "date": flown.date,
            "milestone": flown.milestone,
            "laser": work.laser.name,
            "constellation": flown.constellation,
            "satellite": labels[pairs[:, 0]],
            "neighbour": labels[pairs[:, 1]],
            "kind": np.where(cross, "cross-plane", "in-plane"),
            "least_range_km": timeline.distance.min(axis=0) / 1e3,
            "greatest_range_km": timeline.distance.max(axis=0) / 1e3,
            "up_share": shares["up"],
            "mean_rate_gbps": rate.mean(axis=0) / 1e9,
            "blocked_share": shares["earth"] + shares["range"],
            "sun_share": shares["sun"],
            "acquiring_share": shares["acquiring"] + shares["slew"],
        }
    )


def _revolution(flown: Flown, step_s: float) -> Times:
    """Times over one revolution of the highest shell."""
    longest = max(2.0 * np.pi / shell.latitude_rate for shell in flown.satellites.shells)
    steps = np.arange(0.0, longest, step_s)
    return np.asarray(flown.date + np.round(steps * 1e9).astype("timedelta64[ns]"))
