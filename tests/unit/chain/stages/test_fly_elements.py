import gzip
import json
import re
from html import unescape

import numpy as np
import pandas as pd
import pytest
from tiny_fly import TEXT, fly, load, sets_of

from huxing.chain import write_report
from huxing.chain.journal import read_journal
from huxing.core.earth_orientation import installed_earth_orientation
from huxing.core.errors import InputError, ScenarioError
from huxing.orbit.design import walker_star
from huxing.orbit.element_sets import ElementSets
from huxing.orbit.formats import write_elements

WHOLE = np.datetime64("2026-08-22", "ns")
STAR = walker_star(name="polar", altitude_km=1100, inclination_deg=89, planes=3, per_plane=4)
LATE = walker_star(
    name="polar", altitude_km=1100, inclination_deg=89, planes=3, per_plane=4, argument_of_latitude0_deg=45
)

FROM_FILE = (
    TEXT.replace(
        "shells: [{name: polar, walker_star: {altitude_km: 1100, inclination_deg: 89, planes: 3, per_plane: 4}}]",
        'elements: fleet.json\n    select: {name: "STAR-*|CLIMBER-*"}',
        1,
    )
    .replace("title: The dream", "epoch: 2026-08-22")
    .replace("    deployed:\n      half: {planes: [2, 3], per_plane: [4, 2]}\n", "")
)


@pytest.fixture
def fleet(tmp_path):
    """Twelve on station, one climbing 300 km below with a history, and strangers."""
    one = ElementSets.concatenate([sets_of(LATE, "2026-08-22", prefix="CLIMBER", first=60_001, slots=1, lift=-300e3)])[
        :1
    ]
    days = [
        sets_of(LATE, f"2026-08-{d}", prefix="CLIMBER", first=60_001, lift=-300e3 - (22 - d) * 10e3)[:1]
        for d in (18, 20)
    ]
    everything = [sets_of(STAR, "2026-08-22"), one, *days, sets_of(STAR, "2026-08-22", prefix="OTHER", first=70_001)]
    path = tmp_path / "fleet.json"
    write_elements(ElementSets.concatenate(everything), path, format="omm-json")
    return path


def test_element_sets_say_what_is_in_orbit_and_what_serves(tmp_path, fleet):
    found = fly(tmp_path, FROM_FILE)
    assert found["coverage"]["satellites"].to_numpy().tolist() == [[0, 0], [12, 24]]
    assert found["coverage"]["method"].to_numpy().tolist() == [["", ""], ["sgp4", "j2"]]
    rows = found["fleet"][found["fleet"]["constellation"] == "star"]
    assert rows["status"].value_counts().to_dict() == {"on_station": 12, "raising": 1}
    climber = rows[rows["status"] == "raising"].iloc[0]
    assert (climber["satellite"], climber["norad_id"], bool(climber["in_service"])) == ("CLIMBER-1", 60_001, False)
    assert climber["altitude_km"] == pytest.approx(800.0, abs=0.1)
    assert climber["rate_km_per_day"] == pytest.approx(10.0, rel=0.01)
    assert set(found["passes"]["satellite"]) <= set(rows["satellite"]) - {"CLIMBER-1"}


def test_sets_and_shells_of_the_same_orbits_serve_alike(tmp_path, fleet):
    # SGP4 and secular J2 of one fleet: the statistics of a day agree within a few per cent, whatever the phases.
    text = TEXT.replace("hours: 3", "hours: 24")
    from_sets = fly(tmp_path / "a", FROM_FILE.replace("fleet.json", str(fleet)).replace("hours: 3", "hours: 24"))
    from_shells = fly(tmp_path / "b", text)
    a, b = (run["coverage"]["mean_in_view"].sel(date=WHOLE, constellation="star") for run in (from_sets, from_shells))
    assert a.sel(area="cap") == pytest.approx(float(b.sel(area="cap")), rel=0.05)


