"""Failures: named, drawn, by plane, region and period; against brute force, through snapshots, seams included."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.core.time import as_times
from huxing.network.topology import Network, Stations, Topology, ephemeris, link_table, plus_grid
from huxing.network.topology.failures import Failures, Outage, draw_failures, failures
from huxing.network.topology.link_plan import LinkPlan
from huxing.orbit import Constellation, walker_delta

NOW = np.datetime64("2026-01-01T00:00", "ns")
DESIGN = Constellation("grid", (walker_delta(name="a", altitude_km=630, inclination_deg=52, planes=5, per_plane=6),))
SPACE = plus_grid(DESIGN)
PLACES = [("Shanghai", 31.2, 121.5), ("Suva", -18.1, 178.4), ("Apia", -13.8, -171.8), ("Tromso", 69.6, 18.9)]
GROUND = Stations(
    tuple(name for name, *_ in PLACES),
    np.radians([lat for _, lat, _ in PLACES]),
    np.radians([lon for *_, lon in PLACES]),
    np.zeros(len(PLACES)),
)


def times_at(*minutes):
    return NOW + np.array(minutes) * np.timedelta64(60, "s")


def lengths(network, time):
    """Lengths of the table's links in one snapshot, from the ports."""
    shot = network.snapshot(time)
    table, _ = network.topology.links_at(time)
    row, port = np.nonzero(shot.link >= 0)
    out = np.full(len(table), np.nan)
    out[shot.link[row, port]] = shot.length[row, port]
    return out


@given(st.sets(st.integers(0, 29)), st.sets(st.integers(0, 59)), st.sets(st.integers(0, 3)))
def test_a_snapshot_loses_what_failed_and_nothing_else(lost, broken, silent):
    whole = Network(SPACE, GROUND)
    pairs = SPACE.links.pairs
    failed = failures(SPACE, GROUND, satellites=lost, links=pairs[sorted(broken)].tolist(), gateways=silent)
    network = Network(SPACE, GROUND, failures=failed)
    before, after = lengths(whole, NOW), lengths(network, NOW)
    for row, (a, b) in enumerate(pairs):
        gone = row in broken or a in lost or b in lost
        assert after[row] == (np.inf if gone else before[row])
    ground, all_ground = network.snapshot(NOW).ground_range, whole.snapshot(NOW).ground_range
    for satellite in range(30):
        for station in range(4):
            gone = satellite in lost or station in silent
            assert ground[satellite, station] == (np.inf if gone else all_ground[satellite, station])


def test_a_link_over_the_seam_fails_from_either_end():
    seam = next(pair for pair in SPACE.links.pairs.tolist() if pair[0] < 6 and pair[1] >= 24)
    for pair in (seam, seam[::-1]):
        up = failures(SPACE, GROUND, links=[pair]).link_up(NOW, SPACE.links)
        assert np.flatnonzero(~up).tolist() == [SPACE.links.pairs.tolist().index(seam)]


def test_a_plane_is_all_its_satellites():
    up = failures(SPACE, GROUND, planes=[4]).satellite_up(NOW)
    assert np.flatnonzero(~up).tolist() == list(range(24, 30))


def test_satellites_and_stations_go_by_name_too():
    failed = failures(SPACE, GROUND, satellites=["a/p01/s02"], links=[("a/p01/s01", 1)], gateways=["Suva"])
    assert np.flatnonzero(~failed.satellite_up(NOW)).tolist() == [1]
    assert np.flatnonzero(~failed.station_up(NOW)).tolist() == [1]
    assert not failed.link_up(NOW, SPACE.links)[0]


@pytest.mark.parametrize("turn", [0.0, -360.0])
def test_a_region_takes_the_gateways_inside_it_over_the_antimeridian_too(turn):
    corners = [(170.0 + turn, -25.0), (195.0 + turn, -25.0), (195.0 + turn, -5.0), (170.0 + turn, -5.0)]
    assert np.flatnonzero(~failures(SPACE, GROUND, region=corners).station_up(NOW)).tolist() == [1, 2]
    assert failures(SPACE, GROUND, region=[(0, 0), (1, 0), (0, 1)]).station_up(NOW).all()


def test_an_outage_begins_and_ends_and_several_add_up():
    first = failures(SPACE, GROUND, satellites=[3], start="2026-01-01T00:10", end="2026-01-01T00:20")
    second = failures(SPACE, GROUND, satellites=[4], start="2026-01-01T00:15")
    both = first + second
    lost = [np.flatnonzero(~both.satellite_up(t)).tolist() for t in times_at(0, 10, 15, 20, 900)]
    assert lost == [[], [3], [3, 4], [4], [4]]  # the start counts, the end does not


