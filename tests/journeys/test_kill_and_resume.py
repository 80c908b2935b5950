"""A run is killed at any moment; the same command again ends as if nothing had happened."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from huxing.chain.journal import read_journal

KILLS = 20
SCENARIO = """\
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
  areas:
  - {name: places, points: [[121.5, 31.2], [0, 0]]}
  - {name: cap, band: {south_deg: 70, north_deg: 90}, spacing_deg: 10}
  stations:
  - {name: roof, latitude_deg: 31.2, longitude_deg: 121.5}
"""


def content(folder: Path) -> dict[str, bytes]:
    """Every file but the journal, by its path."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "journal.jsonl")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def arguments(folder: Path, workers: int) -> list[str]:
    return ["run", str(folder.parent / "tiny.yaml"), "--out", str(folder), "--workers", str(workers)]


def huxing(words: list[str]) -> None:
    """The command, in a process forked from one that has everything imported: twenty starts would take a minute."""
    from huxing.cli.main import main

    sys.argv = ["huxing", *words]
    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
        main()


@pytest.fixture(scope="module")
def forked():
    """Makes such a process."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        ["huxing.cli.main", "huxing.chain.stages.fly", "huxing.orbit", "huxing.chain.report", "h5netcdf"]
    )
    return lambda folder: context.Process(target=huxing, args=(arguments(folder, 1),))


def finish(process) -> None:
    process.start()
    process.join(120)
    assert process.exitcode == 0


def kill_after(process, folder: Path, delay: float) -> bool:
    """Start, kill so long after the journal's first line of this run, and say whether it was still at work."""
    journal = folder / "journal.jsonl"
    before = journal.stat().st_size if journal.exists() else 0
    process.start()
    while process.is_alive() and (not journal.exists() or journal.stat().st_size <= before):
        time.sleep(0.001)
    time.sleep(delay)
    alive = process.is_alive()
    process.kill()
    process.join()
    return alive


def duration(folder: Path) -> float:
    """From the journal's first line to the report, s."""
    first = datetime.fromisoformat(read_journal(folder / "journal.jsonl")[0]["time"])
    return (folder / "report.html").stat().st_mtime - first.timestamp()


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kill")
    (folder / "tiny.yaml").write_text(SCENARIO)
    return folder


@pytest.fixture(scope="module")
def undisturbed(place, forked):
    finish(forked(place / "first"))  # compiles the kernels, where that has not been done
    finish(forked(place / "undisturbed"))
    return place / "undisturbed"


def test_killed_at_twenty_random_moments(place, forked, undisturbed):
    expected, whole = content(undisturbed), duration(undisturbed)
    moments = random.Random(20260822)
    at_work = 0
    for number in range(4 * KILLS):
        folder, delay = place / f"killed-{number}", moments.uniform(0.0, whole)
        if not kill_after(forked(folder), folder, delay):
            whole *= 0.9  # it had ended before: the machine has become quicker, and a kill that comes late says nothing
            continue
        finish(forked(folder))
        assert content(folder) == expected, f"kill {number}, after {delay:.3f} s"
        at_work += 1
        if at_work == KILLS:
            break
    assert at_work == KILLS


def test_killed_again_and_again_in_one_folder(place, forked, undisturbed):
    moments = random.Random(1)
    folder = place / "again"
    for _ in range(5):
        kill_after(forked(folder), folder, moments.uniform(0.0, 0.5 * duration(undisturbed)))
    finish(forked(folder))
    assert content(folder) == content(undisturbed)
    finished = [e["unit"] for e in read_journal(folder / "journal.jsonl") if e["event"] == "unit_finished"]
    # What a killed run had finished is not worked on again.
    assert len(finished) == len(set(finished)) > 0


@pytest.mark.parametrize("delay", [0.5, 2.5])
def test_a_killed_run_with_workers_leaves_none_of_them_and_goes_on(place, undisturbed, delay):
    folder = place / f"workers-{delay}"
    command = [sys.executable, "-c", "from huxing.cli.main import main; main()", *arguments(folder, 2)]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    while not (folder / "journal.jsonl").exists() and running.poll() is None:
        time.sleep(0.01)
    time.sleep(delay)
    running.kill()
    running.wait()
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert content(folder) == content(undisturbed)
    assert _ends(running.pid)


def _ends(group: int) -> bool:
    """Whether all processes of the killed run's group are gone within ten seconds."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False
