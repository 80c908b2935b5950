"""The built-in formats of element sets, as their entry points name them."""

from __future__ import annotations

import re

from huxing.orbit.formats.omm_kvn import read_kvn, write_kvn
from huxing.orbit.formats.omm_tabular import read_csv, read_json, write_csv, write_json
from huxing.orbit.formats.omm_xml import read_xml, write_xml
from huxing.orbit.formats.registry import ElementFormat
from huxing.orbit.formats.tle import read_tle
from huxing.orbit.formats.tle_writing import write_tle

_DATA_LINE = re.compile(rb"(?m)^[12] ")
_CSV_HEADER = re.compile(rb"[^\r\n]*\bNORAD_CAT_ID\b")


def _is_csv(head: bytes) -> bool:
    return _CSV_HEADER.match(head) is not None and b"," in head.partition(b"\n")[0]


def _is_kvn(head: bytes) -> bool:
    return not head.startswith((b"<", b"[", b"{")) and b"CCSDS_OMM_VERS" in head


def _is_tle(head: bytes) -> bool:
    return _DATA_LINE.search(head) is not None


OMM_JSON = ElementFormat(
    "OMM as JSON",
    (".json",),
    lambda head: head.startswith((b"[", b"{")),
    read_json,
    lambda sets, created: write_json(sets),
)
OMM_CSV = ElementFormat("OMM as CSV", (".csv",), _is_csv, read_csv, lambda sets, created: write_csv(sets))
OMM_XML = ElementFormat("OMM as XML", (".xml",), lambda head: head.startswith(b"<"), read_xml, write_xml)
OMM_KVN = ElementFormat("OMM as KVN", (".kvn", ".omm"), _is_kvn, read_kvn, write_kvn)
TLE = ElementFormat(
    "two-line sets", (".tle", ".2le"), _is_tle, read_tle, lambda sets, created: write_tle(sets, names=False)
)
THREE_LINE = ElementFormat(
    "three-line sets", (".3le", ".txt"), _is_tle, read_tle, lambda sets, created: write_tle(sets, names=True)
)
