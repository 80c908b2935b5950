"""Judge: the verification set of Vallado, Crawford, Hujsak and Kelso, AIAA 2006-6753 (33 cases, 667 rows), and the
`sgp4` package's own error codes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sgp4.api import WGS72, Satrec

from huxing.orbit import ElementSets
from huxing.orbit.formats import read_tle
from huxing.orbit.sgp4_states import Sgp4Propagator

# The file prints 1e-8 km; the largest difference measured is 1.2e-7 km (case 20413, three and a half years from epoch,
# where a nanosecond of the time counts), the goal 1e-6 km.
POSITION_KM = 1e-6
# printed to 1e-9 km/s; measured 1.8e-9
VELOCITY_KM_S = 1e-8


@pytest.fixture(scope="module")
def sets(orbit_data: Path) -> ElementSets:
    # one line of the file has a wrong checksum, and the second lines carry start, stop and step after column 69
    content = (orbit_data / "vallado" / "SGP4-VER.TLE").read_bytes()
    return read_tle(content, allow_trailing=True, check_checksum=False)


@pytest.fixture(scope="module")
def blocks(orbit_data: Path) -> list[tuple[int, np.ndarray]]:
    cases: list[tuple[int, list[list[float]]]] = []
    for line in (orbit_data / "vallado" / "tcppver.out").read_text().splitlines():
        fields = line.split()
        if fields[1:] == ["xx"]:
            cases.append((int(fields[0]), []))
        elif fields:
            cases[-1][1].append([float(field) for field in fields[:7]])
    return [(number, np.array(rows)) for number, rows in cases]


def times_of(sets: ElementSets, case: int, minutes: np.ndarray) -> np.ndarray:
    return sets.epoch[case] + np.rint(minutes * 60e9).astype("timedelta64[ns]")


def test_all_667_rows(sets: ElementSets, blocks: list[tuple[int, np.ndarray]]) -> None:
    assert len(sets) == len(blocks) == 33
    assert sum(len(rows) for _, rows in blocks) == 667
    for case, (number, rows) in enumerate(blocks):
        assert sets.norad_id[case] == number
        states = Sgp4Propagator(sets[case]).states(times_of(sets, case, rows[:, 0]))
        good = states.error[0] == 0
        # 33334's one row is what the reference program leaves in its variables after its error 3
        assert good.all() or (number == 33334 and states.error.tolist() == [[3]])
        assert np.abs(states.position[0] / 1e3 - rows[:, 1:4])[good].max(initial=0.0) < POSITION_KM, number
        assert np.abs(states.velocity[0] / 1e3 - rows[:, 4:7])[good].max(initial=0.0) < VELOCITY_KM_S, number


def test_deep_space_is_in_it(sets: ElementSets) -> None:
    # cases with a period of 225 min or more, counted in the paper's file by its comments and periods
    assert sets.is_deep_space.sum() == 24


def test_states_and_codes_are_those_of_the_package(sets: ElementSets, orbit_data: Path) -> None:
    lines = (orbit_data / "vallado" / "SGP4-VER.TLE").read_text().splitlines()
    first = [line[:69] for line in lines if line.startswith("1 ")]
    second = [line[:69] for line in lines if line.startswith("2 ")]
    minutes = np.linspace(-10_000, 10_000, 401)
    for case, pair in enumerate(zip(first, second, strict=True)):
        record = Satrec.twoline2rv(*pair)
        days, fraction = np.divmod(minutes / 1440.0 + record.jdsatepochF, 1.0)
        code, position, _ = record.sgp4_array(record.jdsatepoch + days, fraction)
        states = Sgp4Propagator(sets[case]).states(times_of(sets, case, minutes))
        assert states.error[0].tolist() == code.tolist()
        good = code == 0
        # The peer's element sets are the same to the last bit or two, the times to a nanosecond. 1e-9 of the distance:
        # 29141, days from decay, is thrown 4e9 km out by its drag term; 33333 has an eccentricity of 0.995.
        far = np.linalg.norm(position, axis=-1)[good]
        off = np.linalg.norm(states.position[0] / 1e3 - position, axis=-1)[good]
        assert (off < POSITION_KM + 1e-9 * far).all()
        assert np.isnan(states.position[0][~good]).all()


def made(
    rev_per_day: float, eccentricity: float, *, bstar: float = 1e-4, inclination: float = 0.9, number: int = 1
) -> dict[str, object]:
    return {
        "name": "", "norad_id": number, "cospar_id": "", "classification": "U",
        "epoch": np.datetime64("2026-08-22", "ns"), "mean_motion": rev_per_day * 2 * np.pi / 86_400,
        "eccentricity": eccentricity, "inclination": inclination, "raan": 1.0, "argument_of_perigee": 2.0,
        "mean_anomaly": 0.0, "bstar": bstar, "mean_motion_dot": 0.0, "mean_motion_ddot": 0.0,
        "element_set_number": 1, "revolution_number": 1,
    }  # fmt: skip


PROVOKED = {
    "mean eccentricity 1.5": (made(15, 1.5), {1}),
    "mean eccentricity negative": (made(15, -0.1), {1}),
    "no mean motion": (made(0.0, 0.1), {2}),
    "drag makes the eccentricity negative later": (made(16.5, 0.001, bstar=0.1), {0, 1}),
    "drag makes it fall and decay": (made(15.0, 0.001, bstar=10.0), {0, 1, 6}),
    "perigee under ground, apogee in the sky": (made(10, 0.4), {0, 6}),
    "deep space, perigee under ground": (made(2, 0.9), {0, 6}),
    "semi-major axis under ground": (made(17.5, 0.001), {6}),
}


@pytest.mark.parametrize("case", PROVOKED)
def test_provoked_codes_equal_the_package_at_every_time(case: str) -> None:
    row, codes = PROVOKED[case]
    times = row["epoch"] + np.arange(0, 3 * 1440, 7) * np.timedelta64(60, "s")
    states = Sgp4Propagator(ElementSets(pd.DataFrame([row]))).states(times)
    record = Satrec()
    record.sgp4init(WGS72, "i", 1, (row["epoch"] - np.datetime64("1949-12-31")) / np.timedelta64(1, "D"), row["bstar"],
                    0.0, 0.0, row["eccentricity"], row["argument_of_perigee"], row["inclination"], row["mean_anomaly"],
                    row["mean_motion"] * 60.0, row["raan"])  # fmt: skip
    days = 2_433_281.5 + (times - np.datetime64("1949-12-31", "ns")) / np.timedelta64(1, "D")
    code, _, _ = record.sgp4_array(np.floor(days), days - np.floor(days))
    assert states.error[0].tolist() == code.tolist()
    assert set(states.error[0].tolist()) == codes
    assert (np.isnan(states.position[0]).all(axis=-1) == (states.error[0] != 0)).all()
    assert (np.isnan(states.velocity[0]).all(axis=-1) == (states.error[0] != 0)).all()


@pytest.mark.parametrize("row", [made(15, 1.0), made(-1.0, 0.1)])
def test_where_the_package_is_silent_about_nan_we_are_not(row: dict) -> None:
    states = Sgp4Propagator(ElementSets(pd.DataFrame([row]))).states(
        row["epoch"] + np.arange(3) * np.timedelta64(60, "s")
    )
    assert states.error.tolist() == [[7, 7, 7]]
    assert np.isnan(states.position).all()


def test_code_4_semilatus_rectum_and_code_3_perturbed_eccentricity(sets: ElementSets) -> None:
    minutes = np.arange(0, 1500, 5.0)
    codes = {
        number: set(Sgp4Propagator(sets[sets.norad_id == number]).states(
            times_of(sets, int(np.flatnonzero(sets.norad_id == number)[0]), minutes)).error[0].tolist())
        for number in (33333, 33334)
    }  # fmt: skip
    assert codes == {33333: {0, 4, 6}, 33334: {1, 3}}


def test_nine_digit_numbers_move_like_any_other() -> None:
    rows = [made(15.2, 0.001, number=n) for n in (5, 339_999, 340_000, 799_501_234)]
    times = rows[0]["epoch"] + np.arange(0, 86_400, 600).astype("timedelta64[s]")
    states = Sgp4Propagator(ElementSets(pd.DataFrame(rows))).states(times)
    assert np.isfinite(states.position).all()
    assert (states.position == states.position[0]).all()
