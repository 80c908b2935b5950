"""OMM in its four notations: what is read, what is refused, and that all four carry the same sets."""

from __future__ import annotations

import csv
import io
import json
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_sets import ISS, ROWS, made_sets, tle

from huxing.core.errors import FormatError, InputError
from huxing.orbit.element_sets import ElementSets
from huxing.orbit.formats.omm_fields import INTEGERS, QUANTITIES
from huxing.orbit.formats.omm_kvn import read_kvn, write_kvn
from huxing.orbit.formats.omm_tabular import read_csv, read_json, write_csv, write_json
from huxing.orbit.formats.omm_xml import read_xml, write_xml
from huxing.orbit.formats.tle import read_tle
from huxing.orbit.formats.tle_writing import write_tle

CREATED = np.array("2026-11-01T00:00:00", dtype="datetime64[ns]")
NOTATIONS = {
    "json": (write_json, read_json),
    "csv": (write_csv, read_csv),
    "kvn": (lambda sets: write_kvn(sets, CREATED), read_kvn),
    "xml": (lambda sets: write_xml(sets, CREATED), read_xml),
}
every_notation = pytest.mark.parametrize("notation", list(NOTATIONS))


def sets_of(content: str, notation: str) -> ElementSets:
    return NOTATIONS[notation][1](content.encode(), f"sets.{notation}")


def text_of(sets: ElementSets, notation: str) -> str:
    return NOTATIONS[notation][0](sets).decode()


@pytest.fixture
def plain() -> ElementSets:
    return read_tle(("ISS (ZARYA)\n" + ISS).encode())


@every_notation
@given(rows=st.lists(ROWS, min_size=1, max_size=4))
def test_what_is_written_is_read_again(notation: str, rows: list[dict[str, object]]) -> None:
    sets = made_sets(rows)
    back = sets_of(text_of(sets, notation), notation)
    for quantity in QUANTITIES:
        before, after = sets.table[quantity.column].to_numpy(), back.table[quantity.column].to_numpy()
        # 16 digits are written: half a unit of the last is 5e-16, and conversions add two roundings
        np.testing.assert_allclose(after, before, rtol=2e-15, atol=0.0)
    for _, column, *_ in INTEGERS:
        assert back.table[column].tolist() == sets.table[column].tolist()
    assert back.epoch.tolist() == sets.epoch.tolist()
    expected = ["" if name == "UNKNOWN" else name for name in sets.name]
    assert back.name.tolist() == expected


@every_notation
def test_no_dust_after_the_published_digits(notation: str, plain: ElementSets) -> None:
    written = re.split(r"[\s,:<>}]", text_of(plain, notation))
    published = ["15.72125391", "0.0006703", "51.6416", "247.4627", "130.536", "325.0288", "-1.1606e-05", "-2.182e-05"]
    assert [digits for digits in published if digits not in written] == []


@every_notation
def test_a_tle_goes_through_omm_unchanged(notation: str) -> None:
    lines = tle(first=(45, " 00000+0"))
    sets = read_tle(lines.encode())
    assert write_tle(sets_of(text_of(sets, notation), notation), names=False).decode() == lines


@every_notation
def test_nine_digit_numbers_and_names_with_markup(notation: str) -> None:
    sets = made_sets([{"norad_id": 799_500_123, "name": 'A&B <"C">, [D] = {E}'}])
    back = sets_of(text_of(sets, notation), notation)
    assert back.norad_id.tolist() == [799_500_123]
    assert back.name.tolist() == ['A&B <"C">, [D] = {E}']


@every_notation
def test_nanoseconds_are_kept(notation: str) -> None:
    sets = made_sets([{"epoch": np.datetime64("2026-08-22T00:00:00.000000001", "ns")}])
    assert sets_of(text_of(sets, notation), notation).epoch[0] == sets.epoch[0]


@pytest.mark.parametrize("notation", ["json", "csv", "xml"])
def test_names_beyond_ascii(notation: str) -> None:
    sets = made_sets([{"name": "沪星一号"}])
    assert sets_of(text_of(sets, notation), notation).name.tolist() == ["沪星一号"]


