"""Grating lobes: other directions in which a regular array adds up in phase."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import TooLargeError
from huxing.link.antennas.array_lattice import Lattice

MOST_CANDIDATES = 4_000_000
"""Beams times orders that are tried at once: some 130 MB."""


@dataclass(frozen=True, eq=False)
class GratingLobes:
    """Grating lobes in visible space.

    Attributes:
        beam: index of the beam that has the lobe, shape `(lobe,)`.
        u, v: its direction cosines, shape `(lobe,)`.
        level_db: its level against the beam's main lobe, by the element's pattern, dB, shape `(lobe,)`.
        free_scan: largest angle off broadside to which a beam may be steered in any plane without one, rad; NaN where
            the spacing is so wide that even a broadside beam has one.
        warning: what to say, '' where no beam has one.
    """

    beam: NDArray[np.int64]
    u: NDArray[np.float64]
    v: NDArray[np.float64]
    level_db: NDArray[np.float64]
    free_scan: float
    warning: str

    def __len__(self) -> int:
        return int(self.beam.size)


def grating_lobes(
    lattice: Lattice,
    wavelength: float,
    beam_u: NDArray[np.float64],
    beam_v: NDArray[np.float64],
    *,
    scan_exponent: float,
) -> GratingLobes:
    """Grating lobes of beams.

    Args:
        lattice: of the elements.
        wavelength: m.
        beam_u, beam_v: direction cosines of the beams, shape `(beam,)`.
        scan_exponent: of the element's cosine.

    Returns:
        All lobes within the unit circle, and the condition under which there are none.

    Raises:
        TooLargeError: elements so many wavelengths apart that the candidates would not fit in memory.

    Source:
        R. J. Mailloux, Phased Array Antenna Handbook, 3rd edition, 2018, chapter 1: lobes at (u0, v0) plus the
        wavelength times the reciprocal lattice; none while the shortest of its vectors, times the wavelength, exceeds
        1 + sin(scan).
    """
    basis = wavelength * lattice.reciprocal
    reach = int(np.ceil(2.0 / min(np.linalg.svd(basis, compute_uv=False)))) + 1
    candidates = (2 * reach + 1) ** 2 * beam_u.size
    if candidates > MOST_CANDIDATES:
        raise TooLargeError(
            f"grating lobes: {candidates:.2g} candidates of {beam_u.size} beams at a spacing of "
            f"{max(lattice.spacing_x, lattice.spacing_y) / wavelength:.3g} wavelengths, at most {MOST_CANDIDATES:.2g}; "
            "ask for fewer beams, or check the spacing and the frequency"
        )
    order = np.arange(-reach, reach + 1)
    p, q = (axis.ravel() for axis in np.meshgrid(order, order, indexing="ij"))
    shift = np.stack([p, q], axis=-1)[(p != 0) | (q != 0)] @ basis
    u, v = beam_u[:, None] + shift[:, 0], beam_v[:, None] + shift[:, 1]
    squared = u**2 + v**2
    beam, lobe = np.nonzero(squared <= 1.0)
    there = np.sqrt(np.maximum(1.0 - squared[beam, lobe], 1e-30))
    here = np.sqrt(np.maximum(1.0 - beam_u**2 - beam_v**2, 1e-30))[beam]
    shortest = float(np.sqrt((shift**2).sum(axis=1)).min())
    free = float(np.arcsin(min(shortest - 1.0, 1.0))) if shortest >= 1.0 else float("nan")
    return GratingLobes(
        beam, u[beam, lobe], v[beam, lobe], scan_exponent * 10.0 * np.log10(there / here), free, _warning(beam, free)
    )


def _warning(beam: NDArray[np.int64], free_scan: float) -> str:
    if not beam.size:
        return ""
    limit = (
        "no direction is free of them" if np.isnan(free_scan) else f"scan to {np.degrees(free_scan):.1f} deg at most"
    )
    number = np.unique(beam).size
    who = f"{number} beams have" if number > 1 else "1 beam has"
    return f"{who} grating lobes in visible space: bring elements closer, or {limit}"
