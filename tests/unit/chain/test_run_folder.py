import os
import subprocess
import sys

import pytest

from huxing.chain.run_folder import locked
from huxing.core.errors import RunError

HOLDER = """
import sys, time
from pathlib import Path
from huxing.chain.run_folder import locked
with locked(Path(sys.argv[1])):
    print("locked", flush=True)
    time.sleep(60)
"""


def test_the_folder_is_clean_after_use(tmp_path):
    with locked(tmp_path / "run") as (run, journal):
        journal.write("run_started")
        assert run.scratch.is_dir()
        assert (run.path / ".lock").read_text() == f"{os.getpid()}\n"
    assert sorted(path.name for path in run.path.iterdir()) == [".lock", "journal.jsonl"]
    assert (run.path / ".lock").read_bytes() == b""


def test_a_second_run_is_refused_until_the_first_ends_even_by_kill(tmp_path):
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout.readline() == "locked\n"
        with pytest.raises(RunError, match=rf"process {holder.pid}.*--out"), locked(tmp_path):
            pass
    finally:
        holder.kill()
        holder.communicate()
    with locked(tmp_path) as (run, _):
        assert run.path == tmp_path


def test_what_a_killed_run_left_is_cleared(tmp_path):
    for name in ("artefacts/.unfinished-fly-1", "units/.unfinished-fly-2", ".unfinished-work/huxing-unit-x"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "half.nc").write_text("half")
    (tmp_path / ".run.json.abc.part").write_text("{")
    (tmp_path / "notes.txt").write_text("a person's own file stays")
    with locked(tmp_path):
        pass
    left = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    assert left == [".lock", "journal.jsonl", "notes.txt"]


def test_a_folder_that_cannot_be_made_is_an_error_with_advice(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(RunError, match="--out"), locked(tmp_path / "file" / "run"):
        pass
