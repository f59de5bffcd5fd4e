"""What the rules of indices, sums, maxima and places have to refuse: unsound if they did not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kernel_terms import (
    AT,
    FIXED,
    HOLLOW,
    INNER,
    LESS,
    LIKE,
    MAX,
    NOWHERE,
    OTHER,
    PLACE,
    REST,
    STRAY,
    SUM,
    TWO,
    UNION,
    XI,
    XJ,
    XK,
    J,
    K,
    N,
    U,
    X,
    Y,
    entry,
    joint,
    minus,
    next_index,
    ring,
    suppose,
    times,
)

from stabcheck.carriers.term import (
    ONE,
    ZERO,
    Index,
    IndexSet,
    Term,
    place_of_maximum,
)
from stabcheck.proof import kernel
from stabcheck.proof.kernel.formulas import (
    equal,
    nonnegative,
    nonzero,
    positive,
)

SETS: dict[str, Callable[[], Any]] = {
    "congruence under a binder": lambda: kernel.congruence(SUM, suppose(equal(XI, ZERO))),
    "congruence under a derivative": lambda: kernel.congruence(
        Term("derivative", X, X), suppose(equal(X, ZERO))
    ),
    "congruence of what is defined": lambda: kernel.congruence(
        Term("defined", X), suppose(equal(X, ZERO))
    ),
    "under: a hypothesis about the index": lambda: kernel.under(
        "sum", AT, suppose(equal(XI, ZERO))
    ),
    "under: no binder": lambda: kernel.under("exp", AT, ring(XI, XI)),
    "under: the place of a maximum": lambda: kernel.under("sum", PLACE, kernel.attained(PLACE)),
    "instance: a hypothesis about the index": lambda: kernel.instance(suppose(positive(XI)), AT, K),
    "instance: in another set": lambda: kernel.instance(ring(XI, XI), AT, OTHER),
    "instance: in a set of the same name": lambda: kernel.instance(
        ring(joint(U), joint(U)), U, Index("p", IndexSet("U"))
    ),
    "instance: outside a set less a point": lambda: kernel.instance(
        ring(Term("entry", "v", REST), Term("entry", "v", REST)), REST, K
    ),
    "instance: the place of a maximum is not any index": lambda: kernel.instance(
        kernel.attained(PLACE), PLACE, K
    ),
    "instance: a captured index": lambda: kernel.instance(
        ring(Term("sum", AT, times(XI, XJ)), Term("sum", AT, times(XJ, XI))), J, Index("·", N, 1)
    ),
    "instance: an index captured as sets become one": lambda: kernel.instance(
        kernel.linearity(LESS, [(entry(LIKE), entry(LESS))]), J, K
    ),
    "instance: an index captured inside the place of a maximum": lambda: kernel.instance(
        kernel.attained(place_of_maximum(AT, INNER)), J, K
    ),
    "instance: the place of a maximum in a derivative": lambda: kernel.instance(
        FIXED[0], AT, PLACE
    ),
    "instance: a derivative at the place of a maximum exists": lambda: kernel.instance(
        FIXED[1], AT, PLACE
    ),
    "delta: the place of a maximum in a derivative": lambda: kernel.delta(
        PLACE, K, Term("derivative", Term("entry", "v", PLACE), XK)
    ),
    "selection: the place of a maximum in a derivative": lambda: kernel.selection(
        AT, PLACE, Term("derivative", XI, XK)
    ),
    "instance: defined at the place of a maximum of what is not": lambda: kernel.instance(
        kernel.defined(XK, frozenset(), []), K, NOWHERE
    ),
    "instance: defined at any index but such a place": lambda: kernel.instance(
        kernel.defined(XK, frozenset(), []), K, Index("r", N.without(NOWHERE), 20)
    ),
    "member: defined at the place of a maximum of what is not": lambda: kernel.member(
        suppose(Term("every", K, Term("defined", XK))), NOWHERE
    ),
    "member: not of every index": lambda: kernel.member(suppose(positive(XI)), K),
    "member: outside the set": lambda: kernel.member(
        suppose(Term("every", AT, positive(XI))), OTHER
    ),
    "substitution for what is no variable": lambda: kernel.substitution(
        suppose(equal(Term("exp", X), ONE)), positive(X), suppose(positive(X))
    ),
    "substitution: of another claim": lambda: kernel.substitution(
        suppose(equal(X, ONE)), positive(Y), suppose(positive(ONE))
    ),
    "substitution under a derivative": lambda: kernel.substitution(
        suppose(equal(X, Y)),
        equal(Term("derivative", times(X, Y), X), times(TWO, Y)),
        suppose(equal(Term("derivative", times(Y, Y), Y), times(TWO, Y))),
    ),
    "substitution: a captured index": lambda: kernel.substitution(
        suppose(equal(X, Term("entry", "v", Index("·", N, 1)))),
        equal(Term("sum", AT, times(X, XI)), ZERO),
        suppose(equal(Term("sum", AT, times(XI, XI)), ZERO)),
    ),
    "linearity: a captured index": lambda: kernel.linearity(AT, [(entry(Index("·", N, 1)), XI)]),
    "linearity: the index is inside": lambda: kernel.linearity(AT, [(XI, XI)]),
    "exchange: one set depends on the other index": lambda: kernel.exchange(
        J, Index("l", N.without(J), 5), ONE
    ),
    "selection: in another set": lambda: kernel.selection(AT, OTHER, XI),
    "selection: a point that may be missing": lambda: kernel.selection(REST, K, ONE),
    "selection: a place in what may be empty": lambda: kernel.selection(
        REST, place_of_maximum(REST, entry(REST)), ONE
    ),
    "selection: the index itself": lambda: kernel.selection(AT, AT, XI),
    "size: two points removed": lambda: kernel.size(N.without(K).without(J)),
    "size: a point of another set": lambda: kernel.size(N.without(OTHER)),
    "size: a concatenation less a point": lambda: kernel.size(UNION.without(K)),
    "count: over the place of a maximum": lambda: kernel.count(PLACE),
    "count: two points removed": lambda: kernel.count(Index("r", N.without(K).without(J), 6)),
    "without: not the whole set": lambda: kernel.without(REST, OTHER, XK),
    "without: an index that is not fresh": lambda: kernel.without(REST, J, XJ),
    "without: a point of another set": lambda: kernel.without(
        Index("r", N.without(OTHER), 7), J, ONE
    ),
    "blocks: of no concatenation": lambda: kernel.blocks(SUM),
    "blocks: an entry of no block": lambda: kernel.blocks(
        Term("sum", Index("u", UNION, 8), Term("entry", "v", Index("u", UNION, 8)))
    ),
    "sum_sign: a hypothesis about the index": lambda: kernel.sum_sign(AT, suppose(positive(XI))),
    "sum_sign: ≠ adds up to nothing": lambda: kernel.sum_sign(AT, suppose(nonzero(X))),
    "cauchy: another product": lambda: kernel.cauchy(
        AT, suppose(nonnegative(X)), suppose(nonnegative(Y)), ring(X, X), ONE
    ),
    "cauchy: a hypothesis about the index": lambda: kernel.cauchy(
        AT,
        suppose(nonnegative(XI)),
        suppose(nonnegative(XI)),
        ring(times(XI, XI), times(XI, XI)),
        XI,
    ),
    "upper: in another set": lambda: kernel.upper(MAX, OTHER),
    "upper: of a minimum": lambda: kernel.upper(Term("min", AT, XI), K),
    "upper: a point that is removed": lambda: kernel.upper(
        Term("max", REST, Term("entry", "v", REST)), K
    ),
    "least: a hypothesis about the index": lambda: kernel.least(
        AT, suppose(nonnegative(minus(X, XI)))
    ),
    "least: of a sum": lambda: kernel.least(
        AT,
        kernel.combination(
            nonnegative(Term("add", ZERO, Term("absolute", XI))),
            [(1, kernel.axiom("|a| ≥ 0", XI))],
        ),
    ),
    "least: the bound depends on the index": lambda: kernel.least(
        AT, kernel.combination(nonnegative(minus(XI, XI)))
    ),
    "least: of what may be empty": lambda: kernel.least(
        REST, kernel.combination(nonnegative(minus(ONE, ZERO)))
    ),
    "attained: by no place": lambda: kernel.attained(K),
    "attained: in what may be empty": lambda: kernel.attained(
        Index("m", REST.set, -1, (REST, Term("entry", "v", REST)))
    ),
    "attained: in another set": lambda: kernel.attained(Index("m", OTHER.set, -1, (AT, XI))),
    "attained: by one among fewer": lambda: kernel.attained(Index("m", REST.set, -1, (AT, XI))),
    "delta: indices of two sets": lambda: kernel.delta(AT, OTHER, XI),
    "blocks: another index than that of the block": lambda: ring(
        Term("blocks", U, OTHER, entry(OTHER), None, ONE),
        Term("blocks", U, OTHER, entry(OTHER), None, ONE),
    ),
    "blocks: an index like the next fresh one": next_index,
    "size: of a concatenation of what may be empty": lambda: kernel.size(HOLLOW.set),
    "sum_sign: over a concatenation of what may be empty": lambda: kernel.sum_sign(
        HOLLOW, kernel.combination(positive(ONE))
    ),
    "attained: in a set by a maximum over another": lambda: ring(entry(STRAY), entry(STRAY)),
}
