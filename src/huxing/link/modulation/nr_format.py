"""Modulation and coding of 5G NR: the MCS and CQI tables, and MODCODs made of them by a model of their thresholds."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from huxing.catalogue.standard_tables import standard_table
from huxing.core.errors import CatalogueError
from huxing.link.modulation.modcod import Modcod, ModcodSet
from huxing.link.modulation.threshold_model import ThresholdModel

MODULATION = {1: "pi/2-BPSK", 2: "QPSK", 4: "16QAM", 6: "64QAM", 8: "256QAM", 10: "1024QAM"}
"""Name of each modulation order of NR. Source: 3GPP TS 38.211, 5.1."""


@dataclass(frozen=True)
class NrFormat:
    """A row of an MCS or CQI table.

    Attributes:
        kind: 'MCS' or 'CQI'.
        table: its number.
        index: of the row.
        modulation_order: coded bits that a symbol carries.
        code_rate: target rate of the code.
        spectral_efficiency: bit/symbol as printed (four decimals of order times rate).
    """

    kind: Literal["MCS", "CQI"]
    table: int
    index: int
    modulation_order: int
    code_rate: Fraction
    spectral_efficiency: float

    @property
    def modulation(self) -> str:
        """Its name."""
        return MODULATION[self.modulation_order]


def nr_mcs(table: int) -> tuple[NrFormat, ...]:
    """The MCS table of the shared channels.

    Args:
        table: 1 (up to 64QAM), 2 (up to 256QAM) or 3 (low spectral efficiency).

    Returns:
        Rows by index; the reserved ones are left out.

    Raises:
        CatalogueError: another table.

    Source:
        3GPP TS 38.214 tables 5.1.3.1-1, -2, -3.
    """
    return _formats("MCS", table)


def nr_cqi(table: int) -> tuple[NrFormat, ...]:
    """The CQI table.

    Args:
        table: 1 (up to 64QAM), 2 (up to 256QAM) or 3 (for a block error rate of 1e-5).

    Returns:
        Rows by index, from 1; index 0 says out of range.

    Raises:
        CatalogueError: another table.

    Source:
        3GPP TS 38.214 tables 5.2.2.1-2, -3, -4.
    """
    return _formats("CQI", table)


def nr_modcods(table: int, model: ThresholdModel) -> ModcodSet:
    """The MCS of a table as MODCODs, with thresholds by a model.

    3GPP prints no threshold of an MCS: the `basis` of each says which model stands for it. The efficiency is that of
    the resource elements with data; what pilots, control and guard take is `nr_peak_rate`'s overhead.

    Args:
        table: 1, 2 or 3.
        model: `GapToShannon` or `AttenuatedShannon`.

    Returns:
        The set; names 'MCS 0' and so on.

    Raises:
        CatalogueError: another table.

    Source:
        3GPP TS 38.214 tables 5.1.3.1-1, -2, -3; the model's own.
    """
    return ModcodSet(
        tuple(
            Modcod(
                name=f"MCS {row.index}",
                standard=f"NR MCS table {row.table}",
                modulation=row.modulation,
                bits_per_symbol=row.modulation_order,
                code_rate=row.code_rate,
                spectral_efficiency=float(row.modulation_order * row.code_rate),
                es_over_n0=model.es_over_n0(float(row.modulation_order * row.code_rate)),
                basis=model.text,
            )
            for row in nr_mcs(table)
        )
    )


@lru_cache(maxsize=8)
def _formats(kind: Literal["MCS", "CQI"], table: int) -> tuple[NrFormat, ...]:
    if table not in (1, 2, 3):
        raise CatalogueError(f"no NR {kind} table {table!r:.40}; there are 1, 2, 3", given=table)
    rows = standard_table(f"nr_{kind.lower()}_{int(table)}")
    return tuple(
        NrFormat(kind, int(table), int(index), int(order), Fraction(rate) / 1024, float(efficiency))
        for index, order, rate, efficiency in zip(
            rows.texts("index"),
            rows.texts("modulation_order"),
            rows.texts("code_rate_x1024"),
            rows.numbers("spectral_efficiency"),
            strict=True,
        )
    )
