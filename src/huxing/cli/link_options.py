"""What the commands of `huxing link` read alike: lists of numbers, named numbers, words, and a place on the ground."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huxing.cli.station import read_station

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from huxing.link.atmosphere.climate import Climate
    from huxing.link.budget import Site

MOST_NUMBERS = 100_000
"""Of one option's list."""
CLIMATES = ("auto", "itu", "zonal")
_ARGUMENT = re.compile(r"\b([a-z][a-z_0-9]*)=(\.\.\.|True|'([\w-]+)')")
_BARE = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b")
_OF_TERMINAL = re.compile(r"laser_terminal\('[^']*', ([a-z_]+=\.\.\.)\)")
_OTHER_NAMES = {"transmitter": "--eirp-dbw", "receiver": "--g-over-t-db-per-k"}

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Elevations = Annotated[
    list[str] | None, typer.Option("--elevation-deg", metavar="DEG", help="30,60,90 or 5:90:5; again for more.")
]
StationText = Annotated[
    str | None, typer.Option("--station", metavar="NAME", help="A station of the catalogue, or LAT,LON[,HEIGHT_M].")
]
Latitude = Annotated[float | None, typer.Option("--latitude-deg", help="Instead of --station: geodetic, deg.")]
Longitude = Annotated[float | None, typer.Option("--longitude-deg", help="East positive, deg.")]
Height = Annotated[float | None, typer.Option("--height-m", help="Above the sea; the map's, if left out.")]
Exceedances = Annotated[
    list[str] | None,
    typer.Option("--exceedance-percent", metavar="PERCENT", help="Share of a year: 1,0.1,0.01; again for more."),
]
ClimateName = Annotated[
    str, typer.Option("--climate", metavar="auto|itu|zonal", help="Digital maps of an installed itur, or by latitude.")
]
Extrapolate = Annotated[bool, typer.Option("--extrapolate", help="Go beyond a model's stated range; marked.")]


@dataclass(frozen=True, eq=False)
class Place:
    """A place on the ground: its name for people, and its figures for the atmosphere."""

    name: str
    site: Site

    def document(self) -> dict[str, Any]:
        """The place for JSON."""
        import numpy as np

        return {
            "name": self.name,
            "latitude_deg": np.degrees(self.site.latitude),
            "longitude_deg": np.degrees(self.site.longitude),
            "height_m": self.site.height,
        }


def in_options(message: str, options: Sequence[str]) -> str:
    """A kernel's message with options in place of Python's arguments: '--extrapolate' for 'extrapolate=True'.

    Args:
        message: of an error.
        options: names of the command's options; an argument without one stays as it is.

    Returns:
        The message.

    Raises:
        Nothing of its own.

    Source:
        None: wording.
    """

    def option(found: re.Match[str]) -> str:
        name = _OTHER_NAMES.get(found[1], "--" + found[1].replace("_", "-"))
        longer = [known for known in options if known == name or known.startswith(f"{name}-")]
        return " ".join(filter(None, (longer[0], found[3]))) if longer else found[0]

    def bare(found: re.Match[str]) -> str:
        name = "--" + found[0].replace("_", "-")
        return name if name in options else found[0]

    what, give, remedy = _ARGUMENT.sub(option, _OF_TERMINAL.sub(r"\1", message)).rpartition("; give ")
    return what + give + (_BARE.sub(bare, remedy) if give else remedy)


def number_list(texts: Sequence[str] | None, option: str, default: str = "") -> NDArray[Any]:
    """Numbers of an option that may be given several times.

    Args:
        texts: each '30', '30,60,90' or LOW:HIGH:STEP, ends included; None takes the default.
        option: its name, for messages.
        default: taken where the option is not given.

    Returns:
        The numbers in the order given, `(number,)`; range and finiteness are the models' to check.

    Raises:
        InputError: not numbers, none, or too many.

    Source:
        docs/reference/commands.md.
    """
    import numpy as np

    from huxing.core.errors import InputError

    given = ",".join(texts) if texts else default
    if not given:
        raise InputError(f"give {option}, as 30,60,90 or 5:90:5", given=given)
    try:
        parts = [_span(part) if ":" in part else [float(part)] for part in given.split(",")]
    except ValueError as error:
        raise InputError(
            f"{option} '{given[:60]}': give numbers, as 30,60,90, or LOW:HIGH:STEP, as 5:90:5 (at most "
            f"{MOST_NUMBERS} numbers)",
            given=given,
        ) from error
    return np.array([number for part in parts for number in part], np.float64)


