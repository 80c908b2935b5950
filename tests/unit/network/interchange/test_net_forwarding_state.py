"""States read from files: complete and changed rows, what is refused, and when two states agree."""

from __future__ import annotations

import gzip
import shutil
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huxing.core.errors import FormatError, HuxingError, InputError, MissingDataError, ShapeError, TooLargeError
from huxing.network.interchange import (
    ForwardingState,
    HypatiaScenario,
    compare_forwarding,
    read_forwarding_state,
    write_hypatia,
)

MINUTE = 60_000_000_000


@pytest.fixture
def states(folder: Path, tmp_path: Path) -> Path:
    """A folder of states, to be damaged."""
    source = next(folder.glob("dynamic_state_*"))
    return Path(shutil.copytree(source, tmp_path / source.name))


def first_state(states: Path, scenario: HypatiaScenario | None = None) -> ForwardingState:
    return next(read_forwarding_state(states, scenario))


def test_states_are_found_from_the_scenario_and_gzipped(folder: Path, states: Path) -> None:
    plain = list(read_forwarding_state(folder))
    for path in list(states.iterdir()):
        Path(f"{path}.gz").write_bytes(gzip.compress(path.read_bytes()))
        path.unlink()
    packed = list(read_forwarding_state(states))
    assert [state.time_ns for state in plain] == [0, MINUTE, 2 * MINUTE]
    for one, other in zip(plain, packed, strict=True):
        assert np.array_equal(one.next_hop, other.next_hop)
        assert np.array_equal(one.next_interface, other.next_interface)


def test_only_the_rows_of_a_later_file_change(states: Path) -> None:
    before = first_state(states)
    (states / f"fstate_{MINUTE}.txt").write_text("0,20,-1,-1,-1\n")
    after = list(read_forwarding_state(states))[1]
    changed = np.argwhere((before.next_hop != after.next_hop) | (before.interface != after.interface))
    assert changed.tolist() == [[0, 0]]
    assert (after.next_hop[0, 0], after.interface[0, 0], after.next_interface[0, 0]) == (-1, -1, -1)


def test_states_are_shown_one_by_one(states: Path) -> None:
    (states / f"fstate_{2 * MINUTE}.txt").unlink()
    reader = read_forwarding_state(states)
    assert next(reader).time_ns == 0
    assert next(reader).time_ns == MINUTE
    with pytest.raises(MissingDataError, match=f"fstate_{2 * MINUTE}.txt"):
        next(reader)


@pytest.mark.parametrize("name", ["fstate_0.txt", f"fstate_{MINUTE}.txt", "gsl_if_bandwidth_0.txt"])
def test_a_missing_file_is_named(states: Path, name: str) -> None:
    (states / name).unlink()
    with pytest.raises(MissingDataError, match=name):
        list(read_forwarding_state(states))


def test_a_folder_of_another_name_lists_its_own_times(states: Path) -> None:
    other = states.rename(states.parent / "mine")
    assert [state.time_ns for state in read_forwarding_state(other)] == [0, MINUTE, 2 * MINUTE]
    for path in other.glob("gsl*"):
        path.unlink()
    (other / f"fstate_{MINUTE}.txt").rename(other / f"fstate_{MINUTE + 1}.txt")
    with pytest.raises(MissingDataError, match=rf"fstate_{2 * MINUTE + 2}\.txt"):
        list(read_forwarding_state(other))
    shutil.rmtree(other)
    with pytest.raises(MissingDataError, match="no such folder"):
        list(read_forwarding_state(other))
    other.mkdir()
    with pytest.raises(MissingDataError, match=r"fstate_0\.txt"):
        list(read_forwarding_state(other))


def test_without_bandwidth_files_there_are_no_bandwidths(states: Path) -> None:
    other = states.rename(states.parent / "mine")
    for path in other.glob("gsl*"):
        path.unlink()
    assert all(state.bandwidth is None for state in read_forwarding_state(other))


def test_several_folders_of_states_are_to_be_chosen_from(states: Path) -> None:
    shutil.copytree(states, states.parent / "dynamic_state_1ms_for_1s")
    with pytest.raises(InputError, match="several folders of states"):
        list(read_forwarding_state(states.parent))


def test_a_name_of_too_many_states_is_refused(tmp_path: Path) -> None:
    (tmp_path / "dynamic_state_1ms_for_100000000s").mkdir()
    with pytest.raises(TooLargeError, match="at most"):
        list(read_forwarding_state(tmp_path))


