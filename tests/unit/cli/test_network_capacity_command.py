"""`huxing network capacity`: max-min fair rates, the best with its bound, demand of one's own, and refusals."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from typer.testing import CliRunner

from huxing.cli.main import app
from huxing.core.errors import CatalogueError, FormatError, InputError, MissingDataError, ModelRangeError, TooLargeError

DOCUMENT = [
    "constellation", "satellites", "stations", "time", "bent_pipe", "demand_gbps", "flows", "flows_without_way",
    "flows_satisfied", "total_gbps", "least_rate_mbps", "median_rate_mbps", "greatest_rate_mbps", "best",
    "kinds_of_links", "busiest_links",
]  # fmt: skip


def run(*arguments: object):
    return CliRunner().invoke(app, ["network", "capacity", *(str(a) for a in arguments)])


def answer(*arguments: object):
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.exception
    return json.loads(result.stdout)


@pytest.fixture
def demand(tmp_path):
    path = tmp_path / "demand.csv"
    path.write_text("source,destination,rate_mbps\nmanila,dalian,4000\nmanila,seoul,8000\nseoul,manila,500\n")
    return path


def test_the_document(demand):
    found = answer("kuiper-k1", "--demand", demand)
    assert list(found) == DOCUMENT
    assert (found["satellites"], found["stations"], found["flows"], found["best"]) == (1156, 3, 3, None)
    assert list(found["kinds_of_links"][0]) == [
        "kind", "used", "full", "load_mbps", "mean_utilisation", "greatest_utilisation",
    ]  # fmt: skip
    assert list(found["busiest_links"][0]) == [
        "kind", "from", "to", "rate_mbps", "load_mbps", "utilisation", "flows",
    ]  # fmt: skip


def test_flows_share_a_station_fairly(demand, tmp_path):
    out = tmp_path / "rates.csv"
    found = answer("kuiper-k1", "--demand", demand, "--gsl-gbps", 6, "--out", out)
    # Manila sends 6 of 12 Gbit/s: 3 for each of its flows; the third has all that it asks for
    assert found["total_gbps"] == pytest.approx(6.5)
    assert (found["demand_gbps"], found["flows_satisfied"]) == (12.5, 1)
    assert found["busiest_links"][0]["utilisation"] == pytest.approx(1.0)
    assert ("station up", "manila") in [(link["kind"], link["from"]) for link in found["busiest_links"]]
    table = pd.read_csv(out)
    assert list(table.columns) == ["source", "destination", "demand_mbps", "rate_mbps"]
    assert table["rate_mbps"].tolist() == pytest.approx([3000.0, 3000.0, 500.0])


def test_antennas_and_satellites_are_limits_of_their_own(demand):
    words = ("kuiper-k1", "--demand", demand, "--gsl-gbps", 6, "--antennas", 3)
    assert answer(*words, "--satellite-gbps", 100)["total_gbps"] == pytest.approx(12.5)
    assert answer(*words)["total_gbps"] < 12.5  # one satellite over Manila takes 6 Gbit/s


def test_the_best_is_never_over_its_bound_and_never_under_fair():
    words = ("kuiper-k1", "--cities", 12, "--lp")
    found = answer(*words)
    best = found["best"]
    assert list(best) == ["objective", "total_gbps", "value_gbps", "bound_gbps", "bound_over"]
    assert found["total_gbps"] <= best["value_gbps"] * 1.001 <= best["bound_gbps"] * 1.002  # the solver's tolerance
    assert best["bound_over"] == "all paths"
    shown = run(*words)
    assert "no rates over all paths exceed (Gbit/s in all)" in shown.stdout


def test_the_worst_served_at_best():
    for more, unit in (((), "mbps"), (("--demand-gbps", 500), "share")):
        best = answer("kuiper-k1", "--cities", 8, "--lp", "--objective", "concurrent", *more)["best"]
        assert list(best) == ["objective", "total_gbps", f"value_{unit}", f"bound_{unit}", "bound_over"]
        assert 0.0 < best[f"value_{unit}"] <= best[f"bound_{unit}"] * 1.001
    assert "share of each demand" in run("kuiper-k1", "--cities", 8, "--lp", "--objective", "concurrent",
                                         "--demand-gbps", 500).stdout  # fmt: skip


def test_without_lasers_few_pairs_have_a_way():
    words = ("kuiper-k1", "--cities", 20)
    lasers, bent = answer(*words), answer(*words, "--bent-pipe", "--lp")
    assert lasers["flows_without_way"] == 0
    assert bent["flows_without_way"] > 200
    assert bent["bent_pipe"]
    assert {row["kind"] for row in bent["kinds_of_links"]} == {
        "satellite up", "satellite down", "station up", "station down",
    }  # fmt: skip
    assert bent["best"]["bound_over"] == "paths"


def test_gateways_serve_cities_and_a_failed_one_leaves_them_to_the_others():
    words = ("kuiper-k1", "--cities", 30, "--gateways", "shanghai,beijing,sanya", "--demand-gbps", 100)
    whole, broken = answer(*words), answer(*words, "--failed-gateway", "sanya")
    assert (whole["stations"], broken["stations"]) == (33, 32)
    assert whole["flows"] == broken["flows"] == 30
    assert (whole["total_gbps"], broken["total_gbps"]) == pytest.approx((30.0, 20.0))  # 10 Gbit/s a gateway
    names = {link["from"] for link in broken["busiest_links"]}
    assert {"gateway shanghai", "gateway beijing"} <= names


def test_a_failed_station_has_no_way():
    found = answer("kuiper-k1", "--cities", 5, "--failed-gateway", "Shanghai")
    assert found["flows_without_way"] == 8
    assert found["least_rate_mbps"] > 0.0  # of flows with a way


def test_demand_in_time(tmp_path):
    path = tmp_path / "hours.csv"
    path.write_text(
        "source,destination,rate_mbps,time\nmanila,dalian,100,2000-01-01T00:00\nmanila,dalian,300,2000-01-01T01:00\n"
    )
    early, late = (answer("kuiper-k1", "--demand", path, "--at", f"2000-01-01T0{h}:30")["total_gbps"] for h in (0, 1))
    assert (early, late) == pytest.approx((0.1, 0.3))


def test_what_is_shown_tells_where_people_are_from():
    shown = run("kuiper-k1", "--cities", 5, "--demand-gbps", 10)
    assert "gravity model" in shown.stderr
    assert "GeoNames" in shown.stderr
    assert "asked for (Gbit/s)" in shown.stdout
    unlimited = run("kuiper-k1", "--cities", 5)
    assert "all they can get" in unlimited.stdout
    assert "gravity model" not in unlimited.stderr


@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        (("--demand", "DEMAND", "--demand-gbps", 5), InputError, "--demand has its own places and rates"),
        (("--demand", "none.csv"), MissingDataError, "none.csv: cannot be read"),
        (("--demand", "BAD"), FormatError, ":2: "),
        (("--demand", "UNKNOWN"), CatalogueError, "no ground station 'atlantis'"),
        (("--gateways", "shanghai", "--failed-gateway", "beijing"), InputError, "'beijing' is none of --gateways"),
        (("--gateways", "shanghai", "--failed-gateway", "shanghai"), InputError, "all gateways are out"),
        (("--gsl-gbps", -1), ModelRangeError, "-1000 Mbit/s"),
        (("--cities", 5, "--demand-gbps", -1), ModelRangeError, "rate -1000 Mbit/s"),
        (("--objective", "x"), InputError, "--objective 'x': give one of throughput, concurrent"),
        (("--cities", 5, "--failed-gateway", "nowhere"), InputError, "no station 'nowhere'"),
        (("--cities", 1), InputError, "1 city; give two or more"),
        (("--cities", 5000), TooLargeError, "take fewer --cities, or --gateways"),
    ],
)
def test_wrong_input_is_refused(arguments, kind, words, demand, tmp_path):
    (tmp_path / "bad.csv").write_text("source,destination,rate_mbps\nmanila,manila,5\n")
    (tmp_path / "unknown.csv").write_text("source,destination,rate_mbps\nmanila,atlantis,5\n")
    files = {"DEMAND": demand, "BAD": tmp_path / "bad.csv", "UNKNOWN": tmp_path / "unknown.csv"}
    result = run("kuiper-k1", *(files.get(str(argument), argument) for argument in arguments))
    assert isinstance(result.exception, kind), result.exception
    assert result.exception.exit_code == (4 if kind is MissingDataError else 3)
    assert words in str(result.exception)
    assert result.stdout == ""


def gateways(*arguments: object):
    return CliRunner().invoke(app, ["network", "gateways", *(str(a) for a in arguments), "--json"])


def test_gateways_are_placed_where_they_help_most(tmp_path):
    out = tmp_path / "curve.csv"
    words = ("kuiper-k1", "--candidates", "shanghai,beijing,hangzhou,london", "--users", 40, "--antennas", 1)
    found = json.loads(gateways(*words, "--out", out).stdout)
    assert list(found) == [
        "constellation", "satellites", "start", "step_s", "times", "users", "candidates", "supply_gbps", "limit_gbps",
        "gateways",
    ]  # fmt: skip
    table = pd.DataFrame(found["gateways"])
    assert list(table.columns) == [
        "gateways", "added", "antennas", "throughput_gbps", "least_gbps", "share", "lost_if_failed_share",
    ]  # fmt: skip
    gains = table["throughput_gbps"].diff().fillna(table["throughput_gbps"].iloc[0])
    assert gains.tolist() == sorted(gains, reverse=True)
    assert table["throughput_gbps"].iloc[-1] == pytest.approx(found["limit_gbps"]) == pytest.approx(40.0)
    assert pd.read_csv(out)["added"].tolist() == table["added"].tolist()
    assert table["lost_if_failed_share"].tolist() == pytest.approx([0.25] * 4)
    alone = json.loads(gateways(*words[:1], "--candidates", "shanghai", "--users", 5).stdout)["gateways"]
    assert alone[0]["lost_if_failed_share"] is None
    shown = CliRunner().invoke(app, ["network", "gateways", *(str(word) for word in words)]).stdout
    assert "no choice among them gives more" in shown


@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        (("--candidates", "shangai"), CatalogueError, "nearest: shanghai"),
        (("--candidates", "shanghai", "--supply-gbps", -1), ModelRangeError, "--supply-gbps -1 is outside"),
        (("--candidates", "shanghai", "--supply-gbps", "nan"), ModelRangeError, "--supply-gbps nan is outside"),
        (("--candidates", "shanghai", "--supply-gbps", 1e300), ModelRangeError, "--supply-gbps 1e+300 is outside"),
        (("--candidates", "shanghai", "--users", 10, "--seconds", 0), InputError, "--seconds is more than 0"),
        (("--users", 10, "--seconds", 1e6, "--step", 1), TooLargeError, "take a longer --step-s, or fewer --users"),
    ],
)
def test_gateways_refuse_wrong_input(arguments, kind, words):
    result = gateways("kuiper-k1", *arguments)
    assert isinstance(result.exception, kind), result.exception
    assert result.exception.exit_code == 3
    assert words in str(result.exception)
    assert result.stdout == ""


def test_more_users_than_there_are_cities_are_all_cities():
    found = json.loads(gateways("D:1200:50:12/3/1", "--candidates", "shanghai", "--users", 10**6, "--most", 1).stdout)
    assert 10_000 < found["users"] < 10**6


def test_links_without_a_limit_of_their_own_are_shown_without_a_number():
    words = ("kuiper-k1", "--cities", 10, "--gateways", "shanghai", "--bent-pipe")
    shown = run(*words, "--rows", 100).stdout
    assert "any" in shown
    assert "inf" not in shown
    document = answer(*words, "--rows", 100)
    assert {link["rate_mbps"] for link in document["busiest_links"]} >= {None}
