"""What a run counts: outage, interruption, blocking, ping-pong and absence, on motions whose times are known."""

from __future__ import annotations

import access_twin as made
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huxing.core.errors import InputError, ModelRangeError
from huxing.core.geodesy import geodetic_to_itrf
from huxing.network.access import (
    HANDOVER_USERS,
    HANDOVERS,
    HandoverPolicy,
    Handovers,
    handover,
    handover_policy,
    sightings,
)
from huxing.network.topology import AccessRule

RADIUS, RATE = 6_378_137.0 + 800e3, 1e-3
ELEVATION = 0.4
HALF_VISIBLE = float(np.arccos(6_378_137.0 / RADIUS * np.cos(ELEVATION)) - ELEVATION)
"""Angle at the Earth's centre at which a satellite over the equator rises and sets for a user on it."""
STEP = 5.0
TIMES = made.grid(20.0, STEP)
SECONDS = (TIMES - TIMES[0]) / np.timedelta64(1, "ns") * 1e-9
HERE = np.array([[6_378_137.0, 0.0, 0.0]])


def train(*overhead_s: float) -> np.ndarray:
    """Satellites over the equator, one behind the other; each is overhead at its time."""
    angle = RATE * (SECONDS[:, None] - np.array(overhead_s))
    return RADIUS * np.stack([np.cos(angle), np.sin(angle), np.zeros_like(angle)], axis=-1)


def run(position: np.ndarray, policy: HandoverPolicy, place: np.ndarray = HERE, **rule: int) -> Handovers:
    found = sightings(position, place, TIMES, access=AccessRule(ELEVATION))
    return handover(found, policy, **rule)


HALF = HALF_VISIBLE / RATE
"""From rise to overhead, s."""


def reasons(result: Handovers) -> list[str]:
    return result.table()["reason"].tolist()


def seconds_of(result: Handovers) -> np.ndarray:
    return ((result.table()["time"] - pd.Timestamp(TIMES[0])) / pd.Timedelta(1, "s")).to_numpy()


def test_an_outage_begins_as_the_last_sets_and_ends_as_the_next_rises() -> None:
    result = run(train(100.0, 700.0), HandoverPolicy(handover_time=2.0))
    assert reasons(result) == ["start", "outage", "return", "outage"]
    # measured 1e-5 s, the width of the bracket
    assert seconds_of(result) == pytest.approx([0.0, 100.0 + HALF, 700.0 - HALF, 700.0 + HALF], abs=3e-5)
    row = result.per_user().iloc[0]
    end = SECONDS[-1]
    assert row["outage_s"] == pytest.approx((700.0 - 100.0 - 2.0 * HALF) + (end - 700.0 - HALF), abs=1e-4)
    assert row["longest_outage_s"] == pytest.approx(max(600.0 - 2.0 * HALF, end - 700.0 - HALF), abs=1e-4)
    assert (row["outages"], row["handovers"], row["interruption_s"]) == (2, 0, 0.0)
    assert row["served_s"] + row["outage_s"] == pytest.approx(end, abs=1e-9)


def test_a_handover_is_made_at_the_instant_of_setting_and_costs_its_time() -> None:
    result = run(train(100.0, 300.0), HandoverPolicy(handover_time=2.0))
    assert reasons(result)[:2] == ["start", "set"]
    assert seconds_of(result)[1] == pytest.approx(100.0 + HALF, abs=3e-5)
    total = result.total()
    assert (total.handovers, total.interruptions, total.seamless) == (1, 1, 0)
    assert total.interruption_s == total.longest_interruption_s == 2.0
    assert total.mean_between_s is None
    assert result.table()["elevation_deg"][1] > np.degrees(ELEVATION)


def test_make_before_break_is_seamless_if_the_two_overlap_long_enough() -> None:
    position = train(100.0, 300.0)
    overlap = 2.0 * HALF - 200.0
    both = HandoverPolicy(make_before_break=True, handover_time=2.0, overlap=overlap - 0.01)
    assert run(position, both).total().seamless == 1
    assert run(position, both).total().interruption_s == 0.0
    longer = HandoverPolicy(make_before_break=True, handover_time=2.0, overlap=overlap + 0.01)
    assert run(position, longer).total().interruption_s == 2.0


