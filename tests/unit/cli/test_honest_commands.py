"""The commands say what they could not do: satellites without a state, old sets, outputs that cannot be written."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from huxing.cli import main as door
from huxing.orbit import ElementSets, write_elements
from huxing.orbit.element_sets import ELEMENT_SETS

EPOCH = np.datetime64("2026-08-22", "ns")


def made(mean_motion: list[float], bstar: list[float]) -> ElementSets:
    count = len(mean_motion)
    row = {
        "name": [f"MADE-{k}" for k in range(count)],
        "norad_id": np.arange(count) + 1,
        "cospar_id": "",
        "classification": "U",
        "epoch": EPOCH,
        "mean_motion": np.array(mean_motion) * 2 * np.pi / 86_400,
        "eccentricity": 1e-3,
        "inclination": 1.0,
        "raan": np.arange(count) * 0.7,
        "argument_of_perigee": 0.0,
        "mean_anomaly": 0.5,
        "bstar": bstar,
        "mean_motion_dot": 0.0,
        "mean_motion_ddot": 0.0,
        "element_set_number": 1,
        "revolution_number": 1,
    }
    return ElementSets(pd.DataFrame(row, columns=[c.name for c in ELEMENT_SETS.columns]))


@pytest.fixture
def decaying(tmp_path):
    """Three satellites, of which one comes down within days."""
    path = tmp_path / "sets.json"
    write_elements(made([15.2, 14.0, 16.3], [1e-4, 1e-4, 0.5]), path, format="omm-json")
    return path


def run(*arguments: object):
    return CliRunner().invoke(door.app, [str(a) for a in arguments])


@pytest.mark.parametrize(
    "command", [("passes", "--station", "shanghai"), ("coverage", "--area", "china", "--step-s", "300")]
)
def test_satellites_that_have_come_down_are_told(decaying, command):
    result = run(command[0], decaying, *command[1:], "--start", "2026-08-30", "--hours", 6, "--json")
    assert result.exit_code == 0, result.output
    assert "1 of 3 satellites have no SGP4 state at some time" in result.stderr
    json.loads(result.stdout)


def test_a_network_tells_of_satellites_that_have_come_down(decaying):
    words = ("network", "rtt", decaying, "--planes", 1, "--per-plane", 3, "--from", "shanghai", "--to", "seoul")
    result = run(*words, "--start", "2026-09-30", "--seconds", 2, "--step-s", 1, "--json")
    assert result.exit_code == 0, result.output
    assert "3 of 3 element sets are more than 14 days (up to 39) away" in result.stderr
    assert "1 of 3 satellites have no SGP4 state at some time" in result.stderr
    assert json.loads(result.stdout)["pairs"][0]["mean_rtt_ms"] is None


def test_old_element_sets_are_told(decaying):
    fresh = run("passes", decaying, "--station", "shanghai", "--start", "2026-08-23", "--hours", 1)
    old = run("passes", decaying, "--station", "shanghai", "--start", "2027-02-01", "--hours", 1)
    assert "days" not in fresh.stderr
    assert "3 of 3 element sets are more than 14 days (up to 163) away" in old.stderr


def test_a_mask_counts_down_to_the_horizon_unless_a_least_elevation_is_given():
    code = "S:1065.5:89:60/6/1"
    low = run("passes", code, "--station", "shanghai", "--hours", 6, "--mask", "0:2,180:2", "--json")
    given = run("passes", code, "--station", "shanghai", "--hours", 6, "--min-elevation-deg", 2, "--json")
    pairs = list(zip(json.loads(low.stdout), json.loads(given.stdout), strict=True))
    assert len(pairs) > 10
    # the mask is interpolated in azimuth: its sine differs in the last digit
    assert all(a["satellite"] == b["satellite"] and abs(a["duration_s"] - b["duration_s"]) < 1e-6 for a, b in pairs)


def test_a_design_does_not_choose_within_a_file(decaying):
    result = run("passes", decaying, "--station", "shanghai", "--design", "filed")
    assert "is a file" in str(result.exception)


def test_a_small_geojson_area_takes_a_finer_grid(tmp_path):
    own = tmp_path / "small.geojson"
    ring = [[121.0, 31.0], [121.9, 31.0], [121.9, 31.9], [121.0, 31.9], [121.0, 31.0]]
    own.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}))
    said = json.loads(run("coverage", "qianfan", "--geojson", own, "--hours", 1, "--json").stdout)
    assert said["points"] >= 20


def test_an_output_that_cannot_be_written_is_one_line(tmp_path, capfd, monkeypatch):
    (tmp_path / "taken").mkdir()
    words = ["huxing", "coverage", "S:1065.5:89:6/6/1", "--hours", "1", "--spacing-deg", "20", "--out"]
    monkeypatch.setattr(door.sys, "argv", [*words, str(tmp_path / "taken")])
    with pytest.raises(SystemExit) as stopped:
        door.main()
    assert stopped.value.code == 4
    said = capfd.readouterr().err.splitlines()[-1]
    assert said.startswith("huxing: ")
    assert "taken" in said
