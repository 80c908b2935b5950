"""Networks of the stage `connect`: round trips, maps, paths and capacity are what the kernels say of the fleet."""

from __future__ import annotations

import numpy as np
import pytest
from tiny_connect import STAGES, TEXT, connect, load_tiny

from huxing.chain.engines import DaskEngine, LocalEngine
from huxing.chain.runner import run_scenario
from huxing.chain.stages import connect_loads, connect_network_units
from huxing.chain.stages.connect_loads import write_loads
from huxing.chain.stages.connect_routes import shortest_ways
from huxing.chain.stages.connect_space import laser_reach, space_segment
from huxing.core.constants import EARTH_MEAN_RADIUS, SPEED_OF_LIGHT
from huxing.core.errors import ScenarioError
from huxing.link.laser import laser_rate
from huxing.network.routing import route
from huxing.network.topology import AccessRule, Network, plus_grid, stations
from huxing.orbit import Constellation, walker_star

WHOLE, HALF = np.datetime64("2026-08-22", "ns"), np.datetime64("2026-03-01", "ns")
NETWORKS = (
    TEXT
    + """\
  networks:
  - name: mesh
    title: With light
    constellations: [star]
    laser: light
    user_link: phone
    gateway_link: dish
    gateways: [shanghai, {name: hill, latitude_deg: -20, longitude_deg: 30, altitude_m: 1500}]
    antennas: 4
    hub: shanghai
    pairs: [[shanghai, london], [london, sydney]]
    cities: 20
    demand_gbps: 2
    fibre_factor: 1.6
    capacity_hours: [0, 1]
    path_minutes: [0, 30]
  - name: bent
    constellations: [star]
    user_link: phone
    gateway_link: dish
    gateways: [shanghai]
    hub: shanghai
    cities: 20
    demand_gbps: 2
"""
)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return connect(tmp_path_factory.mktemp("networks"), NETWORKS)


@pytest.fixture(scope="module")
def mesh():
    """The same network by hand, gateways and users apart."""
    shell = walker_star(name="polar", altitude_km=1200, inclination_deg=89, planes=6, per_plane=12)
    topology = plus_grid(Constellation("star", (shell,)))
    least = np.radians([30.0] * 3)
    return Network(topology, stations(["shanghai", "london", "sydney"]), AccessRule(least))


def test_round_trips_over_space_are_those_of_the_router(found, mesh):
    series = found["network"].sel(network="mesh", constellation="star", date=WHOLE)
    times = WHOLE + (found["network"]["time"].to_numpy() * 1e9).astype("timedelta64[ns]")
    for number, snapshot in enumerate(mesh.snapshots(times)):
        direct = route(snapshot).round_trip
        for pair, (a, b) in {"shanghai - london": (0, 1), "london - sydney": (1, 2)}.items():
            own = float(series["rtt"].sel(pair=pair)[number])
            if np.isfinite(direct[a, b]):
                # fibre between gateways can only shorten the way; degrees in the fleet table move it by nanoseconds
                assert own <= direct[a, b] + 1e-9
    assert np.isfinite(series["rtt"]).any()


def test_every_way_is_longer_than_light_along_the_ground_and_shares_count_what_is_there(found):
    network = found["network"].sel(network="mesh", constellation="star")
    cities = stations(["shanghai", "london", "sydney"])
    apart = np.arccos(np.clip(cities.up @ cities.up.T, -1, 1)) * EARTH_MEAN_RADIUS
    for pair, (a, b) in {"shanghai - london": (0, 1), "london - sydney": (1, 2)}.items():
        trips = network["rtt"].sel(pair=pair).to_numpy()
        # 0.6 %: the sphere against the ellipsoid
        assert np.nanmin(trips) > 2 * apart[a, b] / SPEED_OF_LIGHT * 0.994
        assert (
            network["reached"].sel(pair=pair, date=WHOLE)
            == np.isfinite(network["rtt"].sel(pair=pair, date=WHOLE)).mean()
        )
        fibre = float(network["fibre_rtt"].sel(pair=pair))
        assert fibre == pytest.approx(2 * apart[a, b] * 1.6 * 1.468 / SPEED_OF_LIGHT, rel=0.01)


def test_what_is_not_looked_at_or_out_of_reach_is_nan_and_never_infinite(found):
    network = found["network"]
    assert np.isnan(network["rtt"].sel(constellation="ring")).all()
    assert np.isnan(network["rtt"].sel(network="bent")).all()
    for dataset in (network, found["network_map"]):
        for name in dataset.data_vars:
            assert not np.isinf(dataset[name]).any()
    for name in ("network_capacity", "network_load", "network_paths"):
        numbers = found[name].select_dtypes("number")
        assert np.isfinite(numbers.fillna(0.0)).all().all()


