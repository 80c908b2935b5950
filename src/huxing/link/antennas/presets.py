"""Antennas of terminals by name, from the table of the standards that give them."""

from __future__ import annotations

import numpy as np

from huxing.catalogue.standard_tables import StandardTable, standard_table
from huxing.core.errors import CatalogueError, InputError
from huxing.link.antennas.antenna import Antenna
from huxing.link.antennas.bessel import BesselAperture
from huxing.link.antennas.cosine import CosineAntenna
from huxing.link.antennas.dipole import HalfWaveDipole
from huxing.link.antennas.isotropic import Isotropic

_TABLE = "terminal_antennas"


def terminal_antenna(name: str, *, transmit: bool, frequency: float | None = None) -> Antenna:
    """The antenna of a kind of terminal.

    Args:
        name: one of `terminal_antenna_names`.
        transmit: whether it sends; some have different gains for sending and receiving.
        frequency: Hz; needed where the pattern is that of an aperture.

    Returns:
        The antenna.

    Raises:
        CatalogueError: an unknown name.
        InputError: the antenna needs a frequency.
        ModelRangeError: a frequency that is not positive.

    Source:
        Each row of the table `terminal_antennas` names its own.
    """
    table = standard_table(_TABLE)
    names = table.texts("name")
    if name not in names:
        raise CatalogueError(f"no terminal antenna '{name!s:.60}'; known: {', '.join(names)}", given=name)
    return _built(table, names.index(name), transmit, frequency)


def terminal_antenna_names() -> list[str]:
    """Names of the terminal antennas.

    Returns:
        In the order of the table.

    Raises:
        Nothing of its own.

    Source:
        The table `terminal_antennas`.
    """
    return standard_table(_TABLE).texts("name")


def _built(table: StandardTable, row: int, transmit: bool, frequency: float | None) -> Antenna:
    kind = table.texts("pattern")[row]
    gain = float(table.numbers("transmit_gain_dbi" if transmit else "receive_gain_dbi")[row])
    if kind == "isotropic":
        return Isotropic(gain)
    if kind == "dipole":
        return HalfWaveDipole(gain)
    if kind == "cosine":
        return CosineAntenna(gain, float(np.radians(table.numbers("half_power_beamwidth_deg")[row])))
    if frequency is None:
        raise InputError(f"terminal antenna '{table.texts('name')[row]}' is an aperture; give the frequency")
    return BesselAperture(float(table.numbers("diameter_m")[row]), frequency, gain)
