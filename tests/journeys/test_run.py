"""A person runs a scenario, changes it, and reads what came of it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from huxing.chain.journal import read_journal

HUXING = [sys.executable, "-c", "from huxing.cli.main import main; main()"]
TINY = """\
name: tiny
title: A tiny constellation
question: Does anybody see it?
start: 2026-08-22
fly:
  hours: 3
  step_s: 300
  map_spacing_deg: 30
  constellations:
  - name: star
    role: observed
    shells: [{name: polar, walker_star: {altitude_km: 1100, inclination_deg: 89, planes: 2, per_plane: 3}}]
    compared_with: dream
  - name: dream
    shells: [{name: polar, walker_star: {altitude_km: 1100, inclination_deg: 89, planes: 4, per_plane: 3}}]
  areas:
  - {name: places, points: [[121.5, 31.2], [0, 0]]}
  stations:
  - {name: roof, latitude_deg: 31.2, longitude_deg: 121.5}
"""


def huxing(*arguments: object, cwd: Path, timeout: float = 300) -> subprocess.CompletedProcess[str]:
    command = [*HUXING, *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=timeout, check=False)


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A folder with the scenario and its finished run, and what the command said."""
    folder = tmp_path_factory.mktemp("finished")
    (folder / "tiny.yaml").write_text(TINY)
    return folder, huxing("run", "tiny.yaml", "--workers", 1, cwd=folder)


@pytest.fixture
def copy(finished, tmp_path):
    shutil.copytree(finished[0], tmp_path / "copy")
    return tmp_path / "copy"


def test_a_run_ends_with_the_path_of_its_report_on_stdout_and_nothing_else(finished):
    folder, said = finished
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout == "runs/tiny/report.html\n"
    names = {path.name for path in (folder / "runs" / "tiny").iterdir()}
    assert names == {".lock", "run.json", "journal.jsonl", "artefacts", "units", "report.html"}
    report = (folder / "runs" / "tiny" / "report.html").read_text(encoding="utf-8")
    assert "A tiny constellation" in report
    assert "Does anybody see it?" in report


def test_the_same_command_again_computes_nothing(copy):
    again = huxing("run", "tiny.yaml", "--json", cwd=copy)
    assert again.returncode == 0
    said = json.loads(again.stdout)
    assert (said["run"], said["report"]) == ("runs/tiny", "runs/tiny/report.html")
    assert [(stage["name"], stage["state"], len(stage["key"])) for stage in said["stages"]] == [("fly", "reused", 64)]


def test_a_changed_value_recomputes_what_depends_on_it(copy):
    said = huxing("run", "tiny.yaml", "--set", "fly.areas.0.points=[[10, 10]]", "--json", "--workers", 1, cwd=copy)
    assert json.loads(said.stdout)["stages"][0]["state"] == "computed"
    events = read_journal(copy / "runs" / "tiny" / "journal.jsonl")
    second = max(k for k, event in enumerate(events) if event["event"] == "run_started")
    units = {event["unit"] for event in events[second:] if event["event"] == "unit_finished"}
    assert units == {"area/star/start/places", "area/dream/start/places"}


def test_the_report_is_written_again_from_the_artefacts(copy):
    report = copy / "runs" / "tiny" / "report.html"
    before = report.read_bytes()
    report.unlink()
    said = huxing("report", "runs/tiny", cwd=copy)
    assert (said.returncode, said.stdout) == (0, "runs/tiny/report.html\n")
    assert report.read_bytes() == before


