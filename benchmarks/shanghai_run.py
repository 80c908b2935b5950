"""`huxing run shanghai`, cold: no compiled kernels, no run folder; time and memory of the whole process tree."""

from __future__ import annotations

import os
import resource
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
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
        seconds = time.perf_counter() - start
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
    cores = len(os.sched_getaffinity(0))
    result.add(f"wall time on {cores} cores", f"{seconds:.0f} s", "<= 90 s", seconds <= 90)
    whole = largest * (1 + cores)
    note = f"{largest:.2f} GB in the largest process; at most {whole:.2f} GB in all of {1 + cores}"
    result.add("memory", note, "<= 3 GB", whole <= 3.0)
    return result
