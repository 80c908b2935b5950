"""From which distance on satellites are faster than fibre."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.errors import InputError, ShapeError
from huxing.core.model_range import ModelRange
from huxing.core.time import as_times
from huxing.network.routing import route
from huxing.network.terrestrial.fibre import FIBRE_INDEX, fibre_round_trip
from huxing.network.topology import Network
from huxing.network.traffic.great_circle import great_circle_distance

if TYPE_CHECKING:
    import pandas as pd

_SHARE = ModelRange("crossover", "share of time", 0.0, 1.0, open_low=True, physical=True)


@dataclass(frozen=True, eq=False)
class FibreComparison:
    """Satellites against fibre, for pairs of stations over times.

    Attributes:
        names: of the stations.
        pairs: indices of stations, shape `(pair, 2)`.
        distance: great circle, m, shape `(pair,)`.
        fibre_rtt: round trip through fibre, s.
        least, mean, most: round trip by satellites over the times with a way, s; NaN where there never was one.
        reachable: share of the times with a way.
        faster: share of all times at which satellites are faster.
    """

    names: tuple[str, ...]
    pairs: NDArray[np.int64]
    distance: NDArray[np.float64]
    fibre_rtt: NDArray[np.float64]
    least: NDArray[np.float64]
    mean: NDArray[np.float64]
    most: NDArray[np.float64]
    reachable: NDArray[np.float64]
    faster: NDArray[np.float64]

    def crossover(self, share: float = 0.5) -> float:
        """Distance from which satellites are faster: the one that parts the pairs with the fewest exceptions.

        Args:
            share: of all times at which they are to be faster.

        Returns:
            m; NaN where they are for no pair, or for so few that 'from no distance on' has fewer exceptions than any
            distance. `faster` shows the exceptions: paths that zigzag between planes.

        Raises:
            ModelRangeError: a share that is not above 0 and at most 1.

        Source:
            None: counting.
        """
        order = np.argsort(self.distance, kind="stable")
        won = (self.faster >= _SHARE.single(share))[order]
        if not won.any():
            return float("nan")
        nearer = np.concatenate([[0], np.cumsum(won)])
        farther = np.concatenate([np.cumsum(~won[::-1])[::-1], [0]])
        return float(np.append(self.distance[order], np.nan)[int(np.argmin(nearer + farther))])

    def to_dataframe(self) -> pd.DataFrame:
        """The pairs as a table, by distance.

        Returns:
            Columns source, destination, distance_km, fibre_rtt_ms, least_rtt_ms, mean_rtt_ms, most_rtt_ms (NaN where
            there was never a way), reachable_share, faster_share.

        Raises:
            Nothing of its own.

        Source:
            This object.
        """
        import pandas as pd

        label = np.array(self.names, object)
        table = pd.DataFrame(
            {
                "source": label[self.pairs[:, 0]],
                "destination": label[self.pairs[:, 1]],
                "distance_km": self.distance / 1e3,
                "fibre_rtt_ms": self.fibre_rtt * 1e3,
                "least_rtt_ms": self.least * 1e3,
                "mean_rtt_ms": self.mean * 1e3,
                "most_rtt_ms": self.most * 1e3,
                "reachable_share": self.reachable,
                "faster_share": self.faster,
            }
        )
        return table.sort_values("distance_km", kind="stable", ignore_index=True)


def compare_with_fibre(
    network: Network,
    times: object,
    pairs: ArrayLike | None = None,
    *,
    route_factor: float = 1.0,
    index: float = FIBRE_INDEX,
) -> FibreComparison:
    """Round trips by satellites against fibre along the great circle.

    Args:
        network: satellites and stations.
        times: UTC, shape `(time,)`.
        pairs: indices of stations, shape `(pair, 2)`; all pairs where left out.
        route_factor: length of the fibre over the great circle; 1 is the ideal that no cable beats.
        index: group index of the fibre.

    Returns:
        Statistics of each pair.

    Raises:
        InputError: no time, no pair, a station that is not there, or one with itself.
        ShapeError: not pairs.
        ModelRangeError: a factor below 1, an index out of range.

    Source:
        Handley 2018, "Delay is not an option: low latency routing in space", HotNets'18 (the comparison); propagation
        delay only, for both.
    """
    steps = np.atleast_1d(as_times(times))
    chosen = _pairs(pairs, len(network.stations))
    if not steps.size or not len(chosen):
        raise InputError(f"compare_with_fibre: {steps.size} times and {len(chosen)} pairs; give one of each or more")
    a, b = chosen.T
    stations = network.stations
    distance = great_circle_distance(
        stations.latitude[a], stations.longitude[a], stations.latitude[b], stations.longitude[b]
    )
    fibre = fibre_round_trip(distance, route_factor=route_factor, index=index)
    least, most = np.full(a.size, np.inf), np.zeros(a.size)
    total, ways, won = np.zeros(a.size), np.zeros(a.size), np.zeros(a.size)
    for snapshot in network.snapshots(steps):
        trip = 2.0 * route(snapshot).station_distance[a, b] / SPEED_OF_LIGHT
        there = np.isfinite(trip)
        least, most = np.minimum(least, trip), np.where(there, np.maximum(most, trip), most)
        total[there] += trip[there]
        ways += there
        won += trip < fibre
    never = ways == 0
    mean = np.divide(total, ways, out=np.full(a.size, np.nan), where=~never)
    least, most = np.where(never, np.nan, least), np.where(never, np.nan, most)
    names = stations.names
    return FibreComparison(names, chosen, distance, fibre, least, mean, most, ways / steps.size, won / steps.size)


def _pairs(pairs: ArrayLike | None, stations: int) -> NDArray[np.int64]:
    if pairs is None:
        return np.stack(np.triu_indices(stations, 1), axis=-1).astype(np.int64)
    try:
        given = np.asarray(pairs)
    except ValueError as error:
        raise ShapeError(f"pairs are indices of stations of shape (pair, 2); given {pairs!r:.80}") from error
    if given.ndim != 2 or given.shape[1] != 2 or given.dtype.kind not in "iu":
        raise ShapeError(f"pairs are indices of stations of shape (pair, 2); given {given.dtype} {given.shape}")
    if given.size and (given.min() < 0 or given.max() >= stations):
        raise InputError(f"a pair names none of the stations 0 to {stations - 1}", given=given.tolist()[:4])
    if (given[:, 0] == given[:, 1]).any():
        row = int(np.argmax(given[:, 0] == given[:, 1]))
        raise InputError(f"pair {row} joins station {given[row, 0]} with itself; give two stations", given=row)
    return given.astype(np.int64)
