"""Delay-tolerant networking: contact plans, schedule-aware bundle routing, volume booking, store and forward."""

from huxing.network.dtn.alternatives import alternative_routes, critical_routes
from huxing.network.dtn.bundles import BUNDLES, estimated_volume, regular_bundles
from huxing.network.dtn.contact_graph import ContactGraph
from huxing.network.dtn.hdtn_json import hdtn_plan_text, parse_hdtn_plan, read_hdtn_plan, write_hdtn_plan
from huxing.network.dtn.ion_text import parse_ion_plan, read_ion_plan
from huxing.network.dtn.ion_writing import ion_plan_text, write_ion_plan
from huxing.network.dtn.network_contacts import network_contact_plan
from huxing.network.dtn.plan import CONTACTS, RANGES, ContactPlan, contact_plan
from huxing.network.dtn.question import Question
from huxing.network.dtn.route import NoRoute, Route, RouteBatch
from huxing.network.dtn.simulation import DELIVERIES, DeliveryReport, simulate_bundles
from huxing.network.dtn.volume_ledger import VolumeLedger

__all__ = [
    "BUNDLES",
    "CONTACTS",
    "DELIVERIES",
    "RANGES",
    "ContactGraph",
    "ContactPlan",
    "DeliveryReport",
    "NoRoute",
    "Question",
    "Route",
    "RouteBatch",
    "VolumeLedger",
    "alternative_routes",
    "contact_plan",
    "critical_routes",
    "estimated_volume",
    "hdtn_plan_text",
    "ion_plan_text",
    "network_contact_plan",
    "parse_hdtn_plan",
    "parse_ion_plan",
    "read_hdtn_plan",
    "read_ion_plan",
    "regular_bundles",
    "simulate_bundles",
    "write_hdtn_plan",
    "write_ion_plan",
]
