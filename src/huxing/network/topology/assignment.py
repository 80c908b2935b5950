"""Who serves whom when antennas and beams are few: gateways that follow so many satellites, satellites with so many
beams, users with one antenna."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import HuxingError, InputError, ShapeError, TooLargeError
from huxing.core.model_range import ModelRange, numbers
from huxing.core.time import one_time
from huxing.network.topology.ephemeris import Ephemeris
from huxing.network.topology.geometry_kernel import ground_ranges
from huxing.network.topology.rules import AccessRule, whole_counts
from huxing.network.topology.stations import Stations

Method = Literal["greedy", "most"]
METHODS = ("greedy", "most")
_SECONDS = ModelRange("time in view", "seconds", 0.0, 1e7, "s", open_low=True, physical=True)
_UNLIMITED = np.iinfo(np.int64).max
_MOST_STEPS = 1_000_000


def assigned_ranges(
    ground_range: NDArray[np.float64],
    *,
    antennas: ArrayLike | None = None,
    beams: ArrayLike | None = None,
    score: NDArray[np.float64] | None = None,
    method: Method = "greedy",
) -> NDArray[np.float64]:
    """Ranges of those ground links that antennas and beams suffice for.

    Args:
        ground_range: m, shape `(satellite, station)`; infinite where a satellite is not in view.
        antennas: satellites that a station follows at once, one number or one each; None for all in view. A user with
            one antenna is a station with 1.
        beams: stations that a satellite serves at once, one number or one each; None for all.
        score: the higher, the sooner a link is chosen, shape `(satellite, station)`: `elevation_sine`, `time_in_view`,
            or one's own; the nearest satellite is chosen first where left out.
        method: 'greedy' takes the best link of all, then the next one that antennas and beams allow: no station and
            satellite that are both unsatisfied would rather have each other. 'most' serves the greatest number of
            links, and of all ways to do so takes the highest sum of scores; of use where beams are scarce.

    Returns:
        The ranges, infinite where a link is not in use; shape `(satellite, station)`. Links of the same score go by
        the satellite's, then the station's number ('greedy').

    Raises:
        ShapeError: antennas, beams or scores of another shape.
        InputError: a fraction of an antenna, an unknown method, a score of a link in view that is not finite.
        ModelRangeError: a negative number.

    Source:
        'greedy': Preis 1999, STACS; 'most': the transportation polytope has whole corners (Hoffman and Kruskal 1956),
        so that linear programming (HiGHS by scipy) gives the exact optimum.
    """
    if method not in METHODS:
        raise InputError(f"method '{method}' is not known; take one of {', '.join(METHODS)}", given=method)
    ground_range = numbers(ground_range, "range")
    if ground_range.ndim != 2:
        raise ShapeError(f"ranges have shape (satellite, station); given {ground_range.shape}")
    if antennas is None and beams is None:
        return ground_range
    satellites, stations = ground_range.shape
    follow = _limits("antennas", antennas, stations, "stations")
    serve = _limits("beams", beams, satellites, "satellites")
    satellite, station = np.nonzero(np.isfinite(ground_range))
    worth = _worth(ground_range, score, satellite, station)
    if method == "greedy":
        order = np.lexsort((station, satellite, -worth))
        chosen = np.zeros(order.size, np.bool_)
        chosen[order] = _greedy(satellite[order], station[order], serve, follow)
    else:
        chosen = _most(satellite, station, worth, serve, follow)
    out = np.full(ground_range.shape, np.inf)
    out[satellite[chosen], station[chosen]] = ground_range[satellite[chosen], station[chosen]]
    return out


def elevation_sine(
    stations: Stations, position: NDArray[np.float64], ground_range: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Sine of the elevation of satellites in view: the score for 'the highest first'.

    Args:
        stations: who looks.
        position: of the satellites, Earth-fixed, m, shape `(satellite, 3)`.
        ground_range: m, shape `(satellite, station)`; infinite where not in view.

    Returns:
        -1 to 1, shape `(satellite, station)`; NaN where not in view.

    Raises:
        ShapeError: ranges of another shape.

    Source:
        Geodetic elevation: the angle over the plane that is level with the ellipsoid.
    """
    if ground_range.shape != (len(position), len(stations)):
        raise ShapeError(
            f"{len(position)} satellites and {len(stations)} stations, but ranges have shape {ground_range.shape}"
        )
    satellite, station = np.nonzero(np.isfinite(ground_range))
    away = position[satellite] - stations.position[station]
    sine = np.full(ground_range.shape, np.nan)
    sine[satellite, station] = np.sum(away * stations.up[station], axis=1) / ground_range[satellite, station]
    return sine


