"""Linear programmes by HiGHS, with failures told in the room's own words."""

from __future__ import annotations

import warnings
from typing import Any

from scipy.optimize import linprog

from huxing.core.errors import InputError

LARGE = 3_000
"""Columns from which an interior-point method is faster than the simplex method (measured on path programmes)."""


def least_cost(cost: Any, rows: Any, limit: Any, bounds: Any, *, equal: Any = None, right: Any = None) -> Any:
    """The least cost of a linear programme.

    Args:
        cost: of each column.
        rows: of what is limited, a sparse array.
        limit: of each row.
        bounds: least and most of each column, shape `(column, 2)`.
        equal: rows that hold exactly, a sparse array; none where left out.
        right: their values.

    Returns:
        scipy's answer: `x`, `ineqlin.marginals`.

    Raises:
        InputError: no solution, or none that is bounded.

    Source:
        HiGHS (Huangfu and Hall 2018) through `scipy.optimize.linprog`.
    """
    solve: Any = linprog
    parts = {"A_ub": rows, "b_ub": limit, "A_eq": equal, "b_eq": right, "bounds": bounds}
    methods = ("highs-ipm", "highs-ds") if len(cost) >= LARGE else ("highs",)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for method in methods:
            answer = solve(cost, method=method, **parts)
            if answer.status == 0:
                return answer
    raise InputError(f"flows over paths: the solver stopped ({' '.join(str(answer.message).split())[:200]})")
