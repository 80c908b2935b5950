"""What lies between transmitter and receiver: distance, atmosphere, polarisation and whatever else takes power."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange, numbers
from huxing.link.atmosphere.slant import SlantAttenuation
from huxing.link.budget.antenna_end import require_decibels
from huxing.link.budget.free_space import DISTANCE, ELEVATION, FREQUENCY, free_space_loss_db
from huxing.link.budget.polarisation import CLAUSE as POLARISATION_CLAUSE
from huxing.link.budget.term import FRIIS, GIVEN, Term, fact, term

_MODEL = "radio budget"
EXCEEDANCE = ModelRange(_MODEL, "exceedance", 0.0, 1.0, open_low=True, open_high=True, physical=True)
_ATTENUATION = ModelRange(_MODEL, "attenuation", -100.0, np.inf, "dB", physical=True)


@dataclass(frozen=True, eq=False)
class Loss:
    """A loss by name.

    Attributes:
        name: in words.
        loss_db: dB, positive; any shape.
        clause: where it comes from.
        symbol: as the standard writes it.
        note: what a reader has to know beside it.
    """

    name: str
    loss_db: ArrayLike
    clause: str = GIVEN
    symbol: str = "L"
    note: str = ""

    def term(self) -> Term:
        """The row, signed as it is added.

        Returns:
            The row.

        Raises:
            ModelRangeError: a negative loss.

        Source:
            None: a definition.
        """
        loss = require_decibels(self.loss_db, self.name, loss=True)
        return term(self.name, self.symbol, -loss, "dB", self.clause, self.note)


@dataclass(frozen=True, eq=False, kw_only=True)
class Path:
    """The way between transmitter and receiver. Every figure may be an array; all broadcast.

    Attributes:
        frequency: Hz.
        distance: m; see `slant_range` and `huxing.core.geodesy.topocentric`.
        frequency_clause: where the frequency comes from.
        distance_clause: where the distance comes from.
        elevation: at the ground, rad, 0 to pi/2; only told, not used.
        attenuation: of the atmosphere: what `slant_attenuation` gives, or its total in dB.
        exceedance: share of an average year in which the attenuation is exceeded; makes the availability.
        polarisation_loss_db: see `polarisation_loss_db`.
        shadow_margin_db: margin for shadowing (3GPP's PL_S), dB.
        clutter_loss_db: (3GPP's CL), dB.
        scintillation_loss_db: where no `attenuation` gives it (3GPP's PL_SL), dB.
        losses: whatever else there is.
        extrapolated: marks of the models that made these figures.
    """

    frequency: ArrayLike
    distance: ArrayLike
    frequency_clause: str = GIVEN
    distance_clause: str = GIVEN
    elevation: ArrayLike | None = None
    attenuation: SlantAttenuation | ArrayLike | None = None
    exceedance: ArrayLike | None = None
    polarisation_loss_db: ArrayLike = 0.0
    shadow_margin_db: ArrayLike = 0.0
    clutter_loss_db: ArrayLike = 0.0
    scintillation_loss_db: ArrayLike = 0.0
    losses: tuple[Loss, ...] = ()
    extrapolated: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        FREQUENCY.check(self.frequency)
        DISTANCE.check(self.distance)
        if self.elevation is not None:
            ELEVATION.check(self.elevation)
        if self.exceedance is not None:
            EXCEEDANCE.check(self.exceedance)
            if self.attenuation is None:
                raise InputError(f"{_MODEL}: an exceedance belongs to an attenuation; give attenuation=... with it")

    def facts(self) -> tuple[Term, ...]:
        """Frequency, elevation, distance and exceedance as rows.

        Returns:
            Rows that are not added.

        Raises:
            Nothing of its own.

        Source:
            None: what was given.
        """
        rows = [fact("frequency", "f", numbers(self.frequency, "frequency") / 1e9, "GHz", self.frequency_clause)]
        if self.elevation is not None:
            degrees = np.degrees(numbers(self.elevation, "elevation"))
            rows.append(fact("elevation", "θ", degrees, "deg", GIVEN))
        away = numbers(self.distance, "distance") / 1e3
        rows.append(fact("slant range", "d", away, "km", self.distance_clause))
        if self.exceedance is not None:
            percent = 100.0 * numbers(self.exceedance, "exceedance")
            rows.append(fact("exceedance", "p", percent, "% of a year", GIVEN))
        return tuple(rows)

    def terms(self) -> tuple[Term, ...]:
        """The losses of the path as rows.

        Returns:
            Rows; the sum of the terms is the path's loss, negative.

        Raises:
            ModelRangeError: a loss that is negative.
            ShapeError: the figures do not broadcast.

        Source:
            ITU-R P.525-4, section 2.2; ITU-R P.618-13, section 2.5; 3GPP TR 38.821 V16.2.0, eq. (6.1.3.1).
        """
        free_space = free_space_loss_db(self.distance, self.frequency)
        rows = [term("free-space loss", "L_bf", -free_space, "dB", f"ITU-R P.525-4, section 2.2; {FRIIS}")]
        rows += self._atmosphere()
        named = (
            Loss("polarisation loss", self.polarisation_loss_db, POLARISATION_CLAUSE, "L_pol"),
            Loss("shadow fading margin", self.shadow_margin_db, "3GPP TR 38.811 V15.1.0, section 6.6.2", "PL_S"),
            Loss("clutter loss", self.clutter_loss_db, "3GPP TR 38.811 V15.1.0, section 6.6.2", "CL"),
            Loss("scintillation loss", self.scintillation_loss_db, "3GPP TR 38.811 V15.1.0, section 6.6.6", "PL_SL"),
        )
        rows += [loss.term() for loss in named if numbers(loss.loss_db, loss.name).any()]
        return (*rows, *(loss.term() for loss in self.losses))

    @property
    def gas_db(self) -> NDArray[np.float64] | None:
        """Absorption of the clear atmosphere, dB; None where it is not known."""
        return self.attenuation.gas_db if isinstance(self.attenuation, SlantAttenuation) else None

    @property
    def absorption_db(self) -> NDArray[np.float64] | None:
        """What absorbs, and so makes noise: all but scintillation, dB; None where no atmosphere is known."""
        air = self.attenuation
        if air is None:
            return None
        if isinstance(air, SlantAttenuation):
            return np.asarray(air.gas_db + air.rain_db + air.cloud_db)
        return np.maximum(numbers(air, "attenuation"), 0.0)

    @property
    def climate(self) -> str:
        """Which climate the atmosphere's figures stand on; empty where there is none."""
        return self.attenuation.climate if isinstance(self.attenuation, SlantAttenuation) else ""

    @property
    def marks(self) -> tuple[str, ...]:
        """Marks of every model that was used outside its range, each once."""
        own = self.attenuation.extrapolated if isinstance(self.attenuation, SlantAttenuation) else ()
        return tuple(dict.fromkeys((*own, *self.extrapolated)))

    def _atmosphere(self) -> list[Term]:
        air = self.attenuation
        if air is None:
            return []
        if not isinstance(air, SlantAttenuation):
            given = numbers(air, "attenuation")
            _ATTENUATION.check(given)
            return [term("atmospheric attenuation", "A_t", -given, "dB", GIVEN)]
        weather = "ITU-R P.618-13, section 2.2.1.1"
        error = air.climate_error_db
        known = air.climate if error is None else f"{air.climate}: {error.text()}"
        return [
            term("gas attenuation", "A_g", -air.gas_db, "dB", "ITU-R P.676-12, annex 2", known),
            fact("rain attenuation", "A_r", air.rain_db, "dB", weather),
            fact("cloud attenuation", "A_c", air.cloud_db, "dB", "ITU-R P.840-8"),
            fact("scintillation fade", "A_s", air.scintillation_db, "dB", "ITU-R P.618-13, section 2.4.1"),
            term(
                "rain, cloud and scintillation together", "A_t - A_g", -(air.total_db - air.gas_db), "dB",
                "ITU-R P.618-13, section 2.5, eq. (64)", "sqrt((A_r + A_c)^2 + A_s^2)",
            ),
        ]  # fmt: skip