def time_in_view(
    ephemeris: Ephemeris, stations: Stations, access: AccessRule, time: object, *, step_s: float, longest_s: float
) -> NDArray[np.float64]:
    """How much longer each satellite stays in view: the score for 'the longest first'.

    Args:
        ephemeris: where the satellites are.
        stations: who looks.
        access: least elevation and longest range; the geostationary arc, antennas and beams are left out.
        time: UTC.
        step_s: s; the end of the view is known to one step.
        longest_s: s; one that stays in view longer has this time.

    Returns:
        s, shape `(satellite, station)`; NaN where a satellite is not in view at the time.

    Raises:
        ModelRangeError: a step or a length that is not positive.
        InputError: not a time, or a step longer than the whole.
        TooLargeError: more than a million steps.

    Source:
        Counting steps in view.
    """
    step, longest = _SECONDS.single(step_s), _SECONDS.single(longest_s)
    if step > longest:
        raise InputError(f"a step of {step:g} s is longer than {longest:g} s; give a shorter one", given=step_s)
    if longest / step > _MOST_STEPS:
        raise TooLargeError(f"steps of {step:g} s up to {longest:g} s are over {_MOST_STEPS:,}; give longer ones")
    start = one_time(time)
    least = access.least_elevation(len(stations))
    sine = np.where(least <= -np.pi / 2, -np.inf, np.sin(least))
    site, vertical = (np.ascontiguousarray(array.T) for array in (stations.position, stations.up))
    left = np.full((len(ephemeris), len(stations)), np.nan)
    watched = np.ones(left.shape, np.bool_)
    for number in range(int(np.floor(longest / step + 1e-9)) + 1):
        moment = np.array([start + np.timedelta64(round(number * step * 1e9), "ns")])
        seen = np.isfinite(ground_ranges(ephemeris.positions(moment)[0], site, vertical, sine, access.maximum_range))
        watched &= seen
        if not watched.any():
            break
        left[watched] = number * step
    left[watched] = longest
    return left


def _limits(name: str, given: ArrayLike | None, count: int, of: str) -> NDArray[np.int64]:
    if given is None:
        return np.full(count, _UNLIMITED)
    array = whole_counts(name, given)
    if array.shape not in ((), (count,)):
        raise ShapeError(f"{count} {of}, but {name} have shape {array.shape}; give one number or one each")
    return np.broadcast_to(array, (count,)).astype(np.int64)


def _worth(
    ground_range: NDArray[np.float64],
    score: NDArray[np.float64] | None,
    satellite: NDArray[np.int64],
    station: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Scores of the links in view."""
    if score is None:
        return -ground_range[satellite, station]
    if np.shape(score) != ground_range.shape:
        raise ShapeError(f"ranges have shape {ground_range.shape}, but scores {np.shape(score)}")
    worth = numbers(score, "score")[satellite, station]
    bad = np.flatnonzero(~np.isfinite(worth))
    if bad.size:
        raise InputError(
            f"satellite {satellite[bad[0]]} is in view of station {station[bad[0]]} but its score is {worth[bad[0]]}; "
            "give a finite one"
        )
    return worth


@njit(cache=True, nogil=True, error_model="numpy")
def _greedy(
    satellite: NDArray[np.int64], station: NDArray[np.int64], serve: NDArray[np.int64], follow: NDArray[np.int64]
) -> NDArray[np.bool_]:  # pragma: no cover - compiled
    chosen = np.zeros(len(satellite), np.bool_)
    for k in range(len(satellite)):
        i, g = satellite[k], station[k]
        if serve[i] > 0 and follow[g] > 0:
            serve[i] -= 1
            follow[g] -= 1
            chosen[k] = True
    return chosen


def _most(
    satellite: NDArray[np.int64],
    station: NDArray[np.int64],
    worth: NDArray[np.float64],
    serve: NDArray[np.int64],
    follow: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """The greatest number of links, and among such choices the highest sum of scores."""
    from scipy.sparse import csr_array, vstack

    count = len(satellite)
    if count == 0:
        return np.zeros(0, np.bool_)
    links = np.arange(count)
    rows = [csr_array((np.ones(count), (ends, links)), shape=(len(limit), count))
            for ends, limit in ((satellite, serve), (station, follow))]  # fmt: skip
    most = np.minimum(np.concatenate([serve, follow]), count).astype(np.float64)
    matrix = vstack(rows, format="csr")
    number = round(float(_best(np.ones(count), matrix, most, None).sum()))
    span = np.ptp(worth)
    price = (worth - worth.min()) / span if span > 0.0 else np.zeros(count)
    return np.asarray(_best(price, matrix, most, number) > 0.5)


def _best(
    price: NDArray[np.float64], matrix: Any, most: NDArray[np.float64], number: int | None
) -> NDArray[np.float64]:
    """0 or 1 for each link, so that the sum of prices is highest; exactly `number` links where it is given."""
    from scipy.optimize import linprog

    exactly: dict[str, Any] = {} if number is None else {"A_eq": np.ones((1, len(price))), "b_eq": [float(number)]}
    result = linprog(-price, A_ub=matrix, b_ub=most, bounds=(0.0, 1.0), method="highs-ds", **exactly)
    if not result.success:
        raise HuxingError(f"no assignment of antennas and beams was found: {result.message}")
    return np.asarray(result.x)
