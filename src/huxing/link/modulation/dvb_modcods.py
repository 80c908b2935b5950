"""The MODCODs of DVB-S2 and DVB-S2X."""

from __future__ import annotations

from functools import lru_cache

from huxing.catalogue.standard_tables import standard_table
from huxing.core.errors import InputError
from huxing.link.modulation.dvb_frame import BITS_PER_SYMBOL, DvbFrame, FrameSize, dvb_frame, nominal_rate
from huxing.link.modulation.modcod import Modcod, ModcodSet
from huxing.link.ratios import SymbolEnergyToNoise

_SHORT_FRAME_LOSS_DB = 0.3
_TABLE = {"DVB-S2": "EN 302 307-1 V1.4.1 table 13", "DVB-S2X": "EN 302 307-2 V1.1.1 table 20a"}


@lru_cache(maxsize=8)
def dvb_modcods(*, pilots: bool = False, frame: FrameSize = "normal") -> ModcodSet:
    """The MODCODs of DVB-S2 and DVB-S2X with what they need and carry.

    Normal frames: the 28 of DVB-S2 and the 39 of DVB-S2X, efficiency and Es/N0 as the standards print them. Short
    frames: the 24 of DVB-S2, efficiency from the frame, Es/N0 of the normal frame plus 0.3 dB, the upper end of what
    the standard says a short frame loses. Pilots lower the efficiency by the share of their symbols.

    Es/N0 is for an ideal demodulator on the linear AWGN channel at quasi error free (packet error rate 1e-7 in
    DVB-S2, frame error rate 1e-5 in DVB-S2X): a receiver's implementation loss is the caller's margin. QPSK 2/9 is a
    VL-SNR mode, whose header of 900 symbols the printed efficiency does not count.

    Args:
        pilots: whether pilots are on.
        frame: 'normal' or 'short'.

    Returns:
        The set.

    Raises:
        InputError: another size of frame.

    Source:
        ETSI EN 302 307-1 V1.4.1 table 13, clause 6; EN 302 307-2 V1.1.1 table 20a (see the table for how they were
        read, and two rows of which a later edition prints another efficiency).
    """
    if frame not in ("normal", "short"):
        raise InputError(f"no FECFRAME of size '{frame}'; there are normal, short", given=frame)
    table = standard_table("dvbs2x_modcods")
    rows = zip(
        table.texts("standard"),
        table.texts("name"),
        table.numbers("spectral_efficiency"),
        table.numbers("es_over_n0_db"),
        strict=True,
    )
    modcods = []
    for standard, name, efficiency, es_over_n0_db in rows:
        if frame == "normal":
            body = dvb_frame(name)
            carried = float(efficiency) * (body.symbols(pilots=False) / body.symbols(pilots=pilots))
            modcods.append(_modcod(standard, name, carried, float(es_over_n0_db), body))
        elif standard == "DVB-S2" and not name.endswith("9/10"):
            body = dvb_frame(name, frame="short")
            carried = body.spectral_efficiency(pilots=pilots)
            modcods.append(_modcod(standard, name, carried, float(es_over_n0_db) + _SHORT_FRAME_LOSS_DB, body))
    return ModcodSet(tuple(modcods))


def _modcod(standard: str, name: str, efficiency: float, es_over_n0_db: float, frame: DvbFrame) -> Modcod:
    basis = _TABLE[standard]
    if frame.coded_bits == 16_200:
        basis = f"model: {basis} + {_SHORT_FRAME_LOSS_DB} dB (EN 302 307-1, clause 6, short FECFRAMEs)"
    modulation = name.partition(" ")[0]
    return Modcod(
        name=name,
        standard=standard,
        modulation=modulation,
        bits_per_symbol=BITS_PER_SYMBOL[modulation],
        code_rate=nominal_rate(name),
        spectral_efficiency=efficiency,
        es_over_n0=SymbolEnergyToNoise(es_over_n0_db),
        basis=basis,
    )
