"""The section on networks: what it shows, that its figures are those of the artefacts, what it says without them."""

import re
import warnings

import numpy as np
import pytest
from made_connection import KEY, MadeConnection
from made_network import MadeNetwork
from made_run import MadeRun
from network_reader import BOTH, described, plain, read, section, section_of, with_network
from page_reader import NASTY, Reader, page_of, text_of

from huxing.chain import write_report
from huxing.chain.report.network_answers import network_answers, networks_in_short
from huxing.chain.report.network_cases import latest_networks
from huxing.chain.report.network_record import read_networks
from huxing.chain.report.numbers import milliseconds
from huxing.chain.report.run_record import read_run
from huxing.chain.run_folder import RunFolder
from huxing.core.errors import RunError


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    return page_of(with_network(MadeNetwork(cases=BOTH)), tmp_path_factory.mktemp("networks"))


@pytest.fixture(scope="module")
def found():
    return read(MadeNetwork(cases=BOTH))


def test_the_section_stands_after_links_and_in_the_contents(full):
    reader = Reader(full)
    order = [one for one in reader.ids if one in ("answer", "links", "networks", "fleet")]
    assert order == ["answer", "links", "networks", "fleet"]
    assert '<a href="#networks">Networks</a>' in full
    assert len(reader.ids) == len(set(reader.ids))
    assert {link[1:] for link in reader.links if link.startswith("#")} <= set(reader.ids)


def test_each_figure_has_a_role_a_title_and_a_description(full):
    reader = Reader(section(full))
    # two cases, each with two maps, a day, a way, a load, two lists of what binds, throughput, two lists of failures;
    # and two keys
    assert len(reader.svgs) == 2 * 10 + 2
    for svg in reader.svgs:
        assert svg["role"] == "img"
        assert svg["viewbox"].startswith("0 0 440")
    assert len(re.findall(r"<title id=[^>]*>[^<]+</title>\s*<desc id=[^>]*>[^<]+</desc>", section(full))) == 22


def test_the_same_artefacts_give_the_same_bytes(full):
    assert section_of(MadeNetwork(cases=BOTH)).strip() in full


def test_nothing_is_loaded_and_no_path_of_this_machine(full):
    assert not re.search(r"https?://|<script|@import|/home/", full)


def test_the_answer_tells_the_figures_of_the_artefacts(found):
    star, dream = networks_in_short(latest_networks(found))
    assert plain(star.main) == (
        "Network The mesh (Star as observed, 22 Aug 2026): round trip Shanghai – London 100 ms in the median of the "
        "day against 135 ms over fibre; carries 10 Gbit/s in fair shares, at most 20 Gbit/s by any ways, of the 30 "
        "Gbit/s asked for with 3 gateways, 6 Gbit/s without lasers; a failure of the gateway Kashi costs 25.0 % of it."
    )
    assert star.notes == ("The mesh: Its gateways are made up.",)
    assert plain(dream.main).startswith("Network The mesh (The dream): round trip")


def test_the_section_tells_the_other_pairs_reach_and_the_worst_plane(found):
    star, _ = network_answers(latest_networks(found))
    assert plain(star.more) == (
        "Shanghai – A ship no way at any time of the day (135 ms over fibre). From Shanghai there is a way to 66.7 % "
        "of the world at some time of the day, to 33.3 % all day. The plane that costs most is plane 1: throughput "
        "−20.0 %."
    )


def test_answers_stand_at_the_top_and_in_the_section(full):
    top = text_of(full[full.index('<div id="answer">') : full.index("<nav")])
    assert "Network The mesh (The dream): round trip Shanghai – London 100 ms" in top
    assert "what the whole carries for all its users stands under Networks" in top
    assert "Network The mesh (The dream): round trip Shanghai – London 100 ms" in text_of(section(full))


def test_a_pair_that_is_there_for_a_part_of_the_day_says_so():
    made = MadeNetwork(reached={"hub - west": 0.25})
    found = read(made)
    assert "against 135 ms over fibre, a way 25.0 % of the day;" in plain(networks_in_short(found)[0].main)
    day = found[0].pairs[0]
    assert np.isfinite(day.rtt).sum() == 36
    assert day.greatest < 0.091
    assert len(found[0].pairs) == 1


