"""Jets: a number with its gradient, in mpmath; the tests' own carrier, independent of all others.

NumPy runs a formula on object arrays of jets by calling their methods, so that claims with
derivatives are evaluated as they stand on the page (forward-mode differentiation; Griewank &
Walther, *Evaluating Derivatives*, 2nd ed., chapter 3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from mpmath import mp, mpf

from stabcheck.error_function import ERF, ERFC
from stabcheck.exact import Exact

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from stabcheck.quantity import Argument

__all__ = ["DIGITS", "Jet", "constant", "draw", "is_inside", "jets", "numbers"]

DIGITS = 60
mp.dps = DIGITS


class Jet:
    """A value, and its partial derivatives by the seeds of the variables it depends on."""

    def __init__(self, value: Any, gradient: dict[int, Any] | None = None, seed: int = -1) -> None:
        self.value = mpf(value.item() if isinstance(value, np.generic) else value)
        self.gradient = gradient or {}
        self.seed = seed

    @classmethod
    def variable(cls, value: Any, seed: int) -> Jet:
        """An independent variable."""
        return cls(value, {seed: mpf(1)}, seed)

    def _then(self, value: Any, slope: Any) -> Jet:
        return Jet(value, {seed: slope * part for seed, part in self.gradient.items()})

    def __array_function__(
        self, function: Any, _types: Any, arguments: Any, keywords: dict[str, Any]
    ) -> Any:
        """NumPy's functions of jets return jets: numpy.where makes arrays without axes of them."""
        found = function._implementation(*arguments, **keywords)
        return found.item() if isinstance(found, np.ndarray) and not found.ndim else found

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **keywords: Any) -> Any:
        """NumPy calls methods of objects, but the error function is none of its own."""
        if ufunc in (np.isfinite, np.isnan, np.isinf):
            return bool(getattr(mp, ufunc.__name__)(inputs[0].value))
        if ufunc in (ERF, ERFC):
            (jet,) = inputs
            value, sign = (mp.erf, 1) if ufunc is ERF else (mp.erfc, -1)
            return jet._then(value(jet.value), sign * 2 / mp.sqrt(mp.pi) * mp.exp(-(jet.value**2)))
        objects = [np.array(_jet(x)) if isinstance(x, Jet | Exact) else x for x in inputs]
        return getattr(ufunc, method)(*objects, **keywords)

    def __derivative__(self, variable: Jet) -> Jet:
        return Jet(self.gradient.get(variable.seed, 0))

    def __add__(self, other: Any) -> Any:
        if np.ndim(other):
            return NotImplemented  # NumPy goes through the array entry by entry
        right = _jet(other)
        seeds = self.gradient.keys() | right.gradient.keys()
        gradient = {s: self.gradient.get(s, 0) + right.gradient.get(s, 0) for s in seeds}
        return Jet(self.value + right.value, gradient)

    def __mul__(self, other: Any) -> Any:
        if np.ndim(other):
            return NotImplemented
        right = _jet(other)
        return self._then(self.value * right.value, right.value) + right._then(0, self.value)

    def __neg__(self) -> Jet:
        return self._then(-self.value, -1)

    def __sub__(self, other: Any) -> Any:
        return self + -other

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __truediv__(self, other: Any) -> Any:
        if np.ndim(other):
            return NotImplemented
        right = _jet(other)
        if right.value == 0:
            return Jet(mp.nan)
        return self * right._then(1 / right.value, -1 / right.value**2)

    def __rtruediv__(self, other: Any) -> Any:
        return _jet(other) / self

    def __pow__(self, power: Any) -> Jet:
        if not isinstance(power, int):
            return (power * self.log()).exp()
        return self._then(self.value**power, power * self.value ** (power - 1))

    __radd__ = __add__
    __rmul__ = __mul__

    def __abs__(self) -> Jet:
        return -self if self.value < 0 else self

    def __eq__(self, other: object) -> bool:
        return bool(self.value == _jet(other).value)

    __hash__ = None

    def __lt__(self, other: Any) -> bool:
        return bool(self.value < _jet(other).value)

    def __le__(self, other: Any) -> bool:
        return bool(self.value <= _jet(other).value)

    def __gt__(self, other: Any) -> bool:
        return bool(self.value > _jet(other).value)

    def __ge__(self, other: Any) -> bool:
        return bool(self.value >= _jet(other).value)

    # the names by which NumPy calls elementary functions of objects

    def exp(self) -> Jet:
        """Exponential."""
        return self._then(mp.exp(self.value), mp.exp(self.value))

    def log(self) -> Jet:
        """Natural logarithm; nan where there is none, as in the branch not taken."""
        if self.value <= 0:
            return Jet(mp.nan)
        return self._then(mp.log(self.value), 1 / self.value)

    def expm1(self) -> Jet:
        """e^x − 1."""
        return self._then(mp.expm1(self.value), mp.exp(self.value))

    def log1p(self) -> Jet:
        """log(1 + x)."""
        return (1 + self).log()

    def sqrt(self) -> Jet:
        """Square root; nan of negative numbers, and without a slope at 0."""
        if self.value < 0:
            return Jet(mp.nan)
        root = mp.sqrt(self.value)
        return self._then(root, 1 / (2 * root) if root else mp.nan)

    def hypot(self, other: Any) -> Jet:
        """The length of (self, other)."""
        other = _jet(other)
        return (self * self + other * other).sqrt()

    def tanh(self) -> Jet:
        """Hyperbolic tangent."""
        return self._then(mp.tanh(self.value), 1 - mp.tanh(self.value) ** 2)

    def sinh(self) -> Jet:
        """Hyperbolic sine."""
        return self._then(mp.sinh(self.value), mp.cosh(self.value))

    def cosh(self) -> Jet:
        """Hyperbolic cosine."""
        return self._then(mp.cosh(self.value), mp.sinh(self.value))


