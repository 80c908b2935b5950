"""From antenna to bit rate: antennas, atmosphere, budgets, modulation and coding, phones, lasers, ships, capacity.

What is called most stands here; each part is a package of its own with all of its names: `antennas`, `atmosphere`,
`modulation`, `budget`, `ntn`, `laser`, `maritime`, `capacity`. A part is imported when it is first used.
"""

from __future__ import annotations

import importlib
from typing import Any

_HOME = {
    "BitEnergyToNoise": "ratios",
    "Budget": "budget",
    "CarrierToNoise": "ratios",
    "CarrierToNoiseDensity": "ratios",
    "Climate": "atmosphere",
    "LaserTerminal": "laser",
    "PhasedArray": "antennas",
    "RadioLink": "budget",
    "SymbolEnergyToNoise": "ratios",
    "choose_modcod": "modulation",
    "dvb_modcods": "modulation",
    "epfd_down": "capacity",
    "exceedance_of": "atmosphere",
    "first_pass_detection": "maritime",
    "hexagonal_layout": "antennas",
    "hopping_plan": "capacity",
    "laser_budget": "laser",
    "laser_rate": "laser",
    "laser_terminal": "laser",
    "laser_timeline": "laser",
    "link_budget": "budget",
    "link_motion": "ntn",
    "load_climate": "atmosphere",
    "nr_modcods": "modulation",
    "ntn_path_loss": "ntn",
    "pass_series": "budget",
    "radio_budget": "budget",
    "radio_link": "budget",
    "sample_large_scale": "ntn",
    "satellite_capacity": "capacity",
    "service_series": "budget",
    "ship_downlink": "maritime",
    "ship_uplink": "maritime",
    "slant_attenuation": "atmosphere",
    "terminal_antenna": "antennas",
    "tr38821_link_budget": "ntn",
    "transparent_budget": "budget",
    "uplink_synchronisation": "ntn",
    "year_statistics": "budget",
}
_PARTS = ("antennas", "atmosphere", "budget", "capacity", "laser", "maritime", "modulation", "ntn")

__all__ = sorted([*_HOME, *_PARTS], key=lambda name: (not name[0].isupper(), name))  # noqa: PLE0605 - made of the above


def __getattr__(name: str) -> Any:
    """A part, or a name of one, is imported when it is first used: a command that needs one part loads no other."""
    if name in _PARTS:
        return importlib.import_module(f"huxing.link.{name}")
    if name in _HOME:
        return getattr(importlib.import_module(f"huxing.link.{_HOME[name]}"), name)
    raise AttributeError(f"huxing.link has no '{name}'; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    return list(__all__)
