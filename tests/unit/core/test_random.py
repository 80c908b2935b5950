"""Random streams: by name, independent, and the same on every machine and release."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.random import random_stream

GOLDEN = {
    (0, ""): ([2021737767253175358, 1262568494624265746], 0.9124838534864624, 0.3105419224015878),
    (42, "fly"): ([481075613048814680, 6648361689485870952], 0.6907187386699177, 1.1717894218858342),
    (42, "launch/draw-17"): ([6328770981586169653, 8600073374509561862], 0.740707014879452, 0.3459503296282489),
    (2**63, "沪星"): ([8731012034687826101, 2816076242246345030], 0.5877900725410217, -0.013791271650172292),
}


@pytest.mark.parametrize(("seed", "name"), GOLDEN)
def test_the_numbers_never_change(seed: int, name: str) -> None:
    stream = random_stream(seed, name)
    integers, uniform, normal = GOLDEN[seed, name]
    assert stream.integers(0, 2**63, 2).tolist() == integers
    assert stream.random() == uniform
    assert stream.standard_normal() == normal


@given(st.integers(0, 2**64), st.text(max_size=20), st.text(max_size=20))
def test_a_stream_depends_on_seed_and_name_alone(seed: int, name: str, other: str) -> None:
    want = random_stream(seed, name).random(4)
    random_stream(seed, other).random(1000)  # adding or using another stream leaves this one alone
    assert (random_stream(seed, name).random(4) == want).all()
    if other != name:
        assert (random_stream(seed, other).random(4) != want).all()
    assert (random_stream(seed + 1, name).random(4) != want).all()


def test_streams_of_near_names_are_independent() -> None:
    draws = np.array([random_stream(7, f"draw-{k}").random(2000) for k in range(40)])
    correlation = np.corrcoef(draws)[np.triu_indices(40, 1)]
    # 780 pairs of 2,000 uniform numbers: standard deviation 1/sqrt(2000) = 0.022; five of them is one in a million
    assert np.abs(correlation).max() < 5 / np.sqrt(2000)
    assert draws.mean() == pytest.approx(0.5, abs=5 * 0.2887 / np.sqrt(draws.size))


def test_a_negative_seed_is_refused() -> None:
    with pytest.raises(ValueError, match="non-negative"):
        random_stream(-1, "x")
