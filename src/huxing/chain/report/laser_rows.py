"""Laser links of a fleet in one row each kind: how far, for how much of a revolution, how fast, and why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from huxing.chain.report.cases import Case
from huxing.chain.report.connection_record import Connection
from huxing.chain.report.numbers import NBSP, day, figure, is_known, percent

MOST_ROWS = 40
"""Of the table; the table `laser_links` has every pair."""
REASONS = (
    ("blocked_share", "Earth or range"),
    ("sun_share", "Sun too near"),
    ("acquiring_share", "turning and acquiring"),
)
"""Why a link is down, and the words for it."""


def laser_rows(connection: Connection, cases: Sequence[Case]) -> dict[str, Any]:
    """Every laser link of the scenario, by case and kind of neighbour.

    Args:
        connection: artefacts.
        cases: of the run, for their labels.

    Returns:
        `rows` of cells, the number of rows `left_out`, and `notes` of the scenario.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.connect_artefacts.LASER_LINKS.
    """
    labels = {(case.constellation, case.date): case.label for case in cases}
    entries = connection.laser_entries
    groups = connection.laser_links.groupby(["laser", "constellation", "date", "kind"], sort=True)
    rows = [_row(key, pairs, labels, entries) for key, pairs in groups]
    notes = [f"{entry.get('title') or name}: {entry['note']}" for name, entry in entries.items() if entry.get("note")]
    return {"rows": rows[:MOST_ROWS], "left_out": max(0, len(rows) - MOST_ROWS), "notes": notes}


def _row(
    key: Any,
    pairs: pd.DataFrame,
    labels: Mapping[tuple[str, np.datetime64], str],
    entries: Mapping[str, Mapping[str, Any]],
) -> dict[str, str]:
    laser, constellation, date, kind = key
    when = date.to_datetime64().astype("datetime64[ns]")
    up = pairs["up_share"]
    near, far = float(pairs["least_range_km"].min()), float(pairs["greatest_range_km"].max())
    return {
        "laser": str(entries.get(laser, {}).get("title") or laser),
        "case": labels.get((constellation, when), f"{constellation}, {day(when, short=True)}"),
        "kind": kind,
        "pairs": f"{len(pairs):,}",
        "range": f"{figure(near, 0)}–{figure(far, 0)}",
        "up": percent(float(up.mean())),
        "least_up": percent(float(up.min())),
        "rate": _gigabits(float(pairs["mean_rate_gbps"].mean())),
        "down": _why(pairs),
    }


def _gigabits(rate: float) -> str:
    return f"{float(f'{rate:.3g}'):g}{NBSP}Gbit/s" if is_known(rate) else "unknown"


def _why(pairs: pd.DataFrame) -> str:
    """Shares of time lost, greatest first."""
    lost = [(float(pairs[name].mean()), words) for name, words in REASONS]
    told = [f"{words} {percent(share)}" for share, words in sorted(lost, key=lambda one: -one[0]) if share > 0.0]
    return ", ".join(told) if told else "never down"
