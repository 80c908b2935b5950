"""Folders written for Hypatia: against a plain reading of its algorithms, and what cannot be written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse.csgraph import floyd_warshall

from huxing.core.errors import InputError
from huxing.network.interchange import (
    ALGORITHMS,
    HypatiaScenario,
    hypatia_scenario,
    read_forwarding_state,
    read_hypatia,
    write_hypatia,
)
from huxing.network.routing import Routes, route
from huxing.network.topology import AccessRule, Network, Snapshot, Stations
from huxing.network.topology.failures import Failures, Outage
from huxing.orbit import ElementSets

OVER_LINKS = [name for name in ALGORITHMS if name != "free_one_only_gs_relays"]
SECOND = np.timedelta64(1, "s")


class PlainHypatia:
    """Forwarding rows by the rules of Hypatia's algorithms, node by node, with Floyd and Warshall's distances."""

    def __init__(self, scenario: HypatiaScenario, snapshot: Snapshot, algorithm: str) -> None:
        self.satellites, self.stations = len(scenario.sets), len(scenario.stations)
        self.many = "many" in algorithm
        self.relay = algorithm == "free_one_only_gs_relays"
        self.port: dict[tuple[int, int], int] = {}
        self.degree = [0] * self.satellites
        weight = np.full((self.satellites, self.satellites), np.inf)
        for one, other in scenario.links.pairs.tolist():
            for here, there in ((one, other), (other, one)):
                self.port[here, there] = self.degree[here]
                self.degree[here] += 1
                weight[here, there] = np.linalg.norm(snapshot.position[here] - snapshot.position[there])
        sites = scenario.stations.position
        self.range = np.linalg.norm(snapshot.position[:, None] - sites[None], axis=-1)
        self.range[self.range > scenario.limits.ground] = np.inf
        if "paired" in algorithm:
            nearest = self.range.argmin(axis=0)
            kept = np.arange(self.satellites)[:, None] == nearest[None]
            self.range = np.where(kept, self.range, np.inf)
        self.weight, self.distance = weight, floyd_warshall(weight)

    def rows(self) -> Iterator[tuple[int, ...]]:
        """Complete rows in the file's order."""
        nodes = range(self.satellites + self.stations)
        for node in nodes:
            for station in range(self.stations):
                if node != self.satellites + station:
                    following = self._relayed(node, station) if self.relay else self._direct(node, station)
                    yield (node, self.satellites + station, following, *self._ports(node, following))

    def _direct(self, node: int, station: int) -> int:
        total = self.distance + self.range[:, station][None, :]  # from each satellite over each exit
        if node >= self.satellites:
            ways = self.range[:, node - self.satellites] + total.min(axis=1)
            return int(ways.argmin()) if np.isfinite(ways.min()) else -1
        if not np.isfinite(total[node].min()):
            return -1
        exit_ = int(total[node].argmin())
        if exit_ == node:
            return self.satellites + station
        return int((self.weight[node] + self.distance[:, exit_]).argmin())

    def _relayed(self, node: int, station: int) -> int:
        count = self.satellites + self.stations
        weight = np.full((count, count), np.inf)
        weight[: self.satellites, self.satellites :] = self.range
        weight[self.satellites :, : self.satellites] = self.range.T
        ways = weight[node] + floyd_warshall(weight)[:, self.satellites + station]
        return int(ways.argmin()) if np.isfinite(ways.min()) else -1

    def _ports(self, node: int, following: int) -> tuple[int, int]:
        if following < 0:
            return -1, -1
        if node >= self.satellites:
            return 0, self._ground(following, node - self.satellites)
        if following >= self.satellites:
            return self._ground(node, following - self.satellites), 0
        return self.port[node, following], self.port[following, node]

    def _ground(self, satellite: int, station: int) -> int:
        return self.degree[satellite] + (station if self.many else 0)


