"""The kernel of proofs: its rules refuse what would not be true, and nothing forges a theorem."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from kernel_attacks_arithmetic import ARITHMETIC
from kernel_attacks_defined import DEFINED
from kernel_attacks_sets import SETS
from kernel_attacks_slopes import SLOPES
from kernel_terms import (
    AT,
    OTHER,
    PLACE,
    REST,
    STRAY,
    XI,
    XK,
    A,
    J,
    K,
    N,
    U,
    X,
    Y,
    entry,
    exp,
    joint,
    minus,
    over,
    ring,
    suppose,
    times,
)
from mpmath_terms import Evaluation

from stabcheck.carriers.term import (
    ONE,
    ZERO,
    Index,
    IndexSet,
    Term,
    place_of_maximum,
)
from stabcheck.proof import kernel
from stabcheck.proof.evaluate import Point
from stabcheck.proof.kernel import Refused, Theorem, established
from stabcheck.proof.kernel.claim import bounds as kernel_bounds
from stabcheck.proof.kernel.formulas import (
    FALSE,
    canonical,
    equal,
    free,
    nonzero,
    positive,
)
from stabcheck.proof.kernel.slopes import derivative
from stabcheck.quantity import real, vector

#: What each rule has to refuse: unsound if it did not.
ATTACKS = {**ARITHMETIC, **SETS, **SLOPES, **DEFINED}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_rule_refuses_what_would_be_false(attack: str) -> None:
    """Each side condition of each rule, left out in turn."""
    with pytest.raises((Refused, ValueError)):
        ATTACKS[attack]()


#: Rules without a side condition, and those that other tests attack.
UNCONDITIONAL = {
    "Refused",
    "Theorem",
    "at_point",
    "cut",
    "definition",
    "established",
    "obligations",
}


def test_an_index_is_free_in_the_block_that_does_not_bind_it() -> None:
    """A block binds its own index alone."""
    own = Index("·", IndexSet("A"), 1)
    union = Index("u", IndexSet("U", blocks=(A.set, OTHER.set)), 8)
    assert own in free(canonical(Term("blocks", union, A, ONE, OTHER, entry(own))))


def test_an_index_that_is_bound_twice_is_two() -> None:
    """Σ over a concatenation of what holds another such Σ, over an index of the same name."""
    inner = Term("sum", U, joint(U, name="w"))
    found = kernel.blocks(Term("sum", U, times(joint(U), inner)))
    entries = {("v", 0): 2, ("v", 1): 3, ("w", 0): 5, ("w", 1): 11}
    at = Evaluation(Point({"A": 2}, {}, {key: Fraction(v) for key, v in entries.items()}))
    left, right = found.conclusion.parts
    assert at.value(left) == at.value(right)


#: Put together of other parts than a formula is.
SHAPELESS = {
    "a float": Term("rational", 0.1),
    "an array named by a formula": Term("entry", X, K),
    "every of no index": Term("every", "i", positive(X)),
    "a derivative in a variable named by a formula": Term("derivative", X, Term("real", X)),
    "a derivative of a judgement": Term("derivative", Term("defined", X), X),
    "branches on a number": Term("where", X, ONE, ZERO),
    "the place of a maximum over places": entry(Index("m", N, -1, (PLACE, XI))),
    "the place of a maximum of a judgement": entry(Index("m", N, -1, (AT, Term("defined", X)))),
    "blocks of blocks that may be empty": Term(
        "size", IndexSet("B", blocks=(IndexSet("C", blocks=(REST.set,)),))
    ),
    "a mark of numbers": Term("delta", X, X),
    "the size of a name": Term("size", "N"),
    "a sum over no index": Term("sum", "i", X),
}


@pytest.mark.parametrize("what", SHAPELESS)
def test_what_is_no_formula_is_refused(what: str) -> None:
    """Whatever stands where another part should."""
    with pytest.raises(Refused):
        canonical(SHAPELESS[what])


def test_entries_are_independent() -> None:
    """Of two arrays, and of one at two indices, also where one is in a set that lacks a point."""
    assert derivative(entry(K, "w"), XK) == ZERO
    assert derivative(entry(REST), XK) == Term("delta", REST, K)


def test_the_bound_of_an_array_holds_of_its_nearest_entry() -> None:
    """The least one of a lower bound, the greatest one of an upper."""
    below, above = vector("i", "N", above=0), vector("i", "N", at_most=0)
    found = [term.parts[0].op for each in (below, above) for _, term in kernel_bounds({"v": each})]
    assert found == ["min", "max"]


def test_a_place_depends_on_what_the_set_of_its_maximum_depends_on() -> None:
    """Also where it is said to be in another set."""
    assert K in free(Term("delta", STRAY, AT))


def test_the_place_of_a_maximum_moves_with_the_set_it_is_in() -> None:
    """The greatest of v but for vₖ is, with j for k, the greatest but for vⱼ."""
    place = place_of_maximum(REST, entry(REST))
    moved = entry(place).at(K, J).parts[1]
    own, body = moved.attains
    assert own.set == moved.set == N.without(J)
    assert body == entry(own)


def test_a_sum_over_what_may_be_empty_is_at_least_0() -> None:
    """Of what is > 0, if there is any."""
    above = kernel.axiom("exp > 0", entry(REST))
    assert kernel.sum_sign(REST, above).conclusion.op == "greater_equal"
    assert kernel.sum_sign(AT, kernel.axiom("exp > 0", XI)).conclusion.op == "greater"


def test_every_rule_is_attacked() -> None:
    """No rule is left out above, but those that hold whatever they are given."""
    names = {attack.split(" ")[0].split(":")[0] for attack in ATTACKS}
    assert set(kernel.__all__) - names == UNCONDITIONAL


def test_no_theorem_is_forged() -> None:
    """The constructor asks for a key, and a theorem stays what it is."""
    with pytest.raises(TypeError):
        Theorem(object(), (), FALSE)
    theorem = suppose(positive(X))
    for field in ("hypotheses", "conclusion"):
        with pytest.raises(AttributeError):
            setattr(theorem, field, FALSE)


def test_exponents_are_one_where_a_divisor_is_not_0() -> None:
    """e^(x/d − y) is e^((x − yd)/d), and so is what it is in, whatever d ≠ 0 is put together of."""
    inner = Term("add", times(X, X), ONE)
    away = suppose(positive(inner))
    one = exp(minus(over(X, inner), Y))
    other = exp(over(minus(X, times(Y, inner)), inner))
    outer = [exp(over(X, Term("add", ONE, each))) for each in (one, other)]
    below = [suppose(positive(Term("add", ONE, each))) for each in (one, other)]
    assert ring(one, other, nonzero=[away]).hypotheses == away.hypotheses
    assert ring(exp(over(inner, inner)), exp(ONE), nonzero=[away])
    assert ring(exp(minus(over(inner, inner), ONE)), ONE, nonzero=[away])
    assert len(ring(*outer, nonzero=[away, *below]).hypotheses) == 3
    with pytest.raises(Refused):
        ring(*outer, nonzero=below)


# --- what a claim needs ---------------------------------------------------------------------


def test_a_claim_is_established_by_its_own_theorems_alone() -> None:
    """Both sides equal and defined, under what is stated; nothing less, and nothing supposed."""
    claim = over(X, X), ONE
    given = Term("not_equal", X, ZERO)
    away = kernel.combination(nonzero(X), [(1, suppose(nonzero(minus(X, ZERO))))])
    theorems = (
        ring(*claim, nonzero=[away]),
        kernel.defined(claim[0], away.hypotheses, [away]),
        kernel.defined(ONE, frozenset(), []),
    )
    established(theorems, *claim, [given])
    wrong: list[tuple[Any, ...]] = [
        (theorems, *claim, []),
        (theorems, *claim, [Term("greater", Y, ZERO)]),
        (theorems[:2], *claim, [given]),
        ((theorems[0], theorems[0], theorems[2]), *claim, [given]),
        (theorems, over(Y, Y), ONE, [given]),
        (theorems, ONE, over(X, X), [given]),
    ]
    either = Term("or", given, given)
    absurd = kernel.combination(FALSE, [(1, suppose(positive(minus(given, given))))])
    shown = [equal(X, Y), Term("defined", X), Term("defined", Y)]
    wrong.append(([kernel.ex_falso(absurd, each) for each in shown], X, Y, [either]))
    for each in wrong:
        with pytest.raises(Refused):
            established(*each)
    established(theorems, *claim, [], [canonical(nonzero(minus(X, ZERO)))])


@pytest.mark.parametrize("relation", ["greater", "less_equal"])
def test_bounds_are_hypotheses(relation: str) -> None:
    """What an argument's bound says, and of an array of its nearest entry."""
    bounded = real(above=0) if relation == "greater" else real(at_most=0)
    (found,) = kernel_bounds({"x": bounded})
    assert found == ("x", Term(relation, X, ZERO))
