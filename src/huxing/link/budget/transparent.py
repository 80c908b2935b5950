"""A transparent (bent-pipe) satellite: the uplink's noise goes down with the carrier."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.link.budget.budget import Budget
from huxing.link.budget.carrier import Carrier
from huxing.link.budget.interference import Interferer, added_noise_db
from huxing.link.budget.link_budget import Weather, close_budget
from huxing.link.budget.term import Ledger, Term, term
from huxing.link.budget.transmitter import BANDWIDTH
from huxing.link.ratios import CarrierToNoiseDensity

COMBINING_CLAUSE = "1/(C/N0) = 1/(C/N0)u + 1/(C/N0)d"


def transparent_budget(
    up: Budget,
    down: Budget,
    carrier: Carrier | None = None,
    *,
    interference: tuple[Interferer, ...] = (),
    amplified_bandwidth: ArrayLike | None = None,
) -> Budget:
    """The budget of uplink and downlink through a satellite that does not demodulate.

    Args:
        up: of the uplink, its interference in it.
        down: of the downlink, its interference in it; broadcasts with `up`.
        carrier: bandwidth, rates and what is required of the whole.
        interference: what neither of the two has counted, such as intermodulation of the satellite's amplifier.
        amplified_bandwidth: in which the satellite's amplifier sends the uplink's noise beside the carrier, Hz: the
            noise then takes its share of the downlink's EIRP. None: that EIRP is the carrier's alone.

    Returns:
        The budget: the uplink's rows as facts, then the downlink's, then what the uplink's noise takes. Its
        availability is the product of the two where both have one: their fades taken as independent.

    Raises:
        ModelRangeError: a bandwidth that is not positive.
        ShapeError: the two do not broadcast.

    Source:
        Definition: the noises of both links are independent and add, 1/(C/N0) = 1/(C/N0)u + 1/(C/N0)d.
    """
    ledger = Ledger()
    ledger.enter(*(_told(row, "uplink") for row in _to_density(up)))
    below = [row for row in _to_density(down) if row.role != "result"]
    ledger.enter(*(replace(row, name=f"downlink {row.name}") for row in below))
    down_density, up_density = down.carrier_to_noise_density, up.carrier_to_noise_density
    if amplified_bandwidth is not None:
        share = _carrier_share_db(up_density, amplified_bandwidth)
        ledger.enter(term("EIRP taken by the uplink's noise", "", share, "dB", "share of carrier in carrier and noise"))
        down_density = down_density.plus_db(share)
    ledger.result("downlink C/N0", "(C/N0)d", "dBHz", COMBINING_CLAUSE)
    loss = added_noise_db(down_density, up_density)
    ledger.enter(term("the uplink's noise", "", loss, "dB", COMBINING_CLAUSE))
    whole = CarrierToNoiseDensity(ledger.result("C/N0 of both links", "C/N0", "dBHz", COMBINING_CLAUSE))
    return close_budget(ledger, whole, carrier or Carrier(), interference=interference, weather=_weather(up, down))


def _to_density(budget: Budget) -> tuple[Term, ...]:
    """The rows down to C/N0, without those of rates and margin."""
    results = [i for i, row in enumerate(budget.rows) if row.role == "result" and row.unit == "dBHz"]
    return budget.rows[: results[-1] + 1]


def _told(row: Term, prefix: str) -> Term:
    return replace(row, name=f"{prefix} {row.name}", role="fact")


def _carrier_share_db(up: CarrierToNoiseDensity, bandwidth: ArrayLike) -> NDArray[np.float64]:
    BANDWIDTH.check(bandwidth)
    ratio = up.in_bandwidth(bandwidth).linear
    with np.errstate(divide="ignore"):
        return np.asarray(-10.0 * np.log10(1.0 + 1.0 / ratio))


def _weather(up: Budget, down: Budget) -> Weather:
    both = None
    if up.availability is not None and down.availability is not None:
        both = np.asarray(up.availability * down.availability)
    climates = tuple(dict.fromkeys(text for text in (up.climate, down.climate) if text))
    marks = tuple(dict.fromkeys((*up.extrapolated, *down.extrapolated)))
    return Weather(both, "; ".join(climates), marks, np.asarray(up.linked & down.linked))
