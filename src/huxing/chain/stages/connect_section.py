"""The section `connect:` of a scenario: which terminals meet which payloads, and where; lasers between satellites."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from huxing.chain.section import NAME, Entry
from huxing.chain.stages.connect_network_section import NetworkEntry
from huxing.chain.stages.fly_section import StationOrName

Percent = Annotated[float, Field(gt=0, lt=100)]


class LinkEntry(Entry):
    """A radio link between a terminal on the ground and the payload of a constellation's satellites."""

    name: str = Field(pattern=NAME, description="short name, unique in the scenario")
    title: str = Field("", description="what a reader sees; the name where it is left out")
    terminal: str = Field(description="name of a terminal in the catalogue")
    payload: str = Field(description="name of a payload in the catalogue: what the satellites carry, or a stand-in")
    band: str | None = Field(None, description="band of both; where left out, the one that they share")
    constellations: list[str] | None = Field(None, min_length=1, description="of `fly:`; all where left out")
    stations: list[StationOrName] = Field(
        min_length=1, description="places whose day is computed: names of the catalogue, or stations written here"
    )
    min_elevation_deg: float | None = Field(
        None, ge=0, lt=90, description="lowest elevation of use; the terminal's own where left out, degrees"
    )
    bandwidth_mhz: float | None = Field(
        None, gt=0, description="of the carrier both ways; the payload's or the terminal's own where left out, MHz"
    )
    exceedance_percent: Percent = Field(
        1.0, description="share of the year whose weather may be worse than the one that margins are given for, %"
    )
    extra_loss_db: float = Field(
        0.0, ge=0, le=60, description="on top of the atmosphere: shadowing, body, a roof; say which in `note`, dB"
    )
    implementation_margin_db: float = Field(1.0, ge=0, le=20, description="of the modem over its ideal threshold, dB")
    required_down_mbps: float | None = Field(
        None, gt=0, description="rate towards the terminal that counts as served; where left out, any"
    )
    required_up_mbps: float | None = Field(
        None, gt=0, description="rate from the terminal that counts as served; where left out, any"
    )
    map: bool = Field(False, description="whether the availability over the world is computed")
    note: str = Field("", description="what is assumed about it: the report shows it beside the results")


class LaserEntry(Entry):
    """Laser links between neighbouring satellites of a constellation."""

    name: str = Field(pattern=NAME, description="short name, unique in the scenario")
    title: str = Field("", description="what a reader sees; the name where it is left out")
    terminal: str = Field(description="name of a terminal in the catalogue that has a laser")
    constellations: list[str] | None = Field(None, min_length=1, description="of `fly:`; all where left out")
    neighbours: Literal["plus-grid", "in-plane"] = Field(
        "plus-grid", description="in-plane: the next and the last in the plane; plus-grid: the nearest next door too"
    )
    sun_exclusion_deg: float | None = Field(
        None, ge=0, le=90, description="nearest to the Sun that a terminal looks; in place of the terminal's, degrees"
    )
    slew_rate_deg_per_s: float | None = Field(
        None, gt=0, description="fastest turn of the line of sight; in place of the terminal's, degrees per second"
    )
    acquisition_s: float | None = Field(
        None, ge=0, description="to find the partner after every gap; in place of the terminal's, s"
    )
    note: str = Field("", description="what is assumed about it: the report shows it beside the results")


class ConnectSection(Entry):
    """What the links carry."""

    hours: float = Field(24.0, gt=0, le=240, description="length of the day that is looked at from each date, h")
    step_s: float = Field(60.0, ge=1, description="time step along the day, s")
    climate: Literal["auto", "itu", "zonal"] = Field(
        "auto",
        description="ITU-R digital maps where they are installed, or the zonal climatology; auto: the first of them",
    )
    curve_exceedances_percent: list[Percent] = Field(
        [0.01, 0.1, 1.0, 10.0],
        min_length=1,
        description="weathers for which rate against elevation is drawn, % of the year",
    )
    map_spacing_deg: float = Field(4.0, ge=0.5, le=30, description="spacing of the world map's grid, degrees")
    map_instants: int = Field(
        2000, ge=10, le=200_000, description="instants of the year at which the highest satellite is looked for"
    )
    laser_step_s: float = Field(60.0, ge=1, description="time step of laser links over one revolution, s")
    links: list[LinkEntry] = Field(min_length=1, description="radio links")
    lasers: list[LaserEntry] = Field([], description="laser links")
    networks: list[NetworkEntry] = Field([], description="users, satellites, gateways and fibre as networks")
