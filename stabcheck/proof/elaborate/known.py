"""Equations between values, in one case: multiplied out, with what its signs say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations_with_replacement

from stabcheck.carriers.term import ONE, Term, rational
from stabcheck.proof import kernel
from stabcheck.proof.algebra import Atom, Frac, Mono, Poly
from stabcheck.proof.elaborate.known_values import UNIT, KnownValues, is_over_one
from stabcheck.proof.elaborate.lemmas import (
    delta_square,
    even,
    indicator_square,
    met,
    size_is,
    trivial,
)
from stabcheck.proof.elaborate.products import multiplied
from stabcheck.proof.elaborate.signed import AT_LEAST, AWAY, Signed
from stabcheck.proof.elaborate.values import of_atom, of_exponent, of_fraction, of_polynomial
from stabcheck.proof.kernel import Refused, Theorem
from stabcheck.proof.kernel.formulas import equal, positive

__all__ = ["Known", "Used"]

_ONE = Poly({UNIT: Fraction(1)})
#: Theorems, each with what it is multiplied by.
Used = Sequence[tuple[Term | Fraction | int, Theorem]]


class Known(KnownValues):
    """What is known in one case: signs, and what equations follow from them."""

    def magnitude(self, poly: Poly) -> Theorem:
        """|f| = f, or −f, or |f|, as the sign says."""
        own = self._best(poly)
        size = Term("absolute", own.term)
        for upright in (own, own.turned()):
            if upright.sign <= AT_LEAST:
                square = [Term("multiply", each, each) for each in (upright.term, own.term)]
                return size_is(own.term, upright, trivial(*square))
        return trivial(size, size)

    def close(
        self,
        goal: Term,
        parts: Iterable[Frac],
        using: Used = (),
        exponents: Iterable[Frac] = (),
    ) -> Theorem:
        """Prove an equation put together from parts by multiplying out.

        ``exponents`` are exponents in it besides those in the parts.
        """
        parts, exponents = tuple(parts), tuple(exponents)
        divisors = [part.den for part in (*parts, *exponents) if not is_over_one(part)]
        nonzero = [self._away(divisor, divisors) for divisor in dict.fromkeys(divisors)]
        try:
            return kernel.combination(goal, using, nonzero)
        except Refused:
            polys = [poly for part in parts for poly in (part.num, part.den)]
            below = dict.fromkeys(_divisors(polys))
            nonzero += [self._away(divisor, ()) for divisor in below if divisor not in divisors]
            rules = [rule for poly in polys for rule in self.rules(poly)]
            rules += [rule for each in exponents for rule in self.exponential_rules(each)]
            inner = (*_logarithms(polys), *(p for e in exponents for p in _inside(e)))
            rules += [rule for poly in inner for rule in self.rules(poly)]
            away = [own for own in map(self._best, inner) if own.sign <= AWAY]
            nonzero += [own.only(AWAY) for own in away]
            nonzero += [
                kernel.axiom("|a| > 0", own.term, premises=[own.why])
                for own in away
                if own.sign == AWAY
            ]
            return kernel.combination(goal, using, nonzero, rules)

    def _away(self, divisor: Poly, others: Sequence[Poly]) -> Theorem:
        """A divisor is not 0, by its sign or as the product of others."""
        own = self.of_poly(divisor)
        if 0 not in own.sign:
            return own.only(AWAY)
        away = [each for each in map(self.of_poly, dict.fromkeys(others)) if 0 not in each.sign]
        for first, second in combinations_with_replacement(away, 2):
            product = multiplied(first, second)
            for turn in (1, -1):
                try:
                    shown = product.times(turn, own.term)
                except Refused:
                    continue
                self.note(divisor, shown)
                return shown.only(AWAY)
        return own.only(AWAY)

    def same(self, left: Frac, right: Frac) -> Theorem:
        """Two values are equal, where need be once δⱼₖ · f(k) = δⱼₖ · f(j)."""
        goal = equal(of_fraction(left), of_fraction(right))
        try:
            return self.close(goal, [left, right])
        except Refused:
            arithmetic = self.arithmetic
            cross = [arithmetic.times(left.num, right.den), arithmetic.times(right.num, left.den)]
            rest = arithmetic.plus(cross[0], cross[1], -1)
            if not any(atom.kind == "delta" for m in rest.terms for atom, _ in m.powers):
                raise
            zero = met(rest)
            below = Term("multiply", *(of_polynomial(each.den) for each in (left, right)))
            shares = [self.of_poly(each.den).only(AWAY) for each in (left, right)]
            return kernel.combination(goal, [(Term("divide", ONE, below), zero)], shares)

    def same_size(
        self, left: Signed, right: Signed, parts: Iterable[Frac], exponents: Iterable[Frac] = ()
    ) -> Theorem:
        """Two numbers that are not negative are equal if their squares are."""
        parts, exponents = tuple(parts), tuple(exponents)
        try:
            return self.close(equal(left.term, right.term), parts, exponents=exponents)
        except Refused:
            squares = [Term("multiply", own.term, own.term) for own in (left, right)]
            same = self.close(equal(*squares), parts, exponents=exponents)
            size = size_is(right.term, left, same)
            own = size_is(right.term, right, trivial(squares[1], squares[1]))
            return kernel.combination(equal(left.term, right.term), [(-1, size), (1, own)])

    def rules(self, poly: Poly) -> Iterator[Theorem]:
        """What powers of its atoms are, and exponentials of logarithms."""
        for mono in poly.terms:
            for atom, _ in mono.powers:
                yield from self._rules_of(atom)
            if mono.exponent is not None:
                yield from self.exponential_rules(mono.exponent)

    def exponential_rules(self, exponent: Frac) -> Iterator[Theorem]:
        """e^(log|f|/k) as f or a root."""
        single = exponent.den.single
        scale = Fraction(1) if single is None else single[1]
        for mono, value in exponent.num.terms.items():
            for atom, k in mono.powers:
                if atom.kind == "log" and k == 1:
                    yield from self.exp_log(atom, (value / scale).denominator)

    def exp_log(self, atom: Atom, order: int = 1) -> Iterator[Theorem]:
        """e^log|f| as f, and e^(log|f|/k) as a root."""
        (inner,) = atom.data
        own = self._best(inner)
        size = Term("absolute", own.term)
        above = kernel.axiom("|a| > 0", own.term, premises=[own.only(AWAY)])
        plain = kernel.axiom("exp log", size, premises=[above])
        same = self.magnitude(inner)
        yield kernel.transitivity(plain, same)
        if same.conclusion.parts[1] == size:
            yield kernel.axiom("|a|² = a²", own.term)
        if order > 1:
            share = Term("divide", ONE, rational(order))
            root = kernel.axiom("power", size, share, premises=[above])
            left, right = root.conclusion.parts
            yield kernel.combination(equal(right, left), [(-1, root)])
            yield self._root_power(size, order, inner)

    def _best(self, poly: Poly) -> Signed:
        """The sign of a polynomial, or that of its product with an exponential in it."""
        own = self.of_poly(poly)
        for mono in poly.terms if 0 in own.sign else ():
            if mono.exponent is None:
                continue
            turned = self.arithmetic.add(Frac(Poly({}), _ONE), mono.exponent, -1)
            factor = Poly({Mono((), turned): Fraction(1)})
            shifted = self.of_poly(self.arithmetic.times(poly, factor))
            if 0 not in shifted.sign:
                back = self.of_mono(Mono((), mono.exponent))
                return multiplied(shifted, back).times(1, own.term)
        return own

    def exponential(self, exponent: Frac) -> Theorem:
        """e to a fraction, as it stands in a monomial."""
        left, right = of_fraction(exponent), of_exponent(exponent)
        same = self.close(equal(left, right), [exponent])
        return kernel.congruence(Term("exp", left), same)

    def _root_power(self, size: Term, order: int, inner: Poly) -> Theorem:
        least = kernel.axiom("|a| ≥ 0", size.parts[0])
        natural = rational(order)
        counted = kernel.combination(positive(natural))
        root = kernel.axiom("root", size, natural, premises=[least, counted])
        return kernel.transitivity(root, self.magnitude(inner))

    def _rules_of(self, atom: Atom) -> Iterator[Theorem]:
        term = of_atom(atom)
        match atom.kind:
            case "absolute":
                inner, size = atom.data[0], term.parts[0]
                for each in (size, Term("negative", size)):
                    yield kernel.axiom("|a|² = a²", each)
                if is_over_one(inner) and not {-1, 1} <= self.of_poly(inner.num).sign:
                    yield self.magnitude(inner.num)
                else:
                    yield even(size)
            case "root":
                yield self._root_power(term.parts[0], atom.data[1], atom.data[0])
            case "delta":
                yield delta_square(*term.parts)
            case "indicator":
                yield indicator_square(term)


def _divisors(polys: Iterable[Poly]) -> Iterator[Poly]:
    """Every denominator of an exponent, and of an exponent in this."""
    for mono in (mono for poly in polys for mono in poly.terms):
        if mono.exponent is not None:
            yield from _divisors((mono.exponent.num, mono.exponent.den))
            if not is_over_one(mono.exponent):
                yield mono.exponent.den


def _logarithms(polys: Iterable[Poly]) -> Iterator[Poly]:
    for poly in polys:
        for mono in poly.terms:
            if mono.exponent is not None:
                yield from _inside(mono.exponent)


def _inside(exponent: Frac) -> Iterator[Poly]:
    """Every f of a log|f| in an exponent."""
    for mono in exponent.num.terms:
        yield from (atom.data[0] for atom, _ in mono.powers if atom.kind == "log")
