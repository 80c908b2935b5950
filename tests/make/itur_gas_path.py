"""Make tests/against/expected/itur_gas_path.json with the peer itur; run from the repository root.

The peer's `mode="exact"` of P.676-12, annex 1: layers of the P.835-6 mean annual global atmosphere along a bent ray.
The stored file names the peer's version.
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import itur
from itur.models.itu676 import gaseous_attenuation_slant_path
from itur.models.itu835 import (
    pressure,
    standard_pressure,
    standard_temperature,
    temperature,
    water_vapour_density,
)

OUT = Path(__file__).parents[1] / "against" / "expected" / "itur_gas_path.json"
FREQUENCIES_GHZ = (1.0, 2.0, 7.0, 14.25, 22.235, 30.0, 50.0, 60.0, 94.0, 118.75, 183.31, 325.0, 600.0, 1000.0)
ELEVATIONS_DEG = (0.0, 1.0, 5.0, 90.0)
HEIGHTS_KM = (0.0, 0.5, 4.0, 9.0, 12.0, 16.0, 25.0, 40.0, 49.0, 60.0, 75.0, 90.0, 97.0)
PLACES = {
    "low latitude": (10.0, "summer"),
    "mid-latitude summer": (40.0, "summer"),
    "mid-latitude winter": (40.0, "winter"),
    "high-latitude summer": (60.0, "summer"),
    "high-latitude winter": (60.0, "winter"),
}


def main() -> None:
    """Write the file."""
    warnings.simplefilter("ignore")
    points = [(f, el, 7.5) for f in FREQUENCIES_GHZ for el in ELEVATIONS_DEG]
    points += [(20.0, el, rho) for rho in (0.0, 20.0) for el in (3.0, 90.0)]
    paths = [
        [f, el, rho, _number(gaseous_attenuation_slant_path(f, el, rho, 1013.25, 288.15, mode="exact"))]
        for f, el, rho in points
    ]
    whole = "mean annual global"
    air = [[whole, h, _number(standard_pressure(h)), _kelvin(standard_temperature(h)), None] for h in HEIGHTS_KM]
    for name, (latitude, season) in PLACES.items():
        for h in HEIGHTS_KM:
            state = (pressure(latitude, h, season), temperature(latitude, h, season))
            vapour = water_vapour_density(latitude, h, season)
            air.append([name, h, *(_number(value) for value in (*state, vapour))])
    lines = [
        f'"peer": "itur {itur.__version__}"',
        '"paths_ghz_deg_g_per_m3_db": [\n' + _rows(paths) + "\n]",
        '"air_name_km_hpa_k_g_per_m3": [\n' + _rows(air) + "\n]",
    ]
    OUT.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _rows(rows: list[list[object]]) -> str:
    return ",\n".join(json.dumps(row) for row in rows)


def _number(quantity: object) -> float:
    return float(getattr(quantity, "value", quantity))


def _kelvin(quantity: object) -> float:
    return float(quantity.to("K").value)  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
