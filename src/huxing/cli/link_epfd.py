"""The EPFD half of `huxing link capacity`: a constellation at one earth station, beside the limits of Article 22."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from huxing.cli.console import emit_json, emit_table, err, progress
from huxing.cli.link_options import require_word
from huxing.cli.link_table import aligned
from huxing.cli.source import read_source, start_of, warn_of_age, warn_of_lost
from huxing.cli.station import read_station

if TYPE_CHECKING:
    from huxing.link.capacity import EpfdLimit, EpfdMargin, EpfdSeries
    from huxing.link.capacity.epfd_emission import Emission
    from huxing.orbit import Station


@dataclass(frozen=True)
class EpfdRequest:
    """What the options ask; units as in their names, the reference bandwidth in Hz."""

    source: str
    name: str | None
    design: str | None
    dish_m: float | None
    limits: str
    reference_bandwidth: float
    eirp_dbw: float | None
    pfd_dbw_per_m2: float | None
    station: str | None
    latitude_deg: float | None
    longitude_deg: float | None
    gso_longitude_deg: float | None
    exclusion_deg: float
    min_elevation_deg: float
    most_satellites: int | None
    start: str | None
    hours: float
    step_s: float


def show_epfd(request: EpfdRequest, *, as_json: bool) -> None:
    """Compute the series and print it beside its limit.

    Args:
        request: what is asked.
        as_json: JSON instead of a table.

    Raises:
        InputError: something that is missing or does not fit.
        CatalogueError: no such constellation, station or limit.

    Source:
        `huxing.link.capacity.epfd_down`; ITU Radio Regulations, Article 22.
    """
    import numpy as np

    from huxing.core.time import time_grid
    from huxing.link.antennas import EarthStationS1428
    from huxing.link.capacity import EpfdRules, epfd_down, epfd_margin

    limit, emission, station = _limit(request), _emission(request), _station(request)
    satellites = read_source(request.source, name=request.name, design=request.design)
    times = time_grid(start_of(satellites, request.start), hours=request.hours, step_s=request.step_s)
    warn_of_age(satellites, times[0], times[-1])
    rules = EpfdRules(
        min_elevation=float(np.radians(request.min_elevation_deg)),
        exclusion_angle=float(np.radians(request.exclusion_deg)),
        most_satellites=request.most_satellites,
    )
    arc = station.longitude if request.gso_longitude_deg is None else np.radians(request.gso_longitude_deg)
    with progress("EPFD") as bar:
        series = epfd_down(
            satellites,
            times,
            [station],
            gso_longitude=arc,
            antenna=EarthStationS1428(limit.dish_diameter, sum(limit.band) / 2.0),
            emission=emission,
            rules=rules,
            progress=lambda done, total: bar.update(bar.task_ids[0], completed=done, total=total),
        )
    warn_of_lost(series.without_state, len(satellites))
    margin = epfd_margin(series.epfd_dbw_per_m2[:, 0], limit)
    err(f"{len(satellites)} satellites, {times.size} times from {times[0]:.16} UTC by {request.step_s:g} s")
    if as_json:
        emit_json(_document(request, station, float(np.degrees(arc)), limit, series, margin))
    else:
        _show(request, station, limit, series, margin)


def _limit(request: EpfdRequest) -> EpfdLimit:
    from huxing.core.errors import InputError
    from huxing.link.capacity import epfd_limit, epfd_limits

    dishes = sorted({row.dish_diameter for row in epfd_limits() if row.table == request.limits})
    require_word(request.limits, "--limits", list(dict.fromkeys(row.table for row in epfd_limits())))
    if request.dish_m is None:
        known = ", ".join(f"{dish:g}" for dish in dishes)
        raise InputError(f"give --dish-m; table {request.limits} has limits for {known} m", given=None, accepted=dishes)
    found = epfd_limit(request.limits, dish_diameter=request.dish_m, reference_bandwidth=request.reference_bandwidth)
    if found.pattern != "ITU-R S.1428-1":
        raise InputError(
            f"the limits of table {found.table} are for dishes after {found.pattern}, which huxing does not have; take "
            "22-1A, 22-1B or 22-1C",
            given=found.table,
        )
    return found


def _emission(request: EpfdRequest) -> Emission:
    import numpy as np

    from huxing.core.errors import InputError
    from huxing.link.capacity import SteeredBeam, SurfaceMask

    if (request.eirp_dbw is None) == (request.pfd_dbw_per_m2 is None):
        raise InputError(
            f"give what a satellite radiates in {request.reference_bandwidth / 1e3:g} kHz: --eirp-dbw of a beam that "
            "points at the station, or --pfd-dbw-per-m2 at the ground"
        )
    if request.eirp_dbw is not None:
        return SteeredBeam(request.eirp_dbw)
    return SurfaceMask(np.array([0.0]), np.array([request.pfd_dbw_per_m2]))


def _station(request: EpfdRequest) -> Station:
    from huxing.core.errors import InputError
    from huxing.orbit import Station

    if (request.station is None) == (request.latitude_deg is None):
        raise InputError("an earth station stands at --station, or at --latitude-deg (and --longitude-deg)")
    if request.station is not None:
        if request.longitude_deg is not None:
            raise InputError("give --station, or --latitude-deg with --longitude-deg, not both", given=request.station)
        return read_station(request.station)
    east = request.longitude_deg or 0.0
    north = request.latitude_deg or 0.0
    return Station.from_degrees(f"{north:g}, {east:g}", north, east)


def _document(
    request: EpfdRequest, station: Station, arc_deg: float, limit: EpfdLimit, series: EpfdSeries, margin: EpfdMargin
) -> dict[str, Any]:
    import numpy as np

    points = {
        "exceedance": margin.exceedance,
        "limit_dbw_per_m2": limit.epfd_dbw_per_m2,
        "observed_dbw_per_m2": margin.observed_db,
        "margin_db": margin.margin_db,
        "resolved": margin.resolved,
    }
    rows = zip(*(values.tolist() for values in points.values()), strict=True)
    return {
        "source": request.source,
        "station": {
            "name": station.name,
            "latitude_deg": float(np.degrees(station.latitude)),
            "longitude_deg": float(np.degrees(station.longitude)),
        },
        "gso_longitude_deg": arc_deg,
        "limit": {
            "table": f"ITU Radio Regulations, Article 22, table {limit.table}",
            "status": limit.status,
            "dish_m": limit.dish_diameter,
            "pattern": limit.pattern,
            "reference_bandwidth_hz": limit.reference_bandwidth,
            "band_hz": list(limit.band),
        },
        "points": [dict(zip(points, row, strict=True)) for row in rows],
        "worst_margin_db": margin.worst_db,
        "worst_margin_along_the_curve_db": margin.curve_worst_db,
        "times": len(series.epfd),
        "mean_in_view": float(series.in_view.mean()),
        "mean_contributors": float(series.contributors.mean()),
    }


def _show(request: EpfdRequest, station: Station, limit: EpfdLimit, series: EpfdSeries, margin: EpfdMargin) -> None:
    columns = ["may be exceeded (%)", "limit (dBW/m2)", "EPFD (dBW/m2)", "margin (dB)", "series"]
    rows = [
        [f"{100.0 * share:.5g}", f"{level:.2f}", f"{seen:.2f}", f"{left:.2f}", "" if known else "too short"]
        for share, level, seen, left, known in zip(
            margin.exceedance, limit.epfd_dbw_per_m2, margin.observed_db, margin.margin_db, margin.resolved, strict=True
        )
    ]
    kilohertz = limit.reference_bandwidth / 1e3
    title = f"{request.source} at {station.name}, dish {limit.dish_diameter:g} m, in {kilohertz:g} kHz"
    emit_table(title, columns, aligned(rows, range(4)))
    worst = margin.curve_worst_db
    print(f"this series {'keeps' if worst >= 0.0 else 'breaks'} the limit: least margin {worst:.2f} dB along its curve")
    print(
        f"satellites in view {series.in_view.mean():.2f}, that count {series.contributors.mean():.2f}, means over time"
    )
    print(f"ITU Radio Regulations, Article 22, table {limit.table} ({limit.status}); dish: {limit.pattern}")
    print("ITU-R S.1503-4, D5.1.4.1")
