"""The link budgets of 3GPP TR 38.821, clause 6.1.3: 30 study cases, both ways, in one call."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal, get_args

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike, NDArray

from huxing.catalogue.standard_tables import StandardTable, standard_table
from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange, broadcast
from huxing.core.schema import DatasetSchema
from huxing.link.ntn.geometry import slant_range
from huxing.link.ntn.path_loss import free_space_loss_db, ntn_path_loss

Losses = Literal["tabulated", "computed"]
DIRECTIONS = ("downlink", "uplink")
BOLTZMANN_DBW_PER_K_PER_HZ = -228.6
"""As the report rounds it (6.1.3.1)."""

_MODEL = "3GPP TR 38.821, 6.1.3"
_TERMINAL_TEMPERATURE = ModelRange(_MODEL, "antenna temperature", 0.0, np.inf, "K", physical=True)
_GAIN = ModelRange(_MODEL, "antenna gain", -200.0, 200.0, "dBi", physical=True)
_NOISE_FIGURE = ModelRange(_MODEL, "noise figure", 0.0, 60.0, "dB", physical=True)
_FREQUENCY = {("s", "downlink"): 2e9, ("s", "uplink"): 2e9, ("ka", "downlink"): 20e9, ("ka", "uplink"): 30e9}
_SYSTEM_BANDWIDTH = {"s": 30e6, "ka": 400e6}
_HANDHELD_UPLINK_BANDWIDTH = 360e3
_AMBIENT_TEMPERATURE = 290.0

CLAUSES: Mapping[str, str] = MappingProxyType(
    {
        "frequency": "TR 38.821, table 6.1.3.2-1",
        "elevation": "TR 38.821, table 6.1.3.2-1 (target elevation)",
        "bandwidth": "TR 38.821, table 6.1.3.2-1 (system bandwidth / reuse factor; handheld uplink 360 kHz)",
        "slant_range": "TR 38.811, equation 6.6-3",
        "eirp_dbw": "TR 38.821, tables 6.1.1.1-1 to 6.1.1.1-3, equation 6.1.3.1-5",
        "g_over_t_db_per_k": "TR 38.821, tables 6.1.1.1-1 to 6.1.1.1-3, equation 6.1.3.1-3",
        "free_space_db": "TR 38.811, equation 6.6-2",
        "atmospheric_db": "TR 38.821, table 6.1.3.2-1: TR 38.811, equation 6.6-8",
        "shadowing_db": "TR 38.821, table 6.1.3.2-1 (shadowing margin: 3 dB handheld, 0 dB VSAT)",
        "scintillation_db": "TR 38.821, table 6.1.3.2-1: 2.2 dB ionospheric; TR 38.811, table 6.6.6.2.1-1",
        "polarisation_db": "TR 38.821, 6.1.1.1 (0 dB for VSAT, and handheld with reuse options 1 and 2)",
        "additional_db": "TR 38.821, table 6.1.3.2-1 (0 dB)",
        "cnr_db": "TR 38.821, equation 6.1.3.1-2",
    }
)
"""Where each variable of the budgets comes from."""

_MEANING = {
    "frequency": ("Hz", "carrier frequency"),
    "elevation": ("rad", "target elevation at the terminal"),
    "bandwidth": ("Hz", "channel bandwidth"),
    "slant_range": ("m", "distance between terminal and satellite"),
    "eirp_dbw": ("dBW", "effective isotropic radiated power in the channel"),
    "g_over_t_db_per_k": ("dB/K", "gain over noise temperature of the receiver"),
    "free_space_db": ("dB", "free-space path loss"),
    "atmospheric_db": ("dB", "loss by gases"),
    "shadowing_db": ("dB", "shadowing margin"),
    "scintillation_db": ("dB", "scintillation loss"),
    "polarisation_db": ("dB", "polarisation loss"),
    "additional_db": ("dB", "additional loss"),
    "cnr_db": ("dB", "carrier-to-noise ratio in the channel bandwidth"),
    "loss_status": ("1", "how well the losses are known"),
}
NTN_BUDGET = DatasetSchema(
    "ntn link budgets",
    {name: (unit, ("case", "direction")) for name, (unit, _) in _MEANING.items()},
    extra_axes=("case", "direction"),
)
"""What `tr38821_link_budget` gives."""


def tr38821_link_budget(losses: Losses = "tabulated") -> xr.Dataset:
    """All 30 study cases of TR 38.821, downlink and uplink, term by term.

    Args:
        losses: 'tabulated' takes gas and scintillation as the report's result table is known to print them - some
            quoted, some only bracketed or recalled, as `loss_status` says; 'computed' computes them by the clauses
            that the report's parameter table names, and then every term is of a text that was read.

    Returns:
        Dataset over `case` (SC1 .. SC30) and `direction` ('downlink', 'uplink'); each variable's attribute `clause`
        says where it comes from. The sets, orbits, bands, terminals, reuse factors and priorities are coordinates.

    Raises:
        InputError: no such way to take the losses.

    Source:
        3GPP TR 38.821 V16.2.0, 6.1.1.1 and 6.1.3. Table 6.1.3.3-1 prints the results to 0.1 dB. OpenNTN's comments
        give 201.6, 196.0, 170.0, 205.1 and 173.5 dB for the free-space loss of SC16 to SC23, where equations 6.6-2
        and 6.6-3 give 210.4, 190.4, 179.1, 213.9 and 182.6 dB; the equations stand here.
    """
    if losses not in get_args(Losses):
        raise InputError(f"{_MODEL}: no losses '{str(losses)[:60]}'; there are tabulated and computed", given=losses)
    rows = standard_table("tr38821_cases")
    cases = [dict(zip(rows.columns, row, strict=True)) for row in zip(*rows.columns.values(), strict=True)]
    found = _budget(_stacked([[_terms(case, way) for way in DIRECTIONS] for case in cases]), losses)
    variables = {
        name: (("case", "direction"), found[name], _attributes(name, unit, meaning))
        for name, (unit, meaning) in _MEANING.items()
    }
    return NTN_BUDGET.check(xr.Dataset(variables, _coordinates(rows), {"losses": losses, "source": _MODEL}))


def receiver_g_over_t_db_per_k(
    gain_dbi: ArrayLike, *, noise_figure_db: ArrayLike, antenna_temperature: ArrayLike
) -> NDArray[np.float64]:
    """Gain over noise temperature of a receiver from its noise figure.

    Args:
        gain_dbi: of the antenna, dBi, any shape.
        noise_figure_db: of the receiver at 290 K, dB, broadcasts.
        antenna_temperature: K, broadcasts.

    Returns:
        G/T, dB/K.

    Raises:
        ModelRangeError: a negative noise figure or temperature, a gain that is not finite (or beyond 200 dBi).
        ShapeError: the shapes do not broadcast.

    Source:
        3GPP TR 38.821 V16.2.0, equation 6.1.3.1-3.
    """
    _GAIN.check(gain_dbi)
    _NOISE_FIGURE.check(noise_figure_db)
    _TERMINAL_TEMPERATURE.check(antenna_temperature)
    gain, figure, temperature = broadcast(
        _MODEL, gain_dbi=gain_dbi, noise_figure_db=noise_figure_db, antenna_temperature=antenna_temperature
    )
    at_receiver = _AMBIENT_TEMPERATURE + (temperature - _AMBIENT_TEMPERATURE) * 10.0 ** (-figure / 10.0)
    return np.asarray(gain - figure - 10.0 * np.log10(at_receiver))


def _budget(terms: dict[str, NDArray[Any]], losses: Losses) -> dict[str, NDArray[Any]]:
    """The terms with slant range, free-space loss and carrier-to-noise ratio."""
    distance = slant_range(terms["altitude"], terms["elevation"])
    found = dict(terms) | {
        "slant_range": distance,
        "free_space_db": free_space_loss_db(distance, terms["frequency"]),
        "polarisation_db": np.zeros(distance.shape),
        "additional_db": np.zeros(distance.shape),
    }
    if losses == "computed":
        by_clause = ntn_path_loss(
            terms["frequency"], elevation=terms["elevation"], altitude=terms["altitude"], gas="always"
        )
        found["atmospheric_db"], found["scintillation_db"] = by_clause.gas_db, by_clause.scintillation_db
        found["loss_status"] = np.full(distance.shape, "computed")
    lost = ("free_space", "atmospheric", "shadowing", "scintillation", "polarisation", "additional")
    found["cnr_db"] = (
        found["eirp_dbw"]
        + found["g_over_t_db_per_k"]
        - BOLTZMANN_DBW_PER_K_PER_HZ
        - sum(found[f"{name}_db"] for name in lost)
        - 10.0 * np.log10(found["bandwidth"])
    )
    return found


def _terms(case: Mapping[str, Any], direction: str) -> dict[str, Any]:
    """What the report's tables say of one case and direction."""
    down, band = direction == "downlink", str(case["band"])
    satellite = _row("tr38821_satellites", parameter_set=case["parameter_set"], orbit=case["orbit"], band=band)
    terminal = _row("tr38821_terminals", terminal=case["terminal"])
    loss = _row(
        "tr38821_losses", parameter_set=case["parameter_set"], orbit=case["orbit"], band=band, direction=direction
    )
    shared = _SYSTEM_BANDWIDTH[band] / float(case["reuse_factor"])
    bandwidth = shared if down or band == "ka" else _HANDHELD_UPLINK_BANDWIDTH
    g_over_t = receiver_g_over_t_db_per_k(
        terminal["receive_gain_dbi"],
        noise_figure_db=terminal["noise_figure_db"],
        antenna_temperature=terminal["antenna_temperature_k"],
    )
    return {
        "altitude": satellite["altitude_km"] * 1e3,
        "frequency": _FREQUENCY[band, direction],
        "elevation": np.radians(loss["elevation_deg"]),
        "bandwidth": bandwidth,
        "eirp_dbw": satellite["eirp_density_dbw_per_mhz"] + 10.0 * np.log10(bandwidth * 1e-6)
        if down
        else terminal["transmit_power_dbm"] - 30.0 + terminal["transmit_gain_dbi"],
        "g_over_t_db_per_k": float(g_over_t) if down else satellite["g_over_t_db_per_k"],
        "atmospheric_db": loss["atmospheric_db"],
        "shadowing_db": loss["shadowing_db"],
        "scintillation_db": loss["scintillation_db"],
        "loss_status": str(loss["status"]),
    }


