"""Round trips of pairs of stations over a span, as `huxing network rtt` shows and writes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huxing.cli.console import emit_table, err
from huxing.cli.link_table import aligned
from huxing.cli.network_options import write_rows

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import xarray as xr
    from numpy.typing import NDArray

    from huxing.network.topology import Network

MOST_OUTAGES = 10
"""Printed; --json has all."""
MOST_COLUMNS = 3
"""Pairs that stand side by side; more have a row each."""


@dataclass(frozen=True, eq=False)
class PairSeries:
    """One pair of stations over the times.

    Attributes:
        source, destination: names.
        distance: great circle, m.
        times: UTC, shape `(time,)`.
        rtt: s, NaN where there is no way, shape `(time,)`.
        hops: links of the path, up and down included, 0 where there is none, shape `(time,)`.
        paths: table `huxing.network.evolution.PATHS` of this pair.
        fibre: round trip through fibre along the great circle and through a longer cable, s; or None.
    """

    source: str
    destination: str
    distance: float
    times: NDArray[np.datetime64]
    rtt: NDArray[np.float64]
    hops: NDArray[np.int32]
    paths: pd.DataFrame
    fibre: tuple[float, float] | None

    @property
    def outages(self) -> list[tuple[np.datetime64, np.datetime64]]:
        """Spans without a way: from the first time without it to the first with one again, or to the end."""
        import numpy as np

        lost = np.concatenate([[False], np.isnan(self.rtt), [False]])
        step = self.times[1] - self.times[0] if self.times.size > 1 else np.timedelta64(0, "ns")
        edges = np.append(self.times, self.times[-1] + step)
        begins, ends = np.flatnonzero(~lost[:-1] & lost[1:]), np.flatnonzero(lost[:-1] & ~lost[1:])
        return list(zip(edges[begins], edges[ends], strict=True))

    def document(self) -> dict[str, Any]:
        """The pair for JSON."""
        import numpy as np

        there = np.isfinite(self.rtt)
        trips, hops = self.rtt[there] * 1e3, self.hops[there]
        row: dict[str, Any] = {"from": self.source, "to": self.destination, "distance_km": self.distance / 1e3}
        for key, figure in (("least", np.min), ("mean", np.mean), ("greatest", np.max)):
            row[f"{key}_rtt_ms"] = float(figure(trips)) if trips.size else None
        row["least_hops"], row["greatest_hops"] = (int(hops.min()), int(hops.max())) if hops.size else (None, None)
        row["path_changes"] = len(self.paths) - 1
        row["without_way_share"] = float(np.mean(~there))
        row["outages"] = [{"start": start, "end": end} for start, end in self.outages]
        if self.fibre is not None:
            for key, fibre in zip(("fibre", "cable"), self.fibre, strict=True):
                row[f"{key}_rtt_ms"], row[f"faster_than_{key}_share"] = fibre * 1e3, float(np.mean(self.rtt < fibre))
        return row


def pair_series(
    network: Network, times: NDArray[np.datetime64], pairs: list[tuple[str, str]], cable_factor: float | None
) -> list[PairSeries]:
    """Round trips of pairs, with a progress bar.

    Args:
        network: with the stations.
        times: UTC, shape `(time,)`.
        pairs: names of stations.
        cable_factor: length of a cable over the great circle; None leaves fibre out.

    Returns:
        One series for each pair.

    Raises:
        InputError: a pair of a station with itself.
        TooLargeError: times and pairs that do not fit.
        ModelRangeError: a factor below 1.

    Source:
        `huxing.network.evolution.route_series`, `huxing.network.terrestrial.fibre_round_trip`.
    """
    from huxing.cli.network_watch import watched
    from huxing.network.evolution import route_series
    from huxing.network.terrestrial import fibre_round_trip
    from huxing.network.traffic import great_circle_distance

    a, b = (network.stations.indices(ends) for ends in zip(*pairs, strict=True))
    latitude, longitude = network.stations.latitude, network.stations.longitude
    distance = great_circle_distance(latitude[a], longitude[a], latitude[b], longitude[b])
    fibres: list[tuple[float, float] | None] = [None] * len(pairs)
    if cable_factor is not None:
        ideal, cable = (fibre_round_trip(distance, route_factor=factor) for factor in (1.0, cable_factor))
        fibres = list(zip(ideal.tolist(), cable.tolist(), strict=True))
    with watched(network, "round trips", times.size) as moving:
        dataset, paths = route_series(moving, times, pairs)
    trips, hops = dataset["rtt"].to_numpy(), dataset["hops"].to_numpy()
    own = dict(list(paths.groupby(["source", "destination"], sort=False)))
    return [
        PairSeries(*pair, float(distance[k]), times, trips[:, k], hops[:, k], own[pair], fibres[k])
        for k, pair in enumerate(pairs)
    ]


def write_pairs(series: list[PairSeries], out: Path) -> None:
    """Write the series of all pairs, and say so on stderr.

    Args:
        series: of one span.
        out: a file; `.nc` for netCDF-4, else CSV.

    Raises:
        OSError: the folder cannot be written.

    Source:
        docs/reference/commands.md.
    """
    import numpy as np

    if out.suffix == ".nc":
        from huxing.core.schema import write_netcdf

        write_netcdf(_dataset(series), out)
    else:
        count = series[0].times.size
        write_rows(
            out,
            {
                "time": np.tile(series[0].times, len(series)),
                "from": np.repeat([pair.source for pair in series], count),
                "to": np.repeat([pair.destination for pair in series], count),
                "rtt_ms": np.concatenate([pair.rtt for pair in series]) * 1e3,
                "hops": np.concatenate([pair.hops for pair in series]),
            },
        )
    err(f"{series[0].times.size * len(series):,} round trips: {out}")


def _dataset(series: list[PairSeries]) -> xr.Dataset:
    import numpy as np
    import xarray as xr

    trip = {"units": "s", "long_name": "round-trip time of light along the path, missing where there is no way"}
    link = {"units": "1", "long_name": "links on the path, up and down included, 0 where there is no way"}
    return xr.Dataset(
        {
            "rtt": (("time", "pair"), np.stack([pair.rtt for pair in series], axis=1), trip),
            "hops": (("time", "pair"), np.stack([pair.hops for pair in series], axis=1), link),
        },
        coords={
            "time": series[0].times,
            "source": ("pair", [pair.source for pair in series]),
            "destination": ("pair", [pair.destination for pair in series]),
        },
    )


def show_pairs(title: str, series: list[PairSeries], most_rows: int, cable_factor: float | None) -> None:
    """Print the figures of pairs: few side by side, many in a row each.

    Args:
        title: heading.
        series: of one span.
        most_rows: of the table; 0 for all.
        cable_factor: as `pair_series`.

    Raises:
        Nothing of its own.

    Source:
        None: presentation.
    """
    figures = [_figures(pair.document(), cable_factor) for pair in series[: most_rows or None]]
    names = list(figures[0])
    if len(series) <= MOST_COLUMNS:
        cells: list[list[object]] = [[name, *(column[name] for column in figures)] for name in names]
        ends = [f"{pair.source} - {pair.destination}" for pair in series]
        emit_table(title, ["figure", *ends], aligned(cells, range(1, len(ends) + 1)))
    else:
        rows: list[list[object]] = [
            [pair.source, pair.destination, *own.values()] for pair, own in zip(series, figures, strict=False)
        ]
        emit_table(title, ["from", "to", *names], aligned(rows, range(2, len(names) + 2)))
    if len(figures) < len(series):
        err(f"{len(series) - len(figures)} more; --rows 0 shows all, --json gives them as data")
    if len(series) == 1:
        _show_outages(series[0])


def _figures(row: dict[str, Any], cable_factor: float | None) -> dict[str, str]:
    figures = {"great circle (km)": f"{row['distance_km']:.0f}"}
    for key, label in (("least", "least RTT (ms)"), ("mean", "mean RTT (ms)"), ("greatest", "greatest RTT (ms)")):
        trip = row[f"{key}_rtt_ms"]
        figures[label] = "no way" if trip is None else f"{trip:.2f}"
    figures["links on the path"] = "-" if row["least_hops"] is None else f"{row['least_hops']} - {row['greatest_hops']}"
    figures["path changes"] = str(row["path_changes"])
    figures["without a way (% of time)"] = f"{100.0 * row['without_way_share']:.2f}"
    if cable_factor is not None:
        figures["RTT by fibre (ms)"] = f"{row['fibre_rtt_ms']:.2f}"
        figures["faster than that (% of time)"] = f"{100.0 * row['faster_than_fibre_share']:.1f}"
        figures[f"RTT by cable, {cable_factor:g} x as long (ms)"] = f"{row['cable_rtt_ms']:.2f}"
        figures["faster than cable (% of time)"] = f"{100.0 * row['faster_than_cable_share']:.1f}"
    return figures


def _show_outages(pair: PairSeries) -> None:
    import numpy as np

    second = np.timedelta64(1, "s")
    for begin, end in pair.outages[:MOST_OUTAGES]:
        since, until = ((moment - pair.times[0]) / second for moment in (begin, end))
        print(f"no way from second {since:.1f} to {until:.1f} ({_clock(begin)} to {_clock(end)} UTC)")
    if len(pair.outages) > MOST_OUTAGES:
        err(f"{len(pair.outages) - MOST_OUTAGES} more spans without a way; --json has all")


def _clock(moment: np.datetime64) -> str:
    return str(moment)[11:23]


def path_rows(network: Network, series: list[PairSeries]) -> list[dict[str, Any]]:
    """The paths of pairs as they come into use, for JSON.

    Args:
        network: that has them.
        series: of one span.

    Returns:
        A dictionary for each; no nodes where there is no way.

    Raises:
        Nothing of its own.

    Source:
        None: presentation.
    """
    names = [*network.topology.ephemeris.labels.tolist(), *network.stations.names]
    return [
        {
            "from": pair.source,
            "to": pair.destination,
            "time": row.time,
            "hops": row.hops,
            "nodes": [names[int(node)] for node in str(row.nodes).split("-") if node],
        }
        for pair in series
        for row in pair.paths.itertuples()
    ]


def common_words(labels: Sequence[str]) -> str:
    """What all satellites' names begin with, up to the last blank or slash.

    Args:
        labels: of satellites.

    Returns:
        For example 'KUIPER-K1 '; '' where they have nothing in common.

    Raises:
        Nothing of its own.

    Source:
        None: presentation.
    """
    first = labels[0] if labels else ""
    ends = [k + 1 for k, letter in enumerate(first) if letter in " /"]
    return next((first[:k] for k in reversed(ends) if all(label.startswith(first[:k]) for label in labels)), "")


def show_paths(network: Network, series: list[PairSeries], most_rows: int) -> None:
    """Print the paths of pairs as they come into use.

    Args:
        network: that has them.
        series: of one span.
        most_rows: of the table; 0 for all.

    Raises:
        Nothing of its own.

    Source:
        None: presentation.
    """
    import numpy as np

    found, second = path_rows(network, series), np.timedelta64(1, "s")
    family = common_words(network.topology.ephemeris.labels.tolist())
    rows = [
        [
            f"{row['from']} - {row['to']}",
            f"{(row['time'].to_datetime64() - series[0].times[0]) / second:.1f}",
            " > ".join(node.removeprefix(family) for node in row["nodes"][1:-1]) or "no way",
        ]
        for row in found[: most_rows or None]
    ]
    emit_table("Paths", ["pair", "from second", f"by {family}..." if family else "by"], aligned(rows, [1]))
    if most_rows and len(found) > most_rows:
        err(f"{len(found) - most_rows} more; --rows 0 shows all, --json gives them as data")
