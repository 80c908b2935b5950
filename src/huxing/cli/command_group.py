"""A group of commands whose errors speak of options, not of Python's arguments."""

from __future__ import annotations

import sys
from typing import Any

from typer.core import TyperGroup

from huxing.cli.link_options import in_options


class CommandGroup(TyperGroup):
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
