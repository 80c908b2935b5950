"""Two rows of the catalogue, a terminal and a payload, as a radio link: units converted here, once."""

from __future__ import annotations

from typing import TypedDict

import numpy as np

from huxing.catalogue.payloads import payload as payload_row
from huxing.catalogue.radio_rows import Payload, Terminal
from huxing.catalogue.terminals import terminal as terminal_row
from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange, numbers
from huxing.link.budget.carrier import Carrier
from huxing.link.budget.catalogue_ends import CatalogueEnds
from huxing.link.budget.free_space import ALTITUDE, ELEVATION, FREQUENCY
from huxing.link.budget.interference import Interferer
from huxing.link.budget.path import Loss
from huxing.link.budget.polarisation import polarisation_loss_db as mismatch_db
from huxing.link.budget.radio_link import Beam, RadioLink
from huxing.link.budget.receiver import Receiver
from huxing.link.budget.transmitter import BANDWIDTH, Transmitter
from huxing.link.budget.waveform import Direction, carrier_of

KM = 1e3
MHZ = 1e6
LEAST_DIAMETER = 0.1
"""Of a terminal without an aperture, for scintillation, m: below it the averaging of P.618-13, 2.4.1, is nil."""


class LinkOptions(TypedDict, total=False):
    """What `radio_link` takes besides terminal, satellite and direction; see there."""

    band: str | None
    altitude_km: float | None
    frequency_mhz: float | None
    bandwidth_mhz: float | None
    min_elevation_deg: float | None
    implementation_loss_db: float
    polarisation_loss_db: float | None
    losses: tuple[Loss, ...]
    interference: tuple[Interferer, ...]
    beam: Beam
    transmitter: Transmitter | None
    receiver: Receiver | None
    carrier: Carrier | None


def radio_link(
    *,
    terminal: str | Terminal,
    satellite: str | Payload,
    direction: Direction = "down",
    band: str | None = None,
    altitude_km: float | None = None,
    frequency_mhz: float | None = None,
    bandwidth_mhz: float | None = None,
    min_elevation_deg: float | None = None,
    implementation_loss_db: float = 0.0,
    polarisation_loss_db: float | None = None,
    losses: tuple[Loss, ...] = (),
    interference: tuple[Interferer, ...] = (),
    beam: Beam = "steered",
    transmitter: Transmitter | None = None,
    receiver: Receiver | None = None,
    carrier: Carrier | None = None,
) -> RadioLink:
    """The link between a terminal and a satellite of the catalogue.

    What the caller gives goes before what the catalogue knows; what neither knows is an error that names it.

    Args:
        terminal: name or row.
        satellite: name or row of its payload.
        direction: 'down' (the satellite sends) or 'up'.
        band: name of the band at either end; None where only one pair of bands fits.
        altitude_km: of the satellite; None takes the payload's.
        frequency_mhz: None takes the middle of what both ends share.
        bandwidth_mhz: of the carrier; None takes the payload's, on the uplink the terminal's where it has one.
        min_elevation_deg: None takes the terminal's.
        implementation_loss_db: of modulator and demodulator against theory.
        polarisation_loss_db: None takes 3.01 dB between linear and circular, else 0.
        losses: further ones.
        interference: what else arrives in the band.
        beam: of the satellite: 'steered' at the terminal, or 'nadir' with the pattern of its aperture.
        transmitter: instead of the catalogue's.
        receiver: instead of the catalogue's.
        carrier: instead of the one that the waveform gives.

    Returns:
        The link.

    Raises:
        CatalogueError: no such terminal or payload.
        InputError: no or several bands that fit, a frequency outside them, a bandwidth greater than what they share,
            waveforms that differ.
        ModelRangeError: an altitude, frequency or bandwidth that is not positive, an elevation outside 0 to 90 deg.
        MissingDataError: a fact that neither the catalogue nor the caller gives; the message names it.

    Source:
        The rows' own sources.
    """
    ground = terminal_row(terminal) if isinstance(terminal, str) else terminal
    space = payload_row(satellite) if isinstance(satellite, str) else satellite
    if not (isinstance(ground, Terminal) and isinstance(space, Payload)):
        raise InputError("a link needs terminal=... and satellite=..., each a name or a row of the catalogue")
    ends = CatalogueEnds(ground, space, direction, band)
    hertz = ends.frequency(_single(frequency_mhz, FREQUENCY, MHZ))
    width = ends.bandwidth(_single(bandwidth_mhz, BANDWIDTH, MHZ))
    if carrier is None:
        carrier = carrier_of(
            ends.waveform(), width, hertz, direction, implementation_loss_db=implementation_loss_db,
            clause=ends.bandwidth_clause(bandwidth_mhz),
        )  # fmt: skip
    altitude = space.altitude_km if altitude_km is None else _single(altitude_km, ALTITUDE, KM)
    mixed = ends.pair.ground.polarisation != ends.pair.space.polarisation
    mismatch = float(mismatch_db(0.0, np.inf)) if mixed else 0.0
    return RadioLink(
        direction=direction,
        frequency=hertz,
        transmitter=transmitter or ends.transmitter(width),
        receiver=receiver or ends.receiver(),
        carrier=carrier,
        altitude=None if altitude is None else altitude * KM,
        beam=beam,
        satellite_pattern=ends.pattern(hertz) if beam == "nadir" else None,
        view=ends.view(_single(min_elevation_deg, ELEVATION, np.pi / 180.0)),
        polarisation_loss_db=mismatch if polarisation_loss_db is None else polarisation_loss_db,
        losses=losses,
        interference=interference,
        antenna_diameter=ends.pair.ground.aperture_m or LEAST_DIAMETER,
        clause=ends.frequency_clause(frequency_mhz),
        name=f"{ground.name} {direction} {space.name}",
    )


def _single(value: float | None, bounds: ModelRange, unit: float) -> float | None:
    """One value in a unit that is not the SI's, refused outside bounds in SI units."""
    if value is None:
        return None
    given = numbers(value, bounds.quantity)
    bounds.single(given * unit)
    return float(given)
