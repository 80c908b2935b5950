"""How a benchmark measures: CPU seconds of the whole process, all threads, the best of several runs."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Figure:
    """One asked figure beside the measured one; `met` is None where nothing was asked."""

    name: str
    measured: str
    asked: str = ""
    met: bool | None = None


@dataclass
class Result:
    """What a benchmark found."""

    job: str
    figures: list[Figure] = field(default_factory=list)

    def add(self, name: str, measured: str, asked: str = "", met: bool | None = None) -> None:
        self.figures.append(Figure(name, measured, asked, met))

    def ratio(self, name: str, ours: float, theirs: float, at_least: float) -> None:
        """Times in CPU seconds; the ratio says how many times less ours takes."""
        value = theirs / ours
        self.add(name, f"{value:.1f} x ({theirs:.3g} s against {ours:.3g} s)", f">= {at_least:g} x", value >= at_least)


def cpu_seconds(job: Callable[[], object], runs: int = 5) -> float:
    """Least CPU time of the process over several runs of a job that has run once before (compiled, caches warm)."""
    best = float("inf")
    for _ in range(runs):
        start = time.process_time()
        job()
        best = min(best, time.process_time() - start)
    return best
