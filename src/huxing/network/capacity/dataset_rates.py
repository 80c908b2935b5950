"""Rates of stations from the dataset `links` of a run: what a link's budget gave along the day."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from huxing.core.errors import InputError, SchemaError
from huxing.core.time import one_time

_AXES = ("date", "time", "link", "constellation", "station", "direction")


def station_rates(
    dataset: xr.Dataset,
    stations: Sequence[str],
    time: object,
    *,
    link: str | None = None,
    constellation: str | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What stations can send and receive at a time, by the dataset `links`.

    Args:
        dataset: `links`: `rate` in bit/s over date, time, link, constellation, station and direction.
        stations: names of the network's stations, in its order.
        time: UTC, within the series of one of the dates.
        link: name of the link in the dataset; the only one where left out.
        constellation: the same for constellations.

    Returns:
        Up and down, bit/s, shape `(station,)`, for `LinkRates.station_up` and `station_down`: of the latest step at or
        before the time. It is the rate of one terminal over its highest satellite, with a whole carrier to itself.

    Raises:
        SchemaError: a dataset without such a rate.
        InputError: a name or a time that is not in it, no link or constellation named where there are several, or a
            rate that was not computed.

    Source:
        The run's `connect` stage.
    """
    rate = _rate(dataset)
    chosen = {"link": link, "constellation": constellation}
    for axis, name in chosen.items():
        rate = rate.sel({axis: _named(rate, axis, name)})
    series = _at(rate, one_time(time))
    places = [_named(rate, "station", name) for name in stations]
    series = series.sel(station=places).transpose("station", "direction")
    ways = [str(way) for way in series["direction"].to_numpy()]
    if not {"up", "down"} <= set(ways):
        raise SchemaError(f"dataset 'links': directions {ways}; 'up' and 'down' are needed")
    values = np.asarray(series.to_numpy(), np.float64)
    up, down = values[:, ways.index("up")], values[:, ways.index("down")]
    for way, row in (("up", up), ("down", down)):
        wrong = np.flatnonzero(~np.isfinite(row) | (row < 0.0))
        if wrong.size:
            raise InputError(
                f"the rate {way} of station '{places[wrong[0]]}' was not computed in this dataset; take its link and "
                "constellation, or leave the station out",
                given=places[wrong[0]],
            )
    return np.ascontiguousarray(up), np.ascontiguousarray(down)


def _rate(dataset: xr.Dataset) -> xr.DataArray:
    if "rate" not in dataset.variables:
        raise SchemaError(f"dataset 'links': no variable 'rate'; it has {', '.join(map(str, dataset.data_vars))[:120]}")
    rate = dataset["rate"]
    missing = [axis for axis in _AXES if axis not in rate.dims or axis not in rate.coords]
    if missing:
        raise SchemaError(f"dataset 'links': rate lacks the axes {', '.join(missing)}; declared are {', '.join(_AXES)}")
    return rate


def _named(rate: xr.DataArray, axis: str, name: str | None) -> str:
    there = [str(value) for value in rate[axis].to_numpy()]
    if name is None:
        if len(there) != 1:
            raise InputError(
                f"the dataset has {len(there)} {axis}s ({', '.join(there)[:80]}); say which", accepted=there
            )
        return there[0]
    if name not in there:
        near = difflib.get_close_matches(str(name), there, n=3, cutoff=0.0)
        raise InputError(f"no {axis} '{str(name)[:60]}' in the dataset; nearest: {', '.join(near)}", given=name)
    return name


def _at(rate: xr.DataArray, moment: np.datetime64) -> Any:
    """The step at or before a moment, of the latest date that is not after it."""
    dates = np.asarray(rate["date"].to_numpy(), "datetime64[ns]")
    seconds = np.asarray(rate["time"].to_numpy(), np.float64)
    before = np.flatnonzero(dates <= moment)
    if not before.size or not seconds.size:
        raise InputError(
            f"{moment} is before the dataset's first date {dates.min() if dates.size else ''}", given=moment
        )
    date = int(before[np.argmax(dates[before])])
    since = float((moment - dates[date]) / np.timedelta64(1, "ns")) / 1e9
    step = float(np.median(np.diff(seconds))) if seconds.size > 1 else 0.0
    if since < seconds[0] or since > seconds[-1] + step:
        raise InputError(
            f"{moment} is {since:.0f} s after {dates[date]}; that series has {seconds[0]:g} to {seconds[-1]:g} s",
            given=moment,
        )
    return rate.isel(date=date, time=int(np.searchsorted(seconds, since, side="right")) - 1)
