"""Earth orientation: polar motion, UT1 and celestial pole offsets from the IERS, never extrapolated."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from huxing.core.constants import SECONDS_PER_DAY
from huxing.core.errors import FormatError, InputError, StaleDataError
from huxing.core.time import (
    UPDATE_REMEDY,
    JulianDate,
    Times,
    as_times,
    leap_second_table,
    tt_julian_date,
    utc_julian_date,
)

_ARCSECOND = np.pi / 648_000.0
_MJD_ZERO_JD = 2_400_000.5
_COLUMNS = {
    "mjd": (7, 15),
    "flag": (16, 17),
    "x": (18, 27),
    "y": (37, 46),
    "ut1": (58, 68),
    "dx": (97, 106),
    "dy": (116, 125),
    "x_b": (134, 144),
    "y_b": (144, 154),
    "ut1_b": (154, 165),
}
"""Byte columns of finals2000A (IERS readme.finals2000A): Bulletin A, then Bulletin B where it is out."""


@dataclass(frozen=True, eq=False)
class EarthOrientation:
    """A daily series of Earth orientation.

    Attributes:
        mjd: UTC days, shape `(day,)`.
        polar_motion: x and y of the pole, rad, shape `(day, 2)`.
        ut1_minus_tai: s, shape `(day,)`; continuous over leap seconds, so that it can be interpolated.
        pole_offset: dX and dY with respect to IAU 2006/2000A, rad, shape `(day, 2)`; 0 where not predicted.
        first_predicted: the MJD from which values are predictions.
    """

    mjd: NDArray[np.float64]
    polar_motion: NDArray[np.float64]
    ut1_minus_tai: NDArray[np.float64]
    pole_offset: NDArray[np.float64]
    first_predicted: float

    @classmethod
    def from_finals(cls, text: str, *, source: str = "finals2000A") -> EarthOrientation:
        """Read a finals2000A file, Bulletin B values where they are out, Bulletin A otherwise.

        Args:
            text: the file's content.
            source: name used in messages.

        Returns:
            The series, to the last day that has polar motion and UT1.

        Raises:
            FormatError: not such a file, or days that are not consecutive.

        Source:
            IERS, readme.finals2000A (columns).
        """
        lines = [line for line in text.splitlines() if len(line) >= 68 and line[58:68].strip()]
        try:
            field = {name: _column(lines, *ends) for name, ends in _COLUMNS.items() if name != "flag"}
        except ValueError as error:
            raise FormatError(f"not a finals2000A file ({error})", source=source) from error
        mjd = field["mjd"]
        if mjd.size < 8 or not np.all(np.diff(mjd) == 1.0):
            raise FormatError("the days of a finals2000A file are consecutive; these are not", source=source)
        chosen = {k: np.where(np.isnan(field[k + "_b"]), field[k], field[k + "_b"]) for k in ("x", "y", "ut1")}
        leap_mjd, leap_offset = leap_second_table()
        tai_minus_utc = leap_offset[np.searchsorted(leap_mjd, mjd, side="right") - 1]
        if not all(np.isfinite(values).all() for values in chosen.values()):
            raise FormatError("a day lacks polar motion or UT1", source=source)
        predicted = np.array([line[57:58] == "P" for line in lines])
        return cls(
            mjd=mjd,
            polar_motion=np.stack([chosen["x"], chosen["y"]], axis=-1) * _ARCSECOND,
            ut1_minus_tai=chosen["ut1"] - tai_minus_utc,
            pole_offset=np.nan_to_num(np.stack([field["dx"], field["dy"]], axis=-1)) * 1e-3 * _ARCSECOND,
            first_predicted=float(mjd[predicted][0]) if predicted.any() else float(mjd[-1] + 1),
        )

    def at(self, times: Times) -> OrientationValues:
        """Values at UTC times, linearly interpolated.

        Args:
            times: UTC, any shape.

        Returns:
            Polar motion, UT1 and pole offsets, with a flag where a prediction was used.

        Raises:
            StaleDataError: a time after the last day of the series.
            InputError: a time before its first day.

        Source:
            IERS Conventions 2010, chapter 5. Sub-daily tides are not applied (UT1 below 0.1 ms, pole below
            1 mas: at most 0.03 m at 1,000 km altitude).
        """
        jd = utc_julian_date(times)
        moment = (jd.day - _MJD_ZERO_JD) + jd.fraction
        self._require(times, moment)
        where = np.clip(np.searchsorted(self.mjd, moment, side="right") - 1, 0, self.mjd.size - 2)
        weight = moment - self.mjd[where]
        return OrientationValues(
            polar_motion=_between(self.polar_motion, where, weight[..., None]),
            ut1_minus_tai=_between(self.ut1_minus_tai, where, weight),
            pole_offset=_between(self.pole_offset, where, weight[..., None]),
            predicted=np.asarray(moment > self.first_predicted - 1.0),
        )

    def _require(self, times: Times, moment: NDArray[np.float64]) -> None:
        if moment.size == 0:
            return
        if moment.min() < self.mjd[0]:
            raise InputError(
                f"Earth orientation starts at {self._date(self.mjd[0])}; {as_times(times).min()} was asked"
            )
        if moment.max() > self.mjd[-1]:
            raise StaleDataError(
                "The Earth-orientation table",
                asked=str(as_times(times).max())[:19],
                available_until=self._date(self.mjd[-1]),
                remedy=UPDATE_REMEDY,
            )

    @property
    def measured_until(self) -> str:
        """Last day with measured values, ISO date."""
        return self._date(self.first_predicted - 1)

    @property
    def valid_until(self) -> str:
        """Last day of the series, predictions included, ISO date."""
        return self._date(self.mjd[-1])

    @staticmethod
    def _date(mjd: float) -> str:
        return str(np.datetime64("1858-11-17", "D") + np.timedelta64(int(mjd), "D"))


@dataclass(frozen=True, eq=False)
class OrientationValues:
    """Interpolated Earth orientation; shapes as the times, `(..., 2)` for pairs. Units as `EarthOrientation`."""

    polar_motion: NDArray[np.float64]
    ut1_minus_tai: NDArray[np.float64]
    pole_offset: NDArray[np.float64]
    predicted: NDArray[np.bool_]


@functools.cache
def installed_earth_orientation() -> EarthOrientation:
    """The series of the installed `astropy-iers-data`.

    Returns:
        The series.

    Raises:
        FormatError: the installed file is not readable.

    Source:
        IERS finals2000A.all, through `astropy_iers_data.IERS_A_FILE`.
    """
    import astropy_iers_data

    text = Path(astropy_iers_data.IERS_A_FILE).read_text(encoding="ascii")
    return EarthOrientation.from_finals(text, source="astropy-iers-data finals2000A.all")


def ut1_julian_date(times: Times, orientation: EarthOrientation | None = None) -> JulianDate:
    """UT1 of UTC times.

    Args:
        times: UTC, any shape.
        orientation: the series; the installed one by default.

    Returns:
        Two-part Julian date, UT1.

    Raises:
        StaleDataError: the leap seconds or the series do not reach a time.
        InputError: before 1973.

    Source:
        IERS Conventions 2010, section 5.5.3.
    """
    series = orientation or installed_earth_orientation()
    tt = tt_julian_date(times)
    ut1_minus_tt = series.at(times).ut1_minus_tai - 32.184
    return JulianDate(tt.day, tt.fraction + ut1_minus_tt / SECONDS_PER_DAY)


def _column(lines: list[str], start: int, stop: int) -> NDArray[np.float64]:
    texts = (line[start:stop].strip() for line in lines)
    return np.array([float(text) if text else np.nan for text in texts])


def _between(series: NDArray[np.float64], where: NDArray[np.int64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(series[where] * (1.0 - weight) + series[where + 1] * weight)
