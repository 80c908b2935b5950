"""The figures of networks: what each says in words is what lies in the artefacts."""

import numpy as np
import pytest
from made_network import MadeNetwork
from network_reader import BOTH, described, page_text, read, section_of
from page_reader import Reader, text_of

from huxing.chain.report.drawing import drawing
from huxing.chain.report.network_busiest import binding_links, busiest_gateways, carried, name_of_link
from huxing.chain.report.network_failures import loss_words, signed_percent
from huxing.chain.report.network_load import FULLNESS, fullness
from huxing.chain.report.network_marks import way
from huxing.chain.report.network_paths import tracks
from huxing.chain.report.world_map import HEIGHT, MARGINS


@pytest.fixture(scope="module")
def full():
    return section_of(MadeNetwork(cases=BOTH))


@pytest.fixture(scope="module")
def found():
    return read(MadeNetwork(cases=BOTH))


def test_the_day_is_told_in_words(full):
    words = described(full, "network-day-mesh-star-m1")
    assert words == (
        "Shanghai – London: round trip least 80.0 ms, median 100 ms, greatest 120 ms, over fibre 135 ms; a way all "
        "day, 41 changes of it; Shanghai – A ship: no way at any time of the day, over fibre 135 ms."
    )
    assert "no way at any time of the day</text>" in full


def test_the_map_is_told_in_words(full):
    words = described(full, "round-trip-mesh-star-m1")
    assert "least of any place within reach 20.0 ms, median 65.0 ms, greatest 110 ms; a way to 66.7 % of" in words
    assert "mean over the world 50.0 %" in described(full, "reach-mesh-dream-m1")
    text = text_of(full)
    assert "From Shanghai, city centre by fibre to the best gateway" in text
    assert "mean, in ms, over those of 24 instants of the day" in text


def test_a_map_without_gaps_has_no_map_of_shares():
    made = MadeNetwork(map_reached=(1.0, 1.0, 1.0), map_rtt=(0.02, 0.03, 0.04))
    page = section_of(made)
    assert "reach-key" not in page
    assert "a way to all of the world all day" in text_of(page)


def test_ways_are_told_with_their_round_trips(full, found):
    (track, _) = tracks(found)
    assert [route.rtt for route in track.routes] == [0.080, 0.085, 0.090]
    words = described(full, "path-mesh-star-m1-hub-west")
    assert words.startswith(
        "00:00 UTC: 80.0 ms over 2 satellites, over the ground at gw-a and gw-b; 00:05 UTC: 85.0 ms"
    )
    assert "00:10 UTC 90.0 ms</text>" in page_text(full)
    assert "No way at any of the moments: Shanghai – A ship (The mesh" in text_of(full)


def test_a_way_is_parted_where_the_map_is_cut_and_not_drawn_across_it():
    """From Madrid to Sao Paulo, over the cut in the Atlantic: no piece of the line may run over half of the map."""
    with drawing(HEIGHT, margins=MARGINS) as (_, axes):
        way(axes, [-3.7, -46.6], [40.4, -23.5])
        x = np.asarray(axes.lines[-1].get_xdata(), dtype=float)
    assert np.isnan(x).sum() == 1
    assert np.nanmax(x) > 2.0
    assert np.nanmin(x) < -2.0
    assert np.nanmax(np.abs(np.diff(x))) < 0.1


def test_load_and_what_binds(full, found):
    one = found[0]
    use = dict(zip(one.loads["node"] + one.loads["other"], one.loads["utilisation"], strict=True))
    assert use["gw-astar/p1/s1"] == 1.0
    assert use["gw-a"] == 0.75
    assert [fullness(share).text for share in (0.1, 0.25, 0.75, 1.0, 1.2)] == [
        "below 25 %", "25–75 %", "75–100 %", "full", "full",
    ]  # fmt: skip
    assert fullness(np.nan) is FULLNESS[0]
    gateways = busiest_gateways(one)
    assert [(row.node, row.held_flows) for row in gateways.itertuples()] == [("gw-b", 5), ("gw-a", 30)]
    assert [row.held_flows for row in binding_links(one).itertuples()] == [30, 5]
    words = described(full, "busiest-gateways-mesh-star-m1")
    assert words == "Madrid: 4 of 4 Gbit/s, holds 5, 100 %; Kashi: 3 of 4 Gbit/s, holds 30, 75.0 %."
    assert described(full, "binding-mesh-star-m1") == (
        "Antenna Kashi → p1/s1: 500 of 500 Mbit/s, holds 30; Madrid: 4 of 4 Gbit/s, holds 5."
    )
    text = text_of(full)
    assert "2 laser links carrying, the fullest 90.0 % of its capacity" in text
    assert "all that hold 35 ways of cities down" in text
    assert "Laser links between satellites 2 0 90.0 % 0" in text
    assert "One antenna of a gateway to a satellite 1 1 100 % 30" in text


