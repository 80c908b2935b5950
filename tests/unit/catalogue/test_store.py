from __future__ import annotations

import os
from pathlib import Path

import pytest

from huxing.catalogue import constellation, constellation_names, ground_station, service_area
from huxing.core.errors import CatalogueError, MissingDataError, ScenarioError

ROW = """
constellations:
- name: my-fleet
  title: My fleet
  aliases: [mine]
  designs:
  - name: plan
    status: design
    as_of: 2026-01-01
    source: a drawing on the wall
    shells:
    - {name: low, pattern: delta, altitude_km: 500, inclination_deg: 50, planes: 3, per_plane: 4}
ground_stations:
- {name: roof, title: Roof, latitude_deg: 31.0, longitude_deg: 121.0, source: a map}
service_areas:
- {name: pond, title: Pond, kind: polygon, source: a map, coordinates: [[0, 0], [1, 0], [1, 1], [0, 0]]}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HUXING_PATH", str(tmp_path))
    return tmp_path


def test_a_folder_of_huxing_path_extends_the_catalogue(folder: Path) -> None:
    (folder / "mine.yaml").write_text(ROW)
    assert constellation("Mine").design.satellites == 12
    assert "qianfan" in constellation_names()
    assert ground_station("roof").latitude_deg == 31.0
    assert service_area("pond").coordinates == ((0, 0), (1, 0), (1, 1))


def test_several_folders_are_read_in_order_and_the_last_row_of_a_name_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, inclination in (("one", "50"), ("two", "60")):
        (tmp_path / number).mkdir()
        (tmp_path / number / "mine.yml").write_text(
            ROW.replace("inclination_deg: 50", f"inclination_deg: {inclination}")
        )
    monkeypatch.setenv("HUXING_PATH", os.pathsep.join([str(tmp_path / "one"), "", str(tmp_path / "two")]))
    assert constellation("my-fleet").design.shells[0].inclination_deg == 60
    assert constellation_names().count("my-fleet") == 1


def test_without_huxing_path_the_rows_are_gone_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "mine.yaml").write_text(ROW)
    assert constellation("mine").name == "my-fleet"
    monkeypatch.delenv("HUXING_PATH")
    with pytest.raises(CatalogueError):
        constellation("mine")


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        (("altitude_km: 500", "altitude: 500"), 12, "altitude_km"),
        (("as_of: 2026-01-01", "as_of: yesterday"), 9, "pattern"),
        (("pattern: delta", "pattern: spiral"), 12, "spiral"),
        (("per_plane: 4", "per_plane: [4, 4]"), 12, "2 values for 3 planes"),
        (("  aliases: [mine]", "  alias: [mine]"), 5, "Did you mean 'aliases'"),
        (("aliases: [mine]", "aliases: [g60]"), None, "already means 'qianfan'"),
        (("status: design", "status: dream"), 8, "status"),
        (("source: a drawing on the wall", "epoch: 2026-13-01\n    source: x"), 10, "2026-13-01"),
        (("latitude_deg: 31.0", "latitude_deg: 91.0"), 14, "latitude_deg"),
        (("[1, 0]", "[190, 0]"), 16, "190"),
        (("name: my-fleet", "name: My Fleet"), 3, "name"),
        (("constellations:", "constelations:"), 2, "Did you mean 'constellations'"),
    ],
)
def test_a_bad_file_is_named_with_line_and_key(
    folder: Path, change: tuple[str, str], line: int | None, said: str
) -> None:
    (folder / "bad.yaml").write_text(ROW.replace(*change))
    with pytest.raises(ScenarioError, match=r"bad\.yaml") as caught:
        constellation_names()
    assert said in str(caught.value)
    assert caught.value.line == line


def test_a_file_that_is_not_yaml_is_named(folder: Path) -> None:
    (folder / "bad.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(ScenarioError, match=r"bad\.yaml"):
        constellation("qianfan")


def test_a_folder_that_is_not_there_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUXING_PATH", str(folder / "nowhere"))
    with pytest.raises(MissingDataError, match="nowhere"):
        constellation("qianfan")


def test_other_files_of_the_folder_are_left_alone(folder: Path) -> None:
    (folder / "readme.txt").write_text("not a row")
    (folder / "deeper.yaml").mkdir()
    assert constellation("qianfan").name == "qianfan"
