"""The stage `connect`: its artefacts are what the kernels say, for the fleet that `fly` handed on."""

from __future__ import annotations

import numpy as np
import pytest
from tiny_connect import TEXT, connect

from huxing.core.constants import EARTH_MEAN_RADIUS, WGS84_SEMI_MAJOR_AXIS
from huxing.core.time import time_grid
from huxing.link.atmosphere.climate import load_climate
from huxing.link.budget import Loss, Site, radio_link
from huxing.orbit import Constellation, highest_satellite, point_grid, walker_star

WHOLE, HALF = np.datetime64("2026-08-22", "ns"), np.datetime64("2026-03-01", "ns")
STAR = walker_star(name="polar", altitude_km=1200, inclination_deg=89, planes=6, per_plane=12)
LOSS = (Loss("extra", 5.2),)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return connect(tmp_path_factory.mktemp("connect"))


def phone():
    altitude = (STAR.semi_major_axis - EARTH_MEAN_RADIUS) / 1e3
    return radio_link(
        terminal="handset-n256", satellite="tr38821-set1-leo1200", direction="down", band="s", altitude_km=altitude,
        min_elevation_deg=30.0, implementation_loss_db=1.0, losses=LOSS,
    )  # fmt: skip


def test_the_day_follows_the_highest_satellite(found):
    series = found["links"].sel(link="phone", constellation="star", date=WHOLE, station="hill")
    times = time_grid(WHOLE, hours=3, step_s=300)
    seen = highest_satellite(
        Constellation("star", (STAR,)), point_grid([-20.0], [30.0], name="hill"), times, min_elevation_deg=30.0
    )
    # the fleet table keeps nodes and phases in degrees: rounding moves the satellite by micrometres
    np.testing.assert_allclose(series["elevation"], seen["elevation"][:, 0], atol=1e-9, equal_nan=True)
    np.testing.assert_allclose(series["slant_range"], seen["slant_range"][:, 0], atol=1e-3, equal_nan=True)
    assert np.isfinite(series["elevation"]).any()


def test_rate_and_margin_are_those_of_the_budget(found):
    series = found["links"].sel(link="phone", constellation="star", date=WHOLE, station="hill", direction="down")
    there = np.isfinite(series["elevation"].to_numpy())
    budget = phone().budget(
        series["elevation"].to_numpy()[there], distance=series["slant_range"].to_numpy()[there],
        site=Site(np.radians(-20.0), np.radians(30.0), 1500.0), exceedance=0.01, climate=load_climate("zonal"),
        extrapolate=True,
    )  # fmt: skip
    np.testing.assert_allclose(series["rate"].to_numpy()[there], budget.rate, rtol=1e-12)
    assert (series["rate"].to_numpy()[~there] == 0.0).all()
    assert (series["availability"].to_numpy()[~there] == 0.0).all()
    assert np.isnan(series["margin"].to_numpy()[~there]).all()
    # the margin is over the mode of 20 Mbit/s, so its sign says whether that rate is there
    enough = series["margin"].to_numpy()[there] >= 0.0
    assert (enough == (budget.rate >= 20e6)).all()


def test_availability_over_the_year_is_the_mean_of_its_moments(found):
    links = found["links"]
    for place in ({"link": "phone", "constellation": "star"}, {"link": "dish", "constellation": "ring"}):
        one = links.sel(**place, date=WHOLE, station="hill")
        # three hours stand for a year only roughly; the two are computed by different ways
        assert np.abs(one["availability"].mean("time") - one["year_availability"]).max() < 0.12
        assert (one["year_availability"] <= 1.0).all()


def test_less_fleet_is_less_service(found):
    year = found["links"]["year_availability"].sel(link="phone", constellation="star", station="hill")
    assert (year.sel(date=HALF) < year.sel(date=WHOLE)).all()


def test_what_the_scenario_does_not_look_at_is_nan(found):
    links = found["links"]
    assert np.isnan(links["rate"].sel(link="phone", constellation="ring")).all()
    assert np.isnan(links["rate"].sel(link="dish", constellation="ring", date=HALF)).all()
    assert np.isnan(links["rate"].sel(link="dish", station="shanghai")).all()
    assert np.isnan(found["link_map"]["availability"].sel(link="phone")).all()


def test_the_map_agrees_with_a_station(found):
    world = found["link_map"].sel(link="dish", constellation="star", date=WHOLE)
    assert np.isfinite(world["availability"]).all()
    assert (world["availability"] <= world["in_view"] + 1e-9).all()  # no link without a satellite
    rate = found["links"]["rate"].sel(link="dish", constellation="star", date=WHOLE, direction="down")
    assert float(world["mean_rate"].max()) >= float(rate.mean())


def test_curves_fall_with_worse_weather_and_rise_with_elevation(found):
    curve = found["link_curves"]["rate"].sel(link="dish", direction="down")
    assert curve["exceedance"].to_numpy().tolist() == [0.001, 0.01]
    low = np.degrees(curve["elevation"]) < 10.0 - 1e-6
    assert np.isnan(curve.to_numpy()[:, low]).all()
    usable = curve.to_numpy()[:, ~low]
    assert (usable[0] <= usable[1]).all()
    # towards the zenith P.618's horizontal reduction of rain runs out, and attenuation grows again by some percent
    assert (np.diff(usable[:, np.degrees(curve["elevation"].to_numpy()[~low]) < 80.0], axis=1) >= 0.0).all()


def test_the_terms_of_a_budget_add_up_to_its_margin(found):
    table = found["budgets"]
    assert (table["clause"].str.len() > 0).all()
    for _, rows in table.groupby(["link", "direction"]):
        terms = rows[rows["kind"].isin(["level", "gain", "loss"])]["value"].sum()
        margin = rows[rows["term"] == "margin"]["value"].iloc[0]
        assert terms == pytest.approx(margin, abs=1e-9)
    phone_rows = table[(table["link"] == "phone") & (table["direction"] == "down")].set_index("term")
    assert phone_rows.loc["elevation", "value"] == pytest.approx(30.0)


def test_laser_links_are_those_of_the_grid(found):
    table = found["laser_links"]
    half, whole = (table[table["date"] == date] for date in (HALF, WHOLE))
    assert (len(half), len(whole)) == (3 * 12 + 2 * 12, 6 * 12 + 5 * 12)
    chord = 2.0 * (1_200_000.0 + WGS84_SEMI_MAJOR_AXIS) * np.sin(np.pi / 12.0) / 1e3
    inside = whole[whole["kind"] == "in-plane"]
    np.testing.assert_allclose(inside["least_range_km"], chord, rtol=1e-6)
    shares = whole[["up_share", "blocked_share", "sun_share", "acquiring_share"]].sum(axis=1)
    np.testing.assert_allclose(shares, 1.0, atol=1e-12)
    # a cone of 10 deg about the Sun and a hundred seconds after it: pairs that face the Sun lose a little
    assert 0.0 < (1.0 - whole["up_share"]).max() < 0.5
    np.testing.assert_allclose(whole["mean_rate_gbps"], 2.5 * whole["up_share"], rtol=1e-9)


def test_equal_runs_give_equal_bytes(tmp_path):
    short = TEXT.replace("map: true", "map: false").replace("hours: 3\n  step_s: 300", "hours: 1\n  step_s: 600")
    runs = []
    for name in ("a", "b"):
        connect(tmp_path / name, short)
        files = sorted((tmp_path / name / "run").glob("artefacts/connect-*/*"))
        runs.append([(file.parent.name, file.name, file.read_bytes()) for file in files])
    assert runs[0] == runs[1]
