"""`huxing network routes`: the path between two places at one time, hop by hop, or to everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huxing.cli.console import emit_json, emit_table, err
from huxing.cli.link_options import require_word
from huxing.cli.link_table import aligned
from huxing.cli.network_options import (
    AsJson,
    Constellation,
    Design,
    FailedPlane,
    FailedSatellite,
    From,
    MinElevation,
    Name,
    PerPlane,
    Planes,
    Rows,
    clock,
    name_list,
    require_file,
    write_rows,
)
from huxing.cli.network_source import Space, Wanted, default_places, find_places, make_network, read_space

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from huxing.network.routing import Weights
    from huxing.network.topology import Network, Snapshot

CRITERIA = ("delay", "hops")
APART = ("link", "satellite")


@dataclass(frozen=True, eq=False)
class Hops:
    """A path: its nodes, their names and places (deg, deg, km), and the lengths of its links, m."""

    names: list[str]
    places: NDArray[Any]
    lengths: NDArray[Any]

    @property
    def length(self) -> float:
        """Of the whole path, m."""
        return float(self.lengths.sum())

    def document(self) -> dict[str, Any]:
        """The path for JSON."""
        keys = ("latitude_deg", "longitude_deg", "altitude_km")
        nodes = [
            {"name": name, **dict(zip(keys, place.tolist(), strict=True))}
            for name, place in zip(self.names, self.places, strict=True)
        ]
        delays = _milliseconds(self.lengths).tolist()
        links = [
            {"from": one, "to": other, "length_km": length / 1e3, "delay_ms": delay}
            for one, other, length, delay in zip(
                self.names, self.names[1:], self.lengths.tolist(), delays, strict=False
            )
        ]
        delay = float(sum(delays))
        return {
            "rtt_ms": 2.0 * delay,
            "delay_ms": delay,
            "length_km": self.length / 1e3,
            "hops": len(links),
            "nodes": nodes,
            "links": links,
        }


def routes(
    constellation: Constellation,
    source: From,
    destination: Annotated[
        list[str] | None,
        typer.Option("--to", metavar="PLACE", help="Again for more; the largest --cities, if left out."),
    ] = None,
    at: Annotated[
        str | None, typer.Option(metavar="TIME", help="UTC; the newest epoch, or the design's, if left out.")
    ] = None,
    by: Annotated[str, typer.Option(metavar="delay|hops", help="What the path is to have least of.")] = "delay",
    disjoint: Annotated[int, typer.Option(min=1, help="So many paths that share nothing.")] = 1,
    apart: Annotated[str, typer.Option(metavar="link|satellite", help="What they may not share.")] = "link",
    min_elevation_deg: MinElevation = None,
    cities: Annotated[int, typer.Option(help="The most populous, where --to is left out.")] = 100,
    failed_satellite: FailedSatellite = None,
    failed_plane: FailedPlane = None,
    design: Design = None,
    name: Name = None,
    planes: Planes = None,
    per_plane: PerPlane = None,
    rows: Rows = 40,
    out: Annotated[Path | None, typer.Option(help="Write the hops of all paths here, CSV.")] = None,
    as_json: AsJson = False,
) -> None:
    """The path at one time with length and delay of every hop; several that share nothing; or paths to everywhere."""
    from huxing.core.errors import InputError

    require_word(by, "--by", CRITERIA)
    require_word(apart, "--apart", APART)
    require_file(out)
    failed = (failed_satellite or (), failed_plane or ())
    space = read_space(Wanted(constellation, design, name, planes, per_plane, min_elevation_deg, *failed))
    one = find_places(space, [source])[0]
    named = find_places(space, name_list(destination))
    others = named or [place for place in default_places(space, cities) if place.name != one.name]
    if any(other.name == one.name for other in others):
        raise InputError(f"--from and --to are both {one.name}; give two places", given=one.name)
    if disjoint > 1 and len(others) > 1:
        raise InputError("--disjoint is for one destination; give one --to", given=disjoint)
    network = make_network(space, [one, *others])
    snapshot = network.snapshot(space.start(at))
    space.warn(snapshot.time, snapshot.time)
    names = [other.name for other in others]
    found = _found(network, snapshot, one.name, names, by=by, disjoint=disjoint, apart=apart)
    if out is not None:
        _write(one.name, found, out)
    if as_json:
        emit_json(_document(space, network, snapshot, one.name, found, by))
        return
    title = f"{space.title} at {clock(snapshot.time)}, least {by}"
    if len(others) > 1:
        _show_list(f"{title}, from {one.name}", found, rows)
    else:
        _show_paths(title, network, snapshot, one.name, names[0], found[names[0]], disjoint)


def _found(
    network: Network, snapshot: Snapshot, source: str, others: Sequence[str], *, by: str, disjoint: int, apart: str
) -> dict[str, list[Hops]]:
    """Paths to each destination; none where there is no way."""
    from huxing.network.routing import disjoint_paths, hop_weights, path, route

    weights: Weights | None = hop_weights(snapshot) if by == "hops" else None
    given = {} if weights is None else weights._asdict()
    a, ends = network.stations.index(source), [network.stations.index(other) for other in others]
    if disjoint > 1:
        several = disjoint_paths(snapshot, a, ends[0], disjoint, apart=apart, **given)  # type: ignore[arg-type]
        return {others[0]: [_hops(network, snapshot, nodes) for nodes in several]}
    table = route(snapshot, destinations=ends, **given)
    ways = {other: path(table, a, b) for other, b in zip(others, ends, strict=True)}
    return {other: [_hops(network, snapshot, nodes)] if nodes.size else [] for other, nodes in ways.items()}


def _hops(network: Network, snapshot: Snapshot, nodes: NDArray[Any]) -> Hops:
    import numpy as np

    from huxing.core.geodesy import itrf_to_geodetic

    labels = [*network.topology.ephemeris.labels.tolist(), *network.stations.names]
    position = np.concatenate([snapshot.position, network.stations.position])[nodes]
    place = itrf_to_geodetic(position)
    places = np.stack([np.degrees(place.latitude), np.degrees(place.longitude), place.height / 1e3], axis=1)
    lengths = np.linalg.norm(np.diff(position, axis=0), axis=1)
    return Hops([labels[node] for node in nodes], places, lengths)


def _milliseconds(lengths: NDArray[Any]) -> NDArray[Any]:
    import numpy as np

    from huxing.core.constants import SPEED_OF_LIGHT

    return np.asarray(lengths / SPEED_OF_LIGHT * 1e3)


def _document(
    space: Space, network: Network, snapshot: Snapshot, source: str, found: dict[str, list[Hops]], by: str
) -> dict[str, Any]:
    seen = _in_view(network, snapshot)
    return {
        "constellation": space.wanted.source,
        "satellites": len(space.topology),
        "time": snapshot.time,
        "least": by,
        "from": source,
        "satellites_in_view": seen[source],
        "destinations": [
            {"to": other, "satellites_in_view": seen[other], "paths": [way.document() for way in ways]}
            for other, ways in found.items()
        ],
    }


def _in_view(network: Network, snapshot: Snapshot) -> dict[str, int]:
    import numpy as np

    counts = np.isfinite(snapshot.ground_range).sum(axis=0).tolist()
    return dict(zip(network.stations.names, counts, strict=True))


def _show_paths(
    title: str, network: Network, snapshot: Snapshot, source: str, other: str, ways: list[Hops], wanted: int
) -> None:
    seen = _in_view(network, snapshot)
    if not ways:
        print(
            f"{title}: no way from {source}, which sees {seen[source]} satellites, to {other}, which sees {seen[other]}"
        )
        return
    for number, way in enumerate(ways, 1):
        delays = _milliseconds(way.lengths)
        cells: list[list[object]] = [
            [
                name,
                f"{latitude:.2f}",
                f"{longitude:.2f}",
                f"{altitude:.1f}",
                "" if k == 0 else f"{way.lengths[k - 1] / 1e3:.1f}",
                "" if k == 0 else f"{delays[k - 1]:.3f}",
                f"{delays[:k].sum():.3f}",
            ]
            for k, (name, (latitude, longitude, altitude)) in enumerate(zip(way.names, way.places, strict=True))
        ]
        columns = [
            "node",
            "latitude (deg)",
            "longitude (deg)",
            "altitude (km)",
            "link (km)",
            "delay (ms)",
            "in all (ms)",
        ]
        heading = f"{title}, path {number} of {len(ways)}" if wanted > 1 else title
        emit_table(heading, columns, aligned(cells, range(1, len(columns))))
        trip = 2.0 * float(delays.sum())
        print(f"RTT {trip:.3f} ms: {len(way.lengths)} links, {way.length / 1e3:.1f} km; "
              f"{source} sees {seen[source]} satellites, {other} {seen[other]}")  # fmt: skip
    if len(ways) < wanted:
        print(f"the network has no more than {len(ways)} such paths")


def _show_list(title: str, found: dict[str, list[Hops]], most_rows: int) -> None:
    shown = list(found.items())[: most_rows or None]
    cells: list[list[object]] = [[other, *_summary(ways[0] if ways else None)] for other, ways in shown]
    columns = ["to", "RTT (ms)", "links", "path (km)", "first satellite", "last satellite"]
    emit_table(title, columns, aligned(cells, (1, 2, 3)))
    if len(shown) < len(found):
        err(f"{len(found) - len(shown)} more; --rows 0 shows all, --json gives them as data")


def _summary(way: Hops | None) -> list[str]:
    if way is None:
        return ["no way", "-", "-", "-", "-"]
    trip = 2.0 * float(_milliseconds(way.lengths).sum())
    return [f"{trip:.2f}", str(len(way.lengths)), f"{way.length / 1e3:.0f}", way.names[1], way.names[-2]]


def _write(source: str, found: dict[str, list[Hops]], out: Path) -> None:
    rows = [
        (source, other, number, hop, *link.values())
        for other, ways in found.items()
        for number, way in enumerate(ways, 1)
        for hop, link in enumerate(way.document()["links"], 1)
    ]
    keys = ("path_from", "path_to", "path", "hop", "from", "to", "length_km", "delay_ms")
    write_rows(out, dict(zip(keys, zip(*rows, strict=True), strict=True)) if rows else {key: [] for key in keys})
    err(f"{len(rows)} hops: {out}")
