"""Path loss of a satellite's service link as 3GPP TR 38.811 composes it, term by term."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange, broadcast
from huxing.link.atmosphere.gas import gas_attenuation
from huxing.link.budget import free_space
from huxing.link.ntn.geometry import slant_range
from huxing.link.ntn.large_scale_sampling import LargeScaleSample
from huxing.link.ntn.large_scale_tables import (
    RULES,
    Rule,
    checked_frequency,
    interpolate,
    reference_position,
    require,
    tropospheric_table,
)

Ionosphere = Literal["equatorial", "middle", "polar"]
GasRule = Literal["from-10-ghz", "always"]
IONOSPHERES: tuple[Ionosphere, ...] = get_args(Ionosphere)

_MODEL = "3GPP TR 38.811, 6.6"
_ELEVATION = ModelRange(_MODEL, "elevation", math.radians(10.0), math.pi / 2, "deg", math.radians(1.0))
_HORIZON = ModelRange(_MODEL, "elevation", 0.0, math.pi / 2, "deg", math.radians(1.0), open_low=True, physical=True)

_DRY_PRESSURE, _TEMPERATURE, _VAPOUR_DENSITY = 101_325.0, 288.15, 7.5e-3
"""Pa, K, kg/m3 at sea level: TR 38.811, 6.6.4."""
_GAS_FROM, _PARTED_AT = 10e9, 6e9
_ROUNDED_UP_DB = 32.45 - 20.0 * math.log10(4.0 * math.pi * 1e9 / SPEED_OF_LIGHT)
"""What the studies' 32.45 is more than the loss over 1 m at 1 GHz."""
_PEAK_TO_PEAK_4_GHZ_DB = 1.1
"""Ionospheric fluctuation exceeded 1 % of the time at 4 GHz, curve P3 of TR 38.811, figure 6.6.6.1.4-1; TR 38.821,
table 6.1.3.2-1, note 1 makes 2.2 dB of it at 2 GHz."""
_POLAR_PEAK_TO_PEAK_DB = 17.0
"""Printed in 6.6.6.1.4 for S4 = 0.7, where equation 6.6-14 gives 17.5."""

CLAUSES: Mapping[str, str] = MappingProxyType(
    {
        "free_space_db": "TR 38.811, equation 6.6-2",
        "gas_db": "TR 38.811, equation 6.6-8; ITU-R P.676-12, annex 2",
        "scintillation_db": "TR 38.811, 6.6.6.1.4 to 6 GHz, table 6.6.6.2.1-1 above",
        "clutter_db": "TR 38.811, tables 6.6.2-1 to 6.6.2-3",
        "shadowing_db": "TR 38.811, equation 6.6-4",
    }
)
"""Where each term of `NtnPathLoss` comes from."""


@dataclass(frozen=True)
class NtnPathLoss:
    """Path loss of service links, dB; arrays that broadcast.

    Attributes:
        free_space_db: over the slant range.
        gas_db: by oxygen and water vapour.
        scintillation_db: ionospheric up to 6 GHz, tropospheric above.
        clutter_db: without line of sight; 0 where no sample was given.
        shadowing_db: shadow fading; 0 where no sample was given.
        extrapolated: one sentence for every argument outside its range; empty where none is.
    """

    free_space_db: NDArray[np.float64]
    gas_db: NDArray[np.float64]
    scintillation_db: NDArray[np.float64]
    clutter_db: NDArray[np.float64]
    shadowing_db: NDArray[np.float64]
    extrapolated: tuple[str, ...] = ()

    @property
    def total_db(self) -> NDArray[np.float64]:
        """The sum (TR 38.811, equation 6.6-1, outdoors), dB."""
        return np.asarray(
            self.free_space_db + self.gas_db + self.scintillation_db + self.clutter_db + self.shadowing_db
        )


def free_space_loss_db(distance: ArrayLike, frequency: ArrayLike) -> NDArray[np.float64]:
    """Free-space path loss with the studies' rounded constant.

    Args:
        distance: m, any shape.
        frequency: Hz, broadcasts.

    Returns:
        Loss, dB: 0.0022 dB above that of `huxing.link.budget.free_space_loss_db`.

    Raises:
        ModelRangeError: a value that is not positive.
        ShapeError: the shapes do not broadcast.

    Source:
        3GPP TR 38.811 V15.1.0, equation 6.6-2: 32.45 + 20 log10(f / GHz) + 20 log10(d / m).
    """
    return np.asarray(free_space.free_space_loss_db(distance, frequency) + _ROUNDED_UP_DB)


