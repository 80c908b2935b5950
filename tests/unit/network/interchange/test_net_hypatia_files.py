"""Hypatia's static files: round trips, and every way to damage them."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huxing.core.errors import FormatError, HuxingError, InputError, MissingDataError, TooLargeError
from huxing.network.interchange import HypatiaScenario, read_ground_stations, read_hypatia, write_ground_stations
from huxing.network.interchange.hypatia_links import (
    GroundInterfaces,
    LengthLimits,
    description_bytes,
    gsl_interfaces_bytes,
    isls_bytes,
    parse_description,
    parse_gsl_interfaces,
    parse_isls,
)
from huxing.network.interchange.hypatia_stations import ground_stations_bytes, named_stations, parse_ground_stations
from huxing.network.interchange.hypatia_tles import PlaneSets, parse_tles, tles_bytes
from huxing.network.topology import Stations, link_table

FILE = Path("file.txt")
STATIC = ("tles.txt", "isls.txt", "ground_stations.txt", "description.txt", "gsl_interfaces_info.txt")
LENGTHS = st.floats(1.0, 1e10)


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    """The static files, to be damaged."""
    for name in STATIC:
        shutil.copy(folder / name, tmp_path / name)
    return tmp_path


def damaged(folder: Path, name: str, content: bytes) -> HypatiaScenario:
    kept = (folder / name).read_bytes()
    try:
        (folder / name).write_bytes(content)
        return read_hypatia(folder)
    finally:
        (folder / name).write_bytes(kept)


def test_a_scenario_comes_back(scenario: HypatiaScenario, folder: Path) -> None:
    written = {
        "tles.txt": tles_bytes(scenario.tles),
        "isls.txt": isls_bytes(scenario.links),
        "ground_stations.txt": ground_stations_bytes(scenario.ground),
        "description.txt": description_bytes(scenario.limits),
        "gsl_interfaces_info.txt": gsl_interfaces_bytes(scenario.interfaces),
    }
    for name, content in written.items():
        assert content == (folder / name).read_bytes(), name


def test_a_scenario_has_what_the_network_had(scenario: HypatiaScenario) -> None:
    assert (scenario.tles.planes, scenario.tles.per_plane, len(scenario.links)) == (4, 5, 40)
    assert scenario.stations.names == ("Shanghai", "Punta-Arenas", "Reykjavik-Iceland", "Quito")
    assert scenario.stations.height.tolist() == [4.0, 34.0, 0.0, 2850.25]
    assert scenario.epoch == np.datetime64("2026-03-01", "ns")
    network = scenario.network()
    assert network.topology.rule.clearance is None
    assert network.access.maximum_range == scenario.limits.ground


def test_gzipped_files_are_read_as_plain_ones(copy: Path, folder: Path) -> None:
    for name in STATIC:
        (copy / f"{name}.gz").write_bytes(gzip.compress((copy / name).read_bytes()))
        (copy / name).unlink()
    assert isls_bytes(read_hypatia(copy).links) == (folder / "isls.txt").read_bytes()


@pytest.mark.parametrize("name", STATIC)
def test_a_missing_file_is_named(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(MissingDataError, match=name):
        read_hypatia(copy)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingDataError, match="no such folder"):
        read_hypatia(tmp_path / "none")


@pytest.mark.parametrize("name", STATIC)
@given(data=st.data())
@settings(max_examples=30)
def test_a_file_cut_within_a_line_is_named_with_its_line(name: str, copy: Path, data: st.DataObject) -> None:
    content = (copy / name).read_bytes()
    cut = content[: data.draw(st.integers(1, len(content) - 1))]
    if cut.endswith(b"\n"):
        cut = cut[:-1]
    with pytest.raises(FormatError) as caught:
        damaged(copy, name, cut)
    assert Path(caught.value.source).name == name
    assert caught.value.line == cut.count(b"\n") + 1


@pytest.mark.parametrize("name", ["tles.txt", "description.txt", "gsl_interfaces_info.txt"])
@given(data=st.data())
@settings(max_examples=20)
def test_lines_missing_at_the_end_are_told(name: str, copy: Path, data: st.DataObject) -> None:
    lines = (copy / name).read_bytes().splitlines(keepends=True)
    kept = lines[: data.draw(st.integers(0, len(lines) - 1))]
    with pytest.raises(FormatError) as caught:
        damaged(copy, name, b"".join(kept))
    assert Path(caught.value.source).name == name
    assert caught.value.line == len(kept) + 1


def test_stations_missing_at_the_end_are_told_by_the_interfaces(copy: Path) -> None:
    lines = (copy / "ground_stations.txt").read_bytes().splitlines(keepends=True)
    with pytest.raises(FormatError, match=r"23 nodes; one of the files is cut") as caught:
        damaged(copy, "ground_stations.txt", b"".join(lines[:3]))
    assert caught.value.line == 24


@pytest.mark.parametrize("name", ["tles.txt", "ground_stations.txt", "gsl_interfaces_info.txt"])
@given(data=st.data())
@settings(max_examples=20)
def test_swapped_lines_are_refused(name: str, copy: Path, data: st.DataObject) -> None:
    lines = (copy / name).read_bytes().splitlines(keepends=True)
    one, other = data.draw(st.lists(st.integers(0, len(lines) - 1), min_size=2, max_size=2, unique=True))
    lines[one], lines[other] = lines[other], lines[one]
    with pytest.raises(FormatError) as caught:
        damaged(copy, name, b"".join(lines))
    assert Path(caught.value.source).name == name


@pytest.mark.parametrize("name", STATIC)
@given(data=st.data())
@settings(max_examples=40)
def test_changed_bytes_are_read_or_refused_by_our_errors(name: str, copy: Path, data: st.DataObject) -> None:
    content = bytearray((copy / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        new = data.draw(st.one_of(st.binary(min_size=1, max_size=3), st.sampled_from([b"nan", b"1e999", b"9" * 30])))
        content[place : place + data.draw(st.integers(0, 3))] = new
    try:
        read = damaged(copy, name, bytes(content))
    except HuxingError as error:
        assert name.partition(".")[0] in str(error) or "nodes" in str(error)
    else:
        assert np.isfinite(read.stations.position).all()


@pytest.mark.parametrize("satellites", [19, 21])
def test_planes_that_are_not_the_satellites_are_told(copy: Path, satellites: int) -> None:
    content = (copy / "tles.txt").read_bytes().replace(b"4 5\n", b"1 %d\n" % satellites, 1)
    with pytest.raises(FormatError, match="take"):
        damaged(copy, "tles.txt", content)


@pytest.mark.parametrize("first", [b"0 5", b"4", b"4 5 6", b"four 5", b"4  5", b"-4 5", b"", b"4.0 5", b"1000000 1"])
def test_the_first_line_is_planes_and_satellites(copy: Path, first: bytes) -> None:
    content = first + (copy / "tles.txt").read_bytes()[3:]
    with pytest.raises(FormatError, match="the first line is 'planes satellites-per-plane'") as caught:
        damaged(copy, "tles.txt", content)
    assert caught.value.line == 1


def test_more_satellites_than_the_bound_are_refused_before_the_work() -> None:
    with pytest.raises(TooLargeError, match="at most"):
        parse_tles(b"999999 999999\n", FILE)


@pytest.mark.parametrize("name", [b"Small 7", b"Small", b"Small 0 x", b"0"])
def test_name_lines_count_from_zero(copy: Path, name: bytes) -> None:
    content = (copy / "tles.txt").read_bytes().replace(b"Small 0\n", name + b"\n", 1)
    with pytest.raises(FormatError, match="here 0") as caught:
        damaged(copy, "tles.txt", content)
    assert caught.value.line == 2


def test_a_second_epoch_is_refused(scenario: HypatiaScenario) -> None:
    lines = tles_bytes(scenario.tles, "Small").decode().splitlines()
    later = lines[5].replace("26060.00000000", "26061.00000000")
    lines[5] = f"{later[:68]}{(int(later[68]) + 1) % 10}"
    with pytest.raises(FormatError, match="one epoch for all") as caught:
        parse_tles("".join(f"{line}\n" for line in lines).encode(), FILE)
    assert caught.value.line == 6


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("0 20", "satellites 0 to 19 only"),
        ("-1 3", "satellites 0 to 19 only"),
        ("999999999 3", "satellites 0 to 19 only"),
        ("3 3", "the first is below the second"),
        ("4 3", "the first is below the second"),
        ("0 1", "stands in the file already"),
        ("1,2", "2 whole numbers"),
        ("nan 2", "2 whole numbers"),
        ("1 99999999999", "2 whole numbers"),
    ],
)
def test_links_that_cannot_be_are_named(line: str, why: str) -> None:
    with pytest.raises(FormatError, match=why) as caught:
        parse_isls(f"0 1\n1 2\n{line}\n".encode(), FILE, 20, 5)
    assert caught.value.line == 3


@given(st.sets(st.tuples(st.integers(0, 19), st.integers(0, 19)).filter(lambda pair: pair[0] < pair[1])), st.randoms())
def test_links_come_back_in_their_order(pairs: set[tuple[int, int]], random: object) -> None:
    ordered = sorted(pairs)
    random.shuffle(ordered)  # type: ignore[attr-defined]
    table = link_table(20, np.array(ordered, np.int64).reshape(-1, 2))
    again = parse_isls(isls_bytes(table), FILE, 20, 5)
    assert again.pairs.tolist() == [list(pair) for pair in ordered]
    assert again.cross_plane.tolist() == [one // 5 != other // 5 for one, other in ordered]


@given(LENGTHS, LENGTHS)
def test_limits_come_back(ground: float, space: float) -> None:
    again = parse_description(description_bytes(LengthLimits(ground, space)), FILE)
    assert again.ground == pytest.approx(ground, abs=1e-10)  # ten decimals
    assert again.space == pytest.approx(space, abs=1e-10)


@pytest.mark.parametrize("value", ["nan", "inf", "0.0", "-1", "1e99", ""])
def test_limits_are_lengths(value: str) -> None:
    with pytest.raises(FormatError, match="max_gsl_length_m is"):
        parse_description(f"max_gsl_length_m={value}\nmax_isl_length_m=1.0\n".encode(), FILE)


def test_limits_are_there_once_and_other_keys_pass() -> None:
    with pytest.raises(FormatError, match="given again"):
        parse_description(b"max_gsl_length_m=1\nmax_gsl_length_m=1\n", FILE)
    with pytest.raises(FormatError, match="'max_isl_length_m' is missing"):
        parse_description(b"max_gsl_length_m=1\nunknown=1\n", FILE)
    assert parse_description(b"max_isl_length_m=2\nauthor=me\nmax_gsl_length_m=1\n", FILE) == LengthLimits(1.0, 2.0)
    with pytest.raises(InputError, match="greatest length of ground links"):
        description_bytes(LengthLimits(float("nan"), 1.0))


@given(st.lists(st.tuples(st.integers(1, 10**6), st.integers(1, 10**9)), min_size=1, max_size=20))
def test_interfaces_come_back(rows: list[tuple[int, int]]) -> None:
    given_ = GroundInterfaces(
        np.array([count for count, _ in rows], np.int32), np.array([bandwidth / 1e6 for _, bandwidth in rows])
    )
    again = parse_gsl_interfaces(gsl_interfaces_bytes(given_), FILE, len(rows))
    assert np.array_equal(again.count, given_.count)
    assert again.bandwidth == pytest.approx(given_.bandwidth, abs=1e-15 * 1e3)  # six decimals, up to a thousand


@pytest.mark.parametrize(
    ("line", "why"),
    [("2,1,1.0", "nodes count from 0"), ("1,0,1.0", "one interface at least"), ("1,1,0.0", "bandwidth is above zero")],
)
def test_interfaces_that_cannot_be_are_named(line: str, why: str) -> None:
    with pytest.raises(FormatError, match=why) as caught:
        parse_gsl_interfaces(f"0,1,1.0\n{line}\n2,1,1.0\n".encode(), FILE, 3)
    assert caught.value.line == 2


NAMES = st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF, blacklist_characters=","), min_size=1).filter(
    str.isprintable
)


@given(st.data())
def test_stations_come_back(data: st.DataObject) -> None:
    names = tuple(data.draw(st.lists(NAMES, min_size=1, max_size=8, unique=True)))
    draw = [
        np.array(data.draw(st.lists(st.floats(-bound, bound), min_size=len(names), max_size=len(names))))
        for bound in (np.pi / 2, np.pi, 9e3)
    ]
    named = parse_ground_stations(ground_stations_bytes(named_stations(Stations(names, *draw))), FILE)
    assert named.names == names
    # twelve decimals of a degree are 1e-14 rad; six decimals of a metre
    assert named.stations.latitude == pytest.approx(draw[0], abs=2e-14)
    assert named.stations.longitude == pytest.approx(draw[1], abs=2e-14)
    assert named.stations.height == pytest.approx(draw[2], abs=1e-6)


def test_a_name_that_stands_twice_gets_its_number(tmp_path: Path) -> None:
    file = tmp_path / "cities.basic.txt"
    file.write_text("0,Valencia,39.47,-0.38,0\n1,Valencia,10.16,-68.0,0\n2,Valencia,9,9,0\n", encoding="utf-8")
    places = read_ground_stations(file)
    assert places.names == ("Valencia", "Valencia #1", "Valencia #2")
    named = parse_ground_stations(file.read_bytes(), file)
    assert named.names == ("Valencia",) * 3


def test_the_basic_form_comes_back(tmp_path: Path) -> None:
    file = tmp_path / "places.basic.txt"
    text = "0,São-Paulo,-23.5475,-46.63611,0\n1,Quito,-0.22985,-78.52495,2850.5\n"
    file.write_text(text, encoding="utf-8")
    write_ground_stations(read_ground_stations(file), tmp_path / "again.txt", basic=True)
    assert (tmp_path / "again.txt").read_text(encoding="utf-8") == text
    write_ground_stations(read_ground_stations(file), tmp_path / "extended.txt")
    assert read_ground_stations(tmp_path / "extended.txt").position == pytest.approx(
        read_ground_stations(file).position, abs=1e-6
    )


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("1,Quito,91,0,0", "latitude is"),
        ("1,Quito,nan,0,0", "latitude is"),
        ("1,Quito,0,361,0", "longitude is"),
        ("1,Quito,0,0,inf", "elevation is"),
        ("1,,0,0,0", "is no name"),
        ("2,Quito,0,0,0", "count from 0, this is 1"),
        ("1,Quito,0,0", "4 columns; each line has 5"),
        ("1,Quito\x07,0,0,0", "is no name"),
    ],
)
def test_stations_that_cannot_be_are_named(row: str, why: str) -> None:
    with pytest.raises(FormatError, match=why) as caught:
        parse_ground_stations(f"0,Lima,-12,-77,0\n{row}\n".encode(), FILE)
    assert caught.value.line == 2


def test_a_position_elsewhere_than_the_coordinates_is_told(copy: Path) -> None:
    content = (copy / "ground_stations.txt").read_text(encoding="utf-8").replace("121.500000", "122.500000")
    with pytest.raises(FormatError, match="m from where latitude") as caught:
        damaged(copy, "ground_stations.txt", content.encode())
    assert caught.value.line == 1


@pytest.mark.parametrize("name", ["", "a,b", "a\nb", "x" * 201])
def test_names_that_the_file_cannot_hold_are_refused(name: str, scenario: HypatiaScenario) -> None:
    from dataclasses import replace

    with pytest.raises(InputError, match="cannot stand in this file"):
        ground_stations_bytes(replace(scenario.ground, names=(name, "b", "c", "d")))


@pytest.mark.parametrize("name", ["", "two words", "é", "x" * 61])
def test_a_constellation_is_named_by_one_word(name: str, scenario: HypatiaScenario) -> None:
    with pytest.raises(InputError, match="one ASCII word"):
        tles_bytes(scenario.tles, name)


def test_element_sets_are_as_many_as_the_planes_say(scenario: HypatiaScenario) -> None:
    with pytest.raises(InputError, match="20 element sets in 3 planes of 5"):
        tles_bytes(PlaneSets(3, 5, scenario.sets), "Small")
