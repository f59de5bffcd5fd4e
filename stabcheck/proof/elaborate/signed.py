"""Terms with the signs they can have, each with the theorem that says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from stabcheck.carriers.term import ZERO, Term, rational
from stabcheck.proof import kernel
from stabcheck.proof.kernel import Theorem
from stabcheck.proof.kernel.formulas import (
    FALSE,
    Refused,
    equal,
    nonnegative,
    nonzero,
    positive,
    refuse_unless,
)

__all__ = [
    "ANY",
    "AT_LEAST",
    "AT_MOST",
    "AWAY",
    "NEGATIVE",
    "NULL",
    "POSITIVE",
    "Sign",
    "Signed",
    "absurd",
    "by_cases",
    "excluding",
    "number",
    "says",
    "split",
    "transported",
]

Sign = frozenset[int]
ANY: Sign = frozenset({-1, 0, 1})
POSITIVE, NEGATIVE, NULL = frozenset({1}), frozenset({-1}), frozenset({0})
AT_LEAST, AT_MOST, AWAY = frozenset({0, 1}), frozenset({-1, 0}), frozenset({-1, 1})


def negative(term: Term) -> Term:
    """Its negative."""
    return Term("negative", term)


def says(term: Term, sign: Sign) -> Term:
    """The proposition that the term has one of these signs, not all of them."""
    match sorted(sign):
        case [1]:
            return positive(term)
        case [0, 1]:
            return nonnegative(term)
        case [-1]:
            return positive(negative(term))
        case [-1, 0]:
            return nonnegative(negative(term))
        case [0]:
            return equal(term, ZERO)
        case [-1, 1]:
            return nonzero(term)
    refuse_unless(not sign, "a sign that says nothing")
    return FALSE


@dataclass(frozen=True)
class Signed:
    """A term, the signs it can have, and why; of any sign it is so without a reason."""

    term: Term
    sign: Sign
    theorem: Theorem | None

    @classmethod
    def assumed(cls, term: Term, sign: Sign) -> Signed:
        """A hypothesis."""
        return cls(term, sign, kernel.assume(says(term, sign)))

    @property
    def why(self) -> Theorem:
        """The theorem; raises Refused where nothing is known."""
        if self.theorem is None:
            raise Refused(f"nothing is known of the sign of {self.term!r}")
        return self.theorem

    def only(self, sign: Sign) -> Theorem:
        """The theorem that it has one of these signs; raises Refused where that is not known."""
        refuse_unless(self.sign <= sign, "a sign that is not known")
        if self.sign == sign:
            return self.why
        if not self.sign:
            return kernel.ex_falso(self.why, says(self.term, sign))
        factor = -1 if self.sign == NEGATIVE and sign == AWAY else 1
        if self.sign == NULL and sign == AT_MOST:
            factor = -1
        return kernel.combination(says(self.term, sign), [(factor, self.why)])

    def weakened(self, sign: Sign) -> Signed:
        """The same with more signs left open."""
        return Signed(self.term, sign, None if sign == ANY else self.only(sign))

    def turned(self) -> Signed:
        """Its negative."""
        sign = frozenset(-s for s in self.sign)
        term = negative(self.term)
        if self.theorem is None:
            return Signed(term, ANY, None)
        return Signed(term, sign, _moved(self, term, sign, -1))

    def times(self, factor: Fraction | int, term: Term) -> Signed:
        """The term, which is the factor times this one."""
        if self.theorem is None or not factor:
            return Signed(term, ANY, None)
        sign = self.sign if factor > 0 else frozenset(-s for s in self.sign)
        if factor == 1 and term == self.term:
            return self
        return Signed(term, sign, _moved(self, term, sign, factor))

    def met(self, other: Signed) -> Signed:
        """What both say, of one term."""
        if self.sign <= other.sign:
            return self
        if other.sign <= self.sign:
            return other
        sign = self.sign & other.sign
        return Signed(self.term, sign, _met(self, other))


def _moved(own: Signed, term: Term, sign: Sign, factor: Fraction | int) -> Theorem:
    """The theorem about factor · own."""
    if not sign:
        return own.why
    share = Fraction(factor) if sign in {NULL, AWAY} else abs(Fraction(factor))
    return kernel.combination(says(term, sign), [(share, own.why)])


def _met(a: Signed, b: Signed) -> Theorem:
    signs = {a.sign: a, b.sign: b}
    sign = a.sign & b.sign
    if sign == NULL:
        return kernel.squeeze(signs[AT_LEAST].why, signs[AT_MOST].why)
    if sign == POSITIVE:
        return kernel.apart(signs[AT_LEAST].why, signs[AWAY].why)
    if sign == NEGATIVE:
        return kernel.apart(signs[AT_MOST].why, signs[AWAY].turned().why)
    return absurd(a, b)


def absurd(a: Signed, b: Signed) -> Theorem:
    """The contradiction of a term with two signs."""
    if not a.sign:
        return a.why
    if not b.sign:
        return b.why
    if NULL in {a.sign, b.sign}:
        zero, other = (a, b) if a.sign == NULL else (b, a)
        if other.sign == AWAY:
            other = Signed(a.term, POSITIVE, kernel.apart(zero.only(AT_LEAST), other.why))
        factor = -1 if other.sign == POSITIVE else 1
        return kernel.combination(FALSE, [(factor, zero.why), (1, other.why)])
    return kernel.combination(FALSE, [(1, a.why), (1, b.why)])


def number(value: Fraction | int) -> Signed:
    """A number, whose sign multiplying out shows."""
    value, term = Fraction(value), rational(value)
    sign = frozenset({(value > 0) - (value < 0)})
    return Signed(term, sign, kernel.combination(says(term, sign)))


def excluding(term: Term, absurdities: Mapping[int, Theorem]) -> Signed:
    """The signs that are left, where each of the others, as a hypothesis, is absurd."""
    own = Signed(term, ANY, None)
    for sign, theorem in absurdities.items():
        own = own.met(_excluded(term, sign, theorem))
    return own


def _excluded(term: Term, sign: int, absurd_: Theorem) -> Signed:
    """The two signs that are left without one."""
    if sign == 1:
        rest = Signed.assumed(term, AT_MOST)
        return Signed(term, AT_MOST, kernel.cases(term, absurd_, rest.why, strict=True))
    if sign == -1:
        rest = Signed.assumed(term, AT_LEAST)
        return Signed(term, AT_LEAST, kernel.cases(term, rest.why, absurd_, strict=False))
    above, below = Signed.assumed(term, POSITIVE), Signed.assumed(term, NEGATIVE)
    null = Signed.assumed(term, AT_LEAST).met(Signed.assumed(term, AT_MOST))
    inner = kernel.cases(term, kernel.cut(null.why, absurd_), below.only(AWAY), strict=False)
    return Signed(term, AWAY, kernel.cases(term, above.only(AWAY), inner, strict=True))


def transported(own: Signed, term: Term, same: Theorem) -> Signed:
    """The sign of a term that is equal: ``same`` says own = term."""
    if own.theorem is None:
        return Signed(term, ANY, None)
    if not own.sign:
        return Signed(term, own.sign, own.why)
    factor = 1 if own.sign in {NEGATIVE, AT_MOST} else -1
    why = kernel.combination(says(term, own.sign), [(1, own.why), (factor, same)])
    return Signed(term, own.sign, why)


def by_cases(subject: Signed, of_one: Callable[[int], Signed], term: Term) -> Signed:
    """The sign of a term that is known for each sign of the subject, as a hypothesis."""
    if not subject.sign:
        return Signed(term, subject.sign, subject.why)
    found = {sign: of_one(sign) for sign in subject.sign}
    sign = frozenset().union(*(own.sign for own in found.values()))
    if sign == ANY:
        return Signed(term, ANY, None)
    each = {s: own.only(sign) for s, own in found.items()}
    return Signed(term, sign, split(subject, each))


def split(subject: Signed, each: dict[int, Theorem]) -> Theorem:
    """A theorem that holds under each of the signs that the subject can have."""
    term = subject.term

    def of(sign: int) -> Theorem:
        if sign in each:
            return each[sign]
        return absurd(subject, Signed.assumed(term, frozenset({sign})))

    if len(each) == 1:
        ((sign, theorem),) = each.items()
        return kernel.cut(subject.only(frozenset({sign})), theorem)
    null = Signed.assumed(term, AT_LEAST).met(Signed.assumed(term, frozenset({-1, 0})))
    inner = kernel.cases(term, kernel.cut(null.why, of(0)), of(-1), strict=False)
    return kernel.cases(term, of(1), inner, strict=True)
