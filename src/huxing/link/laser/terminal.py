"""A laser terminal as the formulas need it: SI units, from a row of the catalogue or from given figures."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

from huxing.catalogue.radio_rows import LaserHead, Terminal
from huxing.catalogue.terminals import terminal
from huxing.core.constants import PLANCK, SPEED_OF_LIGHT
from huxing.core.errors import CatalogueError, MissingDataError
from huxing.core.model_range import ModelRange
from huxing.link.budget.term import GIVEN
from huxing.link.laser.beam import DIAMETER, DIVERGENCE, OBSCURATION, WAVELENGTH

_PLAIN = {
    "wavelength_nm": ("wavelength", 1e-9),
    "rate_gbps": ("rate", 1e9),
    "transmit_power_w": ("transmit_power", 1.0),
    "aperture_m": ("aperture", 1.0),
    "divergence_half_angle_urad": ("divergence", 1e-6),
    "photons_per_bit": ("photons_per_bit", 1.0),
    "required_irradiance_uw_per_m2": ("required_irradiance", 1e-6),
    "max_range_km": ("max_range", 1e3),
    "acquisition_s": ("acquisition_time", 1.0),
    "pointing_jitter_urad": ("pointing_jitter", 1e-6),
    "sun_exclusion_deg": ("sun_exclusion", 0.017453292519943295),
    "slew_rate_deg_per_s": ("slew_rate", 0.017453292519943295),
}
_POSITIVE = ModelRange("", "", 0.0, math.inf, open_low=True, physical=True)
_SHARE = ModelRange("", "", 0.0, 1.0, open_low=True, physical=True)
_RANGES = {
    "wavelength": WAVELENGTH,
    "transmit_power": replace(_POSITIVE, unit="W"),
    "divergence": DIVERGENCE,
    "aperture": DIAMETER,
    "rate": replace(_POSITIVE, unit="bit/s"),
    "photons_per_bit": _POSITIVE,
    "required_irradiance": replace(_POSITIVE, unit="uW/m2", per_unit=1e-6),
    "max_range": replace(_POSITIVE, unit="km", per_unit=1e3),
    "acquisition_time": replace(_POSITIVE, unit="s", open_low=False),
    "pointing_jitter": replace(DIVERGENCE, open_low=False),
    "sun_exclusion": ModelRange("", "", 0.0, math.pi, "deg", math.pi / 180.0, physical=True),
    "slew_rate": replace(_POSITIVE, unit="deg/s", per_unit=math.pi / 180.0),
    "transmit_efficiency": _SHARE,
    "receive_efficiency": _SHARE,
    "obscuration": OBSCURATION,
}


@dataclass(frozen=True)
class LaserTerminal:
    """What a laser terminal does; None where it is not known.

    A figure that no terminal has (a rate below zero, an efficiency above one, an array, NaN) is refused.

    Attributes:
        name: for messages.
        wavelength: m.
        transmit_power: mean optical power that leaves the telescope, W.
        divergence: 1/e^2 half angle of the beam, rad.
        aperture: diameter of the receiving telescope, m.
        rate: of the modem, bit/s.
        photons_per_bit: that a bit on the line needs at the detector, implementation included.
        required_irradiance: at the receiver's aperture, W/m^2, for which the link is guaranteed.
        max_range: m, up to which the source states the rate.
        acquisition_time: s.
        pointing_jitter: standard deviation of each axis, rad.
        sun_exclusion: half angle about the Sun into which it may not look, rad.
        slew_rate: greatest angular rate of its line of sight, rad/s.
        transmit_efficiency, receive_efficiency: of the optics behind the figures above.
        obscuration: of the receiving telescope, ratio of diameters.
        source: of the figures.
        given: names of the attributes that the caller gave in place of the catalogue's.
    """

    name: str
    wavelength: float | None = None
    transmit_power: float | None = None
    divergence: float | None = None
    aperture: float | None = None
    rate: float | None = None
    photons_per_bit: float | None = None
    required_irradiance: float | None = None
    max_range: float | None = None
    acquisition_time: float | None = None
    pointing_jitter: float | None = None
    sun_exclusion: float | None = None
    slew_rate: float | None = None
    transmit_efficiency: float = 1.0
    receive_efficiency: float = 1.0
    obscuration: float = 0.0
    source: str = GIVEN
    given: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        always = ("transmit_efficiency", "receive_efficiency", "obscuration")
        for name, bounds in _RANGES.items():
            value = getattr(self, name)
            if value is not None or name in always:
                model, words = f"laser terminal '{self.name}'", name.replace("_", " ")
                replace(bounds, model=model, quantity=words).single(value)

    def clause(self, field: str) -> str:
        """Where a figure comes from, for a row of a budget.

        Args:
            field: name of the attribute.

        Returns:
            The catalogue's row, or that the user gave it.

        Raises:
            Nothing of its own.

        Source:
            None: a look-up.
        """
        return GIVEN if self.source == GIVEN or field in self.given else f"catalogue: {self.name}"

    def known(self, field: str) -> float:
        """A figure that a calculation cannot do without.

        Args:
            field: name of the attribute.

        Returns:
            Its value.

        Raises:
            MissingDataError: it is not known.

        Source:
            None: a look-up.
        """
        value = getattr(self, field)
        if value is None:
            raise MissingDataError(
                f"laser terminal '{self.name}': {field.replace('_', ' ')} is not known, its source does not say; "
                f"give it: laser_terminal('{self.name}', {field}=...)"
            )
        return float(value)


def laser_terminal(entry: str | Terminal, **changes: Any) -> LaserTerminal:
    """A laser terminal of the catalogue.

    A row that states a sensitivity instead of photons gives those of a bit at its own rate and wavelength.

    Args:
        entry: name, alias or row.
        changes: attributes of `LaserTerminal` that replace the row's, or fill what its source does not say.

    Returns:
        The terminal, SI units.

    Raises:
        CatalogueError: no such terminal, or one without a laser.
        ModelRangeError: a change to a figure that no terminal has.
        TypeError: a change names no attribute.

    Source:
        The row's own `source`.
    """
    row = terminal(entry) if isinstance(entry, str) else entry
    if row.laser is None:
        raise CatalogueError(f"terminal '{row.name}' has no laser", given=row.name)
    catalogued = LaserTerminal(row.name, **_in_si(row.laser), source=row.source)
    return replace(catalogued, **changes, given=tuple(sorted(changes)))


def _in_si(head: LaserHead) -> dict[str, Any]:
    given = {key: getattr(head, key) for key in _PLAIN}
    known = {name: given[key] * unit for key, (name, unit) in _PLAIN.items() if given[key] is not None}
    if head.sensitivity_dbm is not None and "rate" in known and "wavelength" in known:
        power = 1e-3 * 10.0 ** (head.sensitivity_dbm / 10.0)
        known.setdefault("photons_per_bit", power * known["wavelength"] / (PLANCK * SPEED_OF_LIGHT * known["rate"]))
    return known
