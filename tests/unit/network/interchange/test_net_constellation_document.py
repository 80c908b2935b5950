"""The document of the constellation code: the draft's own examples, round trips, faults with their lines."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huxing.core.errors import InputError, ScenarioError, TooLargeError
from huxing.network.interchange import (
    ConstellationDocument,
    ShellEntry,
    constellation_document_text,
    parse_constellation_document,
    read_constellation_document,
    write_constellation_document,
)
from huxing.network.topology.patterns import Condition, LinkPattern, Mod

# Figure 6 of draft-piraux-space-constellation-code-01, section 6.
EXAMPLE = """version: draft-piraux-space-constellation-code-01
shells:
- code: D:1200:55:400/20/19
  link_patterns:
  - rank_offset: 1   # Establish an in-plane link towards the next sat.
  - plane_offset: 1  # Establish a cross-plane link in a staggered pattern
    conditions:      # e.g. when only three links are possible.
    - eq: [{mod: [rank, 2]}, {mod: [plane, 2]}] # rank % 2 == plane % 2

- code: S:1210:89:52/4/1
  link_patterns:
  - rank_offset: 1   # Establish an in-plane link towards the next sat.
"""
# Figure 8 of the authors' copy of 30 June 2026, without the comments of its notation.
LATER_EXAMPLE = """{
  "version": "draft-piraux-space-constellation-code-03",
  "shells": [
    { "code": "D:1200:55:400/20/19",
      "link-patterns": [
        { "rank-offset": 1 },
        { "plane-offset": 1, "conditions": [ { "eq": [{ "mod": ["rank", 2] }, { "mod": ["plane", 2] }] } ] }
      ] },
    { "code": "S:1210:89:52/4/1", "link-patterns": [ { "rank-offset": 1 } ] }
  ]
}
"""
STAGGERED = LinkPattern(plane_offset=1, conditions=(Condition(Mod("rank", 2), Mod("plane", 2)),))

EXPRESSIONS = st.recursive(
    st.one_of(st.integers(-99, 99), st.sampled_from(["rank", "plane"])),
    lambda inner: st.builds(Mod, inner, inner),
    max_leaves=6,
)
OFFSETS = st.tuples(st.integers(-9, 9), st.integers(-9, 9)).filter(any)
PATTERNS = st.builds(
    lambda offsets, conditions: LinkPattern(*offsets, tuple(conditions)),
    OFFSETS,
    st.lists(st.builds(Condition, EXPRESSIONS, EXPRESSIONS), max_size=3),
)
ENTRIES = st.builds(
    lambda planes, each, phasing, patterns: ShellEntry(
        f"D:550:53:{planes * each}/{planes}/{phasing % planes}", patterns
    ),
    st.integers(1, 30),
    st.integers(1, 30),
    st.integers(0, 30),
    st.lists(PATTERNS, max_size=3).map(tuple),
)


@pytest.mark.parametrize("text", [EXAMPLE, LATER_EXAMPLE])
def test_the_drafts_own_examples_are_read(text: str) -> None:
    document = parse_constellation_document(text)
    assert document.shells == (
        ShellEntry("D:1200:55:400/20/19", (LinkPattern(rank_offset=1), STAGGERED)),
        ShellEntry("S:1210:89:52/4/1", (LinkPattern(rank_offset=1),)),
    )


def test_the_first_shell_has_three_links_and_the_second_two_as_the_draft_says() -> None:
    document = parse_constellation_document(EXAMPLE)
    degree = document.links().degree
    # 20 planes of 20 with a phasing of 19: over the seam ranks move by 19, which is odd, so that a satellite of the
    # first plane may be reached by none or by its own condition as well; inside the shell each has three.
    inner = degree[20:380]
    assert set(inner.tolist()) == {3}
    assert set(degree[400:].tolist()) == {2}
    assert len(document.constellation()) == 452
    assert document.constellation(np.datetime64("2026-05-01", "ns")).epoch == np.datetime64("2026-05-01")


@settings(max_examples=40)
@given(st.lists(ENTRIES, min_size=1, max_size=3), st.booleans(), st.sampled_from(["01", "02", "03"]))
def test_documents_come_back(entries: list[ShellEntry], hyphens: bool, version: str) -> None:
    document = ConstellationDocument(tuple(entries), f"draft-piraux-space-constellation-code-{version}")
    assert parse_constellation_document(constellation_document_text(document, hyphens=hyphens)) == document


def test_files_come_back(tmp_path: Path) -> None:
    document = parse_constellation_document(EXAMPLE)
    for hyphens in (False, True):
        write_constellation_document(document, tmp_path / "shells.yaml", hyphens=hyphens)
        assert read_constellation_document(tmp_path / "shells.yaml") == document
        assert ("link-patterns" in (tmp_path / "shells.yaml").read_text()) == hyphens
    (tmp_path / "large.yaml").write_text("#" * 1_000_001)
    with pytest.raises(TooLargeError):
        read_constellation_document(tmp_path / "large.yaml")


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_by_our_errors(text: str) -> None:
    with pytest.raises(ScenarioError):
        parse_constellation_document(text)


@given(st.data())
def test_a_damaged_document_is_read_or_refused_by_our_errors(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([EXAMPLE, LATER_EXAMPLE]))
    place = data.draw(st.integers(0, len(text)))
    new = data.draw(st.one_of(st.text(max_size=3), st.sampled_from([".nan", "1e99", "9" * 40, "true", "[]", "~"])))
    try:
        parse_constellation_document(text[:place] + new + text[place + data.draw(st.integers(0, 5)) :], source="a.yaml")
    except ScenarioError as error:
        assert "a.yaml" in str(error)


@pytest.mark.parametrize(
    ("old", "new", "line", "why"),
    [
        ("400/20/19", "400/20/20", 3, "phasing-factor 20 is not within 0-19"),
        ("1584", "1584", 3, ""),
        ("400/20/19", "401/20/19", 3, "cannot be divided evenly"),
        ("D:1200:55:400/20/19", "D:1200:55:400/20/19+S:780:86.4:66/6/1", 3, "the code of 2 shells"),
        ("  - rank_offset: 1   # Establish an in-plane link towards the next sat.\n  - plane", "  - plane", 5, ""),
        ("- rank_offset: 1  ", "- rank_offset: 0  ", 5, "needs a rank_offset or a plane_offset other than 0"),
        ("- rank_offset: 1  ", "- rank_ofset: 1  ", 5, "Did you mean 'rank_offset'"),
        ("- rank_offset: 1  ", "- rank_offset: 1.5  ", 5, "valid integer"),
        ("- rank_offset: 1  ", "- rank_offset: 10000000  ", 5, "less than 1000000"),
        ("- rank_offset: 1  ", "- rank-offset: 1  ", 5, "Did you mean 'rank_offset'"),
        ("{mod: [rank, 2]}", "{mod: [rank]}", 6, "is no expression"),
        ("{mod: [rank, 2]}", "{div: [rank, 2]}", 6, "is no expression"),
        ("{mod: [rank, 2]}", "slot", 6, "names rank or plane, not 'slot'"),
        ("{mod: [rank, 2]}", "true", 6, "is no expression"),
        ("{mod: [plane, 2]}]", "{mod: [plane, 2]}, 3]", 8, "at most 2 items"),
        ("code-01", "code-00", 1, "version"),
        ("code-01", "code-99", 1, "version"),
    ],
)
def test_faults_have_their_line(old: str, new: str, line: int, why: str) -> None:
    text = EXAMPLE.replace(old, new, 1)
    if not why:
        parse_constellation_document(text)
        return
    with pytest.raises(ScenarioError, match=why) as caught:
        parse_constellation_document(text, source="shells.yaml")
    assert (caught.value.file, caught.value.line) == ("shells.yaml", line)


def test_faults_have_their_line_with_hyphens_too() -> None:
    text = LATER_EXAMPLE.replace('"rank-offset": 1 },\n', '"rank-offset": 0 },\n')
    with pytest.raises(ScenarioError, match="other than 0") as caught:
        parse_constellation_document(text)
    assert (caught.value.line, caught.value.key_path) == (6, "shells.0.link-patterns.0")
    with pytest.raises(ScenarioError, match="Did you mean 'rank-offset'") as caught:
        parse_constellation_document(LATER_EXAMPLE.replace("rank-offset", "rank-ofset", 1))
    assert caught.value.line == 6


@pytest.mark.parametrize("code", ["S:550:53:1584/72/72", "D:550:53.0:1584/22/22", "S:1200:87.9:672/12/12"])
def test_a_phasing_factor_is_below_the_number_of_planes(code: str) -> None:
    with pytest.raises(InputError, match="phasing-factor"):
        ShellEntry(code)


def test_a_document_has_a_shell_and_a_known_version() -> None:
    with pytest.raises(InputError, match="one shell or more"):
        ConstellationDocument(())
    with pytest.raises(InputError, match="accepted are"):
        ConstellationDocument((ShellEntry("S:1210:89:52/4/1"),), "draft-piraux-space-constellation-code-00")
    with pytest.raises(ScenarioError, match="at least 1 item"):
        parse_constellation_document("version: draft-piraux-space-constellation-code-02\nshells: []\n")
