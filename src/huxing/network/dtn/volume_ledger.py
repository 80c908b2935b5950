"""What is left of each contact's volume, by priority, as bundles are booked on it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange
from huxing.network.dtn.bundles import PRIORITIES, check_priority
from huxing.network.dtn.plan_arrays import PlanArrays
from huxing.network.dtn.route import Route

_VOLUME = ModelRange("booking", "volume", 0, 2**61, "B", physical=True)


class VolumeLedger:
    """Maximum transmission volumes of a plan's contacts.

    A booking takes volume from its own priority and all lower ones: what is expedited does not wait for what is bulk.
    So the volume left for a low priority may become negative: higher ones have taken what it had booked.

    Attributes:
        arrays: of the plan whose volumes these are.
        residual: bytes that are left for each priority, shape `(priority, contact)`; do not write.
    """

    def __init__(self, arrays: PlanArrays) -> None:
        self.arrays = arrays
        self.residual: NDArray[np.int64] = np.tile(arrays.volume, (PRIORITIES, 1))

    def copy(self) -> VolumeLedger:
        """A ledger of its own with the same bookings.

        Returns:
            The ledger.

        Raises:
            Nothing of its own.

        Source:
            None: a copy.
        """
        twin = VolumeLedger(self.arrays)
        twin.residual[:] = self.residual
        return twin

    def book(self, route: Route | ArrayLike, volume_bytes: int, priority: int = 1) -> None:
        """Give a bundle volume on every contact of its route; on all of them or on none.

        Args:
            route: a route of this plan, or rows of its contacts.
            volume_bytes: that the bundle uses up (`ContactGraph.volume_of`).
            priority: 0 bulk, 1 normal, 2 expedited.

        Raises:
            InputError: a contact has less left for this priority, or is not in the plan.

        Source:
            CCSDS 734.3-B-1, sections 3.2.6.8.8 (whole volume at first) and 3.2.8.1.2 (reduction when a bundle is
            queued).
        """
        contacts, level, amount = self._checked(route, volume_bytes, priority)
        short = np.flatnonzero(self.residual[level, contacts] < amount)
        if short.size:
            contact = int(contacts[short[0]])
            raise InputError(
                f"contact {contact} has {self.residual[level, contact]} bytes left for priority {level}, "
                f"{amount} are asked; take a route that was found with this ledger",
                given=amount,
                accepted=int(self.residual[level, contact]),
            )
        self.residual[: level + 1, contacts] -= amount

    def release(self, route: Route | ArrayLike, volume_bytes: int, priority: int = 1) -> None:
        """Take a booking back.

        Args:
            route: a route of this plan, or rows of its contacts.
            volume_bytes: that was booked.
            priority: with which it was.

        Raises:
            InputError: more than the contact's volume would be free, or a contact is not in the plan.

        Source:
            The reverse of `book`.
        """
        contacts, level, amount = self._checked(route, volume_bytes, priority)
        if (self.residual[: level + 1, contacts] + amount > self.arrays.volume[contacts]).any():
            raise InputError(f"{amount} bytes were not booked there", given=amount)
        self.residual[: level + 1, contacts] += amount

    def booked_bytes(self) -> NDArray[np.int64]:
        """What is booked, all priorities together.

        Returns:
            Bytes, shape `(contact,)`.

        Raises:
            Nothing of its own.

        Source:
            None: volume less what is left for bulk.
        """
        return self.arrays.volume - self.residual[0]

    def limit_bytes(self, route: Route, priority: int = 1) -> int:
        """The largest volume that a bundle could use up on a route.

        Args:
            route: of this plan.
            priority: 0 bulk, 1 normal, 2 expedited.

        Returns:
            Bytes, at least 0: the least over the contacts of what is left, and of what can be sent between the
            route's first byte and the earliest end of this and all later contacts.

        Raises:
            InputError: a contact that is not in the plan.

        Source:
            CCSDS 734.3-B-1, sections 3.2.6.8.6 to 3.2.6.8.10 (effective volume limit, route volume limit).
        """
        contacts, level, _ = self._checked(route, 0, priority)
        stop = np.minimum.accumulate(self.arrays.end[contacts][::-1])[::-1]
        lasting = np.maximum(stop - self.arrays.nanoseconds(route.sent), 0)
        sendable = np.floor(lasting / self.arrays.byte_time[contacts])
        return int(max(np.minimum(sendable, self.residual[level, contacts]).min(), 0))

    def _checked(
        self, route: Route | ArrayLike, volume_bytes: int, priority: int
    ) -> tuple[NDArray[np.int64], int, int]:
        try:
            contacts = np.atleast_1d(np.asarray(route.contacts if isinstance(route, Route) else route))
        except ValueError as error:
            raise InputError("a route is given by rows of the plan's contacts in one list", given=route) from error
        count = self.arrays.start.size
        if contacts.ndim != 1 or contacts.dtype.kind not in "iu" or (contacts < 0).any() or (contacts >= count).any():
            raise InputError(f"a route is given by rows 0 to {count - 1} of the plan's contacts", given=route)
        if np.unique(contacts).size != contacts.size:
            raise InputError("a contact stands twice in a route", given=contacts.tolist())
        if type(volume_bytes) is not int or not 0 <= volume_bytes <= _VOLUME.high:
            volume_bytes = _VOLUME.whole(volume_bytes)
        return contacts, check_priority(priority), volume_bytes
