"""`huxing network capacity`: how much a network carries at one time, max-min fair or at best, and what binds."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
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
    FailedGateway,
    FailedPlane,
    FailedSatellite,
    MinElevation,
    Name,
    PerPlane,
    Planes,
    clock,
    name_list,
    require_file,
    write_rows,
)
from huxing.cli.network_source import Space, Wanted, find_places, make_network, read_space, sizes

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from huxing.network.capacity import Allocation, FairRates, FlowPlan, LinkRates
    from huxing.network.topology import Network, Snapshot
    from huxing.network.traffic import Demand
    from huxing.orbit import Station

IslGbps = Annotated[float, typer.Option(help="Links between satellites, each way.")]
GslGbps = Annotated[float, typer.Option(help="One antenna of a station, each way.")]
SatelliteGbps = Annotated[
    float | None, typer.Option(help="All ground links of a satellite, each way; as --gsl-gbps, if left out.")
]
MOST_FLOWS = 4_000_000
"""Each takes some hundred bytes: its path, its rate, its bottleneck."""
OBJECTIVES = ("throughput", "concurrent")
GATEWAY = "gateway "
"""Before the name of a gateway, which may stand in a city of the same name."""


@dataclass(frozen=True)
class Sizes:
    """What the options say of the rates of links, Gbit/s."""

    isl: float
    gsl: float
    antennas: int
    satellite: float | None


@dataclass(frozen=True, eq=False)
class Load:
    """Places and the flows between them.

    Attributes:
        places: stations.
        source, destination: index of each flow's places, shape `(flow,)`.
        demand: bit/s, infinite for all that a flow can get, shape `(flow,)`.
        notes: where the numbers come from.
        gateways: how many of the last places are gateways; None where every place is a station with antennas.
    """

    places: list[Station]
    source: NDArray[Any]
    destination: NDArray[Any]
    demand: NDArray[Any]
    notes: tuple[str, ...] = field(default=())
    gateways: int | None = None


def capacity(
    constellation: Constellation,
    cities: Annotated[int, typer.Option(min=1, help="So many cities, those with the most people.")] = 100,
    gateways: Annotated[
        list[str] | None,
        typer.Option(metavar="A,B,C", help="The cities are served from the nearest of these, not from each other."),
    ] = None,
    demand_gbps: Annotated[
        float | None, typer.Option(help="Of all together, by people; all that they can get, if left out.")
    ] = None,
    demand: Annotated[
        Path | None, typer.Option(help="Or your own: CSV with source, destination, rate_mbps, perhaps time.")
    ] = None,
    isl_gbps: IslGbps = 20.0,
    gsl_gbps: GslGbps = 10.0,
    antennas: Annotated[int, typer.Option(min=1, help="Of a station or gateway.")] = 1,
    satellite_gbps: SatelliteGbps = None,
    at: Annotated[
        str | None, typer.Option(metavar="TIME", help="UTC; the newest epoch, or the design's, if left out.")
    ] = None,
    best: Annotated[
        bool, typer.Option("--lp", help="Also the best that flows can do that split over paths, with bound.")
    ] = False,
    objective: Annotated[
        str, typer.Option(metavar="throughput|concurrent", help="Of --lp: all bits, or the worst-served flow.")
    ] = "throughput",
    paths: Annotated[int, typer.Option(min=1, help="Of a flow, for --lp to begin with.")] = 4,
    bent_pipe: Annotated[
        bool, typer.Option("--bent-pipe", help="Without links between satellites: up and straight down.")
    ] = False,
    failed_gateway: FailedGateway = None,
    failed_satellite: FailedSatellite = None,
    failed_plane: FailedPlane = None,
    min_elevation_deg: MinElevation = None,
    design: Design = None,
    name: Name = None,
    planes: Planes = None,
    per_plane: PerPlane = None,
    rows: Annotated[int, typer.Option(min=1, help="Of the table of the busiest links.")] = 10,
    out: Annotated[Path | None, typer.Option(help="Write the rate of every flow here, CSV.")] = None,
    as_json: AsJson = False,
) -> None:
    """How much the network carries at one time: max-min fair on shortest paths, at best (--lp), and the busiest links.

    Rates of links are assumptions unless you give your own.
    """
    from huxing.core.errors import InputError

    require_file(out)
    require_word(objective, "--objective", OBJECTIVES)
    if demand is not None and (demand_gbps is not None or gateways):
        raise InputError("--demand has its own places and rates; leave --demand-gbps and --gateways out")
    failed = (failed_satellite or (), failed_plane or ())
    space = read_space(Wanted(constellation, design, name, planes, per_plane, min_elevation_deg, *failed))
    moment = space.start(at)
    out_of_order, ends = name_list(failed_gateway), name_list(gateways)
    load = _load(space, moment, cities, _working(ends, out_of_order) if ends else [], demand_gbps, demand)
    _require_room(load.source.size)
    network = make_network(space, load.places, [] if ends else out_of_order)
    err(f"{sizes(network)}, {load.source.size:,} flows at {clock(moment)}")
    space.warn(moment, moment)
    for note in load.notes:
        err(note)
    snapshot = network.snapshot(moment)
    rates = link_rates(len(load.places), load.gateways, Sizes(isl_gbps, gsl_gbps, antennas, satellite_gbps))
    fair = _fair(snapshot, load, rates, bent_pipe=bent_pipe)
    plan = _plan(snapshot, load, rates, objective, paths, bent_pipe=bent_pipe) if best else None
    if out is not None:
        _write(network, load, fair, plan, out)
    busiest = fair.busiest(
        snapshot, rows, satellites=network.topology.ephemeris.labels, stations=network.stations.names
    )
    document = {
        "constellation": constellation,
        "satellites": len(space.topology),
        "stations": len(network.stations),
        "time": moment,
        "bent_pipe": bent_pipe,
        "demand_gbps": _gbps(float(load.demand.sum())),
        **_document(fair),
        "best": None if plan is None else _best_document(plan, asked=math.isfinite(load.demand.sum())),
        "kinds_of_links": fair.by_kind(),
        "busiest_links": busiest.drop(columns="link"),
    }
    if as_json:
        emit_json(document)
    else:
        _show(f"{space.title} at {clock(moment)}", document, fair.by_kind(), busiest)


def _require_room(flows: int) -> None:
    from huxing.core.errors import TooLargeError

    if flows > MOST_FLOWS:
        raise TooLargeError(
            f"{flows:,} flows are over the bound of {MOST_FLOWS:,}; take fewer --cities, or --gateways", given=flows
        )


def _load(
    space: Space, moment: Any, count: int, gateways: list[str], demand_gbps: float | None, table: Path | None
) -> Load:
    import numpy as np

    from huxing.network.traffic import access_demand, cities, gravity_demand, read_demand

    if table is not None:
        given = read_demand(table).at(moment)
        return _of_demand(find_places(space, given.names), given)
    people = cities(largest=count)
    total = 1.0 if demand_gbps is None else demand_gbps * 1e9
    if gateways:
        ends = [replace(place, name=f"{GATEWAY}{place.name}") for place in find_places(space, gateways)]
        from huxing.network.topology import stations

        share = total / float(people.population.sum())
        asked = access_demand(people, stations(ends), rate_per_subscriber=share, penetration=1.0)
        load = _of_demand([*people.stations(), *ends], asked, len(ends))
    else:
        _require_room(len(people) * (len(people) - 1))
        asked = gravity_demand(people, total=total)
        load = _of_demand(list(people.stations()), asked)
    if demand_gbps is not None:
        return load
    return replace(load, demand=np.full(load.demand.shape, np.inf), notes=people.notes)


def _of_demand(places: list[Station], given: Demand, gateways: int | None = None) -> Load:
    return Load(places, given.source, given.destination, given.rate, given.notes, gateways)


def _working(gateways: list[str], failed: list[str]) -> list[str]:
    """Gateways without those that are out: their users go to others."""
    from huxing.core.errors import InputError

    for name in failed:
        if name not in gateways:
            raise InputError(f"--failed-gateway '{name[:60]}' is none of --gateways {', '.join(gateways)}", given=name)
    left = [name for name in gateways if name not in failed]
    if gateways and not left:
        raise InputError("all gateways are out; leave one of --gateways working", given=failed)
    return left


def link_rates(places: int, gateways: int | None, sizes_gbps: Sizes) -> LinkRates:
    """Rates of links as the options say.

    Args:
        places: how many stations there are.
        gateways: how many of the last ones are gateways; the others are places of many users' terminals then, whose
            own number sets no limit. None for stations that are all alike.
        sizes_gbps: of the options.

    Returns:
        The rates.

    Raises:
        ModelRangeError: a negative rate.

    Source:
        docs/reference/commands.md.
    """
    import numpy as np

    from huxing.network.capacity import LinkRates

    ground = sizes_gbps.gsl * 1e9
    space = ground if sizes_gbps.satellite is None else sizes_gbps.satellite * 1e9
    station = np.full(places, sizes_gbps.antennas * ground)
    if gateways is not None:
        station[: places - gateways] = np.inf
    return LinkRates(sizes_gbps.isl * 1e9, space, space, station, station)


def _fair(snapshot: Snapshot, load: Load, rates: LinkRates, *, bent_pipe: bool) -> FairRates:
    from huxing.network.capacity import bent_pipe_paths, fair_rates, paths_of_routes
    from huxing.network.routing import route

    links = rates.numbers(snapshot)
    if bent_pipe:
        ways = bent_pipe_paths(snapshot, load.source, load.destination, links=links)
    else:
        ways = paths_of_routes(route(snapshot), snapshot, load.source, load.destination, links=links)
    return fair_rates(ways, rates, demand=load.demand)


def _plan(snapshot: Snapshot, load: Load, rates: LinkRates, objective: str, count: int, *, bent_pipe: bool) -> FlowPlan:
    import numpy as np

    from huxing.network.capacity import bent_pipe_paths, best_flows, split_flows

    demand = None if np.isinf(load.demand).all() else load.demand
    if bent_pipe:
        ways = bent_pipe_paths(snapshot, load.source, load.destination, count=count, links=rates.numbers(snapshot))
        return split_flows(ways, rates, objective=objective, demand=demand)  # type: ignore[arg-type]
    return best_flows(
        snapshot, load.source, load.destination, rates, objective=objective, demand=demand, paths=count  # type: ignore[arg-type]
    )  # fmt: skip


def _gbps(rate: float) -> float | None:
    return rate / 1e9 if math.isfinite(rate) else None


def _document(found: FairRates) -> dict[str, Any]:
    import numpy as np

    reached = ~found.unreachable
    rate = found.rate[reached] / 1e6
    return {
        "flows": int(reached.size),
        "flows_without_way": int((~reached).sum()),
        "flows_satisfied": int(found.satisfied.sum()),
        "total_gbps": found.total / 1e9,
        "least_rate_mbps": float(rate.min()) if rate.size else None,
        "median_rate_mbps": float(np.median(rate)) if rate.size else None,
        "greatest_rate_mbps": float(rate.max()) if rate.size else None,
    }


def _best_document(plan: FlowPlan, *, asked: bool) -> dict[str, Any]:
    unit, scale = ("gbps", 1e-9) if plan.objective == "throughput" else ("share", 1.0) if asked else ("mbps", 1e-6)
    return {
        "objective": plan.objective,
        "total_gbps": plan.total / 1e9,
        f"value_{unit}": plan.value * scale,
        f"bound_{unit}": plan.bound * scale,
        "bound_over": plan.bound_over,
    }


def _write(network: Network, load: Load, fair: FairRates, plan: Allocation | None, out: Path) -> None:
    import numpy as np

    names = np.array(network.stations.names, object)
    columns = {
        "source": names[load.source],
        "destination": names[load.destination],
        "demand_mbps": np.where(np.isfinite(load.demand), load.demand / 1e6, np.nan),
        "rate_mbps": np.where(fair.unreachable, np.nan, fair.rate / 1e6),
    }
    if plan is not None:
        columns["best_rate_mbps"] = np.where(plan.unreachable, np.nan, plan.rate / 1e6)
    write_rows(out, columns)
    err(f"{load.source.size:,} flows: {out}")


def _show(title: str, document: dict[str, Any], kinds: pd.DataFrame, busiest: pd.DataFrame) -> None:
    asked = document["demand_gbps"]
    figures = [
        ("flows", f"{document['flows']:,}"),
        ("without a way", f"{document['flows_without_way']:,}"),
        ("asked for (Gbit/s)", "all they can get" if asked is None else f"{asked:.3f}"),
        ("carried, max-min fair (Gbit/s)", f"{document['total_gbps']:.3f}"),
        ("flows that get all they ask for", f"{document['flows_satisfied']:,}"),
    ]
    for key in ("least", "median", "greatest"):
        rate = document[f"{key}_rate_mbps"]
        figures.append((f"{key} rate of a flow with a way (Mbit/s)", "-" if rate is None else f"{rate:.3f}"))
    plan = document["best"]
    if plan is not None:
        figures += _best_figures(plan)
    emit_table(title, ["figure", "value"], aligned([list(row) for row in figures], [1]))
    cells: list[list[object]] = [
        [row["kind"], str(row["used"]), str(row["full"]), f"{row['load_mbps'] / 1e3:.2f}",
         f"{100.0 * row['mean_utilisation']:.1f}", f"{100.0 * row['greatest_utilisation']:.1f}"]
        for row in kinds.to_dict(orient="records")
    ]  # fmt: skip
    columns = ["links", "used", "full", "load (Gbit/s)", "mean use (%)", "greatest (%)"]
    emit_table("Kinds of links", columns, aligned(cells, range(1, 6)))
    cells = [
        [row["kind"], row["from"], row["to"], _limit(row["rate_mbps"]), f"{100.0 * row['utilisation']:.1f}",
         str(row["flows"])]
        for row in busiest.to_dict(orient="records")
    ]  # fmt: skip
    emit_table("Busiest links", ["link", "from", "to", "rate (Gbit/s)", "use (%)", "flows"], aligned(cells, (3, 4, 5)))


def _limit(rate_mbps: float) -> str:
    """The rate of a link as the table shows it; the terminals of a city set none."""
    return f"{rate_mbps / 1e3:g}" if math.isfinite(rate_mbps) else "any"


def _best_figures(plan: dict[str, Any]) -> list[tuple[str, str]]:
    for unit, label in (("gbps", "Gbit/s in all"), ("share", "share of each demand"), ("mbps", "Mbit/s for each")):
        if f"value_{unit}" in plan:
            over = "these paths" if plan["bound_over"] == "paths" else plan["bound_over"]
            value, bound = (f"{plan[f'{key}_{unit}']:.6g}" for key in ("value", "bound"))
            return [(f"at best ({label})", value), (f"no rates over {over} exceed ({label})", bound)]
    return []
