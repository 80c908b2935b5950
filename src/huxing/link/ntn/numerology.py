"""Time units of NR: the basic unit T_c, slots and cyclic prefixes by subcarrier spacing."""

from __future__ import annotations

from numbers import Real

from huxing.core.errors import InputError

BASIC_TIME_UNIT = 1.0 / (480e3 * 4096)
"""T_c, s. Source: 3GPP TS 38.211, 4.1."""
KAPPA = 64
"""T_s over T_c. Source: 3GPP TS 38.211, 4.1."""
SUBCARRIER_SPACINGS = (15e3, 30e3, 60e3, 120e3, 240e3)
"""Hz. Source: 3GPP TS 38.211, table 4.2-1."""


def numerology(subcarrier_spacing: float) -> int:
    """The index mu of a subcarrier spacing, 15 kHz * 2^mu.

    Args:
        subcarrier_spacing: Hz.

    Returns:
        mu, 0 to 4.

    Raises:
        InputError: no spacing of NR.

    Source:
        3GPP TS 38.211, table 4.2-1.
    """
    if not isinstance(subcarrier_spacing, Real) or subcarrier_spacing not in SUBCARRIER_SPACINGS:
        known = ", ".join(f"{spacing / 1e3:g}" for spacing in SUBCARRIER_SPACINGS)
        raise InputError(
            f"NR: no subcarrier spacing of {subcarrier_spacing!r:.40} Hz; there are {known} kHz",
            given=subcarrier_spacing,
            accepted=SUBCARRIER_SPACINGS,
        )
    return SUBCARRIER_SPACINGS.index(float(subcarrier_spacing))


def slot_duration(subcarrier_spacing: float) -> float:
    """Duration of a slot of 14 symbols.

    Args:
        subcarrier_spacing: Hz.

    Returns:
        Duration, s.

    Raises:
        InputError: no spacing of NR.

    Source:
        3GPP TS 38.211, table 4.3.2-1: 2^mu slots in a subframe of 1 ms.
    """
    return 1e-3 / float(2 ** numerology(subcarrier_spacing))


def cyclic_prefix(subcarrier_spacing: float) -> float:
    """Duration of the normal cyclic prefix, but for the longer one of every half subframe's first symbol.

    Args:
        subcarrier_spacing: Hz.

    Returns:
        Duration, s: 4.69 us at 15 kHz.

    Raises:
        InputError: no spacing of NR.

    Source:
        3GPP TS 38.211, 5.3.1: 144 kappa 2^-mu T_c.
    """
    return 144.0 * KAPPA * BASIC_TIME_UNIT / float(2 ** numerology(subcarrier_spacing))
