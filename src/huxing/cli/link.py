"""`huxing link`: from antenna to bit rate, one command for each thing that a link engineer asks."""

from __future__ import annotations

import typer

from huxing.cli import (
    link_antenna,
    link_atmosphere,
    link_budget,
    link_capacity,
    link_catalogue,
    link_doppler,
    link_laser,
    link_ntn,
)
from huxing.cli.command_group import CommandGroup

app = typer.Typer(
    cls=CommandGroup,
    help="Antennas, atmosphere, radio and laser budgets, direct to the phone, capacity, Doppler.",
    no_args_is_help=True,
)
for command in (
    link_budget.budget,
    link_atmosphere.atmosphere,
    link_ntn.ntn,
    link_laser.laser,
    link_capacity.capacity,
    link_doppler.doppler,
    link_antenna.antenna,
    link_catalogue.modcods,
    link_catalogue.terminals,
    link_catalogue.payloads,
):
    app.command()(command)
