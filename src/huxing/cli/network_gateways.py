"""`huxing network gateways`: throughput against the number of gateways, and what each of them is worth."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from huxing.cli.console import emit_json, emit_table, err, progress
from huxing.cli.link_table import aligned
from huxing.cli.network_capacity import GATEWAY, GslGbps, IslGbps, SatelliteGbps, Sizes, link_rates
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
    clock,
    name_list,
    require_file,
    time_steps,
    write_rows,
)
from huxing.cli.network_source import Wanted, default_places, find_places, heading, make_network, read_space, sizes

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from huxing.network.capacity import GatewayCurve, LinkRates
    from huxing.network.topology import Network

MOST_BYTES = 4_000_000_000
"""Of snapshots in memory."""
MOST_GBPS = 1e9
"""Of all cities together: a hundred megabit per second for everyone alive, a little more."""


def gateways(
    constellation: Constellation,
    candidates: Annotated[
        list[str] | None,
        typer.Option(metavar="A,B,C", help="Where gateways may stand; the 100 largest cities, if left out."),
    ] = None,
    most: Annotated[int, typer.Option(min=1, help="Gateways to place.")] = 20,
    users: Annotated[int, typer.Option(min=1, help="So many cities send, those with the most people.")] = 300,
    supply_gbps: Annotated[
        float | None, typer.Option(help="Of all together, by people; all that they can, if left out.")
    ] = None,
    antennas: Annotated[int, typer.Option(min=1, help="Of a gateway.")] = 8,
    isl_gbps: IslGbps = 20.0,
    gsl_gbps: GslGbps = 10.0,
    satellite_gbps: SatelliteGbps = None,
    start: Start = None,
    seconds: Annotated[float, typer.Option(help="Length of the span over which the mean is taken.")] = 1.0,
    step_s: Annotated[float, typer.Option("--step-s", "--step", help="Time step.")] = 300.0,
    min_elevation_deg: MinElevation = None,
    failed_satellite: FailedSatellite = None,
    failed_plane: FailedPlane = None,
    design: Design = None,
    name: Name = None,
    planes: Planes = None,
    per_plane: PerPlane = None,
    out: Annotated[Path | None, typer.Option(help="Write the table here, CSV.")] = None,
    as_json: AsJson = False,
) -> None:
    """Throughput against the number of gateways: each placed where it adds most, and what its failure would cost.

    Traffic goes from cities to any gateway, by any paths. Rates of links are assumptions unless you give your own.
    """
    import numpy as np

    from huxing.core.model_range import ModelRange
    from huxing.network.traffic import cities

    require_file(out)
    if supply_gbps is not None:
        ModelRange("placing gateways", "--supply-gbps", 0.0, MOST_GBPS, physical=True).single(supply_gbps)
    failed = (failed_satellite or (), failed_plane or ())
    space = read_space(Wanted(constellation, design, name, planes, per_plane, min_elevation_deg, *failed))
    times = time_steps(space.start(start), seconds, step_s)
    named = name_list(candidates)
    sites = find_places(space, named) if named else default_places(space, 100)
    people = cities(largest=users)
    users = len(people)
    places = [*people.stations(), *(replace(site, name=f"{GATEWAY}{site.name}") for site in sites)]
    network = make_network(space, places)
    err(f"{sizes(network)}: {users} cities and {len(sites)} sites; {times.size} times from {clock(times[0])}")
    space.warn(times[0], times[-1])
    rates = link_rates(len(places), len(sites), Sizes(isl_gbps, gsl_gbps, antennas, satellite_gbps))
    share = people.population / people.population.sum()
    supply = np.full(users, np.inf) if supply_gbps is None else share * supply_gbps * 1e9
    curve, table = _placed(network, times, users, rates, supply, most)
    table.insert(2, "antennas", curve.antennas(gsl_gbps * 1e9))
    if out is not None:
        write_rows(out, {str(column): table[column] for column in table.columns})
        err(f"{len(table)} gateways: {out}")
    limit = float(curve.limit.mean()) / 1e9
    if as_json:
        head = {**heading(space, times), "users": users, "candidates": len(sites), "supply_gbps": supply_gbps}
        emit_json({**head, "limit_gbps": limit, "gateways": table})
        return
    _show(f"{space.title}, {users} cities, {clock(times[0])}", table)
    print(f"with all {len(sites)} candidates: {limit:.3f} Gbit/s; no choice among them gives more")


def _placed(
    network: Network,
    times: NDArray[np.datetime64],
    users: int,
    rates: LinkRates,
    supply: NDArray[np.float64],
    most: int,
) -> tuple[GatewayCurve, pd.DataFrame]:
    """The curve, and its table with what the failure of each gateway costs at the first time."""
    import numpy as np

    from huxing.network.capacity import cost_of_gateways, place_gateways

    _require_room(network, times.size)
    senders, sites = np.arange(users), np.arange(users, len(network.stations))
    snapshots = list(network.snapshots(times))
    with progress("gateways") as bar:
        curve = place_gateways(
            snapshots,
            senders,
            sites,
            rates,
            supply=supply,
            most=most,
            progress=lambda number, _: bar.update(bar.task_ids[0], completed=number, total=most),
        )
    table = curve.table(name.removeprefix(GATEWAY) for name in network.stations.names[users:])
    lost = np.full(len(table), np.nan)
    if len(table) > 1:
        placed = sites[curve.order]
        cost = cost_of_gateways(snapshots[0], senders, placed, rates, supply=supply)
        place = {station: number for number, station in enumerate(placed.tolist())}
        lost[[place[station] for station in cost["gateway"].tolist()]] = cost["lost_share"].to_numpy()
    table["lost_if_failed_share"] = lost
    return curve, table


def _require_room(network: Network, times: int) -> None:
    """All snapshots are held at once."""
    from huxing.core.errors import TooLargeError

    size = 8 * times * len(network.topology) * (len(network.stations) + 16)
    if size > MOST_BYTES:
        raise TooLargeError(
            f"{times:,} times of {sizes(network)} are {size / 1e9:.0f} GB, over {MOST_BYTES / 1e9:g} GB; take a longer "
            "--step-s, or fewer --users",
            given=times,
        )


def _show(title: str, table: pd.DataFrame) -> None:
    cells: list[list[object]] = [
        [
            str(row["gateways"]),
            row["added"],
            str(row["antennas"]),
            f"{row['throughput_gbps']:.2f}",
            f"{100.0 * row['share']:.1f}",
            "-" if row["lost_if_failed_share"] != row["lost_if_failed_share"]
            else f"{100.0 * row['lost_if_failed_share']:.2f}",
        ]
        for row in table.to_dict(orient="records")
    ]  # fmt: skip
    columns = ["gateways", "added", "antennas it needs", "throughput (Gbit/s)", "of all candidates (%)"]
    emit_table(title, [*columns, "lost if it fails (%)"], aligned(cells, (0, 2, 3, 4, 5)))
