from __future__ import annotations

import numpy as np
import pytest
from shapely.geometry import Point, Polygon

from huxing.catalogue import (
    ground_station,
    ground_station_names,
    land_outline,
    service_area,
    service_area_names,
)
from huxing.core.errors import CatalogueError

EARTH_RADIUS_KM = 6371.0


def area_km2(corners: np.ndarray) -> float:
    """Area between a ring's straight lines on the cylindrical equal-area map, km2."""
    x, y = np.radians(corners[:, 0]), np.sin(np.radians(corners[:, 1]))
    return float(abs(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)) / 2 * EARTH_RADIUS_KM**2)


def length_km(points: np.ndarray) -> float:
    longitude, latitude = np.radians(points).T
    cosine = np.sin(latitude[1:]) * np.sin(latitude[:-1])
    cosine += np.cos(latitude[1:]) * np.cos(latitude[:-1]) * np.cos(np.diff(longitude))
    return float(np.sum(np.arccos(cosine)) * EARTH_RADIUS_KM)


def test_stations_have_a_place_and_a_source() -> None:
    assert {"shanghai", "sheshan", "lingang", "sanya", "kashi", "mohe"} <= set(ground_station_names())
    for name in ground_station_names():
        station = ground_station(name)
        assert -90 <= station.latitude_deg <= 90
        assert -180 <= station.longitude_deg <= 180
        assert station.accuracy_km > 0
        assert len(station.source) > 20


def test_stations_of_shanghai_lie_in_shanghai_and_the_others_do_not() -> None:
    city = Polygon(service_area("shanghai").coordinates)
    inside = {
        n
        for n in ground_station_names()
        if city.contains(Point(ground_station(n).longitude_deg, ground_station(n).latitude_deg))
    }
    assert inside == {"shanghai", "sheshan", "lingang"}


def test_areas_are_nested_and_of_the_right_size() -> None:
    city, delta, china = (Polygon(service_area(name).coordinates) for name in ("shanghai", "yangtze-delta", "china"))
    assert city.is_valid
    assert delta.is_valid
    assert china.is_valid
    assert delta.contains(Point(118.78, 32.06))  # Nanjing
    assert delta.contains(Point(117.23, 31.82))  # Hefei
    assert delta.contains(Point(120.16, 30.29))  # Hangzhou
    assert not delta.contains(Point(114.3, 30.6))  # Wuhan
    for name in ("kashi", "mohe", "sanya", "sheshan"):
        station = ground_station(name)
        assert china.contains(Point(station.longitude_deg, station.latitude_deg))
    # Official land areas: Shanghai 6,341, the four together 358,000, China about 9.6 million km2. The outlines take in
    # some sea and lie up to the stated accuracy outside.
    assert area_km2(np.array(service_area("shanghai").coordinates)) == pytest.approx(6341, rel=0.4)
    assert area_km2(np.array(service_area("yangtze-delta").coordinates)) == pytest.approx(358_000, rel=0.15)
    assert area_km2(np.array(service_area("china").coordinates)) == pytest.approx(9.6e6, rel=0.03)


def test_caps_are_bands() -> None:
    assert service_area("arctic").band == (66.56, 90.0)
    assert service_area("Antarctic").band == (-90.0, -66.56)
    assert service_area("arctic").coordinates == ()


def test_routes_have_the_right_ends_and_length() -> None:
    sea = np.array(service_area("shanghai-rotterdam-sea-route").coordinates)
    # Shanghai to Rotterdam by Suez is about 10,500 nautical miles by the shipping companies' own count.
    assert length_km(sea) / 1.852 == pytest.approx(10_500, rel=0.02)
    assert sea[-1] == pytest.approx([4.0, 52.0])
    air = np.array(service_area("north-pacific-air-route").coordinates)
    assert air[0] == pytest.approx([121.81, 31.14])
    # Great circle Pudong-Anchorage 6,920 km and Anchorage-Seattle 2,330 km.
    assert length_km(air) == pytest.approx(9250, rel=0.01)


def test_the_sea_route_stays_off_the_outline_of_land() -> None:
    lands = [Polygon(ring) for ring in land_outline()]
    wet = 0
    route = np.array(service_area("shanghai-rotterdam-sea-route").coordinates)
    for longitude, latitude in route:
        wet += not any(land.contains(Point(longitude, latitude)) for land in lands)
    # The outline is too coarse for the straits: Singapore, Suez and the channels may fall on it.
    assert wet >= len(route) - 8


def test_every_area_says_what_it_is() -> None:
    assert len(service_area_names()) == 7
    for name in service_area_names():
        area = service_area(name)
        assert (area.band is not None) == (area.kind == "latitude_band")
        if area.kind == "polygon":
            assert "not a statement of boundaries" in area.note
    with pytest.raises(CatalogueError, match="no service area 'shangai' in the catalogue; nearest: shanghai"):
        service_area("shangai")
    with pytest.raises(CatalogueError, match="no ground station"):
        ground_station("nowhere")


def test_the_outline_of_land_is_a_set_of_simple_closed_rings() -> None:
    rings = land_outline()
    assert 400 <= sum(len(ring) - 1 for ring in rings) <= 700
    for ring in rings:
        assert ring.shape[1] == 2
        assert np.array_equal(ring[0], ring[-1])
        assert np.array_equal(ring * 2, np.round(ring * 2))
        assert Polygon(ring).is_valid
        with pytest.raises(ValueError, match="read-only"):
            ring[0, 0] = 1.0


@pytest.mark.parametrize(
    ("place", "on_land"),
    [
        ((116.4, 39.9), True),  # Beijing
        ((2.3, 48.9), True),  # Paris
        ((36.8, -1.3), True),  # Nairobi
        ((-47.9, -15.8), True),  # Brasilia
        ((-98.0, 39.0), True),  # Kansas
        ((134.0, -25.0), True),  # Alice Springs
        ((0.0, -80.0), True),  # Antarctica
        ((-150.0, 0.0), False),  # Pacific
        ((-30.0, 30.0), False),  # Atlantic
        ((80.0, -20.0), False),  # Indian Ocean
        ((18.0, 34.5), False),  # Mediterranean
        ((34.0, 43.5), False),  # Black Sea
        ((-85.0, 60.0), False),  # Hudson Bay
        ((112.0, 15.0), False),  # South China Sea
    ],
)
def test_well_known_places_are_on_the_right_side_of_the_outline(place: tuple[float, float], on_land: bool) -> None:
    assert any(Polygon(ring).contains(Point(place)) for ring in land_outline()) is on_land


def test_the_outline_has_the_share_of_land_of_the_earth() -> None:
    # Land is 29.2 % of the Earth's surface with Antarctica (CIA World Factbook: 148.94 of 510.07 million km2); the
    # outline counts the Caspian Sea and ice shelves as land and leaves small islands out.
    share = sum(area_km2(ring[:-1]) for ring in land_outline()) / (4 * np.pi * EARTH_RADIUS_KM**2)
    assert share == pytest.approx(0.292, abs=0.01)
