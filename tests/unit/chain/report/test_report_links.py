"""The section on links: what it shows, that its figures are those of the artefacts, what it says where they are not."""

import re
import warnings
from html import unescape
from itertools import pairwise

import numpy as np
import pytest
from made_connection import BUDGET, KEY, MadeConnection
from made_run import MadeRun
from page_reader import NASTY, Reader, page_of, text_of

from huxing.chain import write_report
from huxing.chain.report.availability_map import side_by_side, world_links
from huxing.chain.report.cases import all_cases
from huxing.chain.report.connection_record import read_connection
from huxing.chain.report.link_answers import link_answers, links_in_short
from huxing.chain.report.link_days import abreast, link_days
from huxing.chain.report.link_rates import curves_of
from huxing.chain.report.run_record import read_flight, read_run
from huxing.chain.report.waterfall import bars_of, budget_rows
from huxing.chain.run_folder import RunFolder
from huxing.core.errors import RunError


def with_links(connection=None, **run):
    return MadeRun(others=(connection or MadeConnection(),), **run)


def read(run, folder):
    opened = RunFolder(run.write(folder))
    record = read_run(opened)
    return read_connection(opened, record), all_cases(read_flight(opened, record))


def section(page):
    return page[page.index('<section id="links">') : page.index('<section id="fleet">')]


def described(page, name):
    return unescape(re.search(rf'<desc id="{name}-desc">([^<]*)</desc>', page).group(1)).replace("\u00a0", " ")


def plain(markup):
    return markup.striptags().replace("\u00a0", " ")


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    return page_of(with_links(), tmp_path_factory.mktemp("links"))


def test_the_section_stands_after_coverage_and_in_the_contents(full):
    reader = Reader(full)
    order = [one for one in reader.ids if one in ("answer", "gaps", "links", "fleet")]
    assert order == ["answer", "gaps", "links", "fleet"]
    assert '<a href="#gaps">Gaps</a><a href="#links">Links</a>' in full
    assert len(reader.ids) == len(set(reader.ids))
    assert {link[1:] for link in reader.links if link.startswith("#")} <= set(reader.ids)


def test_each_figure_has_a_role_a_title_and_a_description(full):
    reader = Reader(section(full))
    # per link two directions of curves and budgets, two cases of maps and days; a key of each of the latter
    assert len(reader.svgs) == 2 * (2 + 2 + 2 + 2) + 2
    for svg in reader.svgs:
        assert svg["role"] == "img"
        assert svg["viewbox"].startswith("0 0 440")
    assert len(re.findall(r"<title id=[^>]*>[^<]+</title>\s*<desc id=[^>]*>[^<]+</desc>", section(full))) == 18


def test_the_same_artefacts_give_the_same_bytes(tmp_path, full):
    assert page_of(with_links(), tmp_path / "elsewhere" / "run") == full


def test_nothing_is_loaded_and_no_path_of_this_machine(full):
    assert not re.search(r"https?://|<script|@import|/home/", full)


def test_answers_tell_the_shares_of_the_artefacts(tmp_path):
    year = {
        ("phone", "star", "down"): 0.4321, ("phone", "star", "up"): 0.0, ("phone", "dream", "down"): 1.0,
        ("phone", "dream", "up"): 0.99984,
    }  # fmt: skip
    connection, cases = read(with_links(MadeConnection(year=year)), tmp_path)
    phone, dish = link_answers(link_days(connection, cases))
    assert plain(phone.main) == (
        "Phone in the open (My roof) under Star as observed on 22 August 2026: 2 Mbit/s down for 43.2 % of the year, "
        "any rate up for 0 % of the year. Under The dream: 2 Mbit/s down for 100 % of the year, any rate up for "
        "99.98 % of the year."
    )
    assert "Payload: A payload (figures of a standard); a stand-in." in plain(phone.more)
    assert plain(dish.main).startswith("Dish on a roof (My roof) under Star as observed")


def test_the_top_of_the_page_tells_all_links_in_short(tmp_path):
    year = {("dish", "star", "down"): 0.9, ("dish", "dream", "up"): 0.8}
    connection, cases = read(with_links(MadeConnection(year=year)), tmp_path)
    (said,) = links_in_short(link_days(connection, cases))
    assert plain(said.main) == (
        "Links under Star as observed on 22 August 2026, share of the year: Phone in the open 62.5 % down, 62.5 % up; "
        "Dish on a roof 90.0 % down, 62.5 % up. Links under The dream, share of the year: Phone in the open 62.5 % "
        "down, 62.5 % up; Dish on a roof 62.5 % down, 80.0 % up."
    )
    assert "Phone in the open 2 Mbit/s down and any rate up; Dish on a roof 2 Mbit/s down" in plain(said.more)


