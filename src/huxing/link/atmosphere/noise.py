"""Noise that the sky and the ground put into an earth station's antenna, and what it costs in G/T."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.model_range import ModelRange, broadcast, numbers

_MODEL = "ITU-R P.618, section 3"
_SURFACE = ModelRange(_MODEL, "surface temperature", 200.0, 340.0, "K")
_ATTENUATION = ModelRange(_MODEL, "attenuation", 0.0, math.inf, "dB", physical=True)
_CLEAR = ModelRange(_MODEL, "clear-sky attenuation", 0.0, math.inf, "dB", physical=True)
_RADIATING = ModelRange(_MODEL, "mean radiating temperature", 0.0, math.inf, "K", open_low=True, physical=True)
_SKY = ModelRange("antenna noise", "sky temperature", 0.0, math.inf, "K", physical=True)
_GROUND = ModelRange("antenna noise", "ground temperature", 0.0, math.inf, "K", physical=True)
_SPILLOVER = ModelRange("antenna noise", "spill-over fraction", 0.0, 1.0, "1", physical=True)
_RECEIVER = ModelRange("figure of merit", "receiver temperature", 0.0, math.inf, "K", open_low=True, physical=True)

RAIN_RADIATING_TEMPERATURE = 275.0
"""Mean radiating temperature in the absence of local data, clear or rain, K (P.618-14, section 3)."""

COSMIC_BACKGROUND = 2.7
"""What is left of the sky behind the atmosphere, K (P.618-14, equation 69)."""


def mean_radiating_temperature(surface_temperature: ArrayLike) -> NDArray[np.float64]:
    """Temperature at which the atmosphere radiates in clear and cloudy weather.

    Args:
        surface_temperature: of the air at the station, K, any shape.

    Returns:
        K, of the same shape.

    Raises:
        ModelRangeError: outside 200 to 340 K, or not finite.
        InputError: not numbers.

    Source:
        ITU-R P.618-14 (08/2023), section 3, equation 70; the same formula in P.618-13.

    Valid for:
        Clear and cloudy weather; for rain `RAIN_RADIATING_TEMPERATURE`. 200 to 340 K (this bound is ours).
    """
    _SURFACE.check(surface_temperature)
    return np.asarray(37.34 + 0.81 * numbers(surface_temperature, "surface temperature"))


def sky_noise_temperature(
    attenuation_db: ArrayLike, *, radiating_temperature: ArrayLike = RAIN_RADIATING_TEMPERATURE
) -> NDArray[np.float64]:
    """Noise temperature of the sky that an earth station's beam looks into.

    Args:
        attenuation_db: of the whole atmosphere without scintillation, dB, any shape.
        radiating_temperature: mean radiating temperature, K, broadcasts.

    Returns:
        K, of the broadcast shape: 2.7 K without attenuation, the radiating temperature behind a thick cloud.

    Raises:
        ModelRangeError: a negative attenuation, a temperature that is not positive, or not finite.
        ShapeError: the shapes do not broadcast.
        InputError: not numbers.

    Source:
        ITU-R P.618-14, section 3, equation 69; the same formula in P.618-13.
    """
    _ATTENUATION.check(attenuation_db)
    _RADIATING.check(radiating_temperature)
    attenuation, radiating = broadcast(
        _MODEL, attenuation_db=attenuation_db, radiating_temperature=radiating_temperature
    )
    through = 10.0 ** (-attenuation / 10.0)
    return np.asarray(radiating * (1.0 - through) + COSMIC_BACKGROUND * through)


def antenna_noise_temperature(
    sky_temperature: ArrayLike, *, spillover: ArrayLike, ground_temperature: ArrayLike = 290.0
) -> NDArray[np.float64]:
    """Noise temperature at an antenna's terminals from the sky in its beam and the ground in its side lobes.

    Args:
        sky_temperature: K, any shape.
        spillover: share of the pattern's power that lands on the ground, 0 to 1, broadcasts.
        ground_temperature: physical, of a ground that reflects nothing, K, broadcasts.

    Returns:
        K, of the broadcast shape.

    Raises:
        ModelRangeError: a negative temperature, a share outside 0 to 1, or not finite.
        ShapeError: the shapes do not broadcast.
        InputError: not numbers.

    Source:
        Definition of antenna temperature: the mean of the brightness temperatures, weighted with the pattern.
    """
    _SKY.check(sky_temperature)
    _SPILLOVER.check(spillover)
    _GROUND.check(ground_temperature)
    sky, share, ground = broadcast(
        "antenna noise", sky_temperature=sky_temperature, spillover=spillover, ground_temperature=ground_temperature
    )
    return np.asarray((1.0 - share) * sky + share * ground)


def figure_of_merit_loss_db(
    attenuation_db: ArrayLike,
    *,
    clear_attenuation_db: ArrayLike,
    receiver_temperature: ArrayLike,
    spillover: ArrayLike = 0.0,
    ground_temperature: ArrayLike = 290.0,
    radiating_temperature: ArrayLike = RAIN_RADIATING_TEMPERATURE,
) -> NDArray[np.float64]:
    """How far G/T falls when the atmosphere takes more than in clear sky, on top of the attenuation itself.

    Args:
        attenuation_db: of the atmosphere now, without scintillation, dB, any shape.
        clear_attenuation_db: in clear sky, dB, broadcasts.
        receiver_temperature: of everything behind the antenna's terminals, K, broadcasts.
        spillover: share of the pattern on the ground, broadcasts.
        ground_temperature: K, broadcasts.
        radiating_temperature: mean radiating temperature, K, broadcasts.

    Returns:
        Loss, dB, of the broadcast shape; negative where the sky is clearer than the clear sky given.

    Raises:
        ModelRangeError: a negative attenuation or temperature, a share outside 0 to 1, or not finite.
        ShapeError: the shapes do not broadcast.
        InputError: not numbers.

    Source:
        ITU-R P.618-14, section 3, with G/T = gain over antenna plus receiver temperature.
    """
    _CLEAR.check(clear_attenuation_db)
    _RECEIVER.check(receiver_temperature)
    now, clear, receiver, share, ground, radiating = broadcast(
        _MODEL,
        attenuation_db=attenuation_db,
        clear_attenuation_db=clear_attenuation_db,
        receiver_temperature=receiver_temperature,
        spillover=spillover,
        ground_temperature=ground_temperature,
        radiating_temperature=radiating_temperature,
    )
    systems = [
        receiver
        + antenna_noise_temperature(
            sky_noise_temperature(attenuation, radiating_temperature=radiating),
            spillover=share,
            ground_temperature=ground,
        )
        for attenuation in (now, clear)
    ]
    return np.asarray(10.0 * np.log10(systems[0] / systems[1]))
