"""What is left of timing and frequency errors after a terminal has compensated from the broadcast ephemeris."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.catalogue.standard_tables import standard_table
from huxing.core.constants import SPEED_OF_LIGHT
from huxing.core.errors import InputError
from huxing.core.model_range import ModelRange, broadcast
from huxing.link.ntn.doppler import link_motion
from huxing.link.ntn.ephemeris import BroadcastEphemeris, Model, extrapolated_state
from huxing.link.ntn.geometry import vectors
from huxing.link.ntn.numerology import BASIC_TIME_UNIT, KAPPA, cyclic_prefix, numerology
from huxing.link.ntn.timing_advance import CommonTimingAdvance

FREQUENCY_ERROR_LIMIT = 1e-7
"""Of the carrier. 3GPP TS 38.101-5, 6.4.1 (not read; TR 38.821, tables 6.1.2-2 and 6.1.2-4 print [0.1] ppm)."""

_MODEL = "uplink synchronisation"
_CARRIER = ModelRange(_MODEL, "carrier frequency", 0.0, np.inf, "GHz", 1e9, open_low=True, physical=True)


@dataclass(frozen=True)
class SynchronisationLimits:
    """What an uplink may be off; s, and fraction of the carrier.

    Attributes:
        cyclic_prefix: of the uplink.
        timing: error of the transmit timing that TS 38.133 allows on the ground; satellite access has a wider one.
        frequency_fraction: of the carrier.
    """

    cyclic_prefix: float
    timing: float
    frequency_fraction: float


@dataclass(frozen=True)
class SynchronisationError:
    """What is left after compensation; arrays of one shape.

    Attributes:
        service_timing: of the service link's round trip, s; positive: the terminal sends too early.
        common_timing: of the round trip to the reference point, s; 0 where there is none.
        frequency: of the uplink at the satellite, Hz.
        carrier: Hz.
    """

    service_timing: NDArray[np.float64]
    common_timing: NDArray[np.float64]
    frequency: NDArray[np.float64]
    carrier: NDArray[np.float64]

    @property
    def timing(self) -> NDArray[np.float64]:
        """Error of the timing at the reference point, s."""
        return np.asarray(self.service_timing + self.common_timing)

    @property
    def frequency_fraction(self) -> NDArray[np.float64]:
        """Frequency error over the carrier; 1e-7 is 0.1 ppm."""
        return np.asarray(self.frequency / self.carrier)

    def within(self, limits: SynchronisationLimits) -> NDArray[np.bool_]:
        """Whether timing and frequency both keep the limits (and the timing a quarter of the cyclic prefix)."""
        allowed = min(limits.timing, limits.cyclic_prefix / 4.0)
        kept = (np.abs(self.timing) <= allowed) & (np.abs(self.frequency_fraction) <= limits.frequency_fraction)
        return np.asarray(kept)


def synchronisation_limits(uplink_spacing: float, *, ssb_spacing: float | None = None) -> SynchronisationLimits:
    """What timing and frequency of an uplink may be off.

    Args:
        uplink_spacing: subcarrier spacing of the uplink, Hz.
        ssb_spacing: of the synchronisation signals, Hz; None takes the uplink's.

    Returns:
        The limits.

    Raises:
        InputError: a pair of spacings that the table does not have.

    Source:
        3GPP TS 38.211, 5.3.1 (cyclic prefix); TS 38.133, table 7.1.2-1 (timing, recalled; those of satellite access,
        tables 7.1C.2-1 and 7.1C.2-2, are wider and were not to be had); TS 38.101-5, 6.4.1 (frequency, not read).
    """
    prefix = cyclic_prefix(uplink_spacing)
    signals = uplink_spacing if ssb_spacing is None else ssb_spacing
    numerology(signals)
    table = standard_table("ts38133_timing_error")
    pair = (signals, uplink_spacing)
    rows = zip(
        table.numbers("ssb_spacing_khz") * 1e3,
        table.numbers("uplink_spacing_khz") * 1e3,
        table.numbers("limit_64_tc"),
        strict=True,
    )
    found = [limit for ssb, uplink, limit in rows if (ssb, uplink) == pair]
    if not found:
        raise InputError(
            f"3GPP TS 38.133, table 7.1.2-1: no row for {pair[0] / 1e3:g} kHz of the synchronisation signals and "
            f"{pair[1] / 1e3:g} kHz of the uplink",
            given=pair,
        )
    return SynchronisationLimits(prefix, float(found[0]) * KAPPA * BASIC_TIME_UNIT, FREQUENCY_ERROR_LIMIT)


def uplink_synchronisation(
    ephemeris: BroadcastEphemeris,
    age: ArrayLike,
    *,
    satellite_position: ArrayLike,
    satellite_velocity: ArrayLike,
    terminal_position: ArrayLike,
    carrier: ArrayLike,
    position_error: ArrayLike = (0.0, 0.0, 0.0),
    velocity_error: ArrayLike = (0.0, 0.0, 0.0),
    common: CommonTimingAdvance | None = None,
    reference_position: ArrayLike | None = None,
    model: Model = "j2",
) -> SynchronisationError:
    """Timing and frequency error of an uplink that is compensated from ephemeris and GNSS.

    Args:
        ephemeris: what the cell broadcast.
        age: time since its epoch, s, any shape; 0 to 900.
        satellite_position: the true one at that time, ITRF, m, shape `(..., 3)`.
        satellite_velocity: the true one, relative to ITRF, m/s.
        terminal_position: the true one, ITRF, m.
        carrier: of the uplink, Hz.
        position_error: what the terminal's GNSS adds to its position, m, shape `(..., 3)`.
        velocity_error: what it takes for its velocity while at rest, m/s, shape `(..., 3)`.
        common: the common timing advance that the cell broadcast, for a transparent payload.
        reference_position: true place of the reference point, ITRF, m; with `common`.
        model: by which the terminal extrapolates the ephemeris, as of `extrapolated_state`.

    Returns:
        The errors, of the broadcast shape. The terminal's own oscillator and its measurement of the downlink are not
        in them.

    Raises:
        InputError: one of `common` and `reference_position` without the other.
        ModelRangeError: an age outside 0 to 900 s, a carrier that is not positive, a state that is not finite, a
            position inside the Earth, or a satellite at the terminal's place.
        ShapeError: the shapes do not broadcast.

    Source:
        3GPP TS 38.213 V18, 4.2 and TS 38.300, 16.14.2: the terminal pre-compensates the two-way delay and the Doppler
        shift of the service link from ephemeris and its position, and the common delay from TA-Info.
    """
    if (common is None) != (reference_position is None):
        raise InputError(f"{_MODEL}: give the common timing advance with the place of its reference point, or neither")
    _CARRIER.check(carrier)
    site, misplaced = vectors(_MODEL, terminal_position=terminal_position, position_error=position_error)
    (moving,) = vectors(_MODEL, velocity_error=velocity_error)
    believed = extrapolated_state(ephemeris.position, ephemeris.velocity, age, model=model)
    true = link_motion(satellite_position, satellite_velocity, site, carrier=carrier)
    thought = link_motion(*believed, site + misplaced, carrier=carrier, terminal_velocity=moving)
    service = 2.0 * (thought.distance - true.distance) / SPEED_OF_LIGHT
    left = (thought.range_rate - true.range_rate) / SPEED_OF_LIGHT
    feeder = np.zeros(())
    if common is not None and reference_position is not None:
        way = link_motion(satellite_position, satellite_velocity, reference_position, carrier=1.0)
        feeder = common.at(age) - 2.0 * way.distance / SPEED_OF_LIGHT
    arrays = broadcast(_MODEL, service=service, feeder=feeder, left=left, carrier=carrier)
    return SynchronisationError(arrays[0], arrays[1], arrays[2] * arrays[3], arrays[3])