def test_a_change_that_is_not_forced_is_seamless_while_the_old_satellite_stays_in_view() -> None:
    position = train(100.0, 160.0)
    result = run(position, HandoverPolicy("highest", "better", make_before_break=True, handover_time=1.0, overlap=30.0))
    assert reasons(result)[1] == "better"
    # half-way between the two, at the next step
    assert seconds_of(result)[1] == 135.0
    assert result.total().interruption_s == 0.0
    hard = run(position, HandoverPolicy("highest", "better", handover_time=1.0))
    assert hard.total().interruption_s == 1.0


def test_a_satellite_in_view_goes_before_one_that_only_rises() -> None:
    # the second rises 2 s after the first sets and would last longest; the third is in view all along, but sets soon
    position = np.concatenate([train(100.0, 100.0 + 2.0 * HALF + 2.0), train(100.0 + HALF - 60.0)], axis=1)
    in_order = HandoverPolicy(lambda view: view.satellite.astype(float), "set", handover_time=0.5)
    table = run(position, in_order).table()
    assert table["to_index"].tolist() == [0, 2, 1, -1]
    assert run(position, in_order).total().interruption_s == 1.0
    assert (run(position, in_order).values[:, 1] == 0.0).all()


def test_a_wait_for_one_that_rises_while_another_is_full_is_interruption() -> None:
    # the other user has the third satellite from its rise on; as the first sets, the second rises 2 s later
    position = np.concatenate([train(100.0, 100.0 + 2.0 * HALF + 2.0), train(100.0 + HALF - 60.0)], axis=1)
    result = run(position, HandoverPolicy("nearest", "set"), np.repeat(HERE, 2, axis=0), capacity=1)
    mine = result.table()[result.table()["user_index"] == 0]
    assert mine["to_index"].tolist()[:2] == [0, 1]
    assert mine["reason"].tolist()[:2] == ["start", "set"]
    assert mine["interruption_s"].iloc[1] == pytest.approx(2.0, abs=1e-4)
    assert result.total().outages == 2  # both at the end


def test_an_interruption_ends_with_the_service() -> None:
    # the new satellite sets 20 s after the old one; a handover of 50 s lasts no longer than that
    result = run(train(100.0, 120.0), HandoverPolicy("nearest", "set", handover_time=50.0))
    assert reasons(result) == ["start", "set", "outage"]
    assert result.total().interruption_s == pytest.approx(20.0, abs=1e-4)
    served = result.per_user()["served_s"][0]
    assert served == pytest.approx(100.0 + HALF, abs=1e-4)


def test_half_way_handover_time_is_not_counted_twice() -> None:
    # the second satellite sets before the handover to it is over: the next handover's own time follows
    in_order = HandoverPolicy(lambda view: view.satellite.astype(float), "set", handover_time=8.0)
    result = run(train(100.0, 107.0, 300.0), in_order)
    assert reasons(result)[:3] == ["start", "set", "set"]
    assert result.total().interruption_s == pytest.approx(7.0 + 8.0, abs=1e-4)


def test_a_full_satellite_blocks_and_later_admits() -> None:
    result = run(train(100.0, 300.0), HandoverPolicy(), np.repeat(HERE, 3, axis=0), capacity=1)
    per_user = result.per_user()
    table = result.table()
    told = [table[table["user_index"] == u]["reason"].tolist() for u in range(3)]
    # the first user has the first satellite, the second takes the next one as soon as it rises, the third none
    assert told == [["start", "blocked", "outage"], ["blocked", "admitted", "outage"], ["blocked", "outage"]]
    admitted = table[table["reason"] == "admitted"]["time"].iloc[0]
    rise = 300.0 - HALF
    assert (admitted - pd.Timestamp(TIMES[0])).total_seconds() == np.ceil(rise / STEP) * STEP
    blocked = per_user["blocked_s"].to_numpy()
    assert blocked[0] == pytest.approx(200.0, abs=1e-4)
    assert blocked[2] == pytest.approx(300.0 + HALF, abs=1e-4)
    assert (per_user["blockings"] == 1).all()
    span = SECONDS[-1]
    for _, row in per_user.iterrows():
        told = row["served_s"] + row["interruption_s"] + row["blocked_s"] + row["outage_s"] + row["absent_s"]
        assert told == pytest.approx(span, abs=1e-9)
    assert result.total().peak_load == 1