def test_observed_planes_are_matched_with_the_design(tmp_path, fleet):
    planes = fly(tmp_path, FROM_FILE)["planes"]
    assert planes["on_station"].tolist() == [4, 0, 4, 0, 4, 0]
    there = planes[planes["on_station"] > 0]
    apart = (there["observed_raan_deg"] - there["designed_raan_deg"] + 180.0) % 360.0 - 180.0
    assert apart.abs().max() < 0.01


def test_the_climb_is_told_over_time(tmp_path, fleet):
    raising = fly(tmp_path, FROM_FILE)["raising"]
    assert raising["satellite"].unique().tolist() == ["CLIMBER-1"]
    assert raising["altitude_km"].to_numpy() == pytest.approx([760.0, 780.0, 800.0], abs=0.1)


def test_all_satellites_may_be_counted(tmp_path, fleet):
    text = FROM_FILE.replace("role: observed", "role: observed\n    in_service: all")
    assert int(fly(tmp_path, text)["coverage"]["satellites"][1, 0]) == 13


def test_old_sets_do_not_serve_a_date(tmp_path, fleet):
    text = FROM_FILE.replace("date: 2026-08-22}", "date: 2026-09-10}")
    told = r"fleet\.json run from 18 Aug 2026 to 22 Aug 2026.* near 1 Mar 2026, 10 Sep 2026;.*max_age_days \(it is 14\)"
    with pytest.raises(ScenarioError, match=told) as caught:
        load(tmp_path, text)
    assert caught.value.key_path == "fly.constellations.0.elements"
    text = text.replace("role: observed", "role: observed\n    max_age_days: 30")
    assert int(fly(tmp_path / "b", text.replace("fleet.json", str(fleet)))["coverage"]["satellites"][1, 0]) == 12


def test_elements_replace_observed_fleets_where_they_reach_and_leave_designs_alone(tmp_path, fleet):
    text = TEXT.replace("role: observed", 'role: observed\n    select: {name: "STAR-*"}')
    packed = tmp_path / "fleet.json.gz"
    packed.write_bytes(gzip.compress(fleet.read_bytes()))
    found = fly(tmp_path, text, elements=packed)
    assert found["coverage"]["method"].to_numpy().tolist() == [["j2", ""], ["sgp4", "j2"]]
    assert found["coverage"]["satellites"].to_numpy().tolist() == [[6, 0], [12, 24]]
    document = json.loads((tmp_path / "run" / "run.json").read_text())
    assert [(entry["file"], entry["stages"]) for entry in document["inputs"]] == [(packed.name, ["fly"])]


def test_the_same_sets_from_another_file_are_not_computed_again(tmp_path, fleet):
    text = FROM_FILE.replace("fleet.json", str(fleet))
    fly(tmp_path, text)
    other = tmp_path / "other.json"
    other.write_bytes(fleet.read_bytes() + b"\n")
    fly(tmp_path, text.replace(str(fleet), str(other)))
    finished = [
        line for line in (tmp_path / "run" / "journal.jsonl").read_text().splitlines() if "unit_finished" in line
    ]
    units = [json.loads(line)["unit"] for line in finished]
    assert len(units) == len(set(units))


@pytest.mark.parametrize(
    ("change", "path", "message"),
    [
        (('"STAR-*|CLIMBER-*"', '"STOR-*"'), "fly.constellations.0.select", r"no element set that fits name STOR-\*"),
        (("fleet.json", "flit.json"), "", r"flit\.json: cannot be read"),
    ],
)
def test_a_file_that_does_not_help_is_told(tmp_path, fleet, change, path, message):
    with pytest.raises(Exception, match=message) as caught:
        load(tmp_path, FROM_FILE.replace(*change))
    assert getattr(caught.value, "key_path", "") == path


def test_an_observed_fleet_without_a_pattern_cannot_be_replaced(tmp_path, fleet):
    with pytest.raises(ScenarioError, match=r"give select, or role: design") as caught:
        load(tmp_path, TEXT, elements=fleet)
    assert caught.value.key_path == "fly.constellations.0"


