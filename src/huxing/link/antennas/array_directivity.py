"""The directivity of a flat array, exact: the power it radiates, summed over the distances between its elements."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import gamma, jv


def radiated_power(
    weights: NDArray[np.complex128], spacing: tuple[float, float], wavelength: float, exponent: float
) -> float:
    """Integral over the half space in front of cos^q(theta) |array factor|^2.

    The array factor's square is a sum over pairs of elements; each distance between two of them contributes an integral
    that is closed (Sonine's first): 2 pi 2^n Gamma(n + 1) J_(n+1)(z) / z^(n+1), n = (q - 1)/2, z = 2 pi
    distance/wavelength.

    Args:
        weights: of the places of a rectangular grid, zero where there is no element, shape `(x, y)`.
        spacing: between places along x and y, m.
        wavelength: m.
        exponent: q of the element's power pattern.

    Returns:
        The integral, sr times weight squared.

    Raises:
        Nothing of its own.

    Source:
        G. N. Watson, Theory of Bessel Functions, 2nd edition, 1944, section 12.11; Balanis, Antenna Theory, 4th
        edition, 2.6.
    """
    count_x, count_y = weights.shape
    size = (2 * count_x - 1, 2 * count_y - 1)
    spectrum = np.fft.fft2(weights, s=size)
    pairs = np.fft.ifft2(np.abs(spectrum) ** 2).real
    lag_x = np.fft.fftfreq(size[0], 1.0 / size[0]) * spacing[0]
    lag_y = np.fft.fftfreq(size[1], 1.0 / size[1]) * spacing[1]
    z = 2.0 * np.pi / wavelength * np.hypot(*np.meshgrid(lag_x, lag_y, indexing="ij"))
    return float(np.sum(pairs * _half_space(z, exponent)))


def _half_space(z: NDArray[np.float64], exponent: float) -> NDArray[np.float64]:
    """2 pi times the integral of J0(z sin t) cos^q(t) sin(t) from 0 to 90 degrees."""
    n = (exponent - 1.0) / 2.0
    there = np.maximum(z, 1e-6)
    apart = 2.0**n * gamma(n + 1.0) * jv(n + 1.0, there) / there ** (n + 1.0)
    return np.asarray(2.0 * np.pi * np.where(z > 1e-6, apart, 1.0 / (exponent + 1.0)))
