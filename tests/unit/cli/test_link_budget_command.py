"""`huxing link budget`: every row with its clause, in both directions, through rain and interference; and refusals."""

from __future__ import annotations

import json
import sys

import numpy as np
import pytest
import xarray as xr
from typer.testing import CliRunner

from huxing.cli import link_table
from huxing.cli import main as door
from huxing.core.errors import CatalogueError, InputError, MissingDataError, ModelRangeError
from huxing.link.atmosphere.climate import load_climate
from huxing.link.budget import radio_budget
from huxing.orbit import Station

PAIR = ("--terminal", "vsat-ka", "--payload", "tr38821-set1-leo600")
RAIN = ("--station", "shanghai", "--climate", "zonal")


def run(*arguments: object):
    return CliRunner().invoke(door.app, ["link", "budget", *(str(a) for a in arguments)])


def answer(*arguments: object):
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.exception
    return json.loads(result.stdout)


def table_cells(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("│").split("│")] for line in text.splitlines() if line[:1] == "│"]


def test_json_has_the_kernel_s_numbers_in_both_directions():
    said = answer(*PAIR, "--elevation-deg", "20,60", "--direction", "both", "--exceedance-percent", 0.5, *RAIN)
    shanghai = Station.from_degrees("shanghai", 31.22222, 121.45806, 10.0)
    for one, direction in zip(said["budgets"], ("down", "up"), strict=True):
        expected = radio_budget(
            terminal="vsat-ka", satellite="tr38821-set1-leo600", elevation_deg=[20, 60], direction=direction,
            site=shanghai, exceedance=0.005, climate=load_climate("zonal"),
        )  # fmt: skip
        assert one["direction"] == direction
        assert [link["margin_db"] for link in one["links"]] == expected.margin_db.tolist()
        assert [link["rate_bit_per_s"] for link in one["links"]] == expected.rate.tolist()
        assert [row["term"] for row in one["terms"]][: len(expected.rows)] == [row.name for row in expected.rows]
        free_space = next(row for row in one["terms"] if row["term"] == "free-space loss")
        assert free_space["values"] == expected.row("free-space loss").value.tolist()
        assert one["climate"].startswith("zonal climatology")
    assert said["place"]["name"] == "shanghai"


def test_every_row_names_its_clause_in_json_and_in_the_table():
    said = answer(*PAIR)
    assert all(row["clause"] for row in said["budgets"][0]["terms"])
    assert "TR 38.821" in said["budgets"][0]["terms"][0]["clause"]
    cells = table_cells(run(*PAIR).stdout)
    assert len(cells) == len(said["budgets"][0]["terms"])
    assert all(row[-1] for row in cells)


def test_the_terms_add_up_to_the_margin():
    terms = answer(*PAIR, "--elevation-deg", 35, "--loss-db", "radome=0.7", *RAIN, "--exceedance-percent", 1)
    rows = terms["budgets"][0]["terms"]
    added = sum(row["values"][0] for row in rows if row["role"] == "term")
    assert added == pytest.approx(next(r for r in rows if r["term"] == "margin")["values"][0], abs=1e-9)
    assert next(r for r in rows if r["term"] == "radome")["values"] == [-0.7]


def test_a_narrow_terminal_gets_numbered_clauses_and_all_columns(monkeypatch):
    monkeypatch.setattr(link_table, "table_width", lambda: 80)
    text = run(*PAIR, "--elevation-deg", "20,30,40,50").stdout
    cells = table_cells(text)
    numbers = {row[-1] for row in cells}
    assert all(number.startswith("[") for number in numbers)
    assert all(f"\n{number} " in text for number in numbers)  # each is told below
    assert all(f"{elevation} deg" in text for elevation in (20, 30, 40, 50))
    assert max(len(line) for line in text.splitlines() if line[:1] in "┏│") <= 80


def test_many_links_are_a_list_of_results():
    result = run(*PAIR, "--elevation-deg", "10:90:4")
    cells = table_cells(result.stdout)
    assert len(cells) == 21
    assert "--json gives every term" in result.stderr
    assert len(answer(*PAIR, "--elevation-deg", "10:90:4")["budgets"][0]["links"]) == 21


def test_elevations_and_exceedances_are_crossed():
    links = answer(*PAIR, "--elevation-deg", 30, "--elevation-deg", 60, "--exceedance-percent", "1,0.1", *RAIN)
    asked = [(link["elevation_deg"], link["exceedance_percent"]) for link in links["budgets"][0]["links"]]
    assert asked == [(30, 1), (30, 0.1), (60, 1), (60, 0.1)]
    text = run(*PAIR, "--elevation-deg", 30, "--exceedance-percent", "1,0.1", *RAIN).stdout
    assert "0.1 %" in text
    assert "climate: zonal climatology" in text


def test_interference_and_back_up_figures_change_the_budget_by_what_they_are():
    plain = answer(*PAIR, "--elevation-deg", 90)["budgets"][0]["links"][0]
    disturbed = answer(*PAIR, "--elevation-deg", 90, "--c-over-i-db", f"beams={plain['c_over_n_db']}")
    lost = plain["c_over_n_db"] - disturbed["budgets"][0]["links"][0]["c_over_n_db"]
    assert lost == pytest.approx(10 * np.log10(2), abs=1e-9)  # as much interference as noise
    louder = answer(*PAIR, "--elevation-deg", 90, "--eirp-dbw", 33.0205999)["budgets"][0]
    assert louder["links"][0]["c_over_n_db"] - plain["c_over_n_db"] == pytest.approx(3.0, abs=1e-6)
    assert louder["terms"][0]["clause"] == "given by the user"


