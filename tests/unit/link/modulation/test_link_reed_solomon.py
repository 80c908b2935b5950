"""Reed-Solomon codes against the binomial sum written out with fractions."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
import pytest

from huxing.core.errors import CatalogueError, ModelRangeError
from huxing.link.modulation import reed_solomon_error_rates


def written_out(corrected: int, bit: Fraction) -> tuple[Fraction, Fraction]:
    symbol = 1 - (1 - bit) ** 8
    terms = {j: comb(255, j) * symbol**j * (1 - symbol) ** (255 - j) for j in range(corrected + 1, 256)}
    return sum(j * t for j, t in terms.items()) / 255 * bit / symbol, sum(terms.values(), Fraction(0))


@pytest.mark.parametrize(("symbols", "corrected"), [(223, 16), (239, 8)])
@pytest.mark.parametrize("bit", [Fraction(1, 10_000), Fraction(1, 300), Fraction(1, 20)])
def test_equals_the_sum_written_out(symbols: int, corrected: int, bit: Fraction) -> None:
    bits, words = reed_solomon_error_rates(symbols, float(bit))
    expected_bits, expected_words = written_out(corrected, bit)
    assert words == pytest.approx(float(expected_words), rel=1e-9)
    assert bits == pytest.approx(float(expected_bits), rel=1e-9)


def test_limits_and_shape() -> None:
    bits, words = reed_solomon_error_rates(223, [[0.0, 1e-3], [5e-3, 0.5]])
    assert bits.shape == words.shape == (2, 2)
    assert (bits[0, 0], words[0, 0]) == (0.0, 0.0)
    assert words[1, 1] == pytest.approx(1.0)
    assert bits[1, 1] == pytest.approx(0.5)
    assert (np.diff(words.ravel()) > 0).all()


def test_bad_input() -> None:
    with pytest.raises(CatalogueError, match=r"no code RS\(255,251\)"):
        reed_solomon_error_rates(251, 0.1)
    for bad in (-0.1, 0.6, np.nan):
        with pytest.raises(ModelRangeError, match="Reed-Solomon code: bit error rate"):
            reed_solomon_error_rates(223, bad)
