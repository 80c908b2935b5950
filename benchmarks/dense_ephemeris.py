"""Dense ephemeris: 1,000 near-Earth satellites, 1 day on a 10 s grid, against `sgp4.SatrecArray` at every time."""

from __future__ import annotations

import numpy as np

from benchmarks.measure import Result, cpu_seconds
from benchmarks.satellites import DATE, near_earth
from huxing.core.time import time_grid
from huxing.orbit import propagate
from huxing.orbit.sgp4_states import Sgp4Propagator


def run() -> Result:
    """The same satellites and times by knots and directly, in TEME; then the error."""
    sets, what = near_earth(1000)
    result = Result(f"dense ephemeris, 1,000 near-Earth satellites, 1 day, 10 s ({what})")
    times = time_grid(DATE, hours=24, step_s=10)
    propagate(sets[:8], times, frame="TEME", method="sgp4-dense")
    ours = cpu_seconds(lambda: propagate(sets, times, frame="TEME", method="sgp4-dense"), 4)
    in_itrf = cpu_seconds(lambda: propagate(sets, times, frame="ITRF", method="sgp4-dense"), 4)
    raw = Sgp4Propagator(sets)
    array, (day, fraction) = raw._array, _days(times)
    theirs = cpu_seconds(lambda: array.sgp4(day, fraction), 2)
    result.ratio("sgp4.SatrecArray", ours, theirs, 10.0)
    million = len(sets) * times.size / 1e6
    result.add("rate in TEME", f"{million / ours:.0f} M positions per CPU s")
    result.add("rate in ITRF (SatrecArray stays in TEME)", f"{million / in_itrf:.0f} M positions per CPU s")

    codes, position, _ = array.sgp4(day, fraction)
    filled = propagate(sets, times, frame="TEME", method="sgp4-dense")["position"].to_numpy().transpose(1, 0, 2)
    error = np.linalg.norm(filled - position * 1e3, axis=-1)[codes == 0]
    high = float(np.percentile(error, 99.9))
    result.add("error, 99.9th percentile", f"{high:.3f} m", "<= 0.1 m", high <= 0.1)
    result.add("error, median and largest", f"{np.median(error):.4f} m, {error.max():.2f} m")
    return result


def _days(times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    from huxing.orbit.sgp4_states import julian_days

    return julian_days(times)
