"""Catalogue numbers in the five columns of a two-line set: digits, or Alpha-5 from 100000 to 339999."""

from __future__ import annotations

from huxing.core.errors import InputError

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Alpha-5's letters, A = 10 to Z = 33; I and O are left out."""
LARGEST = 339_999


def alpha5(number: int) -> str:
    """Write a catalogue number in five characters.

    Args:
        number: 0 to 339999.

    Returns:
        Five characters, for example `00005`, `25544`, `A0000`.

    Raises:
        InputError: the number does not fit; only OMM can hold it.

    Source:
        Space-Track documentation, "Alpha-5" (examples there: 148493 = E8493, 339999 = Z9999).
    """
    if not 0 <= number <= LARGEST:
        raise InputError(
            f"catalogue number {number} does not fit a TLE (0 to {LARGEST}, Alpha-5); write an OMM format instead: "
            "omm-json, omm-csv, omm-xml or omm-kvn",
            given=number,
            accepted=LARGEST,
        )
    if number < 100_000:
        return f"{number:05d}"
    return f"{LETTERS[number // 10_000 - 10]}{number % 10_000:04d}"
