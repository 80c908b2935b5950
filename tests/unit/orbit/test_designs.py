from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from huxing.catalogue import constellation, constellation_names
from huxing.core.constants import EARTH_ROTATION_RATE
from huxing.core.errors import CatalogueError, InputError
from huxing.core.frames import nominal_gmst
from huxing.orbit.constellation import DEFAULT_EPOCH
from huxing.orbit.designs import constellation_from_catalogue

DESIGNS = [(name, design.name) for name in constellation_names() for design in constellation(name).designs]


@pytest.mark.parametrize(("name", "design"), DESIGNS)
def test_every_design_of_the_catalogue_becomes_orbits(name: str, design: str) -> None:
    entry = constellation(name, design)
    built = constellation_from_catalogue(name, design)
    assert len(built) == entry.design.satellites
    assert len(built.shells) == len(entry.design.shells)
    assert len({shell.name for shell in built.shells}) == len(built.shells)
    expected = np.datetime64(entry.design.epoch, "ns") if entry.design.epoch else DEFAULT_EPOCH
    assert built.epoch == expected
    for shell, row in zip(built.shells, entry.design.shells, strict=True):
        if row.altitude_km is not None:
            assert shell.altitude == pytest.approx(row.altitude_km * 1e3, abs=1e-3)
            assert np.degrees(shell.inclination) == pytest.approx(row.inclination_deg)


def test_qianfan_has_the_observed_nodes() -> None:
    # The nine nodes of the elements of 22 August 2026; 0.5 deg is the scatter that the row's note states, 1.4 deg that
    # of the plane with two satellites.
    shell = constellation_from_catalogue("qianfan").shells[0]
    observed = np.radians([273.24, 293.83, 314.28, 334.75, 354.98, 15.51, 36.49, 55.15, 76.88])
    apart = np.degrees(np.abs((shell.raan[0::2] - observed + np.pi) % (2 * np.pi) - np.pi))
    assert np.max(np.delete(apart, 7)) < 0.5
    assert apart[7] < 1.4
    assert [len(slots) for slots in shell.argument_of_latitude] == [36] * 18


def test_geostationary_satellites_stand_over_their_longitudes() -> None:
    beidou = constellation_from_catalogue("beidou")
    geo = next(shell for shell in beidou.shells if shell.name == "beidou-geo")
    assert geo.latitude_rate + geo.node_rate == pytest.approx(EARTH_ROTATION_RATE, rel=1e-12)
    longitude = geo.argument_of_latitude[0] - nominal_gmst(np.array([beidou.epoch]))[0]
    assert np.degrees(longitude) % 360 == pytest.approx([80, 110.5, 140], abs=1e-9)
    # 42,164 km is the Keplerian radius; the oblateness of the Earth adds 2.1 km to the mean semi-major axis.
    assert geo.semi_major_axis == pytest.approx(42_166.3e3, abs=1e3)


def test_igso_satellites_cross_the_equator_at_one_longitude() -> None:
    # Observed nodes at 119.4, 119.6 and 119.7 deg east; the row rounds nodes and phases to 0.1 deg.
    beidou = constellation_from_catalogue("beidou")
    igso = next(shell for shell in beidou.shells if shell.name == "beidou-igso")
    phase = np.array([slots[0] for slots in igso.argument_of_latitude])
    longitude = np.degrees(igso.raan + phase - nominal_gmst(np.array([beidou.epoch]))[0]) % 360
    assert longitude == pytest.approx([119.4, 119.6, 119.7], abs=0.15)


def test_a_design_with_its_own_epoch_is_carried_to_another() -> None:
    own = constellation_from_catalogue("qianfan")
    later = constellation_from_catalogue("qianfan", epoch=own.epoch + np.timedelta64(10, "D"))
    shell, carried = own.shells[0], later.shells[0]
    assert later.epoch - own.epoch == np.timedelta64(10, "D")
    moved = (carried.raan - shell.raan + np.pi) % (2 * np.pi) - np.pi
    # At 1065.5 km and 88.99 deg the node moves -1.5 n J2 (R/a)^2 cos i = -0.102 deg a day.
    assert np.degrees(moved) == pytest.approx(-1.02, abs=0.01)
    back = constellation_from_catalogue("qianfan", epoch=own.epoch)
    assert np.array_equal(back.shells[0].raan, shell.raan)


def test_a_design_without_epoch_takes_the_one_given() -> None:
    epoch = np.datetime64("2027-03-01", "ns")
    assert constellation_from_catalogue("kuiper", epoch=epoch).epoch == epoch
    together = constellation_from_catalogue("kuiper", epoch=epoch) + constellation_from_catalogue("g60", epoch=epoch)
    assert len(together) == 3236 + 648


def test_unknown_names_and_rows_that_are_no_orbit_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CatalogueError, match="nearest"):
        constellation_from_catalogue("quianfan")
    (tmp_path / "mine.yaml").write_text(
        "constellations:\n- name: mine\n  title: Mine\n  designs:\n  - name: plan\n    status: design\n"
        "    as_of: 2026-01-01\n    source: none\n    shells:\n"
        "    - {name: low, pattern: delta, altitude_km: 500, inclination_deg: 50, planes: 9999, per_plane: 9999}\n"
    )
    monkeypatch.setenv("HUXING_PATH", str(tmp_path))
    with pytest.raises(InputError, match="1,000,000"):
        constellation_from_catalogue("mine")
