"""A year of a link: availability, rate and volume at sites, from where satellites stand and how often it rains."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError, ShapeError
from huxing.core.model_range import ModelRange, broadcast, numbers
from huxing.link.atmosphere.climate import Climate
from huxing.link.budget.budget import Budget
from huxing.link.budget.interference import AnyRatio
from huxing.link.budget.radio_link import RadioLink
from huxing.link.budget.rate_ladder import RateLadder, rate_ladder
from huxing.link.budget.site import Site
from huxing.link.budget.year_kernel import shares_reached

EXCEEDANCES = np.geomspace(1e-5, 0.5, 48)
"""At which the attenuation is computed: the range of P.618-13, ten and more to a decade."""
SHARES = (0.5, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9999)
"""Of the year, for which levels and rates are given."""
SECONDS_PER_YEAR = 365.25 * 86_400.0
STEP_DB = 0.25
"""Of the distribution of C/N0, at whole multiples, so that a site's result does not depend on the others."""
BLOCK = 250_000
"""Budgets computed at once."""

_SHARE = ModelRange("year of a link", "share of the year", 0.0, 1.0, open_low=True, open_high=True, physical=True)
_TIME = ModelRange("year of a link", "share of the time at an elevation", 0.0, 1.0, physical=True)


def year_statistics(
    link: RadioLink,
    histogram: xr.Dataset,
    *,
    height: ArrayLike | None = None,
    atmosphere: bool = True,
    shares: Sequence[float] = SHARES,
    required_rate: float | None = None,
    climate: Climate | None = None,
    extrapolate: bool = False,
) -> xr.Dataset:
    """Availability, rate and volume of a link in an average year at each site.

    The attenuation's yearly distribution at each elevation is weighted with the share of the time that the serving
    satellite spends there. Rarer fades than 0.001 % of the year count as outage, and the half of the year with the
    least attenuation as if it had that of 50 %: both on the safe side.

    Args:
        link: terminal and satellite, with `modcods` or a required ratio in its carrier, and an altitude.
        histogram: `elevation_histogram(...)`: `share` over `(ground, elevation)`, with the places.
        height: of the sites above mean sea level, m, shape `(ground,)`; None takes the climate's.
        atmosphere: False counts none (below 4 GHz P.618 does not hold).
        shares: of the year, for which levels and rates are given; above 0, below 1.
        required_rate: that counts as available, bit/s; None for any.
        climate: None takes `huxing.link.atmosphere.load_climate()`.
        extrapolate: whether atmosphere models may be used outside their stated ranges, marked.

    Returns:
        Dataset over `(ground,)`: `covered` (share of the time with a satellite that the terminal sees), `availability`
        (share of the time in which the link closes with the required rate), `mean_rate` (bit/s, outages counted),
        `volume` (bit a year); over `(ground, share)`: `c_over_n0` (dBHz, -inf for none) and `rate` (bit/s) that are
        reached for this share of the time.

    Raises:
        InputError: a carrier without modes and required ratio, or whose best mode brings less than the required rate; a
            histogram without its variables, or empty.
        ModelRangeError: an elevation or frequency outside the atmosphere's models; shares of the time that are no
            shares.
        ShapeError: not one height for each site.

    Source:
        ITU-R P.618-13, section 8 (statistics for non-geostationary paths: by increments of elevation).
    """
    asked = np.sort(np.ravel(numbers(shares, "shares")))
    _SHARE.check(asked)
    weight, elevation = _share(histogram)
    seen = link.view.sees(elevation)
    used = seen & weight.any(axis=0)
    if not used.any():  # one empty bin, at an elevation that the terminal sees, keeps the shapes
        used[-1], elevation[-1], weight = True, np.pi / 2, np.where(seen, weight, 0.0)
    ladder = rate_ladder(link.carrier)
    rung = ladder.rung(required_rate)
    year = _Year(replace(link, carrier=replace(link.carrier, modcods=None)), ladder, rung, climate, extrapolate)
    exceedances = EXCEEDANCES if atmosphere else None
    found = [
        year.columns(weight[part][:, used], elevation[used], site, exceedances, asked)
        for part, site in _parts(histogram, height, int(used.sum()))
    ]
    columns = {name: np.concatenate([block[name] for block in found]) for name in found[0]}
    columns["covered"] = weight[:, seen].sum(axis=1)
    attributes = {
        "link": link.name, "waveform": link.carrier.waveform, "climate": year.said.climate,
        "extrapolated": "; ".join(year.said.marks), "min_elevation_deg": float(np.degrees(link.view.lowest)),
    }  # fmt: skip
    places = {key: histogram[key] for key in ("latitude_deg", "longitude_deg", "weight") if key in histogram.coords}
    return _dataset(columns, asked, places, attributes)


