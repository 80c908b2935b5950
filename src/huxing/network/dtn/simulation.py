"""A delay-tolerant network at work: what becomes of bundles over a contact plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange
from huxing.core.schema import Column, TableSchema
from huxing.network.dtn.bundles import check_bundles
from huxing.network.dtn.contact_graph import ContactGraph
from huxing.network.dtn.custody import Bundle, Custody

DELIVERIES = TableSchema(
    "deliveries",
    (
        Column("bundle", "int", "number of the bundle"),
        Column("source", "int", "number of the node where it came into being"),
        Column("destination", "int", "number of the node to which it went"),
        Column("size_bytes", "int", "payload and headers", "B"),
        Column("priority", "int", "0 bulk, 1 normal, 2 expedited"),
        Column("created", "time", "UTC at which it came into being"),
        Column("delivered", "bool", "whether it came to its destination in time"),
        Column("arrival", "time", "UTC at which it was there whole", nullable=True),
        Column("delay_s", "float", "arrival less created", "s", nullable=True),
        Column("hops", "int", "contacts over which it came; 0 if it did not"),
        Column("sendings", "int", "times that it was sent, all copies together"),
        Column("reroutings", "int", "times that it missed its contact and was routed anew"),
        Column("reason", "text", "why a node had no route for it at first; empty where there was one"),
    ),
    key=("bundle",),
)

Knowledge = Literal["own", "shared"]
_QUANTILE = ModelRange("delay", "quantile", 0.0, 1.0, physical=True)


@dataclass(frozen=True, eq=False)
class DeliveryReport:
    """What became of the bundles.

    Attributes:
        deliveries: table `DELIVERIES`, by time and number.
        sent_bytes: on each contact, overhead included, shape `(contact,)`.
        used: share of each contact's volume that was used, shape `(contact,)`.
        peak_storage_bytes: most that was stored at each node, every copy counted, shape `(node,)`.
        nodes: numbers of the nodes, shape `(node,)`.
    """

    deliveries: pd.DataFrame
    sent_bytes: NDArray[np.int64]
    used: NDArray[np.float64]
    peak_storage_bytes: NDArray[np.int64]
    nodes: NDArray[np.int64]

    @property
    def delivered(self) -> int:
        """Bundles that came in time."""
        return int(self.deliveries["delivered"].sum())

    @property
    def expired(self) -> int:
        """Bundles that did not."""
        return len(self.deliveries) - self.delivered

    @property
    def delays_s(self) -> NDArray[np.float64]:
        """Delays of those that came, in the order of the table, s."""
        table = self.deliveries
        return table.loc[table["delivered"], "delay_s"].to_numpy(np.float64)

    def delay_quantile_s(self, share: float) -> float:
        """A quantile of the delays of the bundles that came.

        Args:
            share: 0.5 for the median.

        Returns:
            Seconds.

        Raises:
            InputError: no bundle came, or a share outside 0 to 1.

        Source:
            numpy.quantile (linear).
        """
        delays = self.delays_s
        if not delays.size:
            raise InputError("no bundle was delivered, so there are no delays; see deliveries['reason']")
        return float(np.quantile(delays, _QUANTILE.single(share)))


def simulate_bundles(
    graph: ContactGraph,
    bundles: pd.DataFrame,
    *,
    knowledge: Knowledge = "own",
    rng: np.random.Generator | None = None,
) -> DeliveryReport:
    """Let nodes store and forward bundles over a contact plan.

    Every node that gets a bundle routes it by `ContactGraph.best_route`, with what waits in its own queues, and books
    the volume of the whole route. It does not send a bundle back to where it came from, unless the bundle missed its
    contact. A contact sends one bundle at a time, expedited ones first, whole ones only; what is queued for a contact
    when it ends is routed anew. A bundle without a route is kept and tried again when volume becomes free. A bundle
    that is not at its destination when its lifetime ends is deleted everywhere. A critical bundle goes to every
    neighbour that leads to its destination; a node forwards it once.

    Args:
        graph: of the plan, with its margins and overheads.
        bundles: table `BUNDLES`.
        knowledge: whose bookings a node knows: 'own' as in the standard, or 'shared' as if all told each other at once.
        rng: decides which contacts take place, each with its confidence; nodes do not know. None lets all of them.

    Returns:
        The report. It does not depend on anything but these arguments.

    Raises:
        SchemaError: not a table of bundles.
        InputError: a node that is not in the plan, a bundle from a node to itself, a number out of range, or no
            generator.

    Source:
        CCSDS 734.3-B-1, section 3.2 (routing, booking, forwarding).
    """
    if knowledge not in ("own", "shared"):
        raise InputError(f"knowledge '{knowledge}' is not known; take own or shared", given=knowledge)
    if not isinstance(rng, np.random.Generator | None):
        raise InputError(f"{rng!r:.40} is no generator; give numpy.random.default_rng(seed), or None", given=rng)
    table = check_bundles(bundles)
    certain = graph.arrays.confidence
    takes_place = np.ones(certain.size, bool) if rng is None else rng.random(certain.size) < certain
    fates = _bundles(graph, table)
    custody = Custody(graph, knowledge == "shared", takes_place)
    custody.run(fates)
    volume = np.maximum(graph.arrays.volume, 1)
    return DeliveryReport(
        _deliveries(graph, table, fates),
        custody.sent_bytes,
        custody.sent_bytes / volume,
        custody.peak_bytes,
        graph.arrays.nodes,
    )


def _bundles(graph: ContactGraph, table: pd.DataFrame) -> list[Bundle]:
    arrays = graph.arrays
    for name in ("source", "destination"):
        for number in table[name].unique().tolist():
            arrays.node(number)
    places = (np.searchsorted(arrays.nodes, table[name].to_numpy()) for name in ("source", "destination"))
    created = arrays.nanoseconds(table["created"].to_numpy("datetime64[ns]"))
    lifetime = np.rint(np.minimum(table["lifetime_s"].to_numpy() * 1e9, 2.0**61)).astype(np.int64)
    columns = (
        table["bundle"], *places, graph.volume_of(table["size_bytes"].to_numpy()), table["priority"], created,
        created + lifetime, table["critical"],
    )  # fmt: skip
    return [Bundle(*row) for row in zip(*(np.asarray(c).tolist() for c in columns), strict=True)]


def _deliveries(graph: ContactGraph, table: pd.DataFrame, fates: list[Bundle]) -> pd.DataFrame:
    when = np.array([bundle.delivered for bundle in fates], np.int64)
    came = when >= 0
    arrival = graph.arrays.times(np.where(came, when, 0))
    arrival[~came] = np.datetime64("NaT")
    columns = ["bundle", "source", "destination", "size_bytes", "priority", "created"]
    delay = (arrival - table["created"].to_numpy("datetime64[ns]")) / np.timedelta64(1, "s")
    return DELIVERIES.check(
        table[columns].assign(
            delivered=came,
            arrival=arrival,
            delay_s=np.where(came, delay, np.nan),
            hops=np.array([bundle.hops for bundle in fates], np.int64),
            sendings=np.array([bundle.sendings for bundle in fates], np.int64),
            reroutings=np.array([bundle.reroutings for bundle in fates], np.int64),
            reason=pd.Series([bundle.reason for bundle in fates], dtype="str"),
        )
    )
