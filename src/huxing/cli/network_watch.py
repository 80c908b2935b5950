"""A network that tells how far a computation has come, whichever kernel takes its snapshots."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

from huxing.cli.console import progress
from huxing.network.topology import Network, Snapshot
from huxing.network.topology.network import BLOCK_BYTES


@dataclass(frozen=True, eq=False)
class WatchedNetwork(Network):
    """A network whose snapshots are counted."""

    watch: Callable[[], None] = lambda: None

    def snapshots(self, times: object, *, block_bytes: int = BLOCK_BYTES) -> Iterator[Snapshot]:
        """The snapshots of the network; `watch` is called after the use of each.

        Args:
            times: as `Network.snapshots`.
            block_bytes: as `Network.snapshots`.

        Yields:
            As `Network.snapshots`.

        Raises:
            As `Network.snapshots`.

        Source:
            `Network.snapshots`.
        """
        for snapshot in super().snapshots(times, block_bytes=block_bytes):
            yield snapshot
            self.watch()


@contextmanager
def watched(network: Network, description: str, steps: int) -> Iterator[Network]:
    """A progress bar on stderr that follows a network's snapshots.

    Args:
        network: to look at.
        description: what is going on.
        steps: how many snapshots there will be.

    Yields:
        The network to compute with.

    Raises:
        Nothing of its own.

    Source:
        `huxing.cli.console.progress`.
    """
    done = count(1)
    with progress(description) as bar:
        task = bar.task_ids[0]

        def watch() -> None:
            bar.update(task, completed=next(done), total=steps)

        parts = (network.topology, network.stations, network.access, network.failures)
        yield WatchedNetwork(*parts, watch)
