"""A propagated track written to netCDF-4 block by block, so that it never has to fit in memory."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import xarray as xr

from huxing.core.time import Times

_DIMENSIONS = ("time", "satellite", "axis")


class TrackFile:
    """An open file to which blocks of consecutive times are appended; used as a context manager."""

    def __init__(self, path: Path, times: Times) -> None:
        import h5netcdf

        self._file = h5netcdf.File(path, "w")
        self._times = times
        self._written = 0

    def __enter__(self) -> TrackFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def append(self, block: xr.Dataset) -> None:
        """Write a block behind those already written.

        Args:
            block: as `propagate_blocks` yields.

        Raises:
            OSError: the disk is full.

        Source:
            CF-1.11, sections 4.4 (time) and 9 (labels).
        """
        if self._written == 0:
            self._create(block)
        stop = self._written + block.sizes["time"]
        for name, array in block.data_vars.items():
            self._file.variables[str(name)][self._written : stop] = array.to_numpy()
        self._written = stop

    def _create(self, block: xr.Dataset) -> None:
        file = self._file
        file.dimensions = {"time": self._times.size, **{d: block.sizes[d] for d in _DIMENSIONS[1:]}}
        file.attrs.update({**block.attrs, "Conventions": "CF-1.11"})
        self._coordinate(
            "time",
            self._times.astype(np.int64),
            {"units": "nanoseconds since 1970-01-01", "calendar": "proleptic_gregorian"},
        )
        for name in _DIMENSIONS[1:]:
            self._coordinate(name, np.asarray(block[name].to_numpy(), dtype=object), {})
        for key, array in block.data_vars.items():
            variable = file.create_variable(str(key), array.dims, dtype=array.dtype)
            variable.attrs.update(array.attrs)

    def _coordinate(self, name: str, values: Any, attributes: dict[str, str]) -> None:
        import h5py

        kind = h5py.string_dtype() if values.dtype == object else values.dtype
        variable = self._file.create_variable(name, (name,), dtype=kind, data=values)
        variable.attrs.update(attributes)
