"""`tles.txt` of a Hypatia folder: planes, satellites per plane, then a name and two lines for each satellite."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from huxing.core.errors import FormatError, InputError, TooLargeError
from huxing.orbit import ElementSets, read_tle
from huxing.orbit.formats.tle_writing import write_tle

MAX_SATELLITES = 100_000
NAME = "Huxing"
DESIGNATOR = "2000-000ABC"
"""International designator of satellites that have none, as Hypatia writes it."""
_FIRST_LINE = re.compile(rb"([1-9][0-9]{0,5}) ([1-9][0-9]{0,5})\r?")
_ZERO_SECOND_DERIVATIVE = slice(44, 52)


@dataclass(frozen=True, eq=False)
class PlaneSets:
    """Element sets in the order of their planes.

    Attributes:
        planes: how many.
        per_plane: satellites of each.
        sets: plane after plane; all of one epoch.
    """

    planes: int
    per_plane: int
    sets: ElementSets


def parse_tles(content: bytes, path: Path) -> PlaneSets:
    """Read the file.

    Args:
        content: of `read_text`.
        path: for messages.

    Returns:
        The element sets; their names are the name lines as they stand.

    Raises:
        FormatError: with line, a first line that is not two numbers, lines missing or too many, a bad set, a name line
            that is not a name and the satellite's number, or a second epoch.
        TooLargeError: more than `MAX_SATELLITES`.

    Source:
        github.com/snkas/hypatia @ 0ac531c, satgenpy, tles (format only).
    """
    first = content.split(b"\n", 1)[0]
    match = _FIRST_LINE.fullmatch(first)
    if match is None:
        shown = first[:40].decode("utf-8", "replace")
        raise FormatError(f"'{shown}'; the first line is 'planes satellites-per-plane'", source=path, line=1)
    planes, per_plane = int(match[1]), int(match[2])
    count = planes * per_plane
    if count > MAX_SATELLITES:
        raise TooLargeError(f"{path}: {count:,} satellites; at most {MAX_SATELLITES:,}", given=count)
    _require_lines(content, count, planes, per_plane, path)
    sets = read_tle(b"#" + content, str(path))  # the first line passed over as a comment keeps the line numbers
    _require_names(sets, count, path)
    return PlaneSets(planes, per_plane, sets)


def _require_lines(content: bytes, count: int, planes: int, per_plane: int, path: Path) -> None:
    lines, wanted = content.count(b"\n"), 1 + 3 * count
    if lines != wanted:
        what = "the file is cut" if lines < wanted else "there are lines too many"
        raise FormatError(
            f"{what}: {planes} planes of {per_plane} take {wanted} lines, this has {lines}",
            source=path,
            line=min(lines, wanted) + 1,
        )


def _require_names(sets: ElementSets, count: int, path: Path) -> None:
    names = sets.name.tolist()
    if len(names) != count:
        raise FormatError(f"{len(names)} sets for {count} satellites; each takes a name and two lines", source=path)
    for number, name in enumerate(names):
        parts = name.split()
        if len(parts) != 2 or parts[1] != str(number):
            raise FormatError(
                f"name line '{name[:60]}'; it is one word and the satellite's number, here {number}",
                source=path,
                line=2 + 3 * number,
            )
    other = np.flatnonzero(sets.epoch != sets.epoch[0])
    if other.size:
        raise FormatError(
            f"epoch {sets.epoch[other[0]]}, but {sets.epoch[0]} before; times count from one epoch for all",
            source=path,
            line=3 + 3 * int(other[0]),
        )


def tles_bytes(given: PlaneSets, name: str | None = None) -> bytes:
    """Write the file; the counterpart of `parse_tles`.

    Args:
        given: element sets of one epoch.
        name: one word; where left out, a set whose own name is a word and its number keeps it, others are `Huxing`.

    Returns:
        ASCII text.

    Raises:
        InputError: several epochs, a number of sets that is not planes times satellites, a name that is not one word,
            or a value that the columns of a TLE cannot hold.

    Source:
        github.com/snkas/hypatia @ 0ac531c, satgenpy, tles (format only): the second derivative of zero is `00000-0`, a
        satellite without designator is 00000ABC.
    """
    sets, count = given.sets, len(given.sets)
    if count != given.planes * given.per_plane or not count:
        raise InputError(f"{count} element sets in {given.planes} planes of {given.per_plane}; give as many as that")
    require_one_epoch(sets)
    if name is not None and not re.fullmatch(r"[!-~]{1,60}", name):
        raise InputError(f"'{name[:60]}' is no name for a constellation here; give one ASCII word", given=name)
    lines = write_tle(_designated(sets), names=False).decode("ascii").splitlines()
    parts = [f"{given.planes} {given.per_plane}\n"]
    for number, own in enumerate(sets.name.tolist()):
        first, second = lines[2 * number : 2 * number + 2]
        parts.append(f"{_name_line(own, name, number)}\n{_signed_zero(first)}\n{second}\n")
    return "".join(parts).encode("ascii")


def require_one_epoch(sets: ElementSets) -> None:
    """Refuse element sets of several epochs, as those of a real fleet are.

    Args:
        sets: any.

    Raises:
        InputError: several epochs.

    Source:
        github.com/snkas/hypatia @ 0ac531c, satgenpy, tles (format only).
    """
    epochs = np.unique(sets.epoch)
    if epochs.size > 1:
        raise InputError(
            f"element sets of {epochs.size} epochs, {epochs[0]} to {epochs[-1]}; Hypatia's times count from one epoch "
            "for all. Give a design, or sets of one epoch"
        )


def _designated(sets: ElementSets) -> ElementSets:
    """Sets without a designator get Hypatia's own."""
    if (sets.cospar_id != "").all():
        return sets
    return ElementSets(sets.table.assign(cospar_id=sets.table["cospar_id"].replace("", DESIGNATOR)))


def _name_line(own: str, name: str | None, number: int) -> str:
    """A name line; one character and a blank would be taken for a line of a set."""
    word = own.partition(" ")[0]
    kept = name is None and own.isascii() and own.isprintable() and own == f"{word} {number}" and len(word) > 1
    return own if kept else f"{name or NAME} {number}"


def _signed_zero(line: str) -> str:
    if line[_ZERO_SECOND_DERIVATIVE] != " 00000+0":
        return line
    return f"{line[:44]} 00000-0{line[52:68]}{(int(line[68]) + 1) % 10}"
