"""Random draws of the large-scale model: line of sight, shadow fading and clutter of each link.

The beams of one satellite reach a terminal along one path and so share one draw; positions along a route share what
the report's correlation distance leaves in common.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError, ShapeError, TooLargeError
from huxing.core.model_range import ModelRange, numbers
from huxing.link.ntn.large_scale_tables import LargeScaleParameters

_MODEL = "large-scale sampling"
_DRAWS = ModelRange(_MODEL, "draws", 1.0, 2.0**40, physical=True)
_MOST_DRAWS = 200_000_000
"""Of all links together: 41 bytes each along a route, 33 else."""
_LOS_CORRELATION = ModelRange(
    _MODEL, "line-of-sight correlation distance", 0.0, np.inf, "m", open_low=True, physical=True
)
_LOS_CORRELATION_M = {"dense-urban": 50.0, "urban": 50.0, "suburban": 50.0, "rural": 60.0}
"""TR 38.901 V19.4.0, table 7.6.3.1-2 (UMa, UMa, SMa, RMa), for TR 38.811 has none for the state itself."""


@dataclass(frozen=True)
class LargeScaleSample:
    """Draws of the large-scale model; arrays of one shape.

    Attributes:
        line_of_sight: whether there is one.
        shadowing_db: shadow fading as a loss (negative: more power than the mean), dB.
        clutter_db: clutter loss, dB; 0 with line of sight.
        extrapolated: as of the parameters.
    """

    line_of_sight: NDArray[np.bool_]
    shadowing_db: NDArray[np.float64]
    clutter_db: NDArray[np.float64]
    extrapolated: tuple[str, ...] = ()

    @property
    def loss_db(self) -> NDArray[np.float64]:
        """Shadow fading and clutter together, dB."""
        return np.asarray(self.shadowing_db + self.clutter_db)


def sample_large_scale(
    rng: np.random.Generator,
    parameters: LargeScaleParameters,
    *,
    draws: int | None = None,
    satellite: ArrayLike | None = None,
    along: ArrayLike | None = None,
    line_of_sight_correlation: float | None = None,
) -> LargeScaleSample:
    """Draw line of sight, shadow fading and clutter of links.

    Args:
        rng: source of randomness.
        parameters: what `large_scale_parameters` gives, of shape `(...)`.
        draws: how many of each link; they become the first axis. None draws once, without that axis.
        satellite: a whole number for each entry of the last axis, naming the satellite that its beam belongs to; links
            of one satellite share one draw (one path, one state, one fade in units of each link's deviation).
        along: distance along a route of each entry of the last axis, m, not descending; the state of line of sight
            and both fades then keep exp(-distance / correlation distance) of their correlation. Not with `satellite`.
        line_of_sight_correlation: correlation distance of the state along a route, m; None takes TR 38.901's.

    Returns:
        The draws, of shape `(draws, ...)` or `(...)`.

    Raises:
        InputError: `satellite` with `along`, a route that goes back, or an index that is no whole number.
        ShapeError: `satellite` or `along` is not of the length of the last axis.
        ModelRangeError: a number of draws below 1, or a distance that is not positive.
        TooLargeError: more than 200 million draws of all links together.

    Source:
        3GPP TR 38.811 V15.1.0, 6.6.1 and 6.6.2 (equation 6.6-4); correlation: TR 38.901 V19.4.0, 7.4.4 (exponential
        autocorrelation) and 7.6.3.3, table 7.6.3.1-2 (state of line of sight), with TR 38.811's distances.
    """
    shape = parameters.line_of_sight_probability.shape
    count = 1 if draws is None else _count(draws, parameters.line_of_sight_probability.size)
    flat = [
        np.ascontiguousarray(array).ravel()
        for array in (
            parameters.line_of_sight_probability,
            parameters.shadowing_los_db,
            parameters.shadowing_nlos_db,
            parameters.clutter_nlos_db,
        )
    ]
    out = _empty(count, flat[0].size)
    if along is not None:
        _refuse_both(satellite)
        route = _route(along, shape)
        state_distance = _state_distance(parameters, line_of_sight_correlation)
        distances = [np.ravel(a) for a in (parameters.correlation_los_m, parameters.correlation_nlos_m)]
        normals = rng.standard_normal((3, count, flat[0].size))
        _along_a_route(normals, route, state_distance, *distances, _thresholds(flat[0]), *flat[1:], *out)
    else:
        uniform, normal = _variates(rng, count, shape, satellite)
        _independent(uniform, normal, *flat, *out)
    whole = shape if draws is None else (count, *shape)
    los, shadowing, clutter = out
    return LargeScaleSample(
        los.view(np.bool_).reshape(whole), shadowing.reshape(whole), clutter.reshape(whole), parameters.extrapolated
    )


def _count(draws: int, links: int) -> int:
    count = _DRAWS.whole(draws)
    if count * links > _MOST_DRAWS:
        raise TooLargeError(
            f"{_MODEL}: {count * links} draws ({count} of {links} links), at most {_MOST_DRAWS}; draw in parts"
        )
    return count


def _empty(count: int, links: int) -> tuple[NDArray[np.uint8], NDArray[np.float64], NDArray[np.float64]]:
    return np.empty((count, links), np.uint8), np.empty((count, links)), np.empty((count, links))


def _refuse_both(satellite: ArrayLike | None) -> None:
    if satellite is not None:
        raise InputError(f"{_MODEL}: 'satellite' and 'along' both describe the last axis; give one of them")


def _variates(
    rng: np.random.Generator, count: int, shape: tuple[int, ...], satellite: ArrayLike | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A uniform and a normal number for each draw and link, equal for the links of one satellite."""
    links = int(np.prod(shape, dtype=np.int64))
    if satellite is None:
        return rng.random((count, links)), rng.standard_normal((count, links))
    index = _last_axis(satellite, shape, "satellite")
    if (index != np.floor(index)).any():
        raise InputError(f"{_MODEL}: an index of a satellite is not a whole number", given=satellite)
    distinct, group = np.unique(index, return_inverse=True)
    leading = links // index.size
    uniform = rng.random((count, leading, distinct.size))[..., group]
    normal = rng.standard_normal((count, leading, distinct.size))[..., group]
    return uniform.reshape(count, links), normal.reshape(count, links)


def _last_axis(values: ArrayLike, shape: tuple[int, ...], name: str) -> NDArray[np.float64]:
    array = numbers(values, name)
    if array.ndim != 1 or not shape or array.size != shape[-1]:
        raise ShapeError(
            f"{_MODEL}: {name} has shape {array.shape}; give one value for each entry of the last axis of the links, "
            f"whose shape is {shape}"
        )
    return array


def _route(along: ArrayLike, shape: tuple[int, ...]) -> NDArray[np.float64]:
    route = _last_axis(along, shape, "along")
    if not np.isfinite(route).all() or (np.diff(route) < 0.0).any():
        raise InputError(f"{_MODEL}: distances along a route are finite and do not descend", given=along)
    return route


def _state_distance(parameters: LargeScaleParameters, given: float | None) -> float:
    return _LOS_CORRELATION_M[parameters.scenario] if given is None else _LOS_CORRELATION.single(given)


def _thresholds(probability: NDArray[np.float64]) -> NDArray[np.float64]:
    """The normal number below which there is line of sight."""
    from scipy.special import ndtri

    return np.asarray(ndtri(probability))


@njit(cache=True, nogil=True, error_model="numpy")
def _independent(
    uniform: NDArray[np.float64],
    normal: NDArray[np.float64],
    probability: NDArray[np.float64],
    deviation_los: NDArray[np.float64],
    deviation_nlos: NDArray[np.float64],
    clutter_nlos: NDArray[np.float64],
    los: NDArray[np.uint8],
    shadowing: NDArray[np.float64],
    clutter: NDArray[np.float64],
) -> None:  # pragma: no cover - compiled
    for i in range(los.shape[0]):
        for j in range(los.shape[1]):
            seen = uniform[i, j] < probability[j]
            los[i, j] = seen
            shadowing[i, j] = normal[i, j] * (deviation_los[j] if seen else deviation_nlos[j])
            clutter[i, j] = 0.0 if seen else clutter_nlos[j]


@njit(cache=True, nogil=True, error_model="numpy")
def _along_a_route(
    normals: NDArray[np.float64],
    route: NDArray[np.float64],
    state_distance: float,
    distance_los: NDArray[np.float64],
    distance_nlos: NDArray[np.float64],
    threshold: NDArray[np.float64],
    deviation_los: NDArray[np.float64],
    deviation_nlos: NDArray[np.float64],
    clutter_nlos: NDArray[np.float64],
    los: NDArray[np.uint8],
    shadowing: NDArray[np.float64],
    clutter: NDArray[np.float64],
) -> None:  # pragma: no cover - compiled
    """Three Gauss-Markov processes: the state, and the fade of either state, of which the state picks one."""
    places = route.size
    for i in range(los.shape[0]):
        state, fade_los, fade_nlos = 0.0, 0.0, 0.0
        for j in range(los.shape[1]):
            place = j % places
            step = route[place] - route[place - 1] if place else np.inf
            keep = np.exp(-step / state_distance)
            state = keep * state + np.sqrt(1.0 - keep * keep) * normals[0, i, j]
            keep = np.exp(-step / distance_los[j])
            fade_los = keep * fade_los + np.sqrt(1.0 - keep * keep) * normals[1, i, j]
            keep = np.exp(-step / distance_nlos[j])
            fade_nlos = keep * fade_nlos + np.sqrt(1.0 - keep * keep) * normals[2, i, j]
            seen = state < threshold[j]
            los[i, j] = seen
            shadowing[i, j] = fade_los * deviation_los[j] if seen else fade_nlos * deviation_nlos[j]
            clutter[i, j] = 0.0 if seen else clutter_nlos[j]
