"""Rapid fading by the ionosphere's irregularities: index, fluctuation, fade depth (ITU-R P.531, 3GPP TR 38.811)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincinv

from huxing.catalogue.standard_tables import standard_table
from huxing.core.model_range import ModelRange, broadcast, numbers

_INDEX = ModelRange("ITU-R P.531, section 5", "scintillation index S4", 0.0, 1.0, open_low=True)
_WEAK = ModelRange("ITU-R P.531, f^-1.5", "scintillation index S4 at the wanted frequency", 0.0, 1.0)
_FREQUENCY = ModelRange("ITU-R P.531, f^-1.5", "frequency", 0.1e9, 12e9, "GHz", 1e9)
_EXCEEDANCE = ModelRange(
    "Nakagami fading", "exceedance", 0.0, 1.0, "%", 1e-2, open_low=True, open_high=True, physical=True
)
_TR_FREQUENCY = ModelRange("3GPP TR 38.811, 6.6.6.1.4", "frequency", 0.5e9, 6e9, "GHz", 1e9)
_TR_FLUCTUATION = ModelRange("3GPP TR 38.811, 6.6.6.1.4", "fluctuation at 4 GHz", 0.0, math.inf, "dB", physical=True)
_LATITUDE = ModelRange(
    "3GPP TR 38.811, 6.6.6.1", "latitude", -math.pi / 2, math.pi / 2, "deg", math.radians(1.0), physical=True
)
_MID_FREQUENCY = ModelRange("ITU-R P.618, table 2", "frequency", 0.1e9, 1e9, "GHz", 1e9)
_MID_EXCEEDANCE = ModelRange("ITU-R P.618, table 2", "exceedance", 1e-3, 1e-2, "%", 1e-2)

FLUCTUATION_AT_4_GHZ_DB = 1.1
"""Peak-to-peak fluctuation at 4 GHz that gives TR 38.821's 2.2 dB at 2 GHz (and ns-3's 6.22 dB at 1 GHz)."""

_EQUATORIAL, _POLAR = math.radians(20.0), math.radians(60.0)


def ionospheric_scintillation_loss_db(
    frequency: ArrayLike, *, latitude: ArrayLike, fluctuation_at_4_ghz_db: ArrayLike = FLUCTUATION_AT_4_GHZ_DB
) -> NDArray[np.float64]:
    """Scintillation loss that 3GPP puts into a budget below 6 GHz.

    Args:
        frequency: Hz, any shape.
        latitude: of the station, rad, broadcasts.
        fluctuation_at_4_ghz_db: peak-to-peak fluctuation at 4 GHz, dB, broadcasts.

    Returns:
        dB, of the broadcast shape: fluctuation / sqrt(2) x (f / 4 GHz)^-1.5 within 20 deg of the equator and beyond
        60 deg, 0 between.

    Raises:
        ModelRangeError: a value outside its range, or not finite.
        ShapeError: the shapes do not broadcast.
        InputError: not numbers.

    Source:
        3GPP TR 38.811 V15.1.0, 6.6.6.1.4 (read through the ns-3 model and a survey that prints its equation). That the
        loss holds beyond 60 deg as well, and is 0 between, is unverified against the report's own text.

    Valid for:
        0.5 to 6 GHz.
    """
    _TR_FREQUENCY.check(frequency)
    _LATITUDE.check(latitude)
    _TR_FLUCTUATION.check(fluctuation_at_4_ghz_db)
    f, phi, fluctuation = broadcast(
        "3GPP TR 38.811, 6.6.6.1",
        frequency=frequency,
        latitude=latitude,
        fluctuation_at_4_ghz_db=fluctuation_at_4_ghz_db,
    )
    active = (np.abs(phi) <= _EQUATORIAL) | (np.abs(phi) > _POLAR)
    return np.where(active, fluctuation / math.sqrt(2.0) * (f / 4e9) ** -1.5, 0.0)


def mid_latitude_scintillation_fade_db(frequency: ArrayLike, *, exceedance: ArrayLike) -> NDArray[np.float64]:
    """Fade depth by ionospheric scintillation at mid-latitudes, over the whole time.

    Args:
        frequency: Hz, any shape.
        exceedance: fraction of time, broadcasts.

    Returns:
        dB, of the broadcast shape; between the table's cells linear in all three logarithms (this is ours).

    Raises:
        ModelRangeError: a value outside its range, or not finite.
        ShapeError: the shapes do not broadcast.
        InputError: not numbers.

    Source:
        ITU-R P.618-14, table 2 (from P.531), printed to 0.1 dB.

    Valid for:
        0.1 to 1 GHz, 0.1 to 1 % of the time.
    """
    _MID_FREQUENCY.check(frequency)
    _MID_EXCEEDANCE.check(exceedance)
    f, share = broadcast("ITU-R P.618, table 2", frequency=frequency, exceedance=exceedance)
    table = standard_table("p618_mid_latitude_scintillation")
    columns = [table.numbers(name)[::-1] for name in table.columns if name.startswith("fade_")]
    frequencies = np.log([float(name.split("_")[1]) * 1e6 for name in table.columns if name.startswith("fade_")])
    shares = np.log(table.numbers("exceedance_percent")[::-1] * 1e-2)
    at_share = np.array([np.interp(np.log(share), shares, np.log(column)) for column in columns])
    x = np.log(f)
    cell = np.clip(np.searchsorted(frequencies, x, side="right") - 1, 0, frequencies.size - 2)
    weight = (x - frequencies[cell]) / (frequencies[cell + 1] - frequencies[cell])
    below, above = (np.take_along_axis(at_share, row[np.newaxis], axis=0)[0] for row in (cell, cell + 1))
    return np.asarray(np.exp(below * (1.0 - weight) + above * weight))


def scaled_scintillation_index(
    index: ArrayLike, *, frequency: ArrayLike, to_frequency: ArrayLike
) -> NDArray[np.float64]:
    """Scintillation index S4 carried to another frequency.

    Args:
        index: S4 where it is known, 0 to 1, any shape.
        frequency: at which it is known, Hz, broadcasts.
        to_frequency: wanted, Hz, broadcasts.

    Returns:
        S4 at the wanted frequency, of the broadcast shape.

    Raises:
        ModelRangeError: a value outside its range, or a result over 1, where scintillation saturates and the power law
            ends.
        ShapeError: the shapes do not broadcast.
        InputError: not numbers.

    Source:
        ITU-R P.531, section 5: S4 follows f^-1.5 (read through 3GPP TR 38.811 in a secondary text).

    Valid for:
        0.1 to 12 GHz, S4 up to 1 at both frequencies.
    """
    _INDEX.check(index)
    _FREQUENCY.check(frequency)
    _FREQUENCY.check(to_frequency)
    known, f1, f2 = broadcast("ITU-R P.531, f^-1.5", index=index, frequency=frequency, to_frequency=to_frequency)
    scaled = np.asarray(known * (f2 / f1) ** -1.5)
    _WEAK.check(scaled)
    return scaled


def peak_to_peak_fluctuation_db(index: ArrayLike) -> NDArray[np.float64]:
    """Peak-to-peak fluctuation of the received power in scintillation.

    Args:
        index: S4, 0 to 1, any shape.

    Returns:
        dB, of the same shape.

    Raises:
        ModelRangeError: outside 0 to 1, or not finite.
        InputError: not numbers.

    Source:
        ITU-R P.531, section 5: 27.5 S4^1.26 (read through 3GPP TR 38.811 in a secondary text).

    Valid for:
        S4 up to 1.
    """
    _INDEX.check(index)
    return np.asarray(27.5 * numbers(index, "scintillation index S4") ** 1.26)


def scintillation_fade_db(index: ArrayLike, *, exceedance: ArrayLike) -> NDArray[np.float64]:
    """Fade depth below the mean power, exceeded for a share of the time that scintillation of one strength lasts.

    Args:
        index: S4, 0 to 1, any shape.
        exceedance: share of that time, broadcasts.

    Returns:
        dB below the mean, of the broadcast shape; negative (an enhancement) for large shares.

    Raises:
        ModelRangeError: a value outside its range, or not finite.
        ShapeError: the shapes do not broadcast.
        InputError: not numbers.

    Source:
        ITU-R P.531, section 5 (instantaneous statistics): power has a Nakagami density with m = 1 / S4^2, so its
        distribution is the incomplete gamma function; S4 = 1 is Rayleigh fading.

    Valid for:
        S4 up to 1.
    """
    _INDEX.check(index)
    _EXCEEDANCE.check(exceedance)
    strength, share = broadcast("Nakagami fading", index=index, exceedance=exceedance)
    order = strength**-2
    return np.asarray(-10.0 * np.log10(gammaincinv(order, share) / order))
