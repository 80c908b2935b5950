"""The section on networks: answers, tables and figures of the stage `connect`'s network half, put together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from huxing.chain.report.cases import Case
from huxing.chain.report.network_answers import network_answers, networks_in_short
from huxing.chain.report.network_busiest import busiest_panels
from huxing.chain.report.network_cases import NetworkCase, latest_networks, network_cases
from huxing.chain.report.network_day import day_panels
from huxing.chain.report.network_failures import failure_panels
from huxing.chain.report.network_gateways import gateway_panels
from huxing.chain.report.network_load import FULLNESS, load_panels
from huxing.chain.report.network_map import reaches, round_trip_legend, round_trip_panels, share_legend, share_panels
from huxing.chain.report.network_methods import city_sources, network_methods
from huxing.chain.report.network_paths import abreast, path_panels, tracks, without_way
from huxing.chain.report.network_record import Networks
from huxing.chain.report.network_tables import capacity_tables, network_facts, pair_table
from huxing.chain.report.numbers import UNKNOWN, counted, duration, is_known, listed

MOST_NETWORKS = 4
"""Networks at work of which figures are drawn; the tables have all."""
MOST_PATHS = 6


def networks_section(networks: Networks, cases: Sequence[Case]) -> dict[str, Any]:
    """What the template shows of networks.

    Args:
        networks: artefacts.
        cases: of the run.

    Returns:
        Statements, tables, panels and sentences.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.connect_network_artefacts.
    """
    found = network_cases(networks, cases)
    latest = latest_networks(found)
    drawn = latest[:MOST_NETWORKS]
    ways = tracks(drawn)
    return {
        "in_short": networks_in_short(latest),
        "answers": network_answers(latest),
        "facts": [network_facts(record) for record in networks.records],
        "not_computed": _not_computed(networks, found),
        "left_out": _left_out(found, drawn),
        "span": duration(networks.span_s),
        "step": f"{networks.step_s:g}\u00a0s" if is_known(networks.step_s) else UNKNOWN,
        "map": _map(networks, drawn),
        "day": {"panels": day_panels(drawn), "table": pair_table(found)},
        "paths": {
            "panels": path_panels(abreast(ways, MOST_PATHS)),
            "without": without_way(drawn),
            "left_out": _paths_left_out(len(ways)),
        },
        "load": {
            "panels": load_panels(drawn),
            "busiest": busiest_panels(drawn),
            "classes": FULLNESS,
            "moment": _moment(networks),
        },
        "gateways": {"panels": gateway_panels(drawn)},
        "failures": {"panels": failure_panels(drawn)},
        "tables": capacity_tables(found),
        "methods": network_methods(networks),
        "cities": city_sources(networks),
    }


def _map(networks: Networks, drawn: Sequence[NetworkCase]) -> dict[str, Any]:
    lost = [one.label for one in drawn if one.world is not None and not reaches(one.world)]
    instants = networks.map_instants
    return {
        "panels": round_trip_panels(drawn),
        "legend": round_trip_legend(),
        "shares": share_panels(drawn),
        "share_legend": share_legend(),
        "lost": f"No way from the hub to anywhere at any of the instants: {listed(lost)}." if lost else "",
        "instants": counted(instants, "instant") if instants else f"{UNKNOWN} instants",
        "hubs": listed(list(dict.fromkeys(one.record.hub.title or UNKNOWN for one in drawn))) if drawn else UNKNOWN,
    }


def _not_computed(networks: Networks, found: Sequence[NetworkCase]) -> str:
    there = {one.record.name for one in found}
    missing = [record.title for record in networks.records if record.name not in there]
    return f"Nothing was computed for {listed(missing)}." if missing else ""


def _left_out(found: Sequence[NetworkCase], drawn: Sequence[NetworkCase]) -> str:
    rest = [one.label for one in found if one not in drawn]
    return f"Figures show the newest date of each constellation; the tables also have {listed(rest)}." if rest else ""


def _paths_left_out(total: int) -> str:
    rest = counted(total - MOST_PATHS, "more pair is", "more pairs are")
    return f"To stay readable this shows {MOST_PATHS} of {total:,}; {rest} left out here." if total > MOST_PATHS else ""


def _moment(networks: Networks) -> str:
    """When the loads are looked at: the time of day, each date's own."""
    times = sorted({str(time)[11:16] for time in networks.network_load["time"].to_numpy().astype("datetime64[s]")})
    return f"{listed(times)} UTC" if times else UNKNOWN
