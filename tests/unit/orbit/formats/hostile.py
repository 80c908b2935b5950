"""Inputs made to exhaust a parser's time, memory or stack; each must end in one of our errors."""

from __future__ import annotations

import gzip
from collections.abc import Callable

LINE_1 = "1 25544U 98067A   26234.33179208  .00000463  00000+0  46081-3 0  9994"
LINE_2 = "2 25544  51.6400  73.3078 0027976  91.5380  83.0435 15.49683504 80526"
OBJECT = (
    b'{"OBJECT_NAME":"A","OBJECT_ID":"1998-067A","EPOCH":"2026-08-22T07:57:46.835712","MEAN_MOTION":15.5,'
    b'"ECCENTRICITY":0.0002,"INCLINATION":51.64,"RA_OF_ASC_NODE":73.3,"ARG_OF_PERICENTER":91.5,"MEAN_ANOMALY":83.0,'
    b'"EPHEMERIS_TYPE":0,"CLASSIFICATION_TYPE":"U","NORAD_CAT_ID":25544,"ELEMENT_SET_NO":999,"REV_AT_EPOCH":8052,'
    b'"BSTAR":0.0004,"MEAN_MOTION_DOT":4.6e-06,"MEAN_MOTION_DDOT":0}'
)
OMM = b'<?xml version="1.0"?><omm id="CCSDS_OMM_VERS" version="3.0"><header><ORIGINATOR>X</ORIGINATOR>'
OEM = (
    b"CCSDS_OEM_VERS = 3.0\nCREATION_DATE = 2026-01-01T00:00:00\nORIGINATOR = X\nMETA_START\nOBJECT_NAME = A\n"
    b"OBJECT_ID = A\nCENTER_NAME = EARTH\nREF_FRAME = GCRF\nTIME_SYSTEM = UTC\nSTART_TIME = 2026-01-01T00:00:00\n"
    b"STOP_TIME = 2026-01-02T00:00:00\nMETA_STOP\n"
)
_ENTITIES = b"".join(b'<!ENTITY e%d "%s">' % (k + 1, b"&e%d;" % k * 10) for k in range(12))
_MB = 1_000_000


def _with(key: bytes, value: bytes) -> bytes:
    start = OBJECT.index(key) + len(key) + 2
    stop = min(at for at in (OBJECT.find(b",", start), OBJECT.find(b"}", start)) if at > 0)
    return b"[" + OBJECT[:start] + value + OBJECT[stop:] + b"]"