def test_kvn_holds_ascii_only() -> None:
    with pytest.raises(InputError, match="ASCII"):
        write_kvn(made_sets([{"name": "沪星一号"}]), CREATED)


def _json(**changes: object) -> bytes:
    row = {
        "OBJECT_NAME": "MADE",
        "OBJECT_ID": "2026-001A",
        "EPOCH": "2026-08-22T07:57:46.835712",
        "MEAN_MOTION": 13.5,
        "ECCENTRICITY": 0.001,
        "INCLINATION": 89.0,
        "RA_OF_ASC_NODE": 10.0,
        "ARG_OF_PERICENTER": 20.0,
        "MEAN_ANOMALY": 30.0,
        "EPHEMERIS_TYPE": 0,
        "CLASSIFICATION_TYPE": "U",
        "NORAD_CAT_ID": 100401,
        "ELEMENT_SET_NO": 999,
        "REV_AT_EPOCH": 1,
        "BSTAR": 0.0001,
        "MEAN_MOTION_DOT": 1e-6,
        "MEAN_MOTION_DDOT": 0,
    } | changes
    return json.dumps([{key: value for key, value in row.items() if value != "drop"}]).encode()


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"MEAN_ELEMENT_THEORY": "DSST"}, "MEAN_ELEMENT_THEORY = 'DSST'; accepted is SGP4 or SGP/SGP4"),
        ({"MEAN_ELEMENT_THEORY": "SGP4-XP"}, "SGP4-XP elements are not supported"),
        ({"EPHEMERIS_TYPE": 4}, "SGP4-XP elements are not supported"),
        ({"EPHEMERIS_TYPE": 2}, "accepted is 0"),
        ({"REF_FRAME": "EME2000"}, "accepted is TEME"),
        ({"TIME_SYSTEM": "TAI"}, "accepted is UTC"),
        ({"CENTER_NAME": "MARS"}, "accepted is EARTH"),
        ({"CLASSIFICATION_TYPE": "X"}, "accepted is U or C or S"),
        ({"SEMI_MAJOR_AXIS": 6800.0}, "accepted is MEAN_MOTION"),
        ({"BTERM": 0.01}, "accepted is BSTAR"),
        ({"MEAN_MOTION": "drop"}, "MEAN_MOTION has no value"),
        ({"MEAN_MOTION": None}, "MEAN_MOTION has no value"),
        ({"MEAN_MOTION": 0}, "accepted is 1e-06 to 20 rev/day"),
        ({"MEAN_MOTION": "1_3.5"}, "finite decimal number"),
        ({"MEAN_MOTION": "0x1p3"}, "finite decimal number"),
        ({"ECCENTRICITY": 1.0}, "ECCENTRICITY = 1; accepted is 0 to"),
        ({"ECCENTRICITY": -0.1}, "ECCENTRICITY"),
        ({"INCLINATION": 180.1}, "accepted is 0 to 180 deg"),
        ({"RA_OF_ASC_NODE": 361}, "RA_OF_ASC_NODE"),
        ({"BSTAR": "drop"}, "BSTAR has no value"),
        ({"BSTAR": "1e400"}, "BSTAR"),
        ({"NORAD_CAT_ID": "drop"}, "NORAD_CAT_ID has no value"),
        ({"NORAD_CAT_ID": 1_000_000_000}, "accepted is 0 to 999999999"),
        ({"NORAD_CAT_ID": -1}, "accepted is 0 to 999999999"),
        ({"NORAD_CAT_ID": 25544.5}, "accepted is an integer"),
        ({"ELEMENT_SET_NO": 10000}, "accepted is 0 to 9999"),
        ({"EPOCH": "2026-08-22"}, "EPOCH: found '2026-08-22'"),
        ({"EPOCH": "2026-08-22T23:59:60"}, "leap second"),
        ({"EPOCH": "2026-13-01T00:00:00"}, "does not exist"),
        ({"EPOCH": "1956-12-31T00:00:00"}, "outside 1957-2200"),
        ({"OBJECT_NAME": "A\u0007"}, "cannot be printed"),
        ({"OBJECT_NAME": "A" * 129}, "longer than 128"),
        ({"OBJECT_NAME": ["A"]}, "OBJECT_NAME is neither text nor a number"),
    ],
)
def test_values_out_of_their_rule(changes: dict[str, object], message: str) -> None:
    good = _json().decode().strip()[1:-1]
    content = f"[{good},\n{good},\n{_json(**changes).decode()[1:-1]}\n]".encode()
    with pytest.raises(FormatError, match=message) as caught:
        read_json(content, "sets.json")
    assert caught.value.line == 3