def test_paths_begin_and_end_at_the_pair_and_go_over_satellites(found):
    paths = found["network_paths"]
    assert set(paths["network"]) == {"mesh"}
    for (source, destination, _, _), way in paths.groupby(["source", "destination", "time", "date"]):
        nodes = way.sort_values("order")
        assert (nodes["node"].iloc[0], nodes["node"].iloc[-1]) == (source, destination)
        assert list(nodes["kind"].iloc[[0, -1]]) == ["user", "user"]
        assert (nodes["kind"] == "satellite").any()
        assert nodes["rtt_ms"].nunique() == 1


def test_the_map_reaches_more_with_light_than_without(found):
    reached = found["network_map"]["reached"].sel(constellation="star", date=WHOLE)
    assert (reached.sel(network="mesh") >= reached.sel(network="bent")).all()
    assert float(reached.sel(network="mesh").mean()) > 2 * float(reached.sel(network="bent").mean())
    assert float(found["network_map"]["rtt"].sel(network="mesh").max()) < 0.4


def test_capacity_is_never_over_the_demand_and_more_gateways_never_reach_less(found):
    capacity = found["network_capacity"]
    assert (capacity["throughput_gbps"] <= capacity["demand_gbps"] * (1 + 1e-9)).all()
    # the greatest flow counts whole bits a second
    assert (capacity["throughput_gbps"] <= capacity["bound_gbps"] + 1e-6).all()
    assert (capacity["bound_gbps"] <= capacity["demand_gbps"] + 1e-6).all()
    assert capacity["reached_share"].between(0, 1).all()
    mesh = capacity[(capacity["network"] == "mesh") & (capacity["date"] == WHOLE)]
    growing = mesh[mesh["case"] == "gateways"].sort_values("gateways")
    assert (np.diff(growing["reached_share"]) >= -1e-12).all()
    assert (np.diff(growing["bound_gbps"]) >= -1e-6).all()
    whole = float(growing["bound_gbps"].iloc[-1])
    assert (mesh[mesh["case"].str.endswith("failure")]["bound_gbps"] <= whole + 1e-6).all()
    assert set(mesh["case"]) == {"gateways", "bent-pipe", "gateway-failure", "plane-failure"}
    assert len(mesh[mesh["case"] == "plane-failure"]) == 6
    lost = mesh[mesh["case"] == "gateway-failure"]["gateways"]
    assert (lost == 1).all()
    planes = mesh[mesh["case"] == "plane-failure"]
    assert (planes["satellites"] == 60).all()
    bent = capacity[(capacity["network"] == "bent") & (capacity["date"] == WHOLE)]
    assert "bent-pipe" not in set(bent["case"])


def test_a_way_that_carries_nothing_is_none(found):
    # the dish has no rate below some 30 deg in the weather that counts, and sees satellites from 10 deg on
    capacity = found["network_capacity"]
    assert ((capacity["reached_share"] > 0) == (capacity["bound_gbps"] > 0)).all()
    assert (capacity["mean_rtt_ms"].isna() == (capacity["reached_share"] == 0)).all()
    assert (capacity["reached_share"] == 0).any()


@pytest.fixture(scope="module")
def single(tmp_path_factory):
    """The work on the mesh with one antenna a gateway, which sees down to 5 deg."""
    text = NETWORKS.replace("antennas: 4", "antennas: 1").replace("gateway_link: dish", "gateway_link: phone")
    text = text.replace("min_elevation_deg: 30", "min_elevation_deg: 5")
    works = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            connect_network_units, "write_loads", lambda work, folder: (works.append(work), write_loads(work, folder))
        )
        connect(tmp_path_factory.mktemp("single"), text)
    return next(work for work in works if work.network.name == "mesh" and work.flown.date == WHOLE)


def test_gateways_turn_their_antennas_to_the_satellites_that_are_left(single, monkeypatch):
    monkeypatch.setattr(connect_loads, "rate_curve", lambda *_: np.full(91, 1e8))  # the same at any elevation
    bench = connect_loads._Bench(single.network, single.flown)
    turned = 0
    for case in bench.cases():
        if case.kind != "plane-failure":
            continue
        for moment, (whole, _) in enumerate(bench.moments):
            followed = np.isfinite(whole.ground_range[:, : bench.ground.gateways])
            left = np.isfinite(bench._flying(case, moment)[0].ground_range[:, : bench.ground.gateways])
            assert not left[case.failed].any()
            assert (left.sum(axis=0) <= 1).all()
            turned += int((left.any(axis=0) & followed[case.failed].any(axis=0)).sum())
            assert (left == followed)[:, ~followed[case.failed].any(axis=0)].all()
    assert turned > 0


