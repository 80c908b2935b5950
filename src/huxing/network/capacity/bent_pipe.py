"""What links between satellites are worth: the same users and gateways with and without them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from numpy.typing import ArrayLike

from huxing.network.capacity.access_flow import AccessFlow, greatest_flow
from huxing.network.capacity.rates import LinkRates
from huxing.network.topology import Snapshot


@dataclass(frozen=True, eq=False)
class BentPipeComparison:
    """Traffic to gateways with bent pipes and with laser links.

    Attributes:
        bent_pipe: each bit goes down from the satellite that received it.
        lasers: it may first go to other satellites.
    """

    bent_pipe: AccessFlow
    lasers: AccessFlow

    @property
    def gain(self) -> float:
        """How many times more laser links carry; NaN where bent pipes carry nothing."""
        return self.lasers.total / self.bent_pipe.total if self.bent_pipe.total > 0.0 else float("nan")

    @property
    def cut_off(self) -> int:
        """Users that only laser links serve."""
        return int(((self.bent_pipe.sent == 0.0) & (self.lasers.sent > 0.0)).sum())


def compare_bent_pipe(
    snapshot: Snapshot, users: ArrayLike, gateways: ArrayLike, rates: LinkRates, *, supply: ArrayLike
) -> BentPipeComparison:
    """The most traffic from users to any gateway, with and without links between satellites.

    Args:
        snapshot: the network at one instant; its stations are users and gateways.
        users: indices of stations that send.
        gateways: indices of stations that receive.
        rates: of the links.
        supply: what each user has to send, bit/s, one number or shape `(user,)`.

    Returns:
        Both flows.

    Raises:
        InputError, ShapeError, ModelRangeError: as `greatest_flow`.

    Source:
        `greatest_flow`.
    """
    without = greatest_flow(snapshot, users, gateways, replace(rates, inter_satellite=0.0), supply=supply)
    return BentPipeComparison(without, greatest_flow(snapshot, users, gateways, rates, supply=supply))
