from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import FormatError, InputError
from huxing.orbit.formats.files import parse_oem
from huxing.orbit.formats.oem import EphemerisSegment, StateCovariance
from huxing.orbit.formats.oem_kvn import read_oem_kvn, write_oem_kvn
from huxing.orbit.formats.oem_xml import read_oem_xml, write_oem_xml

CREATED = np.array("2026-11-01T00:00:00", dtype="datetime64[ns]")
START = np.datetime64("2026-08-22T00:00:00", "ns")
NOTATIONS = {"kvn": (write_oem_kvn, read_oem_kvn), "xml": (write_oem_xml, read_oem_xml)}
every_notation = pytest.mark.parametrize("notation", list(NOTATIONS))


def segment(states: int = 3, **changes: object) -> EphemerisSegment:
    steps = np.arange(states)[:, None]
    plain: dict[str, object] = {
        "object_name": "MADE",
        "object_id": "2026-001A",
        "center_name": "EARTH",
        "ref_frame": "GCRF",
        "time_system": "UTC",
        "start": START,
        "stop": START + np.timedelta64(60 * (states - 1), "s"),
        "epochs": START + np.timedelta64(60, "s") * np.arange(states),
        "positions": np.array([7e6, 1234.5, -0.001]) + steps * 1000.125,
        "velocities": np.array([1.0, 7500.25, -3e-7]) + steps * 0.1,
    }
    return EphemerisSegment(**(plain | changes))  # type: ignore[arg-type]


def covariance(minute: int, frame: str = "") -> StateCovariance:
    root = np.random.default_rng(7).normal(size=(6, 6))
    return StateCovariance(START + np.timedelta64(minute, "m"), frame, root @ root.T)


def through(segments: list[EphemerisSegment], notation: str) -> tuple[EphemerisSegment, ...]:
    write, read = NOTATIONS[notation]
    return read(write(segments, CREATED), f"made.{notation}")


@every_notation
def test_everything_comes_back(notation: str) -> None:
    accelerations = np.array([[1e-3, 2e-3, 3e-3], [np.nan] * 3, [0.0, -1e-9, 5.0]])
    first = segment(
        accelerations=accelerations,
        useable_start=START + np.timedelta64(1, "s"),
        useable_stop=START + np.timedelta64(119, "s"),
        interpolation="HERMITE",
        interpolation_degree=5,
        ref_frame_epoch=np.datetime64("2000-01-01T12:00:00", "ns"),
        covariances=(covariance(0), covariance(1, "RTN")),
    )
    back, second = through([first, segment()], notation)
    for name in ("positions", "velocities", "accelerations"):
        # 16 digits are written
        np.testing.assert_allclose(getattr(back, name), getattr(first, name), rtol=1e-15)
    assert (back.epochs == first.epochs).all()
    for name in (
        *("object_name", "object_id", "center_name", "ref_frame", "time_system", "start", "stop", "useable_start"),
        *("useable_stop", "interpolation", "interpolation_degree", "ref_frame_epoch"),
    ):
        assert getattr(back, name) == getattr(first, name), name
    assert [c.frame for c in back.covariances] == ["", "RTN"]
    np.testing.assert_allclose(back.covariances[1].matrix, first.covariances[1].matrix, rtol=1e-15)
    assert second.accelerations is None
    assert second.covariances == ()


@every_notation
@given(values=st.lists(st.floats(-1e12, 1e12), min_size=6, max_size=6))
def test_any_state_comes_back(notation: str, values: list[float]) -> None:
    state = np.array(values)
    made = segment(1, positions=state[None, :3], velocities=state[None, 3:])
    (back,) = through([made], notation)
    np.testing.assert_allclose(back.positions, made.positions, rtol=1e-15, atol=1e-300)
    np.testing.assert_allclose(back.velocities, made.velocities, rtol=1e-15, atol=1e-300)


