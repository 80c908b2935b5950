"""Link patterns against the worked example of draft-piraux-space-constellation-code-01 (2 March 2026), section 6."""

from __future__ import annotations

from huxing.network.topology.patterns import Condition, LinkPattern, Mod, links_of_shells
from huxing.orbit import Constellation, from_constellation_code

STAGGERED = (LinkPattern(rank_offset=1), LinkPattern(0, 1, (Condition(Mod("rank", 2), Mod("plane", 2)),)))
"""The first shell of the draft's example: `eq: [{mod: [rank, 2]}, {mod: [plane, 2]}]` for the cross-plane link."""


def design(*codes: str) -> Constellation:
    return Constellation("draft", tuple(shell for code in codes for shell in from_constellation_code(code)))


def test_the_drafts_example_has_three_links_a_satellite_inside_the_shell():
    table = links_of_shells(design("D:1200:55:400/20/19"), STAGGERED)
    assert len(table) == 600
    inside = table.degree.reshape(20, 20)[1:]  # every plane but the first, where partners over the seam arrive
    assert (inside == 3).all()


def test_the_drafts_example_is_uneven_over_its_seam():
    """The draft says three links for each satellite; its own phasing factor 19 moves odd ranks onto even ones."""
    first = links_of_shells(design("D:1200:55:400/20/19"), STAGGERED).degree[:20]
    assert first[::2].tolist() == [4] * 10
    assert first[1::2].tolist() == [2] * 10
    # an even phasing factor does what the draft's text says
    assert (links_of_shells(design("D:1200:55:400/20/18"), STAGGERED).degree == 3).all()


def test_the_drafts_second_shell_has_rings_alone():
    table = links_of_shells(design("S:1210:89:52/4/1"), [LinkPattern(rank_offset=1)])
    assert not table.cross_plane.any()
    assert (table.degree == 2).all()


def test_the_draft_as_a_whole_gives_each_shell_its_own_patterns():
    both = design("D:1200:55:400/20/19", "S:1210:89:52/4/1")
    table = links_of_shells(both, [STAGGERED, [LinkPattern(rank_offset=1)]])
    assert len(table) == 600 + 52
    assert table.pairs[600:].min() == 400
