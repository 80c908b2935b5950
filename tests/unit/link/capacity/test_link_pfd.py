"""Power flux-density and its masks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxing.core.errors import CatalogueError, InputError, ModelRangeError, ShapeError
from huxing.link.capacity import (
    PfdMask,
    constellation_reduction_db,
    pfd_margin_db,
    pfd_masks,
    power_flux_density_dbw_per_m2,
)


def test_by_hand() -> None:
    # 1 W/Hz at 1000 km in 4 kHz: 36.021 dB - 10 log10(4 pi 1e12) = 36.021 - 130.992
    flux = power_flux_density_dbw_per_m2(0.0, 1e6, reference_bandwidth=4e3)
    assert flux == pytest.approx(-94.9715, abs=1e-4)


@given(st.floats(-150, 20), st.floats(1e5, 4e7), st.floats(1e3, 1e7), st.floats(2, 50))
def test_inverse_square_and_bandwidth(density: float, distance: float, bandwidth: float, factor: float) -> None:
    near = power_flux_density_dbw_per_m2(density, distance, reference_bandwidth=bandwidth)
    far = power_flux_density_dbw_per_m2(density, factor * distance, reference_bandwidth=bandwidth)
    wide = power_flux_density_dbw_per_m2(density, distance, reference_bandwidth=factor * bandwidth)
    narrow = power_flux_density_dbw_per_m2(
        density, distance, reference_bandwidth=factor * bandwidth, occupied_bandwidth=bandwidth
    )
    assert near - far == pytest.approx(20 * np.log10(factor), abs=1e-9)
    assert wide - near == pytest.approx(10 * np.log10(factor), abs=1e-9)
    assert narrow == pytest.approx(near, abs=1e-9)


def test_masks_of_a_frequency() -> None:
    both = pfd_masks(6.9e9)
    assert sorted(mask.reference_bandwidth for mask in both) == [4e3, 1e6]
    (ka,) = pfd_masks(18.5e9, orbit="ngso")
    assert ka.counts_satellites
    (gso,) = pfd_masks(18.5e9, orbit="gso")
    assert not gso.counts_satellites
    assert np.degrees(gso.elevation) == pytest.approx([0.0, 5.0, 25.0, 90.0])


def test_margin() -> None:
    (mask,) = pfd_masks(26e9)
    elevation = np.radians([0.0, 5.0, 15.0, 25.0, 90.0])
    assert pfd_margin_db(-120.0, elevation, mask) == pytest.approx([5.0, 5.0, 10.0, 15.0, 15.0], abs=1e-12)


@given(st.integers(1, 5000), st.floats(0, 90))
def test_more_satellites_never_raise_the_limit(satellites: int, elevation_deg: float) -> None:
    (mask,) = pfd_masks(18.5e9)
    few = mask.limit_at(np.radians(elevation_deg), satellites=satellites)
    many = mask.limit_at(np.radians(elevation_deg), satellites=satellites + 1)
    assert many <= few + 1e-12
    if elevation_deg >= 25.0:
        assert few == pytest.approx(-105.0, abs=1e-9)


def test_the_reduction_is_continuous_where_its_pieces_meet() -> None:
    assert constellation_reduction_db([1, 50]).tolist() == [0.0, 0.0]
    assert constellation_reduction_db(288) == pytest.approx(10.0, abs=1e-12)
    assert constellation_reduction_db(288.0001) == pytest.approx(10.0, abs=1e-5)


def test_what_is_refused() -> None:
    (ka,) = pfd_masks(18.5e9)
    with pytest.raises(InputError, match="number of satellites"):
        ka.limit_at(0.5)
    with pytest.raises(ModelRangeError, match="elevation -1 deg is outside 0 to 90 deg"):
        ka.limit_at(np.radians(-1.0), satellites=10)
    with pytest.raises(ModelRangeError, match="bandwidth"):
        power_flux_density_dbw_per_m2(0.0, 1e6, reference_bandwidth=0.0)
    with pytest.raises(ModelRangeError, match="bandwidth"):
        power_flux_density_dbw_per_m2(0.0, 1e6, reference_bandwidth=1.0, occupied_bandwidth=-1.0)
    with pytest.raises(ModelRangeError, match="range"):
        power_flux_density_dbw_per_m2(0.0, 0.0, reference_bandwidth=1.0)
    with pytest.raises(ModelRangeError, match="EIRP density"):
        power_flux_density_dbw_per_m2(np.nan, 1.0, reference_bandwidth=1.0)
    with pytest.raises(ShapeError, match="broadcast"):
        power_flux_density_dbw_per_m2(np.zeros(2), np.ones(3), reference_bandwidth=1.0)
    with pytest.raises(CatalogueError, match=r"no mask of table 21-4 at 14 GHz for ngso .*17\.7-19\.3"):
        pfd_masks(14e9)
    for orbit in ("leo", None):
        with pytest.raises(InputError, match="orbit is one of"):
            pfd_masks(18e9, orbit=orbit)  # type: ignore[arg-type]
    with pytest.raises(ShapeError, match="frequency has shape"):
        pfd_masks([18e9, 19e9])  # type: ignore[arg-type]
    with pytest.raises(ModelRangeError, match="number of satellites"):
        constellation_reduction_db(0)
    with pytest.raises(ModelRangeError, match="power flux-density"):
        pfd_margin_db(np.inf, 0.1, pfd_masks(26e9)[0])


def test_the_shared_masks_cannot_be_written() -> None:
    for values in (mask := pfd_masks(18.5e9)[0]).elevation, mask.limit_dbw_per_m2, mask.x_weight:
        with pytest.raises(ValueError, match="read-only"):
            values[0] = 0.0


def test_every_mask_is_whole() -> None:
    for orbit in ("gso", "ngso"):
        for frequency in (2.25e9, 8.2e9, 11e9, 18e9, 19.5e9, 23e9, 38e9, 40.2e9, 41e9, 42.2e9):
            for mask in pfd_masks(frequency, orbit=orbit):
                assert isinstance(mask, PfdMask)
                assert np.degrees(mask.elevation[[0, -1]]) == pytest.approx([0.0, 90.0])
                assert (np.diff(mask.limit_dbw_per_m2) >= 0.0).all()
                assert mask.status in ("standard", "transcription")
