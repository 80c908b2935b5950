"""`huxing network events`: when exactly links come up and go down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from huxing.cli.console import emit_json, emit_table, err
from huxing.cli.link_options import require_word
from huxing.cli.link_table import aligned
from huxing.cli.network_options import (
    AsJson,
    Constellation,
    Design,
    MinElevation,
    Name,
    Out,
    PerPlane,
    Planes,
    Rows,
    Start,
    clock,
    name_list,
    require_file,
    time_steps,
    write_rows,
)
from huxing.cli.network_source import Wanted, find_places, make_network, read_space, sizes

if TYPE_CHECKING:
    import pandas as pd

    from huxing.network.topology import Network

KINDS = ("all", "ground", "link")


def events(
    constellation: Constellation,
    station: Annotated[
        list[str] | None, typer.Option(metavar="PLACE", help="Of the catalogue, or LAT,LON; again for more.")
    ] = None,
    seconds: Annotated[float, typer.Option(help="Length of the span.")] = 600.0,
    start: Start = None,
    kind: Annotated[str, typer.Option(metavar="all|ground|link", help="Links to stations, or between satellites.")] = (
        "all"
    ),
    tolerance_s: Annotated[float, typer.Option(help="To which each time is found.")] = 1e-4,
    min_elevation_deg: MinElevation = None,
    design: Design = None,
    name: Name = None,
    planes: Planes = None,
    per_plane: PerPlane = None,
    rows: Rows = 40,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Every time at which geometry brings a link up or takes it down, found as a root and not by steps of a clock."""
    import numpy as np

    from huxing.core.errors import InputError
    from huxing.network.evolution import link_events

    require_word(kind, "--kind", KINDS)
    require_file(out)
    if kind == "ground" and not name_list(station):
        raise InputError("--kind ground is of links to stations; give --station")
    space = read_space(Wanted(constellation, design, name, planes, per_plane, min_elevation_deg))
    network = make_network(space, find_places(space, name_list(station)))
    begin = time_steps(space.start(start), seconds, 1e9)[0]
    end = begin + np.timedelta64(round(seconds * 1e9), "ns")
    err(f"{sizes(network)}, {seconds:g} s from {clock(begin)}")
    space.warn(begin, end)
    found = link_events(network, begin, end, tolerance=tolerance_s)
    table = _named(found if kind == "all" else found[found["kind"] == kind], network)
    if out is not None:
        write_rows(out, {str(column): table[column] for column in table.columns})
        err(f"{len(table):,} changes: {out}")
    if as_json:
        head = {"constellation": constellation, "satellites": len(space.topology), "start": begin, "end": end}
        emit_json({**head, "tolerance_s": tolerance_s, "events": table})
        return
    shown = table.head(rows) if rows else table
    moments = shown["time"].to_numpy().astype("datetime64[us]")
    since = (shown["time"].to_numpy() - begin) / np.timedelta64(1, "s")
    cells: list[list[object]] = [
        [str(moment)[11:], f"{after:.4f}", one.kind, one.satellite, one.other, "up" if one.up else "down"]
        for moment, after, one in zip(moments, since, shown.itertuples(), strict=True)
    ]
    columns = ["time (UTC)", "second", "kind", "satellite", "station or satellite", "comes"]
    emit_table(f"{space.title}, {len(table):,} changes of links from {clock(begin)}", columns, aligned(cells, [1]))
    if len(shown) < len(table):
        err(f"{len(table) - len(shown)} more; --rows 0 shows all, --json gives them as data")


def _named(events_found: pd.DataFrame, network: Network) -> pd.DataFrame:
    """The events with names in place of numbers."""
    import numpy as np

    labels, stations = network.topology.ephemeris.labels.astype(object), np.array(network.stations.names, object)
    other = events_found["other"].to_numpy()
    ground = (events_found["kind"] == "ground").to_numpy()
    names = np.empty(other.size, object)
    names[ground], names[~ground] = stations[other[ground]], labels[other[~ground]]
    return events_found.assign(satellite=labels[events_found["satellite"].to_numpy()], other=names).reset_index(
        drop=True
    )
