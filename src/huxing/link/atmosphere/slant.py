"""Total attenuation of Earth-space paths by gas, cloud, rain and scintillation (ITU-R P.618-13, section 2.5)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.model_range import ModelRange, broadcast
from huxing.link.atmosphere.climate import HEIGHT, LATITUDE, LONGITUDE, Climate, load_climate
from huxing.link.atmosphere.exceedance_kernel import slant_exceedances
from huxing.link.atmosphere.rain import RAIN_RATE
from huxing.link.atmosphere.slant_kernel import Carriers, Paths, carriers_of, numbered, slant_terms
from huxing.link.atmosphere.zonal import ClimateError

_MODEL = "ITU-R P.618-13, 2.5"
_DEGREE = math.radians(1.0)
_FREQUENCY = ModelRange(_MODEL, "frequency", 4e9, 55e9, "GHz", 1e9)
_ANY_FREQUENCY = ModelRange("ITU-R P.676-12 with P.840-8", "frequency", 1e9, 200e9, "GHz", 1e9, physical=True)
_ELEVATION = ModelRange(_MODEL, "elevation", math.radians(5.0), math.pi / 2, "deg", _DEGREE)
_HORIZON = ModelRange(_MODEL, "elevation", 0.0, math.pi / 2, "deg", _DEGREE, open_low=True, physical=True)
_STATION_HEIGHT = ModelRange("ITU-R P.676-12, annex 2", "height", -500.0, 10e3, "m")
_EXCEEDANCE = ModelRange(_MODEL, "exceedance", 1e-5, 0.5, "%", 0.01)
_FRACTION = ModelRange(_MODEL, "exceedance", 0.0, 1.0, "%", 0.01, open_low=True, open_high=True, physical=True)
_TILT = ModelRange(_MODEL, "polarisation tilt", -math.pi, math.pi, "deg", _DEGREE, physical=True)
_DIAMETER = ModelRange(_MODEL, "antenna diameter", 0.0, math.inf, "m", open_low=True, physical=True)
_EFFICIENCY = ModelRange(_MODEL, "antenna efficiency", 0.0, 1.0, open_low=True, physical=True)
_ATTENUATION = ModelRange(_MODEL, "attenuation", -math.inf, math.inf, "dB", physical=True)
_BLOCK_PATHS = 1_000_000
"""Paths that are flattened together, where the first axis can be cut: 50 MB."""
_PART = ModelRange(_MODEL, "attenuation of a part", 0.0, math.inf, "dB", physical=True)

CLAUSES = {
    "gas_db": "ITU-R P.676-12, annex 2",
    "cloud_db": "ITU-R P.840-8",
    "rain_db": "ITU-R P.618-13, 2.2.1.1, with P.837-7, P.838-3, P.839-4",
    "scintillation_db": "ITU-R P.618-13, 2.4.1",
    "total_db": "ITU-R P.618-13, 2.5, equation 64",
}
"""Where each part of `SlantAttenuation` comes from."""


@dataclass(frozen=True)
class SlantAttenuation:
    """Attenuation of slant paths exceeded for a fraction of an average year; arrays of one shape.

    Attributes:
        gas_db: by oxygen and water vapour (P.676-12), dB; below 1 % of the year that of 1 %.
        cloud_db: by the liquid water of clouds (P.840-8), dB; below 1 % of the year that of 1 %.
        rain_db: by rain (P.618-13, 2.2.1.1), dB.
        scintillation_db: fade by tropospheric scintillation (P.618-13, 2.4.1), dB.
        total_db: gas + sqrt((rain + cloud)^2 + scintillation^2), dB.
        climate: label of the climate used.
        climate_error_db: what that climate costs against the digital maps; None for the maps themselves.
        extrapolated: one sentence for every argument outside its stated range; empty where none is.
    """

    gas_db: NDArray[np.float64]
    cloud_db: NDArray[np.float64]
    rain_db: NDArray[np.float64]
    scintillation_db: NDArray[np.float64]
    total_db: NDArray[np.float64]
    climate: str
    climate_error_db: ClimateError | None
    extrapolated: tuple[str, ...] = ()


@dataclass(frozen=True)
class SlantExceedance:
    """Fraction of an average year in which slant paths lose more than was asked; arrays of one shape.

    Attributes:
        exceedance: fraction of the year, within the model's 1e-5 to 0.5.
        rarer: where it is less often than 1e-5, which `exceedance` then says.
        more_often: where it is more often than 0.5, which `exceedance` then says.
        climate: label of the climate used.
        climate_error_db: what that climate costs against the digital maps; None for the maps themselves.
        extrapolated: one sentence for every argument outside its stated range; empty where none is.
    """

    exceedance: NDArray[np.float64]
    rarer: NDArray[np.bool_]
    more_often: NDArray[np.bool_]
    climate: str
    climate_error_db: ClimateError | None
    extrapolated: tuple[str, ...] = ()


def slant_attenuation(
    *,
    latitude: ArrayLike,
    longitude: ArrayLike,
    elevation: ArrayLike,
    frequency: ArrayLike,
    exceedance: ArrayLike,
    height: ArrayLike | None = None,
    rain_rate_001: ArrayLike | None = None,
    polarisation_tilt: ArrayLike = math.pi / 4,
    antenna_diameter: ArrayLike = 1.0,
    antenna_efficiency: ArrayLike = 0.5,
    climate: Climate | None = None,
    extrapolate: bool = False,
) -> SlantAttenuation:
    """Attenuation of Earth-space paths exceeded for a fraction of an average year, each part and the total.

    Args:
        latitude: of the station, rad, any shape; all arguments broadcast together.
        longitude: of the station, rad, east positive.
        elevation: of the path, rad.
        frequency: Hz.
        exceedance: fraction of an average year.
        height: of the station above mean sea level, m; None takes the climate's.
        rain_rate_001: exceeded for 0.01 % of the year, m/s; None takes the climate's, local records are better.
        polarisation_tilt: of the field over the horizontal, rad; pi/4 for circular polarisation.
        antenna_diameter: of the station, m.
        antenna_efficiency: of its aperture; the Recommendation calls 0.5 conservative.
        climate: None takes `load_climate()`: the ITU-R digital maps where they are installed, else the climatology.
        extrapolate: whether values outside the stated ranges may pass, marked.

    Returns:
        The parts and the total, of the broadcast shape.

    Raises:
        ModelRangeError: a value outside its range, or not finite.
        ShapeError: the shapes do not broadcast.
        InputError: not numbers.

    Source:
        ITU-R P.618-13 (12/2017), annex 1, section 2.5, equations 64 to 66, with sections 2.2.1.1 (rain: P.837-7,
        P.838-3, P.839-4) and 2.4.1 (scintillation: P.453-14); gas: P.676-12, annex 2 (P.835-6, P.836-6, P.1510-1);
        cloud: P.840-8; height: P.1511-2. Equation 8 gives the rain to 50 % of the year, though stated to 5 %; P.618-14
        drops it there.

    Valid for:
        4 to 55 GHz (extrapolate=True: 1 to 200), elevations 5 to 90 deg, heights to 10 km, 0.001 to 50 % of the year.
    """
    marks = _checked_paths(latitude, longitude, elevation, frequency, height, extrapolate)
    _checked_rest(polarisation_tilt, antenna_diameter, antenna_efficiency, rain_rate_001)
    _FRACTION.check(exceedance)
    marks += _EXCEEDANCE.check(exceedance, extrapolate=extrapolate)
    used = climate or load_climate()
    job = _Job.of(
        latitude=latitude,
        longitude=longitude,
        height=np.nan if height is None else height,
        rain_rate_001=np.nan if rain_rate_001 is None else rain_rate_001,
        elevation=elevation,
        polarisation_tilt=polarisation_tilt,
        antenna_diameter=antenna_diameter,
        antenna_efficiency=antenna_efficiency,
        frequency=frequency,
        exceedance=exceedance,
    )
    parts = [np.empty(job.shape) for _ in range(5)]
    for block, paths, fraction in job.blocks("exceedance"):
        slant_terms(paths, fraction, job.carriers, used.maps, *(part.reshape(-1)[block] for part in parts))
    gas, cloud, rain, scintillation, total = parts
    return SlantAttenuation(gas, cloud, rain, scintillation, total, used.label, used.error_db, marks)


def exceedance_of(
    attenuation_db: ArrayLike,
    *,
    latitude: ArrayLike,
    longitude: ArrayLike,
    elevation: ArrayLike,
    frequency: ArrayLike,
    height: ArrayLike | None = None,
    rain_rate_001: ArrayLike | None = None,
    polarisation_tilt: ArrayLike = math.pi / 4,
    antenna_diameter: ArrayLike = 1.0,
    antenna_efficiency: ArrayLike = 0.5,
    climate: Climate | None = None,
    extrapolate: bool = False,
) -> SlantExceedance:
    """Fraction of an average year in which Earth-space paths lose more than a given attenuation.

    Args:
        attenuation_db: total attenuation, a link's margin say, dB, any shape; all arguments broadcast together.
        latitude: of the station, rad.
        longitude: of the station, rad, east positive.
        elevation: of the path, rad.
        frequency: Hz.
        height: of the station above mean sea level, m; None takes the climate's.
        rain_rate_001: exceeded for 0.01 % of the year, m/s; None takes the climate's, local records are better.
        polarisation_tilt: of the field over the horizontal, rad; pi/4 for circular polarisation.
        antenna_diameter: of the station, m.
        antenna_efficiency: of its aperture.
        climate: None takes `load_climate()`.
        extrapolate: whether values outside the stated ranges may pass, marked.

    Returns:
        The fractions, of the broadcast shape, at which the total is the asked one to 1e-9 dB; where the model has two,
        the larger.

    Raises:
        ModelRangeError: a value outside its range, or not finite.
        ShapeError: the shapes do not broadcast.
        InputError: not numbers.

    Source:
        `slant_attenuation`, solved in the logarithm of the exceedance: false position (Illinois rule) between the two
        rungs of a ladder that enclose it.

    Valid for:
        As `slant_attenuation`; fractions from 1e-5 to 0.5, beyond which the result says so.
    """
    marks = _checked_paths(latitude, longitude, elevation, frequency, height, extrapolate)
    _checked_rest(polarisation_tilt, antenna_diameter, antenna_efficiency, rain_rate_001)
    _ATTENUATION.check(attenuation_db)
    used = climate or load_climate()
    job = _Job.of(
        latitude=latitude,
        longitude=longitude,
        height=np.nan if height is None else height,
        rain_rate_001=np.nan if rain_rate_001 is None else rain_rate_001,
        elevation=elevation,
        polarisation_tilt=polarisation_tilt,
        antenna_diameter=antenna_diameter,
        antenna_efficiency=antenna_efficiency,
        frequency=frequency,
        attenuation_db=attenuation_db,
    )
    found = np.empty(job.shape)
    for block, paths, asked in job.blocks("attenuation_db"):
        slant_exceedances(paths, asked, job.carriers, used.maps, found.reshape(-1)[block])
    fraction = np.clip(found, _EXCEEDANCE.low, _EXCEEDANCE.high)
    return SlantExceedance(fraction, found < 0.0, found > 1.0, used.label, used.error_db, marks)


def total_attenuation(
    *, gas_db: ArrayLike, cloud_db: ArrayLike, rain_db: ArrayLike, scintillation_db: ArrayLike
) -> NDArray[np.float64]:
    """Total attenuation of a path from its parts.

    Args:
        gas_db: dB, any shape; below 1 % of the year that of 1 %.
        cloud_db: dB, broadcasts; below 1 % of the year that of 1 %.
        rain_db: dB, broadcasts.
        scintillation_db: dB, broadcasts.

    Returns:
        dB, of the broadcast shape.

    Raises:
        ModelRangeError: a part that is negative, or not finite.
        ShapeError: the shapes do not broadcast.
        InputError: not numbers.

    Source:
        ITU-R P.618-13 (12/2017), annex 1, section 2.5, equation 64.
    """
    for part in (gas_db, cloud_db, rain_db, scintillation_db):
        _PART.check(part)
    gas, cloud, rain, fade = broadcast(
        _MODEL, gas_db=gas_db, cloud_db=cloud_db, rain_db=rain_db, scintillation_db=scintillation_db
    )
    return np.asarray(gas + np.hypot(rain + cloud, fade))


def _checked_paths(
    latitude: ArrayLike,
    longitude: ArrayLike,
    elevation: ArrayLike,
    frequency: ArrayLike,
    height: ArrayLike | None,
    extrapolate: bool,
) -> tuple[str, ...]:
    physical = [(LATITUDE, latitude), (LONGITUDE, longitude), (_HORIZON, elevation), (_ANY_FREQUENCY, frequency)]
    stated = [(_FREQUENCY, frequency), (_ELEVATION, elevation)]
    if height is not None:
        physical.append((HEIGHT, height))
        stated.append((_STATION_HEIGHT, height))
    for limit, values in physical:
        limit.check(values)
    return tuple(mark for limit, values in stated for mark in limit.check(values, extrapolate=extrapolate))


def _checked_rest(tilt: ArrayLike, diameter: ArrayLike, efficiency: ArrayLike, rain_rate_001: ArrayLike | None) -> None:
    _TILT.check(tilt)
    _DIAMETER.check(diameter)
    _EFFICIENCY.check(efficiency)
    if rain_rate_001 is not None:
        RAIN_RATE.check(rain_rate_001)


@dataclass(frozen=True)
class _Job:
    """Arguments that broadcast, and how they come to the kernel: flat, in blocks along the first axis.

    Attributes:
        shape: of all together.
        carriers: coefficients of the distinct frequencies.
        given: by the kernel's names; what all paths share has one value.
    """

    shape: tuple[int, ...]
    carriers: Carriers
    given: dict[str, NDArray[Any]]

    @classmethod
    def of(cls, **arguments: ArrayLike) -> _Job:
        """From the public arguments, already checked."""
        shape = broadcast(_MODEL, **arguments)[0].shape
        given: dict[str, NDArray[Any]] = {
            name: np.asarray(values, dtype=np.float64) for name, values in arguments.items()
        }
        distinct, given["carrier"] = numbered(given.pop("frequency"))
        given["effective_area"] = given.pop("antenna_efficiency") * given.pop("antenna_diameter") ** 2
        return cls(shape, carriers_of(distinct, math.prod(shape)), given)

    def blocks(self, name: str) -> Iterator[tuple[slice, Paths, NDArray[np.float64]]]:
        """Places of a block's paths among all, the paths, and the argument that is not theirs."""
        first = self.shape[0] if self.shape else 1
        inner = math.prod(self.shape[1:])
        step = max(1, _BLOCK_PATHS // max(inner, 1))
        for start in range(0, first, step):
            stop = min(start + step, first)
            flat = {key: self._flat(values, start, stop) for key, values in self.given.items()}
            rest = flat.pop(name)
            yield slice(start * inner, stop * inner), Paths(**flat), rest

    def _flat(self, values: NDArray[Any], start: int, stop: int) -> NDArray[Any]:
        whole = values if values.size == 1 else np.broadcast_to(values, self.shape)[start:stop]
        flat = np.ascontiguousarray(whole).reshape(-1).view()
        flat.flags.writeable = False  # all of one kind: numba compiles anew for each mixture of kinds
        return flat
