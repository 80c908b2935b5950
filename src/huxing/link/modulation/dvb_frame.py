"""The physical-layer frame of DVB-S2 and DVB-S2X: how many bits of information its symbols carry."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from huxing.catalogue.standard_tables import standard_table
from huxing.core.errors import CatalogueError, InputError

FrameSize = Literal["normal", "short"]

BITS_PER_SYMBOL = {
    "QPSK": 2,
    "8PSK": 3,
    "8APSK": 3,
    "16APSK": 4,
    "32APSK": 5,
    "64APSK": 6,
    "128APSK": 7,
    "256APSK": 8,
}
_CODED_BITS = {"normal": 64_800, "short": 16_200}
_HEADER_BITS = 80  # BBHEADER; EN 302 307-1, 5.1.6
_SLOT = 90
_PILOT_BLOCK = 36
_SLOTS_PER_PILOT = 16


@dataclass(frozen=True)
class DvbFrame:
    """A PLFRAME: header, slots of 90 symbols, and pilots where they are switched on.

    Attributes:
        bits_per_symbol: coded bits a symbol.
        information_bits: K_bch, what the outer code takes in, BBHEADER included.
        coded_bits: of the FECFRAME: 64,800 (normal) or 16,200 (short).
    """

    bits_per_symbol: int
    information_bits: int
    coded_bits: int

    @property
    def slots(self) -> int:
        """Slots of the XFECFRAME; 128APSK is filled up to the next whole one."""
        return -(-self.coded_bits // (self.bits_per_symbol * _SLOT))

    def symbols(self, *, pilots: bool) -> int:
        """All symbols of the frame.

        Args:
            pilots: whether blocks of 36 pilot symbols follow each 16 slots (none after the last slot).

        Returns:
            PLHEADER (one slot), payload and pilots.

        Raises:
            Nothing of its own.

        Source:
            ETSI EN 302 307-1 V1.4.1, 5.5: efficiency 90 S / (90 (S + 1) + 36 int((S - 1) / 16)).
        """
        blocks = (self.slots - 1) // _SLOTS_PER_PILOT if pilots else 0
        return _SLOT * (self.slots + 1) + _PILOT_BLOCK * blocks

    def spectral_efficiency(self, *, pilots: bool) -> float:
        """Bits of information per symbol, BBHEADER and everything else of the frame taken off.

        Args:
            pilots: as in `symbols`.

        Returns:
            Bit/symbol.

        Raises:
            Nothing of its own.

        Source:
            ETSI EN 302 307-1 V1.4.1, 5.5 and table 13, whose efficiencies this gives without pilots.
        """
        return (self.information_bits - _HEADER_BITS) / self.symbols(pilots=pilots)


def dvb_frame(modcod: str, *, frame: FrameSize = "normal") -> DvbFrame:
    """The frame of a MODCOD.

    Args:
        modcod: 'QPSK 1/4'; of a normal frame one of the 67 MODCODs, of a short one any modulation with any code that
            has one (by its nominal rate).
        frame: 'normal' (64,800 coded bits) or 'short' (16,200).

    Returns:
        The frame.

    Raises:
        CatalogueError: no such MODCOD, modulation or code.
        InputError: another size.

    Source:
        ETSI EN 302 307-1 V1.4.1 tables 5a and 5b; EN 302 307-2 V1.1.1.
    """
    if frame not in _CODED_BITS:
        raise InputError(f"no FECFRAME of size '{frame}'; there are {', '.join(_CODED_BITS)}", given=frame)
    modulation, _, code = str(modcod).partition(" ")
    if frame == "normal":
        table, wanted, column = standard_table("dvbs2x_modcods"), modcod, "name"
    else:
        table, wanted, column = standard_table("dvb_short_frames"), code, "code_rate"
    known = table.texts(column)
    if wanted not in known or modulation not in BITS_PER_SYMBOL:
        raise CatalogueError(f"no {frame} frame of '{modcod!s:.40}'; known: {', '.join(known)}", given=modcod)
    information = int(table.numbers("information_bits")[known.index(wanted)])
    return DvbFrame(BITS_PER_SYMBOL[modulation], information, _CODED_BITS[frame])


def nominal_rate(modcod: str) -> Fraction:
    """The rate in a MODCOD's name; '-L' (for linear channels) is not part of it.

    Args:
        modcod: 'QPSK 1/4', '16APSK 2/3-L'.

    Returns:
        The rate.

    Raises:
        InputError: no rate in the name.

    Source:
        ETSI EN 302 307-2 V1.1.1 table 1.
    """
    try:
        return Fraction(modcod.partition(" ")[2].removesuffix("-L"))
    except (ValueError, ZeroDivisionError) as error:
        raise InputError(f"no code rate in the name '{modcod[:40]}'; it is written 'QPSK 1/4'", given=modcod) from error
