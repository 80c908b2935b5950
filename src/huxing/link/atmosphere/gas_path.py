"""Gas attenuation through the layers of an atmosphere, with the ray's bending (ITU-R P.676, annex 1, section 2.2)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

from huxing.core.model_range import ModelRange, broadcast
from huxing.link.atmosphere.gas_lines import GasEdition, gas_lines, oxygen_db_per_km, water_vapour_db_per_km
from huxing.link.atmosphere.standard_atmosphere import AirState, Atmosphere, standard_atmosphere

_MODEL = "ITU-R P.676, annex 1, section 2.2"
_FREQUENCY = ModelRange(_MODEL, "frequency", 1e9, 1000e9, "GHz", 1e9)
_ELEVATION = ModelRange(_MODEL, "elevation", 0.0, math.pi / 2, "deg", math.radians(1.0), physical=True)
_ALTITUDE = ModelRange(_MODEL, "altitude", 0.0, 99e3, "km", 1e3, physical=True)
_TOP_KM, _EARTH_RADIUS_KM = 100.0, 6371.0
_FREQUENCIES_AT_A_TIME = 1024


@dataclass(frozen=True)
class GasLayers:
    """Spherical shells of air above a station.

    Attributes:
        bottom: altitude of each shell's lower edge, ascending, m, shape (n,).
        thickness: m, shape (n,).
        air: the state in each shell, shape (n,).
    """

    bottom: NDArray[np.float64]
    thickness: NDArray[np.float64]
    air: AirState


@dataclass(frozen=True)
class GasPath:
    """What the air does to a ray from a station to space.

    Attributes:
        oxygen_db: attenuation by dry air, dB.
        water_vapour_db: attenuation by water vapour, dB.
        bending: the ray's total turn towards the ground, rad.
        excess_length: of the path in electrical length over the geometric one, m.
        edition: of ITU-R P.676.
    """

    oxygen_db: NDArray[np.float64]
    water_vapour_db: NDArray[np.float64]
    bending: NDArray[np.float64]
    excess_length: NDArray[np.float64]
    edition: str

    @property
    def total_db(self) -> NDArray[np.float64]:
        """Both attenuations, dB."""
        return self.oxygen_db + self.water_vapour_db


def gas_path(
    frequency: ArrayLike,
    *,
    elevation: ArrayLike,
    altitude: float = 0.0,
    atmosphere: Atmosphere = "mean annual global",
    surface_vapour_density: float | None = None,
    layers: GasLayers | None = None,
    edition: GasEdition = "P.676-13",
) -> GasPath:
    """Gas attenuation of an Earth-space path, layer by layer along the bent ray, at any elevation.

    Args:
        frequency: Hz, any shape; 1.6 ms for each different one.
        elevation: apparent, at the station, rad, broadcasts.
        altitude: of the station, m.
        atmosphere: of P.835, for the layers.
        surface_vapour_density: at the sea's level, kg/m3, for the mean annual global atmosphere.
        layers: other layers (a sounding), in place of the three arguments above.
        edition: of P.676; the result is the same in both.

    Returns:
        Attenuation, bending and excess length, of the broadcast shape.

    Raises:
        ModelRangeError: a value outside its range, or not finite.
        ShapeError: the shapes do not broadcast.
        InputError: not numbers, or a name that is not here.

    Source:
        ITU-R P.676-13 (08/2022), annex 1, sections 2.2.1, 2.2.4 and 2.2.5; refraction by P.453-14.

    Valid for:
        1 to 1000 GHz, apparent elevations 0 to 90 deg, station below 99 km.
    """
    _FREQUENCY.check(frequency)
    _ELEVATION.check(elevation)
    shells = layers or standard_layers(altitude, atmosphere=atmosphere, surface_vapour_density=surface_vapour_density)
    f, theta = broadcast(_MODEL, frequency=frequency, elevation=elevation)
    traced = _through(f.ravel() * 1e-9, np.ascontiguousarray(theta).ravel(), shells, edition)
    oxygen, water, bending, excess = traced.reshape(4, *f.shape)
    return GasPath(oxygen, water, bending, excess * 1e3, edition)


def _through(
    frequency_ghz: NDArray[np.float64], elevation: NDArray[np.float64], shells: GasLayers, edition: GasEdition
) -> NDArray[np.float64]:
    """The four sums along each ray; the layers' attenuation is held for some frequencies at a time."""
    different, which = np.unique(frequency_ghz, return_inverse=True)
    order = np.argsort(which, kind="stable")
    air, lines = shells.air, gas_lines(edition)
    weather = (air.dry_pressure * 1e-2, air.vapour_density * 1e3, air.temperature)
    geometry = (_EARTH_RADIUS_KM + shells.bottom * 1e-3, shells.thickness * 1e-3, air.refractive_index)
    traced = np.empty((4, elevation.size))
    for first in range(0, different.size, _FREQUENCIES_AT_A_TIME):
        some = different[first : first + _FREQUENCIES_AT_A_TIME]
        ends = np.searchsorted(which[order], [first, first + some.size])
        rays = order[ends[0] : ends[1]]
        gamma = _gammas(some, *weather, *lines)
        traced[:, rays] = _trace(elevation[rays], which[rays] - first, gamma, *geometry)
    return traced


