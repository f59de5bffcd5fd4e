"""What the rules of derivatives have to refuse: unsound if they did not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kernel_terms import (
    AT,
    BROKEN,
    CARRIED,
    CHOICE,
    EDGE,
    EITHER,
    GREATEST,
    JUMP,
    KA,
    KINKED,
    MAX,
    NOWHERE,
    PLACE,
    ROOT,
    ROUGH,
    SAME,
    SLOPE,
    SLOPE_XY,
    SLOPE_Y,
    STEEPEST,
    SUM,
    XI,
    XK,
    J,
    N,
    X,
    Y,
    Z,
    by_table,
    chosen,
    decided_by_a_jump,
    entry,
    in_another,
    joined,
    joint,
    minus,
    over,
    ring,
    suppose,
    supposed_same,
    times,
    twice,
    without_others,
)

from stabcheck.carriers.term import (
    ONE,
    ZERO,
    Index,
    Term,
    rational,
)
from stabcheck.proof import kernel
from stabcheck.proof.kernel.formulas import (
    equal,
    nonnegative,
    positive,
)
from stabcheck.proof.kernel.slopes import derivative

SLOPES: dict[str, Callable[[], Any]] = {
    "slope: a formula not shown to be defined": lambda: kernel.slope(
        SLOPE, suppose(Term("defined", Y)), suppose(Term("defined", over(X, KINKED)))
    ),
    "slope: a table not shown to be defined": lambda: kernel.slope(
        SLOPE, suppose(Term("defined", KINKED)), suppose(Term("defined", KINKED))
    ),
    "slope: an index bound twice": lambda: kernel.slope(
        Term("derivative", SUM, XI),
        suppose(Term("defined", SUM)),
        suppose(Term("defined", derivative(SUM, XI))),
    ),
    "slope: at the edge of a domain": lambda: kernel.slope(
        Term("derivative", BROKEN, X),
        suppose(Term("defined", BROKEN)),
        suppose(Term("defined", derivative(BROKEN, X))),
    ),
    "slope: at the edge of a domain, inside the place of a maximum": lambda: kernel.slope(
        Term("derivative", entry(EDGE, "w"), XK),
        suppose(Term("defined", entry(EDGE, "w"))),
        suppose(Term("defined", derivative(entry(EDGE, "w"), XK))),
    ),
    "slope: an edge of one entry for that of all": lambda: kernel.slope(
        Term("derivative", ROUGH, XK),
        suppose(Term("defined", ROUGH)),
        suppose(Term("defined", derivative(ROUGH, XK))),
        [suppose(positive(XI))],
    ),
    "slope: an index bound inside the same": lambda: by_table(Term("sum", AT, times(X, SUM)), X),
    "slope: an index free and bound": lambda: by_table(times(XI, Term("sum", AT, XI)), X),
    "slope: the greatest entry of a concatenation": lambda: by_table(joint(GREATEST), entry(KA)),
    "slope: where the greatest entry of a concatenation stands": lambda: by_table(
        joint(GREATEST, name="w"), entry(KA)
    ),
    "slope: a sum of all but where the greatest entry stands": lambda: by_table(
        Term("sum", Index("r", N.without(PLACE), 14), ONE), XK
    ),
    "slope: a jump": lambda: by_table(JUMP),
    "slope: a jump that a sign decides for": decided_by_a_jump,
    "slope: in an entry at the place of a maximum of what is not defined": lambda: by_table(
        X, entry(NOWHERE)
    ),
    "slope: whether the greatest entry stands somewhere": lambda: by_table(
        Term("delta", PLACE, J), XK
    ),
    "slope: a maximum": lambda: by_table(MAX, XK),
    "slope: a maximum but for where another stands": lambda: by_table(
        Term("max", Index("r", N.without(PLACE), 15), times(X, X)), XK
    ),
    "slope: an entry where a maximum stands": lambda: by_table(entry(PLACE, "w"), XK),
    "slope: of a comparison": lambda: by_table(Term("greater", X, ZERO)),
    "slope: a derivative in which the table is not defined": lambda: in_another(
        SLOPE_Y, CARRIED[0], CARRIED[1]
    ),
    "slope: a derivative that need not be what the table says": lambda: in_another(
        SLOPE_Y, CARRIED[1], CARRIED[2]
    ),
    "slope: a derivative that need not exist around a point": lambda: in_another(
        SLOPE_Y, CARRIED[0], CARRIED[2]
    ),
    "slope: a derivative of another that is not carried out": lambda: in_another(
        SLOPE_XY,
        *CARRIED,
        suppose(Term("defined", derivative(SLOPE_Y, X))),
        suppose(Term("defined", derivative(SLOPE_Y, Z))),
    ),
    "slope: a derivative that is not carried out": lambda: twice(EITHER),
    "slope: a derivative that is carried out at a point only": lambda: twice(
        EITHER,
        suppose(equal(SLOPE_Y, derivative(EITHER, Y))),
        suppose(Term("defined", SLOPE_Y)),
        suppose(Term("defined", derivative(EITHER, Y))),
    ),
    "smoothing: equal at a point only": lambda: kernel.smoothing(SLOPE, suppose(equal(KINKED, X))),
    "smoothing: equal where x ≥ 0": lambda: kernel.smoothing(SLOPE, supposed_same(nonnegative(X))),
    "smoothing: equal where a jump is > 0": lambda: kernel.smoothing(
        SLOPE, supposed_same(positive(times(JUMP, X)))
    ),
    "smoothing: equal where a pole is < 1": lambda: kernel.smoothing(
        SLOPE, supposed_same(positive(minus(ONE, Term("power", X, rational(-1)))))
    ),
    "smoothing: equal where the greatest entry stands": lambda: kernel.smoothing(
        SLOPE, supposed_same(positive(Term("entry", "v", PLACE)))
    ),
    "smoothing: another formula": lambda: kernel.smoothing(SLOPE, ring(X, X)),
    "existence: of what is not shown to be defined": lambda: kernel.existence(
        SLOPE, supposed_same(positive(X)), suppose(Term("defined", X))
    ),
    "existence: as another formula is defined": lambda: kernel.existence(
        SLOPE, supposed_same(positive(X)), kernel.defined(Y, frozenset(), [])
    ),
    "existence: equal at a point only": lambda: kernel.existence(
        SLOPE, suppose(equal(KINKED, X)), kernel.defined(KINKED, frozenset(), [])
    ),
    "existence: of what is defined on one side": lambda: kernel.existence(
        Term("derivative", ROOT, X),
        ring(ROOT, ZERO),
        kernel.defined(ROOT, frozenset({nonnegative(X)}), [suppose(nonnegative(X))]),
    ),
    "joining: of what is defined on one side": lambda: joined(CHOICE, defined=nonnegative(X)),
    "joining: another formula": lambda: joined(CHOICE, formula=Y),
    "joining: equal where x ≥ 0": lambda: joined(SAME, formula=KINKED, same=chosen()),
    "joining: branches that need not meet": lambda: joined(CHOICE, turned="less"),
    "joining: a condition that is an equation": lambda: joined(
        Term("where", Term("equal", X, ZERO), X, ZERO)
    ),
    "joining: a condition with a jump": lambda: joined(
        Term("where", Term("greater", JUMP, ZERO), X, ZERO)
    ),
    "slope: of what is no derivative": lambda: kernel.slope(
        Term("add", X, X), *(kernel.defined(each, frozenset(), []) for each in (X, ONE))
    ),
    "smoothing: of what is no derivative": lambda: kernel.smoothing(Term("add", X, X), ring(X, X)),
    "joining: of what is no derivative": lambda: joined(CHOICE, op="multiply"),
    "existence: of what is no derivative": lambda: kernel.existence(
        over(ONE, X), ring(ONE, ONE), kernel.defined(ONE, frozenset(), [])
    ),
    "slope: a sum of all but where one stands among all but where another does": without_others,
    "slope: a derivative not carried out, inside the place of a maximum": lambda: in_another(
        entry(STEEPEST, "w"), variable=X
    ),
}
