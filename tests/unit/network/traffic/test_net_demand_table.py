"""A user's own table of demand: what is read, what is refused with file and line."""

from __future__ import annotations

import contextlib
import gzip
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huxing.core.errors import FormatError, HuxingError, InputError, MissingDataError
from huxing.network.traffic import Demand, demand_from_matrix, demand_from_table, read_demand

TIMED = "time,source,destination,rate_mbps\n2026-01-01T00:00,a,b,10\n2026-01-01T01:00,a,b,30\n2026-01-01T01:00,b,a,4\n"


def read(folder: Path, text: str | bytes, **arguments: object) -> Demand:
    file = folder / "demand.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_demand(file, **arguments)  # type: ignore[arg-type]


def test_a_table(tmp_path: Path) -> None:
    demand = read(tmp_path, 'destination,source,rate_mbps,note\nb,a,1.5,x\n\n"c, d",a,2e3,y\n')
    assert demand.names == ("a", "b", "c, d")
    assert demand.matrix().tolist() == [[0.0, 1.5e6, 2e9], [0.0] * 3, [0.0] * 3]
    assert str(tmp_path) in demand.notes[0]
    zipped = read(tmp_path, gzip.compress(b"\xef\xbb\xbfsource,destination,rate_mbps\r\na,b,1\r\n"))
    assert zipped.total == 1e6
    assert read(tmp_path, "source,destination,rate_mbps\na,b,1\n", places=["z", "b", "a"]).source.tolist() == [2]


def test_times_hold_until_the_next(tmp_path: Path) -> None:
    demand = read(tmp_path, TIMED)
    assert demand.matrix().tolist() == [[0.0, 20e6], [2e6, 0.0]]  # the mean over the table's times
    times = np.array(["2026-01-01T00:00", "2026-01-01T00:59", "2026-01-01T01:00", "2026-01-01T01:59"], "datetime64[m]")
    assert demand.rates(times).tolist() == [[10e6, 0.0], [10e6, 0.0], [30e6, 4e6], [30e6, 4e6]]
    for outside in ("2025-12-31T23:59", "2026-01-01T02:00"):
        with pytest.raises(InputError, match="demand is given from 2026-01-01T00:00:00 until 2026-01-01T02:00:00"):
            demand.rates(outside)


def test_parquet_and_frames_give_the_same(tmp_path: Path) -> None:
    table = pd.DataFrame({"source": ["a", "b"], "destination": ["b", "c"], "rate_mbps": [1.0, 2.5]})
    file = tmp_path / "demand.parquet"
    table.to_parquet(file)
    assert read_demand(file).matrix().tolist() == demand_from_table(table).matrix().tolist()
    table.loc[1, "rate_mbps"] = -1.0
    table.to_parquet(file)
    with pytest.raises(FormatError, match=r"demand\.parquet:2: rate_mbps"):
        read_demand(file)
    file.write_bytes(file.read_bytes()[:60])
    with pytest.raises(FormatError, match="not a readable Parquet file"):
        read_demand(file)
    stamped = table.assign(rate_mbps=[1.0, 2.0], time=pd.to_datetime(["2026-01-01", "2026-01-02"]))
    assert demand_from_table(stamped).rates("2026-01-02").tolist() == [[0.0, 2e6]]


@settings(max_examples=30)
@given(st.integers(2, 6), st.integers(0, 2**31))
def test_round_trip(count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    table = rng.uniform(1.0, 1e9, (count, count)) * (1 - np.eye(count))
    names = [f"n{i}" for i in range(count)]
    again = demand_from_table(demand_from_matrix(table, names).to_dataframe(), places=names)
    assert again.matrix() == pytest.approx(table, rel=1e-12)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("a,a,1", "2: 'a' sends to itself"),
        ("a,b,-1", "2: rate_mbps '-1' is not a number of 0 or more"),
        ("a,b,nan", "2: rate_mbps 'nan'"),
        ("a,b,inf", "2: rate_mbps 'inf'"),
        ("a,b,1e400", "2: rate_mbps"),
        ("a,b,fast", "2: rate_mbps 'fast'"),
        ("a,b,", "2: rate_mbps ''"),
        (",b,1", "2: a row without a source"),
        ("a,b", "2: 2 values for 3 columns"),
        ("a,b,1,2", "2: 4 values for 3 columns"),
        ("a,b,1\nb,a,1\na,b,2", "4: 'a' to 'b' stands twice"),
        ("a,c,1", "2: no place 'c'; nearest: "),
        ('"a,b,1', "2: not a table of comma-separated values"),
    ],
)
def test_rows_that_are_refused(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(FormatError, match=message) as caught:
        read(tmp_path, f"source,destination,rate_mbps\n{line}\n", places=["a", "b"])
    assert str(caught.value).startswith(str(tmp_path / "demand.csv"))


def test_files_that_are_refused(tmp_path: Path) -> None:
    for text, message in (
        ("", "no column source, destination, rate_mbps"),
        ("source,destination\na,b\n", ":1: no column rate_mbps"),
        ("source,destination,rate_mbps\n", "no flow"),
        (b"source,destination,rate_mbps\na,\xff,1\n", ":2: not UTF-8"),
        (TIMED + "2026-01-01T00:00,a,b,1\n", ":5: 'a' to 'b' stands twice at 2026-01-01T00:00"),
        (TIMED + "yesterday,a,b,1\n", ":5: time 'yesterday'"),
        (TIMED + ",a,b,1\n", ":5: time ''"),
    ):
        with pytest.raises(FormatError, match=message):
            read(tmp_path, text)
    with pytest.raises(MissingDataError):
        read_demand(tmp_path / "none.csv")
    with pytest.raises(FormatError, match="stands twice"):
        demand_from_table(
            pd.DataFrame([["a", "b", 1.0, 2.0]], columns=["source", "destination", "rate_mbps", "rate_mbps"])
        )
    with pytest.raises(FormatError, match="2: a row without"):
        demand_from_table(
            pd.DataFrame({"source": ["a", None], "destination": ["b", "c"], "rate_mbps": [1.0, 2.0]}, dtype=object)
        )


@settings(max_examples=150)
@given(st.binary(max_size=300))
def test_any_bytes_end_in_our_errors(tmp_path: Path, content: bytes) -> None:
    for text in (content, b"source,destination,rate_mbps\n" + content, b"PAR1" + content):
        with contextlib.suppress(HuxingError):
            assert np.isfinite(read(tmp_path, text).rate).all()