def test_a_table_has_the_quantiles_of_the_day(tmp_path, full):
    connection, cases = read(with_links(), tmp_path)
    day = link_days(connection, cases)[0]
    rate = connection.links["rate"].sel(link="phone", constellation="star", direction="down").isel(date=1, station=0)
    assert day.rate("down", 0.5) == np.median(rate) == 3.0e6
    assert day.without_rate("down") == float((rate == 0).mean()) == 60 / 144
    assert "down 3 Mbit/s or more half of the time, nothing for 41.7 % of it" in text_of(full)
    margin = np.nanmedian(connection.links["margin"].sel(link="phone", constellation="star").isel(date=1)[:, 0, 0])
    row = rf"Star as observed, 22 Aug 2026 My roof 62.5 % 3 Mbit/s 0 bit/s \+{margin:.1f} 62.5 % 45 kbit/s 0 bit/s"
    assert re.search(row, text_of(full))


def test_what_a_link_is_made_of_stands_above_its_table(full):
    text = text_of(section(full))
    assert "Terminal Phone in the open, the row (the vendor's own figures)" in text
    assert "Payload A payload (figures of a standard); a stand-in" in text
    assert "Least elevation 10°" in text
    assert "Counts as served 2 Mbit/s down and any rate up" in text
    assert "Weather worse for 1 % of the year" in text
    assert "Assumed: The payload is that of a study." in text
    assert "Weather: digital maps of a test." in text


def test_the_least_elevation_counts_how_far_a_panel_scans(tmp_path):
    """A panel that scans to 58.3 deg works from 31.7 deg on, whatever its row says of 10 deg."""
    made = MadeConnection()
    made.parameters = made.stage()["parameters"]
    panel = {"name": "s", "pattern": "phased-array", "scan_limit_deg": 58.3}
    made.parameters["links"][0]["terminal"]["bands"] = [panel, {"name": "ka", "pattern": "isotropic"}]
    made.parameters["links"][1]["terminal"]["min_elevation_deg"] = None
    phone, dish = read(with_links(made), tmp_path)[0].records
    assert np.degrees(phone.min_elevation) == pytest.approx(31.7)
    assert dish.min_elevation == 0.0


def test_what_counts_as_served_names_the_directions_that_there_are(tmp_path):
    text = text_of(section(page_of(with_links(MadeConnection(ways=("down",))), tmp_path)))
    assert "Counts as served 2 Mbit/s down Weather" in text
    assert "any rate up" not in text


def test_curves_say_their_rates_and_which_elevations_are_not_used(tmp_path, full):
    connection, _ = read(with_links(), tmp_path)
    link = connection.records[0]
    curves = curves_of(connection, link, "down")
    assert [curve.share for curve in curves] == [0.1, 0.01, 0.001, 0.0001]
    assert np.isnan(curves[0].rate[:9]).all()
    words = described(full, "rate-phone-down")
    overhead = curves[0].rate[-1]
    assert overhead == 12.0e6
    assert words.startswith("In weather that is exceeded 10 % of the year 1.5 Mbit/s at 10°")
    assert "12 Mbit/s at 90°; in weather that is exceeded 1 % of the year" in words
    assert words.endswith("Required: 2 Mbit/s.")
    assert "not used below 10°" in full


def test_a_required_rate_far_above_the_others_makes_the_scale_logarithmic(tmp_path, full):
    assert "rate, Mbit/s (log scale)" not in full
    page = page_of(with_links(MadeConnection(required={"down": None, "up": 20.0e6})), tmp_path)
    assert page.count("rate, Mbit/s (log scale)") == 2
    assert described(page, "rate-phone-up").endswith("Required: 20 Mbit/s.")


def test_maps_show_the_direction_that_is_available_less(tmp_path, full):
    connection, cases = read(with_links(), tmp_path)
    worlds = world_links(connection, cases)
    assert [(one.link.name, one.case.constellation) for one in worlds] == [
        ("phone", "star"), ("phone", "dream"), ("dish", "star"), ("dish", "dream"),
    ]  # fmt: skip
    assert (worlds[0].weaker == 0.5).all()
    words = described(full, "availability-phone-star-m1")
    assert "lowest of any place 50.0 %, highest 50.0 %; mean over the world 75.0 % down, 50.0 % up" in words
    assert (
        "A satellite stands in view 90.0 % of the time; mean rate over the world 6 Mbit/s down, 90 kbit/s up" in words
    )


def test_figures_take_a_case_of_every_link_before_a_second_of_any(tmp_path):
    connection, cases = read(with_links(), tmp_path)
    days, worlds = link_days(connection, cases), world_links(connection, cases)
    expected = [("phone", "star"), ("phone", "dream"), ("dish", "star")]
    assert [(day.link.name, day.case.constellation) for day in abreast(days, 3)] == expected
    assert [(one.link.name, one.case.constellation) for one in side_by_side(worlds, 3)] == expected


