"""Orbit ephemerides in XML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from huxing.core.errors import FormatError, InputError
from huxing.core.time import Times
from huxing.orbit.formats.ndm_xml import Grammar, NdmHandler, walk_xml
from huxing.orbit.formats.oem import EphemerisSegment, StateCovariance, require_one_object
from huxing.orbit.formats.oem_fields import (
    HEADER,
    METADATA,
    STATE,
    STATE_UNITS,
    VERSIONS,
    SegmentBuilder,
    covariance_texts,
    created_text,
    metadata_texts,
    require_header,
    state_texts,
)
from huxing.orbit.formats.omm_fields import COVARIANCE
from huxing.orbit.formats.omm_kvn import COVARIANCE_UNITS, ORIGINATOR

_GRAMMAR: Grammar = {
    "": frozenset(("oem", "ndm")),
    "ndm": frozenset(("oem", "COMMENT", "MESSAGE_ID")),
    "oem": frozenset(("header", "body")),
    "header": frozenset(("COMMENT", *HEADER)),
    "body": frozenset(("segment",)),
    "segment": frozenset(("metadata", "data")),
    "metadata": frozenset(("COMMENT", *METADATA)),
    "data": frozenset(("COMMENT", "stateVector", "covarianceMatrix")),
    "stateVector": frozenset(("COMMENT", "EPOCH", *STATE)),
    "covarianceMatrix": frozenset(("COMMENT", "EPOCH", "COV_REF_FRAME", *COVARIANCE)),
}
_UNITS = STATE_UNITS | COVARIANCE_UNITS
_SCHEMA = "https://sanaregistry.org/r/ndmxml_unqualified/ndmxml-3.0.0-master-3.0.xsd"


class _OemHandler(NdmHandler):
    grammar = _GRAMMAR

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.segments: list[EphemerisSegment] = []
        self._message: list[EphemerisSegment] = []
        self._header: dict[str, str] = {}
        self._segment = SegmentBuilder(source, 0)
        self._values: dict[str, str] = {}

    def opened(self, block: str, attributes: Mapping[str, str]) -> None:
        if block == "oem":
            self._message, self._header = [], {}
            version, identity = attributes.get("version"), attributes.get("id")
            if identity != "CCSDS_OEM_VERS" or version not in VERSIONS:
                raise self.error(
                    f"<oem id='{identity}' version='{version}'>; accepted is id='CCSDS_OEM_VERS' and version "
                    f"{' or '.join(VERSIONS)}"
                )
        elif block == "segment":
            self._segment = SegmentBuilder(self.source, self.line)
        self._values = {}

    def leaf(self, block: str, name: str, text: str, attributes: Mapping[str, str]) -> None:
        if block == "ndm":
            return
        self.check_unit(name, attributes, _UNITS.get(name, ""))
        values = {"header": self._header, "metadata": self._segment.metadata}.get(block, self._values)
        if name in values:
            raise self.error(f"<{name}> stands twice in one <{block}>")
        values[name] = text

    def closed(self, block: str) -> None:
        if block == "stateVector":
            self._close_state()
        elif block == "covarianceMatrix":
            self._require(("EPOCH", *COVARIANCE), block)
            numbers = [self._values[name] for name in COVARIANCE]
            self._segment.add_covariance(
                self._values["EPOCH"], self._values.get("COV_REF_FRAME", ""), numbers, self.line
            )
        elif block == "segment":
            self._message.append(self._segment.build())
        elif block == "oem":
            self._close_message()

    def _close_state(self) -> None:
        self._require(("EPOCH", *STATE[:6]), "stateVector")
        accelerated = any(name in self._values for name in STATE[6:])
        if accelerated:
            self._require(STATE[6:], "stateVector")
        numbers = [self._values[name] for name in (STATE if accelerated else STATE[:6])]
        self._segment.add_state(self._values["EPOCH"], numbers, self.line)

    def _require(self, names: Sequence[str], block: str) -> None:
        missing = [name for name in names if name not in self._values]
        if missing:
            raise self.error(f"<{block}> lacks {', '.join(missing)}")

    def _close_message(self) -> None:
        require_header(self._header, self.source, self.line)
        try:
            require_one_object(self._message)
        except InputError as error:
            raise self.error(str(error)) from error
        self.segments += self._message


def read_oem_xml(content: bytes, source: str) -> tuple[EphemerisSegment, ...]:
    """Read an <oem>, or an <ndm> of several.

    Args:
        content: the file.
        source: name used in messages.

    Returns:
        All segments in file order; covariances are kept.

    Raises:
        FormatError: not such XML, an element unknown, twice or missing, other units, and as for KVN.

    Source:
        CCSDS 505.0-B-3; CCSDS 502.0-B-3, section 8.
    """
    handler = _OemHandler(source)
    walk_xml(content, handler)
    if not handler.segments:
        raise FormatError("there is no <oem> in the file", source=source)
    return tuple(handler.segments)


def write_oem_xml(segments: Sequence[EphemerisSegment], created: Times) -> bytes:
    """Write an ephemeris message.

    Args:
        segments: of one object, in order.
        created: creation date that the message carries, UTC.

    Returns:
        UTF-8 XML.

    Raises:
        InputError: several objects or time systems.

    Source:
        CCSDS 502.0-B-3, section 8.
    """
    require_one_object(segments)
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n<oem xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ',
        f'xsi:noNamespaceSchemaLocation="{_SCHEMA}" id="CCSDS_OEM_VERS" version="3.0">\n',
        f"<header>{_leaf('CREATION_DATE', created_text(created))}{_leaf('ORIGINATOR', ORIGINATOR)}</header>\n<body>\n",
    ]
    for segment in segments:
        metadata = "".join(_leaf(keyword, text) for keyword, text in metadata_texts(segment).items())
        parts.append(f"<segment>\n<metadata>{metadata}</metadata>\n<data>\n")
        epochs, rows = state_texts(segment)
        for epoch, row in zip(epochs, rows, strict=True):
            numbers = "".join(_leaf(name, text) for name, text in zip(STATE, row, strict=False))
            parts.append(f"<stateVector>{_leaf('EPOCH', epoch)}{numbers}</stateVector>\n")
        parts += [_covariance(covariance) for covariance in segment.covariances]
        parts.append("</data>\n</segment>\n")
    return ("".join(parts) + "</body>\n</oem>\n").encode()


def _covariance(covariance: StateCovariance) -> str:
    epoch, numbers = covariance_texts(covariance)
    frame = _leaf("COV_REF_FRAME", covariance.frame) if covariance.frame else ""
    leaves = "".join(_leaf(name, text) for name, text in zip(COVARIANCE, numbers, strict=True))
    return f"<covarianceMatrix>{_leaf('EPOCH', epoch)}{frame}{leaves}</covarianceMatrix>\n"


def _leaf(name: str, text: str) -> str:
    unit = f' units="{_UNITS[name]}"' if name in _UNITS else ""
    return f"<{name}{unit}>{escape(text)}</{name}>"
