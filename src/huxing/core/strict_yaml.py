"""YAML that a person wrote, read strictly: one plain document, no surprises, every error with its line and key path.

`load_yaml` reads the text; `validation.validate` checks what was read against a pydantic model.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from huxing.core.errors import ScenarioError

MAX_BYTES = 1_000_000
MAX_DEPTH = 32
MAX_NODES = 100_000
MAX_INTEGER = 2**63

KeyPath = tuple[str | int, ...]
"""Keys and list positions (from 0) from the top of the document down to one value."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UNWANTED_IN_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEAN = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"(?P<decimal>[-+]?[0-9]+)|0o(?P<octal>[0-7]+)|0x(?P<hexadecimal>[0-9a-fA-F]+)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


@dataclass(frozen=True, eq=False)
class Document:
    """One YAML document.

    Attributes:
        value: dictionaries with text keys, lists, text, int, float, bool and None.
        source: file or stream name.
    """

    value: Any
    source: str
    _lines: dict[KeyPath, int]

    def line_of(self, path: KeyPath) -> int:
        """Line (from 1) where the value at `path` is written; for a path that is not there, its nearest parent's.

        Args:
            path: keys and list positions from the top.

        Returns:
            The line of the key, or of the list item.

        Raises:
            Nothing of its own.

        Source:
            YAML 1.2.2.
        """
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)


def dotted(path: KeyPath) -> str:
    """A key path as text.

    Args:
        path: keys and list positions from the top.

    Returns:
        For example `shells.0.altitude_km`.

    Raises:
        Nothing of its own.

    Source:
        The project's own notation.
    """
    return ".".join(str(part) for part in path)


def load_yaml(text: bytes | str, *, source: str | Path) -> Document:
    """Read one YAML document strictly, with the scalars of YAML 1.2's core schema.

    `yes`, `on` and dates stay text, 010 is ten. Anchors, aliases, tags, duplicate keys, keys that are not text,
    infinities and not-a-number are refused.

    Args:
        text: the document, UTF-8 when bytes.
        source: file or stream name used in messages.

    Returns:
        The document with the line of each of its values.

    Raises:
        ScenarioError: anything else than that; more than 1 MB, 32 levels or 100,000 values.

    Source:
        YAML 1.2.2 (2021), section 10.3 (core schema).
    """
    checked = _checked_text(text, source)
    events = _events(checked, source)
    reader = _Reader(events, source)
    return Document(reader.document(), str(source), reader.lines)


def _checked_text(text: bytes | str, source: str | Path) -> str:
    size = len(text)
    if size > MAX_BYTES:
        raise ScenarioError(f"more than {MAX_BYTES / 1e6:.0f} MB of text; split it", file=source)
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise ScenarioError("this is not UTF-8 text; save the file as UTF-8", file=source, line=line) from error
    text = text.removeprefix("\ufeff")
    unprintable = _UNPRINTABLE.search(text)
    if unprintable is not None:
        line = text.count("\n", 0, unprintable.start()) + 1
        name = f"U+{ord(unprintable[0]):04X}"
        raise ScenarioError(f"the character {name} cannot stand in YAML; remove it", file=source, line=line)
    return text


