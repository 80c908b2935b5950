"""The entries `networks:` of the section `connect:`: users, satellites with lasers or without, gateways, fibre."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from huxing.chain.section import NAME, Entry
from huxing.chain.stages.fly_section import StationOrName


class NetworkEntry(Entry):
    """A network of a constellation: who reaches whom, how soon, and how much it carries."""

    name: str = Field(pattern=NAME, description="short name, unique in the scenario")
    title: str = Field("", description="what a reader sees; the name where it is left out")
    constellations: list[str] | None = Field(None, min_length=1, description="of `fly:`; all where left out")
    laser: str | None = Field(
        None, description="name of an entry of `lasers:`; where left out, satellites have no links with each other"
    )
    user_link: str = Field(description="name of an entry of `links:` that users have: their least elevation and rate")
    gateway_link: str = Field(description="name of an entry of `links:` that gateways have")
    gateways: list[StationOrName] = Field(
        min_length=1, description="where satellites meet the Internet, in the order in which they would be built"
    )
    antennas: int = Field(8, ge=1, le=1000, description="satellites that a gateway follows at once")
    feeder_beams: int = Field(1, ge=1, le=1000, description="gateways that a satellite serves at once")
    user_beams: int = Field(8, ge=1, le=10_000, description="carriers of the user link that a satellite has at once")
    hub: StationOrName = Field(description="place, joined to the gateways by fibre, from which the map is drawn")
    pairs: list[Annotated[list[StationOrName], Field(min_length=2, max_length=2)]] = Field(
        [], description="two places each, both with a user's terminal, whose round trip is followed along the day"
    )
    cities: int = Field(300, ge=1, le=5000, description="most populous cities of the world that ask for capacity")
    demand_gbps: float = Field(
        gt=0, description="what the cities ask for together in the mean of a day, in proportion to their people"
    )
    peak_to_mean: float = Field(
        1.5, ge=1, le=2, description="of a city's demand over its local day, highest at 21 h; 1 is the same all day"
    )
    fibre_factor: float = Field(
        1.5, ge=1, le=10, description="length of fibre between two places over their great circle"
    )
    capacity_hours: list[Annotated[float, Field(ge=0, le=240)]] = Field(
        [0.0, 8.0, 16.0], min_length=1, max_length=48, description="hours after each date at which capacity is computed"
    )
    path_minutes: list[Annotated[float, Field(ge=0, le=14_400)]] = Field(
        [0.0, 5.0, 10.0], min_length=1, max_length=6, description="minutes after each date at which paths are drawn"
    )
    note: str = Field("", description="what is assumed about it: the report shows it beside the results")

    @model_validator(mode="after")
    def _two_ends(self) -> NetworkEntry:
        for pair in self.pairs:
            ends = [end if isinstance(end, str) else end.name for end in pair]
            if ends[0] == ends[1]:
                raise ValueError(f"a pair of {ends[0]} with itself has no way; give two places")
        return self
