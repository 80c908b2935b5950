"""`huxing network`: its commands, that help is light, and what its options read alike."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from typer.testing import CliRunner

from huxing.cli.main import app
from huxing.cli.network_options import clock, name_list, time_steps, write_rows
from huxing.core.errors import InputError, TooLargeError

COMMANDS = ("rtt", "routes", "events", "capacity", "gateways", "handover", "packets", "contacts", "dtn", "export")
HEAVY = ("numpy", "scipy", "pandas", "xarray", "numba", "matplotlib", "rich")


def test_every_command_of_the_room_is_there():
    shown = CliRunner().invoke(app, ["network", "--help"]).output
    assert all(f"  {command} " in shown for command in COMMANDS)


@pytest.mark.parametrize("words", [("network", "--help"), *(("network", command, "--help") for command in COMMANDS)])
def test_help_imports_nothing_heavy(words):
    code = (
        f"import sys\nsys.argv = ['huxing', *{words!r}]\nfrom huxing.cli.main import main\n"
        f"try:\n    main()\nexcept SystemExit:\n    pass\nprint('LOADED', [m for m in {HEAVY} if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert "Usage: huxing network" in shown.stdout, shown.stderr
    assert shown.stdout.rstrip().endswith("LOADED []"), shown.stdout[-200:]


def test_names_of_options():
    assert name_list(["a, b", "c", "a"]) == ["a", "b", "c"]
    assert name_list(["31.2,121.5", "b"]) == ["31.2,121.5", "b"]  # coordinates keep their comma
    assert name_list(None) == name_list([""]) == []


def test_times_end_before_the_end():
    start = np.datetime64("2026-01-01", "ns")
    assert time_steps(start, 200.0, 0.1).size == 2000
    assert time_steps(start, 1.0, 5.0).tolist() == [start.item()]
    hours = time_steps(start, 1.5, 1800.0, option="--hours")
    assert ((hours - start) / np.timedelta64(1, "h")).tolist() == [0.0, 0.5, 1.0]


@pytest.mark.parametrize("length", [0.0, -1.0, np.nan, np.inf, 4e7])
def test_a_length_that_is_none(length):
    with pytest.raises(InputError, match="--seconds is more than 0 and at most a year"):
        time_steps(np.datetime64("2026-01-01", "ns"), length, 1.0)


def test_a_step_that_is_none_and_too_many_times():
    start = np.datetime64("2026-01-01", "ns")
    for step in (0.0, -1.0, 1e-4, np.nan):
        with pytest.raises(InputError, match=r"--step-s is 0\.001 or more"):
            time_steps(start, 10.0, step)
    with pytest.raises(TooLargeError, match="take a longer step"):
        time_steps(start, 1e6, 1e-3)
    with pytest.raises(InputError, match=r"--hours is more than 0 and at most a year \(8784\)"):
        time_steps(start, 9000.0, 1.0, option="--hours")


def test_a_clock_is_no_longer_than_it_has_to_be():
    assert clock(np.datetime64("2000-01-01", "ns")) == "2000-01-01T00:00 UTC"
    assert clock(np.datetime64("2000-01-01T00:02:40", "ns")) == "2000-01-01T00:02:40 UTC"
    assert clock(np.datetime64("2000-01-01T00:02:00.5", "ns")) == "2000-01-01T00:02:00.5 UTC"


def test_a_file_of_rows_has_nothing_for_what_is_missing(tmp_path):
    times = np.array(["2026-01-01T00:00:00.25"], "datetime64[ns]")
    write_rows(tmp_path / "x.csv", {"time": times, "rtt_ms": [np.nan], "name": ["a,b"]})
    assert (tmp_path / "x.csv").read_text() == 'time,rtt_ms,name\n2026-01-01T00:00:00.250000,,"a,b"\n'
