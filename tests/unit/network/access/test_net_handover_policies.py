"""Every policy against its plain twin: the same satellite for every user at every step."""

from __future__ import annotations

import access_twin as made
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.network.access import (
    CHOICES,
    HANDOVERS,
    POLICIES,
    DistanceCondition,
    HandoverPolicy,
    InView,
    TimeCondition,
    handover,
    handover_policy,
    sightings,
)
from huxing.network.topology import AccessRule

FLEET = made.fleet(planes=14, per_plane=14)
TIMES = made.grid(15.0, 10.0)
POSITION = FLEET.positions(TIMES)
USERS = 14
PLACE = made.crowd(USERS)
SEEN = sightings(FLEET, PLACE, TIMES, access=AccessRule(np.radians(12.0)))
UNLIMITED = np.full(len(FLEET), 10**6)
MARGINS = {"nearest": 5e4, "highest": 0.05, "longest-remaining": 60.0, "least-loaded": 1.0}
TRIGGERS = (
    "set", "better", "interval", DistanceCondition(1.2e6, 1.1e6, 2e4), DistanceCondition(6e5, 1.5e6),
    TimeCondition(45.0, 30.0),
)  # fmt: skip


def agrees(policy: HandoverPolicy, capacity: np.ndarray) -> None:
    result = handover(SEEN, policy, capacity=capacity, keep_serving=True)
    plain = made.twin(SEEN, policy, POSITION, PLACE, capacity)
    assert (result.serving == plain.serving).all()
    assert (result.serving_at(TIMES) == plain.serving).all()
    view = made.matrix_of(SEEN).any(axis=2)
    served, waiting, out, absent, most = result.totals.T
    assert (served == (plain.serving >= 0).sum(axis=1)).all()
    assert (waiting == plain.waiting.sum(axis=1)).all()
    assert (out == (~view).sum(axis=1)).all()
    assert (served + waiting + out + absent == USERS).all()
    load = np.stack([np.bincount(row[row >= 0], minlength=len(FLEET)) for row in plain.serving])
    assert (load <= capacity).all()
    assert (result.load_at(TIMES) == load).all()
    assert (most == load.max(axis=1)).all()
    assert result.mean_load == pytest.approx(load.mean(axis=0))
    reachable = made.matrix_of(SEEN).any(axis=1)
    jain = load.sum(axis=1) ** 2 / (reachable.sum(axis=1) * np.maximum((load**2).sum(axis=1), 1))
    assert result.fairness == pytest.approx(np.where(load.sum(axis=1) > 0, jain, np.nan), nan_ok=True)


@pytest.mark.parametrize("trigger", TRIGGERS, ids=str)
@pytest.mark.parametrize("choice", CHOICES)
def test_the_same_satellites_as_the_twin(choice: str, trigger: object) -> None:
    agrees(HandoverPolicy(choice, trigger, phase=4.0), UNLIMITED)


@settings(max_examples=30)
@given(
    choice=st.sampled_from(CHOICES),
    trigger=st.sampled_from(TRIGGERS),
    with_margin=st.booleans(),
    dwell=st.sampled_from([0.0, 25.0, 90.0]),
    interval=st.sampled_from([15.0, 37.0, 60.0]),
    seed=st.integers(0, 99),
    most=st.integers(0, 5),
)
def test_the_same_satellites_with_hysteresis_and_full_satellites(
    choice: str, trigger: object, with_margin: bool, dwell: float, interval: float, seed: int, most: int
) -> None:
    margin = MARGINS[choice] if with_margin else 0.0
    capacity = np.random.default_rng(seed).integers(0, most + 1, len(FLEET))
    agrees(HandoverPolicy(choice, trigger, margin=margin, minimum_dwell=dwell, interval=interval), capacity)


def test_a_margin_in_decibels_is_a_ratio_of_ranges() -> None:
    agrees(HandoverPolicy("nearest", "better", margin_db=1.5), UNLIMITED)


def test_a_function_of_ones_own_does_as_the_named_choice() -> None:
    views: list[InView] = []

    def by_range(view: InView) -> np.ndarray:
        views.append(view)
        return view.range

    for trigger in ("set", "better", DistanceCondition(1.2e6, 1.1e6)):
        own = handover(SEEN, HandoverPolicy(by_range, trigger, margin=3e4), capacity=2, keep_serving=True)
        named = handover(SEEN, HandoverPolicy("nearest", trigger, margin=3e4), capacity=2, keep_serving=True)
        assert (own.serving == named.serving).all()
        assert (own.values[:, 0] == named.values[:, 0]).all()
    length, sine = made.ranges_and_sines(POSITION, PLACE)
    view = views[40]
    assert view.range == pytest.approx(length[40, view.user, view.satellite])
    assert np.sin(view.elevation) == pytest.approx(sine[40, view.user, view.satellite])
    assert view.time == 400.0
    assert view.remaining == pytest.approx(made.set_matrix(SEEN)[40, view.user, view.satellite] - 400.0)
    assert view.is_serving.sum() <= USERS
    assert (view.load <= 2).all()