def test_notations_are_told_apart_by_content() -> None:
    for write, _ in NOTATIONS.values():
        assert len(parse_oem(write([segment()], CREATED))[0]) == 3


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"time_system": "MRT"}, "counts from an event"),
        ({"interpolation": "SPLINE", "interpolation_degree": 3}, "accepted are HERMITE, LAGRANGE, LINEAR"),
        ({"interpolation": "HERMITE"}, "go together"),
        ({"interpolation_degree": 3}, "go together"),
        ({"epochs": START + np.timedelta64(60, "s") * np.array([0, 1, 1])}, "does not exceed"),
        ({"stop": START + np.timedelta64(1, "s")}, "not inside START_TIME"),
        ({"start": START + np.timedelta64(1, "s")}, "not inside START_TIME"),
        ({"useable_start": START - np.timedelta64(1, "s")}, "useable span"),
        ({"positions": np.zeros((2, 3))}, "shape"),
        ({"velocities": np.full((3, 3), np.inf)}, "not a finite number"),
    ],
)
def test_a_segment_is_checked_when_made(changes: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        segment(**changes)


def test_a_segment_needs_a_state() -> None:
    with pytest.raises(InputError, match="no states"):
        segment(0, stop=START)


def test_a_message_is_of_one_object_and_one_time_system() -> None:
    for change in ({"object_id": "2026-001B"}, {"time_system": "TAI"}):
        with pytest.raises(InputError, match="one message has one"):
            write_oem_kvn([segment(), replace(segment(), **change)], CREATED)
    with pytest.raises(InputError, match="at least one segment"):
        write_oem_xml([], CREATED)


@pytest.mark.parametrize(
    "old, new, message, line",
    [
        ("CCSDS_OEM_VERS = 3.0", "CCSDS_OEM_VERS = 9.0", "accepted are 1.0, 2.0, 3.0", 1),
        ("CCSDS_OEM_VERS = 3.0\n", "", "this is not a whole OEM", 1),
        ("ORIGINATOR = HUXING\n", "", "lacks ORIGINATOR", 4),
        ("REF_FRAME = GCRF\n", "", "lack REF_FRAME", 5),
        ("REF_FRAME = GCRF", "REF_FRAM = GCRF", "did you mean REF_FRAME", 9),
        ("META_STOP\n", "", "unknown keyword 'a row of data'", 14),
        ("META_STOP", "META_STOP\nEPOCH = 1", "unknown keyword 'EPOCH'", 14),
        ("00:01:00.000000 ", "00:00:00.000000 ", "does not exceed", 16),
        ("00:01:00.000000 ", "23:59:60 ", "leap second", 16),
        ("7001.000125", "7001,000125", "not a decimal number", 16),
        ("7001.000125", "", "a state of 5 numbers", 16),
        ("7001.000125", "1 7001.000125", "a state of 7 numbers", 16),
        ("7001.000125", "inf", "not a decimal number", 16),
        ("7001.000125", "1e999", "beyond double precision", 16),
        ("TIME_SYSTEM = UTC", "TIME_SYSTEM = UTC\nTIME_SYSTEM = UTC", "stands twice", 11),
    ],
)
def test_kvn_rules(old: str, new: str, message: str, line: int) -> None:
    text = write_oem_kvn([segment()], CREATED).decode()
    assert old in text
    with pytest.raises(FormatError, match=message) as caught:
        read_oem_kvn(text.replace(old, new).encode(), "made.oem")
    assert caught.value.line == line


@pytest.mark.parametrize(
    "old, new, message",
    [
        ("COVARIANCE_STOP\n", "", "ends before COVARIANCE_STOP"),
        ("EPOCH = 2026-08-22T00:00:00.000000\n", "", "has no EPOCH"),
        ("COVARIANCE_STOP", "1.0\nCOVARIANCE_STOP", "more than 21 numbers"),
        ("COVARIANCE_STOP", "EPOCH = 2026-08-22T00:01:00\n1.0\nCOVARIANCE_STOP", "a covariance of 1 numbers"),
    ],
)
def test_kvn_covariance_rules(old: str, new: str, message: str) -> None:
    text = write_oem_kvn([segment(covariances=(covariance(0),))], CREATED).decode()
    with pytest.raises(FormatError, match=message):
        read_oem_kvn(text.replace(old, new).encode(), "made.oem")


@pytest.mark.parametrize(
    "old, new, message",
    [
        ('<X units="km">', '<X units="m">', "units 'm'; accepted is 'km'"),
        ("<Z_DOT ", "<ZDOT ", "did you mean"),
        ("</stateVector>", "<X_DDOT>1</X_DDOT></stateVector>", "lacks Y_DDOT, Z_DDOT"),
        ("</stateVector>", "<X>1</X></stateVector>", "<X> stands twice"),
        ("<ORIGINATOR>HUXING</ORIGINATOR>", "", "lacks ORIGINATOR"),
        ("<TIME_SYSTEM>UTC", "<TIME_SYSTEM>MET", "TIME_SYSTEM = MET"),
        ('version="3.0"', 'version="8"', "version 1.0 or 2.0 or 3.0"),
    ],
)
def test_xml_rules(old: str, new: str, message: str) -> None:
    text = write_oem_xml([segment()], CREATED).decode()
    text = text.replace(old, new).replace("</Z_DOT>", "</ZDOT>") if "ZDOT" in new else text.replace(old, new, 1)
    with pytest.raises(FormatError, match=message):
        read_oem_xml(text.encode(), "made.xml")
