"""Shells as a designer writes them: Walker patterns and explicit planes. Angles and kilometres in, a `Shell` out."""

from __future__ import annotations

import difflib
import math
import operator
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huxing.core.constants import WGS84_SEMI_MAJOR_AXIS
from huxing.core.errors import InputError, TooLargeError
from huxing.orbit.constellation import Shell

MAX_SATELLITES = 1_000_000
_PLANE_KEYS = ("raan_deg", "satellites", "argument_of_latitude0_deg", "argument_of_latitude_deg")


def walker_delta(
    *,
    name: str = "",
    altitude_km: float,
    inclination_deg: float,
    planes: int,
    per_plane: int | Sequence[int],
    phasing: float = 0,
    phase_step_deg: float | None = None,
    odd_plane_shift_slots: float = 0.0,
    raan_spread_deg: float = 360.0,
    raan0_deg: float = 0.0,
    argument_of_latitude0_deg: float = 0.0,
) -> Shell:
    """A Walker delta shell: planes spread evenly over 360 degrees of node.

    Slot k of plane p stands at `argument_of_latitude0 + p * phasing * 360 / T + k * 360 / per_plane`, T in all.

    Args:
        name: label of the shell.
        altitude_km: semi-major axis above the WGS84 equatorial radius, km.
        inclination_deg: 0 to 180.
        planes: number of planes P.
        per_plane: satellites in each plane, or one number per plane.
        phasing: Walker's F, in units of 360 / T degrees from a plane to the next; need not be whole.
        phase_step_deg: instead of `phasing`, the shift from a plane to the next in degrees.
        odd_plane_shift_slots: further shift of every second plane, as a part of its slot spacing.
        raan_spread_deg: the planes' nodes are this / P apart.
        raan0_deg: node of the first plane, TEME.
        argument_of_latitude0_deg: of the first satellite of the first plane.

    Returns:
        The shell; its `code` is set where the constellation code can express it.

    Raises:
        InputError: a value out of range, or `phasing` together with `phase_step_deg` or with unequal planes.
        TooLargeError: more than a million satellites.

    Source:
        Walker, Journal of the British Interplanetary Society 37 (1984), 559-572: i: T/P/F.
    """
    return _walker(
        "D",
        name=name,
        altitude_km=altitude_km,
        inclination_deg=inclination_deg,
        planes=planes,
        per_plane=per_plane,
        phasing=phasing,
        phase_step_deg=phase_step_deg,
        odd_plane_shift_slots=odd_plane_shift_slots,
        raan_spread_deg=raan_spread_deg,
        raan0_deg=raan0_deg,
        argument_of_latitude0_deg=argument_of_latitude0_deg,
    )


def walker_star(
    *,
    name: str = "",
    altitude_km: float,
    inclination_deg: float,
    planes: int,
    per_plane: int | Sequence[int],
    phasing: float = 0,
    phase_step_deg: float | None = None,
    odd_plane_shift_slots: float = 0.0,
    raan_spread_deg: float = 180.0,
    raan0_deg: float = 0.0,
    argument_of_latitude0_deg: float = 0.0,
) -> Shell:
    """A Walker star shell: planes spread evenly over 180 degrees of node, where `walker_delta` has 360.

    Args:
        name, altitude_km, inclination_deg, planes, per_plane, phasing, phase_step_deg, odd_plane_shift_slots,
        raan_spread_deg, raan0_deg, argument_of_latitude0_deg: as of `walker_delta`.

    Returns:
        The shell; its `code` is set where the constellation code can express it.

    Raises:
        InputError, TooLargeError: as `walker_delta`.

    Source:
        Walker, Journal of the British Interplanetary Society 37 (1984), 559-572: star patterns.
    """
    return _walker(
        "S",
        name=name,
        altitude_km=altitude_km,
        inclination_deg=inclination_deg,
        planes=planes,
        per_plane=per_plane,
        phasing=phasing,
        phase_step_deg=phase_step_deg,
        odd_plane_shift_slots=odd_plane_shift_slots,
        raan_spread_deg=raan_spread_deg,
        raan0_deg=raan0_deg,
        argument_of_latitude0_deg=argument_of_latitude0_deg,
    )


