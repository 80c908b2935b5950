"""Radio budgets between a ship and a satellite in the VHF maritime band."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.model_range import numbers
from huxing.link.antennas.dipole import HalfWaveDipole
from huxing.link.budget.antenna_end import Pattern
from huxing.link.budget.budget import Budget
from huxing.link.budget.carrier import Carrier
from huxing.link.budget.free_space import nadir_angle, slant_range
from huxing.link.budget.link_budget import link_budget
from huxing.link.budget.path import Path
from huxing.link.budget.receiver import Receiver
from huxing.link.budget.term import GIVEN
from huxing.link.budget.transmitter import Transmitter
from huxing.link.maritime.links import VdesLink
from huxing.link.maritime.polarisation_fading import MEAN_LINEAR_LOSS_DB
from huxing.link.ratios import SymbolEnergyToNoise


def ship_uplink(
    elevation: ArrayLike,
    *,
    altitude: ArrayLike,
    frequency: ArrayLike,
    power_w: ArrayLike,
    satellite_gain_dbi: ArrayLike | Pattern,
    antenna_temperature: ArrayLike,
    link: VdesLink | None = None,
    ship_antenna: Pattern | None = None,
    line_loss_db: ArrayLike = 0.0,
    noise_figure_db: ArrayLike = 3.0,
    polarisation_loss_db: ArrayLike = MEAN_LINEAR_LOSS_DB,
    implementation_loss_db: ArrayLike = 0.0,
    clause: str = GIVEN,
) -> Budget:
    """The budget from a ship's upright rod to a satellite.

    Args:
        elevation: of the satellite, rad; all arguments broadcast.
        altitude: of the satellite, m.
        frequency: Hz; `vdes_channel(...).frequency`.
        power_w: of the ship's transmitter, W: 12.5 of AIS class A (M.1371-6, table 3).
        satellite_gain_dbi: towards the ship, dBi, or a pattern whose axis points to nadir.
        antenna_temperature: of the satellite's antenna, K: it looks at the Earth and at the noise that people make.
        link: what is sent; None gives C/N0 only.
        ship_antenna: pattern over elevation; None takes a half-wave dipole.
        line_loss_db: between the ship's transmitter and its antenna, dB.
        noise_figure_db: of the satellite's receiver, dB.
        polarisation_loss_db: 3.01 dB for linear to circular; between linear antennas see
            `linear_polarisation_fade_db`.
        implementation_loss_db: of modem and decoder, dB.
        clause: where the ship's figures come from.

    Returns:
        The budget: C/N0 and, with a link, C/N, Es/N0, Eb/N0, margin.

    Raises:
        ModelRangeError: an elevation below the horizon, or another value out of range.
        ShapeError: the arrays do not broadcast.

    Source:
        `huxing.link.budget.link_budget`; noise of the antenna and the receiver as H. T. Friis, Proc. IRE 32 (1944).
    """
    sender = Transmitter(
        power_w=power_w,
        antenna=ship_antenna or HalfWaveDipole(),
        off_axis=elevation,
        line_loss_db=line_loss_db,
        clause=clause,
    )
    gain, pattern, angle = _satellite_antenna(satellite_gain_dbi, altitude, elevation)
    satellite = Receiver(
        antenna_gain_dbi=gain,
        antenna=pattern,
        off_axis=angle,
        noise_figure_db=noise_figure_db,
        antenna_temperature=antenna_temperature,
    )
    path = _path(elevation, altitude, frequency, polarisation_loss_db)
    return link_budget(sender, path, satellite, _carrier(link, implementation_loss_db))


def ship_downlink(
    elevation: ArrayLike,
    *,
    altitude: ArrayLike,
    frequency: ArrayLike,
    power_w: ArrayLike,
    satellite_gain_dbi: ArrayLike | Pattern,
    antenna_temperature: ArrayLike,
    link: VdesLink | None = None,
    ship_antenna: Pattern | None = None,
    line_loss_db: ArrayLike = 0.0,
    noise_figure_db: ArrayLike = 3.0,
    polarisation_loss_db: ArrayLike = MEAN_LINEAR_LOSS_DB,
    implementation_loss_db: ArrayLike = 0.0,
    clause: str = GIVEN,
) -> Budget:
    """The budget from a satellite to a ship's upright rod.

    Args:
        elevation: of the satellite, rad; all arguments broadcast.
        altitude: of the satellite, m.
        frequency: Hz; `vdes_channel(...).frequency`.
        power_w: of the satellite's transmitter, W.
        satellite_gain_dbi: towards the ship, dBi, or a pattern whose axis points to nadir.
        antenna_temperature: of the ship's antenna, K: `external_noise(...).temperature`.
        link: what is sent; None gives C/N0 only.
        ship_antenna: pattern over elevation; None takes a half-wave dipole.
        line_loss_db: between the ship's antenna and its receiver, dB.
        noise_figure_db: of the ship's receiver, dB.
        polarisation_loss_db: 3.01 dB for circular to linear.
        implementation_loss_db: of modem and decoder, dB.
        clause: where the ship's figures come from.

    Returns:
        The budget: C/N0 and, with a link, C/N, Es/N0, Eb/N0, margin.

    Raises:
        ModelRangeError: an elevation below the horizon, or another value out of range.
        ShapeError: the arrays do not broadcast.

    Source:
        `huxing.link.budget.link_budget`; external noise as ITU-R P.372.
    """
    gain, pattern, angle = _satellite_antenna(satellite_gain_dbi, altitude, elevation)
    sender = Transmitter(power_w=power_w, antenna_gain_dbi=gain, antenna=pattern, off_axis=angle)
    ship = Receiver(
        antenna=ship_antenna or HalfWaveDipole(),
        off_axis=elevation,
        line_loss_db=line_loss_db,
        noise_figure_db=noise_figure_db,
        antenna_temperature=antenna_temperature,
        clause=clause,
    )
    path = _path(elevation, altitude, frequency, polarisation_loss_db)
    return link_budget(sender, path, ship, _carrier(link, implementation_loss_db))


def _satellite_antenna(
    gain: ArrayLike | Pattern, altitude: ArrayLike, elevation: ArrayLike
) -> tuple[NDArray[np.float64] | None, Pattern | None, NDArray[np.float64]]:
    if isinstance(gain, Pattern):
        return None, gain, nadir_angle(altitude, elevation)
    return numbers(gain, "satellite gain"), None, np.zeros(())


def _path(elevation: ArrayLike, altitude: ArrayLike, frequency: ArrayLike, polarisation: ArrayLike) -> Path:
    distance = slant_range(altitude, elevation)
    return Path(frequency=frequency, distance=distance, elevation=elevation, polarisation_loss_db=polarisation)


def _carrier(link: VdesLink | None, implementation_loss_db: ArrayLike) -> Carrier | None:
    if link is None:
        return None
    needed = link.required_es_over_n0_db
    return Carrier(
        bandwidth=link.bandwidth,
        symbol_rate=link.symbol_rate,
        bit_rate=None if link.code_rate is None else link.information_rate(),
        implementation_loss_db=implementation_loss_db,
        required=None if needed is None else SymbolEnergyToNoise(numbers(needed, "required Es/N0")),
        required_clause=link.source,
        waveform=link.name,
    )
