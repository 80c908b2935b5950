"""The stages that this installation knows: built-in ones and others, found through the entry point group."""

from __future__ import annotations

import functools
from importlib.metadata import entry_points

from huxing.chain.stage import Stage
from huxing.core.errors import RunError

GROUP = "huxing.stages"


@functools.cache
def known_stages() -> tuple[Stage, ...]:
    """All registered stages, each after the stages whose artefacts it needs.

    Returns:
        The stages.

    Raises:
        RunError: an entry point is not a stage, two stages share a name or an artefact, or they need each other in a
            circle.

    Source:
        PyPA entry points specification; group `huxing.stages`.
    """
    found = []
    # An editable install may list a package twice; the same name for the same object is one stage.
    points = {(point.name, point.value): point for point in entry_points(group=GROUP)}
    for point in (points[key] for key in sorted(points)):
        try:
            stage = point.load()
        except Exception as error:
            raise RunError(f"the stage '{point.name}' ({point.value}) cannot be loaded: {error}") from error
        if not isinstance(stage, Stage):
            raise RunError(f"the entry point '{point.name}' ({point.value}) of {GROUP} is not a huxing.chain.Stage")
        found.append(stage)
    return in_order(tuple(found))


def in_order(found: tuple[Stage, ...]) -> tuple[Stage, ...]:
    """Sort stages so that each stands after those whose artefacts it needs; otherwise by name.

    Args:
        found: the stages.

    Returns:
        The same stages.

    Raises:
        RunError: two stages share a name or give the same artefact, or they need each other in a circle.

    Source:
        Kahn (1962), topological sorting of large networks.
    """
    giver = _givers(found)
    left = sorted(found, key=lambda stage: stage.name)
    done: list[Stage] = []
    while left:
        names = {stage.name for stage in left}
        ready = [s for s in left if not any(giver[a].name in names for a in s.needs if a in giver)]
        if not ready:
            raise RunError(f"the stages {sorted(names)} need each other in a circle")
        done.append(ready[0])
        left.remove(ready[0])
    return tuple(done)


def _givers(found: tuple[Stage, ...]) -> dict[str, Stage]:
    giver: dict[str, Stage] = {}
    names: set[str] = set()
    for stage in found:
        if stage.name in names:
            raise RunError(f"two stages are called '{stage.name}'; uninstall one of the packages that bring them")
        names.add(stage.name)
        for artefact in stage.gives:
            if artefact in giver:
                raise RunError(f"'{artefact}' is given by both '{giver[artefact].name}' and '{stage.name}'")
            giver[artefact] = stage
    return giver
