"""`huxing network packets`: UDP and TCP between two places, pings beside them, and refusals."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from typer.testing import CliRunner

from huxing.cli.main import app
from huxing.core.errors import CatalogueError, InputError, ModelRangeError

ENDS = ("kuiper-k1", "--from", "manila", "--to", "dalian")
FLOW = [
    "flow", "throughput_mbps", "sent_packets", "delivered_packets", "lost_share", "lost_queue_full", "lost_no_way",
    "least_delay_ms", "mean_delay_ms", "greatest_delay_ms",
]  # fmt: skip


def run(*arguments: object):
    return CliRunner().invoke(app, ["network", "packets", *(str(a) for a in arguments)])


def answer(*arguments: object):
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.exception
    return json.loads(result.stdout)


def test_the_document_and_a_flow_that_fits():
    found = answer(*ENDS, "--rate-mbps", 5, "--seconds", 2)
    assert list(found) == [
        "constellation", "satellites", "start", "step_s", "times", "from", "to", "seconds", "seed", "events",
        "least_light_rtt_ms", "greatest_light_rtt_ms", "without_way_share", "flows", "ping",
    ]  # fmt: skip
    (flow,) = found["flows"]
    assert list(flow) == FLOW
    # 5 Mbit/s less the 20 packets that are under way for 20 ms at the end: 1 %
    assert flow["throughput_mbps"] == pytest.approx(5.0, rel=0.02)
    assert (flow["lost_share"], found["without_way_share"]) == (0.0, 0.0)
    # four links of 10 Mbit/s take 1.2 ms each for a packet of 1500 bytes, beside the light
    assert flow["least_delay_ms"] == pytest.approx(found["least_light_rtt_ms"] / 2 + 4 * 1.2, abs=0.1)


def test_pings_alone_take_as_long_as_light():
    found = answer(*ENDS, "--rate-mbps", 0.001, "--seconds", 1, "--ping-interval-s", 0.1)
    ping = found["ping"]
    assert list(ping) == [
        "sent", "returned", "least_rtt_ms", "median_rtt_ms", "percentile_95_rtt_ms", "percentile_99_rtt_ms",
        "greatest_rtt_ms",
    ]  # fmt: skip
    assert ping["returned"] >= ping["sent"] - 1
    # one may meet the flow's only packet on its way up
    assert ping["median_rtt_ms"] == pytest.approx(found["greatest_light_rtt_ms"], abs=0.1)


def test_too_much_fills_the_queue():
    found = answer(*ENDS, "--rate-mbps", 20, "--seconds", 2, "--queue", 50)
    (flow,) = found["flows"]
    assert flow["throughput_mbps"] == pytest.approx(10.0, rel=0.03)  # what the links carry; the end is under way
    assert flow["lost_share"] == pytest.approx(0.5, abs=0.03)
    assert flow["lost_queue_full"] > 0
    # the queue holds 50 packets of 1.2 ms, of which some have gone when a ping finds a place
    assert found["ping"]["greatest_rtt_ms"] >= found["least_light_rtt_ms"] + 50.0


def test_tcp_flows_share_the_way_and_a_file_ends(tmp_path):
    out = tmp_path / "series.csv"
    words = (*ENDS, "--flow", "newreno,cubic", "--seconds", 4, "--out", out)
    found = answer(*words)
    tcp = [*FLOW, "fast_retransmits", "timeouts", "resent_segments", "completion_time_s"]
    assert [list(flow) for flow in found["flows"]] == [tcp, tcp]
    assert 7.0 < sum(flow["throughput_mbps"] for flow in found["flows"]) < 9.8  # payload of 1460 of 1500 bytes
    series = pd.read_csv(out)
    assert list(series.columns) == ["second", "flow_1_newreno_mbps", "flow_2_cubic_mbps", "ping_mean_rtt_ms"]
    assert len(series) == 40
    mean = series["flow_1_newreno_mbps"].mean()
    assert mean == pytest.approx(found["flows"][0]["throughput_mbps"], rel=1e-3)
    assert "timeouts" in run(*words).stdout
    small = answer(*ENDS, "--flow", "cubic", "--megabytes", 0.1, "--seconds", 4)["flows"][0]
    assert 0.08 < small["completion_time_s"] < 0.3  # 0.08 s at 10 Mbit/s, and three round trips of the slow start


def test_the_same_seed_gives_the_same_packets():
    words = (*ENDS, "--flow", "poisson", "--rate-mbps", 5, "--seconds", 1)
    one, again, other = (answer(*words, "--seed", seed)["flows"][0]["sent_packets"] for seed in (1, 1, 2))
    assert one == again != other


def test_an_outage_is_said():
    words = ("kuiper-k1", "--from", "rio-de-janeiro", "--to", "saint-petersburg", "--seconds", 2,
             "--start", "2000-01-01T00:02:38")  # fmt: skip
    found = answer(*words)
    assert (found["least_light_rtt_ms"], found["without_way_share"]) == (None, 1.0)
    assert found["flows"][0]["least_delay_ms"] is None
    assert found["ping"]["median_rtt_ms"] is None
    shown = run(*words).stdout
    assert "came back" in shown
    assert "no way in 100.00 % of the time" in shown
    assert "nan" not in shown


@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        (("--from", "manila", "--to", "manila"), InputError, "--from and --to are both manila"),
        (("--from", "manila", "--to", "dalien"), CatalogueError, "nearest: dalian"),
        (("--from", "manila", "--to", "dalian", "--flow", "tcp"), InputError, "--flow 'tcp': give one of udp"),
        (("--from", "manila", "--to", "dalian", "--queue-rule", "red"), InputError, "--queue-rule 'red'"),
        (("--from", "manila", "--to", "dalian", "--packet-bytes", 40), InputError, "--packet-bytes 40"),
        (("--from", "manila", "--to", "dalian", "--isl-mbps", -1), ModelRangeError, "-1 Mbit/s"),
        (("--from", "manila", "--to", "dalian", "--isl-mbps", 0), InputError, "--isl-mbps is more than 0"),
        (("--from", "manila", "--to", "dalian", "--gsl-mbps", 0), InputError, "--gsl-mbps is more than 0"),
        (("--from", "manila", "--to", "dalian", "--rate-mbps", 0), ModelRangeError, "rate of a flow 0 Mbit/s"),
        (("--from", "manila", "--to", "dalian", "--seconds", "nan"), InputError, "--seconds is more than 0"),
        (("--from", "manila", "--to", "dalian", "--ping-interval-s", 0), ModelRangeError, "interval of pings 0 s"),
    ],
)
def test_wrong_input_is_refused(arguments, kind, words):
    result = run("kuiper-k1", *arguments)
    assert isinstance(result.exception, kind), result.exception
    assert result.exception.exit_code == 3
    assert words in str(result.exception)
    assert result.stdout == ""


def test_an_interval_longer_than_the_run_is_refused_before_anything_is_written(tmp_path):
    out = tmp_path / "series.csv"
    result = run(*ENDS, "--seconds", 1, "--interval-s", 2, "--out", out)
    assert isinstance(result.exception, InputError), result.exception
    assert "--interval-s 2 is longer than --seconds 1" in str(result.exception)
    assert not out.exists()
