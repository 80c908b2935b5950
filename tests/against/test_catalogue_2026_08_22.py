"""The public catalogue of 22 August 2026, whole: counts of its SOURCES.md, and its own lines given back unchanged.

The judge is the file itself (what is written must be its lines) and the counts that were taken from it with grep.
"""

from __future__ import annotations

import gzip
import time
from pathlib import Path

import numpy as np
import pytest
from sgp4.api import Satrec

from huxing.core.errors import FormatError
from huxing.orbit.element_sets import ElementSets
from huxing.orbit.formats import parse_elements, read_elements, read_tle, write_elements

ACTIVE = "active_2026-08-22.tle.gz"
DEBRIS = "debris_2026-08-22.tle"
HISTORY = "china_leo_tle_history_to_2026-08-02.3le.gz"
COUNTS = {
    "QIANFAN*": 238,
    "HULIANWANG*": 182,
    "GEESAT*": 63,
    "ZHIHUI TIANWANG*|TIANWANG*": 2,
    "STARLINK*": 10_746,
    "ONEWEB*": 651,
    "KUIPER*": 391,
    "BEIDOU*": 55,
    "JILIN*": 48,
    "GAOFEN*": 36,
    "CENTISPACE*": 33,
}


@pytest.fixture(scope="module")
def active(orbit_data: Path) -> ElementSets:
    return read_elements(orbit_data / ACTIVE)


def test_the_catalogue_parses_whole(active: ElementSets, orbit_data: Path) -> None:
    assert len(active) == len(set(active.norad_id.tolist())) == 16_069
    assert active.norad_id.max() == 69_998
    assert len(read_elements(orbit_data / DEBRIS)) == 2_649
    assert len(read_elements(orbit_data / HISTORY)) == 27_665


@pytest.mark.parametrize("pattern", COUNTS)
def test_counts_by_name(active: ElementSets, pattern: str) -> None:
    assert len(active.select(name=pattern)) == COUNTS[pattern]


def test_parsing_takes_no_more_than_a_second(orbit_data: Path) -> None:
    content = gzip.decompress((orbit_data / ACTIVE).read_bytes())
    begin = time.process_time()
    parse_elements(content)
    assert time.process_time() - begin < 1.0  # measured 0.12 s


@pytest.mark.parametrize(
    "file, name",
    [
        *((ACTIVE, name) for name in ("omm-json", "omm-csv", "omm-xml", "omm-kvn", "3le")),
        *((DEBRIS, name) for name in ("omm-json", "omm-kvn", "3le")),
        *((HISTORY, name) for name in ("omm-csv", "3le")),
    ],
)
def test_every_line_survives_the_way_through_every_format(
    orbit_data: Path, tmp_path: Path, file: str, name: str
) -> None:
    content = (orbit_data / file).read_bytes()
    lines = (gzip.decompress(content) if file.endswith(".gz") else content).decode().splitlines()
    sets = read_elements(orbit_data / file)
    write_elements(sets, tmp_path / "between", format=name)
    back = read_elements(tmp_path / "between")
    assert back.table.equals(sets.table)  # to the last bit
    write_elements(back, tmp_path / "again.3le")
    assert (tmp_path / "again.3le").read_text().splitlines() == [line.rstrip() for line in lines]


def test_fields_agree_with_the_sgp4_package(active: ElementSets, orbit_data: Path) -> None:
    lines = gzip.decompress((orbit_data / ACTIVE).read_bytes()).decode().splitlines()
    rows = np.arange(0, len(active), 97)
    peers = [Satrec.twoline2rv(lines[3 * k + 1], lines[3 * k + 2]) for k in rows]
    chosen = active[rows]
    pairs = {
        "inclo": chosen.inclination,
        "nodeo": chosen.raan,
        "ecco": chosen.eccentricity,
        "argpo": chosen.argument_of_perigee,
        "mo": chosen.mean_anomaly,
        "no_kozai": chosen.mean_motion * 60.0,
        "bstar": chosen.bstar,
        "ndot": chosen.mean_motion_dot * 3600.0,
        "nddot": chosen.mean_motion_ddot * 3600.0 * 60.0,
    }
    for name, ours in pairs.items():
        # the same decimals in both; the peer converts units in another order, which costs a few roundings
        np.testing.assert_allclose(ours, [getattr(peer, name) for peer in peers], rtol=1e-14, err_msg=name)
    days = [(peer.jdsatepoch - 2_440_587.5) * 86400e9 + peer.jdsatepochF * 86400e9 for peer in peers]
    # the peer holds the fraction of the day as a double: 1e-8 d is exact to 1e-16 d = 1e-2 ns; its sum here to 256 ns
    np.testing.assert_allclose(chosen.epoch.astype(np.int64), days, rtol=0.0, atol=1000.0)
    assert chosen.norad_id.tolist() == [peer.satnum for peer in peers]


def test_the_verification_file_of_sgp4(orbit_data: Path) -> None:
    """AIAA 2006-6753: start, stop and step after column 69, comments, and five lines with wrong checksums."""
    content = (orbit_data / "vallado" / "SGP4-VER.TLE").read_bytes()
    with pytest.raises(FormatError, match=":4: text after column 69"):
        read_tle(content, "SGP4-VER.TLE")
    with pytest.raises(FormatError, match=r":100: column 69 \(checksum\): found '4'"):
        read_tle(content, "SGP4-VER.TLE", allow_trailing=True)
    sets = read_tle(content, allow_trailing=True, check_checksum=False)
    assert len(sets) == 33
    odd = sets[sets.norad_id == 33333]
    assert (odd.eccentricity[0], odd.cospar_id[0]) == (0.995, "2005-037B")
    assert odd.mean_motion[0] == 4.00004038 * 2.0 * np.pi / 86400.0
    assert sets[sets.norad_id == 88888].cospar_id.tolist() == [""]
    assert sets[sets.norad_id == 23599].mean_motion_ddot[0] == pytest.approx(
        0.12891e-6 * 2.0 * np.pi / 86400.0**3, rel=1e-15
    )
