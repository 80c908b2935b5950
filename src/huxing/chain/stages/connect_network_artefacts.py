"""What the stage `connect` hands on about networks: the declared tables and datasets.

Conventions as of `connect_artefacts`. A pair or a place that is out of reach has NaN as its round trip, never a number.
"""

from __future__ import annotations

from huxing.core.schema import Column, DatasetSchema, TableSchema

_SERIES = ("date", "time", "network", "constellation", "pair")
_PAIR = ("date", "network", "constellation", "pair")
_MAP = ("date", "ground", "network", "constellation")

NETWORK = DatasetSchema(
    "network",
    {
        "rtt": ("s", _SERIES),
        "hops": ("1", _SERIES),
        "reached": ("1", _PAIR),
        "path_changes": ("1", _PAIR),
    },
    extra_axes=("network", "constellation", "pair"),
)
"""Round trip of light between users' terminals along the day from `date` on; `time` in seconds.

The way is the shortest one over satellites, and over gateways and the fibre between them where that is shorter; `hops`
counts its links through space. `reached` is the share of the day with a way; `path_changes` how often the way changed.
Coordinates: `source` and `destination` of `pair`; `fibre_rtt` of `network` and `pair` (s, fibre all the way, by the
network's factor; NaN where it does not follow the pair).
"""

NETWORK_MAP = DatasetSchema(
    "network_map",
    {"rtt": ("s", _MAP), "reached": ("1", _MAP)},
    extra_axes=("network", "constellation"),
)
"""From the network's hub to a user at each point of the globe: mean round trip while there is a way, and the share of
the instants with one. On an equal-area ring grid; coordinates `latitude(ground)`, `longitude(ground)` in degrees."""

NETWORK_PATHS = TableSchema(
    "network_paths",
    (
        Column("date", "time", "milestone date, UTC"),
        Column("network", "text", "name of the network in the scenario"),
        Column("constellation", "text", "name of the constellation in the scenario"),
        Column("source", "text", "one end"),
        Column("destination", "text", "the other end"),
        Column("time", "time", "the moment, UTC"),
        Column("order", "int", "place on the way, from 0"),
        Column("node", "text", "label of the satellite, or name of the place"),
        Column("kind", "text", "user, satellite or gateway"),
        Column("latitude_deg", "float", "geodetic, of the point below", "deg"),
        Column("longitude_deg", "float", "east positive", "deg"),
        Column("rtt_ms", "float", "round trip of the whole way", "ms"),
    ),
    key=("date", "network", "constellation", "source", "destination", "time", "order"),
)
"""Ways between the pairs at some moments; a pair without a way at a moment has no row for it."""

NETWORK_LOAD = TableSchema(
    "network_load",
    (
        Column("date", "time", "milestone date, UTC"),
        Column("network", "text", "name of the network in the scenario"),
        Column("constellation", "text", "name of the constellation in the scenario"),
        Column("time", "time", "the moment, UTC"),
        Column("kind", "text", "laser; gateway, feeder and receiver on the way up; user and city on the way down"),
        Column("node", "text", "satellite or gateway that sends; of the kind receiver, the satellite that receives"),
        Column("other", "text", "who receives; '' for the kinds gateway, receiver and user, which have many others"),
        Column("latitude_deg", "float", "of the node", "deg"),
        Column("longitude_deg", "float", "of the node", "deg"),
        Column("other_latitude_deg", "float", "of the other node; that of the node where there is none", "deg"),
        Column("other_longitude_deg", "float", "of the other node; that of the node where there is none", "deg"),
        Column("load_gbps", "float", "what it carries", "Gbit/s"),
        Column("capacity_gbps", "float", "what it can carry", "Gbit/s"),
        Column("held_flows", "int", "ways of cities whose rate this link holds down"),
    ),
    key=("date", "network", "constellation", "kind", "node", "other"),
)
"""Links that carry something at the first moment of `capacity_hours`.

A `laser` joins two satellites. A `gateway` stands for all antennas of one, a `feeder` for its antenna towards one
satellite, a `receiver` for all that a satellite hears from gateways; a `user` stands for all carriers of a satellite
towards users, a `city` for what one satellite can give to the users of one city.
"""

NETWORK_CAPACITY = TableSchema(
    "network_capacity",
    (
        Column("date", "time", "milestone date, UTC"),
        Column("milestone", "text", "name of the milestone in the scenario"),
        Column("network", "text", "name of the network in the scenario"),
        Column("constellation", "text", "name of the constellation in the scenario"),
        Column("case", "text", "gateways, bent-pipe, gateway-failure or plane-failure"),
        Column("label", "text", "what the case is"),
        Column("gateways", "int", "gateways in use"),
        Column("satellites", "int", "satellites in use"),
        Column("demand_gbps", "float", "what the cities ask for", "Gbit/s"),
        Column("throughput_gbps", "float", "what they get together, max-min fair, mean over the moments", "Gbit/s"),
        Column(
            "bound_gbps", "float", "most that any ways could carry of the demand, fair or not, mean as before", "Gbit/s"
        ),
        Column(
            "reached_share",
            "float",
            "share of the demand with a way that carries something, mean over the moments",
            "1",
        ),
        Column("mean_rtt_ms", "float", "round trip to the gateway, mean over the demand that has a way", "ms", True),
    ),
    key=("date", "network", "constellation", "case", "label"),
)
"""What the network carries with fewer gateways, without lasers, and after failures."""

SCHEMAS_OF_NETWORK_TABLES = {
    "network_paths": NETWORK_PATHS,
    "network_load": NETWORK_LOAD,
    "network_capacity": NETWORK_CAPACITY,
}
SCHEMAS_OF_NETWORK_DATASETS = {"network": NETWORK, "network_map": NETWORK_MAP}
GIVES_OF_NETWORKS: dict[str, TableSchema | DatasetSchema] = {
    **SCHEMAS_OF_NETWORK_DATASETS,
    **SCHEMAS_OF_NETWORK_TABLES,
}
"""What networks add to the artefacts of the stage."""
