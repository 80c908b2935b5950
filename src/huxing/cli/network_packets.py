"""`huxing network packets`: what UDP and TCP get between two places while the satellites move on, packet by packet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import tee
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
    Start,
    To,
    clock,
    name_list,
    require_file,
    time_steps,
    write_rows,
)
from huxing.cli.network_source import Wanted, find_places, heading, make_network, read_space, sizes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from huxing.network.packets import PacketResult, PingFlow, Queues, TcpFlow, UdpFlow
    from huxing.network.topology import Network

FLOWS = ("udp", "poisson", "newreno", "cubic")
QUEUES = ("drop-tail", "codel")
PERCENTILES = (0, 50, 95, 99, 100)


@dataclass(frozen=True)
class Traffic:
    """What is sent, over which links: rates in Mbit/s."""

    flows: Sequence[str]
    rate: float
    isl: float
    ground: float
    packet_bytes: int
    megabytes: float | None
    ping_interval: float

    def flow(self, kind: str, source: int, destination: int) -> UdpFlow | TcpFlow:
        """A flow of one kind between two nodes."""
        import math

        from huxing.network.packets import TcpFlow, UdpFlow

        if kind in ("udp", "poisson"):
            arrivals = "constant" if kind == "udp" else "poisson"
            return UdpFlow(source, destination, self.rate * 1e6, self.packet_bytes, arrivals)  # type: ignore[arg-type]
        size = math.inf if self.megabytes is None else self.megabytes * 1e6
        segment = self.packet_bytes - 40
        return TcpFlow(source, destination, size, kind, segment_bytes=segment)  # type: ignore[arg-type]

    def ping(self, source: int, destination: int) -> PingFlow:
        """Empty packets there and back."""
        from huxing.network.packets import PingFlow

        return PingFlow(source, destination, self.ping_interval)


def packets(
    constellation: Constellation,
    source: From,
    destination: To,
    flow: Annotated[
        list[str] | None, typer.Option(metavar="udp|poisson|newreno|cubic", help="Again for flows side by side.")
    ] = None,
    rate_mbps: Annotated[float | None, typer.Option(help="Of UDP; that of the ground links, if left out.")] = None,
    seconds: Annotated[float, typer.Option(help="Length of the run.")] = 10.0,
    step_s: Annotated[float, typer.Option("--step-s", "--step", help="Between new routes.")] = 0.1,
    start: Start = None,
    isl_mbps: Annotated[float, typer.Option(help="Links between satellites.")] = 10.0,
    gsl_mbps: Annotated[float, typer.Option(help="Ground links; a satellite shares its own among stations.")] = 10.0,
    queue: Annotated[int, typer.Option(min=0, help="Packets that can wait before each link.")] = 100,
    queue_rule: Annotated[str, typer.Option(metavar="drop-tail|codel", help="What a queue drops.")] = "drop-tail",
    packet_bytes: Annotated[int, typer.Option(help="Whole packets, headers included.")] = 1500,
    megabytes: Annotated[float | None, typer.Option(help="That a TCP flow carries; no end, if left out.")] = None,
    ping_interval_s: Annotated[float, typer.Option(help="Between pings, which take no room.")] = 0.01,
    seed: Annotated[int, typer.Option(help="Of random arrivals: the same seed gives the same packets.")] = 0,
    min_elevation_deg: MinElevation = None,
    failed_satellite: FailedSatellite = None,
    failed_plane: FailedPlane = None,
    design: Design = None,
    name: Name = None,
    planes: Planes = None,
    per_plane: PerPlane = None,
    interval_s: Annotated[float, typer.Option(help="Of the series that --out writes.")] = 0.1,
    out: Annotated[Path | None, typer.Option(help="Write throughput and ping over time here, CSV.")] = None,
    as_json: AsJson = False,
) -> None:
    """Throughput, loss and round trips of packets between two places: queues, UDP, TCP, routes that change under them.

    Pings go beside the flows and wait in the same queues.
    """
    from huxing.core.errors import InputError

    require_file(out)
    require_word(queue_rule, "--queue-rule", QUEUES)
    kinds = name_list(flow) or ["udp"]
    for kind in kinds:
        require_word(kind, "--flow", FLOWS)
    if packet_bytes <= 40:
        raise InputError(f"--packet-bytes {packet_bytes}: TCP's own headers are 40; give more", given=packet_bytes)
    for option, rate in (("--isl-mbps", isl_mbps), ("--gsl-mbps", gsl_mbps)):
        if rate == 0.0:  # which would be no link, under routes that go over it
            raise InputError(f"{option} is more than 0, got {rate:g}", given=rate)
    if out is not None and interval_s > seconds:
        raise InputError(
            f"--interval-s {interval_s:g} is longer than --seconds {seconds:g}; give less", given=interval_s
        )
    traffic = Traffic(kinds, gsl_mbps if rate_mbps is None else rate_mbps, isl_mbps, gsl_mbps, packet_bytes, megabytes,
                      ping_interval_s)  # fmt: skip
    failed = (failed_satellite or (), failed_plane or ())
    space = read_space(Wanted(constellation, design, name, planes, per_plane, min_elevation_deg, *failed))
    places = find_places(space, [source, destination])
    if places[0].name == places[1].name:
        raise InputError(f"--from and --to are both {places[0].name}; give two places", given=source)
    network = make_network(space, places)
    times = time_steps(space.start(start), seconds, step_s)
    err(f"{sizes(network)}, {seconds:g} s from {clock(times[0])}, new routes every {step_s:g} s")
    space.warn(times[0], times[-1])
    result, light = _run(
        network, times, traffic, seconds, _queues(queue, queue_rule), seed, interval_s if out else None
    )
    if out is not None:
        _write(result, kinds, out)
    head = {**heading(space, times), "from": places[0].name, "to": places[1].name, "seconds": seconds, "seed": seed}
    document = {**head, **_document(result, kinds, light)}
    if as_json:
        emit_json(document)
    else:
        _show(f"{space.title}, {places[0].name} - {places[1].name}, {seconds:g} s", document)


def _queues(limit: int, rule: str) -> Queues:
    from huxing.network.packets import Queues

    return Queues(limit, rule)  # type: ignore[arg-type]  # of QUEUES


def _run(
    network: Network,
    times: NDArray[np.datetime64],
    traffic: Traffic,
    seconds: float,
    queues: Queues,
    seed: int,
    interval: float | None,
) -> tuple[PacketResult, NDArray[np.float64]]:
    """The result, and the round trips of light along the routes, s, NaN where there is no way."""
    import numpy as np

    from huxing.cli.network_watch import watched
    from huxing.network.packets import forwarding_epochs, simulate_packets
    from huxing.network.routing import route

    nodes = (len(network.topology), len(network.topology) + 1)
    flows = [*(traffic.flow(kind, *nodes) for kind in traffic.flows), traffic.ping(*nodes)]
    light: list[float] = []
    with watched(network, "packets", times.size) as moving:
        one, other = tee((snapshot, route(snapshot)) for snapshot in moving.snapshots(times))

        def routed() -> Any:
            for _, routes in other:
                light.append(float(routes.round_trip[0, 1]))
                yield routes

        epochs = forwarding_epochs(
            (snapshot for snapshot, _ in one), routed(), link_rate=traffic.isl * 1e6, ground_rate=traffic.ground * 1e6
        )
        result = simulate_packets(epochs, flows, duration=seconds, queues=queues, seed=seed, interval=interval)
    return result, np.array(light)


def _document(result: PacketResult, kinds: Sequence[str], light: NDArray[np.float64]) -> dict[str, Any]:
    import numpy as np

    pings = result.pings[len(kinds)]
    trips = pings.round_trip[pings.returned] * 1e3
    there = light[np.isfinite(light)] * 1e3
    flows = [_flow(result, number, kind) for number, kind in enumerate(kinds)]
    quantiles = np.percentile(trips, PERCENTILES).tolist() if trips.size else [None] * len(PERCENTILES)
    return {
        "events": result.events,
        "least_light_rtt_ms": float(there.min()) if there.size else None,
        "greatest_light_rtt_ms": float(there.max()) if there.size else None,
        "without_way_share": float(np.mean(~np.isfinite(light))),
        "flows": flows,
        "ping": {
            "sent": int(pings.sent_at.size),
            "returned": int(pings.returned.sum()),
            **{f"{_label(p)}_rtt_ms": value for p, value in zip(PERCENTILES, quantiles, strict=True)},
        },
    }


def _label(percentile: int) -> str:
    return {0: "least", 50: "median", 100: "greatest"}.get(percentile, f"percentile_{percentile}")


def _flow(result: PacketResult, number: int, kind: str) -> dict[str, Any]:
    counts, latency = result.counts, result.latency
    row: dict[str, Any] = {
        "flow": kind,
        "throughput_mbps": float(result.goodput[number]) / 1e6,
        "sent_packets": int(counts.sent[number, 0]),
        "delivered_packets": int(counts.delivered[number, 0]),
        "lost_share": float(result.loss[number]),
        "lost_queue_full": int(counts.queue_full[number, 0] + counts.managed_drop[number, 0]),
        "lost_no_way": int(counts.no_route[number, 0] + counts.link_removed[number, 0]),
    }
    for key in ("least", "mean", "greatest"):
        row[f"{key}_delay_ms"] = float(getattr(latency, key)[number]) * 1e3
    connections = result.tcp.flow.tolist()
    if number in connections:
        place = connections.index(number)
        row["fast_retransmits"] = int(result.tcp.fast_retransmits[place])
        row["timeouts"] = int(result.tcp.timeouts[place])
        row["resent_segments"] = int(result.tcp.resent[place])
        row["completion_time_s"] = float(result.completion_time[number]) if result.completed[number] else None
    return row


def _write(result: PacketResult, kinds: Sequence[str], out: Path) -> None:
    """Throughput of every flow and the mean round trip of pings that were sent in each interval."""
    import numpy as np

    start, pings = result.interval_start, result.pings[len(kinds)]
    place = np.searchsorted(start, pings.sent_at[pings.returned], side="right") - 1
    count = np.bincount(place, minlength=start.size)
    total = np.bincount(place, pings.round_trip[pings.returned] * 1e3, minlength=start.size)
    columns = {"second": start}
    for number, kind in enumerate(kinds):
        columns[f"flow_{number + 1}_{kind}_mbps"] = result.throughput[:, number] / 1e6
    columns["ping_mean_rtt_ms"] = np.divide(total, count, out=np.full(start.size, np.nan), where=count > 0)
    write_rows(out, columns)
    err(f"{start.size:,} intervals: {out}")


def _show(title: str, document: dict[str, Any]) -> None:
    flows: list[dict[str, Any]] = document["flows"]
    figures: list[tuple[str, str, str]] = [
        ("throughput (Mbit/s)", "throughput_mbps", ".3f"),
        ("packets sent", "sent_packets", ",d"),
        ("lost (share)", "lost_share", ".5f"),
        ("lost: queue full", "lost_queue_full", ",d"),
        ("lost: no way", "lost_no_way", ",d"),
        ("least delay (ms)", "least_delay_ms", ".2f"),
        ("mean delay (ms)", "mean_delay_ms", ".2f"),
        ("greatest delay (ms)", "greatest_delay_ms", ".2f"),
    ]
    if any("timeouts" in flow for flow in flows):
        figures += [
            ("fast retransmits", "fast_retransmits", ",d"),
            ("timeouts", "timeouts", ",d"),
            ("completed after (s)", "completion_time_s", ".3f"),
        ]
    cells: list[list[object]] = [[label, *(_cell(flow, key, form) for flow in flows)] for label, key, form in figures]
    names = [flow["flow"] for flow in flows]
    heads = [name if names.count(name) == 1 else f"{name} {k}" for k, name in enumerate(names, 1)]
    emit_table(title, ["figure", *heads], aligned(cells, range(1, len(flows) + 1)))
    ping = document["ping"]
    if ping["returned"]:
        shares = {p: _label(p).replace(f"percentile_{p}", f"{p} %") for p in PERCENTILES}
        shown = ", ".join(f"{shares[p]} {ping[f'{_label(p)}_rtt_ms']:.2f}" for p in PERCENTILES)
        print(f"ping RTT (ms): {shown}; {ping['returned']:,} of {ping['sent']:,} came back")
    else:
        print(f"ping: none of {ping['sent']:,} came back")
    if document["least_light_rtt_ms"] is not None:
        low, high = document["least_light_rtt_ms"], document["greatest_light_rtt_ms"]
        print(f"light alone: {low:.2f} to {high:.2f} ms")
    if document["without_way_share"] > 0.0:
        print(f"no way in {100.0 * document['without_way_share']:.2f} % of the time")


def _cell(flow: dict[str, Any], key: str, form: str) -> str:
    value = flow.get(key)
    return "-" if value is None or value != value else format(value, form)  # noqa: PLR0124 - NaN is unequal to itself
