"""Reference patterns in pieces: their own formulas at their own angles, bounds, marks, bad input."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.link.antennas import (
    EarthStationS465,
    EarthStationS580,
    EarthStationS1428,
    Envelope,
    SatelliteS672,
    SatelliteS1528,
    SatelliteS1528LowOrbit,
)
from huxing.link.antennas.envelope import Piece, envelope_gain

DEGREE = float(np.radians(1.0))
PATTERNS: dict[str, Callable[[float], object]] = {
    "S.465": lambda f: EarthStationS465(f * 4.0, 12e9),
    "S.580": lambda f: EarthStationS580(1.5 + f * 5.0, 12e9),
    "S.1428": lambda f: EarthStationS1428(0.6 + f * 5.0, 12e9),
    "S.672": lambda f: SatelliteS672(30.0 + 20.0 * f, 3.0 * DEGREE),
    "S.1528 rec 1.2": lambda f: SatelliteS1528(30.0 + 20.0 * f, 3.0 * DEGREE, near_sidelobe_db=-25.0),
    "S.1528 rec 1.3": lambda f: SatelliteS1528LowOrbit(20.0 + 20.0 * f, 8.0 * DEGREE),
}


def gain(antenna: object, degrees: float) -> float:
    return float(antenna.gain_dbi(degrees * DEGREE))  # type: ignore[attr-defined]


def of_ratio(ratio: float) -> float:
    """Diameter in m at 12 GHz."""
    return ratio * SPEED_OF_LIGHT / 12e9


@pytest.mark.parametrize("make", PATTERNS.values(), ids=PATTERNS)
@given(st.floats(0.1, 1.0), st.lists(st.floats(-180.0, 180.0), min_size=1, max_size=30))
def test_no_pattern_exceeds_its_peak_and_all_are_symmetric(
    make: Callable[[float], object], size: float, angles: list[float]
) -> None:
    antenna = make(size)
    there = antenna.gain_dbi(np.array(angles) * DEGREE)  # type: ignore[attr-defined]
    back = antenna.gain_dbi(-np.array(angles) * DEGREE)  # type: ignore[attr-defined]
    assert there.max() <= antenna.peak_gain_dbi + 1e-12  # type: ignore[attr-defined]
    assert np.array_equal(there, back)
    assert gain(antenna, 0.0) == pytest.approx(antenna.peak_gain_dbi, abs=1e-12)  # type: ignore[attr-defined]


@pytest.mark.parametrize("make", PATTERNS.values(), ids=PATTERNS)
@given(st.floats(0.1, 1.0))
def test_the_beamwidth_is_where_the_pattern_is_3_db_down(make: Callable[[float], object], size: float) -> None:
    antenna = make(size)
    half = antenna.half_power_beamwidth / 2.0  # type: ignore[attr-defined]
    peak = antenna.peak_gain_dbi  # type: ignore[attr-defined]
    assert float(antenna.gain_dbi(half)) == pytest.approx(peak - 3.0, abs=1e-9)  # type: ignore[attr-defined]


@pytest.mark.parametrize("make", PATTERNS.values(), ids=PATTERNS)
@given(st.floats(0.1, 1.0), st.floats(0.0, 75.0), st.floats(0.0, 75.0))
def test_envelopes_fall_towards_the_side(make: Callable[[float], object], size: float, one: float, two: float) -> None:
    antenna = make(size)
    assert gain(antenna, min(one, two)) >= gain(antenna, max(one, two)) - 1e-9


@pytest.mark.parametrize(
    ("ratio", "smallest"),
    [(20.0, 2.5), (33.2, 2.5), (40.0, 114.0 * 40.0**-1.09), (45.0, 2.0), (60.0, 100.0 / 60.0), (150.0, 1.0)],
)
def test_s465_begins_where_the_recommendation_says(ratio: float, smallest: float) -> None:
    antenna = EarthStationS465(of_ratio(ratio), 12e9)
    assert np.degrees(antenna.smallest_angle) == pytest.approx(smallest, abs=1e-12)
    assert gain(antenna, smallest * 1.0001) == pytest.approx(32.0 - 25.0 * np.log10(smallest * 1.0001), abs=1e-9)
    assert gain(antenna, 20.0) == pytest.approx(32.0 - 25.0 * np.log10(20.0), abs=1e-12)
    assert gain(antenna, 48.5) == gain(antenna, 180.0) == -10.0


def test_s465_shelf_joins_main_lobe_and_envelope() -> None:
    antenna = EarthStationS465(of_ratio(100.0), 12e9)
    shelf = 32.0
    lobe = 20.0 / 100.0 * np.sqrt(antenna.peak_gain_dbi - shelf)
    assert gain(antenna, 0.5) == pytest.approx(antenna.peak_gain_dbi - 2.5e-3 * 50.0**2, abs=1e-9)
    assert gain(antenna, lobe * 1.001) == gain(antenna, 0.999) == pytest.approx(shelf)


@pytest.mark.parametrize("ratio", [51.0, 99.0, 101.0, 400.0])
def test_s580_follows_its_side_lobes(ratio: float) -> None:
    antenna = EarthStationS580(of_ratio(ratio), 12e9)
    for angle in (3.0, 19.9):
        assert gain(antenna, angle) == pytest.approx(29.0 - 25.0 * np.log10(angle), abs=1e-12)
    assert gain(antenna, 25.0) == -3.5
    assert gain(antenna, 40.0) == pytest.approx(32.0 - 25.0 * np.log10(40.0), abs=1e-12)


@pytest.mark.parametrize(("ratio", "far"), [(22.0, (-9, -5, -5)), (60.0, (-9, -4, -9)), (150.0, (-12, -7, -12))])
def test_s1428_far_lobes_by_size(ratio: float, far: tuple[int, int, int]) -> None:
    antenna = EarthStationS1428(of_ratio(ratio), 12e9)
    assert [gain(antenna, angle) for angle in (60.0, 100.0, 150.0)] == list(far)
    shelf = 29.0 - 25.0 * np.log10(15.85 * ratio**-0.6 if ratio > 100.0 else 95.0 / ratio)
    # for large antennas the Recommendation rounds 29 - 25 log10(15.85) to -1
    assert gain(antenna, 0.99 * (15.85 * ratio**-0.6 if ratio > 100.0 else 95.0 / ratio)) == pytest.approx(
        shelf, abs=2e-3
    )


def test_s1528_elliptical_beam_shortens_the_main_lobe_and_raises_the_shelf() -> None:
    circular, oval = SatelliteS1528(40.0, 2.0 * DEGREE), SatelliteS1528(40.0, 2.0 * DEGREE, axis_ratio=2.0)
    assert gain(circular, 2.5) > gain(circular, 2.6) == 20.0
    begin = 2.58 * np.sqrt(1.0 - np.log10(2.0))
    assert gain(oval, begin * 1.001) == pytest.approx(20.0 + 20.0 * np.log10(2.0))
    assert oval.back_lobe_dbi - circular.back_lobe_dbi == pytest.approx(5.0 * np.log10(2.0))
    assert gain(oval, 120.0) == oval.back_lobe_dbi


def test_s1528_recommends_1_3_crosses_at_one_and_a_half_half_beamwidths() -> None:
    antenna = SatelliteS1528LowOrbit(35.0, 1.6 * DEGREE)
    assert gain(antenna, 1.2) == pytest.approx(35.0 - 6.75, abs=1e-9)
    assert gain(antenna, 2.4) == pytest.approx(35.0 - 6.75 - 25.0 * np.log10(2.0), abs=1e-9)
    assert gain(antenna, 90.0) == 5.0


@pytest.mark.parametrize("width", [20.0, 40.0, 80.0, 120.0])
def test_s1528_has_its_back_lobe_beyond_90_degrees_however_wide_the_beam(width: float) -> None:
    # b times the half beamwidth is over 90 degrees from 28.5 degrees of beamwidth on: shelf or main lobe went on there
    antenna = SatelliteS1528(14.0, width * DEGREE, near_sidelobe_db=-15.0)
    assert antenna.back_lobe_dbi == pytest.approx(3.5)
    assert antenna.gain_dbi(np.radians([90.001, 100.0, 180.0])).tolist() == [antenna.back_lobe_dbi] * 3


@pytest.mark.parametrize(
    "make",
    [
        lambda: EarthStationS465(of_ratio(4.0), 12e9),
        lambda: EarthStationS580(of_ratio(50.0), 12e9, efficiency=1e-3),
        lambda: SatelliteS672(-1.0, 0.1),
        lambda: SatelliteS1528(-1.0, 0.1),
        lambda: SatelliteS1528(10.0, 0.1, far_sidelobe_dbi=12.0),
        lambda: SatelliteS1528LowOrbit(4.0, 0.1),
    ],
)
def test_side_lobes_over_the_peak_are_no_antenna(make: Callable[[], object]) -> None:
    # a dish of 4 wavelengths (20.4 dBi) once had 22 dBi 2.5 degrees off its axis
    with pytest.raises(InputError, match=r"side lobes of .* dBi would exceed the peak gain of .* dBi"):
        make()


@given(st.lists(st.floats(0.0, 180.0), min_size=1, max_size=20))
def test_the_loop_equals_the_pieces_one_by_one(angles: list[float]) -> None:
    pieces = [Piece(5.0, 30.0, 0.0, -0.3), Piece(4.0, 99.0), Piece(40.0, 25.0, -25.0), Piece(180.0, -15.0)]
    envelope = Envelope.of("a made-up pattern", pieces, exponent=1.5)

    def slow(degrees: float) -> float:
        if degrees <= 5.0:
            return 30.0 - 0.3 * degrees**1.5
        return 25.0 - 25.0 * np.log10(degrees) if degrees <= 40.0 else -15.0

    radians = np.radians(angles)
    assert envelope.gain_dbi(radians) == pytest.approx([slow(float(np.degrees(a))) for a in radians], abs=1e-12)
    assert envelope_gain(40.5, envelope.pieces, 1.5) == -15.0


def test_shapes_pass_through() -> None:
    antenna = EarthStationS1428(0.6, 12e9)
    assert antenna.gain_dbi(np.zeros((3, 1, 2))).shape == (3, 1, 2)
    assert antenna.gain_dbi(0.1).shape == ()


def test_the_least_antenna_of_a_range_is_inside_whatever_its_diameter_rounds_to() -> None:
    for wavelengths, kind in ((50.0, EarthStationS580), (20.0, EarthStationS1428)):
        for frequency in np.linspace(10.7e9, 30e9, 50):
            antenna = kind(wavelengths * SPEED_OF_LIGHT / float(frequency), float(frequency))
            assert antenna.extrapolated == ()


@pytest.mark.parametrize(
    ("make", "value", "low"),
    [
        (lambda **kw: EarthStationS465(2.4, 35e9, **kw), 35.0, 2.0),
        (lambda **kw: EarthStationS580(0.5, 12e9, **kw), 20.0138, 50.0),
        (lambda **kw: EarthStationS1428(2.4, 4e9, **kw), 4.0, 10.7),
        (lambda **kw: EarthStationS1428(0.4, 12e9, **kw), 16.0111, 20.0),
    ],
)
def test_outside_of_the_range_is_refused_or_marked(make: Callable[..., object], value: float, low: float) -> None:
    with pytest.raises(ModelRangeError) as caught:
        make()
    assert caught.value.value == pytest.approx(value, abs=1e-3)
    assert caught.value.low == low
    antenna = make(extrapolate=True)
    assert len(antenna.extrapolated) == 1  # type: ignore[attr-defined]
    assert "outside" in antenna.extrapolated[0]  # type: ignore[attr-defined]
    assert np.isfinite(gain(antenna, 1.0))


def test_inside_of_the_range_nothing_is_marked() -> None:
    assert EarthStationS465(2.4, 12e9, extrapolate=True).extrapolated == ()


@pytest.mark.parametrize("angle", [3.2, -3.2, np.nan, np.inf, [0.0, 4.0]])
def test_angles_beyond_half_a_turn_are_refused(angle: object) -> None:
    with pytest.raises(ModelRangeError, match=r"ITU-R S\.465-6.*off-axis angle"):
        EarthStationS465(2.4, 12e9).gain_dbi(angle)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: EarthStationS465(-1.0, 12e9), ModelRangeError),
        (lambda: EarthStationS465(2.4, 12e9, efficiency=1.2), ModelRangeError),
        (lambda: EarthStationS465(2.4, np.nan), ModelRangeError),
        (lambda: EarthStationS1428([1.0, 2.0], 12e9), ShapeError),  # type: ignore[arg-type]
        (lambda: EarthStationS1428("1 m", 12e9), InputError),  # type: ignore[arg-type]
        (lambda: EarthStationS1428(1.0, 0.0), ModelRangeError),
        (lambda: SatelliteS672(40.0, 0.1, near_sidelobe_db=-22.0), InputError),
        (lambda: SatelliteS1528(np.inf, 0.1), ModelRangeError),
        (lambda: SatelliteS1528(40.0, 0.0), ModelRangeError),
        (lambda: SatelliteS1528(40.0, 0.1, near_sidelobe_db=-35.0), InputError),
        (lambda: SatelliteS1528(40.0, 0.1, axis_ratio=0.5), ModelRangeError),
        (lambda: SatelliteS1528LowOrbit(40.0, 0.1, crossing_db=0.0), ModelRangeError),
        (lambda: SatelliteS1528(40.0, 0.1).gain_dbi("north"), InputError),
        (lambda: SatelliteS1528(40.0, 0.1, near_sidelobe_db=[-20.0]), ShapeError),  # type: ignore[arg-type]
        (lambda: SatelliteS672(40.0, 0.1, near_sidelobe_db=np.array([-20.0])), ShapeError),  # type: ignore[arg-type]
        (lambda: SatelliteS1528(40.0, 0.1, far_sidelobe_dbi=[0.0, 1.0]), ShapeError),  # type: ignore[arg-type]
        (lambda: SatelliteS1528LowOrbit(40.0, 0.1, far_sidelobe_dbi=[0.0, 1.0]), ShapeError),  # type: ignore[arg-type]
    ],
)
def test_bad_antennas_are_refused(make: Callable[[], object], error: type[Exception]) -> None:
    with pytest.raises(error):
        make()