def test_another_folder_may_be_chosen(copy):
    said = huxing("run", "tiny.yaml", "--out", "elsewhere", "--workers", 1, cwd=copy)
    assert said.stdout == "elsewhere/report.html\n"
    old, new = copy / "runs" / "tiny" / "run.json", copy / "elsewhere" / "run.json"
    assert old.read_bytes() == new.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["run", "shangai"], 4, "Did you mean 'shanghai'?"),
        (["run", "wrong.yaml"], 3, "wrong.yaml:7: at fly.stepp_s is not a known key. Did you mean 'step_s'?"),
        (["run", "tiny.yaml", "--set", "fly.stepp_s=1"], 3, "--set fly.stepp_s"),
        (["run", "tiny.yaml", "--engine", "spark"], 3, "local, dask"),
        (["run", "tiny.yaml", "--elements", "none.tle"], 4, "none.tle"),
        (["run", "tiny.yaml", "--out", "tiny.yaml"], 6, "--out"),
        (["report", "nowhere"], 6, "nowhere"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence_on_stderr(copy, arguments, code, message):
    (copy / "wrong.yaml").write_text(TINY.replace("step_s", "stepp_s"))
    said = huxing(*arguments, cwd=copy)
    assert (said.returncode, said.stdout) == (code, "")
    assert message in said.stderr
    assert "Traceback" not in said.stderr


BIG = (
    TINY.replace("step_s: 300", "step_s: 5")
    .replace("hours: 3", "hours: 48")
    .replace("spacing_deg: 30", "spacing_deg: 1")
)


def test_ctrl_c_ends_the_run_and_keeps_what_is_finished(tmp_path):
    (tmp_path / "big.yaml").write_text(BIG)
    command = [*HUXING, "run", "big.yaml", "--workers", "2", "--out", "run"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True) as running:
        try:
            _wait_for(tmp_path / "run" / "journal.jsonl", "unit_finished")
            os.killpg(running.pid, signal.SIGINT)  # as a terminal does: to everyone in the foreground
            _, said = running.communicate(timeout=60)
        finally:
            running.kill()
    assert running.returncode == 130
    assert said == "Stopped. What is finished is kept in run; the same command goes on from there.\n"
    assert read_journal(tmp_path / "run" / "journal.jsonl")[-1]["event"] == "run_interrupted"
    assert any((tmp_path / "run" / "units").glob("fly-*/manifest.json"))
    assert not any((tmp_path / "run").rglob(".unfinished-*"))
    assert _ends(running.pid)


def _wait_for(journal: Path, event: str) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if event in (journal.read_text() if journal.exists() else ""):
            return
        time.sleep(0.02)
    raise AssertionError(f"no {event} within a minute")


def _ends(group: int) -> bool:
    """Whether the process group is gone within ten seconds: no worker is left behind."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


NOTICES_OF_SHANGHAI = [
    "Qianfan as observed",
    "Models of the atmosphere were used outside their stated range",
]


def test_shanghai_with_real_element_sets(tmp_path, orbit_data):
    said = huxing("run", "shanghai", "--elements", orbit_data / "active_2026-08-22.tle.gz", "--json", cwd=tmp_path)
    assert said.returncode == 0, said.stderr
    assert "on 31 Dec 2025 the catalogue's shells stand in (fly.constellations.0.max_age_days is 14)" in said.stderr
    # Two things to know, and no third: old sets on one date (fly), and P.618 below its range for the phones (connect).
    assert [notice.split(":")[0] for notice in json.loads(said.stdout)["notices"]] == NOTICES_OF_SHANGHAI
    folder = tmp_path / json.loads(said.stdout)["run"]
    fleet = _table(folder, "fleet")
    there = fleet[(fleet["milestone"] == "august-2026")].groupby(["constellation", "status"]).size()
    # The counts of the reference table for 22 August 2026: 238 Qianfan catalogued and 180 on station, 168 Guowang on
    # station, two Zhihui Tianwang.
    assert there["qianfan"].sum() == 238
    assert there["qianfan", "on_station"] == 180
    assert there["guowang", "on_station"] == 168
    assert there["zhihui-tianwang"].sum() == 2
    planes = _table(folder, "planes")
    observed = planes[(planes["milestone"] == "august-2026") & (planes["on_station"] > 0)]
    assert (len(observed), sorted(observed["plane"])) == (9, list(range(1, 18, 2)))


def test_element_sets_that_reach_no_date_are_refused(tmp_path, orbit_data):
    file = orbit_data / "china_leo_tle_history_to_2026-08-02.3le.gz"
    said = huxing("run", "shanghai", "--elements", file, "--out", "run", cwd=tmp_path)
    assert (said.returncode, said.stdout) == (3, "")
    assert "would be used nowhere: its element sets run from 11 May 2026 to 2 Aug 2026" in said.stderr
    assert "fly.constellations.0.max_age_days is 14" in said.stderr
    assert not (tmp_path / "run").exists()


def _table(folder: Path, name: str):
    from huxing.chain.stages.fly_artefacts import SCHEMAS_OF_TABLES

    return SCHEMAS_OF_TABLES[name].read(next(folder.glob(f"artefacts/fly-*/{name}.parquet")))
