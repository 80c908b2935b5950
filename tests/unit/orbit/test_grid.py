"""Grids: areas, polygons, bands, routes, and refusals."""

from __future__ import annotations

import itertools
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huxing.core.errors import FormatError, HuxingError, InputError, TooLargeError
from huxing.orbit import Grid, band_grid, latlon_grid, point_grid, polygon_grid, ring_grid, route_grid
from huxing.orbit.grid import zone_area

EARTH_AREA = 510_065_621.7e6
"""Area of the WGS84 ellipsoid, m^2 (Moritz 1980/NGA: 510,065,621.7 km^2)."""
SQUARE = [[0, 0], [30, 0], [30, 30], [0, 30], [0, 0]]


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def places(grid: Grid) -> set[tuple[float, float]]:
    pairs = zip(np.degrees(grid.longitude), np.degrees(grid.latitude), strict=True)
    return {(round(float(lon), 6), round(float(lat), 6)) for lon, lat in pairs}


@pytest.mark.parametrize(
    "grid",
    [ring_grid(spacing_deg=0.5), ring_grid(spacing_deg=7), ring_grid(spacing_deg=30), latlon_grid(rows=2, columns=3),
     latlon_grid(rows=90, columns=180), latlon_grid(rows=91, columns=180, poles=True)],
)  # fmt: skip
def test_cells_fill_the_ellipsoid(grid: Grid) -> None:
    # the published area has 0.1 km^2
    assert grid.area.sum() == pytest.approx(EARTH_AREA, abs=0.1e6)
    assert grid.weight.sum() == pytest.approx(1.0, abs=1e-12)
    assert (grid.area > 0).all()
    assert grid.area.size == len(grid) == grid.column.size
    assert (np.diff(grid.row_latitude) > 0).all()
    # the same east and west, north and south
    assert np.average(np.sin(grid.latitude), weights=grid.area) == pytest.approx(0.0, abs=1e-12)


def test_zone_area_equals_the_integral() -> None:
    from scipy.integrate import quad

    a, e2 = 6_378_137.0, 0.0066943799901413165

    def strip(lat: float) -> float:  # 2 pi times the parallel's radius times the meridian's radius of curvature
        w = 1 - e2 * np.sin(lat) ** 2
        return 2 * np.pi * a * np.cos(lat) / np.sqrt(w) * a * (1 - e2) / w**1.5

    for latitude in (-1.5, 0.3, 1.0, np.pi / 2):
        assert zone_area(np.array(latitude)) == pytest.approx(quad(strip, 0, latitude, epsabs=1)[0], rel=1e-12)


def test_ring_cells_are_nearly_equal() -> None:
    grid = ring_grid(spacing_deg=1)
    assert len(grid) == pytest.approx(41_253, rel=0.001)  # square degrees of the sphere
    middle = np.abs(np.degrees(grid.latitude)) < 80
    assert grid.area[middle].max() / grid.area[middle].min() < 1.06  # rounding of columns and flattening


def test_points_of_rows() -> None:
    grid = latlon_grid(rows=3, columns=4, poles=True)
    assert np.degrees(grid.latitude) == pytest.approx(np.repeat([-90, 0, 90], 4))
    assert np.degrees(grid.longitude[:4]) == pytest.approx([-180, -90, 0, 90])
    assert grid.row.tolist() == [0] * 4 + [1] * 4 + [2] * 4
    kept = grid.keep(np.arange(12) % 4 == 1, "one column")
    assert np.degrees(kept.longitude) == pytest.approx([-90] * 3)
    assert kept.row_start.tolist() == [0, 1, 2, 3]
    with pytest.raises(InputError, match="finer spacing"):
        grid.keep(np.zeros(12, bool), "none")


