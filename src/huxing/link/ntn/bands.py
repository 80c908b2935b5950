"""Operating bands of NR over satellite, and the raster of carrier numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.catalogue.standard_tables import standard_table
from huxing.core.errors import CatalogueError, InputError
from huxing.core.model_range import ModelRange, numbers

Direction = Literal["downlink", "uplink"]

_RASTER = "3GPP TS 38.104, 5.4.2.1"
_FREQUENCY = ModelRange(_RASTER, "frequency", 0.0, 100e9, "GHz", 1e9, physical=True)
_NUMBER = ModelRange(_RASTER, "NR-ARFCN", 0.0, 3_279_165.0, physical=True)
_RASTER_ROWS = ((0.0, 0, 600_000, 5e3), (3e9, 600_000, 2_016_666, 15e3), (24.25008e9, 2_016_667, 3_279_165, 60e3))
"""First frequency (Hz), first and last number, step (Hz) of table 5.4.2.1-1; 600000 is 3 GHz by either step."""
_RASTER_PARTS = (3e9, 24.250_035e9)
"""Hz; the second lies half-way between the last number of 15 kHz steps, 24.24999 GHz, and the first of 60 kHz steps."""


@dataclass(frozen=True)
class NtnBand:
    """An operating band, frequency-division duplex.

    Attributes:
        name: 'n256'.
        range: 'fr1' (L and S band) or 'fr2' (Ka band).
        release: of 3GPP that brought it.
        uplink, downlink: edges, (low, high), Hz.
        bandwidths: of channels that the band allows with some subcarrier spacing, Hz.
    """

    name: str
    range: str
    release: int
    uplink: tuple[float, float]
    downlink: tuple[float, float]
    bandwidths: tuple[float, ...]


@lru_cache(maxsize=1)
def ntn_bands() -> tuple[NtnBand, ...]:
    """All operating bands of NR over satellite that are here.

    Returns:
        n256, n255, n254 (L and S band), n512, n511, n510 (Ka band).

    Raises:
        Nothing of its own.

    Source:
        3GPP TS 38.101-5, tables 5.2.2-1, 5.2.3-1, 5.3.5-1 and 5.3.5-2, through second hands (see the table's source).
    """
    table = standard_table("ntn_bands")
    edges = {name: table.numbers(name) * 1e6 for name in table.columns if name.endswith("_mhz") and "link" in name}
    widths = [tuple(float(width) * 1e6 for width in cell.split()) for cell in table.texts("bandwidths_mhz")]
    return tuple(
        NtnBand(
            name,
            table.texts("range")[i],
            int(table.numbers("release")[i]),
            (float(edges["uplink_low_mhz"][i]), float(edges["uplink_high_mhz"][i])),
            (float(edges["downlink_low_mhz"][i]), float(edges["downlink_high_mhz"][i])),
            widths[i],
        )
        for i, name in enumerate(table.texts("name"))
    )


def ntn_band(name: str) -> NtnBand:
    """One operating band.

    Args:
        name: 'n256' or another of `ntn_bands`.

    Returns:
        The band.

    Raises:
        CatalogueError: no such band; all are listed.

    Source:
        As `ntn_bands`.
    """
    found = {band.name: band for band in ntn_bands()}
    key = str(name).strip().lower()
    if key not in found:
        raise CatalogueError(f"no NTN band '{str(name)[:60]}'; there are {', '.join(found)}", given=name)
    return found[key]


def bands_of_frequency(frequency: float, direction: Direction) -> tuple[NtnBand, ...]:
    """Bands that hold a frequency.

    Args:
        frequency: Hz.
        direction: 'downlink' or 'uplink'.

    Returns:
        The bands, none where no band holds it.

    Raises:
        ModelRangeError: a frequency outside 0 to 100 GHz.
        InputError: no such direction, or not one number.

    Source:
        As `ntn_bands`.
    """
    if direction not in ("downlink", "uplink"):
        raise InputError(f"a band has a downlink and an uplink, not '{str(direction)[:60]}'", given=direction)
    value = _FREQUENCY.single(frequency)
    edges = [band.downlink if direction == "downlink" else band.uplink for band in ntn_bands()]
    return tuple(band for band, (low, high) in zip(ntn_bands(), edges, strict=True) if low <= value <= high)


def nr_arfcn(frequency: ArrayLike) -> NDArray[np.int64]:
    """Numbers of the nearest channels of the global frequency raster.

    Args:
        frequency: Hz, any shape.

    Returns:
        NR-ARFCN.

    Raises:
        ModelRangeError: a frequency outside 0 to 100 GHz.

    Source:
        3GPP TS 38.104, table 5.4.2.1-1.
    """
    _FREQUENCY.check(frequency)
    f = numbers(frequency, "frequency")
    row = np.searchsorted(_RASTER_PARTS, f, side="right")
    first, lowest, highest, step = (np.array(column)[row] for column in zip(*_RASTER_ROWS, strict=True))
    return np.asarray(np.clip(lowest + np.rint((f - first) / step), lowest, highest)).astype(np.int64)


def nr_arfcn_frequency(number: ArrayLike) -> NDArray[np.float64]:
    """Frequencies of channel numbers of the global frequency raster.

    Args:
        number: NR-ARFCN, any shape.

    Returns:
        Hz.

    Raises:
        ModelRangeError: a number outside 0 to 3279165.
        InputError: not a whole number.

    Source:
        3GPP TS 38.104, table 5.4.2.1-1.
    """
    _NUMBER.check(number)
    n = numbers(number, "NR-ARFCN")
    if (n != np.floor(n)).any():
        raise InputError(f"{_RASTER}: an NR-ARFCN is a whole number", given=number)
    row = np.searchsorted([600_000, 2_016_667], n, side="right")
    first, lowest, _, step = (np.array(column)[row] for column in zip(*_RASTER_ROWS, strict=True))
    return np.asarray(first + (n - lowest) * step)
