"""Places on the ground that take part in a network."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from huxing.catalogue import ground_station
from huxing.core.errors import InputError, ShapeError
from huxing.core.geodesy import geodetic_to_itrf
from huxing.core.model_range import ModelRange, numbers
from huxing.orbit import Station

_LIMITS = {
    "latitude": ModelRange("stations", "latitude", -np.pi / 2, np.pi / 2, "deg", np.pi / 180, physical=True),
    "longitude": ModelRange("stations", "longitude", -np.inf, np.inf, "deg", np.pi / 180, physical=True),
    "height": ModelRange("stations", "height", -np.inf, np.inf, "m", physical=True),
}


@dataclass(frozen=True, eq=False)
class Stations:
    """Fixed places on the ground, each with its name.

    Attributes:
        names: one of each, all different.
        latitude: geodetic, WGS84, rad, shape `(station,)`.
        longitude: rad, east positive, shape `(station,)`.
        height: above the ellipsoid, m, shape `(station,)`.
    """

    names: tuple[str, ...]
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    height: NDArray[np.float64]

    def __post_init__(self) -> None:
        for field, limits in _LIMITS.items():
            values = numbers(getattr(self, field), field)
            limits.check(values)
            object.__setattr__(self, field, values)
        shapes = {values.shape for values in (self.latitude, self.longitude, self.height)}
        if shapes != {(len(self.names),)}:
            raise ShapeError(f"{len(self.names)} stations, but latitude, longitude and height have {sorted(shapes)}")
        for name in self.names:
            if not isinstance(name, str) or not name:
                raise InputError(f"a station is named {name!r:.60}; give each a name that is text", given=name)
        twice = sorted(name for name, times in Counter(self.names).items() if times > 1)
        if twice:
            raise InputError(f"stations named twice: {', '.join(twice)}; give each a name of its own", given=twice)

    def __len__(self) -> int:
        return len(self.names)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    @cached_property
    def position(self) -> NDArray[np.float64]:
        """ITRF, m, shape `(station, 3)`."""
        return geodetic_to_itrf(self.latitude, self.longitude, self.height).reshape(-1, 3)

    @cached_property
    def up(self) -> NDArray[np.float64]:
        """The ellipsoid's normal, ITRF, shape `(station, 3)`."""
        flat = np.cos(self.latitude)
        return np.stack([flat * np.cos(self.longitude), flat * np.sin(self.longitude), np.sin(self.latitude)], axis=-1)

    def index(self, name: str) -> int:
        """Which station has a name.

        Args:
            name: as given; case, blanks, '-' and '_' do not matter, unless they alone tell two stations apart.

        Returns:
            Its index.

        Raises:
            InputError: no such station, the nearest names are listed; or several that the name may mean.

        Source:
            None: a look-up.
        """
        if name in self._number:
            return self._number[name]
        found = self._numbers_of_plain.get(_plain(name), [])
        if len(found) == 1:
            return found[0]
        if found:
            meant = ", ".join(self.names[number] for number in found)
            raise InputError(f"station '{name}' may mean {meant}; write one as it stands there", given=name)
        near = difflib.get_close_matches(str(name), self.names, n=3, cutoff=0.0)
        raise InputError(
            f"no station '{name}' in this network; nearest: {', '.join(near) or 'there is none'}", given=name
        )

    def indices(self, names: Sequence[str]) -> NDArray[np.int64]:
        """Which stations have some names; see `index`.

        Args:
            names: one or more.

        Returns:
            Their indices, shape `(name,)`.

        Raises:
            InputError: no such station.

        Source:
            None: a look-up.
        """
        return np.array([self.index(name) for name in names], dtype=np.int64)

    @cached_property
    def _number(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.names)}

    @cached_property
    def _numbers_of_plain(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number, name in enumerate(self.names):
            found.setdefault(_plain(name), []).append(number)
        return found

    def __getitem__(self, chosen: NDArray[np.int64] | NDArray[np.bool_] | slice | int) -> Stations:
        try:
            rows = np.atleast_1d(np.arange(len(self))[chosen])
        except IndexError as error:
            raise InputError(f"{chosen!r:.60} are not rows of {len(self)} stations", given=chosen) from error
        names = tuple(self.names[row] for row in rows)
        return Stations(names, self.latitude[rows], self.longitude[rows], self.height[rows])


def stations(places: Sequence[str | Station]) -> Stations:
    """Stations from names of the catalogue and stations of one's own.

    Args:
        places: names of ground stations or cities in the catalogue, or `huxing.orbit.Station` objects.

    Returns:
        The stations, in the order given. A catalogue name stays as the catalogue writes it.

    Raises:
        CatalogueError: no such name; the nearest names are listed.
        InputError: one name twice, or something that is no place.

    Source:
        Each catalogue row's own `source`.
    """
    if isinstance(places, str | Station):
        places = [places]
    found = [_station(place) for place in places]
    columns = np.array([(s.latitude, s.longitude, s.height) for s in found], dtype=np.float64).reshape(-1, 3)
    return Stations(tuple(s.name for s in found), *(np.ascontiguousarray(column) for column in columns.T))


def _station(place: str | Station) -> Station:
    if isinstance(place, Station):
        return place
    if not isinstance(place, str):
        raise InputError(f"{place!r:.60} is no place; give a name of the catalogue or a Station", given=place)
    row = ground_station(place)
    return Station.from_degrees(row.name, row.latitude_deg, row.longitude_deg, row.height_m)


def _plain(name: str) -> str:
    return "".join(str(name).casefold().replace("-", " ").replace("_", " ").split())
