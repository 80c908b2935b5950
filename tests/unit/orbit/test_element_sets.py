"""The table of element sets, what it derives, and how rows are chosen."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.constants import WGS72_MU, WGS84_SEMI_MAJOR_AXIS
from huxing.core.errors import InputError, SchemaError
from huxing.orbit.constellation import Shell
from huxing.orbit.element_sets import ELEMENT_SETS, ElementSets
from huxing.orbit.selection import in_shell

PER_DAY = 2.0 * np.pi / 86400.0
NAMES = ("QIANFAN-1", "QIANFAN-2", "ONEWEB-0012", "", "QIANFAN-1")
NUMBERS = (60379, 60380, 44057, 69998, 60379)
DAYS = ("2026-08-20", "2026-08-21", "2026-08-22", "2026-08-22", "2026-08-22T12:00:00")


def table(names: tuple[str, ...] = NAMES) -> pd.DataFrame:
    count = len(names)
    return pd.DataFrame(
        {
            "name": names,
            "norad_id": NUMBERS[:count],
            "cospar_id": ["2024-140A"] * count,
            "classification": ["U"] * count,
            "epoch": np.array(DAYS[:count], dtype="datetime64[ns]"),
            "mean_motion": np.array([13.5, 13.6, 13.1, 15.5, 13.5])[:count] * PER_DAY,
            "eccentricity": np.full(count, 4e-4),
            "inclination": np.radians([89.0, 89.0, 87.9, 53.0, 89.0])[:count],
            "raan": np.zeros(count),
            "argument_of_perigee": np.zeros(count),
            "mean_anomaly": np.zeros(count),
            "bstar": np.zeros(count),
            "mean_motion_dot": np.zeros(count),
            "mean_motion_ddot": np.zeros(count),
            "element_set_number": np.full(count, 999),
            "revolution_number": np.full(count, 1),
        }
    )


@pytest.fixture
def sets() -> ElementSets:
    return ElementSets(table())


def test_columns_are_arrays_of_the_declared_kinds(sets: ElementSets) -> None:
    assert len(sets) == 5
    assert sets.epoch.dtype == np.dtype("datetime64[ns]")
    assert sets.norad_id.dtype == np.int64
    assert sets.name.tolist() == list(NAMES)
    with pytest.raises(AttributeError, match="no 'altitude'; columns are"):
        _ = sets.altitude


def test_a_table_that_is_not_one_is_refused() -> None:
    with pytest.raises(SchemaError, match="missing columns"):
        ElementSets(table().drop(columns="bstar"))
    with pytest.raises(SchemaError, match="cannot be read as int"):
        ElementSets(table().assign(norad_id="A0000"))
    with pytest.raises(SchemaError, match="has no value"):
        ElementSets(table().assign(bstar=np.nan))


def test_rows_by_mask_array_slice_and_number(sets: ElementSets) -> None:
    mask = np.array([True, False, False, False, True])
    assert sets[mask].norad_id.tolist() == [60379, 60379]
    assert sets[np.array([2, 0])].norad_id.tolist() == [44057, 60379]
    assert sets[1:3].norad_id.tolist() == [60380, 44057]
    assert sets[-1].epoch[0] == np.datetime64("2026-08-22T12:00:00")
    assert len(sets[np.zeros(5, dtype=bool)]) == 0


def test_labels_fall_back_to_the_number(sets: ElementSets) -> None:
    assert sets.labels.tolist() == ["QIANFAN-1", "QIANFAN-2", "ONEWEB-0012", "69998", "QIANFAN-1"]


def test_concatenation_keeps_the_order(sets: ElementSets) -> None:
    joined = ElementSets.concatenate([sets[3:], sets[:2]])
    assert joined.norad_id.tolist() == [69998, 60379, 60379, 60380]
    assert ElementSets.concatenate([]).table.columns.tolist() == [column.name for column in ELEMENT_SETS.columns]


def test_an_empty_table_derives_and_selects_nothing() -> None:
    empty = ElementSets.concatenate([])
    assert (len(empty), empty.labels.tolist(), empty.semi_major_axis.tolist()) == (0, [], [])
    assert len(empty.select(name="*", latest=True)) == 0


def test_mean_motion_is_freed_of_kozais_term_as_the_sgp4_package_does(sets: ElementSets) -> None:
    from sgp4.model import WGS72, Satrec

    for k in range(len(sets)):
        peer = Satrec()
        epoch_days = float((sets.epoch[k] - np.datetime64("1949-12-31")) / np.timedelta64(1, "D"))
        elements = (sets.eccentricity, sets.argument_of_perigee, sets.inclination, sets.mean_anomaly)
        values = [float(element[k]) for element in elements]
        peer.sgp4init(WGS72, "i", 1, epoch_days, 0.0, 0.0, 0.0, *values, sets.mean_motion[k] * 60.0, 0.0)
        # the same formula; a few roundings
        assert sets.brouwer_mean_motion[k] * 60.0 == pytest.approx(peer.no_unkozai, rel=1e-13)
        assert sets.semi_major_axis[k] == pytest.approx(
            (WGS72_MU / (peer.no_unkozai / 60.0) ** 2) ** (1 / 3), rel=1e-13
        )


def test_deep_space_begins_at_225_minutes(sets: ElementSets) -> None:
    slow = table().assign(mean_motion=np.array([6.3, 6.5, 2.0, 1.0027, 15.0]) * PER_DAY)
    assert ElementSets(slow).is_deep_space.tolist() == [True, False, True, True, False]


@pytest.mark.parametrize(
    "condition, rows",
    [
        ({"name": "QIANFAN*"}, [0, 1, 4]),
        ({"name": "qianfan-2 | oneweb*"}, [1, 2]),
        ({"name": "QIANFAN"}, []),
        ({"name": "*-?"}, [0, 1, 4]),
        ({"name": "69998"}, [3]),
        ({"norad_id": 44057}, [2]),
        ({"norad_id": [44057, 69998, 1]}, [2, 3]),
        ({"norad_id": []}, []),
        ({"inclination_deg": (88.0, 90.0)}, [0, 1, 4]),
        ({"altitude_km": (400.0, 450.0)}, [3]),
        ({"epoch_from": "2026-08-22"}, [2, 3, 4]),
        ({"epoch_to": "2026-08-21"}, [0, 1]),
        ({"epoch_from": "2026-08-21", "epoch_to": "2026-08-22"}, [1, 2, 3]),
        ({"name": "Q*", "epoch_from": "2026-08-21"}, [1, 4]),
        ({}, [0, 1, 2, 3, 4]),
    ],
)
def test_selection(sets: ElementSets, condition: dict[str, object], rows: list[int]) -> None:
    assert sets.select(**condition).table.equals(sets[np.array(rows, dtype=int)].table)  # type: ignore[arg-type]


def test_swapped_epochs_and_negative_numbers_are_refused(sets: ElementSets) -> None:
    with pytest.raises(InputError, match="epoch: the earlier end comes first, got 2026-08-23 and 2026-08-22"):
        sets.select(epoch_from="2026-08-23", epoch_to="2026-08-22")
    assert len(sets.select(epoch_from="2026-08-22", epoch_to="2026-08-22")) >= 0  # equal ends are a range
    for numbers in (-5, [25544, -5]):
        with pytest.raises(InputError, match="-5 is not a catalogue number"):
            sets.select(norad_id=numbers)


def test_swapped_ends_are_refused(sets: ElementSets) -> None:
    with pytest.raises(InputError, match="altitude_km: the lower end comes first"):
        sets.select(altitude_km=(600.0, 500.0))
    with pytest.raises(InputError, match="inclination_deg"):
        sets.select(inclination_deg=(float("nan"), 90.0))


def test_latest_keeps_the_newest_set_where_the_satellite_first_stands(sets: ElementSets) -> None:
    newest = sets.latest()
    assert newest.norad_id.tolist() == [60379, 60380, 44057, 69998]
    assert newest.epoch[0] == np.datetime64("2026-08-22T12:00:00")
    assert sets.select(epoch_to="2026-08-21", latest=True).epoch[0] == np.datetime64("2026-08-20")


def _shell(altitude: float, inclination: float) -> Shell:
    radius = WGS84_SEMI_MAJOR_AXIS + altitude
    return Shell("made", radius, inclination, np.zeros(1), (np.zeros(1),))


def test_a_shell_takes_25_km_and_0_3_degrees(sets: ElementSets) -> None:
    altitude = float(sets.semi_major_axis[0]) - WGS84_SEMI_MAJOR_AXIS
    for shift, tilt, inside in [(0, 0, True), (24.9e3, 0.29, True), (25.1e3, 0, False), (0, 0.31, False)]:
        shell = _shell(altitude + shift, np.radians(89.0 + tilt))
        assert bool(in_shell(sets, shell)[0]) is inside
        assert (0 in sets.select(shell=shell).table.index) == bool(in_shell(sets, shell).any())


@given(st.lists(st.integers(0, 4), max_size=8))
def test_rows_may_repeat_and_keep_their_values(rows: list[int]) -> None:
    sets = ElementSets(table())
    chosen = sets[np.array(rows, dtype=int)]
    assert chosen.norad_id.tolist() == [NUMBERS[k] for k in rows]
    assert chosen.table.index.tolist() == list(range(len(rows)))