def _jet(value: Any) -> Jet:
    if isinstance(value, np.ndarray):  # numpy.where of scalars returns arrays without axes
        value = value.item()
    if isinstance(value, Exact):
        return Jet(constant(value))
    return value if isinstance(value, Jet) else Jet(value)


def constant(value: Exact) -> Any:
    """An exact constant as an mpmath number."""
    return value.fold(_leaf, _apply)


def _leaf(_name: str, fraction: Any) -> Any:
    return mp.pi() if fraction is None else mpf(fraction.numerator) / fraction.denominator


def _apply(name: str, values: list[Any]) -> Any:
    table: dict[str, Callable[..., Any]] = {
        "add": lambda a, b: a + b,
        "subtract": lambda a, b: a - b,
        "multiply": lambda a, b: a * b,
        "divide": lambda a, b: a / b,
        "power": lambda a, b: a**b,
        "negative": lambda a: -a,
        "exp": mp.exp,
        "log": mp.log,
        "sqrt": mp.sqrt,
        "tanh": mp.tanh,
        "erf": mp.erf,
        "erfc": mp.erfc,
    }
    return table[name](*values)


def draw(
    arguments: dict[str, Argument],
    generator: np.random.Generator,
    given: Sequence[Callable[..., Any]] = (),
) -> list[Any]:
    """A random point: jets for reals, object arrays of jets for vectors and matrices, indices.

    It lies inside the arguments' bounds, and satisfies what is ``given`` of them.
    """
    while True:
        point = _drawn(arguments, generator)
        if all(condition(*point) for condition in given):
            return point


def is_inside(
    arguments: dict[str, Argument], given: Sequence[Callable[..., Any]], point: list[Any]
) -> bool:
    """Whether a point lies inside the arguments' bounds and satisfies what is given."""
    within = [
        np.all(getattr(np, relation)(entry, Jet(constant(bound))))
        for entry, argument in zip(point, arguments.values(), strict=True)
        for relation, bound in argument.limits
    ]
    return all(within) and all(condition(*point) for condition in given)


def _drawn(arguments: dict[str, Argument], generator: np.random.Generator) -> list[Any]:
    names = dict.fromkeys(size for argument in arguments.values() for size in argument.sizes)
    sizes = {size: int(generator.integers(1, 5)) for size in names}
    made: list[Any] = []
    seeds = iter(range(10**6))
    for argument in arguments.values():
        if argument.kind == "index":
            made.append(int(generator.integers(sizes[argument.sizes[0]])))
            continue
        shape = tuple(sizes[size] for size in argument.sizes)
        values = generator.uniform(*_ends(argument), size=shape)
        jets = np.empty(shape, dtype=object)
        for place in np.ndindex(shape):
            jets[place] = Jet.variable(values[place], next(seeds))
        made.append(jets if shape else jets.item())
    return made


def _ends(argument: Argument) -> tuple[float, float]:
    """Between what to draw: 3 either way from 0, or from the one bound there is."""
    limits = {relation: float(numbers(bound)[0]) for relation, bound in argument.limits}
    low, high = (
        next((limit for name, limit in limits.items() if name.startswith(relation)), None)
        for relation in ("greater", "less")
    )
    if low is None:
        low = -3.0 if high is None else high - 3
    return low, low + 3 + (3 if not limits else 0) if high is None else high


def jets(formula: Any) -> list[Jet]:
    """A formula's entries; a constant has no gradient."""
    return [_jet(entry) for entry in np.ravel(np.asarray(formula, dtype=object))]


def numbers(formula: Any) -> list[Any]:
    """The values of a formula's entries, as mpmath numbers."""
    return [entry.value for entry in jets(formula)]
