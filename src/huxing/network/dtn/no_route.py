"""Why there is no route: the questions that are asked one after the other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from huxing.network.dtn.pair_kernel import NEVER
from huxing.network.dtn.question import Question
from huxing.network.dtn.route import NoRoute, Reason


def why_none(question: Question) -> NoRoute:
    """The first condition that leaves no route.

    Args:
        question: that has no answer.

    Returns:
        The reason, with figures.

    Raises:
        Nothing of its own.

    Source:
        CCSDS 734.3-B-1, section 3.2.6.9 (conditions a to g), in the order of `NoRoute`.
    """
    arrays = question.arrays
    source, destination = int(arrays.nodes[question.source]), int(arrays.nodes[question.destination])
    way = f"from node {source} to node {destination}"
    if question.deadline <= question.time:
        return NoRoute("expired", f"the deadline {_text(question, question.deadline)} is not after the time asked")
    nowhere = np.zeros(arrays.nodes.size, bool)
    free = replace(
        question, volume=0, deadline=NEVER, avoided=nowhere, excluded=nowhere, backlog=np.zeros_like(question.backlog)
    )
    nodes = replace(free, avoided=question.avoided, excluded=question.excluded)
    sized = replace(nodes, volume=question.volume, residual=arrays.volume)
    booked = replace(sized, residual=question.residual)
    waiting = replace(booked, backlog=question.backlog)
    steps: tuple[tuple[Question, Reason, str], ...] = (
        (free, "no path", f"no contacts of the plan lead {way} from {_text(question, question.time)} on"),
        (nodes, "excluded", f"all ways {way} begin at an excluded node or pass an avoided one"),
        (sized, "too large", f"no way {way} has contacts that take {question.volume} bytes whole"),
        (booked, "booked", f"no way {way} has {question.volume} bytes left for this priority"),
        (waiting, "backlog", f"what waits at node {source} fills all contacts that lead to node {destination}"),
    )
    for step, reason, message in steps:
        if step.answer() is None:
            return NoRoute(reason, message)
    earliest = waiting.answer()
    when = "" if earliest is None else f", at {earliest.arrival.astype('datetime64[ms]')}"
    return NoRoute(
        "late", f"the earliest arrival {way}{when}, is after the deadline {_text(question, question.deadline)}"
    )


def _text(question: Question, nanoseconds: int) -> str:
    return str(question.arrays.times(np.asarray(nanoseconds)).astype("datetime64[ms]"))
