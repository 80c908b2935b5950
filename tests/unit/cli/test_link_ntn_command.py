"""`huxing link ntn`: one link by elevation, the report's 60 study cases beside what is published, and refusals."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from huxing.cli import link_ntn
from huxing.cli.main import app
from huxing.core.errors import CatalogueError, InputError, ModelRangeError


def run(*arguments: object):
    return CliRunner().invoke(app, ["link", "ntn", *(str(a) for a in arguments)])


def answer(*arguments: object):
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.exception
    return json.loads(result.stdout)


def quantity(said, name: str) -> list[float]:
    return next(row["values"] for row in said["quantities"] if row["quantity"] == name)


def test_the_round_trips_of_the_report():
    low = answer("--altitude-km", 600, "--elevation-deg", 10)
    # TR 38.821, table 4.2-2; printed to 0.01 ms
    assert quantity(low, "round-trip delay") == pytest.approx([25.77], abs=0.01)
    high = answer("--altitude-km", 35786, "--elevation-deg", 10)
    assert quantity(high, "round-trip delay") == pytest.approx([541.46], abs=0.01)


def test_every_elevation_has_a_column_and_every_row_a_source():
    said = answer("--elevation-deg", "30,90", "--band", "n255", "--beam-diameter-km", 50)
    assert said["elevation_deg"] == [30, 90]
    assert said["downlink_hz"] == 1542e6  # middle of 1525 to 1559 MHz
    assert all(len(row["values"]) == 2 and row["source"] for row in said["quantities"])
    assert quantity(said, "one-way delay")[1] == pytest.approx(600e3 / 299792458 * 1e3, rel=1e-6)
    text = run("--elevation-deg", "30,90", "--band", "n255").stdout
    assert "30 deg" in text
    assert "TR 38.811, 6.7.1" in text


def test_a_ka_band_takes_its_own_subcarriers():
    assert answer("--band", "n512")["subcarrier_spacing_hz"] == 120e3
    assert answer("--band", "n512", "--subcarrier-spacing-khz", 60)["subcarrier_spacing_hz"] == 60e3


def test_all_sixty_cases_with_what_is_published_beside_them():
    said = answer("--cases")
    assert len(said["cases"]) == 60
    known = [row for row in said["cases"] if "cnr_db" in row["published"]]
    assert [(row["case"], row["direction"]) for row in known] == [
        (case, way) for case in ("SC6", "SC9") for way in ("downlink", "uplink")
    ]
    for row in known:  # the report prints to 0.1 dB; measured: at most 0.06 dB apart
        assert row["cnr_db"] == pytest.approx(row["published"]["cnr_db"]["value"], abs=0.1)
    for row in said["cases"]:
        for key, cell in row["published"].items():
            assert row[key] == pytest.approx(cell["value"], abs=0.1)
    assert sum(len(row["published"]) for row in said["cases"]) == 30


def test_the_cases_as_a_table_wide_and_narrow(monkeypatch):
    wide = run("--cases")
    assert sum(line.startswith("│ SC") for line in wide.stdout.splitlines()) == 60
    assert "~210.6" in wide.stdout
    monkeypatch.setattr(link_ntn, "table_width", lambda: 80)
    narrow = run("--cases")
    assert sum(line.startswith("│ SC") for line in narrow.stdout.splitlines()) == 60
    assert "G/T" in wide.stdout
    assert "G/T" not in narrow.stdout
    assert "wider terminal" in narrow.stderr


def test_computed_losses_differ_from_the_tabulated():
    tabulated, computed = answer("--cases"), answer("--cases", "--losses", "computed")
    assert computed["losses"] == "computed"
    assert tabulated["cases"][0]["atmospheric_db"] != computed["cases"][0]["atmospheric_db"]


@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        (("--elevation-deg", -5), ModelRangeError, "elevation -5 deg is outside 0 to 90 deg"),
        (("--elevation-deg", 5), ModelRangeError, "outside 10 to 90 deg; give a value inside, or --extrapolate"),
        (("--altitude-km", "nan"), ModelRangeError, "altitude nan"),
        (("--band", "n999"), CatalogueError, "no NTN band 'n999'; there are n256"),
        (("--scenario", "moon"), InputError, "dense-urban, urban, suburban, rural"),
        (("--payload", "x"), InputError, "transparent, regenerative"),
        (("--processes", 0), ModelRangeError, "processes 0 is outside 1 to 32"),
        (("--subcarrier-spacing-khz", 17), InputError, "15, 30, 60, 120, 240 kHz"),
        (("--beam-diameter-km", -1), ModelRangeError, "beam diameter -1 km"),
        (("--downlink-ghz", -2), ModelRangeError, "frequency -2 GHz is outside 0.5 to 40 GHz"),
        (("--cases", "--losses", "x"), InputError, "tabulated, computed"),
        (("--losses", "computed"), InputError, "give --cases too"),
    ],
)
def test_wrong_input_is_refused(arguments, kind, words):
    result = run(*arguments)
    assert isinstance(result.exception, kind), result.exception
    assert result.exception.exit_code == 3
    assert words in str(result.exception)
