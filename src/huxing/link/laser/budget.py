"""The budget of a laser link: every row with its clause, from the laser's watts to the margin in photons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.constants import PLANCK, SPEED_OF_LIGHT
from huxing.core.errors import InputError
from huxing.core.model_range import numbers
from huxing.link.budget.table import BudgetTable, TableRow
from huxing.link.budget.term import Ledger, Term, fact, term
from huxing.link.laser.beam import DISTANCE, aperture_area, collected_fraction
from huxing.link.laser.pointing import SOURCE as JITTER_SOURCE
from huxing.link.laser.rate import RATE, photons_per_bit, pointing_loss_db, received_irradiance
from huxing.link.laser.terminal import LaserTerminal

_GAUSSIAN = "Siegman, Lasers (1986), section 17.1"
_FRIIS = "H. T. Friis, Proc. IRE 34, 254 (1946)"
_PHOTON = "photon energy h c / lambda"


@dataclass(frozen=True, eq=False)
class LaserBudget:
    """The budget of a laser link over distances.

    Attributes:
        rows: in order, as those of a radio budget.
        irradiance: at the receiver's aperture, W/m^2.
        received_power: at the detector, W.
        photons_per_bit: that arrive; None where no rate is known.
        margin_db: over the photons that a bit needs; where these are not known, over the irradiance that the receiver
            asks; None where neither is.
    """

    rows: tuple[Term, ...]
    irradiance: NDArray[np.float64]
    received_power: NDArray[np.float64]
    photons_per_bit: NDArray[np.float64] | None = None
    margin_db: NDArray[np.float64] | None = None

    def row(self, name: str) -> Term:
        """The row of a name.

        Args:
            name: as in the table.

        Returns:
            The row.

        Raises:
            InputError: no such row; all names are listed.

        Source:
            None: a look-up.
        """
        for row in self.rows:
            if row.name == name:
                return row
        raise InputError(f"the budget has no row '{name[:60]}'; it has: {', '.join(r.name for r in self.rows)}")

    def table(self, index: int | tuple[int, ...] | None = None) -> BudgetTable:
        """The budget as a table; `print` sets it in columns.

        Args:
            index: which distance of an array; None for a single one.

        Returns:
            The table; every row names its clause.

        Raises:
            InputError: an index outside the array, or none for an array.

        Source:
            The clause of each row.
        """
        shape = self.received_power.shape
        place = () if index is None else index if isinstance(index, tuple) else (index,)
        if len(place) != len(shape):
            raise InputError(f"the budget has shape {shape}; give an index of {len(shape)} numbers", given=index)
        try:
            values = [float(np.broadcast_to(row.value, shape)[place]) for row in self.rows]
        except IndexError as error:
            raise InputError(f"index {index} is outside the budget's shape {shape}", given=index) from error
        return BudgetTable(
            tuple(
                TableRow(row.name, row.symbol, (value,), row.unit, row.clause, row.note, row.role)
                for row, value in zip(self.rows, values, strict=True)
            )
        )


def laser_budget(
    transmitter: LaserTerminal,
    receiver: LaserTerminal,
    distance: ArrayLike,
    *,
    rate: float | None = None,
    outage: float | None = None,
) -> LaserBudget:
    """The budget of a laser link between two telescopes in vacuum.

    Args:
        transmitter: with wavelength, power, divergence; its jitter counts where it is known.
        receiver: with aperture; with `photons_per_bit` or `required_irradiance` there is a margin.
        distance: m, any shape.
        rate: on the line, bit/s; None takes the lower of the terminals' own.
        outage: share of time in which jitter may take more than the pointing row says; None counts the mean loss.

    Returns:
        The budget.

    Raises:
        MissingDataError: a figure that a row needs is not known; the message names it.
        ModelRangeError: a distance or a rate that is not positive, an outage that is not between 0 and 1.
        InputError: a rate or an outage that is not one number.

    Source:
        The clause of each row.

    Valid for:
        paraxial beams of the lowest mode, at any distance: nearer than some ten Rayleigh lengths (20 km at 15 urad) the
        transmitting gain is less than 8/theta^2.
    """
    metres = numbers(distance, "distance")
    DISTANCE.check(metres)
    ledger = Ledger()
    ledger.enter(*_light(transmitter, receiver, metres, outage))
    power_db = ledger.result("received power", "P_r", "dBW", "sum of the above")
    power = np.broadcast_to(10.0 ** (power_db / 10.0), metres.shape)
    irradiance = received_irradiance(transmitter, metres, outage=outage)
    ledger.enter(fact("irradiance at the aperture", "E", irradiance * 1e6, "uW/m2", _GAUSSIAN))
    line_rate = RATE.single(rate) if rate is not None else _slower(transmitter, receiver)
    arriving = None
    if line_rate is not None:
        arriving = photons_per_bit(power, line_rate, transmitter.known("wavelength"))
        ledger.enter(fact("photons per bit", "n", arriving, "1", _PHOTON, f"at {line_rate / 1e9:g} Gbit/s"))
    margin = _margin(ledger, transmitter, receiver, irradiance, line_rate)
    return LaserBudget(tuple(ledger.rows), irradiance, np.array(power), arriving, margin)


def _slower(transmitter: LaserTerminal, receiver: LaserTerminal) -> float | None:
    return min((one.rate for one in (transmitter, receiver) if one.rate is not None), default=None)


def _light(
    transmitter: LaserTerminal, receiver: LaserTerminal, distance: NDArray[np.float64], outage: float | None
) -> list[Term]:
    length, divergence = transmitter.known("wavelength"), transmitter.known("divergence")
    power, sent, taken = (
        transmitter.known("transmit_power"),
        transmitter.transmit_efficiency,
        receiver.receive_efficiency,
    )
    aperture, hidden = receiver.known("aperture"), receiver.obscuration
    taken_in = collected_fraction(distance, aperture, divergence=divergence, obscuration=hidden, wavelength=length)
    spread_db = -2.0 * _db(4.0 * np.pi * distance / length)
    gain_db = _db(4.0 * np.pi * aperture_area(aperture, obscuration=hidden) / length**2)
    lost_db = pointing_loss_db(transmitter, outage=outage)
    kind = "mean loss" if outage is None else f"exceeded in {outage:g} of time"
    jitter = "jitter is not known" if transmitter.pointing_jitter is None else kind
    return [
        fact("distance", "d", distance / 1e3, "km", "given by the user"),
        fact("wavelength", "lambda", length * 1e9, "nm", transmitter.clause("wavelength")),
        term("transmitted power", "P_t", _db(power), "dBW", transmitter.clause("transmit_power")),
        term("transmitting optics", "eta_t", _db(sent), "dB", transmitter.clause("transmit_efficiency")),
        term("transmitting gain", "G_t", _db(taken_in) - spread_db - gain_db, "dB", _GAUSSIAN, "8/theta^2 far away"),
        term("pointing", "L_p", -lost_db, "dB", JITTER_SOURCE, jitter),
        term("free space", "L_fs", spread_db, "dB", _FRIIS),
        term("receiving gain", "G_r", gain_db, "dB", _FRIIS, "4 pi A / lambda^2"),
        term("receiving optics", "eta_r", _db(taken), "dB", receiver.clause("receive_efficiency")),
    ]


def _margin(
    ledger: Ledger,
    transmitter: LaserTerminal,
    receiver: LaserTerminal,
    irradiance: NDArray[np.float64],
    rate: float | None,
) -> NDArray[np.float64] | None:
    if receiver.photons_per_bit is not None and rate is not None:
        needed = receiver.photons_per_bit * PLANCK * SPEED_OF_LIGHT / transmitter.known("wavelength") * rate
        note = f"{receiver.photons_per_bit:g} photons per bit"
        ledger.enter(
            term(
                "power that the receiver needs", "-P_min", -_db(needed), "dB", receiver.clause("photons_per_bit"), note
            )
        )
        return ledger.result("margin", "M", "dB", "sum of the above")
    if receiver.required_irradiance is None:
        return None
    margin = _db(irradiance / receiver.required_irradiance)
    note = f"over {receiver.required_irradiance * 1e6:g} uW/m2"
    ledger.enter(fact("margin of irradiance", "M_E", margin, "dB", receiver.clause("required_irradiance"), note))
    return margin


def _db(ratio: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(10.0 * np.log10(ratio))
