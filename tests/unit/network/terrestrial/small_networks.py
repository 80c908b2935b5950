"""Small networks of satellites, stations and fibre with lengths drawn at random."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from huxing.network.terrestrial import Fibre, IntegratedNetwork
from huxing.network.topology import Network, Snapshot, Stations, plus_grid
from huxing.orbit import Constellation, walker_delta

TIME = np.datetime64("2026-08-22")
SHELL = walker_delta(altitude_km=1150, inclination_deg=53, planes=3, per_plane=3)
SPACE = plus_grid(Constellation("small", (SHELL,)))


def spread(count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Places within 4 km, so that a cable's length is what its factor makes of it."""
    return rng.uniform(0.0, 0.0005, count), rng.uniform(0.0, 0.0005, count)


def random_network(
    seed: int,
    *,
    stations: int = 4,
    others: int = 3,
    density: float = 0.4,
    gateways: int | None = None,
    relay: bool = False,
) -> tuple[IntegratedNetwork, Snapshot]:
    """A network whose first stations are gateways, and a snapshot of it with random lengths."""
    rng = np.random.default_rng(seed)
    names = tuple(f"s{i}" for i in range(stations))
    where = spread(stations, rng)
    network = Network(SPACE, Stations(names, *where, np.zeros(stations)))
    more = spread(others, rng)
    places = names + tuple(f"f{i}" for i in range(others))
    north, east = (np.concatenate([a, b]) for a, b in zip(where, more, strict=True))
    pairs = np.stack(np.triu_indices(len(places), 1), axis=-1)
    ends = pairs[rng.random(len(pairs)) < density].astype(np.int32)
    fibre = Fibre(places, north, east, ends, rng.uniform(1.0, 10.0, len(ends)))
    chosen = None if gateways is None else names[:gateways]
    whole = IntegratedNetwork(network, fibre, chosen, ground_relay=relay)
    return whole, random_lengths(network.snapshot(TIME), rng, density)


def random_lengths(space: Snapshot, rng: np.random.Generator, density: float) -> Snapshot:
    """Lengths of kilometres, alike both ways, some infinite."""
    count = space.link.max() + 1
    of_link = np.where(rng.random(count) < density, rng.uniform(1e3, 50e3, count), np.inf)
    length = np.where(space.link >= 0, of_link[space.link], np.inf)
    ground = np.where(
        rng.random(space.ground_range.shape) < density, rng.uniform(1e3, 50e3, space.ground_range.shape), np.inf
    )
    return replace(space, length=length, ground_range=ground)