def test_json_numbers_may_be_text_and_other_keys_are_passed_over() -> None:
    changes = {"MEAN_MOTION": "13.5", "NORAD_CAT_ID": "100401", "SEMIMAJOR_AXIS": "7400.1", "DECAY_DATE": None}
    assert read_json(_json(**changes), "x").table.equals(read_json(_json(), "x").table)


def test_json_fields_that_have_defaults() -> None:
    names = ("OBJECT_NAME", "OBJECT_ID", "CLASSIFICATION_TYPE", "ELEMENT_SET_NO", "REV_AT_EPOCH", "MEAN_MOTION_DOT")
    sets = read_json(_json(**dict.fromkeys(names, "drop")), "x")
    assert [sets.name[0], sets.cospar_id[0], sets.classification[0]] == ["", "", "U"]
    assert [sets.element_set_number[0], sets.revolution_number[0], sets.mean_motion_dot[0]] == [0, 0, 0.0]


def test_json_of_one_object_and_of_none() -> None:
    assert len(read_json(_json()[1:-1], "x")) == 1
    assert len(read_json(b" [ ] ", "x")) == 0


@pytest.mark.parametrize("end", [b"", b",", b",]", b"] x", b"}"])
def test_json_that_ends_wrongly(end: bytes) -> None:
    with pytest.raises(FormatError):
        read_json(_json()[:-1] + end, "x")


def test_json_key_twice() -> None:
    with pytest.raises(FormatError, match="key 'BSTAR' stands twice"):
        read_json(_json().replace(b'{"OBJECT_NAME"', b'{"BSTAR": 1, "OBJECT_NAME"'), "x")


def test_json_of_the_public_service_has_its_keys_and_types(plain: ElementSets) -> None:
    (row,) = json.loads(text_of(plain, "json"))
    assert row["EPOCH"] == "2008-09-20T12:25:40.104192"
    assert row["NORAD_CAT_ID"] == 25544
    assert row["INCLINATION"] == 51.6416
    assert row["CLASSIFICATION_TYPE"] == "U"


def _csv(header: list[str], *rows: list[str]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream).writerows([header, *rows])
    return stream.getvalue().encode()


def test_csv_rules(plain: ElementSets) -> None:
    header, row = csv.reader(text_of(plain, "csv").splitlines())
    assert read_csv(_csv([*header, "EXTRA"], [*row, "1"]), "x").table.equals(plain.table)
    with pytest.raises(FormatError, match="x:3: 16 fields under a header of 17"):
        read_csv(_csv(header, row, row[:-1]), "x")
    with pytest.raises(FormatError, match="column EPOCH stands twice"):
        read_csv(_csv([*header, "EPOCH"], [*row, row[2]]), "x")
    with pytest.raises(FormatError, match="x:2: BSTAR has no value"):
        read_csv(_csv(header, [cell if key != "BSTAR" else "" for key, cell in zip(header, row, strict=True)]), "x")


def test_kvn_units_comments_and_passed_over_blocks(plain: ElementSets) -> None:
    text = text_of(plain, "kvn")
    text = text.replace("INCLINATION = 51.6416", "COMMENT inclination\r\n INCLINATION   =  51.6416 [deg]  ")
    text = text.replace("MEAN_MOTION = 15.72125391", "MEAN_MOTION = 15.72125391 [rev/day]")
    text += "MASS = 300 [kg]\nCOV_REF_FRAME = TNW\nCX_X = 3.3e-04 [km**2]\nUSER_DEFINED_EARTH_MODEL = WGS-84\n"
    assert sets_of(text, "kvn").table.equals(plain.table)


