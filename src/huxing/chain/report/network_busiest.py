"""What binds a network: how full its gateways are, and the links that hold down most of the traffic."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from huxing.chain.report.drawing import VERMILLION, Panel
from huxing.chain.report.link_numbers import bit_rate
from huxing.chain.report.network_bars import Bar, bar_list
from huxing.chain.report.network_cases import NetworkCase
from huxing.chain.report.network_load import fullness
from huxing.chain.report.numbers import NBSP, UNKNOWN, counted, is_known, percent

MOST_BARS = 12
_SIGNS = {"laser": "Laser", "gateway": "Gateway", "feeder": "Antenna", "receiver": "Received by", "user": "Users of"}
"""How a bar begins, by kind of link."""


def busiest_panels(drawn: Sequence[NetworkCase]) -> list[Panel]:
    """Per network and case a list of its gateways, and a list of the links that bind.

    Args:
        drawn: networks at work.

    Returns:
        Panels; none of those that carry nothing.

    Raises:
        Nothing of its own.

    Source:
        huxing.chain.stages.connect_network_artefacts.NETWORK_LOAD.
    """
    return [panel for one in drawn if len(one.loads) for panel in _panels(one)]


def busiest_gateways(one: NetworkCase) -> pd.DataFrame:
    """Gateways, the fullest first, with the ways that they and their antennas hold down as `held_flows`.

    Args:
        one: a network at work.

    Returns:
        At most `MOST_BARS` rows of `NetworkCase.loads`.

    Raises:
        Nothing of its own.

    Source:
        None: an order.
    """
    there = one.loads[one.loads["kind"].isin(["gateway", "feeder"])]
    held = there.groupby("node")["held_flows"].sum()
    rows = there[there["kind"] == "gateway"]
    rows = rows.assign(held_flows=held.reindex(rows["node"]).to_numpy())
    return rows.sort_values(["utilisation", "load_gbps"], ascending=False, kind="stable").head(MOST_BARS)


def binding_links(one: NetworkCase) -> pd.DataFrame:
    """The links that hold down most ways of cities; the fullest where none does.

    Args:
        one: a network at work.

    Returns:
        At most `MOST_BARS` rows of `NetworkCase.loads`.

    Raises:
        Nothing of its own.

    Source:
        None: an order.
    """
    order = ["held_flows", "utilisation", "load_gbps"]
    rows = one.loads.sort_values(order, ascending=False, kind="stable")
    holding = rows[rows["held_flows"] > 0]
    return (holding if len(holding) else rows).head(MOST_BARS)


def _panels(one: NetworkCase) -> list[Panel]:
    gateways, links = busiest_gateways(one), binding_links(one)
    held = int(one.loads["held_flows"].sum())
    found = []
    if len(gateways):
        found.append(_used(one, gateways, "gateways", "Gateways by load"))
    if held:
        found.append(_holding(one, links, held))
    elif len(links):
        found.append(_used(one, links, "links", "Links by load; none holds a city down"))
    return found


def _used(one: NetworkCase, rows: pd.DataFrame, name: str, title: str) -> Panel:
    """Bars of utilisation."""
    bars = [_bar(one, row) for _, row in rows.iterrows()]
    svg = bar_list(
        bars,
        axis="load of capacity, %",
        reach=100.0,
        name=f"busiest-{name}-{one.slug}",
        title=f"{title}: {one.label}",
        description="; ".join(f"{bar.label}: {bar.told}, {percent(bar.value / 100.0)}" for bar in bars) + ".",
    )
    return Panel(f"{title}: {one.record.title}", one.case.label, svg)


def _holding(one: NetworkCase, rows: pd.DataFrame, held: int) -> Panel:
    """Bars of ways held down."""
    bars = [_bar(one, row)._replace(value=float(row["held_flows"]), colour=VERMILLION) for _, row in rows.iterrows()]
    total = int((one.loads["held_flows"] > 0).sum())
    which = f"the first {len(bars)} of {counted(total, 'link')} that hold" if len(bars) < total else "all that hold"
    svg = bar_list(
        bars,
        axis="ways of cities that the link holds down",
        reach=1.0,
        name=f"binding-{one.slug}",
        title=f"Links that bind: {one.label}",
        description="; ".join(f"{bar.label}: {bar.told}" for bar in bars) + ".",
    )
    note = f"{one.case.label}; {which} {counted(held, 'way')} of cities down"
    return Panel(f"Links that bind: {one.record.title}", note, svg)


def _bar(one: NetworkCase, row: pd.Series) -> Bar:
    use, held = float(row["utilisation"]), int(row["held_flows"])
    told = carried(row) + (f", holds {held:,}" if held else "")
    return Bar(name_of_link(one, row), told, 100.0 * use if is_known(use) else 0.0, fullness(use).colour)


def name_of_link(one: NetworkCase, row: pd.Series) -> str:
    """What a link joins, in words; satellites without the beginning that all their labels share.

    Args:
        one: a network at work.
        row: of its loads.

    Returns:
        For example `Antenna Chengdu → p15/s17`.

    Raises:
        Nothing of its own.

    Source:
        None: a choice.
    """
    start, end = (_node(one, str(row[name])) for name in ("node", "other"))
    sign = _SIGNS.get(str(row["kind"]), "") if row["kind"] != "gateway" else ""
    return f"{sign} {start} → {end}".strip() if end else f"{sign} {start}".strip()


def _node(one: NetworkCase, name: str) -> str:
    satellites = one.loads.loc[one.loads["kind"].isin(["laser", "user", "receiver"]), "node"].astype(str).tolist()
    shells = {label.rpartition("/")[0].partition("/")[0] for label in satellites}
    shared = f"{shells.pop()}/" if len(shells) == 1 else ""
    return one.record.short(name).removeprefix(shared)


def carried(row: pd.Series) -> str:
    """Load and capacity in one unit.

    Args:
        row: of the loads.

    Returns:
        For example `0.69 of 1.38 Gbit/s`.

    Raises:
        Nothing of its own.

    Source:
        None: a form.
    """
    load, capacity = (1e9 * float(row[name]) for name in ("load_gbps", "capacity_gbps"))
    first, second = bit_rate(load), bit_rate(capacity) if is_known(capacity) else UNKNOWN
    unit = second.partition(NBSP)[2]
    return f"{first.removesuffix(f'{NBSP}{unit}') if unit else first} of {second}"
