"""ITU-R S.1528, recommends 1.2 and 1.3: envelopes of beams of non-geostationary satellites below 30 GHz."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange
from huxing.link.antennas.antenna import check_peak_gain, check_single
from huxing.link.antennas.envelope import Envelope, Piece
from huxing.link.antennas.envelope_antenna import EnvelopeAntenna

_NARROW = "ITU-R S.1528-0, recommends 1.2"
_WIDE = "ITU-R S.1528-0, recommends 1.3"
_DEGREE = float(np.radians(1.0))
_BEAMWIDTH = ModelRange(
    "ITU-R S.1528-0", "half-power beamwidth", 0.0, np.radians(120.0), "deg", _DEGREE, open_low=True, physical=True
)
_AXIS_RATIO = ModelRange(_NARROW, "ratio of the beam's axes", 1.0, 5.0, physical=True)
_FAR = ModelRange("ITU-R S.1528-0", "far side lobe", -60.0, 60.0, "dBi", physical=True)
_CROSSING = ModelRange(_WIDE, "crossing level", -40.0, 0.0, "dB", open_high=True, physical=True)
_AXIS_FACTOR = {-15.0: 1.4, -20.0: 1.0, -25.0: 0.6, -30.0: 0.4}
"""Factor of log10(ratio of axes) in a of the Recommendation's table, by the near side-lobe level."""
_SHELF_BEGIN, _SHELF_END, _EXPONENT = 2.58, 6.32, 1.5
"""a (circular beam) and b of the table, half beamwidths; alpha."""


@dataclass(frozen=True)
class SatelliteS1528(EnvelopeAntenna):
    """A satellite beam by recommends 1.2: main lobe, near shelf, 25 dB per decade, far level, back lobe.

    Attributes:
        peak_gain_dbi: dBi.
        half_power_beamwidth: full 3 dB angle in the plane of interest, rad.
        near_sidelobe_db: level of the shelf against the peak that the design asks for, dB: -15, -20, -25 or -30.
        axis_ratio: major over minor axis of an elliptical beam.
        far_sidelobe_dbi: dBi, not over the peak; 0 for ideal patterns.

    Source:
        ITU-R S.1528-0 (06/2001), recommends 1.2, as read in SHARC and SCEPTer, which agree. Second-hand, but equal to
        the values of SHARC's tests. The Recommendation gives the main lobe from the 3 dB angle on; both programs, and
        this, take the same formula inside of it.

    Valid for:
        Below 30 GHz.
    """

    peak_gain_dbi: float
    half_power_beamwidth: float
    near_sidelobe_db: float = -20.0
    axis_ratio: float = 1.0
    far_sidelobe_dbi: float = 0.0

    def __post_init__(self) -> None:
        check_peak_gain(_NARROW, self.peak_gain_dbi)
        check_single(_NARROW, near_sidelobe_db=self.near_sidelobe_db)
        _BEAMWIDTH.single(self.half_power_beamwidth)
        _FAR.single(self.far_sidelobe_dbi)
        _AXIS_RATIO.single(self.axis_ratio)
        if self.near_sidelobe_db not in _AXIS_FACTOR:
            raise InputError(
                f"{_NARROW}: near side lobe {self.near_sidelobe_db!r} dB; give -15, -20, -25 or -30",
                given=self.near_sidelobe_db,
                accepted=tuple(_AXIS_FACTOR),
            )
        _ = self.envelope

    @property
    def back_lobe_dbi(self) -> float:
        """Gain beyond 90 degrees, dBi."""
        elongation = 5.0 * float(np.log10(self.axis_ratio))
        return max(15.0 + self.near_sidelobe_db + 0.25 * self.peak_gain_dbi + elongation, 0.0)

    @cached_property
    def envelope(self) -> Envelope:
        """The pattern in pieces."""
        half = float(np.degrees(self.half_power_beamwidth)) / 2.0
        ratio_log = float(np.log10(self.axis_ratio))
        begin = _SHELF_BEGIN * float(np.sqrt(max(1.0 - _AXIS_FACTOR[self.near_sidelobe_db] * ratio_log, 0.0)))
        shelf = self.peak_gain_dbi + self.near_sidelobe_db
        falling = shelf + 25.0 * float(np.log10(_SHELF_END * half))
        far = _SHELF_END * half * 10.0 ** (0.04 * (shelf - self.far_sidelobe_dbi))
        front = [
            Piece(begin * half, self.peak_gain_dbi, power_law_db=-3.0 / half**_EXPONENT),
            Piece(0.5 * _SHELF_END * half, shelf + 20.0 * ratio_log),
            Piece(_SHELF_END * half, shelf),
            Piece(far, falling, per_decade_db=-25.0),
            Piece(90.0, self.far_sidelobe_dbi),
        ]
        front = [piece._replace(upper_deg=min(piece.upper_deg, 90.0)) for piece in front]
        return Envelope.of(_NARROW, [*front, Piece(180.0, self.back_lobe_dbi)], exponent=_EXPONENT)


@dataclass(frozen=True)
class SatelliteS1528LowOrbit(EnvelopeAntenna):
    """A wide satellite beam by recommends 1.3: parabolic main lobe, then 25 dB per decade down to the far level.

    Attributes:
        peak_gain_dbi: dBi.
        half_power_beamwidth: full 3 dB angle, rad.
        crossing_db: level against the peak where the main lobe meets the side-lobe mask, dB; -6.75 is the
            Recommendation's value for low orbits (the crossing is then at 1.5 half beamwidths).
        far_sidelobe_dbi: dBi, not over the peak.

    Source:
        ITU-R S.1528-0 (06/2001), recommends 1.3, as read in SHARC. Second-hand; the far level of 5 dBi is SHARC's,
        another public reading has 0 dBi.

    Valid for:
        Below 30 GHz, low orbits.
    """

    peak_gain_dbi: float
    half_power_beamwidth: float
    crossing_db: float = -6.75
    far_sidelobe_dbi: float = 5.0

    def __post_init__(self) -> None:
        check_peak_gain(_WIDE, self.peak_gain_dbi)
        _FAR.single(self.far_sidelobe_dbi)
        _BEAMWIDTH.single(self.half_power_beamwidth)
        _CROSSING.single(self.crossing_db)
        _ = self.envelope

    @cached_property
    def envelope(self) -> Envelope:
        """The pattern in pieces."""
        half = float(np.degrees(self.half_power_beamwidth)) / 2.0
        crossing = half * float(np.sqrt(-self.crossing_db / 3.0))
        level = self.peak_gain_dbi + self.crossing_db
        far = crossing * 10.0 ** (0.04 * (level - self.far_sidelobe_dbi))
        return Envelope.of(
            _WIDE,
            [
                Piece(crossing, self.peak_gain_dbi, power_law_db=-3.0 / half**2),
                Piece(far, level + 25.0 * float(np.log10(crossing)), per_decade_db=-25.0),
                Piece(180.0, self.far_sidelobe_dbi),
            ],
        )
