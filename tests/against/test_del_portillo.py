"""del Portillo, Cameron and Crawley 2019, Acta Astronautica 159: throughput of three constellations against stations.

Judged: totals 2.66 / 1.56 / 23.7 Tbit/s (Telesat / OneWeb / SpaceX), means of a satellite 22.74 / 2.17 / 5.36 Gbit/s,
with 50 stations 2.66 / 1.47 / 16.8 Tbit/s, stations for all of it 42 / 71 / 123. Asked is 20 %, or a reason.

Inputs from the paper (its link budgets, read as constants of the program ns-3-leo, which files two user beams under
each other's names): a gateway's carrier 9,857.1 (2.1 GHz) / 1,341.1 (250 MHz) / 2,682.1 Mbit/s (500 MHz), OneWeb's user
beam 599.4 Mbit/s; least elevations 20 / 55 / 40 deg and satellites 117 / 720 / 4,425 (quoted at cis471.blogspot.com,
2019-01). From filings: shells (SpaceX: FCC SAT-LOA-20161115-00118; OneWeb and Telesat: the shapes of 2016 as commonly
quoted, not read here), OneWeb's 16 user beams (SAT-LOI-20160428-00041).

Ours, because no source that could be read gives them: the band to gateways is 2.1 GHz (27.5-29.1 and 29.5-30 GHz), used
by an antenna in one polarisation; a Telesat satellite has two feeder beams in both polarisations, a SpaceX one a beam
in both; user beams limit OneWeb's satellites alone; 12 / 11 / 30 antennas a station; lasers without limit for Telesat
and SpaceX; candidates are the largest cities of 161 cells of 1,300 km, placed greedily; demand 8 kbit/s a head of
GeoNames' 3.93 G people in cells of 4 deg. The last number and SpaceX's antennas were chosen with the paper's figures in
sight: what agrees by them is calibration. Still, one number of demand meets three totals that are 15 times apart.

| number | paper | here | |
|---|---|---|---|
| total, Tbit/s | 2.66 / 1.56 / 23.7 | 2.48 / 1.55 / 24.9 | within 20 % |
| mean of a satellite, Gbit/s | 22.74 / 2.17 / 5.36 | 21.2 / 2.16 / 5.62 | within 20 % |
| with 50 stations, Tbit/s | 2.66 / 1.47 / 16.8 | 2.48 / 0.85 / 16.1 | OneWeb's is not (-42 %) |
| stations for 99 % of the total | 42 / 71 / 123 | 26 / 130 / 77 | none is, nor their order |

Why not. OneWeb: a bent pipe needs a station in sight of the user's satellite, and at 55 deg a station sees little sky.
The paper's link budget has the gateway at 55 deg; what its placement took is not known. With stations at 40 deg there
are 1.58 Tbit/s with 50 of them (+7 %) and 95 % of the total with 75 (+6 %), of 1.91 Tbit/s in all (+22 %). Telesat:
with lasers without limit any station serves any satellite, so that only the sum of the antennas counts (26); without
lasers it takes 51 (+21 %). SpaceX: here every antenna of every station is full at all times; it takes fewer stations.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from huxing.network.capacity import GatewayCurve, LinkRates, place_gateways
from huxing.network.topology import AccessRule, Network, Stations, plus_grid
from huxing.network.traffic import Cities, cities
from huxing.orbit import Constellation, Shell, walker_delta, walker_star

NAMES = ("telesat", "oneweb", "spacex")
PAPER_TOTAL = {"telesat": 2.66, "oneweb": 1.56, "spacex": 23.7}
PAPER_MEAN = {"telesat": 22.74, "oneweb": 2.17, "spacex": 5.36}
PAPER_AT_50 = {"telesat": 2.66, "oneweb": 1.47, "spacex": 16.8}
PAPER_STATIONS = {"telesat": 42, "oneweb": 71, "spacex": 123}
ELEVATION_DEG = {"telesat": 20.0, "oneweb": 55.0, "spacex": 40.0}
CARRIER = {"telesat": 9857.1e6, "oneweb": 1341.1e6, "spacex": 2682.1e6}
CARRIERS = {"telesat": 1, "oneweb": 8, "spacex": 4}  # of the band of 2.1 GHz, in one polarisation
ANTENNAS = {"telesat": 12, "oneweb": 11, "spacex": 30}
DEMAND_A_HEAD = 8e3
INSTANTS = {"telesat": 8, "oneweb": 8, "spacex": 1}  # one of 4,425 satellites is as good as many of 117


def delta(altitude_km: float, inclination_deg: float, planes: int, each: int) -> Shell:
    name = f"{altitude_km:g}"
    return walker_delta(
        name=name, altitude_km=altitude_km, inclination_deg=inclination_deg, planes=planes, per_plane=each, phasing=1
    )


def design(name: str) -> Constellation:
    if name == "telesat":
        polar = walker_star(name="p", altitude_km=1000, inclination_deg=99.5, planes=6, per_plane=12, phasing=1)
        return Constellation(name, (polar, delta(1248, 37.4, 5, 9)))
    if name == "oneweb":
        polar = walker_star(name="p", altitude_km=1200, inclination_deg=87.9, planes=18, per_plane=40, phasing=1)
        return Constellation(name, (polar,))
    shells = ((1150, 53.0, 32, 50), (1110, 53.8, 32, 50), (1130, 74.0, 8, 50), (1275, 81.0, 5, 75), (1325, 70.0, 6, 75))
    return Constellation(name, tuple(delta(*shell) for shell in shells))


def rates(name: str, lasers: float) -> LinkRates:
    antenna = CARRIER[name] * CARRIERS[name]
    user, feeder = {
        "telesat": (4 * antenna, 4 * antenna),
        "oneweb": (16 * 599.4e6, antenna),
        "spacex": (2 * antenna, 2 * antenna),
    }[name]
    return LinkRates(lasers, satellite_up=user, satellite_down=feeder, station_down=ANTENNAS[name] * antenna)


@cache
def people() -> tuple[Cities, Cities]:
    """Cells of users of about 4 deg, and the candidates."""
    every = cities(merge_radius=0.0)
    return every.in_cells(4 * 111.2e3), every.in_cells(1300e3)


@cache
def curve(name: str, station_elevation_deg: float | None = None, lasers: bool | None = None) -> GatewayCurve:
    users, sites = people()
    both = [np.concatenate([getattr(users, key), getattr(sites, key)]) for key in ("latitude", "longitude")]
    names = tuple(f"{kind} {label}" for kind, group in (("u", users), ("g", sites)) for label in group.names)
    ground = Stations(names, both[0], both[1], np.zeros(len(names)))
    least = np.full(len(ground), np.radians(ELEVATION_DEG[name]))
    if station_elevation_deg is not None:
        least[len(users) :] = np.radians(station_elevation_deg)
    network = Network(plus_grid(design(name)), ground, AccessRule(least))
    times = np.datetime64("2026-01-01") + np.arange(INSTANTS[name]) * np.timedelta64(2711, "s")
    with_lasers = name != "oneweb" if lasers is None else lasers
    return place_gateways(
        network.snapshots(times), np.arange(len(users)), np.arange(len(users), len(ground)),
        rates(name, np.inf if with_lasers else 0.0), supply=users.population * DEMAND_A_HEAD,
    )  # fmt: skip


def total(name: str) -> float:
    return float(curve(name).limit.mean()) / 1e12


def at_50(found: GatewayCurve) -> float:
    mean: NDArray[np.float64] = found.mean
    return float(mean[min(50, mean.size) - 1]) / 1e12


def test_satellites_are_as_many_as_in_the_paper() -> None:
    assert [len(design(name)) for name in NAMES] == [117, 720, 4425]


@pytest.mark.parametrize("name", NAMES)
def test_totals_are_within_20_percent(name: str) -> None:
    assert total(name) == pytest.approx(PAPER_TOTAL[name], rel=0.20)
    assert total(name) * 1e3 / len(design(name)) == pytest.approx(PAPER_MEAN[name], rel=0.20)


def test_the_order_is_the_paper_s() -> None:
    assert total("oneweb") < total("telesat") < total("spacex")
    each = {name: total(name) / len(design(name)) for name in NAMES}
    assert each["oneweb"] < each["spacex"] < each["telesat"]


@pytest.mark.parametrize("name", ["telesat", "spacex"])
def test_with_50_stations_within_20_percent(name: str) -> None:
    assert at_50(curve(name)) == pytest.approx(PAPER_AT_50[name], rel=0.20)


def test_telesat_has_all_of_it_with_50_stations_and_spacex_has_not() -> None:
    assert at_50(curve("telesat")) == pytest.approx(total("telesat"), rel=0.01)
    assert at_50(curve("spacex")) < 0.8 * total("spacex")  # paper: 0.71


def test_oneweb_with_50_stations_depends_on_their_elevation() -> None:
    assert at_50(curve("oneweb")) == pytest.approx(0.85, rel=0.05)  # not within 20 %, see above
    lower = curve("oneweb", station_elevation_deg=40.0)
    assert at_50(lower) == pytest.approx(PAPER_AT_50["oneweb"], rel=0.20)
    assert lower.needed(0.95) == pytest.approx(PAPER_STATIONS["oneweb"], rel=0.20)


def test_stations_for_all_of_it_differ_for_the_reasons_above() -> None:
    """Not within 20 %; what is measured is held, so that a change is seen."""
    assert curve("telesat").needed(0.99) == pytest.approx(26, abs=3)
    assert curve("telesat", lasers=False).needed(0.99) == pytest.approx(51, abs=4)
    assert curve("oneweb").needed(0.99) == pytest.approx(130, abs=8)
    assert curve("spacex").needed(0.99) == pytest.approx(77, abs=5)


def test_more_stations_never_give_less() -> None:
    for name in NAMES:
        assert (np.diff(curve(name).mean) >= 0.0).all()
        assert (curve(name).mean <= curve(name).limit.mean() * (1.0 + 1e-12)).all()
