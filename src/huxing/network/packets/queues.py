"""The queues before transmitters."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError, ShapeError
from huxing.core.model_range import ModelRange, numbers

_T = TypeVar("_T", bound=np.generic)
Discipline = Literal["drop-tail", "codel"]
DISCIPLINES = ("drop-tail", "codel")
_LIMIT = ModelRange("packets", "queue limit", 0.0, 10_000_000.0, "packets", physical=True)
_TARGET = ModelRange("packets", "CoDel target", 1e-6, 10.0, "s", physical=True)
_INTERVAL = ModelRange("packets", "CoDel interval", 1e-6, 100.0, "s", physical=True)


@dataclass(frozen=True, eq=False)
class Queues:
    """One first-in first-out queue a port; a packet that finds it full is dropped.

    Attributes:
        limit: packets that can wait; the one being sent does not count. One number, or one a port.
        discipline: 'drop-tail', or 'codel': it also drops, as they leave, packets of a queue whose least wait has been
            above the target for an interval (RFC 8289). One, or one a port.
        target, interval: of CoDel, s; RFC 8289, section 4, says 5 ms and 100 ms.
    """

    limit: ArrayLike = 100
    discipline: Discipline | tuple[Discipline, ...] = "drop-tail"
    target: float = 0.005
    interval: float = 0.1

    def __post_init__(self) -> None:
        limit = numbers(self.limit, "queue limit")
        _LIMIT.check(limit)
        if (limit != np.floor(limit)).any():
            raise InputError("packets: a queue limit is a whole number of packets", given=self.limit)
        given = self.discipline
        for name in given if isinstance(given, tuple | list) else np.ravel(given).tolist():
            if name not in DISCIPLINES:
                raise InputError(f"packets: discipline is one of {', '.join(DISCIPLINES)}, not '{str(name)[:20]}'")
        _TARGET.single(self.target)
        _INTERVAL.single(self.interval)

    def limits(self, ports: int) -> NDArray[np.int64]:
        """The limit of each port, shape `(port,)`."""
        return self._each(numbers(self.limit, "queue limit").astype(np.int64), ports, "limit")

    def managed(self, ports: int) -> NDArray[np.bool_]:
        """Whether each port's queue is under CoDel, shape `(port,)`."""
        return self._each(np.asarray(np.array(self.discipline) == "codel"), ports, "discipline")

    def cells(self, ports: int) -> NDArray[np.int64]:
        """Places that each port's ring has: a power of two that holds the limit and one more."""
        return np.array([1 << math.ceil(math.log2(limit + 1)) for limit in self.limits(ports)], np.int64)

    @staticmethod
    def _each(values: NDArray[_T], ports: int, name: str) -> NDArray[_T]:
        if values.shape not in ((), (ports,)):
            raise ShapeError(f"packets: {name} has shape {values.shape}; give one, or one for each of {ports} ports")
        return np.broadcast_to(values, (ports,))
