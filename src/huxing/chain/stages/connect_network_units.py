"""The units of the stage `connect` that work on networks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from huxing.chain.stage import Unit
from huxing.chain.stages.connect_fleet import Flown
from huxing.chain.stages.connect_loads import LoadWork, write_loads
from huxing.chain.stages.connect_network_parameters import ConnectNetwork
from huxing.chain.stages.connect_parameters import ConnectParameters
from huxing.chain.stages.connect_routes import ReachWork, RouteWork, write_reach, write_routes

SLICE_STEPS = 240
"""Times of one unit: time slices are independent, so that workers share a day among them."""


def network_units(parameters: ConnectParameters, chosen: Callable[[ConnectNetwork], list[Flown]]) -> Iterator[Unit]:
    """The independent pieces of work on networks.

    Args:
        parameters: of the stage.
        chosen: the fleets that a network works with.

    Yields:
        Units named `routes/<network>/<constellation>/<milestone>/<slice>`, `reach/...` and `loads/...`.

    Raises:
        InputError: a network of a constellation that has no satellite in service at any date.

    Source:
        docs/house.md, "One machine, then many".
    """
    steps = np.arange(0.0, parameters.span_s, parameters.step_s)
    for network in parameters.networks:
        for flown in chosen(network):
            place = f"{network.name}/{flown.constellation}/{flown.milestone}"
            yield from _routes(network, flown, place, steps)
            reach = ReachWork(network, flown, parameters.span_s, parameters.map_spacing_deg)
            yield Unit(f"reach/{place}", "reach", write_reach, reach)
            yield Unit(f"loads/{place}", "loads", write_loads, LoadWork(network, flown))


def _routes(network: ConnectNetwork, flown: Flown, place: str, steps: np.ndarray) -> Iterator[Unit]:
    if not network.pairs:
        return
    for number, part in enumerate(np.array_split(steps, -(-steps.size // SLICE_STEPS))):
        work = RouteWork(network, flown, tuple(part.tolist()), paths=False)
        yield Unit(f"routes/{place}/{number:03d}", "routes", write_routes, work)
    moments = RouteWork(network, flown, network.path_times, paths=True)
    yield Unit(f"paths/{place}", "paths", write_routes, moments)