def test_links_keep_their_names_where_satellites_share_no_beginning(found):
    one = found[0]
    row = one.loads.iloc[0].copy()
    assert name_of_link(one, row) == "Laser p1/s1 → p1/s2"
    row["load_gbps"], row["capacity_gbps"] = 0.02, 10.0
    assert carried(row).replace("\u00a0", " ") == "20 Mbit/s of 10 Gbit/s"
    row["capacity_gbps"] = np.nan
    assert carried(row).replace("\u00a0", " ") == "20 Mbit/s of unknown"


def test_where_nothing_is_held_down_the_fullest_links_are_listed():
    loads = (
        ("laser", "a", "b", 0.0, 0.0, 1.0, 1.0, 2.0, 10.0, 0),
        ("laser", "b", "a", 1.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0),
    )
    page = section_of(MadeNetwork(loads=loads))
    assert "Links by load; none holds a city down" in text_of(page)
    assert described(page, "busiest-links-mesh-star-m1").startswith(
        "Laser a → b: 2 of 10 Gbit/s, 20.0 %; Laser b → a: 1"
    )


def test_throughput_against_gateways(full):
    words = described(full, "gateways-mesh-star-m1")
    assert words == (
        "Throughput with 1 gateway 4 Gbit/s (at most 8 Gbit/s), 2 gateways 7 Gbit/s (at most 14 Gbit/s), 3 gateways 10 "
        "Gbit/s (at most 20 Gbit/s). Asked for: 30 Gbit/s. Without lasers, all gateways: 6 Gbit/s."
    )
    assert "above the scale" not in full
    assert ">Kashi</text>" in full
    assert "1: with Kashi 1 12 4.00 8.00 13.3 % 100 % 40.0 ms" in text_of(full)
    assert "all gateways, no lasers 3 12 6.00 12.00 20.0 % 80.0 % 20.0 ms" in text_of(full)


def test_a_demand_far_above_is_told_and_does_not_flatten_the_curve():
    page = section_of(MadeNetwork(demand=80.0))
    assert "↑ asked for: 80 Gbit/s, above the scale" in page_text(page)
    assert "at most 20 Gbit/s by any ways, of the 80 Gbit/s asked for" in text_of(page)


def test_failures_are_told_worst_first_against_all_in_use(full, found):
    losses = found[0].losses("gateway-failure")
    assert [loss.name for loss in losses] == ["Kashi", "Madrid", "Sanya"]
    assert [loss.throughput for loss in losses] == [2.5, 1.0, -0.5]
    assert losses[1].reach == pytest.approx(0.1)
    assert described(full, "failures-gateway-mesh-star-m1") == (
        "without Kashi: −2.5 Gbit/s, −25.0 %; without Madrid: −1 Gbit/s, −10.0 %, reach −10.0 %; without Sanya: "
        "+500 Mbit/s, +5.0 %."
    )
    assert described(full, "failures-plane-mesh-star-m1").startswith("without Plane 1: −2 Gbit/s, −20.0 %")
    assert loss_words(losses[0]._replace(throughput=0.0, share=0.0)).replace("\u00a0", " ") == "0 bit/s, 0.0 %"
    assert signed_percent(-0.0001) == "0.0\u00a0%"


def test_many_planes_show_the_worst_eight():
    planes = tuple(("plane-failure", f"without plane {k}", 10.0 - 0.1 * k, 1.0) for k in range(1, 31))
    page = section_of(MadeNetwork(failures=planes))
    assert "the worst 8 of 30 planes, one at a time" in text_of(page)
    assert described(page, "failures-plane-mesh-star-m1").startswith("without Plane 30: −3 Gbit/s, −30.0 %")


def test_a_failure_that_costs_nothing():
    made = MadeNetwork(failures=(("gateway-failure", "without gw-a", 10.0, 1.0),))
    assert "no gateway's failure alone costs throughput" in text_of(section_of(made))


def test_one_gateway_and_no_lasers():
    made = MadeNetwork(gateways=("gw-a",), throughput=(4.0,), failures=(), bent=np.nan, laser=False)
    page = section_of(made)
    Reader(page)
    text = text_of(page)
    assert (
        "carries 4 Gbit/s in fair shares, at most 8 Gbit/s by any ways, of the 30 Gbit/s asked for with 1 gateway."
        in text
    )
    assert "Between satellites no links: from a user to a gateway over one satellite" in text
    assert "No failures: the network has one gateway only" in text
    assert "without lasers" not in described(page, "gateways-mesh-star-m1").lower()


def test_many_gateways_lose_their_names_and_keep_their_number():
    names = tuple(f"site-{k}" for k in range(40))
    made = MadeNetwork(gateways=names, throughput=tuple(float(k) for k in range(1, 41)))
    page = section_of(made)
    assert "40 gateways 40 Gbit/s (at" in described(page, "gateways-mesh-star-m1")
    assert ">gateways</text>" in page
