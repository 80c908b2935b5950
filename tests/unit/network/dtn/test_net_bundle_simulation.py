"""Bundles stored and forwarded: arrivals as projected, nothing lost, nothing sent twice, contacts never overfull."""

from __future__ import annotations

import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sabr_twin import at, make_plan, random_plan

from huxing.core.errors import InputError, ModelRangeError, SchemaError
from huxing.network.dtn import BUNDLES, ContactGraph, Route, regular_bundles, simulate_bundles

BARE = {"overhead_share": 0.0, "overhead_bytes": 0.0}


def bundle(
    number: int, source: int, destination: int, second: float = 0, size: int = 1, **more: object
) -> pd.DataFrame:
    options: dict = {"lifetime_s": 1000.0, **more}
    return regular_bundles(
        source, destination, at(second), count=1, interval_s=1, size_bytes=size, first_number=number, **options
    )


def together(*tables: pd.DataFrame) -> pd.DataFrame:
    return pd.concat(tables, ignore_index=True)


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.integers(3, 6), st.integers(6, 24))
def test_a_bundle_alone_arrives_as_projected(seed: int, nodes: int, tries: int) -> None:
    rng = random.Random(seed)
    graph = ContactGraph(random_plan(rng, nodes, tries, 10), **BARE)
    source, destination = rng.sample(range(nodes), 2)
    size = rng.choice([1, 3])
    report = simulate_bundles(graph, bundle(0, source, destination, size=size))
    route = graph.best_route(source, destination, at(0), size_bytes=size)
    row = report.deliveries.iloc[0]
    assert row["delivered"] == route.found
    if isinstance(route, Route):
        assert row["arrival"] == pd.Timestamp(route.arrival)
        assert (row["hops"], row["sendings"], row["reroutings"], row["reason"]) == (route.hops, route.hops, 0, "")
    else:
        assert row["reason"] == route.reason
        assert np.isnan(row["delay_s"])


@settings(max_examples=40)
@given(st.integers(0, 2**32), st.sampled_from(["own", "shared"]), st.booleans(), st.booleans())
def test_crowds_keep_the_rules(seed: int, knowledge: str, uncertain: bool, critical: bool) -> None:
    rng = random.Random(seed)
    plan = random_plan(rng, 5, 30, 20)
    plan.contacts["confidence"] = [rng.choice([0.3, 1.0]) for _ in range(len(plan))]
    graph = ContactGraph(plan, overhead_share=0.0, overhead_bytes=1.0)
    rows = [
        (
            i, *rng.sample(range(5), 2), rng.choice([1, 2, 6]), rng.choice([0, 1, 2]), at(rng.randint(0, 15)),
            rng.choice([5.0, 30.0]), critical and i % 3 == 0,
        )
        for i in range(40)
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=[column.name for column in BUNDLES.columns])
    runs = [
        simulate_bundles(graph, table, knowledge=knowledge, rng=np.random.default_rng(seed) if uncertain else None)  # type: ignore[arg-type]
        for _ in range(2)
    ]
    report, fates = runs[0], runs[0].deliveries
    assert fates.equals(runs[1].deliveries)
    assert report.delivered + report.expired == len(fates) == 40
    assert (report.sent_bytes <= graph.arrays.volume).all()
    assert (report.used <= 1.0).all()
    volume = graph.volume_of(fates["size_bytes"].to_numpy())
    assert report.sent_bytes.sum() == (volume * fates["sendings"].to_numpy()).sum()
    came = fates[fates["delivered"]]
    life = table.set_index("bundle")["lifetime_s"]
    assert (came["delay_s"] <= came["bundle"].map(life)).all()
    assert (came["delay_s"] > 0).all()
    assert (came["hops"] <= came["sendings"]).all()
    assert fates.loc[~fates["delivered"], "arrival"].isna().all()
    # no bundle is there before the best it could do alone
    alone = graph.best_routes(
        *(came[name].to_numpy() for name in ("source", "destination", "created")),
        size_bytes=came["size_bytes"].to_numpy(),
    )
    assert (came["arrival"].to_numpy() >= alone.arrival).all()


