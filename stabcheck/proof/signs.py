"""Signs of expressions: what follows from their structure, and from linear facts.

Structure decides most: exponentials are positive, sizes are, a sum is where its summand is,
e^a − e^b is as a − b is, u + v is as the larger of both where u² and v² can be compared.
Otherwise the hypotheses of the case at hand (x ≥ 0, xᵢ ≤ max x, …) are linear in the monomials,
and Fourier–Motzkin elimination decides whether the opposite sign is consistent with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from stabcheck.carriers.budget import check_time
from stabcheck.proof.algebra import ONE_POLY, UNIT, Atom, Frac, Mono, Poly
from stabcheck.proof.binding import open_binder
from stabcheck.proof.elementary import exponentiated, reduced
from stabcheck.proof.factoring import factors
from stabcheck.proof.inequalities import known_rows
from stabcheck.proof.linear import Row, each_once, infeasible
from stabcheck.proof.lowest import ONE, negate, of_atom, poly_product, subtract
from stabcheck.proof.shapes import conjugates, difference_of_exponentials, squares_completed
from stabcheck.proof.sign_sets import (
    ANY,
    NEGATIVE,
    NONNEGATIVE,
    NULL,
    POSITIVE,
    Sign,
    domain_sign,
    plus,
    raised,
    sign_of,
    times,
)
from stabcheck.proof.sum_shapes import cauchy_differences, combined
from stabcheck.quantity import Argument

__all__ = ["ANY", "NEGATIVE", "NONNEGATIVE", "POSITIVE", "Facts", "Sign"]

_KNOWN_ATOMS = {
    "size": POSITIVE,
    "pi": POSITIVE,
    "delta": NONNEGATIVE,
    "indicator": NONNEGATIVE,
}
_DEEPEST = 6
_factored = lru_cache(maxsize=4096)(factors)


@dataclass(frozen=True)
class Facts:
    """What is known in one case of a proof: the arguments' domains, and hypotheses.

    Each hypothesis is a fraction that is ≥ 0, or > 0 where ``strict``.  The polynomials in
    ``nonzero`` are ≠ 0; they are irreducible factors.
    """

    domains: Mapping[str, Argument]
    hypotheses: tuple[tuple[Frac, bool], ...] = ()
    nonzero: frozenset[Poly] = frozenset()
    _memo: dict[Frac, Sign] = field(default_factory=dict, compare=False, repr=False)
    _supposed: dict[Atom, Sign] = field(default_factory=dict, compare=False, repr=False)
    _bodies: dict[Atom, tuple[int, Sign]] = field(default_factory=dict, compare=False, repr=False)

    def given(self, value: Frac, *, strict: bool) -> Facts:
        """These facts and one more: value ≥ 0, or > 0."""
        return Facts(self.domains, (*self.hypotheses, (value, strict)), self.nonzero)

    def given_nonzero(self, value: Frac) -> Facts:
        """These facts and one more: value ≠ 0."""
        found = {factor for factor, _ in _factored(value.num)[2]}
        return Facts(self.domains, self.hypotheses, self.nonzero | found)

    def sign(self, value: Frac, depth: int = 0) -> Sign:
        """The signs the value can have wherever it is defined."""
        known = self._memo.get(value)
        if known is None:
            check_time()
            num = self._poly_sign(value.num, depth)
            den = self._poly_sign(value.den, depth) - NULL
            known = self._memo[value] = times(num, den)
        return known

    @property
    def contradictory(self) -> bool:
        """Whether no point satisfies the hypotheses, so that the case is empty."""
        return infeasible(self._system(ONE_POLY, 0))

    # --- structure

    def _poly_sign(self, poly: Poly, depth: int) -> Sign:
        total = NULL
        for mono, value in poly.terms.items():
            total = plus(total, times(self._mono_sign(mono, depth), sign_of(value)))
        if poly in self.nonzero:
            total -= NULL
        if depth > _DEEPEST:
            return total
        for reason in (
            self._by_difference,
            self._by_factors,
            self._by_products,
            self._by_squares,
            self._by_conjugates,
            self._by_exponential,
            self._by_sums,
            self._by_facts,
        ):
            if len(total) <= 1:
                break
            total &= reason(poly, depth)
        return total

    def _mono_sign(self, mono: Mono, depth: int) -> Sign:
        sign = POSITIVE
        for atom, power in mono.powers:
            sign = times(sign, raised(self._atom_sign(atom, depth), power))
        return sign

    def _atom_sign(self, atom: Atom, depth: int) -> Sign:
        sign = self._structure(atom, depth)
        if len(sign) > 1 and self.hypotheses:
            sign &= self._supposed_sign(atom)
        if self.nonzero and of_atom(atom).num in self.nonzero:
            sign -= NULL
        return sign

    def _structure(self, atom: Atom, depth: int) -> Sign:
        if atom.kind in _KNOWN_ATOMS:
            return _KNOWN_ATOMS[atom.kind]
        match atom.kind:
            case "real" | "entry":
                return domain_sign(self.domains.get(atom.data[0]))
            case "absolute" | "root":
                inner = atom.data[0]
                if depth > _DEEPEST:
                    return NONNEGATIVE
                value = inner if isinstance(inner, Frac) else Frac(inner)
                return raised(self.sign(value, depth + 1), 2)
            case "sum" | "max" if depth <= _DEEPEST:
                return self._body_sign(atom, depth)
            case "log" if depth <= _DEEPEST:
                argument = Frac(atom.data[0])
                if self.sign(argument, depth + 1) == POSITIVE:
                    return self.sign(subtract(argument, ONE), depth + 1)
        return ANY

    def _body_sign(self, atom: Atom, depth: int) -> Sign:
        """The sign of a sum's or maximum's body at any index; asked again meanwhile, none."""
        at, known = self._bodies.get(atom, (depth + 1, ANY))
        if depth < at:
            self._bodies[atom] = depth, ANY
            known = self.sign(open_binder(atom)[1], depth + 1)
            self._bodies[atom] = depth, known
        return known

    def _by_difference(self, poly: Poly, depth: int) -> Sign:
        """c·(e^a − e^b)·M has the sign of c·(a − b)·M."""
        found = difference_of_exponentials(poly)
        if found is None:
            return ANY
        content, common, gap = found
        outside = times(self._mono_sign(common, depth), sign_of(content))
        return times(self.sign(gap, depth + 1), outside)

    def _by_factors(self, poly: Poly, depth: int) -> Sign:
        if poly.single is not None:
            return ANY
        content, _, found = _factored(poly)
        if found == ((poly, 1),):
            return ANY
        sign = sign_of(content)
        for factor, power in found:
            sign = times(sign, raised(self.sign(Frac(factor), depth + 1), power))
        return sign

    def _by_products(self, poly: Poly, depth: int) -> Sign:
        """What a hypothesis on a product says of this factor: x³·y > 0 and y > 0 give x > 0."""
        possible = ANY
        for k, (value, strict) in enumerate(self.hypotheses):
            content, _, found = _factored(value.num)
            powers = dict(found)
            if found == ((poly, 1),) or poly not in powers:
                continue
            others = Facts(self.domains, (*self.hypotheses[:k], *self.hypotheses[k + 1 :]))
            rest = times(others.sign(Frac(value.den), depth + 1), sign_of(content))
            power = powers.pop(poly)
            for other, exponent in powers.items():
                rest = times(rest, raised(others.sign(Frac(other), depth + 1), exponent))
            allowed = POSITIVE if strict else NONNEGATIVE
            possible &= {s for s in ANY if {s**power * other for other in rest} & allowed}
        return possible

    def _by_squares(self, poly: Poly, depth: int) -> Sign:
        """s·q² + r is as s and r are."""
        possible = ANY
        for scale, square, rest in squares_completed(poly):
            squared = raised(self.sign(Frac(square), _DEEPEST), 2)
            own = times(squared, sign_of(scale))
            possible &= plus(own, self.sign(Frac(rest), depth + 1))
        return possible

    def _by_conjugates(self, poly: Poly, depth: int) -> Sign:
        """u + v has the sign of u where u² − v² > 0, and that of v where it is < 0."""
        possible = ANY
        for u, v in conjugates(poly):
            gap = subtract(Frac(poly_product(u, u)), Frac(poly_product(v, v)))
            larger = self.sign(reduced(gap, _Deeper(self, depth + 1)), depth + 1)
            signs: set[int] = set()
            for sign in larger:
                own = v if sign < 0 else u
                signs |= self.sign(Frac(own), depth + 1) | (set() if sign else NULL)
            possible &= signs
        return possible

    def _by_exponential(self, poly: Poly, depth: int) -> Sign:
        """log f − log g is as f − g: it has the sign of e^(k · it) − 1."""
        found = exponentiated(poly, _Deeper(self, depth + 1))
        return ANY if found is None else self.sign(subtract(found[1], ONE), depth + 1)

    def _by_sums(self, poly: Poly, depth: int) -> Sign:
        """Sums over one set are as what they add up; Σa·Σb is at least (Σ√(ab))²."""
        possible = ANY
        for group, rest in combined(poly):
            summand = self.sign(group.summand, depth + 1)
            own = times(self._mono_sign(group.cofactor, depth), plus(summand, summand))
            possible &= plus(own, self.sign(Frac(rest), depth + 1))
        for shape in cauchy_differences(poly):
            if all(self.sign(body, depth + 1) <= NONNEGATIVE for body in shape.bodies):
                own = times(self._mono_sign(shape.cofactor, depth), NONNEGATIVE)
                possible &= plus(own, self.sign(Frac(shape.rest), depth + 1))
        return possible

    # --- linear facts

    def _supposed_sign(self, atom: Atom) -> Sign:
        """What the hypotheses say of an atom by itself, so that its powers have signs too."""
        if not self._supposed:
            lone = (Frac(Poly.of(1, m)).lone_atom for v, _ in self.hypotheses for m in v.num.terms)
            self._supposed.update(dict.fromkeys((a for a in lone if a is not None), ANY))
            for each in 2 * list(self._supposed):  # the second time, with what the first has shown
                self._supposed[each] &= self._by_facts(of_atom(each).num, 0)
            self._memo.clear()
            self._bodies.clear()
        return self._supposed.get(atom, ANY)

    def _by_facts(self, poly: Poly, depth: int) -> Sign:
        possible = set(ANY)
        system = self._system(poly, depth)
        for sign in (1, -1):
            if infeasible([*system, Row(dict(poly.scaled(sign).terms), strict=True)]):
                possible.discard(sign)
        if len(possible) == 2 and 0 in possible:  # is 0 itself impossible?
            equal = [Row(dict(poly.scaled(sign).terms), strict=False) for sign in (1, -1)]
            if infeasible([*system, *equal]):
                possible.discard(0)
        return frozenset(possible)

    def _system(self, poly: Poly, depth: int) -> list[Row]:
        rows = [Row(dict(value.num.terms), strict) for value, strict in self._linear(depth)]
        monos = each_once(poly.terms, *(row.terms for row in rows))
        rows += [row for _, row in known_rows(monos)]
        for mono in each_once(poly.terms, *(row.terms for row in rows)):
            sign = self._mono_sign(mono, depth + 1)
            if mono != UNIT and -1 not in sign:
                rows.append(Row({mono: Fraction(1)}, strict=0 not in sign))
            elif 1 not in sign:
                rows.append(Row({mono: Fraction(-1)}, strict=0 not in sign))
        return rows

    def _linear(self, depth: int) -> Iterator[tuple[Frac, bool]]:
        for value, strict in self.hypotheses:
            den = Facts(self.domains).sign(Frac(value.den), depth + 1)
            if den == POSITIVE:
                yield value, strict
            elif den == NEGATIVE:
                yield negate(value), strict


@dataclass(frozen=True)
class _Deeper:
    """The facts, asked from some depth on, so that asking ends."""

    facts: Facts
    depth: int

    def sign(self, value: Frac) -> Sign:
        return self.facts.sign(value, self.depth)
