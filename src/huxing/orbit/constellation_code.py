"""The constellation code: shells as one short line, `D:550:53:1584/72/39+S:780:86.4:66/6/1`."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

import numpy as np

from huxing.core.errors import HuxingError, InputError, TooLargeError
from huxing.orbit.constellation import Shell
from huxing.orbit.design import MAX_SATELLITES, walker_code, walker_delta, walker_star

MAX_CHARACTERS = 10_000
_ANGLE_TOLERANCE = 1e-9
_FLOAT = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_INTEGER = re.compile(r"[0-9]+")


def from_constellation_code(text: str) -> tuple[Shell, ...]:
    """Read a constellation code.

    Args:
        text: shells joined by '+', each `D|S:altitude_km:inclination_deg:satellites/planes/phasing[:mean_anomaly_deg]`.

    Returns:
        The shells, named 'shell1', 'shell2' ...; the first node of each is 0, as the code has no field for it.

    Raises:
        InputError: the text breaks a rule; the message names the character (from 1) and the rule.
        TooLargeError: more than a million satellites.

    Source:
        draft-piraux-space-constellation-code-01 (2 March 2026), section 4; the grammar is that of -00 to -03.
    """
    if not isinstance(text, str) or len(text) > MAX_CHARACTERS:
        raise InputError(f"a constellation code is one line of at most {MAX_CHARACTERS:,} characters", accepted="text")
    shells: list[Shell] = []
    position = 1
    for number, part in enumerate(text.split("+"), start=1):
        shells.append(_read_shell(part, position, f"shell{number}", text))
        position += len(part) + 1
        if sum(len(shell) for shell in shells) > MAX_SATELLITES:
            raise TooLargeError(f"the code has more than {MAX_SATELLITES:,} satellites; use fewer shells", given=text)
    return tuple(shells)


def to_constellation_code(shells: Shell | Iterable[Shell]) -> str:
    """Write shells as a constellation code.

    Altitudes are rounded to 1 mm, angles to 1e-9 degrees. Slots may be numbered otherwise when the code is read again.

    Args:
        shells: one shell or several; names and epochs are not written, the code has no field for them.

    Returns:
        The code.

    Raises:
        InputError: a shell that the code cannot express; the message says why.

    Source:
        draft-piraux-space-constellation-code-01 (2 March 2026), section 4.
    """
    listed = [shells] if isinstance(shells, Shell) else list(shells)
    if not listed:
        raise InputError("a constellation code needs at least one shell", given=shells)
    return "+".join(shell.code or _write_shell(shell) for shell in listed)


def _read_shell(part: str, position: int, name: str, text: str) -> Shell:
    fields = part.split(":")
    starts = [position + sum(len(field) + 1 for field in fields[:k]) for k in range(len(fields))]
    if len(fields) not in (4, 5):
        raise _fault(position, f"a shell has 4 or 5 fields joined by ':', this one has {len(fields)}", text)
    if fields[0] not in ("D", "S"):
        raise _fault(starts[0], f"walker is 'D' (delta) or 'S' (star), not '{fields[0][:20]}'", text)
    altitude = _number(fields[1], starts[1], "altitude", text)
    inclination = _number(fields[2], starts[2], "inclination", text, largest=180.0)
    anomaly = _number(fields[4], starts[4], "mean-anomaly", text, largest=360.0) if len(fields) == 5 else 0.0
    total, planes, phasing = _plane_params(fields[3], starts[3], text)
    build = walker_delta if fields[0] == "D" else walker_star
    try:
        return build(
            name=name,
            altitude_km=altitude,
            inclination_deg=inclination,
            planes=planes,
            per_plane=total // planes,
            phasing=phasing,
            argument_of_latitude0_deg=anomaly,
        )
    except TooLargeError:
        raise
    except HuxingError as error:
        raise _fault(position, str(error), text) from error


def _plane_params(field: str, start: int, text: str) -> tuple[int, int, int]:
    parts = field.split("/")
    if len(parts) != 3:
        raise _fault(start, "plane-params is no-sats/no-planes/phasing-factor", text)
    total = _integer(parts[0], start, "no-sats", text)
    planes = _integer(parts[1], start + len(parts[0]) + 1, "no-planes", text)
    last = start + len(parts[0]) + len(parts[1]) + 2
    phasing = _integer(parts[2], last, "phasing-factor", text)
    if planes == 0 or total == 0:
        raise _fault(start, "no-sats and no-planes must be 1 or more", text)
    if total % planes:
        raise _fault(start, f"{total} satellites cannot be divided evenly among {planes} planes", text)
    if phasing >= planes:
        raise _fault(last, f"phasing-factor {phasing} is not within 0-{planes - 1} (no-planes - 1)", text)
    return total, planes, phasing


def _number(field: str, start: int, rule: str, text: str, *, largest: float = 1e9) -> float:
    if _FLOAT.fullmatch(field) is None:
        raise _fault(start, f"{rule} is digits with an optional fraction, not '{field[:20]}'", text)
    if not float(field) <= largest:
        raise _fault(start, f"{rule} {field[:20]} is over {largest:g}", text)
    return float(field)


def _integer(field: str, start: int, rule: str, text: str) -> int:
    if _INTEGER.fullmatch(field) is None or not field.isascii():
        raise _fault(start, f"{rule} is digits only, not '{field[:20]}'", text)
    if len(field.lstrip("0")) > 9:
        raise _fault(start, f"{rule} has {len(field)} digits; at most 9", text)
    return int(field)


def _fault(position: int, message: str, text: str) -> InputError:
    return InputError(
        f"constellation code, character {position}: {message}", given=text, accepted="D:550:53:1584/72/39"
    )


def _write_shell(shell: Shell) -> str:
    counts = {len(slots) for slots in shell.argument_of_latitude}
    if len(counts) != 1:
        raise _cannot(shell, "its planes have different numbers of satellites")
    kind = _kind(shell)
    slot = 2.0 * math.pi / counts.pop()
    total = len(shell)
    first = float(shell.argument_of_latitude[0][0])
    step = 2.0 * math.pi / total
    phase = float(shell.argument_of_latitude[1][0]) - first if shell.planes > 1 else 0.0
    factor = round((phase % slot) / step) % shell.planes
    for plane, slots in enumerate(shell.argument_of_latitude):
        expected = first + plane * factor * step
        if np.abs(_wrapped(slots[0] - expected, slot)) > _ANGLE_TOLERANCE:
            raise _cannot(shell, "the shift from plane to plane is not a whole phasing factor")
        if np.max(np.abs(_wrapped(slots - slots[0] - np.arange(len(slots)) * slot, 2.0 * math.pi))) > _ANGLE_TOLERANCE:
            raise _cannot(shell, f"the satellites of plane {plane + 1} are not evenly spaced")
    return walker_code(
        kind,
        altitude_km=shell.altitude / 1e3,
        inclination_deg=math.degrees(shell.inclination),
        total=total,
        planes=shell.planes,
        phasing=factor,
        anomaly_deg=math.degrees(first),
    )


def _kind(shell: Shell) -> str:
    if abs(_wrapped(shell.raan[0], 2.0 * math.pi)) > _ANGLE_TOLERANCE:
        raise _cannot(shell, "its first node is not 0, and the code has no field for it")
    for kind, spread in (("D", 2.0 * math.pi), ("S", math.pi)):
        expected = np.arange(shell.planes) * spread / shell.planes
        if np.max(np.abs(_wrapped(shell.raan - expected, 2.0 * math.pi))) <= _ANGLE_TOLERANCE:
            return kind
    raise _cannot(shell, "its nodes are not spread evenly over 360 (D) or 180 (S) degrees")


def _wrapped(angle: float | np.ndarray, period: float) -> np.ndarray:
    """The angle brought to within half a period of zero."""
    return np.asarray((angle + period / 2.0) % period - period / 2.0)


def _cannot(shell: Shell, reason: str) -> InputError:
    return InputError(f"shell '{shell.name}' cannot be written as a constellation code: {reason}", given=shell.name)
