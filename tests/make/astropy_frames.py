"""Make tests/against/expected/astropy_frames.json with the peer astropy; run from the repository root.

The stored file names the peer's version. Dates are in the past, where Earth orientation is final.
"""

from __future__ import annotations

import json
from pathlib import Path

import astropy
import astropy.units as u
import astropy_iers_data
import numpy as np
from astropy.coordinates import ITRS, TEME, CartesianRepresentation, get_body, get_sun
from astropy.time import Time
from astropy.utils import iers

OUT = Path(__file__).parents[1] / "against" / "expected" / "astropy_frames.json"
DATES = [
    "1975-03-01T01:02:03",
    "1984-07-15T12:00:00",
    "1998-12-31T23:59:59",
    "2012-06-30T18:30:00",
    "2023-11-11T11:11:11",
]


def main() -> None:
    """Write the file."""
    iers.conf.auto_download = False
    iers.earth_orientation_table.set(iers.IERS_A.open(astropy_iers_data.IERS_A_FILE))
    rng = np.random.default_rng(1)
    rows = []
    for date in DATES:
        when = Time(date, scale="utc")
        teme = np.round(rng.normal(size=3) * 5e6, 3)
        itrf = TEME(CartesianRepresentation(teme * u.m), obstime=when).transform_to(ITRS(obstime=when))
        bodies = [get_sun(when), get_body("moon", when, ephemeris="builtin")]
        sun, moon = (np.round(body.cartesian.xyz.to_value(u.m), 0).tolist() for body in bodies)
        place = np.round(itrf.cartesian.xyz.to_value(u.m), 5).tolist()
        rows.append({"utc": date, "teme_m": teme.tolist(), "itrf_m": place, "sun_m": sun, "moon_m": moon})
    document = {"peer": f"astropy {astropy.__version__}", "rows": rows}
    OUT.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
