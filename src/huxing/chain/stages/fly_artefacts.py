"""What the stage `fly` hands on: the declared tables and datasets.

Conventions of all of them. `date` is the milestone's instant (UTC, 00:00 unless the scenario says otherwise) and is
unique; `milestone` is its name in the scenario. `constellation`, `area` and `station` are the scenario's names. A cell
of a dataset that was not computed - a constellation that the scenario does not look at on that date, or whose
element sets do not reach it - is NaN, with `satellites` 0.

Every dataset carries these coordinates beside its axes: `milestone(date)`, `milestone_title(date)`,
`constellation_title(constellation)`, `role(constellation)` (observed or design), `min_elevation(constellation)` in
degrees, `method(date, constellation)` (sgp4, j2, or '' where nothing was computed) and, where the axis is there,
`area_title(area)`. The attributes `span_s` and `step_s` say over which time: from `date` on, at every step.
`coverage` has the coordinate `without_state(date, constellation)`, the satellites that have no SGP4 state at some time
of the span, and the attribute `earth_orientation_measured_until`, the last day (ISO) of measured Earth orientation.
"""

from __future__ import annotations

from huxing.core.schema import Column, DatasetSchema, TableSchema

_WHEN_AND_WHO = (
    Column("date", "time", "milestone date, UTC"),
    Column("milestone", "text", "name of the milestone in the scenario"),
    Column("constellation", "text", "name of the constellation in the scenario"),
)

FLEET = TableSchema(
    "fleet",
    (
        *_WHEN_AND_WHO,
        Column("role", "text", "observed or design"),
        Column("satellite", "text", "label, unique within date and constellation"),
        Column("norad_id", "int", "catalogue number, 0 for a designed satellite"),
        Column("shell", "text", "name of the shell, '' where the satellite belongs to none"),
        Column("plane", "int", "plane within the shell, counted from 1; 0 where unknown"),
        Column("slot", "int", "slot within the plane, counted from 1; 0 where unknown"),
        Column("altitude_km", "float", "mean semi-major axis above 6378.137 km", "km"),
        Column("inclination_deg", "float", "mean inclination, TEME", "deg"),
        Column("raan_deg", "float", "mean right ascension of the ascending node at `date`, TEME, 0-360", "deg"),
        Column("argument_of_latitude_deg", "float", "mean argument of latitude at `date`, 0-360", "deg"),
        Column("status", "text", "design, or a key of huxing.orbit.fleet_status.STATUSES (on_station, raising, ...)"),
        Column("in_service", "bool", "counted in coverage and passes"),
        Column("rate_km_per_day", "float", "rate of the altitude; empty where unknown", "km/day", nullable=True),
    ),
    key=("date", "constellation", "satellite"),
)
"""Every satellite of every constellation at every milestone date."""

PLANES = TableSchema(
    "planes",
    (
        *_WHEN_AND_WHO,
        Column("design", "text", "name of the constellation that it is compared with"),
        Column("shell", "text", "name of the designed shell"),
        Column("plane", "int", "designed plane, counted from 1; 0 for an observed plane that fits none"),
        Column("designed_satellites", "int", "satellites that the design puts into this plane"),
        Column(
            "designed_raan_deg",
            "float",
            "node of the designed plane at `date`, 0-360, the design turned to fit the fleet best",
            "deg",
            nullable=True,
        ),
        Column("observed_raan_deg", "float", "median node of the plane's satellites, 0-360", "deg", nullable=True),
        Column("satellites", "int", "satellites in or nearest to the plane"),
        Column("on_station", "int", "of these, on station"),
    ),
)
"""Designed planes beside observed ones, for constellations that name a design (`compared_with`).

One row per designed plane - without an observed one its node is empty and its counts are 0 - and one more for each
observed plane that fits none of the design's.
"""

