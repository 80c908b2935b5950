"""Slots of the table of packets: taken, freed, and freed with a cause counted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from huxing.network.packets import layout as at
from huxing.network.packets.compiled import inlined

Table = NDArray[np.int64]
Words = NDArray[np.int32]


@inlined
def take_slot(packet_words: Words, state: Table) -> int:  # pragma: no cover - compiled
    """A slot for a packet; the caller has seen that there is one."""
    slot = state[at.FREE_HEAD]
    state[at.FREE_HEAD] = packet_words[slot, at.NEXT]
    state[at.FREE_COUNT] -= 1
    return slot


@inlined
def free_slot(packet_words: Words, state: Table, slot: int) -> None:  # pragma: no cover - compiled
    """Give a packet's slot back."""
    packet_words[slot, at.NEXT] = state[at.FREE_HEAD]
    state[at.FREE_HEAD] = slot
    state[at.FREE_COUNT] += 1


@inlined
def drop(
    packet_words: Words, tallies: Table, state: Table, slot: int, cause: int
) -> None:  # pragma: no cover - compiled
    """Count a packet as dropped for a cause and free its slot."""
    tallies[packet_words[slot, at.ROW], cause] += 1
    free_slot(packet_words, state, slot)
