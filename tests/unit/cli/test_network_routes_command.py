"""`huxing network routes` and `huxing network events`: paths at one time, exact changes of links, and refusals."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from huxing.cli.main import app
from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.errors import CatalogueError, InputError, ModelRangeError


def run(*arguments: object):
    return CliRunner().invoke(app, ["network", *(str(a) for a in arguments)])


def answer(*arguments: object):
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.exception
    return json.loads(result.stdout)


def test_the_document_of_a_path():
    found = answer("routes", "kuiper-k1", "--from", "manila", "--to", "dalian")
    assert list(found) == [
        "constellation", "satellites", "time", "least", "from", "satellites_in_view", "destinations",
    ]  # fmt: skip
    (one,) = found["destinations"]
    assert list(one) == ["to", "satellites_in_view", "paths"]
    (path,) = one["paths"]
    assert list(path) == ["rtt_ms", "delay_ms", "length_km", "hops", "nodes", "links"]
    assert list(path["nodes"][0]) == ["name", "latitude_deg", "longitude_deg", "altitude_km"]
    assert list(path["links"][0]) == ["from", "to", "length_km", "delay_ms"]


def test_a_path_is_the_sum_of_its_links():
    path = answer("routes", "kuiper-k1", "--from", "manila", "--to", "dalian")["destinations"][0]["paths"][0]
    # Hypatia's own: 29.42 ms over satellites 184, 183 and 217 at the epoch (paths_step100ms.csv)
    assert [node["name"][-3:] for node in path["nodes"][1:-1]] == ["184", "183", "217"]
    assert path["rtt_ms"] == pytest.approx(29.42, abs=0.005)
    assert path["hops"] == len(path["links"]) == 4
    assert path["length_km"] == pytest.approx(sum(link["length_km"] for link in path["links"]))
    assert path["rtt_ms"] == pytest.approx(2e6 * path["length_km"] / SPEED_OF_LIGHT)
    altitudes = [node["altitude_km"] for node in path["nodes"]]
    assert altitudes[0] == pytest.approx(0.0, abs=1e-6)
    assert altitudes[1:-1] == pytest.approx([630.0] * 3, abs=3.0)


def test_fewest_links_are_not_the_shortest_way():
    words = ("routes", "kuiper-k1", "--from", "manila", "--to", "new-york")
    shortest, fewest = (answer(*words, "--by", by)["destinations"][0]["paths"][0] for by in ("delay", "hops"))
    assert fewest["hops"] <= shortest["hops"]
    assert fewest["rtt_ms"] >= shortest["rtt_ms"]


@pytest.mark.parametrize("apart", ["link", "satellite"])
def test_disjoint_paths_share_nothing(apart):
    words = ("routes", "kuiper-k1", "--from", "manila", "--to", "dalian", "--disjoint", 3, "--apart", apart)
    paths = answer(*words)["destinations"][0]["paths"]
    assert len(paths) == 3
    links = [(link["from"], link["to"]) for path in paths for link in path["links"]]
    assert len(set(links)) == len(links)
    inner = [node["name"] for path in paths for node in path["nodes"][1:-1]]
    assert apart == "link" or len(set(inner)) == len(inner)


def test_the_network_may_have_no_more_such_paths():
    shown = run("routes", "kuiper-k1", "--from", "manila", "--to", "dalian", "--disjoint", 30)
    assert "the network has no more than 7 such paths" in shown.stdout  # Manila sees seven satellites


def test_no_way_says_who_sees_nothing():
    words = (
        "routes",
        "kuiper-k1",
        "--from",
        "saint petersburg",
        "--to",
        "rio-de-janeiro",
        "--at",
        "2000-01-01T00:02:40",
    )
    shown = run(*words)
    assert shown.exit_code == 0
    assert "no way from saint-petersburg, which sees 0 satellites, to rio-de-janeiro, which sees 6" in shown.stdout
    assert answer(*words)["destinations"] == [{"to": "rio-de-janeiro", "satellites_in_view": 6, "paths": []}]
    listed = run(*words, "--to", "moscow")
    assert "│ rio-de-janeiro │ no way   │" in listed.stdout


def test_routes_to_everywhere_and_their_hops(tmp_path):
    out = tmp_path / "hops.csv"
    found = answer("routes", "kuiper-k1", "--from", "shanghai", "--cities", 20, "--out", out)
    assert len(found["destinations"]) == 19  # not to itself
    hops = pd.read_csv(out)
    assert list(hops.columns) == ["path_from", "path_to", "path", "hop", "from", "to", "length_km", "delay_ms"]
    length = hops.groupby("path_to")["length_km"].sum()
    for one in found["destinations"]:
        assert length[one["to"]] == pytest.approx(one["paths"][0]["length_km"])


def test_events_are_found_to_their_tolerance():
    found = answer("events", "kuiper-k1", "--station", "manila", "--seconds", 60)
    assert list(found) == ["constellation", "satellites", "start", "end", "tolerance_s", "events"]
    assert list(found["events"][0]) == ["time", "kind", "satellite", "other", "up"]
    changes = [(event["satellite"], event["up"]) for event in found["events"]]
    assert changes == [("KUIPER-K1 647", True), ("KUIPER-K1 219", False), ("KUIPER-K1 218", True),
                       ("KUIPER-K1 152", False)]  # fmt: skip
    finer = answer("events", "kuiper-k1", "--station", "manila", "--seconds", 60, "--tolerance-s", 1e-6)
    for coarse, fine in zip(found["events"], finer["events"], strict=True):
        apart = np.datetime64(coarse["time"]) - np.datetime64(fine["time"])
        assert abs(apart / np.timedelta64(1, "s")) <= 1e-4


def test_kinds_of_events_and_their_file(tmp_path):
    out = tmp_path / "events.csv"
    words = ("events", "S:1065.5:89:60/6/1", "--station", "shanghai", "--min-elevation", 10, "--seconds", 3000)
    everything = answer(*words, "--out", out)["events"]
    ground, space = (answer(*words, "--kind", kind)["events"] for kind in ("ground", "link"))
    assert len(ground) + len(space) == len(everything) == len(pd.read_csv(out)) > 0
    assert {event["other"] for event in ground} == {"shanghai"}
    assert "comes" in run(*words).stdout


@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        (("routes", "kuiper-k1", "--from", "manila", "--to", "manila"), InputError, "--from and --to are both manila"),
        (("routes", "kuiper-k1", "--from", "manila", "--to", "dalin"), CatalogueError, "nearest: dalian"),
        (("routes", "kuiper-k1", "--from", "manila", "--by", "money"), InputError, "--by 'money': give one of delay"),
        (("routes", "kuiper-k1", "--from", "manila", "--to", "dalian", "--apart", "x"), InputError, "--apart 'x'"),
        (("routes", "kuiper-k1", "--from", "manila", "--disjoint", 2), InputError, "--disjoint is for one destination"),
        (("routes", "kuiper-k9", "--from", "manila"), CatalogueError, "nearest: kuiper-k"),
        (("routes", "no.tle", "--from", "manila"), CatalogueError, "there is no file 'no.tle'"),
        (("routes", "D:550:53:1584/72", "--from", "manila"), InputError, "constellation code, character 10"),
        (("events", "kuiper-k1", "--kind", "x"), InputError, "--kind 'x': give one of all, ground, link"),
        (("events", "kuiper-k1", "--kind", "ground"), InputError, "give --station"),
        (("events", "kuiper-k1", "--station", "manila", "--tolerance-s", 5), ModelRangeError, "tolerance 5 s"),
        (("events", "kuiper-k1", "--station", "manila", "--seconds", 0), InputError, "--seconds is more than 0"),
    ],
)
def test_wrong_input_is_refused(arguments, kind, words):
    result = run(*arguments)
    assert isinstance(result.exception, kind), result.exception
    assert result.exception.exit_code == 3
    assert words in str(result.exception)
    assert result.stdout == ""
