"""A Viterbi decoder of the K = 7 code, soft decisions without quantisation: the brute-force twin of the union bound."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray


def simulated_bit_error_rate(patterns: tuple[str, str], eb_over_n0_db: float, bits: int, seed: int) -> float:
    """Errors of random bits sent as BPSK over white noise; the path is traced back from the very end."""
    rng = np.random.default_rng(seed)
    period = len(patterns[0])
    sent = rng.integers(0, 2, bits).astype(np.int64)
    coded = _encode(sent)
    kept = np.array([[p == "1" for p in pattern] for pattern in patterns]).T  # (period, 2)
    mask = np.tile(kept, (-(-bits // period), 1))[:bits]
    rate = period / kept.sum()
    sigma = np.sqrt(0.5 / (rate * 10.0 ** (eb_over_n0_db / 10.0)))
    received = np.where(mask, 1.0 - 2.0 * coded + sigma * rng.normal(size=coded.shape), 0.0)
    return float((_decode(received) != sent).mean())


@njit
def _outputs(register: int) -> tuple[int, int]:
    first, second = register & 0o171, register & 0o133
    a = b = 0
    for k in range(7):
        a ^= (first >> k) & 1
        b ^= (second >> k) & 1
    return a, b


@njit
def _encode(bits: NDArray[np.int64]) -> NDArray[np.int64]:
    coded = np.empty((bits.size, 2), np.int64)
    state = 0
    for t in range(bits.size):
        register = (bits[t] << 6) | state
        coded[t] = _outputs(register)
        state = register >> 1
    return coded


@njit
def _decode(received: NDArray[np.float64]) -> NDArray[np.int64]:
    outputs = np.empty((128, 2), np.int64)
    for register in range(128):
        outputs[register] = _outputs(register)
    metric, fresh = np.full(64, -1e18), np.empty(64)
    metric[0] = 0.0
    came_from = np.empty((received.shape[0], 64), np.uint8)
    for t in range(received.shape[0]):
        for state in range(64):
            best, choice = -1e18, 0
            for low in range(2):
                register = 2 * state + low
                score = metric[register & 63]
                score += received[t, 0] * (1 - 2 * outputs[register, 0])
                score += received[t, 1] * (1 - 2 * outputs[register, 1])
                if score > best:
                    best, choice = score, register & 63
            fresh[state], came_from[t, state] = best, choice
        metric[:] = fresh - fresh.max()
    decoded = np.empty(received.shape[0], np.int64)
    state = int(np.argmax(metric))
    for t in range(received.shape[0] - 1, -1, -1):
        decoded[t] = state >> 5
        state = came_from[t, state]
    return decoded
