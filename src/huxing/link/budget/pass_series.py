"""A link along time: range, Doppler, every term, and what adaptive coding carries while a satellite passes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.errors import InputError
from huxing.core.geodesy import Geodetic, Topocentric, TopocentricRates, geodetic_to_itrf, topocentric_rates
from huxing.core.model_range import ModelRange
from huxing.link.atmosphere.climate import Climate
from huxing.link.budget.budget import Budget
from huxing.link.budget.carrier import IMPLEMENTATION_LOSS, Carrier, names_of, threshold_of
from huxing.link.budget.radio_link import RadioLink
from huxing.link.budget.site import geodetic_of, site_of
from huxing.link.modulation.adaptation import adapt_modcod
from huxing.orbit.station import Station

Variable = tuple[tuple[str, ...], NDArray[Any], dict[str, str]]
_TIME = ("time",)
_NUMBER = ModelRange("pass", "number of the satellite", -(2.0**31), 2.0**31, physical=True)


def pass_series(
    link: RadioLink,
    track: xr.Dataset,
    station: Station,
    *,
    satellite: int | str | None = None,
    exceedance: float | None = None,
    climate: Climate | None = None,
    hysteresis_db: float = 0.5,
    hold: int = 1,
    extrapolate: bool = False,
) -> xr.Dataset:
    """The link of a station with a satellite at each time.

    There is a link where the satellite stands above the station's mask and within the terminal's field of view. Each
    sample stands for the time half-way to its neighbours.

    Args:
        link: terminal and satellite; its altitude is not used, the track gives range and angles.
        track: `propagate(..., velocity=True)` in ITRF: `position` and `velocity` over `(time, satellite, axis)`.
        station: where the terminal stands, with its mask.
        satellite: position or label in the track; None where it has one only.
        exceedance: share of an average year in which the attenuation is exceeded; None counts no atmosphere.
        climate: None takes `huxing.link.atmosphere.load_climate()`.
        hysteresis_db: what a step up to a better mode needs in addition.
        hold: samples running in which it needs it.
        extrapolate: whether atmosphere models may be used outside their stated ranges, marked.

    Returns:
        Dataset over `(time,)`: `elevation`, `azimuth`, `off_nadir` (rad), `slant_range` (m), `range_rate` (m/s),
        `doppler` (Hz, positive on approach), the terms and results of the budget (dB), `linked`, and with a waveform
        `modcod`, `margin` (dB), `rate` (bit/s) and `volume` (bit so far). Ratios are -inf dB where there is no link;
        nothing is NaN.

    Raises:
        InputError: a track without velocity, in another frame, whose times do not ascend, with several satellites of
            which none is named, or with a state that is missing.
        ModelRangeError: an elevation outside the atmosphere's models; extrapolate=True passes it, marked.

    Source:
        Vallado 2013, algorithm 27 (range and rates); `link_budget`; `adapt_modcod`.
    """
    position, velocity, label = _states(track, satellite)
    seen, rates = topocentric_rates(geodetic_of(station), position, velocity)
    azimuths, least = station.mask_table()
    mask = np.interp(seen.azimuth, azimuths, least) if azimuths.size > 1 else least[0]
    angle = _off_nadir(geodetic_of(station), position)
    bare = replace(link, carrier=replace(link.carrier, modcods=None))
    budget = bare.budget(
        np.clip(seen.elevation, 0.0, np.pi / 2), distance=seen.range, off_nadir=angle,
        site=None if exceedance is None else site_of(station), exceedance=exceedance, climate=climate,
        available=np.asarray(seen.elevation >= mask), extrapolate=extrapolate,
    )  # fmt: skip
    times = track["time"].to_numpy()
    data = {**_geometry(seen, rates, angle, link.frequency), **_terms(budget), **_required(budget)}
    data |= _adapted(link.carrier, budget, times, hysteresis_db, hold)
    attributes = {
        "link": link.name, "direction": link.direction, "station": station.name, "satellite": label,
        "waveform": link.carrier.waveform, "climate": budget.climate, "extrapolated": "; ".join(budget.extrapolated),
    }  # fmt: skip
    return xr.Dataset(data, coords={"time": times}, attrs=attributes)


def _states(track: xr.Dataset, satellite: int | str | None) -> tuple[NDArray[np.float64], NDArray[np.float64], str]:
    if "position" not in track or "velocity" not in track:
        raise InputError("a pass needs position and velocity; take propagate(..., velocity=True)")
    frame = track.attrs.get("frame", "ITRF")
    if frame != "ITRF":
        raise InputError(f"a pass needs positions in ITRF, not {frame}; take propagate(..., frame='ITRF')")
    if set(track["position"].dims) != {"time", "satellite", "axis"}:
        raise InputError(f"a pass needs positions over (time, satellite, axis), not {track['position'].dims}")
    if (np.diff(track["time"].to_numpy()) <= np.timedelta64(0)).any():
        raise InputError("the times of a track ascend; sort it by time")
    labels = [str(label) for label in track["satellite"].to_numpy()]
    if satellite is None and len(labels) != 1:
        raise InputError(f"the track has {len(labels)} satellites; say which one with satellite=...")
    if isinstance(satellite, str) and satellite not in labels:
        raise InputError(f"the track has no satellite '{satellite[:60]}'; it has {', '.join(labels[:10])}")
    index = labels.index(satellite) if isinstance(satellite, str) else _NUMBER.whole(satellite or 0)
    if not -len(labels) <= index < len(labels):
        raise InputError(f"the track has {len(labels)} satellites, and none of number {index}")
    one = track.isel(satellite=index).transpose("time", "axis", ...)
    position, velocity = one["position"].to_numpy(), one["velocity"].to_numpy()
    if not (np.isfinite(position).all() and np.isfinite(velocity).all()):
        raise InputError(f"satellite '{labels[index]}' has no state at some time; drop those times first")
    return position, velocity, labels[index]


def _off_nadir(site: Geodetic, position: NDArray[np.float64]) -> NDArray[np.float64]:
    """Angle at the satellite between the Earth's centre and the site, rad."""
    towards = geodetic_to_itrf(*site) - position
    across = np.linalg.norm(np.cross(towards, -position), axis=-1)
    return np.asarray(np.arctan2(across, np.sum(towards * -position, axis=-1)))


