"""Run the benchmarks: `python -m benchmarks [name ...]`; a Markdown table on stdout."""

from __future__ import annotations

import importlib
import os
import platform
import sys

NAMES = (
    "coverage_counts", "station_passes", "dense_ephemeris", "secular_j2", "shanghai_run",
    "slant_attenuation", "modcod_choice", "array_factor", "epfd", "beam_hopping", "ntn_sampling", "availability_year",
    "net_routing", "net_links", "net_interchange", "net_contact_graph", "net_handover", "net_packets", "net_capacity",
)  # fmt: skip


def main(names: list[str]) -> int:
    """Run those named, or all; the exit code says whether every asked figure was met."""
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are {', '.join(NAMES)}", file=sys.stderr)
        return 2
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}\n")
    missed = 0
    for name in names or NAMES:
        result = importlib.import_module(f"benchmarks.{name}").run()
        print(f"### {result.job}\n\n| figure | measured | asked | |\n|---|---|---|---|")
        for figure in result.figures:
            mark = {True: "met", False: "MISSED", None: ""}[figure.met]
            missed += figure.met is False
            print(f"| {figure.name} | {figure.measured} | {figure.asked} | {mark} |")
        print(flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
