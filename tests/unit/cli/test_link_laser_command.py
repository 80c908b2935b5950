"""`huxing link laser`: the budget of two telescopes, the rate against range, figures of one's own, and refusals."""

from __future__ import annotations

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from huxing.cli.main import app
from huxing.core.errors import CatalogueError, InputError, MissingDataError, ModelRangeError
from huxing.link.laser import laser_budget, laser_rate, laser_terminal


def run(*arguments: object):
    return CliRunner().invoke(app, ["link", "laser", *(str(a) for a in arguments)])


def answer(*arguments: object):
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.exception
    return json.loads(result.stdout)


def test_the_standard_s_worked_figure():
    said = answer("--transmitter", "sda-oct", "--range-km", 5500)
    # 234 uW/m2 at 5,500 km: the catalogue's reading of SDA OCT v3.2.0
    assert said["links"][0]["irradiance_w_per_m2"] == pytest.approx(234e-6, rel=0.02)


def test_json_has_the_kernel_s_numbers_at_every_range():
    said = answer("--transmitter", "sda-oct", "--range-km", "1000:5000:2000", "--pointing-jitter-urad", 4)
    sender = laser_terminal("sda-oct", pointing_jitter=4e-6)
    metres = np.array([1e6, 3e6, 5e6])
    expected = laser_budget(sender, laser_terminal("sda-oct"), metres)
    assert [link["margin_db"] for link in said["links"]] == expected.margin_db.tolist()
    assert [link["photons_per_bit"] for link in said["links"]] == expected.photons_per_bit.tolist()
    rates = laser_rate(sender, laser_terminal("sda-oct"), metres)
    assert [link["rate_bit_per_s"] for link in said["links"]] == rates.tolist()
    assert all(len(row["values"]) == 3 and row["clause"] for row in said["terms"])


def test_the_table_has_a_column_a_range_and_the_rate_against_it():
    text = run("--transmitter", "sda-oct", "--range-km", "5000,6000").stdout
    assert "6000 km" in text
    assert "rate (Gbit/s)" in text
    last = [line for line in text.splitlines() if line.startswith("│ 6000")]
    assert last[0].split("│")[-2].strip() == "0"  # beyond the 5,500 km that the standard states


def test_many_ranges_are_a_list_of_rates():
    text = run("--transmitter", "sda-oct", "--range-km", "500:5500:500").stdout
    assert sum(line.startswith("│") for line in text.splitlines()) == 11
    assert "free space" not in text


def test_adaptive_modems_slow_down_with_the_square_of_the_range():
    own = ("--transmitter", "sda-oct", "--photons-per-bit", 1e5, "--range-km", "2000,4000", "--adaptive")
    rates = [link["rate_bit_per_s"] for link in answer(*own)["links"]]
    assert rates[0] < 2.5e9
    assert rates[0] / rates[1] == pytest.approx(4.0, rel=1e-3)


def test_more_of_the_time_in_the_light_costs_more():
    jitter = ("--transmitter", "sda-oct", "--range-km", 4000, "--pointing-jitter-urad", 3)
    mean = answer(*jitter)["links"][0]["received_power_w"]
    rare, rarer = (answer(*jitter, "--outage-percent", share)["links"][0]["received_power_w"] for share in (1, 0.01))
    assert mean > rare > rarer


def test_without_light_the_stated_rate_is_told_and_what_is_missing():
    result = run("--transmitter", "tesat-scot80", "--range-km", "1000,9000")
    assert result.exit_code == 0
    assert "give it" in result.stderr
    assert "--divergence-urad" in result.stderr
    links = answer("--transmitter", "tesat-scot80", "--range-km", "1000,9000")["links"]
    assert [link["rate_bit_per_s"] for link in links] == [10e9, 0.0]
    assert links[0]["margin_db"] is None


@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        (("--range-km", -5), ModelRangeError, "Gaussian beam: distance -5 km is outside above 0 km"),
        (("--range-km", "nan"), ModelRangeError, "distance nan km"),
        (("--range-km", "far"), InputError, "--range-km 'far'"),
        (("--outage-percent", 0), ModelRangeError, "outage probability 0 is outside 0 to 1"),
        (("--outage-percent", 100), ModelRangeError, "outage probability 1 is outside 0 to 1"),
        (("--divergence-urad", -1), ModelRangeError, "divergence -1 urad is outside 0 to 100000 urad"),
        (("--line-rate-gbps", 0), ModelRangeError, "rate 0 bit/s is outside above 0 bit/s"),
        (("--transmit-power-w", 0), ModelRangeError, "transmit power 0 W"),
        (("--photons-per-bit", -5), ModelRangeError, "photons per bit -5"),
        (("--aperture-m", "nan"), ModelRangeError, "aperture nan m"),
        (("--margin-db", "nan"), ModelRangeError, "margin nan dB"),
        (("--receiver", "handset-n256"), CatalogueError, "has no laser"),
        (("--receiver", "sda-oc"), CatalogueError, "nearest: sda-oct"),
    ],
)
def test_wrong_input_is_refused(arguments, kind, words):
    result = run("--transmitter", "sda-oct", *arguments)
    assert isinstance(result.exception, kind), result.exception
    assert result.exception.exit_code == 3
    assert words in str(result.exception)


def test_nothing_known_is_missing_data():
    result = run("--transmitter", "mynaric-condor-mk3")
    assert isinstance(result.exception, MissingDataError)
    assert result.exception.exit_code == 4
