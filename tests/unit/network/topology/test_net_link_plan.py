"""Plans of links: what stays, what is made anew, when it carries data, and what a snapshot sees of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import CatalogueError, InputError, MissingDataError, ModelRangeError, ShapeError
from huxing.core.time import time_grid
from huxing.link.laser import laser_terminal
from huxing.network.topology import LinkRule, LinkTable, Network, Stations, Topology, ephemeris, link_table, plus_grid
from huxing.network.topology.cross_shell import cross_shell_links
from huxing.network.topology.link_choice import TerminalTiming, plan_links
from huxing.network.topology.link_plan import LinkPlan, join_plans
from huxing.network.topology.nearest import nearest_links
from huxing.orbit import Constellation, walker_delta

T0 = np.datetime64("2026-01-01", "ns")
DESIGN = Constellation("k", (walker_delta(altitude_km=630, inclination_deg=80, planes=6, per_plane=12, phasing=2),))
FREE = LinkRule(clearance=None)


def seconds(count):
    return np.array(np.round(np.asarray(count, float) * 1e9), "timedelta64[ns]")


@dataclass(frozen=True)
class Scripted:
    """Satellites whose places at each step are given."""

    places: np.ndarray
    step: float = 10.0

    @property
    def labels(self):
        return np.array([f"s{k}" for k in range(len(self))])

    def __len__(self):
        return self.places.shape[1]

    def positions(self, times):
        rows = np.round((times - T0) / np.timedelta64(1, "ns") * 1e-9 / self.step).astype(int)
        return self.places[rows]


def in_turn(*tables):
    """A chooser that gives one table after the other."""
    following = iter(tables)
    return lambda position, keep: next(following)


def random_walk(seed, satellites, steps):
    rng = np.random.default_rng(seed)
    start = rng.normal(size=(satellites, 3)) * 7e6
    return start + np.cumsum(rng.normal(size=(steps, satellites, 3)) * 1e6, axis=0)


CROSS = np.array([[0.0, 0, 0], [1e6, 0, 0], [0, 1e6, 0], [-1e6, 0, 0]])  # a hub and partners at right angles


def test_a_new_link_waits_for_the_turn_and_the_acquisition():
    track = Scripted(np.broadcast_to(CROSS, (2, 4, 3)))
    timing = TerminalTiming(slew_rate=np.radians(3.0), acquisition_time=20.0)
    chooser = in_turn(link_table(4, [[0, 1]]), link_table(4, [[0, 2]]))
    plan = plan_links(track, T0 + seconds([0, 10]), chooser, terminals=1, rule=FREE, timing=timing, hysteresis=False)
    assert [table.pairs.tolist() for table in plan.tables] == [[[0, 1]], [[0, 2]]]
    assert plan.up_since(T0)[0] == T0
    # the hub turns by 90 deg in 30 s; satellite 2 never had a partner and is counted with 180 deg, 60 s
    assert plan.up_since(T0 + seconds(10))[0] == T0 + seconds(10 + 60 + 20)
    table, up = plan.at(T0 + seconds(19.9))
    assert (len(table), up.tolist()) == (1, [False])


def test_the_free_terminal_that_turns_least_takes_the_link():
    """The hub holds 1 and 3, opposite each other; both are given up, and 2 comes 10 deg beside 3."""
    places = CROSS.copy()
    places[2] = 1e6 * np.array([-np.cos(np.radians(10)), np.sin(np.radians(10)), 0])
    track = Scripted(np.broadcast_to(places, (3, 4, 3)))
    tables = [link_table(4, [[0, 1], [0, 3]]), link_table(4, [[2, 1]]), link_table(4, [[0, 2]])]
    timing = TerminalTiming(slew_rate=np.radians(1.0))
    plan = plan_links(
        track, T0 + seconds([0, 10, 20]), in_turn(*tables), terminals=2, rule=FREE, timing=timing, hysteresis=False
    )
    # satellite 2 turns from 1 to the hub by 5 deg (an isosceles triangle), or starts its second terminal; the hub 10
    assert plan.up_since(T0 + seconds(20))[0] == T0 + seconds(20 + 10)


def test_a_terminal_that_returns_to_its_last_partner_does_not_turn():
    track = Scripted(np.broadcast_to(CROSS, (3, 4, 3)))
    tables = [link_table(4, [[0, 1]]), link_table(4, []), link_table(4, [[0, 1]])]
    timing = TerminalTiming(slew_rate=np.radians(1.0), acquisition_time=7.0)
    plan = plan_links(
        track, T0 + seconds([0, 10, 20]), in_turn(*tables), terminals=1, rule=FREE, timing=timing, hysteresis=False
    )
    assert plan.up_since(T0 + seconds(20))[0] == T0 + seconds(27)


def test_links_stay_while_geometry_allows_them():
    """A nearer partner passes by; with hysteresis the old link stays, without it the link goes over."""
    places = np.broadcast_to(CROSS, (3, 4, 3)).copy()
    places[1:, 2] = [5e5, 5e5, 0]
    places[2, 1] = [9e6, 0, 0]

    def chooser(position, keep):
        near = int(np.argmin(np.linalg.norm(position[1:] - position[0], axis=1))) + 1
        return link_table(4, [[0, near]])

    rule = LinkRule(clearance=None, maximum_range=2e6)
    asked = {"terminals": 1, "rule": rule}
    kept = plan_links(Scripted(places), T0 + seconds([0, 10, 20]), chooser, **asked)
    assert [table.pairs.tolist() for table in kept.tables] == [[[0, 1]], [[0, 2]]]
    assert kept.starts.tolist() == (T0 + seconds([0, 20])).tolist()  # only when 1 is out of range
    eager = plan_links(Scripted(places), T0 + seconds([0, 10, 20]), chooser, hysteresis=False, **asked)
    assert eager.starts.tolist() == (T0 + seconds([0, 10])).tolist()


@given(st.integers(0, 10**6), st.integers(2, 12), st.integers(1, 6), st.integers(1, 3), st.booleans())
def test_plans_keep_every_limit(seed, satellites, steps, terminals, hysteresis):
    track = Scripted(random_walk(seed, satellites, steps))
    rule = LinkRule(maximum_range=9e6)
    times = T0 + seconds(10.0 * np.arange(steps))
    timing = TerminalTiming(np.radians(2.0), 3.0)
    plan = plan_links(
        track,
        times,
        lambda position, keep: nearest_links(position, terminals=terminals, rule=rule, keep=keep),
        terminals=terminals,
        rule=rule,
        timing=timing,
        hysteresis=hysteresis,
    )
    before, since_before = set(), {}
    for time in times:
        table, position = plan.table_at(time), track.positions(np.array([time]))[0]
        pairs = [tuple(sorted(pair)) for pair in table.pairs.tolist()]
        assert table.degree.max(initial=0) <= terminals
        assert len(set(pairs)) == len(pairs)
        assert all(a != b for a, b in pairs)
        reach = np.linalg.norm(position[table.pairs[:, 0]] - position[table.pairs[:, 1]], axis=1)
        assert (reach <= 9e6).all()
        since = dict(zip(pairs, plan.up_since(time), strict=True))
        for pair in pairs:
            if pair in before:
                assert since[pair] == since_before[pair]  # a link that stays keeps its time
            elif time > T0:
                wait = (since[pair] - time) / np.timedelta64(1, "s")
                assert 3.0 <= wait <= 3.0 + 90.0  # acquisition, and half a turn at most
        before, since_before = set(pairs), since


def test_a_grid_loses_its_cross_links_near_the_poles_and_acquires_them_again():
    rule = LinkRule(polar_latitude=np.radians(60.0))
    grid = plus_grid(DESIGN, rule=rule)
    times = time_grid("2026-01-01", hours=1, step_s=30.0)
    plan = plan_links(DESIGN, times, grid.links, rule=rule, timing=TerminalTiming(np.inf, 45.0))
    whole = {tuple(pair) for pair in grid.links.pairs.tolist()}
    assert all({tuple(sorted(pair)) for pair in table.pairs.tolist()} <= whole for table in plan.tables)
    planned = Network(Topology(grid.ephemeris, plan, rule), _nobody())
    static = Network(grid, _nobody())
    waiting = 0
    for time, shot, free in zip(times, planned.snapshots(times), static.snapshots(times), strict=True):
        table, up = plan.at(time)
        # at the instants of choice the plan has just those links that the rule allows; some are being acquired
        assert len(table) == np.isfinite(free.length).sum() // 2
        assert np.isfinite(shot.length).sum() // 2 == up.sum()
        waiting += int((~up).sum())
    assert waiting > 0
    assert plan.changes().made == pytest.approx(plan.changes().given_up, rel=0.2)


def _nobody():
    return Stations((), np.empty(0), np.empty(0), np.empty(0))


def test_holding_links_saves_most_of_the_acquisitions():
    design = Constellation(
        "k", (walker_delta(altitude_km=630, inclination_deg=52, planes=10, per_plane=12, phasing=3),)
    )
    times = time_grid("2026-01-01", hours=0.5, step_s=30.0)
    asked = {"rule": LinkRule(maximum_range=5e6), "timing": TerminalTiming(np.radians(2.0), 30.0)}
    held, eager = (
        plan_links(
            design, times, lambda position, keep: nearest_links(position, keep=keep), hysteresis=hysteresis, **asked
        ).changes()
        for hysteresis in (True, False)
    )
    assert held.made < eager.made / 2
    assert held.acquiring_share < eager.acquiring_share
    assert held.mean_hold > eager.mean_hold


def test_changes_are_counted():
    tables = (link_table(4, [[0, 1], [2, 3]]), link_table(4, [[3, 2], [0, 2]]))
    since = (np.array([T0, T0]), np.array([T0, T0 + seconds(15)]))
    plan = LinkPlan(T0 + seconds([0, 10]), tables, since, T0 + seconds(30))
    changes = plan.changes()
    assert (changes.changes, changes.made, changes.given_up) == (1, 1, 1)
    assert changes.mean_links == 2.0
    assert changes.acquiring_share == pytest.approx(5.0 / 60.0)
    assert changes.mean_hold == pytest.approx(60.0 / 3.0)
    assert changes.per_satellite_hour == pytest.approx(2 * 2 / 4 * 3600 / 30)


def test_a_grid_and_links_between_shells_become_one_plan():
    shells = tuple(
        walker_delta(name=name, altitude_km=height, inclination_deg=53, planes=6, per_plane=8, phasing=1)
        for name, height in (("low", 550), ("high", 1110))
    )
    both = Constellation("both", shells)
    times = time_grid("2026-01-01", hours=1.5, step_s=120.0)
    rule = LinkRule(maximum_range=2.5e6)
    grid = plan_links(both, times, plus_grid(both).links, rule=LinkRule())
    across = plan_links(
        both,
        times,
        lambda position, keep: cross_shell_links(position, both.shell_index, rule=rule, keep=keep),
        terminals=1,
        rule=rule,
    )
    joined = join_plans(grid, across)
    for time in times:
        parts = [plan.table_at(time).pairs for plan in (grid, across)]
        assert np.array_equal(joined.table_at(time).pairs, np.concatenate(parts))
        assert joined.table_at(time).degree.max() <= 5
    assert len(across) > 3
    with pytest.raises(InputError, match="no plan"):
        join_plans()
    with pytest.raises(InputError, match="no time in common"):
        join_plans(grid, plan_links(both, times + seconds(7200.0), plus_grid(both).links))


def test_times_outside_the_plan_are_told():
    plan = plan_links(DESIGN, T0 + seconds([0, 60]), plus_grid(DESIGN).links)
    assert plan.end == T0 + seconds(120)
    assert len(plan.table_at("2026-01-01T00:01:59")) > 0
    for time in ("2025-12-31T23:59:59", "2026-01-01T00:02"):
        with pytest.raises(InputError, match=r"plan of links runs from .* until"):
            plan.at(time)
    forever = plan_links(DESIGN, T0, plus_grid(DESIGN).links)
    assert forever.table_at("2030-01-01").satellites == 72
    with pytest.raises(InputError, match="end of counting"):
        forever.changes()
    assert forever.changes(until="2026-01-02").mean_links == len(forever.tables[0])


def test_terminals_not_established_have_to_be_turned_first():
    timing = TerminalTiming(np.radians(1.0), 5.0)
    plan = plan_links(DESIGN, T0, plus_grid(DESIGN).links, timing=timing, established=False)
    assert (plan.up_since(T0) == T0 + seconds(185)).all()
    assert not plan.at(T0)[1].any()


def test_timing_of_a_laser_terminal():
    known = TerminalTiming.of_terminal(laser_terminal("sda-oct", slew_rate=np.radians(2.0)))
    assert known == TerminalTiming(np.radians(2.0), 100.0)  # OCT standard as the catalogue has it
    assert known.seconds(np.array([np.pi / 2]))[0] == pytest.approx(145.0)
    with pytest.raises(MissingDataError, match="slew rate"):
        TerminalTiming.of_terminal("sda-oct")
    with pytest.raises(CatalogueError):
        TerminalTiming.of_terminal("no such terminal")
    with pytest.raises(ModelRangeError):
        TerminalTiming(slew_rate=0.0)
    with pytest.raises(ModelRangeError):
        TerminalTiming(acquisition_time=-1.0)


GRID = plus_grid(DESIGN).links


@pytest.mark.parametrize(
    ("make", "kind", "says"),
    [
        (lambda: plan_links(DESIGN, T0 + seconds([10, 0]), GRID), InputError, "each after the last"),
        (lambda: plan_links(DESIGN, np.empty(0, "datetime64[ns]"), GRID), InputError, "one time or more"),
        (lambda: plan_links(DESIGN, (T0 + seconds([0, 10]))[None], GRID), ShapeError, r"\(time,\)"),
        (lambda: plan_links(DESIGN, T0, link_table(3, [])), InputError, "links of 3 satellites; there are 72"),
        (lambda: plan_links(DESIGN, T0, lambda x, keep: None), InputError, "gave a NoneType"),
        (lambda: plan_links(DESIGN, T0, GRID, terminals=3), InputError, "has 4 links but 3 terminals"),
        (lambda: LinkPlan(T0 + seconds([]), (), ()), ShapeError, "0 starts"),
        (lambda: LinkPlan(T0 + seconds([0]), (GRID,), (np.full(3, T0),)), ShapeError, "144 links"),
        (lambda: _plan([0, 0], [GRID, GRID]), InputError, "interval 1 starts"),
        (lambda: _plan([0, 5], [GRID, link_table(3, [])]), InputError, "one number of satellites"),
        (lambda: _plan([0, 5], [GRID, GRID], end=5), InputError, "later end"),
    ],
)
def test_what_is_no_plan_is_refused(make, kind, says):
    with pytest.raises(kind, match=says):
        make()


def _plan(starts, tables, end=None):
    since = tuple(np.full(len(table), T0) for table in tables)
    return LinkPlan(T0 + seconds(starts), tuple(tables), since, None if end is None else T0 + seconds(end))


def test_the_same_plan_comes_out_twice():
    times = time_grid("2026-01-01", hours=0.25, step_s=60.0)
    one, other = (
        plan_links(ephemeris(DESIGN), times, lambda position, keep: nearest_links(position, keep=keep))
        for _ in range(2)
    )
    assert all(np.array_equal(a.pairs, b.pairs) for a, b in zip(one.tables, other.tables, strict=True))


def test_a_plan_of_other_satellites_is_refused_by_the_network():
    plan = plan_links(DESIGN, T0, GRID)
    larger = Constellation("l", (walker_delta(altitude_km=630, inclination_deg=80, planes=7, per_plane=12),))
    with pytest.raises(ShapeError, match="72 satellites, the ephemeris 84"):
        Network(Topology(ephemeris(larger), plan), _nobody()).snapshot(T0)


@pytest.mark.parametrize(("pairs", "says"), [([[0, 25]], "satellites 0 to 19"), ([[3, 3]], "to itself")])
def test_a_table_put_together_by_hand_is_checked_too(pairs, says):
    with pytest.raises(InputError, match=says):
        LinkTable(20, np.array(pairs, np.int32), np.zeros(1, bool))
