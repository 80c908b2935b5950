"""Declared tables and datasets: columns, types, units and keys, checked when written and when read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from huxing.core.errors import SchemaError
from huxing.core.files import atomic_write

AXES = ("draw", "date", "time", "satellite", "ground", "band", "axis")
"""Reserved axis names of every dataset, in this order; other axes come after `date` (see `DatasetSchema`)."""

_DAMAGED = (OSError, ValueError, KeyError, IndexError, AttributeError, TypeError, RuntimeError, OverflowError)
"""What the readers of Parquet and netCDF raise on damaged files (found by flipping bytes)."""

_KINDS = {
    "text": "str",
    "int": "int64",
    "float": "float64",
    "bool": "bool",
    "time": "datetime64[ns]",
}


def _only(values: pd.Series, *types: type) -> bool:
    """Whether these are objects, and every one that is there is of one of some types, exactly."""
    there = values[values.notna()]
    return len(there) == 0 or (values.dtype == object and all(type(value) in types for value in there))


_KIN: Mapping[str, Callable[[pd.Series], bool]] = {
    "text": lambda v: _only(v, str, np.str_),
    "int": lambda v: v.dtype.kind == "i" or (v.dtype.kind == "u" and int(v.max()) < 2**63) or _only(v, int),
    "float": lambda v: v.dtype.kind in "iuf" or _only(v, int, float),
    "bool": lambda v: v.dtype.kind == "b" or (_only(v, bool) and bool(v.notna().all())),
    "time": lambda v: (v.dtype.kind == "M" and not isinstance(v.dtype, pd.DatetimeTZDtype)) or not v.notna().any(),
}
"""Per kind, whether values of another dtype mean the same."""


@dataclass(frozen=True)
class Column:
    """One column: `kind` is text, int, float, bool or time (UTC); `unit` is '1' for a pure number."""

    name: str
    kind: str
    meaning: str
    unit: str = ""
    nullable: bool = False


@dataclass(frozen=True)
class TableSchema:
    """A table's declaration. `key` names the columns that identify a row."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    def check(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return `table` with declared column order and types.

        Args:
            table: any frame.

        Returns:
            A frame with exactly the declared columns, a plain index, and declared dtypes.

        Raises:
            SchemaError: a column is missing, unknown, of another type, has holes, or the key repeats.

        Source:
            docs/house.md, "What passes between rooms".
        """
        names = [column.name for column in self.columns]
        if not table.columns.is_unique:
            twice = sorted({str(name) for name in table.columns[table.columns.duplicated()]})
            raise SchemaError(f"table '{self.name}': columns {twice} stand twice", given=list(table.columns))
        missing = [name for name in names if name not in table.columns]
        unknown = [str(name) for name in table.columns if name not in names]
        if missing or unknown:
            raise SchemaError(
                f"table '{self.name}': missing columns {missing}, unknown columns {unknown}; declared are {names}",
                given=list(table.columns),
                accepted=names,
            )
        table = table.reset_index(drop=True)
        checked = pd.DataFrame({c.name: self._converted(table[c.name], c) for c in self.columns})
        self._check_key(checked)
        return checked

    def _converted(self, values: pd.Series, column: Column) -> pd.Series:
        kind = _KINDS[column.kind]
        if values.dtype != kind:
            values = self._cast(values, column, kind)
        if not column.nullable and kind not in ("int64", "bool") and bool(values.isna().any()):
            row = int(np.flatnonzero(values.isna().to_numpy())[0])
            raise SchemaError(f"table '{self.name}', column '{column.name}': row {row} has no value")
        return values

    def _cast(self, values: pd.Series, column: Column, kind: str) -> pd.Series:
        """Values of a type that holds the same thing; nothing is rounded, parsed or taken for something else."""
        if not _KIN[column.kind](values):
            raise SchemaError(
                f"table '{self.name}', column '{column.name}': {values.dtype} cannot be read as {column.kind}"
            )
        try:
            converted = values.astype(kind)  # type: ignore[call-overload]
        except (TypeError, ValueError, OverflowError) as error:
            raise SchemaError(
                f"table '{self.name}', column '{column.name}': cannot be read as {column.kind} ({error})"
            ) from error
        return converted

    def _check_key(self, table: pd.DataFrame) -> None:
        if self.key and bool(table.duplicated(list(self.key)).any()):
            row = table[table.duplicated(list(self.key))].iloc[0]
            raise SchemaError(f"table '{self.name}': key {dict(row[list(self.key)])} stands twice; a key is unique")

    def empty(self) -> pd.DataFrame:
        """A table with no rows.

        Returns:
            The declared columns and dtypes, zero rows.

        Raises:
            Nothing of its own.

        Source:
            This schema.
        """
        return pd.DataFrame({c.name: pd.Series(dtype=_KINDS[c.kind]) for c in self.columns})

    def write(self, table: pd.DataFrame, path: str | Path) -> None:
        """Check and write as Parquet, atomically; equal tables give equal bytes.

        Args:
            table: the rows.
            path: the `.parquet` file.

        Raises:
            SchemaError: see `check`.

        Source:
            Apache Parquet; schema and units go into the file's key-value metadata.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        arrow = pa.Table.from_pandas(self.check(table), preserve_index=False)
        arrow = arrow.replace_schema_metadata(self._metadata())
        with atomic_write(path) as temporary:
            pq.write_table(arrow, temporary, compression="zstd")

    def read(self, path: str | Path) -> pd.DataFrame:
        """Read a Parquet file written by `write`, and check it.

        Args:
            path: the `.parquet` file.

        Returns:
            The table.

        Raises:
            SchemaError: not this table, other units, or see `check`.

        Source:
            Apache Parquet.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            arrow = pq.read_table(path)
            table = arrow.replace_schema_metadata(None).to_pandas()
        except (*_DAMAGED, pa.ArrowException) as error:
            raise SchemaError(f"{path}: not a readable Parquet file ({error})") from error
        found = {
            k.decode("utf-8", "replace"): v.decode("utf-8", "replace") for k, v in (arrow.schema.metadata or {}).items()
        }
        if found != self._metadata():
            raise SchemaError(f"{path}: holds {found}, not table '{self.name}' with units {self._metadata()}")
        return self.check(table)

    def _metadata(self) -> dict[str, str]:
        return {"huxing:table": self.name, **{f"unit:{c.name}": c.unit for c in self.columns if c.unit}}


@dataclass(frozen=True)
class DatasetSchema:
    """A dataset's declaration: per variable its unit and its axes.

    `extra_axes` are axes of this dataset's own (for example `shell`); they stand after the reserved ones.
    """

    name: str
    variables: Mapping[str, tuple[str, tuple[str, ...]]]
    extra_axes: tuple[str, ...] = ()
    optional: tuple[str, ...] = field(default=())

    def check(self, dataset: xr.Dataset) -> xr.Dataset:
        """Check variables, axes and units.

        Args:
            dataset: any dataset.

        Returns:
            The same dataset.

        Raises:
            SchemaError: a variable is missing, undeclared, lacks `units` or `long_name`, has another unit or
                other axes.

        Source:
            CF-1.11, sections 3.1 and 3.2 (units, long_name); docs/house.md.
        """
        missing = [v for v in self.variables if v not in dataset.data_vars and v not in self.optional]
        unknown = [str(v) for v in dataset.data_vars if v not in self.variables]
        if missing or unknown:
            raise SchemaError(f"dataset '{self.name}': missing {missing}, undeclared {unknown}")
        for name, array in dataset.data_vars.items():
            unit, axes = self.variables[str(name)]
            self._check_variable(str(name), array, unit, axes)
        return dataset

    def _check_variable(self, name: str, array: xr.DataArray, unit: str, axes: Sequence[str]) -> None:
        where = f"dataset '{self.name}', variable '{name}'"
        if tuple(array.dims) != tuple(axes):
            raise SchemaError(f"{where}: axes {array.dims}, declared {tuple(axes)}")
        strangers = [a for a in axes if a not in AXES and a not in self.extra_axes]
        if strangers:
            raise SchemaError(f"{where}: axes {strangers} are neither reserved nor declared")
        if array.attrs.get("units") != unit or not array.attrs.get("long_name"):
            raise SchemaError(
                f"{where}: units '{array.attrs.get('units')}' and long_name "
                f"'{array.attrs.get('long_name')}'; declared unit '{unit}', long_name must be there"
            )

    def write(self, dataset: xr.Dataset, path: str | Path) -> None:
        """Check and write as netCDF-4, atomically; equal datasets give equal bytes.

        Args:
            dataset: the data.
            path: the `.nc` file.

        Raises:
            SchemaError: see `check`.

        Source:
            CF-1.11.
        """
        self.check(dataset)
        write_netcdf(dataset, path)

    def read(self, path: str | Path) -> xr.Dataset:
        """Read a netCDF file whole, and check it.

        Args:
            path: the `.nc` file.

        Returns:
            The dataset, loaded.

        Raises:
            SchemaError: not readable, or see `check`.

        Source:
            CF-1.11.
        """
        try:
            with xr.open_dataset(path, engine="h5netcdf") as dataset:
                return self.check(dataset.load())
        except SchemaError:
            raise
        except _DAMAGED as error:
            raise SchemaError(f"{path}: not a readable netCDF file ({error})") from error


def write_netcdf(dataset: xr.Dataset, path: str | Path) -> None:
    """Write a dataset as compressed netCDF-4 with the CF convention named, atomically.

    Args:
        dataset: the data.
        path: the `.nc` file.

    Raises:
        OSError: the folder cannot be written.

    Source:
        CF-1.11.
    """
    plain = dataset.drop_encoding()  # what a file it came from was packed with
    data, coordinates = ({n: part[n] for n in sorted(part, key=str)} for part in (plain.data_vars, plain.coords))
    dataset = xr.Dataset(data, coordinates, {**plain.attrs, "Conventions": "CF-1.11"})
    encoding = {
        str(name): {"zlib": True, "complevel": 4}
        for name, array in dataset.variables.items()
        if array.dtype.kind in "iufb" and array.ndim
    }
    with atomic_write(path) as temporary:
        dataset.to_netcdf(temporary, engine="h5netcdf", encoding=encoding)
