"""`huxing network rtt`: pairs and all pairs, what is written, and refusals."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from typer.testing import CliRunner

from huxing.cli.main import app
from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.errors import CatalogueError, InputError, ModelRangeError, TooLargeError
from huxing.network.routing import route
from huxing.network.topology import network_from_catalogue

K1 = ("kuiper-k1", "--seconds", 200, "--step-s", 2)
DOCUMENT = ["constellation", "satellites", "start", "step_s", "times", "pairs"]
PAIR = [
    "from", "to", "distance_km", "least_rtt_ms", "mean_rtt_ms", "greatest_rtt_ms", "least_hops", "greatest_hops",
    "path_changes", "without_way_share", "outages",
]  # fmt: skip


def run(*arguments: object):
    return CliRunner().invoke(app, ["network", "rtt", *(str(a) for a in arguments)])


def answer(*arguments: object):
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.exception
    return json.loads(result.stdout)


@pytest.fixture(scope="module")
def manila_dalian():
    return answer(*K1, "--from", "manila", "--to", "dalian", "--fibre")


def test_the_document_of_a_pair(manila_dalian):
    assert list(manila_dalian) == DOCUMENT
    head = {key: manila_dalian[key] for key in DOCUMENT[:-1]}
    assert head == {"constellation": "kuiper-k1", "satellites": 1156, "start": "2000-01-01T00:00:00.000000000",
                    "step_s": 2.0, "times": 100}  # fmt: skip
    (pair,) = manila_dalian["pairs"]
    fibre = ["fibre_rtt_ms", "faster_than_fibre_share", "cable_rtt_ms", "faster_than_cable_share"]
    assert list(pair) == [*PAIR, *fibre]
    assert pair["outages"] == []


def test_manila_to_dalian_is_the_paper_s(manila_dalian):
    # IMC'20, section 5.1: 25 to 48 ms; steps of 2 s miss at most the last ms of an extreme
    (pair,) = manila_dalian["pairs"]
    assert pair["least_rtt_ms"] == pytest.approx(25.2, abs=0.2)
    assert pair["greatest_rtt_ms"] == pytest.approx(48.2, abs=0.2)
    assert (pair["least_hops"], pair["greatest_hops"], pair["path_changes"]) == (3, 6, 5)


def test_round_trips_are_those_of_the_routes(manila_dalian):
    network = network_from_catalogue("kuiper-k1", ["manila", "dalian"])
    times = np.datetime64("2000-01-01", "ns") + np.timedelta64(2, "s") * np.arange(100)
    trips = [route(snapshot).round_trip[0, 1] for snapshot in network.snapshots(times)]
    (pair,) = manila_dalian["pairs"]
    assert pair["mean_rtt_ms"] == pytest.approx(1e3 * np.mean(trips), rel=1e-12)


def test_fibre_is_its_great_circle_and_its_cable(manila_dalian):
    (pair,) = manila_dalian["pairs"]
    assert pair["fibre_rtt_ms"] == pytest.approx(2e6 * pair["distance_km"] * 1.468 / SPEED_OF_LIGHT)
    assert pair["cable_rtt_ms"] == pytest.approx(1.5 * pair["fibre_rtt_ms"])
    assert 0.0 < pair["faster_than_fibre_share"] < pair["faster_than_cable_share"] < 0.2


def test_an_outage_is_said_and_counts_in_no_mean(tmp_path):
    out = tmp_path / "rio.csv"
    words = (*K1, "--from", "rio-de-janeiro", "--to", "saint petersburg", "--out", out)
    (pair,) = answer(*words)["pairs"]
    # IMC'20, section 5.1: no way from about 155 s to 165 s; here in steps of 2 s
    (outage,) = pair["outages"]
    assert (outage["start"][17:19], outage["end"][17:19]) == ("36", "46")
    assert pair["without_way_share"] == 0.05
    series = pd.read_csv(out, parse_dates=["time"])
    assert list(series.columns) == ["time", "from", "to", "rtt_ms", "hops"]
    assert series["rtt_ms"].isna().sum() == (series["hops"] == 0).sum() == 5
    assert pair["mean_rtt_ms"] == pytest.approx(series["rtt_ms"].mean())
    shown = run(*words)
    assert "no way from second 156.0 to 166.0 (00:02:36.000 to 00:02:46.000 UTC)" in shown.stdout
    assert "inf" not in shown.stdout
    assert "nan" not in shown.stdout


def test_several_ends_paths_and_netcdf(tmp_path):
    out = tmp_path / "x.nc"
    found = answer(*K1, "--from", "manila", "--to", "dalian,seoul", "--to", "31.2,121.5", "--paths", "--out", out)
    assert [pair["to"] for pair in found["pairs"]] == ["dalian", "seoul", "31.2,121.5"]
    first = found["paths"][0]
    assert list(first) == ["from", "to", "time", "hops", "nodes"]
    assert first["nodes"] == ["manila", "KUIPER-K1 184", "KUIPER-K1 183", "KUIPER-K1 217", "dalian"]
    assert sum(path["to"] == "dalian" for path in found["paths"]) == 6
    with xr.open_dataset(out) as series:
        assert dict(series.sizes) == {"time": 100, "pair": 3}
        assert series["rtt"].attrs["units"] == "s"
        assert float(series["rtt"][:, 0].min()) * 1e3 == pytest.approx(found["pairs"][0]["least_rtt_ms"])


def test_a_table_has_a_row_for_each_of_many_pairs():
    shown = run("kuiper-k1", "--from", "manila", "--cities", 8, "--seconds", 2, "--step", 1, "--rows", 5)
    assert shown.stdout.count("│ manila ") == 5
    assert "3 more; --rows 0 shows all" in shown.stderr


def test_paths_in_a_table_leave_out_what_all_names_begin_with():
    shown = run("kuiper-k1", "--from", "manila", "--to", "dalian", "--seconds", 2, "--step", 1, "--paths")
    assert "by KUIPER-K1 ..." in shown.stdout
    assert " 184 > 183 > 217 " in shown.stdout


def test_all_pairs_of_cities(tmp_path):
    out = tmp_path / "pairs.csv"
    found = answer("kuiper-k1", "--cities", 12, "--seconds", 30, "--step", 10, "--out", out, "--workers", 2)
    assert list(found) == [*DOCUMENT[:-1], "stations", "pairs", "pairs_without_way", "figures"]
    assert (found["stations"], found["pairs"]) == (12, 132)
    table = pd.read_csv(out)
    assert len(table) == 132
    figures = found["figures"]["least_rtt_ms"]
    assert list(figures) == ["least", "percentile_10", "percentile_50", "percentile_90", "greatest"]
    assert figures["percentile_50"] == pytest.approx(table["least_rtt_ms"].median())
    assert run("kuiper-k1", "--cities", 12, "--seconds", 2, "--step", 1).stdout.startswith("kuiper-k1, 132 pairs")


def test_pairs_that_never_have_a_way_are_counted_apart():
    # forty satellites: nobody has one above 80 deg
    words = ("D:550:30:40/5/1", "--cities", 5, "--seconds", 10, "--step", 5, "--min-elevation", 80)
    found = answer(*words)
    assert found["pairs_without_way"] == 20
    assert found["figures"] == {}
    assert "no pair has a way at any time" in run(*words).stdout


def test_what_fails_costs_time():
    whole, broken = (
        answer("kuiper-k1", "--from", "manila", "--to", "dalian", "--seconds", 20, "--step", 5, *more)["pairs"][0]
        for more in ((), ("--failed-satellite", "KUIPER-K1 183", "--failed-satellite", 217, "--failed-plane", 5))
    )
    assert broken["mean_rtt_ms"] > whole["mean_rtt_ms"]


@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        (
            ("--from", "manilla", "--to", "dalian"),
            CatalogueError,
            "no ground station 'manilla' in the catalogue; nearest",
        ),
        (("--from", "manila", "--to", "manila"), InputError, "manila itself has no way"),
        (("--to", "dalian"), InputError, "--from; give it"),
        (("--from", "manila", "--to", "dalian", "--seconds", -5), InputError, "--seconds is more than 0"),
        (("--from", "manila", "--to", "dalian", "--step", 0), InputError, "--step-s is 0.001 or more"),
        (("--from", "manila", "--to", "dalian", "--seconds", 1e7, "--step", 0.001), TooLargeError, "longer step"),
        (("--from", "manila", "--to", "dalian", "--start", "soon"), InputError, "is not a UTC time"),
        (("--from", "manila", "--to", "dalian", "--min-elevation", 95), ModelRangeError, "least elevation 95 deg"),
        (("--from", "manila", "--to", "dalian", "--failed-plane", 99), InputError, "no plane 99: there are 34"),
        (("--from", "manila", "--to", "dalian", "--failed-satellite", "x"), InputError, "no satellite 'x' among 1156"),
        (("--from", "manila", "--to", "dalian", "--failed-satellite", "²"), InputError, "no satellite '²' among 1156"),
        (("--from", "manila", "--to", "dalian", "--fibre", "--cable-factor", 0.5), ModelRangeError, "route factor 0.5"),
        (("--from", "manila", "--to", "dalian", "--planes", 3), InputError, "give --planes and --per-plane together"),
        (("--from", "manila", "--to", "dalian", "--name", "K*"), InputError, "--name is for a file of element sets"),
        (("--cities", 1), InputError, "one station makes no pair"),
        (("--cities", 500), InputError, "500 cities; the catalogue ranks 1 to 100"),
        (("--from", "1,2,3,4", "--to", "dalian"), InputError, "LAT,LON"),
    ],
)
def test_wrong_input_is_refused(arguments, kind, words):
    result = run("kuiper-k1", *arguments)
    assert isinstance(result.exception, kind), result.exception
    assert result.exception.exit_code == 3
    assert words in str(result.exception)
    assert result.stdout == ""
