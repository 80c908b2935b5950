"""Satellites against fibre: Handley 2018, "Delay is not an option: low latency routing in space" (HotNets'18).

A network of 4,425 satellites "beats any terrestrial fibre" beyond about 3,000 km.
"""

from __future__ import annotations

import numpy as np
import pytest

from huxing.network.terrestrial import FibreComparison, compare_with_fibre, fibre_round_trip
from huxing.network.topology import AccessRule, Network, plus_grid, stations
from huxing.network.traffic import cities, great_circle_distance, named_cities
from huxing.orbit import Constellation, walker_delta

# the five shells of the filing of that time: altitude km, inclination deg, planes, satellites in each, phasing; the
# first shell's phasing of 5 is the paper's
SHELLS = [
    (1150, 53.0, 32, 50, 5),
    (1110, 53.8, 32, 50, 17),
    (1130, 74.0, 8, 50, 0),
    (1275, 81.0, 5, 75, 0),
    (1325, 70.0, 6, 75, 0),
]
NEW_YORK, LONDON = "New York", "London"


def measured(min_elevation_deg: float) -> FibreComparison:
    shells = tuple(
        walker_delta(name=str(i), altitude_km=h, inclination_deg=inc, planes=planes, per_plane=each, phasing=phasing)
        for i, (h, inc, planes, each, phasing) in enumerate(SHELLS)
    )
    design = Constellation("4425", shells)
    assert len(design) == 4425
    where = cities(largest=100)
    where = where.keep(np.abs(where.latitude) < np.radians(56.0))
    access = AccessRule(min_elevation=np.radians(min_elevation_deg))
    network = Network(plus_grid(design), stations(where.stations()), access)
    return compare_with_fibre(network, np.datetime64("2026-08-22") + np.arange(10) * np.timedelta64(97, "s"))


def test_beyond_3000_km_satellites_beat_any_fibre() -> None:
    found = measured(25.0)
    far = found.distance > 3000e3
    # measured 99.6 % of pairs and times against ideal fibre; the rest are paths that zigzag between planes
    assert found.faster[far].mean() > 0.99
    # measured 2,270 km: "about 3,000 km" is where even the unlucky pairs win
    assert 2000e3 < found.crossover() < 3000e3
    assert found.faster[found.distance < 1500e3].max() == 0.0


def test_a_higher_least_elevation_moves_it_out() -> None:
    # 40 deg, the filing's own: longer slant ranges and fewer satellites to choose from; measured 3,930 km with a plus
    # grid of four links. The paper's fifth laser and its free choice of satellite are not in this network.
    found = measured(40.0)
    assert 3000e3 < found.crossover() < 5000e3


def test_london_new_york() -> None:
    ends = named_cities([LONDON, NEW_YORK])
    distance = float(great_circle_distance(ends.latitude[0], ends.longitude[0], ends.latitude[1], ends.longitude[1]))
    assert distance == pytest.approx(5570e3, abs=5e3)  # the cities' points differ by some km between lists
    # 54.5 ms through ideal fibre of index 1.4675, 37.2 ms in vacuum, to the digits given
    assert fibre_round_trip(5570e3, index=1.4675) == pytest.approx(54.5e-3, abs=0.05e-3)
    assert fibre_round_trip(5570e3, index=1.0) == pytest.approx(37.2e-3, abs=0.05e-3)
    # measured pings of 71 ms (London - New York, 2021) lie between the defaults of submarine and long-haul fibre
    submarine, long_haul = fibre_round_trip(5570e3, route_factor=1.14), fibre_round_trip(5570e3, route_factor=1.5)
    assert submarine < 71e-3 < long_haul
