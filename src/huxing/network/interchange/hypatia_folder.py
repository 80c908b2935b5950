"""Networks written as folders in Hypatia's form, so that its ns-3 half runs on them."""

from __future__ import annotations

import functools
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from huxing.core.constants import WGS84_SEMI_MAJOR_AXIS
from huxing.core.errors import InputError
from huxing.core.files import atomic_write, read_bounded
from huxing.core.time import Times, as_times, one_time
from huxing.network.interchange.designed_sets import designed_sets
from huxing.network.interchange.dynamic_folder import folder_name
from huxing.network.interchange.ground_algorithm import (
    Algorithm,
    InterfaceNumbers,
    check_algorithm,
    ground_interfaces,
    own_interfaces,
    relays,
    usable_ranges,
)
from huxing.network.interchange.hypatia_links import (
    LengthLimits,
    description_bytes,
    gsl_interfaces_bytes,
    isls_bytes,
)
from huxing.network.interchange.hypatia_scenario import HypatiaScenario
from huxing.network.interchange.hypatia_stations import ground_stations_bytes, named_stations
from huxing.network.interchange.hypatia_tles import PlaneSets, parse_tles, require_one_epoch, tles_bytes
from huxing.network.interchange.state_writer import StateWriter
from huxing.network.interchange.text_file import STATE_BYTES
from huxing.network.routing import Routes, route
from huxing.network.topology import LinkTable, Network, Snapshot
from huxing.network.topology.ephemeris import DesignEphemeris, SetsEphemeris
from huxing.orbit import ElementSets

Router = Callable[[Snapshot], Routes]
"""Gives routes to all stations of a snapshot."""

_MARGIN = 1.001
"""By which greatest lengths exceed those of the geometry: orbits are not quite circles."""


def hypatia_scenario(
    network: Network,
    *,
    epoch: object = None,
    algorithm: Algorithm = "free_one_only_over_isls",
    name: str | None = None,
    max_gsl_length: float | None = None,
    max_isl_length: float | None = None,
) -> HypatiaScenario:
    """A network as a Hypatia scenario.

    Args:
        network: of element sets of one epoch, or of a design, which is written as element sets; its links do not
            change with time.
        epoch: UTC, of a design's element sets; the design's own where left out.
        algorithm: how stations are tied to satellites; it says what interfaces there are.
        name: one word; satellites are called by it and their number. Left out: element sets that are called so already
            keep their names.
        max_gsl_length: m; the range of the access rule where left out, or what its least elevation comes to.
        max_isl_length: m; the range of the link rule where left out, or what its clearance comes to.

    Returns:
        The scenario. Element sets are those that the file will hold: rounded to its columns.

    Raises:
        InputError: other satellites, several epochs, links that change, no station, or an algorithm that does not fit.

    Source:
        github.com/snkas/hypatia @ 0ac531c (MIT), the files that satgenpy writes.
    """
    topology = network.topology
    if not isinstance(topology.links, LinkTable):
        raise InputError("links that change with time cannot be written: a Hypatia scenario has one table of links")
    if not len(network.stations):
        raise InputError("the network has no station, and a Hypatia scenario routes to stations; give one or more")
    check_algorithm(algorithm, topology.links)
    planes = _planes(topology.plane, len(topology))
    given = PlaneSets(*planes, _sets(network, epoch))
    tles = parse_tles(tles_bytes(given, name), Path("tles.txt"))
    radius = np.linalg.norm(network.snapshot(tles.sets.epoch[0]).position, axis=1)
    limits = LengthLimits(
        _longest_to_ground(network, radius) if max_gsl_length is None else float(max_gsl_length),
        _longest_in_space(network, radius) if max_isl_length is None else float(max_isl_length),
    )
    interfaces = ground_interfaces(algorithm, len(topology), len(network.stations))
    return HypatiaScenario(tles, topology.links, named_stations(network.stations), limits, interfaces)


