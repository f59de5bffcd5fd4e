"""The algebra in which identities are decided: fractions over ℚ[atoms] · exp(exponents).

A monomial is a product of integer powers of atoms and one exponential, whose exponent is again an
element of this algebra; multiplying monomials adds exponents.  So polynomials form the group ring
of the exponents over ℚ[atoms], an integral domain, and a fraction is zero iff its numerator has
no terms.  Exponentials of functions that are ℚ-linearly independent modulo constants are
algebraically independent, which is what makes that test complete where the atoms are independent
variables (Risch, "Algebraic properties of the elementary functions of analysis", Amer. J. Math.
101, 1979).

Atoms are what is left opaque: variables, entries, sums and maxima over index sets, logarithms of
irreducible factors, roots.  Bound indices inside an atom are de Bruijn numbers, so two sums that
differ only in the name of their index are one atom.

Polynomials and fractions are immutable; fractions are built in lowest terms by `lowest.fraction`.
What they print as depends on their value alone, so `order` can be built on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

__all__ = [
    "ONE_POLY",
    "UNIT",
    "ZERO_POLY",
    "Atom",
    "Bound",
    "Frac",
    "Mono",
    "Poly",
    "merged_powers",
    "order",
]

_IDEMPOTENT = {"delta", "indicator"}

Order = tuple[str, tuple[tuple[int, str], ...]]
Powers = tuple[tuple["Atom", int], ...]


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound index by its de Bruijn number: how many binders lie between it and its own."""

    level: int

    def __repr__(self) -> str:
        return f"_~{self.level}"


class Atom:
    """An indeterminate: a kind and its data; ``label`` (for print only) names its bound index."""

    __slots__ = ("_hash", "_order", "data", "kind", "label")

    def __init__(self, kind: str, *data: Any, label: str = "") -> None:
        self.kind = kind
        self.data = data
        self.label = label
        self._hash = hash((kind, data))
        self._order: Order | None = None

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, Atom)
            and self._hash == other._hash
            and self.kind == other.kind
            and self.data == other.data
        )

    def __repr__(self) -> str:
        return f"{self.kind}{self.data!r}"

    @property
    def order(self) -> Order:
        """Where the atom stands among others: see `order`."""
        if self._order is None:
            self._order = _order(repr(self))
        return self._order


class Mono:
    """Π atomᵏ · exp(exponent), the atoms in their `order`; an exponent of None is 0."""

    __slots__ = ("_hash", "exponent", "powers")

    def __init__(self, powers: Iterable[tuple[Atom, int]] = (), exponent: Frac | None = None):
        own = tuple(powers)
        self.powers = own if len(own) < 2 else tuple(sorted(own, key=_by_atom))
        self.exponent = exponent
        self._hash = hash((self.powers, exponent))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, Mono)
            and self._hash == other._hash
            and self.powers == other.powers
            and self.exponent == other.exponent
        )

    def __repr__(self) -> str:
        factors = [f"{atom!r}^{power}" for atom, power in self.powers]
        return "*".join([*factors, f"exp({self.exponent!r})"] if self.exponent else factors) or "1"

    @property
    def is_one(self) -> bool:
        """Whether this is the empty product."""
        return not self.powers and self.exponent is None


UNIT = Mono()


class Poly:
    """Σ coefficient · monomial, with rational coefficients, none of them 0."""

    __slots__ = ("_hash", "terms")

    def __init__(self, terms: dict[Mono, Fraction]) -> None:
        self.terms = terms
        self._hash: int | None = None

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset(self.terms.items()))
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Poly) and self.terms == other.terms)

    def __bool__(self) -> bool:
        return bool(self.terms)

    def __repr__(self) -> str:
        return " + ".join(sorted(f"{mono!r}*{value}" for mono, value in self.terms.items())) or "0"

    @staticmethod
    def of(value: Fraction | int, mono: Mono = UNIT) -> Poly:
        """The polynomial with the one term ``value`` · ``mono``."""
        return Poly({mono: Fraction(value)}) if value else ZERO_POLY

    def __add__(self, other: Poly) -> Poly:
        terms = dict(self.terms)
        for mono, value in other.terms.items():
            total = terms.get(mono, 0) + value
            if total:
                terms[mono] = total
            else:
                del terms[mono]
        return Poly(terms)

    def scaled(self, factor: Fraction | int) -> Poly:
        """This polynomial times a rational number."""
        if not factor:
            return ZERO_POLY
        return Poly({mono: value * factor for mono, value in self.terms.items()})

    def atoms(self) -> Iterator[Atom]:
        """The atoms of its monomials; those inside exponents are not among them."""
        for mono in self.terms:
            for atom, _ in mono.powers:
                yield atom

    @property
    def single(self) -> tuple[Mono, Fraction] | None:
        """The one term, if there is just one."""
        return next(iter(self.terms.items())) if len(self.terms) == 1 else None

    @property
    def rational(self) -> Fraction | None:
        """The value, if it is a constant."""
        if not self.terms:
            return Fraction(0)
        single = self.single
        return single[1] if single is not None and single[0].is_one else None


ZERO_POLY = Poly({})
ONE_POLY = Poly.of(1)


class Frac:
    """A numerator over a denominator, in lowest terms; made by `lowest.fraction` alone."""

    __slots__ = ("_hash", "den", "num")

    def __init__(self, num: Poly, den: Poly = ONE_POLY) -> None:
        self.num = num
        self.den = den
        self._hash: int | None = None

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash((self.num, self.den))
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, Frac) and self.num == other.num and self.den == other.den
        )

    def __bool__(self) -> bool:
        return bool(self.num)

    def __repr__(self) -> str:
        return f"({self.num!r})/({self.den!r})" if self.den != ONE_POLY else f"({self.num!r})"

    @property
    def is_polynomial(self) -> bool:
        """Whether the denominator is 1."""
        return self.den == ONE_POLY

    @property
    def rational(self) -> Fraction | None:
        """The value, if it is a constant."""
        return self.num.rational if self.is_polynomial else None

    @property
    def lone_atom(self) -> Atom | None:
        """The atom, if the fraction is exactly one atom."""
        single = self.num.single if self.is_polynomial else None
        if single is None or single[1] != 1 or single[0].exponent is not None:
            return None
        powers = list(single[0].powers)
        return powers[0][0] if len(powers) == 1 and powers[0][1] == 1 else None


_INDEX = re.compile(r"(\w+)~(\d+)")


def order(item: Atom | Frac | Mono) -> Order:
    """The order of generators and monomials, blind at first to the names of indices.

    So the normal form of a summand does not change when its index is renamed, and nothing depends
    on how many indices there were before: what only names tell apart is in the order of the making.
    """
    return item.order if isinstance(item, Atom) else _order(repr(item))


def _order(printed: str) -> Order:
    names = tuple((int(number), name) for name, number in _INDEX.findall(printed))
    return _INDEX.sub("~", printed), names


def _by_atom(power: tuple[Atom, int]) -> Order:
    return power[0].order


def merged_powers(left: Powers, right: Powers) -> Iterator[tuple[Atom, int]]:
    """The powers of a product; deltas and indicators are their own squares."""
    total = dict(left)
    for atom, power in right:
        total[atom] = total.get(atom, 0) + power
    for atom, power in total.items():
        if power:
            yield atom, min(power, 1) if atom.kind in _IDEMPOTENT else power
