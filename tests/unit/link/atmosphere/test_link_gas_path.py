"""Gas along the bent ray, and the reference atmospheres it goes through."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import constants
from scipy.integrate import quad

from huxing.core.errors import InputError, ModelRangeError
from huxing.link.atmosphere.gas_lines import gas_specific_attenuation
from huxing.link.atmosphere.gas_path import gas_path, standard_layers
from huxing.link.atmosphere.standard_atmosphere import reference_atmosphere, standard_atmosphere

DRY_AIR_MOLAR_MASS = 28.9644e-3
SEASONAL = (
    "low latitude",
    "mid-latitude summer",
    "mid-latitude winter",
    "high-latitude summer",
    "high-latitude winter",
)


def gamma_db_per_km(height_km: float, frequency: float) -> float:
    air = standard_atmosphere(height_km * 1e3)
    return float(
        gas_specific_attenuation(
            frequency, dry_pressure=air.dry_pressure, vapour_density=air.vapour_density, temperature=air.temperature
        ).total_db_per_km
    )


@pytest.mark.parametrize("frequency", [12e9, 22.235e9, 50e9, 94e9])
def test_the_zenith_is_the_integral_over_height(frequency: float) -> None:
    bounds = [0.0, 2.0, 5.0, 11.0, 20.0, 32.0, 47.0, 70.0, 100.0]
    pieces = pairwise(bounds)
    integral = sum(quad(gamma_db_per_km, low, high, args=(frequency,), epsrel=1e-7)[0] for low, high in pieces)
    layers = gas_path(frequency, elevation=np.pi / 2).total_db
    assert layers == pytest.approx(integral, rel=1e-4)  # layers of 1 % of the height: measured 1e-5


def test_high_paths_go_as_the_cosecant_and_low_ones_below_it() -> None:
    elevation = np.radians([90.0, 60.0, 30.0, 10.0, 5.0, 2.0, 0.0])
    found = gas_path(20e9, elevation=elevation).total_db
    against_flat = found[:-1] * np.sin(elevation[:-1]) / found[0]
    assert against_flat[1:3] == pytest.approx([1.0, 1.0], abs=2e-3)
    assert (np.diff(against_flat) < 0.0).all()  # the Earth curves away under the ray
    assert (np.diff(found) > 0.0).all()
    assert 50.0 < found[-1] / found[0] < 120.0  # finite at the horizon


def p834_bending_deg(elevation_deg: np.ndarray) -> np.ndarray:
    """ITU-R P.834-9, equation 12 at the sea's level: an average exponential atmosphere."""
    return 1.0 / (1.314 + 0.6437 * elevation_deg + 0.02869 * elevation_deg**2)


def test_the_ray_bends_as_in_p834() -> None:
    elevation_deg = np.array([0.0, 1.0, 2.0, 5.0, 9.0])
    bending = np.degrees(gas_path(20e9, elevation=np.radians(elevation_deg)).bending)
    # P.834's atmosphere is a plain exponential; measured 4.3 % at 9 deg, 2.8 % below.
    assert bending == pytest.approx(p834_bending_deg(elevation_deg), rel=0.09)


@pytest.mark.parametrize(
    "atmosphere, degrees",
    # P.618-14, section 7: tropical maritime and polar continental air, at 1, 3 and 5 deg.
    [("low latitude", [0.65, 0.35, 0.25]), ("high-latitude winter", [0.44, 0.25, 0.17])],
)
def test_the_ray_bends_as_in_p618(atmosphere: str, degrees: list[float]) -> None:
    path = gas_path(20e9, elevation=np.radians([1.0, 3.0, 5.0]), atmosphere=atmosphere)  # type: ignore[arg-type]
    assert np.degrees(path.bending) == pytest.approx(degrees, abs=0.08)  # other air than P.835's: measured 0.04


def test_the_zenith_delay_is_23_decimetres_dry_and_one_wet() -> None:
    """P.618-14, section 5: 2.3 m dry, 10 cm for 7.5 g/m3 with a scale height of 2 km."""
    dry, moist = (
        gas_path(20e9, elevation=np.pi / 2, surface_vapour_density=density).excess_length for density in (0.0, 7.5e-3)
    )
    assert dry == pytest.approx(2.3, abs=0.05)
    assert moist - dry == pytest.approx(0.10, abs=0.015)


@given(altitude=st.floats(0.0, 98e3))
def test_layers_lie_on_each_other_from_the_station_to_the_top(altitude: float) -> None:
    layers = standard_layers(altitude)
    assert layers.bottom[0] == pytest.approx(altitude, abs=1e-6)
    assert layers.bottom[1:] == pytest.approx(layers.bottom[:-1] + layers.thickness[:-1], rel=1e-9)
    top = layers.bottom[-1] + layers.thickness[-1]
    assert 99.9e3 < top < 100.5e3


