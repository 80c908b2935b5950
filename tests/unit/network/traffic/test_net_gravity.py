"""Gravity demand and balancing: margins, proportions, what cannot be met."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huxing.core.errors import InputError, ModelRangeError, ShapeError, TooLargeError
from huxing.network.traffic import (
    Cities,
    Exponential,
    PowerLaw,
    balance,
    gravity_demand,
    great_circle_distance,
    subscriber_rates,
)


def places(count: int, seed: int = 0) -> Cities:
    rng = np.random.default_rng(seed)
    north, east = np.arcsin(rng.uniform(-1.0, 1.0, count)), rng.uniform(-np.pi, np.pi, count)
    return Cities(tuple(f"c{i}" for i in range(count)), north, east, rng.lognormal(12.0, 1.0, count))


def distances(where: Cities) -> np.ndarray:
    north, east = where.latitude, where.longitude
    return great_circle_distance(north[:, None], east[:, None], north, east)


@pytest.mark.parametrize("law", [None, PowerLaw(), PowerLaw(0.5, 100e3), Exponential(2000e3)])
def test_each_pair_by_the_formula(law: PowerLaw | Exponential | None) -> None:
    where = places(12)
    demand = gravity_demand(where, total=7e9, deterrence=law, population_exponent=0.8)
    assert demand.total == pytest.approx(7e9, rel=1e-12)
    apart = distances(where)
    fall = np.ones_like(apart)
    if isinstance(law, PowerLaw):
        fall = np.maximum(apart, law.least_distance) ** -law.exponent
    elif law is not None:
        fall = np.exp(-apart / law.length)
    expected = np.outer(where.population**0.8, where.population**0.8) * fall
    np.fill_diagonal(expected, 0.0)
    assert demand.matrix() == pytest.approx(expected * 7e9 / expected.sum(), rel=1e-9)
    assert "gravity model" in demand.notes[-1]


def test_near_pairs_are_left_to_the_ground() -> None:
    where = places(30, 3)
    demand = gravity_demand(where, total=1e9, least_distance=5000e3)
    apart = distances(where)
    assert (apart[demand.source, demand.destination] >= 5000e3).all()
    assert len(demand) == (apart >= 5000e3).sum()


@settings(max_examples=40)
@given(st.integers(4, 25), st.integers(0, 2**31), st.sampled_from([None, PowerLaw(), Exponential(3000e3)]))
def test_what_is_sent_and_received_is_met(count: int, seed: int, law: PowerLaw | None) -> None:
    rng = np.random.default_rng(seed)
    where = places(count, seed)
    # at most a third from or to one place, so that it can be met without sending to oneself
    sent, received = (np.clip(rng.dirichlet(np.ones(count)), 0.0, 0.3) + 0.05 for _ in range(2))
    sent, received = sent / sent.sum() * 1e9, received / received.sum() * 1e9
    if (sent + received).max() > 0.9e9:
        return
    table = gravity_demand(where, sent=sent, received=received, deterrence=law).matrix()
    # 1e-9 of the whole is what the balancing promises
    assert np.abs(table.sum(axis=1) - sent).max() <= 1e-9 * 1e9
    assert np.abs(table.sum(axis=0) - received).max() <= 1e-9 * 1e9
    only_sent = gravity_demand(where, sent=sent, deterrence=law).matrix()
    assert only_sent.sum(axis=1) == pytest.approx(sent, rel=1e-12)
    only_received = gravity_demand(where, received=received, deterrence=law).matrix()
    assert only_received.sum(axis=0) == pytest.approx(received, rel=1e-12)


def test_subscribers() -> None:
    where = places(3)
    rates = subscriber_rates(where, rate_per_subscriber=2e5, penetration=[0.1, 0.0, 1.0])
    assert rates == pytest.approx(where.population * [0.1, 0.0, 1.0] * 2e5)
    with pytest.raises(ModelRangeError):
        subscriber_rates(where, rate_per_subscriber=2e5, penetration=1.1)
    with pytest.raises(ModelRangeError):
        subscriber_rates(where, rate_per_subscriber=-1.0, penetration=0.1)
    with pytest.raises(ShapeError):
        subscriber_rates(where, rate_per_subscriber=1.0, penetration=[0.1, 0.1])


def test_what_gravity_refuses() -> None:
    where = places(3)
    for arguments, message in (
        ({}, "give either `total`"),
        ({"total": 1.0, "sent": np.ones(3)}, "give either `total`"),
        ({"total": 1.0, "least_distance": 30e6}, "no pair"),
        ({"total": 1.0, "deterrence": Exponential(1.0)}, "no pair"),
        ({"sent": [9.0, 0.5, 0.5], "received": [9.0, 0.5, 0.5]}, "half of all"),
        ({"sent": np.ones(3), "received": np.ones(3) * 2}, "what is sent arrives"),
    ):
        with pytest.raises(InputError, match=message):
            gravity_demand(where, **arguments)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="two or more"):
        gravity_demand(where.keep([0]), total=1.0)
    with pytest.raises(ShapeError):
        gravity_demand(where, sent=np.ones(2))
    for wrong in ({"total": -1.0}, {"total": np.nan}, {"sent": [-1.0, 1.0, 1.0]}):
        with pytest.raises(ModelRangeError):
            gravity_demand(where, **wrong)  # type: ignore[arg-type]
    for make in (
        lambda: PowerLaw(-1.0),
        lambda: PowerLaw(2.0, 0.0),
        lambda: Exponential(0.0),
        lambda: Exponential(np.nan),
    ):
        with pytest.raises(ModelRangeError):
            make()
    crowd = Cities(tuple(map(str, range(7100))), np.zeros(7100), np.zeros(7100), np.ones(7100))
    with pytest.raises(TooLargeError, match="in_cells"):
        gravity_demand(crowd, total=1.0)
    desert = Cities(("a", "b"), np.zeros(2), np.array([0.0, 1.0]), np.zeros(2))
    with pytest.raises(InputError, match="nobody lives there"):
        gravity_demand(desert, total=1.0)


def test_places_at_one_spot_do_not_take_everything() -> None:
    where = Cities(("a", "b", "c"), np.zeros(3), np.array([0.0, 0.0, 1e-3]), np.ones(3))
    assert np.isfinite(gravity_demand(where, total=1.0, deterrence=PowerLaw()).rate).all()


@settings(max_examples=40)
@given(st.integers(1, 8), st.integers(1, 8), st.integers(0, 2**31))
def test_balancing_keeps_cross_ratios(rows: int, columns: int, seed: int) -> None:
    # the answer is the seed with its rows and columns scaled, so t_ij t_kl / (t_il t_kj) stays; both conditions
    # together have one solution
    rng = np.random.default_rng(seed)
    seed_matrix = rng.uniform(0.1, 10.0, (rows, columns))
    target = rng.uniform(0.1, 10.0, (rows, columns)) * 1e6
    answer = balance(seed_matrix, target.sum(axis=1), target.sum(axis=0))
    assert answer.residual <= 1e-9
    ratio = answer.matrix / seed_matrix
    assert ratio * ratio[0, 0] == pytest.approx(ratio[:, :1] * ratio[:1, :], rel=1e-9)


def test_what_balancing_refuses() -> None:
    one = np.ones((2, 2))
    with pytest.raises(ShapeError):
        balance(one, [1.0], [1.0, 1.0])
    with pytest.raises(InputError, match="row 1 has a total but only zeros"):
        balance([[1.0, 1.0], [0.0, 0.0]], [1.0, 1.0], [1.0, 1.0])
    with pytest.raises(InputError, match="column 0 has a total but only zeros"):
        balance([[0.0, 1.0], [0.0, 1.0]], [1.0, 1.0], [1.0, 1.0])
    with pytest.raises(InputError, match="no matrix with these totals"):
        balance([[0.0, 1.0], [1.0, 0.0]], [2.0, 1.0], [2.0, 1.0])
    for wrong in (-1.0, np.nan, np.inf):
        with pytest.raises(ModelRangeError):
            balance(one * wrong, [1.0, 1.0], [1.0, 1.0])
        with pytest.raises(ModelRangeError):
            balance(one, [wrong, 1.0], [1.0, 1.0])
    with pytest.raises(InputError):
        balance(one, [1.0, 1.0], [1.0, 1.0], rounds=0)
    assert balance(one, [0.0, 0.0], [0.0, 0.0]).matrix.sum() == 0.0
