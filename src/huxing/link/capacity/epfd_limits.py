"""The limits that an EPFD's distribution over time is held against, and by how much it keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.catalogue.standard_tables import standard_table
from huxing.core.errors import CatalogueError, InputError
from huxing.core.model_range import ModelRange, numbers, read_only

_MODEL = "EPFD limits (Radio Regulations, Article 22)"
_LATITUDE = ModelRange(_MODEL, "latitude", -np.pi / 2, np.pi / 2, "deg", np.pi / 180, physical=True)
_EXCEEDANCE = ModelRange(_MODEL, "exceedance", 0.0, 1.0, physical=True)
_LEVEL = ModelRange(_MODEL, "level", -np.inf, np.inf, "dB(W/m^2)", physical=True)
_DISH = ModelRange(_MODEL, "dish diameter", 0.0, np.inf, "m", open_low=True, physical=True)
_BANDWIDTH = ModelRange(_MODEL, "reference bandwidth", 0.0, np.inf, "kHz", 1e3, open_low=True, physical=True)


@dataclass(frozen=True, eq=False)
class EpfdLimit:
    """One row of a table of limits.

    Attributes:
        table: '22-1A' to '22-1D'.
        band: lowest and highest frequency of the table, Hz.
        service: FSS or BSS.
        pattern: the reference pattern of the dish.
        dish_diameter: m.
        reference_bandwidth: Hz.
        epfd_dbw_per_m2: levels, ascending, dB(W/m^2) in the reference bandwidth.
        exceedance: share of the time for which each level may be exceeded, descending from 1 to 0.
        status: 'standard' or 'transcription', see the table.
    """

    table: str
    band: tuple[float, float]
    service: str
    pattern: str
    dish_diameter: float
    reference_bandwidth: float
    epfd_dbw_per_m2: NDArray[np.float64]
    exceedance: NDArray[np.float64]
    status: str

    def level_at(self, exceedance: ArrayLike) -> NDArray[np.float64]:
        """The limit between its printed points.

        Args:
            exceedance: share of the time, 0 to 1.

        Returns:
            dB(W/m^2): straight lines over the logarithm of the share; at a step the lower level; below the last share
            above 0 the highest level.

        Raises:
            ModelRangeError: a share outside 0 to 1.

        Source:
            ITU Radio Regulations, No. 22.5C and its notes: the limit is the complete curve, linear in decibels and
            logarithmic in the percentage of time (from memory of the note, unverified).
        """
        share = numbers(exceedance, "exceedance")
        _EXCEEDANCE.check(share)
        inner = self.exceedance > 0.0
        nodes, levels = np.log(self.exceedance[inner])[::-1], self.epfd_dbw_per_m2[inner][::-1]
        with np.errstate(divide="ignore"):
            level = np.interp(np.log(share), nodes, levels)
        return np.asarray(np.where(share < self.exceedance[inner][-1], self.epfd_dbw_per_m2[-1], level))


@dataclass(frozen=True, eq=False)
class EpfdMargin:
    """A distribution of EPFD beside a limit.

    Attributes:
        exceedance: shares of time at which the limit has a point.
        observed_db: level exceeded for at most that share, dB(W/m^2).
        margin_db: limit less observed; positive is room.
        resolved: whether the series is long enough to have the share: one step is at most that share.
        worst_db: the least margin of all points.
        curve_worst_db: the least margin along the whole curve, at every share the series has.
    """

    exceedance: NDArray[np.float64]
    observed_db: NDArray[np.float64]
    margin_db: NDArray[np.float64]
    resolved: NDArray[np.bool_]
    worst_db: float
    curve_worst_db: float


def epfd_limit(table: str, *, dish_diameter: float, reference_bandwidth: float = 40e3) -> EpfdLimit:
    """One row of the tables of Article 22.

    Args:
        table: '22-1A' (10.7-12.75 GHz), '22-1B' (17.8-18.6 GHz), '22-1C' (19.7-20.2 GHz) or '22-1D' (broadcasting).
        dish_diameter: reference dish, m, as printed.
        reference_bandwidth: Hz, 40 kHz or, for 22-1B and 22-1C, 1 MHz.

    Returns:
        The limit.

    Raises:
        CatalogueError: no such row; those there are, are listed.
        ModelRangeError: a diameter or bandwidth that is not positive.
        ShapeError: an array with axes.

    Source:
        ITU Radio Regulations, Article 22, tables 22-1A to 22-1D, as `catalogue/standards/rr_article_22_epfd.csv` has
        them: most rows are transcriptions, see its first lines.
    """
    rows, wanted = epfd_limits(), (_DISH.single(dish_diameter), _BANDWIDTH.single(reference_bandwidth))
    for row in rows:
        if row.table == table and np.isclose([row.dish_diameter, row.reference_bandwidth], wanted).all():
            return row
    known = [f"{r.table} {r.dish_diameter:g} m {r.reference_bandwidth / 1e3:g} kHz" for r in rows]
    raise CatalogueError(
        f"no EPFD limit {table!s:.20} {wanted[0]:g} m {wanted[1] / 1e3:g} kHz; known: {', '.join(known)}",
        given=(table, dish_diameter, reference_bandwidth),
        accepted=known,
    )


@lru_cache(maxsize=1)
def epfd_limits() -> tuple[EpfdLimit, ...]:
    """All rows of tables 22-1A to 22-1D.

    Returns:
        Limits, in the tables' order.

    Raises:
        Nothing of its own.

    Source:
        As `epfd_limit`.
    """
    table = standard_table("rr_article_22_epfd")
    keys = list(zip(table.texts("table"), table.numbers("dish_diameter_m"),
                    table.numbers("reference_bandwidth_khz"), strict=True))  # fmt: skip
    rows = []
    for key in dict.fromkeys(keys):
        here = np.array([other == key for other in keys])
        first = int(np.argmax(here))
        # the difference of two decimals is rounded to one: a share of 0.002 is to meet the point printed for it
        exceedance = np.round((100.0 - table.numbers("not_exceeded_percent")[here]) / 100.0, 12)
        rows.append(
            EpfdLimit(
                table=key[0],
                band=(table.numbers("band_low_ghz")[first] * 1e9, table.numbers("band_high_ghz")[first] * 1e9),
                service=table.texts("service")[first],
                pattern=table.texts("pattern")[first],
                dish_diameter=float(key[1]),
                reference_bandwidth=float(key[2]) * 1e3,
                epfd_dbw_per_m2=read_only(table.numbers("epfd_dbw_per_m2")[here]),
                exceedance=read_only(exceedance),
                status=table.texts("status")[first],
            )
        )
    return tuple(rows)


def epfd_latitude_limit_dbw_per_m2(latitude: ArrayLike) -> NDArray[np.float64]:
    """The level that is never to be exceeded at dishes over 60 cm (table 22-1A) and of 180 cm and more (22-1D).

    Args:
        latitude: of the earth station, geodetic, rad.

    Returns:
        dB(W/m^2) in 40 kHz.

    Raises:
        ModelRangeError: a latitude beyond a pole.

    Source:
        ITU Radio Regulations (2024), Nos. 22.5C.4 and 22.5C.8, transcribed from a public program that quotes them. The
        printed ramp ends at -165.31 dB and meets the printed -165.3 dB at 63.75 deg.
    """
    north = numbers(latitude, "latitude")
    _LATITUDE.check(north)
    away = np.abs(np.degrees(north))
    ramp = -160.0 + 3.4 * (57.5 - away) / 4.0
    return np.asarray(np.where(away <= 57.5, -160.0, np.where(away <= 63.75, ramp, -165.3)))


def epfd_exceedance(epfd_db: ArrayLike, level_db: ArrayLike) -> NDArray[np.float64]:
    """Share of the time for which an EPFD is above levels.

    Args:
        epfd_db: series, dB(W/m^2), `(time,)`; minus infinity counts as never above.
        level_db: dB(W/m^2), any shape.

    Returns:
        Shares, shape of `level_db`.

    Raises:
        InputError: an empty series, or one that holds NaN.
        ModelRangeError: a level that is not finite.

    Source:
        Definition of the complementary distribution function.
    """
    ordered, level = _ordered(epfd_db), numbers(level_db, "level")
    _LEVEL.check(level)
    above = ordered.size - np.searchsorted(ordered, level, side="right")
    return np.asarray(above / ordered.size)


def epfd_margin(epfd_db: ArrayLike, limit: EpfdLimit) -> EpfdMargin:
    """By how much a series of EPFD keeps a limit.

    Args:
        epfd_db: series in the limit's reference bandwidth, dB(W/m^2), `(time,)`, evenly spaced in time.
        limit: of `epfd_limit`.

    Returns:
        Margins at the limit's points and the least along its curve. Where no satellite ever counts it is infinite.

    Raises:
        InputError: an empty series, or one that holds NaN.

    Source:
        ITU-R S.1503-4, D5.1.4.1 (level exceeded for at most the limit's percentage of time).
    """
    ordered = _ordered(epfd_db)
    observed = _exceeded_for(ordered, limit.exceedance)
    margin = limit.epfd_dbw_per_m2 - observed
    shares = np.arange(ordered.size) / ordered.size
    curve = limit.level_at(shares) - ordered[::-1]
    return EpfdMargin(
        limit.exceedance, observed, margin, (limit.exceedance * ordered.size >= 1.0) | (limit.exceedance == 0.0),
        float(margin.min()), float(curve.min()),
    )  # fmt: skip


def _ordered(epfd_db: ArrayLike) -> NDArray[np.float64]:
    series = numbers(epfd_db, "EPFD")
    if series.ndim != 1 or not series.size or np.isnan(series).any() or np.isposinf(series).any():
        raise InputError(f"{_MODEL}: a series is one-dimensional, of one time or more, without NaN; got {series.shape}")
    return np.sort(series)


def _exceeded_for(ordered: NDArray[np.float64], exceedance: NDArray[np.float64]) -> NDArray[np.float64]:
    """The least level that at most a share of the ordered values is above; 1e-9 of a step is rounding."""
    above = np.floor(exceedance * ordered.size + 1e-9).astype(np.int64)
    return np.asarray(ordered[np.maximum(ordered.size - 1 - above, 0)])
