"""What the commands of `huxing network` read alike: constellation, ends, time, failures; and how they show figures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CONSTELLATION = (
    "A constellation of the catalogue (kuiper-k1), a code (D:550:53:1584/72/39), a file of element sets or of a "
    "constellation document, or a Hypatia folder."
)
LONGEST_SECONDS = 366.0 * 86_400.0

Constellation = Annotated[str, typer.Argument(help=CONSTELLATION)]
Design = Annotated[str | None, typer.Option(help="Which design of a constellation of the catalogue.")]
Name = Annotated[str | None, typer.Option(help="Choose satellites of a file by name, 'QIANFAN*'.")]
Planes = Annotated[
    int | None, typer.Option(help="Of a file that lists satellites plane by plane; found out, if left out.")
]
PerPlane = Annotated[int | None, typer.Option(help="Satellites of each of these planes.")]
From = Annotated[str, typer.Option("--from", metavar="PLACE", help="City or station of the catalogue, or LAT,LON.")]
To = Annotated[str, typer.Option("--to", metavar="PLACE", help="City or station of the catalogue, or LAT,LON.")]
Start = Annotated[str | None, typer.Option(metavar="TIME", help="UTC; the newest epoch, or the design's, if left out.")]
MinElevation = Annotated[
    float | None,
    typer.Option(
        "--min-elevation-deg", "--min-elevation", help="Of a station's link; the constellation's own, if left out."
    ),
]
FailedSatellite = Annotated[
    list[str] | None, typer.Option(metavar="NAME", help="Name or number of a satellite that is out; again for more.")
]
FailedPlane = Annotated[
    list[int] | None, typer.Option(metavar="N", help="A plane that is out, counted from 0; again for more.")
]
FailedGateway = Annotated[list[str] | None, typer.Option(metavar="NAME", help="A gateway that is out; again for more.")]
Rows = Annotated[int, typer.Option(min=0, help="Rows of the table; 0 shows all.")]
Out = Annotated[Path | None, typer.Option(help="Write it here, CSV.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


def name_list(texts: Sequence[str] | None) -> list[str]:
    """Names of an option that may be given several times; coordinates keep their comma.

    Args:
        texts: each one name, names between commas, or LAT,LON[,HEIGHT_M].

    Returns:
        The names in the order given, each once.

    Raises:
        Nothing of its own.

    Source:
        docs/reference/commands.md.
    """
    from huxing.cli.station import coordinates

    names = [name.strip() for text in texts or () for name in ([text] if coordinates(text) else text.split(","))]
    return list(dict.fromkeys(name for name in names if name))


def time_steps(
    start: np.datetime64, length: float, step_s: float, *, option: str = "--seconds"
) -> NDArray[np.datetime64]:
    """The times that --seconds or --hours and --step-s ask for.

    Args:
        start: UTC.
        length: how long, in the option's unit.
        step_s: between two of them.
        option: '--seconds' or '--hours'.

    Returns:
        UTC, the end excluded, shape `(time,)`.

    Raises:
        InputError: a length that is not above 0 and at most a year, or a step under 1 ms.
        TooLargeError: more times than any command takes.

    Source:
        `huxing.core.time.time_grid`.
    """
    from huxing.core.errors import InputError
    from huxing.core.time import time_grid

    unit = 3600.0 if option == "--hours" else 1.0
    if not 0.0 < length * unit <= LONGEST_SECONDS:
        raise InputError(f"{option} is more than 0 and at most a year ({LONGEST_SECONDS / unit:.0f}), got {length:g}")
    if not step_s >= 1e-3:
        raise InputError(f"--step-s is 0.001 or more, got {step_s:g}", given=step_s)
    seconds = length * unit
    return time_grid(start, hours=seconds / 3600.0, step_s=min(step_s, seconds))


def clock(moment: np.datetime64) -> str:
    """A time as titles show it, no longer than it has to be.

    Args:
        moment: UTC.

    Returns:
        '2000-01-01T00:00 UTC', or with seconds where there are some, '2000-01-01T00:02:40.5 UTC'.

    Raises:
        Nothing of its own.

    Source:
        None: presentation.
    """
    whole, _, fraction = str(moment.astype("datetime64[ns]")).partition(".")
    if fraction.strip("0"):
        return f"{whole}.{fraction.rstrip('0')} UTC"
    return f"{whole.removesuffix(':00')} UTC"


def require_file(out: Path | None) -> None:
    """Refuse, before anything is computed, a place where no file can be written.

    Args:
        out: of the option --out; None writes nothing.

    Raises:
        InputError: a folder.
        OSError: the folder that holds it is none, or may not be written.

    Source:
        docs/reference/exit-codes.md.
    """
    from huxing.cli.link_options import require_file as require_no_folder

    if out is not None:
        require_no_folder(out)
        require_folder(out.parent)


def require_folder(folder: Path) -> None:
    """Make a folder, or say why that cannot be.

    Args:
        folder: to write into.

    Raises:
        OSError: it is a file, or may not be written.

    Source:
        docs/reference/exit-codes.md.
    """
    import tempfile

    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder):
        pass


def write_rows(path: Path, columns: dict[str, Any]) -> None:
    """Write a CSV file; times as ISO text, a missing number as nothing.

    Args:
        path: the file.
        columns: names with units, and values.

    Raises:
        OSError: the folder cannot be written.

    Source:
        RFC 4180; a `.gz` name is packed.
    """
    import pandas as pd

    from huxing.core.files import atomic_write

    table = pd.DataFrame(columns)
    with atomic_write(path) as temporary:
        table.to_csv(
            temporary,
            index=False,
            date_format="%Y-%m-%dT%H:%M:%S.%f",
            compression="gzip" if path.suffix == ".gz" else None,
        )
