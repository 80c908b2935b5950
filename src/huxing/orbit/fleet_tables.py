"""The tables of an analysed fleet: its satellites, planes and shells."""

from __future__ import annotations

from huxing.core.schema import Column, TableSchema

FLEET_SATELLITES = TableSchema(
    "fleet_satellites",
    (
        Column("norad_id", "int", "catalogue number"),
        Column("name", "text", "object name"),
        Column("cospar_id", "text", "international designator"),
        Column("epoch", "time", "epoch of the set used, UTC"),
        Column("altitude", "float", "mean semi-major axis above 6378.137 km", "m"),
        Column("eccentricity", "float", "mean eccentricity", "1"),
        Column("inclination", "float", "mean inclination, TEME", "rad"),
        Column("raan", "float", "node at the fleet's date, TEME", "rad"),
        Column("argument_of_latitude", "float", "at the fleet's date, TEME", "rad"),
        Column("shell", "int", "row of the shells table, -1 for none"),
        Column("plane", "int", "row of the planes table, -1 for none; off station: the plane it is nearest to"),
        Column("altitude_offset", "float", "altitude less that of the shell", "m", nullable=True),
        Column("status", "text", "a key of STATUSES"),
        Column("rate_m_per_day", "float", "rate of the semi-major axis", "m/day"),
        Column("rate_source", "text", "history (mean over two weeks) or elements (their own rate of mean motion)"),
        Column("raising_rate_m_per_day", "float", "mean rate while it climbed, by the history", "m/day", nullable=True),
    ),
    key=("norad_id",),
)

FLEET_PLANES = TableSchema(
    "fleet_planes",
    (
        Column("shell", "int", "row of the shells table"),
        Column("raan", "float", "median node at the fleet's date, TEME", "rad"),
        Column("satellites", "int", "satellites in or nearest to the plane"),
        Column("on_station", "int", "of these, on station"),
        Column("altitude", "float", "median altitude of those that make up the plane", "m"),
        Column("width", "float", "between the outermost nodes of those that make up the plane", "rad"),
        Column("design_plane", "int", "plane of the designed shell, counted from 0; -1 for none"),
        Column("offset", "float", "node less that of the designed plane, turned to fit", "rad", nullable=True),
        Column("designed", "int", "satellites of the designed plane, 0 for none"),
        Column("slots", "int", "equally spaced slots that the phasing is measured against"),
        Column("irregularity", "float", "root mean square distance from the slots", "rad", nullable=True),
    ),
)

FLEET_SHELLS = TableSchema(
    "fleet_shells",
    (
        Column("name", "text", "of the design, or altitude and inclination where it was found"),
        Column("altitude", "float", "of the design, or found", "m"),
        Column("inclination", "float", "of the design, or found", "rad"),
        Column("designed", "int", "satellites of the design, 0 where it was found"),
        Column("design_planes", "int", "planes of the design, 0 where it was found"),
        Column("satellites", "int", "satellites that belong to it"),
        Column("on_station", "int", "of these, on station"),
        Column("planes", "int", "planes found"),
        Column("station_altitude", "float", "median altitude of those at its altitude", "m", nullable=True),
        Column("station_inclination", "float", "median inclination of those at its altitude", "rad", nullable=True),
        Column("turn", "float", "turn of the designed nodes that fits best", "rad", nullable=True),
    ),
)

RAISING_PROGRESS = TableSchema(
    "raising_progress",
    (
        Column("launch", "text", "international designator of the launch"),
        Column("satellites", "int", "satellites of that launch in the fleet"),
        Column("on_station", "int", "of these, on station"),
        Column("raising", "int", "of these, raising"),
        Column("elsewhere", "int", "of these, neither"),
        Column("lowest_altitude", "float", "of those off station", "m"),
        Column("median_altitude", "float", "of those off station", "m"),
        Column("highest_altitude", "float", "of those off station", "m"),
        Column("rate_m_per_day", "float", "median trend of those raising, by the history", "m/day", nullable=True),
        Column("days_to_station", "float", "median of the way left over that trend", "day", nullable=True),
    ),
    key=("launch",),
)
