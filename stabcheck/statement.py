"""What a page states: arguments and their domains, equations, claims and their derivations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from stabcheck.exact import Exact, exact

__all__ = [
    "Argument",
    "Claim",
    "D",
    "Derivation",
    "Equation",
    "Expected",
    "Formula",
    "Given",
    "equation",
    "given",
    "index",
    "let",
    "matrix",
    "real",
    "size",
    "vector",
]

Formula = Callable[..., Any]
Expected = Literal["PROVED", "REFUTED", "UNDECIDED"]


# --- arguments ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Argument:
    """What a formula is a function of: a real, a vector, a matrix or an index.

    ``sizes`` names the index sets its axes range over (``("N",)`` for a vector): symbolic in a
    proof, concrete in a sweep.  ``indices`` are the names the author gives those indices in
    print.  ``above`` and ``below`` bound every entry strictly, ``at_least`` and ``at_most`` may be
    reached; None is no bound.
    """

    kind: Literal["real", "vector", "matrix", "index"]
    sizes: tuple[str, ...] = ()
    indices: tuple[str, ...] = ()
    above: Exact | None = None
    below: Exact | None = None
    at_least: Exact | None = None
    at_most: Exact | None = None

    @property
    def limits(self) -> tuple[tuple[str, Exact], ...]:
        """The bounds there are, each after the relation that every entry has to it."""
        bounds = {
            "greater": self.above,
            "greater_equal": self.at_least,
            "less": self.below,
            "less_equal": self.at_most,
        }
        return tuple((relation, bound) for relation, bound in bounds.items() if bound is not None)


def _bound(value: Exact | float | None) -> Exact | None:
    return None if value is None else exact(value)


def real(
    *,
    above: Exact | float | None = None,
    below: Exact | float | None = None,
    at_least: Exact | float | None = None,
    at_most: Exact | float | None = None,
) -> Argument:
    """A real number between the bounds given; ``at_least`` and ``at_most`` may be reached."""
    return Argument("real", (), (), *map(_bound, (above, below, at_least, at_most)))


def vector(
    size: str = "N",
    index: str = "i",
    *,
    above: Exact | float | None = None,
    below: Exact | float | None = None,
    at_least: Exact | float | None = None,
    at_most: Exact | float | None = None,
) -> Argument:
    """A vector of ``size`` ≥ 1 reals within the bounds; ``index`` names its index in print."""
    bounds = map(_bound, (above, below, at_least, at_most))
    return Argument("vector", (size,), (index,), *bounds)


def matrix(rows: str, columns: str, row_index: str = "j", column_index: str = "d") -> Argument:
    """A ``rows`` × ``columns`` matrix of reals."""
    return Argument("matrix", (rows, columns), (row_index, column_index))


def index(size: str = "N") -> Argument:
    """A free index into the set of ``size`` elements: the claim holds for every one of them."""
    return Argument("index", (size,))


# --- equations and derivations --------------------------------------------------------------


@dataclass(frozen=True)
class Equation:
    """``lhs = rhs``, both values of one carrier; arrays are equal entry by entry."""

    lhs: Any
    rhs: Any


@dataclass(frozen=True)
class Given:
    """A hypothesis under which the steps that follow it in a derivation are claimed."""

    condition: Any


def equation(lhs: Any, rhs: Any) -> Equation:
    """The statement that ``lhs`` equals ``rhs``."""
    return Equation(lhs, rhs)


def given(condition: Any) -> Given:
    """A hypothesis, such as ``given(x < 0)``, yielded before the steps it governs."""
    return Given(condition)


def size(vector: Any) -> Any:
    """The number of a vector's entries, as an exact constant: log(size(x)) is no float64.

    Of a symbol it is a symbol.
    """
    count = vector.size
    return exact(count) if isinstance(count, int) else count


def let(name: str, formula: Any) -> Any:
    """``formula`` under a short name: printed as the name, meaning the formula."""
    hook = getattr(formula, "__named__", None)
    return formula if hook is None else hook(name, (), "let")


def D(formula: Any, variable: Any) -> Any:
    """The partial derivative of ``formula`` in ``variable`` (a real, or one entry ``x[k]``).

    Only symbols can be differentiated; raises TypeError for other carriers.
    """
    hook = getattr(formula, "__derivative__", None)
    if hook is None:
        raise TypeError(f"D needs a symbolic formula, got {type(formula).__name__}")
    return hook(variable)


@dataclass(frozen=True)
class Derivation:
    """A chain of formulas, or a sequence of equations, each with the reason for the step.

    ``function`` is a generator of ``(formula or equation, reason)`` pairs and of `Given`
    hypotheses.  Neighbouring formulas are claimed equal; an equation is claimed by itself.
    """

    title: str
    function: Callable[..., Iterator[Any]]


@dataclass(eq=False)
class Claim:
    """An equality between formulas over a stated domain, and the verdict its author expects.

    ``conditions`` are the side conditions a proof is expected to report, in print (``C > 0``).
    ``given`` are hypotheses on the arguments besides their bounds: functions of the same arguments,
    each an inequality (``lambda x, y: x > y``).
    """

    name: str
    title: str
    function: Formula
    arguments: dict[str, Argument]
    expected: Expected = "PROVED"
    conditions: tuple[str, ...] = ()
    derivations: list[Derivation] = field(default_factory=list)
    given: tuple[Formula, ...] = ()

    def derivation(self, title: str = "derivation") -> Callable[[Formula], Formula]:
        """Decorator: a derivation of this claim, as a generator of its steps."""

        def register(function: Formula) -> Formula:
            self.derivations.append(Derivation(title, function))
            return function

        return register
