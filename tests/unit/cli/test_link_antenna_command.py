"""`huxing link antenna`: gains of the standards' patterns and of the catalogue's rows, the drawing, and refusals."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from typer.testing import CliRunner

from huxing.cli.main import app
from huxing.core.errors import CatalogueError, InputError, MissingDataError, ModelRangeError
from huxing.link.antennas import BesselAperture, EarthStationS580

DISH = ("--diameter-m", 1.8, "--frequency-ghz", 20)


def run(*arguments: object):
    return CliRunner().invoke(app, ["link", "antenna", *(str(a) for a in arguments)])


def answer(*arguments: object):
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.exception
    return json.loads(result.stdout)


def test_the_side_lobes_are_the_recommendation_s():
    one = answer("s580", *DISH, "--angle-deg", "2,10,15")[0]
    assert one["gain_dbi"] == pytest.approx([29 - 25 * np.log10(angle) for angle in (2, 10, 15)], abs=1e-9)
    expected = EarthStationS580(1.8, 20e9)
    assert one["peak_gain_dbi"] == expected.peak_gain_dbi
    assert one["half_power_beamwidth_deg"] == pytest.approx(np.degrees(expected.half_power_beamwidth))


def test_rows_of_the_catalogue_have_their_own_figures():
    beam = answer("tr38821-set1-leo600/s", "--angle-deg", 1)[0]
    assert beam["gain_dbi"] == pytest.approx(BesselAperture(2.0, 2.185e9, 30.0).gain_dbi(np.radians([1.0])).tolist())
    # 3GPP prints 4.4127 deg for this aperture at 2 GHz
    at_2 = answer("tr38821-set1-leo600/s", "--frequency-ghz", 2)[0]
    assert at_2["half_power_beamwidth_deg"] == pytest.approx(4.4127, abs=0.005)
    sending, receiving = answer("vsat-ka")[0], answer("vsat-ka/ka", "--receive")[0]
    assert (sending["peak_gain_dbi"], receiving["peak_gain_dbi"]) == (43.2, 39.7)
    assert answer("vdes-ship/asm")[0]["gain_dbi"][0] == pytest.approx(2.15)


def test_an_angle_that_a_pattern_does_not_have_is_left_out_unless_it_was_asked():
    shown = answer("ship-dipole", "handset")
    assert shown[0]["gain_dbi"][-1] is None
    assert shown[1]["gain_dbi"][-1] == 0.0
    assert isinstance(run("ship-dipole", "--angle-deg", 180).exception, ModelRangeError)


def test_a_table_of_several_antennas():
    text = run("s465", "s1428", *DISH).stdout
    assert "s465 (dBi)" in text
    assert "s1428: peak " in text


def test_the_drawing_stands_alone(tmp_path):
    out = tmp_path / "patterns.svg"
    result = run("s465", "s580", *DISH, "--out", out)
    assert result.exit_code == 0, result.exception
    root = ET.fromstring(out.read_text(encoding="utf-8"))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "s580: peak" in "".join(root.itertext())
    assert result.stdout == ""


def test_all_names_are_listed_and_each_known_one_works():
    listed = answer()
    names = [row["name"] for row in listed]
    assert len(set(names)) == len(names)
    assert {"s465", "vsat-60cm", "vsat-ka/ka", "tr38821-set1-geo/ka"} <= set(names)
    figures = (*DISH, "--gain-dbi", 40, "--beamwidth-deg", 2)
    for name in names:
        error = run(name, *figures, "--angle-deg", 1).exception
        assert error is None or "phased-array" in str(error) or "does not know" in str(error), (name, error)


@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        (("nothing",), CatalogueError, "`huxing link antenna` lists the names"),
        (("s465",), InputError, "needs --diameter-m and --frequency-ghz"),
        (("s672", "--gain-dbi", 40, "--beamwidth-deg", 0), ModelRangeError, "half-power beamwidth 0 deg"),
        (("s465", "--diameter-m", -1, "--frequency-ghz", 20), ModelRangeError, "diameter -1 m"),
        (("s465", "--diameter-m", 1, "--frequency-ghz", 200), ModelRangeError, "200 GHz is outside 2 to 31 GHz"),
        (("bessel", *DISH, "--gain-dbi", "nan"), ModelRangeError, "peak gain nan"),
        (("tr38821-set1-leo600",), InputError, "its antennas are tr38821-set1-leo600/s, tr38821-set1-leo600/ka"),
        (("tr38821-set1-leo600/x",), InputError, "has no band 'x'"),
        (("sda-oct",), InputError, "a laser only"),
        (("s465", *DISH, "--angle-deg", 200), ModelRangeError, "off-axis angle 200 deg"),
    ],
)
def test_wrong_input_is_refused(arguments, kind, words):
    result = run(*arguments)
    assert isinstance(result.exception, kind), result.exception
    assert result.exception.exit_code == 3
    assert words in str(result.exception)


def test_a_panel_s_elements_are_missing_data():
    result = run("kymeta-hawk-u8", "--gain-dbi", 30)
    assert isinstance(result.exception, MissingDataError)
    assert "PhasedArray" in str(result.exception)