@pytest.mark.parametrize(
    "make",
    [
        lambda: ring_grid(spacing_deg=0.05), lambda: ring_grid(spacing_deg=31), lambda: ring_grid(spacing_deg=np.nan),
        lambda: latlon_grid(rows=1, columns=9), lambda: latlon_grid(rows=9, columns=2),
        lambda: latlon_grid(rows=4001, columns=1000), lambda: point_grid([], [], name="x"),
        lambda: point_grid([91], [0], name="x"), lambda: point_grid([np.nan], [0], name="x"),
        lambda: point_grid([0], [np.inf], name="x"), lambda: point_grid([0, 1], [0, 1, 2], name="x"),
        lambda: point_grid("a", [0], name="x"), lambda: point_grid([0], [0], weight=0, name="x"),
        lambda: point_grid([0], [0], weight=np.inf, name="x"), lambda: band_grid(10, 10, spacing_deg=5),
        lambda: band_grid(20, 10, spacing_deg=5), lambda: band_grid(-91, 10, spacing_deg=5),
        lambda: band_grid(10.1, 10.2, spacing_deg=5), lambda: route_grid([[0, 0]], spacing_km=10),
        lambda: route_grid([[0, 0], [10, 0]], spacing_km=0.5), lambda: route_grid([[0, 0], [10, 0]], spacing_km=np.inf),
        lambda: route_grid([[0, 0], [10, 0]], spacing_km=np.nan), lambda: route_grid([[0, 0], [0, 0]], spacing_km=10),
        lambda: route_grid([[0, 0], [180, 0]], spacing_km=10), lambda: route_grid([[0, 0], [10, 91]], spacing_km=10),
        lambda: route_grid([[0, 0], [10]], spacing_km=10), lambda: route_grid("ab", spacing_km=10),
    ],
)  # fmt: skip
def test_refusals(make: Any) -> None:
    with pytest.raises(InputError):
        make()


def test_point_grid_sorts_by_latitude_and_keeps_weights() -> None:
    grid = point_grid([50, -90, 50], [190, 0, -170], weight=[1, 2, 3], name="x")
    assert np.degrees(grid.latitude) == pytest.approx([-90, 50, 50])
    assert np.degrees(grid.longitude) == pytest.approx([0, -170, -170])
    assert grid.area.tolist() == [2, 1, 3]


