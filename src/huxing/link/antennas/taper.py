"""Amplitudes across a line of an array: even, cosine on a pedestal, Taylor, Dolph-Chebyshev."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from huxing.core.model_range import ModelRange

_EDGE = ModelRange("cosine taper", "edge level", 0.0, 60.0, "dB", physical=True)
_TAYLOR = ModelRange("Taylor taper", "side-lobe level", 13.3, 80.0, "dB", physical=True)
_LEVEL_LOBES = ModelRange("Taylor taper", "number of level side lobes", 2.0, 20.0, physical=True)
_CHEBYSHEV = ModelRange("Chebyshev taper", "side-lobe level", 10.0, 100.0, "dB", physical=True)


class Taper(Protocol):
    """Amplitudes that are the same from both ends of the line."""

    def amplitudes(self, count: int) -> NDArray[np.float64]:
        """Amplitudes of `count` elements, symmetric, the largest 1."""


@dataclass(frozen=True)
class UniformTaper:
    """All elements alike: greatest gain, first side lobe 13.3 dB down.

    Source:
        Balanis, Antenna Theory, 4th edition, 2016, section 6.3.
    """

    def amplitudes(self, count: int) -> NDArray[np.float64]:
        """Amplitudes of `count` elements, shape `(count,)`."""
        return np.ones(count)


@dataclass(frozen=True)
class CosineTaper:
    """A cosine on a pedestal.

    Attributes:
        edge_db: how far below the middle the amplitude is at the edge of the line, half a spacing beyond the last
            element, dB.

    Source:
        R. J. Mailloux, Phased Array Antenna Handbook, 3rd edition, 2018, chapter 3.
    """

    edge_db: float

    def __post_init__(self) -> None:
        _EDGE.single(self.edge_db)

    def amplitudes(self, count: int) -> NDArray[np.float64]:
        """Amplitudes of `count` elements, shape `(count,)`."""
        place = (np.arange(count) - (count - 1) / 2.0) / count
        pedestal = 10.0 ** (-self.edge_db / 20.0)
        shape = pedestal + (1.0 - pedestal) * np.cos(np.pi * place)
        return np.asarray(shape / shape.max())


@dataclass(frozen=True)
class TaylorTaper:
    """Taylor's taper: the first side lobes at one level, those beyond falling.

    Attributes:
        sidelobe_db: how far below the main lobe the level side lobes are, dB.
        level_lobes: how many of them are level (n-bar).

    Source:
        T. T. Taylor, IRE Trans. Antennas Propag. 3, 16 (1955); scipy.signal.windows.taylor.
    """

    sidelobe_db: float
    level_lobes: int = 4

    def __post_init__(self) -> None:
        _TAYLOR.single(self.sidelobe_db)
        _LEVEL_LOBES.whole(self.level_lobes)

    def amplitudes(self, count: int) -> NDArray[np.float64]:
        """Amplitudes of `count` elements, shape `(count,)`."""
        from scipy.signal.windows import taylor  # half a second to import, which most commands need not wait for

        if count == 1:
            return np.ones(1)
        # the stub knows whole decibels only
        shape = taylor(count, nbar=int(self.level_lobes), sll=self.sidelobe_db, norm=False)  # type: ignore[call-overload]
        return np.asarray(shape / shape.max(), dtype=np.float64)


@dataclass(frozen=True)
class ChebyshevTaper:
    """Dolph's taper: all side lobes at one level, the narrowest main lobe for that level.

    Attributes:
        sidelobe_db: how far below the main lobe the side lobes are, dB.

    Source:
        C. L. Dolph, Proc. IRE 34, 335 (1946); Balanis, Antenna Theory, 4th edition, section 6.8.3.
    """

    sidelobe_db: float

    def __post_init__(self) -> None:
        _CHEBYSHEV.single(self.sidelobe_db)

    def amplitudes(self, count: int) -> NDArray[np.float64]:
        """Amplitudes of `count` elements, shape `(count,)`."""
        if count < 3:
            return np.ones(count)
        order = count - 1
        stretch = np.cosh(np.arccosh(10.0 ** (self.sidelobe_db / 20.0)) / order)
        samples = _chebyshev(order, stretch * np.cos(np.pi * np.arange(count) / count))
        place = np.arange(count) - order / 2.0
        shape = np.cos(2.0 * np.pi * np.outer(place, np.arange(count)) / count) @ samples
        return np.asarray(shape / shape.max())


def _chebyshev(order: int, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """The Chebyshev polynomial of a degree, also outside of -1 to 1."""
    inside = np.cos(order * np.arccos(np.clip(x, -1.0, 1.0)))
    outside = np.cosh(order * np.arccosh(np.maximum(np.abs(x), 1.0))) * np.where(x < 0.0, (-1.0) ** order, 1.0)
    return np.where(np.abs(x) <= 1.0, inside, outside)
