"""A terminal and a payload of the catalogue that meet in a band: what each end is, in SI units."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from huxing.catalogue.radio_rows import Payload, PayloadBand, Terminal, TerminalBand
from huxing.core.errors import InputError, MissingDataError
from huxing.link.antennas.bessel import BesselAperture
from huxing.link.budget.antenna_end import Pattern
from huxing.link.budget.field_of_view import FieldOfView
from huxing.link.budget.receiver import Receiver
from huxing.link.budget.term import GIVEN
from huxing.link.budget.transmitter import Transmitter
from huxing.link.budget.waveform import Direction

MHZ = 1e6
Edges = tuple[float, float]


class Pair(NamedTuple):
    """A band of the terminal, one of the payload, and the frequencies that both have, MHz."""

    ground: TerminalBand
    space: PayloadBand
    shared: Edges


@dataclass(frozen=True)
class CatalogueEnds:
    """The two ends of a link as the catalogue knows them.

    Attributes:
        terminal: row of the terminal.
        satellite: row of the payload.
        direction: 'down' or 'up'.
        band: name of the band at either end, or None.
    """

    terminal: Terminal
    satellite: Payload
    direction: Direction
    band: str | None

    @cached_property
    def pair(self) -> Pair:
        """The bands in which the two meet.

        Returns:
            The only pair that fits; of several, the one whose names are equal.

        Raises:
            InputError: none fits, or several do.

        Source:
            None: a choice among the rows.
        """
        fitting = [
            Pair(ground, space, shared)
            for ground in self.terminal.bands
            for space in self.satellite.bands
            if (shared := self._shared(ground, space)) is not None and self.band in (None, ground.name, space.name)
        ]
        chosen = fitting if len(fitting) == 1 else [pair for pair in fitting if pair.ground.name == pair.space.name]
        if len(chosen) == 1:
            return chosen[0]
        where = f" in band '{self.band}'" if self.band else ""
        if not fitting:
            raise InputError(
                f"'{self.terminal.name}' and '{self.satellite.name}' share no frequency {self.direction}{where}; "
                f"{self._known()}"
            )
        names = ", ".join(f"{pair.ground.name} with {pair.space.name}" for pair in fitting)
        raise InputError(
            f"'{self.terminal.name}' and '{self.satellite.name}' can meet {self.direction}{where} in {names}; name one "
            "with band=..."
        )

    def frequency(self, asked_mhz: float | None) -> float:
        """Frequency of the link.

        Args:
            asked_mhz: MHz; None takes the middle of what both ends share.

        Returns:
            Hz.

        Raises:
            InputError: a frequency that they do not share.

        Source:
            The rows' own sources.
        """
        low, high = self.pair.shared
        chosen = (low + high) / 2.0 if asked_mhz is None else asked_mhz
        if not low <= chosen <= high:
            raise InputError(
                f"{chosen:.9g} MHz is outside {low:.9g} to {high:.9g} MHz, which '{self.terminal.name}' and "
                f"'{self.satellite.name}' share {self.direction}",
                given=chosen,
                accepted=(low, high),
            )
        return chosen * MHZ

    def frequency_clause(self, asked_mhz: float | None) -> str:
        """Where the frequency comes from.

        Args:
            asked_mhz: as of `frequency`.

        Returns:
            The caller, or the payload's row.

        Raises:
            InputError: no bands that fit.

        Source:
            None: a look-up.
        """
        return GIVEN if asked_mhz is not None else self._band(self.satellite)

    def bandwidth_clause(self, asked_mhz: float | None) -> str:
        """Where the bandwidth comes from.

        Args:
            asked_mhz: as of `bandwidth`.

        Returns:
            The caller, the terminal's row or the payload's.

        Raises:
            InputError: no bands that fit.

        Source:
            None: a look-up.
        """
        if asked_mhz is not None:
            return GIVEN
        own = self.direction == "up" and self.pair.ground.bandwidth_mhz is not None
        return self._band(self.terminal if own else self.satellite)

    def bandwidth(self, asked_mhz: float | None) -> float:
        """Bandwidth of the carrier.

        Args:
            asked_mhz: MHz; None takes the payload's, on the uplink the terminal's where it has one.

        Returns:
            Hz.

        Raises:
            InputError: more than the frequencies that both ends share.
            MissingDataError: neither gives one.

        Source:
            The rows' own sources.
        """
        ground, space, (low, high) = self.pair
        if asked_mhz is not None:
            width: float | None = asked_mhz
        elif self.direction == "down":
            width = space.downlink_bandwidth_mhz
        else:
            width = ground.bandwidth_mhz or space.uplink_bandwidth_mhz
        if width is None:
            raise self._missing("bandwidth", f"'{self.satellite.name}'", space.name, "bandwidth_mhz")
        if width > (high - low) * (1.0 + 1e-9):
            names = f"'{self.terminal.name}' and '{self.satellite.name}'"
            raise InputError(
                f"a carrier of {width:.9g} MHz does not fit into {low:.9g} to {high:.9g} MHz, which "
                f"{names} share {self.direction}; give a lesser bandwidth_mhz",
                given=width,
                accepted=high - low,
            )
        return width * MHZ

    def transmitter(self, bandwidth: float) -> Transmitter:
        """What sends.

        Args:
            bandwidth: of the carrier, Hz.

        Returns:
            The payload's beam (down) or the terminal (up), along its axis.

        Raises:
            MissingDataError: its EIRP is not known.

        Source:
            The rows' own sources.
        """
        ground, space, _ = self.pair
        if self.direction == "down":
            density = space.eirp_density_dbw_per_mhz
            if density is None:
                raise self._missing("EIRP density", f"'{self.satellite.name}'", space.name, "transmitter")
            return Transmitter.from_density(density - 60.0, bandwidth, clause=self._clause(self.satellite))
        clause = self._clause(self.terminal)
        if ground.eirp_dbw is not None:
            return Transmitter(eirp_dbw=ground.eirp_dbw, clause=clause)
        if ground.transmit_power_dbw is None or ground.transmit_gain_dbi is None:
            raise self._missing("EIRP", f"'{self.terminal.name}'", ground.name, "transmitter")
        power = 10.0 ** (ground.transmit_power_dbw / 10.0)
        return Transmitter(power_w=power, antenna_gain_dbi=ground.transmit_gain_dbi, clause=clause)

    def receiver(self) -> Receiver:
        """What receives.

        Returns:
            The terminal (down) or the payload's beam (up), along its axis. Of a terminal whose parts are known these
            are taken, else its G/T; with its gain known too, the noise of rain is counted in it.

        Raises:
            MissingDataError: neither G/T nor its parts are known.

        Source:
            The rows' own sources.
        """
        ground, space, _ = self.pair
        if self.direction == "up":
            if space.g_over_t_db_per_k is None:
                raise self._missing("G/T", f"'{self.satellite.name}'", space.name, "receiver")
            return Receiver(g_over_t_db_per_k=space.g_over_t_db_per_k, clause=self._clause(self.satellite))
        clause, ratio = self._clause(self.terminal), ground.g_over_t_db_per_k
        gain, figure, noise = ground.receive_gain_dbi, ground.noise_figure_db, ground.antenna_temperature_k
        if gain is not None and figure is not None and noise is not None:
            return Receiver(
                antenna_gain_dbi=gain, noise_figure_db=figure, antenna_temperature=noise, sees_sky=True, clause=clause
            )
        if ratio is None:
            raise self._missing("G/T", f"'{self.terminal.name}'", ground.name, "receiver")
        system = None if gain is None else 10.0 ** ((gain - ratio) / 10.0)
        return Receiver(g_over_t_db_per_k=ratio, system_temperature=system, sees_sky=True, clause=clause)

    def waveform(self) -> str:
        """The family of modulation and coding that both ends speak.

        Returns:
            Its name; 'other' where neither names one.

        Raises:
            InputError: they name different ones.

        Source:
            The rows' own sources.
        """
        ground, space = self.pair.ground.waveform, self.pair.space.waveform
        named = {ground, space} - {"other"}
        if len(named) > 1:
            raise InputError(
                f"'{self.terminal.name}' speaks {ground} and '{self.satellite.name}' {space}; give carrier=..."
            )
        return named.pop() if named else "other"

    def pattern(self, frequency: float) -> Pattern:
        """Pattern of the satellite's beam.

        Args:
            frequency: Hz.

        Returns:
            That of its circular aperture.

        Raises:
            MissingDataError: the aperture or the gain is not known.

        Source:
            3GPP TR 38.811 V15.1.0, 6.4.1.
        """
        space = self.pair.space
        down = self.direction == "down"
        aperture = space.transmit_aperture_m if down else space.receive_aperture_m
        if aperture is None:
            raise self._missing("aperture of the beam", f"'{self.satellite.name}'", space.name, "beam='steered'")
        gain = space.transmit_gain_dbi if down else space.receive_gain_dbi
        return BesselAperture(aperture, frequency, 0.0 if gain is None else gain)

    def view(self, min_elevation_deg: float | None) -> FieldOfView:
        """What the terminal sees of the sky.

        Args:
            min_elevation_deg: least elevation; None takes the terminal's, and the horizon where it has none.

        Returns:
            The field of view.

        Raises:
            ModelRangeError: an elevation outside 0 to 90 deg.

        Source:
            The terminal's row.
        """
        band, least = self.pair.ground, min_elevation_deg
        if least is None:
            least = self.terminal.min_elevation_deg or 0.0
        panel = band.scan_limit_deg if band.pattern == "phased-array" else None
        return FieldOfView(
            name=self.terminal.name,
            min_elevation=float(np.radians(least)),
            scan_limit=None if panel is None else float(np.radians(panel)),
            scan_exponent=1.0 if band.scan_exponent is None else band.scan_exponent,
            upright_rod=band.pattern == "dipole",
            clause=self._clause(self.terminal),
        )

    def _shared(self, ground: TerminalBand, space: PayloadBand) -> Edges | None:
        down = self.direction == "down"
        at_ground, at_space = (
            (ground.receive_mhz, space.downlink_mhz) if down else (ground.transmit_mhz, space.uplink_mhz)
        )
        if at_ground is None or at_space is None:
            return None
        low, high = max(at_ground[0], at_space[0]), min(at_ground[1], at_space[1])
        return (low, high) if low < high else None

    def _known(self) -> str:
        grounds = ", ".join(band.name for band in self.terminal.bands) or "none"
        spaces = ", ".join(band.name for band in self.satellite.bands)
        return f"their bands are {grounds} and {spaces}"

    def _missing(self, what: str, whose: str, band: str, remedy: str) -> MissingDataError:
        give = remedy if "=" in remedy else f"{remedy}=..."
        return MissingDataError(f"the catalogue does not know the {what} of {whose} in band '{band}'; give {give}")

    def _band(self, row: Terminal | Payload) -> str:
        band = self.pair.ground if row is self.terminal else self.pair.space
        return f"catalogue, {row.name}, band {band.name}"

    @staticmethod
    def _clause(row: Terminal | Payload) -> str:
        return f"catalogue, {row.name} ({row.status}): {row.source}"
