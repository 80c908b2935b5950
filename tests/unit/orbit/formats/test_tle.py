from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_sets import ISS, made_sets, tle, with_checksum

from huxing.core.errors import FormatError, InputError
from huxing.orbit.formats.alpha5 import alpha5
from huxing.orbit.formats.tle import read_tle
from huxing.orbit.formats.tle_writing import write_tle

PER_DAY = 2.0 * np.pi / 86400.0


def test_every_field_is_read_from_its_columns() -> None:
    sets = read_tle(("ISS (ZARYA)\n" + ISS).encode())
    assert sets.name.tolist() == ["ISS (ZARYA)"]
    assert sets.norad_id.tolist() == [25544]
    assert sets.cospar_id.tolist() == ["1998-067A"]
    assert sets.classification.tolist() == ["U"]
    # day 264.51782528 of 2008 is 20 September, 0.51782528 d = 44740.104192 s
    assert sets.epoch[0] == np.datetime64("2008-09-20T12:25:40.104192", "ns")
    assert sets.mean_motion[0] == 15.72125391 * PER_DAY
    assert sets.eccentricity[0] == 0.0006703
    assert np.degrees(sets.inclination[0]) == pytest.approx(51.6416, rel=1e-15)
    assert np.degrees(sets.raan[0]) == pytest.approx(247.4627, rel=1e-15)
    assert np.degrees(sets.argument_of_perigee[0]) == pytest.approx(130.5360, rel=1e-15)
    assert np.degrees(sets.mean_anomaly[0]) == pytest.approx(325.0288, rel=1e-15)
    assert sets.bstar[0] == -0.11606e-4
    assert sets.mean_motion_dot[0] == pytest.approx(-0.00002182 * PER_DAY / 86400.0, rel=1e-15)
    assert sets.mean_motion_ddot[0] == 0.0
    assert sets.element_set_number.tolist() == [292]
    assert sets.revolution_number.tolist() == [56353]


@pytest.mark.parametrize("two_digits, year", [("57", 1957), ("99", 1999), ("00", 2000), ("56", 2056)])
def test_two_digit_years(two_digits: str, year: int) -> None:
    sets = read_tle(tle(first=(19, two_digits + "001.00000000")).encode())
    assert sets.epoch[0] == np.datetime64(f"{year}-01-01", "ns")


@pytest.mark.parametrize("text, value", [(" 12345-6", 0.12345e-6), ("-12345+2", -12.345), (" 00001-9", 1e-14)])
def test_implied_decimal_point_and_exponent(text: str, value: float) -> None:
    assert read_tle(tle(first=(54, text)).encode()).bstar[0] == value


# Space-Track's own examples of Alpha-5
@pytest.mark.parametrize(
    "text, number",
    [("A0000", 100000), ("E8493", 148493), ("J2931", 182931), ("P4018", 234018), ("W1928", 301928), ("Z9999", 339999)],
)
def test_alpha_5(text: str, number: int) -> None:
    assert alpha5(number) == text
    assert read_tle(tle(first=(3, text), second=(3, text)).encode()).norad_id.tolist() == [number]


def test_numbers_may_have_leading_blanks() -> None:
    assert read_tle(tle(first=(3, "    5"), second=(3, "00005")).encode()).norad_id.tolist() == [5]


@pytest.mark.parametrize("number", [-1, 340_000, 799_500_123])
def test_a_number_beyond_alpha_5_asks_for_omm(number: int) -> None:
    with pytest.raises(InputError, match="write an OMM format"):
        alpha5(number)


def test_names_line_ends_blank_lines_and_comments() -> None:
    one, two = ISS.splitlines()
    text = (
        f"\ufeff# comment\r\n0 FIRST   \r\n{one}\r\n{two}\r\n\r\n{one}   \r\n{two}\r\n  \r\nTHIRD (A)\r\n{one}\r\n{two}"
    )
    assert read_tle(text.encode()).name.tolist() == ["FIRST", "", "THIRD (A)"]


def test_text_after_column_69() -> None:
    one, two = ISS.splitlines()
    text = f"{one}\n{two}     0.0   1440.0\n".encode()
    with pytest.raises(FormatError, match=r"sets.tle:2: text after column 69: '0.0   1440.0'"):
        read_tle(text, "sets.tle")
    assert len(read_tle(text, allow_trailing=True)) == 1


