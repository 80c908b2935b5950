"""Judge: astropy, with the same Earth orientation (both read `astropy-iers-data`)."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from huxing.core.bodies import moon_position, sun_position
from huxing.core.earth_orientation import installed_earth_orientation, ut1_julian_date
from huxing.core.frames import transform
from huxing.core.geodesy import Geodetic, geodetic_to_itrf, itrf_to_geodetic, topocentric
from huxing.core.time import as_times, leap_seconds_valid_until, tai_julian_date, tt_julian_date

astropy = pytest.importorskip("astropy")
import astropy.units as u  # noqa: E402
from astropy.coordinates import (  # noqa: E402
    GCRS,
    ITRS,
    TEME,
    AltAz,
    CartesianDifferential,
    CartesianRepresentation,
    EarthLocation,
    get_body,
    get_sun,
)
from astropy.time import Time  # noqa: E402
from astropy.utils import iers  # noqa: E402

STORED = Path(__file__).parent / "expected" / "astropy_frames.json"


@pytest.fixture(scope="module", autouse=True)
def same_earth_orientation() -> Iterator[None]:
    import astropy_iers_data

    with (
        iers.conf.set_temp("auto_download", False),
        iers.conf.set_temp("auto_max_age", None),
        iers.earth_orientation_table.set(iers.IERS_A.open(astropy_iers_data.IERS_A_FILE)),
    ):
        yield


@pytest.fixture(scope="module")
def times() -> np.ndarray:
    """400 instants from 1973 to the end of the predictions."""
    first = np.datetime64("1973-01-03", "ns")
    series_end = np.datetime64(installed_earth_orientation().valid_until, "ns")
    last = min(series_end, leap_seconds_valid_until()) - np.timedelta64(1, "D")
    seconds = np.random.default_rng(5).uniform(0, float((last - first) / np.timedelta64(1, "s")), 400)
    return first + np.sort(seconds * 1e9).astype("timedelta64[ns]")


@pytest.fixture(scope="module")
def states() -> tuple[np.ndarray, np.ndarray]:
    """States of low satellites: positions of 7,000 km, velocities of some km/s."""
    rng = np.random.default_rng(6)
    position = rng.normal(size=(400, 3))
    return position / np.linalg.norm(position, axis=1)[:, None] * 7e6, rng.normal(size=(400, 3)) * 4e3


def representation(position: np.ndarray, velocity: np.ndarray) -> CartesianRepresentation:
    return CartesianRepresentation(position.T * u.m, differentials=CartesianDifferential(velocity.T * u.m / u.s))


def state_of(coordinate: object) -> tuple[np.ndarray, np.ndarray]:
    return coordinate.cartesian.xyz.to_value(u.m).T, coordinate.velocity.d_xyz.to_value(u.m / u.s).T


def seconds_between(a: object, b: object) -> np.ndarray:
    return np.abs((a.day - b.jd1) + (a.fraction - b.jd2)) * 86_400


def test_time_scales(times: np.ndarray) -> None:
    judge = Time(times, scale="utc")
    # both sum two doubles that keep 2e-11 s (measured 1.9e-11)
    assert seconds_between(tai_julian_date(times), judge.tai).max() < 1e-10
    assert seconds_between(tt_julian_date(times), judge.tt).max() < 1e-10
    assert seconds_between(ut1_julian_date(times), judge.ut1).max() < 1e-10


def test_time_scales_around_every_leap_second(times: np.ndarray) -> None:
    from huxing.core.time import leap_second_table

    midnights = np.datetime64("1858-11-17", "ns") + leap_second_table()[0][4:].astype("timedelta64[D]")  # from 1974
    offsets = np.array([-86_400, -43_200, -1, 0, 1, 43_200]).astype("timedelta64[s]")
    around = (midnights[:, None] + offsets).ravel()
    judge = Time(around, scale="utc")
    assert seconds_between(tt_julian_date(around), judge.tt).max() < 1e-10
    # On the day of a leap second astropy interpolates UT1-UTC with the day's fraction of 86,400 s, we with that of
    # 86,401 s: at most 1e-5 of a day's change of UT1, 3 ms.
    assert seconds_between(ut1_julian_date(around), judge.ut1).max() < 5e-8


def test_teme_to_itrf(times: np.ndarray, states: tuple[np.ndarray, np.ndarray]) -> None:
    instant = Time(times)
    judge = TEME(representation(*states), obstime=instant).transform_to(ITRS(obstime=instant))
    position, velocity = transform(*states, source="TEME", target="ITRF", times=times)
    want, moving = state_of(judge)
    # goal 0.02 m; measured 0.4 mm: astropy leaves out s', the TIO locator, which grows by 47 microarcsec a century
    assert np.linalg.norm(position - want, axis=1).max() < 2e-3
    # measured 0.07 mm/s: nominal rate of rotation on both sides, astropy's rate is that of 1982's sidereal time
    assert np.linalg.norm(velocity - moving, axis=1).max() < 5e-4


def test_gcrf_differs_by_the_pole_offsets_alone(times: np.ndarray, states: tuple[np.ndarray, np.ndarray]) -> None:
    instant = Time(times)
    judge = GCRS(representation(*states), obstime=instant).transform_to(ITRS(obstime=instant))
    want, moving = state_of(judge)
    series = installed_earth_orientation()
    without = dataclasses.replace(series, pole_offset=np.zeros_like(series.pole_offset))
    position, velocity = transform(*states, source="GCRF", target="ITRF", times=times, orientation=without)
    assert np.linalg.norm(position - want, axis=1).max() < 2e-3  # as TEME; measured below 1 mm
    assert np.linalg.norm(velocity - moving, axis=1).max() < 5e-4
    # astropy leaves out dX and dY of the IERS (0.3 mas today, 8 mas in the 1970s); we apply them
    full, _ = transform(*states, source="GCRF", target="ITRF", times=times)
    offset = np.linalg.norm(series.at(times).pole_offset, axis=-1)
    assert (np.linalg.norm(full - want, axis=1) < offset * 7e6 * 1.001 + 2e-3).all()


def test_teme_to_gcrf(times: np.ndarray, states: tuple[np.ndarray, np.ndarray]) -> None:
    instant = Time(times)
    judge = TEME(representation(*states), obstime=instant).transform_to(GCRS(obstime=instant))
    series = installed_earth_orientation()
    without = dataclasses.replace(series, pole_offset=np.zeros_like(series.pole_offset))
    position, velocity = transform(*states, source="TEME", target="GCRF", times=times, orientation=without)
    want, moving = state_of(judge)
    assert np.linalg.norm(position - want, axis=1).max() < 2e-3  # as TEME to ITRF
    assert np.linalg.norm(velocity - moving, axis=1).max() < 2e-3


def angle_deg(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.degrees(np.arctan2(np.linalg.norm(np.cross(a, b), axis=-1), np.sum(a * b, axis=-1)))


def test_sun_and_moon(times: np.ndarray) -> None:
    instant = Time(times)
    sun = get_sun(instant).cartesian.xyz.to_value(u.m).T
    # goal 0.01 deg; measured 3.0e-6 deg (the Sun's own motion about the barycentre during eight minutes of light)
    assert angle_deg(sun, sun_position(times)).max() < 2e-5
    # light time: astropy gives the distance at reception, 5e5 m at most (the Earth's radial speed 500 m/s x 499 s)
    assert np.abs(np.linalg.norm(sun, axis=-1) - np.linalg.norm(sun_position(times), axis=-1)).max() < 5e5
    moon = get_body("moon", instant, ephemeris="builtin").cartesian.xyz.to_value(u.m).T
    # both are Meeus' series, astropy's with light time: 1.3 s x 1 km/s = 1.5e-4 deg, aberration of the Earth's centre
    assert angle_deg(moon, moon_position(times)).max() < 1e-3
    assert np.abs(np.linalg.norm(moon, axis=-1) - np.linalg.norm(moon_position(times), axis=-1)).max() < 1e5


def test_geodetic_coordinates() -> None:
    rng = np.random.default_rng(7)
    latitude, longitude, height = rng.uniform(-90, 90, 500), rng.uniform(-180, 180, 500), rng.uniform(-1e3, 4e7, 500)
    judge = EarthLocation.from_geodetic(longitude * u.deg, latitude * u.deg, height * u.m)
    place = geodetic_to_itrf(np.radians(latitude), np.radians(longitude), height)
    want = np.stack([c.to_value(u.m) for c in judge.to_geocentric()], axis=-1)
    assert np.abs(place - want).max() < 1e-7  # the same formula in doubles of 4e7 m
    back = itrf_to_geodetic(want)
    assert np.degrees(back.latitude) == pytest.approx(judge.lat.to_value(u.deg), abs=1e-9)


def test_geodetic_coordinates_by_proj() -> None:
    pyproj = pytest.importorskip("pyproj")
    rng = np.random.default_rng(8)
    place = rng.normal(size=(500, 3))
    place *= rng.uniform(6.35e6, 6.4e6, (500, 1)) / np.linalg.norm(place, axis=1)[:, None]
    longitude, latitude, height = pyproj.Transformer.from_crs(4978, 4979, always_xy=True).transform(*place.T)
    got = itrf_to_geodetic(place)
    # Near the ellipsoid, within some 40 km: PROJ takes one step of Bowring's formula, 5e-7 deg off at 20,000 km
    # (measured by PROJ's own round trip).
    assert np.degrees(got.latitude) == pytest.approx(latitude, abs=1e-8)
    assert np.degrees(got.longitude) == pytest.approx(longitude, abs=1e-10)
    assert got.height == pytest.approx(height, abs=1e-4)


def test_topocentric_directions() -> None:
    rng = np.random.default_rng(9)
    instant = Time("2026-08-22T06:00:00")
    for latitude, longitude in [(31.1, 121.2), (-77.8, 166.7), (0.0, 0.0), (89.9, -30.0)]:
        location = EarthLocation.from_geodetic(longitude * u.deg, latitude * u.deg, 20 * u.m)
        site = Geodetic(np.radians(latitude), np.radians(longitude), np.array(20.0))
        relative = rng.normal(size=(200, 3)) * 1e6
        judge = ITRS(relative.T * u.m, obstime=instant, location=location).transform_to(
            AltAz(obstime=instant, location=location)
        )
        seen = topocentric(site, geodetic_to_itrf(*site) + relative)
        turn = np.mod(seen.azimuth - judge.az.to_value(u.rad) + np.pi, 2 * np.pi) - np.pi
        # the same geometry in doubles of 7e6 m seen over 1e6 m: 1e-15; measured 1e-15
        assert np.abs(turn * np.cos(seen.elevation)).max() < 1e-13
        assert np.abs(seen.elevation - judge.alt.to_value(u.rad)).max() < 1e-13
        assert np.abs(seen.range - judge.distance.to_value(u.m)).max() < 1e-7


def test_stored_values_hold_without_the_peer() -> None:
    stored = json.loads(STORED.read_text(encoding="utf-8"))
    when = as_times([row["utc"] for row in stored["rows"]])
    teme = np.array([row["teme_m"] for row in stored["rows"]])
    itrf = np.array([row["itrf_m"] for row in stored["rows"]])
    position, _ = transform(teme, None, source="TEME", target="ITRF", times=when)
    # final values of Bulletin B may be revised by 0.1 mas and 10 microseconds: 8 mm
    assert np.linalg.norm(position - itrf, axis=1).max() < 0.02
    assert angle_deg(sun_position(when), np.array([row["sun_m"] for row in stored["rows"]])).max() < 2e-5
    assert angle_deg(moon_position(when), np.array([row["moon_m"] for row in stored["rows"]])).max() < 1e-3
