"""Fibre: delays, links between places, cuts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.errors import CatalogueError, FormatError, InputError, ModelRangeError, ShapeError, TooLargeError
from huxing.network.terrestrial import ROUTE_FACTORS, Fibre, cut_fibre, fibre_delay, fibre_links, fibre_round_trip
from huxing.network.traffic import Cities, great_circle_distance, named_cities


def places(count: int, seed: int = 0) -> Cities:
    rng = np.random.default_rng(seed)
    north, east = np.arcsin(rng.uniform(-1.0, 1.0, count)), rng.uniform(-np.pi, np.pi, count)
    return Cities(tuple(f"p{i}" for i in range(count)), north, east, np.ones(count))


def test_the_time_of_light() -> None:
    assert fibre_round_trip(1000e3) == pytest.approx(2 * 1000e3 * 1.468 / SPEED_OF_LIGHT)
    assert fibre_round_trip(1000e3, route_factor=1.5, index=1.0) == pytest.approx(2 * 1500e3 / SPEED_OF_LIGHT)
    assert fibre_delay([0.0, 1e6], route_factor=[[1.0], [2.0]]).shape == (2, 2)
    assert ROUTE_FACTORS == {"submarine": 1.14, "long-haul": 1.5, "regional": 1.8}
    for wrong in ({"distance": -1.0}, {"route_factor": 0.9}, {"index": 0.9}, {"index": np.nan}, {"distance": np.inf}):
        with pytest.raises(ModelRangeError):
            fibre_delay(**({"distance": 1.0} | wrong))  # type: ignore[arg-type]
    with pytest.raises(ShapeError):
        fibre_delay([1.0, 2.0], route_factor=[1.0, 1.0, 1.0])


def test_links_by_name_nearest_and_all() -> None:
    where = named_cities(["Shanghai", "Beijing", "Tokyo", "Los Angeles"])
    sea = fibre_links(where, [("Shanghai", "Tokyo"), ("Tokyo", "Los Angeles")], kind="submarine")
    assert sea.length == pytest.approx(1.14 * sea.distance)
    assert sea.delay == pytest.approx(sea.length * 1.468 / SPEED_OF_LIGHT)
    assert len(fibre_links(where, "all")) == 6
    assert (fibre_links(where, "all").route_factor == 1.5).all()
    each = fibre_links(where, [("Shanghai", "Beijing"), ("Beijing", "Tokyo")], route_factor=[1.2, 2.0])
    assert each.route_factor.tolist() == [1.2, 2.0]
    both = sea.joined(fibre_links(named_cities(["Shanghai", "Wuhan"]), "all"))
    assert both.names == ("Shanghai", "Beijing", "Tokyo", "Los Angeles", "Wuhan")
    assert both.ends.tolist() == [[0, 2], [2, 3], [0, 4]]


@settings(max_examples=40)
@given(st.integers(2, 25), st.integers(1, 5), st.integers(0, 2**31))
def test_the_nearest_by_brute_force(count: int, nearest: int, seed: int) -> None:
    nearest = min(nearest, count - 1)
    where = places(count, seed)
    apart = great_circle_distance(where.latitude[:, None], where.longitude[:, None], where.latitude, where.longitude)
    np.fill_diagonal(apart, np.inf)
    expected = {tuple(sorted((i, int(k)))) for i in range(count) for k in np.argsort(apart[i])[:nearest]}
    fibre = fibre_links(where, nearest)
    assert {tuple(pair) for pair in fibre.ends.tolist()} == expected
    assert len(fibre) == len(expected)


def test_places_at_one_spot_are_neighbours() -> None:
    where = Cities(("a", "b", "c"), np.zeros(3), np.array([0.0, 0.0, 1.0]), np.ones(3))
    fibre = fibre_links(where, 1)
    assert [0, 1] in fibre.ends.tolist()
    assert not (fibre.ends[:, 0] == fibre.ends[:, 1]).any()
    assert fibre.delay.min() == 0.0


def test_fibre_that_is_refused() -> None:
    where = places(3)
    for pairs, message in (
        ([("p0", "p9")], "nearest"),
        ([("p0", "p0")], "to itself"),
        ([("p0", "p1"), ("p1", "p0")], "stands twice"),
        (["p0"], "no pair of names"),
        ([("p0", "p1", "p2")], "no pair of names"),
        ("some", "'all'"),
        (3, "1 to 2"),
        (0, "1 to 2"),
    ):
        with pytest.raises(InputError, match=message):
            fibre_links(where, pairs)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="kind 'air'"):
        fibre_links(where, "all", kind="air")  # type: ignore[arg-type]
    with pytest.raises(ModelRangeError):
        fibre_links(where, "all", route_factor=-1.0)
    with pytest.raises(ShapeError):
        fibre_links(where, "all", route_factor=[1.0, 1.0])
    with pytest.raises(TooLargeError, match="take the nearest"):
        fibre_links(places(3200), "all")
    with pytest.raises(InputError, match="none of the 3 places"):
        Fibre(where.names, where.latitude, where.longitude, np.array([[0, 3]]), np.ones(1))
    with pytest.raises(ShapeError):
        Fibre(where.names, where.latitude, where.longitude, np.array([[0, 1]]), np.ones(2))
    with pytest.raises(InputError, match="group indices"):
        fibre_links(where, "all").joined(fibre_links(where, "all", index=1.4))
    with pytest.raises(InputError, match="two places"):
        fibre_links(where, "all").joined(fibre_links(places(3, 1), "all"))
    with pytest.raises(ShapeError):
        fibre_links(where, "all").without(np.zeros(2, bool))


def test_cuts_by_name_and_region() -> None:
    where = named_cities(["Shanghai", "Beijing", "Tokyo", "Hong Kong", "London", "Madrid"])
    pairs = [("Beijing", "Hong Kong"), ("Shanghai", "Tokyo"), ("London", "Madrid"), ("Tokyo", "Hong Kong")]
    fibre = fibre_links(where, pairs)
    assert cut_fibre(fibre, links=[("Tokyo", "Shanghai")]).tolist() == [False, True, False, False]
    assert cut_fibre(fibre, places=["Tokyo"]).tolist() == [False, True, False, True]
    assert cut_fibre(fibre, region="china").tolist() == [True, True, False, True]
    # between Beijing and Hong Kong, around neither
    box = {"type": "Polygon", "coordinates": [[[110, 30], [120, 30], [120, 31], [110, 31], [110, 30]]]}
    assert cut_fibre(fibre, region=box).tolist() == [True, False, False, False]
    assert cut_fibre(fibre, region="north-polar-cap").sum() == 0
    assert len(fibre.without(cut_fibre(fibre, region=box, places=["London"]))) == 2
    assert fibre.without(cut_fibre(fibre, region="china")).names == fibre.names


def test_a_cut_on_both_sides_of_the_antimeridian() -> None:
    where = Cities(("a", "b"), np.radians([10.0, 10.0]), np.radians([170.0, -170.0]), np.ones(2))
    fibre = fibre_links(where, "all")
    box = {"type": "Polygon", "coordinates": [[[179, 0], [181, 0], [181, 20], [179, 20], [179, 0]]]}
    far = {"type": "Polygon", "coordinates": [[[-10, 0], [10, 0], [10, 20], [-10, 20], [-10, 0]]]}
    assert cut_fibre(fibre, region=box).all()
    assert not cut_fibre(fibre, region=far).any()


def test_cuts_that_are_refused() -> None:
    fibre = fibre_links(places(3), [("p0", "p1")])
    for arguments, message in (
        ({}, "give a region"),
        ({"places": ["p7"]}, "nearest"),
        ({"links": [("p0", "p2")]}, "no link between 'p0' and 'p2'"),
        ({"links": ["p0"]}, "no pair of names"),
        ({"region": "north-pacific-air-route"}, "is a route"),
    ):
        with pytest.raises(InputError, match=message):
            cut_fibre(fibre, **arguments)  # type: ignore[arg-type]
    with pytest.raises(CatalogueError):
        cut_fibre(fibre, region="atlantis")
    with pytest.raises(FormatError):
        cut_fibre(fibre, region={"type": "Point", "coordinates": [0, 0]})
    with pytest.raises(ModelRangeError):
        cut_fibre(fibre, region="china", spacing=0.0)
