"""Demand between places: cities and people, gravity, the hours of the day, users who move, a user's own table."""

from huxing.network.traffic.access_demand import access_demand, nearest_gateways
from huxing.network.traffic.balance import Balanced, balance
from huxing.network.traffic.cities import Cities, cities, named_cities
from huxing.network.traffic.demand import Demand, Variation, demand_from_matrix
from huxing.network.traffic.demand_table import demand_from_table, read_demand
from huxing.network.traffic.diurnal import DiurnalProfile, DiurnalVariation, diurnal_profile, local_hours
from huxing.network.traffic.gravity import Exponential, PowerLaw, gravity_demand, subscriber_rates
from huxing.network.traffic.great_circle import great_circle_distance
from huxing.network.traffic.moving_users import MovingUsers, moving_users
from huxing.network.traffic.route import Route, travel_route

__all__ = [
    "Balanced",
    "Cities",
    "Demand",
    "DiurnalProfile",
    "DiurnalVariation",
    "Exponential",
    "MovingUsers",
    "PowerLaw",
    "Route",
    "Variation",
    "access_demand",
    "balance",
    "cities",
    "demand_from_matrix",
    "demand_from_table",
    "diurnal_profile",
    "gravity_demand",
    "great_circle_distance",
    "local_hours",
    "moving_users",
    "named_cities",
    "nearest_gateways",
    "read_demand",
    "subscriber_rates",
    "travel_route",
]
