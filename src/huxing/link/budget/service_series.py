"""A link over changing satellites: rate and margin in a weather, and the share of the year whose weather suffices."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import ShapeError
from huxing.core.model_range import broadcast
from huxing.link.atmosphere.climate import Climate
from huxing.link.budget.path import EXCEEDANCE
from huxing.link.budget.radio_link import RadioLink
from huxing.link.budget.rate_ladder import rate_ladder
from huxing.link.budget.site import Site, site_of
from huxing.link.budget.year_kernel import shares_reached
from huxing.link.budget.year_statistics import EXCEEDANCES, ratio_db, rising
from huxing.orbit.station import Station


def service_series(
    link: RadioLink,
    elevation: ArrayLike,
    *,
    distance: ArrayLike,
    site: Site | Station,
    exceedance: float,
    required_rate: float | None = None,
    climate: Climate | None = None,
    extrapolate: bool = False,
) -> xr.Dataset:
    """What a link carries at each time, and how sure that is.

    Args:
        link: terminal and satellite.
        elevation: of the serving satellite, rad, shape `(time,)`; NaN where there is none.
        distance: to it, m, shape `(time,)`; NaN where there is none.
        site: one place.
        exceedance: share of the year whose weather is worse than that of `rate` and `margin`.
        required_rate: that counts as served, bit/s; None for any.
        climate: None takes `huxing.link.atmosphere.load_climate()`.
        extrapolate: whether atmosphere models may be used outside their stated ranges, marked.

    Returns:
        Dataset over `(time,)`: `rate` (bit/s, 0 without a link), `margin` over the lowest mode that carries the
        required rate (dB, NaN without a satellite), `availability` (share of the year whose weather lets this geometry
        carry the required rate, 0 without a satellite). The attributes say climate and marks.

    Raises:
        InputError: no mode carries the required rate.
        ModelRangeError: an elevation or frequency outside the atmosphere's models.
        ShapeError: elevations and distances do not broadcast to one axis; several sites or exceedances.

    Source:
        `link_budget`; ITU-R P.618-13, section 2.5 (the share of the year, by interpolation between exceedances).
    """
    ladder = rate_ladder(link.carrier)
    rung = ladder.rung(required_rate)
    angle, away = (np.atleast_1d(a) for a in broadcast("service", elevation=elevation, distance=distance))
    place = site_of(site)
    if angle.ndim != 1 or any(np.ndim(part) for part in (place.latitude, place.longitude)):
        raise ShapeError(f"service: elevations have shape {angle.shape}; give one axis, (time,), and one site")
    there = ~(np.isnan(angle) | np.isnan(away))
    weathers = np.append(EXCEEDANCE.single(exceedance), EXCEEDANCES)
    bare = replace(link, carrier=replace(link.carrier, modcods=None))
    budget = bare.budget(
        np.where(there, angle, np.pi / 2)[:, None],
        distance=np.where(there, away, 1.0)[:, None],
        site=place,
        exceedance=weathers,
        climate=climate,
        available=there[:, None],
        extrapolate=extrapolate,
    )
    level = np.broadcast_to(ratio_db(budget, ladder.ratio), (angle.size, weathers.size))
    year = np.ascontiguousarray(rising(level[:, 1:], (angle.size, EXCEEDANCES.size)))
    share = np.zeros((angle.size, 1))
    shares_reached(year, np.log(EXCEEDANCES), ladder.threshold_db[rung : rung + 1], share)
    columns = {
        "rate": (ladder.rate_at(level[:, 0]), "bit/s", "rate of information"),
        "margin": (_margin(level[:, 0], ladder.threshold_db[rung]), "dB", "margin over the mode of the required rate"),
        "availability": (share[:, 0], "1", "share of the year whose weather suffices"),
    }
    attributes = {"climate": budget.climate, "extrapolated": "; ".join(budget.extrapolated)}
    return xr.Dataset(
        {key: ("time", values, {"units": unit, "long_name": text}) for key, (values, unit, text) in columns.items()},
        attrs=attributes,
    )


def _margin(level: NDArray[np.float64], threshold: float) -> NDArray[np.float64]:
    return np.where(np.isfinite(level), level - threshold, np.nan)
