"""What once ended in a bare Python error, or in a silent wrong answer, of the network room."""

from __future__ import annotations

import warnings
from functools import partial

import numpy as np
import pandas as pd
import pytest

from huxing.core.errors import InputError, ModelRangeError, ShapeError, TooLargeError
from huxing.network.evolution import forwarding_changes, forwarding_table, route_series, route_statistics
from huxing.network.routing import disjoint_paths, energy_weights, path, route, routes_in_tiles
from huxing.network.terrestrial import Fibre, FibreComparison, IntegratedNetwork, best_ways, cut_fibre, fibre_links
from huxing.network.topology import (
    AccessRule,
    Failures,
    LinkPlan,
    LinkRule,
    LinkTable,
    Network,
    Outage,
    Stations,
    TerminalTiming,
    Topology,
    assigned_ranges,
    draw_failures,
    failures,
    link_table,
    plan_links,
    plus_grid,
    time_in_view,
)
from huxing.network.traffic import (
    Cities,
    Demand,
    demand_from_matrix,
    demand_from_table,
    diurnal_profile,
    gravity_demand,
    local_hours,
    moving_users,
    named_cities,
)

START = np.datetime64("2026-01-01", "ns")
TIMES = START + np.arange(4) * np.timedelta64(1, "s")
ANGLE = np.arange(12) * np.pi / 6


class Ring:
    """Satellites that stand still over the equator."""

    def __init__(self, count: int = 12) -> None:
        self.place = 7e6 * np.stack([np.cos(ANGLE), np.sin(ANGLE), 0 * ANGLE], axis=1)[:count]
        self.labels = np.array([f"s{number}" for number in range(count)], dtype=str)

    def __len__(self) -> int:
        return len(self.place)

    def positions(self, times: np.ndarray) -> np.ndarray:
        return np.broadcast_to(self.place, (len(times), *self.place.shape)).copy()


GROUND = Stations(("A", "B", "C"), np.zeros(3), np.radians([0.0, 90.0, 180.0]), np.zeros(3))
SPACE = plus_grid(Ring(), planes=1, per_plane=12, rule=LinkRule(clearance=None))
NETWORK = Network(SPACE, GROUND, AccessRule(np.radians(5.0)))
EMPTY = Topology(Ring(0), link_table(0, []), plane=np.zeros(0, np.int64))
SNAPSHOT = NETWORK.snapshot(START)
ROUTES = route(SNAPSHOT)
PEOPLE = Cities(("a", "b", "c"), np.zeros(3), np.array([0.0, 0.5, 1.0]), np.ones(3), ("UTC",) * 3)
FIBRE = fibre_links(GROUND, [("A", "B"), ("B", "C")])
AREA = {"type": "Polygon", "coordinates": [[[40, -5], [50, -5], [50, 5], [40, 5], [40, -5]]]}
JOINT = IntegratedNetwork(NETWORK, FIBRE)


def at(latitude: object = 0.0, longitude: object = 0.0, height: object = 0.0, name: object = "a") -> Stations:
    return Stations((name,), *(np.array([value]) for value in (latitude, longitude, height)))


