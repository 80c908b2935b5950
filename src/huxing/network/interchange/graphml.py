"""GraphML: graphs written piece by piece, and read back into arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from huxing.core.errors import FormatError, HuxingError, InputError, TooLargeError
from huxing.core.files import atomic_write, read_bounded
from huxing.network.interchange.graph_attributes import (
    EDGE_TYPES,
    GRAPH_TYPES,
    NODE_TYPES,
    GraphArrays,
    edge_attributes,
    graph_attributes,
    node_attributes,
)
from huxing.network.interchange.network_graph import NetworkGraph
from huxing.orbit.formats.ndm_xml import Grammar, NdmHandler, walk_xml

LIMIT_BYTES = 256_000_000
MAX_NODES = 1_000_000
MAX_EDGES = 10_000_000

_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
_LONGEST_NAME = 500
_DOMAINS = {"graph": GRAPH_TYPES, "node": NODE_TYPES, "edge": EDGE_TYPES}
_GRAMMAR: Grammar = {
    "": frozenset(("graphml",)),
    "graphml": frozenset(("desc", "key", "graph")),
    "key": frozenset(("desc", "default")),
    "graph": frozenset(("desc", "data", "node", "edge")),
    "node": frozenset(("desc", "data")),
    "edge": frozenset(("desc", "data")),
}


def write_graphml(graph: NetworkGraph, path: str | Path) -> None:
    """Write a graph as GraphML.

    Args:
        graph: any; node numbers are the ids.
        path: the file.

    Raises:
        InputError: a name that XML cannot hold.
        OSError: the folder cannot be written.

    Source:
        GraphML 1.0 (graphml.graphdrawing.org), with the attributes extension.
    """
    for name in graph.names:
        if not name.isprintable() or name != name.strip() or len(name) > _LONGEST_NAME:
            raise InputError(f"{name[:40]!a} is no name for a node; give up to {_LONGEST_NAME} printable characters")
    with atomic_write(path) as temporary, temporary.open("w", encoding="utf-8") as stream:
        stream.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="{_NAMESPACE}">\n')
        for domain, types in _DOMAINS.items():
            stream.writelines(
                f'<key id="{_key(domain, name)}" for="{domain}" attr.name="{name}" attr.type="{type_}"/>\n'
                for name, type_ in types.items()
            )
        stream.write(f'<graph id="network" edgedefault="undirected">{_data("graph", graph_attributes(graph))}\n')
        stream.writelines(_nodes(graph))
        stream.writelines(_edges(graph))
        stream.write("</graph>\n</graphml>\n")


def _key(domain: str, name: str) -> str:
    return f"{domain}_{name}"


def _data(domain: str, attributes: Mapping[str, Any]) -> str:
    return "".join(
        f'<data key="{_key(domain, name)}">{escape(value if isinstance(value, str) else repr(value))}</data>'
        for name, value in attributes.items()
    )


def _nodes(graph: NetworkGraph) -> Iterable[str]:
    for number, attributes in enumerate(node_attributes(graph)):
        yield f"<node id={quoteattr(str(number))}>{_data('node', attributes)}</node>\n"


def _edges(graph: NetworkGraph) -> Iterable[str]:
    for one, other, attributes in edge_attributes(graph):
        yield f'<edge source="{one}" target="{other}">{_data("edge", attributes)}</edge>\n'


def read_graphml(path: str | Path) -> NetworkGraph:
    """Read a graph of a network, as `write_graphml` or networkx wrote it.

    Args:
        path: the file, gzipped or not.

    Returns:
        The graph; nodes in the file's order, whatever their ids. Attributes that are not known are passed over.

    Raises:
        MissingDataError: the file cannot be read.
        FormatError: with file and line, not well-formed XML, a document type or entities, an edge to a node that is not
            there, an attribute that is missing or no number.
        TooLargeError: more than 256 MB, a million nodes or ten million edges.

    Source:
        GraphML 1.0 (graphml.graphdrawing.org), with the attributes extension.
    """
    file = Path(path)
    handler = _GraphHandler(str(file))
    walk_xml(read_bounded(file, limit_bytes=LIMIT_BYTES), handler)
    if handler.graph is None:
        raise FormatError("there is no <graph> in the file", source=file)
    return handler.graph


class _GraphHandler(NdmHandler):
    """Follows the elements of a GraphML file; ids become numbers.

    Attributes: `graph`, once it has been closed.
    """

    grammar = _GRAMMAR

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self._keys: dict[str, tuple[str, str]] = {}
        self._numbers: dict[str, int] = {}
        self._arrays = GraphArrays()
        self._of_graph: dict[str, str] = {}
        self._own: dict[str, str] = {}
        self._ends = (0, 0)
        self._edges = 0
        self._graphs = 0
        self._key = ""
        self.graph: NetworkGraph | None = None

    def opened(self, block: str, attributes: Mapping[str, str]) -> None:
        if block == "key":
            self._open_key(attributes)
        elif block == "graph":
            self._graphs += 1
            if self._graphs > 1:
                raise self.error("a second <graph> begins here; keep one in a file")
            if attributes.get("edgedefault") != "undirected":
                raise self.error("links go both ways; write edgedefault='undirected'")
        elif block in ("node", "edge"):
            self._own = {}
            if block == "node":
                self._open_node(attributes)
            else:
                self._open_edge(attributes)

    def _open_key(self, attributes: Mapping[str, str]) -> None:
        self._key, domain = attributes.get("id", ""), attributes.get("for", "all")
        if not self._key or self._key in self._keys:
            raise self.error(f"<key id='{self._key[:40]}'> has no id of its own")
        self._keys[self._key] = (domain, attributes.get("attr.name", ""))

    def _open_node(self, attributes: Mapping[str, str]) -> None:
        own = attributes.get("id")
        if own is None or own in self._numbers:
            raise self.error(f"<node id='{(own or '')[:40]}'> has no id of its own")
        if len(self._numbers) >= MAX_NODES:
            raise TooLargeError(f"{self.source}: more than {MAX_NODES:,} nodes", accepted=MAX_NODES)
        self._numbers[own] = len(self._numbers)

    def _open_edge(self, attributes: Mapping[str, str]) -> None:
        self._edges += 1
        if self._edges > MAX_EDGES:
            raise TooLargeError(f"{self.source}: more than {MAX_EDGES:,} edges", accepted=MAX_EDGES)
        if attributes.get("directed", "false") != "false":
            raise self.error("links go both ways; this edge is directed")
        ends = [attributes.get(side, "") for side in ("source", "target")]
        for end in ends:
            if end not in self._numbers:
                raise self.error(f"an edge joins '{end[:40]}', which is no node before it")
        self._ends = self._numbers[ends[0]], self._numbers[ends[1]]

    def leaf(self, block: str, name: str, text: str, attributes: Mapping[str, str]) -> None:
        if name != "data":
            if name == "default":
                raise self.error("default values of keys are not accepted; write every value out")
            return
        domain, known = self._keys.get(attributes.get("key", ""), ("", ""))
        if not domain:
            raise self.error(f"<data key='{attributes.get('key', '')[:40]}'> has no <key> before it")
        if domain not in (block, "all"):
            raise self.error(f"<data> of a <{domain}> stands in a <{block}>")
        into = self._of_graph if block == "graph" else self._own
        if known in into:
            raise self.error(f"'{known[:40]}' is given again in one <{block}>")
        if known in _DOMAINS.get(block, {}):
            into[known] = text

    def closed(self, block: str) -> None:
        if block == "node":
            self._guarded(self._arrays.node, self._own)
        elif block == "edge":
            self._guarded(lambda own: self._arrays.edge(*self._ends, own), self._own)
        elif block == "graph":
            self.graph = self._guarded(self._arrays.graph, self._of_graph)

    def _guarded(self, take: Any, attributes: dict[str, str]) -> Any:
        """Call, with the line for an error."""
        try:
            return take(attributes)
        except HuxingError as error:
            raise self.error(str(error)) from error