def test_only_the_newest_date_of_a_constellation_is_drawn_and_all_stand_in_the_table(tmp_path):
    made = MadeConnection(cases=((0, 0), (1, 0), (1, 1)))
    page = page_of(with_links(made), tmp_path)
    assert "day-phone-star-m1-roof" in page
    assert "day-phone-star-m0-roof" not in page
    assert text_of(section(page)).count("Star as observed, 31 Dec 2025") == 2


def test_bars_of_a_waterfall_join_and_results_start_from_nought(tmp_path):
    connection, _ = read(with_links(), tmp_path)
    bars = bars_of(budget_rows(connection, connection.records[0], "down"))
    assert [bar.term for bar in bars][-2:] == ["required", "margin"]
    assert "frequency" not in {bar.term for bar in bars}
    assert "rate" not in {bar.term for bar in bars}
    for before, bar in pairwise(bars):
        assert bar.start == (0.0 if bar.is_whole else before.end)
        assert abs(bar.end - bar.start - bar.value) < 1e-9
    losses = next(bar for bar in bars if bar.term == "free-space loss")
    assert (losses.start, round(losses.end, 2)) == (54.77, -113.29)


def test_every_row_of_a_budget_names_its_clause(full):
    text = text_of(section(full))
    for term, _, _, _, clause in BUDGET:
        assert f"{term} {clause}" in text
    assert "free-space loss ITU-R P.525-4, section 2.2 −168.06 dB" in text
    assert "margin sum of the terms above 0.49 dB" in text
    assert "slant range 3GPP TR 38.811 V15.1.0, eq. (6.6-3) 2,762.6 km" in text
    assert "10°, 2,762.6 km away, weather worse for 1 % of a year, carries 18.8 Mbit/s" in text
    words = described(full, "budget-phone-down")
    assert "EIRP along the axis 54.8 dBW; " in words
    assert "required −1.3 dB; margin 0.5 dB." in words


def test_a_budget_without_a_link_is_told(tmp_path):
    rows = (
        *BUDGET[:6],
        ("no link", -np.inf, "dB", "loss", "field of view"),
        ("C/N0", -np.inf, "dBHz", "result", "sum"),
    )
    page = page_of(with_links(MadeConnection(budget=rows)), tmp_path)
    Reader(page)
    assert "C/N0 no link." in described(page, "budget-phone-down")
    assert "inf" not in text_of(section(page)).replace("information", "")


def test_a_budget_of_many_rows_keeps_its_margin(tmp_path):
    rows = (BUDGET[0], *((f"loss {k}", -0.1, "dB", "loss", "a clause") for k in range(60)), BUDGET[-2])
    page = page_of(with_links(MadeConnection(budget=rows)), tmp_path)
    words = described(page, "budget-phone-down")
    assert words.count(";") == 29
    assert words.endswith("margin 0.5 dB.")
    assert "loss 59 a clause" in text_of(page)


def test_laser_links_are_told_by_kind(full):
    text = text_of(section(full))
    assert (
        "Lasers of the star Star as observed, 22 Aug 2026 cross-plane 2 1,001–4,002 62.5 % 50.0 % 6.25 Gbit/s "
        "Earth or range 18.8 %, turning and acquiring 18.8 %"
    ) in text
    assert "in-plane 1 1,000–4,000 100 % 100 % 10 Gbit/s never down" in text
    assert "Lasers of the star: A made laser." in text


def test_sources_of_terminals_and_payloads_stand_under_how(full):
    text = text_of(full[full.index('<section id="how">') :])
    assert "Phone in the open, the row phone-row terminal the vendor's own figures A paper of 2020" in text
    assert "A payload leo payload figures of a standard A paper of 2020" in text
    assert text.count("A payload leo payload") == 1
    assert "A laser oct laser figures of a standard A standard" in text
    assert "Not confirmed by a source: Its noise is not known." in text
    assert KEY in text


def test_limits_speak_of_links_only_where_they_were_computed(tmp_path, full):
    assert "Interference, and what satellites carry in truth" in text_of(full)
    without = text_of(page_of(MadeRun(), tmp_path))
    assert "power, rain, interference and antenna pointing are not looked at" in without
    assert "Interference, and what" not in without


def test_models_outside_their_range_are_named(tmp_path):
    marks = "ITU-R P.618-13, 2.5: frequency 2 GHz is outside 4 to 55 GHz; another: 1"
    text = text_of(page_of(with_links(MadeConnection(marks=marks)), tmp_path))
    assert f"Used outside their stated range, and so less certain: {marks}." in text


