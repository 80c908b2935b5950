"""ITU-R S.465-6: side-lobe envelope of an earth station, for coordination and interference, 2 to 31 GHz."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from huxing.core.model_range import ModelRange
from huxing.link.antennas.antenna import check_single
from huxing.link.antennas.aperture import aperture_gain_dbi
from huxing.link.antennas.envelope import MAIN_LOBE_DB, Envelope, Piece
from huxing.link.antennas.envelope_antenna import EnvelopeDish

_MODEL = "ITU-R S.465-6, recommends 2"
_FREQUENCY = ModelRange(_MODEL, "frequency", 2e9, 31e9, "GHz", 1e9)


@dataclass(frozen=True)
class EarthStationS465(EnvelopeDish):
    """An earth station's reference pattern: 32 - 25 log10(angle) dBi outside of the main lobe.

    The Recommendation gives nothing inside its smallest angle. There: the parabolic main lobe of Radio Regulations
    Appendix 8, down to the envelope's value at that angle. Below D/wavelength of about 33 the main lobe is still
    above the envelope at that angle, and the pattern steps down to it. Below about 5 even the peak is under the
    envelope: such an antenna is refused.

    Attributes:
        diameter: of the reflector, m.
        frequency: Hz.
        efficiency: of the aperture, fraction; 0.7 is what the Radiocommunication Bureau's software takes.
        extrapolate: whether a frequency outside of 2 to 31 GHz may pass, marked.
        extrapolated: marks, empty inside the range.

    Source:
        ITU-R S.465-6 (01/2010), recommends 2 and note 5 (smallest angle 2.5 degrees for D/wavelength below 33.3), as
        read in three public programs, SHARC and two others. Second-hand: they agree from D/wavelength 33.3 on; below,
        SHARC has no note 5. Main lobe: Radio Regulations, Appendix 8, annex III.

    Valid for:
        2 to 31 GHz.
    """

    diameter: float
    frequency: float
    efficiency: float = 0.7
    extrapolate: bool = False
    extrapolated: tuple[str, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        check_single(_MODEL, diameter=self.diameter, frequency=self.frequency, efficiency=self.efficiency)
        object.__setattr__(self, "extrapolated", _FREQUENCY.check(self.frequency, extrapolate=self.extrapolate))
        aperture_gain_dbi(self.diameter, self.frequency, efficiency=self.efficiency)
        _ = self.envelope

    @cached_property
    def peak_gain_dbi(self) -> float:
        """Gain on the axis, dBi."""
        return float(aperture_gain_dbi(self.diameter, self.frequency, efficiency=self.efficiency))

    @property
    def smallest_angle(self) -> float:
        """From where the Recommendation's envelope holds, rad."""
        ratio = self.diameter_in_wavelengths
        if ratio >= 50.0:
            return float(np.radians(max(1.0, 100.0 / ratio)))
        return float(np.radians(2.5 if ratio < 33.3 else max(2.0, 114.0 * ratio**-1.09)))

    @cached_property
    def envelope(self) -> Envelope:
        """The pattern in pieces."""
        edge, ratio = float(np.degrees(self.smallest_angle)), self.diameter_in_wavelengths
        shelf = 32.0 - 25.0 * float(np.log10(edge))
        lobe = 20.0 / ratio * float(np.sqrt(max(self.peak_gain_dbi - shelf, 0.0)))
        return Envelope.of(
            _MODEL,
            [
                Piece(min(lobe, edge), self.peak_gain_dbi, power_law_db=MAIN_LOBE_DB * ratio**2),
                Piece(edge, shelf),
                Piece(48.0, 32.0, per_decade_db=-25.0),
                Piece(180.0, -10.0),
            ],
        )
