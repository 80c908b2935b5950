"""A network engineer's session: real commands, one after the other, their files, their exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

HUXING = [sys.executable, "-c", "from huxing.cli.main import main; main()"]


def huxing(*arguments: object, cwd: Path, timeout: float = 300) -> subprocess.CompletedProcess[str]:
    command = [*HUXING, "network", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=timeout, check=False)


def test_a_round_trip_is_looked_at_written_exported_and_looked_at_again(tmp_path):
    words = ("--from", "manila", "--to", "dalian", "--seconds", 4, "--step-s", 1)
    own = huxing("rtt", "telesat-t1", *words, "--out", "series.csv", "--json", cwd=tmp_path)
    assert own.returncode == 0, own.stderr
    assert own.stderr.splitlines() == [
        "351 satellites, 2 stations, 4 times from 2000-01-01T00:00 UTC",
        "4 round trips: series.csv",
    ]
    (pair,) = json.loads(own.stdout)["pairs"]
    assert pd.read_csv(tmp_path / "series.csv")["rtt_ms"].mean() == pytest.approx(pair["mean_rtt_ms"])

    exported = huxing("export", "telesat-t1", "--out", "t1", "--station", "manila,dalian", "--seconds", 4,
                      "--step-ms", 1000, cwd=tmp_path)  # fmt: skip
    assert exported.stdout == "t1/dynamic_state_1000ms_for_4s\n"
    again = huxing("rtt", "t1", *words, "--json", cwd=tmp_path)
    (read,) = json.loads(again.stdout)["pairs"]
    # element sets are rounded to the columns of their file: below a metre
    assert read["mean_rtt_ms"] == pytest.approx(pair["mean_rtt_ms"], abs=1e-5)
    assert read["path_changes"] == pair["path_changes"]


def test_a_path_its_packets_and_a_failure(tmp_path):
    ends = ("telesat-t1", "--from", "manila", "--to", "dalian")
    found = json.loads(huxing("routes", *ends, "--json", cwd=tmp_path).stdout)
    (path,) = found["destinations"][0]["paths"]
    sent = json.loads(huxing("packets", *ends, "--rate-mbps", 1, "--seconds", 1, "--json", cwd=tmp_path).stdout)
    # an empty packet waits behind others at most 1.2 ms a link
    assert path["rtt_ms"] - 0.1 <= sent["ping"]["least_rtt_ms"] <= path["rtt_ms"] + 1.2 * 2 * path["hops"]
    lost = path["nodes"][1]["name"]
    broken = huxing("routes", *ends, "--failed-satellite", lost, "--json", cwd=tmp_path)
    (other,) = json.loads(broken.stdout)["destinations"][0]["paths"]
    assert lost not in [node["name"] for node in other["nodes"]]
    assert other["rtt_ms"] > path["rtt_ms"]


def test_a_demand_of_one_s_own(tmp_path):
    (tmp_path / "demand.csv").write_text("source,destination,rate_mbps\nmanila,dalian,4000\nmanila,seoul,8000\n")
    said = huxing("capacity", "telesat-t1", "--demand", "demand.csv", "--lp", "--out", "rates.csv", cwd=tmp_path)
    assert said.returncode == 0, said.stderr
    assert "carried, max-min fair (Gbit/s)" in said.stdout
    rates = pd.read_csv(tmp_path / "rates.csv")
    assert rates["rate_mbps"].sum() == pytest.approx(10_000.0)  # what Manila's antenna sends


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["rtt", "kuiper-k1", "--from", "manilla", "--to", "dalian"], 3, "no ground station 'manilla'"),
        (["rtt", "kuiper-k1", "--from", "manila", "--to", "manila"], 3, "manila with manila itself has no way"),
        (["rtt", "kuiper-k1", "--from", "manila", "--to", "dalian", "--seconds", 1e7, "--step", 0.001], 3,
         "take a longer step"),
        (["rtt", "kuiper-k1", "--from", "manila", "--to", "dalian", "--out", "/proc/none/x.csv"], 4, "/proc/none"),
        (["rtt", "kuiper-k1", "--from", "manila", "--to", "dalian", "--out", "."], 3, "is a folder"),
        (["routes", ".", "--from", "manila"], 4, "tles.txt"),
        (["capacity", "kuiper-k1", "--demand", "none.csv"], 4, "none.csv"),
        (["rtt", "kuiper-k1", "--form", "manila"], 2, "--form"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_one_sentence_on_stderr(arguments, code, message, tmp_path):
    said = huxing(*arguments, cwd=tmp_path)
    assert (said.returncode, said.stdout) == (code, "")
    assert message in said.stderr
    assert "Traceback" not in said.stderr
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_ends_a_long_experiment_and_leaves_nothing(tmp_path):
    words = ["rtt", "starlink", "--from", "shanghai", "--to", "london", "--seconds", "86400", "--out", "series.csv"]
    with subprocess.Popen(
        [*HUXING, "network", *words], cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as running:
        try:
            assert running.stderr is not None
            assert running.stderr.readline().startswith("4408 satellites, 2 stations, 864000 times")
            time.sleep(1.0)
            os.killpg(running.pid, signal.SIGINT)
            _, said = running.communicate(timeout=60)
        finally:
            running.kill()
    assert running.returncode == 130
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []
