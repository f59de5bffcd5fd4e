"""The rules for exponentials, logarithms, powers, roots and the error function."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from stabcheck.carriers.term import Term, rational
from stabcheck.proof import kernel
from stabcheck.proof.algebra import Frac
from stabcheck.proof.elaborate.products import inverted, power, squared
from stabcheck.proof.elaborate.signed import AT_LEAST, AWAY, POSITIVE, Signed
from stabcheck.proof.elaborate.values import of_fraction
from stabcheck.proof.judgement import Judgement, PowerProof
from stabcheck.proof.kernel import Refused, Theorem
from stabcheck.proof.kernel.formulas import canonical, equal, positive
from stabcheck.proof.kernel.ring import constant, minus, normal

if TYPE_CHECKING:
    from stabcheck.proof.elaborate.terms import Terms

__all__ = ["POWERS"]

#: Roots and powers that are multiplied out.
_MOST_ROOTS = 64


def _exp(terms: Terms, judgement: Judgement) -> Theorem:
    (exponent,) = judgement.term.parts
    value = terms.value(exponent)
    first = kernel.transitivity(
        terms.inside(judgement.term, exponent), terms.known.exponential(value)
    )
    own = terms.known.sign(judgement.value)
    exp = _positive(first.conclusion.parts[1])
    return kernel.transitivity(
        first, terms.known.same_size(exp, own, [judgement.value], exponents=[value])
    )


def _positive(exp: Term) -> Signed:
    return Signed(exp, POSITIVE, kernel.axiom("exp > 0", exp.parts[0]))


def _logarithm(terms: Terms, argument: Frac, value: Frac) -> Theorem:
    """log a = v, because e^v = a."""
    shown, log = of_fraction(argument), of_fraction(value)
    atom = value.lone_atom
    if atom is not None and atom.kind == "log":
        same = terms.known.magnitude(atom.data[0])
        if not minus(normal(same.conclusion.parts[1]), normal(canonical(shown))):
            size = kernel.combination(equal(shown, log.parts[0]), [(-1, same)])
            return kernel.congruence(Term("log", shown), size)
    start = terms.known.exponential(value)
    exp = _positive(start.conclusion.parts[1])
    own = terms.known.sign(argument)
    same = kernel.transitivity(
        start, terms.known.same_size(exp, own, [argument], exponents=[value])
    )
    inside = kernel.congruence(Term("log", Term("exp", log)), same)
    back = kernel.axiom("log exp", log)
    return kernel.combination(equal(Term("log", shown), log), [(-1, inside), (1, back)])


def _log(terms: Terms, judgement: Judgement) -> Theorem:
    (argument,) = judgement.term.parts
    first = terms.inside(judgement.term, argument)
    terms.needs(argument, POSITIVE)
    return kernel.transitivity(first, _logarithm(terms, terms.value(argument), judgement.value))


def _sqrt(terms: Terms, judgement: Judgement) -> Theorem:
    (base,) = judgement.term.parts
    first = terms.inside(judgement.term, base)
    terms.needs(base, AT_LEAST)
    inside, root = terms.value(base), terms.known.sign(judgement.value)
    high = squared(root)
    square = terms.known.same_size(high, terms.known.sign(inside), [judgement.value, inside])
    premises = [root.only(AT_LEAST), square]
    return kernel.transitivity(
        first, kernel.axiom("√a² = a", of_fraction(inside), root.term, premises=premises)
    )


def _erf(terms: Terms, judgement: Judgement) -> Theorem:
    (argument,) = judgement.term.parts
    first = terms.inside(judgement.term, argument)
    inside = of_fraction(terms.value(argument))
    odd = kernel.axiom("erf is odd", inside)
    own = first.conclusion.parts[1]
    for goal, using in (
        (equal(own, of_fraction(judgement.value)), []),
        (equal(own, of_fraction(judgement.value)), [(1, odd)]),
        (equal(own, of_fraction(judgement.value)), [(Fraction(1, 2), odd)]),
    ):
        try:
            return kernel.transitivity(
                first, terms.known.close(goal, [judgement.value, terms.value(argument)], using)
            )
        except Refused:
            continue
    raise Refused("another error function")


# --- powers ---------------------------------------------------------------------------------


def _power(terms: Terms, judgement: Judgement) -> Theorem:
    base, exponent = judgement.term.parts
    first = terms.inside(judgement.term, base, exponent)
    proof = judgement.witness
    if isinstance(proof, PowerProof):
        return _variable_power(terms, judgement, proof, first)
    q = constant(canonical(terms.shown(exponent)))
    if q is None:
        raise Refused("a power without proof")
    value = terms.value(base)
    if q.denominator == 1:
        parts = [value]
        if q < 0:
            terms.needs(base, AWAY)
            parts.append(Frac(value.den, value.num))
        return terms.ending(first, judgement.value, parts)
    terms.needs(base, AT_LEAST if q > 0 else POSITIVE)
    return kernel.transitivity(first, _root(terms, judgement.value, value, q))


def _root(terms: Terms, value: Frac, base: Frac, q: Fraction) -> Theorem:
    """a^(p/r) = v, where v ≥ 0 and v^r = a^p."""
    if q.denominator > _MOST_ROOTS or abs(q.numerator) > _MOST_ROOTS:
        raise Refused("too high a root")
    known = terms.known
    own, a = known.sign(value), known.sign(base)
    order = rational(q.denominator)
    low = Term("power", a.term, rational(q.numerator))
    whole = power(a, abs(q.numerator))
    whole = (whole if q > 0 else inverted(whole)).times(1, low)
    high = power(own, q.denominator)
    below = [Frac(base.den, base.num)] if q < 0 else []
    same = known.same_size(high, whole, [value, base, *below])
    back = _root_of_power(own, order)
    moved = kernel.congruence(Term("power", high.term, back.conclusion.parts[0].parts[1]), same)
    goal = Term("power", a.term, rational(q))
    if q.numerator == 1:
        using = [(-1, moved), (1, back)]
        return kernel.combination(equal(goal, own.term), using)
    return kernel.combination(equal(goal, own.term), [*_as_root(a, q, low), (-1, moved), (1, back)])


def _root_of_power(own: Signed, order: Term) -> Theorem:
    natural = kernel.combination(positive(order))
    return kernel.axiom("root of a power", own.term, order, premises=[own.only(AT_LEAST), natural])


def _as_root(a: Signed, q: Fraction, low: Term) -> list[tuple[int, Theorem]]:
    """a^(p/r) = e^(p/r · log a), whose r-th power is a^p."""
    above = a.only(POSITIVE)
    order = rational(q.denominator)
    as_exp = kernel.axiom("power", a.term, rational(q), premises=[above])
    exp = _positive(as_exp.conclusion.parts[1])
    inner = kernel.axiom("exp log", a.term, premises=[above])
    high = Term("power", exp.term, order)
    raised = kernel.combination(equal(high, low), nonzero=[above], rules=[inner])
    root = _root_of_power(exp, order)
    share = root.conclusion.parts[0].parts[1]
    other = kernel.congruence(Term("power", high, share), raised)
    return [(1, as_exp), (-1, root), (1, other)]


def _variable_power(
    terms: Terms, judgement: Judgement, proof: PowerProof, first: Theorem
) -> Theorem:
    base, exponent = judgement.term.parts
    known, value, a = terms.known, judgement.value, terms.value(base)
    terms.needs(base, POSITIVE)
    own = known.sign(a)
    left, right = first.conclusion.parts[1].parts
    as_exp = kernel.axiom("power", left, right, premises=[own.only(POSITIVE)])
    log = _logarithm(terms, a, proof.logarithm)
    shown = of_fraction(proof.exponent)
    product = Term("multiply", right, of_fraction(proof.logarithm))
    same = known.close(
        equal(product, shown), [proof.exponent, terms.value(exponent), proof.logarithm]
    )
    exponents = kernel.combination(
        equal(as_exp.conclusion.parts[1].parts[0], shown), [(right, log), (1, same)]
    )
    moved = kernel.congruence(as_exp.conclusion.parts[1], exponents)
    whole = kernel.transitivity(kernel.transitivity(first, as_exp), moved)
    whole = kernel.transitivity(whole, known.exponential(proof.exponent))
    return terms.ending(whole, value, (), exponents=[proof.exponent])


POWERS: dict[str, Callable[[Terms, Judgement], Theorem]] = {
    "exp": _exp,
    "log": _log,
    "sqrt": _sqrt,
    "erf": _erf,
    "power": _power,
}