def test_nothing_in_view_at_all() -> None:
    result = run(train(100.0), HandoverPolicy(), -HERE)
    assert reasons(result) == ["outage"]
    total = result.total()
    assert (total.outage_s, total.served_share, total.fairness) == (SECONDS[-1], 0.0, None)
    assert np.isnan(result.fairness).all()
    assert result.elevation_share().sum() == 0.0
    assert result.accesses().size == 0


def test_ping_pong_within_the_window_only() -> None:
    # two satellites side by side whose ranges change places every 100 s
    sway = 0.05 * np.sin(2.0 * np.pi * SECONDS / 200.0)
    both = np.stack([sway + 0.02, sway - 0.02], axis=1)
    position = RADIUS * np.stack([np.cos(both), np.zeros_like(both), np.sin(both)], axis=-1)
    result = run(position, HandoverPolicy("nearest", "better"))
    times = seconds_of(result)[result.is_handover]
    assert np.diff(times) == pytest.approx(np.full(times.size - 1, 100.0), abs=STEP)
    assert result.total(ping_pong_window=90.0).ping_pong == 0
    assert result.total(ping_pong_window=110.0).ping_pong == times.size - 1
    assert result.ping_pong(110.0).sum() == times.size - 1
    assert result.total().mean_between_s == pytest.approx(float(np.diff(times).mean()))
    with pytest.raises(ModelRangeError):
        result.ping_pong(-1.0)


def test_a_handover_on_to_a_third_satellite_is_no_ping_pong() -> None:
    for order in ([0, 1, 2], [2, 1, 0], [1, 0, 2]):
        result = run(train(100.0, 400.0, 700.0)[:, order], HandoverPolicy("nearest", "better"))
        assert result.total(ping_pong_window=1e4).handovers == 2
        assert result.total(ping_pong_window=1e4).ping_pong == 0


@pytest.mark.parametrize("choice", ["nearest", "highest", "longest-remaining", "least-loaded"])
def test_of_equal_satellites_the_lower_number_is_taken(choice: str) -> None:
    # the first of them rises before the two that are one place, and loses their order in the list as it sets
    result = run(train(300.0, 700.0, 700.0, 700.0), HandoverPolicy(choice))
    assert [new for new in result.numbers[:, 2].tolist() if new > 0] == [1]


def test_a_user_that_is_not_there_is_neither_served_nor_out() -> None:
    place = np.broadcast_to(HERE, (TIMES.size, 1, 3)).copy()
    place[:10], place[60:] = np.nan, np.nan  # there from 50 s to 300 s
    result = run(train(20.0, 220.0), HandoverPolicy("nearest", "set", handover_time=1.0), place)
    assert reasons(result) == ["start", "set", "absent"]
    row = result.per_user().iloc[0]
    assert row["absent_s"] == pytest.approx(50.0 + SECONDS[-1] - 300.0)
    assert row["outage_s"] == 0.0
    assert row["served_s"] + row["interruption_s"] == pytest.approx(250.0)
    assert (result.totals[:, 3] == np.isnan(place[:, 0, 0])).all()
    assert result.total().served_share == pytest.approx(249.0 / 250.0)
    nobody = run(train(100.0), HandoverPolicy(), np.full((TIMES.size, 1, 3), np.nan))
    assert len(nobody) == 0
    assert nobody.total().served_share is None
    assert nobody.per_user()["absent_s"][0] == SECONDS[-1]


