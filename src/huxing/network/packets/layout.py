"""Columns of the tables that the packet kernels share. All times are whole picoseconds from the start.

An event touches a few rows that lie anywhere, and what it costs is mostly the wait for memory: so a row is 32 or 64
bytes, a line of cache or half of one, with columns of 64 bits, of 32 bits and of floating point beside each other. A
table therefore comes as several views of the same memory: `packets` of int64 and `packet_words` of int32, and so on.
"""

from __future__ import annotations

PICOSECONDS = 1_000_000_000_000
"""In a second."""
NEVER = 2**62
"""Later than any time."""
MOST_HOPS = 255
MOST_BITS = 2**23 - 1
"""Of a packet: its size and its hops share a word."""

# packets (slot, 4) int64, packet_words (slot, 8) int32: a packet under way, or a free slot.
ARRIVAL, BORN = range(2)
NEXT, ROW, SEQUENCE, SIZE = range(4, 8)
"""NEXT chains the packets on a link and the free slots; ROW is that of `tallies`; SIZE is bits times 256 plus hops."""
PACKET_COLUMNS = 4

# links (link, 4) int64, link_words (link, 8) int32, link_rates (link, 4) float64: a directed link of the present epoch.
HEAD, TAIL, PORT, TARGET = range(4)
"""The chain of its packets in order of arrival; TARGET is -1 - node where the link may lose packets."""
DELAY, PS_PER_BIT = range(2, 4)
LINK_COLUMNS = 4
# losses (link, 2) float64
CHANCE, EVERY = range(2)
LOSS_COLUMNS = 2

# ports (port, 8) int64, port_words (port, 16) int32, port_sums (port, 8) float64: a transmitter and its queue.
BUSY, BUSY_SUM, WAIT_SUM, TAKEN = range(4)
"""BUSY: when the transmitter is free; sums in ps; TAKEN: packets let into the port."""
RING, MASK, FIRST, WAITING, LIMIT, LONGEST = range(8, 14)
"""Its cells of `rings` are RING + ((FIRST + i) & MASK); RING is -1 - row of `managed` where the queue is managed."""
REFUSED = 7
PORT_COLUMNS = 8

# passed (port,) int64: packets over its links that lose every so many, since the last loss.

# rings (cell, 2) int64: a waiting packet.
CLOCK, WHERE = range(2)
"""Plain queue: when it will start, and its link. Managed queue: when it came, and link times 2**32 plus slot."""

# managed (row, 12) int64: a queue under CoDel.
CELLS, OWNER, QUEUE_BITS, LARGEST, CODEL_TARGET, CODEL_INTERVAL = range(6)
FIRST_ABOVE, DROP_NEXT, DROP_COUNT, LAST_COUNT, DROPPING, DISCARDED = range(6, 12)
"""CELLS: first of its ring; OWNER: port; LARGEST: bits of the largest packet seen; DISCARDED: what CoDel dropped."""
MANAGED_COLUMNS = 12

# flows (flow, 12) int64: a source.
KIND, SOURCE, SINK, GAP, BITS, RANDOM_GAPS, RANDOM_SIZES, STOP, COUNT, PART = range(10)
"""GAP: mean, ps; BITS: mean; COUNT: packets made; PART: row of the TCP tables, or first place in `pings`."""
FLOW_COLUMNS = 12
UDP, PING, TCP = range(3)

# tallies (2 flow, 12) int64, latency_sums (2 flow, 2) float64: row 2 f is the way there, row 2 f + 1 the way back.
SENT, DELIVERED, QUEUE_FULL, MANAGED_DROP, NO_ROUTE, LINK_REMOVED, LINK_LOSS, TOO_MANY_HOPS = range(8)
DELIVERED_BITS, LEAST, GREATEST = range(8, 11)
TALLY_COLUMNS = 12

# state (16,) int64
FREE_HEAD, FREE_COUNT, EVENTS, MARGIN, FIRST_FLOW, FIRST_RECEIVER, FIRST_LINK, EPOCH_START = range(8)
STATE_COLUMNS = 16

# tree (2 n, 2) int64
TIME, ENTITY = range(2)
"""Entities are numbered: managed queues, flows (their timers), TCP receivers (their timers), links."""

# next_link (node, destination) int32: a link, or
UNREACHABLE, HERE = -1, -2

# what `run_until` returns
DONE, GROW, PAUSED = range(3)
