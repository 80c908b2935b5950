"""Looking a place up on a grid."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.link.atmosphere.grids import (
    LEVELS_PERCENT,
    PATH_LEVELS,
    Grid,
    bicubic,
    bilinear,
    bilinear_layer,
    level_below,
    path_water,
    water_at,
    water_values,
)

LATITUDES, LONGITUDES = np.arange(-90.0, 91.0, 10.0), np.arange(-180.0, 181.0, 15.0)
latitudes = st.floats(-90.0, 90.0)
longitudes = st.floats(-180.0, 179.999)
inner = st.floats(-79.0, 79.0)
inner_east = st.floats(-164.0, 164.0)


def grid_of(values: np.ndarray, scale: float = 1.0) -> Grid:
    return Grid(np.ascontiguousarray(values), -90.0, -180.0, 0.1, 1.0 / 15.0, scale)


def surface(constant: float, north: float, east: float, both: float) -> np.ndarray:
    y, x = LATITUDES[:, None], LONGITUDES[None, :]
    return constant + north * y + east * x + both * x * y


@given(latitude=latitudes, longitude=longitudes)
def test_bilinear_is_exact_on_a_twisted_plane(latitude: float, longitude: float) -> None:
    found = bilinear(grid_of(surface(3.0, 0.2, -0.05, 0.001)), latitude, longitude)
    want = 3.0 + 0.2 * latitude - 0.05 * longitude + 0.001 * latitude * longitude
    assert found == pytest.approx(want, abs=1e-12)


@given(latitude=inner, longitude=inner_east, curve=st.floats(-1.0, 1.0))
def test_bicubic_is_exact_on_a_quadratic(latitude: float, longitude: float, curve: float) -> None:
    # Keys' kernel with a = -0.5 is of third order: it gives quadratics back, a bilinear one would be 25 curve off
    y, x = LATITUDES[:, None], LONGITUDES[None, :]
    found = bicubic(grid_of(curve * y**2 + 0.3 * x**2 - curve * x), latitude, longitude)
    want = curve * latitude**2 + 0.3 * longitude**2 - curve * longitude
    assert found == pytest.approx(want, abs=1e-9)


@given(row=st.integers(0, 18), column=st.integers(0, 23))
def test_nodes_keep_their_values(row: int, column: int) -> None:
    values = np.random.default_rng(1).integers(-400, 8000, (19, 25)).astype(np.int16)
    found = bilinear(grid_of(values, 1e-3), LATITUDES[row], LONGITUDES[column])
    assert found == pytest.approx(values[row, column] * 1e-3, abs=1e-12)
    if 1 <= row <= 17 and 1 <= column <= 23:
        assert bicubic(grid_of(values), LATITUDES[row], LONGITUDES[column]) == pytest.approx(values[row, column])


@given(latitude=latitudes, longitude=longitudes, layer=st.integers(0, 2))
def test_a_layer_is_looked_up_as_a_grid(latitude: float, longitude: float, layer: int) -> None:
    values = np.random.default_rng(2).normal(size=(19, 25, 3))
    alone = bilinear(grid_of(values[..., layer]), latitude, longitude)
    assert bilinear_layer(grid_of(values), latitude, longitude, layer) == alone


@given(percent=st.floats(0.01, 99.9))
def test_levels_enclose_an_exceedance(percent: float) -> None:
    logarithms = np.log(LEVELS_PERCENT)
    k, share = level_below(logarithms, math.log(percent))
    assert 0.0 <= share <= 1.0
    back = math.exp(logarithms[k] + share * (logarithms[k + 1] - logarithms[k]))
    assert back == pytest.approx(min(max(percent, 0.1), 99.0), rel=1e-12)


@pytest.fixture(scope="module")
def water() -> tuple[np.ndarray, list[np.ndarray], Grid]:
    """Altitudes, km, what stands at the nodes (content, density, scale, liquid), and the water grid of them."""
    rng = np.random.default_rng(3)
    altitude = rng.uniform(-0.1, 5.0, (19, 25))
    shape = (len(LEVELS_PERCENT), 19, 25)
    stands = [rng.uniform(1.0, 60.0, shape), rng.uniform(0.5, 25.0, shape), rng.uniform(1.5, 9.0, shape)]
    stands.append(rng.uniform(0.0, 4.0, shape))
    return altitude, stands, grid_of(surface(0.0, 0.0, 0.0, 0.0))._replace(values=water_values(altitude, *stands))


@given(latitude=latitudes, longitude=longitudes, height=st.floats(0.0, 6.0), level=st.integers(0, 16))
def test_water_as_the_recommendation_words_it(
    water: tuple[np.ndarray, list[np.ndarray], Grid], latitude: float, longitude: float, height: float, level: int
) -> None:
    """P.836-6: scale each of the four nodes from its altitude to the height, then interpolate, then along ln p."""
    altitude, (content, density, scale, liquid), grid = water
    share = 0.3
    want = np.zeros(3)
    for k, weight in ((level, 1.0 - share), (level + 1, share)):
        lift = np.exp(-(height - altitude) / scale[k])
        parts = (content[k] * lift, density[k] * lift, liquid[k])
        want += weight * np.array([bilinear(grid_of(part), latitude, longitude) for part in parts])
    assert water_at(grid, latitude, longitude, height, level, share) == pytest.approx(want, rel=1e-12)


def test_the_paths_take_single_precision_of_1_to_50_percent(
    water: tuple[np.ndarray, list[np.ndarray], Grid],
) -> None:
    grid = water[2]
    small = path_water(grid)
    assert LEVELS_PERCENT[PATH_LEVELS] == (1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 30.0, 50.0)
    whole = water_at(grid, 31.2, 121.5, 0.004, 6, 0.25)
    assert water_at(small, 31.2, 121.5, 0.004, 2, 0.25) == pytest.approx(whole, rel=2e-7)  # 24 bits
    assert small.values.nbytes < grid.values.nbytes / 4
