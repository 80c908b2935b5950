"""Reading by content, writing by name, and the registry of formats."""

from __future__ import annotations

import gzip
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import numpy as np
import pytest
from made_sets import ISS
from test_oem import segment

from huxing.core.errors import FormatError, InputError, MissingDataError, TooLargeError
from huxing.orbit.element_sets import ElementSets
from huxing.orbit.formats import (
    ElementFormat,
    format_names,
    parse_elements,
    read_elements,
    read_oem,
    registry,
    write_elements,
    write_oem,
)

REPOSITORY = Path(__file__).resolve().parents[4]
SETS = parse_elements(("ISS (ZARYA)\n" + ISS).encode())


@pytest.mark.parametrize("name", format_names())
@pytest.mark.parametrize("ending", ["", ".gz"])
def test_every_format_is_told_by_its_content(name: str, ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"no-telling-name{ending}"
    write_elements(SETS, path, format=name)
    assert path.read_bytes().startswith(b"\x1f\x8b") == (ending == ".gz")
    back = read_elements(path)
    assert back.norad_id.tolist() == [25544]
    assert back.name.tolist() == ["" if name == "tle" else "ISS (ZARYA)"]


@pytest.mark.parametrize("lead", [b"\xef\xbb\xbf", b"\r\n \n", b"\n" * 10_000])
@pytest.mark.parametrize("name", ["omm-json", "omm-csv", "omm-kvn", "3le"])
def test_marks_and_blanks_before_the_content(name: str, lead: bytes, tmp_path: Path) -> None:
    write_elements(SETS, tmp_path / "sets", format=name)
    assert len(parse_elements(lead + (tmp_path / "sets").read_bytes())) == 1


@pytest.mark.parametrize(
    "ending, begin",
    [
        (".json", b"[{"),
        (".csv", b"OBJECT_NAME,"),
        (".xml", b"<?xml"),
        (".kvn", b"CCSDS_OMM_VERS"),
        (".tle", b"1 25544"),
        (".3le", b"ISS"),
    ],
)
def test_the_name_tells_the_format_when_writing(ending: str, begin: bytes, tmp_path: Path) -> None:
    write_elements(SETS, tmp_path / f"sets{ending}")
    assert (tmp_path / f"sets{ending}").read_bytes().startswith(begin)
    write_elements(SETS, tmp_path / f"sets{ending}.gz")
    assert gzip.decompress((tmp_path / f"sets{ending}.gz").read_bytes()).startswith(begin)


def test_a_creation_date_makes_files_reproducible(tmp_path: Path) -> None:
    for name in ("a.kvn", "b.kvn"):
        write_elements(SETS, tmp_path / name, created="2026-11-01")
    assert (tmp_path / "a.kvn").read_bytes() == (tmp_path / "b.kvn").read_bytes()
    assert b"CREATION_DATE = 2026-11-01T00:00:00.000000\n" in (tmp_path / "a.kvn").read_bytes()


def test_names_and_formats_that_do_not_tell(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not tell a format"):
        write_elements(SETS, tmp_path / "sets.dat")
    with pytest.raises(InputError, match="unknown format 'xls'; accepted are omm-json"):
        write_elements(SETS, tmp_path / "sets.dat", format="xls")
    with pytest.raises(InputError, match="accepted are kvn and xml"):
        write_oem([segment()], tmp_path / "a.oem", format="json")


def test_unknown_content_lists_the_formats() -> None:
    with pytest.raises(FormatError, match="OMM as JSON, OMM as CSV, OMM as XML, OMM as KVN, two-line sets"):
        parse_elements(b"No GP data found", source="answer")


def test_an_ephemeris_is_not_element_sets(tmp_path: Path) -> None:
    for kind in ("kvn", "xml"):
        write_oem([segment()], tmp_path / "a.gz", format=kind)
        with pytest.raises(FormatError, match="read it with read_oem"):
            read_elements(tmp_path / "a.gz")
        assert (read_oem(tmp_path / "a.gz")[0].epochs == segment().epochs).all()


def test_files_that_are_absent_or_too_large(tmp_path: Path) -> None:
    with pytest.raises(MissingDataError):
        read_elements(tmp_path / "nothing")
    with pytest.raises(TooLargeError, match="64 MB"):
        parse_elements(gzip.compress(b" " * 64_000_001))


def _read_pairs(content: bytes, source: str) -> ElementSets:
    return SETS


PAIRS = ElementFormat("pairs", (".pairs",), lambda head: head.startswith(b"pairs"), _read_pairs)


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two entry points of another package: a new format, and one that tries to take a built-in name."""
    points = [EntryPoint("pairs", "test_format_files:PAIRS", registry.GROUP)]
    points.append(EntryPoint("omm-json", "test_format_files:PAIRS", registry.GROUP))
    points.append(EntryPoint("wrong", "test_format_files:REPOSITORY", registry.GROUP))
    monkeypatch.setattr(registry, "entry_points", lambda group: points)
    registry._points.cache_clear()
    yield
    monkeypatch.undo()
    registry._points.cache_clear()


@pytest.mark.usefixtures("installed")
def test_an_installed_package_adds_a_format(tmp_path: Path) -> None:
    assert format_names() == [*registry.BUILT_IN, "pairs", "wrong"]
    assert parse_elements(b"pairs of something").norad_id.tolist() == [25544]
    assert registry.element_format("omm-json").description == "OMM as JSON"
    with pytest.raises(InputError, match="can be read but not written"):
        write_elements(SETS, tmp_path / "a", format="pairs")
    with pytest.raises(InputError, match="is not an ElementFormat"):
        registry.element_format("wrong")


def test_the_project_declares_the_built_in_entry_points() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["entry-points"][registry.GROUP] == registry.BUILT_IN


def test_epochs_before_and_after_leave_other_columns_alone(tmp_path: Path) -> None:
    write_elements(SETS, tmp_path / "sets.json")
    assert np.array_equal(read_elements(tmp_path / "sets.json").bstar, SETS.bstar)
