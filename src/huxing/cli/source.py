"""What a command's SOURCE may be: a file of element sets, a constellation of the catalogue, a constellation code."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from huxing.orbit.propagation import Satellites

HELP = "A file of element sets, a constellation of the catalogue (qianfan), or a code (S:1065.5:89:648/18/1)."

_CODE = re.compile(r"[DS]:.*")


def read_source(source: str, *, name: str | None, design: str | None) -> Satellites:
    """The satellites that a command is about.

    Args:
        source: path, catalogue name or constellation code.
        name: pattern that chooses among element sets.
        design: which design of a catalogue's constellation.

    Returns:
        The newest element set of each satellite, or a designed constellation.

    Raises:
        InputError: no satellite matches, or an option does not fit the source.
        CatalogueError: neither a file nor a known constellation.

    Source:
        docs/reference/commands.md.
    """
    from huxing.core.errors import CatalogueError, InputError
    from huxing.orbit import Constellation, constellation_from_catalogue, from_constellation_code, read_elements

    if Path(source).is_dir():
        raise InputError(f"{source} is a folder; give a file of element sets", given=source)
    if Path(source).is_file():
        if design is not None:
            raise InputError(f"--design chooses among a catalogue's designs; '{source}' is a file", given=design)
        sets = read_elements(source).select(name=name, latest=True)
        if not len(sets):
            what = f"no satellite is named like '{name}'" if name else "the file holds no element sets"
            raise InputError(f"{source}: {what}", given=name)
        return sets
    if name is not None:
        raise InputError(f"--name chooses among element sets; '{source}' is not a file", given=name)
    if _CODE.fullmatch(source.strip()):
        return Constellation(source.strip(), from_constellation_code(source))
    try:
        return constellation_from_catalogue(source, design)
    except CatalogueError as error:
        if design is None and ("/" in source or "." in source):
            raise CatalogueError(f"there is no file '{source}', and {error}", given=source) from error
        raise


OLD_DAYS = 14
"""From so many days between a span and the epochs of element sets on, a command says so."""


def warn_of_age(satellites: Satellites, start: np.datetime64, end: np.datetime64) -> None:
    """Say on stderr that element sets are far from the span asked for.

    Args:
        satellites: what the command is about; of a design nothing is said.
        start: UTC, begin of the span.
        end: UTC, its end.

    Raises:
        Nothing of its own.

    Source:
        docs/explanation/how-wrong.md, "Positions".
    """
    import numpy as np

    from huxing.cli.console import err
    from huxing.orbit import ElementSets

    if not isinstance(satellites, ElementSets):
        return
    day = np.timedelta64(1, "D")
    age = np.asarray(np.maximum(end - satellites.epoch, satellites.epoch - start) / day, np.float64)
    old = int((age > OLD_DAYS).sum())
    if old:
        err(
            f"{old} of {len(satellites)} element sets are more than {OLD_DAYS} days (up to {age.max():.0f}) away from "
            "the span: their positions can be far off. Take newer sets."
        )


def warn_of_lost(lost: int, satellites: int) -> None:
    """Say on stderr that satellites have no position at some times.

    Args:
        lost: how many.
        satellites: of how many.

    Raises:
        Nothing of its own.

    Source:
        huxing.orbit.sgp4_states.ERROR_MEANINGS.
    """
    from huxing.cli.console import err

    if lost:
        err(f"{lost} of {satellites} satellites have no SGP4 state at some time (decayed, most likely): down then.")


def start_of(satellites: Satellites, start: str | None) -> np.datetime64:
    """Where a command's time span begins.

    Args:
        satellites: what the command is about.
        start: UTC text, or None.

    Returns:
        The asked time; else the newest epoch of the element sets, or a design's epoch, cut to the minute.

    Raises:
        InputError: not a time.

    Source:
        docs/reference/commands.md.
    """
    import numpy as np

    from huxing.core.time import parse_time
    from huxing.orbit import ElementSets

    if start is not None:
        return parse_time(start)
    epoch = satellites.epoch.max() if isinstance(satellites, ElementSets) else satellites.epoch
    return np.datetime64(str(np.datetime64(str(epoch), "m")), "ns")
