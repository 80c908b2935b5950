"""`ground_stations.txt` of a Hypatia folder, and its shorter form without positions (`.basic.txt`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import erfa
import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import FormatError, InputError
from huxing.core.files import write_text
from huxing.network.interchange.text_file import decimal_number, read_text, text_rows
from huxing.network.topology import Stations

WGS72_AXIS = 6_378_135.0
"""Semi-major axis, m, of the ellipsoid on which the file's positions are. Source: WGS72 as Hypatia states it."""
WGS72_FLATTENING = 1.0 / 298.26

_BASIC, _EXTENDED = 5, 8
_FARTHEST = 100.0
"""Position and coordinates of a row may differ by that, m: enough for another ellipsoid, too little for a digit."""
_LONGEST_NAME = 200


@dataclass(frozen=True, eq=False)
class NamedStations:
    """Stations, and what stands in the file beside them.

    Attributes:
        stations: each with a name of its own; a name that the file gives again has the station's number after it.
        names: as in the file.
        position: on WGS72, Earth-fixed, m, shape `(station, 3)`; as in the file, which computed it before it rounded
            the coordinates.
    """

    stations: Stations
    names: tuple[str, ...]
    position: NDArray[np.float64]


def parse_ground_stations(content: bytes, path: Path) -> NamedStations:
    """Read either form, told by the columns of the first line.

    Args:
        content: of `read_text`.
        path: for messages.

    Returns:
        The stations in the file's order.

    Raises:
        FormatError: with line, another number of columns, a number that is not the row's, a coordinate out of range,
            or a position that is elsewhere than the coordinates.

    Source:
        github.com/snkas/hypatia @ 0ac531c, satgenpy, ground_stations (format only).
    """
    columns = content.split(b"\n", 1)[0].count(b",") + 1
    if columns not in (_BASIC, _EXTENDED):
        raise FormatError(f"{columns} columns; a station has {_BASIC} or {_EXTENDED}", source=path, line=1)
    rows = text_rows(content, path, ",", columns)
    numbers = np.array([_station(row, path, line) for line, row in enumerate(rows, start=1)])
    latitude, longitude, height = np.radians(numbers[:, 0]), np.radians(numbers[:, 1]), numbers[:, 2]
    position = wgs72_positions(latitude, longitude, height)
    if columns == _EXTENDED:
        position = _positions(rows, position, path)
    names = tuple(row[1] for row in rows)
    return NamedStations(Stations(_different(names), latitude, longitude, height.copy()), names, position)


def named_stations(places: Stations) -> NamedStations:
    """Stations as the file names them: commas and blanks become hyphens.

    Args:
        places: any stations.

    Returns:
        The stations with names and positions for the file.

    Raises:
        Nothing of its own.

    Source:
        github.com/snkas/hypatia @ 0ac531c, satgenpy, ground_stations (format only).
    """
    names = tuple("-".join(name.replace(",", " ").split()) for name in places.names)
    return NamedStations(places, names, wgs72_positions(places.latitude, places.longitude, places.height))


def read_ground_stations(path: str | Path) -> Stations:
    """Stations of a file in Hypatia's form, such as its lists of cities.

    Args:
        path: `ground_stations.txt` or a `.basic.txt`, gzipped or not.

    Returns:
        The stations in the file's order; a name that the file gives again has the station's number after it.

    Raises:
        MissingDataError: the file cannot be read.
        FormatError: with file and line, what is wrong.

    Source:
        github.com/snkas/hypatia @ 0ac531c, satgenpy, ground_stations (format only).
    """
    return parse_ground_stations(read_text(Path(path)), Path(path)).stations


def _station(row: list[str], path: Path, line: int) -> tuple[float, float, float]:
    if row[0] != str(line - 1):
        raise FormatError(f"station '{row[0][:20]}'; they count from 0, this is {line - 1}", source=path, line=line)
    if not row[1] or not row[1].isprintable() or len(row[1]) > _LONGEST_NAME:
        raise FormatError(f"'{row[1][:40]}' is no name; give printable text", source=path, line=line)
    return (
        decimal_number(row[2], "latitude", path, line, low=-90.0, high=90.0),
        decimal_number(row[3], "longitude", path, line, low=-360.0, high=360.0),
        decimal_number(row[4], "elevation", path, line, low=-1e4, high=1e5),
    )


