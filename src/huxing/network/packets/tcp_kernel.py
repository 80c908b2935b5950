"""TCP as compiled steps on one connection: what an acknowledgement, a timeout and a segment do.

Loss recovery is NewReno's for both congestion controls (no selective acknowledgements), with time stamps for the round
trip. A connection starts open: there is no handshake.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from huxing.network.packets import layout as at
from huxing.network.packets import tcp_layout as tcp_at
from huxing.network.packets.compiled import kernel
from huxing.network.packets.congestion_kernel import after_loss, after_timeout, grow

Row = NDArray[np.int64]
Numbers = NDArray[np.float64]

_GRANULARITY = 1e-3
_LONGEST_TIMEOUT = 60_000_000_000_000
_SECOND = 1e12


@kernel
def next_segment(tcp: Row, window: Numbers, now: int) -> int:  # pragma: no cover - compiled
    """The segment to send now, if the windows allow one.

    Args:
        tcp, window: the connection's rows, changed in place.
        now: ps.

    Returns:
        Its number, or -1.

    Raises:
        Nothing.

    Source:
        RFC 5681, section 3.1; RFC 3042 (two segments beyond the window on the first two duplicates); RFC 6298, 5.1.
    """
    if tcp[tcp_at.RESEND]:
        tcp[tcp_at.RESEND] = 0
        segment = tcp[tcp_at.UNACKED]
    else:
        allowed = int(window[tcp_at.CWND])
        if not tcp[tcp_at.RECOVERING] and tcp[tcp_at.NEXT_NEW] == tcp[tcp_at.HIGHEST]:
            allowed += min(tcp[tcp_at.DUPLICATES], 2)
        segment = tcp[tcp_at.NEXT_NEW]
        if segment >= tcp[tcp_at.TOTAL] or segment - tcp[tcp_at.UNACKED] >= min(allowed, tcp[tcp_at.WINDOW]):
            return -1
        tcp[tcp_at.NEXT_NEW] = segment + 1
    tcp[tcp_at.RESENT] += segment < tcp[tcp_at.HIGHEST]
    tcp[tcp_at.HIGHEST] = max(tcp[tcp_at.HIGHEST], tcp[tcp_at.NEXT_NEW])
    if tcp[tcp_at.DEADLINE] == at.NEVER:
        tcp[tcp_at.DEADLINE] = now + tcp[tcp_at.TIMEOUT]
    return segment


@kernel
def take_acknowledgement(
    tcp: Row, window: Numbers, acknowledged: int, echo: int, now: int
) -> None:  # pragma: no cover - compiled
    """What an acknowledgement does to the sender; what it may send then is asked of `next_segment`.

    Args:
        tcp, window: the connection's rows, changed in place.
        acknowledged: first segment that the receiver lacks.
        echo: time stamp of the segment that caused it, ps.
        now: ps.

    Returns:
        Nothing.

    Raises:
        Nothing.

    Source:
        RFC 5681, section 3.2; RFC 6582, section 3.2; RFC 6298, 5.2 and 5.3.
    """
    fresh = acknowledged - tcp[tcp_at.UNACKED]
    if fresh > 0:
        _sample(tcp, window, acknowledged, now - echo)
        tcp[tcp_at.UNACKED] = acknowledged
        tcp[tcp_at.NEXT_NEW] = max(tcp[tcp_at.NEXT_NEW], acknowledged)
        tcp[tcp_at.BACKOFFS] = 0
        if tcp[tcp_at.RECOVERING]:
            _recover(tcp, window, acknowledged, fresh)
        else:
            tcp[tcp_at.DUPLICATES] = 0
            grow(tcp, window, fresh, now)
        if acknowledged == tcp[tcp_at.HIGHEST]:
            tcp[tcp_at.DEADLINE] = at.NEVER
        elif (
            not tcp[tcp_at.RECOVERING] or tcp[tcp_at.PARTIALS] == 1
        ):  # in a recovery the first partial one alone restarts it
            tcp[tcp_at.DEADLINE] = now + tcp[tcp_at.TIMEOUT]
    elif fresh == 0 and tcp[tcp_at.HIGHEST] > acknowledged:
        tcp[tcp_at.DUPLICATES] += 1
        if tcp[tcp_at.RECOVERING]:
            window[tcp_at.CWND] += 1.0
        elif tcp[tcp_at.DUPLICATES] == 3 and acknowledged > tcp[tcp_at.RECOVER]:
            tcp[tcp_at.FAST_RETRANSMITS] += 1
            tcp[tcp_at.RECOVER], tcp[tcp_at.RECOVERING], tcp[tcp_at.PARTIALS], tcp[tcp_at.RESEND] = (
                tcp[tcp_at.HIGHEST],
                1,
                0,
                1,
            )
            after_loss(tcp, window)
            window[tcp_at.CWND] = window[tcp_at.SSTHRESH] + 3.0


@kernel
def _recover(tcp: Row, window: Numbers, acknowledged: int, fresh: int) -> None:  # pragma: no cover - compiled
    """A new acknowledgement within a fast recovery: the end of it, or the next hole (RFC 6582, section 3.2, step 3)."""
    if acknowledged >= tcp[tcp_at.RECOVER]:
        flight = max(tcp[tcp_at.NEXT_NEW] - acknowledged, 1)
        window[tcp_at.CWND] = min(window[tcp_at.SSTHRESH], flight + 1.0)
        tcp[tcp_at.RECOVERING] = tcp[tcp_at.DUPLICATES] = 0
        return
    tcp[tcp_at.PARTIALS] += 1
    tcp[tcp_at.RESEND] = 1
    window[tcp_at.CWND] = max(window[tcp_at.CWND] - fresh + 1.0, 1.0)


@kernel
def _sample(tcp: Row, window: Numbers, acknowledged: int, trip: int) -> None:  # pragma: no cover - compiled
    """One sample of the round trip a window (RFC 6298, sections 2 and 4), and the timeout without its back-off."""
    if acknowledged > tcp[tcp_at.SAMPLE_AT]:
        tcp[tcp_at.SAMPLE_AT] = tcp[tcp_at.NEXT_NEW]
        trip_s = trip / _SECOND
        if tcp[tcp_at.SAMPLES] == 0:
            window[tcp_at.SRTT], window[tcp_at.RTTVAR] = trip_s, trip_s / 2.0
        else:
            window[tcp_at.RTTVAR] = 0.75 * window[tcp_at.RTTVAR] + 0.25 * abs(window[tcp_at.SRTT] - trip_s)
            window[tcp_at.SRTT] = 0.875 * window[tcp_at.SRTT] + 0.125 * trip_s
        tcp[tcp_at.SAMPLES] += 1
        tcp[tcp_at.LAST_SAMPLE] = trip
    timeout = int((window[tcp_at.SRTT] + max(_GRANULARITY, 4.0 * window[tcp_at.RTTVAR])) * _SECOND)
    tcp[tcp_at.TIMEOUT] = min(max(timeout, tcp[tcp_at.LEAST_TIMEOUT]), _LONGEST_TIMEOUT)


@kernel
def time_out(tcp: Row, window: Numbers, now: int) -> None:  # pragma: no cover - compiled
    """The retransmission timer has run out: all that is not acknowledged is to be sent again, from one segment on.

    Args:
        tcp, window: the connection's rows, changed in place.
        now: ps.

    Returns:
        Nothing.

    Raises:
        Nothing.

    Source:
        RFC 6298, 5.4 to 5.7; RFC 5681, section 3.1, equation 4; RFC 6582, section 3.2, step 4.
    """
    # The threshold stays for a segment that is lost again, and within a recovery: it was halved for that window, and
    # what is then not acknowledged has mostly arrived (as in Linux, tcp_enter_loss).
    if tcp[tcp_at.BACKOFFS] == 0 and not tcp[tcp_at.RECOVERING]:
        after_timeout(tcp, window)
    tcp[tcp_at.TIMEOUTS] += 1
    tcp[tcp_at.BACKOFFS] += 1
    window[tcp_at.CWND] = 1.0
    tcp[tcp_at.NEXT_NEW] = tcp[tcp_at.UNACKED]
    tcp[tcp_at.RECOVER] = tcp[tcp_at.HIGHEST]
    tcp[tcp_at.RECOVERING] = tcp[tcp_at.DUPLICATES] = tcp[tcp_at.RESEND] = 0
    tcp[tcp_at.TIMEOUT] = min(2 * tcp[tcp_at.TIMEOUT], _LONGEST_TIMEOUT)
    tcp[tcp_at.DEADLINE] = now + tcp[tcp_at.TIMEOUT]


@kernel
def take_segment(
    tcp: Row, arrived: NDArray[np.uint64], segment: int, stamp: int, now: int
) -> bool:  # pragma: no cover - compiled
    """What a segment does to the receiver.

    Args:
        tcp: the connection's row, changed in place.
        arrived: bits of the segments beyond a gap, of all connections.
        segment: its number.
        stamp: when it was sent, ps.
        now: ps.

    Returns:
        Whether to acknowledge at once; else the acknowledgement is due at ACK_DUE.

    Raises:
        Nothing.

    Source:
        RFC 5681, section 4.2 (at least every second segment; at once with a gap); RFC 7323, section 4.3 (the echo).
    """
    if segment <= tcp[tcp_at.LAST_ACK]:
        tcp[tcp_at.ECHO] = stamp
    expected = tcp[tcp_at.EXPECTED]
    if segment != expected:
        if segment > expected:
            tcp[tcp_at.BUFFERED] += _mark(tcp, arrived, segment)
        return True
    gap = tcp[tcp_at.BUFFERED] > 0
    expected += 1
    while tcp[tcp_at.BUFFERED] > 0 and _unmark(tcp, arrived, expected):
        tcp[tcp_at.BUFFERED] -= 1
        expected += 1
    bits = (expected - tcp[tcp_at.EXPECTED]) * tcp[tcp_at.PAYLOAD]
    if expected == tcp[tcp_at.TOTAL]:
        bits += tcp[tcp_at.LAST_PAYLOAD] - tcp[tcp_at.PAYLOAD]
        tcp[tcp_at.FINISHED] = now
    tcp[tcp_at.GOODPUT_BITS] += bits
    tcp[tcp_at.EXPECTED] = expected
    tcp[tcp_at.PENDING] += 1
    if gap or expected == tcp[tcp_at.TOTAL] or tcp[tcp_at.ACK_DELAY] == 0 or tcp[tcp_at.PENDING] >= 2:
        return True
    tcp[tcp_at.ACK_DUE] = now + tcp[tcp_at.ACK_DELAY]
    return False


@kernel
def acknowledge(tcp: Row) -> int:  # pragma: no cover - compiled
    """Note that an acknowledgement leaves now; the number it carries."""
    tcp[tcp_at.PENDING] = 0
    tcp[tcp_at.LAST_ACK] = tcp[tcp_at.EXPECTED]
    return tcp[tcp_at.EXPECTED]


@kernel
def _mark(tcp: Row, arrived: NDArray[np.uint64], segment: int) -> int:  # pragma: no cover - compiled
    """Note a segment beyond a gap; 1 where it is new."""
    place = segment & tcp[tcp_at.BITMAP_MASK]
    word, bit = tcp[tcp_at.BITMAP] + (place >> 6), np.uint64(1) << np.uint64(place & 63)
    new = (arrived[word] & bit) == np.uint64(0)
    arrived[word] |= bit
    return int(new)


@kernel
def _unmark(tcp: Row, arrived: NDArray[np.uint64], segment: int) -> bool:  # pragma: no cover - compiled
    """Whether a segment had come before its turn; it is in order now."""
    place = segment & tcp[tcp_at.BITMAP_MASK]
    word, bit = tcp[tcp_at.BITMAP] + (place >> 6), np.uint64(1) << np.uint64(place & 63)
    was = (arrived[word] & bit) != np.uint64(0)
    arrived[word] &= ~bit
    return was