def winding(ring: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Points inside a ring by crossing numbers: another rule than the library's."""
    inside = np.zeros(x.shape, bool)
    for (x0, y0), (x1, y1) in itertools.pairwise(ring):
        if y0 != y1:
            crosses = (y0 > y) != (y1 > y)
            inside ^= crosses & (x < x0 + (y - y0) * (x1 - x0) / (y1 - y0))
    return inside


@settings(max_examples=30)
@given(st.integers(0, 2**31))
def test_points_in_polygons_holes_and_parts(seed: int) -> None:
    rng = np.random.default_rng(seed)

    def star(x: float, y: float, size: float) -> np.ndarray:
        angle = np.sort(rng.uniform(0, 2 * np.pi, 9))
        reach = size * rng.uniform(0.5, 1.0, 9)
        if np.diff(angle, append=angle[0] + 2 * np.pi).max() > 2.5:  # keep the middle inside
            angle = np.linspace(0, 2 * np.pi, 9, endpoint=False)
        ring = np.stack([x + reach * np.cos(angle), y + reach * np.sin(angle)], axis=-1)
        return np.concatenate([ring, ring[:1]])

    outer, part = star(100 + rng.uniform(0, 90), 10, 60), star(-60, -20, 40)
    hole = np.array([[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]) + outer[:-1].mean(axis=0) - 2
    multi = {"type": "MultiPolygon", "coordinates": [[outer.tolist(), hole.tolist()], [part.tolist()]]}
    try:
        grid = polygon_grid(multi, spacing_deg=5)
    except InputError:
        return  # the hole touches the outline
    globe = ring_grid(spacing_deg=5)
    lon, lat = np.degrees(globe.longitude), np.degrees(globe.latitude)
    want = np.zeros(len(globe), bool)
    for turn in (-360, 0, 360):
        want |= winding(outer, lon + turn, lat) & ~winding(hole, lon + turn, lat)
        want |= winding(part, lon + turn, lat)
    assert places(grid) == places(globe.keep(want, "want"))
    assert grid.area.sum() == globe.area[want].sum()


def test_an_area_across_the_antimeridian_may_be_cut_or_run_on() -> None:
    run_on = polygon([[170, -10], [200, -10], [200, 10], [170, 10], [170, -10]])
    west = polygon([[-190, -10], [-160, -10], [-160, 10], [-190, 10], [-190, -10]])
    parts = [
        polygon([[170, -10], [180, -10], [180, 10], [170, 10], [170, -10]]),
        polygon([[-180, -10], [-160, -10], [-160, 10], [-180, 10], [-180, -10]]),
    ]
    cut = {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": part} for part in parts]}
    grids = [polygon_grid(area, spacing_deg=2.5) for area in (run_on, west, cut)]
    longitudes = np.degrees(grids[0].longitude)
    assert ((longitudes >= 170) | (longitudes <= -160)).all()
    assert places(grids[0]) == places(grids[1])
    assert places(grids[2]) == places(grids[0])  # the centres on the cut are not lost
    assert (-180.0, 1.25) in places(grids[2])


def test_polar_caps_and_text_and_tuples_and_heights() -> None:
    cap = polygon([[-180, 66], [180, 66], [180, 90], [-180, 90], [-180, 66]])
    share = polygon_grid(cap, spacing_deg=1).area.sum() / EARTH_AREA
    # whole rows, from 66 to the pole; the flattening takes 1 % of a polar cap
    assert share == pytest.approx((1 - np.sin(np.radians(66))) / 2, rel=0.012)
    assert len(polygon_grid(cap, spacing_deg=1)) == len(band_grid(66, 90, spacing_deg=1))
    text = json.dumps(cap)
    same = [polygon_grid(v, spacing_deg=5) for v in (cap, text, text.encode(), b"\xef\xbb\xbf" + text.encode())]
    same.append(polygon_grid(polygon(tuple((*p, 12.5) for p in cap["coordinates"][0])), spacing_deg=5))
    assert all(places(grid) == places(same[0]) for grid in same)


@pytest.mark.parametrize(
    "geojson",
    [
        None, 5, "", "x", "{", "[]", "NaN", b"\xff\xfe", b"\x00", "[" * 100_000, '{"type":"Polygon"}',
        '{"type":"Polygon","coordinates":[[[0,0],[' + "9" * 5000 + ",0],[0,30],[0,0]]]}",
        {"type": "Point", "coordinates": [0, 0]}, {"type": ["Polygon"]}, {"type": "Feature"},
        {"type": "FeatureCollection", "features": []}, {"type": "FeatureCollection", "features": None},
        {"type": "Feature", "geometry": None}, polygon(), polygon([]), polygon(5), polygon(SQUARE, 5),
        polygon([[0, 0], [30, 0], [0, 0]]), polygon(SQUARE[:-1]), polygon(SQUARE, [[1, 1], [2, 2]]),
        polygon([["0", "0"], ["30", "0"], ["30", "30"], ["0", "0"]]), polygon(["00", "90", "99", "00"]),
        polygon([[0, 0], [True, 0], [0, 30], [0, 0]]), polygon([[0, 0], [None, 0], [0, 30], [0, 0]]),
        polygon([{0: 0, 1: 0}, {0: 30, 1: 0}, {0: 30, 1: 30}, {0: 0, 1: 0}]), polygon([[0], [1], [2], [0]]),
        {"type": "MultiPolygon", "coordinates": [[SQUARE], []]}, {"type": "MultiPolygon", "coordinates": [SQUARE]},
        {"type": "MultiPolygon", "coordinates": []},
    ],
)  # fmt: skip
def test_what_is_no_area_is_a_format_error(geojson: Any) -> None:
    with pytest.raises(FormatError, match="lake"):
        polygon_grid(geojson, spacing_deg=5, name="lake")


@pytest.mark.parametrize(
    "ring",
    [
        [[0, 0], [30, 0], [0, 30], [30, 30], [0, 0]],  # crosses itself
        [[0, 0], [10, 0], [20, 0], [0, 0]],
        [[0, 0], [400, 0], [0, 30], [0, 0]],
        [[0, 0], [0, 91], [30, 0], [0, 0]],
        [[0, 0], [float("nan"), 0], [30, 0], [0, 0]],
        [[0, 0], [1e-3, 0], [0, 1e-3], [0, 0]],  # no point inside
    ],
)
def test_an_unusable_area_is_an_input_error(ring: list[list[float]]) -> None:
    with pytest.raises(InputError):
        polygon_grid(polygon(ring), spacing_deg=5)


def test_deep_and_large_documents_are_refused_quickly() -> None:
    deep: Any = polygon(SQUARE)
    for _ in range(3000):
        deep = {"type": "Feature", "geometry": deep}
    with pytest.raises(FormatError):
        polygon_grid(deep, spacing_deg=5)
    angle = np.linspace(0, 2 * np.pi, 200_001)
    large = np.stack([20 * np.cos(angle), 20 * np.sin(angle)], axis=-1).tolist()
    with pytest.raises(TooLargeError, match="simplify"):
        polygon_grid(polygon(large), spacing_deg=5)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
    | st.sampled_from(["Polygon", "MultiPolygon", "Feature", "FeatureCollection"]),
    lambda inner: st.lists(inner, max_size=5)
    | st.dictionaries(st.sampled_from(["type", "coordinates", "geometry", "features", "x"]), inner, max_size=4),
    max_leaves=25,
)  # fmt: skip
COORDINATES = st.recursive(st.integers(-200, 200) | st.none() | st.text(max_size=1), lambda i: st.lists(i, max_size=5))


@settings(max_examples=150)
@given(JSON | st.builds(lambda kind, c: {"type": kind, "coordinates": c}, st.sampled_from(["Polygon", "MultiPolygon"]),
                        COORDINATES))  # fmt: skip
def test_any_json_is_an_area_or_our_error(document: Any) -> None:
    for form in (document, json.dumps(document)):
        try:
            grid = polygon_grid(form, spacing_deg=15)
        except HuxingError:
            continue
        assert len(grid) > 0


@settings(max_examples=100)
@given(st.binary(max_size=60))
def test_any_bytes_are_an_area_or_our_error(content: bytes) -> None:
    with pytest.raises(HuxingError):
        polygon_grid(content, spacing_deg=15)


def test_bands() -> None:
    grid = band_grid(-90, 90, spacing_deg=5)
    assert len(grid) == len(ring_grid(spacing_deg=5))
    tropics = band_grid(-23.4, 23.4, spacing_deg=1)
    assert np.abs(np.degrees(tropics.latitude)).max() <= 23.4
    assert tropics.area.sum() / EARTH_AREA == pytest.approx(np.sin(np.radians(23.0)), rel=0.01)  # rows to 22.5 -+ 0.5


@pytest.mark.parametrize(
    "waypoints",
    [
        [[121.8, 31.2], [104.0, 1.2], [80.0, 5.9], [43.5, 12.6], [32.5, 30.0], [4.0, 52.0]],
        [[170.0, 35.0], [-150.0, 50.0]],  # over the antimeridian
        [[10.0, 80.0], [-170.0, 80.0]],  # over the pole
        [[0.0, 0.0], [179.0, 0.5]],
        [[0.0, -89.0], [0.0, 89.0]],
    ],
)
def test_route_length_against_the_geodesic(waypoints: list[list[float]]) -> None:
    pyproj = pytest.importorskip("pyproj")
    longitude, latitude = np.array(waypoints).T
    geodesic = pyproj.Geod(ellps="WGS84").line_length(longitude, latitude)
    grid = route_grid(waypoints, spacing_km=50)
    # the great circle of the mean radius stands for the geodesic: at most 0.56 % (a meridian arc near the equator)
    assert grid.area.sum() == pytest.approx(geodesic, rel=0.006)
    assert grid.area.max() <= 50e3
    assert (np.unique(np.round(grid.area, 3)).size) <= len(waypoints) - 1  # equal pieces on each leg


def test_route_points_stand_on_the_way() -> None:
    grid = route_grid([[0, 0], [10, 0]], spacing_km=100)
    assert np.degrees(np.sort(grid.longitude)) == pytest.approx((np.arange(12) + 0.5) * 10 / 12, abs=1e-9)
    assert grid.latitude == pytest.approx(np.zeros(12), abs=1e-15)