@dataclass
class _Said:
    """What the budgets said beside their numbers."""

    climate: str = ""
    marks: tuple[str, ...] = ()


@dataclass
class _Year:
    """The link, what it is asked for, and the climate: the same for all sites."""

    link: RadioLink
    ladder: RateLadder
    rung: int
    climate: Climate | None
    extrapolate: bool
    said: _Said = field(default_factory=_Said)

    def columns(
        self,
        weight: NDArray[np.float64],
        elevation: NDArray[np.float64],
        site: Site,
        exceedances: NDArray[np.float64] | None,
        asked: NDArray[np.float64],
    ) -> dict[str, NDArray[np.float64]]:
        """What the dataset holds, for sites `(ground,)` and their weights `(ground, elevation)`."""
        known = exceedances is not None
        budget = self.link.budget(
            elevation[:, None], site=site if known else None, exceedance=exceedances, climate=self.climate,
            extrapolate=self.extrapolate, available=np.ones((), bool),
        )  # fmt: skip
        self.said = _Said(budget.climate, budget.extrapolated)
        shape = (weight.shape[0], elevation.size, 1 if exceedances is None else exceedances.size)
        density = rising(budget.carrier_to_noise_density.db, shape)
        offset = ratio_db(budget, self.ladder.ratio) - budget.carrier_to_noise_density.db
        level = density + np.broadcast_to(offset, shape)
        share = _weighted(level, exceedances, self.ladder.threshold_db, weight)
        columns = {"availability": share[:, self.rung], "c_over_n0": _distribution(density, exceedances, weight, asked)}
        if self.ladder.rate is not None:
            steps = np.diff(self.ladder.rate, prepend=0.0)
            columns["mean_rate"] = share @ steps
            columns["volume"] = columns["mean_rate"] * SECONDS_PER_YEAR
            rungs = np.sum(share[:, None, :] >= asked[:, None], axis=-1)
            columns["rate"] = np.append(0.0, self.ladder.rate)[rungs]
        return columns


def ratio_db(budget: Budget, kind: type[AnyRatio]) -> NDArray[np.float64]:
    """One of the four ratios of a budget.

    Args:
        budget: with bandwidth and rates as the ratio needs.
        kind: which.

    Returns:
        dB.

    Raises:
        StopIteration: the budget has no such ratio; a carrier that asks for it always gives it.

    Source:
        None: a look-up.
    """
    ratios = (
        budget.carrier_to_noise_density, budget.carrier_to_noise, budget.symbol_energy_to_noise,
        budget.bit_energy_to_noise,
    )  # fmt: skip
    return next(ratio.db for ratio in ratios if isinstance(ratio, kind))


