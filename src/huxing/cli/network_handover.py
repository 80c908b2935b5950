"""`huxing network handover`: which satellite serves whom, how often that changes, and what it costs, by policy."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huxing.cli.console import emit_json, emit_table, err, progress
from huxing.cli.link_table import aligned
from huxing.cli.network_options import (
    AsJson,
    Constellation,
    Design,
    MinElevation,
    Name,
    PerPlane,
    Planes,
    Start,
    clock,
    name_list,
    require_file,
    time_steps,
    write_rows,
)
from huxing.cli.network_source import Space, Wanted, default_places, find_places, heading, make_network, read_space

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from huxing.network.access import HandoverPolicy, Handovers, Sightings
    from huxing.network.topology import Stations
    from huxing.network.traffic import MovingUsers

SHORT_NAMES = {"longest": "longest-remaining", "load": "least-loaded"}
FIGURES = (
    ("handovers_per_user_hour", "handovers of a user in an hour", ".2f"),
    ("mean_between_s", "mean time between two (s)", ".1f"),
    ("seamless", "seamless handovers", ",d"),
    ("interruptions", "handovers with an interruption", ",d"),
    ("interruption_s", "interruption, all users (s)", ".1f"),
    ("longest_interruption_s", "longest interruption (s)", ".2f"),
    ("ping_pong", "back to the last satellite", ",d"),
    ("served_share", "time served (share)", ".4f"),
    ("outages", "times without a satellite in view", ",d"),
    ("longest_outage_s", "longest of them (s)", ".1f"),
    ("blocked_s", "all satellites in view full, all users (s)", ".1f"),
    ("fairness", "evenness of loads (Jain's index)", ".3f"),
    ("peak_load", "most users of one satellite", ",d"),
)
"""Of the table, of those in `HandoverTotals`."""


@dataclass(frozen=True)
class Journeys:
    """What the options say of users that move."""

    routes: list[str]
    speed_kmh: float
    height_m: float
    departures_per_day: float


def handover(
    constellation: Constellation,
    source: Annotated[
        list[str] | None,
        typer.Option("--from", metavar="PLACE", help="Users that stay: again for more; the largest --cities, if none."),
    ] = None,
    route: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Users that move along a route of the catalogue (north-pacific-air-route)."),
    ] = None,
    policy: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="nearest, highest, longest-remaining, least-loaded, every-15-s; all, if none."
        ),
    ] = None,
    hours: Annotated[float, typer.Option(help="Length of the span.")] = 2.0,
    step_s: Annotated[float, typer.Option("--step-s", "--step", help="Between decisions.")] = 5.0,
    start: Start = None,
    handover_time_s: Annotated[float, typer.Option(help="Without service in a handover that is not seamless.")] = 0.0,
    make_before_break: Annotated[
        bool, typer.Option("--make-before-break", help="The new link stands before the old one is given up.")
    ] = False,
    minimum_dwell_s: Annotated[float, typer.Option(help="A satellite in view is kept so long.")] = 0.0,
    capacity: Annotated[
        int | None, typer.Option(min=0, help="Users that a satellite serves at once; any number, if left out.")
    ] = None,
    speed_kmh: Annotated[float, typer.Option(help="Along the routes; of a ship 30.")] = 900.0,
    height_m: Annotated[float, typer.Option(help="Along the routes; of a ship 0.")] = 11_000.0,
    departures_per_day: Annotated[float, typer.Option(help="From each end of each route.")] = 24.0,
    min_elevation_deg: MinElevation = None,
    cities: Annotated[int, typer.Option(help="The most populous, without --from and --route.")] = 100,
    design: Design = None,
    name: Name = None,
    planes: Planes = None,
    per_plane: PerPlane = None,
    out: Annotated[Path | None, typer.Option(help="Write every handover here, CSV.")] = None,
    as_json: AsJson = False,
) -> None:
    """How often users change satellites, and for how long they have none, by policy; all policies side by side.

    Satellites set at exact instants; choices are made at steps.
    """
    from huxing.core.errors import InputError

    require_file(out)
    changes = _changes(handover_time_s, make_before_break, minimum_dwell_s)
    policies = _policies(name_list(policy), changes)
    space = read_space(Wanted(constellation, design, name, planes, per_plane, min_elevation_deg))
    times = time_steps(space.start(start), hours, step_s, option="--hours")
    if source and route:
        raise InputError("give --from for users that stay, or --route for users that move, not both")
    users = _users(space, times, name_list(source), Journeys(name_list(route), speed_kmh, height_m, departures_per_day),
                   cities)  # fmt: skip
    err(f"{len(space.topology)} satellites, {_count(users)}, {times.size} times from {clock(times[0])}")
    space.warn(times[0], times[-1])
    found = _run(_sightings(space, users, times), policies, capacity)
    if out is not None:
        _write(found, out)
    if as_json:
        totals = [{"policy": name, **asdict(run.total())} for name, run in found.items()]
        settings = {"capacity_users": capacity, **changes_document(changes)}
        emit_json({**heading(space, times), "users": len(users), **settings, "policies": totals})
        return
    _show(f"{space.title}, {_count(users)}, {hours:g} h from {clock(times[0])}", found)


def _changes(handover_time: float, make_before_break: bool, dwell: float) -> dict[str, Any]:
    return {"handover_time": handover_time, "make_before_break": make_before_break, "minimum_dwell": dwell}


def changes_document(changes: dict[str, Any]) -> dict[str, Any]:
    """The settings of all policies for JSON.

    Args:
        changes: attributes of `HandoverPolicy`.

    Returns:
        The same with units in the keys.

    Raises:
        Nothing of its own.

    Source:
        docs/reference/commands.md.
    """
    return {key if isinstance(value, bool) else f"{key}_s": value for key, value in changes.items()}


def _policies(names: list[str], changes: dict[str, Any]) -> dict[str, HandoverPolicy]:
    from huxing.network.access import POLICIES, handover_policy

    chosen = [SHORT_NAMES.get(name, name) for name in names] or list(POLICIES)
    return {name: handover_policy(name, **changes) for name in dict.fromkeys(chosen)}


def _users(
    space: Space, times: NDArray[np.datetime64], places: list[str], journeys: Journeys, cities: int
) -> Stations | MovingUsers:
    from huxing.network.traffic import moving_users, travel_route

    if not journeys.routes:
        chosen = find_places(space, places) if places else default_places(space, cities)
        return make_network(space, chosen).stations
    ways = [travel_route(name, height=journeys.height_m) for name in journeys.routes]
    end = times[-1] + (times[1] - times[0] if times.size > 1 else times[-1] - times[-1])
    return moving_users(
        ways, speed=journeys.speed_kmh / 3.6, departures_per_day=journeys.departures_per_day, start=times[0], stop=end
    )


def _count(users: Stations | MovingUsers) -> str:
    return f"{len(users)} user{'' if len(users) == 1 else 's'}"


def _sightings(space: Space, users: Stations | MovingUsers, times: NDArray[np.datetime64]) -> Sightings:
    from huxing.network.access import sightings

    access = make_network(space, []).access
    with progress("sightings") as bar:
        return sightings(
            space.topology.ephemeris,
            users,
            times,
            access=access,
            progress=lambda done, total: bar.update(bar.task_ids[0], completed=done, total=total),
        )


def _run(found: Sightings, policies: dict[str, HandoverPolicy], capacity: int | None) -> dict[str, Handovers]:
    from huxing.network.access import handover as run

    runs = {}
    with progress("handover") as bar:
        for name, policy in policies.items():
            bar.update(bar.task_ids[0], description=name)
            runs[name] = run(
                found,
                policy,
                capacity=capacity,
                progress=lambda done, total: bar.update(bar.task_ids[0], completed=done, total=total),
            )
    return runs


def _show(title: str, found: dict[str, Handovers]) -> None:
    totals = [asdict(run.total()) for run in found.values()]
    cells: list[list[object]] = [
        [label, *("-" if total[key] is None else format(total[key], form) for total in totals)]
        for key, label, form in FIGURES
    ]
    emit_table(title, ["figure", *found], aligned(cells, range(1, len(found) + 1)))


def _write(found: dict[str, Handovers], out: Path) -> None:
    import pandas as pd

    parts = [run.table().assign(policy=name) for name, run in found.items()]
    table = pd.concat(parts, ignore_index=True)
    names = ["policy", *(column for column in table.columns if column != "policy")]
    write_rows(out, {name: table[name] for name in names})
    err(f"{len(table):,} changes: {out}")
