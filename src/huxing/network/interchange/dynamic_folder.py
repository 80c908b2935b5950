"""The folder of a scenario's states over time: which files it holds, and for what times."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from huxing.core.errors import InputError, MissingDataError, TooLargeError
from huxing.core.time import Times
from huxing.network.interchange.text_file import find_file

MAX_STATES = 1_000_000
_FOLDER = re.compile(r"dynamic_state_([1-9][0-9]{0,8})ms_for_([1-9][0-9]{0,8})s")
_STATE = re.compile(r"fstate_(0|[1-9][0-9]{0,17})\.txt(?:\.gz)?")
_MILLISECOND = 1_000_000
_SECOND = 1_000_000_000


@dataclass(frozen=True)
class StateFiles:
    """Files of states, one pair for each time.

    Attributes:
        folder: where they are.
        times_ns: since the epoch of the element sets, ascending from 0.
        bandwidth: whether there are files of bandwidths beside those of forwarding.
    """

    folder: Path
    times_ns: range
    bandwidth: bool

    def __iter__(self) -> Iterator[tuple[int, Path, Path | None]]:
        """Time, file of forwarding, file of bandwidths; MissingDataError for one that is not there."""
        for time in self.times_ns:
            state = find_file(self.folder, state_name(time))
            yield time, state, find_file(self.folder, bandwidth_name(time)) if self.bandwidth else None


def state_name(time_ns: int) -> str:
    """Name of the file of forwarding at a time.

    Args:
        time_ns: since the epoch.

    Returns:
        Without `.gz`.

    Raises:
        Nothing of its own.

    Source:
        github.com/snkas/hypatia @ 0ac531c, satgenpy, dynamic_state (format only).
    """
    return f"fstate_{time_ns}.txt"


def bandwidth_name(time_ns: int) -> str:
    """Name of the file of bandwidths at a time; see `state_name`."""
    return f"gsl_if_bandwidth_{time_ns}.txt"


def state_files(folder: Path) -> StateFiles:
    """Find the files of a folder of states, or of a scenario that holds one such folder.

    Args:
        folder: `dynamic_state_<step>ms_for_<T>s`, whose name says what times there are; a scenario with one such
            folder in it; or any folder with `fstate_<ns>.txt`.

    Returns:
        The files.

    Raises:
        MissingDataError: no such folder, no states in it, or one missing between others.
        InputError: several folders of states.
        TooLargeError: more than `MAX_STATES` times.

    Source:
        github.com/snkas/hypatia @ 0ac531c, satgenpy, dynamic_state (format only).
    """
    if not folder.is_dir():
        raise MissingDataError(f"{folder}: there is no such folder; give one with fstate_0.txt, or its scenario")
    within = sorted(path for path in folder.iterdir() if _FOLDER.fullmatch(path.name) and path.is_dir())
    if len(within) > 1:
        names = ", ".join(path.name for path in within)
        raise InputError(f"{folder}: there are several folders of states; give one of {names}", accepted=names)
    if within:
        return state_files(within[0])
    match = _FOLDER.fullmatch(folder.resolve().name)
    if match is None:
        return StateFiles(folder, _listed_times(folder), _has_bandwidths(folder))
    step, end = int(match[1]) * _MILLISECOND, int(match[2]) * _SECOND
    return StateFiles(folder, _bounded(range(0, end, step), folder), True)


def _has_bandwidths(folder: Path) -> bool:
    return (folder / bandwidth_name(0)).exists() or (folder / f"{bandwidth_name(0)}.gz").exists()


def _listed_times(folder: Path) -> range:
    """Times of the files that are there; they have to be evenly spaced from 0."""
    matches = [_STATE.fullmatch(path.name) for path in folder.iterdir()]
    times = sorted({int(match[1]) for match in matches if match is not None})
    if not times or times[0] != 0:
        find_file(folder, state_name(0))
    if len(times) == 1:
        return range(1)
    step = times[1]
    return _bounded(range(0, times[-1] + step, step), folder)


def _bounded(times: range, folder: Path) -> range:
    if len(times) > MAX_STATES:
        raise TooLargeError(f"{folder}: {len(times):,} states; at most {MAX_STATES:,}", given=len(times))
    return times


def folder_name(times: Times) -> tuple[str, range]:
    """Name of the folder for some times, and these as nanoseconds from the first.

    Args:
        times: UTC, shape `(time,)`: evenly spaced by whole milliseconds, and filling whole seconds; a single one
            stands for a second.

    Returns:
        The name and the times.

    Raises:
        InputError: no times, or others than that.

    Source:
        github.com/snkas/hypatia @ 0ac531c, satgenpy, dynamic_state (format only).
    """
    if not times.size:
        raise InputError("there are no times to write states for; give one or more")
    offsets = (times - times[0]).astype("timedelta64[ns]").astype(np.int64)
    step = int(offsets[1]) if times.size > 1 else _SECOND
    if step <= 0 or step % _MILLISECOND or (np.diff(offsets) != step).any():
        raise InputError("states are written at even steps of whole milliseconds; use huxing.time_grid", given=step)
    span = step * times.size
    if span % _SECOND:
        raise InputError(
            f"{times.size} times at {step / _SECOND:g} s fill {span / _SECOND:g} s; the folder's name takes whole "
            "seconds: give as many times as fill them",
            given=times.size,
        )
    return f"dynamic_state_{step // _MILLISECOND}ms_for_{span // _SECOND}s", range(0, span, step)
