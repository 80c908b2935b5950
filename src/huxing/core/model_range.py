"""The range a model is stated for, and arrays that go into it together: refused with the model's name, never a NaN."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from huxing.core.errors import InputError, ModelRangeError, ShapeError


@dataclass(frozen=True)
class ModelRange:
    """Where a model holds for one of its quantities.

    Attributes:
        model: the model with its clause, 'ITU-R P.618-13, 2.2.1.1'.
        quantity: the argument's name in words, 'frequency'.
        low, high: bounds in SI units (radians, Hz, fractions).
        unit: the unit that messages show, 'GHz'.
        per_unit: SI units in one shown unit, 1e9.
        open_low, open_high: whether the bound itself is outside.
        physical: a bound of nature or of the definition (an elevation below the horizon, a negative bandwidth), beyond
            which there is nothing to extrapolate.
    """

    model: str
    quantity: str
    low: float
    high: float
    unit: str = "1"
    per_unit: float = 1.0
    open_low: bool = False
    open_high: bool = False
    physical: bool = False

    def check(self, values: ArrayLike, *, extrapolate: bool | None = None) -> tuple[str, ...]:
        """Refuse values outside, or say that they are.

        Args:
            values: any shape, SI units.
            extrapolate: whether values outside may pass, marked; not for a physical bound, nor for what is no number.
                None where the caller does not offer it, so that the message does not either.

        Returns:
            Marks for the result: empty where all values are inside, else one sentence.

        Raises:
            ModelRangeError: a value outside, or not finite.
            InputError: not numbers.

        Source:
            The model's own statement, named in `model`.
        """
        array = numbers(values, self.quantity)
        outside = ~self._inside(array)
        if not outside.any():
            return ()
        worst = self._worst(array[outside])
        text = f"{self.model}: {self.quantity} {self._shown(worst)} is outside {self.text()}"
        if extrapolate and not self.physical and np.isfinite(array).all():
            return (text,)
        offered = extrapolate is not None and not self.physical and math.isfinite(worst)
        remedy = ", or extrapolate=True for a marked result" if offered else ""
        raise ModelRangeError(
            f"{text}; give a value inside{remedy}",
            model=self.model,
            quantity=self.quantity,
            value=worst / self.per_unit,
            low=self.low / self.per_unit,
            high=self.high / self.per_unit,
            unit=self.unit,
        )

    def single(self, value: ArrayLike) -> float:
        """One value inside.

        Args:
            value: SI units.

        Returns:
            The value.

        Raises:
            ShapeError: an array with axes.
            ModelRangeError: outside, or not finite.
            InputError: not a number.

        Source:
            As `check`.
        """
        array = numbers(value, self.quantity)
        if array.ndim:
            raise ShapeError(f"{self.model}: {self.quantity} has shape {array.shape}; give one value")
        self.check(array)
        return float(array)

    def whole(self, value: ArrayLike) -> int:
        """One whole number inside.

        Args:
            value: of any numeric type, 4.0 too.

        Returns:
            The number.

        Raises:
            ShapeError: an array with axes.
            ModelRangeError: outside, or not finite.
            InputError: a fraction, or not a number.

        Source:
            As `check`.
        """
        number = self.single(value)
        if not number.is_integer():
            raise InputError(f"{self.model}: {self.quantity} {number:.9g} is not a whole number", given=value)
        return int(number)

    def text(self) -> str:
        """The range in words, '1 to 350 GHz'."""
        unit = "" if self.unit == "1" else f" {self.unit}"
        low, high = self.low / self.per_unit, self.high / self.per_unit
        if math.isinf(low) and math.isinf(high):
            return "the finite numbers"
        if math.isinf(high):
            return f"{'above' if self.open_low else 'at least'} {low:.9g}{unit}"
        if math.isinf(low):
            return f"{'below' if self.open_high else 'at most'} {high:.9g}{unit}"
        ends = [end for end, is_open in ((low, self.open_low), (high, self.open_high)) if is_open]
        without = f" (without {' and '.join(f'{end:.9g}' for end in ends)})" if ends else ""
        return f"{low:.9g} to {high:.9g}{unit}{without}"

    def _inside(self, array: NDArray[np.float64]) -> NDArray[np.bool_]:
        above = array > self.low if self.open_low else array >= self.low
        below = array < self.high if self.open_high else array <= self.high
        return np.asarray(above & below & np.isfinite(array))

    def _worst(self, outside: NDArray[np.float64]) -> float:
        strange = outside[~np.isfinite(outside)]
        if strange.size:
            return float(strange[0])
        return float(outside[np.argmax(np.maximum(self.low - outside, outside - self.high))])

    def _shown(self, value: float) -> str:
        return f"{value / self.per_unit:.9g}" + ("" if self.unit == "1" else f" {self.unit}")


def numbers(values: ArrayLike, quantity: str) -> NDArray[np.float64]:
    """An argument as float64.

    Args:
        values: any shape.
        quantity: its name in words.

    Returns:
        The array, of the same shape.

    Raises:
        InputError: not numbers (text, None, complex, ragged lists, masked cells).

    Source:
        None: a definition.
    """
    try:
        array = np.asarray(values)
        if array.dtype.kind not in "fiu" or np.ma.is_masked(values):
            raise ValueError
        return array.astype(np.float64, copy=False)
    except ValueError as error:
        shown = " ".join(repr(values).split())
        raise InputError(f"{quantity}: {shown:.80} is not a number or an array of numbers", given=values) from error


def read_only(array: ArrayLike) -> NDArray[np.float64]:
    """A view that cannot be written, for arrays that many callers share.

    Args:
        array: of float64 already, any shape.

    Returns:
        The view.

    Raises:
        Nothing of its own.

    Source:
        None: a definition.
    """
    view = np.asarray(array, np.float64).view()
    view.flags.writeable = False
    return view


def broadcast(model: str, **arguments: ArrayLike) -> tuple[NDArray[np.float64], ...]:
    """Arguments as float64 arrays of one common shape.

    Args:
        model: who uses them together, for the message.
        arguments: by name, any shapes that broadcast.

    Returns:
        Read-only views of the common shape, in the order given.

    Raises:
        ShapeError: the shapes do not broadcast.
        InputError: not numbers.

    Source:
        numpy's broadcasting rules.
    """
    arrays = [numbers(value, name.replace("_", " ")) for name, value in arguments.items()]
    try:
        shape = np.broadcast_shapes(*(array.shape for array in arrays))
    except ValueError as error:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in zip(arguments, arrays, strict=True))
        raise ShapeError(f"{model}: these shapes do not broadcast: {shapes}; give equal shapes or add axes") from error
    return tuple(np.broadcast_to(array, shape) for array in arrays)
