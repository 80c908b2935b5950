"""From antenna to bit rate: antennas, atmosphere, budgets, modulation and coding, phones, lasers, ships, capacity."""

from __future__ import annotations

__all__: list[str] = []
