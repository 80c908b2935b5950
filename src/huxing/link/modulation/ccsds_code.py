"""The telemetry codes of CCSDS: rate, and the Eb/N0 that an error rate needs, where a public source says it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from huxing.catalogue.standard_tables import standard_table
from huxing.core.errors import CatalogueError, MissingDataError
from huxing.core.model_range import ModelRange
from huxing.link.modulation.convolutional import convolutional_bit_error_bound
from huxing.link.modulation.reed_solomon import reed_solomon_error_rates
from huxing.link.modulation.uncoded import uncoded_bit_error_rate
from huxing.link.ratios import BitEnergyToNoise

ErrorMetric = Literal["bit", "frame"]

_GRID_DB = np.arange(0.0, 12.0001, 0.01)


@dataclass(frozen=True)
class CcsdsCode:
    """A telemetry code.

    Attributes:
        name: 'turbo 1784 1/2', 'LDPC 7/8', 'RS(255,223) I=5 + convolutional 1/2'.
        family: 'convolutional', 'reed-solomon', 'concatenated', 'turbo' or 'ldpc'.
        information_bits, coded_bits: of a codeword, or of a period of puncturing.
    """

    name: str
    family: str
    information_bits: int
    coded_bits: int

    @property
    def code_rate(self) -> float:
        """Information bits per coded bit."""
        return self.information_bits / self.coded_bits

    @property
    def basis(self) -> str:
        """Where its error rates are from: a model or the table's figures."""
        if self.family == "convolutional":
            return "model: union bound, soft decisions"
        if self.family == "reed-solomon":
            return "model: bounded distance, independent errors of BPSK or QPSK"
        return standard_table("ccsds_error_rates").source

    def required_eb_over_n0(self, error_rate: float, *, metric: ErrorMetric = "bit") -> BitEnergyToNoise:
        """The Eb/N0 at which an error rate is reached on the AWGN channel with BPSK or QPSK.

        Args:
            error_rate: probability.
            metric: 'bit', or 'frame': a codeword (Reed-Solomon) or frame (turbo).

        Returns:
            Eb/N0 per bit of information, dB, without any loss of the receiver.

        Raises:
            MissingDataError: no public value of this code and metric is known to us.
            ModelRangeError: an error rate outside those known; no curve is extended.
            CatalogueError: another metric.

        Source:
            CCSDS 130.1-G-3, figures named in the table, between its points log-linear in the error rate; convolutional
            codes: union bound; Reed-Solomon codes alone: binomial tail.
        """
        eb_over_n0_db, rate = self._curve(metric)
        model_range = ModelRange(f"CCSDS {self.name}", f"{metric} error rate", float(rate[-1]), float(rate[0]))
        model_range.check(error_rate)
        return BitEnergyToNoise(np.interp(-np.log(error_rate), -np.log(rate), eb_over_n0_db))

    def error_rate(self, eb_over_n0: BitEnergyToNoise, *, metric: ErrorMetric = "bit") -> NDArray[np.float64]:
        """The error rate at an Eb/N0.

        Args:
            eb_over_n0: per bit of information, dB, any shape.
            metric: 'bit' or 'frame'.

        Returns:
            Probability.

        Raises:
            MissingDataError: as in `required_eb_over_n0`.
            ModelRangeError: an Eb/N0 outside the known curve.
            TypeError: the ratio is not an Eb/N0.

        Source:
            As `required_eb_over_n0`.
        """
        BitEnergyToNoise.require(eb_over_n0)
        known_db, rate = self._curve(metric)
        ModelRange(f"CCSDS {self.name}", "Eb/N0", float(known_db[0]), float(known_db[-1]), "dB").check(eb_over_n0.db)
        return np.asarray(np.exp(np.interp(eb_over_n0.db, known_db, np.log(rate))))

    def _curve(self, metric: ErrorMetric) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Rising Eb/N0 in dB and falling error rates."""
        if metric not in ("bit", "frame"):
            raise CatalogueError(f"no error rate per {metric!s:.20}; there are bit, frame", given=metric)
        if self.family == "convolutional" and metric == "bit":
            rate = convolutional_bit_error_bound(self.name.split()[1], BitEnergyToNoise(_GRID_DB))
            return _falling(rate, most=1e-3)
        if self.family == "reed-solomon":
            coded = BitEnergyToNoise(_GRID_DB + 10.0 * np.log10(self.code_rate))
            symbols = self.information_bits // 8
            rates = reed_solomon_error_rates(symbols, uncoded_bit_error_rate("BPSK", coded))
            return _falling(rates[metric == "frame"], most=1e-2)
        return self._points(metric)

    def _points(self, metric: ErrorMetric) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        table = standard_table("ccsds_error_rates")
        mine = np.array(
            [
                code == self.name and kind == metric
                for code, kind in zip(table.texts("code"), table.texts("metric"), strict=True)
            ]
        )
        if not mine.any():
            raise MissingDataError(
                f"no public {metric} error rate of CCSDS '{self.name}' is known to us; codes with one: "
                f"{', '.join(dict.fromkeys(table.texts('code')))}, and all convolutional (bit) and Reed-Solomon codes"
            )
        return table.numbers("eb_over_n0_db")[mine], table.numbers("error_rate")[mine]


@lru_cache(maxsize=1)
def ccsds_codes() -> tuple[CcsdsCode, ...]:
    """The telemetry codes of CCSDS.

    Returns:
        All of them, also those of which no error rate is known to us.

    Raises:
        Nothing of its own.

    Source:
        CCSDS 131.0-B, sections 3, 4, 6, 7.
    """
    table = standard_table("ccsds_codes")
    bits = (table.numbers(column).astype(int).tolist() for column in ("information_bits", "coded_bits"))
    rows = zip(table.texts("name"), table.texts("family"), *bits, strict=True)
    return tuple(CcsdsCode(*row) for row in rows)


def ccsds_code(name: str) -> CcsdsCode:
    """A telemetry code by name.

    Args:
        name: as in `ccsds_codes`.

    Returns:
        The code.

    Raises:
        CatalogueError: no such code; all are listed.

    Source:
        CCSDS 131.0-B, sections 3, 4, 6, 7.
    """
    found = {code.name: code for code in ccsds_codes()}
    if name not in found:
        raise CatalogueError(f"no CCSDS code '{name!s:.40}'; known: {', '.join(found)}", given=name)
    return found[name]


def _falling(rate: NDArray[np.float64], *, most: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The part of a modelled curve below `most`, where the model holds, down to 1e-12."""
    kept = (rate <= most) & (rate >= 1e-12)
    return _GRID_DB[kept], rate[kept]
