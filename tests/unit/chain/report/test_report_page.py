"""The page as a whole: what it shows, what it says where something is missing, and that it harms nobody."""

import json
import re
import warnings

import numpy as np
import pandas as pd
import pytest
from made_run import KEY, MadeRun, passes, planes, raising
from page_reader import NASTY, Reader, page_of, text_of

from huxing.chain import write_report
from huxing.chain.run_folder import locked
from huxing.core.errors import RunError

SECTIONS = ["answer", "map", "latitude", "gaps", "fleet", "raising", "passes", "figures", "how", "glossary"]


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    run = MadeRun(tables={"passes": passes(), "planes": planes(), "raising": raising()})
    return page_of(run, tmp_path_factory.mktemp("full"))


def test_sections_stand_in_order_with_the_answer_first(full):
    reader = Reader(full)
    assert [one for one in reader.ids if one in SECTIONS] == SECTIONS
    assert full.index("Is it seen?") < full.index("covers Shanghai") < full.index("<svg")


def test_ids_are_unique_and_links_stay_within_the_page(full):
    reader = Reader(full)
    assert len(reader.ids) == len(set(reader.ids))
    inner = [link[1:] for link in reader.links if link.startswith("#")]
    assert set(inner) <= set(reader.ids)
    assert all(link.startswith(("#", "data:")) for link in reader.links)


def test_nothing_is_loaded_and_no_script_runs(full):
    assert not re.search(r"https?://", full)
    assert not re.search(r"<script|javascript:|@import|\son\w+=", full)
    outside = [url for url in re.findall(r"url\(([^)]*)\)", full) if not url.startswith("#")]
    assert outside == []


def test_each_figure_has_a_role_a_title_and_a_description(full):
    reader = Reader(full)
    # two keys, three maps, three heat maps, two areas, one case with planes, altitudes and climb, one of passes
    assert len(reader.svgs) == 14
    for svg in reader.svgs:
        assert svg["role"] == "img"
        assert svg["viewbox"].startswith("0 0 440")
        assert all(name in reader.ids for name in svg["aria-labelledby"].split())
    assert all(re.findall(r"<title id=[^>]*>[^<]+</title>\s*<desc id=[^>]*>[^<]+</desc>", full))
    assert "<text" in full
    assert "<metadata" not in full


def test_the_same_artefacts_give_the_same_bytes_anywhere(tmp_path, full):
    run = MadeRun(tables={"passes": passes(), "planes": planes(), "raising": raising()})
    assert page_of(run, tmp_path / "elsewhere" / "run") == full


def test_no_path_of_this_machine(full, tmp_path):
    assert "/home/" not in full
    assert "elements.tle" in full
    assert "Scenario made.yaml" in full


def test_provenance_stands_in_the_page(full):
    text = text_of(full)
    assert KEY in text
    assert "f" * 64 in text
    assert "a" * 64 in text
    assert "Seed 7" in text
    assert "SGP4" in text
    assert "Secular J2" in text
    assert "What is not modelled" in text


def test_passes_in_utc_and_beijing_time(full):
    text = text_of(full)
    assert "Highest passes over My roof" in text
    assert re.search(
        r"star-0 15:30:00 23:30:00 15:35:00 23:35:00 15:40:00 23:40:00 10 min 77.5 1 → 90 → 181 1,130 yes", text
    )
    assert re.search(r"star-1 16:30:00 00:30:00 \+1 d .* 16:40:00 00:40:00 \+1 d, cut by the day", text)


def test_planes_and_raising_are_counted(full):
    text = text_of(full)
    assert "2 of 3 designed planes with satellites on station; 10 of 18 designed satellites on station" in text
    assert "2 raising, of 12 satellites; those off station are at 860 to 861 km" in text
    assert "All raising climb by 6.2 km/day (median; 6.2 to 6.2), averaged over about the last two weeks." in text


def test_without_a_history_no_rate_is_claimed(tmp_path):
    text = text_of(page_of(MadeRun(tables={"planes": planes()}), tmp_path))
    assert "How fast they climb is unknown" in text
    assert "km/day" not in text


def test_a_history_that_ends_long_before_gives_no_rate(tmp_path):
    old = raising().assign(epoch=lambda table: table["epoch"] - pd.Timedelta(days=40))
    text = text_of(page_of(MadeRun(tables={"raising": old}), tmp_path))
    assert "How fast they climb is unknown" in text


def test_shells_say_nothing_about_what_is_on_its_way(tmp_path):
    text = text_of(page_of(MadeRun(method={(1, 0): "j2", (1, 1): "j2"}), tmp_path))
    assert "Positions of Star as observed come from shells" in text
    assert "Whether others are on their way is unknown" in text
    assert "nothing is on its way" not in text


