"""`huxing passes`: when satellites rise and set over stations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from huxing.cli.console import emit_json, emit_table, err, progress
from huxing.cli.source import HELP, read_source, start_of, warn_of_age, warn_of_lost
from huxing.cli.station import read_station

if TYPE_CHECKING:
    import pandas as pd


def passes(
    source: Annotated[str, typer.Argument(help=HELP)],
    station: Annotated[
        list[str], typer.Option(help="A station of the catalogue, or LAT,LON[,HEIGHT_M] in deg; again for more.")
    ],
    start: Annotated[str | None, typer.Option(help="UTC; the newest epoch, or the design's, if left out.")] = None,
    hours: Annotated[float, typer.Option(help="Length of the span, h.")] = 24.0,
    min_elevation_deg: Annotated[
        float | None, typer.Option(help="Least elevation, deg; 10, or with --mask 0, if left out.")
    ] = None,
    mask: Annotated[
        str | None, typer.Option(metavar="AZ:EL,...", help="Horizon by azimuth in deg: 0:5,90:20,180:5.")
    ] = None,
    visible: Annotated[bool, typer.Option("--visible", help="Only passes that an eye can see.")] = False,
    name: Annotated[str | None, typer.Option(help="Choose satellites of a file by name, 'QIANFAN*'.")] = None,
    design: Annotated[str | None, typer.Option(help="Which design of a constellation of the catalogue.")] = None,
    rows: Annotated[int, typer.Option(min=0, help="Rows of the table; 0 shows all.")] = 40,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Rise, culmination and set of satellites over ground stations, to a millisecond."""
    import numpy as np

    from huxing.core.errors import InputError
    from huxing.orbit import find_passes

    if not 0.0 < hours <= 24.0 * 366.0:
        raise InputError(f"--hours is more than 0 and at most a year, got {hours}", given=hours)
    satellites = read_source(source, name=name, design=design)
    least = min_elevation_deg if min_elevation_deg is not None else (0.0 if mask else 10.0)
    horizon = _pairs(mask, "--mask", ":")
    stations = [read_station(text, min_elevation_deg=least, mask_deg=horizon) for text in station]
    begin = start_of(satellites, start)
    end = begin + np.timedelta64(round(hours * 3.6e12), "ns")
    warn_of_age(satellites, begin, end)
    with progress("passes") as bar:
        found = find_passes(
            satellites,
            stations,
            begin,
            end,
            progress=lambda done, total: bar.update(bar.task_ids[0], completed=done, total=total),
        )
    warn_of_lost(len(found.attrs["without_state"]), len(satellites))
    found = found[found["visible"]] if visible else found
    err(f"{len(found)} passes of {len(satellites)} satellites from {begin:.16} UTC over {hours:g} h")
    if as_json:
        emit_json(found)
        return
    shown = found.head(rows) if rows else found
    emit_table("", *_table(shown))
    if len(shown) < len(found):
        err(f"{len(found) - len(shown)} more; --rows 0 shows all, --json gives them as data")


def _pairs(text: str | None, option: str, colon: str) -> tuple[tuple[float, float], ...]:
    from huxing.core.errors import InputError

    if text is None:
        return ()
    try:
        pairs = [tuple(float(number) for number in part.split(colon)) for part in text.split(",")]
        return tuple((azimuth, elevation) for azimuth, elevation in pairs)
    except ValueError as error:
        raise InputError(f"{option} '{text}': give AZ:EL pairs in deg, as 0:5,90:20,180:5", given=text) from error


def _table(found: pd.DataFrame) -> tuple[list[str], list[list[object]]]:
    columns = [
        "station",
        "satellite",
        "rise (UTC)",
        "culmination",
        "set",
        "highest (deg)",
        "azimuth (deg)",
        "range (km)",
    ]
    rows: list[list[object]] = []
    for one in found.itertuples():
        rows.append(
            [
                one.station,
                one.satellite,
                ("<" if one.rise_cut else " ") + f"{one.rise:%m-%d %H:%M:%S.%f}"[:18],
                f"{one.culmination:%H:%M:%S.%f}"[:12],
                f"{one.set:%H:%M:%S.%f}"[:12] + (">" if one.set_cut else " "),
                f"{one.max_elevation_deg:.1f}",
                f"{one.rise_azimuth_deg:.0f} - {one.culmination_azimuth_deg:.0f} - {one.set_azimuth_deg:.0f}",
                f"{one.culmination_range_km:.0f}",
            ]
        )
    return [*columns, "seen by eye"], [
        [*row, "yes" if v else ""] for row, v in zip(rows, found["visible"], strict=True)
    ]
