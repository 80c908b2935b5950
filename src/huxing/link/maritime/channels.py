"""Channels of AIS, ASM and VDE."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from huxing.catalogue.standard_tables import standard_table
from huxing.core.errors import CatalogueError

_TABLE = "vdes_channels"


@dataclass(frozen=True)
class VdesChannel:
    """A channel of the VHF maritime band.

    Attributes:
        name: 'ais-1', 'vde-2026'.
        leg: what it belongs to, 'AIS', 'VDE-SAT down'.
        channel: its designator in Appendix 18 of the Radio Regulations.
        low, high: edges, Hz.
        direction: 'ship-to-ship', 'ship-to-shore', 'shore-to-ship', 'ship-to-satellite', 'satellite-to-ship'.
        certainty: 'rr' (Radio Regulations) or 'secondary' (secondary texts on ITU-R M.2092 only).
    """

    name: str
    leg: str
    channel: str
    low: float
    high: float
    direction: str
    certainty: str

    @property
    def frequency(self) -> float:
        """Middle of the channel, Hz."""
        return 0.5 * (self.low + self.high)

    @property
    def bandwidth(self) -> float:
        """Width of the channel, Hz."""
        return self.high - self.low


def vdes_channels() -> tuple[VdesChannel, ...]:
    """All channels.

    Returns:
        Channels, in the order of the table.

    Raises:
        Nothing of its own.

    Source:
        `standard_table('vdes_channels')`.
    """
    table = standard_table(_TABLE)
    edges = zip(table.numbers("low_mhz"), table.numbers("high_mhz"), strict=True)
    texts = zip(*(table.texts(key) for key in ("name", "leg", "channel", "direction", "certainty")), strict=True)
    return tuple(
        # kilohertz are whole and halves: 161.9625 MHz is 161,962,500 Hz, not its nearest float times a million
        VdesChannel(name, leg, channel, round(low * 1e6), round(high * 1e6), direction, certainty)
        for (low, high), (name, leg, channel, direction, certainty) in zip(edges, texts, strict=True)
    )


def vdes_channel(name: str) -> VdesChannel:
    """A channel by name.

    Args:
        name: as in `vdes_channels`.

    Returns:
        The channel.

    Raises:
        CatalogueError: no such channel; the nearest names are listed.

    Source:
        `standard_table('vdes_channels')`.
    """
    known = {channel.name: channel for channel in vdes_channels()}
    if isinstance(name, str) and name in known:
        return known[name]
    near = difflib.get_close_matches(str(name)[:60], known, n=3, cutoff=0.4) or list(known)
    raise CatalogueError(f"no VHF channel '{str(name)[:60]}'; nearest: {', '.join(near)}", given=name, accepted=near)
