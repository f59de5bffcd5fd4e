"""Side conditions: what a formula needs to be defined, less what is known anyway."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from stabcheck.carriers.notation import write
from stabcheck.carriers.term import ZERO, Term
from stabcheck.proof.algebra import Frac, Poly
from stabcheck.proof.decide import Case
from stabcheck.proof.factoring import factors
from stabcheck.proof.lowest import poly_product
from stabcheck.proof.readback import term_of
from stabcheck.proof.records import Obligation
from stabcheck.proof.signs import Facts

__all__ = ["Condition", "undischarged", "unsatisfiable"]

Relation = Literal["≠", ">", "≥"]

_ALLOWED = {"≠": frozenset({-1, 1}), ">": frozenset({1}), "≥": frozenset({0, 1})}


@dataclass(frozen=True)
class Condition:
    """The polynomial is ≠ 0, > 0 or ≥ 0 (``relation``)."""

    poly: Poly
    relation: Relation

    def printed(self) -> str:
        """The condition with its negative terms on the other side: x > y, not x − y > 0."""
        return _print(self.poly, self.relation)


def undischarged(cases: tuple[Case, ...]) -> tuple[Condition, ...]:
    """The conditions that no fact of their case discharges, stated for all cases alike.

    A condition that another one implies is left out.
    """
    wanted: dict[tuple[Poly, Relation], tuple[Frac, Facts]] = {}
    for case in cases:
        for obligation in case.obligations:
            if case.facts.sign(obligation.value) <= _ALLOWED[obligation.relation]:
                continue
            for poly, relation in _essential(obligation, _before_cases(case)):
                # where the case itself says ≥ 0, only ≠ 0 is left to ask for
                is_half = relation == ">" and case.facts.sign(Frac(poly)) == {0, 1}
                wanted[poly, "≠" if is_half else relation] = (Frac(poly), case.facts)
    kept = []
    for (poly, relation), (value, facts) in wanted.items():
        stronger = facts
        for other, other_relation in wanted:
            if (other, other_relation) != (poly, relation) and other_relation != "≠":
                stronger = stronger.given(Frac(other), strict=other_relation == ">")
        if not stronger.sign(value) <= _ALLOWED[relation]:
            kept.append(Condition(poly, relation))
    return tuple(kept)


def unsatisfiable(conditions: tuple[Condition, ...], facts: Facts) -> bool:
    """Whether signs and linear combinations show that no point meets all the conditions."""
    for condition in conditions:
        value = Frac(condition.poly)
        if facts.sign(value).isdisjoint(_ALLOWED[condition.relation]):
            return True
        if condition.relation != "≠":
            facts = facts.given(value, strict=condition.relation == ">")
    return facts.contradictory


def _before_cases(case: Case) -> Facts:
    """What holds in every case: each hypothesis of the case has added one fact."""
    facts = case.facts
    return Facts(facts.domains, facts.hypotheses[: len(facts.hypotheses) - len(case.hypotheses)])


def _essential(obligation: Obligation, facts: Facts) -> list[tuple[Poly, Relation]]:
    """The obligation on the factors whose sign is open: one condition, or one per factor for ≠."""
    sign = 1
    open_factors: list[tuple[Poly, int]] = []
    for poly, side in ((obligation.value.num, 1), (obligation.value.den, 1)):
        content, _, found = factors(poly)
        sign *= 1 if content > 0 else -1
        for factor, exponent in found:
            known = facts.sign(Frac(factor))
            if known == {1} or (known == {-1} and exponent % 2 == 0):
                continue
            if known == {-1}:
                sign = -sign
            else:
                open_factors.append((factor, exponent * side))
    if obligation.relation == "≠":
        return [(factor, "≠") for factor, _ in open_factors]
    if len(open_factors) == 1 and open_factors[0][1] % 2 == 1:
        factor = open_factors[0][0]
        return [(factor.scaled(sign), obligation.relation)]
    return (
        [(obligation.value.num, obligation.relation)]
        if obligation.value.is_polynomial
        else [(_product(obligation.value), obligation.relation)]
    )


def _product(value: Frac) -> Poly:
    return poly_product(value.num, value.den)


def _print(poly: Poly, relation: str) -> str:
    positive = Poly({mono: value for mono, value in poly.terms.items() if value > 0})
    negative = Poly({mono: -value for mono, value in poly.terms.items() if value < 0})
    sides: list[Term] = [term_of(Frac(part)) if part else ZERO for part in (positive, negative)]
    if not positive and relation != "≠":
        turned = {">": "<", "≥": "≤"}[relation]
        return f"{write(sides[1])} {turned} 0"
    if not positive:
        sides.reverse()
    return f"{write(sides[0])} {relation} {write(sides[1])}"
