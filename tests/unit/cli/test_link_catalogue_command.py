"""`huxing link terminals|payloads|modcods`: rows with status and source, thresholds with their table, and refusals."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from huxing.catalogue import payload_names, terminal_names
from huxing.cli import link_catalogue
from huxing.cli.main import app
from huxing.core.errors import CatalogueError, InputError, ModelRangeError
from huxing.link.modulation import ccsds_code, dvb_modcods


def run(*arguments: object):
    return CliRunner().invoke(app, ["link", *(str(a) for a in arguments)])


def answer(*arguments: object):
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.exception
    return json.loads(result.stdout)


@pytest.mark.parametrize(("command", "names"), [("terminals", terminal_names()), ("payloads", payload_names())])
def test_every_row_is_listed_with_status_and_source(command, names):
    rows = answer(command)
    assert [row["name"] for row in rows] == names
    assert all(row["source"] and row["status"] for row in rows)
    text = run(command).stdout
    assert all(f"\n{row['name']} ({row['status']}): {row['source']}\n" in text for row in rows)


def test_chosen_rows_tell_what_no_source_confirms():
    text = run("terminals", "handset-n255", "VSAT_KA").stdout
    assert "unverified: The report has this handset in S band" in text
    assert "ka: up 27500-30000, down 17300-20200" in text
    assert "sda-oct" not in text


def test_modcods_have_the_standard_s_thresholds_and_name_it():
    rows = answer("modcods")
    assert len(rows) == 67
    expected = dvb_modcods()
    for row in rows:
        assert row["es_over_n0_db"] == float(expected[row["name"]].es_over_n0.db)
        assert row["basis"].startswith("EN 302 307-")
    assert len(answer("modcods", "--frame", "short")) == 24
    assert (
        answer("modcods", "--pilots")[0]["spectral_efficiency_bit_per_symbol"]
        < rows[0]["spectral_efficiency_bit_per_symbol"]
    )


def test_nr_thresholds_are_a_model_s_and_say_so():
    near, far = answer("modcods", "nr", "--gap-db", 1), answer("modcods", "nr", "--gap-db", 4)
    assert far[5]["es_over_n0_db"] - near[5]["es_over_n0_db"] == pytest.approx(3.0)
    assert far[5]["basis"] == "model: 4 dB over the Shannon bound"
    assert len(answer("modcods", "nr", "--table", 2)) == 28


def test_a_ratio_gets_the_most_efficient_mode_that_it_carries():
    rows = answer("modcods", "--es-over-n0-db=-10,0,10", "--margin-db", 1)
    assert rows[0]["mode"] is None
    for row in rows[1:]:
        fitting = [m for m in dvb_modcods() if float(m.es_over_n0.db) + 1.0 <= row["es_over_n0_db"]]
        assert row["spectral_efficiency_bit_per_symbol"] == max(m.spectral_efficiency for m in fitting)


def test_ccsds_codes_with_what_is_known_of_them():
    result = run("modcods", "ccsds")
    assert "no public figure at a bit error rate of 1e-05 is known for" in result.stderr
    rows = {row["name"]: row for row in answer("modcods", "ccsds")}
    assert rows["convolutional 1/2"]["eb_over_n0_db"] == float(
        ccsds_code("convolutional 1/2").required_eb_over_n0(1e-5).db
    )
    assert rows["LDPC 16384 4/5"]["eb_over_n0_db"] is None


def test_long_sources_stand_below_a_narrow_table(monkeypatch):
    monkeypatch.setattr(link_catalogue, "table_width", lambda: 80)
    text = run("modcods").stdout
    assert "[1] EN 302 307-1 V1.4.1 table 13" in text
    assert "[2] EN 302 307-2 V1.1.1 table 20a" in text


@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        (("modcods", "lora"), InputError, "dvb-s2x, nr, ccsds"),
        (("modcods", "nr", "--table", 5), CatalogueError, "no NR MCS table 5; there are 1, 2, 3"),
        (("modcods", "nr", "--gap-db", -1), ModelRangeError, "gap -1 dB"),
        (("modcods", "--frame", "tiny"), InputError, "normal, short"),
        (("modcods", "ccsds", "--error-rate", 0), ModelRangeError, "bit error rate 0"),
        (("modcods", "--es-over-n0-db", "nan"), InputError, "NaN"),
        (("modcods", "--es-over-n0-db", 3, "--margin-db", -1), ModelRangeError, "margin -1 dB"),
        (("terminals", "vsat-kq"), CatalogueError, "nearest: vsat-k"),
        (("payloads", "leo-k"), CatalogueError, "nearest: leo-ku"),
    ],
)
def test_wrong_input_is_refused(arguments, kind, words):
    result = run(*arguments)
    assert isinstance(result.exception, kind), result.exception
    assert result.exception.exit_code == 3
    assert words in str(result.exception)
