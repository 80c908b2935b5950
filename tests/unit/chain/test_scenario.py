import numpy as np
import pytest
from counting_stages import STAGES, TEXT, scenario

from huxing.chain.scenario import find_scenario, load_scenario, scenario_model, scenario_names
from huxing.core.errors import InputError, MissingDataError, ScenarioError


def test_a_scenario_is_resolved(tmp_path):
    found = scenario(tmp_path)
    assert (found.name, found.seed, found.start) == ("counting", 7, np.datetime64("2026-08-22", "ns"))
    assert [m.name for m in found.milestones] == ["start"]
    assert [number.value for number in found.parameters["squares"]] == [1.0, 2.0, 3.0]
    assert found.as_written["squares"] == {"values": [1.0, 2.0, 3.0], "pause_s": 0.0}


def test_a_stage_may_be_left_out(tmp_path):
    text = TEXT.replace("rocks: {}\n", "").replace("total:\n  scale: 2\n", "")
    assert set(scenario(tmp_path, text).parameters) == {"squares"}


def test_overrides_are_checked_like_the_file(tmp_path):
    found = scenario(tmp_path, overrides=["squares.values=[4, 5]", "total.scale = 0.5", "squares.values.1=6"], seed=9)
    assert [number.value for number in found.parameters["squares"]] == [4.0, 6.0]
    assert (found.parameters["total"].scale, found.seed) == (0.5, 9)


@pytest.mark.parametrize(
    ("text", "line", "path", "nearest"),
    [
        (TEXT.replace("[1, 2, 3]", "[1]\n  paus_s: 1"), 8, "squares.paus_s", "pause_s"),
        (TEXT.replace("seed: 7", "sead: 7"), 5, "sead", "seed"),
        (TEXT.replace("squares:", "sqares:"), 6, "sqares", "squares"),
        (TEXT.replace("[1, 2, 3]", "[1, two, 3]"), 7, "squares.values.1", None),
        (TEXT.replace("[1, 2, 3]", "[1, .nan, 3]"), 7, "squares.values.1", None),
        (TEXT.replace("seed: 7", "seed: -7"), 5, "seed", None),
        (TEXT.replace("2026-08-22", "22 August"), 4, "start", None),
        (TEXT.replace("start: 2026-08-22\n", ""), 1, "start", None),
        (TEXT.replace("name: counting", "name: ../counting"), 1, "name", None),
        (TEXT + "dates:\n- {name: a, date: 2027-01-01}\n- {name: b, date: 2026-01-01}\n", 13, "dates.1.date", None),
        (TEXT + "dates:\n- {name: a, date: 2027-01-01}\n- {name: a, date: 2028-01-01}\n", 13, "dates.1.name", None),
        (TEXT + "dates:\n- {name: a, date: 2027-02-30}\n", 12, "dates.0.date", None),
    ],
)
def test_an_error_names_file_line_key_path_and_nearest_key(tmp_path, text, line, path, nearest):
    with pytest.raises(ScenarioError) as caught:
        scenario(tmp_path, text)
    error = caught.value
    assert error.file.endswith("counting.yaml")
    assert (error.line, error.key_path, error.nearest) == (line, path, nearest)
    assert str(error).startswith(f"{error.file}:{line}: at {path} ")


@pytest.mark.parametrize(
    ("override", "path", "message"),
    [
        ("squares.valuse=[1]", "squares.valuse", r"^--set squares\.valuse: at squares\.valuse .*mean 'values'\?$"),
        ("squares.values=[a]", "squares.values.0", r"^--set squares\.values: at squares\.values\.0 "),
        ("squares.values.9=1", "squares.values.9", "has no entry '9'"),
        ("squares.values", "", r"is not key\.path=value"),
        ("squares..values=1", "", r"is not key\.path=value"),
        ("start=soon", "start", r"^--set start: at start 'soon' is not a UTC time"),
    ],
)
def test_a_wrong_override_is_blamed_on_the_override(tmp_path, override, path, message):
    with pytest.raises(ScenarioError, match=message) as caught:
        scenario(tmp_path, overrides=[override])
    assert caught.value.key_path == path


def test_milestones_keep_their_order_and_titles(tmp_path):
    dates = "dates:\n- {name: a, date: 2026-01-01, title: First}\n- {name: b, date: 2027-01-01T06:00}\n"
    first, second = scenario(tmp_path, TEXT + dates).milestones
    assert (first.name, first.title, second.title) == ("a", "First", "b")
    assert second.date == np.datetime64("2027-01-01T06:00", "ns")


def test_start_may_be_left_out_where_there_are_dates(tmp_path):
    found = scenario(tmp_path, TEXT.replace("start: 2026-08-22", "dates: [{name: a, date: 2026-01-01}]"))
    assert (found.start, [m.name for m in found.milestones]) == (np.datetime64("2026-01-01", "ns"), ["a"])
    with pytest.raises(ScenarioError, match=r"at start start or dates is needed"):
        scenario(tmp_path, TEXT.replace("start: 2026-08-22\n", ""))


def test_element_sets_that_no_stage_uses_are_refused(tmp_path):
    (tmp_path / "some.tle").write_text("1")
    with pytest.raises(InputError, match=r"--elements .*some\.tle: no stage of this scenario uses element sets"):
        scenario(tmp_path, elements=tmp_path / "some.tle")


def test_an_unknown_scenario_is_told_with_the_nearest_built_in():
    assert "shanghai" in scenario_names()
    with pytest.raises(MissingDataError, match="Did you mean 'shanghai'"):
        find_scenario("shangai")


def test_a_missing_file_of_element_sets_is_named(tmp_path):
    with pytest.raises(MissingDataError, match=r"none\.tle"):
        load_scenario(tmp_path / scenario(tmp_path).source, stages=STAGES, elements=tmp_path / "none.tle")


def test_every_key_has_a_description():
    schema = scenario_model(STAGES).model_json_schema()
    models = [schema, *schema["$defs"].values()]
    keys = [(m["title"], name, key) for m in models for name, key in m["properties"].items()]
    assert len(keys) > 10
    assert [(title, name) for title, name, key in keys if not key.get("description")] == []
