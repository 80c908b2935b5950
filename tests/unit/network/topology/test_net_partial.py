"""Half-built fleets: gaps stay open, rings close only where the next one is in sight, a real fleet gets its grid."""

from __future__ import annotations

import numpy as np
import pytest

from huxing.core.constants import WGS84_SEMI_MAJOR_AXIS
from huxing.core.errors import InputError, ShapeError
from huxing.network.topology import AccessRule, LinkRule, Network, ephemeris, plus_grid, stations
from huxing.network.topology.partial import fleet_topology, grid_of_fleet
from huxing.orbit import Constellation, analyse_fleet, explicit_planes, read_elements, walker_delta, walker_star

EPOCH = np.datetime64("2026-01-01", "ns")


def described(design):
    """Columns of a fleet from a design."""
    (shell,) = design.shells
    latitude = np.concatenate(shell.argument_of_latitude)
    return {
        "plane": design.plane,
        "shell": design.shell_index,
        "raan": shell.raan[design.plane],
        "argument_of_latitude": latitude,
    }


def one_plane(*degrees, altitude_km=1000):
    planes = [{"raan_deg": 0.0, "argument_of_latitude_deg": list(degrees)}]
    return Constellation("ring", (explicit_planes(altitude_km=altitude_km, inclination_deg=89, planes=planes),))


def links_of(design, **asked):
    position = ephemeris(design).positions(np.array([EPOCH]))[0]
    return grid_of_fleet(position, **described(design), **asked)


def as_sets(table):
    return {tuple(sorted(pair)) for pair in table.pairs.tolist()}


def test_a_whole_fleet_has_the_plus_grid():
    for shell in (
        walker_delta(altitude_km=630, inclination_deg=52, planes=8, per_plane=11, phasing=2),
        walker_star(altitude_km=1065, inclination_deg=89, planes=6, per_plane=12, phasing=1),
    ):
        design = Constellation("whole", (shell,))
        assert as_sets(links_of(design, rule=LinkRule(clearance=None))) == as_sets(plus_grid(design).links)


def test_a_ring_is_open_where_the_next_one_is_out_of_sight():
    # at 1,000 km a line of sight 80 km up spans 57.8 deg: 2 acos(6458 / 7378)
    limit = 2 * np.degrees(np.arccos((WGS84_SEMI_MAJOR_AXIS + 80e3) / (WGS84_SEMI_MAJOR_AXIS + 1000e3)))
    assert 57.0 < limit < 58.5
    design = one_plane(0, 50, 100, 100 + limit - 0.1, 220, 220 + limit + 0.1)
    assert as_sets(links_of(design)) == {(0, 1), (1, 2), (2, 3)}  # 3-4 and 4-5 are too far, so is 5-0
    assert as_sets(links_of(design, rule=LinkRule(maximum_range=6.5e6))) == {(0, 1), (1, 2)}


def test_a_cluster_is_a_chain_and_does_not_close_behind_its_own_back():
    """From the last of three neighbours to the first it is 340 deg around; the straight line passes the one between."""
    assert as_sets(links_of(one_plane(0, 10, 20))) == {(0, 1), (1, 2)}
    assert as_sets(links_of(one_plane(0, 10))) == {(0, 1)}
    assert as_sets(links_of(one_plane(350, 0))) == {(0, 1)}
    assert len(links_of(one_plane(0, 180))) == 0  # the Earth is between


def test_the_seam_of_a_half_built_star_stays_open():
    design = Constellation(
        "star", (walker_star(altitude_km=1065, inclination_deg=89, planes=6, per_plane=12, phasing=1),)
    )
    table = links_of(design)
    planes = design.plane[table.pairs]
    assert not ((planes.min(axis=1) == 0) & (planes.max(axis=1) == 5)).any()


def test_missing_satellites_leave_gaps_and_nobody_has_more_than_four_links():
    design = Constellation(
        "full", (walker_delta(altitude_km=630, inclination_deg=52, planes=8, per_plane=20, phasing=2),)
    )
    there = np.random.default_rng(4).random(160) < 0.6
    position = ephemeris(design).positions(np.array([EPOCH]))[0][there]
    table = grid_of_fleet(position, **{name: values[there] for name, values in described(design).items()})
    assert table.degree.max() <= 4
    assert len(table) < 2 * there.sum()
    length = np.linalg.norm(position[table.pairs[:, 0]] - position[table.pairs[:, 1]], axis=1)
    ring = ~table.cross_plane
    reach = 2 * np.sqrt((WGS84_SEMI_MAJOR_AXIS + 630e3) ** 2 - (WGS84_SEMI_MAJOR_AXIS + 80e3) ** 2)
    assert length[ring].max() <= reach + 1.0


