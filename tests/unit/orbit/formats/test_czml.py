from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from huxing.core.errors import InputError
from huxing.orbit.formats import write_czml

TIMES = np.datetime64("2026-08-22T00:00:00", "ns") + np.timedelta64(90, "s") * np.arange(4)


def track(frame: str = "ITRF", labels: tuple[str, ...] = ("QIANFAN-1", "沪星")) -> xr.Dataset:
    positions = np.arange(4 * len(labels) * 3, dtype=float).reshape(4, len(labels), 3) * 1000.0 + 0.12345
    return xr.Dataset(
        {"position": (("time", "satellite", "axis"), positions, {"units": "m", "long_name": "position"})},
        {"time": TIMES, "satellite": list(labels), "axis": ["x", "y", "z"]},
        {"frame": frame},
    )


def packets(made: xr.Dataset, folder: Path) -> list[dict[str, object]]:
    write_czml(made, folder / "track.czml")
    return json.loads((folder / "track.czml").read_text(encoding="utf-8"))


def test_document_and_satellite_packets(tmp_path: Path) -> None:
    document, first, second = packets(track(), tmp_path)
    assert (document["id"], document["version"]) == ("document", "1.0")
    assert document["clock"]["interval"] == "2026-08-22T00:00:00.000Z/2026-08-22T00:04:30.000Z"
    assert (first["id"], second["name"]) == ("QIANFAN-1", "沪星")
    position = first["position"]
    assert position["epoch"] == "2026-08-22T00:00:00.000Z"
    assert (position["referenceFrame"], position["interpolationAlgorithm"]) == ("FIXED", "LAGRANGE")
    assert position["interpolationDegree"] == 5
    samples = np.array(position["cartesian"]).reshape(-1, 4)
    assert samples[:, 0].tolist() == [0.0, 90.0, 180.0, 270.0]
    np.testing.assert_allclose(samples[:, 1:], track()["position"].to_numpy()[:, 0], atol=0.5e-3)  # rounded to 1 mm
    assert second["label"]["text"] == "沪星"


def test_celestial_frame_is_inertial(tmp_path: Path) -> None:
    assert packets(track("GCRF"), tmp_path)[1]["position"]["referenceFrame"] == "INERTIAL"


@pytest.mark.parametrize("frame", ["TEME", "", "J2000"])
def test_other_frames_are_refused(frame: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="propagate with frame='ITRF'"):
        write_czml(track(frame), tmp_path / "track.czml")
    assert not (tmp_path / "track.czml").exists()


def test_equal_tracks_give_equal_bytes(tmp_path: Path) -> None:
    write_czml(track(), tmp_path / "a.czml")
    write_czml(track(), tmp_path / "b.czml")
    assert (tmp_path / "a.czml").read_bytes() == (tmp_path / "b.czml").read_bytes()


def test_missing_positions_cut_the_availability(tmp_path: Path) -> None:
    made = track()
    made["position"][1, 0] = np.nan
    made["position"][:, 1] = np.nan
    document, first = packets(made, tmp_path)
    assert "沪星" in document["description"]
    assert first["availability"] == [
        "2026-08-22T00:00:00.000Z/2026-08-22T00:00:00.000Z",
        "2026-08-22T00:03:00.000Z/2026-08-22T00:04:30.000Z",
    ]
    assert first["position"]["cartesian"][::4] == [0.0, 180.0, 270.0]


def test_labels_that_repeat_get_their_own_identity(tmp_path: Path) -> None:
    _, first, second = packets(track(labels=("A", "A")), tmp_path)
    assert (first["id"], second["id"], second["name"]) == ("A#0", "A#1", "A")


def test_other_axes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="over the axes"):
        write_czml(track().transpose("satellite", "time", "axis"), tmp_path / "track.czml")
