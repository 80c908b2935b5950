"""`huxing link`: its commands, that help is light, and the words of its options."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from typer.testing import CliRunner

from huxing.cli.link_options import in_options, named_numbers, number_list, read_place
from huxing.cli.main import app
from huxing.cli.station import read_station
from huxing.core.errors import InputError

COMMANDS = (
    "budget", "atmosphere", "ntn", "laser", "capacity", "doppler", "antenna", "modcods", "terminals", "payloads",
)  # fmt: skip
HEAVY = ("numpy", "scipy", "pandas", "xarray", "numba", "matplotlib", "rich")


def test_every_command_of_the_issue_is_there():
    shown = CliRunner().invoke(app, ["link", "--help"]).output
    assert all(f"  {command} " in shown for command in COMMANDS)


@pytest.mark.parametrize("words", [("link", "--help"), ("link", "budget", "--help"), ("link", "capacity", "--help")])
def test_help_imports_nothing_heavy(words):
    code = (
        f"import sys\nsys.argv = ['huxing', *{words!r}]\nfrom huxing.cli.main import main\n"
        f"try:\n    main()\nexcept SystemExit:\n    pass\nprint('LOADED', [m for m in {HEAVY} if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert "Usage: huxing link" in shown.stdout, shown.stderr
    assert shown.stdout.rstrip().endswith("LOADED []"), shown.stdout[-200:]


def test_lists_of_numbers():
    assert number_list(["30,60", "90"], "--x").tolist() == [30, 60, 90]
    assert number_list(["0:1:0.1"], "--x").tolist() == [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]
    assert number_list(["5:9:2"], "--x").tolist() == [5, 7, 9]
    assert number_list(["9:5:-2,1"], "--x").tolist() == [9, 7, 5, 1]
    assert number_list(None, "--x", "4").tolist() == [4]
    assert np.isnan(number_list(["nan"], "--x")).all()  # the models refuse it, with their range


@pytest.mark.parametrize("text", ["", "a", "1,,2", "1:2", "1:2:0", "2:1:1", "nan:1:1", "0:1:1e-9", "1:2:3:4"])
def test_what_is_no_list_of_numbers(text):
    with pytest.raises(InputError, match="--x"):
        number_list([text], "--x")


def test_names_with_numbers():
    assert named_numbers(["wet radome=0.5", "a=b=-1"], "--loss-db") == [("wet radome", 0.5), ("a=b", -1.0)]
    for text in ("=3", "radome", "radome=x", " =1"):
        with pytest.raises(InputError, match="give NAME=DB"):
            named_numbers([text], "--loss-db")


def test_places_and_stations():
    assert read_place(None, None, None, None) is None
    own = read_place(None, 31.0, 121.0, None)
    assert own is not None
    assert own.document() == {"name": "31, 121", "latitude_deg": 31.0, "longitude_deg": 121.0, "height_m": None}
    assert read_station("10,20,300").height == 300.0
    assert read_station("shanghai", min_elevation_deg=5).min_elevation == pytest.approx(np.radians(5))
    for text in ("1,2,3,4", "1,x", "95,0"):
        with pytest.raises(InputError):
            read_station(text)


def test_python_s_remedies_become_options():
    options = ["--band", "--extrapolate", "--beam", "--divergence-urad", "--eirp-dbw"]
    assert in_options("inside, or extrapolate=True for a marked result", options).startswith("inside, or --extrapolate")
    assert in_options("name one with band=...", options) == "name one with --band"
    assert in_options("give beam='steered'", options) == "give --beam steered"
    assert in_options("give it: laser_terminal('x', divergence=...)", options) == "give it: --divergence-urad"
    assert in_options("give transmitter=...", options) == "give --eirp-dbw"
    assert in_options("give carrier=...", options) == "give carrier=..."  # no option: Python's own word stays