def rows_of(file: Path) -> list[tuple[int, ...]]:
    return [tuple(map(int, line.split(","))) for line in file.read_text().splitlines()]


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_states_are_those_of_a_plain_reading(
    algorithm: str, network: Network, unlinked_network: Network, times: np.ndarray, tmp_path: Path
) -> None:
    used = unlinked_network if algorithm == "free_one_only_gs_relays" else network
    used = replace(used, access=AccessRule(min_elevation=-np.pi / 2, maximum_range=1.05e7))  # Hypatia's rule
    times = times[0] + 10 * (times - times[0])
    states = write_hypatia(tmp_path, used, times, algorithm=algorithm)
    scenario = read_hypatia(tmp_path)
    before: dict[tuple[int, int], tuple[int, ...]] = {}
    for number, snapshot in enumerate(scenario.network().snapshots(times)):
        complete = list(PlainHypatia(scenario, snapshot, algorithm).rows())
        expected = [row for row in complete if before.get(row[:2]) != row]
        assert rows_of(states / f"fstate_{number * 600_000_000_000}.txt") == expected
        assert 0 < len(expected) <= len(complete)
        before = {row[:2]: row for row in complete}


@pytest.mark.parametrize("algorithm", OVER_LINKS)
def test_states_read_back_are_complete(algorithm: str, network: Network, times: np.ndarray, tmp_path: Path) -> None:
    states = write_hypatia(tmp_path, network, times, algorithm=algorithm)
    scenario = read_hypatia(tmp_path)
    assert scenario.own_interfaces == ("many" in algorithm)
    for time, state in zip(times, read_forwarding_state(states, scenario), strict=True):
        assert state.time_ns == int((time - times[0]).astype("timedelta64[ns]").astype(int))
        ours = route(network_of(network, scenario).snapshot(time)) if "paired" not in algorithm else None
        if ours is not None:
            assert np.array_equal(state.next_hop, np.concatenate([ours.next_hop, ours.first_hop]))


def network_of(network: Network, scenario: HypatiaScenario) -> Network:
    """The network's own rules with the satellites as written."""
    return replace(network, topology=replace(network.topology, ephemeris=scenario.network().topology.ephemeris))


def test_bandwidths_of_free_interfaces_stand_in_the_first_file_only(folder: Path, tmp_path: Path) -> None:
    states = next(folder.glob("dynamic_state_*"))
    lines = (states / "gsl_if_bandwidth_0.txt").read_text().splitlines()
    assert lines[0] == "0,4,1.000000"  # after four links
    assert lines[-1] == "23,0,1.000000"
    assert len(lines) == 24
    assert (states / "gsl_if_bandwidth_60000000000.txt").read_bytes() == b""


def test_free_interfaces_for_each_station_have_one_each(network: Network, times: np.ndarray, tmp_path: Path) -> None:
    states = write_hypatia(tmp_path, network, times, algorithm="free_gs_one_sat_many_only_over_isls")
    assert (tmp_path / "gsl_interfaces_info.txt").read_text().splitlines()[19:21] == ["19,4,4.000000", "20,1,1.000000"]
    lines = (states / "gsl_if_bandwidth_0.txt").read_text().splitlines()
    assert lines[:5] == ["0,4,1.000000", "0,5,1.000000", "0,6,1.000000", "0,7,1.000000", "1,4,1.000000"]
    assert len(lines) == 20 * 4 + 4


def test_paired_interfaces_share_a_satellite(network: Network, times: np.ndarray, tmp_path: Path) -> None:
    near = Stations(
        ("Lima", "Callao", "Oslo"), np.radians([-12.05, -12.06, 59.9]), np.radians([-77.05, -77.12, 10.7]), np.zeros(3)
    )
    used = Network(network.topology, near, AccessRule(min_elevation=-np.pi / 2, maximum_range=1.05e7))
    states = write_hypatia(tmp_path, used, times, algorithm="paired_many_only_over_isls")
    scenario = read_hypatia(tmp_path)
    for snapshot, state in zip(scenario.network().snapshots(times), read_forwarding_state(states), strict=True):
        nearest = np.where(np.isfinite(snapshot.ground_range).any(axis=0), snapshot.ground_range.argmin(axis=0), -1)
        assert nearest[0] == nearest[1] != nearest[2]
        assert state.bandwidth is not None
        shares = dict(
            zip(
                zip(state.bandwidth.node.tolist(), state.bandwidth.interface.tolist(), strict=True),
                state.bandwidth.share.tolist(),
                strict=True,
            )
        )
        assert len(shares) == 20 * 3 + 3
        halves = {key for key, share in shares.items() if share == 0.5}
        assert halves == {(int(nearest[0]), 4), (int(nearest[0]), 5), (20, 0), (21, 0)}


