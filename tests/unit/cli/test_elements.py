"""`huxing elements` from the outside: what it prints, where, and what it writes."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from huxing.cli.elements import app
from huxing.core.errors import CatalogueError, FormatError, InputError, MissingDataError, NetworkError
from huxing.orbit.formats import read_elements

LINES = """\
QIANFAN-1
1 60379U 24140A   26234.50000000  .00000000  00000+0  00000+0 0  9990
2 60379  88.9900  15.5000 0003700  90.0000 270.0000 13.52000000100000
QIANFAN-1
1 60379U 24140A   26233.50000000  .00000000  00000+0  00000+0 0  9990
2 60379  88.9900  15.5000 0003700  90.0000 270.0000 13.52000000100000
ISS (ZARYA)
1 25544U 98067A   26234.25000000  .00000000  00000+0  00000+0 0  9990
2 25544  51.6400 247.4627 0006703 130.5360 325.0288 15.49000000100000
"""


def _with_checksums(text: str) -> str:
    return "".join(f"{_with_checksum(line)}\n" for line in text.splitlines())


def _with_checksum(line: str) -> str:
    if line[:2] not in ("1 ", "2 "):
        return line
    return f"{line[:68]}{sum(int(c) if c.isdigit() else c == '-' for c in line[:68]) % 10}"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "sets.tle"
    path.write_text(_with_checksums(LINES))
    return path


def huxing(*arguments: object, **environment: str) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], env=environment or None)


def test_show_prints_a_row_per_set_and_the_count(file: Path) -> None:
    result = huxing("show", file)
    assert result.exit_code == 0
    assert re.search(
        r"ISS \(ZARYA\) *│ *25544 *│ 2026-08-22T06:00:00 *│ *42\d\.\d *│ *51\.6400 *│ *247\.4627", result.stdout
    )
    assert "3 element sets, 2 satellites" in result.stdout
    assert result.stderr == ""


def test_show_cuts_long_tables_and_says_so(file: Path) -> None:
    result = huxing("show", file, "--rows", "1")
    assert "ISS" not in result.stdout
    assert "1 of 3 shown" in result.stderr


def test_show_json_has_every_set(file: Path) -> None:
    shown = json.loads(huxing("show", file, "--rows", "1", "--json").stdout)
    assert shown["count"] == len(shown["element_sets"]) == 3
    row = shown["element_sets"][2]
    assert (row["name"], row["id"], row["epoch"]) == ("ISS (ZARYA)", 25544, "2026-08-22T06:00:00.000000")
    assert (row["inclination_deg"], row["raan_deg"]) == (51.64, 247.4627)
    assert row["period_min"] == pytest.approx(1440.0 / 15.49, abs=1e-4)
    assert row["altitude_km"] == pytest.approx(418.0, abs=10.0)  # 15.49 rev/day; the value itself is ElementSets'


@pytest.mark.parametrize(
    "options, numbers",
    [
        (["--name", "qianfan*"], [60379, 60379]),
        (["--name", "qianfan*", "--latest"], [60379]),
        (["--id", "25544"], [25544]),
        (["--id", "25544", "--id", "60379", "--latest"], [60379, 25544]),
        (["--altitude-km", "400:450"], [25544]),
        (["--altitude-km", "900:"], [60379, 60379]),
        (["--inclination-deg", ":60"], [25544]),
        (["--epoch-from", "2026-08-22"], [60379, 25544]),
        (["--epoch-to", "2026-08-21T12:00:00"], [60379]),
    ],
)
def test_select(file: Path, options: list[str], numbers: list[int]) -> None:
    result = huxing("select", file, *options, "--json")
    assert result.exit_code == 0, result.output
    assert [row["id"] for row in json.loads(result.stdout)["element_sets"]] == numbers


def test_select_by_shell_of_the_catalogue(file: Path) -> None:
    shown = json.loads(huxing("select", file, "--shell", "qianfan", "--json").stdout)
    assert [row["id"] for row in shown["element_sets"]] == [60379, 60379]
    for spelling in ("qianfan/polar", "G60/Polar", "qianfan/qianfan-polar"):
        one = json.loads(huxing("select", file, "--shell", spelling, "--json").stdout)
        assert [row["id"] for row in one["element_sets"]] == [60379, 60379]
    result = huxing("select", file, "--shell", "qianfan/no-such-shell")
    assert isinstance(result.exception, CatalogueError)
    assert "has no shell 'no-such-shell'; it has polar" in str(result.exception)


@pytest.mark.parametrize(
    "options, message",
    [
        (["--format", "tle"], "--format is the format of --out; give --out too"),
        (["--epoch-from", "2026-08-23", "--epoch-to", "2026-08-22"], "epoch: the earlier end comes first"),
        (["--id", "-5"], "-5 is not a catalogue number"),
        (["--name", "nothing"], "none of its 3 element sets meets the conditions"),
        (["--shell", "oneweb"], r"names in it are QIANFAN \(1\), ISS \(1\)"),
    ],
)
def test_select_refuses(file: Path, tmp_path: Path, options: list[str], message: str) -> None:
    out = [] if "--format" in options else ["--out", tmp_path / "out.tle"]
    result = huxing("select", file, *options, *out)
    assert isinstance(result.exception, InputError)
    assert result.exception.exit_code == 3
    assert re.search(message, str(result.exception))
    assert not (tmp_path / "out.tle").exists()


def test_select_from_nothing_says_so(tmp_path: Path) -> None:
    (tmp_path / "nil.json").write_bytes(b"[]")
    result = huxing("select", tmp_path / "nil.json")
    assert isinstance(result.exception, InputError)
    assert "nil.json holds no element sets" in str(result.exception)


def test_show_does_not_wait_for_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    result = huxing("show", tmp_path / "pipe")
    assert isinstance(result.exception, MissingDataError)
    assert "this is a pipe" in str(result.exception)


def test_select_writes_what_it_chose(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "one.csv"
    result = huxing("select", file, "--name", "ISS*", "--out", out)
    assert result.exit_code == 0
    assert "1 element sets written" in result.stderr
    assert read_elements(out).norad_id.tolist() == [25544]
    huxing("select", file, "--name", "ISS*", "--out", out, "--format", "omm-kvn")
    assert out.read_bytes().startswith(b"CCSDS_OMM_VERS")


@pytest.mark.parametrize("text", ["500", "a:b", "nan:1", ""])
def test_ranges_that_are_none(file: Path, text: str) -> None:
    result = huxing("select", file, "--altitude-km", text)
    assert isinstance(result.exception, InputError)
    assert "accepted is LOW:HIGH" in str(result.exception)


def test_convert(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "sets.json.gz"
    result = huxing("convert", file, out)
    assert (result.exit_code, result.stdout) == (0, f"{out}\n")
    assert read_elements(out).table.equals(read_elements(file).table)
    back = tmp_path / "back"
    shown = json.loads(huxing("convert", out, back, "--format", "3le", "--json").stdout)
    assert shown == {"file": str(back), "count": 3}
    assert back.read_text() == file.read_text()


def test_a_bad_file_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "bad.tle"
    path.write_text(_with_checksums(LINES).replace("13.52", "13.53"))
    result = huxing("show", path)
    assert isinstance(result.exception, FormatError)
    assert str(result.exception).startswith(f"{path}:3: column 69 (checksum)")
    assert result.stdout == ""


def test_fetch_without_a_network_leaves_nothing_behind(tmp_path: Path) -> None:
    out = tmp_path / "gp.json"
    result = huxing("fetch", "--group", "active", "--out", out, HUXING_GP_URL="http://127.0.0.1:9/gp.php")
    assert isinstance(result.exception, NetworkError)
    assert "huxing elements show active.json" in str(result.exception)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch, file: Path, tmp_path: Path) -> list[str]:
    """The service answers with the sets of `file`; the list gathers the addresses asked."""
    huxing("convert", file, tmp_path / "answer.json")
    content = (tmp_path / "answer.json").read_bytes()
    asked: list[str] = []

    def fetch_group(name: str, *, timeout_s: float, base_url: str) -> bytes:
        asked.append(f"{base_url} {name} {timeout_s}")
        return content if name == "active" else b"[{}]"

    monkeypatch.setattr("huxing.orbit.gp_service.fetch_group", fetch_group)
    return asked


def test_fetch_writes_the_answer_and_then_waits_two_hours(answer: list[str], tmp_path: Path) -> None:
    out = tmp_path / "gp.json"
    result = huxing("fetch", "--group", "active", "--out", out, "--url", "http://127.0.0.1:1/")
    assert (result.exit_code, result.stdout) == (0, f"{out}\n")
    assert "3 element sets written" in result.stderr
    again = huxing("fetch", "--group", "active", "--out", out, "--json", "--url", "http://127.0.0.1:1/")
    assert json.loads(again.stdout) == {"file": str(out), "fetched": False}
    assert "less than two hours old" in again.stderr
    assert answer == ["http://127.0.0.1:1/ active 60.0"]
    old = out.stat().st_mtime - 7201.0
    os.utime(out, (old, old))
    assert json.loads(huxing("fetch", "--group", "active", "--out", out, "--json").stdout)["fetched"] is True
    assert answer[1].startswith("https://celestrak.org/NORAD/elements/gp.php active")


def test_fetch_keeps_nothing_but_the_same_group(answer: list[str], tmp_path: Path) -> None:
    out = tmp_path / "gp.json"
    for there in (b"garbage", b'[{"OBJECT_NAME":"A"}]'):
        out.write_bytes(there)
        again = huxing("fetch", "--group", "active", "--out", out)
        assert again.exit_code == 0
        assert "is not the service's answer for group active" in again.stderr
        assert len(read_elements(out)) == 3
    before = out.read_bytes()
    refused = huxing("fetch", "--group", "other", "--out", out)
    assert isinstance(refused.exception, FormatError)  # it was asked for, and its answer is none
    assert out.read_bytes() == before
    assert [asked.split()[1] for asked in answer] == ["active", "active", "other"]


def test_fetch_onto_a_folder_is_refused(answer: list[str], tmp_path: Path) -> None:
    result = huxing("fetch", "--group", "active", "--out", tmp_path)
    assert isinstance(result.exception, InputError)
    assert "give a file" in str(result.exception)
    assert answer == []


@pytest.mark.usefixtures("answer")
def test_an_answer_that_cannot_be_read_is_not_written(tmp_path: Path) -> None:
    out = tmp_path / "gp.json"
    result = huxing("fetch", "--group", "other", "--out", out)
    assert isinstance(result.exception, FormatError)
    assert not out.exists()