def test_the_table_of_pairs_has_the_quantiles_of_the_day(found, full):
    day = found[0].pairs[0]
    assert (day.least, day.greatest, day.fibre) == (0.080, 0.120, 0.135)
    assert day.median == pytest.approx(0.100)
    text = text_of(section(full))
    assert "Shanghai – London 80.0 ms 100 ms 120 ms 135 ms 100 % 7 41" in text
    assert "Shanghai – A ship – – – 135 ms 0 % – –" in text
    assert "over 24 h from each date in steps of 600 s" in text


def test_pairs_stand_in_the_order_of_the_scenario():
    made = MadeNetwork(pairs=(("hub", "ship"), ("hub", "west")))
    found = read(made)
    assert [day.title for day in found[0].pairs] == ["Shanghai – A ship", "Shanghai – London"]


def test_nothing_within_reach_is_told_in_words():
    made = MadeNetwork(
        map_reached=(0.0, 0.0, 0.0), map_rtt=(np.nan,) * 3, reached={"hub - west": 0.0, "hub - ship": 0.0},
        with_paths=False, loads=(), throughput=(0.0, 0.0, 0.0), bent=0.0,
        failures=(("gateway-failure", "without gw-a", 0.0, 0.0),),
    )  # fmt: skip
    page = section_of(made)
    Reader(page)
    text = text_of(page)
    assert "No way from the hub to anywhere at any of the instants: The mesh: Star as observed, 22 Aug 2026" in text
    assert "Shanghai – London no way at any time of the day (135 ms over fibre); carries 0 bit/s in fair" in text
    assert "No way at any of the moments: Shanghai – London (The mesh: Star as observed, 22 Aug 2026)" in text
    assert "No load: nothing was computed, or nothing is carried." in text
    assert "round-trip-mesh" not in page
    assert not re.search(r"\bnan\b|\binf\b", text)


def test_unknown_figures_are_unknown_and_no_number():
    nan = float("nan")
    loads = (("laser", "a", "b", 0.0, 0.0, 1.0, 1.0, 2.0, float("inf"), 0),)
    made = MadeNetwork(bent=nan, fibre=nan, mean_rtt=nan, loads=loads, failures=())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        page = section_of(made)
    Reader(page)
    text = text_of(page)
    assert "100 ms in the median of the day against unknown over fibre; carries 10 Gbit/s" in text
    assert described(page, "busiest-links-mesh-star-m1") == "Laser a → b: 2 Gbit/s of unknown, 0 %."
    assert "3: with Sanya 3 12 10.00 20.00 33.3 % 100 % –" in text
    assert not re.search(r"\bnan\b|\binf\b", text)


def test_what_a_network_is_made_of(full):
    text = text_of(section(full))
    assert "Between satellites Lasers (A laser)" in text
    assert "Gateways 3, in the order of building: Kashi, Madrid and Sanya" in text
    assert "30 Gbit/s in the mean of a day, by 2 cities in proportion to their people (people: GeoNames, CC BY" in text
    assert "1.5 times as much at 21 h local time; computed 0 and 8 h after the date" in text
    assert "Assumed: Its gateways are made up." in text
    assert "Fibre 1.5 times the great circle" in text


def test_methods_limits_words_and_credit(full):
    text = text_of(full[full.index('<section id="how">') :])
    assert "light in glass (group index 1.468)" in text
    assert "max-min fair shares of the links' rates" in text
    assert "Credit: GeoNames (geonames.org), licence creativecommons.org/licenses/by/4.0." in text
    assert "Networks in truth: queues, protocols" in text
    assert "how many users a satellite carries at once is not looked at" not in text
    for term in ("Bent pipe", "Max-min fair", "Round trip", "Feeder link", "Hub"):
        assert f"<dt>{term}</dt>" in full


def test_without_networks_there_is_no_section(tmp_path):
    page = page_of(with_network(MadeNetwork(networks=(), network_titles=())), tmp_path)
    assert 'id="networks"' not in page
    assert "#networks" not in page
    assert "how many users a satellite carries at once is not looked at" in text_of(page)


@pytest.mark.parametrize("made", [MadeConnection(), MadeNetwork(extra=False), MadeNetwork(reason="needs fleet")])
def test_a_stage_that_was_not_run_or_knew_no_networks_yet_gives_none(made, tmp_path):
    opened = RunFolder(MadeRun(others=(made,)).write(tmp_path))
    assert read_networks(opened, read_run(opened)) is None


def test_networks_are_read_as_they_were_written(tmp_path):
    opened = RunFolder(with_network().write(tmp_path))
    networks = read_networks(opened, read_run(opened))
    assert [record.title for record in networks.records] == ["The mesh"]
    assert (networks.map_instants, networks.fibre_index, networks.step_s) == (24, 1.468, 600.0)


