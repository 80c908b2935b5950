"""What the stage `connect` works on: its section after it was checked and converted, in SI units and radians."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from huxing.catalogue import Payload, Terminal
from huxing.chain.stages.fly_parameters import Site

if TYPE_CHECKING:
    from huxing.chain.stages.connect_network_parameters import ConnectNetwork
    from huxing.link.atmosphere.climate import Climate
    from huxing.link.budget import RadioLink
    from huxing.link.laser import LaserTerminal

Direction = Literal["down", "up"]
DIRECTIONS: tuple[Direction, ...] = ("down", "up")


@dataclass(frozen=True)
class ClimateChoice:
    """Which climate the attenuation stands on.

    Attributes:
        source: 'itu' or 'zonal'; never 'auto', so that a key says what was used.
        label: with the version of what it was read from.
        error: what it costs against the digital maps, in words; '' for the maps themselves.
    """

    source: Literal["itu", "zonal"]
    label: str
    error: str

    def load(self) -> Climate:
        """The climate itself, once per process."""
        from huxing.link.atmosphere.climate import load_climate

        return load_climate(self.source)


@dataclass(frozen=True)
class ConnectLink:
    """A radio link of the scenario.

    Attributes:
        name, title, note: as written.
        terminal, payload: rows of the catalogue.
        band: name, or None where one fits.
        constellations: names, or None for all.
        sites: where the day is computed.
        min_elevation: rad, or None for the terminal's own.
        bandwidth: of the carrier, Hz, or None for the catalogue's.
        exceedance: share of the year.
        extra_loss_db, implementation_loss_db: dB.
        required_down, required_up: bit/s, or None for any.
        map: whether the availability over the world is computed.
    """

    name: str
    title: str
    terminal: Terminal
    payload: Payload
    band: str | None
    constellations: tuple[str, ...] | None
    sites: tuple[Site, ...]
    min_elevation: float | None
    bandwidth: float | None
    exceedance: float
    extra_loss_db: float
    implementation_loss_db: float
    required_down: float | None
    required_up: float | None
    map: bool
    note: str

    @property
    def directions(self) -> tuple[Direction, ...]:
        """Those in which terminal and payload both work in the band: one where either only sends or receives."""
        ground = [band for band in self.terminal.bands if band.name == self.band] or self.terminal.bands
        space = [band for band in self.payload.bands if band.name == self.band] or self.payload.bands
        ways = {
            "down": any(b.receive_mhz for b in ground) and any(b.downlink_mhz for b in space),
            "up": any(b.transmit_mhz for b in ground) and any(b.uplink_mhz for b in space),
        }
        return tuple(way for way in DIRECTIONS if ways[way])

    def required(self, direction: Direction) -> float | None:
        """Rate that counts as served, bit/s."""
        return self.required_down if direction == "down" else self.required_up

    def radio_link(self, direction: Direction, altitude: float | None = None) -> RadioLink:
        """The link of one direction.

        Args:
            direction: 'down' or 'up'.
            altitude: of the satellites, m; None takes the payload's own.

        Returns:
            The link.

        Raises:
            InputError: bands or waveforms that do not fit.
            MissingDataError: a fact that the catalogue does not know.

        Source:
            The rows' own sources.
        """
        from huxing.link.budget import Loss, radio_link

        losses = (Loss("extra loss of the scenario", self.extra_loss_db),) if self.extra_loss_db else ()
        return radio_link(
            terminal=self.terminal,
            satellite=self.payload,
            direction=direction,
            band=self.band,
            altitude_km=None if altitude is None else altitude / 1e3,
            bandwidth_mhz=None if self.bandwidth is None else self.bandwidth / 1e6,
            min_elevation_deg=None if self.min_elevation is None else float(np.degrees(self.min_elevation)),
            implementation_loss_db=self.implementation_loss_db,
            losses=losses,
        )


@dataclass(frozen=True)
class ConnectLaser:
    """Laser links of the scenario.

    Attributes:
        name, title, note, neighbours: as written.
        terminal: row of the catalogue, with a laser.
        constellations: names, or None for all.
        given: what the scenario says in place of the row, in SI units and radians, by attribute of `LaserTerminal`.
    """

    name: str
    title: str
    terminal: Terminal
    constellations: tuple[str, ...] | None
    neighbours: Literal["plus-grid", "in-plane"]
    given: Mapping[str, float]
    note: str

    def laser_terminal(self) -> LaserTerminal:
        """The terminal with what the scenario says of it."""
        from huxing.link.laser import laser_terminal

        return laser_terminal(self.terminal, **self.given)


@dataclass(frozen=True)
class ConnectParameters:
    """All that the stage `connect` depends on besides the fleet.

    Attributes:
        span_s, step_s, laser_step_s: s.
        climate: of the atmosphere.
        exceedances: of the curves, shares of the year, ascending.
        map_spacing_deg: of the world map's grid.
        map_instants: instants of the year that the map samples.
        links, lasers, networks: in the scenario's order.
    """

    span_s: float
    step_s: float
    laser_step_s: float
    climate: ClimateChoice
    exceedances: tuple[float, ...]
    map_spacing_deg: float
    map_instants: int
    links: tuple[ConnectLink, ...]
    lasers: tuple[ConnectLaser, ...]
    networks: tuple[ConnectNetwork, ...] = ()