def test_a_satellite_of_no_known_plane_has_no_link():
    design = Constellation(
        "full", (walker_delta(altitude_km=630, inclination_deg=52, planes=4, per_plane=12, phasing=1),)
    )
    columns = described(design)
    columns["plane"] = np.where(np.arange(48) == 5, -1, columns["plane"])
    position = ephemeris(design).positions(np.array([EPOCH]))[0]
    assert grid_of_fleet(position, **columns).degree[5] == 0


def test_links_allowed_at_some_instants_or_at_all():
    design = Constellation(
        "star", (walker_star(altitude_km=630, inclination_deg=89, planes=3, per_plane=12, phasing=1),)
    )
    times = EPOCH + np.arange(24) * np.timedelta64(240, "s")
    track = ephemeris(design).positions(times)
    rule = LinkRule(polar_latitude=np.radians(60.0))
    some, every = (grid_of_fleet(track, **described(design), rule=rule, allowed=a) for a in ("some", "all"))
    assert every.cross_plane.sum() == 0
    assert some.cross_plane.sum() > 0
    assert as_sets(every) < as_sets(some)


def test_arrays_that_do_not_fit_are_refused():
    design = one_plane(0, 10, 20)
    columns = described(design)
    with pytest.raises(ShapeError, match="positions"):
        grid_of_fleet(np.zeros((4, 3)), **columns)
    with pytest.raises(ShapeError, match="positions"):
        grid_of_fleet(np.zeros((3, 3)), **(columns | {"raan": np.zeros(2)}))
    with pytest.raises(InputError, match="some, all"):
        links_of(design, allowed="often")


@pytest.fixture(scope="module")
def qianfan(orbit_data):
    path = orbit_data / "active_2026-08-22.tle.gz"
    if not path.exists():
        pytest.skip("the element sets of 2026-08-22 are not beside this checkout")
    return read_elements(path).select(name="QIANFAN*")


def test_qianfan_of_august_2026_has_a_grid_with_gaps(qianfan):
    topology = fleet_topology(qianfan)
    table = topology.links
    fleet = analyse_fleet(qianfan)
    assert len(topology) == fleet.count("on_station") == 180
    assert table.degree.max() == 4
    joined = np.sort(np.unique(topology.plane[table.pairs[table.cross_plane]], axis=0), axis=1)
    # nine planes, 0 to 3 and 4 to 8 on the two sides of a gap of 196 deg that stays open; 8 and 0 lie 20.5 deg apart
    assert sorted(map(tuple, np.unique(joined, axis=0).tolist())) == [
        (0, 1), (0, 8), (1, 2), (2, 3), (4, 5), (5, 6), (6, 7), (7, 8)
    ]  # fmt: skip
    rings = np.bincount(topology.plane[table.pairs[~table.cross_plane][:, 0]], minlength=9)
    size = np.bincount(topology.plane, minlength=9)
    assert rings[2] < size[2] == 4  # four satellites, most of them out of each other's sight
    full = np.delete(np.arange(9), 2)
    assert (rings[full] == size[full]).all()


def test_qianfan_carries_a_network(qianfan):
    network = Network(fleet_topology(qianfan), stations(["Shanghai"]), AccessRule(min_elevation=np.radians(20.0)))
    shot = network.snapshot("2026-08-22T12:00")
    up = np.isfinite(shot.length).sum() // 2
    assert 0.9 * len(network.topology.links) <= up <= len(network.topology.links)
    assert np.isfinite(shot.length).any(axis=1).sum() > 170


def test_statuses_and_analyses_that_do_not_fit_are_told(qianfan):
    with pytest.raises(InputError, match="statuses are a list"):
        fleet_topology(qianfan, statuses=["flying"])
    with pytest.raises(InputError, match="statuses are a list"):
        fleet_topology(qianfan, statuses="on_station")
    with pytest.raises(InputError, match="no satellite of"):
        fleet_topology(qianfan, statuses=["decaying"])
    with pytest.raises(InputError, match="other element sets"):
        fleet_topology(qianfan[:5], fleet=analyse_fleet(qianfan))
    with_those_below = fleet_topology(qianfan, statuses=["on_station", "below_station"])
    assert len(with_those_below) > 180
