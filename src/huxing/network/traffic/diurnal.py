"""The hours of the day: what clocks show at places, and how much traffic there is at each hour."""

from __future__ import annotations

import datetime
import difflib
import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError, MissingDataError, ShapeError
from huxing.core.model_range import ModelRange, numbers
from huxing.core.time import Times, as_times

Ends = Literal["both", "source", "destination"]
ENDS = ("both", "source", "destination")
_HOURS = 24
_HOUR = 3_600_000_000_000
_DAY = _HOURS * _HOUR
"""Nanoseconds."""
_QUARTER = _HOUR // 4
"""Clocks change at quarters of an hour of UTC at the finest (Lord Howe, Chatham)."""
_RATIO = ModelRange("diurnal profile", "peak-to-mean ratio", 1.0, 2.0)
_PEAK = ModelRange("diurnal profile", "peak hour", 0.0, 24.0, "h", open_high=True, physical=True)
_CLOCK = ModelRange("diurnal profile", "hour", -np.inf, np.inf, "h", physical=True)
_VALUE = ModelRange("diurnal profile", "value", 0.0, np.inf, physical=True)


@dataclass(frozen=True, eq=False)
class DiurnalProfile:
    """Traffic at each hour of the local day.

    Attributes:
        values: factor at 0:00, 1:00 ... 23:00 local time, shape `(24,)`; straight lines between.
        source: where it comes from.
    """

    values: NDArray[np.float64]
    source: str = "the caller's own values"

    def __post_init__(self) -> None:
        values = numbers(self.values, "diurnal profile")
        if values.shape != (_HOURS,):
            raise ShapeError(f"a diurnal profile has 24 values, one for each hour; given shape {values.shape}")
        _VALUE.check(values)
        if not values.sum() > 0.0:
            raise InputError("a diurnal profile of zeros says nothing; give one value above 0")
        object.__setattr__(self, "values", values)

    def at(self, hours: ArrayLike) -> NDArray[np.float64]:
        """Factor at hours of the local day.

        Args:
            hours: any, taken modulo 24.

        Returns:
            The factor, same shape.

        Raises:
            InputError: not numbers.
            ModelRangeError: an hour that is not finite.

        Source:
            Linear between the hours, around midnight too.
        """
        given = numbers(hours, "hour")
        _CLOCK.check(given)
        hour = np.mod(given, float(_HOURS))
        return np.interp(hour, np.arange(_HOURS + 1), np.append(self.values, self.values[0]))

    def mean_one(self) -> DiurnalProfile:
        """The profile whose mean over the day is 1: it multiplies the day's mean rate.

        Returns:
            A profile.

        Raises:
            Nothing of its own.

        Source:
            None: a definition.
        """
        return DiurnalProfile(self.values / self.values.mean(), self.source)

    def peak_one(self) -> DiurnalProfile:
        """The profile whose peak is 1: it multiplies the busy hour's rate.

        Returns:
            A profile.

        Raises:
            Nothing of its own.

        Source:
            None: a definition.
        """
        return DiurnalProfile(self.values / self.values.max(), self.source)


def diurnal_profile(*, peak_to_mean: float = 1.5, peak_hour: float = 21.0) -> DiurnalProfile:
    """A sinusoid over the day, mean 1.

    Args:
        peak_to_mean: highest over mean, 1 to 2; the lowest is 2 less this.
        peak_hour: local hour of the highest.

    Returns:
        The profile.

    Raises:
        ModelRangeError: a value out of range.

    Source:
        Tune and Roughan 2015, "Spatiotemporal traffic matrix synthesis", SIGCOMM (modulated gravity model); ratio 1.5
        is the default of TMgen, an implementation of it. The peak is the middle of 19 to 23 h, the peak period of the
        FCC's Measuring Broadband America reports. Both are stated defaults, not a measurement of your users.
    """
    ratio, peak = _RATIO.single(peak_to_mean), _PEAK.single(peak_hour)
    wave = 1.0 + (ratio - 1.0) * np.cos(2.0 * np.pi * (np.arange(_HOURS) - peak) / _HOURS)
    text = f"sinusoid, peak {ratio:g} x the mean at {peak:g} h local time (Tune and Roughan 2015)"
    return DiurnalProfile(np.maximum(wave, 0.0), text)


