"""Arithmetic apart from the search: fractions multiplied out, compared by cross-multiplying.

No greatest common divisors, no factoring, no normal form.  Two expressions that are equal may go
unrecognised here, and the proof is then rejected; two that are not are never taken for equal,
because an identity among indeterminates holds whatever they stand for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import reduce
from typing import Any

from stabcheck.carriers.term import Index, IndexSet
from stabcheck.proof.algebra import Atom, Bound, Frac, Mono, Poly
from stabcheck.proof.elaborate.indices import entry

__all__ = [
    "ONE",
    "ZERO",
    "Arithmetic",
    "Rejected",
    "exp_of",
    "of_atom",
    "of_number",
    "require",
]

Place = Index | Bound
Change = Callable[[Place, int], Place]

_NOTHING = Poly({})
_JUST_ONE = Poly({Mono(): Fraction(1)})
ZERO = Frac(_NOTHING, _JUST_ONE)
ONE = Frac(_JUST_ONE, _JUST_ONE)

#: These are 0 or 1, hence their own squares.
_IDEMPOTENT = {"delta", "indicator"}
_BINDERS = {"sum", "max"}
#: What f(−a) is of f(a).
_TURNED = {"sum": -1, "erf": -1, "absolute": 1}


class Rejected(ValueError):
    """The proof does not hold; the message says at which step."""


def require(holds: bool, otherwise: str) -> None:  # noqa: FBT001 - it reads as a sentence
    """Raise Rejected unless it holds."""
    if not holds:
        raise Rejected(otherwise)


def of_number(value: Fraction | int) -> Frac:
    """A rational number as a fraction."""
    return Frac(Poly({Mono(): Fraction(value)} if value else {}), _JUST_ONE)


def of_atom(atom: Atom) -> Frac:
    """An atom as a fraction."""
    return Frac(Poly({Mono([(atom, 1)]): Fraction(1)}), _JUST_ONE)


def exp_of(exponent: Frac) -> Frac:
    """e to the exponent."""
    mono = Mono((), exponent if exponent.num.terms else None)
    return Frac(Poly({mono: Fraction(1)}), _JUST_ONE)


@dataclass
class Arithmetic:
    """Sums, products, substitutions, and the test whether two fractions are equal.

    ``magnitude`` gives |f| where a root of f or an absolute value is multiplied by itself.
    """

    magnitude: Callable[[Poly], Poly]
    _alike: dict[Any, list[Any]] = field(default_factory=dict)
    _compared: dict[tuple[Frac, Frac], bool] = field(default_factory=dict)

    # --- polynomials

    def plus(self, a: Poly, b: Poly, factor: Fraction | int = 1) -> Poly:
        """a + factor · b."""
        terms = dict(a.terms)
        for mono, value in b.terms.items():
            terms[mono] = terms.get(mono, Fraction(0)) + factor * value
        return Poly({mono: value for mono, value in terms.items() if value})

    def times(self, a: Poly, b: Poly) -> Poly:
        """The product."""
        terms: dict[Mono, Fraction] = {}
        for left, p in a.terms.items():
            for right, q in b.terms.items():
                mono = self.joined(left, right)
                terms[mono] = terms.get(mono, Fraction(0)) + p * q
        return Poly({mono: value for mono, value in terms.items() if value})

    def joined(self, a: Mono, b: Mono) -> Mono:
        """The product of two monomials."""
        powers = dict(a.powers)
        for atom, k in b.powers:
            powers[atom] = powers.get(atom, 0) + k
        if any(k < 0 for k in powers.values()):
            raise Rejected("a negative power in a monomial")
        exponent = a.exponent or b.exponent
        if a.exponent is not None and b.exponent is not None:
            exponent = self.add(a.exponent, b.exponent)
        kept = [(atom, 1 if atom.kind in _IDEMPOTENT else k) for atom, k in powers.items() if k]
        return Mono(kept, exponent if exponent is not None and exponent.num.terms else None)

    def raised(self, base: Poly, k: int) -> Poly:
        """A power; raises Rejected for a negative one."""
        if k < 0:
            raise Rejected("a negative power of a polynomial")
        return reduce(self.times, [base] * k, _JUST_ONE)

    # --- fractions

    def add(self, a: Frac, b: Frac, factor: Fraction | int = 1) -> Frac:
        """a + factor · b."""
        if a.den == b.den:
            return Frac(self.plus(a.num, b.num, factor), a.den)
        top = self.plus(self.times(a.num, b.den), self.times(b.num, a.den), factor)
        return Frac(top, self.times(a.den, b.den))

    def multiply(self, a: Frac, b: Frac) -> Frac:
        """The product."""
        return Frac(self.times(a.num, b.num), self.times(a.den, b.den))

    def total(self, parts: Iterable[Frac]) -> Frac:
        """The sum of them all."""
        return reduce(self.add, parts, ZERO)

    def equal(self, a: Frac, b: Frac) -> bool:
        """Whether the two are equal, as far as multiplying out shows."""
        if not (a.den.terms and b.den.terms):
            raise Rejected("a denominator is 0")
        return (a.num == b.num and a.den == b.den) or self.vanishes(
            self.plus(self.times(a.num, b.den), self.times(b.num, a.den), -1)
        )

    def vanishes(self, poly: Poly) -> bool:
        """Whether the polynomial is 0, once |z|² = z², (ᵏ√f)ᵏ = |f| and δⱼₖ·f(k) = δⱼₖ·f(j)."""
        while poly.terms and any(self._order(a) <= k for m in poly.terms for a, k in m.powers):
            poly = reduce(self.plus, map(self._reduced, poly.terms.items()), _NOTHING)
        if any(atom.kind == "delta" for mono in poly.terms for atom, _ in mono.powers):
            poly = reduce(self.plus, map(self._met, poly.terms.items()), _NOTHING)
        return not poly.terms or not self._renamed(poly).terms

    def _order(self, atom: Atom) -> float:
        """The power from which on an atom is multiplied out; 1 for a |z| of known sign."""
        if atom.kind != "absolute":
            return int(atom.data[1]) if atom.kind == "root" else float("inf")
        inner = atom.data[0]
        return 1 if inner.den == _JUST_ONE and self.magnitude(inner.num) != of_atom(atom).num else 2

    def _met(self, item: tuple[Mono, Fraction]) -> Poly:
        mono, value = item
        pairs = [atom.data for atom, _ in mono.powers if atom.kind == "delta"]
        plain = Mono([(a, k) for a, k in mono.powers if a.kind != "delta"], mono.exponent)
        term = Frac(Poly({plain: value}), _JUST_ONE)
        while pairs:
            left, right = sorted(pairs.pop(), key=repr)
            mark = ONE if left == right else of_atom(Atom("delta", left, right))
            term = self.multiply(self.at(term, right, left), mark)
            pairs = [tuple(left if i == right else i for i in pair) for pair in pairs]
        return term.num

    def _reduced(self, item: tuple[Mono, Fraction]) -> Poly:
        mono, value = item
        product = Poly({Mono((), mono.exponent): value})
        for atom, k in mono.powers:
            order = self._order(atom)
            whole, rest = divmod(k, int(order)) if order <= k else (0, k)
            product = self.times(product, Poly({Mono([(atom, rest)] if rest else ()): Fraction(1)}))
            if whole and (atom.kind == "root" or order == 1):
                inner = atom.data[0] if atom.kind == "root" else atom.data[0].num
                product = self.times(product, self.raised(self.magnitude(inner), whole))
            elif whole:
                if atom.data[0].den != _JUST_ONE:
                    raise Rejected("the absolute value of a fraction is not split")
                product = self.times(product, self.raised(atom.data[0].num, 2 * whole))
        return product

    # --- atoms and exponents that are equal without being the same data

    def _renamed(self, poly: Poly) -> Poly:
        total = _NOTHING
        for mono, value in poly.terms.items():
            sign, powers = 1, []
            for atom, k in mono.powers:
                turned, same = self._first_alike(atom)
                sign *= turned**k
                powers.append((same, k))
            exponent = mono.exponent
            if exponent is not None:
                exponent = self._exponent_alike(exponent)
            product = reduce(self.joined, (Mono([pair]) for pair in powers), Mono((), exponent))
            total = self.plus(total, Poly({product: sign * value}))
        return total

    def _same(self, a: Frac, b: Frac) -> bool:
        """Whether the two are equal; while that is being asked, they are not taken to be."""
        if (a, b) not in self._compared:
            self._compared[a, b] = False
            self._compared[a, b] = self.equal(a, b)
        return self._compared[a, b]

    def _exponent_alike(self, exponent: Frac) -> Frac:
        known: list[Frac] = self._alike.setdefault("exponent", [])
        for other in known:
            if self._same(other, exponent):
                return other
        known.append(exponent)
        return exponent

    def _first_alike(self, atom: Atom) -> tuple[int, Atom]:
        """The first atom seen that has equal data, and −1 where it is the negative of this."""
        if not any(isinstance(part, Frac) for part in atom.data):
            return 1, atom
        plain = tuple(part for part in atom.data if not isinstance(part, Frac))
        known = self._alike.setdefault((atom.kind, plain), [])
        (own,) = (part for part in atom.data if isinstance(part, Frac))
        for other in known:
            (body,) = (part for part in other.data if isinstance(part, Frac))
            if self._same(own, body):
                return 1, other
            if atom.kind in _TURNED and self._same(self.add(ZERO, own, -1), body):
                return _TURNED[atom.kind], other
        known.append(atom)
        return 1, atom

    # --- indices

    def opened(self, atom: Atom, index: Index) -> Frac:
        """The body of a sum or maximum at the index."""
        return self.mapped(
            atom.data[1], lambda place, level: index if place == Bound(level) else place
        )

    def at(self, value: Frac, old: Index, new: Index) -> Frac:
        """The value with one index replaced by another."""
        return self.mapped(value, lambda place, _: new if place == old else place)

    def mapped(self, value: Frac, change: Change, level: int = 0) -> Frac:
        """The value with every index changed; ``level`` counts the binders passed."""
        return Frac(self._poly(value.num, change, level), self._poly(value.den, change, level))

    def _poly(self, poly: Poly, change: Change, level: int) -> Poly:
        total = _NOTHING
        for mono, value in poly.terms.items():
            start = mono.exponent and self.mapped(mono.exponent, change, level)
            atoms = (self._atom(atom, k, change, level) for atom, k in mono.powers)
            product = reduce(self.joined, atoms, Mono((), start if start and start.num else None))
            total = self.plus(total, Poly({product: value}))
        return total

    def _atom(self, atom: Atom, k: int, change: Change, level: int) -> Mono:
        data = [self._part(part, change, level, atom.kind) for part in atom.data]
        if atom.kind == "delta":
            data.sort(key=repr)
        if atom.kind == "delta" and data[0] == data[1]:
            return Mono()
        if atom.kind == "entry":
            return Mono([(entry(data[0], tuple(data[1:])), k)])
        return Mono([(Atom(atom.kind, *data, label=atom.label), k)])

    def _part(self, part: Any, change: Change, level: int, kind: str) -> Any:
        match part:
            case Index() | Bound():
                return change(part, level)
            case Frac():
                return self.mapped(part, change, level + (kind in _BINDERS))
            case Poly():
                return self._poly(part, change, level)
            case IndexSet(removed=points) if points:
                moved: Any = tuple(change(point, level) for point in points)
                return replace(part, removed=moved)
        return part
