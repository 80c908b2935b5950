"""MODCOD choice: 5 million links among the 67 MODCODs of DVB-S2X, and adaptation along time, against numpy's search."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import Result, cpu_seconds
from huxing.link.modulation import ModcodSet, adapt_modcod, choose_modcod, dvb_modcods
from huxing.link.ratios import SymbolEnergyToNoise

LINKS = 5_000_000
ROWS, TIMES = 500, 10_000


def run() -> Result:
    """Random Es/N0 from no link to the top, then random walks of 10,000 samples; one thread does all of it."""
    result = Result("MODCOD choice, 5 M links, 67 MODCODs of DVB-S2X")
    modcods, rng = dvb_modcods(), np.random.default_rng(1)
    links = SymbolEnergyToNoise(rng.uniform(-6.0, 22.0, LINKS))
    chosen = choose_modcod(modcods, links, margin_db=1.0)
    ours = cpu_seconds(lambda: choose_modcod(modcods, links, margin_db=1.0))
    rate = LINKS / ours / 1e6
    result.add("choose_modcod", f"{rate:.0f} M links per CPU s", ">= 10", rate >= 10)

    theirs = cpu_seconds(lambda: _by_search(modcods, links.db, 1.0))
    result.ratio("numpy.searchsorted on the envelope, then its index", ours, theirs, 2.0)
    wrong = int((_by_search(modcods, links.db, 1.0) != chosen.index).sum())
    result.add("choices that differ from the search", f"{wrong} of {LINKS}", "0", wrong == 0)

    walks = SymbolEnergyToNoise(8.0 + np.cumsum(rng.normal(0.0, 0.1, (ROWS, TIMES)), axis=1))
    used = adapt_modcod(modcods, walks, margin_db=1.0, hysteresis_db=0.5, hold=3)
    seconds = cpu_seconds(lambda: adapt_modcod(modcods, walks, margin_db=1.0, hysteresis_db=0.5, hold=3))
    result.add("adapt_modcod, 500 links x 10,000 samples", f"{walks.db.size / seconds / 1e6:.0f} M samples per CPU s")
    plain = choose_modcod(modcods, walks, margin_db=1.0)
    result.add(
        "switches with 0.5 dB and 3 samples of hysteresis, and without",
        f"{used.switches().mean():.0f} and {plain.switches().mean():.0f} a link",
    )
    return result


def _by_search(modcods: ModcodSet, es_over_n0_db: NDArray[np.float64], margin_db: float) -> NDArray[np.int16]:
    positions = np.concatenate(([-1], modcods.ladder.position)).astype(np.int16)
    return positions[np.searchsorted(modcods.ladder.threshold_db, es_over_n0_db - margin_db, side="right")]
