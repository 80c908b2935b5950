"""What a pair of laser terminals carries at a distance."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.constants import PLANCK, SPEED_OF_LIGHT
from huxing.core.errors import MissingDataError
from huxing.core.model_range import ModelRange, broadcast, numbers
from huxing.link.laser.beam import DISTANCE, POWER, WAVELENGTH, collected_fraction, irradiance
from huxing.link.laser.pointing import OUTAGE, mean_pointing_loss_db, outage_margin_db
from huxing.link.laser.terminal import LaserTerminal

_MODEL = "laser link"
RATE = ModelRange(_MODEL, "bit rate", 0.0, np.inf, "bit/s", open_low=True, physical=True)
_PHOTONS = ModelRange(_MODEL, "photons per bit", 0.0, np.inf, open_low=True, physical=True)
_MARGIN = ModelRange(_MODEL, "margin", -100.0, 100.0, "dB", physical=True)


def photons_per_bit(power: ArrayLike, bit_rate: ArrayLike, wavelength: ArrayLike) -> NDArray[np.float64]:
    """Photons that a bit brings.

    Args:
        power: W; broadcasts.
        bit_rate: bit/s.
        wavelength: m.

    Returns:
        Mean photons per bit.

    Raises:
        ModelRangeError: a power below zero, a rate that is not positive, a wavelength outside 0.1 to 20 um.
        ShapeError: the arrays do not broadcast.

    Source:
        P lambda / (h c R).
    """
    watts, rate, length = broadcast(_MODEL, power=power, bit_rate=bit_rate, wavelength=wavelength)
    POWER.check(watts)
    RATE.check(rate)
    WAVELENGTH.check(length)
    return np.asarray(watts * length / (PLANCK * SPEED_OF_LIGHT * rate))


def power_limited_rate(power: ArrayLike, photons: ArrayLike, wavelength: ArrayLike) -> NDArray[np.float64]:
    """Bit rate for which a power gives each bit the photons it needs.

    Args:
        power: W; broadcasts.
        photons: per bit.
        wavelength: m.

    Returns:
        Bit rate, bit/s.

    Raises:
        ModelRangeError: a power below zero, photons that are not positive, a wavelength outside 0.1 to 20 um.
        ShapeError: the arrays do not broadcast.

    Source:
        P lambda / (h c n).
    """
    watts, needed, length = broadcast(_MODEL, power=power, photons=photons, wavelength=wavelength)
    POWER.check(watts)
    _PHOTONS.check(needed)
    WAVELENGTH.check(length)
    return np.asarray(watts * length / (PLANCK * SPEED_OF_LIGHT * needed))


def pointing_loss_db(transmitter: LaserTerminal, *, outage: float | None = None) -> float:
    """Loss by the transmitter's jitter: of the mean, or that which is exceeded in a share of time.

    Args:
        transmitter: its `pointing_jitter` is taken as none where it is not known.
        outage: share of time, or None for the mean.

    Returns:
        Loss, dB, positive.

    Raises:
        MissingDataError: the divergence is not known.
        ModelRangeError: an outage that is not between 0 and 1.
        InputError: an outage that is not one number.

    Source:
        `mean_pointing_loss_db`, `outage_margin_db`.
    """
    jitter = transmitter.pointing_jitter or 0.0
    divergence = transmitter.known("divergence")
    if outage is None:
        return float(mean_pointing_loss_db(divergence, jitter))
    return float(outage_margin_db(OUTAGE.single(outage), divergence, jitter))


def received_irradiance(
    transmitter: LaserTerminal, distance: ArrayLike, *, outage: float | None = None
) -> NDArray[np.float64]:
    """Irradiance at the receiver's aperture, jitter and the transmitter's optics counted.

    Args:
        transmitter: with power and divergence.
        distance: m, any shape.
        outage: share of time in which less arrives; None for the mean.

    Returns:
        Irradiance, W/m^2.

    Raises:
        MissingDataError: a figure of the terminal is not known.
        ModelRangeError: a distance that is not positive.

    Source:
        `irradiance`, `pointing_loss_db`.
    """
    power = transmitter.known("transmit_power") * transmitter.transmit_efficiency
    on_axis = irradiance(power, distance, divergence=transmitter.known("divergence"), wavelength=transmitter.wavelength)
    return np.asarray(on_axis * 10.0 ** (-pointing_loss_db(transmitter, outage=outage) / 10.0))


def received_power(
    transmitter: LaserTerminal, receiver: LaserTerminal, distance: ArrayLike, *, outage: float | None = None
) -> NDArray[np.float64]:
    """Power at the receiver's detector.

    Args:
        transmitter: with power and divergence.
        receiver: with aperture.
        distance: m, any shape.
        outage: share of time in which less arrives; None for the mean.

    Returns:
        Power, W.

    Raises:
        MissingDataError: a figure of a terminal is not known.
        ModelRangeError: a distance that is not positive.

    Source:
        `collected_fraction`, `pointing_loss_db`.
    """
    share = collected_fraction(
        distance,
        receiver.known("aperture"),
        divergence=transmitter.known("divergence"),
        obscuration=receiver.obscuration,
        wavelength=transmitter.wavelength,
    )
    optics = transmitter.transmit_efficiency * receiver.receive_efficiency
    pointing = 10.0 ** (-pointing_loss_db(transmitter, outage=outage) / 10.0)
    return np.asarray(transmitter.known("transmit_power") * optics * pointing * share)


def laser_rate(
    transmitter: LaserTerminal,
    receiver: LaserTerminal,
    distance: ArrayLike,
    *,
    margin_db: float = 0.0,
    outage: float | None = None,
    adaptive: bool = False,
) -> NDArray[np.float64]:
    """Bit rate on the line at a distance.

    The modems' rate is carried up to the range that either source states. Where power, divergence, aperture and the
    photons of a bit (or the irradiance that the receiver asks) are known, the light must suffice too. What is not known
    limits nothing; with neither a rate nor a power budget there is no answer.

    Args:
        transmitter: which.
        receiver: which.
        distance: m, any shape.
        margin_db: that has to be left over.
        outage: share of time in which less light arrives; None counts the mean.
        adaptive: whether the modems slow down when light is short (rate falls with the square of the distance);
            otherwise they carry their rate or nothing.

    Returns:
        Bit rate, bit/s; 0 where the link does not close.

    Raises:
        MissingDataError: neither a rate nor a power budget is known.
        ModelRangeError: a distance that is not positive.

    Source:
        The terminals' own figures; `power_limited_rate`.
    """
    metres = numbers(distance, "distance")
    DISTANCE.check(metres)
    margin_db = _MARGIN.single(margin_db)
    caps = [one.rate for one in (transmitter, receiver) if one.rate is not None]
    limit = _power_limit(transmitter, receiver, metres, margin_db, outage)
    if not caps and limit is None:
        raise MissingDataError(
            f"laser link '{transmitter.name}' to '{receiver.name}': neither a rate nor a power budget is known; give "
            "rate, or transmit power, divergence, wavelength, aperture and photons per bit"
        )
    cap = min(caps, default=np.inf)
    rate = np.full(metres.shape, cap)
    if limit is not None:
        rate = np.minimum(cap, limit) if adaptive or not caps else np.where(limit >= cap, cap, 0.0)
    rate = np.where(_irradiance_suffices(transmitter, receiver, metres, margin_db, outage), rate, 0.0)
    reach = min((one.max_range for one in (transmitter, receiver) if one.max_range is not None), default=np.inf)
    return np.asarray(np.where(metres <= reach, rate, 0.0))


def _power_limit(
    transmitter: LaserTerminal,
    receiver: LaserTerminal,
    distance: NDArray[np.float64],
    margin_db: float,
    outage: float | None,
) -> NDArray[np.float64] | None:
    sent = (transmitter.wavelength, transmitter.transmit_power, transmitter.divergence)
    if None in (*sent, receiver.aperture, receiver.photons_per_bit):
        return None
    power = received_power(transmitter, receiver, distance, outage=outage) * 10.0 ** (-margin_db / 10.0)
    return power_limited_rate(power, receiver.known("photons_per_bit"), transmitter.known("wavelength"))


def _irradiance_suffices(
    transmitter: LaserTerminal,
    receiver: LaserTerminal,
    distance: NDArray[np.float64],
    margin_db: float,
    outage: float | None,
) -> NDArray[np.bool_]:
    if None in (receiver.required_irradiance, transmitter.transmit_power, transmitter.divergence):
        return np.ones(distance.shape, dtype=np.bool_)
    arrives = received_irradiance(transmitter, distance, outage=outage) * 10.0 ** (-margin_db / 10.0)
    return np.asarray(arrives >= receiver.known("required_irradiance"))
