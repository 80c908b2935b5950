"""Contact plans: what is accepted, what is refused, how light times are found."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sabr_twin import at

from huxing.core.errors import InputError, SchemaError
from huxing.network.dtn import CONTACTS, ContactPlan, contact_plan

NAMES = ["from_node", "to_node", "start", "end", "rate_bps", "confidence"]


def contacts(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame([(a, b, at(s), at(e), float(r), float(c)) for a, b, s, e, r, c in rows], columns=NAMES)


def ranges(*rows: tuple) -> pd.DataFrame:
    names = ["from_node", "to_node", "start", "end", "owlt_s"]
    return pd.DataFrame([(a, b, at(s), at(e), float(o)) for a, b, s, e, o in rows], columns=names)


def test_rows_are_ordered_and_nodes_are_all_that_are_named() -> None:
    plan = contact_plan(
        contacts((2, 1, 5, 9, 8, 1), (1, 2, 20, 30, 8, 0.5), (1, 2, 0, 10, 16, 1)),
        default_owlt_s=1.0,
        nodes=[7],
        names={1: "moon", 9: "mars"},
    )
    assert plan.contacts[["from_node", "to_node"]].to_numpy().tolist() == [[1, 2], [1, 2], [2, 1]]
    assert plan.contacts["rate_bps"].tolist() == [16, 8, 8]
    assert plan.nodes.tolist() == [1, 2, 7, 9]
    assert len(plan) == 3
    assert plan.owlt.tolist() == [1, 1, 1]
    up = plan.renumbered(10)
    assert up.nodes.tolist() == [11, 12, 17, 19]
    assert up.names == {11: "moon", 19: "mars"}
    assert up.contacts["to_node"].tolist() == [12, 12, 11]
    assert isinstance(up.renumbered(-11), ContactPlan)
    with pytest.raises(InputError, match="numbers start at 0"):
        up.renumbered(-12)


def test_confidence_may_be_left_out() -> None:
    table = contacts((1, 2, 0, 10, 8, 1)).drop(columns="confidence")
    assert contact_plan(table, default_owlt_s=0).contacts["confidence"].tolist() == [1.0]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ((1, 1, 0, 10, 8, 1), "joins a node to itself"),
        ((1, 2, 10, 10, 8, 1), "does not end after its start"),
        ((1, 2, 10, 0, 8, 1), "does not end after its start"),
        ((1, 2, 0, 10, 0, 1), "rate that is not positive"),
        ((1, 2, 0, 10, -8, 1), "rate that is not positive"),
        ((1, 2, 0, 10, np.inf, 1), "rate that is not positive"),
        ((1, 2, 0, 10, 8, 0), "confidence"),
        ((1, 2, 0, 10, 8, 1.1), "confidence"),
        ((-1, 2, 0, 10, 8, 1), "negative node number"),
    ],
)
def test_contacts_that_make_no_sense_are_refused(row: tuple, said: str) -> None:
    with pytest.raises(InputError, match=said):
        contact_plan(contacts((5, 6, 0, 10, 8, 1), row), default_owlt_s=0)


def test_tables_of_another_kind_are_refused() -> None:
    with pytest.raises(SchemaError):
        contact_plan(contacts((1, 2, 0, 10, 8, 1)).drop(columns="end"), default_owlt_s=0)
    with pytest.raises(SchemaError):
        contact_plan(contacts((1, 2, 0, 10, np.nan, 1)), default_owlt_s=0)
    with pytest.raises(InputError, match="light time"):
        contact_plan(contacts((1, 2, 0, 10, 8, 1)), ranges((1, 2, 0, 10, -1)))
    with pytest.raises(InputError, match="light time"):
        contact_plan(contacts((1, 2, 0, 10, 8, 1)), default_owlt_s=-1)
    with pytest.raises(InputError, match="numbers of nodes"):
        contact_plan(contacts((1, 2, 0, 10, 8, 1)), default_owlt_s=0, nodes=[-3])


def test_overlaps_are_refused_or_merged() -> None:
    same = contacts(
        (1, 2, 0, 10, 8, 1), (1, 2, 9, 20, 8, 1), (1, 2, 20, 25, 8, 1), (1, 2, 30, 40, 8, 1), (2, 1, 0, 9, 8, 1)
    )
    with pytest.raises(InputError, match="begins before 1 -> 2"):
        contact_plan(same, default_owlt_s=0)
    merged = contact_plan(same, default_owlt_s=0, overlaps="merge")
    assert merged.contacts["start"].tolist() == [pd.Timestamp(at(s)) for s in (0, 30, 0)]
    assert merged.contacts["end"].tolist() == [pd.Timestamp(at(s)) for s in (25, 40, 9)]
    inside = contacts((1, 2, 0, 100, 8, 1), (1, 2, 9, 20, 8, 1), (1, 2, 50, 60, 8, 1))
    assert len(contact_plan(inside, default_owlt_s=0, overlaps="merge")) == 1
    other = contacts((1, 2, 0, 10, 8, 1), (1, 2, 9, 20, 16, 1))
    with pytest.raises(InputError, match="rates or confidences differ"):
        contact_plan(other, default_owlt_s=0, overlaps="merge")
    tiles = contacts((1, 2, 0, 10, 8, 1), (1, 2, 10, 20, 16, 1))
    assert (
        len(contact_plan(tiles, default_owlt_s=0)) == len(contact_plan(tiles, default_owlt_s=0, overlaps="merge")) == 2
    )
    with pytest.raises(InputError, match="not known"):
        contact_plan(tiles, default_owlt_s=0, overlaps="drop")  # type: ignore[arg-type]


def test_light_time_is_the_greatest_of_the_contacts_own_direction() -> None:
    far = ranges((1, 2, 0, 5, 3), (1, 2, 5, 50, 2), (2, 1, 0, 50, 9), (1, 2, 20, 30, 7))
    table = contacts((1, 2, 0, 10, 8, 1), (1, 2, 10, 20, 8, 1), (1, 2, 25, 40, 8, 1), (2, 1, 0, 10, 8, 1))
    assert contact_plan(table, far).owlt.tolist() == [3, 2, 7, 9]
    late = contacts((1, 2, 60, 70, 8, 1))
    with pytest.raises(InputError, match="has no range"):
        contact_plan(late, far)
    assert contact_plan(late, far, default_owlt_s=4).owlt.tolist() == [4]


def test_empty_plan_is_a_plan() -> None:
    plan = contact_plan(CONTACTS.empty(), nodes=[3])
    assert len(plan) == 0
    assert plan.nodes.tolist() == [3]
    assert len(contact_plan(CONTACTS.empty(), overlaps="merge")) == 0