def _sets(network: Network, epoch: object) -> ElementSets:
    track = network.topology.ephemeris
    if isinstance(track, SetsEphemeris):
        require_one_epoch(track.sets)
        if epoch is not None and (track.sets.epoch != as_times(epoch)).any():
            raise InputError(
                f"times begin at {as_times(epoch)}, but the element sets' epoch is {track.sets.epoch[0]}; begin there",
                given=epoch,
            )
        return track.sets
    if isinstance(track, DesignEphemeris):
        own = track.constellation.epoch
        return designed_sets(track.constellation, one_time(own if epoch is None else epoch))
    raise InputError(
        f"a {type(track).__name__} has no element sets, which Hypatia's files hold; give ElementSets or a Constellation"
    )


def _planes(plane: NDArray[np.int64] | None, satellites: int) -> tuple[int, int]:
    """Planes and satellites of each; one plane where they are not even and in order."""
    if plane is None:
        return 1, satellites
    numbers, counts = np.unique(plane, return_counts=True)
    even = len(set(counts.tolist())) == 1 and bool((np.diff(plane) >= 0).all())
    return (len(numbers), int(counts[0])) if even else (1, satellites)


def _longest_to_ground(network: Network, radius: NDArray[np.float64]) -> float:
    """Range to the highest satellite at the least elevation, or the rule's range where that is less."""
    least = float(np.min(network.access.least_elevation(len(network.stations)), initial=np.pi / 2))
    level = WGS84_SEMI_MAJOR_AXIS * np.cos(max(least, 0.0))
    rise = WGS84_SEMI_MAJOR_AXIS * np.sin(max(least, 0.0))
    longest = (np.sqrt(np.nanmax(radius) ** 2 - level**2) - rise) * _MARGIN
    return float(min(longest, network.access.maximum_range) if least > -np.pi / 2 else network.access.maximum_range)


def _longest_in_space(network: Network, radius: NDArray[np.float64]) -> float:
    """Link between two of the highest satellites that just clears the rule's sphere, or the rule's range."""
    rule = network.topology.rule
    sphere = 0.0 if rule.clearance is None else WGS84_SEMI_MAJOR_AXIS + rule.clearance
    longest = 2.0 * np.sqrt(max(np.nanmax(radius) ** 2 - sphere**2, 1.0)) * _MARGIN
    return float(min(longest, rule.maximum_range))


