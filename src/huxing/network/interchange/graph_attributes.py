"""What nodes and edges of a graph carry in GraphML and in networkx: names, units, and back into arrays."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.errors import InputError
from huxing.core.time import parse_time
from huxing.network.interchange.network_graph import NetworkGraph

SATELLITE, STATION = "satellite", "station"
SPACE_LINK, GROUND_LINK = "isl", "gsl"

NODE_TYPES = {
    "name": "string",
    "kind": "string",
    "latitude_deg": "double",
    "longitude_deg": "double",
    "altitude_m": "double",
}
"""GraphML type of each attribute of a node."""
EDGE_TYPES = {"kind": "string", "length_m": "double", "delay_s": "double", "rate_bps": "double"}
"""GraphML type of each attribute of an edge."""
GRAPH_TYPES = {"time": "string"}

_PLACE = ("latitude_deg", "longitude_deg", "altitude_m")
_DELAY_TOLERANCE = 1e-9


def graph_attributes(graph: NetworkGraph) -> dict[str, str]:
    """Attributes of the graph itself.

    Args:
        graph: any.

    Returns:
        The time, where it is known.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    return {} if graph.time is None else {"time": str(graph.time.astype("datetime64[ns]"))}


def node_attributes(graph: NetworkGraph) -> Iterator[dict[str, Any]]:
    """Attributes of each node.

    Args:
        graph: any.

    Yields:
        Those of `NODE_TYPES`; a node without a position has no place.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    places = zip(
        np.degrees(graph.latitude).tolist(), np.degrees(graph.longitude).tolist(), graph.altitude.tolist(), strict=True
    )
    for name, station, place in zip(graph.names, graph.is_station.tolist(), places, strict=True):
        known = dict(zip(_PLACE, place, strict=True)) if all(map(math.isfinite, place)) else {}
        yield {"name": name, "kind": STATION if station else SATELLITE, **known}


def edge_attributes(graph: NetworkGraph) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Ends and attributes of each edge.

    Args:
        graph: any.

    Yields:
        Two nodes, and what `EDGE_TYPES` lists; no rate where it is not known.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    columns = zip(
        graph.ends.tolist(),
        graph.is_ground.tolist(),
        graph.length.tolist(),
        graph.delay.tolist(),
        graph.rate.tolist(),
        strict=True,
    )
    for (one, other), ground, length, delay, rate in columns:
        known = {} if math.isnan(rate) else {"rate_bps": rate}
        kind = GROUND_LINK if ground else SPACE_LINK
        yield one, other, {"kind": kind, "length_m": length, "delay_s": delay, **known}


class GraphArrays:
    """Collects nodes and edges one by one, and makes arrays of them."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._stations: list[bool] = []
        self._places: list[tuple[float, ...]] = []
        self._ends: list[tuple[int, int]] = []
        self._measures: list[tuple[float, float]] = []

    def node(self, attributes: Mapping[str, Any]) -> None:
        """Add a node.

        Args:
            attributes: of `NODE_TYPES`; others are passed over.

        Raises:
            InputError: a kind that is not known, or a place that is not complete numbers.

        Source:
            None: a definition.
        """
        kind = attributes.get("kind")
        if kind not in (SATELLITE, STATION):
            raise InputError(f"a node's kind is {kind!r:.40}; accepted are {SATELLITE} and {STATION}", given=kind)
        name = attributes.get("name")
        if not isinstance(name, str):
            raise InputError(f"a node's name is {name!r:.40}; give text", given=name)
        given = [attributes.get(key) for key in _PLACE]
        place = tuple(_number(value, key) for value, key in zip(given, _PLACE, strict=True) if value is not None)
        if len(place) not in (0, len(_PLACE)):
            raise InputError(f"node '{name[:40]}' has a part of {', '.join(_PLACE)} only; give all or none")
        if place and abs(place[0]) > 90.0 + 1e-9:
            raise InputError(f"node '{name[:40]}': latitude {place[0]:g} deg is beyond a pole", given=place[0])
        self._names.append(name)
        self._stations.append(kind == STATION)
        self._places.append(place or (math.nan,) * len(_PLACE))

    def edge(self, one: int, other: int, attributes: Mapping[str, Any]) -> None:
        """Add an edge.

        Args:
            one: number of a node.
            other: number of a node.
            attributes: of `EDGE_TYPES`; others are passed over. A delay is not kept: it is that of the length.

        Raises:
            InputError: no length, a measure below 0, a delay that is not light's, or an edge from a node to itself.

        Source:
            None: a definition.
        """
        if one == other:
            raise InputError(f"an edge joins node {one} to itself", given=one)
        if attributes.get("length_m") is None:
            raise InputError("an edge has no length_m, which every edge here has")
        length = _number(attributes["length_m"], "length_m", low=0.0)
        rate = attributes.get("rate_bps")
        delay = attributes.get("delay_s")
        light = length / SPEED_OF_LIGHT
        if delay is not None and abs(_number(delay, "delay_s", low=0.0) - light) > _DELAY_TOLERANCE * (1.0 + light):
            raise InputError(f"an edge of {length:g} m has a delay of {delay} s; light takes {light:g} s", given=delay)
        self._ends.append((one, other))
        self._measures.append((length, math.nan if rate is None else _number(rate, "rate_bps", low=0.0)))

    def graph(self, attributes: Mapping[str, Any]) -> NetworkGraph:
        """The arrays.

        Args:
            attributes: of `GRAPH_TYPES`; others are passed over.

        Returns:
            The graph.

        Raises:
            InputError: a time that is none.

        Source:
            None: a definition.
        """
        time = attributes.get("time")
        if time is not None and not isinstance(time, str):
            raise InputError(f"the graph's time is {time!r:.40}; give ISO 8601 text", given=time)
        places = np.array(self._places, np.float64).reshape(-1, len(_PLACE))
        measures = np.array(self._measures, np.float64).reshape(-1, 2)
        return NetworkGraph(
            None if time is None else parse_time(time),
            tuple(self._names),
            np.array(self._stations, bool),
            np.radians(places[:, 0]),
            np.radians(places[:, 1]),
            places[:, 2].copy(),
            np.array(self._ends, np.int32).reshape(-1, 2),
            measures[:, 0].copy(),
            measures[:, 1].copy(),
        )


def _number(value: object, key: str, *, low: float = -math.inf) -> float:
    """A finite number from a number or its text."""
    try:
        if isinstance(value, bool) or not isinstance(value, str | int | float | np.number) or "_" in str(value):
            raise ValueError
        number = float(value)
    except (ValueError, OverflowError) as error:
        raise InputError(f"{key} is {value!r:.40}; give a number", given=value) from error
    if not (math.isfinite(number) and number >= low):
        raise InputError(f"{key} is {number:g}; give a finite number{'' if low < 0 else ' of 0 or more'}", given=value)
    return number