def test_wrong_checksum_is_refused_unless_told() -> None:
    text = ISS.replace("2927\n", "2926\n").encode()
    with pytest.raises(FormatError, match=r"sets.tle:1: column 69 \(checksum\): found '6', accepted is 7"):
        read_tle(text, "sets.tle")
    assert read_tle(text, check_checksum=False).element_set_number.tolist() == [292]


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"first": (3, "I0000"), "second": (3, "I0000")}, "catalogue number"),
        ({"first": (3, "a0000"), "second": (3, "a0000")}, "catalogue number"),
        ({"second": (3, "25545")}, "accepted is the number of line 1, 25544"),
        ({"first": (8, "X")}, "U, C or S"),
        ({"first": (10, "98067a  ")}, "international designator"),
        ({"first": (10, "98067 A ")}, "international designator"),
        ({"first": (63, "4")}, "SGP4-XP, is not supported"),
        ({"first": (21, "000")}, "day of year"),
        ({"first": (19, "07366")}, "day of year"),
        ({"first": (24, "5x78252 ")}, r"columns 19-32 \(epoch\)"),
        ({"first": (34, " 0.0002182")}, "first derivative"),
        ({"first": (52, " ")}, "second derivative|drag term"),
        ({"first": (53, "1")}, "separator"),
        ({"first": (65, "9 99")}, "element set number"),
        ({"second": (9, "180.0001")}, "0 to 180 deg"),
        ({"second": (9, " -1.0000")}, "inclination"),
        ({"second": (18, "360.0001")}, "right ascension of the node"),
        ({"second": (27, "000 703")}, "eccentricity"),
        ({"second": (35, "400.0000")}, "argument of perigee"),
        ({"second": (44, "400.0000")}, "mean anomaly"),
        ({"second": (53, " 0.00000000")}, "mean motion"),
        ({"second": (53, "20.00000001")}, "mean motion"),
        ({"second": (53, "1 .72125391")}, "mean motion"),
        ({"second": (64, "     ")}, "revolution number"),
    ],
)
def test_columns_out_of_their_rule(changes: dict[str, tuple[int, str]], message: str) -> None:
    with pytest.raises(FormatError, match=message) as caught:
        read_tle((ISS + tle(**changes)).encode(), "sets.tle")
    assert caught.value.source == "sets.tle"
    assert caught.value.line == (3 if "first" in changes else 4)


@pytest.mark.parametrize(
    "order, line",
    [("12n", 3), ("n12n", 4), ("nn12", 1), ("11", 1), ("21", 1), ("1n2", 1), ("122", 3), ("1", 1), ("2", 1)],
)
def test_lines_out_of_order(order: str, line: int) -> None:
    one, two = ISS.splitlines()
    text = "\n".join({"1": one, "2": two, "n": "NAME"}[letter] for letter in order)
    with pytest.raises(FormatError) as caught:
        read_tle(text.encode())
    assert caught.value.line == line


def test_a_short_line_is_told_its_width() -> None:
    with pytest.raises(FormatError, match="68 columns; a line of a set has 69"):
        read_tle(ISS.replace("2927\n", "292\n").encode())


def test_decimals_are_rounded_as_python_rounds_them() -> None:
    for digits in ("15.72125391", " 0.00000100", "19.99999999", " 1.00273791"):
        sets = read_tle(tle(second=(53, digits)).encode())
        assert sets.mean_motion[0] == float(digits) * PER_DAY


def test_writing_gives_the_same_lines() -> None:
    zero = tle(first_a=(45, " 00000+0"))
    assert write_tle(read_tle(zero.encode()), names=False).decode() == zero
    named = "0 1 OF 2\n" + zero + "PLAIN\n" + zero
    assert write_tle(read_tle(named.encode()), names=True).decode() == named


@given(st.integers(0, 339_999), st.floats(0.0, 6.28), st.floats(1e-5, 1.2e-3), st.floats(-0.9, 0.9))
def test_written_values_come_back_within_half_a_unit_of_the_last_column(
    number: int, angle: float, motion: float, bstar: float
) -> None:
    row = {"norad_id": number, "raan": angle, "mean_motion": motion, "bstar": bstar}
    back = read_tle(write_tle(made_sets([row]), names=True))
    assert back.norad_id.tolist() == [number]
    assert np.degrees(abs(back.raan[0] - angle)) <= 0.50001e-4
    assert abs(back.mean_motion[0] - motion) / PER_DAY <= 0.50001e-8
    assert abs(back.bstar[0] - bstar) <= max(0.50001e-5 * 10.0 ** np.ceil(np.log10(abs(bstar) + 1e-300)), 0.5e-14)


def test_negative_angles_are_written_within_a_turn() -> None:
    back = read_tle(write_tle(made_sets([{"raan": -0.25}]), names=False))
    assert back.raan[0] == pytest.approx(2.0 * np.pi - 0.25, abs=1e-6)


def test_an_epoch_that_rounds_into_the_next_year() -> None:
    row = {"epoch": np.datetime64("2025-12-31T23:59:59.999999999", "ns")}
    assert b" 26001.00000000 " in write_tle(made_sets([row]), names=False)


@pytest.mark.parametrize(
    "row",
    [
        {"norad_id": 340_000},
        {"cospar_id": "PRIVATE-1"},
        {"epoch": np.datetime64("2057-01-01", "ns")},
        {"mean_motion_dot": 1.0 * PER_DAY / 86400.0},
        {"bstar": 1e9},
    ],
)
def test_what_a_tle_cannot_hold_asks_for_omm(row: dict[str, object]) -> None:
    with pytest.raises(InputError, match="OMM"):
        write_tle(made_sets([row]), names=False)


def test_a_name_that_is_not_ascii_is_refused_in_a_tle() -> None:
    with pytest.raises(InputError, match="not ASCII"):
        write_tle(made_sets([{"name": "沪星一号"}]), names=True)


def test_checksum_of_the_helper_agrees_with_the_published_lines() -> None:
    assert "\n".join(with_checksum(line) for line in ISS.splitlines()) + "\n" == ISS
