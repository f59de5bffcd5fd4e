"""What the rules of where formulas are defined have to refuse: unsound if they did not."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from kernel_terms import (
    AT,
    BOTH,
    REST,
    SLOPE,
    XI,
    A,
    N,
    U,
    X,
    Y,
    away_from_both,
    entry,
    minus,
    over,
    suppose,
)

from stabcheck.carriers.term import (
    ONE,
    ZERO,
    Index,
    Term,
    place_of_maximum,
    rational,
)
from stabcheck.proof import kernel
from stabcheck.proof.kernel.formulas import (
    nonnegative,
    nonzero,
    positive,
)

DEFINED: dict[str, Callable[[], Any]] = {
    "defined: a divisor that may be 0": lambda: kernel.defined(over(ONE, X), frozenset(), []),
    "defined: log of what may be 0": lambda: kernel.defined(
        Term("log", X), frozenset({nonnegative(X)}), [suppose(nonnegative(X))]
    ),
    "defined: a lemma that supposes more": lambda: kernel.defined(
        over(ONE, X), frozenset(), [suppose(nonzero(X))]
    ),
    "defined: a hypothesis about the index": lambda: kernel.defined(
        Term("sum", AT, over(ONE, XI)), frozenset({nonzero(XI)}), [suppose(nonzero(XI))]
    ),
    "defined: a hypothesis about the index of a block": lambda: kernel.defined(
        Term("blocks", U, A, over(ONE, entry(A)), None, ONE),
        frozenset({nonzero(entry(A))}),
        [suppose(nonzero(entry(A)))],
    ),
    "defined: the maximum of nothing": lambda: kernel.defined(
        Term("max", REST, entry(REST)), frozenset(), []
    ),
    "defined: the place of the maximum of nothing": lambda: kernel.defined(
        entry(place_of_maximum(REST, entry(REST))), frozenset(), []
    ),
    "defined: the place of a maximum of what is not": lambda: kernel.defined(
        entry(place_of_maximum(AT, Term("log", XI))), frozenset(), []
    ),
    "defined: a set less such a place": lambda: kernel.defined(
        Term("sum", Index("r", N.without(place_of_maximum(AT, over(ONE, XI))), 12), ONE),
        frozenset(),
        [],
    ),
    "defined: the branch that is taken": lambda: kernel.defined(
        Term("where", Term("greater", X, ZERO), ONE, over(ONE, X)),
        frozenset(),
        [kernel.combination(nonzero(X), [(1, suppose(positive(minus(X, ZERO))))])],
    ),
    "defined: a derivative that need not exist": lambda: kernel.defined(SLOPE, frozenset(), []),
    "defined: a broken power of what may be negative": lambda: kernel.defined(
        Term("power", X, rational(Fraction(1, 2))), frozenset(), []
    ),
    "defined: a broken power over what may be 0": lambda: kernel.defined(
        Term("power", X, rational(Fraction(-1, 2))),
        frozenset({nonnegative(X)}),
        [suppose(nonnegative(X))],
    ),
    "defined: a negative power of what may be 0": lambda: kernel.defined(
        Term("power", X, rational(-1)), frozenset(), []
    ),
    "defined: a condition that is not": lambda: kernel.defined(
        Term("where", Term("greater", over(ONE, X), ZERO), ONE, ONE), frozenset(), []
    ),
    "defined: where a condition does not hold": lambda: kernel.defined(
        Term("where", Term("not", BOTH[0]), over(ONE, X), ONE),
        frozenset(),
        [kernel.combination(nonzero(X), [(1, suppose(positive(minus(X, ZERO))))])],
    ),
    "defined: where one of two conditions does not hold": lambda: kernel.defined(
        Term("where", Term("and", *BOTH), ONE, over(ONE, minus(minus(ONE, X), Y))),
        frozenset(),
        [away_from_both()],
    ),
    "defined: a power with a variable exponent": lambda: kernel.defined(
        Term("power", X, Y), frozenset({nonnegative(X)}), [suppose(nonnegative(X))]
    ),
    "needs: of another formula": lambda: kernel.needs(X, suppose(Term("defined", over(ONE, X)))),
}
