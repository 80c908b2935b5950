"""Phased arrays against sums over elements, integrals over the half space, and searches for lobes."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import dblquad

from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.errors import InputError, ModelRangeError, ShapeError, TooLargeError
from huxing.link.antennas import (
    ChebyshevTaper,
    CosineTaper,
    Lattice,
    PhasedArray,
    Taper,
    TaylorTaper,
    UniformTaper,
    array_kernel,
    failed_elements,
)

WAVELENGTH = 0.02
FREQUENCY = SPEED_OF_LIGHT / WAVELENGTH
TAPERS = [UniformTaper(), CosineTaper(12.0), TaylorTaper(25.0), ChebyshevTaper(30.0)]


def lattice(columns: int, rows: int, spacing: float = 0.5, kind: str = "rectangular") -> Lattice:
    return Lattice(columns, rows, spacing * WAVELENGTH, spacing * WAVELENGTH, kind)


def by_elements(array: PhasedArray, u: np.ndarray, v: np.ndarray, beam_u: np.ndarray, beam_v: np.ndarray) -> np.ndarray:
    """The array factor written out, one user, beam and element after another."""
    x, y = array.lattice.positions
    k = 2.0 * np.pi / array.wavelength
    total = np.zeros((u.size, beam_u.size))
    for i in range(u.size):
        for b in range(beam_u.size):
            field = 0.0j
            for e in range(x.size):
                phase = -k * (x[e] * beam_u[b] + y[e] * beam_v[b])
                if array.phase_bits is not None:
                    step = 2.0 * np.pi / 2**array.phase_bits
                    phase = round(phase / step) * step
                if array.failed is None or not array.failed[e]:
                    field += array.amplitudes[e] * np.exp(1j * (k * (x[e] * u[i] + y[e] * v[i]) + phase))
            total[i, b] = abs(field) ** 2
    return total


def directions(seed: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    sine, azimuth = np.sqrt(generator.uniform(0, 1, count)), generator.uniform(0, 2 * np.pi, count)
    return sine * np.cos(azimuth), sine * np.sin(azimuth)


@settings(max_examples=25)
@given(st.integers(1, 9), st.integers(1, 8), st.sampled_from(TAPERS), st.floats(0.3, 1.2), st.integers(0, 2**31))
def test_the_fast_way_equals_the_sum_over_elements(
    columns: int, rows: int, taper: Taper, spacing: float, seed: int
) -> None:
    array = PhasedArray(lattice(columns, rows, spacing), FREQUENCY, taper, taper)
    assert array.separable
    users, beams = directions(seed, 6), directions(seed + 1, 3)
    # double precision; a rotation per element adds rounding
    assert np.abs(array.array_factor(*users, *beams) - by_elements(array, *users, *beams)).max() < 1e-12


@settings(max_examples=20)
@given(
    st.integers(1, 6), st.integers(1, 6), st.sampled_from(["rectangular", "triangular"]),
    st.one_of(st.none(), st.integers(1, 6)), st.floats(0.0, 0.5), st.integers(0, 2**31),
)  # fmt: skip
def test_the_dense_way_equals_the_sum_over_elements(
    columns: int, rows: int, kind: str, bits: int | None, share: float, seed: int
) -> None:
    grid = lattice(columns, rows, kind=kind)
    failed = failed_elements(grid, share, np.random.default_rng(seed))
    array = PhasedArray(
        grid, FREQUENCY, TAPERS[2], TAPERS[1], phase_bits=bits, failed=failed if not failed.all() else None
    )
    users, beams = directions(seed, 5), directions(seed + 1, 3)
    # phasors in single precision: 1e-6 of the peak
    assert np.abs(array.array_factor(*users, *beams) - by_elements(array, *users, *beams)).max() < 1e-5


def test_the_two_ways_agree_on_a_large_array() -> None:
    exact = PhasedArray(lattice(32, 32), FREQUENCY, TaylorTaper(30.0), TaylorTaper(30.0))
    dense = PhasedArray(exact.lattice, FREQUENCY, exact.taper_x, exact.taper_y, failed=np.zeros(1024, np.bool_))
    users, beams = directions(1, 500), directions(2, 20)
    # asked: 1e-5 of the peak; measured 6e-7
    assert np.abs(exact.array_factor(*users, *beams) - dense.array_factor(*users, *beams)).max() < 5e-6


def test_blocks_of_users_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    array = PhasedArray(lattice(4, 5), FREQUENCY, phase_bits=3)
    users, beams = directions(3, 101), directions(4, 2)
    whole = array.array_factor(*users, *beams)
    monkeypatch.setattr(array_kernel, "BLOCK", 20 * 7)
    assert np.abs(array.array_factor(*users, *beams) - whole).max() < 1e-6


def test_memory_does_not_grow_with_elements_times_beams() -> None:
    # 4,096 elements and 2,000 beams: their phasors at once would be 131 MB in double precision, several times over
    array = PhasedArray(lattice(64, 64), FREQUENCY, phase_bits=3)
    beams = directions(5, 2000)
    tracemalloc.start()
    power = array.array_factor(0.1, 0.2, *beams)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert power.shape == (2000,)
    # blocks of 2^21 (element, beam): 16 bytes each, a few at once; measured 118 MB, once 328 MB
    assert peak < 200e6


def test_whole_numbers_of_any_type_make_the_same_array() -> None:
    count = Lattice(4.0, np.int8(3), 0.01, 0.01)  # type: ignore[arg-type]
    assert (count.columns, count.rows) == (4, 3)
    assert len(count) == 12
    same = PhasedArray(Lattice(4, 3, 0.01, 0.01), FREQUENCY).peak_gain_dbi
    assert PhasedArray(count, FREQUENCY).peak_gain_dbi == same


def test_shapes_of_users_come_back() -> None:
    array = PhasedArray(lattice(4, 4), FREQUENCY)
    assert array.beam_gains_dbi(np.zeros((3, 1)), np.zeros(2), [0.0, 0.1, 0.2], 0.0).shape == (3, 2, 3)
    assert array.array_factor(0.0, 0.0, 0.0, 0.0).shape == (1,)
    assert array.gain_dbi([[0.0], [0.1]], [0.0, 1.0]).shape == (2, 2)
    assert array.directivity_dbi().shape == ()


@pytest.mark.parametrize("spacing", [0.3, 0.4, 0.45])  # no grating lobe near the horizon
@pytest.mark.parametrize("exponent", [0.0, 0.5, 1.0, 1.5])
@pytest.mark.parametrize("kind", ["rectangular", "triangular"])
def test_no_beam_has_more_gain_than_directivity(spacing: float, exponent: float, kind: str) -> None:
    # a cell takes in its projected area at most: elements alike in all directions (exponent 0) were once 3 dB over the
    # exact directivity at 60 degrees and 5 dB at 75; measured now 0.10 dB (edges of a finite array)
    array = PhasedArray(lattice(24, 24, spacing, kind), FREQUENCY, scan_exponent=exponent)
    steer = np.sin(np.radians([0.0, 20.0, 40.0, 60.0, 75.0]))
    gain = np.diagonal(array.beam_gains_dbi(steer, 0.0, steer, 0.0))
    assert (gain - array.directivity_dbi(steer, 0.0)).max() < 0.2
    # single-precision phasors of the triangles: measured 2.2e-5 dB
    assert array.peak_gain_dbi - gain == pytest.approx(array.scan_loss_db(np.arcsin(steer)), abs=1e-4)


@given(st.floats(0.0, 1.3), st.floats(0.0, 6.28), st.floats(1.0, 2.0))
def test_a_steered_beam_peaks_on_its_axis_less_the_scan_loss(off_axis: float, azimuth: float, exponent: float) -> None:
    array = PhasedArray(lattice(12, 10), FREQUENCY, TaylorTaper(25.0), scan_exponent=exponent)
    u, v = np.sin(off_axis) * np.cos(azimuth), np.sin(off_axis) * np.sin(azimuth)
    gain = float(array.beam_gains_dbi(u, v, u, v)[0])
    expected = array.peak_gain_dbi - float(array.scan_loss_db(off_axis))
    assert gain == pytest.approx(expected, abs=1e-9)
    assert float(array.scan_loss_db(off_axis)) == pytest.approx(-10.0 * exponent * np.log10(np.cos(off_axis)), abs=1e-9)


def test_peak_gain_is_elements_times_element_gain() -> None:
    array = PhasedArray(lattice(16, 8), FREQUENCY, element_gain_dbi=5.0, loss_db=0.7)
    assert array.peak_gain_dbi == pytest.approx(5.0 + 10.0 * np.log10(128) - 0.7, abs=1e-9)
    tapered = PhasedArray(array.lattice, FREQUENCY, CosineTaper(15.0), element_gain_dbi=5.0, loss_db=0.7)
    lost = 10.0 * np.log10(tapered.taper_efficiency)
    assert tapered.peak_gain_dbi == pytest.approx(array.peak_gain_dbi + lost, abs=1e-9)
    assert float(tapered.efficiency()) == pytest.approx(tapered.taper_efficiency * 10.0**-0.07, abs=1e-12)


def test_element_gain_is_the_cell_s_or_the_pattern_s() -> None:
    assert PhasedArray(lattice(2, 2, 0.5), FREQUENCY).embedded_gain_dbi == pytest.approx(10.0 * np.log10(np.pi))
    assert PhasedArray(lattice(2, 2, 0.9), FREQUENCY).embedded_gain_dbi == pytest.approx(10.0 * np.log10(4.0))


@pytest.mark.parametrize("kind", ["rectangular", "triangular"])
@pytest.mark.parametrize(("exponent", "steer"), [(1.0, 0.0), (0.0, 0.3), (1.5, -0.5)])
def test_directivity_equals_the_integral_over_the_half_space(kind: str, exponent: float, steer: float) -> None:
    array = PhasedArray(
        lattice(3, 3, 0.6, kind), FREQUENCY, CosineTaper(6.0), scan_exponent=exponent, phase_bits=4,
    )  # fmt: skip
    weights = array.weights(steer, 0.2)[:, 0]
    x, y = (2.0 * np.pi / array.wavelength * place for place in array.lattice.positions)

    def intensity(theta: float, phi: float) -> float:
        u, v = np.sin(theta) * np.cos(phi), np.sin(theta) * np.sin(phi)
        return float(np.cos(theta) ** exponent * abs(np.sum(weights * np.exp(1j * (x * u + y * v)))) ** 2)

    power, _ = dblquad(lambda t, p: intensity(t, p) * np.sin(t), 0.0, 2.0 * np.pi, 0.0, np.pi / 2.0, epsrel=1e-7)
    here = intensity(np.arcsin(np.hypot(steer, 0.2)), np.arctan2(0.2, steer))
    # the integral's own accuracy
    assert float(array.directivity_dbi(steer, 0.2)) == pytest.approx(
        10.0 * np.log10(4 * np.pi * here / power), abs=1e-5
    )


@settings(max_examples=30)
@given(st.floats(0.4, 2.2), st.sampled_from(["rectangular", "triangular"]), st.integers(0, 2**31))
def test_grating_lobes_are_where_the_array_factor_is_full(spacing: float, kind: str, seed: int) -> None:
    array = PhasedArray(lattice(8, 8, spacing, kind), FREQUENCY)
    beams = directions(seed, 4)
    lobes = array.grating_lobes(*beams)
    for beam, u, v, level in zip(lobes.beam, lobes.u, lobes.v, lobes.level_db, strict=True):
        here = float(array.array_factor(u, v, beams[0][beam], beams[1][beam])[0])
        assert here == pytest.approx(1.0, abs=1e-5)
        cosine = np.sqrt(max(1e-30, 1 - u**2 - v**2)), np.sqrt(1 - beams[0][beam] ** 2 - beams[1][beam] ** 2)
        assert level == pytest.approx(10 * np.log10(cosine[0] / cosine[1]), abs=1e-6)
    assert bool(lobes.warning) == bool(len(lobes))


@given(st.floats(0.4, 0.95), st.sampled_from(["rectangular", "triangular"]), st.floats(0.0, 6.28))
def test_no_grating_lobe_within_the_free_scan(spacing: float, kind: str, azimuth: float) -> None:
    array = PhasedArray(lattice(4, 4, spacing, kind), FREQUENCY)
    free = array.grating_lobes().free_scan
    sine = np.sin(free) * 0.999
    assert len(array.grating_lobes(sine * np.cos(azimuth), sine * np.sin(azimuth))) == 0


def test_half_a_wavelength_may_scan_everywhere() -> None:
    assert PhasedArray(lattice(4, 4, 0.5), FREQUENCY).grating_lobes().free_scan == pytest.approx(np.pi / 2)
    wide = PhasedArray(lattice(4, 4, 1.5), FREQUENCY).grating_lobes([0.0, 0.1], [0.0, 0.0])
    assert np.isnan(wide.free_scan)
    assert "2 beams have grating lobes" in wide.warning
    free = PhasedArray(lattice(4, 4, 0.8), FREQUENCY).grating_lobes().free_scan
    assert np.sin(free) == pytest.approx(1.0 / 0.8 - 1.0)


def test_a_triangular_lattice_has_as_many_elements_and_half_shifts() -> None:
    grid = lattice(5, 4, kind="triangular")
    x, y = grid.positions
    assert len(grid) == x.size == 20
    rows = [np.sort(x[np.isclose(y, level)]) for level in np.unique(y)]
    assert all(np.diff(row) == pytest.approx(grid.spacing_x) for row in rows)
    assert rows[1][0] - rows[0][0] == pytest.approx(grid.spacing_x / 2)
    assert x.mean() == pytest.approx(0.0, abs=1e-15)


@given(st.floats(0.0, 1.0), st.integers(0, 2**31))
def test_failures_are_as_many_as_asked_and_repeatable(share: float, seed: int) -> None:
    grid = lattice(7, 9)
    failed = failed_elements(grid, share, np.random.default_rng(seed))
    assert failed.sum() == round(share * 63)
    assert np.array_equal(failed, failed_elements(grid, share, np.random.default_rng(seed)))


@pytest.mark.parametrize("taper", TAPERS, ids=lambda t: type(t).__name__)
@pytest.mark.parametrize("count", [1, 2, 3, 16, 33])
def test_tapers_are_symmetric_and_highest_in_the_middle(taper: Taper, count: int) -> None:
    amplitudes = taper.amplitudes(count)
    assert amplitudes.shape == (count,)
    assert amplitudes == pytest.approx(amplitudes[::-1], abs=1e-12)
    assert amplitudes.max() == pytest.approx(1.0)
    assert amplitudes[count // 2] == pytest.approx(1.0)


def test_a_cosine_taper_reaches_its_pedestal_at_the_edge() -> None:
    amplitudes = CosineTaper(20.0).amplitudes(1001)
    # half a spacing inside of the edge of the line: pi/2 x 1/1001 of a radian of cosine
    assert amplitudes[0] == pytest.approx(0.1 + 0.9 * np.sin(np.pi / 2002), rel=1e-6)
    assert CosineTaper(0.0).amplitudes(9) == pytest.approx(np.ones(9))


def test_weights_take_whole_steps() -> None:
    array = PhasedArray(lattice(6, 6), FREQUENCY, phase_bits=2)
    phase = np.angle(array.weights([0.3, -0.1], [0.2, 0.7])) / (np.pi / 2)
    assert phase == pytest.approx(np.round(phase), abs=1e-9)


@pytest.mark.parametrize(
    ("make", "error", "says"),
    [
        (lambda: Lattice(0, 4, 0.01, 0.01), ModelRangeError, "elements"),
        (lambda: Lattice(4, 4.5, 0.01, 0.01), InputError, "whole"),  # type: ignore[arg-type]
        (lambda: Lattice(4, 4, -0.01, 0.01), ModelRangeError, "spacing"),
        (lambda: Lattice(4, 4, 0.01, 0.01, "round"), InputError, "triangular"),
        (lambda: PhasedArray(lattice(4, 4), -1.0), ModelRangeError, "frequency"),
        (lambda: PhasedArray(lattice(4, 4), FREQUENCY, scan_exponent=-1.0), ModelRangeError, "exponent"),
        (lambda: PhasedArray(lattice(4, 4), FREQUENCY, phase_bits=0), ModelRangeError, "bits"),
        (lambda: PhasedArray(lattice(4, 4), FREQUENCY, phase_bits=2.5), InputError, "whole"),  # type: ignore[arg-type]
        (lambda: PhasedArray(lattice(4, 4), FREQUENCY, failed=np.zeros(15, np.bool_)), ShapeError, "failed"),
        (lambda: PhasedArray(lattice(4, 4), FREQUENCY, failed=np.ones(16, np.bool_)), InputError, "every element"),
        (lambda: PhasedArray(lattice(4, 4), FREQUENCY, element_gain_dbi=np.nan), ModelRangeError, "peak gain"),
        (lambda: PhasedArray(lattice(4, 4), FREQUENCY).array_factor(0.9, 0.9, 0, 0), ModelRangeError, "direction"),
        (lambda: PhasedArray(lattice(4, 4), FREQUENCY).array_factor(1e300, 0.0, 0, 0), ModelRangeError, "direction"),
        (lambda: PhasedArray(lattice(4, 4), FREQUENCY).array_factor(0.0, 0.0, np.nan, 0), ModelRangeError, "direction"),
        (lambda: PhasedArray(lattice(4, 4), FREQUENCY).array_factor([0, 0], [0, 0, 0], 0, 0), ShapeError, "broadcast"),
        (lambda: PhasedArray(lattice(4, 4), FREQUENCY).gain_dbi(1.7), ModelRangeError, "off-axis"),
        (
            lambda: PhasedArray(lattice(1, 1), FREQUENCY, scan_exponent=0.0, element_gain_dbi=3.0).half_power_beamwidth,
            ModelRangeError,
            "3 dB",
        ),
        (lambda: failed_elements(lattice(4, 4), 1.5, np.random.default_rng(0)), ModelRangeError, "fraction"),
        (lambda: failed_elements(lattice(4, 4), [0.1, 0.2], np.random.default_rng(0)), ShapeError, "fraction"),  # type: ignore[arg-type]
        (lambda: Lattice([4], [4], 0.01, 0.01), ShapeError, "elements"),  # type: ignore[arg-type]
        (lambda: Lattice(4, 4, [0.01], [0.01]), ShapeError, "spacing"),  # type: ignore[arg-type]
        (lambda: PhasedArray(lattice(4, 4), FREQUENCY, phase_bits=[3]), ShapeError, "bits"),  # type: ignore[arg-type]
        (lambda: PhasedArray(lattice(1, 2), FREQUENCY, failed=["False", ""]), InputError, "True or False"),  # type: ignore[arg-type]
        (lambda: PhasedArray(lattice(1, 2), FREQUENCY, failed=np.array([0.0, np.nan])), InputError, "True or False"),  # type: ignore[arg-type]
        (lambda: PhasedArray(lattice(4, 4), FREQUENCY).gain_dbi(0.1, np.inf), ModelRangeError, "azimuth"),
        (lambda: PhasedArray(lattice(4, 4, 3e4), FREQUENCY).grating_lobes(), TooLargeError, "grating lobes"),
        (lambda: TaylorTaper(25.0, 4.5), InputError, "whole"),  # type: ignore[arg-type]
        (lambda: CosineTaper([1.0, 2.0]), ShapeError, "edge level"),  # type: ignore[arg-type]
        (lambda: TaylorTaper(5.0), ModelRangeError, "Taylor"),
        (lambda: ChebyshevTaper(200.0), ModelRangeError, "Chebyshev"),
        (lambda: CosineTaper(-1.0), ModelRangeError, "edge"),
    ],
)
def test_bad_arrays_are_refused(make: Callable[[], object], error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        make()
