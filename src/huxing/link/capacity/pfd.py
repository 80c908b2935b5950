"""Power flux-density at the ground, and the masks of the Radio Regulations it is held against."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.catalogue.standard_tables import standard_table
from huxing.core.errors import CatalogueError, InputError
from huxing.core.model_range import ModelRange, broadcast, numbers, read_only
from huxing.link.capacity.epfd_emission import spread_db

ORBITS = ("gso", "ngso")

_MODEL = "power flux-density (Radio Regulations, Article 21)"
_ELEVATION = ModelRange(_MODEL, "elevation", 0.0, np.pi / 2, "deg", np.pi / 180, physical=True)
_RANGE = ModelRange(_MODEL, "range", 0.0, np.inf, "km", 1e3, open_low=True, physical=True)
_BANDWIDTH = ModelRange(_MODEL, "bandwidth", 0.0, np.inf, "kHz", 1e3, open_low=True, physical=True)
_FREQUENCY = ModelRange(_MODEL, "frequency", 0.0, np.inf, "GHz", 1e9, open_low=True, physical=True)
_DENSITY = ModelRange(_MODEL, "EIRP density", -np.inf, np.inf, "dBW/Hz", physical=True)
_SATELLITES = ModelRange(_MODEL, "number of satellites", 1.0, np.inf, physical=True)


@dataclass(frozen=True, eq=False)
class PfdMask:
    """One row of table 21-4.

    Attributes:
        band: lowest and highest frequency, Hz.
        orbit: 'gso', 'ngso' or 'any': whose space stations it binds.
        reference_bandwidth: Hz.
        elevation: angles of arrival of the printed points, rad, 0 to 90 deg.
        limit_dbw_per_m2: at the points; straight lines between them.
        x_weight: how many times X of No. 21.16.6 is subtracted at the points.
        status: 'standard' or 'transcription', see the table.
    """

    band: tuple[float, float]
    orbit: str
    reference_bandwidth: float
    elevation: NDArray[np.float64]
    limit_dbw_per_m2: NDArray[np.float64]
    x_weight: NDArray[np.float64]
    status: str

    @property
    def counts_satellites(self) -> bool:
        """Whether the limit depends on the number of satellites of the system."""
        return bool(self.x_weight.any())

    def limit_at(self, elevation: ArrayLike, *, satellites: int | None = None) -> NDArray[np.float64]:
        """The limit at angles of arrival.

        Args:
            elevation: above the horizontal plane, rad.
            satellites: number of satellites of the system, where the limit depends on it.

        Returns:
            dB(W/m^2) in the reference bandwidth.

        Raises:
            ModelRangeError: an elevation below the horizon.
            InputError: the limit depends on the number of satellites and none is given.

        Source:
            ITU Radio Regulations, table 21-4, as `catalogue/standards/rr_article_21_pfd.csv` has it.
        """
        arriving = numbers(elevation, "elevation")
        _ELEVATION.check(arriving)
        points = self.limit_dbw_per_m2
        if self.counts_satellites:
            if satellites is None:
                raise InputError(
                    f"{_MODEL}: the limit at {self.band[0] / 1e9:g}-{self.band[1] / 1e9:g} GHz depends on the number "
                    "of satellites of the system; give satellites="
                )
            points = points - self.x_weight * constellation_reduction_db(satellites)
        return np.asarray(np.interp(arriving, self.elevation, points))


def power_flux_density_dbw_per_m2(
    eirp_density_dbw_per_hz: ArrayLike,
    distance: ArrayLike,
    *,
    reference_bandwidth: ArrayLike,
    occupied_bandwidth: ArrayLike = np.inf,
) -> NDArray[np.float64]:
    """Power flux-density in a reference bandwidth, free space.

    Args:
        eirp_density_dbw_per_hz: towards the ground point, dBW/Hz; broadcasts.
        distance: from satellite to the point, m; broadcasts.
        reference_bandwidth: Hz; broadcasts.
        occupied_bandwidth: of the emission, Hz, where it may be narrower than the reference; broadcasts.

    Returns:
        dB(W/m^2) in the reference bandwidth.

    Raises:
        ModelRangeError: a distance or bandwidth that is not positive, a density that is not finite.
        ShapeError: the arrays do not broadcast.

    Source:
        ITU Radio Regulations, No. 21.16 (free-space propagation); a power spread over a sphere.
    """
    density, metres, reference, occupied = broadcast(
        _MODEL, eirp_density_dbw_per_hz=eirp_density_dbw_per_hz, distance=distance,
        reference_bandwidth=reference_bandwidth, occupied_bandwidth=occupied_bandwidth,
    )  # fmt: skip
    _DENSITY.check(density)
    _RANGE.check(metres)
    _BANDWIDTH.check(reference)
    _BANDWIDTH.check(np.where(np.isposinf(occupied), 1.0, occupied))
    return np.asarray(spread_db(density + 10.0 * np.log10(np.minimum(reference, occupied)), metres))


def constellation_reduction_db(satellites: ArrayLike) -> NDArray[np.float64]:
    """X: by how much the low-angle limit of a non-geostationary system falls with its number of satellites.

    Args:
        satellites: N, 1 or more.

    Returns:
        X, dB.

    Raises:
        ModelRangeError: less than one satellite.

    Source:
        ITU Radio Regulations, No. 21.16.6 (WRC-2000), transcribed from a public Julia function: 0 to 50 satellites,
        5/119 (N - 50) to 288, (N + 402)/69 above.

    Valid for:
        The text has no upper end, but was made for hundreds of satellites: at 4,408 it takes 69.7 dB off. A public
        account of a filing uses 31 dB for 29,988 satellites of which 1,001 are in view; the later rule behind that was
        not found.
    """
    count = numbers(satellites, "number of satellites")
    _SATELLITES.check(count)
    steep = np.where(count <= 288.0, 5.0 / 119.0 * (count - 50.0), (count + 402.0) / 69.0)
    return np.asarray(np.where(count <= 50.0, 0.0, steep))


def pfd_masks(frequency: float, *, orbit: str = "ngso") -> tuple[PfdMask, ...]:
    """The masks that bind a space station at a frequency; where there are several, each has its own bandwidth.

    Args:
        frequency: Hz.
        orbit: 'ngso' or 'gso'.

    Returns:
        One mask or more. A frequency where two bands meet has the masks of both.

    Raises:
        CatalogueError: the table has no mask for the frequency (which does not say that there is no limit).
        ModelRangeError: a frequency that is not positive.
        InputError: another orbit.

    Source:
        ITU Radio Regulations, table 21-4, as `catalogue/standards/rr_article_21_pfd.csv` has it: not all its rows.
    """
    hertz = _FREQUENCY.single(frequency)
    if orbit not in ORBITS:
        raise InputError(f"{_MODEL}: orbit is one of {', '.join(ORBITS)}, not '{orbit!s:.20}'", given=orbit)
    masks = tuple(m for m in _table() if m.orbit in ("any", orbit) and m.band[0] <= hertz <= m.band[1])
    if not masks:
        bands = sorted({f"{m.band[0] / 1e9:g}-{m.band[1] / 1e9:g}" for m in _table() if m.orbit in ("any", orbit)},
                       key=lambda band: float(band.split("-")[0]))  # fmt: skip
        raise CatalogueError(
            f"no mask of table 21-4 at {hertz / 1e9:g} GHz for {orbit} is in the catalogue; it has, in GHz: "
            f"{', '.join(bands)}",
            given=frequency,
            accepted=bands,
        )
    return masks


def pfd_margin_db(
    flux_density_dbw_per_m2: ArrayLike, elevation: ArrayLike, mask: PfdMask, *, satellites: int | None = None
) -> NDArray[np.float64]:
    """By how much a power flux-density keeps a mask.

    Args:
        flux_density_dbw_per_m2: in the mask's reference bandwidth; broadcasts.
        elevation: angle of arrival, rad; broadcasts.
        mask: of `pfd_masks`.
        satellites: as of `PfdMask.limit_at`.

    Returns:
        Limit less value, dB; positive is room.

    Raises:
        ModelRangeError: an elevation below the horizon, a value that is not finite.
        ShapeError: the arrays do not broadcast.
        InputError: as `PfdMask.limit_at`.

    Source:
        ITU Radio Regulations, No. 21.16.
    """
    flux, arriving = broadcast(_MODEL, flux_density_dbw_per_m2=flux_density_dbw_per_m2, elevation=elevation)
    ModelRange(_MODEL, "power flux-density", -np.inf, np.inf, "dB(W/m^2)", physical=True).check(flux)
    return np.asarray(mask.limit_at(arriving, satellites=satellites) - flux)


@lru_cache(maxsize=1)
def _table() -> tuple[PfdMask, ...]:
    table = standard_table("rr_article_21_pfd")
    names = ("band_low_ghz", "band_high_ghz", "reference_bandwidth_khz")
    keys = list(zip(*(table.numbers(name) for name in names), table.texts("orbit"), strict=True))
    masks = []
    for key in dict.fromkeys(keys):
        here = np.array([other == key for other in keys])
        masks.append(
            PfdMask(
                band=(float(key[0]) * 1e9, float(key[1]) * 1e9),
                orbit=key[3],
                reference_bandwidth=float(key[2]) * 1e3,
                elevation=read_only(np.radians(table.numbers("elevation_deg")[here])),
                limit_dbw_per_m2=read_only(table.numbers("limit_dbw_per_m2")[here]),
                x_weight=read_only(table.numbers("x_weight")[here]),
                status=table.texts("status")[int(np.argmax(here))],
            )
        )
    return tuple(masks)