def test_no_passes_no_planes_no_stations(tmp_path):
    text = text_of(page_of(MadeRun(sites=()), tmp_path))
    assert "The scenario names no ground station, so no passes were computed." in text
    assert "No comparison of planes" in text
    text = text_of(page_of(MadeRun(), tmp_path / "sites"))
    assert "or none passed over a station in the day" in text


def test_a_stage_without_a_section_is_named_with_the_reason(tmp_path):
    page = page_of(MadeRun(with_fly=False), tmp_path)
    Reader(page)
    text = text_of(page)
    assert "Unknown. Nothing was computed that could answer it" in text
    assert text.count("because the scenario has no section 'fly'") >= 7


def test_a_stage_that_could_not_run_is_named_with_the_reason(tmp_path):
    text = text_of(page_of(MadeRun(reason="needs deliveries, which nothing in this scenario gives"), tmp_path))
    assert "was not run, because needs deliveries, which nothing in this scenario gives" in text


def test_nothing_computed_at_any_date(tmp_path):
    page = page_of(MadeRun(method={}), tmp_path)
    Reader(page)
    assert "no constellation was computed at any date" in text_of(page)


def test_all_figures_nan(tmp_path):
    run = MadeRun()
    nan = {(*place, area): np.nan for place in run.method for area in (0, 1)}
    page = page_of(MadeRun(share=nan, longest=nan), tmp_path)
    Reader(page)
    assert "nan" not in text_of(page).lower()
    assert "the service of Shanghai is unknown" in text_of(page)


@pytest.mark.parametrize("name", [NASTY, "W" * 200, "$", "\\frac{", "名" * 80])
def test_names_do_no_harm(tmp_path, name):
    satellites = passes(names=(name, "star-1"))
    run = MadeRun(
        titles=(name, name), areas=(name, "b"), site_title=name, title=name, question=name,
        tables={"passes": satellites, "planes": planes(), "raising": raising()}, input_file=name.replace("/", ""),
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        page = page_of(run, tmp_path)
    Reader(page)
    assert "<script" not in page


def test_a_hundred_constellations_stay_readable_and_small(tmp_path):
    count = 100
    names = tuple(f"star-{k}" for k in range(count))
    run = MadeRun(
        names=names, titles=tuple(f"Star {k}" for k in range(count)), roles=("observed",) * count,
        method={(1, k): "sgp4" for k in range(count)}, areas=tuple(f"Area {k}" for k in range(20)),
    )  # fmt: skip
    page = page_of(run, tmp_path)
    assert len(page) < 3_000_000
    text = text_of(page)
    assert "To stay readable this shows 6 of 100; 94 more cases" in text
    assert re.search(r"1,800 rows more are left out", text)
    assert "The first 12 of 20 areas" in text


def test_a_damaged_artefact_is_refused(tmp_path):
    MadeRun().write(tmp_path)
    (tmp_path / "artefacts" / f"fly-{KEY[:20]}" / "fleet.parquet").write_bytes(b"no")
    with pytest.raises(RunError, match="missing or damaged"):
        write_report(tmp_path)


def test_a_folder_without_a_run_is_refused(tmp_path):
    with pytest.raises(RunError, match=r"holds no run \(no run.json\)"):
        write_report(tmp_path)
    (tmp_path / "run.json").write_text("{}")
    with pytest.raises(RunError, match="damaged"):
        write_report(tmp_path)
    (tmp_path / "run.json").write_text(json.dumps({"format": 2}))
    with pytest.raises(RunError, match="format 2"):
        write_report(tmp_path)


def test_nothing_global_changes(tmp_path):
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    page_of(MadeRun(), tmp_path)
    assert dict(mpl.rcParams) == before


def test_assumptions_stand_in_the_answer_and_under_the_fleet_table(tmp_path):
    page = page_of(MadeRun(notes={"dream": "Half of it is <b>inferred</b>."}), tmp_path)
    Reader(page)
    note = "The dream: Half of it is &lt;b&gt;inferred&lt;/b&gt;."
    assert page.count(note) == 2
    assert page.index(note) < page.index('id="map"') < page.index('id="fleet"') < page.rindex(note)
    assert page.rindex(note) < page.index('id="raising"')


def test_the_longest_gap_is_said_to_be_that_of_the_grid(full):
    assert text_of(full).count("at the points of the area's grid; a finer grid can find a longer one") == 2


def test_a_report_waits_for_the_run_that_holds_the_folder(tmp_path):
    folder = MadeRun().write(tmp_path)
    with locked(folder), pytest.raises(RunError, match="another run is at work"):
        write_report(folder)
    assert not (folder / "report.html").exists()


def test_a_report_that_cannot_be_written_is_told(tmp_path):
    folder = MadeRun().write(tmp_path)
    (folder / "report.html").mkdir()
    with pytest.raises(RunError, match=r"report\.html: cannot be written \(Is a directory"):
        write_report(folder)
