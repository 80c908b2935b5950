from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import InputError, TooLargeError
from huxing.orbit.design import explicit_planes, walker_delta, walker_star

GOOD = {"altitude_km": 550.0, "inclination_deg": 53.0, "planes": 6, "per_plane": 4}


def test_walker_delta_is_the_pattern_of_walker() -> None:
    # Galileo's 56: 24/3/1: planes 120 deg apart, 45 deg in the plane, 15 deg from a plane to the next.
    shell = walker_delta(altitude_km=23222, inclination_deg=56, planes=3, per_plane=8, phasing=1)
    assert np.degrees(shell.raan) == pytest.approx([0, 120, 240])
    for plane, slots in enumerate(shell.argument_of_latitude):
        assert np.degrees(slots) == pytest.approx((15 * plane + 45 * np.arange(8)) % 360)
    assert shell.altitude == pytest.approx(23_222e3)
    assert np.degrees(shell.inclination) == pytest.approx(56)
    assert shell.code == "D:23222:56:24/3/1"


def test_walker_star_spreads_over_half_a_circle() -> None:
    shell = walker_star(altitude_km=780, inclination_deg=86.4, planes=6, per_plane=11, phasing=1)
    assert np.degrees(shell.raan) == pytest.approx(30 * np.arange(6))
    assert shell.code == "S:780:86.4:66/6/1"


def test_offsets_turn_the_whole_pattern() -> None:
    plain = walker_delta(**GOOD)
    turned = walker_delta(**GOOD, raan0_deg=-10, argument_of_latitude0_deg=370)
    assert np.degrees(turned.raan) == pytest.approx((np.degrees(plain.raan) - 10) % 360)
    assert np.degrees(turned.argument_of_latitude[0]) == pytest.approx([10, 100, 190, 280])
    assert plain.code == "D:550:53:24/6/0"
    assert turned.code == ""


def test_odd_planes_can_be_shifted_by_half_a_slot() -> None:
    shell = walker_delta(**GOOD, odd_plane_shift_slots=0.5)
    firsts = [np.degrees(slots[0]) for slots in shell.argument_of_latitude]
    assert firsts == pytest.approx([0, 45, 0, 45, 0, 45])
    # Of six planes F = 3 puts the same satellites there, with other slot numbers; of seven nothing does.
    assert shell.code == "D:550:53:24/6/3"
    assert walker_delta(**(GOOD | {"planes": 7}), odd_plane_shift_slots=0.5).code == ""


def test_phase_step_in_degrees_is_phasing_in_other_units() -> None:
    by_factor = walker_delta(**GOOD, phasing=2.5)
    by_degrees = walker_delta(**GOOD, phase_step_deg=2.5 * 15)
    for one, other in zip(by_factor.argument_of_latitude, by_degrees.argument_of_latitude, strict=True):
        assert one == pytest.approx(other)
    assert by_factor.code == ""
    assert walker_delta(**GOOD, phase_step_deg=30).code == "D:550:53:24/6/2"


def test_planes_may_have_different_numbers() -> None:
    shell = walker_star(altitude_km=1065.5, inclination_deg=89, planes=3, per_plane=[2, 3, 4])
    assert [len(slots) for slots in shell.argument_of_latitude] == [2, 3, 4]
    assert len(shell) == 9
    assert shell.code == ""


@given(
    planes=st.integers(1, 12), per_plane=st.integers(1, 12), phasing=st.integers(0, 11), spread=st.floats(1.0, 360.0)
)
def test_the_pattern_is_even(planes: int, per_plane: int, phasing: int, spread: float) -> None:
    # Every step from a plane to the next, and from a slot to the next, is the same turn.
    shell = walker_delta(
        altitude_km=600,
        inclination_deg=50,
        planes=planes,
        per_plane=per_plane,
        phasing=phasing % planes,
        raan_spread_deg=spread,
    )
    assert len(shell) == planes * per_plane
    nodes = np.exp(1j * shell.raan)
    phases = np.exp(1j * np.array(shell.argument_of_latitude))
    assert nodes[1:] / nodes[:-1] == pytest.approx(np.exp(1j * np.radians(spread) / planes))
    assert phases / np.roll(phases, 1, axis=1) == pytest.approx(np.exp(2j * np.pi / per_plane))
    shift = np.exp(2j * np.pi * (phasing % planes) / (planes * per_plane))
    assert phases[1:] / phases[:-1] == pytest.approx(shift)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"planes": 0}, "planes is 0"),
        ({"planes": 2.0}, "planes is 2.0"),
        ({"planes": True}, "planes is True"),
        ({"per_plane": "4"}, "per_plane is '4'"),
        ({"per_plane": [1, 2]}, "2 values for 6 planes"),
        ({"per_plane": [1, 2, 3, 4, 5, -1]}, "per_plane is -1"),
        ({"per_plane": [1, 2, 3, 4, 5, 6], "phasing": 1}, "equal planes"),
        ({"phasing": float("nan")}, "phasing is nan"),
        ({"phasing": 1, "phase_step_deg": 3.0}, "give one of them"),
        ({"altitude_km": 50}, "100 km or more"),
        ({"altitude_km": "550"}, "altitude_km is '550'"),
        ({"altitude_km": float("inf")}, "altitude_km is inf"),
        ({"inclination_deg": 181}, "not in 0-180"),
        ({"inclination_deg": None}, "inclination_deg is None"),
        ({"raan_spread_deg": 361}, "0 to 360"),
        ({"raan0_deg": float("inf")}, "raan0_deg is inf"),
    ],
)
def test_a_value_out_of_range_is_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        walker_delta(**(GOOD | change))  # type: ignore[arg-type]


def test_a_shell_of_more_than_a_million_is_refused_before_it_is_built() -> None:
    with pytest.raises(TooLargeError, match="1,000,000"):
        walker_delta(altitude_km=550, inclination_deg=53, planes=10**9, per_plane=10**9)


def test_explicit_planes_are_as_given() -> None:
    shell = explicit_planes(
        altitude_km=1165,
        inclination_deg=86.5,
        planes=[
            {"raan_deg": 21.6, "satellites": 4, "argument_of_latitude0_deg": 13.5},
            {"raan_deg": -130.3, "argument_of_latitude_deg": [1.0, 400.0]},
        ],
    )
    assert np.degrees(shell.raan) == pytest.approx([21.6, 229.7])
    assert np.degrees(shell.argument_of_latitude[0]) == pytest.approx([13.5, 103.5, 193.5, 283.5])
    assert np.degrees(shell.argument_of_latitude[1]) == pytest.approx([1, 40])


@pytest.mark.parametrize(
    ("planes", "said"),
    [
        ([], "at least one plane"),
        ("abc", "at least one plane"),
        ([{"satellites": 3}], "no raan_deg"),
        ([{"raan_deg": 1}], "either satellites or"),
        ([{"raan_deg": 1, "satellites": 3, "argument_of_latitude_deg": [1]}], "either satellites or"),
        ([{"raan_deg": 1, "argument_of_latitude_deg": []}], "list of degrees"),
        ([{"raan_deg": 1, "argument_of_latitude_deg": [float("nan")]}], "is nan"),
        ([{"raan_deg": 1, "argument_of_latitude_deg": [1], "argument_of_latitude0_deg": 1}], "goes with satellites"),
        ([{"raan_deg": "x", "satellites": 3}], "raan_deg of plane 1"),
        ([{"raan_deg": 1, "satelites": 3}], "did you mean 'satellites'"),
    ],
)
def test_wrong_planes_are_refused(planes: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        explicit_planes(altitude_km=550, inclination_deg=53, planes=planes)  # type: ignore[arg-type]