def explicit_planes(
    *, name: str = "", altitude_km: float, inclination_deg: float, planes: Sequence[Mapping[str, Any]]
) -> Shell:
    """A shell whose planes are given one by one.

    Args:
        name: label of the shell.
        altitude_km: semi-major axis above the WGS84 equatorial radius, km.
        inclination_deg: 0 to 180.
        planes: per plane `raan_deg` (TEME) and either `satellites`, a number spread evenly from
            `argument_of_latitude0_deg` (0 when left out), or `argument_of_latitude_deg`, a list with one value each.

    Returns:
        The shell.

    Raises:
        InputError: a missing, unknown or contradicting key, or a value out of range.
        TooLargeError: more than a million satellites.

    Source:
        The project's own notation.
    """
    if isinstance(planes, Mapping | str) or not isinstance(planes, Sequence) or not planes:
        raise InputError(f"planes must be a list with at least one plane, not {planes!r:.60}", given=planes)
    phases = [_explicit_phases(plane, number) for number, plane in enumerate(planes)]
    nodes = [_finite(f"raan_deg of plane {number + 1}", plane["raan_deg"]) for number, plane in enumerate(planes)]
    return _shell(name, altitude_km, inclination_deg, np.array(nodes), phases)


def walker_code(
    kind: str, *, altitude_km: float, inclination_deg: float, total: int, planes: int, phasing: int, anomaly_deg: float
) -> str:
    """One shell in the text of the constellation code.

    Args:
        kind: 'D' or 'S'.
        altitude_km: km.
        inclination_deg: degrees.
        total: satellites of the shell.
        planes: number of planes.
        phasing: Walker's F.
        anomaly_deg: mean anomaly of the first satellite; zero is left out.

    Returns:
        For example `S:780:86.4:66/6/1`.

    Raises:
        Nothing of its own.

    Source:
        draft-piraux-space-constellation-code-01, section 4.
    """
    fields = [kind, _plain(round(altitude_km, 6)), _plain(round(inclination_deg, 9)), f"{total}/{planes}/{phasing}"]
    anomaly = round(anomaly_deg, 9) % 360.0
    return ":".join([*fields, _plain(anomaly)] if anomaly else fields)


def _plain(number: float) -> str:
    text = format(Decimal(repr(float(number))), "f")
    return text.removesuffix(".0")


def _walker(
    kind: str,
    *,
    name: str,
    altitude_km: float,
    inclination_deg: float,
    planes: int,
    per_plane: int | Sequence[int],
    phasing: float,
    phase_step_deg: float | None,
    odd_plane_shift_slots: float,
    raan_spread_deg: float,
    raan0_deg: float,
    argument_of_latitude0_deg: float,
) -> Shell:
    counts = _counts(planes, per_plane)
    step_deg = _phase_step(counts, phasing, phase_step_deg)
    spread = _finite("raan_spread_deg", raan_spread_deg)
    if not 0.0 <= spread <= 360.0:
        raise InputError(f"raan_spread_deg is {spread:g}; give 0 to 360", given=spread, accepted=(0, 360))
    first = _finite("argument_of_latitude0_deg", argument_of_latitude0_deg)
    shift = _finite("odd_plane_shift_slots", odd_plane_shift_slots)
    node0 = _finite("raan0_deg", raan0_deg)
    index = np.arange(len(counts))
    nodes = node0 + index * spread / len(counts)
    phases = [
        first + p * step_deg + (p % 2) * shift * 360.0 / n + np.arange(n) * 360.0 / n for p, n in enumerate(counts)
    ]
    code = ""
    factor = _whole_factor(counts, step_deg, shift)
    if factor is not None and node0 == 0.0 and spread == (360.0 if kind == "D" else 180.0):
        code = walker_code(
            kind,
            altitude_km=_finite("altitude_km", altitude_km),
            inclination_deg=_finite("inclination_deg", inclination_deg),
            total=sum(counts),
            planes=len(counts),
            phasing=factor,
            anomaly_deg=first,
        )
    return _shell(name, altitude_km, inclination_deg, nodes, phases, code)


def _whole_factor(counts: list[int], step_deg: float, shift: float) -> int | None:
    """Walker's F when the pattern has a whole one; half a slot in every second of P planes is F = P / 2, P even."""
    planes = len(counts)
    if len(set(counts)) > 1 or (shift != 0.0 and (shift != 0.5 or planes % 2)):
        return None
    factor = step_deg * sum(counts) / 360.0 + (planes / 2 if shift else 0.0)
    return round(factor) % planes if abs(factor - round(factor)) < 1e-9 else None