def test_expedited_bundles_overtake() -> None:
    graph = ContactGraph(make_plan([(1, 2, 10, 14, 8, 0), (1, 2, 50, 60, 8, 0)]), **BARE)
    table = together(
        regular_bundles(1, 2, at(0), count=4, interval_s=1, size_bytes=1, lifetime_s=100, priority=0),
        bundle(10, 1, 2, 5, size=2, priority=2),
    )
    rows = simulate_bundles(graph, table).deliveries.set_index("bundle")
    assert rows.loc[10, "arrival"] == pd.Timestamp(at(12))
    # two of the bulk ones have lost their place, which they notice when the contact ends
    assert rows.loc[[0, 1, 2, 3], "arrival"].tolist() == [pd.Timestamp(at(s)) for s in (13, 14, 51, 52)]
    assert rows.loc[[0, 1, 2, 3], "reroutings"].tolist() == [0, 0, 1, 1]


def test_a_contact_that_does_not_take_place_is_missed_and_the_bundle_goes_another_way() -> None:
    rows = [(1, 2, 0, 10, 8, 0), (2, 3, 20, 30, 8, 0), (2, 1, 40, 50, 8, 0), (1, 3, 60, 70, 8, 0)]
    plan = make_plan(rows)
    plan.contacts.loc[plan.contacts["from_node"].eq(2) & plan.contacts["to_node"].eq(3), "confidence"] = 1e-9
    report = simulate_bundles(ContactGraph(plan, **BARE), bundle(0, 1, 3), rng=np.random.default_rng(1))
    row = report.deliveries.iloc[0]
    assert (row["arrival"], row["hops"], row["sendings"], row["reroutings"]) == (pd.Timestamp(at(61)), 3, 3, 1)


def test_a_bundle_does_not_go_back_at_once() -> None:
    # the way over 2 begins well, but its second contact is full when the bundle is there
    plan = make_plan([(1, 2, 0, 10, 8, 0), (2, 3, 5, 15, 8, 0), (2, 1, 0, 20, 8, 0), (1, 3, 30, 40, 8, 0)])
    table = together(bundle(0, 2, 3, 0, size=9, priority=2), bundle(1, 1, 3, 0, size=2))
    own = simulate_bundles(ContactGraph(plan, **BARE), table)
    row = own.deliveries.set_index("bundle").loc[1]
    assert not row["delivered"]
    assert (row["reason"], row["sendings"]) == ("booked", 1)
    shared = simulate_bundles(ContactGraph(plan, **BARE), table, knowledge="shared")
    row = shared.deliveries.set_index("bundle").loc[1]
    assert (row["arrival"], row["sendings"]) == (pd.Timestamp(at(32)), 1)


def test_critical_bundles_go_over_every_neighbour_once() -> None:
    rows = [(1, 2, 0, 10, 8, 0), (2, 4, 20, 30, 8, 0), (1, 3, 0, 10, 8, 0), (3, 4, 40, 50, 8, 0), (2, 3, 0, 30, 8, 0)]
    plan = make_plan(rows)
    graph = ContactGraph(plan, **BARE)
    usual = simulate_bundles(graph, bundle(0, 1, 4)).deliveries.iloc[0]
    critical = simulate_bundles(graph, bundle(0, 1, 4, critical=True)).deliveries.iloc[0]
    assert usual["arrival"] == critical["arrival"] == pd.Timestamp(at(21))
    # 1 to 2 and 3; 2 to 4 and 3 (which has it already); 3 to 4
    assert (usual["sendings"], critical["sendings"]) == (2, 5)
    plan.contacts.loc[plan.contacts["from_node"].eq(2) & plan.contacts["to_node"].eq(4), "confidence"] = 1e-9
    unlucky = simulate_bundles(ContactGraph(plan, **BARE), bundle(0, 1, 4, critical=True), rng=np.random.default_rng(1))
    assert unlucky.deliveries.iloc[0]["arrival"] == pd.Timestamp(at(41))


def test_freed_volume_is_given_to_those_that_wait() -> None:
    plan = make_plan([(1, 2, 0, 10, 8, 0), (1, 2, 20, 24, 8, 0), (2, 3, 30, 35, 8, 0)])
    table = together(bundle(0, 1, 3, 0, size=5), bundle(1, 1, 3, 1, size=4))
    rows = simulate_bundles(ContactGraph(plan, **BARE), table).deliveries
    assert rows["delivered"].tolist() == [True, False]
    assert rows["reason"].tolist() == ["", "booked"]
    plan.contacts.loc[0, "confidence"] = 1e-9
    rows = simulate_bundles(ContactGraph(plan, **BARE), table, rng=np.random.default_rng(1)).deliveries
    # the first bundle has missed its contact and is too large for the other one
    assert rows["delivered"].tolist() == [False, True]
    assert rows["reason"].tolist() == ["too large", "booked"]
    assert rows.loc[1, "arrival"] == pd.Timestamp(at(34))


