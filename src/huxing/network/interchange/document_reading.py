"""The document of the constellation code, read strictly from YAML."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from huxing.core.errors import HuxingError, InputError, ScenarioError
from huxing.core.files import read_bounded
from huxing.core.strict_yaml import MAX_BYTES, Document, dotted, load_yaml
from huxing.core.validation import validate
from huxing.network.interchange.constellation_document import VERSIONS, ConstellationDocument, ShellEntry
from huxing.network.topology.patterns import Condition, Expression, LinkPattern, Mod


def read_constellation_document(path: str | Path) -> ConstellationDocument:
    """Read a document from a file; see `parse_constellation_document`.

    Args:
        path: YAML or JSON.

    Returns:
        The document.

    Raises:
        MissingDataError: the file cannot be read.
        TooLargeError: more than 1 MB.
        ScenarioError: as `parse_constellation_document`.

    Source:
        As `parse_constellation_document`.
    """
    file = Path(path)
    return parse_constellation_document(read_bounded(file, limit_bytes=MAX_BYTES), source=file)


def parse_constellation_document(text: bytes | str, *, source: str | Path = "<data>") -> ConstellationDocument:
    """Read a document.

    Args:
        text: one YAML document, JSON included, with `version` and `shells`; each shell with `code` and
            `link_patterns`, whose entries have `rank_offset`, `plane_offset` and `conditions`. Keys with hyphens are
            those of the later copies of the draft.
        source: for messages.

    Returns:
        The document.

    Raises:
        ScenarioError: with file, line and key path: not such a document, a code that breaks a rule of the draft (a
            phasing factor that is not below the number of planes), a pattern without an offset.

    Source:
        draft-piraux-space-constellation-code-01 (2 March 2026), section 6 (keys with underscores); the authors' copy of
        30 June 2026 (github.com/mpiraux/draft-piraux-space-constellation-code, 02_update) has the same as CDDL, with
        hyphens.
    """
    document = load_yaml(text, source=source)
    model: type[_Document] = _HyphenDocument if _has_hyphens(document.value) else _Document
    read = validate(document, model)
    entries = tuple(_entry(shell, number, document) for number, shell in enumerate(read.shells))
    return ConstellationDocument(entries, read.version)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Condition(_Strict):
    eq: list[Any] = Field(min_length=2, max_length=2)


class _Pattern(_Strict):
    rank_offset: int = Field(default=0, gt=-(10**6), lt=10**6)
    plane_offset: int = Field(default=0, gt=-(10**6), lt=10**6)
    conditions: list[_Condition] = Field(default=[], max_length=100)


class _Shell(_Strict):
    code: str
    link_patterns: list[_Pattern] = Field(default=[], max_length=1000)


class _Document(_Strict):
    version: Literal[VERSIONS]  # type: ignore[valid-type]  # the tuple above, spelt once
    shells: list[_Shell] = Field(min_length=1, max_length=1000)


def _hyphenated(name: str) -> str:
    return name.replace("_", "-")


class _HyphenPattern(_Pattern):
    model_config = ConfigDict(extra="forbid", alias_generator=_hyphenated)


class _HyphenShell(_Shell):
    model_config = ConfigDict(extra="forbid", alias_generator=_hyphenated)
    link_patterns: list[_HyphenPattern] = Field(default=[], max_length=1000)  # type: ignore[assignment]


class _HyphenDocument(_Document):
    shells: list[_HyphenShell] = Field(min_length=1, max_length=1000)  # type: ignore[assignment]


def _has_hyphens(value: Any) -> bool:
    """Whether the first key that tells has a hyphen."""
    text = str(value) if isinstance(value, dict) else ""
    found = re.search(r"'(?:link|rank|plane)([-_])(?:patterns|offset)':", text)
    return found is not None and found[1] == "-"


def _entry(shell: _Shell, number: int, document: Document) -> ShellEntry:
    patterns = []
    for row, pattern in enumerate(shell.link_patterns):
        try:
            conditions = tuple(Condition(*map(_expression, condition.eq)) for condition in pattern.conditions)
            patterns.append(LinkPattern(pattern.rank_offset, pattern.plane_offset, conditions))
        except HuxingError as error:
            raise _fault(error, document, ("shells", number, "link_patterns", row)) from error
    try:
        return ShellEntry(shell.code, tuple(patterns))
    except HuxingError as error:
        raise _fault(error, document, ("shells", number, "code")) from error


def _fault(error: HuxingError, document: Document, path: tuple[str | int, ...]) -> ScenarioError:
    place = path if document.line_of(path) != document.line_of(path[:2]) else tuple(map(_mark, path))
    return ScenarioError(str(error), file=document.source, line=document.line_of(place), key_path=dotted(place))


def _mark(part: str | int) -> str | int:
    return _hyphenated(part) if isinstance(part, str) else part


def _expression(read: Any) -> Expression:
    if isinstance(read, int | str) and not isinstance(read, bool):
        return read
    parts = read.get("mod") if isinstance(read, dict) and len(read) == 1 else None
    if not isinstance(parts, list) or len(parts) != 2:
        raise InputError(
            f"'{read!s:.60}' is no expression; write a whole number, rank, plane or {{mod: [expression, expression]}}",
            given=read,
        )
    return Mod(_expression(parts[0]), _expression(parts[1]))
