"""Signs of expressions: what follows from their structure, and from linear facts.

A sign is the set of signs a value can have, a subset of {−1, 0, 1}.  Structure decides most:
exponentials are positive, sizes are, a sum is where its summand is, e^a − e^b is as a − b is.
Otherwise the hypotheses of the case at hand (x ≥ 0, xᵢ ≤ max x, …) are linear in the monomials,
and Fourier–Motzkin elimination decides whether the opposite sign is consistent with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from stabcheck.carriers.budget import check_time
from stabcheck.carriers.term import Index
from stabcheck.proof.algebra import ONE_POLY, UNIT, Atom, Frac, Mono, Poly
from stabcheck.proof.binding import open_binder
from stabcheck.proof.factoring import factors
from stabcheck.proof.indexed import substitute_index
from stabcheck.proof.linear import Row, infeasible
from stabcheck.proof.lowest import ONE, negate, of_atom, subtract
from stabcheck.quantity import Argument

__all__ = ["ANY", "NEGATIVE", "NONNEGATIVE", "POSITIVE", "Facts", "Sign"]

Sign = frozenset[int]
ANY: Sign = frozenset({-1, 0, 1})
POSITIVE: Sign = frozenset({1})
NEGATIVE: Sign = frozenset({-1})
NONNEGATIVE: Sign = frozenset({0, 1})
NULL: Sign = frozenset({0})

_KNOWN_ATOMS = {
    "size": POSITIVE,
    "pi": POSITIVE,
    "absolute": NONNEGATIVE,
    "root": NONNEGATIVE,
    "delta": NONNEGATIVE,
    "indicator": NONNEGATIVE,
}
_DEEPEST = 6


def _plus(left: Sign, right: Sign) -> Sign:
    signs: set[int] = set()
    for a in left:
        for b in right:
            signs |= {a or b} if a * b >= 0 else ANY
    return frozenset(signs)


def _times(left: Sign, right: Sign) -> Sign:
    return frozenset(a * b for a in left for b in right)


def _raised(sign: Sign, power: int) -> Sign:
    return frozenset(s**2 if power % 2 == 0 else s for s in sign)


@dataclass(frozen=True)
class Facts:
    """What is known in one case of a proof: the arguments' domains, and hypotheses.

    Each hypothesis is a fraction that is ≥ 0, or > 0 where ``strict``.
    """

    domains: Mapping[str, Argument]
    hypotheses: tuple[tuple[Frac, bool], ...] = ()
    _memo: dict[Frac, Sign] = field(default_factory=dict, compare=False, repr=False)

    def given(self, value: Frac, *, strict: bool) -> Facts:
        """These facts and one more: value ≥ 0, or > 0."""
        return Facts(self.domains, (*self.hypotheses, (value, strict)))

    def sign(self, value: Frac, depth: int = 0) -> Sign:
        """The signs the value can have wherever it is defined."""
        known = self._memo.get(value)
        if known is None:
            check_time()
            num = self._poly_sign(value.num, depth)
            den = self._poly_sign(value.den, depth) - NULL
            known = self._memo[value] = _times(num, den)
        return known

    @property
    def contradictory(self) -> bool:
        """Whether no point satisfies the hypotheses, so that the case is empty."""
        return infeasible(self._system(ONE_POLY, 0))

    # --- structure

    def _poly_sign(self, poly: Poly, depth: int) -> Sign:
        total = NULL
        for mono, value in poly.terms.items():
            total = _plus(total, _times(self._mono_sign(mono, depth), frozenset({_sgn(value)})))
        if len(total) == 1 or depth > _DEEPEST:
            return total
        return (
            total
            & self._by_difference(poly, depth)
            & self._by_factors(poly, depth)
            & (self._by_facts(poly, depth))
        )

    def _mono_sign(self, mono: Mono, depth: int) -> Sign:
        sign = POSITIVE
        for atom, power in mono.powers:
            sign = _times(sign, _raised(self._atom_sign(atom, depth), power))
        return sign

    def _atom_sign(self, atom: Atom, depth: int) -> Sign:
        if atom.kind in _KNOWN_ATOMS:
            return _KNOWN_ATOMS[atom.kind]
        match atom.kind:
            case "real" | "entry":
                return _domain_sign(self.domains.get(atom.data[0]))
            case "sum" | "max" if depth <= _DEEPEST:
                return self.sign(open_binder(atom)[1], depth + 1)
            case "log" if depth <= _DEEPEST:
                argument = Frac(atom.data[0])
                if self.sign(argument, depth + 1) == POSITIVE:
                    return self.sign(subtract(argument, ONE), depth + 1)
        return ANY

    def _by_difference(self, poly: Poly, depth: int) -> Sign:
        """c·(e^a − e^b)·M has the sign of c·(a − b)·M."""
        if len(poly.terms) != 2:
            return ANY
        (first, a), (second, b) = poly.terms.items()
        if a != -b or first.powers != second.powers:
            return ANY
        zero = Frac(Poly({}))
        gap = subtract(first.exponent or zero, second.exponent or zero)
        common = _times(self._mono_sign(Mono(first.powers), depth), frozenset({_sgn(a)}))
        return _times(self.sign(gap, depth + 1), common)

    def _by_factors(self, poly: Poly, depth: int) -> Sign:
        if poly.single is not None:
            return ANY
        content, _, found = factors(poly)
        if len(found) == 1 and found[0][1] == 1:
            return ANY
        sign = frozenset({_sgn(content)})
        for factor, power in found:
            sign = _times(sign, _raised(self.sign(Frac(factor), depth + 1), power))
        return sign

    # --- linear facts

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
        monos = {mono for row in rows for mono in row.terms} | set(poly.terms)
        indices = {part for mono in monos for part in _indices(mono)}
        for mono in monos:
            for atom, _ in mono.powers:
                if atom.kind == "max":
                    rows += _at_most(atom, indices)
        for mono in {mono for row in rows for mono in row.terms} | set(poly.terms):
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


def _at_most(maximum: Atom, indices: set[Index]) -> list[Row]:
    """b(i) ≤ max b, at every index at hand."""
    rows = []
    bound, body = open_binder(maximum)
    if bound.set.removed:  # the index at hand may be the very point removed
        return []
    for index in indices:
        if index.set.name == bound.set.name and body.is_polynomial:
            gap = subtract(of_atom(maximum), substitute_index(body, bound, index))
            if gap.is_polynomial:
                rows.append(Row(dict(gap.num.terms), strict=False))
    return rows


def _indices(mono: Mono) -> Iterator[Index]:
    for atom, _ in mono.powers:
        for part in atom.data:
            if isinstance(part, Index):
                yield part


def _domain_sign(argument: Argument | None) -> Sign:
    above = argument.above.value if argument and argument.above else None
    below = argument.below.value if argument and argument.below else None
    if above is not None and above >= 0:
        return POSITIVE
    return NEGATIVE if below is not None and below <= 0 else ANY


def _sgn(value: Fraction) -> int:
    return (value > 0) - (value < 0)
