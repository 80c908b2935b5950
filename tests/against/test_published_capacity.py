"""Judge: capacities that were published, in the shared anchors (data/link/anchors.json).

Rebuilt is what the reference gives the inputs of: the user beam of del Portillo et al. The number of beams, the demand
and the gateways behind the averages of 5.36, 2.17 and 22.74 Gbit/s are not in it, so nothing is claimed of them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from huxing.link.capacity import beam_rate
from huxing.link.modulation import dvb_modcods, symbol_rate
from huxing.link.ratios import SymbolEnergyToNoise


@pytest.fixture(scope="module")
def anchors(shared_data: Path) -> dict[str, Any]:
    return json.loads((shared_data / "link" / "anchors.json").read_text(encoding="utf-8"))


def test_the_user_beam_of_2019(anchors: dict[str, Any]) -> None:
    beam = anchors["delportillo_user_link"]
    baud = symbol_rate(beam["bw_mhz"] * 1e6, roll_off=beam["rolloff"])
    modcods = dvb_modcods()
    needed = SymbolEnergyToNoise(modcods[beam["SpaceX"]["modcod"]].es_over_n0.db).density(baud)
    only = modcods.select(names=[beam["SpaceX"]["modcod"]])
    rate = beam_rate(only, needed, bandwidth=beam["bw_mhz"] * 1e6, roll_off=beam["rolloff"])
    assert rate / 1e6 == pytest.approx(beam["SpaceX"]["rate_mbps"], abs=0.1)  # asked; measured 0.044 Mbit/s
