"""Orbit mean elements as XML: one <omm>, or an <ndm> with many."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape

from huxing.core.errors import FormatError
from huxing.core.time import Times
from huxing.orbit.element_sets import ElementSets
from huxing.orbit.formats.epochs import epoch_texts
from huxing.orbit.formats.ndm_xml import Grammar, NdmHandler, walk_xml
from huxing.orbit.formats.omm_fields import BLOCKS, PUBLISHED, UNITS, ElementSetBuilder, message_texts, require_message
from huxing.orbit.formats.omm_kvn import ORIGINATOR, VERSIONS

_GRAMMAR: Grammar = {
    "": frozenset(("omm", "ndm")),
    "ndm": frozenset(("omm", "COMMENT", "MESSAGE_ID")),
    "omm": frozenset(("header", "body")),
    "body": frozenset(("segment",)),
    "segment": frozenset(("metadata", "data")),
    "data": frozenset(("COMMENT", *list(BLOCKS)[2:], "userDefinedParameters")),
    "userDefinedParameters": frozenset(("COMMENT", "USER_DEFINED")),
    **{block: frozenset(("COMMENT", *keywords)) for block, keywords in BLOCKS.items()},
}
_SCHEMA = "https://sanaregistry.org/r/ndmxml_unqualified/ndmxml-3.0.0-master-3.0.xsd"


class _OmmHandler(NdmHandler):
    grammar = _GRAMMAR

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.builder = ElementSetBuilder(source)
        self._message: dict[str, str] = {}
        self._seen: set[str] = set()
        self._begun = 0

    def opened(self, block: str, attributes: Mapping[str, str]) -> None:
        if block == "omm":
            self._message, self._seen, self._begun = {}, set(), self.line
            version, identity = attributes.get("version"), attributes.get("id")
            if identity != "CCSDS_OMM_VERS" or version not in VERSIONS:
                raise self.error(
                    f"<omm id='{identity}' version='{version}'>; accepted is id='CCSDS_OMM_VERS' and version "
                    f"{' or '.join(VERSIONS)}"
                )
        elif block != "ndm":
            if block in self._seen:
                raise self.error(f"<{block}> stands twice in one message")
            self._seen.add(block)

    def leaf(self, block: str, name: str, text: str, attributes: Mapping[str, str]) -> None:
        if name in ("USER_DEFINED", "MESSAGE_ID"):
            return
        if name in self._message:
            raise self.error(f"<{name}> stands twice in one message")
        if block != "covarianceMatrix":
            self.check_unit(name, attributes, UNITS.get(name, ""))
        self._message[name] = text

    def closed(self, block: str) -> None:
        if block == "omm":
            require_message(self._message, self.source, self._begun)
            self.builder.add(self._message, self._begun)


def read_xml(content: bytes, source: str) -> ElementSets:
    """Read one <omm> or an <ndm> of many; covariance and user-defined parameters are passed over.

    Args:
        content: the file.
        source: name used in messages.

    Returns:
        The element sets.

    Raises:
        FormatError: not such XML, an element unknown, twice, missing or out of range, other units, another theory.

    Source:
        CCSDS 505.0-B-3; CCSDS 502.0-B-3, section 8.9 and table 8-5.
    """
    handler = _OmmHandler(source)
    walk_xml(content, handler)
    sets = handler.builder.finish()
    if len(sets) == 0:
        raise FormatError("there is no <omm> in the file", source=source)
    return sets


def write_xml(sets: ElementSets, created: Times) -> bytes:
    """Write an <ndm> with one <omm> per element set.

    Args:
        sets: element sets.
        created: creation date that the messages carry, UTC.

    Returns:
        UTF-8 XML.

    Raises:
        Nothing of its own.

    Source:
        CCSDS 502.0-B-3, sections 8.9 and 8.12.
    """
    texts = message_texts(sets)
    for keyword in ("OBJECT_NAME", "OBJECT_ID"):
        texts[keyword] = [escape(text) or "UNKNOWN" for text in texts[keyword]]
    order = [keyword for block in BLOCKS.values() for keyword in block if keyword in PUBLISHED]
    template = _template(epoch_texts(created.reshape(1))[0])
    messages = [template % row for row in zip(*(texts[keyword] for keyword in order), strict=True)]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<ndm xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    return f'{head}xsi:noNamespaceSchemaLocation="{_SCHEMA}">\n{"".join(messages)}</ndm>\n'.encode()


def _template(created: str) -> str:
    fixed = "<CENTER_NAME>EARTH</CENTER_NAME><REF_FRAME>TEME</REF_FRAME><TIME_SYSTEM>UTC</TIME_SYSTEM>"
    metadata = f"{_leaves('metadata')}{fixed}<MEAN_ELEMENT_THEORY>SGP4</MEAN_ELEMENT_THEORY>"
    return (
        '<omm id="CCSDS_OMM_VERS" version="3.0">\n'
        f"<header><CREATION_DATE>{created}</CREATION_DATE><ORIGINATOR>{ORIGINATOR}</ORIGINATOR></header>\n"
        f"<body><segment>\n<metadata>{metadata}</metadata>\n"
        f"<data>\n<meanElements>{_leaves('meanElements')}</meanElements>\n"
        f"<tleParameters>{_leaves('tleParameters')}</tleParameters>\n</data>\n</segment></body>\n</omm>\n"
    )


def _leaves(block: str) -> str:
    names = [keyword for keyword in BLOCKS[block] if keyword in PUBLISHED]
    return "".join(f"<{name}{_units(name)}>%s</{name}>" for name in names)


def _units(name: str) -> str:
    unit = UNITS.get(name)
    return f' units="{unit}"' if unit else ""