def write_hypatia(
    folder: str | Path,
    network: Network | HypatiaScenario,
    times: object = None,
    *,
    algorithm: Algorithm = "free_one_only_over_isls",
    name: str | None = None,
    max_gsl_length: float | None = None,
    max_isl_length: float | None = None,
    router: Router | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Write a folder in Hypatia's form, and the forwarding of all nodes over time.

    The forwarding is that of the element sets as written, turned to the Earth's axes as Hypatia does, under the
    network's own rules and failures. Memory does not grow with the number of times.

    Args:
        folder: made where it is not there.
        network: see `hypatia_scenario`; or a scenario, whose files then come out as they went in.
        times: UTC, shape `(time,)`, from the epoch of the element sets on, at even steps of whole milliseconds, and
            filling whole seconds; none for the files that do not change with time.
        algorithm: how stations are tied to satellites.
        name: as `hypatia_scenario`.
        max_gsl_length: as `hypatia_scenario`; a scenario keeps its own.
        max_isl_length: as `hypatia_scenario`; a scenario keeps its own.
        router: routes of a snapshot to all stations; by length where left out. It finds those ground links alone that
            the algorithm uses.
        progress: told how many of how many times are written.

    Returns:
        The folder of states, `dynamic_state_<step>ms_for_<T>s`; `folder` where no times are given.

    Raises:
        InputError: as `hypatia_scenario`; times that do not fit; states that are there already, of these times or of
            another scenario; routes over links that do not exist.
        OSError: the folder cannot be written.

    Source:
        github.com/snkas/hypatia @ 0ac531c (MIT), the files that satgenpy writes.
    """
    place = Path(folder)
    steps = None if times is None else np.atleast_1d(as_times(times))
    final = place if steps is None else place / folder_name(steps)[0]
    if steps is not None and os.path.lexists(final):
        raise InputError(f"{final} is there already; remove it, or write to another folder", given=str(folder))
    if isinstance(network, HypatiaScenario):
        scenario, moving = _checked(network, steps, algorithm), network.network()
    else:
        first = None if steps is None or not steps.size else steps[0]
        scenario = hypatia_scenario(
            network,
            epoch=first,
            algorithm=algorithm,
            name=name,
            max_gsl_length=max_gsl_length,
            max_isl_length=max_isl_length,
        )
        track = SetsEphemeris(scenario.sets, nominal=True)
        moving = replace(network, topology=replace(network.topology, ephemeris=track))
    _write_static(place, scenario, name)
    if steps is not None:
        _write_states(final, scenario, moving, steps, algorithm, router, progress)
    return final


def _checked(scenario: HypatiaScenario, steps: Times | None, algorithm: Algorithm) -> HypatiaScenario:
    """A scenario, after a look whether times and algorithm are for it."""
    check_algorithm(algorithm, scenario.links)
    if steps is not None and steps.size and steps[0] != scenario.epoch:
        raise InputError(f"times begin at {steps[0]}, but the element sets' epoch is {scenario.epoch}; begin there")
    needed = ground_interfaces(algorithm, len(scenario.sets), len(scenario.stations))
    if not np.array_equal(needed.count, scenario.interfaces.count):
        raise InputError(
            f"'{algorithm}' takes {needed.count[0]} interfaces to the ground at a satellite and 1 at a station; the "
            f"scenario has {scenario.interfaces.count[0]} at its first satellite",
            given=algorithm,
        )
    return scenario


def _write_static(folder: Path, scenario: HypatiaScenario, name: str | None) -> None:
    contents = {
        "tles.txt": tles_bytes(scenario.tles, name),
        "isls.txt": isls_bytes(scenario.links),
        "ground_stations.txt": ground_stations_bytes(scenario.ground),
        "description.txt": description_bytes(scenario.limits),
        "gsl_interfaces_info.txt": gsl_interfaces_bytes(scenario.interfaces),
    }
    _require_same(folder, contents)
    for file, content in contents.items():
        with atomic_write(folder / file) as temporary:
            temporary.write_bytes(content)


def _require_same(folder: Path, contents: dict[str, bytes]) -> None:
    """Refuse to change files to which states that are there already belong."""
    states = sorted(folder.glob("dynamic_state_*"))
    for file, content in contents.items():
        for path in (folder / file, folder / f"{file}.gz"):
            if states and path.exists() and read_bounded(path, limit_bytes=STATE_BYTES) != content:
                raise InputError(
                    f"{path} is of another scenario, to which {states[0].name} beside it belongs; write to another "
                    "folder, or remove both",
                    given=str(folder),
                )


def _write_states(
    final: Path,
    scenario: HypatiaScenario,
    network: Network,
    steps: Times,
    algorithm: Algorithm,
    router: Router | None,
    progress: Callable[[int, int], None] | None,
) -> None:
    """States under a name of their own, renamed when all are there."""
    temporary = final.with_name(f".{final.name}.part")
    chosen = router or functools.partial(route, stations_relay=relays(algorithm))
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir()
    try:
        numbers = InterfaceNumbers(scenario.links, own_interfaces(algorithm))
        writer = StateWriter(temporary, numbers, scenario.interfaces, len(scenario.stations))
        instants = zip(folder_name(steps)[1], network.snapshots(steps), strict=True)
        for number, (offset, snapshot) in enumerate(instants, start=1):
            ranges = usable_ranges(algorithm, snapshot)
            paired = ranges if algorithm == "paired_many_only_over_isls" else None
            writer.write(offset, chosen(replace(snapshot, ground_range=ranges)), paired)
            if progress is not None:
                progress(number, steps.size)
        temporary.replace(final)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
