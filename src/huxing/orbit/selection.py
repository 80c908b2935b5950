"""Which element sets meet a condition: name pattern, catalogue number, shell, ranges, epoch."""

from __future__ import annotations

import fnmatch
import re
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.constants import WGS72_MU, WGS84_SEMI_MAJOR_AXIS
from huxing.core.errors import InputError
from huxing.core.time import as_times

if TYPE_CHECKING:
    from huxing.orbit.constellation import Shell
    from huxing.orbit.element_sets import ElementSets

SHELL_ALTITUDE_TOLERANCE = 25e3
"""Half-width of a shell when satellites are assigned to it, m: planes of one shell may be stacked 4 km apart (OneWeb:
twelve of them, 22 km to either side), and satellites that phase into their slots fly tens of kilometres off. What
counts as on station depends on it: of Qianfan on 2026-08-22, 15 km gives 175 satellites, 25 km 180 and 30 km 181."""
SHELL_INCLINATION_TOLERANCE = float(np.radians(0.3))
"""Half-width in inclination, rad: observed shells scatter by less than 0.1 deg (element sets of 2026-08-22)."""
DEEP_SPACE_INCLINATION_TOLERANCE = float(np.radians(3.0))
"""The same for deep space, where Moon and Sun swing the planes: BeiDou's 28 catalogued MEO satellites, 55 deg by
design, stood at 53.8 to 56.8 deg on 2026-08-22."""
DEEP_SPACE_AXIS = float((WGS72_MU * (225.0 * 60.0 / (2.0 * np.pi)) ** 2) ** (1.0 / 3.0))
"""Semi-major axis of a period of 225 min, m, from which SGP4 counts an orbit as deep space."""


def selection_mask(
    sets: ElementSets,
    *,
    name: str | None,
    norad_id: int | Iterable[int] | None,
    shell: Shell | None,
    altitude_km: tuple[float, float] | None,
    inclination_deg: tuple[float, float] | None,
    epoch_from: object,
    epoch_to: object,
) -> NDArray[np.bool_]:
    """Rows of `sets` that meet every condition given; see `ElementSets.select`.

    Returns:
        Boolean, shape `(row,)`.

    Raises:
        InputError: a range with its ends swapped, a negative catalogue number.

    Source:
        None: a definition.
    """
    _check_span(epoch_from, epoch_to)
    mask = np.ones(len(sets), dtype=bool)
    if name is not None:
        mask &= _names_match(sets, name)
    if norad_id is not None:
        wanted = [norad_id] if isinstance(norad_id, int | np.integer) else list(norad_id)
        negative = next((number for number in wanted if number < 0), None)
        if negative is not None:
            raise InputError(f"{negative} is not a catalogue number; they are 0 or more", given=negative)
        mask &= np.isin(sets.norad_id, wanted)
    if shell is not None:
        mask &= in_shell(sets, shell)
    if altitude_km is not None:
        altitude = (sets.semi_major_axis - WGS84_SEMI_MAJOR_AXIS) / 1e3
        mask &= _within(altitude, altitude_km, "altitude_km")
    if inclination_deg is not None:
        mask &= _within(np.degrees(sets.inclination), inclination_deg, "inclination_deg")
    if epoch_from is not None:
        mask &= sets.epoch >= as_times(epoch_from)
    if epoch_to is not None:
        mask &= sets.epoch <= as_times(epoch_to)
    return mask


def commonest_names(sets: ElementSets, *, most: int = 12) -> str:
    """The commonest names of a file without their numbers, for a message.

    Args:
        sets: element sets.
        most: how many names.

    Returns:
        For example `QIANFAN (36), ISS (1)`; `none (3 sets)` where no set has a name.

    Raises:
        Nothing of its own.

    Source:
        None: presentation.
    """
    labels = dict.fromkeys(sets.labels)
    stems = (re.sub(r"[\s\d(\[-].*$", "", label) for label in labels)
    counts = Counter(stem for stem in stems if stem)
    if not counts:
        return f"none ({len(sets)} sets)"
    named = ", ".join(f"{stem} ({count})" for stem, count in counts.most_common(most))
    return named + (f" and {len(counts) - most} more" if len(counts) > most else "")


def in_shell(sets: ElementSets, shell: Shell) -> NDArray[np.bool_]:
    """Rows whose mean altitude and inclination lie in a designed shell.

    Args:
        sets: element sets.
        shell: the design.

    Returns:
        Boolean, shape `(row,)`.

    Raises:
        Nothing of its own.

    Source:
        Tolerances: the constants of this module.
    """
    near = np.abs(sets.semi_major_axis - shell.semi_major_axis) <= SHELL_ALTITUDE_TOLERANCE
    tilted = np.abs(sets.inclination - shell.inclination) <= inclination_tolerance(shell.semi_major_axis)
    return np.asarray(near & tilted)


def inclination_tolerance(semi_major_axis: ArrayLike) -> NDArray[np.float64]:
    """Half-width in inclination of shells.

    Args:
        semi_major_axis: m, any shape.

    Returns:
        rad, same shape.

    Raises:
        Nothing of its own.

    Source:
        The constants of this module.
    """
    deep = np.asarray(semi_major_axis) >= DEEP_SPACE_AXIS
    return np.where(deep, DEEP_SPACE_INCLINATION_TOLERANCE, SHELL_INCLINATION_TOLERANCE)


def _names_match(sets: ElementSets, pattern: str) -> NDArray[np.bool_]:
    expressions = [fnmatch.translate(part.strip().upper()) for part in pattern.split("|")]
    match = re.compile("|".join(f"(?:{e})" for e in expressions)).match
    return np.array([match(label.upper()) is not None for label in sets.labels], dtype=bool)


def _check_span(epoch_from: object, epoch_to: object) -> None:
    if epoch_from is not None and epoch_to is not None and (as_times(epoch_from) > as_times(epoch_to)).any():
        raise InputError(
            f"epoch: the earlier end comes first, got {epoch_from} and {epoch_to}", given=(epoch_from, epoch_to)
        )


def _within(values: NDArray[np.float64], ends: tuple[float, float], what: str) -> NDArray[np.bool_]:
    low, high = ends
    if not low <= high:
        raise InputError(f"{what}: the lower end comes first, got {low} and {high}", given=ends)
    return np.asarray((values >= low) & (values <= high))
