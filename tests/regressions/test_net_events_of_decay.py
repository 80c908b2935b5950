"""A satellite that lost its position took its links with it, and no event said so."""

from __future__ import annotations

import numpy as np
import pytest

from huxing.network.evolution import event_times, link_events
from huxing.network.topology import AccessRule, LinkRule, Network, Topology, link_table, stations

START = np.datetime64("2026-03-01", "ns")
END = START + np.timedelta64(123_456_789_000, "ns")
"""Between two knots of the interpolation."""


class Decaying:
    """Two satellites on circles; the second has a position until END only, or (turned) from then on."""

    labels = np.array(["stays", "goes"])

    def __init__(self, turned: bool = False) -> None:
        self.turned = turned

    def __len__(self) -> int:
        return 2

    def positions(self, times: np.ndarray) -> np.ndarray:
        angle = (times - START).astype(np.int64)[:, None] * 1.1e-12 + np.array([0.0, 0.2])
        place = 7e6 * np.stack([np.cos(angle), np.sin(angle), np.zeros_like(angle)], axis=-1)
        place[(times < END) if self.turned else (times >= END), 1] = np.nan
        return place


@pytest.fixture(params=[False, True], ids=["lost", "found"])
def network(request):
    space = Topology(Decaying(request.param), link_table(2, [[0, 1]]), LinkRule(clearance=None))
    return Network(space, stations(["nairobi", "singapore"]), AccessRule(-np.pi / 2, maximum_range=9e6))


def test_links_end_and_start_with_a_position(network):
    events = link_events(network, START, START + np.timedelta64(400, "s"))
    at_end = events[np.abs((events["time"] - END).dt.total_seconds()) < 1e-3]
    turned = network.topology.ephemeris.turned
    assert set(at_end["up"]) == {turned}
    assert ("link", 0, 1) in set(zip(at_end["kind"], at_end["satellite"], at_end["other"], strict=True))
    gone = events[(events["time"] < END) if turned else (events["time"] > END + np.timedelta64(1, "ms"))]
    assert not (gone["satellite"] == 1).any()
    assert not (gone["kind"] == "link").any()


def test_nothing_changes_between_the_times_of_events(network):
    stop = START + np.timedelta64(900, "s")
    times = event_times(link_events(network, START, stop), START)
    assert len(times) > 2
    for begin, end in zip(times, [*times[1:], stop], strict=True):
        inside = begin + (end - begin) * np.array([0.01, 0.5, 0.99])
        seen = [np.isfinite(snapshot.ground_range) for snapshot in network.snapshots(inside)]
        linked = [np.isfinite(snapshot.length) for snapshot in network.snapshots(inside)]
        assert all(np.array_equal(seen[0], other) for other in seen)
        assert all(np.array_equal(linked[0], other) for other in linked)
