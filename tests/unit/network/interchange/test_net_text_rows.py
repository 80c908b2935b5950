"""Rows of numbers: what is printed is scanned again, anything else is refused with its line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from huxing.core.errors import FormatError, InputError, MissingDataError
from huxing.network.interchange.text_file import (
    decimal_number,
    find_file,
    measure_rows,
    number_rows,
    read_text,
    row_bytes,
    text_rows,
)

FILE = Path("rows.txt")
LARGEST = 999_999_999
TABLES = hnp.arrays(np.int32, st.tuples(st.integers(0, 20), st.integers(1, 6)), elements=st.integers(-LARGEST, LARGEST))


@given(TABLES, st.sampled_from([",", " ", ";"]))
def test_rows_come_back(table: np.ndarray, separator: str) -> None:
    text = row_bytes(table, separator)
    assert text == "".join(separator.join(map(str, row)) + "\n" for row in table.tolist()).encode()
    assert np.array_equal(number_rows(text, FILE, separator, table.shape[1]), table)


@given(st.lists(st.tuples(st.integers(0, LARGEST), st.integers(0, LARGEST), st.integers(0, 10**9 - 1)), max_size=20))
def test_measures_are_what_python_reads(rows: list[tuple[int, int, int]]) -> None:
    lines = [f"{node},{whole % 1000}.{fraction:09d}" for node, whole, fraction in rows]
    whole, measure = measure_rows("".join(f"{line}\n" for line in lines).encode(), FILE, ",", 1)
    # the decimal digits make a whole number below 2^53, which is divided once: correctly rounded
    assert measure.tolist() == [float(line.split(",")[1]) for line in lines]
    assert whole[:, 0].tolist() == [row[0] for row in rows]


@given(st.binary(max_size=60))
def test_any_bytes_are_rows_or_refused(content: bytes) -> None:
    text = content + b"\n"
    for scan in (lambda: number_rows(text, FILE, ",", 2), lambda: measure_rows(text, FILE, ",", 2)[0]):
        try:
            rows = scan()
        except FormatError as error:
            assert error.line is not None
            assert 1 <= error.line <= text.count(b"\n")
        else:
            assert rows.shape == (text.count(b"\n"), 2)


@pytest.mark.parametrize(
    "line", ["1,2,3", "1", "", "1,", ",1", "1,x", "1, 2", "1,2 ", "1,1234567890", "1,--2", "1,+2", "1,2.0", "nan,1"]
)
def test_other_lines_are_named(line: str) -> None:
    with pytest.raises(FormatError, match="2 whole numbers") as caught:
        number_rows(f"1,2\n{line}\n3,4\n".encode(), FILE, ",", 2)
    assert (caught.value.source, caught.value.line) == ("rows.txt", 2)


@pytest.mark.parametrize("number", ["nan", "inf", "-1.0", "1e3", ".5", "1.", "1.2.3", "0.1234567890", ""])
def test_measures_are_plain_decimals(number: str) -> None:
    with pytest.raises(FormatError, match="a decimal number"):
        measure_rows(f"1,2,{number}\n".encode(), FILE, ",", 2)


@pytest.mark.parametrize("text", ["nan", "inf", "1_0", "", "0x1", "1e999", "91", "-90.01", " 1", "1" * 50])
def test_numbers_out_of_bounds_are_refused(text: str) -> None:
    with pytest.raises(FormatError, match="latitude is") as caught:
        decimal_number(text, "latitude", FILE, 7, low=-90.0, high=90.0)
    assert caught.value.line == 7


def test_carriage_returns_are_accepted() -> None:
    assert number_rows(b"1,2\r\n3,4\r\n", FILE, ",", 2).tolist() == [[1, 2], [3, 4]]
    assert text_rows(b"a,b\r\n", FILE, ",", 2) == [["a", "b"]]


def test_text_rows_have_their_columns_and_are_text() -> None:
    with pytest.raises(FormatError, match="3 columns; each line has 2"):
        text_rows(b"a,b\na,b,c\n", FILE, ",", 2)
    with pytest.raises(FormatError, match="not UTF-8"):
        text_rows(b"a,\xff\n", FILE, ",", 2)
    with pytest.raises(FormatError, match="a line has 500 at most"):
        text_rows(b"a" * 501 + b"\n", FILE, ",", 1)


def test_rows_to_write_have_two_axes() -> None:
    with pytest.raises(InputError, match="shape"):
        row_bytes(np.zeros(3, np.int32), ",")


def test_a_file_is_found_plain_or_gzipped_and_named_when_missing(tmp_path: Path) -> None:
    (tmp_path / "b.txt.gz").write_bytes(b"")
    assert find_file(tmp_path, "b.txt") == tmp_path / "b.txt.gz"
    with pytest.raises(MissingDataError, match=r"a\.txt"):
        find_file(tmp_path, "a.txt")


def test_a_last_line_without_an_end_is_a_cut_file(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"1,2\n3,")
    with pytest.raises(FormatError, match="the file is cut") as caught:
        read_text(file)
    assert caught.value.line == 2
    file.write_bytes(b"")
    assert read_text(file) == b""
