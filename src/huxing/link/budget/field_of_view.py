"""Which elevations a terminal on the ground can use, and what its antenna loses there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError, ModelRangeError
from huxing.core.model_range import ModelRange, numbers
from huxing.link.antennas.dipole import HalfWaveDipole
from huxing.link.budget.free_space import ELEVATION
from huxing.link.budget.path import Loss
from huxing.link.budget.term import GIVEN

_MODEL = "terminal's field of view"
_SCAN = ModelRange(_MODEL, "scan limit", 0.0, np.pi / 2, "deg", np.pi / 180, physical=True)
_EXPONENT = ModelRange(_MODEL, "scan exponent", 0.0, 4.0, physical=True)


@dataclass(frozen=True)
class FieldOfView:
    """What a terminal on the ground sees of the sky.

    Attributes:
        name: of the terminal, for messages.
        min_elevation: least elevation of its use, rad.
        scan_limit: of a flat panel that lies level: greatest angle off the zenith, rad; None for other antennas.
        scan_exponent: n of the panel's loss of gain, cos^n of the angle off the zenith; 1 is what its shrinking face
            loses at least.
        upright_rod: whether the antenna is an upright half-wave rod, which loses towards the zenith.
        clause: where these come from.
    """

    name: str = "terminal"
    min_elevation: float = 0.0
    scan_limit: float | None = None
    scan_exponent: float = 1.0
    upright_rod: bool = False
    clause: str = GIVEN

    def __post_init__(self) -> None:
        ELEVATION.check(self.min_elevation)
        _EXPONENT.check(self.scan_exponent)
        if self.scan_limit is not None:
            _SCAN.check(self.scan_limit)
        if self.scan_limit is not None and self.upright_rod:
            raise InputError(f"{_MODEL}: an antenna is a flat panel or an upright rod, not both")

    @property
    def lowest(self) -> float:
        """Least elevation that is usable, rad: the higher of the use's and the panel's."""
        panel = 0.0 if self.scan_limit is None else np.pi / 2 - self.scan_limit
        return float(max(self.min_elevation, panel))

    def sees(self, elevation: ArrayLike) -> NDArray[np.bool_]:
        """Where there can be a link.

        Args:
            elevation: rad, 0 to pi/2, any shape.

        Returns:
            True from the lowest usable elevation on (to a billionth of a radian).

        Raises:
            ModelRangeError: an elevation below the horizon or beyond the zenith.

        Source:
            The terminal's row.
        """
        ELEVATION.check(elevation)
        return np.asarray(numbers(elevation, "elevation") >= self.lowest - 1e-9)

    def require(self, elevation: ArrayLike) -> None:
        """Refuse elevations of which the terminal can use none.

        Args:
            elevation: rad, 0 to pi/2, any shape.

        Returns:
            Nothing.

        Raises:
            ModelRangeError: no elevation is usable; it names the terminal, the best value and the range.
        InputError: no elevation at all.

        Source:
            The terminal's row.
        """
        seen = self.sees(elevation)
        if not seen.size:
            raise InputError(f"terminal '{self.name}': no elevation was given; give one or more", given=elevation)
        if seen.any():
            return
        best = float(np.degrees(np.max(elevation)))
        why = "its least elevation" if self.lowest == self.min_elevation else "its scan limit"
        low = float(np.degrees(self.lowest))
        raise ModelRangeError(
            f"terminal '{self.name}': elevation {best:.4g} deg is outside {low:.4g} to 90 deg ({why}); give more",
            model=f"terminal '{self.name}'",
            quantity="elevation",
            value=best,
            low=low,
            high=90.0,
            unit="deg",
        )

    def losses(self, elevation: ArrayLike) -> tuple[Loss, ...]:
        """What the antenna loses away from its best direction.

        Args:
            elevation: rad, any shape; not below the lowest usable one.

        Returns:
            One loss, or none.

        Raises:
            ModelRangeError: an elevation below the horizon or beyond the zenith.

        Source:
            R. C. Hansen, Phased Array Antennas: gain follows the projected face, cos^n with n of 1 or more.
            `HalfWaveDipole`.
        """
        ELEVATION.check(elevation)
        if self.upright_rod:
            rod = HalfWaveDipole()
            loss = rod.peak_gain_dbi - rod.gain_dbi(elevation)
            return (Loss("rod towards the elevation", loss, "Balanis, Antenna Theory, eq. (4-84)", "ΔG"),)
        if self.scan_limit is None:
            return ()
        sine = np.maximum(np.sin(numbers(elevation, "elevation")), 1e-6)
        loss = -10.0 * self.scan_exponent * np.log10(sine)
        note = f"cos^{self.scan_exponent:g} of the angle off the zenith"
        return (Loss("scan loss of the panel", np.maximum(loss, 0.0), self.clause, "L_scan", note),)
