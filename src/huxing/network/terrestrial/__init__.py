"""Fibre and base stations in one graph with the satellites: which way is faster, cheaper, the only one."""

from huxing.network.terrestrial.base_stations import BaseStations, base_stations
from huxing.network.terrestrial.crossover import FibreComparison, compare_with_fibre
from huxing.network.terrestrial.fibre import (
    FIBRE_INDEX,
    ROUTE_FACTORS,
    Fibre,
    fibre_delay,
    fibre_links,
    fibre_round_trip,
)
from huxing.network.terrestrial.fibre_cut import cut_fibre
from huxing.network.terrestrial.fibre_failure import FibreFailure, FlowWays, fibre_failure
from huxing.network.terrestrial.integrated import IntegratedNetwork, IntegratedSnapshot
from huxing.network.terrestrial.media import MediaComparison, compare_media
from huxing.network.terrestrial.ways import MEDIA, Prices, Ways, best_ways

__all__ = [
    "FIBRE_INDEX",
    "MEDIA",
    "ROUTE_FACTORS",
    "BaseStations",
    "Fibre",
    "FibreComparison",
    "FibreFailure",
    "FlowWays",
    "IntegratedNetwork",
    "IntegratedSnapshot",
    "MediaComparison",
    "Prices",
    "Ways",
    "base_stations",
    "best_ways",
    "compare_media",
    "compare_with_fibre",
    "cut_fibre",
    "fibre_delay",
    "fibre_failure",
    "fibre_links",
    "fibre_round_trip",
]
