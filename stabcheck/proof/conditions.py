"""Side conditions: what a formula needs to be defined, less what is known anyway."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from stabcheck.carriers.notation import write
from stabcheck.carriers.term import ZERO, Index, Term
from stabcheck.proof.algebra import ONE_POLY, Frac, Poly
from stabcheck.proof.factoring import factors
from stabcheck.proof.lowest import divide, poly_product
from stabcheck.proof.normal import Normaliser
from stabcheck.proof.readback import term_of
from stabcheck.proof.records import HOLDS, Obligation, Relation
from stabcheck.proof.shapes import plainer
from stabcheck.proof.signs import Facts
from stabcheck.proof.tree import Case, Decision

__all__ = ["Condition", "supposed", "undischarged", "unsatisfiable"]


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
    ``besides`` that the claim's own ``facts`` do not discharge.  A condition that the others
    imply is left out; those that come later are, rather than earlier.
    """
    wanted: dict[Condition, list[Facts]] = {}
    for obligation, known, before in _asked(decision, facts, besides):
        if _guarded_sign(obligation, known) <= HOLDS[obligation.relation]:
            continue
        for poly, relation in _essential(obligation.value, obligation.relation, before):
            # where the case itself says ≥ 0, only ≠ 0 is left to ask for
            is_half = relation == ">" and known.sign(Frac(poly)) == {0, 1}
            condition = Condition(poly, "≠" if is_half else relation)
            wanted.setdefault(condition, []).append(known)
    kept, candidates = list(wanted), list(reversed(wanted))
    if len(decision.cases) == 1:  # x > 0 and y > 0 rather than x·y > 0, if there are no cases
        candidates.sort(key=lambda condition: len(set(condition.poly.atoms())), reverse=True)
    for condition in candidates:
        others = [other for other in kept if other != condition]
        if all(_implied(condition, others, known) for known in wanted[condition]):
            kept = others
    return tuple(_joined(kept))


def _joined(conditions: list[Condition]) -> Iterator[Condition]:
    """The same with > 0 for what is to be ≥ 0 and ≠ 0."""
    nonzero = {each.poly for each in conditions if each.relation == "≠"}
    nonzero |= {poly.scaled(-1) for poly in nonzero}
    least = {each.poly for each in conditions if each.relation == "≥"} & nonzero
    for each in conditions:
        if each.poly in least and each.relation == "≥":
            yield Condition(each.poly, ">")
        elif each.relation != "≠" or {each.poly, each.poly.scaled(-1)}.isdisjoint(least):
            yield each


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


def _implied(condition: Condition, others: list[Condition], facts: Facts) -> bool:
    for other in others:
        facts = supposed(facts, Frac(other.poly), other.relation)
    return facts.sign(Frac(condition.poly)) <= HOLDS[condition.relation]


def unsatisfiable(conditions: tuple[Condition, ...], facts: Facts) -> bool:
    """Whether signs and linear combinations show that no point meets all the conditions."""
    for condition in conditions:
        if facts.sign(Frac(condition.poly)).isdisjoint(HOLDS[condition.relation]):
            return True
        facts = supposed(facts, Frac(condition.poly), condition.relation)
    return facts.contradictory


def supposed(facts: Facts, value: Frac, relation: Relation) -> Facts:
    """The facts under one more."""
    if relation == "≠":
        return facts.given_nonzero(value)
    return facts.given(value, strict=relation == ">")


def _guarded_sign(obligation: Obligation, facts: Facts) -> frozenset[int]:
    """The signs the value can have on the branch that needs it."""
    for value, relation in obligation.guards:
        facts = supposed(facts, value, relation)
    return facts.sign(obligation.value)


def _before_cases(case: Case) -> Facts:
    """What holds in every case: each hypothesis of the case has added one fact."""
    facts = case.facts
    kept = facts.hypotheses[: len(facts.hypotheses) - len(case.hypotheses)]
    return Facts(facts.domains, kept, facts.nonzero)


# --- what a sign hangs on -------------------------------------------------------------------


def _essential(value: Frac, relation: Relation, facts: Facts) -> list[tuple[Poly, Relation]]:
    """The factors whose sign is open, and what is asked of each, or of their product.

    A factor that is nowhere negative, or stands in an even power, must not be 0 where the value
    must not; the product of the others carries the sign.
    """
    sign, odd, even = 1, ONE_POLY, list[Poly]()
    for poly in (value.num, value.den):
        content, found = _factors(poly)
        sign *= 1 if content > 0 else -1
        for factor, exponent in found:
            is_squared, own = _simpler(factor)
            known = facts.sign(Frac(own))
            if exponent % 2 == 0 or is_squared or -1 not in known:
                even += [part for part, _ in _factors(own)[1]] if 0 in known else []
            elif known == {-1}:
                sign = -sign
            else:
                odd = poly_product(odd, own)
    even = [part for part in even if 0 in facts.sign(Frac(part))]
    if (relation == "≥" and even) or (relation != "≠" and odd == ONE_POLY and sign < 0):
        return [(poly_product(value.num, value.den), relation)]
    if relation == "≠":
        even += [part for part, _ in _factors(odd)[1]]
    elif odd != ONE_POLY:
        return [(odd.scaled(sign), relation), *((part, "≠") for part in even)]
    return [(part, "≠") for part in even]


def _factors(poly: Poly) -> tuple[Fraction, list[tuple[Poly, int]]]:
    """The content and the irreducible factors, always in one order."""
    content, _, found = factors(poly)
    return content, sorted(found, key=lambda pair: repr(pair[0]))


def _simpler(factor: Poly) -> tuple[bool, Poly]:
    """A polynomial of the factor's sign; or, with True, one that is 0 where |f| or √f is: f."""
    atom = Frac(factor).lone_atom
    if atom is not None and atom.kind == "root":
        return True, atom.data[0]
    if atom is not None and atom.kind == "absolute" and atom.data[0].is_polynomial:
        return True, atom.data[0].num
    return False, plainer(Frac(factor)).num


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
