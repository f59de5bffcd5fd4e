"""Signs as far as they are known: from facts, from the kinds of atoms, from what was proved."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from typing import Self

from stabcheck.proof.algebra import Atom, Frac, Mono, Poly
from stabcheck.proof.elaborate.arithmetic import ONE, ZERO, Arithmetic, Rejected, of_atom
from stabcheck.proof.proof_object import Fact
from stabcheck.quantity import Argument

__all__ = ["ANY", "HOLDS", "KnownSigns", "Sign", "plus", "raised", "sign_of", "times"]

Sign = frozenset[int]
ANY: Sign = frozenset({-1, 0, 1})
HOLDS: dict[str, Sign] = {">": frozenset({1}), "≥": frozenset({0, 1}), "≠": frozenset({-1, 1})}
_KNOWN = {
    **dict.fromkeys(("size", "pi"), HOLDS[">"]),
    **dict.fromkeys(("delta", "indicator"), HOLDS["≥"]),
}


class KnownSigns:
    """The signs known in one case: from ``facts``, and from what was proved of single subjects.

    ``splits`` are those facts that are hypotheses of the case.
    """

    def __init__(
        self,
        domains: Mapping[str, Argument],
        facts: tuple[Fact, ...],
        known: Mapping[Poly | Atom, Sign] | None = None,
        splits: tuple[Fact, ...] = (),
    ) -> None:
        self.domains = domains
        self.facts = facts
        self.splits = splits
        self.known: dict[Poly | Atom, Sign] = dict(known or {})
        self.arithmetic = Arithmetic(self.magnitude)
        for fact in facts:
            if fact.value.den == ONE.den:
                self.note(fact.value.num, HOLDS[fact.relation])

    def given(self, fact: Fact) -> Self:
        """These signs under one more fact."""
        return type(self)(self.domains, (*self.facts, fact), self.known, (*self.splits, fact))

    def copied(self) -> Self:
        """The same signs, to be added to elsewhere."""
        return type(self)(self.domains, self.facts, self.known, self.splits)

    def note(self, subject: Poly | Atom, sign: Sign) -> None:
        """Know that the subject has one of these signs."""
        if isinstance(subject, Poly):
            subject, opposite = self._scaled(subject), self._scaled(subject, -1)
            self.known[opposite] = self.known.get(opposite, ANY) & {-s for s in sign}
        self.known[subject] = self.known.get(subject, ANY) & sign

    # --- signs of values

    def sign(self, value: Frac) -> Sign:
        """The signs of a fraction; raises Rejected where its denominator might be 0."""
        below = self.of_poly(value.den)
        if 0 in below:
            raise Rejected(f"the denominator {value.den!r} might be 0")
        return self.product_sign(value)

    def hold(self, value: Frac, relation: str) -> None:
        """Raise Rejected unless the value is known to be > 0, ≥ 0 or ≠ 0."""
        if not self.sign(value) <= HOLDS[relation]:
            raise Rejected(f"nothing says that {value!r} is {relation} 0")

    def product_sign(self, value: Frac) -> Sign:
        """The signs of numerator · denominator, which a fraction has where it is defined."""
        above, below = self.of_poly(value.num), self.of_poly(value.den)
        if len(above) == 1 or len(below) == 1:
            return times(above, below)
        product = self.of_poly(self.arithmetic.times(value.num, value.den))
        return times(above, below) & product

    def of_poly(self, poly: Poly) -> Sign:
        """The signs of a polynomial: those that are proved, and that its terms show."""
        return self.known.get(self._scaled(poly), ANY) & self._by_terms(poly)

    def _scaled(self, poly: Poly, turn: int = 1) -> Poly:
        """A multiple that is the same for all positive multiples of the polynomial."""
        largest = max(map(abs, poly.terms.values()), default=Fraction(1))
        return poly if largest == turn else self.arithmetic.plus(ZERO.num, poly, turn / largest)

    def magnitude(self, poly: Poly) -> Poly:
        """|f|, as f or −f where the sign is known."""
        sign = self.of_poly(poly)
        if -1 not in sign:
            return poly
        if 1 not in sign:
            return self.arithmetic.plus(ZERO.num, poly, -1)
        return of_atom(Atom("absolute", Frac(poly, ONE.den))).num

    def _by_terms(self, poly: Poly) -> Sign:
        total = frozenset({0})
        for mono, value in poly.terms.items():
            total = plus(total, times(self.of_mono(mono), sign_of(value)))
        return total

    def of_mono(self, mono: Mono) -> Sign:
        """The signs of a product of atoms."""
        sign = HOLDS[">"]
        for atom, k in mono.powers:
            sign = times(sign, raised(self._of_atom(atom), k))
        return sign

    def _of_atom(self, atom: Atom) -> Sign:
        known = self.known.get(atom, ANY) & self.known.get(of_atom(atom).num, ANY)
        return known & self._by_kind(atom)

    def _by_kind(self, atom: Atom) -> Sign:
        if atom.kind in {"absolute", "root"}:
            inner = atom.data[0]
            nonzero = 0 not in self.of_poly(inner.num if isinstance(inner, Frac) else inner)
            return HOLDS[">" if nonzero else "≥"]
        if atom.kind in {"real", "entry"} and atom.data[0] in self.domains:
            return _inside(self.domains[atom.data[0]])
        if atom.kind == "size" and atom.data[0].removed:
            return HOLDS["≥"]
        return _KNOWN.get(atom.kind, ANY)


def _inside(argument: Argument) -> Sign:
    """The signs that the argument's bounds leave."""
    sign = ANY
    for relation, bound in argument.limits:
        if bound.value is None:
            continue
        strict = not relation.endswith("equal")
        if relation.startswith("greater") and bound.value >= 0:
            sign &= HOLDS[">" if strict or bound.value > 0 else "≥"]
        elif relation.startswith("less") and bound.value <= 0:
            sign &= frozenset({-1}) if strict or bound.value < 0 else frozenset({-1, 0})
    return sign


# --- sets of signs --------------------------------------------------------------------------


def sign_of(value: Fraction) -> Sign:
    """The sign of a number."""
    return frozenset({(value > 0) - (value < 0)})


def times(left: Sign, right: Sign) -> Sign:
    """The signs of a product."""
    return frozenset(a * b for a, b in product(left, right))


def plus(left: Sign, right: Sign) -> Sign:
    """The signs of a sum."""
    parts = [{a or b} if a * b >= 0 else ANY for a, b in product(left, right)]
    return frozenset().union(*parts)


def raised(sign: Sign, k: int) -> Sign:
    """The signs of a power."""
    return sign if k % 2 else frozenset(s * s for s in sign)