def test_a_design_is_written_as_element_sets_that_stay_with_it(network: Network) -> None:
    later = np.datetime64("2026-04-01T12:00:00", "ns")
    scenario = hypatia_scenario(network, epoch=later)
    assert scenario.epoch == later
    for hours in (0, 24):
        time = later + hours * np.timedelta64(3600, "s")
        apart = np.linalg.norm(network.snapshot(time).position - scenario.network().snapshot(time).position, axis=1)
        # SGP4's periodic terms, from J2 and J3, are of the order of 1e-3 of 14,378 km: measured 18 km at both times
        assert apart.max() < 30e3


def test_element_sets_are_written_as_they_were(scenario: HypatiaScenario, tmp_path: Path, folder: Path) -> None:
    write_hypatia(tmp_path, scenario.network())
    assert (tmp_path / "tles.txt").read_bytes() == (folder / "tles.txt").read_bytes()
    write_hypatia(tmp_path / "other", scenario)
    write_hypatia(tmp_path / "named", scenario, name="Large")
    assert (tmp_path / "named" / "tles.txt").read_text().splitlines()[1] == "Large 0"
    for name in ("tles.txt", "isls.txt", "ground_stations.txt", "description.txt", "gsl_interfaces_info.txt"):
        assert (tmp_path / "other" / name).read_bytes() == (folder / name).read_bytes()


def test_limits_hold_every_link_of_the_network(network: Network, scenario: HypatiaScenario, times: np.ndarray) -> None:
    for snapshot in network.snapshots(times):
        assert snapshot.ground_range[np.isfinite(snapshot.ground_range)].max() < scenario.limits.ground
        assert snapshot.length[np.isfinite(snapshot.length)].max() < scenario.limits.space
    asked = hypatia_scenario(network, max_gsl_length=1.5e6, max_isl_length=5e6).limits
    assert (asked.ground, asked.space) == (1.5e6, 5e6)


def test_failures_are_routed_around(network: Network, times: np.ndarray, tmp_path: Path) -> None:
    broken = replace(network, failures=Failures(20, 4, (Outage(satellites=(3,)),)))
    states = write_hypatia(tmp_path, broken, times)
    for state in read_forwarding_state(states):
        assert not (state.next_hop == 3).any()
        assert (state.next_hop[3] == -1).all()


def test_a_router_of_ones_own_is_asked(network: Network, times: np.ndarray, tmp_path: Path) -> None:
    asked: list[np.datetime64] = []

    def hops(snapshot: Snapshot) -> Routes:
        asked.append(snapshot.time)
        return route(snapshot, link_weight=np.where(np.isfinite(snapshot.length), 1.0, np.inf))

    told: list[tuple[int, int]] = []
    write_hypatia(tmp_path, network, times, router=hops, progress=lambda done, of: told.append((done, of)))
    assert asked == list(times)
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_router_over_links_that_do_not_exist_is_refused(network: Network, times: np.ndarray, tmp_path: Path) -> None:
    def jumping(snapshot: Snapshot) -> Routes:
        routes = route(snapshot)
        return replace(routes, next_hop=np.where(routes.next_hop >= 20, routes.next_hop, 19).astype(np.int32))

    with pytest.raises(InputError, match="there is no link between them"):
        write_hypatia(tmp_path, network, times, router=jumping)
    assert not list(tmp_path.glob("*dynamic*"))  # nothing half-written stays
    with pytest.raises(InputError, match="2 of 4 stations"):
        write_hypatia(tmp_path, network, times, router=lambda snapshot: route(snapshot, destinations=[0, 1]))


def test_states_that_are_there_are_not_overwritten(network: Network, times: np.ndarray, tmp_path: Path) -> None:
    write_hypatia(tmp_path, network, times)
    with pytest.raises(InputError, match="is there already"):
        write_hypatia(tmp_path, network, times)


