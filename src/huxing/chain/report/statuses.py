"""What satellites are doing: the words, colours and marks of each status."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from huxing.chain.report.drawing import BLUE, GREEN, INK, ORANGE, PURPLE, SKY, SOFT, VERMILLION
from huxing.orbit.fleet_status import STATUSES


@dataclass(frozen=True)
class StatusMark:
    """How a status is drawn: colour, marker of matplotlib, and the sign that stands for it in text."""

    name: str
    colour: str
    marker: str
    sign: str


_MARKS = {
    "on_station": (BLUE, "o", "●"),
    "raising": (ORANGE, "^", "▲"),
    "below_station": (SKY, "s", "■"),
    "decaying": (VERMILLION, "v", "▼"),
    "above_station": (PURPLE, "D", "◆"),
    "lowering": (PURPLE, "v", "▼"),
    "other_orbit": (SOFT, "X", "✖"),
    "design": (GREEN, "o", "●"),
}


def status_mark(status: str) -> StatusMark:
    """How to draw a status.

    Args:
        status: a key of STATUSES, or `design`; any other is drawn too.

    Returns:
        Its words and marks.

    Raises:
        Nothing of its own.

    Source:
        huxing.orbit.fleet_status.STATUSES.
    """
    colour, marker, sign = _MARKS.get(status, (INK, "P", "✚"))
    return StatusMark(status.replace("_", " "), colour, marker, sign)


def status_counts(fleet: pd.DataFrame) -> dict[str, int]:
    """Satellites of each status.

    Args:
        fleet: rows of the table `fleet`.

    Returns:
        Counts of the statuses that occur, in the order of STATUSES.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    counts = fleet["status"].value_counts()
    order = [status for status in (*STATUSES, "design") if status in counts.index]
    order += sorted(str(status) for status in counts.index if status not in order)
    return {status: int(counts[status]) for status in order}
