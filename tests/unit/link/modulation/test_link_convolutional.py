"""The K = 7 code: published distances, and its bound against a Viterbi decoder."""

from __future__ import annotations

import pytest
from viterbi_twin import simulated_bit_error_rate

from huxing.core.errors import CatalogueError
from huxing.link.modulation import convolutional_bit_error_bound, distance_spectrum
from huxing.link.modulation.convolutional import PUNCTURING
from huxing.link.ratios import BitEnergyToNoise, SymbolEnergyToNoise

# Haccoun and Begin, IEEE Trans. Commun. 37(11), 1989 (171, 133 and its punctured codes) as public programs quote it,
# from the free distance on; counted over sections of several bits, where an event may touch the right path within a
# section and go on, so that there are a few more from twice the free distance on: only smaller ones are compared
PUBLISHED = {
    "1/2": (10, [36, 0, 211, 0, 1404, 0, 11633, 0, 77433, 0]),
    "2/3": (6, [3, 70, 285, 1276, 6160, 27128]),
    "3/4": (5, [42, 201, 1492, 10469, 62935]),
}


def information_weights_one_by_one(rate: str, limit: int) -> dict[int, int]:
    """Each path that leaves state 0 and returns, walked on its own; by weight up to a limit."""
    patterns, found = PUNCTURING[rate], dict.fromkeys(range(1, limit + 1), 0)

    def walk(state: int, bit: int, phase: int, weight: int, bits: int) -> None:
        register = (bit << 6) | state
        sent = [(register & generator).bit_count() % 2 for generator in (0o171, 0o133)]
        weight += sum(s for s, pattern in zip(sent, patterns, strict=True) if pattern[phase] == "1")
        state, bits = register >> 1, bits + bit
        if weight > limit:
            return
        if state == 0:
            found[weight] += bits
            return
        for following in (0, 1):
            walk(state, following, (phase + 1) % len(patterns[0]), weight, bits)

    for start in range(len(patterns[0])):
        walk(0, 1, start, 0, 0)
    return found


@pytest.mark.parametrize(("rate", "free"), [("2/3", 6), ("5/6", 4), ("7/8", 3)])
def test_distances_are_those_of_paths_walked_one_by_one(rate: str, free: int) -> None:
    walked = information_weights_one_by_one(rate, free + 1)
    assert {distance: weight for distance, weight in walked.items() if weight} == dict(distance_spectrum(rate)[:2])


@pytest.mark.parametrize("rate", PUBLISHED)
def test_distances_are_the_published_ones(rate: str) -> None:
    free, weights = PUBLISHED[rate]
    spectrum = distance_spectrum(rate)
    assert [distance for distance, _ in spectrum] == list(range(free, free + 14))
    assert [weight for _, weight in spectrum][: len(weights)] == weights


@pytest.mark.parametrize("rate", PUNCTURING)
def test_the_bound_lies_just_over_a_viterbi_decoder(rate: str) -> None:
    # bit error rates of 2e-4 to 5e-4; counted errors come in bursts of about five: a million bits have 60 to 100
    # bursts, their number is good to 12 %, three times that below. The bound was 1.4 to 2.3 times the count
    db = {"1/2": 3.0, "2/3": 3.5, "3/4": 4.0, "5/6": 4.5, "7/8": 4.9}[rate]
    counted = simulated_bit_error_rate(PUNCTURING[rate], db, 1_000_000, seed=1)
    assert 0.64 * counted < convolutional_bit_error_bound(rate, BitEnergyToNoise(db)) < 3.0 * counted


def test_rate_one_half_needs_4_2_db_for_1e_5() -> None:
    # CCSDS 130.1-G-1, figure 4-6, read to 0.1 dB
    assert convolutional_bit_error_bound("1/2", BitEnergyToNoise(4.1)) > 1e-5
    assert convolutional_bit_error_bound("1/2", BitEnergyToNoise(4.3)) < 1e-5
    assert convolutional_bit_error_bound("1/2", BitEnergyToNoise(-20.0)) == 0.5


def test_bad_input() -> None:
    for function in (distance_spectrum, lambda rate: convolutional_bit_error_bound(rate, BitEnergyToNoise(1.0))):
        with pytest.raises(CatalogueError, match="no punctured rate '4/5'; there are 1/2, 2/3, 3/4, 5/6, 7/8"):
            function("4/5")
    with pytest.raises(TypeError, match="not a SymbolEnergyToNoise"):
        convolutional_bit_error_bound("1/2", SymbolEnergyToNoise(1.0))  # type: ignore[arg-type]
