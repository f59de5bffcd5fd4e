"""Side conditions: what a formula needs to be defined, less what is known anyway."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from stabcheck.carriers.notation import write
from stabcheck.carriers.term import ZERO, Index, Term
from stabcheck.proof.algebra import Frac, Poly
from stabcheck.proof.factoring import factors
from stabcheck.proof.lowest import divide, poly_product
from stabcheck.proof.normal import Normaliser
from stabcheck.proof.readback import term_of
from stabcheck.proof.records import HOLDS, Obligation
from stabcheck.proof.signs import Facts
from stabcheck.proof.tree import Case, Decision

__all__ = ["Condition", "undischarged", "unsatisfiable"]

Relation = Literal["≠", ">", "≥"]


@dataclass(frozen=True)
class Condition:
    """The polynomial is ≠ 0, > 0 or ≥ 0 (``relation``)."""

    poly: Poly
    relation: Relation

    def printed(self) -> str:
        """The condition with its negative terms on the other side: x > y, not x − y > 0."""
        maximum = _tied(self.poly) if self.relation == "≠" else None
        if maximum is not None:
            return f"{write(maximum)} is attained once"
        return _print(self.poly, self.relation)


def undischarged(
    decision: Decision, facts: Facts, besides: Iterable[Condition] = ()
) -> tuple[Condition, ...]:
    """The conditions that no fact of their case discharges, stated for all cases alike.

    Besides there are what rules out the cases in which a side is undefined, and the conditions
    ``besides`` that the claim's own ``facts`` do not discharge.  A condition that another one
    implies is left out.
    """
    wanted: dict[tuple[Poly, Relation], tuple[Frac, Facts]] = {}
    for obligation, known, before in _asked(decision, facts, besides):
        if known.sign(obligation.value) <= HOLDS[obligation.relation]:
            continue
        for poly, relation in _essential(obligation, before):
            # where the case itself says ≥ 0, only ≠ 0 is left to ask for
            is_half = relation == ">" and known.sign(Frac(poly)) == {0, 1}
            wanted[poly, "≠" if is_half else relation] = (Frac(poly), known)
    kept = []
    for (poly, relation), (value, known) in wanted.items():
        stronger = known
        for other, other_relation in wanted:
            if (other, other_relation) != (poly, relation) and other_relation != "≠":
                stronger = stronger.given(Frac(other), strict=other_relation == ">")
        if not stronger.sign(value) <= HOLDS[relation]:
            kept.append(Condition(poly, relation))
    return tuple(kept)


def _asked(
    decision: Decision, facts: Facts, besides: Iterable[Condition]
) -> Iterator[tuple[Obligation, Facts, Facts]]:
    """What is asked for, the facts where it is, and the facts that hold in every case."""
    for each in besides:
        yield Obligation(ZERO, Frac(each.poly), each.relation, certain=True), facts, facts
    for exclusion in decision.exclusions:
        yield exclusion, facts, facts
    for case in decision.cases:
        for obligation in case.obligations:
            yield obligation, case.facts, _before_cases(case)


def unsatisfiable(conditions: tuple[Condition, ...], facts: Facts) -> bool:
    """Whether signs and linear combinations show that no point meets all the conditions."""
    for condition in conditions:
        value = Frac(condition.poly)
        if facts.sign(value).isdisjoint(HOLDS[condition.relation]):
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


def _tied(poly: Poly) -> Term | None:
    """The maximum that the polynomial compares with its body at any other place, if it does."""
    others = [part for atom in poly.atoms() for part in atom.data if isinstance(part, Index)]
    for other in others:
        for place in other.set.removed:
            if place.attains is None:
                continue
            index, body = place.attains
            gap = Term("subtract", Term("max", index, body), body.at(index, other))
            share = divide(Normaliser(Facts({})).normal(gap), Frac(poly))
            if share.rational is not None:
                turned = body.op == "negative"  # min x = −max(−x)
                return Term("min", index, *body.parts) if turned else Term("max", index, body)
    return None


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
