"""What the rules of logic and arithmetic have to refuse: unsound if they did not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kernel_terms import (
    BOTH,
    JUMP,
    SQUARE_ROOT,
    TRUE,
    TWO,
    X,
    Y,
    exp,
    forked,
    minus,
    over,
    ring,
    suppose,
    times,
)

from stabcheck.carriers.term import (
    ONE,
    ZERO,
    Term,
    rational,
)
from stabcheck.proof import kernel
from stabcheck.proof.kernel.formulas import (
    FALSE,
    equal,
    nonnegative,
    nonzero,
    positive,
)

ARITHMETIC: dict[str, Callable[[], Any]] = {
    "assume what is no proposition": lambda: suppose(X),
    "cases: another claim in each": lambda: kernel.cases(
        X, suppose(positive(X)), suppose(positive(Y)), strict=True
    ),
    "ex_falso: what is no proposition": lambda: kernel.ex_falso(suppose(FALSE), X),
    "ex_falso from what is not absurd": lambda: kernel.ex_falso(suppose(positive(X)), FALSE),
    "combination: what is not equal": lambda: ring(X, Y),
    "combination: x/x = 1 without x ≠ 0": lambda: ring(over(X, X), ONE),
    "combination: x/x = 1 where x ≥ 0": lambda: ring(
        over(X, X), ONE, nonzero=[suppose(nonnegative(X))]
    ),
    "combination: x/x = 1 where y ≠ 0": lambda: ring(
        over(X, X), ONE, nonzero=[suppose(nonzero(Y))]
    ),
    "combination: e^(x/x) = e without x ≠ 0": lambda: ring(exp(over(X, X)), exp(ONE)),
    "combination: e^(x/x) = e where y ≠ 0": lambda: ring(
        exp(over(X, X)), exp(ONE), nonzero=[suppose(nonzero(Y))]
    ),
    "combination: e^(x/y) = e^x where y ≠ 0": lambda: ring(
        exp(over(X, Y)), exp(X), nonzero=[suppose(nonzero(Y))]
    ),
    "combination: an inequality turned": lambda: kernel.combination(
        positive(Term("negative", X)), [(-1, suppose(positive(X)))]
    ),
    "combination: an inequality turned behind a strict one": lambda: kernel.combination(
        positive(minus(X, Y)), [(1, suppose(positive(X))), (-1, suppose(positive(Y)))]
    ),
    "combination: an inequality times a variable": lambda: kernel.combination(
        positive(times(X, Y)), [(Y, suppose(positive(X)))]
    ),
    "combination: > from ≥": lambda: kernel.combination(
        positive(X), [(1, suppose(nonnegative(X)))]
    ),
    "combination: ≠ from ≥": lambda: kernel.combination(nonzero(X), [(1, suppose(nonnegative(X)))]),
    "combination: > from ≠": lambda: kernel.combination(positive(X), [(1, suppose(nonzero(X)))]),
    "combination: x + y ≠ 0 from x ≠ 0 and y ≠ 0": lambda: kernel.combination(
        nonzero(Term("add", X, Y)), [(1, suppose(nonzero(X))), (1, suppose(nonzero(Y)))]
    ),
    "combination: an equation from an inequality": lambda: kernel.combination(
        equal(X, ZERO), [(1, suppose(nonnegative(X)))]
    ),
    "combination: absurd for no reason": lambda: kernel.combination(FALSE),
    "combination: absurd by x ≥ 0 and −x ≥ 0": lambda: kernel.combination(
        FALSE, [(1, suppose(nonnegative(X))), (1, suppose(nonnegative(Term("negative", X))))]
    ),
    "combination: absurd by no part of x > 0": lambda: kernel.combination(
        FALSE, [(0, suppose(positive(X)))]
    ),
    "combination: −1 ≥ 0": lambda: kernel.combination(nonnegative(rational(-1))),
    "combination: 0 ≠ 0": lambda: kernel.combination(nonzero(ZERO)),
    "combination: 0 ≠ 0 by no part of x ≠ 0": lambda: kernel.combination(
        nonzero(ZERO), [(0, suppose(nonzero(X)))]
    ),
    "combination: y ≠ 0 from x ≠ 0": lambda: kernel.combination(
        nonzero(Y), [(1, suppose(nonzero(X)))]
    ),
    "combination: what is defined": lambda: kernel.combination(Term("defined", over(X, ZERO))),
    "combination: of what is no comparison": lambda: kernel.combination(Term("less", X, X)),
    "combination: a rule that is no equation": lambda: ring(X, ZERO, rules=[suppose(positive(X))]),
    "combination: a rule for a sum, taken for one of its first addend": lambda: ring(
        X, ONE, rules=[suppose(equal(Term("add", X, Y), ONE))]
    ),
    "combination: a rule for 2x, taken for one of x": lambda: ring(
        X, Y, rules=[suppose(equal(times(TWO, X), Y))]
    ),
    "combination: a rule for x·e^y, taken for one of x": lambda: ring(
        X, ONE, rules=[suppose(equal(times(X, exp(Y)), ONE))]
    ),
    "combination: a rule for e^x, the wrong way up": lambda: ring(
        exp(Term("negative", X)), Y, rules=[suppose(equal(exp(X), Y))]
    ),
    "combination: a rule for xy, taken for one of x": lambda: ring(
        X, ZERO, rules=[suppose(equal(times(X, Y), ZERO))]
    ),
    "combination: x⁻¹ = x": lambda: ring(Term("power", X, rational(-1)), X),
    "combination: the inverse of a quotient": lambda: ring(
        over(ONE, over(X, Y)), over(over(ONE, X), Y)
    ),
    "combination: 1/−x = 1/x": lambda: ring(over(ONE, Term("negative", X)), over(ONE, X)),
    "combination: 1/(x² + 0) = 1/x": lambda: ring(
        over(ONE, Term("add", times(X, X), ZERO)), over(ONE, X)
    ),
    "combination: the inverse of an inverse power": lambda: ring(
        over(ONE, Term("power", X, rational(-1))), over(ONE, X)
    ),
    "combination: a root for what it is of": lambda: ring(SQUARE_ROOT, X),
    "combination: (e^x)² = e^x": lambda: ring(Term("power", exp(X), TWO), exp(X)),
    "combination: 1/x² = 1/x": lambda: ring(over(ONE, Term("power", X, TWO)), over(ONE, X)),
    "combination: the inverse of a root": lambda: ring(over(ONE, SQUARE_ROOT), over(ONE, X)),
    "combination: the inverse of 2x + 2": lambda: ring(
        over(ONE, Term("add", times(TWO, X), TWO)), over(ONE, Term("add", X, ONE))
    ),
    "transitivity: equations that do not meet": lambda: kernel.transitivity(
        suppose(equal(X, Y)), suppose(equal(X, ONE))
    ),
    "squeeze: not opposite": lambda: kernel.squeeze(
        suppose(nonnegative(X)), suppose(nonnegative(X))
    ),
    "apart: two numbers": lambda: kernel.apart(suppose(nonnegative(X)), suppose(nonzero(Y))),
    "apart: not ≥ 0": lambda: kernel.apart(suppose(nonzero(X)), suppose(nonzero(X))),
    "product: one may be 0, the other negative": lambda: kernel.product(
        suppose(nonnegative(X)), suppose(nonzero(Y))
    ),
    "product: of what is not compared with 0": lambda: kernel.product(
        suppose(Term("greater", X, Y)), suppose(positive(X))
    ),
    "product: of equations": lambda: kernel.product(suppose(equal(X, Y)), suppose(positive(X))),
    "axiom: log of what is not > 0": lambda: kernel.axiom(
        "exp log", X, premises=[suppose(nonnegative(X))]
    ),
    "axiom: without its premise": lambda: kernel.axiom("exp log", X),
    "axiom: the premise of another": lambda: kernel.axiom(
        "exp log", X, premises=[suppose(positive(Y))]
    ),
    "axiom: a root without its sign": lambda: kernel.axiom(
        "√a² = a", times(X, X), X, premises=[suppose(nonzero(X)), ring(times(X, X), times(X, X))]
    ),
    "branch: undecided": lambda: kernel.branch(JUMP, suppose(nonnegative(minus(X, ZERO)))),
    "branch: where the sides may meet": lambda: kernel.branch(
        Term("where", Term("greater_equal", X, ZERO), ONE, ZERO),
        suppose(nonnegative(minus(ZERO, X))),
    ),
    "branch: by another comparison": lambda: kernel.branch(JUMP, suppose(positive(minus(Y, ZERO)))),
    "branch: on two comparisons": lambda: kernel.branch(
        Term("where", Term("and", *BOTH), ONE, ZERO), suppose(positive(minus(*BOTH)))
    ),
    "unfolded: a comparison": lambda: kernel.unfolded(JUMP),
    "branch: of a sum": lambda: kernel.branch(
        forked("add", BOTH[0]), suppose(positive(minus(X, ZERO)))
    ),
    "unfolded: a sum": lambda: kernel.unfolded(forked("add", TRUE)),
    "unfolded: a product": lambda: kernel.unfolded(forked("multiply", TRUE)),
    "combination: variables named by formulas": lambda: ring(
        Term("real", X), Term("real", Term("add", X, ZERO))
    ),
    "combination: what is defined, as a number": lambda: ring(
        Term("defined", times(ZERO, over(ONE, X))), Term("defined", ZERO)
    ),
    "combination: a third summand": lambda: ring(Term("add", X, Y, ONE), Term("add", X, Y)),
    "combination: a function that no table has": lambda: ring(Term("arcsin", X), Term("arcsin", X)),
    "combination: a derivative in what is no variable": lambda: ring(
        Term("derivative", X, exp(X)), Term("derivative", X, exp(X))
    ),
}