def _events(text: str, source: str | Path) -> Iterator[Any]:
    try:
        yield from yaml.parse(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark is not None else None
        problem = error.problem or error.context or "cannot be read"
        raise ScenarioError(
            f"not YAML: {problem}; check indentation, colons and quotes", file=source, line=line
        ) from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        problem = " ".join(str(error).split())[:200]
        raise ScenarioError(f"not YAML: {problem}", file=source) from error


class _Reader:
    """Builds plain values from YAML events; depth and number are bounded before anything is built."""

    def __init__(self, events: Iterator[Any], source: str | Path) -> None:
        self.lines: dict[KeyPath, int] = {}
        self._events = events
        self._source = source
        self._nodes = 0

    def document(self) -> Any:
        next(self._events)  # the start of the stream
        start = next(self._events)
        if isinstance(start, yaml.StreamEndEvent):
            raise ScenarioError("the file holds nothing; write 'key: value' lines", file=self._source, line=1)
        self._check_directives(start)
        value = self._node(next(self._events), ())
        next(self._events)  # the end of the document
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise self._error("a second document begins here; keep one per file", after, ())
        return value

    def _check_directives(self, start: Any) -> None:
        if start.tags or (start.version is not None and tuple(start.version) != (1, 2)):
            raise self._error("only the directive '%YAML 1.2' is accepted; leave out the lines with '%'", start, ())

    def _error(self, message: str, event: Any, path: KeyPath) -> ScenarioError:
        return ScenarioError(message, file=self._source, line=event.start_mark.line + 1, key_path=dotted(path))

    def _node(self, event: Any, path: KeyPath) -> Any:
        self._nodes += 1
        self.lines.setdefault(path, event.start_mark.line + 1)
        self._check_node(event, path)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return self._mapping(path)

    def _check_node(self, event: Any, path: KeyPath) -> None:
        if self._nodes > MAX_NODES:
            raise self._error(f"more than {MAX_NODES:,} values; split the file", event, path)
        if len(path) > MAX_DEPTH:
            raise self._error(f"nested more than {MAX_DEPTH} levels deep; write it flatter", event, path[:3])
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise self._error("anchors (&) and aliases (*) are not accepted; write the value out", event, path)
        if event.tag is not None:
            raise self._error(f"tags are not accepted; leave out '{event.tag[:40]}'", event, path)

    def _sequence(self, path: KeyPath) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            values.append(self._node(event, (*path, len(values))))
        return values

    def _mapping(self, path: KeyPath) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._key(event, path)
            inner = (*path, key)
            if key in values:
                first = self.lines[inner]
                raise self._error(f"the key is already given on line {first}; keep one", event, inner)
            self.lines[inner] = event.start_mark.line + 1
            values[key] = self._node(next(self._events), inner)
        return values

    def _key(self, event: Any, path: KeyPath) -> str:
        self._nodes += 1
        self._check_node(event, path)
        key = self._scalar(event, path) if isinstance(event, yaml.ScalarEvent) else None
        if not isinstance(key, str):
            shown = f"'{event.value[:40]}'" if isinstance(event, yaml.ScalarEvent) else "a list or mapping"
            raise self._error(f"a key must be text, this one is {shown}; put it in quotes if it is meant", event, path)
        return key

    def _scalar(self, event: Any, path: KeyPath) -> Any:
        text: str = event.value
        if event.style:  # quoted, literal or folded: text, whatever it looks like
            if _UNWANTED_IN_TEXT.search(text):
                raise self._error("the text holds a control character; remove the escape", event, path)
            return text
        if text in _NULL:
            return None
        if text in _BOOLEAN:
            return _BOOLEAN[text]
        return self._number_or_text(text, event, path)

    def _number_or_text(self, text: str, event: Any, path: KeyPath) -> Any:
        if _NOT_FINITE.fullmatch(text):
            raise self._error(f"'{text}' is not a finite number; leave the key out or give a number", event, path)
        integer = _INTEGER.fullmatch(text)
        if integer is not None:
            return self._integer(integer, event, path)
        if _FLOAT.fullmatch(text) is None:
            return text
        value = float(text)
        if not math.isfinite(value):
            raise self._error(f"'{text[:40]}' is too large for a number", event, path)
        return value

    def _integer(self, match: re.Match[str], event: Any, path: KeyPath) -> int:
        base = {"decimal": 10, "octal": 8, "hexadecimal": 16}[match.lastgroup or "decimal"]
        digits = match[match.lastgroup or "decimal"]
        value = int(digits, base) if len(digits) <= 64 else MAX_INTEGER
        if abs(value) >= MAX_INTEGER:
            raise self._error(f"an integer of {len(digits)} digits is too large; the bound is 2^63", event, path)
        return value
