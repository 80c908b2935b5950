"""Columns of the TCP tables. Sequence numbers count segments, from 0; times are whole picoseconds."""

from __future__ import annotations

# connections (connection, 36) int64: the sender,
UNACKED, NEXT_NEW, HIGHEST, TOTAL, RECOVER, DUPLICATES, RECOVERING, PARTIALS, RESEND = range(9)
"""UNACKED: first segment not acknowledged; NEXT_NEW: to send next; HIGHEST: beyond the last ever sent; TOTAL: of the
flow; RECOVER: HIGHEST when the last loss was noticed; RESEND: whether UNACKED is to be sent again now."""
TIMEOUT, DEADLINE, BACKOFFS, SAMPLE_AT, WINDOW, CUBIC, EPOCH, LEAST_TIMEOUT = range(9, 17)
"""TIMEOUT: the RFC's RTO; BACKOFFS: times in a row it has run out; SAMPLE_AT: an acknowledgement beyond it gives the
next sample of the round trip; EPOCH: when the present congestion avoidance of CUBIC began, -1 before."""
PAYLOAD, LAST_PAYLOAD, HEADER = range(17, 20)
"""Bits of a segment, of the last one, and of the headers."""
# its receiver,
EXPECTED, PENDING, ACK_DELAY, ACK_DUE, LAST_ACK, ECHO, BUFFERED, BITMAP, BITMAP_MASK, FINISHED = range(20, 30)
"""EXPECTED: next in order; PENDING: segments in order not yet acknowledged; ECHO: time stamp to return; BUFFERED:
segments beyond a gap, marked in `arrived` from word BITMAP on; FINISHED: when the last segment was in order, or -1."""
# and its statistics.
TIMEOUTS, FAST_RETRANSMITS, RESENT, GOODPUT_BITS, SAMPLES, LAST_SAMPLE = range(30, 36)
CONNECTION_COLUMNS = 36

# windows (connection, 8) float64: in segments and seconds.
CWND, SSTHRESH, SRTT, RTTVAR, W_MAX, K, W_EST, CWND_PRIOR = range(8)
WINDOW_COLUMNS = 8
