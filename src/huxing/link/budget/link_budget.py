"""Transmitter, path and receiver put together: the budget of a link."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from huxing.core.constants import BOLTZMANN
from huxing.core.errors import InputError
from huxing.core.model_range import numbers
from huxing.link.budget.budget import Budget
from huxing.link.budget.carrier import Carrier, names_of, threshold_of
from huxing.link.budget.interference import AnyRatio, Interferer, added_noise_db
from huxing.link.budget.path import Path
from huxing.link.budget.receiver import Receiver
from huxing.link.budget.term import FRIIS, GIVEN, Ledger, fact, term
from huxing.link.budget.transmitter import Transmitter
from huxing.link.modulation.modcod import ModcodSet
from huxing.link.ratios import BitEnergyToNoise, CarrierToNoise, CarrierToNoiseDensity, SymbolEnergyToNoise

_MODEL = "radio budget"
BOLTZMANN_CLAUSE = "SI brochure, 9th edition, section 2.2"
SUM_CLAUSE = "sum of the terms above"
INTERFERENCE_CLAUSE = "1/(C/N) = sum of 1/(C/N)i"
VIEW_CLAUSE = "field of view of the terminal"
RATIO_CLAUSE = "definition of the ratio"


class Weather(NamedTuple):
    """What a budget says beside its rows: availability or None, climate, marks, and where there is a link."""

    availability: NDArray[np.float64] | None
    climate: str
    marks: tuple[str, ...]
    linked: NDArray[np.bool_]


def link_budget(
    transmitter: Transmitter,
    path: Path,
    receiver: Receiver,
    carrier: Carrier | None = None,
    *,
    interference: tuple[Interferer, ...] = (),
    linked: NDArray[np.bool_] | None = None,
) -> Budget:
    """The budget of a link or of an array of links; everything broadcasts.

    Args:
        transmitter: what sends.
        path: what lies between.
        receiver: what receives.
        carrier: bandwidth, rates and what is required; None gives C/N0 only.
        interference: what else arrives in the band, counted as noise.
        linked: where there can be a link at all; elsewhere the ratios are -inf dB. None: everywhere.

    Returns:
        The budget. The rows that are terms add up to each result exactly, from the first to the last.

    Raises:
        InputError: an interferer given within the bandwidth, and no bandwidth.
        ModelRangeError: a value out of range; the message names it.
        ShapeError: the arrays do not broadcast.

    Source:
        H. T. Friis, Proc. IRE 34, 254 (1946): C/N0 = EIRP - losses + G/T - 10 log10 k.
        3GPP TR 38.821 V16.2.0, eq. (6.1.3.1), is the same with its own losses.
    """
    ledger = Ledger()
    ledger.enter(*transmitter.terms())
    ledger.result("EIRP towards the receiver", "EIRP", "dBW", SUM_CLAUSE)
    ledger.enter(*path.facts(), *path.terms())
    ledger.enter(*receiver.terms(clear_sky_db=path.gas_db, absorption_db=path.absorption_db))
    ledger.enter(term("Boltzmann's constant", "-k", -10.0 * np.log10(BOLTZMANN), "dBHzK/W", BOLTZMANN_CLAUSE))
    there = np.ones((), bool) if linked is None else np.asarray(linked, bool)
    if not there.all():
        ledger.enter(term("no link", "", np.where(there, 0.0, -np.inf), "dB", VIEW_CLAUSE, "-inf where there is none"))
    thermal = CarrierToNoiseDensity(ledger.result("C/N0", "C/N0", "dBHz", FRIIS))
    exceeded = path.exceedance
    availability = None if exceeded is None else np.asarray(1.0 - numbers(exceeded, "exceedance"))
    weather = Weather(availability, path.climate, path.marks, there)
    return close_budget(ledger, thermal, carrier or Carrier(), interference=interference, weather=weather)


def close_budget(
    ledger: Ledger,
    thermal: CarrierToNoiseDensity,
    carrier: Carrier,
    *,
    interference: tuple[Interferer, ...],
    weather: Weather,
) -> Budget:
    """From C/N0 to the margin: interference, the other ratios, what is required.

    Args:
        ledger: rows up to C/N0.
        thermal: that C/N0.
        carrier: see `link_budget`.
        interference: see there.
        weather: what the budget says beside its rows.

    Returns:
        The budget.

    Raises:
        InputError: an interferer given within the bandwidth, and no bandwidth.
        ShapeError: the arrays do not broadcast.

    Source:
        As `link_budget`.
    """
    density = _with_interference(ledger, thermal, carrier, interference)
    noise = None if carrier.bandwidth is None else density.in_bandwidth(carrier.bandwidth)
    symbol = None if carrier.symbol_rate is None else density.per_symbol(carrier.symbol_rate)
    bit = None if carrier.bit_rate is None else density.per_bit(carrier.bit_rate)
    choice = carrier.choose(symbol) if carrier.modcods is not None and symbol is not None else None
    asked = carrier.required if choice is None else threshold_of(choice)
    clause = carrier.required_clause if choice is None else _basis(choice.modcods)
    _facts(ledger, carrier, asked, noise, symbol, bit)
    margin = None if asked is None else _margin(ledger, carrier, asked, clause)
    return Budget(
        rows=tuple(ledger.rows), thermal=thermal, carrier_to_noise_density=density, carrier_to_noise=noise,
        symbol_energy_to_noise=symbol, bit_energy_to_noise=bit, required=asked, margin_db=margin,
        availability=weather.availability, linked=weather.linked, climate=weather.climate,
        extrapolated=weather.marks, waveform=carrier.waveform,
        modcod=None if choice is None else names_of(choice), rate=None if choice is None else carrier.rate(choice),
    )  # fmt: skip


def _with_interference(
    ledger: Ledger, thermal: CarrierToNoiseDensity, carrier: Carrier, interference: tuple[Interferer, ...]
) -> CarrierToNoiseDensity:
    if not interference:
        return thermal
    densities = []
    for source in interference:
        ratio = source.ratio
        unit = "dBHz" if isinstance(ratio, CarrierToNoiseDensity) else "dB"
        ledger.enter(fact(f"carrier over {source.name}", "C/I", ratio.db, unit, source.clause))
        if isinstance(ratio, CarrierToNoise):
            if carrier.bandwidth is None:
                raise InputError(f"{_MODEL}: C/I of '{source.name}' is within a bandwidth; give bandwidth=...")
            ratio = ratio.density(carrier.bandwidth)
        densities.append(ratio)
    loss = added_noise_db(thermal, *densities)
    ledger.enter(term("interference", "C/(N0+I0) - C/N0", loss, "dB", INTERFERENCE_CLAUSE))
    return CarrierToNoiseDensity(ledger.result("C/(N0+I0)", "C/(N0+I0)", "dBHz", INTERFERENCE_CLAUSE))


def _facts(
    ledger: Ledger,
    carrier: Carrier,
    asked: AnyRatio | None,
    noise: CarrierToNoise | None,
    symbol: SymbolEnergyToNoise | None,
    bit: BitEnergyToNoise | None,
) -> None:
    """The ratios that are not the required one are told beside the sum."""
    for ratio, name in ((noise, "C/N"), (symbol, "Es/N0"), (bit, "Eb/N0")):
        if ratio is not None and type(ratio) is not type(asked):
            quantity, _, value, unit = _divisor(carrier, type(ratio))
            ledger.enter(fact(quantity, "", value / 1e6, f"M{unit}", carrier.clause))
            ledger.enter(fact(name, name, ratio.db, "dB", RATIO_CLAUSE))


def _margin(ledger: Ledger, carrier: Carrier, asked: AnyRatio, clause: str) -> NDArray[np.float64]:
    if not isinstance(asked, CarrierToNoiseDensity):
        quantity, name, value, unit = _divisor(carrier, type(asked))
        ledger.enter(term(quantity, "", -10.0 * np.log10(value), f"dB({unit})", carrier.clause, _shown(value, unit)))
        ledger.result(name, name, "dB", RATIO_CLAUSE)
    loss = numbers(carrier.implementation_loss_db, "implementation loss")
    if loss.any():
        ledger.enter(term("implementation loss", "L_i", -loss, "dB", GIVEN))
    ledger.enter(term("required", "", -asked.db, "dB", clause))
    return ledger.result("margin", "M", "dB", SUM_CLAUSE)


def _divisor(carrier: Carrier, ratio: type[AnyRatio]) -> tuple[str, str, NDArray[np.float64], str]:
    """What C/N0 is divided by to give a ratio of this type: its name, the ratio's name, value and unit."""
    quantity, name, value, unit = {
        CarrierToNoise: ("noise bandwidth", "C/N", carrier.bandwidth, "Hz"),
        SymbolEnergyToNoise: ("symbol rate", "Es/N0", carrier.symbol_rate, "baud"),
        BitEnergyToNoise: ("bit rate", "Eb/N0", carrier.bit_rate, "bit/s"),
    }[ratio]
    return quantity, name, numbers(value, quantity), unit  # type: ignore[arg-type]


def _shown(values: NDArray[np.float64], unit: str) -> str:
    return f"{float(values) / 1e6:.6g} M{unit}" if not values.ndim else ""


def _basis(modcods: ModcodSet) -> str:
    return "; ".join(dict.fromkeys(modcod.basis for modcod in modcods))
