"""A link between a terminal on the ground and a satellite: all of its budget but geometry and weather."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError
from huxing.core.model_range import numbers
from huxing.link.atmosphere.climate import Climate
from huxing.link.atmosphere.slant import SlantAttenuation, slant_attenuation
from huxing.link.budget.antenna_end import Pattern
from huxing.link.budget.budget import Budget
from huxing.link.budget.carrier import Carrier
from huxing.link.budget.field_of_view import FieldOfView
from huxing.link.budget.free_space import ALTITUDE, FREQUENCY, nadir_angle, slant_range
from huxing.link.budget.interference import Interferer
from huxing.link.budget.link_budget import link_budget
from huxing.link.budget.path import Loss, Path
from huxing.link.budget.receiver import Receiver
from huxing.link.budget.site import Site
from huxing.link.budget.term import GIVEN
from huxing.link.budget.transmitter import Transmitter
from huxing.link.budget.waveform import Direction

Beam = Literal["steered", "nadir"]
BEAMS = ("steered", "nadir")
LEAST_SHOWN = float(np.radians(5.0))
SPHERE_CLAUSE = "3GPP TR 38.811 V15.1.0, eq. (6.6-3)"
NO_ATMOSPHERE = Loss("atmosphere", 0.0, GIVEN, "A_t", "not counted: no site and exceedance were given")


@dataclass(frozen=True, eq=False, kw_only=True)
class RadioLink:
    """A terminal and a satellite that talk; `radio_link` makes one of two rows of the catalogue.

    Attributes:
        direction: 'down' (to the ground) or 'up'.
        frequency: Hz.
        transmitter: what sends; that of the satellite along its beam's axis.
        receiver: what receives; that of the satellite along its beam's axis.
        carrier: bandwidth, rates, modes.
        altitude: of the satellite, m; None where each budget gives a distance.
        beam: 'steered' follows the terminal; 'nadir' looks down, and the terminal is off its axis.
        satellite_pattern: of that beam; needed where it looks down.
        view: what the terminal sees of the sky.
        polarisation_loss_db: dB.
        losses: further ones.
        interference: what else arrives in the band.
        antenna_diameter: of the terminal, m; a small one scintillates more.
        antenna_efficiency: of its aperture.
        polarisation_tilt: of the field over the horizontal, rad; pi/4 for circular polarisation.
        clause: where frequency and bandwidth come from.
        name: for datasets.
    """

    direction: Direction
    frequency: float
    transmitter: Transmitter
    receiver: Receiver
    carrier: Carrier = field(default_factory=Carrier)
    altitude: float | None = None
    beam: Beam = "steered"
    satellite_pattern: Pattern | None = None
    view: FieldOfView = field(default_factory=FieldOfView)
    polarisation_loss_db: float = 0.0
    losses: tuple[Loss, ...] = ()
    interference: tuple[Interferer, ...] = ()
    antenna_diameter: float = 1.0
    antenna_efficiency: float = 0.5
    polarisation_tilt: float = float(np.pi / 4)
    clause: str = GIVEN
    name: str = ""

    def __post_init__(self) -> None:
        FREQUENCY.check(self.frequency)
        if self.direction not in ("down", "up"):
            raise InputError(f"a link goes 'down' or 'up', not '{self.direction}'", given=self.direction)
        if self.beam not in BEAMS:
            raise InputError(f"a beam is one of {', '.join(BEAMS)}, not '{self.beam}'", given=self.beam)
        if self.beam == "nadir" and self.satellite_pattern is None:
            raise InputError("a beam that looks down needs its pattern; give satellite_pattern=... or beam='steered'")
        if self.altitude is not None:
            ALTITUDE.check(self.altitude)

    def budget(
        self,
        elevation: ArrayLike,
        *,
        distance: ArrayLike | None = None,
        off_nadir: ArrayLike | None = None,
        site: Site | None = None,
        exceedance: ArrayLike | None = None,
        climate: Climate | None = None,
        available: NDArray[np.bool_] | None = None,
        extrapolate: bool = False,
    ) -> Budget:
        """The budget at elevations; everything broadcasts.

        Args:
            elevation: of the satellite at the terminal, rad, 0 to pi/2.
            distance: m; None takes that of the altitude on the sphere.
            off_nadir: angle at the satellite between nadir and terminal, rad; None takes that of the altitude.
            site: where the terminal stands; with `exceedance` it gives the atmosphere.
            exceedance: share of an average year in which the attenuation is exceeded.
            climate: None takes `huxing.link.atmosphere.load_climate()`.
            available: where there can be a link besides what the terminal sees (a horizon mask, say). With it,
                elevations of which none is usable are no error.
            extrapolate: whether atmosphere models may be used outside their stated ranges, marked.

        Returns:
            The budget; where the terminal does not see the elevation, `linked` is False and the ratios are -inf dB.

        Raises:
            InputError: a site without exceedance or the reverse, or no distance and no altitude.
            ModelRangeError: an elevation below the horizon, or none that the terminal sees.
            ShapeError: the arrays do not broadcast.

        Source:
            `link_budget`, `slant_attenuation`.
        """
        linked = self.view.sees(elevation)
        if available is None:
            self.view.require(elevation)
        else:
            linked = np.asarray(linked & available)
        # what is shown beside "no link" is at an elevation for which the models hold
        seen = np.where(linked, numbers(elevation, "elevation"), max(self.view.lowest, LEAST_SHOWN))
        air = self._attenuation(seen, site, exceedance, climate, extrapolate)
        sphere = distance is None
        away = self._distance(elevation) if distance is None else distance
        sky = () if air is not None else (NO_ATMOSPHERE,)
        path = Path(
            frequency=self.frequency,
            frequency_clause=self.clause,
            distance=away,
            distance_clause=SPHERE_CLAUSE if sphere else GIVEN,
            elevation=elevation,
            attenuation=air,
            exceedance=exceedance,
            polarisation_loss_db=self.polarisation_loss_db, losses=(*self.view.losses(seen), *sky, *self.losses),
        )  # fmt: skip
        transmitter, receiver = self._ends(seen, off_nadir)
        return link_budget(transmitter, path, receiver, self.carrier, interference=self.interference, linked=linked)

    def _attenuation(
        self,
        elevation: NDArray[np.float64],
        site: Site | None,
        exceedance: ArrayLike | None,
        climate: Climate | None,
        extrapolate: bool,
    ) -> SlantAttenuation | None:
        if (site is None) != (exceedance is None):
            raise InputError("the atmosphere needs a site and an exceedance; give both or neither")
        if site is None or exceedance is None:
            return None
        return slant_attenuation(
            latitude=site.latitude, longitude=site.longitude, height=site.height, elevation=elevation,
            frequency=self.frequency, exceedance=exceedance, polarisation_tilt=self.polarisation_tilt,
            antenna_diameter=self.antenna_diameter, antenna_efficiency=self.antenna_efficiency, climate=climate,
            extrapolate=extrapolate,
        )  # fmt: skip

    def _known_altitude(self) -> float:
        if self.altitude is None:
            raise InputError(f"the altitude of the satellite of '{self.name}' is not known; give altitude or distance")
        return self.altitude

    def _distance(self, elevation: ArrayLike) -> NDArray[np.float64]:
        return slant_range(self._known_altitude(), elevation)

    def _ends(self, elevation: NDArray[np.float64], off_nadir: ArrayLike | None) -> tuple[Transmitter, Receiver]:
        if self.beam == "steered":
            return self.transmitter, self.receiver
        angle = nadir_angle(self._known_altitude(), elevation) if off_nadir is None else off_nadir
        if self.direction == "down":
            return replace(self.transmitter, antenna=self.satellite_pattern, off_axis=angle), self.receiver
        return self.transmitter, replace(self.receiver, antenna=self.satellite_pattern, off_axis=angle)
