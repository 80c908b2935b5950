"""`huxing network contacts` and `huxing network dtn`: contact plans, bundles over them, and refusals."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from huxing.cli.main import app
from huxing.core.errors import CatalogueError, InputError, MissingDataError, ModelRangeError
from huxing.network.dtn import read_hdtn_plan, read_ion_plan

CODE = "S:1065.5:89:60/6/1"
RATES = ("--up-mbps", 10, "--down-mbps", 100)


def run(*arguments: object):
    return CliRunner().invoke(app, ["network", *(str(a) for a in arguments)])


def answer(*arguments: object):
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.exception
    return json.loads(result.stdout)


def test_contacts_are_the_passes():
    found = answer("contacts", CODE, "--station", "shanghai", "--down-mbps", 100, "--hours", 6)
    assert list(found) == ["constellation", "satellites", "start", "hours", "contacts"]
    contacts = pd.DataFrame(found["contacts"])
    assert list(contacts.columns) == [
        "from", "to", "start", "end", "duration_s", "rate_mbps", "light_time_ms", "volume_mb",
    ]  # fmt: skip
    shown = CliRunner().invoke(
        app, ["passes", CODE, "--station", "shanghai", "--hours", "6", "--min-elevation-deg", "25", "--json"]
    )
    passes = pd.DataFrame(json.loads(shown.stdout))
    assert len(contacts) == len(passes)
    # two ways to the same roots: passes to 1 ms, contacts to 1 ms, which never last longer than the pass
    apart = np.sort(passes["duration_s"].to_numpy()) - np.sort(contacts["duration_s"].to_numpy())
    assert np.abs(apart).max() < 5e-3
    assert contacts["volume_mb"].to_numpy() == pytest.approx(contacts["duration_s"].to_numpy() * 100 / 8)


def test_a_plan_in_three_forms(tmp_path):
    words = ("contacts", CODE, "--station", "shanghai", *RATES, "--hours", 2, "--rows", 3)
    for name in ("plan.ion", "plan.json", "plan.csv"):
        shown = run(*words, "--out", tmp_path / name)
        assert shown.exit_code == 0, shown.exception
        assert f"{tmp_path / name}" in shown.stderr
    table = pd.read_csv(tmp_path / "plan.csv")
    ion = read_ion_plan(tmp_path / "plan.ion")
    hdtn = read_hdtn_plan(tmp_path / "plan.json", reference="2026-01-01")
    assert len(ion) == len(hdtn) == len(table)
    assert set(ion.contacts["to_node"]) == set(hdtn.contacts["to_node"] + 1)  # ION numbers from 1
    assert 61 in set(ion.contacts["to_node"])  # 60 satellites, then the station


def test_a_bundle_is_carried(tmp_path):
    words = ("dtn", CODE, "--from", "shanghai", "--to", "sydney", *RATES, "--megabytes", 50, "--hours", 12)
    found = answer(*words, "--alternatives", 3)
    assert list(found) == [
        "constellation", "plan", "from", "to", "time", "size_bytes", "contacts", "routes", "why_none",
    ]  # fmt: skip
    assert (found["size_bytes"], found["why_none"]) == (50_000_000, None)
    arrivals = [route["arrival"] for route in found["routes"]]
    assert arrivals == sorted(arrivals)
    assert len(arrivals) == 3
    best = found["routes"][0]
    assert list(best) == ["arrival", "valid_until", "confidence", "hops"]
    assert [hop["from"] for hop in best["hops"]] == ["shanghai", best["hops"][0]["to"]]
    assert best["hops"][-1]["to"] == "sydney"
    # 50 MB up at 10 Mbit/s take 40 s, with the overhead of bundles some per cent more
    sent, received = (np.datetime64(best["hops"][0][key]) for key in ("sent", "received"))
    assert (received - sent) / np.timedelta64(1, "s") == pytest.approx(41.2, abs=0.2)
    shown = run(*words)
    assert "there at 2026-01-01T" in shown.stdout
    assert "by 2 contacts" in shown.stdout


def test_lasers_are_faster_than_waiting():
    words = ("dtn", "S:1065.5:89:648/18/1", "--from", "shanghai", "--to", "sydney", *RATES, "--hours", 1)
    carried = answer(*words)["routes"]
    forwarded = answer(*words, "--isl-mbps", 1000)["routes"][0]
    assert carried == [] or forwarded["arrival"] < carried[0]["arrival"]
    assert len(forwarded["hops"]) > 2


def test_a_plan_of_a_file(tmp_path):
    plan = tmp_path / "plan.ion"
    run("contacts", CODE, "--station", "shanghai", "--down-mbps", 100, "--hours", 2, "--out", plan)
    known = read_ion_plan(plan)
    first = known.contacts.iloc[0]
    found = answer("dtn", "--plan", plan, "--from", first["from_node"], "--to", 61)
    assert found["routes"][0]["hops"][0]["to"] == "61"
    back = answer("dtn", "--plan", plan, "--from", 61, "--to", first["from_node"])
    assert (back["routes"], back["why_none"]) == ([], "no path")
    assert "no route from 61" in run("dtn", "--plan", plan, "--from", 61, "--to", first["from_node"]).stdout


@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        (("contacts", CODE, "--station", "shanghai"), InputError, "give the rate of what is to be in the plan"),
        (("contacts", CODE, "--down-mbps", 5), InputError, "give --station for contacts with the ground"),
        (("contacts", CODE, "--station", "x", "--down-mbps", 5), CatalogueError, "no ground station 'x'"),
        (("contacts", CODE, "--station", "shanghai", "--down-mbps", -5), ModelRangeError, "rate -5000000 bit/s"),
        (("contacts", CODE, "--station", "shanghai", "--down-mbps", 5, "--hours", -1), InputError, "--hours is more"),
        (("dtn", CODE, "--from", "shanghai", "--to", "sydney"), InputError, "give the rates of contacts"),
        (("dtn", CODE, "--from", "shanghai"), InputError, "give --from and --to"),
        (("dtn",), InputError, "give either a CONSTELLATION or --plan"),
        (("dtn", "--plan", "none.ion", "--from", "1", "--to", "2"), MissingDataError, "none.ion: cannot be read"),
        (("dtn", "--plan", "none.json", "--from", "1", "--to", "2"), InputError, "give it as --start"),
        (("dtn", CODE, "--from", "shanghai", "--to", "sydney", *RATES, "--megabytes", -1), ModelRangeError, "-1 MB"),
        (
            ("dtn", CODE, "--from", "shanghai", "--to", "shanghai", *RATES),
            InputError,
            "--from and --to are both shanghai",
        ),
    ],
)
def test_wrong_input_is_refused(arguments, kind, words):
    result = run(*arguments)
    assert isinstance(result.exception, kind), result.exception
    assert result.exception.exit_code == (4 if kind is MissingDataError else 3)
    assert words in str(result.exception)
    assert result.stdout == ""
