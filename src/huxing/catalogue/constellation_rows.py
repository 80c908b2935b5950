"""What a constellation's row says, as text (pydantic) and as a plain value (dataclass)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from huxing.core.time import parse_time

Status = Literal["observed", "filed", "planned", "design", "definition", "unverified"]


@dataclass(frozen=True)
class PlaneEntry:
    """One plane of a shell given plane by plane.

    Attributes: `raan_deg`; `satellites`, spread evenly from `argument_of_latitude0_deg`; or, where the satellites are
    given one by one, `argument_of_latitude_deg`, and then `satellites` is their number.
    """

    raan_deg: float
    satellites: int
    argument_of_latitude0_deg: float = 0.0
    argument_of_latitude_deg: tuple[float, ...] = ()


@dataclass(frozen=True)
class ShellEntry:
    """One shell as its source gives it: kilometres above 6378.137 km, degrees.

    Attributes: `pattern` 'delta' or 'star' uses `planes` to `argument_of_latitude0_deg`; 'planes' uses `plane_rows`;
    'geostationary' uses `longitudes_deg`. `altitude_km` is None for 'geostationary' alone. `mean_motion_rev_per_day`
    and `eccentricity` are those of the element sets with which the source flies the shell, None where it has none.
    """

    name: str
    pattern: Literal["delta", "star", "planes", "geostationary"]
    altitude_km: float | None = None
    inclination_deg: float = 0.0
    planes: int = 0
    per_plane: int | tuple[int, ...] = 0
    phasing: float = 0.0
    phase_step_deg: float | None = None
    odd_plane_shift_slots: float = 0.0
    raan_spread_deg: float | None = None
    raan0_deg: float = 0.0
    argument_of_latitude0_deg: float = 0.0
    plane_rows: tuple[PlaneEntry, ...] = ()
    longitudes_deg: tuple[float, ...] = ()
    mean_motion_rev_per_day: float | None = None
    eccentricity: float | None = None

    @property
    def satellites(self) -> int:
        """Number of satellites of the shell."""
        if self.pattern == "planes":
            return sum(plane.satellites for plane in self.plane_rows)
        if self.pattern == "geostationary":
            return len(self.longitudes_deg)
        return self.planes * self.per_plane if isinstance(self.per_plane, int) else sum(self.per_plane)


@dataclass(frozen=True)
class DesignEntry:
    """One way to see a constellation.

    Attributes: `status` says what kind of fact it is; `as_of` the date of the fact; `epoch` (ISO, UTC) when nodes and
    phases hold, '' where the source gives none; `source`; `note`; `unverified` names what no source confirms, '' if
    nothing; `ground_range_km`, the longest link to the ground that the source allows, None where it gives none.
    """

    name: str
    status: Status
    as_of: str
    source: str
    shells: tuple[ShellEntry, ...]
    epoch: str = ""
    note: str = ""
    unverified: str = ""
    ground_range_km: float | None = None

    @property
    def satellites(self) -> int:
        """Number of satellites of all shells."""
        return sum(shell.satellites for shell in self.shells)


@dataclass(frozen=True)
class ConstellationEntry:
    """A constellation with the design that was asked for.

    Attributes: `name`, `title`, `aliases`, `operator`; `name_pattern` of its satellites in the public catalogue ('' for
    a mere definition); `first_launch` (ISO date or ''); `design`, the chosen one; `designs`, all of them.
    """

    name: str
    title: str
    design: DesignEntry
    designs: tuple[DesignEntry, ...]
    aliases: tuple[str, ...] = ()
    operator: str = ""
    name_pattern: str = ""
    first_launch: str = ""


class Row(BaseModel):
    """Base of what a catalogue file may hold: no key that is not known."""

    model_config = ConfigDict(extra="forbid")


Text = Annotated[str, Field(min_length=1, max_length=4000)]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]*$", max_length=80)]
Date = Annotated[str, Field(pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")]
Count = Annotated[int, Field(ge=1, le=1_000_000)]
Altitude = Annotated[float, Field(ge=100.0, le=1e6)]
Inclination = Annotated[float, Field(ge=0.0, le=180.0)]
Angle = Annotated[float, Field(ge=-360.0, le=360.0)]


class WalkerRow(Row):
    """A Walker shell."""

    name: Name
    pattern: Literal["delta", "star"]
    altitude_km: Altitude
    inclination_deg: Inclination
    planes: Count
    per_plane: Count | list[Count]
    phasing: float = 0.0
    phase_step_deg: Angle | None = None
    odd_plane_shift_slots: Annotated[float, Field(ge=0.0, lt=1.0)] = 0.0
    raan_spread_deg: Annotated[float, Field(ge=0.0, le=360.0)] | None = None
    raan0_deg: Angle = 0.0
    argument_of_latitude0_deg: Angle = 0.0
    mean_motion_rev_per_day: Annotated[float, Field(gt=0.0, lt=18.0)] | None = None
    eccentricity: Annotated[float, Field(ge=0.0, lt=1.0)] | None = None

    @model_validator(mode="after")
    def _agrees(self) -> WalkerRow:
        if isinstance(self.per_plane, list) and len(self.per_plane) != self.planes:
            raise ValueError(f"per_plane has {len(self.per_plane)} values for {self.planes} planes")
        if self.phasing and (self.phase_step_deg is not None or isinstance(self.per_plane, list)):
            raise ValueError("phasing goes neither with phase_step_deg nor with a list in per_plane")
        return self

    def entry(self) -> ShellEntry:
        """The plain value."""
        values = self.model_dump()
        if isinstance(self.per_plane, list):
            values["per_plane"] = tuple(self.per_plane)
        return ShellEntry(**values)


class PlaneRow(Row):
    """A plane with satellites in even slots, or one by one."""

    raan_deg: Angle
    satellites: Count | None = None
    argument_of_latitude0_deg: Angle = 0.0
    argument_of_latitude_deg: Annotated[list[Angle], Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _agrees(self) -> PlaneRow:
        if (self.satellites is None) == (self.argument_of_latitude_deg is None):
            raise ValueError("a plane has either satellites or argument_of_latitude_deg")
        return self

    def entry(self) -> PlaneEntry:
        """The plain value."""
        listed = tuple(self.argument_of_latitude_deg or ())
        return PlaneEntry(self.raan_deg, self.satellites or len(listed), self.argument_of_latitude0_deg, listed)


class PlanesRow(Row):
    """A shell given plane by plane."""

    name: Name
    pattern: Literal["planes"]
    altitude_km: Altitude
    inclination_deg: Inclination
    planes: Annotated[list[PlaneRow], Field(min_length=1)]

    def entry(self) -> ShellEntry:
        """The plain value."""
        rows = tuple(plane.entry() for plane in self.planes)
        return ShellEntry(self.name, self.pattern, self.altitude_km, self.inclination_deg, len(rows), plane_rows=rows)


class GeostationaryRow(Row):
    """Satellites that stand over a longitude."""

    name: Name
    pattern: Literal["geostationary"]
    longitudes_deg: Annotated[list[Angle], Field(min_length=1)]

    def entry(self) -> ShellEntry:
        """The plain value."""
        return ShellEntry(self.name, self.pattern, planes=1, longitudes_deg=tuple(self.longitudes_deg))


class DesignRow(Row):
    """A design with its source."""

    name: Name
    status: Status
    as_of: Date
    source: Text
    shells: Annotated[
        list[Annotated[WalkerRow | PlanesRow | GeostationaryRow, Field(discriminator="pattern")]], Field(min_length=1)
    ]
    epoch: Text | None = None
    note: Text | None = None
    unverified: Text | None = None
    ground_range_km: Annotated[float, Field(gt=0.0, le=1e6)] | None = None

    @field_validator("epoch")
    @classmethod
    def _is_a_time(cls, epoch: str | None) -> str | None:
        if epoch is not None:
            parse_time(epoch)
        return epoch

    @model_validator(mode="after")
    def _shell_names_differ(self) -> DesignRow:
        names = [shell.name for shell in self.shells]
        if len(set(names)) < len(names):
            raise ValueError("two shells have one name")
        return self

    def entry(self) -> DesignEntry:
        """The plain value."""
        shells = tuple(shell.entry() for shell in self.shells)
        return DesignEntry(
            self.name,
            self.status,
            self.as_of,
            self.source,
            shells,
            epoch=self.epoch or "",
            note=self.note or "",
            unverified=self.unverified or "",
            ground_range_km=self.ground_range_km,
        )


class ConstellationRow(Row):
    """A constellation; the first design is the one meant when none is named."""

    name: Name
    title: Text
    designs: Annotated[list[DesignRow], Field(min_length=1)]
    aliases: list[Text] = Field(default_factory=list)
    operator: Text | None = None
    name_pattern: Text | None = None
    first_launch: Date | None = None

    @model_validator(mode="after")
    def _design_names_differ(self) -> ConstellationRow:
        names = [design.name for design in self.designs]
        if len(set(names)) < len(names):
            raise ValueError("two designs have one name")
        return self

    def entry(self) -> ConstellationEntry:
        """The plain value with its first design chosen."""
        designs = tuple(design.entry() for design in self.designs)
        return ConstellationEntry(
            name=self.name,
            title=self.title,
            design=designs[0],
            designs=designs,
            aliases=tuple(self.aliases),
            operator=self.operator or "",
            name_pattern=self.name_pattern or "",
            first_launch=self.first_launch or "",
        )