PASSES = TableSchema(
    "station_passes",
    (
        *_WHEN_AND_WHO,
        Column("station", "text", "name of the ground station in the scenario"),
        Column("satellite", "text", "label, as in the table `fleet`"),
        Column("rise", "time", "rise above the minimum elevation, or `date` if it is up then, UTC"),
        Column("culmination", "time", "highest elevation, UTC"),
        Column("set", "time", "set below the minimum elevation, or the end of the day if it is still up, UTC"),
        Column("duration_s", "float", "set minus rise", "s"),
        Column("max_elevation_deg", "float", "elevation at culmination", "deg"),
        Column("rise_azimuth_deg", "float", "azimuth at rise, from north over east", "deg"),
        Column("culmination_azimuth_deg", "float", "azimuth at culmination", "deg"),
        Column("set_azimuth_deg", "float", "azimuth at set", "deg"),
        Column("culmination_range_km", "float", "distance at culmination", "km"),
        Column("rise_cut", "bool", "the pass began before `date`"),
        Column("set_cut", "bool", "the pass ends after the day"),
        Column("sunlit", "bool", "the satellite is in sunlight at culmination"),
        Column("visible", "bool", "at some moment it is sunlit and the station's Sun is below -6 deg"),
    ),
)
"""Passes over the stations within the first day of each milestone date, for constellations with `passes: true`."""

RAISING = TableSchema(
    "raising",
    (
        Column("constellation", "text", "name of the constellation in the scenario"),
        Column("satellite", "text", "label"),
        Column("norad_id", "int", "catalogue number"),
        Column("epoch", "time", "epoch of the element set, UTC"),
        Column("altitude_km", "float", "mean semi-major axis above 6378.137 km", "km"),
    ),
)
"""Altitude over time of each satellite that climbed, where the element sets hold several epochs a satellite.

No rows where the file holds one epoch a satellite; the table `fleet` then still has altitude, status and rate.
"""

_CELL = ("date", "constellation", "area")

COVERAGE = DatasetSchema(
    "coverage",
    {
        "satellites": ("1", ("date", "constellation")),
        "mean_in_view": ("1", _CELL),
        "least_in_view": ("1", _CELL),
        "covered_share": ("1", (*_CELL, "fold")),
        "always_covered_share": ("1", _CELL),
        "never_covered_share": ("1", _CELL),
        "mean_gap": ("s", _CELL),
        "p95_gap": ("s", _CELL),
        "max_gap": ("s", _CELL),
        "mean_revisit": ("s", _CELL),
        "mean_wait": ("s", _CELL),
        "mean_first_access": ("s", _CELL),
        "worst_first_access": ("s", _CELL),
    },
    extra_axes=("constellation", "area", "fold"),
)
"""Service of each area, weighted by area (routes: by metres of way) over the span; `huxing.orbit.summarise_coverage`.

`covered_share[fold = n]` is the share of area and time with n or more satellites in view; all other variables are for
one satellite in view. A gap is a time without any; `mean_gap` of an area without gaps is NaN and `max_gap` 0.
`mean_revisit` is the mean gap between two accesses, `mean_wait` the mean wait at a random place and instant,
`worst_first_access` NaN where a point gets no access at all within the span.
"""

COVERAGE_MAP = DatasetSchema(
    "coverage_map",
    {
        "mean_in_view": ("1", ("date", "ground", "constellation")),
        "covered_share": ("1", ("date", "ground", "constellation")),
        "max_gap": ("s", ("date", "ground", "constellation")),
    },
    extra_axes=("constellation",),
)
"""The same at each point of a global equal-area ring grid.

Coordinates `latitude(ground)` and `longitude(ground)` in degrees.
"""

LATITUDE_PROFILE = DatasetSchema(
    "latitude_profile",
    {
        "in_view": ("1", ("date", "time", "constellation", "latitude")),
    },
    extra_axes=("constellation", "latitude"),
)
"""Satellites in view against latitude and time: the mean over each ring of the map's grid.

`time` is seconds after `date`, `latitude` the ring's latitude in degrees, south first.
"""

SCHEMAS_OF_TABLES = {"fleet": FLEET, "planes": PLANES, "passes": PASSES, "raising": RAISING}
"""Tables by name; the file is `<name>.parquet`."""

SCHEMAS_OF_DATASETS = {"coverage": COVERAGE, "coverage_map": COVERAGE_MAP, "latitude_profile": LATITUDE_PROFILE}
"""Datasets by name; the file is `<name>.nc`."""

GIVES: dict[str, TableSchema | DatasetSchema] = {**SCHEMAS_OF_TABLES, **SCHEMAS_OF_DATASETS}
"""All artefacts of the stage."""
