"""`huxing link`: from antenna to bit rate, one command for each thing that a link engineer asks."""

from __future__ import annotations

import sys
from typing import Any

import typer
from typer.core import TyperGroup

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
from huxing.cli.link_options import in_options


class LinkGroup(TyperGroup):
    """The commands; a kernel's remedy, as 'extrapolate=True', becomes the command's own option."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for.

        Args:
            ctx: of click.

        Returns:
            What the command returns.

        Raises:
            HuxingError: as the command raised it, with options in place of Python's arguments.

        Source:
            docs/reference/exit-codes.md.
        """
        try:
            return super().invoke(ctx)
        except Exception as error:
            errors = sys.modules.get("huxing.core.errors")  # not imported: it brings numpy, which --help does without
            command = self.commands.get(ctx.invoked_subcommand or "")
            if errors is not None and command is not None and isinstance(error, errors.HuxingError):
                options = [name for parameter in command.params for name in parameter.opts]
                error.args = (in_options(str(error), options), *error.args[1:])
            raise


app = typer.Typer(
    cls=LinkGroup,
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