def standard_layers(
    altitude: float = 0.0,
    *,
    atmosphere: Atmosphere = "mean annual global",
    surface_vapour_density: float | None = None,
) -> GasLayers:
    """The layers that P.676 prescribes, with the air of a reference atmosphere at their middles.

    Args:
        altitude: of the station, m; the lowest layer begins here.
        atmosphere: of P.835.
        surface_vapour_density: at the sea's level, kg/m3, for the mean annual global atmosphere.

    Returns:
        922 layers from the sea to 100 km, 10 cm to 1 km thick; fewer from higher stations.

    Raises:
        ModelRangeError: a value outside its range, or not finite.
        InputError: no such atmosphere.

    Source:
        ITU-R P.676-13, annex 1, section 2.2.1, equations 14 to 16.
    """
    _ALTITUDE.check(altitude)
    low = float(altitude) * 1e-3
    first = math.floor(100.0 * math.log(1e4 * low * math.expm1(0.01) + 1.0) + 1.0)
    last = math.ceil(100.0 * math.log(1e4 * _TOP_KM * math.expm1(0.01) + 1.0) + 1.0)
    steps = np.exp((np.arange(first, last) - 1) / 100.0)
    scale = 1e-4
    if low > 0.0:
        scale = (math.exp(0.02) - math.exp(0.01)) / (math.exp(last / 100.0) - math.exp(first / 100.0))
        scale *= _TOP_KM - low
    bottom = low + scale * (steps - steps[0]) / math.expm1(0.01)
    thickness = scale * steps
    middle = np.minimum(bottom + thickness / 2.0, _TOP_KM) * 1e3
    air = standard_atmosphere(middle, atmosphere=atmosphere, surface_vapour_density=surface_vapour_density)
    return GasLayers(bottom * 1e3, thickness * 1e3, air)


@njit(cache=True, nogil=True, error_model="numpy")
def _gammas(frequency_ghz, dry_pressure_hpa, density, temperature, oxygen, water):  # type: ignore[no-untyped-def]
    gamma = np.empty((frequency_ghz.size, 2, density.size))
    for i in range(frequency_ghz.size):
        f = frequency_ghz[i]
        for j in range(density.size):
            gamma[i, 0, j] = oxygen_db_per_km(f, dry_pressure_hpa[j], density[j], temperature[j], oxygen)
            gamma[i, 1, j] = water_vapour_db_per_km(f, dry_pressure_hpa[j], density[j], temperature[j], water)
    return gamma


@njit(cache=True, nogil=True, error_model="numpy")
def _trace(elevation, which, gamma, radius, thickness, index):  # type: ignore[no-untyped-def]
    """Sum along the rays (equations 13, 17 and 19, bending of 2.2.4, excess length of 2.2.5); km inside."""
    sums = np.zeros((4, elevation.size))
    oxygen, water, bending, excess = sums[0], sums[1], sums[2], sums[3]
    last = radius.size - 1
    for i in range(elevation.size):
        invariant = index[0] * radius[0] * math.cos(elevation[i])
        sine = invariant / (index[0] * radius[0])
        for j in range(last + 1):
            r, delta, n = radius[j], thickness[j], index[j]
            along = r * math.sqrt(max(1.0 - sine * sine, 0.0))
            beyond = 2.0 * r * delta + delta * delta
            # This is -along + sqrt(along^2 + beyond) of equation 17 without its loss of digits.
            length = beyond / (along + math.sqrt(along * along + beyond))
            oxygen[i] += length * gamma[which[i], 0, j]
            water[i] += length * gamma[which[i], 1, j]
            excess[i] += length * (n - 1.0)
            if j < last:
                leaving = sine * r / radius[j + 1]
                sine = min(invariant / (index[j + 1] * radius[j + 1]), 1.0)
                bending[i] += math.asin(sine) - math.asin(min(leaving, 1.0))
    return sums
