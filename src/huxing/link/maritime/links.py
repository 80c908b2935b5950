"""Modulations and rates: those that could be verified, and how a link of a user's own table looks."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

import numpy as np

from huxing.catalogue.standard_tables import standard_table
from huxing.core.errors import CatalogueError, MissingDataError

_TABLE = "vdes_links"
DIRECTIONS = ("ship-to-ship", "ship-to-shore", "shore-to-ship", "ship-to-satellite", "satellite-to-ship")
MODULATIONS = {"gmsk": 1, "bpsk": 1, "qpsk": 2, "pi/4-qpsk": 2, "8psk": 3, "16qam": 4, "16apsk": 4}
"""Modulations of a link, with their bits per symbol."""


@dataclass(frozen=True)
class VdesLink:
    """A way to send: modulation, rates and, where it is known, what it needs.

    Attributes:
        name: 'ais', 'vde-ter-100-qpsk', or a link ID of a user's table.
        direction: one of `DIRECTIONS`.
        modulation: one of `MODULATIONS`.
        symbol_rate: of data, baud.
        bandwidth: of the channel, Hz.
        code_rate: bits of information over bits sent; None: not known.
        spreading: chips per symbol.
        required_es_over_n0_db: of a data symbol, after despreading, for the source's error rate; None: not known.
        source: of the figures.
    """

    name: str
    direction: str
    modulation: str
    symbol_rate: float
    bandwidth: float
    code_rate: float | None = None
    spreading: int = 1
    required_es_over_n0_db: float | None = None
    source: str = ""

    @property
    def bits_per_symbol(self) -> int:
        """Of the modulation, coding not counted."""
        return MODULATIONS[self.modulation]

    @property
    def gross_rate(self) -> float:
        """Bits sent, bit/s."""
        return self.symbol_rate * self.bits_per_symbol

    def information_rate(self) -> float:
        """Bits of information while a burst lasts; ramps, synchronisation and guard are not taken off.

        Returns:
            Rate, bit/s.

        Raises:
            MissingDataError: the code rate is not known.

        Source:
            Gross rate times code rate.
        """
        if self.code_rate is None:
            raise MissingDataError(
                f"link '{self.name}': its code rate is not known ({self.source:.120}); give a table with it, see "
                "read_link_table"
            )
        return self.gross_rate * self.code_rate


def vdes_links() -> tuple[VdesLink, ...]:
    """The links that come with huxing: AIS, ASM and VDE-TER. VDE-SAT is the user's to give: `read_link_table`.

    Returns:
        Links, in the order of the table.

    Raises:
        Nothing of its own.

    Source:
        `standard_table('vdes_links')`.
    """
    table = standard_table(_TABLE)
    texts = zip(*(table.texts(key) for key in ("name", "direction", "modulation", "certainty")), strict=True)
    figures = zip(
        *(table.numbers(key) for key in ("symbol_rate_baud", "bandwidth_khz", "code_rate")),
        strict=True,
    )
    return tuple(
        VdesLink(
            name,
            direction,
            modulation,
            float(baud),
            float(width * 1e3),
            None if np.isnan(code) else float(code),
            source="ITU-R M.1371-6" if certainty == "m1371" else "secondary texts on ITU-R M.2092",
        )
        for (name, direction, modulation, certainty), (baud, width, code) in zip(texts, figures, strict=True)
    )


def vdes_link(name: str) -> VdesLink:
    """A link by name.

    Args:
        name: as in `vdes_links`.

    Returns:
        The link.

    Raises:
        CatalogueError: no such link; the nearest names are listed.

    Source:
        `standard_table('vdes_links')`.
    """
    known = {link.name: link for link in vdes_links()}
    if isinstance(name, str) and name in known:
        return known[name]
    near = difflib.get_close_matches(str(name)[:60], known, n=3, cutoff=0.4) or list(known)
    raise CatalogueError(
        f"no link '{str(name)[:60]}'; nearest: {', '.join(near)}; links of VDE-SAT come from a table of your own "
        "(read_link_table, docs/how-to/vdes.md)",
        given=name,
        accepted=near,
    )
