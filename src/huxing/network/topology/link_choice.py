"""Making a plan of links: choose again every so many seconds, keep what still holds, count the time that terminals
need."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError, ShapeError
from huxing.core.model_range import ModelRange
from huxing.core.time import Times, as_times
from huxing.network.topology.ephemeris import Ephemeris, ephemeris
from huxing.network.topology.link_plan import LinkPlan, pair_keys
from huxing.network.topology.links import LinkTable, link_table
from huxing.network.topology.nearest import rule_lengths
from huxing.network.topology.rules import LinkRule
from huxing.network.topology.terminal_kernel import release_terminals, turn_terminals
from huxing.network.topology.terminals import require_terminals, take_links, terminal_counts
from huxing.orbit import Constellation, ElementSets

if TYPE_CHECKING:
    from huxing.link.laser import LaserTerminal

LinkChooser = Callable[[NDArray[np.float64], LinkTable], LinkTable]
"""Who should be linked: takes positions (m, `(satellite, 3)`) and the links that stay, gives links in order of
preference, for example `lambda position, keep: nearest_links(position, terminals=4, keep=keep)`."""

BLOCK_BYTES = 16_000_000
_RATE = ModelRange("laser terminal", "slew rate", 0.0, np.inf, "deg/s", np.pi / 180, open_low=True, physical=True)
_TIME = ModelRange("laser terminal", "acquisition time", 0.0, 1e9, "s", physical=True)
_LONGEST_WAIT = 2e9
"""Seconds: longer than any plan, and still a date that 64 bits of nanoseconds hold."""


@dataclass(frozen=True)
class TerminalTiming:
    """What a new link costs in time.

    Attributes:
        slew_rate: of a terminal's line of sight, rad/s; infinite for a turn in no time.
        acquisition_time: after the turn, s.
    """

    slew_rate: float = np.inf
    acquisition_time: float = 0.0

    def __post_init__(self) -> None:
        if not (isinstance(self.slew_rate, float) and self.slew_rate == np.inf):  # infinite for none
            _RATE.single(self.slew_rate)
        _TIME.single(self.acquisition_time)

    @classmethod
    def of_terminal(cls, terminal: LaserTerminal | str) -> TerminalTiming:
        """The times of a laser terminal.

        Args:
            terminal: a terminal, or its name in the catalogue.

        Returns:
            Its slew rate and acquisition time.

        Raises:
            CatalogueError: no such terminal.
            MissingDataError: its source does not say one of the two; give it: `laser_terminal(name, slew_rate=...)`.

        Source:
            The terminal's own.
        """
        from huxing.link.laser import laser_terminal

        known = laser_terminal(terminal) if isinstance(terminal, str) else terminal
        return cls(known.known("slew_rate"), known.known("acquisition_time"))

    def seconds(self, angle: NDArray[np.float64]) -> NDArray[np.float64]:
        """Time from the choice of a link until it carries data.

        Args:
            angle: that the terminal turns by, rad.

        Returns:
            s, same shape.

        Raises:
            Nothing of its own.

        Source:
            angle / rate + acquisition: a turn at full rate, without run-up.
        """
        return np.asarray(angle / self.slew_rate + self.acquisition_time)


def plan_links(
    satellites: Constellation | ElementSets | Ephemeris,
    times: object,
    chooser: LinkTable | LinkChooser,
    *,
    terminals: ArrayLike = 4,
    rule: LinkRule | None = None,
    timing: TerminalTiming | None = None,
    hysteresis: bool = True,
    established: bool = True,
) -> LinkPlan:
    """Choose links again at each time.

    A link that geometry no longer allows is given up. The others stay (with hysteresis), and the chooser's links are
    added in its order wherever a terminal is free at both ends. The free terminal that has to turn least takes a new
    link; a terminal keeps pointing at its last partner, and one that never had a partner counts with half a turn.

    Args:
        satellites: where they are.
        times: UTC of the choices, increasing, shape `(time,)`; between them links stay as they are.
        chooser: who should be linked; or a table, whose links are taken up and given up as geometry allows.
        terminals: links that a satellite can hold, one number or one each.
        rule: what geometry allows; 80 km of clearance where left out.
        timing: what a new link costs; nothing where left out.
        hysteresis: whether links stay while geometry allows them; else only those that the chooser names again.
        established: whether the links of the first time are there at once; else they are turned to and acquired.

    Returns:
        The plan, an interval for each time at which links change. It ends one step after the last time; of one time
        alone it does not end.

    Raises:
        InputError: no time, times that do not increase, a chooser's table of other satellites.
        ShapeError: times with more than one axis, terminals of another shape.
        StaleDataError: Earth orientation does not reach a time (element sets).

    Source:
        Links are held while they can be, as laser terminals are slow to acquire: Bhattacherjee and Singla 2019, CoNEXT
        (10.1145/3359989.3365407), section 2 (set-up times).
    """
    track, steps = ephemeris(satellites), _steps(times)
    choice = _Choice(track, chooser, terminal_counts(terminals, len(track)), rule or LinkRule(), hysteresis)
    work = timing or TerminalTiming()
    starts: list[np.datetime64] = []
    tables: list[LinkTable] = []
    available: list[Times] = []
    table, since = link_table(len(track), []), np.empty(0, "datetime64[ns]")
    for time, position in _positions(track, steps):
        kept, new = choice.next(position, table)
        if starts and kept.all() and not len(new):
            continue
        angle = choice.turn(position, table.pairs[~kept], new)
        wait = work.seconds(angle) if starts or not established else np.zeros(len(new))
        table = _joined(table, kept, new)
        wait = np.minimum(wait, _LONGEST_WAIT)
        since = np.concatenate([since[kept], time + np.round(wait * 1e9).astype("timedelta64[ns]")])
        starts.append(time)
        tables.append(table)
        available.append(since)
    end = steps[-1] + (steps[-1] - steps[-2]) if steps.size > 1 else None
    return LinkPlan(np.array(starts, "datetime64[ns]"), tuple(tables), tuple(available), end)


class _Choice:
    """The choice of links at one instant after another, with the state of the terminals."""

    def __init__(
        self,
        track: Ephemeris,
        chooser: LinkTable | LinkChooser,
        terminals: NDArray[np.int64],
        rule: LinkRule,
        hysteresis: bool,
    ) -> None:
        self._chooser, self._terminals, self._rule, self._hysteresis = chooser, terminals, rule, hysteresis
        self._satellites = len(track)
        if isinstance(chooser, LinkTable):
            require_terminals(_checked(chooser, len(track)), terminals)
        most = int(terminals.max(initial=0))
        self._partner = np.full((len(track), most), -1)
        self._busy = np.arange(most) >= terminals[:, None]

    def next(self, position: NDArray[np.float64], table: LinkTable) -> tuple[NDArray[np.bool_], LinkTable]:
        """Which links of the table stay, and those that are new."""
        stays = np.isfinite(rule_lengths(position, table.pairs, table.cross_plane, self._rule))
        wanted = self._wanted(position, _rows(table, stays & self._hysteresis))
        allowed = np.isfinite(rule_lengths(position, wanted.pairs, wanted.cross_plane, self._rule))
        wanted = _rows(wanted, allowed)
        if not self._hysteresis:
            wanted = _rows(wanted, take_links(wanted.pairs.astype(np.int64), self._terminals.copy()))
            stays &= np.isin(pair_keys(table), pair_keys(wanted))
        free = self._terminals - _rows(table, stays).degree
        wanted = _rows(wanted, ~np.isin(pair_keys(wanted), pair_keys(table)[stays]))
        return stays, _rows(wanted, take_links(wanted.pairs.astype(np.int64), free))

    def turn(self, position: NDArray[np.float64], old: NDArray[np.int32], new: LinkTable) -> NDArray[np.float64]:
        """Angles by which terminals turn to their new links, rad."""
        release_terminals(old, self._partner, self._busy)
        return turn_terminals(position, new.pairs, self._partner, self._busy)

    def _wanted(self, position: NDArray[np.float64], keep: LinkTable) -> LinkTable:
        if isinstance(self._chooser, LinkTable):
            return self._chooser
        return _checked(self._chooser(position, keep), self._satellites)


def _checked(table: object, satellites: int) -> LinkTable:
    """A chooser's table, which may have been put together without a check."""
    if not isinstance(table, LinkTable):
        raise InputError(f"the chooser gave a {type(table).__name__}; a LinkTable is wanted", given=table)
    if table.satellites != satellites:
        raise InputError(f"the chooser gave links of {table.satellites} satellites; there are {satellites}")
    return link_table(satellites, table.pairs, table.cross_plane)


def _rows(table: LinkTable, rows: NDArray[np.bool_]) -> LinkTable:
    return LinkTable(table.satellites, table.pairs[rows], table.cross_plane[rows])


def _joined(table: LinkTable, kept: NDArray[np.bool_], new: LinkTable) -> LinkTable:
    pairs = np.concatenate([table.pairs[kept], new.pairs])
    return LinkTable(table.satellites, pairs, np.concatenate([table.cross_plane[kept], new.cross_plane]))


def _steps(times: object) -> Times:
    steps = np.atleast_1d(as_times(times))
    if steps.ndim != 1:
        raise ShapeError(f"times have shape (time,); given {steps.shape}")
    if not steps.size or (np.diff(steps) <= np.timedelta64(0, "ns")).any():
        raise InputError("a plan of links needs one time or more, each after the last", given=times)
    return steps


def _positions(track: Ephemeris, steps: Times) -> Iterator[tuple[np.datetime64, NDArray[np.float64]]]:
    block = max(1, BLOCK_BYTES // (24 * max(len(track), 1)))
    for start in range(0, steps.size, block):
        chosen = steps[start : start + block]
        yield from zip(chosen, track.positions(chosen), strict=True)
