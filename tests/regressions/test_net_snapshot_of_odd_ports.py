"""A snapshot of three ports made the sweeping kernel, which takes four at once, read beyond its table."""

from __future__ import annotations

import numpy as np
import pytest

from huxing.core.errors import ShapeError
from huxing.network.topology import Snapshot


@pytest.mark.parametrize(
    ("ports", "neighbour", "ranges", "words"),
    [
        (3, -1, (5, 2), "multiple of 4"),
        (4, 5, (5, 2), "satellites 0 to 4"),
        (4, -2, (5, 2), "or -1"),
        (4, -1, (4, 2), "ground_range"),
    ],
)
def test_tables_that_the_kernels_cannot_take_are_refused(ports, neighbour, ranges, words):
    table = np.full((5, ports), neighbour, np.int32)
    with pytest.raises(ShapeError, match=words):
        Snapshot(
            np.datetime64("2026-01-01", "ns"), np.zeros((5, 3)), table, np.full((5, ports), -1, np.int32),
            np.full((5, ports), np.inf), np.full(ranges, np.inf), np.arange(5, dtype=np.int32)[None],
        )  # fmt: skip
