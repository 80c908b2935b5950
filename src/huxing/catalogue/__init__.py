"""Facts of the world, each row with its source."""

from huxing.catalogue.constellation_rows import ConstellationEntry, DesignEntry, PlaneEntry, ShellEntry
from huxing.catalogue.constellations import constellation, constellation_names
from huxing.catalogue.ground_stations import ground_station, ground_station_names, populous_city_names
from huxing.catalogue.outline import land_outline
from huxing.catalogue.payloads import payload, payload_names
from huxing.catalogue.place_rows import GroundStation, ServiceArea
from huxing.catalogue.radio_rows import LaserHead, Payload, PayloadBand, Terminal, TerminalBand
from huxing.catalogue.service_areas import service_area, service_area_names
from huxing.catalogue.standard_tables import StandardTable, standard_table, standard_table_names
from huxing.catalogue.terminals import terminal, terminal_names

__all__ = [
    "ConstellationEntry",
    "DesignEntry",
    "GroundStation",
    "LaserHead",
    "Payload",
    "PayloadBand",
    "PlaneEntry",
    "ServiceArea",
    "ShellEntry",
    "StandardTable",
    "Terminal",
    "TerminalBand",
    "constellation",
    "constellation_names",
    "ground_station",
    "ground_station_names",
    "land_outline",
    "payload",
    "payload_names",
    "populous_city_names",
    "service_area",
    "service_area_names",
    "standard_table",
    "standard_table_names",
    "terminal",
    "terminal_names",
]