def test_nothing_computed():
    page = section_of(MadeNetwork(blank=True))
    Reader(page)
    text = text_of(page)
    assert "Nothing was computed for The mesh." in text
    for absent in ("No map:", "No round trips:", "No ways:", "No load:", "No throughput:", "No failures:"):
        assert absent in text


def test_without_a_map_pairs_or_tables():
    made = MadeNetwork(
        with_world=False, pairs=(), reached={}, with_paths=False, loads=(), throughput=(4.0,), failures=()
    )
    page = section_of(made)
    Reader(page)
    text = text_of(page)
    assert "No map: nothing was computed." in text
    assert "No round trips: the scenario names no pairs" in text
    assert "Network The mesh (Star as observed, 22 Aug 2026): carries 4 Gbit/s" in text


def test_only_the_newest_date_of_a_constellation_is_drawn_and_all_stand_in_the_tables():
    page = section_of(MadeNetwork(cases=((0, 0), (1, 0), (1, 1))))
    assert "round-trip-mesh-star-m1" in page
    assert "round-trip-mesh-star-m0" not in page
    text = text_of(page)
    assert "the tables also have The mesh: Star as observed, 31 Dec 2025." in text
    assert "All figures: The mesh: Star as observed, 31 Dec 2025" in text


def test_many_networks_and_pairs_stay_readable():
    names = tuple(f"net-{k}" for k in range(9))
    ends = tuple(("hub", f"end-{k}") for k in range(9))
    made = MadeNetwork(networks=names, network_titles=names, pairs=ends, reached={" - ".join(p): 1.0 for p in ends})
    page = section_of(made)
    Reader(page)
    text = text_of(page)
    assert "3 more pairs in the table" in text
    assert text.count("Throughput lost") == 1
    assert page.count('id="round-trip-net-0-star-m1-title"') == 1
    assert "round-trip-net-8" not in page
    assert "21 rows more are left out here; the dataset network.nc" in text


def test_parameters_that_are_missing_are_unknown():
    for parameters in ({}, {"networks": [{"name": "mesh", "gateways": [{}], "hub": None, "laser": {}}]}):
        page = section_of(MadeNetwork(parameters=parameters))
        Reader(page)
        text = text_of(page)
        assert "Network mesh (Star as observed, 22 Aug 2026): round trip hub – west 100 ms" in text
        assert "Demand unknown" in text
        assert not re.search(r"\bnan\b|\binf\b", text)


@pytest.mark.parametrize("name", [NASTY, "W" * 200, "$", "\\frac{", "名" * 80])
def test_names_do_no_harm(name):
    made = MadeNetwork(
        network_titles=(name,), network_note=name, city_source=name,
        titles_of_places=dict.fromkeys(("hub", "gw-a"), name),
        loads=(
            ("laser", name, "b", 0.0, 0.0, 1.0, 1.0, 2.0, 10.0, 1),
            ("strange", "a", name, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0),
        ),
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        page = section_of(made, (name, name))
    Reader(page)
    assert "<script" not in page


def test_places_are_short_only_where_that_tells_them_apart():
    titles = {"gw-a": "Springfield, Ohio", "gw-b": "Springfield, Texas", "gw-c": "Sanya, Hainan"}
    (one,) = read(MadeNetwork(titles_of_places=titles))
    assert [place.short for place in one.record.gateways] == ["Springfield, Ohio", "Springfield, Texas", "Sanya"]


def test_round_trips_have_their_unit():
    assert [milliseconds(value) for value in (0.0204, 0.0999, 0.1351, float("nan"))] == [
        "20.4\u00a0ms", "99.9\u00a0ms", "135\u00a0ms", "unknown",
    ]  # fmt: skip
    assert milliseconds(0.09996) == "100\u00a0ms"


def test_a_damaged_artefact_is_refused(tmp_path):
    with_network().write(tmp_path)
    (tmp_path / "artefacts" / f"connect-{KEY[:20]}" / "network_load.parquet").write_bytes(b"no")
    with pytest.raises(RunError, match="missing or damaged"):
        write_report(tmp_path)


def test_networks_without_a_fleet_say_that_nothing_was_computed(tmp_path):
    page = page_of(MadeRun(with_fly=False, others=(MadeNetwork(),)), tmp_path)
    Reader(page)
    assert "Nothing was computed for The mesh." in text_of(section(page))