def ntn_path_loss(
    frequency: ArrayLike,
    *,
    elevation: ArrayLike,
    altitude: ArrayLike | None = None,
    distance: ArrayLike | None = None,
    sample: LargeScaleSample | None = None,
    ionosphere: Ionosphere = "equatorial",
    gas: GasRule = "from-10-ghz",
    rule: Rule = "nearest",
    extrapolate: bool = False,
) -> NtnPathLoss:
    """Path loss of a service link outdoors under a clear sky, term by term.

    Args:
        frequency: Hz, any shape.
        elevation: of the satellite at the terminal, rad, broadcasts.
        altitude: of the satellite, m, broadcasts; the slant range follows on the 6371 km sphere.
        distance: slant range, m, broadcasts, in place of the altitude.
        sample: draws of shadow fading and clutter, whose shape broadcasts; None leaves both at 0 (clear line of sight).
        ionosphere: where the terminal is: 'equatorial' (within 20 deg of the magnetic equator; what TR 38.821 budgets
            take everywhere), 'middle' (no loss) or 'polar' (beyond 60 deg).
        gas: 'from-10-ghz' neglects gas below 10 GHz as TR 38.811 does; 'always' counts it, as TR 38.821 budgets do.
        rule: 'nearest' reference angle or 'linear', for the tropospheric table.
        extrapolate: whether elevations below 10 deg may pass, marked.

    Returns:
        The terms.

    Raises:
        ModelRangeError: a frequency outside 0.5 to 40 GHz, an elevation outside 10 to 90 deg.
        ShapeError: the shapes do not broadcast.
        InputError: neither or both of altitude and distance; a word that is not known.

    Source:
        3GPP TR 38.811 V15.1.0, equations 6.6-1 to 6.6-4, 6.6-8, 6.6-13, table 6.6.6.2.1-1; gas by ITU-R P.676-12,
        annex 2, for the surface of 6.6.4.

    Valid for:
        0.5 to 40 GHz (with gas from 1 GHz on, where P.676 begins), 10 to 90 deg. The tropospheric table is of 20 GHz;
        the report takes it above 6 GHz throughout.
    """
    require(gas, get_args(GasRule), "gas rule")
    far = _distance(altitude, distance, elevation)
    scintillation, marks = scintillation_loss_db(
        frequency, elevation=elevation, ionosphere=ionosphere, rule=rule, extrapolate=extrapolate
    )
    absorbed, more = _gas_db(frequency, elevation, gas, extrapolate)
    clutter, shadowing = (sample.clutter_db, sample.shadowing_db) if sample else (np.zeros(()), np.zeros(()))
    free_space, lost, scintillated, cluttered, shadowed = broadcast(
        _MODEL,
        free_space=free_space_loss_db(far, frequency),
        gas=absorbed,
        scintillation=scintillation,
        clutter=clutter,
        shadowing=shadowing,
    )
    all_marks = tuple(dict.fromkeys((*marks, *more, *(sample.extrapolated if sample else ()))))
    return NtnPathLoss(free_space, lost, scintillated, cluttered, shadowed, all_marks)


def scintillation_loss_db(
    frequency: ArrayLike,
    *,
    elevation: ArrayLike,
    ionosphere: Ionosphere = "equatorial",
    rule: Rule = "nearest",
    extrapolate: bool = False,
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Scintillation loss: ionospheric up to 6 GHz, tropospheric above.

    Args:
        frequency: Hz, any shape.
        elevation: rad, broadcasts.
        ionosphere: 'equatorial', 'middle' or 'polar', as of `ntn_path_loss`.
        rule: 'nearest' or 'linear' between the table's angles.
        extrapolate: whether elevations below 10 deg may pass, marked.

    Returns:
        Loss, dB, of the broadcast shape, and the marks of extrapolation.

    Raises:
        ModelRangeError: see `ntn_path_loss`.
        ShapeError: the shapes do not broadcast.
        InputError: a word that is not known.

    Source:
        3GPP TR 38.811 V15.1.0, 6.6.6.1.4 (equation 6.6-13: peak-to-peak over the square root of 2, scaled by
        (f / 4 GHz)^-1.5) and table 6.6.6.2.1-1.
    """
    require(ionosphere, IONOSPHERES, "ionosphere")
    require(rule, RULES, "rule")
    _HORIZON.check(elevation)
    marks = _ELEVATION.check(elevation, extrapolate=extrapolate)
    f, angle = broadcast(_MODEL, frequency=checked_frequency(frequency), elevation=elevation)
    peak_to_peak = {
        "equatorial": _PEAK_TO_PEAK_4_GHZ_DB * (f / 4e9) ** -1.5,
        "middle": np.zeros_like(f),
        "polar": np.full_like(f, _POLAR_PEAK_TO_PEAK_DB),
    }[ionosphere]
    tropospheric = interpolate(tropospheric_table(), reference_position(angle, rule), None)
    return np.where(f <= _PARTED_AT, peak_to_peak / math.sqrt(2.0), tropospheric), marks


def _distance(altitude: ArrayLike | None, distance: ArrayLike | None, elevation: ArrayLike) -> ArrayLike:
    if altitude is not None and distance is None:
        return slant_range(altitude, elevation)
    if distance is not None and altitude is None:
        return distance
    raise InputError(f"{_MODEL}: give the altitude or the distance, one of them")


def _gas_db(
    frequency: ArrayLike, elevation: ArrayLike, rule: GasRule, extrapolate: bool
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    f, angle = broadcast(_MODEL, frequency=frequency, elevation=elevation)
    # below 10 deg the report asks for the gas at any frequency above 1 GHz
    counted = np.ones(f.shape, bool) if rule == "always" else (f >= _GAS_FROM) | ((angle < _ELEVATION.low) & (f > 1e9))
    if not counted.any():
        return np.zeros(f.shape), ()
    there = np.where(counted, f, _GAS_FROM)
    found = gas_attenuation(
        there,
        elevation=angle,
        dry_pressure=_DRY_PRESSURE,
        temperature=_TEMPERATURE,
        vapour_density=_VAPOUR_DENSITY,
        extrapolate=extrapolate,
    )
    return np.where(counted, found.total_db, 0.0), found.extrapolated
