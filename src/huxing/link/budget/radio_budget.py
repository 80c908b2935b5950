"""The budget between a terminal and a satellite of the catalogue, in one call."""

from __future__ import annotations

from typing import Unpack

import numpy as np
from numpy.typing import ArrayLike

from huxing.catalogue.radio_rows import Payload, Terminal
from huxing.core.model_range import numbers
from huxing.link.atmosphere.climate import Climate
from huxing.link.budget.budget import Budget
from huxing.link.budget.catalogue_link import LinkOptions, radio_link
from huxing.link.budget.site import Site, site_of
from huxing.link.budget.waveform import Direction
from huxing.orbit.station import Station


def radio_budget(
    *,
    terminal: str | Terminal,
    satellite: str | Payload,
    elevation_deg: ArrayLike,
    direction: Direction = "down",
    site: Station | Site | None = None,
    exceedance: ArrayLike | None = None,
    climate: Climate | None = None,
    extrapolate: bool = False,
    **link: Unpack[LinkOptions],
) -> Budget:
    """The budget of a named terminal with a named satellite at elevations.

    `radio_budget(terminal="phone-n256", satellite="d2c-bent-pipe", elevation_deg=[30, 60, 90])` gives a budget that
    `print(budget.table())` sets in columns.

    Args:
        terminal: name or row.
        satellite: name or row of its payload.
        elevation_deg: of the satellite at the terminal, any shape.
        direction: 'down' or 'up'.
        site: where the terminal stands; with `exceedance` it gives the atmosphere.
        exceedance: share of an average year in which the attenuation is exceeded; broadcasts with the elevations.
        climate: None takes `huxing.link.atmosphere.load_climate()`.
        extrapolate: whether atmosphere models may be used outside their stated ranges, marked.
        link: what `radio_link` takes besides: band, altitude_km, bandwidth_mhz, losses, interference and so on.

    Returns:
        The budget; every row names its clause.

    Raises:
        CatalogueError: no such terminal or payload.
        MissingDataError: a fact that the catalogue does not know and the call does not give.
        InputError: bands that do not fit; a site without exceedance.
        ModelRangeError: an elevation below the horizon, or none that the terminal sees.

    Source:
        `link_budget`, `radio_link`, `slant_attenuation`.
    """
    elevation = np.radians(numbers(elevation_deg, "elevation"))
    place = None if site is None else site_of(site)
    return radio_link(terminal=terminal, satellite=satellite, direction=direction, **link).budget(
        elevation, site=place, exceedance=exceedance, climate=climate, extrapolate=extrapolate
    )