def _span(text: str) -> list[float]:
    import numpy as np

    low, high, step = (float(end) for end in text.split(":"))
    count = (high - low) / step if step else np.nan
    if not 0.0 <= count < MOST_NUMBERS:
        raise ValueError(text)
    return [float(f"{low + k * step:.12g}") for k in range(int(count + 1e-9) + 1)]


def named_numbers(texts: Sequence[str] | None, option: str) -> list[tuple[str, float]]:
    """Names with a number each.

    Args:
        texts: NAME=NUMBER.
        option: its name, for messages.

    Returns:
        Pairs in the order given.

    Raises:
        InputError: another form.

    Source:
        docs/reference/commands.md.
    """
    from huxing.core.errors import InputError

    found = []
    for text in texts or ():
        name, _, number = text.rpartition("=")
        try:
            found.append((name.strip(), float(number)))
        except ValueError:
            name = ""
        if not name.strip():
            raise InputError(f"{option} '{text[:60]}': give NAME=DB, as 'radome=0.5'", given=text)
    return found


def require_word(word: str, option: str, accepted: Sequence[str]) -> None:
    """Refuse a word that an option does not know.

    Args:
        word: what was given.
        option: its name.
        accepted: the words.

    Returns:
        Nothing.

    Raises:
        InputError: another word.

    Source:
        docs/reference/commands.md.
    """
    from huxing.core.errors import InputError

    if word not in accepted:
        raise InputError(f"{option} '{word[:60]}': give one of {', '.join(accepted)}", given=word, accepted=accepted)


def read_place(
    station: str | None, latitude_deg: float | None, longitude_deg: float | None, height_m: float | None
) -> Place | None:
    """Where a terminal stands.

    Args:
        station: as of `read_station`; or the coordinates.
        latitude_deg: geodetic.
        longitude_deg: east positive.
        height_m: above the sea; None takes that of the climate's map.

    Returns:
        The place; None where nothing is given.

    Raises:
        CatalogueError: no such station.
        InputError: half a place, or two.

    Source:
        docs/reference/commands.md.
    """
    import numpy as np

    from huxing.core.errors import InputError
    from huxing.link.budget import Site, site_of

    coordinates = (latitude_deg, longitude_deg)
    if station is not None:
        if (*coordinates, height_m) != (None, None, None):
            raise InputError("give --station, or --latitude-deg with --longitude-deg, not both", given=station)
        found = read_station(station)
        return Place(found.name, site_of(found))
    if latitude_deg is None and longitude_deg is None:
        if height_m is not None:
            raise InputError("--height-m needs --latitude-deg and --longitude-deg", given=height_m)
        return None
    if latitude_deg is None or longitude_deg is None:
        raise InputError("a place has --latitude-deg and --longitude-deg; give both", given=coordinates)
    name = f"{latitude_deg:g}, {longitude_deg:g}"
    return Place(name, Site(np.radians(latitude_deg), np.radians(longitude_deg), height_m))


def require_file(out: Path | None) -> None:
    """Refuse a folder, before anything is computed, as the place of a file to write.

    Args:
        out: of the option --out; None writes nothing.

    Returns:
        Nothing.

    Raises:
        InputError: a folder; the empty text names the present one.

    Source:
        docs/reference/commands.md.
    """
    from huxing.core.errors import InputError

    if out is not None and out.is_dir():
        raise InputError(f"--out '{out}' is a folder; give the file to write", given=out)


def read_climate(name: str) -> Climate:
    """The climate that an option names.

    Args:
        name: 'auto', 'itu' or 'zonal'.

    Returns:
        The climate.

    Raises:
        InputError: another name.
        MissingDataError: 'itu' without the package itur.

    Source:
        `huxing.link.load_climate`.
    """
    from huxing.link.atmosphere.climate import load_climate

    require_word(name, "--climate", CLIMATES)
    return load_climate(name)