@pytest.mark.parametrize(
    ("steps", "name"),
    [
        (np.arange(10) * np.timedelta64(100, "ms"), "dynamic_state_100ms_for_1s"),
        (np.arange(2) * np.timedelta64(2000, "ms"), "dynamic_state_2000ms_for_4s"),
        (np.zeros(1, "timedelta64[s]"), "dynamic_state_1000ms_for_1s"),
    ],
)
def test_the_folder_says_step_and_span(steps: np.ndarray, name: str, network: Network, tmp_path: Path) -> None:
    states = write_hypatia(tmp_path, network, np.datetime64("2026-03-01", "ns") + steps)
    assert states.name == name
    assert len(list(states.iterdir())) == 2 * len(steps)


@pytest.mark.parametrize(
    ("offsets_ms", "why"),
    [([0, 100, 300], "even steps"), ([0, -100], "even steps"), ([0, 0], "even steps"), ([0, 100], "whole seconds")],
)
def test_times_that_no_folder_name_says_are_refused(
    offsets_ms: list[int], why: str, network: Network, tmp_path: Path
) -> None:
    start = np.datetime64("2026-03-01", "ns")
    with pytest.raises(InputError, match=why):
        write_hypatia(tmp_path, network, start + np.array(offsets_ms) * np.timedelta64(1, "ms"))
    with pytest.raises(InputError, match="no times"):
        write_hypatia(tmp_path, network, np.array([], "datetime64[ns]"))


def test_times_begin_at_the_epoch_of_element_sets(scenario: HypatiaScenario, tmp_path: Path) -> None:
    later = scenario.epoch + np.arange(2) * SECOND + SECOND
    for given in (scenario, scenario.network()):
        with pytest.raises(InputError, match="begin there"):
            write_hypatia(tmp_path, given, later)


def test_what_hypatia_does_not_know_is_refused(
    network: Network, scenario: HypatiaScenario, tmp_path: Path, times: np.ndarray
) -> None:
    class Positions:
        labels = np.array(["a"] * 20)

        def __len__(self) -> int:
            return 20

        def positions(self, times: np.ndarray) -> np.ndarray:
            return np.zeros((len(times), 20, 3))

    with pytest.raises(InputError, match="has no element sets"):
        hypatia_scenario(replace(network, topology=replace(network.topology, ephemeris=Positions())))
    with pytest.raises(InputError, match="no station"):
        hypatia_scenario(replace(network, stations=network.stations[:0]))
    with pytest.raises(InputError, match="without links; these have 40"):
        write_hypatia(tmp_path, network, algorithm="free_one_only_gs_relays")
    with pytest.raises(InputError, match="is not known"):
        write_hypatia(tmp_path, network, algorithm="free_one")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="takes 4 interfaces"):
        write_hypatia(tmp_path, scenario, algorithm="paired_many_only_over_isls")


def test_element_sets_of_several_epochs_are_refused(scenario: HypatiaScenario) -> None:
    table = scenario.sets.table.copy()
    table.loc[3, "epoch"] += np.timedelta64(1, "D")
    network = scenario.network()
    from huxing.network.topology.ephemeris import SetsEphemeris

    mixed = replace(network.topology, ephemeris=SetsEphemeris(ElementSets(table)))
    with pytest.raises(InputError, match="2 epochs"):
        hypatia_scenario(replace(network, topology=mixed))


def test_links_that_change_cannot_be_written(network: Network) -> None:
    class Schedule:
        def at(self, time: np.datetime64) -> tuple[object, np.ndarray]:
            return network.topology.links, np.ones(40, bool)

    with pytest.raises(InputError, match="links that change"):
        hypatia_scenario(replace(network, topology=replace(network.topology, links=Schedule())))


def test_uneven_planes_become_one(network: Network) -> None:
    plane = np.array([0] * 3 + [1] * 17)
    scenario = hypatia_scenario(replace(network, topology=replace(network.topology, plane=plane)))
    assert (scenario.tles.planes, scenario.tles.per_plane) == (1, 20)
