"""Random streams by name: adding one leaves the others bit-identical."""

from __future__ import annotations

import hashlib

import numpy as np


def random_stream(seed: int, name: str) -> np.random.Generator:
    """Spawn the random stream called `name` from a run's seed.

    Args:
        seed: the run's seed, 0 or more.
        name: any text, for example a stage's name or `"launch/draw-17"`.

    Returns:
        A generator whose sequence depends on `seed` and `name` alone.

    Raises:
        ValueError: a negative seed.

    Source:
        numpy.random.SeedSequence (spawn_key), PCG64; the key is the SHA-256 of the name.
    """
    digest = hashlib.sha256(name.encode("utf-8")).digest()
    key = tuple(int(word) for word in np.frombuffer(digest, dtype="<u4"))
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key)))
