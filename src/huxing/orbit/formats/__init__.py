"""File formats of the orbit room: element sets (TLE, OMM), ephemerides (OEM) and CZML."""

from huxing.orbit.formats.files import (
    parse_elements,
    parse_oem,
    read_elements,
    read_oem,
    write_czml,
    write_elements,
    write_oem,
)
from huxing.orbit.formats.oem import EphemerisSegment, StateCovariance
from huxing.orbit.formats.registry import ElementFormat, format_names
from huxing.orbit.formats.tle import read_tle

__all__ = [
    "ElementFormat",
    "EphemerisSegment",
    "StateCovariance",
    "format_names",
    "parse_elements",
    "parse_oem",
    "read_elements",
    "read_oem",
    "read_tle",
    "write_czml",
    "write_elements",
    "write_oem",
]
