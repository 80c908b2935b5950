"""Local hours and the traffic of the day."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huxing.core.errors import InputError, MissingDataError, ModelRangeError, ShapeError
from huxing.network.traffic import (
    Cities,
    DiurnalProfile,
    demand_from_matrix,
    diurnal_profile,
    gravity_demand,
    local_hours,
)
from huxing.network.traffic import diurnal as module

ZONES = ["Asia/Shanghai", "Europe/London", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC"]


@settings(max_examples=100)
@given(st.integers(0, 4 * 365 * 24 * 60), st.lists(st.sampled_from(ZONES), min_size=1, max_size=4))
def test_clocks_are_those_of_pandas(minute: int, zones: list[str]) -> None:
    time = np.datetime64("2024-01-01", "m") + minute
    hours = local_hours([time, time + 17], zones)
    for row, moment in zip(hours, (time, time + 17), strict=True):
        for hour, zone in zip(row, zones, strict=True):
            local = pd.Timestamp(moment, tz="UTC").tz_convert(zone)
            assert hour == pytest.approx(local.hour + local.minute / 60, abs=1e-9)


def test_daylight_saving_time() -> None:
    times = ["2026-03-29T00:59", "2026-03-29T01:00", "2026-10-25T00:59", "2026-10-25T01:00"]
    assert local_hours(times, ["Europe/London"])[:, 0] == pytest.approx([59 / 60, 2.0, 1 + 59 / 60, 1.0])


def test_zones_that_are_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="Asia/Shanghai"):
        local_hours("2026-01-01", ["Asia/Shangai"])
    for odd in ("", "../../etc/passwd", "\0", "Europe/"):
        with pytest.raises(InputError, match="no time zone"):
            local_hours("2026-01-01", [odd])
    import zoneinfo

    def nothing(name: str) -> None:
        raise zoneinfo.ZoneInfoNotFoundError(name)

    module._zone.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(zoneinfo, "ZoneInfo", nothing)
        patch.setattr(zoneinfo, "available_timezones", set)
        with pytest.raises(MissingDataError, match="pip install tzdata"):
            local_hours("2026-01-01", ["Asia/Shanghai"])


def test_the_stated_profile() -> None:
    profile = diurnal_profile()
    assert profile.values.mean() == pytest.approx(1.0, abs=1e-12)
    assert profile.values.max() == profile.at(21.0) == pytest.approx(1.5)
    assert profile.at(9.0) == pytest.approx(0.5)
    assert profile.at(-3.0) == profile.at(21.0) == profile.at(45.0)
    assert profile.at(23.5) == pytest.approx((profile.at(23.0) + profile.at(0.0)) / 2)
    assert (diurnal_profile(peak_to_mean=1.0).values == 1.0).all()
    assert profile.peak_one().values.max() == 1.0
    assert DiurnalProfile(np.arange(24.0)).mean_one().values.mean() == pytest.approx(1.0)


@pytest.mark.parametrize("values", [np.ones(23), np.ones((24, 1)), -np.ones(24), np.full(24, np.nan), np.zeros(24)])
def test_profiles_that_are_refused(values: np.ndarray) -> None:
    with pytest.raises(InputError):
        DiurnalProfile(values)


def test_parameters_out_of_range() -> None:
    for wrong in ({"peak_to_mean": 2.5}, {"peak_to_mean": 0.5}, {"peak_hour": 24.0}, {"peak_hour": np.nan}):
        with pytest.raises(ModelRangeError):
            diurnal_profile(**wrong)


def test_demand_follows_the_clocks_of_its_ends() -> None:
    two = Cities(("a", "b"), np.zeros(2), np.array([0.0, 1.0]), np.ones(2), ("UTC", "Asia/Shanghai"))
    profile = DiurnalProfile(np.arange(1.0, 25.0))
    at = "2026-01-01T03:00"  # 11 h in Shanghai
    for ends, expected in (("source", [4.0, 12.0]), ("destination", [12.0, 4.0]), ("both", [8.0, 8.0])):
        demand = gravity_demand(two, total=2.0, profile=profile, ends=ends)  # type: ignore[arg-type]
        assert demand.rates(at)[0] == pytest.approx(expected)
    with pytest.raises(InputError, match="ends 'middle'"):
        gravity_demand(two, total=2.0, profile=profile, ends="middle")  # type: ignore[arg-type]
    nowhere = Cities(("a", "b"), np.zeros(2), np.array([0.0, 1.0]), np.ones(2))
    with pytest.raises(InputError, match="no time zone ''"):
        gravity_demand(nowhere, total=2.0, profile=profile)


def test_the_day_has_the_mean_it_was_given() -> None:
    two = Cities(("a", "b"), np.zeros(2), np.array([0.0, 1.0]), np.ones(2), ("Europe/London", "Asia/Kathmandu"))
    demand = gravity_demand(two, total=1e9, profile=diurnal_profile())
    day = np.datetime64("2026-08-22", "m") + np.arange(0, 1440, 15)
    assert demand.rates(day).sum(axis=1).mean() == pytest.approx(1e9, rel=1e-9)
    constant = demand_from_matrix([[0.0, 1.0], [0.0, 0.0]], ["a", "b"])
    assert (constant.rates(day) == 1.0).all()


def test_shapes() -> None:
    assert local_hours([], ["UTC"]).shape == (0, 1)
    assert local_hours("2026-01-01", []).shape == (1, 0)
    with pytest.raises(ShapeError):
        DiurnalProfile(np.ones(25))
