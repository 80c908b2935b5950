"""Random numbers inside the kernels: SplitMix64, one stream for each flow and one for each port."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from huxing.network.packets.compiled import allocating, kernel

Streams = NDArray[np.uint64]


@kernel
def uniform(streams: Streams, which: int) -> float:  # pragma: no cover - compiled
    """The next number of a stream.

    Args:
        streams: states, changed in place.
        which: stream.

    Returns:
        At least 0, below 1, a multiple of 2^-53.

    Raises:
        Nothing.

    Source:
        SplitMix64: Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195, with the constants of Vigna's splitmix64.c.
    """
    streams[which] += np.uint64(0x9E3779B97F4A7C15)
    return float(_mixed(streams[which]) >> np.uint64(11)) * 2.0**-53


@kernel
def exponential(streams: Streams, which: int) -> float:  # pragma: no cover - compiled
    """The next exponential number of a stream, by inversion.

    Args:
        streams: states, changed in place.
        which: stream.

    Returns:
        The number, of mean 1, at most 36.8.

    Raises:
        Nothing.

    Source:
        As `uniform`.
    """
    return -math.log(1.0 - uniform(streams, which))


@allocating
def seeded_streams(seed: int, first: int, count: int) -> Streams:  # pragma: no cover - compiled
    """States spread by the mixer, so that neighbouring numbers have nothing in common.

    Args:
        seed: of the run.
        first: number of the first stream.
        count: of streams.

    Returns:
        States; each depends on the seed and its number alone.

    Raises:
        Nothing.

    Source:
        As `uniform`.
    """
    streams = np.empty(count, np.uint64)
    base = _mixed(np.uint64(seed) + np.uint64(0x9E3779B97F4A7C15))
    for i in range(count):
        streams[i] = _mixed(base ^ _mixed(np.uint64(first + i) + np.uint64(0xD1B54A32D192ED03)))
    return streams


@kernel
def _mixed(word: np.uint64) -> np.uint64:  # pragma: no cover - compiled
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return word ^ (word >> np.uint64(31))
