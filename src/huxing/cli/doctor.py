"""`huxing doctor`: what is installed here, how old its data is, and what does not work."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import platform
import sys
from collections.abc import Callable
from typing import Annotated

import typer

from huxing.cli.console import emit_json, emit_table

_PACKAGES = ("numpy", "scipy", "numba", "pandas", "xarray", "sgp4", "pyerfa", "astropy-iers-data", "matplotlib")
_OPTIONAL = {"dask": "pip install 'huxing[dask]' lets a run use many machines"}

Check = tuple[str, str, str]
"""What was checked, 'ok', 'warning' or 'fault', and what was found."""


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Check packages, Earth orientation, leap seconds, SGP4 and catalogue. Exit code 4 if something is at fault."""
    checks = [_python(), *(_package(name) for name in _PACKAGES), *(_optional(name) for name in _OPTIONAL)]
    checks += [_guarded(name, check) for name, check in _WORKS.items()]
    if as_json:
        emit_json([{"check": name, "state": state, "found": found} for name, state, found in checks])
    else:
        emit_table("", ["check", "state", "found"], checks)
    if any(state == "fault" for _, state, _ in checks):
        raise typer.Exit(4)


def _python() -> Check:
    good = sys.version_info >= (3, 11)
    return (
        "python",
        "ok" if good else "fault",
        f"{platform.python_version()} on {platform.system()} {platform.machine()}",
    )


def _package(name: str) -> Check:
    try:
        return name, "ok", importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return name, "fault", "not installed; pip install huxing"


def _optional(name: str) -> Check:
    if importlib.util.find_spec(name) is None:
        return name, "ok", f"not installed (optional): {_OPTIONAL[name]}"
    return name, "ok", importlib.metadata.version(name)


def _guarded(name: str, check: Callable[[], tuple[str, str]]) -> Check:
    """A check that reports its own failure instead of ending the command."""
    try:
        return (name, *check())
    except Exception as error:  # a doctor names whatever is broken
        return name, "fault", f"{type(error).__name__}: {error}"


def _leap_seconds() -> tuple[str, str]:
    import datetime

    from huxing.core.time import UPDATE_REMEDY, leap_seconds_valid_until

    until = str(leap_seconds_valid_until())[:10]
    fresh = until >= datetime.datetime.now(datetime.UTC).date().isoformat()
    return ("ok", f"valid until {until}") if fresh else ("fault", f"expired on {until}. {UPDATE_REMEDY}")


def _earth_orientation() -> tuple[str, str]:
    import datetime

    from huxing.core.earth_orientation import installed_earth_orientation
    from huxing.core.time import UPDATE_REMEDY

    series = installed_earth_orientation()
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    found = f"measured to {series.measured_until}, predicted to {series.valid_until}"
    if series.valid_until < today:
        return "fault", f"{found}. {UPDATE_REMEDY}"
    return ("ok", found) if series.measured_until > _months_ago(3) else ("warning", f"{found}. {UPDATE_REMEDY}")


def _months_ago(months: int) -> str:
    import datetime

    day = datetime.datetime.now(datetime.UTC).date() - datetime.timedelta(days=round(30.4 * months))
    return day.isoformat()


def _sgp4() -> tuple[str, str]:
    from sgp4.api import accelerated

    if accelerated:
        return "ok", "compiled"
    return "warning", "pure Python, some 50 times slower; reinstall sgp4 from a wheel for this platform"


def _threads() -> tuple[str, str]:
    import numba

    return "ok", f"{numba.get_num_threads()} threads ({numba.config.NUMBA_NUM_THREADS} allowed by NUMBA_NUM_THREADS)"


def _catalogue() -> tuple[str, str]:
    from huxing.catalogue import constellation_names, ground_station_names, service_area_names

    sizes = (len(constellation_names()), len(ground_station_names()), len(service_area_names()))
    return "ok", "{} constellations, {} ground stations, {} service areas".format(*sizes)


_WORKS: dict[str, Callable[[], tuple[str, str]]] = {
    "leap seconds": _leap_seconds,
    "Earth orientation": _earth_orientation,
    "SGP4": _sgp4,
    "threads": _threads,
    "catalogue": _catalogue,
}
