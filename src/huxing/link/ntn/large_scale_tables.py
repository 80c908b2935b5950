"""The tables of 3GPP TR 38.811's large-scale model at any elevation: nearest reference angle, or linear between."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.catalogue.standard_tables import standard_table
from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange, broadcast, numbers

Scenario = Literal["dense-urban", "urban", "suburban", "rural"]
Band = Literal["s", "ka"]
Rule = Literal["nearest", "linear"]
SCENARIOS: tuple[Scenario, ...] = get_args(Scenario)
RULES: tuple[Rule, ...] = get_args(Rule)

_MODEL = "3GPP TR 38.811, 6.6"
_FREQUENCY = ModelRange(_MODEL, "frequency", 0.5e9, 40e9, "GHz", 1e9, physical=True)
_ELEVATION = ModelRange(_MODEL, "elevation", math.radians(10.0), math.pi / 2, "deg", math.radians(1.0))
_HORIZON = ModelRange(_MODEL, "elevation", 0.0, math.pi / 2, "deg", math.radians(1.0), physical=True)
_S_BAND_TOP = 6e9
"""Hz; the report parts its bands and its scintillation at 6 GHz (6.6.6)."""
_STEP_DEG, _FIRST_DEG = 10.0, 10.0


@dataclass(frozen=True)
class LargeScaleParameters:
    """What the large-scale model draws from, per link; arrays of one shape.

    Attributes:
        scenario: 'dense-urban', 'urban', 'suburban' or 'rural'.
        rule: 'nearest' reference angle (the report's) or 'linear' between two.
        frequency: Hz.
        elevation: rad.
        line_of_sight_probability: 0 to 1.
        shadowing_los_db, shadowing_nlos_db: standard deviation of shadow fading with line of sight and without.
        clutter_nlos_db: clutter loss without line of sight; with it there is none.
        correlation_los_m, correlation_nlos_m: distance over which shadow fading keeps 1/e of its correlation, m.
        extrapolated: one sentence for every argument outside its range; empty where none is.
    """

    scenario: Scenario
    rule: Rule
    frequency: NDArray[np.float64]
    elevation: NDArray[np.float64]
    line_of_sight_probability: NDArray[np.float64]
    shadowing_los_db: NDArray[np.float64]
    shadowing_nlos_db: NDArray[np.float64]
    clutter_nlos_db: NDArray[np.float64]
    correlation_los_m: NDArray[np.float64]
    correlation_nlos_m: NDArray[np.float64]
    extrapolated: tuple[str, ...] = ()


def large_scale_parameters(
    frequency: ArrayLike,
    *,
    scenario: Scenario,
    elevation: ArrayLike,
    rule: Rule = "nearest",
    extrapolate: bool = False,
) -> LargeScaleParameters:
    """Line-of-sight probability, shadow fading and clutter loss of links.

    Args:
        frequency: Hz, any shape; up to 6 GHz the S-band tables are read, above the Ka-band tables.
        scenario: around the terminal.
        elevation: of the satellite, rad, broadcasts.
        rule: 'nearest' reference angle, as the report says, or 'linear' in elevation between two of them.
        extrapolate: whether elevations below 10 deg may pass, with the values of 10 deg, marked.

    Returns:
        The parameters, of the broadcast shape.

    Raises:
        ModelRangeError: a frequency outside 0.5 to 40 GHz, an elevation outside 10 to 90 deg.
        ShapeError: the shapes do not broadcast.
        InputError: no such scenario or rule.

    Source:
        3GPP TR 38.811 V15.1.0: tables 6.6.1-1 (line of sight), 6.6.2-1 to 6.6.2-3 (shadow fading, clutter), 6.7.2-1a
        to 6.7.2-8b (correlation distance).

    Valid for:
        10 to 90 deg. The tables were made for S band (2 to 4 GHz) and Ka band (19 to 40 GHz); other frequencies take
        the table of their side of 6 GHz.
    """
    require(scenario, SCENARIOS, "scenario")
    require(rule, RULES, "rule")
    _HORIZON.check(elevation)
    marks = _ELEVATION.check(elevation, extrapolate=extrapolate)
    _FREQUENCY.check(frequency)
    f, angle = broadcast(_MODEL, frequency=frequency, elevation=elevation)
    position = reference_position(angle, rule)
    los, fading = _tables(scenario)
    band = (f > _S_BAND_TOP).astype(np.intp)
    los_db, nlos_db, clutter, near_los, near_nlos = (interpolate(table, position, band) for table in fading)
    return LargeScaleParameters(
        scenario=scenario,
        rule=rule,
        frequency=f,
        elevation=angle,
        line_of_sight_probability=interpolate(los, position, None),
        shadowing_los_db=los_db,
        shadowing_nlos_db=nlos_db,
        clutter_nlos_db=clutter,
        correlation_los_m=near_los,
        correlation_nlos_m=near_nlos,
        extrapolated=marks,
    )


def require(given: str, known: tuple[str, ...], noun: str) -> None:
    """Refuse a word that is not one of those known."""
    if given not in known:
        raise InputError(
            f"{_MODEL}: no {noun} '{str(given)[:60]}'; there are {', '.join(known)}", given=given, accepted=known
        )


def reference_position(elevation: NDArray[np.float64], rule: Rule) -> NDArray[np.float64]:
    """Place of an elevation among the reference angles 10, 20 .. 90 deg, 0 to 8; a whole number by the nearest rule.

    Exactly half-way, where the report says nothing, the higher angle is taken.
    """
    place = np.clip((np.degrees(elevation) - _FIRST_DEG) / _STEP_DEG, 0.0, 8.0)
    # 24.999999999999996 deg is what 25 deg becomes in radians and back
    return np.floor(place + 0.5 + 1e-12) if rule == "nearest" else place


def interpolate(
    table: NDArray[np.float64], position: NDArray[np.float64], row: NDArray[np.intp] | None
) -> NDArray[np.float64]:
    """Values of a table over the nine reference angles (last axis) at places among them, on the rows given."""
    below = np.minimum(position.astype(np.intp), 7)
    part = position - below
    low, high = (
        (table[..., below], table[..., below + 1]) if row is None else (table[row, below], table[row, below + 1])
    )
    return np.asarray((1.0 - part) * low + part * high)


@lru_cache(maxsize=len(SCENARIOS))
def _tables(scenario: Scenario) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Line of sight over elevation; five columns over band (S, Ka) and elevation."""
    sight = standard_table("tr38811_line_of_sight")
    here = np.array(sight.texts("scenario")) == scenario
    fading = standard_table("tr38811_large_scale")
    names, bands = np.array(fading.texts("scenario")), np.array(fading.texts("band"))
    columns = ("shadowing_los_db", "shadowing_nlos_db", "clutter_nlos_db", "correlation_los_m", "correlation_nlos_m")
    values = [
        [fading.numbers(column)[(names == scenario) & (bands == band)] for band in ("s", "ka")] for column in columns
    ]
    return sight.numbers("probability")[here], np.array(values)


@lru_cache(maxsize=1)
def tropospheric_table() -> NDArray[np.float64]:
    """Tropospheric scintillation loss at the nine reference angles, dB."""
    return standard_table("tr38811_tropospheric_scintillation").numbers("loss_db")


def checked_frequency(frequency: ArrayLike) -> NDArray[np.float64]:
    """A frequency of the large-scale model."""
    _FREQUENCY.check(frequency)
    return numbers(frequency, "frequency")
