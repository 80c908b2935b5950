from __future__ import annotations

import numpy as np
import pytest

from huxing.core.constants import WGS84_SEMI_MAJOR_AXIS
from huxing.core.errors import InputError
from huxing.orbit.constellation import Shell
from huxing.orbit.streets import street_geometry, streets_of_coverage


def directions(shell: Shell, phase: float) -> np.ndarray:
    """Unit vectors of all satellites after `phase` rad of motion, shape (satellite, 3)."""
    rows = []
    for node, slots in zip(shell.raan, shell.argument_of_latitude, strict=True):
        u = slots + phase
        along, up = np.cos(u), np.sin(u)
        flat = up * np.cos(shell.inclination)
        rows.append(
            np.stack(
                [
                    np.cos(node) * along - np.sin(node) * flat,
                    np.sin(node) * along + np.cos(node) * flat,
                    up * np.sin(shell.inclination),
                ],
                axis=-1,
            )
        )
    return np.concatenate(rows)


def points(count: int = 20_000) -> np.ndarray:
    """A Fibonacci grid of unit vectors."""
    k = np.arange(count) + 0.5
    z = 1.0 - 2.0 * k / count
    longitude = np.pi * (1.0 + 5.0**0.5) * k
    r = np.sqrt(1.0 - z * z)
    return np.stack([r * np.cos(longitude), r * np.sin(longitude), z], axis=-1)


def share_covered(shell: Shell, cover: float) -> float:
    """Smallest share of the sphere in view over one slot of motion."""
    slot = 2.0 * np.pi / len(shell.argument_of_latitude[0])
    grid = points()
    shares = [
        np.mean((grid @ directions(shell, phase).T).max(axis=1) >= np.cos(cover)) for phase in np.linspace(0, slot, 12)
    ]
    return float(min(shares))


def test_iridium_has_the_spacing_of_the_real_one() -> None:
    # Observed in October 1999: co-rotating planes 31.58 deg apart, the counter-rotating pair 22.10 deg
    # (Nissen, SeeSat-L, satobs.org/seesat/Oct-1999/0202.html); 66 = 6 x 11 at 780 km, 86.4 deg, 8.2 deg.
    # The textbook rule closes the circle with 0.1 deg more overlap, shared by the spacings: 0.5 and 1.0 deg are three
    # times the differences.
    geometry = street_geometry(altitude_km=780, planes=6, per_plane=11, min_elevation_deg=8.2)
    assert np.degrees(geometry.node_spacing) == pytest.approx(31.58, abs=0.5)
    assert np.degrees(geometry.seam) == pytest.approx(22.10, abs=1.0)
    assert geometry.planes_needed == 6
    assert geometry.single_coverage


def test_half_street_width_is_the_height_of_the_triangle() -> None:
    geometry = street_geometry(altitude_km=1000, planes=5, per_plane=12, min_elevation_deg=10)
    radius = WGS84_SEMI_MAJOR_AXIS + 1e6
    cover = np.arccos(WGS84_SEMI_MAJOR_AXIS / radius * np.cos(np.radians(10))) - np.radians(10)
    assert geometry.coverage_angle == pytest.approx(cover, abs=1e-14)
    # A point halfway between two satellites of the plane, at the street's edge, is exactly the coverage angle away.
    width = geometry.half_street_width
    assert np.arccos(np.cos(width) * np.cos(np.pi / 12)) == pytest.approx(cover, abs=1e-12)


@pytest.mark.parametrize(
    ("altitude", "per_plane", "elevation", "inclination"),
    [(780, 11, 8.2, 90.0), (1200, 12, 15.0, 90.0), (1400, 9, 5.0, 90.0), (1065.5, 18, 20.0, 88.99), (1000, 14, 10, 93)],
)
def test_the_planes_needed_cover_the_sphere_and_one_less_does_not(
    altitude: float, per_plane: int, elevation: float, inclination: float
) -> None:
    design = {"altitude_km": altitude, "per_plane": per_plane, "min_elevation_deg": elevation}
    design["inclination_deg"] = inclination
    first = street_geometry(planes=2, **design)  # type: ignore[arg-type]
    needed = first.planes_needed
    assert needed is not None
    shell = streets_of_coverage(planes=needed, **design)  # type: ignore[arg-type]
    assert street_geometry(planes=needed, **design).single_coverage  # type: ignore[arg-type]
    assert share_covered(shell, first.coverage_angle + 1e-9) == 1.0
    fewer = streets_of_coverage(planes=needed - 1, **design)  # type: ignore[arg-type]
    assert not street_geometry(planes=needed - 1, **design).single_coverage  # type: ignore[arg-type]
    assert share_covered(fewer, first.coverage_angle) < 1.0


def test_more_planes_than_needed_still_close_the_circle() -> None:
    geometry = street_geometry(altitude_km=780, planes=8, per_plane=11, min_elevation_deg=8.2)
    assert 7 * geometry.node_spacing + geometry.seam == pytest.approx(np.pi, abs=1e-12)
    assert geometry.node_spacing < geometry.coverage_angle + geometry.half_street_width
    ratio = geometry.seam / geometry.node_spacing
    expected = 2 * geometry.half_street_width / (geometry.half_street_width + geometry.coverage_angle)
    assert ratio == pytest.approx(expected, rel=1e-6)


def test_far_from_the_pole_no_number_of_planes_is_enough() -> None:
    geometry = street_geometry(altitude_km=780, planes=9, per_plane=11, min_elevation_deg=8.2, inclination_deg=70)
    assert geometry.planes_needed is None
    assert not geometry.single_coverage


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"per_plane": 8}, "give 10 or more"),
        ({"min_elevation_deg": 91}, "min_elevation_deg"),
        ({"planes": 2.5}, "whole number"),
        ({"planes": True}, "whole number"),
        ({"inclination_deg": 50}, "60 to 120"),
        ({"altitude_km": float("nan")}, "altitude_km"),
    ],
)
def test_a_value_out_of_range_is_refused(change: dict[str, object], said: str) -> None:
    good = {"altitude_km": 780, "planes": 6, "per_plane": 11, "min_elevation_deg": 8.2}
    with pytest.raises(InputError, match=said):
        streets_of_coverage(**(good | change))  # type: ignore[arg-type]
