"""`huxing link doppler`: along a pass and in closed form, and refusals."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from huxing.cli.main import app
from huxing.core.errors import CatalogueError, InputError, ModelRangeError

CODE = "S:1065.5:89:60/6/1"
SPEED_OF_LIGHT = 299_792_458.0


def run(*arguments: object):
    return CliRunner().invoke(app, ["link", "doppler", *(str(a) for a in arguments)])


def answer(*arguments: object):
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.exception
    return json.loads(result.stdout)


@pytest.fixture(scope="module")
def one_pass() -> pd.DataFrame:
    return pd.DataFrame(answer(CODE, "--station", "shanghai", "--hours", 6, "--step-s", 1)["samples"])


def test_doppler_and_its_rate_are_what_the_distance_does(one_pass):
    delay = one_pass["one_way_delay_s"].to_numpy()
    assert delay * SPEED_OF_LIGHT == pytest.approx(one_pass["slant_range_m"].to_numpy())
    # central differences of 1 s; the last sample is the set, nearer to its neighbour: measured 0.2 Hz and 0.05 Hz/s
    shift = -2e9 * (delay[2:-1] - delay[:-3]) / 2.0
    assert shift == pytest.approx(one_pass["doppler_hz"].to_numpy()[1:-2], abs=1.0)
    rate = np.diff(one_pass["doppler_hz"].to_numpy()[:-1])
    assert rate == pytest.approx(0.5 * (one_pass["doppler_rate_hz_per_s"][:-2].to_numpy()
                                        + one_pass["doppler_rate_hz_per_s"][1:-1].to_numpy()), abs=0.3)  # fmt: skip


def test_a_pass_runs_from_rise_to_set_and_comes_nearer_first(one_pass):
    assert one_pass["elevation_deg"].iloc[[0, -1]].to_numpy() == pytest.approx([10.0, 10.0], abs=1e-3)
    assert one_pass["elevation_deg"].max() > 60
    assert one_pass["doppler_hz"].iloc[0] > 0 > one_pass["doppler_hz"].iloc[-1]
    assert one_pass["doppler_hz"].is_monotonic_decreasing


def test_the_highest_whole_pass_or_the_first_of_a_satellite():
    listed = CliRunner().invoke(app, ["passes", CODE, "--station", "shanghai", "--hours", "6", "--json"])
    passes = pd.DataFrame(json.loads(listed.stdout))
    whole = passes[~(passes["rise_cut"] | passes["set_cut"])]
    chosen = answer(CODE, "--station", "shanghai", "--hours", 6)
    best = whole.loc[whole["max_elevation_deg"].idxmax()]
    assert (chosen["satellite"], chosen["rise"][:23]) == (best["satellite"], best["rise"][:23])
    other = passes["satellite"].iloc[-1]
    first = passes[passes["satellite"] == other].iloc[0]
    assert answer(CODE, "--station", "shanghai", "--hours", 6, "--satellite", other)["rise"][:23] == first["rise"][:23]


def test_the_table_of_a_pass():
    result = run(CODE, "--station", "31.2,121.5", "--hours", 6, "--step-s", 60)
    assert "Doppler (kHz)" in result.stdout
    assert "passes from" in result.stderr


def test_the_closed_form_is_the_report_s():
    rows = answer("--altitude-km", 600, "--elevation-deg", "10,90", "--frequency-ghz", 20)["elevations"]
    radius = 6371e3
    speed = np.sqrt(3.986004418e14 / (radius + 600e3))
    # TR 38.811, 6.7.1: v/c R/(R+h) cos(elevation)
    expected = speed / SPEED_OF_LIGHT * radius / (radius + 600e3) * np.cos(np.radians(10.0)) * 1e6
    assert rows[0]["doppler_ppm"] == pytest.approx(expected, rel=1e-9)
    assert rows[0]["doppler_hz"] == pytest.approx(expected * 20e3, rel=1e-9)
    assert rows[1]["doppler_hz"] == pytest.approx(0.0, abs=1e-6)
    assert rows[1]["slant_range_m"] == pytest.approx(600e3)


def test_the_earth_turns_below_an_inclined_orbit():
    still = answer("--altitude-km", 1200, "--elevation-deg", 30)["elevations"][0]["doppler_ppm"]
    east = answer("--altitude-km", 1200, "--elevation-deg", 30, "--inclination-deg", 0)["elevations"][0]["doppler_ppm"]
    west = answer("--altitude-km", 1200, "--elevation-deg", 30, "--inclination-deg", 180)["elevations"][0][
        "doppler_ppm"
    ]
    assert east < still < west


@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        ((), InputError, "give a SOURCE with --station for a pass, or --altitude-km"),
        (("--altitude-km", 600, "--elevation-deg", -5), ModelRangeError, "elevation -5 deg is outside 0 to 90 deg"),
        (("--altitude-km", -600), ModelRangeError, "altitude -600 km"),
        (("--altitude-km", 20000), ModelRangeError, "altitude 20000 km is outside 0 to 2000 km"),
        (("--altitude-km", 600, "--frequency-ghz", "nan"), ModelRangeError, "carrier frequency nan"),
        (("--altitude-km", 600, "--frequency-ghz", -2), ModelRangeError, "carrier frequency -2 GHz is outside above 0"),
        (("--altitude-km", 600, "--inclination-deg", 200), ModelRangeError, "inclination 200 deg"),
        ((CODE,), InputError, "a pass of a SOURCE has --station"),
        ((CODE, "--station", "shanghai", "--altitude-km", 600), InputError, "without SOURCE"),
        ((CODE, "--station", "shangha"), CatalogueError, "nearest: shanghai"),
        ((CODE, "--station", "shanghai", "--satellite", "shell1/p01/s99"), CatalogueError, "nearest: shell1/p01"),
        ((CODE, "--station", "shanghai", "--hours", "nan"), InputError, "--hours is more than 0"),
        ((CODE, "--station", "shanghai", "--hours", 1, "--step-s", 0), InputError, "step of 1 ms"),
        (
            (CODE, "--station", "shanghai", "--hours", 0.05, "--min-elevation-deg", 85),
            InputError,
            "no pass of 60 satellites over shanghai above 85 deg",
        ),
        (("qianfa", "--station", "shanghai"), CatalogueError, "nearest: qianfan"),
    ],
)
def test_wrong_input_is_refused(arguments, kind, words):
    result = run(*arguments)
    assert isinstance(result.exception, kind), result.exception
    assert result.exception.exit_code == 3
    assert words in str(result.exception)