def test_the_standard_has_922_layers() -> None:
    layers = standard_layers()
    assert layers.bottom.size == 922
    assert layers.thickness[0] == pytest.approx(0.1)
    assert layers.thickness[-1] == pytest.approx(1e3, rel=1e-3)


def test_rays_keep_their_places_among_many_frequencies() -> None:
    frequency = np.random.default_rng(7).choice(np.linspace(2e9, 40e9, 1500), (2, 1200))
    elevation = np.linspace(0.1, 1.5, 1200)
    together = gas_path(frequency, elevation=elevation)
    for place in ((0, 0), (0, 700), (1, 3), (1, 1199)):
        alone = gas_path(frequency[place], elevation=elevation[place[1]])
        assert together.total_db[place] == pytest.approx(float(alone.total_db), rel=1e-12)
        assert together.bending[place] == pytest.approx(float(alone.bending), rel=1e-12)


def test_a_higher_station_has_less_air_above_it() -> None:
    found = [float(gas_path(30e9, elevation=0.5, altitude=h).total_db) for h in (0.0, 1.0, 1500.0, 4000.0, 20e3)]
    assert found == sorted(found, reverse=True)
    assert found[1] == pytest.approx(found[0], rel=1e-3)  # the first metre


@pytest.mark.parametrize(
    "change, said",
    [
        ({"elevation": -0.01}, "elevation"),
        ({"frequency": 0.5e9}, "frequency 0.5 GHz is outside 1 to 1000 GHz"),
        ({"altitude": 99.5e3}, "altitude"),
        ({"surface_vapour_density": -1e-3}, "surface vapour density"),
    ],
)
def test_paths_refuse_what_the_model_does_not_cover(change: dict[str, float], said: str) -> None:
    with pytest.raises(ModelRangeError, match=said):
        gas_path(**{"frequency": 20e9, "elevation": 0.5, **change})


def test_the_global_atmosphere_is_in_hydrostatic_balance() -> None:
    """d ln p / d h' = -g0 M / (R T) over geopotential height: the weight of dry air holds its pressure."""
    geopotential = np.array([1.0, 8.0, 15.0, 25.0, 40.0, 49.0, 60.0, 80.0])
    step = 1e-3
    heights = [6356.766e3 * h / (6356.766 - h) for h in (geopotential - step, geopotential, geopotential + step)]
    below, there, above = (standard_atmosphere(h) for h in heights)
    slope = np.log(above.pressure / below.pressure) / (2.0 * step * 1e3)
    weight = -constants.g * DRY_AIR_MOLAR_MASS / (constants.R * there.temperature)
    assert slope == pytest.approx(weight, rel=1e-4)


@pytest.mark.parametrize("atmosphere", ["mean annual global", *SEASONAL])
def test_pressure_falls_without_steps(atmosphere: str) -> None:
    heights = np.linspace(0.0, 100e3, 4001)
    pressure = standard_atmosphere(heights, atmosphere=atmosphere).pressure  # type: ignore[arg-type]
    change = np.diff(np.log(pressure))
    assert change.max() < 0.0
    assert change.min() > -6e-3  # 25 m of a scale height of 5 km or more


def test_water_vapour_ends_in_a_constant_share() -> None:
    air = standard_atmosphere(np.array([0.0, 2e3, 40e3, 60e3]))
    share = air.vapour_pressure / air.pressure
    assert air.vapour_density[:2] == pytest.approx([7.5e-3, 7.5e-3 / np.e])
    assert share[2:] == pytest.approx([2e-6, 2e-6])
    assert standard_atmosphere(60e3, surface_vapour_density=0.0).vapour_density == 0.0


def test_seasonal_atmospheres_keep_their_own_vapour() -> None:
    with pytest.raises(InputError, match="its own water vapour"):
        standard_atmosphere(0.0, atmosphere="low latitude", surface_vapour_density=1e-2)
    with pytest.raises(InputError, match="mid-latitude summer"):
        standard_atmosphere(0.0, atmosphere="tropics")  # type: ignore[arg-type]
    with pytest.raises(ModelRangeError, match=r"altitude 101 km is outside -0\.5 to 100 km"):
        standard_atmosphere(101e3)


def test_the_latitude_and_season_choose() -> None:
    assert [reference_atmosphere(np.radians(lat), summer=True) for lat in (0, -21.9, 22, 44.9, -45, 90)] == [
        "low latitude",
        "low latitude",
        "mid-latitude summer",
        "mid-latitude summer",
        "high-latitude summer",
        "high-latitude summer",
    ]
    assert reference_atmosphere(np.radians(60), summer=False) == "high-latitude winter"
    with pytest.raises(ModelRangeError, match="latitude"):
        reference_atmosphere(2.0, summer=True)
