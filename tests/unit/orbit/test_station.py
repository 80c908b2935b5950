"""Stations: what is accepted, and the mask as a closed table."""

from __future__ import annotations

import numpy as np
import pytest

from huxing.core.errors import InputError
from huxing.orbit import Station


def test_degrees_become_radians() -> None:
    station = Station.from_degrees("a", 31.1, 121.2, 20, min_elevation_deg=5, mask_deg=((0, 10), (180, 20)))
    assert (station.latitude, station.longitude) == pytest.approx((np.radians(31.1), np.radians(121.2)))
    assert station.min_elevation == pytest.approx(np.radians(5))
    assert station.mask[1] == pytest.approx((np.pi, np.radians(20)))


def test_a_constant_mask_is_one_entry() -> None:
    azimuth, elevation = Station.from_degrees("a", 0, 0).mask_table()
    assert azimuth.tolist() == [0.0]
    assert elevation.tolist() == [np.radians(10)]


def test_the_table_closes_around_north_and_keeps_the_least_elevation() -> None:
    station = Station.from_degrees("a", 0, 0, min_elevation_deg=5, mask_deg=((90, 0), (350, 30)))
    azimuth, elevation = (np.degrees(v) for v in station.mask_table())
    assert azimuth == pytest.approx([-10, 90, 350, 450])
    assert elevation == pytest.approx([30, 5, 30, 5])
    assert np.interp(0.0, azimuth, elevation) == pytest.approx(30 - 25 * 10 / 100)
    lone = Station.from_degrees("a", 0, 0, mask_deg=((40, 25),)).mask_table()
    assert np.degrees(lone[1]) == pytest.approx([25, 25, 25])


@pytest.mark.parametrize(
    "wrong",
    [
        {"latitude_deg": 90.1}, {"latitude_deg": np.nan}, {"longitude_deg": np.inf}, {"height_m": 1e6},
        {"height_m": np.nan}, {"min_elevation_deg": -0.1}, {"min_elevation_deg": 90}, {"min_elevation_deg": np.nan},
        {"mask_deg": ((0, 90),)}, {"mask_deg": ((360, 5),)}, {"mask_deg": ((-1, 5),)}, {"mask_deg": ((10, 5), (10, 6))},
        {"mask_deg": ((20, 5), (10, 6))}, {"mask_deg": ((np.nan, 5),)}, {"mask_deg": ((0, np.nan),)},
        {"mask_deg": ((0, -5),)},
    ],
)  # fmt: skip
def test_refuses(wrong: dict[str, object]) -> None:
    with pytest.raises(InputError, match="station 'a'"):
        Station.from_degrees("a", **({"latitude_deg": 0.0, "longitude_deg": 0.0} | wrong))  # type: ignore[arg-type]
