"""`huxing network export`: Hypatia's folder, GraphML and the constellation code are read back; refusals."""

from __future__ import annotations

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from huxing.cli.main import app
from huxing.core.errors import CatalogueError, InputError
from huxing.network.interchange import read_constellation_document, read_forwarding_state, read_graphml, read_hypatia


def run(*arguments: object):
    return CliRunner().invoke(app, ["network", *(str(a) for a in arguments)])


def answer(*arguments: object):
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.exception
    return json.loads(result.stdout)


def test_a_hypatia_folder_is_a_constellation_again(tmp_path):
    folder = tmp_path / "t1"
    said = answer(
        "export", "telesat-t1", "--out", folder, "--station", "manila,dalian", "--seconds", 2, "--step-ms", 500
    )
    states = folder / "dynamic_state_500ms_for_2s"
    assert said == {"constellation": "telesat-t1", "format": "hypatia", "satellites": 351, "out": str(states),
                    "stations": 2, "states": 4, "step_ms": 500}  # fmt: skip
    offsets = sorted(int(path.stem.removeprefix("fstate_")) for path in states.glob("fstate*"))
    assert offsets == [0, 500_000_000, 1_000_000_000, 1_500_000_000]
    assert len(read_hypatia(folder).sets) == 351
    own, read = (answer("rtt", source, "--from", "manila", "--to", "dalian", "--seconds", 2, "--step", 1)["pairs"][0]
                 for source in ("telesat-t1", folder))  # fmt: skip
    # element sets are rounded to the columns of their file: below a metre
    assert read["mean_rtt_ms"] == pytest.approx(own["mean_rtt_ms"], abs=1e-5)


def test_without_states_only_what_stays(tmp_path):
    folder = tmp_path / "t1"
    shown = run("export", "telesat-t1", "--out", folder, "--station", "manila", "--station", "dalian", "--seconds", 0)
    assert shown.stdout.strip() == str(folder)
    assert {path.name for path in folder.iterdir()} == {
        "tles.txt", "isls.txt", "ground_stations.txt", "description.txt", "gsl_interfaces_info.txt",
    }  # fmt: skip


def test_forwarding_goes_around_what_has_failed(tmp_path):
    words = ("export", "telesat-t1", "--station", "manila,dalian", "--seconds", 1, "--step-ms", 1000)
    path = answer("routes", "telesat-t1", "--from", "manila", "--to", "dalian")["destinations"][0]["paths"][0]["nodes"]
    lost = int(path[1]["name"].split()[-1])
    answer(*words, "--out", tmp_path / "whole")
    answer(*words, "--out", tmp_path / "broken", "--failed-satellite", lost)
    first = [next(read_forwarding_state(tmp_path / name)).next_hop[351, 1] for name in ("whole", "broken")]
    assert first[0] == lost != first[1]


def test_a_graph_of_one_time(tmp_path):
    out = tmp_path / "t1.graphml"
    said = answer("export", "telesat-t1", "--format", "graphml", "--out", out, "--station", "manila,dalian")
    graph = read_graphml(out)
    assert (said["nodes"], said["edges"]) == (len(graph), len(graph.ends)) == (353, said["edges"])
    assert graph.names[-2:] == ("manila", "dalian")
    assert np.flatnonzero(graph.is_station).tolist() == [351, 352]


@pytest.mark.parametrize("source", ["D:550:53:1584/72/39", "kuiper-k1", "S:1065.5:89:648/18/1"])
def test_the_constellation_code_of_a_design(source, tmp_path):
    out = tmp_path / "c.yaml"
    assert run("export", source, "--format", "ietf", "--out", out).stdout == f"{out}\n"
    document = read_constellation_document(out)
    assert sum(len(entry.shell) for entry in document.shells) == {"D": 1584, "k": 1156, "S": 648}[source[0]]
    assert {(p.rank_offset, p.plane_offset) for p in document.shells[0].link_patterns} == {
        "D": {(1, 0), (-1, 1)},  # 39 of 72 slots on: the one before is nearer
        "k": {(1, 0), (0, 1)},
        "S": {(1, 0), (0, 1)},
    }[source[0]]


@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        (("telesat-t1", "--format", "gml"), InputError, "--format 'gml': give one of hypatia, graphml, ietf"),
        (("telesat-t1", "--station", "nowhere"), CatalogueError, "no ground station 'nowhere'"),
        (("telesat-t1", "--cities", 2, "--algorithm", "best"), InputError, "algorithm 'best' is not known"),
        (("telesat-t1", "--cities", 2, "--seconds", -1), InputError, "--seconds is more than 0"),
        (("telesat-t1", "--cities", 2, "--seconds", 1, "--step-ms", 300), InputError, "second"),
    ],
)
def test_wrong_input_is_refused(arguments, kind, words, tmp_path):
    result = run("export", *arguments, "--out", tmp_path / "out")
    assert isinstance(result.exception, kind), result.exception
    assert result.exception.exit_code == 3
    assert words in str(result.exception)
    assert result.stdout == ""


def test_what_has_no_code(tmp_path):
    folder = tmp_path / "t1"
    run("export", "telesat-t1", "--out", folder, "--station", "manila", "--seconds", 0)
    for source, words in ((folder, "has element sets; take another form"), ("qianfan", "its first node is not 0")):
        result = run("export", source, "--format", "ietf", "--out", tmp_path / "c.yaml")
        assert isinstance(result.exception, InputError)
        assert words in str(result.exception)
