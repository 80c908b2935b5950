import dataclasses
import errno
import json
from pathlib import Path

import pytest
from counting_stages import SQUARES, SQUARES_STAGE, STAGES, TEXT, TOTAL, scenario

from huxing.chain.engines import DaskEngine, LocalEngine
from huxing.chain.journal import read_journal
from huxing.chain.run_folder import locked
from huxing.chain.runner import plan_run, run_scenario
from huxing.core.errors import RunError

HERE = LocalEngine(1)


def run(folder: Path, text: str = TEXT, *, stages=STAGES, engine=HERE, watch=lambda _: None, **options):
    return run_scenario(scenario(folder.parent, text, **options), folder, stages=stages, engine=engine, watch=watch)


def states(results):
    return {result.name: result.state for result in results}


def units_done(folder):
    return [event["unit"] for event in read_journal(folder / "journal.jsonl") if event["event"] == "unit_finished"]


def content(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "journal.jsonl")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def artefact(folder: Path, name: str) -> Path:
    return next(folder.glob(f"artefacts/*/{name}.parquet"))


def test_a_run_leaves_checked_artefacts_and_says_what_was_not_run(tmp_path):
    results = run(tmp_path / "run")
    assert states(results) == {"squares": "computed", "total": "computed", "rocks": "not run"}
    assert results[2].reason == "needs moon, which nothing in this scenario gives"
    assert SQUARES.read(artefact(tmp_path / "run", "squares"))["square"].tolist() == [1, 4, 9]
    assert TOTAL.read(artefact(tmp_path / "run", "total"))["total"][0] == pytest.approx(28.0, abs=10.0)
    document = json.loads((tmp_path / "run" / "run.json").read_text())
    assert [(s["name"], s["run"]) for s in document["stages"]] == [("squares", True), ("total", True), ("rocks", False)]
    assert document["stages"][1]["inputs"] == {"squares": document["stages"][0]["key"]}
    assert document["stages"][0]["parameters"][2] == {"value": 3.0, "pause_s": 0.0, "trouble": ""}
    assert document["versions"]["numpy"]
    assert str(tmp_path) not in json.dumps(document["stages"])
    events = [event["event"] for event in read_journal(tmp_path / "run" / "journal.jsonl")]
    assert events.count("unit_finished") == 3
    assert (events[0], events[-1], "stage_not_run" in events) == ("run_started", "run_finished", True)


def test_a_second_run_takes_everything_from_disk_and_changes_nothing(tmp_path):
    run(tmp_path / "run")
    before = content(tmp_path / "run")
    assert states(run(tmp_path / "run")) == {"squares": "reused", "total": "reused", "rocks": "not run"}
    assert content(tmp_path / "run") == before
    assert len(units_done(tmp_path / "run")) == 3


def test_engines_give_the_same_bytes(tmp_path):
    contents = []
    for name, engine in (("here", HERE), ("pool", LocalEngine(2)), ("dask", DaskEngine(2))):
        run(tmp_path / name, engine=engine)
        contents.append(content(tmp_path / name))
    assert contents[0] == contents[1] == contents[2]


def test_a_changed_parameter_recomputes_only_what_depends_on_it(tmp_path):
    folder = tmp_path / "run"
    run(folder)
    changed = run(folder, overrides=["total.scale=3"])
    assert states(changed) == {"squares": "reused", "total": "computed", "rocks": "not run"}
    changed = run(folder, overrides=["squares.values.1=5"])
    assert states(changed)["squares"] == states(changed)["total"] == "computed"
    assert units_done(folder) == ["number-0", "number-1", "number-2", "number-1"]
    back = run(folder)
    assert states(back) == {"squares": "reused", "total": "reused", "rocks": "not run"}


def test_the_seed_counts_only_where_random_numbers_are_drawn(tmp_path):
    run(tmp_path / "run")
    again = run(tmp_path / "run", seed=8)
    assert states(again) == {"squares": "reused", "total": "computed", "rocks": "not run"}


def test_the_version_of_a_stage_counts(tmp_path):
    run(tmp_path / "run")
    newer = (dataclasses.replace(SQUARES_STAGE, version=2), *STAGES[1:])
    assert states(run(tmp_path / "run", stages=newer))["squares"] == "computed"
    assert len(units_done(tmp_path / "run")) == 6


def test_adding_a_stage_leaves_the_others_bit_identical(tmp_path):
    run(tmp_path / "all")
    run(tmp_path / "less", TEXT.replace("rocks: {}\n", ""))
    assert artefact(tmp_path / "all", "total").read_bytes() == artefact(tmp_path / "less", "total").read_bytes()


def test_equal_units_are_worked_on_once(tmp_path):
    run(tmp_path / "run", overrides=["squares.values=[2, 2, 2, 3]"])
    assert units_done(tmp_path / "run") == ["number-0", "number-3"]
    assert SQUARES.read(artefact(tmp_path / "run", "squares"))["square"].tolist() == [4, 4, 4, 9]


@pytest.mark.parametrize("damage", ["flip", "cut", "lose"])
def test_a_damaged_artefact_is_recomputed_to_the_same_bytes(tmp_path, damage):
    run(tmp_path / "run")
    before = content(tmp_path / "run")
    for path in [artefact(tmp_path / "run", "squares"), next((tmp_path / "run" / "units").rglob("square.txt"))]:
        whole = bytearray(path.read_bytes())
        whole[-1] ^= 64
        path.write_bytes({"flip": whole, "cut": whole[:-1], "lose": b""}[damage])
    assert states(run(tmp_path / "run")) == {"squares": "computed", "total": "reused", "rocks": "not run"}
    assert content(tmp_path / "run") == before
    assert len(units_done(tmp_path / "run")) == 4


@pytest.mark.parametrize("engine", [HERE, LocalEngine(2)], ids=["here", "pool"])
def test_a_failing_unit_is_named_and_the_finished_ones_are_kept(tmp_path, engine):
    with pytest.raises(RunError, match=r"1 of 3 units failed. Unit 'number-1': StaleDataError: The almanac") as caught:
        run(tmp_path / "run", overrides=["squares.fail_at=2"], engine=engine)
    assert caught.value.exit_code == 4  # that of the unit's own error
    assert sorted(units_done(tmp_path / "run")) == ["number-0", "number-2"]
    events = read_journal(tmp_path / "run" / "journal.jsonl")
    failed = next(event for event in events if event["event"] == "unit_failed")
    assert "Buy a new one" in failed["error"]
    assert events[-1]["event"] == "run_failed"
    assert states(run(tmp_path / "run"))["squares"] == "computed"
    assert sorted(units_done(tmp_path / "run")) == ["number-0", "number-1", "number-2"]


def test_ctrl_c_keeps_what_is_finished(tmp_path):
    def stop(progress):
        if progress.unit == "number-1":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "run", watch=stop)
    assert read_journal(tmp_path / "run" / "journal.jsonl")[-1]["event"] == "run_interrupted"
    run(tmp_path / "run")
    run(tmp_path / "undisturbed")
    assert units_done(tmp_path / "run") == ["number-0", "number-1", "number-2"]
    assert content(tmp_path / "run") == content(tmp_path / "undisturbed")


def test_progress_counts_units(tmp_path):
    seen = []
    run(tmp_path / "run", watch=lambda p: seen.append((p.stage, p.done, p.total)))
    assert seen == [("squares", n, 3) for n in range(4)] + [("total", 0, 0)]


def test_a_stage_must_give_what_it_declares(tmp_path):
    liar = dataclasses.replace(SQUARES_STAGE, combine=lambda task, results: {})
    with pytest.raises(RunError, match=r"stage 'squares' gave \[\], but declares \['squares'\]"):
        run(tmp_path / "run", stages=(liar, *STAGES[1:]))
    assert not (tmp_path / "run" / "artefacts").exists()


def test_keys_are_known_before_anything_is_computed(tmp_path):
    plans = plan_run(scenario(tmp_path), STAGES)
    results = run(tmp_path / "run")
    assert [plan.key for plan in plans] == [result.key for result in results]


def test_the_last_step_is_done_under_the_lock(tmp_path):
    seen = []

    def conclude(folder):
        with pytest.raises(RunError, match="another run is at work"), locked(folder.path):
            pass
        seen.append(folder.path)

    run_scenario(scenario(tmp_path), tmp_path / "run", stages=STAGES, engine=HERE, conclude=conclude)
    assert seen == [tmp_path / "run"]
    with locked(tmp_path / "run"):
        pass


@pytest.mark.parametrize("name", ["artefacts", "units"])
def test_a_file_in_the_place_of_a_folder_is_named_with_the_reason(tmp_path, name):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / name).write_text("I am a file")
    with pytest.raises(RunError, match=rf"{name}.*cannot be written \((File exists|Not a directory).*--out"):
        run(tmp_path / "run")
    assert read_journal(tmp_path / "run" / "journal.jsonl")[-1]["event"] == "run_failed"


@pytest.mark.parametrize("name", ["run.json", "journal.jsonl"])
def test_a_folder_in_the_place_of_a_file_is_named_with_the_reason(tmp_path, name):
    (tmp_path / "run" / name).mkdir(parents=True)
    with pytest.raises(RunError, match=rf"{name}: cannot be written \(Is a directory"):
        run(tmp_path / "run")


def test_a_full_disk_is_told(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("huxing.chain.store._write_manifest", full)
    with pytest.raises(RunError, match=r"squares-\w+: cannot be written \(No space left on device\)"):
        run(tmp_path / "run")
    assert list((tmp_path / "run" / "units").iterdir()) == []
