"""Tables and datasets are what they are declared to be, when written and when read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from huxing.core.errors import SchemaError
from huxing.core.schema import Column, DatasetSchema, TableSchema, write_netcdf

TABLE = TableSchema(
    "catch",
    (
        Column("name", "text", "who"),
        Column("count", "int", "how many"),
        Column("mass", "float", "how heavy", "kg"),
        Column("depth", "float", "how deep", "m", nullable=True),
        Column("kept", "bool", "whether kept"),
        Column("when", "time", "UTC"),
    ),
    key=("name", "when"),
)
DATA = DatasetSchema("field", {"position": ("m", ("time", "satellite", "axis")), "error": ("1", ("time", "satellite"))},
                     optional=("error",))  # fmt: skip


def rows(**changes: Any) -> pd.DataFrame:
    columns = {
        "name": ["a", "沪星 🛰"],
        "count": [1, 2],
        "mass": [0.5, 1e300],
        "depth": [np.nan, -0.0],
        "kept": [True, False],
        "when": np.array(["2026-01-01T00:00:00.000000001", "2026-01-02"], "datetime64[ns]"),
    }
    return pd.DataFrame({**columns, **changes})


def field(**changes: Any) -> xr.Dataset:
    position = xr.DataArray(
        np.arange(12.0).reshape(2, 2, 3), dims=("time", "satellite", "axis"), attrs={"units": "m", "long_name": "place"}
    )
    return xr.Dataset({"position": position, **changes}, coords={"time": pd.to_datetime(["2026-01-01", "2026-01-02"])})


def test_check_gives_declared_order_types_and_a_plain_index() -> None:
    shuffled = rows()[["when", "kept", "mass", "depth", "count", "name"]].iloc[::-1]
    checked = TABLE.check(shuffled)
    assert list(checked.columns) == [c.name for c in TABLE.columns]
    assert list(checked.index) == [0, 1]
    assert [str(t) for t in checked.dtypes] == ["str", "int64", "float64", "float64", "bool", "datetime64[ns]"]
    assert checked["name"].tolist() == ["沪星 🛰", "a"]
    assert checked["when"][1].nanosecond == 1


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("count", [1.5, 2.5]),
        ("count", [1.0, 2.0]),
        ("count", ["1", "2"]),
        ("count", [True, False]),
        ("count", [1, None]),
        ("count", np.array([2**63, 1], dtype="u8")),
        ("count", [2**70, 1]),
        ("count", pd.to_datetime(["2026-01-01", "2026-01-02"])),
        ("mass", ["1", "2"]),
        ("mass", [True, False]),
        ("mass", [np.nan, 1.0]),
        ("mass", [1 + 2j, 1]),
        ("mass", pd.to_datetime(["2026-01-01", "2026-01-02"])),
        ("name", [1, 2]),
        ("name", [None, "a"]),
        ("name", [b"x", b"y"]),
        ("kept", ["no", "yes"]),
        ("kept", [0, 1]),
        ("kept", [None, True]),
        ("when", [1, 2]),
        ("when", ["2026-01-01", "2026-01-02"]),
        ("when", [pd.NaT, pd.Timestamp("2026-01-01")]),
        ("when", pd.to_datetime(["2026-01-01", "2026-01-02"]).tz_localize("Asia/Shanghai")),
        ("when", np.array(["2300-01-01", "2026-01-01"], "datetime64[s]")),
    ],
)
def test_refuses_values_that_mean_something_else(column: str, values: Any) -> None:
    with pytest.raises(SchemaError, match=f"column '{column}'"):
        TABLE.check(rows(**{column: values}))


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("count", np.array([1, 2], dtype="i2")),
        ("count", np.array([1, 2], dtype="u8")),
        ("count", np.array([1, 2], dtype=object)),
        ("mass", [1, 2]),
        ("mass", np.array([0.5, 1.5], dtype="f4")),
        ("name", np.array(["a", "b"], dtype=object)),
        ("name", np.array(["a", "b"])),
        ("when", np.array(["2026-01-01", "2026-01-02"], "datetime64[D]")),
        ("depth", [None, None]),
    ],
)
def test_takes_narrower_types_of_the_same_meaning(column: str, values: Any) -> None:
    checked = TABLE.check(rows(**{column: values}))[column].tolist()
    wanted = pd.Series(values).tolist()
    assert all(a == b or (pd.isna(a) and pd.isna(b)) for a, b in zip(checked, wanted, strict=True))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.drop(columns="mass"), "missing columns"),
        (lambda t: t.assign(extra=1), "unknown columns"),
        (lambda t: pd.concat([t, t[["mass"]]], axis=1), "stand twice"),
        (lambda t: pd.concat([t, t.iloc[:1]]), "stands twice"),
    ],
)
def test_refuses_other_columns_and_repeated_keys(change: Callable[[pd.DataFrame], pd.DataFrame], message: str) -> None:
    with pytest.raises(SchemaError, match=message):
        TABLE.check(change(rows()))


def test_round_trip_and_equal_bytes(tmp_path: Path) -> None:
    one, two = tmp_path / "one.parquet", tmp_path / "deep" / "two.parquet"
    TABLE.write(rows(), one)
    back = TABLE.read(one)
    pd.testing.assert_frame_equal(back, TABLE.check(rows()))
    TABLE.write(back, two)
    assert one.read_bytes() == two.read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["deep", "one.parquet"]


@settings(max_examples=25)
@given(st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs"])), st.integers(-(2**63), 2**63 - 1),
                          st.floats(allow_nan=False)), unique_by=lambda row: row[0], max_size=5))  # fmt: skip
def test_any_rows_come_back(tmp_path_factory: pytest.TempPathFactory, values: list[tuple[str, int, float]]) -> None:
    table = TABLE.empty() if not values else pd.DataFrame(
        {"name": [v[0] for v in values], "count": [v[1] for v in values], "mass": [v[2] for v in values],
         "depth": 1.0, "kept": True, "when": np.datetime64("2026-01-01", "ns")}
    )  # fmt: skip
    path = tmp_path_factory.mktemp("rows") / "t.parquet"
    TABLE.write(table, path)
    pd.testing.assert_frame_equal(TABLE.read(path), TABLE.check(table))


def test_an_empty_table_keeps_its_schema(tmp_path: Path) -> None:
    TABLE.write(TABLE.empty(), tmp_path / "none.parquet")
    back = TABLE.read(tmp_path / "none.parquet")
    assert len(back) == 0
    assert (back.dtypes == TABLE.check(rows()).dtypes).all()


def test_a_file_of_other_units_or_another_table_is_refused(tmp_path: Path) -> None:
    grams = TableSchema("catch", tuple(Column(c.name, c.kind, c.meaning, "g" if c.unit == "kg" else c.unit, c.nullable)
                                       for c in TABLE.columns))  # fmt: skip
    other = TableSchema("haul", TABLE.columns)
    TABLE.write(rows(), tmp_path / "t.parquet")
    for schema in (grams, other):
        with pytest.raises(SchemaError, match=r"t\.parquet"):
            schema.read(tmp_path / "t.parquet")


def test_damaged_parquet_files_are_schema_errors(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    TABLE.write(rows(), path)
    whole = path.read_bytes()
    rng = np.random.default_rng(1)
    for _ in range(60):
        damaged = bytearray(whole[: rng.integers(0, len(whole))] if rng.random() < 0.5 else whole)
        for place in rng.integers(0, max(len(damaged), 1), 3) if damaged else []:
            damaged[place] ^= int(rng.integers(1, 256))
        path.write_bytes(damaged)
        try:
            back = TABLE.read(path)
        except SchemaError:
            continue
        assert list(back.columns) == [c.name for c in TABLE.columns]  # the damage hit values, or nothing that counts
    for missing in (tmp_path / "no.parquet", tmp_path):
        with pytest.raises(SchemaError):
            TABLE.read(missing)


def test_dataset_check_names_what_is_wrong() -> None:
    assert DATA.check(field()) is not None
    place = field()["position"]
    wrong = {
        "missing": field().drop_vars("position"),
        "undeclared": field(other=place),
        "units 'km'": field(position=place.assign_attrs(units="km")),
        "long_name": field(position=place.assign_attrs(long_name="")),
        "axes": field(position=place.transpose("satellite", "time", "axis")),
    }
    for message, dataset in wrong.items():
        with pytest.raises(SchemaError, match=message):
            DATA.check(dataset)
    strange = DatasetSchema("field", {"position": ("m", ("time", "satellite", "axis")), "x": ("1", ("shell",))})
    shell = xr.DataArray([1.0], dims="shell", attrs={"units": "1", "long_name": "x"})
    with pytest.raises(SchemaError, match="neither reserved nor declared"):
        strange.check(field(x=shell))


def test_dataset_round_trip_and_equal_bytes(tmp_path: Path) -> None:
    DATA.write(field(), tmp_path / "one.nc")
    back = DATA.read(tmp_path / "one.nc")
    xr.testing.assert_identical(back.drop_attrs(deep=False), field())
    assert back.attrs == {"Conventions": "CF-1.11"}
    DATA.write(back, tmp_path / "two.nc")
    write_netcdf(field(), tmp_path / "three.nc")
    assert (tmp_path / "one.nc").read_bytes() == (tmp_path / "two.nc").read_bytes()
    assert (tmp_path / "one.nc").read_bytes() == (tmp_path / "three.nc").read_bytes()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # h5netcdf closes what it never opened
def test_damaged_netcdf_files_are_schema_errors(tmp_path: Path) -> None:
    path = tmp_path / "t.nc"
    DATA.write(field(), path)
    whole = path.read_bytes()
    rng = np.random.default_rng(2)
    contents = [b"", b"x", whole[:100], whole[: len(whole) // 2], whole[:-1]]
    for _ in range(60):
        damaged = bytearray(whole)
        for place in rng.integers(0, len(whole), 4):
            damaged[place] ^= int(rng.integers(1, 256))
        contents.append(bytes(damaged))
    for content in contents:
        path.write_bytes(content)
        try:
            back = DATA.read(path)
        except SchemaError:
            continue
        assert back["position"].shape == (2, 2, 3)
    with pytest.raises(SchemaError):
        DATA.read(tmp_path / "no.nc")
