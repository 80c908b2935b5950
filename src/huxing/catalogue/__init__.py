"""Facts of the world, each row with its source."""

from huxing.catalogue.constellation_rows import ConstellationEntry, DesignEntry, PlaneEntry, ShellEntry
from huxing.catalogue.constellations import constellation, constellation_names
from huxing.catalogue.ground_stations import ground_station, ground_station_names
from huxing.catalogue.outline import land_outline
from huxing.catalogue.place_rows import GroundStation, ServiceArea
from huxing.catalogue.service_areas import service_area, service_area_names

__all__ = [
    "ConstellationEntry",
    "DesignEntry",
    "GroundStation",
    "PlaneEntry",
    "ServiceArea",
    "ShellEntry",
    "constellation",
    "constellation_names",
    "ground_station",
    "ground_station_names",
    "land_outline",
    "service_area",
    "service_area_names",
]
