"""HDTN's JSON: keys, units, faults with their line, and the way there and back."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sabr_twin import EPOCH, at, contacts_of, make_plan, random_plan

from huxing.core.errors import FormatError, InputError
from huxing.network.dtn import ContactPlan, hdtn_plan_text, parse_hdtn_plan, read_hdtn_plan, write_hdtn_plan

GOOD = {"contact": 0, "source": 102, "dest": 10, "startTime": 0, "endTime": 2000, "rateBitsPerSec": 9600, "owlt": 1}


def parse(text: str, **options: object) -> ContactPlan:
    return parse_hdtn_plan(text.encode(), reference=EPOCH, source="plan.json", **options)  # type: ignore[arg-type]


def one(**changed: object) -> str:
    row = {key: value for key, value in {**GOOD, **changed}.items() if value is not None}
    return json.dumps({"contacts": [row]}, indent=2)


def test_a_contact() -> None:
    plan = parse(one())
    assert contacts_of(plan) == [(102, 10, 0, 2000 * 10**9, 9600.0, 10**9)]
    old = parse(one(rateBitsPerSec=None, rate=3, finalDestination=2))
    assert old.contacts["rate_bps"].tolist() == [3e6]
    assert parse(one(owlt=None), default_owlt_s=2).owlt.tolist() == [2]
    assert len(parse('{"contacts": []}')) == 0


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"source": 10}, "to itself"),
        ({"endTime": 0}, "not after its start"),
        ({"rateBitsPerSec": 0}, "without a rate"),
        ({"rateBitsPerSec": None}, "missing keys none"),
        ({"dest": None}, r"missing keys \['dest'\]"),
        ({"colour": 1}, r"unknown keys \['colour'\]"),
        ({"source": 1.5}, "source is 1.5; accepted is a whole number"),
        ({"source": -1}, "source is -1"),
        ({"startTime": "0"}, "startTime is 0"),
        ({"startTime": True}, "startTime is True"),
        ({"endTime": 1e30}, "endTime"),
        ({"owlt": -1}, "owlt"),
        ({"owlt": float("nan")}, "owlt is nan"),
    ],
)
def test_faults_of_a_contact_name_its_line(changed: dict, said: str) -> None:
    with pytest.raises(FormatError, match=said) as fault:
        parse(one(**changed))
    assert (fault.value.source, fault.value.line) == ("plan.json", 3)


def test_faults_of_the_document() -> None:
    for text, line, said in (
        ('{\n"contacts": [\n', 3, "no JSON"),
        ("[]", 1, "list"),
        ('{"contacts": {}}', 1, "list"),
        ('{"contacts": [\n\n3]}', 3, "is an object"),
        ("[" * 100_000, None, "nested too deep"),
        ('{"contacts": [' + "9" * 5000 + "]}", None, "too long"),
    ):
        with pytest.raises(FormatError, match=said) as fault:
            parse(text)
        assert fault.value.line == line
    with pytest.raises(FormatError, match="UTF-8"):
        parse_hdtn_plan(b"\xff\xfe{}", reference=EPOCH)
    with pytest.raises(FormatError, match="has no range"):
        parse(one(owlt=None))
    twice = json.dumps({"contacts": [GOOD, {**GOOD, "startTime": 5}]}, indent=1)
    with pytest.raises(FormatError, match="overlaps") as fault:
        parse(twice)
    assert fault.value.line == 12


@settings(max_examples=100)
@given(st.binary(max_size=120) | st.text('{}[]":,contactssourcedest0123456789 \n', max_size=120).map(str.encode))
def test_any_bytes_end_in_a_plan_or_a_fault(content: bytes) -> None:
    try:
        assert isinstance(parse_hdtn_plan(content, reference=EPOCH), ContactPlan)
    except FormatError as error:
        assert str(error)


@settings(max_examples=30)
@given(st.integers(0, 2**32))
def test_there_and_back(seed: int) -> None:
    plan = random_plan(random.Random(seed), 5, 20, 1000)
    back = parse_hdtn_plan(hdtn_plan_text(plan, reference=EPOCH).encode(), reference=EPOCH)
    assert contacts_of(back) == contacts_of(plan)


def test_whole_seconds_unless_exact(tmp_path: Path) -> None:
    plan = make_plan([(1, 2, 0.5, 9.5, 87.5, 1.5), (2, 1, 3.2, 3.9, 8, 0)])
    assert json.loads(hdtn_plan_text(plan, reference=EPOCH)) == {
        "contacts": [
            {"contact": 0, "source": 1, "dest": 2, "startTime": 1, "endTime": 9, "rateBitsPerSec": 87, "owlt": 2}
        ]
    }
    write_hdtn_plan(plan, tmp_path / "plan.json", reference=EPOCH, exact=True)
    assert contacts_of(read_hdtn_plan(tmp_path / "plan.json", reference=EPOCH)) == contacts_of(plan)


def test_what_hdtn_does_not_know_is_refused() -> None:
    plan = make_plan([(1, 2, 0, 10, 8, 0)])
    with pytest.raises(InputError, match="before the reference"):
        hdtn_plan_text(plan, reference=at(1))
    plan.contacts.loc[0, "confidence"] = 0.5
    with pytest.raises(InputError, match="confidence"):
        hdtn_plan_text(plan, reference=at(0))