@given(data=st.data(), known=st.booleans())
@settings(max_examples=60)
def test_a_first_state_cut_anywhere_is_told(
    data: st.DataObject, known: bool, states: Path, scenario: HypatiaScenario
) -> None:
    file = states / "fstate_0.txt"
    content = file.read_bytes()
    cut = content[: data.draw(st.integers(0, len(content) - 1))]
    file.write_bytes(cut)
    try:
        with pytest.raises(FormatError) as caught:
            first_state(states, scenario if known else None)
    finally:
        file.write_bytes(content)
    assert caught.value.source == str(file)
    assert caught.value.line is not None
    if known:
        assert caught.value.line == cut.count(b"\n") + 1


@given(data=st.data())
@settings(max_examples=150)
def test_changed_bytes_are_read_or_refused_by_our_errors(
    data: st.DataObject, states: Path, scenario: HypatiaScenario
) -> None:
    file = states / data.draw(st.sampled_from(["fstate_0.txt", "gsl_if_bandwidth_0.txt", f"fstate_{MINUTE}.txt"]))
    kept = file.read_bytes()
    content = bytearray(kept)
    place = data.draw(st.integers(0, len(content)))
    content[place : place + data.draw(st.integers(0, 3))] = data.draw(
        st.one_of(st.binary(max_size=3), st.sampled_from([b"nan", b"-1", b"99", b"999999999", b"9" * 30]))
    )
    file.write_bytes(bytes(content))
    try:
        for state in read_forwarding_state(states, scenario if data.draw(st.booleans()) else None):
            assert state.next_hop.max() < 24
    except HuxingError as error:
        assert file.name in str(error)
    finally:
        file.write_bytes(kept)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("24,20,0,0,0", "nodes are 0 to 23"),
        ("-1,20,0,0,0", "nodes are 0 to 23"),
        ("0,19,0,0,0", "stations are 20 to 23"),
        ("0,24,0,0,0", "stations are 20 to 23"),
        ("20,20,0,0,0", "does not forward to itself"),
        ("0,20,0,0,0", "no such next node"),
        ("0,20,24,0,0", "no such next node"),
        ("0,20,-2,0,0", "no such next node"),
        ("0,20,-1,0,-1", "-1,-1,-1"),
        ("0,20,1,-1,0", "-1,-1,-1"),
        ("0,20,1,0", "5 whole numbers"),
    ],
)
def test_rows_that_cannot_be_are_named(row: str, why: str, states: Path) -> None:
    file = states / f"fstate_{MINUTE}.txt"
    file.write_text(f"1,20,-1,-1,-1\n{row}\n")
    with pytest.raises(FormatError, match=why) as caught:
        list(read_forwarding_state(states))
    assert (caught.value.source, caught.value.line) == (str(file), 2)


def test_a_row_that_stands_twice_is_named(states: Path) -> None:
    file = states / f"fstate_{MINUTE}.txt"
    file.write_text("1,20,-1,-1,-1\n0,20,-1,-1,-1\n1,20,-1,-1,-1\n")
    with pytest.raises(FormatError, match="stand in the file already") as caught:
        list(read_forwarding_state(states))
    assert caught.value.line == 3


@pytest.mark.parametrize(
    ("row", "why"),
    [("0,20,12,0,0", "no link between"), ("0,20,1,3,0", "other numbers"), ("20,21,0,0,0", "other numbers")],
)
def test_the_scenario_knows_links_and_interfaces(row: str, why: str, states: Path, scenario: HypatiaScenario) -> None:
    (states / f"fstate_{MINUTE}.txt").write_text(f"{row}\n")
    with pytest.raises(FormatError, match=why):
        list(read_forwarding_state(states, scenario))


def test_links_cut_at_a_line_are_told_by_the_states(states: Path, scenario: HypatiaScenario) -> None:
    from huxing.network.topology import link_table

    fewer = replace(scenario, links=link_table(20, scenario.links.pairs[:-1], scenario.links.cross_plane[:-1]))
    with pytest.raises(FormatError, match=r"no link between|other numbers"):
        list(read_forwarding_state(states, fewer))


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ("0,9,1.0\n", "no such interface"),
        ("24,0,1.0\n", "nodes are 0 to 23"),
        ("0,4,-1.0\n", "2 whole numbers and a decimal"),
        ("0,4,1.0\n0,4,1.0\n", "stands in the file already"),
    ],
)
def test_bandwidths_that_cannot_be_are_named(rows: str, why: str, states: Path) -> None:
    (states / f"gsl_if_bandwidth_{MINUTE}.txt").write_text(rows)
    with pytest.raises(FormatError, match=why):
        list(read_forwarding_state(states))


