"""Reed-Solomon codes over bytes: what a decoder of bounded distance leaves."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc

from huxing.core.errors import CatalogueError
from huxing.core.model_range import ModelRange, broadcast

_LENGTH = 255
_BITS = 8
_CORRECTED = {223: 16, 239: 8}
_MODEL = "Reed-Solomon code"
_BIT_ERRORS = ModelRange(_MODEL, "bit error rate", 0.0, 0.5, physical=True)


def reed_solomon_error_rates(
    information_symbols: int, bit_error_rate: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Error rates behind a decoder of RS(255, k) over bytes.

    Args:
        information_symbols: k, 223 or 239.
        bit_error_rate: in front of it, independent errors, any shape.

    Returns:
        Bit error rate and codeword error rate.

    Raises:
        CatalogueError: another code.
        ModelRangeError: an error rate outside 0 to 0.5.

    Source:
        CCSDS 130.1-G, section 5: binomial tail of the symbol errors over E; bit errors in the ratio that they have to
        symbol errors in front of the decoder. A codeword over E errors is passed on as it was received.

    Valid for:
        Independent bit errors: BPSK or QPSK on the AWGN channel without an inner code.
    """
    if information_symbols not in _CORRECTED:
        raise CatalogueError(f"no code RS(255,{information_symbols!s:.20}); there are RS(255,223) and RS(255,239)")
    (bits,) = broadcast(_MODEL, bit_error_rate=bit_error_rate)
    _BIT_ERRORS.check(bits)
    corrected = _CORRECTED[information_symbols]
    symbols = -np.expm1(_BITS * np.log1p(-bits))
    # the binomial tail, and the mean number of errors in it, are incomplete beta functions
    word = betainc(corrected + 1, _LENGTH - corrected, symbols)
    residual = symbols * betainc(corrected, _LENGTH - corrected, symbols)
    per_symbol = np.divide(bits, symbols, out=np.full(bits.shape, 1.0 / _BITS), where=symbols > 0.0)
    return np.asarray(residual * per_symbol), np.asarray(word)
