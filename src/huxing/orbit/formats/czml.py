"""Propagated positions as CZML, for CesiumJS and other globes."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import InputError, TooLargeError
from huxing.core.time import Times, as_times

if TYPE_CHECKING:
    import xarray as xr

FRAMES = {"ITRF": "FIXED", "GCRF": "INERTIAL"}
"""Frames that CZML has: FIXED is Earth-fixed, INERTIAL is the celestial frame (ICRF axes, Earth's centre)."""
MOST_POSITIONS = 20_000_000
"""Bound on satellites x times; about 0.8 GB of text."""
_DEGREE = 5
_COLOUR = [0, 166, 214, 255]


def czml_bytes(track: xr.Dataset) -> bytes:
    """Make a CZML document: a document packet, then one packet per satellite with its positions.

    Args:
        track: variable `position` in m over `(time, satellite, axis)`; attribute `frame` ITRF or GCRF; coordinates
            `time` (UTC, datetime64) and `satellite` (labels). Positions that are not finite are left out, and the
            satellite's availability with them; a satellite without any is named in the document's description.

    Returns:
        UTF-8 JSON; equal tracks give equal bytes. Positions are rounded to 1 mm.

    Raises:
        InputError: another frame (TEME), other axes, no times.
        TooLargeError: more than 20 million positions.

    Source:
        CZML Guide (AnalyticalGraphicsInc/czml-writer wiki), "Packet" and "Position", version 1.0.
    """
    frame = _require_track(track)
    times = as_times(track["time"].to_numpy())
    labels = [str(label) for label in track["satellite"].to_numpy()]
    identities = _identities(labels)
    missing: list[str] = []
    packets: list[str] = []
    for k, label in enumerate(labels):
        positions = np.asarray(track["position"].isel(satellite=k).to_numpy(), dtype=np.float64)
        packet = _satellite_packet(identities[k], label, times, positions, frame)
        if packet is None:
            missing.append(label)
        else:
            packets.append(_json(packet))
    document = _json(_document_packet(times, missing))
    return ("[" + ",\n".join([document, *packets]) + "]\n").encode()


def _require_track(track: xr.Dataset) -> str:
    frame = str(track.attrs.get("frame", ""))
    if frame not in FRAMES:
        raise InputError(
            f"CZML has no frame '{frame}'; accepted are ITRF and GCRF: propagate with frame='ITRF'",
            given=frame,
            accepted=tuple(FRAMES),
        )
    if "position" not in track or track["position"].dims != ("time", "satellite", "axis"):
        raise InputError("a track has the variable position over the axes (time, satellite, axis)")
    if track.sizes["axis"] != 3 or track.sizes["time"] == 0:
        raise InputError("a track has at least one time and three axes")
    if track["position"].size // 3 > MOST_POSITIONS:
        raise TooLargeError(
            f"{track['position'].size // 3} positions are over the bound of {MOST_POSITIONS}; "
            "take fewer satellites or a longer step",
            accepted=MOST_POSITIONS,
        )
    return FRAMES[frame]


def _identities(labels: list[str]) -> list[str]:
    """Labels, with a running number where a label stands more than once."""
    counts = Counter(labels)
    return [label if counts[label] == 1 else f"{label}#{k}" for k, label in enumerate(labels)]


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _iso(time: np.datetime64) -> str:
    return f"{np.datetime_as_string(time, unit='ms')}Z"


def _document_packet(times: Times, missing: list[str]) -> dict[str, Any]:
    packet: dict[str, Any] = {
        "id": "document",
        "name": "huxing",
        "version": "1.0",
        "clock": {
            "interval": f"{_iso(times[0])}/{_iso(times[-1])}",
            "currentTime": _iso(times[0]),
            "multiplier": 60,
            "range": "LOOP_STOP",
        },
    }
    if missing:
        packet["description"] = f"Without positions, left out: {', '.join(missing)}"
    return packet


def _satellite_packet(
    identity: str, label: str, times: Times, positions: NDArray[np.float64], frame: str
) -> dict[str, Any] | None:
    finite = np.asarray(np.isfinite(positions).all(axis=1))
    if not finite.any():
        return None
    seconds = ((times - times[0]).astype(np.int64) / 1e9)[finite]
    samples = np.column_stack([seconds, np.round(positions[finite], 3)])
    return {
        "id": identity,
        "name": label,
        "availability": _availability(times, finite),
        "position": {
            "epoch": _iso(times[0]),
            "referenceFrame": frame,
            "interpolationAlgorithm": "LAGRANGE",
            "interpolationDegree": _DEGREE,
            "cartesian": samples.ravel().tolist(),
        },
        "point": {"pixelSize": 5, "color": {"rgba": _COLOUR}},
        "label": {
            "text": label,
            "font": "11pt sans-serif",
            "fillColor": {"rgba": _COLOUR},
            "horizontalOrigin": "LEFT",
            "pixelOffset": {"cartesian2": [8, 0]},
        },
    }


def _availability(times: Times, finite: NDArray[np.bool_]) -> str | list[str]:
    """Intervals in which positions follow one another without a gap."""
    edges = np.diff(np.concatenate([[0], finite.astype(np.int8), [0]]))
    first, last = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1
    intervals = [f"{_iso(times[a])}/{_iso(times[b])}" for a, b in zip(first, last, strict=True)]
    return intervals[0] if len(intervals) == 1 else intervals
