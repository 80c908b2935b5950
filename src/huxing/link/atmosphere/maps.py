"""The ITU-R digital maps of an installed `itur`, as grids.

The maps may not be redistributed, so none is here: they are read, as plain arrays, from the data files of an installed
`itur` package, whose Python is never imported. Each keeps its own grid: resampled to one grid of 0.25 deg they would
cost up to 2 dB.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import zipfile
import zlib
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import MissingDataError
from huxing.link.atmosphere.grids import (
    LEVELS_PERCENT,
    PATH_LEVELS,
    Grid,
    Maps,
    MonthlyMaps,
    bicubic_table,
    path_water,
    water_values,
)

_HOW = "install it with `pip install 'huxing[itu]'`, or use load_climate('zonal')"


def itu_package() -> tuple[str, Path] | None:
    """The installed package that carries the ITU-R digital maps.

    Args:
        None.

    Returns:
        Its version and the folder of its data; None where it is not installed.

    Raises:
        Nothing of its own.

    Source:
        `itur` (ITU-Rpy), data folder; its Python is not imported.
    """
    found = importlib.util.find_spec("itur")
    for place in (found.submodule_search_locations or ()) if found else ():
        folder = Path(place) / "data"
        if folder.is_dir():
            return _version(), folder
    return None


def _version() -> str:
    try:
        return importlib.metadata.version("itur")
    except importlib.metadata.PackageNotFoundError:
        return "of unknown version"


@lru_cache(maxsize=1)
def itu_maps() -> Maps:
    """The ITU-R digital maps, each on its own grid; read once per process (74 MB).

    Returns:
        The maps.

    Raises:
        MissingDataError: no `itur` is installed, or a file of it is missing or is not what it was.

    Source:
        ITU-R P.1511-2, P.839-4, P.837-7, P.453-14, P.1510-1, P.836-6, P.840-8 (maps of P.840-7), as in `itur` 0.4.0.
    """
    topography = np.round(_read("1511/v2_topo", (2164, 4324))).astype(np.int16)
    # three decimals in the file: thousandths of a millimetre are exact
    rain_rate = np.round(_read("837/v7_r001", (1441, 2881)) * 1e3).astype(np.int32)
    water = _water()
    return Maps(
        topography=Grid(np.ascontiguousarray(topography[::-1]), -90.125, -180.125, 12.0, 12.0),
        rain_height=_globe(_read("839/v4_esa0height", (121, 241))[::-1] + 0.36, from_greenwich=True),
        rain_rate_001=_globe(rain_rate)._replace(scale=1e-3),
        wet_refractivity=_globe(_read("453/v13_nwet_annual_50", (241, 481))),
        temperature=_globe(_read("1510/v1_t_annual", (241, 481))),
        water=water,
        path_water=path_water(water),
        path_log_levels=np.log(LEVELS_PERCENT[PATH_LEVELS]),
    )


@lru_cache(maxsize=1)
def itu_monthly_maps() -> MonthlyMaps:
    """The monthly maps of rainfall and temperature; read once per process, when first asked for (61 MB).

    Returns:
        The maps.

    Raises:
        MissingDataError: as `itu_maps`.

    Source:
        ITU-R P.837-7 and P.1510-1, as in `itur` 0.4.0.
    """
    months = range(1, 13)
    rainfall = np.empty((722, 1442, 12), np.int32)
    temperature = np.empty((241, 481, 12))
    for m in months:
        rainfall[..., m - 1] = np.round(_read(f"837/v7_mt_month{m:02d}", (722, 1442)) * 1e3)
        temperature[..., m - 1] = _read(f"1510/v1_t_month{m:02d}", (241, 481))
    return MonthlyMaps(Grid(rainfall, -90.125, -180.125, 4.0, 4.0, 1e-3), _globe(temperature))


def _globe(values: NDArray[Any], *, from_greenwich: bool = False) -> Grid:
    """A grid whose nodes reach from pole to pole and once around, the seam's column twice."""
    if from_greenwich:
        half = (values.shape[1] - 1) // 2
        values = np.concatenate([values[:, half:-1], values[:, : half + 1]], axis=1)
    if not np.isfinite(values).all():
        raise MissingDataError(f"a map of itur {_version()} has nodes without a value; {_HOW} (0.4.0)")
    rows, columns = values.shape[0] - 1, values.shape[1] - 1
    return Grid(np.ascontiguousarray(values), -90.0, -180.0, rows / 180.0, columns / 360.0)


def _read(name: str, shape: tuple[int, int]) -> NDArray[np.float64]:
    package = itu_package()
    if package is None:
        raise MissingDataError(f"the ITU-R digital maps are read from the package itur, which is not installed; {_HOW}")
    path = package[1] / f"{name}.npz"
    try:
        with zipfile.ZipFile(path) as archive, archive.open("arr_0.npy") as file:
            values = np.asarray(np.lib.format.read_array(file, allow_pickle=False), dtype=np.float64)
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise MissingDataError(f"{path.name} of itur {package[0]} cannot be read ({error}); {_HOW}") from error
    if values.shape != shape:
        raise MissingDataError(f"{path.name} of itur {package[0]} is {values.shape}, not {shape}; {_HOW} (0.4.0)")
    return values


def _stack(name: str) -> NDArray[np.float64]:
    """The maps of all levels, `(level, latitude, longitude)`, from the south-west."""
    files = [name.format(f"{level:g}".replace(".", "")) for level in LEVELS_PERCENT]
    maps = (_without_holes(_read(file, (161, 321))) for file in files)
    return np.stack([_globe(values[::-1], from_greenwich=True).values for values in maps])


def _without_holes(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """287 nodes at 88.875 deg N have no value in the maps of P.836 and P.840: the mean of the rows beside."""
    beside = 0.5 * (values[0] + values[2])
    values[1] = np.where(np.isnan(values[1]), beside, values[1])
    return values


def _water() -> Grid:
    """Vapour and liquid of all levels at the nodes of P.836's and P.840's maps."""
    topography = Grid(_read("836/v6_topo_0dot5", (363, 723))[::-1], -90.5, -0.5, 2.0, 2.0)
    northward, eastward = 1.125 * np.arange(161) - 90.0, 1.125 * np.arange(-160, 161) % 360.0
    altitude = bicubic_table(topography, northward, eastward)
    content, density, scale = (_stack(f"836/v6_{kind}_{{}}") for kind in ("v", "rho", "vsch"))
    values = water_values(altitude, content, density, scale, _stack("840/v7_lred_{}"))
    return _globe(altitude)._replace(values=values)
