"""What the stage `connect` hands on about links: the declared tables and datasets.

Conventions as of `fly_artefacts`: `date` is the milestone's instant, `link`, `laser`, `constellation` and `station` are
the scenario's names, and a cell that was not computed is NaN. `direction` is 'down' (to the terminal) or 'up'.

A link that does not close has rate 0 and a negative margin; without a satellite in view rate and availability are 0,
and elevation, range and margin are NaN. Rates are of one terminal that has a whole carrier of the beam for itself.
"""

from __future__ import annotations

from huxing.chain.stages.connect_network_artefacts import GIVES_OF_NETWORKS
from huxing.core.schema import Column, DatasetSchema, TableSchema

_SERIES = ("date", "time", "link", "constellation", "station")
_BOTH = (*_SERIES, "direction")

LINKS = DatasetSchema(
    "links",
    {
        "elevation": ("rad", _SERIES),
        "slant_range": ("m", _SERIES),
        "rate": ("bit/s", _BOTH),
        "margin": ("dB", _BOTH),
        "availability": ("1", _BOTH),
        "year_availability": ("1", ("date", "link", "constellation", "station", "direction")),
    },
    extra_axes=("link", "constellation", "station", "direction"),
)
"""The link over its highest satellite along the day, from `date` on; `time` in seconds.

`rate` is what adaptive coding carries in the weather that is exceeded for the link's `exceedance` of the year; `margin`
is over the lowest mode that delivers the required rate (over the lowest mode of all, where none is required), in the
same weather; `availability` the share of the year whose weather lets that instant's geometry deliver the required rate.
`year_availability` is its mean over a year's instants.
"""

LINK_CURVES = DatasetSchema(
    "link_curves",
    {
        "rate": ("bit/s", ("link", "direction", "exceedance", "elevation")),
        "margin": ("dB", ("link", "direction", "exceedance", "elevation")),
    },
    extra_axes=("link", "direction", "exceedance", "elevation"),
)
"""Rate and margin against elevation, for several weathers, at the link's first station and the fleet's median altitude.

`exceedance` is the share of the year with worse weather; `elevation` in rad.
"""

LINK_MAP = DatasetSchema(
    "link_map",
    {
        "in_view": ("1", ("date", "ground", "link", "constellation")),
        "availability": ("1", ("date", "ground", "link", "constellation", "direction")),
        "mean_rate": ("bit/s", ("date", "ground", "link", "constellation", "direction")),
    },
    extra_axes=("link", "constellation", "direction"),
)
"""Over a year: share of the time with a satellite in view; share in which a direction delivers its required rate; mean
rate, outages counted. On an equal-area ring grid; coordinates `latitude(ground)`, `longitude(ground)` in degrees.
"""

BUDGETS = TableSchema(
    "budgets",
    (
        Column("link", "text", "name of the link in the scenario"),
        Column("direction", "text", "down or up"),
        Column("row", "int", "order within the budget, from 0"),
        Column("term", "text", "name of the term"),
        Column("value", "float", "value in the unit of the row"),
        Column("unit", "text", "unit of the value"),
        Column("kind", "text", "level (starts the sum), gain, loss, result or information"),
        Column("clause", "text", "standard and clause, or catalogue row, that the figure comes from"),
    ),
    key=("link", "direction", "row"),
)
"""One budget per link and direction, at its first station, at the lowest elevation of use, in the link's weather."""

LASER_LINKS = TableSchema(
    "laser_links",
    (
        Column("date", "time", "milestone date, UTC"),
        Column("milestone", "text", "name of the milestone in the scenario"),
        Column("laser", "text", "name of the laser link in the scenario"),
        Column("constellation", "text", "name of the constellation in the scenario"),
        Column("satellite", "text", "label of one end"),
        Column("neighbour", "text", "label of the other end"),
        Column("kind", "text", "in-plane or cross-plane"),
        Column("least_range_km", "float", "least distance over one revolution", "km"),
        Column("greatest_range_km", "float", "greatest distance over one revolution", "km"),
        Column("up_share", "float", "share of the revolution in which the link carries data", "1"),
        Column("mean_rate_gbps", "float", "mean rate over the revolution", "Gbit/s"),
        Column("blocked_share", "float", "share without line of sight over the atmosphere, or beyond range", "1"),
        Column("sun_share", "float", "share with the Sun too near to a line of sight", "1"),
        Column("acquiring_share", "float", "share spent turning to and finding the partner", "1"),
    ),
    key=("date", "laser", "constellation", "satellite", "neighbour"),
)
"""Every laser link of every constellation over one revolution from `date` on."""

SCHEMAS_OF_TABLES = {"budgets": BUDGETS, "laser_links": LASER_LINKS}
SCHEMAS_OF_DATASETS = {"links": LINKS, "link_curves": LINK_CURVES, "link_map": LINK_MAP}
GIVES: dict[str, TableSchema | DatasetSchema] = {**SCHEMAS_OF_DATASETS, **SCHEMAS_OF_TABLES, **GIVES_OF_NETWORKS}
"""All artefacts of the stage."""
