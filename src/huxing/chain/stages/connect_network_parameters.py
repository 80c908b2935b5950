"""A network of the scenario after it was checked and converted, in SI units and radians."""

from __future__ import annotations

from dataclasses import dataclass

from huxing.chain.stages.connect_parameters import ClimateChoice, ConnectLaser, ConnectLink
from huxing.chain.stages.fly_parameters import Site


@dataclass(frozen=True)
class DemandPlace:
    """A city that asks for capacity: rad, its people, its IANA time zone."""

    name: str
    latitude: float
    longitude: float
    population: float
    time_zone: str


@dataclass(frozen=True)
class ConnectNetwork:
    """A network of the scenario.

    Attributes:
        name, title, note: as written.
        constellations: names, or None for all.
        laser: between satellites, or None.
        user_link, gateway_link: radio links of users and of gateways.
        climate: of the atmosphere that their rates stand on.
        gateways: in the order in which they would be built.
        antennas, feeder_beams, user_beams: as written.
        hub: place from which the map is drawn.
        pairs: of places whose round trip is followed.
        cities: that ask for capacity.
        city_source: where they come from.
        demand: of all cities together, bit/s, mean over the day.
        peak_to_mean: of a city's demand over its local day.
        fibre_factor: length of fibre over great circle.
        capacity_times, path_times: s after the date.
    """

    name: str
    title: str
    constellations: tuple[str, ...] | None
    laser: ConnectLaser | None
    user_link: ConnectLink
    gateway_link: ConnectLink
    climate: ClimateChoice
    gateways: tuple[Site, ...]
    antennas: int
    feeder_beams: int
    user_beams: int
    hub: Site
    pairs: tuple[tuple[Site, Site], ...]
    cities: tuple[DemandPlace, ...]
    city_source: str
    demand: float
    peak_to_mean: float
    fibre_factor: float
    capacity_times: tuple[float, ...]
    path_times: tuple[float, ...]
    note: str
