"""What the stage `connect` left about networks: their artefacts, and the networks that they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from huxing.chain.report.run_record import RunRecord, read_artefacts
from huxing.chain.run_folder import RunFolder
from huxing.chain.stages.connect_network_artefacts import SCHEMAS_OF_NETWORK_DATASETS, SCHEMAS_OF_NETWORK_TABLES


@dataclass(frozen=True)
class Place:
    """A place of a network: its name, its title in full and in short, degrees east and north; NaN where unknown."""

    name: str
    title: str
    short: str
    longitude: float
    latitude: float


@dataclass(frozen=True)
class NetworkRecord:
    """A network as the stage resolved it; what `run.json` does not say is '', NaN or 0.

    Attributes:
        name, title, note: as the scenario has them.
        laser: title of the laser link and of its terminal; '' for satellites without links.
        user_link, gateway_link: titles of the radio links.
        gateways: in the order in which they are built.
        hub: from which the map is drawn.
        places: gateways, hub and ends of pairs, by name.
        pairs: names of the places whose round trip is followed.
        antennas, feeder_beams, user_beams: of a gateway, and of a satellite towards gateways and users.
        cities: how many ask for capacity.
        city_source: where they come from.
        demand: of all cities together, mean of the day, bit/s.
        peak_to_mean, fibre_factor: as the scenario has them.
        capacity_times: moments at which capacity is computed, s after the date.
    """

    name: str
    title: str
    note: str
    laser: str
    user_link: str
    gateway_link: str
    gateways: tuple[Place, ...]
    hub: Place
    places: Mapping[str, Place]
    pairs: tuple[tuple[str, str], ...]
    antennas: int
    feeder_beams: int
    user_beams: int
    cities: int
    city_source: str
    demand: float
    peak_to_mean: float
    fibre_factor: float
    capacity_times: tuple[float, ...]

    def short(self, name: str) -> str:
        """A place's title in short; the name itself where the place is not known."""
        return self.places[name].short if name in self.places else name

    def rank(self, pair: tuple[str, ...]) -> int:
        """Where a pair stands in the scenario's order; behind all others where it does not stand there."""
        return self.pairs.index(pair) if pair in self.pairs else len(self.pairs)


@dataclass(frozen=True, eq=False)
class Networks:
    """What the stage `connect` gave of networks, as connect_network_artefacts declares it, and what it worked on."""

    network: xr.Dataset
    network_map: xr.Dataset
    network_paths: pd.DataFrame
    network_load: pd.DataFrame
    network_capacity: pd.DataFrame
    parameters: Mapping[str, Any]

    @property
    def records(self) -> tuple[NetworkRecord, ...]:
        """The networks, in the order of the artefacts."""
        entries = {str(entry.get("name")): entry for entry in self.parameters.get("networks") or ()}
        return tuple(_network(name, entries.get(name, {})) for name in map(str, self.network["network"].to_numpy()))

    @property
    def span_s(self) -> float:
        """Length of the day that is looked at, s; NaN where unknown."""
        return _number(self.parameters.get("span_s"))

    @property
    def step_s(self) -> float:
        """Time step along the day, s; NaN where unknown."""
        return _number(self.parameters.get("step_s"))

    @property
    def fibre_index(self) -> float:
        """Group index of the fibre that round trips are compared with; NaN where unknown."""
        return _number(self.network.attrs.get("fibre_index"))

    @property
    def map_instants(self) -> int:
        """Instants of the day at which the map was computed; 0 where unknown."""
        return int(self.network_map.attrs.get("instants", 0))


def _number(value: Any) -> float:
    return float("nan") if value is None else float(value)


def _network(name: str, entry: Mapping[str, Any]) -> NetworkRecord:
    sites = list(entry.get("gateways") or ())
    hub = entry.get("hub") or {}
    pairs = [tuple(pair) for pair in entry.get("pairs") or ()]
    ends = [site for pair in pairs for site in pair]
    places = _places([*sites, hub, *ends])
    laser = entry.get("laser") or {}
    return NetworkRecord(
        name=name,
        title=str(entry.get("title") or name),
        note=str(entry.get("note") or ""),
        laser=_laser_words(laser),
        user_link=_title(entry.get("user_link")),
        gateway_link=_title(entry.get("gateway_link")),
        gateways=tuple(places[_name(site)] for site in sites),
        hub=places[_name(hub)],
        places=places,
        pairs=tuple((_name(pair[0]), _name(pair[-1])) for pair in pairs),
        antennas=int(entry.get("antennas") or 0),
        feeder_beams=int(entry.get("feeder_beams") or 0),
        user_beams=int(entry.get("user_beams") or 0),
        cities=len(entry.get("cities") or ()),
        city_source=str(entry.get("city_source") or ""),
        demand=_number(entry.get("demand")),
        peak_to_mean=_number(entry.get("peak_to_mean")),
        fibre_factor=_number(entry.get("fibre_factor")),
        capacity_times=tuple(float(seconds) for seconds in entry.get("capacity_times") or ()),
    )


def _laser_words(laser: Mapping[str, Any]) -> str:
    terminal = _title(laser.get("terminal"))
    return f"{_title(laser)} ({terminal})" if terminal else _title(laser)


def _title(entry: Any) -> str:
    known: Mapping[str, Any] = entry if isinstance(entry, Mapping) else {}
    return str(known.get("title") or known.get("name") or "")


def _name(site: Mapping[str, Any]) -> str:
    return str((site.get("station") or {}).get("name", ""))


def _places(sites: Iterable[Mapping[str, Any]]) -> dict[str, Place]:
    """Places by name, in short up to the first comma or bracket where that still tells them apart."""
    titles = {_name(site): str(site.get("title") or _name(site)) for site in sites}
    shorts = {name: title.split(",")[0].split(" (")[0].strip() or title for name, title in titles.items()}
    alone = {name for name, short in shorts.items() if list(shorts.values()).count(short) == 1}
    return {
        name: Place(name, titles[name], shorts[name] if name in alone else titles[name], *_position(site))
        for name, site in ((_name(site), site) for site in sites)
    }


def _position(site: Mapping[str, Any]) -> tuple[float, float]:
    station = site.get("station") or {}
    return tuple(float(np.degrees(_number(station.get(key)))) for key in ("longitude", "latitude"))  # type: ignore[return-value]


def read_networks(folder: RunFolder, record: RunRecord) -> Networks | None:
    """Read the artefacts of the stage `connect` that are about networks.

    Args:
        folder: of the run.
        record: its `run.json`.

    Returns:
        The artefacts; None where the stage was not run, the scenario has no network, or the stage knew none yet.

    Raises:
        RunError: the stage was planned, but its artefacts are missing or damaged.
        SchemaError: an artefact is not what its stage declares.

    Source:
        huxing.chain.stages.connect_network_artefacts.
    """
    stage = record.stage("connect")
    if stage is None or not stage.was_run:
        return None
    place = folder.artefacts.find(stage.name, stage.key)
    if place is not None and not (place / "network.nc").exists():
        return None
    artefacts = read_artefacts(folder, stage, tables=SCHEMAS_OF_NETWORK_TABLES, datasets=SCHEMAS_OF_NETWORK_DATASETS)
    return Networks(**artefacts, parameters=stage.parameters) if artefacts["network"].sizes["network"] else None
