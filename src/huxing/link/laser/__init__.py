"""Laser links between satellites and to the ground: beam, pointing, receivers, budgets, and when they stand."""

from __future__ import annotations

from huxing.link.laser.acquisition import Acquisition, cone_for_probability, spiral_acquisition
from huxing.link.laser.background import background_photons_per_mode, background_power, black_body_radiance
from huxing.link.laser.beam import (
    aperture_area,
    beam_radius,
    collected_fraction,
    divergence_of_full_width,
    irradiance,
    waist_radius,
)
from huxing.link.laser.budget import LaserBudget, laser_budget
from huxing.link.laser.ground_path import clear_sky_loss_db, site_diversity
from huxing.link.laser.optical_receiver import OpticalReceiver, optical_bit_error_ratio, required_photons_per_bit
from huxing.link.laser.photodiode_receiver import PhotodiodeReceiver, photodiode_sensitivity
from huxing.link.laser.pointing import (
    fade_probability,
    jitter_ratio,
    mean_pointing_loss_db,
    optimum_divergence,
    outage_margin_db,
)
from huxing.link.laser.rate import laser_rate, photons_per_bit, power_limited_rate, received_irradiance, received_power
from huxing.link.laser.sight_line import (
    doppler_shift,
    grazing_height,
    point_ahead_angle,
    sight_line_rate,
    sun_blocked,
    sun_separation,
)
from huxing.link.laser.terminal import LaserTerminal, laser_terminal
from huxing.link.laser.timeline import STATES, LaserLimits, LaserTimeline, laser_limits, laser_timeline
from huxing.link.laser.truncation import telescope_gain_dbi, truncation_efficiency
from huxing.link.laser.turbulence import (
    downlink_scintillation,
    fried_parameter,
    isoplanatic_angle,
    refractive_structure,
    scintillation_margin_db,
)

__all__ = [
    "STATES",
    "Acquisition",
    "LaserBudget",
    "LaserLimits",
    "LaserTerminal",
    "LaserTimeline",
    "OpticalReceiver",
    "PhotodiodeReceiver",
    "aperture_area",
    "background_photons_per_mode",
    "background_power",
    "beam_radius",
    "black_body_radiance",
    "clear_sky_loss_db",
    "collected_fraction",
    "cone_for_probability",
    "divergence_of_full_width",
    "doppler_shift",
    "downlink_scintillation",
    "fade_probability",
    "fried_parameter",
    "grazing_height",
    "irradiance",
    "isoplanatic_angle",
    "jitter_ratio",
    "laser_budget",
    "laser_limits",
    "laser_rate",
    "laser_terminal",
    "laser_timeline",
    "mean_pointing_loss_db",
    "optical_bit_error_ratio",
    "optimum_divergence",
    "outage_margin_db",
    "photodiode_sensitivity",
    "photons_per_bit",
    "point_ahead_angle",
    "power_limited_rate",
    "received_irradiance",
    "received_power",
    "refractive_structure",
    "required_photons_per_bit",
    "scintillation_margin_db",
    "sight_line_rate",
    "site_diversity",
    "spiral_acquisition",
    "sun_blocked",
    "sun_separation",
    "telescope_gain_dbi",
    "truncation_efficiency",
    "waist_radius",
]
