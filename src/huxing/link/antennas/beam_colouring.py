"""Which beams share a frequency and a polarisation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import InputError
from huxing.link.antennas.beam_layout import BeamLayout

SCHEMES = ("FR1", "FR3", "FR2-polarisation")


@dataclass(frozen=True, eq=False)
class BeamColouring:
    """Frequency and polarisation of every beam.

    Attributes:
        scheme: one of `SCHEMES`.
        frequency: index of the sub-band, shape `(beam,)`.
        polarisation: 0 or 1, shape `(beam,)`; the two do not disturb each other.
        sub_bands: into how many parts the band is divided; a beam has one of them.
    """

    scheme: str
    frequency: NDArray[np.int64]
    polarisation: NDArray[np.int64]
    sub_bands: int

    def __len__(self) -> int:
        return int(self.frequency.size)

    @property
    def colour(self) -> NDArray[np.int64]:
        """One index for frequency and polarisation together, shape `(beam,)`."""
        return self.frequency + self.sub_bands * self.polarisation

    def co_channel(self) -> NDArray[np.bool_]:
        """Which beams disturb each other.

        Returns:
            True where two different beams share frequency and polarisation, shape `(beam, beam)`.

        Raises:
            Nothing of its own.

        Source:
            None: a definition.
        """
        same = self.colour[:, None] == self.colour
        np.fill_diagonal(same, False)
        return same


def beam_colouring(layout: BeamLayout, scheme: str) -> BeamColouring:
    """Colours of a hexagonal layout.

    Args:
        layout: of the beams.
        scheme: 'FR1' (every beam has the whole band), 'FR3' (thirds of it; no neighbours share one) or
            'FR2-polarisation' (halves of it in two polarisations; no neighbours share both).

    Returns:
        The colouring.

    Raises:
        InputError: an unknown scheme.

    Source:
        3GPP TR 38.821 V16.2.0, 6.1.1.1, reuse options 1 to 3 (second-hand, through the calibration script of QuaDRiGa).
        Colours of the hexagonal grid: V. H. MacDonald, Bell Syst. Tech. J. 58, 15 (1979).
    """
    nothing = np.zeros(len(layout), np.int64)
    if scheme == "FR1":
        return BeamColouring(scheme, nothing, nothing, 1)
    if scheme == "FR3":
        return BeamColouring(scheme, np.mod(layout.column - layout.row, 3), nothing, 3)
    if scheme == "FR2-polarisation":
        return BeamColouring(scheme, np.mod(layout.column, 2), np.mod(layout.row, 2), 2)
    raise InputError(f"no reuse scheme '{scheme}'; known: {', '.join(SCHEMES)}", given=scheme, accepted=SCHEMES)
