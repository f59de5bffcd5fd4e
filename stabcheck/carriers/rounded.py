"""Rounded floats: every operation and every constant rounded to one format.

float32 and float64 run NumPy's own kernels in that type.  The narrower formats run the float32
kernel and round its result once to the format, as hardware and libraries do.  Sums go from left
to right and are rounded at every step, or accumulated in float32 and rounded once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, Self

import numpy as np

from stabcheck.carriers.batch import Batch, deleted_by_row, taken_by_row, whole_batch
from stabcheck.carriers.extended import correctly_rounded
from stabcheck.carriers.protocol import Condition, Position, aligned
from stabcheck.carriers.summation import sum_in_order
from stabcheck.exact import Exact, exact
from stabcheck.formats import Format, find_format

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from stabcheck.carriers.operations import Operation

__all__ = ["Accumulate", "Arithmetic", "Rounded", "run_rounded"]

#: How sums add up: rounded at every step in the format, or kept in float32 until the end.
Accumulate = Literal["same", "float32"]

#: The bits of a float32 that hold its exponent.
_EXPONENT_OF_FLOAT32 = np.int32(0x7F80_0000)

#: Exponents for which NumPy's ``**`` on arrays calls another kernel than ``power``.
_POWER_KERNELS: dict[float, np.ufunc] = {2.0: np.square, 0.5: np.sqrt}


@dataclass(frozen=True)
class Arithmetic:
    """How floats are computed with.

    ``accumulate`` says whether sums and matrix products are rounded at every step in the format
    (``"same"``) or kept in float32 until the end (``"float32"``, without effect on formats that
    are as wide).  ``ideal`` rounds every elementwise operation correctly, through Arb, instead of
    running NumPy's kernels; it is slow, and meant for a handful of points.
    """

    format: Format
    accumulate: Accumulate = "same"
    ideal: bool = False

    @property
    def working_dtype(self) -> np.dtype[Any]:
        """The type whose kernels run: the format's own, float32 for the narrower ones."""
        return self.format.dtype if self.format.bits >= 32 else np.dtype(np.float32)

    @property
    def summation(self) -> str:
        """How sums add up, in words."""
        if self.accumulating is self:
            return "left to right, rounded at every step"
        return "left to right in float32, rounded once"

    @property
    def accumulating(self) -> Arithmetic:
        """The arithmetic that sums run in."""
        if self.accumulate == "same" or self.format.bits >= 32:
            return self
        return replace(self, format=find_format("float32"), accumulate="same")


