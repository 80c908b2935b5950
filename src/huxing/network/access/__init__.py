"""Handover and dynamic access: who is served by which satellite, every change, and what access costs a cell."""

from __future__ import annotations

from huxing.network.access.access_run import AccessRun, simulate_access
from huxing.network.access.cell_load import CellLoad, cell_load
from huxing.network.access.cells import (
    FixedCells,
    MovingCells,
    cell_change_rate,
    cell_stay,
    hexagon_area,
    hexagon_width,
)
from huxing.network.access.conditions import DistanceCondition, TimeCondition, distance_event, time_event
from huxing.network.access.handover import handover
from huxing.network.access.handover_totals import HANDOVER_USERS, HandoverTotals
from huxing.network.access.handovers import HANDOVERS, Handovers
from huxing.network.access.idle_load import IdleLoad, idle_load
from huxing.network.access.policy import CHOICES, POLICIES, TRIGGERS, HandoverPolicy, InView, handover_policy
from huxing.network.access.random_access import (
    RandomAccess,
    SteadyAccess,
    collision_probability,
    collision_probability_of,
    expected_successes,
    steady_access,
)
from huxing.network.access.sightings import SIGHTINGS, Sightings, sightings

__all__ = [
    "CHOICES",
    "HANDOVERS",
    "HANDOVER_USERS",
    "POLICIES",
    "SIGHTINGS",
    "TRIGGERS",
    "AccessRun",
    "CellLoad",
    "DistanceCondition",
    "FixedCells",
    "HandoverPolicy",
    "HandoverTotals",
    "Handovers",
    "IdleLoad",
    "InView",
    "MovingCells",
    "RandomAccess",
    "Sightings",
    "SteadyAccess",
    "TimeCondition",
    "cell_change_rate",
    "cell_load",
    "cell_stay",
    "collision_probability",
    "collision_probability_of",
    "distance_event",
    "expected_successes",
    "handover",
    "handover_policy",
    "hexagon_area",
    "hexagon_width",
    "idle_load",
    "sightings",
    "simulate_access",
    "steady_access",
    "time_event",
]
