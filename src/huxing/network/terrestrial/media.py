"""Satellite or fibre: which is faster, cheaper, or the only one, between places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from huxing.network.terrestrial.integrated import FIBRE, IntegratedSnapshot
from huxing.network.terrestrial.ways import MEDIA, SPACE_KINDS, Prices, Ways, best_ways

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class MediaComparison:
    """Ways of one instant by satellites alone, by fibre alone, and by both.

    Attributes:
        satellite, fibre, joint: fastest ways.
        cheapest: of both media, the ways of least cost; None without prices.
    """

    satellite: Ways
    fibre: Ways
    joint: Ways
    cheapest: Ways | None = None

    @property
    def satellite_faster(self) -> NDArray[np.bool_]:
        """Whether satellites alone are faster than fibre alone; False where either has no way."""
        return np.asarray(self.satellite.delay < self.fibre.delay)

    @property
    def satellite_cheaper(self) -> NDArray[np.bool_]:
        """Whether the cheapest way uses satellites, alone or with fibre; False without prices."""
        if self.cheapest is None:
            return np.zeros(self.joint.delay.shape, bool)
        return np.isin(self.cheapest.medium, (MEDIA.index("satellite"), MEDIA.index("mixed")))

    @property
    def satellite_only(self) -> NDArray[np.bool_]:
        """Whether there is a way with satellites, alone or with fibre, and none without."""
        return np.asarray(self.joint.reachable & ~self.fibre.reachable)

    def to_dataframe(self) -> pd.DataFrame:
        """All pairs as a table.

        Returns:
            Columns source, destination, distance_km, satellite_rtt_ms, fibre_rtt_ms, joint_rtt_ms (NaN where there is
            no way), medium of the fastest, satellite_faster, satellite_only; with prices also cost, cheapest_medium and
            cheapest_rtt_ms.

        Raises:
            Nothing of its own.

        Source:
            This object.
        """
        table = self.joint.to_dataframe()
        shown = self.joint.source[:, None] != self.joint.destination
        out = table[["source", "destination", "distance_km"]].copy()
        for name, ways in (("satellite", self.satellite), ("fibre", self.fibre), ("joint", self.joint)):
            out[f"{name}_rtt_ms"] = ways.round_trip[shown] * 1e3
        out["medium"] = table["medium"]
        out["satellite_faster"] = self.satellite_faster[shown]
        out["satellite_only"] = self.satellite_only[shown]
        if self.cheapest is not None:
            cheap = self.cheapest.to_dataframe()
            out["cost"], out["cheapest_medium"], out["cheapest_rtt_ms"] = (
                cheap["cost"],
                cheap["medium"],
                cheap["rtt_ms"],
            )
        return out


def compare_media(
    snapshot: IntegratedSnapshot,
    sources: Sequence[str],
    destinations: Sequence[str] | None = None,
    *,
    prices: Prices | None = None,
) -> MediaComparison:
    """Ways by satellites alone, by fibre alone, by both, and the cheapest.

    Args:
        snapshot: of an `IntegratedNetwork`.
        sources: names of places.
        destinations: names of places; the sources where left out.
        prices: cost per bit, for the cheapest way.

    Returns:
        Four sets of ways; the last only with prices.

    Raises:
        InputError: a place that is not there.
        TooLargeError: as `best_ways`.

    Source:
        `best_ways` on the graph and on its parts.
    """
    asked = (sources, destinations)
    return MediaComparison(
        best_ways(snapshot.of_kinds(*SPACE_KINDS), *asked, prices=prices),
        best_ways(snapshot.of_kinds(FIBRE), *asked, prices=prices),
        best_ways(snapshot, *asked, prices=prices),
        None if prices is None else best_ways(snapshot, *asked, least="cost", prices=prices),
    )
