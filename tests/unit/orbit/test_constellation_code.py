from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import InputError, TooLargeError
from huxing.orbit.constellation_code import from_constellation_code, to_constellation_code
from huxing.orbit.design import explicit_planes, walker_delta, walker_star

# draft-piraux-space-constellation-code-01, table 1.
EXAMPLES = {
    "S:780:86.4:66/6/1": (66, 6, 780.0, 86.4, 180.0),
    "S:1200:87.9:672/12/11": (672, 12, 1200.0, 87.9, 180.0),
    "D:550:53:1584/72/39": (1584, 72, 550.0, 53.0, 360.0),
    "D:20180:55:24/6/1": (24, 6, 20180.0, 55.0, 360.0),
}


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_examples_of_the_draft_are_read_and_written(code: str) -> None:
    total, planes, altitude, inclination, spread = EXAMPLES[code]
    (shell,) = from_constellation_code(code)
    assert (len(shell), shell.planes) == (total, planes)
    assert shell.altitude == pytest.approx(altitude * 1e3)
    assert np.degrees(shell.inclination) == pytest.approx(inclination)
    assert np.degrees(shell.raan) == pytest.approx(np.arange(planes) * spread / planes)
    phasing = int(code.rsplit("/", 1)[1])
    second = np.degrees(shell.argument_of_latitude[1][0])
    assert second == pytest.approx(phasing * 360 / total)
    assert to_constellation_code(shell) == code


def test_several_shells_and_a_mean_anomaly() -> None:
    text = "D:1200:55:400/20/19+S:1210:89:52/4/1:12.5"
    first, second = from_constellation_code(text)
    assert (first.name, second.name) == ("shell1", "shell2")
    assert np.degrees(second.argument_of_latitude[0][0]) == pytest.approx(12.5)
    assert to_constellation_code((first, second)) == text
    assert to_constellation_code(from_constellation_code("D:550.0:053:24/6/1:360.0")) == "D:550:53:24/6/1"


@given(
    kind=st.sampled_from("DS"),
    altitude=st.integers(100_000, 40_000_000).map(lambda metres: metres / 1e3),
    inclination=st.integers(0, 180_000).map(lambda thousandths: thousandths / 1e3),
    planes=st.integers(2, 20),
    per_plane=st.integers(1, 20),
    phasing=st.integers(0, 19),
    anomaly=st.integers(0, 359_999).map(lambda thousandths: thousandths / 1e3),
)
def test_round_trip(
    kind: str, altitude: float, inclination: float, planes: int, per_plane: int, phasing: int, anomaly: float
) -> None:
    build = walker_delta if kind == "D" else walker_star
    shell = build(
        altitude_km=altitude + 0.001,
        inclination_deg=inclination,
        planes=planes,
        per_plane=per_plane,
        phasing=phasing % planes,
        argument_of_latitude0_deg=anomaly,
    )
    code = to_constellation_code(shell)
    (again,) = from_constellation_code(code)
    assert to_constellation_code(again) == code
    assert again.semi_major_axis == pytest.approx(shell.semi_major_axis, abs=1e-3)
    assert again.inclination == pytest.approx(shell.inclination, abs=1e-11)
    assert again.raan == pytest.approx(shell.raan, abs=1e-12)
    for one, other in zip(again.argument_of_latitude, shell.argument_of_latitude, strict=True):
        assert np.exp(1j * one) == pytest.approx(np.exp(1j * other), abs=1e-10)
    # Written from the bare geometry, without the code that the design kept, it is the same.
    rows = [
        {"raan_deg": np.degrees(node), "argument_of_latitude_deg": np.degrees(slots)}
        for node, slots in zip(shell.raan, shell.argument_of_latitude, strict=True)
    ]
    bare = explicit_planes(altitude_km=altitude + 0.001, inclination_deg=inclination, planes=rows)
    assert to_constellation_code(bare) == code


@pytest.mark.parametrize(
    ("text", "position", "rule"),
    [
        ("", 1, "4 or 5 fields"),
        ("D:550:53", 1, "4 or 5 fields"),
        ("X:550:53:24/6/1", 1, "walker"),
        ("D:-550:53:24/6/1", 3, "altitude"),
        ("D:5e2:53:24/6/1", 3, "altitude"),
        ("D:550.:53:24/6/1", 3, "altitude"),
        ("D:550:181:24/6/1", 7, "inclination"),
        ("D:550:53:24/6", 10, "no-sats/no-planes/phasing-factor"),
        ("D:550:53:25/6/1", 10, "divided evenly"),
        ("D:550:53:24/6/6", 15, "within 0-5"),
        ("D:550:53:24/0/0", 10, "1 or more"),
        ("D:550:53:0/1/0", 10, "1 or more"),
        ("D:550:53:24/6/1:361", 17, "mean-anomaly"),
        ("D:550:53:24/6/1:", 17, "mean-anomaly"),
        ("D:550:53:24/6/1+", 17, "4 or 5 fields"),
        ("D:550:53:24/6/1+D:50:53:24/6/1", 17, "100 km or more"),
        ("D:550:53:24/6/1 ", 15, "phasing-factor"),
        ("D:550:53:٢٤/6/1", 10, "no-sats"),
        ("D:550:53:99999999999/1/0", 10, "at most 9"),
    ],
)
def test_a_broken_rule_is_named_with_its_place(text: str, position: int, rule: str) -> None:
    with pytest.raises(InputError, match=f"character {position}: .*{rule}"):
        from_constellation_code(text)


def test_too_many_satellites_are_refused() -> None:
    with pytest.raises(TooLargeError):
        from_constellation_code("D:550:53:999999999/1/0")
    with pytest.raises(TooLargeError):
        from_constellation_code("+".join(["D:550:53:900000/1/0"] * 3))
    with pytest.raises(InputError, match="10,000 characters"):
        from_constellation_code("D" * 10_001)


@given(st.text(alphabet="DS:/.+0123456789 -e", max_size=60))
def test_any_text_ends_in_shells_or_an_input_error(text: str) -> None:
    try:
        shells = from_constellation_code(text)
    except InputError:
        return
    assert to_constellation_code(shells).count("+") == text.count("+")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"raan0_deg": 5.0}, "first node"),
        ({"odd_plane_shift_slots": 0.5, "planes": 7}, "whole phasing factor"),
        ({"phasing": 0.5}, "whole phasing factor"),
        ({"raan_spread_deg": 200.0}, "spread evenly"),
        ({"per_plane": [4, 4, 4, 4, 4, 3]}, "different numbers"),
    ],
)
def test_what_the_code_cannot_express_is_refused_with_the_reason(change: dict[str, object], why: str) -> None:
    design = {"altitude_km": 550, "inclination_deg": 53, "planes": 6, "per_plane": 4} | change
    with pytest.raises(InputError, match=why):
        to_constellation_code(walker_delta(**design))  # type: ignore[arg-type]


def test_uneven_slots_and_no_shells_are_refused() -> None:
    rows = [{"raan_deg": 0, "argument_of_latitude_deg": [0, 100]}]
    with pytest.raises(InputError, match="not evenly spaced"):
        to_constellation_code(explicit_planes(altitude_km=550, inclination_deg=53, planes=rows))
    with pytest.raises(InputError, match="at least one"):
        to_constellation_code([])


def test_half_a_slot_in_every_second_plane_is_written_from_the_geometry_too() -> None:
    shell = walker_delta(altitude_km=630, inclination_deg=51.9, planes=34, per_plane=34, odd_plane_shift_slots=0.5)
    assert shell.code == "D:630:51.9:1156/34/17"
    assert to_constellation_code(replace(shell, code="")) == shell.code
