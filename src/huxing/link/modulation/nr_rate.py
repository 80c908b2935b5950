"""The rate of an NR carrier: resource blocks, numerology, layers, format and overhead."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.catalogue.standard_tables import standard_table
from huxing.core.errors import CatalogueError, ModelRangeError
from huxing.core.model_range import ModelRange, broadcast

_MODEL = "3GPP TS 38.306, 4.1.2"
_RANGES = (
    ModelRange(_MODEL, "resource blocks", 1, 275, physical=True),
    ModelRange(_MODEL, "numerology", 0, 6, physical=True),
    ModelRange(_MODEL, "layers", 1, 8, physical=True),
    ModelRange(_MODEL, "modulation order", 1, 10, physical=True),
    ModelRange(_MODEL, "code rate", 0.0, 1.0, open_low=True, physical=True),
    ModelRange(_MODEL, "overhead", 0.0, 1.0, open_high=True, physical=True),
    ModelRange(_MODEL, "scaling factor", 0.0, 1.0, open_low=True, physical=True),
)
_CHANNEL = ModelRange("3GPP TS 38.101", "bandwidth", 0.0, np.inf, "MHz", 1e6, open_low=True, physical=True)
_SPACING = ModelRange("3GPP TS 38.101", "subcarrier spacing", 0.0, np.inf, "kHz", 1e3, open_low=True, physical=True)
_FREQUENCY_RANGE = ModelRange("3GPP TS 38.101", "frequency range", 1.0, 2.0, physical=True)
_OVERHEAD = {(1, "downlink"): 0.14, (2, "downlink"): 0.18, (1, "uplink"): 0.08, (2, "uplink"): 0.10}
MOST_CODE_RATE = 948 / 1024
"""Greatest rate of an NR code. Source: 3GPP TS 38.306, 4.1.2."""


def nr_overhead(frequency_range: int, direction: Literal["downlink", "uplink"]) -> float:
    """The share of resource elements that carry no data, as 3GPP counts it for peak rates.

    Args:
        frequency_range: 1 (below 7.125 GHz: n254, n255, n256) or 2 (the Ka bands n510, n511, n512).
        direction: 'downlink' or 'uplink'.

    Returns:
        A fraction.

    Raises:
        CatalogueError: another range or direction.

    Source:
        3GPP TS 38.306, 4.1.2.
    """
    key = (frequency_range, direction)
    if key not in _OVERHEAD:
        raise CatalogueError(
            f"no NR overhead of FR{frequency_range!r:.20}, {direction!r:.20}; known: FR1, FR2; downlink, uplink",
            given=key,
        )
    return _OVERHEAD[key]


def nr_peak_rate(
    *,
    resource_blocks: ArrayLike,
    numerology: ArrayLike,
    modulation_order: ArrayLike,
    overhead: ArrayLike,
    code_rate: ArrayLike = MOST_CODE_RATE,
    layers: ArrayLike = 1,
    scaling: ArrayLike = 1.0,
) -> NDArray[np.float64]:
    """The rate of one NR carrier.

    With the order and rate of an MCS it is the rate of that MCS while every slot is its own; the standard's peak rate
    has the greatest of both.

    Args:
        resource_blocks: allocated, 1 to 275; all arguments broadcast.
        numerology: mu, subcarriers are 15 * 2^mu kHz apart.
        modulation_order: coded bits a symbol.
        overhead: share without data, `nr_overhead` or another.
        code_rate: 948/1024 at most in NR.
        layers: of spatial multiplexing.
        scaling: factor f of the standard (1, 0.8, 0.75, 0.4).

    Returns:
        Rate, bit/s.

    Raises:
        ModelRangeError: a value outside its range; resource blocks, numerology, layers or order that are not whole.
        ShapeError: the arrays do not broadcast.

    Source:
        3GPP TS 38.306, 4.1.2: v Qm f R 12 N_PRB (1 - OH) / Ts, Ts = 1 ms / (14 * 2^mu), normal cyclic prefix.
    """
    arrays = broadcast(
        _MODEL,
        resource_blocks=resource_blocks,
        numerology=numerology,
        layers=layers,
        modulation_order=modulation_order,
        code_rate=code_rate,
        overhead=overhead,
        scaling=scaling,
    )
    for array, model_range in zip(arrays, _RANGES, strict=True):
        model_range.check(array)
    for array, model_range in zip(arrays[:4], _RANGES, strict=False):
        _require_whole(array, model_range)
    blocks, mu, layer, order, rate, share, factor = arrays
    symbol_seconds = 1e-3 / (14.0 * 2.0**mu)
    return np.asarray(layer * order * factor * rate * 12.0 * blocks * (1.0 - share) / symbol_seconds)


def nr_resource_blocks(bandwidth: float, *, subcarrier_spacing: float, frequency_range: int) -> int:
    """How many resource blocks a channel holds.

    Args:
        bandwidth: of the channel, Hz.
        subcarrier_spacing: Hz.
        frequency_range: 1 or 2.

    Returns:
        N_RB.

    Raises:
        CatalogueError: the standard has no such channel; those of this spacing are listed.
        ModelRangeError: a bandwidth or spacing that is not positive.
        ShapeError: an array with axes.

    Source:
        3GPP TS 38.101-1 table 5.3.2-1 (FR1), TS 38.101-2 table 5.3.2-1 (FR2).
    """
    table = standard_table("nr_resource_blocks")
    hertz, spacing = _CHANNEL.single(bandwidth), _SPACING.single(subcarrier_spacing)
    wanted = np.array([_FREQUENCY_RANGE.single(frequency_range), spacing / 1e3, hertz / 1e6])
    columns = [table.numbers(name) for name in ("frequency_range", "subcarrier_spacing_khz", "bandwidth_mhz")]
    same = np.isclose(np.stack(columns, axis=1), wanted, rtol=1e-9, atol=0.0)
    found = same.all(axis=1)
    if not found.any():
        there = columns[2][same[:, :2].all(axis=1)]
        known = ", ".join(f"{value:g}" for value in there) or "no channel at all"
        raise CatalogueError(
            f"no NR channel of {hertz / 1e6:g} MHz with {spacing / 1e3:g} kHz in FR{frequency_range}; "
            f"this spacing has {known} MHz",
            given=bandwidth,
        )
    return int(table.numbers("resource_blocks")[found][0])


def _require_whole(array: NDArray[np.float64], model_range: ModelRange) -> None:
    broken = array != np.floor(array)
    if broken.any():
        raise ModelRangeError(
            f"{_MODEL}: {model_range.quantity} {array[broken].flat[0]:g} is not whole",
            model=_MODEL,
            quantity=model_range.quantity,
            value=float(array[broken].flat[0]),
            low=model_range.low,
            high=model_range.high,
            unit=model_range.unit,
        )
