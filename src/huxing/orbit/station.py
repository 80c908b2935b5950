"""A ground station as pass prediction wants it: place and horizon mask."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import InputError


@dataclass(frozen=True)
class Station:
    """A site with its least elevation, constant or by azimuth.

    Attributes:
        name: label.
        latitude: geodetic, WGS84, rad.
        longitude: rad, east positive.
        height: above the ellipsoid, m.
        min_elevation: least elevation, rad.
        mask: horizon mask as pairs of azimuth and elevation, rad; linear between them and around north. The higher of
            mask and `min_elevation` counts.
    """

    name: str
    latitude: float
    longitude: float
    height: float = 0.0
    min_elevation: float = np.radians(10.0)
    mask: tuple[tuple[float, float], ...] = field(default=())

    def __post_init__(self) -> None:
        elevations = [self.min_elevation, *(elevation for _, elevation in self.mask)]
        if not (abs(self.latitude) <= np.pi / 2 and np.isfinite(self.longitude) and abs(self.height) < 1e5):
            raise InputError(f"station '{self.name}': latitude -90..90 deg, finite longitude, height within 100 km")
        if not all(0.0 <= e < np.pi / 2 for e in elevations):
            raise InputError(
                f"station '{self.name}': elevations are 0 to 90 deg, got {np.degrees(elevations).tolist()}"
            )
        azimuths = [azimuth for azimuth, _ in self.mask]
        if sorted(set(azimuths)) != azimuths or any(not 0.0 <= a < 2 * np.pi for a in azimuths):
            raise InputError(f"station '{self.name}': mask azimuths ascend within 0..360 deg (360 excluded)")

    @classmethod
    def from_degrees(
        cls,
        name: str,
        latitude_deg: float,
        longitude_deg: float,
        height_m: float = 0.0,
        *,
        min_elevation_deg: float = 10.0,
        mask_deg: tuple[tuple[float, float], ...] = (),
    ) -> Station:
        """A station from figures as people write them.

        Args:
            name: label.
            latitude_deg: geodetic.
            longitude_deg: east positive.
            height_m: above the ellipsoid.
            min_elevation_deg: least elevation.
            mask_deg: pairs of azimuth and elevation.

        Returns:
            The station.

        Raises:
            InputError: a figure out of range.

        Source:
            None: units.
        """
        mask = tuple((float(np.radians(a)), float(np.radians(e))) for a, e in mask_deg)
        place = (float(np.radians(latitude_deg)), float(np.radians(longitude_deg)), float(height_m))
        return cls(name, *place, min_elevation=float(np.radians(min_elevation_deg)), mask=mask)

    def mask_table(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The mask as arrays for interpolation, closed around north; one entry where it is constant.

        Returns:
            Azimuths (ascending, from at most 0 to at least 2 pi) and elevations, rad.

        Raises:
            Nothing of its own.

        Source:
            None: linear interpolation in azimuth.
        """
        if not self.mask:
            return np.zeros(1), np.array([self.min_elevation])
        azimuth, elevation = np.array(self.mask).T
        elevation = np.maximum(elevation, self.min_elevation)
        turn = 2.0 * np.pi
        closed = np.concatenate([[azimuth[-1] - turn], azimuth, [azimuth[0] + turn]])
        return closed, np.concatenate([[elevation[-1]], elevation, [elevation[0]]])
