"""How NewReno and CUBIC open and close the congestion window."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from huxing.network.packets import tcp_layout as tcp_at
from huxing.network.packets.compiled import kernel

Row = NDArray[np.int64]
Numbers = NDArray[np.float64]

CUBIC_C = 0.4
"""RFC 9438, section 5, s^-3 segments."""
CUBIC_BETA = 0.7
_ALPHA = 3.0 * (1.0 - CUBIC_BETA) / (1.0 + CUBIC_BETA)


@kernel
def grow(tcp: Row, window: Numbers, fresh: int, now: int) -> None:  # pragma: no cover - compiled
    """Open the window for `fresh` newly acknowledged segments.

    Slow start adds at most one segment an acknowledgement; congestion avoidance counts segments, one a round trip.

    Source: RFC 5681, section 3.1, equations 2 and 3; RFC 9438, sections 4.2 to 4.5 and 4.10.
    """
    cwnd = window[tcp_at.CWND]
    if cwnd < window[tcp_at.SSTHRESH]:
        cwnd += 1.0
    elif tcp[tcp_at.CUBIC]:
        cwnd = _cubic(tcp, window, min(float(fresh), cwnd), now)
    else:
        cwnd += min(fresh / cwnd, 1.0)
    window[tcp_at.CWND] = min(cwnd, float(tcp[tcp_at.WINDOW]))


@kernel
def _cubic(tcp: Row, window: Numbers, fresh: float, now: int) -> float:  # pragma: no cover - compiled
    cwnd = window[tcp_at.CWND]
    if tcp[tcp_at.EPOCH] < 0:
        tcp[tcp_at.EPOCH] = now
        if cwnd < window[tcp_at.W_MAX]:
            window[tcp_at.K] = ((window[tcp_at.W_MAX] - cwnd) / CUBIC_C) ** (1.0 / 3.0)
        else:
            window[tcp_at.K], window[tcp_at.W_MAX] = 0.0, cwnd
        window[tcp_at.W_EST] = cwnd
    since = (now - tcp[tcp_at.EPOCH]) / 1e12 - window[tcp_at.K]
    alpha = _ALPHA if window[tcp_at.W_EST] < window[tcp_at.CWND_PRIOR] else 1.0
    window[tcp_at.W_EST] += alpha * fresh / cwnd
    if CUBIC_C * since**3 + window[tcp_at.W_MAX] < window[tcp_at.W_EST]:
        return max(window[tcp_at.W_EST], cwnd)
    target = CUBIC_C * (since + window[tcp_at.SRTT]) ** 3 + window[tcp_at.W_MAX]
    return cwnd + fresh * (min(max(target, cwnd), 1.5 * cwnd) - cwnd) / cwnd


@kernel
def after_loss(tcp: Row, window: Numbers) -> None:  # pragma: no cover - compiled
    """Set the threshold where three duplicates tell of a loss; what limited transmit sent does not count.

    Source: RFC 5681, section 3.2, step 2; RFC 9438, sections 4.6 and 4.7.
    """
    cwnd = window[tcp_at.CWND]
    flight = min(float(tcp[tcp_at.NEXT_NEW] - tcp[tcp_at.UNACKED]), cwnd)
    if not tcp[tcp_at.CUBIC]:
        window[tcp_at.SSTHRESH] = max(flight / 2.0, 2.0)
        return
    window[tcp_at.SSTHRESH] = max(flight * CUBIC_BETA, 2.0)
    window[tcp_at.CWND_PRIOR] = cwnd
    window[tcp_at.W_MAX] = cwnd * (1.0 + CUBIC_BETA) / 2.0 if cwnd < window[tcp_at.W_MAX] else cwnd
    tcp[tcp_at.EPOCH] = -1


@kernel
def after_timeout(tcp: Row, window: Numbers) -> None:  # pragma: no cover - compiled
    """Set the threshold where the timer tells of a loss.

    Source: RFC 5681, section 3.1, equation 4; RFC 9438, section 4.8.
    """
    flight = float(tcp[tcp_at.NEXT_NEW] - tcp[tcp_at.UNACKED])
    if not tcp[tcp_at.CUBIC]:
        window[tcp_at.SSTHRESH] = max(flight / 2.0, 2.0)
        return
    window[tcp_at.SSTHRESH] = max(min(flight, window[tcp_at.CWND]) * CUBIC_BETA, 2.0)
    window[tcp_at.CWND_PRIOR] = window[tcp_at.CWND]
    window[tcp_at.W_MAX] = 0.0
    tcp[tcp_at.EPOCH] = -1
