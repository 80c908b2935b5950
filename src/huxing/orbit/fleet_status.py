"""What each satellite of a fleet is doing: on station, on its way there or elsewhere."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from huxing.core.constants import SECONDS_PER_DAY
from huxing.orbit.element_sets import ElementSets
from huxing.orbit.fleet_history import semi_major_axis_series
from huxing.orbit.selection import SHELL_ALTITUDE_TOLERANCE

STATUSES = {
    "on_station": "within 25 km of its shell's altitude and 0.3 deg (deep space: 3 deg) of its inclination, circular",
    "raising": "below its shell and climbing by 100 m/day or more",
    "below_station": "below its shell and not seen to climb or sink by 100 m/day: parked, or coasting in a climb",
    "decaying": "below its shell and sinking by 100 m/day or more",
    "above_station": "above its shell and not seen to sink by 100 m/day",
    "lowering": "above its shell and sinking by 100 m/day or more",
    "other_orbit": "of an inclination that no shell has, or eccentric",
}
"""Each status with its rule."""

MOVING_RATE = 100.0
"""Rate of the semi-major axis from which a satellite counts as moving, m/day: drag sinks a parked satellite at 800 km
by 2-4 m/day, a thruster lifts by 6 km/day (Qianfan, 2026)."""
LARGEST_ECCENTRICITY = 0.05
"""Above it an orbit does not belong to a shell of circular orbits; navigation satellites reach 0.03 (IS-GPS-200)."""
_TREND_DAYS = 14.0
"""The trend of a history is taken over two weeks, so that coasting between thrust arcs does not hide a climb."""
_OLDEST_DAYS = 30.0
"""A set older than this says nothing about what a satellite does now."""


def element_rates(sets: ElementSets) -> NDArray[np.float64]:
    """Rate of the semi-major axis that each set itself states by its rate of mean motion.

    Args:
        sets: element sets.

    Returns:
        m/day, shape `(row,)`. It tells thrust from coasting during the tracked day or so, not how fast a satellite
        climbs: Qianfan under thrust shows 14-16 km/day and gains 6 km/day from set to set (August 2026).

    Raises:
        Nothing of its own.

    Source:
        Kepler's third law, da/dt = -2/3 a/n dn/dt; the published field is half of dn/dt (Spacetrack Report 3).
    """
    rate = -4.0 / 3.0 * sets.semi_major_axis / sets.brouwer_mean_motion * sets.mean_motion_dot
    return np.asarray(rate * SECONDS_PER_DAY, dtype=np.float64)


def trend_rates(current: ElementSets, history: ElementSets) -> NDArray[np.float64]:
    """Mean rate of the semi-major axis over about the last two weeks, from a history of sets.

    Args:
        current: one set a satellite.
        history: any sets; those of the same satellites, older by 1 to 30 days, are used.

    Returns:
        m/day, shape `(row of current,)`; NaN where the history holds no such set.

    Raises:
        Nothing of its own.

    Source:
        None: a definition. The earlier end is the oldest set of the last 14 days, else the newest of the last 30.
    """
    now = pd.DataFrame({"norad_id": current.norad_id, "now": current.epoch, "axis": current.semi_major_axis})
    rows = semi_major_axis_series(history).merge(now, on="norad_id")
    rows["age"] = (rows["now"] - rows["epoch"]).dt.total_seconds() / SECONDS_PER_DAY
    rows = rows[(rows["age"] >= 1.0) & (rows["age"] <= _OLDEST_DAYS)]
    rows["choice"] = np.where(rows["age"] <= _TREND_DAYS, _TREND_DAYS - rows["age"], rows["age"])
    ends = rows.sort_values("choice").drop_duplicates("norad_id").set_index("norad_id")
    rate = (ends["axis"] - ends["semi_major_axis"]) / ends["age"]
    return rate.reindex(now["norad_id"]).to_numpy(dtype=np.float64)


def is_settled(altitude_offset: NDArray[np.float64], eccentricity: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Satellites at their shell's altitude, in near-circular orbits.

    Args:
        altitude_offset: semi-major axis less that of its shell, m, NaN for no shell, shape `(satellite,)`.
        eccentricity: shape `(satellite,)`.

    Returns:
        Boolean, shape `(satellite,)`.

    Raises:
        Nothing of its own.

    Source:
        `SHELL_ALTITUDE_TOLERANCE`, `LARGEST_ECCENTRICITY`.
    """
    near = np.abs(altitude_offset) <= SHELL_ALTITUDE_TOLERANCE
    return np.asarray(near & (eccentricity <= LARGEST_ECCENTRICITY))


def station_status(
    altitude_offset: NDArray[np.float64],
    eccentricity: NDArray[np.float64],
    rate: NDArray[np.float64],
    in_design: NDArray[np.bool_],
) -> NDArray[np.str_]:
    """Status of each satellite by the rules of `STATUSES`.

    Args:
        altitude_offset: semi-major axis less that of its shell, m, NaN for no shell, shape `(satellite,)`.
        eccentricity: shape `(satellite,)`.
        rate: of the semi-major axis, m/day, shape `(satellite,)`.
        in_design: whether its shell is one to be on station in, shape `(satellite,)`.

    Returns:
        Keys of `STATUSES`, shape `(satellite,)`.

    Raises:
        Nothing of its own.

    Source:
        Rules: `STATUSES`; limits: the constants of this module.
    """
    below = altitude_offset < 0
    rules = {
        "other_orbit": ~in_design | np.isnan(altitude_offset) | (eccentricity > LARGEST_ECCENTRICITY),
        "on_station": is_settled(altitude_offset, eccentricity),
        "raising": below & (rate >= MOVING_RATE),
        "decaying": below & (rate <= -MOVING_RATE),
        "below_station": below,
        "lowering": rate <= -MOVING_RATE,
    }
    return np.select(list(rules.values()), list(rules), default="above_station")
