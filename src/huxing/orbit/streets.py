"""Streets of coverage: near-polar planes whose coverage bands join without a gap."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from huxing.core.constants import WGS84_SEMI_MAJOR_AXIS
from huxing.core.errors import InputError
from huxing.orbit.constellation import Shell
from huxing.orbit.design import explicit_planes

LOWEST_INCLINATION_DEG = 60.0


@dataclass(frozen=True)
class StreetGeometry:
    """What a streets-of-coverage design achieves on a spherical Earth of the WGS84 equatorial radius.

    Attributes:
        coverage_angle: half-angle of the area one satellite covers, rad at the Earth's centre (lambda).
        half_street_width: half the width of the band that one plane covers without a gap, rad (c).
        node_spacing: between neighbouring planes that move the same way, rad of node.
        seam: from the last plane's ascending node to the first one's descending node, rad.
        planes_needed: smallest number with which every point is sure to see a satellite; None when no number is.
        single_coverage: whether this number of planes is enough.
    """

    coverage_angle: float
    half_street_width: float
    node_spacing: float
    seam: float
    planes_needed: int | None
    single_coverage: bool


def street_geometry(
    *, altitude_km: float, planes: int, per_plane: int, min_elevation_deg: float, inclination_deg: float = 90.0
) -> StreetGeometry:
    """Street width, plane spacing and whether the whole Earth is always covered.

    cos c = cos lambda / cos(pi / S). Planes that move the same way stand c + lambda apart, planes that move against
    each other 2 c; P polar planes suffice when (P - 1)(c + lambda) + 2 c >= 180 deg. With more planes than needed both
    spacings shrink in proportion. With too few the spacing stays and the seam is left open. Away from 90 degrees of
    inclination the same angles are asked of the planes themselves; that is sufficient, not necessary.

    Args:
        altitude_km: above the WGS84 equatorial radius, km.
        planes: number of planes P.
        per_plane: satellites in each plane S.
        min_elevation_deg: lowest elevation of use, 0 to 90.
        inclination_deg: 60 to 120; the spacing is that of the planes' relative inclination.

    Returns:
        The geometry.

    Raises:
        InputError: a value out of range, or too few satellites in a plane to make a street.

    Source:
        Beste, IEEE Transactions on Aerospace and Electronic Systems 14 (1978), 466-473;
        Rider, Journal of the Astronautical Sciences 33 (1985), 31-49.

    Valid for:
        circular orbits, a spherical Earth, inclinations of 60 to 120 degrees.
    """
    _check(altitude_km, planes, per_plane, min_elevation_deg, inclination_deg)
    elevation = math.radians(min_elevation_deg)
    radius = WGS84_SEMI_MAJOR_AXIS + 1e3 * altitude_km
    cover = math.acos(WGS84_SEMI_MAJOR_AXIS / radius * math.cos(elevation)) - elevation
    if cover <= math.pi / per_plane:
        raise InputError(
            f"{per_plane} satellites in a plane leave gaps in its street: each covers {math.degrees(cover):.2f} deg "
            f"to either side; give {math.floor(math.pi / cover) + 1} or more",
            given=per_plane,
        )
    street = math.acos(math.cos(cover) / math.cos(math.pi / per_plane))
    tilt = math.radians(inclination_deg)
    needed = _planes_needed(cover, street, tilt)
    covered = needed is not None and planes >= needed
    node = _node_spacing(_shrink(planes, cover, street, tilt) * (street + cover) if covered else street + cover, tilt)
    return StreetGeometry(cover, street, node, math.pi - (planes - 1) * node, needed, covered)


def streets_of_coverage(
    *,
    name: str = "",
    altitude_km: float,
    planes: int,
    per_plane: int,
    min_elevation_deg: float,
    inclination_deg: float = 90.0,
    raan0_deg: float = 0.0,
) -> Shell:
    """A shell of near-polar planes in streets of coverage; neighbours are half a slot apart where they are widest.

    Args:
        name: label of the shell.
        altitude_km: above the WGS84 equatorial radius, km.
        planes: number of planes; `street_geometry` says how many the whole Earth needs.
        per_plane: satellites in each plane.
        min_elevation_deg: lowest elevation of use, 0 to 90.
        inclination_deg: 60 to 120.
        raan0_deg: node of the first plane, TEME.

    Returns:
        The shell.

    Raises:
        InputError: as `street_geometry`.

    Source:
        As `street_geometry`.
    """
    geometry = street_geometry(
        altitude_km=altitude_km,
        planes=planes,
        per_plane=per_plane,
        min_elevation_deg=min_elevation_deg,
        inclination_deg=inclination_deg,
    )
    node = math.degrees(geometry.node_spacing)
    # Two circles of one inclination cross at 90 + d and 90 - d degrees of latitude argument;
    # tan d = cos i tan(node / 2).
    crossing = math.atan(math.cos(math.radians(inclination_deg)) * math.tan(geometry.node_spacing / 2.0))
    step = 180.0 / per_plane - 2.0 * math.degrees(crossing)
    rows = [
        {"raan_deg": raan0_deg + p * node, "satellites": per_plane, "argument_of_latitude0_deg": p * step}
        for p in range(planes)
    ]
    return explicit_planes(name=name, altitude_km=altitude_km, inclination_deg=inclination_deg, planes=rows)


def _check(altitude_km: float, planes: int, per_plane: int, min_elevation_deg: float, inclination_deg: float) -> None:
    bounds = (
        ("altitude_km", altitude_km, 100.0, 1e6),
        ("min_elevation_deg", min_elevation_deg, 0.0, 90.0),
        ("inclination_deg", inclination_deg, LOWEST_INCLINATION_DEG, 180.0 - LOWEST_INCLINATION_DEG),
        ("planes", planes, 1, 10_000),
        ("per_plane", per_plane, 1, 10_000),
    )
    for what, value, low, high in bounds:
        whole = isinstance(low, int)
        right = isinstance(value, int | np.integer) if whole else isinstance(value, int | float | np.number)
        if isinstance(value, bool) or not right or not low <= value <= high:
            kind = "a whole number" if whole else "a number"
            raise InputError(f"{what} is {value!r:.40}; give {kind} of {low:g} to {high:g}", given=value)


def _planes_needed(cover: float, street: float, tilt: float) -> int | None:
    if abs(math.pi / 2.0 - tilt) > street:  # the streets leave the pole open
        return None
    node = _node_spacing(street + cover, tilt)
    planes = 2
    while _seam_angle((planes - 1) * node, tilt) > 2.0 * street + 1e-9:
        planes += 1
    return planes


def _shrink(planes: int, cover: float, street: float, tilt: float) -> float:
    """By how much both spacings shrink so that the planes just close the circle."""
    from scipy.optimize import brentq  # here: it costs a third of a second at every start

    def open_seam(part: float) -> float:
        node = _node_spacing(part * (street + cover), tilt)
        return _seam_angle((planes - 1) * node, tilt) - part * 2.0 * street

    return float(brentq(open_seam, 1e-6, 1.0)) if open_seam(1.0) < 0.0 else 1.0


def _seam_angle(node: float, tilt: float) -> float:
    """Angle between one plane and another `node` further on whose satellites move the other way."""
    return math.pi - 2.0 * math.asin(min(1.0, math.sin(tilt) * math.sin(min(node, math.pi) / 2.0)))


def _node_spacing(angle: float, tilt: float) -> float:
    """Nodes' distance of two planes of one inclination that are `angle` apart."""
    return 2.0 * math.asin(min(1.0, math.sin(angle / 2.0) / math.sin(tilt)))