def test_a_link_that_the_terminal_does_not_see_is_null_in_json_and_no_link_in_text():
    pair = ("--terminal", "handset-n256", "--payload", "tr38821-set1-leo600", "--elevation-deg", "5,45")
    links = answer(*pair)["budgets"][0]["links"]
    assert (links[0]["linked"], links[0]["c_over_n0_db_hz"], links[0]["mode"]) == (False, None, None)
    assert links[1]["linked"]
    assert "-inf" in run(*pair).stdout


def test_all_terms_are_written(tmp_path):
    out = tmp_path / "budget.nc"
    assert run(*PAIR, "--elevation-deg", "20,40", "--out", out).exit_code == 0
    with xr.open_dataset(out, engine="h5netcdf") as written:
        assert written["free_space_loss"].dims == ("link",)
        assert written["rate"].attrs["units"] == "bit s-1"


@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        (("--elevation-deg", -5), ModelRangeError, "radio path: elevation -5 deg is outside 0 to 90 deg"),
        (("--elevation-deg", "nan"), ModelRangeError, "elevation nan deg"),
        (("--elevation-deg", "low"), InputError, "--elevation-deg 'low'"),
        (("--elevation-deg", "5:90:0"), InputError, "LOW:HIGH:STEP"),
        (("--elevation-deg", 5), ModelRangeError, "elevation 5 deg is outside 10 to 90 deg"),
        ((*RAIN, "--exceedance-percent", 0), ModelRangeError, "P.618-13, 2.5: exceedance 0 % is outside 0 to 100 %"),
        ((*RAIN, "--exceedance-percent", 100), ModelRangeError, "exceedance 100 %"),
        ((*RAIN, "--exceedance-percent", 1e-4), ModelRangeError, "or --extrapolate for a marked result"),
        (RAIN, InputError, "with --exceedance-percent, or neither"),
        (("--exceedance-percent", 1), InputError, "give --station"),
        (("--station", "shangha", "--exceedance-percent", 1), CatalogueError, "nearest: shanghai"),
        (("--latitude-deg", 31, "--exceedance-percent", 1), InputError, "give both"),
        (("--height-m", 31), InputError, "--height-m needs"),
        ((*RAIN, "--latitude-deg", 31, "--exceedance-percent", 1), InputError, "not both"),
        (
            ("--latitude-deg", 91, "--longitude-deg", 0, "--exceedance-percent", 1),
            ModelRangeError,
            "latitude 91 deg is outside -90 to 90 deg",
        ),
        (("--climate", "moon", "--station", "shanghai", "--exceedance-percent", 1), InputError, "auto, itu, zonal"),
        (("--bandwidth-mhz", -5), ModelRangeError, "radio budget: bandwidth -5000000 Hz is outside above 0 Hz"),
        (("--bandwidth-mhz", "nan"), ModelRangeError, "bandwidth nan"),
        (("--band", "n999"), InputError, "in band 'n999'; their bands are ka and s, ka"),
        (("--frequency-ghz", 2), InputError, "2000 MHz is outside 17300 to 20200 MHz"),
        (("--altitude-km", -1), ModelRangeError, "altitude -1 km"),
        (("--direction", "sideways"), InputError, "give one of down, up, both"),
        (("--beam", "wide"), InputError, "give one of steered, nadir"),
        (("--loss-db", "radome"), InputError, "give NAME=DB"),
        (("--loss-db", "radome=-3"), ModelRangeError, "radome -3 dB"),
        (("--c-over-i-db", "beams=nan"), InputError, "not a number"),
        (("--polarisation-loss-db", "nan"), ModelRangeError, "polarisation loss nan dB"),
        (("--eirp-dbw", "inf"), ModelRangeError, "EIRP inf dB"),
        (("--eirp-dbw", 3, "--direction", "both"), InputError, "of one direction"),
    ],
)
def test_wrong_input_is_refused_with_model_value_and_range(arguments, kind, words):
    result = run(*PAIR, *arguments)
    assert isinstance(result.exception, kind), result.exception
    assert result.exception.exit_code == 3
    assert words in str(result.exception)
    assert result.stdout == ""


def test_names_are_helped_and_what_is_not_known_says_which_option_gives_it():
    wrong = run("--terminal", "vsat-kq", "--payload", "tr38821-set1-leo600").exception
    assert isinstance(wrong, CatalogueError)
    assert "nearest: vsat-k" in str(wrong)
    several = run("--terminal", "iot-nb-ntn", "--payload", "tr38821-set1-leo600").exception
    assert "name one with --band" in str(several)
    unknown = run("--terminal", "vdes-ship", "--payload", "norsat-2-vdes").exception
    assert isinstance(unknown, MissingDataError)
    assert str(unknown).endswith("give --eirp-dbw")


def test_the_command_line_says_one_line_and_exits_with_3(capfd, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["huxing", "link", "budget", *PAIR, "--elevation-deg", "-5"])
    with pytest.raises(SystemExit) as stopped:
        door.main()
    assert stopped.value.code == 3
    said = capfd.readouterr()
    assert said.out == ""
    assert said.err == "huxing: radio path: elevation -5 deg is outside 0 to 90 deg; give a value inside\n"