@given(st.integers(0, 2**32), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_draws_are_of_the_size_asked_and_repeat(seed, satellites, links, gateways):
    asked = {"satellite_share": satellites, "link_share": links, "gateway_share": gateways}
    one, other = (draw_failures(np.random.default_rng(seed), SPACE, GROUND, **asked) for _ in range(2))
    assert one.outages == other.outages
    counts = [(~one.satellite_up(NOW)).sum(), (~one.link_up(NOW, SPACE.links)).sum(), (~one.station_up(NOW)).sum()]
    shares = np.array([satellites, links, gateways])
    assert (np.abs(counts - shares * [30, 60, 4]) <= 0.5 + 1e-9).all()  # rounded to whole ones


def test_every_satellite_is_drawn_as_often():
    rng = np.random.default_rng(1)
    lost = sum(~draw_failures(rng, SPACE, GROUND, satellite_share=0.2).satellite_up(NOW) for _ in range(2000))
    # 400 expected each, standard deviation 18: 5 of them for 30 satellites
    assert np.abs(lost - 400).max() < 90


def test_links_of_a_plan_can_fail_in_every_table():
    early, late = link_table(30, [[0, 1], [2, 3]]), link_table(30, [[2, 3], [4, 5]])
    since = tuple(np.full(2, NOW) for _ in range(2))
    plan = LinkPlan(times_at(0, 10), (early, late), since)
    space = Topology(ephemeris(DESIGN), plan)
    failed = failures(space, GROUND, links=[(3, 2)])
    assert failed.link_up(NOW, early).tolist() == [True, False]
    assert failed.link_up(NOW, late).tolist() == [False, True]
    drawn = draw_failures(np.random.default_rng(0), space, GROUND, link_share=1.0)
    assert len(drawn.outages[0].links) == 3


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"satellites": [30]}, "no satellite 30: there are 30, numbered 0 to 29"),
        ({"satellites": [-1]}, "numbered 0 to 29"),
        ({"satellites": [1.5]}, "no satellite 1.5"),
        ({"satellites": ["a/p09/s02"]}, "nearest: a/p0"),
        ({"gateways": ["Shangai"]}, "nearest: Shanghai"),
        ({"gateways": [4]}, "there are 4"),
        ({"planes": [5]}, "there are 5, numbered 0 to 4"),
        ({"links": [(0, 14)]}, "satellites 0 and 14: satellite 0 has links with 1, 5, 6, 24"),
        ({"links": [(0, 1, 2)]}, "two satellites"),
        ({"links": ["01"]}, "two satellites"),
        ({"start": "2026-01-02", "end": "2026-01-01"}, "empty"),
        ({"start": "yesterday"}, "not a UTC time"),
    ],
)
def test_what_is_not_there_is_told(asked, says):
    with pytest.raises(InputError, match=says):
        failures(SPACE, GROUND, **asked)


def test_regions_and_shares_out_of_range_are_refused():
    with pytest.raises(ShapeError, match="three corners"):
        failures(SPACE, GROUND, region=[(0, 0), (1, 1)])
    with pytest.raises(ModelRangeError, match="latitude"):
        failures(SPACE, GROUND, region=[(0, 0), (1, 95), (2, 2)])
    with pytest.raises(ModelRangeError, match="share"):
        draw_failures(np.random.default_rng(0), SPACE, GROUND, satellite_share=1.5)


def test_failures_of_another_network_do_not_fit():
    with pytest.raises(InputError, match="no satellite 7"):
        Failures(5, 1, (Outage(satellites=(7,)),))
    with pytest.raises(InputError, match="one network"):
        Failures(5, 1) + Failures(6, 1)
    with pytest.raises(InputError, match="do not fit"):
        Failures(5, 1).link_up(NOW, SPACE.links)
    with pytest.raises(InputError, match="does not know its planes"):
        failures(Topology(ephemeris(DESIGN), SPACE.links), GROUND, planes=[0])


def test_nothing_failed_is_nothing_lost():
    none = Failures(30, 4)
    assert none.satellite_up(NOW).all()
    assert none.link_up(NOW, SPACE.links).all()
    assert none.station_up(as_times("2026-01-01")).all()
