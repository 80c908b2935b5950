"""The array factor for many users and many beams: by lines where beams are plainly steered, by elements where not."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

BLOCK = 1 << 21
"""Elements times users, or times beams, that the sum over elements holds at once: 16 MiB of phasors."""


def separable_power(
    u: NDArray[np.float64],
    v: NDArray[np.float64],
    beam_u: NDArray[np.float64],
    beam_v: NDArray[np.float64],
    amplitudes: tuple[NDArray[np.float64], NDArray[np.float64]],
    turns: tuple[float, float],
) -> NDArray[np.float64]:
    """Power of the array factor of a rectangular array with plain steering and symmetric amplitudes along its lines.

    The factor is the product of one factor per line. Symmetry about the middle makes each of them real: a sum over half
    of the line of cos(x u) cos(x u0) + sin(x u) sin(x u0). Users' cosines come from one rotation each.

    Args:
        u, v: direction cosines of users, shape `(user,)`.
        beam_u, beam_v: of beams, shape `(beam,)`.
        amplitudes: along x and y, symmetric.
        turns: phase between neighbours along x and y for a direction cosine of 1, rad.

    Returns:
        Power over that of all elements in phase, shape `(user, beam)`.

    Raises:
        Nothing of its own.

    Source:
        Balanis, Antenna Theory, 4th edition, 2016, section 6.10 (planar arrays).
    """
    along_x, along_y = amplitudes
    out = np.empty((u.size, beam_u.size))
    table_x, table_y = _table(along_x, turns[0] * beam_u), _table(along_y, turns[1] * beam_v)
    _separable(turns[0] * u, turns[1] * v, along_x.size % 2 == 1, along_y.size % 2 == 1, table_x, table_y, out)
    return out


def dense_power(
    u: NDArray[np.float64],
    v: NDArray[np.float64],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    weights: NDArray[np.complex128],
) -> NDArray[np.float64]:
    """Power of the array factor of any flat array, element by element, a block of users at a time.

    Args:
        u, v: direction cosines of users, shape `(user,)`.
        x, y: positions of the elements, times 2 pi over the wavelength, shape `(element,)`.
        weights: shape `(element, beam)`.

    Returns:
        Power of the sum, shape `(user, beam)`; the phasors are single precision (1e-6 of the peak's field).

    Raises:
        Nothing of its own.

    Source:
        Balanis, Antenna Theory, 4th edition, 2016, section 6.10.
    """
    columns, of_x = np.unique(x, return_inverse=True)
    rows, of_y = np.unique(y, return_inverse=True)
    excitation = weights.astype(np.complex64)
    out = np.empty((u.size, weights.shape[1]))
    block = max(1, BLOCK // x.size)
    for begin in range(0, u.size, block):
        users = slice(begin, begin + block)
        along_x = np.exp(1j * np.outer(u[users], columns)).astype(np.complex64)
        along_y = np.exp(1j * np.outer(v[users], rows)).astype(np.complex64)
        field = (along_x[:, of_x] * along_y[:, of_y]) @ excitation
        out[users] = field.real.astype(np.float64) ** 2 + field.imag.astype(np.float64) ** 2
    return out


def _table(amplitudes: NDArray[np.float64], turn: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows of cosine and sine in turn for the upper half of a line, with amplitudes, shape `(2 half, beam)`."""
    count = amplitudes.size
    place = (np.arange(count) - (count - 1) / 2.0)[count // 2 :]
    share = amplitudes[count // 2 :] * np.where(place > 0.0, 2.0, 1.0) / amplitudes.sum()
    phase = np.outer(place, turn)
    table = np.empty((2 * place.size, turn.size))
    table[0::2], table[1::2] = share[:, None] * np.cos(phase), share[:, None] * np.sin(phase)
    return table


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract"})
def _line(
    turn: float, odd: bool, table: NDArray[np.float64], factor: NDArray[np.float64]
) -> None:  # pragma: no cover - compiled
    step_cos, step_sin = np.cos(turn), np.sin(turn)
    cosine, sine = (1.0, 0.0) if odd else (np.cos(0.5 * turn), np.sin(0.5 * turn))
    for b in range(factor.size):
        factor[b] = 0.0
    for m in range(table.shape[0] // 2):
        for b in range(factor.size):
            factor[b] += cosine * table[2 * m, b] + sine * table[2 * m + 1, b]
        cosine, sine = cosine * step_cos - sine * step_sin, sine * step_cos + cosine * step_sin


@njit(cache=True, nogil=True, error_model="numpy", fastmath={"contract"})
def _separable(
    turn_x: NDArray[np.float64],
    turn_y: NDArray[np.float64],
    odd_x: bool,
    odd_y: bool,
    table_x: NDArray[np.float64],
    table_y: NDArray[np.float64],
    out: NDArray[np.float64],
) -> None:  # pragma: no cover - compiled
    along_x, along_y = np.empty(out.shape[1]), np.empty(out.shape[1])
    for i in range(out.shape[0]):
        _line(turn_x[i], odd_x, table_x, along_x)
        _line(turn_y[i], odd_y, table_y, along_y)
        for b in range(out.shape[1]):
            field = along_x[b] * along_y[b]
            out[i, b] = field * field
