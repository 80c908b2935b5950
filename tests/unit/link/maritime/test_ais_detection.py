from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import InputError, ModelRangeError, TooLargeError
from huxing.core.random import random_stream
from huxing.link.maritime import (
    detection_probability,
    first_pass_detection,
    message_success,
    optimum_reporting,
    ships_for_detection,
    simulate_ais,
    slot_load,
    slot_overlap,
    slot_overlap_at,
)

ships = st.floats(1.0, 1e5)
intervals = st.floats(2.0, 600.0)
overlaps = st.floats(0.0, 1.0)


@pytest.mark.parametrize(
    ("count", "interval", "seconds"), [(2000, 10.0, 780.0), (1200, 6.0, 780.0), (3000, 30.0, 900.0)]
)
def test_slots_alone_collide_as_often_as_drawn(count: int, interval: float, seconds: float) -> None:
    drawn = simulate_ais(
        count, reporting_interval=interval, observation_time=seconds, generator=random_stream(1, "ais"), trials=30
    )
    success = message_success(slot_load(count, interval))
    # the exponential stands for (1 - 1/n)^(N-1): the two differ by 1/N; four standard errors of the draws on top
    scatter = 4.0 * drawn.received.std() / np.sqrt(30)
    assert success == pytest.approx(drawn.message_success, abs=scatter + 2.0 / count)
    probability = detection_probability(success, interval, seconds)
    assert probability == pytest.approx(drawn.detection_probability, abs=4.0 * drawn.standard_error + 2.0 / count)


@pytest.mark.parametrize(
    ("count", "interval", "seconds"), [(1000, 6.0, 600.0), (2000, 10.0, 780.0), (3000, 30.0, 900.0)]
)
def test_slots_that_run_into_each_other_collide_as_often_as_drawn(count: int, interval: float, seconds: float) -> None:
    drawn = simulate_ais(
        count,
        reporting_interval=interval,
        observation_time=seconds,
        generator=random_stream(2, "ais"),
        altitude=600e3,
        trials=30,
    )
    places = (np.arange(2000) + 0.5) / 2000
    by_place = slot_overlap_at(places, 600e3)
    success = message_success(slot_load(count, interval), overlap=by_place)
    # first and last slots of an observation have one neighbour: two in some thousands
    scatter = 4.0 * drawn.received.std() / np.sqrt(30)
    assert success.mean() == pytest.approx(drawn.message_success, abs=scatter + 5e-4)
    probability = detection_probability(success, interval, seconds).mean()
    assert probability == pytest.approx(drawn.detection_probability, abs=4.0 * drawn.standard_error + 2.0 / count)
    mean_factor = first_pass_detection(
        count, reporting_interval=interval, observation_time=seconds, overlap=slot_overlap(600e3)
    )
    assert mean_factor == pytest.approx(probability, abs=0.012)  # what one factor for all places costs


@pytest.mark.parametrize("cells", [3, 5, 40])
def test_self_organised_cells_spare_their_own(cells: int) -> None:
    drawn = simulate_ais(
        600, reporting_interval=6.0, observation_time=600.0, generator=random_stream(3, "ais"), cells=cells, trials=20
    )
    load = slot_load(600, 6.0)
    # ships that draw anew until a slot is free shift a few messages within the interval: 0.5 % of the success
    assert message_success(load, cells=cells) == pytest.approx(drawn.message_success, rel=0.01)
    assert message_success(load, cells=cells) > message_success(load)


def test_one_cell_hears_every_message_and_many_cells_approach_the_exponential() -> None:
    assert message_success(0.9, cells=1) == 1.0
    assert message_success(0.9, overlap=0.4, cells=1e7) == pytest.approx(np.exp(-1.26), rel=1e-6)


def test_the_same_stream_draws_the_same_and_another_does_not() -> None:
    one, same, other = (
        simulate_ais(
            500, reporting_interval=10.0, observation_time=100.0, generator=random_stream(seed, "ais"), trials=5
        )
        for seed in (7, 7, 8)
    )
    np.testing.assert_array_equal(one.detected, same.detected)
    assert (one.received != other.received).any()


def test_a_lone_ship_is_always_detected() -> None:
    drawn = simulate_ais(1, reporting_interval=10.0, observation_time=60.0, generator=random_stream(1, "one"), trials=3)
    assert drawn.detection_probability == 1.0
    assert drawn.messages == 6


@given(ships, intervals, st.floats(1.0, 2000.0), overlaps)
def test_detection_falls_with_ships_and_overlap_and_grows_with_time(
    count: float, interval: float, seconds: float, overlap: float
) -> None:
    def detected(**changed: float) -> float:
        arguments = {"ships": count, "reporting_interval": interval, "observation_time": seconds, "overlap": overlap}
        values = arguments | changed
        return float(first_pass_detection(values.pop("ships"), **values))

    here = detected()
    assert 0.0 <= here <= 1.0
    assert detected(ships=1.1 * count) <= here + 1e-15
    assert detected(overlap=0.5 * overlap) >= here - 1e-15
    assert detected(observation_time=1.1 * seconds) >= here - 1e-15


