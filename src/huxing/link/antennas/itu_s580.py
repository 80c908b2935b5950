"""ITU-R S.580-6: design objective for the side lobes of earth stations that work with geostationary satellites."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from huxing.core.model_range import ModelRange
from huxing.link.antennas.antenna import ROUNDING, check_single
from huxing.link.antennas.aperture import aperture_gain_dbi
from huxing.link.antennas.envelope import MAIN_LOBE_DB, Envelope, Piece
from huxing.link.antennas.envelope_antenna import EnvelopeDish

_MODEL = "ITU-R S.580-6"
_DIAMETER = ModelRange(_MODEL, "diameter in wavelengths", 50.0, np.inf)


@dataclass(frozen=True)
class EarthStationS580(EnvelopeDish):
    """An earth station's design objective: 29 - 25 log10(angle) dBi to 20 degrees, S.465 beyond.

    Main lobe and first shelf are those of Radio Regulations Appendix 8, as the Radiocommunication Bureau's antenna
    library joins them (pattern APEREC015V01).

    Attributes:
        diameter: of the reflector, m.
        frequency: Hz.
        efficiency: of the aperture, fraction; 0.7 is what the Radiocommunication Bureau's software takes.
        extrapolate: whether a smaller antenna than D/wavelength = 50 may pass, marked.
        extrapolated: marks, empty inside the range.

    Source:
        ITU-R S.580-6 (01/2004), recommends 1 to 3; Radio Regulations, Appendix 30B, annex 3, with the pieces of
        APEREC015V01 as read in springbok's system-communication-toolbox. Second-hand, but equal to that program's
        printed values.

    Valid for:
        D/wavelength of 50 and more.
    """

    diameter: float
    frequency: float
    efficiency: float = 0.7
    extrapolate: bool = False
    extrapolated: tuple[str, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        check_single(_MODEL, diameter=self.diameter, frequency=self.frequency, efficiency=self.efficiency)
        aperture_gain_dbi(self.diameter, self.frequency, efficiency=self.efficiency)
        marks = _DIAMETER.check(self.diameter_in_wavelengths * (1.0 + ROUNDING), extrapolate=self.extrapolate)
        object.__setattr__(self, "extrapolated", marks)
        _ = self.envelope

    @cached_property
    def peak_gain_dbi(self) -> float:
        """Gain on the axis, dBi."""
        return float(aperture_gain_dbi(self.diameter, self.frequency, efficiency=self.efficiency))

    @cached_property
    def envelope(self) -> Envelope:
        """The pattern in pieces."""
        ratio = self.diameter_in_wavelengths
        if ratio >= 100.0:
            shelf, edge = -1.0 + 15.0 * float(np.log10(ratio)), 15.85 * ratio**-0.6
        else:
            shelf, edge = -21.0 + 25.0 * float(np.log10(ratio)), 100.0 / ratio
        lobe = 20.0 / ratio * float(np.sqrt(max(self.peak_gain_dbi - shelf, 0.0)))
        return Envelope.of(
            _MODEL,
            [
                Piece(lobe, self.peak_gain_dbi, power_law_db=MAIN_LOBE_DB * ratio**2),
                Piece(edge, shelf),
                Piece(19.95, 29.0, per_decade_db=-25.0),
                Piece(10.0 ** (35.5 / 25.0), -3.5),
                Piece(10.0 ** (42.0 / 25.0), 32.0, per_decade_db=-25.0),
                Piece(180.0, -10.0),
            ],
        )
