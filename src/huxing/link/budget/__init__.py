"""Radio budgets: every term of a link with its clause, along a pass and over a year."""

from __future__ import annotations

from huxing.link.budget.antenna_end import Pattern
from huxing.link.budget.budget import Budget, Step
from huxing.link.budget.carrier import Carrier
from huxing.link.budget.catalogue_link import LinkOptions, radio_link
from huxing.link.budget.field_of_view import FieldOfView
from huxing.link.budget.free_space import free_space_loss_db, nadir_angle, slant_range
from huxing.link.budget.interference import (
    Interferer,
    adjacent_satellite_ratio,
    combined_ratio,
    cross_polar_ratio,
)
from huxing.link.budget.link_budget import link_budget
from huxing.link.budget.pass_series import pass_series
from huxing.link.budget.path import Loss, Path
from huxing.link.budget.polarisation import cross_polar_discrimination_db, polarisation_loss_db
from huxing.link.budget.radio_budget import radio_budget
from huxing.link.budget.radio_link import RadioLink
from huxing.link.budget.rate_ladder import RateLadder, rate_ladder
from huxing.link.budget.receiver import Receiver, noise_temperature
from huxing.link.budget.service_series import service_series
from huxing.link.budget.site import Site, site_of
from huxing.link.budget.table import BudgetTable, TableRow
from huxing.link.budget.term import Term
from huxing.link.budget.transmitter import Transmitter
from huxing.link.budget.transparent import transparent_budget
from huxing.link.budget.waveform import carrier_of
from huxing.link.budget.year_statistics import year_statistics

__all__ = [
    "Budget",
    "BudgetTable",
    "Carrier",
    "FieldOfView",
    "Interferer",
    "LinkOptions",
    "Loss",
    "Path",
    "Pattern",
    "RadioLink",
    "RateLadder",
    "Receiver",
    "Site",
    "Step",
    "TableRow",
    "Term",
    "Transmitter",
    "adjacent_satellite_ratio",
    "carrier_of",
    "combined_ratio",
    "cross_polar_discrimination_db",
    "cross_polar_ratio",
    "free_space_loss_db",
    "link_budget",
    "nadir_angle",
    "noise_temperature",
    "pass_series",
    "polarisation_loss_db",
    "radio_budget",
    "radio_link",
    "rate_ladder",
    "service_series",
    "site_of",
    "slant_range",
    "transparent_budget",
    "year_statistics",
]
