"""Random access: closed forms against draws, bursts, and what an overload says of itself."""

from __future__ import annotations

import dataclasses

import access_twin as made
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huxing.core.errors import InputError, ModelRangeError, ShapeError, TooLargeError
from huxing.network.access import (
    RandomAccess,
    collision_probability,
    collision_probability_of,
    expected_successes,
    handover,
    sightings,
    simulate_access,
    steady_access,
)
from huxing.network.topology import AccessRule


@given(st.integers(1, 40), st.integers(1, 12))
def test_the_exact_collision_probability_is_that_of_all_choices_of_few(preambles: int, contenders: int) -> None:
    # the others' choices, one after another, by the chain rule
    alone = 1.0
    for _ in range(contenders - 1):
        alone *= (preambles - 1) / preambles
    assert collision_probability_of(contenders, preambles) == pytest.approx(1.0 - alone, abs=1e-12)
    assert expected_successes(contenders, preambles) == pytest.approx(contenders * alone, abs=1e-9)


def test_the_two_collision_probabilities_meet_for_many() -> None:
    # n - 1 others of many on N preambles: 1 - exp(-n/N) to order 1/N
    exact = collision_probability_of(541, 540)
    assert exact == pytest.approx(float(collision_probability(540.0, 540.0)), abs=1e-3)
    assert collision_probability([0.0, 1e9], 100.0).tolist() == [0.0, 1.0]


@settings(max_examples=10)
@given(st.integers(1, 60))
def test_successes_of_one_occasion_are_as_expected(contenders: int) -> None:
    access = RandomAccess(preambles=20, occasions_per_second=10.0, max_transmissions=1, response=0.0, backoff=0.0)
    trials = 400
    arrival = np.repeat(np.arange(trials) * 0.1, contenders)
    run = simulate_access(arrival, access, np.random.default_rng(contenders))
    # three sigma of the mean of 400 occasions, a success each being at most a coin's toss
    sigma = np.sqrt(0.25 * contenders / trials)
    assert run.counts[:trials, 1].mean() == pytest.approx(float(expected_successes(contenders, 20)), abs=4.0 * sigma)
    assert run.gave_up == run.delay.size - run.counts[:, 1].sum()


def test_every_user_ends_and_is_counted_once() -> None:
    rng = np.random.default_rng(5)
    access = RandomAccess(preambles=10, max_transmissions=4, grants_per_occasion=3)
    run = simulate_access(rng.uniform(0.0, 2.0, 3000), access, rng)
    assert (run.transmissions >= 1).all()
    assert (run.transmissions <= 4).all()
    assert run.counts[:, 0].sum() == run.transmissions.sum()
    assert run.counts[:, 1].sum() == np.isfinite(run.delay).sum() == 3000 - run.gave_up
    assert run.counts[:, 1].max() <= 3
    assert run.counts[-1, 4] == 0
    assert (run.transmissions[np.isnan(run.delay)] == 4).all()
    assert np.nanmin(run.delay) >= access.response
    assert run.is_overloaded
    assert run.most_waiting > 100
    assert 0.0 < run.overloaded_share <= 1.0


def test_equal_generators_give_equal_runs() -> None:
    arrival = np.random.default_rng(0).uniform(0.0, 1.0, 500)
    one, two = (simulate_access(arrival, RandomAccess(), np.random.default_rng(3)) for _ in range(2))
    assert (one.counts == two.counts).all()
    assert np.array_equal(one.delay, two.delay, equal_nan=True)


@pytest.mark.parametrize("load", [0.05, 0.15, 0.25])
def test_the_steady_state_is_that_of_a_long_run(load: float) -> None:
    # long back-off, so that retries are spread as the closed form has them
    access = RandomAccess(preambles=30, occasions_per_second=100.0, max_transmissions=8, response=0.01, backoff=1.0)
    rate = load * access.opportunities_per_second
    steady = steady_access(rate, access)
    rng = np.random.default_rng(int(load * 100))
    run = simulate_access(rng.uniform(0.0, 120.0, rng.poisson(120.0 * rate)), access, rng)
    assert not steady.is_overloaded
    # 18,000 users or more: 1 % of a probability; the ends of the run weigh 1 %
    assert run.collision_probability == pytest.approx(steady.collision_probability, rel=0.04)
    assert run.success_probability == pytest.approx(steady.success_probability, abs=2e-3)
    assert run.mean_transmissions == pytest.approx(steady.mean_transmissions, rel=0.02)
    assert run.mean_delay == pytest.approx(steady.mean_delay, rel=0.04)
    assert steady.throughput == pytest.approx(rate * steady.success_probability)


def test_overload_is_said() -> None:
    access = RandomAccess()
    assert access.capacity == pytest.approx(54 * 200 / np.e)
    assert not steady_access(0.99 * access.capacity, access).is_overloaded
    assert steady_access(1.01 * access.capacity, access).is_overloaded
    assert steady_access(0.0, access).throughput == 0.0
    assert dataclasses.replace(access, grants_per_occasion=3).capacity == 600.0
    quiet = simulate_access([0.0], access, np.random.default_rng(0))
    assert not quiet.is_overloaded
    assert quiet.delay.tolist() == [access.response]
    assert quiet.mean_transmissions == 1.0
    lost = simulate_access(np.zeros(50), RandomAccess(preambles=1, max_transmissions=1), np.random.default_rng(0))
    assert lost.gave_up == 50
    assert lost.mean_delay is None
    assert lost.delay_quantile(0.5) is None


def test_a_burst_of_handovers_waits_longer_than_the_same_users_spread_out() -> None:
    found = sightings(made.fleet(), made.crowd(300), made.grid(20.0, 10.0), access=AccessRule(0.2))
    arrival = handover(found, "longest-remaining").accesses()
    access = RandomAccess(preambles=8, occasions_per_second=20.0)
    # users side by side lose their satellite within seconds of each other
    together = simulate_access(arrival, access, np.random.default_rng(1))
    spread = np.linspace(0.0, 1200.0, arrival.size)
    apart = simulate_access(spread, access, np.random.default_rng(1))
    assert together.collision_probability > 5.0 * apart.collision_probability
    assert together.delay_quantile(0.9) > apart.delay_quantile(0.9)


def test_bad_input_is_refused() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(ModelRangeError):
        RandomAccess(preambles=0)
    with pytest.raises(InputError, match="whole"):
        RandomAccess(preambles=1.5)  # type: ignore[arg-type]
    with pytest.raises(ModelRangeError):
        RandomAccess(occasions_per_second=0.0)
    with pytest.raises(ModelRangeError):
        RandomAccess(backoff=-1.0)
    with pytest.raises(ModelRangeError):
        collision_probability(-1.0, 1.0)
    with pytest.raises(ModelRangeError):
        steady_access(np.nan, RandomAccess())
    with pytest.raises(ShapeError):
        collision_probability_of([1.0, 2.0], [1.0, 2.0, 3.0])
    for arrival in ([], [-1.0], [np.inf]):
        with pytest.raises(InputError):
            simulate_access(arrival, RandomAccess(), rng)
    with pytest.raises(ShapeError):
        simulate_access(np.zeros((2, 2)), RandomAccess(), rng)
    with pytest.raises(TooLargeError, match="shorter"):
        simulate_access([1e9], RandomAccess(), rng)
    run = simulate_access([0.0], RandomAccess(), rng)
    with pytest.raises(InputError):
        run.delay_quantile(1.5)
    with pytest.raises(InputError):
        run.collisions_per_opportunity(0.0)