def _positions(rows: list[list[str]], computed: NDArray[np.float64], path: Path) -> NDArray[np.float64]:
    given = np.array(
        [
            [decimal_number(text, "position", path, line, low=-1e7, high=1e7) for text in row[_BASIC:]]
            for line, row in enumerate(rows, start=1)
        ]
    )
    apart = np.linalg.norm(computed - given, axis=1)
    if (apart > _FARTHEST).any():
        row = int(np.argmax(apart > _FARTHEST))
        raise FormatError(
            f"x, y, z are {apart[row]:.0f} m from where latitude, longitude and elevation are; one of them is wrong",
            source=path,
            line=row + 1,
        )
    return given


def _different(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names, with the number after one that has been before."""
    seen: set[str] = set()
    own = []
    for number, name in enumerate(names):
        chosen = name
        while chosen in seen:
            chosen = f"{chosen} #{number}"
        seen.add(chosen)
        own.append(chosen)
    return tuple(own)


def wgs72_positions(
    latitude: NDArray[np.float64], longitude: NDArray[np.float64], height: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Positions on the ellipsoid of the file.

    Args:
        latitude: geodetic, rad, shape `(station,)`.
        longitude: rad.
        height: m.

    Returns:
        Earth-fixed, m, shape `(station, 3)`.

    Raises:
        Nothing of its own.

    Source:
        WGS72 (a 6378135 m, f 1/298.26); ERFA `gd2gce`.
    """
    return np.asarray(erfa.gd2gce(WGS72_AXIS, WGS72_FLATTENING, longitude, latitude, height)).reshape(-1, 3)


def ground_stations_bytes(named: NamedStations) -> bytes:
    """Write `ground_stations.txt`; the counterpart of `parse_ground_stations`.

    Args:
        named: stations, and the names to write.

    Returns:
        UTF-8 text.

    Raises:
        InputError: a name that is empty, cannot be printed or holds a comma.

    Source:
        github.com/snkas/hypatia @ 0ac531c, satgenpy, ground_stations (format only).
    """
    columns = zip(_heads(named, _six_decimals), named.stations.height.tolist(), named.position.tolist(), strict=True)
    lines = [
        f"{number},{head},{height:.6f},{x:.6f},{y:.6f},{z:.6f}\n"
        for number, (head, height, (x, y, z)) in enumerate(columns)
    ]
    return "".join(lines).encode()


def basic_stations_bytes(named: NamedStations) -> bytes:
    """Write the shorter form; the counterpart of `parse_ground_stations`.

    Args:
        named: stations, and the names to write.

    Returns:
        UTF-8 text; numbers as short as they can be to ten decimals.

    Raises:
        InputError: as `ground_stations_bytes`.

    Source:
        github.com/snkas/hypatia @ 0ac531c, satgenpy, ground_stations (format only).
    """
    heads = zip(_heads(named, _shortest), named.stations.height.tolist(), strict=True)
    lines = [f"{number},{head},{_shortest(height)}\n" for number, (head, height) in enumerate(heads)]
    return "".join(lines).encode()


def write_ground_stations(places: Stations, path: str | Path, *, basic: bool = False) -> None:
    """Write stations in Hypatia's form; the counterpart of `read_ground_stations`.

    Args:
        places: any stations; commas and blanks in their names become hyphens.
        path: the file.
        basic: leave out the positions on WGS72, as Hypatia's lists of cities do.

    Raises:
        InputError: a name that is empty or cannot be printed.
        OSError: the folder cannot be written.

    Source:
        github.com/snkas/hypatia @ 0ac531c, satgenpy, ground_stations (format only).
    """
    named = named_stations(places)
    write_text(path, (basic_stations_bytes(named) if basic else ground_stations_bytes(named)).decode())


def _heads(named: NamedStations, shown: Callable[[float], str]) -> list[str]:
    degrees = np.degrees([named.stations.latitude, named.stations.longitude]).T.tolist()
    heads = []
    for name, (latitude, longitude) in zip(named.names, degrees, strict=True):
        if not name or not name.isprintable() or "," in name or len(name) > _LONGEST_NAME:
            raise InputError(f"'{name[:40]}' cannot stand in this file; give printable text without commas", given=name)
        heads.append(f"{name},{shown(latitude)},{shown(longitude)}")
    return heads


def _six_decimals(degrees: float) -> str:
    """Six decimals as Hypatia has them, more where that would move the station."""
    text = f"{degrees:.6f}"
    return text if abs(float(text) - degrees) < 5e-13 else f"{degrees:.12f}"


def _shortest(value: float) -> str:
    text = f"{value:.10f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
