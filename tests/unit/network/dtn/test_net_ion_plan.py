"""ION's text: every command of a plan, faults with their line, and the way there and back."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sabr_twin import EPOCH, at, contacts_of, make_plan, random_plan

from huxing.core.errors import FormatError, InputError, MissingDataError
from huxing.network.dtn import ContactPlan, ion_plan_text, parse_ion_plan, read_ion_plan, write_ion_plan

TEXT = """\
# a plan
1 1 ''
s
m horizon +0
m production 1000000
e 1

@ 2026/03/01-00:00:00
^ 1
a contact +0 +3600 1 2 100000
a contact +0 +3600 2 1 100000 0.5
a contact 2026/03/01-02:00:00 2026/03/01-02:30:00 1 2 125
a range +0 +3600 1 2 1
a range 2026/03/01-02:00:00 +9000 1 2 2
a contact -1 -1 5 5 0
a contact 0 0 5 6 0
"""


def parse(text: str, **options: object) -> ContactPlan:
    return parse_ion_plan(text.encode(), source="plan.ionrc", **options)  # type: ignore[arg-type]


def test_commands_of_a_plan() -> None:
    plan = parse(TEXT)
    assert [c[:4] for c in contacts_of(plan)] == [
        (1, 2, 0, 3600 * 10**9),
        (1, 2, 7200 * 10**9, 9000 * 10**9),
        (2, 1, 0, 3600 * 10**9),
    ]
    assert plan.contacts["rate_bps"].tolist() == [800_000, 1000, 800_000]
    assert plan.contacts["confidence"].tolist() == [1, 1, 0.5]
    assert plan.owlt.tolist() == [1, 2, 1]  # the range from 1 to 2 speaks for 2 to 1 too
    assert plan.nodes.tolist() == [1, 2, 5, 6]


def test_a_range_of_its_own_overrides_the_implied_one_and_the_higher_number_implies_nothing() -> None:
    base = "@ 2026/03/01-00:00:00\na contact +0 +9 1 2 1\na contact +0 +9 2 1 1\n"
    assert parse(base + "a range +0 +9 1 2 3\na range +0 +9 2 1 4\n").owlt.tolist() == [3, 4]
    with pytest.raises(FormatError, match=r"1 -> 2 .* has no range"):
        parse(base + "a range +0 +9 2 1 4\n")
    assert parse(base + "a range +0 +9 2 1 4\n", default_owlt_s=0.5).owlt.tolist() == [0.5, 4]


def test_contacts_are_changed_and_deleted() -> None:
    plan = parse(
        TEXT + "c contact +0 1 2 7\nc contact +0 2 1 8 0.9\nd contact 2026/03/01-02:00:00 1 2\nd range +7200 1 2\n"
    )
    assert plan.contacts["rate_bps"].tolist() == [56, 64]
    assert plan.contacts["confidence"].tolist() == [1, 0.9]
    assert len(plan.ranges) == 2
    assert len(parse(TEXT + "d contact * 1 2\nd contact -1 5 5\nd contact 0 5 6\n")) == 1
    moved = parse(TEXT + "d contact +0 1 2\na contact +10 +20 1 2 9\n")
    assert moved.contacts["rate_bps"].tolist() == [72, 1000, 800_000]


def test_reference_moves_with_the_file() -> None:
    plan = parse("@ +100\na contact +0 +10 1 2 1\n@ +100\na contact +0 +10 1 2 1\n", reference=EPOCH, default_owlt_s=0)
    assert [c.start for c in contacts_of(plan)] == [100 * 10**9, 200 * 10**9]


@pytest.mark.parametrize(
    ("lines", "line", "said"),
    [
        ("a contact +0 +10 1 2 5", 1, "counts from a reference"),
        ("@ yesterday", 1, "yyyy/mm/dd"),
        ("@ 2026/02/30-00:00:00", 1, "does not exist"),
        ("@ 2026/02/20-24:00:00", 1, "time of day"),
        ("@ 2026/03/01-00:00:00 now", 1, "3 words"),
        ("@ 2026/03/01-00:00:00\na contact +0 +10 1 2", 2, "6 words; the form is 'a contact START"),
        ("@ 2026/03/01-00:00:00\na contact +10 +10 1 2 5", 2, "not after its start"),
        ("@ 2026/03/01-00:00:00\na contact +0 +10 2 2 5", 2, "to itself"),
        ("@ 2026/03/01-00:00:00\na contact +0 +10 0 2 5", 2, "'0' is not a node number"),
        ("@ 2026/03/01-00:00:00\na contact +0 +10 1 -2 5", 2, "'-2' is not a node number"),
        ("@ 2026/03/01-00:00:00\na contact +0 +10 1 ipn:2 5", 2, "not a node number"),
        ("@ 2026/03/01-00:00:00\na contact +0 +10 1 2 -5", 2, "'-5' is not a rate"),
        ("@ 2026/03/01-00:00:00\na contact +0 +10 1 2 nan", 2, "not a rate"),
        ("@ 2026/03/01-00:00:00\na contact +0 +10 1 2 0", 2, "above 0"),
        ("@ 2026/03/01-00:00:00\na contact +0 +10 1 2 5 1.5", 2, "confidence"),
        ("@ 2026/03/01-00:00:00\na contact +x +10 1 2 5", 2, "number of seconds"),
        ("@ 2026/03/01-00:00:00\na contact +0 +9999999999 1 2 5", 2, "outside 1957-2200"),
        ("@ 2026/03/01-00:00:00\n\na range +0 +10 1 2 -1", 3, "light seconds"),
        ("@ 2026/03/01-00:00:00\na contact +0 +10 1 2 5\n# x\na contact +0 +20 1 2 5", 4, "line 2 has a contact"),
        ("@ 2026/03/01-00:00:00\na contact +0 +10 1 2 5\n# x\na contact +9 +20 1 2 5", 4, "line 2 overlaps"),
        ("@ 2026/03/01-00:00:00\na contact +9 +20 1 2 5\na contact +0 +10 1 2 5", 3, "line 2 overlaps"),
        ("@ 2026/03/01-00:00:00\nd contact +0 1 2", 2, "no such contact"),
        ("@ 2026/03/01-00:00:00\nc contact +0 1 2 7", 2, "no such contact"),
        ("^ 1\n^ 2", 2, "region 2 after region 1"),
        ("a plan +0 +10 1 2", 1, "no command of a contact plan"),
        ("hello", 1, "no command of a contact plan"),
        ("# " + "x" * 2000, 1, "2002 characters"),
    ],
)
def test_faults_name_file_and_line(lines: str, line: int, said: str) -> None:
    with pytest.raises(FormatError, match=said) as fault:
        parse(lines)
    assert (fault.value.source, fault.value.line) == ("plan.ionrc", line)


@settings(max_examples=150)
@given(st.binary(max_size=200) | st.text("a contact range @+^dc0123456789/:-.* \n", max_size=200).map(str.encode))
def test_any_bytes_end_in_a_plan_or_a_fault(content: bytes) -> None:
    try:
        assert isinstance(parse_ion_plan(content, reference=EPOCH, default_owlt_s=0), ContactPlan)
    except FormatError as error:
        assert str(error)


def test_an_empty_file_is_an_empty_plan() -> None:
    assert len(parse("")) == 0
    assert len(parse("# nothing\n")) == 0


@settings(max_examples=40)
@given(st.integers(0, 2**32), st.booleans())
def test_there_and_back_exactly(seed: int, calendar: bool) -> None:
    plan = random_plan(random.Random(seed), 5, 20, 1000, whole=False).renumbered(1)
    text = ion_plan_text(plan, exact=True, reference=None if calendar else EPOCH)
    back = parse_ion_plan(text.encode())
    assert back.contacts.equals(plan.contacts)
    assert back.ranges.equals(plan.ranges)
    assert back.owlt.tolist() == plan.owlt.tolist()


def test_written_for_ion_in_whole_numbers_that_promise_no_more() -> None:
    plan = make_plan([(1, 2, 0.5, 9.5, 87, 1.4), (2, 1, 3, 3.9, 8, 0), (1, 3, 0, 5, 7.9, 0), (1, 4, 0, 5, 8, 1.5)])
    text = ion_plan_text(plan, reference=EPOCH)
    assert text.splitlines() == [
        "# contact plan",
        "# 2 contacts shorter than a whole second or slower than a byte per second are left out",
        "@ 2026/03/01-00:00:00",
        "a range +0 +10 1 2 1",
        "a range +0 +5 1 3 0",
        "a range +0 +5 1 4 2",
        "a range +3 +4 2 1 0",
        "a contact +1 +9 1 2 10",
        "a contact +0 +5 1 4 1",
    ]
    back = parse(text)
    for own, kept in zip(contacts_of(back), [contacts_of(plan)[0], contacts_of(plan)[2]], strict=True):
        assert own.start >= kept.start
        assert own.end <= kept.end
        assert own.rate <= kept.rate
    assert "2026/03/01-00:00:01" in ion_plan_text(plan)


def test_what_cannot_be_written_is_refused() -> None:
    with pytest.raises(InputError, match="renumbered"):
        ion_plan_text(make_plan([(0, 1, 0, 10, 8, 0)]))
    with pytest.raises(InputError, match="before the reference"):
        ion_plan_text(make_plan([(2, 1, 0, 10, 8, 0)]), reference=at(5))


def test_files(tmp_path: Path) -> None:
    plan = make_plan([(1, 2, 0, 10, 80, 1)])
    path = tmp_path / "plan.ionrc"
    write_ion_plan(plan, path, reference=EPOCH)
    assert contacts_of(read_ion_plan(path)) == contacts_of(plan)
    packed = tmp_path / "plan.ionrc.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert contacts_of(read_ion_plan(packed)) == contacts_of(plan)
    with pytest.raises(MissingDataError):
        read_ion_plan(tmp_path / "none")
    bad = tmp_path / "bad.ionrc"
    bad.write_bytes(b"# \xff\n")
    with pytest.raises(FormatError, match=f"{bad}:1: this is not UTF-8"):
        read_ion_plan(bad)


def test_a_plan_without_ranges_writes_its_light_times() -> None:
    plan = parse("@ 2026/03/01-00:00:00\na contact +0 +9 1 2 1\n", default_owlt_s=3)
    back = parse(ion_plan_text(plan))
    assert back.owlt.tolist() == [3]
    assert np.array_equal(back.contacts, plan.contacts)
