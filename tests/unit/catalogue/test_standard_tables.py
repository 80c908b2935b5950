"""Tables of standards: each says where it is from; a file that does not is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from huxing.catalogue import standard_tables
from huxing.catalogue.standard_tables import standard_table, standard_table_names
from huxing.core.errors import CatalogueError, FormatError

HEAD = "# title: t\n# source: s\n# status: own\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(standard_tables, "FOLDER", tmp_path)
    standard_table.cache_clear()
    yield tmp_path
    standard_table.cache_clear()


@pytest.mark.parametrize("name", standard_table_names())
def test_every_table_of_the_catalogue_reads(name: str) -> None:
    table = standard_table(name)
    assert len(table) > 0
    assert len(table.title) > 20
    assert len(table.source) > 20
    for column, values in table.columns.items():
        assert column == column.strip() != ""
        assert values.shape == (len(table),)
        assert not values.flags.writeable


def test_columns_are_numbers_or_text(folder: Path) -> None:
    (folder / "a.csv").write_text(HEAD + '# note\nname , value,code\n"x, y",1.5,007\nz,,010\n\n', encoding="utf-8")
    table = standard_table("a")
    assert (table.name, table.title, table.source, table.status) == ("a", "t", "s", "own")
    assert table.texts("name") == ["x, y", "z"]
    assert table.numbers("value")[0] == 1.5
    assert np.isnan(table.numbers("value")[1])
    assert table.numbers("code").tolist() == [7.0, 10.0]
    assert table.texts("code") == ["007", "010"]  # as written, not as numbers
    assert standard_table("a") is table
    for shared in (table.columns, table.cells):
        with pytest.raises(TypeError, match="does not support item assignment"):
            shared["value"] = shared["code"]  # type: ignore[index]


def test_wrong_names_are_told_what_there_is(folder: Path) -> None:
    (folder / "a.csv").write_text(HEAD + "name,value\nx,1\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match="no standard table 'b'; known: a"):
        standard_table("b")
    with pytest.raises(CatalogueError, match=r"no standard table '\.\./a'"):
        standard_table("../a")
    with pytest.raises(CatalogueError, match="no standard table 'None'; known: a"):
        standard_table(None)  # type: ignore[arg-type]
    with pytest.raises(CatalogueError, match="table 'a' has no column 'size'; it has name, value"):
        standard_table("a").numbers("size")
    with pytest.raises(CatalogueError, match="column 'name' is text"):
        standard_table("a").numbers("name")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,2\n", "must say '# title"),
        ("# title: t\n# source:\n# status: own\na\n1\n", "must say '# source"),
        ("# title: t\n# source: s\na\n1\n", "must say '# status"),
        ("# title: t\n# source: s\n# status: guessed\na\n1\n", "status 'guessed' is none of standard"),
        (HEAD, "no header"),
        (HEAD + "a,b\n1,2\n3\n", "row 2 has 1 cells, not 2"),
        (HEAD + "a,a\n1,2\n", "two columns of one name"),
    ],
)
def test_files_that_do_not_say_their_source_are_refused(folder: Path, text: str, message: str) -> None:
    (folder / "bad.csv").write_text(text, encoding="utf-8")
    with pytest.raises(FormatError, match=message):
        standard_table("bad")
