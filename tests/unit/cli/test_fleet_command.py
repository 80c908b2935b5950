"""`huxing fleet`: what it prints, as text and as JSON, and how it refuses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import typer
from typer.testing import CliRunner, Result

from huxing.cli.fleet import _of, fleet
from huxing.core.errors import CatalogueError, HuxingError, InputError, MissingDataError
from huxing.orbit.element_sets import ElementSets
from huxing.orbit.formats import write_elements

DAY = np.timedelta64(86_400_000_000_000, "ns")
EPOCH = np.datetime64("2026-08-22T00:00:00", "ns")


def _sets(node_deg: np.ndarray, latitude_deg: np.ndarray, *, mean_motion_per_day: float = 13.5102) -> ElementSets:
    """Sets as Qianfan has them: 13.5102 revolutions a day are 1065.5 km (QIANFAN-91, 13.51017, is at 1065.57 km)."""
    count = len(node_deg)
    return ElementSets(
        pd.DataFrame(
            {
                "name": [f"QIANFAN-{k + 1}" for k in range(count)],
                "norad_id": np.arange(count) + 60_001,
                "cospar_id": "2026-001A",
                "classification": "U",
                "epoch": EPOCH,
                "mean_motion": mean_motion_per_day * 2 * np.pi / 86_400,
                "eccentricity": 3e-4,
                "inclination": np.radians(88.99),
                "raan": np.radians(node_deg % 360.0),
                "argument_of_perigee": 0.0,
                "mean_anomaly": np.radians(latitude_deg % 360.0),
                "bstar": 0.0,
                "mean_motion_dot": 0.0,
                "mean_motion_ddot": 0.0,
                "element_set_number": 999,
                "revolution_number": 1,
            }
        )
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Two planes of 18 satellites, 20 degrees apart."""
    slots = np.tile(20.0 * np.arange(18), 2)
    path = tmp_path / "fleet.json"
    write_elements(_sets(np.repeat([350.0, 10.0], 18), slots), path, format="omm-json")
    return path


def _run(*arguments: object) -> Result:
    app = typer.Typer(add_completion=False)
    app.command()(fleet)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def _refused(*arguments: object) -> HuxingError:
    error = _run(*arguments).exception
    assert isinstance(error, HuxingError)
    return error


def test_the_sentence_comes_first_then_the_tables(file: Path) -> None:
    result = _run(file, "--constellation", "qianfan")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "2 of 18 planes, 36 of 648 on station"
    assert lines[1] == "qianfan, 2026-08-22T00:00:00 UTC"
    assert [line.strip() for line in lines if line.strip() in {"Planes", "Shells"}] == ["Planes", "Shells"]
    assert "Raising, by launch" not in result.stdout  # everyone has arrived
    assert "2 of 18" in result.stdout
    assert "350.0" in result.stdout


def test_json_has_every_table_in_degrees_and_kilometres(file: Path) -> None:
    result = _run(file, "--constellation", "qianfan", "--json")
    document = json.loads(result.stdout)
    assert document["summary"] == "2 of 18 planes, 36 of 648 on station"
    assert document["status"]["on_station"] == 36
    assert len(document["satellites"]) == 36
    assert [round(plane["raan_deg"], 6) for plane in document["planes"]] == [10.0, 350.0]
    assert document["planes"][0]["width_deg"] == pytest.approx(0.0, abs=1e-9)
    # QIANFAN-91 of the public catalogue; the last digit of the mean motion is 0.04 km
    assert document["shells"][0]["station_altitude_km"] == pytest.approx(1065.5, abs=0.1)
    assert document["raising"] == []
    assert document["station_keeping"] == []


def test_without_a_constellation_everything_is_taken_and_compared_with_nothing(file: Path) -> None:
    assert _run(file).stdout.startswith("2 planes in 1 shell, 36 of 36 catalogued on station\n")
    chosen = _run(file, "--name", "QIANFAN-1|QIANFAN-2").stdout
    assert chosen.startswith("1 plane in 1 shell, 2 of 2 catalogued on station\n")


def test_another_design_of_the_constellation(file: Path) -> None:
    first = _run(file, "--constellation", "qianfan", "--design", "filed").stdout.splitlines()[0]
    assert first.startswith("0 of 36 planes, 0 of 1296 on station, 36 in orbits that the design does not have (1065.")


