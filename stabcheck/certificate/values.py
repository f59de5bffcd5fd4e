"""Values of the proof, fractions over the algebra, as Coq's expressions."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from stabcheck.carriers.term import Index, IndexSet, Term
from stabcheck.certificate import expressions as coq
from stabcheck.certificate.expressions import Text
from stabcheck.certificate.names import Names, Uncertified, identifier
from stabcheck.proof.algebra import ONE_POLY, Atom, Bound, Frac, Mono, Poly

__all__ = ["Values", "indices_of"]


@dataclass(frozen=True)
class Values:
    """Writes values; ``formula`` writes the terms that indices may carry inside.

    ``binders`` are the identifiers of the bound indices around, the innermost last; ``moved`` are
    indices that stand as something else, ``placed`` indeterminates that do.
    """

    names: Names
    formula: Callable[[Term], Text]
    binders: tuple[str, ...] = ()
    moved: tuple[tuple[Index, Text], ...] = ()
    placed: tuple[tuple[Atom, Text], ...] = ()

    def fraction(self, value: Frac) -> Text:
        """A fraction; one over 1 is its numerator."""
        top = self.polynomial(value.num)
        return top if value.den == ONE_POLY else coq.divide(top, self.polynomial(value.den))

    def polynomial(self, poly: Poly) -> Text:
        """A polynomial, its terms in the order of their text."""
        unmoved = replace(self, moved=(), placed=())

        def order(term: tuple[Mono, Fraction]) -> tuple[str, str]:
            """Blind at first to the numbers in the names of indices."""
            text = unmoved.monomial(*term).text
            return re.sub(r"\d", "", text), text

        return coq.add(self.monomial(*term) for term in sorted(poly.terms.items(), key=order))

    def monomial(self, mono: Mono, value: Fraction | int = 1) -> Text:
        """A coefficient times a product of powers of atoms and one exponential."""
        value, unmoved = Fraction(value), replace(self, moved=(), placed=())
        ordered = sorted(mono.powers, key=lambda item: str(unmoved.raised(*item)))
        factors = [self.raised(*item) for item in ordered]
        if mono.exponent is not None:
            factors.append(self.exponential(mono.exponent))
        if abs(value) != 1 or not factors:
            factors.insert(0, coq.number(abs(value)))
        product = coq.multiply(factors)
        return product if value > 0 else coq.negate(product)

    def exponential(self, exponent: Frac) -> Text:
        """e to an exponent."""
        return coq.apply("exp", self.fraction(exponent))

    def raised(self, atom: Atom, k: int) -> Text:
        """A power of an indeterminate."""
        return self.atom(atom) if k == 1 else coq.power(self.atom(atom), k)

    def atom(self, atom: Atom) -> Text:
        """An indeterminate, by its kind."""
        for own, other in self.placed:
            if atom == own:
                return other
        data: Any = atom.data
        match atom.kind:
            case "real":
                return Text(identifier(data[0]))
            case "pi":
                return Text("PI")
            case "entry":
                return coq.apply(identifier(data[0]), *map(self.place, data[1:]))
            case "sum" | "max":
                return self.over(atom.kind, data[0], data[1], atom.label)
            case "indicator":
                return self._indicator(data[0], data[1])
        return coq.apply(*self._applied(atom.kind, data))

    def _applied(self, kind: str, data: Any) -> tuple[Any, ...]:
        """A function of the prelude or the library, and what it is applied to."""
        match kind:
            case "size":
                return "size", self.index_set(data[0])
            case "log":
                return "lnabs", self.polynomial(data[0])
            case "absolute":
                return "Rabs", self.fraction(data[0])
            case "erf":
                return "erf", self.fraction(data[0])
            case "sign":
                return "sgn", self.fraction(data[0])
            case "root":
                return "root", Text(str(data[1])), self.polynomial(data[0])
            case "delta":
                return "delta", *map(self.place, data)
        raise Uncertified(f"a value of kind {kind}")

    def over(self, kind: str, index_set: IndexSet, body: Frac, label: str) -> Text:
        """A sum or maximum, its bound index under a name of its own."""
        bound = self.names.binder(label or "i", len(self.binders))
        inner = replace(self, binders=(*self.binders, bound))
        name = {"sum": "Sum", "max": "Max"}[kind]
        over = coq.function(bound, inner.fraction(body))
        return coq.apply(name, self.index_set(index_set), over)

    def index_set(self, index_set: IndexSet) -> Text:
        """An index set, less the points removed from it."""
        whole = Text(self.names.index_set(index_set))
        for point in index_set.removed:
            whole = coq.apply("without", self.place(point), whole)
        return whole

    def place(self, place: Index | Bound) -> Text:
        """An index: bound, free, or where a maximum is attained."""
        if isinstance(place, Bound):
            return Text(self.binders[-1 - place.level])
        for index, other in self.moved:
            if place == index:
                return other
        if place.attains is None:
            return Text(self.names.index(place))
        bound, body = place.attains
        over = coq.function(self.names.index(bound), self.formula(body))
        return coq.apply("Argmax", Text(self.names.index_set(bound.set)), over)

    def _indicator(self, gap: Frac, relation: str) -> Text:
        """1 where the gap is > 0 (≥ 0, = 0, ≠ 0), else 0."""
        then, otherwise = (0, 1) if relation == "not_equal" else (1, 0)
        return Text(f"if {self._decided(gap, relation)} then {then} else {otherwise}", 200)

    def squared_indicator(self, gap: Frac, relation: str) -> str:
        """The rule that an indicator is its own square."""
        rule = "other_indicator_square" if relation == "not_equal" else "indicator_square"
        return f"{rule} _ _ ({self._decided(gap, relation)})"

    def _decided(self, gap: Frac, relation: str) -> str:
        shown = self.fraction(gap).within(0)
        return {
            "greater": f"Rlt_dec 0 {shown}",
            "greater_equal": f"Rle_dec 0 {shown}",
            "equal": f"Req_EM_T {shown} 0",
            "not_equal": f"Req_EM_T {shown} 0",
        }[relation]


def indices_of(subject: Frac | Poly | Atom) -> set[Index]:
    """The indices that occur in a value, at any depth."""
    found: set[Index] = set()
    pending: list[Any] = [subject]
    while pending:
        part = pending.pop()
        match part:
            case Index():
                found.add(part)
            case Poly():
                for mono in part.terms:
                    pending += [atom for atom, _ in mono.powers]
                    if mono.exponent is not None:
                        pending.append(mono.exponent)
            case Frac():
                pending += [part.num, part.den]
            case Atom():
                pending += part.data
    return found
