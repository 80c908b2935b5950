"""Make tests/against/expected/spacelink_modcods.json with the peer spacelink; run from the repository root.

The stored file names the peer's version. spacelink needs astropy below 8, so it has an environment of its own.
"""

from __future__ import annotations

import json
import math
from importlib.metadata import version
from pathlib import Path

import astropy.units as u
from spacelink.phy.performance import ErrorMetric
from spacelink.phy.registry import Registry

OUT = Path(__file__).parents[1] / "against" / "expected" / "spacelink_modcods.json"
ERROR_RATES = (1e-3, 1e-4, 1e-5)


def main() -> None:
    """Write the file."""
    registry = Registry()
    registry.load()
    document = {"peer": f"spacelink {version('spacelink')}", "dvb_s2": dvb_s2(registry), "ccsds": ccsds(registry)}
    OUT.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def dvb_s2(registry: Registry) -> list[dict[str, object]]:
    """Threshold and bits per symbol of each MODCOD."""
    rows = []
    for threshold in registry.thresholds:
        for mode in threshold.modes:
            _, modulation, code = mode.id.split("_")
            rows.append(
                {
                    "modcod": f"{modulation} {code}",
                    "eb_over_n0_db": float(threshold.ebn0.value),
                    "packet_error_rate": float(threshold.error_rate.value),
                    "bit_per_symbol": float(mode.info_bits_per_symbol),
                }
            )
    return sorted(rows, key=lambda row: [str(value) for value in row.values()])


def ccsds(registry: Registry) -> list[dict[str, object]]:
    """Eb/N0 of each curve at some error rates, where it reaches them; BPSK stands for QPSK too."""
    rows = []
    for (mode_id, metric), curve in registry.curve_index.items():
        if not mode_id.startswith("CCSDS") or not mode_id.endswith("BPSK"):
            continue
        for rate in ERROR_RATES:
            found = float(curve.error_rate_to_ebn0(rate * u.dimensionless).value)
            if not math.isnan(found):  # the curve reaches the rate
                row = {"mode": mode_id, "metric": "bit" if metric is ErrorMetric.BER else "frame"}
                row |= {"error_rate": rate, "eb_over_n0_db": round(found, 6)}
                row["code_rate"] = float(registry.modes[mode_id].coding.rate)
                rows.append(row)
    return sorted(rows, key=lambda row: [str(value) for value in row.values()])


if __name__ == "__main__":
    main()
