"""`huxing elements`: show, select, convert and fetch element sets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huxing.cli.console import emit_json, emit_table, err

if TYPE_CHECKING:
    from huxing.core.errors import InputError
    from huxing.orbit.constellation import Shell
    from huxing.orbit.element_sets import ElementSets

app = typer.Typer(help="Show, select, convert and fetch element sets.", no_args_is_help=True)

_FILE = typer.Argument(help="TLE, three-line sets, or OMM in JSON, CSV, XML or KVN; gzip too.")
_JSON = typer.Option("--json", help="Print JSON instead of a table.")
_COLUMNS = ("name", "id", "epoch (UTC)", "altitude (km)", "inclination (deg)", "RAAN (deg)", "period (min)")


@app.command()
def show(
    file: Annotated[Path, _FILE],
    rows: Annotated[int, typer.Option(min=0, help="Rows of the table; 0 shows all.")] = 40,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Show what a file of element sets holds: a row per set, and how many there are."""
    from huxing.orbit.formats import read_elements

    _show(read_elements(file), str(file), rows, as_json)


@app.command()
def select(
    file: Annotated[Path, _FILE],
    name: Annotated[str | None, typer.Option(help="Name pattern, as 'QIANFAN*'; several parted by '|'.")] = None,
    number: Annotated[list[int] | None, typer.Option("--id", help="Catalogue number; may be given again.")] = None,
    altitude_km: Annotated[str | None, typer.Option(metavar="LOW:HIGH", help="Mean altitude.")] = None,
    inclination_deg: Annotated[str | None, typer.Option(metavar="LOW:HIGH", help="Inclination.")] = None,
    shell: Annotated[
        str | None, typer.Option(metavar="CONSTELLATION[/SHELL]", help="Within a designed shell of the catalogue.")
    ] = None,
    epoch_from: Annotated[str | None, typer.Option(metavar="TIME", help="First epoch, UTC.")] = None,
    epoch_to: Annotated[str | None, typer.Option(metavar="TIME", help="Last epoch, UTC.")] = None,
    latest: Annotated[bool, typer.Option(help="Only the newest set of each satellite.")] = False,
    out: Annotated[Path | None, typer.Option(help="Write the chosen sets here.")] = None,
    out_format: Annotated[str | None, typer.Option("--format", help="Format of --out; else from its name.")] = None,
    rows: Annotated[int, typer.Option(min=0, help="Rows of the table; 0 shows all.")] = 40,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Choose element sets by name, number, altitude, inclination, shell and epoch."""
    from huxing.core.errors import InputError
    from huxing.orbit.formats import read_elements, write_elements

    if out_format is not None and out is None:
        raise InputError("--format is the format of --out; give --out too", given=out_format)
    sets = read_elements(file)
    chosen = sets.select(
        name=name,
        norad_id=number or None,
        altitude_km=_range(altitude_km, "--altitude-km"),
        inclination_deg=_range(inclination_deg, "--inclination-deg"),
        epoch_from=epoch_from,
        epoch_to=epoch_to,
    )
    if shell is not None:
        chosen = _in_any(chosen, _shells(shell))
    if not len(chosen):
        raise _none_chosen(file, sets)
    if latest:
        chosen = chosen.latest()
    if out is not None:
        write_elements(chosen, out, format=out_format)
        err(f"{len(chosen)} element sets written to {out}")
    _show(chosen, str(file), rows, as_json)


@app.command()
def convert(
    file: Annotated[Path, _FILE],
    out: Annotated[Path, typer.Argument(help="The new file; .json .csv .xml .kvn .tle .3le, with .gz or without.")],
    out_format: Annotated[str | None, typer.Option("--format", help="Format; else from the name of OUT.")] = None,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Write a file of element sets in another format."""
    from huxing.orbit.formats import read_elements, write_elements

    sets = read_elements(file)
    write_elements(sets, out, format=out_format)
    if as_json:
        emit_json({"file": str(out), "count": len(sets)})
    else:
        print(out)
    err(f"{len(sets)} element sets written to {out}")


@app.command()
def fetch(
    group: Annotated[str, typer.Option(help="Group of the service, as active, qianfan, stations.")],
    out: Annotated[Path, typer.Option(help="The file to write, JSON.")],
    timeout_s: Annotated[float, typer.Option(min=0.1, help="Bound of the exchange.")] = 60.0,
    url: Annotated[str | None, typer.Option(envvar="HUXING_GP_URL", help="Address of the service.")] = None,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Ask the public GP service for a group; not more often than every two hours, as it wishes.

    Beside OUT stands OUT.source, which says what OUT is: a younger file is kept only where it is this group, unchanged.
    """
    from huxing.core.errors import InputError
    from huxing.orbit.formats import parse_elements
    from huxing.orbit.gp_service import SERVICE_URL, fetch_group, write_answer

    if out.exists() and not out.is_file():
        raise InputError(f"{out}: there is a folder, a pipe or a device of this name; give a file", given=str(out))
    address = url or SERVICE_URL
    kept = _still_new(out, group, address)
    if not kept:
        content = fetch_group(group, timeout_s=timeout_s, base_url=address)
        count = len(parse_elements(content, source=f"answer of the service for group {group}"))
        write_answer(out, content, group=group, base_url=address)
        err(f"{count} element sets written to {out}")
    if as_json:
        emit_json({"file": str(out), "fetched": not kept})
    else:
        print(out)


def _still_new(out: Path, group: str, address: str) -> bool:
    """Whether `out` is the service's newest answer for the group; says why it is kept or not."""
    import time

    from huxing.orbit.gp_service import is_answer, seconds_until_update

    left = seconds_until_update(out, now_s=time.time())
    if left <= 0.0:
        return False
    if not is_answer(out, group=group, base_url=address):
        err(f"{out} is not the service's answer for group {group}, by {out}.source beside it; asking the service.")
        return False
    err(
        f"{out} is less than two hours old, and the service has no newer data before that; kept. "
        f"Ask again in {left / 60:.0f} min, or remove the file."
    )
    return True


def _none_chosen(file: Path, sets: ElementSets) -> InputError:
    from huxing.core.errors import InputError
    from huxing.orbit.selection import commonest_names

    if not len(sets):
        return InputError(f"{file} holds no element sets; give a file that does", given=str(file))
    return InputError(
        f"{file}: none of its {len(sets)} element sets meets the conditions; nothing was written. "
        f"The names in it are {commonest_names(sets)}.",
        given=str(file),
    )


def _show(sets: ElementSets, source: str, rows: int, as_json: bool) -> None:
    shown = sets if as_json or rows == 0 else sets[:rows]
    cells = _cells(shown)
    if as_json:
        keys = ("name", "id", "epoch", "altitude_km", "inclination_deg", "raan_deg", "period_min")
        records = [dict(zip(keys, row, strict=True)) for row in cells]
        emit_json({"source": source, "count": len(sets), "element_sets": records})
        return
    emit_table(source, _COLUMNS, [(*row[:2], row[2][:19], *_decimals(row[3:])) for row in cells])
    if len(shown) < len(sets):
        err(f"{len(shown)} of {len(sets)} shown; --rows 0 shows all")
    print(f"{len(sets)} element sets, {len(set(sets.norad_id.tolist()))} satellites")


def _decimals(values: tuple[float, ...]) -> list[str]:
    return [f"{value:.{digits}f}" for value, digits in zip(values, (1, 4, 4, 2), strict=True)]


def _cells(sets: ElementSets) -> list[tuple[Any, ...]]:
    import numpy as np

    from huxing.core.constants import WGS84_SEMI_MAJOR_AXIS

    return list(
        zip(
            sets.name.tolist(),
            sets.norad_id.tolist(),
            np.datetime_as_string(sets.epoch, unit="us").tolist(),
            np.round((sets.semi_major_axis - WGS84_SEMI_MAJOR_AXIS) / 1e3, 3).tolist(),
            np.round(np.degrees(sets.inclination), 6).tolist(),
            np.round(np.degrees(sets.raan), 6).tolist(),
            np.round(2.0 * np.pi / sets.mean_motion / 60.0, 4).tolist(),
            strict=True,
        )
    )


def _range(text: str | None, option: str) -> tuple[float, float] | None:
    from huxing.core.errors import InputError

    if text is None:
        return None
    low, colon, high = text.partition(":")
    try:
        ends = float(low or "-inf"), float(high or "inf")
    except ValueError:
        ends = float("nan"), float("nan")
    if not colon or ends[0] != ends[0] or ends[1] != ends[1]:
        raise InputError(f"{option}: '{text}'; accepted is LOW:HIGH, as 500:600; an end may be left out", given=text)
    return ends


def _shells(text: str) -> tuple[Shell, ...]:
    """Shells of a constellation of the catalogue, all of them or the one that is named."""
    from huxing.catalogue import constellation
    from huxing.core.errors import CatalogueError
    from huxing.orbit.designs import constellation_from_entry

    name, slash, wanted = text.partition("/")
    entry = constellation(name)
    shells = constellation_from_entry(entry).shells
    if not slash:
        return tuple(shells)
    rows = zip(entry.design.shells, shells, strict=True)
    found = tuple(shell for row, shell in rows if wanted.lower() in (row.name, shell.name))
    if not found:
        names = ", ".join(row.name for row in entry.design.shells)
        raise CatalogueError(f"constellation '{name}' has no shell '{wanted}'; it has {names}", given=wanted)
    return found


def _in_any(sets: ElementSets, shells: tuple[Shell, ...]) -> ElementSets:
    import numpy as np

    from huxing.orbit.selection import in_shell

    return sets[np.any([in_shell(sets, shell) for shell in shells], axis=0)]
