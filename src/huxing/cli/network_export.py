"""`huxing network export`: the network in the forms of others - Hypatia's folder, GraphML, the constellation code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huxing.cli.console import emit_json, err, progress
from huxing.cli.link_options import require_word
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
    Start,
    name_list,
    require_file,
    require_folder,
    time_steps,
)
from huxing.cli.network_source import Space, Wanted, default_places, find_places, make_network, read_space, sizes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from huxing.network.interchange import ShellEntry
    from huxing.network.topology import Network
    from huxing.orbit import Shell

FORMATS = ("hypatia", "graphml", "ietf")
ALGORITHMS = "free_one_only_over_isls"


def export(
    constellation: Constellation,
    out: Annotated[Path, typer.Option(help="Hypatia: the folder to write; else the file.")],
    form: Annotated[str, typer.Option("--format", metavar="hypatia|graphml|ietf", help="What to write.")] = "hypatia",
    station: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PLACE", help="Of the catalogue, or LAT,LON; again for more; the largest --cities, if none."
        ),
    ] = None,
    cities: Annotated[int, typer.Option(help="The most populous, without --station.")] = 100,
    seconds: Annotated[float, typer.Option(help="Hypatia: length of the forwarding states; 0 leaves them out.")] = 10.0,
    step_ms: Annotated[int, typer.Option(min=1, help="Hypatia: between two of them.")] = 100,
    start: Start = None,
    algorithm: Annotated[str, typer.Option(metavar="NAME", help="Hypatia: how stations are tied to satellites.")] = (
        ALGORITHMS
    ),
    min_elevation_deg: MinElevation = None,
    failed_satellite: FailedSatellite = None,
    failed_plane: FailedPlane = None,
    design: Design = None,
    name: Name = None,
    planes: Planes = None,
    per_plane: PerPlane = None,
    as_json: AsJson = False,
) -> None:
    """Write Hypatia's folder with the forwarding states, the graph of one time as GraphML, or the constellation code.

    Hypatia's ns-3 half runs on the folder as on its own.
    """
    require_word(form, "--format", FORMATS)
    failed = (failed_satellite or (), failed_plane or ())
    space = read_space(Wanted(constellation, design, name, planes, per_plane, min_elevation_deg, *failed))
    said: dict[str, Any] = {}
    if form == "ietf":
        require_file(out)
        written = _write_code(space, out)
    else:
        places = name_list(station)
        network = make_network(space, find_places(space, places) if places else default_places(space, cities))
        err(sizes(network))
        write = _write_graph if form == "graphml" else _hypatia_writer(seconds, step_ms, algorithm)
        written, said = write(space, network, space.start(start), out)
    if as_json:
        head = {"constellation": constellation, "format": form, "satellites": len(space.topology)}
        emit_json({**head, "out": str(written), **said})
    else:
        print(written)


def _write_code(space: Space, out: Path) -> Path:
    from huxing.core.errors import InputError
    from huxing.network.interchange import ConstellationDocument, write_constellation_document
    from huxing.orbit import Constellation as Designed
    from huxing.orbit import constellation_from_catalogue

    design = space.satellites
    if not isinstance(design, Designed) and not space.observed and space.stations is None:
        design = constellation_from_catalogue(space.wanted.source, space.wanted.design)
    if not isinstance(design, Designed):
        raise InputError(
            f"a constellation code describes designs, and '{space.wanted.source}' has element sets; take another form",
            given=space.wanted.source,
        )
    document = ConstellationDocument(tuple(_entry(shell) for shell in design.shells))
    write_constellation_document(document, out)
    return out


def _entry(shell: Shell) -> ShellEntry:
    """A shell with the pattern of its plus grid: the next satellite, and the nearest one in the next plane."""
    from huxing.network.interchange import ShellEntry
    from huxing.network.topology import LinkPattern, plus_grid
    from huxing.orbit import Constellation as Designed
    from huxing.orbit import from_constellation_code, to_constellation_code

    code = to_constellation_code(shell)
    read = from_constellation_code(code)
    table = plus_grid(Designed(code, read)).links
    each = len(read[0].argument_of_latitude[0])
    patterns = [LinkPattern(rank_offset=1)] if each > 1 else []
    across = table.pairs[table.cross_plane & (table.pairs[:, 0] == 0)]  # type: ignore[union-attr]  # one table
    beside = [int(b) - each for _, b in across if each <= b < 2 * each]
    if beside:
        rank = beside[0] if beside[0] <= each // 2 else beside[0] - each
        patterns.append(LinkPattern(rank_offset=rank, plane_offset=1))
    return ShellEntry(code, tuple(patterns))


def _write_graph(space: Space, network: Network, start: np.datetime64, out: Path) -> tuple[Path, dict[str, Any]]:
    from huxing.network.interchange import network_graph, write_graphml

    require_file(out)
    snapshot = network.snapshot(start)
    space.warn(start, start)
    graph = network_graph(network, snapshot)
    write_graphml(graph, out)
    return out, {"time": start, "nodes": len(graph), "edges": len(graph.ends)}


def _hypatia_writer(
    seconds: float, step_ms: int, algorithm: str
) -> Callable[[Space, Network, np.datetime64, Path], tuple[Path, dict[str, Any]]]:
    def write(space: Space, network: Network, start: np.datetime64, out: Path) -> tuple[Path, dict[str, Any]]:
        from huxing.network.interchange import write_hypatia

        require_folder(out)
        times: NDArray[np.datetime64] | None = time_steps(start, seconds, step_ms / 1e3) if seconds else None
        with progress("forwarding states") as bar:
            written = write_hypatia(
                out,
                network,
                times,
                algorithm=algorithm,  # type: ignore[arg-type]  # it is checked there
                progress=lambda done, total: bar.update(bar.task_ids[0], completed=done, total=total),
            )
        states = 0 if times is None else int(times.size)
        return written, {"stations": len(network.stations), "states": states, "step_ms": step_ms}

    return write
