"""Mean element sets of the SGP4 theory: one table, whatever file format they came from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from huxing.core.constants import WGS72_J2, WGS72_MU, WGS72_RADIUS
from huxing.core.schema import Column, TableSchema

if TYPE_CHECKING:
    from huxing.orbit.constellation import Shell

ELEMENT_SETS = TableSchema(
    "element_sets",
    (
        Column("name", "text", "object name, '' where the format has none"),
        Column("norad_id", "int", "catalogue number, up to nine digits"),
        Column("cospar_id", "text", "international designator, 1998-067A, '' where unknown"),
        Column("classification", "text", "U, C or S"),
        Column("epoch", "time", "epoch of the elements, UTC"),
        Column("mean_motion", "float", "Kozai mean motion as published", "rad/s"),
        Column("eccentricity", "float", "mean eccentricity", "1"),
        Column("inclination", "float", "mean inclination, TEME", "rad"),
        Column("raan", "float", "mean right ascension of the ascending node, TEME", "rad"),
        Column("argument_of_perigee", "float", "mean argument of perigee", "rad"),
        Column("mean_anomaly", "float", "mean anomaly", "rad"),
        Column("bstar", "float", "drag term of SGP4", "1/Earth radius"),
        Column("mean_motion_dot", "float", "half the first derivative of mean motion, as published", "rad/s^2"),
        Column("mean_motion_ddot", "float", "a sixth of the second derivative, as published", "rad/s^3"),
        Column("element_set_number", "int", "element set number"),
        Column("revolution_number", "int", "revolution number at epoch"),
    ),
)


@dataclass(frozen=True, eq=False)
class ElementSets:
    """Element sets of one or many satellites, in file order; a satellite may stand in it more than once.

    Attributes:
        table: rows of the schema `ELEMENT_SETS`, SI and radians, frame TEME, theory SGP4 (WGS72).
    """

    table: pd.DataFrame

    def __post_init__(self) -> None:
        object.__setattr__(self, "table", ELEMENT_SETS.check(self.table))

    def __len__(self) -> int:
        return len(self.table)

    def __getattr__(self, name: str) -> NDArray[Any]:
        """Columns as arrays: `sets.inclination`, `sets.epoch`, `sets.name`."""
        if name.startswith("_") or name == "table":
            raise AttributeError(name)
        if name in self.table.columns:
            return self.table[name].to_numpy()
        raise AttributeError(f"element sets have no '{name}'; columns are {list(self.table.columns)}")

    def __getitem__(self, rows: Any) -> ElementSets:
        """Rows by boolean mask, integer array or slice."""
        if isinstance(rows, int | np.integer):
            rows = [int(rows)]
        return self._of_checked(self.table.iloc[np.arange(len(self.table))[rows]].reset_index(drop=True))

    @classmethod
    def _of_checked(cls, table: pd.DataFrame) -> ElementSets:
        """From rows of a table that was checked before."""
        sets = object.__new__(cls)
        object.__setattr__(sets, "table", table)
        return sets

    @classmethod
    def concatenate(cls, parts: Iterable[ElementSets]) -> ElementSets:
        """Join several in the given order.

        Args:
            parts: any number.

        Returns:
            One object.

        Raises:
            Nothing of its own.

        Source:
            None: a definition.
        """
        tables = [part.table for part in parts]
        return cls(pd.concat(tables, ignore_index=True) if tables else ELEMENT_SETS.empty())

    @cached_property
    def labels(self) -> NDArray[np.str_]:
        """A label for each row: the name, or the catalogue number where there is no name."""
        names = self.table["name"].to_numpy(dtype=str)
        numbers = self.table["norad_id"].to_numpy().astype(str)
        return np.where(names == "", numbers, names)

    @cached_property
    def brouwer_mean_motion(self) -> NDArray[np.float64]:
        """Mean motion in Brouwer's sense (un-Kozai'd), rad/s; what SGP4 calls n0''."""
        n, e, i = self.mean_motion, self.eccentricity, self.inclination
        with np.errstate(divide="ignore", invalid="ignore"):  # sets that SGP4 refuses have none: NaN
            a1 = (WGS72_MU / n**2) ** (1.0 / 3.0)
            shape = 0.75 * WGS72_J2 * (3.0 * np.cos(i) ** 2 - 1.0) / (1.0 - e * e) ** 1.5
            d1 = shape * (WGS72_RADIUS / a1) ** 2
            a0 = a1 * (1.0 - d1 * (1.0 / 3.0 + d1 * (1.0 + 134.0 / 81.0 * d1)))
            return np.asarray(n / (1.0 + shape * (WGS72_RADIUS / a0) ** 2))

    @cached_property
    def semi_major_axis(self) -> NDArray[np.float64]:
        """Brouwer mean semi-major axis, m (Hoots and Roehrich, Spacetrack Report 3, section 6)."""
        with np.errstate(divide="ignore"):
            return np.asarray((WGS72_MU / self.brouwer_mean_motion**2) ** (1.0 / 3.0))

    @cached_property
    def is_deep_space(self) -> NDArray[np.bool_]:
        """Rows with a period of 225 min or more, which SGP4 treats as deep space (SDP4)."""
        return np.asarray(self.brouwer_mean_motion * 225.0 * 60.0 <= 2.0 * np.pi)

    def select(
        self,
        *,
        name: str | None = None,
        norad_id: int | Iterable[int] | None = None,
        shell: Shell | None = None,
        altitude_km: tuple[float, float] | None = None,
        inclination_deg: tuple[float, float] | None = None,
        epoch_from: object = None,
        epoch_to: object = None,
        latest: bool = False,
    ) -> ElementSets:
        """Rows that meet every condition given.

        Args:
            name: shell-style pattern (`QIANFAN*`), case-insensitive; several parted by `|`.
            norad_id: one catalogue number or several.
            shell: a designed shell: mean altitude within 25 km, inclination within 0.3 deg (deep space 3 deg) of it.
            altitude_km: lowest and highest mean altitude above 6378.137 km, ends included.
            inclination_deg: lowest and highest inclination, ends included.
            epoch_from: first epoch, UTC, included.
            epoch_to: last epoch, UTC, included.
            latest: keep only each satellite's newest remaining set.

        Returns:
            The rows, in their order; possibly none.

        Raises:
            InputError: a range with its ends swapped, a negative catalogue number.

        Source:
            None: a definition.
        """
        from huxing.orbit.selection import selection_mask

        mask = selection_mask(
            self,
            name=name,
            norad_id=norad_id,
            shell=shell,
            altitude_km=altitude_km,
            inclination_deg=inclination_deg,
            epoch_from=epoch_from,
            epoch_to=epoch_to,
        )
        chosen = self[mask]
        return chosen.latest() if latest else chosen

    def latest(self) -> ElementSets:
        """Each satellite's newest set, in the order of its first appearance.

        Returns:
            One row a satellite (by catalogue number).

        Raises:
            Nothing of its own.

        Source:
            None: a definition.
        """
        order = self.table.sort_values("epoch", kind="stable").drop_duplicates("norad_id", keep="last")
        first = self.table.drop_duplicates("norad_id")["norad_id"]
        return ElementSets(order.set_index("norad_id", drop=False).loc[first])
