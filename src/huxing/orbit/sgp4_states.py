"""SGP4 and SDP4 by the `sgp4` package: states of element sets at times, with the theory's error codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huxing.core.constants import SECONDS_PER_DAY
from huxing.core.time import Times, as_times
from huxing.orbit.element_sets import ElementSets

ERROR_MEANINGS = {
    0: "no error",
    1: "mean eccentricity out of range (0 to 1)",
    2: "mean motion is not positive",
    3: "perturbed eccentricity out of range (0 to 1)",
    4: "semilatus rectum is negative",
    5: "epoch elements are sub-orbital (retired code)",
    6: "the satellite has decayed",
    7: "the element set cannot be initialised",
}
"""SGP4's error codes (Vallado et al., AIAA 2006-6753, section on error checks); 7 is ours."""

_EPOCH_1949 = np.datetime64("1949-12-31", "ns")
_JD_1949 = 2_433_281.5
_LARGEST_ALPHA5 = 339_999


@dataclass(frozen=True, eq=False)
class States:
    """TEME states: position m and velocity m/s `(satellite, time, 3)`, error codes `(satellite, time)`."""

    position: NDArray[np.float64]
    velocity: NDArray[np.float64]
    error: NDArray[np.int8]


class Sgp4Propagator:
    """Initialised SGP4 records of element sets, ready for many calls.

    Element sets are in WGS72 and so is this (AFSPC practice; WGS84 would move positions by tens of metres).
    """

    def __init__(self, sets: ElementSets) -> None:
        from sgp4.api import SatrecArray

        self._records = [_record(row) for row in _rows(sets)]
        self._array = SatrecArray(self._records) if self._records else None

    def __len__(self) -> int:
        return len(self._records)

    def states(self, times: Times) -> States:
        """States at UTC times.

        Args:
            times: UTC, shape `(time,)`.

        Returns:
            TEME states; NaN wherever the error code is not 0.

        Raises:
            Nothing of its own: SGP4's errors are in `error`.

        Source:
            Vallado et al., AIAA 2006-6753, through the `sgp4` package.
        """
        steps = as_times(times)
        if self._array is None:
            empty = np.empty((0, steps.size, 3))
            return States(empty, empty.copy(), np.empty((0, steps.size), np.int8))
        day, fraction = julian_days(steps)
        codes, position, velocity = self._array.sgp4(day, fraction)
        position *= 1e3
        velocity *= 1e3
        error = np.asarray(codes, dtype=np.int8)
        silent = (error == 0) & ~np.isfinite(position).all(axis=-1)
        error[silent] = 7
        position[error != 0] = np.nan
        velocity[error != 0] = np.nan
        return States(position, velocity, error)


def _rows(sets: ElementSets) -> list[tuple[float, ...]]:
    nanoseconds = (sets.epoch.astype("datetime64[ns]") - _EPOCH_1949).astype(np.int64)
    day, within = np.divmod(nanoseconds, 86_400_000_000_000)
    fraction = within / 86_400e9
    columns = (
        sets.norad_id, day, fraction, sets.bstar,
        sets.mean_motion_dot * 3600.0, sets.mean_motion_ddot * 216_000.0,
        sets.eccentricity, sets.argument_of_perigee, sets.inclination, sets.mean_anomaly,
        sets.mean_motion * 60.0, sets.raan,
    )  # fmt: skip
    return list(zip(*(column.tolist() for column in columns), strict=True))


def _record(row: tuple[float, ...]) -> Any:
    """One initialised record; `sgp4init` counts in days since 1949-12-31, rad/min and rad."""
    from sgp4.api import WGS72, Satrec

    number, day, fraction, bstar, ndot, nddot, *elements = row
    record = Satrec()
    # sgp4's own field for the number ends at Alpha-5; the number does not enter the theory.
    identity = int(number) if number <= _LARGEST_ALPHA5 else 0
    # The reference code forms the epoch through one Julian date, which keeps 40 microseconds. We do the same: at an
    # eccentricity of 0.97 (case 23333 of the verification set) the last bits decide on one more step of SGP4's Kepler
    # iteration, and so on 4 mm.
    rounded = (day + _JD_1949 + fraction) - _JD_1949
    record.sgp4init(WGS72, "i", identity, rounded, bstar, ndot, nddot, *elements)
    # Times are counted from the exact epoch, in two parts.
    record.jdsatepoch, record.jdsatepochF = day + _JD_1949, fraction
    return record


def julian_days(times: Times) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """UTC times as Julian dates in two parts, as the `sgp4` package takes them.

    Args:
        times: UTC, shape `(time,)`.

    Returns:
        Whole days (at 0 h) and fractions of a day.

    Raises:
        Nothing of its own.

    Source:
        Vallado et al., AIAA 2006-6753 (UTC days of 86,400 s).
    """
    nanoseconds = (times - _EPOCH_1949).astype(np.int64)
    day, within = np.divmod(nanoseconds, 86_400_000_000_000)
    return day + _JD_1949, np.asarray(within / (SECONDS_PER_DAY * 1e9))