def local_hours(times: object, time_zones: Sequence[str]) -> NDArray[np.float64]:
    """Hour of the local day, daylight saving time included.

    Args:
        times: UTC, shape `(time,)`.
        time_zones: IANA names, shape `(place,)`.

    Returns:
        0 to 24 h, shape `(time, place)`.

    Raises:
        InputError: a time zone that is not known, the nearest names are listed; text in place of a list.
        MissingDataError: the IANA time-zone data are not installed.

    Source:
        IANA time zone database, through Python's zoneinfo.
    """
    if isinstance(time_zones, str):
        raise InputError(f"time zones are a list of names; given {time_zones!r:.60}", given=time_zones)
    steps = np.atleast_1d(as_times(times)).ravel()
    zones, place = np.unique(np.array(time_zones, dtype=str), return_inverse=True)
    quarters, when = np.unique(steps.astype(np.int64) // _QUARTER, return_inverse=True)
    offset = np.array([_offsets(zone, quarters) for zone in zones.tolist()]).reshape(zones.size, quarters.size)
    clock = (steps.astype(np.int64) % _DAY) / _HOUR
    return np.asarray(np.mod(clock[:, None] + offset[place][:, when].T, 24.0))


@dataclass(frozen=True, eq=False)
class DiurnalVariation:
    """Demand that follows the clocks of its ends.

    Attributes:
        profile: factor by local hour.
        time_zones: IANA name of each place.
        source, destination: places of each flow, indices into `time_zones`, shape `(flow,)`.
        ends: whose clock counts: 'source', 'destination', or 'both' (the mean of the two factors).
    """

    profile: DiurnalProfile
    time_zones: tuple[str, ...]
    source: NDArray[np.int32]
    destination: NDArray[np.int32]
    ends: Ends = "both"

    def __post_init__(self) -> None:
        if self.ends not in ENDS:
            raise InputError(f"ends '{self.ends}' is not known; take one of {', '.join(ENDS)}", given=self.ends)
        for zone in sorted(set(self.time_zones)):
            _zone(zone)

    def factors(self, times: Times, flow: NDArray[np.int64]) -> NDArray[np.float64]:
        """As `Variation.factors`."""
        at_place = self.profile.at(local_hours(times, self.time_zones))
        at_source, at_destination = at_place[:, self.source[flow]], at_place[:, self.destination[flow]]
        if self.ends == "both":
            return np.asarray(0.5 * (at_source + at_destination))
        return at_source if self.ends == "source" else at_destination


def _offsets(name: str, quarters: NDArray[np.int64]) -> NDArray[np.float64]:
    """Hours that local time is ahead of UTC at quarters of an hour since 1970."""
    zone = _zone(name)
    epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
    moments = (epoch + datetime.timedelta(minutes=15 * int(quarter)) for quarter in quarters)
    ahead = (moment.astimezone(zone).utcoffset() for moment in moments)
    return np.array([offset.total_seconds() / 3600.0 for offset in ahead if offset is not None])


@functools.cache
def _zone(name: str) -> Any:
    import zoneinfo

    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        known = zoneinfo.available_timezones()
        if not known:
            raise MissingDataError(
                "no IANA time-zone data are on this machine; python -m pip install tzdata"
            ) from error
        close = difflib.get_close_matches(name[:60], known, n=3, cutoff=0.5)
        hint = f"nearest: {', '.join(close)}" if close else "give an IANA name such as Asia/Shanghai"
        raise InputError(f"no time zone '{name[:60]}'; {hint}", given=name, accepted=close) from error