def test_the_climatology_by_latitude_states_its_error(tmp_path):
    made = MadeConnection()
    made.parameters = {**made.stage()["parameters"], "climate": {"source": "zonal", "label": "climate by latitude"}}
    text = text_of(page_of(with_links(made), tmp_path))
    assert re.search(r"Weather: climate by latitude\. Against the ITU-R digital maps it has a median error .* dB", text)


def test_without_the_stage_the_reason_is_told(tmp_path):
    page = page_of(MadeRun(), tmp_path)
    assert "the stage connect was not run, because the scenario has no section 'connect'" in text_of(section(page))
    assert "Links under" not in text_of(page)
    made = MadeConnection(reason="needs fleet, which nothing in this scenario gives")
    page = page_of(with_links(made), tmp_path / "planned")
    assert "the stage connect was not run, because needs fleet, which nothing" in text_of(section(page))
    Reader(page)


def test_nothing_computed(tmp_path):
    page = page_of(with_links(MadeConnection(blank=True)), tmp_path)
    Reader(page)
    text = text_of(section(page))
    assert "No link was computed at any station and date." in text
    for absent in ("No curves:", "No map:", "No day:", "No budget:", "No laser links:", "No figures:"):
        assert absent in text
    assert "nan" not in re.sub(r"\w*nan\w+", "", text.lower())


def test_a_terminal_that_only_receives(tmp_path):
    page = page_of(with_links(MadeConnection(ways=("down",))), tmp_path)
    assert "rate-phone-down" in page
    assert "rate-phone-up" not in page
    assert "budget-phone-up" not in page
    text = text_of(section(page))
    assert "2 Mbit/s down for 62.5 % of the year." in text
    assert re.search(r"Star as observed, 22 Aug 2026 My roof 62.5 % 3 Mbit/s 0 bit/s \+\d\.\d – – – –", text)


def test_without_a_map_and_lasers(tmp_path):
    text = text_of(section(page_of(with_links(MadeConnection(with_map=False, with_lasers=False)), tmp_path)))
    assert "No map: no link of the scenario asks for one" in text
    assert "No laser links: the scenario has none" in text


def test_parameters_that_are_missing_are_unknown(tmp_path):
    made = MadeConnection()
    for k, parameters in enumerate(
        ({}, {"links": [{"name": "phone"}, {"name": "dish", "terminal": None, "sites": [{}]}]})
    ):
        made.parameters = parameters
        page = page_of(with_links(made), tmp_path / str(k))
        Reader(page)
        text = text_of(section(page))
        assert "phone (roof) under Star as observed" in text
        assert "Payload unknown" in text
        assert "Least elevation unknown" in text
        assert "any rate down for 62.5 %" in text
        assert "Weather: unknown." in text
        assert "nan" not in re.sub(r"\w*nan\w+", "", text.lower())


@pytest.mark.parametrize("name", [NASTY, "W" * 200, "$", "\\frac{", "名" * 80])
def test_names_do_no_harm(tmp_path, name):
    rows = ((name, 50.0, "dBW", "level", name), (name, -3.0, name, "loss", name), ("margin", 1.0, "dB", "result", name))
    made = MadeConnection(titles=(name, name), station_title=name, note=name, marks=name, budget=rows)
    made.parameters = made.stage()["parameters"]
    for entry in made.parameters["links"]:
        entry["terminal"] |= {"title": name, "status": name, "note": name}
        entry["band"] = name
    made.parameters["climate"]["label"] = name
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        page = page_of(with_links(made, titles=(name, name)), tmp_path)
    Reader(page)
    assert "<script" not in page


def test_many_links_stay_readable_and_small(tmp_path):
    names = tuple(f"link-{k}" for k in range(30))
    page = page_of(with_links(MadeConnection(links=names, titles=names)), tmp_path)
    assert len(page) < 4_000_000
    text = text_of(section(page))
    assert "To stay readable this shows 6 of 30; 24 more links are left out here." in text
    assert "To stay readable this shows 8 of 60; 52 more maps are left out here." in text


def test_a_damaged_artefact_is_refused(tmp_path):
    with_links().write(tmp_path)
    (tmp_path / "artefacts" / f"connect-{KEY[:20]}" / "budgets.parquet").write_bytes(b"no")
    with pytest.raises(RunError, match="missing or damaged"):
        write_report(tmp_path)


def test_links_without_a_fleet_still_show_curves_and_budgets(tmp_path):
    page = page_of(MadeRun(with_fly=False, others=(MadeConnection(),)), tmp_path)
    Reader(page)
    assert "rate-phone-down" in page
    assert "budget-phone-down" in page
    assert "No link was computed at any station and date." in text_of(section(page))
