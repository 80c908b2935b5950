"""`huxing link capacity`: a beam-hopping plan with its bound, an EPFD series beside Article 22, and refusals."""

from __future__ import annotations

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from huxing.cli.main import app
from huxing.core.errors import FormatError, HuxingError, InputError, MissingDataError, ModelRangeError
from huxing.core.time import time_grid
from huxing.link.antennas import EarthStationS1428
from huxing.link.capacity import EpfdRules, SteeredBeam, epfd_down, epfd_limit, epfd_margin
from huxing.orbit import Constellation, Station, from_constellation_code

CODE = "S:1200:50:60/6/1"
CELLS = """name,latitude_deg,longitude_deg,demand_mbps
shanghai,31.2,121.5,900
hangzhou,30.3,120.2,500
nanjing,32.1,118.8,450
suzhou,31.3,120.6,600
"""
EPFD = ("--epfd", CODE, "--dish-m", 1.2, "--latitude-deg", 31, "--hours", 0.2)


def run(*arguments: object):
    return CliRunner().invoke(app, ["link", "capacity", *(str(a) for a in arguments)])


def answer(*arguments: object):
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.exception
    return json.loads(result.stdout)


@pytest.fixture
def cells(tmp_path):
    path = tmp_path / "cells.csv"
    path.write_text(CELLS, encoding="utf-8")
    return path


def test_a_plan_keeps_beams_and_distances_and_serves_what_it_says(cells):
    said = answer(cells, "--beams", 2, "--slots", 10, "--rate-mbps", 1000, "--separation-km", 150)
    near = {("shanghai", "suzhou"), ("hangzhou", "suzhou")}  # 86 and 118 km; all others are farther than 150 km
    assert said["conflicting_pairs"] == 2
    assert len(said["plan"]) == 10
    for slot in said["plan"]:
        assert len(slot) <= 2
        assert tuple(sorted(slot)) not in near
    for row in said["cells"]:
        lit = sum(row["cell"] in slot for slot in said["plan"])
        assert lit == row["slots"]
        assert row["served_bit_per_s"] == pytest.approx(min(row["demand_bit_per_s"], lit * 100e6))
    served = sum(row["served_bit_per_s"] for row in said["cells"])
    assert said["value_bit_per_s"] == pytest.approx(served)
    assert said["gap"] == pytest.approx(1 - served / said["bound_bit_per_s"], abs=1e-9)
    assert said["gap"] < 0.05


def test_the_worst_cell_is_lifted_where_that_is_the_objective(cells):
    shares = {}
    for objective in ("served", "satisfaction"):
        said = answer(cells, "--beams", 1, "--rate-mbps", 1000, "--objective", objective)
        shares[objective] = min(row["served_bit_per_s"] / row["demand_bit_per_s"] for row in said["cells"])
    assert shares["satisfaction"] > shares["served"]
    assert said["value_share"] == pytest.approx(shares["satisfaction"])


def test_the_rate_of_a_cell_follows_from_its_link(cells):
    link = ("--terminal", "vsat-ka", "--payload", "tr38821-set1-leo600", "--satellite-at", "31.2,121.5,600")
    rows = answer(cells, "--beams", 2, *link)["cells"]
    shanghai, nanjing = rows[0], rows[2]
    # straight below, but for the ellipsoid's normal
    assert shanghai["elevation_deg"] == pytest.approx(90.0, abs=0.1)
    assert shanghai["rate_while_lit_bit_per_s"] > 1.0e9
    assert 60 < nanjing["elevation_deg"] < 70  # 275 km away
    assert nanjing["rate_while_lit_bit_per_s"] <= shanghai["rate_while_lit_bit_per_s"]
    beyond = answer(cells, "--beams", 2, *link[:-1], "-31.2,-58.5,600")["cells"]
    assert all(row["rate_while_lit_bit_per_s"] == 0.0 for row in beyond)


def test_rates_may_stand_in_the_file_and_names_are_only_text(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(
        "demand_mbps, rate_mbps, name, latitude_deg, longitude_deg\n10,20,[/b],1,2\n10,40,b,3,4\n", encoding="utf-8"
    )
    result = run(path, "--beams", 1)
    assert result.exit_code == 0, result.exception
    assert "[/b]" in result.stdout
    assert [row["rate_while_lit_bit_per_s"] for row in answer(path, "--beams", 1)["cells"]] == [20e6, 40e6]
    assert "give the rate of a lit cell once" in str(run(path, "--beams", 1, "--rate-mbps", 3).exception)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name,lat\na,5\n", "no column latitude_deg, longitude_deg, demand_mbps"),
        (CELLS + "x,1,2,many\n", "csv:6: cell 'x'"),
        (CELLS + "x,1\n", "csv:6: cell 'x'"),
        (CELLS + "suzhou,1,2,3\n", "csv:6: a second cell 'suzhou'"),
        (CELLS + "x,95,2,3\n", "station 'x': latitude"),
        (CELLS + "x,5,2,-3\n", "demand -3 Mbit/s is outside at least 0"),
        (CELLS + "x,5,2,nan\n", "demand nan"),
        (CELLS.splitlines()[0], "no cells"),
        ("", "no column name"),
        (b"\xff\xfe\x00", "no UTF-8 text"),
    ],
)
def test_wrong_files_are_refused_by_line(text, words, tmp_path):
    path = tmp_path / "cells.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    result = run(path, "--beams", 1, "--rate-mbps", 100)
    assert isinstance(result.exception, FormatError | InputError), result.exception
    assert words in str(result.exception)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "give --beams"),
        (("--beams", 2), "give the rate of a lit cell once"),
        (("--beams", 0, "--rate-mbps", 1), "number of beams 0 is outside 1 to 4"),
        (("--beams", 5, "--rate-mbps", 1), "number of beams 5 is outside 1 to 4"),
        (("--beams", 1, "--rate-mbps", 1, "--slots", 0), "number of slots 0 is outside at least 1"),
        (("--beams", 1, "--rate-mbps", -1), "rate of a lit cell -1 Mbit/s"),
        (("--beams", 1, "--rate-mbps", "nan"), "rate of a lit cell nan"),
        (("--beams", 1, "--rate-mbps", 1, "--separation-km", -1), "separation -1000"),
        (("--beams", 1, "--rate-mbps", 1, "--objective", "x"), "served, satisfaction"),
        (("--beams", 1, "--terminal", "vsat-ka"), "together"),
        (("--beams", 1, "--terminal", "vsat-ka", "--payload", "leo-ku", "--satellite-at", "1,2"), "LAT,LON,KM"),
        (("--epfd", CODE), "or --epfd SOURCE"),
    ],
)
def test_wrong_plans_are_refused(arguments, words, cells):
    result = run(cells, *arguments)
    assert isinstance(result.exception, InputError), result.exception
    assert result.exception.exit_code == 3
    assert words in str(result.exception)