def _stacked(table: list[list[dict[str, Any]]]) -> dict[str, NDArray[Any]]:
    """Each quantity over case and direction."""
    return {name: np.array([[cell[name] for cell in row] for row in table]) for name in table[0][0]}


def _row(table: str, **key: Any) -> Mapping[str, Any]:
    return _rows(table)[tuple(key[name] for name in _KEYS[table])]


_KEYS = {
    "tr38821_satellites": ("parameter_set", "orbit", "band"),
    "tr38821_terminals": ("terminal",),
    "tr38821_losses": ("parameter_set", "orbit", "band", "direction"),
}


@lru_cache(maxsize=len(_KEYS))
def _rows(table: str) -> dict[tuple[Any, ...], Mapping[str, Any]]:
    columns = standard_table(table).columns
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return {tuple(row[name] for name in _KEYS[table]): row for row in rows}


def _coordinates(rows: StandardTable) -> dict[str, Any]:
    whole = ("parameter_set", "reuse_factor", "priority")
    return {
        "case": rows.texts("case"),
        "direction": list(DIRECTIONS),
        **{name: ("case", rows.numbers(name).astype(np.int64)) for name in whole},
        **{name: ("case", rows.texts(name)) for name in ("orbit", "band", "terminal")},
    }


def _attributes(name: str, unit: str, meaning: str) -> dict[str, str]:
    clause = {"clause": CLAUSES[name]} if name in CLAUSES else {}
    return {"units": unit, "long_name": meaning, **clause}
