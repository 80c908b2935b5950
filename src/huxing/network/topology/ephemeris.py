"""Where the satellites of a network are: anything that gives Earth-fixed positions at times."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import InputError
from huxing.core.frames import frame_matrix, nominal_gmst
from huxing.core.time import Times
from huxing.orbit import Constellation, ElementSets
from huxing.orbit.secular_j2 import j2_states
from huxing.orbit.sgp4_states import Sgp4Propagator

Orientation = Literal["auto", "nominal", "iers"]


@runtime_checkable
class Ephemeris(Protocol):
    """Positions of satellites. Whatever has these members can be the space segment of a network."""

    @property
    def labels(self) -> NDArray[np.str_]:
        """A label of each satellite."""

    def __len__(self) -> int: ...

    def positions(self, times: Times) -> NDArray[np.float64]:
        """Earth-fixed positions, m, shape `(time, satellite, 3)`; NaN where a satellite has none."""


def ephemeris(satellites: Constellation | ElementSets | Ephemeris, *, orientation: Orientation = "auto") -> Ephemeris:
    """Positions of a designed constellation or of element sets.

    Args:
        satellites: a design (secular J2), element sets (SGP4), or an ephemeris, which is returned as it is.
        orientation: how TEME turns into the Earth's axes: 'iers' with Earth orientation parameters (element sets),
            'nominal' with UT1 = UTC and no polar motion (always for designs; simulators of networks do it for element
            sets too), 'auto' picks these defaults.

    Returns:
        The ephemeris.

    Raises:
        InputError: something that has no positions, or an orientation that is not known or does not fit.

    Source:
        Vallado et al., AIAA 2006-6753 (SGP4); Vallado 2013, section 9.6.1 (secular J2).
    """
    if orientation not in ("auto", "nominal", "iers"):
        raise InputError(f"orientation '{orientation}' is not known; take auto, nominal or iers", given=orientation)
    if isinstance(satellites, Constellation):
        if orientation == "iers":
            raise InputError("a designed constellation has nominal orientation only; leave `orientation` out")
        return DesignEphemeris(satellites)
    if isinstance(satellites, ElementSets):
        return SetsEphemeris(satellites, nominal=orientation == "nominal")
    if isinstance(satellites, Ephemeris):
        return satellites
    raise InputError(f"a {type(satellites).__name__} has no positions; give a Constellation, ElementSets or Ephemeris")


@dataclass(frozen=True, eq=False)
class DesignEphemeris:
    """A designed constellation, moved by secular J2."""

    constellation: Constellation

    def __len__(self) -> int:
        return len(self.constellation)

    @property
    def labels(self) -> NDArray[np.str_]:
        """Shell, plane and slot of each satellite."""
        return self.constellation.labels

    def positions(self, times: Times) -> NDArray[np.float64]:
        """As `Ephemeris.positions`."""
        return j2_states(self.constellation, times, earth_fixed=True)[0]


@dataclass(frozen=True, eq=False)
class SetsEphemeris:
    """Element sets, moved by SGP4."""

    sets: ElementSets
    nominal: bool = False

    def __len__(self) -> int:
        return len(self.sets)

    @property
    def labels(self) -> NDArray[np.str_]:
        """The satellites' names."""
        return self.sets.labels

    def positions(self, times: Times) -> NDArray[np.float64]:
        """As `Ephemeris.positions`."""
        states = self._sgp4.states(times)
        if self.nominal:
            return _turned(states.position, nominal_gmst(times))
        return np.ascontiguousarray(states.position.transpose(1, 0, 2) @ self._to_itrf(times))

    def _to_itrf(self, times: Times) -> NDArray[np.float64]:
        return frame_matrix("TEME", "ITRF", times).transpose(0, 2, 1)

    @cached_property
    def _sgp4(self) -> Sgp4Propagator:
        return Sgp4Propagator(self.sets)


def _turned(position: NDArray[np.float64], angle: NDArray[np.float64]) -> NDArray[np.float64]:
    """Vectors of shape `(satellite, time, 3)` turned about the pole, as `(time, satellite, 3)`."""
    cosine, sine = np.cos(angle), np.sin(angle)
    turned = np.empty((position.shape[1], position.shape[0], 3))
    turned[..., 0] = (position[..., 0] * cosine + position[..., 1] * sine).T
    turned[..., 1] = (position[..., 1] * cosine - position[..., 0] * sine).T
    turned[..., 2] = position[..., 2].T
    return turned
