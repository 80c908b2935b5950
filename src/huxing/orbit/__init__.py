"""Element sets, propagation, constellation design, fleets, coverage and passes."""

from __future__ import annotations

from huxing.orbit.area_grid import band_grid, polygon_grid, route_grid
from huxing.orbit.constellation import Constellation, Shell
from huxing.orbit.constellation_code import from_constellation_code, to_constellation_code
from huxing.orbit.coverage import counts_in_view, coverage
from huxing.orbit.coverage_summary import CoverageSummary, summarise_coverage
from huxing.orbit.design import explicit_planes, walker_delta, walker_star
from huxing.orbit.design_sets import element_sets_from_catalogue
from huxing.orbit.designs import constellation_from_catalogue, constellation_from_entry
from huxing.orbit.element_sets import ELEMENT_SETS, ElementSets
from huxing.orbit.fleet import Fleet, analyse_fleet
from huxing.orbit.fleet_history import fleet_history, raising_episodes, station_keeping
from huxing.orbit.fleet_status import STATUSES
from huxing.orbit.fleet_summary import raising_progress
from huxing.orbit.formats import (
    EphemerisSegment,
    StateCovariance,
    parse_elements,
    parse_oem,
    read_elements,
    read_oem,
    read_tle,
    write_czml,
    write_elements,
    write_oem,
)
from huxing.orbit.grid import Grid, latlon_grid, point_grid, ring_grid
from huxing.orbit.highest import elevation_histogram, highest_satellite, sample_times
from huxing.orbit.neighbours import Neighbours, neighbours
from huxing.orbit.passes import PASSES, find_passes
from huxing.orbit.propagation import propagate, propagate_blocks, propagate_to_netcdf
from huxing.orbit.service_grid import area_grid
from huxing.orbit.station import Station
from huxing.orbit.streets import StreetGeometry, street_geometry, streets_of_coverage

__all__ = [
    "ELEMENT_SETS",
    "PASSES",
    "STATUSES",
    "Constellation",
    "CoverageSummary",
    "ElementSets",
    "EphemerisSegment",
    "Fleet",
    "Grid",
    "Neighbours",
    "Shell",
    "StateCovariance",
    "Station",
    "StreetGeometry",
    "analyse_fleet",
    "area_grid",
    "band_grid",
    "constellation_from_catalogue",
    "constellation_from_entry",
    "counts_in_view",
    "coverage",
    "element_sets_from_catalogue",
    "elevation_histogram",
    "explicit_planes",
    "find_passes",
    "fleet_history",
    "from_constellation_code",
    "highest_satellite",
    "latlon_grid",
    "neighbours",
    "parse_elements",
    "parse_oem",
    "point_grid",
    "polygon_grid",
    "propagate",
    "propagate_blocks",
    "propagate_to_netcdf",
    "raising_episodes",
    "raising_progress",
    "read_elements",
    "read_oem",
    "read_tle",
    "ring_grid",
    "route_grid",
    "sample_times",
    "station_keeping",
    "street_geometry",
    "streets_of_coverage",
    "summarise_coverage",
    "to_constellation_code",
    "walker_delta",
    "walker_star",
    "write_czml",
    "write_elements",
    "write_oem",
]
