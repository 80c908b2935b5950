"""The section `fly:` of a scenario: constellations, areas, stations, and how finely they are looked at."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from huxing.chain.section import NAME, Entry, require_one

MOST_SATELLITES = 65_535
"""In one constellation: satellites in view are counted in 16 bits (huxing.orbit.coverage)."""


class WalkerEntry(Entry):
    """A Walker pattern: planes spread evenly in node, satellites spread evenly in each."""

    altitude_km: float = Field(description="semi-major axis above 6378.137 km, km")
    inclination_deg: float = Field(description="inclination, degrees")
    planes: int = Field(ge=1, description="number of planes")
    per_plane: int | list[int] = Field(description="satellites in each plane, or one number per plane")
    phasing: float = Field(0.0, description="Walker's F: shift from a plane to the next, in units of 360/T degrees")
    raan_spread_deg: float | None = Field(None, description="the planes' nodes are this / planes apart; 360 or 180")
    raan0_deg: float = Field(0.0, description="node of the first plane at the epoch, TEME, degrees")
    argument_of_latitude0_deg: float = Field(0.0, description="of the first satellite of the first plane, degrees")


class StreetsEntry(Entry):
    """Streets of coverage: near-polar planes whose bands join without a gap."""

    altitude_km: float = Field(description="semi-major axis above 6378.137 km, km")
    planes: int = Field(ge=1, description="number of planes")
    per_plane: int = Field(ge=1, description="satellites in each plane")
    min_elevation_deg: float = Field(description="elevation for which the streets are designed, degrees")
    inclination_deg: float = Field(90.0, description="inclination, degrees")


class PlaneEntry(Entry):
    """One plane of its own."""

    raan_deg: float = Field(description="node at the epoch, TEME, degrees")
    satellites: int | None = Field(None, ge=1, description="number of satellites, spread evenly")
    argument_of_latitude0_deg: float | None = Field(None, description="of the first satellite, with `satellites`")
    argument_of_latitude_deg: list[float] | None = Field(None, description="instead: of each satellite, degrees")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        require_one(self, "satellites", "argument_of_latitude_deg")
        return self


class PlanesEntry(Entry):
    """A shell whose planes are written one by one."""

    altitude_km: float = Field(description="semi-major axis above 6378.137 km, km")
    inclination_deg: float = Field(description="inclination, degrees")
    planes: list[PlaneEntry] = Field(min_length=1, description="the planes")


class ShellEntry(Entry):
    """One shell, in one of the ways in which designers write it."""

    name: str = Field("", description="label of the shell")
    walker_star: WalkerEntry | None = Field(None, description="planes over 180 degrees of node")
    walker_delta: WalkerEntry | None = Field(None, description="planes over 360 degrees of node")
    streets: StreetsEntry | None = Field(None, description="streets of coverage")
    planes: PlanesEntry | None = Field(None, description="planes one by one")
    code: str | None = Field(None, description="IETF constellation code, `S:780:86.4:66/6/1`; may hold several shells")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        require_one(self, "walker_star", "walker_delta", "streets", "planes", "code")
        return self


class SelectEntry(Entry):
    """Which element sets of a file belong to a constellation; every condition given must hold."""

    name: str | None = Field(None, description="pattern of object names, `QIANFAN*`; several parted by a vertical bar")
    altitude_km: tuple[float, float] | None = Field(None, description="lowest and highest mean altitude, km")
    inclination_deg: tuple[float, float] | None = Field(None, description="lowest and highest inclination, degrees")


class DeployedEntry(Entry):
    """What of a constellation is in orbit at a milestone date. Without any key: nothing."""

    planes: int | list[int] | None = Field(
        None, description="the first so many planes, or these; counted from 1, through all shells"
    )
    per_plane: int | list[int] | None = Field(
        None, description="satellites in each of these planes, or one number per plane, spread evenly over its slots"
    )
    note: str = Field("", description="what a reader must know of this figure: the report shows it beside the results")


class ConstellationEntry(Entry):
    """A constellation, from the catalogue, from shells written here, or from element sets."""

    name: str = Field(pattern=NAME, description="short name, unique in the scenario")
    title: str = Field("", description="what a reader sees; the name where it is left out")
    role: Literal["observed", "design"] = Field(
        "design", description="`observed` fleets can be replaced by real element sets with --elements"
    )
    catalogue: str | None = Field(None, description="name of a constellation in the catalogue")
    design: str | None = Field(None, description="which design of the catalogue's; its first where left out")
    shells: list[ShellEntry] | None = Field(None, min_length=1, description="shells written here")
    epoch: str | None = Field(None, description="UTC at which the nodes of `shells` hold; 2026-01-01 where left out")
    elements: str | None = Field(
        None, description="file of element sets, any format; relative to the scenario's folder"
    )
    select: SelectEntry | None = Field(
        None, description="which sets of the file are its own; where left out, the catalogue's pattern, or all"
    )
    max_age_days: float = Field(
        14.0, gt=0, description="a milestone date uses sets at most so old, or up to three days younger"
    )
    in_service: Literal["on-station", "all"] = Field(
        "on-station", description="of element sets, which satellites count for coverage and passes"
    )
    compared_with: str | None = Field(None, description="name of the constellation here that is this one's design")
    dates: list[str] | None = Field(None, description="milestones at which it is looked at; all where left out")
    deployed: dict[str, DeployedEntry] = Field(
        {}, description="per milestone, what of the shells is in orbit; all of them where it is left out"
    )
    min_elevation_deg: float | None = Field(None, ge=0, lt=90, description="for this one's terminals, degrees")
    passes: bool | None = Field(
        None, description="whether passes over the stations are listed; where left out, yes if observed"
    )
    note: str = Field("", description="what is assumed about it: the report shows it beside the results")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        require_one(self, "catalogue", "shells", "elements")
        if self.design is not None and self.catalogue is None:
            raise ValueError("design names one of the catalogue's designs; it goes with catalogue")
        if self.select is not None and self.elements is None and self.role != "observed":
            raise ValueError("select chooses among element sets; it goes with elements, or with role: observed")
        if self.epoch is not None and self.shells is None:
            raise ValueError("epoch is that of shells written here; it goes with shells")
        return self


class BandEntry(Entry):
    """All longitudes between two latitudes."""

    south_deg: float = Field(ge=-90, le=90, description="southern edge, degrees")
    north_deg: float = Field(ge=-90, le=90, description="northern edge, degrees")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.south_deg < self.north_deg:
            raise ValueError(f"south_deg ({self.south_deg:g}) must be less than north_deg ({self.north_deg:g})")
        return self


Position = tuple[float, float]
"""Longitude and latitude in degrees, in the order of GeoJSON."""


class AreaEntry(Entry):
    """An area, a route or a set of points that wants service. Positions are [longitude, latitude] in degrees."""

    name: str = Field(pattern=NAME, description="short name, unique in the scenario")
    title: str = Field("", description="what a reader sees; the name where it is left out")
    polygon: list[Position] | None = Field(None, min_length=3, description="corners of an area, in order")
    band: BandEntry | None = Field(None, description="all longitudes between two latitudes")
    route: list[Position] | None = Field(None, min_length=2, description="waypoints, joined by great circles")
    points: list[Position] | None = Field(None, min_length=1, description="single places")
    spacing_deg: float | None = Field(None, gt=0, description="spacing of points; `area_spacing_deg` where left out")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        require_one(self, "polygon", "band", "route", "points")
        return self


class StationEntry(Entry):
    """A ground station."""

    name: str = Field(pattern=NAME, description="short name, unique in the scenario")
    title: str = Field("", description="what a reader sees; the name where it is left out")
    latitude_deg: float = Field(ge=-90, le=90, description="geodetic latitude, degrees")
    longitude_deg: float = Field(ge=-180, le=360, description="longitude, east positive, degrees")
    altitude_m: float = Field(0.0, description="height above the WGS84 ellipsoid, m")


def _written_out(entry: str) -> Discriminator:
    """Text names a row of the catalogue; anything else is read, and faulted, as an entry written out."""
    return Discriminator(lambda value: "name" if isinstance(value, str) else entry)


AreaOrName = Annotated[Annotated[str, Tag("name")] | Annotated[AreaEntry, Tag("AreaEntry")], _written_out("AreaEntry")]
StationOrName = Annotated[
    Annotated[str, Tag("name")] | Annotated[StationEntry, Tag("StationEntry")], _written_out("StationEntry")
]


_Fold = Annotated[int, Field(ge=1, le=MOST_SATELLITES)]


class FlySection(Entry):
    """Where the satellites are, and whom they serve."""

    hours: float = Field(24.0, gt=0, le=240, description="length of the day that is looked at from each date, h")
    step_s: float = Field(60.0, ge=1, description="time step of coverage, s")
    min_elevation_deg: float = Field(25.0, ge=0, lt=90, description="lowest elevation of the terminals, degrees")
    folds: list[_Fold] = Field([1, 2, 4], min_length=1, description="numbers of satellites in view that are counted")
    map_spacing_deg: float = Field(2.0, ge=0.1, le=30, description="spacing of the world map's grid, degrees")
    area_spacing_deg: float = Field(1.0, gt=0, le=30, description="spacing of points in areas and on routes, degrees")
    profile_step_s: float = Field(600.0, ge=1, description="time step of satellites in view against latitude, s")
    pass_elevation_deg: float = Field(10.0, ge=0, lt=90, description="lowest elevation of the stations, degrees")
    constellations: list[ConstellationEntry] = Field(min_length=1, description="what flies")
    areas: list[AreaOrName] = Field(min_length=1, description="names of the catalogue, or areas written here")
    stations: list[StationOrName] = Field([], description="names of the catalogue, or stations written here")
