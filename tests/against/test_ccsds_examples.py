"""The CCSDS example messages: which are accepted, which are refused and why, and values read by eye from the files.

The files are the Blue Book's examples as the Orekit project keeps them (see SOURCES.md beside them). What is refused
here and accepted there: epochs that repeat within a block (502.0-B-3, 5.2.4.4 allows that only across blocks), and time
systems that count from an event whose instant the file does not give.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from huxing.core.errors import FormatError
from huxing.orbit.element_sets import ElementSets
from huxing.orbit.formats import EphemerisSegment, read_elements, read_oem

PER_DAY = 2.0 * np.pi / 86400.0
GOES_9 = ("OMMExample1.txt", "OMMExample2.txt", "OMMExample2.xml", "OMM-with-units.xml")
STARLETTE = ("OMMExample4.txt", "OMMExample4.xml")
REFUSED_OMM = {
    "OMMExample3.txt": r"OMMExample3.txt:1: REF_FRAME = 'TOD'; accepted is TEME",
    "OMMExample3_utc.txt": r"REF_FRAME = 'TOD'; accepted is TEME",
    "OMMExample5.txt": r"SGP4-XP elements are not supported",
}
OEM = (
    "OEMExample3.txt",
    "OEMExample3.xml",
    "OEMExample4.txt",
    "OEMExample5.txt",
    "OEMExample5ITRF.txt",
    "OEMExample6.txt",
)
REFUSED_OEM = {
    "OEMExample1.txt": r"OEMExample1.txt:81: .*1996-12-30T01:28:02.267000000 does not exceed the one before",
    "OEMExampleWithHeaderComment.txt": r":80: .*1996-12-30T01:28:02.267000000 does not exceed the one before",
    "OEMExample2.txt": r"OEMExample2.txt:5: .*TIME_SYSTEM = MRT",
    "OEMExample9.txt": r"OEMExample9.txt:5: .*TIME_SYSTEM = MRT",
    "OEMExample8.txt": r"OEMExample8.txt:6: .*INTERPOLATION and a positive INTERPOLATION_DEGREE go together",
    "OEMExample7.txt.pre": r"the file ends before META_STOP",
    "OEMExample7.txt.post": r":2: the first keyword is not CCSDS_OEM_VERS; this is not a whole OEM",
}


@pytest.fixture(scope="module")
def omm(orbit_data: Path) -> Path:
    return orbit_data / "ccsds" / "omm"


@pytest.fixture(scope="module")
def oem(orbit_data: Path) -> Path:
    return orbit_data / "ccsds" / "oem"


def test_every_example_has_a_verdict(omm: Path, oem: Path) -> None:
    assert {file.name for file in omm.iterdir()} == {*GOES_9, *STARLETTE, *REFUSED_OMM}
    assert {file.name for file in oem.iterdir()} == {*OEM, *REFUSED_OEM}


@pytest.mark.parametrize("name", GOES_9)
def test_goes_9(omm: Path, name: str) -> None:
    sets: ElementSets = read_elements(omm / name)
    assert len(sets) == 1
    assert sets.name[0] in ("GOES 9", "GOES-9")
    assert (sets.cospar_id[0], sets.norad_id[0], sets.classification[0]) == ("1995-025A", 23581, "U")
    # day 064 of 2007 is 5 March
    assert sets.epoch[0] == np.datetime64("2007-03-05T10:34:41.4264", "ns")
    assert sets.mean_motion[0] == 1.00273272 * PER_DAY
    assert sets.eccentricity[0] == 0.0005013
    angles = np.degrees([sets.inclination[0], sets.raan[0], sets.argument_of_perigee[0], sets.mean_anomaly[0]])
    np.testing.assert_allclose(angles, [3.0539, 81.7939, 249.2363, 150.1602], rtol=1e-15)  # one rounding each way
    assert sets.bstar[0] == 0.0001
    assert sets.mean_motion_dot[0] == pytest.approx(-0.00000113 * PER_DAY / 86400.0, rel=1e-15)
    assert (sets.mean_motion_ddot[0], sets.element_set_number[0], sets.revolution_number[0]) == (0.0, 925, 4316)


@pytest.mark.parametrize("name", STARLETTE)
def test_starlette(omm: Path, name: str) -> None:
    sets = read_elements(omm / name)
    assert (sets.name[0], sets.cospar_id[0], sets.norad_id[0]) == ("STARLETTE", "1975-010A", 7646)
    assert sets.epoch[0] == np.datetime64("2021-03-22T13:21:09.224928", "ns")
    assert sets.mean_motion[0] == 13.82309053 * PER_DAY
    assert (sets.eccentricity[0], sets.bstar[0]) == (0.0205751, -0.47102e-5)
    assert (sets.element_set_number[0], sets.revolution_number[0]) == (999, 32997)


@pytest.mark.parametrize("name", REFUSED_OMM)
def test_other_theories_are_refused(omm: Path, name: str) -> None:
    with pytest.raises(FormatError, match=REFUSED_OMM[name]):
        read_elements(omm / name)


@pytest.mark.parametrize("name", REFUSED_OEM)
def test_refused_ephemerides(oem: Path, name: str) -> None:
    with pytest.raises(FormatError, match=REFUSED_OEM[name]):
        read_oem(oem / name)


def _state(segment: EphemerisSegment, k: int) -> list[float]:
    return [*segment.positions[k].tolist(), *segment.velocities[k].tolist()]


def test_mars_global_surveyor_in_three_segments(oem: Path) -> None:
    first, second, third = read_oem(oem / "OEMExample3.txt")
    assert (first.object_name, first.object_id) == ("MARS GLOBAL SURVEYOR", "1996-062A")
    assert (first.center_name, first.ref_frame, first.time_system) == ("MARS BARYCENTER", "EME2000", "UTC")
    assert (first.interpolation, first.interpolation_degree) == ("HERMITE", 2)
    assert first.start == np.datetime64("1996-12-18T12:00:00.331", "ns")
    assert first.useable_start == np.datetime64("1996-12-18T12:00:01.331", "ns")
    assert first.useable_stop == np.datetime64("1996-12-28T21:23:00.331", "ns")
    assert first.stop == np.datetime64("1996-12-28T21:28:00.331", "ns")
    assert first.epochs[2] == np.datetime64("1996-12-18T12:02:00.331", "ns")
    assert _state(first, 2) == pytest.approx([2776033.0, -336859.0, -2008682.0, 5636.78, -2339.51, -1946.87], rel=1e-15)
    assert first.accelerations is None
    assert second.accelerations is not None
    np.testing.assert_array_equal(second.accelerations, [[0.0] * 3, [np.nan] * 3, [np.nan] * 3])
    assert _state(second, 0) == pytest.approx(
        [-2432166.0, -63042.0, 1742754.0, 7337.02, -3495.867, -1041.945], rel=1e-15
    )
    assert [len(s.covariances) for s in (first, second, third)] == [0, 1, 2]


def test_covariances_of_mars_global_surveyor(oem: Path) -> None:
    _, second, third = read_oem(oem / "OEMExample3.txt")
    matrix = second.covariances[0].matrix
    assert second.covariances[0].frame == "EME2000"
    np.testing.assert_array_equal(matrix, matrix.T)
    assert matrix[0, 0] == pytest.approx(333.13494, rel=1e-15)  # 3.3313494e-04 km^2
    assert matrix[4, 3] == pytest.approx(2.6088992e-4, rel=1e-15)
    assert matrix[5, 0] == pytest.approx(-3.0413460e-1, rel=1e-15)
    assert matrix[5, 5] == pytest.approx(6.2244443e-4, rel=1e-15)
    assert [c.frame for c in third.covariances] == ["RTN", "EME2000"]
    assert third.covariances[1].epoch == np.datetime64("1996-12-29T21:00:00", "ns")
    assert third.covariances[1].matrix[1, 0] == pytest.approx(450.78162, rel=1e-15)


def test_xml_with_accelerations(oem: Path) -> None:
    (segment,) = read_oem(oem / "OEMExample3.xml")
    assert (segment.object_id, segment.ref_frame, segment.interpolation_degree) == ("2000-028A", "J2000", 7)
    assert segment.epochs[3] == np.datetime64("1996-12-28T21:28:00.331", "ns")
    assert _state(segment, 0) == pytest.approx([2789600.0, -280000.0, -1746800.0, 4730.0, -2500.0, -1040.0], rel=1e-15)
    assert segment.accelerations is not None
    np.testing.assert_allclose(segment.accelerations[0], [8.0, 1.0, -159.0], rtol=1e-15)
    (covariance,) = segment.covariances
    assert covariance.frame == "ITRF1997"
    assert covariance.epoch == np.datetime64("1996-12-28T22:28:00.331", "ns")
    assert covariance.matrix[3, 1] == covariance.matrix[1, 3] == pytest.approx(0.306e6, rel=1e-15)
    assert covariance.matrix[5, 4] == pytest.approx(0.621e6, rel=1e-15)


def test_a_file_without_the_optional_keywords(oem: Path) -> None:
    first, second, third = read_oem(oem / "OEMExample6.txt")
    assert (first.interpolation, first.interpolation_degree, first.useable_start) == ("", 0, None)
    assert [len(s) for s in (first, second, third)] == [3, 3, 3]
    assert third.start == np.datetime64("2002-12-28T21:29:07.267", "ns")


def test_mars_example_4(oem: Path) -> None:
    (segment,) = read_oem(oem / "OEMExample4.txt")
    assert (segment.center_name, segment.useable_stop) == ("MARS", np.datetime64("2002-12-18T12:02:00.331", "ns"))
    assert _state(segment, 1) == pytest.approx(
        [2783419.0, -308143.0, -1877071.0, 5186.04, -2421.24, -1996.08], rel=1e-15
    )


def test_iss_in_two_frames(oem: Path) -> None:
    (celestial,), (fixed,) = read_oem(oem / "OEMExample5.txt"), read_oem(oem / "OEMExample5ITRF.txt")
    assert (celestial.ref_frame, fixed.ref_frame) == ("GCRF", "ITRF2014")
    assert len(celestial) == len(fixed) == 49
    assert (celestial.epochs == fixed.epochs).all()
    assert celestial.epochs[0] == np.datetime64("2017-04-11T22:31:43.121856", "ns")
    assert celestial.positions[0] == pytest.approx([2906275.2178573, 4076358.0691129, 4561363.6609099], rel=1e-15)
    # One orbit in two frames of one centre: the distance is the same, to the 1e-10 km that the first file prints.
    # The second was written with another Earth orientation, which turns a vector and leaves its length alone.
    lengths = [np.linalg.norm(segment.positions, axis=1) for segment in (celestial, fixed)]
    np.testing.assert_allclose(lengths[0], lengths[1], atol=1e-3)
