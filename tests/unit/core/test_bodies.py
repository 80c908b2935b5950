"""The Earth's shadow on hand-made cases; Sun and Moon on what an almanac fixes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.bodies import PENUMBRA, SUNLIT, UMBRA, moon_position, shadow_state, sun_position, sunlit_fraction
from huxing.core.constants import ASTRONOMICAL_UNIT, SUN_RADIUS, WGS84_SEMI_MAJOR_AXIS
from huxing.core.time import as_times

RE = WGS84_SEMI_MAJOR_AXIS
SUN = np.array([ASTRONOMICAL_UNIT, 0.0, 0.0])


def test_before_and_behind_the_earth() -> None:
    places = np.array([[RE + 5e5, 0, 0], [-(RE + 5e5), 0, 0], [0, RE + 5e5, 0], [0, 0, -(RE + 5e5)]])
    assert shadow_state(places, SUN).tolist() == [SUNLIT, UMBRA, SUNLIT, SUNLIT]


def test_the_umbra_ends_in_a_point_and_the_penumbra_widens() -> None:
    umbra_length = ASTRONOMICAL_UNIT * RE / (SUN_RADIUS - RE)  # 1.38e9 m by similar triangles
    assert shadow_state(np.array([-umbra_length * 0.999, 0, 0]), SUN) == UMBRA
    beyond = np.array([-umbra_length * 1.5, 0, 0])
    assert shadow_state(beyond, SUN) == PENUMBRA
    # an annular eclipse: the share left is 1 - (angular radius of Earth / of Sun)^2
    earth, sun = np.arcsin(RE / np.linalg.norm(beyond)), np.arcsin(SUN_RADIUS / np.linalg.norm(SUN - beyond))
    assert sunlit_fraction(beyond, SUN) == pytest.approx(1 - (earth / sun) ** 2, abs=1e-12)


def test_edges_of_the_cones() -> None:
    x = -7e6
    umbra = RE - 7e6 * (SUN_RADIUS - RE) / ASTRONOMICAL_UNIT  # radii of the two cones at x, by similar triangles
    penumbra = RE + 7e6 * (SUN_RADIUS + RE) / ASTRONOMICAL_UNIT
    radii = np.array([umbra - 200, umbra + 200, penumbra - 200, penumbra + 200])
    places = np.stack([np.full(4, x), radii, np.zeros(4)], axis=-1)
    # the cones touch the Earth's limb, not its axis: the similar triangles are good to (RE/x)-terms of 1e-5 x 6.4e6 m
    assert shadow_state(places, SUN).tolist() == [UMBRA, PENUMBRA, PENUMBRA, SUNLIT]
    middle = sunlit_fraction(np.array([x, (umbra + penumbra) / 2, 0]), SUN)
    assert middle == pytest.approx(0.5, abs=0.01)  # the limb of the Earth is nearly straight against the Sun's disc


@given(st.floats(6.5e6, 5e7), st.floats(0.0, 2 * np.pi))
def test_the_fraction_falls_steadily_into_the_shadow(radius: float, turn: float) -> None:
    angle = np.linspace(0.0, np.pi, 4001)
    along, across = np.cos(angle) * radius, np.sin(angle) * radius
    places = np.stack([along, across * np.cos(turn), across * np.sin(turn)], axis=-1)
    lit = sunlit_fraction(places, SUN)
    assert ((lit >= 0.0) & (lit <= 1.0)).all()
    assert (np.diff(lit) <= 1e-12).all()
    assert lit[0] == 1.0
    assert lit[-1] == 0.0


@pytest.mark.parametrize("altitude", [300e3, 600e3, 1160e3, 20_200e3])
def test_share_of_a_circular_orbit_in_shadow(altitude: float) -> None:
    # with the Sun in the orbit's plane the shadow takes asin(Re/a)/pi of it; the cones narrow the umbra and widen
    # the penumbra by the Sun's radius, 0.00466 rad, on either side
    angle = np.linspace(0.0, 2 * np.pi, 200_001)[:-1]
    a = RE + altitude
    places = a * np.stack([np.cos(angle), np.sin(angle), np.zeros_like(angle)], axis=-1)
    state = shadow_state(places, SUN)
    cylinder = np.arcsin(RE / a) / np.pi
    width = 0.00466 / np.pi
    umbra, any_shadow = (state == UMBRA).mean(), (state != SUNLIT).mean()
    # asin is turned about the Earth's centre, the Sun's radius about the limb: equal to first order; 2e-5 of the grid
    assert umbra == pytest.approx(cylinder - width, abs=2e-4)
    assert any_shadow == pytest.approx(cylinder + width, abs=2e-4)


def test_a_missing_position_is_neither_lit_nor_dark() -> None:
    places = np.array([[np.nan] * 3, [RE + 5e5, 0, 0]])
    assert np.isnan(sunlit_fraction(places, SUN)[0])
    assert shadow_state(places, SUN).tolist() == [-1, SUNLIT]


def test_the_shadow_is_the_same_in_any_axes() -> None:
    rng = np.random.default_rng(3)
    places = rng.normal(size=(500, 3)) * 8e6
    rotation = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    assert sunlit_fraction(places @ rotation.T, SUN @ rotation.T) == pytest.approx(
        sunlit_fraction(places, SUN), abs=1e-9
    )


def test_equinox_and_solstice() -> None:
    # 2026: equinox 20 Mar 14:46 UTC, solstice 21 Jun 08:25 UTC (Astronomical Almanac); to the minute, and 0.01 deg is
    # a quarter of an hour of the Sun's motion. The equinox is that of date, GCRF that of 2000: precession in
    # declination is 20.04 arcsec a year at the equinox.
    equinox, solstice = sun_position(as_times(["2026-03-20T14:46", "2026-06-21T08:25"]))
    precessed = np.degrees(np.arcsin(equinox[2] / np.linalg.norm(equinox)))
    assert precessed == pytest.approx(-20.04 * 26.2 / 3600, abs=0.01)
    assert np.degrees(np.arcsin(solstice[2] / np.linalg.norm(solstice))) == pytest.approx(23.4362, abs=0.01)


def test_sun_and_moon_stand_together_at_an_eclipse() -> None:
    # total solar eclipse of 2024-04-08, greatest eclipse 18:17:18 UT (NASA/GSFC, Espenak): gamma 0.3431 Earth radii
    when = as_times("2024-04-08T18:17:18")
    sun, moon = sun_position(when), moon_position(when)
    axis = (moon - sun) / np.linalg.norm(moon - sun)
    gamma = np.linalg.norm(np.cross(moon, axis)) / RE
    # the Moon's place is good to 10 arcsec, 18 km = 0.003 Re; light time of the Moon (1.3 s) is left out, 1.3 km
    assert gamma == pytest.approx(0.3431, abs=0.006)


def test_distances() -> None:
    days = as_times("2026-01-01") + np.arange(0, 366).astype("timedelta64[D]")
    sun = np.linalg.norm(sun_position(days), axis=-1) / ASTRONOMICAL_UNIT
    assert sun.min() == pytest.approx(0.98330, abs=2e-4)  # perihelion and aphelion of any year: 1 -+ 0.0167
    assert sun.max() == pytest.approx(1.01670, abs=2e-4)
    moon = np.linalg.norm(moon_position(days), axis=-1)
    assert 3.56e8 < moon.min() < 3.70e8
    assert 4.04e8 < moon.max() < 4.07e8
