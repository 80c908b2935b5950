"""Element sets as two-line and three-line sets."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from huxing.core.constants import SECONDS_PER_DAY
from huxing.core.errors import InputError
from huxing.orbit.element_sets import ElementSets
from huxing.orbit.formats.alpha5 import alpha5

_TICK = 864_000
_PER_DAY = 2.0 * np.pi / SECONDS_PER_DAY
_DESIGNATOR = re.compile(r"(19|20)(?P<year>\d\d)-(?P<rest>\d{3}[A-Z]{1,3})")


def write_tle(sets: ElementSets, *, names: bool) -> bytes:
    """Write two lines per set, or three with the name first.

    Args:
        sets: element sets; catalogue numbers up to 339999 (Alpha-5), epochs 1957 to 2056.
        names: write name lines; a name that could be taken for a line of a set gets a leading `0 `.

    Returns:
        ASCII text, lines ended by LF.

    Raises:
        InputError: a value that the columns cannot hold; OMM can.

    Source:
        T. S. Kelso, "Frequently asked questions: two-line element set format", Satellite Times 4 (1998) 3;
        the revolution number wraps at 100000 as there.
    """
    lines: list[str] = []
    first, second = _first_lines(sets), _second_lines(sets)
    for name, line_1, line_2 in zip(sets.name.tolist(), first, second, strict=True):
        if names:
            lines.append(_name_line(name))
        lines += [line_1, line_2]
    return "".join(f"{line}\n" for line in lines).encode("ascii")


def _name_line(name: str) -> str:
    if not name.isascii():
        raise InputError(f"the name '{name}' is not ASCII, which a TLE file is; write omm-json or omm-xml", given=name)
    return f"0 {name}".rstrip() if not name or name == "0" or name.startswith(("0 ", "1 ", "2 ", "#")) else name


def _with_checksum(line: str) -> str:
    total = sum(int(c) if c.isdigit() else c == "-" for c in line)
    return f"{line}{total % 10}"


def _first_lines(sets: ElementSets) -> list[str]:
    ndots = (sets.mean_motion_dot / (_PER_DAY / SECONDS_PER_DAY)).tolist()
    nddots = (sets.mean_motion_ddot / (_PER_DAY / SECONDS_PER_DAY**2)).tolist()
    columns = zip(
        sets.norad_id.tolist(),
        sets.classification.tolist(),
        sets.cospar_id.tolist(),
        _epoch_columns(sets.epoch),
        ndots,
        nddots,
        sets.bstar.tolist(),
        sets.element_set_number.tolist(),
        strict=True,
    )
    return [
        _with_checksum(
            f"1 {alpha5(number)}{classification} {_designator(cospar)} {epoch} {_unit_fraction(ndot)} "
            f"{_implied_exponent(nddot, 'MEAN_MOTION_DDOT')} {_implied_exponent(bstar, 'BSTAR')} 0 {set_number:4d}"
        )
        for number, classification, cospar, epoch, ndot, nddot, bstar, set_number in columns
    ]


def _second_lines(sets: ElementSets) -> list[str]:
    columns = zip(
        sets.norad_id.tolist(),
        np.degrees(sets.inclination).tolist(),
        _turn(sets.raan),
        _eccentricities(sets.eccentricity),
        _turn(sets.argument_of_perigee),
        _turn(sets.mean_anomaly),
        (sets.mean_motion / _PER_DAY).tolist(),
        (sets.revolution_number % 100_000).tolist(),
        strict=True,
    )
    return [
        _with_checksum(
            f"2 {alpha5(number)} {inclination:8.4f} {raan:8.4f} {eccentricity:07d} {perigee:8.4f} {anomaly:8.4f} "
            f"{motion:11.8f}{revolution:5d}"
        )
        for number, inclination, raan, eccentricity, perigee, anomaly, motion, revolution in columns
    ]


def _turn(angles: NDArray[np.float64]) -> list[float]:
    """Degrees within 0 to 360; only negative angles are moved."""
    degrees = np.degrees(angles)
    return [float(value) for value in np.where(degrees < 0.0, degrees + 360.0, degrees)]


def _eccentricities(values: NDArray[np.float64]) -> list[int]:
    """Seven implied decimals; 0.99999995 and above stay below one."""
    return [int(value) for value in np.minimum(np.rint(values * 1e7), 9_999_999)]


def _designator(cospar_id: str) -> str:
    if not cospar_id:
        return " " * 8
    match = _DESIGNATOR.fullmatch(cospar_id)
    if match is None or not 1957 <= int(cospar_id[:4]) <= 2056:
        raise InputError(
            f"'{cospar_id}' does not fit the designator of a TLE (1957-2056, as 1998-067A); write an OMM format",
            given=cospar_id,
        )
    return f"{match['year']}{match['rest']:<6}"


def _epoch_columns(epochs: NDArray[np.datetime64]) -> list[str]:
    nanoseconds = epochs.astype("datetime64[ns]").astype(np.int64)
    ticks = (nanoseconds + _TICK // 2) // _TICK
    days = (ticks // 100_000_000).astype("datetime64[D]")
    years = days.astype("datetime64[Y]")
    numbers = years.astype(np.int64) + 1970
    if numbers.size and not (numbers.min() >= 1957 and numbers.max() <= 2056):
        raise InputError("a TLE holds epochs of 1957 to 2056; write an OMM format instead")
    day_of_year = (days - years.astype("datetime64[D]")).astype(np.int64) + 1
    columns = zip((numbers % 100).tolist(), day_of_year.tolist(), (ticks % 100_000_000).tolist(), strict=True)
    return [f"{year:02d}{day:03d}.{tick:08d}" for year, day, tick in columns]


def _unit_fraction(value: float) -> str:
    text = f"{abs(value):.8f}"
    if not text.startswith("0"):
        raise InputError(f"MEAN_MOTION_DOT = {value:g} rev/day^2 does not fit a TLE (below 1); write an OMM format")
    return f"{'-' if value < 0 else ' '}{text[1:]}"


def _implied_exponent(value: float, what: str) -> str:
    """As ` 12345-6` for 0.12345e-6; what is below 0.00001e-9 becomes zero."""
    mantissa, _, power = f"{abs(value):.4e}".partition("e")
    exponent = int(power) + 1
    digits = int(mantissa.replace(".", ""))
    if exponent < -9:
        digits, exponent = round(abs(value) * 1e14), -9
    if exponent > 9:
        raise InputError(f"{what} = {value:g} does not fit a TLE (below 1e9); write an OMM format", given=value)
    if digits == 0:
        return " 00000+0"
    return f"{'-' if value < 0 else ' '}{digits:05d}{exponent:+d}"