def table_of(**columns: object) -> pd.DataFrame:
    return pd.DataFrame({"source": ["a"], "destination": ["b"], "rate_mbps": [1.0], **columns})


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (partial(at, np.nan), ModelRangeError, "latitude"),
        (partial(at, 31.2), ModelRangeError, "-90 to 90 deg"),  # degrees where radians are wanted
        (partial(at, longitude=np.inf), ModelRangeError, "longitude"),
        (partial(at, height=np.nan), ModelRangeError, "height"),
        (partial(at, name=1), InputError, "name that is text"),
        (partial(at, name=""), InputError, "name that is text"),
        (lambda: GROUND[np.array([9])], InputError, "rows of 3 stations"),
        (lambda: link_table(3, [[0, 1], [2]]), ShapeError, "pairs of whole numbers"),
        (lambda: link_table(2.5, [[0, 1]]), InputError, "whole number"),
        (lambda: link_table(-1, []), ModelRangeError, "number of satellites"),
        (lambda: link_table(3, [[0, 1]], ["x"]), ShapeError, "one flag for each"),
        (lambda: LinkTable(3, np.array([[0.0, 1.0]]), np.zeros(1, bool)), ShapeError, "whole numbers"),
        (lambda: AccessRule(maximum_range=np.array([1e6, 2e6])), ShapeError, "give one value"),
        (lambda: LinkRule(maximum_range=np.array([1e6, 2e6])), ShapeError, "give one value"),
        (lambda: AccessRule(antennas=-1), ModelRangeError, "antennas and beams"),
        (lambda: AccessRule(beams=np.nan), ModelRangeError, "antennas and beams"),
        (lambda: AccessRule(antennas=1.5), InputError, "whole numbers"),
        (lambda: plus_grid(Ring(), planes=2, per_plane=6, shift=0.5), InputError, "whole number"),
        (lambda: plus_grid(Ring(), planes="2", per_plane=6), InputError, "not a number"),
        (lambda: plus_grid(Ring(), planes=2.4, per_plane=5), InputError, "whole number"),
        (lambda: Topology(Ring(), SPACE.links, plane=np.zeros(12)), InputError, "whole numbers"),
        (lambda: failures(EMPTY, GROUND, planes=[0]), InputError, "there is none"),
        (lambda: failures(SPACE, GROUND, satellites=3), InputError, "are a list"),
        (lambda: failures(SPACE, GROUND, gateways="A"), InputError, "are a list"),
        (lambda: draw_failures(5, SPACE, GROUND, satellite_share=0.1), InputError, "default_rng"),
        (lambda: Outage(start="2026-01-02", end="2026-01-01"), InputError, "end after its start"),
        (lambda: Network(SPACE, GROUND, failures=Failures(12, 5)), InputError, "5 stations for a network of 3"),
        (lambda: Network(SPACE, GROUND, failures=Failures(5, 3)), InputError, "5 satellites for a network of 12"),
        (
            lambda: time_in_view(Ring(), GROUND, AccessRule(0.1), START, step_s=1e-6, longest_s=1e7),
            TooLargeError,
            "longer ones",
        ),
        (lambda: path(ROUTES, "A", "B"), InputError, "Stations.index"),
        (lambda: path(ROUTES, 0.5, 1), InputError, "station 0.5"),
        (lambda: path(ROUTES, 0, -1), InputError, "station -1"),
        (lambda: disjoint_paths(SNAPSHOT, "A", "B", 1), InputError, "Stations.index"),
        (lambda: disjoint_paths(SNAPSHOT, 0, 1, np.nan), ModelRangeError, "number of paths"),
        (lambda: disjoint_paths(SNAPSHOT, 0, 1, 1.5), InputError, "whole number"),
        (lambda: disjoint_paths(SNAPSHOT, 0, 1, 1, link_weight=-SNAPSHOT.length), InputError, "0 or more"),
        (lambda: disjoint_paths(SNAPSHOT, 0, 1, 1, link_weight=np.full((12, 4), np.nan)), InputError, "holds nan"),
        (lambda: disjoint_paths(SNAPSHOT, 0, 1, 1, link_weight=np.ones((2, 2))), ShapeError, "link_weight"),
        (lambda: list(routes_in_tiles(SNAPSHOT, tile=1.5)), InputError, "whole number"),
        (lambda: list(routes_in_tiles(SNAPSHOT, tile=np.nan)), ModelRangeError, "number of destinations"),
        (lambda: route_statistics(NETWORK, TIMES, workers=1.5), InputError, "whole number"),
        (lambda: route_statistics(NETWORK, TIMES, workers=np.nan), ModelRangeError, "number of workers"),
        (lambda: route_statistics(NETWORK, TIMES, router=lambda snapshot: None), InputError, "a router gives Routes"),
        (
            lambda: route_statistics(NETWORK, TIMES, router=partial(route, destinations=[2])),
            InputError,
            "all stations in their order",
        ),
        (
            lambda: route_statistics(NETWORK, TIMES, router=partial(route, destinations=[2, 1, 0])),
            InputError,
            "all stations in their order",
        ),
        (
            lambda: route_series(NETWORK, TIMES, [("A", "B")], router=partial(route, destinations=[2])),
            InputError,
            "all stations in their order",
        ),
        (lambda: forwarding_table(route(SNAPSHOT, destinations=[2, 1, 0])), InputError, "all stations in their order"),
        (lambda: list(forwarding_changes(TIMES, [ROUTES])), InputError, "differ in number"),
        (lambda: list(forwarding_changes(TIMES[:1], [ROUTES, ROUTES])), InputError, "differ in number"),
        (lambda: route_series(NETWORK, TIMES, [("A", "B"), ("a", "b")]), InputError, "stands twice"),
        (lambda: route_series(NETWORK, TIMES, [("A", "B", "C")]), InputError, "no pair of stations"),
        (lambda: route_series(NETWORK, TIMES, "AB"), InputError, "no pair of stations"),
        (lambda: route_series(NETWORK, TIMES[::-1], [("A", "B")]), InputError, "ascending"),
        (lambda: Demand(("a", "b"), np.array([2**32]), np.array([1]), np.array([1.0])), InputError, "goes beyond"),
        (lambda: demand_from_matrix([[0, 1e300], [1, 0]], ("a", "b")).scaled(1e300), ModelRangeError, "rate"),
        (lambda: demand_from_table(None), InputError, "DataFrame"),
        (lambda: demand_from_table(table_of(time=[[1]])), InputError, "is not a time"),
        (lambda: named_cities(5), InputError, "a list of names"),
        (lambda: PEOPLE.keep([[0], [1]]), InputError, "a list of numbers or a mask"),
        (lambda: PEOPLE.keep([[0], [1, 2]]), InputError, "a list of numbers or a mask"),
        (lambda: PEOPLE.keep(1), InputError, "a list of numbers or a mask"),
        (lambda: gravity_demand(PEOPLE, total=1.0, ends="x"), InputError, "ends 'x'"),
        (lambda: gravity_demand(PEOPLE, total=1.0, deterrence="power"), InputError, "no deterrence"),
        (lambda: diurnal_profile().at(np.nan), ModelRangeError, "hour"),
        (lambda: diurnal_profile().at(np.inf), ModelRangeError, "hour"),
        (lambda: local_hours(START, "UTC"), InputError, "a list of names"),
        (
            lambda: moving_users([3], speed=1, departures_per_day=1, start=TIMES[0], stop=TIMES[1]),
            InputError,
            "no Route",
        ),
        (lambda: fibre_links(GROUND, 1.5), InputError, "whole number"),
        (lambda: fibre_links(GROUND, None), InputError, "not a number"),
        (lambda: fibre_links(GROUND, [(["A"], "B")]), InputError, "no place"),
        (lambda: cut_fibre(FIBRE, links=[3]), InputError, "no pair of names"),
        (lambda: cut_fibre(fibre_links(GROUND, [("A", "C")]), region=AREA), InputError, "are opposite"),
        (lambda: cut_fibre(FIBRE, places="AB"), InputError, "a list of names"),
        (lambda: IntegratedNetwork(NETWORK, FIBRE, gateways="A"), InputError, "a list of names"),
        (lambda: best_ways(JOINT.snapshot(START), ["A"]).nodes(0.5, 0), InputError, "counted from 0"),
    ],
)
def test_a_bad_argument_is_named(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_the_exact_name_of_a_station_goes_before_a_like_one():
    ground = Stations(("New York", "new-york"), np.zeros(2), np.zeros(2), np.zeros(2))
    assert ground.index("new-york") == 1
    with pytest.raises(InputError, match="may mean New York, new-york"):
        ground.index("NEW YORK")


def test_one_station_is_taken_by_its_number():
    assert GROUND[1].names == ("B",)


def test_gateways_that_fail_are_named_as_stations_are():
    (outage,) = failures(SPACE, GROUND, gateways=["b"]).outages
    assert outage.stations == (1,)


def test_an_outage_takes_times_as_text():
    lost = Failures(12, 3, (Outage((1,), start="2026-01-01", end="2026-01-02"),))
    assert not lost.satellite_up(START)[1]
    assert lost.satellite_up(START + np.timedelta64(1, "D"))[1]


def test_planes_of_unsigned_numbers_are_swept():
    plane = np.repeat(np.arange(2, dtype=np.uint64), 6)
    assert sorted(Topology(Ring(), SPACE.links, plane=plane).sweep_order[2]) == list(range(12))


def test_disjoint_paths_keep_off_a_failed_link_whatever_its_weight():
    broken = Network(SPACE, GROUND, NETWORK.access, failures(SPACE, GROUND, links=[(0, 1)])).snapshot(START)
    ones = np.ones(broken.length.shape)
    (found,) = disjoint_paths(broken, 0, 1, 1, link_weight=ones)
    assert found.tolist() == path(route(broken, link_weight=ones), 0, 1).tolist()
    assert {0, 11} <= set(found.tolist())  # the long way round


@pytest.mark.parametrize("zero", ["range_energy", "penalty"])
def test_energy_that_does_not_grow_with_range_is_a_number(zero):
    given = {"hop_energy": 1.0, "range_energy": 1.0, "reference_range": 1e6, "ground_energy": 1.0, "penalty": 1.0}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = energy_weights(SNAPSHOT, **{**given, zero: 0.0}).link_weight
    assert np.array_equal(np.isfinite(found), np.isfinite(SNAPSHOT.length))


def test_a_terminal_that_hardly_turns_is_never_there():
    plan = plan_links(
        Ring(), TIMES, SPACE.links, rule=LinkRule(clearance=None), timing=TerminalTiming(1e-14), established=False
    )
    assert not plan.at(TIMES[3])[1].any()
    assert (plan.available_from[0] > TIMES[3]).all()


def test_links_are_not_counted_beyond_the_end_of_a_plan():
    plan = LinkPlan(TIMES[:1], (SPACE.links,), (np.full(len(SPACE.links), START),), TIMES[2])
    assert plan.changes().seconds == 2.0
    with pytest.raises(InputError, match="is beyond it"):
        plan.changes(until=TIMES[3])


def test_a_line_of_sight_ends_no_lower_than_it_may():
    """The line between a low and a high satellite comes nearest at the low one."""
    low_high = Ring(2)
    low_high.place = np.array([[6.878e6, 0.0, 0.0], [7.878e6, 0.0, 0.0]])
    rule = {height: LinkRule(clearance=height) for height in (400e3, 600e3)}
    for height, up in ((400e3, True), (600e3, False)):
        network = Network(Topology(low_high, link_table(2, [[0, 1]]), rule[height]), GROUND)
        assert bool(np.isfinite(network.snapshot(START).length).any()) is up


def test_ranges_may_be_a_list():
    assert assigned_ranges([[1.0, 2.0]], beams=1).tolist() == [[1.0, np.inf]]


def test_fibre_of_lists_has_distances():
    fibre = Fibre(("a", "b"), [0.0, 0.0], [0.0, 0.1], [[0, 1]], [1.0])
    assert fibre.distance[0] == pytest.approx(0.1 * 6_371_008.77, rel=1e-6)  # the radius as written here


def test_a_crossover_that_parts_worse_than_none_is_none():
    """Only the nearest pair is faster by satellite: no distance from which on they are."""
    nothing = np.zeros(3)
    pairs = np.array([[0, 1], [0, 2], [1, 2]])
    compared = FibreComparison(
        ("a", "b", "c"), pairs, np.array([1.0, 2.0, 3.0]), *(nothing,) * 5, np.array([1.0, 0.0, 0.0])
    )
    assert np.isnan(compared.crossover())


def test_long_links_are_cut_in_blocks_as_at_once(monkeypatch):
    """4,096 links were once taken at a time, however many points each had."""
    at_once = cut_fibre(FIBRE, region=AREA)
    monkeypatch.setattr("huxing.network.terrestrial.fibre_cut._POINTS", 500)
    assert cut_fibre(FIBRE, region=AREA).tolist() == at_once.tolist() == [True, False]