MINE = TEXT.replace("role: observed", 'role: observed\n    select: {name: "STAR-*"}')


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (MINE.replace("date: 2026-08-22}", "date: 2026-09-10}"), r"fly\.constellations\.0\.max_age_days is 14"),
        (MINE.replace("STAR-*", "STOR-*"), r"fits an observed constellation; change fly\.constellations\.N\.select"),
        (TEXT.replace("role: observed", "role: design"), r"no constellation of the scenario has role: observed"),
    ],
)
def test_elements_that_would_be_used_nowhere_are_refused(tmp_path, fleet, text, message):
    told = (
        r"fleet\.json would be used nowhere: .* from 18 Aug 2026 to 22 Aug 2026, the milestone dates are 1 Mar 2026, "
    )
    with pytest.raises(InputError, match=told) as caught:
        load(tmp_path, text, elements=fleet)
    assert re.search(message, str(caught.value))


def test_what_element_sets_do_not_reach_is_told_everywhere(tmp_path, fleet):
    other = """  - name: other
    role: observed
    select: {name: "NONE-*"}
    shells: [{walker_star: {altitude_km: 1100, inclination_deg: 89, planes: 1, per_plane: 4}}]
    dates: [whole]
"""
    text = MINE.replace("  areas:\n", other + "  areas:\n")
    missed, unmatched = (
        "star: the element sets of fleet.json run from 22 Aug 2026 to 22 Aug 2026; on 1 Mar 2026 the scenario's shells "
        "stand in (fly.constellations.0.max_age_days is 14).",
        "other: no element set of fleet.json fits name NONE-*; on every date the scenario's shells stand in.",
    )
    assert set(load(tmp_path, text, elements=fleet).notices) == {missed, unmatched}
    fly(tmp_path, text, elements=fleet)
    events = read_journal(tmp_path / "run" / "journal.jsonl")
    assert {event["text"] for event in events if event["event"] == "notice"} == {missed, unmatched}
    page = unescape(write_report(tmp_path / "run").read_text(encoding="utf-8"))
    assert missed in page
    assert unmatched in page


def test_sets_that_reach_some_dates_alone_leave_the_others_and_say_so(tmp_path, fleet):
    (notice,) = load(tmp_path, FROM_FILE).notices
    assert "on 1 Mar 2026 nothing of it is computed (fly.constellations.0.max_age_days is 14)" in notice


def test_satellites_without_a_state_are_told(tmp_path, fleet):
    # At 180 km with a drag far beyond any satellite's, SGP4 ends these two orbits within the span.
    falling = sets_of(STAR, "2026-08-22", lift=-920e3)[:2].table.assign(bstar=5.0)
    table = pd.concat([falling, sets_of(STAR, "2026-08-22")[2:].table], ignore_index=True)
    write_elements(ElementSets(table), tmp_path / "fleet.json", format="omm-json")
    text = FROM_FILE.replace("role: observed", "role: observed\n    in_service: all")
    found = fly(tmp_path, text)["coverage"]
    assert found["without_state"].to_numpy().tolist() == [[0, 0], [2, 0]]
    events = read_journal(tmp_path / "run" / "journal.jsonl")
    told = [event["text"] for event in events if event["event"] == "notice" and event.get("stage") == "fly"]
    assert [text.split(" (")[0] for text in told] == [
        "star, 2026-08-22: 2 of 12 satellites have no SGP4 state at some time of the span"
    ]
    page = write_report(tmp_path / "run").read_text(encoding="utf-8")
    assert told[0] in page
    assert "2 without an SGP4 state at some time of the span" in page


def test_the_report_says_whether_predicted_earth_orientation_was_used(tmp_path, fleet):
    fly(tmp_path, FROM_FILE)
    until = np.datetime64(installed_earth_orientation().measured_until)
    values = "measured" if np.datetime64("2026-08-22T03:00") <= until else "predicted"
    assert f"Earth orientation: {values} values (measured until" in write_report(tmp_path / "run").read_text("utf-8")
