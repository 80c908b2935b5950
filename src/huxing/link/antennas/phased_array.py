"""A flat phased array: tapered, steered, with quantised phases and failed elements, many beams for many users."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError, ShapeError
from huxing.core.model_range import ModelRange, broadcast
from huxing.link.antennas import array_kernel
from huxing.link.antennas.antenna import (
    azimuth_angles,
    check_peak_gain,
    check_single,
    decibels,
    half_power_angle,
    off_axis_angles,
)
from huxing.link.antennas.aperture import wavelength
from huxing.link.antennas.array_directivity import radiated_power
from huxing.link.antennas.array_lattice import RECTANGULAR, Lattice
from huxing.link.antennas.grating_lobes import GratingLobes, grating_lobes
from huxing.link.antennas.taper import Taper, UniformTaper

_MODEL = "phased array"
_EXPONENT = ModelRange(_MODEL, "exponent of the element's cosine", 0.0, 20.0, physical=True)
_BITS = ModelRange(_MODEL, "bits of the phase shifters", 1.0, 16.0, physical=True)
_LOSS = ModelRange(_MODEL, "loss", 0.0, np.inf, "dB", physical=True)
_VISIBLE = ModelRange(_MODEL, "length of the direction cosines (u, v)", 0.0, 1.0 + 1e-12, physical=True)


@dataclass(frozen=True, eq=False)
class PhasedArray:
    """A flat array of like elements, all in the plane z = 0, radiating towards +z.

    Directions are direction cosines u = sin(off-axis) cos(azimuth) and v = sin(off-axis) sin(azimuth). A beam (u0,
    v0) has phases -2 pi (x u0 + y v0) / wavelength. Gain is relative to the power fed to all elements, failed ones
    included: a failed share f costs 20 log10(1 - f), as the transmitted EIRP falls.

    Attributes:
        lattice: where the elements stand.
        frequency: Hz.
        taper_x, taper_y: amplitudes along the sides; the element's is their product.
        scan_exponent: q of the element's embedded pattern cos^q(off-axis), and so of the scan loss; 1 is the
            projected area alone, more stands for mismatch when steered. Below 1 the projected area of a cell limits
            the gain, unless element_gain_dbi is given.
        element_gain_dbi: embedded peak gain of an element, dBi; by default the lesser of what its cell's area and its
            own pattern allow.
        phase_bits: of the phase shifters; None for exact phases.
        failed: True where an element gives nothing, shape `(element,)` in the order of `Lattice.positions`.
        loss_db: in feed and shifters, dB.

    Source:
        Balanis, Antenna Theory, 4th edition, 2016, section 6.10; R. J. Mailloux, Phased Array Antenna Handbook, 3rd
        edition, 2018, chapters 1, 2 and 7.

    Valid for:
        Far field, a band narrow enough that steering does not move with frequency, no coupling but in scan_exponent,
        no grating lobes: beams with some may have up to 3 dB more gain than their directivity, which `directivity_dbi`
        has exactly.
    """

    lattice: Lattice
    frequency: float
    taper_x: Taper = field(default_factory=UniformTaper)
    taper_y: Taper = field(default_factory=UniformTaper)
    scan_exponent: float = 1.0
    element_gain_dbi: float | None = None
    phase_bits: int | None = None
    failed: NDArray[np.bool_] | None = None
    loss_db: float = 0.0

    def __post_init__(self) -> None:
        check_single(_MODEL, frequency=self.frequency)
        wavelength(self.frequency)
        _EXPONENT.single(self.scan_exponent)
        _LOSS.single(self.loss_db)
        if self.phase_bits is not None:
            _BITS.whole(self.phase_bits)
        if self.element_gain_dbi is not None:
            check_peak_gain(_MODEL, self.element_gain_dbi)
        if self.failed is not None:
            _check_failed(np.asarray(self.failed), len(self.lattice))

    @cached_property
    def wavelength(self) -> float:
        """m."""
        return float(wavelength(self.frequency))

    @cached_property
    def amplitudes(self) -> NDArray[np.float64]:
        """Amplitudes of all elements before failures, their sum 1, shape `(element,)`."""
        count_x, count_y = self.lattice.grid_shape
        both = np.outer(self.taper_x.amplitudes(count_x), self.taper_y.amplitudes(count_y))[self.lattice.occupied]
        return both / both.sum()

    @property
    def taper_efficiency(self) -> float:
        """Broadside gain over that with even amplitudes, fraction."""
        return 1.0 / (len(self.lattice) * float(np.sum(self.amplitudes**2)))

    @property
    def separable(self) -> bool:
        """Whether the array factor is a product of one along each side (no quantised phase, no failure, rectangles)."""
        return self.lattice.kind == RECTANGULAR and self.phase_bits is None and self.failed is None

    @cached_property
    def embedded_gain_dbi(self) -> float:
        """Peak gain of an element among its neighbours, dBi."""
        if self.element_gain_dbi is not None:
            return float(self.element_gain_dbi)
        return 10.0 * float(np.log10(min(self._cell_gain, 2.0 * (self.scan_exponent + 1.0))))

    @property
    def _cell_gain(self) -> float:
        """What the area of an element's cell gathers, head on."""
        return 4.0 * float(np.pi) * self.lattice.cell_area / self.wavelength**2

    def _element(self, cosine: NDArray[np.float64]) -> NDArray[np.float64]:
        """An element's gain among its neighbours over its peak, against the cosine of the angle off broadside."""
        pattern = cosine**self.scan_exponent
        if self.element_gain_dbi is not None:
            return pattern
        return np.minimum(pattern, cosine * self._cell_gain / 10.0 ** (self.embedded_gain_dbi / 10.0))

    @cached_property
    def peak_gain_dbi(self) -> float:
        """Gain of the broadside beam on its axis, dBi."""
        return float(self.gain_dbi(0.0))

    @cached_property
    def half_power_beamwidth(self) -> float:
        """Full angle between the half-power directions of the broadside beam in the plane of x, rad."""
        step = 0.05 * self.wavelength / (self.lattice.columns * self.lattice.spacing_x)
        return 2.0 * half_power_angle(lambda angle: float(self.gain_dbi(angle)), step=min(step, 0.1), model=_MODEL)

    def weights(self, beam_u: ArrayLike, beam_v: ArrayLike) -> NDArray[np.complex128]:
        """Excitations of the elements, with quantised phases and failures.

        Args:
            beam_u, beam_v: direction cosines of the beams; broadcast, taken flat.

        Returns:
            Shape `(element, beam)`; magnitudes sum to 1 over all elements before failures.

        Raises:
            ModelRangeError: a beam outside of visible space.
            ShapeError: the arrays do not broadcast.

        Source:
            Mailloux, 3rd edition, chapter 7 (phases rounded to whole steps of 2 pi / 2^bits).
        """
        steer_u, steer_v = (flat.ravel() for flat in _directions(beam_u, beam_v))
        x, y = (2.0 * np.pi / self.wavelength * place for place in self.lattice.positions)
        phase = -(np.outer(x, steer_u) + np.outer(y, steer_v))
        if self.phase_bits is not None:
            step = 2.0 * np.pi / 2.0**self.phase_bits
            phase = step * np.round(phase / step)
        amplitude = self.amplitudes if self.failed is None else np.where(self.failed, 0.0, self.amplitudes)
        return np.asarray(amplitude[:, None] * np.exp(1j * phase))

    def array_factor(self, u: ArrayLike, v: ArrayLike, beam_u: ArrayLike, beam_v: ArrayLike) -> NDArray[np.float64]:
        """Power of the array factor over that of all elements in phase.

        Args:
            u, v: direction cosines of users; broadcast to shape `(...)`.
            beam_u, beam_v: of beams; broadcast to shape `(beam,)`.

        Returns:
            Shape `(..., beam)`, 1 on the axis of a perfect beam. Memory beyond the result is bounded.

        Raises:
            ModelRangeError: a direction outside of visible space.
            ShapeError: the arrays do not broadcast.

        Source:
            Balanis, 4th edition, section 6.10.
        """
        (user_u, user_v), (steer_u, steer_v) = _directions(u, v), _directions(beam_u, beam_v)
        users, beams = (user_u.ravel(), user_v.ravel()), (steer_u.ravel(), steer_v.ravel())
        turn = 2.0 * np.pi / self.wavelength
        if self.separable:
            sides = (self.taper_x.amplitudes(self.lattice.columns), self.taper_y.amplitudes(self.lattice.rows))
            spacings = (turn * self.lattice.spacing_x, turn * self.lattice.spacing_y)
            power = array_kernel.separable_power(*users, *beams, sides, spacings)
        else:
            x, y = (turn * place for place in self.lattice.positions)
            power = np.empty((user_u.size, steer_u.size))
            for some, excitation in self._excitations(*beams):
                power[:, some] = array_kernel.dense_power(*users, x, y, excitation)
        return power.reshape(*user_u.shape, steer_u.size)

    def beam_gains_dbi(self, u: ArrayLike, v: ArrayLike, beam_u: ArrayLike, beam_v: ArrayLike) -> NDArray[np.float64]:
        """Gain of beams towards users.

        Args:
            u, v: direction cosines of users; broadcast to shape `(...)`.
            beam_u, beam_v: of beams; broadcast to shape `(beam,)`.

        Returns:
            dBi, shape `(..., beam)`.

        Raises:
            ModelRangeError: a direction outside of visible space.
            ShapeError: the arrays do not broadcast.

        Source:
            Mailloux, 3rd edition, chapter 1: element gain times |sum of weights|^2 over the sum of their squares.
        """
        gain = self.array_factor(u, v, beam_u, beam_v)
        user_u, user_v = _directions(u, v)
        cosine = np.sqrt(np.maximum(1.0 - user_u**2 - user_v**2, 0.0))
        gain *= self._element(cosine)[..., None]
        level = self.embedded_gain_dbi - 10.0 * float(np.log10(np.sum(self.amplitudes**2))) - self.loss_db
        return level + decibels(gain)

    def gain_dbi(self, off_axis: ArrayLike, azimuth: ArrayLike = 0.0) -> NDArray[np.float64]:
        """Gain of the broadside beam.

        Args:
            off_axis: rad, -pi/2 to pi/2; broadcasts.
            azimuth: around the axis from x towards y, rad; broadcasts.

        Returns:
            dBi, of the common shape.

        Raises:
            ModelRangeError: an angle beyond 90 degrees, or not finite.
            ShapeError: the arrays do not broadcast.

        Source:
            As `beam_gains_dbi`.
        """
        theta, phi = broadcast(_MODEL, off_axis=off_axis, azimuth=azimuth_angles(_MODEL, azimuth))
        off_axis_angles(_MODEL, theta, highest=np.pi / 2.0)
        sine = np.sin(theta)
        return np.asarray(self.beam_gains_dbi(sine * np.cos(phi), sine * np.sin(phi), 0.0, 0.0)[..., 0])

    def scan_loss_db(self, off_axis: ArrayLike) -> NDArray[np.float64]:
        """How much less gain a steered beam has on its axis than the broadside beam.

        Args:
            off_axis: of the beam, rad, below pi/2 in magnitude, any shape.

        Returns:
            dB, same shape, positive.

        Raises:
            ModelRangeError: an angle beyond 90 degrees, or not finite.

        Source:
            Mailloux, 3rd edition, chapter 1: cos^q, at least what the projected area loses.
        """
        angles = off_axis_angles(_MODEL, off_axis, highest=np.pi / 2.0)
        return -decibels(self._element(np.maximum(np.cos(angles), 0.0)))

    def directivity_dbi(self, beam_u: ArrayLike = 0.0, beam_v: ArrayLike = 0.0) -> NDArray[np.float64]:
        """Directivity of beams on their axes, exact for elements with cos^q patterns, whatever the spacing.

        Args:
            beam_u, beam_v: direction cosines of the beams; broadcast to shape `(...)`.

        Returns:
            dBi, shape `(...)`.

        Raises:
            ModelRangeError: a beam outside of visible space.
            ShapeError: the arrays do not broadcast.

        Source:
            Balanis, 4th edition, section 2.6: 4 pi times intensity over radiated power.
        """
        steer_u, steer_v = _directions(beam_u, beam_v)
        beams = (steer_u.ravel(), steer_v.ravel())
        intensity, power = self._on_axis(*beams), np.empty(steer_u.size)
        intensity *= np.maximum(1.0 - steer_u**2 - steer_v**2, 0.0).ravel() ** (self.scan_exponent / 2.0)
        grid = np.zeros(self.lattice.grid_shape, np.complex128)
        for some, excitation in self._excitations(*beams):
            for b, weights in zip(range(some.start, some.stop), excitation.T, strict=True):
                grid[self.lattice.occupied] = weights
                power[b] = radiated_power(grid, self.lattice.grid_spacing, self.wavelength, self.scan_exponent)
        return decibels(4.0 * np.pi * intensity / power).reshape(steer_u.shape)

    def efficiency(self, beam_u: ArrayLike = 0.0, beam_v: ArrayLike = 0.0) -> NDArray[np.float64]:
        """Gain of beams on their axes over that of the same array, evenly lit, exact, whole and without loss.

        Args:
            beam_u, beam_v: direction cosines of the beams; broadcast to shape `(...)`.

        Returns:
            Fraction, shape `(...)`: taper, quantisation, failures and losses together.

        Raises:
            ModelRangeError: a beam outside of visible space.
            ShapeError: the arrays do not broadcast.

        Source:
            Balanis, 4th edition, section 2.8.
        """
        steer_u, steer_v = _directions(beam_u, beam_v)
        coherent = self._on_axis(steer_u.ravel(), steer_v.ravel())
        return np.asarray(coherent * self.taper_efficiency * 10.0 ** (-self.loss_db / 10.0)).reshape(steer_u.shape)

    def grating_lobes(self, beam_u: ArrayLike = 0.0, beam_v: ArrayLike = 0.0) -> GratingLobes:
        """Other directions in which beams add up in phase, and the warning that goes with them.

        Args:
            beam_u, beam_v: direction cosines of the beams; broadcast, taken flat.

        Returns:
            The lobes in visible space; none for spacings that allow the steering.

        Raises:
            ModelRangeError: a beam outside of visible space.
            ShapeError: the arrays do not broadcast.

        Source:
            Mailloux, 3rd edition, chapter 1.
        """
        beams = [flat.ravel() for flat in _directions(beam_u, beam_v)]
        return grating_lobes(self.lattice, self.wavelength, beams[0], beams[1], scan_exponent=self.scan_exponent)

    def _excitations(
        self, beam_u: NDArray[np.float64], beam_v: NDArray[np.float64]
    ) -> Iterator[tuple[slice, NDArray[np.complex128]]]:
        """Weights of some beams after others, as many as memory is to hold."""
        step = max(1, array_kernel.BLOCK // len(self.lattice))
        for begin in range(0, beam_u.size, step):
            some = slice(begin, min(begin + step, beam_u.size))
            yield some, self.weights(beam_u[some], beam_v[some])

    def _on_axis(self, beam_u: NDArray[np.float64], beam_v: NDArray[np.float64]) -> NDArray[np.float64]:
        """Power of each beam's array factor in its own direction, shape `(beam,)`."""
        x, y = (2.0 * np.pi / self.wavelength * place for place in self.lattice.positions)
        power = np.empty(beam_u.size)
        for some, excitation in self._excitations(beam_u, beam_v):
            towards = np.exp(1j * (np.outer(x, beam_u[some]) + np.outer(y, beam_v[some])))
            power[some] = np.abs(np.sum(excitation * towards, axis=0)) ** 2
        return power


def _check_failed(failed: NDArray[np.bool_], elements: int) -> None:
    if failed.shape != (elements,):
        raise ShapeError(f"{_MODEL}: failed has shape {failed.shape}, the elements ({elements},)")
    if failed.dtype.kind != "b":
        raise InputError(f"{_MODEL}: failed says True or False of each element, given {failed.dtype}")
    if failed.all():
        raise InputError(f"{_MODEL}: every element has failed")


def _directions(u: ArrayLike, v: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Direction cosines of one shape, within the unit circle."""
    along, across = broadcast(_MODEL, u=u, v=v)
    _VISIBLE.check(np.hypot(along, across))
    return along, across
