"""`huxing network`: who reaches whom by which way, how fast, how much, and what a failure does."""

from __future__ import annotations

import typer

from huxing.cli import (
    network_capacity,
    network_contacts,
    network_dtn,
    network_events,
    network_export,
    network_gateways,
    network_handover,
    network_packets,
    network_routes,
    network_rtt,
)
from huxing.cli.command_group import CommandGroup

app = typer.Typer(
    cls=CommandGroup,
    help="Round-trip times, routes, link changes, capacity, gateways, handover, packets, contact plans, export.",
    no_args_is_help=True,
)
for command in (
    network_rtt.rtt,
    network_routes.routes,
    network_events.events,
    network_capacity.capacity,
    network_gateways.gateways,
    network_handover.handover,
    network_packets.packets,
    network_contacts.contacts,
    network_dtn.dtn,
    network_export.export,
):
    app.command()(command)
