"""Round trips between all pairs of cities over a span: what `huxing network rtt` shows where no place is named."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huxing.cli.console import emit_json, emit_table, err
from huxing.cli.link_table import aligned
from huxing.cli.network_options import clock, write_rows
from huxing.cli.network_source import Space, default_places, heading, make_network

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from huxing.network.topology import Network

SHARES = (0.0, 0.1, 0.5, 0.9, 1.0)
"""Of the pairs, for which figures are given: least, percentiles, greatest."""
FIGURES = {
    "least_rtt_ms": ("least RTT (ms)", ".2f"),
    "mean_rtt_ms": ("mean RTT (ms)", ".2f"),
    "greatest_rtt_ms": ("greatest RTT (ms)", ".2f"),
    "rtt_spread_ms": ("greatest less least RTT (ms)", ".2f"),
    "least_hops": ("least links on the path", ".0f"),
    "path_changes": ("path changes", ".0f"),
    "without_way_share": ("share of time without a way", ".4f"),
}


def show_all_pairs(
    space: Space, times: NDArray[np.datetime64], cities: int, *, workers: int | None, out: Path | None, as_json: bool
) -> None:
    """Compute the statistics of all pairs and print them, or write them.

    Args:
        space: of the command.
        times: UTC.
        cities: how many of the most populous.
        workers: threads; None for one a CPU.
        out: a CSV file with a row for each pair, or None.
        as_json: print JSON.

    Raises:
        InputError: fewer than two cities, or more than the catalogue ranks.
        TooLargeError: more pairs than memory is allowed for.

    Source:
        `huxing.network.evolution.route_statistics`.
    """
    from huxing.core.errors import InputError

    network = make_network(space, default_places(space, cities))
    if len(network.stations) < 2:
        raise InputError("one station makes no pair; take --cities of 2 or more", given=cities)
    pairs = len(network.stations) * (len(network.stations) - 1)
    err(f"{len(space.topology)} satellites, {pairs:,} pairs of stations, {times.size} times from {clock(times[0])}")
    space.warn(times[0], times[-1])
    table = _statistics(network, times, workers or os.cpu_count() or 1)
    if out is not None:
        write_rows(out, {str(name): table[name] for name in table.columns})
        err(f"{len(table):,} pairs: {out}")
    reached = table[table["without_way_share"] < 1.0]
    if as_json:
        emit_json({**heading(space, times), **_document(table, reached)})
        return
    title = f"{space.title}, {pairs:,} pairs, {times.size} times from {clock(times[0])}"
    _show(title, reached)
    if len(reached) < len(table):
        print(f"{len(table) - len(reached):,} of {len(table):,} pairs never have a way; they are not in the table")


def _statistics(network: Network, times: NDArray[np.datetime64], workers: int) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    from huxing.cli.network_watch import watched
    from huxing.network.evolution import route_statistics

    with watched(network, "round trips", times.size) as moving:
        found = route_statistics(moving, times, workers=min(workers, times.size))
    a, b = np.nonzero(~np.eye(len(network.stations), dtype=bool))
    names = np.array(network.stations.names, object)
    counts = (pd.Series(values[a, b], dtype="Int64") for values in (found.least_hops, found.greatest_hops))
    hops = [values.mask(values < 0) for values in counts]
    return pd.DataFrame(
        {
            "from": names[a],
            "to": names[b],
            "least_rtt_ms": found.least[a, b] * 1e3,
            "mean_rtt_ms": found.mean[a, b] * 1e3,
            "greatest_rtt_ms": found.greatest[a, b] * 1e3,
            "rtt_spread_ms": (found.greatest - found.least)[a, b] * 1e3,
            "least_hops": hops[0],
            "greatest_hops": hops[1],
            "path_changes": found.changes[a, b],
            "without_way_share": found.outage[a, b],
        }
    )


def _document(table: pd.DataFrame, reached: pd.DataFrame) -> dict[str, Any]:
    import numpy as np

    figures = {
        key: {
            "least" if share == 0.0 else "greatest" if share == 1.0 else f"percentile_{100 * share:.0f}": value
            for share, value in zip(SHARES, np.quantile(reached[key].to_numpy(np.float64), SHARES), strict=True)
        }
        for key in (FIGURES if len(reached) else ())
    }
    return {
        "stations": int(table["from"].nunique()),
        "pairs": len(table),
        "pairs_without_way": len(table) - len(reached),
        "figures": figures,
    }


def _show(title: str, reached: pd.DataFrame) -> None:
    import numpy as np

    if not len(reached):
        print(f"{title}: no pair has a way at any time")
        return
    rows = [
        [label, *(format(value, form) for value in np.quantile(reached[key].to_numpy(np.float64), SHARES))]
        for key, (label, form) in FIGURES.items()
    ]
    columns = ["least", *(f"{100 * share:.0f} % of pairs" for share in SHARES[1:-1]), "greatest"]
    emit_table(title, ["figure of a pair", *columns], aligned(rows, range(1, len(columns) + 1)))
