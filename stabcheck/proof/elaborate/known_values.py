"""The signs of values known in one case, each with its theorem."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Self

from stabcheck.carriers.term import Term
from stabcheck.proof import kernel
from stabcheck.proof.algebra import Atom, Frac, Mono, Poly
from stabcheck.proof.elaborate.lemmas import (
    Bound,
    delta_sign,
    entry_sign,
    indicator_sign,
    size_sign,
)
from stabcheck.proof.elaborate.products import inverted, multiplied, powers, squared, total
from stabcheck.proof.elaborate.signed import (
    ANY,
    AT_LEAST,
    AWAY,
    POSITIVE,
    Sign,
    Signed,
    transported,
)
from stabcheck.proof.elaborate.signs import Signs
from stabcheck.proof.elaborate.values import (
    of_atom,
    of_exponent,
    of_fraction,
    of_monomial,
    of_polynomial,
)
from stabcheck.proof.kernel import Refused, Theorem
from stabcheck.proof.kernel.formulas import equal, positive
from stabcheck.proof.proof_object import Fact

__all__ = ["UNIT", "KnownValues", "is_over_one"]

UNIT = Mono()
_HOLDS = {">": POSITIVE, "≥": AT_LEAST, "≠": AWAY}


def is_over_one(value: Frac) -> bool:
    """Whether the denominator is 1."""
    return value.den.terms == {UNIT: 1}


def _scaled(poly: Poly) -> tuple[Poly, Fraction]:
    """A multiple that is the same for all multiples of the polynomial, and the factor to it."""
    if not poly.terms:
        return poly, Fraction(1)
    factor = 1 / poly.terms[min(poly.terms, key=hash)]
    return Poly({mono: value * factor for mono, value in poly.terms.items()}), factor


class KnownValues:
    """Signs with their theorems, beside the plain ``signs`` that say which these are.

    ``limits`` are what the claim states of its arguments: for each name, what is >, ≥ 0.
    """

    def __init__(self, signs: Signs, limits: dict[str, list[Bound]]) -> None:
        self.signs, self.limits = signs, limits
        self.arithmetic = signs.arithmetic
        self.facts: tuple[Signed, ...] = ()
        self.noted: dict[Any, Signed] = {}
        self._monos: dict[Mono, Signed] = {}
        self._polys: dict[Poly, Signed] = {}

    def copied(self) -> Self:
        """The same, to be added to elsewhere."""
        new = type(self)(self.signs.copied(), self.limits)
        new.facts, new.noted = self.facts, dict(self.noted)
        return new

    def given(self, fact: Fact, theorem: Theorem, *, stated: bool = False) -> Self:
        """With one more fact, and the theorem that says it of its value as a term."""
        signs = self.signs.given(fact)
        if stated:
            signs = type(signs)(signs.domains, signs.facts, signs.known, self.signs.splits)
        new = type(self)(signs, self.limits)
        own = Signed(of_fraction(fact.value), _HOLDS[fact.relation], theorem)
        new.facts, new.noted = (*self.facts, own), dict(self.noted)
        if is_over_one(fact.value):
            new.note(fact.value.num, own)
        return new

    def note(self, subject: Poly | Atom, own: Signed) -> None:
        """Know the sign of a subject; the plain signs know it already."""
        key: Poly | Atom = subject
        if isinstance(subject, Poly):
            key, factor = _scaled(subject)
            own = own.times(factor, of_polynomial(key))
        known = self.noted.get(key)
        self.noted[key] = own if known is None else known.met(own)
        self._monos.clear()
        self._polys.clear()

    # --- signs of values

    def sign(self, value: Frac) -> Signed:
        """The sign of a fraction as a term."""
        top = self.of_poly(value.num)
        if is_over_one(value):
            return top
        term, below = of_fraction(value), self.of_poly(value.den)
        if 0 in below.sign:
            raise Refused(f"the denominator {value.den!r} might be 0")
        found = multiplied(top, inverted(below)).times(1, term)
        if len(below.sign) > 1 < len(top.sign):
            both = self.of_poly(self.arithmetic.times(value.num, value.den))
            under = inverted(below)
            own = multiplied(both, squared(under))
            if own.theorem is not None:
                same = kernel.combination(equal(own.term, term), (), [below.only(AWAY)])
                found = found.met(transported(own, term, same))
        return found

    def of_poly(self, poly: Poly) -> Signed:
        """The sign of a polynomial: what is noted of it, and what its terms show."""
        if poly not in self._polys:
            key, factor = _scaled(poly)
            term = of_polynomial(poly)
            found = self._by_terms(poly, term)
            if key in self.noted and len(found.sign) > 1:
                found = found.met(self.noted[key].times(1 / factor, term))
            self._polys[poly] = found
        return self._polys[poly]

    def _by_terms(self, poly: Poly, term: Term) -> Signed:
        return total(((value, self.of_mono(mono)) for mono, value in poly.terms.items()), term)

    def of_mono(self, mono: Mono) -> Signed:
        """The sign of a product of atoms."""
        if mono not in self._monos:
            parts = [(self._of_atom(atom), k) for atom, k in mono.powers]
            if mono.exponent is not None:
                exponent = of_exponent(mono.exponent)
                why = kernel.axiom("exp > 0", exponent)
                parts.append((Signed(Term("exp", exponent), POSITIVE, why), 1))
            self._monos[mono] = powers(parts, of_monomial(mono))
        return self._monos[mono]

    def _of_atom(self, atom: Atom) -> Signed:
        term = of_atom(atom)
        own = Signed(term, *self._by_kind(atom, term))
        for key in (atom, Poly({Mono([(atom, 1)]): Fraction(1)})):
            if key in self.noted:
                own = own.met(self.noted[key].times(1, term))
        return own

    def _by_kind(self, atom: Atom, term: Term) -> tuple[Sign, Theorem | None]:
        data: Any = atom.data
        match atom.kind:
            case "absolute" | "root":
                return self._of_size(atom, term)
            case "real" | "entry":
                own = entry_sign(term, self.limits.get(data[0], ()))
                return own.sign, own.theorem
            case "pi":
                return POSITIVE, kernel.axiom("π > 0")
            case "size" if data[0].removed:
                return AT_LEAST, size_sign(data[0])
            case "size":
                least = kernel.size(data[0])
                return POSITIVE, kernel.combination(positive(term), [(1, least)])
            case "delta":
                return AT_LEAST, delta_sign(*term.parts)
            case "indicator":
                return AT_LEAST, indicator_sign(term)
        return ANY, None

    def _of_size(self, atom: Atom, term: Term) -> tuple[Sign, Theorem]:
        inner = atom.data[0]
        value = self.sign(inner) if isinstance(inner, Frac) else self.of_poly(inner)
        size = value.term if atom.kind == "absolute" else term.parts[0].parts[0]
        away = 0 not in value.sign
        if atom.kind == "absolute":
            if away:
                return POSITIVE, kernel.axiom("|a| > 0", size, premises=[value.only(AWAY)])
            return AT_LEAST, kernel.axiom("|a| ≥ 0", size)
        least = kernel.axiom("|a| ≥ 0", size)
        root = kernel.axiom("power ≥ 0", *term.parts, premises=[least])
        if not away:
            return AT_LEAST, root
        above = kernel.axiom("|a| > 0", size, premises=[value.only(AWAY)])
        as_exp = kernel.axiom("power", *term.parts, premises=[above])
        exp = kernel.axiom("exp > 0", as_exp.conclusion.parts[1].parts[0])
        return POSITIVE, kernel.combination(positive(term), [(1, exp), (1, as_exp)])
