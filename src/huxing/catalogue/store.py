"""Where catalogue rows come from: the files beside this module, then the folders named by HUXING_PATH."""

from __future__ import annotations

import difflib
import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import Field

from huxing.catalogue.constellation_rows import ConstellationEntry, ConstellationRow, Row
from huxing.catalogue.place_rows import GroundStation, GroundStationRow, ServiceArea, ServiceAreaRow
from huxing.catalogue.radio_rows import Payload, PayloadRow, Terminal, TerminalRow
from huxing.core.errors import CatalogueError, MissingDataError, ScenarioError
from huxing.core.strict_yaml import MAX_BYTES, load_yaml
from huxing.core.validation import validate

ROWS = Path(__file__).parent / "rows"
VARIABLE = "HUXING_PATH"

Kind = Literal["constellations", "ground_stations", "service_areas", "terminals", "payloads"]
Entry = ConstellationEntry | GroundStation | ServiceArea | Terminal | Payload


class CatalogueFile(Row):
    """What one file of the catalogue may hold."""

    constellations: list[ConstellationRow] = Field(default_factory=list)
    ground_stations: list[GroundStationRow] = Field(default_factory=list)
    service_areas: list[ServiceAreaRow] = Field(default_factory=list)
    terminals: list[TerminalRow] = Field(default_factory=list)
    payloads: list[PayloadRow] = Field(default_factory=list)


@dataclass(frozen=True)
class _Shelf:
    """The rows of one kind: by name, and the name for each way to spell a name or alias."""

    rows: dict[str, Any]
    names: dict[str, str]


def find(kind: Kind, name: str) -> Any:
    """The row with this name or alias.

    Args:
        kind: which rows.
        name: case, blanks, '-' and '_' do not matter.

    Returns:
        The row's entry.

    Raises:
        CatalogueError: no such name; the nearest names are listed.
        ScenarioError: a file of HUXING_PATH is wrong.
        MissingDataError: a folder of HUXING_PATH is not there.

    Source:
        The catalogue's own rows.
    """
    shelf = _shelves(search_path())[kind]
    known = shelf.names.get(_plain(str(name)[:200]))
    if known is not None:
        return shelf.rows[known]
    close = difflib.get_close_matches(_plain(str(name)[:200]), shelf.names, n=3, cutoff=0.5)
    nearest = list(dict.fromkeys(shelf.names[spelling] for spelling in close))
    hint = f"nearest: {', '.join(nearest)}" if nearest else f"known: {', '.join(sorted(shelf.rows))}"
    noun = kind.replace("_", " ").removesuffix("s")
    raise CatalogueError(f"no {noun} '{str(name)[:60]}' in the catalogue; {hint}", given=name, accepted=nearest)


def names(kind: Kind) -> list[str]:
    """The names of all rows of one kind.

    Args:
        kind: which rows.

    Returns:
        Sorted names.

    Raises:
        ScenarioError: a file of HUXING_PATH is wrong.
        MissingDataError: a folder of HUXING_PATH is not there.

    Source:
        The catalogue's own rows.
    """
    return sorted(_shelves(search_path())[kind].rows)


def search_path() -> tuple[Path, ...]:
    """The folders of the catalogue, the built-in one first.

    Returns:
        The folders; HUXING_PATH holds further ones, separated as PATH is on this system (':' on Linux).

    Raises:
        Nothing of its own.

    Source:
        The project's own rule. This is the only place that reads the environment.
    """
    extra = os.environ.get(VARIABLE, "").split(os.pathsep)
    return (ROWS, *(Path(folder) for folder in extra if folder))


@lru_cache(maxsize=8)
def _shelves(folders: tuple[Path, ...]) -> Mapping[Kind, _Shelf]:
    shelves: dict[Kind, _Shelf] = {kind: _Shelf({}, {}) for kind in get_args(Kind)}
    for folder in folders:
        for file in _files(folder):
            content = _read(file)
            for kind, shelf in shelves.items():
                for row in getattr(content, kind):
                    _put(shelf, row.entry(), file)
    return shelves


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise MissingDataError(f"{VARIABLE} names '{folder}', which is not a folder; correct or unset {VARIABLE}")
    return sorted(file for file in folder.iterdir() if file.suffix in (".yaml", ".yml") and file.is_file())


def _read(file: Path) -> CatalogueFile:
    try:
        with file.open("rb") as stream:
            text = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise ScenarioError(f"cannot be read ({error.strerror})", file=file) from error
    return validate(load_yaml(text, source=file), CatalogueFile)


def _put(shelf: _Shelf, entry: Entry, file: Path) -> None:
    """Add a row; a row of the same name, read earlier, is replaced."""
    earlier = shelf.rows.get(entry.name)
    if earlier is not None:
        for spelling in [key for key, name in shelf.names.items() if name == entry.name]:
            del shelf.names[spelling]
    for spelling in dict.fromkeys([entry.name, *entry.aliases]):
        other = shelf.names.get(_plain(spelling), entry.name)
        if other != entry.name:
            raise ScenarioError(f"'{spelling}' of '{entry.name}' already means '{other}'; choose another", file=file)
        shelf.names[_plain(spelling)] = entry.name
    shelf.rows[entry.name] = entry


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "-".join(folded.replace("_", " ").replace("-", " ").split())
