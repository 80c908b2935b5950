"""Commands where something is odd: brackets in names, a reader that left, a closed stdout, a folder for a file."""

from __future__ import annotations

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from huxing.cli.console import emit_table
from huxing.cli.link_options import in_options
from huxing.cli.main import app
from huxing.cli.station import coordinates, read_station
from huxing.core.errors import FormatError, InputError

LINK = ("link", "budget", "--terminal", "flat-panel-ku", "--payload", "leo-ku")


def refusal(*arguments: object) -> str:
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    assert isinstance(result.exception, InputError), result.output
    assert result.stdout == ""
    return str(result.exception)


def shell(line: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize("name", ["[/x]", "[red]a", "a\\", ":smile:", "[/]"])
def test_a_table_shows_text_as_it_is(name, capsys):
    emit_table(name, [f"{name} (dB)"], [[name]])
    assert capsys.readouterr().out.count(name) == 3


def test_a_reader_that_leaves_is_no_fault():
    # 43 kB, more than the reader takes
    done = shell(f"{sys.executable} -m huxing.cli.main link terminals --json | true; echo ${{PIPESTATUS[0]}}")
    assert (done.stdout, done.stderr) == ("0\n", "")


def test_a_closed_stdout_is_no_fault():
    done = shell(f"{sys.executable} -m huxing.cli.main link modcods >&-")
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)


@pytest.mark.parametrize(
    "command",
    [
        ("link", "atmosphere", "--station", "shanghai", "--frequency-ghz", 20),
        LINK,
        ("link", "antenna", "s465", "--diameter-m", 1, "--frequency-ghz", 20),
    ],
)
def test_a_folder_is_no_file_to_write(command, tmp_path):
    assert refusal(*command, "--out", tmp_path) == f"--out '{tmp_path}' is a folder; give the file to write"


def test_a_span_is_no_coordinate():
    assert coordinates("31.2,121.5,10") == [31.2, 121.5, 10.0]
    with pytest.raises(InputError, match="LAT,LON"):
        read_station("30:31:1,5")
    assert read_station("30,31,5").height == 5.0


def test_a_climate_that_is_none_is_refused_without_a_place_too():
    assert "give one of auto, itu, zonal" in refusal(*LINK, "--climate", "mild")


def test_a_remedy_names_the_option():
    told = refusal(*LINK, "--bandwidth-mhz", 1e9).rpartition("; give ")[2]
    assert "--bandwidth-mhz" in told
    assert "bandwidth_mhz" not in told
    of_a_file = "no column bandwidth_mhz; a file has name, bandwidth_mhz"
    assert in_options(of_a_file, ["--bandwidth-mhz"]) == of_a_file


def test_many_links_are_cut_and_the_rest_counted():
    result = CliRunner().invoke(app, [*LINK, "--elevation-deg", "25:90:1", "--rows", "5"])
    assert sum(line.startswith("│") for line in result.stdout.splitlines()) == 5
    assert "61 more; --rows 0 shows all" in result.stderr


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("name,latitude_deg,longitude_deg,demand_mbps\na,31,121,5,6\n", "cells.csv:2: cell 'a': more fields"),
        (
            "name,latitude_deg,longitude_deg,demand_mbps,demand_mbps\na,31,121,5,6\n",
            "column demand_mbps is there twice",
        ),
    ],
)
def test_a_table_of_cells_with_too_much_in_a_row(text, what, tmp_path):
    (tmp_path / "cells.csv").write_text(text)
    result = CliRunner().invoke(
        app, ["link", "capacity", str(tmp_path / "cells.csv"), "--beams", "1", "--rate-mbps", "9"]
    )
    assert isinstance(result.exception, FormatError)
    assert what in str(result.exception)


def test_a_frame_has_a_bound(tmp_path):
    (tmp_path / "cells.csv").write_text("name,latitude_deg,longitude_deg,demand_mbps\na,31,121,5\n")
    told = refusal("link", "capacity", tmp_path / "cells.csv", "--beams", 1, "--rate-mbps", 9, "--slots", 10**9)
    assert "a frame has 1 to 100000" in told