def test_a_file_that_is_not_there_is_missing_data(tmp_path):
    result = run(tmp_path / "gone.csv", "--beams", 1, "--rate-mbps", 1)
    assert isinstance(result.exception, MissingDataError)


def test_the_epfd_is_the_kernel_s_beside_its_limit():
    said = answer(*EPFD, "--eirp-dbw", -12, "--exclusion-deg", 5, "--most-satellites", 2)
    satellites = Constellation(CODE, from_constellation_code(CODE))
    limit = epfd_limit("22-1A", dish_diameter=1.2)
    series = epfd_down(
        satellites,
        time_grid(satellites.epoch, hours=0.2, step_s=10),
        [Station.from_degrees("here", 31, 0)],
        gso_longitude=0.0,
        antenna=EarthStationS1428(1.2, 11.725e9),
        emission=SteeredBeam(-12.0),
        rules=EpfdRules(min_elevation=np.radians(25), exclusion_angle=np.radians(5), most_satellites=2),
    )
    margin = epfd_margin(series.epfd_dbw_per_m2[:, 0], limit)
    assert said["worst_margin_along_the_curve_db"] == pytest.approx(margin.curve_worst_db, abs=1e-12)
    finite = np.isfinite(margin.observed_db)
    observed = [row["observed_dbw_per_m2"] for row in said["points"]]
    assert [o is not None for o in observed] == finite.tolist()
    assert [o for o in observed if o is not None] == margin.observed_db[finite].tolist()
    assert said["times"] == 72
    assert said["limit"]["status"] == limit.status


def test_the_epfd_as_text_says_whether_the_limit_is_kept():
    quiet, loud = (run(*EPFD, "--pfd-dbw-per-m2", level).stdout for level in (-230, -100))
    assert "this series keeps the limit" in quiet
    assert "this series breaks the limit" in loud
    assert "too short" in quiet  # 72 times do not have 0.0007 %
    assert "table 22-1A (transcription)" in quiet


@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        (("--epfd", CODE), InputError, "give --dish-m; table 22-1A has limits for 0.6, 1.2, 3, 10 m"),
        (("--epfd", CODE, "--limits", "22-9"), InputError, "22-1A, 22-1B, 22-1C, 22-1D"),
        (("--epfd", CODE, "--limits", "22-1D", "--dish-m", 0.6), InputError, "ITU-R BO.1443"),
        (("--epfd", CODE, "--dish-m", 1.3), InputError, "no EPFD limit 22-1A 1.3 m 40 kHz"),
        (EPFD, InputError, "--eirp-dbw of a beam"),
        ((*EPFD, "--eirp-dbw", 0, "--pfd-dbw-per-m2", 0), InputError, "--eirp-dbw of a beam"),
        (("--epfd", CODE, "--dish-m", 1.2, "--eirp-dbw", 0), InputError, "--station, or at --latitude-deg"),
        ((*EPFD, "--eirp-dbw", "nan"), ModelRangeError, "level nan dBW"),
        ((*EPFD, "--eirp-dbw", 0, "--exclusion-deg", -3), ModelRangeError, "exclusion angle -3 deg"),
        ((*EPFD, "--eirp-dbw", 0, "--min-elevation-deg", 90), ModelRangeError, "least elevation 90 deg"),
        ((*EPFD, "--eirp-dbw", 0, "--most-satellites", 0), ModelRangeError, "satellites 0 is outside at least 1"),
        ((*EPFD, "--eirp-dbw", 0, "--step-s", 0), InputError, "positive length"),
        ((*EPFD[:4], "--latitude-deg", 85, "--eirp-dbw", 0), InputError, "below the horizon"),
        (("--epfd", "qianfa", *EPFD[2:], "--eirp-dbw", 0), InputError, "nearest: qianfan"),
        ((), InputError, "give a file of cells"),
    ],
)
def test_wrong_epfd_input_is_refused(arguments, kind, words):
    result = run(*arguments)
    assert isinstance(result.exception, kind), result.exception
    assert isinstance(result.exception, HuxingError)
    assert result.exception.exit_code == 3
    assert words in str(result.exception)
