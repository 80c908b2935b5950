"""Array factor: 1,024 elements x 64 beams x 20,000 users, against the sum over elements as one matrix product."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import Result, cpu_seconds
from huxing.core.constants import SPEED_OF_LIGHT
from huxing.link.antennas import Lattice, PhasedArray, TaylorTaper

SIDE, BEAMS, USERS = 32, 64, 20_000
WAVELENGTH = 0.015


def run() -> Result:
    """The fast way and the dense way of the package, and the dense product written out in single precision."""
    result = Result("array factor, 1,024 elements x 64 beams x 20,000 users (CPU seconds of all threads)")
    lattice, taper = Lattice(SIDE, SIDE, WAVELENGTH / 2, WAVELENGTH / 2), TaylorTaper(30.0)
    array = PhasedArray(lattice, SPEED_OF_LIGHT / WAVELENGTH, taper, taper)
    rough = PhasedArray(lattice, array.frequency, taper, taper, phase_bits=4)
    generator = np.random.default_rng(0)
    u, v = generator.uniform(-0.5, 0.5, (2, USERS))
    beam_u, beam_v = generator.uniform(-0.5, 0.5, (2, BEAMS))
    ours, theirs = array.array_factor(u, v, beam_u, beam_v), _dense(array, u, v, beam_u, beam_v)

    fast = cpu_seconds(lambda: array.array_factor(u, v, beam_u, beam_v), 10)
    result.add("array_factor(), steered and tapered", f"{fast:.3f} CPU s", "<= 0.15 CPU s", fast <= 0.15)
    error = float(np.abs(ours - theirs).max())
    result.add("largest difference from the dense product", f"{error:.1e} of the peak", "<= 1e-5", error <= 1e-5)
    dense = cpu_seconds(lambda: _dense(array, u, v, beam_u, beam_v), 3)
    result.ratio("dense product (single-precision complex, all elements)", fast, dense, 8.0)
    gains = cpu_seconds(lambda: array.beam_gains_dbi(u, v, beam_u, beam_v), 5)
    result.add("beam_gains_dbi(), with element pattern and decibels", f"{gains:.3f} CPU s")
    quantised = cpu_seconds(lambda: rough.array_factor(u, v, beam_u, beam_v), 3)
    result.add("array_factor() with 4-bit phases (element by element)", f"{quantised:.2f} CPU s")
    return result


def _dense(
    array: PhasedArray,
    u: NDArray[np.float64],
    v: NDArray[np.float64],
    beam_u: NDArray[np.float64],
    beam_v: NDArray[np.float64],
) -> NDArray[np.float64]:
    x, y = ((2.0 * np.pi / array.wavelength * place).astype(np.float32) for place in array.lattice.positions)
    steering = np.exp(-1j * (np.outer(x, beam_u) + np.outer(y, beam_v)))
    weights = (array.amplitudes[:, None] * steering).astype(np.complex64)
    phase = np.outer(u.astype(np.float32), x) + np.outer(v.astype(np.float32), y)
    field = np.exp(1j * phase) @ weights
    return np.asarray(field.real**2 + field.imag**2, dtype=np.float64)
