"""ITU-R S.1428-1: the earth station of EPFD calculations, 10.7 to 30 GHz."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from huxing.core.model_range import ModelRange
from huxing.link.antennas.antenna import ROUNDING, check_single
from huxing.link.antennas.aperture import DIAMETER
from huxing.link.antennas.envelope import MAIN_LOBE_DB, Envelope, Piece
from huxing.link.antennas.envelope_antenna import EnvelopeDish

_MODEL = "ITU-R S.1428-1"
_FREQUENCY = ModelRange(_MODEL, "frequency", 10.7e9, 30e9, "GHz", 1e9)
_DIAMETER = ModelRange(_MODEL, "diameter in wavelengths", 20.0, np.inf)


@dataclass(frozen=True)
class EarthStationS1428(EnvelopeDish):
    """A reference earth station of the fixed-satellite service, for interference from non-geostationary satellites.

    Its peak gain follows from D/wavelength alone. Radio Regulations Article 22 takes it for the limits of EPFD.

    Attributes:
        diameter: of the reflector, m.
        frequency: Hz.
        extrapolate: whether a frequency outside of 10.7 to 30 GHz or a smaller antenna may pass, marked.
        extrapolated: marks, empty inside the ranges.

    Source:
        ITU-R S.1428-1 (02/2001), recommends 1, as read in two public programs that checked their formulas against the
        Recommendation's text, and in springbok's system-communication-toolbox. Second-hand. The three agree but in
        the peak gain for D/wavelength above 100: 20 log10(D/wavelength) + 8.4 dBi (taken) against springbok's + 7.7.

    Valid for:
        10.7 to 30 GHz, D/wavelength of 20 and more.
    """

    diameter: float
    frequency: float
    extrapolate: bool = False
    extrapolated: tuple[str, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        check_single(_MODEL, diameter=self.diameter, frequency=self.frequency)
        DIAMETER.check(self.diameter)
        marks = _FREQUENCY.check(self.frequency, extrapolate=self.extrapolate)
        marks += _DIAMETER.check(self.diameter_in_wavelengths * (1.0 + ROUNDING), extrapolate=self.extrapolate)
        object.__setattr__(self, "extrapolated", marks)

    @cached_property
    def peak_gain_dbi(self) -> float:
        """Gain on the axis, dBi."""
        ratio = self.diameter_in_wavelengths
        return 20.0 * float(np.log10(ratio)) + (8.4 if ratio > 100.0 else 7.7)

    @cached_property
    def envelope(self) -> Envelope:
        """The pattern in pieces."""
        ratio = self.diameter_in_wavelengths
        if ratio > 100.0:
            shelf, edge = -1.0 + 15.0 * float(np.log10(ratio)), 15.85 * ratio**-0.6
        else:
            shelf, edge = 29.0 - 25.0 * float(np.log10(95.0 / ratio)), 95.0 / ratio
        lobe = 20.0 / ratio * float(np.sqrt(self.peak_gain_dbi - shelf))
        near = [Piece(lobe, self.peak_gain_dbi, power_law_db=MAIN_LOBE_DB * ratio**2), Piece(edge, shelf)]
        return Envelope.of(_MODEL, [*near, *_side_lobes(ratio)])


def _side_lobes(ratio: float) -> list[Piece]:
    """Beyond the first shelf, by D/wavelength."""
    falling = Piece(33.1, 29.0, per_decade_db=-25.0)
    if ratio <= 25.0:
        return [falling, Piece(80.0, -9.0), Piece(180.0, -5.0)]
    if ratio <= 100.0:
        return [falling, Piece(80.0, -9.0), Piece(120.0, -4.0), Piece(180.0, -9.0)]
    return [
        Piece(10.0, 29.0, per_decade_db=-25.0),
        Piece(34.1, 34.0, per_decade_db=-30.0),
        Piece(80.0, -12.0),
        Piece(120.0, -7.0),
        Piece(180.0, -12.0),
    ]
