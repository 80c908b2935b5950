"""`huxing network rtt`: round-trip times over a span, of named places or of all pairs of the largest cities."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from huxing.cli.console import emit_json, err
from huxing.cli.network_options import (
    AsJson,
    Constellation,
    Design,
    FailedPlane,
    FailedSatellite,
    MinElevation,
    Name,
    PerPlane,
    Planes,
    Rows,
    Start,
    clock,
    name_list,
    require_file,
    time_steps,
)
from huxing.cli.network_pairs import pair_series, path_rows, show_pairs, show_paths, write_pairs
from huxing.cli.network_source import (
    Space,
    Wanted,
    default_places,
    find_places,
    heading,
    make_network,
    read_space,
    sizes,
)

if TYPE_CHECKING:
    from huxing.orbit import Station


def rtt(
    constellation: Constellation,
    source: Annotated[
        str | None, typer.Option("--from", metavar="PLACE", help="City or station of the catalogue, or LAT,LON.")
    ] = None,
    destination: Annotated[
        list[str] | None,
        typer.Option("--to", metavar="PLACE", help="Again for more; the largest --cities, if left out."),
    ] = None,
    seconds: Annotated[float, typer.Option(help="Length of the span.")] = 200.0,
    step_s: Annotated[float, typer.Option("--step-s", "--step", help="Time step.")] = 0.1,
    start: Start = None,
    min_elevation_deg: MinElevation = None,
    fibre: Annotated[bool, typer.Option("--fibre", help="Compare with fibre along the great circle.")] = False,
    cable_factor: Annotated[float, typer.Option(help="And with a cable that is longer by this factor.")] = 1.5,
    cities: Annotated[int, typer.Option(help="The most populous, where an end is left out.")] = 100,
    paths: Annotated[bool, typer.Option("--paths", help="Also every path, when it comes into use.")] = False,
    failed_satellite: FailedSatellite = None,
    failed_plane: FailedPlane = None,
    design: Design = None,
    name: Name = None,
    planes: Planes = None,
    per_plane: PerPlane = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Threads for all pairs; one a CPU, if left out.")] = None,
    rows: Rows = 40,
    out: Annotated[
        Path | None, typer.Option(help="Write the series, CSV or .nc; of all pairs a row each, CSV.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Round-trip times over a span, outages, path changes; without --from, of all pairs of the largest cities.

    Light in vacuum along the path of least delay, both ways; no queues, no processing.
    """
    from huxing.core.errors import InputError

    require_file(out)
    failed = (failed_satellite or (), failed_plane or ())
    space = read_space(Wanted(constellation, design, name, planes, per_plane, min_elevation_deg, *failed))
    times = time_steps(space.start(start), seconds, step_s)
    if source is None:
        from huxing.cli.network_all_pairs import show_all_pairs

        if destination or paths or fibre:
            raise InputError("--to, --paths and --fibre are for pairs with a --from; give it")
        show_all_pairs(space, times, cities, workers=workers, out=out, as_json=as_json)
        return
    one, others = _ends(space, source, destination, cities)
    network = make_network(space, [one, *others])
    err(f"{sizes(network)}, {times.size} times from {clock(times[0])}")
    space.warn(times[0], times[-1])
    factor = cable_factor if fibre else None
    series = pair_series(network, times, [(one.name, other.name) for other in others], factor)
    if out is not None:
        write_pairs(series, out)
    if as_json:
        document = {**heading(space, times), "pairs": [pair.document() for pair in series]}
        emit_json({**document, "paths": path_rows(network, series)} if paths else document)
        return
    show_pairs(f"{space.title}, {seconds:g} s from {clock(times[0])}", series, rows, factor)
    if paths:
        show_paths(network, series, rows)


def _ends(space: Space, source: str, destination: Sequence[str] | None, cities: int) -> tuple[Station, list[Station]]:
    one = find_places(space, [source])[0]
    if destination:
        return one, find_places(space, name_list(destination))
    return one, [other for other in default_places(space, cities) if other.name != one.name]
