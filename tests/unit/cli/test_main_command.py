"""The command's door: help is quick and light, errors are one sentence with an exit code."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

import huxing
from huxing.cli import main as door
from huxing.core import errors

HEAVY = ("numpy", "scipy", "pandas", "xarray", "numba", "pydantic", "matplotlib", "pyarrow", "rich")


def python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)


def test_help_imports_nothing_heavy():
    shown = python(
        "import sys\nsys.argv = ['huxing', '--help']\n"
        "from huxing.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print('LOADED', [m for m in {HEAVY} if m in sys.modules])"
    )
    assert "Will this space programme deliver" in shown.stdout, shown.stderr
    assert shown.stdout.rstrip().endswith("LOADED []"), shown.stdout


def test_every_command_of_the_issue_is_there():
    shown = CliRunner().invoke(door.app, ["--help"]).output
    for command in ("run", "report", "elements", "fleet", "coverage", "passes", "link", "network", "doctor"):
        assert f"  {command} " in shown


def test_every_command_takes_json():
    group = typer.main.get_command(door.app)
    leaves = dict(group.commands)
    for room in ("elements", "link", "network"):
        leaves.update({f"{room} {name}": command for name, command in leaves.pop(room).commands.items()})
    without = [name for name, command in leaves.items() if not any("--json" in p.opts for p in command.params)]
    assert without == []


def test_the_version_is_the_package_s():
    assert CliRunner().invoke(door.app, ["--version"]).output.strip() == f"huxing {huxing.__version__}"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.InputError("no"), 3),
        (errors.FormatError("no"), 3),
        (errors.ScenarioError("no"), 3),
        (errors.StaleDataError("The table", asked="2030", available_until="2027", remedy="Update."), 4),
        (errors.MissingDataError("no"), 4),
        (errors.NetworkError("no"), 5),
        (errors.RunError("no"), 6),
        (KeyboardInterrupt(), 130),
        (BrokenPipeError(), 0),
    ],
)
def test_an_error_becomes_one_line_and_its_exit_code(error, code, monkeypatch, capfd):
    def fail() -> None:
        raise error

    monkeypatch.setattr(door, "app", fail)
    monkeypatch.setattr(door.os, "dup2", lambda *_: None)
    with pytest.raises(SystemExit) as stopped:
        door.main()
    assert stopped.value.code == code
    said = capfd.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == (0 if code in (0, 130) else 1)


def test_ctrl_c_ends_any_command_with_130(tmp_path):
    command = [sys.executable, "-m", "huxing", "coverage", "starlink", "--spacing-deg", "0.3", "--step-s", "1"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path)
    assert "satellites" in process.stderr.readline()  # it has begun
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 130, said
    assert "Traceback" not in said


def test_an_unexpected_error_is_not_hidden(monkeypatch):
    def fail() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(door, "app", fail)
    with pytest.raises(ZeroDivisionError):
        door.main()


def test_rooms_are_imported_when_they_are_used():
    loaded = python("import sys, huxing; print('numpy' in sys.modules); huxing.core; print('numpy' in sys.modules)")
    assert loaded.stdout.split() == ["False", "True"]


def test_a_name_that_is_not_there_says_what_is():
    with pytest.raises(AttributeError, match="catalogue, chain, core, link, network, orbit"):
        huxing.nothing  # noqa: B018


def test_doctor_reports_each_check_and_passes_here():
    result = CliRunner().invoke(door.app, ["doctor", "--json"])
    checks = {row["check"]: row for row in json.loads(result.stdout)}
    assert {"python", "numpy", "sgp4", "leap seconds", "Earth orientation", "SGP4", "catalogue"} <= set(checks)
    assert [name for name, row in checks.items() if row["state"] == "fault"] == []
    assert result.exit_code == 0


def test_doctor_names_a_fault_and_exits_with_4(monkeypatch):
    from huxing.cli import doctor

    def broken() -> tuple[str, str]:
        raise errors.FormatError("damaged", source="finals")

    monkeypatch.setitem(doctor._WORKS, "Earth orientation", broken)
    result = CliRunner().invoke(door.app, ["doctor", "--json"])
    row = next(r for r in json.loads(result.stdout) if r["check"] == "Earth orientation")
    assert row["state"] == "fault"
    assert "finals: damaged" in row["found"]
    assert result.exit_code == 4