def _geometry(
    seen: Topocentric, rates: TopocentricRates, off_nadir: NDArray[np.float64], frequency: float
) -> dict[str, Variable]:
    doppler = -rates.range_rate * (frequency / SPEED_OF_LIGHT)
    rows = (
        ("elevation", seen.elevation, "rad", "elevation, no refraction"),
        ("azimuth", seen.azimuth, "rad", "azimuth, from north over east"),
        ("off_nadir", off_nadir, "rad", "angle at the satellite between nadir and station"),
        ("slant_range", seen.range, "m", "distance"),
        ("range_rate", rates.range_rate, "m s-1", "rate of the distance"),
        ("doppler", doppler, "Hz", "Doppler shift, positive on approach"),
    )
    return {name: (_TIME, values, {"units": unit, "long_name": text}) for name, values, unit, text in rows}


def _terms(budget: Budget) -> dict[str, Variable]:
    """The rows in dB up to C/N0; the ratios below it; where there is a link."""
    dataset = budget.to_dataset(_TIME)
    units = {name: str(dataset[name].attrs["units"]) for name in dataset}
    kept = [name for name, unit in units.items() if unit.startswith("dB") and name not in ("required", "margin")]
    return {str(name): (_TIME, dataset[name].to_numpy(), dict(dataset[name].attrs)) for name in [*kept, "linked"]}


def _required(budget: Budget) -> dict[str, Variable]:
    if budget.margin_db is None:
        return {}
    margin = np.broadcast_to(budget.margin_db, budget.shape)
    return {"margin": (_TIME, margin, {"units": "dB", "long_name": "margin over the required ratio"})}


def _adapted(
    carrier: Carrier, budget: Budget, times: NDArray[np.datetime64], hysteresis_db: float, hold: int
) -> dict[str, Variable]:
    ratio = budget.symbol_energy_to_noise
    if carrier.modcods is None or ratio is None:
        return {}
    loss = IMPLEMENTATION_LOSS.single(carrier.implementation_loss_db)
    choice = adapt_modcod(carrier.modcods, ratio, margin_db=loss, hysteresis_db=hysteresis_db, hold=hold)
    rate = carrier.rate(choice)
    seconds = np.diff(times) / np.timedelta64(1, "s")
    volume = np.concatenate([[0.0], np.cumsum(0.5 * (rate[1:] + rate[:-1]) * seconds)])
    rows: tuple[tuple[str, NDArray[Any], str, str], ...] = (
        ("modcod", names_of(choice), "1", "mode in use, '' for none"),
        ("margin", ratio.plus_db(-loss).margin_db(threshold_of(choice)), "dB", "margin over the mode in use"),
        ("rate", rate, "bit s-1", "rate of information"),
        ("volume", volume, "bit", "information carried since the first time"),
    )
    return {name: (_TIME, values, {"units": unit, "long_name": text}) for name, values, unit, text in rows}
