"""`huxing network handover`: policies side by side, users that stay and that move, and refusals."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from typer.testing import CliRunner

from huxing.cli.main import app
from huxing.core.errors import CatalogueError, InputError, ModelRangeError

SHANGHAI = ("kuiper-k1", "--from", "shanghai", "--hours", 1, "--step", 20)
POLICIES = ["nearest", "highest", "longest-remaining", "least-loaded", "every-15-s"]


def run(*arguments: object):
    return CliRunner().invoke(app, ["network", "handover", *(str(a) for a in arguments)])


def answer(*arguments: object):
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.exception
    return json.loads(result.stdout)


def test_all_policies_side_by_side():
    found = answer(*SHANGHAI)
    assert list(found) == [
        "constellation", "satellites", "start", "step_s", "times", "users", "capacity_users", "handover_time_s",
        "make_before_break", "minimum_dwell_s", "policies",
    ]  # fmt: skip
    assert [row["policy"] for row in found["policies"]] == POLICIES
    rates = {row["policy"]: row["handovers_per_user_hour"] for row in found["policies"]}
    # the satellite that stays longest is changed least often: that is what it is for
    assert rates["longest-remaining"] == min(rates.values())
    assert rates["nearest"] > 2 * rates["longest-remaining"]
    shown = run(*SHANGHAI)
    assert "kuiper-k1, 1 user, 1 h from 2000-01-01T00:00 UTC" in shown.stdout
    assert all(policy in shown.stdout for policy in POLICIES)


def test_short_names_and_what_a_handover_costs(tmp_path):
    out = tmp_path / "handovers.csv"
    found = answer(*SHANGHAI, "--policy", "longest,nearest", "--handover-time-s", 0.5, "--out", out)
    table = pd.read_csv(out)
    assert list(table["policy"].unique()) == ["longest-remaining", "nearest"]
    for row in found["policies"]:
        own = table[
            (table["policy"] == row["policy"]) & table["from_satellite"].notna() & table["to_satellite"].notna()
        ]
        assert len(own) == row["handovers"]
        assert own["interruption_s"].sum() == pytest.approx(row["interruption_s"])
        assert own["interruption_s"].iloc[:-1].min() >= 0.5  # the run may end during the last one
    seamless = answer(*SHANGHAI, "--policy", "nearest", "--handover-time-s", 0.5, "--make-before-break")["policies"][0]
    assert seamless["seamless"] == seamless["handovers"] > 0


def test_satellites_that_are_full():
    words = ("kuiper-k1", "--from", "shanghai,hangzhou,suzhou,nanjing", "--hours", 0.5, "--policy", "nearest")
    free, tight = answer(*words)["policies"][0], answer(*words, "--capacity", 1)["policies"][0]
    assert free["peak_load"] > 1
    assert tight["peak_load"] == 1


def test_planes_along_a_route_and_the_largest_cities():
    found = answer(
        "kuiper-k1", "--route", "north-pacific-air-route", "--hours", 0.5, "--step", 20, "--policy", "highest"
    )
    # 8,200 km at 900 km/h, one an hour from either end: about nine hours, so about twenty planes
    assert 18 <= found["users"] <= 24
    cities = answer("kuiper-k1", "--cities", 7, "--hours", 0.2, "--policy", "highest")
    assert cities["users"] == 7


@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        (("--policy", "nearst"), InputError, "no policy 'nearst'; nearest: nearest"),
        (("--route", "nowhere"), CatalogueError, "no service area 'nowhere'"),
        (("--route", "china"), InputError, "is a polygon; give one of the kind route"),
        (("--from", "shanghai", "--route", "north-pacific-air-route"), InputError, "not both"),
        (("--from", "shanghai", "--hours", -1), InputError, "--hours is more than 0 and at most a year"),
        (("--from", "shanghai", "--handover-time-s", -1), ModelRangeError, "handover time -1 s"),
        (("--route", "north-pacific-air-route", "--speed-kmh", 0), ModelRangeError, "speed 0 km/h"),
        (("--from", "shanghay"), CatalogueError, "nearest: shanghai"),
    ],
)
def test_wrong_input_is_refused(arguments, kind, words):
    result = run("kuiper-k1", *arguments)
    assert isinstance(result.exception, kind), result.exception
    assert result.exception.exit_code == 3
    assert words in str(result.exception)
    assert result.stdout == ""