def test_a_history_is_read_from_its_own_file(file: Path, tmp_path: Path) -> None:
    low = _sets(np.array([350.0]), np.array([0.0]), mean_motion_per_day=14.2)
    now = ElementSets(low.table.assign(mean_motion=low.mean_motion * (1 - 3e-3)))
    early = ElementSets(low.table.assign(epoch=EPOCH - 2 * DAY))
    write_elements(now, tmp_path / "now.json", format="omm-json")
    write_elements(early, tmp_path / "early.json", format="omm-json")
    alone = _run(tmp_path / "now.json", "--constellation", "qianfan").stdout
    assert "1 below station (raising or parked: give a history to tell)" in alone
    told = _run(tmp_path / "now.json", "--constellation", "qianfan", "--history", tmp_path / "early.json").stdout
    # 2/3 of 0.3 % of 7,210 km in two days
    assert "1 raising at 7.2 km/day while they climb (from the history)" in told
    stranger = _run(file, "--constellation", "qianfan", "--history", tmp_path / "early.json", "--name", "QIANFAN-2")
    assert "holds none of these satellites" in stranger.stderr


def test_a_pattern_that_matches_nothing_lists_the_names_in_the_file(file: Path) -> None:
    error = _refused(file, "--name", "STARLINK*")
    assert isinstance(error, InputError)
    assert "STARLINK*" in str(error)
    assert "QIANFAN (36)" in str(error)
    assert "--name" in str(error)


def test_wrong_names_dates_and_files_are_refused(file: Path, tmp_path: Path) -> None:
    assert isinstance(_refused(file, "--constellation", "qianfann"), CatalogueError)
    assert isinstance(_refused(file, "--constellation", "qianfan", "--design", "nope"), CatalogueError)
    assert "--constellation" in str(_refused(file, "--design", "filed"))
    assert isinstance(_refused(tmp_path / "none.json"), MissingDataError)
    assert "2026-08-22" in str(_refused(file, "--date", "2020-01-01"))
    assert "is not a UTC time" in str(_refused(file, "--date", "yesterday"))
    (tmp_path / "nil.json").write_bytes(b"[]")
    for more in ((), ("--constellation", "qianfan")):
        assert "nil.json holds no element sets" in str(_refused(tmp_path / "nil.json", *more))
    (tmp_path / "empty.json").write_bytes(b"")
    assert isinstance(_refused(tmp_path / "empty.json"), InputError)


@pytest.mark.parametrize("name", ["telesat", "kuiper-k1"])
def test_a_constellation_without_a_name_pattern_needs_names(file: Path, name: str) -> None:
    error = _refused(file, "--constellation", name)
    assert isinstance(error, InputError)
    assert str(error) == f"the catalogue has no name pattern for {name}; choose its satellites with --name"
    assert _run(file, "--constellation", name, "--name", "QIANFAN*").exit_code == 0


def test_more_than_designed_is_no_fraction(file: Path) -> None:
    shells = _run(file, "--constellation", "qianfan").stdout
    assert "36 of 648" in shells
    assert _of(36, 36) == "36 of 36"
    assert _of(37, 24) == "37: 13 over 24"


def test_rows_cuts_the_table_of_planes_and_says_so(file: Path) -> None:
    cut = _run(file, "--constellation", "qianfan", "--rows", "1")
    assert "1 of 2 planes shown; --rows 0 shows all" in cut.stderr
    assert "350.0" not in cut.stdout.partition("Shells")[0]
    for rows in ("0", "2"):
        whole = _run(file, "--constellation", "qianfan", "--rows", rows)
        assert "350.0" in whole.stdout.partition("Shells")[0]
        assert whole.stderr == ""


def test_a_large_file_is_announced(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huxing.cli.fleet._LONG_READ_BYTES", 1000)
    assert f"Reading {file.name}" in _run(file).stderr.replace(f"{file.parent}/", "").replace("\n", "")


def test_the_module_itself_imports_nothing_heavy() -> None:
    code = (
        "import sys, huxing.cli.fleet; print([m for m in ('numpy', 'pandas', 'xarray', 'scipy') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
