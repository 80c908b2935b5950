"""The distance from which satellites are faster."""

from __future__ import annotations

import numpy as np
import pytest

from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.errors import InputError, ModelRangeError, ShapeError
from huxing.network.routing import route
from huxing.network.terrestrial import FibreComparison, compare_with_fibre, fibre_round_trip
from huxing.network.topology import AccessRule, Network, plus_grid, stations
from huxing.network.traffic import named_cities
from huxing.orbit import Constellation, walker_delta

SHELL = walker_delta(altitude_km=1150, inclination_deg=53, planes=24, per_plane=24, phasing=5)
NETWORK = Network(
    plus_grid(Constellation("dense", (SHELL,))),
    stations(named_cities(["Shanghai", "Tokyo", "London", "New York", "Murmansk"]).stations()),
    AccessRule(min_elevation=np.radians(25.0)),
)
TIMES = np.datetime64("2026-08-22") + np.arange(5) * np.timedelta64(300, "s")


def test_statistics_of_each_pair() -> None:
    found = compare_with_fibre(NETWORK, TIMES, route_factor=1.5)
    trips = np.array([2 * route(s).station_distance / SPEED_OF_LIGHT for s in NETWORK.snapshots(TIMES)])
    a, b = found.pairs.T
    assert len(found.pairs) == 10
    assert found.fibre_rtt == pytest.approx(fibre_round_trip(found.distance, route_factor=1.5))
    seen = np.isfinite(trips[:, a, b])
    assert found.reachable == pytest.approx(seen.mean(axis=0))
    assert found.faster == pytest.approx((trips[:, a, b] < found.fibre_rtt).mean(axis=0))
    whole = seen.all(axis=0)
    assert found.least[whole] == pytest.approx(trips[:, a, b][:, whole].min(axis=0))
    assert found.mean[whole] == pytest.approx(trips[:, a, b][:, whole].mean(axis=0))
    assert found.most[whole] == pytest.approx(trips[:, a, b][:, whole].max(axis=0))
    # Murmansk, at 69 deg, sees no satellite of 53 deg above 25 deg
    unseen = (found.pairs == 4).any(axis=1)
    assert np.isnan(found.mean[unseen]).all()
    assert (found.reachable[unseen] == 0.0).all()
    table = found.to_dataframe()
    assert table["distance_km"].is_monotonic_increasing
    assert table["mean_rtt_ms"].isna().sum() == 4


def made(distance: list[float], faster: list[float]) -> FibreComparison:
    count = len(distance)
    nothing = np.zeros(count)
    pairs = np.zeros((count, 2), np.int64)
    return FibreComparison(("a",), pairs, np.array(distance), *(nothing,) * 5, np.array(faster))


def test_the_crossover_parts_the_pairs() -> None:
    assert made([1.0, 2.0, 3.0, 4.0], [0.0, 0.0, 1.0, 1.0]).crossover() == 3.0
    assert made([4.0, 3.0, 2.0, 1.0], [1.0, 0.6, 0.4, 0.0]).crossover(0.5) == 3.0
    assert made([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [0.0, 0.0, 1.0, 0.0, 1.0, 1.0]).crossover() == 3.0
    assert made([1.0, 2.0], [1.0, 1.0]).crossover() == 1.0
    assert np.isnan(made([1.0, 2.0], [0.0, 0.4]).crossover())
    for wrong in (0.0, 1.1, np.nan):
        with pytest.raises(ModelRangeError):
            made([1.0], [1.0]).crossover(wrong)


def test_what_is_refused() -> None:
    for pairs in ([[0.0, 1.0]], [0, 1], [[0, 1, 2]]):
        with pytest.raises(ShapeError):
            compare_with_fibre(NETWORK, TIMES, pairs)
    with pytest.raises(InputError, match="stations 0 to 4"):
        compare_with_fibre(NETWORK, TIMES, [[0, 5]])
    with pytest.raises(InputError, match="0 times"):
        compare_with_fibre(NETWORK, [])
    with pytest.raises(ModelRangeError):
        compare_with_fibre(NETWORK, TIMES, route_factor=0.5)
