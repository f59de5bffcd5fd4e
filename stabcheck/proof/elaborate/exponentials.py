"""Signs by exponentials, which rise: e^a − e^b is as a − b, and a as e^a − 1."""

from __future__ import annotations

from fractions import Fraction

from stabcheck.carriers.term import ONE, ZERO, Term, rational
from stabcheck.proof import kernel
from stabcheck.proof.algebra import Frac, Mono
from stabcheck.proof.elaborate.asked import ONE_POLY, Asked, over_one
from stabcheck.proof.elaborate.products import multiplied
from stabcheck.proof.elaborate.signed import (
    NULL,
    POSITIVE,
    Sign,
    Signed,
    by_cases,
    excluding,
    number,
    transported,
)
from stabcheck.proof.elaborate.values import of_exponent, of_fraction, of_polynomial
from stabcheck.proof.kernel import Theorem
from stabcheck.proof.kernel.formulas import equal, positive
from stabcheck.proof.sign_object import ByExcess, ByExponential, ByGap

__all__ = ["by_excess", "by_exponential", "by_gap", "order_of_exponentials"]


def by_gap(asked: Asked, reason: ByGap) -> Signed:
    """c · M · (e^a − e^b)."""
    known, poly = asked.known, asked.poly
    (first, share), (second, _) = poly.terms.items()
    ends = [ZERO if m.exponent is None else of_exponent(m.exponent) for m in (first, second)]
    exponents = [m.exponent for m in (first, second) if m.exponent is not None]
    gap, difference = known.sign(reason.gap), Term("subtract", *ends)
    same = known.close(equal(gap.term, difference), [reason.gap, *exponents])
    own = order_of_exponentials(ends[0], ends[1], transported(gap, difference, same))
    rest = known.of_mono(Mono(first.powers))
    return asked.moved(multiplied(multiplied(number(share), rest), own), ())


def order_of_exponentials(a: Term, b: Term, gap: Signed) -> Signed:
    """e^a − e^b has the sign of the gap, a − b."""
    above, below = Term("exp", a), Term("exp", b)
    term = Term("subtract", above, below)

    def of_one(sign: int) -> Signed:
        own = Signed.assumed(gap.term, frozenset({sign}))
        if sign == 0:
            same = kernel.congruence(above, kernel.combination(equal(a, b), [(1, own.why)]))
            return Signed(term, NULL, kernel.combination(equal(term, ZERO), [(1, same)]))
        ends = (a, b) if sign > 0 else (b, a)
        premise = kernel.combination(positive(Term("subtract", *ends)), [(1, own.why)])
        rises = kernel.axiom("exp rises", *ends, premises=[premise])
        return Signed(rises.conclusion.parts[0], POSITIVE, rises).times(sign, term)

    return by_cases(gap, of_one, term)


def _by_exp(term: Term, less_one: Signed, exp: Theorem, excluded: Sign) -> Signed:
    """A term is as e^term − 1; ``exp`` says e^term = w, and ``less_one`` is w − 1."""
    gap = Term("subtract", term, ZERO)

    def contradiction(sign: int) -> Theorem:
        own = Signed.assumed(term, frozenset({sign}))
        ordered = order_of_exponentials(term, ZERO, own.times(1, gap))
        same = kernel.combination(equal(ordered.term, less_one.term), [(1, exp)])
        return transported(ordered, less_one.term, same).met(less_one).why

    return excluding(term, {sign: contradiction(sign) for sign in excluded})


def by_excess(asked: Asked, reason: ByExcess) -> Signed:
    """log f is as f − 1, where f > 0."""
    known, atom = asked.known, asked.atom
    exp = next(known.exp_log(atom))
    inner = of_polynomial(atom.data[0])
    less_one = known.of_poly(reason.excess).times(1, Term("subtract", inner, ONE))
    return _by_exp(asked.term, less_one, exp, asked.excluded)


def by_exponential(asked: Asked, reason: ByExponential) -> Signed:
    """P is as e^(kP) − 1."""
    known, term = asked.known, asked.term
    value, arithmetic = of_fraction(reason.value), known.arithmetic
    scaled = Term("multiply", rational(reason.power), term)
    exponent = arithmetic.add(_NOTHING, over_one(asked.poly), reason.power)
    goal = equal(Term("exp", scaled), value)
    exp = known.close(goal, [reason.value], exponents=[exponent])
    less_one = known.sign(arithmetic.add(reason.value, over_one(ONE_POLY), -1))
    shown = Term("subtract", value, ONE)
    same = known.close(equal(less_one.term, shown), [reason.value])
    own = _by_exp(scaled, transported(less_one, shown, same), exp, asked.excluded)
    return own.times(Fraction(1, reason.power), term)


_NOTHING = Frac(type(ONE_POLY)({}), ONE_POLY)
