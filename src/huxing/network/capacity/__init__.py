"""What a network carries: fair rates, linear programmes with bounds, gateways, bent pipes, the cost of failures."""

from __future__ import annotations

from huxing.network.capacity.access_flow import AccessFlow, greatest_flow
from huxing.network.capacity.allocation import Allocation
from huxing.network.capacity.bent_pipe import BentPipeComparison, compare_bent_pipe
from huxing.network.capacity.best_flows import best_flows
from huxing.network.capacity.dataset_rates import station_rates
from huxing.network.capacity.failure_cost import cost_of_failures, cost_of_gateways, failure_table
from huxing.network.capacity.fair import OWN_DEMAND, UNREACHABLE, FairRates, fair_rates
from huxing.network.capacity.gateways import GatewayCurve, place_gateways
from huxing.network.capacity.lexicographic import lexicographic_rates
from huxing.network.capacity.links import KINDS, LinkNumbers
from huxing.network.capacity.path_choice import bent_pipe_paths, spread_paths
from huxing.network.capacity.paths import Paths, joined_paths, paths_of_routes
from huxing.network.capacity.programme import FlowPlan, split_flows
from huxing.network.capacity.range_rates import ground_rates, laser_rates
from huxing.network.capacity.rates import LinkRates, antenna_rates

__all__ = [
    "KINDS",
    "OWN_DEMAND",
    "UNREACHABLE",
    "AccessFlow",
    "Allocation",
    "BentPipeComparison",
    "FairRates",
    "FlowPlan",
    "GatewayCurve",
    "LinkNumbers",
    "LinkRates",
    "Paths",
    "antenna_rates",
    "bent_pipe_paths",
    "best_flows",
    "compare_bent_pipe",
    "cost_of_failures",
    "cost_of_gateways",
    "failure_table",
    "fair_rates",
    "greatest_flow",
    "ground_rates",
    "joined_paths",
    "laser_rates",
    "lexicographic_rates",
    "paths_of_routes",
    "place_gateways",
    "split_flows",
    "spread_paths",
    "station_rates",
]
