"""What the rows of ground stations and service areas say, as text (pydantic) and as plain values (dataclasses)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, model_validator

from huxing.catalogue.constellation_rows import Name, Row, Text


@dataclass(frozen=True)
class GroundStation:
    """A place on the ground with an antenna, or where one is assumed.

    Attributes: `latitude_deg`, `longitude_deg` (WGS84, east positive), `height_m` above the ellipsoid, about;
    `accuracy_km` of the position; `source`; `note`; `population_rank` of a city in the world, 0 for other places.
    """

    name: str
    title: str
    latitude_deg: float
    longitude_deg: float
    source: str
    height_m: float = 0.0
    accuracy_km: float = 1.0
    aliases: tuple[str, ...] = ()
    note: str = ""
    population_rank: int = 0


@dataclass(frozen=True)
class ServiceArea:
    """An area or route that is to be served.

    Attributes:
        name, title, source, note, aliases: text.
        kind: 'polygon', 'latitude_band' or 'route'.
        coordinates: `(longitude, latitude)` in degrees: of a polygon's corners, without repeating the first, or of a
            route's waypoints, which great circles join; empty for a band.
        band: southern and northern latitude in degrees; None unless the kind is 'latitude_band'.
        accuracy_km: how far the outline may be from the real one, about.
    """

    name: str
    title: str
    kind: Literal["polygon", "latitude_band", "route"]
    source: str
    coordinates: tuple[tuple[float, float], ...] = ()
    band: tuple[float, float] | None = None
    accuracy_km: float = 0.0
    aliases: tuple[str, ...] = ()
    note: str = ""


Longitude = Annotated[float, Field(ge=-180.0, le=180.0)]
Latitude = Annotated[float, Field(ge=-90.0, le=90.0)]
Point = Annotated[list[float], Field(min_length=2, max_length=2)]
Accuracy = Annotated[float, Field(ge=0.0, le=1000.0)]


class GroundStationRow(Row):
    """A ground station."""

    name: Name
    title: Text
    latitude_deg: Latitude
    longitude_deg: Longitude
    source: Text
    height_m: Annotated[float, Field(ge=-500.0, le=9000.0)] = 0.0
    accuracy_km: Accuracy = 1.0
    aliases: list[Text] = Field(default_factory=list)
    note: Text | None = None
    population_rank: Annotated[int, Field(ge=0, le=1_000_000)] = 0

    def entry(self) -> GroundStation:
        """The plain value."""
        return GroundStation(**self.model_dump() | {"aliases": tuple(self.aliases), "note": self.note or ""})


class _AreaRow(Row):
    name: Name
    title: Text
    source: Text
    accuracy_km: Accuracy = 0.0
    aliases: list[Text] = Field(default_factory=list)
    note: Text | None = None


class _LineRow(_AreaRow):
    coordinates: list[Point]

    @model_validator(mode="after")
    def _on_the_globe(self) -> _LineRow:
        for longitude, latitude in self.coordinates:
            if not (-180.0 <= longitude <= 180.0 and -90.0 <= latitude <= 90.0):
                raise ValueError(f"[{longitude:g}, {latitude:g}] is not [longitude, latitude] in degrees")
        return self

    def _points(self) -> tuple[tuple[float, float], ...]:
        return tuple((longitude, latitude) for longitude, latitude in self.coordinates)


class PolygonRow(_LineRow):
    """An area inside an outline."""

    kind: Literal["polygon"]
    coordinates: Annotated[list[Point], Field(min_length=3)]

    def entry(self) -> ServiceArea:
        """The plain value; a repeated first corner at the end is dropped."""
        points = self._points()
        points = points[:-1] if points[0] == points[-1] else points
        return _area(self, self.kind, coordinates=points)


class RouteRow(_LineRow):
    """A way along great circles from waypoint to waypoint."""

    kind: Literal["route"]
    coordinates: Annotated[list[Point], Field(min_length=2)]

    def entry(self) -> ServiceArea:
        """The plain value."""
        return _area(self, self.kind, coordinates=self._points())


class LatitudeBandRow(_AreaRow):
    """All longitudes between two latitudes."""

    kind: Literal["latitude_band"]
    south_deg: Latitude
    north_deg: Latitude

    @model_validator(mode="after")
    def _south_below_north(self) -> LatitudeBandRow:
        if not self.south_deg < self.north_deg:
            raise ValueError("south_deg must be below north_deg")
        return self

    def entry(self) -> ServiceArea:
        """The plain value."""
        return _area(self, self.kind, band=(self.south_deg, self.north_deg))


ServiceAreaRow = Annotated[PolygonRow | RouteRow | LatitudeBandRow, Field(discriminator="kind")]


def _area(
    row: _AreaRow,
    kind: Literal["polygon", "latitude_band", "route"],
    *,
    coordinates: tuple[tuple[float, float], ...] = (),
    band: tuple[float, float] | None = None,
) -> ServiceArea:
    return ServiceArea(
        name=row.name,
        title=row.title,
        kind=kind,
        source=row.source,
        coordinates=coordinates,
        band=band,
        accuracy_km=row.accuracy_km,
        aliases=tuple(row.aliases),
        note=row.note or "",
    )
