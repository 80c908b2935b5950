"""Figures of antennas: what they say in words, what they draw, what they refuse."""

from __future__ import annotations

from xml.dom import minidom

import numpy as np
import pytest

from huxing.chain.report.antenna_pattern import antenna_pattern_figure
from huxing.chain.report.array_gain import array_gain_figure
from huxing.chain.report.beam_colours import beam_colours_figure
from huxing.chain.report.drawing import Panel
from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.link.antennas import (
    BesselAperture,
    EarthStationS1428,
    Isotropic,
    Lattice,
    PhasedArray,
    beam_colouring,
    hexagonal_layout,
)

WAVE = 299_792_458.0 / 20e9
DISHES = {"S.1428-1, 0.6 m": EarthStationS1428(0.6, 12e9), "Bessel <0.6 m>": BesselAperture(0.6, 12e9, 35.0)}


def texts(panel: Panel) -> list[str]:
    """Words of the drawing, as a browser reads them."""
    document = minidom.parseString(str(panel.svg))
    return [node.firstChild.data for node in document.getElementsByTagName("text") if node.firstChild]


def description(panel: Panel) -> str:
    document = minidom.parseString(str(panel.svg))
    words = str(document.getElementsByTagName("desc")[0].firstChild.data)  # type: ignore[union-attr]
    return words.replace("\N{NO-BREAK SPACE}", " ")


def test_a_pattern_has_axes_units_and_a_key() -> None:
    panel = antenna_pattern_figure(DISHES, title="Two dishes")
    words = texts(panel)
    assert {"gain, dBi", "angle off the axis, ° (log scale)", *DISHES, "0.1", "180"} <= set(words)
    assert "S.1428-1, 0.6 m: peak 35.3 dBi, half-power beamwidth 2.88°" in description(panel)
    assert "-9.0 dBi at 60°" in description(panel)
    assert panel.title == "Two dishes"


def test_a_pattern_ends_where_the_antenna_s_does() -> None:
    assert "90" in texts(antenna_pattern_figure({"dish": DISHES["Bessel <0.6 m>"]}, largest_deg=90.0))
    # to 180 degrees, the aperture's curve stops at 90 and does not raise
    antenna_pattern_figure({"dish": DISHES["Bessel <0.6 m>"], "all round": Isotropic()})


def test_the_same_figure_gives_the_same_bytes() -> None:
    assert antenna_pattern_figure(DISHES).svg == antenna_pattern_figure(DISHES).svg


@pytest.mark.parametrize("angles", [(0.0, 90.0), (50.0, 60.0), (1.0, 200.0)])
def test_axes_that_are_none_are_refused(angles: tuple[float, float]) -> None:
    with pytest.raises(InputError, match="angles"):
        antenna_pattern_figure(DISHES, smallest_deg=angles[0], largest_deg=angles[1])


def test_no_antenna_and_too_many_are_refused() -> None:
    with pytest.raises(InputError, match="1 to 6"):
        antenna_pattern_figure({})
    with pytest.raises(InputError, match="1 to 6"):
        antenna_pattern_figure({str(n): Isotropic() for n in range(7)})


def test_an_array_s_map_tells_its_peak_and_its_grating_lobes() -> None:
    array = PhasedArray(Lattice(8, 8, 0.6 * WAVE, 0.6 * WAVE), 20e9)
    calm = description(array_gain_figure(array, [(0.0, 0.0), (0.2, 0.1)]))
    assert f"strongest gain {array.peak_gain_dbi:.1f} dBi" in calm
    assert "No grating lobes." in calm
    assert "1 beam has grating lobes" in description(array_gain_figure(array, [(0.8, 0.0)]))
    with pytest.raises(InputError, match="none given"):
        array_gain_figure(array, [])
    with pytest.raises(ModelRangeError):
        array_gain_figure(array, [(0.9, 0.9)])


@pytest.mark.parametrize(("scheme", "colours"), [("FR1", 1), ("FR3", 3), ("FR2-polarisation", 4)])
def test_a_layout_shows_a_letter_per_beam(scheme: str, colours: int) -> None:
    layout = hexagonal_layout(float(np.radians(4.4127)), tiers=4)
    panel = beam_colours_figure(layout, beam_colouring(layout, scheme), float(np.radians(4.4127)))
    letters = [word for word in texts(panel) if word in set("ABCD")]
    assert len(letters) == 61
    assert len(set(letters)) == colours
    shared = 156 if scheme == "FR1" else 0
    assert f"61 beams in 4 tiers, half-power beamwidth 4.41°, scheme {scheme}" in description(panel)
    assert f"{shared} pairs of neighbours share one" in description(panel)


def test_colours_of_another_layout_are_refused() -> None:
    small, large = hexagonal_layout(0.05, tiers=1), hexagonal_layout(0.05, tiers=2)
    with pytest.raises(ShapeError, match="7 beams with colours of 19"):
        beam_colours_figure(small, beam_colouring(large, "FR3"), 0.05)
