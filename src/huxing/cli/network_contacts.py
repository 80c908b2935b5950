"""`huxing network contacts`: the contact plan of a network."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huxing.cli.console import emit_json, emit_table, err, progress
from huxing.cli.link_table import aligned
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
    write_rows,
)
from huxing.cli.network_source import Space, Wanted, find_places, make_network, read_space, sizes

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from huxing.network.dtn import ContactPlan
    from huxing.orbit import Station

UpMbps = Annotated[float | None, typer.Option(help="From stations to satellites; none, if left out.")]
DownMbps = Annotated[float | None, typer.Option(help="From satellites to stations; none, if left out.")]
LinkMbps = Annotated[float | None, typer.Option("--isl-mbps", help="Between satellites; none, if left out.")]
Hours = Annotated[float, typer.Option(help="Length of the plan.")]


@dataclass(frozen=True)
class Rates:
    """Rates of the contacts of one plan, Mbit/s; None for no such contacts."""

    up: float | None
    down: float | None
    link: float | None


def contacts(
    constellation: Constellation,
    station: Annotated[
        list[str] | None, typer.Option(metavar="PLACE", help="Of the catalogue, or LAT,LON; again for more.")
    ] = None,
    hours: Hours = 24.0,
    start: Start = None,
    up_mbps: UpMbps = None,
    down_mbps: DownMbps = None,
    isl_mbps: LinkMbps = None,
    min_elevation_deg: MinElevation = None,
    failed_satellite: FailedSatellite = None,
    failed_plane: FailedPlane = None,
    design: Design = None,
    name: Name = None,
    planes: Planes = None,
    per_plane: PerPlane = None,
    rows: Rows = 40,
    out: Annotated[
        Path | None, typer.Option(help="Write the plan: .json for HDTN, .csv as a table, else as ION's text.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """The contact plan of a network: from when to when each link is up, at which rate, and how far light has to go."""
    from huxing.core.errors import InputError

    require_file(out)
    failed = (failed_satellite or (), failed_plane or ())
    space = read_space(Wanted(constellation, design, name, planes, per_plane, min_elevation_deg, *failed))
    places = find_places(space, name_list(station))
    if up_mbps is None and down_mbps is None and isl_mbps is None:
        raise InputError("give the rate of what is to be in the plan: --down-mbps, --up-mbps or --isl-mbps")
    if not places and isl_mbps is None:
        raise InputError("give --station for contacts with the ground, or --isl-mbps for those between satellites")
    begin = space.start(start)
    plan = make_plan(space, places, begin, hours, Rates(up_mbps, down_mbps, isl_mbps))
    table = _table(plan)
    if out is not None:
        _write(plan, table, begin, out)
    if as_json:
        head = {"constellation": constellation, "satellites": len(space.topology), "start": begin, "hours": hours}
        emit_json({**head, "contacts": table})
        return
    _show(f"{space.title}, {len(plan):,} contacts in {hours:g} h from {clock(begin)}", table, rows)


def make_plan(space: Space, places: list[Station], begin: np.datetime64, hours: float, rates: Rates) -> ContactPlan:
    """The contact plan of a command's network, with a progress bar.

    Args:
        space: its satellites.
        places: its stations.
        begin: UTC.
        hours: how long.
        rates: of the contacts.

    Returns:
        The plan.

    Raises:
        InputError: a length that is not above 0 and at most a year; no rate at all.
        ModelRangeError: a rate that is not positive.

    Source:
        `huxing.network.dtn.network_contact_plan`.
    """
    from huxing.network.dtn import network_contact_plan

    network = make_network(space, places)
    end = time_steps(begin, hours, 1e9, option="--hours")[0] + _span(hours)
    err(f"{sizes(network)}, {hours:g} h from {clock(begin)}")
    space.warn(begin, end)
    up, down, link = (None if rate is None else rate * 1e6 for rate in (rates.up, rates.down, rates.link))
    with progress("contacts") as bar:
        return network_contact_plan(
            network,
            begin,
            end,
            up_bps=up,
            down_bps=down,
            link_bps=link,
            progress=lambda done, total: bar.update(bar.task_ids[0], completed=done, total=total),
        )


def _span(hours: float) -> np.timedelta64:
    import numpy as np

    return np.timedelta64(round(hours * 3.6e12), "ns")


def _table(plan: ContactPlan) -> pd.DataFrame:
    """The contacts with names and units."""
    import numpy as np
    import pandas as pd

    table = plan.contacts
    ends = [[plan.names.get(node, str(node)) for node in table[key].tolist()] for key in ("from_node", "to_node")]
    start, end = (table[key].to_numpy("datetime64[ns]") for key in ("start", "end"))
    seconds = (end - start) / np.timedelta64(1, "s")
    rate = table["rate_bps"].to_numpy()
    return pd.DataFrame(
        {
            "from": ends[0],
            "to": ends[1],
            "start": start,
            "end": end,
            "duration_s": seconds,
            "rate_mbps": rate / 1e6,
            "light_time_ms": plan.owlt * 1e3,
            "volume_mb": rate * seconds / 8e6,
        }
    )


def _show(title: str, table: pd.DataFrame, most_rows: int) -> None:
    ordered = table.sort_values(["start", "from", "to"])
    shown = ordered.head(most_rows) if most_rows else ordered
    cells: list[list[object]] = [
        [row["from"], row["to"], _clock(row["start"]), _clock(row["end"]), f"{row['duration_s']:.1f}",
         f"{row['light_time_ms']:.2f}", f"{row['volume_mb']:,.1f}"]
        for row in shown.to_dict(orient="records")
    ]  # fmt: skip
    columns = ["from", "to", "start (UTC)", "end", "for (s)", "light time, most (ms)", "volume (MB)"]
    emit_table(title, columns, aligned(cells, (4, 5, 6)))
    if len(shown) < len(table):
        err(f"{len(table) - len(shown):,} more; --rows 0 shows all, --json gives them as data")


def _clock(moment: Any) -> str:
    return f"{moment:%m-%d %H:%M:%S.%f}"[:18]


def _write(plan: ContactPlan, table: pd.DataFrame, begin: np.datetime64, out: Path) -> None:
    from huxing.network.dtn import write_hdtn_plan, write_ion_plan

    first = ""
    if out.suffix == ".csv":
        write_rows(out, {str(name): table[name] for name in table.columns})
    elif out.suffix == ".json":
        write_hdtn_plan(plan, out, reference=begin)
        first = "; node 0 is the first satellite, stations follow the last"
    else:
        write_ion_plan(plan.renumbered(1), out, reference=begin.astype("datetime64[s]"))
        first = "; node 1 is the first satellite, stations follow the last"
    err(f"{len(plan):,} contacts: {out}{first}")
