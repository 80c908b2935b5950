"""What has failed, and when: satellites, whole planes, links, gateways, all gateways of a region."""

from __future__ import annotations

import difflib
import operator
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import InputError, ShapeError
from huxing.core.model_range import ModelRange, numbers
from huxing.core.time import one_time
from huxing.network.topology.links import LinkTable
from huxing.network.topology.stations import Stations
from huxing.network.topology.topology import Topology

_SHARE = ModelRange("random failures", "share", 0.0, 1.0, physical=True)
_LATITUDE = ModelRange("region of failures", "latitude", -90.0, 90.0, "deg", physical=True)
_LONGITUDE = ModelRange("region of failures", "longitude", -540.0, 540.0, "deg", physical=True)

Ring = Sequence[tuple[float, float]]
"""Corners of a region: longitude and latitude, deg, as GeoJSON writes a ring; it closes itself."""


@dataclass(frozen=True)
class Outage:
    """What is out during one period.

    Attributes:
        satellites: their numbers.
        links: pairs of satellites between which the link is out, both ways.
        stations: their numbers.
        start: UTC, from then on; None for always.
        end: UTC, until just before then; None for good.
    """

    satellites: tuple[int, ...] = ()
    links: tuple[tuple[int, int], ...] = ()
    stations: tuple[int, ...] = ()
    start: np.datetime64 | None = None
    end: np.datetime64 | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", _moment(self.start))
        object.__setattr__(self, "end", _moment(self.end))
        if self.start is not None and self.end is not None and not self.start < self.end:
            raise InputError(f"an outage from {self.start} until {self.end} is empty; give an end after its start")

    def __contains__(self, time: np.datetime64) -> bool:
        return bool((self.start is None or time >= self.start) and (self.end is None or time < self.end))

    @cached_property
    def rows(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Satellites and stations as arrays."""
        return np.array(self.satellites, np.int64), np.array(self.stations, np.int64)

    @cached_property
    def ends(self) -> NDArray[np.int64]:
        """The links as an array, shape `(link, 2)`."""
        return np.array(self.links, np.int64).reshape(-1, 2)


@dataclass(frozen=True)
class Failures:
    """Outages of a network; `a + b` has those of both.

    Attributes:
        satellites: how many there are.
        stations: how many there are.
        outages: what is out, and when.
    """

    satellites: int
    stations: int
    outages: tuple[Outage, ...] = ()

    def __post_init__(self) -> None:
        for outage in self.outages:
            ends = tuple(end for pair in outage.links for end in pair)
            _require_numbers("satellite", outage.satellites + ends, self.satellites)
            _require_numbers("station", outage.stations, self.stations)

    def __add__(self, other: Failures) -> Failures:
        """The outages of both."""
        if (self.satellites, self.stations) != (other.satellites, other.stations):
            raise InputError(
                f"failures of {self.satellites} satellites and {self.stations} stations cannot be joined with those of "
                f"{other.satellites} and {other.stations}; give failures of one network"
            )
        return Failures(self.satellites, self.stations, self.outages + other.outages)

    def satellite_up(self, time: np.datetime64) -> NDArray[np.bool_]:
        """Whether each satellite works.

        Args:
            time: UTC.

        Returns:
            Shape `(satellite,)`.

        Raises:
            Nothing of its own.

        Source:
            None: a look-up.
        """
        up = np.ones(self.satellites, np.bool_)
        for outage in self._at(time):
            up[outage.rows[0]] = False
        return up

    def link_up(self, time: np.datetime64, table: LinkTable) -> NDArray[np.bool_]:
        """Whether each link of a table works; a link with a failed satellite at an end is not counted here.

        Args:
            time: UTC.
            table: the links.

        Returns:
            Shape `(link,)`.

        Raises:
            InputError: links of another number of satellites.

        Source:
            None: a look-up.
        """
        if table.satellites != self.satellites:
            raise InputError(f"failures of {self.satellites} satellites do not fit links of {table.satellites}")
        up = np.ones(len(table), np.bool_)
        for outage in self._at(time):
            a, b = outage.ends.T
            row, port = np.nonzero(table.neighbour[a] == b[:, None])
            up[table.link[a[row], port]] = False
        return up

    def station_up(self, time: np.datetime64) -> NDArray[np.bool_]:
        """Whether each station works.

        Args:
            time: UTC.

        Returns:
            Shape `(station,)`.

        Raises:
            Nothing of its own.

        Source:
            None: a look-up.
        """
        up = np.ones(self.stations, np.bool_)
        for outage in self._at(time):
            up[outage.rows[1]] = False
        return up

    def _at(self, time: np.datetime64) -> list[Outage]:
        return [outage for outage in self.outages if time in outage]


def failures(
    topology: Topology,
    stations: Stations,
    *,
    satellites: Iterable[int | str] = (),
    planes: Iterable[int] = (),
    links: Iterable[tuple[int | str, int | str]] = (),
    gateways: Iterable[int | str] = (),
    region: Ring | None = None,
    start: object = None,
    end: object = None,
) -> Failures:
    """Named failures, all for one period; join several with `+`.

    Args:
        topology: the space segment.
        stations: the ground segment.
        satellites: by number or label.
        planes: by the numbers of `topology.plane`: all their satellites.
        links: by the satellites at their ends.
        gateways: stations by number or name.
        region: corners of a polygon, longitude and latitude in deg: all stations inside.
        start: UTC, from then on; always where left out.
        end: UTC, until just before then; for good where left out.

    Returns:
        The failures, for `Network.failures`.

    Raises:
        InputError: a satellite, plane, link or station that is not there (the message says what is), a region with
            fewer than three corners, a period that is empty.

    Source:
        None: a look-up. Edges of a region are straight in longitude and latitude (RFC 7946, section 3.1.1).
    """
    labels = topology.ephemeris.labels
    lost = [_satellite(given, labels) for given in _several("satellites", satellites)]
    lost += [int(row) for given in _several("planes", planes) for row in _of_plane(topology, given)]
    ends = [_ends(pair, labels) for pair in _several("links", links)]
    _require_links(topology, ends)
    ground = [
        stations.index(given) if isinstance(given, str) else _within("station", given, len(stations))
        for given in _several("gateways", gateways)
    ]
    if region is not None:
        ground += [int(row) for row in np.flatnonzero(_inside(region, stations))]
    outage = Outage(_sorted(lost), tuple(ends), _sorted(ground), _moment(start), _moment(end))
    return Failures(len(topology), len(stations), (outage,))


def draw_failures(
    rng: np.random.Generator,
    topology: Topology,
    stations: Stations,
    *,
    satellite_share: float = 0.0,
    link_share: float = 0.0,
    gateway_share: float = 0.0,
    start: object = None,
    end: object = None,
) -> Failures:
    """Random failures: that share of each kind, rounded to whole ones, each one as likely as another.

    Args:
        rng: source of the draws, `numpy.random.default_rng(seed)`; satellites are drawn first, then links, then
            gateways.
        topology: the space segment.
        stations: the ground segment.
        satellite_share: 0 to 1.
        link_share: 0 to 1, of all links that the topology ever has.
        gateway_share: 0 to 1.
        start: UTC, from then on; always where left out.
        end: UTC, until just before then; for good where left out.

    Returns:
        The failures, for `Network.failures`.

    Raises:
        ModelRangeError: a share outside 0 to 1.
        InputError: no generator, a period that is empty, or links that cannot be listed.

    Source:
        Draws without replacement (numpy.random.Generator.choice).
    """
    if not isinstance(rng, np.random.Generator):
        raise InputError(f"draws need a numpy.random.Generator; given {rng!r:.60}, write default_rng(seed)", given=rng)
    lost = _drawn(rng, satellite_share, len(topology))
    pairs = _all_links(topology) if _SHARE.single(link_share) else np.empty((0, 2), np.int64)
    if pairs is None:
        raise InputError("links of this topology cannot be listed, so none can be drawn; give a table or a LinkPlan")
    broken = pairs[_drawn(rng, link_share, len(pairs))]
    ground = _drawn(rng, gateway_share, len(stations))
    outage = Outage(
        _sorted(lost), tuple((int(a), int(b)) for a, b in broken), _sorted(ground), _moment(start), _moment(end)
    )
    return Failures(len(topology), len(stations), (outage,))


def _drawn(rng: np.random.Generator, share: float, count: int) -> NDArray[np.int64]:
    number = int(np.floor(_SHARE.single(share) * count + 0.5))
    return np.sort(rng.choice(count, number, replace=False)) if number else np.empty(0, np.int64)


def _moment(time: object) -> np.datetime64 | None:
    return None if time is None else one_time(time)


def _sorted(numbers_given: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted({int(number) for number in numbers_given}))


def _require_numbers(what: str, given: Sequence[int], count: int) -> None:
    for number in given:
        _within(what, number, count)


def _within(what: str, given: object, count: int) -> int:
    try:
        number = operator.index(given)  # type: ignore[arg-type]  # the error is the test
    except TypeError:
        number = -1
    if isinstance(given, bool) or not 0 <= number < count:
        there = f"there are {count}, numbered 0 to {count - 1}" if count else "there is none"
        raise InputError(f"no {what} {given!r:.40}: {there}", given=given, accepted=(0, count - 1))
    return number


def _several(what: str, given: Iterable[Any]) -> Iterable[Any]:
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise InputError(f"{what} are a list; given {given!r:.60}, write [{given!r:.60}]", given=given)
    return given


def _satellite(given: int | str, labels: NDArray[np.str_]) -> int:
    """The number of a satellite given by number or label."""
    if not isinstance(given, str):
        return _within("satellite", given, len(labels))
    rows = np.flatnonzero(labels == given)
    if rows.size == 1:
        return int(rows[0])
    if rows.size:
        raise InputError(f"{rows.size} satellites are named '{given:.60}'; give the number of one", given=given)
    near = difflib.get_close_matches(given[:60], labels.tolist(), n=3, cutoff=0.0)
    raise InputError(
        f"no satellite '{given:.60}' among {len(labels)}; nearest: {', '.join(near) or 'none'}", given=given
    )


def _of_plane(topology: Topology, plane: int) -> NDArray[np.int64]:
    if topology.plane is None:
        raise InputError("this topology does not know its planes; name satellites, or give Topology a plane for each")
    rows = np.flatnonzero(np.asarray(topology.plane) == plane)
    if not rows.size:
        there = np.unique(topology.plane)
        known = f"there are {there.size}, numbered {there[0]} to {there[-1]}" if there.size else "there is none"
        raise InputError(f"no plane {plane!r:.40}: {known}", given=plane)
    return rows


def _ends(pair: tuple[int | str, int | str], labels: NDArray[np.str_]) -> tuple[int, int]:
    if isinstance(pair, str) or not isinstance(pair, Sequence | np.ndarray) or len(pair) != 2:
        raise InputError(f"a link is named by two satellites; given {pair!r:.60}", given=pair)
    a, b = (_satellite(end, labels) for end in pair)
    return min(a, b), max(a, b)


def _all_links(topology: Topology) -> NDArray[np.int64] | None:
    """Every pair that is ever linked, each once, lower satellite first; None where that cannot be known."""
    links = topology.links
    tables = (links,) if isinstance(links, LinkTable) else getattr(links, "tables", None)
    if tables is None:
        return None
    pairs = np.concatenate([np.empty((0, 2), np.int64), *(np.sort(table.pairs, axis=1) for table in tables)])
    return np.asarray(np.unique(pairs, axis=0))


def _require_links(topology: Topology, ends: Sequence[tuple[int, int]]) -> None:
    pairs = _all_links(topology) if ends else None
    if pairs is None:
        return
    known = {(int(a), int(b)) for a, b in pairs}
    for a, b in ends:
        if (a, b) not in known:
            others = sorted({int(end) for end in pairs[(pairs == a).any(axis=1)].ravel()} - {a})
            has = f"has links with {', '.join(map(str, others[:8]))}" if others else "has no link"
            raise InputError(
                f"no link between satellites {a} and {b}: satellite {a} {has}", given=(a, b), accepted=others
            )


def _inside(region: Ring, stations: Stations) -> NDArray[np.bool_]:
    """Stations inside a ring, whichever turn its longitudes are written in; even-odd rule."""
    corners = numbers(region, "region")
    if corners.ndim != 2 or corners.shape[1] != 2 or len(corners) < 3:
        raise ShapeError(f"a region is three corners or more of longitude and latitude, deg; given {corners.shape}")
    _LONGITUDE.check(corners[:, 0])
    _LATITUDE.check(corners[:, 1])
    x, y = corners.T
    x_next, y_next = np.roll(x, -1), np.roll(y, -1)
    east, north = np.degrees(stations.longitude), np.degrees(stations.latitude)[:, None]
    spans = (y > north) != (y_next > north)
    inside = np.zeros(len(stations), np.bool_)
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = x + (north - y) * (x_next - x) / (y_next - y)
    for turn in (-360.0, 0.0, 360.0):
        inside |= np.sum(spans & (crossing > east[:, None] + turn), axis=1) % 2 == 1
    return inside