def test_a_score_of_infinity_is_not_taken() -> None:
    banned = int(np.bincount(SEEN.satellite).argmax())

    def without(view: InView) -> np.ndarray:
        return np.where(view.satellite == banned, np.inf, view.range)

    result = handover(SEEN, HandoverPolicy(without, "better"), keep_serving=True)
    assert result.serving is not None
    assert not (result.serving == banned).any()


@pytest.mark.parametrize("margin", ["nearest", "highest", "longest-remaining", "least-loaded"])
def test_hysteresis_never_makes_more_handovers(margin: str) -> None:
    free = handover(SEEN, HandoverPolicy(margin, "better")).total()
    held = handover(SEEN, HandoverPolicy(margin, "better", margin=MARGINS[margin])).total()
    dwelt = handover(SEEN, HandoverPolicy(margin, "better", minimum_dwell=120.0)).total()
    assert held.handovers <= free.handovers
    assert dwelt.handovers <= free.handovers


def test_users_spread_over_satellites_when_load_counts() -> None:
    by_load = handover(SEEN, "least-loaded").total()
    by_range = handover(SEEN, HandoverPolicy("nearest", "set")).total()
    assert by_load.fairness is not None
    assert by_range.fairness is not None
    assert by_load.fairness > 2.0 * by_range.fairness
    assert by_load.peak_load < by_range.peak_load


def test_moving_users_have_the_twins_satellites() -> None:
    path = PLACE + np.linspace(0.0, 2e5, TIMES.size)[:, None, None] * np.array([-0.4, 0.3, 0.2])
    path *= 6.38e6 / np.linalg.norm(path, axis=-1, keepdims=True)
    found = sightings(POSITION, path, TIMES, access=AccessRule(0.2))
    for choice in ("nearest", "highest"):
        result = handover(found, HandoverPolicy(choice, "better"), keep_serving=True)
        length, sine = made.ranges_and_sines(POSITION, path)
        key = np.where(made.matrix_of(found), length if choice == "nearest" else -sine, np.inf)
        best = np.where(np.isfinite(key).any(axis=2), key.argmin(axis=2), -1)
        assert (result.serving == best).all()


def test_blocks_of_steps_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    whole = [handover(SEEN, policy, capacity=3) for policy in POLICIES]
    monkeypatch.setattr(sys.modules["huxing.network.access.handover"], "BLOCK_BYTES", 60_000)
    for name, one in zip(POLICIES, whole, strict=True):
        other = handover(SEEN, name, capacity=3)
        assert (one.numbers == other.numbers).all()
        assert (one.values == other.values)[~np.isnan(one.values)].all()
        assert HANDOVERS.check(one.table()).equals(other.table())


def test_the_access_rules_beams_are_the_capacity() -> None:
    found = sightings(FLEET, PLACE, TIMES, access=AccessRule(np.radians(12.0), beams=1))
    by_rule, by_number = handover(found), handover(SEEN, capacity=1)
    assert (by_rule.numbers == by_number.numbers).all()
    assert by_rule.total().peak_load == 1
    assert by_rule.total().blockings > 0


def test_unknown_names_and_wrong_values_are_refused() -> None:
    with pytest.raises(InputError, match="nearest: longest-remaining"):
        handover(SEEN, "longest-remainig")
    with pytest.raises(InputError, match="choice"):
        HandoverPolicy("closest")
    with pytest.raises(InputError, match="trigger"):
        HandoverPolicy("nearest", "sometimes")
    with pytest.raises(InputError, match="attribute 'margn'; nearest: margin"):
        handover_policy("nearest", margn=3.0)
    for change in ({"margin": -1.0}, {"minimum_dwell": -1.0}, {"interval": 0.0}, {"handover_time": np.nan}):
        with pytest.raises(ModelRangeError):
            handover_policy("nearest", **change)
    with pytest.raises(InputError, match="margin_db"):
        HandoverPolicy("highest", "better", margin_db=3.0)
    with pytest.raises(ModelRangeError):
        HandoverPolicy("nearest", "better", margin_db=-3.0)
    with pytest.raises(InputError, match="overlap"):
        HandoverPolicy(overlap=1.0)
    with pytest.raises(ShapeError, match="capacities"):
        handover(SEEN, capacity=[1, 2, 3])
    for capacity in (-1, 1.5, np.nan):
        with pytest.raises(InputError, match="capacity"):
            handover(SEEN, capacity=capacity)
    alone = sightings(FLEET, PLACE, TIMES[:5], access=AccessRule(0.2, antennas=1))
    with pytest.raises(InputError, match="antennas"):
        handover(alone, handover_policy("nearest", make_before_break=True))
    with pytest.raises(ShapeError, match="scores"):
        handover(SEEN, HandoverPolicy(lambda view: view.range[:-1], "better"))
    with pytest.raises(InputError, match="not a number"):
        handover(SEEN, HandoverPolicy(lambda view: view.range * np.nan, "better"))
