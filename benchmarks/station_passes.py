"""Passes: 100 satellites x 1 station x 1 day to 1 ms, against Skyfield and brahe.

A pass of ours is any time at or above the mask inside the day, cut at its ends. Skyfield counts culminations inside the
day, brahe windows inside the day. All three are asked for passes alone, without lighting.
"""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd

from benchmarks.measure import Result, cpu_seconds
from benchmarks.satellites import DATE, qianfan
from huxing.orbit import ElementSets, Station, find_passes

LATITUDE, LONGITUDE, HEIGHT, MASK_DEG = 31.1, 121.2, 10.0, 10.0


def run() -> Result:
    """The same job with the three, and how far the rise times of the peers are from ours."""
    sets, what = qianfan(100)
    result = Result(f"passes, 100 satellites x 1 station x 1 day to 1 ms ({what})")
    site = Station.from_degrees("shanghai", LATITUDE, LONGITUDE, HEIGHT, min_elevation_deg=MASK_DEG)
    end = np.datetime64(DATE) + np.timedelta64(1, "D")
    find_passes(sets, [site], DATE, end)
    ours = cpu_seconds(lambda: find_passes(sets, [site], DATE, end, lighting=False), 20)
    with_light = cpu_seconds(lambda: find_passes(sets, [site], DATE, end), 20)
    passes = find_passes(sets, [site], DATE, end)
    result.add("find_passes", f"{ours * 1e3:.1f} CPU ms, {len(passes)} passes")
    result.add("find_passes with sunlit and visible flags", f"{with_light * 1e3:.1f} CPU ms")
    rises = passes.loc[~passes["rise_cut"], "rise"].to_numpy().astype("datetime64[ns]")
    for name, peer, at_least in (("skyfield", _skyfield, 8.0), ("brahe", _brahe, 5.0)):
        seconds, found, peer_rises = peer(sets)
        result.ratio(f"{name} ({found})", ours, seconds, at_least)
        apart = np.abs(peer_rises[:, None] - rises[None, :]) / np.timedelta64(1, "ms")
        nearest, lacking = apart.min(axis=1), apart.min(axis=0) > 1000.0
        lost = int((nearest > 1000.0).sum())
        result.add(f"rises of {name} that we do not have", f"{lost} of {nearest.size}", "0", lost == 0)
        result.add(f"rises of {name} beside ours", f"median {np.median(nearest):.1f} ms, most {nearest.max():.1f} ms")
        result.add(f"our rises that {name} does not have", _described(passes.loc[~passes["rise_cut"]][lacking]))
    return result


def _described(passes: pd.DataFrame) -> str:
    rows = passes[["satellite", "duration_s", "max_elevation_deg"]].itertuples(index=False)
    return "; ".join(f"{name}, {seconds:.0f} s, up to {top:.3f} deg" for name, seconds, top in rows) or "none"


def _lines(sets: ElementSets) -> list[list[str]]:
    """Name and two lines of each."""
    from huxing.orbit.formats.tle_writing import write_tle

    lines = write_tle(sets, names=True).decode("ascii").splitlines()
    return [lines[k : k + 3] for k in range(0, len(lines), 3)]


def _skyfield(sets: ElementSets) -> tuple[float, str, np.ndarray]:
    from skyfield.api import EarthSatellite, load, wgs84

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        scale = load.timescale(builtin=True)
        satellites = [EarthSatellite(one, two, name, scale) for name, one, two in _lines(sets)]
        site = wgs84.latlon(LATITUDE, LONGITUDE, HEIGHT)
        day = np.datetime64(DATE).astype(object)
        start, stop = scale.utc(day.year, day.month, day.day), scale.utc(day.year, day.month, day.day + 1)

        def job() -> list[tuple]:
            return [s.find_events(site, start, stop, altitude_degrees=MASK_DEG) for s in satellites]

        seconds, events = cpu_seconds(job), job()
    rises = [
        t.utc_iso(places=6)[:-1] for times, kinds in events for t, kind in zip(times, kinds, strict=True) if kind == 0
    ]
    tops = sum(int((kinds == 1).sum()) for _, kinds in events)
    return seconds, f"find_events, {tops} culminations", np.array(rises, "datetime64[ns]")


def _brahe(sets: ElementSets) -> tuple[float, str, np.ndarray]:
    import brahe as bh

    bh.initialize_eop()
    location = bh.PointLocation(LONGITUDE, LATITUDE, HEIGHT)
    day = np.datetime64(DATE).astype(object)
    utc = bh.TimeSystem.UTC
    start = bh.Epoch.from_datetime(day.year, day.month, day.day, 0, 0, 0.0, 0.0, utc)
    stop = bh.Epoch.from_datetime(day.year, day.month, day.day + 1, 0, 0, 0.0, 0.0, utc)
    lines, constraint = _lines(sets), bh.ElevationConstraint(MASK_DEG)

    def job() -> list:
        satellites = [bh.SGPPropagator.from_3le(name, one, two, 60.0) for name, one, two in lines]
        return bh.location_accesses([location], satellites, start, stop, constraint)

    seconds, windows = cpu_seconds(job), job()
    moments = [w.window_open for w in windows if w.window_open > start]
    rises = np.array([np.datetime64(_iso(m), "ns") for m in moments])
    return seconds, f"location_accesses, {len(windows)} windows", rises


def _iso(moment: object) -> str:
    year, month, day, hour, minute, second, nanosecond = moment.to_datetime()  # type: ignore[attr-defined]
    whole = int(second)
    part = round((second - whole) * 1e9) + int(nanosecond)
    return f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{whole:02d}.{part:09d}"
