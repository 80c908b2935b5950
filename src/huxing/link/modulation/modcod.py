"""MODCODs: a modulation with a code, what it carries and what it needs; and sets of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from huxing.core.errors import CatalogueError, InputError
from huxing.core.model_range import ModelRange, read_only
from huxing.link.modulation.choice_kernel import Ladder, ladder
from huxing.link.modulation.shannon import gap_to_shannon_db
from huxing.link.ratios import BitEnergyToNoise, SymbolEnergyToNoise


@dataclass(frozen=True, eq=False)
class Modcod:
    """A modulation with a code.

    Attributes:
        name: 'QPSK 1/4', 'MCS 12'.
        standard: 'DVB-S2', 'DVB-S2X', 'NR MCS table 1'.
        modulation: 'QPSK', '16APSK'.
        bits_per_symbol: coded bits that a symbol carries.
        code_rate: nominal rate of the code.
        spectral_efficiency: bits of information per symbol, framing of the standard counted.
        es_over_n0: least Es/N0 of an ideal demodulator, a single value.
        basis: where that Es/N0 is from: a table of a standard, or 'model: ...'.
    """

    name: str
    standard: str
    modulation: str
    bits_per_symbol: int
    code_rate: Fraction
    spectral_efficiency: float
    es_over_n0: SymbolEnergyToNoise
    basis: str

    def __post_init__(self) -> None:
        model = f"MODCOD {self.name}"
        ModelRange(model, "spectral efficiency", 0.0, 300.0, "bit/symbol", open_low=True, physical=True).single(
            self.spectral_efficiency
        )
        threshold = SymbolEnergyToNoise.require(self.es_over_n0).db
        ModelRange(model, "least Es/N0", -np.inf, np.inf, "dB", physical=True).single(threshold)

    @property
    def eb_over_n0(self) -> BitEnergyToNoise:
        """Least Eb/N0: Es/N0 less 10 log10 of the spectral efficiency, never the Es/N0 column itself."""
        return self.es_over_n0.per_bit(self.spectral_efficiency)

    @property
    def gap_db(self) -> float:
        """How far the Es/N0 is over Shannon's bound at this spectral efficiency."""
        return float(gap_to_shannon_db(self.es_over_n0, self.spectral_efficiency))


@dataclass(frozen=True, eq=False)
class ModcodSet:
    """MODCODs that a link may choose from, in the order of their table.

    Attributes:
        modcods: at least one, each name once.
    """

    modcods: tuple[Modcod, ...]

    def __post_init__(self) -> None:
        names = [modcod.name for modcod in self.modcods]
        if not names:
            raise InputError("a set of MODCODs needs at least one", given=names)
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise InputError(f"MODCODs named twice in one set: {', '.join(twice)}", given=names)

    def __len__(self) -> int:
        return len(self.modcods)

    def __iter__(self) -> Iterator[Modcod]:
        return iter(self.modcods)

    def __getitem__(self, key: int | str) -> Modcod:
        if not isinstance(key, str):
            return self.modcods[key]
        self._require_known([key], self.names, "MODCOD")
        return self.modcods[self.names.index(key)]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Of the MODCODs."""
        return tuple(modcod.name for modcod in self.modcods)

    @cached_property
    def es_over_n0(self) -> SymbolEnergyToNoise:
        """Least Es/N0 of each, shape `(modcod,)`."""
        return SymbolEnergyToNoise(np.array([float(modcod.es_over_n0.db) for modcod in self.modcods]))

    @cached_property
    def spectral_efficiency(self) -> NDArray[np.float64]:
        """Bits of information per symbol of each, shape `(modcod,)`."""
        return read_only([modcod.spectral_efficiency for modcod in self.modcods])

    def select(
        self,
        *,
        names: str | Collection[str] | None = None,
        standards: str | Collection[str] | None = None,
        modulations: str | Collection[str] | None = None,
    ) -> ModcodSet:
        """Those that meet every given condition.

        Args:
            names, standards, modulations: what to keep, one or several; None keeps all.

        Returns:
            The set, in the same order.

        Raises:
            CatalogueError: a name, standard or modulation that is not in this set.
            InputError: nothing is left.

        Source:
            None: a choice.
        """
        kept = list(self.modcods)
        for given, field in ((names, "name"), (standards, "standard"), (modulations, "modulation")):
            if given is not None:
                wanted = [given] if isinstance(given, str) else given
                self._require_known(wanted, [getattr(modcod, field) for modcod in self.modcods], field)
                kept = [modcod for modcod in kept if getattr(modcod, field) in wanted]
        return ModcodSet(tuple(kept))

    def envelope(self) -> ModcodSet:
        """Those that no other beats: none needs as little Es/N0 and carries as much.

        Returns:
            The set by rising Es/N0 and rising efficiency.

        Raises:
            Nothing of its own.

        Source:
            Pareto's definition, both strict in one of the two.
        """
        return ModcodSet(tuple(self.modcods[k] for k in self.ladder.position))

    @cached_property
    def ladder(self) -> Ladder:
        """The envelope as arrays, with an index into this set."""
        return ladder(self.es_over_n0.db, self.spectral_efficiency)

    @staticmethod
    def _require_known(wanted: Collection[str], known: Collection[str], field: str) -> None:
        missing = sorted(set(wanted) - set(known))
        if missing:
            raise CatalogueError(
                f"no {field} '{missing[0][:60]}' in this set; it has {', '.join(dict.fromkeys(known))}", given=missing
            )