HOSTILE: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "blanks": lambda: b" " * 60 * _MB,
    "newlines": lambda: b"\n" * 60 * _MB,
    "carriage returns": lambda: b"\r" * 60 * _MB,
    "zeros": lambda: b"\0" * 60 * _MB,
    "too large": lambda: b"a" * 65 * _MB,
    "one long line": lambda: b"1 " + b"a" * 60 * _MB,
    "invalid utf-8": lambda: b"\xff\xfe" * 1000,
    "gzip bomb": lambda: gzip.compress(b"\0" * 400 * _MB),
    "gzip of a gzip bomb": lambda: gzip.compress(gzip.compress(b"\0" * 100 * _MB)),
    "gzip cut": lambda: gzip.compress(OBJECT)[:-9],
    "gzip of nothing": lambda: gzip.compress(b""),
    "gzip of many members": lambda: gzip.compress(b"") * 20_000,
    "gzip of newlines": lambda: gzip.compress(b"\n" * 60 * _MB),
    # JSON
    "json deep": lambda: b"[" * 60 * _MB,
    "json deep in an object": lambda: b'[{"a":' + b"[" * 60 * _MB,
    "json deep objects": lambda: b'{"a":' * 10 * _MB,
    "json many zeros": lambda: b"[" + b"0," * 30 * _MB + b"0]",
    "json many empty objects": lambda: b"[" + b"{}," * 20 * _MB + b"{}]",
    "json one wide object": lambda: b"[{" + b",".join(b'"k%d":0' % k for k in range(_MB)) + b"}]",
    "json key twice": lambda: b"[{" + b'"a":0,' * 9000 + b'"a":0}]',
    "json long text": lambda: b'[{"OBJECT_NAME":"' + b"a" * 60 * _MB + b'"}]',
    "json closing braces in text": lambda: b'[{"OBJECT_NAME":"' + b"}" * 60 * _MB,
    "json many digits": lambda: _with(b"NORAD_CAT_ID", b"9" * 5000),
    "json huge exponent": lambda: _with(b"MEAN_MOTION", b"1e999999999"),
    "json huge fraction": lambda: _with(b"MEAN_MOTION", b"0." + b"1" * 60_000),
    "json not a number": lambda: _with(b"BSTAR", b"NaN"),
    "json infinity": lambda: _with(b"BSTAR", b"-Infinity"),
    "json true": lambda: _with(b"BSTAR", b"true"),
    "json nested value": lambda: _with(b"BSTAR", b'{"a":1}'),
    "json lone surrogate": lambda: OBJECT.replace(b'"A"', b'"\\ud800"'),
    "json control character": lambda: OBJECT.replace(b'"A"', b'"\\u0000"'),
    "json other digits": lambda: _with(b"NORAD_CAT_ID", '"٢٥٥٤٤"'.encode()),
    "json year 9999": lambda: OBJECT.replace(b"2026-08-22", b"9999-12-31"),
    "json year 0": lambda: OBJECT.replace(b"2026-08-22", b"0000-01-01"),
    "json not a date": lambda: OBJECT.replace(b"2026-08-22", b"2026-02-30"),
    "json late error": lambda: b"[" + (OBJECT + b",") * 10_000 + b"{}]",
    # CSV
    "csv many commas": lambda: b"NORAD_CAT_ID,EPOCH" + b"," * 60 * _MB,
    "csv open quote": lambda: b"NORAD_CAT_ID,EPOCH\n" + (b'"' + b"a" * 70 + b"\n") * 500_000,
    "csv quotes": lambda: b"NORAD_CAT_ID,EPOCH\n" + b'"' * 60 * _MB,
    "csv empty lines": lambda: b"NORAD_CAT_ID,EPOCH\n" + b"\n" * 60 * _MB,
    "csv bare rows": lambda: b"NORAD_CAT_ID,EPOCH\n" + b"1,2\n" * 990_000,
    "csv nul": lambda: b"NORAD_CAT_ID,EPOCH\n\0,\0\n",
    # KVN
    "kvn comments": lambda: b"CCSDS_OMM_VERS = 3.0\n" + b"COMMENT\n" * 990_000,
    "kvn user defined": lambda: b"CCSDS_OMM_VERS = 3.0\n" + b"USER_DEFINED_A = 1\n" * 990_000,
    "kvn versions": lambda: b"CCSDS_OMM_VERS = 3.0\n" * 990_000,
    "kvn long keyword": lambda: b"CCSDS_OMM_VERS = 3.0\n" + b"A" * 250 + b" = 1\n",
    "kvn brackets": lambda: b"CCSDS_OMM_VERS = 3.0\nEPOCH = " + b"[" * 240 + b"\n",
    "kvn blanks": lambda: b"CCSDS_OMM_VERS = 3.0\nEPOCH = a" + b" \t" * 110 + b"[b\n",
    "oem no states": lambda: OEM,
    "oem brackets": lambda: OEM + b"[" * 200 + b"\n",
    "oem huge": lambda: OEM + b"2026-01-01T00:00:00 1e999 0 0 0 0 0\n",
    "oem nan": lambda: OEM + b"2026-01-01T00:00:00 nan 0 0 0 0 0\n",
    "oem underscores": lambda: OEM + b"2026-01-01T00:00:00 1_0 0 0 0 0 0\n",
    "oem same epoch": lambda: OEM + b"2026-01-01T00:00:00 1 0 0 0 0 0\n" * 100_000,
    "oem many numbers": lambda: OEM + b"2026-01-01T00:00:00" + b" 1" * 110 + b"\n",
    "oem covariances": lambda: OEM + b"2026-01-01T00:00:00 1 0 0 0 0 0\nCOVARIANCE_START\n" + b"1 2 3\n" * 900_000,
    # XML
    "xml entities": lambda: b'<?xml version="1.0"?><!DOCTYPE omm [<!ENTITY e0 "a">' + _ENTITIES + b"]><omm>&e12;</omm>",
    "xml outside entity": lambda: b'<!DOCTYPE omm [<!ENTITY a SYSTEM "file:///etc/passwd">]><omm>&a;</omm>',
    "xml deep": lambda: b"<omm>" * 10 * _MB,
    "xml many elements": lambda: OMM + b"<a/>" * 15 * _MB,
    "xml many comments": lambda: OMM + b"<COMMENT/>" * 6 * _MB,
    "xml many declarations": lambda: OMM + b"<!---->" * 8 * _MB,
    "xml long tag": lambda: b"<omm " + b"a" * 60 * _MB,
    "xml long comment": lambda: b"<omm><!--" + b"a" * 60 * _MB,
    "xml long attribute": lambda: b'<omm id="' + b"a" * 60 * _MB + b'">',
    "xml long text": lambda: OMM + b"<MESSAGE_ID>" + b"a" * 60 * _MB,
    "xml long text in lines": lambda: OMM + b"<MESSAGE_ID>" + (b"&gt;" * 1000 + b">\n") * 15_000,
    "xml newlines": lambda: OMM + b"\n" * 60 * _MB,
    "xml angle brackets": lambda: b"<" * 60 * _MB,
    "xml closing brackets": lambda: OMM + b">" * 60 * _MB,
    "xml strange encoding": lambda: b'<?xml version="1.0" encoding="utf-7"?><omm/>',
    "xml unknown encoding": lambda: b'<?xml version="1.0" encoding="no-such"?><omm/>',
    "xml utf-16": lambda: '<?xml version="1.0" encoding="utf-16"?><omm/>'.encode("utf-16"),
    "xml many attributes": lambda: b"<omm " + b" ".join(b'a%d=""' % k for k in range(6000)) + b"/>",
    # TLE
    "tle names": lambda: b"1 \n" + b"A\n" * 990_000,
    "tle blanks": lambda: b"1 \n" + b"   \n" * 990_000,
    "tle first lines": lambda: f"{LINE_1}\n".encode() * 800_000,
    "tle trailing blanks": lambda: LINE_1.encode() + b" " * 50 * _MB + b"\n" + LINE_2.encode(),
    "tle late error": lambda: f"{LINE_1}\n{LINE_2}\n".encode() * 100_000 + b"1 \n",
    "tle late checksum": lambda: f"{LINE_1}\n{LINE_2}\n".encode() * 100_000 + f"{LINE_1[:-1]}0\n{LINE_2}\n".encode(),
    "tle invalid name": lambda: b"\xff\xff\n" + f"{LINE_1}\n{LINE_2}\n".encode(),
}