def test_changes_of_bandwidth_are_applied(states: Path) -> None:
    (states / f"gsl_if_bandwidth_{MINUTE}.txt").write_text("21,0,0.250000\n3,4,0.500000\n")
    shares = [state.bandwidth.share for state in read_forwarding_state(states) if state.bandwidth is not None]
    assert (shares[0] == 1.0).all()
    assert np.flatnonzero(shares[1] != 1.0).tolist() == [3, 21]
    assert shares[2].tolist() == shares[1].tolist()


def test_a_state_agrees_with_itself(states: Path, scenario: HypatiaScenario) -> None:
    for state in read_forwarding_state(states, scenario):
        found = compare_forwarding(state, state, scenario)
        assert found.agree
        assert (found.compared, found.ties, found.edges) == (24 * 4, 0, 0)


def test_a_detour_is_unexplained_but_for_ties_and_edges(
    states: Path, scenario: HypatiaScenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = first_state(states, scenario)
    node, station = 0, 0
    other = next(int(n) for n in scenario.links.neighbour[node] if n != state.next_hop[node, station])
    hops = state.next_hop.copy()
    hops[node, station] = other
    found = compare_forwarding(state, replace(state, next_hop=hops), scenario)
    assert found.unexplained.tolist() == [[node, station]]
    assert not found.agree
    # the same detour with the station's ranges at the edge of visibility
    reach = np.linalg.norm(scenario.network().snapshot(scenario.epoch).position - scenario.stations.position[0], axis=1)
    edge = replace(scenario, limits=replace(scenario.limits, ground=float(np.sort(reach)[3]) + 100.0))
    found = compare_forwarding(state, replace(state, next_hop=hops), edge)
    assert (found.edges, found.agree) == (1, True)
    monkeypatch.setattr("huxing.network.interchange.forwarding_agreement.TIE", 1e8)
    found = compare_forwarding(state, replace(state, next_hop=hops), scenario)
    assert (found.ties, found.agree) == (1, True)


def test_lengths_of_ways_are_those_of_routes(scenario: HypatiaScenario, states: Path) -> None:
    from huxing.network.interchange.forwarding_agreement import _Lengths
    from huxing.network.routing import route

    state = first_state(states, scenario)
    snapshot = scenario.network().snapshot(scenario.epoch)
    routes = route(snapshot)
    lengths = _Lengths(scenario, 0, "free_one_only_over_isls")
    node, station = np.nonzero(state.next_hop[:20] >= 0)
    found = lengths.way(node, station, state.next_hop[node, station])
    assert found == pytest.approx(routes.distance[node, station], rel=1e-15)
    node, station = np.nonzero(state.next_hop[20:] >= 0)
    found = lengths.way(node + 20, station, state.next_hop[node + 20, station])
    assert found == pytest.approx(routes.station_distance[node, station], rel=1e-15)


def test_other_interfaces_are_unexplained(states: Path, scenario: HypatiaScenario) -> None:
    state = first_state(states, scenario)
    ports = state.interface.copy()
    ports[2, 1] += 1
    assert compare_forwarding(state, replace(state, interface=ports), scenario).unexplained.tolist() == [[2, 1]]


def test_states_of_two_times_are_not_compared(states: Path, scenario: HypatiaScenario) -> None:
    first, second, _ = read_forwarding_state(states)
    with pytest.raises(ShapeError, match="at one time"):
        compare_forwarding(first, second, scenario)


def test_a_longer_run_reads_back(tmp_path: Path, scenario: HypatiaScenario) -> None:
    times = scenario.epoch + np.arange(20) * np.timedelta64(30, "s")
    write_hypatia(tmp_path, scenario, times)
    again = list(read_forwarding_state(tmp_path, scenario))
    assert len(again) == 20
    assert sum(int((a.next_hop != b.next_hop).sum()) for a, b in pairwise(again)) > 0
