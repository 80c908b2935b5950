"""Capacity of satellites: limits, demand, beam hopping, avoidance of the geostationary arc, flux densities, EPFD."""

from __future__ import annotations

from huxing.link.capacity.beam_conflicts import Conflicts, conflicts_by_distance
from huxing.link.capacity.beam_hopping import HoppingPlan, hopping_plan
from huxing.link.capacity.cell_demand import DemandMet, meet_demand
from huxing.link.capacity.epfd import EpfdRules, EpfdSeries, epfd_at_positions, epfd_down, epfd_up
from huxing.link.capacity.epfd_emission import Emission, NadirBeam, SteeredBeam, SurfaceMask
from huxing.link.capacity.epfd_limits import (
    EpfdLimit,
    EpfdMargin,
    epfd_exceedance,
    epfd_latitude_limit_dbw_per_m2,
    epfd_limit,
    epfd_limits,
    epfd_margin,
)
from huxing.link.capacity.gso_arc import gso_angle_at_satellite, gso_avoidance_angle, outside_exclusion_zone
from huxing.link.capacity.gso_exclusion import ExclusionCost, exclusion_cost
from huxing.link.capacity.hopping_frame import HoppingFrame, hopping_frame
from huxing.link.capacity.pfd import (
    PfdMask,
    constellation_reduction_db,
    pfd_margin_db,
    pfd_masks,
    power_flux_density_dbw_per_m2,
)
from huxing.link.capacity.satellite_capacity import (
    SatelliteCapacity,
    beam_rate,
    capacity_distribution,
    capacity_quantile,
    satellite_capacity,
)

__all__ = [
    "Conflicts",
    "DemandMet",
    "Emission",
    "EpfdLimit",
    "EpfdMargin",
    "EpfdRules",
    "EpfdSeries",
    "ExclusionCost",
    "HoppingFrame",
    "HoppingPlan",
    "NadirBeam",
    "PfdMask",
    "SatelliteCapacity",
    "SteeredBeam",
    "SurfaceMask",
    "beam_rate",
    "capacity_distribution",
    "capacity_quantile",
    "conflicts_by_distance",
    "constellation_reduction_db",
    "epfd_at_positions",
    "epfd_down",
    "epfd_exceedance",
    "epfd_latitude_limit_dbw_per_m2",
    "epfd_limit",
    "epfd_limits",
    "epfd_margin",
    "epfd_up",
    "exclusion_cost",
    "gso_angle_at_satellite",
    "gso_avoidance_angle",
    "hopping_frame",
    "hopping_plan",
    "meet_demand",
    "outside_exclusion_zone",
    "pfd_margin_db",
    "pfd_masks",
    "power_flux_density_dbw_per_m2",
    "satellite_capacity",
]
