"""Satellites that stand too near to the geostationary arc, as each station sees it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import ShapeError
from huxing.core.model_range import ModelRange
from huxing.network.topology.stations import Stations

_ANGLE = ModelRange("geostationary arc", "exclusion angle", 0.0, np.pi, "deg", np.pi / 180, physical=True)


def arc_angles(
    stations: Stations, position: NDArray[np.float64], ground_range: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Angle between each satellite in view and the geostationary arc, seen from the station.

    Args:
        stations: who looks.
        position: of the satellites, Earth-fixed, m, shape `(satellite, 3)`.
        ground_range: m, shape `(satellite, station)`; only finite ones are looked at.

    Returns:
        Angle, rad, shape `(satellite, station)`; NaN where the satellite is not in view, pi where the station sees
        nothing of the arc.

    Raises:
        ShapeError: ranges of another shape.
        ModelRangeError: a satellite in view without a position.

    Source:
        `huxing.link.capacity.gso_avoidance_angle` (ITU-R S.1503).
    """
    from huxing.link.capacity import gso_avoidance_angle

    if ground_range.shape != (len(position), len(stations)):
        raise ShapeError(
            f"{len(position)} satellites and {len(stations)} stations, but ranges have shape {ground_range.shape}"
        )
    station, satellite = np.nonzero(np.isfinite(ground_range).T)  # station by station: one scan of the arc for each
    angle = np.full(ground_range.shape, np.nan)
    if station.size:
        angle[satellite, station] = gso_avoidance_angle(
            stations.latitude[station],
            stations.longitude[station],
            position[satellite],
            height=stations.height[station],
        )
    return angle


def outside_arc_zone(
    stations: Stations, position: NDArray[np.float64], ground_range: NDArray[np.float64], exclusion: float
) -> NDArray[np.bool_]:
    """Which satellites a station may use when those near the geostationary arc are switched off.

    Args:
        stations: who looks.
        position: of the satellites, Earth-fixed, m, shape `(satellite, 3)`.
        ground_range: m, shape `(satellite, station)`; only finite ones are looked at.
        exclusion: least angle to the arc, rad; 0 excludes nothing.

    Returns:
        True where the satellite is in view and not too near to the arc, shape `(satellite, station)`.

    Raises:
        ModelRangeError: an angle outside 0 to 180 deg.
        ShapeError: as `arc_angles`.

    Source:
        As `arc_angles`.
    """
    least = _ANGLE.single(exclusion)
    in_view = np.isfinite(ground_range)
    if least == 0.0:
        return in_view
    with np.errstate(invalid="ignore"):
        return np.asarray(arc_angles(stations, position, ground_range) >= least)
