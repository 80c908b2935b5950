"""Antennas: reference patterns of the standards, phased arrays, layouts of many beams, antennas of terminals."""

from __future__ import annotations

from huxing.link.antennas.antenna import Antenna
from huxing.link.antennas.aperture import aperture_diameter, aperture_gain_dbi, wavelength
from huxing.link.antennas.array_lattice import Lattice, failed_elements
from huxing.link.antennas.beam_colouring import BeamColouring, beam_colouring
from huxing.link.antennas.beam_gains import (
    CoChannelGains,
    beam_gains_dbi,
    carrier_to_interference_db,
    co_channel_gains,
    serving_beams,
)
from huxing.link.antennas.beam_ground import GroundPoints, antenna_axes, direction_cosines, ground_points
from huxing.link.antennas.beam_layout import BeamLayout, beam_spacing, hexagonal_layout
from huxing.link.antennas.bessel import BesselAperture
from huxing.link.antennas.cosine import CosineAntenna
from huxing.link.antennas.dipole import HalfWaveDipole
from huxing.link.antennas.envelope import Envelope
from huxing.link.antennas.grating_lobes import GratingLobes
from huxing.link.antennas.isotropic import Isotropic
from huxing.link.antennas.itu_s465 import EarthStationS465
from huxing.link.antennas.itu_s580 import EarthStationS580
from huxing.link.antennas.itu_s672 import SatelliteS672
from huxing.link.antennas.itu_s1428 import EarthStationS1428
from huxing.link.antennas.itu_s1528 import SatelliteS1528, SatelliteS1528LowOrbit
from huxing.link.antennas.itu_s1528_taylor import SatelliteS1528Taylor
from huxing.link.antennas.phased_array import PhasedArray
from huxing.link.antennas.presets import terminal_antenna, terminal_antenna_names
from huxing.link.antennas.taper import ChebyshevTaper, CosineTaper, Taper, TaylorTaper, UniformTaper

__all__ = [
    "Antenna",
    "BeamColouring",
    "BeamLayout",
    "BesselAperture",
    "ChebyshevTaper",
    "CoChannelGains",
    "CosineAntenna",
    "CosineTaper",
    "EarthStationS465",
    "EarthStationS580",
    "EarthStationS1428",
    "Envelope",
    "GratingLobes",
    "GroundPoints",
    "HalfWaveDipole",
    "Isotropic",
    "Lattice",
    "PhasedArray",
    "SatelliteS672",
    "SatelliteS1528",
    "SatelliteS1528LowOrbit",
    "SatelliteS1528Taylor",
    "Taper",
    "TaylorTaper",
    "UniformTaper",
    "antenna_axes",
    "aperture_diameter",
    "aperture_gain_dbi",
    "beam_colouring",
    "beam_gains_dbi",
    "beam_spacing",
    "carrier_to_interference_db",
    "co_channel_gains",
    "direction_cosines",
    "failed_elements",
    "ground_points",
    "hexagonal_layout",
    "serving_beams",
    "terminal_antenna",
    "terminal_antenna_names",
    "wavelength",
]
