"""Statistics, series, changes and events agree with what a plain loop over instants finds."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from huxing.core.errors import InputError, ModelRangeError, TooLargeError
from huxing.network.evolution import (
    applied,
    event_times,
    forwarding_changes,
    forwarding_table,
    joined,
    link_events,
    route_series,
    route_statistics,
)
from huxing.network.routing import hop_weights, path, path_lengths, route
from huxing.network.topology import AccessRule, LinkRule, Network, plus_grid, stations
from huxing.orbit import Constellation, walker_delta, walker_star

START = np.datetime64("2026-03-01", "ns")
TIMES = START + np.arange(120) * np.timedelta64(5, "s")
CITIES = ["shanghai", "london", "sydney", "lima", "nairobi", "mohe"]


@pytest.fixture(scope="module")
def network():
    """A thin shell: some stations lose their satellites now and then."""
    shell = walker_delta(altitude_km=1000, inclination_deg=55, planes=8, per_plane=10)
    return Network(plus_grid(Constellation("thin", (shell,))), stations(CITIES), AccessRule(np.radians(20.0)))


@pytest.fixture(scope="module")
def instants(network):
    """Snapshots and routes, one by one."""
    return [(snapshot, route(snapshot)) for snapshot in network.snapshots(TIMES)]


def test_statistics_are_those_of_a_plain_loop(network, instants):
    found = route_statistics(network, TIMES)
    trips = np.array([routes.round_trip for _, routes in instants])
    paths = [[[tuple(path(routes, s, g)) for g in range(6)] for s in range(6)] for _, routes in instants]
    for s in range(6):
        for g in range(6):
            own = [step[s][g] for step in paths]
            if s == g:
                continue
            assert found.reached[s, g] == sum(bool(nodes) for nodes in own)
            assert found.changes[s, g] == sum(a != b for a, b in pairwise(own))
            hops = [len(nodes) - 1 for nodes in own if nodes] or [-1]
            assert (found.least_hops[s, g], found.greatest_hops[s, g]) == (min(hops), max(hops))
            there = trips[:, s, g][np.isfinite(trips[:, s, g])]
            if there.size:
                assert (found.least[s, g], found.greatest[s, g]) == (there.min(), there.max())
                assert found.mean[s, g] == pytest.approx(there.mean(), rel=1e-13)  # order of a sum of 120
    assert 0.0 < found.outage.max() < 1.0
    assert found.churn.sum() == found.changes.sum()


@pytest.mark.parametrize("workers", [2, 3])
def test_parts_on_several_threads_are_the_whole(network, workers):
    one, more = route_statistics(network, TIMES), route_statistics(network, TIMES, workers=workers)
    for name in ("least", "greatest", "reached", "changes", "least_hops", "greatest_hops", "churn", "first", "last"):
        assert np.array_equal(getattr(one, name), getattr(more, name), equal_nan=name in ("least", "greatest"))
    np.testing.assert_allclose(one.mean, more.mean, rtol=1e-14)  # sums of parts


def test_a_pair_that_never_meets_has_no_number(network):
    polar = Network(network.topology, stations(["shanghai", "troll"]), network.access)
    found = route_statistics(polar, TIMES)
    assert found.reached[0, 1] == 0
    assert np.isnan([found.least[0, 1], found.greatest[0, 1], found.mean[0, 1]]).all()
    assert found.least_hops[0, 1] == -1
    assert found.outage[0, 1] == 1.0


def test_a_series_is_the_column_of_each_instant(network, instants):
    pairs = [("shanghai", "london"), ("lima", "mohe")]
    shown, paths = route_series(network, TIMES, pairs)
    for k, (a, b) in enumerate(pairs):
        s, g = network.stations.indices([a, b])
        expected = [routes.round_trip[s, g] for _, routes in instants]
        assert np.array_equal(shown["rtt"].to_numpy()[:, k], expected, equal_nan=True)
        own = paths[(paths["source"] == a) & (paths["destination"] == b)]
        for row in own.itertuples():
            number = int((row.time.to_datetime64() - START) / np.timedelta64(5, "s"))
            assert row.nodes == "-".join(map(str, path(instants[number][1], s, g)))
        assert len(own) == route_statistics(network, TIMES).changes[s, g] + 1


def test_another_router_is_measured_by_the_length_of_its_paths(network):
    def fewest(snapshot):
        return route(snapshot, **hop_weights(snapshot)._asdict())

    few, short = (route_statistics(network, TIMES[:10], router=router) for router in (fewest, route))
    there = short.reached > 0
    assert (few.mean[there] >= short.mean[there] * (1 - 1e-12)).all()
    assert (few.greatest_hops <= short.greatest_hops).all()
    snapshot = network.snapshot(TIMES[0])
    once = route_statistics(network, TIMES[:1], router=fewest)
    length = path_lengths(snapshot, fewest(snapshot))
    np.testing.assert_allclose(once.mean[once.reached > 0], 2 * length[once.reached > 0] / 299_792_458.0, rtol=1e-15)


def test_changes_rebuild_every_forwarding_table(network, instants):
    routes = [found for _, found in instants]
    changes = list(forwarding_changes(TIMES, routes))
    count = len(network.topology)
    assert len(changes[0]) == count * 6 + 6 * 5
    table = np.full((count + 6, 6), -1, np.int32)
    for change, found in zip(changes, routes, strict=True):
        table = applied(table, change)
        assert np.array_equal(table, forwarding_table(found))
    assert 0 < sum(len(change) for change in changes[1:]) < len(changes[0]) * 20


def test_events_are_exactly_where_a_fine_clock_sees_links_change(network):
    stop = START + np.timedelta64(300, "s")
    events = link_events(network, START, stop)
    fine = START + np.arange(3001) * np.timedelta64(100, "ms")
    seen, before = set(), None
    for snapshot in network.snapshots(fine):
        now = np.isfinite(snapshot.ground_range)
        if before is not None:
            for i, g in zip(*np.nonzero(now != before), strict=True):
                seen.add((int((snapshot.time - START) / np.timedelta64(100, "ms")), int(i), int(g), bool(now[i, g])))
        before = now
    tenths = np.ceil((events["time"].to_numpy() - START) / np.timedelta64(100, "ms")).astype(int)
    found = set(zip(tenths, events["satellite"], events["other"], events["up"], strict=True))
    # a satellite that comes and goes within a tenth of a second shows in the events alone
    assert seen <= found
    assert len(found - seen) <= 2


def test_between_events_no_link_comes_or_goes(network):
    stop = START + np.timedelta64(120, "s")
    times = event_times(link_events(network, START, stop), START)
    after = [network.snapshot(time + np.timedelta64(1, "us")) for time in times]
    before = [network.snapshot(time - np.timedelta64(200, "us")) for time in times[1:]]
    for left, right in zip(after, before, strict=False):
        assert np.array_equal(np.isfinite(left.ground_range), np.isfinite(right.ground_range))


def test_events_of_links_between_satellites():
    shell = walker_star(altitude_km=800, inclination_deg=87, planes=5, per_plane=9)
    rule = LinkRule(80e3, maximum_range=4.2e6, polar_latitude=np.radians(65.0))
    star = Network(plus_grid(Constellation("star", (shell,)), rule=rule), stations(["mohe"]))
    stop = START + np.timedelta64(600, "s")
    events = link_events(star, START, stop)
    links = events[events["kind"] == "link"]
    assert links["up"].any() and not links["up"].all()
    pairs = {tuple(pair): row for row, pair in enumerate(star.topology.links.pairs.tolist())}
    for row in links.itertuples():
        moment = row.time.to_datetime64()
        for offset, up in ((np.timedelta64(1, "us"), row.up), (np.timedelta64(-200, "us"), not row.up)):
            shown = star.snapshot(moment + offset)
            here = np.nonzero(shown.link == pairs[(row.satellite, row.other)])
            assert np.isfinite(shown.length[here]).all() == up


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda n: route_statistics(n, []), InputError, "one time or more"),
        (lambda n: route_statistics(n, TIMES[::-1]), InputError, "ascending"),
        (lambda n: route_statistics(n, TIMES, workers=0), InputError, "number of workers 0 is outside 1"),
        (lambda n: route_statistics(n, TIMES, memory_limit_bytes=100), TooLargeError, "fewer stations"),
        (lambda n: route_series(n, TIMES, []), InputError, "one pair"),
        (lambda n: route_series(n, TIMES, [("lima", "lima")]), InputError, "itself"),
        (lambda n: route_series(n, TIMES, [("lima", "limo")]), InputError, "nearest: lima"),
        (lambda n: route_series(n, TIMES, [("lima", "mohe")], memory_limit_bytes=10), TooLargeError, "take fewer"),
        (lambda n: link_events(n, START, START), InputError, "stop after the start"),
        (lambda n: link_events(n, START, TIMES[3], tolerance=0.0), ModelRangeError, "tolerance"),
        (lambda n: joined([]), InputError, "one part or more"),
        (lambda n: forwarding_table(route(n.snapshot(START), destinations=[0])), InputError, "all stations"),
    ],
)
def test_what_cannot_be_followed_is_said(network, call, error, words):
    with pytest.raises(error, match=words):
        call(network)


def test_parts_out_of_order_are_refused(network):
    early, late = route_statistics(network, TIMES[:5]), route_statistics(network, TIMES[5:9])
    with pytest.raises(InputError, match="follow each other"):
        joined([late, early])
