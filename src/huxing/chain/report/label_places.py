"""Places of labels that stand one above the other: near to what they name, and apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def spread(wanted: NDArray[np.float64], gap: float) -> NDArray[np.float64]:
    """Places of labels: as near to where they are wanted as a gap between them allows.

    Args:
        wanted: heights, 0 to 1; of equal ones the first lies highest.
        gap: least distance of two.

    Returns:
        Heights in the order of `wanted`; between 0 and 1 as long as there is room, else above.

    Raises:
        Nothing of its own.

    Source:
        None: neighbours that overlap are joined to a block around their mean, until none overlap; what stands out at
        the top is pushed down, then what stands out at the bottom up.
    """
    order = np.argsort(-wanted, kind="stable")
    blocks: list[list[float]] = []
    for height in wanted[order]:
        blocks.append([float(height)])
        while (
            len(blocks) > 1
            and _middle(blocks[-2]) - _middle(blocks[-1]) < gap * (len(blocks[-2]) + len(blocks[-1])) / 2
        ):
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    placed = [_middle(block) + gap * ((len(block) - 1) / 2.0 - k) for block in blocks for k in range(len(block))]
    rank = gap * np.arange(len(placed))
    lowered = np.minimum.accumulate(np.minimum(np.array(placed) + rank, 1.0)) - rank
    lifted = np.maximum.accumulate(np.maximum(lowered[::-1] - rank, 0.0)) + rank
    result = np.empty_like(lifted)
    result[order] = lifted[::-1]
    return result


def _middle(block: list[float]) -> float:
    return sum(block) / len(block)