def _phase_step(counts: list[int], phasing: float, phase_step_deg: float | None) -> float:
    """Shift from a plane to the next, degrees."""
    factor = _finite("phasing", phasing)
    if phase_step_deg is not None:
        if factor:
            raise InputError(
                "phasing and phase_step_deg say the same thing; give one of them", given=(phasing, phase_step_deg)
            )
        return _finite("phase_step_deg", phase_step_deg)
    if factor and len(set(counts)) > 1:
        raise InputError("phasing needs equal planes; with unequal ones give phase_step_deg", given=counts)
    return factor * 360.0 / sum(counts)


def _counts(planes: int, per_plane: int | Sequence[int]) -> list[int]:
    number = _whole("planes", planes)
    if isinstance(per_plane, Sequence | np.ndarray) and not isinstance(per_plane, str):
        counts = [_whole("per_plane", count) for count in per_plane]
        if len(counts) != number:
            raise InputError(
                f"per_plane has {len(counts)} values for {number} planes; give one per plane", given=per_plane
            )
    else:
        each = _whole("per_plane", per_plane)
        _check_total(number * each)
        counts = [each] * number
    _check_total(sum(counts))
    return counts


def _check_total(total: int) -> None:
    if total > MAX_SATELLITES:
        raise TooLargeError(f"a shell of {total:,} satellites; at most {MAX_SATELLITES:,}", given=total)


def _whole(what: str, value: Any) -> int:
    try:
        number = operator.index(value)
    except TypeError:
        number = 0
    if isinstance(value, bool) or number < 1:
        raise InputError(f"{what} is {value!r:.40}; give a whole number of 1 or more", given=value)
    return number


def _finite(what: str, value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if isinstance(value, bool | str) or not math.isfinite(number):
        raise InputError(f"{what} is {value!r:.40}; give a number", given=value)
    return number


def _explicit_phases(plane: Mapping[str, Any], number: int) -> NDArray[np.float64]:
    where = f"plane {number + 1}"
    unknown = next((key for key in plane if key not in _PLANE_KEYS), None)
    if unknown is not None:
        close = difflib.get_close_matches(str(unknown), _PLANE_KEYS, n=1, cutoff=0.0)[0]
        raise InputError(f"{where} has an unknown key '{unknown}'; did you mean '{close}'?", accepted=_PLANE_KEYS)
    if "raan_deg" not in plane:
        raise InputError(f"{where} has no raan_deg; give its ascending node in degrees", accepted=_PLANE_KEYS)
    if ("satellites" in plane) == ("argument_of_latitude_deg" in plane):
        raise InputError(f"{where}: give either satellites or argument_of_latitude_deg", accepted=_PLANE_KEYS)
    if "satellites" in plane:
        count = _whole(f"satellites of {where}", plane["satellites"])
        _check_total(count)
        start = _finite(f"argument_of_latitude0_deg of {where}", plane.get("argument_of_latitude0_deg", 0.0))
        return start + np.arange(count) * 360.0 / count
    if "argument_of_latitude0_deg" in plane:
        raise InputError(f"{where}: argument_of_latitude0_deg goes with satellites, not with a list")
    values = plane["argument_of_latitude_deg"]
    if isinstance(values, str) or not isinstance(values, Sequence | np.ndarray) or len(values) == 0:
        raise InputError(f"argument_of_latitude_deg of {where} must be a list of degrees", given=values)
    return np.array([_finite(f"argument_of_latitude_deg of {where}", value) for value in values])


def _shell(
    name: str,
    altitude_km: float,
    inclination_deg: float,
    nodes_deg: NDArray[np.float64],
    phases_deg: list[NDArray[np.float64]],
    code: str = "",
) -> Shell:
    _check_total(sum(len(slots) for slots in phases_deg))
    return Shell(
        name=name,
        semi_major_axis=WGS84_SEMI_MAJOR_AXIS + 1e3 * _finite("altitude_km", altitude_km),
        inclination=math.radians(_finite("inclination_deg", inclination_deg)),
        raan=np.radians(nodes_deg % 360.0),
        argument_of_latitude=tuple(np.radians(slots % 360.0) for slots in phases_deg),
        code=code,
    )
