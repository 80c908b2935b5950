"""The sentence that answers: right for any scenario."""

import math

import pytest
from made_run import KEY, MadeRun

from huxing.chain.report.answer import answers, at_a_glance
from huxing.chain.report.cases import all_cases, chosen, left_out, newest
from huxing.chain.report.run_record import read_flight, read_run
from huxing.chain.run_folder import RunFolder


def flight_of(run, folder):
    opened = RunFolder(run.write(folder))
    return read_flight(opened, read_run(opened))


def told(run, folder):
    flight = flight_of(run, folder)
    return [(plain(one.main), plain(one.more)) for one in answers(flight, all_cases(flight))]


def plain(markup):
    return markup.striptags().replace("\u00a0", " ")


def test_the_newest_date_with_the_design_beside_it(tmp_path):
    share = {(0, 0, 0): 0.658, (1, 0, 0): 0.9562, (1, 0, 1): 1.0, (1, 1, 0): 1.0, (1, 1, 1): 1.0}
    longest = {(0, 0, 0): 12_000.0, (1, 0, 1): 0.0, (1, 1, 0): 0.0, (1, 1, 1): 0.0}
    ((main, more),) = told(MadeRun(share=share, longest=longest), tmp_path)
    assert main == (
        "Star as observed on 22 August 2026 (12 satellites in service) covers Shanghai 95.6 % of the time at 25° or "
        "more, longest gap 19 min. The dream (12): 100 %, without a gap."
    )
    assert "1 of 2 areas without a gap (The cap); least served is Shanghai with 95.6 % (longest gap 19 min)." in more
    assert "On 31 December 2025, with 12 in service, Shanghai had 65.8 % (longest gap 3 h 20 min)." in more
    assert "The dream: all 2 areas without a gap." in more


def test_a_share_just_below_one_is_not_a_service_without_a_gap(tmp_path):
    run = MadeRun(share={(1, 0, 0): 0.99999}, longest={(1, 0, 0): 60.0})
    ((main, _),) = told(run, tmp_path)
    assert "> 99.99 % of the time" in main
    assert "longest gap 60 s" in main


def test_what_is_assumed_stands_with_the_statement(tmp_path):
    run = MadeRun(notes={"dream": "Half of it is inferred."}, deployed={"m0": "12 are assumed.", "m1": "Not of sets."})
    (statement,) = answers(flight := flight_of(run, tmp_path), all_cases(flight))
    assert [note.replace("\u00a0", " ") for note in statement.notes] == [
        "Star as observed, 31 Dec 2025: 12 are assumed.",
        "The dream: Half of it is inferred.",
        "The dream: Not of sets.",
    ]


def test_no_service_and_unknown_service_are_said(tmp_path):
    never = MadeRun(share={(1, 0, 0): 0.0}, longest={(1, 0, 0): 86_400.0})
    ((main, _),) = told(never, tmp_path / "never")
    assert "does not serve Shanghai: no satellite stands at 25° or more there within the 24 h." in main
    nothing = MadeRun(share={(1, 0, 0): math.nan}, longest={(1, 0, 0): math.nan})
    ((main, _),) = told(nothing, tmp_path / "unknown")
    assert "the service of Shanghai is unknown." in main
    partly = MadeRun(share={(1, 0, 0): 0.3}, longest={(1, 0, 0): 86_400.0})
    ((main, _),) = told(partly, tmp_path / "partly")
    assert "some of it never within the 24 h" in main


def test_one_constellation_without_a_design_and_one_area(tmp_path):
    run = MadeRun(names=("star",), titles=("Star",), roles=("design",), areas=("Here",), method={(1, 0): "j2"})
    ((main, more),) = told(run, tmp_path)
    assert main == "Star (12 satellites in service) covers Here 50.0 % of the time at 25° or more, longest gap 19 min."
    assert more == ""


def test_names_are_escaped(tmp_path):
    run = MadeRun(titles=("<b>Star</b> & Co", "<i>"), areas=('"><script>x</script>', "b"))
    flight = flight_of(run, tmp_path)
    text = "".join(one.main + one.more for one in answers(flight, all_cases(flight)))
    assert "<script>" not in text
    assert "<strong>&lt;b&gt;Star&lt;/b&gt; &amp; Co</strong>" in text


def test_a_hundred_constellations_are_limited_and_the_rest_is_counted(tmp_path):
    count = 100
    names = tuple(f"star-{k}" for k in range(count))
    run = MadeRun(names=names, titles=names, roles=("observed",) * count, method={(1, k): "j2" for k in range(count)})
    flight = flight_of(run, tmp_path)
    cases = all_cases(flight)
    said = answers(flight, cases)
    assert len(cases) == 100
    assert len(said) == 9
    assert plain(said[-1].main).startswith("92 more constellations")
    shown = chosen(cases)
    assert len(shown) == 6
    assert "94 more cases" in left_out(cases, shown)
    assert left_out(shown, shown) == ""
    assert "one more case (" in left_out(cases, cases[:-1])


def test_cases_stand_newest_first_where_room_is_short(tmp_path):
    cases = all_cases(flight_of(MadeRun(), tmp_path))
    assert [(case.constellation, case.milestone) for case in cases] == [("star", "m0"), ("star", "m1"), ("dream", "m1")]
    assert [case.constellation for case in newest(cases)] == ["star", "dream"]
    assert [case.milestone for case in chosen(cases, 2)] == ["m1", "m1"]
    assert [case.milestone for case in chosen(cases, 3)] == ["m0", "m1", "m1"]
    assert [case.dated for case in cases] == [True, True, False]


@pytest.mark.parametrize(
    ("share", "longest", "gap"), [(1.0, 0.0, "no gap"), (0.5, 1140.0, "longest 19 min"), (0.0, 86_400.0, "never")]
)
def test_the_glance_table_says_share_and_gap(tmp_path, share, longest, gap):
    flight = flight_of(MadeRun(share={(1, 0, 0): share}, longest={(1, 0, 0): longest}), tmp_path)
    table = at_a_glance(flight, newest(all_cases(flight)))
    cell = table["rows"][0]["cells"][0]
    assert cell["gap"].replace("\u00a0", " ") == gap
    assert cell["bar"] == 100.0 * share
    assert cell["complete"] == (share == 1.0)
    assert table["columns"][1]["date"] == "a design"


def test_the_key_is_the_folder_that_is_read(tmp_path):
    MadeRun().write(tmp_path)
    assert (tmp_path / "artefacts" / f"fly-{KEY[:20]}" / "coverage.nc").is_file()
