"""Article 22's limits as curves, and margins to them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from huxing.core.errors import CatalogueError, InputError, ModelRangeError
from huxing.link.capacity import (
    EpfdLimit,
    epfd_exceedance,
    epfd_latitude_limit_dbw_per_m2,
    epfd_limit,
    epfd_limits,
    epfd_margin,
)

ROW = epfd_limit("22-1C", dish_diameter=0.7)


def test_every_row_is_a_curve() -> None:
    rows = epfd_limits()
    assert len(rows) == 26
    for row in rows:
        assert row.exceedance[0] == 1.0
        assert row.exceedance[-1] == 0.0
        assert (np.diff(row.exceedance) <= 0.0).all()
        assert (np.diff(row.epfd_dbw_per_m2) >= 0.0).all()


def test_the_curve_runs_through_its_points() -> None:
    assert ROW.level_at(ROW.exceedance) == pytest.approx(ROW.epfd_dbw_per_m2, abs=1e-9)
    # half way on a logarithmic axis between 28.571 % (-182) and 2.857 % (-172)
    assert ROW.level_at(np.sqrt(0.28571 * 0.02857)) == pytest.approx(-177.0, abs=1e-9)
    assert ROW.level_at(1e-9) == -154.0


def test_at_a_step_the_lower_level_holds() -> None:
    step = epfd_limit("22-1C", dish_diameter=0.9)
    assert step.level_at(step.exceedance[2]) == pytest.approx(-170.4, abs=1e-12)


def test_the_shared_tables_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="read-only"):
        epfd_limits()[0].epfd_dbw_per_m2[0] = 0.0
    with pytest.raises(ValueError, match="read-only"):
        epfd_limits()[0].exceedance[0] = 0.0


@pytest.mark.parametrize("row", epfd_limits(), ids=lambda r: f"{r.table} {r.dish_diameter} {r.reference_bandwidth:g}")
def test_at_every_printed_share_the_strictest_printed_level_holds(row: EpfdLimit) -> None:
    # 100 - 99.8 is 0.20000000000000284 in binary: at a share of 0.002 the upper level of the step once held, 5.4 dB
    for share in {round(1.0 - p / 100.0, 9) for p in 100.0 * (1.0 - row.exceedance)}:
        strictest = row.epfd_dbw_per_m2[np.isclose(row.exceedance, share, rtol=0.0, atol=1e-12)].min()
        assert row.level_at(share) == pytest.approx(strictest, abs=1e-9)


def test_the_curve_is_never_kept_better_than_its_points() -> None:
    row = epfd_limit("22-1B", dish_diameter=5.0)
    series = np.full(1000, -190.0)
    series[:3] = -179.0  # two of a thousand are 0.2 %: what the third is, must keep -185.4
    margin = epfd_margin(series, row)
    assert margin.worst_db == pytest.approx(-6.4)
    assert margin.curve_worst_db == pytest.approx(-6.4)


@given(hnp.arrays(np.float64, st.integers(1, 60), elements=st.floats(-250, -100)), st.floats(-260, -90))
def test_exceedance_counts(series: np.ndarray, level: float) -> None:
    assert epfd_exceedance(series, level) == pytest.approx(np.mean(series > level), abs=1e-12)


@given(hnp.arrays(np.float64, st.integers(1, 300), elements=st.floats(-230, -140)))
def test_the_observed_level_is_exceeded_for_at_most_the_share(series: np.ndarray) -> None:
    margin = epfd_margin(series, ROW)
    for share, observed in zip(margin.exceedance, margin.observed_db, strict=True):
        assert np.mean(series > observed) <= share + 1e-9
        lower = series[series < observed]
        if lower.size and share < 1.0:  # no lower level of the series would do
            assert np.mean(series > lower.max()) > share
    assert margin.margin_db == pytest.approx(ROW.epfd_dbw_per_m2 - margin.observed_db, abs=1e-12)
    assert margin.curve_worst_db <= margin.margin_db[-1] + 1e-9


@given(hnp.arrays(np.float64, st.integers(1, 100), elements=st.floats(-230, -140)), st.floats(0.1, 30))
def test_louder_means_less_margin_by_as_much(series: np.ndarray, louder: float) -> None:
    quiet, loud = epfd_margin(series, ROW), epfd_margin(series + louder, ROW)
    assert quiet.worst_db - loud.worst_db == pytest.approx(louder, abs=1e-9)
    assert quiet.curve_worst_db - loud.curve_worst_db == pytest.approx(louder, abs=1e-9)


def test_a_series_on_the_limit_has_no_margin() -> None:
    steps = 20_000
    series = ROW.level_at(np.arange(steps) / steps)  # exceeded for just the share the curve allows
    margin = epfd_margin(series, ROW)
    assert margin.curve_worst_db == pytest.approx(0.0, abs=1e-9)
    # between points, a step of 1/20000 of the time moves the level by at most 10 dB log10(1 + 1/571)
    assert margin.worst_db == pytest.approx(0.0, abs=0.01)


def test_what_is_too_short_to_tell_is_marked() -> None:
    margin = epfd_margin(np.full(100, -200.0), ROW)
    assert margin.resolved.tolist() == [True, True, True, False, True]


def test_silence_keeps_every_limit() -> None:
    margin = epfd_margin(np.full(10, -np.inf), ROW)
    assert margin.worst_db == np.inf
    assert epfd_exceedance(np.full(10, -np.inf), -300.0) == 0.0


def test_the_limit_by_latitude() -> None:
    levels = epfd_latitude_limit_dbw_per_m2(np.radians([0.0, -57.5, 60.0, 63.7, 80.0]))
    assert levels == pytest.approx([-160.0, -160.0, -162.125, -165.27, -165.3], abs=1e-9)


def test_what_is_refused() -> None:
    with pytest.raises(CatalogueError, match=r"no EPFD limit 22-1B 1\.5 m 40 kHz; known: 22-1A 0\.6 m 40 kHz"):
        epfd_limit("22-1B", dish_diameter=1.5)
    with pytest.raises(InputError, match="without NaN"):
        epfd_margin([np.nan, -180.0], ROW)
    with pytest.raises(InputError, match="one time or more"):
        epfd_exceedance([], -180.0)
    with pytest.raises(ModelRangeError, match="level nan"):
        epfd_exceedance([-180.0, -170.0], [-175.0, np.nan])
    for wrong in ((None, 0.6), ("22-1A", "0.6 m"), ("22-1A", [0.6, 1.2])):
        with pytest.raises(InputError, match=r"no EPFD limit|dish diameter"):
            epfd_limit(wrong[0], dish_diameter=wrong[1])  # type: ignore[arg-type]
    with pytest.raises(ModelRangeError, match="exceedance"):
        ROW.level_at(1.1)
    with pytest.raises(ModelRangeError, match="latitude"):
        epfd_latitude_limit_dbw_per_m2(2.0)
