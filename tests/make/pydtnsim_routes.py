"""Make tests/against/expected/pydtnsim_routes.json with the peer pydtnsim; run from the repository root.

The stored file names the peer's version. pydtnsim needs networkx and jsonschema below 3, so it has an environment of
its own. It routes without light times, and does not use a contact at its last instant: the plans have none of either
(starts are even seconds, ends odd ones, questions between).
"""

from __future__ import annotations

import json
import math
import random
from importlib.metadata import version
from pathlib import Path

from pydtnsim import ContactGraph, ContactIdentifier, ContactPlan
from pydtnsim.routing import cgr_utils, dijkstra

OUT = Path(__file__).parents[1] / "against" / "expected" / "pydtnsim_routes.json"
NODES, CONTACTS, HORIZON, QUESTIONS = 13, 400, 1500, 120


def main() -> None:
    """Write the file."""
    plans = [plan(seed) for seed in (1, 2, 3)]
    document = {"peer": f"pydtnsim {version('pydtnsim')}", "plans": plans}
    OUT.write_text(json.dumps(document, separators=(",", ":")) + "\n", encoding="utf-8")


def plan(seed: int) -> dict[str, object]:
    """Contacts as sender, receiver, start s, end s; answers as sender, receiver, time s, arrival s, contacts."""
    rng = random.Random(seed)
    contacts, taken = [], {}
    while len(contacts) < CONTACTS:
        sender, receiver = rng.sample(range(NODES), 2)
        start = 2 * rng.randrange(HORIZON)
        end = start + 2 * rng.randint(0, 40) + 1
        if all(end < s or start > e for s, e in taken.setdefault((sender, receiver), [])):
            taken[sender, receiver].append((start, end))
            contacts.append((sender, receiver, start, end))
    own = ContactPlan(1, 1)
    for sender, receiver, start, end in contacts:
        own.add_contact(sender, receiver, 1000 * start, 1000 * end, bidirectional=False)
    graph = ContactGraph(own)
    answers = [answer(graph, *rng.sample(range(NODES), 2), rng.randrange(2 * HORIZON) + 0.5) for _ in range(QUESTIONS)]
    return {"contacts": contacts, "answers": answers}


def answer(graph: ContactGraph, source: int, destination: int, time: float) -> list[object]:
    """The peer's first route; arrival and number of contacts are null where there is none."""
    ends = [ContactIdentifier(node, node, 0, math.inf, math.inf, 0) for node in (source, destination)]
    route, arrival = dijkstra.get_best_route(
        *ends, graph, cgr_utils.cgr_neighbor_function, 1000 * time, hashes=graph.hashes
    )
    return [source, destination, time, *((None, None) if route is None else (arrival / 1000, len(route) - 2))]


if __name__ == "__main__":
    main()
