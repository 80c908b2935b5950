"""`huxing run shanghai`, cold: no compiled kernels, no run folder; time and memory of the whole process tree."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measure import Result


def run() -> Result:
    """Once with empty caches."""
    result = Result("huxing run shanghai, cold")
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "NUMBA_CACHE_DIR": str(Path(folder) / "numba")}
        command = [sys.executable, "-m", "huxing", "run", "shanghai", "--out", str(Path(folder) / "run")]
        start = time.perf_counter()
        run = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        peak = 0
        while run.poll() is None:
            peak = max(peak, sum(_memory(process) for process in _tree(run.pid)))
            time.sleep(0.1)
        seconds = time.perf_counter() - start
    if run.returncode:
        raise RuntimeError(f"the run ended with exit code {run.returncode}")
    cores = len(os.sched_getaffinity(0))
    result.add(f"wall time on {cores} cores", f"{seconds:.0f} s", "<= 90 s", seconds <= 90)
    result.add("memory of all processes, each 0.1 s", f"{peak / 1e9:.2f} GB", "<= 3 GB", peak <= 3e9)
    return result


def _tree(root: int) -> list[int]:
    """A process and its descendants."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
    found = [root]
    for process in found:
        found += [child for child, parent in parents.items() if parent == process]
    return found


def _memory(process: int) -> int:
    """Proportional set size in bytes: what is shared counts once over all that share it."""
    with contextlib.suppress(OSError):
        rows = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        return 1024 * next(int(row.split()[1]) for row in rows if row.startswith("Pss:"))
    return 0
