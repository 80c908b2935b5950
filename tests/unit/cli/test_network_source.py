"""What CONSTELLATION may be: catalogue, code, element sets, document, Hypatia folder; and places on the ground."""

from __future__ import annotations

import numpy as np
import pytest

from huxing.cli.network_source import Wanted, default_places, find_places, make_network, read_space
from huxing.core.errors import CatalogueError, InputError, MissingDataError
from huxing.network.interchange import write_hypatia
from huxing.network.topology import network_from_catalogue
from huxing.orbit import element_sets_from_catalogue, write_elements


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("hypatia")
    write_hypatia(place, network_from_catalogue("telesat-t1", ["manila", "dalian"]))
    return place


@pytest.fixture(scope="module")
def sets(tmp_path_factory):
    path = tmp_path_factory.mktemp("sets") / "t1.tle"
    write_elements(element_sets_from_catalogue("telesat-t1"), path, format="3le")
    return path


def test_a_constellation_of_the_catalogue_keeps_its_own_rule_and_epoch():
    space = read_space(Wanted("kuiper-k1"))
    assert len(space.topology) == 1156
    assert space.access.maximum_range == 1.26e6  # of Hypatia
    assert space.start(None) == np.datetime64("2000-01-01")
    assert not space.observed
    elevated = make_network(read_space(Wanted("kuiper-k1", min_elevation_deg=30.0)), [])
    assert elevated.access.min_elevation == pytest.approx(np.radians(30.0))
    assert elevated.access.maximum_range == np.inf


def test_a_code_and_a_document_of_it_are_one_network(tmp_path):
    from huxing.cli.network_export import _write_code

    for code in ("D:550:53:1584/72/39", "S:1065.5:89:648/18/1+D:1200:50:60/6/1"):
        space = read_space(Wanted(code))
        again = read_space(Wanted(str(_write_code(space, tmp_path / "c.yaml"))))
        assert again.title == "c.yaml"
        links = [{tuple(pair) for pair in np.sort(one.topology.links.pairs).tolist()} for one in (space, again)]
        assert links[0] == links[1]
        start = space.start(None)
        one, other = (s.topology.ephemeris.positions(np.array([start])) for s in (space, again))
        assert np.abs(one - other).max() < 1.0  # the code has its angles by whole numbers: rounding only


def test_a_file_of_planes_is_the_grid_of_its_design(sets):
    space = read_space(Wanted(str(sets), planes=27, per_plane=13))
    grid = network_from_catalogue("telesat-t1", []).topology
    assert np.array_equal(space.topology.links.pairs, grid.links.pairs)
    assert space.observed
    assert np.degrees(space.access.min_elevation) == pytest.approx(25.0)


def test_planes_of_a_file_are_found_out(sets):
    space = read_space(Wanted(str(sets)))
    assert len(space.topology) == 351
    assert np.unique(space.topology.plane).size == 27


def test_a_hypatia_folder_brings_its_stations(folder):
    space = read_space(Wanted(str(folder)))
    assert [place.name for place in default_places(space, 100)] == ["manila", "dalian"]
    own, other = find_places(space, ["DALIAN", "tokyo"])
    assert own.latitude == space.stations.latitude[1]
    assert other.name == "tokyo"  # of the catalogue
    network = make_network(space, [own, other, own])
    assert network.stations.names == ("dalian", "tokyo")
    with pytest.raises(CatalogueError, match="the folder has manila, dalian"):
        find_places(space, ["atlantis"])


def test_failures_are_in_the_network():
    wanted = Wanted("kuiper-k1", failed_satellites=["KUIPER-K1 3", "7"], failed_planes=[1])
    network = make_network(read_space(wanted), find_places(read_space(wanted), ["manila", "dalian"]), ["Dalian"])
    up = network.failures.satellite_up(np.datetime64("2000-01-01", "ns"))
    assert np.flatnonzero(~up).tolist() == [3, 7, *range(34, 68)]
    assert network.failures.station_up(np.datetime64("2000-01-01", "ns")).tolist() == [True, False]


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"design": "filed", "source": "folder"}, "--design is for a constellation of the catalogue"),
        ({"name": "X*", "source": "folder"}, "is a Hypatia folder"),
        ({"planes": 3, "per_plane": 4, "source": "folder"}, "--planes is for a file of element sets"),
        ({"design": "filed", "source": "sets"}, "is a file"),
        ({"name": "NOBODY*", "source": "sets"}, "no satellite is named like"),
        ({"planes": 3, "per_plane": 4, "source": "sets"}, "351 satellites in 3 planes of 4"),
        ({"planes": 3, "source": "sets"}, "--planes and --per-plane together"),
        ({"name": "X*", "source": "qianfan"}, "--name is for a file of element sets; 'qianfan' is no file"),
        ({"design": "nobody", "source": "qianfan"}, "no design 'nobody'"),
    ],
)
def test_options_that_do_not_fit_are_refused(wanted, words, folder, sets):
    places = {"folder": str(folder), "sets": str(sets)}
    with pytest.raises(InputError, match=words.replace("*", r"\*")):
        read_space(Wanted(**{**wanted, "source": places.get(wanted["source"], wanted["source"])}))


def test_a_folder_that_is_none_names_the_file(tmp_path):
    with pytest.raises(MissingDataError, match=r"tles\.txt"):
        read_space(Wanted(str(tmp_path)))
