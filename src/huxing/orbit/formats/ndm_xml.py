"""CCSDS navigation messages in XML: a bounded, entity-free walk that a grammar of allowed children guides."""

from __future__ import annotations

import io
from collections.abc import Mapping
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, InputSource, Locator

from defusedxml.common import DefusedXmlException
from defusedxml.sax import make_parser

from huxing.core.errors import FormatError, HuxingError
from huxing.orbit.formats.kvn import unknown_keyword

Grammar = Mapping[str, frozenset[str]]
"""Names of the children that each block may have; '' is the document."""

_LONGEST_TEXT = 1_000
_LONGEST_TOKEN = 1 << 16
_MOST_DECLARATIONS = 10_000
_MOST_COMMENTS = 10_000


class NdmHandler(ContentHandler):
    """Walk the elements; a subclass is told of blocks opened, blocks closed and leaves.

    Attributes: `grammar` (class), `source`, `line` (of the present event).
    """

    grammar: Grammar

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source
        self._path: list[str] = [""]
        self._text: list[str] = []
        self._length = 0
        self._comments = 0
        self._attributes: dict[str, str] = {}
        self._locator: Locator | None = None

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802
        """Keep the locator for line numbers (SAX 2)."""
        self._locator = locator

    @property
    def line(self) -> int:
        """Line of the present event, from 1."""
        return int(self._locator.getLineNumber() or 0) if self._locator is not None else 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        """Check the place of an element (SAX 2)."""
        local = name.rpartition(":")[2]
        parent = self._path[-1]
        children = self.grammar.get(parent)
        if children is None:
            raise self.error(f"element <{local[:64]}> inside <{parent}>, which takes text only")
        if local not in children:
            raise unknown_keyword(local, children, self.source, self.line)
        self._path.append(local)
        self._text, self._length = [], 0
        self._attributes = {key: attrs.getValue(key) for key in attrs.getNames()}
        if local in self.grammar:
            self.opened(local, self._attributes)

    def characters(self, content: str) -> None:
        """Collect the text of a leaf; elsewhere only blanks may stand (SAX 2)."""
        if self._path[-1] in self.grammar:
            if content.strip():
                raise self.error(f"text {content.strip()[:40]!r} between elements")
            return
        self._length += len(content)
        if self._length > _LONGEST_TEXT:
            raise self.error(f"<{self._path[-1]}> holds more than {_LONGEST_TEXT} characters")
        self._text.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802
        """Hand a leaf or a block to the subclass (SAX 2)."""
        local = self._path.pop()
        if local in self.grammar:
            self.closed(local)
        elif local == "COMMENT":
            self._comments += 1
            if self._comments > _MOST_COMMENTS:
                raise self.error(f"more than {_MOST_COMMENTS} comments")
        else:
            self.leaf(self._path[-1], local, "".join(self._text).strip(), self._attributes)

    def error(self, message: str) -> FormatError:
        """A FormatError at the present line."""
        return FormatError(message, source=self.source, line=self.line)

    def check_unit(self, name: str, attributes: Mapping[str, str], unit: str) -> None:
        """Refuse a `units` attribute that is not the standard's."""
        found = attributes.get("units")
        if found is not None and (not unit or found.strip().lower() != unit.lower()):
            raise self.error(
                f"<{name}> has units '{found[:40]}'; accepted is '{unit}'"
                if unit
                else f"<{name}> has units '{found[:40]}'; it is a pure number or text"
            )

    def opened(self, block: str, attributes: Mapping[str, str]) -> None:
        """A block begins."""

    def closed(self, block: str) -> None:
        """A block ends."""

    def leaf(self, block: str, name: str, text: str, attributes: Mapping[str, str]) -> None:
        """An element with text."""


def walk_xml(content: bytes, handler: NdmHandler) -> None:
    """Parse UTF-8 XML without document type, entities or anything outside the file.

    Args:
        content: the file.
        handler: what is told.

    Raises:
        FormatError: not well-formed, not in the grammar, with a document type or entities, or over a bound
            (64 KiB of one tag, 1,000 characters of one value).

    Source:
        CCSDS 505.0-B-3 (XML specification for navigation data messages); W3C XML 1.0.
    """
    _check_bounds(content, handler.source)
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(handler)
    document = InputSource()
    document.setEncoding("utf-8")
    document.setByteStream(io.BytesIO(content))
    try:
        parser.parse(document)
    except HuxingError:
        raise
    except DefusedXmlException as error:
        raise handler.error("the XML declares a document type or entities, which is not accepted") from error
    except SAXParseException as error:
        raise FormatError(
            f"not well-formed XML ({error.getMessage()[:80]})", source=handler.source, line=error.getLineNumber()
        ) from error
    except (SAXException, ValueError, LookupError) as error:
        raise FormatError(f"not readable as UTF-8 XML ({str(error)[:80]})", source=handler.source) from error


def _check_bounds(content: bytes, source: str) -> None:
    """Expat keeps one token in memory and scans it again as it grows; so tokens are bounded before it starts."""
    if content.count(b"<!") + content.count(b"<?") > _MOST_DECLARATIONS:
        raise FormatError(f"more than {_MOST_DECLARATIONS} declarations and comments in the XML", source=source)
    start = 0
    while len(content) - start > _LONGEST_TOKEN:
        end = content.rfind(b">", start, start + _LONGEST_TOKEN)
        if end < 0:
            raise FormatError(
                f"{_LONGEST_TOKEN} bytes without the end of a tag; this is not a navigation message", source=source
            )
        start = end + 1
