"""Graphs of snapshots: arrays, GraphML and networkx, each into the other."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.errors import FormatError, HuxingError, InputError, MissingDataError, ShapeError
from huxing.network.interchange import (
    NetworkGraph,
    from_networkx,
    network_graph,
    read_graphml,
    to_networkx,
    write_graphml,
)
from huxing.network.topology import Network, Snapshot

networkx = pytest.importorskip("networkx")

NAMES = st.text(st.characters(min_codepoint=33, max_codepoint=0x3FF), min_size=1, max_size=12).filter(str.isprintable)


@st.composite
def graphs(draw: st.DrawFn) -> NetworkGraph:
    nodes = draw(st.integers(1, 8))
    pairs = draw(st.sets(st.tuples(st.integers(0, nodes - 1), st.integers(0, nodes - 1)).filter(lambda p: p[0] < p[1])))
    rates = st.one_of(st.just(float("nan")), st.floats(0.0, 1e12))
    numbers = {size: st.lists(rates, min_size=size, max_size=size) for size in (len(pairs),)}

    def column(low: float, high: float, size: int = nodes) -> np.ndarray:
        return np.array(draw(st.lists(st.floats(low, high), min_size=size, max_size=size)), np.float64)

    place = [column(-1.5, 1.5), column(-3.0, 3.0), column(-400.0, 4e7)]
    unplaced = np.array(draw(st.lists(st.booleans(), min_size=nodes, max_size=nodes)))
    time = draw(st.one_of(st.none(), st.just(np.datetime64("2026-03-01T01:02:03.000000004", "ns"))))
    return NetworkGraph(
        time,
        tuple(draw(st.lists(NAMES, min_size=nodes, max_size=nodes))),
        np.array(draw(st.lists(st.booleans(), min_size=nodes, max_size=nodes))),
        *(np.where(unplaced, np.nan, part) for part in place),
        np.array(sorted(pairs), np.int32).reshape(-1, 2),
        column(0.0, 1e9, len(pairs)),
        np.array(draw(numbers[len(pairs)]), np.float64),
    )


def assert_same(one: NetworkGraph, other: NetworkGraph) -> None:
    assert one.names == other.names
    assert one.time == other.time
    for name in ("is_station", "ends", "length"):
        assert np.array_equal(getattr(one, name), getattr(other, name)), name
    assert np.array_equal(one.rate, other.rate, equal_nan=True)
    assert np.array_equal(one.altitude, other.altitude, equal_nan=True)
    for name in ("latitude", "longitude"):  # through degrees: a rounding each way
        assert getattr(one, name) == pytest.approx(getattr(other, name), rel=1e-15, abs=1e-300, nan_ok=True)


@pytest.fixture
def snapshot(network: Network, times: np.ndarray) -> Snapshot:
    return network.snapshot(times[0])


def test_a_snapshot_becomes_a_graph(network: Network, snapshot: Snapshot) -> None:
    graph = network_graph(network, snapshot)
    assert len(graph) == 24
    assert graph.names[:2] == ("small/p01/s01", "small/p01/s02")
    assert graph.names[20:] == network.stations.names
    assert graph.is_station.tolist() == [False] * 20 + [True] * 4
    assert np.degrees(graph.latitude[20]) == pytest.approx(31.2)
    assert graph.altitude[:20] == pytest.approx(8.0e6, rel=5e-3)  # over the ellipsoid, which is flat by 21 km
    up = int(np.isfinite(snapshot.length).sum()) // 2
    assert (len(graph.ends), int(graph.is_ground.sum())) == (
        up + int(np.isfinite(snapshot.ground_range).sum()),
        int(np.isfinite(snapshot.ground_range).sum()),
    )
    assert np.isnan(graph.rate).all()
    assert graph.delay * SPEED_OF_LIGHT == pytest.approx(graph.length)
    for (one, other), length in zip(graph.ends.tolist()[:up], graph.length.tolist(), strict=False):
        assert length == pytest.approx(np.linalg.norm(snapshot.position[one] - snapshot.position[other]))


def test_the_lower_rate_of_a_link_counts(network: Network, snapshot: Snapshot) -> None:
    rate = np.where(np.isfinite(snapshot.length), 1e9 + np.arange(20)[:, None], 0.0)
    ground = np.full(snapshot.ground_range.shape, 2e9)
    graph = network_graph(network, snapshot, link_rate=rate, ground_rate=ground)
    space = ~graph.is_ground
    assert (graph.rate[~space] == 2e9).all()
    assert graph.rate[space].tolist() == [1e9 + min(pair) for pair in graph.ends[space].tolist()]


def test_the_shortest_way_of_networkx_is_the_route(network: Network, snapshot: Snapshot) -> None:
    from huxing.network.routing import route

    graph = to_networkx(network_graph(network, snapshot))
    routes = route(snapshot)
    for source, target in ((0, 1), (0, 2), (3, 1)):
        inner = graph.subgraph([*range(20), 20 + source, 20 + target])  # stations do not relay
        found = networkx.dijkstra_path_length(inner, 20 + source, 20 + target, weight="length_m")
        assert found == pytest.approx(routes.station_distance[source, target], rel=1e-15)


@given(graph=graphs())
@settings(max_examples=50)
def test_graphml_comes_back(graph: NetworkGraph, tmp_path: Path) -> None:
    write_graphml(graph, tmp_path / "a.graphml")
    assert_same(read_graphml(tmp_path / "a.graphml"), graph)


@given(graph=graphs())
@settings(max_examples=50)
def test_networkx_comes_back(graph: NetworkGraph) -> None:
    assert_same(from_networkx(to_networkx(graph)), graph)


@given(graph=graphs())
@settings(max_examples=25)
def test_networkx_reads_what_we_write_and_we_what_it_writes(graph: NetworkGraph, tmp_path: Path) -> None:
    file = tmp_path / "a.graphml"
    write_graphml(graph, file)
    theirs = networkx.read_graphml(file, node_type=int)
    assert_same(from_networkx(theirs), graph)
    networkx.write_graphml(theirs, tmp_path / "b.graphml")
    assert_same(read_graphml(tmp_path / "b.graphml"), graph)


@given(data=st.data())
@settings(max_examples=150)
def test_damaged_files_are_read_or_refused_by_our_errors(
    data: st.DataObject, network: Network, snapshot: Snapshot, tmp_path: Path
) -> None:
    file = tmp_path / "a.graphml"
    if not file.exists():
        write_graphml(network_graph(network, snapshot), file)
    kept = file.read_bytes()
    content = bytearray(kept)
    place = data.draw(st.integers(0, len(content)))
    inserts = [b"<!DOCTYPE a>", b"&x;", b"nan", b"1e999", b"<node id='0'/>", b"</graph>", b"\xff", b"-"]
    new = data.draw(st.one_of(st.binary(max_size=3), st.sampled_from(inserts)))
    content[place : place + data.draw(st.integers(0, 40))] = new
    file.write_bytes(bytes(content))
    try:
        graph = read_graphml(file)
    except HuxingError as error:
        assert "a.graphml" in str(error)
    else:
        assert np.isfinite(graph.length).all()
    finally:
        file.write_bytes(kept)


HEAD = (
    '<graphml><key id="n" for="node" attr.name="name"/><key id="k" for="node" attr.name="kind"/>'
    '<key id="l" for="edge" attr.name="length_m"/><graph edgedefault="undirected">'
)
NODES = "".join(
    f'<node id="{name}"><data key="n">{name}</data><data key="k">satellite</data></node>' for name in ("a", "b")
)
EDGE = '<edge source="a" target="b"><data key="l">1.5</data></edge>'
TAIL = "</graph></graphml>"


def read_text(tmp_path: Path, text: str) -> NetworkGraph:
    (tmp_path / "a.graphml").write_text(text, encoding="utf-8")
    return read_graphml(tmp_path / "a.graphml")


def test_the_least_file_is_read(tmp_path: Path) -> None:
    graph = read_text(tmp_path, HEAD + NODES + EDGE + TAIL)
    assert (graph.names, graph.ends.tolist(), graph.length.tolist()) == (("a", "b"), [[0, 1]], [1.5])
    assert graph.time is None
    assert np.isnan(graph.latitude).all()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "well-formed"),
        ("<graphml></graphml>", "no <graph>"),
        ("<xml></xml>", "unknown keyword 'xml'"),
        ('<!DOCTYPE g [<!ENTITY x "y">]>' + HEAD + TAIL, "document type or entities"),
        (HEAD.replace("undirected", "directed") + TAIL, "undirected"),
        (HEAD + TAIL.replace("</graphml>", "<graph edgedefault='undirected'/></graphml>"), "a second <graph>"),
        (HEAD + NODES + NODES + TAIL, "no id of its own"),
        (HEAD + NODES + EDGE.replace('"b"', '"c"') + TAIL, "'c', which is no node"),
        (HEAD + NODES + EDGE.replace('"b"', '"a"') + TAIL, "to itself"),
        (HEAD + NODES + EDGE.replace("1.5", "nan") + TAIL, "finite number of 0 or more"),
        (HEAD + NODES + EDGE.replace("1.5", "-1") + TAIL, "finite number of 0 or more"),
        (HEAD + NODES + EDGE.replace("1.5", "far") + TAIL, "give a number"),
        (HEAD + NODES + EDGE.replace("<data", '<data key="l">2</data><data') + TAIL, "given again"),
        (HEAD + NODES + EDGE.replace('key="l"', 'key="x"') + TAIL, "no <key> before"),
        (HEAD + NODES + EDGE.replace('key="l"', 'key="k"') + TAIL, "of a <node> stands in a <edge>"),
        (HEAD + NODES + '<edge source="a" target="b"/>' + TAIL, "no length_m"),
        (HEAD + NODES + EDGE.replace("<edge", '<edge directed="true"') + TAIL, "directed"),
        (HEAD + NODES.replace("satellite", "ship") + TAIL, "a node's kind is 'ship'"),
        (HEAD + '<node id="a"><data key="k">station</data></node>' + TAIL, "a node's name is None"),
        (HEAD.replace("<graph ", '<key id="n"/><graph ') + TAIL, "no id of its own"),
        (HEAD.replace('attr.name="name"/>', 'attr.name="name"><default>x</default></key>') + TAIL, "default values"),
    ],
)
def test_other_files_are_refused_with_a_line(text: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=why) as caught:
        read_text(tmp_path, text)
    assert caught.value.source.endswith("a.graphml")


def test_a_part_of_a_place_is_refused(tmp_path: Path) -> None:
    head = HEAD.replace("<graph ", '<key id="p" for="node" attr.name="latitude_deg"/><graph ')
    node = '<node id="a"><data key="n">a</data><data key="k">station</data><data key="p">1</data></node>'
    with pytest.raises(FormatError, match="give all or none"):
        read_text(tmp_path, head + node + TAIL)


def test_names_that_xml_cannot_hold_are_refused(network: Network, snapshot: Snapshot, tmp_path: Path) -> None:
    graph = network_graph(network, snapshot)
    for name in ("a\x00", "a\nb", "\ud800", "x" * 501, " a"):
        with pytest.raises(InputError, match="no name for a node"):
            write_graphml(replace(graph, names=(name, *graph.names[1:])), tmp_path / "a.graphml")
    assert not (tmp_path / "a.graphml").exists()


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"names": ("a",)}, ShapeError),
        ({"length": np.zeros(1)}, ShapeError),
        ({"ends": np.full((1, 2), 99, np.int32), "length": np.ones(1), "rate": np.ones(1)}, InputError),
    ],
)
def test_arrays_fit_each_other(
    changed: dict[str, object], error: type[Exception], network: Network, snapshot: Snapshot
) -> None:
    with pytest.raises(error):
        replace(network_graph(network, snapshot), **changed)


@pytest.mark.parametrize("value", [np.inf, np.nan, -1.0])
def test_lengths_are_numbers(value: float, network: Network, snapshot: Snapshot) -> None:
    graph = network_graph(network, snapshot)
    with pytest.raises(InputError, match="length"):
        replace(graph, length=np.full_like(graph.length, value))
    if not np.isnan(value):
        with pytest.raises(InputError, match="rate"):
            replace(graph, rate=np.full_like(graph.rate, value))


def test_a_snapshot_of_another_network_is_refused(network: Network, snapshot: Snapshot) -> None:
    other = replace(network, stations=network.stations[:2])
    with pytest.raises(ShapeError, match="the network has 20 and 2"):
        network_graph(other, snapshot)
    with pytest.raises(ShapeError, match="link_rate has shape"):
        network_graph(network, snapshot, link_rate=np.ones(3))


@pytest.mark.parametrize("kind", ["DiGraph", "MultiGraph"])
def test_graphs_of_another_kind_are_refused(kind: str) -> None:
    with pytest.raises(InputError, match=r"is no networkx\.Graph; give an undirected one"):
        from_networkx(getattr(networkx, kind)())
    with pytest.raises(InputError, match="a node's kind"):
        from_networkx(networkx.path_graph(2))


def test_without_networkx_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "networkx", None)
    with pytest.raises(MissingDataError, match="pip install networkx"):
        from_networkx(object())
