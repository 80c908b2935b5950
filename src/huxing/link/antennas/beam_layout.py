"""Beams of a satellite in hexagons around its axis, in the plane of direction cosines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange, numbers

_MODEL = "3GPP TR 38.821, 6.1.1.1"
_BEAMWIDTH = ModelRange(
    _MODEL,
    "half-power beamwidth",
    0.0,
    np.pi,
    "deg",
    float(np.radians(1.0)),
    open_low=True,
    open_high=True,
    physical=True,
)
_TIERS = ModelRange(_MODEL, "tiers", 0.0, 60.0, physical=True)
_SPACING = ModelRange(_MODEL, "spacing", 0.0, 2.0, open_low=True, physical=True)
_CENTRE = ModelRange(_MODEL, "length of the centre's direction cosines", 0.0, 1.0, open_high=True, physical=True)


@dataclass(frozen=True, eq=False)
class BeamLayout:
    """Beams on a hexagonal grid.

    Attributes:
        u, v: direction cosines of the beam centres to the antenna's x and y axes, shape `(beam,)`; the central one
            first, then tier by tier.
        column, row: on the oblique axes of the grid (the second at 60 degrees to the first), shape `(beam,)`.
        tier: rings from the central beam, shape `(beam,)`.
        spacing: between neighbours, in direction cosines.
    """

    u: NDArray[np.float64]
    v: NDArray[np.float64]
    column: NDArray[np.int64]
    row: NDArray[np.int64]
    tier: NDArray[np.int64]
    spacing: float

    def __len__(self) -> int:
        return int(self.u.size)

    def neighbours(self) -> NDArray[np.bool_]:
        """Which beams touch.

        Returns:
            Shape `(beam, beam)`, symmetric, false on the diagonal.

        Raises:
            Nothing of its own.

        Source:
            None: grid distance 1.
        """
        across = self.column[:, None] - self.column
        along = self.row[:, None] - self.row
        return np.asarray(np.maximum(np.maximum(np.abs(across), np.abs(along)), np.abs(across + along)) == 1)


def beam_spacing(half_power_beamwidth: float) -> float:
    """Spacing of adjacent beams.

    Args:
        half_power_beamwidth: full angle, rad.

    Returns:
        In direction cosines: neighbours' half-power circles cover the plane without a gap.

    Raises:
        ModelRangeError: a beamwidth outside 0 to 180 degrees.

    Source:
        3GPP TR 38.821 V16.2.0, 6.1.1.1: sqrt(3) sin(HPBW/2), as quoted in the calibration script of QuaDRiGa.
        Second-hand.
    """
    return float(np.sqrt(3.0) * np.sin(_BEAMWIDTH.single(half_power_beamwidth) / 2.0))


def hexagonal_layout(
    half_power_beamwidth: float, *, tiers: int, centre: tuple[float, float] = (0.0, 0.0), spacing: float | None = None
) -> BeamLayout:
    """Beams in tiers around a central one: 1 + 3 t (t + 1) of them.

    Args:
        half_power_beamwidth: full angle, rad.
        tiers: rings around the central beam; 4 give 61 beams, 6 give 127.
        centre: direction cosines of the central beam.
        spacing: between neighbours in direction cosines; by default `beam_spacing`.

    Returns:
        The layout; the first neighbour lies along v.

    Raises:
        ModelRangeError: a beamwidth or a number of tiers outside its range, a centre outside of visible space.
        InputError: tiers are not whole, or beams lie beyond visible space.

    Source:
        3GPP TR 38.821 V16.2.0, 6.1.1.1, as `beam_spacing`.
    """
    step = _SPACING.single(beam_spacing(half_power_beamwidth)) if spacing is None else _SPACING.single(spacing)
    _BEAMWIDTH.single(half_power_beamwidth)
    middle = numbers(centre, "centre")
    if middle.shape != (2,):
        raise InputError(f"{_MODEL}: the centre is two direction cosines, given {centre!r:.60}", given=centre)
    _CENTRE.check(np.hypot(*middle))
    column, row, tier = _rings(_TIERS.whole(tiers))
    u = middle[0] + step * np.sqrt(3.0) / 2.0 * column
    v = middle[1] + step * (row + column / 2.0)
    if (np.hypot(u, v) >= 1.0).any():
        lost = int((np.hypot(u, v) >= 1.0).sum())
        raise InputError(f"{_MODEL}: {lost} of {u.size} beams lie beyond visible space; take fewer tiers", given=tiers)
    return BeamLayout(u, v, column, row, tier, float(step))


def _rings(tiers: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Oblique coordinates, tier by tier and around each by angle."""
    column, row = (axis.ravel() for axis in np.meshgrid(*(np.arange(-tiers, tiers + 1),) * 2, indexing="ij"))
    tier = np.maximum(np.maximum(np.abs(column), np.abs(row)), np.abs(column + row))
    angle = np.mod(np.arctan2(np.sqrt(3.0) / 2.0 * column, row + column / 2.0), 2.0 * np.pi - 1e-9)
    order = np.lexsort((angle, tier))
    order = order[tier[order] <= tiers]
    return column[order], row[order], tier[order]
