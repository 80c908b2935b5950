"""Total slant attenuation from the ITU-R digital maps: 1,000,000 paths all over the Earth, against itur's full path."""

from __future__ import annotations

import importlib
import warnings
from types import ModuleType
from typing import Any

import numpy as np

from benchmarks.measure import Result, cpu_seconds
from huxing.link.atmosphere.climate import Climate, load_climate
from huxing.link.atmosphere.maps import itu_package
from huxing.link.atmosphere.slant import exceedance_of, slant_attenuation

PATHS, PEER_PATHS = 1_000_000, 2_000
CARRIERS_GHZ = np.array([4.0, 6.0, 11.7, 12.5, 14.25, 17.7, 19.2, 20.2, 27.5, 28.5, 29.5, 37.5, 40.0, 43.5, 48.0, 51.4])


def run() -> Result:
    """Site, elevation, frequency and exceedance are random arrays; every path looks its own site up on the maps."""
    result = Result(f"slant attenuation (rain, cloud, gas, scintillation) of {PATHS:,} paths, sites at random")
    if itu_package() is None:
        result.add("the maps of itur", "not installed", "installed", False)
        return result
    climate = load_climate("itu")
    paths = _paths(PATHS, climate)
    slant_attenuation(**_first(paths, 5_000))
    rate = PATHS / cpu_seconds(lambda: slant_attenuation(**paths), 5)
    result.add("16 carriers, every path its site", f"{rate / 1e6:.2f} M paths per CPU s", ">= 1", rate >= 1e6)
    at_sea = {**paths, "height": 0.0}
    lower = PATHS / cpu_seconds(lambda: slant_attenuation(**at_sea), 3)
    result.add("the same, heights given", f"{lower / 1e6:.2f} M paths per CPU s")
    tenth = _first(paths, PATHS // 10)
    tenth["frequency"] = np.random.default_rng(4).uniform(4e9, 55e9, PATHS // 10)
    own = PATHS / 10 / cpu_seconds(lambda: slant_attenuation(**tenth), 3)
    result.add("every path its own frequency (sums over lines)", f"{own / 1e6:.2f} M paths per CPU s")
    _inverse(result, paths)
    _against_itur(result, rate, paths)
    result.add("memory of the maps", f"{climate.memory / 1e6:.0f} MB")
    return result


def _inverse(result: Result, paths: dict[str, Any]) -> None:
    margins = {**_first(paths, PATHS // 5), "attenuation_db": np.random.default_rng(5).uniform(0.5, 20.0, PATHS // 5)}
    margins.pop("exceedance")
    exceedance_of(**_first(margins, 5_000))
    rate = PATHS / 5 / cpu_seconds(lambda: exceedance_of(**margins), 3)
    result.add("exceedance of a margin", f"{rate / 1e3:.0f} k paths per CPU s", ">= 100", rate >= 1e5)


def _against_itur(result: Result, rate: float, paths: dict[str, Any]) -> None:
    """The peer takes one frequency and one exceedance a call: as many places as it can take at once."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        itur: ModuleType = importlib.import_module("itur")
        places = [np.degrees(paths[name][:PEER_PATHS]) for name in ("latitude", "longitude", "elevation")]

        def full() -> object:
            latitude, longitude, elevation = places
            return itur.atmospheric_attenuation_slant_path(
                latitude, longitude.copy(), 20.2, elevation, 0.1, 1.0, return_contributions=True
            )

        full()
        theirs = cpu_seconds(full, 3) / PEER_PATHS
    result.ratio("a path, against itur 0.4.0 (approximate gas)", 1.0 / rate, theirs, 150.0)


def _paths(count: int, climate: Climate) -> dict[str, Any]:
    rng = np.random.default_rng(3)
    return {
        "latitude": np.radians(rng.uniform(-80.0, 80.0, count)),
        "longitude": np.radians(rng.uniform(-180.0, 180.0, count)),
        "elevation": np.radians(rng.uniform(5.0, 90.0, count)),
        "frequency": rng.choice(CARRIERS_GHZ, count) * 1e9,
        "exceedance": 10.0 ** rng.uniform(-4.0, np.log10(0.05), count),
        "climate": climate,
    }


def _first(paths: dict[str, Any], count: int) -> dict[str, Any]:
    return {name: values[:count] if isinstance(values, np.ndarray) else values for name, values in paths.items()}