@given(st.floats(0.01, 0.999), intervals, overlaps)
def test_number_of_ships_is_the_inverse(probability: float, interval: float, overlap: float) -> None:
    plan = {"reporting_interval": interval, "observation_time": 60.0 * interval, "overlap": overlap}
    count = ships_for_detection(probability, **plan)
    assert first_pass_detection(count, **plan) == pytest.approx(probability, rel=1e-7)


@given(st.floats(100.0, 1e5), st.floats(0.05, 0.999), overlaps, st.floats(0.3, 3.0))
def test_no_other_reporting_interval_needs_less_time(
    count: float, probability: float, overlap: float, other: float
) -> None:
    plan = optimum_reporting(count, probability, overlap=overlap)

    def detected(interval: float) -> float:
        seconds = float(plan.observation_time)
        return float(
            first_pass_detection(count, reporting_interval=interval, observation_time=seconds, overlap=overlap)
        )

    best = detected(float(plan.reporting_interval))
    assert best == pytest.approx(probability, rel=1e-9)
    assert detected(other * float(plan.reporting_interval)) <= best + 1e-12


def test_loads_of_classes_add_and_arrays_broadcast() -> None:
    load = slot_load([500.0, 300.0], [10.0, 30.0]).sum()
    assert load == pytest.approx((50.0 + 10.0) * 60 / 2250 / 2)
    grid = first_pass_detection(
        np.array([[10.0], [1000.0]]), reporting_interval=[6.0, 10.0, 30.0], observation_time=600
    )
    assert grid.shape == (2, 3)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: slot_load(-1.0, 10.0), "number of ships"),
        (lambda: slot_load(10.0, 0.0), "reporting interval"),
        (lambda: message_success(0.1, overlap=1.5), "overlap factor"),
        (lambda: message_success(0.1, cells=0.5), "self-organised cells"),
        (lambda: message_success(8.0, cells=4), "load of a cell"),
        (lambda: detection_probability(1.2, 10.0, 100.0), "success of a message"),
        (lambda: ships_for_detection(1.0, reporting_interval=6.0, observation_time=60.0), "detection probability"),
        (lambda: optimum_reporting(0.0, 0.9), "number of ships"),
        (lambda: message_success(0.1, cells=np.nan), "self-organised cells"),
        (lambda: first_pass_detection(np.nan, reporting_interval=6.0, observation_time=60.0), "number of ships"),
    ],
)
def test_values_outside_are_refused(call: object, words: str) -> None:
    with pytest.raises(ModelRangeError, match=words):
        call()  # type: ignore[operator]


@pytest.mark.parametrize(
    ("changed", "error", "words"),
    [
        ({"ships": 0}, InputError, "number of ships 0 is outside"),
        ({"ships": 10.5}, InputError, "number of ships 10.5 is not a whole number"),
        ({"ships": True}, InputError, "number of ships: True is not"),
        ({"trials": 10**400}, InputError, "number of trials"),
        ({"channels": 10_000}, InputError, "number of channels 10000 is outside 1 to 1000"),
        ({"cells": [2, 3]}, InputError, "number of cells has shape"),
        ({"altitude": "high"}, InputError, "altitude"),
        ({"altitude": 600e3, "min_elevation": [0.1, 0.2]}, InputError, "elevation"),
        ({"guard_time": []}, InputError, "guard time"),
        ({"observation_time": [100.0, 200.0]}, InputError, "observation time"),
        ({"observation_time": 5.0}, InputError, "shorter than a reporting interval"),
        ({"ships": 2000, "cells": 2}, InputError, "give more cells"),
        ({"ships": 10_000_000}, TooLargeError, "at most 50000000"),
        ({"ships": 1, "reporting_interval": 1e8, "observation_time": 1e8}, TooLargeError, r"7\.5e\+09 slots"),
        ({"observation_time": 1e308, "reporting_interval": 1.0}, TooLargeError, "at most 50000000"),
        ({"reporting_interval": 0.01}, InputError, "shorter than a slot"),
        ({"reporting_interval": np.nan}, InputError, "reporting interval"),
    ],
)
def test_impossible_draws_are_refused(changed: dict[str, object], error: type[Exception], words: str) -> None:
    call = {"ships": 100, "reporting_interval": 10.0, "observation_time": 100.0} | changed
    with pytest.raises(error, match=words):
        simulate_ais(generator=np.random.default_rng(1), **call)  # type: ignore[arg-type]


def test_cells_that_are_no_numbers_are_refused() -> None:
    for wrong in ("many", 3j, None):
        with pytest.raises(InputError, match="cells"):
            message_success(0.1, cells=wrong)  # type: ignore[arg-type]


def test_a_small_chance_keeps_its_digits() -> None:
    """1 - (1 - 1e-18)^100 is 1e-16, which a difference from one rounds to nought."""
    assert detection_probability(1e-18, 6.0, 600.0) == pytest.approx(1e-16, rel=1e-9, abs=0.0)