def rising(level_db: NDArray[np.float64], shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Levels that do not fall with the exceedance: the models' small steps at 1 % are taken on the safe side.

    Args:
        level_db: the last axis is the exceedance, ascending; broadcasts.
        shape: of the result.

    Returns:
        dB, at most `level_db`.

    Raises:
        ValueError: it does not broadcast to the shape.

    Source:
        None: a definition.
    """
    whole = np.broadcast_to(level_db, shape)
    return np.asarray(np.minimum.accumulate(whole[..., ::-1], axis=-1)[..., ::-1])


def _weighted(
    level_db: NDArray[np.float64],
    exceedances: NDArray[np.float64] | None,
    threshold_db: NDArray[np.float64],
    weight: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Share of the time at or above each threshold, shape `(ground, threshold)`."""
    rows = np.ascontiguousarray(level_db).reshape(-1, level_db.shape[-1])
    out = np.empty((rows.shape[0], threshold_db.size))
    if exceedances is None:
        out[:] = rows >= threshold_db
    else:
        shares_reached(rows, np.log(exceedances), np.ascontiguousarray(threshold_db), out)
    return np.einsum("ge,gem->gm", weight, out.reshape(*level_db.shape[:-1], -1))


def _distribution(
    density_db: NDArray[np.float64],
    exceedances: NDArray[np.float64] | None,
    weight: NDArray[np.float64],
    asked: NDArray[np.float64],
) -> NDArray[np.float64]:
    """C/N0 reached for each share of the time, dBHz, shape `(ground, share)`."""
    first, last = np.floor(density_db.min() / STEP_DB), np.ceil(density_db.max() / STEP_DB)
    steps = STEP_DB * np.arange(first, last + 1.0)
    reached = _weighted(density_db, exceedances, steps, weight)
    level = np.stack([np.interp(asked, row[::-1], steps[::-1]) for row in reached])
    return np.where(asked <= reached.max(axis=1, keepdims=True), level, -np.inf)


def _share(histogram: xr.Dataset) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Shares of the time, and the elevations for which they stand, rad."""
    for name in ("share", "elevation", "latitude_deg", "longitude_deg"):
        if name not in histogram.variables:
            raise InputError(f"the histogram has no '{name}'; take huxing.orbit.elevation_histogram")
    weight = histogram["share"].transpose("ground", "elevation").to_numpy()
    if not weight.size:
        raise InputError(f"the histogram is empty: {weight.shape[0]} places, {weight.shape[1]} bins of elevation")
    _TIME.check(weight)
    _TIME.check(np.maximum(weight.sum(axis=1) - 1e-9, 0.0))
    elevation = histogram["elevation"].to_numpy().astype(np.float64)
    if "min_elevation_deg" not in histogram.attrs or elevation.size < 2:
        return weight, elevation
    # the bin in which counting began stands for its counted part: its middle may be below what the terminal sees
    counted, top = float(np.radians(histogram.attrs["min_elevation_deg"])), elevation + np.diff(elevation)[0] / 2.0
    return weight, np.where(top > counted, np.maximum(elevation, (counted + top) / 2.0), elevation)


def _parts(histogram: xr.Dataset, height: ArrayLike | None, elevations: int) -> Iterator[tuple[slice, Site]]:
    """Sites in blocks that keep the memory bounded."""
    latitude, longitude = (np.radians(histogram[f"{name}_deg"].to_numpy()) for name in ("latitude", "longitude"))
    high = None if height is None else broadcast("year of a link", height=height, sites=latitude)[0]
    if high is not None and high.shape != latitude.shape:
        raise ShapeError(f"year of a link: heights have shape {high.shape}; give one for each of {latitude.size} sites")
    size = max(1, BLOCK // max(1, elevations * EXCEEDANCES.size))
    for start in range(0, latitude.size, size):
        part = slice(start, start + size)
        above = None if high is None else high[part, None, None]
        yield part, Site(latitude[part, None, None], longitude[part, None, None], above)


def _dataset(
    columns: dict[str, NDArray[np.float64]],
    asked: NDArray[np.float64],
    places: dict[str, xr.DataArray],
    attributes: dict[str, Any],
) -> xr.Dataset:
    words = {
        "covered": ("1", "share of the time with a satellite that the terminal sees"),
        "availability": ("1", "share of the time in which the link closes"),
        "mean_rate": ("bit s-1", "mean rate of information, outages counted"),
        "volume": ("bit", "information carried in a year"),
        "c_over_n0": ("dBHz", "C/N0 reached for this share of the time"),
        "rate": ("bit s-1", "rate of information reached for this share of the time"),
    }
    data = {
        name: (("ground", "share")[: columns[name].ndim], columns[name], {"units": unit, "long_name": text})
        for name, (unit, text) in words.items()
        if name in columns
    }
    share = ("share", asked, {"units": "1", "long_name": "share of an average year"})
    return xr.Dataset(data, coords={"share": share, **places}, attrs=attributes)