def test_all_that_waits_for_a_neighbour_goes_first_whatever_contact_it_is_meant_for() -> None:
    # the standard's backlog: ten bytes that only the second contact can take keep one byte from the first
    plan = make_plan([(1, 2, 10, 11, 8, 0), (1, 2, 20, 31, 8, 0)])
    table = together(bundle(0, 1, 2, 0, size=10), bundle(1, 1, 2, 1, size=1))
    rows = simulate_bundles(ContactGraph(plan, **BARE), table).deliveries
    assert rows["delay_s"].tolist() == [30, 30]


def test_what_a_report_tells() -> None:
    graph = ContactGraph(make_plan([(1, 2, 10, 20, 8, 1), (2, 3, 30, 40, 8, 1)]), **BARE)
    table = together(
        regular_bundles(1, 3, at(0), count=3, interval_s=2, size_bytes=4, lifetime_s=100),
        bundle(7, 3, 1, 0),
        bundle(8, 1, 3, 0, size=11),
        bundle(9, 1, 3, 50, lifetime_s=1.0),
    )
    report = simulate_bundles(graph, table)
    assert (report.delivered, report.expired) == (2, 4)
    assert report.delays_s.tolist() == [35, 37]
    assert report.delay_quantile_s(0.5) == 36
    assert report.sent_bytes.tolist() == [8, 8]
    assert report.used.tolist() == [0.8, 0.8]
    assert report.peak_storage_bytes.tolist() == [23, 8, 1]
    assert report.nodes.tolist() == [1, 2, 3]
    assert report.deliveries.set_index("bundle")["reason"].to_dict() == {
        0: "", 1: "", 2: "booked", 7: "no path", 8: "too large", 9: "no path"
    }  # fmt: skip
    nothing = simulate_bundles(graph, bundle(7, 3, 1, 0))
    with pytest.raises(InputError, match="no bundle was delivered"):
        nothing.delay_quantile_s(0.5)
    with pytest.raises(ModelRangeError):
        report.delay_quantile_s(1.5)


def test_no_bundles_are_no_trouble() -> None:
    graph = ContactGraph(make_plan([(1, 2, 10, 20, 8, 1)]))
    report = simulate_bundles(graph, regular_bundles(1, 2, at(0), count=0, interval_s=1, size_bytes=1, lifetime_s=1))
    assert (report.delivered, report.expired) == (0, 0)


def test_bad_bundles_are_refused() -> None:
    graph = ContactGraph(make_plan([(1, 2, 10, 20, 8, 1)]))
    good = bundle(0, 1, 2)
    for changed, error, said in (
        ({"source": 5}, InputError, "node 5"),
        ({"destination": 1}, InputError, "to itself"),
        ({"size_bytes": 0}, InputError, "has no bytes"),
        ({"size_bytes": -4}, ModelRangeError, "size"),
        ({"priority": 3}, ModelRangeError, "priority"),
        ({"lifetime_s": 0.0}, ModelRangeError, "lifetime"),
        ({"lifetime_s": np.inf}, ModelRangeError, "lifetime"),
        ({"created": pd.Timestamp("1900-01-01")}, InputError, "hundred years"),
    ):
        with pytest.raises(error, match=said):
            simulate_bundles(graph, good.assign(**changed))  # type: ignore[arg-type]
    with pytest.raises(SchemaError):
        simulate_bundles(graph, together(good, good))
    with pytest.raises(SchemaError):
        simulate_bundles(graph, good.drop(columns="critical"))
    with pytest.raises(InputError, match="knowledge"):
        simulate_bundles(graph, good, knowledge="all")  # type: ignore[arg-type]
    for options in ({"count": -1}, {"count": 1.5}, {"interval_s": 0}, {"size_bytes": 0}, {"lifetime_s": -1}):
        asked: dict = {"count": 1, "interval_s": 1, "size_bytes": 1, "lifetime_s": 1, **options}
        with pytest.raises(InputError):
            regular_bundles(1, 2, at(0), **asked)
