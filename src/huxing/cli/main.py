"""The command `huxing`: one module of commands per room, loaded when it is called."""

from __future__ import annotations

import os
import signal
import sys
from typing import Annotated, NoReturn

import typer

from huxing import __version__
from huxing.cli import coverage, doctor, elements, fleet, link, network, passes, run
from huxing.cli.console import err
from huxing.cli.run import INTERRUPTED

app = typer.Typer(
    name="huxing",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # rich would double the time of --help
    help="Will this space programme deliver the service it promises - when, at what cost - and what would break it?",
    epilog="Exit codes: 0 done, 1 unexpected, 2 usage, 3 input, 4 data missing or too old, 5 network, 6 run folder, "
    "130 stopped.",
)
app.command()(run.run)
app.command()(run.report)
app.add_typer(elements.app, name="elements")
app.command()(fleet.fleet)
app.command()(coverage.coverage)
app.command()(passes.passes)
app.add_typer(link.app, name="link")
app.add_typer(network.app, name="network")
app.command()(doctor.doctor)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"huxing {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show it.")] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line; errors of ours become one sentence on stderr and an exit code.

    Raises:
        SystemExit: always, with the exit code.

    Source:
        docs/reference/exit-codes.md.
    """
    interrupts: list[int] = []

    def interrupt(number: int, _: object) -> None:
        interrupts.append(number)
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, interrupt)
    try:
        app()
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):
            _leave_quietly()  # typer would exit with 1, which says that the fault is ours
        if not interrupts:
            raise
        sys.exit(INTERRUPTED)  # typer says "Aborted." and would exit with 1
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        _leave_quietly()
    except Exception as error:
        sys.exit(_told(error))


def _leave_quietly() -> NoReturn:
    """The reader has gone (`huxing ... | head`): that is no fault, and the interpreter must not flush into nothing."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
    sys.exit(0)


def _told(error: Exception) -> int:
    """Say what went wrong in one line and give the exit code; what nobody expected is raised again, with its trace."""
    from huxing.core.errors import HuxingError, MissingDataError  # here: they bring numpy, which --help does without

    if isinstance(error, HuxingError):
        err(f"huxing: {error}")
        return error.exit_code
    if isinstance(error, OSError) and error.filename is not None:
        err(f"huxing: {error.filename}: {error.strerror}. Check the path, its permissions and the space on the disk.")
        return MissingDataError.exit_code
    raise error


if __name__ == "__main__":
    main()
