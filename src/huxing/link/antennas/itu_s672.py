"""ITU-R S.672-4: beams of geostationary satellites with one feed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange
from huxing.link.antennas.antenna import check_peak_gain, check_single
from huxing.link.antennas.envelope import Envelope, Piece
from huxing.link.antennas.envelope_antenna import EnvelopeAntenna

_MODEL = "ITU-R S.672-4, annex 1"
_BEAMWIDTH = ModelRange(
    _MODEL, "half-power beamwidth", 0.0, np.radians(50.0), "deg", float(np.radians(1.0)), open_low=True, physical=True
)
_NEAR_EDGE = {-20.0: 2.58, -25.0: 2.88, -30.0: 3.16}
"""a of table 1 by the near side-lobe level: where the main lobe has fallen to it, half beamwidths."""
_NEAR_END = 6.32
"""b of table 1, half beamwidths."""


@dataclass(frozen=True)
class SatelliteS672(EnvelopeAntenna):
    """A geostationary satellite's circular beam: parabolic main lobe, a shelf, 25 dB per decade down to 0 dBi.

    Attributes:
        peak_gain_dbi: dBi.
        half_power_beamwidth: full angle, rad.
        near_sidelobe_db: level of the shelf against the peak, dB: -20, -25 or -30.

    Source:
        ITU-R S.672-4 (09/1997), annex 1, table 1, as read in SHARC. Second-hand, but equal to the values of SHARC's
        tests.

    Valid for:
        Circular beams with one feed in the fixed-satellite service.
    """

    peak_gain_dbi: float
    half_power_beamwidth: float
    near_sidelobe_db: float = -20.0

    def __post_init__(self) -> None:
        check_peak_gain(_MODEL, self.peak_gain_dbi)
        check_single(_MODEL, half_power_beamwidth=self.half_power_beamwidth, near_sidelobe_db=self.near_sidelobe_db)
        _BEAMWIDTH.check(self.half_power_beamwidth)
        if self.near_sidelobe_db not in _NEAR_EDGE:
            raise InputError(
                f"{_MODEL}: near side lobe {self.near_sidelobe_db!r} dB; give -20, -25 or -30",
                given=self.near_sidelobe_db,
                accepted=tuple(_NEAR_EDGE),
            )
        _ = self.envelope

    @cached_property
    def envelope(self) -> Envelope:
        """The pattern in pieces."""
        half = float(np.degrees(self.half_power_beamwidth)) / 2.0
        shelf = self.peak_gain_dbi + self.near_sidelobe_db
        falling = shelf + 20.0 + 25.0 * float(np.log10(half))
        return Envelope.of(
            _MODEL,
            [
                Piece(_NEAR_EDGE[self.near_sidelobe_db] * half, self.peak_gain_dbi, power_law_db=-3.0 / half**2),
                Piece(_NEAR_END * half, shelf),
                Piece(half * 10.0 ** ((shelf + 20.0) / 25.0), falling, per_decade_db=-25.0),
                Piece(180.0, 0.0),
            ],
        )