def test_lasers_reach_no_farther_than_they_carry(single):
    laser = single.network.laser
    terminal, reach = laser.laser_terminal(), laser_reach(laser)
    assert laser_rate(terminal, terminal, reach) > 0
    assert laser_rate(terminal, terminal, reach + 0.01) == 0
    assert space_segment(single.flown, laser).rule.maximum_range == reach


def test_no_link_carries_more_than_it_can(found):
    load = found["network_load"]
    assert len(load)
    assert (load["load_gbps"] <= load["capacity_gbps"] * (1 + 1e-9)).all()
    assert (load["load_gbps"] > 0).all()


def test_a_scenario_without_networks_has_empty_artefacts(tmp_path):
    found = connect(tmp_path)
    assert found["network"].sizes["network"] == 0
    assert len(found["network_capacity"]) == 0


def test_two_workers_and_dask_give_the_same_bytes(tmp_path):
    text = NETWORKS.replace("hours: 3\n  step_s: 300", "hours: 1\n  step_s: 10")  # more than one slice
    text = text.replace("- {name: half, date: 2026-03-01}\n", "").replace(
        "    deployed:\n      half: {planes: [1, 2, 3], per_plane: 12}\n", ""
    )
    text = text.replace("    map: true\n", "").replace("map_spacing_deg: 20", "map_spacing_deg: 30")
    folders = []
    for number, engine in enumerate((LocalEngine(1), LocalEngine(2), DaskEngine(2))):
        here = tmp_path / str(number)
        run_scenario(load_tiny(here, text), here / "run", stages=STAGES, engine=engine)
        folders.append(next((here / "run").glob("artefacts/connect-*")))
    files = sorted(path.name for path in folders[0].iterdir() if path.suffix in (".nc", ".parquet"))
    assert len(files) == 10
    for file in files:
        assert len({(folder / file).read_bytes() for folder in folders}) == 1, file


def test_ways_over_fibre_are_taken_exactly_where_they_are_shorter():
    rng = np.random.default_rng(4)
    gateways, users = 3, 5
    distance = rng.uniform(1, 10, (8, 8))
    distance = np.minimum(distance, distance.T)
    distance[rng.random((8, 8)) < 0.2] = np.inf
    distance = np.maximum(distance, distance.T)
    np.fill_diagonal(distance, 0.0)
    cable = rng.uniform(0, 2, (3, 3))
    cable = np.minimum(cable, cable.T)
    np.fill_diagonal(cable, 0.0)
    way = shortest_ways(distance, gateways, cable)
    for a in range(users):
        for b in range(users):
            if a == b:
                continue
            over = min(
                distance[3 + a, i] + cable[i, j] + distance[j, 3 + b] for i in range(gateways) for j in range(gateways)
            )
            assert way.length[a, b] == min(distance[3 + a, 3 + b], over)
            assert (way.exit[a, b] >= 0) == (over < distance[3 + a, 3 + b])
            if way.exit[a, b] >= 0:
                i, j = way.exit[a, b], way.entry[a, b]
                assert distance[3 + a, i] + cable[i, j] + distance[j, 3 + b] == way.length[a, b]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("laser: light", "laser: dark", "at connect.networks.0.laser .*light"),
        ("user_link: phone", "user_link: fone", "at connect.networks.0.user_link .*phone, dish"),
        ("[[shanghai, london],", "[[shanghai, shanghai],", "itself has no way"),
        ("[[shanghai, london],", "[[shanghai, lundon],", "at connect.networks.0.pairs.0.1 .*london"),
        ("gateways: [shanghai, {", "gateways: [shanghai, shanghai, {", "'shanghai' stands twice"),
        ("demand_gbps: 2\n    fibre_factor: 1.6", "demand_gbps: 0\n    fibre_factor: 1.6", "greater than 0"),
        ("fibre_factor: 1.6", "fibre_factor: 0.9", "greater than or equal to 1"),
        ("antennas: 4", "antennas: 0", "greater than or equal to 1"),
        ("name: bent", "name: mesh", "'mesh' stands twice"),
        ("title: With light\n    constellations: [star]", "constellations: [sun]", "is no constellation of fly"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_section_is_said_with_its_place(tmp_path, old, new, message):
    assert old in NETWORKS
    with pytest.raises(ScenarioError, match=message):
        load_tiny(tmp_path, NETWORKS.replace(old, new))
