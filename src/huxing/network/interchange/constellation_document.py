"""The document of the constellation code: shells, and the patterns of links within each; written as YAML."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from huxing.core.errors import InputError
from huxing.core.files import write_text
from huxing.network.topology import LinkTable
from huxing.network.topology.patterns import Expression, LinkPattern, Mod, links_of_shells
from huxing.network.topology.plus_grid import Seam
from huxing.orbit import Constellation, Shell, from_constellation_code
from huxing.orbit.constellation import DEFAULT_EPOCH

DRAFT = "draft-piraux-space-constellation-code"
VERSIONS = (f"{DRAFT}-01", f"{DRAFT}-02", f"{DRAFT}-03")
"""Versions with such documents; -00 has none."""
DEFAULT_VERSION = VERSIONS[1]


@dataclass(frozen=True)
class ShellEntry:
    """A shell and its links.

    Attributes:
        code: constellation code of one shell.
        link_patterns: each applied to every satellite of the shell; none for a shell without links.
    """

    code: str
    link_patterns: tuple[LinkPattern, ...] = ()

    def __post_init__(self) -> None:
        shells = from_constellation_code(self.code)
        if len(shells) != 1:
            raise InputError(
                f"'{self.code[:60]}' is the code of {len(shells)} shells; an entry has one", given=self.code
            )

    @property
    def shell(self) -> Shell:
        """The shell of the code."""
        return from_constellation_code(self.code)[0]


@dataclass(frozen=True)
class ConstellationDocument:
    """Shells with link patterns.

    Attributes:
        shells: one or more.
        version: of the draft.
    """

    shells: tuple[ShellEntry, ...]
    version: str = DEFAULT_VERSION

    def __post_init__(self) -> None:
        if self.version not in VERSIONS:
            raise InputError(f"version '{self.version[:80]}'; accepted are {', '.join(VERSIONS)}", given=self.version)
        if not self.shells:
            raise InputError("a constellation has one shell or more; this has none")

    def constellation(self, epoch: np.datetime64 = DEFAULT_EPOCH) -> Constellation:
        """The shells as a design.

        Args:
            epoch: UTC at which the mean anomalies hold, which the code leaves open.

        Returns:
            The design; shells are named by their number from 1.

        Raises:
            Nothing of its own.

        Source:
            draft-piraux-space-constellation-code-01, section 4.
        """
        code = "+".join(entry.code for entry in self.shells)
        return Constellation(code, from_constellation_code(code), epoch)

    def links(self, *, seam: Seam = "closed") -> LinkTable:
        """Links of all shells.

        Args:
            seam: whether the last plane of a shell is joined to its first: 'closed' as the draft has it; 'auto' leaves
                a star's open; 'open'.

        Returns:
            Satellites are numbered shell after shell.

        Raises:
            InputError: a pattern that joins a satellite to itself, or a condition that divides by zero.

        Source:
            draft-piraux-space-constellation-code-01, section 6: offsets wrap around at the boundaries of a shell.
        """
        return links_of_shells(self.constellation(), [entry.link_patterns for entry in self.shells], seam=seam)


def write_constellation_document(document: ConstellationDocument, path: str | Path, *, hyphens: bool = False) -> None:
    """Write a document to a file; see `constellation_document_text`.

    Args:
        document: shells with patterns.
        path: the file.
        hyphens: keys as the later copies of the draft write them.

    Raises:
        OSError: the folder cannot be written.

    Source:
        `huxing.network.interchange.parse_constellation_document`.
    """
    write_text(path, constellation_document_text(document, hyphens=hyphens))


def constellation_document_text(document: ConstellationDocument, *, hyphens: bool = False) -> str:
    """A document as YAML; the counterpart of `parse_constellation_document`.

    Args:
        document: shells with patterns.
        hyphens: keys as the later copies of the draft write them.

    Returns:
        The text.

    Raises:
        Nothing of its own.

    Source:
        `huxing.network.interchange.parse_constellation_document`.
    """
    lines = [f"version: {document.version}", "shells:"]
    for entry in document.shells:
        lines += [f"- code: {entry.code}", *_pattern_lines(entry.link_patterns, "-" if hyphens else "_")]
    return "\n".join(lines) + "\n"


def _pattern_lines(patterns: tuple[LinkPattern, ...], mark: str) -> list[str]:
    if not patterns:
        return [f"  link{mark}patterns: []"]
    lines = [f"  link{mark}patterns:"]
    for pattern in patterns:
        offsets = {f"rank{mark}offset": pattern.rank_offset, f"plane{mark}offset": pattern.plane_offset}
        parts = [f"{key}: {value}" for key, value in offsets.items() if value]
        if pattern.conditions:
            parts.append("conditions:")
        lines += [f"  {'- ' if first == 0 else '  '}{part}" for first, part in enumerate(parts)]
        lines += [f"    - eq: [{_shown(c.left)}, {_shown(c.right)}]" for c in pattern.conditions]
    return lines


def _shown(expression: Expression) -> str:
    if isinstance(expression, Mod):
        return f"{{mod: [{_shown(expression.dividend)}, {_shown(expression.divisor)}]}}"
    return str(expression)
