"""From one forwarding epoch to the next, with packets under way."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from huxing.network.packets import layout as at
from huxing.network.packets.epoch_kernel import arrival_times, reissue, withdraw
from huxing.network.packets.event_tree import build_tree
from huxing.network.packets.packet_network import ForwardingEpoch
from huxing.network.packets.tables import Table, Tables, rows


def change_epoch(tables: Tables, epoch: ForwardingEpoch, destinations: NDArray[np.int32]) -> None:
    """Let new links and routes hold from now on.

    A link of the last epoch on which packets are under way stays until they have arrived; nothing is routed over it.

    Args:
        tables: changed in place.
        epoch: of `ordered`.
        destinations: nodes of the columns of its routes.

    Raises:
        Nothing of its own.

    Source:
        The rules are those of `epoch_kernel`.
    """
    now = round(epoch.start * at.PICOSECONDS)
    ports, old = tables.ports, tables.links
    views = ports, ports.view(np.int32), ports.view(np.float64)
    words = tables.packets.view(np.int32)
    withdraw(words, old.view(np.int32), old.view(np.float64), *views, tables.rings, now)
    key = (epoch.port.astype(np.int64) << 32) | epoch.target
    busy = old.view(np.int32)[:, at.HEAD] >= 0
    stays = _found(tables.key, key)
    gone = tables.key[busy & ~stays]
    both = np.insert(key, np.searchsorted(key, gone), gone)
    place = np.searchsorted(both, tables.key)
    renumbered = np.where(stays, place, -1).astype(np.int32)
    known = busy | stays
    _replace_links(tables, epoch, np.searchsorted(both, key), len(both), known, place[known])
    tables.key = both
    _replace_routes(tables, epoch.next_link, np.searchsorted(tables.key, key), destinations)
    times = np.concatenate([_timers(tables), np.full(both.size, at.NEVER, np.int64)])
    first = int(tables.state[at.FIRST_LINK])
    links = tables.links
    arrival_times(tables.packets, links.view(np.int32), times[first:])
    tables.tree = build_tree(times)
    reissue(
        tables.packets, words, links, links.view(np.int32), links.view(np.float64), *views, tables.rings,
        tables.managed, tables.tallies, tables.tree, tables.state, renumbered, now,
    )  # fmt: skip


def _found(keys: Table, among: Table) -> NDArray[np.bool_]:
    """Whether each key is among others, which are sorted."""
    if not among.size:
        return np.zeros(keys.size, np.bool_)
    place = np.minimum(np.searchsorted(among, keys), among.size - 1)
    return np.asarray(among[place] == keys)


def _replace_links(
    tables: Tables, epoch: ForwardingEpoch, new: Table, count: int, known: NDArray[np.bool_], kept: Table
) -> None:
    """`new` are the places of the epoch's links, `kept` those of the old ones that are `known`."""
    links, losses = rows(count, at.LINK_COLUMNS), np.zeros((count, at.LOSS_COLUMNS))
    words, rates = links.view(np.int32), links.view(np.float64)
    words[:, at.HEAD] = words[:, at.TAIL] = -1
    links[kept], losses[kept] = tables.links[known], tables.losses[known]
    loss, every = epoch.loss, epoch.loss_every
    assert loss is not None and every is not None  # noqa: S101 - `ordered` has filled them in
    lossy = (loss > 0.0) | (every > 0)
    words[new, at.PORT], words[new, at.TARGET] = epoch.port, np.where(lossy, -1 - epoch.target, epoch.target)
    links[new, at.DELAY] = np.rint(epoch.delay * at.PICOSECONDS)
    rates[new, at.PS_PER_BIT] = at.PICOSECONDS / epoch.rate
    losses[new, at.CHANCE], losses[new, at.EVERY] = loss, every
    tables.links, tables.losses = links, losses


def _replace_routes(
    tables: Tables, routes: NDArray[np.int32], place: NDArray[np.int64], destinations: NDArray[np.int32]
) -> None:
    number = np.append(place, at.UNREACHABLE).astype(np.int32)
    tables.next_link = number[routes]
    tables.next_link[destinations, np.arange(destinations.size)] = at.HERE


def _timers(tables: Tables) -> Table:
    """Times of all entities but links."""
    leaves = len(tables.tree) // 2
    times: Table = tables.tree[leaves : leaves + int(tables.state[at.FIRST_LINK]), at.TIME]
    return times