class Rounded(Batch):
    """A batch of floats of one format; ``data`` holds them in the arithmetic's working type."""

    def __init__(self, data: NDArray[Any], arithmetic: Arithmetic) -> None:
        self.data = data
        self.arithmetic = arithmetic

    @property
    def stored(self) -> NDArray[Any]:
        """The floats, in the working type."""
        return self.data

    def round_to(self, results: NDArray[Any], arithmetic: Arithmetic | None = None) -> Self:
        """Results of a kernel rounded to the format, of this arithmetic unless told otherwise."""
        target = arithmetic or self.arithmetic
        if target.format.dtype == np.float16 and results.dtype == np.float32:
            return type(self)(_rounded_in_float32(results, target.format), target)
        if target.format.bits < 32:
            results = results.astype(target.format.dtype)
        return type(self)(results.astype(target.working_dtype, copy=False), target)

    def constant(self, value: Any) -> Self:
        """The one float nearest to an exact constant; inf and NaN stay what they are."""
        if isinstance(value, float) and not np.isfinite(value):
            return self.round_to(np.array([value], self.arithmetic.working_dtype))
        nearest = _nearest(exact(value), self.arithmetic.format.name)
        return self.round_to(np.array([nearest]))

    def operate(self, row: Operation, *operands: Self) -> Self:
        """The kernel of the working type, and one rounding to the format."""
        arrays = aligned(*(operand.data for operand in operands))
        if self.arithmetic.ideal:
            return self.round_to(correctly_rounded(row, arrays, self.arithmetic.format))
        kernel: Callable[..., Any] = row.kernel
        if row.name == "power" and arrays[1].size == 1 and arrays[1].flat[0] in _POWER_KERNELS:
            kernel, arrays = _POWER_KERNELS[arrays[1].flat[0]], arrays[:1]
        return self.round_to(kernel(*arrays))

    def compare(self, name: str, left: Self, right: Self) -> Condition:
        """A comparison of floats is always decided; with NaN only ``not_equal`` holds."""
        holds = getattr(np, name)(*aligned(left.data, right.data))
        return Condition(holds, ~holds, self)

    def select(self, condition: Condition, chosen: Self, other: Self) -> Self:
        """``numpy.where``; nothing is rounded."""
        return type(self)(
            np.where(*aligned(condition.holds, chosen.data, other.data)), self.arithmetic
        )

    def reduce(self, name: str) -> Self:
        """Sums from left to right; ``max`` and ``min`` as NumPy does, NaN included."""
        if name != "sum":
            return type(self)(getattr(np, name)(self.data, axis=-1), self.arithmetic)
        inner = self.round_to(self.data, self.arithmetic.accumulating)
        if self.data.shape[-1] == 0:
            return type(self)(np.zeros(self.data.shape[:-1], self.data.dtype), self.arithmetic)
        total = inner.rearranged(lambda a: a[..., 0])
        for k in range(1, self.data.shape[-1]):
            total = total.round_to(total.data + inner.data[..., k])
        return self.round_to(total.data)

    def sum_of(self, places: NDArray[np.intp], without: Position | None) -> Self:
        """From left to right, every repetition of a column added by itself."""
        inner = self.round_to(self.data, self.arithmetic.accumulating)
        left_out = None
        if without is not None:
            left_out = np.unique(places, return_index=True)[1][without.index]
        columns = inner.data.astype(inner.arithmetic.format.dtype, copy=False)
        return self.round_to(sum_in_order(columns, places, left_out))

    def matmul(self, left: Self, right: Self) -> Self:
        """Products and their sum in the accumulating arithmetic, then one rounding."""
        inner = self.arithmetic.accumulating
        wide = self.round_to(left.data, inner), self.round_to(right.data, inner)
        return self.round_to(super().matmul(*wide).data)

    def argmax(self) -> Position:
        """NumPy's: the first NaN if there is one."""
        index = np.argmax(self.data, axis=1)
        return Position(index, np.ones(index.shape, dtype=bool))

    def rearranged(self, move: Callable[[Any], Any]) -> Self:
        """The same floats elsewhere."""
        return type(self)(move(self.data), self.arithmetic)

    def taken(self, position: Position) -> Self:
        """The entry at a position of each row."""
        return self.rearranged(lambda a: taken_by_row(a, position.index))

    def deleted(self, position: Position) -> Self:
        """Each row without the entry at its position."""
        return self.rearranged(lambda a: deleted_by_row(a, position.index))

    def joined(self, values: list[Self]) -> Self:
        """Joined along the first logical axis."""
        return type(self)(np.concatenate([value.data for value in values], axis=1), self.arithmetic)

    def classify(self, predicate: np.ufunc) -> Condition:
        """``isnan``, ``isinf``, ``isfinite``."""
        holds = predicate(self.data)
        return Condition(holds, ~holds, self)


def _rounded_in_float32(results: NDArray[Any], fmt: Format) -> NDArray[Any]:
    """Results rounded to a narrower format without leaving float32: quicker than there and back.

    Added to ``anchor``, whose last place is the spacing of the format at a result, float32 keeps
    multiples of that spacing only; what is left is the nearest, ties to even.
    """
    powers = results.view(np.int32) & _EXPONENT_OF_FLOAT32
    lowest, highest = (np.float32(2.0**e).view(np.int32) for e in (fmt.emin, fmt.emax))
    np.maximum(powers, lowest, out=powers)
    np.minimum(powers, highest, out=powers)
    anchor = powers.view(np.float32)
    anchor *= np.float32(1.5 * 2.0 ** (24 - fmt.precision))
    rounded = results + anchor
    rounded -= anchor
    np.copysign(rounded, results, out=rounded)
    beyond = np.abs(rounded) > np.float32(fmt.largest)
    if beyond.any():
        rounded[beyond] = np.copysign(np.float32(np.inf), rounded[beyond])
    return rounded


@cache
def _nearest(constant: Exact, format_name: str) -> Any:
    return find_format(format_name).round_exact(constant)


def run_rounded(
    function: Callable[..., Any], arguments: Sequence[Any], arithmetic: Arithmetic
) -> NDArray[Any]:
    """Run ``function`` on a batch of floats, in ``arithmetic``.

    Each argument is an array (B, *shape) of the format's dtype (float64 is rounded to it first);
    the result is (B, *shape of the function's value), of the same dtype.
    """
    target = arithmetic.format
    given = [np.asarray(argument) for argument in arguments]
    floats = [a if a.dtype == target.dtype else target.nearest(a) for a in given]
    with np.errstate(all="ignore"):  # overflow and NaN are results here, not accidents
        values = [
            Rounded(a.astype(arithmetic.working_dtype, copy=False), arithmetic) for a in floats
        ]
        result = whole_batch(values, function(*values)).data
    return np.asarray(result.astype(target.dtype, copy=False))
