"""Passes against a scan of every second with SGP4 itself, and at every edge there is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_orbits import EPOCH, element_row, element_sets, mixed_sets

from huxing.core.bodies import sun_position, sunlit_fraction
from huxing.core.errors import InputError, StaleDataError
from huxing.core.frames import transform
from huxing.core.geodesy import Geodetic, geodetic_to_itrf, local_axes, topocentric
from huxing.core.time import Times
from huxing.orbit import (
    ELEMENT_SETS,
    PASSES,
    Constellation,
    ElementSets,
    Shell,
    Station,
    find_passes,
    propagate,
    walker_delta,
)

SHANGHAI = Station.from_degrees("Shanghai", 31.1, 121.2, 20.0)
DESIGN = Constellation("w", (walker_delta(name="w", altitude_km=600, inclination_deg=60, planes=6, per_plane=6),))


def excess(satellites: ElementSets | Constellation, station: Station, times: Times) -> np.ndarray:
    """Elevation less mask, rad, `(time, satellite)`, by direct propagation and the mask as numpy interpolates it."""
    position = propagate(satellites, times, method="auto" if isinstance(satellites, Constellation) else "sgp4")[
        "position"
    ]
    site = Geodetic(*(np.array(v) for v in (station.latitude, station.longitude, station.height)))
    seen = topocentric(site, position.to_numpy())
    azimuth, elevation = station.mask_table()
    return seen.elevation - (np.interp(seen.azimuth, azimuth, elevation) if azimuth.size > 1 else elevation[0])


def moments(column: pd.Series) -> Times:
    return column.to_numpy().astype("datetime64[ns]")


def require_same_as_scan(
    satellites: ElementSets | Constellation, station: Station, start: np.datetime64, seconds: int, step_s: float = 1.0
) -> pd.DataFrame:
    """Passes and a scan must agree: every change of the scan is an event within its step, and at the events, by direct
    propagation, the elevation is that of the mask to what a millisecond is worth."""
    count = int(seconds / step_s) + 1
    times = start + (np.arange(count) * step_s * 1e9).astype("timedelta64[ns]")
    up = excess(satellites, station, times) >= 0.0
    stop = times[-1]
    passes = find_passes(satellites, [station], start, stop)
    assert (moments(passes["rise"]) <= moments(passes["culmination"])).all()
    assert (moments(passes["culmination"]) <= moments(passes["set"])).all()
    for index in range(len(satellites)):
        mine = passes[passes["satellite_index"] == index]
        rises, sets = moments(mine["rise"]), moments(mine["set"])
        assert (rises[1:] >= sets[:-1]).all()
        inside = ((times[:, None] >= rises) & (times[:, None] <= sets)).any(axis=1)
        differ = np.flatnonzero(inside != up[:, index])
        edges = np.concatenate([rises, sets])
        for t in differ:  # a sample may differ from the scan only within a millisecond of an event
            assert np.abs(edges - times[t]).min() <= np.timedelta64(1_000_000, "ns"), (index, times[t])
        for moment, cut in zip(edges, [*mine["rise_cut"], *mine["set_cut"]], strict=True):
            if not cut:
                around = moment + np.array([-1_000_000, 1_000_000]).astype("timedelta64[ns]")
                one = satellites[[index]] if isinstance(satellites, ElementSets) else satellites
                low, high = np.sort(excess(one, station, around)[:, 0 if one is not satellites else index])
                assert low <= 0.0 <= high, (index, moment, low, high)
    return passes


@pytest.mark.parametrize("mask", [0.0, 10.0, 45.0, 85.0])
def test_no_pass_is_missed_and_times_are_good_to_a_millisecond(mask: float) -> None:
    rng = np.random.default_rng(int(mask))
    draws = zip(rng.uniform(13.5, 15.6, 12), *rng.uniform(0, 6.28, (2, 12)), rng.uniform(0.6, 1.7, 12), strict=True)
    rows = [element_row(r, 0.001, raan=a, mean_anomaly=m, inclination=i) for r, a, m, i in draws]
    station = Station.from_degrees("s", 31.1, 121.2, 20.0, min_elevation_deg=mask)
    passes = require_same_as_scan(element_sets(rows), station, EPOCH, 86_400)
    assert len(passes) >= {0.0: 60, 10.0: 40, 45.0: 5, 85.0: 0}[mask]


@settings(max_examples=8)
@given(st.integers(0, 2**31))
def test_every_kind_of_orbit_over_any_station(seed: int) -> None:
    rng = np.random.default_rng(seed)
    station = Station(
        "any", *rng.uniform([-1.57, -3.14, 0], [1.57, 3.14, 3000]), min_elevation=float(rng.uniform(0, 1.2))
    )
    require_same_as_scan(mixed_sets(5, seed), station, EPOCH, 20_000, 2.0)


@pytest.mark.parametrize(
    "mask_deg",
    [
        ((0, 5), (89, 5), (90, 60), (180, 60), (181, 5)),  # a wall in the east
        ((178, 0), (179, 80), (181, 80), (182, 0)),  # a narrow mast in the south
        ((10, 0), (20, 50), (340, 50), (350, 0)),  # free only around north
        ((45, 30),),
    ],
    ids=["wall", "mast", "north", "constant"],
)
def test_masks_by_azimuth(mask_deg: tuple[tuple[float, float], ...]) -> None:
    station = Station.from_degrees("m", 31.1, 121.2, min_elevation_deg=2, mask_deg=mask_deg)
    rng = np.random.default_rng(3)
    rows = [element_row(r, raan=a, mean_anomaly=m, inclination=1.2) for r, a, m in
            zip(rng.uniform(13.5, 15.5, 6), *rng.uniform(0, 6.28, (2, 6)), strict=True)]  # fmt: skip
    passes = require_same_as_scan(element_sets(rows), station, EPOCH, 86_400)
    assert len(passes) > 5


def test_a_mast_cuts_one_pass_in_two() -> None:
    open_sky = find_passes(
        DESIGN, [Station.from_degrees("o", 31, 121, min_elevation_deg=2)], "2026-01-01", "2026-01-02"
    )
    mast = Station.from_degrees("m", 31, 121, min_elevation_deg=2, mask_deg=((170, 0), (171, 85), (189, 85), (190, 0)))
    cut = find_passes(DESIGN, [mast], "2026-01-01", "2026-01-02")
    assert len(cut) > len(open_sky)
    assert cut["duration_s"].sum() < open_sky["duration_s"].sum()
    between = cut[(cut["set_azimuth_deg"].between(169.9, 190.1)) & ~cut["set_cut"]]
    assert len(between) > 5  # they set at the mast's edge
    assert between["set_azimuth_deg"].max() <= 190.1


@pytest.mark.parametrize("mask", [0.0, 70.0, 85.0])
def test_short_spans_find_what_a_long_one_does(mask: float) -> None:
    station = Station.from_degrees("s", 30, 120, min_elevation_deg=mask)
    day = find_passes(DESIGN, [station], "2026-01-01", "2026-01-03")
    rng = np.random.default_rng(1)
    whole = day[~day["rise_cut"] & ~day["set_cut"]]
    assert len(whole) >= 2
    for _, one in whole.sample(min(len(whole), 40), random_state=1).iterrows():
        before, after = rng.uniform(0.001, 70, 2)
        start = np.datetime64(one["rise"], "ns") - np.timedelta64(int(before * 1e9), "ns")
        stop = np.datetime64(one["set"], "ns") + np.timedelta64(int(after * 1e9), "ns")
        found = find_passes(DESIGN, [station], start, stop)
        found = found[found["satellite_index"] == one["satellite_index"]]
        assert len(found) == 1, (before, after, one["duration_s"])
        for name in ("rise", "culmination", "set"):
            assert abs(found[name].iloc[0] - one[name]) <= pd.Timedelta("1ms")
        assert not found[["rise_cut", "set_cut"]].to_numpy().any()


def test_a_pass_is_cut_at_the_ends_of_the_span() -> None:
    day = find_passes(DESIGN, [SHANGHAI], "2026-01-01", "2026-01-02")
    one = day[(day["duration_s"] > 300) & ~day["rise_cut"] & ~day["set_cut"]].iloc[0]
    start, stop = (np.datetime64(one["rise"] + pd.Timedelta(seconds=s), "ns") for s in (60, 61))
    found = find_passes(DESIGN, [SHANGHAI], start, stop)
    found = found[found["satellite_index"] == one["satellite_index"]].iloc[0]
    assert found["rise_cut"]
    assert found["set_cut"]
    assert (np.datetime64(found["rise"], "ns"), np.datetime64(found["set"], "ns")) == (start, stop)
    assert found["duration_s"] == pytest.approx(1.0, abs=1e-9)


def test_a_geostationary_satellite_is_up_all_the_time() -> None:
    geo = element_sets(
        [element_row(1.00273790935, 1e-5, inclination=1e-4, raan=0.0, mean_anomaly=u) for u in np.linspace(0, 6, 8)]
    )
    start, stop = EPOCH, EPOCH + np.timedelta64(20, "D")
    passes = find_passes(geo, [SHANGHAI], start, stop)
    assert 2 <= len(passes) <= 4  # eight around the belt; a third and less are over Shanghai's horizon mask
    assert passes[["rise_cut", "set_cut"]].to_numpy().all()
    assert (passes["duration_s"] == 20 * 86_400.0).all()


def test_twelve_hour_and_inclined_synchronous_orbits() -> None:
    molniya = element_row(
        2.00613, 0.72, inclination=np.radians(63.4), argument_of_perigee=np.radians(270), raan=4.0, mean_anomaly=0.1
    )
    igso = element_row(1.0027, 0.004, inclination=np.radians(55), raan=2.0)
    meo = element_row(1.8624, 0.001, inclination=np.radians(55), raan=0.5)
    passes = require_same_as_scan(element_sets([molniya, igso, meo]), SHANGHAI, EPOCH, 3 * 86_400, 10.0)
    assert passes.groupby("satellite_index").size().min() >= 2
    assert passes["duration_s"].max() > 5 * 3600


@pytest.mark.parametrize("eccentricity", [0.02, 0.1, 0.3, 0.5, 0.7])
def test_perigee_of_an_ellipse_is_good_to_a_millisecond_too(eccentricity: float) -> None:
    rng = np.random.default_rng(int(100 * eccentricity))
    rate = 86_400 / (2 * np.pi) * np.sqrt(398_600.8 / (6_878.0 / (1 - eccentricity)) ** 3)
    rows = [
        element_row(rate, eccentricity, inclination=1.1, raan=raan, mean_anomaly=m, argument_of_perigee=perigee)
        for raan, m, perigee in zip(*rng.uniform(0, 6.28, (2, 12)), rng.uniform(0.3, 0.9, 12), strict=True)
    ]
    passes = require_same_as_scan(element_sets(rows), SHANGHAI, EPOCH, 86_400, 5.0)
    assert passes["culmination_range_km"].min() < 2500  # some pass near their perigee of 500 km


def test_a_satellite_that_decays_is_down_from_then_on() -> None:
    sets = element_sets(
        [element_row(16.45, 0.0005, bstar=0.02, inclination=1.0, raan=a) for a in np.linspace(0, 6, 12)]
        + [element_row(15.0)]
    )
    start, stop = EPOCH, EPOCH + np.timedelta64(48, "h")
    times = start + np.arange(0, 48 * 3600, 5) * np.timedelta64(1, "s")
    error = propagate(sets, times, method="sgp4")["error"].to_numpy()
    assert (error[:, :12].max(axis=0) > 0).all()
    passes = find_passes(sets, [SHANGHAI, Station.from_degrees("pole", 90, 0)], start, stop)
    assert np.isfinite(passes.select_dtypes("float").to_numpy()).all()
    for index in range(12):
        alive = times[error[:, index] == 0].max()
        mine = passes[passes["satellite_index"] == index]
        assert (moments(mine["set"]) <= alive + np.timedelta64(20, "s")).all()
    up = excess(sets, SHANGHAI, times) >= 0.0
    last_good = np.array([times[error[:, k] == 0].max() for k in range(13)])
    for index in range(13):
        mine = passes[(passes["satellite_index"] == index) & (passes["station"] == "Shanghai")]
        inside = ((times[:, None] >= moments(mine["rise"])) & (times[:, None] <= moments(mine["set"]))).any(axis=1)
        sure = times < last_good[index] - np.timedelta64(100, "s")  # four knots of 20 s, and a step
        assert np.array_equal(inside[sure], up[sure, index])


def test_never_propagable_satellites_have_no_pass() -> None:
    assert (
        len(
            find_passes(
                element_sets([element_row(15, 1.5), element_row(17.5), element_row(0.0)]),
                [SHANGHAI],
                EPOCH,
                EPOCH + np.timedelta64(1, "D"),
            )
        )
        == 0
    )


def test_stations_at_and_around_the_poles_and_many_of_them() -> None:
    polar = Constellation("p", (Shell("p", 7.2e6, np.pi / 2, np.zeros(1), (np.zeros(1),)),))
    places = [(90, 0), (90, 77), (-90, 0)]
    places += [(lat, lon) for lat in range(-80, 81, 20) for lon in range(-180, 180, 60)]
    stations = [Station.from_degrees(f"s{k}", lat, lon) for k, (lat, lon) in enumerate(places)]
    passes = find_passes(polar, stations, "2026-01-01", "2026-01-01T12:00")
    assert set(passes["station"]) == {s.name for s in stations}
    north, turned = (passes[passes["station"] == name] for name in ("s0", "s1"))
    assert np.array_equal(moments(north["rise"]), moments(turned["rise"]))  # one place, other axes
    # every orbit crosses the pole: 12 h of 101.5 min (nodal)
    assert len(north) in (7, 8)
    assert north["max_elevation_deg"].min() > 85.0
    alone = find_passes(polar, [stations[20]], "2026-01-01", "2026-01-01T12:00")
    together = passes[passes["station"] == stations[20].name].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, together)


def test_rows_are_what_direct_propagation_gives() -> None:
    sets = mixed_sets(10, 7)
    passes = find_passes(sets, [SHANGHAI], EPOCH, EPOCH + np.timedelta64(12, "h"))
    site = Geodetic(*(np.array(v) for v in (SHANGHAI.latitude, SHANGHAI.longitude, SHANGHAI.height)))
    assert len(passes) > 5
    for _, row in passes.iterrows():
        when = np.array([row[n] for n in ("rise", "culmination", "set")], "datetime64[ns]")
        place = propagate(sets[[row["satellite_index"]]], when, method="sgp4")["position"].to_numpy()[:, 0]
        seen = topocentric(site, place)
        # a metre at 500 km is 1e-4 deg; interpolation is good to 0.2 m and the times to 1e-4 s
        turn = np.degrees(seen.azimuth) - row[
            ["rise_azimuth_deg", "culmination_azimuth_deg", "set_azimuth_deg"]
        ].to_numpy(float)
        assert np.abs((turn + 180) % 360 - 180) * np.cos(seen.elevation) == pytest.approx(np.zeros(3), abs=2e-4)
        assert row["max_elevation_deg"] == pytest.approx(np.degrees(seen.elevation[1]), abs=1e-4)
        assert row["culmination_range_km"] == pytest.approx(seen.range[1] / 1e3, abs=2e-3)
        assert row["duration_s"] == pytest.approx((row["set"] - row["rise"]).total_seconds(), abs=1e-6)
        around = row["culmination"].to_datetime64() + (np.linspace(-30, 30, 61) * 1e9).astype("timedelta64[ns]")
        around = around[(around >= when[0]) & (around <= when[2])]
        nearby = topocentric(
            site, propagate(sets[[row["satellite_index"]]], around, method="sgp4")["position"].to_numpy()[:, 0]
        )
        assert np.degrees(nearby.elevation).max() <= row["max_elevation_deg"] + 1e-4


def test_sunlit_and_visible_by_hand() -> None:
    sets = mixed_sets(20, 9)
    sets = sets[np.arange(20) % 5 != 1]
    start, stop = EPOCH + np.timedelta64(8, "h"), EPOCH + np.timedelta64(24, "h")  # from afternoon to morning
    passes = find_passes(sets, [SHANGHAI], start, stop)
    up = local_axes(SHANGHAI.latitude, SHANGHAI.longitude)[2]
    assert geodetic_to_itrf(SHANGHAI.latitude, SHANGHAI.longitude, 0.0) @ up > 0
    for _, row in passes.iterrows():
        share = np.linspace(0, 1, 17)
        samples = row["rise"].to_datetime64() + (share * row["duration_s"] * 1e9).astype("timedelta64[ns]")
        place = propagate(sets[[row["satellite_index"]]], samples, method="sgp4", frame="GCRF")["position"].to_numpy()[
            :, 0
        ]
        sun = sun_position(samples)
        lit = sunlit_fraction(place, sun)
        sun_itrf, _ = transform(sun, None, source="GCRF", target="ITRF", times=samples)
        sine = sun_itrf @ up / np.linalg.norm(sun, axis=-1)
        # The search takes UT1 = UTC for the Sun, 0.004 deg: near the edges of shadow and twilight either answer holds.
        sure_light = (lit < 1e-9) | (lit > 0.02)
        sure_dark = np.abs(sine - np.sin(np.radians(-6))) > 2e-4
        nearest = np.abs(samples - row["culmination"].to_datetime64()).argmin()
        if sure_light[nearest]:
            assert row["sunlit"] == (lit[nearest] > 0)
        if (sure_light & sure_dark).all():
            assert row["visible"] == ((lit > 0) & (sine < np.sin(np.radians(-6)))).any()
    assert passes["sunlit"].nunique() == 2
    assert passes["visible"].any()
    unlit = find_passes(sets, [SHANGHAI], start, stop, lighting=False)
    assert not unlit[["sunlit", "visible"]].to_numpy().any()
    assert np.array_equal(moments(unlit["rise"]), moments(passes["rise"]))


def test_a_design_passes_as_the_scan_says() -> None:
    passes = require_same_as_scan(DESIGN, SHANGHAI, np.datetime64("2026-01-01", "ns"), 20_000)
    assert len(passes) >= 30


def test_twenty_days_are_as_good_as_one() -> None:
    sets = element_sets([element_row(15.1, raan=a) for a in (0.0, 2.0)])
    passes = find_passes(sets, [SHANGHAI], EPOCH, EPOCH + np.timedelta64(20, "D"))
    last_day = find_passes(sets, [SHANGHAI], EPOCH + np.timedelta64(19, "D"), EPOCH + np.timedelta64(20, "D"))
    tail = passes[moments(passes["rise"]) > EPOCH + np.timedelta64(19, "D")].reset_index(drop=True)
    assert len(tail) == len(last_day[~last_day["rise_cut"]])
    difference = moments(tail["rise"]) - moments(last_day.loc[~last_day["rise_cut"], "rise"])
    assert np.abs(difference).max() <= np.timedelta64(1_000_000, "ns")
    assert len(passes) > 60


def test_empty_results_keep_the_schema() -> None:
    none = ElementSets(ELEMENT_SETS.empty())
    equator = Constellation("e", (Shell("e", 7e6, 0.0, np.zeros(1), (np.zeros(1),)),))
    for satellites, station in [(none, SHANGHAI), (equator, Station.from_degrees("p", 89, 0))]:
        for lighting in (True, False):
            passes = find_passes(satellites, [station], "2026-08-22", "2026-08-23", lighting=lighting)
            assert len(passes) == 0
            assert (passes.dtypes == PASSES.empty().dtypes).all()


def test_refuses() -> None:
    with pytest.raises(InputError, match="not after"):
        find_passes(DESIGN, [SHANGHAI], "2026-01-02", "2026-01-01")
    with pytest.raises(InputError, match="not after"):
        find_passes(DESIGN, [SHANGHAI], "2026-01-01", "2026-01-01")
    with pytest.raises(InputError, match="different names"):
        find_passes(DESIGN, [SHANGHAI, SHANGHAI], "2026-01-01", "2026-01-02")
    with pytest.raises(InputError, match="one or more stations"):
        find_passes(DESIGN, [], "2026-01-01", "2026-01-02")
    with pytest.raises(InputError):
        find_passes(DESIGN, [SHANGHAI], ["2026-01-01", "2026-01-02"], "2026-01-03")
    with pytest.raises(StaleDataError):
        find_passes(mixed_sets(1, 1), [SHANGHAI], "2150-01-01", "2150-01-02")