@pytest.mark.parametrize(
    "old, new, message",
    [
        ("INCLINATION = 51.6416", "INCLINATION = 51.6416 [rad]", r"unit \[rad\]; accepted is \[deg\]"),
        ("INCLINATION =", "INCLINATON =", "did you mean INCLINATION"),
        ("ECCENTRICITY = 0.0006703", "ECCENTRICITY = 0.0006703\nECCENTRICITY = 0.1", "stands twice"),
        ("REF_FRAME = TEME\n", "", "lacks REF_FRAME"),
        ("CCSDS_OMM_VERS = 3.0", "CCSDS_OMM_VERS = 1.0", "accepted are 2.0 and 3.0"),
        ("CCSDS_OMM_VERS = 3.0\n", "", "the first keyword is not CCSDS_OMM_VERS"),
        ("MEAN_ANOMALY = 325.0288", "MEAN_ANOMALY 325.0288", "where KEYWORD = value is accepted"),
        ("EPOCH = ", "epoch = ", "is not a keyword"),
        ("OBJECT_NAME = ISS (ZARYA)", "OBJECT_NAME = ISS\x07", "control characters"),
        ("COMMENT", "COMMENT", None),
    ],
)
def test_kvn_rules(old: str, new: str, message: str | None, plain: ElementSets) -> None:
    text = text_of(plain, "kvn").replace(old, new)
    if message is None:
        assert len(sets_of(text, "kvn")) == 1
        return
    with pytest.raises(FormatError, match=message):
        sets_of(text, "kvn")


def test_kvn_line_bound_of_the_standard(plain: ElementSets) -> None:
    with pytest.raises(FormatError, match="at most 254"):
        sets_of(text_of(plain, "kvn") + "COMMENT " + "a" * 260, "kvn")


def test_kvn_blank_names_and_header_as_the_public_service_sends_them(plain: ElementSets) -> None:
    text = text_of(plain, "kvn").replace("= HUXING", "=").replace("= ISS (ZARYA)", "=").replace("= 1998-067A", "=")
    assert sets_of(text, "kvn").name.tolist() == [""]


@pytest.mark.parametrize(
    "old, new, message",
    [
        ('units="deg"', 'units="rad"', "units 'rad'; accepted is 'deg'"),
        ("<ECCENTRICITY>", '<ECCENTRICITY units="deg">', "pure number"),
        ("INCLINATION", "INCLINATON", "did you mean INCLINATION"),
        ("<GM>", "<GM>", None),
        ("<ECCENTRICITY>", "<ECCENTRICITY>0</ECCENTRICITY><ECCENTRICITY>", "stands twice"),
        ("<REF_FRAME>TEME</REF_FRAME>", "", "lacks REF_FRAME"),
        ('version="3.0"', 'version="4.0"', "version 2.0 or 3.0"),
        ("</ndm>", "", "not well-formed"),
        ("<data>", "<data>text", "between elements"),
        ("<EPOCH>", "<EPOCH><EPOCH/>", "takes text only"),
        ("</omm>", "<body/></omm>", "<body> stands twice"),
        ("<ndm ", '<!DOCTYPE ndm SYSTEM "a"><ndm ', "document type"),
        ('<omm id="CCSDS_OMM_VERS"', '<opm id="CCSDS_OMM_VERS"', "unknown keyword 'opm'"),
    ],
)
def test_xml_rules(old: str, new: str, message: str | None, plain: ElementSets) -> None:
    text = text_of(plain, "xml")
    text = text.replace(old, new) if "ndm" in old or "INCLIN" in old else text.replace(old, new, 1)
    if message is None:
        assert len(sets_of(text, "xml")) == 1
        return
    with pytest.raises(FormatError, match=message):
        sets_of(text, "xml")


def test_xml_without_a_message() -> None:
    with pytest.raises(FormatError, match="no <omm>"):
        sets_of("<ndm></ndm>", "xml")


def test_writers_are_deterministic(plain: ElementSets) -> None:
    for write, _ in NOTATIONS.values():
        assert write(plain) == write(plain)
