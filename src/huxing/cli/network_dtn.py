"""`huxing network dtn`: how a bundle is carried and forwarded over a contact plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huxing.cli.console import emit_json, emit_table
from huxing.cli.link_table import aligned
from huxing.cli.network_contacts import DownMbps, Hours, LinkMbps, Rates, UpMbps, make_plan
from huxing.cli.network_options import (
    CONSTELLATION,
    AsJson,
    Design,
    FailedPlane,
    FailedSatellite,
    MinElevation,
    Name,
    PerPlane,
    Planes,
)
from huxing.cli.network_source import Wanted, find_places, read_space

if TYPE_CHECKING:
    import numpy as np

    from huxing.network.dtn import ContactPlan, Route


def dtn(
    constellation: Annotated[str | None, typer.Argument(help=f"{CONSTELLATION} Or --plan.")] = None,
    source: Annotated[str, typer.Option("--from", metavar="PLACE", help="Place, or node of --plan.")] = "",
    destination: Annotated[str, typer.Option("--to", metavar="PLACE", help="Place, or node of --plan.")] = "",
    plan: Annotated[
        Path | None, typer.Option(help="A contact plan of ION, or .json of HDTN, instead of CONSTELLATION.")
    ] = None,
    megabytes: Annotated[float, typer.Option(help="Size of the bundle.")] = 1.0,
    hours: Hours = 24.0,
    start: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="UTC at which the bundle is there; the plan's begin, if left out."),
    ] = None,
    up_mbps: UpMbps = None,
    down_mbps: DownMbps = None,
    isl_mbps: LinkMbps = None,
    alternatives: Annotated[int, typer.Option(min=1, help="So many routes, the best first.")] = 1,
    min_elevation_deg: MinElevation = None,
    failed_satellite: FailedSatellite = None,
    failed_plane: FailedPlane = None,
    design: Design = None,
    name: Name = None,
    planes: Planes = None,
    per_plane: PerPlane = None,
    as_json: AsJson = False,
) -> None:
    """How a bundle goes by store and forward: the best route over the contact plan by CCSDS SABR, and its arrival."""
    from huxing.core.errors import InputError
    from huxing.network.dtn import ContactGraph, alternative_routes

    if (constellation is None) == (plan is None):
        raise InputError("give either a CONSTELLATION or --plan")
    if not source or not destination:
        raise InputError("give --from and --to: where the bundle is, and where it goes")
    size = _bytes(megabytes)
    if plan is not None:
        known, begin = read_plan(plan, start)
        names = [source, destination]
    else:
        if up_mbps is None or down_mbps is None:
            raise InputError("give the rates of contacts: --up-mbps, --down-mbps, and --isl-mbps between satellites")
        failed = (failed_satellite or (), failed_plane or ())
        space = read_space(Wanted(str(constellation), design, name, planes, per_plane, min_elevation_deg, *failed))
        begin, places = space.start(start), find_places(space, [source, destination])
        if places[0].name == places[1].name:
            raise InputError(f"--from and --to are both {places[0].name}; give two places", given=source)
        known = make_plan(space, places, begin, hours, Rates(up_mbps, down_mbps, isl_mbps))
        names = [place.name for place in places]
    graph = ContactGraph(known)
    ends = [_node(known, name) for name in names]
    best = graph.best_route(ends[0], ends[1], begin, size_bytes=size)
    found = alternative_routes(graph.question(ends[0], ends[1], begin, size_bytes=size), alternatives)
    if as_json:
        document: dict[str, Any] = {"constellation": constellation, "plan": None if plan is None else str(plan)}
        document |= {"from": source, "to": destination, "time": begin, "size_bytes": size, "contacts": len(known)}
        why = getattr(best, "reason", None)
        emit_json({**document, "routes": [_document(known, route) for route in found], "why_none": why})
        return
    if not found:
        print(f"no route from {source} to {destination}: {getattr(best, 'message', '')}")
    for number, route in enumerate(found, 1):
        _show(f"route {number} of {len(found)}" if len(found) > 1 else "", _document(known, route), begin)


def read_plan(path: Path, start: str | None) -> tuple[ContactPlan, np.datetime64]:
    """A contact plan from a file.

    Args:
        path: ION's text, or `.json` of HDTN.
        start: UTC; seconds of the file count from there, where it does not say from when.

    Returns:
        The plan, and the time at which the bundle is there: the start, or else the plan's first.

    Raises:
        FormatError, MissingDataError: as the readers.
        InputError: a plan of HDTN without a start, or a plan without contacts.

    Source:
        docs/reference/commands.md.
    """
    import numpy as np

    from huxing.core.errors import InputError
    from huxing.core.time import parse_time
    from huxing.network.dtn import read_hdtn_plan, read_ion_plan

    begin = None if start is None else parse_time(start)
    if path.suffix == ".json" and begin is None:
        raise InputError(f"{path}: a plan of HDTN counts seconds from its start; give it as --start", given=str(path))
    plan = read_hdtn_plan(path, reference=begin) if path.suffix == ".json" else read_ion_plan(path, reference=begin)
    if not len(plan):
        raise InputError(f"{path}: the plan has no contact", given=str(path))
    first = np.datetime64(int(plan.contacts["start"].to_numpy("datetime64[ns]").astype(np.int64).min()), "ns")
    return plan, first if begin is None else begin


def _bytes(megabytes: float) -> int:
    from huxing.core.model_range import ModelRange

    limits = ModelRange("bundle", "size", 0.0, 2.0**50, "MB", 1e6, physical=True)
    return round(limits.single(megabytes * 1e6))


def _node(plan: ContactPlan, text: str) -> int:
    """Number of a node given by name or number."""
    from huxing.core.errors import InputError

    numbers = {name: number for number, name in plan.names.items()}
    if text in numbers:
        return numbers[text]
    if text.isdecimal() and int(text) in set(plan.nodes.tolist()):
        return int(text)
    some = ", ".join(map(str, plan.nodes[:8].tolist()))
    raise InputError(f"no node '{text[:60]}' in the contact plan; it has {len(plan.nodes)}: {some} ...", given=text)


def _document(plan: ContactPlan, route: Route) -> dict[str, Any]:
    names = [plan.names.get(int(node), str(int(node))) for node in route.nodes]
    steps = zip(names, names[1:], route.sent, route.received, strict=False)
    return {
        "arrival": route.arrival,
        "valid_until": route.termination,
        "confidence": route.confidence,
        "hops": [{"from": a, "to": b, "sent": sent, "received": received} for a, b, sent, received in steps],
    }


def _show(title: str, route: dict[str, Any], begin: np.datetime64) -> None:
    import numpy as np

    second = np.timedelta64(1, "s")
    cells: list[list[object]] = [
        [
            hop["from"],
            hop["to"],
            f"{hop['sent']:.23}".replace("T", " "),
            f"{(hop['sent'] - begin) / second:.3f}",
            f"{(hop['received'] - begin) / second:.3f}",
        ]
        for hop in route["hops"]
    ]
    columns = ["from", "to", "sent (UTC)", "sent, second", "received, second"]
    emit_table(title, columns, aligned(cells, (3, 4)))
    waited = (route["arrival"] - begin) / second
    print(f"there at {route['arrival']:.23} UTC, after {waited:.3f} s, by {len(cells)} contacts")
