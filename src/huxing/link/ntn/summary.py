"""What one asks of a satellite link first, as tables: the report's study cases, or one link in all its aspects."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from huxing.core.constants import EARTH_MU, EARTH_ROTATION_RATE
from huxing.core.model_range import ModelRange
from huxing.core.schema import Column, TableSchema
from huxing.link.ntn.delay import Payload, differential_delay, one_way_delay, round_trip_delay
from huxing.link.ntn.doppler import differential_doppler_fraction, doppler_fraction, doppler_fraction_rate
from huxing.link.ntn.ephemeris import Model, broadcast_ephemeris, extrapolated_state
from huxing.link.ntn.geometry import TR_EARTH_RADIUS, central_angle, slant_range
from huxing.link.ntn.harq import NTN_PROCESSES, harq_consequences
from huxing.link.ntn.large_scale_tables import Scenario, large_scale_parameters
from huxing.link.ntn.link_budget import Losses, tr38821_link_budget
from huxing.link.ntn.path_loss import CLAUSES, ntn_path_loss
from huxing.link.ntn.synchronisation import SynchronisationError, synchronisation_limits, uplink_synchronisation
from huxing.link.ntn.timing_advance import FR1_OFFSET, FR2_OFFSET, timing_advance

NTN_CASES = TableSchema(
    "ntn study cases",
    (
        Column("case", "text", "name of the study case"),
        Column("direction", "text", "downlink or uplink"),
        Column("parameter_set", "int", "set of satellite parameters"),
        Column("orbit", "text", "geo, leo600 or leo1200"),
        Column("band", "text", "s or ka"),
        Column("terminal", "text", "handheld or vsat"),
        Column("reuse_factor", "int", "frequency reuse"),
        Column("frequency_ghz", "float", "carrier frequency", "GHz"),
        Column("bandwidth_mhz", "float", "channel bandwidth", "MHz"),
        Column("elevation_deg", "float", "target elevation", "deg"),
        Column("slant_range_km", "float", "distance", "km"),
        Column("eirp_dbw", "float", "EIRP in the channel", "dBW"),
        Column("g_over_t_db_per_k", "float", "gain over noise temperature", "dB/K"),
        Column("free_space_db", "float", "free-space path loss", "dB"),
        Column("atmospheric_db", "float", "loss by gases", "dB"),
        Column("shadowing_db", "float", "shadowing margin", "dB"),
        Column("scintillation_db", "float", "scintillation loss", "dB"),
        Column("polarisation_db", "float", "polarisation loss", "dB"),
        Column("additional_db", "float", "additional loss", "dB"),
        Column("cnr_db", "float", "carrier-to-noise ratio in the channel", "dB"),
        Column("loss_status", "text", "how well the losses are known"),
    ),
    key=("case", "direction"),
)
NTN_SUMMARY = TableSchema(
    "ntn link summary",
    (
        Column("quantity", "text", "what it is"),
        Column("value", "float", "its value in `unit`"),
        Column("unit", "text", "unit of the value"),
        Column("source", "text", "clause that it comes from"),
    ),
    key=("quantity",),
)

_MODEL = "NTN link summary"
_ALTITUDE = ModelRange(_MODEL, "altitude", 1e5, 3.7e7, "km", 1e3, physical=True)
"""Up to where the broadcast ephemeris can hold a position (43,620 km from the Earth's centre)."""
_STILL_EARTH_TOP = 2e6
_FR2_FROM = 17e9
"""Hz; the lowest band of satellite access in FR2 begins at 17.3 GHz (TS 38.101-5, table 5.2.3-1)."""
_SIGNALS_BESIDE_60_KHZ = {False: 30e3, True: 120e3}
"""Spacing of the synchronisation signals, Hz, where the uplink has 60 kHz, which they cannot have; by FR2 or not."""

Row = tuple[str, float, str, str]


def ntn_case_table(losses: Losses = "tabulated") -> pd.DataFrame:
    """The 60 link budgets of TR 38.821 as a table, one row per case and direction.

    Args:
        losses: 'tabulated' or 'computed', as of `tr38821_link_budget`.

    Returns:
        Table of the schema `NTN_CASES`; units in the columns' names.

    Raises:
        InputError: no such way to take the losses.

    Source:
        As `tr38821_link_budget`.
    """
    table = tr38821_link_budget(losses).to_dataframe().reset_index()
    table["frequency_ghz"], table["bandwidth_mhz"] = table["frequency"] * 1e-9, table["bandwidth"] * 1e-6
    table["elevation_deg"], table["slant_range_km"] = np.degrees(table["elevation"]), table["slant_range"] * 1e-3
    return NTN_CASES.check(table[[column.name for column in NTN_CASES.columns]])


def ntn_summary(
    *,
    altitude: float,
    elevation: float,
    downlink: float = 2e9,
    uplink: float = 2e9,
    scenario: Scenario = "rural",
    payload: Payload = "transparent",
    feeder_elevation: float | None = None,
    inclination: float | None = None,
    beam_diameter: float | None = None,
    subcarrier_spacing: float = 15e3,
    processing_time: float = 0.0,
    processes: int = NTN_PROCESSES,
    ephemeris_age: float = 10.0,
    position_error: float = 10.0,
    model: Model = "j2",
    extrapolate: bool = False,
) -> pd.DataFrame:
    """Path loss, delay, Doppler, timing advance, what compensation leaves, and HARQ of one link.

    Args:
        altitude: of a circular orbit, m, 100 to 37,000 km.
        elevation: at the terminal, rad.
        downlink, uplink: carriers, Hz.
        scenario: around the terminal.
        payload: 'transparent' or 'regenerative'.
        feeder_elevation: at the gateway, rad; None takes the terminal's.
        inclination: of the orbit, rad; None takes the Earth as standing still up to 2000 km, and 0 above.
        beam_diameter: along the ground, m; None leaves out what differs over a beam.
        subcarrier_spacing: Hz.
        processing_time: of terminal and gNB together, s.
        processes: HARQ processes, 1 to 32.
        ephemeris_age: of the broadcast state when the terminal sends, s.
        position_error: of the terminal's GNSS, towards the satellite along the ground, m.
        model: by which the terminal extrapolates the ephemeris.
        extrapolate: whether elevations below 10 deg may pass; rows then say so.

    Returns:
        Table of the schema `NTN_SUMMARY`: quantity, value, unit, source.

    Raises:
        ModelRangeError: a value outside a model's range.
        InputError: a word that is not known, or an argument that is not one number.

    Source:
        Each row's own.
    """
    _require_single(
        altitude=altitude,
        elevation=elevation,
        downlink=downlink,
        uplink=uplink,
        feeder_elevation=feeder_elevation,
        inclination=inclination,
        beam_diameter=beam_diameter,
        processing_time=processing_time,
        ephemeris_age=ephemeris_age,
        position_error=position_error,
    )
    _ALTITUDE.check(altitude)
    turning = 0.0 if inclination is None and altitude > _STILL_EARTH_TOP else inclination
    rows: list[Row] = [
        *_losses(altitude, elevation, (downlink, uplink), scenario, extrapolate),
        *_delays(altitude, elevation, payload, feeder_elevation, beam_diameter),
        *_shifts(altitude, elevation, (downlink, uplink), turning, beam_diameter),
        *_synchronisation(altitude, elevation, uplink, subcarrier_spacing, ephemeris_age, position_error, model),
        *_waits(altitude, elevation, payload, feeder_elevation, uplink, subcarrier_spacing, processing_time, processes),
    ]
    return NTN_SUMMARY.check(pd.DataFrame(rows, columns=["quantity", "value", "unit", "source"]))


def _require_single(**given: float | None) -> None:
    """Refuse arrays and what is not finite; None stands for what is left out."""
    for name, value in given.items():
        if value is not None:
            ModelRange(_MODEL, name.replace("_", " "), -np.inf, np.inf, physical=True).single(value)


def _losses(
    altitude: float, elevation: float, carriers: tuple[float, float], scenario: Scenario, extrapolate: bool
) -> Iterator[Row]:
    yield "slant range", float(slant_range(altitude, elevation)) * 1e-3, "km", "TR 38.811, equation 6.6-3"
    for way, carrier in zip(("downlink", "uplink"), carriers, strict=True):
        found = ntn_path_loss(carrier, elevation=elevation, altitude=altitude, gas="always", extrapolate=extrapolate)
        outside = f" ({'; '.join(found.extrapolated)})" if found.extrapolated else ""
        for name, noun in (
            ("free_space_db", "free-space loss"),
            ("gas_db", "gas"),
            ("scintillation_db", "scintillation"),
        ):
            yield f"{noun}, {way}", float(getattr(found, name)), "dB", CLAUSES[name] + outside
        drawn = large_scale_parameters(carrier, scenario=scenario, elevation=elevation, extrapolate=extrapolate)
        yield f"shadow fading in sight, {way}", float(drawn.shadowing_los_db), "dB", CLAUSES["clutter_db"] + outside
        yield (
            f"shadow fading out of sight, {way}",
            float(drawn.shadowing_nlos_db),
            "dB",
            CLAUSES["clutter_db"] + outside,
        )
        yield f"clutter out of sight, {way}", float(drawn.clutter_nlos_db), "dB", CLAUSES["clutter_db"] + outside
    yield (
        "probability of line of sight",
        float(drawn.line_of_sight_probability),
        "1",
        "TR 38.811, table 6.6.1-1" + outside,
    )


def _delays(
    altitude: float, elevation: float, payload: Payload, feeder: float | None, beam: float | None
) -> Iterator[Row]:
    yield "one-way delay", float(one_way_delay(altitude, elevation)) * 1e3, "ms", "TR 38.811, 5.3.1.1"
    whole = round_trip_delay(altitude, elevation=elevation, payload=payload, feeder_elevation=feeder)
    yield "round-trip delay", float(whole) * 1e3, "ms", "TR 38.821, table 4.2-2"
    if beam is not None:
        apart = differential_delay(altitude, elevation=elevation, beam_diameter=beam)
        yield "differential delay over the beam", float(apart) * 1e3, "ms", "TR 38.821, table 4.2-2"


def _shifts(
    altitude: float, elevation: float, carriers: tuple[float, float], inclination: float | None, beam: float | None
) -> Iterator[Row]:
    fraction = float(doppler_fraction(altitude, elevation, inclination=inclination))
    rate = float(doppler_fraction_rate(altitude, elevation, inclination=inclination))
    yield "Doppler shift", fraction * 1e6, "ppm", "TR 38.811, 6.7.1"
    yield "Doppler rate", rate * 1e6, "ppm/s", "derivative of TR 38.811, 6.7.1"
    for way, carrier in zip(("downlink", "uplink"), carriers, strict=True):
        yield f"Doppler shift, {way}", fraction * carrier * 1e-3, "kHz", "TR 38.811, 6.7.1"
        yield f"Doppler rate, {way}", rate * carrier, "Hz/s", "derivative of TR 38.811, 6.7.1"
    if beam is not None and altitude <= _STILL_EARTH_TOP:
        left = float(differential_doppler_fraction(altitude, beam_diameter=beam))
        yield "Doppler left at the edge of a beam at the nadir", left * 1e6, "ppm", "TR 38.821, table 6.1.1.1-8"


def _synchronisation(
    altitude: float, elevation: float, carrier: float, spacing: float, age: float, error: float, model: Model
) -> Iterator[Row]:
    found = _after_compensation(altitude, elevation, carrier, age, error, model)
    limits = synchronisation_limits(
        spacing, ssb_spacing=_SIGNALS_BESIDE_60_KHZ[carrier > _FR2_FROM] if spacing == 60e3 else None
    )
    yield (
        "timing error after compensation",
        abs(float(found.timing)) * 1e6,
        "us",
        "TS 38.213, 4.2; TS 38.331, EphemerisInfo",
    )
    yield "timing error allowed on the ground", limits.timing * 1e6, "us", "TS 38.133, table 7.1.2-1 (recalled)"
    yield "cyclic prefix", limits.cyclic_prefix * 1e6, "us", "TS 38.211, 5.3.1"
    left = abs(float(found.frequency_fraction)) * 1e6
    yield "frequency error after compensation", left, "ppm", "TS 38.300, 16.14.2; TS 38.331, EphemerisInfo"
    yield "frequency error allowed", limits.frequency_fraction * 1e6, "ppm", "TS 38.101-5, 6.4.1 (not read)"


def _waits(
    altitude: float,
    elevation: float,
    payload: Payload,
    feeder: float | None,
    carrier: float,
    spacing: float,
    processing: float,
    processes: int,
) -> Iterator[Row]:
    whole = round_trip_delay(altitude, elevation=elevation, payload=payload, feeder_elevation=feeder)
    service = one_way_delay(altitude, elevation)
    offset = FR2_OFFSET if carrier > _FR2_FROM else FR1_OFFSET
    advance = timing_advance(service, common_round_trip=whole - 2.0 * service, offset=offset)
    yield "timing advance", float(advance.total) * 1e3, "ms", "TS 38.211, 4.3.1"
    found = harq_consequences(whole, subcarrier_spacing=spacing, processing_time=processing, processes=processes)
    yield "scheduling offset K_offset", float(found.k_offset), "slots of 15 kHz", "TS 38.213, 4.2"
    yield "HARQ processes needed", float(found.processes_needed), "1", "TR 38.821, 6.1.1.3"
    yield "HARQ processes", float(found.processes), "1", "TS 38.331, nrofHARQ-ProcessesForPDSCH"
    yield "share of the peak rate with HARQ feedback", float(found.rate_share), "1", "processes over processes needed"


def _after_compensation(
    altitude: float, elevation: float, carrier: float, age: float, error: float, model: Model
) -> SynchronisationError:
    """Compensation on a polar pass over a terminal on the Equator, the truth by the same forces with J2."""
    radius = TR_EARTH_RADIUS + altitude
    angle = float(central_angle(altitude, elevation))
    position = radius * np.array([math.cos(angle), 0.0, math.sin(angle)])
    speed = math.sqrt(EARTH_MU / radius)
    velocity = speed * np.array([math.sin(angle), 0.0, -math.cos(angle)])
    velocity -= EARTH_ROTATION_RATE * np.array([0.0, position[0], 0.0])
    true = extrapolated_state(position, velocity, age, model="j2")
    return uplink_synchronisation(
        broadcast_ephemeris(position, velocity),
        age,
        satellite_position=true[0],
        satellite_velocity=true[1],
        terminal_position=np.array([TR_EARTH_RADIUS, 0.0, 0.0]),
        position_error=np.array([0.0, 0.0, error]),
        carrier=carrier,
        model=model,
    )