def test_absence_in_the_middle_of_an_outage() -> None:
    place = np.broadcast_to(-HERE, (TIMES.size, 1, 3)).copy()
    place[20:40] = np.nan
    result = run(train(100.0), HandoverPolicy(), place)
    assert reasons(result) == ["outage", "absent", "outage"]
    row = result.per_user().iloc[0]
    assert row["outage_s"] == pytest.approx(SECONDS[-1] - 100.0)
    assert row["absent_s"] == pytest.approx(100.0)


def test_scheduled_reassignment_happens_at_the_instants_of_the_schedule() -> None:
    times = made.grid(10.0, 1.0)
    fleet = made.fleet(550.0, 40, 20)
    found = sightings(fleet, made.crowd(5), times, access=AccessRule(np.radians(25.0)))
    table = handover(found, "every-15-s").table()
    scheduled = table[table["reason"] == "scheduled"]["time"]
    assert len(scheduled) > 10
    assert set(scheduled.dt.second) <= {12, 27, 42, 57}


@settings(max_examples=20)
@given(
    seed=st.integers(0, 10_000),
    name=st.sampled_from(["nearest", "highest", "longest-remaining", "least-loaded", "every-15-s"]),
    most=st.integers(1, 4),
    lowest_deg=st.sampled_from([10.0, 25.0, 40.0]),
)
def test_time_is_conserved_for_every_user(seed: int, name: str, most: int, lowest_deg: float) -> None:
    found = sightings(POSITION, made.crowd(8, seed), TIMES, access=AccessRule(np.radians(lowest_deg)))
    result = handover(found, handover_policy(name, handover_time=3.0, make_before_break=seed % 2 == 0), capacity=most)
    table = HANDOVER_USERS.check(result.per_user())
    told = table[["served_s", "interruption_s", "outage_s", "blocked_s", "absent_s"]].sum(axis=1).to_numpy()
    assert told == pytest.approx(np.full(8, SECONDS[-1]), abs=1e-6)
    assert (table.drop(columns=["user", "mean_between_s"]) >= 0.0).all().all()
    events = HANDOVERS.check(result.table())
    for _, mine in events.groupby("user_index"):
        # what is left was taken before, and time goes on
        kept = mine[mine["from_index"] >= 0]
        assert (kept["from_index"].to_numpy() == mine["to_index"].shift()[kept.index].to_numpy()).all()
        assert mine["time"].is_monotonic_increasing
    total = result.total()
    assert total.handovers == table["handovers"].sum() == total.interruptions + total.seamless
    assert result.at_elevation.sum() == result.totals[:, 0].sum()
    lowest = int(lowest_deg // 5)
    assert result.elevation_share()[:lowest].sum() == 0.0


POSITION = made.fleet(planes=10, per_plane=10).positions(TIMES)


def test_loads_and_accesses_follow_from_the_ledger() -> None:
    found = sightings(POSITION, made.crowd(8, 1), TIMES, access=AccessRule(0.2))
    result = handover(found, "least-loaded", keep_serving=True)
    between = TIMES[:-1] + np.timedelta64(2500, "ms")
    load = result.load_at(between)
    assert load.sum(axis=1).max() <= 8
    assert load.shape == (TIMES.size - 1, 100)
    new = result.table()
    came = new[(new["to_index"] >= 0) & (new["reason"] != "start")]
    assert result.accesses().size == len(came)
    busiest = int(came["to_index"].mode()[0])
    assert result.accesses(busiest).size == int((came["to_index"] == busiest).sum())
    assert (np.diff(result.accesses()) >= 0.0).all()
    with pytest.raises(InputError, match="0 to 99"):
        result.accesses(100)
    with pytest.raises(InputError, match="outside the run"):
        result.serving_at(TIMES[-1] + np.timedelta64(1, "s"))


def test_a_user_at_another_place_has_other_times() -> None:
    east = geodetic_to_itrf(0.0, 0.1)[None]
    here, there = run(train(300.0), HandoverPolicy()), run(train(300.0), HandoverPolicy(), east)
    assert seconds_of(there)[1] - seconds_of(here)[1] == pytest.approx(0.1 / RATE, abs=3e-5)
